//! A column of a row group: its values and levels for a selection of rows.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ::parquet::column::page::PageReader;
use ::parquet::column::reader::ColumnReaderImpl;
use ::parquet::data_type::{AsBytes, ByteArrayType, DataType, FixedLenByteArrayType, Int32Type};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::ColumnDescPtr;

use super::error::DealFileError;
use super::schema::{LeafColumn, Levels, ValueType};
use crate::invalid::Problem;

/// Rows of a row group, in ascending order.
pub(super) struct Selection(Vec<usize>);

impl Selection {
    /// Every row of `rows`.
    pub(super) fn all(rows: Range<usize>) -> Self {
        Self(rows.collect())
    }

    /// The selected rows.
    pub(super) fn rows(&self) -> &[usize] {
        &self.0
    }

    /// Keeps the rows whose entry in `is_kept` is true.
    pub(super) fn keep(&mut self, is_kept: &[bool]) {
        let mut kept = is_kept.iter();
        self.0.retain(|_| kept.next().copied().unwrap_or(false));
    }

    /// The selected rows as runs of consecutive rows.
    fn runs(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.chunk_by(|row, next| row + 1 == *next).filter_map(|run| Some(*run.first()?..run.last()? + 1))
    }
}

/// Which elements belong to the list of which row.
#[derive(Default, PartialEq)]
pub(super) struct Lists {
    /// The index of the first element of each row, and the number of all elements.
    starts: Vec<usize>,
}

impl Lists {
    /// The indices of the elements of the selected row at `index`.
    pub(super) fn elements(&self, index: usize) -> Range<usize> {
        match self.starts.get(index..index + 2) {
            Some([start, end]) => *start..*end,
            _ => 0..0,
        }
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The index of the row whose list holds `element`.
    fn row(&self, element: usize) -> usize {
        self.starts.partition_point(|start| *start <= element).saturating_sub(1)
    }
}

/// A column and what was read of it last.
pub(super) struct TypedColumn<T: DataType> {
    leaf: LeafColumn,
    /// The levels in the file, whose column may have no nulls.
    levels: Levels,
    reader: ColumnReaderImpl<T>,
    /// The row of the row group that `reader` reads next.
    position: usize,
    values: Vec<T::T>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

impl<T: DataType> TypedColumn<T> {
    fn new(leaf: LeafColumn, description: ColumnDescPtr, pages: Box<dyn PageReader>) -> Self {
        let levels = Levels { defined: description.max_def_level(), ..leaf.levels() };
        let reader = ColumnReaderImpl::new(description, pages);
        Self {
            leaf,
            levels,
            reader,
            position: 0,
            values: Vec::new(),
            defined: Vec::new(),
            repeated: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.values.clear();
        self.defined.clear();
        self.repeated.clear();
    }

    fn read(&mut self, selection: &Selection) -> Result<(), DealFileError> {
        self.clear();
        for run in selection.runs() {
            // The decoders of the crate panic on some damaged pages.
            let read = catch_unwind(AssertUnwindSafe(|| self.read_run(&run)));
            let rows = read.map_err(|_| DealFileError::damaged("a page cannot be decoded"))??;
            if rows != run.len() {
                return Err(DealFileError::damaged(format!("the column {} ends early", self.leaf.name())));
            }
            self.position = run.end;
        }
        Ok(())
    }

    /// Reads up to `run.len()` rows from the row `run.start` on, and returns their number.
    fn read_run(&mut self, run: &Range<usize>) -> Result<usize, ParquetError> {
        let before = run.start.saturating_sub(self.position);
        if before > 0 && self.reader.skip_records(before)? != before {
            return Ok(0);
        }
        let (defined, repeated) = (Some(&mut self.defined), Some(&mut self.repeated));
        Ok(self.reader.read_records(run.len(), defined, repeated, &mut self.values)?.0)
    }

    fn keep(&mut self, is_kept: &[bool]) {
        let full = self.levels.defined;
        let (defined, repeated) = (std::mem::take(&mut self.defined), std::mem::take(&mut self.repeated));
        let mut values = std::mem::take(&mut self.values).into_iter();
        let mut rows = is_kept.iter();
        let mut is_row_kept = false;
        for (defined, repeated) in defined.into_iter().zip(repeated) {
            let value = if defined == full { values.next() } else { None };
            if repeated == 0 {
                is_row_kept = rows.next().copied().unwrap_or(false);
            }
            if is_row_kept {
                self.values.extend(value);
                self.defined.push(defined);
                self.repeated.push(repeated);
            }
        }
    }

    fn lists(&self) -> Lists {
        let element = self.levels.element;
        let (mut starts, mut elements) = (Vec::new(), 0);
        for (repeated, defined) in self.repeated.iter().zip(&self.defined) {
            if *repeated == 0 {
                starts.push(elements);
            }
            elements += usize::from(*defined >= element);
        }
        starts.push(elements);
        Lists { starts }
    }

    fn parse<'c, U: Clone>(
        &'c self,
        selection: &Selection,
        parse: impl FnMut(&'c [u8]) -> Result<U, Problem>,
    ) -> Result<Vec<Option<U>>, DealFileError> {
        let mut parsed = Vec::with_capacity(self.values.len().max(self.defined.len()));
        match self.parse_into(&mut parsed, parse) {
            Ok(()) => Ok(parsed),
            Err(problem) => Err(self.invalid(parsed.len(), selection, problem)),
        }
    }

    /// Adds the values to `parsed`, up to the first one that `parse` refuses.
    fn parse_into<'c, U: Clone>(
        &'c self,
        parsed: &mut Vec<Option<U>>,
        mut parse: impl FnMut(&'c [u8]) -> Result<U, Problem>,
    ) -> Result<(), Problem> {
        if self.leaf.has_dictionary() && self.leaf.value_type() != ValueType::Day {
            let mut memo = Memo::new(self.values.len());
            self.try_for_each(|value| {
                parsed.push(value.map(|value| memo.get_or(value, &mut parse)).transpose()?);
                Ok(())
            })
        } else {
            self.try_for_each(|value| {
                parsed.push(value.map(&mut parse).transpose()?);
                Ok(())
            })
        }
    }

    /// Passes the value of each row, or of each element of its list, to `visit`; `None` for null.
    #[inline]
    fn try_for_each<'c>(
        &'c self,
        mut visit: impl FnMut(Option<&'c [u8]>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let levels = self.levels;
        let mut values = self.values.iter().map(AsBytes::as_bytes);
        if levels.defined == 0 {
            return values.try_for_each(|value| visit(Some(value)));
        }
        let mut elements = self.defined.iter().filter(|level| **level >= levels.element);
        elements.try_for_each(|level| visit(if *level == levels.defined { values.next() } else { None }))
    }

    /// The error of the value at `index`, located by its row within the row group.
    fn invalid(&self, index: usize, selection: &Selection, problem: Problem) -> DealFileError {
        let index = if self.levels.repeats { self.lists().row(index) } else { index };
        let row = selection.rows().get(index).copied().unwrap_or_default();
        DealFileError::Cell { row: row as u64, column: self.leaf, problem }
    }
}

/// Values that were parsed before. Values of a dictionary share its memory, so that their address identifies them; the key
/// of a slot is the address and the length. A value that is not in its slot is parsed again.
struct Memo<U>(Vec<Option<(usize, usize, U)>>);

impl<U: Clone> Memo<U> {
    /// Slots for up to `values` values.
    fn new(values: usize) -> Self {
        let slots = values.next_power_of_two().min(1 << 9);
        Self(std::iter::repeat_with(|| None).take(slots).collect())
    }

    /// Returns the value of `bytes` that is remembered, else the one that `parse` returns.
    #[inline]
    fn get_or<'c>(
        &mut self,
        bytes: &'c [u8],
        parse: &mut impl FnMut(&'c [u8]) -> Result<U, Problem>,
    ) -> Result<U, Problem> {
        let (address, length) = (bytes.as_ptr().addr(), bytes.len());
        // Fibonacci hashing: neighbouring values go to different slots.
        let hash = address.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        let index = hash & (self.0.len() - 1);
        match self.0.get_mut(index) {
            Some(Some((at, len, value))) if *at == address && *len == length => Ok(value.clone()),
            slot => {
                let value = parse(bytes)?;
                if let Some(slot) = slot {
                    *slot = Some((address, length, value.clone()));
                }
                Ok(value)
            }
        }
    }
}

/// A column of any of the three types that a file of deals has.
pub(super) enum Column {
    Text(TypedColumn<ByteArrayType>),
    Day(TypedColumn<Int32Type>),
    Decimal(TypedColumn<FixedLenByteArrayType>),
}

/// Evaluates `$result` with `$typed` bound to the typed column.
macro_rules! with_typed {
    ($column:expr, $typed:ident => $result:expr) => {
        match $column {
            Column::Text($typed) => $result,
            Column::Day($typed) => $result,
            Column::Decimal($typed) => $result,
        }
    };
}

impl Column {
    /// The column `leaf`, whose pages `pages` reads.
    pub(super) fn new(leaf: LeafColumn, description: ColumnDescPtr, pages: Box<dyn PageReader>) -> Self {
        match leaf.value_type() {
            ValueType::Text => Self::Text(TypedColumn::new(leaf, description, pages)),
            ValueType::Day => Self::Day(TypedColumn::new(leaf, description, pages)),
            ValueType::Decimal(_) => Self::Decimal(TypedColumn::new(leaf, description, pages)),
        }
    }

    /// Forgets what was read.
    pub(super) fn clear(&mut self) {
        with_typed!(self, column => column.clear());
    }

    /// Reads the selected rows, which must come after all rows that were read before.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub(super) fn read(&mut self, selection: &Selection) -> Result<(), DealFileError> {
        with_typed!(self, column => column.read(selection))
    }

    /// Forgets the rows whose entry in `is_kept` is false. Only for columns of lists.
    pub(super) fn keep(&mut self, is_kept: &[bool]) {
        with_typed!(self, column => column.keep(is_kept));
    }

    /// The lists of the rows that were read.
    pub(super) fn lists(&self) -> Lists {
        with_typed!(self, column => column.lists())
    }

    /// Whether `condition` holds for any value that was read.
    pub(super) fn any_value(&self, condition: impl Fn(&[u8]) -> bool) -> bool {
        with_typed!(self, column => column.values.iter().any(|value| condition(value.as_bytes())))
    }

    /// Parses what was read of `selection`: a value for each row, or for each element of its list; `None` for null.
    ///
    /// # Errors
    /// For the first value that `parse` refuses, with its row within the row group.
    pub(super) fn parse<'c, U: Clone>(
        &'c self,
        selection: &Selection,
        parse: impl FnMut(&'c [u8]) -> Result<U, Problem>,
    ) -> Result<Vec<Option<U>>, DealFileError> {
        with_typed!(self, column => column.parse(selection, parse))
    }
}
