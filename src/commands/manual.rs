//! Manual pages as files.

use std::fs;
use std::path::Path;

use super::{Writing, note};
use crate::error::Error;
use crate::io::atomic_file;
use crate::report::Report;
use crate::text::count_of;

/// Writes pages into a folder, which is created if it does not exist. Older pages are replaced.
///
/// # Errors
/// If the folder or a page cannot be written.
pub(super) fn write(folder: &Path, pages: &[(String, Vec<u8>)], writing: Writing) -> Result<Report, Error> {
    if writing == Writing::Planned {
        let pages = count_of(pages.len(), "page", "pages");
        return Ok(writing.finished(note(format!("{pages} would be written into {}", folder.display()))));
    }
    fs::create_dir_all(folder).map_err(|source| Error::Write { file: folder.to_owned(), source })?;
    for (name, page) in pages {
        let file = folder.join(name);
        atomic_file::replace(&file, page).map_err(|source| Error::Write { file, source })?;
    }
    let pages = count_of(pages.len(), "page", "pages");
    Ok(note(format!(
        "{pages} in {}; `man -l {}` shows the first",
        folder.display(),
        folder.join("outlay.1").display()
    )))
}
