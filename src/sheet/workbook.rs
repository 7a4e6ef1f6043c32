//! Workbooks: XLSX and XLSB cell by cell, so that the cost is that of the cells that are there; XLS and ODS as ranges.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Data, Dimensions, ExcelDateTime, Ods, Range, Reader, SheetType, SheetVisible, Style, Xls, XlsError, Xlsb,
    Xlsx, XlsxFormulaMetadata,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::archive::{Archive, damaged};
use super::biff::{Biff, BiffSheet, BiffStyle};
use super::format::{self, DatePrecision, NumberFormat};
use super::rich_text::{self, FormattedTexts};
use super::{
    Grid, NoteRow, Number, Options, Row, Sheet, Value, comments, formula, header, notes, ods_display,
};
use crate::invalid::{Problem, did_you_mean};
use crate::text::{fold, quote};

/// The first bytes of a ZIP archive, in which XLSX, XLSB and ODS are.
const ZIP: &[u8] = b"PK\x03\x04";

/// The first bytes of a compound file, in which XLS is.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// The name of a sheet that is read whatever others hold: that of the list of deals in a workbook that outlay wrote, where the
/// sources may have more cells.
const MAIN_SHEET: &str = "deals";

/// Whether a file begins as a workbook does.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
}

/// Reads the sheet with the table, or the one that `options` name.
///
/// # Errors
/// If the workbook is damaged, or has no such sheet.
pub(super) fn read(bytes: &[u8], name: &str, options: &Options) -> Result<Sheet, Problem> {
    // Some damaged workbooks make the reader panic.
    let read = catch_unwind(AssertUnwindSafe(|| Workbook::open(bytes, name)?.read(options)));
    read.unwrap_or_else(|_| Err(damaged(name, &"it is damaged")))
}

enum Workbook<'a> {
    Xlsx(Box<Xlsx<Cursor<&'a [u8]>>>, Archive<'a>, &'a str),
    Xlsb(Box<Xlsb<Cursor<&'a [u8]>>>, &'a str),
    Xls(Box<Xls<Cursor<&'a [u8]>>>, Option<Box<Biff>>, &'a str),
    Ods(Box<Ods<Cursor<&'a [u8]>>>, Archive<'a>, &'a str),
}

impl<'a> Workbook<'a> {
    fn open(bytes: &'a [u8], name: &'a str) -> Result<Self, Problem> {
        let cursor = Cursor::new(bytes);
        if bytes.starts_with(COMPOUND) {
            let workbook = Xls::new(cursor).map_err(|error| damaged(name, &error))?;
            return Ok(Self::Xls(Box::new(workbook), Biff::open(bytes).map(Box::new), name));
        }
        let mut archive = Archive::open(bytes, name)?;
        if archive.has("content.xml") {
            archive.check_ods()?;
            let workbook = Ods::new(cursor).map_err(|error| damaged(name, &error))?;
            Ok(Self::Ods(Box::new(workbook), archive, name))
        } else if archive.has("xl/workbook.bin") {
            Ok(Self::Xlsb(Box::new(Xlsb::new(cursor).map_err(|error| damaged(name, &error))?), name))
        } else if archive.has("xl/workbook.xml") {
            let workbook = Xlsx::new(cursor).map_err(|error| damaged(name, &error))?;
            Ok(Self::Xlsx(Box::new(workbook), archive, name))
        } else {
            Err(Problem::new(format!("{name} is a ZIP archive and no workbook"))
                .hint("unpack it, and read the file with the table"))
        }
    }

    fn name(&self) -> &'a str {
        match self {
            Self::Xlsx(.., name) | Self::Xlsb(_, name) | Self::Xls(.., name) | Self::Ods(.., name) => name,
        }
    }

    /// Returns the names of the sheets with cells, and whether each is hidden.
    fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Self::Xlsx(workbook, ..) => workbook.sheets_metadata(),
            Self::Xlsb(workbook, _) => workbook.sheets_metadata(),
            Self::Xls(workbook, ..) => workbook.sheets_metadata(),
            Self::Ods(workbook, ..) => workbook.sheets_metadata(),
        };
        let cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        cells.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
    }

    fn read(mut self, options: &Options) -> Result<Sheet, Problem> {
        let sheets = self.sheets();
        if let Some(wanted) = &options.sheet {
            let sheet = chosen(&sheets, wanted)?;
            let mut grid = self.grid(sheet)?;
            grid.sheet = Some(sheet.to_owned());
            grid.notes.insert(0, format!("read sheet {}", quote(sheet)));
            let mut notes_elsewhere = Vec::new();
            for (other, _) in sheets.iter().filter(|(other, _)| other != sheet) {
                // Damage to a sheet that nobody asked for is no error.
                match self.is_short(other).then(|| self.grid(other)) {
                    Some(Ok(read)) => notes_elsewhere.extend(notes::rows(other, &read)),
                    Some(Err(_)) => grid.notes.push(format!("the sheet {} cannot be read", quote(other))),
                    None => {}
                }
            }
            let sheet = header::sheet(grid, self.name(), options.header_row)?;
            return Ok(Sheet { notes_elsewhere, ..sheet });
        }
        let mut best: Option<((bool, usize), &str, Grid)> = None;
        let mut notes_elsewhere: Vec<NoteRow> = Vec::new();
        for (sheet, _) in sheets.iter().filter(|(_, is_hidden)| !is_hidden) {
            let grid = self.grid(sheet)?;
            notes_elsewhere.extend(notes::rows(sheet, &grid));
            let cells = grid.rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_blank()).count();
            let rank = (cells > 0 && fold(sheet) == MAIN_SHEET, cells);
            if best.as_ref().is_none_or(|(most, ..)| rank > *most) {
                best = Some((rank, sheet, grid));
            }
        }
        let Some(((is_main, _), chosen, mut grid)) = best else {
            return Err(Problem::new(format!("{} has no sheet with cells", self.name())));
        };
        if sheets.len() > 1 {
            let others = sheets.iter().filter(|(sheet, _)| sheet != chosen).map(|(sheet, is_hidden)| {
                format!("{}{}", quote(sheet), if *is_hidden { " (hidden)" } else { "" })
            });
            let others = others.collect::<Vec<_>>().join(", ");
            let why = if is_main { "by its name" } else { "which has most cells" };
            let note = format!("read sheet {}, {why}; not {others}; --sheet names another", quote(chosen));
            grid.notes.insert(0, note);
        }
        grid.sheet = Some(chosen.to_owned());
        notes_elsewhere.retain(|row| row.sheet != chosen);
        for (sheet, _) in sheets.iter().filter(|(_, is_hidden)| *is_hidden) {
            if self.is_short(sheet)
                && let Ok(read) = self.grid(sheet)
            {
                notes_elsewhere.extend(notes::rows(sheet, &read));
            }
        }
        let sheet = header::sheet(grid, self.name(), options.header_row)?;
        Ok(Sheet { notes_elsewhere, ..sheet })
    }

    /// Whether a sheet is short enough to hold notes, by what the file says of it.
    fn is_short(&mut self, sheet: &str) -> bool {
        let size = match self {
            Self::Xlsx(workbook, ..) => {
                workbook.worksheet_cells_reader(sheet).map(|reader| reader.dimensions()).ok()
            }
            Self::Xlsb(workbook, _) => {
                workbook.worksheet_cells_reader(sheet).map(|reader| reader.dimensions()).ok()
            }
            // Their cells are in memory already.
            Self::Xls(..) | Self::Ods(..) => return true,
        };
        size.is_none_or(|size| size.end.0.saturating_sub(size.start.0) as usize <= notes::MAX_ROWS)
    }

    /// Returns the cells of a sheet.
    fn grid(&mut self, sheet: &str) -> Result<Grid, Problem> {
        let name = self.name();
        let rows = match self {
            Self::Xlsx(workbook, archive, _) => {
                let hidden = archive.hidden(sheet)?;
                let comments = archive.comments(sheet)?;
                let mut cells = xlsx_cells(workbook, sheet).map_err(|error| damaged(name, &error))?;
                show_formatted(&mut cells, &archive.formatted_texts(sheet)?);
                let merged =
                    workbook.merge_cells_by_sheet_name(sheet).map_err(|error| damaged(name, &error))?;
                let merged = merged.iter().map(lines_and_columns).collect();
                let mut notes: Vec<String> = hidden_columns(&cells, &hidden.columns).into_iter().collect();
                notes.extend(comments::note(&comments));
                for line in hidden.rows {
                    if let Some(row) = cells.get_mut(&line) {
                        row.is_hidden = true;
                    }
                }
                for (line, level) in hidden.levels {
                    if let Some(row) = cells.get_mut(&line) {
                        row.depth = row.depth.max(level);
                    }
                }
                let is_1904 = archive.is_1904()?;
                let rows = cells.into_values().collect();
                return Ok(Grid { rows, merged, is_1904, comments, notes, ..Grid::default() });
            }
            Self::Xlsb(workbook, _) => {
                let mut rows = BTreeMap::new();
                let mut reader =
                    workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(name, &error))?;
                while let Some(cell) = reader.next_cell().map_err(|error| damaged(name, &error))? {
                    put(&mut rows, cell.get_position(), value(&Data::from(cell.get_value().clone()), None));
                }
                rows
            }
            Self::Xls(workbook, biff, _) => {
                return xls_grid(workbook, biff.as_deref(), sheet).map_err(|error| damaged(name, &error));
            }
            Self::Ods(workbook, archive, _) => {
                let range = workbook.worksheet_range(sheet).map_err(|error| damaged(name, &error))?;
                let mut rows = rows(&range, &BiffSheet::default());
                let content = archive.part("content.xml")?;
                let shown = ods_display::read(content, sheet).map_err(|error| damaged(name, &error))?;
                for ((line, column), shown) in &shown.cells {
                    if let Some(cell) = rows.get_mut(line).and_then(|row| row.cells.get_mut(*column)) {
                        *cell = shown.apply(std::mem::replace(cell, Value::Empty));
                    }
                }
                for (line, row) in &mut rows {
                    row.is_hidden = shown.hidden.contains(line);
                }
                let mut notes: Vec<String> =
                    hidden_columns(&rows, &shown.hidden_columns).into_iter().collect();
                notes.extend(comments::note(&shown.comments));
                let rows = rows.into_values().collect();
                let (merged, comments) = (shown.merged, shown.comments);
                return Ok(Grid { rows, merged, comments, notes, ..Grid::default() });
            }
        };
        Ok(with_unread_formats(rows))
    }
}

/// Returns the cells of a sheet of an XLS file.
fn xls_grid(workbook: &mut Xls<Cursor<&[u8]>>, biff: Option<&Biff>, sheet: &str) -> Result<Grid, XlsError> {
    let range = workbook.worksheet_range(sheet)?;
    let merged = workbook.merge_cells_by_sheet_name(sheet)?.iter().map(lines_and_columns).collect();
    let Some((biff, shown)) = biff.and_then(|biff| Some((biff, biff.sheet(sheet)?))) else {
        return Ok(Grid { merged, ..with_unread_formats(rows(&range, &BiffSheet::default())) });
    };
    let mut rows = rows(&range, &shown);
    show_formatted(&mut rows, &biff.texts);
    for (line, row) in &mut rows {
        row.is_hidden = shown.hidden.contains(line);
    }
    let rows = rows.into_values().collect();
    Ok(Grid { rows, merged, is_1904: biff.is_1904, ..Grid::default() })
}

/// Returns a note on the hidden columns that have cells; they are read.
fn hidden_columns(rows: &BTreeMap<usize, Row>, hidden: &[std::ops::Range<usize>]) -> Option<String> {
    let has_cells =
        |column: &usize| rows.values().any(|row| row.cells.get(*column).is_some_and(|cell| !cell.is_blank()));
    let widest = rows.values().map(|row| row.cells.len()).max().unwrap_or_default();
    let hidden = hidden.iter().flat_map(|range| range.start..range.end.min(widest)).filter(has_cells);
    let names: Vec<String> = hidden.map(header::letters).collect();
    let are = if names.len() == 1 { "column is" } else { "columns are" };
    (!names.is_empty())
        .then(|| format!("{} {are} hidden in the sheet, and read: {}", names.len(), names.join(", ")))
}

/// Returns a merged cell as [`Grid`] has it.
fn lines_and_columns(range: &Dimensions) -> [usize; 4] {
    let [top, left, bottom, right] =
        [range.start.0, range.start.1, range.end.0, range.end.1].map(|at| at as usize);
    [top + 1, left, bottom + 1, right]
}

/// The note on workbooks whose number formats are not read.
const UNREAD_FORMATS: &str = "number formats, raised characters and hidden rows of this type of file are not read (those of XLSX, ODS and, \
                              since Excel 97, XLS are): a number is an amount only if its unit is known, as by amount=COLUMN:millions, \
                              and 5 € or March 2024 is read as the bare number or day behind it";

/// Returns the rows of a workbook whose number formats are not read.
fn with_unread_formats(mut rows: BTreeMap<usize, Row>) -> Grid {
    let mut notes = Vec::new();
    for cell in rows.values_mut().flat_map(|row| &mut row.cells) {
        if let Value::Number(number) = cell {
            number.format.is_unread = true;
        }
        if notes.is_empty() && matches!(cell, Value::Number(_) | Value::Date(_)) {
            notes.push(UNREAD_FORMATS.to_owned());
        }
    }
    Grid { rows: rows.into_values().collect(), notes, ..Grid::default() }
}

/// Returns the sheet of that name, else of that number from 1.
fn chosen<'s>(sheets: &'s [(String, bool)], wanted: &str) -> Result<&'s str, Problem> {
    let by_name = sheets.iter().find(|(name, _)| name.trim() == wanted.trim());
    let by_number =
        || wanted.trim().parse::<usize>().ok().and_then(|number| sheets.get(number.checked_sub(1)?));
    let found = by_name.or_else(by_number).map(|(name, _)| name.as_str());
    found.ok_or_else(|| {
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        let all = format!("the sheets are {}", names.join(", "));
        Problem::new(format!("no sheet is called {}", quote(wanted))).hint(did_you_mean(wanted, names, &all))
    })
}

/// Returns the rows of an XLSX sheet by their number.
fn xlsx_cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
) -> Result<BTreeMap<usize, Row>, calamine::XlsxError> {
    let mut styles = BTreeMap::new();
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    while let Some((row, column, style)) = reader.next_style_id()? {
        styles.insert((row, column), style);
    }
    let codes: Vec<Option<String>> = reader.styles().iter().map(format_code).collect();
    let struck: Vec<bool> = reader.styles().iter().map(is_struck).collect();
    let indents: Vec<u8> = reader.styles().iter().map(indent).collect();
    drop(reader);
    let mut rows = BTreeMap::new();
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        let code = styles.get(&cell.pos).and_then(|style| codes.get(*style)?.as_deref());
        let mut value = match (Data::from(cell.value), &cell.formula) {
            (Data::Empty, Some(_)) => Value::FormulaWithoutValue,
            (data, _) => value(&data, code),
        };
        if let (Value::Number(number), Some(formula)) = (&mut value, &cell.formula) {
            number.is_sum = is_sum(formula, cell.pos);
        }
        let depth = match &value {
            Value::Text(_) => styles.get(&cell.pos).and_then(|style| indents.get(*style)).copied(),
            _ => None,
        };
        let is_struck = styles.get(&cell.pos).and_then(|style| struck.get(*style)).copied();
        put(&mut rows, cell.pos, if is_struck == Some(true) { rich_text::struck(value) } else { value });
        if let (Some(depth), Some(row)) = (depth, rows.get_mut(&(cell.pos.0 as usize + 1))) {
            row.depth = row.depth.max(depth);
        }
    }
    Ok(rows)
}

/// Whether the formula of a cell adds up cells above it.
fn is_sum(formula: &XlsxFormulaMetadata, position: (u32, u32)) -> bool {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula::adds_up_above(formula, position)
        }
        _ => false,
    }
}

fn indent(style: &Style) -> u8 {
    style.alignment.as_ref().and_then(|alignment| alignment.indent).unwrap_or_default()
}

fn is_struck(style: &Style) -> bool {
    style.font.as_ref().is_some_and(|font| font.strikethrough)
}

/// Writes raised and struck characters as such: a `5` with a raised `2` is `5²`.
fn show_formatted(cells: &mut BTreeMap<usize, Row>, texts: &FormattedTexts) {
    if texts.is_empty() {
        return;
    }
    for cell in cells.values_mut().flat_map(|row| &mut row.cells) {
        if let Value::Text(text) = cell
            && let Some(shown) = texts.get(text)
        {
            *text = shown;
        }
    }
}

fn format_code(style: &Style) -> Option<String> {
    style.number_format.as_ref().map(|format| format.format_code.clone())
}

fn put(rows: &mut BTreeMap<usize, Row>, (row, column): (u32, u32), value: Value) {
    if value == Value::Empty {
        return;
    }
    let (line, column) = (row as usize + 1, column as usize);
    let row = rows.entry(line).or_insert_with(|| Row { line, cells: Vec::new(), is_hidden: false, depth: 0 });
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Value::Empty);
    }
    row.cells[column] = value;
}

fn rows(range: &Range<Data>, shown: &BiffSheet) -> BTreeMap<usize, Row> {
    let mut rows = BTreeMap::new();
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, cell) in range.used_cells() {
        let Some((row, column)) = u32::try_from(row).ok().zip(u32::try_from(column).ok()) else { continue };
        let position = (top + row, left + column);
        let style = shown.styles.get(&position);
        let mut value = value(cell, style.and_then(|style| style.code.as_deref()));
        if let (Value::Number(number), Some(BiffStyle { code: None, .. })) = (&mut value, style) {
            number.format.is_unread = true;
        }
        let is_struck = style.is_some_and(|style| style.is_struck);
        put(&mut rows, position, if is_struck { rich_text::struck(value) } else { value });
    }
    rows
}

/// Returns a cell, with its number format where that is known.
fn value(data: &Data, code: Option<&str>) -> Value {
    match data {
        Data::Empty => Value::Empty,
        Data::Int(number) => number_of(Decimal::from(*number), code),
        Data::Float(number) => match decimal(*number) {
            Some(decimal) => number_of(decimal, code),
            None => Value::Text(number.to_string()),
        },
        Data::Bool(value) => Value::Bool(*value),
        Data::DateTime(date) => date_of(*date, code),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Text(text.clone()),
        Data::Error(error) => Value::Error(error.to_string().into()),
    }
}

fn number_of(decimal: Decimal, code: Option<&str>) -> Value {
    let format = code.map(|code| NumberFormat::parse(code, decimal)).unwrap_or_default();
    Value::Number(Box::new(Number { decimal, format, is_sum: false }))
}

/// Returns a stored number with 15 significant digits, as spreadsheets show it: 0.1 + 0.2 is 0.3. `None` if it is too large.
fn decimal(number: f64) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{number:.14e}")).ok().map(|decimal| decimal.normalize())
}

/// Returns the day of a date, or the month or the year as a text if the cell shows no more.
fn date_of(date: ExcelDateTime, code: Option<&str>) -> Value {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let is_day = date.is_datetime() && date.as_f64() >= 1.0;
    let Some(day) = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).filter(|_| is_day) else {
        return Value::Text(date.as_f64().to_string());
    };
    if let Some(shown) = code.and_then(|code| format::other_date(code, day)) {
        return Value::Text(shown);
    }
    match code.map_or(DatePrecision::Day, format::date_precision) {
        _ if format::year_of_day(day).is_some() => Value::Date(day),
        DatePrecision::Day => Value::Date(day),
        DatePrecision::Month => Value::Text(day.format("%Y-%m").to_string()),
        DatePrecision::Year => Value::Text(day.format("%Y").to_string()),
    }
}
