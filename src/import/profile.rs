//! What the cells of a column are: amounts, numbers, dates, addresses of the web, countries.

use chrono::NaiveDate;

use super::{cell, labels};
use crate::area::Area;
use crate::date::{DayOrder, PartialDate, read_date};
use crate::money::{Context, Currency, DecimalSign, Unit, find_currencies, readings};
use crate::sheet::{Sheet, Value};
use crate::text::ascii_digit;

/// How many filled cells of a column are looked at. They are spread over the column.
const SAMPLE: usize = 300;

/// Counts of the sampled cells of a column by type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Profile {
    /// The filled cells that were looked at.
    pub(super) filled: usize,
    /// Amounts with a currency.
    pub(super) money: usize,
    /// Numbers, with or without a unit.
    pub(super) numbers: usize,
    /// Words for undisclosed amounts, and errors of the spreadsheet.
    pub(super) undisclosed: usize,
    /// Dates of a day, a month or a quarter, if need be in either order.
    pub(super) dates: usize,
    /// Years.
    pub(super) years: usize,
    /// Numbers that may be the days of a spreadsheet: those from 1982 to 2064.
    pub(super) day_numbers: usize,
    /// Addresses of the web.
    pub(super) urls: usize,
    /// Countries and regions.
    pub(super) areas: usize,
    /// Currencies.
    pub(super) currencies: usize,
}

impl Profile {
    /// Looks at the cells of a column.
    pub(super) fn of(sheet: &Sheet, column: usize, today: NaiveDate) -> Self {
        let mut profile = Self::default();
        let step = (sheet.rows.len() / SAMPLE).max(1);
        for row in sheet.rows.iter().step_by(step).filter(|row| !labels::is_label_row(row)) {
            if let Some(value) = row.cells.get(column) {
                profile.add(value, today);
            }
        }
        profile
    }

    /// Looks at one cell.
    pub(super) fn of_cell(value: &Value, today: NaiveDate) -> Self {
        let mut profile = Self::default();
        profile.add(value, today);
        profile
    }

    fn add(&mut self, value: &Value, today: NaiveDate) {
        let is_filled = !matches!(value, Value::Empty);
        let Some(text) = cell::text(value) else {
            self.filled += usize::from(is_filled && matches!(value, Value::FormulaWithoutValue));
            self.undisclosed += usize::from(matches!(value, Value::FormulaWithoutValue));
            return;
        };
        self.filled += 1;
        if cell::error(value).is_some() {
            self.undisclosed += 1;
            return;
        }
        let is_year = is_year(&text);
        match value {
            Value::Date(_) => self.dates += 1,
            Value::Number(_) => {
                self.numbers += 1;
                self.years += usize::from(is_year);
                self.day_numbers += usize::from(is_day_number(&text));
            }
            Value::Text(_)
                if text.starts_with("http://")
                    || text.starts_with("https://")
                    || text.starts_with("www.") =>
            {
                self.urls += 1;
            }
            Value::Text(_) => self.add_text(&text, is_year, today),
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str, is_year: bool, today: NaiveDate) {
        self.day_numbers += usize::from(is_day_number(text));
        if is_year {
            self.years += 1;
            self.numbers += 1;
            return;
        }
        // Most texts without digits are names, and most amounts have a currency: both are cheaper to tell than dates.
        if let Some(is_disclosed) = read_with(text, None) {
            self.money += usize::from(is_disclosed);
            self.undisclosed += usize::from(!is_disclosed);
            return;
        }
        if !text.contains(|c: char| ascii_digit(c).is_ascii_digit()) {
            self.areas += usize::from(Area::find(text).is_some());
            self.currencies += usize::from(find_currencies(text).is_some());
        } else if is_date(text, today) {
            self.dates += 1;
        } else if read_with(text, Some(Currency::USD)).is_some() || has_open_unit(text) {
            self.numbers += 1;
        }
    }

    /// Whether at least the half of the filled cells are of some sorts, which are `count` in all.
    pub(super) fn is_mostly(&self, count: usize) -> bool {
        count * 2 >= self.filled
    }

    /// Whether nearly all filled cells are of some sorts.
    pub(super) fn is_nearly_all(&self, count: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * 9
    }

    /// Whether the cells may be amounts.
    pub(super) fn has_amounts(&self) -> bool {
        self.is_mostly(self.money + self.numbers + self.undisclosed)
    }

    /// Whether the cells may be dates.
    pub(super) fn has_dates(&self) -> bool {
        self.is_mostly(self.dates + self.years + self.day_numbers)
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1900..2100).contains(&year))
}

fn is_day_number(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    whole.len() == 5 && whole.parse::<u32>().is_ok_and(|days| (30_000..60_000).contains(&days))
}

fn is_date(text: &str, today: NaiveDate) -> bool {
    // "2024.5" may be a month by its column.
    let is_month = text.split_once('.').is_some_and(|(year, month)| month.len() == 1 && is_year(year));
    is_month || ORDERS.into_iter().any(|order| read_date(text, order, today).is_ok())
}

/// The orders in which a date is tried.
const ORDERS: [Option<DayOrder>; 4] =
    [None, Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst), Some(DayOrder::YearFirst)];

/// Whether a text is the date of a day.
pub(super) fn is_day(text: &str, today: NaiveDate) -> bool {
    let is_day = |order| matches!(read_date(text, order, today), Ok(PartialDate::Day(_)));
    text.contains(|c: char| c.is_ascii_digit()) && ORDERS.into_iter().any(is_day)
}

/// Whether a text is an amount with its currency. One that may be a year, as in "USD 2015", is none.
pub(super) fn is_money(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    !digits.is_empty() && !is_year(&digits) && read_with(text, None) == Some(true)
}

/// Whether a text is a number with a unit that is open, or that the currency decides: `250 T`, `12 bilion`.
fn has_open_unit(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let is_open = words.any(|word| ["t", "T", "mM"].contains(&word) || word.eq_ignore_ascii_case("bilion"));
    let reads = |code: &str| {
        let unit = Some(Unit::TRILLIONS);
        let signs = [None, Some(DecimalSign::Point), Some(DecimalSign::Comma)];
        let context = |decimal| Context { currency: code.parse().ok(), unit, decimal, ..Context::default() };
        signs.into_iter().any(|decimal| readings(text, &context(decimal)).is_ok())
    };
    is_open && ["MYR", "EUR"].into_iter().any(reads)
}

/// Reads an amount with either decimal sign; returns whether it is disclosed, `None` if the text is no amount.
fn read_with(text: &str, currency: Option<Currency>) -> Option<bool> {
    [None, Some(DecimalSign::Point), Some(DecimalSign::Comma)].into_iter().find_map(|decimal| {
        let readings = readings(text, &Context { currency, decimal, ..Context::default() }).ok()?;
        Some(readings.all.iter().any(|written| written.amount.is_some()))
    })
}
