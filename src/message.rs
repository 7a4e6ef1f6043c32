//! Messages for standard error: errors with their place, causes and hint, and notes.

use std::fmt;

use serde::Serialize;

use crate::dataset::{Fault, Position};
use crate::invalid::Problem;

/// A message for standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Message {
    /// What sort of message it is.
    pub kind: MessageKind,
    /// What is wrong, or what is to be known about the result.
    #[serde(rename = "message")]
    pub text: String,
    /// Where it is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Why, from the nearest cause to the last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// What sort of message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MessageKind {
    /// Something is wrong.
    Error,
    /// Something to know about the result.
    Note,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Location {
    /// The name of the file.
    pub file: String,
    /// The line, or the row of a sheet, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The character in the line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The id of the deal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deal: Option<String>,
    /// The field of the record, or the name of the column of a sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Message {
    /// Returns the message of an error.
    pub(crate) fn error(text: impl Into<String>) -> Self {
        Self { kind: MessageKind::Error, text: text.into(), location: None, causes: Vec::new(), hint: None }
    }

    /// Returns a note.
    pub(crate) fn note(text: impl Into<String>) -> Self {
        Self { kind: MessageKind::Note, ..Self::error(text) }
    }

    /// Returns the message of a problem.
    pub(crate) fn problem(problem: &Problem) -> Self {
        Self::error(&problem.message).with_hint(problem.hint.clone())
    }

    /// Returns the message with a place.
    pub(crate) fn at(self, location: Location) -> Self {
        Self { location: Some(location), ..self }
    }

    /// Returns the message with a hint.
    pub(crate) fn with_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// Returns the lines of the message: the label before the colon, and the text after it.
    pub(crate) fn lines(&self) -> Vec<(&'static str, String)> {
        let label = match self.kind {
            MessageKind::Error => "error",
            MessageKind::Note => "note",
        };
        let text = match &self.location {
            Some(location) => format!("{location}: {}", self.text),
            None => self.text.clone(),
        };
        let causes = self.causes.iter().map(|cause| ("caused by", cause.clone()));
        let hint = self.hint.iter().map(|hint| ("hint", hint.clone()));
        [(label, text)].into_iter().chain(causes).chain(hint).collect()
    }
}

impl Location {
    /// Returns a place in a text file.
    pub(crate) fn new(file: &str, Position { line, column }: Position) -> Self {
        Self { file: file.to_owned(), line: Some(line), column: Some(column), ..Self::default() }
    }

    /// Returns the place of a fault.
    pub(crate) fn of_fault(file: &str, fault: &Fault) -> Self {
        let field = Some(fault.field.clone()).filter(|field| !field.is_empty());
        Self { deal: fault.deal.clone(), field, ..Self::new(file, fault.position) }
    }
}

impl fmt::Display for Location {
    /// `deals.json:12:15: deal x, parties[1].role`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        match (&self.deal, &self.field) {
            (Some(deal), Some(field)) => write!(f, ": deal {deal}, {field}"),
            (Some(deal), None) => write!(f, ": deal {deal}"),
            (None, Some(field)) => write!(f, ": {field}"),
            (None, None) => Ok(()),
        }
    }
}
