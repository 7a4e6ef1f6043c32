//! Reads a file of exchange rates, which may be packed.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::bounded::utf8;
use crate::error::Error;
use crate::rates::{RatesFile, read_rates};

/// The largest file of rates in an archive, in bytes: the ECB's history has two million.
const MAX_UNPACKED: u64 = 1 << 28;

/// Reads the bytes of a file, which may be a ZIP archive of one. `name` is the source of rates that name no other.
///
/// # Errors
/// If the archive is damaged, the text is not UTF-8, or there are faults.
pub(crate) fn rates_of(bytes: Vec<u8>, file: &str, name: &str) -> Result<RatesFile, Error> {
    let text = if bytes.starts_with(b"PK") { unpacked(&bytes, file)? } else { utf8(bytes, file)? };
    read_rates(&text, name).map_err(|faults| Error::Rates { file: file.to_owned(), faults })
}

/// Returns the text of the only file of an archive, such as the ECB's `eurofxref-hist.zip`.
fn unpacked(archive: &[u8], file: &str) -> Result<String, Error> {
    let unreadable = |source: io::Error| Error::Read { file: file.to_owned(), source };
    let invalid = |problem: String| unreadable(io::Error::new(io::ErrorKind::InvalidData, problem));
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(|error| invalid(error.to_string()))?;
    let count = archive.len();
    if count != 1 {
        return Err(invalid(format!("the archive has {count} files; extract the one with the rates")));
    }
    let part = archive.by_index(0).map_err(|error| invalid(error.to_string()))?;
    let mut bytes = Vec::new();
    part.take(MAX_UNPACKED + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_UNPACKED {
        return Err(invalid(format!("the file in the archive is larger than {} MB", MAX_UNPACKED >> 20)));
    }
    utf8(bytes, file)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of files with their contents.
    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_of_one_file_is_read_as_the_file() {
        let text = "Date,USD,\n2025-03-10,1.0845,\n";
        let zipped = rates_of(archive(&[("eurofxref-hist.csv", text)]), "a.zip", "a").unwrap();
        assert_eq!(zipped, rates_of(text.into(), "a.csv", "a").unwrap());
        let error = |bytes: &[u8]| {
            let error = rates_of(bytes.to_vec(), "a.zip", "a").unwrap_err();
            std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
        };
        let two = archive(&[("a.csv", text), ("b.csv", text)]);
        assert_eq!(error(&two), "the archive has 2 files; extract the one with the rates");
        let whole = archive(&[("a.csv", text)]);
        for length in 4..whole.len() {
            assert_ne!(error(&whole[..length]), "", "{length} bytes");
        }
    }
}
