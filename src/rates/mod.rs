//! Exchange rates, and the chain of quotes from one currency to another.
//!
//! A rate is never guessed: it is a [`Path`] of quotes, each with its day and its source, or a [`MissingRate`] that says
//! how to supply it.
//!
//! ```
//! use outlay::date::PartialDate;
//! use outlay::money::Currency;
//! use outlay::rates::Rates;
//!
//! let rates = Rates::built_in();
//! let day: PartialDate = "2025-03-10".parse()?;
//! let path = rates.path(Currency::EUR, Currency::USD, day.into())?;
//! assert_eq!(path.rate(), Some("1.0845".parse()?));
//! assert_eq!(path.source(), "ECB euro reference rates");
//!
//! // A month, a quarter or a year is the mean of its daily rates.
//! let month: PartialDate = "2025-01".parse()?;
//! let path = rates.path(Currency::EUR, Currency::USD, month.into())?;
//! assert_eq!(path.rate().map(|rate| rate.round_dp(4)), Some("1.0354".parse()?));
//! assert_eq!(path.source(), "ECB euro reference rates, mean of 22 daily rates 2025-01-02 to 2025-01-31");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Files:
//! - `calendar.rs`: the quotes of a pair on every day of a range
//! - `cross.rs`: cross rates through the euro, the fast path of conversions in bulk
//! - `day_rates.rs`: the rates of every day as decimals, for tables of rates
//! - `embedded.rs`: the built-in rates; `packed.rs`: how build.rs packs them
//! - `fixed.rs`: pegs to the US dollar, and currencies that were replaced by law
//! - `history.rs`: the rates of a pair, day by day
//! - `missing.rs`: the error of a missing rate
//! - `path.rs`: a chain of quotes and its product
//! - `read/`: files of rates
//! - `revision.rs`: what a newer table changes about an older one
//! - `search.rs`: the shortest chain
//! - `series.rs`: the list of all pairs
//! - `source.rs`: the trait of the sources of quotes
//! - `table.rs`: a table of daily rates, such as the ECB's
//! - `user_quotes.rs`: quotes given by a user

mod calendar;
mod cross;
#[cfg(feature = "parquet")]
mod day_rates;
mod embedded;
mod fixed;
mod history;
mod missing;
mod packed;
mod path;
mod read;
mod revision;
mod search;
mod series;
mod source;
mod table;
mod user_quotes;

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::money::Currency;
use fixed::FixedRates;
use search::{Step, shortest_chain};
use source::{Lookup, QuoteSource};
use user_quotes::UserQuotes;

#[cfg(feature = "parquet")]
pub(crate) use calendar::Calendar;
pub use cross::CrossRate;
#[cfg(feature = "parquet")]
pub(crate) use day_rates::DayRates;
pub use history::{Gap, History, HistoryDays};
pub use missing::{MissingRate, Reason};
pub use path::{Leg, Mean, Path};
pub use read::{RateFault, RateFaults, RatesFile, read_rates};
pub use revision::{ChangedRate, Revision};
pub use series::Series;
pub(crate) use table::MAX_AGE;
pub use table::RateTable;
pub use user_quotes::{KnownRates, Quote};

/// The path from one currency to another, or why there is none; shared, because many deals need the same.
pub type PathResult = Result<Arc<Path>, Arc<MissingRate>>;

/// The time of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A day: its quote, or the last one before it.
    Day(NaiveDate),
    /// A month, a quarter or a year: the mean of its quotes.
    Span(PartialDate),
    /// The newest quote.
    Latest,
}

impl When {
    /// Returns the day, or the first day of the period; `None` for the latest rate.
    pub(crate) fn first_day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Span(span) => Some(span.first()),
            Self::Latest => None,
        }
    }
}

impl From<PartialDate> for When {
    fn from(date: PartialDate) -> Self {
        date.day().map_or(Self::Span(date), Self::Day)
    }
}

/// All known exchange rates. The user's quotes and tables come first, of these the ones that were added last, then the ECB's
/// table and the official pegs. The rates of replaced currencies precede all tables.
#[derive(Debug, Clone)]
pub struct Rates {
    /// The one added last comes first.
    own: Vec<OwnRates>,
    ecb: RateTable,
    max_age: Option<u32>,
    today: Option<NaiveDate>,
}

/// Rates that a user gives at once.
#[derive(Debug, Clone)]
enum OwnRates {
    Quotes(UserQuotes),
    Table(RateTable),
}

impl OwnRates {
    fn table(&self) -> Option<&RateTable> {
        match self {
            Self::Quotes(_) => None,
            Self::Table(table) => Some(table),
        }
    }

    fn as_source(&self) -> &dyn QuoteSource {
        match self {
            Self::Quotes(quotes) => quotes,
            Self::Table(table) => table,
        }
    }
}

impl Rates {
    /// Returns the ECB's reference rates, the rates of currencies that were replaced by law, and the official pegs to the US
    /// dollar.
    pub fn built_in() -> Self {
        Self { own: Vec::new(), ecb: RateTable::built_in(), max_age: None, today: None }
    }

    /// Adds quotes, which precede what was added before. Of two for the same pair, direction and day, the later one replaces
    /// the earlier one.
    #[must_use]
    pub fn with_quotes(mut self, quotes: impl IntoIterator<Item = Quote>) -> Self {
        let mut own = UserQuotes::default();
        quotes.into_iter().for_each(|quote| own.insert(quote));
        if !own.is_empty() {
            self.own.insert(0, OwnRates::Quotes(own));
        }
        self
    }

    /// Adds a table, which precedes what was added before. For the latest rates, the table with the newest day comes first.
    #[must_use]
    pub fn with_table(mut self, table: RateTable) -> Self {
        self.own.insert(0, OwnRates::Table(table));
        self
    }

    /// Replaces the ECB's table by a newer one; an older one changes nothing.
    #[must_use]
    pub fn with_newer_ecb_table(mut self, table: RateTable) -> Self {
        if self.ecb.last_day() < table.last_day() {
            self.ecb = table;
        }
        self
    }

    /// Returns the newest day of the tables, and its age in days, if a daily series of that age counts as missing. `None` if
    /// today is not known.
    pub fn stale_since(&self) -> Option<(NaiveDate, i64)> {
        let last = self.last_day()?;
        let age = self.today?.signed_duration_since(last).num_days();
        (age > i64::from(table::MAX_AGE)).then_some((last, age))
    }

    /// Returns the newest day of the ECB's table.
    pub fn ecb_last_day(&self) -> Option<NaiveDate> {
        self.ecb.last_day()
    }

    /// Returns the newest day of the tables.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let own = self.own.iter().filter_map(OwnRates::table).filter_map(RateTable::last_day);
        own.chain(self.ecb.last_day()).max()
    }

    /// Sets the maximum age of a quote in days, for every source. Without it, quotes of a table may be a week old and
    /// others of any age.
    #[must_use]
    pub fn with_max_age(mut self, days: u32) -> Self {
        self.max_age = Some(days);
        self
    }

    /// Says which day it is. The rates of a month, quarter or year must reach to about its end for a mean; if it is not over
    /// today, to about today.
    #[must_use]
    pub fn with_today(mut self, today: NaiveDate) -> Self {
        self.today = Some(today);
        self
    }

    /// Returns the day that counts as today, if it is known.
    pub fn today(&self) -> Option<NaiveDate> {
        self.today
    }

    /// Returns the rates that were known at the end of `day`: later quotes are dropped, and a month, quarter or year that
    /// was not over has the mean of the days that it had.
    ///
    /// ```
    /// use outlay::date::{PartialDate, parse_day};
    /// use outlay::money::Currency;
    /// use outlay::rates::{Rates, When};
    ///
    /// let rates = Rates::built_in().known_on(parse_day("2008-01-15")?);
    /// let latest = rates.path(Currency::EUR, Currency::USD, When::Latest)?;
    /// assert_eq!(latest.source(), "ECB euro reference rates");
    /// assert_eq!(latest.date().to_string(), "2008-01-15");
    /// let year: PartialDate = "2008".parse()?;
    /// let mean = rates.path(Currency::EUR, Currency::USD, year.into())?;
    /// assert_eq!(
    ///     mean.source(),
    ///     "ECB euro reference rates, mean of 10 daily rates 2008-01-02 to 2008-01-15"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn known_on(mut self, day: NaiveDate) -> Self {
        for own in &mut self.own {
            match own {
                OwnRates::Quotes(quotes) => quotes.drop_after(day),
                OwnRates::Table(table) => *table = table.clone().known_on(day),
            }
        }
        self.ecb = self.ecb.known_on(day);
        self.with_today(day)
    }

    /// Returns the shortest chain of quotes from one currency to another.
    ///
    /// # Errors
    /// If no chain has a quote for every step that is recent enough at `when`.
    pub fn path(&self, from: Currency, to: Currency, when: When) -> PathResult {
        self.find(from, to, when).map(Arc::new).map_err(Arc::new)
    }

    /// Whether there is a quote of `currency` at any time.
    pub fn has_quotes_of(&self, currency: Currency) -> bool {
        !self.neighbours(currency).is_empty()
    }

    fn find(&self, from: Currency, to: Currency, when: When) -> Result<Path, MissingRate> {
        let when = match when {
            When::Span(date) => date.into(),
            When::Day(_) | When::Latest => when,
        };
        let lookup = self.lookup(when);
        self.known_path(from, to, &lookup).ok_or_else(|| {
            let sources = self.sources(Some(when));
            let has_rate = |(from, to)| sources.iter().any(|source| source.has_rate(from, to, &lookup));
            let reason = self.why_missing(from, to, &lookup, has_rate);
            let newest = self.ecb_last_day();
            let is_future = self.today.zip(when.first_day()).is_some_and(|(today, day)| day > today);
            let may_be_newer = !is_future && newest.is_some() && reason.last_quote() == newest;
            MissingRate { from, to, when, reason, may_be_newer, is_future }
        })
    }

    /// Returns the shortest chain of quotes at the time of `lookup`.
    fn known_path(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Path> {
        let sources = self.sources(Some(lookup.when));
        let rank = |from, to| sources.iter().position(|source| source.has_rate(from, to, lookup));
        let leg = |(from, to)| sources.iter().find_map(|source| source.rate(from, to, lookup));
        let steps = shortest_chain(from, to, |currency| self.neighbours(currency), rank)?;
        let legs: Option<Vec<Leg>> = steps.into_iter().map(leg).collect();
        Some(Path::new(legs?, lookup.effective_date))
    }

    /// Returns why there is no path: the first step without a rate of the chain that would be taken if age did not
    /// matter.
    fn why_missing(
        &self,
        from: Currency,
        to: Currency,
        lookup: &Lookup,
        has_rate: impl Fn(Step) -> bool,
    ) -> Reason {
        if let Some(unknown) = [from, to].into_iter().find(|currency| !self.has_quotes_of(*currency)) {
            return Reason::Unknown(unknown);
        }
        let rank = |from, to| self.neighbours(from).contains(&to).then_some(0);
        let chain = shortest_chain(from, to, |currency| self.neighbours(currency), rank);
        let reasons = |(from, to)| {
            let sources = self.sources(None);
            let reasons = sources.iter().filter_map(|source| source.why_missing(from, to, lookup));
            reasons.max_by_key(Reason::last_quote)
        };
        let mut missing = chain.into_iter().flatten().filter(|step| !has_rate(*step));
        missing.find_map(reasons).unwrap_or(Reason::Unlinked)
    }

    /// Returns the currencies that have a quote with `currency`, source by source.
    fn neighbours(&self, currency: Currency) -> Vec<Currency> {
        self.sources(None).iter().flat_map(|source| source.neighbours(currency)).collect()
    }

    /// Returns the sources in the order of precedence at `when`.
    fn sources(&self, when: Option<When>) -> Vec<&dyn QuoteSource> {
        let mut own: Vec<&OwnRates> = self.own.iter().collect();
        let mut older = Vec::new();
        if when == Some(When::Latest) {
            let last_day = |own: &OwnRates| own.table().and_then(RateTable::last_day);
            let is_table = |own: &&OwnRates| own.table().is_some();
            // The tables change places with each other, the newest one first; older ones than the ECB's come behind it.
            let mut newest_first: Vec<&OwnRates> = own.iter().copied().filter(is_table).collect();
            newest_first.sort_by_key(|own| Reverse(last_day(own)));
            let places = own.iter_mut().filter(|own| own.table().is_some());
            places.zip(newest_first).for_each(|(place, table)| *place = table);
            let is_older = |own: &&OwnRates| is_table(own) && last_day(own) < self.ecb.last_day();
            (older, own) = own.into_iter().partition(is_older);
        }
        // A table may quote a currency a few days before it is replaced, and would be used for a few days after.
        let behind = own.split_off(own.iter().take_while(|own| own.table().is_none()).count());
        let own = own.into_iter().map(OwnRates::as_source);
        own.chain([&FixedRates::REPLACED as &dyn QuoteSource])
            .chain(behind.into_iter().map(OwnRates::as_source))
            .chain([&self.ecb as &dyn QuoteSource])
            .chain(older.into_iter().map(OwnRates::as_source))
            .chain([&FixedRates::PEGS as &dyn QuoteSource])
            .collect()
    }

    fn lookup(&self, when: When) -> Lookup {
        let (max_age, today) = (self.max_age, self.today);
        Lookup { when, max_age, effective_date: self.effective_date(when), today }
    }

    /// Returns the date of a rate that holds at any time, such as a peg. There is no clock here, so the latest date is the
    /// last day of the tables.
    fn effective_date(&self, when: When) -> PartialDate {
        match when {
            When::Day(day) => day.into(),
            When::Span(span) => span,
            When::Latest => self.last_day().unwrap_or_default().into(),
        }
    }
}

#[cfg(test)]
mod tests;
