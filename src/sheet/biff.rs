//! What calamine does not read of XLS files (BIFF8): number formats, hidden rows, raised and struck characters.
//!
//! Record types and layouts are those of [MS-XLS](https://learn.microsoft.com/openspecs/office_file_formats/ms-xls).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use super::rich_text::{FormattedText, FormattedTexts, Formatting};

/// The records that are read.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FONT: u16 = 0x0031;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_NUMBERS: u16 = 0x00bd;
    pub(super) const CELL_FORMAT: u16 = 0x00e0;
    pub(super) const STRINGS: u16 = 0x00fc;
    pub(super) const STRING_CELL: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHORT_NUMBER: u16 = 0x027e;
    pub(super) const NUMBER_FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The stream of a workbook, and what all of its sheets share.
pub(super) struct Biff {
    stream: Vec<u8>,
    fonts: Vec<Formatting>,
    codes: BTreeMap<u16, String>,
    /// The font and the number format of each cell format.
    formats: Vec<(u16, u16)>,
    /// The names of the sheets and where they begin.
    sheets: Vec<(String, usize)>,
    /// The texts with formatted characters.
    pub(super) texts: FormattedTexts,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

/// What the cells of a sheet show, by row and column from 0.
#[derive(Default)]
pub(super) struct BiffSheet {
    pub(super) styles: BTreeMap<(u32, u32), BiffStyle>,
    /// The rows, from 1, that are hidden.
    pub(super) hidden: BTreeSet<usize>,
}

/// How a cell shows its value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct BiffStyle {
    /// The code of its number format. `None` if the file does not tell it.
    pub(super) code: Option<String>,
    pub(super) is_struck: bool,
}

impl Biff {
    /// Reads the part of an XLS file that its sheets share. `None` if the file is older than Excel 97, or damaged.
    pub(super) fn open(bytes: &[u8]) -> Option<Self> {
        let mut stream = Vec::new();
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
        file.open_stream("/Workbook").ok()?.read_to_end(&mut stream).ok()?;
        let mut biff = Self {
            stream: Vec::new(),
            fonts: Vec::new(),
            codes: BTreeMap::new(),
            formats: Vec::new(),
            sheets: Vec::new(),
            texts: FormattedTexts::default(),
            is_1904: false,
        };
        let mut records = Records { rest: &stream }.peekable();
        while let Some((kind, data)) = records.next() {
            match kind {
                kind::DATE_MODE => biff.is_1904 = number(data, 0)? == 1,
                kind::FONT => biff.fonts.push(Formatting {
                    is_raised: number(data, 8)? == 1,
                    is_struck: number(data, 2)? & 0x0008 != 0,
                }),
                kind::NUMBER_FORMAT => {
                    let mut text = Segments::new(vec![data.get(2..)?]);
                    let length = text.number()?;
                    let code = text.text(length)?;
                    biff.codes.insert(number(data, 0)?, code);
                }
                kind::CELL_FORMAT => biff.formats.push((number(data, 0)?, number(data, 2)?)),
                kind::BOUND_SHEET => {
                    let start = u32::from_le_bytes(data.get(..4)?.try_into().ok()?);
                    let mut name = Segments::new(vec![data.get(7..)?]);
                    let name = name.text(u16::from(*data.get(6)?))?;
                    biff.sheets.push((name, start as usize));
                }
                kind::STRINGS => {
                    let mut segments = vec![data];
                    while let Some((_, more)) = records.next_if(|(kind, _)| *kind == kind::CONTINUE) {
                        segments.push(more);
                    }
                    biff.read_strings(Segments::new(segments))?;
                }
                kind::END => break,
                _ => {}
            }
        }
        biff.stream = stream;
        Some(biff)
    }

    /// Reads the table of strings, of which those with several formats say where each begins.
    fn read_strings(&mut self, mut segments: Segments<'_>) -> Option<()> {
        segments.skip(4);
        let count = segments.long()?;
        for _ in 0..count {
            let length = segments.number()?;
            let flags = segments.byte()?;
            let runs = if flags & 0x08 != 0 { segments.number()? } else { 0 };
            let extension = if flags & 0x04 != 0 { segments.long()? } else { 0 };
            let units = segments.units(length, flags & 0x01 != 0)?;
            let mut text = FormattedText::default();
            let (mut start, mut formatting) = (0, Formatting::default());
            for _ in 0..runs {
                let end = usize::from(segments.number()?).min(units.len());
                text.push(&String::from_utf16_lossy(units.get(start..end)?), formatting);
                (start, formatting) = (end, self.font(segments.number()?));
            }
            text.push(&String::from_utf16_lossy(&units[start..]), formatting);
            self.texts.add(&text);
            segments.skip(extension as usize);
        }
        Some(())
    }

    /// Returns a font by its number. There is none with the number 4.
    fn font(&self, number: u16) -> Formatting {
        let index = usize::from(if number > 4 { number - 1 } else { number });
        self.fonts.get(index).copied().unwrap_or_default()
    }

    /// Returns what the cells of a sheet show. `None` if there is no such sheet, or it is damaged.
    pub(super) fn sheet(&self, name: &str) -> Option<BiffSheet> {
        let (_, start) = self.sheets.iter().find(|(known, _)| known == name)?;
        let mut sheet = BiffSheet::default();
        let mut depth = 0usize;
        for (kind, data) in (Records { rest: self.stream.get(*start..)? }) {
            match kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                kind::ROW if number(data, 12)? & 0x20 != 0 => {
                    sheet.hidden.insert(usize::from(number(data, 0)?) + 1);
                }
                kind::FORMULA | kind::STRING_CELL | kind::NUMBER | kind::LABEL | kind::SHORT_NUMBER => {
                    let (row, column) = (number(data, 0)?, number(data, 2)?);
                    sheet.styles.insert((row.into(), column.into()), self.style(number(data, 4)?));
                }
                kind::MULTIPLE_NUMBERS => {
                    let (row, first) = (number(data, 0)?, number(data, 2)?);
                    let cells = data.get(4..data.len() - 2)?.chunks_exact(6);
                    for (column, cell) in (first..).zip(cells) {
                        sheet.styles.insert((row.into(), column.into()), self.style(number(cell, 0)?));
                    }
                }
                _ => {}
            }
        }
        Some(sheet)
    }

    fn style(&self, format: u16) -> BiffStyle {
        let Some((font, format)) = self.formats.get(usize::from(format)) else { return BiffStyle::default() };
        let code = self.codes.get(format).cloned().or_else(|| built_in(*format).map(str::to_owned));
        BiffStyle { code, is_struck: self.font(*font).is_struck }
    }
}

/// Returns the code of a number format that files need not tell (ECMA-376, part 1, section 18.8.30), as far as all languages
/// have the same one.
fn built_in(format: u16) -> Option<&'static str> {
    Some(match format {
        0 => "General",
        1 => "0",
        2 => "0.00",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        14 => "m/d/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        22 => "m/d/yyyy h:mm",
        3 | 37..=40 => "#,##0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return None,
    })
}

/// The records of a stream: their types and data.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (number(self.rest, 0)?, number(self.rest, 2)?);
        let (data, rest) = self.rest.get(4..)?.split_at_checked(usize::from(length))?;
        self.rest = rest;
        Some((kind, data))
    }
}

/// Returns the number at a place.
fn number(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// A record and those that continue it.
struct Segments<'a> {
    segments: std::vec::IntoIter<&'a [u8]>,
    segment: &'a [u8],
}

impl<'a> Segments<'a> {
    fn new(segments: Vec<&'a [u8]>) -> Self {
        Self { segments: segments.into_iter(), segment: &[] }
    }

    fn byte(&mut self) -> Option<u8> {
        while self.segment.is_empty() {
            self.segment = self.segments.next()?;
        }
        self.segment.split_off_first().copied()
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn long(&mut self) -> Option<u32> {
        Some(u32::from(self.number()?) | u32::from(self.number()?) << 16)
    }

    fn skip(&mut self, mut count: usize) {
        while count > 0 {
            let taken = count.min(self.segment.len());
            self.segment = &self.segment[taken..];
            count -= taken;
            if count > 0 {
                let Some(next) = self.segments.next() else { return };
                self.segment = next;
            }
        }
    }

    /// Returns a text behind its length: whether its characters are wide, and the characters.
    fn text(&mut self, length: u16) -> Option<String> {
        let is_wide = self.byte()? & 0x01 != 0;
        self.units(length, is_wide).map(|units| String::from_utf16_lossy(&units))
    }

    /// Returns the characters of a text in UTF-16. A segment that begins within them says anew whether they are wide.
    fn units(&mut self, length: u16, mut is_wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        while units.len() < usize::from(length) {
            if self.segment.is_empty() {
                is_wide = self.byte()? & 0x01 != 0;
            }
            units.push(if is_wide { self.number()? } else { self.byte()?.into() });
        }
        Some(units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_in_the_next_record() {
        // "aé", and "é€" of which the last character is wide.
        let mut segments = Segments::new(vec![&[0, b'a'], &[0, 0xe9], &[0, 0xe9], &[1, 0xac, 0x20]]);
        assert_eq!([segments.text(2), segments.text(2)], [Some("aé".to_owned()), Some("é€".to_owned())]);
        assert_eq!(segments.text(1), None);
    }

    #[test]
    fn the_formats_of_cells_are_their_own_or_built_in() {
        let biff = Biff {
            stream: Vec::new(),
            fonts: (0u8..5)
                .map(|font| Formatting { is_struck: font == 4, ..Formatting::default() })
                .collect(),
            codes: BTreeMap::from([(164, "0.0\"bn\"".to_owned())]),
            formats: vec![(0, 164), (5, 9), (0, 5)],
            sheets: Vec::new(),
            texts: FormattedTexts::default(),
            is_1904: false,
        };
        let style = |code: Option<&str>, is_struck| BiffStyle { code: code.map(str::to_owned), is_struck };
        let expected = [
            style(Some("0.0\"bn\""), false),
            // There is no font 4, so that 5 is the fifth.
            style(Some("0%"), true),
            // The currency of the computer.
            style(None, false),
            style(None, false),
        ];
        assert_eq!([0, 1, 2, 3].map(|format| biff.style(format)), expected);
    }
}
