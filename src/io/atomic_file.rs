//! Files out, safely: each is replaced whole or stays as it was.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file whole or not at all: beside it first, flushed to disk, then in its place.
///
/// What a symbolic link leads to is written, and the link stays; permissions are kept.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Replacement::of(path)?;
    file.write_all(bytes)?;
    file.commit()
}

/// New content for a file, which takes its place when it is whole.
#[derive(Debug)]
pub(crate) enum Replacement {
    /// Beside the file.
    Beside(tempfile::NamedTempFile, PathBuf),
    /// In the file itself: a device or a pipe has no place of its own to be replaced in.
    Within(File),
}

impl Replacement {
    /// Content for a file that may be there or not.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let path = target(path);
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(Self::Within(fs::OpenOptions::new().write(true).open(path)?));
        }
        Ok(Self::Beside(temporary(&path)?, path))
    }

    /// Puts it in its place.
    pub(crate) fn commit(self) -> io::Result<()> {
        match self {
            Self::Beside(file, path) => {
                file.as_file().sync_all()?;
                file.persist(&path)?;
                flush_folder(&path)
            }
            Self::Within(_) => Ok(()),
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(file, _) => file.write(bytes),
            Self::Within(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(file, _) => file.flush(),
            Self::Within(file) => file.flush(),
        }
    }
}

/// What a path leads to, where it is a link even one to a file that is not there yet.
fn target(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| Ok::<_, io::Error>(folder(path).join(path.read_link()?)))
        .unwrap_or_else(|_| path.to_path_buf())
}

/// Writes a file that must not be there yet.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    beside(path, bytes)?.persist_noclobber(path)?;
    flush_folder(path)
}

/// A temporary file in the folder of `path`, with everything on disk.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// An empty temporary file in the folder of `path`, with its permissions.
fn temporary(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".outlay-");
    // A new file gets what the system gives new files, not the private permissions of a temporary one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder(path))?;
    if let Ok(existing) = path.metadata() {
        // Those of a file that is there are kept as they are, whatever new files would get.
        file.as_file().set_permissions(existing.permissions())?;
    }
    Ok(file)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A new name is on disk only when its folder is; where folders cannot be opened (Windows) there is nothing to do.
fn flush_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

/// A file that is to be changed, locked against other writers.
pub(crate) struct Locked {
    path: PathBuf,
    /// Holds the lock until it is dropped.
    _lock: File,
    bytes: Vec<u8>,
}

impl Locked {
    /// Waits for the lock of a file and reads it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        loop {
            let lock = File::open(&path)?;
            lock.lock()?;
            // Whoever held the lock before may have put a new file in this one's place: then that one is to be locked.
            if same_file::Handle::from_file(lock.try_clone()?)? == same_file::Handle::from_path(&path)? {
                let bytes = fs::read(&path)?;
                return Ok(Self { path, _lock: lock, bytes });
            }
        }
    }

    /// What the file held when it was locked.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts new content in its place, unless somebody without the lock changed it meanwhile.
    pub(crate) fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        if bytes == self.bytes {
            return Ok(());
        }
        let new = beside(&self.path, bytes)?;
        if fs::read(&self.path)? != self.bytes {
            return Err(io::Error::other("the file was changed since it was read; nothing was written"));
        }
        new.persist(&self.path)?;
        flush_folder(&self.path)
    }
}
