//! Which deals are asked for, and what they are worth in another currency.

mod filter;
mod value;

pub use filter::{Filter, Found, Selected, StatusWanted, Threshold, is_found_by};
pub use value::{At, Basis, Converter, Value};
