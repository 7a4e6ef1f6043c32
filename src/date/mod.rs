//! Dates of day, month, quarter or year precision, as datasets and as people write them.
//!
//! - `partial.rs`: [`PartialDate`] and its one written form, that of datasets and flags
//! - `written.rs`: [`read_date`] and [`read_period`], dates as people write them
//! - `reading.rs`, `order.rs`: the ways to read one, and the orders of day and month
//! - `lexer.rs`, `parts.rs`, `names.rs`, `time.rs`: its numbers and words, and what they name in the languages of CLDR
//! - `era.rs`: the years of Japanese eras
//! - `refusal.rs`, `range.rs`: why a text is no date, and which years a date may have
//! - `declared.rs`, `day_number.rs`: dates of a declared format, and day numbers of spreadsheets
//!
//! ```
//! use chrono::NaiveDate;
//! use outlay::date::{DayOrder, PartialDate, parse_day, read_date};
//!
//! let month: PartialDate = "2024-02".parse()?;
//! assert_eq!((month.first().to_string(), month.last().to_string()), ("2024-02-01".into(), "2024-02-29".into()));
//! assert_eq!(month.day(), None);
//! assert_eq!(parse_day("2024-02").unwrap_err().message, "\"2024-02\" names no day");
//!
//! let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
//! assert_eq!(read_date("3. März 2024", None, today)?.to_string(), "2024-03-03");
//! assert_eq!(read_date("3Q24", None, today)?.to_string(), "2024-Q3");
//! assert_eq!(read_date("01/04/2018", Some(DayOrder::DayFirst), today)?.to_string(), "2018-04-01");
//! assert!(read_date("01/04/2018", None, today).is_err());
//! # Ok::<(), outlay::Problem>(())
//! ```

mod day_number;
mod declared;
mod era;
mod lexer;
mod names;
mod order;
mod partial;
mod parts;
mod range;
mod reading;
mod refusal;
mod time;
mod written;

#[cfg(test)]
mod tests;

pub use day_number::{Epoch, day_number, read_day_number};
pub use declared::read_formatted;
pub(crate) use names::is_month;
pub use order::DayOrder;
pub use partial::{PartialDate, parse_day};
pub use range::check_range;
pub(crate) use written::order_with_year_last;
pub use written::{order_shown_by, read_date, read_period};
