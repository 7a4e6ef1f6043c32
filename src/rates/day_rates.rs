//! The rates of every day of a calendar as decimals, for tables of rates.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::Rates;
use super::calendar::{Calendar, Quoted};
use super::path::join_distinct;
use crate::date::PartialDate;
use crate::money::{Currency, Decimal, Ratio, multiply};

/// The rate of a currency in another one on a run of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayRates {
    /// The indices of the days in [`Calendar::days`].
    pub days: Range<usize>,
    /// Units of the other currency for one unit of the currency.
    pub rate: Decimal,
    /// Units of the currency for one unit of the other one.
    pub inverse: Decimal,
    /// The day of the quotes, the oldest if they differ; `None` if they are the same on every day, and of each day.
    pub quoted_on: Option<NaiveDate>,
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

impl<'r> Calendar<'r> {
    /// Returns a calendar of every day from the first quote of any rate to `until`, and of `more` days.
    pub(crate) fn of_all_rates(
        rates: &'r Rates,
        until: NaiveDate,
        more: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        let first = rates.series(None).iter().map(|series| series.first.first()).min();
        let range = first.into_iter().flat_map(|first| first.iter_days()).take_while(|day| *day <= until);
        let days: BTreeSet<NaiveDate> = range.chain(more).collect();
        Self::new(rates, days.into_iter().collect())
    }

    /// Passes the rates from `from` to `to` to `take`, oldest first. Days without a rate are left out.
    pub(crate) fn rates(&self, from: Currency, to: Currency, mut take: impl FnMut(DayRates)) {
        let mut joined = JoinedSources::default();
        self.runs(from, to, |days, quotes| {
            let found = quotes.and_then(|quotes| Some((quotes, rate_and_inverse(quotes)?)));
            if let Some((quotes, (rate, inverse))) = found {
                let quoted_on = quotes.iter().filter_map(|(_, quote)| quote.day).min();
                take(DayRates { days, rate, inverse, quoted_on, source: joined.of(quotes) });
            }
        });
    }

    /// Returns the mean rate from `from` to `to` in `span`; `None` if there is none.
    pub(crate) fn mean(&self, from: Currency, to: Currency, span: PartialDate) -> Option<MeanRate> {
        let path = self.rates.known_path(from, to, &self.rates.lookup(span.into()))?;
        let inverse = path.factor().inverse()?.to_decimal()?;
        Some(MeanRate { rate: path.rate()?, inverse, source: path.source() })
    }
}

/// The sources of some quotes as one text, which is made anew only for other sources.
#[derive(Default)]
struct JoinedSources<'r> {
    sources: Vec<&'r str>,
    text: Arc<str>,
}

impl<'r> JoinedSources<'r> {
    fn of(&mut self, quotes: &[Quoted<'r>]) -> Arc<str> {
        let sources = || quotes.iter().map(|(_, quote)| quote.source);
        if !sources().eq(self.sources.iter().copied()) {
            self.sources = sources().collect();
            self.text = join_distinct(sources().map(Into::into)).into();
        }
        Arc::clone(&self.text)
    }
}

/// Returns the rate of a chain of quotes and its inverse; `None` if one of them is too large or too small for a decimal.
fn rate_and_inverse(quotes: &[Quoted<'_>]) -> Option<(Decimal, Decimal)> {
    // Multiply first and divide last. Few quotes have so many digits that their product is not exact.
    let product = |inverted: bool| {
        let rates = quotes.iter().filter(|(from, quote)| (quote.base != *from) == inverted);
        rates.map(|(_, quote)| quote.rate).try_fold(Decimal::ONE, multiply)
    };
    let (rate, inverse) = if let Some((above, below)) = product(false).zip(product(true)) {
        (above.checked_div(below)?, below.checked_div(above)?)
    } else {
        let factor = quotes.iter().try_fold(Ratio::one(), |product, (from, quote)| {
            let rate = Ratio::from(quote.rate);
            Some(product.times(&if quote.base == *from { rate } else { rate.inverse()? }))
        })?;
        (factor.to_decimal()?, factor.inverse()?.to_decimal()?)
    };
    (!rate.is_zero() && !inverse.is_zero()).then_some((rate, inverse))
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
    use crate::rates::{Quote, When};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    /// Compares the calendar with [`Rates::path`] on every day.
    fn check(rates: &Rates, pairs: &[(&str, &str)], more: &[&str]) -> usize {
        let calendar = Calendar::of_all_rates(rates, day("2026-11-30"), more.iter().map(|text| day(text)));
        let (mut count, late, mut before) = (0, day("2026-01-01"), None);
        for (from, to) in pairs {
            let (from, to) = (currency(from), currency(to));
            let mut found = Vec::new();
            calendar.rates(from, to, |run| {
                let of_day = |index| (calendar.days()[index], run.clone());
                found.extend(run.days.clone().map(of_day));
            });
            count += found.len();
            let mut found = found.into_iter().peekable();
            for (index, day) in calendar.days().iter().enumerate() {
                let own = found.next_if(|(of_day, _)| of_day == day);
                let source = own.as_ref().map(|(_, run)| Arc::clone(&run.source));
                let is_same = before == source;
                before = source;
                if is_same && index % 10 != 0 && day < &late {
                    continue;
                }
                let path = rates.path(from, to, When::Day(*day)).ok();
                assert_eq!(own.is_some(), path.is_some(), "{from} {to} {day}");
                let Some(((_, own), path)) = own.zip(path) else { continue };
                assert_eq!(own.rate.round_dp(20), path.rate().unwrap().round_dp(20), "{from} {to} {day}");
                assert_eq!(
                    PartialDate::from(own.quoted_on.unwrap_or(*day)),
                    path.date(),
                    "{from} {to} {day}"
                );
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
