//! Choices that several commands share.

use crate::deal::{Cutoff, Slug};
use crate::money::Currency;
use crate::query::{Filter, RateBasis};
use crate::report::{Charset, TotalsOptions};

/// Whether the user has agreed to a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// Ask at the terminal.
    Ask,
    /// Do not ask.
    Given,
}

/// Whether a command writes what it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// It writes.
    Done,
    /// It shows what it would write.
    Planned,
}

/// What is removed from a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Removal {
    /// The deal of this id.
    Deal(Slug<'static>),
    /// Every deal of the import of this name.
    Import(String),
}

/// What to do about the layout of a dataset file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Rewrite the file.
    Write,
    /// Only check the file.
    Check,
}

/// Which deals a command selects.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    /// The conditions that a deal must meet.
    pub filter: Filter,
    /// What of the dataset counts.
    pub cutoff: Cutoff,
}

/// How amounts are converted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Conversion {
    /// The target currency; `None` leaves amounts as they are.
    pub target: Option<Currency>,
    /// Which rates to use.
    pub at: RateBasis,
    /// Whether a missing rate is an error.
    pub fail_on_missing: bool,
    /// Whether to show each conversion.
    pub explain: bool,
    /// Whether a flag says which rates to use.
    pub at_is_given: bool,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChartOptions {
    /// Its title; `None` for one that says what it shows.
    pub title: Option<String>,
    /// The characters that it is drawn with on a terminal.
    pub charset: Charset,
}

/// What a page shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct PageOptions {
    /// Its title.
    pub title: String,
    /// The totals, without a grouping.
    pub totals: TotalsOptions,
    /// The same totals by the grouping of each chart.
    pub charts: Vec<TotalsOptions>,
    /// Whether nobody asked for these charts, so that one of a single bar is left out.
    pub has_default_charts: bool,
}
