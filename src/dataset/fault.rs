//! Faults of a dataset: what is wrong with it, and exactly where.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::invalid::Problem;

/// How many faults of one file are told; the rest are counted.
pub const MOST_FAULTS: usize = 50;

/// A line and a column of a file, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

impl Position {
    /// The position of a byte of a text.
    pub fn of(text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// The positions of bytes of a file that is not in memory; `offsets` rise.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn in_file(path: &Path, offsets: &[u64]) -> io::Result<Vec<Self>> {
        let mut reader = BufReader::new(File::open(path)?);
        let (mut line, mut start) = (0, 0u64);
        let (mut text, mut next) = (Vec::new(), Vec::new());
        let mut positions = Vec::new();
        while positions.len() < offsets.len() {
            next.clear();
            let length = reader.read_until(b'\n', &mut next)? as u64;
            let is_end = length == 0;
            // Behind the last byte one is still on its line, unless that is a newline.
            if is_end && !text.is_empty() && !text.ends_with(b"\n") {
                start -= text.len() as u64;
            } else {
                std::mem::swap(&mut text, &mut next);
                line += 1;
            }
            let left = offsets[positions.len()..].iter();
            let within = left.take_while(|at| is_end || **at < start + length);
            positions.extend(within.map(|at| {
                let before = usize::try_from(at - start).unwrap_or(usize::MAX).min(text.len());
                Self { line, column: String::from_utf8_lossy(&text[..before]).chars().count() + 1 }
            }));
            start += length;
        }
        Ok(positions)
    }
}

/// One thing wrong with a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands.
    pub position: Position,
    /// The id of the deal it is in, as far as that could be read.
    pub deal: Option<String>,
    /// The field, as a path: `parties[1].role`; empty for the record itself.
    pub field: String,
    /// What was found, and what is allowed.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    /// `12:15: deal x, parties[1].role: "provder" is not a role`, without the hint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.position.line, self.position.column)?;
        match (&self.deal, self.field.as_str()) {
            (Some(deal), "") => write!(f, "deal {deal}: ")?,
            (Some(deal), field) => write!(f, "deal {deal}, {field}: ")?,
            (None, "") => {}
            (None, field) => write!(f, "{field}: ")?,
        }
        f.write_str(&self.problem.message)
    }
}

/// A fault that knows only the byte at which it stands.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) offset: usize,
    pub(super) deal: Option<String>,
    pub(super) field: String,
    pub(super) problem: Problem,
}

/// Every fault of a file, by position, up to [`MOST_FAULTS`] of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// The faults that are told.
    pub shown: Vec<Fault>,
    /// How many more there are.
    pub omitted: usize,
}

impl Faults {
    /// Sorts faults by where they stand in `document`, and tells the first of them. Lines and columns are counted for
    /// those alone: a file may have as many faults as lines.
    pub(super) fn new(document: &str, mut found: Vec<Found>) -> Self {
        found.sort_by_key(|fault| fault.offset);
        let omitted = found.len().saturating_sub(MOST_FAULTS);
        found.truncate(MOST_FAULTS);
        let positions: Vec<Position> =
            found.iter().map(|fault| Position::of(document, fault.offset)).collect();
        Self::at(found, positions, omitted)
    }

    /// The same for a file that is not in memory.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn in_file(path: &Path, mut found: Vec<Found>) -> io::Result<Self> {
        found.sort_by_key(|fault| fault.offset);
        let omitted = found.len().saturating_sub(MOST_FAULTS);
        found.truncate(MOST_FAULTS);
        let offsets: Vec<u64> = found.iter().map(|fault| fault.offset as u64).collect();
        let positions = Position::in_file(path, &offsets)?;
        Ok(Self::at(found, positions, omitted))
    }

    /// Faults whose positions are known, in their order.
    #[cfg(feature = "parquet")]
    pub(super) fn of(mut faults: Vec<Fault>) -> Self {
        let omitted = faults.len().saturating_sub(MOST_FAULTS);
        faults.truncate(MOST_FAULTS);
        Self { shown: faults, omitted }
    }

    fn at(found: Vec<Found>, positions: Vec<Position>, omitted: usize) -> Self {
        let locate = |(found, position): (Found, Position)| {
            let Found { deal, field, problem, .. } = found;
            Fault { position, deal, field, problem }
        };
        Self { shown: found.into_iter().zip(positions).map(locate).collect(), omitted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_positions_of_its_text() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in ["é = 1\nOpenAI’s x", "a\n\nb\n", "", "x"] {
            std::fs::write(file.path(), text).unwrap();
            let offsets: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let expected: Vec<Position> = offsets.iter().map(|at| Position::of(text, *at)).collect();
            let offsets: Vec<u64> = offsets.iter().map(|at| *at as u64).collect();
            assert_eq!(Position::in_file(file.path(), &offsets).unwrap(), expected, "{text:?}");
            let last = offsets[offsets.len() - 1..].to_vec();
            assert_eq!(Position::in_file(file.path(), &last).unwrap(), expected[expected.len() - 1..]);
        }
    }

    #[test]
    fn columns_count_characters() {
        let text = "é = 1\nOpenAI’s x";
        assert_eq!(Position::of(text, 0), Position { line: 1, column: 1 });
        assert_eq!(Position::of(text, text.find('x').unwrap()), Position { line: 2, column: 10 });
        assert_eq!(Position::of(text, 999), Position { line: 2, column: 11 });
    }
}
