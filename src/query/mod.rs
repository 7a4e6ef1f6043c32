//! Selects deals and converts their amounts.
//!
//! - `filter`: the parsed filter, and the same in words
//! - `matcher`: the filter evaluated on the deals of a dataset; the problem of a name that no deal has
//! - `collect`: what a question collects from the selected deals of a scan
//! - `dates`: the dates of a filter
//! - `convert`: one amount in another currency, with its source
//! - `bulk`: the amounts of many deals in one currency
//!
//! # Examples
//!
//! ```
//! use outlay::dataset::{self, BUILT_IN, Form};
//! use outlay::query::{Choice, Converter, Filter, Match, Matcher, RateBasis};
//! use outlay::rates::Rates;
//!
//! let dataset = dataset::read(BUILT_IN, Form::Document)?;
//! let filter = Filter { companies: Choice { any_of: vec!["coreweave".into()], none_of: vec![] }, ..Filter::default() };
//! let matcher = Matcher::new(&filter, &dataset.reference)?;
//! let rates = Rates::built_in();
//! let converter = Converter::new(&rates, RateBasis::Stated);
//! let selected = dataset.deals.iter().filter(|deal| {
//!     matches!(matcher.evaluate(deal, &deal.current_state(), &converter), Match::Yes(_))
//! });
//! let ids: Vec<&str> = selected.map(|deal| deal.id.as_str()).collect();
//! assert_eq!(ids, ["coreweave-openai"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bulk;
mod collect;
mod convert;
mod dates;
mod filter;
mod matcher;

pub(crate) use bulk::{BulkConverter, Converted, Rate, RateId};
pub(crate) use collect::{Collect, Filtered};
pub use convert::{Basis, Converter, RateBasis, Value};
pub use dates::{DateMatch, Dates};
pub(crate) use filter::Selected;
pub use filter::{Choice, FieldCondition, Filter, StatusWanted, Threshold};
pub use matcher::{Match, MatchNotes, Matcher};
pub(crate) use matcher::{UnknownName, is_found_by};
