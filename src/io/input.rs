//! Reads datasets.

use std::borrow::Cow;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::bounded::{self, utf8};
use super::opened::{OpenDataset, read_error};
use super::reading::Reading;
use super::sheet_dataset::{self, SheetOptions, SheetReading};
use super::spool::{PARQUET, Spooled};
use super::table_file;
use crate::dataset::{self, BUILT_IN, Dataset, DealScan, Form, Projection, ReadError, ReadOptions};
use crate::error::Error;
use crate::invalid::Problem;
use crate::report::DatasetOrigin;

/// The number of bytes that the form of a file is detected from.
const START: u64 = 1 << 20;

/// What messages call standard input.
const STDIN_NAME: &str = "standard input";

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
    /// Several of them, read as one.
    Several(Vec<Input>),
}

/// What messages call it.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("the built-in deals"),
            Self::Stdin(_) => f.write_str(STDIN_NAME),
            Self::File(path) | Self::Sheet(path, _) => path.display().fmt(f),
            Self::Several(inputs) => {
                let names: Vec<String> = inputs.iter().map(ToString::to_string).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}

/// Standard input, of which only the beginning was read.
type Stream = io::Chain<io::Cursor<Vec<u8>>, io::StdinLock<'static>>;

/// What comes on standard input.
enum Stdin {
    Sheet(Vec<u8>),
    Dataset(Stream),
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
                in_memory(BUILT_IN.into(), self.to_string(), Some(Form::Document), (reading, digest))
            }
            Self::Stdin(options) => match stdin()? {
                Stdin::Sheet(bytes) => of_sheet(&bytes, Path::new(table_file::STDIN_PATH), options, reading),
                Stdin::Dataset(mut stream) => spool(&mut stream, STDIN_NAME, projection, reading),
            },
            Self::Sheet(path, options) => of_sheet(&table_file::bytes(path)?, path, options, reading),
            Self::File(path) => {
                let name = path.display().to_string();
                let unreadable = |source| Error::Read { file: name.clone(), source };
                let mut file = File::open(path).map_err(unreadable)?;
                let metadata = file.metadata().map_err(unreadable)?;
                if !metadata.is_file() {
                    return spool(&mut file, &name, projection, reading);
                }
                if is_parquet(&mut file).map_err(unreadable)? || metadata.len() > reading.memory_limit() {
                    return in_file(path, name, projection, reading);
                }
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                let digest = reading.digest(&bytes);
                in_memory(utf8(bytes, &name)?.into(), name, Form::by_name(path), (reading, digest))
            }
            Self::Several(inputs) => of_several(inputs, reading),
        }
    }

    /// Returns the file `path`, which is a spreadsheet by its name, or a dataset.
    pub(crate) fn of_path(path: PathBuf, options: &SheetOptions) -> Self {
        if sheet_dataset::is_sheet(&path) { Self::Sheet(path, options.clone()) } else { Self::File(path) }
    }

    /// Returns the two files at `paths`, of which one may be `-`, standard input.
    ///
    /// # Errors
    /// If both are.
    pub(crate) fn of_two(paths: [&PathBuf; 2], options: &SheetOptions) -> Result<[Self; 2], Problem> {
        if paths.iter().all(|path| path.as_os_str() == table_file::STDIN_PATH) {
            return Err(Problem::new("both files are -").hint("standard input can be read once"));
        }
        Ok(paths.map(|path| Self::of_path_or_stdin(path.clone(), options)))
    }

    /// Returns the file at `path`, of which `-` is standard input.
    fn of_path_or_stdin(path: PathBuf, options: &SheetOptions) -> Self {
        if path.as_os_str() == table_file::STDIN_PATH {
            Self::Stdin(options.clone())
        } else {
            Self::of_path(path, options)
        }
    }

    /// Returns the paths of the files.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        match self {
            Self::BuiltIn | Self::Stdin(_) => Vec::new(),
            Self::File(path) | Self::Sheet(path, _) => vec![path],
            Self::Several(inputs) => inputs.iter().flat_map(Self::paths).collect(),
        }
    }

    /// Returns the files at `paths`, of which `-` is standard input; the built-in deals for none.
    ///
    /// # Errors
    /// If standard input is named twice.
    pub(crate) fn of_paths(paths: Vec<PathBuf>, options: &SheetOptions) -> Result<Self, Problem> {
        let is_stdin = |path: &PathBuf| path.as_os_str() == table_file::STDIN_PATH;
        if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
            return Err(Problem::new("--data - is there twice").hint("standard input can be read once"));
        }
        let input = |path| Self::of_path_or_stdin(path, options);
        let mut inputs: Vec<Self> = paths.into_iter().map(input).collect();
        Ok(match inputs.len() {
            0 => Self::BuiltIn,
            1 => inputs.swap_remove(0),
            _ => Self::Several(inputs),
        })
    }

    /// Reads the whole dataset.
    ///
    /// # Errors
    /// If it cannot be read or has faults.
    pub(crate) fn load(&self) -> Result<Dataset, Error> {
        self.open(Projection::ALL, Reading::default().whole())?.load()
    }
}

/// Reads the dataset in the file at `path`, which is to be changed, and returns it with its form.
///
/// # Errors
/// If the file cannot be read, is a Parquet file or has faults.
pub(crate) fn load_file(path: &Path) -> Result<(Dataset, Form), Error> {
    let opened = Input::File(path.to_owned()).open(Projection::ALL, Reading::default().whole())?;
    let form = opened.form().ok_or_else(|| never_changed(&opened.name))?;
    Ok((opened.load()?, form))
}

/// Checks that the file at `path`, which is to be changed, is not a Parquet file. One that cannot be read is reported when it
/// is opened.
///
/// # Errors
/// If it is one.
pub(crate) fn check_changeable(path: &Path) -> Result<(), Error> {
    match File::open(path).and_then(|mut file| is_parquet(&mut file)) {
        Ok(true) => Err(never_changed(&path.display().to_string())),
        Ok(false) | Err(_) => Ok(()),
    }
}

/// Returns the error of a Parquet file that would be changed.
fn never_changed(file: &str) -> Error {
    Error::Usage(Problem::new(format!("{file} is a Parquet file, which is never changed")).hint(format!(
        "write a dataset of it by `outlay --data {} export -o FILE.jsonl`, and change that",
        shell_words::quote(file)
    )))
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
        return Err(never_changed(file));
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
    (reading, digest): (Reading, Option<String>),
) -> Result<OpenDataset, Error> {
    let form = form.unwrap_or_else(|| Form::of(&text));
    let dataset = read(&text, &name, form)?;
    let scan = DealScan::of_dataset(dataset, reading.options(0));
    Ok(OpenDataset { text: Some((text, form)), ..OpenDataset::new(scan, name, digest) })
}

/// Opens the deals of the spreadsheet in `bytes`.
fn of_sheet(
    bytes: &[u8],
    path: &Path,
    options: &SheetOptions,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let mut dataset = Dataset::default();
    let SheetReading { notes, faults } = sheet_dataset::read(bytes, path, options, &mut dataset)?;
    let scan = DealScan::of_dataset(dataset, reading.options(0));
    let opened = OpenDataset::new(scan, table_file::name(path), reading.digest(bytes));
    Ok(OpenDataset { notes, faults, ..opened })
}

/// Reads several datasets as one: joins them by the ids of their records, and then adds the rows of spreadsheets as
/// `import` would. The deals are held in memory.
///
/// # Errors
/// If one of them cannot be read, and every record that differs between two of them.
fn of_several(inputs: &[Input], reading: Reading) -> Result<OpenDataset, Error> {
    let (mut parts, mut sheets, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    for input in inputs {
        let (name, opened) = match input {
            Input::Sheet(path, options) => {
                sheets.push((table_file::bytes(path)?, path.as_path(), options));
                continue;
            }
            Input::Stdin(options) => match stdin()? {
                Stdin::Sheet(bytes) => {
                    sheets.push((bytes, Path::new(table_file::STDIN_PATH), options));
                    continue;
                }
                Stdin::Dataset(mut stream) => {
                    (STDIN_NAME.to_owned(), spool(&mut stream, STDIN_NAME, Projection::ALL, reading.whole())?)
                }
            },
            input => (input.to_string(), input.open(Projection::ALL, reading.whole())?),
        };
        origins.extend(opened.origins.iter().cloned());
        parts.push((name, opened.load()?));
    }
    let mut dataset = dataset::merge(parts, None).map_err(Error::Conflicts)?.dataset;
    let (mut notes, mut faults) = (Vec::new(), Vec::new());
    for (bytes, path, options) in sheets {
        let name = table_file::name(path);
        let read = sheet_dataset::read(&bytes, path, options, &mut dataset)?;
        notes.extend(read.notes.into_iter().map(|note| format!("{name}: {note}")));
        faults.extend(read.faults);
        origins.push(DatasetOrigin::new(&name, reading.digest(&bytes)));
    }
    let scan = DealScan::of_dataset(dataset, reading.options(0));
    let name = Input::Several(inputs.to_vec()).to_string();
    Ok(OpenDataset { notes, faults, origins, ..OpenDataset::new(scan, name, None) })
}

/// Reads the beginning of standard input, and the whole of it if it is a spreadsheet.
///
/// # Errors
/// If it cannot be read.
fn stdin() -> Result<Stdin, Error> {
    let unreadable = |source| Error::Read { file: STDIN_NAME.to_owned(), source };
    let mut stdin = io::stdin().lock();
    let mut start = Vec::new();
    (&mut stdin).take(START).read_to_end(&mut start).map_err(unreadable)?;
    if start.starts_with(PARQUET) || !sheet_dataset::is_sheet_text(&start) {
        return Ok(Stdin::Dataset(io::Cursor::new(start).chain(stdin)));
    }
    let bytes = bounded::stream(&mut io::Cursor::new(start).chain(stdin)).map_err(unreadable)?;
    Ok(Stdin::Sheet(bytes))
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
    name: &str,
    projection: Projection,
    options: ReadOptions,
) -> Result<DealScan, Error> {
    DealScan::of_parquet(path, projection, options).map_err(|error| read_error(error, name))
}

#[cfg(not(feature = "parquet"))]
fn in_parquet(_: &Path, name: &str, _: Projection, _: ReadOptions) -> Result<DealScan, Error> {
    let problem = format!("{name} is a Parquet file, and this outlay was built without Parquet");
    Err(Error::Usage(Problem::new(problem).hint("build it with the feature \"parquet\"")))
}

fn in_file(
    path: &Path,
    name: String,
    projection: Projection,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let mut start = Vec::new();
    let size = File::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        file.take(START).read_to_end(&mut start)?;
        Ok(size)
    });
    let size = size.map_err(|source| Error::Read { file: name.clone(), source })?;
    let (projection, options) = (reading.projection(projection, size), reading.options(size));
    let scan = if start.starts_with(PARQUET) {
        in_parquet(path, &name, projection, options)?
    } else {
        let form = Form::by_name(path)
            .unwrap_or_else(|| Form::of(String::from_utf8_lossy(&start).trim_start_matches('\u{feff}')));
        DealScan::of_file(path, form, projection, options).map_err(|error| read_error(error, &name))?
    };
    let digest = reading.digest_of_file(path, &name)?;
    Ok(OpenDataset::new(scan, name, digest))
}

/// Reads a stream: in memory if it is small and a text, else from a temporary file.
fn spool(
    input: &mut impl Read,
    name: &str,
    projection: Projection,
    reading: Reading,
) -> Result<OpenDataset, Error> {
    let unreadable = |source| Error::Read { file: name.to_owned(), source };
    let mut bytes = Vec::new();
    input.take(reading.memory_limit() + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 <= reading.memory_limit() && !bytes.starts_with(PARQUET) {
        let digest = reading.digest(&bytes);
        return in_memory(utf8(bytes, name)?.into(), name.to_owned(), None, (reading, digest));
    }
    let spooled = Spooled::copy(&bytes, input).map_err(unreadable)?;
    drop(bytes);
    let opened = in_file(spooled.path(), name.to_owned(), projection, reading)?;
    Ok(OpenDataset { _spooled: Some(spooled), ..opened })
}
