//! The limits that the figures of outlay must keep, and whether they do.

use std::fmt;

use crate::build::Build;
use crate::cold_start;
use crate::contender::{DUCKDB_LINES, DUCKDB_PARQUET};
use crate::generate::Form;
use crate::question::Question;
use crate::results::{Results, Runs};
use crate::task::{Limits, Task};

/// Minimum speed on JSON Lines, as a multiple of `DuckDB` with declared columns.
const MIN_DUCKDB_RATIO: f64 = 1.6;
/// Minimum speed on Parquet, as a multiple of `DuckDB` on the same file.
const MIN_DUCKDB_PARQUET_RATIO: f64 = 1.0;
/// Maximum time on JSON Lines, as a multiple of the baseline.
const MAX_BASELINE_RATIO: f64 = 1.6;
/// Maximum time of full validation, as a multiple of the baseline.
const MAX_VALIDATE_RATIO: f64 = 1.0;
/// Maximum time on a document, as a multiple of JSON Lines.
const MAX_DOCUMENT_RATIO: f64 = 2.0;
/// Maximum peak memory of a question, in megabytes.
const MAX_MEMORY: f64 = 64.0;
/// Maximum increase of a cold start over the baseline, in milliseconds.
const MAX_COLD_START_INCREASE: f64 = 0.5;

/// A limit on one figure.
enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

/// One figure with its limit.
struct Requirement {
    subject: String,
    /// `None` if it was not measured.
    figure: Option<f64>,
    limit: Limit,
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figure = self.figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.3}"));
        let (words, limit) = match self.limit {
            Limit::AtLeast(limit) => ("at least", limit),
            Limit::AtMost(limit) => ("at most", limit),
        };
        let verdict = match self.is_met() {
            Some(true) => "ok",
            Some(false) => "missed",
            None => "not measured",
        };
        write!(f, "{:46} {figure:>8}  {words:8} {limit:4}  {verdict}", self.subject)
    }
}

impl Requirement {
    fn at_least(limit: f64, subject: String, figure: Option<f64>) -> Self {
        Self { subject, figure, limit: Limit::AtLeast(limit) }
    }

    fn at_most(limit: f64, subject: String, figure: Option<f64>) -> Self {
        Self { subject, figure, limit: Limit::AtMost(limit) }
    }

    /// Whether the figure keeps the limit; `None` if it was not measured.
    fn is_met(&self) -> Option<bool> {
        self.figure.map(|figure| match self.limit {
            Limit::AtLeast(limit) => figure >= limit,
            Limit::AtMost(limit) => figure <= limit,
        })
    }
}

/// Prints the requirements, measured on the largest dataset.
pub(crate) fn print(results: &Results) {
    let Some(deals) = results.sizes().last().copied() else { return };
    println!("\nMust hold, {deals} deals");
    for requirement in
        speed(results, deals).into_iter().chain(memory(results, deals)).chain(tasks(results, deals))
    {
        println!("  {requirement}");
    }
    for requirement in cold_starts(results) {
        println!("  {requirement}");
    }
}

fn speed(results: &Results, deals: u32) -> Vec<Requirement> {
    let lines = Build::New.label(Form::Lines);
    let by_question = |requirement: &dyn Fn(Question) -> Requirement| {
        Question::COMPARED.into_iter().map(requirement).collect::<Vec<_>>()
    };
    let mut all = by_question(&|question| {
        let ratio = results.ratio(deals, question, DUCKDB_LINES, &lines);
        let subject = format!("{question}: DuckDB / outlay, JSON Lines");
        Requirement::at_least(MIN_DUCKDB_RATIO, subject, ratio)
    });
    all.extend(by_question(&|question| {
        let ratio = results.ratio(deals, question, DUCKDB_PARQUET, &Build::New.label(Form::Parquet));
        let subject = format!("{question}: DuckDB / outlay, Parquet");
        Requirement::at_least(MIN_DUCKDB_PARQUET_RATIO, subject, ratio)
    }));
    all.extend(by_question(&|question| {
        let ratio = results.baseline_ratio(deals, question, Form::Lines);
        let subject = format!("{question}: new / baseline, JSON Lines");
        Requirement::at_most(MAX_BASELINE_RATIO, subject, ratio)
    }));
    let validate = results.baseline_ratio(deals, Question::Validate, Form::Lines);
    let subject = format!("{}: new / baseline, JSON Lines", Question::Validate);
    all.push(Requirement::at_most(MAX_VALIDATE_RATIO, subject, validate));
    for form in [Form::Document, Form::Minified] {
        all.extend(by_question(&|question| {
            let ratio = results.ratio(deals, question, &Build::New.label(form), &lines);
            let subject = format!("{question}: {} / JSON Lines", form.name());
            Requirement::at_most(MAX_DOCUMENT_RATIO, subject, ratio)
        }));
    }
    all
}

/// The highest peak memory of each question over all forms.
fn memory(results: &Results, deals: u32) -> Vec<Requirement> {
    let requirement = |question: Question| {
        let peak = |form| results.get(deals, question, &Build::New.label(form))?.peak_megabytes();
        let highest = Form::ALL.into_iter().filter_map(peak).reduce(f64::max);
        Requirement::at_most(MAX_MEMORY, format!("{question}: peak memory, all forms, MB"), highest)
    };
    Question::COMPARED.into_iter().map(requirement).collect()
}

/// The time and the memory of each task.
fn tasks(results: &Results, deals: u32) -> Vec<Requirement> {
    let requirements = |task: Task| {
        let runs = results.task(deals, task, &Build::New.label(Form::Lines));
        let Limits { seconds, megabytes } = task.limits();
        [
            Requirement::at_most(seconds, format!("{task}: seconds"), runs.map(Runs::median)),
            Requirement::at_most(
                megabytes,
                format!("{task}: peak memory, MB"),
                runs.and_then(Runs::peak_megabytes),
            ),
        ]
    };
    Task::ALL.into_iter().flat_map(requirements).collect()
}

fn cold_starts(results: &Results) -> Vec<Requirement> {
    let requirement = |arguments: &str| {
        let median = |build: &str| results.cold_start(&format!("{build} {arguments}")).map(Runs::median);
        let increase =
            median("outlay").zip(median("baseline")).map(|(new, baseline)| 1000.0 * (new - baseline));
        let command = arguments.split(" --at").next().unwrap_or(arguments);
        let subject = format!("cold start, {command}: new - baseline, ms");
        Requirement::at_most(MAX_COLD_START_INCREASE, subject, increase)
    };
    cold_start::COMMANDS.into_iter().map(requirement).collect()
}
