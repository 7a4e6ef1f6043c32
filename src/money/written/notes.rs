//! What a note beside an amount makes of it: "estimate", "up to, estimated", "amount is per year".

use std::sync::LazyLock;

use super::words::{MEASURES, Meaning, Qualifier, Reach, THINGS, entries, is_unspaced};
use crate::hash::{HashMap, HashSet};
use crate::money::{Bound, Currency};
use crate::text::{fold, sentences};

/// What a note beside an amount makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteMeaning {
    /// A bound: "estimate".
    Bound(Bound),
    /// No whole amount of a deal: "per year".
    NoAmount,
    /// Bounds that contradict each other: "at least; up to".
    Contradiction,
}

/// The longest clause that is looked at, in bytes.
const MAX_CLAUSE: usize = 48;

/// What a clause may speak of before it says something of the amount: "amount is per year".
const SUBJECTS: [&str; 17] = [
    "all amounts", "all figures", "figures below", "amounts below", "amounts", "amount", "figures", "figure",
    "values", "value", "deal value", "price", "sum", "it", "this", "betrag", "montant",
];

/// Verbs and articles between the subject and what is said of it.
const JOINTS: [&str; 13] =
    ["the ", "is ", "are ", "was ", "were ", "ist ", "sind ", "est ", "as ", "an ", "a ", "only ", "in "];

/// Nouns behind what is said: "annual figure".
const NOUNS: [&str; 12] = [
    " figures", " figure", " this amount", " that amount", " amounts", " amount", " values", " value",
    " only", " of the company", " this much", " that much",
];

/// Beginnings of a correction, if a figure follows: "should be 5".
const CORRECTIONS: [&str; 9] = [
    "should be", "should read", "must be", "correct amount", "correct figure", "correct value",
    "actual amount", "muss heissen", "il faut lire",
];

/// Notes that doubt the figure.
const DOUBTS: [&str; 7] =
    ["typo", "typo?", "wrong figure", "wrong amount", "tippfehler", "correct amount", "correct figure"];

/// Words behind "estimated" that say by whom or by what.
const AGENTS: [&str; 7] = ["by", "from", "based", "according", "using", "von", "par"];

/// Signs that are notes by themselves.
const SIGNS: [(&str, Bound); 6] = [
    ("~", Bound::About),
    ("≈", Bound::About),
    ("≤", Bound::UpTo),
    ("<", Bound::UpTo),
    ("≥", Bound::AtLeast),
    (">", Bound::AtLeast),
];

/// The phrases that are notes, folded.
static PHRASES: LazyLock<HashMap<String, NoteMeaning>> = LazyLock::new(|| {
    // As a note these may speak of the round, of an order or of nothing.
    const VAGUE: [&str; 6] = ["first", "initial", "plus", "range", "for now", "to start"];
    let meaning = |meaning| match meaning {
        Meaning::Before(bound) | Meaning::After(bound) | Meaning::Alone(bound) if bound != Bound::Range => {
            Some(NoteMeaning::Bound(bound))
        }
        Meaning::Qualifier(Qualifier::Rate, Reach::Anywhere)
        | Meaning::Qualifier(Qualifier::Other, Reach::Anywhere | Reach::Noun) => Some(NoteMeaning::NoAmount),
        _ => None,
    };
    let is_long = |phrase: &str| phrase.chars().count() > 2 || is_unspaced(phrase);
    let long = entries().filter(|(_, phrase)| is_long(phrase) && !VAGUE.contains(phrase));
    long.filter_map(|(known, phrase)| Some((fold(phrase), meaning(known)?))).collect()
});

/// The first two bytes of everything that a clause may begin with.
static STARTS: LazyLock<HashSet<[u8; 2]>> = LazyLock::new(|| {
    let phrases = PHRASES.keys().map(String::as_str);
    let texts = phrases.chain(SUBJECTS).chain(JOINTS).chain(["per"]).chain(CORRECTIONS).chain(DOUBTS);
    texts.filter_map(|text| text.as_bytes().first_chunk().copied()).collect()
});

/// Returns what a note makes of the amount beside it, if one of its clauses says nothing else: "estimate", "per year; all
/// cash".
pub(crate) fn note_meaning(note: &str) -> Option<NoteMeaning> {
    let mut meaning = None;
    // The signs of "</p>" are those of markup.
    let is_markup = note.contains('<') && note.contains('>');
    let is_sign = |clause: &&str| SIGNS.iter().any(|(sign, _)| sign == clause);
    for clause in clauses(note).filter(|clause| !is_markup || !is_sign(clause)) {
        meaning = match (meaning, clause_meaning(clause)) {
            (_, Some(NoteMeaning::NoAmount)) => return Some(NoteMeaning::NoAmount),
            // "Up to, estimated" is a ceiling.
            (Some(NoteMeaning::Bound(known)), Some(NoteMeaning::Bound(said))) => {
                Some(known.combined(said).map_or(NoteMeaning::Contradiction, NoteMeaning::Bound))
            }
            (known, found) => known.or(found),
        };
    }
    meaning
}

fn clauses(note: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| matches!(c, ',' | ';' | '/' | '(' | ')' | '[' | ']' | '–' | '—' | '|' | '\n');
    note.split(is_end)
        .flat_map(|part| {
            // "Valuation: $400m" is about that figure.
            let is_of_figure = part.split_once(':').is_some_and(|(label, rest)| {
                begins_with_money(rest) && clause_meaning(label.trim()) == Some(NoteMeaning::NoAmount)
            });
            part.split(':').skip(usize::from(is_of_figure))
        })
        .flat_map(|part| part.split(" - "))
        .flat_map(sentences)
        .flat_map(|part| part.split(" and "))
        .map(|clause| clause.trim().trim_end_matches('.'))
        .filter(|clause| !clause.is_empty() && clause.len() <= MAX_CLAUSE)
}

/// Whether a text begins with the sign or the code of a currency.
fn begins_with_money(text: &str) -> bool {
    let text = text.trim_start_matches(['~', '≈', ' ']);
    let is_upper = |code: &&str| code.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_code = || text.get(..3).filter(is_upper).is_some_and(|code| Currency::by_code(code).is_some());
    text.starts_with(['$', '€', '£', '¥', '₹', '₩']) || text.starts_with("US$") || is_code()
}

/// The times that figures may be for each of: "Per Year".
const TIMES: [&str; 6] = ["year", "annum", "month", "quarter", "week", "day"];

fn clause_meaning(clause: &str) -> Option<NoteMeaning> {
    if let Some((_, bound)) = SIGNS.iter().find(|(sign, _)| *sign == clause) {
        return Some(NoteMeaning::Bound(*bound));
    }
    // Most clauses begin with other letters, which need no folding.
    let start: [u8; 2] = clause.as_bytes().first_chunk().copied()?;
    if start.is_ascii() && !STARTS.contains(&start.map(|byte| byte.to_ascii_lowercase())) {
        return None;
    }
    let folded = fold(clause);
    let plain = folded.strip_prefix("the ").unwrap_or(&folded);
    let figure = CORRECTIONS.iter().find_map(|beginning| plain.strip_prefix(beginning));
    if figure.is_some_and(|figure| figure.contains(|c: char| c.is_ascii_digit())) || DOUBTS.contains(&plain) {
        return Some(NoteMeaning::NoAmount);
    }
    let subject = SUBJECTS.iter().find_map(|subject| plain.strip_prefix(subject)?.strip_prefix(' '));
    let mut said = subject.unwrap_or(&folded);
    // "As a minimum", but not "in revenue", which speaks of something else where no subject stands before it.
    while let Some(rest) = JOINTS
        .iter()
        .filter(|joint| subject.is_some() || **joint != "in ")
        .find_map(|joint| said.strip_prefix(joint))
        && !PHRASES.contains_key(said)
    {
        said = rest;
    }
    let bare = NOUNS.iter().find_map(|noun| said.strip_suffix(noun)).unwrap_or(said);
    // "Per Reuters" names who says so.
    let names_press = clause.rsplit(' ').next().is_some_and(|last| {
        let word = fold(last);
        let is_each = [&TIMES[..], &MEASURES, &THINGS].iter().any(|known| known.contains(&word.as_str()));
        last.starts_with(char::is_uppercase) && !is_each
    });
    let is_rate = !names_press && bare.strip_prefix("per ").is_some_and(|rest| !rest.contains(' '));
    let known = PHRASES.get(bare).or_else(|| PHRASES.get(said)).copied();
    known.or(is_rate.then_some(NoteMeaning::NoAmount)).or_else(|| by_somebody(bare))
}

/// Returns "about" for what is estimated by somebody: "estimated by analysts".
fn by_somebody(said: &str) -> Option<NoteMeaning> {
    let (phrase, rest) = said.split_once(' ')?;
    let agent = rest.split(' ').next()?;
    let about = NoteMeaning::Bound(Bound::About);
    (AGENTS.contains(&agent) && PHRASES.get(phrase) == Some(&about)).then_some(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_that_says_nothing_else_speaks_of_the_amount() {
        let bound = |bound| Some(NoteMeaning::Bound(bound));
        let none = Some(NoteMeaning::NoAmount);
        for (note, expected) in [
            ("estimate", bound(Bound::About)),
            ("per Reuters", None),
            ("Per Year", none),
            ("per MW", none),
            ("per GWh", none),
            ("Per Project", none),
            ("</p>", None),
            ("<", bound(Bound::UpTo)),
            ("Estimated.", bound(Bound::About)),
            ("estimated, per year", none),
            ("per year; estimated", none),
            ("estimate (annual)", none),
            ("should be 5", none),
            ("should be USD 5m", none),
            ("The correct amount is 12", none),
            ("should be completed soon", None),
            ("typo? probably 70", None),
            ("typo", none),
            ("uppskattning", bound(Bound::About)),
            ("Schätzung", bound(Bound::About)),
            ("odhad", bound(Bound::About)),
            ("Amount is per annum", none),
            ("amount per MW", none),
            ("The price is per year", none),
            ("The sum is estimated", bound(Bound::About)),
            ("Valuation", none),
            ("Valuation: $400m", None),
            ("Valuation: USD 400m", None),
            ("Valuation: all of it", none),
            ("Estimate: $30m", bound(Bound::About)),
            ("up to, estimated", bound(Bound::UpTo)),
            ("estimated; at least", bound(Bound::AtLeast)),
            ("estimated by analysts", bound(Bound::About)),
            ("Estimated; includes debt", bound(Bound::About)),
            ("an estimate", bound(Bound::About)),
            ("valuation of the company", none),
            ("~", bound(Bound::About)),
            ("Alder led the round", None),
            ("raised to expand revenue", None),
            ("first", None),
            ("all cash", None),
            ("half debt", None),
            ("in revenue", none),
        ] {
            assert_eq!(note_meaning(note), expected, "{note}");
        }
    }
}
