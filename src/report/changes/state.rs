//! A state of a dataset that is compared with another one: which of its deals may differ, and what all of them add up to.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::dataset::Visitor;
use crate::deal::{Deal, FieldSet, Status};
use crate::hash::HashSet;
use crate::money::{Currency, Estimate};
use crate::query::{Collect, Converter, Match, MatchNotes, Matcher, Selected};
use crate::report::totals::{LinkEffect, LinkEffects, Measure, Totals, TotalsOptions};
use crate::report::{Context, ReportError, Unconverted};

/// Amounts by currency, of which there are none, one, or two if a deal changed its currency.
pub(super) type ByCurrency<T> = BTreeMap<Currency, T>;

/// The total of a state in each currency, and the deals that stay in their own currency.
pub(crate) type Sums = (ByCurrency<Estimate>, Unconverted);

/// One of the two states, with what its amounts are converted by.
pub(crate) struct Side<'a> {
    /// What amounts are converted to, and by which rates.
    pub context: Context<'a>,
    /// The filter that selects every deal.
    matcher: Matcher<'a>,
    /// What each deal adds besides the deals that it is linked to.
    effects: LinkEffects,
    options: TotalsOptions,
}

impl<'a> Side<'a> {
    /// The fields that decide in which currencies a total has no ceiling.
    pub(crate) const STATE: FieldSet = FieldSet::CURRENT_STATE;

    /// The fields that decide whether a deal counts on a day, and what it adds to the totals.
    pub(crate) const FIELDS: FieldSet = FieldSet::CURRENT_STATE
        .union(FieldSet::ANNOUNCED)
        .union(FieldSet::PROGRESS)
        .union(FieldSet::EQUIVALENTS)
        .union(FieldSet::AS_WRITTEN);

    /// Returns a side of which `matcher` selects every deal.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn new(context: Context<'a>, matcher: Matcher<'a>) -> Result<Self, ReportError> {
        let effects = LinkEffects::resolve(&context, Status::counts, Measure::Announced)?;
        let options = TotalsOptions { commitments_only: true, ..TotalsOptions::default() };
        Ok(Self { context, matcher, effects, options })
    }

    /// Whether the sums depend on every deal: rates may change what a deal is worth that did not change.
    pub(crate) fn needs_all_sums(&self) -> bool {
        self.context.target.is_some()
    }

    /// Returns the ids of the deals that count more or less on this side than on the other one because of other deals.
    pub(crate) fn differing_effects(&self, other: &Self) -> HashSet<String> {
        self.effects.differing(&other.effects)
    }

    /// How links change what a deal adds to the totals.
    pub(super) fn effect(&self, deal: &Deal<'_>) -> Option<&LinkEffect> {
        self.effects.of(deal.id.as_str())
    }

    /// Returns the currency in which a deal opens the ceiling of the total, if it does. Amounts are not converted.
    fn opened_currency(&self, deal: &Deal<'_>) -> Option<Currency> {
        let current = deal.current_state();
        let amount = current.amount.filter(|_| current.status.counts())?;
        let (estimate, currency) = match self.effect(deal) {
            Some(LinkEffect::Replaced(_) | LinkEffect::NotComparable) => return None,
            Some(LinkEffect::Rest(rest)) => (rest.estimate, rest.currency),
            None => (amount.estimate(), amount.currency),
        };
        estimate.ceiling.is_none().then_some(currency)
    }

    /// Returns what adds deals up.
    pub(crate) fn adder(&self) -> Adder<'_> {
        Adder(Totals::new(self.context, &self.options, &self.matcher, &self.effects))
    }

    /// Returns the sums of some deals.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn sums_of(&self, deals: &[Deal<'_>]) -> Result<Sums, ReportError> {
        let mut adder = self.adder();
        for (at, deal) in (0u64..).zip(deals) {
            adder.add(deal, at)?;
        }
        adder.sums()
    }

    /// What a deal adds to the totals.
    pub(super) fn worth(&self, deal: Option<&Deal<'_>>) -> Result<ByCurrency<Estimate>, ReportError> {
        let Some(deal) = deal else { return Ok(ByCurrency::new()) };
        let current = deal.current_state();
        let Some(amount) = current.amount.filter(|_| current.status.counts()) else {
            return Ok(ByCurrency::new());
        };
        match self.effect(deal) {
            Some(LinkEffect::Replaced(_) | LinkEffect::NotComparable) => return Ok(ByCurrency::new()),
            Some(LinkEffect::Rest(rest)) => return Ok(ByCurrency::from([(rest.currency, rest.estimate)])),
            None => {}
        }
        let converter = Converter::new(self.context.rates, self.context.at);
        let selected = Selected { deal, current };
        // Totals report the missing rates.
        let conversion = self.context.convert(&selected, &converter, 0, &mut Unconverted::default())?;
        let amount = conversion.map_or(*amount, |conversion| conversion.amount);
        Ok(ByCurrency::from([(amount.currency, amount.estimate())]))
    }
}

/// Adds up the deals of a side. Each thread has one.
pub(crate) struct Adder<'a>(Totals<'a>);

impl Adder<'_> {
    fn add(&mut self, deal: &Deal<'_>, at: u64) -> Result<(), ReportError> {
        let selected = Selected { deal, current: deal.current_state() };
        self.0.visit(&selected, &Match::Yes(MatchNotes::default()), at)
    }

    /// Returns the sums.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn sums(self) -> Result<Sums, ReportError> {
        let (by_currency, unconverted) = self.0.by_currency()?;
        Ok((by_currency, unconverted.sorted()))
    }
}

impl Visitor for Adder<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), ReportError> {
        self.add(deal, at)
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
    }
}

/// Finds the deals of a dataset that differ between two days, and adds up those of each day, if all of them are needed.
pub(crate) struct DayDifferences<'a> {
    last_before: NaiveDate,
    until: Option<NaiveDate>,
    differing_effects: &'a HashSet<String>,
    after: &'a Side<'a>,
    /// Where the deals that differ are.
    pub positions: Vec<u64>,
    /// The currencies in which the total of the later day has no ceiling.
    pub open: HashSet<Currency>,
    /// The deals of each day.
    pub adders: Option<[Adder<'a>; 2]>,
}

impl<'a> DayDifferences<'a> {
    /// Compares the sides of two days, of which the later one may be now. `differing_effects` are those of the sides.
    pub(crate) fn new(
        [before, after]: [&'a Side<'a>; 2],
        (last_before, until): (NaiveDate, Option<NaiveDate>),
        differing_effects: &'a HashSet<String>,
    ) -> Self {
        let adders = after.needs_all_sums().then(|| [before.adder(), after.adder()]);
        let (positions, open) = (Vec::new(), HashSet::default());
        Self { last_before, until, differing_effects, after, positions, open, adders }
    }

    /// Whether a deal has a revision or progress dated between the two days.
    fn has_news(&self, deal: &Deal<'_>) -> bool {
        let is_new = |day: NaiveDate| day > self.last_before && self.until.is_none_or(|until| day <= until);
        deal.history.iter().any(|revision| is_new(revision.date))
            || deal.progress.iter().any(|entry| is_new(entry.date))
    }
}

impl Visitor for DayDifferences<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), ReportError> {
        let is_known = self.until.is_none_or(|until| deal.is_known_on(until));
        let was_known = deal.is_known_on(self.last_before);
        let is_revised = is_known && self.has_news(deal);
        let differs = is_known != was_known
            || is_revised
            || !self.differing_effects.is_empty() && self.differing_effects.contains(deal.id.as_str());
        if differs {
            self.positions.push(at);
        }
        if was_known && let Some([before, _]) = &mut self.adders {
            let mut old = deal.clone();
            old.truncate_to(self.last_before);
            before.add(&old, at)?;
        }
        if !is_known || !self.until.is_none_or(|until| deal.truncate_to(until)) {
            return Ok(());
        }
        match &mut self.adders {
            Some([_, after]) => after.add(deal, at)?,
            None => self.open.extend(self.after.opened_currency(deal)),
        }
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.positions.extend(other.positions);
        self.open.extend(other.open);
        if let (Some(own), Some(other)) = (&mut self.adders, other.adders) {
            own.iter_mut().zip(other).for_each(|(own, other)| own.merge(other));
        }
    }
}

/// Finds the currencies in which a total has no ceiling, among some.
pub(crate) struct OpenFinder<'a> {
    side: &'a Side<'a>,
    wanted: &'a HashSet<Currency>,
    /// Those that were found so far.
    pub found: HashSet<Currency>,
}

/// Every currency that was looked for was found.
#[derive(Debug)]
pub(crate) struct AllFound;

impl<'a> OpenFinder<'a> {
    /// Looks for `wanted` among the deals of a side.
    pub(crate) fn new(side: &'a Side<'a>, wanted: &'a HashSet<Currency>) -> Self {
        Self { side, wanted, found: HashSet::default() }
    }
}

impl Visitor for OpenFinder<'_> {
    type Part = ();
    type Error = AllFound;

    fn visit(&mut self, deal: &mut Deal<'_>, _at: u64) -> Result<(), AllFound> {
        let currency = self.side.opened_currency(deal);
        self.found.extend(currency.filter(|currency| self.wanted.contains(currency)));
        if self.found.len() == self.wanted.len() { Err(AllFound) } else { Ok(()) }
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
    }
}

/// Finds the deals with some ids, and adds up all deals, if they are needed.
pub(crate) struct IdFinder<'a> {
    ids: &'a HashSet<String>,
    /// Where the deals are.
    pub positions: Vec<u64>,
    /// All deals.
    pub adder: Option<Adder<'a>>,
}

impl<'a> IdFinder<'a> {
    /// Finds the deals of a side that have one of `ids`.
    pub(crate) fn new(side: &'a Side<'a>, ids: &'a HashSet<String>) -> Self {
        Self { ids, positions: Vec::new(), adder: side.needs_all_sums().then(|| side.adder()) }
    }
}

impl Visitor for IdFinder<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), ReportError> {
        if !self.ids.is_empty() && self.ids.contains(deal.id.as_str()) {
            self.positions.push(at);
        }
        self.adder.as_mut().map_or(Ok(()), |adder| adder.add(deal, at))
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.positions.extend(other.positions);
        if let (Some(own), Some(other)) = (&mut self.adder, other.adder) {
            own.merge(other);
        }
    }
}
