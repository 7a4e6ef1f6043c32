//! A tracker for announced investments: who announced what, where, how much, how certain, and according to whom.
//!
//! [`cli::run`] is the whole program: it parses arguments, reads the dataset and the rates, selects deals, makes a report
//! of typed cells and renders it. Modules use those of lower layers only:
//!
//! ```text
//! main → cli → commands → io → {render, error} → {report, message} → {query, import} → dataset → {json, parquet, sheet}
//!      → {rates, deal} → {money, date, area} → invalid → {text, parallel, hash}
//! ```
//!
//! The public modules are [`cli`] and those of the domain. Their interface may change with every version before 1.0.
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
//!
//! Convert an amount at the rates of a day, and print the path of the conversion:
//!
//! ```
//! use outlay::date::PartialDate;
//! use outlay::query::{Basis, Converter, RateBasis};
//! use outlay::rates::Rates;
//!
//! let rates = Rates::built_in();
//! let converter = Converter::new(&rates, RateBasis::Announced);
//! let date: PartialDate = "2025-02-24".parse()?;
//! let value = converter.convert(&"380 billion CNY".parse()?, "USD".parse()?, date.into())?;
//! // 380,000,000,000 / 7.5879 * 1.0466
//! assert_eq!(value.amount()?.quantity.estimate().headline.round().to_string(), "52413447726");
//! let Basis::Rate(path) = &value.basis else { panic!("converted") };
//! let path: Vec<String> = path.legs.iter().map(|leg| format!("{} {} {}", leg.base, leg.quote, leg.date)).collect();
//! assert_eq!(path, ["EUR CNY 2025-02-24", "EUR USD 2025-02-24"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Read a dataset and add up its deals in euros:
//!
//! ```
//! use outlay::dataset::{self, Form};
//! use outlay::money::{Currency, ExactSum};
//! use outlay::query::{Converter, RateBasis};
//! use outlay::rates::Rates;
//!
//! let json = r#"{"deals": [
//!     {"id": "a", "title": "A", "kind": "equity", "announced": "2025-03-10",
//!      "amount": {"value": "1000000", "currency": "USD"}, "parties": [{"company": "Acme", "role": "recipient"}]},
//!     {"id": "b", "title": "B", "kind": "capex", "announced": "2025-03-10",
//!      "amount": {"value": "500000", "currency": "EUR"}, "parties": [{"company": "Brix", "role": "investor"}]}
//! ]}"#;
//! let dataset = dataset::read(json, Form::Document)?;
//! let rates = Rates::built_in();
//! let converter = Converter::new(&rates, RateBasis::Announced);
//! let euro: Currency = "EUR".parse()?;
//! let mut total = ExactSum::default();
//! for deal in &dataset.deals {
//!     if let Some(value) = converter.value(deal, &deal.current_state(), euro) {
//!         total.add(value?.amount()?.quantity.estimate().headline);
//!     }
//! }
//! // 1,000,000 / 1.0845 + 500,000
//! assert_eq!(total.to_decimal().unwrap().round_dp(2).to_string(), "1422083.91");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod area;
pub mod cli;
mod commands;
pub mod dataset;
pub mod date;
pub mod deal;
mod error;
mod hash;
mod import;
mod invalid;
mod io;
mod json;
mod message;
pub mod money;
mod parallel;
#[cfg(feature = "parquet")]
mod parquet;
pub mod query;
pub mod rates;
mod render;
mod report;
mod sheet;
mod text;

pub use error::Exit;
pub use invalid::{Cause, FaultList, Problem};
