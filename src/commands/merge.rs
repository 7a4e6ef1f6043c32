//! Merges two datasets.

use std::path::PathBuf;

use super::update;
use crate::dataset::{self, Dataset, Form};
use crate::deal::Deal;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::input::Input;
use crate::io::sheet_dataset::is_sheet;

/// Returns the text of two dataset files merged, in the form of the first.
///
/// # Errors
/// If one of them has faults, and if they contradict each other.
pub(super) fn files(first: &PathBuf, second: &PathBuf) -> Result<String, Error> {
    let load = |path: &PathBuf| {
        if is_sheet(path) { Err(update::only_read(path)) } else { Input::File(path.clone()).load() }
    };
    let merged = merge(load(first)?, load(second)?, [first, second]).map_err(Error::Conflicts)?;
    dataset::write(&merged, Form::by_name(first).unwrap_or(Form::Document)).map_err(Error::Usage)
}

/// Merges two datasets by the ids of their records. `names` are those of their files.
///
/// # Errors
/// Returns every record that differs between them.
fn merge(first: Dataset, second: Dataset, names: [&PathBuf; 2]) -> Result<Dataset, Vec<Problem>> {
    let [first_name, second_name] = names.map(|name| name.display());
    let mut conflicts = Vec::new();
    let mut merged = first;
    for company in second.reference.companies.iter() {
        conflicts.extend(merged.reference.companies.insert(company.clone()).err());
    }
    for source in second.reference.sources.iter() {
        conflicts.extend(merged.reference.sources.insert(source.clone()).err());
    }
    for deal in second.deals {
        match merged.deal(deal.id.as_str()) {
            Some(known) if *known == deal => {}
            Some(known) => conflicts.push(
                Problem::new(format!(
                    "deal {}: {first_name} and {second_name} differ in {}",
                    deal.id,
                    differences(known, &deal).join(", ")
                ))
                .hint("make them agree, or give one of them another id"),
            ),
            None => merged.deals.push(deal),
        }
    }
    conflicts.extend(merged.reference.add_rates(second.reference.rates).err().into_iter().flatten());
    if conflicts.is_empty() {
        merged.check_links().map_err(|problem| vec![problem])?;
        Ok(merged)
    } else {
        Err(conflicts)
    }
}

/// Returns the names of the fields in which two deals differ.
fn differences(a: &Deal, b: &Deal) -> Vec<&'static str> {
    let fields = [
        ("title", a.title == b.title),
        ("kind", a.kind == b.kind),
        ("announced", a.announced == b.announced),
        ("status", a.status == b.status),
        ("amount", a.amount == b.amount),
        ("equivalents", a.equivalents == b.equivalents),
        ("period", a.period == b.period),
        ("parties", a.parties == b.parties),
        ("places", a.places == b.places),
        ("parts", a.parts == b.parts),
        ("tags", a.tags == b.tags),
        ("citations", a.citations == b.citations),
        ("history", a.history == b.history),
        ("progress", a.progress == b.progress),
        ("included_in", a.included_in == b.included_in),
        ("replaces", a.replaces == b.replaces),
        ("fields", a.fields == b.fields),
        ("recorded", a.recorded == b.recorded),
        ("import", a.import == b.import),
        ("note", a.note == b.note),
    ];
    fields.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}
