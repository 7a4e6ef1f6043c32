//! A deal in the user's editor, again and again until it is valid or given up.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use super::update;
use crate::dataset::{self, Dataset, Form};
use crate::deal::Slug;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::input::Input;

/// What stands before a message in a draft; such lines are taken out before it is read.
const MARK: &str = "// ";

/// Opens a deal as JSON in the editor, puts what comes of it in its place, and says so.
///
/// # Errors
/// When the editor cannot be started, when the user gives up, and when the book cannot be written; a changed draft is
/// then kept, and named.
pub(super) fn run(input: &Input, id: &Slug) -> Result<String, Error> {
    let path = update::path(input)?;
    let before = input.load()?;
    let original = before.draft(id).map_err(Error::Usage)?;
    let draft =
        tempfile::Builder::new().prefix("outlay-").suffix(".json").tempfile().map_err(Error::Output)?;
    // Kept until the book is written: nothing that was typed is lost.
    let (_, file) = draft.keep().map_err(|error| Error::Output(error.error))?;
    write(&file, &original)?;
    let mut last_refused = None;
    loop {
        open(&file)?;
        let text = fs::read_to_string(&file)
            .map_err(|source| Error::Read { file: file.display().to_string(), source })?;
        let text: String =
            text.lines().filter(|line| !line.starts_with(MARK)).map(|line| format!("{line}\n")).collect();
        if text == original {
            let _ = fs::remove_file(&file);
            return Err(Error::Declined);
        }
        if last_refused.as_ref() == Some(&text) {
            // Closed as it was opened, faults and all: the user gives up.
            return Err(Error::Draft { file });
        }
        let messages = match dataset::read(&format!("[{text}]"), Form::Document) {
            Ok(edited) => match update::update(path, |dataset| exchange(dataset, &before, id, edited)) {
                Ok(()) => {
                    let _ = fs::remove_file(&file);
                    return Ok(format!("{id} was changed in {}", path.display()));
                }
                Err(Error::Usage(problem)) => vec![problem.to_string()],
                Err(error) => return Err(error),
            },
            Err(faults) => {
                faults.told.iter().map(|fault| format!("line {fault}{}", hint(&fault.problem))).collect()
            }
        };
        let messages: String = messages.iter().map(|message| format!("{MARK}{message}\n")).collect();
        write(
            &file,
            &format!(
                "{messages}{MARK}Lines are counted from the first one below. Close the file unchanged to give up.\n{text}"
            ),
        )?;
        last_refused = Some(text);
    }
}

fn hint(problem: &Problem) -> String {
    problem.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"))
}

/// Puts the one deal of `edited` in the place of the one of that id, unless somebody changed that meanwhile.
fn exchange(dataset: &mut Dataset, before: &Dataset, id: &Slug, mut edited: Dataset) -> Result<(), Problem> {
    if dataset.deal(id.as_str()) != before.deal(id.as_str()) {
        return Err(Problem::new(format!("{id} was changed in the book since it was opened")));
    }
    let deal = edited.deals.pop().ok_or_else(|| Problem::new("there is no deal in the file"))?;
    dataset.adopt(edited)?;
    dataset.put(id, deal)
}

fn write(file: &Path, text: &str) -> Result<(), Error> {
    fs::write(file, text).map_err(|source| Error::Write { file: file.to_owned(), source })
}

/// Opens a file in `$VISUAL`, `$EDITOR` or vi, and waits for its end.
fn open(file: &Path) -> Result<(), Error> {
    let named = |name: &str| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let failed = |source: io::Error| Error::Editor { editor: editor.clone(), draft: file.to_owned(), source };
    let words = shell_words::split(&editor).map_err(|error| failed(io::Error::other(error)))?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
    let status = Command::new(program).args(arguments).arg(file).status().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(failed(io::Error::other(status.to_string()))) }
}
