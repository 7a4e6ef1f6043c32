//! Visits the deals of a dataset, chunk by chunk, on several threads.

use std::path::Path;

use super::chunks::ChunkReader;
use super::id_hashes::IdHashes;
use super::ids::{self, Checked, WithIds};
#[cfg(feature = "parquet")]
use super::parquet;
use super::prefilter::{finders_of, may_embed};
use super::records::read_deals;
use super::sink::{Sink, Stopped, VisitorSink};
use super::{Backing, DealScan, Prefilters, ScanError, Visitor};
use crate::dataset::fault::{Faults, Found};
use crate::dataset::read::deal::RecordReader;
use crate::dataset::record::LINKS;
use crate::deal::{Deal, FieldSet};
use crate::parallel::run_ordered;

impl DealScan {
    /// Visits every deal that `prefilters` do not reject, with at least `fields` read. Returns the merged visitors of
    /// all threads, each made by `make`. Passes the part of each chunk to `take`, in the order of the file.
    ///
    /// # Errors
    /// If the file cannot be read or has faults, if a visitor or `take` fails, [`ScanError::EmbeddedReferences`] if a
    /// deal embeds reference data that was not preloaded, and [`ScanError::LinksNotRead`] if the visitor needs links. Parts
    /// that were taken before a failure are void.
    pub(crate) fn collect<V: Visitor, E: From<V::Error> + Send>(
        &self,
        fields: FieldSet,
        prefilters: &Prefilters<'_>,
        make: impl Fn() -> V + Sync,
        take: impl FnMut(V::Part) -> Result<(), E> + Send,
    ) -> Result<V, ScanError<E>> {
        let sink = VisitorSink::new(make, take);
        let scanned = self.scan(fields, prefilters, &sink);
        sink.finish(scanned)
    }

    /// Passes every deal to a sink; see [`Self::collect`].
    fn scan(
        &self,
        fields: FieldSet,
        prefilters: &Prefilters<'_>,
        sink: &dyn Sink,
    ) -> Result<(), ScanError<Stopped>> {
        match &self.backing {
            Backing::Deals(deals) => scan_deals(deals, self.options.threads, sink),
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => parquet::scan(self, file, fields, prefilters, sink),
            Backing::File(path) => self.scan_file(path, fields, prefilters, sink),
        }
    }

    /// Passes every deal of a file to a sink, and checks the file.
    fn scan_file(
        &self,
        path: &Path,
        fields: FieldSet,
        prefilters: &Prefilters<'_>,
        sink: &dyn Sink,
    ) -> Result<(), ScanError<Stopped>> {
        let hold = |_| Ok(());
        let pass_on = |index| sink.take(index);
        let take: &(dyn Fn(usize) -> Result<(), Stopped> + Sync) =
            if self.options.holds_parts { &hold } else { &pass_on };
        let Checked { mut found, ids, links, may_have_links, needs_links } =
            self.scan_chunks(path, fields, prefilters, sink, take)?;
        let mut ids = ids;
        let repeated = IdHashes::repeated(std::slice::from_mut(&mut ids), self.options.threads);
        found.extend(ids::duplicates(self, path, &repeated)?);
        // A deal with a fault may be the one that a link leads to.
        if found.is_empty() && may_have_links && self.links.is_none() {
            let (links, ids) =
                if self.rejects_unread(prefilters) { ids::all_links(self, path)? } else { (links, ids) };
            found.extend(ids::broken_links(self, path, links, &ids)?);
        }
        if !found.is_empty() {
            return Err(Faults::in_file(path, found)?.into());
        }
        if may_have_links && self.links.is_none() && needs_links {
            return Err(ScanError::LinksNotRead);
        }
        if self.options.holds_parts {
            (0..self.plan.count()).try_for_each(|index| sink.take(index)).map_err(ScanError::Visitor)?;
        }
        Ok(())
    }

    /// Passes the deals of a file to a sink, chunk by chunk. Returns their ids and links, and the faults with their offsets.
    pub(super) fn scan_chunks(
        &self,
        path: &Path,
        fields: FieldSet,
        prefilters: &Prefilters<'_>,
        sink: &dyn Sink,
        take: &(dyn Fn(usize) -> Result<(), Stopped> + Sync),
    ) -> Result<Checked, ScanError<Stopped>> {
        let validates = self.projection.is_all();
        let record_reader = self.record_reader(fields);
        let only_positions = Prefilters { positions: prefilters.positions, ..Prefilters::default() };
        let prefilters = if validates { &only_positions } else { prefilters };
        // In deals that are not read, keys are looked for.
        let finders = |keys| if self.rejects_unread(prefilters) { finders_of(keys) } else { Vec::new() };
        let (list_finders, link_finders) = (finders(&self.not_preloaded), finders(&LINKS));
        let mut found = Vec::new();
        let workers = run_ordered(
            self.plan.count(),
            self.options.threads,
            || Ok((ChunkReader::open(path)?, WithIds::new(sink.worker()))),
            |(reader, worker), index| {
                if !prefilters.want(self.plan.starts(index)) {
                    worker.end_chunk(index);
                    return Ok(Ok(()));
                }
                let chunk = reader.chunk(&self.plan, index)?;
                let unexpected: &[_] = if index == 0 { &[] } else { &self.not_preloaded };
                if !unexpected.is_empty() && may_embed(chunk.text, &list_finders) {
                    return Err(ScanError::EmbeddedReferences);
                }
                worker.may_have_links |= may_embed(chunk.text, &link_finders);
                let mut visit = |deal: &mut Deal<'_>, at| worker.visit(deal, at);
                let read = read_deals(&self.plan, chunk, record_reader, prefilters, unexpected, &mut visit);
                worker.end_chunk(index);
                read
            },
            |index, read: Result<(), Vec<Found>>| {
                self.report_progress(index);
                match read {
                    Err(faults) => found.extend(faults),
                    Ok(()) if found.is_empty() => take(index).map_err(ScanError::Visitor)?,
                    Ok(()) => {}
                }
                Ok(())
            },
        )?;
        Ok(Checked::of(workers.into_iter().map(|(_, worker)| worker), found))
    }

    /// Whether deals are rejected by their bytes. Under full validation all are read.
    pub(super) fn rejects_unread(&self, prefilters: &Prefilters<'_>) -> bool {
        !self.projection.is_all() && !prefilters.are_empty()
    }

    /// Returns the reader of deals for a question that needs `fields`.
    fn record_reader(&self, fields: FieldSet) -> RecordReader<'_> {
        let validates = self.projection.is_all();
        // Equivalents, citations and parts are checked against the amount.
        let needs_amount = fields.intersects(FieldSet::EQUIVALENTS | FieldSet::CITATIONS | FieldSet::PARTS);
        let fields = if validates {
            FieldSet::ALL
        } else {
            // Links are checked in every scan of all deals.
            fields | FieldSet::LINKS | FieldSet::AMOUNT.when(needs_amount)
        };
        RecordReader::new(fields, self.projection.sources.then_some(&self.reference.sources))
    }
}

/// Number of deals in memory that a thread visits at a time.
const DEALS_IN_MEMORY: usize = 1 << 12;

/// Passes deals in memory to a sink.
fn scan_deals(deals: &[Deal<'static>], threads: usize, sink: &dyn Sink) -> Result<(), ScanError<Stopped>> {
    let workers = run_ordered(
        deals.len().div_ceil(DEALS_IN_MEMORY),
        threads,
        || Ok(sink.worker()),
        |worker, index| {
            let mut deals = deals.iter().enumerate().skip(index * DEALS_IN_MEMORY).take(DEALS_IN_MEMORY);
            let visited = deals.try_for_each(|(at, deal)| worker.visit(&mut deal.clone(), at as u64));
            worker.end_chunk(index);
            visited.map_err(ScanError::Visitor)
        },
        |index, ()| sink.take(index).map_err(ScanError::Visitor),
    )?;
    for worker in workers {
        worker.finish();
    }
    Ok(())
}
