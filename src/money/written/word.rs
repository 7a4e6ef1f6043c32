//! One word beside a number: a currency, a unit, or both joined, as in `bn€`, `TEUR`, `US$m` and `億円`.

use crate::money::sign::Sign;
use crate::money::{Currency, Unit};
use crate::text::fold;

/// Where a word stands. `K` is thousands after a number and kwacha or kyat before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before the number: `TEUR 500`.
    Before,
    /// After the number and a space: `500 T€`.
    After,
    /// Joined to the number: `500T€`.
    Joined,
    /// In a header, without a number.
    Header,
}

/// A currency, a unit, or both, with what is written for each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word<'a> {
    pub(super) sign: Option<(Sign, &'a str)>,
    pub(super) unit: Option<(Unit, &'a str)>,
}

/// What a word says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading<'a> {
    /// A currency, a unit, or both.
    One(Word<'a>),
    /// One of two powers of ten, such as `mil` and `T$`.
    Two(Unit, Unit),
    /// Another word.
    Unknown,
}

/// Abbreviations of the Mexican press with their currencies: millones de dólares, de pesos, de euros.
const MILLIONS_OF: [(&str, &str); 5] =
    [("mdd", "USD"), ("MDD", "USD"), ("mdp", "MXN"), ("MDP", "MXN"), ("mde", "EUR")];

/// Returns what `word` says at its place.
pub(super) fn read(word: &str, place: Place) -> Reading<'_> {
    if let Some((_, code)) = MILLIONS_OF.iter().find(|(known, _)| *known == word) {
        let sign = Sign::find(code).map(|sign| (sign, word));
        return Reading::One(Word { sign, unit: Some((Unit::MILLIONS, word)) });
    }
    if let Some((one, other)) = Unit::two_meanings(word) {
        return Reading::Two(one, other);
    }
    let unit = || Some(Word { sign: None, unit: Some((Unit::find(word)?, word)) });
    let sign = || Some(Word { sign: Some((find_sign(word)?, word)), unit: None });
    // After a number "5 B$" is five billion, before it "B$ 5" is of Brunei or of the Bahamas.
    let is_unit_and_dollar = || word.strip_suffix('$').is_some_and(|head| Unit::find(head).is_some());
    let whole = match place {
        Place::Before => sign(),
        Place::After | Place::Joined if is_unit_and_dollar() => None,
        _ => unit().or_else(sign),
    };
    match whole {
        Some(word) => Reading::One(word),
        None => joined(word, place),
    }
}

/// Returns the currency of a code, a sign, or a name in a script without spaces.
fn find_sign(word: &str) -> Option<Sign> {
    Sign::find(word).or_else(|| if word.is_ascii() { None } else { Sign::of_name(&fold(word)) })
}

/// The longest word that is taken apart, in bytes.
const MAX_JOINED: usize = 40;

/// Splits a word into a unit and a currency in either order.
fn joined(word: &str, place: Place) -> Reading<'_> {
    // A currency has a capital letter or a sign, but for the krona.
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) && !word.ends_with("kr") {
        return Reading::Unknown;
    }
    let splits = word.char_indices().skip(1).take_while(|_| word.len() <= MAX_JOINED);
    for (head, tail) in splits.map(|(at, _)| word.split_at(at)) {
        // Units are sought first: they are found in one look-up, and seldom.
        if let Some(unit) = Unit::find(head)
            && let Some(sign) = joinable(tail)
        {
            if head.trim_end_matches('.').eq_ignore_ascii_case("t") {
                return thousand_or_trillion(head, (sign, tail), place);
            }
            let sign = if is_traditional(head) { sign.of_traditional_script() } else { sign };
            return Reading::One(Word { sign: Some((sign, tail)), unit: Some((unit, head)) });
        }
        // "USDT" is no currency, and "USDB" nothing that people write.
        let is_code = head.chars().all(|c| c.is_ascii_alphabetic());
        let is_short = is_code && ["t", "b"].iter().any(|letter| tail.eq_ignore_ascii_case(letter));
        if !is_short
            && let Some(unit) = Unit::find(tail)
            && let Some(sign) = joinable(head)
        {
            return Reading::One(Word { sign: Some((sign, head)), unit: Some((unit, tail)) });
        }
    }
    Reading::Unknown
}

/// Returns the currency of a sign or a code that may be joined to a unit. A code in lower case may not: "mars" is no
/// million of Argentine pesos; nor may a sign of one letter: "BP" is no billion pula.
fn joinable(word: &str) -> Option<Sign> {
    let is_letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_lower_case = Currency::by_code(word).is_some() && word.chars().any(|c| c.is_ascii_lowercase());
    if is_letter || is_lower_case { None } else { find_sign(word) }
}

/// `T€`, `TEUR` and `tkr` are thousands in German and Scandinavian reports; `T$` is a thousand there and a trillion elsewhere,
/// and so is whatever follows a number without a space, as in `5T€`. Only `500 T€` and `TEUR 500` are clear.
fn thousand_or_trillion<'a>(head: &'a str, sign: (Sign, &'a str), place: Place) -> Reading<'a> {
    let is_code = sign.1.chars().all(|c| c.is_ascii_uppercase());
    let is_krona = sign.1.eq_ignore_ascii_case("kr");
    if place != Place::Joined && (is_code || is_krona || sign.1 == "€") {
        Reading::One(Word { sign: Some(sign), unit: Some((Unit::THOUSANDS, head)) })
    } else {
        Reading::Two(Unit::THOUSANDS, Unit::TRILLIONS)
    }
}

/// The numerals of Taiwan and Hong Kong, where 元 is not the renminbi.
fn is_traditional(unit: &str) -> bool {
    unit.contains(['億', '萬', '兆'])
}
