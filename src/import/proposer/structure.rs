//! Columns that say which rows are parts, sums or versions of others: all of them would count twice.

use std::borrow::Cow;

use super::{Doubt, Proposer};
use crate::hash::{HashMap, HashSet};
use crate::import::cell;
use crate::import::rule::{Field, Options, Rule};
use crate::invalid::Problem;
use crate::sheet::{Row, Value};
use crate::text::{fold_words, quote};

/// Headers over the row of which a row is a part, folded.
const PARENTS: [&str; 14] = [
    "parent id", "parent deal", "parent deal id", "parent project", "parent project id", "parent row",
    "parent record", "part of", "part of deal", "included in", "belongs to", "child of", "subproject of",
    "umbrella deal",
];

/// Headers over how deep a row stands below others.
const LEVELS: [&str; 6] =
    ["level", "hierarchy", "hierarchy level", "outline level", "indent", "indent level"];

/// Headers over versions of a row.
const VERSIONS: [&str; 24] = [
    "version", "version no", "version number", "revision", "revision no", "revision number", "rev", "rev no",
    "mod", "mod no", "mod number", "modification", "modification no", "modification number", "amendment",
    "amendment no", "amendment number", "change order", "change order no", "change order number",
    "variation", "variation no", "addendum", "nachtrag",
];

/// Headers over what tells alternatives of one figure apart: "Low", "Base", "High".
const ALTERNATIVES: [&str; 13] = [
    "scenario", "scenarios", "case", "estimate", "estimate type", "variant", "alternative", "option",
    "szenario", "variante", "escenario", "scenario name", "hypothese",
];

/// Headers over the days on which a row was taken down: two rows that differ in nothing else but their figures are one deal.
const SNAPSHOTS: [&str; 19] = [
    "snapshot", "snapshot date", "as of", "as of date", "data as of", "as at", "last update", "last updated",
    "updated", "updated on", "updated at", "update date", "retrieved", "retrieved on", "extract date",
    "report date", "reporting date", "vintage", "stand vom",
];

/// Headers over the numbers of rows.
const NUMBERS: [&str; 8] = ["no", "nr", "number", "id", "item", "item no", "pos", "position"];

impl Proposer<'_> {
    /// Refuses a sheet in which a column says that rows are parts or versions of others.
    pub(super) fn structure_columns(&mut self) {
        let found = (0..self.columns.len()).find_map(|column| self.structure_column(column));
        let repeated = || self.repeated_money().map(|(column, message)| (column, message, false));
        match found.or_else(|| self.alternatives()).or_else(repeated) {
            Some((column, message, true)) => {
                let rule = Rule::column(Field::IncludedIn, column, Options::default());
                let advice = "if it does".to_owned();
                self.doubts.push(Doubt { message, advice, unless: Some("if it does not"), rule });
            }
            Some((_, message, false)) => {
                let hint = format!(
                    "delete the rows whose money is in another row; if there are none: --map '{}'",
                    self.mapping
                );
                self.blocked.push(Problem::new(message).hint(hint));
            }
            None => {}
        }
    }

    /// Refuses a sheet whose first column has each text once, above empty cells, as pivot tables write the groups of their rows.
    pub(super) fn groups_of_rows(&mut self) {
        use Field::{Kind, Place, PlaceName, Round, Status};
        // A field of the user's own, such as a ticker, may be empty for other reasons.
        let is_text = |rule: &Rule| matches!(rule.field, Kind | Place | PlaceName | Round | Status);
        // What is merged over rows holds for them.
        let is_merged = self.sheet.merged.keys().any(|(_, column)| *column == 0);
        if is_merged || !self.mapping.uses_of(0).any(is_text) {
            return;
        }
        let rows = self.sheet.rows.iter().filter(|row| row.lone_text().is_none());
        let texts: Vec<(usize, Option<Cow<'_, str>>)> =
            rows.map(|row| (row.line, row.cells.first().and_then(cell::text))).collect();
        let filled: Vec<&str> = texts.iter().filter_map(|(_, text)| text.as_deref()).collect();
        let different: HashSet<&str> = filled.iter().copied().collect();
        let starts = texts.windows(2).filter(|pair| pair[0].1.is_some() && pair[1].1.is_none()).count();
        let are_groups = filled.len() > 1
            && different.len() == filled.len()
            && starts * 2 > filled.len()
            && texts.len() >= 2 * filled.len();
        let Some((line, Some(first))) = texts.first().filter(|_| are_groups) else { return };
        let name = quote(&self.sheet.columns[0].name);
        let message =
            format!("{} (line {line}) in {name} may hold for the empty cells below it, too", quote(first));
        let hint = format!(
            "write it into each row that it holds for; if it holds for its own row alone: --map '{}'",
            self.mapping
        );
        self.blocked.push(Problem::new(message).hint(hint));
    }

    /// Returns a column by which rows of one company and one date are alternatives or states of one deal.
    fn alternatives(&self) -> Option<(usize, String, bool)> {
        let is_named = |column: &usize, known: &[&str]| {
            !self.columns[*column].is_used
                && known.contains(&fold_words(&self.sheet.columns[*column].header).as_str())
        };
        let found = (0..self.columns.len()).find_map(|column| {
            if is_named(&column, &ALTERNATIVES) {
                Some((column, self.twins(column, |other| self.identifies(other))?))
            } else if is_named(&column, &SNAPSHOTS) {
                Some((column, self.twins(column, |other| !self.is_figure(other))?))
            } else {
                None
            }
        });
        let (column, (first, second)) = found?;
        let message = format!(
            "the column {} may say which rows are alternatives of others: the lines {first} and {second} are of one company and one date",
            quote(&self.sheet.columns[column].name)
        );
        Some((column, message, false))
    }

    /// Whether a column has the companies or the dates of the deals.
    fn identifies(&self, column: usize) -> bool {
        use Field::{Announced, Day, Month, Party, Quarter, Year};
        let mut uses = self.mapping.uses_of(column);
        uses.any(|rule| matches!(rule.field, Announced | Day | Month | Party | Quarter | Year))
    }

    /// Whether the cells of a column are figures, or say where they come from.
    fn is_figure(&self, column: usize) -> bool {
        let profile = &self.columns[column].profile;
        let is_of_source = |rule: &Rule| {
            matches!(rule.field, Field::Note | Field::Source | Field::Quote | Field::Id)
                || rule.field.is_amount()
        };
        self.mapping.uses_of(column).any(is_of_source)
            || (!self.identifies(column) && profile.numbers + profile.money > 0)
    }

    /// Returns the lines of two rows that have the same cells in the columns that are `compared`, at least one of which
    /// identifies them, and different ones in `column`.
    fn twins(&self, column: usize, compared: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
        let columns: Vec<usize> =
            (0..self.columns.len()).filter(|other| *other != column && compared(*other)).collect();
        if !columns.iter().any(|column| self.identifies(*column)) {
            return None;
        }
        let text = |row: &Row, column: usize| row.cells.get(column).and_then(cell::text).map(Cow::into_owned);
        let mut known: HashMap<Vec<Option<String>>, (usize, String)> = HashMap::default();
        self.sheet.rows.iter().filter(|row| row.lone_text().is_none()).find_map(|row| {
            let own = text(row, column)?;
            let key: Vec<Option<String>> = columns.iter().map(|column| text(row, *column)).collect();
            let (line, other) = known.entry(key).or_insert_with(|| (row.line, own.clone()));
            (*other != own).then_some((*line, row.line))
        })
    }

    /// Returns a column that says that rows are parts or versions of others, with a message, and whether it names the others.
    fn structure_column(&self, column: usize) -> Option<(usize, String, bool)> {
        let header = fold_words(&self.sheet.columns[column].header);
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
        // "v2", "P00003", "Mod 1"
        let number = |text: &String| {
            let start = text.trim_end_matches(|c: char| c.is_ascii_digit());
            text[start.len()..].trim_start_matches('0').len() <= 2
                && start.len() < text.len()
                && start.chars().all(|c| c.is_alphabetic() || ['.', ' ', '-'].contains(&c))
        };
        let is_none = |text: &&String| ["original", "base", "initial", "-", "none"].contains(&text.as_str());
        let numbers: Vec<&String> = texts.iter().filter(|text| !is_none(text)).collect();
        let has_blank =
            || self.sheet.rows.iter().any(|row| row.cells.get(column).is_none_or(Value::is_blank));
        let differ = texts.len() > 1 || (self.has_repeated_number(column) && has_blank());
        (differ && !numbers.is_empty() && numbers.iter().all(|text| number(text)))
            .then(|| numbers.last().map(|text| self.as_written(column, text)))
            .flatten()
    }

    /// Whether another column has the number of a contract or a project twice.
    fn has_repeated_number(&self, column: usize) -> bool {
        const NOUNS: [&str; 12] = [
            "contract", "award", "order", "agreement", "project", "grant", "deal", "piid", "vertrag",
            "contrat", "contrato", "transaction",
        ];
        const ENDS: [&str; 7] = ["id", "no", "number", "nr", "ref", "reference", "piid"];
        let is_number = |other: &usize| {
            let words = fold_words(&self.sheet.columns[*other].header);
            let has = |known: &[&str]| words.split(' ').any(|word| known.contains(&word));
            *other != column && has(&NOUNS) && has(&ENDS)
        };
        (0..self.columns.len()).filter(is_number).any(|other| {
            let mut seen = HashSet::default();
            let mut texts = self.sheet.rows.iter().filter_map(|row| cell::text(row.cells.get(other)?));
            texts.any(|text| !seen.insert(text))
        })
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
