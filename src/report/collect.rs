//! The reports as collectors of a scan.

use super::{Companies, Context, List, Regions, Report, ReportError, Totals, show};
use crate::deal::Deal;
use crate::query::{Collect, Match, Selected};

impl Collect for List<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.add(selected, found, at)
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.merge(other);
    }
}

impl Collect for Totals<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.add(selected, found, at)
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.pass_over(deal, at);
    }

    fn needs_skipped(&self) -> bool {
        self.sees_all()
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.merge(other);
    }
}

impl Collect for Companies<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.add(selected, found, at);
        Ok(())
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.pass_over(deal, at);
    }

    fn needs_skipped(&self) -> bool {
        true
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.merge(other);
    }
}

impl Collect for Regions<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.add(selected, found, at);
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.merge(other);
    }
}

/// Collects the deals of some ids for cards.
#[derive(Debug)]
pub struct Cards<'a> {
    context: Context<'a>,
    ids: &'a [String],
    deals: Vec<Deal<'static>>,
}

impl<'a> Cards<'a> {
    /// Cards of the deals with these ids, in this order.
    pub fn new(context: Context<'a>, ids: &'a [String]) -> Self {
        Self { context, ids, deals: Vec::new() }
    }

    /// The first id that no deal has.
    pub fn missing_id(&self) -> Option<&'a str> {
        self.ids.iter().map(String::as_str).find(|id| self.deal(id).is_none())
    }

    /// The cards as tables.
    ///
    /// # Errors
    /// If a converted amount has too many digits.
    pub fn report(&self) -> Result<Report, ReportError> {
        let deals = self.ids.iter().filter_map(|id| self.deal(id));
        let selected: Vec<Selected<'_>> =
            deals.map(|deal| Selected { deal, current: deal.current_state() }).collect();
        show(&selected, &self.context)
    }

    fn deal(&self, id: &str) -> Option<&Deal<'static>> {
        self.deals.iter().find(|deal| deal.id.as_str() == id)
    }
}

impl Collect for Cards<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, _: &Match, _: u64) -> Result<(), ReportError> {
        if self.ids.iter().any(|id| id == selected.deal.id.as_str()) {
            self.deals.push(selected.deal.clone().into_owned());
        }
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.deals.extend(other.deals);
    }
}
