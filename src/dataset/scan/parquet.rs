//! The deals of a Parquet file as they pass by: by columns where these say enough, else by their records.

use std::collections::BTreeSet;
use std::convert::Infallible;

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
use crate::parquet::{self, COLUMNS, Choice, DealFile};

/// What a thread has at hand.
struct Worker<S> {
    state: S,
    marks: Vec<Mark>,
}

/// Why a row group was not read to its end.
enum Trouble<E> {
    Fault(parquet::Fault),
    Refused(E),
}

impl<E> From<parquet::Stop<Trouble<E>>> for Trouble<E> {
    fn from(stop: parquet::Stop<Trouble<E>>) -> Self {
        match stop {
            parquet::Stop::Fault(fault) => Self::Fault(fault),
            parquet::Stop::Refused(refusal) => refusal,
        }
    }
}

/// What stands beside the deals of a file.
pub(in crate::dataset) fn reference(file: &DealFile, scope: Projection) -> Result<ReferenceData, Faults> {
    if !scope.is_all()
        && let Some(reference) = part_of_register(file.reference(), scope)
    {
        return Ok(reference);
    }
    let dataset = read(file.reference(), Form::Document)?;
    let Dataset { mut reference, .. } = dataset;
    reference.mention_owners();
    Ok(reference)
}

/// What a question needs of the register; nothing where something is unusual.
fn part_of_register(text: &str, scope: Projection) -> Option<ReferenceData> {
    let head = boundaries::head(text)?;
    let end = boundaries::end_of_deals(text, head.deals)?;
    let tail = boundaries::tail(text, end, head.is_bare, head.lists.iter().map(|(name, _)| *name))?;
    let lists = head.lists.into_iter().chain(tail).filter(|(name, _)| scope.needs(name));
    let mut reference = read_reference(lists)?;
    reference.mention_owners();
    Some(reference)
}

/// Looks at every deal of a file; see [`super::DealScan::fold`].
#[expect(clippy::too_many_arguments, reason = "those of the fold, and what is looked at")]
pub(in crate::dataset) fn fold<S: Send, P: Send, E: Send>(
    file: &DealFile,
    sources: Option<&Sources>,
    is_whole: bool,
    pace: &ReadOptions,
    fields: FieldSet,
    hints: &Prefilters<'_>,
    start: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, &mut Deal<'_>, u64) -> Result<(), E> + Sync,
    cut: impl Fn(&mut S) -> P + Sync,
    mut take: impl FnMut(P) -> Result<(), E> + Send,
) -> Result<Vec<S>, ScanError<E>> {
    let names = hints.needles.as_ref().map(Needles::names);
    let is_named = |name: &[u8]| {
        names.is_none_or(|names| {
            names.may_have(name) && str::from_utf8(name).is_ok_and(|name| names.contains(name))
        })
    };
    let may_go_to = |places: &[Place]| hints.may_go_to.is_none_or(|may_go_to| may_go_to(places));
    let by_columns = !is_whole && COLUMNS.contains(fields);
    let wanted = Wanted { fields, sources, may_stop: false, is_line: true };
    let mut faults = Vec::new();
    let workers = run_ordered(
        file.groups(),
        pace.threads,
        || Ok(Worker { state: start(), marks: Vec::new() }),
        |worker, group| {
            let Worker { state, marks } = worker;
            if by_columns {
                let choice = Choice {
                    companies: if names.is_some() { Some(&is_named) } else { None },
                    places: if hints.may_go_to.is_some() { Some(&may_go_to) } else { None },
                };
                file.read_group(group, fields, choice, |deal, row| {
                    each(state, deal, row).map_err(Trouble::Refused)
                })?;
                return Ok((cut(state), Vec::new()));
            }
            let mut found = Vec::new();
            file.read_records(group, None, |record, row| {
                let mut look = |deal: &mut Deal<'_>, _| {
                    if is_whole {
                        marks.push((hash(deal.id.as_str()), row));
                    }
                    each(state, deal, row).map_err(Trouble::Refused)
                };
                if quickly(record, Form::Lines, true, wanted, None, &mut look)?.is_none() {
                    return Ok(());
                }
                match read_piece(record, Form::Lines, true, wanted.sources) {
                    Ok(deals) => deals.into_iter().try_for_each(|(_, mut deal)| look(&mut deal, 0)),
                    Err(faults) => {
                        found.extend(
                            faults.into_iter().map(|fault| told(row, fault.deal, fault.field, fault.problem)),
                        );
                        Ok(())
                    }
                }
            })?;
            Ok((cut(state), found))
        },
        |group, (made, found): (P, Vec<Fault>)| {
            if let Some(progress) = pace.progress {
                progress(group as u64 + 1, file.groups() as u64);
            }
            faults.extend(found);
            if faults.is_empty() { take(made).map_err(Trouble::Refused) } else { Ok(()) }
        },
    );
    let mut workers = workers.map_err(|trouble| match trouble {
        Trouble::Fault(fault) => ScanError::Parquet(fault),
        Trouble::Refused(refusal) => ScanError::Refused(refusal),
    })?;
    let mut marks: Vec<Mark> =
        workers.iter_mut().flat_map(|worker| std::mem::take(&mut worker.marks)).collect();
    marks.sort_unstable();
    let twice: Vec<(u64, u64)> =
        marks.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1)).collect();
    let ids = ids(file, &twice).map_err(ScanError::Parquet)?;
    // Two ids may have one hash.
    for (first, second) in twice.into_iter().filter(|(first, second)| ids.get(first) == ids.get(second)) {
        let problem = Problem::new(format!("another deal has this id (row {})", first + 1));
        faults.push(told(
            second,
            ids.get(&second).cloned(),
            "id".to_owned(),
            problem.hint("an id is unique in its dataset"),
        ));
    }
    if faults.is_empty() {
        Ok(workers.into_iter().map(|worker| worker.state).collect())
    } else {
        faults.sort_by_key(|fault| fault.position);
        Err(ScanError::Faults(Faults::of(faults)))
    }
}

/// The ids of pairs of rows.
fn ids(file: &DealFile, pairs: &[(u64, u64)]) -> Result<HashMap<u64, String>, parquet::Fault> {
    let rows: BTreeSet<u64> = pairs.iter().flat_map(|(first, second)| [*first, *second]).collect();
    let mut ids = HashMap::default();
    for group in 0..file.groups() {
        let rows: Vec<u64> = rows.range(file.rows_of(group)).copied().collect();
        if rows.is_empty() {
            continue;
        }
        let read = file.read_records(group, Some(&rows), |record, row| {
            ids.extend(id_in(record).map(|(id, _)| (row, id)));
            Ok::<_, Infallible>(())
        });
        match read {
            Ok(()) => {}
            Err(parquet::Stop::Fault(fault)) => return Err(fault),
            Err(parquet::Stop::Refused(never)) => match never {},
        }
    }
    Ok(ids)
}

/// A fault of a record; its row counts as its line.
fn told(row: u64, deal: Option<String>, field: String, problem: Problem) -> Fault {
    let line = usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1);
    Fault { position: Position { line, column: 1 }, deal, field, problem }
}
