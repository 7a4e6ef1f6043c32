//! Numbers in words before a unit, "five million", and fractions in digits, "2 1/2 million".

use std::borrow::Cow;

use super::token::{Kind, Token, split};
use super::words::Meaning;
use crate::money::Unit;

/// Splits `text` into tokens, with numbers in words as numbers; `None` if it has a control character.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = split(text)?;
    join(text, &mut tokens);
    Some(tokens)
}

/// Joins the tokens of a number in words, or of a whole number and a fraction, to one number if a unit follows.
fn join<'a>(text: &'a str, tokens: &mut Vec<Token<'a>>) {
    let mut at = 0;
    while at < tokens.len() {
        // "5 hundred million" is none in words.
        let is_first = at == 0 || tokens[at - 1].kind != Kind::Number;
        let found =
            is_first.then(|| in_words(&tokens[at..]).or_else(|| with_fraction(&tokens[at..]))).flatten();
        if let Some((key, length)) = found
            && (tokens.get(at + length).is_some_and(is_unit) || begins_range(&key, &tokens[at + length..]))
        {
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
        at += 1;
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
