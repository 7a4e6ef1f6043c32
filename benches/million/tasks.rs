//! Measures the tasks that only outlay does: what changed, the largest deals in one currency, totals by company, exports, and
//! adding to a dataset.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::build::Build;
use crate::common::NO_SETTINGS;
use crate::contender::{Contender, succeeds};
use crate::generate::{Files, Form};
use crate::measure::{self, Measurement, turn_order};
use crate::options::Options;
use crate::results::{Results, Runs, print_row};
use crate::setup::Setup;
use crate::task::{TO_ADD_TO, Task};

/// One deal in this many is changed or removed in the newer of two files.
const CHANGED: usize = 10_000;

/// Measures every task on a dataset and prints the figures, with the ratio to the structural scan of the same deals.
pub(crate) fn measure_size(files: &Files, options: &Options, setup: &Setup, results: &mut Results) {
    let tasks: Vec<Task> = Task::ALL.into_iter().filter(|task| options.includes_task(*task)).collect();
    if tasks.is_empty() {
        return;
    }
    let inputs = Inputs::ensure(files, options).expect("the inputs of the tasks can be written");
    for task in tasks {
        let deals = if task.adds() { TO_ADD_TO } else { files.count };
        let runs = measure_task(task, &inputs, options, setup, results);
        println!("\n{task}, {deals} deals");
        let (outlay, scan) = (runs[0].1.median(), runs.last().map(|(_, runs)| runs.median()));
        for (label, own) in &runs {
            print_row(label, own, Some(outlay));
        }
        println!("  {:40} {:9.2}", "outlay / structural scan", outlay / scan.unwrap_or(f64::NAN));
        for (label, own) in runs {
            results.add_task(files.count, task, label, own);
        }
    }
}

/// The runs of the new build, of the baseline and of the structural scan, which take turns. The baseline must write the same
/// bytes.
fn measure_task(
    task: Task,
    inputs: &Inputs,
    options: &Options,
    setup: &Setup,
    results: &mut Results,
) -> Vec<(String, Runs)> {
    // An older build does not know all tasks, nor all fields of the deals.
    let can_do = |build| succeeds(&mut inputs.command(task, setup.program(build)));
    let has_baseline = setup.baseline.is_some() && can_do(Build::Baseline);
    if setup.baseline.is_some() && !has_baseline {
        println!("\nThe baseline takes no part in {task}, which it cannot do");
    }
    let builds = [Build::New].into_iter().chain(has_baseline.then_some(Build::Baseline));
    let scanned = if task.adds() { &inputs.to_add_to } else { &inputs.lines };
    let mut labels: Vec<(String, Option<Build>)> =
        builds.map(|build| (build.label(Form::Lines), Some(build))).collect();
    labels.push(("structural scan".to_owned(), None));
    let mut all: Vec<Runs> = labels.iter().map(|_| Runs::default()).collect();
    let mut first: Option<(String, Vec<u8>)> = None;
    for run in 0..=options.runs {
        for index in turn_order(labels.len(), usize::from(run)) {
            let (label, build) = &labels[index];
            let command = match build {
                Some(build) => inputs.command(task, setup.program(*build)),
                None => Contender::scan(scanned),
            };
            let measurement = measure::run(&command, &options.folder);
            if run > 0 {
                all[index].add(&measurement);
            }
            if run == 0 && build.is_some() {
                let written = inputs.written(task, &measurement);
                match &first {
                    None => first = Some((label.clone(), written)),
                    Some((other, expected)) if *expected != written => {
                        results.add_mismatch(format!("{task}: {label} and {other} write different bytes"));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    labels.into_iter().map(|(label, _)| label).zip(all).collect()
}

/// The files that the tasks read and write.
struct Inputs {
    lines: PathBuf,
    /// The same deals, of which some were changed or removed.
    newer: PathBuf,
    to_add_to: PathBuf,
    /// The copy to which a deal is added.
    changed: PathBuf,
    /// A sheet of one row.
    row: PathBuf,
    parquet: PathBuf,
    tables: PathBuf,
}

impl Inputs {
    fn ensure(files: &Files, options: &Options) -> io::Result<Self> {
        let folder = options.folder.join("tasks");
        fs::create_dir_all(&folder)?;
        let path = |name: &str| folder.join(name);
        let inputs = Self {
            lines: files.path(Form::Lines.extension()),
            newer: path("newer.jsonl"),
            to_add_to: Files::ensure(&options.folder, TO_ADD_TO)?.path(Form::Lines.extension()),
            changed: path("changed.jsonl"),
            row: path("row.csv"),
            parquet: path("deals.parquet"),
            tables: path("tables"),
        };
        write_newer(&inputs.lines, &inputs.newer)?;
        fs::write(
            &inputs.row,
            "title,kind,announced,amount,investor\nA plant,capex,2026-06-01,EUR 12m,Fabco AG\n",
        )?;
        Ok(inputs)
    }

    /// The command of a task. Prepares what it writes to.
    fn command(&self, task: Task, outlay: &Path) -> Command {
        let mut command = Command::new(outlay);
        command.envs(NO_SETTINGS);
        let data = if task.adds() { &self.changed } else { &self.lines };
        if task != Task::Diff {
            command.arg("--data").arg(data);
        }
        if task.adds() {
            fs::copy(&self.to_add_to, &self.changed).expect("the dataset can be copied");
        }
        match task {
            Task::Changes => command.args(["changes", "--since", "2026-06-01", "--format", "csv"]),
            Task::Diff => command.arg("diff").args([&self.lines, &self.newer]).args(["--format", "csv"]),
            Task::Largest => command
                .args(["list", "--sort", "-amount", "--in", "USD", "--limit", "10"])
                .args(["--max-rate-age", "366", "--format", "csv"]),
            Task::Company => command.args(["totals", "--by", "company", "--format", "csv"]),
            Task::Parquet => command.args(["export", "-o"]).arg(&self.parquet),
            Task::Tables => command.args(["export", "--tables"]).arg(&self.tables),
            Task::Add => command
                .args(["add", "--yes", "--title", "A plant", "--kind", "capex", "--announced", "2026-06-01"])
                .args(["--amount", "EUR 12m", "--party", "Fabco AG:investor"]),
            Task::Import => command.arg("import").arg(&self.row).arg("--yes"),
        };
        command
    }

    /// What a run of a task has written.
    fn written(&self, task: Task, measurement: &Measurement) -> Vec<u8> {
        match task {
            Task::Parquet => fs::read(&self.parquet).expect("the Parquet file can be read"),
            // Their rows are compared by tests/tables.rs.
            Task::Tables => Vec::new(),
            Task::Add | Task::Import => fs::read(&self.changed).expect("the dataset can be read"),
            _ => measurement.output.clone().into_bytes(),
        }
    }
}

/// Copies JSON Lines; every second deal of one in [`CHANGED`] is left out, and the others of these get a field.
fn write_newer(lines: &Path, newer: &Path) -> io::Result<()> {
    let mut output = BufWriter::with_capacity(1 << 20, File::create(newer)?);
    for (index, line) in BufReader::with_capacity(1 << 20, File::open(lines)?).lines().enumerate() {
        let line = line?;
        // The first deals describe companies and sources that later ones refer to.
        let describes = line.contains("\"companies\"") || line.contains("\"sources\"");
        match (index % CHANGED == CHANGED / 2, index / CHANGED % 2) {
            (true, 0) if !describes => {}
            (true, _) => {
                writeln!(output, "{},\"fields\":{{\"desk\":\"energy\"}}}}", &line[..line.len() - 1])?;
            }
            (false, _) => writeln!(output, "{line}")?,
        }
    }
    output.flush()
}
