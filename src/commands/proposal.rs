//! A proposed mapping on the terminal: shown with what it makes of the rows, and changed by question and answer.

use std::path::Path;

use super::{preview, prompt};
use crate::error::Error;
use crate::import::{self, Mapping, Proposal, SheetEvidence, Stamp};
use crate::invalid::Problem;
use crate::io::clock;
use crate::io::input::Input;
use crate::report::Audience;

pub(super) use super::prompt::is_possible;

/// Shows a proposal until the user accepts it; returns the mapping as the user has changed it.
///
/// # Errors
/// If the user declines, and if the terminal or the dataset fails.
pub(super) fn confirm(proposal: &Proposal, sheet: &SheetEvidence, dataset: &Path) -> Result<Mapping, Error> {
    let mut mapping = proposal.mapping.clone();
    for note in proposal.notes() {
        prompt::note(&note);
    }
    for problem in &proposal.blocked {
        prompt::note(&format!("columns: {problem}"));
    }
    loop {
        show_rows(&mapping, sheet, dataset)?;
        let Some(column) = column_to_change(&mapping)? else { return Ok(mapping) };
        let question = format!("Fields of {column}, such as amount:USD:millions (Enter leaves it out)");
        let answer = prompt::line(&question)?;
        if let Err(problem) = set(&mut mapping, &column, &answer) {
            prompt::note(&format!("error: {problem}"));
        }
    }
}

/// Asks for the column whose fields are to change; `None` if all rows are to be imported.
///
/// # Errors
/// If the user declines, and if the terminal fails.
fn column_to_change(mapping: &Mapping) -> Result<Option<String>, Error> {
    loop {
        let answer = prompt::line("Column to change (Enter or y imports all rows, n or q cancels)")?;
        let answer = answer.trim();
        // A column may be called "y".
        let found = set(&mut mapping.clone(), answer, "");
        match (answer.to_lowercase().as_str(), found) {
            ("", _) => return Ok(None),
            (_, Ok(())) => return Ok(Some(answer.to_owned())),
            ("y" | "yes", _) => return Ok(None),
            ("n" | "no" | "q" | "quit", _) => return Err(Error::Declined),
            (_, Err(problem)) => prompt::note(&format!("error: {problem}")),
        }
    }
}

/// Gives a column the fields of an answer: `amount:USD`, `party:investor`, or several, separated by commas.
fn set(mapping: &mut Mapping, column: &str, answer: &str) -> Result<(), Problem> {
    let mut changed = mapping.clone();
    changed.give(column, answer)?;
    *mapping = changed;
    Ok(())
}

/// Shows what a mapping makes of the rows: the first new deals, and what becomes of the others. All rows are read, because
/// the later ones may decide how the first are read.
fn show_rows(mapping: &Mapping, sheet: &SheetEvidence, dataset: &Path) -> Result<(), Error> {
    let stamp = Stamp { today: clock::today(), import: None };
    let mut dataset = Input::File(dataset.to_owned()).load()?;
    let outcome = import::import_sheet(sheet, mapping, &mut dataset, &stamp, || {});
    prompt::note(&format!("mapping: {mapping}"));
    if !outcome.first.is_empty() {
        let (shown, count) = (outcome.first.as_slice(), outcome.imported);
        let report = preview::table(&dataset.subset(shown), shown, count, Audience::People)?;
        prompt::show(&report.document);
    }
    prompt::note(&outcome.summary());
    for note in outcome.notes() {
        prompt::note(&note);
    }
    Ok(())
}
