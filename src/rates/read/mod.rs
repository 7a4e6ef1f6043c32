//! Reads files of rates. The first line of a text decides its form; one that begins with `<` is XML. `io/rate_file.rs` unpacks
//! ZIP archives before. Every line is read or is a fault, and all faults are returned at once.
//!
//! - `cells.rs`: lines and cells with their positions
//! - `daily.rs`: gathers daily rates into tables
//! - `ecb.rs`: the ECB's CSV, one column for each currency
//! - `fred.rs`: the Federal Reserve's daily rates, as FRED's CSV has them
//! - `journal.rs`: price lines of ledger, hledger and beancount
//! - `plain.rs`: a CSV of quotes, `date,base,quote,rate`
//! - `portal.rs`: CSV of the ECB's data portal
//! - `xml.rs`: the ECB's XML

mod cells;
mod daily;
mod ecb;
mod fred;
mod journal;
mod plain;
mod portal;
mod xml;

use chrono::NaiveDate;

use crate::date::parse_day;
use crate::invalid::{FaultList, MAX_FAULTS, Problem};
use crate::money::{Currency, NoCurrency, parse_decimal};
use cells::{Cell, Line, QuoteError, lines};

use super::{Quote, RateTable};

/// The content of a file of rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RatesFile {
    /// Single quotes, in the order of the file.
    Quotes(Vec<Quote>),
    /// Daily rates, a table for each base currency and source.
    Tables(Vec<RateTable>),
}

/// A fault of a file of rates.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {invalid}")]
pub struct RateFault {
    /// The line number, from 1.
    pub line: usize,
    /// The position in the line in characters, from 1.
    pub column: usize,
    /// What is wrong, and how to correct it.
    pub invalid: Problem,
}

/// Every fault of a file of rates, in the order of the file.
pub type RateFaults = FaultList<RateFault>;

/// Reads a file of rates from its content `text`. `file` is its name, the source of every quote that names no other.
///
/// # Errors
/// All faults of the file.
///
/// ```
/// use outlay::date::PartialDate;
/// use outlay::money::Currency;
/// use outlay::rates::{Rates, RatesFile, read_rates};
///
/// let rates = match read_rates("Date,USD,XAU\n2025-03-10,1.09,0.00037\n", "own.csv") {
///     Ok(RatesFile::Tables(tables)) => tables.into_iter().fold(Rates::built_in(), Rates::with_table),
///     Ok(RatesFile::Quotes(quotes)) => Rates::built_in().with_quotes(quotes),
///     Err(faults) => panic!("{faults}"),
/// };
/// let day: PartialDate = "2025-03-10".parse()?;
/// let path = rates.path(Currency::EUR, Currency::USD, day.into())?;
/// assert_eq!((path.rate(), path.source().as_str()), (Some("1.09".parse()?), "own.csv"));
///
/// let faults = read_rates("date,base,quote,rate\n2025-03-10,EUR,USD,x\n", "own.csv").unwrap_err();
/// assert!(faults.to_string().starts_with("line 2, column 20: \"x\" is not a decimal number"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_rates(text: &str, file: &str) -> Result<RatesFile, RateFaults> {
    let mut faults = RateFaults::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = lines(text).peekable();
    let content = match lines.peek().copied() {
        None => {
            let hint = "a file of rates begins for example with the header date,base,quote,rate";
            faults.add(1, 1, Problem::new("there are no rates in the file").hint(hint));
            RatesFile::Quotes(Vec::new())
        }
        Some(first) if plain::is_header(first.text) => {
            RatesFile::Quotes(plain::read(first, lines.skip(1), file, &mut faults))
        }
        Some(first) if first.text.trim_start().starts_with('<') => {
            RatesFile::Tables(xml::read(text, file, &mut faults).into_tables())
        }
        Some(first) if portal::is_header(first.text) => {
            RatesFile::Tables(portal::read(first, lines.skip(1), file, &mut faults).into_tables())
        }
        Some(first) if fred::is_header(first.text) => {
            RatesFile::Tables(fred::read(first, lines.skip(1), &mut faults).into_tables())
        }
        Some(first) if ecb::is_header(first.text) => {
            RatesFile::Tables(vec![ecb::read(first, lines.skip(1), file, &mut faults)])
        }
        Some(first) if has_other_separator(first.text) => {
            let hint = "save the file with commas between the columns and points as decimal signs";
            faults.add(first.number, 1, Problem::new("the columns are not separated by commas").hint(hint));
            RatesFile::Quotes(Vec::new())
        }
        Some(_) => RatesFile::Quotes(journal::read(lines, file, &mut faults)),
    };
    if faults.count() == 0 { Ok(content) } else { Err(faults) }
}

/// Whether a line is the header of a known form with semicolons or tabs in place of commas.
fn has_other_separator(line: &str) -> bool {
    [";", "\t"].iter().any(|sign| {
        let header = line.replace(sign, ",");
        header != line
            && (plain::is_header(&header)
                || portal::is_header(&header)
                || fred::is_header(&header)
                || ecb::is_header(&header))
    })
}

impl RateFaults {
    /// Returns the number of faults.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shown.len() + self.omitted
    }

    /// Adds a fault. What is wrong is put into words only if it is shown.
    fn add(&mut self, line: usize, column: usize, invalid: impl Into<Problem>) {
        if self.shown.len() < MAX_FAULTS {
            self.shown.push(RateFault { line, column, invalid: invalid.into() });
        } else {
            self.omitted += 1;
        }
    }

    /// Returns the value, or adds a fault and returns `None`.
    fn keep<T>(&mut self, line: usize, column: usize, result: Result<T, impl Into<Problem>>) -> Option<T> {
        result.map_err(|invalid| self.add(line, column, invalid)).ok()
    }

    /// Returns the cells of a line of CSV, or adds a fault and returns `None`.
    fn cells<'a>(&mut self, line: Line<'a>) -> Option<Vec<Cell<'a>>> {
        line.cells().map_err(|(column, error)| self.add(line.number, column, error)).ok()
    }
}

/// What is wrong with a value.
enum Invalid {
    /// It is no currency.
    Currency(NoCurrency),
    /// Anything else.
    Other(Problem),
}

impl From<NoCurrency> for Invalid {
    fn from(currency: NoCurrency) -> Self {
        Self::Currency(currency)
    }
}

impl From<Problem> for Invalid {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        match invalid {
            Invalid::Currency(currency) => currency.into(),
            Invalid::Other(problem) => problem,
        }
    }
}

impl From<QuoteError> for Problem {
    fn from(error: QuoteError) -> Self {
        let message = match error {
            QuoteError::Unclosed => "the quotation mark is not closed on this line",
            QuoteError::TextAfterQuote => "there is more in the cell after its closing quotation mark",
        };
        Self::new(message).hint("write a quotation mark within a quoted cell twice")
    }
}

/// The cells of one quote.
struct Price<'a> {
    date: Cell<'a>,
    base: Cell<'a>,
    quote: Cell<'a>,
    rate: Cell<'a>,
    source: &'a str,
}

impl Price<'_> {
    /// Returns the quote, or adds a fault for each invalid cell and returns `None`.
    fn read(&self, line: usize, faults: &mut RateFaults) -> Option<Quote> {
        let date = faults.keep(line, self.date.column, day(&self.date.text));
        let base = faults.keep(line, self.base.column, Currency::of_token(&self.base.text));
        let quote = faults.keep(line, self.quote.column, Currency::of_token(&self.quote.text));
        let rate = faults.keep(line, self.rate.column, parse_decimal(&self.rate.text));
        let (date, base, quote, rate) = (date?, base?, quote?, rate?);
        let column = if base == quote { self.quote.column } else { self.rate.column };
        faults.keep(line, column, Quote::new(date, base, quote, rate, self.source))
    }
}

/// Parses a day. Every error has a hint.
fn day(text: &str) -> Result<NaiveDate, Problem> {
    parse_day(text).map_err(|invalid| invalid.hint("write a day of the calendar: 2025-03-21"))
}

#[cfg(test)]
mod tests;
