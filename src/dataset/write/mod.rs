//! Writes datasets.
//!
//! - `canonical`: the layout made for diffs
//! - `records`: from the domain to the records of the file format
//! - `schema`: the JSON Schema, made from the record types (tests only)

pub(super) mod canonical;
pub(super) mod records;
#[cfg(test)]
pub(super) mod schema;
