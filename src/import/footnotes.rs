//! Footnotes: texts below a table that a mark in its cells names, as `*` in `5*` names "* per year".
//!
//! A footnote says of the amount of its row what a remark in the cell would say: it is read as "5 (per year)". Marks at the
//! header speak of all amounts below it.

use super::draft::Fault;
use super::evidence::Shown;
use super::evidence::at;
use crate::invalid::Problem;
use crate::money::{Bound, read_footnote, read_statements};
use crate::sheet::{Row, Sheet, Value};
use crate::text::quote;

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
        let texts = sheet.texts.iter().map(|text| (text.line, text.text.as_str()));
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
            let is_marked = |text: &str| split_end(text).is_some_and(|(_, mark)| mark == footnote.mark);
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
            let mut headers = sheet.columns.iter().filter_map(|column| split_end(&column.header));
            headers.any(|(_, mark)| mark == footnote.mark)
        };
        self.0.iter().any(|footnote| footnote.shown.line == line && !is_of_header(footnote))
    }

    /// Returns the cell of an amount with its footnote as a remark: "5 (per year)" for `5*`; `None` if it has none.
    pub(super) fn written_out(&self, value: &Value) -> Option<(Value, String)> {
        let Value::Text(text) = value else { return None };
        let (footnote, before) = self.find(text)?;
        Some((Value::Text(format!("{before} ({})", footnote.said)), at(&footnote.shown)))
    }

    /// Returns what the footnote of a header makes of the amounts below it.
    pub(super) fn of_header(&self, header: &str) -> Result<Option<Bound>, Problem> {
        self.find(header).map_or(Ok(None), |(footnote, _)| footnote.meaning.clone())
    }

    /// Returns what the footnotes of a row's cells, but for those of `amounts`, make of its amounts.
    ///
    /// # Errors
    /// If the amounts are no whole amounts of deals by one of them.
    pub(super) fn of_row(&self, row: &Row, amounts: &[usize]) -> Result<Option<Bound>, Fault> {
        let mut bound = None;
        let cells = row.cells.iter().enumerate().filter(|(column, _)| !amounts.contains(column));
        for (_, cell) in cells {
            if let Value::Text(text) = cell
                && let Some((footnote, _)) = self.find(text)
            {
                bound = footnote.meaning.clone().map_err(Fault::of_row)?.or(bound);
            }
        }
        Ok(bound)
    }

    /// Returns the footnote that a text names at its end, and the text before the mark.
    fn find<'t>(&self, text: &'t str) -> Option<(&Footnote, &'t str)> {
        if self.0.is_empty() {
            return None;
        }
        let (before, mark) = split_end(text)?;
        Some((self.0.iter().find(|footnote| footnote.mark == mark)?, before))
    }
}

/// Whether a text begins with the mark of a footnote.
pub(super) fn begins(text: &str) -> bool {
    split_start(text).is_some()
}

/// Returns what a footnote that says `said` makes of an amount.
fn meaning(said: &str, shown: &Shown<()>) -> Result<Option<Bound>, Problem> {
    let refuse = |why: &str| {
        let hint = "write into the cells what the footnote says of them, or remove its mark";
        Err(Problem::new(format!("the footnote {} {why}", at(shown))).hint(hint))
    };
    if !read_statements(said).is_empty() {
        return refuse("states the currency or the unit of some amounts");
    }
    // What is wrong with an amount of its own is no matter here.
    read_footnote(said).or_else(|_| refuse("makes the amounts no whole amounts of deals"))
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
