//! Sentences about amounts: "Amounts in USD million, except per-share data".

use super::amount_words;
use super::evidence::Shown;
use super::marks;
use super::words;
use crate::invalid::Problem;
use crate::money::{Currency, HeaderHints, may_state_unit, read_header, read_statements};
use crate::parallel::{available_threads, map_chunks};
use crate::sheet::{Sheet, Value};
use crate::text::{plain_words, quote, sentences, trim};

/// How many rows below the header may be one of units.
pub(super) const UNIT_ROWS: usize = 2;

/// Returns a text beside the amounts of a column that states their unit, as remarks do: "figures in millions".
pub(super) fn beside(sheet: &Sheet, column: usize) -> Option<Shown<()>> {
    let others = || (0..sheet.columns.len()).filter(move |other| *other != column);
    let shown = |line: usize, text: &str| {
        let says_unit = || {
            let mut clauses = clauses(text).into_iter().filter(|clause| !is_about_others(clause));
            clauses.any(|clause| read_statements(clause).iter().any(|hints| hints.unit.is_some()))
        };
        (is_statement(text) && says_unit()).then(|| Shown { value: (), line, text: text.to_owned() })
    };
    let is_text = |other: &usize| {
        let cells = sheet.rows.iter().filter_map(|row| row.cells.get(*other));
        cells.take(UNIT_ROWS).all(|cell| !matches!(cell, Value::Number(_)))
    };
    let mut headers = others().filter(is_text);
    let header = headers.find_map(|other| shown(sheet.header_line, &sheet.columns[other].header));
    header.or_else(|| {
        let found = map_chunks(&sheet.rows, available_threads(), |rows| {
            let cells =
                rows.iter().flat_map(|row| others().map(move |other| (row.line, row.cells.get(other))));
            let mut texts = cells.filter_map(|(line, cell)| match cell {
                Some(Value::Text(text)) => Some((line, text)),
                _ => None,
            });
            texts.find_map(|(line, text)| shown(line, text))
        });
        found.into_iter().flatten().next()
    })
}

/// Whether a text may be a statement about figures: it has a word for them or begins with "in", and has no digits. A cell
/// such as "USD m" is the unit of its row.
pub(super) fn is_statement(text: &str) -> bool {
    const SUBJECTS: &[&str] = &[
        "figures", "figure", "amounts", "amount", "values", "value", "betrage", "betrag", "angaben",
        "montants", "montant", "importes", "importe", "cifras", "cifra",
    ];
    const MAX: usize = 200;
    let text = trim(text);
    let words = || plain_words(text);
    // Most cells have no such word, which two letters show.
    text.len() <= MAX
        && text.as_bytes().windows(2).any(|pair| pair == b"n ")
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && words().any(|word| ["in", "en"].iter().any(|known| word.eq_ignore_ascii_case(known)))
        && (words()
            .next()
            .is_some_and(|word| ["in", "en"].iter().any(|known| word.eq_ignore_ascii_case(known)))
            || words().any(|word| SUBJECTS.contains(&crate::text::fold(word).as_str())))
}

/// Returns what a note states of the unit and the currency of the amount beside it: "Amounts in EUR m", "EUR", "$bn", "bn
/// not m". One that `says_more`, such as "estimate", is no bare unit.
pub(super) fn of_note(note: &str, says_more: bool) -> Vec<HeaderHints> {
    let note = trim(note);
    let said = note.split_once(" not ").map_or(note, |(said, _)| said.trim_end_matches([',', ' ']));
    if is_statement(said) || is_code(said) {
        return read_statements(said);
    }
    if says_more { Vec::new() } else { bare(said).into_iter().collect() }
}

/// Returns what a text states that is nothing but a unit, with or without a currency: "bn", "k EUR", "thousands". A letter
/// alone may be anything.
fn bare(text: &str) -> Option<HeaderHints> {
    const MAX: usize = 16;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let has_sign = text.contains(['$', '€', '£', '¥', '₹', '₩']);
    if text.len() > MAX || text.bytes().any(|byte| byte.is_ascii_digit()) || (letters < 2 && !has_sign) {
        return None;
    }
    let hints = read_header(text);
    if hints.unit.is_some() && hints.label.is_empty() && !hints.is_doubtful() {
        return Some(hints);
    }
    let unit = text.parse().ok().filter(|_| letters > 1 && !text.contains(' '))?;
    Some(HeaderHints { unit: Some(unit), ..HeaderHints::default() })
}

/// Whether a clause of a note says only that the figure is one per year or per month.
pub(super) fn is_rate(note: &str) -> bool {
    const MAX: usize = 40;
    const RATES: [&str; 55] = [
        "par an", "par mois", "par trimestre", "par annee", "montant annuel", "montant mensuel", "pro monat",
        "pro quartal", "jahresbetrag", "monatsbetrag", "jahrlicher betrag", "betrag pro jahr",
        "importe anual", "importe mensual", "al ano", "al mes", "por ano", "por mes", "cada ano", "w roku",
        "na rok", "rocznie", "miesiecznie", "all'anno", "al mese", "importo annuo", "per jaar", "per maand",
        "om aret", "per ar", "om aaret", "rocne", "в год", "в месяц", "ежегодно", "每年", "每月", "年間",
        "연간", "매년", "年額", "年额", "연액", "pro jahr", "im jahr", "jahrlich", "p.a", "p. a",
        "per annum", "per year", "each year", "every year", "annually", "average per year", "a year",
    ];
    const FOR: [&str; 12] = [
        "for ", "over ", "during ", "from ", "until ", "uber ", "bis ", "von ", "pendant ", "durante ",
        "fur ", "per ",
    ];
    let is_end = |c: char| matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '–' | '—');
    let says = |clause: &str| {
        let folded = crate::text::fold(clause.trim_end_matches('.'));
        // "Each year for five years"
        RATES.iter().any(|rate| {
            folded.strip_prefix(rate).is_some_and(|rest| {
                let rest = rest.trim_start_matches('.');
                rest.is_empty()
                    || rest
                        .strip_prefix(' ')
                        .is_some_and(|rest| FOR.iter().any(|word| rest.starts_with(word)))
            })
        })
    };
    note.split(is_end).flat_map(sentences).map(trim).any(|clause| clause.len() <= MAX && says(clause))
}

/// Whether a text is the code of a currency and nothing else.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) && Currency::by_code(text).is_some()
}

/// Splits a text at semicolons and between sentences. What follows a period and is a currency or a unit goes on: "in Mio. EUR".
pub(super) fn clauses(text: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    for part in text.split([';', '|']).flat_map(at_commas) {
        let mut from = 0;
        for (at, _) in part.match_indices(". ") {
            let next = part[at + 2..].split_whitespace().next().unwrap_or_default();
            let says_unit = {
                let hints = read_header(next);
                hints.currency.is_some() || !hints.choices.is_empty() || hints.unit.is_some()
            };
            let begins = |c: char| c.is_uppercase() || c == '(' || c == '[' || marks::is_sign(c);
            if next.starts_with(begins) && !says_unit {
                clauses.push(&part[from..=at]);
                from = at + 2;
            }
        }
        clauses.push(&part[from..]);
    }
    clauses
}

/// Splits a text at the commas that divide two statements: "Employees in thousands, amounts in USD million".
fn at_commas(text: &str) -> Vec<&str> {
    let is_statement = |part: &str| part.contains(" in ");
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(',') {
        if is_statement(&text[from..at]) && is_statement(&text[at..]) {
            parts.push(&text[from..at]);
            from = at + 1;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// Returns a clause without a sign before it: "# Amounts in EUR" is a comment, and not about numbers.
pub(super) fn without_bullet(clause: &str) -> &str {
    clause.trim_start_matches(['#', '*', '-', '–', '•', '/', ' '])
}

/// Returns a clause without its exception: "USD m, except per-share data".
pub(super) fn before_exception(clause: &str) -> &str {
    let ends = ["except", "unless", "excluding", "excl", "where", "otherwise"];
    let lower = clause.to_ascii_lowercase();
    let end = ends.iter().filter_map(|end| lower.find(end)).min();
    end.and_then(|end| clause.get(..end)).unwrap_or(clause)
}

/// Returns a clause without a word for where its amounts stand: "Amounts in EUR below", "All amounts below in EUR". "Deals below
/// EUR 1m" has none.
fn without_place(clause: &str) -> String {
    const SUBJECTS: [&str; 5] = ["amounts", "figures", "values", "deals", "numbers"];
    const PLACES: [&str; 6] = ["below", "above", "here", "listed", "shown", "hereafter"];
    let is = |known: &[&str], word: &str| {
        known.contains(&word.trim_end_matches(['.', ':']).to_lowercase().as_str())
    };
    let words: Vec<&str> = clause.split(' ').collect();
    let is_place = |at: usize| {
        let is_behind_subject = at > 0
            && is(&SUBJECTS, words[at - 1])
            && words.get(at + 1).is_some_and(|next| is(&["in", "are"], next));
        is(&PLACES, words[at]) && (at + 1 == words.len() || is_behind_subject)
    };
    let kept: Vec<&str> = (0..words.len()).filter(|at| !is_place(*at)).map(|at| words[at]).collect();
    kept.join(" ")
}

/// Returns the value of a label for a currency or a unit: "EUR" of "Selected currency: EUR".
fn of_label(clause: &str) -> &str {
    const LABELS: [&str; 4] = ["selected currency", "display currency", "scale", "display units"];
    match clause.split_once(':') {
        Some((label, value)) if LABELS.contains(&crate::text::fold(label).trim()) => value.trim(),
        _ => clause,
    }
}

/// Returns what a clause states about the amounts; a doubt if it may state something that is not understood.
pub(super) fn stated(clause: &str) -> Vec<HeaderHints> {
    let clause = &without_place(of_label(without_bullet(clause)));
    let words = words::header_words(before_exception(clause));
    let stated = read_statements(clause);
    let says_more = amount_words::partial_amount(&words).is_some()
        || amount_words::no_amount(&words).is_some()
        || amount_words::has_bound(&words);
    // "Amounts to be multiplied by 1000 (USD)" states the currency, and more.
    let is_factor =
        clause.to_lowercase().contains("multipl") && stated.iter().all(|said| said.unit.is_none());
    if (stated.is_empty() || says_more || is_factor) && may_state_unit(clause) {
        let doubt =
            Problem::new(format!("{} may say more of the amounts than is understood", quote(clause.trim())));
        return vec![HeaderHints { unit_doubt: Some(doubt), ..HeaderHints::default() }];
    }
    stated
}

/// Whether a clause speaks of other figures than amounts: "valuations in $bn".
pub(super) fn is_about_others(clause: &str) -> bool {
    let is_in = |word: &str| ["in", "en"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let subject: Vec<&str> =
        before_exception(without_bullet(clause)).split_whitespace().take_while(|word| !is_in(word)).collect();
    let words = words::header_words(&subject.join(" "));
    // "Cumulative amounts in USD million" is about the amounts.
    let names_amounts =
        words.iter().any(|word| ["amount", "amounts", "figures", "values"].contains(&word.as_str()));
    !names_amounts && amount_words::no_amount(&words).is_some()
}
