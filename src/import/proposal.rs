//! A mapping by the words of the headers and by what the cells are. Every column appears in it: used, or not used with the
//! reason.

use std::borrow::Cow;

use super::evidence::{self, describe_day_order, describe_decimal_sign};
use super::mapping::Mapping;
use super::rule::{Field, Origin};
use super::sheet_evidence::SheetEvidence;
use super::states::PlaceCells;
use super::{cell, outcome, place, vocabulary, words};
use crate::hash::HashMap;
use crate::invalid::Problem;
use crate::sheet::Sheet;
use crate::text::{count_of, quote};

/// A mapping that the sheet suggests.
#[derive(Debug, Clone)]
pub(crate) struct Proposal {
    /// The mapping. It says what was decided from the cells, so that it reads the same rows in the same way elsewhere.
    pub(crate) mapping: Mapping,
    /// Every column of the sheet, in its order.
    pub(crate) columns: Vec<ColumnUse>,
    /// Why the mapping should not be used as it is: a column of amounts or dates was found that cannot be read.
    pub(crate) blocked: Vec<Problem>,
    /// Whether the sheet is a list that outlay wrote.
    pub(crate) is_own: bool,
}

/// What a mapping does with a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnUse {
    /// The name of the column.
    pub(crate) column: String,
    /// The fields that it gives; `None` if it gives none but one of the user's own.
    pub(crate) fields: Option<String>,
    /// Whether it is kept as a field of the user's own.
    pub(crate) is_kept: bool,
    /// What decided that: the cells with their lines, or why the column is not used.
    pub(crate) evidence: Vec<String>,
}

impl Proposal {
    /// Returns what the mapping does with each column, and what is missing.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let (mut kept, mut unused): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for ColumnUse { column, fields, is_kept, evidence } in &self.columns {
            let evidence = evidence.join("; ");
            match (fields, is_kept) {
                (Some(fields), _) if evidence.is_empty() => {
                    notes.push(format!("columns: {column} is {fields}"));
                }
                (Some(fields), _) => notes.push(format!("columns: {column} is {fields} ({evidence})")),
                (None, true) if evidence.is_empty() => kept.push(column),
                (None, true) => notes.push(format!("columns: {column} is kept as a field: {evidence}")),
                (None, false) if evidence.is_empty() => unused.push(column),
                (None, false) => notes.push(format!("columns: {column} is not used: {evidence}")),
            }
        }
        if !kept.is_empty() {
            notes.push(format!("columns: kept as fields: {}", kept.join(", ")));
        }
        if !unused.is_empty() {
            notes.push(format!("columns: not used: {}", unused.join(", ")));
        }
        notes.extend(self.missing());
        notes
    }

    /// Returns a note if no column of amounts was found, or what a list that outlay wrote does not have.
    pub(crate) fn missing(&self) -> Option<String> {
        let has = |field| self.mapping.rules_of(field).next().is_some();
        if self.is_own {
            let has_links = has(Field::IncludedIn) && has(Field::Replaces);
            let links = if has_links {
                ""
            } else {
                "; without columns included_in and replaces, each deal counts in full, even if it is part of another"
            };
            return Some(format!(
                "data: a list has no equivalents, aliases, owners and earlier figures; export the dataset that it was made of as .json to keep them{links}"
            ));
        }
        (!has(Field::Amount))
            .then(|| "amounts: no column of amounts was found, so that the deals are undisclosed".to_owned())
    }
}

/// Returns what a column of places shows about codes that may be those of states, and how many cells of a column of countries
/// name none. Where another column has the country of each row, cities are read by that.
pub(super) fn place_note(
    sheet: &SheetEvidence,
    mapping: &Mapping,
    field: Field,
    column: usize,
) -> Option<String> {
    let has_country = mapping.rules_of(Field::Place).next().is_some();
    let are_cities = field == Field::PlaceName;
    if are_cities && has_country {
        return None;
    }
    let places = sheet.places(column, are_cities);
    let unknown = if are_cities { None } else { unknown_countries(sheet, column, places) };
    let notes: Vec<String> = places.notes.iter().cloned().chain(unknown).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Returns a note on the cells of a column of countries that name none that is known.
fn unknown_countries(sheet: &Sheet, column: usize, places: &PlaceCells) -> Option<String> {
    let header = words::header_words(&sheet.columns.get(column)?.header);
    if !header.iter().any(|word| vocabulary::COUNTRIES.contains(&word.as_str())) {
        return None;
    }
    let mut known: HashMap<Cow<'_, str>, bool> = HashMap::default();
    let (mut count, mut first) = (0, None);
    for row in &sheet.rows {
        let Some(text) = row.cells.get(column).and_then(cell::text) else { continue };
        if !*known.entry(text.clone()).or_insert_with(|| place::is_known(&text, places)) {
            count += 1;
            first.get_or_insert((text, row.line));
        }
    }
    let (text, line) = first?;
    let count = count_of(count, "place", "places");
    Some(format!("{count} without a known country, such as {} (line {line})", quote(&text)))
}

/// Returns what the columns of a mapping show about that which it leaves open.
pub(crate) fn evidence_notes(sheet: &SheetEvidence, mapping: &Mapping) -> Vec<String> {
    let mut notes = Vec::new();
    for rule in &mapping.rules {
        let Origin::Column(column) = rule.origin else { continue };
        let shown = match rule.field {
            field if field.is_amount() => {
                notes.extend(
                    sheet.surroundings(column, None).note(&sheet.columns[column].name, &rule.options),
                );
                let bound = evidence::bound(sheet, column).filter(|_| rule.options.bound.is_none());
                notes.extend(bound.map(|(_, by)| format!("columns: {}: {by}", mapping.name(column))));
                describe_decimal_sign(sheet.decimal_sign(column)).filter(|_| rule.options.decimal.is_none())
            }
            field @ (Field::Place | Field::PlaceName) => place_note(sheet, mapping, field, column),
            Field::Announced if rule.options.date.is_none() => describe_day_order(sheet.day_order(column)),
            _ => None,
        };
        notes.extend(shown.map(|shown| format!("columns: {}: {shown}", mapping.name(column))));
    }
    let skipped = outcome::columns_of_rejects(sheet);
    let is_unused = |index: &usize| mapping.uses_of(*index).next().is_none();
    let unused: Vec<&str> =
        (skipped..mapping.width()).filter(is_unused).map(|column| mapping.name(column)).collect();
    if !unused.is_empty() {
        notes.push(format!("columns: not used: {}", unused.join(", ")));
    }
    notes
}
