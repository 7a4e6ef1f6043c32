//! Encodes documents as bytes, with one encoder for each format.
//!
//! - `text`: tables and cards for a terminal; `grid` draws the tables, `fit` chooses the widths of their columns
//! - `csv`, `json`, `markdown`, `parquet`: the other formats
//! - `number`: figures for people, rounded
//! - `escape`: characters that a terminal would act on

mod csv;
mod escape;
mod fit;
mod grid;
mod json;
mod markdown;
mod number;
#[cfg(feature = "parquet")]
pub mod parquet;
mod text;

use std::borrow::Cow;
use std::path::Path;

use anstyle::{AnsiColor, Style};

pub use escape::escape_for_terminal;

#[cfg(not(feature = "parquet"))]
use crate::invalid::Problem;
use crate::invalid::{WriteError, keyword_enum};
#[cfg(feature = "parquet")]
use crate::report::Table;
use crate::report::{Cell, Column, Document, Layout, Line, Lines};

keyword_enum! {
    /// How an answer is written.
    pub enum Format is "format" {
        /// Aligned columns, for people.
        Table = "table",
        /// Comma-separated values.
        Csv = "csv",
        /// Tab-separated values.
        Tsv = "tsv",
        /// One JSON array.
        Json = "json",
        /// One JSON object a line.
        Jsonl = "jsonl" | "ndjson",
        /// A table in GitHub's Markdown, for people.
        Markdown = "markdown" | "md",
        /// Columns for databases and data frames; no text.
        Parquet = "parquet",
    }
}

/// What is known of the place where the output goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// How many columns it has; none where lines may be of any length, as in a pipe.
    pub width: Option<usize>,
    /// Whether headers and titles may be styled.
    pub color: bool,
    /// Whether it obeys control characters, so that none may reach it.
    pub is_terminal: bool,
    /// On how many cores a long table is drawn for it.
    pub threads: usize,
}

impl Format {
    /// The format that a file's ending asks for, in either case.
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "txt" => Some(Self::Table),
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "md" | "markdown" => Some(Self::Markdown),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Whether it has whole records.
    pub fn has_records(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// Whether figures are rounded and caveats stand under the tables.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Markdown)
    }
}

/// A list in the making, for programs: rows come in parts, and each part is encoded by itself.
#[derive(Debug, Clone)]
pub struct Encoder {
    format: Format,
    terminal: Terminal,
    columns: Vec<Column>,
}

/// Some rows of a list, encoded.
#[derive(Debug, Default)]
pub struct Part {
    text: String,
    /// How many bytes of the text the first row takes, and what stands there when it is the first of the list.
    first: Option<(usize, String)>,
}

impl Part {
    /// The rows, at the beginning of the list or after others.
    pub fn texts(&self, is_first: bool) -> [&str; 2] {
        match &self.first {
            Some((length, first)) if is_first => [first, self.text.get(*length..).unwrap_or_default()],
            _ => [&self.text, ""],
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

impl Encoder {
    /// An encoder for a format that programs read.
    pub fn new(format: Format, terminal: Terminal, columns: Vec<Column>) -> Self {
        Self { format, terminal, columns }
    }

    /// Whether rows are wanted as whole records, where there are any.
    pub fn has_records(&self) -> bool {
        self.format.has_records()
    }

    /// What stands before the rows, between two parts, and behind them.
    pub fn frame(&self, is_empty: bool) -> [String; 3] {
        let text = |texts: [&str; 3]| texts.map(str::to_owned);
        match (self.format, is_empty) {
            (Format::Csv, _) => {
                [csv::head(&self.columns, b',', &self.terminal), String::new(), String::new()]
            }
            (Format::Tsv, _) => {
                [csv::head(&self.columns, b'\t', &self.terminal), String::new(), String::new()]
            }
            (Format::Json, true) => text(["[", "", "]\n"]),
            (Format::Json, false) => text(["[\n", ",\n", "\n]\n"]),
            _ => text(["", "", ""]),
        }
    }

    /// Some rows, encoded.
    pub fn part(&self, rows: &Lines) -> Part {
        let first = rows.first.as_ref().zip(rows.lines.first()).map(|(first, plain)| {
            (self.rows(std::slice::from_ref(plain)).len(), self.rows(std::slice::from_ref(first)))
        });
        Part { text: self.rows(&rows.lines), first }
    }

    fn rows(&self, lines: &[Line]) -> String {
        let json = |line| json::text(&self.columns, line);
        match self.format {
            Format::Csv => csv::rows(lines, b',', &self.terminal),
            Format::Tsv => csv::rows(lines, b'\t', &self.terminal),
            Format::Json => json::items(lines.iter().map(json)),
            _ => lines.iter().map(|line| json::line(&json(line))).collect(),
        }
    }
}

/// Encodes `document` in `format`. Text ends with one newline unless it is empty; a Parquet file holds the first table.
///
/// # Errors
/// When a value does not fit its Parquet column, or this build does not write Parquet.
pub fn render(document: &Document, format: Format, terminal: &Terminal) -> Result<Vec<u8>, WriteError> {
    let text = match format {
        Format::Table => render_text(document, terminal),
        Format::Csv => csv::render(document, b',', terminal),
        Format::Tsv => csv::render(document, b'\t', terminal),
        Format::Json => json::render(document),
        Format::Jsonl => json::render_lines(document),
        Format::Markdown => markdown::render(document),
        Format::Parquet => return parquet_file(document),
    };
    Ok(text.into_bytes())
}

/// Encodes `document` as aligned tables for people.
pub fn render_text(document: &Document, terminal: &Terminal) -> String {
    text::render(document, terminal)
}

#[cfg(feature = "parquet")]
fn parquet_file(document: &Document) -> Result<Vec<u8>, WriteError> {
    match document.tables.first() {
        Some(table) => parquet::write_table(table, Vec::new()),
        None => parquet::write_table(&Table::default(), Vec::new()),
    }
}

#[cfg(not(feature = "parquet"))]
fn parquet_file(_: &Document) -> Result<Vec<u8>, WriteError> {
    let problem = Problem::new("this outlay was built without Parquet");
    Err(WriteError::Unsupported(problem.hint("build it with the feature \"parquet\"")))
}

/// A message for standard error, safe for a terminal: `error: what is wrong`.
pub fn message(word: &str, text: &str, color: bool) -> String {
    let style = match word {
        "error" | "caused by" => AnsiColor::Red.on_default().bold(),
        _ => AnsiColor::Cyan.on_default().bold(),
    };
    let style = if color { style } else { Style::new() };
    format!("{style}{word}:{style:#} {}", escape_for_terminal(text))
}

/// A cell as people read it. A text is as the data gives it: each encoder escapes it in its own way.
fn for_people(cell: &Cell, layout: Layout) -> Cow<'_, str> {
    match cell {
        Cell::Missing => "–".into(),
        Cell::Text(text) => text.into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Count(count) => crate::text::format_count(*count).into(),
        Cell::Figure(value, currency) => number::figure(*value, *currency, layout).into(),
        Cell::Amount(amount) => number::amount(amount, layout).into(),
        Cell::Open => "open".into(),
        Cell::Share(share) => number::share(*share).into(),
        Cell::Rate(rate) => number::rate(*rate).into(),
    }
}

/// Whether the cell makes its column one of numbers, which are aligned at the right.
fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Missing | Cell::Text(_) | Cell::Date(_) => false,
        Cell::Count(_) | Cell::Figure(..) | Cell::Amount(_) | Cell::Open | Cell::Share(_) | Cell::Rate(_) => {
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_asks_for_a_format_by_its_ending() {
        let of = |path: &str| Format::of_path(Path::new(path)).map(Format::as_str);
        for (path, format) in [
            ("deals.csv", Some("csv")),
            ("a/b.TSV", Some("tsv")),
            ("deals.json", Some("json")),
            ("deals.jsonl", Some("jsonl")),
            ("deals.ndjson", Some("jsonl")),
            ("deals.md", Some("markdown")),
            ("deals.markdown", Some("markdown")),
            ("deals.txt", Some("table")),
            ("deals.parquet", Some("parquet")),
            ("deals.xlsx", None),
            ("deals", None),
            (".csv", None),
        ] {
            assert_eq!(of(path), format, "{path:?}");
        }
    }

    #[test]
    fn a_format_is_read_by_its_word() {
        assert_eq!("NDJSON".parse(), Ok(Format::Jsonl));
        assert_eq!("md".parse(), Ok(Format::Markdown));
        let error = "jsn".parse::<Format>().unwrap_err().to_string();
        assert!(error.contains("did you mean \"json\"? allowed: table, csv"), "{error}");
    }

    #[test]
    fn only_json_says_something_of_an_empty_document() {
        let terminal = Terminal { width: Some(80), color: true, is_terminal: true, threads: 1 };
        for format in Format::ALL.iter().filter(|format| **format != Format::Parquet) {
            let expected = if *format == Format::Json { "[]\n" } else { "" };
            let rendered = render(&Document::default(), *format, &terminal).unwrap();
            assert_eq!(String::from_utf8(rendered).unwrap(), expected, "{format}");
        }
    }
}
