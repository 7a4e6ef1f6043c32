//! What can be wrong with a Parquet file, and with deals that are to become one.

use std::io;
use std::path::{Path, PathBuf};

use ::parquet::errors::ParquetError;
use thiserror::Error;

use super::schema::Leaf;
use crate::invalid::{Problem, WriteError};

/// Why a Parquet file of deals cannot be read.
#[derive(Debug, Error)]
pub enum Fault {
    /// The system does not give it.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is none of outlay's deals, or it is damaged.
    #[error("{}: {}", file.display(), problem.message)]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, and what to do.
        problem: Problem,
    },
    /// A value is none of its kind.
    #[error("{}: row {row}, {column}: {}", file.display(), problem.message)]
    Value {
        /// The file.
        file: PathBuf,
        /// The row, counted from one.
        row: u64,
        /// The column's name.
        column: String,
        /// What is wrong with it.
        problem: Problem,
    },
}

impl Fault {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read { .. } => None,
            Self::File { problem, .. } | Self::Value { problem, .. } => problem.hint.clone(),
        }
    }
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub enum Stop<E> {
    /// The file is at fault.
    Fault(Fault),
    /// Whoever looked at the deals would not go on.
    Refused(E),
}

impl<E> From<Fault> for Stop<E> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        // Keep the error of a closed pipe, which ends the program without a message.
        Self::Io(match error {
            ParquetError::External(cause) => match cause.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(cause) => io::Error::other(cause),
            },
            error => io::Error::other(error),
        })
    }
}

/// What is wrong within a part of a file that does not know where it stands.
#[derive(Debug)]
pub(super) enum Flaw {
    /// The system does not give it.
    Read(io::Error),
    /// It is not as Parquet is.
    Damage(String),
    /// It is as Parquet may be, but not as it is written here.
    Foreign(String),
    /// A value of a column is none of its kind; the row is counted from zero within the row group.
    Value { row: u64, leaf: Leaf, problem: Problem },
}

impl From<ParquetError> for Flaw {
    fn from(error: ParquetError) -> Self {
        Self::Damage(match error {
            ParquetError::General(message) | ParquetError::NYI(message) | ParquetError::EOF(message) => {
                message
            }
            other => other.to_string(),
        })
    }
}

impl Flaw {
    pub(super) fn damage(problem: impl Into<String>) -> Self {
        Self::Damage(problem.into())
    }

    /// The same with where it is: the file, and the first row of the row group.
    pub(super) fn at(self, file: &Path, first: u64) -> Fault {
        let file = file.to_owned();
        match self {
            Self::Read(source) => Fault::Read { file, source },
            Self::Damage(problem) => Fault::File {
                file,
                problem: Problem::new(format!("the file is damaged: {problem}"))
                    .hint("make it again from the dataset that it was made from"),
            },
            Self::Foreign(problem) => Fault::File {
                file,
                problem: Problem::new(problem).hint(
                    "another program wrote it anew: let it use Snappy and the encodings PLAIN and RLE_DICTIONARY",
                ),
            },
            Self::Value { row, leaf, problem } => {
                Fault::Value { file, row: first + row + 1, column: leaf.name(), problem }
            }
        }
    }
}
