//! The ways in which a reader may take a written date.

use chrono::{Datelike, NaiveDate};

use super::day_number::{Epoch, day_number};
use super::lexer::{Joint, Number};
use super::order::DayOrder;
use super::partial::{PartialDate, quarter_start};
use super::parts::{Part, Parts};
use super::range::{century, is_in_range};
use super::refusal::{Refusal, not_a_date};
use crate::invalid::Problem;

/// One way to read a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// `None` if it is not in the calendar.
    pub(super) date: Option<PartialDate>,
    /// The order of the numbers, if others are possible.
    pub(super) order: Option<DayOrder>,
}

impl Reading {
    /// Returns the date, with the order of its numbers: "2018-04-01 (day first)".
    pub(super) fn describe(&self) -> String {
        let date = self.date.map_or_else(String::new, |date| date.to_string());
        match self.order {
            Some(order) => format!("{date} ({order} first)"),
            None => date,
        }
    }
}

/// Every way to read a date, at least one.
#[derive(Debug, Clone)]
pub(super) struct Readings {
    pub(super) list: Vec<Reading>,
    /// The weekdays that the text may name, as in [`Meaning`](super::names::Meaning); 0 if it names none.
    weekdays: u8,
}

impl Readings {
    /// Returns the readings that are in the calendar and on the weekday that the text names.
    pub(super) fn fitting(&self) -> impl Iterator<Item = &Reading> {
        self.list.iter().filter(|reading| match reading.date {
            Some(PartialDate::Day(day)) => {
                self.weekdays == 0 || self.weekdays >> day.weekday().number_from_monday() & 1 == 1
            }
            date => date.is_some(),
        })
    }
}

/// Returns every way to read `text`; a year of two digits stands first if `order` says so, or between hyphens or slashes.
///
/// # Errors
/// If `text` does not have the form of a date.
pub(super) fn readings(text: &str, order: Option<DayOrder>, today: NaiveDate) -> Result<Readings, Problem> {
    if let Ok(date) = text.trim().parse() {
        return Ok(Readings { list: vec![Reading { date: Some(date), order: None }], weekdays: 0 });
    }
    let parts = Parts::of(text)?;
    let mut reader = Reader { text, order, today, list: Vec::new() };
    reader.read(&parts)?;
    let is_day = |reading: &Reading| reading.date.is_none_or(|date| date.day().is_some());
    let must_be_day = parts.has_time || parts.weekdays != 0;
    if reader.list.is_empty() || (must_be_day && !reader.list.iter().all(is_day)) {
        return Err(not_a_date(text));
    }
    Ok(Readings { list: reader.list, weekdays: parts.weekdays })
}

struct Reader<'t> {
    text: &'t str,
    order: Option<DayOrder>,
    today: NaiveDate,
    list: Vec<Reading>,
}

impl Reader<'_> {
    fn read(&mut self, parts: &Parts) -> Result<(), Problem> {
        if is_misused(parts) {
            return Ok(());
        }
        match (parts.list.as_slice(), parts.joints.as_slice()) {
            ([Part::Number(number)], _) => return self.one_number(*number),
            ([Part::Number(a), Part::Number(b)], [joint]) => return self.two_numbers(*a, *b, *joint),
            ([Part::Number(a), Part::Number(b), Part::Number(c)], [first, second]) if first == second => {
                self.three_numbers([*a, *b, *c], *first);
            }
            ([Part::Number(day), Part::Month(months), Part::Number(year)], _) if day.is_short() => {
                self.day_of_months(*year, *months, *day);
            }
            (
                [Part::Number(year), Part::Month(months), Part::Number(day)]
                | [Part::Number(year), Part::Number(day), Part::Month(months)],
                _,
            ) if year.digits == 4 => {
                self.day_of_months(*year, *months, *day);
            }
            ([Part::Month(months), Part::Number(day), Part::Number(year)], _) => {
                self.day_of_months(*year, *months, *day);
            }
            ([Part::Month(months), Part::Number(year)], [joint]) => {
                return self.month_and_number(*months, *year, *joint);
            }
            ([Part::Number(year), Part::Month(months)], _) if year.digits == 4 => {
                self.months_of_year(*year, *months);
            }
            (
                [Part::Quarter, Part::Number(quarter), Part::Number(year)]
                | [Part::Number(year), Part::Number(quarter), Part::Quarter],
                _,
            ) => {
                self.quarter(*year, *quarter);
            }
            ([Part::Number(a), Part::Quarter, Part::Number(b)], _) => {
                self.quarter(*a, *b);
                self.quarter(*b, *a);
            }
            (
                [Part::Month(_)]
                | [Part::Number(_), Part::Month(_) | Part::Quarter]
                | [Part::Quarter, Part::Number(_)],
                _,
            ) => {
                return Err(Refusal::NoYear.of(self.text));
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, order: Option<DayOrder>, date: Option<PartialDate>) {
        self.list.push(Reading { date, order });
    }

    /// Returns the year that a number of four or two digits stands for; `None` if it has others or is an ordinal.
    fn year(&self, number: Number) -> Option<i32> {
        match number.digits {
            _ if number.is_ordinal => None,
            4 => i32::try_from(number.value).ok(),
            2 => Some(century(number.value, self.today)),
            _ => None,
        }
    }

    /// `2024`, `20240501`, `202405`.
    fn one_number(&mut self, number: Number) -> Result<(), Problem> {
        let Number { value, digits, .. } = number;
        match digits {
            4 => self.push(None, first_of(self.year(number), 1).map(PartialDate::Year)),
            8 => self.push(None, date(i32::try_from(value / 10_000).ok(), value / 100 % 100, value % 100)),
            6 => self.six_digits(value)?,
            5 => return Err(self.day_number(value)),
            _ => {}
        }
        Ok(())
    }

    /// A year and a month, unless they may as well be a day, a month and a year of two digits.
    fn six_digits(&mut self, value: u32) -> Result<(), Problem> {
        let month = first_of(i32::try_from(value / 100).ok(), value % 100).map(PartialDate::Month);
        if !month.is_some_and(|month| is_in_range(month, self.today)) {
            return Err(not_a_date(self.text));
        }
        self.push(None, month);
        let pair = |value| Number { value, digits: 2, is_ordinal: false };
        self.day_month_year([pair(value / 10_000), pair(value / 100 % 100), pair(value % 100)]);
        self.year_month_day([pair(value / 10_000), pair(value / 100 % 100), pair(value % 100)]);
        Ok(())
    }

    fn day_number(&self, value: u32) -> Problem {
        let day = day_number(value, Epoch::Excel1900).filter(|day| is_in_range((*day).into(), self.today));
        day.map_or_else(|| not_a_date(self.text), |day| Refusal::DayNumber(day).of(self.text))
    }

    /// `2024/05`, `5.2024`.
    fn two_numbers(&mut self, a: Number, b: Number, joint: Joint) -> Result<(), Problem> {
        let Joint::Sign(sign @ ('-' | '/' | '.')) = joint else { return Ok(()) };
        let month = |year: Number, month: Number| {
            let first = first_of(i32::try_from(year.value).ok(), month.value).filter(|_| month.is_short());
            first.map(PartialDate::Month)
        };
        match (a.digits, b.digits) {
            // Statistics programs write whole numbers like this: 2024.0.
            (4 | 8, 1) if sign == '.' && b.value == 0 => return self.one_number(a),
            (5, _) if sign == '.' => return Err(self.day_number(a.value)),
            (4, 2) if (a.value + 1) % 100 == b.value && (sign == '/' || !(1..=12).contains(&b.value)) => {
                let month = month(a, b);
                return Err(Refusal::TwoYears(month).of(self.text));
            }
            (4, 1) if sign == '.' && b.value == 1 => {
                // As a number, 2024.10 is 2024.1.
                self.push(None, month(a, b));
                self.push(None, month(a, Number { value: 10, ..b }));
            }
            (4, 1) if sign == '.' => return Err(Refusal::Fraction(month(a, b)).of(self.text)),
            (4, 1 | 2) => self.push(None, month(a, b)),
            (1 | 2, 4) => self.push(None, month(b, a)),
            (1 | 2, 1 | 2) => return Err(Refusal::NoYear.of(self.text)),
            _ => {}
        }
        Ok(())
    }

    /// `2024/5/1`, `1/5/2024`, `1.5.24`, `24-05-01`, `24/5/1`.
    fn three_numbers(&mut self, numbers: [Number; 3], joint: Joint) {
        let [a, b, c] = numbers;
        if !matches!(joint, Joint::Space | Joint::Sign('-' | '–' | '/' | '.')) || !b.is_short() {
            return;
        }
        match (a.digits, c.digits) {
            (4, 1 | 2) => self.push(None, date(self.year(a), b.value, c.value)),
            (1 | 2, 4) => self.day_month_year(numbers),
            (1 | 2, 1 | 2) => {
                if c.digits == 2 {
                    self.day_month_year(numbers);
                }
                // With points, a year comes first only in columns that show it.
                let may_be_first = matches!(joint, Joint::Sign('-' | '/')) && c.digits == 2;
                if a.digits == 2 && (may_be_first || self.order == Some(DayOrder::YearFirst)) {
                    self.year_month_day(numbers);
                }
            }
            _ => {}
        }
    }

    fn day_month_year(&mut self, [a, b, c]: [Number; 3]) {
        let year = self.year(c);
        self.push(Some(DayOrder::DayFirst), date(year, b.value, a.value));
        self.push(Some(DayOrder::MonthFirst), date(year, a.value, b.value));
    }

    fn year_month_day(&mut self, [a, b, c]: [Number; 3]) {
        self.push(Some(DayOrder::YearFirst), date(self.year(a), b.value, c.value));
    }

    /// `3 May 2024`, `May 3, 24`.
    fn day_of_months(&mut self, year: Number, months: u16, day: Number) {
        let Some(year) = self.year(year).filter(|_| day.is_short()) else { return };
        for month in numbers_of(months) {
            self.push(None, date(Some(year), month, day.value));
        }
    }

    /// `May 2024`, `Mar-24`.
    fn month_and_number(&mut self, months: u16, number: Number, joint: Joint) -> Result<(), Problem> {
        let is_year = number.digits == 4
            || matches!(joint, Joint::Sign('-' | '/' | '\''))
            || !(1..=31).contains(&number.value);
        match self.year(number) {
            Some(_) if is_year => {
                self.months_of_year(number, months);
                Ok(())
            }
            Some(year) => {
                let month = numbers_of(months).next().and_then(|month| first_of(Some(year), month));
                Err(Refusal::DayOrYear(month.map(PartialDate::Month)).of(self.text))
            }
            None if number.is_short() => Err(Refusal::NoYear.of(self.text)),
            None => Ok(()),
        }
    }

    fn months_of_year(&mut self, year: Number, months: u16) {
        let Some(year) = self.year(year) else { return };
        for month in numbers_of(months) {
            self.push(None, first_of(Some(year), month).map(PartialDate::Month));
        }
    }

    /// `Q3 2024`, `2024Q03`, `3Q24`.
    fn quarter(&mut self, year: Number, quarter: Number) {
        let is_quarter = quarter.digits == 1 || (quarter.digits == 2 && quarter.value < 10);
        let Some(year) = self.year(year).filter(|_| is_quarter) else { return };
        let first = quarter_start(quarter.value).and_then(|month| first_of(Some(year), month));
        self.push(None, first.map(PartialDate::Quarter));
    }
}

/// Whether there is an ordinal number without a word ("3rd/5/2024"), or an apostrophe before a number that is not the last
/// one, so not a year ("Jan '05 71").
fn is_misused(parts: &Parts) -> bool {
    let number = |part: &Part| match part {
        Part::Number(number) => Some(*number),
        Part::Month(_) | Part::Quarter => None,
    };
    let has_word = parts.list.iter().any(|part| number(part).is_none());
    let has_ordinal = parts.list.iter().filter_map(number).any(|number| number.is_ordinal);
    let mut before_last = parts.joints.iter().zip(parts.list.iter().skip(1)).rev().skip(1);
    (has_ordinal && !has_word)
        || before_last.any(|(joint, part)| *joint == Joint::Sign('\'') && number(part).is_some())
}

/// Returns the numbers of the bits of `months`.
fn numbers_of(months: u16) -> impl Iterator<Item = u32> {
    (1..=12).filter(move |month| months >> month & 1 == 1)
}

/// Returns the first day of a month; `None` if it is not in the calendar of the years 1 to 9999.
fn first_of(year: Option<i32>, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.filter(|year| *year > 0)?, month, 1)
}

fn date(year: Option<i32>, month: u32, day: u32) -> Option<PartialDate> {
    first_of(year, month)?.with_day(day).map(PartialDate::Day)
}
