//! The ECB's CSV: the historical table and the file of one day, which has spaces and writes `21 March 2025`.

use chrono::NaiveDate;

use super::Faults;
use super::cells::{Cell, Line};
use crate::invalid::Problem;
use crate::money::{Currency, parse_decimal};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether a first line is the header of a table.
pub(super) fn is_header(line: &str) -> bool {
    line.split_once(',').is_some_and(|(first, _)| first.trim().trim_matches('"').eq_ignore_ascii_case("date"))
}

/// Checks a table and writes it in the one form that is looked up.
pub(super) fn read<'a>(
    header: Line<'a>,
    rows: impl Iterator<Item = Line<'a>>,
    faults: &mut Faults,
) -> String {
    let mut table = String::from("Date");
    let Some(width) = currencies(header, &mut table, faults) else { return table };
    table.push('\n');
    let empty = table.len();
    let mut above = None;
    for line in rows {
        row(line, width, &mut above, &mut table, faults);
        table.push('\n');
    }
    if table.len() == empty {
        let hint = "a table has a row for each day under its header";
        faults.add(header.number, 1, Problem::new("there are no rates in the file").hint(hint));
    }
    table
}

/// Writes the header; gives how many currencies it has.
fn currencies(header: Line<'_>, table: &mut String, faults: &mut Faults) -> Option<usize> {
    let cells = faults.cells(header)?;
    let cells = without_last_comma(&cells).get(1..).unwrap_or_default();
    let mut seen = Vec::new();
    for cell in cells {
        let found = cell.text.parse().and_then(|currency: Currency| {
            if currency == Currency::EUR || seen.contains(&currency) {
                let problem = format!("the column {currency} is there twice, or the euro in itself");
                return Err(Problem::new(problem).hint("a table has one column for each currency but EUR"));
            }
            Ok(currency)
        });
        if let Some(currency) = faults.keep(header.number, cell.column, found) {
            table.push(',');
            table.push_str(currency.code());
            seen.push(currency);
        }
    }
    Some(cells.len())
}

/// Writes one row.
fn row(
    line: Line<'_>,
    width: usize,
    above: &mut Option<NaiveDate>,
    table: &mut String,
    faults: &mut Faults,
) -> Option<()> {
    let cells = faults.cells(line)?;
    let (date, values) = without_last_comma(&cells).split_first()?;
    let day = written_day(&date.text).and_then(|day| match above {
        Some(above) if day >= *above => {
            Err(Problem::new(format!("{day} is not before the row above it, which is of {above}"))
                .hint("a table has the newest day first, and each day once"))
        }
        _ => Ok(day),
    });
    if let Some(day) = faults.keep(line.number, date.column, day) {
        *above = Some(day);
        table.push_str(&day.to_string());
    }
    if values.len() != width {
        let column = values.get(width).map_or(1, |cell| cell.column);
        let problem = format!("{} values under {width} currencies", values.len());
        faults.add(line.number, column, Problem::new(problem).hint("write N/A where there is none"));
        return None;
    }
    for cell in values {
        if let Some(text) = faults.keep(line.number, cell.column, value(&cell.text)) {
            table.push(',');
            table.push_str(text);
        }
    }
    Some(())
}

/// The ECB ends its lines with a comma.
fn without_last_comma<'c, 'a>(cells: &'c [Cell<'a>]) -> &'c [Cell<'a>] {
    match cells.split_last() {
        Some((last, rest)) if last.text.is_empty() && !rest.is_empty() => rest,
        _ => cells,
    }
}

/// Reads `2025-03-21` or `21 March 2025`.
fn written_day(text: &str) -> Result<NaiveDate, Problem> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [day, month, year] = parts.as_slice() else { return super::day(text) };
    match MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month)) {
        Some(index) => super::day(&format!("{year}-{:02}-{day:0>2}", index + 1)),
        None => {
            Err(Problem::new(format!("{text:?} is not a date")).hint("write 2025-03-21 or 21 March 2025"))
        }
    }
}

/// A rate as it stands, or `N/A`.
fn value(text: &str) -> Result<&str, Problem> {
    if text.is_empty() || text == "N/A" {
        return Ok("N/A");
    }
    if parse_decimal(text)?.is_zero() {
        return Err(Problem::new("a rate of zero").hint("write N/A where there is none"));
    }
    Ok(text)
}
