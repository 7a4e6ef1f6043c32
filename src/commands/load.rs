//! Files in: datasets and rates.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Request;
use crate::dataset::{self, BUILT_IN, Dataset, Form, Position};
use crate::error::Error;
use crate::rates::{RateBook, RatesFile, read_rates};

/// Where the deals come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The four deals that are compiled in.
    BuiltIn,
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// Reads the dataset whole.
    ///
    /// # Errors
    /// When it cannot be read, or has faults.
    pub(super) fn load(&self) -> Result<Dataset, Error> {
        let (file, bytes, form) = match self {
            Self::BuiltIn => {
                ("the built-in deals".to_owned(), BUILT_IN.as_bytes().to_vec(), Some(Form::Document))
            }
            Self::Stdin => {
                let mut bytes = Vec::new();
                let file = "standard input".to_owned();
                let read = io::stdin().lock().read_to_end(&mut bytes);
                read.map_err(|source| Error::Read { file: file.clone(), source })?;
                (file, bytes, None)
            }
            Self::File(path) => {
                let file = path.display().to_string();
                let bytes = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
                (file, bytes, Form::by_name(path))
            }
        };
        parse_dataset(bytes, &file, form).map(|(dataset, _)| dataset)
    }
}

/// The dataset in the bytes of a file, and its form where that was not known before.
pub(super) fn parse_dataset(
    bytes: Vec<u8>,
    file: &str,
    form: Option<Form>,
) -> Result<(Dataset, Form), Error> {
    let text = utf8(bytes, file)?;
    // Some editors begin UTF-8 with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let form = form.unwrap_or_else(|| Form::of(text));
    let dataset =
        dataset::read(text, form).map_err(|faults| Error::Dataset { file: file.to_owned(), faults })?;
    Ok((dataset, form))
}

/// The rates for a request: those of its dataset and its files, and the built-in ones.
pub(super) fn rate_book(request: &Request, dataset: &Dataset) -> Result<RateBook, Error> {
    let mut book = RateBook::built_in().with_quotes(dataset.rates.iter().cloned());
    for path in &request.rates {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let text = read_text(path)?;
        book = match read_rates(&text, &name)
            .map_err(|faults| Error::Rates { file: path.display().to_string(), faults })?
        {
            RatesFile::Quotes(quotes) => book.with_quotes(quotes),
            RatesFile::Table(table) => book.with_table(table),
        };
    }
    Ok(match request.max_rate_age {
        Some(days) => book.with_max_age(days),
        None => book,
    })
}

fn read_text(path: &Path) -> Result<String, Error> {
    let file = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    utf8(bytes, &file)
}

/// The text of a file, without the byte order mark with which some editors begin UTF-8.
pub(super) fn utf8(mut bytes: Vec<u8>, file: &str) -> Result<String, Error> {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(.."\u{feff}".len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid =
            String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        Error::Encoding { file: file.to_owned(), position: Position::of(&valid, valid.len()) }
    })
}
