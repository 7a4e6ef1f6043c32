//! Any table of a report as a Parquet file.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{
    ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType, Int32Type, Int64Type,
};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use chrono::Datelike;

use crate::invalid::{Problem, WriteError};
use crate::money::{Decimal, to_plain_string};
use crate::parquet::decimal::rounded_units;
use crate::parquet::schema::{EPOCH, WIDTH};
use crate::report::{Cell, Table};

/// What the cells of a column have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Day,
    Count,
    /// With so many decimals.
    Decimal(u32),
}

/// Writes a table as one row group, and gives back what it was written to.
///
/// A column is `DATE` when all its dates are days, `INT64` when it counts, and `DECIMAL(38, s)` when it has figures, shares
/// or rates: `s` is as many decimals as any of them has, or fewer where the longest would have more than 38 digits, and
/// what has more is rounded half to even. All else is text: dates of which some are months (`2025-03`), amounts with
/// their bound, and columns without a value. What is missing or open is null.
///
/// # Errors
/// When a count is greater than 2^63 - 1, and when the file cannot be written.
pub fn write_table<W: Write + Send>(table: &Table, out: W) -> Result<W, WriteError> {
    let column = |index: usize| table.rows.iter().map(move |row| row.get(index).unwrap_or(&Cell::Missing));
    let sorts: Vec<Sort> = (0..table.columns.len()).map(|index| sort(column(index))).collect();
    let fields =
        table.columns.iter().zip(&sorts).map(|(column, sort)| Ok(Arc::new(field(&column.name, *sort)?)));
    let fields = fields.collect::<Result<_, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    let properties = WriterProperties::builder()
        .set_created_by(concat!("outlay version ", env!("CARGO_PKG_VERSION")).to_owned());
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
    let mut group = file.next_row_group()?;
    for (index, sort) in sorts.into_iter().enumerate() {
        let Some(mut writer) = group.next_column()? else { break };
        let levels: Vec<i16> = column(index).map(|cell| i16::from(!is_null(cell))).collect();
        let cells = column(index).filter(|cell| !is_null(cell));
        let too_large = |problem: Problem| WriteError::Value {
            at: format!("column {}", table.columns[index].name),
            problem,
        };
        match sort {
            Sort::Text => {
                let texts: Vec<ByteArray> =
                    cells.map(|cell| ByteArray::from(in_words(cell).into_bytes())).collect();
                writer.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None)?;
            }
            Sort::Day => {
                let days: Vec<i32> = cells.filter_map(day).collect();
                writer.typed::<Int32Type>().write_batch(&days, Some(&levels), None)?;
            }
            Sort::Count => {
                let counts = cells.filter_map(|cell| match cell {
                    Cell::Count(count) => Some(i64::try_from(*count)),
                    _ => None,
                });
                let counts = counts.collect::<Result<Vec<i64>, _>>();
                let counts = counts.map_err(|_| too_large(Problem::new("a count is too large")))?;
                writer.typed::<Int64Type>().write_batch(&counts, Some(&levels), None)?;
            }
            Sort::Decimal(scale) => {
                let units = cells.filter_map(decimal).map(|value| {
                    let units = rounded_units(value, scale)
                        .ok_or_else(|| too_large(Problem::new(format!("{value} has more than 38 digits"))))?;
                    Ok(FixedLenByteArray::from(units.to_be_bytes().to_vec()))
                });
                let units = units.collect::<Result<Vec<_>, WriteError>>()?;
                writer.typed::<FixedLenByteArrayType>().write_batch(&units, Some(&levels), None)?;
            }
        }
        writer.close()?;
    }
    group.close()?;
    Ok(file.into_inner()?)
}

fn field(name: &str, sort: Sort) -> Result<Type, ParquetError> {
    let of = |physical: Physical, logical: Option<LogicalType>| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
    };
    match sort {
        Sort::Text => of(Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Sort::Day => of(Physical::INT32, Some(LogicalType::Date)),
        Sort::Count => of(Physical::INT64, None),
        Sort::Decimal(scale) => {
            // Not above 38, as `sort` has it.
            let scale = i32::try_from(scale).unwrap_or_default();
            let logical = LogicalType::decimal(scale, 38);
            of(Physical::FIXED_LEN_BYTE_ARRAY, Some(logical))
                .with_length(i32::try_from(WIDTH).unwrap_or_default())
                .with_precision(38)
                .with_scale(scale)
        }
    }
    .build()
}

/// What all cells of a column can be.
fn sort<'c>(cells: impl Iterator<Item = &'c Cell> + Clone) -> Sort {
    let mut there = cells.clone().filter(|cell| !matches!(cell, Cell::Missing)).peekable();
    if there.peek().is_none() {
        return Sort::Text;
    }
    if there.clone().all(|cell| day(cell).is_some()) {
        return Sort::Day;
    }
    if there.clone().all(|cell| matches!(cell, Cell::Count(_))) {
        return Sort::Count;
    }
    // Only a figure can be open.
    if !there.all(|cell| matches!(cell, Cell::Open) || decimal(cell).is_some()) {
        return Sort::Text;
    }
    let values = || cells.clone().filter_map(decimal).map(|value| value.normalize());
    let scale = values().map(|value| value.scale()).max().unwrap_or(0);
    let whole = values()
        .map(|value| value.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1));
    Sort::Decimal(scale.min(38u32.saturating_sub(whole.max().unwrap_or(1))))
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

/// A cell as text, in plain digits.
fn in_words(cell: &Cell) -> String {
    match cell {
        Cell::Missing | Cell::Open => String::new(),
        Cell::Text(text) => text.clone(),
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
    use crate::report::Column;

    #[test]
    fn a_table_has_the_types_of_its_cells() {
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
            ],
            ..Table::default()
        };
        let bytes = bytes::Bytes::from(write_table(&table, Vec::new()).unwrap());
        let reader = SerializedFileReader::new(bytes).unwrap();
        let rows: Vec<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                "{t: \"a\", d: 2025-03-10, m: \"2025-03\", n: 3, f: 1.5, o: null, s: 0.25, none: null, long: 0.123456789012345678901234568}",
                "{t: null, d: null, m: \"2025-03-10\", n: null, f: 11900000000.0, o: null, s: null, none: null, long: 12345678901.000000000000000000000000000}",
            ]
        );
    }
}
