//! Flat tables: rows of single values, each of which may be null.
//!
//! Rows are collected column by column in batches of deals. A row group is encoded from a batch, sorted by the dates of the
//! deals.

use std::collections::BTreeMap;
use std::ops::Range;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::{ByteArray, FixedLenByteArray};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::{Type, TypePtr};
use chrono::{Datelike, NaiveDate};

use super::schema::{EPOCH, WIDTH};

/// The number of rows whose values are passed to the encoder at a time.
pub(super) const ROWS_AT_ONCE: usize = 1 << 12;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlatType {
    /// A text.
    Text,
    /// A day.
    Day,
    /// A whole number.
    Count,
    /// True or false.
    Flag,
    /// A decimal of 38 digits, of which this many are after the point.
    Decimal(u8),
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FlatColumn {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub column_type: FlatType,
    /// Whether few rows of a row group share a value, as of an id: a dictionary of all values would be larger than they are.
    pub is_distinct: bool,
}

/// A table.
#[derive(Debug)]
pub(crate) struct FlatTable {
    /// The name.
    pub name: &'static str,
    /// The columns, in order.
    pub columns: &'static [FlatColumn],
}

impl FlatTable {
    /// The table as a message type of Parquet.
    pub(super) fn schema(&self) -> Result<TypePtr, ParquetError> {
        let fields = self.columns.iter().map(|column| Ok(column.field()?.into()));
        let fields = fields.collect::<Result<Vec<TypePtr>, ParquetError>>()?;
        Ok(Type::group_type_builder(self.name).with_fields(fields).build()?.into())
    }
}

impl FlatColumn {
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a decimal has 16 bytes")]
    fn field(&self) -> Result<Type, ParquetError> {
        let of = |physical: Physical, logical: Option<LogicalType>| {
            // Optional, so that a missing row of an outer join is null in every engine.
            Type::primitive_type_builder(self.name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
        };
        match self.column_type {
            FlatType::Text => of(Physical::BYTE_ARRAY, Some(LogicalType::String)),
            FlatType::Day => of(Physical::INT32, Some(LogicalType::Date)),
            FlatType::Count => of(Physical::INT64, None),
            FlatType::Flag => of(Physical::BOOLEAN, None),
            FlatType::Decimal(scale) => {
                of(Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(scale.into(), 38)))
                    .with_length(const { WIDTH as i32 })
                    .with_precision(38)
                    .with_scale(scale.into())
            }
        }
        .build()
    }
}

/// The values of a column, one for each row; of a null an empty or zero one.
#[derive(Debug)]
enum Values {
    Text { bytes: Vec<u8>, ends: Vec<usize> },
    Day(Vec<i32>),
    Count(Vec<i64>),
    Flag(Vec<bool>),
    Decimal(Vec<i128>),
}

impl Values {
    /// Adds those of `rows` of the same column.
    fn extend(&mut self, other: &Self, rows: &[usize]) {
        match (self, other) {
            (Self::Text { bytes, ends }, Self::Text { bytes: other, ends: other_ends }) => {
                for row in rows {
                    bytes.extend_from_slice(&other[range_of(other_ends, *row)]);
                    ends.push(bytes.len());
                }
            }
            (Self::Day(own), Self::Day(other)) => own.extend(rows.iter().map(|row| other[*row])),
            (Self::Count(own), Self::Count(other)) => own.extend(rows.iter().map(|row| other[*row])),
            (Self::Flag(own), Self::Flag(other)) => own.extend(rows.iter().map(|row| other[*row])),
            (Self::Decimal(own), Self::Decimal(other)) => own.extend(rows.iter().map(|row| other[*row])),
            _ => unreachable!("{MISMATCH}"),
        }
    }
}

/// The place of item `index` among items that end at `ends`.
fn range_of(ends: &[usize], index: usize) -> Range<usize> {
    index.checked_sub(1).map_or(0, |before| ends[before])..ends[index]
}

/// A column of some rows.
#[derive(Debug)]
struct Column {
    /// Whether each row has a value.
    present: Vec<bool>,
    values: Values,
}

/// Rows of a table. Values are added from left to right, row by row.
#[derive(Debug)]
pub(crate) struct FlatRows {
    columns: Vec<Column>,
    /// The column of the next value.
    next: usize,
}

/// Values of which one does not belong into its column.
const MISMATCH: &str = "a value of another type than its column";

impl FlatRows {
    /// No rows.
    pub(crate) fn new(table: &FlatTable) -> Self {
        let values = |column: &FlatColumn| match column.column_type {
            FlatType::Text => Values::Text { bytes: Vec::new(), ends: Vec::new() },
            FlatType::Day => Values::Day(Vec::new()),
            FlatType::Count => Values::Count(Vec::new()),
            FlatType::Flag => Values::Flag(Vec::new()),
            FlatType::Decimal(_) => Values::Decimal(Vec::new()),
        };
        let column = |column| Column { present: Vec::new(), values: values(column) };
        Self { columns: table.columns.iter().map(column).collect(), next: 0 }
    }

    /// The number of complete rows.
    pub(crate) fn count(&self) -> usize {
        self.columns.last().map_or(0, |column| column.present.len())
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, text: Option<&str>) -> &mut Self {
        let Values::Text { bytes, ends } = self.put(text.is_some()) else { unreachable!("{MISMATCH}") };
        bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
        ends.push(bytes.len());
        self
    }

    /// Adds a day.
    pub(crate) fn day(&mut self, day: Option<NaiveDate>) -> &mut Self {
        let Values::Day(days) = self.put(day.is_some()) else { unreachable!("{MISMATCH}") };
        days.push(day.map_or(0, |day| day.num_days_from_ce() - EPOCH));
        self
    }

    /// Adds a whole number.
    pub(crate) fn count_of(&mut self, count: Option<usize>) -> &mut Self {
        let Values::Count(counts) = self.put(count.is_some()) else { unreachable!("{MISMATCH}") };
        counts.push(count.and_then(|count| i64::try_from(count).ok()).unwrap_or_default());
        self
    }

    /// Adds true or false.
    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        let Values::Flag(flags) = self.put(true) else { unreachable!("{MISMATCH}") };
        flags.push(flag);
        self
    }

    /// Adds a decimal in units of its last decimal place.
    pub(crate) fn units(&mut self, units: Option<i128>) -> &mut Self {
        let Values::Decimal(decimals) = self.put(units.is_some()) else { unreachable!("{MISMATCH}") };
        decimals.push(units.unwrap_or_default());
        self
    }

    /// Notes whether the next value is there, and returns the values of its column.
    fn put(&mut self, is_present: bool) -> &mut Values {
        let width = self.columns.len();
        let column = &mut self.columns[self.next];
        self.next = (self.next + 1) % width;
        column.present.push(is_present);
        &mut column.values
    }

    /// Adds those of `rows` of another batch of the same table.
    fn extend(&mut self, other: &Self, rows: &[usize]) {
        for (own, other) in self.columns.iter_mut().zip(&other.columns) {
            own.present.extend(rows.iter().map(|row| other.present[*row]));
            own.values.extend(&other.values, rows);
        }
    }

    /// The number of bytes in memory.
    fn bytes(&self) -> usize {
        let bytes = |column: &Column| {
            let rows = column.present.len();
            rows + match &column.values {
                Values::Text { bytes, .. } => bytes.len() + rows * size_of::<usize>(),
                Values::Day(_) => rows * size_of::<i32>(),
                Values::Count(_) => rows * size_of::<i64>(),
                Values::Flag(_) => rows,
                Values::Decimal(_) => rows * size_of::<i128>(),
            }
        };
        self.columns.iter().map(bytes).sum()
    }
}

/// The rows of some deals in several tables.
#[derive(Debug)]
pub(crate) struct DealBatch {
    tables: Vec<FlatRows>,
    /// The date and the position of each deal.
    deals: Vec<(NaiveDate, u64)>,
    /// For each table, the number of rows after each deal.
    ends: Vec<Vec<usize>>,
}

impl DealBatch {
    /// No deals in these tables.
    pub(crate) fn new(tables: &[&FlatTable]) -> Self {
        let ends = tables.iter().map(|_| Vec::new()).collect();
        Self { tables: tables.iter().map(|table| FlatRows::new(table)).collect(), deals: Vec::new(), ends }
    }

    /// The rows of the table at `index`, to add some of the next deal.
    pub(crate) fn rows(&mut self, index: usize) -> &mut FlatRows {
        &mut self.tables[index]
    }

    /// Ends the rows of a deal, which is dated `date` and stands at position `at`.
    pub(crate) fn end_deal(&mut self, date: NaiveDate, at: u64) {
        self.deals.push((date, at));
        self.ends.iter_mut().zip(&self.tables).for_each(|(ends, rows)| ends.push(rows.count()));
    }

    /// The indices in the batch of the deals of each year.
    pub(crate) fn years(&self) -> BTreeMap<i32, Vec<usize>> {
        let mut years = BTreeMap::<i32, Vec<usize>>::new();
        for (index, (date, _)) in self.deals.iter().enumerate() {
            years.entry(date.year()).or_default().push(index);
        }
        years
    }

    /// Adds those of `deals` of another batch of the same tables.
    pub(super) fn extend(&mut self, other: &Self, deals: &[usize]) {
        self.deals.extend(deals.iter().map(|deal| other.deals[*deal]));
        for (table, (own, ends)) in self.tables.iter_mut().zip(&mut self.ends).enumerate() {
            let before = own.count();
            own.extend(&other.tables[table], &other.rows_of(table, deals));
            ends.extend(deals.iter().scan(before, |end, deal| {
                *end += other.range(table, *deal).len();
                Some(*end)
            }));
        }
    }

    /// The number of deals.
    pub(crate) fn len(&self) -> usize {
        self.deals.len()
    }

    /// The number of bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.tables.iter().map(FlatRows::bytes).sum()
    }

    /// The deals, sorted by date and then by position.
    pub(super) fn sorted(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.deals.len()).collect();
        order.sort_by_key(|deal| self.deals[*deal]);
        order
    }

    /// The rows of `deals` in the table at `table`.
    pub(super) fn rows_of(&self, table: usize, deals: &[usize]) -> Vec<usize> {
        deals.iter().flat_map(|deal| self.range(table, *deal)).collect()
    }

    /// The rows of the deal at `deal` in the table at `table`.
    fn range(&self, table: usize, deal: usize) -> Range<usize> {
        range_of(&self.ends[table], deal)
    }

    /// Writes `rows` of a column of the table at `table`, in that order.
    pub(super) fn write_column(
        &self,
        (table, column): (usize, usize),
        rows: &[usize],
        writer: &mut ColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        rows.chunks(ROWS_AT_ONCE).try_for_each(|rows| self.tables[table].columns[column].write(rows, writer))
    }
}

impl FlatRows {
    /// Writes all values of a column, in their order.
    pub(super) fn write_column(
        &self,
        column: usize,
        writer: &mut ColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        let rows: Vec<usize> = (0..self.count()).collect();
        rows.chunks(ROWS_AT_ONCE).try_for_each(|rows| self.columns[column].write(rows, writer))
    }
}

impl Column {
    /// Writes the values of `rows`, in that order.
    fn write(&self, rows: &[usize], writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(self.present[*row])).collect();
        let levels = Some(levels.as_slice());
        let present = rows.iter().copied().filter(|row| self.present[*row]);
        match (writer, &self.values) {
            (ColumnWriter::ByteArrayColumnWriter(writer), Values::Text { bytes, ends }) => {
                // All of them in one allocation.
                let mut all = Vec::new();
                let mut ranges = Vec::with_capacity(rows.len());
                for row in present {
                    let start = all.len();
                    all.extend_from_slice(&bytes[range_of(ends, row)]);
                    ranges.push(start..all.len());
                }
                let all = ByteArray::from(all);
                let texts: Vec<ByteArray> =
                    ranges.into_iter().map(|range| all.slice(range.start, range.len())).collect();
                writer.write_batch(&texts, levels, None)?;
            }
            (ColumnWriter::FixedLenByteArrayColumnWriter(writer), Values::Decimal(values)) => {
                let mut bytes = Vec::with_capacity(rows.len() * WIDTH);
                present.for_each(|row| bytes.extend_from_slice(&values[row].to_be_bytes()));
                let count = bytes.len() / WIDTH;
                let all = ByteArray::from(bytes);
                let decimals: Vec<FixedLenByteArray> =
                    (0..count).map(|index| all.slice(index * WIDTH, WIDTH).into()).collect();
                writer.write_batch(&decimals, levels, None)?;
            }
            (ColumnWriter::Int32ColumnWriter(writer), Values::Day(values)) => {
                writer.write_batch(&present.map(|row| values[row]).collect::<Vec<_>>(), levels, None)?;
            }
            (ColumnWriter::Int64ColumnWriter(writer), Values::Count(values)) => {
                writer.write_batch(&present.map(|row| values[row]).collect::<Vec<_>>(), levels, None)?;
            }
            (ColumnWriter::BoolColumnWriter(writer), Values::Flag(values)) => {
                writer.write_batch(&present.map(|row| values[row]).collect::<Vec<_>>(), levels, None)?;
            }
            _ => return Err(ParquetError::General(MISMATCH.to_owned())),
        }
        Ok(())
    }
}
