//! Encodes the rows of a list part by part, in a format for programs.

use super::{Terminal, csv, json};
use crate::invalid::WriteError;
use crate::report::{Column, Line, Lines, Provenance};

/// A format in which rows are written one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowFormat {
    /// Values separated by commas.
    Csv,
    /// Values separated by tabs.
    Tsv,
    /// One JSON array.
    Json,
    /// A JSON object a line.
    Jsonl,
}

/// Encodes the rows of a list.
#[derive(Debug, Clone)]
pub(crate) struct Encoder {
    format: RowFormat,
    terminal: Terminal,
    columns: Vec<Column>,
    /// Where the rows come from, which JSON says.
    provenance: Option<Provenance>,
}

/// Encoded rows.
#[derive(Debug, Default)]
pub(crate) struct EncodedRows {
    text: String,
    /// The length of the first row in `text`, and its text if it is the first row of the list.
    first: Option<(usize, String)>,
}

impl EncodedRows {
    /// Returns the rows. `is_first` says whether they are the first of the list.
    pub(crate) fn texts(&self, is_first: bool) -> [&str; 2] {
        match &self.first {
            Some((length, first)) if is_first => [first, self.text.get(*length..).unwrap_or_default()],
            _ => [&self.text, ""],
        }
    }

    /// Returns whether there are no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl Encoder {
    /// Returns an encoder for rows with these columns.
    pub(crate) fn new(format: RowFormat, terminal: Terminal, columns: Vec<Column>) -> Self {
        Self { format, terminal, columns, provenance: None }
    }

    /// Returns the same encoder for rows of a provenance.
    pub(crate) fn with_provenance(mut self, provenance: Option<Provenance>) -> Self {
        self.provenance = provenance;
        self
    }

    /// Returns the text before the rows, between two parts of them, and after them.
    ///
    /// # Errors
    /// If the header cannot be encoded.
    pub(crate) fn frame(&self, is_empty: bool) -> Result<[String; 3], WriteError> {
        let header = |delimiter| csv::header(&self.columns, delimiter, &self.terminal);
        let [before, between, after] = match (self.format, is_empty) {
            (RowFormat::Csv, _) => return Ok([header(b',')?, String::new(), String::new()]),
            (RowFormat::Tsv, _) => return Ok([header(b'\t')?, String::new(), String::new()]),
            (RowFormat::Json, true) => ["[", "", "]\n"],
            (RowFormat::Json, false) => ["[\n", ",\n", "\n]\n"],
            (RowFormat::Jsonl, _) => return Ok([const { String::new() }; 3]),
        };
        let [start, end] = json::frame(self.provenance.as_ref())?;
        Ok([start + before, between.to_owned(), after.to_owned() + &end])
    }

    /// Encodes rows.
    ///
    /// # Errors
    /// If a row cannot be encoded.
    pub(crate) fn encode(&self, rows: &Lines) -> Result<EncodedRows, WriteError> {
        let first = match rows.first.as_ref().zip(rows.lines.first()) {
            None => None,
            Some((first, later)) => {
                Some((self.rows(std::slice::from_ref(later))?.len(), self.rows(std::slice::from_ref(first))?))
            }
        };
        Ok(EncodedRows { text: self.rows(&rows.lines)?, first })
    }

    fn rows(&self, lines: &[Line]) -> Result<String, WriteError> {
        Ok(match self.format {
            RowFormat::Csv => csv::rows(lines, b',', &self.terminal)?,
            RowFormat::Tsv => csv::rows(lines, b'\t', &self.terminal)?,
            RowFormat::Json => json::pretty_items(&self.columns, lines)?,
            RowFormat::Jsonl => json::lines(&self.columns, lines)?,
        })
    }
}
