//! Numbers in words before a unit, "five million", "two and a half million", and fractions in digits, "2 1/2 million".

use std::borrow::Cow;

use super::token::{Kind, Token, split};
use super::words::Meaning;
use crate::money::Unit;

/// Splits `text` into tokens, with numbers in words as numbers; `None` if it has a control character.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = split(text)?;
    // "🚀 $5m"
    tokens.retain(|token| !matches!(token.kind, Kind::Mark('\u{1f300}'..='\u{1faff}' | '\u{fe0f}')));
    unquote(&mut tokens);
    join(text, &mut tokens);
    Some(tokens)
}

/// Removes the quotation marks around the beginning of a text, „rund 300 Mio.“ EUR, and the apostrophe by which spreadsheets
/// keep a number as a text: '5000000.
fn unquote(tokens: &mut Vec<Token<'_>>) {
    let is_mark =
        |token: &Token<'_>| token.is_mark(&['"', '“', '”', '„', '«', '»', '‹', '›', '‘', '’', '‚', '\'']);
    if !tokens.first().is_some_and(is_mark) {
        return;
    }
    let closing = tokens.iter().skip(1).position(is_mark);
    if let Some(closing) = closing {
        tokens.remove(closing + 1);
    }
    let is_apostrophe = tokens[0].is_mark(&['\'']) && tokens.get(1).is_some_and(|next| next.is_joined);
    if closing.is_some() || is_apostrophe {
        tokens.remove(0);
    }
}

/// Joins the tokens of a number in words, or of a whole number and a fraction, to one number if a unit follows.
fn join<'a>(text: &'a str, tokens: &mut Vec<Token<'a>>) {
    let mut at = 0;
    while at < tokens.len() {
        // "5 hundred million" is none in words.
        let is_first = at == 0 || tokens[at - 1].kind != Kind::Number;
        let rest = &tokens[at..];
        let is_digits = rest[0].kind == Kind::Number;
        let found = is_first.then(|| if is_digits { with_fraction(rest) } else { with_half(rest) }).flatten();
        let is_number = |(key, length): &(String, usize)| {
            let next = tokens.get(at + length);
            next.is_some_and(|next| if is_digits { Unit::find(next.text).is_some() } else { is_unit(next) })
                || begins_range(key, &tokens[at + length..])
        };
        if let Some((key, length)) = found.filter(is_number) {
            let first = &tokens[at];
            let number = Token {
                kind: Kind::Number,
                text: &text[first.start..tokens[at + length - 1].end()],
                start: first.start,
                key: Cow::Owned(key),
                phrases: &[],
                is_joined: first.is_joined,
            };
            tokens.splice(at..at + length, [number]);
        }
        half_behind_unit(tokens, at);
        at += 1;
    }
}

/// Articles before or behind a fraction.
const ARTICLES: [&str; 12] =
    ["a", "an", "one", "ein", "eine", "einer", "einen", "un", "une", "una", "um", "uma"];

/// Words before the fraction of a number.
const ANDS: [&str; 6] = ["and", "und", "et", "y", "e", "en"];

fn is_one_of(token: Option<&Token<'_>>, words: &[&str]) -> bool {
    token.is_some_and(|token| token.kind == Kind::Word && words.contains(&token.key.as_ref()))
}

/// Returns the number before the half of "half" and "anderthalb": none and one.
fn half(token: Option<&Token<'_>>) -> Option<u16> {
    token?.phrases.iter().find_map(|phrase| match phrase.meaning {
        Meaning::Half(number) if phrase.words.len() == 1 => Some(number),
        _ => None,
    })
}

/// Returns the number in words, "half a", "a quarter of a" or "two and a half" with which `tokens` begin, and how many
/// tokens it has.
fn with_half(tokens: &[Token<'_>]) -> Option<(String, usize)> {
    let at = |index: usize| tokens.get(index);
    // All of these words have a meaning.
    let first = tokens.first().filter(|token| !token.phrases.is_empty())?;
    let words = in_words(tokens);
    if words.is_none() && half(at(0)).is_none() && first.key != "quarter" {
        return None;
    }
    let article = |index: usize| usize::from(is_one_of(at(index), &ARTICLES));
    let start = article(0);
    if let Some(number) = half(at(start)) {
        // "Un demi-million" has a hyphen.
        let dash = usize::from(at(start + 1).is_some_and(|token| token.kind == Kind::Dash));
        let end = start + 1 + dash;
        return Some((format!("{number}½"), end + article(end)));
    }
    let of_a = |index: usize| is_one_of(at(index), &["of"]) && article(index + 1) == 1;
    if is_one_of(at(start), &["quarter"]) && of_a(start + 1) {
        return Some(("0¼".to_owned(), start + 3));
    }
    if first.key == "three" && is_one_of(at(1), &["quarters"]) && of_a(2) {
        return Some(("0¾".to_owned(), 4));
    }
    let (number, length) = words?;
    let end = length + 1 + article(length + 1);
    let has_half = is_one_of(at(length), &ANDS) && half(at(end)) == Some(0);
    Some(if has_half { (format!("{number}½"), end + 1) } else { (number, length) })
}

/// Joins a half that follows the unit to the number at `at`: "deux millions et demi".
fn half_behind_unit(tokens: &mut Vec<Token<'_>>, at: usize) {
    let is_whole =
        |token: &Token<'_>| token.kind == Kind::Number && token.key.bytes().all(|byte| byte.is_ascii_digit());
    if !is_one_of(tokens.get(at + 2), &ANDS) || !is_whole(&tokens[at]) || !is_unit(&tokens[at + 1]) {
        return;
    }
    let end = at + 3 + usize::from(is_one_of(tokens.get(at + 3), &ARTICLES));
    if half(tokens.get(end)) == Some(0) {
        tokens[at].key = Cow::Owned(format!("{}½", tokens[at].key));
        tokens.drain(at + 2..=end);
    }
}

/// Whether the second figure of a range in words follows `first`: "to five million". The hundreds of "two to three hundred
/// million" may be those of both.
fn begins_range(first: &str, tokens: &[Token<'_>]) -> bool {
    let [joint, rest @ ..] = tokens else { return false };
    let is_joint = |meaning| matches!(meaning, Meaning::To | Meaning::And);
    let joins = joint.phrases.iter().any(|phrase| phrase.words.len() == 1 && is_joint(phrase.meaning));
    // The second one is "one hundred" or has no hundreds, or the first one has some, too.
    let is_clear =
        |second: &str| first.len() > 1 || second.len() < 3 || (second.len() == 3 && second.starts_with('1'));
    joins
        && in_words(rest)
            .is_some_and(|(second, length)| is_clear(&second) && rest.get(length).is_some_and(is_unit))
}

/// Whether a token is the word for a unit, and no abbreviation.
fn is_unit(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && token.text.chars().count() > 3 && Unit::find(token.text).is_some()
}

/// Returns the digits of the number in words with which `tokens` begin, and how many tokens it has: "two hundred and fifty",
/// "twenty-five".
fn in_words(tokens: &[Token<'_>]) -> Option<(String, usize)> {
    let value = |at: usize| {
        let token = tokens.get(at)?;
        token.phrases.iter().find_map(|phrase| match phrase.meaning {
            Meaning::Number(number) if phrase.words.len() == 1 => Some(number),
            _ => None,
        })
    };
    let below_hundred = |at: usize| {
        let tens = value(at).filter(|tens| *tens < 100)?;
        let dash = usize::from(tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Dash));
        match value(at + 1 + dash) {
            Some(ones) if ones < 10 && tens >= 20 && tens.is_multiple_of(10) => Some((tens + ones, 2 + dash)),
            _ => Some((tens, 1)),
        }
    };
    // "Zweihundert" is one word.
    if let Some(hundreds) = value(0).filter(|number| *number > 100) {
        return Some((hundreds.to_string(), 1));
    }
    let (mut number, mut length) = below_hundred(0).unwrap_or((1, 0));
    if value(length) == Some(100) {
        (number, length) = (number * 100, length + 1);
        let and = usize::from(tokens.get(length).is_some_and(|token| token.key == "and"));
        // "Between one hundred and two hundred" are two numbers.
        let rest = below_hundred(length + and);
        if let Some((rest, words)) = rest.filter(|(_, words)| value(length + and + words) != Some(100)) {
            (number, length) = (number + rest, length + and + words);
        }
    }
    (length > 0).then(|| (number.to_string(), length))
}

/// Returns the number of `2 1/2` as `2½`, and how many tokens it has.
fn with_fraction(tokens: &[Token<'_>]) -> Option<(String, usize)> {
    let [whole, over, bar, under, ..] = tokens else { return None };
    let is_fraction = whole.kind == Kind::Number
        && whole.key.bytes().all(|byte| byte.is_ascii_digit())
        && !over.is_joined
        && bar.is_joined
        && bar.is_mark(&['/'])
        && under.is_joined;
    let sign = match (over.text, under.text) {
        ("1", "2") => '½',
        ("1", "4") => '¼',
        ("3", "4") => '¾',
        _ => return None,
    };
    is_fraction.then(|| (format!("{}{sign}", whole.key), 4))
}
