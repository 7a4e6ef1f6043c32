//! A folder of tables, which an export replaces whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::bounded;
use crate::error::Error;
use crate::invalid::Problem;

/// The most bytes that a file holds back before it is opened and written.
const BUFFER: usize = 64 << 10;

/// What a folder of tables may have in it.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    /// The names of files.
    pub files: Vec<String>,
    /// The names of folders, which have folders of partitions with Parquet files.
    pub folders: Vec<String>,
    /// A file that every export has, and the beginning of its text.
    pub mark: (&'static str, &'static str),
}

/// New tables, in a temporary folder inside their own one.
#[derive(Debug)]
pub(crate) struct TableFolder {
    path: PathBuf,
    contents: Contents,
    /// Has the new tables in `new`, and takes the old ones into `old`; removed when it is dropped.
    temporary: tempfile::TempDir,
    /// Removes the folder itself, if it was made here and stays empty.
    _made: Option<MadeFolder>,
}

/// A folder that is removed when this is dropped, unless it has anything in it.
#[derive(Debug)]
struct MadeFolder(PathBuf);

impl Drop for MadeFolder {
    fn drop(&mut self) {
        // A folder that is not empty stays: it has the tables, or files of another program.
        let _ = fs::remove_dir(&self.0);
    }
}

/// A file that is written at its end and is open only then, so that any number of files can be written at once.
#[derive(Debug)]
pub(crate) struct AppendedFile {
    path: PathBuf,
    buffer: Vec<u8>,
}

impl AppendedFile {
    fn append(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            OpenOptions::new().append(true).open(&self.path)?.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl Write for AppendedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.append()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.append()
    }
}

impl TableFolder {
    /// Starts new tables in the folder at `path`, which is created if it does not exist.
    ///
    /// # Errors
    /// If the folder has anything in it but an earlier export, and if it cannot be written.
    pub(crate) fn create(path: &Path, contents: Contents) -> Result<Self, Error> {
        let failed = |source| Error::Write { file: path.to_owned(), source };
        let made = match fs::create_dir(path) {
            Ok(()) => Some(MadeFolder(path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
            Err(error) => return Err(failed(error)),
        };
        if let Some(foreign) = contents.foreign(path).map_err(failed)? {
            let problem = format!("{} is not an export of tables: {foreign}", path.display());
            return Err(Error::Usage(Problem::new(problem).hint(
                "name a folder that does not exist, is empty, or has an earlier export, which is replaced",
            )));
        }
        sweep(path);
        let temporary = tempfile::Builder::new().prefix(PREFIX).tempdir_in(path).map_err(failed)?;
        fs::create_dir(temporary.path().join(NEW)).map_err(failed)?;
        Ok(Self { path: path.to_owned(), contents, temporary, _made: made })
    }

    /// Creates a file at `place` in the folder, with the folders that it is in.
    ///
    /// # Errors
    /// If it cannot be created.
    pub(crate) fn file(&self, place: &Path) -> io::Result<AppendedFile> {
        let path = self.temporary.path().join(NEW).join(place);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        File::create_new(&path)?;
        Ok(AppendedFile { path, buffer: Vec::new() })
    }

    /// Writes a whole file at `place` in the folder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write(&self, place: &Path, bytes: &[u8]) -> Result<(), Error> {
        let file = self.path.join(place);
        let written = self.file(place).and_then(|mut file| file.write_all(bytes).and_then(|()| file.flush()));
        written.map_err(|source| Error::Write { file, source })
    }

    /// Puts the new tables in the place of the old ones. If that fails, the old ones are put back.
    ///
    /// # Errors
    /// If a file cannot be moved.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let (new, old) = (self.temporary.path().join(NEW), self.temporary.path().join(OLD));
        let mut moved = Vec::new();
        let done = fs::create_dir(&old).and_then(|()| {
            for name in self.contents.files.iter().chain(&self.contents.folders) {
                let place = self.path.join(name);
                if place.symlink_metadata().is_ok() {
                    move_to(&place, &old.join(name), &mut moved)?;
                }
            }
            for entry in fs::read_dir(&new)? {
                let entry = entry?;
                move_to(&entry.path(), &self.path.join(entry.file_name()), &mut moved)?;
            }
            Ok(())
        });
        let Err(source) = done else { return Ok(()) };
        let is_back = moved.iter().rev().all(|(from, to)| fs::rename(to, from).is_ok());
        if !is_back {
            // The old tables are in there.
            let _ = self.temporary.keep();
        }
        Err(Error::Write { file: self.path, source })
    }
}

/// The beginning of the names of temporary folders.
const PREFIX: &str = ".outlay-tables-";
const NEW: &str = "new";
const OLD: &str = "old";

/// How old the temporary folder of a writer that was killed is.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes the temporary folders of writers that were killed.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX)) {
        let age = entry.metadata().ok().and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
        // One that could not put the earlier tables back has these, and is for a person to look at.
        if age.is_some_and(|age| age > STALE) && !entry.path().join(OLD).exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn move_to(from: &Path, to: &Path, moved: &mut Vec<(PathBuf, PathBuf)>) -> io::Result<()> {
    fs::rename(from, to)?;
    moved.push((from.to_owned(), to.to_owned()));
    Ok(())
}

impl Contents {
    /// Returns what the folder at `path` has that is not of an export; `None` if there is nothing.
    fn foreign(&self, path: &Path) -> io::Result<Option<String>> {
        let mut is_empty = true;
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(PREFIX) {
                continue;
            }
            is_empty = false;
            let kind = entry.file_type()?;
            let is_own = if kind.is_dir() {
                self.folders.contains(&name) && has_only_partitions(&entry.path())?
            } else {
                kind.is_file() && self.files.contains(&name)
            };
            if !is_own {
                return Ok(Some(format!("it has {name}")));
            }
        }
        let (mark, text) = self.mark;
        if is_empty || bounded::file(&path.join(mark)).is_ok_and(|bytes| bytes.starts_with(text.as_bytes())) {
            return Ok(None);
        }
        Ok(Some(format!("its {mark} is not that of an export")))
    }
}

/// Whether a folder has only folders of partitions with Parquet files.
fn has_only_partitions(folder: &Path) -> io::Result<bool> {
    for partition in fs::read_dir(folder)? {
        let partition = partition?;
        if !partition.file_type()?.is_dir() || !partition.file_name().to_string_lossy().starts_with("year=") {
            return Ok(false);
        }
        for file in fs::read_dir(partition.path())? {
            let file = file?;
            if !file.file_type()?.is_file() || !file.file_name().to_string_lossy().ends_with(".parquet") {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
