//! Streams deals: reads a dataset in chunks, on several threads, and visits each deal.
//!
//! However large the file, one chunk a thread is in memory, and what the visitors keep. The chunks are the same for any
//! number of threads, and their parts arrive in the order of the file.
//!
//! - `options`: what is read and how, and why a scan fails
//! - `chunks`: cuts a text into chunks of whole deals
//! - `boundaries`: finds the list of deals, and places where it can be cut
//! - `prefilter`, `places`: reject deals from their bytes
//! - `records`: from a chunk to its deals
//! - `reference`: the companies, sources and rates of a text that is not read whole
//! - `id_hashes`, `ids`: find ids that two deals have
//! - `parquet`: the same for row groups of a Parquet file

pub(in crate::dataset) mod boundaries;
mod chunks;
mod id_hashes;
mod ids;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
pub(in crate::dataset) mod places;
pub(in crate::dataset) mod prefilter;
mod records;
mod reference;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use memchr::memmem;

use self::chunks::{ChunkPlan, ChunkReader};
use self::id_hashes::IdHashes;
use self::ids::WithIds;
use self::records::read_deals;
use self::reference::{embedded_list_finders, lay_out, may_embed};
use crate::dataset::fault::{Faults, Found};
use crate::dataset::read::deal::RecordReader;
use crate::dataset::{Dataset, Form, ReferenceData, read};
use crate::deal::{Deal, FieldSet};
use crate::parallel::run_ordered;
#[cfg(feature = "parquet")]
use crate::parquet::DealFile;

pub use self::options::{Prefilters, Projection, ReadError, ReadOptions, ScanError};

/// A result that grows with each deal. Each thread has one, and `merge` joins them.
pub trait Visitor: Send + Sized {
    /// What the deals of a chunk add to an output that is written during the scan; `()` if nothing is.
    type Part: Send;
    /// Why the scan must stop.
    type Error: Send;

    /// Adds a deal. `at` grows with the position of the deal in the dataset.
    ///
    /// # Errors
    /// If the scan must stop.
    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Self::Error>;

    /// Takes what was added since the last call. It is called after each chunk.
    fn take_part(&mut self) -> Self::Part;

    /// Adds the result of another thread, whose deals stand anywhere between those of this one.
    fn merge(&mut self, other: Self);
}

/// A dataset whose deals are read each time they are visited.
#[derive(Debug)]
pub struct DealScan {
    backing: Backing,
    plan: ChunkPlan,
    /// The companies, sources and rates that were read: those of the projection.
    pub reference: ReferenceData,
    projection: Projection,
    /// The embedded lists that were not preloaded; a chunk with one of their names aborts the scan.
    not_preloaded: Vec<memmem::Finder<'static>>,
    options: ReadOptions,
}

/// Where the deals of a dataset are.
#[derive(Debug)]
pub(in crate::dataset) enum Backing {
    Memory(Cow<'static, str>),
    File(PathBuf),
    /// Deals that were read and validated.
    Deals(Vec<Deal<'static>>),
    #[cfg(feature = "parquet")]
    Parquet(DealFile),
}

impl DealScan {
    /// Opens a dataset in memory. It is read whole and validated, whatever a question needs.
    ///
    /// # Errors
    /// All faults if there are any outside of the deals. Faults of deals alone are returned when these are visited.
    pub fn of_text(text: Cow<'static, str>, form: Form, options: ReadOptions) -> Result<Self, Faults> {
        let text = Backing::Memory(text);
        // Nothing is read from memory that could fail.
        match lay_out(&text, form, Projection::ALL, &options, true) {
            Ok(Some((deals, reference))) => {
                let plan = ChunkPlan { form, deals, chunk_size: options.chunk_size };
                Ok(Self::new(text, plan, reference, Projection::ALL, options))
            }
            _ => text.read(form, options),
        }
    }

    /// Opens a dataset in a file. Only what `projection` needs is read and validated.
    ///
    /// # Errors
    /// If the file cannot be read, and for faults outside of the deals.
    pub fn of_file(
        path: &Path,
        form: Form,
        projection: Projection,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        Self::of_file_with(path, form, projection, options, projection.is_all())
    }

    /// Opens a file; `preloads` the companies, sources and rates embedded in deals, which takes a pass over the file.
    fn of_file_with(
        path: &Path,
        form: Form,
        projection: Projection,
        options: ReadOptions,
        preloads: bool,
    ) -> Result<Self, ReadError> {
        let file = Backing::File(path.to_owned());
        let Some((deals, reference)) = lay_out(&file, form, projection, &options, preloads)? else {
            let mut text = std::fs::read_to_string(path)?;
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            return Ok(Backing::Memory(text.into()).read(form, options)?);
        };
        let plan = ChunkPlan { form, deals, chunk_size: options.chunk_size };
        let mut scan = Self::new(file, plan, reference, projection, options);
        if !preloads {
            scan.not_preloaded = embedded_list_finders(projection);
        }
        Ok(scan)
    }

    /// Opens the deals of a Parquet file. Only the columns that `projection` needs are read and validated.
    ///
    /// # Errors
    /// If the file cannot be read or does not hold deals, and for faults outside of the deals.
    #[cfg(feature = "parquet")]
    pub fn of_parquet(path: &Path, projection: Projection, options: ReadOptions) -> Result<Self, ReadError> {
        let file = DealFile::open(path).map_err(ReadError::Parquet)?;
        let reference = parquet::reference(&file, projection)?;
        let plan = ChunkPlan { form: Form::Lines, deals: 0..file.rows(), chunk_size: options.chunk_size };
        Ok(Self::new(Backing::Parquet(file), plan, reference, projection, options))
    }

    fn new(
        backing: Backing,
        plan: ChunkPlan,
        reference: ReferenceData,
        projection: Projection,
        options: ReadOptions,
    ) -> Self {
        Self { backing, plan, reference, projection, not_preloaded: Vec::new(), options }
    }

    /// Reads the companies, sources and rates that deals embed, as far as the projection needs them. Afterwards no scan
    /// returns [`ScanError::EmbeddedReferences`].
    ///
    /// # Errors
    /// As [`Self::of_file`].
    pub fn preload_embedded(&mut self) -> Result<(), ReadError> {
        if let Backing::File(path) = &self.backing
            && !self.not_preloaded.is_empty()
        {
            *self = Self::of_file_with(path, self.plan.form, self.projection, self.options, true)?;
        }
        Ok(())
    }

    /// Whether the dataset is known to have no deals.
    pub fn is_empty(&self) -> bool {
        match &self.backing {
            Backing::Memory(text) => {
                let text = text.get(self.plan.deals.start as usize..self.plan.deals.end as usize);
                text.is_none_or(|text| text.trim().is_empty())
            }
            Backing::File(_) => self.plan.deals.is_empty(),
            Backing::Deals(deals) => deals.is_empty(),
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => file.rows() == 0,
        }
    }

    /// Visits every deal that `prefilters` do not reject, with at least `fields` read. Returns the merged visitors of
    /// all threads, each made by `make`. Passes the part of each chunk to `take`, in the order of the file.
    ///
    /// # Errors
    /// If the file cannot be read or has faults, if a visitor or `take` fails, and [`ScanError::EmbeddedReferences`] if a
    /// deal embeds reference data that was not preloaded. Parts that were taken before a failure are void.
    pub fn collect<V: Visitor, E: From<V::Error> + Send>(
        &self,
        fields: FieldSet,
        prefilters: &Prefilters<'_>,
        make: impl Fn() -> V + Sync,
        take: impl FnMut(V::Part) -> Result<(), E> + Send,
    ) -> Result<V, ScanError<E>> {
        match &self.backing {
            Backing::Deals(deals) => visit_all(deals, make(), take),
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => parquet::collect(self, file, fields, prefilters, make, take),
            Backing::File(path) => {
                let (visited, mut found) =
                    self.visit_chunks(fields, prefilters, || WithIds::new(make()), take)?;
                let repeated = IdHashes::repeated(std::slice::from_ref(&visited.ids), self.options.threads);
                found.extend(ids::duplicates(self, path, &repeated)?);
                if found.is_empty() { Ok(visited.visitor) } else { Err(Faults::in_file(path, found)?.into()) }
            }
            Backing::Memory(text) => {
                // Buffer the parts until the whole text has validated.
                let mut parts = Vec::new();
                let visited = self.visit_chunks(
                    fields,
                    prefilters,
                    || WithIds::new(make()),
                    |part| {
                        parts.push(part);
                        Ok::<_, V::Error>(())
                    },
                );
                match visited {
                    Ok((visited, found))
                        if found.is_empty()
                            && IdHashes::repeated(std::slice::from_ref(&visited.ids), 1).is_empty() =>
                    {
                        parts.into_iter().try_for_each(take).map_err(ScanError::Visitor)?;
                        Ok(visited.visitor)
                    }
                    // Report the faults rather than an error of the visitor.
                    Err(ScanError::Visitor(error)) => {
                        read(text, self.plan.form)?;
                        Err(ScanError::Visitor(error.into()))
                    }
                    // Read the text again, strictly, to report every fault.
                    _ => visit_all(&read(text, self.plan.form)?.deals, make(), take),
                }
            }
        }
    }

    /// Visits the deals of a text, chunk by chunk. Returns the merged visitors, and the faults by their bytes in the text.
    fn visit_chunks<V: Visitor, E: From<V::Error> + Send>(
        &self,
        fields: FieldSet,
        prefilters: &Prefilters<'_>,
        make: impl Fn() -> V + Sync,
        mut take: impl FnMut(V::Part) -> Result<(), E> + Send,
    ) -> Result<(V, Vec<Found>), ScanError<E>> {
        let validates = self.projection.is_all();
        let record_reader = self.record_reader(fields);
        let needles = prefilters.needles.as_ref().filter(|_| !validates);
        let may_go_to = prefilters.may_go_to.filter(|_| !validates);
        let mut found = Vec::new();
        let workers = run_ordered(
            self.plan.count(),
            self.options.threads,
            || Ok((self.backing.reader()?, make())),
            |(reader, visitor), index| {
                let chunk = reader.chunk(&self.plan, index)?;
                if may_embed(chunk.text, &self.not_preloaded) {
                    return Err(ScanError::EmbeddedReferences);
                }
                let mut visit = |deal: &mut Deal<'_>, at| visitor.visit(deal, at);
                let read = read_deals(&self.plan, chunk, record_reader, needles, may_go_to, &mut visit);
                let read = read.map_err(|error| ScanError::Visitor(error.into()))?;
                Ok(read.map(|()| visitor.take_part()))
            },
            |index, read: Result<V::Part, Vec<Found>>| {
                self.report_progress(index);
                match read {
                    Err(faults) => found.extend(faults),
                    Ok(part) if found.is_empty() => take(part).map_err(ScanError::Visitor)?,
                    Ok(_) => {}
                }
                Ok(())
            },
        )?;
        Ok((merge_all(workers.into_iter().map(|(_, visitor)| visitor), make), found))
    }

    /// Returns the reader of deals for a question that needs `fields`.
    fn record_reader(&self, fields: FieldSet) -> RecordReader<'_> {
        let validates = self.projection.is_all();
        // Equivalents, citations and parts are checked against the amount.
        let needs_amount = fields.intersects(FieldSet::EQUIVALENTS | FieldSet::CITATIONS | FieldSet::PARTS);
        RecordReader {
            fields: if validates { FieldSet::ALL } else { fields | FieldSet::AMOUNT.when(needs_amount) },
            sources: self.projection.sources.then_some(&self.reference.sources),
        }
    }

    /// Reads the whole dataset.
    ///
    /// # Errors
    /// If the file cannot be read or has faults.
    pub fn into_dataset(self) -> Result<Dataset, ReadError> {
        let mut deals = Vec::new();
        let read = self.collect(FieldSet::ALL, &Prefilters::default(), DealBatch::default, |part| {
            deals.extend(part);
            Ok::<_, Infallible>(())
        });
        match read {
            Ok(_) => {}
            Err(ScanError::Read(error)) => return Err(error),
            Err(ScanError::Visitor(never)) => match never {},
            Err(ScanError::EmbeddedReferences) => {
                let mut scan = self;
                scan.preload_embedded()?;
                return scan.into_dataset();
            }
        }
        let mut dataset = Dataset { reference: self.reference, deals };
        dataset.reference.companies.forget_mentioned();
        dataset.mention_all();
        Ok(dataset)
    }

    fn report_progress(&self, index: usize) {
        if let Some(progress) = self.options.progress {
            let all = self.plan.deals.end - self.plan.deals.start;
            progress(((index as u64 + 1) * self.plan.chunk_size).min(all), all);
        }
    }
}

/// Copies every deal.
#[derive(Default)]
struct DealBatch(Vec<Deal<'static>>);

impl Visitor for DealBatch {
    type Part = Vec<Deal<'static>>;
    type Error = Infallible;

    fn visit(&mut self, deal: &mut Deal<'_>, _at: u64) -> Result<(), Infallible> {
        self.0.push(deal.clone().into_owned());
        Ok(())
    }

    fn take_part(&mut self) -> Self::Part {
        std::mem::take(&mut self.0)
    }

    fn merge(&mut self, _other: Self) {}
}

impl Backing {
    /// A reader of the text's chunks.
    fn reader(&self) -> Result<ChunkReader<'_>, ReadError> {
        match self {
            Self::Memory(text) => Ok(ChunkReader::Memory(text)),
            Self::File(path) => Ok(ChunkReader::of_file(path)?),
            // Unreachable: only text backings are read in chunks.
            _ => Ok(ChunkReader::Memory("")),
        }
    }

    /// Reads and validates a text in memory.
    fn read(self, form: Form, options: ReadOptions) -> Result<DealScan, Faults> {
        let Self::Memory(text) = self else { return Err(Faults::default()) };
        let Dataset { reference, deals } = read(&text, form)?;
        let plan = ChunkPlan { form, deals: 0..0, chunk_size: options.chunk_size };
        Ok(DealScan::new(Self::Deals(deals), plan, reference, Projection::ALL, options))
    }
}

/// Visits deals in memory.
fn visit_all<V: Visitor, E: From<V::Error>>(
    deals: &[Deal<'static>],
    mut visitor: V,
    mut take: impl FnMut(V::Part) -> Result<(), E>,
) -> Result<V, ScanError<E>> {
    for (at, deal) in (0..).zip(deals) {
        visitor.visit(&mut deal.clone(), at).map_err(|error| ScanError::Visitor(error.into()))?;
    }
    take(visitor.take_part()).map_err(ScanError::Visitor)?;
    Ok(visitor)
}

/// Merges the visitors of all threads; makes one if there is none.
fn merge_all<V: Visitor>(visitors: impl Iterator<Item = V>, make: impl Fn() -> V) -> V {
    let merge = |mut all: V, other| {
        all.merge(other);
        all
    };
    visitors.reduce(merge).unwrap_or_else(make)
}
