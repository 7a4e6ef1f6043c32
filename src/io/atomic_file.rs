//! Replaces files atomically: the new content takes the place of the old, or the old stays.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(Self::Direct(fs::OpenOptions::new().write(true).open(path)?));
        }
        Ok(Self::Temporary(temporary(&path)?, path))
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

/// Returns the target of a path, following symbolic links, even one to a file that does not exist.
fn target(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| Ok::<_, io::Error>(folder(path).join(path.read_link()?)))
        .unwrap_or_else(|_| path.to_path_buf())
}

/// Creates a file; an error if it exists.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_temporary(path, bytes)?.persist_noclobber(path)?;
    flush_folder(path)
}

/// Creates a temporary file in the folder of `path`, with `bytes` flushed to disk.
fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Creates an empty temporary file in the folder of `path`, with the permissions of `path`.
fn temporary(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".outlay-");
    // The default permissions of new files (0666 minus the umask), instead of the private ones of temporary files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder(path))?;
    if let Ok(existing) = path.metadata() {
        // Keep the permissions of an existing file.
        file.as_file().set_permissions(existing.permissions())?;
    }
    Ok(file)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Flushes the folder of `path`, which holds its name. Windows cannot open folders and needs no flush.
fn flush_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

/// A file that is locked against other writers.
pub(crate) struct Locked {
    path: PathBuf,
    /// Holds the lock until it is dropped.
    _lock: File,
    bytes: Vec<u8>,
}

impl Locked {
    /// Waits for the lock of a file, and reads the file.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        loop {
            let lock = File::open(&path)?;
            lock.lock()?;
            // The previous holder of the lock may have replaced the file; lock the new one then.
            if same_file::Handle::from_file(lock.try_clone()?)? == same_file::Handle::from_path(&path)? {
                let bytes = fs::read(&path)?;
                return Ok(Self { path, _lock: lock, bytes });
            }
        }
    }

    /// Returns the content at the time of the lock.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
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

    /// Replaces the content, unless the new one is the same.
    ///
    /// # Errors
    /// If a process without the lock has changed the file, and if it cannot be written.
    pub(crate) fn replace(&self, new: NewContent) -> io::Result<()> {
        let length = new.0.as_file().metadata()?.len();
        if length == self.bytes.len() as u64 && fs::read(new.path())? == self.bytes {
            return Ok(());
        }
        new.0.as_file().sync_all()?;
        if fs::read(&self.path)? != self.bytes {
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
