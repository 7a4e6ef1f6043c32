//! Finds ids that two deals of a text have.
//!
//! A scan keeps a hash of each id, 4 bytes a deal. Only if two are equal does a second pass find out where their deals
//! begin.

use std::convert::Infallible;
use std::fs::File;
use std::io;
use std::path::Path;

use super::id_hashes::{IdHashes, hash};
use super::options::CHUNK_SIZE;
use super::{DealScan, Prefilters, ReadError, ScanError, Visitor, chunks};
use crate::dataset::fault::{Found, MOST_FAULTS, Position, repeated_id};
use crate::deal::{Deal, FieldSet};
use crate::hash::HashSet;
use crate::invalid::Problem;
use crate::json::locate::{Members, offset_in};
use crate::json::string::JsonString;

/// A visitor, and the hashes of the ids of its deals.
pub(super) struct WithIds<V> {
    pub(super) visitor: V,
    pub(super) ids: IdHashes,
}

impl<V> WithIds<V> {
    pub(super) fn new(visitor: V) -> Self {
        Self { visitor, ids: IdHashes::new() }
    }
}

impl<V: Visitor> Visitor for WithIds<V> {
    type Part = V::Part;
    type Error = V::Error;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), V::Error> {
        self.ids.insert(deal.id.as_str());
        self.visitor.visit(deal, at)
    }

    fn take_part(&mut self) -> V::Part {
        self.visitor.take_part()
    }

    fn merge(&mut self, other: Self) {
        self.visitor.merge(other.visitor);
        self.ids.merge(other.ids);
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
    let make = || Occurrences { hashes, list: Vec::new() };
    let visited =
        scan.visit_chunks(path, FieldSet::ID, &Prefilters::default(), make, |()| Ok::<_, Infallible>(()));
    let mut list = match visited {
        Ok((occurrences, _)) => occurrences.list,
        Err(ScanError::Read(error)) => return Err(error),
        Err(ScanError::Visitor(never)) => match never {},
        Err(ScanError::EmbeddedReferences) => Vec::new(),
    };
    list.sort_unstable();
    let repeated = list.chunk_by(|one, other| one.0 == other.0);
    let mut pairs: Vec<(u64, u64)> =
        repeated.flat_map(|same| same[1..].iter().map(|(_, at)| (same[0].1, *at))).collect();
    pairs.sort_unstable_by_key(|(_, at)| *at);
    Ok(describe(path, &pairs)?)
}

/// Returns the faults of pairs of deals, the second of which repeats the id of the first. Both are the bytes at which
/// the deals begin. Only the faults that are shown get their details.
fn describe(path: &Path, pairs: &[(u64, u64)]) -> io::Result<Vec<Found>> {
    let mut file = File::open(path)?;
    let mut firsts: Vec<u64> = pairs.iter().take(MOST_FAULTS).map(|(first, _)| *first).collect();
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
        };
        if index < MOST_FAULTS {
            let (one, other) = (id_at(&mut file, *first)?, id_at(&mut file, *second)?);
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

/// Returns the id of the deal that begins at the byte `at` of a file, and its distance from there.
fn id_at(file: &mut File, at: u64) -> io::Result<Option<(String, usize)>> {
    let mut bytes = Vec::new();
    chunks::fill(file, &mut bytes, at..at + CHUNK_SIZE)?;
    Ok(chunks::text(&bytes, false, true).ok().and_then(|(_, text)| id_in(text)))
}

/// Returns the id of the deal with which a text begins, and the byte at which the id begins.
pub(in crate::dataset) fn id_in(text: &str) -> Option<(String, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Members<'_>>();
    let id = values.next()?.ok()?.get("id")?.get();
    let JsonString(written) = serde_json::from_str(id).ok()?;
    Some((written.into_owned(), offset_in(text, id)))
}
