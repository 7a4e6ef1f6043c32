//! Footnotes: texts below a table that a mark in its cells names, as `*` in `5*` names "* per year".
//!
//! A footnote says of the amount of its row what a remark in the cell would say: it is read as "5 (per year)". Marks at the
//! header speak of all amounts below it.

use super::amount_words::partial_amount;
use super::draft::Fault;
use super::evidence::Shown;
use super::evidence::at;
use super::words::header_words;
use crate::invalid::Problem;
use crate::money::{Bound, Currency, read_footnote, read_statements};
use crate::sheet::{Row, Sheet, Value};
use crate::text::{fold, quote};

/// The footnotes of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Footnotes(Vec<Footnote>);

/// A footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Footnote {
    mark: String,
    /// The text behind the mark.
    said: String,
    shown: Shown<()>,
    /// What it makes of an amount, as far as that can be known without the amount.
    meaning: Result<Option<Bound>, Problem>,
}

impl Footnotes {
    /// Returns the footnotes of a sheet whose marks stand in a header or in a cell.
    pub(super) fn of(sheet: &Sheet) -> Self {
        let texts = sheet.texts.iter().map(|text| (text.line, without_label(&text.text)));
        let lone = sheet.rows.iter().filter_map(|row| Some((row.line, row.lone_text()?)));
        let mut found: Vec<Footnote> = Vec::new();
        // "Amounts in USD m, * = EUR m" has a footnote, too, which begins with a sign.
        let others = |(line, text): (usize, &'_ str)| {
            let clauses = text.split([',', ';', '|']).skip(1);
            let signed = clauses.filter(|clause| clause.trim_start().starts_with(|c| SIGNS.contains(c)));
            signed.map(|clause| (line, clause.to_owned())).collect::<Vec<_>>()
        };
        let texts: Vec<(usize, &str)> = texts.chain(lone).collect();
        let clauses: Vec<(usize, String)> = texts.iter().copied().flat_map(others).collect();
        let clauses = clauses.iter().map(|(line, clause)| (*line, clause.as_str()));
        for (line, text) in texts.iter().copied().chain(clauses) {
            if let Some((mark, said)) = split_start(text)
                && found.iter().all(|known| known.mark != mark)
            {
                let shown = Shown { value: (), line, text: text.to_owned() };
                found.push(Footnote { meaning: meaning(said, &shown), mark, said: said.to_owned(), shown });
            }
        }
        if found.is_empty() {
            return Self::default();
        }
        let is_used = |footnote: &Footnote| {
            let is_marked = |text: &str| marks(text).1.contains(&footnote.mark);
            let mut cells = sheet.rows.iter().flat_map(|row| &row.cells);
            sheet.columns.iter().any(|column| is_marked(&column.header))
                || cells.any(|cell| matches!(cell, Value::Text(text) if is_marked(text)))
        };
        found.retain(is_used);
        Self(found)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the text of line `line` is a footnote, and speaks of the marked rows only.
    pub(super) fn is_one(&self, line: usize, sheet: &Sheet) -> bool {
        let is_of_header = |footnote: &Footnote| {
            sheet.columns.iter().any(|column| marks(&column.header).1.contains(&footnote.mark))
        };
        self.0.iter().any(|footnote| footnote.shown.line == line && !is_of_header(footnote))
    }

    /// Returns the cell of an amount with its footnotes as remarks, and these: "5 (per year)" for `5*`; `None` if it has none.
    ///
    /// # Errors
    /// If a footnote says that the cell is in another currency or unit, or one of several marks has no footnote.
    pub(super) fn written_out(&self, value: &Value) -> Result<Option<(Value, String)>, Problem> {
        let Value::Text(text) = value else { return Ok(None) };
        let (found, before) = self.find(text);
        let (Some(first), count) = (found.first(), marks(text).1.len()) else { return Ok(None) };
        if found.len() < count {
            let message = format!("{} has a mark without a footnote", quote(text));
            return Err(Problem::new(message).hint("write the footnotes, or remove the mark"));
        }
        for footnote in &found {
            if states_currency(&footnote.said) {
                return Err(stated(&footnote.shown));
            }
        }
        let remarks = found.iter().filter(|footnote| !is_source(&footnote.said));
        let said = remarks.flat_map(|footnote| [" (", &footnote.said, ")"]);
        let written: String = std::iter::once(before).chain(said).collect();
        Ok(Some((Value::Text(written), at(&first.shown))))
    }

    /// Returns what the footnote of a header makes of the amounts below it.
    pub(super) fn of_header(&self, header: &str) -> Result<Option<Bound>, Problem> {
        let meanings = self.find(header).0.into_iter().map(|footnote| footnote.meaning.clone());
        meanings.collect::<Result<Vec<_>, _>>().map(|bounds| bounds.into_iter().flatten().next())
    }

    /// Returns what the footnotes of a row's cells, but for those of `amounts`, make of its amounts.
    ///
    /// # Errors
    /// If the amounts are no whole amounts of deals by one of them.
    pub(super) fn of_row(&self, row: &Row, amounts: &[usize]) -> Result<Option<Bound>, Fault> {
        let mut bound = None;
        let cells = row.cells.iter().enumerate().filter(|(column, _)| !amounts.contains(column));
        for (_, cell) in cells {
            let Value::Text(text) = cell else { continue };
            for footnote in self.find(text).0 {
                bound = footnote.meaning.clone().map_err(Fault::of_row)?.or(bound);
            }
        }
        Ok(bound)
    }

    /// Returns the footnotes that a text names at its end, and the text before their marks.
    fn find<'t>(&self, text: &'t str) -> (Vec<&Footnote>, &'t str) {
        if self.0.is_empty() {
            return (Vec::new(), text);
        }
        let (before, marks) = marks(text);
        let of = |mark: &String| self.0.iter().find(|footnote| footnote.mark == *mark);
        (marks.iter().filter_map(of).collect(), before)
    }
}

/// Whether a text begins with the mark of a footnote.
pub(super) fn begins(text: &str) -> bool {
    split_start(text).is_some()
}

/// Returns what a footnote that says `said` makes of an amount.
fn meaning(said: &str, shown: &Shown<()>) -> Result<Option<Bound>, Problem> {
    if is_source(said) {
        return Ok(None);
    }
    if !read_statements(said).is_empty() || states_currency(said) {
        return Err(stated(shown));
    }
    // What is wrong with an amount of its own is no matter here.
    read_footnote(said).map_err(|_| refused_by(shown, "makes the amounts no whole amounts of deals"))
}

fn refused_by(shown: &Shown<()>, why: &str) -> Problem {
    let hint = "write into the cells what the footnote says of them, or remove its mark";
    Problem::new(format!("the footnote {} {why}", at(shown))).hint(hint)
}

fn stated(shown: &Shown<()>) -> Problem {
    refused_by(shown, "states the currency or the unit of some amounts")
}

/// Whether a footnote names a source, whose words say nothing of the amount: "Source: annual reports".
fn is_source(said: &str) -> bool {
    let folded = fold(said);
    ["source", "sources", "quelle", "quellen", "fuente", "fuentes", "fonte"].iter().any(|word| {
        folded.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with([':', '-', '–']))
    }) || folded.starts_with("http")
}

/// Whether a footnote names a currency or prices in a sentence: "Amount is in EUR, not USD", "in 2015 prices".
fn states_currency(said: &str) -> bool {
    let words: Vec<&str> =
        said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_code = |word: &str| {
        word.len() == 3
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
            && word.parse::<Currency>().is_ok()
    };
    let is_in = |pair: &[&str]| pair[0].eq_ignore_ascii_case("in") && is_code(pair[1]);
    words.windows(2).any(is_in) || partial_amount(&header_words(said)).is_some_and(|_| said.contains("price"))
}

/// Signs of footnotes.
const SIGNS: &str = "*†‡§#¹²³⁴⁵⁶⁷⁸⁹";

/// The most letters or digits of a mark in brackets.
const MAX_MARK: usize = 2;

/// Splits the mark from the front of a footnote: `* per year`, `[1] per year`, `(a) per year`, `1) per year`.
fn split_start(text: &str) -> Option<(String, &str)> {
    let text = text.trim();
    let rest = text.trim_start_matches(|c| SIGNS.contains(c));
    let (mark, rest) = if rest.len() < text.len() {
        (text[..text.len() - rest.len()].to_owned(), rest)
    } else {
        let inner = text.trim_start_matches(['[', '(']);
        let (mark, rest) = inner.split_once([']', ')'])?;
        (bracketed(mark)?, rest)
    };
    let said = rest.trim_start_matches([':', '=', '.', '-', '–', ' ']).trim();
    said.contains(char::is_alphabetic).then_some((mark, said))
}

/// Splits the mark from the end of a cell: `5*`, `5 [1]`, `5 (a)`.
fn split_end(text: &str) -> Option<(&str, String)> {
    let text = text.trim();
    let rest = text.trim_end_matches(|c| SIGNS.contains(c));
    let (before, mark) = if rest.len() < text.len() {
        (rest, text[rest.len()..].to_owned())
    } else {
        let inner = text.strip_suffix([']', ')'])?;
        let (before, mark) = inner.rsplit_once(['[', '('])?;
        (before, bracketed(mark)?)
    };
    let before = before.trim_end();
    (!before.is_empty()).then_some((before, mark))
}

/// Splits all marks from the end of a cell, the first one first: `5[1][2]`, `5*†`, `5**`.
fn marks(text: &str) -> (&str, Vec<String>) {
    let (mut before, mut marks) = (text.trim(), Vec::new());
    while let Some((rest, mark)) = split_end(before) {
        let is_run = mark.chars().all(|c| SIGNS.contains(c));
        match mark.chars().next().filter(|_| is_run) {
            // "**" is one mark, and "*†" are two.
            Some(sign) if mark.chars().any(|c| c != sign) => {
                marks.extend(mark.chars().rev().map(String::from));
            }
            _ => marks.push(mark),
        }
        before = rest;
    }
    marks.reverse();
    (before, marks)
}

/// Returns a text without "Note:" before it.
fn without_label(text: &str) -> &str {
    let label = text.split_once(':').filter(|(label, _)| ["note", "notes"].contains(&fold(label).as_str()));
    label.map_or(text, |(_, rest)| rest.trim_start())
}

/// Returns a mark in brackets, which is the same in square and round ones.
fn bracketed(mark: &str) -> Option<String> {
    let mark = mark.trim();
    let is_mark = !mark.is_empty()
        && mark.len() <= MAX_MARK
        && (mark.bytes().all(|byte| byte.is_ascii_digit())
            || mark.bytes().all(|byte| byte.is_ascii_lowercase()))
        || (!mark.is_empty() && mark.chars().all(|c| SIGNS.contains(c)));
    is_mark
        .then(|| if mark.chars().all(|c| SIGNS.contains(c)) { mark.to_owned() } else { format!("({mark})") })
}

/// Returns the problem of a cell that is no amount by its footnote.
pub(super) fn refused(cell: &str, footnote: &str, problem: Problem) -> Problem {
    let message = format!("{} with its footnote {footnote}: {}", quote(cell), problem.message);
    Problem { message, hint: problem.hint }
}
