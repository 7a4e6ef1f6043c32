//! Words around figures: bounds, ranges, rates and words for no figure, in the languages of `data/amount-words.csv`.

use std::sync::LazyLock;

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
    /// After a figure that counts once for each of something: "per year".
    Rate,
    /// After a figure that is not the amount of a deal: "valuation".
    Other,
    /// Before what is paid besides: "plus stock".
    More,
    /// After a figure that may be a part or a multiple of the amount, or none: "less fees", "twice", "requested".
    Unclear,
    /// In place of an amount: "undisclosed".
    Undisclosed,
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
        Some(match name {
            "to" => Self::To,
            "and" => Self::And,
            "of" => Self::Of,
            "equivalent" => Self::Equivalent,
            "after equivalent" => Self::AfterEquivalent,
            "rate" => Self::Rate,
            "other" => Self::Other,
            "more" => Self::More,
            "unclear" => Self::Unclear,
            "undisclosed" => Self::Undisclosed,
            name => match (name.strip_prefix("after "), name.strip_prefix("alone ")) {
                (Some(name), _) => Self::After(bound(name)?),
                (None, Some(name)) => Self::Alone(bound(name)?),
                (None, None) => Self::Before(bound(name)?),
            },
        })
    }
}

/// A phrase, as the words that [`key`] makes of it.
pub(super) struct Phrase {
    pub(super) words: Vec<String>,
    pub(super) meaning: Meaning,
}

/// The phrases by their first word, the longest first.
static PHRASES: LazyLock<HashMap<String, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::default();
    for (meaning, text) in entries() {
        let words: Vec<String> =
            text.replace('\'', "' ").replace('-', " ").split_whitespace().map(key).collect();
        if let Some(first) = words.first() {
            phrases.entry(first.clone()).or_default().push(Phrase { words, meaning });
        }
    }
    for phrases in phrases.values_mut() {
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    }
    phrases
});

fn entries() -> impl Iterator<Item = (Meaning, &'static str)> {
    let lines = include_str!("../../../data/amount-words.csv").lines().skip(1);
    lines
        .filter_map(|line| {
            let mut cells = line.splitn(3, ',').skip(1);
            Some((Meaning::of(cells.next()?)?, cells.next()?))
        })
        .flat_map(|(meaning, phrases)| phrases.split('|').map(move |phrase| (meaning, phrase)))
}

/// Returns a word for comparison: folded and without the point of an abbreviation, except that of a single letter.
pub(super) fn key(word: &str) -> String {
    let folded = fold(word);
    match folded.strip_suffix('.') {
        Some(bare) if bare.chars().count() > 1 => bare.to_owned(),
        _ => folded,
    }
}

/// Returns the phrases that begin with the word of a [`key`], the longest first.
pub(super) fn phrases(first: &str) -> &'static [Phrase] {
    PHRASES.get(first).map_or(&[], Vec::as_slice)
}

/// Whether a word is a tax, without which contracts are stated.
pub(super) fn is_tax(key: &str) -> bool {
    ["vat", "mwst", "ust", "iva", "tva", "btw", "moms", "gst", "tax", "taxes", "impuestos"].contains(&key)
}

/// Returns whether `text` stands in place of an amount that is not disclosed.
pub(super) fn is_undisclosed(text: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        entries()
            .filter(|(meaning, _)| *meaning == Meaning::Undisclosed)
            .map(|(_, phrase)| plain(phrase))
            .collect()
    });
    let text = text.trim();
    let bare = text.strip_prefix(['(', '[']).and_then(|text| text.strip_suffix([')', ']'])).unwrap_or(text);
    // No word of the list has a digit; and none is longer, so that texts of megabytes are not folded.
    if bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    bare.chars().all(|c| "-–—?…. ".contains(c)) || (bare.len() <= 100 && WORDS.contains(&plain(bare)))
}

/// Returns `text` folded and without points.
fn plain(text: &str) -> String {
    fold(text).replace('.', "")
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
