//! The parts of a workbook that are read or checked directly: hidden rows, the date system (1900 or 1904), and tables that
//! would not fit into memory.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::attribute;
use super::comments::{self, Comments};
use super::rich_text::{self, FormattedTexts};
use crate::invalid::Problem;
use crate::text::quote;

/// The maximum number of cells of a sheet after repeated cells are expanded.
const MAX_CELLS: u64 = 10_000_000;

/// The largest part of a workbook, in bytes when unpacked.
const MAX_PART: u64 = 1 << 30;

/// The rows, from 1, and the ranges of columns, from 0, that a sheet hides, and the rows that its outline sets below others.
#[derive(Default)]
pub(super) struct Hidden {
    pub(super) rows: BTreeSet<usize>,
    pub(super) levels: Vec<(usize, u8)>,
    pub(super) columns: Vec<Range<usize>>,
}

/// A workbook as a ZIP archive of XML files.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    name: &'a str,
}

impl<'a> Archive<'a> {
    /// # Errors
    /// If it is no ZIP archive.
    pub(super) fn open(bytes: &'a [u8], name: &'a str) -> Result<Self, Problem> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(name, &error))?;
        Ok(Self { zip, name })
    }

    /// Returns whether there is a part `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.zip.index_for_name(path).is_some()
    }

    /// Calls `visit` with each element of an XML part, with its end where it has one.
    fn visit(
        &mut self,
        path: &str,
        mut visit: impl FnMut(&BytesStart<'_>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let name = self.name;
        let mut reader = Reader::from_reader(self.part(path)?);
        let (mut buffer, mut depth) = (Vec::new(), 0usize);
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|error| damaged(name, &error))? {
                Event::Start(element) => {
                    depth += 1;
                    visit(&element)?;
                }
                Event::Empty(element) => visit(&element)?,
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Eof if depth > 0 => return Err(damaged(name, &"an element is not closed")),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Returns the rows and columns that the sheet `sheet` of an XLSX file hides, and checks the references of its cells:
    /// calamine computes with them, and would panic or place the cell elsewhere.
    ///
    /// # Errors
    /// If the file is damaged.
    pub(super) fn hidden(&mut self, sheet: &str) -> Result<Hidden, Problem> {
        let mut hidden = Hidden::default();
        let name = self.name;
        let Some(path) = self.sheet_path(sheet)? else { return Ok(hidden) };
        let mut row = 0;
        self.visit(&path, |element| {
            if element.local_name().as_ref() == "c"
                && let Some(reference) = attribute(element, "r").filter(|reference| !is_reference(reference))
            {
                return Err(damaged(name, &format!("{} is not the reference of a cell", quote(&reference))));
            }
            let is_hidden =
                || attribute(element, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true");
            let number = |key| attribute(element, key).and_then(|number| number.parse::<usize>().ok());
            match element.local_name().as_ref() {
                "row" => {
                    row = number("r").unwrap_or(row + 1);
                    if is_hidden() {
                        hidden.rows.insert(row);
                    }
                    let level = number("outlineLevel").and_then(|level| u8::try_from(level).ok());
                    hidden.levels.extend(level.filter(|level| *level > 0).map(|level| (row, level)));
                }
                "col" if is_hidden() => {
                    let (first, last) = (number("min").unwrap_or(0), number("max").unwrap_or(0));
                    hidden.columns.extend(first.checked_sub(1).map(|first| first..last));
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(hidden)
    }

    /// Returns the comments of the cells of a sheet of an XLSX file.
    ///
    /// # Errors
    /// If the file is damaged.
    pub(super) fn comments(&mut self, sheet: &str) -> Result<Comments, Problem> {
        let Some(path) = self.sheet_path(sheet)? else { return Ok(Comments::new()) };
        let Some((folder, file)) = path.rsplit_once('/') else { return Ok(Comments::new()) };
        let links = format!("{folder}/_rels/{file}.rels");
        if !self.has(&links) {
            return Ok(Comments::new());
        }
        let mut target = None;
        self.visit(&links, |element| {
            if attribute(element, "Type").is_some_and(|kind| kind.ends_with("/relationships/comments")) {
                target = attribute(element, "Target");
            }
            Ok(())
        })?;
        let path = target.map(|target| match (target.strip_prefix('/'), target.strip_prefix("../")) {
            (Some(absolute), _) => absolute.to_owned(),
            (None, Some(beside)) => {
                format!("{}/{beside}", folder.rsplit_once('/').map_or("", |(above, _)| above))
            }
            (None, None) => format!("{folder}/{target}"),
        });
        match path.filter(|path| self.has(path)) {
            Some(path) => {
                let name = self.name;
                let part = self.part(&path)?;
                comments::read(part).map_err(|error| damaged(name, &error))
            }
            None => Ok(Comments::new()),
        }
    }

    /// Returns whether an XLSX file counts its days from 1904.
    ///
    /// # Errors
    /// If the file is damaged.
    pub(super) fn is_1904(&mut self) -> Result<bool, Problem> {
        let mut is_1904 = false;
        self.visit("xl/workbook.xml", |element| {
            if element.local_name().as_ref() == "workbookPr" {
                is_1904 = attribute(element, "date1904").is_some_and(|value| value == "1" || value == "true");
            }
            Ok(())
        })?;
        Ok(is_1904)
    }

    /// Returns the texts of a sheet of an XLSX file that have raised or struck characters.
    ///
    /// # Errors
    /// If the file is damaged.
    pub(super) fn formatted_texts(&mut self, sheet: &str) -> Result<FormattedTexts, Problem> {
        let mut texts = FormattedTexts::default();
        let paths = [Some("xl/sharedStrings.xml".to_owned()), self.sheet_path(sheet)?];
        for path in paths.into_iter().flatten().filter(|path| self.has(path)).collect::<Vec<_>>() {
            if self.contains(&path, b"superscript")? || self.contains(&path, b"strike")? {
                let part = self.part(&path)?;
                rich_text::read(part, &mut texts).map_err(|error| damaged(self.name, &error))?;
            }
        }
        Ok(texts)
    }

    /// Returns whether the bytes of a part contain a word.
    fn contains(&mut self, path: &str, word: &[u8]) -> Result<bool, Problem> {
        let name = self.name;
        let mut part = self.part(path)?;
        // The end of a block is kept, since the word may go on in the next one.
        let mut block: Vec<u8> = Vec::new();
        loop {
            let read = part.fill_buf().map_err(|error| damaged(name, &error))?;
            let length = read.len();
            block.extend_from_slice(read);
            if memchr::memmem::find(&block, word).is_some() {
                return Ok(true);
            }
            if length == 0 {
                return Ok(false);
            }
            let kept = block.len().saturating_sub(word.len());
            block.drain(..kept);
            part.consume(length);
        }
    }

    fn sheet_path(&mut self, sheet: &str) -> Result<Option<String>, Problem> {
        let mut id = None;
        self.visit("xl/workbook.xml", |element| {
            if element.local_name().as_ref() == "sheet"
                && attribute(element, "name").as_deref() == Some(sheet)
            {
                id = attribute(element, "id");
            }
            Ok(())
        })?;
        let mut path = None;
        self.visit("xl/_rels/workbook.xml.rels", |element| {
            if element.local_name().as_ref() == "Relationship" && attribute(element, "Id") == id {
                path = attribute(element, "Target");
            }
            Ok(())
        })?;
        let path = path.map(|path| match path.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{path}"),
        });
        Ok(path.filter(|path| self.has(path)))
    }

    /// Opens a part.
    ///
    /// # Errors
    /// If there is no such part.
    pub(super) fn part(&mut self, path: &str) -> Result<impl BufRead, Problem> {
        let part = self.zip.by_name(path).map_err(|error| damaged(self.name, &error))?;
        Ok(BufReader::new(part.take(MAX_PART)))
    }

    /// Checks that the tables of an ODS file are closed and that repeated cells and rows do not make them too large.
    ///
    /// # Errors
    /// If they are not.
    pub(super) fn check_ods(&mut self) -> Result<(), Problem> {
        let name = self.name;
        let (mut cells, mut in_row, mut rows) = (0u64, 0u64, 1u64);
        self.visit("content.xml", |element| {
            let repeated =
                |key: &str| attribute(element, key).and_then(|count| count.parse().ok()).unwrap_or(1u64);
            match element.local_name().as_ref() {
                "table-row" => (in_row, rows) = (0, repeated("number-rows-repeated")),
                "table-cell" | "covered-table-cell" if attribute(element, "value-type").is_some() => {
                    let count = repeated("number-columns-repeated");
                    in_row = in_row.saturating_add(count);
                    cells = cells.saturating_add(count.saturating_mul(rows));
                }
                _ => {}
            }
            if cells > MAX_CELLS || in_row > MAX_CELLS {
                let problem = Problem::new(format!("{name} has more than {MAX_CELLS} cells"));
                return Err(problem.hint("save the sheet with the table as CSV"));
            }
            Ok(())
        })
    }
}

/// Whether a text is the reference of a cell, from `A1` to `XFD1048576` (ECMA-376, part 1, section 18.18.7).
fn is_reference(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = text.split_at(letters);
    let is_row = row.bytes().all(|byte| byte.is_ascii_digit()) && !row.starts_with('0');
    (1..=3).contains(&letters)
        && (letters < 3 || column <= "XFD")
        && is_row
        && row.parse().is_ok_and(|row: u32| (1..=1_048_576).contains(&row))
}

/// Describes a workbook that cannot be read.
pub(super) fn damaged(name: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(format!("{name} cannot be read: {error}"))
        .hint("open it in a spreadsheet and save it again, or save the sheet as CSV")
}
