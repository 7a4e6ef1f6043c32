//! Currencies: ISO 4217 codes, current and abolished, with their names, minor units and symbols.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::LazyLock;

use crate::invalid::{Problem, nearest};
use crate::text::quote;

/// A currency by its ISO 4217 code, current or abolished.
///
/// ```
/// use outlay::money::Currency;
///
/// let yen: Currency = "jpy".parse()?;
/// assert_eq!((yen.code(), yen.name(), yen.minor_units()), ("JPY", "Japanese Yen", Some(0)));
/// assert_eq!(Currency::from_token("CN¥")?.code(), "CNY");
///
/// let problem = Currency::from_token("¥").unwrap_err();
/// assert_eq!(problem.hint.as_deref(), Some("write the code: CNY, JPY"));
/// # Ok::<(), outlay::Problem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Hash for Currency {
    /// Hashes one number, which is several times as fast as hashing an array of bytes.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.number());
    }
}

/// A row of `data/currencies.csv`.
struct Row {
    code: [u8; 3],
    name: &'static str,
    minor_units: Option<u32>,
    symbol: &'static str,
    narrow_symbol: &'static str,
}

/// The currencies of ISO 4217 and CLDR, sorted by code. `data/README.md` names the sources.
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

/// Table index by packed three-letter code; `u16::MAX` if unknown.
static INDEX_BY_CODE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut indices = vec![u16::MAX; 26 * 26 * 26];
    for (index, row) in (0..).zip(TABLE.iter()) {
        if let Some(packed) = pack(row.code) {
            indices[packed] = index;
        }
    }
    indices
});

/// The three letters as a number in base 26; `None` unless all are upper-case ASCII letters.
fn pack(code: [u8; 3]) -> Option<usize> {
    let letter = |byte: u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    Some((letter(code[0])? * 26 + letter(code[1])?) * 26 + letter(code[2])?)
}

impl Currency {
    /// Returns the legal tender of a country, given by its code: CAD for CA.
    pub(crate) fn of_country(country: &str) -> Option<Self> {
        let lines = include_str!("../../data/country-currencies.csv").lines().skip(1);
        let mut pairs = lines.filter_map(|line| line.split_once(','));
        pairs.find(|(known, _)| *known == country).and_then(|(_, code)| code.parse().ok())
    }

    /// The US dollar.
    pub const USD: Self = Self(*b"USD");
    /// The pound sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// The renminbi.
    pub const CNY: Self = Self(*b"CNY");
    /// The Japanese yen.
    pub const JPY: Self = Self(*b"JPY");
    /// The Indian rupee.
    pub const INR: Self = Self(*b"INR");
    /// The euro, the hub of the ECB's reference rates.
    pub const EUR: Self = Self(*b"EUR");

    /// Returns the currency of a code of `data/currencies.csv`; build.rs checks the codes of the embedded rates.
    pub(crate) const fn from_known_code(code: [u8; 3]) -> Self {
        Self(code)
    }

    /// Returns every known currency, sorted by code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| Self(row.code))
    }

    /// Returns the code as a number; numbers sort like codes.
    #[must_use]
    pub fn number(self) -> u32 {
        let [one, two, three] = self.0;
        u32::from_be_bytes([0, one, two, three])
    }

    /// Returns the index in [`Currency::all`].
    #[must_use]
    pub fn index(self) -> usize {
        // Only codes of the table are currencies.
        pack(self.0).map_or(0, |packed| INDEX_BY_CODE[packed].into())
    }

    /// Returns the three letters of ISO 4217.
    #[must_use]
    pub fn code(&self) -> &str {
        // The letters are from the table, which is UTF-8.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns CLDR's English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Returns the number of decimals of its smallest unit (ISO 4217); `None` where the standard says "N.A.".
    #[must_use]
    pub fn minor_units(self) -> Option<u32> {
        self.row().and_then(|row| row.minor_units)
    }

    /// Returns CLDR's English symbol and its narrow symbol, which other currencies may share; empty if it has none.
    pub(super) fn symbols(self) -> [&'static str; 2] {
        self.row().map_or(["", ""], |row| [row.symbol, row.narrow_symbol])
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.get(usize::from(INDEX_BY_CODE[pack(self.0)?]))
    }

    /// Returns the currency of a code in upper or lower case.
    pub(crate) fn by_code(text: &str) -> Option<Self> {
        let letters = <[u8; 3]>::try_from(text.trim().as_bytes()).ok()?;
        Some(Self(letters.map(|letter| letter.to_ascii_uppercase())))
            .filter(|currency| currency.row().is_some())
    }
}

impl FromStr for Currency {
    type Err = Problem;

    /// Reads an ISO 4217 code in upper or lower case.
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::by_code(text).ok_or_else(|| unknown(text))
    }
}

/// Returns the error for a text that is no currency, with the nearest codes or the currencies of that name.
pub(super) fn unknown(text: &str) -> Problem {
    let word = text.to_lowercase();
    let singular = word.trim_end_matches('s');
    // "yen", "dollars": currencies of that name, first those with a symbol of their own, which are the best known.
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
    Problem::new(format!("{} is not a currency", quote(text))).hint(hint)
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
    fn the_table_is_sorted_and_has_every_currency_of_the_ecb() {
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
}
