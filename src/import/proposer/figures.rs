//! The columns of dates and amounts.

use super::{Column, Proposer};
use crate::date::Epoch;
use crate::import::evidence::{self, describe_day_order, describe_decimal_sign};
use crate::import::rule::{DateForm, Field, Options};
use crate::import::vocabulary::Subject;
use crate::import::words::{self, header_words};
use crate::text::quote;

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
        let by_cells = (0..self.columns.len()).find(|index| {
            let column = &self.columns[*index];
            !column.is_used && is_open(self, index) && column.profile.is_nearly_all(column.profile.dates)
        });
        if let Some(column) = by_cells {
            self.note(column, "by its cells");
            self.date_column(column);
        } else if let Some(column) = named.first() {
            self.blocked.push(self.unreadable(*column, "dates", "announced=COLUMN:%d/%m/%Y"));
        }
    }

    fn date_column(&mut self, column: usize) {
        let mut options = Options::default();
        let profile = &self.columns[column].profile;
        if profile.day_numbers > profile.dates + profile.years {
            options.date = Some(DateForm::DayNumber(Epoch::Excel1900));
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

    pub(super) fn amounts(&mut self) {
        for column in &mut self.columns {
            if let Some(reason) = words::no_amount(&column.words) {
                column.reason = Some(reason.to_owned());
            }
        }
        let is_amount = |column: &Column| column.reason.is_none() && !column.is_used;
        let named: Vec<usize> = self.announcing(Subject::Field(Field::Amount));
        let named: Vec<usize> = named.into_iter().filter(|index| is_amount(&self.columns[*index])).collect();
        let fits = |index: &usize| self.columns[*index].profile.has_amounts();
        let first = named.iter().copied().find(fits).or_else(|| {
            (0..self.columns.len()).find(|index| {
                let column = &self.columns[*index];
                is_amount(column) && column.profile.money > 0 && {
                    column.profile.is_nearly_all(column.profile.money + column.profile.undisclosed)
                }
            })
        });
        match (first, named.first()) {
            (Some(first), _) => {
                if !named.contains(&first) {
                    self.note(first, "by its cells");
                }
                self.amount_column(first);
                // The same figure in further currencies.
                for other in named {
                    let column = &self.columns[other];
                    if !column.is_used && self.is_other_currency(first, other) {
                        self.amount_column(other);
                    }
                }
                for other in self.announcing(Subject::Field(Field::Amount)) {
                    let name = quote(&self.sheet.columns[other].name);
                    let column = &mut self.columns[other];
                    let has_amounts = column.profile.has_amounts() && column.profile.filled > 0;
                    if has_amounts && column.reason.is_none() {
                        let reason =
                            format!("another column is the amount; add amount={name} or equivalent={name}");
                        column.reason = Some(reason);
                    }
                }
                for field in [Field::Currency, Field::Units] {
                    let named = self.announcing(Subject::Field(field));
                    if let Some(column) = named.into_iter().find(|index| self.is_vocabulary(field, *index)) {
                        self.take(field, column, Options::default());
                    }
                }
            }
            (None, Some(column)) => {
                self.blocked.push(self.unreadable(*column, "amounts", "amount=COLUMN"));
            }
            (None, None) => {}
        }
    }

    /// Whether the headers of two columns differ in their currency only.
    fn is_other_currency(&self, first: usize, other: usize) -> bool {
        let [first, other] = [first, other].map(|column| evidence::header(self.sheet, column));
        let is_same = header_words(&first.label) == header_words(&other.label);
        is_same
            && other.currency.map_or(!other.choices.is_empty(), |currency| first.currency != Some(currency))
    }

    fn is_vocabulary(&self, field: Field, column: usize) -> bool {
        let profile = &self.columns[column].profile;
        match field {
            Field::Currency => profile.is_nearly_all(profile.currencies),
            _ => self.texts_of(column).iter().all(|text| text.parse::<crate::money::Unit>().is_ok()),
        }
    }

    fn amount_column(&mut self, column: usize) {
        let hints = evidence::header(self.sheet, column);
        let mut options = Options { currency: hints.currency, unit: hints.unit, ..Options::default() };
        let named: Vec<String> = hints
            .currency
            .iter()
            .map(ToString::to_string)
            .chain(hints.unit.iter().map(ToString::to_string))
            .collect();
        if !named.is_empty() {
            self.note(column, format!("{} by the header", named.join(" and ")));
        }
        self.columns[column].evidence.extend(hints.doubt.map(|doubt| doubt.message));
        let (sign, note) = describe_decimal_sign(self.sheet, column);
        options.decimal = sign;
        self.columns[column].evidence.extend(note);
        self.take(Field::Amount, column, options);
    }
}
