//! Measures five questions and some tasks on 10,000 and 1,000,000 generated deals with outlay, jq, `DuckDB`, Polars and, on
//! request, another build of outlay: `cargo bench --bench million`. `-- --help` lists the options.
//!
//! Each run starts a new process. The contenders take turns, so that a change in the machine's speed affects each of
//! them. All of them read the same deals and must give the same answers.
//!
//! - `options.rs`: the command line
//! - `generate/`: the deals, in three JSON forms
//! - `build.rs`: the two builds of outlay
//! - `factors.rs`: the conversion factors for jq
//! - `question.rs`: the questions and their answers
//! - `setup.rs`: the programs that are installed, and what all contenders share
//! - `contender.rs`: one program on one form of the deals
//! - `compare.rs`: runs all contenders on one size and compares their answers
//! - `task.rs`, `tasks.rs`: what only outlay does, with its limits
//! - `cold_start.rs`: the startup times
//! - `measure.rs`: time and peak memory of one process
//! - `scan.rs`: the fastest possible reader of JSON Lines, for comparison
//! - `results.rs`: the measured figures as tables
//! - `requirements.rs`: the limits that the figures must keep

mod build;
mod cold_start;
#[path = "../../tests/common/mod.rs"]
mod common;
mod compare;
mod contender;
mod factors;
mod generate;
mod measure;
mod options;
mod question;
mod requirements;
mod results;
mod scan;
mod setup;
mod task;
mod tasks;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use generate::Files;
use options::Options;
use results::Results;
use setup::Setup;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(cold_start::EMPTY) => return ExitCode::SUCCESS,
        Some(measure::FLAG) => return measure::run_as_parent(&arguments[1..]),
        Some(scan::FLAG) => return scan::scan(Path::new(arguments.get(1).map_or("", String::as_str))),
        _ => {}
    }
    let options = Options::parse();
    if !options.bench {
        println!("cargo bench --bench million");
        return ExitCode::SUCCESS;
    }
    std::fs::create_dir_all(&options.folder).expect("the folder can be created");
    let setup = Setup::detect(&options);
    let mut results = Results::default();
    cold_start::measure(&options, &setup, &mut results);
    for count in options.deals.iter().copied() {
        let files = Files::ensure(&options.folder, count).expect("the deals can be written");
        compare::measure_size(&files, &options, &setup, &mut results);
        tasks::measure_size(&files, &options, &setup, &mut results);
    }
    results.print_growth();
    if setup.baseline.is_some() {
        results.print_baseline_ratios();
    }
    requirements::print(&results);
    results.print_mismatches();
    if results.has_mismatches() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
