//! One amount in another currency.

use super::table::{Cell, Column, Layout, Table, figures};
use super::{Audience, Report, ReportError, Unconverted};
use crate::query::Value;

const PEOPLE: [&str; 5] = ["amount", "converted", "rate", "date", "source"];

const PROGRAMS: [&str; 12] = [
    "bound",
    "floor",
    "headline",
    "ceiling",
    "currency",
    "converted_floor",
    "converted_headline",
    "converted_ceiling",
    "converted_currency",
    "rate",
    "rate_date",
    "rate_source",
];

/// A table of one row: the amount, the converted amount, and the rate with its date and source.
///
/// # Errors
/// If the converted amount has too many digits.
pub(crate) fn convert(value: &Value, audience: Audience) -> Result<Report, ReportError> {
    let from = value.from;
    let to = value.amount().map_err(|_| ReportError::Overflow { what: from.to_string() })?;
    let (names, mut row) = if audience.is_people() {
        (PEOPLE.as_slice(), vec![Cell::Amount(from), Cell::Amount(to)])
    } else {
        let bound = Cell::text(from.quantity.bound().as_str());
        (PROGRAMS.as_slice(), [bound].into_iter().chain(figures(&from)).chain(figures(&to)).collect())
    };
    row.extend([
        value.rate().map_or(Cell::Missing, Cell::Rate),
        value.rate_date().map_or(Cell::Missing, Cell::Date),
        Cell::text(value.source()),
    ]);
    let column =
        |name: &&str| if *name == "source" { Column::new(*name).wraps() } else { Column::new(*name) };
    let columns = names.iter().map(column).collect();
    let table = Table { layout: Layout::Ledger, columns, rows: vec![row], ..Table::default() };
    Ok(Report::new(vec![table], Unconverted::default()))
}
