//! What reads the inputs. Each also checks that an answer agrees with itself: what was written is read again as the same,
//! and a file is the same dataset whichever way it is read.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use super::choice;
use crate::cli;
use crate::commands::{Command, Input, Reading, Request, run};
use crate::dataset::{self, Form};
use crate::date::{DayOrder, PartialDate, order_shown_by, read_date, read_formatted, read_period};
use crate::import::{self, Mapping, Stamp};
use crate::io::messages::MessageStyle;
use crate::io::rates::RateOptions;
use crate::money::{
    Amount, Context, Currency, DecimalSign, Unit, decimal_sign_shown_by, read_amount, read_header, readings,
};
use crate::rates::{Rates, RatesFile, read_rates};
use crate::sheet;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 26).unwrap()
}

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// The output of a request and its messages; `Err` if there is no result.
fn answer(request: &Request) -> Result<(String, String), String> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let done = run(request, &mut stdout, &mut stderr);
    if let Err(error) = &done {
        MessageStyle::PLAIN.print(&error.messages(), error.exit(), &mut stderr);
    }
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    done.map(|_| (stdout, stderr.clone())).map_err(|_| stderr)
}

fn request(words: &[&str], file: &Path) -> Request {
    let words = ["outlay"].iter().chain(words).map(OsString::from);
    let mut request = cli::parse(words).unwrap();
    request.input = Input::of_path(file.to_owned(), &request.sheet);
    request.reading.threads = Some(1);
    request
}

pub(super) fn amounts(input: &[u8], _: &Path) {
    let text = text(input);
    let contexts = [
        Context::default(),
        Context { currency: Some(Currency::EUR), unit: Some(Unit::MILLIONS), ..Context::default() },
        Context {
            decimal: Some(DecimalSign::Comma),
            currency_of_sign: Some(Currency::USD),
            ..Context::default()
        },
    ];
    for context in &contexts {
        let list = readings(&text, context).map(|readings| readings.all).unwrap_or_default();
        let one = read_amount(&text, context).ok();
        assert!(one.is_none() || list.len() == 1, "{text:?}: {one:?} and {list:?}");
        for amount in list.iter().flat_map(|written| [written.amount, written.equivalent]).flatten() {
            let again = amount.to_string();
            let read = again.parse::<Amount>();
            assert!(read.as_ref().is_ok_and(|read| *read == amount), "{text:?}: {again} is read as {read:?}");
        }
    }
    let _ = (read_header(&text), decimal_sign_shown_by(&text));
}

pub(super) fn dates(input: &[u8], _: &Path) {
    let text = text(input);
    let orders = [None, Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst)];
    for order in orders {
        if let Ok(date) = read_date(&text, order, today()) {
            assert_eq!(read_date(&date.to_string(), order, today()), Ok(date), "{text:?}");
        }
        if let Ok((first, last)) = read_period(&text, order, today()) {
            assert!(first.first() <= last.last(), "{text:?}");
        }
    }
    if let Ok(date) = text.parse::<PartialDate>() {
        assert_eq!(date.to_string().parse(), Ok(date), "{text:?}");
    }
    let _ = order_shown_by(&text);
    let (date, format) = text.split_once('|').unwrap_or((&text, "%d/%m/%Y"));
    let _ = read_formatted(date, format, today());
}

/// Questions that need different fields of a dataset.
const QUESTIONS: [&[&str]; 8] = [
    &["totals", "--by", "country,company", "--in", "USD"],
    &["totals", "--by", "quarter", "--spread", "--status", "all", "--format", "csv"],
    &["totals", "--region", "europe", "--in", "EUR", "--at", "announced", "--explain"],
    &["list", "--in", "GBP", "--format", "json"],
    &["list", "--company", "OpCore", "--sort", "-amount"],
    &["list", "--search", "a", "--as-of", "2025-06-30", "--format", "markdown"],
    &["export", "--region", "FR", "--format", "jsonl"],
    &["changes", "--since", "2024", "--in", "USD"],
];

pub(super) fn datasets(input: &[u8], folder: &Path) {
    let text = text(input);
    let form = Form::of(&text);
    if let Ok(dataset) = dataset::read(&text, form) {
        let written = dataset::write(&dataset, form).unwrap();
        let again = dataset::read(&written, form).unwrap_or_else(|faults| panic!("{faults}\n{written}"));
        assert_eq!(dataset::write(&again, form).unwrap(), written);
    }
    let file = folder.join(if form == Form::Lines { "deals.jsonl" } else { "deals.json" });
    fs::write(&file, &text).unwrap();
    let question = QUESTIONS[choice(input, 0..QUESTIONS.len())];
    let mut request = request(question, &file);
    let whole = answer(&request);
    // Chunks of very long lines take time; a few hundred find what more do.
    let chunk_size = [1, 50, 171, 400, 4000][choice(input, 0..5)].max(input.len() as u64 / 300);
    for validate in [true, false] {
        request.reading = Reading {
            threads: Some(2),
            validate,
            full_validation_limit: 0,
            chunk_size,
            ..Reading::default()
        };
        let scanned = answer(&request);
        // Without validation only what the question needs is read.
        if validate || whole.is_ok() {
            // Nor are sources compared.
            let has_lost = |line: &&str| !validate && line.starts_with("sources: differ on ");
            let without =
                |output: &str| output.lines().filter(|line| !has_lost(line)).map(str::to_owned).collect();
            let outputs = [&whole, &scanned]
                .map(|answer| answer.as_ref().ok().map(|(output, _)| -> Vec<String> { without(output) }));
            assert_eq!(outputs[0], outputs[1], "{question:?} {chunk_size} {whole:?} {scanned:?}");
        }
    }
}

pub(super) fn rates(input: &[u8], _: &Path) {
    let rates = match read_rates(&text(input), "own.csv") {
        Ok(RatesFile::Quotes(quotes)) => Rates::built_in().with_quotes(quotes),
        Ok(RatesFile::Tables(tables)) => tables.into_iter().fold(Rates::built_in(), Rates::with_table),
        Err(faults) => return assert!(!faults.shown.is_empty()),
    };
    let rates = rates.with_today(today());
    let currencies = ["EUR", "USD", "RUB", "XAU"].map(|code| code.parse::<Currency>().unwrap());
    for day in ["2025-03-10", "2022-12", "1999-Q1", "2025"] {
        let date: PartialDate = day.parse().unwrap();
        for (from, to) in currencies.iter().zip(currencies.iter().cycle().skip(1)) {
            if let Ok(path) = rates.path(*from, *to, date.into()) {
                let _ = (path.rate(), path.source());
            }
        }
    }
}

pub(super) fn sheets(input: &[u8], folder: &Path) {
    let name = if input.contains(&b'\t') { "rounds.tsv" } else { "rounds.csv" };
    let file = folder.join(name);
    fs::write(&file, input).unwrap();
    let questions: [&[&str]; 2] =
        [&["list", "--format", "jsonl"], &["totals", "--in", "USD", "--by", "country"]];
    let _ = answer(&request(questions[choice(input, 0..2)], &file));
}

/// The sheet that mappings are for.
const SHEET: &str = "Date,Company,Amount,Currency,Place,Status,Note\n\
    2025-03-10,Alpha,$5m,USD,\"Abilene, Texas\",closed,one\n\
    March 2025,Beta,1.5bn,EUR,FR; DE,Cancelled,\n\
    ,Gamma,undisclosed,,Global,,?\n";

pub(super) fn mappings(input: &[u8], _: &Path) {
    let sheet = sheet::read(SHEET.as_bytes(), "rounds.csv", &sheet::Options::default()).unwrap();
    let Ok(mapping) = Mapping::new(&text(input), &sheet.columns) else { return };
    let written = mapping.to_string();
    let again = Mapping::new(&written, &sheet.columns);
    assert!(
        again.as_ref().is_ok_and(|again| *again == mapping),
        "{written}: {again:?} instead of {mapping:?}"
    );
    let mut dataset = dataset::Dataset::default();
    let stamp = Stamp { today: today(), import: None };
    let sheet = import::SheetEvidence::new(sheet, today());
    let outcome = import::import_sheet(&sheet, &mapping, &mut dataset, &stamp, || {});
    let _ = (outcome.summary(), outcome.notes(), import::evidence_notes(&sheet, &mapping));
    let text = dataset::write(&dataset, Form::Document).unwrap();
    dataset::read(&text, Form::Document).unwrap_or_else(|faults| panic!("{written}: {faults}\n{text}"));
}

/// Datasets for the filters: links, progress, quarters and fields.
const DATASETS: [&str; 6] = [
    "data/deals.json", "tests/data/umbrella.json", "tests/data/progress.jsonl", "tests/data/quarters.jsonl",
    "tests/data/fields.jsonl", "tests/data/replaced.json",
];

pub(super) fn filters(input: &[u8], _: &Path) {
    let Ok(words) = shell_words::split(&text(input)) else { return };
    let words = std::iter::once("outlay".to_owned()).chain(words).map(OsString::from);
    let Ok(mut request) = cli::parse(words) else { return };
    if !matches!(
        request.command,
        Command::List(..)
            | Command::Export(..)
            | Command::Show(..)
            | Command::Totals(..)
            | Command::Convert(..)
            | Command::Rates(..)
            | Command::Companies(..)
            | Command::Regions(..)
            | Command::Changes(..)
    ) {
        return;
    }
    // No file but ours is read or written.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(DATASETS[choice(input, 0..DATASETS.len())]);
    request.input = Input::of_path(file, &request.sheet);
    request.rates = RateOptions::default();
    request.output.file = None;
    request.reading = Reading { threads: Some(1), ..request.reading };
    let _ = answer_bytes(&request);
}

/// Runs a request whose output may be binary.
fn answer_bytes(request: &Request) -> bool {
    run(request, &mut Vec::new(), &mut Vec::new()).is_ok()
}

/// Returns a dataset of the other tests as a Parquet file.
#[cfg(feature = "parquet")]
pub(super) fn as_parquet(name: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let mut bytes = Vec::new();
    run(&request(&["export", "--format", "parquet"], &file), &mut bytes, &mut Vec::new()).unwrap();
    bytes
}

#[cfg(feature = "parquet")]
pub(super) fn parquet(input: &[u8], folder: &Path) {
    let file = folder.join("deals.parquet");
    fs::write(&file, input).unwrap();
    let question = QUESTIONS[choice(input, 0..QUESTIONS.len())];
    let mut request = request(question, &file);
    for validate in [true, false] {
        request.reading = Reading { validate, full_validation_limit: 0, ..request.reading };
        let _ = answer(&request);
    }
}
