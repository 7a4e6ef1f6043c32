//! Which deals are asked for, and what they are worth in another currency.

mod bulk;
mod convert;
mod filter;

pub use bulk::{Converted, Exchange, Rate, RateId, Renamed};
pub use convert::{Basis, Converter, RateBasis, Value};
pub use filter::{
    Filter, Match, MatchNotes, Matcher, SeenNames, Selected, StatusWanted, Threshold, UnknownName,
    is_found_by,
};
