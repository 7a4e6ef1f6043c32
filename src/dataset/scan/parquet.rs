//! Scans a Parquet file: by columns if they hold every requested field, else by its JSON records.

use std::collections::BTreeSet;

use super::boundaries;
use super::records::quickly;
use crate::dataset::fault::{Fault, Faults};
use crate::dataset::read::deal::Wanted;
use crate::dataset::read::{read_piece, read_reference};
use crate::dataset::scan::{Mark, Prefilters, Projection, ReadOptions, ScanError, hash, id_in};
use crate::dataset::{Dataset, Form, Needles, Position, ReferenceData, Sources, read};
use crate::deal::{Deal, FieldSet, Place};
use crate::hash::HashMap;
use crate::invalid::Problem;
use crate::parallel::run_ordered;
use crate::parquet::{COLUMNS, DealFile, DealFileError, DealReader, RowPredicate, differing_column};

/// What a thread has while it reads row groups.
struct Worker<'f, S> {
    reader: DealReader<'f>,
    state: S,
    marks: Vec<Mark>,
}

/// Why reading a row group stopped.
enum GroupError<E> {
    File(DealFileError),
    Visitor(E),
}

impl<E> From<DealFileError> for GroupError<E> {
    fn from(error: DealFileError) -> Self {
        Self::File(error)
    }
}

/// Reads the reference data of a file: all of it for a whole projection, else the lists that `scope` needs.
pub(in crate::dataset) fn reference(file: &DealFile, scope: Projection) -> Result<ReferenceData, Faults> {
    if !scope.is_all()
        && let Some(reference) = part_of_reference(file.reference(), scope)
    {
        return Ok(reference);
    }
    let dataset = read(file.reference(), Form::Document)?;
    let Dataset { mut reference, .. } = dataset;
    reference.mention_owners();
    Ok(reference)
}

/// Reads the lists that `scope` needs; `None` on malformed input.
fn part_of_reference(text: &str, scope: Projection) -> Option<ReferenceData> {
    let head = boundaries::head(text)?;
    let end = boundaries::end_of_deals(text, head.deals)?;
    let tail = boundaries::tail(text, end, head.is_bare, head.lists.iter().map(|(name, _)| *name))?;
    let lists = head.lists.into_iter().chain(tail).filter(|(name, _)| scope.needs(name));
    let mut reference = read_reference(lists)?;
    reference.mention_owners();
    Some(reference)
}

/// Visits every deal of a file; see [`super::DealScan::fold`].
#[expect(clippy::too_many_arguments, reason = "those of the fold, and the file")]
pub(in crate::dataset) fn fold<S: Send, P: Send, E: Send>(
    file: &DealFile,
    sources: Option<&Sources>,
    is_whole: bool,
    options: &ReadOptions,
    fields: FieldSet,
    filters: &Prefilters<'_>,
    start: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, &mut Deal<'_>, u64) -> Result<(), E> + Sync,
    cut: impl Fn(&mut S) -> P + Sync,
    mut take: impl FnMut(P) -> Result<(), E> + Send,
) -> Result<Vec<S>, ScanError<E>> {
    let by_columns = !is_whole && COLUMNS.contains(fields);
    let wanted = Wanted { fields, sources, may_stop: false, is_line: true };
    let mut faults = Vec::new();
    let workers = run_ordered(
        file.groups(),
        options.threads,
        || Ok(Worker { reader: file.reader()?, state: start(), marks: Vec::new() }),
        |Worker { reader, state, marks }, group| {
            let mut visit = |deal: &mut Deal<'_>, row| {
                marks.push((hash(deal.id.as_str()), row));
                each(state, deal, row).map_err(GroupError::Visitor)
            };
            let found = if by_columns {
                read_columns(reader, group, fields, filters, visit)?;
                Vec::new()
            } else if is_whole {
                read_whole(reader, group, wanted, &mut visit)?
            } else {
                let mut found = Vec::new();
                reader.read_records(group, None, |record, row| {
                    found.extend(read_record(record, row, wanted, &mut visit)?);
                    Ok::<_, GroupError<E>>(())
                })?;
                found
            };
            Ok((cut(state), found))
        },
        |group, (made, found): (P, Vec<Fault>)| {
            if let Some(progress) = options.progress {
                progress(group as u64 + 1, file.groups() as u64);
            }
            faults.extend(found);
            if faults.is_empty() { take(made).map_err(GroupError::Visitor) } else { Ok(()) }
        },
    );
    let mut workers = workers.map_err(|error| match error {
        GroupError::File(error) => ScanError::Parquet(error),
        GroupError::Visitor(error) => ScanError::Refused(error),
    })?;
    let marks = workers.iter_mut().map(|worker| std::mem::take(&mut worker.marks)).collect();
    faults.extend(duplicate_ids(file, marks).map_err(ScanError::Parquet)?);
    if faults.is_empty() {
        Ok(workers.into_iter().map(|worker| worker.state).collect())
    } else {
        faults.sort_by_key(|fault| fault.position);
        Err(ScanError::Faults(Faults::of(faults)))
    }
}

/// Visits the deals of a row group that `filters` do not reject, as its columns have them.
fn read_columns<E>(
    reader: &DealReader<'_>,
    group: usize,
    fields: FieldSet,
    filters: &Prefilters<'_>,
    mut visit: impl FnMut(&mut Deal<'_>, u64) -> Result<(), GroupError<E>>,
) -> Result<(), GroupError<E>> {
    let names = filters.needles.as_ref().map(Needles::names);
    let is_named = |name: &[u8]| {
        names.is_none_or(|names| {
            names.may_have(name) && str::from_utf8(name).is_ok_and(|name| names.contains(name))
        })
    };
    let may_go_to = |places: &[Place]| filters.may_go_to.is_none_or(|may_go_to| may_go_to(places));
    let predicate = RowPredicate {
        companies: if names.is_some() { Some(&is_named) } else { None },
        places: if filters.may_go_to.is_some() { Some(&may_go_to) } else { None },
    };
    reader.read_group(group, fields, predicate, |deal, _, row| visit(deal, row))
}

/// Visits every deal of a row group and returns the faults of its records, and of columns that differ from them.
fn read_whole<E>(
    reader: &DealReader<'_>,
    group: usize,
    wanted: Wanted<'_>,
    visit: &mut impl FnMut(&mut Deal<'_>, u64) -> Result<(), GroupError<E>>,
) -> Result<Vec<Fault>, GroupError<E>> {
    let mut found = Vec::new();
    reader.read_group(group, FieldSet::ALL, RowPredicate::default(), |columns, record, row| {
        let mut differing = None;
        let mut compare = |deal: &mut Deal<'_>, at: u64| {
            differing = differing_column(deal, columns);
            visit(deal, at)
        };
        found.extend(read_record(record, row, wanted, &mut compare)?);
        found.extend(differing.map(|column| {
            let problem = Problem::new("the column differs from the deal's record")
                .hint("write the file again from the dataset that it was made from");
            fault(row, Some(columns.id.to_string()), column.name(), problem)
        }));
        Ok::<_, GroupError<E>>(())
    })?;
    Ok(found)
}

/// Visits the deal of a record, or returns its faults.
fn read_record<E>(
    record: &str,
    row: u64,
    wanted: Wanted<'_>,
    visit: &mut impl FnMut(&mut Deal<'_>, u64) -> Result<(), GroupError<E>>,
) -> Result<Vec<Fault>, GroupError<E>> {
    let mut visit = |deal: &mut Deal<'_>, _| visit(deal, row);
    if quickly(record, Form::Lines, true, wanted, None, &mut visit)?.is_none() {
        return Ok(Vec::new());
    }
    match read_piece(record, Form::Lines, true, wanted.sources) {
        Ok(deals) => {
            deals.into_iter().try_for_each(|(_, mut deal)| visit(&mut deal, 0))?;
            Ok(Vec::new())
        }
        Err(faults) => {
            Ok(faults.into_iter().map(|found| fault(row, found.deal, found.field, found.problem)).collect())
        }
    }
}

/// Finds rows whose id an earlier row has, given the hashes of all ids that were read.
fn duplicate_ids(file: &DealFile, marks: Vec<Vec<Mark>>) -> Result<Vec<Fault>, DealFileError> {
    let mut marks = marks.concat();
    marks.sort_unstable();
    let pairs: Vec<(u64, u64)> =
        marks.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1)).collect();
    drop(marks);
    let ids = ids(file, &pairs)?;
    // Different ids may have the same hash.
    let same = pairs.into_iter().filter(|(first, second)| ids.get(first) == ids.get(second));
    let duplicate = |(first, second): (u64, u64)| {
        let problem = Problem::new(format!("another deal has this id (row {})", first + 1))
            .hint("an id is unique in its dataset");
        fault(second, ids.get(&second).cloned(), "id".to_owned(), problem)
    };
    Ok(same.map(duplicate).collect())
}

/// Reads the ids of pairs of rows.
fn ids(file: &DealFile, pairs: &[(u64, u64)]) -> Result<HashMap<u64, String>, DealFileError> {
    let rows: BTreeSet<u64> = pairs.iter().flat_map(|(first, second)| [*first, *second]).collect();
    let mut ids = HashMap::default();
    for group in 0..file.groups() {
        let rows: Vec<u64> = rows.range(file.rows_of(group)).copied().collect();
        if !rows.is_empty() {
            file.reader()?.read_records(group, Some(&rows), |record, row| {
                ids.extend(id_in(record).map(|(id, _)| (row, id)));
                Ok::<_, DealFileError>(())
            })?;
        }
    }
    Ok(ids)
}

/// A fault of a row, which counts as its line.
fn fault(row: u64, deal: Option<String>, field: String, problem: Problem) -> Fault {
    let line = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
    Fault { position: Position { line, column: 1 }, deal, field, problem }
}
