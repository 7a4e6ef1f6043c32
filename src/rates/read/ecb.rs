//! The ECB's CSV: the historical table, and the file of one day, which has spaces and writes `21 March 2025`.

use chrono::{Datelike, NaiveDate};

use super::cells::{Cell, Line, without_last_comma};
use super::{Invalid, RateFaults};
use crate::invalid::Problem;
use crate::money::{Currency, Decimal, parse_decimal};
use crate::rates::RateTable;

/// The day and the rates of a row.
type Row = (NaiveDate, Vec<Option<Decimal>>);

/// Whether `line` is the header of a table.
pub(super) fn is_header(line: &str) -> bool {
    line.split_once(',').is_some_and(|(first, _)| first.trim().trim_matches('"').eq_ignore_ascii_case("date"))
}

/// Reads a table, newest day first. If there are faults, the table is incomplete.
pub(super) fn read<'a>(
    header: Line<'a>,
    lines: impl Iterator<Item = Line<'a>>,
    file: &str,
    faults: &mut RateFaults,
) -> RateTable {
    let mut rows = Vec::new();
    let Some((width, currencies)) = currencies(header, faults) else {
        return RateTable::from_rows(file, Currency::EUR, Vec::new(), rows);
    };
    let (mut above, mut is_empty) = (None, true);
    for line in lines {
        is_empty = false;
        rows.extend(row(line, width, &mut above, faults));
    }
    if is_empty {
        let hint = "a table has a row for each day under its header";
        faults.add(header.number, 1, Problem::new("there are no rates in the file").hint(hint));
    }
    RateTable::from_rows(file, Currency::EUR, currencies, rows)
}

/// Reads the header. Returns the number of its currencies, and those that are valid.
fn currencies(header: Line<'_>, faults: &mut RateFaults) -> Option<(usize, Vec<Currency>)> {
    let cells = faults.cells(header)?;
    let cells = without_last_comma(&cells).get(1..).unwrap_or_default();
    let mut seen = Vec::new();
    for cell in cells {
        let found = Currency::of_code(&cell.text).map_err(Invalid::from).and_then(|currency| {
            let problem = match currency {
                Currency::EUR => "the column EUR gives the euro in euros".to_owned(),
                _ if seen.contains(&currency) => format!("the column {currency} appears twice"),
                _ => return Ok(currency),
            };
            Err(Problem::new(problem).hint("a table has one column for each currency but EUR").into())
        });
        seen.extend(faults.keep(header.number, cell.column, found));
    }
    Some((cells.len(), seen))
}

/// Reads a row. `above` is the last valid day.
fn row(line: Line<'_>, width: usize, above: &mut Option<NaiveDate>, faults: &mut RateFaults) -> Option<Row> {
    let cells = faults.cells(line)?;
    let (date, values) = without_last_comma(&cells).split_first()?;
    let day = parse_day(&date.text).and_then(|day| match above {
        Some(above) if day >= *above => {
            Err(Problem::new(format!("{day} is not before the row above it, which is of {above}"))
                .hint("a table has the newest day first, and each day once"))
        }
        _ => Ok(day),
    });
    let day = faults.keep(line.number, date.column, day);
    *above = day.or(*above);
    if values.len() != width {
        let column = values.get(width).map_or(1, |cell| cell.column);
        let problem = format!("{} values under {width} currencies", values.len());
        faults.add(line.number, column, Problem::new(problem).hint("write N/A where there is none"));
        return None;
    }
    let rate = |cell: &Cell<'_>| faults.keep(line.number, cell.column, parse_rate(&cell.text));
    let rates: Vec<Option<Decimal>> = values.iter().map(rate).map(Option::flatten).collect();
    Some((day?, rates))
}

/// Parses `2025-03-21` or `21 March 2025`.
fn parse_day(text: &str) -> Result<NaiveDate, Problem> {
    if !text.contains(' ') {
        return super::day(text);
    }
    let day = NaiveDate::parse_from_str(text, "%d %B %Y").ok().filter(|day| (1..=9999).contains(&day.year()));
    day.ok_or_else(|| {
        Problem::new(format!("{text:?} is not a date")).hint("write 2025-03-21 or 21 March 2025")
    })
}

/// Parses a rate; `None` for `N/A` and an empty cell.
fn parse_rate(text: &str) -> Result<Option<Decimal>, Problem> {
    if text.is_empty() || text == "N/A" {
        return Ok(None);
    }
    let rate = parse_decimal(text)?;
    if rate.is_zero() {
        return Err(Problem::new("a rate of zero").hint("write N/A where there is none"));
    }
    Ok(Some(rate))
}
