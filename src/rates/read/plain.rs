//! A CSV of quotes with the columns `date,base,quote,rate` and optionally `source`, in any order.

use super::cells::{Cell, Line};
use super::{Faults, Price};
use crate::invalid::{Problem, keyword_enum};
use crate::rates::{KnownRates, Quote};

keyword_enum! {
    /// A column.
    enum Column is "column of a file of rates" {
        Date = "date",
        Base = "base",
        Quote = "quote",
        Rate = "rate",
        Source = "source",
    }
}

const HEADER: &str = "the header is date,base,quote,rate or date,base,quote,rate,source, in any order";

/// Whether `line` is the header of a CSV of quotes, even an invalid one.
pub(super) fn is_header(line: &str) -> bool {
    let is_column = |cell: &str| {
        let word = cell.trim().trim_matches('"');
        ["base", "quote", "rate"].iter().any(|column| word.eq_ignore_ascii_case(column))
    };
    line.contains(',') && line.split(',').any(is_column)
}

/// Reads the rows below a header.
pub(super) fn read<'a>(
    header: Line<'a>,
    rows: impl Iterator<Item = Line<'a>>,
    file: &str,
    faults: &mut Faults,
) -> Vec<Quote> {
    let Some(columns) = columns(header, faults) else { return Vec::new() };
    let mut known = KnownRates::default();
    let quote = |row: Line<'a>| {
        let quote = quote(row, &columns, file, faults)?;
        faults.keep(row.number, 1, known.insert(&quote)).map(|()| quote)
    };
    rows.filter_map(quote).collect()
}

/// Returns the columns in the order of the header. `None` if the header is invalid.
fn columns(header: Line<'_>, faults: &mut Faults) -> Option<Vec<Column>> {
    let before = faults.0.len();
    let mut columns: Vec<Column> = Vec::new();
    for cell in faults.cells(header)? {
        let found = cell.text.parse().map_err(|invalid: Problem| invalid.hint(HEADER));
        let Some(column) = faults.keep(header.number, cell.column, found) else { continue };
        if columns.contains(&column) {
            let problem = format!("the column {:?} appears twice", column.as_str());
            faults.add(header.number, cell.column, Problem::new(problem).hint(HEADER));
        }
        columns.push(column);
    }
    for column in Column::ALL.iter().filter(|column| **column != Column::Source && !columns.contains(column))
    {
        let problem = format!("there is no column {:?}", column.as_str());
        faults.add(header.number, 1, Problem::new(problem).hint(HEADER));
    }
    (faults.0.len() == before).then_some(columns)
}

fn quote(row: Line<'_>, columns: &[Column], file: &str, faults: &mut Faults) -> Option<Quote> {
    let cells = faults.cells(row)?;
    if cells.len() != columns.len() {
        let problem = format!("{} cells under {} columns", cells.len(), columns.len());
        let column = cells.get(columns.len()).map_or(1, |cell| cell.column);
        let hint = "give each column one cell; quote a cell that has a comma in it";
        faults.add(row.number, column, Problem::new(problem).hint(hint));
        return None;
    }
    let cell = |wanted: Column| -> Option<Cell<'_>> {
        columns.iter().position(|column| *column == wanted).map(|index| cells[index].clone())
    };
    let source = cell(Column::Source).filter(|cell| !cell.text.is_empty());
    Price {
        date: cell(Column::Date)?,
        base: cell(Column::Base)?,
        quote: cell(Column::Quote)?,
        rate: cell(Column::Rate)?,
        source: source.as_ref().map_or(file, |cell| &cell.text),
    }
    .read(row.number, faults)
}
