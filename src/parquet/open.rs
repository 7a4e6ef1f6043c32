//! Reading a file of deals: what it is, and its row groups one by one.

use std::cell::OnceCell;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ::parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::columns::{Column, Lists, Which};
use super::error::{Fault, Flaw, Stop};
use super::pages::{KnownPages, Pages};
use super::rows::{self, Choice};
use super::schema::{AMOUNT_SCALE, FORM, FORM_KEY, Leaf, REGISTER_KEY, WIDTH, is_parquet};
use crate::deal::{Deal, FieldSet};
use crate::invalid::Problem;

/// The fields that the columns give.
///
/// Status, amount and equivalents are what the deal comes to with every revision, which is why [`FieldSet::HISTORY`] is
/// among them: for a question about [`FieldSet::CURRENT_STATE`] the columns are enough, and the history is empty. Of the period
/// they give its days where both are known, of the citations the sources. [`CurrentState::source`](crate::deal::Standing::source) is then that of the first
/// citation even where a revision changed the amount; an equivalent names its own. A label, a quote, a revision as such, parts and
/// notes are only in the records; see [`DealFile::read_records`].
pub const COLUMNS: FieldSet = FieldSet::CURRENT_STATE
    .union(FieldSet::TITLE)
    .union(FieldSet::KIND)
    .union(FieldSet::ANNOUNCED)
    .union(FieldSet::EQUIVALENTS)
    .union(FieldSet::PERIOD)
    .union(FieldSet::PARTIES)
    .union(FieldSet::PLACES)
    .union(FieldSet::TAGS)
    .union(FieldSet::CITATIONS);

/// A Parquet file of deals. Its row groups can be read by several threads at once.
#[derive(Debug)]
pub struct DealFile {
    path: PathBuf,
    file: Arc<Mutex<File>>,
    meta: ParquetMetaData,
    reference: String,
    /// The place of each leaf among the columns of the file.
    leaves: Vec<usize>,
}

impl DealFile {
    /// Opens a file and reads what it says of itself.
    ///
    /// # Errors
    /// When the file cannot be read, when it is not one of outlay's deals, and when it is damaged.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let read = |source| Fault::Read { file: path.to_owned(), source };
        let mut file = File::open(path).map_err(read)?;
        let mut start = Vec::new();
        Read::by_ref(&mut file).take(4).read_to_end(&mut start).map_err(read)?;
        let refuse = |problem: &str| Fault::File {
            file: path.to_owned(),
            problem: Problem::new(problem).hint(
                "`outlay list -o deals.parquet` writes one; of another, make a CSV for `outlay import`",
            ),
        };
        if !is_parquet(&start) {
            return Err(refuse("this is not a Parquet file"));
        }
        let meta = ParquetMetaDataReader::new()
            .with_offset_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)
            .map_err(|error| Flaw::from(error).at(path, 0))?;
        let pairs = meta.file_metadata().key_value_metadata();
        let value = |key: &str| {
            let pair = pairs.into_iter().flatten().find(|pair| pair.key == key)?;
            pair.value.clone()
        };
        match value(FORM_KEY).as_deref() {
            Some(FORM) => {}
            Some(_) => return Err(refuse("this file of deals was written by a later outlay")),
            None => return Err(refuse("this Parquet file is not one of outlay's deals")),
        }
        let reference = value(REGISTER_KEY).unwrap_or_default();
        let leaves = Leaf::ALL.iter().filter(|leaf| !leaf.is_conversion()).map(|leaf| {
            place(&meta, *leaf)
                .ok_or_else(|| refuse(&format!("its column {} is not as outlay writes it", leaf.name())))
        });
        let leaves = leaves.collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), file: Arc::new(Mutex::new(file)), meta, reference, leaves })
    }

    /// How many row groups it has.
    pub fn groups(&self) -> usize {
        self.meta.num_row_groups()
    }

    /// How many deals it has.
    pub fn rows(&self) -> u64 {
        self.meta.row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).sum()
    }

    /// What stands beside the deals, as JSON: companies, sources and rates.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// Looks at every deal of a row group. Only the columns that `fields` is about are read, and what else a deal has is
    /// left as an empty one has it; `fields` should be within [`COLUMNS`]. Where no deal of the group is one of the `choice`,
    /// no other column is read.
    ///
    /// `each` is given the deal and its row in the file, counted from zero.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged, for a value that is none of its kind, and when `each` refuses.
    pub fn read_group<E>(
        &self,
        group: usize,
        fields: FieldSet,
        choice: Choice<'_>,
        each: impl FnMut(&mut Deal<'_>, u64) -> Result<(), E>,
    ) -> Result<(), Stop<E>> {
        let first = self.first_row(group);
        rows::read(&Group::new(self, group), first, fields, choice, each, |flaw| flaw.at(&self.path, first))
    }

    /// Gives the records of a row group, each with its row in the file, counted from zero: of all its deals, or only of
    /// `rows`, which rise.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged, and when `each` refuses.
    pub fn read_records<E>(
        &self,
        group: usize,
        rows: Option<&[u64]>,
        mut each: impl FnMut(&str, u64) -> Result<(), E>,
    ) -> Result<(), Stop<E>> {
        let first = self.first_row(group);
        let group = Group::new(self, group);
        let at = |flaw: Flaw| flaw.at(&self.path, first);
        let within = |row: &u64| row.checked_sub(first).and_then(|row| usize::try_from(row).ok());
        let picked: Option<Vec<usize>> = rows.map(|rows| rows.iter().filter_map(within).collect());
        let records = group.column(Leaf::Record, picked.as_deref(), Ok).map_err(at)?;
        let mut give = |index: usize, row: u64| {
            let record = records.get(index).map(|record| rows::text(record));
            let record = record.unwrap_or_else(|| Err(Problem::new("there is no such row")));
            let value =
                |problem| at(Flaw::Value { row: row.saturating_sub(first), leaf: Leaf::Record, problem });
            each(record.map_err(value)?, row).map_err(Stop::Refused)
        };
        match rows {
            Some(rows) => rows.iter().enumerate().try_for_each(|(index, row)| give(index, *row)),
            None => (0..group.rows).zip(first..).try_for_each(|(index, row)| give(index, row)),
        }
    }

    /// The rows of a row group, as they count in the file, from zero.
    pub fn rows_of(&self, group: usize) -> Range<u64> {
        let first = self.first_row(group);
        first..first + self.count(group) as u64
    }

    fn count(&self, group: usize) -> usize {
        let group = self.meta.row_groups().get(group);
        group.and_then(|group| usize::try_from(group.num_rows()).ok()).unwrap_or(0)
    }

    fn first_row(&self, group: usize) -> u64 {
        (0..group).map(|before| self.count(before) as u64).sum()
    }
}

/// A row group, whose columns are read when they are asked for.
pub(super) struct Group<'f> {
    file: &'f DealFile,
    index: usize,
    /// How many deals it has.
    pub rows: usize,
    pages: Vec<OnceCell<Pages>>,
}

impl<'f> Group<'f> {
    fn new(file: &'f DealFile, index: usize) -> Self {
        let pages = file.leaves.iter().map(|_| OnceCell::new()).collect();
        Self { file, index, rows: file.count(index), pages }
    }

    /// The pages of a column, once read; all of them, or those with rows that are wanted.
    fn pages(&self, leaf: Leaf, wanted: Option<&[usize]>) -> Result<&Pages, Flaw> {
        let lacks = || Flaw::damage("a row group lacks a column");
        let cell = self.pages.get(leaf as usize).ok_or_else(lacks)?;
        if let Some(pages) = cell.get() {
            return Ok(pages);
        }
        let columns = self.file.meta.row_groups().get(self.index).map(|group| group.columns());
        let place = *self.file.leaves.get(leaf as usize).ok_or_else(lacks)?;
        let column = columns.and_then(|columns| columns.get(place)).ok_or_else(lacks)?;
        let index = self.file.meta.page_index_for_row_group(self.index);
        let known = wanted.zip(index.page_locations(place)).map(|(wanted, locations)| KnownPages {
            locations,
            rows: self.rows,
            wanted,
        });
        let pages = Pages::read(&self.file.file, column, leaf.shape(), known)?;
        Ok(cell.get_or_init(|| pages))
    }

    /// A column with a value for each row, or for each of `rows`, which rise.
    pub(super) fn column<'g, T>(
        &'g self,
        leaf: Leaf,
        rows: Option<&[usize]>,
        parse: impl FnMut(&'g [u8]) -> Result<T, Problem>,
    ) -> Result<Column<T>, Flaw> {
        let which = rows.map_or(Which::Rows(self.rows), |rows| Which::Picked(rows, self.rows));
        let raw = self.pages(leaf, rows)?.raw(|_| Ok(rows.map(<[usize]>::to_vec)))?;
        Column::new(raw, leaf, which, parse)
    }

    /// A column with a value for each element of the lists of all rows, or of `rows`.
    pub(super) fn elements<'g, T>(
        &'g self,
        leaf: Leaf,
        lists: &Lists,
        rows: Option<&[usize]>,
        parse: impl FnMut(&'g [u8]) -> Result<T, Problem>,
    ) -> Result<Column<T>, Flaw> {
        let raw = self.pages(leaf, None)?.raw(|_| Ok(lists.picked().map(<[usize]>::to_vec)))?;
        Column::new(raw, leaf, Which::Elements(lists, rows), parse)
    }

    /// A column of lists of all rows, or of `rows`, which rise, with which elements are of which row.
    pub(super) fn lists<'g, T>(
        &'g self,
        leaf: Leaf,
        rows: Option<&[usize]>,
        parse: impl FnMut(&'g [u8]) -> Result<T, Problem>,
    ) -> Result<(Lists, Column<T>), Flaw> {
        let mut lists = Lists::default();
        let raw = self.pages(leaf, None)?.raw(|raw| {
            lists = Lists::new(raw, leaf.shape(), self.rows)?;
            if let Some(rows) = rows {
                lists = lists.of_rows(rows);
            }
            Ok(lists.picked().map(<[usize]>::to_vec))
        })?;
        let column = Column::new(raw, leaf, Which::Elements(&lists, rows), parse)?;
        Ok((lists, column))
    }
}

/// Where a leaf is among the columns of a file; nothing where it is none as it should be.
fn place(meta: &ParquetMetaData, leaf: Leaf) -> Option<usize> {
    let columns = meta.file_metadata().schema_descr().columns();
    let path: Vec<&str> = leaf.as_str().split('.').collect();
    let at = columns.iter().position(|column| column.path().parts() == path)?;
    let (column, shape) = (&columns[at], leaf.shape());
    let is_decimal = shape.physical == ::parquet::basic::Type::FIXED_LEN_BYTE_ARRAY;
    let is_same_decimal = usize::try_from(column.type_length()) == Ok(WIDTH)
        && u32::try_from(column.type_scale()) == Ok(AMOUNT_SCALE);
    let is_same = column.physical_type() == shape.physical
        && column.max_def_level() == i16::from(shape.defined)
        && column.max_rep_level() == i16::from(shape.repeats)
        && (!is_decimal || is_same_decimal);
    is_same.then_some(at)
}
