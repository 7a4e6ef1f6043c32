//! What changed between two days or two dataset files.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Conversion, Request};
use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::input::{self, Input, Loaded};
use crate::report::{self, Audience, Context, Report};

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
    let Loaded { dataset, notes, is_incomplete } = request.input.load_with_notes()?;
    let before = dataset.clone().into_state_on(since.first().pred_opt().unwrap_or(NaiveDate::MIN));
    let after = match until {
        Some(until) => dataset.into_state_on(until.last()),
        None => dataset,
    };
    let mut report = compare(request, &before, &after, conversion, audience)?;
    report.notes.extend(notes);
    report.is_incomplete |= is_incomplete;
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
    let mut notes = Vec::new();
    let mut is_incomplete = false;
    let mut load = |path: &PathBuf| {
        let loaded = Input::of_path(path.clone(), &request.sheet).load_with_notes()?;
        notes.extend(loaded.notes.into_iter().map(|note| format!("{}: {note}", path.display())));
        is_incomplete |= loaded.is_incomplete;
        Ok::<_, Error>(loaded.dataset)
    };
    let (before, after) = (load(files[0])?, load(files[1])?);
    let mut report = compare(request, &before, &after, conversion, audience)?;
    report.notes.extend(notes);
    report.is_incomplete |= is_incomplete;
    Ok(report)
}

fn compare(
    request: &Request,
    before: &Dataset,
    after: &Dataset,
    conversion: &Conversion,
    audience: Audience,
) -> Result<Report, Error> {
    let rates = input::load_rates(&request.rates, request.max_rate_age, &after.reference)?;
    let links = after.links();
    let context = Context {
        reference: &after.reference,
        links: &links,
        rates: &rates,
        at: conversion.at,
        target: conversion.target,
        audience,
        explain: false,
        has_deals: true,
    };
    let report = report::changes(before, after, &context)?;
    if conversion.fail_on_missing && !report.unconverted.is_empty() {
        return Err(Error::Unconverted(report.unconverted));
    }
    Ok(report)
}
