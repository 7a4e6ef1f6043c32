//! Commands that change a dataset file: each reads it under a lock, changes it in memory, and replaces it whole.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use chrono::NaiveDate;

use super::new_deal::{NewDeal, NewProgress, NewRevision};
use super::new_names::{NewNames, lists, slips};
use super::prompt::{Answers, Decision};
use super::{Consent, Layout, Origin, Output, Request, Writing, note, preview, prompt};
use crate::dataset::{self, Dataset, Form};
use crate::deal::{Deal, Progress, Slug};
use crate::error::{Error, Exit};
use crate::import;
use crate::invalid::Problem;
use crate::io::atomic_file::{self, Locked};
use crate::io::bounded;
use crate::io::clock;
use crate::io::input::{Input, check_changeable, check_file, load_file, parse_dataset, read};
use crate::io::sheet_dataset::is_sheet;
use crate::message::Message;
use crate::money::Amount;
use crate::report::{Audience, Done, Report};
use crate::text::{count_of, quote};

/// Returns the file that a command changes.
///
/// # Errors
/// For the built-in deals, standard input and Parquet files, which cannot be changed, and for several files.
pub(super) fn path(input: &Input) -> Result<&Path, Error> {
    let problem = match input {
        Input::File(path) => return check_changeable(path).map(|()| path.as_path()),
        Input::Sheet(path, _) => return Err(only_read(path)),
        Input::BuiltIn => "the built-in deals cannot be changed",
        Input::Stdin(_) => "standard input cannot be changed",
        Input::Several(inputs) => {
            let problem = format!("one dataset is changed at a time, and --data names {}", inputs.len());
            let join = "outlay --data A --data B export -o FILE";
            return Err(Error::Usage(
                Problem::new(problem).hint(format!("name one of them, or make one file of them: `{join}`")),
            ));
        }
    };
    Err(Error::Usage(Problem::new(problem).hint(
        "create a dataset of your own by `outlay init FILE` and name it by --data FILE or OUTLAY_DATA",
    )))
}

/// Returns the error of a command that would change a spreadsheet.
pub(super) fn only_read(path: &Path) -> Error {
    let sheet = path.display();
    let problem = Problem::new(format!("{sheet} is a spreadsheet, which is only read"));
    let import = format!("outlay --data deals.json import {sheet}");
    Error::Usage(problem.hint(format!("make a dataset of it: `outlay init deals.json`, then `{import}`")))
}

/// How long to wait for another program that changes the dataset, in seconds.
const LOCK_TIMEOUT: u64 = 30;

/// Locks a dataset file against other writers.
///
/// # Errors
/// If another program holds the lock for too long, and if the file cannot be read.
pub(super) fn lock(path: &Path, output: &Output) -> Result<Locked, Error> {
    let file = path.display().to_string();
    let waits = || {
        let text = format!("another program is changing {file}; waiting for up to {LOCK_TIMEOUT} seconds");
        output.message_style().print(&[Message::note(text)], Exit::Success, &mut io::stderr());
    };
    match Locked::open(path, Duration::from_secs(LOCK_TIMEOUT), waits) {
        Ok(locked) => locked.ok_or(Error::Locked { file, seconds: LOCK_TIMEOUT }),
        Err(source) => Err(absent(Error::Read { file, source })),
    }
}

/// Says of a dataset that does not exist how it is created.
fn absent(error: Error) -> Error {
    match error {
        Error::Read { file, source } if source.kind() == io::ErrorKind::NotFound => Error::Absent { file },
        error => error,
    }
}

/// Changes a dataset file by `change` and writes it in the canonical layout, unless nothing is to be written. Returns what
/// `change` returns, and the changed dataset.
///
/// # Errors
/// If the file has faults or cannot be read or written, and if `change` fails. The file is then unchanged.
pub(super) fn update<T>(
    path: &Path,
    request: &Request,
    change: impl FnOnce(&mut Dataset) -> Result<T, Problem>,
) -> Result<(T, Dataset), Error> {
    match request.writing {
        Writing::Done => {
            let locked = lock(path, &request.output)?;
            let (mut dataset, form) = load_file(path)?;
            let result = change(&mut dataset).map_err(Error::Usage)?;
            replace(path, &locked, &dataset, form)?;
            Ok((result, dataset))
        }
        Writing::Planned => {
            let (mut dataset, form) = load_file(path).map_err(absent)?;
            let result = change(&mut dataset).map_err(Error::Usage)?;
            check(path, &dataset, form)?;
            Ok((result, dataset))
        }
    }
}

/// Checks a changed dataset as [`replace`] does before it writes it.
///
/// # Errors
/// If a link leads nowhere, and if the text could not be read again.
pub(super) fn check(path: &Path, dataset: &Dataset, form: Form) -> Result<(), Error> {
    dataset.check_links().map_err(Error::Usage)?;
    let text = dataset::write(dataset, form).map_err(Error::Usage)?;
    read(&text, &path.display().to_string(), form)?;
    Ok(())
}

impl Writing {
    /// Returns what was done in words: `is` is "was" or "were".
    pub(super) fn verb(self, is: &'static str) -> &'static str {
        match self {
            Self::Done => is,
            Self::Planned => "would be",
        }
    }

    /// Returns the report of a change.
    pub(super) fn finished(self, mut report: Report) -> Report {
        match self {
            Self::Done => report.done = Done::WroteFile,
            Self::Planned => report.notes.push(DRY_RUN.to_owned()),
        }
        report
    }
}

/// The note of a command that wrote nothing.
pub(super) const DRY_RUN: &str = "dry run: nothing was written";

/// Writes a dataset in its canonical layout over the file at `path`, which is locked.
///
/// # Errors
/// If a link leads nowhere, and if the file cannot be written. It is then unchanged.
pub(super) fn replace(path: &Path, locked: &Locked, dataset: &Dataset, form: Form) -> Result<(), Error> {
    dataset.check_links().map_err(Error::Usage)?;
    let unwritable = |source| Error::Write { file: path.to_owned(), source };
    let new = locked.prepare(|output| dataset::write_to(dataset, form, output)).map_err(unwritable)?;
    // Check that the new file can be read before it replaces the old one.
    check_file(new.path(), &path.display().to_string(), form)?;
    locked.replace(new).map_err(unwritable)
}

/// Creates a dataset file, or writes the dataset to `stdout` if the file is `-`.
///
/// # Errors
/// If the file exists or cannot be written.
pub(super) fn init(
    path: &Path,
    origin: Origin,
    writing: Writing,
    stdout: &mut dyn Write,
) -> Result<Report, Error> {
    check_name(path)?;
    let dataset = match origin {
        Origin::Empty => Dataset::default(),
        Origin::BuiltIn => Input::BuiltIn.load()?,
    };
    let written =
        dataset::write(&dataset, Form::by_name(path).unwrap_or(Form::Document)).map_err(Error::Usage)?;
    if path.as_os_str() == "-" {
        stdout.write_all(written.as_bytes()).and_then(|()| stdout.flush())?;
        return Ok(Report { done: Done::WroteRows, ..Report::default() });
    }
    let unwritable = |source| Error::Write { file: path.to_owned(), source };
    let name = path.display();
    if writing == Writing::Planned {
        if path.symlink_metadata().is_ok() {
            return Err(unwritable(io::ErrorKind::AlreadyExists.into()));
        }
        let deals = count_of(dataset.deals.len(), "deal", "deals");
        return Ok(writing.finished(note(format!("{name} would be a new dataset with {deals}"))));
    }
    atomic_file::create(path, written.as_bytes()).map_err(unwritable)?;
    Ok(note(format!("{name} is a new dataset; name it by --data or OUTLAY_DATA")))
}

/// Checks that the name of a new dataset is not that of a file in another form, as which it could not be read.
///
/// # Errors
/// If it is that of a spreadsheet or of a Parquet file.
pub(super) fn check_name(path: &Path) -> Result<(), Error> {
    let is_parquet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    if !is_parquet && !is_sheet(path) {
        return Ok(());
    }
    let problem = Problem::new(format!("{} would be a dataset in JSON", path.display()));
    Err(Error::Usage(problem.hint("name it .json or .jsonl; `outlay export` writes .parquet and .xlsx")))
}

/// Adds a deal, after showing it if the user is to be asked.
///
/// # Errors
/// If a required field is missing or contradicts another, if the user declines, and as [`update`].
pub(super) fn add(
    request: &Request,
    new: &NewDeal,
    consent: Consent,
    audience: Audience,
) -> Result<Report, Error> {
    let path = path(&request.input)?;
    let asked = if consent == Consent::Ask && prompt::is_possible() {
        Some(ask(request, new, path, audience)?)
    } else {
        None
    };
    // After a question, the file is read again under the lock: another process may have changed it meanwhile.
    let (id, dataset) = update(path, request, |dataset| add_to(dataset, asked.as_ref().unwrap_or(new)))?;
    let was_shown = asked.is_some() && request.writing == Writing::Done;
    let mut report = if was_shown { Report::default() } else { draft(&dataset, &id, audience)? };
    report.notes.push(format!("{id} {} added to {}", request.writing.verb("was"), path.display()));
    Ok(request.writing.finished(report))
}

/// Asks for what a deal lacks, and whether to add it to the file at `path`, until it is right.
///
/// # Errors
/// If the dataset cannot be read, if a deal whose fields were all given is invalid, and if the user declines.
fn ask(request: &Request, new: &NewDeal, path: &Path, audience: Audience) -> Result<NewDeal, Error> {
    let dataset = request.input.load()?;
    let mut answers = Answers::default();
    loop {
        let mut new = prompt::complete(new, &dataset, &mut answers)?;
        let companies = || new.parties.iter().map(|party| party.company.as_str());
        let (slips, lists) = (slips(&dataset, companies()), lists(&dataset, companies()));
        let lists: Vec<String> =
            lists.iter().map(|name| format!("companies: {} counts as one company", quote(name))).collect();
        // The question shows similar names before the user agrees.
        new.new_names = NewNames::AllowSimilar;
        if request.writing == Writing::Planned {
            return Ok(new);
        }
        let mut changed = dataset.clone();
        let added = add_to(&mut changed, &new).and_then(|id| changed.check_links().map(|()| id));
        let id = match added {
            // If the deal is invalid as a whole, the answers can be edited.
            Err(problem) if !answers.is_empty() => {
                prompt::note(&format!("error: {problem}"));
                prompt::consent("Edit the answers?", "--yes adds the deal without asking")?;
                continue;
            }
            added => added.map_err(Error::Usage)?,
        };
        let draft = draft(&changed, &id, audience)?;
        prompt::show(&draft.document);
        let slips = slips.iter().map(|(name, known)| {
            format!("companies: no company is called {} so far; is {} meant?", quote(name), quote(known))
        });
        slips.chain(lists).chain(draft.notes).for_each(|note| prompt::note(&format!("note: {note}")));
        let question = format!("Add it to {}?", path.display());
        if prompt::decide(&question, &answers, "--yes adds it without asking")? == Decision::Accept {
            return Ok(new);
        }
    }
}

fn add_to(dataset: &mut Dataset, new: &NewDeal) -> Result<Slug<'static>, Problem> {
    new.new_names.check(dataset, new.parties.iter().map(|party| party.company.as_str()))?;
    let data = new.data(dataset, clock::today())?;
    let id = data.id.clone();
    dataset.add(data).map(|()| id)
}

/// Shows a deal that is added, with a note if it may have been there already.
///
/// # Errors
/// If it cannot be shown.
fn draft(dataset: &Dataset, id: &Slug, audience: Audience) -> Result<Report, Error> {
    let mut report = preview::card(dataset, id, audience)?;
    let twin = dataset.deal(id.as_str()).and_then(|deal| import::twin(deal, dataset));
    report.notes.extend(twin.map(|twin| {
        format!(
            "deals: {id} may be {} ({}): the same company and amount, announced within days (`outlay show {}`)",
            twin.id, twin.title, twin.id
        )
    }));
    Ok(report)
}

/// Adds a revision to a deal, and shows the deal.
///
/// # Errors
/// If there is no such deal, if the revision is invalid, and as [`update`].
pub(super) fn revise(
    request: &Request,
    id: &Slug,
    new: &NewRevision,
    audience: Audience,
) -> Result<Report, Error> {
    let path = path(&request.input)?;
    let today = clock::today();
    let ((), dataset) = update(path, request, |dataset| {
        if let Some(revision) = new.revision(dataset, today)? {
            dataset.revise(id, revision)?;
        }
        dataset.link(id, &new.links, today)
    })?;
    let mut report = preview::card(&dataset, id, audience)?;
    report.notes.push(format!("{id} {} revised in {}", request.writing.verb("was"), path.display()));
    Ok(request.writing.finished(report))
}

/// Adds what was allocated or spent of a deal, and shows the deal.
///
/// # Errors
/// If there is no such deal, if it has an entry of that day, and as [`update`].
pub(super) fn progress(
    request: &Request,
    id: &Slug,
    new: &NewProgress,
    audience: Audience,
) -> Result<Report, Error> {
    let path = path(&request.input)?;
    let today = clock::today();
    let (less, dataset) = update(path, request, |dataset| {
        let entry = new.entry(dataset, today)?;
        let less = dataset.deal(id.as_str()).and_then(|deal| larger_before(deal, &entry));
        dataset.progress(id, entry).map(|()| less)
    })?;
    let mut report = preview::card(&dataset, id, audience)?;
    let done = request.writing.verb("was");
    report.notes.push(format!("the progress of {id} {done} added to {}", path.display()));
    report.notes.extend(less.map(|(day, amount)| {
        format!("amounts: the entry of {day} has more, {amount}, and counts as corrected: each entry is the total so far")
    }));
    Ok(request.writing.finished(report))
}

/// Returns an earlier figure of a deal that is certainly larger than that of a new entry, although both are what was allocated
/// or spent in all.
fn larger_before(deal: &Deal<'_>, entry: &Progress<'_>) -> Option<(NaiveDate, Amount)> {
    let figures: [fn(&Progress<'_>) -> Option<Amount>; 2] = [|entry| entry.allocated, |entry| entry.spent];
    figures.into_iter().find_map(|figure| {
        let new = figure(entry)?;
        let most = new.estimate().ceiling?;
        let earlier = deal.progress.iter().rev().filter(|earlier| earlier.date <= entry.date);
        let mut amounts = earlier.filter_map(|earlier| Some((earlier.date, figure(earlier)?)));
        amounts.find(|(_, amount)| amount.currency == new.currency && amount.estimate().floor > most)
    })
}

/// Removes a deal.
///
/// # Errors
/// If there is no such deal, if the user declines, and as [`update`].
pub(super) fn remove(
    request: &Request,
    id: &Slug<'static>,
    consent: Consent,
    audience: Audience,
) -> Result<Report, Error> {
    let path = path(&request.input)?;
    let writing = request.writing;
    if consent == Consent::Ask && writing == Writing::Done {
        // Look the deal up before asking about it.
        preview::find(&request.input.load()?, id)?;
        prompt::consent(&format!("Remove {id} from {}?", path.display()), "--yes removes it without asking")?;
    }
    let (shown, _) = update(path, request, |dataset| {
        let shown = dataset.subset(std::slice::from_ref(id));
        dataset.remove(id).map(|()| shown)
    })?;
    let mut report = match writing {
        Writing::Done => Report::default(),
        Writing::Planned => preview::card(&shown, id, audience)?,
    };
    report.notes.push(format!("{id} {} removed from {}", writing.verb("was"), path.display()));
    Ok(writing.finished(report))
}

/// Removes the deals of an import.
///
/// # Errors
/// If there is no such import, if the user declines, and as [`update`].
pub(super) fn remove_import(request: &Request, name: &str, consent: Consent) -> Result<Report, Error> {
    let path = path(&request.input)?;
    let deals = |count| count_of(count, "deal", "deals");
    let writing = request.writing;
    if consent == Consent::Ask && writing == Writing::Done {
        let count = request.input.load()?.remove_import(name).map_err(Error::Usage)?;
        let question = format!("Remove {} of the import {name} from {}?", deals(count), path.display());
        prompt::consent(&question, "--yes removes them without asking")?;
    }
    let (count, _) = update(path, request, |dataset| dataset.remove_import(name))?;
    let done = match writing {
        Writing::Done => "removed",
        Writing::Planned => "would be removed",
    };
    let removed = format!("{} of the import {name} {done} from {}", deals(count), path.display());
    Ok(writing.finished(note(removed)))
}

/// Writes a dataset file in the canonical layout, or checks that it has it.
///
/// # Errors
/// If the file is only checked and differs, and as [`update`].
pub(super) fn format(request: &Request, layout: Layout) -> Result<Report, Error> {
    let path = path(&request.input)?;
    let file = path.display().to_string();
    let before = bounded::file(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    let (dataset, form) = parse_dataset(before.clone(), &file, Form::by_name(path))?;
    if dataset::write(&dataset, form).map_err(Error::Usage)?.as_bytes() == before {
        return Ok(note(format!("{file} is in the canonical layout")));
    }
    if layout == Layout::Check {
        return Err(Error::NotCanonical { file });
    }
    update(path, request, |_| Ok(()))?;
    let done = request.writing.verb("was");
    Ok(request.writing.finished(note(format!("{file} {done} put into the canonical layout"))))
}
