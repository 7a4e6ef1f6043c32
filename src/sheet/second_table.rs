//! Finds a second table next to the first, after an empty column.

use std::ops::Range;

use super::{Row, Value};
use crate::hash::HashSet;
use crate::text::{fold_words, trim};

/// Headings over the figures of a summary, or over rates.
const FIGURES: [&str; 24] = [
    "count", "counts", "number", "n", "no", "deals", "rows", "rate", "rates", "total", "totals", "sum",
    "share", "percent", "average", "anzahl", "summe", "nombre", "numero", "number of deals", "no of deals",
    "deal count", "number of projects", "number of rows",
];

/// Words of headings that a table of deals has, too.
const OF_DEALS: [&str; 16] = [
    "company", "companies", "investor", "buyer", "target", "status", "stage", "currency", "country", "place",
    "region", "amount", "value", "title", "name", "type",
];

/// Returns the heading of the first column behind an empty one, if the columns before and behind it seem to be those of two
/// tables: the rows of one end before those of the other, both have the same heading, or those behind it count or add up.
pub(super) fn table_beside(names: &[String], rows: &[Row]) -> Option<String> {
    let is_filled = |row: &Row, column: usize| row.cells.get(column).is_some_and(|cell| !cell.is_blank());
    let is_gap =
        |column: &usize| names[*column].is_empty() && !rows.iter().any(|row| is_filled(row, *column));
    (1..names.len()).filter(is_gap).find_map(|gap| {
        let (before, behind) = (0..gap, gap + 1..names.len());
        let named = |range: Range<usize>| range.filter(|column| !names[*column].is_empty()).count();
        if named(before.clone()) < 2 || named(behind.clone()) < 2 {
            return None;
        }
        let sides = [before, behind.clone()];
        let of_row = |row: &Row| {
            sides.each_ref().map(|side| {
                let filled = side.clone().filter(|column| is_filled(row, *column)).count();
                Side { has_cells: filled > 0, is_full: filled >= named(side.clone()) }
            })
        };
        let filled: Vec<[Side; 2]> = rows.iter().map(of_row).collect();
        let are_two = ends_before(&filled, 0, 1)
            || ends_before(&filled, 1, 0)
            || repeats_heading(names, rows, gap)
            || sums_up(names, rows, behind.clone());
        let first = behind.into_iter().find(|column| !names[*column].is_empty())?;
        are_two.then(|| names[first].clone())
    })
}

/// Whether a heading stands before and behind the column `gap`, and another one behind it over figures, or is one of deals:
/// "Source, Date" are none.
fn repeats_heading(names: &[String], rows: &[Row], gap: usize) -> bool {
    let before: HashSet<String> = names[..gap].iter().map(|name| fold_words(name)).collect();
    let is_repeated = |column: &usize| before.contains(&fold_words(&names[*column]));
    let behind = || (gap + 1..names.len()).filter(|column| !names[*column].is_empty());
    let has_figures = |column: usize| rows.iter().all(|row| row.cells.get(column).is_none_or(is_figure));
    let is_of_deals =
        |column: usize| fold_words(&names[column]).split(' ').any(|word| OF_DEALS.contains(&word));
    behind().any(|column| is_repeated(&column))
        && behind().any(|column| is_of_deals(column) || !is_repeated(&column) && has_figures(column))
}

/// Whether a cell is a figure, or empty.
fn is_figure(cell: &Value) -> bool {
    match cell {
        Value::Number(_) | Value::Empty => true,
        Value::Text(text) => {
            let figure = trim(text).trim_start_matches(|c: char| !c.is_alphanumeric());
            figure.is_empty() || figure.starts_with(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether some columns are those of a summary or of rates: different texts, and a figure for each.
fn sums_up(names: &[String], rows: &[Row], columns: Range<usize>) -> bool {
    let named: Vec<usize> = columns.filter(|column| !names[*column].is_empty()).collect();
    let [labels, figures] = named[..] else { return false };
    let heading = fold_words(&names[figures]);
    if !FIGURES.contains(&heading.as_str()) || rows.len() < 2 {
        return false;
    }
    let text = |row: &Row| match row.cells.get(labels) {
        Some(Value::Text(text)) => Some(trim(text).to_owned()),
        _ => None,
    };
    let has_figure =
        |row: &Row| row.cells.get(figures).is_some_and(|cell| !cell.is_blank() && is_figure(cell));
    let different: HashSet<String> = rows.iter().filter_map(text).collect();
    different.len() == rows.len() && rows.iter().all(has_figure)
}

/// The cells of a row before or behind the empty column.
struct Side {
    has_cells: bool,
    /// Whether it has a cell under each heading.
    is_full: bool,
}

/// Whether the rows of a side are the first ones without a gap, and end before those of the other side. Some last rows of a
/// table, and rows of totals, may have empty cells.
fn ends_before(rows: &[[Side; 2]], short: usize, long: usize) -> bool {
    const MIN: usize = 2;
    let length = rows.iter().take_while(|row| row[short].has_cells).count();
    let rest = &rows[length..];
    let more = rest.iter().filter(|row| row[long].is_full).count();
    length >= MIN && more * 3 > length && rest.iter().all(|row| !row[short].has_cells)
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    #[test]
    fn columns_behind_an_empty_one_whose_rows_end_elsewhere_are_another_table() {
        let row = |text: &str| {
            let cell = |text: &str| match text {
                "" => Value::Empty,
                text => Value::Text(text.to_owned()),
            };
            Row { line: 1, cells: text.split(',').map(cell).collect(), is_hidden: false, depth: 0 }
        };
        let found = |header: &str, rows: &[&str]| {
            let names: Vec<String> = header.split(',').map(str::to_owned).collect();
            table_beside(&names, &rows.iter().map(|text| row(text)).collect::<Vec<_>>())
        };
        let header = "Date,Company,Amount,,Country,Note";
        assert_eq!(found(header, &["1,a,5,,DE,x", "2,b,6,,FR,y", "3,c,7,,,"]).as_deref(), Some("Country"));
        assert_eq!(found(header, &["1,a,5,,DE,x", "2,b,6,,FR,y", ",,,,ES,z"]).as_deref(), Some("Country"));
        // As many rows in both.
        let twice = "Date,Company,Amount,,Date,Investor,Cheque";
        assert_eq!(found(twice, &["1,a,5,,1,x,7", "2,b,6,,2,y,7"]).as_deref(), Some("Date"));
        let summary = "Date,Company,Amount,,Currency,Rate";
        assert_eq!(found(summary, &["1,a,5,,USD,1", "2,b,6,,EUR,1.1"]).as_deref(), Some("Currency"));
        assert_eq!(found(summary, &["1,a,5,,USD,1", "2,b,6,,USD,1"]), None);
        assert_eq!(found("Date,Company,Amount,,Source,Date", &["1,a,5,,x,1", "2,b,6,,y,2"]), None);
        let statuses = "Date,Company,Amount,,Date,Status";
        assert_eq!(found(statuses, &["1,a,5,,1,x", "2,b,6,,2,y"]).as_deref(), Some("Date"));
        let counts = "Date,Company,Amount,,Country,Number of deals";
        assert_eq!(found(counts, &["1,a,5,,DE,1", "2,b,6,,FR,2"]).as_deref(), Some("Country"));
        assert_eq!(found("Date,Company,Amount,,Country,Jobs", &["1,a,5,,DE,1", "2,b,6,,FR,2"]), None);
        // One table: all rows go on, or some have empty cells.
        assert_eq!(found(header, &["1,a,5,,DE,x", "2,b,6,,FR,y", "3,c,7,,ES,"]), None);
        assert_eq!(found(header, &["1,a,5,,DE,x", "2,b,6,,,", "3,c,7,,ES,z"]), None);
        assert_eq!(found("Date,Company,Amount,,Note", &["1,a,5,,x", "2,b,6,,y", "3,c,7,,"]), None);
        // A row of totals.
        assert_eq!(found(header, &["1,a,5,,DE,x", "2,b,6,,FR,y", "Total,,11,,,"]), None);
    }
}
