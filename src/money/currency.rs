//! Currencies: ISO 4217 codes, current and abolished, with their minor units and signs.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::LazyLock;

use crate::invalid::{Problem, nearest};

/// A currency by its ISO 4217 code, current or abolished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Hash for Currency {
    /// As one number: as a list of bytes it takes several times as long.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.number());
    }
}

/// One row of `data/currencies.csv`.
struct Row {
    code: [u8; 3],
    name: &'static str,
    minor_units: Option<u32>,
    symbol: &'static str,
    narrow_symbol: &'static str,
}

/// ISO 4217 and CLDR, sorted by code; see `data/README.md`.
static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut rows = Vec::with_capacity(320);
    for line in include_str!("../../data/currencies.csv").lines().skip(1) {
        let mut cells = line.split(',');
        let mut cell = || cells.next().unwrap_or_default();
        let code = cell();
        let Ok(code) = <[u8; 3]>::try_from(code.as_bytes()) else { continue };
        rows.push(Row {
            code,
            name: cell(),
            minor_units: cell().parse().ok(),
            symbol: cell(),
            narrow_symbol: cell(),
        });
    }
    rows
});

/// Where each code of three letters stands in the table; beyond its end where it is none.
static INDEX_BY_CODE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut indices = vec![u16::MAX; 26 * 26 * 26];
    for (index, row) in (0..).zip(TABLE.iter()) {
        if let Some(packed) = pack(&row.code) {
            indices[packed] = index;
        }
    }
    indices
});

/// The three letters as a number in base 26; `None` unless all are upper-case ASCII letters.
fn pack(code: &[u8; 3]) -> Option<usize> {
    let letter = |byte: u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    Some((letter(code[0])? * 26 + letter(code[1])?) * 26 + letter(code[2])?)
}

/// Ways of writing a currency that are usual in the press and are neither ISO 4217 nor CLDR's English signs.
const PRESS: [(&str, &str); 8] = [
    ("US$", "USD"),
    ("$US", "USD"),
    ("C$", "CAD"),
    ("AU$", "AUD"),
    ("S$", "SGD"),
    ("RMB", "CNY"),
    ("JP¥", "JPY"),
    ("JPY¥", "JPY"),
];

impl Currency {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");
    /// The euro, the hub of the ECB's reference rates.
    pub const EUR: Self = Self(*b"EUR");

    /// Every known currency, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| Self(row.code))
    }

    /// The code as a number, in the order of the codes.
    pub fn number(self) -> u32 {
        let [one, two, three] = self.0;
        u32::from_be_bytes([0, one, two, three])
    }

    /// Its place among all currencies.
    pub fn index(self) -> usize {
        // Only codes of the table are currencies.
        pack(&self.0).map_or(0, |packed| INDEX_BY_CODE[packed].into())
    }

    /// The three letters of ISO 4217.
    pub fn code(&self) -> &str {
        // The letters come from the table, which is text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// CLDR's English name.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// How many decimals its smallest unit has (ISO 4217); none where the standard says that it does not apply.
    pub fn minor_units(self) -> Option<u32> {
        self.row().and_then(|row| row.minor_units)
    }

    /// Whether a sign is one of its own, alone or among others: `$` is one of the Canadian dollar's.
    pub fn has_symbol(self, sign: &str) -> bool {
        let bare = sign.trim_end_matches('.');
        !bare.is_empty()
            && self
                .row()
                .is_some_and(|row| row.symbol == bare || row.narrow_symbol.eq_ignore_ascii_case(bare))
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.get(usize::from(INDEX_BY_CODE[pack(&self.0)?]))
    }

    /// Reads a code or a sign, as they stand beside a number: `USD`, `€`, `US$`, `CN¥`.
    ///
    /// A bare `$` is the US dollar by convention.
    ///
    /// # Errors
    /// An unknown token, and a sign that several currencies share (`¥`, `kr`): these name the choices.
    pub fn from_token(token: &str) -> Result<Self, Problem> {
        Self::find(token).ok_or_else(|| {
            let codes: Vec<String> = with_symbol(token).map(|row| Self(row.code).to_string()).collect();
            if codes.len() < 2 {
                return unknown(token);
            }
            let problem = format!("{token:?} is the sign of several currencies");
            Problem::new(problem).hint(format!("write the code: {}", codes.join(", ")))
        })
    }

    /// What [`Currency::from_token`] reads, without the advice that takes time.
    pub(super) fn find(token: &str) -> Option<Self> {
        if let Some(currency) = Self::by_code(token) {
            return Some(currency);
        }
        let bare = token.trim_end_matches('.');
        if let Some((_, code)) = PRESS.iter().find(|(written, _)| written.eq_ignore_ascii_case(bare)) {
            return Self::by_code(code);
        }
        // CLDR gives the plain yen sign to JPY in English; in reports on Chinese companies it is as often the yuan.
        let conventional = with_symbol(token).find(|row| row.symbol == bare && bare != "¥");
        let mut several = with_symbol(token);
        let only = several.next().filter(|_| several.next().is_none());
        conventional.or(only).map(|row| Self(row.code))
    }

    fn by_code(text: &str) -> Option<Self> {
        let letters = <[u8; 3]>::try_from(text.trim().as_bytes()).ok()?;
        Some(Self(letters.map(|letter| letter.to_ascii_uppercase())))
            .filter(|currency| currency.row().is_some())
    }
}

/// The currencies of a sign.
fn with_symbol(token: &str) -> impl Iterator<Item = &'static Row> {
    let bare = token.trim_end_matches('.');
    let is_sign = move |row: &&Row| {
        !bare.is_empty() && (row.symbol == bare || row.narrow_symbol.eq_ignore_ascii_case(bare))
    };
    TABLE.iter().filter(is_sign)
}

impl FromStr for Currency {
    type Err = Problem;

    /// Reads an ISO 4217 code in either case.
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::by_code(text).ok_or_else(|| unknown(text))
    }
}

fn unknown(text: &str) -> Problem {
    let word = text.to_lowercase();
    let singular = word.trim_end_matches('s');
    // "yen", "dollars": every currency of that name, the best known first, which are those with a sign of their own.
    let named = |row: &&Row| row.name.to_lowercase().split(' ').any(|part| part == singular || part == word);
    let mut rows: Vec<&Row> = TABLE.iter().filter(named).collect();
    rows.sort_by_key(|row| {
        (row.symbol.chars().count() != 1, row.symbol.is_empty(), row.narrow_symbol.is_empty())
    });
    let mut near: Vec<String> =
        rows.iter().take(3).map(|row| format!("{} ({})", Currency(row.code), row.name)).collect();
    if near.is_empty() {
        let known: Vec<String> = Currency::all().map(|currency| currency.to_string()).collect();
        near = nearest(text, known.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
    }
    let hint = if near.is_empty() {
        "write a code of ISO 4217, such as USD, EUR or CNY".to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    Problem::new(format!("{text:?} is not a currency")).hint(hint)
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_whole_and_knows_every_column_of_the_ecb() {
        assert!(TABLE.is_sorted_by_key(|row| row.code));
        // ISO 4217 list one of 2026-01-01 has 178 codes, XXX and XTS among them; CLDR 48 adds the abolished ones.
        assert_eq!(TABLE.len(), 306);
        assert!(TABLE.iter().all(|row| !row.name.is_empty()));
        let header = include_str!("../../data/eurofxref-hist.csv").lines().next().unwrap();
        for code in header.split(',').skip(1).filter(|code| !code.is_empty()) {
            assert!(code.parse::<Currency>().is_ok(), "{code} is missing");
        }
    }

    #[test]
    fn minor_units_are_those_of_iso_4217() {
        let units = |code: &str| code.parse::<Currency>().unwrap().minor_units();
        assert_eq!(
            ["USD", "JPY", "KWD", "IQD", "HUF", "CLF", "XAU"].map(units),
            [Some(2), Some(0), Some(3), Some(3), Some(2), Some(4), None]
        );
    }

    #[test]
    fn signs_are_read_and_shared_signs_are_refused_with_the_choices() {
        let read = |token: &str| Currency::from_token(token).map(|currency| currency.to_string());
        for (token, code) in [
            ("$", "USD"),
            ("US$", "USD"),
            ("€", "EUR"),
            ("£", "GBP"),
            ("CN¥", "CNY"),
            ("RMB", "CNY"),
            ("₹", "INR"),
            ("HK$", "HKD"),
            ("zł", "PLN"),
            ("usd", "USD"),
            ("R$", "BRL"),
        ] {
            assert_eq!(read(token).unwrap(), code);
        }
        assert_eq!(read("¥").unwrap_err().hint.unwrap(), "write the code: CNY, JPY");
        assert_eq!(read("kr").unwrap_err().hint.unwrap(), "write the code: DKK, ISK, NOK, SEK");
        assert!(read("").is_err());
    }
}
