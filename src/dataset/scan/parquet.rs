//! Scans a Parquet file: by columns if they hold every requested field, else by its JSON records.

use super::DealScan;
use super::id_hashes::{IdHashes, hash};
use super::options::{Prefilters, Projection, ReadError, ScanError};
use super::sink::{Sink, Stopped, Worker};
use crate::area::Area;
use crate::dataset::fault::{Fault, FaultKind, Faults, repeated_id};
use crate::dataset::links::{self, DealLinks};
use crate::dataset::read::deal::{RecordBuffer, RecordReader};
use crate::dataset::read::{read_reference, reference_fields};
use crate::dataset::{CompanyFinder, Form, Position, ReferenceData, read};
use crate::deal::{Deal, FieldSet};
use crate::hash::HashSet;
use crate::invalid::Problem;
use crate::parallel::run_ordered;
use crate::parquet::{COLUMNS, DealFile, DealFileError, DealReader, RowPredicate, differing_column};

/// What a thread has while it reads row groups.
struct GroupReader<'f, 's> {
    reader: DealReader<'f>,
    worker: Box<dyn Worker + 's>,
    ids: IdHashes,
    links: Vec<DealLinks>,
}

impl<E> From<DealFileError> for ScanError<E> {
    fn from(error: DealFileError) -> Self {
        ReadError::Parquet(error).into()
    }
}

/// Reads the reference data of a file that `projection` needs.
pub(in crate::dataset) fn reference(
    file: &DealFile,
    projection: Projection,
) -> Result<ReferenceData, Faults> {
    let lists = reference_fields(file.reference());
    let reference = lists.and_then(|lists| read_reference(lists.filter(|(name, _)| projection.needs(name))));
    let mut reference = match reference {
        Some(reference) => reference,
        // Reports the faults.
        None => read(file.reference(), Form::Document)?.reference,
    };
    reference.mention_owners();
    Ok(reference)
}

/// Passes the deals of a file to a sink; see [`DealScan::collect`].
pub(super) fn scan(
    scan: &DealScan,
    file: &DealFile,
    fields: FieldSet,
    prefilters: &Prefilters<'_>,
    sink: &dyn Sink,
) -> Result<(), ScanError<Stopped>> {
    let is_whole = scan.projection.is_all();
    // Links are checked in every scan of all deals.
    let fields = if is_whole { FieldSet::ALL } else { fields | FieldSet::LINKS };
    let sources = scan.projection.sources.then_some(&scan.reference.sources);
    let by_columns = !is_whole && COLUMNS.contains(fields);
    let record_reader = RecordReader::new(fields, sources);
    let mut faults = Vec::new();
    let make = || {
        let (ids, links) = (IdHashes::new(), Vec::new());
        Ok(GroupReader { reader: file.reader()?, worker: sink.worker(), ids, links })
    };
    let workers = run_ordered(
        file.groups(),
        scan.options.threads,
        make,
        |GroupReader { reader, worker, ids, links }, group| {
            let mut visit = |deal: &mut Deal<'_>, row| {
                ids.insert(deal.id.as_str());
                links.extend(DealLinks::of(deal, row));
                worker.visit(deal, row).map_err(ScanError::Visitor)
            };
            let read = if by_columns {
                read_columns(reader, group, fields, prefilters, visit).map(|()| Vec::new())
            } else if is_whole && prefilters.positions.is_none() {
                read_whole(reader, group, record_reader, &mut visit)
            } else if prefilters.want(file.rows_of(group)) {
                read_wanted(reader, group, record_reader, prefilters, &mut visit)
            } else {
                Ok(Vec::new())
            };
            worker.end_chunk(group);
            read
        },
        |group, found: Vec<Fault>| {
            if let Some(progress) = scan.options.progress {
                progress(group as u64 + 1, file.groups() as u64);
            }
            faults.extend(found);
            if faults.is_empty() { sink.take(group).map_err(ScanError::Visitor) } else { Ok(()) }
        },
    );
    let Joined { mut ids, mut links, needs_links } = join(workers?);
    let repeated = IdHashes::repeated(&mut ids, scan.options.threads);
    faults.extend(duplicate_ids(file, &repeated)?);
    // A deal with a fault may be the one that a link leads to.
    let has_links = !links.is_empty() || (scan.rejects_unread(prefilters) && file.may_have_links());
    if faults.is_empty() && has_links && scan.links.is_none() {
        if scan.rejects_unread(prefilters) && file.may_have_links() {
            (links, ids) = all_links(file)?;
        }
        faults.extend(broken_links(file, links, &ids)?);
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.position);
        return Err(Faults::of(faults).into());
    }
    if has_links && scan.links.is_none() && needs_links {
        return Err(ScanError::LinksNotRead);
    }
    Ok(())
}

/// What all threads have read.
struct Joined {
    ids: Vec<IdHashes>,
    links: Vec<DealLinks>,
    /// Whether the question needs the links.
    needs_links: bool,
}

/// Joins what the threads have read, and finishes their work.
fn join(workers: Vec<GroupReader<'_, '_>>) -> Joined {
    let mut joined = Joined { ids: Vec::new(), links: Vec::new(), needs_links: false };
    for GroupReader { worker, ids, links, .. } in workers {
        joined.ids.push(ids);
        joined.links.extend(links);
        joined.needs_links |= worker.needs_links();
        worker.finish();
    }
    joined
}

/// Visits the deals of a row group that `filters` do not reject, as its columns have them.
fn read_columns(
    reader: &DealReader<'_>,
    group: usize,
    fields: FieldSet,
    filters: &Prefilters<'_>,
    mut visit: impl FnMut(&mut Deal<'_>, u64) -> Result<(), ScanError<Stopped>>,
) -> Result<(), ScanError<Stopped>> {
    let names = filters.company_finder.as_ref().map(CompanyFinder::names);
    let is_named = |name: &[u8]| {
        names.is_none_or(|names| {
            names.may_contain(name) && str::from_utf8(name).is_ok_and(|name| names.contains(name))
        })
    };
    let may_go_to = |areas: &[Option<Area>]| filters.may_go_to.is_none_or(|may_go_to| may_go_to(areas));
    let predicate = RowPredicate {
        companies: if names.is_some() { Some(&is_named) } else { None },
        areas: if filters.may_go_to.is_some() { Some(&may_go_to) } else { None },
    };
    reader.read_group(group, fields, predicate, |deal, _, row| visit(deal, row))
}

/// Visits the deals of a row group that `prefilters` want by their positions, and returns the faults of their records.
fn read_wanted(
    reader: &DealReader<'_>,
    group: usize,
    record_reader: RecordReader<'_>,
    prefilters: &Prefilters<'_>,
    visit: &mut impl FnMut(&mut Deal<'_>, u64) -> Result<(), ScanError<Stopped>>,
) -> Result<Vec<Fault>, ScanError<Stopped>> {
    let mut found = Vec::new();
    reader.read_records(group, |record, row| {
        if prefilters.want(row..row + 1) {
            found.extend(read_record(record, row, record_reader, visit)?);
        }
        Ok::<_, ScanError<Stopped>>(())
    })?;
    Ok(found)
}

/// Visits every deal of a row group and returns the faults of its records, and of columns that differ from them.
fn read_whole(
    reader: &DealReader<'_>,
    group: usize,
    record_reader: RecordReader<'_>,
    visit: &mut impl FnMut(&mut Deal<'_>, u64) -> Result<(), ScanError<Stopped>>,
) -> Result<Vec<Fault>, ScanError<Stopped>> {
    let mut found = Vec::new();
    reader.read_group(group, FieldSet::ALL, RowPredicate::default(), |columns, record, row| {
        let mut differing = None;
        let mut compare = |deal: &mut Deal<'_>, at: u64| {
            differing = differing_column(deal, columns);
            visit(deal, at)
        };
        found.extend(read_record(record, row, record_reader, &mut compare)?);
        found.extend(differing.map(|column| {
            let problem = Problem::new("the column differs from the deal's record")
                .hint("write the file again from the dataset that it was made from");
            fault(row, Some(columns.id.to_string()), column.name(), problem)
        }));
        Ok::<_, ScanError<Stopped>>(())
    })?;
    Ok(found)
}

/// Visits the deal of a record, or returns its faults.
fn read_record(
    record: &str,
    row: u64,
    record_reader: RecordReader<'_>,
    visit: &mut impl FnMut(&mut Deal<'_>, u64) -> Result<(), ScanError<Stopped>>,
) -> Result<Vec<Fault>, ScanError<Stopped>> {
    if let Some(deal) = record_reader.read_into(record, &mut RecordBuffer::default()) {
        visit(deal, row)?;
        return Ok(Vec::new());
    }
    match record_reader.read(record) {
        Ok(mut deal) => visit(&mut deal, row).map(|()| Vec::new()),
        Err(faults) => {
            Ok(faults.into_iter().map(|found| fault(row, found.deal, found.field, found.problem)).collect())
        }
    }
}

/// Returns a fault for each row whose id an earlier row has. `hashes` are those of the ids that occur more than once.
fn duplicate_ids(file: &DealFile, hashes: &HashSet<u64>) -> Result<Vec<Fault>, DealFileError> {
    let mut rows: Vec<(String, u64)> = Vec::new();
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let reader = file.reader()?;
    for group in 0..file.groups() {
        reader.read_group(group, FieldSet::ID, RowPredicate::default(), |deal, _, row| {
            if hashes.contains(&hash(deal.id.as_str())) {
                rows.push((deal.id.to_string(), row));
            }
            Ok::<_, DealFileError>(())
        })?;
    }
    rows.sort_unstable();
    let same_id = rows.chunk_by(|(id, _), (next, _)| id == next).filter_map(<[_]>::split_first);
    let faults = same_id.flat_map(|((id, first), others)| {
        others.iter().map(move |(_, row)| {
            let problem = repeated_id(&format!("row {}", first + 1));
            fault(*row, Some(id.clone()), "id".to_owned(), problem)
        })
    });
    Ok(faults.collect())
}

/// Returns the links of all deals of a file, and the hashes of their ids.
fn all_links(file: &DealFile) -> Result<(Vec<DealLinks>, Vec<IdHashes>), DealFileError> {
    let (mut links, mut ids) = (Vec::new(), IdHashes::new());
    let reader = file.reader()?;
    for group in 0..file.groups() {
        reader.read_group(group, FieldSet::LINKS, RowPredicate::default(), |deal, _, row| {
            ids.insert(deal.id.as_str());
            links.extend(DealLinks::of(deal, row));
            Ok::<_, DealFileError>(())
        })?;
    }
    Ok((links, vec![ids]))
}

/// Returns a fault for each link of `links` to an id whose hash is not among `known`, and for each circle of links.
fn broken_links(
    file: &DealFile,
    mut links: Vec<DealLinks>,
    known: &[IdHashes],
) -> Result<Vec<Fault>, DealFileError> {
    links.sort_unstable_by_key(|deal| deal.at);
    let broken = links::broken_links(&links, |id| known.iter().any(|ids| ids.contains(id)));
    let mut ids: Vec<String> = Vec::new();
    if broken.is_empty() {
        return Ok(Vec::new());
    }
    let reader = file.reader()?;
    for group in 0..file.groups() {
        reader.read_group(group, FieldSet::ID, RowPredicate::default(), |deal, _, _| {
            ids.push(deal.id.to_string());
            Ok::<_, DealFileError>(())
        })?;
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let problems = links::problems(&broken, &ids).into_iter();
    let fault = |(link, problem): (&links::BrokenLink<'_>, Problem)| {
        fault(link.deal.at, Some(link.deal.id.clone()), link.field.to_owned(), problem)
    };
    Ok(broken.iter().zip(problems).map(fault).collect())
}

/// A fault of a row, which counts as its line.
fn fault(row: u64, deal: Option<String>, field: String, problem: Problem) -> Fault {
    let line = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
    Fault { position: Position { line, column: 1 }, deal, field, problem, kind: FaultKind::Form }
}
