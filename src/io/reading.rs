//! How a dataset is read.

use std::path::Path;

use super::{digest, progress_bar};
use crate::dataset::{Projection, ReadOptions};
use crate::error::Error;

/// The default of [`Reading::full_validation_limit`].
const FULL_VALIDATION_LIMIT: u64 = 64 << 20;

/// How a dataset is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Number of threads; `None` for one on each core.
    pub threads: Option<usize>,
    /// Whether a file of any size is fully validated.
    pub validate: bool,
    /// Whether the digest of the dataset is needed.
    pub digests: bool,
    /// Files of up to this many bytes are fully validated in any case.
    pub(crate) full_validation_limit: u64,
    /// Approximate size of a chunk, in bytes. A file of one chunk is read in memory.
    pub(crate) chunk_size: u64,
}

impl Default for Reading {
    fn default() -> Self {
        let chunk_size = ReadOptions::default().chunk_size;
        Self {
            threads: None,
            validate: false,
            digests: false,
            full_validation_limit: FULL_VALIDATION_LIMIT,
            chunk_size,
        }
    }
}

impl Reading {
    /// Reads on `threads` threads, or one for each core; with `validate`, reads the whole file.
    pub(crate) fn new(threads: Option<usize>, validate: bool) -> Self {
        Self { threads, validate, ..Self::default() }
    }

    /// Reads and validates the whole of a dataset.
    pub(super) fn whole(self) -> Self {
        Self { validate: true, ..self }
    }

    /// Number of threads.
    pub(crate) fn threads(self) -> usize {
        self.threads.unwrap_or(ReadOptions::default().threads)
    }

    /// How a file of `size` bytes is read. The parts of an output are held until a file that is validated in any case has
    /// no faults.
    pub(super) fn options(self, size: u64) -> ReadOptions {
        ReadOptions {
            threads: self.threads(),
            chunk_size: self.chunk_size,
            progress: progress_bar::bytes_read(),
            holds_parts: size <= self.full_validation_limit,
        }
    }

    /// The parts of a file of `size` bytes that are read and validated, if a question needs `projection`.
    pub(super) fn projection(self, projection: Projection, size: u64) -> Projection {
        if self.validate || size <= self.full_validation_limit { Projection::ALL } else { projection }
    }

    /// The digest of `bytes`, if it is needed.
    pub(super) fn digest(self, bytes: &[u8]) -> Option<String> {
        self.digests.then(|| digest::of_bytes(bytes))
    }

    /// The digest of a file, if it is needed.
    pub(super) fn digest_of_file(self, path: &Path, name: &str) -> Result<Option<String>, Error> {
        let digest = self.digests.then(|| digest::of_file(path)).transpose();
        digest.map_err(|source| Error::Read { file: name.to_owned(), source })
    }

    /// The largest size of a text that is read in memory.
    pub(super) fn memory_limit(self) -> u64 {
        self.chunk_size.min(self.full_validation_limit)
    }
}
