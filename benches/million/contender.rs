//! Who answers: outlay, the other programs that are there, and the floor under them all.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::generate::{DOCUMENT, Files, LINES, MINIFIED, asked_company};
use crate::measure::Measured;
use crate::question::{Answer, Question};
use crate::{factors, scan};

const DUCKDB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/million/rivals/ask_duckdb.py");
const POLARS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/million/rivals/ask_polars.py");
const JQ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/million/rivals/ask.jq");
/// The rates that are built into outlay, for those who have none.
const RATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/eurofxref-hist.csv");

/// The deals above which a rival that takes seconds for each ten thousand is left out.
const FEW: u32 = 100_000;

/// The forms that outlay reads, with the endings of their files; one that is not there is passed over.
pub const FORMS: &[(&str, &str)] =
    &[("JSON Lines", LINES), ("document", DOCUMENT), ("document, one line", MINIFIED), ("Parquet", PARQUET)];

/// The form that outlay makes itself of JSON Lines.
const PARQUET: &str = "parquet";

/// The ways in which outlay is asked, each with the arguments that it adds.
pub const VARIANTS: &[(&str, &[&str])] = &[("", &[])];

/// What all contenders share.
pub struct Setting {
    /// The program that is measured.
    pub outlay: PathBuf,
    /// The Python that has DuckDB and Polars.
    pub python: String,
    /// On how many threads the rivals may run.
    pub threads: usize,
    /// Whether rivals that take minutes take part too.
    pub patient: bool,
    /// Where files may be put.
    pub folder: PathBuf,
    company: String,
    /// Every name of the company and of those it owns, in lower case, as JSON.
    names: String,
    /// Who is there.
    pub has_jq: bool,
    pub has_duckdb: bool,
    has_polars: bool,
}

impl Setting {
    /// Looks who is there, and says who is not.
    pub fn new(outlay: PathBuf, threads: usize, patient: bool, folder: PathBuf) -> Self {
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let (company, names) = asked_company();
        let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let names = serde_json::to_string(&names).expect("texts are JSON");
        let has_module = |module: &str| is_there(&python, &["-c", &format!("import {module}")]);
        let (has_duckdb, has_polars) = (has_module("duckdb"), has_module("polars"));
        let has_jq = is_there("jq", &["--version"]);
        for (name, is_there) in [("DuckDB", has_duckdb), ("Polars", has_polars), ("jq", has_jq)] {
            if !is_there {
                println!(
                    "{name} is not here and takes no part (PYTHON names the Python of DuckDB and Polars)"
                );
            }
        }
        Self { outlay, python, threads, patient, folder, company, names, has_jq, has_duckdb, has_polars }
    }
}

/// Has outlay make a Parquet file of the deals, by the build that is measured.
fn make_columns(files: &Files, setting: &Setting) {
    let mut command = Command::new(&setting.outlay);
    command.env_remove("OUTLAY_DATA").arg("--data").arg(files.path(LINES)).arg("list").arg("-o");
    command.arg(files.path(PARQUET)).stderr(Stdio::null());
    assert!(command.status().is_ok_and(|status| status.success()), "{command:?} failed");
}

fn is_there(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

enum Program {
    /// With what a variant adds.
    Outlay(&'static [&'static str]),
    /// Reads and understands nothing.
    Scan,
    /// With the factors of conversion, which it could not reckon in time.
    Jq {
        factors: PathBuf,
    },
    /// With what its script calls the form.
    DuckDb(&'static str),
    Polars,
}

/// One program with one form of the deals.
pub struct Contender {
    /// What it is called in tables.
    pub label: String,
    /// The form of its deals, by which it is compared with outlay.
    pub ending: &'static str,
    program: Program,
    file: PathBuf,
}

impl Contender {
    /// Everyone who takes part with these files; outlay comes first.
    pub fn all(files: &Files, setting: &Setting) -> Vec<Self> {
        make_columns(files, setting);
        let mut all: Vec<Self> = Vec::new();
        for (form, ending) in FORMS.iter().filter(|(_, ending)| files.path(ending).exists()) {
            for (variant, arguments) in VARIANTS {
                let comma = if variant.is_empty() { "" } else { ", " };
                all.push(Self {
                    label: format!("outlay, {form}{comma}{variant}"),
                    ending,
                    program: Program::Outlay(arguments),
                    file: files.path(ending),
                });
            }
        }
        let mut rival = |label: &str, ending, program| {
            all.push(Self { label: label.to_owned(), ending, program, file: files.path(ending) });
        };
        rival("bare structural scan, JSON Lines", LINES, Program::Scan);
        let has_time = setting.patient || files.count <= FEW;
        if setting.has_duckdb {
            rival("DuckDB, JSON Lines", LINES, Program::DuckDb("lines"));
            rival("DuckDB, JSON Lines, doubles", LINES, Program::DuckDb("lines-doubles"));
            rival("DuckDB, JSON Lines, ASOF JOIN", LINES, Program::DuckDb("lines-asof"));
            rival("DuckDB, outlay's Parquet", PARQUET, Program::DuckDb("parquet"));
            if has_time {
                rival("DuckDB, document", DOCUMENT, Program::DuckDb("document"));
            }
        }
        if setting.has_polars {
            rival("Polars, JSON Lines", LINES, Program::Polars);
        }
        if setting.has_jq && has_time {
            let factors = setting.folder.join("factors.json");
            factors::write(Path::new(RATES), &factors).expect("the factors of conversion can be written");
            rival("jq, JSON Lines", LINES, Program::Jq { factors: factors.clone() });
            rival("jq, document", DOCUMENT, Program::Jq { factors });
        }
        if setting.has_duckdb {
            let prepared = Self::prepared(files, setting);
            let label = format!("{}, doubles", prepared.label);
            let file = prepared.file.clone();
            all.push(prepared);
            all.push(Self { label, ending: LINES, program: Program::DuckDb("prepared-doubles"), file });
        }
        all
    }

    /// Whether it has a way of its own with a question.
    pub fn takes_part(&self, question: Question) -> bool {
        match self.program {
            Program::DuckDb(form) if form.contains('-') => question == Question::Converted,
            _ => true,
        }
    }

    /// Whether its answer is only nearly the same question's: a rate of a month or a year is beyond it.
    fn leaves_out(&self) -> bool {
        matches!(self.program, Program::DuckDb("lines-asof"))
    }

    /// DuckDB with a database of its own, which it makes here, before anything is timed.
    fn prepared(files: &Files, setting: &Setting) -> Self {
        let file = setting.folder.join(format!("deals-{}.duckdb", files.count));
        // One of an earlier run may be of other deals.
        let _ = std::fs::remove_file(&file);
        let mut command = Command::new(&setting.python);
        command.arg(DUCKDB).arg("prepare").arg(files.path(LINES)).arg(RATES).arg(&file);
        assert!(command.status().is_ok_and(|status| status.success()), "{command:?} failed");
        Self {
            label: "DuckDB, its own database".to_owned(),
            ending: LINES,
            program: Program::DuckDb("prepared"),
            file,
        }
    }

    /// Whether others are compared with it.
    pub const fn is_outlay(&self) -> bool {
        matches!(self.program, Program::Outlay(_))
    }

    /// The command that asks a question.
    pub fn command(&self, question: Question, setting: &Setting) -> Command {
        let python = |script: &str, form: &str| {
            let mut command = Command::new(&setting.python);
            command.args([script, question.as_str(), form]).arg(&self.file);
            command.args([RATES, &setting.names, &setting.threads.to_string()]);
            command
        };
        match &self.program {
            Program::Outlay(variant) => {
                let mut command = Command::new(&setting.outlay);
                command.env_remove("OUTLAY_DATA").arg("--data").arg(&self.file);
                command.args(question.arguments(&setting.company)).args(["--format", "csv"]).args(*variant);
                command
            }
            Program::Scan => {
                let mut command =
                    Command::new(std::env::current_exe().expect("the benchmark knows its own path"));
                command.arg(scan::FLAG).arg(&self.file);
                command
            }
            Program::Jq { factors } => {
                let mut command = Command::new("jq");
                command.args(["-n", "-r", "--arg", "question", question.as_str()]);
                command.args(["--argjson", "names", &setting.names]);
                if question == Question::Converted {
                    command.args([OsStr::new("--slurpfile"), OsStr::new("factors"), factors.as_os_str()]);
                } else {
                    command.args(["--argjson", "factors", "[]"]);
                }
                command.args(["-f", JQ]).arg(&self.file);
                command
            }
            Program::DuckDb(form) => python(DUCKDB, form),
            Program::Polars => python(POLARS, "lines"),
        }
    }

    /// What it said; nothing for one that understands nothing.
    pub fn answer(&self, question: Question, measured: &Measured) -> Option<Answer> {
        match self.program {
            Program::Scan => None,
            _ if self.leaves_out() => None,
            Program::Outlay(_) => Some(Answer::of_outlay(question, measured)),
            Program::Jq { .. } | Program::DuckDb(_) | Program::Polars => {
                Some(Answer::of_rival(question, measured))
            }
        }
    }

    /// Whether it owes the last digit: jq has only binary fractions, and the others use them to convert.
    pub fn is_exact(&self, question: Question) -> bool {
        match self.program {
            Program::Outlay(_) => true,
            Program::Jq { .. } => false,
            Program::Scan | Program::DuckDb(_) | Program::Polars => question != Question::Converted,
        }
    }
}
