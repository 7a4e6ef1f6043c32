//! The user's own quotes: few, on any pair and any day, given either way round.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::path::join_distinct;
use super::{Leg, Mean, Reason, Series, When};
use crate::date::PartialDate;
use crate::invalid::Problem;
use crate::money::{Currency, Ratio};

/// How many units of `quote` one unit of `base` buys on a day; made by [`Quote::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The day it is for.
    pub date: NaiveDate,
    /// What one unit is of.
    pub base: Currency,
    /// What it is counted in.
    pub quote: Currency,
    /// The units, more than zero.
    pub rate: Decimal,
    /// Where it comes from.
    pub source: String,
}

impl Quote {
    /// A quote of two currencies.
    ///
    /// # Errors
    /// For a currency in itself, and a rate that is not more than zero.
    pub fn new(
        date: NaiveDate,
        base: Currency,
        quote: Currency,
        rate: Decimal,
        source: impl Into<String>,
    ) -> Result<Self, Problem> {
        if base == quote {
            return Err(Problem::new(format!("a rate from {base} to itself"))
                .hint("a rate needs two different currencies"));
        }
        if rate <= Decimal::ZERO {
            return Err(Problem::new(format!("the rate {rate} is not more than zero"))
                .hint("give the units of the quote currency for one unit of the base currency"));
        }
        Ok(Self { date, base, quote, rate, source: source.into() })
    }
}

/// What was quoted of one pair in one direction.
type Days = BTreeMap<NaiveDate, Given>;

#[derive(Debug, Clone)]
struct Given {
    rate: Decimal,
    source: String,
}

/// The quotes by base and quote. Each pair stands here both ways round, if need be without a day, so that the
/// neighbours of a currency are its keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Sparse(BTreeMap<Currency, BTreeMap<Currency, Days>>);

/// A quote that was found, and whether it was given the other way round.
struct Found<'a> {
    day: NaiveDate,
    given: &'a Given,
    inverted: bool,
}

impl Found<'_> {
    /// Whether it is not too old; a quote within a span is of a negative age.
    fn is_near(&self, when: When, limit: Option<u32>) -> bool {
        limit.is_none_or(|limit| age(self.day, when) <= limit.into())
    }
}

impl Sparse {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn insert(&mut self, quote: Quote) {
        let Quote { date, base, quote, rate, source } = quote;
        self.0.entry(quote).or_default().entry(base).or_default();
        self.0.entry(base).or_default().entry(quote).or_default().insert(date, Given { rate, source });
    }

    /// Whether [`Sparse::leg`] gives something. The last quote before the end of a span is within it or before it.
    pub(super) fn has(&self, from: Currency, to: Currency, when: When, limit: Option<u32>) -> bool {
        self.last(from, to, when).is_some_and(|found| found.is_near(when, limit))
    }

    /// The last quote of a pair, or the mean of those within a span.
    pub(super) fn leg(&self, from: Currency, to: Currency, when: When, limit: Option<u32>) -> Option<Leg> {
        if let When::Span(span) = when
            && let Some(leg) = self.mean(from, to, span)
        {
            return Some(leg);
        }
        let found = self.last(from, to, when).filter(|found| found.is_near(when, limit))?;
        let (base, quote) = if found.inverted { (to, from) } else { (from, to) };
        let source = Cow::Owned(found.given.source.clone());
        Leg::new(base, quote, Ratio::from(found.given.rate), found.day.into(), source, found.inverted)
    }

    /// Why [`Sparse::leg`] gave nothing for a pair that was quoted.
    pub(super) fn gap(&self, from: Currency, to: Currency, when: When, limit: Option<u32>) -> Option<Reason> {
        let directed = |inverted| if inverted { (to, from) } else { (from, to) };
        if let Some(found) = self.last(from, to, when) {
            let (base, quote) = directed(found.inverted);
            let last = found.day;
            return Some(Reason::TooOld { base, quote, last, age: age(last, when), limit: limit? });
        }
        let first = |inverted| {
            let (base, quote) = directed(inverted);
            let (first, _) = self.days(base, quote)?.first_key_value()?;
            Some((*first, base, quote))
        };
        let (first, base, quote) = [first(false), first(true)].into_iter().flatten().min()?;
        Some(Reason::TooEarly { base, quote, first })
    }

    pub(super) fn links(&self, from: Currency, to: Currency) -> bool {
        self.days(from, to).is_some()
    }

    pub(super) fn neighbours(&self, currency: Currency) -> impl Iterator<Item = Currency> {
        self.0.get(&currency).into_iter().flat_map(|quotes| quotes.keys().copied())
    }

    pub(super) fn series(&self) -> impl Iterator<Item = Series> {
        let pairs = self.0.iter().flat_map(|(base, quotes)| quotes.iter().map(move |entry| (*base, entry)));
        pairs.filter_map(|(base, (quote, days))| {
            Some(Series {
                base,
                quote: *quote,
                first: (*days.first_key_value()?.0).into(),
                last: Some(*days.last_key_value()?.0),
                count: days.len(),
                source: join_distinct(days.values().map(|given| Cow::Borrowed(given.source.as_str()))),
                value: None,
            })
        })
    }

    /// The last quote that is not after `when`; on the same day the one given in the direction asked for.
    fn last(&self, from: Currency, to: Currency, when: When) -> Option<Found<'_>> {
        let until = match when {
            When::Day(day) => day,
            When::Span(span) => span.last(),
            When::Latest => NaiveDate::MAX,
        };
        let last = |base, quote, inverted| {
            let (day, given) = self.days(base, quote)?.range(..=until).next_back()?;
            Some(Found { day: *day, given, inverted })
        };
        [last(from, to, false), last(to, from, true)]
            .into_iter()
            .flatten()
            .max_by_key(|found| (found.day, !found.inverted))
    }

    /// The exact mean of a pair's quotes within a span, each brought to the direction asked for.
    fn mean(&self, from: Currency, to: Currency, span: PartialDate) -> Option<Leg> {
        let within = |base, quote| {
            self.days(base, quote).into_iter().flat_map(move |days| days.range(span.first()..=span.last()))
        };
        // On a day that has both, the direction asked for comes last and stays.
        let inverses = within(to, from)
            .filter_map(|(day, given)| Some((*day, (Ratio::from(given.rate).inverse()?, &given.source))));
        let direct = within(from, to).map(|(day, given)| (*day, (Ratio::from(given.rate), &given.source)));
        let quotes: BTreeMap<NaiveDate, (Ratio, &String)> = inverses.chain(direct).collect();
        let (first, last) = (*quotes.first_key_value()?.0, *quotes.last_key_value()?.0);
        let mean = Mean { count: quotes.len(), first, last, daily: false };
        let source = join_distinct(quotes.values().map(|(_, source)| Cow::Borrowed(source.as_str())));
        let sum = quotes.into_values().map(|(rate, _)| rate).reduce(|sum, rate| sum.plus(&rate))?;
        let rate = sum.times(&Ratio::of(1, i64::try_from(mean.count).ok()?)?);
        Some(Leg::new(from, to, rate, span, Cow::Owned(source), false)?.mean_of(Some(mean)))
    }

    fn days(&self, base: Currency, quote: Currency) -> Option<&Days> {
        self.0.get(&base)?.get(&quote)
    }
}

/// How many days a quote is older than what is asked for. The latest is never old: it is its own measure.
fn age(day: NaiveDate, when: When) -> i64 {
    let reference = match when {
        When::Day(asked) => asked,
        When::Span(span) => span.first(),
        When::Latest => day,
    };
    reference.signed_duration_since(day).num_days()
}
