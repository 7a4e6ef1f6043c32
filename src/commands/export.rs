//! Deals as a dataset again.

use std::io::{self, Write};

use super::{Conversion, Request, View, Writing, scan, stream};
use crate::error::Error;
use crate::invalid::Problem;
use crate::render::{Format, RowFormat};
use crate::report::{ListOptions, Report};
use crate::text::count_of;

/// Writes deals as a dataset again.
///
/// # Errors
/// If the format is not one of datasets, and if the dataset cannot be read or written.
pub(super) fn dataset(
    request: &Request,
    view: &View,
    options: &ListOptions,
    format: Format,
    stdout: &mut (impl Write + Send),
) -> Result<Report, Error> {
    let unconverted = Conversion::default();
    if let Err(error) = options.check(None) {
        let problem = Problem::new(error.to_string());
        return Err(Error::Usage(problem.hint("export converts nothing: sort by another column")));
    }
    match format {
        Format::Json | Format::Jsonl | Format::Parquet | Format::Xlsx
            if request.writing == Writing::Planned =>
        {
            plan(request, view, options, &request.output.place())
        }
        Format::Json => stream::list(request, view, &unconverted, options, RowFormat::Json, stdout),
        Format::Jsonl => stream::list(request, view, &unconverted, options, RowFormat::Jsonl, stdout),
        #[cfg(feature = "parquet")]
        Format::Parquet => stream::parquet(request, view, &unconverted, options, stdout),
        Format::Xlsx => scan::list(request, view, &unconverted, options, format.audience()),
        _ => Err(Error::Usage(Problem::new(format!("a dataset is not written as {format}")).hint(
            "export writes .json, .jsonl, .parquet and .xlsx; `outlay list` writes rows in every format",
        ))),
    }
}

/// Counts the deals that would be written to a place.
///
/// # Errors
/// If the dataset cannot be read.
pub(super) fn plan(
    request: &Request,
    view: &View,
    options: &ListOptions,
    place: &str,
) -> Result<Report, Error> {
    let mut request = request.clone();
    request.output.file = None;
    let mut lines = Lines(0);
    let mut report =
        stream::list(&request, view, &Conversion::default(), options, RowFormat::Jsonl, &mut lines)?;
    report.notes.push(format!("{} would be written to {place}", count_of(lines.0, "deal", "deals")));
    Ok(request.writing.finished(report))
}

/// Counts lines and drops them.
struct Lines(usize);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += memchr::memchr_iter(b'\n', bytes).count();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
