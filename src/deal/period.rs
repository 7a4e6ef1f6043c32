//! When a deal's money is spent: periods and lengths of time.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};

use super::Text;
use crate::date::PartialDate;
use crate::invalid::{Problem, keyword_enum};
use crate::text::quote;

keyword_enum! {
    /// The units of a [`Length`].
    pub enum LengthUnit is "unit of time" {
        /// Calendar years.
        Years = "years" | "year",
        /// Calendar months.
        Months = "months" | "month",
        /// Days.
        Days = "days" | "day",
    }
}

/// A length of time, such as "3 years".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The number of units, at least 1.
    pub count: u32,
    /// The unit.
    pub unit: LengthUnit,
}

/// When the money is spent: a start, an end, a length, or as many of these as the sources state.
///
/// ```
/// use outlay::deal::Period;
///
/// let fiscal: Period = "fiscal 2025: 2024-07..2025-06".parse()?;
/// let (first, last) = fiscal.days().unwrap();
/// assert_eq!((first.to_string(), last.to_string()), ("2024-07-01".into(), "2025-06-30".into()));
///
/// let open: Period = "3 years".parse()?;
/// assert_eq!(open.describe(), "over 3 years, start not stated");
/// assert_eq!(open.days(), None);
/// # Ok::<(), outlay::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period<'a> {
    /// The name that the sources use: "fiscal 2025".
    pub label: Option<Text<'a>>,
    /// The first day, month, quarter or year.
    pub start: Option<PartialDate>,
    /// The last day, month, quarter or year, included in the period.
    pub end: Option<PartialDate>,
    /// The length, if start or end is not stated.
    pub length: Option<Length>,
}

impl<'a> Period<'a> {
    /// Returns the period of a start, an end and a length.
    ///
    /// # Errors
    /// If all of them are `None` or all are given, or if the end is before the start.
    pub fn new(
        label: Option<Text<'a>>,
        start: Option<PartialDate>,
        end: Option<PartialDate>,
        length: Option<Length>,
    ) -> Result<Self, Problem> {
        match (start, end, length) {
            (None, None, None) => {
                let example = r#"{"start": "2024-07", "end": "2025-06"} or {"length": "3 years"}"#;
                Err(Problem::new("a period has a start, an end or a length")
                    .hint(format!("write for example {example}")))
            }
            (Some(start), Some(end), _) if end.last() < start.first() => {
                Err(Problem::new(format!("the period ends ({end}) before it begins ({start})")))
            }
            (Some(_), Some(_), Some(_)) => {
                Err(Problem::new("a period with both a start and an end has no other length")
                    .hint("leave out \"length\""))
            }
            _ => Ok(Self { label, start, end, length }),
        }
    }

    /// Returns the period with an owned label.
    pub(super) fn into_owned(self) -> Period<'static> {
        Period {
            label: self.label.map(|label| Text::Owned(label.into_owned())),
            ..Period { label: None, ..self }
        }
    }

    /// Returns the period in words: `until 2030-10, start not stated`, `over 3 years, start not stated`.
    pub fn describe(&self) -> String {
        let dates = match (self.start, self.end, self.length) {
            (Some(start), Some(end), _) => format!("{start} to {end}"),
            (Some(start), None, Some(length)) => format!("from {start} over {length}"),
            (None, Some(end), Some(length)) => format!("over {length} until {end}"),
            (Some(start), None, None) => format!("from {start}, end not stated"),
            (None, Some(end), None) => format!("until {end}, start not stated"),
            (None, None, Some(length)) => format!("over {length}, start not stated"),
            (None, None, None) => String::new(),
        };
        match &self.label {
            Some(label) => format!("{label}: {dates}"),
            None => dates,
        }
    }

    /// Returns the first and the last day; `None` if the sources do not determine both.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        match (self.start, self.end, self.length) {
            (Some(start), Some(end), _) => Some((start.first(), end.last())),
            (Some(start), None, Some(length)) => {
                Some((start.first(), length.after(start.first())?.pred_opt()?))
            }
            (None, Some(end), Some(length)) => Some((length.before(end.last().succ_opt()?)?, end.last())),
            _ => None,
        }
    }
}

/// A thousand years, in days. Longer periods are taken for mistakes.
const MAX_DAYS: u64 = 366_000;

impl Length {
    /// Returns the greatest number of days that this can be.
    fn max_days(self) -> u64 {
        let unit = match self.unit {
            LengthUnit::Years => 366,
            LengthUnit::Months => 31,
            LengthUnit::Days => 1,
        };
        u64::from(self.count) * unit
    }

    /// Returns the day that is this length after `day`.
    fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.months() {
            Some(months) => day.checked_add_months(months),
            None => day.checked_add_days(Days::new(self.count.into())),
        }
    }

    /// Returns the day that is this length before `day`.
    fn before(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.months() {
            Some(months) => day.checked_sub_months(months),
            None => day.checked_sub_days(Days::new(self.count.into())),
        }
    }

    /// Returns the length in months; `None` if it is in days.
    fn months(self) -> Option<Months> {
        match self.unit {
            // A saturated count is beyond the calendar, which the callers check.
            LengthUnit::Years => Some(Months::new(self.count.saturating_mul(12))),
            LengthUnit::Months => Some(Months::new(self.count)),
            LengthUnit::Days => None,
        }
    }
}

impl FromStr for Period<'static> {
    type Err = Problem;

    /// Reads `fiscal 2025: 2024-07..2025-06`, `..2030-10`, `3 years`, `2025..: 3 years`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (mut label, mut start, mut end, mut length) = (None, None, None, None);
        for part in text.split(": ").map(str::trim) {
            if let Some((from, to)) = part.split_once("..") {
                let side = |text: &str| (!text.trim().is_empty()).then(|| text.trim().parse()).transpose();
                (start, end) = (side(from)?, side(to)?);
            } else if let Ok(found) = part.parse::<Length>() {
                length = Some(found);
            } else if label.is_none() && !part.is_empty() {
                label = Some(part.to_owned());
            } else {
                return Err(not_a_period(text));
            }
        }
        if start.is_none() && end.is_none() && length.is_none() {
            return Err(not_a_period(text));
        }
        Self::new(label.map(Text::Owned), start, end, length)
    }
}

fn not_a_period(text: &str) -> Problem {
    Problem::new(format!("{} is not a period", quote(text)))
        .hint("write for example \"fiscal 2025: 2024-07..2025-06\", \"..2030-10\" or \"3 years\"")
}

impl FromStr for Length {
    type Err = Problem;

    /// Reads `3 years`, `18 months` or `90 days`.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let invalid = || {
            Problem::new(format!("{} is not a length of time", quote(text)))
                .hint("write for example \"3 years\", \"18 months\" or \"90 days\"")
        };
        let (count, unit) = text.trim().split_once(' ').ok_or_else(invalid)?;
        let digits = count.bytes().all(|byte| byte.is_ascii_digit());
        let count = count.parse().ok().filter(|count| digits && *count > 0).ok_or_else(invalid)?;
        let length = Self { count, unit: unit.parse()? };
        if length.max_days() > MAX_DAYS {
            return Err(Problem::new(format!("{} is longer than a thousand years", quote(text)))
                .hint("write a shorter length"));
        }
        Ok(length)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.as_str();
        write!(f, "{} {}", self.count, if self.count == 1 { unit.trim_end_matches('s') } else { unit })
    }
}

impl fmt::Display for Period<'_> {
    /// Writes `fiscal 2025: 2024-07..2025-06`, `..2030-10`, `3 years`, `2025..: 3 years`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.label.clone());
        if self.start.is_some() || self.end.is_some() {
            let side = |date: Option<PartialDate>| date.map_or_else(String::new, |date| date.to_string());
            parts.push(format!("{}..{}", side(self.start), side(self.end)).into());
        }
        parts.extend(self.length.map(|length| length.to_string().into()));
        f.write_str(&parts.join(": "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(start: &str, end: &str, length: &str) -> Option<String> {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        let length = (!length.is_empty()).then(|| length.parse().unwrap());
        let (first, last) = Period::new(None, date(start), date(end), length).unwrap().days()?;
        Some(format!("{first} {last}"))
    }

    #[test]
    fn days_are_known_only_if_both_ends_are_determined() {
        assert_eq!(days("2024-07", "2025-06", "").unwrap(), "2024-07-01 2025-06-30");
        assert_eq!(days("2025", "", "3 years").unwrap(), "2025-01-01 2027-12-31");
        assert_eq!(days("", "2025-06", "12 months").unwrap(), "2024-07-01 2025-06-30");
        assert_eq!(days("2025-01-01", "", "1 day").unwrap(), "2025-01-01 2025-01-01");
        assert_eq!(days("", "2030-10", ""), None);
        assert_eq!(days("", "", "3 years"), None);
    }

    #[test]
    fn periods_are_read_as_they_are_written() {
        for text in [
            "fiscal 2025: 2024-07..2025-06", "..2030-10", "2025..", "3 years", "2025..: 3 years",
            "phase one: 1 year",
        ] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in ["", "..", "soon", "2025-13..", "2026..2025", "a: b: 3 years"] {
            assert!(text.parse::<Period>().is_err(), "{text:?} was accepted");
        }
    }

    #[test]
    fn impossible_periods_are_refused() {
        let date = |text: &str| Some(text.parse().unwrap());
        assert!(Period::new(None, None, None, None).is_err());
        assert!(Period::new(None, date("2025"), date("2024"), None).is_err());
        assert!(Period::new(None, date("2024"), date("2025"), "1 year".parse().ok()).is_err());
        for text in ["three years", "0 years", "-3 years", "3", "3 weeks", "+3 years"] {
            assert!(text.parse::<Length>().is_err(), "{text:?} was accepted");
        }
    }
}
