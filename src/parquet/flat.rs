//! Flat tables: rows of single values, each of which may be null.
//!
//! Rows are collected column by column in batches of deals, and a row group is encoded from several batches, sorted by the
//! dates of the deals.

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::{ByteArray, FixedLenByteArray};
use ::parquet::errors::ParquetError;
use ::parquet::schema::types::{Type, TypePtr};
use bytes::Bytes;
use chrono::{Datelike, NaiveDate};

use super::schema::{EPOCH, WIDTH};

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

    /// The number of deals.
    pub(super) fn len(&self) -> usize {
        self.deals.len()
    }

    /// The number of bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.tables.iter().map(FlatRows::bytes).sum()
    }

    /// The rows of the deal at `deal` in the table at `table`.
    fn range(&self, table: usize, deal: usize) -> std::ops::Range<usize> {
        let ends = &self.ends[table];
        let start = deal.checked_sub(1).map_or(0, |before| ends[before]);
        start..ends[deal]
    }
}

/// The deals of some batches, sorted by date and then by position: the indices of their batches and in these.
pub(super) fn sorted(batches: &[DealBatch]) -> Vec<(usize, usize)> {
    let of_batch =
        |(index, batch): (usize, &DealBatch)| (0..batch.deals.len()).map(move |deal| (index, deal));
    let mut order: Vec<(usize, usize)> = batches.iter().enumerate().flat_map(of_batch).collect();
    order.sort_by_key(|(batch, deal)| batches[*batch].deals[*deal]);
    order
}

/// Writes a column of the table at `table`, with the deals of `batches` in the order `order`.
pub(super) fn write_column(
    (table, column): (usize, usize),
    batches: &[DealBatch],
    order: &[(usize, usize)],
    writer: &mut ColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let columns: Vec<&Column> = batches.iter().map(|batch| &batch.tables[table].columns[column]).collect();
    let rows = || {
        order
            .iter()
            .flat_map(|(batch, deal)| batches[*batch].range(table, *deal).map(move |row| (*batch, row)))
    };
    write_rows(&columns, rows, writer)
}

/// Writes a column of all rows of a table, in their order.
pub(super) fn write_all(
    rows: &FlatRows,
    column: usize,
    writer: &mut ColumnWriter<'_>,
) -> Result<(), ParquetError> {
    write_rows(&[&rows.columns[column]], || (0..rows.count()).map(|row| (0, row)), writer)
}

/// Writes the values of `rows`, each with the index of its part of the column.
fn write_rows<I: Iterator<Item = (usize, usize)>>(
    parts: &[&Column],
    rows: impl Fn() -> I,
    writer: &mut ColumnWriter<'_>,
) -> Result<(), ParquetError> {
    let is_present = |part: usize, row: usize| parts[part].present[row];
    let levels: Vec<i16> = rows().map(|(part, row)| i16::from(is_present(part, row))).collect();
    let present = || rows().filter(|(part, row)| is_present(*part, *row));
    let mismatch = || ParquetError::General(MISMATCH.to_owned());
    macro_rules! values {
        ($variant:ident) => {{
            let values: Option<Vec<_>> = parts
                .iter()
                .map(|part| if let Values::$variant(values) = &part.values { Some(values) } else { None })
                .collect();
            let values = values.ok_or_else(mismatch)?;
            present().map(move |(part, row)| values[part][row])
        }};
    }
    let levels = Some(levels.as_slice());
    match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let texts: Option<Vec<(ByteArray, &[usize])>> = parts
                .iter()
                .map(|part| {
                    let Values::Text { bytes, ends } = &part.values else { return None };
                    Some((ByteArray::from(Bytes::copy_from_slice(bytes)), ends.as_slice()))
                })
                .collect();
            let texts = texts.ok_or_else(mismatch)?;
            let text = |(part, row): (usize, usize)| {
                let (all, ends): &(ByteArray, &[usize]) = &texts[part];
                let start = row.checked_sub(1).map_or(0, |before| ends[before]);
                all.slice(start, ends[row] - start)
            };
            writer.write_batch(&present().map(text).collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
            // All of them in one allocation.
            let bytes: Vec<u8> = values!(Decimal).flat_map(i128::to_be_bytes).collect();
            let count = bytes.len() / WIDTH;
            let all = ByteArray::from(bytes);
            let decimal = |index: usize| FixedLenByteArray::from(all.slice(index * WIDTH, WIDTH));
            writer.write_batch(&(0..count).map(decimal).collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::Int32ColumnWriter(writer) => {
            writer.write_batch(&values!(Day).collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            writer.write_batch(&values!(Count).collect::<Vec<_>>(), levels, None)?;
        }
        ColumnWriter::BoolColumnWriter(writer) => {
            writer.write_batch(&values!(Flag).collect::<Vec<_>>(), levels, None)?;
        }
        _ => return Err(mismatch()),
    }
    Ok(())
}
