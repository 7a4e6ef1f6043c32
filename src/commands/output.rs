//! Results out: to standard output or to a file, in the form that is asked for.

use std::fs::Permissions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Message};
use crate::invalid::{Invalid, words};
use crate::render::{Format, Screen, render};
use crate::report::Document;

words! {
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
    pub(super) fn format(&self) -> Result<Format, Error> {
        match (self.format, &self.file) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Format::Table),
            (None, Some(file)) => Format::of_path(file).ok_or_else(|| {
                let problem = format!("the ending of {} names no format", file.display());
                Error::Usage(
                    Invalid::new(problem)
                        .hint("add --format, or end the name in .csv, .tsv, .json, .jsonl, .md or .txt"),
                )
            }),
        }
    }

    /// Writes a result. A reader that has seen enough and closes the pipe is no error.
    pub(super) fn write(
        &self,
        document: &Document,
        format: Format,
        stdout: &mut impl Write,
    ) -> Result<(), Error> {
        let Some(file) = &self.file else {
            let is_terminal = io::stdout().is_terminal();
            let width = is_terminal
                .then(terminal_size::terminal_size)
                .flatten()
                .map(|(width, _)| usize::from(width.0));
            let screen = Screen { width, color: self.color.on(is_terminal), is_terminal };
            return match stdout
                .write_all(render(document, format, &screen).as_bytes())
                .and_then(|()| stdout.flush())
            {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                result => Ok(result?),
            };
        };
        let screen = Screen { width: None, color: false, is_terminal: false };
        write_file(file, render(document, format, &screen).as_bytes())
            .map_err(|source| Error::Write { file: file.clone(), source })
    }
}

/// Writes a file whole or not at all: beside it first, then in its place.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What a link leads to is written, and the link stays.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    // A device or a pipe has no place of its own to be replaced in.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return std::fs::write(path, bytes);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".outlay-");
    if let Some(permissions) = permissions(&path) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Those of the file that is there; for a new one those that the system gives new files, not the private ones of a
/// temporary file.
fn permissions(path: &Path) -> Option<Permissions> {
    let existing = path.metadata().ok().map(|metadata| metadata.permissions());
    #[cfg(unix)]
    let existing = existing.or_else(|| Some(std::os::unix::fs::PermissionsExt::from_mode(0o666)));
    existing
}

/// What a machine format has no place for, for standard error: caveats, and the conversions laid open.
pub(super) fn asides(document: &mut Document, format: Format) -> (Vec<Message>, String) {
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
    let screen = Screen { width: None, color: false, is_terminal: false };
    let explained = Document { tables, records: None };
    (notes, render(&explained, Format::Table, &screen))
}
