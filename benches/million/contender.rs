//! A contender: one program on one form of the deals.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::build::Build;
use crate::common::NO_SETTINGS;
use crate::generate::{Files, Form};
use crate::measure::Measurement;
use crate::question::{Answer, Precision, Question};
use crate::setup::{Setup, Tool};
use crate::{factors, scan};

/// `DuckDB` with declared columns, on JSON Lines.
pub(crate) const DUCKDB_LINES: &str = "DuckDB, JSON Lines";
/// `DuckDB` on the Parquet file that outlay wrote.
pub(crate) const DUCKDB_PARQUET: &str = "DuckDB, Parquet written by outlay";

const DUCKDB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/million/programs/query_duckdb.py");
const POLARS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/million/programs/query_polars.py");
const JQ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/million/programs/query.jq");
/// The ECB's rates, which outlay has built in.
const RATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/eurofxref-hist.csv");

/// Programs that take seconds per ten thousand deals are left out above this number of deals.
const SMALL: u32 = 100_000;

#[derive(Debug)]
enum Program {
    Outlay(Build),
    /// [`scan`]: finds the end of each value and does nothing else.
    Scan,
    /// jq cannot compute the conversion factors in reasonable time and reads them from a file.
    Jq {
        factors: PathBuf,
    },
    DuckDb {
        /// The input, as `query_duckdb.py` names it.
        input: &'static str,
        /// A special way to convert, which takes part in that question only.
        conversion: Option<&'static str>,
    },
    Polars,
}

/// One program on one form of the deals.
#[derive(Debug)]
pub(crate) struct Contender {
    /// The name in tables.
    pub(crate) label: String,
    /// The form of the deals. The ratio in tables is the one to outlay on the same form.
    pub(crate) form: Form,
    program: Program,
    file: PathBuf,
}

impl Contender {
    /// Returns all contenders that can take part, outlay first. Writes the Parquet file and `DuckDB`'s database.
    pub(crate) fn all(files: &Files, setup: &Setup) -> Vec<Self> {
        let baseline_reads_parquet = write_parquet(files, setup);
        let mut all = Vec::new();
        for form in Form::ALL {
            all.push(Self::outlay(Build::New, form, files));
            let can_read = form != Form::Parquet || baseline_reads_parquet;
            if setup.baseline.is_some() && Build::Baseline.reads(form) && can_read {
                all.push(Self::outlay(Build::Baseline, form, files));
            }
        }
        let other = |label: &str, form: Form, program: Program| Self {
            label: label.to_owned(),
            form,
            program,
            file: files.path(form.extension()),
        };
        all.push(other("structural scan, JSON Lines", Form::Lines, Program::Scan));
        let includes_slow = setup.patient || files.count <= SMALL;
        if setup.has(Tool::DuckDb) {
            let duckdb = |label: &str, form, input, conversion| {
                other(label, form, Program::DuckDb { input, conversion })
            };
            all.push(duckdb(DUCKDB_LINES, Form::Lines, "lines", None));
            all.push(duckdb("DuckDB, JSON Lines, doubles", Form::Lines, "lines", Some("doubles")));
            all.push(duckdb("DuckDB, JSON Lines, ASOF JOIN", Form::Lines, "lines", Some("asof")));
            all.push(duckdb(DUCKDB_PARQUET, Form::Parquet, "parquet", None));
            if includes_slow {
                all.push(duckdb("DuckDB, document", Form::Document, "document", None));
            }
        }
        if setup.has(Tool::Polars) {
            all.push(other("Polars, JSON Lines", Form::Lines, Program::Polars));
        }
        if setup.has(Tool::Jq) && includes_slow {
            let factors = setup.folder.join("factors.json");
            factors::write(Path::new(RATES), &factors).expect("the conversion factors can be written");
            all.push(other("jq, JSON Lines", Form::Lines, Program::Jq { factors: factors.clone() }));
            all.push(other("jq, document", Form::Document, Program::Jq { factors }));
        }
        if setup.has(Tool::DuckDb) {
            all.extend(Self::duckdb_databases(files, setup));
        }
        all
    }

    fn outlay(build: Build, form: Form, files: &Files) -> Self {
        Self {
            label: build.label(form),
            form,
            program: Program::Outlay(build),
            file: files.path(form.extension()),
        }
    }

    /// `DuckDB` on a database of its own, which is written here, before any measurement.
    fn duckdb_databases(files: &Files, setup: &Setup) -> [Self; 2] {
        let file = files.path("duckdb");
        // The database of an earlier run may contain other deals.
        let _ = fs::remove_file(&file);
        let mut command = Command::new(&setup.python);
        command.arg(DUCKDB).arg("prepare").arg(files.path(Form::Lines.extension())).arg(RATES).arg(&file);
        assert!(succeeds(&mut command), "{command:?} failed");
        let database = |label: &str, conversion| Self {
            label: label.to_owned(),
            form: Form::Lines,
            program: Program::DuckDb { input: "prepared", conversion },
            file: file.clone(),
        };
        [
            database("DuckDB, its own database", None),
            database("DuckDB, its own database, doubles", Some("doubles")),
        ]
    }

    /// Whether the contender takes part in a question.
    pub(crate) fn answers(&self, question: Question) -> bool {
        match self.program {
            Program::Outlay(_) => question != Question::Validate || self.form == Form::Lines,
            Program::DuckDb { conversion: Some(_), .. } => question == Question::Converted,
            _ => question != Question::Validate,
        }
    }

    /// The build of outlay; `None` for other programs.
    pub(crate) fn build(&self) -> Option<Build> {
        match self.program {
            Program::Outlay(build) => Some(build),
            _ => None,
        }
    }

    /// The command that answers a question.
    pub(crate) fn command(&self, question: Question, setup: &Setup) -> Command {
        match &self.program {
            Program::Outlay(build) => {
                let mut command = Command::new(setup.program(*build));
                command.envs(NO_SETTINGS).arg("--data").arg(&self.file);
                command.args(question.arguments(&setup.company)).args(["--format", "csv"]);
                if *build == Build::New && question == Question::Region {
                    // As the other programs and version 0.1.0 count; by default only the part there counts.
                    command.arg("--whole");
                }
                command
            }
            Program::Scan => Self::scan(&self.file),
            Program::Jq { factors } => {
                let mut command = Command::new("jq");
                command.args(["-n", "-r", "--arg", "question", question.as_str()]);
                command.args(["--argjson", "names", &setup.names]);
                if question == Question::Converted {
                    command.args([OsStr::new("--slurpfile"), OsStr::new("factors"), factors.as_os_str()]);
                } else {
                    command.args(["--argjson", "factors", "[]"]);
                }
                command.args(["-f", JQ]).arg(&self.file);
                command
            }
            Program::DuckDb { input, conversion } => {
                let input = conversion
                    .map_or_else(|| (*input).to_owned(), |conversion| format!("{input}-{conversion}"));
                self.python(DUCKDB, &input, question, setup)
            }
            Program::Polars => self.python(POLARS, "lines", question, setup),
        }
    }

    /// The command that scans a file.
    pub(crate) fn scan(file: &Path) -> Command {
        let this = std::env::current_exe().expect("the path of the benchmark is known");
        let mut command = Command::new(this);
        command.arg(scan::FLAG).arg(file);
        command
    }

    fn python(&self, script: &str, input: &str, question: Question, setup: &Setup) -> Command {
        let mut command = Command::new(&setup.python);
        command.args([script, question.as_str(), input]).arg(&self.file);
        command.args([RATES, &setup.names, &setup.threads.to_string()]);
        command
    }

    /// Parses the answer. `None` if it cannot be compared: the scan gives none, and the ASOF JOIN ignores amounts whose
    /// date is a month or a year.
    pub(crate) fn answer(&self, question: Question, measurement: &Measurement) -> Option<Answer> {
        match self.program {
            Program::Scan | Program::DuckDb { conversion: Some("asof"), .. } => None,
            Program::Outlay(_) => Some(Answer::from_csv(question, measurement)),
            Program::Jq { .. } | Program::DuckDb { .. } | Program::Polars => {
                Some(Answer::from_tsv(question, measurement))
            }
        }
    }

    /// How exact the figures of an answer are: jq computes in binary fractions, the other programs convert in them.
    pub(crate) fn precision(&self, question: Question) -> Precision {
        match self.program {
            Program::Outlay(_) => Precision::Exact,
            Program::Jq { .. } => Precision::Approximate,
            Program::Scan | Program::DuckDb { .. } | Program::Polars => match question {
                Question::Converted => Precision::Approximate,
                _ => Precision::Exact,
            },
        }
    }
}

/// Writes the Parquet file that all contenders read, by the new build or, if the baseline cannot read that, by the
/// baseline. Returns whether the baseline can read it.
fn write_parquet(files: &Files, setup: &Setup) -> bool {
    let path = files.path(Form::Parquet.extension());
    let write = |build: &Path, verb: &str| {
        let mut command = Command::new(build);
        command.envs(NO_SETTINGS).arg("--data").arg(files.path(Form::Lines.extension()));
        command.args([verb, "-o"]).arg(&path);
        command
    };
    let reads_parquet = |build| {
        let contender = Contender::outlay(build, Form::Parquet, files);
        Question::COMPARED.into_iter().all(|question| succeeds(&mut contender.command(question, setup)))
    };
    let mut command = write(&setup.outlay, "export");
    assert!(succeeds(&mut command), "{command:?} failed");
    let Some(baseline) = &setup.baseline else { return false };
    if reads_parquet(Build::Baseline) {
        return true;
    }
    if succeeds(&mut write(baseline, "list")) && reads_parquet(Build::New) && reads_parquet(Build::Baseline) {
        println!("The baseline cannot read Parquet files of the new build: both read a file of the baseline");
        return true;
    }
    println!("The two builds cannot read each other's Parquet files: the baseline takes no part");
    assert!(succeeds(&mut command), "{command:?} failed");
    false
}

/// Runs a command without output and returns whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
