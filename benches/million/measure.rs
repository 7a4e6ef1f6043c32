//! How long a program takes and how much memory it has at its peak.
//!
//! The system tells a parent the peak of its children, and a child inherits what its parent had; so each program is
//! started by a small one that starts nothing else, which is this benchmark itself under another flag.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// The flag under which the benchmark is the small parent of one program.
pub const FLAG: &str = "--measure";

/// One run of a program.
#[derive(Debug)]
pub struct Measured {
    /// From its start to its end.
    pub seconds: f64,
    /// The most memory that it had at a time, where the system tells.
    pub peak_bytes: Option<u64>,
    /// What it wrote to standard output.
    pub output: String,
    /// What it wrote to standard error.
    pub messages: String,
}

/// Runs a program; what it writes goes to files in `folder`, as a pipe would slow it down.
///
/// # Panics
/// When it cannot be started or does not end well.
pub fn run(command: &Command, folder: &Path) -> Measured {
    let (output, messages) = (folder.join("answer.out"), folder.join("answer.err"));
    let this = std::env::current_exe().expect("the benchmark knows its own path");
    let mut parent = Command::new(this);
    parent.arg(FLAG).args([&output, &messages]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => parent.env(name, value),
            None => parent.env_remove(name),
        };
    }
    let report = parent.output().expect("the benchmark starts itself");
    let [output, messages] = [output, messages].map(|file| fs::read_to_string(file).unwrap_or_default());
    assert!(
        report.status.success(),
        "{command:?} failed:\n{messages}\n{}",
        String::from_utf8_lossy(&report.stderr)
    );
    let report = String::from_utf8_lossy(&report.stdout);
    let (seconds, peak) = report.trim().split_once(' ').expect("the report is two numbers");
    let seconds = seconds.parse().expect("the report begins with the seconds");
    Measured { seconds, peak_bytes: peak.parse().ok(), output, messages }
}

/// The small parent: runs the program that stands behind the names of two files and reports on standard output.
pub fn be_parent(arguments: &[String]) -> ExitCode {
    let [output, messages, program, arguments @ ..] = arguments else {
        eprintln!("{FLAG} OUTPUT MESSAGES PROGRAM [ARGUMENT]...");
        return ExitCode::from(2);
    };
    match time(output, messages, program, arguments) {
        Ok(Some(seconds)) => {
            let peak = peak_of_children().map_or_else(|| "unknown".to_owned(), |bytes| bytes.to_string());
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

/// The seconds that a program takes; nothing when it fails.
fn time(output: &str, messages: &str, program: &str, arguments: &[String]) -> io::Result<Option<f64>> {
    let mut command = Command::new(program);
    command.args(arguments).stdout(File::create(output)?).stderr(File::create(messages)?);
    let start = Instant::now();
    let status = command.status()?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(status.success().then_some(seconds))
}

#[cfg(unix)]
fn peak_of_children() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};

    // Apple counts bytes, the others count units of 1024.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    u64::try_from(usage.max_rss()).ok().map(|peak| peak * unit)
}

#[cfg(not(unix))]
fn peak_of_children() -> Option<u64> {
    None
}
