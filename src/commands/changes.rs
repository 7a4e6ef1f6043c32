//! What changed between two days or two dataset files. The deals are streamed: only those that may differ are in memory.

use std::convert::Infallible;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::{Conversion, Request};
use crate::dataset::{Links, Prefilters, Projection, ScanError, Visitor};
use crate::date::PartialDate;
use crate::deal::{Cutoff, Deal, FieldSet};
use crate::error::Error;
use crate::hash::{HashMap, HashSet};
use crate::invalid::Problem;
use crate::io::clock;
use crate::io::input::Input;
use crate::io::opened::{OpenDataset, read_error};
use crate::io::rates::load_rates;
use crate::money::Currency;
use crate::query::{Filter, Matcher};
use crate::rates::Rates;
use crate::render::Format;
use crate::report::{
    self, Adder, AllFound, Context, DatasetOrigin, DayDifferences, IdFinder, OpenFinder, Provenance, Report,
    ReportError, Side, State, Sums,
};

/// Compares the dataset as known on the day before `since` with that at the end of `until`, or of now.
///
/// # Errors
/// If `until` ends before `since` begins, and if the dataset cannot be read.
pub(super) fn between_days(
    request: &Request,
    (since, until): (PartialDate, Option<PartialDate>),
    conversion: &Conversion,
    format: Format,
) -> Result<Report, Error> {
    if until.is_some_and(|until| until.last() < since.first()) {
        let problem = "the changes would end before they begin";
        return Err(Error::Usage(Problem::new(problem).hint("write the earlier date with --since")));
    }
    let (last_before, until) =
        (since.first().pred_opt().unwrap_or(NaiveDate::MIN), until.map(PartialDate::last));
    let opened = open(&request.input, request, conversion, format)?;
    let basis = |day| Basis::of(&opened, request, conversion, day);
    let (before, after) = (basis(Some(last_before))?, basis(until)?);
    let (before, after) =
        (before.side(&opened, conversion, format)?, after.side(&opened, conversion, format)?);
    let differing_effects = after.differing_effects(&before);
    let make = || DayDifferences::new([&before, &after], (last_before, until), &differing_effects);
    let DayDifferences { mut positions, adders, open, .. } = scan(&opened, Side::FIELDS, make)?;
    positions.sort_unstable();
    let deals = copies(&opened, Some(&positions))?;
    let state = |side, day: Option<NaiveDate>, sums: Option<Sums>| {
        let known = deals
            .iter()
            .cloned()
            .filter_map(|mut deal| day.is_none_or(|day| deal.truncate_to(day)).then_some(deal));
        State::new(side, known.collect(), sums)
    };
    let [old_sums, new_sums] = match adders {
        Some([old, new]) => [Some(old.sums()?), Some(new.sums()?)],
        None => [None, None],
    };
    let old = state(&before, Some(last_before), old_sums)?;
    let new = State { open, ..state(&after, until, new_sums)? };
    let mut report = report::changes(&old, &new)?;
    if let Some(feed) = &mut report.document.feed {
        let dataset = opened.origins.iter().map(|origin| origin.name.as_str()).collect::<Vec<_>>().join(", ");
        let end = until.map_or_else(String::new, |until| format!(" until {until}"));
        feed.title = format!("Changes of {dataset} since {}{end}", since.first());
        feed.published_for(&dataset, since.first());
    }
    // In Markdown the heading names the dataset.
    let is_table = format.audience().is_people() && format != Format::Markdown;
    if is_table && !matches!(request.input, Input::BuiltIn) {
        let names = opened.origins.iter().map(|origin| origin.name.clone());
        let as_of = until.map(|until| format!("as of {until}"));
        let data: Vec<String> = names.chain(as_of).collect();
        if let Some(table) = report.document.tables.first_mut() {
            table.caveats.push(format!("data: {}", data.join(", ")));
        }
    }
    let cutoff = Cutoff { as_of: until, recorded_by: None };
    let report = with_provenance(report, request, &opened.origins, cutoff, &after.context);
    finish(report, conversion, [(&opened, opened.notes.clone())])
}

/// Compares two dataset files, the earlier one first.
///
/// # Errors
/// If one of them cannot be read.
pub(super) fn between_files(
    request: &Request,
    files: [&PathBuf; 2],
    conversion: &Conversion,
    format: Format,
) -> Result<Report, Error> {
    let [old, new] = Input::of_two(files, &request.sheet).map_err(Error::Usage)?;
    let (old, new) = (open(&old, request, conversion, format)?, open(&new, request, conversion, format)?);
    let basis = |opened| Basis::of(opened, request, conversion, None);
    let (old_basis, new_basis) = (basis(&old)?, basis(&new)?);
    let (before, after) =
        (old_basis.side(&old, conversion, format)?, new_basis.side(&new, conversion, format)?);
    let differing_effects = after.differing_effects(&before);
    let [in_old, in_new] = differing_texts(&old, &new)?;
    let before = state_of(&before, &old, in_old, &differing_effects)?;
    let mut after = state_of(&after, &new, in_new, &differing_effects)?;
    after.open = open_currencies(&new, &after, &before)?;
    let mut report = report::changes(&before, &after)?;
    if let Some(feed) = &mut report.document.feed {
        let [old, new] = files.map(|file| file.display());
        feed.title = format!("Changes from {old} to {new}");
    }
    let origins: Vec<DatasetOrigin> = old.origins.iter().chain(&new.origins).cloned().collect();
    let report = with_provenance(report, request, &origins, Cutoff::default(), &after.side.context);
    let named = |path: &Path, opened: &OpenDataset| {
        opened.notes.iter().map(|note| format!("{}: {note}", path.display())).collect()
    };
    finish(report, conversion, [(&old, named(files[0], &old)), (&new, named(files[1], &new))])
}

/// Returns the state of a dataset. Its deals are those at `positions`, or all of them, and those with one of `ids`.
fn state_of<'s>(
    side: &'s Side<'s>,
    opened: &OpenDataset,
    mut positions: Option<Vec<u64>>,
    ids: &HashSet<String>,
) -> Result<State<'s>, Error> {
    let mut sums = None;
    // A dataset that is validated in any case is read whole.
    if side.needs_all_sums() || !ids.is_empty() || !opened.is_partial {
        let found = scan(opened, Side::FIELDS, || IdFinder::new(side, ids))?;
        sums = found.adder.map(Adder::sums).transpose()?;
        if let Some(positions) = &mut positions {
            positions.extend(found.positions);
            positions.sort_unstable();
            positions.dedup();
        }
    }
    Ok(State::new(side, copies(opened, positions.as_deref())?, sums)?)
}

/// Returns the currencies in which the total of the state `after` of a dataset has no ceiling, as far as its sums and those
/// of `before` do not say it.
fn open_currencies(
    opened: &OpenDataset,
    after: &State<'_>,
    before: &State<'_>,
) -> Result<HashSet<Currency>, Error> {
    let wanted = after.closed_currencies(before);
    if after.side.needs_all_sums() || wanted.is_empty() {
        return Ok(HashSet::default());
    }
    let make = || OpenFinder::new(after.side, &wanted);
    let scanned = opened.scan.collect(Side::STATE, &Prefilters::default(), make, |()| Ok::<_, AllFound>(()));
    match scanned {
        Ok(finder) => Ok(finder.found),
        Err(ScanError::Visitor(AllFound)) => Ok(wanted),
        Err(error) => Err(scan_error(error, opened, |AllFound| changed_meanwhile(opened))),
    }
}

/// Opens a dataset and reads its links.
fn open(
    input: &Input,
    request: &Request,
    conversion: &Conversion,
    format: Format,
) -> Result<OpenDataset, Error> {
    let projection = Projection {
        fields: Side::FIELDS,
        companies: false,
        // Only feeds and lists with links say more of a source than its id.
        sources: matches!(format, Format::Atom | Format::Markdown),
        rates: conversion.target.is_some(),
    };
    let mut opened = input.open(projection, request.reading)?;
    let read = opened.scan.preload_embedded().and_then(|()| opened.scan.read_links_if_any());
    read.map_err(|error| read_error(error, &opened.name))?;
    Ok(opened)
}

/// What amounts are converted by on one side.
struct Basis {
    links: Links,
    rates: Rates,
}

impl Basis {
    /// Returns the links and the rates of a dataset as known on a day, or now.
    fn of(
        opened: &OpenDataset,
        request: &Request,
        conversion: &Conversion,
        day: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let links = opened.scan.links.clone().unwrap_or_default();
        let needs_rates = conversion.target.is_some();
        let rates = load_rates(&request.rates, needs_rates, &opened.scan.reference, day)?;
        Ok(Self { links: links.restricted_to(Cutoff { as_of: day, recorded_by: None }), rates })
    }

    fn side<'a>(
        &'a self,
        opened: &'a OpenDataset,
        conversion: &Conversion,
        format: Format,
    ) -> Result<Side<'a>, Error> {
        static EVERYTHING: LazyLock<Filter> = LazyLock::new(Filter::default);
        let reference = &opened.scan.reference;
        let context = Context {
            reference,
            links: &self.links,
            rates: &self.rates,
            at: conversion.at,
            target: conversion.target,
            audience: format.audience(),
            explain: false,
            has_deals: !opened.scan.is_empty(),
            today: clock::today(),
        };
        let matcher = Matcher::new(&EVERYTHING, reference).map_err(Error::Usage)?;
        Ok(Side::new(context, matcher)?)
    }
}

/// Visits every deal of a dataset.
fn scan<V: Visitor<Part = (), Error = ReportError>>(
    opened: &OpenDataset,
    fields: FieldSet,
    make: impl Fn() -> V + Sync,
) -> Result<V, Error> {
    let scanned = opened.scan.collect(fields, &Prefilters::default(), make, |()| Ok::<_, ReportError>(()));
    scanned.map_err(|error| scan_error(error, opened, Error::from))
}

/// Returns the error of a scan for which everything was preloaded.
fn scan_error<E>(error: ScanError<E>, opened: &OpenDataset, of_visitor: impl Fn(E) -> Error) -> Error {
    match error {
        ScanError::Read(error) => read_error(error, &opened.name),
        ScanError::Visitor(error) => of_visitor(error),
        ScanError::EmbeddedReferences | ScanError::LinksNotRead => changed_meanwhile(opened),
    }
}

fn changed_meanwhile(opened: &OpenDataset) -> Error {
    let source = io::Error::other("the file was changed while it was read");
    Error::Read { file: opened.name.clone(), source }
}

/// Returns where the deals of each dataset are whose texts are not in the other one as well. `None` if one of them has no
/// texts: then any of their deals may differ.
fn differing_texts(old: &OpenDataset, new: &OpenDataset) -> Result<[Option<Vec<u64>>; 2], Error> {
    let mut unmatched: HashMap<u64, u64> = HashMap::default();
    let [mut in_old, mut in_new] = [Vec::new(), Vec::new()];
    let hashed = old.scan.hash_texts(|(hash, at)| in_old.extend(unmatched.insert(hash, at)));
    if !hashed.map_err(|error| read_error(error, &old.name))? {
        return Ok([None, None]);
    }
    let hashed = new.scan.hash_texts(|(hash, at)| {
        if unmatched.remove(&hash).is_none() {
            in_new.push(at);
        }
    });
    if !hashed.map_err(|error| read_error(error, &new.name))? {
        return Ok([None, None]);
    }
    in_old.extend(unmatched.into_values());
    in_old.sort_unstable();
    Ok([Some(in_old), Some(in_new)])
}

/// Copies deals.
struct Copier<'p> {
    /// Where they are; `None` for all of them.
    positions: Option<&'p [u64]>,
    deals: Vec<(u64, Deal<'static>)>,
}

impl Visitor for Copier<'_> {
    type Part = ();
    type Error = Infallible;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Infallible> {
        if self.positions.is_none_or(|positions| positions.binary_search(&at).is_ok()) {
            self.deals.push((at, deal.clone().into_owned()));
        }
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.deals.extend(other.deals);
    }
}

/// Returns copies of the deals at `positions`, which rise, or of all deals, in the order of the dataset.
fn copies(opened: &OpenDataset, positions: Option<&[u64]>) -> Result<Vec<Deal<'static>>, Error> {
    // A deal that does not look like one may be in a chunk that is far before its position.
    for prefilter in [positions, None] {
        let prefilters = Prefilters { positions: prefilter, ..Prefilters::default() };
        let make = || Copier { positions, deals: Vec::new() };
        let scanned = opened.scan.collect(FieldSet::ALL, &prefilters, make, |()| Ok::<_, Infallible>(()));
        let Copier { mut deals, .. } =
            scanned.map_err(|error| scan_error(error, opened, |never| match never {}))?;
        if positions.is_none_or(|positions| positions.len() == deals.len()) {
            deals.sort_unstable_by_key(|(at, _)| *at);
            return Ok(deals.into_iter().map(|(_, deal)| deal).collect());
        }
    }
    Err(changed_meanwhile(opened))
}

/// Returns the report with where it comes from, if the request asks for that. `context` is that of the later state.
fn with_provenance(
    mut report: Report,
    request: &Request,
    origins: &[DatasetOrigin],
    cutoff: Cutoff,
    context: &Context<'_>,
) -> Report {
    report.document.provenance = request.question.as_ref().map(|question| {
        let provenance = Provenance::new(question, origins, cutoff, clock::today()).with_conversion(context);
        if context.target.is_some() { provenance.with_rates(context.rates) } else { provenance }
    });
    report
}

/// Adds what a reader must know of how the datasets were read, each with its notes.
fn finish<'o>(
    mut report: Report,
    conversion: &Conversion,
    datasets: impl IntoIterator<Item = (&'o OpenDataset, Vec<String>)>,
) -> Result<Report, Error> {
    if conversion.fail_on_missing && !report.unconverted.is_empty() {
        return Err(Error::Unconverted(report.unconverted));
    }
    for (opened, notes) in datasets {
        report.notes.extend(notes);
        report.notes.extend(opened.partial_note());
        report.is_incomplete |= !opened.faults.is_empty();
        report.faults.extend(opened.faults.iter().cloned());
    }
    Ok(report)
}
