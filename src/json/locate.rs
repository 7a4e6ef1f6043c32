//! Places in JSON text: the path of a value, its offset, and the line and column of an offset.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path as FilePath;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::string::JsonString;

/// The mark with which some editors begin a file in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The way from a record to a value in it, linked from the value to the record.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    /// The record itself.
    Root,
    /// A field of an object.
    Field(&'p Path<'p>, &'p str),
    /// An item of an array.
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    /// Writes `parts[1].amount`; nothing for the root.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(Self::Root, key) => f.write_str(key),
            Self::Field(parent, key) => write!(f, "{parent}.{key}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// The members of an object in their order, repeated keys included.
pub(crate) struct Members<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Returns the first value of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::with_capacity(16);
                while let Some(JsonString(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// Returns the offset in `text` of a part of it that was borrowed from it; 0 for a string that was not.
pub(crate) fn offset_in(text: &str, part: &str) -> usize {
    let offset = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    if offset <= text.len() { offset } else { 0 }
}

/// Returns the offset in `json` of the value at `path`, such as `parts[1].amount`; that of the value around it where
/// there is none.
pub(crate) fn offset_of_path(json: &str, path: &str) -> usize {
    let mut at = json.trim_start();
    for step in path.split(['.', '[']).map(|step| step.trim_end_matches(']')) {
        let next = match step.parse::<usize>() {
            Ok(index) => {
                serde_json::from_str::<Vec<&RawValue>>(at).ok().and_then(|items| items.get(index).copied())
            }
            Err(_) => serde_json::from_str::<Members<'_>>(at).ok().and_then(|members| members.get(step)),
        };
        let Some(next) = next else { break };
        at = next.get();
    }
    offset_in(json, at)
}

/// Returns the offset in `json` of a syntax error, and what is wrong.
///
/// `serde_json` counts lines from 1 and columns in bytes; the column is that of the invalid byte.
pub(crate) fn locate_syntax_error(json: &str, error: &serde_json::Error) -> (usize, String) {
    let message = error.to_string();
    let clause = message.rsplit_once(" at line ").map_or(message.as_str(), |(clause, _)| clause);
    if error.is_eof() {
        return (json.len(), clause.to_owned());
    }
    let line_start: usize =
        json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    // The column of a control character in a string is that of the character before.
    let before = usize::from(!message.starts_with("control character"));
    (line_start + error.column().saturating_sub(before), clause.to_owned())
}

/// A line and a column of a text, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

impl Position {
    /// Returns the position of the byte `offset` of `text`.
    pub fn of(text: &str, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// Returns the positions of the bytes `offsets`, in ascending order, of a file that is not in memory.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn in_file(path: &FilePath, offsets: &[u64]) -> io::Result<Vec<Self>> {
        let mut reader = BufReader::new(File::open(path)?);
        let (mut line, mut start) = (0, 0u64);
        // As in a text in memory, a byte order mark is not a character of the first line.
        if reader.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            reader.consume(BYTE_ORDER_MARK.len());
            start += BYTE_ORDER_MARK.len() as u64;
        }
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
                let before = usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX).min(text.len());
                Self { line, column: String::from_utf8_lossy(&text[..before]).chars().count() + 1 }
            }));
            start += length;
        }
        Ok(positions)
    }
}

/// Returns the line of each of `offsets`, which rise, in the file at `path`. However long the lines, little of the file is
/// in memory.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn lines_in_file(path: &FilePath, offsets: &[u64]) -> io::Result<Vec<u64>> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let (mut at, mut line) = (0u64, 1u64);
    let mut lines = Vec::with_capacity(offsets.len());
    while lines.len() < offsets.len() {
        let block = reader.fill_buf()?;
        let length = block.len();
        let end = at + length as u64;
        let mut counted = 0;
        while let Some(offset) = offsets.get(lines.len()).filter(|offset| **offset < end || length == 0) {
            let until = usize::try_from(offset.saturating_sub(at)).unwrap_or(length).min(length);
            line += newlines(&block[counted.min(until)..until]);
            counted = counted.max(until);
            lines.push(line);
        }
        line += newlines(&block[counted..]);
        at = end;
        reader.consume(length);
    }
    Ok(lines)
}

/// Returns the number of line ends in `bytes`.
fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_positions_of_its_text() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in ["é = 1\nOpenAI’s x", "a\n\nb\n", "", "x"] {
            // The positions behind a byte order mark are those of the text without it.
            std::fs::write(file.path(), format!("\u{feff}{text}")).unwrap();
            let behind_mark: Vec<u64> =
                (0..=text.len()).filter(|at| text.is_char_boundary(*at)).map(|at| at as u64 + 3).collect();
            let marked = Position::in_file(file.path(), &behind_mark).unwrap();
            std::fs::write(file.path(), text).unwrap();
            let offsets: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
            let expected: Vec<Position> = offsets.iter().map(|at| Position::of(text, *at)).collect();
            let offsets: Vec<u64> = offsets.iter().map(|at| *at as u64).collect();
            assert_eq!(Position::in_file(file.path(), &offsets).unwrap(), expected, "{text:?}");
            let lines: Vec<u64> = expected.iter().map(|position| position.line as u64).collect();
            assert_eq!(lines_in_file(file.path(), &offsets).unwrap(), lines, "{text:?}");
            assert_eq!(marked, expected, "{text:?}");
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

    #[test]
    fn paths_lead_to_values_or_to_what_is_around_them() {
        let json = r#" {"a": 1, "parts": [{"x": 1}, {"amount": {"value": 5}}]}"#;
        for (path, at) in [
            ("", "{\"a\""),
            ("parts", "[{"),
            ("parts[1]", "{\"amount"),
            ("parts[1].amount.value", "5}"),
            ("parts[1].amount.currency", "{\"value\""),
            ("parts[2].amount", "[{"),
            ("b", "{\"a\""),
        ] {
            assert_eq!(offset_of_path(json, path), json.find(at).unwrap(), "{path}");
        }
        let amount = Path::Field(&Path::Root, "parts");
        assert_eq!(Path::Field(&Path::Item(&amount, 1), "amount").to_string(), "parts[1].amount");
    }
}
