//! The table of rates that `outlay rates update` stored, and where a newer one comes from.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use etcetera::BaseStrategy;

use super::atomic_file;
use super::bounded::is_absent;
use super::rate_file::rates_of;
use crate::error::Error;
use crate::invalid::Problem;
use crate::rates::{RateTable, RatesFile};

/// The name of the ECB's table as a source.
const ECB: &str = "ECB euro reference rates";

/// The largest file that is read, in bytes: the ECB's history has less than ten million in its longest form.
const MAX_FILE: u64 = 1 << 26;

/// The stored table: a file, which may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RateStore(PathBuf);

impl RateStore {
    /// Returns the store in the data folder of the platform; `None` without a home folder.
    pub(crate) fn locate() -> Option<Self> {
        let folder = etcetera::choose_base_strategy().ok()?.data_dir();
        Some(Self(folder.join("outlay").join("eurofxref-hist.csv")))
    }

    /// Returns the file.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the stored table if it is newer than the one with the last day `than`.
    ///
    /// # Errors
    /// If the file cannot be read or is damaged.
    pub(crate) fn newer(&self, than: Option<NaiveDate>) -> Result<Option<RateTable>, Error> {
        let damaged = || Error::StoredRates { file: self.0.display().to_string() };
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(damaged()),
            Err(source) => return Err(Error::Read { file: self.0.display().to_string(), source }),
        };
        // A table that is not needed is not parsed.
        let newest = text.lines().nth(1).and_then(|line| line.get(..10)?.parse().ok());
        if newest.is_some() && newest <= than {
            return Ok(None);
        }
        let table = rates_of(text.into_bytes(), "", ECB).ok().and_then(only_table).ok_or_else(damaged)?;
        Ok((table.last_day() > than).then_some(table))
    }

    /// Stores a table, whole or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn write(&self, table: &RateTable) -> Result<(), Error> {
        let unwritable = |source| Error::Write { file: self.0.clone(), source };
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder).map_err(unwritable)?;
        }
        atomic_file::replace(&self.0, table.to_csv().as_bytes()).map_err(unwritable)
    }
}

/// Returns the table of the euro of a file, if it has nothing else.
fn only_table(content: RatesFile) -> Option<RateTable> {
    match content {
        RatesFile::Tables(mut tables) if tables.len() == 1 => {
            tables.pop().filter(|table| table.base() == crate::money::Currency::EUR)
        }
        _ => None,
    }
}

/// Reads the table at `from`: an address that begins with `https:` or `http:`, or a file.
///
/// # Errors
/// If it cannot be read, or is not a table of the euro.
pub(crate) fn read_table(from: &str, timeout: Duration) -> Result<RateTable, Error> {
    let scheme = from.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let bytes = match scheme.as_deref() {
        Some("https" | "http") => fetch(from, timeout)?,
        _ => read_file(Path::new(from))?,
    };
    only_table(rates_of(bytes, from, ECB)?).ok_or_else(|| {
        let problem = Problem::new(format!("{from} is not a table of rates of the euro"));
        Error::RatesUpdate(problem.hint("the ECB's history is named eurofxref-hist.zip, .csv or .xml"))
    })
}

#[cfg(feature = "update")]
fn fetch(url: &str, timeout: Duration) -> Result<Vec<u8>, Error> {
    super::fetch::fetch(url, MAX_FILE, timeout).map_err(Error::RatesUpdate)
}

#[cfg(not(feature = "update"))]
fn fetch(url: &str, _timeout: Duration) -> Result<Vec<u8>, Error> {
    let problem = Problem::new(format!("cannot fetch {url}: this program was built without the network"));
    Err(Error::RatesUpdate(problem.hint("download the file and name it by --from FILE")))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |source| Error::Read { file: path.display().to_string(), source };
    let file = fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE {
        let problem = Problem::new(format!(
            "{} is larger than {} MB, which a table of rates is not",
            path.display(),
            MAX_FILE >> 20
        ));
        return Err(Error::RatesUpdate(problem.hint("name the ECB's history")));
    }
    Ok(bytes)
}
