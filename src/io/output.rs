//! Writes results to standard output or to a file.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use super::atomic_file;
use super::messages::{MessageFormat, MessageStyle};
use super::pager::Pager;
use crate::error::Error;
use crate::invalid::{Problem, WriteError, keyword_enum};
use crate::message::Message;
use crate::render::{
    Encoder, Format, RowFormat, Terminal, escape_json, paragraph, render, render_provenance, render_text,
};
use crate::report::{Column, Document, Provenance};

keyword_enum! {
    /// When to use colour.
    pub(crate) enum Color is "choice of colour" {
        /// On a terminal, unless `NO_COLOR` is set.
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

impl Color {
    /// Returns how messages of a format are written to standard error.
    pub(crate) fn message_style(self, format: MessageFormat) -> MessageStyle {
        let is_terminal = io::stderr().is_terminal();
        let width = if is_terminal { terminal_size().0 } else { None };
        MessageStyle { format, color: self.on(is_terminal), width }
    }

    fn on(self, is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            // https://no-color.org, https://bixense.com/clicolors, https://force-color.org
            Self::Auto if anstyle_query::no_color() => false,
            Self::Auto if is_off("FORCE_COLOR") => false,
            Self::Auto if is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR") => true,
            Self::Auto => is_terminal && anstyle_query::clicolor().unwrap_or(true) && !is_dumb(),
        }
    }
}

/// Whether a variable is set, and not to a word for no.
fn is_on(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty()) && !is_off(name)
}

/// Whether a variable is set to a word for no: `0`, `false`, `no` or `off`.
fn is_off(name: &str) -> bool {
    let value = std::env::var(name).unwrap_or_default().to_lowercase();
    ["0", "false", "no", "off"].contains(&value.as_str())
}

/// Whether the terminal can only print text.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Returns the columns and lines of the terminal. `COLUMNS` comes before what the terminal says.
fn terminal_size() -> (Option<usize>, Option<usize>) {
    let (width, height) = terminal_size::terminal_size().unzip();
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let columns = columns.filter(|columns| *columns > 0);
    let width = columns.or_else(|| width.map(|width| usize::from(width.0)));
    (width, height.map(|height| usize::from(height.0)))
}

/// Whether a text has more lines than the terminal, as it wraps them.
fn is_longer_than_screen(text: &[u8]) -> bool {
    let (Some(width), Some(height)) = terminal_size() else { return false };
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().map(|line| columns_of(line).div_ceil(width).max(1));
    // The last line is that of the prompt.
    lines.sum::<usize>() >= height
}

/// The columns that a line takes on a terminal. Escape sequences, such as those of colours, take none; they end with a letter.
fn columns_of(line: &str) -> usize {
    let mut parts = line.split('\x1b');
    let first = parts.next().map_or(0, UnicodeWidthStr::width);
    let behind =
        |part: &str| part.split_once(|c: char| c.is_ascii_alphabetic()).map_or(0, |(_, text)| text.width());
    first + parts.map(behind).sum::<usize>()
}

/// Where the result goes, and in which format.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// The format; `None` for that of the file's extension, else the default.
    pub format: Option<Format>,
    /// The format where neither is given; `None` for a table.
    pub default_format: Option<Format>,
    /// The file; `None` for standard output.
    pub file: Option<PathBuf>,
    /// When to use colour.
    pub color: Color,
    /// Whether long texts are wrapped, and never cut.
    pub wraps: bool,
    /// What shows long results on a terminal.
    pub pager: Option<Pager>,
    /// Whether notes are left out.
    pub quiet: bool,
    /// How messages are written.
    pub messages: MessageFormat,
}

/// Whether the extension of a file is that of a picture of pixels, or of a page of print.
fn is_pixels(file: &Path) -> bool {
    let extension =
        file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    ["png", "jpg", "jpeg", "gif", "webp", "pdf"].contains(&extension.as_str())
}

impl Output {
    /// Returns how messages are written to standard error.
    pub(crate) fn message_style(&self) -> MessageStyle {
        self.color.message_style(self.messages)
    }

    /// Returns the format. `is_written` says which ones the command writes.
    ///
    /// # Errors
    /// If the extension of the file is not that of a format, for Parquet and pages on a terminal, and for a
    /// workbook without a file.
    pub(crate) fn format(&self, is_written: impl Fn(Format) -> bool) -> Result<Format, Error> {
        let format = self.selected_format(is_written)?;
        if format == Format::Parquet && self.file.is_none() && io::stdout().is_terminal() {
            return Err(Error::Usage(
                Problem::new("Parquet is binary and cannot be shown on a terminal")
                    .hint("name a file: --output deals.parquet"),
            ));
        }
        if format == Format::Xlsx && self.file.is_none() {
            return Err(Error::Usage(
                Problem::new("a workbook is a file").hint("name it: --output deals.xlsx"),
            ));
        }
        if format == Format::Html && self.file.is_none() && io::stdout().is_terminal() {
            return Err(Error::Usage(
                Problem::new("a page is for a browser and not for a terminal")
                    .hint("name a file: --output report.html"),
            ));
        }
        Ok(format)
    }

    fn selected_format(&self, is_written: impl Fn(Format) -> bool) -> Result<Format, Error> {
        match (self.format, &self.file) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(self.default_format.unwrap_or(Format::Table)),
            (None, Some(file)) => Format::of_path(file).or(self.default_format).ok_or_else(|| {
                let problem = format!("the extension of {} is not that of a format", file.display());
                let written: Vec<Format> =
                    Format::ALL.iter().copied().filter(|format| is_written(*format)).collect();
                let hint = if is_pixels(file) && written.contains(&Format::Svg) {
                    format!(
                        "write a picture as {}: a browser or rsvg-convert makes pixels of it",
                        file.with_extension("svg").display()
                    )
                } else {
                    let extensions = written.iter().filter_map(|format| format.extensions().first());
                    let extensions: Vec<String> =
                        extensions.map(|extension| format!(".{extension}")).collect();
                    format!("add --format, or use an extension of these: {}", extensions.join(", "))
                };
                Error::Usage(Problem::new(problem).hint(hint))
            }),
        }
    }

    /// Renders `document` on `threads` threads and writes it. Returns a message if the pager could not be started.
    pub(crate) fn write(
        &self,
        document: &Document,
        format: Format,
        threads: usize,
        stdout: &mut (impl Write + Send),
    ) -> Result<Option<Message>, Error> {
        let terminal = Terminal { threads, ..self.terminal() };
        let bytes = render(document, format, &terminal).map_err(write_error)?;
        if format.is_for_people() {
            self.show(&bytes, stdout)
        } else {
            self.write_bytes(&bytes, stdout).map(|()| None)
        }
    }

    /// Writes a text for people, in the pager if it is longer than the terminal. Returns a message if the pager could not be
    /// started.
    pub(crate) fn show(
        &self,
        text: &[u8],
        stdout: &mut (impl Write + Send),
    ) -> Result<Option<Message>, Error> {
        let is_screen = self.file.is_none() && io::stdout().is_terminal() && !is_dumb();
        let Some(pager) = self.pager.as_ref().filter(|_| is_screen && is_longer_than_screen(text)) else {
            return self.write_bytes(text, stdout).map(|()| None);
        };
        let Err(error) = pager.show(text) else { return Ok(None) };
        self.write_bytes(text, stdout)?;
        let note = format!("output: the pager {:?} cannot be started: {error}", pager.command);
        Ok(pager.is_named.then_some(Message::note(note)))
    }

    /// Returns what messages call the place of the result.
    pub(crate) fn place(&self) -> String {
        self.file.as_ref().map_or_else(|| "standard output".to_owned(), |file| file.display().to_string())
    }

    /// Returns the file of the provenance beside that of the result: `FILE.provenance.json`.
    pub(crate) fn provenance_file(&self) -> Option<PathBuf> {
        let mut file = self.file.clone()?.into_os_string();
        file.push(".provenance.json");
        Some(file.into())
    }

    /// Writes a provenance beside the file of the result.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write_provenance(&self, provenance: &Provenance) -> Result<(), Error> {
        let Some(file) = self.provenance_file() else { return Ok(()) };
        let text = render_provenance(provenance).map_err(write_error)?;
        atomic_file::replace(&file, text.as_bytes()).map_err(|source| Error::Write { file, source })
    }

    /// Opens the output for a result that is written in parts.
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

    /// Whether a result that is not complete is discarded: it goes to a file, which is replaced at the end.
    pub(crate) fn is_written_atomically(&self) -> bool {
        self.file.as_deref().is_some_and(atomic_file::can_replace)
    }

    /// Returns the encoder for a list with these columns.
    pub(crate) fn encoder(&self, format: RowFormat, columns: Vec<Column>) -> Encoder {
        Encoder::new(format, self.terminal(), columns)
    }

    /// Writes a whole result. A closed pipe is not an error.
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

    /// Writes a JSON text; to a terminal without characters that it would act on.
    pub(crate) fn write_json(&self, json: &str, stdout: &mut (impl Write + Send)) -> Result<(), Error> {
        if self.file.is_none() && io::stdout().is_terminal() {
            return self.write_bytes(escape_json(json).as_bytes(), stdout);
        }
        self.write_bytes(json.as_bytes(), stdout)
    }

    fn terminal(&self) -> Terminal {
        if self.file.is_some() {
            return PLAIN;
        }
        let is_terminal = io::stdout().is_terminal();
        let (width, height) = if is_terminal { terminal_size() } else { (None, None) };
        Terminal {
            width,
            height,
            color: self.color.on(is_terminal),
            is_terminal,
            wraps: self.wraps,
            threads: 1,
        }
    }
}

/// An output that is written in parts.
pub(crate) enum Sink<'w> {
    Stdout(&'w mut (dyn Write + Send)),
    File(io::BufWriter<atomic_file::Replacement>, PathBuf),
}

impl Sink<'_> {
    /// Writes a part of the result.
    ///
    /// # Errors
    /// If it cannot be written. [`Error::is_closed_pipe`] is true if the reader has closed the pipe.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Stdout(stdout) => Ok(stdout.write_all(bytes)?),
            Self::File(file, path) => {
                file.write_all(bytes).map_err(|source| Error::Write { file: path.clone(), source })
            }
        }
    }

    /// Completes the result: flushes standard output, or replaces the file.
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

/// Output without a known width and without colour.
const PLAIN: Terminal =
    Terminal { width: None, height: None, color: false, is_terminal: false, wraps: false, threads: 1 };

/// Renders `document` as text of any width and without colour.
fn render_plain(document: &Document) -> String {
    render_text(document, &PLAIN)
}

/// The terminal at which questions are asked: lines fit its width, without colour.
fn terminal_of_questions() -> Terminal {
    Terminal { width: terminal_size().0, ..PLAIN }
}

/// Renders what a question is about.
pub(crate) fn render_for_question(document: &Document) -> String {
    render_text(document, &terminal_of_questions())
}

/// Returns a note before a question, escaped and wrapped.
pub(crate) fn note_for_question(note: &str) -> String {
    paragraph(note, &terminal_of_questions()).join("\n")
}

/// Takes out of `document` what a format for programs cannot show, and returns it: caveats as notes, and the tables
/// after the first (explanations of conversions) as text. Both go to standard error.
pub(crate) fn take_notes(document: &mut Document, format: Format) -> (Vec<Message>, String) {
    if !format.audience().has_one_table() {
        return (Vec::new(), String::new());
    }
    let notes = document.tables.iter().flat_map(|table| &table.caveats).map(Message::note).collect();
    let tables = document.tables.split_off(document.tables.len().min(1));
    let explained = Document { tables, ..Document::default() };
    (notes, render_plain(&explained))
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

/// Returns the error of a result that cannot be written.
pub(crate) fn write_error(error: WriteError) -> Error {
    match error {
        WriteError::Io(source) => Error::Output(source),
        WriteError::Refused(problem) => Error::Usage(problem),
        #[cfg(feature = "parquet")]
        WriteError::Value { .. } => Error::ParquetResult(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_columns_and_wide_characters_two() {
        for (line, columns) in [("", 0), ("ab", 2), ("\x1b[1mab\x1b[0m c", 4), ("\x1b[38;5;2m千\x1b[0m", 2)]
        {
            assert_eq!(columns_of(line), columns, "{line:?}");
        }
    }
}
