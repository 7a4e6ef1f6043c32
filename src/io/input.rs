//! Files in: datasets and rates.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::sheet_dataset::{self, SheetDataset, SheetOptions};
use super::{progress_bar, table_file};
use crate::dataset::{
    self, BUILT_IN, Dataset, DealScan, Form, Position, Projection, ReadError, ReadOptions, ReferenceData,
};
use crate::error::Error;
use crate::invalid::Problem;
#[cfg(feature = "parquet")]
use crate::parquet::DealFileError;
use crate::rates::{Rates, RatesFile, read_rates};

/// Up to this size a file is in memory and held to every rule, whatever is asked for.
const WHOLE: u64 = 64 << 20;

/// What a Parquet file begins with (Apache Parquet, "File format").
const PARQUET: &[u8] = b"PAR1";

/// How much of a file tells its form.
const BEGINNING: u64 = 1 << 20;

/// Where the deals come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The four deals that are compiled in.
    BuiltIn,
    /// Standard input, which may be a spreadsheet.
    Stdin(SheetOptions),
    /// A file.
    File(PathBuf),
    /// A spreadsheet, which is only read.
    Sheet(PathBuf, SheetOptions),
}

/// How a dataset is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// On how many cores; on all of them where it is not said.
    pub threads: Option<usize>,
    /// Whether a file of any size is held to every rule.
    pub validate: bool,
    /// Up to how many bytes a file is in memory and held to every rule in any case.
    pub(crate) whole: u64,
    /// How large the pieces are that a larger file is read in, about.
    pub(crate) piece: u64,
}

impl Default for Reading {
    fn default() -> Self {
        Self { threads: None, validate: false, whole: WHOLE, piece: ReadOptions::default().chunk_size }
    }
}

impl Reading {
    /// Reads on `threads` threads, or one for each core; with `validate`, reads the whole file.
    pub fn new(threads: Option<usize>, validate: bool) -> Self {
        Self { threads, validate, ..Self::default() }
    }

    /// On how many cores.
    pub(crate) fn threads(self) -> usize {
        self.threads.unwrap_or(ReadOptions::default().threads)
    }

    fn pace(self) -> ReadOptions {
        ReadOptions { threads: self.threads(), chunk_size: self.piece, progress: progress_bar::bytes_read() }
    }
}

/// A dataset that is ready to be read.
#[derive(Debug)]
pub(crate) struct OpenDataset {
    pub scan: DealScan,
    /// What messages call it.
    pub name: String,
    /// Whether only what is asked for will be held to the rules.
    pub is_partial: bool,
    /// What a reader must know about how a spreadsheet was read.
    pub notes: Vec<String>,
    /// Whether rows of a spreadsheet were left out because they could not be read.
    pub is_incomplete: bool,
    /// Standard input that was too long for memory.
    _spooled: Option<TempPath>,
}

/// A dataset that was read whole.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub dataset: Dataset,
    /// What a reader must know about how a spreadsheet was read.
    pub notes: Vec<String>,
    /// Whether rows of a spreadsheet were left out because they could not be read.
    pub is_incomplete: bool,
}

impl Input {
    /// Opens the dataset and reads what stands beside its deals.
    ///
    /// # Errors
    /// When it cannot be read, or has faults there.
    pub(crate) fn open(&self, scope: Projection, reading: Reading) -> Result<OpenDataset, Error> {
        match self {
            Self::BuiltIn => {
                let pace = ReadOptions { threads: 1, ..reading.pace() };
                in_memory(
                    Cow::Borrowed(BUILT_IN),
                    "the built-in deals".to_owned(),
                    Some(Form::Document),
                    pace,
                )
            }
            Self::Stdin(options) => {
                let mut stdin = io::stdin().lock();
                let mut beginning = Vec::new();
                let unreadable =
                    |source| Error::Read { file: table_file::name(Path::new(table_file::STDIN)), source };
                (&mut stdin).take(BEGINNING).read_to_end(&mut beginning).map_err(unreadable)?;
                let mut input = io::Cursor::new(beginning).chain(stdin);
                if !sheet_dataset::is_sheet_text(input.get_ref().0.get_ref()) {
                    return spool(&mut input, "standard input", scope, reading);
                }
                let mut bytes = Vec::new();
                input.read_to_end(&mut bytes).map_err(unreadable)?;
                of_sheet(&bytes, Path::new(table_file::STDIN), options, reading)
            }
            Self::Sheet(path, options) => of_sheet(&table_file::bytes(path)?, path, options, reading),
            Self::File(path) => {
                let name = path.display().to_string();
                let unreadable = |source| Error::Read { file: name.clone(), source };
                let mut file = File::open(path).map_err(unreadable)?;
                let metadata = file.metadata().map_err(unreadable)?;
                if !metadata.is_file() {
                    return spool(&mut file, &name, scope, reading);
                }
                let is_whole = metadata.len() <= reading.whole;
                if is_parquet(&mut file).map_err(unreadable)? {
                    let scope = if is_whole { Projection::ALL } else { scope };
                    return of_parquet(path, name, scope, reading);
                }
                if !is_whole {
                    return in_file(path, name, scope, reading, None);
                }
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                let text = utf8(bytes, &name)?;
                in_memory(Cow::Owned(text), name, Form::by_name(path), reading.pace())
            }
        }
    }

    /// Returns the file `path`, which is a spreadsheet by its name, or a dataset.
    pub fn of_path(path: PathBuf, options: &SheetOptions) -> Self {
        if sheet_dataset::is_sheet(&path) { Self::Sheet(path, options.clone()) } else { Self::File(path) }
    }

    /// Reads the dataset whole.
    ///
    /// # Errors
    /// When it cannot be read, or has faults.
    pub(crate) fn load(&self) -> Result<Dataset, Error> {
        Ok(self.load_with_notes()?.dataset)
    }

    /// Does the same, with what a reader must know about how a spreadsheet was read.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(crate) fn load_with_notes(&self) -> Result<Loaded, Error> {
        let opened = self.open(Projection::ALL, Reading { validate: true, ..Reading::default() })?;
        let OpenDataset { scan, name, notes, is_incomplete, .. } = opened;
        let dataset = scan.into_dataset().map_err(|error| read_error(error, &name))?;
        Ok(Loaded { dataset, notes, is_incomplete })
    }
}

/// The dataset in the bytes of a file, and its form where that was not known before.
pub(crate) fn parse_dataset(
    bytes: Vec<u8>,
    file: &str,
    form: Option<Form>,
) -> Result<(Dataset, Form), Error> {
    if bytes.starts_with(PARQUET) {
        return Err(Error::Usage(
            Problem::new(format!("{file} is a Parquet file, which is never changed"))
                .hint("make a book of it by `outlay list -o FILE.jsonl`, and change that"),
        ));
    }
    let text = utf8(bytes, file)?;
    let form = form.unwrap_or_else(|| Form::of(&text));
    let opened = in_memory(Cow::Owned(text), file.to_owned(), Some(form), Reading::default().pace())?;
    let dataset = opened.scan.into_dataset();
    Ok((dataset.map_err(|error| read_error(error, file))?, form))
}

fn in_memory(
    text: Cow<'static, str>,
    name: String,
    form: Option<Form>,
    pace: ReadOptions,
) -> Result<OpenDataset, Error> {
    let form = form.unwrap_or_else(|| Form::of(&text));
    let scan = DealScan::of_text(text, form, pace)
        .map_err(|faults| Error::Dataset { file: name.clone(), faults })?;
    Ok(OpenDataset { scan, name, is_partial: false, notes: Vec::new(), is_incomplete: false, _spooled: None })
}

/// Opens the deals of the spreadsheet in `bytes`.
fn of_sheet(
    bytes: &[u8],
    path: &Path,
    options: &SheetOptions,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let SheetDataset { dataset, notes, is_incomplete } = sheet_dataset::read(bytes, path, options)?;
    let text = dataset::write(&dataset, Form::Lines).map_err(Error::Usage)?;
    let opened = in_memory(Cow::Owned(text), table_file::name(path), Some(Form::Lines), reading.pace())?;
    Ok(OpenDataset { notes, is_incomplete, ..opened })
}

/// Whether a file begins as Parquet does; it is then read from its beginning again.
fn is_parquet(file: &mut File) -> io::Result<bool> {
    let mut first = Vec::new();
    file.take(4).read_to_end(&mut first)?;
    file.rewind()?;
    Ok(first == PARQUET)
}

#[cfg(feature = "parquet")]
fn of_parquet(path: &Path, name: String, scope: Projection, reading: Reading) -> Result<OpenDataset, Error> {
    let scope = if reading.validate { Projection::ALL } else { scope };
    let scan = DealScan::of_parquet(path, scope, reading.pace()).map_err(|error| read_error(error, &name))?;
    Ok(OpenDataset {
        scan,
        name,
        is_partial: !scope.is_all(),
        notes: Vec::new(),
        is_incomplete: false,
        _spooled: None,
    })
}

#[cfg(not(feature = "parquet"))]
fn of_parquet(_: &Path, name: String, _: Projection, _: Reading) -> Result<OpenDataset, Error> {
    let problem = format!("{name} is a Parquet file, and this outlay was built without Parquet");
    Err(Error::Usage(Problem::new(problem).hint("build it with the feature \"parquet\"")))
}

fn in_file(
    path: &Path,
    name: String,
    scope: Projection,
    reading: Reading,
    spooled: Option<TempPath>,
) -> Result<OpenDataset, Error> {
    let form = match Form::by_name(path) {
        Some(form) => form,
        None => {
            let mut bytes = Vec::new();
            let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
            read.map_err(|source| Error::Read { file: name.clone(), source })?;
            Form::of(String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}'))
        }
    };
    let scope = if reading.validate { Projection::ALL } else { scope };
    let scan =
        DealScan::of_file(path, form, scope, reading.pace()).map_err(|error| read_error(error, &name))?;
    Ok(OpenDataset {
        scan,
        name,
        is_partial: !scope.is_all(),
        notes: Vec::new(),
        is_incomplete: false,
        _spooled: spooled,
    })
}

/// What comes in a stream, in memory as far as it fits and else in a file that is gone afterwards.
fn spool(
    input: &mut impl Read,
    name: &str,
    scope: Projection,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let unreadable = |source| Error::Read { file: name.to_owned(), source };
    let mut bytes = Vec::new();
    input.take(reading.whole + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 <= reading.whole {
        let text = utf8(bytes, name)?;
        return in_memory(Cow::Owned(text), name.to_owned(), None, reading.pace());
    }
    let mut file = NamedTempFile::new().map_err(unreadable)?;
    file.write_all(&bytes).map_err(unreadable)?;
    drop(bytes);
    io::copy(input, &mut file).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    let path = file.into_temp_path();
    let place = path.to_path_buf();
    in_file(&place, name.to_owned(), scope, reading, Some(path))
}

/// Returns the error of a dataset that messages call `name`.
pub(crate) fn read_error(error: ReadError, name: &str) -> Error {
    let file = name.to_owned();
    match error {
        ReadError::Io(source) => Error::Read { file, source },
        ReadError::Encoding(position) => Error::Encoding { file, position },
        ReadError::Faults(faults) => Error::Dataset { file, faults },
        #[cfg(feature = "parquet")]
        ReadError::Parquet(DealFileError::Io(source)) => Error::Read { file, source },
        #[cfg(feature = "parquet")]
        ReadError::Parquet(error) => Error::Parquet { file, error },
    }
}

/// The rates for a request: those of its dataset and its files, and the built-in ones.
pub(crate) fn load_rates(
    files: &[PathBuf],
    max_age: Option<u32>,
    reference: &ReferenceData,
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
    Ok(match max_age {
        Some(days) => rates.with_max_age(days),
        None => rates,
    })
}

fn read_text(path: &Path) -> Result<String, Error> {
    let file = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| Error::Read { file: file.clone(), source })?;
    utf8(bytes, &file)
}

/// The text of a file, without the byte order mark with which some editors begin UTF-8.
pub(crate) fn utf8(mut bytes: Vec<u8>, file: &str) -> Result<String, Error> {
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(.."\u{feff}".len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid =
            String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        Error::Encoding { file: file.to_owned(), position: Position::of(&valid, valid.len()) }
    })
}
