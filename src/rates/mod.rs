//! Exchange rates: what is known of them, and the chain of quotes that leads from one currency to another.
//!
//! A rate is never guessed: it is a path of quotes, each with its day and its source, or a [`MissingRate`] that
//! says what would supply it.

mod daily;
mod grid;
mod missing;
mod path;
mod pegs;
mod read;
mod user_quotes;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::iter::{once_with, successors};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::money::{Currency, Decimal, multiply};
use pegs::Pegs;
use user_quotes::Sparse;

pub use daily::DailyTable;
pub use missing::{MissingRate, Reason};
pub use path::{Leg, Mean, Path};
pub use read::{RateFault, RatesFile, read_rates};
pub use user_quotes::Quote;

/// How many days a quote of a daily series may be older than the day asked for: banks close for five at most.
const DAILY_LIMIT: u32 = 7;

/// A rate through the euro: an amount times one quote, divided by the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cross {
    /// The units of the target that one euro buys; of a mean their sum, times the number of the other quotes.
    pub multiply: Decimal,
    /// The units of the other currency that one euro buys; of a mean their sum, times the number of the target's quotes.
    pub divide: Decimal,
    /// The day of the quotes, the older one where they differ, or the month or year of their mean.
    pub date: PartialDate,
}

/// From one currency to the next.
type Step = (Currency, Currency);

/// The way from one currency to another, or why there is none; shared, because many deals ask for the same.
pub type Answer = Result<Arc<Path>, Arc<MissingRate>>;

/// The time that a rate is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A day: its quote, else the last one before it.
    Day(NaiveDate),
    /// A month or a year: the mean of its quotes.
    Span(PartialDate),
    /// The last day that is known.
    Latest,
}

impl From<PartialDate> for When {
    fn from(date: PartialDate) -> Self {
        date.day().map_or(Self::Span(date), Self::Day)
    }
}

/// What is known of a pair from one source, for a list of rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What one unit is of.
    pub base: Currency,
    /// What it is counted in.
    pub quote: Currency,
    /// When it begins: a peg often gives no day.
    pub first: PartialDate,
    /// The day of the last quote; nothing for a peg, which holds until it is lifted.
    pub last: Option<NaiveDate>,
    /// How many quotes there are.
    pub count: usize,
    /// Where they come from.
    pub source: String,
    /// The quote of the time that was asked for, where there is one.
    pub value: Option<Leg>,
}

impl Series {
    fn valued(self, value: Option<Leg>) -> Self {
        Self { value, ..self }
    }
}

/// Every rate that is known: the user's quotes, the user's tables, the ECB's table and official pegs, asked in
/// this order.
#[derive(Debug, Clone)]
pub struct Rates {
    sparse: Sparse,
    /// The last given first, the built-in one last.
    tables: Vec<DailyTable>,
    pegs: Pegs,
    max_age: Option<u32>,
}

impl Rates {
    /// The ECB's reference rates and the official US-dollar pegs.
    pub fn built_in() -> Self {
        Self {
            sparse: Sparse::default(),
            tables: vec![DailyTable::built_in()],
            pegs: Pegs::built_in(),
            max_age: None,
        }
    }

    /// Puts quotes before all tables; of two for the same pair, day and direction the later given one wins.
    #[must_use]
    pub fn with_quotes(mut self, quotes: impl IntoIterator<Item = Quote>) -> Self {
        quotes.into_iter().for_each(|quote| self.sparse.insert(quote));
        self
    }

    /// Puts a daily table before those that are there.
    #[must_use]
    pub fn with_table(mut self, table: DailyTable) -> Self {
        self.tables.insert(0, table);
        self
    }

    /// Sets one limit in days for the age of any quote, instead of a week for tables and none for the rest.
    #[must_use]
    pub fn with_max_age(mut self, days: u32) -> Self {
        self.max_age = Some(days);
        self
    }

    /// The shortest chain of quotes from one currency to another.
    ///
    /// # Errors
    /// When no chain has a quote for every leg that is near enough to `when`.
    pub fn path(&self, from: Currency, to: Currency, when: When) -> Answer {
        self.find(from, to, when).map(Arc::new).map_err(Arc::new)
    }

    /// Where the quotes of every [`Cross`] come from.
    pub fn cross_source(&self) -> Option<Cow<'static, str>> {
        self.tables.first().map(DailyTable::source)
    }

    /// The built-in table, where nothing else could have a say in a rate between two currencies that it has.
    fn only_table(&self) -> Option<&DailyTable> {
        self.sparse.is_empty().then_some(self.tables.as_slice()).and_then(|tables| match tables {
            [table] => Some(table),
            _ => None,
        })
    }

    /// The number of the cross rate of a day, where both quotes are of one day of the built-in table and nothing else could
    /// have a say in it; it is the same for every day on which these quotes are the last ones.
    pub fn cell(&self, from: Currency, to: Currency, day: NaiveDate) -> Option<u32> {
        let cell = self.only_table()?.grid().cell(from, to, day, self.daily_limit())?;
        u32::try_from(cell).ok()
    }

    /// The cross rate of a number.
    pub fn cross_of(&self, cell: u32, to: Currency) -> Option<Cross> {
        let (multiply, divide, day) = self.only_table()?.grid().rate(cell as usize, to)?;
        Some(Cross { multiply, divide, date: day.into() })
    }

    /// The cross rate of a day, or of the means of a month or year, through the euro, where nothing but the built-in table
    /// could have a say in it: what [`Rates::path`] finds for most amounts, at a small part of the cost where there
    /// are many.
    pub fn cross(&self, from: Currency, to: Currency, when: When) -> Option<Cross> {
        let table = self.only_table()?;
        if from == to {
            return None;
        }
        let quote = |currency| match (currency, when) {
            (Currency::EUR, _) => Some((Decimal::ONE, Decimal::ONE, None)),
            (_, When::Day(day)) => {
                let (rate, day) = table.grid().quote(currency, day, self.daily_limit())?;
                Some((rate, Decimal::ONE, Some(day.into())))
            }
            (_, When::Span(span)) => {
                let (sum, count) = table.grid().sum(currency, span.first(), span.last())?;
                Some((sum, count, Some(span)))
            }
            (_, When::Latest) => None,
        };
        let ((from, of, one), (to, by, other)) = (quote(from)?, quote(to)?);
        let date = one.into_iter().chain(other).min()?;
        Some(Cross { multiply: multiply(to, of)?, divide: multiply(from, by)?, date })
    }

    fn find(&self, from: Currency, to: Currency, when: When) -> Result<Path, MissingRate> {
        let when = match when {
            When::Span(date) => date.into(),
            When::Day(_) | When::Latest => when,
        };
        let legs = self
            .search(from, to, |from, to| self.rank(from, to, when))
            .and_then(|steps| steps.into_iter().map(|(from, to)| self.leg(from, to, when)).collect())
            .ok_or_else(|| MissingRate { from, to, when, reason: self.reason(from, to, when) })?;
        Ok(Path::new(legs, self.asked(when)))
    }

    /// All that is known, pair by pair and source by source, in the order in which it is asked, each with its own
    /// value at a time or its last one.
    pub fn series(&self, when: Option<When>) -> Vec<Series> {
        let at = |series: &Series| when.unwrap_or_else(|| series.last.map_or(When::Latest, When::Day));
        let sparse = self.sparse.series().map(|series| {
            // A quote the other way round belongs to the series of that direction.
            let leg = self.sparse.leg(series.base, series.quote, at(&series), self.max_age);
            series.valued(leg.filter(|leg| !leg.inverted))
        });
        let tables = self.tables.iter().flat_map(|table| {
            table.series().into_iter().map(move |series| {
                let leg = table.leg(series.base, series.quote, at(&series), self.daily_limit());
                series.valued(leg)
            })
        });
        let pegs = self.pegs.series().map(|series| {
            let leg = self.pegs.leg(series.base, series.quote, self.asked(at(&series)));
            series.valued(leg)
        });
        sparse.chain(tables).chain(pegs).collect()
    }

    /// Whether there is any quote of a currency, of whatever day.
    pub fn knows(&self, currency: Currency) -> bool {
        self.neighbours(currency).next().is_some()
    }

    /// The steps of the shortest chain, found breadth first. `edge` gives the rank of a step that can be made; of
    /// equal chains the one whose first differing step has the better rank wins, then the one by code.
    fn search(
        &self,
        from: Currency,
        to: Currency,
        edge: impl Fn(Currency, Currency) -> Option<usize>,
    ) -> Option<Vec<Step>> {
        if from == to {
            return Some(Vec::new());
        }
        let mut reached_from = BTreeMap::from([(from, from)]);
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            // The goal first: a cross rate is found without a look at all that can be reached from the euro.
            if edge(at, to).is_some() {
                reached_from.insert(to, at);
                return Some(trace(&reached_from, from, to));
            }
            // Most currencies are linked to the euro alone and lead nowhere else.
            let leads_on = |next: &Currency| {
                !reached_from.contains_key(next) && self.neighbours(*next).any(|beyond| beyond != at)
            };
            let ahead = self.neighbours(at).filter(leads_on);
            let ahead: BTreeSet<(usize, Currency)> =
                ahead.filter_map(|next| Some((edge(at, next)?, next))).collect();
            for (_, next) in ahead {
                reached_from.insert(next, at);
                queue.push_back(next);
            }
        }
        None
    }

    /// The place, in the order of asking, of the first source that has a quote for a step.
    fn rank(&self, from: Currency, to: Currency, when: When) -> Option<usize> {
        let tables = self.tables(when).map(|table| table.has(from, to, when, self.daily_limit()));
        once_with(|| self.sparse.has(from, to, when, self.max_age))
            .chain(tables)
            .chain(once_with(|| self.pegs.has(from, to, self.asked(when))))
            .position(|has| has)
    }

    /// One step by that source.
    fn leg(&self, from: Currency, to: Currency, when: When) -> Option<Leg> {
        let tables = self.tables(when).map(|table| table.leg(from, to, when, self.daily_limit()));
        once_with(|| self.sparse.leg(from, to, when, self.max_age))
            .chain(tables)
            .chain(once_with(|| self.pegs.leg(from, to, self.asked(when))))
            .find_map(|leg| leg)
    }

    /// Why there is no path: the first step that fails on the chain that would be taken if age did not matter.
    fn reason(&self, from: Currency, to: Currency, when: When) -> Reason {
        if let Some(unknown) = [from, to].into_iter().find(|currency| !self.knows(*currency)) {
            return Reason::Unknown(unknown);
        }
        let chain = self.search(from, to, |from, to| self.links(from, to).then_some(0));
        chain
            .into_iter()
            .flatten()
            .filter(|(from, to)| self.rank(*from, *to, when).is_none())
            .find_map(|(from, to)| self.gap(from, to, when))
            .unwrap_or(Reason::Unlinked)
    }

    /// Why no source has a quote of a pair, by the source that comes nearest.
    fn gap(&self, from: Currency, to: Currency, when: When) -> Option<Reason> {
        let tables = self.tables.iter().map(|table| table.gap(from, to, when, self.daily_limit()));
        once_with(|| self.sparse.gap(from, to, when, self.max_age))
            .chain(tables)
            .chain(once_with(|| self.pegs.gap(from, to)))
            .flatten()
            .max_by_key(Reason::last_quote)
    }

    fn links(&self, from: Currency, to: Currency) -> bool {
        self.sparse.links(from, to)
            || self.tables.iter().any(|table| table.links(from, to))
            || self.pegs.links(from, to)
    }

    /// What a currency is quoted with, by every source in turn.
    fn neighbours(&self, currency: Currency) -> impl Iterator<Item = Currency> {
        let tables = self.tables.iter().flat_map(move |table| table.neighbours(currency));
        self.sparse.neighbours(currency).chain(tables).chain(self.pegs.neighbours(currency))
    }

    /// The tables in the order in which they are asked: for the latest rate the one that reaches farthest.
    fn tables(&self, when: When) -> impl Iterator<Item = &DailyTable> {
        let mut tables: Vec<&DailyTable> = self.tables.iter().collect();
        if when == When::Latest {
            tables.sort_by_key(|table| std::cmp::Reverse(table.last_day()));
        }
        tables.into_iter()
    }

    fn daily_limit(&self) -> u32 {
        self.max_age.unwrap_or(DAILY_LIMIT)
    }

    /// The date of what holds at any time: a peg, or a currency in itself. There is no clock here, so the latest
    /// is the last day of the tables.
    fn asked(&self, when: When) -> PartialDate {
        match when {
            When::Day(day) => day.into(),
            When::Span(span) => span,
            When::Latest => {
                let last = self.tables.iter().filter_map(DailyTable::last_day).max();
                last.unwrap_or_default().into()
            }
        }
    }
}

/// The steps from one currency to another, in their order.
fn trace(reached_from: &BTreeMap<Currency, Currency>, from: Currency, to: Currency) -> Vec<Step> {
    let before = |at: &Currency| reached_from.get(at).copied().filter(|_| *at != from);
    let mut steps: Vec<Step> =
        successors(Some(to), before).filter_map(|at| Some((before(&at)?, at))).collect();
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests;
