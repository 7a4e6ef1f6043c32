//! What became of the rows of an import, in words, and the file of those that were rejected.

use std::collections::HashMap;

use super::cell;
use super::draft::Fault;
use super::duplicates::Twin;
use super::links::LinkedRow;
use super::rule::Field;
use crate::deal::{Deal, Slug, Status};
use crate::invalid::Problem;
use crate::sheet::{Row, Sheet};
use crate::text::{count_of, fold, quote};

/// A row that was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// The line of the text file, or the row of the sheet.
    pub(crate) line: usize,
    /// The cells, as text.
    pub(crate) cells: Vec<String>,
    /// What is wrong with it, at least one thing.
    pub(crate) faults: Vec<Fault>,
}

impl Rejected {
    pub(super) fn new(row: &Row, faults: Vec<Fault>) -> Self {
        let text = |value| cell::text(value).map(std::borrow::Cow::into_owned).unwrap_or_default();
        Self { line: row.line, cells: row.cells.iter().map(text).collect(), faults }
    }
}

/// A fault of a rejected row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowFault {
    /// The name of the file.
    pub(crate) file: String,
    /// The line of the text file, or the row of the sheet.
    pub(crate) line: usize,
    /// The name of the column; `None` for a fault of the row.
    pub(crate) column: Option<String>,
    /// What is wrong.
    pub(crate) problem: Problem,
}

/// The result of an import: what became of each row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// Number of new deals.
    pub(crate) imported: usize,
    /// Number of rows whose deals the dataset had already.
    pub(crate) present: usize,
    /// Lines of rows that repeat an earlier row, with the line of that.
    pub(crate) identical: Vec<(usize, usize)>,
    /// Lines of rows of totals, with their labels.
    pub(crate) totals: Vec<(usize, String)>,
    /// Lines of rows that have one text only, with that: headings of groups, and notes.
    pub(crate) texts: Vec<(usize, String)>,
    /// Rejected rows and their faults.
    pub(crate) rejected: Vec<Rejected>,
    /// New deals that may repeat others.
    pub(crate) twins: Vec<Twin>,
    /// Lines of new deals that have the status of a remark, with its text.
    pub(super) statuses: Vec<(usize, String, Status)>,
    /// Lines of new deals that have the sum of the rows above them, with their companies.
    pub(super) sums: Vec<(usize, String)>,
    /// Lines of new deals that have the sum of others of their company and day, with their companies.
    pub(super) wholes: Vec<(usize, String)>,
    /// What decided about signs that several currencies share.
    signs: Vec<String>,
    /// Number of new deals of hidden rows, and the line of the first.
    pub(crate) hidden: (usize, usize),
    /// The ids of the first new deals, at most [`MAX_SHOWN`].
    pub(crate) first: Vec<Slug<'static>>,
    /// The lines of the rows that gave their deals an id.
    lines: HashMap<Slug<'static>, usize>,
    /// The new deals whose rows have links.
    pub(super) linked: Vec<LinkedRow>,
}

/// Maximum number of new deals that are shown.
pub(crate) const MAX_SHOWN: usize = 5;

/// Maximum number of rows that a note names.
const MAX_NAMED: usize = 5;

/// Maximum number of reasons that are shown.
const MAX_REASONS: usize = 10;

impl Outcome {
    /// Returns the outcome of no row, with what was decided about shared signs.
    pub(super) fn new(signs: Vec<String>) -> Self {
        Self { signs, ..Self::default() }
    }

    pub(super) fn count(&mut self, deal: &Deal<'static>, row: &Row, has_id: bool) {
        self.imported += 1;
        if self.first.len() < MAX_SHOWN {
            self.first.push(deal.id.clone());
        }
        if row.is_hidden {
            let (count, first) = self.hidden;
            self.hidden = (count + 1, if count == 0 { row.line } else { first });
        }
        if has_id {
            self.lines.insert(deal.id.clone(), row.line);
        }
    }

    pub(super) fn line_of(&self, id: &Slug<'static>) -> Option<usize> {
        self.lines.get(id).copied()
    }

    /// Returns the number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.imported + self.present + self.left_out()
    }

    /// Returns the number of rows that are no deals, or that could not be read.
    pub(crate) fn left_out(&self) -> usize {
        self.no_deals() + self.rejected.len()
    }

    /// Returns the number of rows that are no deals.
    fn no_deals(&self) -> usize {
        self.identical.len() + self.totals.len() + self.texts.len()
    }

    /// Returns the numbers of rows by what became of them.
    pub(crate) fn summary_of_reading(&self) -> String {
        format!(
            "{}: {} read, {} left out, {} rejected",
            count_of(self.rows(), "row", "rows"),
            self.imported,
            self.no_deals() + self.present,
            self.rejected.len()
        )
    }

    /// Returns how many rows were imported, and how many were not.
    pub(crate) fn summary(&self) -> String {
        let left_out = self.no_deals();
        let left_out = if left_out > 0 { format!(", {left_out} left out") } else { String::new() };
        format!(
            "{}: {} imported, {} already there{left_out}, {} rejected",
            count_of(self.rows(), "row", "rows"),
            self.imported,
            self.present,
            self.rejected.len()
        )
    }

    /// Returns the notes on imported rows that the user should look at, and on rows that were not imported.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = self.signs.clone();
        let (hidden, first) = self.hidden;
        if hidden > 0 {
            notes.push(format!("rows: {} hidden in the sheet, the first in line {first}", are(hidden)));
        }
        if !self.identical.is_empty() {
            let rows = self.identical.iter().map(|(line, same)| format!("line {line} like line {same}"));
            notes.push(format!(
                "left out: {} of an earlier one ({})",
                repeats(self.identical.len()),
                named(rows)
            ));
        }
        if !self.totals.is_empty() {
            let rows = self.totals.iter().map(|(line, label)| format!("line {line}, {}", quote(label)));
            let totals = count_of(self.totals.len(), "row of totals", "rows of totals");
            notes.push(format!("left out: {totals} ({})", named(rows)));
        }
        if !self.texts.is_empty() {
            let rows = self.texts.iter().map(|(line, text)| format!("line {line}, {}", quote(text)));
            let texts = count_of(self.texts.len(), "row with one text only", "rows with one text only");
            notes.push(format!("left out: {texts} ({})", named(rows)));
        }
        if !self.statuses.is_empty() {
            let rows = self
                .statuses
                .iter()
                .map(|(line, text, status)| format!("line {line}, {}: {status}", quote(text)));
            let deals = count_of(self.statuses.len(), "deal got its status", "deals got their status");
            notes.push(format!("statuses: {deals} from a remark ({})", named(rows)));
        }
        if !self.twins.is_empty() {
            let rows = self.twins.iter().map(|twin| match twin.known_line {
                Some(line) => format!("{} in line {} like line {line}", twin.id, twin.line),
                None => format!("{} in line {} like {}", twin.id, twin.line, twin.known),
            });
            let deals = count_of(self.twins.len(), "deal may repeat another", "deals may repeat others");
            notes.push(format!("possible duplicates: {deals} ({})", named(rows)));
        }
        if !self.sums.is_empty() {
            let rows = self.sums.iter().map(|(line, name)| format!("line {line}, {}", quote(name)));
            let amounts = are_sums(self.sums.len());
            notes.push(format!("possible totals: {amounts} of the rows above ({})", named(rows)));
        }
        if !self.wholes.is_empty() {
            let rows = self.wholes.iter().map(|(line, name)| format!("line {line}, {}", quote(name)));
            let amounts = are_sums(self.wholes.len());
            let note = "of other rows of its company and day";
            notes.push(format!("possible totals: {amounts} {note} ({})", named(rows)));
        }
        notes.extend(self.reasons());
        notes
    }

    /// Returns every fault of the rejected rows of `file`.
    pub(crate) fn faults(&self, file: &str) -> Vec<RowFault> {
        let of_row = |row: &Rejected| {
            let line = row.line;
            let faults = row.faults.iter().map(move |Fault { column, problem, .. }| RowFault {
                file: file.to_owned(),
                line,
                column: column.clone(),
                problem: problem.clone(),
            });
            faults.collect::<Vec<_>>()
        };
        self.rejected.iter().flat_map(of_row).collect()
    }

    /// Returns the reasons for which rows were rejected, the most frequent first, each with an example.
    fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<(Reason<'_>, usize)> = Vec::new();
        let mut indices: HashMap<(Option<&str>, String), usize> = HashMap::new();
        for row in &self.rejected {
            for fault in &row.faults {
                let reason = Reason::of(fault, row.line);
                let index = *indices.entry((reason.column, reason.text.clone())).or_insert_with(|| {
                    reasons.push((reason, 0));
                    reasons.len() - 1
                });
                reasons[index].1 += 1;
            }
        }
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let more = reasons.len().saturating_sub(MAX_REASONS);
        let shown = reasons.iter().take(MAX_REASONS).map(|(reason, count)| reason.describe(*count));
        shown.chain((more > 0).then(|| format!("rejected: and {more} further reasons"))).collect()
    }
}

fn are(count: usize) -> String {
    format!("{} {}", count_of(count, "new deal", "new deals"), if count == 1 { "is" } else { "are" })
}

/// Says that the amounts of some deals are sums: "the amount of 1 deal is the sum".
fn are_sums(count: usize) -> String {
    if count == 1 {
        return "the amount of 1 deal is the sum".to_owned();
    }
    format!("the amounts of {} are sums", count_of(count, "deal", "deals"))
}

fn repeats(count: usize) -> String {
    format!("{} the cells", count_of(count, "row repeats", "rows repeat"))
}

/// Returns the first of some rows, and how many more there are.
fn named(mut rows: impl ExactSizeIterator<Item = String>) -> String {
    let more = rows.len().saturating_sub(MAX_NAMED);
    let mut first: Vec<String> = rows.by_ref().take(MAX_NAMED).collect();
    if more > 0 {
        first.push(format!("and {more} more"));
    }
    first.join("; ")
}

/// Why cells of a column cannot be read, with the first of them.
struct Reason<'a> {
    column: Option<&'a str>,
    field: Option<Field>,
    /// The message without the text of the cell.
    text: String,
    cell: &'a str,
    line: usize,
    problem: &'a Problem,
}

impl<'a> Reason<'a> {
    fn of(fault: &'a Fault, line: usize) -> Self {
        let message = &fault.problem.message;
        let is_about_cell = fault.column.is_some() && !fault.text.is_empty();
        let text = if is_about_cell { message.replace(&quote(&fault.text), "") } else { message.clone() };
        // Numbers differ from row to row: "1,000 differs from 2,000".
        let text = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let column = fault.column.as_deref();
        Self { column, field: fault.field, text, cell: &fault.text, line, problem: &fault.problem }
    }

    fn describe(&self, count: usize) -> String {
        let hint = self.problem.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        let message = &self.problem.message;
        let Some(column) = self.column else {
            let rows = count_of(count, "row", "rows");
            let first = if count == 1 { "line" } else { "first in line" };
            return format!("rejected: {rows}, {first} {}: {message}{hint}", self.line);
        };
        let cells = match (count, self.field) {
            (1, _) => String::new(),
            (_, field) => format!("{} in ", count_of(count, "", field.map_or("cells", Field::cells))),
        };
        let such_as = if count == 1 { "" } else { "such as " };
        if self.cell.is_empty() {
            return format!("rejected: {cells}{column} (line {}): {message}{hint}", self.line);
        }
        let quoted = quote(self.cell);
        match message.strip_prefix(&format!("{quoted} ")) {
            Some(rest) => {
                // "1,234" in "1,234" can be read in two ways.
                let rest = rest.strip_prefix(&format!("in {quoted} ")).unwrap_or(rest);
                format!(
                    "rejected: {cells}{column}, {such_as}{quoted} (line {}), which {rest}{hint}",
                    self.line
                )
            }
            None => {
                format!("rejected: {cells}{column}, {such_as}{quoted} (line {}): {message}{hint}", self.line)
            }
        }
    }
}

/// The columns that a file of rejected rows has before those of the sheet.
const COLUMNS: [&str; 2] = ["line", "reason"];

/// Returns how many of the first columns of a sheet hold the lines and reasons of an earlier import.
pub(super) fn columns_of_rejects(sheet: &Sheet) -> usize {
    let has = sheet
        .columns
        .iter()
        .map(|column| fold(&column.header))
        .take(COLUMNS.len())
        .eq(COLUMNS.map(str::to_owned));
    if has { COLUMNS.len() } else { 0 }
}

/// Returns rejected lines of JSON as CSV, each after its line number and its reason.
///
/// # Errors
/// If a row cannot be written as CSV.
pub(crate) fn reject_lines(rows: &[Rejected]) -> Result<Vec<u8>, csv::Error> {
    table(["deal"].into_iter(), rows, 0)
}

/// Returns rejected rows as CSV, each after its line and its reasons. [`import_sheet`](super::import_sheet) reads the file
/// without these two columns.
///
/// # Errors
/// If a row cannot be written as CSV.
pub(crate) fn rejects(sheet: &Sheet, rows: &[Rejected]) -> Result<Vec<u8>, csv::Error> {
    let skipped = columns_of_rejects(sheet);
    let header = sheet.columns.iter().skip(skipped).map(|column| column.header.as_str());
    table(header, rows, skipped)
}

fn table<'a>(
    header: impl Iterator<Item = &'a str>,
    rows: &[Rejected],
    skipped: usize,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(COLUMNS.into_iter().chain(header))?;
    for row in rows {
        let reasons: Vec<String> = row.faults.iter().map(Fault::to_string).collect();
        let (line, reasons) = (row.line.to_string(), reasons.join("; "));
        let cells = row.cells.iter().skip(skipped).map(String::as_str);
        writer.write_record([line.as_str(), reasons.as_str()].into_iter().chain(cells))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
