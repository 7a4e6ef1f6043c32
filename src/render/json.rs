//! JSON and JSON Lines: unrounded, in the order of the columns, escaped for a terminal.

use std::borrow::Cow;
use std::io;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::escape::is_unsafe_on_terminal;
use crate::report::{Cell, Column, Document, Line, Provenance, RowChunk, Table};

/// Renders the rows as one array over several lines.
pub(super) fn render(document: &Document) -> io::Result<String> {
    let [before, after] = frame(document.provenance.as_ref())?;
    let mut text = before + "[";
    let start = text.len();
    for row in rows(document) {
        text.push_str(if text.len() == start { "\n" } else { ",\n" });
        push_indented(&serde_json::to_string_pretty(&row)?, &mut text);
    }
    text.push_str(if text.len() == start { "]\n" } else { "\n]\n" });
    text.push_str(&after);
    Ok(text)
}

/// Returns the text before and after the array of rows: with a provenance, that of an object of both.
pub(super) fn frame(provenance: Option<&Provenance>) -> io::Result<[String; 2]> {
    let Some(provenance) = provenance else { return Ok([String::new(), String::new()]) };
    let provenance = self::provenance(provenance)?;
    Ok([format!("{{\n\"provenance\": {},\n\"rows\": ", provenance.trim_end()), "}\n".to_owned()])
}

/// Renders a provenance as an object over several lines.
pub(super) fn provenance(provenance: &Provenance) -> io::Result<String> {
    Ok(escape_json(&serde_json::to_string_pretty(provenance)?) + "\n")
}

/// Renders the rows as one object on each line.
pub(super) fn render_lines(document: &Document) -> io::Result<String> {
    rows(document).map(|row| Ok(escape_json(&serde_json::to_string(&row)?) + "\n")).collect()
}

/// Renders rows of a list as items of an array.
pub(super) fn pretty_items(columns: &[Column], lines: &[Line]) -> io::Result<String> {
    join(lines.iter().map(|line| match line {
        Line::Record(json) => pretty_record(json),
        Line::Cells(cells) => {
            Ok(serde_json::to_string_pretty(&Row { columns, cells: Cow::Borrowed(cells) })?)
        }
    }))
}

/// Renders rows of a list as one object on each line.
pub(super) fn lines(columns: &[Column], lines: &[Line]) -> io::Result<String> {
    let compact = |line: &Line| match line {
        Line::Record(json) => Ok(escape_json(json) + "\n"),
        Line::Cells(cells) => {
            let row = Row { columns, cells: Cow::Borrowed(cells) };
            Ok(escape_json(&serde_json::to_string(&row)?) + "\n")
        }
    };
    lines.iter().map(compact).collect()
}

/// The rows of all tables.
fn rows(document: &Document) -> impl Iterator<Item = Row<'_>> {
    let of_table = |table| {
        let Table { columns, rows, .. }: &Table = table;
        rows.chunks().into_iter().flat_map(RowChunk::rows).map(|cells| Row { columns, cells })
    };
    document.tables.iter().flat_map(of_table)
}

/// Indents a record. Its numbers are whole, so that none loses a digit.
fn pretty_record(json: &str) -> io::Result<String> {
    let value: Value = serde_json::from_str(json)?;
    Ok(format!("{value:#}"))
}

/// Joins indented values as items of an array.
fn join(values: impl Iterator<Item = io::Result<String>>) -> io::Result<String> {
    let mut items = String::new();
    for value in values {
        items.push_str(if items.is_empty() { "" } else { ",\n" });
        push_indented(&value?, &mut items);
    }
    Ok(items)
}

/// Adds an indented value as an item of an array.
fn push_indented(value: &str, items: &mut String) {
    items.push_str("  ");
    // Strings have no newlines: JSON escapes them.
    items.push_str(&escape_json(value).replace('\n', "\n  "));
}

/// Escapes characters that a terminal would act on. `serde_json` escapes only those below U+0020; outside of strings the
/// only such character is the newline.
pub(crate) fn escape_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unsafe_on_terminal(c) {
            let mut units = [0; 2];
            safe.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A row as an object, with the keys in the order of the columns.
struct Row<'a> {
    columns: &'a [Column],
    cells: Cow<'a, [Cell]>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.columns.iter().map(|column| &column.name);
        serializer.collect_map(keys.zip(&*self.cells))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::money::Currency;

    fn document(columns: &[&str], rows: Vec<Vec<Cell>>) -> Document {
        let columns = columns.iter().map(|name| Column::new(*name)).collect();
        Document {
            tables: vec![Table { columns, rows: rows.into(), ..Table::default() }],
            ..Document::default()
        }
    }

    #[test]
    fn keys_keep_the_order_of_the_columns_and_figures_are_numbers() {
        let cells = vec![
            Cell::text("x"),
            Cell::Figure("11900000000.00".parse().unwrap(), Currency::USD),
            Cell::Count(12_345),
            Cell::Date("2025-03".parse().unwrap()),
            Cell::Share("0.361".parse().unwrap()),
            Cell::Amount("up to $11.9bn".parse().unwrap()),
            Cell::Open,
            Cell::Missing,
        ];
        let document = document(
            &["zulu", "headline", "deals", "announced", "share", "amount", "ceiling", "note"],
            vec![cells],
        );
        assert_eq!(
            render_lines(&document).unwrap(),
            r#"{"zulu":"x","headline":11900000000,"deals":12345,"announced":"2025-03","share":0.361,"amount":"up to USD 11.9bn","ceiling":null,"note":null}
"#
        );
        assert!(render(&document).unwrap().starts_with(
            "[\n  {\n    \"zulu\": \"x\",\n    \"headline\": 11900000000,\n    \"deals\": 12345,\n"
        ));
        assert!(render(&document).unwrap().ends_with("    \"note\": null\n  }\n]\n"));
    }

    #[test]
    fn unsafe_characters_are_escaped() {
        let hostile = "\u{1b}[2J \u{7f} \u{9b} \u{202e} \u{2066} \u{200f} \u{61c} \" \\ \n | 😀";
        let json = render_lines(&document(&["t"], vec![vec![Cell::text(hostile)]])).unwrap();
        assert_eq!(
            json,
            "{\"t\":\"\\u001b[2J \\u007f \\u009b \\u202e \\u2066 \\u200f \\u061c \\\" \\\\ \\n | 😀\"}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), json!({"t": hostile}));
    }

    proptest! {
        #[test]
        fn every_text_is_read_back(text in any::<String>()) {
            let document = document(&["t"], vec![vec![Cell::Text(text.clone())]]);
            let (array, line) = (render(&document).unwrap(), render_lines(&document).unwrap());
            prop_assert!(!array.contains(|c| c != '\n' && is_unsafe_on_terminal(c)));
            prop_assert_eq!(line.matches(is_unsafe_on_terminal).collect::<Vec<_>>(), ["\n"]);
            prop_assert_eq!(serde_json::from_str::<Value>(&array).unwrap(), json!([{"t": text}]));
            prop_assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), json!({"t": text}));
        }
    }
}
