//! A dataset that is open.

use std::borrow::Cow;

use super::spool::Spooled;
use crate::dataset::{Dataset, DealScan, Form, ReadError, deal_lines};
use crate::error::Error;
use crate::import::RowFault;
#[cfg(feature = "parquet")]
use crate::parquet::DealFileError;
use crate::report::DatasetOrigin;

/// A dataset that is ready to be scanned.
#[derive(Debug)]
pub(crate) struct OpenDataset {
    pub scan: DealScan,
    /// The name of the dataset in messages.
    pub name: String,
    /// Whether only what a question needs is validated.
    pub is_partial: bool,
    /// What a reader must know about how a spreadsheet was read.
    pub notes: Vec<String>,
    /// What is wrong with the rows of a spreadsheet that were left out because they could not be read.
    pub faults: Vec<RowFault>,
    /// The files that it was read from, each with its digest if that was asked for.
    pub origins: Vec<DatasetOrigin>,
    /// The text of a dataset in memory, with its form; `None` for any other.
    pub(super) text: Option<(Cow<'static, str>, Form)>,
    /// The temporary file of a stream that is too long for memory.
    pub(super) _spooled: Option<Spooled>,
}

impl OpenDataset {
    /// `digest` is that of the bytes, if it was asked for.
    pub(super) fn new(scan: DealScan, name: String, digest: Option<String>) -> Self {
        let is_partial = scan.is_partial();
        Self {
            scan,
            origins: vec![DatasetOrigin::new(&name, digest)],
            name,
            is_partial,
            notes: Vec::new(),
            faults: Vec::new(),
            text: None,
            _spooled: None,
        }
    }

    /// Returns the form of its text; `None` for a Parquet file.
    pub(super) fn form(&self) -> Option<Form> {
        self.text.as_ref().map(|(_, form)| *form).or_else(|| self.scan.form())
    }

    /// Returns the note of a dataset of which only a part was validated.
    pub(crate) fn partial_note(&self) -> Option<String> {
        self.is_partial.then(|| {
            format!(
                "{} is larger than 64 MB: what this answer does not need was not validated, and sources were not compared \
                 (--validate reads all of it)",
                self.name
            )
        })
    }

    /// Reads and validates all of the dataset from now on.
    ///
    /// # Errors
    /// If it cannot be read, and for faults outside of the deals.
    pub(crate) fn widen(&mut self) -> Result<(), Error> {
        self.is_partial = false;
        self.scan.widen().map_err(|error| read_error(error, &self.name))
    }

    /// Reads the deals into memory.
    ///
    /// # Errors
    /// If they cannot be read or have faults.
    pub(super) fn load(self) -> Result<Dataset, Error> {
        let Self { scan, name, .. } = self;
        scan.into_dataset().map_err(|error| read_error(error, &name))
    }

    /// Returns the line of each deal at `positions`, which rise; empty for a spreadsheet.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn lines(&self, positions: &[u64]) -> Result<Vec<u64>, Error> {
        let lines = self.scan.lines(positions).map_err(|error| read_error(error, &self.name))?;
        Ok(lines.unwrap_or_else(|| {
            let all = self.text.iter().flat_map(|(text, form)| deal_lines(text, *form)).collect::<Vec<_>>();
            let line = |at: &u64| all.get(usize::try_from(*at).ok()?).copied();
            positions.iter().filter_map(line).collect()
        }))
    }
}

/// Returns the error of a dataset that messages call `name`.
pub(crate) fn read_error(error: ReadError, name: &str) -> Error {
    let file = name.to_owned();
    match error {
        ReadError::Io(source) => Error::Read { file, source },
        ReadError::Encoding(position) => Error::Encoding { file, position },
        ReadError::Faults(faults) => Error::Dataset { file, faults },
        #[cfg(feature = "parquet")]
        ReadError::Parquet(DealFileError::Io(source)) => Error::Read { file, source },
        #[cfg(feature = "parquet")]
        ReadError::Parquet(error) => Error::Parquet { file, error },
    }
}
