//! Days as numbers, as spreadsheets store them.

use chrono::{Days, NaiveDate};

use super::partial::PartialDate;
use super::range::check_range;
use crate::invalid::Problem;
use crate::text::quote;

/// The day from which a workbook counts its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    /// Day 1 is 1 January 1900, and day 60 the 29 February 1900 that never was: Excel, for compatibility with Lotus 1-2-3.
    Excel1900,
    /// Day 0 is 1 January 1904: workbooks of old versions of Excel for Mac.
    Excel1904,
}

/// Returns the day that a spreadsheet stores as the number `days`; `None` if it stands for no day.
///
/// ```
/// use outlay::date::{Epoch, day_number};
///
/// assert_eq!(day_number(45809, Epoch::Excel1900).unwrap().to_string(), "2025-06-01");
/// assert_eq!(day_number(44347, Epoch::Excel1904).unwrap().to_string(), "2025-06-01");
/// assert_eq!(day_number(60, Epoch::Excel1900), None);
/// ```
pub fn day_number(days: u32, epoch: Epoch) -> Option<NaiveDate> {
    let (year, month, day) = match (epoch, days) {
        (Epoch::Excel1900, 0 | 60) => return None,
        (Epoch::Excel1900, 1..60) => (1899, 12, 31),
        (Epoch::Excel1900, _) => (1899, 12, 30),
        (Epoch::Excel1904, _) => (1904, 1, 1),
    };
    NaiveDate::from_ymd_opt(year, month, day)?.checked_add_days(Days::new(days.into()))
}

/// Reads the day number of a spreadsheet, such as `45809` or, with a time of day, `45809.75`.
///
/// # Errors
/// If `text` is no such number, or the day is out of range ([`check_range`]).
pub fn read_day_number(text: &str, epoch: Epoch, today: NaiveDate) -> Result<PartialDate, Problem> {
    let (whole, time) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let days = whole.parse().ok().filter(|_| is_number(whole) && is_number(time));
    let day = days.and_then(|days| day_number(days, epoch)).ok_or_else(|| {
        Problem::new(format!("{} is not the day number of a spreadsheet", quote(text)))
            .hint("2025-06-01 is the day number 45809")
    })?;
    check_range(text, day.into(), today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    }

    #[test]
    fn day_numbers_count_from_both_epochs() {
        // From Microsoft's description of the date systems: 5 July 1998 is 35981 and 34519.
        for (days, epoch, day) in [
            (35_981, Epoch::Excel1900, "1998-07-05"),
            (34_519, Epoch::Excel1904, "1998-07-05"),
            (1, Epoch::Excel1900, "1900-01-01"),
            (59, Epoch::Excel1900, "1900-02-28"),
            (61, Epoch::Excel1900, "1900-03-01"),
            (0, Epoch::Excel1904, "1904-01-01"),
        ] {
            assert_eq!(day_number(days, epoch).unwrap().to_string(), day, "{days}");
        }
        assert_eq!(day_number(u32::MAX, Epoch::Excel1900), None);
        assert_eq!(read_day_number("45809.75", Epoch::Excel1900, today()).unwrap().to_string(), "2025-06-01");
        for text in ["", "45809.", "-1", "+45809", "4.5e4", "2958465", "45809,5"] {
            assert!(read_day_number(text, Epoch::Excel1900, today()).is_err(), "{text:?} was accepted");
        }
    }
}
