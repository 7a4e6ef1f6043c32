//! Encodes a table as a Parquet file.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{
    ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;
use chrono::Datelike;

use crate::invalid::{Problem, WriteError};
use crate::money::{Decimal, to_plain_string};
use crate::parquet::decimal::rounded_units;
use crate::parquet::schema::{EPOCH, WIDTH};
use crate::report::{Cell, Column, Table};

/// The digits of a figure.
const DIGITS: i32 = 38;

/// The decimal places of a figure, always the same, so that files of different data have the same columns.
const SCALE: u8 = 10;

/// The type of all cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnType {
    Text,
    Day,
    Count,
    /// With [`SCALE`] decimal places.
    Decimal,
}

/// Writes `table` to `out` as one row group and returns `out`.
///
/// A column is `DATE` if all its dates are days, `INT64` if it counts, and `DECIMAL(38, 10)` if it has figures, shares or
/// rates, whatever they are; figures with more places are rounded half to even. All other columns are strings: dates of
/// which some are months (`2025-03`), amounts with their bound, and columns without values. Missing and open cells are null.
///
/// # Errors
/// When a count is greater than 2^63 - 1, or `out` cannot be written.
pub(crate) fn write_table<W: Write + Send>(table: &Table, out: W) -> Result<W, WriteError> {
    let cells = |index: usize| table.rows.iter().map(move |row| row.get(index).unwrap_or(&Cell::Missing));
    let type_of = |(index, column): (usize, &Column)| {
        if column.is_figure { ColumnType::Decimal } else { column_type(&cells(index)) }
    };
    let types: Vec<ColumnType> = table.columns.iter().enumerate().map(type_of).collect();
    let fields = table.columns.iter().zip(&types);
    let fields = fields.map(|(column, column_type)| Ok(Arc::new(field(&column.name, *column_type)?)));
    let fields = fields.collect::<Result<_, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_created_by(concat!("outlay version ", env!("CARGO_PKG_VERSION")).to_owned());
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
    let mut group = file.next_row_group()?;
    for (index, (column, column_type)) in table.columns.iter().zip(types).enumerate() {
        let Some(mut writer) = group.next_column()? else { break };
        write_column(&mut writer, cells(index), column_type).map_err(|error| match error {
            ColumnError::Value(problem) => {
                WriteError::Value { at: format!("column {}", column.name), problem }
            }
            ColumnError::Write(error) => error.into(),
        })?;
        writer.close()?;
    }
    group.close()?;
    Ok(file.into_inner()?)
}

/// Why a column cannot be written.
enum ColumnError {
    /// A value does not fit.
    Value(Problem),
    Write(ParquetError),
}

impl From<ParquetError> for ColumnError {
    fn from(error: ParquetError) -> Self {
        Self::Write(error)
    }
}

fn write_column<'c>(
    writer: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'c Cell> + Clone,
    column_type: ColumnType,
) -> Result<(), ColumnError> {
    let levels: Vec<i16> = cells.clone().map(|cell| i16::from(!is_null(cell))).collect();
    let cells = cells.filter(|cell| !is_null(cell));
    match column_type {
        ColumnType::Text => {
            let texts: Vec<ByteArray> =
                cells.map(|cell| ByteArray::from(to_text(cell).into_bytes())).collect();
            writer.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)?;
        }
        ColumnType::Day => {
            let days: Vec<i32> = cells.filter_map(day).collect();
            writer.typed::<Int32Type>().write_batch(&days, Some(&levels), None)?;
        }
        ColumnType::Count => {
            let counts = cells.filter_map(|cell| match cell {
                Cell::Count(count) => Some(i64::try_from(*count)),
                _ => None,
            });
            let counts = counts.collect::<Result<Vec<i64>, _>>();
            let counts = counts.map_err(|_| ColumnError::Value(Problem::new("a count is too large")))?;
            writer.typed::<Int64Type>().write_batch(&counts, Some(&levels), None)?;
        }
        ColumnType::Decimal => {
            let units = cells.filter_map(decimal).map(|value| {
                let units = rounded_units(value, SCALE.into()).ok_or_else(|| {
                    ColumnError::Value(Problem::new(format!("{value} has more than {DIGITS} digits")))
                })?;
                Ok(FixedLenByteArray::from(units.to_be_bytes().to_vec()))
            });
            let units = units.collect::<Result<Vec<_>, ColumnError>>()?;
            writer.typed::<FixedLenByteArrayType>().write_batch(&units, Some(&levels), None)?;
        }
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a decimal has 16 bytes")]
fn field(name: &str, column_type: ColumnType) -> Result<Type, ParquetError> {
    let of = |physical: Physical, logical: Option<LogicalType>| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
    };
    match column_type {
        ColumnType::Text => of(Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnType::Day => of(Physical::INT32, Some(LogicalType::Date)),
        ColumnType::Count => of(Physical::INT64, None),
        ColumnType::Decimal => {
            of(Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(SCALE.into(), DIGITS)))
                .with_length(const { WIDTH as i32 })
                .with_precision(DIGITS)
                .with_scale(SCALE.into())
        }
    }
    .build()
}

/// The narrowest type that holds all `cells`.
fn column_type<'c>(cells: &(impl Iterator<Item = &'c Cell> + Clone)) -> ColumnType {
    let mut present = cells.clone().filter(|cell| !matches!(cell, Cell::Missing)).peekable();
    if present.peek().is_none() {
        return ColumnType::Text;
    }
    if present.clone().all(|cell| day(cell).is_some()) {
        return ColumnType::Day;
    }
    if present.clone().all(|cell| matches!(cell, Cell::Count(_))) {
        return ColumnType::Count;
    }
    // Only a figure can be open.
    if !present.all(|cell| matches!(cell, Cell::Open) || decimal(cell).is_some()) {
        return ColumnType::Text;
    }
    ColumnType::Decimal
}

fn is_null(cell: &Cell) -> bool {
    matches!(cell, Cell::Missing | Cell::Open)
}

fn day(cell: &Cell) -> Option<i32> {
    match cell {
        Cell::Date(date) => date.day().map(|day| day.num_days_from_ce() - EPOCH),
        _ => None,
    }
}

fn decimal(cell: &Cell) -> Option<Decimal> {
    match cell {
        Cell::Figure(value, _) | Cell::Share(value) | Cell::Rate(value) => Some(*value),
        _ => None,
    }
}

/// A cell as text; numbers have all their digits and no grouping.
fn to_text(cell: &Cell) -> String {
    match cell {
        Cell::Missing | Cell::Open => String::new(),
        Cell::Text(text) | Cell::List { full: text, .. } => text.clone(),
        Cell::Date(date) => date.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Amount(amount) => amount.to_string(),
        Cell::Figure(value, _) | Cell::Share(value) | Cell::Rate(value) => to_plain_string(*value),
    }
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;

    #[test]
    fn columns_have_the_types_of_their_cells() {
        let usd = "USD".parse().unwrap();
        let value = |text: &str| text.parse::<Decimal>().unwrap();
        let day = |text: &str| Cell::Date(text.parse().unwrap());
        let table = Table {
            columns: ["t", "d", "m", "n", "f", "o", "s", "none", "long"].map(Column::new).to_vec(),
            rows: vec![
                vec![
                    Cell::text("a"),
                    day("2025-03-10"),
                    day("2025-03"),
                    Cell::Count(3),
                    Cell::Figure(value("1.50"), usd),
                    Cell::Open,
                    Cell::Share(value("0.25")),
                    Cell::Missing,
                    Cell::Rate(value("0.1234567890123456789012345675")),
                ],
                vec![
                    Cell::Missing,
                    Cell::Missing,
                    day("2025-03-10"),
                    Cell::Missing,
                    Cell::Figure(value("11900000000"), usd),
                    Cell::Open,
                    Cell::Missing,
                    Cell::Missing,
                    Cell::Rate(value("12345678901")),
                ],
            ]
            .into(),
            ..Table::default()
        };
        let bytes = bytes::Bytes::from(write_table(&table, Vec::new()).unwrap());
        let reader = SerializedFileReader::new(bytes).unwrap();
        let rows: Vec<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                "{t: \"a\", d: 2025-03-10, m: \"2025-03\", n: 3, f: 1.5000000000, o: null, s: 0.2500000000, none: null, long: 0.1234567890}",
                "{t: null, d: null, m: \"2025-03-10\", n: null, f: 11900000000.0000000000, o: null, s: null, none: null, long: 12345678901.0000000000}",
            ]
        );
    }
}
