//! What questions cost over 10,000 and 1,000,000 deals, for outlay and for the programs that one would reach for
//! instead: `cargo bench --bench million`; `-- --help` lists what can be chosen.
//!
//! All programs are started anew for each run, in turn, so that a machine that changes its speed changes all. They
//! answer from the same deals, which are made up by rule, and must give the same answers.

mod contender;
mod factors;
mod generate;
mod measure;
mod question;
mod scan;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use contender::{Contender, Setting};
use generate::Files;
use measure::Measured;
use question::{Answer, Question};

/// The flag under which the benchmark is a program that does nothing.
const NOTHING: &str = "--nothing";
/// A program whose first run takes longer than that is not run again.
const SLOW: f64 = 10.0;

/// What is measured.
#[derive(Debug, Parser)]
#[command(name = "cargo bench --bench million --")]
struct Options {
    /// How many deals; below ten thousand, some of what is asked for does not occur.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000], value_parser = clap::value_parser!(u32).range(10_000..))]
    deals: Vec<u32>,
    /// How many runs each; one more goes before them and is not counted.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// On how many threads DuckDB and Polars may run.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Rivals that take minutes take part at every size: jq, and DuckDB with one document.
    #[arg(long)]
    patient: bool,
    /// Only contenders whose name contains one of these texts.
    #[arg(long, value_delimiter = ';')]
    only: Vec<String>,
    /// Only these questions: list, region, year, converted.
    #[arg(long, value_delimiter = ',')]
    questions: Vec<String>,
    /// Where the deals are, or are put.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/target/million"), hide_default_value = true)]
    folder: PathBuf,
    /// Another build of outlay.
    #[arg(long, default_value = env!("CARGO_BIN_EXE_outlay"), hide_default_value = true)]
    outlay: PathBuf,
    /// Given by `cargo bench`; without it, as in `cargo test --all-targets`, nothing is measured.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(NOTHING) => return ExitCode::SUCCESS,
        Some(measure::FLAG) => return measure::be_parent(&arguments[1..]),
        Some(scan::FLAG) => return scan::scan(Path::new(arguments.get(1).map_or("", String::as_str))),
        _ => {}
    }
    let options = Options::parse();
    if !options.bench {
        println!("cargo bench --bench million");
        return ExitCode::SUCCESS;
    }
    std::fs::create_dir_all(&options.folder).expect("the folder can be made");
    let setting =
        Setting::new(options.outlay.clone(), options.threads, options.patient, options.folder.clone());
    cold_starts(&options, &setting);
    let mut medians: Medians = BTreeMap::new();
    for count in options.deals.iter().copied() {
        let files = Files::ensure(&options.folder, count).expect("the deals can be written");
        measure_size(&files, &options, &setting, &mut medians);
    }
    print_growth(&options, &medians);
    ExitCode::SUCCESS
}

/// The medians by question and contender, for each number of deals.
type Medians = BTreeMap<(Question, String), BTreeMap<u32, f64>>;

/// The runs of one contender.
#[derive(Default)]
struct Runs {
    seconds: Vec<f64>,
    peak_bytes: Option<u64>,
}

impl Runs {
    fn add(&mut self, measured: &Measured) {
        self.seconds.push(measured.seconds);
        self.peak_bytes = self.peak_bytes.max(measured.peak_bytes);
    }

    fn median(&self) -> f64 {
        let mut sorted = self.seconds.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }
}

/// What it costs to start at all, with the four deals that are built in.
fn cold_starts(options: &Options, setting: &Setting) {
    let command = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).env_remove("OUTLAY_DATA");
        command
    };
    let this = std::env::current_exe().expect("the benchmark knows its own path");
    let python = Path::new(&setting.python);
    let mut commands = vec![
        ("outlay list", command(&options.outlay, &["list"])),
        ("outlay totals --in USD", command(&options.outlay, &["totals", "--in", "USD", "--at", "announced"])),
        ("a program that does nothing", command(&this, &[NOTHING])),
    ];
    if setting.has_jq {
        commands.push(("jq that does nothing", command(Path::new("jq"), &["-n", "empty"])));
    }
    if setting.has_duckdb {
        commands.push(("Python that loads DuckDB", command(python, &["-c", "import duckdb"])));
    }
    let mut runs: Vec<Runs> = commands.iter().map(|_| Runs::default()).collect();
    for run in 0..=options.runs {
        for ((_, command), runs) in commands.iter().zip(&mut runs) {
            let measured = measure::run(command, &options.folder);
            if run > 0 {
                runs.add(&measured);
            }
        }
    }
    println!("\nCold start, 4 deals");
    let base = Some(runs[0].median());
    for ((label, _), runs) in commands.iter().zip(&runs) {
        print_row(label, runs, base);
    }
}

/// Puts every question to every contender.
fn measure_size(files: &Files, options: &Options, setting: &Setting, medians: &mut Medians) {
    let mut contenders = Contender::all(files, setting);
    contenders.retain(|contender| {
        options.only.is_empty() || options.only.iter().any(|text| contender.label.contains(text))
    });
    for question in Question::ALL {
        if !options.questions.is_empty() && !options.questions.iter().any(|word| word == question.as_str()) {
            continue;
        }
        let contenders: Vec<&Contender> =
            contenders.iter().filter(|contender| contender.takes_part(question)).collect();
        let runs = measure_question(question, &contenders, options, setting);
        println!("\n{}, {} deals", question.as_str(), files.count);
        for (contender, own) in contenders.iter().zip(&runs) {
            let same_form = |other: &&Contender| other.is_outlay() && other.ending == contender.ending;
            let base = contenders.iter().position(same_form);
            print_row(&contender.label, own, base.map(|base| runs[base].median()));
            let of_sizes = medians.entry((question, contender.label.clone())).or_default();
            of_sizes.insert(files.count, own.median());
        }
    }
}

/// The runs of each contender, in turn; every first answer is held against the first of all.
fn measure_question(
    question: Question,
    contenders: &[&Contender],
    options: &Options,
    setting: &Setting,
) -> Vec<Runs> {
    let mut all: Vec<Runs> = contenders.iter().map(|_| Runs::default()).collect();
    let mut first: Option<(&Contender, Answer)> = None;
    for run in 0..=options.runs {
        for (contender, runs) in contenders.iter().zip(&mut all) {
            if runs.seconds.first().is_some_and(|seconds| *seconds > SLOW) {
                continue;
            }
            let measured = measure::run(&contender.command(question, setting), &options.folder);
            if run > 0 || measured.seconds > SLOW {
                runs.add(&measured);
            }
            if run > 0 {
                continue;
            }
            if contender.is_outlay() {
                let mut alone = contender.command(question, setting);
                alone.args(["--threads", "1"]);
                let alone = measure::run(&alone, &options.folder);
                assert!(
                    (&alone.output, &alone.messages) == (&measured.output, &measured.messages),
                    "{}: {} says something else on one thread",
                    question.as_str(),
                    contender.label
                );
            }
            let Some(answer) = contender.answer(question, &measured) else { continue };
            match &first {
                None => first = Some((contender, answer)),
                Some((other, expected)) => assert!(
                    answer.agrees_with(expected, contender.is_exact(question) && other.is_exact(question)),
                    "{}: {} says\n{expected:#?}\nand {} says\n{answer:#?}",
                    question.as_str(),
                    other.label,
                    contender.label,
                ),
            }
        }
    }
    all
}

/// A contender's median, how far its runs lie apart, how many times `base` that is, and its memory.
fn print_row(label: &str, runs: &Runs, base: Option<f64>) {
    let extreme = |pick: fn(f64, f64) -> f64| runs.seconds.iter().copied().reduce(pick).unwrap_or_default();
    let ratio = base.map_or_else(|| "?".to_owned(), |base| format!("{:.3}", runs.median() / base));
    let peak = runs.peak_bytes.map_or_else(|| "?".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6));
    println!(
        "  {label:34} {:9.4} s  ({:.4} to {:.4}) {ratio:>8} times outlay {peak:>8} MB",
        runs.median(),
        extreme(f64::min),
        extreme(f64::max),
    );
}

/// How many times the seconds of the fewest deals the most take.
fn print_growth(options: &Options, medians: &Medians) {
    let sizes = (options.deals.iter().min(), options.deals.iter().max());
    let (Some(least), Some(most)) = sizes else { return };
    if least == most {
        return;
    }
    let growths: Vec<String> = medians
        .iter()
        .filter_map(|((question, label), of_sizes)| {
            let growth = of_sizes.get(most)? / of_sizes.get(least)?;
            Some(format!("{label}, {}: {growth:.1}", question.as_str()))
        })
        .collect();
    println!("\n{most} deals take this many times as long as {least}: {}", growths.join("; "));
}
