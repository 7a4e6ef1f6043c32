//! Answers as tables.

mod caveats;
mod changes;
mod convert;
mod explain;
mod list;
mod names;
mod rates;
mod show;
mod table;
mod totals;

use std::rc::Rc;

use thiserror::Error;

use crate::dataset::Dataset;
use crate::deal::{Deal, Slug};
use crate::money::Currency;
use crate::query::{Converter, Found, Selected, Value};
use crate::rates::MissingRate;

pub use changes::changes;
pub use convert::convert;
pub use list::{ListColumn, ListOptions, SortKey, list};
pub use names::{companies, regions};
pub use rates::rates;
pub use show::show;
pub use table::{Cell, Column, Document, Layout, Table};
pub use totals::{GroupBy, TotalsOptions, totals};

/// What every report of deals is made with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The deals and what they refer to.
    pub dataset: &'a Dataset,
    /// The rates.
    pub converter: Converter<'a>,
    /// The currency that amounts are converted to, if any.
    pub target: Option<Currency>,
    /// Whether a person reads the result: tables then have compact cells and a total.
    pub for_people: bool,
    /// Whether each conversion is to be laid open.
    pub explain: bool,
}

/// An answer, and the amounts that stayed in their own currency.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The tables or records.
    pub document: Document,
    /// What could not be converted.
    pub unconverted: Unconverted,
    /// What was done, for standard error.
    pub notes: Vec<String>,
    /// Whether some of the input was refused.
    pub is_partial: bool,
}

/// The deals whose amounts could not be converted, and the rates that would have been needed.
#[derive(Debug, Clone, Default)]
pub struct Unconverted(Vec<(Slug<'static>, Rc<MissingRate>)>);

impl Unconverted {
    fn from_found(found: &Found<'_>) -> Self {
        Self(
            found
                .missing
                .iter()
                .map(|(deal, missing)| (deal.id.clone().into_owned(), missing.clone()))
                .collect(),
        )
    }

    fn push(&mut self, deal: &Deal, missing: Rc<MissingRate>) {
        self.0.push((deal.id.clone().into_owned(), missing));
    }

    /// Each deal with the rate that it lacks.
    pub fn iter(&self) -> impl Iterator<Item = (&Slug<'static>, &MissingRate)> {
        self.0.iter().map(|(id, missing)| (id, missing.as_ref()))
    }

    /// Whether everything was converted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReportError {
    /// A figure or a sum is too large.
    #[error("the figures of {what} have more digits than can be kept exactly")]
    Overflow {
        /// The deal or group.
        what: String,
    },
    /// A column of the conversion was asked for without one.
    #[error("the column {column:?} needs a currency to convert to")]
    NeedsTarget {
        /// The column.
        column: &'static str,
    },
}

impl ReportError {
    fn overflow(deal: &Deal) -> Self {
        Self::Overflow { what: format!("deal {}", deal.id) }
    }
}

impl Context<'_> {
    /// The value of a deal in the target currency, where there is one; a missing rate is noted.
    fn value(&self, selected: &Selected<'_>, unconverted: &mut Unconverted) -> Option<Value> {
        match self.converter.value(selected.deal, &selected.standing, self.target?)? {
            Ok(value) => Some(value),
            Err(missing) => {
                unconverted.push(selected.deal, missing);
                None
            }
        }
    }
}
