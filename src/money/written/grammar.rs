//! Reads amounts as people write them: `up to USD 11.9bn`, `≥ €3 billion`, `$60-65bn`.
//!
//! Command-line flags, imports and filters share this one grammar:
//!
//! ```ebnf
//! amount    = [ bound, [ bound ] ], figure, [ to, figure ], [ "+" ] ;
//! bound     = "up to" | "at least" | "about" | "between" | "≤" | "≥" | "~" | … ;   (* BOUNDS *)
//! to        = "-" | "–" | "to" | "and" ;
//! figure    = { currency }, number, [ magnitude ], { currency } ;                  (* at most two currencies *)
//! currency  = code | symbol ;                                                      (* Currency::from_token *)
//! magnitude = "k" | "m" | "bn" | "tn" | "million" | "crore" | … ;                  (* MAGNITUDES *)
//! number    = ? see number.rs ? ;
//! ```
//!
//! The second bound may only be "about" ("up to approximately"), or follow "about". A range takes no bound but
//! "between" and "from", and "+" means "at least". Either figure may name the currency; a magnitude of the second
//! figure holds for the first, too.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::number::{EXAMPLES, parse_number};
use super::{Context, scaled};
use crate::invalid::Problem;
use crate::money::{Amount, Bound, Currency, Quantity, Unit};
use crate::text::quote;

/// Words and signs of bounds; of two that begin alike the longer one first.
#[rustfmt::skip]
const BOUNDS: [(Bound, &[&str]); 5] = [
    (Bound::UpTo, &["up to", "at most", "as much as", "no more than", "not more than", "a maximum of", "less than",
        "below", "under", "≤", "<=", "<"]),
    (Bound::AtLeast, &["at least", "more than", "no less than", "not less than", "a minimum of", "over", "≥", ">=", ">"]),
    (Bound::About, &["approximately", "approx.", "approx", "about", "around", "roughly", "nearly", "almost", "circa",
        "ca.", "ca", "c.", "~", "≈"]),
    (Bound::Exact, &["exactly"]),
    (Bound::Range, &["between", "from"]),
];

impl FromStr for Amount {
    type Err = Problem;

    /// Reads the written form of an amount.
    ///
    /// # Errors
    /// If `text` is not an amount, names no currency or several, or can be read in two ways.
    fn from_str(text: &str) -> Result<Self, Problem> {
        parse(text, &Context::default())
    }
}

/// Reads an amount; what `text` leaves open is taken from `context`.
pub(super) fn parse(text: &str, context: &Context) -> Result<Amount, Problem> {
    let (bound, body) = split_bound(text);
    let tokens = tokens(body).ok_or_else(|| not_an_amount(text))?;
    let (first, second) = split_range(&tokens);
    let first = figure(first, text, context)?;
    let second = second.map(|tokens| figure(tokens, text, context)).transpose()?;
    let currency = common_currency(&first, second.as_ref(), text, context)?;
    let quantity = match (second, bound) {
        (None, Some(Bound::Range)) => return Err(not_an_amount(text)),
        (None, bound) => Quantity::single(
            bound.unwrap_or(Bound::Exact),
            first.value(first.magnitude.or(context.unit), text)?,
        )?,
        (Some(_), Some(bound)) if bound != Bound::Range => {
            let message = format!("{} is both a range and {:?}", quote(text), bound.as_str());
            return Err(Problem::new(message).hint(EXAMPLES));
        }
        (Some(second), _) => range(&first, &second, text, context)?,
    };
    Ok(Amount { quantity, currency })
}

/// Returns the range between two figures: "$60-65bn" is sixty to sixty-five billion.
fn range(first: &Figure, second: &Figure, text: &str, context: &Context) -> Result<Quantity, Problem> {
    if first.magnitude.is_some() && second.magnitude.is_none() {
        return Err(Problem::new(format!("{} gives a magnitude to its first figure only", quote(text)))
            .hint("write it on both, or on the last alone: $60-65bn"));
    }
    let low = first.value(first.magnitude.or(second.magnitude).or(context.unit), text)?;
    Quantity::range(low, second.value(second.magnitude.or(context.unit), text)?)
}

/// Splits the bound from the front of `text` (or a "+" from its end).
///
/// "Up to approximately" is "up to": an approximate ceiling is still a ceiling.
pub(crate) fn split_bound(text: &str) -> (Option<Bound>, &str) {
    let (bound, rest) = strip_bound(text.trim());
    match (bound, strip_bound(rest)) {
        (Some(bound), (Some(Bound::About), rest)) => (Some(bound), rest),
        (Some(Bound::About), (Some(bound @ (Bound::UpTo | Bound::AtLeast)), rest)) => (Some(bound), rest),
        (None, _) => match rest.strip_suffix('+') {
            Some(rest) => (Some(Bound::AtLeast), rest),
            None => (None, rest),
        },
        (bound, _) => (bound, rest),
    }
}

fn strip_bound(text: &str) -> (Option<Bound>, &str) {
    let phrases =
        BOUNDS.iter().flat_map(|(bound, phrases)| phrases.iter().map(move |phrase| (bound, phrase)));
    for (bound, phrase) in phrases {
        if let Some(rest) = strip_phrase(text, phrase) {
            let is_word = phrase.ends_with(|last: char| last.is_ascii_alphabetic());
            if !(is_word && rest.starts_with(|next: char| next.is_ascii_alphabetic())) {
                return (Some(*bound), rest.trim_start());
            }
        }
    }
    (None, text)
}

/// Returns what follows `phrase` at the beginning of `text`, ignoring case and the width of spaces.
fn strip_phrase<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text;
    for (index, word) in phrase.split(' ').enumerate() {
        let trimmed = rest.trim_start();
        if index > 0 && trimmed.len() == rest.len() {
            return None;
        }
        let (head, tail) = trimmed.split_at_checked(word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = tail;
    }
    Some(rest)
}

#[derive(Debug, Clone, PartialEq)]
enum Token<'a> {
    /// Digits with their separators; spaces between groups are `\u{a0}`.
    Number(String),
    /// Letters, or a currency symbol with its letters (`US$`).
    Word(&'a str),
    /// The separator of a range.
    To,
}

/// Splits `text` into tokens; `None` if it has a character that no amount has.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '0'..='9' => split_number(rest),
            dash if is_dash(dash) => (Token::To, &rest[dash.len_utf8()..]),
            control if control.is_control() => return None,
            _ => split_word(rest)?,
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Some(tokens)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Splits off the number at the beginning of `text`, with groups of three that follow after a space: "1 250 000".
fn split_number(text: &str) -> (Token<'_>, &str) {
    let length =
        |text: &str| text.find(|c: char| !c.is_ascii_digit() && !".,'’".contains(c)).unwrap_or(text.len());
    let mut end = length(text);
    loop {
        let next = text[end..].trim_start();
        let digits = next.bytes().take_while(u8::is_ascii_digit).take(4).count();
        if digits != 3 {
            break;
        }
        end = text.len() - next.len() + length(next);
    }
    let (number, rest) = text.split_at(end);
    (Token::Number(number.split_whitespace().collect::<Vec<_>>().join("\u{a0}")), rest)
}

/// Splits off the word at the beginning of `text`; `None` if a number without its first digit follows: "$.5bn".
fn split_word(text: &str) -> Option<(Token<'_>, &str)> {
    let ends_word = |c: char| c.is_whitespace() || c.is_ascii_digit() || c.is_control() || is_dash(c);
    let (word, rest) = text.split_at(text.find(ends_word).unwrap_or(text.len()));
    if word.ends_with('.') && rest.starts_with(|next: char| next.is_ascii_digit()) {
        return None;
    }
    let is_to = ["to", "and"].iter().any(|to| word.eq_ignore_ascii_case(to));
    Some((if is_to { Token::To } else { Token::Word(word) }, rest))
}

/// Splits tokens at the separator of a range: the first one after a number.
fn split_range<'t, 'a>(tokens: &'t [Token<'a>]) -> (&'t [Token<'a>], Option<&'t [Token<'a>]>) {
    let number = tokens.iter().position(|token| matches!(token, Token::Number(_))).unwrap_or(tokens.len());
    match tokens[number..].iter().position(|token| *token == Token::To) {
        Some(to) => (&tokens[..number + to], Some(&tokens[number + to + 1..])),
        None => (tokens, None),
    }
}

/// One number with the magnitude and the currency around it.
struct Figure {
    number: Decimal,
    magnitude: Option<Unit>,
    currency: Option<Currency>,
}

impl Figure {
    /// Returns the number in units of `magnitude`.
    fn value(&self, magnitude: Option<Unit>, text: &str) -> Result<Decimal, Problem> {
        magnitude.map_or(Ok(self.number), |unit| scaled(self.number, unit, text))
    }
}

fn figure(tokens: &[Token<'_>], text: &str, context: &Context) -> Result<Figure, Problem> {
    let mut number = None;
    let mut magnitude = None;
    let mut currencies: Vec<&str> = Vec::new();
    for token in tokens {
        match token {
            Token::To if number.is_none() => {
                let message = format!("{} is negative", quote(text));
                return Err(Problem::new(message).hint("an amount is zero or more"));
            }
            Token::Number(digits) if number.is_none() => {
                number = Some(parse_number(digits, text, context.decimal)?)
            }
            Token::Number(_) | Token::To => return Err(not_an_amount(text)),
            Token::Word(word) if number.is_some() && magnitude.is_none() => {
                let (power, currency) = split_magnitude(word);
                magnitude = power;
                currencies.extend(Some(currency).filter(|currency| !currency.is_empty()));
            }
            Token::Word(word) => currencies.push(word),
        }
    }
    let number = number.ok_or_else(|| not_an_amount(text))?;
    Ok(Figure { number, magnitude, currency: one_currency(&currencies, text, context)? })
}

/// Splits the magnitude from the front of `word` and a currency joined to it: `bn`, `bn$`, `m€`, `bnUSD`.
fn split_magnitude(word: &str) -> (Option<Unit>, &str) {
    if let Some(unit) = Unit::find(word) {
        return (Some(unit), "");
    }
    if Currency::from_token(word).is_ok() {
        return (None, word);
    }
    let splits = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    let joined = splits
        .filter_map(|(head, tail)| Some((Unit::find(head)?, tail)))
        .find(|(_, tail)| Currency::from_token(tail).is_ok());
    joined.map_or((None, word), |(unit, tail)| (Some(unit), tail))
}

/// Returns the first number in `text`.
pub(super) fn first_number(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    match split_number(&text[start..]).0 {
        Token::Number(digits) => Some(digits),
        Token::Word(_) | Token::To => None,
    }
}

/// Returns the currency of a figure's words: one code or symbol, or a code with a symbol of its own (`CAD $5bn`).
fn one_currency(words: &[&str], text: &str, context: &Context) -> Result<Option<Currency>, Problem> {
    match words {
        [] => Ok(None),
        [one] => match context.currency_of_sign.or(context.currency) {
            Some(declared) if declared.has_symbol(one) => Ok(Some(declared)),
            _ => Currency::from_token(one).map(Some),
        },
        [first, second] => {
            if let Ok(joined) = Currency::from_token(&format!("{first}{second}")) {
                return Ok(Some(joined));
            }
            let (code, symbol) =
                if first.parse::<Currency>().is_ok() { (first, second) } else { (second, first) };
            let currency = Currency::from_token(code)?;
            if currency.has_symbol(symbol) {
                return Ok(Some(currency));
            }
            match Currency::from_token(symbol)? {
                same if same == currency => Ok(Some(currency)),
                other => Err(two_currencies(currency, other, text)),
            }
        }
        _ => Err(not_an_amount(text)),
    }
}

/// Returns the currency that one or both figures name.
fn common_currency(
    first: &Figure,
    second: Option<&Figure>,
    text: &str,
    context: &Context,
) -> Result<Currency, Problem> {
    match (first.currency, second.and_then(|second| second.currency)) {
        (Some(first), Some(second)) if first != second => Err(two_currencies(first, second, text)),
        (Some(currency), _) | (None, Some(currency)) => Ok(currency),
        (None, None) => context
            .currency
            .ok_or_else(|| Problem::new(format!("{} names no currency", quote(text))).hint(EXAMPLES)),
    }
}

fn two_currencies(first: Currency, second: Currency, text: &str) -> Problem {
    Problem::new(format!("{} names two currencies, {first} and {second}", quote(text)))
        .hint("write one amount in one currency")
}

fn not_an_amount(text: &str) -> Problem {
    Problem::new(format!("{} is not an amount", quote(text))).hint(EXAMPLES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(text: &str) -> Result<Amount, Problem> {
        text.parse()
    }

    /// The plain figures: bound, low or value, high, currency.
    fn plain(text: &str) -> String {
        let amount = amount(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        let figures = match amount.quantity {
            Quantity::Range { low, high } => format!("{} {}", low.normalize(), high.normalize()),
            Quantity::Exact(value)
            | Quantity::About(value)
            | Quantity::UpTo(value)
            | Quantity::AtLeast(value) => value.normalize().to_string(),
        };
        format!("{} {figures} {}", amount.quantity.bound(), amount.currency)
    }

    #[test]
    fn reads_what_people_write() {
        for (text, meaning) in [
            ("up to USD 11.9bn", "up to 11900000000 USD"),
            ("up to $11.9bn", "up to 11900000000 USD"),
            ("≥ €3 billion", "at least 3000000000 EUR"),
            ("~$80bn", "about 80000000000 USD"),
            ("$60-65bn", "range 60000000000 65000000000 USD"),
            ("$60–65 billion", "range 60000000000 65000000000 USD"),
            ("USD 900m to 1.2bn", "range 900000000 1200000000 USD"),
            ("between €1bn and €2bn", "range 1000000000 2000000000 EUR"),
            ("CNY380 billion", "exact 380000000000 CNY"),
            ("RMB380 billion", "exact 380000000000 CNY"),
            ("52.4bn USD", "exact 52400000000 USD"),
            ("1,250,000 EUR", "exact 1250000 EUR"),
            ("1.250.000 EUR", "exact 1250000 EUR"),
            ("1 250 000 EUR", "exact 1250000 EUR"),
            ("CHF 1'250'000.50", "exact 1250000.5 CHF"),
            ("1.250.000,50 EUR", "exact 1250000.5 EUR"),
            ("20,00,00,000 INR", "exact 200000000 INR"),
            ("₹20 crore", "exact 200000000 INR"),
            ("3,5 Mrd. EUR", "exact 3500000000 EUR"),
            ("US$53 billion", "exact 53000000000 USD"),
            ("$80bn+", "at least 80000000000 USD"),
            ("More than £1tn", "at least 1000000000000 GBP"),
            ("3m€", "exact 3000000 EUR"),
            ("0.125 BTN", "exact 0.125 BTN"),
            ("USD 0", "exact 0 USD"),
            ("3bn EUR", "exact 3000000000 EUR"),
            ("5bnUSD", "exact 5000000000 USD"),
            ("USD $5bn", "exact 5000000000 USD"),
            ("CAD $5bn", "exact 5000000000 CAD"),
            ("US $5 million", "exact 5000000 USD"),
            ("SEK 5m kr", "exact 5000000 SEK"),
            ("up to approximately $11.9 billion", "up to 11900000000 USD"),
            ("up  to about $5bn", "up to 5000000000 USD"),
            ("> $5bn", "at least 5000000000 USD"),
            ("less than €5bn", "up to 5000000000 EUR"),
            ("from $60bn to $65bn", "range 60000000000 65000000000 USD"),
            ("ca €5bn", "about 5000000000 EUR"),
        ] {
            assert_eq!(plain(text), meaning, "{text:?}");
        }
    }

    #[test]
    fn refuses_what_can_be_read_in_two_ways_and_what_is_no_amount() {
        for (text, part) in [
            ("1.234 EUR", "write 1234 for the whole number or 1.2340 for the fraction"),
            ("1,234 EUR", "write 1234 for the whole number or 1.2340 for the fraction"),
            ("¥380bn", "CNY, JPY"),
            ("kr 5m", "DKK"),
            ("11.9bn", "names no currency"),
            ("-5 USD", "negative"),
            ("USD -5", "negative"),
            ("$5 and", "not an amount"),
            ("€5 USD", "two currencies"),
            ("up to $60-65bn", "both a range"),
            ("$60bn-65", "first figure only"),
            ("$65-60bn", "does not rise"),
            ("between $5bn", "not an amount"),
            ("", "not an amount"),
            ("USD", "not an amount"),
            ("USD 1,23,4", "not a number"),
            ("USD 1.2.3", "not a number"),
            ("USD 5.", "not a number"),
            ("USD 1e9", "not an amount"),
            ("USD 99999999999999999999999999999bn", "exactly"),
            ("5 apples", "not a currency"),
            ("$.5bn", "not an amount"),
            ("RMB.25bn", "not an amount"),
            ("£.99", "not an amount"),
            ("$..5bn", "not an amount"),
            ("500bn yen", "JPY (Japanese Yen)"),
            ("5bn dollars", "USD (US Dollar)"),
            ("EUR 5bn $", "two currencies"),
            ("CFA 5bn", "XAF, XOF"),
            ("USD 99999999999999999999999999999", "28 digits"),
        ] {
            let error = amount(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}", signs in "[$€¥0-9.,' bnkm~≥+–-]{0,16}") {
            let _ = amount(&text);
            let _ = amount(&signs);
        }
    }
}
