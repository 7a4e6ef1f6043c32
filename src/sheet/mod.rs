//! Tables of other programs: text files and workbooks as columns under a header, and rows of typed cells.
//!
//! - `text`: CSV and the like: encoding, delimiter, records with their lines
//! - `workbook`: XLSX, XLSB, XLS and ODS
//! - `format`, `ods_display`: what the number format of a cell shows
//! - `archive`: what is checked or read in the parts of a workbook directly
//! - `header`: which row is the header
//! - `second_table`: finds a second table next to the first
//! - `comments`: comments at the cells of XLSX files
//! - `merged`: cells that are merged over several rows
//! - `notes`: sheets of a workbook that explain another one
//! - `rich_text`: raised and struck characters
//! - `formula`: formulas that add up the cells above them
//! - `biff`: what the cells of an XLS file show

mod archive;
mod biff;
mod comments;
mod format;
mod formula;
mod header;
mod merged;
mod notes;
mod ods_display;
mod rich_text;
mod second_table;
#[cfg(test)]
mod tests;
mod text;
mod workbook;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;
use rust_decimal::Decimal;

use crate::invalid::Problem;
use crate::text::trim;

pub(crate) use format::{NumberFormat, year_of_day};
pub(crate) use notes::NoteRow;
pub(crate) use rich_text::STRUCK;
pub(crate) use text::decode_as as decode;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::enum_variant_names, reason = "a formula without its value")]
pub(crate) enum Value {
    /// Nothing.
    Empty,
    /// A text, as it is written.
    Text(String),
    /// A number that a workbook stores as a number. It is boxed because texts, which are half as large, are the most cells.
    Number(Box<Number>),
    /// A day that a workbook stores as a date.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// An error of the spreadsheet, such as `#N/A`.
    Error(Box<str>),
    /// A formula without its value, which programs write that cannot calculate.
    FormulaWithoutValue,
}

impl Row {
    /// Returns the text of the row if it has one cell only, and that is a text.
    pub(crate) fn lone_text(&self) -> Option<&str> {
        let mut filled = self.cells.iter().filter(|cell| !cell.is_blank());
        match (filled.next(), filled.next()) {
            (Some(Value::Text(text)), None) => Some(text.trim()),
            _ => None,
        }
    }
}

impl Value {
    /// Whether nothing is written here but white space.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trim(text).is_empty(),
            _ => false,
        }
    }
}

/// A stored number, rounded to 15 significant digits: spreadsheets keep and show no more.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// The number.
    pub(crate) decimal: Decimal,
    /// What the cell shows beside its digits.
    pub(crate) format: NumberFormat,
    /// Whether its formula adds up cells above it.
    pub(crate) is_sum: bool,
}

/// A row below the header.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// The line of the text file on which it begins, or the row of the sheet; from 1.
    pub(crate) line: usize,
    /// The cells.
    pub(crate) cells: Vec<Value>,
    /// Whether the sheet hides it.
    pub(crate) is_hidden: bool,
    /// How deep an XLSX sheet sets it below others: by its outline, or by the indent of its first text.
    pub(crate) depth: u8,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The name: the header, with a number if it stands twice (`Amount#2`).
    pub(crate) name: String,
    /// The header, as it is written.
    pub(crate) header: String,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    /// The columns, from left to right.
    pub(crate) columns: Vec<Column>,
    /// The line of the header.
    pub(crate) header_line: usize,
    /// The rows, from top to bottom, without blank ones.
    pub(crate) rows: Vec<Row>,
    /// The texts above the header and below the last row, which may speak of all rows.
    pub(crate) texts: Vec<SheetText>,
    /// The rows over which cells are merged, by the line and the column of each: all of them have what the first one has.
    pub(crate) merged: HashMap<(usize, usize), RangeInclusive<usize>>,
    /// Whether numbers that are dates count from 1904, as in workbooks of old versions of Excel for Mac.
    pub(crate) is_1904: bool,
    /// The header of another table among the rows, whose rows follow it.
    pub(crate) other_table: Option<SheetText>,
    /// The heading of the first column behind an empty one, if a second table seems to begin there.
    pub(crate) table_beside: Option<String>,
    /// The comments of cells, by the line and the column of each.
    pub(crate) comments: HashMap<(usize, usize), String>,
    /// The rows of the other sheets of its workbook that hold texts and no table.
    pub(crate) notes_elsewhere: Vec<NoteRow>,
    /// Its name in a workbook.
    pub(crate) name: Option<String>,
    /// The delimiter of its cells in a text.
    pub(crate) delimiter: Option<char>,
    /// What a user should know about how it was read.
    pub(crate) notes: Vec<String>,
}

/// A text outside of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetText {
    /// Its line.
    pub(crate) line: usize,
    /// Its cells, divided by bars.
    pub(crate) text: String,
}

/// Choices that a user makes about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The name or the number of a sheet; `None` for the one with the table.
    pub(crate) sheet: Option<String>,
    /// The line or row of the header, from 1; `None` to find it.
    pub(crate) header_row: Option<usize>,
    /// The label of the encoding of a text file; `None` to detect it.
    pub(crate) encoding: Option<String>,
}

/// Reads a table from the content of a file. `name` is its file name, which only messages use: what a file is shows in its
/// first bytes.
///
/// # Errors
/// If the content is no table, is damaged, or has not the sheet or header row of `options`.
pub(crate) fn read(bytes: &[u8], name: &str, options: &Options) -> Result<Sheet, Problem> {
    let unpacked;
    let bytes = if text::is_gzip(bytes) {
        unpacked = text::unpack(bytes, name)?;
        &unpacked
    } else {
        bytes
    };
    if workbook::is_workbook(bytes) {
        if options.encoding.is_some() {
            return Err(Problem::new(format!("{name} is a workbook, which has no encoding"))
                .hint("leave out --encoding"));
        }
        return workbook::read(bytes, name, options);
    }
    if options.sheet.is_some() {
        return Err(
            Problem::new(format!("{name} is a text file, which has no sheets")).hint("leave out --sheet")
        );
    }
    let grid = text::read(bytes, name, options.encoding.as_deref())?;
    header::sheet(grid, name, options.header_row)
}

/// Rows before it is known which of them is the header.
#[derive(Debug, Default)]
struct Grid {
    rows: Vec<Row>,
    /// Merged cells: first row, first column, last row, last column; rows as in [`Row::line`],
    /// columns from 0.
    merged: Vec<[usize; 4]>,
    is_1904: bool,
    /// Comments, by the line and the column of their cells.
    comments: comments::Comments,
    /// The delimiter of the records of a text, which may have too many or too few cells; `None` in a workbook.
    delimiter: Option<char>,
    /// The name of the sheet.
    sheet: Option<String>,
    notes: Vec<String>,
}

/// Returns the value of an attribute of an XML element by its local name.
fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == key)?;
    unescape(&found.value).ok().map(Cow::into_owned)
}
