//! Errors of reading a Parquet file of deals, and conversions from errors of the `parquet` crate.

use std::io;

use ::parquet::errors::ParquetError;
use thiserror::Error;

use super::schema::LeafColumn;
use crate::invalid::{Problem, WriteError};

/// Why a Parquet file of deals cannot be read.
#[derive(Debug, Error)]
pub(crate) enum DealFileError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is damaged or not a file of deals.
    #[error("{}", .0.message)]
    Format(Problem),
    /// A value is invalid.
    #[error("row {}, {}: {}", row + 1, column.name(), problem.message)]
    Cell {
        /// The row in the file, counted from zero.
        row: u64,
        /// The column.
        column: LeafColumn,
        /// What is wrong with the value.
        problem: Problem,
    },
}

impl DealFileError {
    /// What to do about it, if that is known.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Io(_) => None,
            Self::Format(problem) | Self::Cell { problem, .. } => problem.hint.clone(),
        }
    }

    pub(super) fn damaged(problem: impl std::fmt::Display) -> Self {
        Self::Format(
            Problem::new(format!("the file is damaged: {problem}"))
                .hint("write it again from the dataset that it was made from"),
        )
    }

    /// Turns a row of a row group into a row of the file, given the first row of the group.
    pub(super) fn in_file(self, first: u64) -> Self {
        match self {
            Self::Cell { row, column, problem } => Self::Cell { row: first + row, column, problem },
            other => other,
        }
    }
}

impl From<ParquetError> for DealFileError {
    fn from(error: ParquetError) -> Self {
        match io_error(error) {
            Ok(error) => Self::Io(error),
            Err(ParquetError::General(message) | ParquetError::NYI(message) | ParquetError::EOF(message)) => {
                Self::damaged(message)
            }
            Err(other) => Self::damaged(other),
        }
    }
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        // Keep the error of a closed pipe, which ends the program without a message.
        Self::Io(io_error(error).unwrap_or_else(io::Error::other))
    }
}

/// The I/O error that `error` wraps.
fn io_error(error: ParquetError) -> Result<io::Error, ParquetError> {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => Ok(*error),
            Err(cause) => Err(ParquetError::External(cause)),
        },
        error => Err(error),
    }
}
