//! Each conversion laid open: the amount, the way it took, the rates, their dates and where they come from.

use super::ReportError;
use super::table::{Cell, Column, Layout, Table};
use crate::deal::Deal;
use crate::money::Currency;
use crate::query::{Basis, Value};

/// A row for each leg of each conversion, or nothing when nothing was to be converted.
pub(super) fn table<'a>(
    values: impl Iterator<Item = (&'a Deal<'a>, &'a Value)>,
    target: Option<Currency>,
) -> Result<Option<Table>, ReportError> {
    let Some(target) = target else { return Ok(None) };
    let mut rows = Vec::new();
    for (deal, value) in values {
        let converted = value.amount().map_err(|_| ReportError::overflow(deal))?;
        let start = [Cell::text(deal.id.as_str()), Cell::Amount(value.own), Cell::Amount(converted)];
        match &value.basis {
            Basis::Own => rows
                .push(row(start, [Cell::text("not converted"), Cell::Missing, Cell::Missing, Cell::Missing])),
            Basis::Stated(_) => rows.push(row(
                start,
                [Cell::text("stated"), Cell::Missing, Cell::Missing, Cell::text(value.source())],
            )),
            Basis::Rate(path) => {
                let mut start = start;
                for leg in &path.legs {
                    let sign = if leg.inverted { "÷" } else { "×" };
                    let rate = leg.rate.to_decimal().map_or(Cell::Missing, Cell::Rate);
                    let legs = [
                        Cell::text(format!("{sign} {}/{}", leg.base, leg.quote)),
                        rate,
                        Cell::Date(leg.date),
                        Cell::text(leg.full_source()),
                    ];
                    rows.push(row(start, legs));
                    start = [Cell::Text(String::new()), Cell::Text(String::new()), Cell::Text(String::new())];
                }
            }
        }
    }
    let columns = vec![
        Column::new("deal").wraps(),
        Column::new("amount").rank(2),
        Column::new(format!("in {target}")),
        Column::new("step"),
        Column::new("rate"),
        Column::new("date"),
        Column::new("source").wraps().rank(1),
    ];
    Ok(Some(Table {
        title: Some("Conversions".into()),
        layout: Layout::Ledger,
        columns,
        rows,
        caveats: Vec::new(),
    }))
}

fn row(start: [Cell; 3], end: [Cell; 4]) -> Vec<Cell> {
    start.into_iter().chain(end).collect()
}
