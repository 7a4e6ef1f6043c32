//! Selects deals and converts their amounts.
//!
//! - `filter`: the parsed filter
//! - `matcher`: the filter evaluated on the deals of a dataset
//! - `collect`: what a question collects from the selected deals of a scan
//! - `convert`: one amount in another currency, with its source
//! - `bulk`: the amounts of many deals in one currency

mod bulk;
mod collect;
mod convert;
mod filter;
mod matcher;

pub use bulk::{BulkConverter, Converted, Rate, RateId};
pub use collect::{Collect, Filtered};
pub use convert::{Basis, Converter, RateBasis, Value};
pub use filter::{Choice, Filter, Selected, StatusWanted, Threshold};
pub use matcher::{Match, MatchNotes, Matcher, UnknownName, is_found_by};
