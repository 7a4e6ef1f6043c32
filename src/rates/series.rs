//! The list of all pairs that have quotes.

use chrono::NaiveDate;

use super::{Leg, Rates, When};
use crate::date::PartialDate;
use crate::money::Currency;

/// The quotes of a pair from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The currency of the one unit.
    pub base: Currency,
    /// The currency in which rates are counted.
    pub quote: Currency,
    /// The day of the first quote; of a fixed rate, when it began, often without a day.
    pub first: PartialDate,
    /// The day of the last quote; `None` for a fixed rate, which has no end.
    pub last: Option<NaiveDate>,
    /// How many quotes there are.
    pub count: usize,
    /// The source of the quotes.
    pub source: String,
    /// The quote of the time in question, if there is one.
    pub value: Option<Leg>,
}

impl Rates {
    /// Returns all pairs, source by source in the order of precedence, each with its value at `when` or its last one.
    pub fn series(&self, when: Option<When>) -> Vec<Series> {
        let with_values = self.sources(None).into_iter().flat_map(|source| {
            source.series().into_iter().map(move |series| {
                let when = when.unwrap_or_else(|| series.last.map_or(When::Latest, When::Day));
                let value = source.rate(series.base, series.quote, &self.lookup(when));
                // A quote in the other direction belongs to the series of that direction.
                Series { value: value.filter(|leg| !leg.inverted), ..series }
            })
        });
        with_values.collect()
    }
}
