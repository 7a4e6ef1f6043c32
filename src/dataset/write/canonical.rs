//! The canonical layout of a dataset: one that version control shows small changes of.
//!
//! A record that fits on a line stands on one; a list of records has each on lines of its own. The order of fields is
//! that of [`crate::dataset::record`], the order of records that of the file.

use serde::Serialize;
use serde_json::Value;

/// How wide a line may be that holds a whole record.
const WIDTH: usize = 100;

/// A JSON document in its canonical layout, with a newline at its end.
pub(in crate::dataset) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

/// A document whose fields are lists of records, written one record at a time: the values of all records take several
/// times the memory of their text.
#[derive(Debug, Default)]
pub(super) struct Document {
    text: String,
}

impl Document {
    /// Adds a field, whose records come from `records`.
    ///
    /// # Errors
    /// If a record cannot be written as JSON.
    pub(super) fn list<T: Serialize>(
        &mut self,
        name: &str,
        records: impl Iterator<Item = T>,
    ) -> serde_json::Result<()> {
        let before = if self.text.is_empty() { "{\n  \"" } else { ",\n  \"" };
        for part in [before, name, "\": ["] {
            self.text.push_str(part);
        }
        let start = self.text.len();
        for record in records {
            self.text.push_str(if self.text.len() > start { ",\n    " } else { "\n    " });
            write(&serde_json::to_value(record)?, 2, &mut self.text);
        }
        self.text.push_str(if self.text.len() > start { "\n  ]" } else { "]" });
        Ok(())
    }

    /// Returns the text.
    pub(super) fn finish(mut self) -> String {
        self.text.push_str("\n}\n");
        self.text
    }
}

fn write(value: &Value, depth: usize, text: &mut String) {
    // The document itself stands on several lines even while it is empty, so that its first deal is a small change.
    if depth > 0 && !holds_records(value) {
        let start = text.len();
        inline(value, text);
        if depth * 2 + text[start..].chars().count() <= WIDTH {
            return;
        }
        text.truncate(start);
    }
    match value {
        Value::Array(items) => lines('[', ']', items, depth, text, |item, text| write(item, depth + 1, text)),
        Value::Object(fields) => lines('{', '}', fields, depth, text, |(name, value), text| {
            string(name, text);
            text.push_str(": ");
            write(value, depth + 1, text);
        }),
        _ => inline(value, text),
    }
}

/// Items on lines of their own between brackets.
fn lines<T>(
    open: char,
    close: char,
    items: impl IntoIterator<Item = T>,
    depth: usize,
    text: &mut String,
    item: impl Fn(T, &mut String),
) {
    text.push(open);
    for (index, value) in items.into_iter().enumerate() {
        text.push_str(if index > 0 { ",\n" } else { "\n" });
        text.push_str(&"  ".repeat(depth + 1));
        item(value, text);
    }
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
    text.push(close);
}

/// Whether a list of objects is in it, at any depth.
fn holds_records(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| item.is_object() || holds_records(item)),
        Value::Object(fields) => fields.values().any(holds_records),
        _ => false,
    }
}

/// Adds a value on one line, with a space after each comma and colon.
fn inline(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                inline(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            for (index, (name, value)) in fields.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                string(name, text);
                text.push_str(": ");
                inline(value, text);
            }
            text.push('}');
        }
        Value::String(value) => string(value, text),
        _ => text.push_str(&value.to_string()),
    }
}

/// Adds a JSON string.
fn string(value: &str, text: &mut String) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if value.bytes().all(is_plain) {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        text.push_str(&Value::from(value).to_string());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_records_stand_on_a_line_and_lists_of_records_on_several() {
        let value = json!({
            "companies": [],
            "deals": [{"id": "a", "amount": {"value": "5", "currency": "USD"}, "parties": [{"company": "A", "role": "investor"}], "tags": ["x", "y"]}],
        });
        assert_eq!(
            canonical(&value),
            r#"{
  "companies": [],
  "deals": [
    {
      "id": "a",
      "amount": {"value": "5", "currency": "USD"},
      "parties": [
        {"company": "A", "role": "investor"}
      ],
      "tags": ["x", "y"]
    }
  ]
}
"#
        );
        let mut document = Document::default();
        for name in ["companies", "deals"] {
            document.list(name, value[name].as_array().unwrap().iter()).unwrap();
        }
        assert_eq!(document.finish(), canonical(&value));
    }
}
