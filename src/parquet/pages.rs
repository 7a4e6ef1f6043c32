//! The pages of one column of one row group, as they lie in the file.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::parquet::basic::{Compression, Encoding, Type as Physical};
use ::parquet::column::page::{Page, PageReader};
use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::page_index::offset_index::PageLocation;
use ::parquet::file::reader::{ChunkReader, Length};
use ::parquet::file::serialized_reader::SerializedPageReader;
use bytes::{Buf, Bytes};

use super::bits::{levels, numbers};
use super::columns::NULL;
use super::error::Flaw;
use super::schema::{Shape, WIDTH};

/// The pages of a column, decompressed.
pub(super) struct Pages {
    shape: Shape,
    dictionary: Option<(Bytes, usize)>,
    data: Vec<DataPage>,
}

/// A page of so many levels: of values that are there and of those that are not.
struct DataPage {
    count: usize,
    values: Values,
}

enum Values {
    /// Nobody wants them.
    Skipped,
    /// The repetition levels, the definition levels, and the values themselves.
    Plain([Bytes; 3]),
    /// The same with places in the dictionary.
    Coded([Bytes; 3]),
}

/// What the file says of the pages of a column.
#[derive(Clone, Copy)]
pub(super) struct KnownPages<'w> {
    /// Where they are, and at which row each begins.
    pub locations: &'w [PageLocation],
    /// How many rows there are.
    pub rows: usize,
    /// The rows that are wanted, which rise.
    pub wanted: &'w [usize],
}

impl KnownPages<'_> {
    /// Whether any of these rows is wanted.
    fn is_wanted(&self, rows: &Range<usize>) -> bool {
        let next = self.wanted.partition_point(|row| *row < rows.start);
        self.wanted.get(next).is_some_and(|row| *row < rows.end)
    }

    /// The rows of each page.
    fn ranges(&self) -> Result<Vec<Range<usize>>, Flaw> {
        let starts = self.locations.iter().map(|page| usize::try_from(page.first_row_index).ok());
        let ends = starts.clone().skip(1).chain([Some(self.rows)]);
        let ranges =
            starts.zip(ends).map(|(start, end)| Some(start?..end?).filter(|range| range.start <= range.end));
        ranges.collect::<Option<_>>().ok_or_else(|| Flaw::damage("the pages of a column are in no order"))
    }
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

/// Where the bytes of a column are.
enum Source {
    /// In memory, from a place in the file on.
    Memory(u64, Bytes),
    /// In the file, which several threads read.
    File(Arc<Mutex<File>>),
}

impl Length for Source {
    fn len(&self) -> u64 {
        match self {
            Self::Memory(start, bytes) => start + bytes.len() as u64,
            // Nobody asks: a column has its length.
            Self::File(_) => u64::MAX,
        }
    }
}

impl ChunkReader for Source {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(match self {
            Self::Memory(first, bytes) => {
                let at = start.checked_sub(*first).and_then(|at| usize::try_from(at).ok());
                let at = at.filter(|at| *at <= bytes.len()).ok_or_else(beyond)?;
                Box::new(bytes.slice(at..).reader())
            }
            // The head of a page, and little more.
            Self::File(file) => {
                Box::new(BufReader::with_capacity(256, Place { file: Arc::clone(file), at: start }))
            }
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        match self {
            Self::Memory(first, bytes) => {
                let start =
                    start.checked_sub(*first).and_then(|at| usize::try_from(at).ok()).ok_or_else(beyond)?;
                let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or_else(beyond)?;
                Ok(bytes.slice(start..end))
            }
            Self::File(file) => Ok(stretch(file, start, length as u64)?.into()),
        }
    }
}

/// A place in a file that several threads read.
struct Place {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Place {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = lock(&self.file);
        file.seek(SeekFrom::Start(self.at))?;
        let length = file.read(buffer)?;
        self.at += length as u64;
        Ok(length)
    }
}

/// Whatever a thread may have been at when it died, the next one looks for its own place.
fn lock(file: &Mutex<File>) -> MutexGuard<'_, File> {
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

fn beyond() -> ParquetError {
    ParquetError::EOF("a page lies outside of its column".to_owned())
}

/// Reads a stretch of a file that several threads read.
fn stretch(file: &Mutex<File>, start: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = lock(file);
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
    /// Reads a column of a row group, or of one whose pages are known only those with rows that are wanted.
    pub(super) fn read(
        file: &Arc<Mutex<File>>,
        column: &ColumnChunkMetaData,
        shape: Shape,
        known: Option<KnownPages<'_>>,
    ) -> Result<Self, Flaw> {
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let (Ok(start), Ok(length)) = (u64::try_from(start), u64::try_from(column.compressed_size())) else {
            return Err(Flaw::damage("a column begins before the file"));
        };
        let compression = column.compression();
        if !matches!(compression, Compression::UNCOMPRESSED | Compression::SNAPPY) {
            return Err(Flaw::Foreign(format!("it is compressed by {compression}, which is not read here")));
        }
        // In a list or with a dictionary, pages are not of rows alone.
        let known = known
            .filter(|_| !shape.repeats && shape.defined == 0 && column.dictionary_page_offset().is_none());
        let source = match known {
            Some(_) => Source::File(Arc::clone(file)),
            None => Source::Memory(start, stretch(file, start, length).map_err(Flaw::Read)?.into()),
        };
        let mut reader = SerializedPageReader::new(Arc::new(source), column, 0, None)?;
        let mut pages = Self { shape, dictionary: None, data: Vec::new() };
        let Some(known) = known else {
            while let Some(page) = reader.get_next_page()? {
                pages.take(page)?;
            }
            return Ok(pages);
        };
        for range in known.ranges()? {
            if known.is_wanted(&range) {
                pages.take(reader.get_next_page()?.ok_or_else(short)?)?;
            } else {
                reader.skip_next_page()?;
                pages.data.push(DataPage { count: range.len(), values: Values::Skipped });
            }
        }
        Ok(pages)
    }

    fn take(&mut self, page: Page) -> Result<(), Flaw> {
        let unknown = |encoding: Encoding| {
            Flaw::Foreign(format!("its values are in the encoding {encoding}, which is not read here"))
        };
        let is_coded = match page.encoding() {
            Encoding::PLAIN => false,
            // The name of old for both.
            Encoding::PLAIN_DICTIONARY => !page.is_dictionary_page(),
            Encoding::RLE_DICTIONARY => true,
            other => return Err(unknown(other)),
        };
        let kind = if is_coded { Values::Coded } else { Values::Plain };
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
                self.data.push(DataPage { count, values: kind([repeated, defined, rest]) });
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
                self.data.push(DataPage { count, values: kind([repeated, defined, rest]) });
            }
        }
        Ok(())
    }

    /// Takes the pages apart: first the levels, from which `pick` may tell the only values that are wanted, as places that
    /// rise among the rows or among the elements of all lists; then these values or all.
    pub(super) fn raw<'p>(
        &'p self,
        pick: impl FnOnce(&Raw<'p>) -> Result<Option<Vec<usize>>, Flaw>,
    ) -> Result<Raw<'p>, Flaw> {
        let mut raw = Raw::default();
        let mut there = Vec::with_capacity(self.data.len());
        for DataPage { count, values } in &self.data {
            there.push(*count);
            let (Values::Plain([repeated, defined, _]) | Values::Coded([repeated, defined, _])) = values
            else {
                continue;
            };
            if self.shape.repeats {
                levels(repeated, 1, *count, &mut raw.repeated).ok_or_else(short)?;
            }
            if self.shape.defined > 0 {
                let before = raw.defined.len();
                let width = self.shape.defined.ilog2() + 1;
                levels(defined, width, *count, &mut raw.defined).ok_or_else(short)?;
                let is_there = |level: &&u8| **level == self.shape.defined;
                there.pop();
                there.push(raw.defined[before..].iter().filter(is_there).count());
            }
        }
        // Where values may be missing, they have other places than their rows.
        let picked = pick(&raw)?.filter(|_| self.shape.defined == self.shape.element);
        if let Some((bytes, count)) = &self.dictionary {
            plain(bytes, self.shape.physical, *count, &mut raw.entries).ok_or_else(short)?;
        }
        let known = u32::try_from(raw.entries.len()).map_err(|_| short())?;
        for (DataPage { values, .. }, there) in self.data.iter().zip(there) {
            match values {
                Values::Skipped => raw.codes.resize(raw.codes.len().saturating_add(there), NULL),
                Values::Plain([_, _, values]) => {
                    let first = raw.entries.len();
                    plain(values, self.shape.physical, there, &mut raw.entries).ok_or_else(short)?;
                    let code = |at: usize| u32::try_from(at).map_err(|_| short());
                    raw.codes.extend(code(first)?..code(raw.entries.len())?);
                }
                Values::Coded(_) if there == 0 => {}
                Values::Coded([_, _, values]) => {
                    let (width, packed) = values.split_first().ok_or_else(short)?;
                    let before = raw.codes.len();
                    numbers(packed, u32::from(*width), there, picked.as_deref(), &mut raw.codes)
                        .ok_or_else(short)?;
                    if raw.codes[before..].iter().any(|code| *code >= known && *code != NULL) {
                        return Err(Flaw::damage("a value is not in the dictionary of its column"));
                    }
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
