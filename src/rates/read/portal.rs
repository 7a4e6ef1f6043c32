//! CSV of the ECB's data portal: one observation a line (SDMX), or one column for each series.

use chrono::NaiveDate;

use super::cells::{Cell, Line};
use super::daily::DailyRates;
use super::{Invalid, RateFaults, day};
use crate::invalid::Problem;
use crate::money::{Currency, parse_decimal};

/// What is read, and what else there is.
const DAILY_ONLY: &str =
    "only daily spot rates are read; download a series whose key is like EXR.D.USD.EUR.SP00.A";

/// Whether `line` is the header of observations, or of a table whose columns are named by their series.
pub(super) fn is_header(line: &str) -> bool {
    let cells: Vec<&str> = line.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
    cells.contains(&"OBS_VALUE") && cells.contains(&"CURRENCY_DENOM") || cells.get(1) == Some(&"TIME PERIOD")
}

/// Reads the rows below a header. `file` is the source of each rate.
pub(super) fn read<'a>(
    header: Line<'a>,
    rows: impl Iterator<Item = Line<'a>>,
    file: &str,
    faults: &mut RateFaults,
) -> DailyRates {
    let mut rates = DailyRates::default();
    let Some(cells) = faults.cells(header) else { return rates };
    let columns = match Columns::of(&cells) {
        Ok(columns) => columns,
        Err((column, problem)) => {
            faults.add(header.number, column, problem);
            return rates;
        }
    };
    for row in rows {
        let Some(row_cells) = faults.cells(row) else { continue };
        if row_cells.len() != cells.len() {
            let problem = format!("{} cells under {} columns", row_cells.len(), cells.len());
            faults.add(row.number, 1, Problem::new(problem).hint("download the file again"));
            continue;
        }
        for (date, pair, value) in columns.values(&row_cells) {
            let pair = pair.map_err(|invalid| (row_cells[0].column, invalid));
            let observation = pair.and_then(|pair| observation(date, pair, value));
            match observation {
                Ok(None) => {}
                Ok(Some((day, pair, rate))) => {
                    faults.keep(row.number, value.column, rates.insert(day, pair, rate, file));
                }
                Err((column, problem)) => faults.add(row.number, column, problem),
            }
        }
    }
    rates
}

/// A fault with its column.
type Fault = (usize, Invalid);

type Pair = (Currency, Currency);

/// Returns the day and the rate of a pair; `None` if there is none, as on holidays.
fn observation(
    date: &Cell<'_>,
    pair: Pair,
    value: &Cell<'_>,
) -> Result<Option<(NaiveDate, Pair, crate::money::Decimal)>, Fault> {
    if value.text.is_empty() || value.text == "NaN" {
        return Ok(None);
    }
    let day = day(&date.text).map_err(|problem| (date.column, problem.into()))?;
    let rate = parse_decimal(&value.text).map_err(|problem| (value.column, problem.into()))?;
    Ok(Some((day, pair, rate)))
}

/// Where a row has its day and its rates.
enum Columns {
    /// One rate a row, whose series is named by the cells of the row.
    Observations { date: usize, value: usize, dimensions: [Option<usize>; 5] },
    /// One rate a column, whose series is named by the header.
    Series { date: usize, pairs: Vec<(usize, Pair)> },
}

impl Columns {
    fn of(header: &[Cell<'_>]) -> Result<Self, Fault> {
        let position = |name: &str| header.iter().position(|cell| cell.text == name);
        if let (Some(date), Some(value)) = (position("TIME_PERIOD"), position("OBS_VALUE")) {
            let dimensions = ["FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX"].map(position);
            return Ok(Self::Observations { date, value, dimensions });
        }
        let (Some(date), Some(first)) = (position("TIME PERIOD"), header.first()) else {
            let missing = Problem::new("there is no column \"TIME_PERIOD\"").hint("download the file again");
            return Err((1, missing.into()));
        };
        let mut pairs = Vec::new();
        for (index, cell) in header.iter().enumerate().filter(|(index, _)| *index > date) {
            // The key stands in brackets behind the title of the series.
            let key = cell.text.rsplit_once('(').and_then(|(_, key)| key.strip_suffix(')'));
            let parts: Vec<&str> = key.unwrap_or_default().split('.').collect();
            let pair = match parts.as_slice() {
                ["EXR", dimensions @ ..] => pair_of(dimensions),
                _ => Err(Problem::new(format!("{:?} names no series of exchange rates", cell.text))
                    .hint(DAILY_ONLY)
                    .into()),
            };
            pairs.push((index, pair.map_err(|invalid| (cell.column, invalid))?));
        }
        if pairs.is_empty() {
            let none = Problem::new("there are no rates in the file").hint(DAILY_ONLY);
            return Err((first.column, none.into()));
        }
        Ok(Self::Series { date, pairs })
    }

    /// Returns the date, the pair and the rate of each observation of a row.
    fn values<'c, 'a>(
        &self,
        row: &'c [Cell<'a>],
    ) -> Vec<(&'c Cell<'a>, Result<Pair, Invalid>, &'c Cell<'a>)> {
        match self {
            Self::Observations { date, value, dimensions } => {
                // A dimension without a column is that of daily rates.
                let usual = ["D", "", "EUR", "SP00", "A"];
                let named = dimensions.iter().zip(usual);
                let series: Vec<&str> =
                    named.map(|(index, usual)| index.map_or(usual, |index| &*row[index].text)).collect();
                vec![(&row[*date], pair_of(&series), &row[*value])]
            }
            Self::Series { date, pairs } => {
                let value = |(index, pair): &(usize, Pair)| (&row[*date], Ok(*pair), &row[*index]);
                pairs.iter().map(value).collect()
            }
        }
    }
}

/// Returns the currencies of a series, given its frequency, currency, denominator, type and variation.
fn pair_of(series: &[&str]) -> Result<Pair, Invalid> {
    match series {
        ["D", quote, base, "SP00", "A"] => Ok((Currency::of_code(base)?, Currency::of_code(quote)?)),
        _ => Err(Problem::new(format!("the series EXR.{} has no daily spot rates", series.join(".")))
            .hint(DAILY_ONLY)
            .into()),
    }
}
