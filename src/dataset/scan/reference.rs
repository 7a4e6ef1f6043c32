//! What stands beside the deals of a file: where that is, and what it says.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use indexmap::IndexSet;
use memchr::{memchr, memchr_iter, memmem, memrchr};

use super::boundaries::{self, NamedList};
use super::chunks::{self, Chunk, ChunkPlan, utf8_in};
use super::options::{CHUNK_SIZE, Projection, ReadError, ReadOptions};
use crate::dataset::read::read_reference;
use crate::dataset::record::{LISTS, RATES};
use crate::dataset::scan::Backing;
use crate::dataset::{Form, ReferenceData};
use crate::hash::HashSet;
use crate::json::cursor::{Cursor, ValueKind};
use crate::json::finder;
use crate::parallel::run_ordered;

/// Finds where the deals are, and reads what stands beside them. Nothing where something is unusual.
pub(in crate::dataset) fn lay_out(
    text: &Backing,
    form: Form,
    scope: Projection,
    pace: &ReadOptions,
    is_foreseen: bool,
) -> Result<Option<(Range<u64>, ReferenceData)>, ReadError> {
    let ends = match text {
        Backing::Memory(text) => ends_of_text(text, form),
        Backing::File(path) => ends_of_file(path, form)?,
        _ => None,
    };
    let Some((deals, mut lists)) = ends else { return Ok(None) };
    let cut = ChunkPlan { form, deals, chunk_size: pace.chunk_size };
    let brought = if is_foreseen { brought(text, &cut, scope, pace)? } else { Some(Vec::new()) };
    let Some(brought) = brought else { return Ok(None) };
    lists.extend(brought);
    lists.retain(|(name, _)| scope.needs(name));
    let reference = read_reference(lists.iter().map(|(name, list)| (name.as_str(), list.as_str())));
    Ok(reference.map(|mut reference| {
        reference.mention_owners();
        (cut.deals, reference)
    }))
}

/// A list and its text, kept.
type OwnedList = (String, String);

/// The bytes among which the deals are, and the lists that stand beside them.
type Ends = (Range<u64>, Vec<OwnedList>);

fn owned<'a>(lists: impl IntoIterator<Item = NamedList<'a>>) -> Vec<OwnedList> {
    // In this order, whatever the file's.
    let mut lists: Vec<OwnedList> =
        lists.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    lists.sort_by_key(|(name, _)| LISTS.iter().position(|known| known == name));
    lists
}

fn ends_of_text(text: &str, form: Form) -> Option<Ends> {
    if form == Form::Lines {
        return Some((0..text.len() as u64, Vec::new()));
    }
    let head = boundaries::head(text)?;
    let end = boundaries::end_of_deals(text, head.deals)?;
    let tail = boundaries::tail(text, end, head.is_bare, head.lists.iter().map(|(name, _)| *name))?;
    Some((head.deals as u64..end as u64, owned(head.lists.into_iter().chain(tail))))
}

fn ends_of_file(path: &Path, form: Form) -> Result<Option<Ends>, ReadError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::new();
    chunks::fill(&mut file, &mut bytes, 0..3)?;
    let begin = if bytes == "\u{feff}".as_bytes() { 3 } else { 0 };
    if form == Form::Lines {
        return Ok(Some((begin..length, Vec::new())));
    }
    let mut until = (begin + CHUNK_SIZE).min(length);
    let (deals, head_lists, is_bare) = loop {
        chunks::fill(&mut file, &mut bytes, begin..until)?;
        let (_, text) = utf8_in(path, &bytes, begin, false, until < length)?;
        if let Some(head) = boundaries::head(text) {
            break (begin + head.deals as u64, owned(head.lists), head.is_bare);
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
        let start = match boundaries::boundary(text, 0, form) {
            _ if is_all => Some(0),
            boundaries::Boundary::At(at) => Some(at),
            boundaries::Boundary::Beyond => None,
        };
        if let Some(start) = start {
            let Some(end) = boundaries::end_of_deals(text, start) else { return Ok(None) };
            let known = head_lists.iter().map(|(name, _)| name.as_str());
            let Some(tail) = boundaries::tail(text, end, is_bare, known) else { return Ok(None) };
            let end = from + (skipped + end) as u64;
            let lists = head_lists.iter().map(|(name, list)| (name.as_str(), list.as_str())).chain(tail);
            return Ok(Some((deals..end, owned(lists))));
        }
        from = length.saturating_sub(2 * (length - from)).max(deals);
    }
}

/// Finders for the lists that deals may bring along, as far as these are needed.
pub(in crate::dataset) fn embedded_list_finders(scope: Projection) -> Vec<memmem::Finder<'static>> {
    let names: [(&str, &'static str); 3] =
        [("companies", "\"companies\""), ("sources", "\"sources\""), ("rates", "\"rates\"")];
    let needed = names.into_iter().filter(|(list, _)| scope.needs(list));
    needed.map(|(_, name)| finder::of_name(name)).collect()
}

/// Whether deals may bring along one of these lists.
pub(in crate::dataset) fn may_embed(text: &str, needles: &[memmem::Finder<'_>]) -> bool {
    !needles.is_empty() && hits(text.as_bytes(), needles).next().is_some()
}

/// What deals bring along themselves. Of companies and sources that are brought in the same words again only the first are
/// given; of two rates for one day the later one holds, so that they are given in their order, all of them. Nothing where
/// something is unusual.
fn brought(
    text: &Backing,
    cut: &ChunkPlan,
    scope: Projection,
    pace: &ReadOptions,
) -> Result<Option<Vec<OwnedList>>, ReadError> {
    let needles = embedded_list_finders(scope);
    if needles.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let mut lists = Some((IndexSet::new(), Vec::new()));
    run_ordered(
        cut.count(),
        pace.threads,
        || Ok::<_, ReadError>((text.reader()?, Recent::default())),
        |(reader, recent), index| {
            let Chunk { text, .. } = reader.chunk(cut, index)?;
            let mut hits: Vec<usize> = hits(text.as_bytes(), &needles).collect();
            hits.sort_unstable();
            Ok(lists_of(text, cut.form, &hits, recent))
        },
        |_, found: Option<Vec<OwnedList>>| {
            match (&mut lists, found) {
                (Some((described, rates)), Some(found)) => {
                    for list in found {
                        if list.0 == RATES {
                            rates.push(list);
                        } else {
                            described.insert(list);
                        }
                    }
                }
                _ => lists = None,
            }
            Ok(())
        },
    )?;
    Ok(lists.map(|(described, rates)| described.into_iter().chain(rates).collect()))
}

/// The lists that a thread met lately: most companies are brought along by many deals, in the same words.
#[derive(Default)]
struct Recent([HashSet<String>; 3]);

impl Recent {
    /// Maximum number of arrays of each kind.
    const MOST: usize = 1 << 12;

    /// Whether a list was not met lately, or is one whose order matters.
    fn is_new(&mut self, (name, text): NamedList<'_>) -> bool {
        if name == RATES {
            return true;
        }
        let Some(lists) = LISTS.iter().position(|known| *known == name).map(|place| &mut self.0[place])
        else {
            return true;
        };
        let is_new = !lists.contains(text);
        if is_new {
            if lists.len() == Self::MOST {
                lists.clear();
            }
            lists.insert(text.to_owned());
        }
        is_new
    }
}

/// Whether a letter that names of fields are made of is written as an escape, as nobody does.
pub(in crate::dataset) fn has_escaped_letters(text: &str) -> bool {
    escaped_letters(text.as_bytes()).next().is_some()
}

/// Where escapes stand of letters such as names of fields have: `\u006` and `\u007` begin all of them.
fn escaped_letters(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr_iter(b'\\', bytes)
        .filter(|at| bytes[at + 1..].starts_with(b"u00") && matches!(bytes.get(at + 4), Some(b'6' | b'7')))
}

/// Where one of the needles stands, or an escape of one of the letters that field names are made of.
fn hits<'h>(bytes: &'h [u8], needles: &'h [memmem::Finder<'_>]) -> impl Iterator<Item = usize> + 'h {
    needles.iter().flat_map(|needle| needle.find_iter(bytes)).chain(escaped_letters(bytes))
}

/// The lists in the records of a piece that have one of the bytes in `hits`, without those that were met lately.
fn lists_of(text: &str, form: Form, hits: &[usize], recent: &mut Recent) -> Option<Vec<OwnedList>> {
    let mut lists = Vec::new();
    let mut keep = |own: Vec<NamedList<'_>>| {
        lists.extend(owned(own.into_iter().filter(|list| recent.is_new(*list))));
    };
    if form == Form::Document {
        let mut cursor = Cursor::new(text, 0);
        while !hits.is_empty() && !cursor.is_at_end() {
            let mut own = Vec::new();
            cursor.object(|cursor, name| list_of(cursor, name, &mut own))?;
            keep(own);
            if cursor.expect_byte(b',').is_none() && !cursor.is_at_end() {
                return None;
            }
        }
        return Some(lists);
    }
    let mut behind = 0;
    for hit in hits.iter().copied() {
        if hit < behind {
            continue;
        }
        let start = memrchr(b'\n', &text.as_bytes()[..hit]).map_or(0, |newline| newline + 1);
        behind = memchr(b'\n', &text.as_bytes()[hit..]).map_or(text.len(), |newline| hit + newline);
        let line = &text[start..behind];
        let mut own = Vec::new();
        if last_fields(line, hit - start, &mut own).is_none() {
            own.clear();
            Cursor::new(line, 0).object(|cursor, name| list_of(cursor, name, &mut own))?;
        }
        keep(own);
    }
    Some(lists)
}

/// Takes a field of a deal if it is one of the lists that deals bring along.
fn list_of<'a>(cursor: &mut Cursor<'a>, name: &'a str, lists: &mut Vec<NamedList<'a>>) -> Option<()> {
    if LISTS.contains(&name) && cursor.peek_kind()? != ValueKind::Null {
        lists.push((name, cursor.raw_value()?));
        return Some(());
    }
    cursor.skip()
}

/// The lists among the last fields of a deal on a line, the first of which has its name at the byte `hit`; nothing
/// where that is not plain to see. What a deal brings along mostly stands at its end, so that the rest need not be gone
/// through: where the fields end with the line, they are the deal's own.
fn last_fields<'a>(line: &'a str, hit: usize, lists: &mut Vec<NamedList<'a>>) -> Option<()> {
    // A comma within a text does not stand in front of a bare quotation mark but at the end of the text, and what
    // follows that is no field.
    let comma = line.get(..hit)?.trim_ascii_end().strip_suffix(',')?.len();
    let mut cursor = Cursor::new(line, comma);
    cursor.rest_of_object(|cursor, name| list_of(cursor, name, lists))?;
    (cursor.is_at_end() && !lists.is_empty()).then_some(())
}
