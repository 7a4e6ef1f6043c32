//! Reports: the answers of commands as tables of typed cells.
//!
//! - `tables`: the dataset as tables for databases, and the SQL that makes totals of them
//! - `table`: the model of every output: tables and columns; `cell`: their cells; `rows`: many rows, packed
//! - `list`: deals, one per row
//! - `sheets`: what a workbook has of deals besides their list
//! - `totals`: floor, headline and ceiling of groups of deals
//! - `show`: deals as cards
//! - `changes`: differences between two states of a dataset
//! - `directory`: companies and regions with their numbers of deals
//! - `convert`, `rates`: one converted amount; the known rates
//! - `rate_history`: rates, day by day
//! - `settings`: the settings of the program
//! - `explain`: the steps of each conversion; `source_name`: what sources are called
//! - `web_page`: pages to publish: of totals, charts and deals, or of the cards of some deals
//! - `check`: what may be wrong in a dataset
//! - `verify`: quotes and figures, compared with the texts of their sources
//! - `order`: the order of rows by the cells of some columns
//! - `caveats`: the notes under a table; `conversions`: that on how amounts were converted
//! - `provenance`: where an answer comes from
//! - `name_index`: names as numbers, for counting

mod caveats;
mod cell;
mod changes;
mod check;
mod conversions;
mod convert;
mod directory;
mod explain;
mod list;
mod name_index;
mod order;
mod provenance;
mod rate_history;
mod rates;
mod rows;
mod settings;
mod sheets;
mod show;
mod source_name;
mod table;
#[cfg(feature = "parquet")]
pub(crate) mod tables;
mod totals;
mod verify;
mod web_page;

use std::sync::Arc;

use chrono::NaiveDate;
use thiserror::Error;

use crate::dataset::{Links, ReferenceData};
use crate::deal::{Deal, Slug};
use crate::hash::HashSet;
use crate::import::RowFault;
use crate::money::{Amount, Currency};
use crate::query::{Converter, Match, RateBasis, Selected, Value};
use crate::rates::{MissingRate, Rates};

use caveats::{Caveat, LatestDays};

pub(crate) use changes::{Adder, AllFound, DayDifferences, IdFinder, OpenFinder, Side, State, Sums, changes};
pub(crate) use check::{
    Check, CheckOptions, Findings, Rule, Severity, has_legal_form, repairs, rule_of_repair,
};
pub(crate) use convert::convert;
pub(crate) use directory::{Companies, CompanyColumn, RegionColumn, Regions};
#[cfg(feature = "parquet")]
pub(crate) use list::FullRow;
pub(crate) use list::{List, ListColumn, ListOptions, SortKey};
pub(crate) use order::ColumnOrder;
pub(crate) use provenance::{DatasetOrigin, Provenance, Question};
pub(crate) use rate_history::{HistoryOptions, rate_history};
pub(crate) use rates::{rates, stale_note};
pub(crate) use rows::RowChunk;
pub(crate) use settings::{SettingRow, settings};
pub(crate) use show::{Cards, show};
pub(crate) use table::{
    Audience, Card, Cell, Charset, Chart, CiteStyle, Column, Document, Feed, FeedEntry, Layout, Line, Lines,
    Overflow, Price, Table, WebPage,
};
#[cfg(feature = "parquet")]
pub(crate) use tables::{DealTables, Partitioning};
#[cfg(feature = "parquet")]
pub(crate) use totals::Standings;
pub(crate) use totals::{
    Arrangement, Bars, Detail, GroupBy, LinkEffects, Measure, Totals, TotalsColumn, TotalsOptions,
    TotalsOrder,
};
pub(crate) use verify::{Markup, Page, Pages, Verification};
pub(crate) use web_page::{WebPageCollector, page_of_cards};

/// What all reports on deals depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// Companies, sources and rates of the dataset.
    pub reference: &'a ReferenceData,
    /// The links between the deals, at the end of the day that is asked about. They are read if a collector
    /// [needs them](crate::query::Collect::needs_links).
    pub links: &'a Links,
    /// The exchange rates.
    pub rates: &'a Rates,
    /// The basis on which rates are chosen.
    pub at: RateBasis,
    /// The target currency of the conversion, if any.
    pub target: Option<Currency>,
    /// Who reads the report.
    pub audience: Audience,
    /// Whether the report shows the steps of each conversion.
    pub explain: bool,
    /// Whether the dataset has any deals.
    pub has_deals: bool,
    /// The current day.
    pub today: NaiveDate,
}

/// What a command has done before its answer is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Done {
    /// Nothing.
    #[default]
    Nothing,
    /// The rows are already written to the output.
    WroteRows,
    /// It wrote a file, such as the dataset, as the notes say: a failure to show them does not undo it.
    WroteFile,
}

/// An answer, and the amounts that could not be converted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    /// The tables.
    pub document: Document,
    /// Deals without a rate.
    pub unconverted: Unconverted,
    /// Messages for standard error.
    pub notes: Vec<String>,
    /// What is wrong with rows of a spreadsheet, one by one; the notes sum it up.
    pub faults: Vec<RowFault>,
    /// What the command has already written.
    pub done: Done,
    /// Whether the program exits with a failure code: some of the input was rejected, or a check failed.
    pub is_failure: bool,
    /// Whether the answer lacks rows of a spreadsheet that could not be read.
    pub is_incomplete: bool,
}

impl Report {
    /// A report of `tables`.
    fn new(tables: Vec<Table>, unconverted: Unconverted) -> Self {
        Self { document: Document { tables, ..Document::default() }, unconverted, ..Self::default() }
    }
}

/// The deals whose amounts could not be converted, with the missing rates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unconverted {
    /// Deals that are left out, because a threshold could not be compared.
    left_out: Vec<MissingConversion>,
    /// Deals that stay in their own currency.
    kept: Vec<MissingConversion>,
}

/// A deal and the rate that is missing.
#[derive(Debug, Clone)]
struct MissingConversion {
    /// The position of the deal in the dataset.
    at: u64,
    id: Slug<'static>,
    rate: Arc<MissingRate>,
}

impl MissingConversion {
    fn new(at: u64, deal: &Deal<'_>, rate: &Arc<MissingRate>) -> Self {
        Self { at, id: deal.id.clone().into_owned(), rate: Arc::clone(rate) }
    }
}

impl Unconverted {
    /// Whether the filter selected `deal`. Records the missing rate if it could not decide.
    fn accepts(&mut self, deal: &Deal<'_>, found: &Match, at: u64) -> bool {
        if let Match::Missing(rate) = found {
            self.left_out.push(MissingConversion::new(at, deal, rate));
        }
        matches!(found, Match::Yes(_))
    }

    /// Records a deal that is left out.
    fn leave_out(&mut self, at: u64, deal: &Deal<'_>, rate: &Arc<MissingRate>) {
        self.left_out.push(MissingConversion::new(at, deal, rate));
    }

    /// Records a deal that stays in its own currency.
    fn keep(&mut self, at: u64, deal: &Deal<'_>, rate: &Arc<MissingRate>) {
        self.kept.push(MissingConversion::new(at, deal, rate));
    }

    fn merge(&mut self, other: Self) {
        self.left_out.extend(other.left_out);
        self.kept.extend(other.kept);
    }

    /// Keeps the deals in their own currency at the positions for which `keeps` returns true.
    fn retain_kept(&mut self, keeps: impl Fn(u64) -> bool) {
        self.kept.retain(|missing| keeps(missing.at));
    }

    /// The deals of an earlier state and of this later one, each once.
    fn merged_by_id(mut self, later: Self) -> Self {
        let new: HashSet<&str> = later.kept.iter().map(|missing| missing.id.as_str()).collect();
        self.kept.retain(|old| !new.contains(old.id.as_str()));
        self.merge(later);
        self
    }

    /// The same deals in the order of the dataset.
    fn sorted(mut self) -> Self {
        self.left_out.sort_by_key(|missing| missing.at);
        self.kept.sort_by_key(|missing| missing.at);
        self
    }

    /// Each deal with the missing rate.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Slug<'static>, &MissingRate)> {
        self.left_out.iter().chain(&self.kept).map(|missing| (&missing.id, missing.rate.as_ref()))
    }

    /// Whether every amount was converted.
    pub(crate) fn is_empty(&self) -> bool {
        self.left_out.is_empty() && self.kept.is_empty()
    }
}

/// The reason why a report cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum ReportError {
    /// A figure or a sum has too many digits.
    #[error("the figures of {what} have more digits than can be kept exactly")]
    Overflow {
        /// The deal or group.
        what: String,
    },
    /// A column of the conversion was requested without a target currency.
    #[error("the column {column:?} needs a currency to convert to")]
    NeedsTarget {
        /// The column.
        column: &'static str,
    },
    /// One deal is in too many groups of several groupings at once.
    #[error("deal {deal} is in more than {most} groups of {groupings} at once: group by one of them")]
    TooManyGroups {
        /// The deal.
        deal: String,
        /// The largest number that is allowed.
        most: usize,
        /// The groupings.
        groupings: String,
    },
}

impl ReportError {
    fn overflow(deal: &Deal) -> Self {
        Self::Overflow { what: format!("deal {}", deal.id) }
    }
}

/// An amount in the target currency.
#[derive(Debug)]
pub(crate) struct Conversion {
    /// The converted amount.
    pub amount: Amount,
    /// The original amount, with the rate or the source of the conversion.
    pub value: Value,
}

impl Context<'_> {
    /// The note for a report without deals.
    fn empty_caveat(&self) -> Caveat {
        if self.has_deals { Caveat::NoMatch } else { Caveat::NoDeals }
    }

    /// Whether a report on single deals shows the steps of their conversions. A workbook always has room for them.
    fn shows_conversions(&self) -> bool {
        self.explain || self.audience == Audience::Spreadsheets
    }

    /// The target currency with the basis of the rates.
    fn conversion(&self) -> Option<(Currency, RateBasis)> {
        self.target.map(|target| (target, self.at))
    }

    /// The current day and the last one of the ECB's table, if the latest rates are asked for.
    fn latest_days(&self) -> Option<LatestDays> {
        (self.at == RateBasis::Latest).then(|| LatestDays::of(self.rates)).flatten()
    }

    /// Converts the amount of a deal to the target currency. `None` without a target or an amount, and if the rate is
    /// missing, which is recorded in `unconverted`.
    ///
    /// # Errors
    /// If the converted amount has too many digits.
    fn convert(
        &self,
        selected: &Selected<'_>,
        converter: &Converter<'_>,
        at: u64,
        unconverted: &mut Unconverted,
    ) -> Result<Option<Conversion>, ReportError> {
        let Some(target) = self.target else { return Ok(None) };
        match converter.value(selected.deal, &selected.current, target) {
            None => Ok(None),
            Some(Ok(value)) => {
                let amount = value.amount().map_err(|_| ReportError::overflow(selected.deal))?;
                Ok(Some(Conversion { amount, value }))
            }
            Some(Err(missing)) => {
                unconverted.keep(at, selected.deal, &missing);
                Ok(None)
            }
        }
    }
}
