//! The error of a missing rate: which pair, when, why, and how to supply it.

use chrono::NaiveDate;

use super::When;
use crate::date::PartialDate;
use crate::money::Currency;

/// How many lines of a file of rates a hint shows.
const MOST_LINES: usize = 3;

/// No chain of quotes leads from one currency to another at a time.
///
/// ```
/// use outlay::date::PartialDate;
/// use outlay::money::Currency;
/// use outlay::rates::Rates;
///
/// let day: PartialDate = "2024-05-01".parse()?;
/// let missing = Rates::built_in().path("RUB".parse()?, Currency::USD, day.into()).unwrap_err();
/// assert_eq!(
///     missing.to_string(),
///     "no rate from RUB to USD on 2024-05-01: \
///      the last EUR/RUB quote is of 2022-03-01, more than 7 days before"
/// );
/// assert!(missing.hint().starts_with("add the line 2024-05-01,RUB,USD,RATE to a file"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.headline(), self.explanation())]
pub struct MissingRate {
    /// The currency of the amount.
    pub from: Currency,
    /// The currency to convert to.
    pub to: Currency,
    /// The time of the conversion.
    pub when: When,
    /// Why there is no rate.
    pub reason: Reason,
    /// Whether the last quote is of the newest day of the ECB's table, so that a newer table may have the rate.
    pub may_be_newer: bool,
}

/// Why there is no rate. A pair is the first step of the chain that has no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no quote of this currency at any time.
    Unknown(Currency),
    /// Both currencies have quotes, but no chain links them.
    Unlinked,
    /// The last quote is too old.
    TooOld {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The day of the last quote.
        last: NaiveDate,
        /// The age of the last quote in days.
        age: i64,
        /// The maximum age in days.
        limit: u32,
    },
    /// The first quote is later.
    TooEarly {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The day of the first quote.
        first: NaiveDate,
    },
    /// A daily series ends within the month, quarter or year, long before the end of it.
    EndsWithin {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The month, quarter or year.
        span: PartialDate,
        /// The day of the last quote within it.
        last: NaiveDate,
        /// The last day of the span, or today if it is not over.
        end: NaiveDate,
        /// How many days before the end the last quote may be.
        limit: u32,
    },
    /// A daily series has no quote within the month, quarter or year.
    NoneWithin {
        /// The currency of the one unit.
        base: Currency,
        /// The currency in which rates are counted.
        quote: Currency,
        /// The month, quarter or year.
        span: PartialDate,
        /// The day of the last quote before it.
        last: NaiveDate,
    },
}

impl Reason {
    /// Returns the day of the last quote. Of several reasons the one with the newest quote is reported.
    pub(super) fn last_quote(&self) -> Option<NaiveDate> {
        match *self {
            Self::TooOld { last, .. } | Self::EndsWithin { last, .. } | Self::NoneWithin { last, .. } => {
                Some(last)
            }
            Self::Unknown(_) | Self::Unlinked | Self::TooEarly { .. } => None,
        }
    }
}

impl MissingRate {
    /// Returns how to supply the rate.
    pub fn hint(&self) -> String {
        Self::hint_of(&[self])
    }

    /// Returns how to supply several rates.
    pub(crate) fn hint_of(missing: &[&Self]) -> String {
        let update = if missing.iter().any(|missing| missing.may_be_newer) {
            "get newer rates by `outlay rates update`, or "
        } else {
            ""
        };
        let lines: Vec<String> = missing.iter().take(MOST_LINES).map(|missing| missing.line()).collect();
        let (name, more) = match missing.len() {
            1 => ("line", ""),
            count if count > MOST_LINES => ("lines", " …"),
            _ => ("lines", ""),
        };
        let lines = lines.join(" ");
        let file = format!(
            "{update}add the {name} {lines}{more} to a file with the header date,base,quote,rate and give it by \
             --rates FILE"
        );
        match missing.iter().filter_map(|missing| missing.acceptable()).max_by_key(|(age, _)| *age) {
            Some((age, what)) => format!("{file}, or accept {what} by --max-rate-age {age}"),
            None => file,
        }
    }

    /// Returns the line of a file of rates that would supply the rate.
    fn line(&self) -> String {
        let Self { from, to, .. } = self;
        let date = match self.when {
            When::Day(day) => day.to_string(),
            When::Span(span) => span.first().to_string(),
            When::Latest => "DATE".to_owned(),
        };
        format!("{date},{from},{to},RATE")
    }

    /// Returns the age in days at which there would be a rate, and what it would be.
    fn acceptable(&self) -> Option<(i64, &'static str)> {
        match self.reason {
            Reason::TooOld { age, .. } => Some((age, "the old rate")),
            Reason::EndsWithin { last, end, .. } => {
                Some((end.signed_duration_since(last).num_days(), "the mean of the days there are"))
            }
            _ => None,
        }
    }

    fn headline(&self) -> String {
        let Self { from, to, .. } = self;
        match self.when {
            When::Day(day) => format!("no rate from {from} to {to} on {day}"),
            When::Span(span) => format!("no rate from {from} to {to} in {span}"),
            When::Latest => format!("no latest rate from {from} to {to}"),
        }
    }

    /// Returns why there is none, as a clause.
    pub fn explanation(&self) -> String {
        match self.reason {
            Reason::Unknown(currency) => format!("there is no quote of {currency}"),
            Reason::Unlinked => "no chain of quotes leads from one to the other".to_owned(),
            Reason::TooOld { base, quote, last, limit, .. } => {
                let end = if self.when == When::Latest { " the last day of its table" } else { "" };
                let days = if limit == 1 { "day" } else { "days" };
                format!("the last {base}/{quote} quote is of {last}, more than {limit} {days} before{end}")
            }
            Reason::EndsWithin { base, quote, span, last, end, limit } => {
                let days = if limit == 1 { "day" } else { "days" };
                format!(
                    "the last {base}/{quote} quote in {span} is of {last}, more than {limit} {days} before {end}"
                )
            }
            Reason::TooEarly { base, quote, first } => {
                format!("the first {base}/{quote} quote is of {first}")
            }
            Reason::NoneWithin { base, quote, span, last } => {
                format!("there is no {base}/{quote} quote in {span}, the last before it is of {last}")
            }
        }
    }
}
