//! Finds ids that two deals of a text have, and links to ids that no deal has.
//!
//! A scan keeps a hash of each id, 4 bytes a deal. Only if two are equal does a second pass find out where their deals
//! begin.

use std::convert::Infallible;
use std::fs::File;
use std::io;
use std::path::Path;

use super::id_hashes::{IdHashes, hash};
use super::options::CHUNK_SIZE;
use super::sink::{Sink, Stopped, VisitorSink, Worker};
use super::{DealScan, Prefilters, ReadError, ScanError, Visitor, chunks};
use crate::dataset::fault::{FaultKind, Found, Position, repeated_id};
use crate::dataset::links::{self, DealLinks};
use crate::deal::{Deal, FieldSet};
use crate::hash::HashSet;
use crate::invalid::MAX_FAULTS;
use crate::invalid::Problem;
use crate::json::locate::{Members, offset_in};
use crate::json::string::JsonString;

/// What a thread does with its deals, and the hashes of their ids, and their links.
pub(super) struct WithIds<'s> {
    worker: Box<dyn Worker + 's>,
    ids: IdHashes,
    links: Vec<DealLinks>,
    /// Whether a deal, read or not, may be linked to another one.
    pub(super) may_have_links: bool,
}

impl<'s> WithIds<'s> {
    pub(super) fn new(worker: Box<dyn Worker + 's>) -> Self {
        Self { worker, ids: IdHashes::new(), links: Vec::new(), may_have_links: false }
    }

    /// Adds a deal.
    ///
    /// # Errors
    /// If the scan must stop.
    pub(super) fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Stopped> {
        self.ids.insert(deal.id.as_str());
        if let Some(links) = DealLinks::of(deal, at) {
            self.may_have_links = true;
            self.links.push(links);
        }
        self.worker.visit(deal, at)
    }

    pub(super) fn end_chunk(&mut self, index: usize) {
        self.worker.end_chunk(index);
    }
}

/// What the deals of a file are checked by, from all threads.
pub(super) struct Checked {
    pub(super) found: Vec<Found>,
    pub(super) ids: IdHashes,
    pub(super) links: Vec<DealLinks>,
    /// Whether a deal, read or not, may be linked to another one.
    pub(super) may_have_links: bool,
    /// Whether the question needs the links.
    pub(super) needs_links: bool,
}

impl Checked {
    /// Joins what the threads have, and finishes their work.
    pub(super) fn of<'s>(workers: impl Iterator<Item = WithIds<'s>>, found: Vec<Found>) -> Self {
        let (ids, links) = (IdHashes::new(), Vec::new());
        let mut checked = Self { found, ids, links, may_have_links: false, needs_links: false };
        for WithIds { worker, ids, links, may_have_links } in workers {
            checked.needs_links |= worker.needs_links();
            checked.may_have_links |= may_have_links;
            checked.ids.merge(ids);
            checked.links.extend(links);
            worker.finish();
        }
        checked
    }
}

/// Returns the links of all deals of a file, and the hashes of their ids.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn all_links(scan: &DealScan, path: &Path) -> Result<(Vec<DealLinks>, IdHashes), ReadError> {
    let sink = VisitorSink::new(|| Ids(Vec::new()), |()| Ok::<_, Infallible>(()));
    match scan_ids(scan, path, &sink) {
        Ok(Checked { links, ids, .. }) => Ok((links, ids)),
        Err(ScanError::Read(error)) => Err(error),
        Err(_) => Ok((Vec::new(), IdHashes::new())),
    }
}

/// The deals whose id has one of some hashes: the hash, and the byte at which the deal begins.
struct Occurrences<'h> {
    hashes: &'h HashSet<u64>,
    list: Vec<(u64, u64)>,
}

impl Visitor for Occurrences<'_> {
    type Part = ();
    type Error = Infallible;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Infallible> {
        let hash = hash(deal.id.as_str());
        if self.hashes.contains(&hash) {
            self.list.push((hash, at));
        }
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.list.extend(other.list);
    }
}

/// Returns a fault for each deal of a file whose id an earlier one has. `hashes` are those of the repeated ids.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn duplicates(
    scan: &DealScan,
    path: &Path,
    hashes: &HashSet<u64>,
) -> Result<Vec<Found>, ReadError> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let Occurrences { mut list, .. } = visit_ids(scan, path, || Occurrences { hashes, list: Vec::new() })?;
    list.sort_unstable();
    let repeated = list.chunk_by(|one, other| one.0 == other.0);
    let mut pairs: Vec<(u64, u64)> =
        repeated.flat_map(|same| same[1..].iter().map(|(_, at)| (same[0].1, *at))).collect();
    pairs.sort_unstable_by_key(|(_, at)| *at);
    Ok(describe(path, &pairs)?)
}

/// Collects the ids of deals.
struct Ids(Vec<String>);

impl Visitor for Ids {
    type Part = ();
    type Error = Infallible;

    fn visit(&mut self, deal: &mut Deal<'_>, _at: u64) -> Result<(), Infallible> {
        self.0.push(deal.id.to_string());
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Returns a fault for each link of `links` to an id whose hash is not among `known`, and for each circle of links.
///
/// One in some million unknown ids has the hash of another id and is not found.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn broken_links(
    scan: &DealScan,
    path: &Path,
    mut links: Vec<DealLinks>,
    known: &IdHashes,
) -> Result<Vec<Found>, ReadError> {
    links.sort_unstable_by_key(|deal| deal.at);
    let broken = links::broken_links(&links, |id| known.contains(id));
    if broken.is_empty() {
        return Ok(Vec::new());
    }
    let Ids(ids) = visit_ids(scan, path, || Ids(Vec::new()))?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut file = File::open(path)?;
    let mut faults = Vec::new();
    for (index, (link, problem)) in broken.iter().zip(links::problems(&broken, &ids)).enumerate() {
        // Only the faults that are shown get their exact places.
        let member = if index < MAX_FAULTS { member_at(&mut file, link.deal.at, link.field)? } else { None };
        let offset = usize::try_from(link.deal.at).unwrap_or(usize::MAX);
        let offset = offset.saturating_add(member.map_or(0, |(_, place)| place));
        let deal = Some(link.deal.id.clone());
        faults.push(Found { offset, deal, field: link.field.to_owned(), problem, kind: FaultKind::Form });
    }
    Ok(faults)
}

/// Passes every deal of a file to a visitor, with its id only.
fn visit_ids<V: Visitor<Part = (), Error = Infallible>>(
    scan: &DealScan,
    path: &Path,
    make: impl Fn() -> V + Sync,
) -> Result<V, ReadError> {
    let sink = VisitorSink::new(&make, |()| Ok::<_, Infallible>(()));
    let scanned = scan_ids(scan, path, &sink).map(drop);
    match sink.finish(scanned) {
        Ok(visitor) => Ok(visitor),
        Err(ScanError::Read(error)) => Err(error),
        Err(ScanError::Visitor(never)) => match never {},
        Err(ScanError::EmbeddedReferences | ScanError::LinksNotRead) => Ok(make()),
    }
}

/// Passes every deal of a file to a sink, with its id only.
fn scan_ids(scan: &DealScan, path: &Path, sink: &dyn Sink) -> Result<Checked, ScanError<Stopped>> {
    scan.scan_chunks(path, FieldSet::ID, &Prefilters::default(), sink, &|_| Ok(()))
}

/// Returns the faults of pairs of deals, the second of which repeats the id of the first. Both are the bytes at which
/// the deals begin. Only the faults that are shown get their details.
fn describe(path: &Path, pairs: &[(u64, u64)]) -> io::Result<Vec<Found>> {
    let mut file = File::open(path)?;
    let mut firsts: Vec<u64> = pairs.iter().take(MAX_FAULTS).map(|(first, _)| *first).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let lines = Position::in_file(path, &firsts)?;
    let mut faults = Vec::new();
    for (index, (first, second)) in pairs.iter().enumerate() {
        let mut fault = Found {
            offset: usize::try_from(*second).unwrap_or(usize::MAX),
            deal: None,
            field: "id".to_owned(),
            problem: Problem::new("another deal has this id"),
            kind: FaultKind::Contradiction,
        };
        if index < MAX_FAULTS {
            let (one, other) = (member_at(&mut file, *first, "id")?, member_at(&mut file, *second, "id")?);
            let (Some((one, _)), Some((id, place))) = (one, other) else { continue };
            // Two ids may have one hash.
            if one != id {
                continue;
            }
            let line = firsts.binary_search(first).ok().and_then(|index| lines.get(index));
            let line = line.map_or(0, |position| position.line);
            fault.problem = repeated_id(&format!("line {line}"));
            fault.offset += place;
            fault.deal = Some(id);
        }
        faults.push(fault);
    }
    Ok(faults)
}

/// Returns the string `key` of the deal that begins at the byte `at` of a file, and its distance from there.
fn member_at(file: &mut File, at: u64, key: &str) -> io::Result<Option<(String, usize)>> {
    let mut bytes = Vec::new();
    chunks::fill(file, &mut bytes, at..at + CHUNK_SIZE)?;
    Ok(chunks::text(&bytes, false, true).ok().and_then(|(_, text)| member_in(text, key)))
}

/// Returns the string `key` of the deal with which a text begins, and the byte at which it begins.
pub(in crate::dataset) fn member_in(text: &str, key: &str) -> Option<(String, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Members<'_>>();
    let value = values.next()?.ok()?.get(key)?.get();
    let JsonString(written) = serde_json::from_str(value).ok()?;
    Some((written.into_owned(), offset_in(text, value)))
}
