//! Merges two dataset files.

use std::io::Write;
use std::path::PathBuf;

use super::{Request, Writing, update};
use crate::dataset::{self, Form};
use crate::error::Error;
use crate::invalid::keyword_enum;
use crate::io::input::Input;
use crate::io::sheet_dataset::is_sheet;
use crate::text::count_of;

keyword_enum! {
    /// Which of two files decides where they differ.
    pub(crate) enum Preference is "file" {
        /// The first one.
        A = "a",
        /// The second one.
        B = "b",
    }
}

/// Two files that are merged.
#[derive(Debug, Clone)]
pub(crate) struct Merge {
    /// The first file.
    pub first: PathBuf,
    /// The second file.
    pub second: PathBuf,
    /// Which one decides where they differ; `None` if nothing is written then.
    pub preference: Option<Preference>,
}

/// Writes two dataset files merged, in the form of the first, and returns notes of what was decided.
///
/// # Errors
/// If one of them has faults, if they contradict each other and none is preferred, and if the result cannot be written.
pub(super) fn write(
    request: &Request,
    merge: &Merge,
    stdout: &mut (impl Write + Send),
) -> Result<Vec<String>, Error> {
    let load = |path: &PathBuf, input: &Input| {
        if is_sheet(path) {
            return Err(update::only_read(path));
        }
        Ok((input.to_string(), input.load()?))
    };
    request.output.file.as_deref().map_or(Ok(()), update::check_name)?;
    let files = [&merge.first, &merge.second];
    let [first, second] = Input::of_two(files, &request.sheet).map_err(Error::Usage)?;
    let parts = vec![load(files[0], &first)?, load(files[1], &second)?];
    let preferred = merge.preference.map(|preference| match preference {
        Preference::A => 0,
        Preference::B => 1,
    });
    let merged = dataset::merge(parts, preferred).map_err(Error::Conflicts)?;
    let form = Form::by_name(&merge.first).unwrap_or(Form::Document);
    let text = dataset::write(&merged.dataset, form).map_err(Error::Usage)?;
    let mut notes = merged.notes;
    match request.writing {
        Writing::Done => request.output.write_json(&text, stdout)?,
        Writing::Planned => {
            let deals = count_of(merged.dataset.deals.len(), "deal", "deals");
            notes.push(format!("{deals} would be written to {}", request.output.place()));
            notes.push(update::DRY_RUN.to_owned());
        }
    }
    Ok(notes)
}
