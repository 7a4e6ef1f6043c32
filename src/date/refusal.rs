//! Why a text is no date.

use chrono::NaiveDate;

use super::partial::PartialDate;
use crate::invalid::{Cause, Problem};
use crate::text::quote;

/// Why a text that names a time is no date.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refusal {
    NoYear,
    HalfYear,
    FiscalYear,
    /// Two years: `2024/25`. It may also be the month of a year.
    TwoYears(Option<PartialDate>),
    /// A month with a number that may be its day or, as here, its year.
    DayOrYear(Option<PartialDate>),
    /// A year and one digit behind a point, which may be a month or a part of the year.
    Fraction(Option<PartialDate>),
    /// The number of a day in a spreadsheet.
    DayNumber(NaiveDate),
}

impl Refusal {
    /// Returns the problem of `text`.
    pub(super) fn of(self, text: &str) -> Problem {
        let text = quote(text.trim());
        let period = "write a date, such as 2025, and the other as the period of the deal";
        match self {
            Self::NoYear => {
                Problem::new(format!("{text} names no year")).hint("write it with its year: 2025-03-10")
            }
            Self::HalfYear => Problem::new(format!("{text} is a half-year, not a date"))
                .hint("write a quarter, such as 2025-Q1, or a year; a half-year may be the period of the deal"),
            Self::FiscalYear => Problem::new(format!("{text} is a fiscal year, not a date")).hint(
                "fiscal years begin in different months; write a date, and the fiscal year as the period of the deal",
            ),
            Self::TwoYears(Some(month)) => {
                Problem::new(format!("{text} can be read as {month} or as two years")).hint(period)
            }
            Self::TwoYears(None) => Problem::new(format!("{text} is two years, not a date")).hint(period),
            Self::DayOrYear(month) => {
                let month = month.map_or_else(String::new, |month| month.to_string());
                Problem::new(format!("{text} can be read as {month} or as a day without a year"))
                    .hint("write the year with four digits")
            }
            Self::Fraction(month) => {
                let month = month.map_or_else(String::new, |month| month.to_string());
                Problem::new(format!("{text} can be read as {month} or as a part of the year"))
                    .hint("write the month as 2025-03")
            }
            Self::DayNumber(day) => {
                Problem::new(format!("{text} is not a date, but may be the day number of a spreadsheet ({day})"))
                    .hint("declare it if it is: announced=COLUMN:excel")
            }
        }
    }
}

/// Returns the problem of a text that does not have the form of a date.
pub(super) fn not_a_date(text: &str) -> Problem {
    Problem::new(format!("{} is not a date", quote(text.trim()))).hint(
        "write it as 2025-03-10, 2025-03, 2025-Q1 or 2025, or declare its format: announced=COLUMN:%d/%m/%Y",
    )
    .cause(Cause::NoDate)
}
