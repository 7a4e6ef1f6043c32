//! Measures the wall-clock time and the peak memory of one process.
//!
//! The system reports the peak memory of all children of a process together, and a child starts with the peak of its
//! parent. Therefore each program runs under a small parent of its own: this benchmark itself with the argument
//! [`FLAG`].

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// The argument that makes the benchmark the parent of one program.
pub(crate) const FLAG: &str = "--measure";

/// One run of a program.
#[derive(Debug)]
pub(crate) struct Measurement {
    /// Wall-clock time.
    pub(crate) seconds: f64,
    /// Peak memory; `None` if the system does not report it.
    pub(crate) peak_bytes: Option<u64>,
    /// Standard output.
    pub(crate) output: String,
    /// Standard error.
    pub(crate) messages: String,
}

/// Runs a program. Its output goes to files in `folder`, because a pipe would slow it down.
///
/// # Panics
/// If it cannot be started or fails.
pub(crate) fn run(command: &Command, folder: &Path) -> Measurement {
    let (output, messages) = (folder.join("answer.out"), folder.join("answer.err"));
    let this = std::env::current_exe().expect("the path of the benchmark is known");
    let mut parent = Command::new(this);
    parent.arg(FLAG).args([&output, &messages]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => parent.env(name, value),
            None => parent.env_remove(name),
        };
    }
    let report = parent.output().expect("the benchmark can start itself");
    let [output, messages] =
        [output, messages].map(|file| fs::read_to_string(file).expect("the output is UTF-8"));
    assert!(
        report.status.success(),
        "{command:?} failed:\n{messages}\n{}",
        String::from_utf8_lossy(&report.stderr)
    );
    let report = String::from_utf8_lossy(&report.stdout);
    let (seconds, peak) = report.trim().split_once(' ').expect("the report is two numbers");
    let seconds = seconds.parse().expect("the report starts with the seconds");
    Measurement { seconds, peak_bytes: peak.parse().ok(), output, messages }
}

/// Runs a program as its parent and prints its seconds and peak memory. The arguments are the files for standard output
/// and standard error, the program and its arguments.
pub(crate) fn run_as_parent(arguments: &[String]) -> ExitCode {
    let [output, messages, program, arguments @ ..] = arguments else {
        eprintln!("{FLAG} OUTPUT MESSAGES PROGRAM [ARGUMENT]...");
        return ExitCode::from(2);
    };
    match time(output, messages, program, arguments) {
        Ok(Some(seconds)) => {
            let peak = children_peak_memory().map_or_else(|| "unknown".to_owned(), |bytes| bytes.to_string());
            println!("{seconds} {peak}");
            ExitCode::SUCCESS
        }
        Ok(None) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{program}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the seconds that a program takes; `None` if it fails.
fn time(output: &str, messages: &str, program: &str, arguments: &[String]) -> io::Result<Option<f64>> {
    let mut command = Command::new(program);
    command.args(arguments).stdout(File::create(output)?).stderr(File::create(messages)?);
    let start = Instant::now();
    let status = command.status()?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(status.success().then_some(seconds))
}

#[cfg(unix)]
fn children_peak_memory() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};

    // In bytes on Apple's systems, in units of 1024 bytes on others.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    u64::try_from(usage.max_rss()).ok().map(|peak| peak * unit)
}

#[cfg(not(unix))]
fn children_peak_memory() -> Option<u64> {
    None
}

/// Returns the indices of `count` commands in the order of a run. Odd runs have the reverse order, so that no command
/// always follows the same other one.
pub(crate) fn turn_order(count: usize, run: usize) -> Vec<usize> {
    let order = 0..count;
    if run.is_multiple_of(2) { order.collect() } else { order.rev().collect() }
}
