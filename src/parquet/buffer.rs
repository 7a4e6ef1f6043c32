//! The columns of a row group that is being written.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ::parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, get_column_writer, get_typed_column_writer_mut,
};
use ::parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterPropertiesPtr;
use ::parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};
use bytes::Bytes;
use chrono::{Datelike, NaiveDate};

use super::schema::{EPOCH, LeafColumn, Levels, ValueType, WIDTH};

/// The bytes of a column chunk and its metadata.
pub(super) type EncodedColumn = (Bytes, ColumnCloseResult);

/// The columns of a row group. Values of a column that the file does not have are dropped.
pub(super) struct RowGroupBuffer(Vec<ColumnBuffer>);

/// The values and levels of a column.
struct ColumnBuffer {
    levels: Levels,
    values: Values,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

enum Values {
    /// The bytes of all texts, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
    Days(Vec<i32>),
    Decimals(Vec<u8>),
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
        // The last column, the records, takes the longest: start it first.
        let queue = Mutex::new(self.0.iter_mut().enumerate().rev());
        let work = || {
            let mut done = Vec::new();
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((index, column)) = next else { return done };
                done.push((index, column.encode(schema.column(index), Arc::clone(properties))));
            }
        };
        let mut done = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            done
        });
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, encoded)| encoded).collect()
    }

    /// Adds a text or null. `index` is its index in the list of its row, or 0 in a column without lists.
    pub(super) fn text(&mut self, leaf: LeafColumn, index: usize, text: Option<&str>) {
        self.put(leaf, index, text, |values, text| {
            if let Values::Texts(bytes, ends) = values {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
            }
        });
    }

    /// Adds a day or null.
    pub(super) fn day(&mut self, leaf: LeafColumn, day: Option<NaiveDate>) {
        self.put(leaf, 0, day, |values, day| {
            if let Values::Days(days) = values {
                days.push(day.num_days_from_ce() - EPOCH);
            }
        });
    }

    /// Adds an unscaled decimal or null.
    pub(super) fn units(&mut self, leaf: LeafColumn, index: usize, units: Option<i128>) {
        self.put(leaf, index, units, |values, units| {
            if let Values::Decimals(bytes) = values {
                bytes.extend_from_slice(&units.to_be_bytes());
            }
        });
    }

    /// Adds an empty list.
    pub(super) fn empty_list(&mut self, leaf: LeafColumn) {
        if let Some(column) = self.0.get_mut(leaf as usize) {
            column.level(0, 0);
        }
    }

    fn put<T>(&mut self, leaf: LeafColumn, index: usize, value: Option<T>, add: impl FnOnce(&mut Values, T)) {
        let Some(column) = self.0.get_mut(leaf as usize) else { return };
        match value {
            Some(value) => {
                column.level(column.levels.defined, index);
                add(&mut column.values, value);
            }
            None => column.level(column.levels.element, index),
        }
    }
}

impl ColumnBuffer {
    fn new(leaf: LeafColumn) -> Self {
        let values = match leaf.value_type() {
            ValueType::Text => Values::Texts(Vec::new(), Vec::new()),
            ValueType::Day => Values::Days(Vec::new()),
            ValueType::Decimal(_) => Values::Decimals(Vec::new()),
        };
        Self { levels: leaf.levels(), values, defined: Vec::new(), repeated: Vec::new() }
    }

    fn level(&mut self, level: i16, index: usize) {
        if self.levels.defined > 0 {
            self.defined.push(level);
        }
        if self.levels.repeats {
            self.repeated.push(i16::from(index > 0));
        }
    }

    /// Encodes and empties the column.
    fn encode(
        &mut self,
        column: ColumnDescPtr,
        properties: WriterPropertiesPtr,
    ) -> Result<EncodedColumn, ParquetError> {
        let mut bytes = TrackedWrite::new(Vec::new());
        let pages = Box::new(SerializedPageWriter::new(&mut bytes));
        let mut writer = get_column_writer(column, properties, pages);
        self.write(&mut writer)?;
        let close = writer.close()?;
        Ok((bytes.into_inner()?.into(), close))
    }

    fn write(&mut self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = (self.levels.defined > 0).then_some(self.defined.as_slice());
        let repeated = self.levels.repeats.then_some(self.repeated.as_slice());
        match &mut self.values {
            Values::Texts(bytes, ends) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let texts: Vec<ByteArray> =
                    starts.zip(ends.iter()).map(|(start, end)| all.slice(start, end - start)).collect();
                get_typed_column_writer_mut::<ByteArrayType>(column)
                    .write_batch(&texts, defined, repeated)?;
                ends.clear();
            }
            Values::Days(days) => {
                get_typed_column_writer_mut::<Int32Type>(column).write_batch(days, defined, repeated)?;
                days.clear();
            }
            Values::Decimals(bytes) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let decimals: Vec<FixedLenByteArray> =
                    (0..all.len()).step_by(WIDTH).map(|start| all.slice(start, WIDTH).into()).collect();
                get_typed_column_writer_mut::<FixedLenByteArrayType>(column)
                    .write_batch(&decimals, defined, repeated)?;
            }
        }
        self.defined.clear();
        self.repeated.clear();
        Ok(())
    }
}
