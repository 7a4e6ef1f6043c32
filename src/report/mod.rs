//! Answers as tables.

mod caveats;
mod changes;
mod convert;
mod directory;
mod explain;
mod list;
mod name_index;
mod rates;
mod show;
mod table;
mod totals;

use std::sync::Arc;

use thiserror::Error;

use crate::dataset::ReferenceData;
use crate::deal::{Deal, Slug};
use crate::money::Currency;
use crate::query::{Converter, Match, RateBasis, Selected, Value};
use crate::rates::{MissingRate, Rates};

pub use changes::changes;
pub use convert::convert;
pub use directory::{Companies, Regions};
#[cfg(feature = "parquet")]
pub use list::Whole;
pub use list::{List, ListColumn, ListOptions, Reader, SortField, SortKey};
pub use rates::rates;
pub use show::show;
pub use table::{Cell, Column, Document, Layout, Line, Lines, Table};
pub use totals::{GroupBy, Totals, TotalsOptions};

/// What every report of deals is made with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What deals refer to.
    pub reference: &'a ReferenceData,
    /// The rates.
    pub rates: &'a Rates,
    /// Which of them are used.
    pub at: RateBasis,
    /// The currency that amounts are converted to, if any.
    pub target: Option<Currency>,
    /// Whether a person reads the result: tables then have compact cells and a total.
    pub for_people: bool,
    /// Whether each conversion is to be laid open.
    pub explain: bool,
    /// Whether the dataset has any deals, of which some may be asked for.
    pub has_deals: bool,
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
    /// Whether the document was written already, as far as it is not to be said on standard error.
    pub is_written: bool,
    /// Whether some of the input was refused.
    pub is_partial: bool,
}

/// The deals whose amounts could not be converted, and the rates that would have been needed.
#[derive(Debug, Clone, Default)]
pub struct Unconverted {
    /// Those that could not be compared, and so are not in the report.
    uncomparable: Vec<Lack>,
    /// Those that stay in their own currency.
    kept: Vec<Lack>,
}

/// Where a deal stands, its id, and the rate that it lacks.
type Lack = (u64, Slug<'static>, Arc<MissingRate>);

impl Unconverted {
    /// Whether a deal is asked for. One that cannot be compared for want of a rate is not, and is remembered.
    fn admits(&mut self, deal: &Deal<'_>, found: &Match, at: u64) -> bool {
        if let Match::Missing(missing) = found {
            self.uncomparable.push((at, deal.id.clone().into_owned(), Arc::clone(missing)));
        }
        matches!(found, Match::Yes(_))
    }

    fn push(&mut self, at: u64, deal: &Deal<'_>, missing: Arc<MissingRate>) {
        self.kept.push((at, deal.id.clone().into_owned(), missing));
    }

    fn merge(&mut self, other: Self) {
        self.uncomparable.extend(other.uncomparable);
        self.kept.extend(other.kept);
    }

    /// The same in the order of the deals.
    fn run_ordered(mut self) -> Self {
        self.uncomparable.sort_by_key(|(at, ..)| *at);
        self.kept.sort_by_key(|(at, ..)| *at);
        self
    }

    /// Each deal with the rate that it lacks.
    pub fn iter(&self) -> impl Iterator<Item = (&Slug<'static>, &MissingRate)> {
        self.uncomparable.iter().chain(&self.kept).map(|(_, id, missing)| (id, missing.as_ref()))
    }

    /// Whether everything was converted.
    pub fn is_empty(&self) -> bool {
        self.uncomparable.is_empty() && self.kept.is_empty()
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
    /// What is said where no deal is found.
    fn nothing_found(&self) -> &'static str {
        if self.has_deals { "no deal matches" } else { "the dataset has no deals" }
    }

    /// The value of a deal in the target currency, where there is one; a missing rate is noted.
    fn value(
        &self,
        selected: &Selected<'_>,
        converter: &Converter<'_>,
        at: u64,
        unconverted: &mut Unconverted,
    ) -> Option<Value> {
        match converter.value(selected.deal, &selected.current, self.target?)? {
            Ok(value) => Some(value),
            Err(missing) => {
                unconverted.push(at, selected.deal, missing);
                None
            }
        }
    }
}
