//! Finds out which column of a sheet holds what.
//!
//! - `dates`, `amounts`: columns of dates and amounts
//! - `amount_neighbours`: currencies, units and bounds of amounts
//! - `partial_columns`: columns with a part of the money, next to one with the whole
//! - `figures`: what columns say of the figure of each row
//! - `flags`: columns that say by yes or no which rows count
//! - `structure`: columns that say which rows are parts of others; `repeated`: words of rows that say the same money again;
//!   `parents`: rows that add up to the one above them
//! - `parties`, `statuses`: columns of companies and of statuses
//! - `texts`: columns of kinds, places and other texts
//! - `texts_around`: texts around the rows that may change what the deals are

mod amount_neighbours;
mod amounts;
mod dates;
mod figures;
mod flags;
mod parents;
mod partial_columns;
mod parties;
mod repeated;
mod statuses;
mod structure;
mod texts;
mod texts_around;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::mapping::Mapping;
use super::profile::{self, Profile};
use super::proposal::{ColumnUse, Proposal};
use super::row::RowReader;
use super::rule::{Field, Options, Origin, Rule};
use super::sheet_evidence::SheetEvidence;
use super::vocabulary::Subject;
use super::{cell, labels, noun, outcome, outlay_list, words};
use crate::invalid::{Cause, Problem};
use crate::money::{Context, read_header};
use crate::sheet::Value;
use crate::text::quote;

/// Proposes a mapping for a sheet.
pub(crate) fn propose(sheet: &SheetEvidence) -> Proposal {
    if let Some(mapping) = outlay_list::mapping(sheet) {
        let mut proposer = Proposer::new(sheet);
        proposer.mapping = mapping;
        return Proposal { is_own: true, ..proposer.finish() };
    }
    let mut proposer = Proposer::new(sheet);
    proposer.dates();
    proposer.amounts();
    proposer.parties();
    proposer.texts();
    proposer.kinds();
    proposer.statuses();
    proposer.other_columns();
    proposer.flags();
    proposer.texts_around();
    proposer.structure_columns();
    proposer.parents();
    proposer.groups_of_rows();
    proposer.table_beside();
    proposer.finish()
}

/// What is known of a column.
struct Column {
    words: Vec<String>,
    /// What its header announces, the best first.
    subjects: Vec<(Subject, usize)>,
    profile: Profile,
    /// The different texts of its cells by their folded form, once they are asked for.
    texts: OnceCell<BTreeMap<String, String>>,
    evidence: Vec<String>,
    /// Why it is not used.
    reason: Option<String>,
    is_used: bool,
}

/// A question about a column that only the user can answer.
struct Doubt {
    message: String,
    /// What a person should do, before the mapping that does it.
    advice: String,
    /// When the column is to be kept as a field instead: "if it does not"; `None` if it cannot be.
    unless: Option<&'static str>,
    /// What the column would be.
    rule: Rule,
}

struct Proposer<'s> {
    sheet: &'s SheetEvidence,
    today: NaiveDate,
    columns: Vec<Column>,
    mapping: Mapping,
    blocked: Vec<Problem>,
    doubts: Vec<Doubt>,
}

/// Whether a column holds money: by its cells, or by the currency or the unit of its header over numbers.
fn holds_money(header: &str, profile: &Profile) -> bool {
    let names_money = || {
        let hints = read_header(header);
        hints.currency.is_some() || hints.unit.is_some()
    };
    profile.is_mostly(profile.money)
        || (profile.numbers > 0 && profile.is_mostly(profile.numbers) && names_money())
}

impl<'s> Proposer<'s> {
    fn new(sheet: &'s SheetEvidence) -> Self {
        let today = sheet.today;
        let skipped = outcome::columns_of_rejects(sheet);
        let column = |(index, column): (usize, &crate::sheet::Column)| {
            let words = words::header_words(&column.header);
            let is_rejects = index < skipped;
            let profile = Profile::of(sheet, index, today);
            Column {
                subjects: if is_rejects { Vec::new() } else { noun::subjects(&column.header) },
                words,
                reason: if is_rejects {
                    Some("it is of an earlier import".to_owned())
                } else {
                    noun::other_subject(&column.header, holds_money(&column.header, &profile))
                        .map(str::to_owned)
                },
                profile,
                texts: OnceCell::new(),
                evidence: Vec::new(),
                is_used: is_rejects,
            }
        };
        Self {
            sheet,
            today,
            columns: sheet.columns.iter().enumerate().map(column).collect(),
            mapping: Mapping::empty(&sheet.columns),
            blocked: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// Returns the unused columns whose header announces a subject, the best first.
    fn announcing(&self, subject: Subject) -> Vec<usize> {
        let rank =
            |column: &Column| column.subjects.iter().find(|found| found.0 == subject).map(|found| found.1);
        let mut found: Vec<(usize, usize)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.is_used)
            .filter_map(|(index, column)| {
                let best = column.subjects.first()?.1;
                // A word in the middle of a header is no subject where another one is the noun.
                rank(column).filter(|rank| *rank < 100 || *rank <= best + 100).map(|rank| (rank, index))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, index)| index).collect()
    }

    fn take(&mut self, field: Field, column: usize, options: Options) {
        self.columns[column].is_used = true;
        self.mapping.rules.push(Rule::column(field, column, options));
    }

    fn note(&mut self, column: usize, evidence: impl Into<String>) {
        self.columns[column].evidence.push(evidence.into());
    }

    /// Keeps what no other field takes, the words for rounds and the names of cities as fields of the user's own, or as notes.
    fn other_columns(&mut self) {
        let kept = self.mapping.rules_of(Field::Round).chain(self.mapping.rules_of(Field::PlaceName));
        let kept: Vec<Origin> = kept.map(|rule| rule.origin.clone()).collect();
        for index in 0..self.columns.len() {
            let column = &self.columns[index];
            let is_open = !column.is_used && column.profile.filled > 0;
            if is_open || kept.contains(&Origin::Column(index)) {
                // Texts without a header are remarks, which may say more of the amount next to them.
                let Profile { filled, numbers, money, dates, .. } = column.profile;
                let are_remarks = words::is_unnamed(&self.sheet.columns[index].header)
                    && (numbers + money + dates) * 2 < filled;
                let field = if are_remarks { Field::Note } else { Field::Kept };
                self.mapping.rules.push(Rule::column(field, index, Options::default()));
            }
        }
    }

    /// Returns the problem of a column most of whose cells are not what its header says, with the first that does not fit.
    fn unreadable(
        &self,
        column: usize,
        what: &str,
        example: &str,
        fits: impl Fn(&Profile) -> bool,
    ) -> Problem {
        let name = &self.sheet.columns[column].name;
        let mut rows = self.sheet.rows.iter().filter(|row| !labels::is_label_row(row));
        let first = rows.find_map(|row| {
            let value = row.cells.get(column)?;
            (!fits(&Profile::of_cell(value, self.today)))
                .then(|| Some((row.line, cell::text(value)?.into_owned(), value)))
        });
        let first = first.flatten();
        let such_as =
            first.as_ref().map(|(line, text, _)| format!(", such as {} (line {line})", quote(text)));
        let message = format!(
            "the column {} should hold {what}, and most of its cells are none{}",
            quote(name),
            such_as.unwrap_or_default()
        );
        let hint = || format!("map the column of {what}: --map '{},…'", example.replace("COLUMN", name));
        // Why the first is none says more than how another column is mapped.
        let why = first.and_then(|(_, _, value)| match what {
            "dates" => cell::Dates::default().read(value, self.today).err(),
            _ => cell::readings(value, &Context::default()).err(),
        });
        match why.filter(|why| why.cause != Cause::NoDate) {
            Some(Problem { message: why, hint: advice, .. }) => {
                Problem::new(format!("{message}: {why}")).hint(advice.unwrap_or_else(hint))
            }
            None => Problem::new(message).hint(hint()),
        }
    }

    /// Checks that most amounts and dates can be read, and lists every column.
    fn finish(mut self) -> Proposal {
        let reader = RowReader::new(self.sheet, &self.mapping);
        for (index, rule) in self.mapping.rules.iter().enumerate() {
            let step = (self.sheet.rows.len() / 300).max(1);
            let rows = self.sheet.rows.iter().step_by(step).filter(|row| !labels::is_label_row(row));
            let read: Vec<_> = rows.filter_map(|row| Some((row.line, reader.reads(index, row)?))).collect();
            let failed = read.iter().filter(|(_, read)| read.is_err()).count();
            if failed * 2 > read.len()
                && let Some((line, Err(problem))) = read.iter().find(|(_, read)| read.is_err())
                && let Origin::Column(column) = rule.origin
            {
                let name = quote(self.mapping.name(column));
                let message = format!(
                    "{failed} of {} {} in {name} cannot be read: line {line}: {}",
                    read.len(),
                    rule.field.cells(),
                    problem.message
                );
                self.blocked.push(Problem::new(message).hint(self.hint(problem)));
            }
        }
        let shape = self.no_header().into_iter().chain(self.side_by_side()).chain(self.transposed());
        self.blocked.splice(0..0, shape);
        // The mapping of their hints has what other problems are about.
        let open = self.open_columns_problems();
        self.blocked.extend(open);
        let columns =
            self.columns.iter().enumerate().map(|(index, column)| self.column_use(index, column)).collect();
        Proposal { columns, blocked: self.blocked, is_own: false, mapping: self.mapping }
    }

    /// Returns the problem of a table without a header, whose first row stands in its place: it has a day or an amount.
    fn no_header(&self) -> Option<Problem> {
        // "Q1" may be a header.
        let has_digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() > 3;
        let is_day = |header: &str| has_digits(header) && profile::is_day(header, self.today);
        let is_data = |header: &str| is_day(header) || profile::is_money(header);
        let data = self.sheet.columns.iter().find(|column| is_data(&column.header))?;
        let message = format!(
            "line {} should be the header, and {} in it is a date or an amount: the table seems to have no header",
            self.sheet.header_line,
            quote(&data.header)
        );
        Some(Problem::new(message).hint(
            "put a row before it that names the columns, such as Date,Company,Amount; if another row is the header, name it: \
             --header-row N",
        ))
    }

    /// Returns the problem of two tables beside each other: the columns of dates and companies stand twice.
    fn side_by_side(&self) -> Option<Problem> {
        let has_twin = |field| {
            self.mapping.rules_of(field).any(|rule| match rule.origin {
                Origin::Column(column) => {
                    let twin = format!("{}#2", self.mapping.name(column));
                    self.sheet.columns.iter().any(|column| column.name == twin)
                }
                Origin::Constant(_) => false,
            })
        };
        (has_twin(Field::Announced) && has_twin(Field::Party)).then(|| {
            Problem::new(
                "the columns of dates and of companies stand twice, as in two tables beside each other",
            )
            .hint("save each table as a file of its own, or map the columns of one: --map")
        })
    }

    /// Returns the problem of a table whose fields are rows: the first column has the names of fields, and no column dates.
    fn transposed(&self) -> Option<Problem> {
        const MAX_ROWS: usize = 60;
        let has = |field| self.mapping.rules_of(field).next().is_some();
        if self.sheet.rows.len() > MAX_ROWS || has(Field::Announced) || has(Field::Year) {
            return None;
        }
        let header = self.sheet.columns.first().map(|column| column.header.as_str());
        let cells = self.sheet.rows.iter().filter_map(|row| match row.cells.first()? {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let subject = |text: &str| {
            let (subject, rank) = *noun::subjects(text).first()?;
            (rank < noun::INEXACT).then(|| (subject, text.to_owned()))
        };
        let mut fields: Vec<(Subject, String)> = Vec::new();
        for found in header.into_iter().chain(cells).filter_map(subject) {
            if fields.iter().all(|(known, _)| *known != found.0) {
                fields.push(found);
            }
        }
        let names = |field| fields.iter().any(|(subject, _)| *subject == Subject::Field(field));
        if fields.len() < 3 || !(names(Field::Announced) || names(Field::Year)) {
            return None;
        }
        let fields: Vec<String> = fields.iter().take(3).map(|(_, text)| quote(text)).collect();
        let message = format!(
            "the table seems to be transposed: its first column has the fields ({}), and each deal is a column",
            fields.join(", ")
        );
        Some(Problem::new(message).hint(
            "exchange its rows and columns: in a spreadsheet, copy the table and paste it as transposed",
        ))
    }

    /// Returns the problems of columns that only a person can know, each with the whole mapping to use if they are what they
    /// may be.
    fn open_columns_problems(&self) -> Vec<Problem> {
        let mut suggested = self.mapping.clone();
        for Doubt { rule, .. } in &self.doubts {
            suggested.rules.retain(|known| known.origin != rule.origin);
            suggested.rules.insert(0, rule.clone());
        }
        let kept = |Doubt { rule, .. }: &Doubt| {
            let mut mapping = self.mapping.clone();
            mapping.rules.retain(|known| known.origin != rule.origin);
            if let Origin::Column(column) = rule.origin {
                mapping.rules.push(Rule::column(Field::Kept, column, Options::default()));
            }
            mapping
        };
        let problem = |doubt: &Doubt| {
            let advice = format!("{}: --map '{suggested}'", doubt.advice);
            let hint = match doubt.unless {
                Some(unless) => format!("{unless}, keep it as a field: --map '{}'; {advice}", kept(doubt)),
                None => advice,
            };
            Problem::new(&doubt.message).hint(hint)
        };
        self.doubts.iter().map(problem).collect()
    }

    /// Returns the hint of a problem, with the mapping to which it is to be added.
    fn hint(&self, problem: &Problem) -> String {
        let hint = problem.hint.as_deref().unwrap_or("change the mapping");
        format!("{hint}; the mapping so far: --map '{}'", self.mapping)
    }

    fn column_use(&self, index: usize, column: &Column) -> ColumnUse {
        let fields: Vec<String> = self
            .mapping
            .uses_of(index)
            .filter(|rule| rule.field != Field::Kept)
            .map(|rule| match rule.options.role {
                Some(role) => role.to_string(),
                None => rule.field.to_string(),
            })
            .collect();
        let fields = (!fields.is_empty()).then(|| fields.join(" and "));
        let mut evidence = column.evidence.clone();
        if fields.is_none() {
            evidence = column.reason.iter().cloned().collect();
        }
        let is_kept = self.mapping.uses_of(index).any(|rule| rule.field == Field::Kept);
        ColumnUse { column: self.sheet.columns[index].name.clone(), fields, is_kept, evidence }
    }
}
