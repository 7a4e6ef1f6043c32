//! Reads datasets and files of rates.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use tempfile::{NamedTempFile, TempPath};

use super::sheet_dataset::{self, SheetDataset, SheetOptions};
use super::{clock, digest, progress_bar, table_file};
use crate::dataset::{
    self, BUILT_IN, Dataset, DealScan, Form, Position, Projection, ReadError, ReadOptions, ReferenceData,
    deal_lines,
};
use crate::error::Error;
use crate::invalid::Problem;
#[cfg(feature = "parquet")]
use crate::parquet::DealFileError;
use crate::rates::{Rates, RatesFile, read_rates};

/// The default of [`Reading::full_validation_limit`].
const FULL_VALIDATION_LIMIT: u64 = 64 << 20;

/// The first bytes of a Parquet file (Apache Parquet, "File format").
const PARQUET: &[u8] = b"PAR1";

/// The number of bytes that the form of a file is detected from.
const START: u64 = 1 << 20;

/// Where the deals come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
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
pub(crate) struct Reading {
    /// Number of threads; `None` for one on each core.
    pub threads: Option<usize>,
    /// Whether a file of any size is fully validated.
    pub validate: bool,
    /// Whether the digest of the dataset is needed.
    pub digests: bool,
    /// Files of up to this many bytes are fully validated in any case.
    pub(crate) full_validation_limit: u64,
    /// Approximate size of a chunk, in bytes. A file of one chunk is read in memory.
    pub(crate) chunk_size: u64,
}

impl Default for Reading {
    fn default() -> Self {
        let chunk_size = ReadOptions::default().chunk_size;
        Self {
            threads: None,
            validate: false,
            digests: false,
            full_validation_limit: FULL_VALIDATION_LIMIT,
            chunk_size,
        }
    }
}

impl Reading {
    /// Reads on `threads` threads, or one for each core; with `validate`, reads the whole file.
    pub(crate) fn new(threads: Option<usize>, validate: bool) -> Self {
        Self { threads, validate, ..Self::default() }
    }

    /// Number of threads.
    pub(crate) fn threads(self) -> usize {
        self.threads.unwrap_or(ReadOptions::default().threads)
    }

    /// How a file of `size` bytes is read. The parts of an output are held until a file that is validated in any case has
    /// no faults.
    fn options(self, size: u64) -> ReadOptions {
        ReadOptions {
            threads: self.threads(),
            chunk_size: self.chunk_size,
            progress: progress_bar::bytes_read(),
            holds_parts: size <= self.full_validation_limit,
        }
    }

    /// The parts of a file of `size` bytes that are read and validated, if a question needs `projection`.
    fn projection(self, projection: Projection, size: u64) -> Projection {
        if self.validate || size <= self.full_validation_limit { Projection::ALL } else { projection }
    }

    /// The digest of `bytes`, if it is needed.
    fn digest(self, bytes: &[u8]) -> Option<String> {
        self.digests.then(|| digest::of_bytes(bytes))
    }

    /// The digest of a file, if it is needed.
    fn digest_of_file(self, path: &Path, name: &str) -> Result<Option<String>, Error> {
        let digest = self.digests.then(|| digest::of_file(path)).transpose();
        digest.map_err(|source| Error::Read { file: name.to_owned(), source })
    }

    /// The largest size of a text that is read in memory.
    fn memory_limit(self) -> u64 {
        self.chunk_size.min(self.full_validation_limit)
    }
}

/// A dataset that is ready to be scanned.
#[derive(Debug)]
pub(crate) struct OpenDataset {
    pub scan: DealScan,
    /// The name of the dataset in messages.
    pub name: String,
    /// Whether only what a question needs is validated.
    pub is_partial: bool,
    /// What a reader must know about how a spreadsheet was read.
    pub notes: Vec<String>,
    /// Whether rows of a spreadsheet were left out because they could not be read.
    pub is_incomplete: bool,
    /// The SHA-256 digest of its bytes, if it was asked for.
    pub digest: Option<String>,
    /// The text of a dataset in memory, with its form; `None` for any other.
    text: Option<(Cow<'static, str>, Form)>,
    /// The temporary file of a stream that is too long for memory.
    _spooled: Option<TempPath>,
}

impl OpenDataset {
    fn new(scan: DealScan, name: String, spooled: Option<TempPath>) -> Self {
        let is_partial = scan.is_partial();
        Self {
            scan,
            name,
            is_partial,
            notes: Vec::new(),
            is_incomplete: false,
            digest: None,
            text: None,
            _spooled: spooled,
        }
    }

    /// Returns the line of each deal at `positions`, which rise; empty for a spreadsheet.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn lines(&self, positions: &[u64]) -> Result<Vec<u64>, Error> {
        let lines = self.scan.lines(positions).map_err(|error| read_error(error, &self.name))?;
        Ok(lines.unwrap_or_else(|| {
            let all = self.text.iter().flat_map(|(text, form)| deal_lines(text, *form)).collect::<Vec<_>>();
            let line = |at: &u64| all.get(usize::try_from(*at).ok()?).copied();
            positions.iter().filter_map(line).collect()
        }))
    }
}

/// A dataset that was read whole.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub dataset: Dataset,
    /// What a reader must know about how a spreadsheet was read.
    pub notes: Vec<String>,
    /// Whether rows of a spreadsheet were left out because they could not be read.
    pub is_incomplete: bool,
    /// The name of the dataset in messages.
    pub name: String,
    /// The SHA-256 digest of its bytes, if it was asked for.
    pub digest: Option<String>,
}

impl Input {
    /// Opens the dataset and reads its companies, sources and rates.
    ///
    /// # Errors
    /// If it cannot be read, and for faults outside of the deals. A small dataset is read whole.
    pub(crate) fn open(&self, projection: Projection, reading: Reading) -> Result<OpenDataset, Error> {
        match self {
            Self::BuiltIn => {
                let digest = reading.digest(BUILT_IN.as_bytes());
                let name = "the built-in deals".to_owned();
                let opened = in_memory(BUILT_IN.into(), name, Some(Form::Document), reading)?;
                Ok(OpenDataset { digest, ..opened })
            }
            Self::Stdin(options) => {
                let mut stdin = io::stdin().lock();
                let mut start = Vec::new();
                let unreadable =
                    |source| Error::Read { file: table_file::name(Path::new(table_file::STDIN)), source };
                (&mut stdin).take(START).read_to_end(&mut start).map_err(unreadable)?;
                let mut input = io::Cursor::new(start).chain(stdin);
                if !sheet_dataset::is_sheet_text(input.get_ref().0.get_ref()) {
                    return spool(&mut input, "standard input", projection, reading);
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
                    return spool(&mut file, &name, projection, reading);
                }
                let size = metadata.len();
                if is_parquet(&mut file).map_err(unreadable)? {
                    let digest = reading.digest_of_file(path, &name)?;
                    let projection = reading.projection(projection, size);
                    let opened = in_parquet(path, name, projection, reading.options(size))?;
                    return Ok(OpenDataset { digest, ..opened });
                }
                if size > reading.memory_limit() {
                    return in_file(path, name, projection, reading, None);
                }
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                let digest = reading.digest(&bytes);
                let opened = in_memory(utf8(bytes, &name)?.into(), name, Form::by_name(path), reading)?;
                Ok(OpenDataset { digest, ..opened })
            }
        }
    }

    /// Returns the file `path`, which is a spreadsheet by its name, or a dataset.
    pub(crate) fn of_path(path: PathBuf, options: &SheetOptions) -> Self {
        if sheet_dataset::is_sheet(&path) { Self::Sheet(path, options.clone()) } else { Self::File(path) }
    }

    /// Reads the whole dataset.
    ///
    /// # Errors
    /// If it cannot be read or has faults.
    pub(crate) fn load(&self) -> Result<Dataset, Error> {
        Ok(self.load_with_notes(Reading::default())?.dataset)
    }

    /// Does the same, with what a reader must know about how a spreadsheet was read.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(crate) fn load_with_notes(&self, reading: Reading) -> Result<Loaded, Error> {
        let opened = self.open(Projection::ALL, Reading { validate: true, ..reading })?;
        let OpenDataset { scan, name, notes, is_incomplete, digest, .. } = opened;
        let dataset = scan.into_dataset().map_err(|error| read_error(error, &name))?;
        Ok(Loaded { dataset, notes, is_incomplete, name, digest })
    }
}

/// Returns the dataset in the bytes of a file, and its form, which is detected if `form` is `None`.
///
/// # Errors
/// If the file is a Parquet file, is not UTF-8 or has faults.
pub(crate) fn parse_dataset(
    bytes: Vec<u8>,
    file: &str,
    form: Option<Form>,
) -> Result<(Dataset, Form), Error> {
    let (text, form) = dataset_text(bytes, file, form)?;
    Ok((read(&text, file, form)?, form))
}

/// Returns the text of a dataset in the bytes of a file, and its form, which is detected if `form` is `None`.
///
/// # Errors
/// If the file is a Parquet file or is not UTF-8.
pub(crate) fn dataset_text(bytes: Vec<u8>, file: &str, form: Option<Form>) -> Result<(String, Form), Error> {
    if bytes.starts_with(PARQUET) {
        return Err(Error::Usage(
            Problem::new(format!("{file} is a Parquet file, which is never changed"))
                .hint("write a dataset of it by `outlay list -o FILE.jsonl`, and change that"),
        ));
    }
    let text = utf8(bytes, file)?;
    let form = form.unwrap_or_else(|| Form::of(&text));
    Ok((text, form))
}

/// Checks that the file at `path` is a valid dataset, which messages call `name`, without keeping its deals.
///
/// # Errors
/// If it cannot be read or has faults.
pub(crate) fn check_file(path: &Path, name: &str, form: Form) -> Result<(), Error> {
    let options = ReadOptions::default();
    let checked = fs::metadata(path).map_err(ReadError::Io).and_then(|metadata| {
        if metadata.len() > options.chunk_size {
            return DealScan::of_file(path, form, Projection::ALL, options)?.check();
        }
        let text = fs::read_to_string(path)?;
        dataset::read(&text, form)?;
        Ok(())
    });
    checked.map_err(|error| read_error(error, name))
}

/// Returns the dataset in a text.
///
/// # Errors
/// If it has faults.
pub(crate) fn read(text: &str, file: &str, form: Form) -> Result<Dataset, Error> {
    dataset::read(text, form).map_err(|faults| Error::Dataset { file: file.to_owned(), faults })
}

fn in_memory(
    text: Cow<'static, str>,
    name: String,
    form: Option<Form>,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let form = form.unwrap_or_else(|| Form::of(&text));
    let dataset = read(&text, &name, form)?;
    let scan = DealScan::of_dataset(dataset, reading.options(0));
    Ok(OpenDataset { text: Some((text, form)), ..OpenDataset::new(scan, name, None) })
}

/// Opens the deals of the spreadsheet in `bytes`.
fn of_sheet(
    bytes: &[u8],
    path: &Path,
    options: &SheetOptions,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let SheetDataset { dataset, notes, is_incomplete } = sheet_dataset::read(bytes, path, options)?;
    let scan = DealScan::of_dataset(dataset, reading.options(0));
    let opened = OpenDataset::new(scan, table_file::name(path), None);
    Ok(OpenDataset { notes, is_incomplete, digest: reading.digest(bytes), ..opened })
}

/// Whether a file begins as a Parquet file does. Rewinds it.
fn is_parquet(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == PARQUET)
}

#[cfg(feature = "parquet")]
fn in_parquet(
    path: &Path,
    name: String,
    projection: Projection,
    options: ReadOptions,
) -> Result<OpenDataset, Error> {
    let scan = DealScan::of_parquet(path, projection, options).map_err(|error| read_error(error, &name))?;
    Ok(OpenDataset::new(scan, name, None))
}

#[cfg(not(feature = "parquet"))]
#[expect(clippy::needless_pass_by_value, reason = "as with the feature")]
fn in_parquet(_: &Path, name: String, _: Projection, _: ReadOptions) -> Result<OpenDataset, Error> {
    let problem = format!("{name} is a Parquet file, and this outlay was built without Parquet");
    Err(Error::Usage(Problem::new(problem).hint("build it with the feature \"parquet\"")))
}

fn in_file(
    path: &Path,
    name: String,
    projection: Projection,
    reading: Reading,
    spooled: Option<TempPath>,
) -> Result<OpenDataset, Error> {
    let mut start = Vec::new();
    let size = File::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        file.take(START).read_to_end(&mut start)?;
        Ok(size)
    });
    let size = size.map_err(|source| Error::Read { file: name.clone(), source })?;
    let form = Form::by_name(path)
        .unwrap_or_else(|| Form::of(String::from_utf8_lossy(&start).trim_start_matches('\u{feff}')));
    let projection = reading.projection(projection, size);
    let scan = DealScan::of_file(path, form, projection, reading.options(size))
        .map_err(|error| read_error(error, &name))?;
    let digest = reading.digest_of_file(path, &name)?;
    Ok(OpenDataset { digest, ..OpenDataset::new(scan, name, spooled) })
}

/// Reads a stream: in memory if it is small, else from a temporary file.
fn spool(
    input: &mut impl Read,
    name: &str,
    projection: Projection,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let unreadable = |source| Error::Read { file: name.to_owned(), source };
    let mut bytes = Vec::new();
    input.take(reading.memory_limit() + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 <= reading.memory_limit() {
        let digest = reading.digest(&bytes);
        let opened = in_memory(utf8(bytes, name)?.into(), name.to_owned(), None, reading)?;
        return Ok(OpenDataset { digest, ..opened });
    }
    let mut file = NamedTempFile::new().map_err(unreadable)?;
    file.write_all(&bytes).map_err(unreadable)?;
    io::copy(input, &mut file).map_err(unreadable)?;
    let temporary = file.into_temp_path();
    let path = temporary.to_path_buf();
    in_file(&path, name.to_owned(), projection, reading, Some(temporary))
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

/// Returns the text of a file without its byte order mark.
///
/// # Errors
/// If it is not UTF-8.
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
