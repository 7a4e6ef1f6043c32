//! The rates on record.

use super::table::{Cell, Column, Document, Table};
use super::{Report, Unconverted};
use crate::date::PartialDate;
use crate::money::Currency;
use crate::rates::{RateBook, When};

/// Every series of quotes that touches one of `currencies` (or every one), with its value on a date or its last one.
pub fn rates(book: &RateBook, currencies: &[Currency], on: Option<PartialDate>) -> Report {
    let mut rows = Vec::new();
    let mut stale = 0;
    for series in book.series() {
        let asked = |currency: Currency| currencies.contains(&currency);
        if !currencies.is_empty() && !asked(series.base) && !asked(series.quote) {
            continue;
        }
        let on = on.map_or_else(|| series.last.map_or(When::Latest, When::Day), When::from);
        let path = book.path(series.base, series.quote, on);
        stale += usize::from(path.is_err());
        let (date, rate) = match &path {
            Ok(path) => (Cell::Date(path.date()), path.rate().map_or(Cell::Missing, Cell::Rate)),
            Err(_) => (Cell::Missing, Cell::Missing),
        };
        rows.push(vec![
            Cell::text(series.base.to_string()),
            Cell::text(series.quote.to_string()),
            Cell::text(series.quote.name()),
            Cell::Date(series.first),
            series.last.map_or(Cell::Missing, |last| Cell::Date(last.into())),
            Cell::Count(series.count as u64),
            date,
            rate,
            Cell::text(series.source),
        ]);
    }
    let columns = vec![
        Column::new("base"),
        Column::new("quote"),
        Column::new("name").wraps().rank(2),
        Column::new("first"),
        Column::new("last"),
        Column::new("count"),
        Column::new("date"),
        Column::new("rate"),
        Column::new("source").wraps().rank(1),
    ];
    let mut caveats = vec![
        "one unit of base buys rate units of quote; others follow through the shortest chain".to_owned(),
    ];
    if stale > 0 {
        caveats.push(format!("{stale} of {} series have no rate for that date", rows.len()));
    }
    let table = Table { columns, rows, caveats, ..Table::default() };
    Report { document: Document { tables: vec![table], records: None }, unconverted: Unconverted::default() }
}
