//! Parquet files of deals, for databases and data frames: deals as columns and back, exact to the last digit.
//!
//! A file has the columns of [`schema::LeafColumn`], and in one of them the whole deal as a JSON record, so that nothing is
//! lost. Amounts are `DECIMAL(38, 10)`, days are `DATE`, and fields with several values are `LIST`. Reading takes only the
//! columns that a question needs.
//!
//! - `schema.rs`: the columns, their types and levels
//! - `decimal.rs`: decimals as Parquet stores them
//! - `error.rs`: errors of reading and writing
//! - `open.rs`: [`DealFile`], the metadata of a file
//! - `row_group.rs`: a row group, whose columns are opened on demand
//! - `columns.rs`: one column: values and levels of selected rows, lists
//! - `rows.rs`: columns to deals
//! - `compare.rs`: whether the columns of a deal agree with its record
//! - `write.rs`: deals to row groups
//! - `buffer.rs`: the columns of a row group that is being written
//! - `flat.rs`, `flat_writer.rs`: tables of single values for engines, written in bounded memory

mod buffer;
mod columns;
mod compare;
pub(crate) mod decimal;
mod error;
mod flat;
mod flat_writer;
mod open;
mod row_group;
mod rows;
pub(crate) mod schema;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use compare::differing_column;
pub(crate) use error::DealFileError;
pub(crate) use flat::{DealBatch, FlatColumn, FlatRows, FlatTable, FlatType};
pub(crate) use flat_writer::{DealTablesWriter, FlatFile};
pub(crate) use open::{COLUMNS, DealFile, DealReader};
pub(crate) use rows::RowPredicate;
pub(crate) use write::{DealWriter, Row};
