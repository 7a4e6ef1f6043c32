//! Texts around and between the rows that may be about the deals: that they were cancelled, or that their amounts are
//! something else.

use super::Proposer;
use crate::date::is_month;
use crate::deal::Status;
use crate::import::amount_words::{is_of_another_year, no_amount, partial_amount};
use crate::import::asides::Aside;
use crate::import::row_types;
use crate::import::rule::{Field, Origin, Rule};
use crate::import::status_words::status;
use crate::import::words::header_words;
use crate::import::{cell, clear_statuses, footnotes, remarks};
use crate::invalid::Problem;
use crate::money::{Bound, NoteMeaning, note_meaning, read_statements};
use crate::sheet::SheetText;
use crate::text::{fold, plain_words, quote};

/// The longest heading that is looked at, in bytes.
const MAX: usize = 80;

/// The longest text that is looked at, in bytes.
const MAX_TEXT: usize = 200;

/// What a heading may name beside a status: "Unconfirmed deals", "Projects cancelled in 2024".
const LISTED: [&str; 42] = [
    "deals", "transactions", "rounds", "projects", "investments", "acquisitions", "mergers", "takeovers",
    "bids", "offers", "pledges", "commitments", "grants", "loans", "contracts", "orders", "plans",
    "proposals", "applications", "tenders", "announcements", "targets", "sites", "ubernahmen",
    "transaktionen", "projekte", "investitionen", "vertrage", "antrage", "projets", "operations", "contrats",
    "investissements", "proyectos", "operaciones", "contratos", "inversiones", "adquisiciones", "progetti",
    "operazioni", "contratti", "acquisizioni",
];

/// Words that may stand before that.
const BEFORE: [&str; 51] = [
    "includes", "including", "include", "incl", "contains", "some", "list", "table", "overview", "of", "the",
    "a", "all", "these", "following", "below", "above", "here", "are", "is", "were", "was", "have", "has",
    "been", "be", "that", "which", "still", "currently", "now", "later", "since", "other", "recently",
    "liste", "der", "des", "die", "alle", "aller", "les", "lista", "de", "las", "los", "que", "qui", "dei",
    "delle", "elenco",
];

/// Words that may stand behind it.
const BEHIND: [&str; 10] = ["in", "of", "since", "from", "to", "and", "during", "the", "year", "so"];

/// Headings of deals that are not agreed.
const NOT_AGREED: [&str; 29] = [
    "not signed", "not yet signed", "unsigned", "pipeline", "deal pipeline", "in the pipeline", "watch list",
    "watchlist", "prospects", "on the radar", "longlist", "shortlist", "wish list", "wishlist",
    "not committed", "not yet committed", "uncommitted", "not yet agreed", "not yet confirmed", "not agreed",
    "yet to be confirmed", "not yet announced", "unannounced", "to be announced", "under review",
    "under evaluation", "to be confirmed", "tbc", "negotiations ongoing",
];

/// Headings of rows that do not count.
const NOT_COUNTED: [&str; 14] = [
    "excluded", "excluded from total", "excluded from totals", "excluded from the total", "not counted",
    "not counted in total", "not included", "not included in total", "not included in totals",
    "not included in the total", "duplicates", "double counted", "nicht gezahlt", "non comptes",
];

/// Headings of rows that are payments of deals listed elsewhere.
const PAYMENTS: [&str; 22] = [
    "disbursements", "disbursement", "disbursed", "payments", "payments made", "paid", "paid out", "payouts",
    "drawdowns", "repayments", "refunds", "actual spending", "spending", "spent", "expenditures",
    "auszahlungen", "zahlungen", "decaissements", "paiements", "desembolsos", "pagos", "erogazioni",
];

/// Words by which a text says that deals are not listed here: "Cancelled deals are excluded".
const LEFT_OUT: [&str; 13] = [
    "exclud", "exclus", "excl.", "not included", "not listed", "not shown", "without", "removed", "omitted",
    "left out", "ohne ", "hors ", "senza ",
];

/// Words for colours and other marks of cells, of which nothing is read: "Red = cancelled".
const MARKS: [&str; 43] = [
    "red", "green", "blue", "yellow", "orange", "grey", "gray", "pink", "purple", "amber", "black", "brown",
    "colour", "color", "coloured", "colored", "highlighted", "shaded", "italic", "italics", "bold",
    "strikethrough", "struck", "crossed", "rot", "grun", "blau", "gelb", "grau", "kursiv", "farbe", "rouge",
    "vert", "bleu", "jaune", "gris", "italique", "rojo", "azul", "amarillo", "rosso", "giallo", "grigio",
];

/// Words of headers that say that the figures are money of deals, whatever the title is.
const DEALS: [&str; 12] = [
    "deal", "raised", "investment", "investments", "funding", "round", "price", "commitment", "capex",
    "grant", "loan", "transaction",
];

impl Proposer<'_> {
    /// Refuses a sheet in which another table may stand behind an empty column.
    pub(super) fn table_beside(&mut self) {
        let Some(first) = &self.sheet.table_beside else { return };
        let message = format!(
            "the columns from {} on stand behind an empty column, and may be another table",
            quote(first)
        );
        let hint = format!("save each table as a file of its own; if they are one: --map '{}'", self.mapping);
        self.blocked.push(Problem::new(message).hint(hint));
    }

    /// Refuses a sheet whose title is about other figures than the amounts of deals, unless they have a column of their own.
    fn title(&mut self) {
        let has_column =
            |phrases: &dyn Fn(&[String]) -> bool| self.columns.iter().any(|column| phrases(&column.words));
        let is_clear = |words: &[String]| words.iter().any(|word| DEALS.contains(&word.as_str()));
        let is_of_deals = has_column(&|words| no_amount(words).is_some()) || has_column(&is_clear);
        let is_title = |text: &&SheetText| {
            let is_of_others =
                || row_types::is_title_of_others(&text.text) && read_statements(&text.text).is_empty();
            !footnotes::begins(&text.text)
                && (row_types::is_title_of_partial(&text.text) || !is_of_deals && is_of_others())
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
        if is_not_counted(name) {
            let message =
                format!("the name of the sheet, {}, may say that its rows do not count", quote(name));
            let hint = format!("name another one: --sheet NAME; if they do: --map '{}'", self.mapping);
            self.blocked.push(Problem::new(message).hint(hint));
        }
        let has_status = self.mapping.rules_of(Field::Status).next().is_some();
        let Some(status) = denied(name).filter(|_| !has_status) else { return };
        let message = format!("the name of the sheet, {}, may say that its deals are {status}", quote(name));
        let hint = format!(
            "if they are: --map '{},status=={status}'; if not: --map '{}'",
            self.mapping, self.mapping
        );
        self.blocked.push(Problem::new(message).hint(hint));
    }

    /// Refuses a sheet if a text next to it or in another sheet says that its amounts are something else, or that some rows do
    /// not count.
    fn asides(&mut self) {
        let amounts: Vec<usize> = self
            .mapping
            .rules
            .iter()
            .filter(|rule| rule.field.is_amount())
            .filter_map(|rule| match rule.origin {
                Origin::Column(column) => Some(column),
                Origin::Constant(_) => None,
            })
            .collect();
        let meaning = |aside: &Aside| match aside.column {
            None => self.meaning_aside(&aside.text),
            Some(column) if amounts.contains(&column) => {
                self.meaning_aside(&aside.text).or_else(|| meaning_of_definition(&aside.text))
            }
            Some(_) => None,
        };
        let sheet = self.sheet;
        let found = sheet.asides().all.iter().find_map(|aside| Some((&aside.at, meaning(aside)?)));
        let Some((at, meaning)) = found else { return };
        let hint = format!(
            "write it into a column of the rows that it is about; if it is about none of them: --map '{}'",
            self.mapping
        );
        self.blocked.push(Problem::new(format!("{at} may {}", meaning.said)).hint(hint));
    }

    /// Returns what a text next to the table or in another sheet says of the rows. There, a status may be that of one row, or
    /// the name of a sheet.
    fn meaning_aside(&self, text: &str) -> Option<Meaning> {
        let has_status = self.mapping.rules_of(Field::Status).next().is_some();
        if text.len() > MAX_TEXT {
            None
        } else if is_statement_of_others(text) {
            Some(Meaning::of("say that the amounts are not those of whole deals"))
        } else if is_statement_of_prices(text) {
            Some(Meaning::of("say that the amounts are in the money of another year"))
        } else if !has_status && is_legend(text) {
            Some(Meaning::of("say that rows of one colour or form do not count as they are"))
        } else {
            None
        }
    }

    /// Whether most of the first cells of a column are quarters: "Q1 2024".
    fn has_quarters(&self, column: usize) -> bool {
        const FIRST: usize = 20;
        let texts = self.sheet.rows.iter().filter_map(|row| cell::text(row.cells.get(column)?));
        let is_quarter = |text: &str| {
            ["q1", "q2", "q3", "q4"].iter().any(|quarter| text.to_ascii_lowercase().contains(quarter))
        };
        let first: Vec<bool> = texts.take(FIRST).map(|text| is_quarter(&text)).collect();
        first.iter().filter(|is_quarter| **is_quarter).count() * 2 > first.len()
    }

    /// Refuses a sheet with dates of years or quarters alone and a text that says that they are fiscal.
    fn fiscal_years(&mut self) {
        let is_of_years = |rule: &Rule| match (rule.field, &rule.origin) {
            (Field::Year | Field::Quarter, _) => true,
            (Field::Announced, Origin::Column(column)) => {
                let profile = &self.columns[*column].profile;
                profile.years > 0 && profile.is_mostly(profile.years) || self.has_quarters(*column)
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
        self.asides();
        self.fiscal_years();
        let texts = self.sheet.texts.iter().map(|text| (text.line, text.text.as_str()));
        let headings = self.sheet.rows.iter().filter_map(|row| Some((row.line, row.lone_text()?)));
        let footnotes = self.sheet.footnotes();
        let is_footnote =
            |line: usize, text: &str| footnotes::begins(text) && footnotes.is_one(line, self.sheet);
        let mut others = texts.chain(headings).filter(|(line, text)| !is_footnote(*line, text));
        let found = others.find_map(|(line, text)| Some((line, text, self.meaning(line, text)?)));
        let Some((line, text, meaning)) = found else { return };
        let problem = Problem::new(format!("line {line}, {}, may {}", quote(text), meaning.said));
        let is_above = line < self.sheet.header_line;
        let mapping = match meaning.makes {
            Makes::Status(status) if is_above => Some(format!("{},status=={status}", self.mapping)),
            Makes::Bound(bound) => {
                let mut mapping = self.mapping.clone();
                let amounts = mapping.rules.iter_mut().filter(|rule| rule.field.is_amount());
                amounts.for_each(|rule| rule.options.bound = Some(bound));
                Some(mapping.to_string())
            }
            _ => None,
        };
        let hint = match mapping {
            Some(mapping) => format!("if it does: --map '{mapping}'; if it does not, delete the line"),
            None => {
                "write it into a column of the rows that it is about; if it is about none of them, delete it"
                    .to_owned()
            }
        };
        self.blocked.push(problem.hint(hint));
    }

    /// Returns what a text says of the rows: `None` if nothing that matters.
    fn meaning(&self, line: usize, text: &str) -> Option<Meaning> {
        if text.len() > MAX_TEXT {
            return None;
        }
        let has_status = self.mapping.rules_of(Field::Status).next().is_some();
        if !has_status && is_legend(text) {
            return Some(Meaning::of("say that rows of one colour or form do not count as they are"));
        }
        if let Some(found) = meaning(text) {
            return Some(found);
        }
        if let Some(status) = filtered(text).filter(|_| !has_status) {
            return Some(Meaning {
                said: format!("say that deals are {status}"),
                makes: Makes::Status(status),
            });
        }
        let is_around = self.sheet.texts.iter().any(|around| around.line == line);
        let status = of_one_deal(text, |folded| is_around && self.names_company(folded))?;
        Some(Meaning::of(&format!("say that a deal is {status}")))
    }

    /// Whether a folded text has the name of a company of the sheet.
    fn names_company(&self, folded: &str) -> bool {
        let columns: Vec<usize> = self
            .mapping
            .rules_of(Field::Party)
            .filter_map(|rule| match rule.origin {
                Origin::Column(column) => Some(column),
                Origin::Constant(_) => None,
            })
            .collect();
        let names = |name: &str| {
            let name = fold(name);
            let mut found = folded.match_indices(name.as_str());
            name.len() > 2
                && found.any(|(at, _)| {
                    !folded[..at].ends_with(char::is_alphanumeric)
                        && !folded[at + name.len()..].starts_with(char::is_alphanumeric)
                })
        };
        let cells = self.sheet.rows.iter().filter(|row| row.lone_text().is_none());
        let mut cells = cells.flat_map(|row| columns.iter().filter_map(|column| row.cells.get(*column)));
        cells.any(|cell| cell::text(cell).is_some_and(|name| names(&name)))
    }
}

/// What a text says of the rows.
struct Meaning {
    /// In words, behind "it may".
    said: String,
    makes: Makes,
}

/// What a text makes of the rows below it.
#[derive(Clone, Copy)]
enum Makes {
    /// Deals of one status.
    Status(Status),
    /// Figures that are bounds of the amounts.
    Bound(Bound),
    /// Something that no mapping can say.
    Other,
}

impl Meaning {
    fn of(said: &str) -> Self {
        Self { said: said.to_owned(), makes: Makes::Other }
    }
}

/// Whether a text states that figures are in the money of one year: "Amounts in 2015 prices", "In constant dollars",
/// "Deflated to 2020 prices".
fn is_statement_of_prices(text: &str) -> bool {
    const BEGINNINGS: [&str; 11] = [
        "in ", "at constant price", "deflated", "inflation-adjusted", "inflation adjusted",
        "adjusted for inflation", "constant price", "constant dollar", "real terms", "inflationsbereinigt",
        "preisbereinigt",
    ];
    const SUBJECTS: [&str; 9] =
        ["amounts", "amount", "figures", "values", "numbers", "betrage", "angaben", "montants", "importes"];
    let folded = fold(text);
    let begins = BEGINNINGS.iter().find(|beginning| folded.starts_with(*beginning));
    let is_clear = begins.is_some_and(|beginning| beginning.len() > 3)
        || folded.starts_with("at ") && folded.ends_with(" prices");
    let names_amounts = || folded.split(|c: char| !c.is_alphanumeric()).any(|word| SUBJECTS.contains(&word));
    is_clear || (begins.is_some() || names_amounts()) && is_of_another_year(&header_words(text))
}

/// Returns what the definition of a column says of its figures: "Cumulative amount since 2010".
fn meaning_of_definition(text: &str) -> Option<Meaning> {
    let words = header_words(text);
    if is_of_another_year(&words) {
        return Some(Meaning::of("say that the amounts are in the money of another year"));
    }
    let is_other = no_amount(&words).or(partial_amount(&words)).is_some();
    is_other.then(|| Meaning::of("say that the amounts are not those of whole deals"))
}

/// Returns the status by which an export was filtered, if its deals do not count: "Filter: Status = Cancelled".
fn filtered(text: &str) -> Option<Status> {
    const FILTERS: [&str; 13] = [
        "filter", "filters", "filtered", "query", "criteria", "criterion", "search", "where", "selection",
        "selected", "filtre", "filtro", "abfrage",
    ];
    const NEGATIONS: [&str; 6] = ["not", "without", "nicht", "sauf", "excepto", "except"];
    let folded = fold(text);
    let words: Vec<&str> = plain_words(&folded).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let is_negated = has(&NEGATIONS)
        || words.iter().any(|word| word.starts_with("exclud"))
        || ["!=", "<>", "≠"].iter().any(|sign| folded.contains(sign));
    if is_negated || !has(&FILTERS) {
        return None;
    }
    // What the next filter says is about something else: "Status = Cancelled; Sector = New".
    let of_status = folded.split_once("status")?.1.split([';', '|']).next()?;
    let of_status = of_status.trim_start_matches([' ', '=', ':']).split('=').next()?;
    let statuses: Vec<Status> = plain_words(of_status).filter_map(status).collect();
    statuses.first().copied().filter(|_| statuses.iter().all(|status| !status.counts()))
}

/// Returns the status that a heading gives to deals, if they do not count by it: "Unconfirmed deals", "List of failed
/// acquisitions", "Deals that fell through".
fn denied(text: &str) -> Option<Status> {
    let folded = fold(text);
    if LEFT_OUT.iter().any(|word| folded.contains(word)) {
        return None;
    }
    let heading = folded.trim_matches(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = plain_words(heading).collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_before = |word: &&str| !LISTED.contains(word) && !BEFORE.contains(word) && !is_number(word);
    let is_behind = |word: &&str| !LISTED.contains(word) && !BEHIND.contains(word) && !is_number(word);
    let from = words.iter().position(is_before)?;
    let to = words.iter().rposition(is_behind).filter(|to| *to >= from)?;
    let core = words[from..=to].join(" ");
    let known = |said: &str| {
        let is_open = NOT_AGREED.contains(&said);
        let listed = || status(said).filter(|_| !said.starts_with("failed to "));
        is_open.then_some(Status::Rumoured).or_else(listed).or_else(|| remarks::of_heading(said))
    };
    // "Projets annulés", "Gescheiterte Übernahmen", "Operazioni annullate"
    let stem = |said: &str| {
        const ENDINGS: [(&str, &str); 7] =
            [("er", ""), ("en", ""), ("es", ""), ("e", ""), ("s", ""), ("e", "a"), ("i", "o")];
        let stems =
            ENDINGS.iter().filter_map(|(plural, end)| Some(said.strip_suffix(plural)?.to_owned() + end));
        stems.filter(|stem| stem.len() > 4 && !stem.contains(' ')).find_map(|stem| status(&stem))
    };
    [heading, core.as_str()]
        .into_iter()
        .find_map(|said| known(said).or_else(|| stem(said)))
        .filter(|status| !status.counts())
}

/// Whether a heading says that rows do not count: "Excluded from totals".
fn is_not_counted(text: &str) -> bool {
    NOT_COUNTED.contains(&fold(text).trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a text is a heading of payments: "Disbursements", "Payments 2024", "Total disbursements:".
fn is_heading_of_payments(text: &str) -> bool {
    let folded = fold(text);
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> =
        plain_words(&folded).filter(|word| !is_number(word) && !["total", "all"].contains(word)).collect();
    PAYMENTS.contains(&words.join(" ").as_str())
}

/// Whether a text says that rows of a colour or another mark do not count, or are estimates: "Red = cancelled", "Cells in
/// grey are excluded".
fn is_legend(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = plain_words(&folded).collect();
    let says_status = |word: &str| status(word).is_some_and(|status| !status.counts());
    let meaning = |sign: char| note_meaning(folded.split_once(sign)?.1.trim());
    words.iter().any(|word| MARKS.contains(word))
        && (words.iter().any(|word| says_status(word))
            || clear_statuses::status_within(&folded).is_some()
            || ["exclud", "not count", "not included", "duplicate", "double"]
                .iter()
                .any(|said| folded.contains(said))
            || ['=', ':'].into_iter().find_map(meaning).is_some())
}

/// Returns the status that a text gives to one deal: "Rifa: deal cancelled in June 2024"; "The Rifa deal was called off" if
/// `names_company` knows Rifa.
fn of_one_deal(text: &str, names_company: impl Fn(&str) -> bool) -> Option<Status> {
    let folded = fold(text);
    if LEFT_OUT.iter().any(|word| folded.contains(word)) {
        return None;
    }
    remarks::of_text(text)
        .or_else(|| clear_statuses::status_within(&folded).filter(|_| names_company(&folded)))
        .filter(|status| !status.counts())
}

/// Whether a text states that all amounts are other figures: "Note: amounts are cumulative since 2020", "Amounts shown are
/// annual averages".
fn is_statement_of_others(text: &str) -> bool {
    const MAX: usize = 160;
    const SUBJECTS: [&str; 18] = [
        "amounts", "amount", "figures", "values", "numbers", "sums", "totals", "betrage", "werte", "zahlen",
        "angaben", "montants", "chiffres", "valeurs", "importes", "cifras", "montos", "valores",
    ];
    const BESIDE: [&str; 23] = [
        "in", "of", "this", "these", "table", "list", "deal", "deals", "here", "all", "the", "shown",
        "given", "listed", "reported", "stated", "below", "above", "alle", "die", "les", "tous", "los",
    ];
    const VERBS: [&str; 12] = [
        "are", "is", "represent", "show", "sind", "ist", "sont", "est", "son", "es", "represents", "stellen",
    ];
    const OTHERS: [&str; 20] = [
        "cumules", "cumulees", "acumulados", "annuels", "anuales", "averages", "means", "disbursements",
        "disbursement", "disbursed", "payments", "payouts", "drawdowns", "outstanding", "balances",
        "auszahlungen", "decaissements", "paiements", "desembolsos", "pagos",
    ];
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
    let words: Vec<&str> = plain_words(said).collect();
    let subject = words.iter().take_while(|word| !VERBS.contains(*word)).copied().collect::<Vec<_>>();
    let is_known = |word: &&str| SUBJECTS.contains(word) || BESIDE.contains(word);
    let is_subject = subject.iter().any(|word| SUBJECTS.contains(word)) && subject.iter().all(is_known);
    let verb = subject.len();
    let rest: Vec<String> = words.iter().skip(verb + 1).take(3).map(|word| (*word).to_owned()).collect();
    // "Per the press release" says nothing of the amounts.
    let is_rate = rest.first().is_some_and(|word| word == "per")
        && rest.get(1).is_some_and(|word| ["annum", "year", "month", "quarter"].contains(&word.as_str()));
    let names_press = rest.first().is_some_and(|word| ["per", "in", "pro", "at"].contains(&word.as_str()));
    let is_other = || no_amount(&rest).or(partial_amount(&rest)).is_some();
    let is_sum = || rest.iter().any(|word| OTHERS.contains(&word.as_str()));
    verb < words.len() && is_subject && (is_rate || !names_press && (is_other() || is_sum()))
}

/// Whether a text says when fiscal years begin or end: "* fiscal year ending in March".
fn is_about_fiscal_years(text: &str) -> bool {
    const MAX: usize = 160;
    const YEARS: [&str; 13] = [
        "fiscal year", "fiscal years", "financial year", "financial years", "geschaftsjahr",
        "geschaftsjahre", "haushaltsjahr", "exercice fiscal", "annee fiscale", "ano fiscal",
        "ejercicio fiscal", "会计年度", "財政年度",
    ];
    // These need no month: quarters of the calendar are not called fiscal.
    const QUARTERS: [&str; 6] = [
        "fiscal quarter", "financial quarter", "fiscal period", "geschaftsquartal", "trimestre fiscal",
        "by fiscal year",
    ];
    const ENDS: [&str; 22] = [
        "end", "ends", "ending", "ended", "run", "runs", "running", "begin", "begins", "beginning", "start",
        "starts", "starting", "from", "is", "are", "not", "endet", "beginnt", "clos", "termina", "until",
    ];
    if text.len() > MAX {
        return false;
    }
    let folded = fold(text);
    if QUARTERS.iter().any(|quarters| folded.contains(quarters)) {
        return true;
    }
    let mut words = plain_words(&folded);
    let names_years =
        YEARS.iter().any(|years| folded.contains(years)) || words.clone().any(|word| word == "fy");
    let is_alone = || {
        let plain = folded.trim_matches(|c: char| !c.is_alphanumeric());
        YEARS.contains(&plain)
    };
    names_years
        && (is_alone()
            || words.any(|word| ENDS.contains(&word) || is_month(word))
            || !folded.is_ascii() && folded.contains("年度"))
}

/// Returns what a text says of the rows below it, or of all: `None` if nothing that matters.
fn meaning(text: &str) -> Option<Meaning> {
    if is_statement_of_others(text) {
        return Some(Meaning::of("say that the amounts are not those of whole deals"));
    }
    if text.len() > MAX {
        return None;
    }
    if is_statement_of_prices(text) {
        return Some(Meaning::of("say that the amounts are in the money of another year"));
    }
    if let Some(status) = denied(text) {
        return Some(Meaning { said: format!("say that deals are {status}"), makes: Makes::Status(status) });
    }
    if is_not_counted(text) {
        return Some(Meaning::of("say that rows do not count"));
    }
    if is_heading_of_payments(text) {
        return Some(Meaning::of("say that rows are payments, and not deals"));
    }
    match note_meaning(text)? {
        NoteMeaning::NoAmount => Some(Meaning::of("say that the amounts are not those of whole deals")),
        NoteMeaning::Bound(bound @ (Bound::UpTo | Bound::AtLeast)) => {
            let said = format!("say that the amounts are {:?}", bound.as_str());
            Some(Meaning { said, makes: Makes::Bound(bound) })
        }
        NoteMeaning::Contradiction => Some(Meaning::of("say two things of the amounts")),
        NoteMeaning::Bound(_) => None,
    }
}
