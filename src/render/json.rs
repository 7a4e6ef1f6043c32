//! JSON and JSON Lines: unrounded, in the order of the columns, safe to print.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::escape::is_unsafe_on_terminal;
use crate::report::{Cell, Column, Document, Line};

/// One array over several lines.
pub(super) fn render(document: &Document) -> String {
    let items = match &document.records {
        Some(records) => items(records.iter().map(|record| record.as_str().into())),
        None => items(rows(document).map(|row| serde_json::to_string(&row).unwrap_or_default().into())),
    };
    if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{items}\n]\n") }
}

/// One object a line.
pub(super) fn render_lines(document: &Document) -> String {
    match &document.records {
        Some(records) => records.iter().map(|record| line(record)).collect(),
        // Strings as keys and a string to write to: serde_json has no way to fail.
        None => rows(document).map(|row| line(&serde_json::to_string(&row).unwrap_or_default())).collect(),
    }
}

/// A line of a list as compact JSON.
pub(super) fn text<'a>(columns: &[Column], line: &'a Line) -> Cow<'a, str> {
    match line {
        Line::Record(json) => json.into(),
        Line::Cells(cells) => serde_json::to_string(&Row { columns, cells }).unwrap_or_default().into(),
    }
}

/// JSON on a line of its own.
pub(super) fn line(json: &str) -> String {
    escaped(json) + "\n"
}

/// Items of an array over several lines.
pub(super) fn items<'a>(records: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut items = String::new();
    for record in records {
        let value: Value = serde_json::from_str(&record).unwrap_or_default();
        let pretty = serde_json::to_string_pretty(&value).unwrap_or_default();
        // No text has a newline in it.
        items.push_str(if items.is_empty() { "  " } else { ",\n  " });
        items.push_str(&escaped(&pretty).replace('\n', "\n  "));
    }
    items
}

fn rows(document: &Document) -> impl Iterator<Item = Row<'_>> {
    document
        .tables
        .iter()
        .flat_map(|table| table.rows.iter().map(|cells| Row { columns: &table.columns, cells }))
}

/// JSON that says the same without a character that a terminal would obey. serde_json escapes only those
/// below the space; outside of strings there are none but its own newlines.
fn escaped(json: &str) -> String {
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

/// An object whose keys keep the order of the columns; serde_json's own map would sort them.
struct Row<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.columns.iter().map(|column| &column.name);
        serializer.collect_map(keys.zip(self.cells))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::money::Currency;
    use crate::report::Table;

    fn document(columns: &[&str], rows: Vec<Vec<Cell>>) -> Document {
        let columns = columns.iter().map(|name| Column::new(*name)).collect();
        Document { tables: vec![Table { columns, rows, ..Table::default() }], records: None }
    }

    #[test]
    fn keys_keep_the_order_of_the_columns_and_decimals_are_strings() {
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
            render_lines(&document),
            r#"{"zulu":"x","headline":"11900000000","deals":12345,"announced":"2025-03","share":"0.361","amount":"up to USD 11.9bn","ceiling":null,"note":null}
"#
        );
        assert!(render(&document).starts_with(
            "[\n  {\n    \"zulu\": \"x\",\n    \"headline\": \"11900000000\",\n    \"deals\": 12345,\n"
        ));
        assert!(render(&document).ends_with("    \"note\": null\n  }\n]\n"));
    }

    #[test]
    fn records_come_before_tables() {
        let mut document = document(&["a"], vec![vec![Cell::Count(1)]]);
        document.records =
            Some(vec![json!({"id": "x", "note": "\u{202e}"}).to_string(), json!({"id": "y"}).to_string()]);
        assert_eq!(render_lines(&document), "{\"id\":\"x\",\"note\":\"\\u202e\"}\n{\"id\":\"y\"}\n");
        document.records = Some(vec![json!({"id": "x"}).to_string()]);
        assert_eq!(render(&document), "[\n  {\n    \"id\": \"x\"\n  }\n]\n");
    }

    #[test]
    fn nothing_in_it_commands_a_terminal() {
        let hostile = "\u{1b}[2J \u{7f} \u{9b} \u{202e} \u{2066} \u{200f} \u{61c} \" \\ \n | 😀";
        let json = render_lines(&document(&["t"], vec![vec![Cell::text(hostile)]]));
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
            let (array, line) = (render(&document), render_lines(&document));
            prop_assert!(!array.contains(|c| c != '\n' && is_unsafe_on_terminal(c)));
            prop_assert_eq!(line.matches(is_unsafe_on_terminal).collect::<Vec<_>>(), ["\n"]);
            prop_assert_eq!(serde_json::from_str::<Value>(&array).unwrap(), json!([{"t": text}]));
            prop_assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), json!({"t": text}));
        }
    }
}
