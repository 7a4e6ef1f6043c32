//! Everything that can go wrong, what it says, and the exit code it leads to.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::dataset::{Faults, Position};
use crate::deal::Slug;
use crate::invalid::{Problem, WriteError};
use crate::rates::{MissingRate, RateFault};
use crate::report::{ReportError, Unconverted};
use crate::text::count_of;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Success = 0,
    /// The data or the environment is at fault: a file, a record, a rate.
    Fault = 1,
    /// The command line is at fault.
    Usage = 2,
    /// The result is complete but for amounts that could not be converted.
    Unconverted = 3,
}

/// Why there is no result.
#[derive(Debug, Error)]
pub enum Error {
    /// A name that nothing has, or an option that does not go with another.
    #[error("{}", .0.message)]
    Usage(Problem),
    /// A file cannot be read.
    #[error("cannot read {file}")]
    Read {
        /// The file's name.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not in UTF-8.
    #[error("{file}:{}:{}: this is not UTF-8", position.line, position.column)]
    Encoding {
        /// The file's name.
        file: String,
        /// Where the first byte stands that is not.
        position: Position,
    },
    /// A dataset has faults.
    #[error("{file}: {}", count(faults.told.len() + faults.more))]
    Dataset {
        /// The file's name.
        file: String,
        /// What and where.
        faults: Faults,
    },
    /// Deals bring along what they refer to, which was not foreseen; with that looked for first, they can be read.
    #[error("{file}: the deals bring along what they refer to")]
    Unforeseen {
        /// The file's name.
        file: String,
    },
    /// A Parquet file is damaged, holds no deals, or has an invalid value.
    #[cfg(feature = "parquet")]
    #[error("{file}: {error}")]
    Parquet {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        error: crate::parquet::DealFileError,
    },
    /// A result cannot be written as Parquet.
    #[error(transparent)]
    ParquetResult(WriteError),
    /// A file of rates has faults.
    #[error("{file}: {}", count(faults.len()))]
    Rates {
        /// The file's name.
        file: String,
        /// What and where.
        faults: Vec<RateFault>,
    },
    /// A report cannot be made.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A rate is missing for the one amount that was to be converted.
    #[error("{0}")]
    MissingRate(Arc<MissingRate>),
    /// Rates are missing, and `--missing=fail` says to stop then.
    #[error("{} could not be converted", count_of(.0.iter().count(), "deal", "deals"))]
    Unconverted(Unconverted),
    /// Two datasets contradict each other.
    #[error("{}; nothing was joined", count_of(.0.len(), "conflict", "conflicts"))]
    Conflicts(Vec<Problem>),
    /// A person said no.
    #[error("nothing was changed")]
    Declined,
    /// The editor failed.
    #[error("the editor {editor:?} failed; the draft is {}", draft.display())]
    Editor {
        /// The command.
        editor: String,
        /// What was being edited.
        draft: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A draft was given up with faults in it.
    #[error("nothing was changed; the draft is kept as {}", file.display())]
    Draft {
        /// The draft.
        file: PathBuf,
    },
    /// A dataset is not in the canonical layout.
    #[error("{file} is not in the canonical layout")]
    NotCanonical {
        /// The file's name.
        file: String,
    },
    /// A file cannot be written.
    #[error("cannot write {}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Standard output is at fault.
    #[error("cannot write the result")]
    Output(#[from] io::Error),
}

fn count(faults: usize) -> String {
    format!("{}; nothing of it was used", count_of(faults, "fault", "faults"))
}

impl Error {
    /// Whether it is only that nobody reads the result to its end.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Report(ReportError::NeedsTarget { .. }) => Exit::Usage,
            _ => Exit::Fault,
        }
    }

    /// The lines for standard error: `error:`, `caused by:` and `hint:`.
    pub fn messages(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        match self {
            Self::Dataset { file, faults } => {
                for fault in &faults.told {
                    messages.push(Message::Error(format!("{file}:{fault}")));
                    messages.extend(fault.problem.hint.clone().map(Message::Hint));
                }
                if faults.more > 0 {
                    messages.push(Message::Error(format!("{file}: and {} more", faults.more)));
                }
                messages.push(Message::Error(self.to_string()));
            }
            Self::Rates { file, faults } => {
                for fault in faults {
                    messages.push(Message::Error(format!(
                        "{file}:{}:{}: {}",
                        fault.line, fault.column, fault.invalid.message
                    )));
                    messages.extend(fault.invalid.hint.clone().map(Message::Hint));
                }
                messages.push(Message::Error(self.to_string()));
            }
            Self::Unconverted(unconverted) => {
                messages.extend(unconverted_messages(unconverted));
                messages.push(Message::Error(self.to_string()));
                messages.push(Message::Hint(
                    "--missing=keep leaves such amounts in their own currency".to_owned(),
                ));
            }
            Self::Conflicts(conflicts) => {
                for conflict in conflicts {
                    messages.push(Message::Error(conflict.message.clone()));
                    messages.extend(conflict.hint.clone().map(Message::Hint));
                }
                messages.push(Message::Error(self.to_string()));
            }
            _ => messages.push(Message::Error(self.to_string())),
        }
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            messages.push(Message::CausedBy(error.to_string()));
            cause = error.source();
        }
        messages.extend(self.hint().map(Message::Hint));
        messages
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Usage(invalid) => invalid.hint.clone(),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("check the name of the file".to_owned())
            }
            Self::Encoding { .. } => Some("save the file as UTF-8".to_owned()),
            Self::Report(ReportError::NeedsTarget { .. }) => {
                Some("add --in CUR, such as --in USD".to_owned())
            }
            Self::Report(ReportError::Overflow { .. }) => {
                Some("28 digits are the most; look for a figure with too many zeros".to_owned())
            }
            Self::MissingRate(missing) => Some(missing.hint()),
            #[cfg(feature = "parquet")]
            Self::Parquet { error, .. } => error.hint(),
            Self::ParquetResult(WriteError::Value { problem, .. }) => problem.hint.clone(),
            Self::Editor { .. } => Some("set VISUAL or EDITOR to the command of your editor".to_owned()),
            Self::NotCanonical { .. } => Some("`outlay fmt` puts it right".to_owned()),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                Some("choose another name: a file that is there is never overwritten".to_owned())
            }
            _ => None,
        }
    }
}

/// One message for standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// What is wrong.
    Error(String),
    /// Why.
    CausedBy(String),
    /// What to do next.
    Hint(String),
    /// What else there is to know of a result.
    Note(String),
}

impl Message {
    /// The word before the colon, and the text after it.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Error(text) => ("error", text),
            Self::CausedBy(text) => ("caused by", text),
            Self::Hint(text) => ("hint", text),
            Self::Note(text) => ("note", text),
        }
    }
}

/// What could not be converted: each missing rate once, with the deals that lack it.
pub fn unconverted_messages(unconverted: &Unconverted) -> Vec<Message> {
    let mut rates: Vec<(String, String, Vec<&Slug>)> = Vec::new();
    for (deal, missing) in unconverted.iter() {
        let text = missing.to_string();
        match rates.iter_mut().find(|(known, ..)| *known == text) {
            Some((_, _, deals)) if !deals.contains(&deal) => deals.push(deal),
            Some(_) => {}
            None => rates.push((text, missing.hint(), vec![deal])),
        }
    }
    let line = |(text, hint, deals): (String, String, Vec<&Slug>)| {
        let deals: Vec<&str> = deals.into_iter().map(Slug::as_str).collect();
        [Message::Error(format!("{}: {text}", deals.join(", "))), Message::Hint(hint)]
    };
    rates.into_iter().flat_map(line).collect()
}
