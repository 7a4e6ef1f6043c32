//! The written form of amounts, for people: `up to USD 11.9bn`, `≥ €3 billion`, `$60-65bn`.
//!
//! One grammar reads it wherever a person writes an amount, and [`Amount`]'s `Display` writes it exactly, without
//! rounding, so that what is printed can be read again.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::{Amount, Bound, Currency, Quantity, multiply};
use crate::invalid::Problem;
use crate::text::group_digits;

const EXAMPLES: &str =
    "write for example \"up to USD 11.9bn\", \"€3 billion\", \"$60-65bn\" or \"1250000 EUR\"";

/// Words and signs that announce a bound, the longer ones before their beginnings.
const BOUNDS: [(&str, Bound); 38] = [
    ("up to", Bound::UpTo),
    ("at most", Bound::UpTo),
    ("as much as", Bound::UpTo),
    ("no more than", Bound::UpTo),
    ("not more than", Bound::UpTo),
    ("a maximum of", Bound::UpTo),
    ("less than", Bound::UpTo),
    ("below", Bound::UpTo),
    ("under", Bound::UpTo),
    ("≤", Bound::UpTo),
    ("<=", Bound::UpTo),
    ("<", Bound::UpTo),
    ("at least", Bound::AtLeast),
    ("more than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("not less than", Bound::AtLeast),
    ("a minimum of", Bound::AtLeast),
    ("over", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    (">=", Bound::AtLeast),
    (">", Bound::AtLeast),
    ("approximately", Bound::About),
    ("approx.", Bound::About),
    ("approx", Bound::About),
    ("about", Bound::About),
    ("around", Bound::About),
    ("roughly", Bound::About),
    ("nearly", Bound::About),
    ("almost", Bound::About),
    ("circa", Bound::About),
    ("ca.", Bound::About),
    ("ca", Bound::About),
    ("c.", Bound::About),
    ("~", Bound::About),
    ("≈", Bound::About),
    ("exactly", Bound::Exact),
    ("between", Bound::Range),
    ("from", Bound::Range),
];

/// Powers of ten by their names, on the short scale of English-language finance; lakh and crore as in India.
const MAGNITUDES: [(&str, u32); 22] = [
    ("k", 3),
    ("thousand", 3),
    ("lakh", 5),
    ("m", 6),
    ("mn", 6),
    ("mm", 6),
    ("mio", 6),
    ("mln", 6),
    ("million", 6),
    ("millions", 6),
    ("crore", 7),
    ("b", 9),
    ("bn", 9),
    ("bln", 9),
    ("mrd", 9),
    ("milliard", 9),
    ("billion", 9),
    ("billions", 9),
    ("t", 12),
    ("tn", 12),
    ("trn", 12),
    ("trillion", 12),
];

impl FromStr for Amount {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (bound, body) = split_bound(text);
        let tokens = tokens(body).ok_or_else(|| not_an_amount(text))?;
        let (first, second) = split_range(&tokens);
        let first = term(first, text)?;
        let second = second.map(|tokens| term(tokens, text)).transpose()?;
        let currency = currency(&first, second.as_ref(), text)?;
        let quantity = match (second, bound) {
            (None, Some(Bound::Range)) => return Err(not_an_amount(text)),
            (None, bound) => {
                Quantity::single(bound.unwrap_or(Bound::Exact), first.scaled(first.magnitude, text)?)?
            }
            (Some(_), Some(bound)) if bound != Bound::Range => {
                return Err(
                    Problem::new(format!("{text:?} is both a range and {:?}", bound.as_str())).hint(EXAMPLES)
                );
            }
            (Some(second), _) => {
                if first.magnitude.is_some() && second.magnitude.is_none() {
                    return Err(Problem::new(format!("{text:?} gives a magnitude to its first figure only"))
                        .hint("write it on both, or on the last alone: $60-65bn"));
                }
                // "$60-65bn" is sixty to sixty-five billion.
                let low = first.scaled(first.magnitude.or(second.magnitude), text)?;
                Quantity::range(low, second.scaled(second.magnitude, text)?)?
            }
        };
        Ok(Self { quantity, currency })
    }
}

/// Takes a bound off the front (or a `+` off the end) and gives the rest. "Up to approximately" is "up to": a ceiling that
/// is itself approximate is a ceiling still.
pub(crate) fn split_bound(text: &str) -> (Option<Bound>, &str) {
    let (bound, rest) = one_bound(text.trim());
    match (bound, one_bound(rest)) {
        (Some(bound), (Some(Bound::About), rest)) => (Some(bound), rest),
        (Some(Bound::About), (Some(bound @ (Bound::UpTo | Bound::AtLeast)), rest)) => (Some(bound), rest),
        (None, _) => match rest.strip_suffix('+') {
            Some(rest) => (Some(Bound::AtLeast), rest),
            None => (None, rest),
        },
        (bound, _) => (bound, rest),
    }
}

fn one_bound(text: &str) -> (Option<Bound>, &str) {
    for (name, bound) in BOUNDS {
        if let Some(rest) = after(text, name) {
            let is_word = name.ends_with(|last: char| last.is_ascii_alphabetic());
            if !(is_word && rest.starts_with(|next: char| next.is_ascii_alphabetic())) {
                return (Some(bound), rest.trim_start());
            }
        }
    }
    (None, text)
}

/// What follows `name` at the beginning of a text, in either case and with any space between its words.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    for (index, word) in name.split(' ').enumerate() {
        let trimmed = rest.trim_start();
        if index > 0 && trimmed.len() == rest.len() {
            return None;
        }
        let head = trimmed.get(..word.len())?;
        if head.to_lowercase() != word {
            return None;
        }
        rest = &trimmed[word.len()..];
    }
    Some(rest)
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Digits with whatever groups and points them.
    Number(String),
    /// Letters, or a currency sign with the letters stuck to it (`US$`).
    Word(String),
    /// What stands between the ends of a range.
    To,
}

/// Cuts a text into tokens; nothing where a character belongs in no amount.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some(&(start, next)) = chars.peek() {
        if next.is_whitespace() {
            chars.next();
            continue;
        }
        let mut take = |belongs: &dyn Fn(char) -> bool| {
            let mut end = start;
            while let Some(&(at, c)) = chars.peek() {
                if !belongs(c) {
                    break;
                }
                end = at + c.len_utf8();
                chars.next();
            }
            text[start..end].to_owned()
        };
        match next {
            '0'..='9' => {
                let number = take(&|c| c.is_ascii_digit() || ".,'’".contains(c));
                match tokens.last_mut() {
                    // "1 250 000": a group of three after a space goes on with the number before it.
                    Some(Token::Number(before))
                        if number.len() >= 3
                            && number.as_bytes()[..3].iter().all(u8::is_ascii_digit)
                            && !number.as_bytes().get(3).is_some_and(u8::is_ascii_digit) =>
                    {
                        before.push('\u{a0}');
                        before.push_str(&number);
                    }
                    _ => tokens.push(Token::Number(number)),
                }
            }
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {
                chars.next();
                tokens.push(Token::To);
            }
            c if c.is_control() => return None,
            _ => {
                let word = take(&|c| {
                    !c.is_whitespace()
                        && !c.is_ascii_digit()
                        && !c.is_control()
                        && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
                });
                // In "$.5bn" the point is the number's, and a number begins with a digit.
                if word.ends_with('.') && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit()) {
                    return None;
                }
                tokens.push(match word.to_lowercase().as_str() {
                    "to" | "and" => Token::To,
                    _ => Token::Word(word),
                });
            }
        }
    }
    Some(tokens)
}

/// Cuts tokens at the one place where a range can have its middle: after a figure.
fn split_range(tokens: &[Token]) -> (&[Token], Option<&[Token]>) {
    let figure = tokens.iter().position(|token| matches!(token, Token::Number(_)));
    let middle =
        figure.and_then(|at| tokens[at..].iter().position(|token| *token == Token::To).map(|to| at + to));
    match middle {
        Some(at) => (&tokens[..at], Some(&tokens[at + 1..])),
        None => (tokens, None),
    }
}

/// One figure with what stands around it.
struct Term {
    value: Decimal,
    magnitude: Option<u32>,
    currency: Option<Currency>,
}

impl Term {
    fn scaled(&self, magnitude: Option<u32>, text: &str) -> Result<Decimal, Problem> {
        let Some(magnitude) = magnitude else { return Ok(self.value) };
        let factor = Decimal::from_i128_with_scale(10i128.pow(magnitude), 0);
        // "4.5bn" is a whole number of billions and a half, and has no decimals.
        multiply(self.value, factor)
            .map(|value| value.normalize())
            .ok_or_else(|| Problem::new(format!("{text:?} has more digits than can be kept exactly")))
    }
}

fn term(tokens: &[Token], text: &str) -> Result<Term, Problem> {
    let mut value = None;
    let mut magnitude = None;
    let mut currencies: Vec<&str> = Vec::new();
    for token in tokens {
        match token {
            Token::To if value.is_none() => {
                return Err(Problem::new(format!("{text:?} is negative")).hint("an amount is zero or more"));
            }
            Token::Number(digits) if value.is_none() => value = Some(number(digits, text)?),
            Token::Number(_) | Token::To => return Err(not_an_amount(text)),
            Token::Word(word) => {
                let (power, rest) =
                    if value.is_some() && magnitude.is_none() { power(word) } else { (None, word.as_str()) };
                magnitude = magnitude.or(power);
                currencies.extend(Some(rest).filter(|rest| !rest.is_empty()));
            }
        }
    }
    let value = value.ok_or_else(|| not_an_amount(text))?;
    Ok(Term { value, magnitude, currency: one_currency(&currencies, text)? })
}

/// A magnitude at the beginning of a word, and what is stuck to it: `bn`, `bn$`, `m€`, `bnUSD`.
fn power(word: &str) -> (Option<u32>, &str) {
    let named = |name: &str| {
        MAGNITUDES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, power)| *power)
    };
    if let Some(power) = named(word.trim_end_matches('.')) {
        return (Some(power), "");
    }
    if Currency::find(word).is_some() {
        return (None, word);
    }
    let cuts = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    let glued = cuts
        .filter(|(_, tail)| Currency::find(tail).is_some())
        .find_map(|(head, tail)| Some((named(head)?, tail)));
    glued.map_or((None, word), |(power, tail)| (Some(power), tail))
}

/// The currency that a figure's words and signs name: one, or a code beside a sign of its own (`CAD $5bn`, `US $5bn`).
fn one_currency(words: &[&str], text: &str) -> Result<Option<Currency>, Problem> {
    match words {
        [] => Ok(None),
        [one] => Currency::from_token(one).map(Some),
        [first, second] => {
            if let Some(joined) = Currency::find(&format!("{first}{second}")) {
                return Ok(Some(joined));
            }
            let (code, sign) =
                if first.parse::<Currency>().is_ok() { (first, second) } else { (second, first) };
            let currency = Currency::from_token(code)?;
            if currency.has_symbol(sign) || Currency::from_token(sign)? == currency {
                return Ok(Some(currency));
            }
            Err(two_currencies(currency, Currency::from_token(sign)?, text))
        }
        _ => Err(not_an_amount(text)),
    }
}

fn two_currencies(first: Currency, second: Currency, text: &str) -> Problem {
    Problem::new(format!("{text:?} names two currencies, {first} and {second}"))
        .hint("write one amount in one currency")
}

fn currency(first: &Term, second: Option<&Term>, text: &str) -> Result<Currency, Problem> {
    match (first.currency, second.and_then(|second| second.currency)) {
        (Some(first), Some(second)) if first != second => Err(two_currencies(first, second, text)),
        (Some(currency), _) | (None, Some(currency)) => Ok(currency),
        (None, None) => Err(Problem::new(format!("{text:?} names no currency")).hint(EXAMPLES)),
    }
}

fn not_an_amount(text: &str) -> Problem {
    Problem::new(format!("{text:?} is not an amount")).hint(EXAMPLES)
}

/// Reads digits with their grouping and decimal separators.
///
/// Groups of three (or of Indian lakhs) and one decimal separator are told apart by their shape. One separator
/// before exactly three digits has no shape of its own: `1.234` is a thousand to some and one and a quarter to
/// others, so it is refused with both ways of saying it.
fn number(digits: &str, text: &str) -> Result<Decimal, Problem> {
    let invalid = || Problem::new(format!("{digits:?} in {text:?} is not a number")).hint(EXAMPLES);
    let separators: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let decimal_separator = match separators.as_slice() {
        [] => None,
        [one] => match (one, digits.split(*one).map(str::len).collect::<Vec<_>>().as_slice()) {
            ('.' | ',', [head, 3]) if (1..=3).contains(head) && !digits.starts_with('0') => {
                let plain = digits.replace(*one, "");
                let pointed = digits.replace(*one, ".");
                return Err(Problem::new(format!("{digits:?} in {text:?} can be read in two ways"))
                    .hint(format!("write {plain} for the whole number or {pointed}0 for the fraction")));
            }
            ('.' | ',', _) => Some(*one),
            _ => None,
        },
        [first, .., last] if first != last && ".,".contains(*last) => Some(*last),
        _ => None,
    };
    let (whole, fraction) = match decimal_separator {
        Some(separator) => digits.rsplit_once(separator).ok_or_else(invalid)?,
        None => (digits, ""),
    };
    if decimal_separator.is_some()
        && (fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(invalid());
    }
    let mut grouping = whole.chars().filter(|c| !c.is_ascii_digit());
    let separator = grouping.next();
    if grouping.any(|other| Some(other) != separator)
        || (separator.is_some() && separator == decimal_separator)
    {
        return Err(invalid());
    }
    let groups: Vec<&str> =
        separator.map_or_else(|| vec![whole], |separator| whole.split(separator).collect());
    if let [head, middle @ .., last] = groups.as_slice() {
        let western = (1..=3).contains(&head.len()) && middle.iter().all(|group| group.len() == 3);
        let indian = separator == Some(',')
            && (1..=2).contains(&head.len())
            && middle.iter().all(|group| group.len() == 2);
        if groups.len() > 1 && !(last.len() == 3 && (western || indian)) {
            return Err(invalid());
        }
    }
    let plain = if fraction.is_empty() { groups.concat() } else { format!("{}.{fraction}", groups.concat()) };
    super::parse_decimal(&plain)
}

impl fmt::Display for Amount {
    /// The exact written form, such as `up to USD 11.9bn`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency = self.currency;
        match self.quantity {
            Quantity::Exact(value) => write!(f, "{currency} {}", Figure(value)),
            Quantity::Range { low, high } => write!(f, "{currency} {}–{}", Figure(low), Figure(high)),
            Quantity::About(value) | Quantity::UpTo(value) | Quantity::AtLeast(value) => {
                write!(f, "{} {currency} {}", self.quantity.bound(), Figure(value))
            }
        }
    }
}

/// A figure in its shortest exact form.
struct Figure(Decimal);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.0.normalize();
        for (name, power) in [("tn", 12u32), ("bn", 9), ("m", 6)] {
            let unit = Decimal::from_i128_with_scale(10i128.pow(power), 0);
            let scaled = value.checked_div(unit).map(|scaled| scaled.normalize());
            // Up to two decimals are read at a glance; a third would make "1.234bn", which the grammar refuses.
            if let Some(scaled) = scaled.filter(|scaled| {
                *scaled >= Decimal::ONE
                    && scaled.scale() <= 2
                    && (power == 12 || *scaled < Decimal::ONE_THOUSAND)
                    && multiply(*scaled, unit) == Some(value)
            }) {
                return write!(f, "{scaled}{name}");
            }
        }
        let plain = value.to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        // One comma alone would be refused as ambiguous, so grouping starts with the second.
        let grouped = if whole.len() > 6 { group_digits(whole) } else { whole.to_owned() };
        match (fraction.len(), whole.len()) {
            (0, _) => f.write_str(&grouped),
            // "1.234" would be refused: a fourth decimal makes it plain.
            (3, 1..=3) if whole != "0" => write!(f, "{grouped}.{fraction}0"),
            _ => write!(f, "{grouped}.{fraction}"),
        }
    }
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
            ("CFA 5bn", "not a currency"),
            ("USD 99999999999999999999999999999", "28 digits"),
        ] {
            let error = amount(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text:?}: {error}");
        }
    }

    #[test]
    fn writes_the_shortest_exact_form() {
        for text in [
            "up to USD 11.9bn",
            "CNY 380bn",
            "about EUR 1.25tn",
            "USD 60bn–65bn",
            "at least JPY 1,250,001",
            "USD 350000",
            "USD 1.2340",
            "EUR 52,413,447,725.98",
            "KWD 0.125",
        ] {
            assert_eq!(amount(text).unwrap().to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in 0u64.., scale in 0u32..12, kind in 0..5, code in "USD|CNY|JPY|DEM") {
            let value = Decimal::from_i128_with_scale(i128::from(units), scale);
            let quantity = match kind {
                0 => Quantity::Exact(value),
                1 => Quantity::About(value),
                2 => Quantity::UpTo(value),
                3 => Quantity::AtLeast(value),
                _ => Quantity::range(value, value + Decimal::ONE).unwrap(),
            };
            let written = Amount { quantity, currency: code.parse().unwrap() };
            prop_assert_eq!(written.to_string().parse::<Amount>(), Ok(written));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}", signs in "[$€¥0-9.,' bnkm~≥+–-]{0,16}") {
            let _ = amount(&text);
            let _ = amount(&signs);
        }
    }
}
