//! The largest number of groups of one deal.

use super::Totals;
use super::cut::{Cut, Slot};
use crate::query::Selected;
use crate::report::ReportError;

/// The largest number of groups of one deal in several groupings at once.
const MAX_GROUPS: usize = 100_000;

impl Totals<'_> {
    /// Checks that a deal is not in so many groups that a small file fills the memory: a deal of a thousand companies and a
    /// thousand tags is in a million groups of both.
    ///
    /// # Errors
    /// If it is in more than [`MAX_GROUPS`].
    pub(super) fn check_groups(
        &mut self,
        selected: &Selected<'_>,
        cut: &Cut,
        at: u64,
    ) -> Result<(), ReportError> {
        let by = &self.options.by;
        let deal = selected.deal;
        let pieces = cut.places.len() * cut.parties.len() * cut.times.len();
        let texts = deal.tags.len().max(deal.citations.len()).max(1);
        let is_few = pieces.saturating_mul(texts.saturating_pow(by.len().try_into().unwrap_or(u32::MAX)))
            <= MAX_GROUPS;
        if by.len() < 2 || is_few {
            return Ok(());
        }
        let slots = by.iter().zip(&self.cutter.slots).enumerate();
        let of_deal = slots.filter(|(_, (_, slot))| matches!(slot, Slot::Deal));
        let groups = of_deal.fold(pieces, |groups, (depth, (by, _))| {
            groups.saturating_mul(self.grouper.keys(depth, *by, selected, at).len())
        });
        if groups <= MAX_GROUPS {
            return Ok(());
        }
        let groupings = by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
        Err(ReportError::TooManyGroups { deal: deal.id.to_string(), most: MAX_GROUPS, groupings })
    }
}
