//! Footnotes: texts below a table that a mark in its cells names, as `*` in `5*` names "* per year".
//!
//! A footnote says of the amount of its row what a remark in the cell would say: it is read as "5 (per year)". Marks at the
//! header speak of all amounts below it.

use std::borrow::Cow;

use super::amount_words::partial_amount;
use super::draft::Fault;
use super::evidence::Shown;
use super::evidence::at;
use super::marks::{self, Mark};
use super::profile;
use super::words::header_words;
use crate::invalid::Problem;
use crate::money::{Bound, Currency, parse_decimal, read_footnote, read_statements};
use crate::sheet::{Row, Sheet, Value};
use crate::text::{fold, plain_words, quote, trim};

/// The footnotes of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Footnotes {
    all: Vec<Footnote>,
    /// The columns of notes, in which letters and digits without brackets are marks.
    columns_of_notes: Vec<usize>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Footnote {
    mark: Mark,
    /// The text behind the mark.
    said: String,
    shown: Shown<()>,
    /// What it makes of an amount, as far as that can be known without the amount.
    meaning: Result<Option<Bound>, Problem>,
}

impl Footnote {
    /// Whether its mark stands in a text with a figure: `$5* million`.
    fn is_inside(&self, text: &str) -> bool {
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        let is_raised = self.mark.starts_with('(');
        let Some(sign) = marks::as_sign(&self.mark).filter(|_| has_digit) else { return false };
        // Square metres have no footnote.
        text.split_once(&sign)
            .is_some_and(|(before, _)| !is_raised || before.ends_with(|c: char| c.is_ascii_digit()))
    }
}

impl Footnotes {
    /// Returns the footnotes of a sheet whose marks stand in a header or in a cell.
    pub(super) fn of(sheet: &Sheet) -> Self {
        let texts = sheet.texts.iter().map(|text| (text.line, Cow::Borrowed(without_label(&text.text))));
        let lone = sheet.rows.iter().filter_map(|row| Some((row.line, text_of_row(row)?)));
        let texts: Vec<(usize, Cow<'_, str>)> = texts.chain(lone).collect();
        let mut found: Vec<Footnote> = Vec::new();
        // "Amounts in USD m, * = EUR m" has a footnote, too, which begins with a mark.
        let clauses = texts.iter().flat_map(|(line, text)| {
            let clauses = text.split([',', ';', '|']).flat_map(|clause| clause.split(". ")).skip(1);
            let begins = |c: char| marks::is_sign(c) || c == '(' || c == '[';
            clauses
                .filter(move |clause| clause.trim_start().starts_with(begins))
                .map(move |clause| (*line, clause))
        });
        for (line, text) in texts.iter().map(|(line, text)| (*line, text.as_ref())).chain(clauses) {
            if let Some((mark, said)) = marks::split_start(text)
                && found.iter().all(|known| known.mark != mark)
            {
                let shown = Shown { value: (), line, text: text.to_owned() };
                found.push(Footnote { meaning: meaning(said, &shown), mark, said: said.to_owned(), shown });
            }
        }
        if found.is_empty() {
            return Self::default();
        }
        let is_of_notes = |column: &usize| is_of_notes(&sheet.columns[*column].header);
        let columns_of_notes = (0..sheet.columns.len()).filter(is_of_notes).collect();
        let candidates = Self { all: found, columns_of_notes };
        let mut used = vec![false; candidates.all.len()];
        let headers = sheet.columns.iter().flat_map(|column| marks::split_end(&column.header).1);
        // A footnote does not name itself.
        let is_own = |row: &&Row| candidates.all.iter().any(|footnote| footnote.shown.line == row.line);
        let rows = sheet.rows.iter().filter(|row| !is_own(row));
        let cells = rows.clone().flat_map(|row| row.cells.iter().enumerate());
        for (footnote, is_used) in candidates.all.iter().zip(&mut used) {
            let mut cells = rows.clone().flat_map(|row| &row.cells);
            *is_used = cells.any(|cell| matches!(cell, Value::Text(text) if footnote.is_inside(text)));
        }
        for mark in headers.chain(cells.flat_map(|(column, cell)| candidates.marks_of(column, cell))) {
            for index in candidates.resolve(&mark) {
                used[index] = true;
            }
        }
        let Self { all, columns_of_notes } = candidates;
        let all = all.into_iter().zip(used).filter_map(|(footnote, is_used)| is_used.then_some(footnote));
        Self { all: all.collect(), columns_of_notes }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns the text of a row that is a footnote and no deal.
    pub(super) fn text_of<'r>(&self, row: &'r Row) -> Option<Cow<'r, str>> {
        let is_one = self.all.iter().any(|footnote| footnote.shown.line == row.line);
        is_one.then(|| text_of_row(row)).flatten()
    }

    /// Whether the text of line `line` is a footnote, and speaks of the marked rows only.
    pub(super) fn is_one(&self, line: usize, sheet: &Sheet) -> bool {
        let is_of_header = |footnote: &Footnote| {
            sheet.columns.iter().any(|column| marks::split_end(&column.header).1.contains(&footnote.mark))
        };
        self.all.iter().any(|footnote| footnote.shown.line == line && !is_of_header(footnote))
    }

    /// Returns the cell of an amount with its footnotes as remarks, and these: "5 (per year)" for `5*`; `None` if it has
    /// none. Of a cell with nothing but a mark, its footnote: "not disclosed".
    ///
    /// # Errors
    /// If a footnote says that the cell is in another currency or unit, or one of several marks has no footnote.
    pub(super) fn written_out(&self, value: &Value) -> Result<Option<(Value, String)>, Problem> {
        let Value::Text(text) = value else { return Ok(None) };
        if self.is_empty() {
            return Ok(None);
        }
        let alone = self.footnotes(&marks::only(text, false));
        if let Some(footnote) = alone.first().filter(|_| !text.trim().starts_with('(')) {
            return Ok(Some((Value::Text(footnote.said.clone()), at(&footnote.shown))));
        }
        let (found, before) = self.find(text);
        let Some(first) = found.first() else {
            return self.inner_mark(text).map_or(Ok(None), Err);
        };
        let is_known = |mark: &Mark| !self.resolve(mark).is_empty();
        if !marks::split_end(text).1.iter().all(is_known) {
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

    /// Returns the problem of an amount with the sign of a footnote inside: `$5* million`.
    fn inner_mark(&self, text: &str) -> Option<Problem> {
        let is_inside = |footnote: &&Footnote| footnote.is_inside(text);
        let footnote = self.all.iter().find(is_inside)?;
        let message = format!("{} has the mark of the footnote {} inside", quote(text), at(&footnote.shown));
        Some(Problem::new(message).hint("write the mark behind the amount, or what the footnote says"))
    }

    /// Returns what the footnotes of a header make of the amounts below it.
    pub(super) fn of_header(&self, header: &str) -> Result<Option<Bound>, Problem> {
        let mut meanings = self.find(header).0.into_iter().map(|footnote| footnote.meaning.clone());
        meanings.try_fold(None, |bound, meaning| Bound::joint(bound, meaning?))
    }

    /// Returns the date of a cell without its marks; `None` if it has none.
    ///
    /// # Errors
    /// If a footnote is more than a source: it may say that this is another date, or not the day.
    pub(super) fn date(&self, value: &Value) -> Result<Option<Value>, Problem> {
        let Value::Text(text) = value else { return Ok(None) };
        let (found, before) = self.find(text);
        if found.is_empty() {
            return Ok(None);
        }
        match found.iter().find(|footnote| !is_source(&footnote.said)) {
            None => Ok(Some(Value::Text(before.to_owned()))),
            Some(footnote) => {
                let message = format!("{} has the footnote {}", quote(text), at(&footnote.shown));
                Err(Problem::new(message)
                    .hint("write the date of the announcement alone, and the rest as a note"))
            }
        }
    }

    /// Returns a text without the marks of footnotes at its end.
    pub(super) fn without_marks<'t>(&self, text: &'t str) -> &'t str {
        let (found, before) = self.find(text);
        if found.is_empty() { text } else { before }
    }

    /// Returns what the footnotes of a row's cells, but for those in `others`, make of its amounts.
    ///
    /// # Errors
    /// If the amounts are no whole amounts of deals by one of them.
    pub(super) fn of_row(&self, row: &Row, others: &[usize]) -> Result<Option<Bound>, Fault> {
        let mut bound = None;
        if self.is_empty() {
            return Ok(bound);
        }
        let cells = row.cells.iter().enumerate().filter(|(column, _)| !others.contains(column));
        for (column, cell) in cells {
            for footnote in self.footnotes(&self.marks_of(column, cell)) {
                // The mark of another figure speaks of that figure.
                if is_figure(cell) {
                    continue;
                }
                let meaning = footnote.meaning.clone();
                bound = meaning.and_then(|said| Bound::joint(bound, said)).map_err(Fault::of_row)?;
            }
        }
        Ok(bound)
    }

    /// Returns the marks of a cell: those at its end, or those that are all of it.
    fn marks_of(&self, column: usize, cell: &Value) -> Vec<Mark> {
        let is_of_notes = || self.columns_of_notes.contains(&column);
        match cell {
            Value::Text(text) => {
                let (_, marks) = marks::split_end(text);
                if marks.is_empty() { marks::only(text, is_of_notes()) } else { marks }
            }
            Value::Number(number) if is_of_notes() => {
                marks::only(&number.decimal.normalize().to_string(), true)
            }
            _ => Vec::new(),
        }
    }

    /// Returns the indices of the footnotes that a mark names: one, or one for each digit of `¹²`.
    fn resolve(&self, mark: &Mark) -> Vec<usize> {
        let of = |mark: &Mark| self.all.iter().position(|footnote| footnote.mark == *mark);
        let parts = || marks::parts(mark).iter().map(of).collect::<Option<Vec<_>>>().unwrap_or_default();
        of(mark).map_or_else(parts, |index| vec![index])
    }

    fn footnotes(&self, marks: &[Mark]) -> Vec<&Footnote> {
        marks.iter().flat_map(|mark| self.resolve(mark)).map(|index| &self.all[index]).collect()
    }

    /// Returns the footnotes that a text names at its end, and the text before their marks.
    fn find<'t>(&self, text: &'t str) -> (Vec<&Footnote>, &'t str) {
        if self.is_empty() {
            return (Vec::new(), text);
        }
        let (before, marks) = marks::split_end(text);
        (self.footnotes(&marks), before)
    }
}

/// Returns the text of a row that has nothing but a text, or a mark and the text of its footnote.
fn text_of_row(row: &Row) -> Option<Cow<'_, str>> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    match (filled.next()?, filled.next(), filled.next()) {
        (Value::Text(text), None, None) => Some(Cow::Borrowed(trim(text))),
        (Value::Text(mark), Some(Value::Text(text)), None) if !marks::only(mark, false).is_empty() => {
            Some(Cow::Owned(format!("{} {}", mark.trim(), text.trim())))
        }
        _ => None,
    }
}

/// Whether a column is one of notes by its header, in which a lone letter or number is the mark of a footnote.
fn is_of_notes(header: &str) -> bool {
    const NOTES: [&str; 14] = [
        "note", "notes", "footnote", "footnotes", "fn", "ref", "refs", "reference", "mark", "flag", "remark",
        "remarks", "anmerkung", "fussnote",
    ];
    let words = header_words(header);
    !words.is_empty() && words.iter().all(|word| NOTES.contains(&word.as_str()))
}

/// Whether a cell is a figure with a mark: `80*`.
fn is_figure(cell: &Value) -> bool {
    let Value::Text(text) = cell else { return false };
    let (before, _) = marks::split_end(text);
    before.len() < text.trim().len() && (parse_decimal(before).is_ok() || profile::is_money(before))
}

/// Whether a text begins with the mark of a footnote.
pub(super) fn begins(text: &str) -> bool {
    marks::split_start(text).is_some()
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
    read_footnote(said).map_err(|_| refused_by(shown, "says that the amounts are not those of whole deals"))
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
    let words: Vec<&str> = plain_words(said).collect();
    let is_code = |word: &str| {
        word.len() == 3
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
            && word.parse::<Currency>().is_ok()
    };
    let is_in = |pair: &[&str]| pair[0].eq_ignore_ascii_case("in") && is_code(pair[1]);
    words.windows(2).any(is_in) || partial_amount(&header_words(said)).is_some_and(|_| said.contains("price"))
}

/// Returns a text without "Note:" before it.
fn without_label(text: &str) -> &str {
    let label = text.split_once(':').filter(|(label, _)| ["note", "notes"].contains(&fold(label).as_str()));
    label.map_or(text, |(_, rest)| rest.trim_start())
}

/// Returns the problem of a cell that is no amount by its footnote.
pub(super) fn refused(cell: &str, footnote: &str, problem: Problem) -> Problem {
    let message = format!("{} with its footnote {footnote}: {}", quote(cell), problem.message);
    Problem { message, ..problem }
}
