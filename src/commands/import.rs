//! Imports CSV, TSV, spreadsheets and JSON Lines. Each row becomes a deal, is already present or is rejected.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, open_workbook_auto};

use super::{preview, update};
use crate::dataset::{self, Dataset, Faults, Form};
use crate::error::Error;
use crate::import::{self, Mapping, Outcome, Row};
use crate::invalid::Problem;
use crate::io::atomic_file;
use crate::io::input::Input;
use crate::io::progress_bar::RowBar;
use crate::report::{Audience, Report};

/// A file to import, and how.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The file.
    pub file: PathBuf,
    /// The mapping, in its written form.
    pub map: Option<String>,
    /// A file that holds a mapping.
    pub map_file: Option<PathBuf>,
    /// A file to which the mapping is saved.
    pub save_map: Option<PathBuf>,
    /// The label of the encoding of a text file; `None` for UTF-8.
    pub encoding: Option<String>,
    /// The file for rejected rows; `None` for one next to the imported file.
    pub rejects: Option<PathBuf>,
    /// Whether to write nothing.
    pub dry_run: bool,
    /// Whether to accept the proposed mapping.
    pub accept: bool,
}

struct ImportResult {
    outcome: Outcome,
    /// The first of the new deals, even if they were not written.
    preview: Dataset,
    notes: Vec<String>,
}

/// A table of text cells.
struct Table {
    header: Vec<String>,
    rows: Vec<Row>,
}

/// Imports a file into the dataset of `input`, and shows the first new deals.
///
/// # Errors
/// If a file cannot be read or written, and if the mapping is invalid. Rejected rows are not an error.
pub(super) fn report(import: &Import, input: &Input, audience: Audience) -> Result<Report, Error> {
    let ImportResult { outcome, preview, notes } = run(import, input)?;
    let mut report = match outcome.first.as_slice() {
        [] => Report::default(),
        first => preview::table(&preview, first, audience)?,
    };
    report.notes = notes;
    report.is_partial = !outcome.rejected.is_empty();
    Ok(report)
}

fn run(import: &Import, input: &Input) -> Result<ImportResult, Error> {
    let path = update::path(input)?;
    let extension =
        import.file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    if matches!(extension.as_str(), "jsonl" | "ndjson") {
        let text = decode(&import.file, import.encoding.as_deref())?;
        return finish(import, path, None, &["line".to_owned()], |dataset| records(&text, dataset));
    }
    let table = match extension.as_str() {
        "xlsx" | "xls" | "xlsb" | "xlsm" | "ods" => spreadsheet(&import.file)?,
        _ => delimited(&decode(&import.file, import.encoding.as_deref())?, &import.file)?,
    };
    let (map, is_proposed) = mapping_text(import, &table.header)?;
    let mapping = Mapping::new(&map, &table.header).map_err(Error::Usage)?;
    let is_accepted = !is_proposed || import.accept || Mapping::is_own(&table.header);
    let import = Import { dry_run: import.dry_run || !is_accepted, ..import.clone() };
    let header = table.header.clone();
    let mut result = finish(&import, path, Some(&map), &header, |dataset| {
        let bar = RowBar::new(table.rows.len());
        import::import(table.rows, &mapping, dataset, || bar.step())
    })?;
    if !is_accepted {
        result.notes.push(format!(
            "this mapping is a proposal and nothing was written; accept it by --yes, or change it: --map '{map}'"
        ));
    }
    Ok(result)
}

/// Imports by `change`, and writes the dataset and the rejected rows unless it is a dry run.
fn finish(
    import: &Import,
    path: &Path,
    map: Option<&str>,
    header: &[String],
    change: impl FnOnce(&mut Dataset) -> Outcome,
) -> Result<ImportResult, Error> {
    let change = |dataset: &mut Dataset| {
        let outcome = change(dataset);
        let preview = dataset.subset(&outcome.first);
        (outcome, preview)
    };
    let (outcome, preview) = if import.dry_run {
        change(&mut Input::File(path.to_owned()).load()?)
    } else {
        update::update(path, |dataset| Ok(change(dataset)))?
    };
    let total = outcome.imported + outcome.present + outcome.rejected.len();
    let mut notes = vec![format!(
        "{total} rows: {} imported, {} already there, {} rejected",
        outcome.imported,
        outcome.present,
        outcome.rejected.len()
    )];
    for (row, problem) in outcome.rejected.iter().take(3) {
        notes.push(format!("{}:{}: {problem}", import.file.display(), row.line));
    }
    if import.dry_run {
        notes.push("dry run: nothing was written".to_owned());
        return Ok(ImportResult { outcome, preview, notes });
    }
    if !outcome.rejected.is_empty() {
        let rejects = import.rejects.clone().unwrap_or_else(|| import.file.with_extension("rejected.csv"));
        write(&rejects, &rejected(header, &outcome.rejected))?;
        notes.push(format!("the rejected rows are in {}, each with its line and reason", rejects.display()));
    }
    if let (Some(file), Some(map)) = (&import.save_map, map) {
        write(file, format!("{map}\n").as_bytes())?;
    }
    Ok(ImportResult { outcome, preview, notes })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    atomic_file::replace(path, bytes).map_err(|source| Error::Write { file: path.to_owned(), source })
}

/// Returns the rejected rows as CSV, each after its line and the reason.
fn rejected(header: &[String], rows: &[(Row, Problem)]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let head = ["line", "reason"].into_iter().chain(header.iter().map(String::as_str));
    // Writing to memory cannot fail.
    let _ = writer.write_record(head);
    for (row, problem) in rows {
        let (line, reason) = (row.line.to_string(), problem.to_string());
        let _ = writer.write_record(
            [line.as_str(), reason.as_str()].into_iter().chain(row.cells.iter().map(String::as_str)),
        );
    }
    writer.into_inner().unwrap_or_default()
}

/// Returns the mapping of the flags, else the one that the header suggests and `true`.
fn mapping_text(import: &Import, header: &[String]) -> Result<(String, bool), Error> {
    match (&import.map, &import.map_file) {
        (Some(map), _) => Ok((map.clone(), false)),
        (None, Some(file)) => {
            let text = fs::read_to_string(file)
                .map_err(|source| Error::Read { file: file.display().to_string(), source })?;
            Ok((text.trim().to_owned(), false))
        }
        (None, None) => Ok((Mapping::propose(header), true)),
    }
}

/// Returns the text of a file in the encoding `label`, or UTF-8.
fn decode(path: &Path, label: Option<&str>) -> Result<String, Error> {
    let file = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    let Some(label) = label else { return crate::io::input::utf8(bytes, &file) };
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::Usage(
            Problem::new(format!("{label:?} is not an encoding"))
                .hint("write for example windows-1252, latin1, utf-16 or shift_jis"),
        )
    })?;
    let (text, _, has_errors) = encoding.decode(&bytes);
    if has_errors {
        return Err(Error::Usage(
            Problem::new(format!("{file} is not in {}", encoding.name())).hint("name another --encoding"),
        ));
    }
    Ok(text.into_owned())
}

/// Parses delimited text. The delimiter is the most frequent one of the header.
fn delimited(text: &str, path: &Path) -> Result<Table, Error> {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| {
        let mut is_quoted = false;
        header
            .bytes()
            .filter(|byte| {
                is_quoted ^= *byte == b'"';
                byte == delimiter && !is_quoted
            })
            .count()
    };
    let delimiter = [b'|', b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|error| Error::Read { file: path.display().to_string(), source: error.into() })?;
        let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    table(rows, path)
}

/// Reads the first sheet of a spreadsheet.
fn spreadsheet(path: &Path) -> Result<Table, Error> {
    let unreadable = |error: calamine::Error| Error::Read {
        file: path.display().to_string(),
        source: io::Error::other(error),
    };
    let mut workbook = open_workbook_auto(path).map_err(unreadable)?;
    let sheet = workbook.worksheet_range_at(0);
    let Some(range) = sheet.transpose().map_err(unreadable)? else {
        return Err(Error::Usage(Problem::new(format!("{} has no sheet", path.display()))));
    };
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let rows = range
        .rows()
        .enumerate()
        .map(|(index, cells)| Row { line: first + index + 1, cells: cells.iter().map(cell).collect() });
    table(rows.collect(), path)
}

/// Returns a cell as text. Spreadsheets store binary floating-point numbers; the shortest decimal that gives the same
/// number is the one that was entered.
fn cell(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

fn table(mut rows: Vec<Row>, path: &Path) -> Result<Table, Error> {
    if rows.is_empty() {
        return Err(Error::Usage(
            Problem::new(format!("{} has no rows", path.display())).hint("the first row is the header"),
        ));
    }
    let header = rows.remove(0).cells;
    Ok(Table { header, rows })
}

/// Imports JSON Lines: on each line a deal, with the companies and sources it refers to.
fn records(text: &str, dataset: &mut Dataset) -> Outcome {
    let mut outcome = Outcome::default();
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    let bar = RowBar::new(lines.len());
    let mut known: std::collections::HashSet<String> =
        dataset.deals.iter().map(|deal| deal.id.to_string()).collect();
    for (index, line) in lines {
        let row = || Row { line: index + 1, cells: vec![line.to_owned()] };
        match dataset::read(line, Form::Lines) {
            Ok(mut one) => match one.deals.pop() {
                Some(deal) if known.contains(deal.id.as_str()) => outcome.present += 1,
                Some(deal) => match dataset.adopt(one) {
                    Ok(()) => {
                        known.insert(deal.id.to_string());
                        outcome.imported += 1;
                        if outcome.first.len() < import::MAX_SHOWN {
                            outcome.first.push(deal.id.clone());
                        }
                        dataset.deals.push(deal);
                    }
                    Err(problem) => outcome.rejected.push((row(), problem)),
                },
                None => outcome.rejected.push((row(), Problem::new("there is no deal on the line"))),
            },
            Err(faults) => outcome.rejected.push((row(), first_problem(faults))),
        }
        bar.step();
    }
    outcome
}

/// Returns the first fault, with its field.
fn first_problem(faults: Faults) -> Problem {
    match faults.shown.into_iter().next() {
        None => Problem::new("the line is not a deal"),
        Some(fault) if fault.field.is_empty() => fault.problem,
        Some(fault) => Problem {
            message: format!("{}: {}", fault.field, fault.problem.message),
            hint: fault.problem.hint,
        },
    }
}
