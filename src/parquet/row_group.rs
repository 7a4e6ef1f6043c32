//! A row group of a file, whose columns are opened when they are first read.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::file::page_index::offset_index::PageLocation;
use ::parquet::file::serialized_reader::SerializedPageReader;

use super::columns::{Column, Lists, Selection};
use super::error::DealFileError;
use super::open::DealFile;
use super::schema::LeafColumn;
use crate::invalid::Problem;

/// A row group and what was read of its columns last.
pub(super) struct RowGroup<'f> {
    file: &'f DealFile,
    handle: Arc<File>,
    index: usize,
    /// The number of rows.
    pub rows: usize,
    columns: BTreeMap<LeafColumn, Column>,
}

impl<'f> RowGroup<'f> {
    /// The row group of `file` at `index`, read through `handle`.
    pub(super) fn new(file: &'f DealFile, handle: &Arc<File>, index: usize) -> Self {
        let (handle, rows) = (Arc::clone(handle), file.group_rows(index));
        Self { file, handle, index, rows, columns: BTreeMap::new() }
    }

    /// Forgets what was read.
    pub(super) fn clear(&mut self) {
        self.columns.values_mut().for_each(Column::clear);
    }

    /// Reads the selected rows of a column; see [`Column::read`].
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or is compressed in a way that this build cannot read.
    pub(super) fn read(
        &mut self,
        leaf: LeafColumn,
        selection: &Selection,
    ) -> Result<&mut Column, DealFileError> {
        if !self.columns.contains_key(&leaf) {
            let column = self.open(leaf)?;
            self.columns.insert(leaf, column);
        }
        let column = self.columns.get_mut(&leaf).ok_or_else(|| missing(leaf))?;
        column.read(selection)?;
        Ok(column)
    }

    /// Parses what was read of a column; see [`Column::parse`]. Empty for a column that was not read.
    ///
    /// # Errors
    /// For the first value that `parse` refuses.
    pub(super) fn parse<'g, U: Clone>(
        &'g self,
        leaf: LeafColumn,
        selection: &Selection,
        parse: impl FnMut(&'g [u8]) -> Result<U, Problem>,
    ) -> Result<Vec<Option<U>>, DealFileError> {
        self.columns.get(&leaf).map_or(Ok(Vec::new()), |column| column.parse(selection, parse))
    }

    /// The lists of the rows that were read of a column.
    pub(super) fn lists(&self, leaf: LeafColumn) -> Lists {
        self.columns.get(&leaf).map_or_else(Lists::default, Column::lists)
    }

    /// Forgets the rows of a column whose entry in `is_kept` is false; see [`Column::keep`].
    pub(super) fn keep(&mut self, leaf: LeafColumn, is_kept: &[bool]) {
        if let Some(column) = self.columns.get_mut(&leaf) {
            column.keep(is_kept);
        }
    }

    /// Whether `condition` holds for any value that was read of a column.
    pub(super) fn any_value(&self, leaf: LeafColumn, condition: impl Fn(&[u8]) -> bool) -> bool {
        self.columns.get(&leaf).is_some_and(|column| column.any_value(condition))
    }

    /// Whether a column may have values; see [`DealFile::has_values`].
    pub(super) fn has_values(&self, leaf: LeafColumn) -> bool {
        self.file.has_values(self.index, leaf)
    }

    fn open(&self, leaf: LeafColumn) -> Result<Column, DealFileError> {
        let metadata = self.file.metadata();
        let place = self.file.place(leaf).ok_or_else(|| missing(leaf))?;
        let group = metadata.row_groups().get(self.index).ok_or_else(|| missing(leaf))?;
        let chunk = group.columns().get(place).ok_or_else(|| missing(leaf))?;
        check_codec(leaf, chunk.compression())?;
        // The crate panics on negative offsets.
        let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
        let start = u64::try_from(start).ok().filter(|_| chunk.compressed_size() >= 0);
        let start = start.ok_or_else(|| DealFileError::damaged("a column starts before the file"))?;
        let index = metadata.page_index_for_row_group(self.index);
        let pages = index.page_locations(place).filter(|pages| is_sound(pages, start, self.rows)).cloned();
        let reader = SerializedPageReader::new(Arc::clone(&self.handle), chunk, self.rows, pages)?;
        Ok(Column::new(leaf, chunk.column_descr_ptr(), Box::new(reader)))
    }
}

/// Refuses a codec that is not compiled in.
fn check_codec(leaf: LeafColumn, codec: Compression) -> Result<(), DealFileError> {
    if matches!(codec, Compression::UNCOMPRESSED | Compression::SNAPPY) {
        return Ok(());
    }
    let codec = codec.to_string();
    // Without the level: `ZSTD(ZstdLevel(1))`.
    let codec = codec.split('(').next().unwrap_or(&codec);
    let problem =
        format!("the column {} is compressed with {codec}, which this build cannot read", leaf.name());
    let hint = "write the file with Snappy or without compression";
    Err(DealFileError::Format(Problem::new(problem).hint(hint)))
}

/// Whether the page index of a column can be right. One that cannot is ignored: pages are then found one after the other.
fn is_sound(pages: &[PageLocation], start: u64, rows: usize) -> bool {
    let is_in_file = |page: &PageLocation| {
        u64::try_from(page.offset).is_ok_and(|offset| offset >= start)
            && page.compressed_page_size >= 0
            && usize::try_from(page.first_row_index).is_ok_and(|row| row < rows)
    };
    pages.iter().all(is_in_file)
        && pages.first().is_some_and(|page| page.first_row_index == 0)
        && pages.is_sorted_by_key(|page| page.first_row_index)
}

fn missing(leaf: LeafColumn) -> DealFileError {
    DealFileError::damaged(format!("a row group has no column {}", leaf.name()))
}

#[cfg(test)]
mod tests {
    use ::parquet::basic::ZstdLevel;

    use super::*;

    #[test]
    fn a_codec_that_is_not_compiled_in_is_named() {
        let check = |codec| check_codec(LeafColumn::PartyRole, codec).map_err(|error| error.to_string());
        assert_eq!(check(Compression::SNAPPY), Ok(()));
        let problem = "the column parties.role is compressed with ZSTD, which this build cannot read";
        assert_eq!(check(Compression::ZSTD(ZstdLevel::default())), Err(problem.to_owned()));
    }
}
