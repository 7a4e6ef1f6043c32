//! The chain of quotes from one currency to another, and its exact product.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::date::PartialDate;
use crate::money::{Currency, Ratio};

/// The quotes that a mean was taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// How many days had a quote.
    pub count: usize,
    /// The first of these days.
    pub first: NaiveDate,
    /// The last of these days.
    pub last: NaiveDate,
    /// Whether the quotes are a daily series, in which only days of closed banks are missing.
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

/// One step of a [`Path`]: a quote, or the mean of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The currency of the one unit.
    pub base: Currency,
    /// The currency in which `rate` is counted.
    pub quote: Currency,
    /// Units of `quote` for one unit of `base`, as quoted.
    pub rate: Ratio,
    /// The day of the quote, or the month, quarter or year of a mean.
    pub date: PartialDate,
    /// The source of the quote.
    pub source: Cow<'static, str>,
    /// Whether the step leads from `quote` to `base`, so that amounts are divided by `rate`.
    pub inverted: bool,
    /// The quotes that `rate` is the mean of, if it is one.
    pub mean_of: Option<Mean>,
    /// Whether the rate is the same on every day, as a peg is, so that `date` is only the day that was asked for.
    pub is_fixed: bool,
    factor: Ratio,
}

impl Leg {
    /// Returns a leg of one quote. `None` for a rate of zero, which has no inverse.
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
        Some(Self { base, quote, rate, date, source, inverted, mean_of: None, is_fixed: false, factor })
    }

    /// The same leg with the quotes that its rate is the mean of.
    pub(super) fn with_mean(self, mean_of: Option<Mean>) -> Self {
        Self { mean_of, ..self }
    }

    /// The same leg as one that is the same on every day.
    pub(super) fn fixed(self) -> Self {
        Self { is_fixed: true, ..self }
    }

    /// Whether `other` is the same quote: of the same day, unless it is the same on every day.
    fn is_same_quote(&self, other: &Self) -> bool {
        let quote = |leg: &Self| (leg.base, leg.quote, leg.inverted, leg.is_fixed);
        quote(self) == quote(other)
            && (self.is_fixed || self.date == other.date)
            && self.rate == other.rate
            && self.source == other.source
    }

    /// Returns the source, and for a mean the quotes that it was taken of.
    pub fn full_source(&self) -> Cow<'_, str> {
        match self.mean_of {
            None => Cow::Borrowed(&self.source),
            Some(mean) => Cow::Owned(format!("{}, {mean}", self.source)),
        }
    }
}

/// The quotes that lead from one currency to another, in order.
///
/// ```
/// use outlay::date::PartialDate;
/// use outlay::money::{Currency, Decimal};
/// use outlay::rates::Rates;
///
/// let (yuan, dirham): (Currency, Currency) = ("CNY".parse()?, "AED".parse()?);
/// let day: PartialDate = "2025-02-24".parse()?;
/// let path = Rates::built_in().path(yuan, dirham, day.into())?;
/// let legs: Vec<String> = path
///     .legs
///     .iter()
///     .map(|leg| {
///         let (action, rate) = (if leg.inverted { "divide by" } else { "multiply by" }, leg.rate.to_decimal());
///         format!("{action} {} {}/{} of {}", rate.unwrap_or_default(), leg.base, leg.quote, leg.date)
///     })
///     .collect();
/// assert_eq!(
///     legs,
///     [
///         "divide by 7.5879 EUR/CNY of 2025-02-24",
///         "multiply by 1.0466 EUR/USD of 2025-02-24",
///         "multiply by 3.6725 USD/AED of 2025-02-24",
///     ]
/// );
/// // The amount is multiplied first and divided last, and rounded once.
/// let dirhams = path.factor().apply(Decimal::from(7_587_900));
/// assert_eq!(dirhams, Some("3843638.5".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The steps; empty if both currencies are the same.
    pub legs: Vec<Leg>,
    factor: Ratio,
    date: PartialDate,
}

impl Path {
    /// Returns the path of `legs`. If there are none, its date is `effective_date`.
    pub(super) fn new(legs: Vec<Leg>, effective_date: PartialDate) -> Self {
        let factor = legs.iter().fold(Ratio::one(), |product, leg| product.times(&leg.factor));
        let date = legs.iter().map(|leg| leg.date).min().unwrap_or(effective_date);
        Self { legs, factor, date }
    }

    /// Returns what an amount is multiplied by: the exact product of the legs.
    pub fn factor(&self) -> &Ratio {
        &self.factor
    }

    /// Returns the factor rounded to 28 digits. `None` if it does not fit.
    pub fn rate(&self) -> Option<Decimal> {
        self.factor.to_decimal()
    }

    /// Returns the day of the quotes, the oldest if they differ, or the month, quarter or year of their mean.
    pub fn date(&self) -> PartialDate {
        self.date
    }

    /// Whether all quotes are the same on every day.
    pub(crate) fn is_fixed(&self) -> bool {
        self.legs.iter().all(|leg| leg.is_fixed)
    }

    /// Returns the path of the same quotes on another day.
    pub(super) fn on(self: &Arc<Self>, day: NaiveDate) -> Arc<Self> {
        if !self.legs.iter().any(|leg| leg.is_fixed && leg.date != day.into()) {
            return Arc::clone(self);
        }
        let date = |leg: Leg| if leg.is_fixed { Leg { date: day.into(), ..leg } } else { leg };
        let legs: Vec<Leg> = self.legs.iter().cloned().map(date).collect();
        let date = legs.iter().map(|leg| leg.date).min().unwrap_or(self.date);
        Arc::new(Self { legs, factor: self.factor.clone(), date })
    }

    /// Whether `other` has the same quotes, in the same order.
    pub(super) fn has_same_quotes(&self, other: &Self) -> bool {
        self.legs.len() == other.legs.len()
            && self.legs.iter().zip(&other.legs).all(|(leg, other)| leg.is_same_quote(other))
    }

    /// Whether the rate is one quote as it was published, and not worked out from it or from several.
    pub fn is_quoted(&self) -> bool {
        matches!(self.legs.as_slice(), [Leg { inverted: false, mean_of: None, .. }])
    }

    /// Returns the sources of the quotes, each once, joined by `; `.
    pub fn source(&self) -> String {
        join_distinct(self.legs.iter().map(Leg::full_source))
    }
}

/// Joins the texts by `; `, each once, in the order of their first occurrence.
pub(super) fn join_distinct<'a>(texts: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut seen = HashSet::new();
    let distinct: Vec<Cow<'_, str>> = texts.filter(|text| seen.insert(text.clone())).collect();
    distinct.join("; ")
}
