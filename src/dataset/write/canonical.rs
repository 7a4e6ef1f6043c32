//! The canonical layout of a dataset: one that version control shows small changes of.
//!
//! A record that fits on a line stands on one; a list of records has each on lines of its own. The order of fields is
//! that of [`crate::dataset::record`], the order of records that of the file.

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

fn write(value: &Value, depth: usize, text: &mut String) {
    // The document itself stands on several lines even while it is empty, so that its first deal is a small change.
    let line = (depth > 0 && !holds_records(value)).then(|| inline(value));
    if let Some(line) = line.filter(|line| depth * 2 + line.chars().count() <= WIDTH) {
        text.push_str(&line);
        return;
    }
    match value {
        Value::Array(items) => lines('[', ']', items, depth, text, |item, text| write(item, depth + 1, text)),
        Value::Object(fields) => lines('{', '}', fields, depth, text, |(name, value), text| {
            text.push_str(&Value::from(name.as_str()).to_string());
            text.push_str(": ");
            write(value, depth + 1, text);
        }),
        _ => text.push_str(&value.to_string()),
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

/// A value on one line, with a space after each comma and colon.
fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), inline(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string(),
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
    }
}
