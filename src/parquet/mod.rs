//! Parquet, which databases and data frames read: deals as columns, exact to the last digit, and back.
//!
//! A file of deals has the columns of [`schema::Leaf`], whatever the data, and the whole deal beside them as a record of JSON
//! Lines, so that nothing is lost. Amounts are `DECIMAL(38, 10)`, days are `DATE`, and what a deal has several of is a
//! `LIST`. Reading such a file takes only the columns that a question is about.

mod bits;
mod columns;
pub mod decimal;
mod error;
mod gathered;
mod open;
mod pages;
mod rows;
pub mod schema;
#[cfg(test)]
mod tests;
mod write;

pub use error::{Fault, Stop};
pub use open::{COLUMNS, DealFile};
pub use rows::Choice;
pub use write::{Conversion, DealWriter, Row};
