//! Which years a reasonable date has.

use chrono::{Datelike, NaiveDate};

use super::partial::PartialDate;
use crate::invalid::Problem;
use crate::text::quote;

/// The first year of a reasonable date.
const FIRST_YEAR: i32 = 1900;

/// The last year of a reasonable date.
fn last_year(today: NaiveDate) -> i32 {
    today.year() + 10
}

/// Returns the year that two digits stand for: in this century, or in the last one if it were more than ten years after
/// `today`.
pub(super) fn century(two_digits: u32, today: NaiveDate) -> i32 {
    let year = 2000 + i32::try_from(two_digits % 100).unwrap_or_default();
    if year > last_year(today) { year - 100 } else { year }
}

/// Whether `date` is reasonable, as [`check_range`] says.
pub(super) fn is_in_range(date: PartialDate, today: NaiveDate) -> bool {
    (FIRST_YEAR..=last_year(today)).contains(&date.first().year())
}

/// Returns `date` if it is reasonable: from 1900 to ten years after `today`.
///
/// # Errors
/// If it is not. The message quotes `text`, from which the date was read.
pub fn check_range(text: &str, date: PartialDate, today: NaiveDate) -> Result<PartialDate, Problem> {
    if is_in_range(date, today) {
        return Ok(date);
    }
    let problem = format!("{} is dated {}", quote(text.trim()), date.first().year());
    let hint = format!("dates from {FIRST_YEAR} to {} are read; correct the year", last_year(today));
    Err(Problem::new(problem).hint(hint))
}
