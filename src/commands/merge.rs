//! Merges two dataset files.

use std::path::PathBuf;

use super::update;
use crate::dataset::{self, Form};
use crate::error::Error;
use crate::invalid::keyword_enum;
use crate::io::input::Input;
use crate::io::sheet_dataset::is_sheet;

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

/// Returns the text of two dataset files merged, in the form of the first, and notes of what was decided.
///
/// # Errors
/// If one of them has faults, and if they contradict each other and none is preferred.
pub(super) fn files(merge: &Merge) -> Result<(String, Vec<String>), Error> {
    let load = |path: &PathBuf| {
        if is_sheet(path) {
            return Err(update::only_read(path));
        }
        Ok((path.display().to_string(), Input::File(path.clone()).load()?))
    };
    let parts = vec![load(&merge.first)?, load(&merge.second)?];
    let preferred = merge.preference.map(|preference| match preference {
        Preference::A => 0,
        Preference::B => 1,
    });
    let merged = dataset::merge(parts, preferred).map_err(Error::Conflicts)?;
    let form = Form::by_name(&merge.first).unwrap_or(Form::Document);
    let text = dataset::write(&merged.dataset, form).map_err(Error::Usage)?;
    Ok((text, merged.notes))
}
