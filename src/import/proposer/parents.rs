//! Rows below one that has their sum: the parts of a deal, which would count twice.

use super::Proposer;
use crate::deal::Role;
use crate::import::row::RowReader;
use crate::import::rule::{Field, Origin};
use crate::invalid::Problem;
use crate::money::{Decimal, add};
use crate::sheet::{Row, Value};
use crate::text::quote;

/// How many groups of rows are looked at.
const MAX_GROUPS: usize = 1_000;

/// What stands between the name of a deal and that of its part.
const JOINTS: [&str; 6] = [" - ", " – ", ": ", " (", " / ", ", "];

impl Proposer<'_> {
    /// Refuses a sheet in which rows that are set below another one, or named after it, add up to it.
    pub(super) fn parents(&mut self) {
        let groups = self.groups_below_parents();
        if groups.is_empty() {
            return;
        }
        let reader = RowReader::new(self.sheet, &self.mapping);
        let rows = &self.sheet.rows;
        let amount = |row: &Row| {
            let amount = reader.read(row).draft.amount?;
            Some((amount.currency, amount.estimate().headline))
        };
        let adds_up = |(parent, end): &&(usize, usize)| {
            let Some((currency, whole)) = amount(&rows[*parent]) else { return false };
            let parts: Option<Vec<_>> = rows[parent + 1..*end].iter().map(amount).collect();
            parts.is_some_and(|parts| {
                let sum = parts.iter().try_fold(Decimal::ZERO, |sum, (_, value)| add(sum, *value));
                parts.iter().all(|(known, _)| *known == currency) && sum == Some(whole)
            })
        };
        let Some((parent, end)) = groups.iter().find(adds_up) else { return };
        let name = self.name_column().and_then(|column| text(&rows[*parent], column)).unwrap_or_default();
        let message = format!(
            "the lines {} to {} may be parts of line {}, {}: they add up to it",
            rows[parent + 1].line,
            rows[end - 1].line,
            rows[*parent].line,
            quote(name.trim())
        );
        let hint = format!(
            "delete the rows whose money is in another row; if there are none: --map '{}'",
            self.mapping
        );
        self.blocked.push(Problem::new(message).hint(hint));
    }

    /// Returns the column of the companies that the deals are about.
    fn name_column(&self) -> Option<usize> {
        let mut rules: Vec<_> = self.mapping.rules_of(Field::Party).collect();
        rules.sort_by_key(|rule| rule.options.role != Some(Role::Recipient));
        rules.into_iter().find_map(|rule| match rule.origin {
            Origin::Column(column) => Some(column),
            Origin::Constant(_) => None,
        })
    }

    /// Returns rows with two or more rows below them that seem to be their parts: the index of each, and that behind its last
    /// part.
    fn groups_below_parents(&self) -> Vec<(usize, usize)> {
        let Some(names) = self.name_column() else { return Vec::new() };
        let others: Vec<usize> = self
            .mapping
            .rules_of(Field::Party)
            .filter_map(|rule| match rule.origin {
                Origin::Column(column) if column != names => Some(column),
                _ => None,
            })
            .collect();
        let rows = &self.sheet.rows;
        let mut groups = Vec::new();
        let mut parent = 0;
        while parent + 2 < rows.len() && groups.len() < MAX_GROUPS {
            let is_part = |row: &&Row| is_part(&rows[parent], row, names, &others);
            let count = rows[parent + 1..].iter().take_while(is_part).count();
            if count > 1 {
                groups.push((parent, parent + 1 + count));
            }
            parent += 1;
        }
        groups
    }
}

/// Whether a row seems to be a part of another one above it: it is set below it, its name begins with the name of that, or it
/// names an investor of the same company where that names none.
fn is_part(parent: &Row, row: &Row, names: usize, others: &[usize]) -> bool {
    if row.depth > parent.depth {
        return true;
    }
    let Some((whole, part)) = text(parent, names).zip(text(row, names)) else { return false };
    let is_blank = |row: &Row| others.iter().all(|column| row.cells.get(*column).is_none_or(Value::is_blank));
    let (inner, own) = (indent(part), indent(whole));
    let (whole, part) = (whole.trim(), part.trim());
    if whole == part {
        return !others.is_empty() && is_blank(parent) && !is_blank(row);
    }
    let is_named_after =
        || part.strip_prefix(whole).is_some_and(|rest| JOINTS.iter().any(|joint| rest.starts_with(joint)));
    !whole.is_empty() && (inner > own + 1 || is_named_after())
}

fn text(row: &Row, column: usize) -> Option<&str> {
    match row.cells.get(column)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Returns how many blanks a text begins with; a tab or a wide one is two.
fn indent(text: &str) -> usize {
    let blanks = text.chars().take_while(|c| c.is_whitespace());
    blanks.map(|c| if c == '\t' || c == '\u{3000}' { 2 } else { 1 }).sum()
}
