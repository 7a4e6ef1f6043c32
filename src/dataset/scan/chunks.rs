//! A file in pieces that begin and end between two deals.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::boundaries::{BEFORE, Boundary, boundary};
use super::options::ReadError;
use crate::dataset::Form;
use crate::dataset::fault::Position;

/// How much is read behind a piece to find its end: many deals.
const BEHIND: u64 = 1 << 16;

/// The most bytes of a letter that another reading may have cut off.
const LETTER: u64 = 3;

/// Some deals, one after the other.
#[derive(Debug, Clone, Copy)]
pub(in crate::dataset) struct Chunk<'t> {
    pub text: &'t str,
    /// The byte of the file at which it begins.
    pub at: u64,
}

/// How a file is cut.
#[derive(Debug, Clone)]
pub(in crate::dataset) struct ChunkPlan {
    pub form: Form,
    /// The bytes among which the deals are.
    pub deals: Range<u64>,
    pub chunk_size: u64,
}

impl ChunkPlan {
    pub(in crate::dataset) fn count(&self) -> usize {
        usize::try_from((self.deals.end - self.deals.start).div_ceil(self.chunk_size)).unwrap_or(usize::MAX)
    }

    /// The bytes of a piece before it is known where deals begin.
    fn nominal(&self, index: usize) -> Range<u64> {
        let start = self.deals.start + index as u64 * self.chunk_size;
        start..(start + self.chunk_size).min(self.deals.end)
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
            match boundary(part, to_index(at - from), self.form) {
                Boundary::At(at) => Some(at),
                Boundary::Beyond => is_last_part.then_some(part.len()),
            }
        };
        let nominal = self.nominal(index);
        let (start, end) = (place(nominal.start)?, place(nominal.end)?);
        Some(Chunk { text: part.get(start..end)?, at: from + start as u64 })
    }
}

/// What fits into memory fits into an index.
fn to_index(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// Reads the chunks of a text.
#[derive(Debug)]
pub(in crate::dataset) enum ChunkReader<'t> {
    Memory(&'t str),
    File { path: &'t Path, file: File, bytes: Vec<u8> },
}

impl<'t> ChunkReader<'t> {
    pub(in crate::dataset) fn of_file(path: &'t Path) -> io::Result<Self> {
        Ok(Self::File { path, file: File::open(path)?, bytes: Vec::new() })
    }

    /// Returns the chunk `index` of a plan.
    pub(in crate::dataset) fn chunk(
        &mut self,
        plan: &ChunkPlan,
        index: usize,
    ) -> Result<Chunk<'_>, ReadError> {
        let range = plan.nominal(index);
        let from = range.start.saturating_sub(BEFORE as u64 + LETTER).max(plan.deals.start);
        let mut until = (range.end + BEHIND).min(plan.deals.end);
        let truncated = || ReadError::Io(io::ErrorKind::UnexpectedEof.into());
        match self {
            Self::Memory(text) => {
                let part = text.get(..to_index(plan.deals.end)).unwrap_or_default();
                plan.find(index, part, 0).ok_or_else(truncated)
            }
            Self::File { path, file, bytes } => loop {
                fill(file, bytes, from..until)?;
                let is_last = until == plan.deals.end;
                let (skipped, part) = utf8_in(path, bytes, from, from > plan.deals.start, !is_last)?;
                if plan.find(index, part, from + skipped as u64).is_some() || is_last {
                    // Recomputed: returning the first result would keep `bytes` borrowed across the loop.
                    let (skipped, part) = utf8_in(path, bytes, from, from > plan.deals.start, !is_last)?;
                    return plan.find(index, part, from + skipped as u64).ok_or_else(truncated);
                }
                until = (from + 2 * (until - from)).min(plan.deals.end);
            },
        }
    }
}

/// As [`text`], for bytes that begin at `from` of a file.
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
            let positions = Position::in_file(path, &[from + at as u64])?;
            Err(ReadError::Encoding(positions.first().copied().unwrap_or_default()))
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

/// The text of bytes of which the first and the last letter may be cut, and how many bytes of it are left out at the
/// beginning.
///
/// # Errors
/// The place of the first byte that is not UTF-8.
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
            Ok((skipped, std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()))
        }
        Err(error) => Err(skipped + error.valid_up_to()),
    }
}
