//! The columns of a row group that is being written.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ::parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use ::parquet::data_type::{ByteArray, FixedLenByteArray};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterPropertiesPtr;
use ::parquet::file::statistics::{Statistics, ValueStatistics};
use ::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};
use bytes::Bytes;
use chrono::{Datelike, NaiveDate};

use super::schema::{EPOCH, LeafColumn, Levels, WIDTH};

/// The bytes of a column chunk and its metadata.
pub(super) type EncodedColumn = (Bytes, ColumnCloseResult);

/// Encodes columns on `threads` threads, the last one first: it often takes the longest. Returns them in their order.
pub(super) fn encode_each<C: Send>(
    columns: Vec<C>,
    threads: usize,
    encode: impl Fn(C) -> Result<EncodedColumn, ParquetError> + Sync,
) -> Result<Vec<EncodedColumn>, ParquetError> {
    let queue = Mutex::new(columns.into_iter().enumerate().rev());
    let work = || {
        let mut done = Vec::new();
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((index, column)) = next else { return done };
            done.push((index, encode(column)));
        }
    };
    let mut done = thread::scope(|scope| {
        // If the system starts no more threads, those that it has started do the work.
        let others = (1..threads).map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok());
        let others: Vec<_> = others.collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, encoded)| encoded).collect()
}

/// Encodes a column, whose values `write` writes.
pub(super) fn encode_column(
    column: ColumnDescPtr,
    properties: WriterPropertiesPtr,
    write: impl FnOnce(&mut ColumnWriter<'_>) -> Result<(), ParquetError>,
) -> Result<EncodedColumn, ParquetError> {
    let mut bytes = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut bytes));
    let mut writer = get_column_writer(column, properties, pages);
    write(&mut writer)?;
    let mut close = writer.close()?;
    if let Some(Statistics::FixedLenByteArray(statistics)) = close.metadata.statistics() {
        let statistics = Statistics::FixedLenByteArray(detached(statistics));
        close.metadata = close.metadata.into_builder().set_statistics(statistics).build()?;
    }
    Ok((bytes.into_inner()?.into(), close))
}

/// Returns the same statistics with values of their own. As they come from the encoder, they are views of the buffers of all
/// values, which would stay in memory until the file ends.
fn detached(statistics: &ValueStatistics<FixedLenByteArray>) -> ValueStatistics<FixedLenByteArray> {
    let copy = |value: &FixedLenByteArray| ByteArray::from(value.data()).into();
    let [least, most] = [statistics.min_opt(), statistics.max_opt()].map(|value| value.map(copy));
    let (distinct, nulls) = (statistics.distinct_count(), statistics.null_count_opt());
    ValueStatistics::new(least, most, distinct, nulls, false)
        .with_min_is_exact(statistics.min_is_exact())
        .with_max_is_exact(statistics.max_is_exact())
        .with_nan_count(statistics.nan_count_opt())
        .with_backwards_compatible_min_max(statistics.is_min_max_backwards_compatible())
}

/// The columns of a row group. Values of a column that the file does not have are dropped.
pub(super) struct RowGroupBuffer(Vec<ColumnBuffer>);

/// The values and levels of a column.
struct ColumnBuffer {
    levels: Levels,
    /// The bytes of all values, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

impl RowGroupBuffer {
    /// Empty buffers for `columns`, which are the first ones of [`LeafColumn::ALL`].
    pub(super) fn new(columns: impl Iterator<Item = LeafColumn>) -> Self {
        Self(columns.map(ColumnBuffer::new).collect())
    }

    /// Encodes and empties all columns, on `threads` threads.
    pub(super) fn encode(
        &mut self,
        threads: usize,
        schema: &SchemaDescriptor,
        properties: &WriterPropertiesPtr,
    ) -> Result<Vec<EncodedColumn>, ParquetError> {
        let columns = self.0.iter_mut().enumerate();
        let columns = columns.map(|(index, column)| (column, schema.column(index))).collect();
        encode_each(columns, threads, |(column, descriptor)| {
            encode_column(descriptor, Arc::clone(properties), |writer| column.write(writer))
        })
    }

    /// Adds a text or null. `index` is its index in the list of its row, or 0 in a column without lists.
    pub(super) fn text(&mut self, leaf: LeafColumn, index: usize, text: Option<&str>) {
        self.put(leaf, index, text.map(str::as_bytes));
    }

    /// Adds a day or null.
    pub(super) fn day(&mut self, leaf: LeafColumn, day: Option<NaiveDate>) {
        let days = day.map(|day| (day.num_days_from_ce() - EPOCH).to_ne_bytes());
        self.put(leaf, 0, days.as_ref().map(<[u8; 4]>::as_slice));
    }

    /// Adds an unscaled decimal or null.
    pub(super) fn units(&mut self, leaf: LeafColumn, index: usize, units: Option<i128>) {
        let bytes = units.map(i128::to_be_bytes);
        self.put(leaf, index, bytes.as_ref().map(<[u8; WIDTH]>::as_slice));
    }

    /// Adds an empty list.
    pub(super) fn empty_list(&mut self, leaf: LeafColumn) {
        if let Some(column) = self.0.get_mut(leaf as usize) {
            column.level(0, 0);
        }
    }

    fn put(&mut self, leaf: LeafColumn, index: usize, value: Option<&[u8]>) {
        let Some(column) = self.0.get_mut(leaf as usize) else { return };
        match value {
            Some(value) => {
                column.level(column.levels.defined, index);
                column.bytes.extend_from_slice(value);
                column.ends.push(column.bytes.len());
            }
            None => column.level(column.levels.element, index),
        }
    }
}

impl ColumnBuffer {
    fn new(leaf: LeafColumn) -> Self {
        let (bytes, ends) = (Vec::new(), Vec::new());
        Self { levels: leaf.levels(), bytes, ends, defined: Vec::new(), repeated: Vec::new() }
    }

    fn level(&mut self, level: i16, index: usize) {
        if self.levels.defined > 0 {
            self.defined.push(level);
        }
        if self.levels.repeats {
            self.repeated.push(i16::from(index > 0));
        }
    }

    /// Writes and empties the column.
    fn write(&mut self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = (self.levels.defined > 0).then_some(self.defined.as_slice());
        let repeated = self.levels.repeats.then_some(self.repeated.as_slice());
        let all = ByteArray::from(std::mem::take(&mut self.bytes));
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let values = starts.zip(&self.ends).map(|(start, end)| all.slice(start, end - start));
        match column {
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                writer.write_batch(&values.collect::<Vec<_>>(), defined, repeated)?;
            }
            ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
                let decimals: Vec<FixedLenByteArray> = values.map(Into::into).collect();
                writer.write_batch(&decimals, defined, repeated)?;
            }
            ColumnWriter::Int32ColumnWriter(writer) => {
                let days: Vec<i32> =
                    all.data().as_chunks().0.iter().copied().map(i32::from_ne_bytes).collect();
                writer.write_batch(&days, defined, repeated)?;
            }
            _ => return Err(ParquetError::General("no column of deals has this type".to_owned())),
        }
        self.ends.clear();
        self.defined.clear();
        self.repeated.clear();
        Ok(())
    }
}
