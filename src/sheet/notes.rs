//! Sheets of a workbook that explain another one, such as `README` or `Notes`: they may say what its amounts are.

use super::{Grid, Value};

/// The most rows of such a sheet.
pub(super) const MAX_ROWS: usize = 500;

/// How many cells with numbers or dates such a sheet may have: a version and a day, or one for each ten texts.
const FEW: usize = 3;
const TEXTS_FOR_EACH: usize = 10;

/// A row with texts in another sheet of the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoteRow {
    /// The name of the sheet.
    pub(crate) sheet: String,
    /// The row, from 1.
    pub(crate) line: usize,
    /// Its texts.
    pub(crate) texts: Vec<String>,
}

/// Returns the rows of a sheet with texts, if it has hardly anything else: a table has numbers and dates.
pub(super) fn rows(sheet: &str, grid: &Grid) -> Vec<NoteRow> {
    let filled = || grid.rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_blank());
    let texts = filled().filter(|cell| matches!(cell, Value::Text(_))).count();
    let others = filled().count() - texts;
    if grid.rows.len() > MAX_ROWS || others > FEW && others * TEXTS_FOR_EACH > texts {
        return Vec::new();
    }
    let text = |cell: &Value| match cell {
        Value::Text(text) if !cell.is_blank() => Some(text.trim().to_owned()),
        _ => None,
    };
    let row = |row: &super::Row| NoteRow {
        sheet: sheet.to_owned(),
        line: row.line,
        texts: row.cells.iter().filter_map(text).collect(),
    };
    grid.rows.iter().map(row).filter(|row| !row.texts.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::Row;
    use super::*;

    #[test]
    fn a_sheet_with_hardly_anything_but_texts_has_notes() {
        let text = |text: &str| Value::Text(text.to_owned());
        let row = |line: usize, cells: Vec<Value>| Row { line, cells, is_hidden: false, depth: 0 };
        let day = Value::Date(NaiveDate::from_ymd_opt(2025, 3, 1).unwrap());
        let note = || row(2, vec![Value::Empty, text(" Amounts in EUR "), text("")]);
        let found = |rows: Vec<Row>| super::rows("README", &Grid { rows, ..Grid::default() });
        let [note_row] = &found(vec![note()])[..] else { panic!("one row of notes") };
        assert_eq!((note_row.line, &note_row.texts[..]), (2, &["Amounts in EUR".to_owned()][..]));
        let days = vec![text("Alder"), day.clone(), day.clone(), day.clone(), day];
        assert_eq!(found(vec![note(), row(3, days)]), []);
    }
}
