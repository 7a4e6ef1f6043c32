//! Startup times: commands on the four built-in deals, and programs that do nothing.

use std::path::Path;
use std::process::Command;

use crate::common::NO_SETTINGS;
use crate::measure::{self, turn_order};
use crate::options::Options;
use crate::results::{Results, Runs, print_row};
use crate::setup::{Setup, Tool};

/// The argument that makes the benchmark exit at once.
pub(crate) const EMPTY: &str = "--empty";

/// Commands of outlay that are measured, as they are typed.
pub(crate) const COMMANDS: [&str; 2] = ["list", "totals --in USD --at announced"];

/// Number of measured runs of each command. A start takes milliseconds, and its times vary.
const RUNS: usize = 40;

/// Measures all startup times and prints them.
pub(crate) fn measure(options: &Options, setup: &Setup, results: &mut Results) {
    println!("\nCold start, 4 deals");
    let mut outlay = None;
    // In two groups: after the large programs, the next start takes longer.
    for commands in [own_commands(setup), other_commands(setup)] {
        let mut all: Vec<Runs> = commands.iter().map(|_| Runs::default()).collect();
        for run in 0..=RUNS {
            for index in turn_order(commands.len(), run) {
                let measurement = measure::run(&commands[index].1, &options.folder);
                if run > 0 {
                    all[index].add(&measurement);
                }
            }
        }
        for ((label, _), runs) in commands.into_iter().zip(all) {
            let outlay = *outlay.get_or_insert_with(|| runs.median());
            print_row(&label, &runs, Some(outlay));
            results.add_cold_start(label, runs);
        }
    }
}

/// The commands of both builds, starting with the new one, and an empty program.
fn own_commands(setup: &Setup) -> Vec<(String, Command)> {
    let mut commands = Vec::new();
    for arguments in COMMANDS {
        let words: Vec<&str> = arguments.split(' ').collect();
        commands.push((format!("outlay {arguments}"), command(&setup.outlay, &words)));
        if let Some(baseline) = &setup.baseline {
            commands.push((format!("baseline {arguments}"), command(baseline, &words)));
        }
    }
    let this = std::env::current_exe().expect("the path of the benchmark is known");
    commands.push(("empty program".to_owned(), command(&this, &[EMPTY])));
    commands
}

/// The other programs, which do nothing.
fn other_commands(setup: &Setup) -> Vec<(String, Command)> {
    let mut commands = Vec::new();
    if setup.has(Tool::Jq) {
        commands.push(("jq, empty program".to_owned(), command(Path::new("jq"), &["-n", "empty"])));
    }
    if setup.has(Tool::DuckDb) {
        let python = Path::new(&setup.python);
        commands.push(("Python, loading DuckDB".to_owned(), command(python, &["-c", "import duckdb"])));
    }
    commands
}

fn command(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).envs(NO_SETTINGS);
    command
}
