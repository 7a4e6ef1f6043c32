//! The pages of one column of one row group, as they lie in the file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::basic::{Encoding, Type as Physical};
use ::parquet::column::page::{Page, PageReader};
use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::reader::{ChunkReader, Length};
use ::parquet::file::serialized_reader::SerializedPageReader;
use bytes::{Buf, Bytes, buf};

use super::bits::{levels, numbers};
use super::fault::Flaw;
use super::schema::{Shape, WIDTH};

/// The pages of a column, decompressed.
pub(super) struct Pages {
    shape: Shape,
    dictionary: Option<(Bytes, usize)>,
    data: Vec<DataPage>,
}

struct DataPage {
    /// How many levels it has: of values that are there and of those that are not.
    count: usize,
    /// The repetition levels, the definition levels, and the values.
    parts: [Bytes; 3],
    /// Whether the values are places in the dictionary.
    is_coded: bool,
}

/// What the values of a column come to before anybody has looked at them.
#[derive(Default)]
pub(super) struct Raw<'p> {
    /// The values, each of the dictionary once and then those that stand for themselves.
    pub entries: Vec<&'p [u8]>,
    /// For each value that is there, which entry it is.
    pub codes: Vec<u32>,
    /// The definition levels, where the column has any.
    pub defined: Vec<u8>,
    /// The repetition levels, where the column has any.
    pub repeated: Vec<u8>,
}

/// The bytes of a column, which know where in the file they are from.
struct Window {
    start: u64,
    bytes: Bytes,
}

impl Length for Window {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Window {
    type T = buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        let rest = start.checked_sub(self.start).and_then(|at| usize::try_from(at).ok());
        let rest = rest.filter(|at| *at <= self.bytes.len()).ok_or_else(beyond)?;
        Ok(self.bytes.slice(rest..).reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        let start =
            start.checked_sub(self.start).and_then(|at| usize::try_from(at).ok()).ok_or_else(beyond)?;
        let end = start.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or_else(beyond)?;
        Ok(self.bytes.slice(start..end))
    }
}

fn beyond() -> ParquetError {
    ParquetError::EOF("a page lies outside of its column".to_owned())
}

/// Reads a stretch of a file that several threads read.
pub(super) fn stretch(file: &Mutex<File>, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Whatever a thread may have been at when it died, the next one looks for its own place.
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(start))?;
    let rest = file.metadata()?.len().saturating_sub(start);
    // A length that a damaged file claims is not asked of the system.
    bytes.reserve_exact(usize::try_from(length.min(rest)).unwrap_or_default());
    Read::by_ref(&mut *file).take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

impl Pages {
    /// Reads a column of a row group.
    pub(super) fn read(file: &Mutex<File>, column: &ColumnChunkMetaData, shape: Shape) -> Result<Self, Flaw> {
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let (Ok(start), Ok(length)) = (u64::try_from(start), u64::try_from(column.compressed_size())) else {
            return Err(Flaw::damage("a column begins before the file"));
        };
        let bytes = Bytes::from(stretch(file, start, length).map_err(Flaw::Read)?);
        let mut reader = SerializedPageReader::new(Arc::new(Window { start, bytes }), column, 0, None)?;
        let mut pages = Self { shape, dictionary: None, data: Vec::new() };
        while let Some(page) = reader.get_next_page()? {
            pages.take(page)?;
        }
        Ok(pages)
    }

    fn take(&mut self, page: Page) -> Result<(), Flaw> {
        let unknown = |encoding: Encoding| {
            Flaw::damage(format!("its values are in the encoding {encoding}, which outlay does not write"))
        };
        let is_coded = match page.encoding() {
            Encoding::PLAIN => false,
            // The name of old for both.
            Encoding::PLAIN_DICTIONARY => !page.is_dictionary_page(),
            Encoding::RLE_DICTIONARY => true,
            other => return Err(unknown(other)),
        };
        match page {
            Page::DictionaryPage { buf, num_values, .. } => {
                self.dictionary = Some((buf, num_values as usize))
            }
            Page::DataPage { buf: mut rest, num_values, def_level_encoding, rep_level_encoding, .. } => {
                let mut part = |is_there: bool, encoding: Encoding| {
                    if !is_there {
                        return Ok(Bytes::new());
                    }
                    if encoding != Encoding::RLE {
                        return Err(unknown(encoding));
                    }
                    let length = rest.try_get_u32_le().map_err(|_| short())? as usize;
                    if length > rest.len() {
                        return Err(short());
                    }
                    Ok(rest.split_to(length))
                };
                let repeated = part(self.shape.repeats, rep_level_encoding)?;
                let defined = part(self.shape.defined > 0, def_level_encoding)?;
                let count = num_values as usize;
                self.data.push(DataPage { count, parts: [repeated, defined, rest], is_coded });
            }
            Page::DataPageV2 {
                buf: mut rest, num_values, def_levels_byte_len, rep_levels_byte_len, ..
            } => {
                let mut part = |length: u32| {
                    if length as usize > rest.len() {
                        Err(short())
                    } else {
                        Ok(rest.split_to(length as usize))
                    }
                };
                let (repeated, defined) = (part(rep_levels_byte_len)?, part(def_levels_byte_len)?);
                let count = num_values as usize;
                self.data.push(DataPage { count, parts: [repeated, defined, rest], is_coded });
            }
        }
        Ok(())
    }

    /// Takes the pages apart.
    pub(super) fn raw(&self) -> Result<Raw<'_>, Flaw> {
        let mut raw = Raw::default();
        if let Some((bytes, count)) = &self.dictionary {
            plain(bytes, self.shape.physical, *count, &mut raw.entries).ok_or_else(short)?;
        }
        let known = u32::try_from(raw.entries.len()).map_err(|_| short())?;
        for DataPage { count, parts: [repeated, defined, values], is_coded } in &self.data {
            if self.shape.repeats {
                levels(repeated, 1, *count, &mut raw.repeated).ok_or_else(short)?;
            }
            let mut there = *count;
            if self.shape.defined > 0 {
                let before = raw.defined.len();
                let width = self.shape.defined.ilog2() + 1;
                levels(defined, width, *count, &mut raw.defined).ok_or_else(short)?;
                there = raw.defined[before..].iter().filter(|level| **level == self.shape.defined).count();
            }
            if !is_coded {
                let first = raw.entries.len();
                plain(values, self.shape.physical, there, &mut raw.entries).ok_or_else(short)?;
                let code = |at: usize| u32::try_from(at).map_err(|_| short());
                raw.codes.extend(code(first)?..code(raw.entries.len())?);
            } else if there > 0 {
                let (width, packed) = values.split_first().ok_or_else(short)?;
                let before = raw.codes.len();
                numbers(packed, u32::from(*width), there, &mut raw.codes).ok_or_else(short)?;
                if raw.codes[before..].iter().any(|code| *code >= known) {
                    return Err(Flaw::damage("a value is not in the dictionary of its column"));
                }
            }
        }
        Ok(raw)
    }
}

fn short() -> Flaw {
    Flaw::damage("a page has fewer values than it says")
}

/// Takes apart values that stand one after the other.
fn plain<'p>(
    mut bytes: &'p [u8],
    physical: Physical,
    count: usize,
    entries: &mut Vec<&'p [u8]>,
) -> Option<()> {
    // A value has four bytes at least, so no more room is made than a damaged page could fill.
    entries.reserve(count.min(bytes.len() / 4));
    let fixed = match physical {
        Physical::INT32 => Some(4),
        Physical::FIXED_LEN_BYTE_ARRAY => Some(WIDTH),
        _ => None,
    };
    for _ in 0..count {
        let length = match fixed {
            Some(length) => length,
            None => {
                let (length, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                u32::from_le_bytes(*length) as usize
            }
        };
        let (value, rest) = bytes.split_at_checked(length)?;
        entries.push(value);
        bytes = rest;
    }
    Some(())
}
