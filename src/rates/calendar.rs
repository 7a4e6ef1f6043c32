//! The rates of every day of a range, for tables of rates.
//!
//! [`Rates::path`] returns the same rates, day by day, but searches a chain of quotes for each. Here it is searched anew
//! only when a pair gets or loses its quotes, and a rate is computed anew only when a source has a new quote.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::path::join_distinct;
use super::search::{Step, shortest_chain};
use super::source::{CurrentQuote, Lookup, QuoteSource};
use super::{Rates, When};
use crate::date::PartialDate;
use crate::money::{Currency, Decimal, Ratio, multiply};

/// The rate of a currency in another one on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayRate {
    /// The index of the day in [`Calendar::days`].
    pub index: usize,
    /// Whether the rate and its source are those of the day before in the calendar.
    pub is_repeated: bool,
    /// Units of the other currency for one unit of the currency.
    pub rate: Decimal,
    /// Units of the currency for one unit of the other one.
    pub inverse: Decimal,
    /// The day of the quotes, the oldest if they differ.
    pub quoted_on: NaiveDate,
    /// The sources of the quotes; empty for the rate of a currency in itself.
    pub source: Arc<str>,
}

/// The mean rate of a currency in another one in a month, a quarter or a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MeanRate {
    /// Units of the other currency for one unit of the currency.
    pub rate: Decimal,
    /// Units of the currency for one unit of the other one.
    pub inverse: Decimal,
    /// The sources of the quotes, and what they are the means of.
    pub source: String,
}

/// The rates of a range of days.
pub(crate) struct Calendar<'r> {
    rates: &'r Rates,
    sources: Vec<&'r dyn QuoteSource>,
    days: Vec<NaiveDate>,
    /// For each source, whether it has quotes of each day. Quotes of days between those of the calendar count on the next.
    quoted: Vec<Vec<bool>>,
    /// Whether a pair gets or loses its quotes on a day.
    begun_or_ended: Vec<bool>,
}

impl<'r> Calendar<'r> {
    /// Returns the days, oldest first.
    pub(crate) fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// Returns a calendar of every day from the first quote of any rate to `until`, and of `more` days.
    pub(crate) fn new(rates: &'r Rates, until: NaiveDate, more: impl IntoIterator<Item = NaiveDate>) -> Self {
        let first = rates.series(None).iter().map(|series| series.first.first()).min();
        let range = first.into_iter().flat_map(|first| first.iter_days()).take_while(|day| *day <= until);
        let days: BTreeSet<NaiveDate> = range.chain(more).collect();
        let days: Vec<NaiveDate> = days.into_iter().collect();
        let sources = rates.sources(None);
        let marked = |marks: &mut Vec<bool>, day: NaiveDate| {
            if let Some(mark) = marks.get_mut(days.partition_point(|known| *known < day)) {
                *mark = true;
            }
        };
        let mut begun_or_ended = vec![false; days.len()];
        let mut quoted = Vec::new();
        for source in &sources {
            let of_source = source.quote_days(rates.max_age);
            let mut marks = vec![false; days.len()];
            of_source.quoted.into_iter().for_each(|day| marked(&mut marks, day));
            quoted.push(marks);
            of_source.begun_or_ended.into_iter().for_each(|day| marked(&mut begun_or_ended, day));
        }
        Self { rates, sources, days, quoted, begun_or_ended }
    }

    /// Passes the rates from `from` to `to` to `take`, oldest first. Days without a rate are left out.
    pub(crate) fn rates(&self, from: Currency, to: Currency, mut take: impl FnMut(DayRate)) {
        let mut chain: Option<Vec<Step>> = None;
        let mut known: Option<Known> = None;
        // The sources of the quotes of `known`.
        let mut used: Vec<usize> = Vec::new();
        for (index, day) in self.days.iter().copied().enumerate() {
            let lookup = self.rates.lookup(When::Day(day));
            let may_differ = index == 0 || self.begun_or_ended[index];
            if may_differ && !self.is_direct(chain.as_deref(), &lookup) {
                chain = self.chain(from, to, &lookup);
            }
            let mut is_repeated = true;
            if may_differ || used.iter().any(|source| self.quoted[*source][index]) {
                let quotes: Option<Vec<_>> = chain
                    .as_ref()
                    .and_then(|steps| steps.iter().map(|step| self.quote(*step, &lookup)).collect());
                is_repeated = false;
                used = quotes.iter().flatten().map(|(source, _)| *source).collect();
                known = quotes.and_then(|quotes| Known::of(quotes.iter().map(|(_, quote)| quote)));
            }
            if let Some(Known { rate, inverse, day: quoted_on, source }) = &known {
                let (quoted_on, source) = (quoted_on.unwrap_or(day), Arc::clone(source));
                take(DayRate { index, is_repeated, rate: *rate, inverse: *inverse, quoted_on, source });
            }
        }
    }

    /// Returns the mean rate from `from` to `to` in `span`; `None` if there is none.
    pub(crate) fn mean(&self, from: Currency, to: Currency, span: PartialDate) -> Option<MeanRate> {
        let path = self.rates.known_path(from, to, &self.rates.lookup(span.into()))?;
        let inverse = path.factor().inverse()?.to_decimal()?;
        Some(MeanRate { rate: path.rate()?, inverse, source: path.source() })
    }

    /// Whether `chain` is one step that has a rate: then no chain is shorter.
    fn is_direct(&self, chain: Option<&[Step]>, lookup: &Lookup) -> bool {
        let Some([(from, to)]) = chain else { return false };
        self.sources.iter().any(|source| source.has_rate(*from, *to, lookup))
    }

    fn chain(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Vec<Step>> {
        let rank = |from, to| self.sources.iter().position(|source| source.has_rate(from, to, lookup));
        shortest_chain(from, to, |currency| self.rates.neighbours(currency), rank)
    }

    /// Returns the quote of a step, and the position of its source.
    fn quote(&self, (from, to): Step, lookup: &Lookup) -> Option<(usize, (Currency, CurrentQuote<'_>))> {
        let mut sources = self.sources.iter().enumerate();
        sources.find_map(|(index, source)| Some((index, (from, source.quote(from, to, lookup)?))))
    }
}

/// A rate that counts until there is a newer one.
struct Known {
    rate: Decimal,
    inverse: Decimal,
    /// The day of the quotes; `None` if they are the same on every day.
    day: Option<NaiveDate>,
    source: Arc<str>,
}

impl Known {
    /// Returns the rate of a chain of quotes, each with the currency that it leads from.
    fn of<'q>(quotes: impl Iterator<Item = &'q (Currency, CurrentQuote<'q>)> + Clone) -> Option<Self> {
        // Multiply first and divide last. Few quotes have so many digits that their product is not exact.
        let product = |inverted: bool| {
            let rates = quotes.clone().filter(|(from, quote)| (quote.base != *from) == inverted);
            rates.map(|(_, quote)| quote.rate).try_fold(Decimal::ONE, multiply)
        };
        let exact = product(false).zip(product(true));
        let (rate, inverse) = if let Some((above, below)) = exact {
            (above.checked_div(below)?, below.checked_div(above)?)
        } else {
            let factor = quotes.clone().try_fold(Ratio::one(), |product, (from, quote)| {
                let rate = Ratio::from(quote.rate);
                Some(product.times(&if quote.base == *from { rate } else { rate.inverse()? }))
            })?;
            (factor.to_decimal()?, factor.inverse()?.to_decimal()?)
        };
        if rate.is_zero() || inverse.is_zero() {
            return None;
        }
        let day = quotes.clone().filter_map(|(_, quote)| quote.day).min();
        let source = join_distinct(quotes.map(|(_, quote)| quote.source.into()));
        Some(Self { rate, inverse, day, source: source.into() })
    }
}

impl Rates {
    /// Returns the currencies that have a quote at any time, sorted by code.
    pub(crate) fn currencies(&self) -> Vec<Currency> {
        let currencies: BTreeSet<Currency> =
            self.series(None).iter().flat_map(|series| [series.base, series.quote]).collect();
        currencies.into_iter().collect()
    }

    /// Returns the last day on which the newest quote of a table counts. `None` if there is no table.
    pub(crate) fn last_day_that_counts(&self) -> Option<NaiveDate> {
        let limit = self.max_age.unwrap_or(super::table::MAX_AGE);
        self.last_day()?.checked_add_days(Days::new(limit.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::Quote;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    /// Compares the calendar with [`Rates::path`] on every day.
    fn check(rates: &Rates, pairs: &[(&str, &str)], more: &[&str]) -> usize {
        let calendar = Calendar::new(rates, day("2026-11-30"), more.iter().map(|text| day(text)));
        let (mut count, late) = (0, day("2026-01-01"));
        for (from, to) in pairs {
            let (from, to) = (currency(from), currency(to));
            let mut found = Vec::new();
            calendar.rates(from, to, |rate| found.push(rate));
            count += found.len();
            let mut found = found.into_iter().peekable();
            for (index, day) in calendar.days().iter().enumerate() {
                let own = found.next_if(|rate| calendar.days()[rate.index] == *day);
                let has_news = calendar.begun_or_ended[index] || index % 10 == 0;
                if !has_news && day < &late {
                    continue;
                }
                let path = rates.path(from, to, When::Day(*day)).ok();
                assert_eq!(own.is_some(), path.is_some(), "{from} {to} {day}");
                let Some((own, path)) = own.zip(path) else { continue };
                assert_eq!(own.rate.round_dp(20), path.rate().unwrap().round_dp(20), "{from} {to} {day}");
                assert_eq!(PartialDate::from(own.quoted_on), path.date(), "{from} {to} {day}");
                assert_eq!(*own.source, *path.source(), "{from} {to} {day}");
            }
            assert_eq!(found.next(), None);
        }
        count
    }

    #[test]
    fn a_calendar_has_the_rate_of_each_day() {
        let pairs =
            [("USD", "EUR"), ("ISK", "EUR"), ("HRK", "EUR"), ("TRL", "EUR"), ("AED", "USD"), ("EUR", "EUR")];
        let rates = Rates::built_in();
        // The peg has been the same since 1997, and the euro in itself always.
        assert!(check(&rates, &pairs, &["1970-01-01", "2031-05-05"]) > 50_000);
    }

    #[test]
    fn quotes_of_the_user_come_and_go() {
        let quote = |date: &str, base: &str, quote: &str, rate: &str| {
            Quote::new(day(date), currency(base), currency(quote), rate.parse().unwrap(), "mine").unwrap()
        };
        let quotes = [
            quote("2019-03-01", "USD", "CNY", "6.7"),
            quote("2019-03-09", "CNY", "USD", "0.15"),
            quote("2020-01-01", "XAU", "USD", "1500.123456789"),
            quote("2020-06-01", "XAU", "AED", "6000"),
        ];
        let pairs = [("CNY", "USD"), ("XAU", "EUR"), ("CNY", "EUR")];
        check(&Rates::built_in().with_quotes(quotes.clone()), &pairs, &[]);
        check(&Rates::built_in().with_quotes(quotes).with_max_age(3), &pairs, &[]);
    }
}
