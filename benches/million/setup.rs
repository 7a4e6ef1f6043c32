//! The programs that are installed, and what all contenders share.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::build::Build;
use crate::generate::asked_company;
use crate::options::Options;

/// What all contenders share.
pub(crate) struct Setup {
    /// The build of outlay to measure.
    pub(crate) outlay: PathBuf,
    /// The build of outlay to compare with.
    pub(crate) baseline: Option<PathBuf>,
    /// The Python interpreter of `DuckDB` and Polars.
    pub(crate) python: String,
    /// Number of threads for `DuckDB` and Polars.
    pub(crate) threads: usize,
    /// Whether programs that take minutes are included.
    pub(crate) patient: bool,
    /// Folder of all files that the benchmark writes.
    pub(crate) folder: PathBuf,
    /// The name of the requested company.
    pub(crate) company: String,
    /// All names of that company and its subsidiaries in lower case, as a JSON array.
    pub(crate) names: String,
    installed: Vec<Tool>,
}

/// A program to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    DuckDb,
    Polars,
    Jq,
}

impl Tool {
    const ALL: [Self; 3] = [Self::DuckDb, Self::Polars, Self::Jq];

    const fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "DuckDB",
            Self::Polars => "Polars",
            Self::Jq => "jq",
        }
    }

    fn is_installed(self, python: &str) -> bool {
        let mut command = match self {
            Self::DuckDb | Self::Polars => Command::new(python),
            Self::Jq => Command::new("jq"),
        };
        match self {
            Self::DuckDb => command.args(["-c", "import duckdb"]),
            Self::Polars => command.args(["-c", "import polars"]),
            Self::Jq => command.arg("--version"),
        };
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }
}

impl Setup {
    /// Finds the installed programs and reports the missing ones. The environment variable `PYTHON` names the Python
    /// interpreter.
    pub(crate) fn detect(options: &Options) -> Self {
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let (company, names) = asked_company();
        let names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let (installed, missing): (Vec<Tool>, Vec<Tool>) =
            Tool::ALL.into_iter().partition(|tool| tool.is_installed(&python));
        for tool in missing {
            println!("{} is not installed (PYTHON names the Python of DuckDB and Polars)", tool.name());
        }
        Self {
            outlay: options.outlay.clone(),
            baseline: options.baseline.clone(),
            python,
            threads: options.threads,
            patient: options.patient,
            folder: options.folder.clone(),
            company,
            names: serde_json::to_string(&names).expect("strings can be written as JSON"),
            installed,
        }
    }

    /// The program of a build.
    pub(crate) fn program(&self, build: Build) -> &Path {
        match (build, &self.baseline) {
            (Build::Baseline, Some(baseline)) => baseline,
            _ => &self.outlay,
        }
    }

    /// Whether a program is installed.
    pub(crate) fn has(&self, tool: Tool) -> bool {
        self.installed.contains(&tool)
    }
}
