//! What every source of quotes can answer: the user's quotes, a table, fixed rates.

use chrono::NaiveDate;

use super::{Leg, Reason, Series, When};
use crate::date::PartialDate;
use crate::money::Currency;

/// The time of a rate and the limit of its age.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lookup {
    /// The time.
    pub when: When,
    /// The maximum age of a quote in days, for every source. `None`: each source has its own limit.
    pub max_age: Option<u32>,
    /// The date of a rate that holds at any time, such as a fixed one: that of `when`.
    pub effective_date: PartialDate,
    /// Today, or the day as of which is asked: a period that is not over has no later rates.
    pub today: Option<NaiveDate>,
}

impl Lookup {
    /// Returns the last day of `span` that can have a rate.
    pub(super) fn end_of(&self, span: PartialDate) -> NaiveDate {
        self.today.map_or(span.last(), |today| today.min(span.last()))
    }
}

/// A source of quotes.
pub(super) trait QuoteSource {
    /// Whether [`QuoteSource::rate`] returns a leg. A source of many quotes stops at the first one of a span.
    fn has_rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> bool {
        self.rate(from, to, lookup).is_some()
    }
    /// Returns the quote of a pair, or the mean of its quotes within a span.
    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg>;
    /// Returns why a pair that this source has is without a rate. `None` if it does not have the pair.
    fn why_missing(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Reason>;
    /// Returns the currencies that have a quote with `currency` at any time.
    fn neighbours(&self, currency: Currency) -> Vec<Currency>;
    /// Returns every pair, without a value.
    fn series(&self) -> Vec<Series>;
}
