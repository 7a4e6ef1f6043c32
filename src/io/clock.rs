//! The current day.

use chrono::NaiveDate;

/// Returns the current day, by the time zone of the system.
pub(crate) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
