//! Reads a table from a text file or a workbook.

use std::fs;
use std::io;
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};

use crate::error::Error;
use crate::invalid::Problem;
use crate::sheet::{Column, Number, Row, Sheet, Value};

/// Reads a file as a sheet.
pub(super) fn read(path: &Path, extension: &str, encoding: Option<&str>) -> Result<Sheet, Error> {
    match extension {
        "xlsx" | "xls" | "xlsb" | "xlsm" | "ods" => spreadsheet(path),
        _ => delimited(&decode(path, encoding)?, path),
    }
}

/// Returns the text of a file in the encoding `label`, or UTF-8.
pub(super) fn decode(path: &Path, label: Option<&str>) -> Result<String, Error> {
    let file = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    let Some(label) = label else { return crate::io::input::utf8(bytes, &file) };
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::Usage(
            Problem::new(format!("{label:?} is not an encoding"))
                .hint("write for example windows-1252, latin1, utf-16 or shift_jis"),
        )
    })?;
    let (text, _, has_errors) = encoding.decode(&bytes);
    if has_errors {
        return Err(Error::Usage(
            Problem::new(format!("{file} is not in {}", encoding.name())).hint("name another --encoding"),
        ));
    }
    Ok(text.into_owned())
}

/// Parses delimited text. The delimiter is the most frequent one of the header.
fn delimited(text: &str, path: &Path) -> Result<Sheet, Error> {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| {
        let mut is_quoted = false;
        header
            .bytes()
            .filter(|byte| {
                is_quoted ^= *byte == b'"';
                byte == delimiter && !is_quoted
            })
            .count()
    };
    let delimiter = [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|error| Error::Read { file: path.display().to_string(), source: error.into() })?;
        let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        rows.push(Row {
            line,
            cells: record.iter().map(|cell| Value::Text(cell.to_owned())).collect(),
            is_hidden: false,
        });
    }
    table(rows, path)
}

/// Reads the first sheet of a workbook.
fn spreadsheet(path: &Path) -> Result<Sheet, Error> {
    let unreadable = |error: calamine::Error| Error::Read {
        file: path.display().to_string(),
        source: io::Error::other(error),
    };
    let mut workbook = open_workbook_auto(path).map_err(unreadable)?;
    let Some(name) = workbook.sheet_names().first().cloned() else {
        return Err(Error::Usage(Problem::new(format!("{} has no sheet", path.display()))));
    };
    let range = workbook.worksheet_range(&name).map_err(unreadable)?;
    let formulas = workbook.worksheet_formula(&name).map_err(unreadable)?;
    let first = range.start().map_or(0, |(row, _)| row);
    let column = range.start().map_or(0, |(_, column)| column);
    let rows = (first..).zip(range.rows()).map(|(line, cells)| Row {
        line: line as usize + 1,
        cells: (column..)
            .zip(cells)
            .map(|(column, data)| match cell(data) {
                Value::Empty
                    if formulas.get_value((line, column)).is_some_and(|formula| !formula.is_empty()) =>
                {
                    Value::FormulaWithoutValue
                }
                value => value,
            })
            .collect(),
        is_hidden: false,
    });
    table(rows.collect(), path)
}

/// Returns a cell. Spreadsheets store binary floating-point numbers; the shortest decimal that gives the same number is the
/// one that was entered.
fn cell(cell: &Data) -> Value {
    match cell {
        Data::Empty => Value::Empty,
        Data::Bool(is_true) => Value::Bool(*is_true),
        Data::Error(error) => Value::Error(error.to_string()),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            let date = chrono::NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            date.map_or_else(|| Value::Text(format!("{year:04}-{month:02}-{day:02}")), Value::Date)
        }
        Data::Float(_) | Data::Int(_) => {
            let text = cell.to_string();
            match crate::money::Decimal::from_str_exact(&text) {
                Ok(decimal) => Value::Number(Number { decimal }),
                Err(_) => Value::Text(text),
            }
        }
        other => Value::Text(other.to_string()),
    }
}

fn table(mut rows: Vec<Row>, path: &Path) -> Result<Sheet, Error> {
    if rows.is_empty() {
        return Err(Error::Usage(
            Problem::new(format!("{} has no rows", path.display())).hint("the first row is the header"),
        ));
    }
    let header = rows.remove(0);
    let name = |value| match value {
        Value::Text(text) => text,
        _ => String::new(),
    };
    let columns = header.cells.into_iter().map(name).map(|name| Column { header: name.clone(), name });
    Ok(Sheet { columns: columns.collect(), header_line: header.line, rows, notes: Vec::new() })
}
