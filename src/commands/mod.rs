//! From a request to its result: read, select, report, render, write.

mod load;
mod output;

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::error::{Error, Exit, Message, unconverted_messages};
use crate::invalid::Invalid;
use crate::money::{Amount, Currency};
use crate::query::{At, Converter, Filter, Found, Selected};
use crate::rates::When;
use crate::render::Format;
use crate::report::{self, Context, ListOptions, Report, TotalsOptions};

pub use load::Input;
pub use output::{Color, Output};

/// What was asked for, in the terms of the domain.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where the deals come from.
    pub input: Input,
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
    List(Filter, Conversion, ListOptions),
    /// Deals as cards.
    Show(Vec<String>, Option<NaiveDate>, Conversion),
    /// Totals of groups.
    Totals(Filter, Conversion, TotalsOptions),
    /// One amount in another currency, at the rates of a date or the latest.
    Convert(Amount, Currency, Option<PartialDate>),
    /// The rates on record, on a date or their last.
    Rates(Vec<Currency>, Option<PartialDate>),
    /// The companies whose names contain a text.
    Companies(Filter, String),
    /// The countries and regions whose names contain a text.
    Regions(Filter, String),
}

/// How amounts are converted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Conversion {
    /// To which currency, if any.
    pub target: Option<Currency>,
    /// By which rates.
    pub at: At,
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
pub fn run(request: &Request, stdout: &mut impl Write, stderr: &mut impl Write) -> Result<Exit, Error> {
    let format = request.output.format()?;
    let mut report = report(request, format)?;
    let (mut messages, explained) = output::asides(&mut report.document, format);
    messages.extend(unconverted_messages(&report.unconverted));
    request.output.write(&report.document, format, stdout)?;
    // Where standard error is closed there is nobody to tell.
    let _ = stderr.write_all(explained.as_bytes());
    tell(&messages, stderr, request.output.color.on_stderr());
    Ok(if report.unconverted.is_empty() { Exit::Success } else { Exit::Unconverted })
}

/// Writes messages to standard error, safe for a terminal; where that is closed there is nobody to tell.
pub fn tell(messages: &[Message], stderr: &mut impl Write, color: bool) {
    for message in messages {
        let (word, text) = message.parts();
        let _ = writeln!(stderr, "{}", crate::render::message(word, text, color));
    }
}

fn report(request: &Request, format: Format) -> Result<Report, Error> {
    // The commands that read no deals do without them, whatever is in their file.
    let empty = Dataset::default();
    let for_people = format.is_for_people();
    match &request.command {
        Command::List(filter, conversion, options) => {
            with_deals(request, filter, conversion, for_people, |found, context| {
                Ok(report::list(found, context, options)?)
            })
        }
        Command::Totals(filter, conversion, options) => {
            with_deals(request, filter, conversion, for_people, |found, context| {
                Ok(report::totals(found, context, options, filter)?)
            })
        }
        Command::Show(ids, as_of, conversion) => {
            with_deals(request, &Filter::default(), conversion, for_people, |_, context| {
                let deals: Vec<Selected<'_>> =
                    ids.iter().map(|id| find(context.dataset, id, *as_of)).collect::<Result<_, _>>()?;
                Ok(report::show(&deals, context)?)
            })
        }
        Command::Companies(filter, text) => {
            with_deals(request, filter, &Conversion::default(), for_people, |found, context| {
                Ok(report::companies(found, context, text))
            })
        }
        Command::Regions(filter, text) => {
            with_deals(request, filter, &Conversion::default(), for_people, |_, context| {
                Ok(report::regions(context, filter, text))
            })
        }
        Command::Convert(amount, currency, on) => {
            let book = load::rate_book(request, &empty)?;
            let converter = Converter { book: &book, at: At::Latest };
            let value = converter
                .convert(amount, *currency, on.map_or(When::Latest, When::from))
                .map_err(Error::MissingRate)?;
            Ok(report::convert(&value, for_people)?)
        }
        Command::Rates(currencies, on) => {
            let dataset = request.input.load()?;
            let book = load::rate_book(request, &dataset)?;
            Ok(report::rates(&book, currencies, *on))
        }
    }
}

/// Loads the deals and the rates, selects, and reports.
fn with_deals(
    request: &Request,
    filter: &Filter,
    conversion: &Conversion,
    for_people: bool,
    report: impl FnOnce(&Found<'_>, &Context<'_>) -> Result<Report, Error>,
) -> Result<Report, Error> {
    let dataset = request.input.load()?;
    filter.check_names(&dataset).map_err(Error::Usage)?;
    let book = load::rate_book(request, &dataset)?;
    let converter = Converter { book: &book, at: conversion.at };
    let found = filter.select(&dataset, &converter);
    let context = Context {
        dataset: &dataset,
        converter,
        target: conversion.target,
        for_people,
        explain: conversion.explain,
    };
    let report = report(&found, &context)?;
    if conversion.fail_on_missing && !report.unconverted.is_empty() {
        return Err(Error::Unconverted(report.unconverted));
    }
    Ok(report)
}

/// The deal of an id, as known on a day.
fn find<'a>(dataset: &'a Dataset, id: &str, as_of: Option<NaiveDate>) -> Result<Selected<'a>, Error> {
    let deal = dataset.deal(id).ok_or_else(|| {
        let known = dataset.deals.iter().map(|deal| deal.id.as_str());
        Error::Usage(Invalid::name("deal", id, known, "`outlay list` lists them all"))
    })?;
    Ok(Selected { deal, standing: deal.standing(as_of), by_home: false })
}
