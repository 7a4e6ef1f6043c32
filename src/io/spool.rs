//! Streams that are too long for memory, in temporary files.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use memchr::memchr;
use tempfile::{NamedTempFile, TempPath};

/// The first bytes of a Parquet file (Apache Parquet, "File format").
pub(super) const PARQUET: &[u8] = b"PAR1";

/// Number of bytes that are copied at a time.
const BLOCK: usize = 1 << 20;

/// A copy of a stream, which is removed when it is no longer used.
#[derive(Debug)]
pub(super) enum Spooled {
    /// A file without a name: nothing stays if the program is killed. It is read through the descriptor.
    #[cfg(target_os = "linux")]
    Unnamed { _file: File, path: std::path::PathBuf },
    /// A file with a name, where the system does not open descriptors by their paths.
    Named(TempPath),
}

impl Spooled {
    /// Copies `beginning` and what follows it in `input`: a Parquet file, or the text of a dataset.
    ///
    /// # Errors
    /// If it cannot be read or written, and if it can be neither of the two: a device may have no end.
    pub(super) fn copy(beginning: &[u8], input: &mut impl Read) -> io::Result<Self> {
        let is_text = !beginning.starts_with(PARQUET);
        if is_text {
            check_beginning(beginning)?;
        }
        let (mut file, spooled) = Self::create()?;
        file.write_all(beginning)?;
        let mut block = vec![0; BLOCK];
        let mut before = beginning.len();
        loop {
            let count = match input.read(&mut block) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if is_text {
                check_text(&block[..count], before)?;
            }
            file.write_all(&block[..count])?;
            before += count;
        }
        Ok(spooled)
    }

    /// Creates an empty file, and another descriptor of it to write to.
    fn create() -> io::Result<(File, Self)> {
        #[cfg(target_os = "linux")]
        {
            let file = tempfile::tempfile()?;
            let path =
                std::path::PathBuf::from(format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file)));
            if path.exists() {
                return Ok((file.try_clone()?, Self::Unnamed { _file: file, path }));
            }
        }
        let (file, path) = NamedTempFile::new()?.into_parts();
        Ok((file, Self::Named(path)))
    }

    /// Returns a path by which the file can be opened, as often as necessary.
    pub(super) fn path(&self) -> &Path {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed { path, .. } => path,
            Self::Named(path) => path,
        }
    }
}

/// Checks that a stream begins as a dataset does.
fn check_beginning(bytes: &[u8]) -> io::Result<()> {
    check_text(bytes, 0)?;
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    if text.starts_with(b"{") || text.starts_with(b"[") {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "it does not begin with { or [, as a dataset does"))
}

/// Checks that `bytes`, which come after `before` others, are a text.
fn check_text(bytes: &[u8], before: usize) -> io::Result<()> {
    match memchr(0, bytes) {
        Some(at) => {
            let problem = format!("byte {} is NUL, so it is no text", before + at + 1);
            Err(io::Error::new(io::ErrorKind::InvalidData, problem))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_all_bytes_and_is_no_copy_of_what_is_no_text() {
        let rest = vec![b' '; 3 * BLOCK / 2];
        let spooled = Spooled::copy(b" [1,", &mut &rest[..]).unwrap();
        // Several readers do not disturb each other.
        let [one, two] = [0, 0].map(|_| std::fs::read(spooled.path()).unwrap());
        assert_eq!(one, [b" [1,", &rest[..]].concat());
        assert_eq!(one, two);
        let problem =
            |beginning: &[u8]| Spooled::copy(beginning, &mut io::repeat(0)).unwrap_err().to_string();
        assert_eq!(problem(b"\0"), "byte 1 is NUL, so it is no text");
        assert_eq!(problem(b"[1"), "byte 3 is NUL, so it is no text");
        assert_eq!(problem(b"title"), "it does not begin with { or [, as a dataset does");
    }
}
