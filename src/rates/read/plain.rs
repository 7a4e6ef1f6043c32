//! A CSV of quotes with the columns `date,base,quote,rate` and optionally `rate_date` and `source`, in any order, as
//! `outlay rates --history` writes it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cells::{Cell, Line};
use super::{Price, RateFaults, day};
use crate::invalid::{Problem, keyword_enum};
use crate::money::Currency;
use crate::rates::{KnownRates, Quote};

keyword_enum! {
    /// A column.
    enum Column is "column of a file of rates" {
        Date = "date",
        Base = "base",
        Quote = "quote",
        Rate = "rate",
        RateDate = "rate_date",
        Source = "source",
    }
}

impl Column {
    /// Whether a file may lack the column.
    fn is_optional(self) -> bool {
        matches!(self, Self::RateDate | Self::Source)
    }
}

const HEADER: &str =
    "the header is date,base,quote,rate, in any order, and may also have rate_date and source";

/// A row: a quote that is used on its date, and the day of which it is, if the row says so.
struct Row {
    quote: Quote,
    quoted_on: Option<NaiveDate>,
}

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
    faults: &mut RateFaults,
) -> Vec<Quote> {
    let Some(columns) = columns(header, faults) else { return Vec::new() };
    let mut known = KnownRates::default();
    let read = |line: Line<'a>| {
        let row = row(line, &columns, file, faults)?;
        let checked = known.insert(&row.quote).and_then(|()| known.check_inverse(&row.quote));
        faults.keep(line.number, 1, checked).map(|()| row)
    };
    quotes(rows.filter_map(read).collect())
}

/// Returns the quotes of rows, each on the day of which it is. Where a pair has a row of that day or later before it, the
/// quote is one of the date of its row: it was worked out from several, or replaced a newer one. So every date of a row
/// has the rate of the row.
fn quotes(rows: Vec<Row>) -> Vec<Quote> {
    let mut of_pair: BTreeMap<(Currency, Currency), Vec<usize>> = BTreeMap::new();
    for (index, Row { quote, .. }) in rows.iter().enumerate() {
        let pair = (quote.base.min(quote.quote), quote.base.max(quote.quote));
        of_pair.entry(pair).or_default().push(index);
    }
    // `None` for a row that repeats the one before.
    let mut days: Vec<Option<NaiveDate>> = rows.iter().map(|row| Some(row.quote.date)).collect();
    for mut indices in of_pair.into_values() {
        indices.sort_by_key(|index| rows[*index].quote.date);
        let mut before: Option<&Row> = None;
        for index in indices {
            let row = &rows[index];
            if let Some(quoted_on) = row.quoted_on {
                if before.is_some_and(|before| row.repeats(before)) {
                    days[index] = None;
                } else if before.is_none_or(|before| before.quote.date < quoted_on) {
                    days[index] = Some(quoted_on);
                }
            }
            before = Some(row);
        }
    }
    let dated = |(row, day): (Row, Option<NaiveDate>)| Some(Quote { date: day?, ..row.quote });
    rows.into_iter().zip(days).filter_map(dated).collect()
}

impl Row {
    /// Whether this row has the quote of `before`, and not a new one.
    fn repeats(&self, before: &Self) -> bool {
        let quote = |row: &Self| (row.quote.base, row.quote.quote, row.quote.rate, row.quoted_on);
        quote(self) == quote(before) && self.quote.source == before.quote.source
    }
}

/// Returns the columns in the order of the header. `None` if the header is invalid.
fn columns(header: Line<'_>, faults: &mut RateFaults) -> Option<Vec<Column>> {
    let before = faults.count();
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
    for column in Column::ALL.iter().filter(|column| !column.is_optional() && !columns.contains(column)) {
        let problem = format!("there is no column {:?}", column.as_str());
        faults.add(header.number, 1, Problem::new(problem).hint(HEADER));
    }
    (faults.count() == before).then_some(columns)
}

fn row(row: Line<'_>, columns: &[Column], file: &str, faults: &mut RateFaults) -> Option<Row> {
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
    let price = Price {
        date: cell(Column::Date)?,
        base: cell(Column::Base)?,
        quote: cell(Column::Quote)?,
        rate: cell(Column::Rate)?,
        source: source.as_ref().map_or(file, |cell| &cell.text),
    };
    let quote = price.read(row.number, faults);
    let Some(cell) = cell(Column::RateDate).filter(|cell| !cell.text.is_empty()) else {
        return Some(Row { quote: quote?, quoted_on: None });
    };
    let quoted_on = faults.keep(row.number, cell.column, day(&cell.text));
    let (quote, quoted_on) = (quote?, quoted_on?);
    if quoted_on > quote.date {
        let problem = format!("the rate of {} is of a later day, {quoted_on}", quote.date);
        let hint = "rate_date is the day of the quote, which is the date or one before it";
        faults.add(row.number, cell.column, Problem::new(problem).hint(hint));
        return None;
    }
    Some(Row { quote, quoted_on: Some(quoted_on) })
}
