//! Words of rows that say the same money again: commitments and what was paid of them, a programme and its projects, the
//! announcement and the opening of one plant, lots with the value of their whole contract.

use std::borrow::Cow;

use super::Proposer;
use crate::hash::HashMap;
use crate::import::cell;
use crate::import::rule::{Field, Origin, Rule};
use crate::sheet::Row;
use crate::text::{fold_words, quote};

/// Words of a whole and words of its parts or later states, folded and without punctuation.
const PAIRS: [[&[&str]; 2]; 7] = [
    [
        &[
            "commitment", "commitments", "committed", "outgoing commitment", "pledge", "pledges", "pledged",
            "engagement", "zusage", "compromiso",
        ],
        &[
            "disbursement", "disbursements", "disbursed", "gross disbursement", "gross disbursements",
            "net disbursement", "net disbursements", "expenditure", "expenditures", "paid", "payment",
            "payments", "auszahlung", "decaissement", "desembolso",
        ],
    ],
    [
        &[
            "programme", "program", "parent", "parent project", "umbrella", "portfolio", "summary",
            "consolidated",
        ],
        &["project", "child", "subproject", "sub project", "component", "detail", "details"],
    ],
    [
        &[
            "framework agreement", "framework", "framework contract", "idiq", "idv",
            "indefinite delivery contract", "rahmenvertrag", "rahmenvereinbarung", "accord cadre",
            "acuerdo marco",
        ],
        &[
            "call off", "call off contract", "call off order", "task order", "delivery order", "order",
            "abruf", "einzelauftrag", "marche subsequent", "contrato derivado",
        ],
    ],
    [
        &[
            "original", "original contract", "original award", "initial", "initial award", "new award",
            "base award", "base contract",
        ],
        &[
            "amendment", "modification", "variation", "change order", "addendum", "revision", "nachtrag",
            "avenant", "modificacion",
        ],
    ],
    [
        &[
            "contract notice", "tender", "tender notice", "prior information notice", "ausschreibung",
            "avis de marche", "anuncio de licitacion",
        ],
        &[
            "contract award", "contract award notice", "award", "award notice", "awarded",
            "vergabebekanntmachung", "avis d attribution", "anuncio de adjudicacion", "modification notice",
            "contract modification notice",
        ],
    ],
    [&["master", "master agreement", "header"], &["line", "item", "line item", "supplement"]],
    [
        &["requested", "request", "application", "proposed budget"],
        &["approved", "granted", "awarded", "approved budget"],
    ],
];

/// Headers over what a row is, and not its deal.
const LEVELS: [&str; 9] = [
    "level", "record level", "row level", "row type", "record type", "line type", "hierarchy",
    "project level", "aggregation",
];

/// Words for the states of one project, which each have its amount.
const STATES: [&str; 22] = [
    "announcement", "announced", "groundbreaking", "ground breaking", "construction start",
    "start of construction", "construction", "opening", "opened", "inauguration", "launch", "operational",
    "completion", "completed", "update", "financial close", "fid", "permit", "permitted", "planning",
    "signing", "closing",
];

/// Headers over the parts of a contract.
const LOTS: [&str; 9] =
    ["lot", "lots", "lot no", "lot number", "lot id", "los", "losnummer", "lote", "lotto"];

/// Words of headers over what the lots of one contract have in common.
const CONTRACTS: [&str; 12] = [
    "notice", "tender", "contract", "procedure", "procurement", "reference", "ref", "vergabe",
    "ausschreibung", "marche", "licitacion", "gara",
];

impl Proposer<'_> {
    /// Returns a column by which rows of one company have the same money, with a message.
    pub(super) fn repeated_money(&self) -> Option<(usize, String)> {
        (0..self.columns.len()).find_map(|column| {
            let (what, [first, second]) = self
                .parts_of_wholes(column)
                .map(|found| ("parts or later states of others", found))
                .or_else(|| self.states(column).map(|found| ("states of one project", found)))
                .or_else(|| {
                    self.lots(column).map(|found| ("lots with the value of their contract", found))
                })?;
            let name = quote(&self.sheet.columns[column].name);
            let [first, second] =
                [first, second].map(|(line, text)| format!("{} (line {line})", quote(&text)));
            Some((column, format!("the column {name} may say which rows are {what}: {first} and {second}")))
        })
    }

    /// Returns a whole and a part of one company.
    fn parts_of_wholes(&self, column: usize) -> Option<[(usize, String); 2]> {
        let words = self.words_of_rows(column)?;
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        let [wholes, parts] = PAIRS.iter().find(|[wholes, parts]| has(wholes) && has(parts))?;
        let is_whole = |text: &str| wholes.contains(&text);
        let is_known = |text: &str| is_whole(text) || parts.contains(&text);
        // A bank lends to programmes and to projects: only those of one day may be the same money.
        let is_level = LEVELS.contains(&fold_words(&self.sheet.columns[column].header).as_str());
        let same: &[Field] = if wholes.contains(&"programme") && !is_level {
            &[Field::Party, Field::Announced]
        } else {
            &[Field::Party]
        };
        self.pair(column, is_known, |first, second| is_whole(first) != is_whole(second), same)
    }

    /// Returns two states of one project: of one company, and with one amount.
    fn states(&self, column: usize) -> Option<[(usize, String); 2]> {
        let words = self.words_of_rows(column)?;
        let is_state = |text: &str| STATES.contains(&text);
        if words.iter().filter(|word| is_state(word)).count() < 2 {
            return None;
        }
        let same = [Field::Party, Field::Title, Field::Amount];
        self.pair(column, is_state, |first, second| first != second, &same)
    }

    /// Returns two lots of one contract with one value.
    fn lots(&self, column: usize) -> Option<[(usize, String); 2]> {
        let headers = |column: usize| fold_words(&self.sheet.columns[column].header);
        if !LOTS.contains(&headers(column).as_str()) {
            return None;
        }
        let is_of_contract = |other: &usize| {
            *other != column && headers(*other).split(' ').any(|word| CONTRACTS.contains(&word))
        };
        let contract = (0..self.columns.len()).find(is_of_contract)?;
        let mut same = self.columns_of(&[Field::Amount]);
        same.push(contract);
        self.pair_in(column, |_| true, |first, second| first != second, &same)
    }

    /// Returns the words of a column that may say what its rows are; `None` if it is about something else.
    fn words_of_rows(&self, column: usize) -> Option<Vec<String>> {
        use Field::{Kept, Kind, Round, Tag, Title};
        let is_other = |rule: &Rule| !matches!(rule.field, Kept | Kind | Round | Tag | Title);
        let texts = self.texts_of(column);
        let is_open = !self.mapping.uses_of(column).any(is_other);
        is_open.then(|| texts.iter().map(|text| fold_words(text)).collect())
    }

    /// Returns the columns of some fields.
    fn columns_of(&self, fields: &[Field]) -> Vec<usize> {
        let column = |rule: &Rule| match rule.origin {
            Origin::Column(column) if fields.contains(&rule.field) => Some(column),
            _ => None,
        };
        self.mapping.rules.iter().filter_map(column).collect()
    }

    fn pair(
        &self,
        column: usize,
        is_known: impl Fn(&str) -> bool,
        differ: impl Fn(&str, &str) -> bool,
        same: &[Field],
    ) -> Option<[(usize, String); 2]> {
        self.pair_in(column, is_known, differ, &self.columns_of(same))
    }

    /// Returns the lines and the texts of two rows that are the same in the columns `same`, and of which the texts of
    /// `column` are known and differ.
    fn pair_in(
        &self,
        column: usize,
        is_known: impl Fn(&str) -> bool,
        differ: impl Fn(&str, &str) -> bool,
        same: &[usize],
    ) -> Option<[(usize, String); 2]> {
        let text = |row: &Row, column: usize| row.cells.get(column).and_then(cell::text).map(Cow::into_owned);
        let mut known: HashMap<Vec<Option<String>>, (usize, String)> = HashMap::default();
        self.sheet.rows.iter().filter(|row| row.lone_text().is_none()).find_map(|row| {
            let written = text(row, column)?;
            let own = fold_words(&written);
            if !is_known(&own) {
                return None;
            }
            let key: Vec<Option<String>> = same.iter().map(|column| text(row, *column)).collect();
            let (line, other) = known.entry(key).or_insert_with(|| (row.line, written.clone()));
            differ(&fold_words(other), &own).then(|| [(*line, other.clone()), (row.line, written)])
        })
    }
}
