//! The values of the row group that is being put together, a column each.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ::parquet::basic::Type as Physical;
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

use super::schema::{EPOCH, Leaf, Shape, WIDTH};

/// A column as it lies in the file, and what the file says of it.
pub(super) type Encoded = (Bytes, ColumnCloseResult);

/// The columns of a row group. What is put into a column that the file does not have is nothing.
pub(super) struct Gathered(Vec<Gathering>);

/// The values of a column, and the levels at which they lie.
struct Gathering {
    shape: Shape,
    values: Values,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

enum Values {
    /// One after the other, with where each ends.
    Texts(Vec<u8>, Vec<usize>),
    Days(Vec<i32>),
    Decimals(Vec<u8>),
}

impl Gathered {
    /// Columns for `leaves`, which are the first ones of [`Leaf::ALL`].
    pub(super) fn new(leaves: impl Iterator<Item = Leaf>) -> Self {
        Self(leaves.map(Gathering::new).collect())
    }

    /// Encodes all columns, on as many threads, and is empty again.
    pub(super) fn encode(
        &mut self,
        threads: usize,
        schema: &SchemaDescriptor,
        properties: &WriterPropertiesPtr,
    ) -> Result<Vec<Encoded>, ParquetError> {
        // The records come last in the file and take the longest, so they are begun first.
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
                match other.join() {
                    Ok(more) => done.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        });
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, encoded)| encoded).collect()
    }

    /// A text, or nothing; `index` is its place in the list of its row, and 0 where there is no list.
    pub(super) fn text(&mut self, leaf: Leaf, index: usize, text: Option<&str>) {
        self.put(leaf, index, text, |values, text| {
            if let Values::Texts(bytes, ends) = values {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
            }
        });
    }

    /// A day, or nothing.
    pub(super) fn day(&mut self, leaf: Leaf, day: Option<NaiveDate>) {
        self.put(leaf, 0, day, |values, day| {
            if let Values::Days(days) = values {
                days.push(day.num_days_from_ce() - EPOCH);
            }
        });
    }

    /// A decimal as a whole number of the smallest unit of its column, or nothing.
    pub(super) fn units(&mut self, leaf: Leaf, index: usize, units: Option<i128>) {
        self.put(leaf, index, units, |values, units| {
            if let Values::Decimals(bytes) = values {
                bytes.extend_from_slice(&units.to_be_bytes());
            }
        });
    }

    /// A list without elements.
    pub(super) fn empty(&mut self, leaf: Leaf) {
        if let Some(column) = self.0.get_mut(leaf as usize) {
            column.level(0, 0);
        }
    }

    fn put<T>(&mut self, leaf: Leaf, index: usize, value: Option<T>, add: impl FnOnce(&mut Values, T)) {
        let Some(column) = self.0.get_mut(leaf as usize) else { return };
        match value {
            Some(value) => {
                column.level(column.shape.defined, index);
                add(&mut column.values, value);
            }
            // It is missing from a row or an element that is there.
            None => column.level(column.shape.element, index),
        }
    }
}

impl Gathering {
    fn new(leaf: Leaf) -> Self {
        let shape = leaf.shape();
        let values = match shape.physical {
            Physical::INT32 => Values::Days(Vec::new()),
            Physical::FIXED_LEN_BYTE_ARRAY => Values::Decimals(Vec::new()),
            _ => Values::Texts(Vec::new(), Vec::new()),
        };
        Self { shape, values, defined: Vec::new(), repeated: Vec::new() }
    }

    fn level(&mut self, level: u8, index: usize) {
        if self.shape.defined > 0 {
            self.defined.push(level.into());
        }
        if self.shape.repeats {
            self.repeated.push(i16::from(index > 0));
        }
    }

    /// Encodes the column, as it is to lie in the file, and is empty again.
    fn encode(
        &mut self,
        column: ColumnDescPtr,
        properties: WriterPropertiesPtr,
    ) -> Result<Encoded, ParquetError> {
        let mut bytes = TrackedWrite::new(Vec::new());
        let pages = Box::new(SerializedPageWriter::new(&mut bytes));
        let mut writer = get_column_writer(column, properties, pages);
        self.write(&mut writer)?;
        let close = writer.close()?;
        Ok((bytes.into_inner()?.into(), close))
    }

    fn write(&mut self, column: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = (self.shape.defined > 0).then_some(self.defined.as_slice());
        let repeated = self.shape.repeats.then_some(self.repeated.as_slice());
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
