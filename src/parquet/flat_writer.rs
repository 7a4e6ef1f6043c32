//! Writing flat tables as files, a row group at a time.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::ColumnPath;

use super::buffer::{EncodedColumn, encode_column, encode_each};
use super::flat::{DealBatch, FlatRows, FlatTable, ROWS_AT_ONCE};
use crate::invalid::WriteError;

/// The most bytes of rows that wait to be written. The buffers that they grow in take up to twice as much, and encoding them
/// about as much again.
const MAX_WAITING: usize = 20 << 20;

/// A file of one table.
pub(crate) struct FlatFile<W: Write + Send> {
    file: SerializedFileWriter<W>,
    threads: usize,
}

impl<W: Write + Send> FlatFile<W> {
    /// Starts a file. Columns are encoded on `threads` threads.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub(crate) fn new(out: W, table: &FlatTable, threads: usize) -> Result<Self, WriteError> {
        Ok(Self { file: SerializedFileWriter::new(out, table.schema()?, properties(table).into())?, threads })
    }

    /// Writes rows as a row group.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub(crate) fn write(&mut self, rows: &FlatRows, table: &FlatTable) -> Result<(), WriteError> {
        if rows.count() == 0 {
            return Ok(());
        }
        let schema = self.file.schema_descr();
        let columns = (0..table.columns.len()).map(|column| (column, schema.column(column))).collect();
        let properties = Arc::clone(self.file.properties());
        let columns = encode_each(columns, self.threads, |(column, descriptor)| {
            encode_column(descriptor, Arc::clone(&properties), |writer| rows.write_column(column, writer))
        })?;
        self.append(columns)
    }

    /// Appends a row group.
    fn append(&mut self, columns: Vec<EncodedColumn>) -> Result<(), WriteError> {
        let mut group = self.file.next_row_group()?;
        for (bytes, close) in columns {
            group.append_column(&bytes, close)?;
        }
        group.close()?;
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub(crate) fn finish(self) -> Result<(), WriteError> {
        self.file.into_inner()?.flush()?;
        Ok(())
    }
}

/// What opens the file of a table, in a partition or not.
pub(crate) type Open<'o, W> = dyn FnMut(&str, Option<i32>) -> io::Result<W> + Send + 'o;

/// Writes the tables of deals, in partitions of their years or in one.
///
/// A bounded number of bytes is in memory: when they are too many, the partition that has most of them is written as a row
/// group of each table, with the deals sorted by date.
pub(crate) struct DealTablesWriter<'o, W: Write + Send> {
    tables: &'static [&'static FlatTable],
    open: Box<Open<'o, W>>,
    partitions: BTreeMap<Option<i32>, Partition<W>>,
    threads: usize,
}

/// The deals of a year, or all of them.
struct Partition<W: Write + Send> {
    files: Vec<FlatFile<W>>,
    /// Those that wait to be written.
    waiting: DealBatch,
    bytes: usize,
}

impl<'o, W: Write + Send> DealTablesWriter<'o, W> {
    /// Starts tables whose files `open` opens. Columns are encoded on `threads` threads.
    pub(crate) fn new(
        tables: &'static [&'static FlatTable],
        threads: usize,
        open: impl FnMut(&str, Option<i32>) -> io::Result<W> + Send + 'o,
    ) -> Self {
        Self { tables, open: Box::new(open), partitions: BTreeMap::new(), threads }
    }

    /// Opens the files of a partition, unless they are open.
    ///
    /// # Errors
    /// If a file cannot be opened.
    pub(crate) fn start(&mut self, year: Option<i32>) -> Result<(), WriteError> {
        if self.partitions.contains_key(&year) {
            return Ok(());
        }
        let file = |table: &&FlatTable| FlatFile::new((self.open)(table.name, year)?, table, self.threads);
        let files = self.tables.iter().map(file).collect::<Result<_, WriteError>>()?;
        self.partitions.insert(year, Partition { files, waiting: DealBatch::new(self.tables), bytes: 0 });
        Ok(())
    }

    /// Adds those of `deals` of a batch to a partition.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn push(
        &mut self,
        year: Option<i32>,
        batch: &DealBatch,
        deals: &[usize],
    ) -> Result<(), WriteError> {
        self.start(year)?;
        if let Some(partition) = self.partitions.get_mut(&year) {
            partition.waiting.extend(batch, deals);
            partition.bytes = partition.waiting.bytes();
        }
        while self.partitions.values().map(|partition| partition.bytes).sum::<usize>() > MAX_WAITING {
            let Some(largest) = self.partitions.values_mut().max_by_key(|partition| partition.bytes) else {
                break;
            };
            largest.write(self.tables, self.threads)?;
        }
        Ok(())
    }

    /// Ends the files.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn finish(mut self) -> Result<(), WriteError> {
        for mut partition in std::mem::take(&mut self.partitions).into_values() {
            partition.write(self.tables, self.threads)?;
            partition.files.into_iter().try_for_each(FlatFile::finish)?;
        }
        Ok(())
    }
}

impl<W: Write + Send> Partition<W> {
    /// Writes a row group of each table.
    fn write(&mut self, tables: &[&FlatTable], threads: usize) -> Result<(), WriteError> {
        let batch = std::mem::replace(&mut self.waiting, DealBatch::new(tables));
        self.bytes = 0;
        if batch.len() == 0 {
            return Ok(());
        }
        let deals = batch.sorted();
        let rows: Vec<Vec<usize>> = (0..tables.len()).map(|table| batch.rows_of(table, &deals)).collect();
        let mut columns = Vec::new();
        for (index, (file, table)) in self.files.iter().zip(tables).enumerate() {
            let (schema, properties) = (file.file.schema_descr(), file.file.properties());
            let of_table = (0..table.columns.len())
                .map(|column| ((index, column), schema.column(column), Arc::clone(properties)));
            columns.extend(of_table);
        }
        let encoded = encode_each(columns, threads, |(place, descriptor, properties)| {
            encode_column(descriptor, properties, |writer| batch.write_column(place, &rows[place.0], writer))
        })?;
        drop(batch);
        let mut encoded = encoded.into_iter();
        for (file, table) in self.files.iter_mut().zip(tables) {
            file.append(encoded.by_ref().take(table.columns.len()).collect())?;
        }
        Ok(())
    }
}

fn properties(table: &FlatTable) -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("outlay version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_write_batch_size(ROWS_AT_ONCE)
        .set_compression(Compression::SNAPPY);
    for column in table.columns {
        let path = ColumnPath::from(vec![column.name.to_owned()]);
        properties = properties.set_column_dictionary_enabled(path, !column.is_distinct);
    }
    properties.build()
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use bytes::Bytes;

    use super::*;
    use crate::parquet::{FlatColumn, FlatType};

    #[test]
    fn decimals_have_the_statistics_of_their_values() {
        const COLUMN: FlatColumn =
            FlatColumn { name: "money", column_type: FlatType::Decimal(10), is_distinct: true };
        const TABLE: FlatTable = FlatTable { name: "table", columns: &[COLUMN] };
        let mut rows = FlatRows::new(&TABLE);
        // More than are encoded at a time, with the extremes in different parts.
        let most = i128::try_from(ROWS_AT_ONCE).unwrap();
        for units in -3..=most {
            rows.units(Some(units));
        }
        rows.units(None);
        let mut bytes = Vec::new();
        let mut file = FlatFile::new(&mut bytes, &TABLE, 1).unwrap();
        file.write(&rows, &TABLE).unwrap();
        file.finish().unwrap();
        let reader = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
        let statistics = reader.metadata().row_group(0).column(0).statistics().unwrap();
        assert_eq!(statistics.min_bytes_opt(), Some((-3_i128).to_be_bytes().as_slice()));
        assert_eq!(statistics.max_bytes_opt(), Some(most.to_be_bytes().as_slice()));
        assert_eq!(statistics.null_count_opt(), Some(1));
    }
}
