//! The values of the row group that is being put together, a column each.

use ::parquet::basic::Type as Physical;
use ::parquet::data_type::{ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::writer::SerializedColumnWriter;
use chrono::{Datelike, NaiveDate};

use super::schema::{EPOCH, Leaf, Shape, WIDTH};

/// The columns of a row group. What is put into a column that the file does not have is nothing.
pub(super) struct Gathered(Vec<Gathering>);

/// The values of a column, and the levels at which they lie.
pub(super) struct Gathering {
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

    /// The columns, in the order of the file.
    pub(super) fn columns(&mut self) -> impl Iterator<Item = &mut Gathering> {
        self.0.iter_mut()
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

    /// Writes the column and is empty again.
    pub(super) fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = (self.shape.defined > 0).then_some(self.defined.as_slice());
        let repeated = self.shape.repeats.then_some(self.repeated.as_slice());
        match &mut self.values {
            Values::Texts(bytes, ends) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let texts: Vec<ByteArray> =
                    starts.zip(ends.iter()).map(|(start, end)| all.slice(start, end - start)).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, defined, repeated)?;
                ends.clear();
            }
            Values::Days(days) => {
                column.typed::<Int32Type>().write_batch(days, defined, repeated)?;
                days.clear();
            }
            Values::Decimals(bytes) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let decimals: Vec<FixedLenByteArray> =
                    (0..all.len()).step_by(WIDTH).map(|start| all.slice(start, WIDTH).into()).collect();
                column.typed::<FixedLenByteArrayType>().write_batch(&decimals, defined, repeated)?;
            }
        }
        self.defined.clear();
        self.repeated.clear();
        Ok(())
    }
}
