//! Carries out a request: reads the dataset, answers, renders and writes.
//!
//! - `scan`: commands that read every deal: list, totals, companies, regions, show, rates
//! - `pictures`: totals as charts, and pages to publish
//! - `stream`: lists for programs, written while the dataset is read
//! - `check`: what may be wrong in a dataset
//! - `verify`: quotes and figures, compared with the texts of their sources
//! - `company`: the entry of a company
//! - `convert`: one amount in another currency
//! - `changes`: what changed between two days or two files
//! - `update`: commands that change a dataset file, each under a lock
//! - `new_deal`: a deal or a revision from the command line; `new_date`: its date; `new_party`: its parties; `new_names`:
//!   names near known ones
//! - `merge`: two datasets into one
//! - `import`: rows of a table into deals
//! - `export`: deals as a dataset again
//! - `tables`: the dataset as tables for databases
//! - `editor`: a deal in the user's editor
//! - `prompt`: questions on the terminal
//! - `proposal`: a proposed mapping, shown and changed on the terminal
//! - `names`: the names that a dataset has; `find_deal` finds deals by them
//! - `manual`: manual pages as files
//! - `rates_update`: a newer table of the ECB's rates
//! - `data_hints`: commands in hints and notes, with the dataset of the command line
//! - `preview`: deals of a dataset in memory, as a table or a card
//! - `options`: choices that several commands share

mod changes;
mod check;
mod company;
mod convert;
mod data_hints;
mod editor;
mod export;
mod find_deal;
mod import;
mod manual;
mod merge;
mod names;
mod new_date;
mod new_deal;
mod new_names;
mod new_party;
mod options;
mod pictures;
mod preview;
mod prompt;
mod proposal;
mod rates_update;
mod scan;
mod stream;
#[cfg(feature = "parquet")]
mod tables;
#[cfg(test)]
mod tests;
mod update;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::date::PartialDate;
use crate::deal::{Cutoff, Slug};
use crate::error::{Error, Exit, unconverted_messages};
use crate::import::RowFault;
use crate::invalid::{Problem, keyword_enum};
use crate::io::output;
use crate::io::outputs;
use crate::io::rates::RateOptions;
use crate::message::{Location, Message};
use crate::money::Currency;
use crate::render::Format;
use crate::report::{
    self, CheckOptions, ColumnOrder, CompanyColumn, Done, HistoryOptions, ListOptions, Question,
    RegionColumn, Report, TotalsOptions,
};

pub(crate) use crate::io::input::Input;
pub(crate) use crate::io::messages::MessageFormat;
pub(crate) use crate::io::output::{Color, Output};
pub(crate) use crate::io::reading::Reading;
pub(crate) use crate::io::sheet_dataset::SheetOptions;
pub(crate) use crate::report::SettingRow;
pub(crate) use company::{CompanyChange, Edit, NewCompany};
pub(crate) use data_hints::with_data;
pub(crate) use import::Import;
pub(crate) use merge::{Merge, Preference};
pub(crate) use names::{NameKind, names};
pub(crate) use new_date::NewDate;
pub(crate) use new_deal::{NewCitation, NewDeal, NewProgress, NewRevision};
pub(crate) use new_names::NewNames;
pub(crate) use new_party::NewParty;
pub(crate) use options::{ChartOptions, Consent, Conversion, Layout, PageOptions, Removal, View, Writing};
pub(crate) use rates_update::UpdateRates;
#[cfg(feature = "parquet")]
pub(crate) use tables::TablesOptions;

/// A parsed command line, in terms of the domain.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Where the deals come from.
    pub input: Input,
    /// The files that flags name.
    pub named_data: Vec<PathBuf>,
    /// How they are read.
    pub reading: Reading,
    /// How spreadsheets are read.
    pub sheet: SheetOptions,
    /// The exchange rates beside those of the dataset.
    pub rates: RateOptions,
    /// Where the result goes, and in which format.
    pub output: Output,
    /// Whether what the command changes is written.
    pub writing: Writing,
    /// What was asked, if the provenance of the answer is wanted.
    pub question: Option<Question>,
    /// What to do.
    pub command: Command,
}

/// A command with its options.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Deals as a table.
    List(View, Conversion, ListOptions),
    /// Deals as a dataset again.
    Export(View, ListOptions),
    /// The dataset as tables for databases.
    #[cfg(feature = "parquet")]
    Tables(View, TablesOptions),
    /// Deals as cards, by their ids, as known at the end of a day.
    Show(Vec<String>, Cutoff, Conversion),
    /// Totals of groups.
    Totals(View, Conversion, TotalsOptions),
    /// A page to publish.
    Page(View, Conversion, PageOptions),
    /// Totals as a chart.
    Chart(View, Conversion, TotalsOptions, ChartOptions),
    /// One amount, in words, in another currency, or why that is none, at the rate of a date or the latest.
    Convert(Vec<String>, Result<Currency, Problem>, Option<PartialDate>),
    /// The known rates of some currencies, of a date or the latest.
    Rates(Vec<Currency>, Option<PartialDate>),
    /// The rates of some currencies, day by day.
    RateHistory(HistoryOptions),
    /// Get newer rates.
    UpdateRates(UpdateRates),
    /// The companies whose names contain a text, sorted by columns.
    Companies(View, String, Vec<ColumnOrder<CompanyColumn>>),
    /// The countries and regions whose names contain a text, sorted by columns.
    Regions(View, String, Vec<ColumnOrder<RegionColumn>>),
    /// What changed from the first day to the last, both included.
    Changes(PartialDate, Option<PartialDate>, Conversion),
    /// What changed from one dataset file to another.
    Diff(PathBuf, PathBuf, Conversion),
    /// What may be wrong in a dataset.
    Check(CheckOptions),
    /// Repair what has one right result.
    Repair(CheckOptions, Consent),
    /// Quotes and figures, compared with the texts of the sources in a folder.
    Verify(View, Option<PathBuf>),
    /// Create a dataset file.
    Init(PathBuf, Origin),
    /// Add a deal.
    Add(Box<NewDeal>, Consent),
    /// Add a revision to a deal.
    Revise(Slug<'static>, Box<NewRevision>),
    /// Add what was allocated or spent of a deal.
    Progress(Slug<'static>, Box<NewProgress>),
    /// Edit a deal in the user's editor.
    Edit(Slug<'static>),
    /// Add the rows of a table as deals.
    Import(Box<Import>),
    /// Remove a deal, or the deals of an import.
    Remove(Removal, Consent),
    /// Write the dataset in its canonical layout, or check it.
    Format(Layout),
    /// Change the entry of a company.
    Company(String, Box<CompanyChange>),
    /// Merge two datasets.
    Merge(Merge),
    /// A text about the command line itself.
    Print(Vec<u8>),
    /// Manual pages with the names of their files, into a folder.
    Manual(PathBuf, Vec<(String, Vec<u8>)>),
    /// The settings, and what a reader must know of them.
    Config(Vec<SettingRow>, String),
}

keyword_enum! {
    /// The initial contents of a dataset.
    pub(crate) enum Origin is "beginning" {
        /// No deals.
        Empty = "empty",
        /// The built-in deals.
        BuiltIn = "built-in",
    }
}

/// Carries out `request`: writes the result to `stdout` or to the file that the request names, and notes to `stderr`.
///
/// # Errors
/// If there is no result.
pub(crate) fn run(
    request: &Request,
    stdout: &mut (impl Write + Send),
    stderr: &mut impl Write,
) -> Result<Exit, Error> {
    request.check_outputs()?;
    let style = request.output.message_style();
    if let Command::Merge(merge) = &request.command {
        // The result is a dataset file, not a report: `--format` does not apply.
        let notes = merge::write(request, merge, stdout)?;
        if !request.output.quiet {
            let notes: Vec<Message> = notes.into_iter().map(Message::note).collect();
            style.print(&notes, Exit::Success, stderr);
        }
        return Ok(Exit::Success);
    }
    if let Command::Print(text) = &request.command {
        let message = request.output.show(text, stdout)?;
        style.print(message.as_slice(), Exit::Success, stderr);
        return Ok(Exit::Success);
    }
    let format = request.output.format(|format| request.command.writes(format))?;
    request.command.check(format)?;
    request.check_provenance(format)?;
    let mut report = match answer(request, format, stdout) {
        Err(error) if error.is_closed_pipe() => return Ok(Exit::Success),
        report => report?,
    };
    if request.output.quiet {
        report.document.drop_notes();
        report.notes.clear();
    }
    data_hints::name_data_in_notes(&mut report.document, &request.named_data);
    let (mut messages, explained) = output::take_notes(&mut report.document, format);
    messages.extend(unconverted_messages(&report.unconverted));
    if style.format == MessageFormat::Json {
        messages.extend(report.faults.iter().map(row_message));
        messages.extend((!explained.is_empty()).then(|| Message::note(explained.trim_end())));
    }
    let notes = report.notes.drain(..).map(|note| data_hints::name_data(&note, &request.named_data));
    messages.extend(notes.map(Message::note));
    if report.done != Done::WroteRows {
        let written = request.output.write(&report.document, format, request.reading.threads(), stdout);
        match written {
            Ok(message) => messages.extend(message),
            // A user who sees an error repeats the command, which would make the change twice.
            Err(error) if report.done == Done::WroteFile => messages.push(output_failed(&error)),
            Err(error) => return Err(error),
        }
    }
    if let Some(provenance) = report.document.provenance.as_ref().filter(|_| format != Format::Json) {
        request.output.write_provenance(provenance)?;
    }
    let exit = match (report.is_failure, report.unconverted.is_empty() && !report.is_incomplete) {
        (true, _) => Exit::Fault,
        (false, true) => Exit::Success,
        (false, false) => Exit::Incomplete,
    };
    if style.format == MessageFormat::Text {
        // If standard error is closed, nothing can be reported.
        let _ = stderr.write_all(explained.as_bytes());
    }
    style.print(&messages, exit, stderr);
    Ok(exit)
}

/// Returns the message of a fault in a row of a sheet.
fn row_message(fault: &RowFault) -> Message {
    let RowFault { file, line, column, problem } = fault;
    let location =
        Location { file: file.clone(), line: Some(*line), field: column.clone(), ..Location::default() };
    Message::problem(problem).at(location)
}

/// Returns the note of a change that is made, but whose result cannot be written.
fn output_failed(error: &Error) -> Message {
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})")).unwrap_or_default();
    Message::note(format!("output: the change was made, but {error}{cause}"))
}

/// Returns the report that answers `request`. A list for programs is written while it is made; its report then holds
/// only the notes.
fn answer(request: &Request, format: Format, stdout: &mut (impl Write + Send)) -> Result<Report, Error> {
    let audience = format.audience();
    match &request.command {
        Command::Export(view, options) => export::dataset(request, view, options, format, stdout),
        #[cfg(feature = "parquet")]
        Command::Tables(view, options) => tables::write(request, view, options),
        Command::List(view, conversion, options) => match format.of_rows() {
            Some(rows) => stream::list(request, view, conversion, options, rows, stdout),
            None => scan::list(request, view, conversion, options, audience),
        },
        Command::Check(options) => match format.of_rows() {
            Some(rows) => check::write(request, options, rows, stdout),
            None => check::findings(request, options, audience),
        },
        Command::Show(ids, cutoff, conversion) => scan::show(request, ids, *cutoff, conversion, format),
        Command::Changes(since, until, conversion) => {
            changes::between_days(request, (*since, *until), conversion, format)
        }
        Command::Diff(old, new, conversion) => {
            changes::between_files(request, [old, new], conversion, format)
        }
        Command::Init(path, origin) => update::init(path, *origin, request.writing, stdout),
        Command::Totals(view, conversion, options) => {
            scan::totals(request, view, conversion, options, audience)
        }
        Command::Page(view, conversion, options) => pictures::page(request, view, conversion, options),
        Command::Chart(view, conversion, options, chart) => {
            pictures::chart(request, view, conversion, options, chart, audience)
        }
        Command::Companies(view, text, sort) => scan::companies(request, view, text, sort, audience),
        Command::Regions(view, text, sort) => scan::regions(request, view, text, sort, audience),
        Command::Convert(words, currency, on) => convert::amount(request, words, currency, *on, audience),
        Command::Rates(currencies, on) => {
            scan::by_rates(request, |rates| Ok(report::rates(rates, currencies, *on)))
        }
        Command::RateHistory(options) => {
            scan::by_rates(request, |rates| Ok(report::rate_history(rates, options)))
        }
        Command::UpdateRates(options) => rates_update::update(options),
        Command::Repair(options, consent) => check::repair(request, options, *consent),
        Command::Verify(view, texts) => verify::report(request, view, texts.as_deref(), audience),
        Command::Add(new, consent) => update::add(request, new, *consent, audience),
        Command::Revise(id, new) => update::revise(request, id, new, audience),
        Command::Progress(id, new) => update::progress(request, id, new, audience),
        Command::Company(name, change) => company::change(request, name, change, audience),
        Command::Edit(id) => editor::edit(request, id),
        Command::Import(import) => import::report(import, request, audience),
        Command::Remove(Removal::Deal(id), consent) => update::remove(request, id, *consent, audience),
        Command::Remove(Removal::Import(name), consent) => update::remove_import(request, name, *consent),
        Command::Manual(folder, pages) => manual::write(folder, pages, request.writing),
        Command::Config(rows, about) => Ok(report::settings(rows, about)),
        Command::Format(layout) => update::format(request, *layout),
        // `run` writes them.
        Command::Merge(..) | Command::Print(_) => Ok(Report::default()),
    }
}

impl Command {
    /// Checks that what conversions need is given, and that the command has what the format shows.
    fn check(&self, format: Format) -> Result<(), Error> {
        if let Some((problem, hint)) = self.refused(format) {
            return Err(Error::Usage(Problem::new(problem).hint(hint)));
        }
        let (conversion, compares_amounts) = match self {
            Self::List(view, conversion, _)
            | Self::Totals(view, conversion, _)
            | Self::Page(view, conversion, _)
            | Self::Chart(view, conversion, ..) => (conversion, view.filter.needs_rates()),
            Self::Show(_, _, conversion) | Self::Changes(_, _, conversion) | Self::Diff(_, _, conversion) => {
                (conversion, false)
            }
            _ => return Ok(()),
        };
        let problem = if conversion.target.is_some() {
            return Ok(());
        } else if conversion.explain {
            "--explain shows conversions, but nothing is converted"
        } else if conversion.at_is_given && !compares_amounts {
            "--at chooses the rates of conversions, but nothing is converted"
        } else {
            return Ok(());
        };
        Err(Error::Usage(Problem::new(problem).hint("add --in CUR, such as --in USD")))
    }

    /// Whether the command writes a format.
    fn writes(&self, format: Format) -> bool {
        let is_of_datasets = matches!(format, Format::Json | Format::Jsonl | Format::Parquet | Format::Xlsx);
        self.refused(format).is_none() && (is_of_datasets || !matches!(self, Self::Export(..)))
    }

    /// Why the command has nothing for the format, and what to do.
    fn refused(&self, format: Format) -> Option<(&'static str, &'static str)> {
        const PAGE: &str = "write a page: outlay report -o report.html";
        match (format, self) {
            (Format::Svg, Self::Chart(..))
            | (Format::Html, Self::Page(..) | Self::Show(..))
            | (Format::Atom, Self::Changes(..))
            | (Format::Ledger | Format::Beancount, Self::RateHistory(_)) => None,
            (Format::Svg, _) => {
                Some(("only charts are written as svg", "draw totals as a chart: outlay chart -o totals.svg"))
            }
            (Format::Html, _) => Some((
                "only reports and single deals are written as html",
                "write a page: outlay report -o report.html, or outlay show ID -o deal.html",
            )),
            (Format::Atom, _) => Some((
                "only changes are written as atom",
                "write a feed: outlay changes --since 2025-01 -o changes.atom",
            )),
            (Format::Ledger | Format::Beancount, _) => Some((
                "only histories of rates are written as price lines",
                "write prices: outlay rates USD --history --since 2025 -o prices.ledger",
            )),
            (_, Self::Page(..)) => Some(("reports are written as html only", PAGE)),
            _ => None,
        }
    }
}

impl Request {
    /// Checks that there is a place for the provenance of the answer, if it is wanted.
    fn check_provenance(&self, format: Format) -> Result<(), Error> {
        if self.question.is_none() || format == Format::Json || self.output.file.is_some() {
            return Ok(());
        }
        let problem = Problem::new(format!("--provenance has no place in the format {format}"));
        Err(Error::Usage(
            problem.hint("add --format json, or -o FILE, which also writes FILE.provenance.json"),
        ))
    }

    /// Checks that no file that the command writes is one that it reads, or another one that it writes.
    fn check_outputs(&self) -> Result<(), Error> {
        let mut inputs: Vec<&Path> = self.rates.files.iter().map(PathBuf::as_path).collect();
        inputs.extend(self.sheet.map_file.as_deref());
        inputs.extend(self.input.paths());
        let mut outputs: Vec<(&str, &Path)> = Vec::new();
        outputs.extend(self.output.file.as_deref().map(|file| ("--output", file)));
        let provenance = self.question.as_ref().and(self.output.provenance_file());
        outputs.extend(provenance.as_deref().map(|file| ("--output", file)));
        match &self.command {
            Command::Diff(first, second, _) | Command::Merge(Merge { first, second, .. }) => {
                inputs.extend([first, second].map(PathBuf::as_path));
            }
            Command::Import(import) => {
                inputs.push(&import.file);
                outputs.extend(import.rejects.as_deref().map(|file| ("--rejects", file)));
                outputs.extend(import.save_map.as_deref().map(|file| ("--save-map", file)));
            }
            _ => {}
        }
        let text = match (&self.command, self.output.file.as_deref().and_then(Path::file_name)) {
            (Command::Verify(_, Some(texts)), Some(name)) => Some(texts.join(name)),
            _ => None,
        };
        inputs.extend(text.as_deref().filter(|text| text.exists()));
        outputs::check(&outputs, &inputs)
    }
}

/// Returns a report that consists of one note.
fn note(note: String) -> Report {
    Report { notes: vec![note], ..Report::default() }
}
