//! Reads files of exchange rates.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::clock;
use super::input::utf8;
use crate::dataset::ReferenceData;
use crate::error::Error;
use crate::rates::{Rates, RatesFile, read_rates};

/// Returns the rates of a dataset, of `files`, and the built-in ones; with a day, those that were known at the end of it.
///
/// # Errors
/// If a file cannot be read or has faults.
pub(crate) fn load_rates(
    files: &[PathBuf],
    max_age: Option<u32>,
    reference: &ReferenceData,
    as_of: Option<NaiveDate>,
) -> Result<Rates, Error> {
    let mut rates = Rates::built_in().with_quotes(reference.rates.iter().cloned());
    for path in files {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let text = read_text(path)?;
        rates = match read_rates(&text, &name)
            .map_err(|faults| Error::Rates { file: path.display().to_string(), faults })?
        {
            RatesFile::Quotes(quotes) => rates.with_quotes(quotes),
            RatesFile::Table(table) => rates.with_table(table),
        };
    }
    if let Some(days) = max_age {
        rates = rates.with_max_age(days);
    }
    Ok(match as_of {
        Some(day) => rates.known_on(day),
        None => rates.with_today(clock::today()),
    })
}

fn read_text(path: &Path) -> Result<String, Error> {
    let file = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    utf8(bytes, &file)
}
