//! The dates of a filter.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::date::PartialDate;
use crate::invalid::Problem;

/// The dates that a filter accepts; all dates if it names none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// The earliest day, or the first day of a longer period.
    pub since: Option<PartialDate>,
    /// The latest day, or the last day of a longer period.
    pub until: Option<PartialDate>,
    /// Years, of which one must match.
    pub years: BTreeSet<i32>,
}

/// How a day, a month, a quarter or a year lies to the dates of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateMatch {
    /// All its days are accepted.
    Inside,
    /// Some of its days are accepted.
    Overlapping,
    /// None is.
    Outside,
}

impl Dates {
    /// Checks that the dates do not exclude each other.
    ///
    /// # Errors
    /// If `since` is after `until`.
    pub fn check(&self) -> Result<(), Problem> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since.first() > until.last()
        {
            return Err(Problem::new(format!("nothing is since {since} and until {until}"))
                .hint("write the earlier date with --since"));
        }
        Ok(())
    }

    /// Whether every date is accepted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.since.is_none() && self.until.is_none() && self.years.is_empty()
    }

    /// Returns how `date` lies to these dates.
    ///
    /// ```
    /// use outlay::query::{DateMatch, Dates};
    ///
    /// let march = Some("2023-03".parse()?);
    /// let dates = Dates { since: march, until: march, ..Dates::default() };
    /// assert_eq!(dates.contain("2023-03-31".parse()?), DateMatch::Inside);
    /// assert_eq!(dates.contain("2023".parse()?), DateMatch::Overlapping);
    /// assert_eq!(dates.contain("2023-Q2".parse()?), DateMatch::Outside);
    /// # Ok::<(), outlay::Problem>(())
    /// ```
    #[must_use]
    pub fn contain(&self, date: PartialDate) -> DateMatch {
        let (first, last) = (date.first(), date.last());
        let since = self.since.map_or(first, PartialDate::first);
        let until = self.until.map_or(last, PartialDate::last);
        // No date is longer than a year.
        let is_other_year = !self.years.is_empty() && !self.years.contains(&first.year());
        if is_other_year || last < since || first > until {
            DateMatch::Outside
        } else if first >= since && last <= until {
            DateMatch::Inside
        } else {
            DateMatch::Overlapping
        }
    }

    /// Returns the first and last days of what is accepted from `first` to `last`.
    pub(crate) fn days_within(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let first = self.since.map_or(first, |since| since.first().max(first));
        let last = self.until.map_or(last, |until| until.last().min(last));
        let whole = self.years.is_empty().then_some((first, last));
        let years = self.years.iter().filter_map(move |year| {
            let of_year = (NaiveDate::from_ymd_opt(*year, 1, 1)?, NaiveDate::from_ymd_opt(*year, 12, 31)?);
            Some((first.max(of_year.0), last.min(of_year.1)))
        });
        whole.into_iter().chain(years).filter(|(first, last)| first <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_period_are_cut_by_range_and_years() {
        let day = |text: &str| text.parse::<PartialDate>().unwrap().first();
        let dates = Dates {
            since: Some("2024-11".parse().unwrap()),
            until: None,
            years: BTreeSet::from([2024, 2026]),
        };
        let days: Vec<String> = dates
            .days_within(day("2024-07-01"), day("2026-02-10"))
            .map(|(first, last)| format!("{first} {last}"))
            .collect();
        assert_eq!(days, ["2024-11-01 2024-12-31", "2026-01-01 2026-02-10"]);
        assert_eq!(dates.days_within(day("2025-01-01"), day("2025-12-31")).count(), 0);
        let all = Dates::default();
        assert_eq!(all.days_within(day("2025-01-01"), day("2025-12-31")).count(), 1);
    }
}
