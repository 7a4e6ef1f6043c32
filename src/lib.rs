//! outlay: who announced what, where, how much, how sure, and who says so.
//!
//! The way of a request: [`cli`] makes a [`Request`] of what was typed; [`run`] reads the dataset and the rates, selects
//! deals, makes a report of typed cells and renders it.
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
