//! What had been allocated or spent of a deal by a day.

use chrono::NaiveDate;

use super::{Deal, Progress};
use crate::money::Amount;

impl Deal<'_> {
    /// Returns what had been allocated in all by `day`: that of the latest entry up to then. `None` if there is none.
    pub fn allocated_at(&self, day: NaiveDate) -> Option<(NaiveDate, &Amount)> {
        self.latest(day, |entry| entry.allocated.as_ref())
    }

    /// Returns what had been spent in all by `day`: that of the latest entry up to then. `None` if there is none.
    pub fn spent_at(&self, day: NaiveDate) -> Option<(NaiveDate, &Amount)> {
        self.latest(day, |entry| entry.spent.as_ref())
    }

    fn latest<'d>(
        &'d self,
        day: NaiveDate,
        measure: impl Fn(&'d Progress<'_>) -> Option<&'d Amount>,
    ) -> Option<(NaiveDate, &'d Amount)> {
        let mut known = self.progress.iter().rev().filter(|entry| entry.date <= day);
        known.find_map(|entry| Some((entry.date, measure(entry)?)))
    }
}
