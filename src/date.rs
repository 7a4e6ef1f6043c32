//! Dates as announcements give them: a day, a month or only a year.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

use crate::invalid::Problem;

/// A date of day, month or year precision. A day that no source gives is never invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// `2025-03-10`
    Day(NaiveDate),
    /// `2025-03`: holds the first day of the month.
    Month(NaiveDate),
    /// `2025`: holds the first day of the year.
    Year(NaiveDate),
}

impl PartialDate {
    /// The first day that it can mean.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(day) | Self::Month(day) | Self::Year(day) => day,
        }
    }

    /// The last day that it can mean.
    pub fn last(self) -> NaiveDate {
        let months = match self {
            Self::Day(day) => return day,
            Self::Month(_) => 1,
            Self::Year(_) => 12,
        };
        // Years have four digits, so neither step can leave chrono's range of ±262,000 years.
        self.first()
            .checked_add_months(Months::new(months))
            .map_or(NaiveDate::MAX, |next| next - Days::new(1))
    }

    /// The exact day, where one is known.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Month(_) | Self::Year(_) => None,
        }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

/// By first day, and of two that begin together the more precise one first.
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

    /// Strict ISO 8601: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. chrono's own parser would take `2025-3-5`,
    /// signs and spaces, so the shape is checked first.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let digits = |part: Option<&[u8]>| {
            let part = part.filter(|part| part.iter().all(u8::is_ascii_digit))?;
            Some(part.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
        };
        let bytes = text.as_bytes();
        let hyphens =
            bytes.get(4).is_none_or(|byte| *byte == b'-') && bytes.get(7).is_none_or(|byte| *byte == b'-');
        let parts = match bytes.len() {
            4 | 7 | 10 if hyphens => (
                digits(bytes.get(..4)),
                bytes.get(5..7).map_or(Some(1), |month| digits(Some(month))),
                bytes.get(8..).map_or(Some(1), |day| digits(Some(day))),
            ),
            _ => (None, None, None),
        };
        let (Some(year @ 1..), Some(month), Some(day)) = parts else {
            return Err(Problem::new(format!("{text:?} is not a date"))
                .hint("write a day, a month or a year: 2025-03-10, 2025-03 or 2025"));
        };
        let date = i32::try_from(year)
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
            .ok_or_else(|| Problem::new(format!("{text:?} is not in the calendar")))?;
        Ok(match bytes.len() {
            4 => Self::Year(date),
            7 => Self::Month(date),
            _ => Self::Day(date),
        })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::Month(day) => write!(f, "{}", day.format("%Y-%m")),
            Self::Year(day) => write!(f, "{}", day.format("%Y")),
        }
    }
}

/// Parses a date that must be exact to the day.
///
/// # Errors
/// When the text is no date, or one of month or year precision.
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
        assert_eq!(bounds("2025"), ("2025-01-01".into(), "2025-12-31".into()));
        assert_eq!(bounds("9999"), ("9999-01-01".into(), "9999-12-31".into()));
    }

    #[test]
    fn anything_but_strict_iso_is_refused() {
        for text in [
            "2025-3-5",
            "+2025-03-05",
            " 2025",
            "2025-13",
            "2025-02-29",
            "20250305",
            "2025-03-05-",
            "",
            "0000",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn dates_sort_by_first_day_then_precision() {
        let mut dates = ["2025", "2025-01-01", "2024-12", "2025-01"].map(date);
        dates.sort();
        assert_eq!(dates.map(|date| date.to_string()), ["2024-12", "2025-01-01", "2025-01", "2025"]);
    }
}
