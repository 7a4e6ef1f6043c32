//! The one model of every output: tables of typed cells with a line of caveats.
//!
//! Cells hold unrounded values; only an encoder for people rounds them.

use serde::{Serialize, Serializer};

use crate::date::PartialDate;
use crate::money::{Amount, Currency, Decimal, to_plain_string};

/// Everything that a command answers.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The tables, one under the other; machine formats have exactly one.
    pub tables: Vec<Table>,
    /// Whole records as JSON, which JSON and JSON Lines give instead of the tables.
    pub records: Option<Vec<String>>,
}

/// A row for a program: its cells, or the whole record.
#[derive(Debug, Clone)]
pub enum Line {
    /// The cells, one for each column.
    Cells(Vec<Cell>),
    /// A record as JSON.
    Record(String),
}

/// Some rows of a list.
#[derive(Debug, Default)]
pub struct Lines {
    /// The rows, in their order.
    pub lines: Vec<Line>,
    /// How the first of them is when it is the first of the list, where that makes a difference: it then brings along the
    /// rates of the dataset.
    pub first: Option<Line>,
}

/// Rows under named columns.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// A heading for people; machine formats leave it out.
    pub title: Option<String>,
    /// How it is laid out for people.
    pub layout: Layout,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows; each has one cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// What a reader must know to quote the figures, for the one line under the table.
    pub caveats: Vec<String>,
}

/// How a table is laid out for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// A header and rows, with compact figures (`11.9bn`).
    #[default]
    Grid,
    /// A header and rows, with every figure to its smallest unit (`11,900,000,000.00`).
    Ledger,
    /// Two columns without a header, a name and a text, as on an index card.
    Card,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name: the header for people and the key for machines.
    pub name: String,
    /// How soon it is hidden on a narrow terminal: 0 never, the highest first.
    pub rank: u8,
    /// Whether its text may be broken over several lines.
    pub wraps: bool,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known, or nothing applies: empty for machines, an en dash for people.
    Missing,
    /// A text from the data or a word of the vocabulary.
    Text(String),
    /// A date of day, month or year precision.
    Date(PartialDate),
    /// A number of things.
    Count(u64),
    /// A figure of money; the currency decides how many decimals people see in full.
    Figure(Decimal, Currency),
    /// An amount with its bound and its currency in one cell, for people.
    Amount(Amount),
    /// A ceiling that nothing bounds: "open" for people, empty for machines.
    Open,
    /// A part of a whole between 0 and 1.
    Share(Decimal),
    /// A rate of exchange.
    Rate(Decimal),
}

impl Column {
    /// A column whose cells are kept on one line and that is never hidden.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), rank: 0, wraps: false }
    }

    /// The same column, to be hidden on narrow terminals before those of lower rank.
    #[must_use]
    pub fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// The same column with text that may be broken.
    #[must_use]
    pub fn wraps(mut self) -> Self {
        self.wraps = true;
        self
    }
}

impl Table {
    /// Takes a column out, wherever it is.
    pub(super) fn remove_column(&mut self, name: &str) {
        if let Some(index) = self.columns.iter().position(|column| column.name == name) {
            self.columns.remove(index);
            for row in &mut self.rows {
                row.remove(index);
            }
        }
    }
}

impl Cell {
    /// A text, or nothing where there is none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }
}

/// A cell as a value of JSON; decimals are strings, so that no reader makes floats of them.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing | Self::Open => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Date(date) => serializer.collect_str(date),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Amount(amount) => serializer.collect_str(amount),
            Self::Figure(value, _) | Self::Share(value) | Self::Rate(value) => {
                serializer.serialize_str(&to_plain_string(*value))
            }
        }
    }
}
