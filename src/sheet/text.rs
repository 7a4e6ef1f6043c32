//! Delimited text: CSV, TSV and the like.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use flate2::read::MultiGzDecoder;

use super::{Grid, Row, Value};
use crate::invalid::Problem;

/// The largest text that is unpacked, in bytes.
const MAX_UNPACKED: u64 = 1 << 30;

/// The delimiters that are recognised, the most usual last: of equals, the last is taken.
const DELIMITERS: [u8; 4] = [b'|', b'\t', b';', b','];

/// How many records decide about the delimiter.
const SAMPLE: usize = 50;

/// Whether a file begins as gzip does (RFC 1952).
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Unpacks gzip.
///
/// # Errors
/// If it is damaged, or more than 1 GiB.
pub(super) fn unpack(bytes: &[u8], name: &str) -> Result<Vec<u8>, Problem> {
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(bytes).take(MAX_UNPACKED + 1).read_to_end(&mut unpacked);
    read.map_err(|error| {
        Problem::new(format!("{name} cannot be unpacked: {error}")).hint("is the file complete?")
    })?;
    if unpacked.len() as u64 > MAX_UNPACKED {
        return Err(Problem::new(format!("{name} is more than 1 GiB when unpacked")).hint("split it"));
    }
    Ok(unpacked)
}

/// Reads the records of a text. A line without any character is no record.
///
/// # Errors
/// If the text is not in the encoding `label`, or a quoted cell does not end.
pub(super) fn read(bytes: &[u8], name: &str, label: Option<&str>) -> Result<Grid, Problem> {
    let mut grid = Grid::default();
    let text = decode(bytes, name, label, &mut grid.notes)?;
    let delimiter = delimiter(&text);
    grid.delimiter = Some(char::from(delimiter));
    check_quotes(&text, delimiter, name)?;
    let mut reader = reader(&text, delimiter);
    let mut lines = LineCounter { text: text.as_bytes(), at: 0, line: 1 };
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader.read_record(&mut record);
        if !more.map_err(|error| Problem::new(format!("{name} cannot be read as a table: {error}")))? {
            return Ok(grid);
        }
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let cells = record.iter().map(|cell| match cell {
            "" => Value::Empty,
            text => Value::Text(text.to_owned()),
        });
        grid.rows.push(Row {
            line: lines.line_of(start),
            cells: cells.collect(),
            is_hidden: false,
            depth: 0,
        });
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes())
}

/// Counts lines that end with LF, CRLF or CR. The csv crate counts LF only, and a record's position is before the line end
/// that the record before it left.
struct LineCounter<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    /// Returns the line of the record at `start`, which is not before the last one that was asked for.
    fn line_of(&mut self, start: usize) -> usize {
        let mut end = start;
        while matches!(self.text.get(end), Some(b'\r' | b'\n')) {
            end += 1;
        }
        while self.at < end {
            let byte = self.text[self.at];
            if byte == b'\n' || (byte == b'\r' && self.text.get(self.at + 1) != Some(&b'\n')) {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}

/// Decodes a text: by `label`, else as [`read`] does.
///
/// # Errors
/// If it is not in that encoding.
pub(crate) fn decode_as(bytes: &[u8], name: &str, label: Option<&str>) -> Result<String, Problem> {
    decode(bytes, name, label, &mut Vec::new())
}

/// Decodes a text: by `label`, else by its byte order mark, else as UTF-8, else as what its bytes are most like.
fn decode(bytes: &[u8], name: &str, label: Option<&str>, notes: &mut Vec<String>) -> Result<String, Problem> {
    let mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let chosen = match label {
        Some(label) => Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
            Problem::new(format!("{label:?} is not an encoding"))
                .hint("labels are those of the WHATWG standard: utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis, …")
        })?,
        None => mark.or_else(|| std::str::from_utf8(bytes).is_ok().then_some(UTF_8)).unwrap_or_else(|| detect(bytes)),
    };
    if label.is_none() && chosen != UTF_8 {
        let how =
            if mark.is_some() { "by its byte order mark" } else { "detected; --encoding names another" };
        notes.push(format!("{name} is read as {} ({how})", chosen.name()));
    }
    let (text, _, has_errors) = chosen.decode(bytes);
    if has_errors {
        return Err(Problem::new(format!("{name} is not in {}", chosen.name()))
            .hint("name its encoding: --encoding LABEL"));
    }
    if text.contains('\0') {
        return Err(Problem::new(format!("{name} is not a text file")).hint("save it as CSV or XLSX"));
    }
    Ok(text.into_owned())
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Returns the delimiter by which most of the first records have the same number of cells, and most cells. By a wrong one,
/// quotation marks may stand where none can.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: &u8| {
        let records = reader(text, *delimiter).into_records().take(SAMPLE).filter_map(Result::ok);
        let widths: Vec<usize> = records.map(|record| record.len()).filter(|width| *width > 1).collect();
        let count = |width: &usize| widths.iter().filter(|other| *other == width).count();
        let width = widths.iter().map(|width| (count(width), *width)).max();
        (width.is_some(), misplaced_quote(text.as_bytes(), *delimiter).is_none(), width)
    };
    DELIMITERS.into_iter().max_by_key(score).unwrap_or(b',')
}

/// Checks that every cell that begins with a quotation mark ends with one: without its end, a cell takes in all the rows
/// that follow.
fn check_quotes(text: &str, delimiter: u8, name: &str) -> Result<(), Problem> {
    let Some((at, quote)) = misplaced_quote(text.as_bytes(), delimiter) else { return Ok(()) };
    let line = LineCounter { text: text.as_bytes(), at: 0, line: 1 }.line_of(at);
    Err(match quote {
        Quote::Open => {
            Problem::new(format!("{name}:{line}: a quotation mark opens a cell that does not end"))
                .hint("close it before the next delimiter, or write it twice inside of quotation marks")
        }
        Quote::TextBehind => {
            Problem::new(format!("{name}:{line}: text follows the quotation mark that closes a cell"))
                .hint("write a quotation mark twice inside of a quoted cell")
        }
    })
}

/// What is wrong with a quotation mark.
enum Quote {
    /// It opens a cell that does not end.
    Open,
    /// It closes a cell, and text follows.
    TextBehind,
}

/// Returns the offset of the first quotation mark that is wrong.
fn misplaced_quote(bytes: &[u8], delimiter: u8) -> Option<(usize, Quote)> {
    let is_end = |byte: u8| byte == delimiter || matches!(byte, b'\r' | b'\n');
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(b'"', bytes.get(from..)?)?;
        // Inside of a cell, a quotation mark is a character like any other.
        if at > 0 && !is_end(bytes[at - 1]) {
            from = at + 1;
            continue;
        }
        let Some(end) = end_of_quoted(bytes, at + 1) else { return Some((at, Quote::Open)) };
        if bytes.get(end).is_some_and(|byte| !is_end(*byte)) {
            return Some((end, Quote::TextBehind));
        }
        from = end;
    }
}

/// Returns the offset behind the quotation mark that ends a cell; two in a row are one character of it.
fn end_of_quoted(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}
