//! Writing deals as columns, a row group at a time.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::ColumnPath;

use super::buffer::RowGroupBuffer;
use super::decimal::units;
use super::schema::{
    AMOUNT, AMOUNT_SCALE, AmountColumns, EQUIVALENT, EQUIVALENTS, FORM, FORM_KEY, LeafColumn, Precision,
    REFERENCE_KEY, schema,
};
use crate::date::PartialDate;
use crate::deal::{Deal, Period, Slug};
use crate::invalid::{Problem, WriteError};
use crate::money::{Amount, Decimal};

/// The number of deals in a row group. All of them are in memory while they are written.
const GROUP: usize = 1 << 15;

/// The size of the pages of long texts, in bytes. Reading a few deals decompresses only the pages that hold them.
const PAGE: usize = 128 << 10;

/// A deal to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'r> {
    /// The deal.
    pub deal: &'r Deal<'r>,
    /// The deal as a JSON object on one line, without the line end.
    pub record: &'r str,
}

/// Writes deals as a Parquet file. One row group is in memory at a time.
pub(crate) struct DealWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: RowGroupBuffer,
    rows: usize,
    threads: usize,
}

impl<W: Write + Send> DealWriter<W> {
    /// Starts a file. `reference` is a JSON document with `companies`, `sources` and `rates`. Columns are encoded on
    /// `threads` threads; the bytes do not depend on their number.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub(crate) fn new(out: W, reference: &str, threads: usize) -> Result<Self, WriteError> {
        let file = SerializedFileWriter::new(out, schema()?, properties(reference).into())?;
        Ok(Self { file, columns: RowGroupBuffer::new(LeafColumn::ALL.iter().copied()), rows: 0, threads })
    }

    /// Adds a deal.
    ///
    /// # Errors
    /// When a figure has too many digits for its column (28 before and 10 after the point), or the output cannot be written.
    /// The file is then incomplete.
    pub(crate) fn push(&mut self, row: &Row<'_>) -> Result<(), WriteError> {
        let at = |problem| WriteError::Value { at: format!("deal {}", row.deal.id), problem };
        put_deal(&mut self.columns, row).map_err(at)?;
        self.rows += 1;
        if self.rows == GROUP { self.flush() } else { Ok(()) }
    }

    /// Ends the file and returns the output.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn finish(mut self) -> Result<W, WriteError> {
        self.flush()?;
        Ok(self.file.into_inner()?)
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        if self.rows == 0 {
            return Ok(());
        }
        let properties = Arc::clone(self.file.properties());
        let columns = self.columns.encode(self.threads, self.file.schema_descr(), &properties)?;
        let mut group = self.file.next_row_group()?;
        for (bytes, close) in columns {
            group.append_column(&bytes, close)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

fn properties(reference: &str) -> WriterProperties {
    let pair = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("outlay version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![pair(FORM_KEY, FORM), pair(REFERENCE_KEY, reference)]))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_dictionary_enabled(true)
        .set_write_batch_size(256);
    for leaf in LeafColumn::ALL.iter().copied() {
        let path = || ColumnPath::from(leaf.as_str().split('.').map(str::to_owned).collect::<Vec<_>>());
        properties = properties.set_column_dictionary_enabled(path(), leaf.has_dictionary());
        if leaf == LeafColumn::PartyCompany {
            // Companies are filtered by most, and a row group may have many: keep all of them in the dictionary.
            properties = properties.set_column_dictionary_page_size_limit(path(), 8 << 20);
        }
        if matches!(leaf, LeafColumn::Title | LeafColumn::Record) {
            properties = properties.set_column_data_page_size_limit(path(), PAGE);
        }
        if leaf == LeafColumn::Record {
            properties = properties.set_column_statistics_enabled(path(), EnabledStatistics::None);
        }
        properties = properties.set_column_compression(path(), compression(leaf));
    }
    properties.build()
}

/// Only long texts are worth the time of decompression; columns with a dictionary are small already.
fn compression(leaf: LeafColumn) -> Compression {
    match leaf {
        LeafColumn::Title | LeafColumn::Record => Compression::SNAPPY,
        _ => Compression::UNCOMPRESSED,
    }
}

fn put_deal(columns: &mut RowGroupBuffer, row: &Row<'_>) -> Result<(), Problem> {
    let Row { deal, record, .. } = row;
    let current = deal.current_state();
    let precision = match deal.announced {
        PartialDate::Day(_) => Precision::Day,
        PartialDate::Month(_) => Precision::Month,
        PartialDate::Quarter(_) => Precision::Quarter,
        PartialDate::Year(_) => Precision::Year,
    };
    columns.text(LeafColumn::Id, 0, Some(deal.id.as_str()));
    columns.text(LeafColumn::Title, 0, Some(&deal.title));
    columns.text(LeafColumn::Kind, 0, Some(deal.kind.as_str()));
    columns.text(LeafColumn::Status, 0, Some(current.status.as_str()));
    columns.day(LeafColumn::Announced, Some(deal.announced.first()));
    columns.text(LeafColumn::Precision, 0, Some(precision.as_str()));
    columns.text(LeafColumn::Record, 0, Some(record));
    columns.text(LeafColumn::IncludedIn, 0, deal.included_in.as_ref().map(Slug::as_str));
    columns.text(LeafColumn::Replaces, 0, deal.replaces.as_ref().map(Slug::as_str));
    let days = deal.period.as_ref().and_then(Period::days);
    columns.day(LeafColumn::PeriodStart, days.map(|days| days.0));
    columns.day(LeafColumn::PeriodEnd, days.map(|days| days.1));
    columns.text(LeafColumn::Bound, 0, current.amount.map(bound));
    EXACT.put(columns, AMOUNT, 0, current.amount)?;
    put_lists(columns, deal)
}

fn put_lists(columns: &mut RowGroupBuffer, deal: &Deal<'_>) -> Result<(), Problem> {
    let current = deal.current_state();
    for (index, equivalent) in current.equivalents.iter().enumerate() {
        columns.text(LeafColumn::EquivalentBound, index, Some(bound(&equivalent.amount)));
        EXACT.put(columns, EQUIVALENT, index, Some(&equivalent.amount))?;
        // The source of a revision that changed the amount is in no other column.
        let source = equivalent.source.as_ref().or(current.source);
        columns.text(LeafColumn::EquivalentSource, index, source.map(Slug::as_str));
    }
    for (index, party) in deal.parties.iter().enumerate() {
        columns.text(LeafColumn::PartyCompany, index, Some(&party.company));
        columns.text(LeafColumn::PartyRole, index, Some(party.role.as_str()));
    }
    for (index, place) in deal.places.iter().enumerate() {
        let area = place.area().map(|area| area.to_string());
        columns.text(LeafColumn::PlaceArea, index, area.as_deref());
        columns.text(LeafColumn::PlaceName, index, place.name());
        let share = place.share.map(|share| share.to_string());
        columns.text(LeafColumn::PlaceShare, index, share.as_deref());
    }
    for (index, tag) in deal.tags.iter().enumerate() {
        columns.text(LeafColumn::Tag, index, Some(tag));
    }
    for (index, citation) in deal.citations.iter().enumerate() {
        columns.text(LeafColumn::Source, index, Some(citation.source.as_str()));
    }
    let lists: [(bool, &[LeafColumn]); 5] = [
        (deal.parties.is_empty(), &[LeafColumn::PartyCompany, LeafColumn::PartyRole]),
        (deal.places.is_empty(), &[LeafColumn::PlaceArea, LeafColumn::PlaceName, LeafColumn::PlaceShare]),
        (deal.tags.is_empty(), &[LeafColumn::Tag]),
        (deal.citations.is_empty(), &[LeafColumn::Source]),
        (current.equivalents.is_empty(), &EQUIVALENTS),
    ];
    for leaf in lists.into_iter().filter(|(is_empty, _)| *is_empty).flat_map(|(_, leaves)| leaves) {
        columns.empty_list(*leaf);
    }
    Ok(())
}

fn bound(amount: &Amount) -> &'static str {
    amount.quantity.bound().as_str()
}

/// The decimal places of a column, and the function that scales a decimal to them.
struct Scale {
    scale: u32,
    units: fn(Decimal, u32) -> Option<i128>,
}

/// The scale of amounts, which are never rounded.
const EXACT: Scale = Scale { scale: AMOUNT_SCALE, units };

impl Scale {
    fn units_of(&self, value: Decimal) -> Result<i128, Problem> {
        (self.units)(value, self.scale).ok_or_else(|| {
            let (whole, scale) = (38 - self.scale, self.scale);
            let problem = format!("{value} has more digits than its column of a Parquet file holds");
            Problem::new(problem).hint(format!(
                "a column holds {whole} digits before the point and {scale} after it; CSV and JSON hold all"
            ))
        })
    }

    /// Adds an amount or nulls to its columns.
    fn put(
        &self,
        buffer: &mut RowGroupBuffer,
        columns: AmountColumns,
        index: usize,
        amount: Option<&Amount>,
    ) -> Result<(), Problem> {
        let estimate = amount.map(Amount::estimate);
        let units = |value: Option<Decimal>| value.map(|value| self.units_of(value)).transpose();
        let AmountColumns { floor, headline, ceiling, currency } = columns;
        buffer.units(floor, index, units(estimate.map(|estimate| estimate.floor))?);
        buffer.units(headline, index, units(estimate.map(|estimate| estimate.headline))?);
        buffer.units(ceiling, index, units(estimate.and_then(|estimate| estimate.ceiling))?);
        buffer.text(currency, index, amount.map(|amount| amount.currency.code()));
        Ok(())
    }
}
