//! The error for people: its message, causes, hint and exit code.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::dataset::{Fault, Faults, Position};
use crate::invalid::Problem;
#[cfg(feature = "parquet")]
use crate::invalid::WriteError;
use crate::message::{Location, Message};
use crate::rates::{MissingRate, RateFault, RateFaults};
use crate::report::{ReportError, Unconverted};
use crate::text::count_of;

/// The exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Success.
    Success = 0,
    /// Data or environment error: a file, a record, a rate.
    Fault = 1,
    /// Usage error.
    Usage = 2,
    /// The answer is complete except for amounts that could not be converted, and rows of a spreadsheet that could not be
    /// read.
    Incomplete = 3,
}

/// Why there is no result.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// The command line, or a name in it, cannot be used as it is.
    #[error("{}", .0.message)]
    Usage(Problem),
    /// A file cannot be read.
    #[error("cannot read {file}")]
    Read {
        /// The file's name.
        file: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file is not encoded in UTF-8.
    #[error("{file}:{}:{}: invalid UTF-8", position.line, position.column)]
    Encoding {
        /// The file's name.
        file: String,
        /// The first invalid byte.
        position: Position,
    },
    /// A dataset has faults.
    #[error("{file}: {}", count(faults.shown.len() + faults.omitted))]
    Dataset {
        /// The file's name.
        file: String,
        /// The faults.
        faults: Faults,
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
    #[cfg(feature = "parquet")]
    #[error(transparent)]
    ParquetResult(WriteError),
    /// A file of rates has faults.
    #[error("{file}: {}", count(faults.count()))]
    Rates {
        /// The file's name.
        file: String,
        /// The faults.
        faults: RateFaults,
    },
    /// A newer table of rates cannot be obtained, or was not accepted.
    #[error("{}; nothing was stored", .0.message)]
    RatesUpdate(Problem),
    /// The table that was stored is damaged.
    #[error("{file}: the rates that were stored are damaged")]
    StoredRates {
        /// The file's name.
        file: String,
    },
    /// The configuration file has faults.
    #[error("{file}: {}", count_of(faults.len(), "fault", "faults"))]
    Configuration {
        /// The file's name.
        file: String,
        /// The faults, with their places.
        faults: Vec<(Position, Problem)>,
    },
    /// A figure is too large, or a column needs a currency.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The rate of `convert` is missing.
    #[error("{0}")]
    MissingRate(Arc<MissingRate>),
    /// Rates are missing, with `--missing=fail`.
    #[error("{} could not be converted", count_of(.0.iter().count(), "deal", "deals"))]
    Unconverted(Unconverted),
    /// Two datasets contradict each other.
    #[error("{}; nothing was merged", count_of(.0.len(), "conflict", "conflicts"))]
    Conflicts(Vec<Problem>),
    /// There is no dataset to change.
    #[error("there is no dataset {file}")]
    Absent {
        /// The file's name.
        file: String,
    },
    /// Another program has locked a dataset for longer than it is waited for.
    #[error("another program is changing {file}, and had not finished after {seconds} seconds")]
    Locked {
        /// The file's name.
        file: String,
        /// How long the lock was waited for.
        seconds: u64,
    },
    /// The user declined a change.
    #[error("nothing was changed")]
    Declined,
    /// The editor failed.
    #[error("the editor {editor:?} failed; the draft is {}", draft.display())]
    Editor {
        /// The command of the editor.
        editor: String,
        /// The file that was edited.
        draft: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The user gave up a draft that has faults.
    #[error("nothing was changed; the draft is kept as {}", file.display())]
    Draft {
        /// The draft.
        file: PathBuf,
        /// What is wrong with it.
        faults: Vec<String>,
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
        /// The error of the operating system.
        source: io::Error,
    },
    /// Standard output, a temporary file or the terminal fails.
    #[error("cannot write the result")]
    Output(#[from] io::Error),
}

fn count(faults: usize) -> String {
    format!("{}; the file was not used", count_of(faults, "fault", "faults"))
}

impl Error {
    /// Returns whether the reader of standard output has closed the pipe, which is not an error to report.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Returns the exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Report(ReportError::NeedsTarget { .. }) => Exit::Usage,
            _ => Exit::Fault,
        }
    }

    /// Returns the messages for standard error: each fault, conflict or missing rate of an error that has several, and the
    /// error itself with its causes and a hint.
    pub(crate) fn messages(&self) -> Vec<Message> {
        let mut messages = self.details();
        let mut causes = Vec::new();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        let own = match self {
            Self::Encoding { file, position } => {
                Message::error("invalid UTF-8").at(Location::new(file, *position))
            }
            error => Message::error(error.to_string()),
        };
        messages.push(Message { causes, hint: self.hint(), ..own });
        messages
    }

    fn details(&self) -> Vec<Message> {
        match self {
            Self::Dataset { file, faults } => {
                let message =
                    |fault: &Fault| Message::problem(&fault.problem).at(Location::of_fault(file, fault));
                let messages = faults.shown.iter().map(message);
                messages.chain(and_more(file, faults.omitted)).collect()
            }
            Self::Rates { file, faults } => {
                let message = |RateFault { line, column, invalid }: &RateFault| {
                    let position = Position { line: *line, column: *column };
                    Message::problem(invalid).at(Location::new(file, position))
                };
                let messages = faults.shown.iter().map(message);
                messages.chain(and_more(file, faults.omitted)).collect()
            }
            Self::Configuration { file, faults } => {
                let message = |(position, problem): &(Position, Problem)| {
                    Message::problem(problem).at(Location::new(file, *position))
                };
                faults.iter().map(message).collect()
            }
            Self::Draft { faults, .. } => faults.iter().map(Message::error).collect(),
            Self::Conflicts(conflicts) => conflicts.iter().map(Message::problem).collect(),
            Self::Unconverted(unconverted) => unconverted_messages(unconverted),
            _ => Vec::new(),
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Usage(problem) | Self::RatesUpdate(problem) => return problem.hint.clone(),
            Self::StoredRates { .. } => "store them again by `outlay rates update`, or add --built-in-rates",
            #[cfg(feature = "parquet")]
            Self::ParquetResult(WriteError::Value { problem, .. }) => return problem.hint.clone(),
            #[cfg(feature = "parquet")]
            Self::Parquet { error, .. } => return error.hint(),
            Self::MissingRate(missing) => return Some(missing.hint()),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => "check the file name",
            Self::Encoding { .. } => "save the file as UTF-8",
            Self::Report(ReportError::NeedsTarget { .. }) => "add --in CUR, such as --in USD",
            Self::Report(ReportError::Overflow { .. }) => {
                "at most 28 digits are kept; look for a figure with too many zeros"
            }
            Self::Absent { file } => {
                return Some(format!(
                    "check the file name, or create an empty dataset by `outlay init {}`",
                    shell_words::quote(file)
                ));
            }
            Self::Locked { .. } => "nothing was changed; try again when it is done",
            Self::Unconverted(_) => "--missing=keep leaves such amounts in their own currency",
            Self::Editor { .. } => "VISUAL or EDITOR must be the command of an editor that exits with 0",
            Self::Configuration { .. } => "correct it, or run with an empty OUTLAY_CONFIG to do without it",
            Self::NotCanonical { file } => {
                return Some(format!("run `outlay --data {} fmt` to rewrite it", shell_words::quote(file)));
            }
            Self::Write { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                "choose another name: an existing file is never overwritten"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// Returns the message of faults that are not shown, if there are any.
fn and_more(file: &str, omitted: usize) -> Option<Message> {
    let location = Location { file: file.to_owned(), ..Location::default() };
    (omitted > 0).then(|| Message::error(format!("and {omitted} more")).at(location))
}

/// The most deals that the message of a missing rate names.
const MAX_DEALS: usize = 5;

/// The deals that lack the same rate, and each missing rate once.
#[derive(Default)]
struct Lacking<'m> {
    deals: Vec<&'m str>,
    rates: Vec<&'m MissingRate>,
}

/// Returns a message for each currency or pair without a rate, with the deals that need it. The last message says how to
/// supply them all.
pub(crate) fn unconverted_messages(unconverted: &Unconverted) -> Vec<Message> {
    let mut groups: Vec<Lacking<'_>> = Vec::new();
    let (mut indices, mut deals, mut rates) = (HashMap::new(), HashSet::new(), HashSet::new());
    for (deal, missing) in unconverted.iter() {
        let index = *indices.entry((missing.lack(), missing.explanation())).or_insert_with(|| {
            groups.push(Lacking::default());
            groups.len() - 1
        });
        if deals.insert((index, deal)) {
            groups[index].deals.push(deal.as_str());
        }
        if rates.insert(missing.to_string()) {
            groups[index].rates.push(missing);
        }
    }
    let mut messages: Vec<Message> = groups
        .iter()
        .map(|Lacking { deals, rates }| {
            Message::error(format!("{}: {}", named(deals), MissingRate::summary(rates)))
        })
        .collect();
    if let Some(last) = messages.last_mut() {
        let missing: Vec<&MissingRate> =
            groups.iter().flat_map(|group| group.rates.iter().copied()).collect();
        last.hint = Some(MissingRate::hint_of(&missing));
    }
    messages
}

/// Returns the ids of deals, or of many their number and the first ones.
fn named(deals: &[&str]) -> String {
    match deals.get(..MAX_DEALS).filter(|first| first.len() < deals.len()) {
        None => deals.join(", "),
        Some(first) => {
            format!("{} deals ({} and {} more)", deals.len(), first.join(", "), deals.len() - first.len())
        }
    }
}
