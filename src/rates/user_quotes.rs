//! Quotes given by a user: few, of any pair on any day, in either direction.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::path::join_distinct;
use super::source::{Lookup, QuoteSource};
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

/// The quotes of one pair in one direction, by day.
type QuotesByDay = BTreeMap<NaiveDate, QuotedRate>;

#[derive(Debug, Clone)]
struct QuotedRate {
    rate: Decimal,
    source: String,
}

/// The quotes by base and quote. Each pair has an entry in both directions, possibly an empty one, so that the
/// neighbours of a currency are its keys.
#[derive(Debug, Clone, Default)]
pub(super) struct UserQuotes(BTreeMap<Currency, BTreeMap<Currency, QuotesByDay>>);

/// The newest quote of a pair.
struct NewestQuote<'a> {
    day: NaiveDate,
    quoted: &'a QuotedRate,
    /// Whether it was given in the other direction.
    is_inverted: bool,
}

impl UserQuotes {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a quote. It replaces one of the same pair, direction and day.
    pub(super) fn insert(&mut self, quote: Quote) {
        let Quote { date, base, quote, rate, source } = quote;
        self.0.entry(quote).or_default().entry(base).or_default();
        self.0.entry(base).or_default().entry(quote).or_default().insert(date, QuotedRate { rate, source });
    }

    /// Returns the newest quote that is not after `when` and not too old; of one day, the one from `from` to `to`. For a
    /// span it is within the span or before it.
    fn newest(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<NewestQuote<'_>> {
        let newest = self.newest_of_any_age(from, to, lookup.when)?;
        let is_near = |limit: u32| age(newest.day, lookup.when) <= limit.into();
        lookup.max_age.is_none_or(is_near).then_some(newest)
    }

    fn newest_of_any_age(&self, from: Currency, to: Currency, when: When) -> Option<NewestQuote<'_>> {
        let until = match when {
            When::Day(day) => day,
            When::Span(span) => span.last(),
            When::Latest => NaiveDate::MAX,
        };
        let newest = |base, quote, is_inverted| {
            let (day, quoted) = self.by_day(base, quote)?.range(..=until).next_back()?;
            Some(NewestQuote { day: *day, quoted, is_inverted })
        };
        [newest(from, to, false), newest(to, from, true)]
            .into_iter()
            .flatten()
            .max_by_key(|newest| (newest.day, !newest.is_inverted))
    }

    /// Returns the exact mean of a pair's quotes within a span, all converted to the direction from `from` to `to`.
    fn mean(&self, from: Currency, to: Currency, span: PartialDate) -> Option<Leg> {
        let within = |base, quote| {
            let by_day = self.by_day(base, quote).into_iter();
            by_day.flat_map(move |days| days.range(span.first()..=span.last()))
        };
        // If a day has both directions, the one from `from` to `to` comes last and replaces the other.
        let inverses = within(to, from)
            .filter_map(|(day, quoted)| Some((*day, (Ratio::from(quoted.rate).inverse()?, &quoted.source))));
        let direct = within(from, to).map(|(day, quoted)| (*day, (Ratio::from(quoted.rate), &quoted.source)));
        let quotes: BTreeMap<NaiveDate, (Ratio, &String)> = inverses.chain(direct).collect();
        let (first, last) = (*quotes.first_key_value()?.0, *quotes.last_key_value()?.0);
        let mean = Mean { count: quotes.len(), first, last, daily: false };
        let source = join_distinct(quotes.values().map(|(_, source)| Cow::Borrowed(source.as_str())));
        let sum = quotes.into_values().map(|(rate, _)| rate).reduce(|sum, rate| sum.plus(&rate))?;
        let rate = sum.times(&Ratio::of(1, i64::try_from(mean.count).ok()?)?);
        Some(Leg::new(from, to, rate, span, Cow::Owned(source), false)?.with_mean(Some(mean)))
    }

    fn by_day(&self, base: Currency, quote: Currency) -> Option<&QuotesByDay> {
        self.0.get(&base)?.get(&quote)
    }
}

impl QuoteSource for UserQuotes {
    fn has_rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> bool {
        self.newest(from, to, lookup).is_some()
    }

    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg> {
        if let When::Span(span) = lookup.when
            && let Some(leg) = self.mean(from, to, span)
        {
            return Some(leg);
        }
        let NewestQuote { day, quoted, is_inverted } = self.newest(from, to, lookup)?;
        let (base, quote) = if is_inverted { (to, from) } else { (from, to) };
        let source = Cow::Owned(quoted.source.clone());
        Leg::new(base, quote, Ratio::from(quoted.rate), day.into(), source, is_inverted)
    }

    fn why_missing(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Reason> {
        if let Some(NewestQuote { day, is_inverted, .. }) = self.newest_of_any_age(from, to, lookup.when) {
            let (base, quote) = if is_inverted { (to, from) } else { (from, to) };
            let age = age(day, lookup.when);
            return Some(Reason::TooOld { base, quote, last: day, age, limit: lookup.max_age? });
        }
        let first = |base, quote| {
            let (first, _) = self.by_day(base, quote)?.first_key_value()?;
            Some((*first, base, quote))
        };
        let (first, base, quote) = [first(from, to), first(to, from)].into_iter().flatten().min()?;
        Some(Reason::TooEarly { base, quote, first })
    }

    fn has_pair(&self, from: Currency, to: Currency) -> bool {
        self.by_day(from, to).is_some()
    }

    fn neighbours(&self, currency: Currency) -> Vec<Currency> {
        self.0.get(&currency).into_iter().flat_map(|quotes| quotes.keys().copied()).collect()
    }

    fn series(&self) -> Vec<Series> {
        let pairs = self.0.iter().flat_map(|(base, quotes)| quotes.iter().map(move |entry| (*base, entry)));
        let series = pairs.filter_map(|(base, (quote, days))| {
            Some(Series {
                base,
                quote: *quote,
                first: (*days.first_key_value()?.0).into(),
                last: Some(*days.last_key_value()?.0),
                count: days.len(),
                source: join_distinct(days.values().map(|quoted| Cow::Borrowed(quoted.source.as_str()))),
                value: None,
            })
        });
        series.collect()
    }
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
