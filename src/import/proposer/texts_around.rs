//! Texts around and between the rows that may be about the deals: that they were cancelled, or that their amounts are
//! something else.

use super::Proposer;
use crate::import::amount_words::{is_of_another_year, no_amount};
use crate::import::footnotes;
use crate::import::row_types;
use crate::import::status_words::status;
use crate::import::words::header_words;
use crate::invalid::Problem;
use crate::money::{Bound, NoteMeaning, note_meaning, read_statements};
use crate::sheet::SheetText;
use crate::text::{fold, quote};

/// What a heading may say behind a status: "Unconfirmed deals".
const LISTED: [&str; 8] = [
    "deals",
    "transactions",
    "rounds",
    "projects",
    "investments",
    "acquisitions",
    "contracts",
    "announcements",
];

/// Words of headers that say that the figures are money of deals, whatever the title is.
const DEALS: [&str; 12] = [
    "deal",
    "raised",
    "investment",
    "investments",
    "funding",
    "round",
    "price",
    "commitment",
    "capex",
    "grant",
    "loan",
    "transaction",
];

impl Proposer<'_> {
    /// Refuses a sheet in which another table may stand behind an empty column.
    pub(super) fn table_beside(&mut self) {
        let Some(first) = &self.sheet.table_beside else { return };
        let message = format!(
            "the columns from {} on stand behind an empty column, and their rows end elsewhere: they may be another table",
            quote(first)
        );
        self.blocked.push(Problem::new(message).hint(
            "save each table as a file of its own; if they are one, delete the empty column, or map the columns: --map",
        ));
    }

    /// Refuses a sheet whose title is about other figures than the amounts of deals, unless they have a column of their own.
    fn title(&mut self) {
        let has_column =
            |phrases: &dyn Fn(&[String]) -> bool| self.columns.iter().any(|column| phrases(&column.words));
        let is_clear = |words: &[String]| words.iter().any(|word| DEALS.contains(&word.as_str()));
        if has_column(&|words| no_amount(words).is_some()) || has_column(&is_clear) {
            return;
        }
        let is_title = |text: &&SheetText| {
            !footnotes::begins(&text.text)
                && row_types::is_title_of_others(&text.text)
                && read_statements(&text.text).is_empty()
        };
        let Some(title) = self.sheet.texts.iter().find(is_title) else { return };
        let message = format!(
            "line {}, {}, may say that the figures are no amounts of deals",
            title.line,
            quote(&title.text)
        );
        self.blocked
            .push(Problem::new(message).hint("if they are, delete the line, or map their column: --map"));
    }

    /// Refuses a sheet with a text that changes what its deals are.
    pub(super) fn texts_around(&mut self) {
        self.title();
        let texts = self.sheet.texts.iter().map(|text| (text.line, text.text.as_str()));
        let headings = self.sheet.rows.iter().filter_map(|row| Some((row.line, row.lone_text()?)));
        let footnotes = self.sheet.footnotes();
        let is_footnote =
            |line: usize, text: &str| footnotes::begins(text) && footnotes.is_one(line, self.sheet);
        let mut others = texts.chain(headings).filter(|(line, text)| !is_footnote(*line, text));
        let found = others.find_map(|(line, text)| Some((line, text, meaning(text)?)));
        let Some((line, text, meaning)) = found else { return };
        let problem = Problem::new(format!("line {line}, {}, may {meaning}", quote(text)));
        self.blocked.push(problem.hint(
            "write it into a column of the rows that it is about; if it is about none of them, delete the line",
        ));
    }
}

/// Whether a text states that figures are in the money of one year: "Amounts in 2015 prices", "In constant dollars".
fn is_statement_of_prices(text: &str) -> bool {
    let words = header_words(text);
    let names = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is_statement = text.trim_start().to_lowercase().starts_with("in ")
        || names(&[
            "amounts", "amount", "figures", "values", "numbers", "betrage", "angaben", "montants", "importes",
        ]);
    is_statement && is_of_another_year(&words)
}

/// Returns what a text says of the rows: `None` if nothing that matters.
fn meaning(text: &str) -> Option<String> {
    const MAX: usize = 60;
    if text.len() > MAX {
        return None;
    }
    if is_statement_of_prices(text) {
        return Some("say that the amounts are in the money of another year".to_owned());
    }
    let folded = fold(text);
    let heading = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let heading = LISTED.iter().find_map(|noun| heading.strip_suffix(noun)).unwrap_or(heading).trim();
    if let Some(status) = status(heading).filter(|status| !status.counts()) {
        return Some(format!("say that deals are {status}"));
    }
    match note_meaning(text)? {
        NoteMeaning::NoAmount => Some("say that the amounts are not those of whole deals".to_owned()),
        NoteMeaning::Bound(bound @ (Bound::UpTo | Bound::AtLeast)) => {
            Some(format!("say that the amounts are {:?}", bound.as_str()))
        }
        NoteMeaning::Bound(_) => None,
    }
}
