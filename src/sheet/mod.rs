//! Tables as spreadsheets have them: columns under a header, and rows of typed cells.

use chrono::NaiveDate;

use crate::money::Decimal;

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// A text, as it is written.
    Text(String),
    /// A number that a workbook stores as a number.
    Number(Number),
    /// A day that a workbook stores as a date.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// An error of the spreadsheet, such as `#N/A`.
    Error(String),
    /// A formula without its value, which programs write that cannot calculate.
    FormulaWithoutValue,
}

/// A stored number: the shortest decimal that gives the same binary number.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The number.
    pub decimal: Decimal,
}

/// A row below the header.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line of the text file on which it begins, or the row of the sheet; from 1.
    pub line: usize,
    /// The cells.
    pub cells: Vec<Value>,
    /// Whether the sheet hides it.
    pub is_hidden: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name: the header, with a number if it stands twice (`Amount#2`).
    pub name: String,
    /// The header, as it is written.
    pub header: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The line of the header.
    pub header_line: usize,
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// What a user should know about how it was read.
    pub notes: Vec<String>,
}
