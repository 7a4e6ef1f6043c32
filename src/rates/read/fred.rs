//! Daily exchange rates of the Federal Reserve (release H.10) as FRED's CSV has them: `observation_date,DEXTAUS`.

use super::cells::{Cell, Line};
use super::daily::DailyRates;
use super::{RateFaults, day};
use crate::invalid::Problem;
use crate::money::{Currency, parse_decimal};

/// The series with their currencies.
const SERIES: &str = include_str!("../../../data/fred-series.csv");

/// The pair of a series.
type Pair = (Currency, Currency);

/// Whether `line` is the header of a file of series. Older files call the first column `DATE`, as the ECB does.
pub(super) fn is_header(line: &str) -> bool {
    let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
    match cells.next() {
        Some("observation_date") => true,
        Some("DATE") => cells.next().is_some_and(|series| series.starts_with("DEX")),
        _ => false,
    }
}

/// Reads the rows below a header. The source of each rate is its series.
pub(super) fn read<'a>(
    header: Line<'a>,
    rows: impl Iterator<Item = Line<'a>>,
    faults: &mut RateFaults,
) -> DailyRates {
    let mut rates = DailyRates::default();
    let Some(header_cells) = faults.cells(header) else { return rates };
    let series = header_cells.get(1..).unwrap_or_default();
    let pairs: Vec<Option<Pair>> =
        series.iter().map(|cell| faults.keep(header.number, cell.column, pair(&cell.text))).collect();
    for row in rows {
        let Some(cells) = faults.cells(row) else { continue };
        if cells.len() != header_cells.len() {
            let problem = format!("{} cells under {} columns", cells.len(), header_cells.len());
            faults.add(row.number, 1, Problem::new(problem).hint("leave the cell empty where there is none"));
            continue;
        }
        let Some((date, values)) = cells.split_first() else { continue };
        let Some(day) = faults.keep(row.number, date.column, day(&date.text)) else { continue };
        for ((value, series), pair) in values.iter().zip(series).zip(&pairs) {
            let (Some(pair), false) = (pair, is_missing(value)) else { continue };
            let source = format!("FRED {}", series.text);
            let rate = parse_decimal(&value.text);
            let added = rate.and_then(|rate| rates.insert(day, *pair, rate, &source));
            faults.keep(row.number, value.column, added);
        }
    }
    rates
}

/// Whether a day has no rate: older files write a dot.
fn is_missing(value: &Cell<'_>) -> bool {
    value.text.is_empty() || value.text == "."
}

/// Returns the currencies of a series.
fn pair(series: &str) -> Result<Pair, Problem> {
    let unknown = || {
        Problem::new(format!("{series:?} is not a daily series of H.10 whose currencies are known"))
            .hint("write its rates as date,base,quote,rate")
    };
    let pair = |row: &'static str| row.strip_prefix(series)?.strip_prefix(',')?.split_once(',');
    let (base, quote) = SERIES.lines().skip(1).find_map(pair).ok_or_else(unknown)?;
    Ok((base.parse()?, quote.parse()?))
}
