//! Columns that say which rows are parts, sums or versions of others: all of them would count twice.

use super::{Doubt, Proposer};
use crate::hash::HashSet;
use crate::import::cell;
use crate::import::rule::{Field, Options, Rule};
use crate::invalid::Problem;
use crate::text::{fold, quote};

/// Headers over the row of which a row is a part, folded.
#[rustfmt::skip]
const PARENTS: [&str; 14] = [
    "parent id", "parent deal", "parent deal id", "parent project", "parent project id", "parent row", "parent record", "part of",
    "part of deal", "included in", "belongs to", "child of", "subproject of", "umbrella deal",
];

/// Headers over how deep a row stands below others.
const LEVELS: [&str; 6] =
    ["level", "hierarchy", "hierarchy level", "outline level", "indent", "indent level"];

/// Headers over versions of a row.
const VERSIONS: [&str; 6] = ["version", "version no", "version number", "revision", "revision no", "rev"];

/// Headers over the numbers of rows.
const NUMBERS: [&str; 8] = ["no", "nr", "number", "id", "item", "item no", "pos", "position"];

impl Proposer<'_> {
    /// Refuses a sheet in which a column says that rows are parts or versions of others.
    pub(super) fn structure_columns(&mut self) {
        let found = (0..self.columns.len()).find_map(|column| self.structure_column(column));
        match found {
            Some((column, message, true)) => {
                let rule = Rule::column(Field::IncludedIn, column, Options::default());
                let name = &self.sheet.columns[column].name;
                let advice = format!("if it does not, map it as fields={name}; if it does");
                self.doubts.push(Doubt { message, advice, rule });
            }
            Some((_, message, false)) => {
                let hint = format!(
                    "leave out the rows that are in others; if there are none: --map '{}'",
                    self.mapping
                );
                self.blocked.push(Problem::new(message).hint(hint));
            }
            None => {}
        }
    }
    /// Returns a column that says that rows are parts or versions of others, with a message, and whether it names the others.
    fn structure_column(&self, column: usize) -> Option<(usize, String, bool)> {
        let header = words(&self.sheet.columns[column].header);
        let is = |known: &[&str]| known.contains(&header.as_str());
        let is_parent = is(&PARENTS);
        let text = match () {
            () if is_parent => self.first_text(column)?,
            () if is(&NUMBERS) => self.part_number(column)?,
            () if self.columns[column].is_used => return None,
            () if is(&LEVELS) || is(&VERSIONS) => self.different_number(column)?,
            () => return None,
        };
        let what = if is(&VERSIONS) { "versions" } else { "parts" };
        let name = quote(&self.sheet.columns[column].name);
        let message = format!("the column {name} may say which rows are {what} of others: {}", quote(&text));
        Some((column, message, is_parent))
    }

    fn first_text(&self, column: usize) -> Option<String> {
        self.sheet.rows.iter().find_map(|row| Some(cell::text(row.cells.get(column)?)?.into_owned()))
    }

    /// Returns a text that differs from the first one, if all are short numbers.
    fn different_number(&self, column: usize) -> Option<String> {
        let texts = self.texts_of(column);
        let number = |text: &String| {
            text.trim_start_matches(['v', '.', ' ']).len() <= 2
                && text.bytes().any(|byte| byte.is_ascii_digit())
        };
        (texts.len() > 1 && texts.iter().all(number)).then(|| texts.last().cloned()).flatten()
    }

    /// Returns the number of a part, such as 1.2, where there is a row 1.
    fn part_number(&self, column: usize) -> Option<String> {
        let texts: Vec<String> = self
            .sheet
            .rows
            .iter()
            .filter_map(|row| Some(cell::text(row.cells.get(column)?)?.trim_end_matches('.').to_owned()))
            .collect();
        let all: HashSet<&str> = texts.iter().map(String::as_str).collect();
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let is_part = |text: &&String| {
            is_number(text) && text.rsplit_once('.').is_some_and(|(whole, _)| all.contains(whole))
        };
        texts.iter().find(is_part).cloned()
    }
}

/// Returns the folded words of a header.
fn words(header: &str) -> String {
    let folded = fold(header);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
