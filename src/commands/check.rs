//! The check of a dataset.

use std::io::Write;

use super::scan::Scan;
use super::stream::{ListWriter, Writer};
use super::{Conversion, Request, View, update};
use crate::dataset::Projection;
use crate::error::Error;
use crate::render::Format;
use crate::report::{Audience, Check, CheckOptions, Findings, Report, Severity};

/// Number of rows that are encoded at a time.
const ROWS: usize = 1 << 12;

/// What may be wrong in a dataset.
///
/// # Errors
/// If the dataset cannot be read. Faults in it are findings.
pub(super) fn report(request: &Request, options: &CheckOptions, audience: Audience) -> Result<Report, Error> {
    let (findings, notes) = find(request, options)?;
    let report = findings.report(audience);
    Ok(finished(&findings, options, Report { notes, ..report }))
}

/// The same, written row by row in a format for programs.
///
/// # Errors
/// If the dataset cannot be read or the result cannot be written.
pub(super) fn write(
    request: &Request,
    options: &CheckOptions,
    format: Format,
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
    Ok(finished(&findings, options, Report { notes, is_written: true, ..Report::default() }))
}

fn finished(findings: &Findings, options: &CheckOptions, report: Report) -> Report {
    let least = if options.strict { Severity::Warning } else { Severity::Error };
    Report { is_failure: findings.has(least), ..report }
}

/// Returns the findings, with what is to be said about how the dataset was read.
fn find(request: &Request, options: &CheckOptions) -> Result<(Findings, Vec<String>), Error> {
    let today = update::today();
    let view = View::default();
    let scan = Scan::open(request, &view, Conversion::default(), Projection::ALL, Audience::Columns);
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
