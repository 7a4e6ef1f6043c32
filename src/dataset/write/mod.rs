//! Writes datasets.
//!
//! - `canonical`: the layout made for diffs
//! - `schema`: the JSON Schema, made from the record types (tests only)

pub(super) mod canonical;
#[cfg(test)]
pub(super) mod schema;
