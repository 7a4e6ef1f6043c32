//! Streams deals: reads a dataset in chunks, on several threads, and visits each deal.
//!
//! However large the file, one chunk a thread is in memory, and what the visitors keep. The chunks are the same for any
//! number of threads, and their parts arrive in the order of the file.
//!
//! - `options`: what is read and how, and why a scan fails
//! - `chunks`: cuts a text into chunks of whole deals
//! - `boundaries`: finds the list of deals, and places where it can be cut
//! - `prefilter`: rejects deals by their companies and places, from their bytes
//! - `records`: from a chunk to its deals
//! - `visit`, `sink`: visits the deals; visitors behind a trait object
//! - `reference`: the companies, sources and rates of a text that is not read whole
//! - `id_hashes`, `ids`: find ids that two deals have, and links to ids that none has
//! - `texts`: hashes of the texts of deals, to find those that two datasets share
//! - `parquet`: the same for row groups of a Parquet file

pub(in crate::dataset) mod boundaries;
mod chunks;
mod id_hashes;
mod ids;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
pub(in crate::dataset) mod prefilter;
mod records;
mod reference;
mod sink;
#[cfg(test)]
mod tests;
mod texts;
mod visit;

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use self::chunks::{ChunkPlan, ChunkReader, utf8_in};
use self::reference::{embedded_lists_of, has_any_key, lay_out};
use crate::dataset::links::{has_links, targets};
use crate::dataset::record::LINKS;
use crate::dataset::{Dataset, Form, Links, ReferenceData, read};
use crate::deal::{Deal, FieldSet};
use crate::json::locate::lines_in_file;
use crate::parallel::drop_apart;
#[cfg(feature = "parquet")]
use crate::parquet::DealFile;

pub(crate) use self::options::{Prefilters, Projection, ReadError, ReadOptions, ScanError};

/// A result that grows with each deal. Each thread has one, and `merge` joins them.
pub(crate) trait Visitor: Send + Sized {
    /// What the deals of a chunk add to an output that is written during the scan; `()` if nothing is.
    type Part: Send;
    /// Why the scan must stop.
    type Error: Send;

    /// Adds a deal. `at` grows with the position of the deal in the dataset.
    ///
    /// # Errors
    /// If the scan must stop.
    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Self::Error>;

    /// Whether the scan must fail if there are links that were not read.
    fn needs_links(&self) -> bool {
        false
    }

    /// Takes what was added since the last call. It is called after each chunk.
    fn take_part(&mut self) -> Self::Part;

    /// Adds the result of another thread, whose deals stand anywhere between those of this one.
    fn merge(&mut self, other: Self);
}

/// A dataset whose deals are read each time they are visited.
#[derive(Debug)]
pub(crate) struct DealScan {
    backing: Backing,
    plan: ChunkPlan,
    /// The companies, sources and rates that were read: those of the projection.
    pub reference: ReferenceData,
    projection: Projection,
    /// The links between the deals; `None` if they were not read.
    pub links: Option<Links>,
    /// The embedded lists that were not preloaded, except those of the first chunk; a deal with one of them aborts the scan.
    not_preloaded: Vec<&'static str>,
    options: ReadOptions,
}

/// Where the deals of a dataset are.
#[derive(Debug)]
pub(in crate::dataset) enum Backing {
    File(PathBuf),
    /// Deals that were read and validated.
    Deals(Vec<Deal<'static>>),
    #[cfg(feature = "parquet")]
    Parquet(DealFile),
}

impl Drop for Backing {
    fn drop(&mut self) {
        if let Self::Deals(deals) = self {
            let deals = std::mem::take(deals);
            let count = deals.len();
            drop_apart(deals, count);
        }
    }
}

impl DealScan {
    /// Scans the deals of a dataset in memory, which was validated when it was read.
    pub(crate) fn of_dataset(dataset: Dataset, options: ReadOptions) -> Self {
        let links = dataset.links();
        let Dataset { mut reference, deals } = dataset;
        // As for a file, whose deals are not read before the scan.
        reference.companies.forget_mentioned();
        reference.mention_owners();
        let plan = ChunkPlan { form: Form::Lines, deals: 0..0, chunk_size: options.chunk_size };
        let scan = Self::new(Backing::Deals(deals), plan, reference, Projection::ALL, options);
        Self { links: Some(links), ..scan }
    }

    /// Opens a dataset in a file. Only what `projection` needs is read and validated.
    ///
    /// # Errors
    /// If the file cannot be read, and for faults outside of the deals.
    pub(crate) fn of_file(
        path: &Path,
        form: Form,
        projection: Projection,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        Self::of_file_with(path, form, projection, options, 1)
    }

    /// Opens a file, and reads the companies, sources and rates that the deals of the first `preloaded` chunks embed. Most
    /// files have them outside of the deals, in the first deals, or in every deal.
    fn of_file_with(
        path: &Path,
        form: Form,
        projection: Projection,
        options: ReadOptions,
        preloaded: usize,
    ) -> Result<Self, ReadError> {
        let Some((deals, reference)) = lay_out(path, form, projection, &options, preloaded)? else {
            return Ok(Self::of_dataset(read_file(path, form)?, options));
        };
        let plan = ChunkPlan { form, deals, chunk_size: options.chunk_size };
        let mut scan = Self::new(Backing::File(path.to_owned()), plan, reference, projection, options);
        if preloaded < scan.plan.count() {
            scan.not_preloaded = embedded_lists_of(projection);
        }
        Ok(scan)
    }

    /// Opens the deals of a Parquet file. Only the columns that `projection` needs are read and validated.
    ///
    /// # Errors
    /// If the file cannot be read or does not hold deals, and for faults outside of the deals.
    #[cfg(feature = "parquet")]
    pub(crate) fn of_parquet(
        path: &Path,
        projection: Projection,
        options: ReadOptions,
    ) -> Result<Self, ReadError> {
        let file = DealFile::open(path)?;
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
        Self { backing, plan, reference, projection, links: None, not_preloaded: Vec::new(), options }
    }

    /// Reads the companies, sources and rates that deals embed, as far as the projection needs them. Afterwards no scan
    /// returns [`ScanError::EmbeddedReferences`].
    ///
    /// # Errors
    /// As [`Self::of_file`].
    pub(crate) fn preload_embedded(&mut self) -> Result<(), ReadError> {
        if let Backing::File(path) = &self.backing
            && !self.not_preloaded.is_empty()
        {
            let links = self.links.take();
            *self = Self::of_file_with(path, self.plan.form, self.projection, self.options, usize::MAX)?;
            self.links = links;
        }
        Ok(())
    }

    /// Passes parts of an output on as they are made, even if the file may have faults further on: only for an output that
    /// is discarded after a failure.
    pub(crate) fn pass_parts_on_early(&mut self) {
        self.options.holds_parts = false;
    }

    /// Opens the dataset again, to read and validate all of it.
    ///
    /// # Errors
    /// As [`Self::of_file`].
    pub(crate) fn widen(&mut self) -> Result<(), ReadError> {
        *self = match &self.backing {
            Backing::Deals(_) => return Ok(()),
            Backing::File(path) => Self::of_file(path, self.plan.form, Projection::ALL, self.options)?,
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => Self::of_parquet(file.path(), Projection::ALL, self.options)?,
        };
        Ok(())
    }

    /// Reads the links between the deals, unless they were read. Afterwards no scan returns
    /// [`ScanError::LinksNotRead`].
    ///
    /// # Errors
    /// If the file cannot be read or has faults.
    pub(crate) fn read_links(&mut self) -> Result<(), ReadError> {
        let state = FieldSet::TITLE | FieldSet::CURRENT_STATE | FieldSet::ANNOUNCED;
        while self.links.is_none() {
            match self.copy_linked(self.projection.fields | FieldSet::LINKS | state) {
                Ok(links) => self.links = Some(links),
                Err(CopyError::Read(error)) => return Err(error),
                Err(CopyError::EmbeddedReferences) => self.preload_embedded()?,
            }
        }
        Ok(())
    }

    /// Reads the links if any deal may have one. This looks at every byte of a file, without parsing the deals.
    ///
    /// # Errors
    /// As [`Self::read_links`].
    pub(crate) fn read_links_if_any(&mut self) -> Result<(), ReadError> {
        let may_have_links = match &self.backing {
            Backing::File(path) => has_any_key(path, &self.plan, &LINKS, &self.options)?,
            Backing::Deals(_) => true,
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => file.may_have_links(),
        };
        if may_have_links {
            return self.read_links();
        }
        self.links = Some(Links::default());
        Ok(())
    }

    /// Returns the line of each deal at `positions`, which rise; for a Parquet file its row. `None` for deals in memory, whose
    /// positions are their indices.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn lines(&self, positions: &[u64]) -> Result<Option<Vec<u64>>, ReadError> {
        Ok(match &self.backing {
            Backing::File(path) => Some(lines_in_file(path, positions)?),
            Backing::Deals(_) => None,
            #[cfg(feature = "parquet")]
            Backing::Parquet(_) => Some(positions.iter().map(|row| row + 1).collect()),
        })
    }

    /// Returns the form of the text that is scanned; `None` for a Parquet file and for deals in memory.
    pub(crate) fn form(&self) -> Option<Form> {
        matches!(self.backing, Backing::File(_)).then_some(self.plan.form)
    }

    /// Whether only a part of the dataset is read and validated.
    pub(crate) fn is_partial(&self) -> bool {
        !self.projection.is_all()
    }

    /// Whether the dataset is known to have no deals.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.backing {
            Backing::File(_) => self.plan.deals.is_empty(),
            Backing::Deals(deals) => deals.is_empty(),
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => file.rows() == 0,
        }
    }

    /// Reads every deal. If the projection is the whole dataset, this validates them all.
    ///
    /// # Errors
    /// If the file cannot be read or has faults.
    pub(crate) fn check(mut self) -> Result<(), ReadError> {
        match self.copy_deals(FieldSet::ALL, &|_| false) {
            Ok(_) => Ok(()),
            Err(CopyError::Read(error)) => Err(error),
            Err(CopyError::EmbeddedReferences) => {
                self.preload_embedded()?;
                self.check()
            }
        }
    }

    /// Reads the whole dataset.
    ///
    /// # Errors
    /// If the file cannot be read or has faults.
    pub(crate) fn into_dataset(self) -> Result<Dataset, ReadError> {
        let deals = match self.copy_deals(FieldSet::ALL, &|_| true) {
            Ok(deals) => deals,
            Err(CopyError::Read(error)) => return Err(error),
            Err(CopyError::EmbeddedReferences) => {
                let mut scan = self;
                scan.preload_embedded()?;
                return scan.into_dataset();
            }
        };
        let mut dataset = Dataset { reference: self.reference, deals };
        dataset.reference.companies.forget_mentioned();
        dataset.mention_all();
        Ok(dataset)
    }

    /// Returns the links between the deals, with copies of the deals that they lead from or to, which have at least `fields`.
    fn copy_linked(&self, fields: FieldSet) -> Result<Links, CopyError> {
        let targets = targets(&self.copy_deals(fields, &has_links)?);
        let is_linked = |deal: &Deal<'_>| has_links(deal) || targets.contains(deal.id.as_str());
        self.copy_deals(fields, &is_linked).map(Links::new)
    }

    /// Returns copies of the deals that `keep` accepts, in the order of the dataset, with at least `fields`.
    fn copy_deals(
        &self,
        fields: FieldSet,
        keep: &(dyn Fn(&Deal<'_>) -> bool + Sync),
    ) -> Result<Vec<Deal<'static>>, CopyError> {
        let mut deals = Vec::new();
        let make = || DealBatch { deals: Vec::new(), keep };
        let take = |part| {
            deals.extend::<Vec<_>>(part);
            Ok::<_, Infallible>(())
        };
        match self.collect(fields, &Prefilters::default(), make, take) {
            Ok(_) => Ok(deals),
            Err(ScanError::Read(error)) => Err(CopyError::Read(error)),
            Err(ScanError::Visitor(never)) => match never {},
            // `DealBatch` needs no links, so that only embedded references end a scan here.
            Err(ScanError::EmbeddedReferences | ScanError::LinksNotRead) => {
                Err(CopyError::EmbeddedReferences)
            }
        }
    }

    fn report_progress(&self, index: usize) {
        if let Some(progress) = self.options.progress {
            let all = self.plan.deals.end - self.plan.deals.start;
            progress(((index as u64 + 1) * self.plan.chunk_size).min(all), all);
        }
    }
}

/// Why deals cannot be copied.
enum CopyError {
    /// The dataset cannot be read.
    Read(ReadError),
    /// A deal embeds reference data that was not preloaded.
    EmbeddedReferences,
}

/// Copies the deals that `keep` accepts.
struct DealBatch<'a> {
    deals: Vec<Deal<'static>>,
    keep: &'a (dyn Fn(&Deal<'_>) -> bool + Sync),
}

impl Visitor for DealBatch<'_> {
    type Part = Vec<Deal<'static>>;
    type Error = Infallible;

    fn visit(&mut self, deal: &mut Deal<'_>, _at: u64) -> Result<(), Infallible> {
        if (self.keep)(deal) {
            self.deals.push(deal.clone().into_owned());
        }
        Ok(())
    }

    fn take_part(&mut self) -> Self::Part {
        std::mem::take(&mut self.deals)
    }

    fn merge(&mut self, _other: Self) {}
}

/// Reads and validates a whole file.
fn read_file(path: &Path, form: Form) -> Result<Dataset, ReadError> {
    let bytes = std::fs::read(path)?;
    let (_, text) = utf8_in(path, &bytes, 0, false, false)?;
    Ok(read(text.strip_prefix('\u{feff}').unwrap_or(text), form)?)
}
