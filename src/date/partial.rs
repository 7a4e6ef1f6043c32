//! Dates of day, month, quarter or year precision.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::invalid::Problem;
use crate::text::quote;

/// A date of day, month, quarter or year precision, as its source states it.
///
/// Dates sort by first day, and of two with the same first day the more precise one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// `2025-03-10`
    Day(NaiveDate),
    /// `2025-03`, as the first day of the month.
    Month(NaiveDate),
    /// `2025-Q1`, as the first day of the quarter.
    Quarter(NaiveDate),
    /// `2025`, as the first day of the year.
    Year(NaiveDate),
}

impl PartialDate {
    /// Returns the first day of the month, quarter or year, or the day itself.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(day) | Self::Month(day) | Self::Quarter(day) | Self::Year(day) => day,
        }
    }

    /// Returns the last day of the month, quarter or year, or the day itself.
    pub fn last(self) -> NaiveDate {
        let months = match self {
            Self::Day(day) => return day,
            Self::Month(_) => 1,
            Self::Quarter(_) => 3,
            Self::Year(_) => 12,
        };
        // Years have four digits, far from the ends of chrono's range.
        self.first()
            .checked_add_months(Months::new(months))
            .map_or(NaiveDate::MAX, |next| next - Days::new(1))
    }

    /// Returns the day; `None` for a month, a quarter or a year.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Month(_) | Self::Quarter(_) | Self::Year(_) => None,
        }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.first(), self.last()).cmp(&(other.first(), other.last()))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for PartialDate {
    type Err = Problem;

    /// Reads the extended format of ISO 8601, `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, and quarters, `YYYY-Qn`; years 0001 to
    /// 9999.
    ///
    /// # Errors
    /// If `text` has another form, or is not in the calendar. chrono's own parser accepts signs, spaces and `2025-3-5`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let bytes = text.as_bytes();
        let is_in_form = |(index, byte): (usize, &u8)| match index {
            4 | 7 => *byte == b'-',
            5 if *byte == b'Q' => bytes.len() == 7,
            _ => byte.is_ascii_digit(),
        };
        let precision = Some(bytes.len()).filter(|_| bytes.iter().enumerate().all(is_in_form));
        let number =
            |digits: &[u8]| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        let (make, month, day): (fn(NaiveDate) -> Self, u32, u32) = match precision {
            Some(4) => (Self::Year, 1, 1),
            Some(7) if bytes[5] == b'Q' => {
                (Self::Quarter, quarter_start(number(&bytes[6..])).ok_or_else(|| not_in_calendar(text))?, 1)
            }
            Some(7) => (Self::Month, number(&bytes[5..]), 1),
            Some(10) => (Self::Day, number(&bytes[5..7]), number(&bytes[8..])),
            _ => return Err(not_a_date(text)),
        };
        let year = i32::try_from(number(&bytes[..4])).ok().filter(|year| *year > 0);
        NaiveDate::from_ymd_opt(year.ok_or_else(|| not_a_date(text))?, month, day)
            .map(make)
            .ok_or_else(|| not_in_calendar(text))
    }
}

/// Returns the first month of a quarter, both from 1; `None` if no quarter has this number.
pub(super) fn quarter_start(quarter: u32) -> Option<u32> {
    (1..=4).contains(&quarter).then(|| quarter * 3 - 2)
}

fn not_in_calendar(text: &str) -> Problem {
    Problem::new(format!("{text:?} is not in the calendar"))
}

fn not_a_date(text: &str) -> Problem {
    Problem::new(format!("{} is not a date", quote(text)))
        .hint("write a day, a month, a quarter or a year: 2025-03-10, 2025-03, 2025-Q1 or 2025")
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            Self::Month(day) => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Self::Quarter(day) => write!(f, "{:04}-Q{}", day.year(), day.quarter()),
            Self::Year(day) => write!(f, "{:04}", day.year()),
        }
    }
}

/// Parses a date of day precision.
///
/// # Errors
/// If `text` is not a date, or a month, a quarter or a year.
pub fn parse_day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse::<PartialDate>()?
        .day()
        .ok_or_else(|| Problem::new(format!("{text:?} names no day")).hint("write a day: 2025-03-10"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn precision_gives_first_and_last_day() {
        let bounds = |text: &str| (date(text).first().to_string(), date(text).last().to_string());
        assert_eq!(bounds("2024-02-29"), ("2024-02-29".into(), "2024-02-29".into()));
        assert_eq!(bounds("2024-02"), ("2024-02-01".into(), "2024-02-29".into()));
        assert_eq!(bounds("2024-Q1"), ("2024-01-01".into(), "2024-03-31".into()));
        assert_eq!(bounds("2025-Q4"), ("2025-10-01".into(), "2025-12-31".into()));
        assert_eq!(bounds("2025"), ("2025-01-01".into(), "2025-12-31".into()));
        assert_eq!(bounds("9999"), ("9999-01-01".into(), "9999-12-31".into()));
    }

    #[test]
    fn only_the_extended_format_of_iso_8601_and_quarters_are_accepted() {
        for text in [
            "2025-3-5", "+2025-03-05", " 2025", "2025-13", "2025-Q0", "2025-Q5", "2025-q1", "2025-Q12",
            "2025-Q1-10", "2025-1Q", "2025-02-29", "20250305", "2025-03-05-", "", "0000",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text:?} was accepted");
        }
    }

    #[test]
    fn dates_are_written_as_they_are_read() {
        for text in ["2024-02-29", "2024-02", "2024-Q1", "2024-Q4", "2024", "0001-Q1"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn dates_sort_by_first_day_then_precision() {
        let mut dates = ["2025", "2025-Q1", "2025-01-01", "2024-12", "2025-01"].map(date);
        dates.sort();
        assert_eq!(
            dates.map(|date| date.to_string()),
            ["2024-12", "2025-01-01", "2025-01", "2025-Q1", "2025"]
        );
    }
}
