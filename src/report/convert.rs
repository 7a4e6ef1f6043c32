//! One amount in another currency.

use super::table::{Cell, Column, Document, Layout, Table};
use super::{Report, ReportError};
use crate::money::{Amount, Estimate};
use crate::query::Value;

/// The amount and what it comes to, with the rate, its date and its source.
///
/// # Errors
/// When the result is too large for a decimal.
pub fn convert(value: &Value, for_people: bool) -> Result<Report, ReportError> {
    let from = value.from;
    let to = value.amount().map_err(|_| ReportError::Overflow { what: from.to_string() })?;
    let rate = value.rate().map_or(Cell::Missing, Cell::Rate);
    let date = value.rate_date().map_or(Cell::Missing, Cell::Date);
    let source = Cell::text(value.source());
    let (names, row): (&[&str], Vec<Cell>) = if for_people {
        (
            &["amount", "converted", "rate", "date", "source"],
            vec![Cell::Amount(from), Cell::Amount(to), rate, date, source],
        )
    } else {
        let mut row = vec![Cell::text(from.quantity.bound().as_str())];
        row.extend(figures(&from));
        row.extend(figures(&to));
        row.extend([rate, date, source]);
        let names = &[
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
        (names, row)
    };
    let columns = names
        .iter()
        .map(|name| if *name == "source" { Column::new(*name).wraps() } else { Column::new(*name) })
        .collect();
    let table = Table { layout: Layout::Ledger, columns, rows: vec![row], ..Table::default() };
    Ok(Report { document: Document { tables: vec![table], records: None }, ..Report::default() })
}

fn figures(amount: &Amount) -> [Cell; 4] {
    let Estimate { floor, headline, ceiling } = amount.estimate();
    let figure = |value| Cell::Figure(value, amount.currency);
    [
        figure(floor),
        figure(headline),
        ceiling.map_or(Cell::Open, figure),
        Cell::text(amount.currency.to_string()),
    ]
}
