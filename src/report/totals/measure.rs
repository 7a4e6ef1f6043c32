//! What is added up of deals: the announced amount, or what was allocated or spent of it.

use chrono::NaiveDate;
use smallvec::SmallVec;

use crate::deal::Deal;
use crate::invalid::keyword_enum;
use crate::money::Amount;

keyword_enum! {
    /// What is added up.
    pub(crate) enum Measure is "measure" {
        /// The announced amounts.
        Announced = "announced",
        /// What was allocated, by the latest figure of each deal.
        Allocated = "allocated",
        /// What was spent, by the latest figure of each deal.
        Spent = "spent",
    }
}

#[expect(clippy::derivable_impls, reason = "the enum is declared by a macro")]
impl Default for Measure {
    fn default() -> Self {
        Self::Announced
    }
}

/// What had been allocated or spent of a deal in all by some days, in the order of days and in one currency.
pub(super) type Entries<'d> = SmallVec<[(NaiveDate, &'d Amount); 2]>;

impl Measure {
    /// Returns the figures of a deal, in the currency of the latest one; none for the announced amount.
    pub(super) fn entries<'d>(self, deal: &'d Deal<'_>) -> Entries<'d> {
        if deal.progress.is_empty() {
            return Entries::new();
        }
        let entries = deal.progress.iter().filter_map(|entry| {
            let amount = match self {
                Self::Announced => None,
                Self::Allocated => entry.allocated.as_ref(),
                Self::Spent => entry.spent.as_ref(),
            };
            Some((entry.date, amount?))
        });
        let mut entries: Entries<'d> = entries.collect();
        if let Some((_, latest)) = entries.last() {
            // Nobody says how much of an earlier figure in another currency is in a later one.
            let currency = latest.currency;
            entries.retain(|(_, amount)| amount.currency == currency);
        }
        entries
    }
}
