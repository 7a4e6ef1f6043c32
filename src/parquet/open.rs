//! Opening a Parquet file of deals: its metadata, reference data and columns.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::file::metadata::{
    ColumnChunkMetaData, KeyValue, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader,
};
use ::parquet::file::statistics::Statistics;

use super::error::DealFileError;
use super::schema::{AMOUNT_SCALE, FORM, FORM_KEY, LeafColumn, REFERENCE_KEY, ValueType, WIDTH, is_parquet};
use crate::deal::FieldSet;
use crate::invalid::Problem;

/// The fields that the columns hold.
///
/// Status, amount and equivalents are the current ones, after all revisions, so [`FieldSet::HISTORY`] is among the fields
/// although no revision is read: the columns answer a question about [`FieldSet::CURRENT_STATE`]. A period has its first and
/// last day if both are known; citations have only their sources. Labels, quotes, revisions, parts and notes are only in
/// the records.
pub(crate) const COLUMNS: FieldSet = FieldSet::CURRENT_STATE
    .union(FieldSet::TITLE)
    .union(FieldSet::KIND)
    .union(FieldSet::ANNOUNCED)
    .union(FieldSet::EQUIVALENTS)
    .union(FieldSet::PERIOD)
    .union(FieldSet::PARTIES)
    .union(FieldSet::PLACES)
    .union(FieldSet::TAGS)
    .union(FieldSet::CITATIONS)
    .union(FieldSet::LINKS);

/// A Parquet file of deals. [`DealFile::reader`] reads its row groups.
#[derive(Debug)]
pub(crate) struct DealFile {
    path: PathBuf,
    metadata: ParquetMetaData,
    reference: String,
    /// The index of each leaf column among the columns of the file; `None` for one that the file lacks.
    places: Vec<Option<usize>>,
}

/// Reads row groups of a file through a file handle of its own, one for each thread.
#[derive(Debug)]
pub(crate) struct DealReader<'f> {
    pub(super) file: &'f DealFile,
    pub(super) handle: Arc<File>,
}

impl DealFile {
    /// Opens a file and reads its metadata.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or is not a file of deals.
    pub(crate) fn open(path: &Path) -> Result<Self, DealFileError> {
        let mut file = File::open(path)?;
        let mut start = Vec::new();
        Read::by_ref(&mut file).take(4).read_to_end(&mut start)?;
        if !is_parquet(&start) {
            return Err(refused("this is not a Parquet file"));
        }
        let metadata = ParquetMetaDataReader::new()
            .with_offset_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)?;
        let reference = reference(metadata.file_metadata().key_value_metadata())?;
        let columns = LeafColumn::ALL.iter();
        let places = columns.map(|leaf| match place(&metadata, *leaf) {
            Place::At(place) => Ok(Some(place)),
            Place::Missing if leaf.may_be_missing() => Ok(None),
            Place::Missing => Err(refused(&format!("it has no column {}", leaf.name()))),
            Place::OfAnotherType => Err(refused(&format!("its column {} has another type", leaf.name()))),
        });
        let places = places.collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), metadata, reference, places })
    }

    /// The path by which it was opened.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the file again, to read row groups on one thread.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub(crate) fn reader(&self) -> Result<DealReader<'_>, DealFileError> {
        Ok(DealReader { file: self, handle: Arc::new(File::open(&self.path)?) })
    }

    /// The number of row groups.
    pub(crate) fn groups(&self) -> usize {
        self.metadata.num_row_groups()
    }

    /// The number of deals.
    pub(crate) fn rows(&self) -> u64 {
        self.first_row(self.groups())
    }

    /// The reference data: companies, sources and rates as JSON.
    pub(crate) fn reference(&self) -> &str {
        &self.reference
    }

    /// Whether any deal may be linked to another one, by the statistics of the columns of links.
    pub(crate) fn may_have_links(&self) -> bool {
        let leaves = [LeafColumn::IncludedIn, LeafColumn::Replaces];
        (0..self.groups()).any(|group| leaves.iter().any(|leaf| self.has_values(group, *leaf)))
    }

    /// Whether a column may have values in a row group: it is there, and its statistics do not say that all its
    /// values are null.
    pub(super) fn has_values(&self, group: usize, leaf: LeafColumn) -> bool {
        let columns = self.metadata.row_groups().get(group);
        let chunk = self.place(leaf).and_then(|place| columns?.columns().get(place));
        // The values of a list are more or fewer than the rows.
        let is_null = |chunk: &ColumnChunkMetaData| {
            let nulls = chunk.statistics().and_then(Statistics::null_count_opt);
            nulls.is_some_and(|nulls| u64::try_from(chunk.num_values()) == Ok(nulls))
        };
        chunk.is_some_and(|chunk| !is_null(chunk))
    }

    /// Returns the rows of a row group, counted in the file.
    pub(crate) fn rows_of(&self, group: usize) -> std::ops::Range<u64> {
        self.first_row(group)..self.first_row(group + 1)
    }

    /// The row in the file of the first row of a row group.
    pub(super) fn first_row(&self, group: usize) -> u64 {
        (0..group).map(|before| self.group_rows(before) as u64).sum()
    }

    /// The number of rows of a row group.
    pub(super) fn group_rows(&self, group: usize) -> usize {
        let group = self.metadata.row_groups().get(group);
        group.and_then(|group| usize::try_from(group.num_rows()).ok()).unwrap_or(0)
    }

    pub(super) fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }

    /// The index of a column among the columns of the file; `None` if the file lacks it.
    pub(super) fn place(&self, leaf: LeafColumn) -> Option<usize> {
        self.places.get(leaf as usize).copied().flatten()
    }
}

fn refused(problem: &str) -> DealFileError {
    let hint =
        "write one with `outlay list -o deals.parquet`, or convert other files to CSV for `outlay import`";
    DealFileError::Format(Problem::new(problem).hint(hint))
}

/// The reference data in the file's metadata.
fn reference(pairs: Option<&Vec<KeyValue>>) -> Result<String, DealFileError> {
    let value = |key: &str| pairs.into_iter().flatten().find(|pair| pair.key == key)?.value.clone();
    match value(FORM_KEY).as_deref() {
        Some(FORM) => {}
        Some(_) => return Err(refused("this file of deals was written by a later version of outlay")),
        None => return Err(refused("this Parquet file is not a file of deals")),
    }
    value(REFERENCE_KEY).ok_or_else(|| DealFileError::damaged("it has no reference data"))
}

/// Where a column of deals is among the columns of a file.
enum Place {
    At(usize),
    Missing,
    OfAnotherType,
}

/// Finds a leaf column among the columns of a file.
fn place(metadata: &ParquetMetaData, leaf: LeafColumn) -> Place {
    let columns = metadata.file_metadata().schema_descr().columns();
    let path: Vec<&str> = leaf.as_str().split('.').collect();
    let Some(at) = columns.iter().position(|column| column.path().parts() == path) else {
        return Place::Missing;
    };
    let (column, levels) = (&columns[at], leaf.levels());
    let is_same_decimal = usize::try_from(column.type_length()) == Ok(WIDTH)
        && u32::try_from(column.type_scale()) == Ok(AMOUNT_SCALE);
    // A column that may have nulls need not have any.
    let is_same = column.physical_type() == leaf.value_type().physical()
        && (levels.element..=levels.defined).contains(&column.max_def_level())
        && column.max_rep_level() == i16::from(levels.repeats)
        && (!matches!(leaf.value_type(), ValueType::Decimal(_)) || is_same_decimal);
    if is_same { Place::At(at) } else { Place::OfAnotherType }
}
