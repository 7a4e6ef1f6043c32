//! One word beside a number: a currency, a unit, or both joined, as in `bn€`, `TEUR`, `US$m` and `億円`.

use crate::money::Currency;
use crate::money::sign::Sign;
use crate::money::unit::Unit;
use crate::text::fold;

/// Where a word stands. `K` is thousands after a number and kwacha or kyat before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the number: `TEUR 500`.
    Before,
    /// In a header, without a number.
    Header,
}

/// What a word says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word {
    pub(super) sign: Option<Sign>,
    pub(super) unit: Option<Unit>,
}

/// What can be said about a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// A currency, a unit, or both.
    One(Word),
    /// Two powers of ten, such as those of `mil` and `T$`.
    Two(Unit, Unit),
    /// Another word.
    Unknown,
}

/// Returns what `word` says at its place.
pub(super) fn read(word: &str, place: Place) -> Reading {
    if let Some((one, other)) = Unit::two_meanings(word) {
        return Reading::Two(one, other);
    }
    let unit = Unit::find(word).map(|unit| Word { sign: None, unit: Some(unit) });
    let sign = find_sign(word).map(|sign| Word { sign: Some(sign), unit: None });
    let whole = if place == Place::Before { sign } else { unit.or(sign) };
    match whole {
        Some(word) => Reading::One(word),
        None => joined(word, place),
    }
}

fn find_sign(word: &str) -> Option<Sign> {
    Sign::find(word).or_else(|| (!word.is_ascii()).then(|| Sign::of_name(&fold(word))).flatten())
}

/// Splits a word into a unit and a currency in either order.
fn joined(word: &str, place: Place) -> Reading {
    for (at, _) in word.char_indices().skip(1) {
        let (head, tail) = word.split_at(at);
        if let (Some(sign), false) = (find_sign(tail), is_lower_case_code(tail) || is_letter(tail)) {
            if head == "T" {
                return thousand_or_trillion(tail, sign, place);
            }
            if let Some(unit) = Unit::find(head) {
                let sign = if is_traditional(head) { sign.of_traditional_script() } else { sign };
                return Reading::One(Word { sign: Some(sign), unit: Some(unit) });
            }
        }
        // "USDT" is no currency, and "USDB" nothing that people write.
        let is_code = head.chars().all(|c| c.is_ascii_alphabetic());
        let is_short = is_code && ["t", "b"].iter().any(|letter| tail.eq_ignore_ascii_case(letter));
        if let (Some(sign), Some(unit), false) = (find_sign(head), Unit::find(tail), is_short)
            && !is_lower_case_code(head)
        {
            return Reading::One(Word { sign: Some(sign), unit: Some(unit) });
        }
    }
    Reading::Unknown
}

/// `T€` and `TEUR` are thousands of euros in German reports; `T$` is a thousand there and a trillion elsewhere.
fn thousand_or_trillion(currency: &str, sign: Sign, place: Place) -> Reading {
    let is_code = currency.chars().all(|c| c.is_ascii_uppercase());
    if place == Place::Header && (is_code || currency == "€") {
        Reading::One(Word { sign: Some(sign), unit: Some(Unit::THOUSANDS) })
    } else {
        Reading::Two(Unit::THOUSANDS, Unit::TRILLIONS)
    }
}

/// A code in lower case is not joined to a unit: "mars" is no million of Argentine pesos.
fn is_lower_case_code(word: &str) -> bool {
    Currency::by_code(word).is_some() && word.chars().any(|c| c.is_ascii_lowercase())
}

/// A sign of one letter is not joined to a unit: "BP" is no billion pula.
fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The numerals of Taiwan and Hong Kong, where 元 is not the renminbi.
fn is_traditional(unit: &str) -> bool {
    unit.contains(['億', '萬', '兆'])
}
