//! Encodes documents as bytes, with one encoder for each format.
//!
//! - `style`: text in styles
//! - `text`: tables and cards for a terminal; `grid` draws the tables, `fit` chooses the widths of their columns, `width`
//!   wraps and cuts texts
//! - `chart`: totals as bars, for a terminal and as SVG
//! - `citations`: deals with their sources and quotes, ready to paste
//! - `csv`, `json`, `markdown`, `parquet`: the other formats
//! - `journal`: prices as lines of plain-text accounting
//! - `page`: a report or deals as one HTML page
//! - `atom`: changes as a feed
//! - `workbook`: tables as sheets of a workbook
//! - `rows`: rows of a list, encoded part by part
//! - `number`: figures for people, rounded
//! - `escape`: characters that a terminal would act on

mod atom;
mod chart;
mod citations;
mod csv;
mod escape;
mod fit;
mod grid;
mod journal;
mod json;
mod markdown;
mod number;
mod page;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod rows;
mod style;
mod text;
mod width;
mod workbook;

use std::borrow::Cow;
use std::path::Path;

use anstyle::{AnsiColor, Style};

pub(crate) use escape::escape_for_terminal;
pub(crate) use json::escape_json;
pub(crate) use rows::{EncodedRows, Encoder, RowFormat};
pub(crate) use text::paragraph;

#[cfg(not(feature = "parquet"))]
use crate::invalid::Problem;
use crate::invalid::{WriteError, keyword_enum};
#[cfg(feature = "parquet")]
use crate::report::Table;
use crate::report::{Audience, Cell, Document, Layout, Provenance};

keyword_enum! {
    /// An output format.
    pub(crate) enum Format is "format" {
        /// Aligned columns, for people.
        Table = "table",
        /// Comma-separated values.
        Csv = "csv",
        /// Tab-separated values.
        Tsv = "tsv",
        /// One JSON array.
        Json = "json",
        /// One JSON object on each line.
        Jsonl = "jsonl" | "ndjson",
        /// A table in GitHub's Markdown, for people.
        Markdown = "markdown" | "md",
        /// A binary file of columns, for databases and data frames.
        Parquet = "parquet",
        /// A workbook for spreadsheets: a sheet for each table, and one for the notes.
        Xlsx = "xlsx",
        /// A picture of a chart.
        Svg = "svg",
        /// A page of a report or of single deals.
        Html = "html",
        /// A feed of changes.
        Atom = "atom",
        /// Prices of a history of rates, for ledger and hledger.
        Ledger = "ledger" | "hledger",
        /// Prices of a history of rates, for beancount.
        Beancount = "beancount",
    }
}

/// What the output can show: that of a terminal, a pipe or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// Its width in columns; `None` if lines may have any length, as in a pipe.
    pub width: Option<usize>,
    /// Its height in rows; `None` if there may be any number of lines.
    pub height: Option<usize>,
    /// Whether headers and titles are styled.
    pub color: bool,
    /// Whether it acts on control characters, so that they must be escaped.
    pub is_terminal: bool,
    /// Whether long texts are wrapped, and never cut.
    pub wraps: bool,
    /// Number of threads that draw a long table.
    pub threads: usize,
}

impl Format {
    /// Returns the format of a file extension, in upper or lower case.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        Self::ALL.iter().copied().find(|format| format.extensions().contains(&extension.as_str()))
    }

    /// Returns the file extensions of the format, the usual one first.
    pub(crate) fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
            Self::Json => &["json"],
            Self::Jsonl => &["jsonl", "ndjson"],
            Self::Markdown => &["md", "markdown"],
            Self::Parquet => &["parquet"],
            Self::Xlsx => &["xlsx"],
            Self::Svg => &["svg"],
            Self::Html => &["html", "htm"],
            Self::Atom => &["atom"],
            Self::Ledger => &["ledger", "hledger", "journal"],
            Self::Beancount => &["beancount", "bean"],
        }
    }

    /// Returns who reads the format.
    pub(crate) fn audience(self) -> Audience {
        match self {
            Self::Table | Self::Markdown => Audience::People,
            Self::Svg | Self::Html | Self::Atom => Audience::Readers,
            Self::Csv
            | Self::Tsv
            | Self::Json
            | Self::Jsonl
            | Self::Parquet
            | Self::Ledger
            | Self::Beancount => Audience::Programs,
            Self::Xlsx => Audience::Spreadsheets,
        }
    }

    /// Returns the format in which rows are written while they are found; `None` if they are collected first.
    pub(crate) fn of_rows(self) -> Option<RowFormat> {
        match self {
            Self::Csv => Some(RowFormat::Csv),
            Self::Tsv => Some(RowFormat::Tsv),
            Self::Json => Some(RowFormat::Json),
            Self::Jsonl => Some(RowFormat::Jsonl),
            _ => None,
        }
    }

    /// Returns whether the format is for people: figures are rounded, and caveats are below the tables.
    pub(crate) fn is_for_people(self) -> bool {
        self.audience().is_people()
    }
}

/// Encodes `document` in `format`. Text ends with one newline unless it is empty; a Parquet file holds the first table.
///
/// # Errors
/// If a value does not fit its Parquet column, a table does not fit on a sheet, or this build does not write Parquet.
pub(crate) fn render(
    document: &Document,
    format: Format,
    terminal: &Terminal,
) -> Result<Vec<u8>, WriteError> {
    let text = match format {
        Format::Table => render_text(document, terminal),
        Format::Csv => csv::render(document, b',', terminal)?,
        Format::Tsv => csv::render(document, b'\t', terminal)?,
        Format::Json => json::render(document)?,
        Format::Jsonl => json::render_lines(document)?,
        Format::Markdown => markdown::render(document),
        Format::Svg => chart::svg(document),
        Format::Html => page::render(document),
        Format::Atom => atom::render(document),
        Format::Ledger => journal::ledger(document),
        Format::Beancount => journal::beancount(document),
        Format::Parquet => return parquet_file(document),
        Format::Xlsx => return workbook::render(document),
    };
    Ok(text.into_bytes())
}

/// Encodes a provenance as a JSON object.
///
/// # Errors
/// If it cannot be encoded.
pub(crate) fn render_provenance(provenance: &Provenance) -> Result<String, WriteError> {
    Ok(json::provenance(provenance)?)
}

/// Encodes `document` as aligned tables for people.
pub(crate) fn render_text(document: &Document, terminal: &Terminal) -> String {
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
    Err(WriteError::Refused(problem.hint("build it with the feature \"parquet\"")))
}

/// Returns a message such as `error: cannot read deals.json`, escaped for a terminal, and wrapped between words where it has
/// a `width`.
pub(crate) fn message(word: &str, text: &str, color: bool, width: Option<usize>) -> String {
    let style = match word {
        "error" | "caused by" => AnsiColor::Red.on_default().bold(),
        _ => AnsiColor::Cyan.on_default().bold(),
    };
    let style = if color { style } else { Style::new() };
    let text = format!("{word}: {}", escape_for_terminal(text));
    let text = text.lines().flat_map(|line| width::between_words(line, width)).collect::<Vec<_>>().join("\n");
    match text.strip_prefix(word).and_then(|rest| rest.strip_prefix(':')) {
        Some(rest) => format!("{style}{word}:{style:#}{rest}"),
        None => text,
    }
}

/// Returns the lines of a text of another program, escaped for a terminal, and wrapped between words where it has a `width`.
pub(crate) fn foreign_lines(text: &str, width: Option<usize>) -> Vec<String> {
    text.lines().flat_map(|line| width::between_words(&escape_for_terminal(line), width)).collect()
}

/// Returns a cell as people read it. Texts are not escaped yet; each encoder has its own rules.
fn for_people(cell: &Cell, layout: Layout) -> Cow<'_, str> {
    match cell {
        Cell::Missing => "–".into(),
        Cell::Text(text) | Cell::List { full: text, .. } => text.into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Count(count) => crate::text::format_count(*count).into(),
        Cell::Figure(value, currency) => number::figure(*value, *currency, layout).into(),
        Cell::Amount(amount) => number::amount(amount, layout).into(),
        Cell::Open => "open".into(),
        Cell::Share(share) => number::share(*share).into(),
        Cell::Rate(rate) => number::rate(*rate).into(),
    }
}

/// Returns whether the column of `cell` is aligned right.
fn is_number(cell: &Cell) -> bool {
    match cell {
        Cell::Missing | Cell::Text(_) | Cell::List { .. } | Cell::Date(_) => false,
        Cell::Count(_) | Cell::Figure(..) | Cell::Amount(_) | Cell::Open | Cell::Share(_) | Cell::Rate(_) => {
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_that_of_a_format() {
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
            ("deals.XLSX", Some("xlsx")),
            ("prices.journal", Some("ledger")),
            ("prices.beancount", Some("beancount")),
            ("deals.xls", None),
            ("deals", None),
            (".csv", None),
        ] {
            assert_eq!(of(path), format, "{path:?}");
        }
    }

    #[test]
    fn a_format_is_parsed_from_its_word() {
        assert_eq!("NDJSON".parse(), Ok(Format::Jsonl));
        assert_eq!("md".parse(), Ok(Format::Markdown));
        let error = "jsn".parse::<Format>().unwrap_err().to_string();
        assert!(error.contains("did you mean \"json\"? allowed: table, csv"), "{error}");
    }

    #[test]
    fn an_empty_document_is_empty_except_in_json() {
        let terminal = Terminal {
            width: Some(80),
            height: None,
            color: true,
            is_terminal: true,
            wraps: false,
            threads: 1,
        };
        for format in Format::ALL.iter().filter(|format| ![Format::Parquet, Format::Xlsx].contains(format)) {
            let expected = if *format == Format::Json { "[]\n" } else { "" };
            let rendered = render(&Document::default(), *format, &terminal).unwrap();
            assert_eq!(String::from_utf8(rendered).unwrap(), expected, "{format}");
        }
    }
}
