//! Reads tables from files and standard input.

use std::io;
use std::path::Path;

use super::bounded;
use crate::error::Error;
use crate::import;
use crate::sheet::{self, Options, Sheet};

/// The name that stands for standard input.
pub(super) const STDIN_PATH: &str = "-";

/// Returns the content of a file, or of standard input if the path is `-`.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let read = if path.as_os_str() == STDIN_PATH {
        bounded::stream(&mut io::stdin().lock())
    } else {
        bounded::file(path)
    };
    read.map_err(|source| Error::Read { file: name(path), source })
}

/// Reads the table in the content of the file `path`. A row of units below its header is part of the header, and years that are
/// shown as days are years.
///
/// # Errors
/// See [`sheet::read`].
pub(crate) fn table(bytes: &[u8], path: &Path, options: &Options) -> Result<Sheet, Error> {
    let mut sheet = sheet::read(bytes, &name(path), options).map_err(Error::Usage)?;
    import::join_unit_rows(&mut sheet);
    import::restore_years(&mut sheet);
    Ok(sheet)
}

/// Decodes a text file.
///
/// # Errors
/// See [`sheet::decode`].
pub(crate) fn text(bytes: &[u8], path: &Path, encoding: Option<&str>) -> Result<String, Error> {
    sheet::decode(bytes, &name(path), encoding).map_err(Error::Usage)
}

/// Returns what messages call a file.
pub(crate) fn name(path: &Path) -> String {
    if path.as_os_str() == STDIN_PATH { "standard input".to_owned() } else { path.display().to_string() }
}
