//! The rates that are part of the program, written by build.rs: `CURRENCIES`, `DAYS` and [`CELLS`] of the ECB's table,
//! and `PEGS`.

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::money::{Currency, Decimal};

/// A peg of one currency.
#[derive(Debug)]
pub(super) struct Peg {
    pub(super) currency: Currency,
    /// Units of the currency for one dollar.
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
