//! Finds the header of a table, and names its columns.

use std::collections::{BTreeMap, HashMap};

use super::second_table::table_beside;
use super::{Column, Grid, Row, Sheet, SheetText, Value, merged};
use crate::invalid::Problem;
use crate::text::{count_of, fold, quote, trim};

/// How many rows are searched for the header.
const SEARCHED: usize = 40;

/// How many of the last rows may be texts about all others.
const FOOTERS: usize = 10;

/// The most texts above the header that a note quotes.
const MAX_QUOTED: usize = 5;

/// The most columns that may have cells without a header.
const MAX_UNNAMED: usize = 50;

/// Makes a table of rows: the header, which is on line `header_row` or is found, and the rows below it.
///
/// # Errors
/// If there are no rows, or none on line `header_row`.
pub(super) fn sheet(grid: Grid, name: &str, header_row: Option<usize>) -> Result<Sheet, Problem> {
    let Grid { mut rows, merged, is_1904, comments, delimiter, sheet, mut notes } = grid;
    let is_text = delimiter.is_some();
    rows.iter_mut().flat_map(|row| &mut row.cells).for_each(strip_direction_marks);
    let blank: Vec<Row> = rows.extract_if(.., |row| row.cells.iter().all(Value::is_blank)).collect();
    let filled = rows;
    if filled.is_empty() {
        return Err(Problem::new(format!("{name} has no rows")).hint("the first row is the header"));
    }
    let (groups, index) = match header_row {
        Some(line) => (None, on_line(&filled, line, name)?),
        None => find(&filled, &merged),
    };
    let skipped = groups.unwrap_or(index);
    let mut texts: Vec<SheetText> = filled[..skipped].iter().filter_map(text_of).collect();
    if skipped > 0 {
        let rows = count_of(skipped, "row", "rows");
        notes.push(format!(
            "{rows} above the header, which is in row {}{}; --header-row names another",
            filled[index].line,
            quoted(&texts)
        ));
    }
    let mut names = header_names(&filled[index]);
    if let Some(above) = groups {
        names.resize(names.len().max(filled[above].cells.len()), String::new());
        join_groups(&mut names, &filled[above], &merged, &filled[index + 1..]);
    }
    let header_line = filled[index].line;
    let mut rows: Vec<Row> = filled.into_iter().skip(index + 1).collect();
    let merged = merged::fill(&mut rows, &merged);
    name_other_columns(&mut names, &rows, is_text, &mut notes);
    let table_beside = table_beside(&names, &rows);
    let kept = used_columns(&names, &rows);
    let columns = columns(kept.iter().map(|column| names[*column].as_str()));
    let width = names.len();
    for row in &mut rows {
        fit(row, width, &kept, is_text);
    }
    rows.retain(|row| !row.cells.iter().all(Value::is_blank));
    let other_table = other_table(&columns, &mut rows, &mut notes);
    let blank = blank.iter().filter(|row| row.line > header_line).count();
    if blank > 0 {
        notes.push(format!("{} skipped", count_of(blank, "blank row", "blank rows")));
    }
    texts.extend(footers(&rows));
    Ok(Sheet {
        columns,
        header_line,
        rows,
        texts,
        merged: under_kept(merged, &kept),
        is_1904,
        other_table,
        table_beside,
        comments: under_kept(comments, &kept),
        notes_elsewhere: Vec::new(),
        name: sheet,
        delimiter,
        notes,
    })
}

/// Returns the index of the row on a line.
///
/// # Errors
/// If there is none.
fn on_line(rows: &[Row], line: usize, name: &str) -> Result<usize, Problem> {
    rows.iter().position(|row| row.line == line).ok_or_else(|| {
        Problem::new(format!("{name} has nothing in row {line}"))
            .hint("name the row of the header: --header-row N")
    })
}

/// Returns what belongs to cells by the index of their column among those that are `kept`.
fn under_kept<T>(cells: HashMap<(usize, usize), T>, kept: &[usize]) -> HashMap<(usize, usize), T> {
    let moved =
        |((line, column), value)| Some(((line, kept.iter().position(|kept| *kept == column)?), value));
    cells.into_iter().filter_map(moved).collect()
}

/// Removes invisible marks of the direction of writing around a text.
fn strip_direction_marks(cell: &mut Value) {
    let is_mark =
        |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let Value::Text(text) = cell else { return };
    let plain = trim(text);
    if plain.starts_with(is_mark) || plain.ends_with(is_mark) {
        *text = plain.trim_matches(|c: char| is_mark(c) || c.is_whitespace()).to_owned();
    }
}

/// Takes out rows that repeat the header, as at the top of a page. Returns the first row that is another header: it has
/// cells of this one and others.
fn other_table(columns: &[Column], rows: &mut Vec<Row>, notes: &mut Vec<String>) -> Option<SheetText> {
    let count_same = |row: &Row| {
        let is_same = |(column, cell): &(&Column, &Value)| matches!(cell, Value::Text(text) if trim(text) == column.header);
        columns.iter().zip(&row.cells).filter(is_same).count()
    };
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_blank()).count();
    let is_header = |row: &Row| {
        let same = count_same(row);
        same >= 2 && same * 2 >= filled(row) && row.cells.iter().all(is_heading)
    };
    let before = rows.len();
    let is_same = |row: &Row| is_header(row) && count_same(row) == filled(row);
    if let Some(first) = rows.iter().find(|row| is_same(row)).map(|row| row.line) {
        rows.retain(|row| !is_same(row));
        let repeated = count_of(before - rows.len(), "row repeats", "rows repeat");
        notes.push(format!("{repeated} the header, first in row {first}"));
    }
    rows.iter().find(|row| is_header(row)).and_then(text_of)
}

/// Returns the texts of the last rows that may be about all others.
fn footers(rows: &[Row]) -> impl Iterator<Item = SheetText> {
    rows.iter().rev().take(FOOTERS).filter(|row| row.lone_text().is_some()).filter_map(text_of)
}

/// Returns the texts of a row, divided by bars.
fn text_of(row: &Row) -> Option<SheetText> {
    let texts = row.cells.iter().filter_map(|cell| match cell {
        Value::Text(text) if !trim(text).is_empty() => Some(trim(text)),
        _ => None,
    });
    let text = texts.collect::<Vec<_>>().join(" | ");
    (!text.is_empty()).then_some(SheetText { line: row.line, text })
}

/// Returns the first of some texts in brackets, for a note: a reader must see what they say of the rows.
fn quoted(texts: &[SheetText]) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let more = texts.len().saturating_sub(MAX_QUOTED);
    let first = texts.iter().take(MAX_QUOTED).map(|text| quote(&text.text));
    let all: Vec<String> = first.chain((more > 0).then(|| format!("and {more} more"))).collect();
    format!(" ({})", all.join("; "))
}

/// Returns the row that looks most like a header, the first one with texts only that is nearly as wide as the table; and
/// before it the row of groups over its columns, if there is one.
fn find(rows: &[Row], merged: &[[usize; 4]]) -> (Option<usize>, usize) {
    let searched = &rows[..rows.len().min(SEARCHED)];
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_blank()).count();
    let mut widths: Vec<usize> = searched.iter().map(filled).collect();
    widths.sort_unstable();
    let least = widths[widths.len() / 2].div_ceil(2).max(2);
    let is_header = |row: &Row| filled(row) >= least && row.cells.iter().all(is_heading) && !is_title(row);
    let first = searched.iter().position(is_header).unwrap_or(0);
    // "Unit: | EUR thousand" stands above the header, and so do the lines of such pairs around it.
    let pairs = searched.iter().skip(first).take_while(|row| filled(row) == 2).count();
    let has_label = searched.get(first).is_some_and(begins_with_label);
    let below = searched.get(first + pairs).filter(|row| filled(row) > 2 && is_header(row));
    if below.is_some_and(|below| pairs > 0 && (has_label || pairs > 1 && filled(below) > 3)) {
        return (None, first + pairs);
    }
    let index = first;
    let is_grouped = |above: usize| {
        let header = rows.get(above + 1).filter(|header| header.line == rows[above].line + 1);
        header.is_some_and(|header| {
            header.cells.iter().all(is_heading) && is_group_row(&rows[above], header, merged)
        })
    };
    // The rows of the table must look different from the second row of a header.
    let has_data = rows.iter().skip(index + 2).take(5).any(|row| !row.cells.iter().all(is_heading));
    if has_data && is_grouped(index) {
        return (Some(index), index + 1);
    }
    (index.checked_sub(1).filter(|above| is_grouped(*above)), index)
}

/// Whether a cell may stand in a header: a text that is no number or date by its digits, or nothing. A year may.
fn is_heading(cell: &Value) -> bool {
    match cell {
        Value::Empty => true,
        Value::Text(text) => {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let others = text.chars().filter(|c| c.is_alphabetic()).count();
            digits == 0 || others > digits || (digits == 4 && others == 0 && text.trim().len() == 4)
        }
        Value::Number(_) | Value::Date(_) | Value::Bool(_) | Value::Error(_) | Value::FormulaWithoutValue => {
            false
        }
    }
}

/// Whether the first cell of a row is the label of the one next to it: "Unit:".
fn begins_with_label(row: &Row) -> bool {
    let mut cells = row.cells.iter().skip_while(|cell| cell.is_blank());
    let is_label = |cell: &Value| matches!(cell, Value::Text(text) if text.trim_end().ends_with(':'));
    cells.next().is_some_and(is_label) && cells.next().is_some_and(|cell| !cell.is_blank())
}

/// Whether a row above a header groups its columns: two headings or more that stand over several columns each.
fn is_group_row(above: &Row, header: &Row, merged: &[[usize; 4]]) -> bool {
    let filled = above.cells.iter().filter(|cell| !cell.is_blank()).count();
    // Workbooks do not store blank cells at the end of a row.
    let width = header.cells.len().max(above.cells.len());
    let is_partly_merged = merged
        .iter()
        .any(|[top, left, _, right]| *top == above.line && right > left && right - left + 1 < width);
    let is_shorter = is_partly_merged && above.cells.len() < width;
    let has_gaps = is_shorter || above.cells.iter().skip(1).any(Value::is_blank);
    // A title stands in the first cell, the only heading of a group over its columns.
    let is_over_others = filled == 1 && above.cells.first().is_some_and(Value::is_blank);
    let is_group = filled >= 2 || is_partly_merged || is_over_others;
    above.cells.iter().all(is_heading) && is_group && has_gaps && filled < width && !is_title(above)
}

/// Whether a row has a title, and next to it its version, its day or its author.
fn is_title(row: &Row) -> bool {
    const BEGINNINGS: [&str; 16] = [
        "as of ", "as at ", "version", "created by", "created on", "prepared by", "updated", "last updated",
        "exported", "generated", "printed", "page ", "source:", "stand:", "stand ", "date:",
    ];
    let says = |cell: &Value| match cell {
        Value::Text(text) => BEGINNINGS.iter().any(|beginning| fold(text).starts_with(beginning)),
        _ => false,
    };
    let filled = || row.cells.iter().filter(|cell| !cell.is_blank());
    filled().count() == 2 && filled().nth(1).is_some_and(says)
}

fn header_names(row: &Row) -> Vec<String> {
    row.cells.iter().map(heading).collect()
}

/// Returns the text of a heading, on one line.
fn heading(cell: &Value) -> String {
    match cell {
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Error(error) => error.to_string(),
        Value::Number(number) => number.decimal.normalize().to_string(),
        Value::Date(date) => date.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Empty | Value::FormulaWithoutValue => String::new(),
    }
}

/// Puts the heading of a group before those of its columns. Without merged cells, a group reaches to the next one; the only
/// one reaches over columns of figures.
fn join_groups(names: &mut [String], above: &Row, merged: &[[usize; 4]], rows: &[Row]) {
    let is_only = above.cells.iter().filter(|cell| !cell.is_blank()).count() == 1;
    let has_figures = |column: usize| {
        let mut cells = rows.iter().take(FOOTERS).filter_map(|row| row.cells.get(column));
        cells.all(|cell| match cell {
            Value::Text(text) => trim(text).is_empty() || text.contains(|c: char| c.is_ascii_digit()),
            _ => true,
        })
    };
    let merged: Vec<&[usize; 4]> = merged.iter().filter(|[top, ..]| *top == above.line).collect();
    let mut group = (String::new(), 0);
    for (column, name) in names.iter_mut().enumerate() {
        if let Some(cell) = above.cells.get(column).filter(|cell| !cell.is_blank()) {
            let end = merged.iter().find(|[_, left, ..]| *left == column).map(|[.., right]| *right);
            group = (heading(cell), end.unwrap_or(if merged.is_empty() { usize::MAX } else { column }));
        }
        if is_only && merged.is_empty() && !has_figures(column) {
            group.1 = 0;
        }
        if column <= group.1 && !group.0.is_empty() {
            *name = if name.is_empty() { group.0.clone() } else { format!("{} {name}", group.0) };
        }
    }
}

/// Names columns that have cells and no heading by their letters, as workbooks do. In a text, a cell beyond the header shows
/// that the row is wrong, and names no column. In a workbook, cells far away from the table are left out.
fn name_other_columns(names: &mut Vec<String>, rows: &[Row], is_text: bool, notes: &mut Vec<String>) {
    let width = names.len();
    let most = if is_text { width } else { width + MAX_UNNAMED };
    let mut unnamed = BTreeMap::new();
    for row in rows {
        for (column, cell) in row.cells.iter().enumerate() {
            if !cell.is_blank() && names.get(column).is_none_or(String::is_empty) {
                unnamed.entry(column).or_insert(row.line);
            }
        }
    }
    for (column, line) in unnamed {
        if column < most {
            names.resize(names.len().max(column + 1), String::new());
            names[column] = format!("column {}", letters(column));
        } else if !is_text {
            notes.push(format!("cell {}{line} is far away from the table and was left out", letters(column)));
        }
    }
}

/// Returns the columns that have a heading or cells.
fn used_columns(names: &[String], rows: &[Row]) -> Vec<usize> {
    let is_used = |column: &usize| {
        !names[*column].is_empty()
            || rows.iter().any(|row| row.cells.get(*column).is_some_and(|cell| !cell.is_blank()))
    };
    (0..names.len()).filter(is_used).collect()
}

/// Leaves a row its cells under `kept` columns. In a text, cells beyond `width` stay, so that the row is seen to be too long,
/// and missing ones are not made up; blank ones at the end are no cells.
fn fit(row: &mut Row, width: usize, kept: &[usize], is_text: bool) {
    let mut cells = std::mem::take(&mut row.cells);
    while cells.len() > width && cells.last().is_some_and(Value::is_blank) {
        cells.pop();
    }
    let beyond = cells.split_off(width.min(cells.len()));
    if !is_text {
        cells.resize(width, Value::Empty);
    }
    row.cells.reserve_exact(kept.len());
    for column in kept {
        row.cells.extend(cells.get_mut(*column).map(|cell| std::mem::replace(cell, Value::Empty)));
    }
    row.cells.extend(beyond.into_iter().filter(|_| is_text));
}

/// Returns columns whose names differ: the second `Amount` is `Amount#2`.
fn columns<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Column> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    names
        .map(|header| {
            let count = counts.entry(header.to_lowercase()).or_insert(0);
            *count += 1;
            let name = if *count == 1 { header.to_owned() } else { format!("{header}#{count}") };
            Column { name, header: header.to_owned() }
        })
        .collect()
}

/// Returns the letters of a column, from 0: A, B, … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
