//! A row below the header that says in what currencies, units and forms the columns are written. It is part of the header.

use crate::money::{read_currencies, read_header, read_unit};
use crate::sheet::{Row, Sheet, Value};
use crate::text::fold;

/// How many rows below the header may say so.
const MAX: usize = 2;

/// Moves the rows of units and forms below the header into it, each cell behind the heading of its column. A row is one of them
/// if every filled cell is a currency, a unit, the form of dates or the type of a column, and not all are types. So is a row
/// that says what columns with the same heading are: "Value" and "Currency" below "Deal" and "Deal".
pub(crate) fn join_unit_rows(sheet: &mut Sheet) {
    join_second_header(sheet);
    for _ in 0..MAX {
        let Some(row) = sheet.rows.first().filter(|row| is_unit_row(row)) else { return };
        let line = row.line;
        let texts: Vec<Option<String>> = row.cells.iter().map(unit).collect();
        for (column, text) in sheet.columns.iter_mut().zip(texts) {
            if let Some(text) = text {
                column.header = format!("{} ({text})", column.header);
            }
        }
        sheet.rows.remove(0);
        sheet.texts.retain(|text| text.line != line);
        sheet.notes.push(format!("row {line} has the units of the columns and is part of the header"));
    }
}

/// Joins a row below the header that has words below the headings that stand twice, and nothing below the others.
fn join_second_header(sheet: &mut Sheet) {
    let headers: Vec<&str> = sheet.columns.iter().map(|column| column.header.as_str()).collect();
    let is_repeated = |column: usize| headers.iter().filter(|header| **header == headers[column]).count() > 1;
    let is_heading = |cell: &Value| matches!(cell, Value::Text(text) if text.contains(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit()));
    let fits = |(column, cell): (usize, &Value)| {
        if is_repeated(column) { is_heading(cell) } else { cell.is_blank() }
    };
    let has_repeated = (0..headers.len()).any(is_repeated);
    let Some(row) = sheet.rows.first().filter(|row| {
        has_repeated && row.cells.len() == headers.len() && row.cells.iter().enumerate().all(fits)
    }) else {
        return;
    };
    let line = row.line;
    let cells: Vec<Value> = row.cells.clone();
    for (column, cell) in sheet.columns.iter_mut().zip(cells) {
        if let Value::Text(text) = cell
            && !text.trim().is_empty()
        {
            column.header = format!("{} {}", column.header, text.trim());
            column.name.clone_from(&column.header);
        }
    }
    sheet.rows.remove(0);
    sheet.texts.retain(|text| text.line != line);
    sheet.notes.push(format!("row {line} is the second line of the header"));
}

fn is_unit_row(row: &Row) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    filled.clone().any(|cell| unit(cell).is_some())
        && filled.all(|cell| unit(cell).is_some() || is_type(cell))
}

/// Returns the currency, the unit or the form of dates that a cell names, without brackets.
fn unit(cell: &Value) -> Option<String> {
    let Value::Text(text) = cell else { return None };
    let text = text.trim();
    let bare = text.strip_prefix(['(', '[']).and_then(|text| text.strip_suffix([')', ']'])).unwrap_or(text);
    let says_money = || {
        let hints = read_header(bare);
        let says = hints.currency.is_some() || !hints.choices.is_empty() || hints.unit.is_some();
        says && hints.label.is_empty() && hints.unit_doubt.is_none() && hints.currency_doubt.is_none()
    };
    let is_unit =
        is_date_form(bare) || says_money() || read_unit(bare).is_ok() || read_currencies(bare).is_ok();
    (is_unit && !bare.starts_with(|c: char| c.is_ascii_digit())).then(|| bare.to_owned())
}

/// Whether a text shows how dates are written: `dd/mm/yyyy`.
fn is_date_form(text: &str) -> bool {
    const PARTS: [&str; 22] = [
        "d", "dd", "m", "mm", "mmm", "mmmm", "y", "yy", "yyyy", "t", "tt", "j", "jj", "jjjj", "aa", "aaaa",
        "gg", "hh", "h", "ss", "rrrr", "rr",
    ];
    let folded = fold(text);
    let mut parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    folded.contains(['d', 't', 'j', 'y', 'a', 'r'])
        && folded.len() >= 4
        && parts.all(|part| PARTS.contains(&part))
}

/// Whether a cell is the type of a column, or a mark for none.
fn is_type(cell: &Value) -> bool {
    const TYPES: [&str; 20] = [
        "text", "string", "str", "number", "numeric", "integer", "int", "float", "decimal", "date",
        "datetime", "bool", "boolean", "varchar", "char", "%", "#", "-", "–", "iso",
    ];
    matches!(cell, Value::Text(text) if TYPES.contains(&fold(text.trim()).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Options, read};

    fn headers(text: &str) -> (String, usize) {
        let mut sheet = read(text.as_bytes(), "deals.csv", &Options::default()).unwrap();
        join_unit_rows(&mut sheet);
        let headers: Vec<&str> = sheet.columns.iter().map(|column| column.header.as_str()).collect();
        (headers.join("|"), sheet.rows.len())
    }

    #[test]
    fn a_row_of_nothing_but_units_is_part_of_the_header() {
        for (text, header, rows) in [
            ("Date,Company,Amount\n,,USD m\n2024-03-01,A,5\n", "Date|Company|Amount (USD m)", 1),
            ("Date,Company,Amount\n,,(EUR k)\n2024-03-01,A,5\n", "Date|Company|Amount (EUR k)", 1),
            (
                "Date,Company,Amount,Valuation\ndd/mm/yyyy,text,USD m,USD bn\n01/03/2024,A,5,1\n",
                "Date (dd/mm/yyyy)|Company|Amount (USD m)|Valuation (USD bn)",
                1,
            ),
            (
                "Date,Company,Amount\n,,USD\n,,millions\n2024-03-01,A,5\n",
                "Date|Company|Amount (USD) (millions)",
                1,
            ),
            (
                "Date,Company,Deal,Deal\n,,Value,Currency\n2024-03-01,A,5,EUR\n",
                "Date|Company|Deal Value|Deal Currency",
                1,
            ),
            ("Date,Company,Amount,Amount\n,,x,5\n2024-03-01,A,5,6\n", "Date|Company|Amount|Amount", 2),
            // Deals, and types alone.
            ("Date,Company,Amount\n2024-03-01,A,USD\n", "Date|Company|Amount", 1),
            ("Date,Company,Amount\ndate,text,number\n2024-03-01,A,$5\n", "Date|Company|Amount", 2),
            ("Date,Company,Amount\n,A,USD m\n2024-03-01,A,5\n", "Date|Company|Amount", 2),
            ("Date,Company,Amount\n,,5\n2024-03-01,A,5\n", "Date|Company|Amount", 2),
        ] {
            assert_eq!(headers(text), (header.to_owned(), rows), "{text}");
        }
    }
}
