//! Imports CSV, TSV, spreadsheets and JSON Lines. Each row becomes a deal, is already present, or is left out with a reason.

use std::path::{Path, PathBuf};

use super::{Request, Writing, preview, proposal, update};
use crate::dataset::{self, Dataset, Faults, Form};
use crate::error::Error;
use crate::import::{self, Fault, Mapping, Outcome, Rejected, SheetEvidence, Stamp};
use crate::invalid::Problem;
use crate::io::atomic_file;
use crate::io::clock;
use crate::io::outputs::is_same;
use crate::io::progress_bar::RowBar;
use crate::io::sheet_dataset::{SheetOptions, read_mapping, stem};
use crate::io::table_file;
use crate::report::{Audience, Done, Report};

/// A file to import, and how.
#[derive(Debug, Clone, Default)]
pub(crate) struct Import {
    /// The file.
    pub(crate) file: PathBuf,
    /// The mapping, and which table of the file is read.
    pub(crate) sheet: SheetOptions,
    /// A file to which the mapping is saved.
    pub(crate) save_map: Option<PathBuf>,
    /// The file for rejected rows; `None` for one next to the imported file.
    pub(crate) rejects: Option<PathBuf>,
    /// Whether to accept the proposed mapping.
    pub(crate) accept: bool,
}

/// Whether rows may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Write the new deals.
    Write,
    /// Show what would be written.
    DryRun,
    /// Write nothing: the mapping is a proposal that nobody has accepted.
    Proposal,
}

/// Imports a file into the dataset of `request`, and shows the first new deals.
///
/// # Errors
/// If a file cannot be read or written, if an output would replace an input, if the mapping is invalid, and if a proposed
/// one cannot be used as it is. Rejected rows are not an error.
pub(super) fn report(import: &Import, request: &Request, audience: Audience) -> Result<Report, Error> {
    let path = update::path(&request.input)?;
    let mode = match request.writing {
        Writing::Done => Mode::Write,
        Writing::Planned => Mode::DryRun,
    };
    let bytes = table_file::bytes(&import.file)?;
    if Form::by_name(&import.file) == Some(Form::Lines) {
        let text = table_file::text(&bytes, &import.file, import.sheet.table.encoding.as_deref())?;
        let (outcome, first) = change(path, request, mode, |dataset| {
            let stamp = Stamp::new(&stem(&import.file), clock::today(), dataset);
            records(&text, &stamp, dataset)
        })?;
        let mut report = shown(&first, &outcome, audience)?;
        finish(&mut report, import, mode, &outcome, import::reject_lines)?;
        return Ok(report);
    }
    if is_dataset(&bytes) {
        let problem =
            Problem::new(format!("{} is a dataset, and no spreadsheet", table_file::name(&import.file)));
        return Err(Error::Usage(
            problem.hint("`outlay merge` joins two datasets: outlay merge A B -o MERGED"),
        ));
    }
    let today = clock::today();
    let sheet = table_file::table(&bytes, &import.file, &import.sheet.table)?;
    let mut sheet = SheetEvidence::new(sheet, today);
    drop(bytes);
    let Plan { mapping, mode, mut notes, is_clear } = plan(import, &sheet, path, mode)?;
    let (outcome, first) = change(path, request, mode, |dataset| {
        let bar = RowBar::new(sheet.rows.len());
        let stamp = Stamp::new(&stem(&import.file).replace(' ', "-"), today, dataset);
        let outcome = import::import_sheet(&sheet, &mapping, dataset, &stamp, || bar.step());
        // The rows are no longer needed: free their memory for what follows.
        sheet.forget_rows();
        outcome
    })?;
    let mut report = shown(&first, &outcome, audience)?;
    report.notes.extend(sheet.notes.iter().cloned());
    report.notes.append(&mut notes);
    finish(&mut report, import, mode, &outcome, |rows| import::rejects(&sheet, rows))?;
    if mode == Mode::Proposal {
        let next = if is_clear {
            "accept it by --yes, or change it"
        } else {
            "answer what is asked above, and name the mapping"
        };
        report
            .notes
            .push(format!("this mapping is a proposal and nothing was written; {next}: --map '{mapping}'"));
    } else if let Some(file) = import.save_map.as_ref().filter(|_| mode == Mode::Write) {
        write(file, format!("{mapping}\n").as_bytes())?;
    }
    Ok(report)
}

/// The mapping to use, and what led to it.
struct Plan {
    mapping: Mapping,
    mode: Mode,
    notes: Vec<String>,
    /// Whether the mapping can be accepted as it is.
    is_clear: bool,
}

/// Returns the mapping of the flags, else the one that the sheet suggests, which the user may change on a terminal.
fn plan(import: &Import, sheet: &SheetEvidence, path: &Path, mode: Mode) -> Result<Plan, Error> {
    let given = match (&import.sheet.map, &import.sheet.map_file) {
        (Some(map), _) => Some(map.clone()),
        (None, Some(file)) => Some(read_mapping(file)?),
        (None, None) => None,
    };
    if let Some(map) = given {
        let mapping = Mapping::new(&map, &sheet.columns).map_err(Error::Usage)?;
        let notes = import::evidence_notes(sheet, &mapping);
        return Ok(Plan { mapping, mode, notes, is_clear: true });
    }
    let found = import::propose(sheet);
    if found.is_own {
        let notes = found.missing().into_iter().collect();
        return Ok(Plan { mapping: found.mapping, mode, notes, is_clear: true });
    }
    if import.accept {
        return match found.blocked.first() {
            Some(problem) => Err(Error::Usage(problem.clone())),
            None => Ok(Plan { notes: found.notes(), mapping: found.mapping, mode, is_clear: true }),
        };
    }
    if mode == Mode::Write && proposal::is_possible() {
        let mapping = proposal::confirm(&found, sheet, path)?;
        return Ok(Plan { mapping, mode, notes: Vec::new(), is_clear: true });
    }
    let blocked = found.blocked.iter().map(|problem| format!("columns: {problem}"));
    let notes = found.notes().into_iter().chain(blocked).collect();
    Ok(Plan { is_clear: found.blocked.is_empty(), mapping: found.mapping, mode: Mode::Proposal, notes })
}

/// Changes the dataset file, or only a copy of it in memory. Returns the result and the first new deals.
fn change(
    path: &Path,
    request: &Request,
    mode: Mode,
    import_rows: impl FnOnce(&mut Dataset) -> Outcome,
) -> Result<(Outcome, Dataset), Error> {
    let change = |dataset: &mut Dataset| {
        let outcome = import_rows(dataset);
        let first = dataset.subset(&outcome.first);
        (outcome, first)
    };
    let writing = match mode {
        Mode::Write => Writing::Done,
        Mode::DryRun | Mode::Proposal => Writing::Planned,
    };
    let request = Request { writing, ..request.clone() };
    update::update(path, &request, |dataset| Ok(change(dataset))).map(|(result, _)| result)
}

/// Returns the first new deals as a table.
fn shown(first: &Dataset, outcome: &Outcome, audience: Audience) -> Result<Report, Error> {
    match outcome.first.as_slice() {
        [] => Ok(Report::default()),
        ids => preview::table(first, ids, outcome.imported, audience),
    }
}

/// Whether the bytes of a file begin as a JSON document does.
fn is_dataset(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let next = text.get(1..).unwrap_or_default().trim_ascii_start();
    match text.first() {
        Some(b'{') => next.first() == Some(&b'"'),
        Some(b'[') => next.first() == Some(&b'{'),
        _ => false,
    }
}

/// Adds what became of the rows to the report, and writes those that were rejected.
fn finish(
    report: &mut Report,
    import: &Import,
    mode: Mode,
    outcome: &Outcome,
    rejects: impl FnOnce(&[Rejected]) -> Result<Vec<u8>, csv::Error>,
) -> Result<(), Error> {
    report.done = if mode == Mode::Write { Done::WroteFile } else { Done::Nothing };
    report.is_failure = !outcome.rejected.is_empty();
    report.faults = outcome.faults(&table_file::name(&import.file));
    report.notes.push(outcome.summary());
    report.notes.extend(outcome.notes());
    if mode == Mode::DryRun {
        report.notes.push(update::DRY_RUN.to_owned());
    }
    if mode != Mode::Write || outcome.rejected.is_empty() {
        return Ok(());
    }
    let others: Vec<&Path> = import.save_map.iter().map(PathBuf::as_path).collect();
    let bytes = rejects(&outcome.rejected)
        .map_err(|error| Error::Write { file: import.file.clone(), source: std::io::Error::other(error) })?;
    let file = import.rejects.clone().unwrap_or_else(|| name_of_rejects(&import.file, &others, &bytes));
    if import.rejects.is_some() || !has_content(&file, &bytes) {
        write(&file, &bytes)?;
    }
    report.notes.push(format!(
        "the rejected rows are in {}, each with its line and reason: correct and import them",
        file.display()
    ));
    Ok(())
}

/// Whether a file has this content.
fn has_content(file: &Path, bytes: &[u8]) -> bool {
    std::fs::metadata(file).is_ok_and(|known| known.len() == bytes.len() as u64)
        && std::fs::read(file).is_ok_and(|known| known == bytes)
}

/// Returns a name for the rejected rows of a file that no file of another content has, and none of `other_outputs` will have:
/// `rounds.rejected.csv`, `rounds.rejected-2.csv`; `stdin.rejected.csv` for standard input.
fn name_of_rejects(file: &Path, other_outputs: &[&Path], bytes: &[u8]) -> PathBuf {
    // A name that begins with a hyphen would be read as a flag.
    let file = if file.as_os_str() == "-" { Path::new("stdin") } else { file };
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    // The rejects of corrected rejects.
    let base = stem.rfind(".rejected").map_or(stem.as_ref(), |at| &stem[..at]);
    let numbered = (2u32..).map(|number| format!("{base}.rejected-{number}.csv"));
    let names = std::iter::once(format!("{base}.rejected.csv")).chain(numbered);
    let mut paths = names.map(|name| file.with_file_name(name));
    paths
        .find(|path| {
            (!path.exists() || has_content(path, bytes))
                && !other_outputs.iter().any(|other| is_same(other, path))
        })
        .unwrap_or_else(|| file.with_extension("rejected.csv"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    atomic_file::replace(path, bytes).map_err(|source| Error::Write { file: path.to_owned(), source })
}

/// Imports JSON Lines: on each line a deal, with the companies and sources it refers to.
fn records(text: &str, stamp: &Stamp, dataset: &mut Dataset) -> Outcome {
    let mut outcome = Outcome::default();
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    let bar = RowBar::new(lines.len());
    let mut known: std::collections::HashSet<String> =
        dataset.deals.iter().map(|deal| deal.id.to_string()).collect();
    for (index, line) in lines {
        let rejected = |problem: Problem| Rejected {
            line: index + 1,
            cells: vec![line.to_owned()],
            faults: vec![Fault::of_row(problem)],
        };
        match dataset::read(line, Form::Lines) {
            Ok(mut one) => match one.deals.pop() {
                Some(deal) if known.contains(deal.id.as_str()) => outcome.present += 1,
                Some(deal) => match dataset.adopt(one).and_then(|()| stamp.mark(deal)) {
                    Ok(deal) => {
                        known.insert(deal.id.to_string());
                        outcome.imported += 1;
                        if outcome.first.len() < import::MAX_SHOWN {
                            outcome.first.push(deal.id.clone());
                        }
                        dataset.deals.push(deal);
                    }
                    Err(problem) => outcome.rejected.push(rejected(problem)),
                },
                None => outcome.rejected.push(rejected(Problem::new("there is no deal on the line"))),
            },
            Err(faults) => outcome.rejected.push(rejected(first_problem(faults))),
        }
        bar.step();
    }
    outcome
}

/// Returns the first fault, with its field.
fn first_problem(faults: Faults) -> Problem {
    match faults.shown.into_iter().next() {
        None => Problem::new("the line is not a deal"),
        Some(fault) if fault.field.is_empty() => fault.problem,
        Some(fault) => {
            Problem { message: format!("{}: {}", fault.field, fault.problem.message), ..fault.problem }
        }
    }
}
