//! Texts around and between the rows that may be about the deals: that they were cancelled, or that their amounts are
//! something else.

use super::Proposer;
use crate::date::is_month;
use crate::deal::Status;
use crate::import::amount_words::{is_of_another_year, no_amount, partial_amount};
use crate::import::footnotes;
use crate::import::row_types;
use crate::import::rule::{Field, Origin, Rule};
use crate::import::status_words::status;
use crate::import::words::header_words;
use crate::invalid::Problem;
use crate::money::{Bound, NoteMeaning, note_meaning, read_statements};
use crate::sheet::SheetText;
use crate::text::{fold, quote};

/// The longest heading that is looked at, in bytes.
const MAX: usize = 60;

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

    /// Refuses a sheet whose name says that its deals do not count: "Cancelled", "Rumours".
    fn name_of_sheet(&mut self) {
        let Some(name) = self.sheet.name.as_deref().filter(|name| name.len() <= MAX) else { return };
        let has_status = self.mapping.rules_of(Field::Status).next().is_some();
        let Some(status) = denied(name).filter(|_| !has_status) else { return };
        let message = format!("the name of the sheet, {}, may say that its deals are {status}", quote(name));
        let hint = format!(
            "if they are: --map '{},status=={status}'; if not: --map '{}'",
            self.mapping, self.mapping
        );
        self.blocked.push(Problem::new(message).hint(hint));
    }

    /// Refuses a sheet with dates of years alone and a text that says when fiscal years begin or end.
    fn fiscal_years(&mut self) {
        let is_of_years = |rule: &Rule| match (rule.field, &rule.origin) {
            (Field::Year | Field::Quarter, _) => true,
            (Field::Announced, Origin::Column(column)) => {
                let profile = &self.columns[*column].profile;
                profile.years > 0 && profile.is_mostly(profile.years)
            }
            _ => false,
        };
        if !self.mapping.rules.iter().any(is_of_years) {
            return;
        }
        let texts = self.sheet.texts.iter().map(|text| (text.line, text.text.as_str()));
        let mut all =
            texts.chain(self.sheet.rows.iter().filter_map(|row| Some((row.line, row.lone_text()?))));
        let Some((line, text)) = all.find(|(_, text)| is_about_fiscal_years(text)) else { return };
        let message = format!("line {line}, {}, may say that the years are fiscal years", quote(text));
        self.blocked.push(Problem::new(message).hint(
            "write the dates of the announcements into their column; if the years are those of the calendar, delete the line",
        ));
    }

    /// Refuses a sheet with a text that changes what its deals are.
    pub(super) fn texts_around(&mut self) {
        self.title();
        self.name_of_sheet();
        self.fiscal_years();
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

/// Returns the status that a heading gives to deals, if they do not count by it: "Unconfirmed deals".
fn denied(text: &str) -> Option<Status> {
    let folded = fold(text);
    let heading = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let heading = LISTED.iter().find_map(|noun| heading.strip_suffix(noun)).unwrap_or(heading).trim();
    status(heading).filter(|status| !status.counts())
}

/// Whether a text states that all amounts are other figures: "Note: amounts are cumulative since 2020", "Amounts shown are annual
/// averages".
fn is_statement_of_others(text: &str) -> bool {
    const MAX: usize = 160;
    #[rustfmt::skip]
    const SUBJECTS: [&str; 18] = [
        "amounts", "amount", "figures", "values", "numbers", "sums", "totals", "betrage", "werte", "zahlen", "angaben", "montants", "chiffres",
        "valeurs", "importes", "cifras", "montos", "valores",
    ];
    #[rustfmt::skip]
    const BESIDE: [&str; 14] = [
        "all", "the", "shown", "given", "listed", "reported", "stated", "below", "above", "alle", "die", "les", "tous", "los",
    ];
    #[rustfmt::skip]
    const VERBS: [&str; 12] =
        ["are", "is", "represent", "show", "sind", "ist", "sont", "est", "son", "es", "represents", "stellen"];
    if text.len() > MAX {
        return false;
    }
    let folded = fold(text);
    let said = match folded.split_once(':') {
        Some((label, rest))
            if ["note", "notes", "nb", "n.b.", "hinweis", "nota", "remarque"].contains(&label) =>
        {
            rest
        }
        _ => &folded,
    };
    let words: Vec<&str> =
        said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let subject = words.iter().take_while(|word| !VERBS.contains(*word)).copied().collect::<Vec<_>>();
    let is_known = |word: &&str| SUBJECTS.contains(word) || BESIDE.contains(word);
    let is_subject = subject.iter().any(|word| SUBJECTS.contains(word)) && subject.iter().all(is_known);
    let verb = subject.len();
    let rest: Vec<String> = words.iter().skip(verb + 1).take(2).map(|word| (*word).to_owned()).collect();
    // "Per the press release" says nothing of the amounts.
    let names_press = rest.first().is_some_and(|word| ["per", "in", "pro", "at"].contains(&word.as_str()));
    let is_other = || no_amount(&rest).or(partial_amount(&rest)).is_some();
    let is_sum = || {
        rest.iter().any(|word| {
            ["cumules", "cumulees", "acumulados", "annuels", "anuales", "averages", "means"]
                .contains(&word.as_str())
        })
    };
    verb < words.len() && is_subject && !names_press && (is_other() || is_sum())
}

/// Whether a text says when fiscal years begin or end: "* fiscal year ending in March".
fn is_about_fiscal_years(text: &str) -> bool {
    const MAX: usize = 160;
    #[rustfmt::skip]
    const YEARS: [&str; 13] = [
        "fiscal year", "fiscal years", "financial year", "financial years", "geschaftsjahr", "geschaftsjahre", "haushaltsjahr",
        "exercice fiscal", "annee fiscale", "ano fiscal", "ejercicio fiscal", "会计年度", "財政年度",
    ];
    #[rustfmt::skip]
    const ENDS: [&str; 22] = [
        "end", "ends", "ending", "ended", "run", "runs", "running", "begin", "begins", "beginning", "start", "starts", "starting", "from", "is",
        "are", "not", "endet", "beginnt", "clos", "termina", "until",
    ];
    if text.len() > MAX {
        return false;
    }
    let folded = fold(text);
    let names_years = YEARS.iter().any(|years| folded.contains(years));
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_alone = || {
        let plain = folded.trim_matches(|c: char| !c.is_alphanumeric());
        YEARS.contains(&plain)
    };
    names_years
        && (is_alone()
            || words.any(|word| ENDS.contains(&word) || is_month(word))
            || !folded.is_ascii() && folded.contains("年度"))
}

/// Returns what a text says of the rows: `None` if nothing that matters.
fn meaning(text: &str) -> Option<String> {
    if is_statement_of_others(text) {
        return Some("say that the amounts are not those of whole deals".to_owned());
    }
    if text.len() > MAX {
        return None;
    }
    if is_statement_of_prices(text) {
        return Some("say that the amounts are in the money of another year".to_owned());
    }
    if let Some(status) = denied(text) {
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
