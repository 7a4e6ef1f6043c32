//! Remarks in the cells of a row that undo it: they say that its deal was called off or is only rumoured, or that the row is
//! no deal of its own.
//!
//! Only what begins with such words is understood: "The cancelled plan of 2023 was larger" is about another deal.

use std::sync::LazyLock;

use super::clauses::clauses;
use super::clear_statuses::{CLEAR_WORDS, clear};
use super::included_notes::INSIDE;
use super::prefix_filter::Starts;
use super::status_words::{UNDONE, status};
use super::words;
use crate::date::is_month;
use crate::deal::Status;
use crate::invalid::Problem;
use crate::text::{fold, plain_words, quote};

/// What a remark says of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// That its deal has this status.
    Status(Status),
    /// Perhaps that its deal has this status.
    Doubt(Status),
    /// That the row is no deal of its own, and why.
    NoDeal(NoDeal),
}

/// Why a row is no deal of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDeal {
    /// Another row has the same deal.
    Repeated,
    /// Its money is inside another deal.
    Included,
    /// Another deal has taken its place.
    Replaced,
    /// It takes the place of another row.
    Replacing,
    /// It is to be left out.
    LeftOut,
}

/// What a remark may name before it says what became of it.
const SUBJECTS: [&str; 49] = [
    "site", "plant", "factory", "facility", "proposal", "scheme", "programme", "program", "operation",
    "projet", "vente", "verkauf", "ubernahme", "projekt", "operacion", "licitacion", "deal", "transaction",
    "project", "round", "offer", "bid", "merger", "acquisition", "takeover", "plan", "plans", "contract",
    "order", "investment", "pledge", "funding", "agreement", "sale", "grant", "it", "status", "talks",
    "proyecto", "progetto", "vorhaben", "vertrag", "accord", "contrat", "contrato", "contratto",
    "investition", "inversion", "financement",
];

/// Parties that a remark may be about instead of the deal, which may go on without them.
const SIDES: [&str; 8] =
    ["investor", "investors", "buyer", "bidder", "acquirer", "lender", "company", "partner"];

/// Words between the subject and what became of it.
const JOINTS: [&str; 33] = [
    "was", "is", "were", "has", "have", "been", "later", "since", "now", "then", "subsequently", "mutually",
    "officially", "formally", "eventually", "also", "wurde", "wurden", "ist", "sind", "war", "fue", "ha",
    "sido", "esta", "stato", "stata", "est", "ete", "werd", "blev", "zostal", "zostala",
];

/// Words that make a remark uncertain.
const DOUBTS: [&str; 17] = [
    "reportedly", "probably", "possibly", "likely", "maybe", "apparently", "perhaps", "may", "might", "be",
    "to", "partly", "partially", "presumably", "allegedly", "almost", "nearly",
];

/// Words that may follow what became of a deal: when, why and by whom.
const CIRCUMSTANCES: [&str; 62] = [
    "indefinitely", "permanently", "altogether", "entirely", "recently", "today", "for", "in", "on", "at",
    "by", "due", "because", "after", "following", "amid", "since", "as", "before", "when", "owing",
    "pending", "from", "later", "again", "and", "but", "without", "under", "over", "with", "mid", "early",
    "late", "end", "this", "last", "per", "q1", "q2", "q3", "q4", "deal", "transaction", "durch", "wegen",
    "nach", "am", "im", "en", "par", "nel", "nella", "il", "le", "el", "vom", "seit", "depuis", "desde",
    "por", "da",
];

/// Words behind "in talks with" that show that the talks are not about the deal.
const NOT_COUNTERPARTIES: [&str; 15] = [
    "regulator", "regulators", "authority", "authorities", "utility", "utilities", "residents", "neighbours",
    "neighbors", "communities", "community", "union", "unions", "staff", "employees",
];

/// The longest remark whose later clauses are looked at, in bytes.
const MAX_SHORT: usize = 80;

/// The longest clause that may say that a row is no deal, in bytes. Longer ones are not folded.
const MAX_CLAUSE: usize = 160;

/// The longest text in brackets or word that may be a status, in bytes. Longer ones are not folded.
const MAX_STATUS: usize = 40;

/// Statuses that remarks about companies have, too.
const OF_COMPANIES: [&str; 1] = ["dead"];

impl Remark {
    /// Returns what a note says.
    pub(super) fn of_note(note: &str) -> Option<Self> {
        let mut clauses = clauses(note);
        let first = clauses.next()?;
        if may_be_no_deal(first)
            && let Some(why) =
                no_deal(&fold(first), clauses.all(|clause| LEFT_OUT_ALONE.contains(&fold(clause).as_str())))
        {
            return Some(Self::NoDeal(why));
        }
        of_statuses(note)
    }

    /// Returns what a text says that is kept as a field of the user's own. Statuses in it are read by [`says_status`], which
    /// must be called first.
    pub(super) fn of_field(text: &str) -> Option<Self> {
        let first = clauses(text).next().filter(|first| may_be_no_deal(first))?;
        no_deal(&fold(first), false).filter(|why| *why == NoDeal::Repeated).map(Self::NoDeal)
    }

    /// Returns what the name of a round or of a kind says: `Series A (cancelled)`, `Cancelled Series A`.
    pub(super) fn of_round(name: &str) -> Option<Self> {
        if let Some((_, status)) = words::with_status(name) {
            return Some(Self::Status(status));
        }
        let folded = short(name).filter(|name| CLEAR_WORDS.may_have(name)).map(fold)?;
        clear(&folded).filter(|(_, rest)| !rest.is_empty()).map(|(status, _)| Self::Doubt(status))
    }

    /// Returns what the title of a deal says in brackets at its end: `Fab in Dresden (cancelled)`.
    pub(super) fn of_title(title: &str) -> Option<Self> {
        let (_, word) = title.trim().strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
        let folded = short(word).map(fold)?;
        clear(&folded).filter(|(_, rest)| rest.is_empty()).map(|(status, _)| Self::Status(status))
    }

    /// Returns what the cell of an amount says of its deal in brackets or behind the figure: `$10m (rumoured)`,
    /// `$10m (duplicate)`.
    pub(super) fn of_amount(cell: &str) -> Option<Self> {
        let cell = cell.trim().trim_end_matches([')', ']']);
        let parts = cell.split(['(', '[', ',', ';']).skip(1).map(str::trim);
        let mut no_deals = parts.filter(|part| may_be_no_deal(part));
        if let Some(why) = no_deals.find_map(|part| no_deal(&fold(part), true)) {
            return Some(Self::NoDeal(why));
        }
        let (_, words) = cell.rsplit_once(['(', '[', ',', ';']).or_else(|| cell.rsplit_once(' '))?;
        let is_word = words.trim_start().starts_with(|c: char| !c.is_ascii() || c.is_ascii_alphabetic());
        let folded = short(words).filter(|words| is_word && CLEAR_WORDS.may_have(words)).map(fold)?;
        clear(&folded).filter(|(_, rest)| rest.is_empty()).map(|(status, _)| Self::Status(status))
    }

    /// Returns the problem of a cell with this remark.
    pub(super) fn problem(self, text: &str) -> Problem {
        let text = quote(text);
        let own = "leave the row out; if it is a deal of its own, say so in other words";
        match self {
            Self::Status(status) | Self::Doubt(status) => {
                Problem::new(format!("{text} may say that the deal is {status}"))
                    .hint("write the status into a column of its own")
            }
            Self::NoDeal(NoDeal::Repeated) => {
                Problem::new(format!("{text} says that another row has the same deal")).hint(own)
            }
            Self::NoDeal(NoDeal::Included) => {
                Problem::new(format!("{text} says that its money is inside another deal"))
                    .hint("leave the row out, or write that deal into a column of its own: included_in=COLUMN")
            }
            Self::NoDeal(NoDeal::Replaced) => {
                Problem::new(format!("{text} says that another deal replaces it"))
                    .hint("leave the row out, or write it into a column of the other row: replaces=COLUMN")
            }
            Self::NoDeal(NoDeal::Replacing) => {
                Problem::new(format!("{text} says that it replaces the deal of another row"))
                    .hint("leave that row out and this text, or write that deal into a column of its own: replaces=COLUMN")
            }
            Self::NoDeal(NoDeal::LeftOut) => {
                Problem::new(format!("{text} says that the row is no deal that counts")).hint(own)
            }
        }
    }
}

/// Whether a text says that its deal does not count: "Withdrawn", "Cancelled in May".
pub(super) fn says_status(text: &str) -> bool {
    matches!(of_statuses(text), Some(Remark::Status(_)))
}

/// Returns the status that a clause of a text gives to its deal: "Rifa: deal cancelled in June 2024".
pub(super) fn of_text(text: &str) -> Option<Status> {
    let mut clauses = clauses(text).filter(|clause| CLEAR_WORDS.may_have(clause));
    clauses.find_map(|clause| of_heading(&fold(clause)))
}

/// Returns the status that a folded heading gives to its deals: "did not proceed".
pub(super) fn of_heading(heading: &str) -> Option<Status> {
    match of_clause(heading)? {
        Remark::Status(status) | Remark::Doubt(status) => Some(status),
        Remark::NoDeal(_) => None,
    }
}

/// Returns a text if it is short enough to be a status.
fn short(text: &str) -> Option<&str> {
    (text.len() <= MAX_STATUS).then_some(text)
}

/// Returns what the clauses of a note say of the status of the deal.
fn of_statuses(note: &str) -> Option<Remark> {
    let note = note.trim();
    let note = match note.split_once(':') {
        Some((label, rest)) if label.trim().eq_ignore_ascii_case("status") => rest.trim(),
        _ => note,
    };
    if let Some(folded) = short(note).filter(|note| !note.contains(' ')).map(fold) {
        let plain = folded.trim_end_matches(['.', '!']);
        // A single word, clear or not: "Cancelled", "Failed".
        if let Some(status) = status(plain).filter(|status| !status.counts() && !plain.contains(' '))
            && !OF_COMPANIES.contains(&plain)
            && note_is_about_deals(plain)
        {
            let is_clear = clear(plain).is_some_and(|(_, rest)| rest.is_empty());
            return Some(if is_clear { Remark::Status(status) } else { Remark::Doubt(status) });
        }
    }
    let mut found: Option<Remark> = None;
    for (index, clause) in clauses(note).enumerate() {
        let is_looked_at = (index == 0 || note.len() <= MAX_SHORT) && CLEAR_WORDS.may_have(clause);
        if found.is_none() && !is_looked_at {
            continue;
        }
        let folded = fold(clause);
        if found.is_some() {
            // "Rejected, then approved"
            if folded.split(' ').any(|word| status(word).is_some_and(Status::counts)) {
                return found.map(|found| match found {
                    Remark::Status(status) => Remark::Doubt(status),
                    other => other,
                });
            }
            continue;
        }
        if is_looked_at {
            found = of_clause(&folded).map(|remark| match remark {
                Remark::Status(status) if index > 0 => Remark::Doubt(status),
                remark => remark,
            });
        }
    }
    found
}

/// Whether a word alone in a note is about the deal: `unconfirmed` may be about its figure.
fn note_is_about_deals(word: &str) -> bool {
    !["unconfirmed", "potential", "possible", "prospective", "considering"].contains(&word)
}

/// Returns what a folded clause says of the status of its deal: "the deal was cancelled in 2025".
fn of_clause(clause: &str) -> Option<Remark> {
    let named = clause.strip_prefix("the ").or_else(|| clause.strip_prefix("this "));
    let mut said = named.unwrap_or(clause);
    let mut is_doubtful = clause.ends_with('?');
    match said.split_once(' ') {
        Some((subject, rest)) if SUBJECTS.contains(&subject) && clear(said).is_none() => said = rest,
        Some((subject, rest)) if SIDES.contains(&subject) => {
            is_doubtful = true;
            said = rest;
        }
        // "The cancelled plan of 2023"
        _ if named.is_some() => return None,
        _ => {}
    }
    while let Some((word, rest)) = said.split_once(' ')
        && clear(said).is_none()
    {
        let doubts = DOUBTS.contains(&word);
        if !doubts && !JOINTS.contains(&word) {
            return None;
        }
        is_doubtful |= doubts;
        said = rest;
    }
    let (status, rest) = clear(said)?;
    let mut words = plain_words(rest);
    let next = words.next().unwrap_or_default();
    // "Cancelled Jan 2025"; "out" is October in Portuguese.
    let is_date =
        is_month(next) && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    // "Blocked by the EU"
    let names_who = said.strip_suffix(rest).is_some_and(|word| {
        let word = word.trim_end();
        word.ends_with(" by") || word.ends_with(" to")
    });
    let is_circumstance = next.is_empty()
        || names_who
        || is_date
        || next.starts_with(|c: char| c.is_ascii_digit() || !c.is_ascii())
        || CIRCUMSTANCES.contains(&next);
    // "In talks with regulators" is about something else.
    if next == "with"
        && rest.split(|c: char| !c.is_alphanumeric()).any(|word| NOT_COUNTERPARTIES.contains(&word))
    {
        return None;
    }
    // "In talks with SoftBank", "Cancelled in part", "Withdrawn from the grid"
    let is_partial = rest.split(|c: char| !c.is_alphanumeric()).any(|word| UNDONE.contains(&word));
    is_doubtful |= is_partial || ["with", "from", "for"].contains(&next);
    is_circumstance.then_some(if is_doubtful { Remark::Doubt(status) } else { Remark::Status(status) })
}

/// What remarks of rows that are no deals begin with, folded.
#[rustfmt::skip]
const NO_DEALS: [(NoDeal, &[&str]); 3] = [
    (NoDeal::Repeated, &[
        "possible duplicate", "likely duplicate", "probable duplicate", "double count", "double counted", "double counting",
        "double-count", "double-counted", "double-counting", "counted twice", "already counted", "already in the list", "counted above",
        "counted below", "counted elsewhere", "listed twice", "listed above", "same deal as", "same transaction as", "same as above",
        "same as line", "same as row", "doppelt gezahlt", "doppelt erfasst", "doppelzahlung", "bereits gezahlt", "compte deux fois",
        "deja compte", "contado dos veces", "ya contado", "ya contada", "ya incluido", "ya incluida", "schon gezahlt", "schon enthalten",
        "deja inclus", "gia conteggiato", "ja contado",
    ]),
    (NoDeal::LeftOut, &[
        "not a deal", "not an investment", "not a real deal", "not an actual deal", "not a new deal", "not a transaction",
        "not new money", "no new money", "do not count", "don't count", "not to be counted", "exclude from",
        "excluded from total", "excluded from the total", "excluded from totals", "excluded from the totals", "not included in total",
        "not included in totals", "not included in the total", "not included in the totals", "not in total", "not in totals",
        "ignore this", "ignore row", "ignore line", "do not use", "don't use", "to be deleted", "delete this", "delete row", "for information only",
        "for reference only", "memo item", "kein deal", "keine transaktion", "nicht mitzahlen", "pas une transaction", "no contar",
    ]),
    (NoDeal::Replaced, &["superseded by", "superseded in", "replaced by the deal", "replaced by deal", "replaced by line", "replaced by row"]),
];

/// Words for a row that repeats another one, and what may follow them: "Duplicate campus in Ohio" is something else.
const DUPLICATES: [&str; 15] = [
    "duplicate", "duplicated", "duplicates", "dupe", "dup", "duplikat", "dublette", "doppelt", "doublon",
    "duplicado", "duplicada", "doppione", "重複", "重复", "중복",
];
const BEHIND_DUPLICATES: [&str; 18] = [
    "of", "entry", "row", "record", "line", "deal", "listing", "see", "with", "to", "announcement", "above",
    "below", "von", "zu", "de", "mit", "in",
];

/// Remarks of rows that are no deals, if they say nothing else.
const LEFT_OUT_ALONE: [&str; 29] = [
    "no deal", "no deal yet", "no transaction", "not counted", "ignore", "exclude", "excluded", "delete",
    "remove", "not included", "memo only", "fyi only", "test", "test row", "test entry", "test data",
    "dummy", "dummy row", "placeholder", "sample row", "sample data", "example row", "entered in error",
    "erroneous", "wrong amount", "wrong", "deleted", "fake", "same deal",
];

/// Beginnings of remarks about another row, which they must name.
const OF_OTHER_ROWS: [(&str, NoDeal); 6] = [
    ("subset of ", NoDeal::Included),
    ("part of ", NoDeal::Included),
    ("supersedes ", NoDeal::Replacing),
    ("replaces ", NoDeal::Replacing),
    ("updates ", NoDeal::Replacing),
    ("revises ", NoDeal::Replacing),
];

/// Words for another deal or row, or for what adds up several, in "included in the pledge above".
const WHOLES: [&str; 25] = [
    "above", "below", "line", "row", "total", "totals", "pledge", "commitment", "announcement", "announced",
    "figure", "package", "previous", "earlier", "oben", "dessus", "arriba", "ligne", "zeile", "fila", "riga",
    "linea", "wiersz", "lignes", "zeilen",
];

/// Nouns that are another deal if they are named: "included in the Alder deal". "Included in the deal" may be what it buys.
const NAMED_WHOLES: [&str; 3] = ["deal", "round", "investment"];

/// The beginnings of all that [`no_deal`] knows.
static NO_DEAL_STARTS: LazyLock<Starts> = LazyLock::new(|| {
    let listed = NO_DEALS.iter().flat_map(|(_, phrases)| *phrases).copied();
    let others = DUPLICATES.into_iter().chain(LEFT_OUT_ALONE).chain(INSIDE);
    Starts::of(listed.chain(["replaced by"]).chain(others).chain(OF_OTHER_ROWS.map(|(start, _)| start)))
});

/// Whether a clause may say that its row is no deal; quick, and true too often.
fn may_be_no_deal(clause: &str) -> bool {
    clause.len() <= MAX_CLAUSE && NO_DEAL_STARTS.may_begin(clause)
}

/// Returns why a folded clause says that its row is no deal of its own. `is_alone`: it is all of the note.
fn no_deal(clause: &str, is_alone: bool) -> Option<NoDeal> {
    let after = |word: &str| {
        let rest = clause.strip_prefix(word)?;
        (!word.is_ascii() || !rest.starts_with(char::is_alphanumeric)).then_some(rest.trim())
    };
    let listed = NO_DEALS.iter().find(|(_, words)| words.iter().any(|word| after(word).is_some()));
    if let Some((why, _)) = listed {
        return Some(*why);
    }
    let first = |text: &str| {
        let word = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        word.unwrap_or_default().to_owned()
    };
    let is_duplicate = |rest: &str| {
        let next = first(rest);
        next.is_empty()
            || next.starts_with(|c: char| c.is_ascii_digit() || !c.is_ascii())
            || BEHIND_DUPLICATES.contains(&next.as_str())
    };
    if DUPLICATES.iter().filter_map(|word| after(word)).any(is_duplicate) {
        return Some(NoDeal::Repeated);
    }
    let is_deal = |rest: &str| {
        ["deal", "round", "offer", "agreement", "transaction"].iter().any(|noun| rest.ends_with(noun))
    };
    if after("replaced by").is_some_and(is_deal) {
        return Some(NoDeal::Replaced);
    }
    if clause == "superseded" {
        return Some(NoDeal::Replaced);
    }
    if is_alone && LEFT_OUT_ALONE.contains(&clause) {
        return Some(NoDeal::LeftOut);
    }
    let words = |text: &str| -> Vec<String> {
        let words = plain_words(text);
        words.map(str::to_owned).collect()
    };
    // "Part of the deal" and "replaces the loan of 2023" are ordinary remarks.
    for (start, why) in OF_OTHER_ROWS {
        if let Some(rest) = clause.strip_prefix(start) {
            return names_row(&words(rest)).then_some(why);
        }
    }
    let whole = words(INSIDE.iter().find_map(|start| clause.strip_prefix(start))?);
    let is_list = whole.iter().any(|word| ["are", "is", "were", "was"].contains(&word.as_str()));
    let is_whole = whole.iter().any(|word| WHOLES.contains(&word.as_str()));
    let is_named = whole.len() > 2 && whole.iter().any(|word| NAMED_WHOLES.contains(&word.as_str()));
    (!is_list && (is_whole || is_named)).then_some(NoDeal::Included)
}

/// Whether words name another row: "the deal above", "line 3".
fn names_row(words: &[String]) -> bool {
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_numbered = |pair: &[String]| ["line", "row"].contains(&pair[0].as_str()) && is_number(&pair[1]);
    words.iter().any(|word| word == "above" || word == "below") || words.windows(2).any(is_numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_begins_with_a_status_is_about_its_deal() {
        use Remark::{Doubt, Status as Said};
        use Status::{Cancelled, Rumoured};
        for (note, expected) in [
            ("Cancelled", Some(Said(Cancelled))),
            ("cancelled in 2025", Some(Said(Cancelled))),
            ("Withdrawn: regulators objected", Some(Said(Cancelled))),
            ("The deal was cancelled by the board", Some(Said(Cancelled))),
            ("Merger called off", Some(Said(Cancelled))),
            (
                "Cancelled and refunded in March 2025 after a dispute about the site, as the mayor told the press",
                Some(Said(Cancelled)),
            ),
            ("Abgesagt wegen Baukosten", Some(Said(Cancelled))),
            ("2025年に中止", None),
            ("中止 (2025)", Some(Said(Cancelled))),
            ("In talks since May", Some(Said(Rumoured))),
            // It may be so.
            ("Reportedly cancelled", Some(Doubt(Cancelled))),
            ("Cancelled?", Some(Doubt(Cancelled))),
            ("Announced in May, cancelled in June", Some(Doubt(Cancelled))),
            ("Withdrawn, later approved", Some(Doubt(Cancelled))),
            ("Failed", Some(Doubt(Cancelled))),
            ("Was cancelled in 2020 and revived", Some(Doubt(Cancelled))),
            ("Cancelled in part", Some(Doubt(Cancelled))),
            ("Withdrawn from the grid", Some(Doubt(Cancelled))),
            ("Status: cancelled", Some(Said(Cancelled))),
            // Other deals, and other things.
            ("The cancelled 2023 plan was larger", None),
            ("Cancelled the plan of 2023 for this one", None),
            ("Cancelled debt of $5m", None),
            ("Failed to disclose terms", None),
            ("Abandoned mine to be rebuilt", None),
            ("Not cancelled", None),
            ("Cancelled Jan 2025", Some(Said(Cancelled))),
            ("Investor pulled out", Some(Doubt(Cancelled))),
            ("Blocked by the EU", Some(Said(Cancelled))),
            ("No longer proceeding", Some(Said(Cancelled))),
            ("Site abandoned in 2024", Some(Said(Cancelled))),
            ("Plans dropped", Some(Said(Cancelled))),
            ("selected but not yet ordered by end-2023", Some(Said(Rumoured))),
            ("Not pursued further as of May", None),
            ("Shelved indefinitely", Some(Said(Cancelled))),
            ("Withdrawn for lack of funds", Some(Doubt(Cancelled))),
            ("Axed out of the index", None),
            ("Dropped out of the index", None),
            ("In talks with regulators about permits", None),
            ("In talks with SoftBank", Some(Doubt(Rumoured))),
            ("Pending", None),
            ("Dead", None),
            ("unconfirmed", None),
            ("Led by Alder, withdrawn investors replaced", None),
        ] {
            assert_eq!(Remark::of_note(note), expected, "{note}");
        }
    }

    #[test]
    fn a_note_may_say_that_its_row_is_no_deal_of_its_own() {
        use NoDeal::{Included, LeftOut, Repeated, Replaced, Replacing};
        for (note, expected) in [
            ("duplicate of line 3", Some(Repeated)),
            ("Duplicate", Some(Repeated)),
            ("Duplicate?", Some(Repeated)),
            ("dup", Some(Repeated)),
            ("IGNORE - test row", Some(LeftOut)),
            ("Replaced by the Zenko deal", Some(Replaced)),
            ("Replaced by Zenko as the operator", None),
            ("Subset of row 2", Some(Included)),
            ("double count!", Some(Repeated)),
            ("Doublon (ligne 4)", Some(Repeated)),
            ("included in the pledge above", Some(Included)),
            ("incl. in the pledge above", Some(Included)),
            ("Included in the $10bn announced in January", Some(Included)),
            ("Included in the Alder deal", Some(Included)),
            ("part of the Series A above", Some(Included)),
            ("not a deal", Some(LeftOut)),
            ("Excluded from totals", Some(LeftOut)),
            ("test", Some(LeftOut)),
            ("superseded by the June announcement", Some(Replaced)),
            ("Supersedes the row above", Some(Replacing)),
            ("Replaces line 4", Some(Replacing)),
            ("Replaces row of turbines", None),
            ("Superseded rules apply", None),
            ("Not counted: land value", None),
            ("Included in the EU programme", None),
            ("Duplicate campus in Ohio", None),
            ("Duplicates the Ohio plant", None),
            ("doppelt so groß wie 2024", None),
            ("No deal value disclosed", None),
            ("Included in the deal are three sites", None),
            ("Included in the deal", None),
            ("Included in the Forbes list", None),
            ("Part of the deal", None),
            ("Part of a larger programme", None),
            ("Replaces the loan of 2023", None),
            ("test site in Nevada", None),
            ("see above", None),
        ] {
            let found = match Remark::of_note(note) {
                Some(Remark::NoDeal(why)) => Some(why),
                _ => None,
            };
            assert_eq!(found, expected, "{note}");
        }
    }

    #[test]
    fn names_of_rounds_and_deals_may_have_a_status() {
        use Remark::{Doubt, Status as Said};
        use Status::{Cancelled, Rumoured};
        for (name, expected) in [
            ("Series A (cancelled)", Some(Said(Cancelled))),
            ("Series A - rumoured", Some(Said(Rumoured))),
            ("Cancelled Series A", Some(Doubt(Cancelled))),
            ("Series A (extension)", None),
        ] {
            assert_eq!(Remark::of_round(name), expected, "{name}");
        }
        assert_eq!(Remark::of_title("Fab in Dresden (cancelled)"), Some(Said(Cancelled)));
        assert_eq!(Remark::of_title("Abandoned mine (rebuilt)"), None);
        for (cell, expected) in [
            ("$10m (rumoured)", Some(Said(Rumoured))),
            ("$10m, in talks", Some(Said(Rumoured))),
            ("$10m rumored", Some(Said(Rumoured))),
            ("10 (duplicate, see row 3)", Some(Remark::NoDeal(NoDeal::Repeated))),
            ("$1,250", None),
            ("10 million", None),
            ("$10m (estimated)", None),
        ] {
            assert_eq!(Remark::of_amount(cell), expected, "{cell}");
        }
        assert!(Remark::of_field("Duplicate of 3").is_some() && Remark::of_field("Withdrawn").is_none());
    }
}
