//! The columns of dates.

use super::Proposer;
use crate::date::Epoch;
use crate::import::evidence::describe_day_order;
use crate::import::profile::Profile;
use crate::import::rule::{DateForm, Field, Options};
use crate::import::vocabulary::Subject;
use crate::import::words;

impl Proposer<'_> {
    pub(super) fn dates(&mut self) {
        for column in &mut self.columns {
            if words::is_other_date(&column.words) && column.profile.has_dates() && column.profile.filled > 0
            {
                column.reason = Some("its dates are not those of the deals".to_owned());
            }
        }
        let is_open = |proposer: &Self, index: &usize| !words::is_other_date(&proposer.columns[*index].words);
        let named: Vec<usize> = self.announcing(Subject::Field(Field::Announced));
        let named: Vec<usize> = named.into_iter().filter(|index| is_open(self, index)).collect();
        let by_header = named.iter().copied().find(|index| self.columns[*index].profile.has_dates());
        if let Some(column) = by_header {
            return self.date_column(column);
        }
        if self.date_parts() {
            return;
        }
        let years = self.announcing(Subject::Field(Field::Year));
        let years: Vec<usize> = years.into_iter().filter(|index| is_open(self, index)).collect();
        let by_cells = (0..self.columns.len()).find(|index| {
            let column = &self.columns[*index];
            !column.is_used && is_open(self, index) && column.profile.is_nearly_all(column.profile.dates)
        });
        if let Some(column) = by_cells {
            self.note(column, "by its cells");
            self.date_column(column);
        } else if let Some(column) = named.first().or(years.first()) {
            let problem = self.unreadable(*column, "dates", "announced=COLUMN:%d/%m/%Y", Profile::has_dates);
            self.blocked.push(problem);
        }
    }

    fn date_column(&mut self, column: usize) {
        let mut options = Options::default();
        let profile = &self.columns[column].profile;
        if profile.day_numbers > profile.dates + profile.years {
            let epoch = if self.sheet.is_1904 { Epoch::Excel1904 } else { Epoch::Excel1900 };
            options.date = Some(DateForm::DayNumber(epoch));
            self.note(column, "its numbers are days of a spreadsheet");
        } else {
            let (order, note) = describe_day_order(self.sheet, column);
            options.date = order.map(DateForm::Order);
            self.columns[column].evidence.extend(note);
        }
        // Dates that show no order by themselves are read alone, whatever the others show.
        self.take(Field::Announced, column, options);
    }

    /// Takes the columns of a year and its parts, if there are any.
    fn date_parts(&mut self) -> bool {
        let years = self.announcing(Subject::Field(Field::Year));
        let is_year = |index: &usize| {
            let column = &self.columns[*index];
            !words::is_other_date(&column.words) && column.profile.is_nearly_all(column.profile.years)
        };
        let Some(year) = years.into_iter().find(is_year) else { return false };
        self.take(Field::Year, year, Options::default());
        for field in [Field::Quarter, Field::Month, Field::Day] {
            let mut parts = self.announcing(Subject::Field(field)).into_iter();
            // A fiscal quarter is none of the calendar.
            if let Some(column) = parts.find(|index| !words::is_other_date(&self.columns[*index].words)) {
                if field == Field::Month && self.mapping.rules_of(Field::Quarter).next().is_some() {
                    // The month says more than the quarter.
                    self.mapping.rules.retain(|rule| rule.field != Field::Quarter);
                }
                self.take(field, column, Options::default());
            }
        }
        true
    }
}
