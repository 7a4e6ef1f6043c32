//! Reads the deals of a chunk.

use std::ops::Range;

use memchr::memchr;

use super::boundaries;
use super::chunks::{Chunk, ChunkPlan, to_index};
use super::options::{Prefilters, ScanError};
use super::prefilter::{finders_of, has_escaped_letters, is_elsewhere, may_embed};
use crate::dataset::Form;
use crate::dataset::fault::Found;
use crate::dataset::read::deal::{RecordBuffer, RecordReader};
use crate::dataset::read::syntax_error;
use crate::deal::Deal;
use crate::json::cursor::Cursor;

/// Visits the deals of a chunk that the prefilters do not reject, each with its offset in the file.
///
/// The inner result has every fault of the deals that were read.
///
/// # Errors
/// The error of `visit`, and [`ScanError::EmbeddedReferences`] if a deal that was read embeds one of `unexpected_lists`.
pub(super) fn read_deals<E>(
    plan: &ChunkPlan,
    chunk: Chunk<'_>,
    reader: RecordReader<'_>,
    prefilters: &Prefilters<'_>,
    unexpected_lists: &[&str],
    visit: &mut dyn FnMut(&mut Deal<'_>, u64) -> Result<(), E>,
) -> Result<Result<(), Vec<Found>>, ScanError<E>> {
    let reader = reader.without_lists(unexpected_lists);
    let Chunk { text, at } = chunk;
    let is_last = at + text.len() as u64 == plan.deals.end;
    let Prefilters { company_finder, may_go_to, .. } = prefilters;
    let matching = company_finder.as_ref().filter(|_| !has_escaped_letters(text));
    let matching = matching
        .and_then(|company_finder| {
            boundaries::records(text, plan.form, |from| company_finder.next(text, from))
        })
        .unwrap_or_else(|| std::iter::once(0..text.len()).collect());
    let mut buffer = RecordBuffer::default();
    let mut found = Vec::new();
    for part in matching {
        let is_last = is_last && text[part.end..].trim_ascii().is_empty();
        let mut records = Records { next: part.start, is_last, ..Records::new(&text[..part.end], plan.form) };
        while let Some(record) = records.next() {
            let start = at + record.start as u64;
            if !prefilters.want(start..start + 1) {
                continue;
            }
            let json = &text[record];
            if may_go_to.is_some_and(|may_go_to| is_elsewhere(json, may_go_to) && is_one_object(json)) {
                continue;
            }
            if let Some(deal) = reader.read_into(json, &mut buffer) {
                if found.is_empty() {
                    visit(deal, start).map_err(ScanError::Visitor)?;
                }
                continue;
            }
            if may_embed(json, &finders_of(unexpected_lists)) {
                return Err(ScanError::EmbeddedReferences);
            }
            match reader.read(json) {
                Ok(mut deal) => visit(&mut deal, start).map_err(ScanError::Visitor)?,
                Err(faults) => found.extend(faults.into_iter().map(|fault| fault.after(to_index(start)))),
            }
        }
        if let Some(fault) = records.find_fault() {
            found.push(fault.after(to_index(at)));
        }
    }
    if buffer.has_unexpected_list {
        return Err(ScanError::EmbeddedReferences);
    }
    Ok(if found.is_empty() { Ok(()) } else { Err(found) })
}

/// Whether a line ends with the object with which it begins.
fn is_one_object(json: &str) -> bool {
    let mut cursor = Cursor::new(json, 0);
    cursor.skip().is_some() && cursor.is_at_end()
}

/// The records of a text: lines, or the items of an array with a comma after each.
pub(super) struct Records<'t> {
    text: &'t str,
    next: usize,
    form: Form,
    /// Whether no record follows the text.
    is_last: bool,
    /// The start of a record with a comma after it that no record follows.
    trailing_comma: Option<usize>,
}

impl<'t> Records<'t> {
    /// Returns the records of a text that others may follow.
    pub(super) fn new(text: &'t str, form: Form) -> Self {
        Self { text, next: 0, form, is_last: false, trailing_comma: None }
    }

    /// Returns the range of the next record; `None` at the end, and if something else follows.
    pub(super) fn next(&mut self) -> Option<Range<usize>> {
        match self.form {
            Form::Lines => self.next_line(),
            Form::Document => self.next_item(),
        }
    }

    fn next_line(&mut self) -> Option<Range<usize>> {
        loop {
            let start = self.next;
            let rest = self.text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
            let end = memchr(b'\n', rest).map_or(self.text.len(), |at| start + at);
            self.next = end + 1;
            if !rest[..end - start].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
                return Some(start..end);
            }
        }
    }

    /// Returns the next item, which has a comma after it or is the last one.
    fn next_item(&mut self) -> Option<Range<usize>> {
        let mut cursor = Cursor::new(self.text, self.next);
        if cursor.is_at_end() {
            return None;
        }
        let start = cursor.at();
        cursor.skip()?;
        let end = cursor.at();
        let has_comma = cursor.expect_byte(b',').is_some();
        let is_at_end = cursor.is_at_end();
        if !has_comma && !is_at_end {
            return None;
        }
        if has_comma && is_at_end && self.is_last {
            self.trailing_comma = Some(start);
        }
        self.next = cursor.at();
        Some(start..end)
    }

    /// Returns the syntax error at which the records end, if there is one.
    pub(super) fn find_fault(&self) -> Option<Found> {
        let start = self.trailing_comma.unwrap_or(self.next);
        let rest = self.text.get(start..)?;
        if self.form == Form::Lines || rest.trim_ascii().is_empty() {
            return None;
        }
        Some(syntax_error(rest, self.is_last).after(start))
    }
}
