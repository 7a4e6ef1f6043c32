//! The canonical layout of a dataset: one that version control shows small changes of.
//!
//! A record that fits on a line stands on one; a list of records has each on lines of its own. The order of fields is
//! that of [`crate::dataset::record`], the order of records that of the file.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::json::cursor::Cursor;
use crate::parallel::{available_threads, try_for_each_chunk};

/// How wide a line may be that holds a whole record.
const WIDTH: usize = 100;

/// A JSON document in its canonical layout, with a newline at its end.
///
/// # Errors
/// If the value cannot be written as JSON.
pub(in crate::dataset) fn canonical(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = String::new();
    lay_out(&on_one_line(value)?, 0, &mut text);
    text.push('\n');
    Ok(text)
}

/// A document with lists of records, which are written some records at a time.
pub(super) struct Document<W> {
    output: W,
    has_fields: bool,
}

impl<W: Write + Send> Document<W> {
    pub(super) fn new(output: W) -> Self {
        Self { output, has_fields: false }
    }

    /// Begins a field.
    fn name(&mut self, name: &str) -> io::Result<()> {
        let before = if std::mem::replace(&mut self.has_fields, true) { ",\n  \"" } else { "{\n  \"" };
        write!(self.output, "{before}{name}\": ")
    }

    /// Adds a field of one value.
    ///
    /// # Errors
    /// If the value cannot be written as JSON, and that of the output.
    pub(super) fn value(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.name(name)?;
        self.output.write_all(on_one_line(value)?.as_bytes())
    }

    /// Adds a field, whose records are made of `items` by `record`.
    ///
    /// # Errors
    /// If a record cannot be written as JSON, and that of the output.
    pub(super) fn list<'i, T: Sync, R: Serialize>(
        &mut self,
        name: &str,
        items: &'i [T],
        record: impl Fn(&'i T) -> R + Sync,
    ) -> io::Result<()> {
        self.name(name)?;
        self.output.write_all(b"[")?;
        let mut is_first = true;
        let texts = |items: &'i [T]| -> serde_json::Result<String> {
            let mut text = String::new();
            for item in items {
                text.push_str(",\n    ");
                lay_out(&on_one_line(&record(item))?, 2, &mut text);
            }
            Ok(text)
        };
        try_for_each_chunk(items, available_threads(), texts, |_, text| {
            let comma = usize::from(std::mem::take(&mut is_first));
            self.output.write_all(&text?.as_bytes()[comma..])
        })?;
        self.output.write_all(if items.is_empty() { b"]" } else { b"\n  ]" })
    }

    /// Ends the document.
    ///
    /// # Errors
    /// That of the output.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.output.write_all(b"\n}\n")
    }
}

/// Returns a value as JSON on one line, with a space after each comma and colon.
fn on_one_line(value: &impl Serialize) -> serde_json::Result<String> {
    let mut json = Vec::with_capacity(512);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, OneLine))?;
    String::from_utf8(json).map_err(serde::ser::Error::custom)
}

/// Writes a space after each comma and colon.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

/// Adds a value, which is on one line, as it stands at a depth of the document.
fn lay_out(json: &str, depth: usize, text: &mut String) {
    let is_container = json.starts_with(['{', '[']);
    // The document itself stands on several lines even while it is empty, so that its first deal is a small change.
    let fits = || depth * 2 + json.chars().count() <= WIDTH && !holds_records(json);
    if !is_container || (depth > 0 && fits()) {
        text.push_str(json);
        return;
    }
    text.push_str(&json[..1]);
    for (index, (key, value)) in items(json).enumerate() {
        text.push_str(if index > 0 { ",\n" } else { "\n" });
        indent(depth + 1, text);
        if let Some(key) = key {
            text.push_str(key);
            text.push_str(": ");
        }
        lay_out(value, depth + 1, text);
    }
    text.push('\n');
    indent(depth, text);
    text.push_str(&json[json.len() - 1..]);
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// Whether a list of objects is in it, at any depth.
fn holds_records(json: &str) -> bool {
    let is_list = json.starts_with('[');
    let is_container = is_list || json.starts_with('{');
    is_container && items(json).any(|(_, value)| (is_list && value.starts_with('{')) || holds_records(value))
}

/// Returns the items of an array, or the members of an object with their keys in quotation marks.
fn items(json: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut cursor = Cursor::new(json, 1);
    let is_object = json.starts_with('{');
    std::iter::from_fn(move || {
        // There is no comma before the first one.
        cursor.expect_byte(b',');
        let key = if is_object { Some(cursor.raw_value()?) } else { None };
        if is_object {
            cursor.expect_byte(b':')?;
        }
        Some((key, cursor.raw_value()?))
    })
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
            canonical(&value).unwrap(),
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
        let mut text = Vec::new();
        let mut document = Document::new(&mut text);
        for name in ["companies", "deals"] {
            document.list(name, value[name].as_array().unwrap(), |record| record).unwrap();
        }
        document.finish().unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), canonical(&value).unwrap());
    }

    #[test]
    fn brackets_and_quotation_marks_in_texts_are_no_structure() {
        let value =
            json!({"a\"[{,: ": [[], {}], "b": "[{\"}], \\", "c": [[{"d": -1.5}], null, true], "e": "é\n"});
        let text = canonical(&value).unwrap();
        assert_eq!(
            text,
            r#"{
  "a\"[{,: ": [
    [],
    {}
  ],
  "b": "[{\"}], \\",
  "c": [
    [
      {"d": -1.5}
    ],
    null,
    true
  ],
  "e": "é\n"
}
"#
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
