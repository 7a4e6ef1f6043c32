//! The command line of the benchmark.

#![expect(clippy::doc_markdown, reason = "help texts are printed as they are")]

use std::path::PathBuf;

use clap::Parser;

use crate::question::Question;
use crate::task::Task;

/// Compare outlay with jq, DuckDB, Polars and another build of outlay
#[derive(Debug, Parser)]
#[command(bin_name = "cargo bench --bench million --")]
pub(crate) struct Options {
    /// Numbers of deals, at least 10,000: smaller datasets lack some of the requested data
    #[arg(
        long, value_name = "COUNT", value_delimiter = ',', default_values_t = [10_000, 1_000_000],
        value_parser = clap::value_parser!(u32).range(10_000..)
    )]
    pub(crate) deals: Vec<u32>,
    /// Number of measured runs of each command, after one that is not measured
    #[arg(long, value_name = "COUNT", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) runs: u16,
    /// Number of threads for DuckDB and Polars
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    pub(crate) threads: usize,
    /// Include programs that take minutes at every size: jq, and DuckDB on a document
    #[arg(long)]
    pub(crate) patient: bool,
    /// Run only contenders whose label contains one of these texts, separated by `;`
    #[arg(long, value_name = "TEXT", value_delimiter = ';')]
    pub(crate) only: Vec<String>,
    /// Measure only these questions
    #[arg(long, value_name = "QUESTION", value_delimiter = ',')]
    pub(crate) questions: Vec<Question>,
    /// Measure only these tasks, which only outlay does
    #[arg(long, value_name = "TASK", value_delimiter = ',')]
    pub(crate) tasks: Vec<Task>,
    /// Folder of the generated deals
    #[arg(
        long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/target/million"),
        hide_default_value = true
    )]
    pub(crate) folder: PathBuf,
    /// The build of outlay to measure
    #[arg(long, value_name = "PATH", default_value = env!("CARGO_BIN_EXE_outlay"), hide_default_value = true)]
    pub(crate) outlay: PathBuf,
    /// Another build of outlay to compare with: its answers must be the same bytes
    #[arg(long, value_name = "PATH")]
    pub(crate) baseline: Option<PathBuf>,
    /// Passed by `cargo bench`. Without it, as in `cargo test --all-targets`, nothing is measured
    #[arg(long, hide = true)]
    pub(crate) bench: bool,
}

impl Options {
    /// Whether a question is measured.
    pub(crate) fn includes_question(&self, question: Question) -> bool {
        (self.questions.is_empty() && self.tasks.is_empty()) || self.questions.contains(&question)
    }

    /// Whether a task is measured.
    pub(crate) fn includes_task(&self, task: Task) -> bool {
        (self.questions.is_empty() && self.tasks.is_empty()) || self.tasks.contains(&task)
    }

    /// Whether the contender with this label takes part.
    pub(crate) fn includes_contender(&self, label: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|text| label.contains(text))
    }
}
