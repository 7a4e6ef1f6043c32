//! The error of a conversion that cannot be made: which pair, when, why, and what would supply the rate.

use chrono::NaiveDate;

use super::When;
use crate::date::PartialDate;
use crate::money::Currency;

/// No chain of quotes leads from one currency to another at a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.what(), self.why())]
pub struct MissingRate {
    /// The currency of the amount.
    pub from: Currency,
    /// The currency it was wanted in.
    pub to: Currency,
    /// The time that a rate was wanted for.
    pub when: When,
    /// What is in the way.
    pub reason: Reason,
}

/// Why there is no rate. Where a pair is named, it is the first link that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no quote of a currency at all.
    Unknown(Currency),
    /// Both are quoted, but nothing links the one to the other.
    Unlinked,
    /// The last quote is older than the limit allows.
    TooOld {
        /// What one unit is of.
        base: Currency,
        /// What it is counted in.
        quote: Currency,
        /// The day of the last quote.
        last: NaiveDate,
        /// How many days it is too far back to be taken.
        age: i64,
        /// How many would be allowed.
        limit: u32,
    },
    /// The quotes begin later.
    TooEarly {
        /// What one unit is of.
        base: Currency,
        /// What it is counted in.
        quote: Currency,
        /// The day of the first quote.
        first: NaiveDate,
    },
    /// A daily series has no quote within the month or year.
    NoneWithin {
        /// What one unit is of.
        base: Currency,
        /// What it is counted in.
        quote: Currency,
        /// The month or year.
        span: PartialDate,
        /// The day of the last quote before it.
        last: NaiveDate,
    },
}

impl Reason {
    /// The day of the last quote that there is, by which the nearest of several reasons is chosen.
    pub(super) fn last_quote(&self) -> Option<NaiveDate> {
        match *self {
            Self::TooOld { last, .. } | Self::NoneWithin { last, .. } => Some(last),
            Self::Unknown(_) | Self::Unlinked | Self::TooEarly { .. } => None,
        }
    }
}

impl MissingRate {
    /// What would supply the rate.
    pub fn hint(&self) -> String {
        let Self { from, to, .. } = self;
        let date = match self.when {
            When::Day(day) => day.to_string(),
            When::Span(span) => span.first().to_string(),
            When::Latest => "DATE".to_owned(),
        };
        let file =
            format!("add the line {date},{from},{to},RATE to a file with the header date,base,quote,rate");
        match self.reason {
            Reason::TooOld { age, .. } => {
                format!("{file} and give it by --rates FILE, or accept the old rate by --max-rate-age {age}")
            }
            _ => format!("{file} and give it by --rates FILE"),
        }
    }

    fn what(&self) -> String {
        let Self { from, to, .. } = self;
        match self.when {
            When::Day(day) => format!("no rate from {from} to {to} on {day}"),
            When::Span(span) => format!("no rate from {from} to {to} in {span}"),
            When::Latest => format!("no latest rate from {from} to {to}"),
        }
    }

    fn why(&self) -> String {
        match self.reason {
            Reason::Unknown(currency) => format!("there is no quote of {currency}"),
            Reason::Unlinked => "no chain of quotes leads from one to the other".to_owned(),
            Reason::TooOld { base, quote, last, limit, .. } => {
                let end = if self.when == When::Latest { " the last day of its table" } else { "" };
                let days = if limit == 1 { "day" } else { "days" };
                format!("the last {base}/{quote} quote is of {last}, more than {limit} {days} before{end}")
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
