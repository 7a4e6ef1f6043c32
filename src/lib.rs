//! outlay: who announced what, where, how much, how sure, and who says so.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod area;
mod dataset;
mod date;
mod deal;
mod invalid;
pub mod money;
pub mod rates;
pub mod render;
pub mod report;
