//! Replaces files atomically: the new content takes the place of the old, or the old stays.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::{bounded, digest};

/// Replaces a file: writes a temporary file next to it, flushes that to disk and renames it.
///
/// Follows symbolic links, and keeps the permissions of the file.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Replacement::of(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// New content of a file, which replaces the old on [`Replacement::commit`].
#[derive(Debug)]
pub(crate) enum Replacement {
    /// A temporary file next to the file.
    Temporary(tempfile::NamedTempFile, PathBuf),
    /// The file itself: a device or a pipe cannot be replaced.
    Direct(File),
}

impl Replacement {
    /// Starts new content for a file that may or may not exist.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let path = target(path);
        if can_replace(&path) {
            return Ok(Self::Temporary(temporary(&path)?, path));
        }
        Ok(Self::Direct(fs::OpenOptions::new().write(true).open(path)?))
    }

    /// Replaces the file.
    pub(crate) fn commit(self) -> io::Result<()> {
        match self {
            Self::Temporary(file, path) => {
                file.as_file().sync_all()?;
                file.persist(&path)?;
                flush_folder(&path)
            }
            Self::Direct(_) => Ok(()),
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Temporary(file, _) => file.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Temporary(file, _) => file.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}

/// Whether a path is that of a file, or of nothing yet: a device or a pipe is written directly.
pub(super) fn can_replace(path: &Path) -> bool {
    path.metadata().map_or(true, |metadata| metadata.is_file())
}

/// Returns the target of a path, following symbolic links, even one to a file that does not exist.
fn target(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| Ok::<_, io::Error>(folder(path).join(path.read_link()?)))
        .unwrap_or_else(|_| path.to_path_buf())
}

/// Creates a file; an error if it exists.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    flush_folder(path)
}

/// Creates an empty temporary file in the folder of `path`, with the permissions of `path`.
fn temporary(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // The default permissions of new files (0666 minus the umask), instead of the private ones of temporary files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    sweep(folder(path));
    let folder = folder(path);
    let file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let problem = format!("there is no folder {}; create it first", folder.display());
            io::Error::new(error.kind(), problem)
        }
        // The error names the temporary file.
        kind => io::Error::from(kind),
    })?;
    if let Ok(existing) = path.metadata() {
        // Keep the owner and the permissions of an existing file. A change of the owner may change permissions.
        #[cfg(unix)]
        {
            check_links(&existing)?;
            keep_owner(file.as_file(), &existing)?;
        }
        file.as_file().set_permissions(existing.permissions())?;
    }
    Ok(file)
}

/// Checks that a file has one name: others (hard links) would keep the old content without a word.
///
/// # Errors
/// If it has several.
#[cfg(unix)]
fn check_links(existing: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    match existing.nlink() {
        0 | 1 => Ok(()),
        names => Err(io::Error::other(format!(
            "the file has {names} names (hard links), and the others would keep the old content: work on a copy of it, \
             or replace the others by symbolic links"
        ))),
    }
}

/// Gives the owner and the group of `existing` to a new file, if they are others.
///
/// # Errors
/// If the user may not do so: the file would silently become that of the user.
#[cfg(unix)]
fn keep_owner(file: &File, existing: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    let (owner, group) = (existing.uid(), existing.gid());
    if (new.uid(), new.gid()) == (owner, group) {
        return Ok(());
    }
    fchown(file, Some(owner), Some(group)).map_err(|error| {
        let problem =
            format!("it belongs to user {owner} and group {group}, to whom its new content cannot be given");
        io::Error::new(error.kind(), problem)
    })
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Flushes the folder of `path`, which holds its name. Windows cannot open folders and needs no flush.
fn flush_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

/// How long to sleep before a lock is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// The beginning of the names of temporary files.
const PREFIX: &str = ".outlay-";

/// How old a temporary file is that its writer has left behind. A writer that is at work changes its file all the time.
const STALE: Duration = Duration::from_secs(60 * 60);

/// Removes the temporary files of writers that were killed.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_temporary =
            entry.file_name().to_str().and_then(|name| name.strip_prefix(PREFIX)).is_some_and(|random| {
                random.len() == 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        let age = || entry.metadata().ok().filter(fs::Metadata::is_file)?.modified().ok()?.elapsed().ok();
        if is_temporary && age().is_some_and(|age| age > STALE) {
            // Another writer may have removed it. If it stays, nothing else depends on it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file that is locked against other writers.
pub(crate) struct Locked {
    path: PathBuf,
    /// Holds the lock until it is dropped.
    _lock: File,
    /// The length of the content at the time of the lock, in bytes.
    length: u64,
    /// The digest of that content.
    digest: String,
}

impl Locked {
    /// Waits for the lock of a file for up to `patience`. Calls `waits` once if it has to wait; `None` if
    /// another program has the lock for longer.
    ///
    /// # Errors
    /// If the file cannot be locked or read.
    pub(crate) fn open(path: &Path, patience: Duration, waits: impl FnOnce()) -> io::Result<Option<Self>> {
        let path = path.canonicalize()?;
        let begun = Instant::now();
        let mut waits = Some(waits);
        loop {
            let lock = File::open(&path)?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => return Ok(None),
                Err(TryLockError::WouldBlock) => {
                    if let Some(waits) = waits.take() {
                        waits();
                    }
                    thread::sleep(PAUSE);
                    continue;
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
            // The previous holder of the lock may have replaced the file; lock the new one then.
            if same_file::Handle::from_file(lock.try_clone()?)? == same_file::Handle::from_path(&path)? {
                if !lock.metadata()?.is_file() {
                    // It may have no end.
                    bounded::file(&path)?;
                }
                let (length, digest) = (lock.metadata()?.len(), digest::of_file(&path)?);
                return Ok(Some(Self { path, _lock: lock, length, digest }));
            }
        }
    }

    /// Writes new content next to the file, which is unchanged until [`Self::replace`].
    ///
    /// # Errors
    /// That of `write`, and if the new content cannot be written.
    pub(crate) fn prepare(
        &self,
        write: impl FnOnce(&mut io::BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<NewContent> {
        let file = temporary(&self.path)?;
        let mut output = io::BufWriter::new(file.reopen()?);
        write(&mut output)?;
        output.flush()?;
        Ok(NewContent(file))
    }

    /// Whether a file has the content that was there when the lock was taken. Most others differ in length.
    fn is_digest_of(&self, path: &Path) -> io::Result<bool> {
        Ok(path.metadata()?.len() == self.length && digest::of_file(path)? == self.digest)
    }

    /// Replaces the content, unless the new one is the same.
    ///
    /// # Errors
    /// If a process without the lock has changed the file, and if it cannot be written.
    pub(crate) fn replace(&self, new: NewContent) -> io::Result<()> {
        if self.is_digest_of(new.path())? {
            return Ok(());
        }
        new.0.as_file().sync_all()?;
        if !self.is_digest_of(&self.path)? {
            return Err(io::Error::other("the file was changed since it was read; nothing was written"));
        }
        new.0.persist(&self.path)?;
        flush_folder(&self.path)
    }
}

/// New content of a locked file, in a temporary file. Unless it replaces the old one, it is removed.
pub(crate) struct NewContent(tempfile::NamedTempFile);

impl NewContent {
    /// Returns the path of the temporary file.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_waited_for_and_given_up() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut waited = false;
        let other = File::open(file.path()).unwrap();
        other.lock().unwrap();
        let locked = Locked::open(file.path(), Duration::from_millis(50), || waited = true).unwrap();
        assert!(locked.is_none() && waited);
        other.unlock().unwrap();
        let locked = Locked::open(file.path(), Duration::ZERO, || panic!("nobody has the lock")).unwrap();
        assert!(locked.is_some());
    }

    #[test]
    fn files_of_killed_writers_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let create = |name: &str, age: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
        };
        create(".outlay-aB3dE6", 7200);
        // Those of a writer at work, and files of other programs, stay.
        create(".outlay-aB3dE7", 60);
        create(".outlay-notes.txt", 7200);
        create("outlay-aB3dE6", 7200);
        replace(&folder.path().join("deals.json"), b"{}").unwrap();
        let mut names: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [".outlay-aB3dE7", ".outlay-notes.txt", "deals.json", "outlay-aB3dE6"]);
    }
}
