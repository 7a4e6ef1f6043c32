//! Options and errors of a scan.

use std::io;
use std::ops::Range;

use super::prefilter::{CompanyFinder, MayGoTo};
use crate::dataset::fault::{Faults, Position};
use crate::deal::FieldSet;
use crate::parallel::available_threads;

/// Default size of a chunk, in bytes: small enough for the cache of a core.
pub(in crate::dataset) const CHUNK_SIZE: u64 = 1 << 20;

/// The parts of a dataset that a question needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Projection {
    /// The fields of the deals.
    pub fields: FieldSet,
    /// Whether the companies are needed, with their homes and parents.
    pub companies: bool,
    /// Whether the sources are needed.
    pub sources: bool,
    /// Whether the dataset's own rates are needed.
    pub rates: bool,
}

impl Projection {
    /// The whole dataset.
    pub(crate) const ALL: Self = Self { fields: FieldSet::ALL, companies: true, sources: true, rates: true };

    /// Whether the whole dataset is read and validated.
    pub(crate) fn is_all(self) -> bool {
        self.fields == FieldSet::ALL && self.companies && self.sources && self.rates
    }

    /// Returns what either of two questions needs.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            fields: self.fields | other.fields,
            companies: self.companies || other.companies,
            sources: self.sources || other.sources,
            rates: self.rates || other.rates,
        }
    }

    /// Whether the list of that name is needed: `companies`, `sources` or `rates`.
    pub(in crate::dataset) fn needs(self, list: &str) -> bool {
        match list {
            "companies" => self.companies,
            "sources" => self.sources,
            _ => self.rates,
        }
    }
}

/// Filters that can reject a deal from its bytes. Those by content are ignored under full validation.
#[derive(Default)]
pub(crate) struct Prefilters<'h> {
    /// Finds deals that name one of some companies.
    pub company_finder: Option<CompanyFinder<'h>>,
    /// Whether a deal whose places are in some areas may match.
    pub may_go_to: Option<&'h MayGoTo<'h>>,
    /// The positions of the only deals that are visited, which rise. An earlier scan has validated the dataset.
    pub positions: Option<&'h [u64]>,
}

impl Prefilters<'_> {
    /// Whether no deal is rejected.
    pub(super) fn are_empty(&self) -> bool {
        self.company_finder.is_none() && self.may_go_to.is_none() && self.positions.is_none()
    }

    /// Whether a deal at one of these positions may be visited.
    pub(super) fn want(&self, range: Range<u64>) -> bool {
        self.positions.is_none_or(|all| {
            let next = all.partition_point(|at| *at < range.start);
            all.get(next).is_some_and(|at| *at < range.end)
        })
    }
}

/// How a dataset is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadOptions {
    /// Number of threads.
    pub threads: usize,
    /// Approximate size of a chunk, in bytes.
    pub chunk_size: u64,
    /// Receives the number of bytes read so far and in all.
    pub progress: Option<fn(u64, u64)>,
    /// Whether parts of an output are passed on only after the whole file has validated.
    pub holds_parts: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { threads: available_threads(), chunk_size: CHUNK_SIZE, progress: None, holds_parts: false }
    }
}

/// Why a dataset cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// The system does not return the bytes.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The bytes at that position are not UTF-8.
    #[error("{}:{}: this is not UTF-8", .0.line, .0.column)]
    Encoding(Position),
    /// The dataset is invalid.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The Parquet file is invalid or cannot be read.
    #[cfg(feature = "parquet")]
    #[error(transparent)]
    Parquet(#[from] crate::parquet::DealFileError),
}

/// Why a scan stopped.
#[derive(Debug)]
pub(crate) enum ScanError<E> {
    /// The dataset cannot be read.
    Read(ReadError),
    /// A deal embeds companies, sources or rates that were not preloaded. [`super::DealScan::preload_embedded`] reads
    /// them; then the scan can start again.
    EmbeddedReferences,
    /// The visitor needs links that were not read. [`super::DealScan::read_links`] reads them; then the scan can start
    /// again.
    LinksNotRead,
    /// The visitor returned an error.
    Visitor(E),
}

impl<E> From<ReadError> for ScanError<E> {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl<E> From<Faults> for ScanError<E> {
    fn from(faults: Faults) -> Self {
        Self::Read(faults.into())
    }
}

impl<E> From<io::Error> for ScanError<E> {
    fn from(error: io::Error) -> Self {
        Self::Read(error.into())
    }
}
