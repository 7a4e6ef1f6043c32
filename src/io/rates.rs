//! The exchange rates of a command: built in, stored, in files and in the dataset.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::rate_file::rates_of;
use super::rate_store::RateStore;
use super::{bounded, clock};
use crate::dataset::ReferenceData;
use crate::error::Error;
use crate::rates::{Rates, RatesFile};

/// Which rates are used beside those of the dataset.
#[derive(Debug, Clone, Default)]
pub(crate) struct RateOptions {
    /// Files of rates, which take precedence over the others.
    pub files: Vec<PathBuf>,
    /// The table that was stored, which replaces the built-in one if it is newer; `None` if it is not to be used.
    pub store: Option<RateStore>,
    /// Maximum age of a rate, in days; `None` for that of each series.
    pub max_age: Option<u32>,
}

/// Returns the rates of a dataset, of the files of `options`, and of the stored or the built-in table; with a day, those that
/// were known at the end of it. `converts` says whether the table is needed.
///
/// # Errors
/// If a file cannot be read or has faults.
pub(crate) fn load_rates(
    options: &RateOptions,
    converts: bool,
    reference: &ReferenceData,
    as_of: Option<NaiveDate>,
) -> Result<Rates, Error> {
    let mut rates = Rates::built_in().with_quotes(reference.rates.iter().cloned());
    if let Some(store) = options.store.as_ref().filter(|_| converts)
        && let Some(table) = store.newer(rates.last_day())?
    {
        rates = rates.with_newer_ecb_table(table);
    }
    for path in &options.files {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let file = path.display().to_string();
        let bytes = bounded::file(path).map_err(|source| Error::Read { file: file.clone(), source })?;
        rates = match rates_of(bytes, &file, &name)? {
            RatesFile::Quotes(quotes) => rates.with_quotes(quotes),
            RatesFile::Tables(tables) => tables.into_iter().fold(rates, Rates::with_table),
        };
    }
    if let Some(days) = options.max_age {
        rates = rates.with_max_age(days);
    }
    Ok(match as_of {
        Some(day) => rates.known_on(day),
        None => rates.with_today(clock::today()),
    })
}
