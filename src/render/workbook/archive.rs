//! The ZIP archive of a workbook.
//!
//! The format is that of PKWARE's APPNOTE 6.3.10. The `zip` crate writes it, too, but its writer brings a second compressor
//! and makes the program 150 KB larger.

use std::io;

use flate2::write::DeflateEncoder;
use flate2::{Compression, CrcWriter};

/// The signatures of a part, of its entry in the directory, and of the end.
const PART: u32 = 0x0403_4b50;
const ENTRY: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

/// The version of the format, the flag of names in UTF-8, and the method "deflate".
const VERSION: u16 = 20;
const UTF_8: u16 = 1 << 11;
const DEFLATE: u16 = 8;

/// The first time that the format has, 1980-01-01 00:00. Every part has it, so that the bytes depend on the contents only.
const TIME: u16 = 0;
const DATE: u16 = 0x21;

/// What a part is written to.
pub(super) type PartWriter = CrcWriter<DeflateEncoder<Vec<u8>>>;

/// An archive of parts, each compressed.
#[derive(Debug, Default)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
}

impl Archive {
    /// Adds the part `path`, which `write` writes. Returns what `write` returns.
    ///
    /// # Errors
    /// That of `write`, and if the part or the archive is larger than 4 GB.
    pub(super) fn add<T>(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut PartWriter) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut writer = CrcWriter::new(DeflateEncoder::new(Vec::new(), Compression::default()));
        let written = write(&mut writer)?;
        let checksum = writer.crc().sum();
        let mut encoder = writer.into_inner();
        encoder.try_finish()?;
        let length = size(encoder.total_in())?;
        let packed = encoder.finish()?;
        let start = size(self.bytes.len())?;
        let mut header = Vec::new();
        for field in [VERSION, UTF_8, DEFLATE, TIME, DATE] {
            header.extend(field.to_le_bytes());
        }
        for field in [checksum, size(packed.len())?, length] {
            header.extend(field.to_le_bytes());
        }
        // The length of the name, and that of fields that are not used.
        header.extend(short(path.len())?.to_le_bytes());
        header.extend([0; 2]);
        self.bytes.extend(PART.to_le_bytes());
        self.bytes.extend(&header);
        self.bytes.extend(path.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(ENTRY.to_le_bytes());
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(header);
        // A comment, the disk and the attributes are not used.
        self.directory.extend([0; 10]);
        self.directory.extend(start.to_le_bytes());
        self.directory.extend(path.as_bytes());
        self.parts += 1;
        Ok(written)
    }

    /// Returns the file.
    ///
    /// # Errors
    /// If it is larger than 4 GB.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        let (start, length) = (size(self.bytes.len())?, size(self.directory.len())?);
        self.bytes.extend(self.directory);
        self.bytes.extend(END.to_le_bytes());
        // There is only one disk, and no comment.
        self.bytes.extend([0; 4]);
        for parts in [self.parts, self.parts] {
            self.bytes.extend(parts.to_le_bytes());
        }
        for field in [length, start] {
            self.bytes.extend(field.to_le_bytes());
        }
        self.bytes.extend([0; 2]);
        Ok(self.bytes)
    }
}

fn size(bytes: impl TryInto<u32>) -> io::Result<u32> {
    bytes.try_into().map_err(|_| io::Error::new(io::ErrorKind::FileTooLarge, "a workbook has at most 4 GB"))
}

fn short(bytes: usize) -> io::Result<u16> {
    u16::try_from(bytes).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn parts_are_read_back() {
        let texts = [("a.xml", "text ".repeat(10_000)), ("xl/ä.xml", String::new())];
        let mut archive = Archive::default();
        for (path, text) in &texts {
            archive.add(path, |part| part.write_all(text.as_bytes())).unwrap();
        }
        let bytes = archive.finish().unwrap();
        assert!(bytes.len() < 1000);
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(zip.len(), texts.len());
        for (path, text) in &texts {
            let mut read = String::new();
            zip.by_name(path).unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(&read, text);
        }
    }
}
