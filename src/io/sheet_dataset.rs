//! A spreadsheet as a dataset that is only read: its rows become deals as `import` would make them.

use std::path::{Path, PathBuf};

use super::bounded::{self, utf8};
use super::{clock, table_file};
use crate::dataset::Dataset;
use crate::error::Error;
use crate::import::{self, Mapping, RowFault, SheetEvidence, Stamp};
use crate::parallel::drop_apart;
use crate::sheet::Options;

/// How a spreadsheet is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SheetOptions {
    /// The mapping of columns to fields, in its written form.
    pub map: Option<String>,
    /// A file that holds a mapping.
    pub map_file: Option<PathBuf>,
    /// Which table of the file is read.
    pub table: Options,
}

/// How a spreadsheet was read.
#[derive(Debug)]
pub(super) struct SheetReading {
    pub(super) notes: Vec<String>,
    /// What is wrong with the rows that were left out because they could not be read.
    pub(super) faults: Vec<RowFault>,
}

/// The extensions of spreadsheets, packed ones included.
const EXTENSIONS: [&str; 9] =
    [".csv", ".tsv", ".csv.gz", ".tsv.gz", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"];

/// Whether a file is a spreadsheet by its name.
pub(crate) fn is_sheet(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    EXTENSIONS.iter().any(|extension| name.ends_with(extension))
}

/// Whether a text, given its beginning, is a spreadsheet and no JSON: a workbook, gzip, or lines with a delimiter.
pub(super) fn is_sheet_text(beginning: &[u8]) -> bool {
    if beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(&[0x1f, 0x8b]) {
        return true;
    }
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let line = text.lines().next().unwrap_or_default();
    !text.starts_with(['{', '[']) && line.contains([',', ';', '\t', '|'])
}

/// Adds the deals of a spreadsheet to `dataset`: by the mapping that `options` give, else by one that was saved next to the
/// file (`rounds.map` for `rounds.csv`), else by the one that the sheet suggests.
///
/// # Errors
/// If the file or the mapping cannot be read, and if the suggested mapping cannot be used as it is.
pub(super) fn read(
    bytes: &[u8],
    path: &Path,
    options: &SheetOptions,
    dataset: &mut Dataset,
) -> Result<SheetReading, Error> {
    let today = clock::today();
    let sheet = SheetEvidence::new(table_file::table(bytes, path, &options.table)?, today);
    let (mapping, by, missing) = mapping(&sheet, path, options)?;
    let outcome = import::import_sheet(&sheet, &mapping, dataset, &Stamp { today, import: None }, || {});
    let evidence = import::evidence_notes(&sheet, &mapping);
    let mut notes = sheet.notes.clone();
    notes.push(format!("columns: {by}: {mapping}"));
    notes.extend(evidence);
    notes.extend(missing);
    notes.push(outcome.summary_of_reading());
    notes.extend(outcome.notes());
    let faults = outcome.faults(&table_file::name(path));
    let rows = sheet.rows.len();
    drop_apart(sheet, rows);
    Ok(SheetReading { notes, faults })
}

/// Returns the mapping, in words where it is from, and what it lacks.
fn mapping(
    sheet: &SheetEvidence,
    path: &Path,
    options: &SheetOptions,
) -> Result<(Mapping, String, Option<String>), Error> {
    let parse = |text: &str| Mapping::new(text, &sheet.columns).map_err(Error::Usage);
    if let Some(map) = &options.map {
        return Ok((parse(map)?, "by --map".to_owned(), None));
    }
    let saved = path.with_file_name(format!("{}.map", stem(path)));
    let file = options.map_file.clone().or_else(|| saved.is_file().then_some(saved));
    if let Some(file) = file {
        let text = read_mapping(&file)?;
        return Ok((parse(&text)?, format!("by {}", file.display()), None));
    }
    let proposal = import::propose(sheet);
    let missing = proposal.missing();
    match proposal.blocked.into_iter().next() {
        Some(problem) => Err(Error::Usage(problem)),
        None => Ok((proposal.mapping, "by their headers and cells".to_owned(), missing)),
    }
}

/// Returns the name of a file up to its first dot.
pub(crate) fn stem(path: &Path) -> String {
    let name = table_file::name(path);
    let name = Path::new(&name).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or(name);
    name.split('.').next().unwrap_or(&name).to_owned()
}

/// Returns the text of a file with a mapping.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn read_mapping(file: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Read { file: file.display().to_string(), source };
    let bytes = bounded::file(file).map_err(unreadable)?;
    utf8(bytes, &file.display().to_string())
}
