//! Quotes given by a user: few, of any pair on any day, in either direction.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::path::join_distinct;
use super::source::{CurrentQuote, Lookup, QuoteDays, QuoteSource};
use super::{Leg, Mean, Reason, Series, When};
use crate::date::PartialDate;
use crate::invalid::Problem;
use crate::money::{Currency, Ratio};

/// How many units of `quote` one unit of `base` buys on a day; see [`Quote::new`].
///
/// ```
/// use outlay::date::PartialDate;
/// use outlay::money::Currency;
/// use outlay::rates::{Quote, Rates};
///
/// let gold: Currency = "XAU".parse()?;
/// let quote = Quote::new("2025-03-10".parse()?, gold, Currency::USD, "2911.7".parse()?, "my broker")?;
/// let march: PartialDate = "2025-03".parse()?;
/// let path = Rates::built_in().with_quotes([quote]).path(gold, Currency::USD, march.into())?;
/// assert_eq!(path.source(), "my broker, the only rate, 2025-03-10");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The day of the quote.
    pub date: NaiveDate,
    /// The currency of the one unit.
    pub base: Currency,
    /// The currency in which `rate` is counted.
    pub quote: Currency,
    /// Units of `quote` for one unit of `base`, more than zero.
    pub rate: Decimal,
    /// The source of the quote.
    pub source: String,
}

impl Quote {
    /// Returns a quote of `quote` for one unit of `base`.
    ///
    /// # Errors
    /// If both currencies are the same, or if `rate` is not more than zero.
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

/// The rates of quotes by their day and pair, to find quotes that contradict each other.
///
/// ```
/// use outlay::date::parse_day;
/// use outlay::money::Currency;
/// use outlay::rates::{KnownRates, Quote};
///
/// let quote = |rate: &str| {
///     let day = parse_day("2025-03-10").unwrap();
///     Quote::new(day, Currency::EUR, Currency::USD, rate.parse().unwrap(), "mine").unwrap()
/// };
/// let mut known = KnownRates::default();
/// assert!(known.insert(&quote("1.08")).is_ok());
/// assert!(known.insert(&quote("1.080")).is_ok());
/// let problem = known.insert(&quote("1.09")).unwrap_err();
/// assert_eq!(problem.message, "one EUR is 1.08 USD and 1.09 USD on 2025-03-10");
/// ```
#[derive(Debug, Clone, Default)]
pub struct KnownRates(BTreeMap<(NaiveDate, Currency, Currency), Decimal>);

impl KnownRates {
    /// Adds the rate of `quote`.
    ///
    /// # Errors
    /// If another quote of the same pair, direction and day has another rate: nobody can say which one counts.
    pub fn insert(&mut self, quote: &Quote) -> Result<(), Problem> {
        let Quote { date, base, quote, rate, .. } = quote;
        let known = self.0.entry((*date, *base, *quote)).or_insert(*rate);
        if known == rate {
            return Ok(());
        }
        Err(Problem::new(format!("one {base} is {known} {quote} and {rate} {quote} on {date}"))
            .hint("keep the rate that is right"))
    }

    /// Checks that a rate in the other direction of the same day, if there is one, is about the inverse of `quote`.
    ///
    /// # Errors
    /// If it is another rate: a conversion there and back would change the amount.
    pub fn check_inverse(&self, quote: &Quote) -> Result<(), Problem> {
        let Quote { date, base, quote, rate, .. } = quote;
        let Some(inverse) =
            self.0.get(&(*date, *quote, *base)).filter(|inverse| !are_inverse(*rate, **inverse))
        else {
            return Ok(());
        };
        Err(Problem::new(format!(
            "one {base} is {rate} {quote} and one {quote} is {inverse} {base} on {date}, which is not the inverse"
        ))
        .hint("keep the rate that is right"))
    }
}

/// Whether two rates are the inverse of each other within one percent, which allows for rounding.
fn are_inverse(rate: Decimal, inverse: Decimal) -> bool {
    let product = Ratio::from(rate).times(&Ratio::from(inverse)).to_decimal();
    product.is_some_and(|product| (product - Decimal::ONE).abs() <= Decimal::new(1, 2))
}

/// The quotes of one pair in one direction, by day.
type QuotesByDay = BTreeMap<NaiveDate, Quote>;

/// The quotes by base and quote. Each pair has an entry in both directions, possibly an empty one, so that the
/// neighbours of a currency are its keys.
#[derive(Debug, Clone, Default)]
pub(super) struct UserQuotes(BTreeMap<Currency, BTreeMap<Currency, QuotesByDay>>);

impl UserQuotes {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a quote. It replaces one of the same pair, direction and day.
    pub(super) fn insert(&mut self, quote: Quote) {
        self.0.entry(quote.quote).or_default().entry(quote.base).or_default();
        self.0.entry(quote.base).or_default().entry(quote.quote).or_default().insert(quote.date, quote);
    }

    /// Drops the quotes after `day`.
    pub(super) fn drop_after(&mut self, day: NaiveDate) {
        for days in self.0.values_mut().flat_map(BTreeMap::values_mut) {
            days.retain(|date, _| *date <= day);
        }
    }

    /// Returns the newest quote that is not after `when`, in either direction; of one day, the one from `from` to `to`.
    /// For a span it is within the span or before it.
    fn newest(&self, from: Currency, to: Currency, when: When) -> Option<&Quote> {
        let until = match when {
            When::Day(day) => day,
            When::Span(span) => span.last(),
            When::Latest => NaiveDate::MAX,
        };
        let newest = self.directions(from, to).filter_map(|days| days.range(..=until).next_back());
        newest.map(|(_, quote)| quote).max_by_key(|quote| (quote.date, quote.base == from))
    }

    /// Returns the newest quote if it is not too old.
    fn recent(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<&Quote> {
        let quote = self.newest(from, to, lookup.when)?;
        let is_recent = |limit: u32| age(quote.date, lookup.when) <= limit.into();
        lookup.max_age.is_none_or(is_recent).then_some(quote)
    }

    /// Returns the exact mean of a pair's quotes within a span, all converted to the direction from `from` to `to`.
    fn mean(&self, from: Currency, to: Currency, span: PartialDate) -> Option<Leg> {
        // The direction from `from` to `to` comes last: on a day with both, its quote replaces the other.
        let within = self.directions(to, from).flat_map(|days| days.range(span.first()..=span.last()));
        let quotes: BTreeMap<&NaiveDate, &Quote> = within.collect();
        let rate = |quote: &&Quote| {
            let rate = Ratio::from(quote.rate);
            if quote.base == from { Some(rate) } else { rate.inverse() }
        };
        let (first, last) = (**quotes.first_key_value()?.0, **quotes.last_key_value()?.0);
        let mean = Mean { count: quotes.len(), first, last, daily: false };
        let sum = quotes.values().filter_map(rate).reduce(|sum, rate| sum.plus(&rate))?;
        let rate = sum.times(&Ratio::of(1, i64::try_from(mean.count).ok()?)?);
        let source = Cow::Owned(sources(quotes.into_values()));
        Some(Leg::new(from, to, rate, span, source, false)?.with_mean(Some(mean)))
    }

    /// Returns the quotes from `from` to `to`, then those from `to` to `from`.
    fn directions(&self, from: Currency, to: Currency) -> impl Iterator<Item = &QuotesByDay> {
        [(from, to), (to, from)].into_iter().filter_map(|(base, quote)| self.0.get(&base)?.get(&quote))
    }
}

impl QuoteSource for UserQuotes {
    fn has_rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> bool {
        self.recent(from, to, lookup).is_some()
    }

    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg> {
        if let When::Span(span) = lookup.when
            && let Some(leg) = self.mean(from, to, span)
        {
            return Some(leg);
        }
        let quote = self.quote(from, to, lookup)?;
        quote.leg(from, lookup, Cow::Owned(quote.source.to_owned()))
    }

    fn quote(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<CurrentQuote<'_>> {
        let Quote { date, base, quote, rate, source } = self.recent(from, to, lookup)?;
        Some(CurrentQuote { base: *base, quote: *quote, rate: *rate, day: Some(*date), source })
    }

    fn quote_days(&self, max_age: Option<u32>) -> QuoteDays {
        let mut days = QuoteDays::default();
        for (base, quotes) in &self.0 {
            for quote in quotes.keys() {
                let of_pair = self.directions(*base, *quote).flat_map(BTreeMap::keys).copied();
                let of_pair: std::collections::BTreeSet<NaiveDate> = of_pair.collect();
                days.add_pair(of_pair.iter().copied(), max_age);
                days.quoted.extend(of_pair);
            }
        }
        days
    }

    fn why_missing(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Reason> {
        if let Some(&Quote { date: last, base, quote, .. }) = self.newest(from, to, lookup.when) {
            return Some(Reason::TooOld {
                base,
                quote,
                last,
                age: age(last, lookup.when),
                limit: lookup.max_age?,
            });
        }
        let first = self.directions(from, to).filter_map(QuotesByDay::first_key_value);
        let (_, quote) = first.min_by_key(|(day, quote)| (**day, quote.base))?;
        Some(Reason::TooEarly { base: quote.base, quote: quote.quote, first: quote.date })
    }

    fn neighbours(&self, currency: Currency) -> Vec<Currency> {
        self.0.get(&currency).into_iter().flat_map(|quotes| quotes.keys().copied()).collect()
    }

    fn series(&self) -> Vec<Series> {
        let series = self.0.values().flat_map(BTreeMap::values).filter_map(|days| {
            let (_, first) = days.first_key_value()?;
            Some(Series {
                base: first.base,
                quote: first.quote,
                first: first.date.into(),
                last: Some(*days.last_key_value()?.0),
                count: days.len(),
                source: sources(days.values()),
                value: None,
            })
        });
        series.collect()
    }
}

/// Returns the sources of `quotes`, each once.
fn sources<'a>(quotes: impl Iterator<Item = &'a Quote>) -> String {
    join_distinct(quotes.map(|quote| Cow::Borrowed(quote.source.as_str())))
}

/// Returns how many days `day` is before `when`; negative within a span. The latest rate is never old.
fn age(day: NaiveDate, when: When) -> i64 {
    let reference = match when {
        When::Day(reference) => reference,
        When::Span(span) => span.first(),
        When::Latest => day,
    };
    reference.signed_duration_since(day).num_days()
}
