//! Lists for programs, written while the dataset is read.

use std::io::Write;

use super::scan::{Interruption, Pass, Scan};
use super::{Conversion, Request, View};
#[cfg(feature = "parquet")]
use crate::dataset::{self, Projection};
use crate::deal::Deal;
use crate::error::Error;
use crate::invalid::WriteError;
use crate::io::output::{Sink, write_error};
#[cfg(feature = "parquet")]
use crate::parquet::{DealWriter, Row};
use crate::query::{Collect, Filter, Match, Selected};
use crate::render::{EncodedRows, Encoder, RowFormat};
#[cfg(feature = "parquet")]
use crate::report::FullRow;
use crate::report::{Audience, Done, List, ListOptions, Report, ReportError};

/// Deals in a format for programs.
pub(super) fn list(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &ListOptions,
    format: RowFormat,
    stdout: &mut (dyn Write + Send),
) -> Result<Report, Error> {
    options.check(conversion.target)?;
    let audience = Audience::Programs;
    let scope = options.scope(conversion.target, conversion.explain, audience);
    let mut scan = Scan::open(request, view, *conversion, scope, audience)?;
    // What is written cannot be taken back for a second pass.
    scan.preload_embedded()?;
    if request.output.is_written_atomically() {
        scan.pass_parts_on_early();
    }
    if options.is_export && is_selection(view, options) {
        scan.read_links_if_any()?;
    }
    scan.answer(|pass| {
        let encoder = request.output.encoder(format, List::new(pass.context, options).head());
        let encoder = encoder.with_provenance(pass.provenance());
        let writer = Writer::new(request.output.sink(stdout)?, &encoder);
        let take = |list: &mut List<'_>| encoder.encode(&list.take());
        write_list(pass, options, conversion, &take, writer)
    })
}

/// Deals as a dataset in a Parquet file.
#[cfg(feature = "parquet")]
pub(super) fn parquet(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &ListOptions,
    stdout: &mut (dyn Write + Send),
) -> Result<Report, Error> {
    let mut scan = Scan::open(request, view, *conversion, Projection::ALL, Audience::Programs)?;
    scan.preload_embedded()?;
    if request.output.is_written_atomically() {
        scan.pass_parts_on_early();
    }
    if is_selection(view, options) {
        scan.read_links_if_any()?;
    }
    scan.answer(|pass| {
        let (sink, threads) = (request.output.sink(stdout)?, request.reading.threads());
        let reference = dataset::reference_text(pass.context.reference).map_err(Error::Usage)?;
        let file = DealWriter::new(sink, &reference, threads);
        let file = file.map_err(write_error)?;
        write_list(pass, options, conversion, &|list| list.take_full_rows(), file)
    })
}

/// Whether a list may leave out deals, to which others may be linked.
fn is_selection(view: &View, options: &ListOptions) -> bool {
    view.filter != Filter::default() || !view.cutoff.is_open() || options.limit.is_some()
}

/// An output that takes the rows of a list part by part.
pub(super) trait ListWriter<P>: Send {
    /// Writes some rows.
    fn write(&mut self, part: P) -> Result<(), Error>;

    /// Writes what follows the last row.
    fn finish(self) -> Result<(), Error>;
}

/// Collects a list and writes its rows, which `take` takes from it: while the dataset is read, unless a later deal could
/// change the output. Returns what there is to report about the list.
fn write_list<P: Send>(
    pass: &Pass<'_>,
    options: &ListOptions,
    conversion: &Conversion,
    take: &(dyn Fn(&mut List<'_>) -> P + Sync),
    mut writer: impl ListWriter<P>,
) -> Result<Report, Interruption> {
    let is_streamed = options.sort.is_empty()
        && !pass.matcher.must_see_names()
        && options.limit.is_none()
        && !conversion.explain
        && !conversion.fail_on_missing
        && !List::new(pass.context, options).needs_all_ids();
    let make = || StreamedList { list: List::new(pass.context, options), take: is_streamed.then_some(take) };
    let StreamedList { mut list, .. } =
        pass.collect_parts(make, |part| part.map_or(Ok(()), |part| writer.write(part)))?;
    let mut explained = Report::default();
    if !is_streamed {
        list.sort();
        explained = pass.finish(list.explanation())?;
        writer.write(take(&mut list))?;
    }
    writer.finish()?;
    let mut report = pass.finish(list.remainder())?;
    report.document.tables.append(&mut explained.document.tables);
    report.done = Done::WroteRows;
    Ok(report)
}

/// A list whose rows are taken after each chunk if there is a `take`.
struct StreamedList<'a, 't, P> {
    list: List<'a>,
    take: Option<&'t (dyn Fn(&mut List<'_>) -> P + Sync)>,
}

impl<P: Send> Collect for StreamedList<'_, '_, P> {
    type Part = Option<P>;
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.list.visit(selected, found, at)
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.list.skip(deal, at);
    }

    fn take_part(&mut self) -> Option<P> {
        self.take.map(|take| take(&mut self.list))
    }

    fn merge(&mut self, other: Self) {
        self.list.merge(other.list);
    }
}

/// Writes rows in a text format.
pub(super) struct Writer<'w> {
    sink: Sink<'w>,
    encoder: &'w Encoder,
    is_empty: bool,
}

impl<'w> Writer<'w> {
    /// Returns a writer that has written nothing yet.
    pub(super) fn new(sink: Sink<'w>, encoder: &'w Encoder) -> Self {
        Self { sink, encoder, is_empty: true }
    }
}

impl ListWriter<Result<EncodedRows, WriteError>> for Writer<'_> {
    fn write(&mut self, part: Result<EncodedRows, WriteError>) -> Result<(), Error> {
        let part = part.map_err(write_error)?;
        if part.is_empty() {
            return Ok(());
        }
        let [head, between, _] = self.encoder.frame(false).map_err(write_error)?;
        self.sink.write(if self.is_empty { &head } else { &between }.as_bytes())?;
        for text in part.texts(self.is_empty) {
            self.sink.write(text.as_bytes())?;
        }
        self.is_empty = false;
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        let [head, _, end] = self.encoder.frame(self.is_empty).map_err(write_error)?;
        if self.is_empty {
            self.sink.write(head.as_bytes())?;
        }
        self.sink.write(end.as_bytes())?;
        self.sink.finish()
    }
}

#[cfg(feature = "parquet")]
impl ListWriter<Vec<FullRow>> for DealWriter<Sink<'_>> {
    fn write(&mut self, rows: Vec<FullRow>) -> Result<(), Error> {
        for FullRow { deal, record } in &rows {
            self.push(&Row { deal, record }).map_err(write_error)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Error> {
        Self::finish(self).map_err(write_error)?.finish()
    }
}
