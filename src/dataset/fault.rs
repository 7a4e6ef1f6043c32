//! Faults of a dataset and their positions.

use std::fmt;
use std::io;
use std::path::Path;

use crate::invalid::{FaultList, MAX_FAULTS, Problem};
pub use crate::json::locate::Position;

/// What sort of fault it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FaultKind {
    /// Something is not written as the format says, or refers to what is not there.
    #[default]
    Form,
    /// Two values are well-formed and cannot both be right.
    Contradiction,
}

/// A fault of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line and column.
    pub position: Position,
    /// The id of the deal, if it could be read.
    pub deal: Option<String>,
    /// The field, as a path: `parties[1].role`; empty for the record itself.
    pub field: String,
    /// What is wrong, and what is allowed.
    pub problem: Problem,
    /// What sort of fault it is.
    pub kind: FaultKind,
}

impl fmt::Display for Fault {
    /// `12:15: deal x, parties[1].role: "provder" is not a role`, without the hint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.position.line, self.position.column)?;
        match (&self.deal, self.field.as_str()) {
            (Some(deal), "") => write!(f, "deal {deal}: ")?,
            (Some(deal), field) => write!(f, "deal {deal}, {field}: ")?,
            (None, "") => {}
            (None, field) => write!(f, "{field}: ")?,
        }
        f.write_str(&self.problem.message)
    }
}

/// A fault with its offset in bytes.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) offset: usize,
    pub(super) deal: Option<String>,
    pub(super) field: String,
    pub(super) problem: Problem,
    pub(super) kind: FaultKind,
}

impl Found {
    /// Adds `before` to the offset.
    pub(super) fn after(mut self, before: usize) -> Self {
        self.offset += before;
        self
    }
}

/// The fault of an id that a deal at `first`, a line or a row, has already.
pub(super) fn repeated_id(first: &str) -> Problem {
    Problem::new(format!("another deal has this id ({first})")).hint("an id is unique in its dataset")
}

/// Every fault of a dataset, by position.
pub type Faults = FaultList<Fault>;

impl Faults {
    /// Sorts the faults of `document` and locates those that are shown.
    pub(super) fn new(document: &str, mut found: Vec<Found>) -> Self {
        found.sort_by_key(|fault| fault.offset);
        let omitted = found.len().saturating_sub(MAX_FAULTS);
        found.truncate(MAX_FAULTS);
        let positions: Vec<Position> =
            found.iter().map(|fault| Position::of(document, fault.offset)).collect();
        Self::at(found, positions, omitted)
    }

    /// Does the same for a file that is not in memory.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(super) fn in_file(path: &Path, mut found: Vec<Found>) -> io::Result<Self> {
        found.sort_by_key(|fault| fault.offset);
        let omitted = found.len().saturating_sub(MAX_FAULTS);
        found.truncate(MAX_FAULTS);
        let offsets: Vec<u64> = found.iter().map(|fault| fault.offset as u64).collect();
        let positions = Position::in_file(path, &offsets)?;
        Ok(Self::at(found, positions, omitted))
    }

    /// Returns the faults of a Parquet file, in their order.
    #[cfg(feature = "parquet")]
    pub(super) fn of(mut faults: Vec<Fault>) -> Self {
        let omitted = faults.len().saturating_sub(MAX_FAULTS);
        faults.truncate(MAX_FAULTS);
        Self { shown: faults, omitted }
    }

    fn at(found: Vec<Found>, positions: Vec<Position>, omitted: usize) -> Self {
        let locate = |(found, position): (Found, Position)| {
            let Found { deal, field, problem, kind, .. } = found;
            Fault { position, deal, field, problem, kind }
        };
        Self { shown: found.into_iter().zip(positions).map(locate).collect(), omitted }
    }
}
