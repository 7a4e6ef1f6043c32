//! Counts the deals of a selection, once for all totals that are made of it.

use chrono::NaiveDate;
use smallvec::smallvec;

use super::citation::CitedDeal;
use super::cut::{Cut, Uncut};
use super::key::{self, only_key};
use super::link_effect::{LinkEffect, Rest};
use super::time::Days;
use super::{Addition, Arrangement, Measure, Method, Terms, Totals};
use crate::date::PartialDate;
use crate::deal::{Deal, Revision};
use crate::money::{Amount, Estimate};
use crate::query::{Collect, Converted, Match, RateId, Selected};
use crate::report::caveats::Caveat;
use crate::report::{Conversion, ReportError};

/// What all totals of one selection share about a deal, computed once.
#[derive(Debug)]
pub(in crate::report) struct Counted<'a> {
    /// If other deals are inside it: what they leave.
    rest: Option<&'a Rest>,
    /// What it adds; `None` if what was allocated or spent of it is added.
    addition: Option<Addition>,
}

/// The parts of a deal.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Parts {
    /// Only the whole.
    Whole,
    /// Those by place, company and time.
    Cut(Cut),
}

impl<'a> Totals<'a> {
    /// Counts a deal, if it is one that counts. What it adds to these totals it also adds to others of the same selection, by
    /// [`Self::add_counted`].
    pub(in crate::report) fn count(
        &mut self,
        selected: &Selected<'_>,
        found: &Match,
        at: u64,
    ) -> Result<Option<Counted<'a>>, ReportError> {
        self.skip(selected.deal, at);
        match found {
            // What of the deal is selected is noted with its parts.
            Match::Yes(notes) => self.caveats.note_if(notes.possibly_excluded, Caveat::PossiblyExcluded),
            _ => self.caveats.matched(found),
        }
        if !self.unconverted.accepts(selected.deal, found, at) {
            return Ok(None);
        }
        let entries = self.options.measure.entries(selected.deal);
        let Some(cut) = self.cut(selected, &entries, at)? else { return Ok(None) };
        self.found += 1;
        let status = selected.current.status;
        if self.options.commitments_only && !status.counts() {
            self.caveats.left_out(status);
            return Ok(None);
        }
        let effect = self.effect(selected.deal);
        if matches!(effect, Some(LinkEffect::NotComparable)) {
            self.note_missing_rate(selected, at);
        }
        if self.is_replaced_or_not_comparable(effect) {
            return Ok(None);
        }
        self.caveats.note_if(selected.deal.announced.first() > self.context.today, Caveat::FutureCounted);
        self.caveats.note_if(self.is_revised_after_period(selected.deal), Caveat::RevisedLater);
        let rest = match effect {
            Some(LinkEffect::Rest(rest)) => Some(&**rest),
            _ => None,
        };
        let addition = if self.options.measure == Measure::Announced {
            let mut addition = self.addition(selected, at)?;
            if let Some(rest) = rest {
                self.take_rest(rest, &mut addition);
            }
            Some(addition)
        } else {
            self.note_rest(rest);
            None
        };
        let counted = Counted { rest, addition };
        self.add(selected, &cut, &counted, &entries, at)?;
        Ok(Some(counted))
    }

    /// Whether running totals count a deal, from its announcement on, by a revision that came after its period.
    fn is_revised_after_period(&self, deal: &Deal<'_>) -> bool {
        let Some(by) =
            self.options.by.first().filter(|_| self.options.arrangement == Arrangement::RunningBars)
        else {
            return false;
        };
        let end = key::time(*by, deal.announced).period().map(PartialDate::last);
        let changes_totals = |revision: &Revision<'_>| {
            revision.amount.is_some() || revision.status.is_some() && !deal.status.counts()
        };
        deal.history.iter().any(|revision| Some(revision.date) > end && changes_totals(revision))
    }

    /// Adds what other totals of the same selection have counted.
    pub(in crate::report) fn add_counted(
        &mut self,
        selected: &Selected<'_>,
        counted: &Counted<'_>,
        at: u64,
    ) -> Result<(), ReportError> {
        let entries = self.options.measure.entries(selected.deal);
        let Some(cut) = self.cut(selected, &entries, at)? else { return Ok(()) };
        self.found += 1;
        self.add(selected, &cut, counted, &entries, at)
    }

    /// Takes the rates of totals whose deals these added by [`Self::add_counted`]. Their notes on deals and rates hold for
    /// these, too, which only have notes on their groups.
    pub(super) fn share_rates_of(&mut self, counting: &Self) {
        if let (Some(own), Some(other)) = (&mut self.converter, &counting.converter) {
            own.merge(other);
        }
        self.shares_rates = true;
    }

    /// The parts of a deal; `None` if it has no part in what the filter selects.
    fn cut(
        &mut self,
        selected: &Selected<'_>,
        entries: &[(NaiveDate, &Amount)],
        at: u64,
    ) -> Result<Option<Parts>, ReportError> {
        if self.method != Method::Parts {
            return Ok(Some(Parts::Whole));
        }
        let remaining = self.effect(selected.deal).and_then(LinkEffect::remaining);
        let uncut = Uncut { selected, entries, remaining, at };
        let cut = self.cutter.cut(&uncut, &mut self.grouper, &mut self.caveats);
        Ok(cut.map_err(|_| ReportError::overflow(selected.deal))?.map(Parts::Cut))
    }

    /// Adds a deal to its groups and to the total.
    fn add(
        &mut self,
        selected: &Selected<'_>,
        parts: &Parts,
        counted: &Counted<'_>,
        entries: &[(NaiveDate, &Amount)],
        at: u64,
    ) -> Result<(), ReportError> {
        if self.options.cites() {
            self.cited.insert(at, CitedDeal::new(selected, self.options.measure));
        }
        if let Parts::Cut(cut) = parts {
            cut.note(&self.cutter, &mut self.caveats);
            return match &counted.addition {
                Some(addition) => self.add_parts(selected, cut, addition),
                None => self.add_increases(selected, cut, entries, counted.rest, at),
            };
        }
        let Some(addition) = &counted.addition else { return Ok(()) };
        if self.method == Method::Partition {
            let date = selected.deal.announced;
            self.keys.clear();
            self.keys.extend(self.options.by.iter().filter_map(|by| only_key(*by, selected, date)));
            self.add_to_group(addition, &addition.terms, Days::ALL);
            if self.sensitivity.is_some() {
                self.note_sensitivity(selected, addition, &addition.terms, Days::ALL)?;
            }
            return Ok(());
        }
        self.add_to_total(selected, addition, &addition.terms, Days::ALL)
    }

    /// Records the missing rate of a deal that is left out for want of it.
    fn note_missing_rate(&mut self, selected: &Selected<'_>, at: u64) {
        let Some(converter) = &mut self.converter else { return };
        if let Some(Err(missing)) = converter.convert(selected.deal, &selected.current) {
            self.unconverted.leave_out(at, selected.deal, &missing);
        }
    }

    /// The amount of a deal in the currency in which it counts, with notes on it.
    fn addition(&mut self, selected: &Selected<'_>, at: u64) -> Result<Addition, ReportError> {
        self.caveats.amount(selected.current.amount.map(|amount| &amount.quantity));
        self.caveats.note_if(selected.deal.has_differing_sources(), Caveat::SourcesDiffer);
        let target = self.context.target;
        let nothing = Addition {
            at,
            currency: target,
            terms: Terms::new(),
            bound: None,
            rate_of_parts: None,
            progress_rates: Vec::new(),
            rest: None,
            has_converted_parts: false,
        };
        let Some(amount) = selected.current.amount else { return Ok(nothing) };
        let terms = smallvec![(amount.estimate(), None)];
        let own = Addition {
            currency: Some(amount.currency),
            terms,
            bound: Some(amount.quantity.bound()),
            ..nothing
        };
        let Some(converter) = &mut self.converter else { return Ok(own) };
        let converted = match converter.convert(selected.deal, &selected.current) {
            Some(Ok(converted)) => converted,
            Some(Err(missing)) => {
                self.caveats.note(Caveat::Unconverted);
                self.unconverted.keep(at, selected.deal, &missing);
                return Ok(own);
            }
            None => return Ok(own),
        };
        self.caveats.converted(&converted);
        if self.context.explain
            && let Some(value) = converter.explain(selected.deal, &selected.current)
        {
            let amount = value.amount().map_err(|_| ReportError::overflow(selected.deal))?;
            let conversion = Conversion { amount, value };
            self.explained.push((at, selected.deal.clone().into_owned(), conversion));
        }
        let (estimate, rate, rate_of_parts) = rated(&converted, amount);
        Ok(Addition { currency: target, terms: smallvec![(estimate, rate)], rate_of_parts, ..own })
    }
}

/// The amount that `converted` multiplies, its rate, and the rate of a part of `announced`.
pub(super) fn rated(converted: &Converted, announced: &Amount) -> (Estimate, Option<RateId>, Option<RateId>) {
    let (amount, rate, rate_of_parts) = match converted {
        Converted::Own(amount) => (amount, None, None),
        Converted::Stated { implied_rate: Some(rate), .. } => (announced, Some(*rate), Some(*rate)),
        // A part of the amount is converted at the rate that the equivalent of the whole implies.
        Converted::Stated { equivalent, implied_rate: None } => {
            (equivalent, None, Some(RateId::implied(equivalent, announced)))
        }
        Converted::AtRate { amount, rate, .. } => (amount, Some(*rate), Some(*rate)),
    };
    (amount.estimate(), rate, rate_of_parts)
}
