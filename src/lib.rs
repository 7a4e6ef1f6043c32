//! A tracker for announced investments: who announced what, where, how much, how certain, and according to whom.
//!
//! [`cli`] parses arguments into a [`Request`]; [`run`] reads the dataset and the rates, selects deals, makes a report of
//! typed cells and renders it. Modules use those of lower layers only:
//!
//! ```text
//! main → cli → commands → io → {render, error} → report → {query, import} → dataset → {json, parquet}
//!      → {rates, deal} → {money, date, area} → invalid → {text, parallel, hash}
//! ```
//!
//! The public modules are those of the domain. Their interface may change with every version before 1.0.
//!
//! Parse an amount:
//!
//! ```
//! use outlay::money::Amount;
//!
//! let amount: Amount = "up to $11.9 billion".parse()?;
//! assert_eq!(amount.to_string(), "up to USD 11.9bn");
//! # Ok::<(), outlay::Problem>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod area;
pub mod cli;
mod commands;
mod dataset;
pub mod date;
pub mod deal;
mod error;
mod hash;
mod import;
mod invalid;
mod io;
mod json;
pub mod money;
mod parallel;
#[cfg(feature = "parquet")]
mod parquet;
mod query;
pub mod rates;
mod render;
mod report;
mod text;

pub use commands::{Request, print_messages, run};
pub use error::{Error, Exit, Message};
pub use invalid::{Problem, WriteError};
