//! Words around figures: bounds, ranges, rates and words for no figure, in the languages of `data/amount-words.csv`.

use std::borrow::Cow;
use std::sync::LazyLock;

use smallvec::SmallVec;

use crate::hash::{HashMap, HashSet};
use crate::money::Bound;
use crate::text::fold;

/// What a phrase says about the figure beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    /// A bound of the figure that follows; [`Bound::Range`] begins a range: "between".
    Before(Bound),
    /// A bound of the figure before: "or more".
    After(Bound),
    /// A bound of the figure before, if nothing follows: "$5m (floor)", but not "$5m floor plan financing".
    Alone(Bound),
    /// Before a figure that is the least, unless a second one makes a range of both: "from".
    From,
    /// Between the figures of a range: "to".
    To,
    /// Between the figures of a range that began with "between": "and".
    And,
    /// Between a magnitude and its currency: "millones de euros".
    Of,
    /// Before an equivalent in brackets: "equivalent to".
    Equivalent,
    /// After an equivalent in brackets: "at the time".
    AfterEquivalent,
    /// After a figure that is not the amount of a deal, or may not be.
    Qualifier(Qualifier, Reach),
    /// What a figure counts once for each of, after a slash or a word such as "pro": "year".
    Counted,
    /// Words that say nothing about the figure, though some of them do in other places: "non-profit".
    Plain,
    /// Before what the money is for or comes from: "for", "by".
    Preposition,
    /// A noun for money, which does not count things: "6 debt".
    Money,
    /// A number in words: "five".
    Number(u16),
    /// A number and a half: 0 of "half", 1 of "anderthalb".
    Half(u16),
    /// Before what is paid besides: "plus stock".
    More,
    /// In place of an amount: "undisclosed".
    Undisclosed,
}

/// How a phrase makes a figure another quantity than the amount of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Qualifier {
    /// It counts once for each of something: "per year".
    Rate,
    /// It is another quantity: "valuation".
    Other,
    /// It may be a part or a multiple of the amount, or none of the deal: "less fees", "twice", "requested".
    Unclear,
}

/// Where a phrase of a remark speaks of the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reach {
    /// Wherever it stands: "$5m for research per year".
    Anywhere,
    /// Anywhere except behind a preposition: "$5m of revenue", not "$5m to grow revenue".
    Noun,
    /// Anywhere except behind a preposition or before another noun: "$5m target", not "$5m target company".
    Alone,
    /// As the first word, or before what is counted: "5 € pro Stück", not "5 Mio. € von Pro Bono".
    First,
}

impl Meaning {
    fn of(name: &str) -> Option<Self> {
        let bound = |name: &str| {
            Some(match name {
                "up to" => Bound::UpTo,
                "at least" => Bound::AtLeast,
                "about" => Bound::About,
                "exactly" => Bound::Exact,
                "between" => Bound::Range,
                _ => return None,
            })
        };
        if let Some(qualifier) = Self::qualifier(name) {
            return Some(qualifier);
        }
        if let Some(number) = name.strip_prefix("number ") {
            return number.parse().ok().map(Self::Number);
        }
        if let Some(number) = name.strip_prefix("half ") {
            return number.parse().ok().map(Self::Half);
        }
        Some(match name {
            "from" => Self::From,
            "to" => Self::To,
            "and" => Self::And,
            "of" => Self::Of,
            "equivalent" => Self::Equivalent,
            "after equivalent" => Self::AfterEquivalent,
            "counted" => Self::Counted,
            "plain" => Self::Plain,
            "preposition" => Self::Preposition,
            "money" => Self::Money,
            "more" => Self::More,
            "undisclosed" => Self::Undisclosed,
            name => match (name.strip_prefix("after "), name.strip_prefix("alone ")) {
                (Some(name), _) => Self::After(bound(name)?),
                (None, Some(name)) => Self::Alone(bound(name)?),
                (None, None) => Self::Before(bound(name)?),
            },
        })
    }

    /// Reads a qualifier with its reach: "rate", "noun other".
    fn qualifier(name: &str) -> Option<Self> {
        let (reach, name) = match name.split_once(' ') {
            Some(("noun", name)) => (Reach::Noun, name),
            Some(("alone", name)) => (Reach::Alone, name),
            Some(("first", name)) => (Reach::First, name),
            _ => (Reach::Anywhere, name),
        };
        let qualifier = match name {
            "rate" => Qualifier::Rate,
            "other" => Qualifier::Other,
            "unclear" => Qualifier::Unclear,
            _ => return None,
        };
        Some(Self::Qualifier(qualifier, reach))
    }
}

/// A phrase, as the words that [`key`] makes of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) words: Vec<Cow<'static, str>>,
    pub(super) meaning: Meaning,
}

/// The phrases by their first word, the longest first. A cold start builds this table: most words are as they are in the
/// file, and are not copied.
static PHRASES: LazyLock<HashMap<Cow<'static, str>, SmallVec<[Phrase; 1]>>> = LazyLock::new(|| {
    let mut table: HashMap<Cow<'_, str>, SmallVec<[Phrase; 1]>> = HashMap::default();
    table.reserve(2000);
    for (meaning, text) in entries() {
        let words = text.split([' ', '-']).flat_map(|word| word.split_inclusive('\''));
        let words: Vec<Cow<'_, str>> = words.map(key).collect();
        if let Some(first) = words.first() {
            table.entry(first.clone()).or_default().push(Phrase { words, meaning });
        }
    }
    for phrases in table.values_mut() {
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    }
    table
});

/// Returns the phrases of `data/amount-words.csv` with their meanings.
pub(super) fn entries() -> impl Iterator<Item = (Meaning, &'static str)> {
    let lines = include_str!("../../../data/amount-words.csv").lines().skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.splitn(3, ',').skip(1);
            Some((Meaning::of(cells.next()?)?, cells.next()?))
        })
        .flat_map(|(meaning, phrases)| phrases.split('|').map(move |phrase| (meaning, phrase)))
}

/// Returns a word for comparison: folded and without the point of an abbreviation, except that of a single letter.
pub(super) fn key(word: &str) -> Cow<'_, str> {
    // Most words are so already, and need no allocation.
    let is_plain = word.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase());
    let folded = if is_plain { Cow::Borrowed(word) } else { Cow::Owned(fold(word)) };
    let is_abbreviation = folded.strip_suffix('.').is_some_and(|bare| bare.chars().count() > 1);
    match folded {
        folded if !is_abbreviation => folded,
        Cow::Borrowed(word) => Cow::Borrowed(&word[..word.len() - 1]),
        Cow::Owned(mut word) => {
            word.pop();
            Cow::Owned(word)
        }
    }
}

/// Returns the phrases that begin with the word of a [`key`], the longest first.
pub(super) fn phrases(first: &str) -> &'static [Phrase] {
    PHRASES.get(first).map_or(&[], SmallVec::as_slice)
}

/// Whether a word is a tax, without which contracts are stated.
pub(super) fn is_tax(key: &str) -> bool {
    ["vat", "mwst", "ust", "iva", "tva", "btw", "moms", "gst", "tax", "taxes", "impuestos"].contains(&key)
}

/// Returns whether `text` stands in place of an amount that is not disclosed.
pub(crate) fn is_undisclosed(text: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        entries()
            .filter(|(meaning, _)| *meaning == Meaning::Undisclosed)
            .map(|(_, phrase)| plain(phrase))
            .collect()
    });
    let text = text.trim();
    // "Undisclosed[12]"
    let text = match text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        Some((before, mark)) if !before.is_empty() && mark.bytes().all(|byte| byte.is_ascii_digit()) => {
            before
        }
        _ => text,
    };
    let bare = text.strip_prefix(['(', '[']).and_then(|text| text.strip_suffix([')', ']'])).unwrap_or(text);
    // No word of the list has a digit; and none is longer, so that texts of megabytes are not folded.
    if bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    // A spreadsheet shows a zero as "$ -".
    let is_dash = |bare: &str| bare.chars().all(|c| "-–—?…. ".contains(c));
    let without_sign = bare.trim_start_matches(['$', '€', '£', '¥']).trim_end_matches(['$', '€', '£', '¥']);
    is_dash(bare)
        || without_sign.contains(['-', '–', '—']) && is_dash(without_sign)
        || (bare.len() <= 100 && WORDS.contains(&plain(bare)))
}

/// What a figure may be the price of each of, alone or behind "per" and "a": "$1.2m MW".
pub(super) const MEASURES: [&str; 18] = [
    "mw", "gw", "kw", "kwh", "mwh", "gwh", "twh", "mwp", "megawatt", "gigawatt", "kilowatt", "tonne", "ton",
    "acre", "hectare", "barrel", "gpu", "share",
];

/// The same, but not alone: "a site" ends a remark, and "a site in Ohio" goes on.
pub(super) const THINGS: [&str; 8] = ["unit", "site", "employee", "seat", "plant", "pop", "project", "home"];

/// Returns `text` folded and without points.
fn plain(text: &str) -> String {
    fold(text).replace('.', "")
}

/// Returns the qualifier within a word of a script without spaces, given by its [`key`]: 年間 in 年間売上.
pub(super) fn qualifier_within(key: &str) -> Option<Qualifier> {
    static PHRASES: LazyLock<Vec<(String, Qualifier)>> = LazyLock::new(|| {
        let within = |(meaning, phrase): (Meaning, &str)| match meaning {
            Meaning::Qualifier(qualifier, _) if is_unspaced(phrase) && phrase.chars().count() > 1 => {
                Some((fold(phrase), qualifier))
            }
            _ => None,
        };
        entries().filter_map(within).collect()
    });
    if !is_unspaced(key) {
        return None;
    }
    PHRASES.iter().find(|(phrase, _)| key.contains(phrase)).map(|(_, qualifier)| *qualifier)
}

/// Whether a text is in Chinese, Japanese or Korean, where words may follow each other without a space.
pub(super) fn is_unspaced(text: &str) -> bool {
    let is_unspaced =
        |c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    !text.is_empty() && text.chars().all(is_unspaced)
}

/// Returns the byte at which a phrase that follows a figure without a space begins, as in 億円以上.
pub(super) fn end_phrase(word: &str) -> Option<usize> {
    static PHRASES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let is_after = |(meaning, phrase): &(Meaning, &str)| {
            matches!(meaning, Meaning::After(_)) && !phrase.is_ascii() && !phrase.contains(' ')
        };
        entries().filter(is_after).map(|(_, phrase)| phrase).collect()
    });
    let is_spaced = word.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    if word.is_ascii() || is_spaced {
        return None;
    }
    PHRASES
        .iter()
        .find(|phrase| word.len() > phrase.len() && word.ends_with(**phrase))
        .map(|phrase| word.len() - phrase.len())
}
