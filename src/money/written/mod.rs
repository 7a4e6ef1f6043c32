//! Amounts as people write them, and what headers say about them.
//!
//! - `grammar.rs`: the grammar; bounds and ranges
//! - `figure.rs`, `around.rs`: one number with the currencies and units around it
//! - `remark.rs`: what follows an amount: equivalents and remarks
//! - `qualifiers.rs`, `second_figure.rs`, `distant_words.rs`: words of a remark that change what the figure is, second
//!   figures, and units and currencies apart from their figure
//! - `local.rs`, `plausible_size.rs`: words for units that depend on the currency, and numbers that are too large for the
//!   unit of their column
//! - `token.rs`, `words.rs`, `word.rs`, `number.rs`, `number_words.rs`: tokens, phrases, words beside a number, digits, and
//!   numbers in words
//! - `search.rs`: the amounts in a sentence
//! - `notes.rs`: notes beside amounts
//! - `header.rs`, `hint.rs`, `pieces.rs`, `statement.rs`, `fillers.rs`: currency and unit of a column header, and of all
//!   amounts of a table
//! - `properties.rs`: tests with amounts written in random styles

mod around;
mod distant_words;
mod figure;
mod fillers;
mod grammar;
mod header;
mod hint;
mod local;
mod notes;
mod number;
mod number_words;
mod pieces;
mod plausible_size;
#[cfg(test)]
mod properties;
mod qualifiers;
mod remark;
mod search;
mod second_figure;
mod statement;
#[cfg(test)]
mod tests;
mod token;
mod word;
mod words;

use std::str::FromStr;

use rust_decimal::Decimal;

use super::{Amount, Bound, Currency, Quantity, Unit, multiply, sign};
use crate::invalid::{Cause, Problem};
use crate::text::{fold, quote};

pub(super) use grammar::is_short_range;
pub(crate) use grammar::split_bound;
pub use header::{HeaderHints, read_currency, read_header};
pub(crate) use header::{find_currencies, read_currencies, read_unit};
pub(crate) use local::{spanish_doubt, unit_beside};
pub(crate) use notes::{NoteMeaning, note_meaning};
pub(crate) use plausible_size::check_signed_digits;
pub use search::amounts_in;
pub(crate) use statement::{may_state_unit, names_amounts, read_statements};
pub(crate) use token::is_currency_sign;
pub(crate) use words::is_undisclosed;

use figure::{Reader, not_an_amount};
use number::EXAMPLES;

/// The sign between the whole and the fraction of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecimalSign {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// What the surroundings of a text say about it: a header, the rest of the column, the flags of a command.
///
/// It fills in what the text leaves open, and never overrides what the text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Context {
    /// The currency of texts without one. It also decides signs that it shares with other currencies: `$`, `¥`, `kr`.
    pub currency: Option<Currency>,
    /// The unit of numbers without one.
    pub unit: Option<Unit>,
    /// The decimal sign. A number that does not fit it is refused.
    pub decimal: Option<DecimalSign>,
    /// The currency that a shared sign means here, before `currency`; it is none for texts without a sign.
    pub currency_of_sign: Option<Currency>,
    /// Whether texts around it count milliards, so that a billion may be a million millions.
    pub is_long_scale: bool,
    /// Whether the headers around it are Spanish, so that `M$` may be thousands of pesos.
    pub is_spanish: bool,
}

/// What a text says about money.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The amount; `None` if it is undisclosed.
    pub amount: Option<Amount>,
    /// The same amount in another currency, which follows in brackets.
    pub equivalent: Option<Amount>,
    /// Further words, which say nothing about the figure: "all cash", `[1]`.
    pub remark: Option<String>,
}

/// Reads an amount as people write it.
///
/// # Errors
/// If `text` is not an amount, can be read in two ways that `context` does not decide, or contradicts `context.decimal`.
///
/// ```
/// use outlay::money::{Context, DecimalSign, Unit, read_amount};
///
/// let context = Context { decimal: Some(DecimalSign::Comma), unit: Some(Unit::MILLIONS), ..Context::default() };
/// let written = read_amount("1.234 EUR", &context)?;
/// assert_eq!(written.amount.map(|amount| amount.to_string()).as_deref(), Some("EUR 1,234,000,000"));
/// assert!(read_amount("€1.05", &context).is_err());
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn read_amount(text: &str, context: &Context) -> Result<Written, Problem> {
    let Readings { mut all, sign } = readings(text, context)?;
    match (all.pop(), all.as_slice()) {
        (Some(only), []) => Ok(only),
        (last, others) => {
            let currencies = others.iter().chain(&last).filter_map(|written| Some(written.amount?.currency));
            Err(sign::shared(sign, &currencies.collect::<Vec<_>>()))
        }
    }
}

/// The longest text that is read as an amount, in bytes. The work for brackets in remarks grows with the square of it.
const MAX_LENGTH: usize = 4000;

/// What a text may say about money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings<'a> {
    /// One reading, or one for each currency that shares the sign, the likeliest first.
    pub all: Vec<Written>,
    /// The sign, code or name of the currency as it is written; empty if the text has none.
    pub sign: &'a str,
}

/// Returns every reading of an amount: one, or one for each currency that shares its sign, the likeliest first. An
/// equivalent may show which of them is meant: `¥50bn (≈$7bn)` fits the rate of the renminbi only.
///
/// # Errors
/// As [`read_amount`], but for the shared sign.
///
/// ```
/// use outlay::money::{Context, readings};
///
/// let readings = readings("¥50.0B (≈$7.0B)", &Context::default())?;
/// let amounts: Vec<String> = readings.all.iter().filter_map(|reading| Some(reading.amount?.to_string())).collect();
/// assert_eq!(amounts, ["CNY 50bn", "JPY 50bn"]);
/// assert!(readings.all.iter().all(|reading| reading.equivalent.is_some()));
/// assert_eq!(readings.sign, "¥");
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn readings<'a>(text: &'a str, context: &Context) -> Result<Readings<'a>, Problem> {
    if words::is_undisclosed(text) {
        return Ok(Readings { all: vec![Written::default()], sign: "" });
    }
    if text.len() > MAX_LENGTH {
        let message = format!("{} is too long for an amount", quote(text));
        return Err(Problem::new(message).hint(EXAMPLES));
    }
    let tokens = number_words::tokens(text).ok_or_else(|| not_an_amount(text))?;
    let reader = Reader { text, tokens: &tokens, context };
    let (parsed, end) = reader.amount(0)?;
    let rest = reader.rest(&parsed, end)?;
    let currencies = rest.dollar.map_or(parsed.currencies, |dollar| vec![dollar]);
    if currencies.is_empty() {
        let problem = Problem::new(format!("{} names no currency", quote(text))).hint(EXAMPLES);
        return Err(problem.cause(Cause::NoCurrency));
    }
    let quantity = match rest.bound {
        Some(bound) => bounded(parsed.quantity, bound, text)?,
        None => parsed.quantity,
    };
    let quantity = if rest.has_more { at_least(quantity, text)? } else { quantity };
    let reading = |currency| Written {
        amount: Some(Amount { quantity, currency }),
        equivalent: rest.equivalent,
        remark: rest.remark.clone(),
    };
    Ok(Readings { all: currencies.into_iter().map(reading).collect(), sign: parsed.symbol })
}

/// Applies the bound of a remark to the quantity of a figure.
///
/// # Errors
/// If the figure has a bound that `bound` contradicts.
fn bounded(quantity: Quantity, bound: Bound, text: &str) -> Result<Quantity, Problem> {
    let own = quantity.bound();
    match quantity {
        Quantity::Exact(value) => Quantity::single(bound, value),
        Quantity::About(value) if own.combined(bound) == Some(bound) => Quantity::single(bound, value),
        _ if own.combined(bound) == Some(own) => Ok(quantity),
        _ => {
            let message = format!("{} is both {:?} and {:?}", quote(text), own.as_str(), bound.as_str());
            Err(Problem::new(message).hint(EXAMPLES))
        }
    }
}

/// Makes a quantity a lower bound, because something else is paid as well.
///
/// # Errors
/// If it has a ceiling.
fn at_least(quantity: Quantity, text: &str) -> Result<Quantity, Problem> {
    match quantity {
        Quantity::Exact(value) | Quantity::About(value) | Quantity::AtLeast(value) => {
            Ok(Quantity::AtLeast(value))
        }
        Quantity::UpTo(_) | Quantity::Range { .. } => {
            let message = format!("{} names something besides its figure, which has a ceiling", quote(text));
            Err(Problem::new(message)
                .hint("write the whole amount, or the figure alone and the rest as a note"))
        }
    }
}

impl FromStr for Amount {
    type Err = Problem;

    /// Reads the written form of an amount, and nothing else: an equivalent or a remark would be lost.
    ///
    /// # Errors
    /// As [`read_amount`]; if the amount is undisclosed, or followed by an equivalent or a remark.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let written = read_amount(text, &Context::default())?;
        let amount = written.amount.ok_or_else(|| not_an_amount(text))?;
        let rest = written.equivalent.map(|equivalent| equivalent.to_string()).or(written.remark);
        match rest {
            None => Ok(amount),
            Some(rest) => {
                let message = format!("{} has more than an amount: {}", quote(text), quote(&rest));
                Err(Problem::new(message).hint(format!("write {}", quote(&amount.to_string()))))
            }
        }
    }
}

impl FromStr for Written {
    type Err = Problem;

    /// Reads an amount with what follows it.
    ///
    /// # Errors
    /// As [`read_amount`] without a context.
    fn from_str(text: &str) -> Result<Self, Problem> {
        read_amount(text, &Context::default())
    }
}

/// Returns the bound that a footnote gives to an amount: that of "estimated".
///
/// # Errors
/// If the amount is no whole amount of a deal by it: "per year", "valuation".
pub(crate) fn read_footnote(said: &str) -> Result<Option<Bound>, Problem> {
    let text = format!("{} 1 ({said})", Currency::USD);
    let tokens = number_words::tokens(&text).ok_or_else(|| not_an_amount(&text))?;
    let reader = Reader { text: &text, tokens: &tokens, context: &Context::default() };
    let (parsed, end) = reader.amount(0)?;
    let bound = reader.qualify(&parsed, end)?;
    Ok(bound.or(Some(parsed.quantity.bound()).filter(|bound| *bound != Bound::Exact)))
}

/// Returns the quantity of an amount without a currency, such as `10bn`; `None` for any other text.
pub(crate) fn read_quantity(text: &str) -> Option<Quantity> {
    // The reader needs a currency; which one does not matter for a text that has none.
    let context = Context { currency: Some(Currency::USD), ..Context::default() };
    let Readings { all, sign } = readings(text, &context).ok()?;
    match all.as_slice() {
        [Written { amount: Some(amount), equivalent: None, remark: None }] if sign.is_empty() => {
            Some(amount.quantity)
        }
        _ => None,
    }
}

/// Returns the amount of a number that a workbook stores as a number, in the currency and unit of `context`. It has no
/// decimal sign, so that `context.decimal` does not matter.
///
/// # Errors
/// If the number is negative, `context` has no currency, or the amount has too many digits.
pub fn number_amount(number: Decimal, context: &Context) -> Result<Amount, Problem> {
    let written = number.normalize();
    if number.is_sign_negative() && !number.is_zero() {
        return Err(Problem::new(format!("{written} is negative")).hint("an amount is zero or more"));
    }
    let currency = context.currency.ok_or_else(|| {
        let problem = Problem::new(format!("{written} names no currency")).hint("add one: USD, €, £");
        problem.cause(Cause::NoCurrency)
    })?;
    let value = match context.unit {
        Some(unit) => {
            plausible_size::check_context_unit(number, unit, &[currency], &written.to_string())?;
            scaled(number, unit, &written.to_string())?
        }
        None => number,
    };
    Ok(Amount { quantity: Quantity::Exact(value.normalize()), currency })
}

/// Returns `number` in units; `text` is for the message.
fn scaled(number: Decimal, unit: Unit, text: &str) -> Result<Decimal, Problem> {
    let power = unit.power();
    let factor = match u32::try_from(power) {
        Ok(power) => {
            10i128.checked_pow(power).and_then(|factor| Decimal::try_from_i128_with_scale(factor, 0).ok())
        }
        Err(_) => Decimal::try_from_i128_with_scale(1, power.unsigned_abs()).ok(),
    };
    // Normalized, because "4.5bn" has no decimals.
    factor
        .and_then(|factor| multiply(number, factor))
        .map(|value| value.normalize())
        .ok_or_else(|| Problem::new(format!("{} has more digits than can be kept exactly", quote(text))))
}

/// Units of English, and of languages with a decimal comma, that the others do not have.
const POINT_WORDS: [&str; 6] = ["million", "billion", "trillion", "thousand", "bn", "mn"];
const COMMA_WORDS: [&str; 13] = [
    "mrd", "mio", "mld", "mlrd", "tsd", "milliard", "milliards", "milliarden", "millionen", "miljoen",
    "miljard", "millones", "miles",
];

/// Returns the decimal sign of the language in which the unit of `text` is written, if its number fits both signs.
pub(crate) fn decimal_sign_of_words(text: &str) -> Option<DecimalSign> {
    if !text.contains(['.', ',']) || decimal_sign_shown_by(text).is_some() {
        return None;
    }
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.find_map(|word| {
        let word = fold(word);
        let is_among = |known: &[&str]| known.contains(&word.as_str());
        match (is_among(&POINT_WORDS), is_among(&COMMA_WORDS)) {
            (true, _) => Some(DecimalSign::Point),
            (_, true) => Some(DecimalSign::Comma),
            _ => None,
        }
    })
}

/// Returns the decimal sign that the first number of `text` shows by its separators; `None` if it fits both, as in
/// `1,234` and `1250`, or neither.
///
/// ```
/// use outlay::money::{DecimalSign, decimal_sign_shown_by};
///
/// assert_eq!(decimal_sign_shown_by("$20,00,00,000"), Some(DecimalSign::Point));
/// assert_eq!(decimal_sign_shown_by("173,9 Mio. €"), Some(DecimalSign::Comma));
/// assert_eq!(decimal_sign_shown_by("46,140"), None);
/// ```
#[must_use]
pub fn decimal_sign_shown_by(text: &str) -> Option<DecimalSign> {
    // Most numbers have no separator, and need not be found. The others are those of full-width digits and of Arabic.
    if !text.contains(['.', ',', '．', '，', '٫', '٬']) {
        return None;
    }
    number::sign_shown_by(&token::first_number(text)?)
}
