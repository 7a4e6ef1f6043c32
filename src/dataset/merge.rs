//! Joins datasets by the ids of their records.

use super::{Dataset, ReferenceData};
use crate::deal::{Deal, Slug};
use crate::hash::HashMap;
use crate::invalid::Problem;
use crate::rates::KnownRates;

/// A merged dataset, and what was decided.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) dataset: Dataset,
    pub(crate) notes: Vec<String>,
}

const HINT: &str = "make them agree, give one of them another id, or choose a file by `outlay merge A B --prefer a` or \
                    `--prefer b`";

/// Joins datasets, given with the names of their files, by the ids of their records. Of a deal that has more revisions or
/// progress in one of them, the longer lists are taken. `preferred` is the index of the one that decides where they differ
/// otherwise.
///
/// # Errors
/// Returns every record that differs between two of them, unless one is preferred.
pub(crate) fn merge(parts: Vec<(String, Dataset)>, preferred: Option<usize>) -> Result<Merged, Vec<Problem>> {
    let (mut names, mut references, mut deals) = (Vec::new(), Vec::new(), Vec::new());
    for (name, Dataset { reference, deals: own }) in parts {
        names.push(name);
        references.push(reference);
        deals.push(own);
    }
    let mut conflicts = Vec::new();
    if let Some(preferred) = preferred.filter(|preferred| *preferred < references.len()) {
        references[..=preferred].rotate_right(1);
    }
    let joined =
        references.into_iter().reduce(|known, others| with_references(known, others, &mut conflicts));
    let reference = joined.unwrap_or_default();
    let mut joiner = Joiner { names: &names, preferred, ..Joiner::default() };
    for (part, deals) in deals.into_iter().enumerate() {
        for deal in deals {
            joiner.add(deal, part);
        }
    }
    conflicts.append(&mut joiner.conflicts);
    let Joiner { deals, mut notes, .. } = joiner;
    if let Some(file) = preferred.and_then(|preferred| names.get(preferred)) {
        // Only companies, sources and rates are left.
        notes.extend(conflicts.drain(..).map(|conflict| format!("{}: as in {file}", conflict.message)));
    }
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let mut dataset = Dataset { reference, deals };
    dataset.check_links().map_err(|problem| vec![problem])?;
    dataset.reference.companies.forget_mentioned();
    dataset.mention_all();
    Ok(Merged { dataset, notes })
}

/// Joins the deals of several datasets.
#[derive(Default)]
struct Joiner<'n> {
    /// The names of the files.
    names: &'n [String],
    preferred: Option<usize>,
    deals: Vec<Deal<'static>>,
    /// The index of each deal, and the file that it is from.
    known: HashMap<Slug<'static>, (usize, usize)>,
    conflicts: Vec<Problem>,
    notes: Vec<String>,
}

impl Joiner<'_> {
    /// Adds a deal of the file `part`, or a conflict.
    fn add(&mut self, deal: Deal<'static>, part: usize) {
        let Some((index, from)) = self.known.get(&deal.id).copied() else {
            self.known.insert(deal.id.clone(), (self.deals.len(), part));
            self.deals.push(deal);
            return;
        };
        let known = &mut self.deals[index];
        let (joined, deal) = with_longer_lists(known, &deal).unwrap_or_else(|| (known.clone(), deal));
        let differences = joined.differences(&deal);
        if differences.is_empty() {
            *known = joined;
            return;
        }
        let differences = differences.join(", ");
        let Some(preferred) = self.preferred else {
            let [first, second] = [from, part].map(|part| &self.names[part]);
            let problem = format!("deal {}: {first} and {second} differ in {differences}", deal.id);
            self.conflicts.push(Problem::new(problem).hint(HINT));
            return;
        };
        self.notes.push(format!("deal {}: {differences} as in {}", deal.id, self.names[preferred]));
        *known = if part == preferred { deal } else { joined };
    }
}

/// Adds the companies, sources and rates of `others` to `merged`, except those that contradict it, which become
/// conflicts.
fn with_references(
    mut merged: ReferenceData,
    others: ReferenceData,
    conflicts: &mut Vec<Problem>,
) -> ReferenceData {
    for company in others.companies.iter() {
        conflicts.extend(merged.companies.insert(company.clone()).err());
    }
    for source in others.sources.iter() {
        conflicts.extend(merged.sources.insert(source.clone()).err());
    }
    let mut known = KnownRates::default();
    // Those of one dataset do not contradict each other.
    conflicts.extend(merged.rates.iter().filter_map(|rate| known.insert(rate).err()));
    for rate in others.rates {
        match known.insert(&rate) {
            Ok(()) if merged.rates.contains(&rate) => {}
            Ok(()) => merged.rates.push(rate),
            Err(problem) => conflicts.push(problem),
        }
    }
    merged
}

/// Returns two deals with the longer history and the longer progress of the two, where the longer list has every entry of the
/// shorter one; `None` if one of them is no valid deal then.
fn with_longer_lists(
    first: &Deal<'static>,
    second: &Deal<'static>,
) -> Option<(Deal<'static>, Deal<'static>)> {
    let history = longer(&first.history, &second.history);
    let progress = longer(&first.progress, &second.progress);
    let with_lists = |deal: &Deal<'static>| {
        let mut data = deal.clone().into_data();
        if let Some(history) = history {
            data.history = history.to_vec();
        }
        if let Some(progress) = progress {
            data.progress = progress.to_vec();
        }
        Deal::try_from(data).ok()
    };
    Some((with_lists(first)?, with_lists(second)?))
}

/// Returns the list that has every entry of the other one.
fn longer<'a, T: PartialEq>(first: &'a [T], second: &'a [T]) -> Option<&'a [T]> {
    let has_all = |longer: &[T], shorter: &[T]| shorter.iter().all(|entry| longer.contains(entry));
    if has_all(first, second) { Some(first) } else { has_all(second, first).then_some(second) }
}
