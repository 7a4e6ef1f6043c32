//! The way from one currency to another: each quote on it, and their exact product.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::date::PartialDate;
use crate::money::{Currency, Ratio};

/// What a mean was taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// How many days had a quote.
    pub count: usize,
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
    /// Whether they are of a daily series, so that only closed days are left out.
    pub daily: bool,
}

impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let daily = if self.daily { "daily " } else { "" };
        match self.count {
            1 => write!(f, "the only {daily}rate, {}", self.first),
            count => write!(f, "mean of {count} {daily}rates {} to {}", self.first, self.last),
        }
    }
}

/// One quote, or the mean of several, on the way from one currency to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// What one unit is of.
    pub base: Currency,
    /// What it is counted in.
    pub quote: Currency,
    /// How many units of `quote` one unit of `base` buys, as it was quoted.
    pub rate: Ratio,
    /// The day of the quote, or the month or year of a mean.
    pub date: PartialDate,
    /// Where it comes from.
    pub source: Cow<'static, str>,
    /// Whether it is used from `quote` to `base`.
    pub inverted: bool,
    /// What it is the mean of, if it is one.
    pub mean_of: Option<Mean>,
    factor: Ratio,
}

impl Leg {
    /// A leg of one quote; nothing for a rate of zero, which has no other way round.
    pub(super) fn new(
        base: Currency,
        quote: Currency,
        rate: Ratio,
        date: PartialDate,
        source: Cow<'static, str>,
        inverted: bool,
    ) -> Option<Self> {
        let inverse = rate.inverse()?;
        let factor = if inverted { inverse } else { rate.clone() };
        Some(Self { base, quote, rate, date, source, inverted, mean_of: None, factor })
    }

    /// The same leg as a mean.
    pub(super) fn mean_of(self, mean: Option<Mean>) -> Self {
        Self { mean_of: mean, ..self }
    }

    /// Where it comes from, and what it is the mean of.
    pub fn full_source(&self) -> Cow<'_, str> {
        match self.mean_of {
            None => Cow::Borrowed(&self.source),
            Some(mean) => Cow::Owned(format!("{}, {mean}", self.source)),
        }
    }
}

/// The quotes that lead from one currency to another, in the order of their use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// None where both currencies are the same.
    pub legs: Vec<Leg>,
    factor: Ratio,
    date: PartialDate,
}

impl Path {
    /// `asked` is the date where there are no legs to have one.
    pub(super) fn new(legs: Vec<Leg>, asked: PartialDate) -> Self {
        let factor = legs.iter().fold(Ratio::one(), |product, leg| product.times(&leg.factor));
        let date = legs.iter().map(|leg| leg.date).min().unwrap_or(asked);
        Self { legs, factor, date }
    }

    /// What an amount is multiplied by, exactly: the product of the legs, each the way round it is used.
    pub fn factor(&self) -> &Ratio {
        &self.factor
    }

    /// The factor to 28 digits, to be shown; nothing when it does not fit.
    pub fn rate(&self) -> Option<Decimal> {
        self.factor.to_decimal()
    }

    /// The day of the quotes, the oldest where they differ, or the month or year of their mean.
    pub fn date(&self) -> PartialDate {
        self.date
    }

    /// Where the quotes come from, each source once.
    pub fn source(&self) -> String {
        join_distinct(self.legs.iter().map(Leg::full_source))
    }
}

/// Each text once, in the order of the first.
pub(super) fn join_distinct<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut seen = HashSet::new();
    let distinct: Vec<Cow<'_, str>> = texts.filter(|text| seen.insert(text.clone())).collect();
    distinct.join("; ")
}
