//! One amount in another currency.

use super::table::{AMOUNTS, Cell, Column, Layout, Table, figures};
use super::{Audience, Report, ReportError, Unconverted};
use crate::query::Value;

const PEOPLE: [&str; 5] = ["amount", "converted", "rate", "date", "source"];

/// What programs get beside [`AMOUNTS`].
const RATE: [&str; 3] = ["rate", "rate_date", "rate_source"];

/// The amount, the converted amount, and the rate with its date and source: a card for people, a row for programs.
///
/// # Errors
/// If the converted amount has too many digits.
pub(crate) fn convert(value: &Value, audience: Audience) -> Result<Report, ReportError> {
    let from = value.from;
    let to = value.amount().map_err(|_| ReportError::Overflow { what: from.to_string() })?;
    let (names, mut row) = if audience.is_people() {
        (PEOPLE.to_vec(), vec![Cell::Amount(from), Cell::Amount(to)])
    } else {
        let bound = Cell::text(from.quantity.bound().as_str());
        (
            AMOUNTS.into_iter().chain(RATE).collect(),
            [bound].into_iter().chain(figures(&from)).chain(figures(&to)).collect(),
        )
    };
    row.extend([
        value.rate().map_or(Cell::Missing, Cell::Rate),
        value.rate_date().map_or(Cell::Missing, Cell::Date),
        Cell::text(value.source()),
    ]);
    let table = if audience.is_people() {
        // All of it matters, and no terminal is too narrow for a card.
        let facts = names.iter().zip(row).filter(|(_, value)| *value != Cell::Missing);
        let rows = facts.map(|(name, value)| vec![Cell::text(*name), value]).collect();
        let columns = ["field", "value"].map(Column::new).to_vec();
        Table { layout: Layout::Card, columns, rows, ..Table::default() }
    } else {
        let columns = names.iter().copied().map(Column::new).collect();
        Table { columns, rows: vec![row].into(), ..Table::default() }
    };
    Ok(Report::new(vec![table], Unconverted::default()))
}
