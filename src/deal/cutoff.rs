//! Cut-off days: what had been announced, and what had been recorded, by a day.

use chrono::NaiveDate;

use super::{Deal, FieldSet};

/// The days after which nothing counts; by default there are none.
///
/// Both days together give an old answer again, whatever was announced or recorded since.
///
/// ```
/// use outlay::dataset::{self, BUILT_IN, Form};
/// use outlay::date::parse_day;
/// use outlay::deal::Cutoff;
///
/// let mut dataset = dataset::read(BUILT_IN, Form::Document)?;
/// let cutoff = Cutoff { as_of: Some(parse_day("2025-01-31")?), recorded_by: None };
/// dataset.deals.retain_mut(|deal| cutoff.restrict(deal));
/// assert_eq!(dataset.deals.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cutoff {
    /// Deals, revisions and progress of later days do not count.
    pub as_of: Option<NaiveDate>,
    /// What entered the dataset after this day does not count. Deals, revisions, progress and links that do not say when
    /// they were recorded count as always there.
    pub recorded_by: Option<NaiveDate>,
}

impl Cutoff {
    /// Returns whether there is neither day.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }

    /// Returns the fields of a deal that decide what of it counts.
    pub fn fields(self) -> FieldSet {
        let fields = FieldSet::HISTORY | FieldSet::ANNOUNCED | FieldSet::AS_WRITTEN;
        fields.when(!self.is_open()) | FieldSet::RECORDED_DAYS.when(self.recorded_by.is_some())
    }

    /// Returns whether a deal counts, if all of its revisions do.
    pub fn includes(self, deal: &Deal<'_>) -> bool {
        self.has_recorded(deal.recorded) && self.as_of.is_none_or(|day| deal.is_known_on(day))
    }

    /// Removes the revisions, the progress and the links that do not count. Returns whether the deal counts.
    pub fn restrict(self, deal: &mut Deal<'_>) -> bool {
        if self.recorded_by.is_some() {
            deal.retain_entries(|recorded| self.has_recorded(recorded));
        }
        self.has_recorded(deal.recorded) && self.as_of.is_none_or(|day| deal.truncate_to(day))
    }

    fn has_recorded(self, recorded: Option<NaiveDate>) -> bool {
        let (Some(recorded), Some(day)) = (recorded, self.recorded_by) else { return true };
        recorded <= day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deal::{DealData, Revision, Status};

    #[test]
    fn what_was_recorded_later_does_not_count() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let revision = |date, recorded: Option<&str>, status| Revision {
            date: day(date),
            status: Some(status),
            recorded: recorded.map(day),
            amount: None,
            equivalents: Vec::new(),
            note: None,
            citation: None,
        };
        let data = DealData {
            recorded: Some(day("2025-04-01")),
            history: vec![
                revision("2025-03-01", Some("2025-06-01"), Status::Cancelled),
                revision("2025-05-01", None, Status::Signed),
            ],
            ..crate::deal::tests::facts("a")
        };
        let deal = Deal::try_from(data).unwrap();
        let statuses = |as_of: Option<&str>, recorded_by: &str| {
            let cutoff = Cutoff { as_of: as_of.map(day), recorded_by: Some(day(recorded_by)) };
            let mut deal = deal.clone();
            cutoff.restrict(&mut deal).then(|| deal.current_state().status)
        };
        assert_eq!(statuses(None, "2025-03-31"), None);
        assert_eq!(statuses(None, "2025-04-01"), Some(Status::Signed));
        assert_eq!(statuses(Some("2025-04-30"), "2025-05-31"), Some(Status::Announced));
        assert_eq!(statuses(Some("2025-04-30"), "2025-06-01"), Some(Status::Cancelled));
    }

    #[test]
    fn a_link_that_was_recorded_later_does_not_count() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let data = DealData {
            recorded: Some(day("2025-04-01")),
            included_in: Some("whole".parse().unwrap()),
            included_in_recorded: Some(day("2025-06-01")),
            replaces: Some("old".parse().unwrap()),
            ..crate::deal::tests::facts("a")
        };
        let deal = Deal::try_from(data).unwrap();
        let links = |recorded_by: &str| {
            let mut deal = deal.clone();
            assert!(Cutoff { as_of: None, recorded_by: Some(day(recorded_by)) }.restrict(&mut deal));
            [&deal.included_in, &deal.replaces].map(|link| link.as_ref().map(ToString::to_string))
        };
        assert_eq!(links("2025-05-31"), [None, Some("old".to_owned())]);
        assert_eq!(links("2025-06-01"), [Some("whole".to_owned()), Some("old".to_owned())]);
    }
}
