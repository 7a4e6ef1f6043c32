//! Files of other programs in: CSV, TSV, spreadsheets and JSON Lines, each row accounted for.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use calamine::{Data, Reader, open_workbook_auto};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::update;
use crate::dataset::{self, Dataset, Form};
use crate::error::Error;
use crate::import::{self, Mapping, Outcome, Row};
use crate::invalid::Problem;
use crate::io::atomic_file;
use crate::io::input::Input;

/// What is to be imported, and how.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The file.
    pub file: PathBuf,
    /// The mapping, as it is written.
    pub map: Option<String>,
    /// A file that holds a mapping.
    pub map_file: Option<PathBuf>,
    /// Where the mapping is saved to be used again.
    pub save_map: Option<PathBuf>,
    /// The encoding of a text file, by its usual name; UTF-8 where none is given.
    pub encoding: Option<String>,
    /// Where the rejected rows go; beside the file where none is given.
    pub rejects: Option<PathBuf>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether a proposed mapping is taken without a look at it.
    pub accept: bool,
}

/// What an import comes to, to be shown.
pub(super) struct Done {
    /// What became of the rows.
    pub outcome: Outcome,
    /// The first of the new deals, whether or not they were written.
    pub dataset: Dataset,
    /// What is to be said.
    pub notes: Vec<String>,
}

/// A table as it stands in a file.
struct Table {
    header: Vec<String>,
    rows: Vec<Row>,
}

/// Imports a file into the dataset of `input`.
///
/// # Errors
/// When a file cannot be read or written, and when the mapping does not fit; rows that do not fit are counted, not
/// errors.
pub(super) fn run(import: &Import, input: &Input) -> Result<Done, Error> {
    let path = update::path(input)?;
    let ending =
        import.file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    if matches!(ending.as_str(), "jsonl" | "ndjson") {
        let text = decode(&import.file, import.encoding.as_deref())?;
        return finish(import, path, None, &["line".to_owned()], |dataset| records(&text, dataset));
    }
    let table = match ending.as_str() {
        "xlsx" | "xls" | "xlsb" | "xlsm" | "ods" => spreadsheet(&import.file)?,
        _ => delimited(&decode(&import.file, import.encoding.as_deref())?, &import.file)?,
    };
    let (map, is_proposed) = mapping_text(import, &table.header)?;
    let mapping = Mapping::new(&map, &table.header).map_err(Error::Usage)?;
    let is_settled = !is_proposed || import.accept || Mapping::is_own(&table.header);
    let import = Import { dry_run: import.dry_run || !is_settled, ..import.clone() };
    let header = table.header.clone();
    let mut done = finish(&import, path, Some(&map), &header, |dataset| {
        let bar = Bar::new(table.rows.len());
        import::import(table.rows, &mapping, dataset, || bar.step())
    })?;
    if !is_settled {
        done.notes.push(format!("this mapping is a proposal and nothing was written; take it by --yes, or change it: --map '{map}'"));
    }
    Ok(done)
}

/// Carries out an import, and writes the book and the rejected rows unless it is a dry run.
fn finish(
    import: &Import,
    path: &Path,
    map: Option<&str>,
    header: &[String],
    change: impl FnOnce(&mut Dataset) -> Outcome,
) -> Result<Done, Error> {
    let mut done = None;
    let carry_out = |dataset: &mut Dataset| {
        let outcome = change(dataset);
        let shown = dataset.only(&outcome.first);
        done = Some((outcome, shown));
    };
    if import.dry_run {
        carry_out(&mut Input::File(path.to_owned()).load()?);
    } else {
        update::update(path, |dataset| {
            carry_out(dataset);
            Ok(())
        })?;
    }
    let (outcome, dataset) = done.unwrap_or_default();
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
        notes.push("a dry run: nothing was written".to_owned());
        return Ok(Done { outcome, dataset, notes });
    }
    if !outcome.rejected.is_empty() {
        let rejects = import.rejects.clone().unwrap_or_else(|| import.file.with_extension("rejected.csv"));
        write(&rejects, &rejected(header, &outcome.rejected))?;
        notes.push(format!("the rejected rows are in {}, each with its line and reason", rejects.display()));
    }
    if let (Some(file), Some(map)) = (&import.save_map, map) {
        write(file, format!("{map}\n").as_bytes())?;
    }
    Ok(Done { outcome, dataset, notes })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    atomic_file::replace(path, bytes).map_err(|source| Error::Write { file: path.to_owned(), source })
}

/// The rejected rows as CSV, their line and the reason before them.
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

/// The mapping that was given, in words or by a file, else the one that the header suggests.
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

/// The text of a file in an encoding.
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

/// A table of cells between delimiters, which are told from the header.
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

/// The first sheet of a spreadsheet.
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

/// A cell as it would be typed. A spreadsheet holds numbers in binary; the shortest decimal that gives the same number is
/// what was entered.
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

/// JSON Lines: each line a deal, with what it refers to.
fn records(text: &str, dataset: &mut Dataset) -> Outcome {
    let mut outcome = Outcome::default();
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    let bar = Bar::new(lines.len());
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
                        if outcome.first.len() < import::SHOWN {
                            outcome.first.push(deal.id.clone());
                        }
                        dataset.deals.push(deal);
                    }
                    Err(problem) => outcome.rejected.push((row(), problem)),
                },
                None => outcome.rejected.push((row(), Problem::new("there is no deal on the line"))),
            },
            Err(faults) => {
                let first = faults.told.into_iter().next();
                let problem = first.map_or_else(
                    || Problem::new("the line is at fault"),
                    |fault| {
                        let field =
                            if fault.field.is_empty() { String::new() } else { format!("{}: ", fault.field) };
                        Problem {
                            message: format!("{field}{}", fault.problem.message),
                            hint: fault.problem.hint,
                        }
                    },
                );
                outcome.rejected.push((row(), problem));
            }
        }
        bar.step();
    }
    outcome
}

/// A progress bar that appears on a terminal when the work takes longer than a second.
struct Bar {
    bar: ProgressBar,
    since: Instant,
}

impl Bar {
    fn new(rows: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(rows as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} rows, {eta} left");
        Self { bar: style.map_or(bar.clone(), |style| bar.with_style(style)), since: Instant::now() }
    }

    fn step(&self) {
        self.bar.inc(1);
        if self.bar.position().is_multiple_of(1024)
            && self.bar.is_hidden()
            && io::stderr().is_terminal()
            && self.since.elapsed() > Duration::from_secs(1)
        {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
