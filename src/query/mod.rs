//! Which deals are asked for, and what they are worth in another currency.

mod exchange;
mod filter;
mod value;

pub use exchange::{Converted, Exchange, Rate, RateId, Renamed};
pub use filter::{Filter, Found, Met, Selected, Sieve, StatusWanted, Threshold, Unmet, Verdict, is_found_by};
pub use value::{At, Basis, Converter, Value};
