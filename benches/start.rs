//! Compares a cold start of outlay with an empty program: `cargo bench --bench start`.
//!
//! The empty program is this benchmark itself with the argument [`EMPTY`]. All programs take turns, so that a change
//! in the machine's speed affects each of them.

#[path = "../tests/common/mod.rs"]
mod common;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;

use common::NO_SETTINGS;

/// Number of runs of each command.
const RUNS: usize = 200;

/// The argument that makes the benchmark exit at once.
const EMPTY: &str = "--empty";

/// Commands on the built-in dataset.
const COMMANDS: [&[&str]; 4] =
    [&["list"], &["totals", "--in", "EUR"], &["totals", "--in", "USD", "--by", "country"], &["regions"]];

/// Compare a cold start of outlay with an empty program
#[derive(Debug, Parser)]
#[command(bin_name = "cargo bench --bench start --")]
struct Options {
    /// The build of outlay to measure
    #[arg(long, value_name = "PATH", default_value = env!("CARGO_BIN_EXE_outlay"), hide_default_value = true)]
    outlay: PathBuf,
    /// Another build of outlay to compare with
    #[arg(long, value_name = "PATH")]
    baseline: Option<PathBuf>,
    /// Passed by `cargo bench`. Without it, as in `cargo test --all-targets`, nothing is measured
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    if std::env::args_os().nth(1).as_deref() == Some(OsStr::new(EMPTY)) {
        return;
    }
    let options = Options::parse();
    if !options.bench {
        println!("cargo bench --bench start");
        return;
    }
    println!("Cold starts, median of {RUNS} runs");
    for arguments in COMMANDS {
        compare(&options, arguments);
    }
}

/// Measures one command with each build and prints the medians.
fn compare(options: &Options, arguments: &[&str]) {
    let this = std::env::current_exe().expect("the path of the benchmark is known");
    let mut commands =
        vec![("empty program", command(&this, &[EMPTY])), ("outlay", command(&options.outlay, arguments))];
    if let Some(baseline) = &options.baseline {
        commands.push(("baseline", command(baseline, arguments)));
    }
    let mut times = vec![Vec::new(); commands.len()];
    for run in 0..RUNS {
        for turn in 0..commands.len() {
            // Odd runs have the reverse order, so that no command always follows the same other one.
            let index = if run.is_multiple_of(2) { turn } else { commands.len() - 1 - turn };
            times[index].push(time(&mut commands[index].1));
        }
    }
    println!("\n{}", arguments.join(" "));
    let medians: Vec<Duration> = times.into_iter().map(median).collect();
    let empty = medians[0];
    for ((label, _), median) in commands.iter().zip(medians) {
        println!(
            "  {label:14} {:6.2} ms, {:5.2} ms more than the empty program, ratio {:.2}",
            milliseconds(median),
            milliseconds(median.saturating_sub(empty)),
            median.as_secs_f64() / empty.as_secs_f64(),
        );
    }
}

fn command(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).envs(NO_SETTINGS).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a command and returns its wall-clock time.
fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.status().expect("the program starts");
    let elapsed = start.elapsed();
    assert!(status.success(), "{command:?} failed");
    elapsed
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
