//! Dates of a declared format.

use chrono::NaiveDate;
use chrono::format::{Parsed, StrftimeItems, parse};

use super::partial::PartialDate;
use super::range::{century, check_range};
use crate::invalid::Problem;
use crate::text::quote;

/// Reads a date of the strftime format `format`: a day, or a month or a year if the format has no more.
///
/// A year of two digits (`%y`) is read as [`read_date`](super::read_date) reads it.
///
/// # Errors
/// If `text` has another format, is not in the calendar or is out of range ([`check_range`]). So `%Y` does not read `25`
/// as the year 25.
///
/// ```
/// use chrono::NaiveDate;
/// use outlay::date::read_formatted;
///
/// let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
/// assert_eq!(read_formatted("3/4/25", "%m/%d/%y", today)?.to_string(), "2025-03-04");
/// let problem = read_formatted("3/4/25", "%m/%d/%Y", today).unwrap_err();
/// assert_eq!(problem.message, "\"3/4/25\" has no year of four digits, which %Y stands for");
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn read_formatted(text: &str, format: &str, today: NaiveDate) -> Result<PartialDate, Problem> {
    let text = text.trim();
    let not_in_format = || {
        Problem::new(format!("{} is not a date of the format {format}", quote(text)))
            .hint("formats are those of strftime: %d/%m/%Y, %b %d, %Y")
    };
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, StrftimeItems::new(format)).map_err(|_| not_in_format())?;
    if parsed.year().is_none()
        && parsed.year_div_100().is_none()
        && let Some(year) = parsed.year_mod_100()
    {
        parsed.set_year(century(year.unsigned_abs(), today).into()).map_err(|_| not_in_format())?;
    }
    if parsed.year().is_some_and(|year| !(1000..=9999).contains(&year)) {
        return Err(Problem::new(format!("{} has no year of four digits, which %Y stands for", quote(text)))
            .hint("write %y for years of two digits"));
    }
    let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
    let date = match (parsed.to_naive_date(), parsed.year(), parsed.month(), parsed.day()) {
        (Ok(day), ..) => Some(PartialDate::Day(day)),
        (Err(_), Some(year), Some(month), None) => first(year, month).map(PartialDate::Month),
        (Err(_), Some(year), None, None) => first(year, 1).map(PartialDate::Year),
        _ => None,
    };
    check_range(text, date.ok_or_else(not_in_format)?, today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    }

    #[test]
    fn declared_formats_read_as_much_as_they_state() {
        for (text, format, date) in [
            ("24/02/2025", "%d/%m/%Y", "2025-02-24"),
            ("02/2025", "%m/%Y", "2025-02"),
            ("2025", "%Y", "2025"),
            ("27-Sep-2017", "%d-%b-%Y", "2017-09-27"),
            ("31/12/36", "%d/%m/%y", "2036-12-31"),
            ("31/12/37", "%d/%m/%y", "1937-12-31"),
            ("25-01-02", "%y-%m-%d", "2025-01-02"),
        ] {
            assert_eq!(read_formatted(text, format, today()).unwrap().to_string(), date, "{text}");
        }
        for (text, format) in [
            ("02/24/2025", "%d/%m/%Y"),
            ("24/02/25", "%d/%m/%Y"),
            ("24/02/025", "%d/%m/%Y"),
            ("31/02/2025", "%d/%m/%Y"),
            ("24/02", "%d/%m"),
            ("24/02/1850", "%d/%m/%Y"),
            ("24/02/2025", "%Q"),
        ] {
            assert!(read_formatted(text, format, today()).is_err(), "{text} was accepted");
        }
    }
}
