//! The check of a dataset.

use std::io::Write;
use std::path::Path;

use super::scan::Scan;
use super::stream::{ListWriter, Writer};
use super::{Consent, Conversion, Request, View, Writing, note, prompt, update};
use crate::dataset::{self, Dataset, Form, Projection, Repair, RepairKind};
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::bounded;
use crate::io::clock;
use crate::io::input::{dataset_text, read};
use crate::render::RowFormat;
use crate::report::{self, Audience, Check, CheckOptions, Done, Findings, Report, Severity};
use crate::text::count_of;

/// Number of rows that are encoded at a time.
const ROWS: usize = 1 << 12;

/// What may be wrong in a dataset.
///
/// # Errors
/// If the dataset cannot be read. Faults in it are findings.
pub(super) fn findings(
    request: &Request,
    options: &CheckOptions,
    audience: Audience,
) -> Result<Report, Error> {
    let (findings, notes) = find(request, options)?;
    let report = findings.report(audience, !options.only.is_empty());
    Ok(finished(&findings, options, Report { notes, ..report }))
}

/// The same, written row by row in a format for programs.
///
/// # Errors
/// If the dataset cannot be read or the result cannot be written.
pub(super) fn write(
    request: &Request,
    options: &CheckOptions,
    format: RowFormat,
    stdout: &mut (dyn Write + Send),
) -> Result<Report, Error> {
    let (findings, mut notes) = find(request, options)?;
    let encoder = request.output.encoder(format, Findings::columns());
    let mut writer = Writer::new(request.output.sink(stdout)?, &encoder);
    for part in findings.parts(ROWS) {
        writer.write(encoder.encode(&part))?;
    }
    writer.finish()?;
    notes.extend(findings.summary(usize::MAX));
    Ok(finished(&findings, options, Report { notes, done: Done::WroteRows, ..Report::default() }))
}

fn finished(findings: &Findings, options: &CheckOptions, report: Report) -> Report {
    let least = if options.strict { Severity::Warning } else { Severity::Error };
    Report { is_failure: findings.has(least), ..report }
}

/// Returns the findings, with what is to be said about how the dataset was read.
fn find(request: &Request, options: &CheckOptions) -> Result<(Findings, Vec<String>), Error> {
    let today = clock::today();
    let view = View::default();
    let scan = Scan::open(request, &view, Conversion::default(), Projection::ALL, Audience::Programs);
    let found = scan.and_then(|scan| {
        scan.answer(|pass| {
            let mut findings = pass.collect(|| Check::new(pass.context, options, today))?.findings();
            let positions = findings.positions();
            findings.locate(&positions, &pass.lines(&positions)?);
            Ok((findings, pass.finish(Report::default())?.notes))
        })
    });
    match found {
        Err(Error::Dataset { file, faults }) => {
            let mut notes = vec![format!("{file} is not read as a dataset before these are corrected")];
            if faults.omitted > 0 {
                notes.push(format!("and {} more", faults.omitted));
            }
            Ok((Findings::of_faults(&faults), notes))
        }
        found => found,
    }
}

/// Repairs what has one right result: damaged texts, entries out of order, repeated entries. What will change is shown before.
///
/// # Errors
/// If the file has other faults, if the user declines, and if the file cannot be read or written. It is then unchanged.
pub(super) fn repair(request: &Request, options: &CheckOptions, consent: Consent) -> Result<Report, Error> {
    let path = update::path(&request.input)?;
    let name = path.display().to_string();
    let bytes = bounded::file(path).map_err(|source| Error::Read { file: name.clone(), source })?;
    let Repaired { dataset, form, repairs } = repaired(bytes, path, options)?;
    if repairs.is_empty() {
        return Ok(note(format!("{name} has nothing that can be repaired")));
    }
    let mut shown = report::repairs(&repairs);
    if request.writing == Writing::Planned {
        update::check(path, &dataset, form)?;
        return Ok(request.writing.finished(shown));
    }
    if consent == Consent::Ask {
        let changes = count_of(repairs.len(), "change", "changes");
        if prompt::is_possible() {
            prompt::show(&shown.document);
            shown = Report::default();
        }
        let alternative = "--yes makes the changes without asking, --dry-run shows them";
        prompt::consent(&format!("Make {changes} in {name}?"), alternative)?;
    }
    // The file is read again under the lock: another process may have changed it meanwhile.
    let locked = update::lock(path, &request.output)?;
    let bytes = bounded::file(path).map_err(|source| Error::Read { file: name.clone(), source })?;
    let Repaired { dataset, form, repairs } = repaired(bytes, path, options)?;
    update::replace(path, &locked, &dataset, form)?;
    shown.done = Done::WroteFile;
    shown.notes.push(format!("{} made in {name}", count_of(repairs.len(), "change", "changes")));
    Ok(shown)
}

/// A repaired dataset.
struct Repaired {
    dataset: Dataset,
    form: Form,
    repairs: Vec<Repair>,
}

/// Returns the dataset in the bytes of a file with the repairs that `options` select.
///
/// # Errors
/// If it has other faults, or would have some after the repairs.
fn repaired(bytes: Vec<u8>, path: &Path, options: &CheckOptions) -> Result<Repaired, Error> {
    let name = path.display().to_string();
    let (text, form) = dataset_text(bytes, &name, Form::by_name(path))?;
    let wanted = |kind: RepairKind| options.includes(report::rule_of_repair(kind));
    let Ok((new, repairs)) = dataset::repair(&text, form, &wanted) else {
        return read(&text, &name, form).map(|dataset| Repaired { dataset, form, repairs: Vec::new() });
    };
    match dataset::read(&new, form) {
        Ok(dataset) => Ok(Repaired { dataset, form, repairs }),
        Err(faults) => {
            // The faults of the file have the lines of the file.
            read(&text, &name, form)?;
            let fault = faults.shown.first().map(ToString::to_string).unwrap_or_default();
            let problem = Problem::new(format!("{name} would not be valid after the repairs: {fault}"));
            Err(Error::Usage(problem.hint("repair less: --only selects findings, --skip leaves some out")))
        }
    }
}
