//! The ECB's XML: `<Cube time="2025-03-10"><Cube currency="USD" rate="1.0845"/></Cube>`, of one day or many.

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::daily::DailyRates;
use super::{Invalid, RateFaults, day};
use crate::invalid::Problem;
use crate::money::{Currency, parse_decimal};

const HINT: &str = "download the file again, or write its rates as date,base,quote,rate";

/// Reads every rate. `file` is the source of each.
pub(super) fn read(text: &str, file: &str, faults: &mut RateFaults) -> DailyRates {
    let mut rates = DailyRates::default();
    let mut reader = Reader::from_str(text);
    let mut position = Position { text, offset: 0, line: 1, column: 1 };
    let (mut day, mut depth, mut count) = (None, 0_usize, 0_usize);
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event();
        let is_open = matches!(event, Ok(Event::Start(_)));
        match event {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                depth += usize::from(is_open);
                let (line, column) = position.of(start);
                match cube(&element, day) {
                    Ok(Cube::Other) => {}
                    Ok(Cube::Day(found)) => day = Some(found),
                    Ok(Cube::Rate(day, quote, rate)) => {
                        count += 1;
                        faults.keep(line, column, rates.insert(day, (Currency::EUR, quote), rate, file));
                    }
                    Err(invalid) => faults.add(line, column, invalid),
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) => {
                let (line, column) = position.of(start);
                if depth > 0 {
                    faults.add(line, column, Problem::new("the file ends within an element").hint(HINT));
                } else if count == 0 {
                    faults.add(line, column, Problem::new("there are no rates in the file").hint(HINT));
                }
                return rates;
            }
            Ok(_) => {}
            Err(error) => {
                let (line, column) = position.of(start);
                faults.add(line, column, Problem::new(error.to_string()).hint(HINT));
                return rates;
            }
        }
    }
}

/// What an element says.
enum Cube {
    /// The day of the rates that follow.
    Day(NaiveDate),
    /// The rate of a currency on that day.
    Rate(NaiveDate, Currency, crate::money::Decimal),
    /// Nothing about rates.
    Other,
}

fn cube(element: &BytesStart<'_>, on: Option<NaiveDate>) -> Result<Cube, Invalid> {
    if element.local_name().as_ref() != "Cube" {
        return Ok(Cube::Other);
    }
    let (mut currency, mut rate) = (None, None);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| Problem::new(error.to_string()).hint(HINT))?;
        let value = attribute.value;
        match attribute.key.as_ref() {
            "time" => return Ok(Cube::Day(day(&value)?)),
            "currency" => currency = Some(value),
            "rate" => rate = Some(value),
            _ => {}
        }
    }
    let (currency, rate) = match (currency, rate) {
        (None, None) => return Ok(Cube::Other),
        (Some(currency), Some(rate)) => (currency, rate),
        _ => return Err(Problem::new("a rate needs a currency and a rate").hint(HINT).into()),
    };
    let day = on.ok_or_else(|| Problem::new("there is no day before this rate").hint(HINT))?;
    Ok(Cube::Rate(day, Currency::of_code(&currency)?, parse_decimal(&rate)?))
}

/// Turns rising offsets into lines and columns, and passes over each character once: the ECB's history is one long line.
struct Position<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
    column: usize,
}

impl Position<'_> {
    /// Returns the line and the column of `offset`, from 1 each.
    fn of(&mut self, offset: usize) -> (usize, usize) {
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        let (lines, last) = (passed.matches('\n').count(), passed.rsplit('\n').next().unwrap_or_default());
        let before = if lines == 0 { self.column } else { 1 };
        self.column = before + last.chars().count();
        self.line += lines;
        self.offset = offset;
        (self.line, self.column)
    }
}
