//! Which deals are asked for, and what they are worth in another currency.

mod bulk;
mod convert;
mod filter;

pub use bulk::{Converted, Exchange, Rate, RateId, Renamed};
pub use convert::{At, Basis, Converter, Value};
pub use filter::{Filter, Found, Met, Selected, Sieve, StatusWanted, Threshold, Unmet, Verdict, is_found_by};
