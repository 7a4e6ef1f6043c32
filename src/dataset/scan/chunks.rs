//! Cuts a file into chunks that begin and end between two deals.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::boundaries::{LOOKBEHIND, boundary};
use super::options::ReadError;
use crate::dataset::Form;
use crate::dataset::fault::Position;

/// Number of bytes that are read behind a chunk to find its end: many deals.
const LOOKAHEAD: u64 = 1 << 16;

/// A chunk may start inside a UTF-8 character; at most 3 bytes belong to it.
const MAX_SPLIT_CHAR: u64 = 3;

/// Consecutive deals.
#[derive(Debug, Clone, Copy)]
pub(in crate::dataset) struct Chunk<'t> {
    pub text: &'t str,
    /// The offset of the text in the file.
    pub at: u64,
}

/// The chunks of a file.
#[derive(Debug, Clone)]
pub(in crate::dataset) struct ChunkPlan {
    pub form: Form,
    /// The byte range of the deals.
    pub deals: Range<u64>,
    pub chunk_size: u64,
}

impl ChunkPlan {
    /// The number of chunks.
    pub(in crate::dataset) fn count(&self) -> usize {
        usize::try_from((self.deals.end - self.deals.start).div_ceil(self.chunk_size)).unwrap_or(usize::MAX)
    }

    /// The byte range of a chunk before alignment to the starts of deals.
    fn unaligned_range(&self, index: usize) -> Range<u64> {
        let start = self.deals.start + index as u64 * self.chunk_size;
        start..(start + self.chunk_size).min(self.deals.end)
    }

    /// Returns the offsets at which deals of a chunk may begin: a chunk ends with the deal that reaches into the next one,
    /// and with deals behind it that do not look like one.
    pub(in crate::dataset) fn starts(&self, index: usize) -> Range<u64> {
        let range = self.unaligned_range(index);
        range.start..range.end.saturating_add(self.chunk_size)
    }

    /// Returns the chunk `index` within `part`, which begins at the byte `from` of the file. `None` if the part is too short
    /// to find its end.
    fn find<'t>(&self, index: usize, part: &'t str, from: u64) -> Option<Chunk<'t>> {
        let is_last_part = from + part.len() as u64 >= self.deals.end;
        let place = |at: u64| {
            if at == self.deals.start {
                return Some(to_index(at - from));
            }
            if at == self.deals.end {
                return Some(part.len());
            }
            boundary(part, to_index(at - from), self.form).or_else(|| is_last_part.then_some(part.len()))
        };
        let range = self.unaligned_range(index);
        let (start, end) = (place(range.start)?, place(range.end)?);
        Some(Chunk { text: part.get(start..end)?, at: from + start as u64 })
    }
}

/// Returns an offset as an index into a text.
pub(super) fn to_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// Reads the chunks of a file.
#[derive(Debug)]
pub(in crate::dataset) struct ChunkReader<'p> {
    path: &'p Path,
    file: File,
    bytes: Vec<u8>,
    /// The end of the last range, and the start of the next deal, to which nothing begins: a deal may be longer than many
    /// chunks.
    gap: Range<u64>,
}

impl<'p> ChunkReader<'p> {
    pub(in crate::dataset) fn open(path: &'p Path) -> io::Result<Self> {
        Ok(Self { path, file: File::open(path)?, bytes: Vec::new(), gap: 0..0 })
    }

    /// Returns the chunk `index` of a plan.
    pub(in crate::dataset) fn chunk(
        &mut self,
        plan: &ChunkPlan,
        index: usize,
    ) -> Result<Chunk<'_>, ReadError> {
        let range = plan.unaligned_range(index);
        if self.gap.start <= range.start && range.end <= self.gap.end {
            return Ok(Chunk { text: "", at: self.gap.end });
        }
        let from = range.start.saturating_sub(LOOKBEHIND as u64 + MAX_SPLIT_CHAR).max(plan.deals.start);
        let mut until = (range.end + LOOKAHEAD).min(plan.deals.end);
        loop {
            fill(&mut self.file, &mut self.bytes, from..until)?;
            let is_last = until == plan.deals.end;
            let found = self.find(plan, index, from, is_last)?;
            let end = found.map(|chunk| chunk.at + chunk.text.len() as u64);
            if let Some(end) = end {
                self.gap = range.end..end;
            }
            if end.is_some() || is_last {
                // Recomputed: returning the first result would keep `bytes` borrowed across the loop.
                let chunk = self.find(plan, index, from, is_last)?;
                return chunk.ok_or_else(|| ReadError::Io(io::ErrorKind::UnexpectedEof.into()));
            }
            until = (from + 2 * (until - from)).min(plan.deals.end);
        }
    }

    /// Returns the chunk `index` of a plan if its end is in the bytes, which begin at `from`.
    fn find(
        &self,
        plan: &ChunkPlan,
        index: usize,
        from: u64,
        is_last: bool,
    ) -> Result<Option<Chunk<'_>>, ReadError> {
        let (skipped, part) = utf8_in(self.path, &self.bytes, from, from > plan.deals.start, !is_last)?;
        Ok(plan.find(index, part, from + skipped as u64))
    }
}

/// Does the same as [`text`] for bytes that begin at `from` in a file.
///
/// # Errors
/// The position of the first byte that is not UTF-8, and if the file cannot be read.
pub(in crate::dataset) fn utf8_in<'b>(
    path: &Path,
    bytes: &'b [u8],
    from: u64,
    cut_before: bool,
    cut_behind: bool,
) -> Result<(usize, &'b str), ReadError> {
    match text(bytes, cut_before, cut_behind) {
        Ok(found) => Ok(found),
        Err(at) => {
            let position = Position::in_file(path, &[from + at as u64])?.pop();
            Err(position
                .map_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof).into(), ReadError::Encoding))
        }
    }
}

/// Reads a range of a file.
pub(in crate::dataset) fn fill(file: &mut File, bytes: &mut Vec<u8>, range: Range<u64>) -> io::Result<()> {
    bytes.clear();
    file.seek(SeekFrom::Start(range.start))?;
    file.take(range.end - range.start).read_to_end(bytes)?;
    Ok(())
}

/// Returns the text of `bytes`, of which the first or the last character may be cut, and the number of bytes that are left
/// out at the beginning.
///
/// # Errors
/// The offset of the first byte that is not UTF-8.
pub(in crate::dataset) fn text(
    bytes: &[u8],
    cut_before: bool,
    cut_behind: bool,
) -> Result<(usize, &str), usize> {
    let continues = |byte: &&u8| **byte & 0b1100_0000 == 0b1000_0000;
    let skipped = if cut_before { bytes.iter().take(3).take_while(continues).count() } else { 0 };
    let bytes = &bytes[skipped..];
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => Ok((skipped, text)),
        Err(error) if error.error_len().is_none() && cut_behind => {
            let valid = simdutf8::compat::from_utf8(&bytes[..error.valid_up_to()]);
            valid.map(|text| (skipped, text)).map_err(|error| skipped + error.valid_up_to())
        }
        Err(error) => Err(skipped + error.valid_up_to()),
    }
}
