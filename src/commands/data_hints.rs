//! Commands in hints and notes, with the dataset of the command line.

use std::path::PathBuf;

use crate::message::Message;
use crate::report::Document;

/// The commands that need the dataset of the command line to do what a hint says.
const OF_DATASET: [&str; 14] = [
    "add", "check", "companies", "company", "edit", "export", "fmt", "import", "list", "progress", "remove",
    "revise", "show", "totals",
];

/// Returns the message with the datasets `data`, which flags named, in the commands of its hint.
pub(crate) fn with_data(message: Message, data: &[PathBuf]) -> Message {
    let hint = message.hint.as_deref().map(|hint| name_data(hint, data));
    Message { hint, ..message }
}

/// Adds `--data` to the commands in backticks that need it and have none.
pub(super) fn name_data(hint: &str, data: &[PathBuf]) -> String {
    const START: &str = "`outlay ";
    let flags = data.iter().fold(String::new(), |flags, file| {
        flags + "--data " + &shell_words::quote(&file.to_string_lossy()) + " "
    });
    let mut parts = hint.split(START);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let command = part.split('`').next().unwrap_or_default();
        let name = command.split(' ').next().unwrap_or_default();
        text.push_str(START);
        if OF_DATASET.contains(&name) && !command.contains("--data") {
            text.push_str(&flags);
        }
        text.push_str(part);
    }
    text
}

/// Adds `--data` to the commands in the notes of a document.
pub(super) fn name_data_in_notes(document: &mut Document, data: &[PathBuf]) {
    let Document { charts, tables, .. } = document;
    let tables = charts.iter_mut().map(|chart| &mut chart.table).chain(tables);
    for caveat in tables.flat_map(|table| &mut table.caveats) {
        *caveat = name_data(caveat, data);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_hints_name_the_dataset() {
        let data = ["my deals.json".into()];
        assert_eq!(
            name_data(
                "`outlay list --columns id,title` lists them all, `outlay rates update` is newer",
                &data
            ),
            "`outlay --data 'my deals.json' list --columns id,title` lists them all, `outlay rates update` is newer"
        );
        let named = "run `outlay --data x.json fmt`, or outlay list";
        assert_eq!(name_data(named, &data), named);
        assert_eq!(name_data("`outlay list`", &[]), "`outlay list`");
    }
}
