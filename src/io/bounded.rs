//! Reads files into memory up to a limit, because devices and pipes may never end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::dataset::Position;
use crate::error::Error;

/// The most bytes of a stream that are held in memory.
const MAX_STREAM: u64 = 512 << 20;

/// The number of bytes at the beginning of a stream that show whether it has any content.
const BEGINNING: u64 = 1 << 16;

/// Reads a whole file. One that is not a regular file may have no end.
///
/// # Errors
/// If it cannot be read, and as [`stream`].
pub(crate) fn file(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return stream(&mut file);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a stream to its end.
///
/// # Errors
/// If it cannot be read, has only NUL bytes at its beginning, or is too long for memory.
pub(super) fn stream(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(BEGINNING).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == BEGINNING && bytes.iter().all(|byte| *byte == 0) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it has only NUL bytes"));
    }
    input.take(MAX_STREAM).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_STREAM {
        let problem = format!("it is longer than {} MB, and no file", MAX_STREAM >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
    }
    Ok(bytes)
}

/// Whether there is no file, or no folder in its place.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns the text of a file without its byte order mark.
///
/// # Errors
/// If it is not UTF-8.
pub(crate) fn utf8(mut bytes: Vec<u8>, file: &str) -> Result<String, Error> {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(.."\u{feff}".len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid =
            String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        Error::Encoding { file: file.to_owned(), position: Position::of(&valid, valid.len()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_without_an_end_is_refused() {
        assert_eq!(stream(&mut io::repeat(0)).unwrap_err().to_string(), "it has only NUL bytes");
        assert_eq!(stream(&mut &b"a\0"[..]).unwrap(), b"a\0");
    }
}
