//! A table of daily rates of one currency in others: the ECB's embedded one, or one that a file holds.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::packed::unpack;
use super::source::{CurrentQuote, Lookup, QuoteDays, QuoteSource};
use super::{Leg, Mean, Reason, Series, When, embedded};
use crate::date::PartialDate;
use crate::money::{Currency, ExactSum, Ratio};

/// The maximum age in days of a rate of a table: banks close for at most five days.
pub(crate) const MAX_AGE: u32 = 7;

/// A table of daily rates: one unit of a base currency in each of other currencies. [`super::read_rates`] reads some from
/// a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateTable {
    pub(super) source: Cow<'static, str>,
    /// The currency of the one unit: the euro in the ECB's table.
    pub(super) base: Currency,
    /// The currency of each column.
    currencies: Cow<'static, [Currency]>,
    /// The column of each currency, by [`Currency::index`].
    columns: Vec<Option<usize>>,
    /// The day of each row, oldest first.
    pub(super) days: Cow<'static, [NaiveDate]>,
    cells: Cells,
}

/// The rates of a table, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cells {
    /// Packed by build.rs.
    Packed(&'static [[u8; 4]]),
    /// Read from a file, with any number of digits.
    Read(Vec<Option<Decimal>>),
}

/// The column of a pair.
struct PairColumn {
    column: usize,
    quote: Currency,
    /// Whether the pair is asked the other way round: from `quote` to the base.
    is_inverted: bool,
}

impl RateTable {
    /// Returns the ECB's reference rates that are built in.
    pub fn built_in() -> Self {
        Self::new(
            Cow::Borrowed("ECB euro reference rates"),
            Currency::EUR,
            Cow::Borrowed(&embedded::CURRENCIES),
            Cow::Borrowed(&embedded::DAYS),
            Cells::Packed(embedded::CELLS),
        )
    }

    /// Returns a table of `rows`, newest first, each with one cell for each of `currencies`: units of it for one unit of
    /// `base`.
    pub(super) fn from_rows(
        source: &str,
        base: Currency,
        currencies: Vec<Currency>,
        mut rows: Vec<(NaiveDate, Vec<Option<Decimal>>)>,
    ) -> Self {
        rows.reverse();
        let days: Vec<NaiveDate> = rows.iter().map(|(day, _)| *day).collect();
        let cells = rows.into_iter().flat_map(|(_, rates)| rates).collect();
        Self::new(Cow::Owned(source.to_owned()), base, currencies.into(), days.into(), Cells::Read(cells))
    }

    fn new(
        source: Cow<'static, str>,
        base: Currency,
        currencies: Cow<'static, [Currency]>,
        days: Cow<'static, [NaiveDate]>,
        cells: Cells,
    ) -> Self {
        let width = currencies.iter().map(|currency| currency.index() + 1).max().unwrap_or(0);
        let mut columns = vec![None; width];
        for (column, currency) in currencies.iter().enumerate() {
            columns[currency.index()] = Some(column);
        }
        Self { source, base, currencies, columns, days, cells }
    }

    /// The same table as it was at the end of `day`.
    pub(super) fn known_on(mut self, day: NaiveDate) -> Self {
        let rows = self.days.partition_point(|known| *known <= day);
        self.days = match self.days {
            Cow::Borrowed(days) => Cow::Borrowed(&days[..rows]),
            Cow::Owned(mut days) => {
                days.truncate(rows);
                Cow::Owned(days)
            }
        };
        self
    }

    /// The number of its columns.
    pub(super) fn width(&self) -> usize {
        self.currencies.len()
    }

    /// The column of `currency`. The base has none.
    pub(super) fn column(&self, currency: Currency) -> Option<usize> {
        self.columns.get(currency.index()).copied().flatten()
    }

    /// The currency of each column.
    pub(super) fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// The currency of which the rates are.
    pub fn base(&self) -> Currency {
        self.base
    }

    /// The newest day; `None` if there is none.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.days.last().copied()
    }

    /// The rate in a cell.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<Decimal> {
        let index = row * self.width() + column;
        match &self.cells {
            Cells::Packed(cells) => {
                let (mantissa, scale) = unpack(*cells.get(index)?)?;
                Some(Decimal::new(mantissa.into(), scale))
            }
            Cells::Read(rates) => *rates.get(index)?,
        }
    }

    /// The newest row that is not after `day`, if it is at most `max_age` days older.
    pub(super) fn row_at(&self, day: NaiveDate, max_age: Option<u32>) -> Option<usize> {
        let row = self.days.partition_point(|known| *known <= day).checked_sub(1)?;
        (age(self.days[row], day) <= max_age.unwrap_or(MAX_AGE).into()).then_some(row)
    }

    /// The newest row with a rate in `column` that is not after `day` and at most `max_age` days older.
    pub(super) fn quoted_row_at(&self, column: usize, day: NaiveDate, max_age: Option<u32>) -> Option<usize> {
        let newest = self.row_at(day, max_age)?;
        let limit = max_age.unwrap_or(MAX_AGE).into();
        let mut rows = (0..=newest).rev().take_while(|row| age(self.days[*row], day) <= limit);
        rows.find(|row| self.cell(*row, column).is_some())
    }

    /// The exact sum of the rates of `column` within `span`, and what it was taken of; `None` if there are none, or if they
    /// end long before the span does.
    pub(super) fn sum(&self, column: usize, span: PartialDate, lookup: &Lookup) -> Option<(ExactSum, Mean)> {
        let rows = self.rows_within(span);
        self.last_row_of(column, span, lookup)?;
        let first = self.days[self.quoted_rows(column, rows.clone()).next()?];
        let last = self.days[self.quoted_rows(column, rows.clone()).next_back()?];
        let (mut sum, mut count) = (ExactSum::default(), 0);
        for rate in rows.filter_map(|row| self.cell(row, column)) {
            sum.add(rate);
            count += 1;
        }
        Some((sum, Mean { count, first, last, daily: true }))
    }

    /// The last row of `span` with a rate in `column`, if it is near the end of the span, or near today within the span.
    fn last_row_of(&self, column: usize, span: PartialDate, lookup: &Lookup) -> Option<usize> {
        let row = self.quoted_rows(column, self.rows_within(span)).next_back()?;
        let limit = lookup.max_age.unwrap_or(MAX_AGE).into();
        (age(self.days[row], lookup.end_of(span)) <= limit).then_some(row)
    }

    /// The rows of `rows` with a rate in `column`.
    fn quoted_rows(&self, column: usize, rows: Range<usize>) -> impl DoubleEndedIterator<Item = usize> {
        rows.filter(move |row| self.cell(*row, column).is_some())
    }

    fn rows_within(&self, span: PartialDate) -> Range<usize> {
        let first = self.days.partition_point(|day| *day < span.first());
        first..self.days.partition_point(|day| *day <= span.last())
    }

    fn pair(&self, from: Currency, to: Currency) -> Option<PairColumn> {
        let (quote, is_inverted) = match (from == self.base, to == self.base) {
            (true, false) => (to, false),
            (false, true) => (from, true),
            _ => return None,
        };
        Some(PairColumn { column: self.column(quote)?, quote, is_inverted })
    }

    /// The day from which the age of a rate is counted.
    fn reference_day(&self, when: When) -> Option<NaiveDate> {
        match when {
            When::Day(day) => Some(day),
            When::Span(span) => Some(span.first()),
            When::Latest => self.last_day(),
        }
    }
}

impl QuoteSource for RateTable {
    fn has_rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> bool {
        let row = |PairColumn { column, .. }| match lookup.when {
            When::Span(span) => self.last_row_of(column, span, lookup),
            when => self.quoted_row_at(column, self.reference_day(when)?, lookup.max_age),
        };
        self.pair(from, to).and_then(row).is_some()
    }

    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg> {
        let When::Span(span) = lookup.when else {
            return self.quote(from, to, lookup)?.leg(from, lookup, self.source.clone());
        };
        let pair = self.pair(from, to)?;
        let (sum, mean) = self.sum(pair.column, span, lookup)?;
        let rate = sum.to_ratio().times(&Ratio::of(1, i64::try_from(mean.count).ok()?)?);
        let leg = Leg::new(self.base, pair.quote, rate, span, self.source.clone(), pair.is_inverted)?;
        Some(leg.with_mean(Some(mean)))
    }

    fn quote(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<CurrentQuote<'_>> {
        let PairColumn { column, quote, .. } = self.pair(from, to)?;
        let row = self.quoted_row_at(column, self.reference_day(lookup.when)?, lookup.max_age)?;
        let (rate, day) = (self.cell(row, column)?, Some(self.days[row]));
        Some(CurrentQuote { base: self.base, quote, rate, day, source: &self.source })
    }

    fn quote_days(&self, max_age: Option<u32>) -> QuoteDays {
        let mut days = QuoteDays { quoted: self.days.to_vec(), ..QuoteDays::default() };
        let limit = Some(max_age.unwrap_or(MAX_AGE));
        for column in 0..self.width() {
            let rows = self.quoted_rows(column, 0..self.days.len());
            days.add_pair(rows.map(|row| self.days[row]), limit);
        }
        days
    }

    fn why_missing(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Reason> {
        let PairColumn { column, quote, .. } = self.pair(from, to)?;
        let base = self.base;
        let reference = self.reference_day(lookup.when)?;
        let first = self.days[self.quoted_rows(column, 0..self.days.len()).next()?];
        if reference < first {
            return Some(Reason::TooEarly { base, quote, first });
        }
        if let When::Span(span) = lookup.when
            && let Some(row) = self.quoted_rows(column, self.rows_within(span)).next_back()
        {
            let (last, end) = (self.days[row], lookup.end_of(span));
            let limit = lookup.max_age.unwrap_or(MAX_AGE);
            return Some(Reason::EndsWithin { base, quote, span, last, end, limit });
        }
        let last = self.days[self.quoted_row_at(column, reference, Some(u32::MAX))?];
        Some(match lookup.when {
            When::Span(span) => Reason::NoneWithin { base, quote, span, last },
            When::Day(_) | When::Latest => {
                let limit = lookup.max_age.unwrap_or(MAX_AGE);
                Reason::TooOld { base, quote, last, age: age(last, reference), limit }
            }
        })
    }

    fn neighbours(&self, currency: Currency) -> Vec<Currency> {
        if currency == self.base {
            return self.currencies.to_vec();
        }
        self.column(currency).map(|_| self.base).into_iter().collect()
    }

    fn series(&self) -> Vec<Series> {
        let of_column = |(column, quote): (usize, &Currency)| {
            let mut rows = self.quoted_rows(column, 0..self.days.len());
            let first = rows.next()?;
            let (last, others) = rows.fold((first, 0), |(_, others), row| (row, others + 1));
            Some(Series {
                base: self.base,
                quote: *quote,
                first: self.days[first].into(),
                last: Some(self.days[last]),
                count: others + 1,
                source: self.source.clone().into_owned(),
                value: None,
            })
        };
        self.currencies.iter().enumerate().filter_map(of_column).collect()
    }
}

/// How many days `day` is before `reference`.
fn age(day: NaiveDate, reference: NaiveDate) -> i64 {
    reference.signed_duration_since(day).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::{RatesFile, read_rates};

    #[test]
    fn the_row_of_a_day_is_the_newest_that_is_not_after_it() {
        let table = RateTable::built_in();
        assert!(table.days.is_sorted_by(|a, b| a < b));
        for (row, pair) in table.days.windows(2).enumerate() {
            let row_at = |day| table.row_at(day, Some(u32::MAX));
            assert_eq!(row_at(pair[0]), Some(row));
            assert_eq!(row_at(pair[1].pred_opt().unwrap()), Some(row));
            assert_eq!(row_at(pair[1]), Some(row + 1));
        }
        assert_eq!(table.row_at(NaiveDate::MAX, Some(u32::MAX)), Some(table.days.len() - 1));
        assert_eq!(table.row_at(NaiveDate::MAX, None), None);
        assert_eq!(table.row_at(NaiveDate::MIN, None), None);
    }

    #[test]
    fn the_embedded_table_equals_the_file_of_the_ecb_cell_by_cell() {
        let text = include_str!("../../data/eurofxref-hist.csv");
        let Ok(RatesFile::Tables(tables)) = read_rates(text, "ECB euro reference rates") else {
            panic!("the file has faults")
        };
        let [file] = tables.as_slice() else { panic!("{} tables", tables.len()) };
        let embedded = RateTable::built_in();
        assert_eq!((&file.currencies, &file.days, file.width()), (&embedded.currencies, &embedded.days, 41));
        for row in 0..embedded.days.len() {
            for column in 0..embedded.width() {
                assert_eq!(embedded.cell(row, column), file.cell(row, column), "row {row}, column {column}");
            }
        }
    }
}
