//! Merges two datasets.

use std::path::{Path, PathBuf};

use super::update;
use crate::dataset::{self, Dataset, Form, ReferenceData};
use crate::deal::{Deal, Slug};
use crate::error::Error;
use crate::hash::HashMap;
use crate::invalid::{Problem, keyword_enum};
use crate::io::input::Input;
use crate::io::sheet_dataset::is_sheet;
use crate::rates::KnownRates;

keyword_enum! {
    /// Which of two files decides where they differ.
    pub(crate) enum Preference is "file" {
        /// The first one.
        A = "a",
        /// The second one.
        B = "b",
    }
}

/// Two files that are merged.
#[derive(Debug, Clone)]
pub(crate) struct Merge {
    /// The first file.
    pub first: PathBuf,
    /// The second file.
    pub second: PathBuf,
    /// Which one decides where they differ; `None` if nothing is written then.
    pub preference: Option<Preference>,
}

/// A merged dataset, and what was decided.
struct Merged {
    dataset: Dataset,
    notes: Vec<String>,
}

/// Returns the text of two dataset files merged, in the form of the first, and notes of what was decided.
///
/// # Errors
/// If one of them has faults, and if they contradict each other and none is preferred.
pub(super) fn files(merge: &Merge) -> Result<(String, Vec<String>), Error> {
    let load = |path: &PathBuf| {
        if is_sheet(path) { Err(update::only_read(path)) } else { Input::File(path.clone()).load() }
    };
    let merged = merge.merged(load(&merge.first)?, load(&merge.second)?).map_err(Error::Conflicts)?;
    let form = Form::by_name(&merge.first).unwrap_or(Form::Document);
    let text = dataset::write(&merged.dataset, form).map_err(Error::Usage)?;
    Ok((text, merged.notes))
}

impl Merge {
    /// Merges two datasets by the ids of their records.
    ///
    /// # Errors
    /// Returns every record that differs between them, unless one is preferred.
    fn merged(&self, first: Dataset, second: Dataset) -> Result<Merged, Vec<Problem>> {
        let (mut conflicts, mut notes) = (Vec::new(), Vec::new());
        let Dataset { reference, deals: mut merged } = first;
        let reference = match self.preference {
            Some(Preference::B) => with_references(second.reference, reference, &mut conflicts),
            _ => with_references(reference, second.reference, &mut conflicts),
        };
        let positions: HashMap<Slug<'_>, usize> =
            merged.iter().enumerate().map(|(index, deal)| (deal.id.clone(), index)).collect();
        for deal in second.deals {
            let Some(known) = positions.get(&deal.id).and_then(|index| merged.get_mut(*index)) else {
                merged.push(deal);
                continue;
            };
            let differences = known.differences(&deal);
            if differences.is_empty() {
                continue;
            }
            match (with_longer_lists(known, &deal), self.preference) {
                (Some(longer), _) => *known = longer,
                (None, None) => conflicts.push(self.conflict(&deal, &differences)),
                (None, Some(preference)) => {
                    let file = self.name_of(preference);
                    notes.push(format!("deal {}: {} as in {file}", deal.id, differences.join(", ")));
                    if preference == Preference::B {
                        *known = deal;
                    }
                }
            }
        }
        if let Some(preference) = self.preference {
            // Only companies, sources and rates are left.
            let file = self.name_of(preference);
            notes.extend(conflicts.drain(..).map(|conflict| format!("{}: as in {file}", conflict.message)));
        }
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let dataset = Dataset { reference, deals: merged };
        dataset.check_links().map_err(|problem| vec![problem])?;
        Ok(Merged { dataset, notes })
    }

    fn name_of(&self, preference: Preference) -> std::path::Display<'_> {
        match preference {
            Preference::A => self.first.display(),
            Preference::B => self.second.display(),
        }
    }

    fn conflict(&self, deal: &Deal<'_>, differences: &[&str]) -> Problem {
        let [first, second] = [&self.first, &self.second].map(|file| Path::display(file));
        let differences = differences.join(", ");
        Problem::new(format!("deal {}: {first} and {second} differ in {differences}", deal.id)).hint(
            "make them agree, give one of them another id, or choose a file by --prefer a or --prefer b",
        )
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

/// Returns the deal with the longer history and the longer progress of two, if they differ in nothing else and the longer
/// lists have every entry of the shorter ones.
fn with_longer_lists(first: &Deal<'static>, second: &Deal<'static>) -> Option<Deal<'static>> {
    if first.differences(second).iter().any(|field| !["history", "progress"].contains(field)) {
        return None;
    }
    let mut data = first.clone().into_data();
    data.history = longer(&first.history, &second.history)?.to_vec();
    data.progress = longer(&first.progress, &second.progress)?.to_vec();
    Deal::try_from(data).ok()
}

/// Returns the list that has every entry of the other one.
fn longer<'a, T: PartialEq>(first: &'a [T], second: &'a [T]) -> Option<&'a [T]> {
    let has_all = |longer: &[T], shorter: &[T]| shorter.iter().all(|entry| longer.contains(entry));
    if has_all(first, second) { Some(first) } else { has_all(second, first).then_some(second) }
}
