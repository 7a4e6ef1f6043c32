//! Finds the deals of a file, and reads its companies, sources and rates without parsing the deals.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use indexmap::IndexSet;
use memchr::memmem;

use super::boundaries::{self, NamedField};
use super::chunks::{self, ChunkPlan, ChunkReader, utf8_in};
use super::options::{CHUNK_SIZE, Projection, ReadError, ReadOptions};
use super::prefilter::{finders_of, hits, may_embed};
use super::records::Records;
use crate::dataset::read::read_reference;
use crate::dataset::record::{HEADER, LISTS, RATES};
use crate::dataset::{Form, ReferenceData};
use crate::hash::HashSet;
use crate::json::cursor::{Cursor, ValueKind};
use crate::parallel::run_ordered;

/// Returns the byte range of the deals of a file, and the reference data that `projection` needs, with what the deals of the
/// first `preloaded` chunks embed. `None` on malformed input, and on faults in the reference data.
pub(in crate::dataset) fn lay_out(
    path: &Path,
    form: Form,
    projection: Projection,
    options: &ReadOptions,
    preloaded: usize,
) -> Result<Option<(Range<u64>, ReferenceData)>, ReadError> {
    let Some((deals, mut lists)) = ends(path, form)? else { return Ok(None) };
    let plan = ChunkPlan { form, deals, chunk_size: options.chunk_size };
    let Some(embedded) = embedded_lists(path, &plan, preloaded, projection, options)? else {
        return Ok(None);
    };
    lists.extend(embedded);
    lists.retain(|(name, _)| HEADER.contains(&name.as_str()) || projection.needs(name));
    let reference = read_reference(lists.iter().map(|(name, list)| (name.as_str(), list.as_str())));
    Ok(reference.map(|mut reference| {
        reference.mention_owners();
        (plan.deals, reference)
    }))
}

/// A field of a document or a list of a deal, with its key.
type OwnedField = (String, String);

/// The byte range of the deals, and the fields outside of them.
type Ends = (Range<u64>, Vec<OwnedField>);

/// Copies lists and sorts them, so that the result does not depend on their order in the file.
fn owned<'a>(lists: impl IntoIterator<Item = NamedField<'a>>) -> Vec<OwnedField> {
    let mut lists: Vec<OwnedField> =
        lists.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    lists.sort_by_key(|(name, _)| LISTS.iter().position(|known| known == name));
    lists
}

/// Reads the start and the end of a file, as much of them as is necessary. `None` on malformed input.
fn ends(path: &Path, form: Form) -> Result<Option<Ends>, ReadError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    chunks::fill(&mut file, &mut bytes, 0..3)?;
    let begin = if bytes == "\u{feff}".as_bytes() { 3 } else { 0 };
    if form == Form::Lines {
        return Ok(Some((begin..length, Vec::new())));
    }
    let mut until = (begin + CHUNK_SIZE).min(length);
    let (deals, head_fields, is_bare) = loop {
        chunks::fill(&mut file, &mut bytes, begin..until)?;
        let (_, text) = utf8_in(path, &bytes, begin, false, until < length)?;
        if let Some(head) = boundaries::head(text) {
            break (begin + head.deals as u64, owned(head.fields), head.is_bare);
        }
        if until == length {
            return Ok(None);
        }
        until = (begin + 2 * (until - begin)).min(length);
    };
    let mut from = length.saturating_sub(CHUNK_SIZE).max(deals);
    loop {
        chunks::fill(&mut file, &mut bytes, from..length)?;
        let is_all = from == deals;
        let (skipped, text) = utf8_in(path, &bytes, from, !is_all, false)?;
        let start = if is_all { Some(0) } else { boundaries::boundary(text, 0, form) };
        if let Some(start) = start {
            let Some(end) = boundaries::end_of_deals(text, start) else { return Ok(None) };
            let known = head_fields.iter().map(|(name, _)| name.as_str());
            let Some(tail) = boundaries::tail(text, end, is_bare, known) else { return Ok(None) };
            let end = from + (skipped + end) as u64;
            let lists = head_fields.iter().map(|(name, list)| (name.as_str(), list.as_str())).chain(tail);
            return Ok(Some((deals..end, owned(lists))));
        }
        from = length.saturating_sub(2 * (length - from)).max(deals);
    }
}

/// Returns the keys of the lists that deals may embed, as far as `projection` needs these.
pub(in crate::dataset) fn embedded_lists_of(projection: Projection) -> Vec<&'static str> {
    LISTS.into_iter().filter(|list| projection.needs(list)).collect()
}

/// Whether any record may have one of `keys`.
pub(in crate::dataset) fn has_any_key(
    path: &Path,
    plan: &ChunkPlan,
    keys: &[&str],
    options: &ReadOptions,
) -> Result<bool, ReadError> {
    let finders = finders_of(keys);
    let mut is_found = false;
    run_ordered(
        plan.count(),
        options.threads,
        || Ok::<_, ReadError>(ChunkReader::open(path)?),
        |reader, index| Ok(may_embed(reader.chunk(plan, index)?.text, &finders)),
        |_, found| {
            is_found |= found;
            Ok(())
        },
    )?;
    Ok(is_found)
}

/// Collects the companies, sources and rates that deals of the first `chunks` chunks embed. Identical companies and sources
/// are returned once; rates keep their order, because a later one overrides. `None` on malformed input.
fn embedded_lists(
    path: &Path,
    plan: &ChunkPlan,
    chunks: usize,
    projection: Projection,
    options: &ReadOptions,
) -> Result<Option<Vec<OwnedField>>, ReadError> {
    let finders = finders_of(&embedded_lists_of(projection));
    if finders.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let mut lists = Some((IndexSet::new(), Vec::new()));
    run_ordered(
        plan.count().min(chunks),
        options.threads,
        || Ok::<_, ReadError>(ChunkReader::open(path)?),
        |reader, index| Ok(lists_in(reader.chunk(plan, index)?.text, plan.form, &finders)),
        |_, found: Option<Vec<OwnedField>>| {
            match (&mut lists, found) {
                (Some((described, rates)), Some(found)) => {
                    let (more_rates, more): (Vec<_>, Vec<_>) =
                        found.into_iter().partition(|list| list.0 == RATES);
                    rates.extend(more_rates);
                    described.extend(more);
                }
                _ => lists = None,
            }
            Ok(())
        },
    )?;
    Ok(lists.map(|(described, rates)| described.into_iter().chain(rates).collect()))
}

/// Returns the lists that the records of a chunk embed. Identical companies and sources, which many deals embed, are
/// returned once. `None` on malformed input.
fn lists_in(text: &str, form: Form, finders: &[memmem::Finder<'_>]) -> Option<Vec<OwnedField>> {
    let mut hits: Vec<usize> = hits(text.as_bytes(), finders).collect();
    hits.sort_unstable();
    let mut hits = hits.into_iter().peekable();
    let (mut lists, mut seen) = (Vec::new(), HashSet::default());
    let mut records = Records::new(text, form);
    while hits.peek().is_some() {
        let record = records.next()?;
        let mut own = Vec::new();
        if hits.peek().is_some_and(|hit| record.contains(hit)) {
            Cursor::new(text, record.start).object(|cursor, name| list_of(cursor, name, &mut own))?;
        }
        while hits.next_if(|hit| *hit < record.end).is_some() {}
        lists.extend(owned(own.into_iter().filter(|list| list.0 == RATES || seen.insert(*list))));
    }
    Some(lists)
}

/// Adds a field of a deal to `lists` if it is an embedded list.
fn list_of<'a>(cursor: &mut Cursor<'a>, name: &'a str, lists: &mut Vec<NamedField<'a>>) -> Option<()> {
    if LISTS.contains(&name) && cursor.peek_kind()? != ValueKind::Null {
        lists.push((name, cursor.raw_value()?));
        return Some(());
    }
    cursor.skip()
}
