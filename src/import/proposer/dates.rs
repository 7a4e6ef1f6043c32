//! The columns of dates.

use super::{Column, Doubt, Proposer};
use crate::date::Epoch;
use crate::import::date_header;
use crate::import::evidence::describe_day_order;
use crate::import::profile::Profile;
use crate::import::rule::{DateForm, Field, Options, Rule};
use crate::import::vocabulary::Subject;
use crate::import::{noun, words, year_days};
use crate::text::quote;

/// Ranks below this one are those of headers that are a phrase as a whole.
const EXACT: usize = 100;

impl Proposer<'_> {
    pub(super) fn dates(&mut self) {
        for index in 0..self.columns.len() {
            if self.is_of_others(index) || self.may_be_of_others(index) {
                self.columns[index].reason = Some("its dates may not be those of the deals".to_owned());
            }
        }
        let named = self.open_columns(self.announcing(Subject::Field(Field::Announced)));
        let by_header = named.iter().copied().find(|index| self.columns[*index].profile.has_dates());
        if let Some(column) = by_header {
            return self.date_column(column);
        }
        if self.date_parts() {
            return;
        }
        let by_cells = (0..self.columns.len()).find(|index| {
            let column = &self.columns[*index];
            let is_free = !column.is_used && column.reason.is_none();
            is_free && column.profile.is_nearly_all(column.profile.dates)
        });
        let years = self.announcing(Subject::Field(Field::Year));
        if let Some(column) = by_cells {
            self.note(column, "by its cells");
            self.date_column(column);
        } else if let [first, ..] = self.doubtful_dates()[..] {
            self.doubt_dates(first);
        } else if let Some(column) = named.first().or(years.first()) {
            let problem = self.unreadable(*column, "dates", "announced=COLUMN:%d/%m/%Y", Profile::has_dates);
            self.blocked.push(problem);
        }
    }

    /// Whether a header says that there are dates or parts of them below it, those of something else: "Fiscal quarter".
    fn is_of_others(&self, index: usize) -> bool {
        let Column { words, subjects, .. } = &self.columns[index];
        let is_amount = subjects.iter().any(|(subject, _)| *subject == Subject::Field(Field::Amount));
        date_header::names_dates(words) && date_header::rank(words).is_none() && !is_amount
    }

    /// Whether a column holds dates, and its header has words that may say that they are not those of the deals.
    fn may_be_of_others(&self, index: usize) -> bool {
        if words::is_unnamed(&self.sheet.columns[index].header) {
            return false;
        }
        let Column { words, subjects, profile, .. } = &self.columns[index];
        let is_amount = subjects.iter().any(|(subject, _)| *subject == Subject::Field(Field::Amount));
        let holds_dates = profile.is_nearly_all(profile.dates)
            || (date_header::names_dates(words) && profile.has_dates() && !is_amount);
        profile.filled > 0
            && holds_dates
            && (date_header::rank(words).is_none()
                || self.closes_company(words)
                || noun::is_announced_for(&self.sheet.columns[index].header))
    }

    /// Whether a header says when companies were closed: it stands in a list with the days on which they were founded.
    fn closes_company(&self, words: &[String]) -> bool {
        let is_closing = words.iter().all(|word| ["closed", "date", "on", "at"].contains(&word.as_str()));
        let has_founded = |column: &Column| column.words.iter().any(|word| word == "founded");
        is_closing && words.iter().any(|word| word == "closed") && self.columns.iter().any(has_founded)
    }

    fn doubtful_dates(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|index| self.may_be_of_others(*index)).collect()
    }

    /// Refuses a sheet all of whose dates may be those of something else.
    fn doubt_dates(&mut self, first: usize) {
        let names: Vec<String> = self
            .doubtful_dates()
            .iter()
            .take(3)
            .map(|index| quote(&self.sheet.columns[*index].name))
            .collect();
        let profile = &self.columns[first].profile;
        let rule = if profile.years > profile.dates {
            Rule::column(Field::Year, first, Options::default())
        } else {
            Rule::column(Field::Announced, first, self.date_options(first).0)
        };
        self.doubts.push(Doubt {
            message: format!(
                "no column is known to hold the dates of the deals: those of {} may be of something else",
                names.join(", ")
            ),
            advice: "if they are, say so".to_owned(),
            unless: None,
            rule,
        });
    }

    /// Returns how the dates of a column are read, and what decided that.
    fn date_options(&self, column: usize) -> (Options, Option<String>) {
        let profile = &self.columns[column].profile;
        let (date, note) = if profile.day_numbers > profile.dates + profile.years {
            let epoch = if self.sheet.is_1904 { Epoch::Excel1904 } else { Epoch::Excel1900 };
            (Some(DateForm::DayNumber(epoch)), Some("its numbers are days of a spreadsheet".to_owned()))
        } else {
            let found = self.sheet.day_order(column);
            (found.value().map(DateForm::Order), describe_day_order(found))
        };
        (Options { date, ..Options::default() }, note)
    }

    fn date_column(&mut self, column: usize) {
        if let Some((day, year)) = year_days::first_day(self.sheet, column) {
            self.doubts.push(Doubt {
                message: format!(
                    "{} holds years in cells that are formatted as dates: {day} is day number {year}",
                    quote(&self.sheet.columns[column].name)
                ),
                advice: "give the cells the format of numbers, and call the column Year; if they are days"
                    .to_owned(),
                unless: None,
                rule: Rule::column(Field::Announced, column, Options::default()),
            });
        }
        let (options, note) = self.date_options(column);
        self.columns[column].evidence.extend(note);
        // Dates that show no order by themselves are read alone, whatever the others show.
        self.take(Field::Announced, column, options);
    }

    /// Takes the columns of a year and its parts, if there are any.
    fn date_parts(&mut self) -> bool {
        let years = self.announcing(Subject::Field(Field::Year));
        let is_year = |index: &usize| {
            let Column { profile, subjects, .. } = &self.columns[*index];
            // Below "Year" stand notes, too.
            let is_exact = subjects
                .first()
                .is_some_and(|(subject, rank)| *subject == Subject::Field(Field::Year) && *rank < EXACT);
            let are_most = profile.years * 3 >= profile.filled * 2;
            profile.is_nearly_all(profile.years) || (is_exact && are_most && profile.years > 0)
        };
        let Some(year) = years.into_iter().find(is_year) else { return false };
        self.take(Field::Year, year, Options::default());
        for field in [Field::Quarter, Field::Month, Field::Day] {
            if let Some(column) = self.announcing(Subject::Field(field)).first().copied() {
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
