//! The measured figures, and their tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::Build;
use crate::generate::Form;
use crate::measure::Measurement;
use crate::question::Question;
use crate::task::Task;

/// The runs of one command.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    seconds: Vec<f64>,
    peak_bytes: Option<u64>,
}

impl Runs {
    pub(crate) fn add(&mut self, measurement: &Measurement) {
        self.seconds.push(measurement.seconds);
        self.peak_bytes = self.peak_bytes.max(measurement.peak_bytes);
    }

    /// The seconds of the first run.
    pub(crate) fn first(&self) -> Option<f64> {
        self.seconds.first().copied()
    }

    /// The median of the seconds.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    /// The seconds of the fastest run, which other load on the machine affects least.
    fn fastest(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The highest peak memory of all runs, in megabytes; `None` if the system does not report it.
    pub(crate) fn peak_megabytes(&self) -> Option<f64> {
        self.peak_bytes.and_then(|bytes| u32::try_from(bytes / 1000).ok()).map(|kb| f64::from(kb) / 1000.0)
    }
}

/// All figures of one run of the benchmark.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// By number of deals, question and label of the contender.
    runs: BTreeMap<(u32, Question, String), Runs>,
    /// By number of deals, task and label.
    tasks: BTreeMap<(u32, Task, String), Runs>,
    /// By label of the command.
    cold_starts: BTreeMap<String, Runs>,
    mismatches: Vec<String>,
}

impl Results {
    pub(crate) fn add(&mut self, deals: u32, question: Question, label: String, runs: Runs) {
        self.runs.insert((deals, question, label), runs);
    }

    pub(crate) fn add_task(&mut self, deals: u32, task: Task, label: String, runs: Runs) {
        self.tasks.insert((deals, task, label), runs);
    }

    /// The runs of a task by the build with this label; `None` if it was not measured.
    pub(crate) fn task(&self, deals: u32, task: Task, label: &str) -> Option<&Runs> {
        self.tasks.get(&(deals, task, label.to_owned()))
    }

    pub(crate) fn add_cold_start(&mut self, label: String, runs: Runs) {
        self.cold_starts.insert(label, runs);
    }

    pub(crate) fn add_mismatch(&mut self, mismatch: String) {
        self.mismatches.push(mismatch);
    }

    /// Whether two contenders gave different answers.
    pub(crate) fn has_mismatches(&self) -> bool {
        !self.mismatches.is_empty()
    }

    /// The runs of one contender; `None` if it was not measured.
    pub(crate) fn get(&self, deals: u32, question: Question, label: &str) -> Option<&Runs> {
        self.runs.get(&(deals, question, label.to_owned()))
    }

    /// The runs of one command in the table of cold starts.
    pub(crate) fn cold_start(&self, label: &str) -> Option<&Runs> {
        self.cold_starts.get(label)
    }

    /// The numbers of deals that were measured, in ascending order.
    pub(crate) fn sizes(&self) -> BTreeSet<u32> {
        self.runs
            .keys()
            .map(|(deals, ..)| *deals)
            .chain(self.tasks.keys().map(|(deals, ..)| *deals))
            .collect()
    }

    /// Prints the ratio of the times on the largest and the smallest dataset.
    pub(crate) fn print_growth(&self) {
        let sizes = self.sizes();
        let (Some(smallest), Some(largest)) = (sizes.first(), sizes.last()) else { return };
        if smallest == largest {
            return;
        }
        println!("\nTime for {largest} deals / time for {smallest} deals");
        for ((_, question, label), runs) in self.runs.iter().filter(|((deals, ..), _)| deals == largest) {
            if let Some(base) = self.get(*smallest, *question, label) {
                println!("  {question:10} {label:34} {:8.1}", runs.median() / base.median());
            }
        }
    }

    /// Prints the time of the new build divided by that of the baseline, by form and question: the ratio of the medians
    /// and, in parentheses, of the fastest runs.
    pub(crate) fn print_baseline_ratios(&self) {
        for deals in self.sizes() {
            let header = format!("new / baseline, {deals} deals");
            print!("\n{header:32}");
            for question in Question::ALL {
                print!(" {question:>15}");
            }
            println!();
            for form in Form::ALL.into_iter().filter(|form| Build::Baseline.reads(*form)) {
                print!("  {:30}", form.name());
                for question in Question::ALL {
                    let new = self.get(deals, question, &Build::New.label(form));
                    let baseline = self.get(deals, question, &Build::Baseline.label(form));
                    let ratios = new.zip(baseline).map(|(new, baseline)| {
                        let fastest = new.fastest() / baseline.fastest();
                        format!("{:.3} ({fastest:.3})", new.median() / baseline.median())
                    });
                    print!(" {:>15}", ratios.as_deref().unwrap_or("-"));
                }
                println!();
            }
        }
    }

    /// The time of the new build divided by that of the baseline; `None` unless both were measured.
    pub(crate) fn baseline_ratio(&self, deals: u32, question: Question, form: Form) -> Option<f64> {
        self.ratio(deals, question, &Build::New.label(form), &Build::Baseline.label(form))
    }

    /// The median of one contender divided by that of another; `None` unless both were measured.
    pub(crate) fn ratio(&self, deals: u32, question: Question, label: &str, other: &str) -> Option<f64> {
        Some(self.get(deals, question, label)?.median() / self.get(deals, question, other)?.median())
    }

    /// Prints which answers differ.
    pub(crate) fn print_mismatches(&self) {
        if self.has_mismatches() {
            println!("\nDifferent answers");
        }
        for mismatch in &self.mismatches {
            println!("  {mismatch}");
        }
    }
}

/// Prints median, range, the ratio of the median to that of outlay, and peak memory.
pub(crate) fn print_row(label: &str, runs: &Runs, outlay: Option<f64>) {
    let extreme = |pick: fn(f64, f64) -> f64| runs.seconds.iter().copied().reduce(pick).unwrap_or_default();
    let ratio = outlay.map_or_else(|| "?".to_owned(), |outlay| format!("{:.3}", runs.median() / outlay));
    let peak = runs.peak_megabytes().map_or_else(|| "?".to_owned(), |megabytes| format!("{megabytes:.1}"));
    println!(
        "  {label:40} {:9.4} s  ({:.4} to {:.4}) {ratio:>8} times outlay {peak:>8} MB",
        runs.median(),
        extreme(f64::min),
        extreme(f64::max),
    );
}
