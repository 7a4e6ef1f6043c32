//! What every source of quotes can answer: the user's quotes, a table, fixed rates.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};

use super::{Leg, Reason, Series, When};
use crate::date::PartialDate;
use crate::money::{Currency, Decimal, Ratio};

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

/// A quote that counts at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct CurrentQuote<'s> {
    /// The currency of the one unit.
    pub base: Currency,
    /// The currency in which `rate` is counted.
    pub quote: Currency,
    /// Units of `quote` for one unit of `base`.
    pub rate: Decimal,
    /// The day of the quote; `None` if it is the same on every day.
    pub day: Option<NaiveDate>,
    /// The source of the quote.
    pub source: &'s str,
}

impl CurrentQuote<'_> {
    /// Returns the quote as a step of a path that starts from `from`, at the time of `lookup`.
    pub(super) fn leg(&self, from: Currency, lookup: &Lookup, source: Cow<'static, str>) -> Option<Leg> {
        let date = self.day.map_or(lookup.effective_date, PartialDate::from);
        let leg = Leg::new(self.base, self.quote, Ratio::from(self.rate), date, source, self.base != from)?;
        Some(if self.day.is_none() { leg.fixed() } else { leg })
    }
}

/// The days from which another quote may count.
#[derive(Debug, Clone, Default)]
pub(super) struct QuoteDays {
    /// The days with a quote.
    pub quoted: Vec<NaiveDate>,
    /// The days on which a pair gets its first quote, one after a gap, or none because the last one is too old.
    pub begun_or_ended: Vec<NaiveDate>,
}

impl QuoteDays {
    /// Adds a pair with quotes on `days`, which rise. A quote counts for `limit` days after its own, or for ever.
    pub(super) fn add_pair(&mut self, days: impl Iterator<Item = NaiveDate>, limit: Option<u32>) {
        let end = |day: NaiveDate| day.checked_add_days(Days::new(u64::from(limit?) + 1));
        let mut last: Option<NaiveDate> = None;
        for day in days {
            let ended = last.and_then(end).filter(|ended| *ended <= day);
            if last.is_none() || ended.is_some() {
                self.begun_or_ended.extend(ended.into_iter().chain([day]));
            }
            last = Some(day);
        }
        self.begun_or_ended.extend(last.and_then(end));
    }
}

/// A source of quotes.
pub(super) trait QuoteSource: Sync {
    /// Whether [`QuoteSource::rate`] returns a leg. A source of many quotes stops at the first one of a span.
    fn has_rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> bool {
        self.rate(from, to, lookup).is_some()
    }
    /// Returns the quote of a pair, or the mean of its quotes within a span.
    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg>;
    /// Returns the quote of a pair that counts at the time of `lookup`, which is not a span.
    fn quote(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<CurrentQuote<'_>>;
    /// Returns the days from which another quote may count. `max_age` is that of [`Lookup::max_age`].
    fn quote_days(&self, max_age: Option<u32>) -> QuoteDays;
    /// Returns why a pair that this source has is without a rate. `None` if it does not have the pair.
    fn why_missing(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Reason>;
    /// Returns the currencies that have a quote with `currency` at any time.
    fn neighbours(&self, currency: Currency) -> Vec<Currency>;
    /// Returns every pair, without a value.
    fn series(&self) -> Vec<Series>;
}
