//! Which pieces of a header name a currency or a unit, and which leave the unit open.

use super::fillers::FILLERS;
use super::pieces::Piece;
use super::word::{Place, Reading, Word, read};
use crate::hash::HashSet;
use crate::money::sign::Sign;
use crate::money::{Currency, Unit};
use crate::text::{fold, quote};

/// Words before a factor: `in 1000 EUR`, `x 1000`.
pub(super) const FACTORS: [&str; 3] = ["in", "en", "x"];

/// Words of powers of ten that multiply the unit behind them: "hundred thousand".
const NUMBERS: [(&str, i32); 6] =
    [("ten", 1), ("hundred", 2), ("zehn", 1), ("hundert", 2), ("cent", 2), ("cien", 2)];

/// Words of numbers that do not say how many: "tens of millions".
const UNSURE_NUMBERS: [&str; 2] = ["tens", "hundreds"];

/// Returns the power of a number in words and the unit behind it, and how many pieces they are.
pub(super) fn multiplied(pieces: &[Piece], at: usize) -> Option<(Unit, usize)> {
    let number = fold(&pieces[at].text);
    let (_, power) = NUMBERS.iter().find(|(word, _)| *word == number)?;
    let unit = Unit::find(&beside(pieces, at, at + 1).filter(|unit| !is_short(&unit.text))?.text)?;
    let (unit, used) = product(pieces, at + 1, unit);
    Some((Unit::of_power(*power).times(unit), used + 1))
}

/// Whether the word at `at` has a full stop and a currency behind it.
pub(super) fn is_dotted_before_currency(pieces: &[Piece], at: usize) -> bool {
    beside(pieces, at, at + 1).is_some_and(|next| next.gap.starts_with('.') && is_currency(next))
}

/// Whether the word at `at` multiplies the unit behind it.
pub(super) fn is_before_long_unit(pieces: &[Piece], at: usize) -> bool {
    beside(pieces, at, at + 1).is_some_and(|next| !is_short(&next.text) && Unit::find(&next.text).is_some())
}

/// Whether a header has the sign of the real.
pub(super) fn names_reals(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| ["R$", "BRL"].contains(&piece.text.as_str()))
}

/// Whether the word at `at`, "mil" or "bil", is English by what stands around it: behind ringgit, and in an English header
/// with a full stop or behind a dollar sign. "Monto ($ mil)" may be thousands.
pub(super) fn is_english(pieces: &[Piece], at: usize) -> bool {
    const ENGLISH: [&str; 15] = [
        "amount", "amounts", "deal", "value", "values", "size", "funding", "raised", "investment",
        "investments", "invested", "price", "announced", "commitment", "consideration",
    ];
    const DOLLARS: [&str; 9] = ["$", "US$", "A$", "AU$", "C$", "CA$", "HK$", "S$", "NT$"];
    let before = at.checked_sub(1).and_then(|before| beside(pieces, at, before));
    let follows = |signs: &[&str]| before.is_some_and(|before| signs.contains(&before.text.as_str()));
    let has_english = || pieces.iter().any(|piece| ENGLISH.contains(&fold(&piece.text).as_str()));
    let is_known = ["mil", "bil"].iter().any(|word| pieces[at].text.eq_ignore_ascii_case(word));
    is_known && (follows(&["RM"]) || (pieces[at].is_dotted || follows(&DOLLARS)) && has_english())
}

/// Whether the piece before the one at `at` is the sign of a dollar.
pub(super) fn is_dollar(pieces: &[Piece], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| pieces[before].text.ends_with('$'))
}

/// Words of units that are no powers of a thousand: hundredths, hundreds.
const UNITS_OF_OTHER_KINDS: [&str; 16] = [
    "cents", "cent", "ct", "cts", "centimes", "centavos", "paise", "minor", "hundreds", "dozens", "tens",
    "mega", "giga", "kilo", "mdr", "mil",
];

/// Whether a word is an exponent: `E6`.
fn is_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['E', 'e']);
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the letter at `at` is part of an abbreviation with full stops: `k.A.`, `K. Smith`.
fn is_abbreviation(pieces: &[Piece], at: usize) -> bool {
    let is_dotted = |index: usize| {
        let pair = index.checked_sub(1).and_then(|before| pieces.get(before..=index));
        pair.is_some_and(|pair| {
            pair[1].gap.starts_with('.')
                && pair[0].text.chars().count() == 1
                && pair[0].bracket == pair[1].bracket
        })
    };
    is_dotted(at + 1) || is_dotted(at)
}

/// Returns the piece at `other`, next to the one at `at`, if nothing but a space or the end of an abbreviation divides them.
pub(super) fn beside(pieces: &[Piece], at: usize, other: usize) -> Option<&Piece> {
    let (piece, found) = (pieces.get(at)?, pieces.get(other)?);
    let gap = pieces[at.max(other)].gap.as_str();
    let connects = gap == "-" || gap.chars().all(|c| c.is_whitespace() || "._'’".contains(c));
    (connects && piece.bracket == found.bracket).then_some(found)
}

pub(super) fn is_alone(pieces: &[Piece], at: usize) -> bool {
    let bracket = pieces[at].bracket;
    bracket != 0 && pieces.iter().filter(|piece| piece.bracket == bracket).count() == 1
}

pub(super) fn is_currency(piece: &Piece) -> bool {
    matches!(read(&piece.text, Place::Before), Reading::One(Word { sign: Some(_), unit: None }))
        || Sign::of_name(&fold(&piece.text)).is_some()
}

/// Whether a word is a letter or two, which may be anything.
fn is_short(text: &str) -> bool {
    text.len() <= 2 && text.chars().all(|c| c.is_ascii_alphabetic())
}

/// Returns the product of the unit at `at` with those behind it, and the number of their pieces: "miles de millones".
pub(super) fn product(pieces: &[Piece], at: usize, unit: Unit) -> (Unit, usize) {
    let is_joint = |piece: &Piece| ["of", "de", "di"].contains(&fold(&piece.text).as_str());
    let (mut product, mut used) = (unit, 1);
    while !is_short(&pieces[at].text) {
        let joint = beside(pieces, at + used - 1, at + used).is_some_and(is_joint);
        let next = at + used + usize::from(joint);
        let found =
            beside(pieces, next - 1, next).filter(|piece| !is_short(&piece.text) && !is_currency(piece));
        let Some(other) = found.and_then(|piece| Unit::find(&piece.text)) else { break };
        if other != product {
            product = product.times(other);
        }
        used = next + 1 - at;
    }
    (product, used)
}

/// Returns whether the piece at `at` is a hint at all. A single letter is one beside a currency or a unit, after "in" or
/// alone in brackets, so that "Series B" is no billion; and a sign of letters is one in brackets or after "in" unless it is
/// a code.
pub(super) fn is_hint(pieces: &[Piece], at: usize, is_sign_only: bool) -> bool {
    let piece = &pieces[at];
    let text = piece.text.as_str();
    let is_ascii_word = text.chars().all(|c| c.is_ascii_alphabetic());
    let is_long_unit = !is_sign_only && !is_short(text);
    let is_code = (text.len() == 3 && Currency::by_code(text).is_some())
        || matches!(Sign::find(text), Some(Sign::Hundredth(_)));
    if !is_ascii_word || is_long_unit || (is_sign_only && is_code) {
        return true;
    }
    if is_alone(pieces, at) {
        // "[b]" is a footnote or a unit.
        return is_sign_only || !piece.is_square;
    }
    // "M&A"
    let is_joined = pieces.get(at + 1).is_some_and(|next| matches!(next.gap.as_str(), "&" | "+"));
    let is_unit = |text: &str| Unit::find(text).is_some() || Unit::two_meanings(text).is_some();
    let is_said = |other: usize| {
        let is_factor = |piece: &Piece| is_sign_only && piece.power().is_some_and(|power| power >= 3);
        beside(pieces, at, other)
            .is_some_and(|piece| is_currency(piece) || is_unit(&piece.text) || is_factor(piece))
    };
    let before = at.checked_sub(1);
    let follows_in = before.is_some_and(|before| pieces[before].text.eq_ignore_ascii_case("in"));
    let is_beside = before.is_some_and(is_said) || is_said(at + 1);
    // "Rs. Crore": an abbreviation before a unit.
    let next = pieces.get(at + 1).filter(|next| !FACTORS.contains(&fold(&next.text).as_str()));
    let before_unit = is_sign_only
        && next.or(pieces.get(at + 2)).is_some_and(|next| {
            next.bracket == pieces[at].bracket && (next.power().is_some() || Unit::find(&next.text).is_some())
        });
    !is_joined && (follows_in || is_beside || before_unit)
}

/// The pieces of a header, and which of them are hints. What is asked of each piece is found once for all.
pub(super) struct Hinted<'p> {
    pieces: &'p [Piece],
    /// Whether each piece is a hint.
    is_hint: Vec<bool>,
    /// The brackets with hints.
    brackets: HashSet<usize>,
    /// Whether one of [`FACTORS`] follows each piece in its bracket.
    precedes_factor: Vec<bool>,
}

impl<'p> Hinted<'p> {
    /// `labels` are the pieces that are no hints, in their order.
    pub(super) fn new(pieces: &'p [Piece], labels: &[usize]) -> Self {
        let mut is_hint = vec![true; pieces.len()];
        for index in labels {
            is_hint[*index] = false;
        }
        let hints = pieces.iter().zip(&is_hint).filter(|(_, is_hint)| **is_hint);
        let brackets = hints.map(|(piece, _)| piece.bracket).collect();
        let is_factor = |piece: &Piece| FACTORS.contains(&fold(&piece.text).as_str());
        let mut precedes_factor = vec![false; pieces.len()];
        for (at, pair) in pieces.windows(2).enumerate().rev() {
            precedes_factor[at] =
                pair[0].bracket == pair[1].bracket && (precedes_factor[at + 1] || is_factor(&pair[1]));
        }
        Self { pieces, is_hint, brackets, precedes_factor }
    }

    fn is_hint(&self, at: usize) -> bool {
        self.is_hint.get(at).is_some_and(|is_hint| *is_hint)
    }
}

/// Returns why the word at `at`, which is no hint, leaves the unit open.
pub(super) fn unknown(hinted: &Hinted<'_>, at: usize) -> Option<String> {
    let pieces = hinted.pieces;
    let piece = &pieces[at];
    let text = quote(&piece.text);
    let follows_hint = at.checked_sub(1).is_some_and(|before| hinted.is_hint(before));
    let is_unit = Unit::find(&piece.text).is_some();
    if piece.gap.trim() == "/" && follows_hint {
        let follows_unit = Unit::find(&pieces[at - 1].text).is_some();
        return Some(if is_unit && follows_unit {
            "it names several units".to_owned()
        } else {
            format!("it may be for each {text}")
        });
    }
    let precedes_unit = beside(pieces, at, at + 1).is_some_and(|next| Unit::find(&next.text).is_some());
    if precedes_unit && hinted.is_hint(at + 1) && UNSURE_NUMBERS.contains(&fold(&piece.text).as_str()) {
        return Some(format!("it is not clear what {text} says of the unit"));
    }
    // "Series B (USD)", "Amount (EUR)[b]", "amount_mn"
    let is_joined =
        |index: usize| pieces.get(index).is_some_and(|piece| matches!(piece.gap.as_str(), "&" | "+"));
    let is_compound = is_joined(at) || is_joined(at + 1) || is_abbreviation(pieces, at);
    if is_unit && is_short(&piece.text) && !is_compound {
        return Some(format!("{text} may be a unit"));
    }
    if UNITS_OF_OTHER_KINDS.contains(&fold(&piece.text).as_str()) || is_exponent(&piece.text) {
        return Some(format!("{text} may be a unit"));
    }
    if piece.power().is_some_and(|power| power >= 3) {
        return Some(format!("it is not clear what {text} stands for"));
    }
    if piece.bracket == 0 {
        // "in thsnd EUR", "th EUR"
        let is_before_currency = hinted.is_hint(at + 1)
            && beside(pieces, at, at + 1).is_some_and(is_currency)
            && !FILLERS.contains(&fold(&piece.text).as_str());
        let follows_in =
            at.checked_sub(1).is_some_and(|before| FACTORS.contains(&fold(&pieces[before].text).as_str()));
        let may_be_unit = follows_in || (is_short(&piece.text) && at > 0);
        return (is_before_currency && may_be_unit)
            .then(|| format!("it is not clear what {text} says of the currency"));
    }
    // "(Kaufpreis in Mio. EUR)": what stands before "in" is a label.
    let is_label = hinted.precedes_factor[at];
    let is_known = is_label || FILLERS.contains(&fold(&piece.text).as_str());
    (hinted.brackets.contains(&piece.bracket) && !is_known)
        .then(|| format!("it is not clear what {text} says of the currency or the unit"))
}
