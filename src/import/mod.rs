//! Imports third-party tables: finds out which column holds what, and makes deals of rows.
//!
//! The mapping:
//!
//! - `mapping.rs`: the mapping language; `rule.rs`: one item of a mapping; `syntax.rs`: its quotation marks
//! - `proposer/`: finds out which column holds what; `proposal.rs`: the mapping that it proposes, with its
//!   reasons, and the notes on what the columns of a mapping show
//! - `outlay_list.rs`: the mapping of lists that outlay wrote
//! - `vocabulary.rs`: the words of headers; `words.rs`: what words of headers and cells say; `labels.rs`: texts that are no
//!   companies; `noun.rs`: what a header is about
//! - `amount_words.rs`, `date_header.rs`, `status_words.rs`: headers of amounts, headers of dates, words for statuses;
//!   `clear_statuses.rs`: words that say clearly that a deal does not count
//!
//! What the sheet shows:
//!
//! - `sheet_evidence.rs`: a sheet with what its columns show, looked up once for each column
//! - `evidence.rs`: what a column shows: decimal sign, order of day and month, lists, currency and unit
//! - `profile.rs`: what the cells of a column are; `year_place.rs`: where the year stands in short dates
//! - `surroundings.rs`: currency and unit by the header and the texts around the table; `statements.rs`: sentences about
//!   amounts; `unit_row.rs`: a row of units below the header; `asides.rs`: texts next to the table
//!   and in other sheets of the workbook
//! - `year_days.rs`: years in cells with the format of dates
//! - `shared_sign.rs`: which currency `¥` or `kr` means
//! - `footnotes.rs`: footnotes below the table; `marks.rs`: the marks in cells that name them
//!
//! Rows and their deals:
//!
//! - `row.rs`: reads a row by the mapping; `draft.rs`: what it says of a deal, or all its faults
//! - `cell.rs`: texts, amounts and dates of cells; `quarters.rs`: quarters by their numbers; `stored_numbers.rs`: amounts
//!   that workbooks store as numbers
//! - `row_money.rs`: the amounts of a row; `row_notes.rs`: what its notes say of them; `row_faults.rs`: what
//!   else makes a row unreadable
//! - `division.rs`: rows of a text that may have been divided at the wrong places
//! - `row_types.rs`, `remarks.rs`: rows that are no deals, or do not count, by their type or by a remark; `row_words.rs`: the
//!   words for that; `clauses.rs`: the clauses of notes; `prefix_filter.rs`: quick tests for such words
//! - `party_name.rs`: companies with what stands beside their names; `cell_comments.rs`: comments at cells
//! - `place.rs`: the places of a row; `other_place.rs`: a second column of them; `spelling.rs`: spellings of countries;
//!   `states.rs`: codes of states
//! - `included_notes.rs`: notes that name the company whose deal has the money of their row
//! - `links.rs`: rows whose deals are linked to others
//! - `totals.rs`: rows of totals; `duplicates.rs`: identical rows, and rows like a deal that is there
//! - `deal.rs`: a draft as a deal, with title, id and source; `stamp.rs`: the day and the name of an import
//! - `outcome.rs`: what became of each row, in words

mod amount_words;
mod asides;
mod cell;
mod cell_comments;
mod clauses;
mod clear_statuses;
mod date_header;
#[cfg(test)]
mod date_tests;
mod deal;
mod division;
#[cfg(test)]
mod double_tests;
mod draft;
mod duplicates;
mod evidence;
#[cfg(test)]
mod figure_tests;
mod footnotes;
mod included_notes;
mod labels;
mod links;
mod mapping;
mod marks;
#[cfg(test)]
mod misread_tests;
mod noun;
mod other_place;
mod outcome;
mod outlay_list;
mod party_name;
mod place;
mod prefix_filter;
mod profile;
mod proposal;
mod proposer;
mod quarters;
#[cfg(test)]
mod reader_tests;
mod remarks;
#[cfg(test)]
mod repeated_tests;
#[cfg(test)]
mod role_tests;
mod row;
mod row_faults;
mod row_money;
mod row_notes;
mod row_types;
mod row_words;
mod rule;
mod shared_sign;
mod sheet_evidence;
mod spelling;
mod stamp;
mod statements;
mod states;
mod status_words;
mod stored_numbers;
mod surroundings;
mod syntax;
#[cfg(test)]
mod tests;
mod totals;
mod unit_row;
#[cfg(test)]
mod unit_tests;
mod vocabulary;
mod words;
mod year_days;
mod year_place;

use std::collections::HashMap;

use crate::dataset::Dataset;
use crate::invalid::Problem;
use crate::parallel::{available_threads, for_each_chunk};
use crate::sheet::{Row, Sheet};
use draft::StatusRemark;
use links::LinkedRow;
use row::{Reading, RowReader};

pub(crate) use draft::Fault;
pub(crate) use duplicates::twin;
pub(crate) use labels::is_total;
pub(crate) use mapping::Mapping;
pub(crate) use outcome::{MAX_SHOWN, Outcome, Rejected, RowFault, reject_lines, rejects};
pub(crate) use proposal::{Proposal, evidence_notes};
pub(crate) use proposer::propose;
pub(crate) use sheet_evidence::SheetEvidence;
pub(crate) use stamp::Stamp;
pub(crate) use unit_row::join_unit_rows;
pub(crate) use year_days::restore_years;

/// Adds the rows of a sheet to a dataset: each is imported, already there, left out or rejected.
///
/// `after_row` is called after each row. The cells are read on several threads, and the rows are added in their order.
pub(crate) fn import_sheet(
    sheet: &SheetEvidence,
    mapping: &Mapping,
    dataset: &mut Dataset,
    stamp: &Stamp,
    after_row: impl FnMut() + Send,
) -> Outcome {
    let reader = RowReader::new(sheet, mapping);
    let mut broken = HashMap::new();
    if !links::are_mapped(mapping) {
        return import_rows(sheet, &reader, &broken, dataset, stamp, after_row);
    }
    // A row whose link is broken must leave nothing behind, so that the rows are imported again without it.
    let before = dataset.clone();
    let mut outcome = import_rows(sheet, &reader, &broken, dataset, stamp, after_row);
    loop {
        let found = links::link(dataset, mapping, &outcome.linked);
        if found.is_empty() {
            return outcome;
        }
        broken.extend(found);
        dataset.clone_from(&before);
        outcome = import_rows(sheet, &reader, &broken, dataset, stamp, || {});
    }
}

/// Imports the rows of a sheet; those of the lines in `broken` are rejected.
fn import_rows<'m>(
    sheet: &Sheet,
    reader: &'m RowReader<'m>,
    broken: &'m HashMap<usize, Fault>,
    dataset: &mut Dataset,
    stamp: &'m Stamp,
    mut after_row: impl FnMut() + Send,
) -> Outcome {
    let skipped = outcome::columns_of_rejects(sheet);
    let hasher = duplicates::RowHasher::new(skipped);
    let mut rows = duplicates::Rows::new(&sheet.rows, skipped);
    // Growing by doubling would take a third more at the peak.
    dataset.deals.reserve_exact(sheet.rows.len());
    let mut import = Import {
        reader,
        broken,
        ids: deal::Ids::of(dataset),
        deals: duplicates::Deals::of(dataset),
        sums: totals::Sums::default(),
        outcome: Outcome::new(reader.sign_notes()),
        stamp,
    };
    for_each_chunk(
        &sheet.rows,
        available_threads(),
        |chunk| chunk.iter().map(|row| (hasher.hash(row), reader.read(row))).collect::<Vec<_>>(),
        |chunk, read| {
            for (row, (hash, reading)) in chunk.iter().zip(read) {
                import.row(row, reading, rows.same(row, hash), dataset);
                after_row();
            }
        },
    );
    import.outcome.wholes.extend(import.sums.end_of_day());
    import.outcome
}

/// An import that is under way.
struct Import<'m> {
    reader: &'m RowReader<'m>,
    /// The faults of links, by the lines of their rows.
    broken: &'m HashMap<usize, Fault>,
    ids: deal::Ids,
    deals: duplicates::Deals,
    sums: totals::Sums,
    outcome: Outcome,
    stamp: &'m Stamp,
}

impl Import<'_> {
    fn row(&mut self, row: &Row, reading: Reading, same: Option<&Row>, dataset: &mut Dataset) {
        let Reading { mut draft, mut faults } = reading;
        if draft.amount.is_none() && totals::is_called_total(row, &draft) {
            let found = self.reader.totals(row, self.sums.only_currency());
            draft.amount =
                found.iter().find(|amount| self.sums.fits(amount, true)).or(found.first()).copied();
        }
        if let Some(text) = self.reader.footnotes.text_of(row) {
            self.outcome.texts.push((row.line, text.into_owned()));
            return;
        }
        let is_text = |text: &&str| self.reader.division.other_delimiter(text).is_none();
        if let Some(text) = lone_text(row, &draft, self.reader.mapping.width()).filter(is_text) {
            self.outcome.texts.push((row.line, text.to_owned()));
            return;
        }
        if draft.parties.is_empty() && self.sums.is_company(row, &draft) {
            draft.parties.extend(draft.nobody.take());
        }
        // A total adds up repeated rows, too.
        let kind = self.sums.classify(row, &draft);
        let subject = self.subject_of_sum(&draft, matches!(kind, totals::RowKind::Doubtful), dataset);
        if let Some(same) = same {
            self.outcome.identical.push((row.line, same.line));
            return;
        }
        match kind {
            totals::RowKind::Total(label) => {
                self.outcome.totals.push((row.line, label));
                return;
            }
            totals::RowKind::Unclear(problem) => faults = vec![Fault::of_row(problem)],
            totals::RowKind::Deal | totals::RowKind::Doubtful => {
                let missing = deal::missing(&draft, &faults);
                faults.extend(missing);
                faults.extend(self.broken.get(&row.line).cloned());
            }
        }
        if faults.is_empty() {
            self.outcome.wholes.extend(self.sums.add_to_day(row.line, &draft));
            faults.extend(self.admit(draft, row, dataset).err());
        }
        if faults.is_empty() {
            self.outcome.sums.extend(subject.map(|name| (row.line, name)));
        }
        if !faults.is_empty() {
            self.outcome.rejected.push(Rejected::new(row, faults));
        }
    }

    /// Returns the company of a deal that has the sum of the rows above, if no other deal is of that company. Earlier ones
    /// are no totals if the company has another row.
    fn subject_of_sum(&mut self, draft: &draft::Draft, is_sum: bool, dataset: &Dataset) -> Option<String> {
        let name = draft.subject().filter(|_| is_sum || !self.outcome.sums.is_empty())?;
        self.outcome.sums.retain(|(_, known)| known != name);
        let is_known =
            || dataset.deals.iter().flat_map(|deal| &deal.parties).any(|party| party.company == name);
        (is_sum && !is_known()).then(|| name.to_owned())
    }

    /// Adds a deal to the dataset, unless it is there.
    fn admit(&mut self, draft: draft::Draft, row: &Row, dataset: &mut Dataset) -> Result<(), Fault> {
        let candidate = deal::Candidate::new(draft).map_err(Fault::of_row)?;
        let has_id = candidate.id().is_some();
        let texts = candidate.links.clone();
        let status = candidate.status_remark.clone();
        if let Some(id) = candidate.id() {
            if let Some(line) = self.outcome.line_of(id) {
                let problem = Problem::new(format!("the id {id} is that of line {line}, too"));
                return Err(Fault::of_row(problem.hint("ids are unique; change one of the two")));
            }
            if self.ids.contains(id) {
                self.outcome.present += 1;
                return Ok(());
            }
        } else if self.deals.is_present(&candidate.data, &dataset.reference.companies) {
            self.outcome.present += 1;
            return Ok(());
        }
        let deal = candidate.admit(&mut self.ids, self.stamp, dataset).map_err(Fault::of_row)?;
        // A deal with its own id differs from others of the same company, date and amount.
        let twin = self.deals.insert(&deal, row.line, dataset);
        self.outcome.twins.extend(twin.filter(|_| !has_id));
        self.outcome.count(&deal, row, has_id);
        let remark = status.map(|StatusRemark { status, text, .. }| (row.line, text, status));
        self.outcome.statuses.extend(remark);
        if !texts.is_empty() {
            self.outcome.linked.push(LinkedRow { line: row.line, index: dataset.deals.len(), texts });
        }
        dataset.deals.push(deal);
        Ok(())
    }
}

/// Returns the text of a row of a table of `width` columns that has nothing else, such as the heading of a group or a note, and
/// is no field of a deal.
fn lone_text<'r>(row: &'r Row, draft: &draft::Draft, width: usize) -> Option<&'r str> {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_empty = |text: &str| {
        draft.parties.is_empty() && (draft.announced.is_none() || is_year(text)) && draft.amount.is_none()
    };
    row.lone_text().filter(|text| is_empty(text) && width > 2 && totals::label(row, draft).is_none())
}
