//! From a chunk of text to its deals.

use super::boundaries;
use super::chunks::{Chunk, ChunkPlan};
use super::places::{MayGoTo, goes_elsewhere};
use super::reference::has_escaped_letters;
use crate::dataset::fault::Found;
use crate::dataset::read::deal::{self as quick, Wanted};
use crate::dataset::read::read_piece;
use crate::dataset::{Form, Needles};
use crate::deal::{Deal, DealBuffer};
use crate::json::cursor::Cursor;

/// Reads the deals of a piece, the unusual ones and what comes after them by the reader that takes its time.
pub(super) fn read_deals<E>(
    cut: &ChunkPlan,
    piece: Chunk<'_>,
    wanted: Wanted<'_>,
    needles: Option<&Needles<'_>>,
    may_go_to: Option<&MayGoTo<'_>>,
    each: &mut dyn FnMut(&mut Deal<'_>, u64) -> Result<(), E>,
) -> Result<Result<(), Vec<Found>>, E> {
    let Chunk { text, at } = piece;
    let is_last = at + text.len() as u64 == cut.deals.end;
    if let Some(needles) = needles
        && !has_escaped_letters(text)
        && let Some(records) = boundaries::records(text, cut.form, |at| needles.next(text, at))
    {
        for record in records {
            let piece = Chunk { text: &text[record.clone()], at: at + record.start as u64 };
            if let Err(found) = read_deals(cut, piece, wanted, None, may_go_to, each)? {
                return Ok(Err(found));
            }
        }
        return Ok(Ok(()));
    }
    let Some(stuck) =
        quickly(text, cut.form, is_last, wanted, may_go_to, |deal, start| each(deal, at + start))?
    else {
        return Ok(Ok(()));
    };
    let rest = &text[stuck..];
    let base = at + stuck as u64;
    match read_piece(rest, cut.form, is_last, wanted.sources) {
        Ok(deals) => {
            for (start, mut deal) in deals {
                each(&mut deal, base + start as u64)?;
            }
            Ok(Ok(()))
        }
        Err(mut found) => {
            for fault in &mut found {
                fault.offset += usize::try_from(base).unwrap_or(usize::MAX);
            }
            Ok(Err(found))
        }
    }
}

/// Reads records as long as they are as they should be. Gives the byte of the first one that is not.
pub(super) fn quickly<E>(
    text: &str,
    form: Form,
    is_last: bool,
    wanted: Wanted<'_>,
    may_go_to: Option<&MayGoTo<'_>>,
    mut each: impl FnMut(&mut Deal<'_>, u64) -> Result<(), E>,
) -> Result<Option<usize>, E> {
    let mut slate = DealBuffer::default();
    let (mut start, mut last) = (0, 0);
    loop {
        let end = match form {
            Form::Lines => {
                memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at)
            }
            Form::Document => text.len(),
        };
        let mut cursor = Cursor::new(&text[..end], start);
        if cursor.is_at_end() {
            match form {
                Form::Lines if end < text.len() => {
                    start = end + 1;
                    continue;
                }
                // A comma that nothing follows is a fault of the deal before it, unless the next piece does.
                Form::Document if is_last && start > 0 => return Ok(Some(last)),
                _ => return Ok(None),
            }
        }
        start = cursor.at();
        last = start;
        let passed = may_go_to.and_then(|may_go_to| {
            // The record ends where its brackets do: what follows it on a line is a fault.
            let record = { cursor }.raw();
            record.filter(|record| goes_elsewhere(record, may_go_to)).map(str::len)
        });
        let mut deal = None;
        if let Some(length) = passed {
            cursor = Cursor::new(&text[..end], start + length);
        } else {
            let read = slate.write(wanted.fields, |facts| quick::deal(&mut cursor, wanted, facts).ok_or(()));
            let Ok(Some(read)) = read else { return Ok(Some(start)) };
            deal = Some(read);
        }
        let is_at_end = cursor.is_at_end();
        if form == Form::Lines && !is_at_end {
            return Ok(Some(start));
        }
        if form == Form::Document && !is_at_end && cursor.take(b',').is_none() {
            return Ok(Some(start));
        }
        if let Some(deal) = deal {
            each(deal, start as u64)?;
        }
        start = cursor.at();
        if form == Form::Document && is_at_end {
            return Ok(None);
        }
    }
}
