//! What makes a row unreadable beside its cells: comments, merged cells, and columns that contradict its places.

use super::draft::{Draft, Fault};
use super::row::{RowCells, RowReader, Settings};
use super::rule::{Origin, Rule};
use super::{cell_comments, other_place};
use crate::invalid::Problem;

impl RowReader<'_> {
    /// Returns the faults of columns that are kept and name other countries than the row.
    pub(super) fn other_places(&self, cells: &RowCells<'_>, draft: &Draft) -> Vec<Fault> {
        let rules = self.mapping.rules.iter().zip(&self.settings);
        let others = rules.filter(|(_, settings)| settings.is_other_place);
        let fault = |(rule, _): (&Rule, &Settings)| {
            let problem = other_place::contradiction(&cells.text(rule)?, draft)?;
            Some(cells.fault(rule, problem))
        };
        others.filter_map(fault).collect()
    }

    /// Returns the faults of cells whose comments may change what the row says.
    pub(super) fn commented(&self, cells: &RowCells<'_>) -> Vec<Fault> {
        if self.comments.is_empty() {
            return Vec::new();
        }
        let fault = |column: usize| {
            let comment = self.comments.get(&(cells.row.line, column))?;
            let is_amount = self.mapping.uses_of(column).any(|rule| rule.field.is_amount());
            let problem = cell_comments::problem(comment, is_amount)?;
            Some(match self.mapping.uses_of(column).next() {
                Some(rule) => cells.fault(rule, problem),
                None => Fault::of_row(problem),
            })
        };
        (0..self.mapping.width()).filter_map(fault).collect()
    }

    /// Returns the faults of amounts whose cells are merged over several rows: they are those of all these rows together.
    pub(super) fn merged_amounts(&self, cells: &RowCells<'_>) -> Vec<Fault> {
        let fault = |rule: &Rule| {
            let Origin::Column(column) = rule.origin else { return None };
            let lines = self.merged.get(&(cells.row.line, column)).filter(|_| rule.field.is_amount())?;
            let (first, last) = (lines.start(), lines.end());
            let message = format!(
                "the cell is merged over the rows {first} to {last}, and its amount is that of all of them"
            );
            let hint = "give each row its own amount, or make one row of them";
            Some(cells.fault(rule, Problem::new(message).hint(hint)))
        };
        if self.merged.is_empty() {
            Vec::new()
        } else {
            self.mapping.rules.iter().filter_map(fault).collect()
        }
    }
}
