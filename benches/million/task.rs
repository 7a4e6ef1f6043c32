//! The tasks that only outlay does, and their limits.

use std::fmt;

use clap::ValueEnum;

/// A task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Task {
    /// What changed since a day of the last month of the deals
    Changes,
    /// What changed between two files, of which one deal in ten thousand differs
    Diff,
    /// The ten largest deals in US dollars
    Largest,
    /// Totals by company
    Company,
    /// The deals as a Parquet file
    Parquet,
    /// The deals as tables for databases
    Tables,
    /// A deal added to a dataset of 100,000
    Add,
    /// A row imported into a dataset of 100,000
    Import,
}

/// The most that a task may take with a million deals; adding and importing with [`TO_ADD_TO`].
pub(crate) struct Limits {
    pub(crate) seconds: f64,
    pub(crate) megabytes: f64,
}

/// The number of deals to which one is added.
pub(crate) const TO_ADD_TO: u32 = 100_000;

impl Task {
    pub(crate) const ALL: [Self; 8] = [
        Self::Changes,
        Self::Diff,
        Self::Largest,
        Self::Company,
        Self::Parquet,
        Self::Tables,
        Self::Add,
        Self::Import,
    ];

    /// The name in tables and options.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Diff => "diff",
            Self::Largest => "largest",
            Self::Company => "company",
            Self::Parquet => "parquet",
            Self::Tables => "tables",
            Self::Add => "add",
            Self::Import => "import",
        }
    }

    pub(crate) const fn limits(self) -> Limits {
        let (seconds, megabytes) = match self {
            Self::Changes | Self::Diff => (0.8, 128.0),
            Self::Largest => (0.7, 64.0),
            Self::Company => (1.2, 160.0),
            Self::Parquet => (3.0, 256.0),
            Self::Tables => (8.0, 256.0),
            Self::Add | Self::Import => (0.7, 200.0),
        };
        Limits { seconds, megabytes }
    }

    /// Whether the task changes a dataset of its own, of [`TO_ADD_TO`] deals.
    pub(crate) const fn adds(self) -> bool {
        matches!(self, Self::Add | Self::Import)
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
