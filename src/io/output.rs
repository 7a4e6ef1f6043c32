//! Results out: to standard output or to a file, in the form that is asked for.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::atomic_file;
use crate::error::{Error, Message};
use crate::invalid::{Problem, WriteError, keyword_enum};
use crate::render::{Encoder, Format, Terminal, render, render_text};
use crate::report::{Column, Document};

keyword_enum! {
    /// When output is coloured.
    pub enum Color is "choice of colour" {
        /// On a terminal, unless `NO_COLOR` is set.
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

impl Color {
    /// Whether messages are coloured.
    pub fn on_stderr(self) -> bool {
        self.on(io::stderr().is_terminal())
    }

    fn on(self, is_terminal: bool) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            // https://no-color.org: any value that is not empty.
            Self::Auto => {
                is_terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Where the result goes and in which form.
#[derive(Debug, Clone)]
pub struct Output {
    /// The format, where it is named.
    pub format: Option<Format>,
    /// The file; standard output where there is none.
    pub file: Option<PathBuf>,
    /// When tables are coloured.
    pub color: Color,
}

impl Output {
    /// The format that is named, else that of the file's ending, else a table.
    pub(crate) fn format(&self) -> Result<Format, Error> {
        let format = self.wanted()?;
        if format == Format::Parquet && self.file.is_none() && io::stdout().is_terminal() {
            return Err(Error::Usage(
                Problem::new("Parquet is no text for a terminal").hint("name a file: --output deals.parquet"),
            ));
        }
        Ok(format)
    }

    fn wanted(&self) -> Result<Format, Error> {
        match (self.format, &self.file) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Table),
            (None, Some(file)) => Format::of_path(file).ok_or_else(|| {
                let problem = format!("the ending of {} names no format", file.display());
                Error::Usage(Problem::new(problem).hint(
                    "add --format, or end the name in .csv, .tsv, .json, .jsonl, .parquet, .md or .txt",
                ))
            }),
        }
    }

    /// Writes a result as the place where it goes needs it, made on so many cores.
    pub(crate) fn write(
        &self,
        document: &Document,
        format: Format,
        threads: usize,
        stdout: &mut (impl Write + Send),
    ) -> Result<(), Error> {
        let terminal = Terminal { threads, ..self.terminal() };
        self.write_bytes(&render(document, format, &terminal).map_err(write_error)?, stdout)
    }

    /// Where a result goes that is written bit by bit.
    pub(crate) fn sink<'w>(&self, stdout: &'w mut (dyn Write + Send)) -> Result<Sink<'w>, Error> {
        Ok(match &self.file {
            None => Sink::Stdout(stdout),
            Some(path) => {
                let failed = |source| Error::Write { file: path.clone(), source };
                Sink::File(
                    io::BufWriter::new(atomic_file::Replacement::of(path).map_err(failed)?),
                    path.clone(),
                )
            }
        })
    }

    /// How a list of these columns is written where it goes.
    pub(crate) fn encoder(&self, format: Format, columns: Vec<Column>) -> Encoder {
        Encoder::new(format, self.terminal(), columns)
    }

    /// Writes a whole result. A closed pipe is not an error: its reader has seen enough.
    pub(crate) fn write_bytes(&self, bytes: &[u8], stdout: &mut (impl Write + Send)) -> Result<(), Error> {
        if let Some(file) = &self.file {
            let written = atomic_file::replace(file, bytes);
            return written.map_err(|source| Error::Write { file: file.clone(), source });
        }
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result?),
        }
    }

    fn terminal(&self) -> Terminal {
        if self.file.is_some() {
            return plain_screen();
        }
        let is_terminal = io::stdout().is_terminal();
        let size = is_terminal.then(terminal_size::terminal_size).flatten();
        let width = size.map(|(width, _)| usize::from(width.0));
        Terminal { width, color: self.color.on(is_terminal), is_terminal, threads: 1 }
    }
}

/// A place that a result is written to bit by bit.
pub(crate) enum Sink<'w> {
    Stdout(&'w mut (dyn Write + Send)),
    File(io::BufWriter<atomic_file::Replacement>, PathBuf),
}

impl Sink<'_> {
    /// Writes a piece of the result.
    ///
    /// # Errors
    /// When it cannot be written, and when nobody reads it any more, which [`Error::is_closed_pipe`] tells.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.write_all(bytes)?),
            Self::File(file, path) => {
                file.write_all(bytes).map_err(|source| Error::Write { file: path.clone(), source })
            }
        }
    }

    /// Ends the result: a file takes its place.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.flush()?),
            Self::File(file, path) => file
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(atomic_file::Replacement::commit)
                .map_err(|source| Error::Write { file: path, source }),
        }
    }
}

/// A screen that nothing is known of: full width and no colour.
pub(crate) fn plain_screen() -> Terminal {
    Terminal { width: None, color: false, is_terminal: false, threads: 1 }
}

/// What a machine format has no place for, for standard error: caveats, and the conversions laid open.
pub(crate) fn asides(document: &mut Document, format: Format) -> (Vec<Message>, String) {
    if format.is_for_people() {
        return (Vec::new(), String::new());
    }
    let notes = document
        .tables
        .iter()
        .flat_map(|table| &table.caveats)
        .map(|caveat| Message::Note(caveat.clone()))
        .collect();
    let tables = document.tables.split_off(document.tables.len().min(1));
    let explained = Document { tables, records: None };
    (notes, render_text(&explained, &plain_screen()))
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file, _) => file.flush(),
        }
    }
}

/// The error of a result that cannot be written.
pub(crate) fn write_error(error: WriteError) -> Error {
    match error {
        WriteError::Io(source) => Error::Output(source),
        WriteError::Unsupported(problem) => Error::Usage(problem),
        WriteError::Value { .. } => Error::ParquetResult(error),
    }
}
