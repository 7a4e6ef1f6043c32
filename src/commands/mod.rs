//! From a request to its result: read, select, report, render, write.

mod editor;
mod import;
mod prompt;
mod scan;
#[cfg(test)]
mod tests;
mod update;

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::deal::Slug;
use crate::error::{Error, Exit, Message, unconverted_messages};
use crate::invalid::{Problem, keyword_enum};
use crate::io::{input, output};
use crate::money::{Amount, Currency};
use crate::query::{Converter, Filter, Match, MatchNotes, RateBasis, Selected};
use crate::rates::{Rates, When};
use crate::render::Format;
use crate::report::{self, Context, List, ListOptions, Report, TotalsOptions};

pub use crate::io::input::{Input, Reading};
pub use crate::io::output::{Color, Output};
pub use import::Import;
pub use update::{NewCitation, NewDeal, NewRevision};

/// What was asked for, in the terms of the domain.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the deals come from.
    pub input: Input,
    /// How they are read.
    pub reading: Reading,
    /// Files of rates, which come before the built-in ones.
    pub rates: Vec<PathBuf>,
    /// The most days that any quote may be old.
    pub max_rate_age: Option<u32>,
    /// Where the result goes and in which form.
    pub output: Output,
    /// What to do.
    pub command: Command,
}

/// A command with its options.
#[derive(Debug, Clone)]
pub enum Command {
    /// Deals as a table.
    List(View, Conversion, ListOptions),
    /// Deals as cards.
    Show(Vec<String>, Option<NaiveDate>, Conversion),
    /// Totals of groups.
    Totals(View, Conversion, TotalsOptions),
    /// One amount in another currency, at the rates of a date or the latest.
    Convert(Amount, Currency, Option<PartialDate>),
    /// The rates on record, on a date or their last.
    Rates(Vec<Currency>, Option<PartialDate>),
    /// The companies whose names contain a text.
    Companies(View, String),
    /// The countries and regions whose names contain a text.
    Regions(View, String),
    /// What changed between two days: from the day before the first to the end of the second, or until now.
    Changes(PartialDate, Option<PartialDate>, Conversion),
    /// What changed from one dataset file to another.
    Diff(PathBuf, PathBuf, Conversion),
    /// A new dataset file, empty or with the built-in deals.
    Init(PathBuf, Origin),
    /// One more deal.
    Add(Box<NewDeal>, Consent),
    /// One more revision of a deal.
    Revise(Slug<'static>, Box<NewRevision>),
    /// A deal in the editor.
    Edit(Slug<'static>),
    /// The rows of a table as deals.
    Import(Box<Import>),
    /// One deal less.
    Remove(Slug<'static>, Consent),
    /// The dataset in its canonical layout, or only whether it is.
    Format(Layout),
    /// Two datasets as one.
    Merge(PathBuf, PathBuf),
}

keyword_enum! {
    /// What a new dataset begins with.
    pub enum Origin is "beginning" {
        /// No deals.
        Empty = "empty",
        /// The built-in deals.
        BuiltIn = "built-in",
    }
}

/// Whether a change is carried out unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// A person at a terminal is asked first.
    Ask,
    /// Nobody is asked.
    Given,
}

/// What is done about the layout of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// It is written anew.
    Write,
    /// It is only looked at.
    Check,
}

/// Which deals a command is about.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// What they must be.
    pub filter: Filter,
    /// The day whose knowledge counts; all there is on record where none is given.
    pub as_of: Option<NaiveDate>,
}

/// How amounts are converted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conversion {
    /// To which currency, if any.
    pub target: Option<Currency>,
    /// By which rates.
    pub at: RateBasis,
    /// Whether a missing rate stops everything.
    pub fail_on_missing: bool,
    /// Whether each conversion is laid open.
    pub explain: bool,
}

/// Carries out a request: the result goes to `stdout` or the file that the request names, what is to be said of it to
/// `stderr`.
///
/// # Errors
/// When there is no result.
pub fn run(
    request: &Request,
    stdout: &mut (impl Write + Send),
    stderr: &mut impl Write,
) -> Result<Exit, Error> {
    if let Command::Merge(first, second) = &request.command {
        // Its result is a dataset as it stands in a file, and no report.
        request.output.write_bytes(update::merge_files(first, second)?.as_bytes(), stdout)?;
        return Ok(Exit::Success);
    }
    let format = request.output.format()?;
    request.check_output()?;
    let report = match answer(request, format, stdout) {
        // Nothing was written yet: what is written as it is read is read with foresight.
        Err(Error::Unforeseen { .. }) => answer(&request.with_foresight(), format, stdout),
        report => report,
    };
    let mut report = match report {
        Err(error) if error.is_closed_pipe() => return Ok(Exit::Success),
        report => report?,
    };
    let (mut messages, explained) = output::asides(&mut report.document, format);
    messages.extend(unconverted_messages(&report.unconverted));
    messages.extend(report.notes.drain(..).map(Message::Note));
    if !report.is_written {
        request.output.write(&report.document, format, request.reading.threads(), stdout)?;
    }
    // Where standard error is closed there is nobody to tell.
    let _ = stderr.write_all(explained.as_bytes());
    print_messages(&messages, stderr, request.output.color.on_stderr());
    Ok(match (report.is_partial, report.unconverted.is_empty()) {
        (true, _) => Exit::Fault,
        (false, true) => Exit::Success,
        (false, false) => Exit::Unconverted,
    })
}

/// The report that answers a request, or what is left to be said of one that was written as it was made.
fn answer(request: &Request, format: Format, stdout: &mut (impl Write + Send)) -> Result<Report, Error> {
    match &request.command {
        #[cfg(feature = "parquet")]
        Command::List(view, conversion, options) if format == Format::Parquet => {
            scan::columns(&request.with_foresight(), view, conversion, options, stdout)
        }
        Command::List(view, conversion, options) if !format.is_for_people() => {
            scan::stream(&request.with_foresight(), view, conversion, options, format, stdout)
        }
        _ => report(request, format),
    }
}

impl Request {
    /// The same request, where what deals bring along is looked for before they are read.
    fn with_foresight(&self) -> Self {
        Self { reading: Reading { is_foreseen: true, ..self.reading }, ..self.clone() }
    }

    /// A result must not take the place of what it is made from.
    fn check_output(&self) -> Result<(), Error> {
        let Some(output) = &self.output.file else { return Ok(()) };
        let data = match &self.input {
            Input::File(path) => Some(path),
            Input::BuiltIn | Input::Stdin => None,
        };
        let is_output = |input: &&PathBuf| same_file::is_same_file(input, output).unwrap_or(false);
        match data.into_iter().chain(&self.rates).find(is_output) {
            None => Ok(()),
            Some(input) => {
                let problem = format!("{} would be overwritten by what is made from it", input.display());
                Err(Error::Usage(Problem::new(problem).hint("name another file by --output")))
            }
        }
    }
}

/// Writes messages to standard error, safe for a terminal; where that is closed there is nobody to tell.
pub fn print_messages(messages: &[Message], stderr: &mut impl Write, color: bool) {
    for message in messages {
        let (word, text) = message.parts();
        let _ = writeln!(stderr, "{}", crate::render::message(word, text, color));
    }
}

fn report(request: &Request, format: Format) -> Result<Report, Error> {
    let for_people = format.is_for_people();
    match &request.command {
        Command::Merge(..) => Ok(Report::default()),
        Command::List(view, conversion, options) => scan::list(request, view, conversion, options),
        Command::Totals(view, conversion, options) => {
            scan::totals(request, view, conversion, options, for_people)
        }
        Command::Show(ids, as_of, conversion) => scan::show(request, ids, *as_of, conversion, for_people),
        Command::Companies(view, text) => scan::companies(request, view, text, for_people),
        Command::Regions(view, text) => scan::regions(request, view, text, for_people),
        Command::Convert(amount, currency, on) => {
            let rates = scan::rates(request)?;
            let converter = Converter::new(&rates, RateBasis::Latest);
            let value = converter
                .convert(amount, *currency, on.map_or(When::Latest, When::from))
                .map_err(Error::MissingRate)?;
            Ok(report::convert(&value, for_people)?)
        }
        Command::Changes(since, until, conversion) => {
            if until.is_some_and(|until| until.last() < since.first()) {
                let problem = "the changes would end before they begin";
                return Err(Error::Usage(Problem::new(problem).hint("write the earlier date with --since")));
            }
            let dataset = request.input.load()?;
            let eve = since.first().pred_opt().unwrap_or(NaiveDate::MIN);
            let before = dataset.clone().as_of(eve);
            let after = match until {
                Some(until) => dataset.as_of(until.last()),
                None => dataset,
            };
            changes(request, &before, &after, conversion, for_people)
        }
        Command::Diff(old, new, conversion) => {
            let [before, after] = [old, new].map(|path| Input::File(path.clone()).load());
            changes(request, &before?, &after?, conversion, for_people)
        }
        Command::Init(path, origin) => {
            update::init(path, *origin == Origin::BuiltIn)?;
            Ok(done(format!("{} is a new dataset; name it by --data or OUTLAY_DATA", path.display())))
        }
        Command::Add(new, consent) => add(request, new, *consent, for_people),
        Command::Revise(id, new) => {
            let path = update::path(&request.input)?;
            update::update(path, |dataset| {
                let revision = update::revision(new, dataset)?;
                dataset.revise(id, revision)
            })?;
            let mut report = card(request, id, for_people)?;
            report.notes.push(format!("{id} was revised in {}", path.display()));
            Ok(report)
        }
        Command::Edit(id) => editor::run(&request.input, id).map(done),
        Command::Import(import) => {
            let done = import::run(import, &request.input)?;
            let mut report = match done.outcome.first.as_slice() {
                [] => Report::default(),
                first => listed(&done.dataset, first, for_people)?,
            };
            report.notes = done.notes;
            report.is_partial = !done.outcome.rejected.is_empty();
            Ok(report)
        }
        Command::Remove(id, consent) => {
            let path = update::path(&request.input)?;
            if *consent == Consent::Ask {
                // The deal is looked up first: nobody is asked about one that is not there.
                find(&request.input.load()?, id.as_str())?;
                prompt::consent(
                    &format!("Remove {id} from {}?", path.display()),
                    "--yes removes it without asking",
                )?;
            }
            update::update(path, |dataset| dataset.remove(id))?;
            Ok(done(format!("{id} was removed from {}", path.display())))
        }
        Command::Format(layout) => {
            let path = update::path(&request.input)?;
            update::format(path, *layout == Layout::Write).map(done)
        }
        Command::Rates(currencies, on) => Ok(report::rates(&scan::rates(request)?, currencies, *on)),
    }
}

/// What changed from one state of a dataset to another.
fn changes(
    request: &Request,
    before: &Dataset,
    after: &Dataset,
    conversion: &Conversion,
    for_people: bool,
) -> Result<Report, Error> {
    let rates = input::load_rates(&request.rates, request.max_rate_age, after)?;
    let context = Context {
        reference: after,
        rates: &rates,
        at: conversion.at,
        target: conversion.target,
        for_people,
        explain: false,
        has_deals: true,
    };
    let report = report::changes(before, after, &context)?;
    if conversion.fail_on_missing && !report.unconverted.is_empty() {
        return Err(Error::Unconverted(report.unconverted));
    }
    Ok(report)
}

/// Adds a deal after it was shown.
fn add(request: &Request, new: &NewDeal, consent: Consent, for_people: bool) -> Result<Report, Error> {
    let path = update::path(&request.input)?;
    let mut dataset = request.input.load()?;
    let new = if consent == Consent::Ask { prompt::complete(new, &dataset)? } else { new.clone() };
    let facts = update::facts(&new, &mut dataset).map_err(Error::Usage)?;
    let id = facts.id.clone();
    dataset.add(facts).map_err(Error::Usage)?;
    let mut report = card_of(&dataset, &id, for_people)?;
    if consent == Consent::Ask && prompt::is_possible() {
        let shown = crate::render::render_text(&report.document, &output::plain_screen());
        prompt::show(&shown);
        prompt::consent(&format!("Add it to {}?", path.display()), "--yes adds it without asking")?;
        report = Report::default();
    }
    // Read again under the lock: somebody may have added another meanwhile.
    let id = update::update(path, |dataset| {
        let facts = update::facts(&new, dataset)?;
        let id = facts.id.clone();
        dataset.add(facts).map(|()| id)
    })?;
    report.notes.push(format!("{id} was added to {}", path.display()));
    Ok(report)
}

/// A report of something done that has no result of its own.
fn done(note: String) -> Report {
    Report { notes: vec![note], ..Report::default() }
}

/// A deal of the request's dataset as a card.
fn card(request: &Request, id: &Slug, for_people: bool) -> Result<Report, Error> {
    card_of(&request.input.load()?, id, for_people)
}

/// Some deals of a dataset as a table.
fn listed(dataset: &Dataset, ids: &[Slug<'static>], for_people: bool) -> Result<Report, Error> {
    let rates = Rates::built_in();
    let options = ListOptions::default();
    let mut list = List::new(plain_context(dataset, &rates, for_people), &options);
    for (at, id) in (0..).zip(ids) {
        list.add(&find(dataset, id.as_str())?, &Match::Yes(MatchNotes::default()), at)?;
    }
    Ok(list.report()?)
}

fn card_of(dataset: &Dataset, id: &Slug, for_people: bool) -> Result<Report, Error> {
    let rates = Rates::built_in();
    let context = plain_context(dataset, &rates, for_people);
    Ok(report::show(&[find(dataset, id.as_str())?], &context)?)
}

/// A report without any conversion.
fn plain_context<'a>(dataset: &'a Dataset, rates: &'a Rates, for_people: bool) -> Context<'a> {
    Context {
        reference: dataset,
        rates,
        at: RateBasis::default(),
        target: None,
        for_people,
        explain: false,
        has_deals: true,
    }
}

/// The deal of an id.
fn find<'a>(dataset: &'a Dataset, id: &str) -> Result<Selected<'a>, Error> {
    let deal = dataset.deal(id).ok_or_else(|| {
        let known = dataset.deals.iter().map(|deal| deal.id.as_str());
        Error::Usage(Problem::unknown_name("deal", id, known, "`outlay list` lists them all"))
    })?;
    Ok(Selected { deal, current: deal.current_state() })
}
