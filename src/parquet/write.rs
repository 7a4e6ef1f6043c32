//! Writing deals as columns, a row group at a time.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::ColumnPath;

use super::decimal::{rounded_units, units};
use super::gathered::Gathered;
use super::schema::{
    AMOUNT, AMOUNT_SCALE, AmountLeaves, CONVERTED, CONVERTED_SCALE, EQUIVALENT, EQUIVALENTS, FORM, FORM_KEY,
    Leaf, Precision, RATE_SCALE, REGISTER_KEY, leaves, schema,
};
use crate::date::PartialDate;
use crate::deal::{Deal, Period, Slug};
use crate::invalid::{Problem, WriteError};
use crate::money::{Amount, Decimal};

/// How many deals a row group has: enough to be read in one go, few enough to be held in memory while they are written.
const GROUP: usize = 1 << 15;

/// How large the pages of long texts are, in bytes: who looks for a few deals unpacks only the pages that they are in.
const PAGE: usize = 128 << 10;

/// A deal to be written.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// The deal.
    pub deal: &'r Deal<'r>,
    /// The same as a record of JSON Lines, without the line's end.
    pub record: &'r str,
    /// What it was converted to; nothing where no rate leads there, or nothing was asked for.
    pub conversion: Option<Conversion<'r>>,
}

/// What the amount of a deal comes to in another currency.
#[derive(Debug, Clone, Copy)]
pub struct Conversion<'r> {
    /// The converted amount.
    pub amount: Amount,
    /// The rate of exchange, where one was used.
    pub rate: Option<Decimal>,
    /// The date of the rate, where one was used.
    pub rate_date: Option<PartialDate>,
    /// Where the rate or the stated figure comes from; empty where nothing was converted.
    pub source: &'r str,
}

/// Writes deals as a Parquet file. One row group of them is in memory at a time.
pub struct DealWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Gathered,
    rows: usize,
    converts: bool,
    threads: usize,
}

impl<W: Write + Send> DealWriter<W> {
    /// Begins a file. `register` is what stands beside the deals, as a document without deals: `companies`, `sources` and
    /// `rates`; with `converts` the file has the columns of a conversion. Columns are encoded on as many threads; the file
    /// is the same whatever their number.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, reference: &str, converts: bool, threads: usize) -> Result<Self, WriteError> {
        let pair = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("outlay version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![pair(FORM_KEY, FORM), pair(REGISTER_KEY, reference)]))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_dictionary_enabled(true)
            .set_write_batch_size(256);
        for leaf in leaves(converts) {
            let path = || ColumnPath::from(leaf.as_str().split('.').map(str::to_owned).collect::<Vec<_>>());
            // Nearly every one is another, and nobody asks for the least of them.
            if matches!(leaf, Leaf::Id | Leaf::Title | Leaf::Record) {
                properties = properties.set_column_dictionary_enabled(path(), false);
            }
            if leaf == Leaf::PartyCompany {
                // The names of a row group may be many, and are asked for the most.
                properties = properties.set_column_dictionary_page_size_limit(path(), 8 << 20);
            }
            if matches!(leaf, Leaf::Title | Leaf::Record) {
                properties = properties.set_column_data_page_size_limit(path(), PAGE);
            }
            if leaf == Leaf::Record {
                properties = properties.set_column_statistics_enabled(path(), EnabledStatistics::None);
            }
            properties = properties.set_column_compression(path(), compression(leaf));
        }
        let file = SerializedFileWriter::new(out, schema(converts)?, Arc::new(properties.build()))?;
        Ok(Self { file, columns: Gathered::new(leaves(converts)), rows: 0, converts, threads })
    }

    /// Adds a deal.
    ///
    /// # Errors
    /// When a figure has too many digits for its column (28 before and 10 after the point for amounts; 20 and 10 before
    /// it for converted figures and rates), and when the file cannot be written. The file is then of no use.
    pub fn push(&mut self, row: &Row<'_>) -> Result<(), WriteError> {
        gather(&mut self.columns, row, self.converts)
            .map_err(|problem| WriteError::Value { at: format!("deal {}", row.deal.id), problem })?;
        self.rows += 1;
        if self.rows == GROUP { self.flush() } else { Ok(()) }
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W, WriteError> {
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

/// Only long texts are worth the time that it takes to unpack them: what has a dictionary is small already.
fn compression(leaf: Leaf) -> Compression {
    match leaf {
        Leaf::Title | Leaf::Record => Compression::SNAPPY,
        _ => Compression::UNCOMPRESSED,
    }
}

/// Adds the values of a deal to each column.
fn gather(columns: &mut Gathered, row: &Row<'_>, converts: bool) -> Result<(), Problem> {
    let Row { deal, record, conversion } = row;
    let current = deal.current_state();
    let bound = |amount: &Amount| amount.quantity.bound().as_str();
    let precision = match deal.announced {
        PartialDate::Day(_) => Precision::Day,
        PartialDate::Month(_) => Precision::Month,
        PartialDate::Year(_) => Precision::Year,
    };
    columns.text(Leaf::Id, 0, Some(deal.id.as_str()));
    columns.text(Leaf::Title, 0, Some(&deal.title));
    columns.text(Leaf::Kind, 0, Some(deal.kind.as_str()));
    columns.text(Leaf::Status, 0, Some(current.status.as_str()));
    columns.day(Leaf::Announced, Some(deal.announced.first()));
    columns.text(Leaf::Precision, 0, Some(precision.as_str()));
    columns.text(Leaf::Record, 0, Some(record));
    let days = deal.period.as_ref().and_then(Period::days);
    columns.day(Leaf::PeriodStart, days.map(|days| days.0));
    columns.day(Leaf::PeriodEnd, days.map(|days| days.1));

    let exact = Figures { scale: AMOUNT_SCALE, units };
    columns.text(Leaf::Bound, 0, current.amount.map(bound));
    exact.put(columns, AMOUNT, 0, current.amount)?;
    for (index, equivalent) in current.equivalents.iter().enumerate() {
        columns.text(Leaf::EquivalentBound, index, Some(bound(&equivalent.amount)));
        exact.put(columns, EQUIVALENT, index, Some(&equivalent.amount))?;
        // A revision that changed the amount names its source, which no column has otherwise.
        let source = equivalent.source.as_ref().or(current.source);
        columns.text(Leaf::EquivalentSource, index, source.map(Slug::as_str));
    }
    for (index, party) in deal.parties.iter().enumerate() {
        columns.text(Leaf::PartyCompany, index, Some(&party.company));
        columns.text(Leaf::PartyRole, index, Some(party.role.as_str()));
    }
    for (index, place) in deal.places.iter().enumerate() {
        columns.text(Leaf::PlaceArea, index, Some(&place.area.to_string()));
        let share = place.share.map(|share| share.to_string());
        columns.text(Leaf::PlaceShare, index, share.as_deref());
    }
    for (index, tag) in deal.tags.iter().enumerate() {
        columns.text(Leaf::Tag, index, Some(tag));
    }
    for (index, citation) in deal.citations.iter().enumerate() {
        columns.text(Leaf::Source, index, Some(citation.source.as_str()));
    }
    let lists: [(bool, &[Leaf]); 5] = [
        (deal.parties.is_empty(), &[Leaf::PartyCompany, Leaf::PartyRole]),
        (deal.places.is_empty(), &[Leaf::PlaceArea, Leaf::PlaceShare]),
        (deal.tags.is_empty(), &[Leaf::Tag]),
        (deal.citations.is_empty(), &[Leaf::Source]),
        (current.equivalents.is_empty(), &EQUIVALENTS),
    ];
    for leaf in lists.into_iter().filter(|(is_empty, _)| *is_empty).flat_map(|(_, leaves)| leaves) {
        columns.empty(*leaf);
    }
    if converts { gather_conversion(columns, conversion.as_ref()) } else { Ok(()) }
}

fn gather_conversion(columns: &mut Gathered, conversion: Option<&Conversion<'_>>) -> Result<(), Problem> {
    let amount = conversion.map(|conversion| &conversion.amount);
    let rounded = Figures { scale: CONVERTED_SCALE, units: rounded_units };
    rounded.put(columns, CONVERTED, 0, amount)?;
    let rate = conversion.and_then(|conversion| conversion.rate);
    let rounded = Figures { scale: RATE_SCALE, units: rounded_units };
    columns.units(Leaf::Rate, 0, rate.map(|rate| rounded.one(rate)).transpose()?);
    let date = conversion.and_then(|conversion| conversion.rate_date).map(|date| date.to_string());
    columns.text(Leaf::RateDate, 0, date.as_deref());
    let source = conversion.map(|conversion| conversion.source).filter(|source| !source.is_empty());
    columns.text(Leaf::RateSource, 0, source);
    Ok(())
}

/// How the figures of a column become whole numbers of its smallest unit.
struct Figures {
    scale: u32,
    units: fn(Decimal, u32) -> Option<i128>,
}

impl Figures {
    fn one(&self, value: Decimal) -> Result<i128, Problem> {
        (self.units)(value, self.scale).ok_or_else(|| {
            let (whole, scale) = (38 - self.scale, self.scale);
            let problem = format!("{value} has more digits than its column of a Parquet file holds");
            Problem::new(problem).hint(format!(
                "{whole} digits before the point and {scale} after it are the most; CSV and JSON hold all"
            ))
        })
    }

    /// Adds an amount, or nothing, to its columns.
    fn put(
        &self,
        columns: &mut Gathered,
        leaves: AmountLeaves,
        index: usize,
        amount: Option<&Amount>,
    ) -> Result<(), Problem> {
        let extent = amount.map(Amount::estimate);
        let one = |value: Option<Decimal>| value.map(|value| self.one(value)).transpose();
        let AmountLeaves { floor, headline, ceiling, currency } = leaves;
        columns.units(floor, index, one(extent.map(|extent| extent.floor))?);
        columns.units(headline, index, one(extent.map(|extent| extent.headline))?);
        columns.units(ceiling, index, one(extent.and_then(|extent| extent.ceiling))?);
        columns.text(currency, index, amount.map(|amount| amount.currency.code()));
        Ok(())
    }
}
