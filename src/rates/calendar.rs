//! The quotes of a pair on every day of a range, as runs of days with the same quotes.
//!
//! [`Rates::path`] finds the same quotes, day by day, but searches a chain for each. Here it is searched anew only when a
//! pair gets or loses its quotes, and the quotes are looked up anew only when their sources have newer ones.

use std::ops::Range;

use chrono::NaiveDate;

use super::search::{Step, shortest_chain};
use super::source::{CurrentQuote, Lookup, QuoteSource};
use super::{Rates, When};
use crate::money::Currency;

/// A quote, and the currency that it leads from.
pub(super) type Quoted<'r> = (Currency, CurrentQuote<'r>);

/// A range of days, with the sources of the rates.
pub(crate) struct Calendar<'r> {
    pub(super) rates: &'r Rates,
    sources: Vec<&'r dyn QuoteSource>,
    days: Vec<NaiveDate>,
    /// For each source, whether it has quotes of each day. Quotes of days between those of the calendar count on the next.
    quoted: Vec<Vec<bool>>,
    /// Whether a pair gets or loses its quotes on a day.
    begun_or_ended: Vec<bool>,
}

/// A step of a chain, and the position of the source that has its quotes.
type SourcedStep = (Step, usize);

impl<'r> Calendar<'r> {
    /// Returns a calendar of `days`, which rise.
    pub(crate) fn new(rates: &'r Rates, days: Vec<NaiveDate>) -> Self {
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

    /// Returns the days, oldest first.
    pub(crate) fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// Passes each run of days to `take`, oldest first, as indices in [`Self::days`], with the quotes that lead from `from`
    /// to `to` on all of them; `None` if there is no rate. Two runs that follow each other may have the same quotes.
    pub(super) fn runs(
        &self,
        from: Currency,
        to: Currency,
        mut take: impl FnMut(Range<usize>, Option<&[Quoted<'r>]>),
    ) {
        let mut chain: Option<Vec<SourcedStep>> = None;
        let mut quotes: Option<Vec<Quoted<'r>>> = None;
        let mut start = 0;
        for (index, day) in self.days.iter().copied().enumerate() {
            let may_change = index == 0 || self.begun_or_ended[index];
            if !may_change && !chain.iter().flatten().any(|(_, source)| self.quoted[*source][index]) {
                continue;
            }
            if index > start {
                take(start..index, quotes.as_deref());
                start = index;
            }
            let lookup = self.rates.lookup(When::Day(day));
            if may_change {
                chain = self.chain(chain.as_deref(), (from, to), &lookup);
            }
            let quote = |((from, to), source): &SourcedStep| {
                Some((*from, self.sources[*source].quote(*from, *to, &lookup)?))
            };
            quotes = chain.as_ref().and_then(|steps| steps.iter().map(quote).collect());
        }
        if start < self.days.len() {
            take(start..self.days.len(), quotes.as_deref());
        }
    }

    /// Returns the shortest chain from one currency to another at the time of `lookup`. If `known` is a single step that
    /// still has a rate, no chain is shorter.
    fn chain(
        &self,
        known: Option<&[SourcedStep]>,
        (from, to): Step,
        lookup: &Lookup,
    ) -> Option<Vec<SourcedStep>> {
        let rank = |from, to| self.sources.iter().position(|source| source.has_rate(from, to, lookup));
        if matches!(known, Some([_]))
            && let Some(source) = rank(from, to)
        {
            return Some(vec![((from, to), source)]);
        }
        let steps = shortest_chain(from, to, |currency| self.rates.neighbours(currency), rank)?;
        steps.into_iter().map(|(from, to)| Some(((from, to), rank(from, to)?))).collect()
    }
}
