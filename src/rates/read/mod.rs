//! Files of rates: the ECB's CSV, a plain CSV, and the price lines of ledger, hledger and beancount.
//!
//! What a file is shows in its first line. Every line of it is read or is a fault, and all faults are given at
//! once.

mod cells;
mod ecb;
mod journal;
mod plain;

use chrono::NaiveDate;

use crate::date::parse_day;
use crate::invalid::Problem;
use crate::money::{Currency, parse_decimal};
use cells::{Cell, Line, lines};

use super::{DailyTable, Quote};

/// What a file of rates holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatesFile {
    /// Single quotes, in the order of the file.
    Quotes(Vec<Quote>),
    /// A daily series in the ECB's form.
    Table(DailyTable),
}

/// What is wrong at one place of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {invalid}")]
pub struct RateFault {
    /// The line, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// What was found, and what would be right.
    pub invalid: Problem,
}

/// Reads a file of rates. `file` is its name, the source of whatever gives no other.
///
/// # Errors
/// Every fault of the file.
pub fn read_rates(text: &str, file: &str) -> Result<RatesFile, Vec<RateFault>> {
    let mut faults = Faults::default();
    let mut lines = lines(text.strip_prefix('\u{feff}').unwrap_or(text)).peekable();
    let content = match lines.peek().copied() {
        None => {
            let hint = "a file of rates begins for example with the header date,base,quote,rate";
            faults.add(1, 1, Problem::new("there are no rates in the file").hint(hint));
            RatesFile::Quotes(Vec::new())
        }
        Some(first) if plain::is_header(first.text) => {
            RatesFile::Quotes(plain::read(first, lines.skip(1), file, &mut faults))
        }
        Some(first) if ecb::is_header(first.text) => {
            RatesFile::Table(DailyTable::new(ecb::read(first, lines.skip(1), &mut faults), file))
        }
        Some(_) => RatesFile::Quotes(journal::read(lines, file, &mut faults)),
    };
    if faults.0.is_empty() { Ok(content) } else { Err(faults.0) }
}

/// The faults that were met so far, so that reading can go on.
#[derive(Default)]
struct Faults(Vec<RateFault>);

impl Faults {
    fn add(&mut self, line: usize, column: usize, invalid: Problem) {
        self.0.push(RateFault { line, column, invalid });
    }

    /// The value, or nothing and one more fault.
    fn keep<T>(&mut self, line: usize, column: usize, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|invalid| self.add(line, column, invalid)).ok()
    }

    /// The cells of a line of CSV, or nothing and one more fault.
    fn cells<'a>(&mut self, line: Line<'a>) -> Option<Vec<Cell<'a>>> {
        line.cells().map_err(|(column, invalid)| self.add(line.number, column, invalid)).ok()
    }
}

/// The pieces of one quote where they stand.
struct Price<'a> {
    date: Cell<'a>,
    base: Cell<'a>,
    quote: Cell<'a>,
    rate: Cell<'a>,
    source: &'a str,
}

impl Price<'_> {
    /// The quote, or nothing and a fault for each piece that is wrong.
    fn read(&self, line: usize, faults: &mut Faults) -> Option<Quote> {
        let date = faults.keep(line, self.date.column, day(&self.date.text));
        let base = faults.keep(line, self.base.column, Currency::from_token(&self.base.text));
        let quote = faults.keep(line, self.quote.column, Currency::from_token(&self.quote.text));
        let rate = faults.keep(line, self.rate.column, parse_decimal(&self.rate.text));
        let (date, base, quote, rate) = (date?, base?, quote?, rate?);
        let column = if base == quote { self.quote.column } else { self.rate.column };
        faults.keep(line, column, Quote::new(date, base, quote, rate, self.source))
    }
}

/// A day, with advice for every way of not being one.
fn day(text: &str) -> Result<NaiveDate, Problem> {
    parse_day(text).map_err(|invalid| invalid.hint("write a day of the calendar: 2025-03-21"))
}

#[cfg(test)]
mod tests;
