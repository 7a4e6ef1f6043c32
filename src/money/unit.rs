//! Powers of ten by their names: `bn`, `crore`, `Mrd.`, `億`.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::hash::HashMap;
use crate::invalid::Problem;
use crate::text::{fold, quote};

/// The power of ten in which figures are given: thousands, millions, crores.
///
/// ```
/// use outlay::money::Unit;
///
/// assert_eq!("Mio.".parse::<Unit>()?, Unit::MILLIONS);
/// assert_eq!("crore".parse::<Unit>()?.to_string(), "crore");
/// # Ok::<(), outlay::Problem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(i32);

impl Unit {
    /// Ones.
    pub const ONE: Self = Self(0);
    /// Hundredths, in which some shares are quoted: pence of the pound.
    pub const HUNDREDTHS: Self = Self(-2);
    /// Lakhs, 10⁵.
    pub const LAKH: Self = Self(5);
    /// Crores, 10⁷.
    pub const CRORE: Self = Self(7);
    /// Thousands.
    pub const THOUSANDS: Self = Self(3);
    /// Millions.
    pub const MILLIONS: Self = Self(6);
    /// Billions of the short scale, 10⁹.
    pub const BILLIONS: Self = Self(9);
    /// Trillions of the short scale, 10¹².
    pub const TRILLIONS: Self = Self(12);

    /// Returns the exponent of ten.
    #[must_use]
    pub const fn power(self) -> i32 {
        self.0
    }

    /// Returns the unit of an exponent of ten.
    pub(super) const fn of_power(power: i32) -> Self {
        Self(power)
    }

    /// Returns the unit of a word or an abbreviation; `None` if it is none, or means several powers of ten.
    pub(crate) fn find(word: &str) -> Option<Self> {
        let word = word.trim_end_matches('.');
        if !word.is_ascii() {
            return WORDS.get(fold(word).as_str()).copied().or_else(|| numerals(word)).map(Self);
        }
        // Nearly every word is ASCII and short; it needs no allocation.
        let mut lower = [0; MAX_ASCII];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        WORDS.get(std::str::from_utf8(lower).ok()?).copied().map(Self)
    }

    /// Returns both meanings of an abbreviation that means one power of ten in English and another one in other
    /// languages of `data/magnitudes.csv`.
    pub(super) fn two_meanings(word: &str) -> Option<(Self, Self)> {
        let bare = word.trim_end_matches('.');
        let is = |known: &(&str, i32, i32)| known.0.eq_ignore_ascii_case(bare);
        TWO_MEANINGS.iter().find(|known| is(known)).map(|(_, one, other)| (Self(*one), Self(*other)))
    }

    /// Returns whether `word` is a numeral of Chinese, Japanese or Korean.
    pub(super) fn is_east_asian(word: &str) -> bool {
        numerals(word).is_some()
    }

    /// Returns the unit times another one: "lakh crore".
    pub(crate) fn times(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// The longest ASCII word, in bytes; a test holds it.
const MAX_ASCII: usize = 16;

/// Returns the power of ten of Chinese, Japanese or Korean numerals, which multiply: 百万 is a million.
fn numerals(word: &str) -> Option<i32> {
    let power = |c| match c {
        '十' | '십' => Some(1),
        '百' | '백' => Some(2),
        '千' | '천' => Some(3),
        '万' | '萬' | '만' => Some(4),
        '亿' | '億' | '억' => Some(8),
        '兆' | '조' => Some(12),
        _ => None,
    };
    let sum = word.chars().take(4).map(power).try_fold(0, |sum, power| Some(sum + power?))?;
    (1..=3).contains(&word.chars().count()).then_some(sum)
}

/// Abbreviations with their power of ten in English and in Spanish, Portuguese, Norwegian or German. Banks write "mio" and
/// "bio" for millions and billions.
const TWO_MEANINGS: [(&str, i32, i32); 4] = [("mil", 6, 3), ("bil", 9, 12), ("bill", 9, 12), ("bio", 9, 12)];

/// English as the financial press writes it. CLDR's `K`, `M`, `B` and `T` are among it.
const PRESS: [(i32, &str); 6] = [
    (
        3,
        "k thousand thousands tsd milliers ths thds thsd thou miles migliaia milhares duizend duizenden тыс tys tis الف אלף אלפי אלפים אל",
    ),
    (5, "lakh lakhs lac lacs"),
    (
        6,
        "m mn mns mm mln mlns mio million millions miljoenen مليون ملايين εκατ εκατομ מיליון מיליוני מיליונים מל",
    ),
    (7, "crore crores cr crs"),
    (
        9,
        "b bn bns bln blns mrd mds mlrd milliard miljarden مليار billion billions δισεκ מיליארד מיליארדי מיליארדים",
    ),
    (12, "t tn trn trillion trillions"),
];

/// The power of ten of each word, in the form of [`fold`]: those of CLDR, and those of the press.
static WORDS: LazyLock<HashMap<String, i32>> = LazyLock::new(|| {
    let lines = include_str!("../../data/magnitudes.csv").lines().skip(1);
    let cldr = lines.filter_map(|line| {
        let mut cells = line.splitn(3, ',').skip(1);
        Some((cells.next()?.parse().ok()?, cells.next()?))
    });
    let words = cldr.chain(PRESS).flat_map(|(power, words)| words.split(' ').map(move |word| (word, power)));
    words
        .filter(|(word, _)| Unit::two_meanings(word).is_none())
        .map(|(word, power)| (fold(word.trim_end_matches('.')), power))
        .collect()
});

impl FromStr for Unit {
    type Err = Problem;

    /// Reads the name of a unit in any language of `data/magnitudes.csv`, or "ones".
    ///
    /// # Errors
    /// If `text` is no unit, or `T`, which is a thousand in German.
    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.trim().eq_ignore_ascii_case("ones") {
            return Ok(Self::ONE);
        }
        if text.trim().trim_end_matches('.').eq_ignore_ascii_case("t") {
            return Err(Problem::new(format!("{} may be thousands or trillions", quote(text)))
                .hint("write thousands or trillions"));
        }
        Self::find(text.trim()).ok_or_else(|| {
            Problem::new(format!("{} is not a unit of figures", quote(text)))
                .hint("write ones, thousands, lakh, millions, crore, billions or trillions")
        })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.pad("ones"),
            3 => f.pad("thousands"),
            5 => f.pad("lakh"),
            6 => f.pad("millions"),
            7 => f.pad("crore"),
            9 => f.pad("billions"),
            12 => f.pad("trillions"),
            4 => f.pad("万"),
            8 => f.pad("億"),
            power => write!(f, "10^{power}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_any_case_and_without_accents() {
        for (word, power) in [
            ("bn", 9),
            ("Mrd.", 9),
            ("MILLION", 6),
            ("milhoes", 6),
            ("milhões", 6),
            ("Billionen", 12),
            ("crore", 7),
            ("百万", 6),
            ("万亿", 12),
            ("tỷ", 9),
        ] {
            assert_eq!(Unit::find(word).map(Unit::power), Some(power), "{word}");
        }
        assert!(
            ["", "mil", "Bio.", "contract", "millionaires and billionaires"]
                .iter()
                .all(|word| Unit::find(word).is_none())
        );
        assert!(WORDS.keys().filter(|word| word.is_ascii()).all(|word| word.len() <= MAX_ASCII));
    }
}
