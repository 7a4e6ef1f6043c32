//! Opens a deal in the user's editor until it is valid or the user gives up.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Request, note, update};
use crate::dataset::{self, Dataset, Form, record_links, valid};
use crate::deal::Slug;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::clock;
use crate::report::Report;

/// How often the editor is opened: an editor that is a script never gives up.
const MAX_ATTEMPTS: usize = 50;

/// Starts each line of a message in the draft. Such lines are removed before the draft is read.
const MESSAGE_PREFIX: &str = "// ";

/// Opens a deal as JSON in the editor, and replaces it by the result.
///
/// # Errors
/// If the editor fails, if the user gives up, and if the dataset cannot be written. A changed draft is then kept, and the
/// error names it.
pub(super) fn edit(request: &Request, id: &Slug) -> Result<Report, Error> {
    let path = update::path(&request.input)?;
    let before = request.input.load()?;
    let original = before.draft(id).map_err(Error::Usage)?;
    let file = new_draft(&original)?;
    let (mut rejected, mut messages) = (None, Vec::new());
    for _ in 0..MAX_ATTEMPTS {
        open(&file)?;
        let text = read(&file)?;
        if text == original {
            let _ = fs::remove_file(&file);
            return Err(Error::Declined);
        }
        if rejected.as_ref() == Some(&text) {
            // The user closed the editor without mending the faults.
            break;
        }
        messages = match dataset::read_some(&format!("[{text}]"), Form::Document) {
            Ok(edited) => {
                match update::update(path, request, |dataset| replace(dataset, &before, id, edited)) {
                    Ok(_) => {
                        let _ = fs::remove_file(&file);
                        let done = request.writing.verb("was");
                        let changed = note(format!("{id} {done} changed in {}", path.display()));
                        return Ok(request.writing.finished(changed));
                    }
                    Err(Error::Usage(problem)) => vec![problem.to_string()],
                    Err(error) => return Err(error),
                }
            }
            Err(faults) => {
                faults.shown.iter().map(|fault| format!("line {fault}{}", hint(&fault.problem))).collect()
            }
        };
        write(&file, &with_messages(&messages, &text))?;
        rejected = Some(text);
    }
    Err(Error::Draft { file, faults: messages })
}

/// Creates a draft file. It stays until the dataset is written, so that no edit is lost.
fn new_draft(text: &str) -> Result<PathBuf, Error> {
    let draft =
        tempfile::Builder::new().prefix("outlay-").suffix(".json").tempfile().map_err(Error::Output)?;
    let (_, file) = draft.keep().map_err(|error| Error::Output(error.error))?;
    write(&file, text)?;
    Ok(file)
}

/// Returns the text of a draft without messages.
fn read(file: &Path) -> Result<String, Error> {
    let text = fs::read_to_string(file)
        .map_err(|source| Error::Read { file: file.display().to_string(), source })?;
    let lines = text.lines().filter(|line| !line.starts_with(MESSAGE_PREFIX));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

fn with_messages(messages: &[String], text: &str) -> String {
    let advice = "Line numbers count from the first line below. Close the file unchanged to give up.";
    let lines = messages.iter().map(String::as_str).chain([advice]);
    let lines: String = lines.flat_map(|line| [MESSAGE_PREFIX, line, "\n"]).collect();
    lines + text
}

fn hint(problem: &Problem) -> String {
    problem.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"))
}

/// Replaces the deal `id` of `dataset` by the one in `edited`, unless it differs from that in `before`. New revisions and
/// links are recorded today.
fn replace(dataset: &mut Dataset, before: &Dataset, id: &Slug, mut edited: Dataset) -> Result<(), Problem> {
    if dataset.deal(id.as_str()) != before.deal(id.as_str()) {
        return Err(Problem::new(format!("{id} was changed in the dataset since it was opened")));
    }
    let deal = edited.deals.pop().ok_or_else(|| Problem::new("there is no deal in the file"))?;
    dataset.adopt(edited)?;
    let known = before.deal(id.as_str()).map_or(&[][..], |deal| &deal.history);
    let mut data = deal.into_data();
    for revision in data.history.iter_mut().filter(|revision| !known.contains(revision)) {
        revision.recorded.get_or_insert(clock::today());
    }
    let known = before.deal(id.as_str()).map_or(&[][..], |deal| &deal.progress);
    for entry in data.progress.iter_mut().filter(|entry| !known.contains(entry)) {
        entry.recorded.get_or_insert(clock::today());
    }
    if let Some(known) = before.deal(id.as_str()) {
        record_links(&mut data, known, clock::today());
    }
    dataset.put(id, valid(data)?)
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    fs::write(file, text).map_err(|source| Error::Write { file: file.to_owned(), source })
}

/// Opens a file in `$VISUAL`, `$EDITOR` or vi, and waits until the editor exits.
fn open(file: &Path) -> Result<(), Error> {
    let variable = |name: &str| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = variable("VISUAL").or_else(|| variable("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let failed = |source: io::Error| Error::Editor { editor: editor.clone(), draft: file.to_owned(), source };
    let words = shell_words::split(&editor).map_err(|error| failed(io::Error::other(error)))?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
    let status = Command::new(program).args(arguments).arg(file).status().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(failed(io::Error::other(status.to_string()))) }
}
