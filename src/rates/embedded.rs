//! The rates that are part of the program, written by build.rs: `CURRENCIES`, `DAYS` and [`CELLS`] of the ECB's table,
//! `PEGS` and `REPLACED`.

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::money::{Currency, Decimal};

/// A rate that has been the same since a day.
#[derive(Debug)]
pub(super) struct FixedRate {
    pub(super) base: Currency,
    pub(super) quote: Currency,
    /// Units of `quote` for one unit of `base`.
    pub(super) rate: Decimal,
    pub(super) since: PartialDate,
    pub(super) source: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/rates.rs"));

/// The packed rates of the ECB's table, row by row, oldest first.
pub(super) static CELLS: &[[u8; 4]] = include_bytes!(concat!(env!("OUT_DIR"), "/ecb.bin")).as_chunks().0;

/// Returns a day of the generated tables. A day that is not in the calendar is a compile error.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => panic!("a day of the rates in data/ is not in the calendar"),
    }
}
