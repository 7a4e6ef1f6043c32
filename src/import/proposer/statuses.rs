//! The column of statuses: a deal that was called off must never count because a word was not known.

use super::{Doubt, Proposer};
use crate::deal::Status;
use crate::import::cell;
use crate::import::remarks;
use crate::import::rule::{Field, Options, Origin, Replacement, Rule};
use crate::import::states::countries_of;
use crate::import::status_words::{are_of_companies, other_statuses, status};
use crate::import::vocabulary::Subject;
use crate::invalid::Problem;
use crate::sheet::Row;
use crate::text::{fold, quote};

/// How many words a note or a message lists.
const MAX_LISTED: usize = 8;

/// How many different texts a column may have and still be one of statuses, if none of them is known.
const MAX_UNKNOWN: usize = 12;

/// The longest text that says in one word that a deal does not count, in bytes. Longer ones are not folded.
const MAX_LENGTH: usize = 40;

/// Texts that stand in cells without a status.
pub(super) const NOTHING: [&str; 9] = ["n/a", "na", "n.a.", "-", "--", "–", "—", "none", "null"];

/// Words for yes and no.
pub(super) const YES: [&str; 34] = [
    "yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "s", "sim", "tak", "da", "да", "так", "evet",
    "ano", "igen", "kylla", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "是", "はい", "예", "네", "○",
    "✓", "✔", "☑", "✅", "ναι",
];
pub(super) const NO: [&str; 34] = [
    "no", "n", "false", "0", "nein", "non", "nao", "nie", "ne", "нет", "ні", "hayir", "nem", "ei", "nej",
    "nei", "nee", "nu", "falsch", "faux", "falso", "否", "いいえ", "아니오", "아니요", "×", "-", "✗", "✘",
    "✕", "❌", "☐", "οχι", "/",
];

/// Words of headers over what a status was before.
const EARLIER: [&str; 10] =
    ["previous", "prior", "former", "old", "initial", "original", "first", "last", "vorher", "precedent"];

/// Headers of columns that say what was decided.
const OUTCOMES: [&str; 38] = [
    "outcome", "result", "results", "decision", "resolution", "verdict", "final decision", "resolucion",
    "resultado", "fallo", "decisao", "avis", "resultat", "ergebnis", "entscheidung", "entscheid",
    "beschluss", "esito", "risultato", "decisione", "uitkomst", "uitslag", "besluit", "wynik", "decyzja",
    "beslut", "afgorelse", "paatos", "karar", "sonuc", "решение", "результат", "结果", "结论", "結果",
    "決定", "결과", "결정",
];

impl Proposer<'_> {
    pub(super) fn statuses(&mut self) {
        for column in self.open_columns(self.announcing(Subject::Field(Field::Status))) {
            let texts = self.texts_of(column);
            let is_known = |text: &String| status(text).is_some();
            // "Estado" is a state as well as a status.
            let is_state = |text: &String| !countries_of(&self.as_written(column, text)).is_empty();
            let states = texts.iter().filter(|text| is_state(text)).count();
            if states * 2 > texts.len() {
                self.columns[column].reason.get_or_insert("its words are states of a country".to_owned());
            } else if texts.is_empty() || are_of_companies(&texts) {
                let reason = "its words are those of companies, not of deals".to_owned();
                self.columns[column].reason.get_or_insert(reason);
            } else if texts.iter().any(is_known) {
                self.status_column(column);
                return self.contradicted_status(column);
            } else if texts.len() <= MAX_UNKNOWN {
                return self.block_statuses(column, &texts);
            } else {
                let reason = "its words are no statuses of deals".to_owned();
                self.columns[column].reason.get_or_insert(reason);
            }
        }
        if !self.flag_column() {
            self.doubt_statuses();
        }
    }

    /// Takes a column of statuses. A word that is not known is a fault of its row.
    fn status_column(&mut self, column: usize) {
        let is_unknown = |text: &str| status(text).is_none() && !NOTHING.contains(&text);
        let unknown: Vec<String> =
            self.texts_of(column).into_iter().filter(|text| is_unknown(text)).collect();
        let cells = || self.sheet.rows.iter().filter_map(|row| row.cells.get(column).and_then(cell::text));
        let is_listed = |text: &str| !unknown.is_empty() && unknown.contains(&fold(text));
        let without = cells().filter(|text| is_listed(text)).count();
        if without * 2 > cells().count() {
            return self.block_statuses(column, &unknown);
        }
        let mut replacements = self.status_replacements(column);
        let read = replacements.iter().map(Replacement::describe).collect::<Vec<_>>();
        let nothing = self.texts_of(column).into_iter().filter(|text| NOTHING.contains(&text.as_str()));
        replacements.extend(nothing.map(|text| Replacement::new(self.as_written(column, &text), "")));
        if !read.is_empty() {
            self.note(column, listed(&read));
        }
        if !unknown.is_empty() {
            let unknown: Vec<String> =
                unknown.iter().map(|text| quote(&self.as_written(column, text))).collect();
            self.note(column, format!("not known, and a fault of its row: {}", listed(&unknown)));
        }
        self.take(Field::Status, column, Options { replacements, ..Options::default() });
    }

    /// Returns what the texts of a column stand for that are known and not the statuses themselves.
    fn status_replacements(&self, column: usize) -> Vec<Replacement> {
        let texts = self.texts_of(column).into_iter().filter(|text| text.parse::<Status>().is_err());
        let replacement =
            |text: String| Some(Replacement::new(self.as_written(column, &text), status(&text)?.to_string()));
        texts.filter_map(replacement).collect()
    }

    /// Refuses a column of statuses whose words are not known.
    fn block_statuses(&mut self, column: usize, unknown: &[String]) {
        let name = &self.sheet.columns[column].name;
        let unknown: Vec<String> = unknown.iter().map(|text| self.as_written(column, text)).collect();
        let words: Vec<String> = unknown.iter().map(|text| quote(text)).collect();
        let message = format!(
            "the column {} should hold statuses, and is not understood: {}",
            quote(name),
            listed(&words)
        );
        let example = unknown.first().map_or("", String::as_str);
        let meaning = Status::Announced;
        self.blocked.push(Problem::new(message).hint(format!(
            "say what each word means: --map 'status={name}:{example}={meaning},…' (or {}); if they are not those of the deals, \
             keep the column as a field: fields={name}",
            other_statuses(meaning)
        )));
    }

    /// Asks about another column by which a row does not count although its status counts.
    fn contradicted_status(&mut self, taken: usize) {
        let counts = |row: &Row| {
            let text = row.cells.get(taken).and_then(cell::text);
            text.is_none_or(|text| status(&fold(&text)).is_none_or(Status::counts))
        };
        let is_earlier =
            |column: &usize| self.columns[*column].words.iter().any(|word| EARLIER.contains(&word.as_str()));
        let others = (0..self.columns.len()).filter(|column| *column != taken && !is_earlier(column));
        let shown = |column| self.flagged_row(column, &counts).or_else(|| self.denial(column, &counts));
        let Some((column, shown)) = others.into_iter().find_map(|column| Some((column, shown(column)?)))
        else {
            return;
        };
        let name = quote(&self.sheet.columns[column].name);
        self.block_rows(format!("{name} may say which rows do not count: {shown}"));
    }

    /// Returns a cell, with its line, that says yes below a header such as `Cancelled`, in a row that otherwise `counts`.
    fn flagged_row(&self, column: usize, counts: &dyn Fn(&Row) -> bool) -> Option<String> {
        let flagged = self.flagged(column)?;
        // "Rumoured" over days is when a deal was first talked about.
        let is_flag = |text: &str| {
            let folded = fold(text);
            YES.contains(&folded.as_str())
                || flagged == Status::Cancelled && text.contains(|c: char| c.is_ascii_digit())
        };
        self.sheet.rows.iter().filter(|row| counts(row)).find_map(|row| {
            let text = row.cells.get(column).and_then(cell::text).filter(|text| is_flag(text))?;
            Some(format!("{} (line {})", quote(&text), row.line))
        })
    }

    /// Returns the status in the header of an open column, if its deals do not count by it: `Cancelled`.
    fn flagged(&self, column: usize) -> Option<Status> {
        let known = &self.columns[column];
        let is_more = |word: &&String| !["was", "has", "been", "date"].contains(&word.as_str());
        let words: Vec<&str> = known.words.iter().filter(is_more).map(String::as_str).collect();
        let name = words.join(" ");
        // "是否取消", "취소여부"
        let name = name.trim_start_matches("是否").trim_end_matches("여부").trim();
        status(name).filter(|status| !known.is_used && !status.counts())
    }

    /// Takes a column such as `Cancelled`, whose cells say yes or no; returns whether there is one.
    fn flag_column(&mut self) -> bool {
        let found = (0..self.columns.len()).find_map(|column| Some((column, self.flagged(column)?)));
        let Some((column, flagged)) = found else { return false };
        let texts = self.texts_of(column);
        let is = |words: &[&str], text: &String| words.contains(&text.as_str());
        let profile = &self.columns[column].profile;
        if texts.iter().all(|text| is(&YES, text) || is(&NO, text)) && texts.iter().any(|text| is(&YES, text))
        {
            let meaning = |text: &String| if is(&YES, text) { flagged } else { Status::Announced };
            let replacements: Vec<Replacement> = texts
                .iter()
                .map(|text| Replacement::new(self.as_written(column, text), meaning(text).to_string()))
                .collect();
            let read: Vec<String> = replacements.iter().map(Replacement::describe).collect();
            self.note(column, listed(&read));
            self.take(Field::Status, column, Options { replacements, ..Options::default() });
            return true;
        }
        let is_dated = profile.filled > 0 && profile.is_nearly_all(profile.dates);
        if is_dated {
            let replacements = vec![Replacement::new("*", flagged.to_string())];
            let name = quote(&self.sheet.columns[column].name);
            self.doubt_status(column, replacements, format!("{name} may say which deals are {flagged}"));
        }
        is_dated
    }

    /// Refuses a sheet without a column of statuses in which another column may say that deals do not count.
    fn doubt_statuses(&mut self) {
        let any = |_: &Row| true;
        let found = (0..self.columns.len()).find_map(|column| Some((column, self.denial(column, &any)?)));
        let Some((column, shown)) = found else { return };
        let message =
            format!("{} may be the status of the deals: {shown}", quote(&self.sheet.columns[column].name));
        self.doubt_status(column, self.status_replacements(column), message);
    }

    fn doubt_status(&mut self, column: usize, replacements: Vec<Replacement>, message: String) {
        let rule = Rule::column(Field::Status, column, Options { replacements, ..Options::default() });
        let advice = "if it is".to_owned();
        self.doubts.push(Doubt { message, advice, unless: Some("if it is not"), rule });
    }

    /// Returns a text of a column, with its line, by which a deal does not count although its row otherwise `counts`; `None` if
    /// there is none, or the column is about something else.
    fn denial(&self, column: usize, counts: &dyn Fn(&Row) -> bool) -> Option<String> {
        use Field::{Kept, Kind, Party, Place, PlaceName, Round, Tag, Title};
        let is_mapped = |rule: &Rule, fields: &[Field]| {
            rule.origin == Origin::Column(column) && fields.contains(&rule.field)
        };
        // No place and no company is called "Cancelled".
        let are_names = self.mapping.rules.iter().any(|rule| is_mapped(rule, &[Party, Place, PlaceName]));
        // What a note says of its deal is read with its row.
        let is_other = |rule: &Rule| {
            rule.origin == Origin::Column(column) && !is_mapped(rule, &[Kept, Kind, Round, Tag, Title])
        };
        let texts = self.texts_of(column);
        if !are_names && (self.mapping.rules.iter().any(is_other) || are_of_companies(&texts)) {
            return None;
        }
        // "Cancelled - Zenko" is a fault of its row.
        let is_alone = |text: &str| {
            let are_words = text.chars().all(|c| c.is_alphabetic() || c == ' ');
            !are_names || (are_words && text.split(' ').count() <= 2)
        };
        let denies = |text: &str| is_alone(text) && status(text).is_some_and(|status| !status.counts());
        let is_outcome = OUTCOMES.contains(&self.columns[column].words.join(" ").as_str());
        let are_all = are_names || is_outcome || texts.iter().all(|text| status(text).is_some());
        // Alone in a remark, these can only be about the deal.
        let is_denial = |text: &str| {
            text.len() <= MAX_LENGTH
                && ((are_all && denies(&fold(text))) || (!are_names && remarks::says_status(text)))
        };
        if !self.may_have(column, is_denial) {
            return None;
        }
        self.sheet.rows.iter().filter(|row| counts(row)).find_map(|row| {
            let text = row.cells.get(column).and_then(cell::text).filter(|text| is_denial(text))?;
            Some(format!("{} (line {})", quote(&text), row.line))
        })
    }
}

/// Returns the first of some texts, and how many more there are.
pub(super) fn listed(texts: &[String]) -> String {
    let first = texts.iter().take(MAX_LISTED).cloned().collect::<Vec<_>>().join(", ");
    match texts.len().checked_sub(MAX_LISTED) {
        None | Some(0) => first,
        Some(more) => format!("{first}, and {more} more"),
    }
}
