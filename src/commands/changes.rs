//! What changed between two days or two dataset files.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Conversion, Request};
use crate::dataset::{Dataset, Links};
use crate::date::PartialDate;
use crate::deal::{Cutoff, Status};
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::clock;
use crate::io::input::Input;
use crate::io::opened::Loaded;
use crate::io::rates::load_rates;
use crate::query::{Filter, Matcher};
use crate::rates::Rates;
use crate::report::{self, Audience, Context, LinkEffects, Measure, Provenance, Report, State};

/// Compares the dataset as known on the day before `since` with that at the end of `until`, or of now.
///
/// # Errors
/// If `until` ends before `since` begins, and if the dataset cannot be read.
pub(super) fn between_days(
    request: &Request,
    since: PartialDate,
    until: Option<PartialDate>,
    conversion: &Conversion,
    audience: Audience,
) -> Result<Report, Error> {
    if until.is_some_and(|until| until.last() < since.first()) {
        let problem = "the changes would end before they begin";
        return Err(Error::Usage(Problem::new(problem).hint("write the earlier date with --since")));
    }
    let Loaded { dataset, notes, faults, origins } = request.input.load_with_notes(request.reading)?;
    let (last_before, until) =
        (since.first().pred_opt().unwrap_or(NaiveDate::MIN), until.map(PartialDate::last));
    let before = dataset.clone().into_state_on(last_before);
    let after = match until {
        Some(until) => dataset.into_state_on(until),
        None => dataset,
    };
    let states = [(&before, Some(last_before)), (&after, until)];
    let provenance = request.question.as_ref().map(|question| {
        let cutoff = Cutoff { as_of: until, recorded_by: None };
        Provenance::new(question, &origins, cutoff, clock::today())
    });
    let mut report = compare(request, states, conversion, audience, provenance)?;
    if let Some(feed) = &mut report.document.feed {
        let dataset = origins.iter().map(|origin| origin.name.as_str()).collect::<Vec<_>>().join(", ");
        let end = until.map_or_else(String::new, |until| format!(" until {until}"));
        feed.title = format!("Changes of {dataset} since {}{end}", since.first());
        feed.published_for(&dataset, since.first());
    }
    report.notes.extend(notes);
    report.is_incomplete |= !faults.is_empty();
    report.faults.extend(faults);
    Ok(report)
}

/// Compares two dataset files, the earlier one first.
///
/// # Errors
/// If one of them cannot be read.
pub(super) fn between_files(
    request: &Request,
    files: [&PathBuf; 2],
    conversion: &Conversion,
    audience: Audience,
) -> Result<Report, Error> {
    let (mut notes, mut faults, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    let mut load = |path: &PathBuf| {
        let loaded = Input::of_path(path.clone(), &request.sheet).load_with_notes(request.reading)?;
        notes.extend(loaded.notes.into_iter().map(|note| format!("{}: {note}", path.display())));
        faults.extend(loaded.faults);
        origins.extend(loaded.origins);
        Ok::<_, Error>(loaded.dataset)
    };
    let (before, after) = (load(files[0])?, load(files[1])?);
    let states = [(&before, None), (&after, None)];
    let provenance = request
        .question
        .as_ref()
        .map(|question| Provenance::new(question, &origins, Cutoff::default(), clock::today()));
    let mut report = compare(request, states, conversion, audience, provenance)?;
    if let Some(feed) = &mut report.document.feed {
        let [old, new] = files.map(|file| file.display());
        feed.title = format!("Changes from {old} to {new}");
    }
    report.notes.extend(notes);
    report.is_incomplete |= !faults.is_empty();
    report.faults.extend(faults);
    Ok(report)
}

/// Compares two datasets, the earlier one first, and completes the `provenance` of the answer. Each is converted at its own rates, as known on its day.
fn compare(
    request: &Request,
    states: [(&Dataset, Option<NaiveDate>); 2],
    conversion: &Conversion,
    audience: Audience,
    provenance: Option<Provenance>,
) -> Result<Report, Error> {
    let rates = |(dataset, as_of): (&Dataset, _)| {
        load_rates(&request.rates, conversion.target.is_some(), &dataset.reference, as_of)
    };
    let [before, after] = states;
    let (old_rates, new_rates) = (rates(before)?, rates(after)?);
    let (old_links, new_links) = (before.0.links(), after.0.links());
    let everything = Filter::default();
    let state = |dataset, links, rates| state(dataset, links, rates, &everything, conversion, audience);
    let (before, after) = (state(before.0, &old_links, &old_rates)?, state(after.0, &new_links, &new_rates)?);
    let mut report = report::changes(&before, &after)?;
    report.document.provenance =
        provenance.map(|provenance| provenance.with_conversion(&after.context)).map(|provenance| {
            if conversion.target.is_some() { provenance.with_rates(&new_rates) } else { provenance }
        });
    if conversion.fail_on_missing && !report.unconverted.is_empty() {
        return Err(Error::Unconverted(report.unconverted));
    }
    Ok(report)
}

fn state<'a>(
    dataset: &'a Dataset,
    links: &'a Links,
    rates: &'a Rates,
    everything: &'a Filter,
    conversion: &Conversion,
    audience: Audience,
) -> Result<State<'a>, Error> {
    let reference = &dataset.reference;
    let context = Context {
        reference,
        links,
        rates,
        at: conversion.at,
        target: conversion.target,
        audience,
        explain: false,
        has_deals: !dataset.deals.is_empty(),
        today: clock::today(),
    };
    let matcher = Matcher::new(everything, reference).map_err(Error::Usage)?;
    let effects = LinkEffects::resolve(&context, Status::counts, Measure::Announced)?;
    Ok(State { dataset, context, matcher, effects })
}
