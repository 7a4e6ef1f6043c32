//! Cross rates through the euro: the fast path of conversions in bulk.
//!
//! [`Rates::path`] returns the same rates, leg by leg. These functions apply only if nothing but the ECB's table can
//! supply a rate between two of its currencies, that is, without rates of the user. From the day on which a currency was
//! replaced by law, the ECB has no rate of it.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::fixed::FixedRates;
use super::{Mean, RateTable, Rates};
use crate::date::PartialDate;
use crate::money::{Currency, Decimal, Factor, multiply};

/// A rate through the euro: an amount is multiplied by one quote and divided by the other.
#[derive(Debug, Clone)]
pub struct CrossRate {
    /// What an amount is multiplied by.
    pub factor: Factor,
    /// The day of the quotes, or the month, quarter or year of their means.
    pub date: PartialDate,
    /// The source of the quotes.
    pub source: Cow<'static, str>,
    /// The quotes that it is the mean of, if it is one: those of the currency that has fewer.
    pub mean_of: Option<Mean>,
}

impl Rates {
    /// Returns the ECB's table if no other source can supply a rate between two of its currencies.
    fn only_table(&self) -> Option<&RateTable> {
        (self.own.is_empty() && self.ecb.base == Currency::EUR).then_some(&self.ecb)
    }

    /// Returns the position of the newest quote of `from` on `day` in the table: row × (columns + 1) + column. It is a compact
    /// key of the cross rate to `to`, which [`Rates::cell_rate`] returns. `None` if that row lacks one of the two quotes, or
    /// if there are other sources than the ECB's table.
    pub(crate) fn cell(&self, from: Currency, to: Currency, day: NaiveDate) -> Option<u32> {
        let table = self.only_table()?;
        let row = table.row_at(day, self.max_age)?;
        let column = |currency| column_or_euro(table, currency);
        let has_rate = |column| column == table.width() || table.cell(row, column).is_some();
        let is_replaced =
            |currency| table.days.get(row) != Some(&day) && FixedRates::is_replaced(currency, day);
        if is_replaced(from) || is_replaced(to) {
            return None;
        }
        let (from, to) = (column(from)?, column(to)?);
        if !has_rate(from) || !has_rate(to) {
            return None;
        }
        u32::try_from(row * (table.width() + 1) + from).ok()
    }

    /// Returns the cross rate to `to` at a position from [`Rates::cell`].
    pub(crate) fn cell_rate(&self, cell: u32, to: Currency) -> Option<CrossRate> {
        let table = self.only_table()?;
        let (row, [from, to]) = quotes_of_cell(table, cell, to)?;
        Some(CrossRate {
            factor: Factor::quotient(to, from)?,
            date: (*table.days.get(row)?).into(),
            source: table.source.clone(),
            mean_of: None,
        })
    }

    /// Returns the rate of [`Rates::cell_rate`] as a decimal of at most 28 places.
    pub(crate) fn estimate_cell(&self, cell: u32, to: Currency) -> Option<Decimal> {
        let (_, [from, to]) = quotes_of_cell(self.only_table()?, cell, to)?;
        to.checked_div(from)
    }

    /// Returns the cross rate of the means of a month, quarter or year. `None` if there is none, or if there are
    /// other sources than the ECB's table.
    pub(crate) fn cross_mean(&self, from: Currency, to: Currency, span: PartialDate) -> Option<CrossRate> {
        let table = self.only_table()?;
        let lookup = self.lookup(span.into());
        // The sum of the units of a currency for one euro, and their number.
        let sum = |currency| {
            if currency == Currency::EUR {
                Some((Decimal::ONE, Decimal::ONE, None))
            } else {
                let (sum, mean) = table.sum(table.column(currency)?, span, &lookup)?;
                Some((sum.to_decimal()?, mean.count.into(), Some(mean)))
            }
        };
        let ((from, from_count, from_mean), (to, to_count, to_mean)) = (sum(from)?, sum(to)?);
        let factor = Factor::quotient(multiply(to, from_count)?, multiply(from, to_count)?)?;
        let mean_of = from_mean.into_iter().chain(to_mean).min_by_key(|mean| mean.count);
        Some(CrossRate { factor, date: span, source: table.source.clone(), mean_of })
    }
}

/// Returns the row of a number that [`Rates::cell`] returned, and the quotes of its currency and of `to`.
fn quotes_of_cell(table: &RateTable, cell: u32, to: Currency) -> Option<(usize, [Decimal; 2])> {
    let (row, from) = (cell as usize / (table.width() + 1), cell as usize % (table.width() + 1));
    let rate = |column| if column == table.width() { Some(Decimal::ONE) } else { table.cell(row, column) };
    Some((row, [rate(from)?, rate(column_or_euro(table, to)?)?]))
}

/// The column of a currency. The euro has the number behind the last column.
fn column_or_euro(table: &RateTable, currency: Currency) -> Option<usize> {
    if currency == Currency::EUR { Some(table.width()) } else { table.column(currency) }
}
