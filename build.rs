//! Embeds the exchange rates of `data/`: the ECB's table as packed cells with its currencies and days, the pegs, and the
//! rates of currencies that were replaced by law.
//!
//! Everything is checked here, so that the program has nothing to parse: a malformed cell is a build error that names
//! the file, the line and the column.

use std::error::Error;
use std::fmt::Display;
use std::path::Path;
use std::{env, fs};

#[path = "src/rates/read/cells.rs"]
mod cells;
#[path = "src/rates/packed.rs"]
mod packed;

use cells::{Cell, Line, lines, without_last_comma};

const ECB: &str = "data/eurofxref-hist.csv";
const PEGS: &str = "data/pegs.csv";
const REPLACED: &str = "data/replaced-currencies.csv";
const CURRENCIES: &str = "data/currencies.csv";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    for file in [ECB, PEGS, REPLACED, CURRENCIES, "src/rates/read/cells.rs", "src/rates/packed.rs"] {
        println!("cargo::rerun-if-changed={file}");
    }
    if let Err(error) = run() {
        println!("cargo::error={error}");
    }
}

fn run() -> Result<()> {
    let out = env::var("OUT_DIR")?;
    let currencies = fs::read_to_string(CURRENCIES)?;
    let codes: Vec<&str> = currencies.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let (table, cells) = ecb_table(&fs::read_to_string(ECB)?, &codes)?;
    let fixed = [fixed_rates("PEGS", PEGS, &codes)?, fixed_rates("REPLACED", REPLACED, &codes)?];
    fs::write(Path::new(&out).join("ecb.bin"), cells)?;
    fs::write(Path::new(&out).join("rates.rs"), table + &fixed.concat())?;
    Ok(())
}

/// Returns the currencies and days of the ECB's table as Rust items, and its cells, row by row, oldest first.
fn ecb_table(text: &str, codes: &[&str]) -> Result<(String, Vec<u8>)> {
    let (header, lines) = split(ECB, text)?;
    let columns = header.cells()?;
    let currencies: Vec<String> =
        columns.iter().skip(1).map(|column| header.currency(column, codes)).collect::<Result<_>>()?;
    let mut rows: Vec<(String, Vec<u8>)> = Vec::new();
    for line in lines {
        let cells = line.cells()?;
        if cells.len() != columns.len() {
            return Err(line.fault(1, format!("{} cells under {} columns", cells.len(), columns.len())));
        }
        if rows.last().is_some_and(|(above, _)| above.as_str() <= &*cells[0].text) {
            return Err(line.fault(1, "the day is not before the one in the row above"));
        }
        line.date(&cells[0], 10)?;
        let rates = cells[1..].iter().map(|cell| line.rate_or_absent(cell)).collect::<Result<Vec<_>>>()?;
        rows.push((cells[0].text.to_string(), rates.concat()));
    }
    rows.reverse();
    let days: Vec<String> = rows.iter().map(|(day, _)| day_expression(day)).collect();
    let items = format!(
        "pub(super) static CURRENCIES: [Currency; {}] = [{}];\npub(super) static DAYS: [NaiveDate; {}] = [{}];\n",
        currencies.len(),
        currencies.join(", "),
        days.len(),
        days.join(", ")
    );
    Ok((items, rows.into_iter().flat_map(|(_, rates)| rates).collect()))
}

/// Returns the fixed rates of `file` as a Rust item with the name `name`.
fn fixed_rates(name: &str, file: &'static str, codes: &[&str]) -> Result<String> {
    let text = fs::read_to_string(file)?;
    let (header, lines) = split(file, &text)?;
    if header.line.text != "base,quote,rate,since,source" {
        return Err(header.fault(1, "the header is not base,quote,rate,since,source"));
    }
    let mut rates = Vec::new();
    for line in lines {
        let cells = line.cells()?;
        let [base, quote, rate, since, source] = cells.as_slice() else {
            return Err(line.fault(1, format!("{} cells under 5 columns", cells.len())));
        };
        let (base, quote) = (line.currency(base, codes)?, line.currency(quote, codes)?);
        let (mantissa, scale) = line.rate(rate)?;
        let mantissa = literal(mantissa);
        let precision = line.date(since, since.text.len())?;
        let since = day_expression(&since.text);
        rates.push(format!(
            "FixedRate {{ base: {base}, quote: {quote}, \
             rate: Decimal::from_parts({mantissa}, 0, 0, false, {scale}), \
             since: PartialDate::{precision}({since}), source: {:?} }}",
            source.text
        ));
    }
    Ok(format!("pub(super) static {name}: [FixedRate; {}] = [{}];\n", rates.len(), rates.join(", ")))
}

/// Returns a number as a literal with separators.
fn literal(number: u32) -> String {
    match (number / 1000, number % 1000) {
        (0, ones) => ones.to_string(),
        (thousands, ones) => format!("{}_{ones:03}", literal(thousands)),
    }
}

/// Splits a file into its header and its other lines.
fn split<'a>(file: &'static str, text: &'a str) -> Result<(Located<'a>, impl Iterator<Item = Located<'a>>)> {
    let mut lines = lines(text).map(move |line| Located { file, line });
    let header = lines.next().ok_or_else(|| format!("{file} is empty"))?;
    Ok((header, lines))
}

/// Returns the constant expression of the first day of a valid date.
fn day_expression(date: &str) -> String {
    let mut parts = date.split('-').map(|part| part.trim_start_matches('0'));
    let mut part = || parts.next().unwrap_or("1");
    format!("day({}, {}, {})", part(), part(), part())
}

/// A line of a file.
#[derive(Clone, Copy)]
struct Located<'a> {
    file: &'static str,
    line: Line<'a>,
}

impl<'a> Located<'a> {
    fn fault(&self, column: usize, problem: impl Display) -> Box<dyn Error> {
        format!("{}: line {}, column {column}: {problem}", self.file, self.line.number).into()
    }

    fn cells(&self) -> Result<Vec<Cell<'a>>> {
        let cells = self.line.cells().map_err(|(column, error)| self.fault(column, format!("{error:?}")))?;
        Ok(without_last_comma(&cells).to_vec())
    }

    /// Returns the constant expression of a currency.
    fn currency(&self, cell: &Cell<'_>, codes: &[&str]) -> Result<String> {
        if !codes.contains(&&*cell.text) {
            return Err(self.fault(cell.column, format!("{:?} is not a code of {CURRENCIES}", cell.text)));
        }
        Ok(format!("Currency::from_known_code(*b{:?})", cell.text))
    }

    /// Checks a date of `length` characters and returns its precision. The compiler checks it against the calendar.
    fn date(&self, cell: &Cell<'_>, length: usize) -> Result<&'static str> {
        let shape: String = cell.text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        match shape.as_str() {
            _ if shape.len() != length => None,
            "0000-00-00" => Some("Day"),
            "0000-00" => Some("Month"),
            "0000" => Some("Year"),
            _ => None,
        }
        .ok_or_else(|| self.fault(cell.column, format!("{:?} is not a date", cell.text)))
    }

    /// Parses a rate such as `1.0845` into its mantissa and scale.
    fn rate(&self, cell: &Cell<'_>) -> Result<(u32, u32)> {
        let (whole, fraction) = cell.text.split_once('.').unwrap_or((&cell.text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let scale = cell.text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let mantissa = cell.text.replacen('.', "", 1).parse();
        match (mantissa, u32::try_from(scale)) {
            (Ok(mantissa @ 1..), Ok(scale)) if is_number(whole) && is_number(fraction) => {
                Ok((mantissa, scale))
            }
            _ => Err(self.fault(cell.column, format!("{:?} is not a rate of at most 8 digits", cell.text))),
        }
    }

    fn rate_or_absent(&self, cell: &Cell<'_>) -> Result<[u8; 4]> {
        if cell.text.is_empty() || cell.text == "N/A" {
            return Ok(packed::ABSENT);
        }
        let (mantissa, scale) = self.rate(cell)?;
        packed::pack(mantissa, scale).ok_or_else(|| {
            self.fault(cell.column, format!("{:?} has too many digits to be packed", cell.text))
        })
    }
}
