//! A daily table as numbers: for a look-up by day and currency without a search.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::daily::{day_of, is_quote};
use crate::money::{Currency, add, parse_plain};

/// Every quote of a table, and for each day of the calendar the row that holds on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    /// The currencies, by code, each with its column.
    columns: Vec<(Currency, usize)>,
    width: usize,
    first: NaiveDate,
    /// The row of the last day that is not after each day, from the first.
    row_of: Vec<u32>,
    /// The day of each row, the oldest first.
    days: Vec<NaiveDate>,
    /// The quotes, row by row; zero where there is none.
    quotes: Vec<Decimal>,
}

impl Grid {
    /// The numbers of a table whose rows have the newest day first.
    pub(super) fn new(columns: Vec<(Currency, usize)>, rows: &str) -> Self {
        let width = columns.iter().map(|(_, column)| column + 1).max().unwrap_or(0);
        let (mut days, mut quotes) = (Vec::new(), Vec::new());
        for row in rows.lines().rev() {
            let Some(day) = day_of(row) else { continue };
            days.push(day);
            let start = quotes.len();
            let cells = row.split(',').take(width);
            quotes.extend(cells.map(|cell| {
                let quote = Some(cell).filter(|cell| is_quote(cell)).and_then(|cell| parse_plain(cell).ok());
                quote.unwrap_or_default()
            }));
            quotes.resize(start + width, Decimal::ZERO);
        }
        let first = days.first().copied().unwrap_or_default();
        let mut row_of = Vec::new();
        for (row, day) in (0u32..).zip(&days) {
            let next = days.get(row as usize + 1).copied().or(day.succ_opt()).unwrap_or(*day);
            let lasts = next.signed_duration_since(*day).num_days();
            row_of.extend((0..lasts).map(|_| row));
        }
        let mut columns = columns;
        columns.sort_unstable();
        Self { columns, width, first, row_of, days, quotes }
    }

    /// The sum of a currency's quotes from one day to another, and how many they are; nothing where there is none.
    pub(super) fn sum(
        &self,
        currency: Currency,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Option<(Decimal, Decimal)> {
        let column = self.column(currency)?;
        let rows =
            self.days.partition_point(|day| *day < first)..self.days.partition_point(|day| *day <= last);
        let (mut sum, mut count) = (Decimal::ZERO, 0u32);
        for row in rows {
            let quote = self.quotes[row * self.width + column];
            sum = add(sum, quote)?;
            count += u32::from(!quote.is_zero());
        }
        (count > 0).then(|| (sum, count.into()))
    }

    fn column(&self, currency: Currency) -> Option<usize> {
        let found = self.columns.binary_search_by_key(&currency, |(known, _)| *known).ok()?;
        Some(self.columns[found].1)
    }

    /// How many units of a currency a euro buys on a day, and the day of that quote, which is not more than `limit` days
    /// before it.
    pub(super) fn quote(
        &self,
        currency: Currency,
        day: NaiveDate,
        limit: u32,
    ) -> Option<(Decimal, NaiveDate)> {
        let column = self.column(currency)?;
        let index = usize::try_from(day.signed_duration_since(self.first).num_days()).ok()?;
        // After the last row it holds as long as its age allows.
        let mut row = *self.row_of.get(index).or(self.row_of.last())? as usize;
        loop {
            let quoted = self.days[row];
            if day.signed_duration_since(quoted).num_days() > limit.into() {
                return None;
            }
            let quote = self.quotes[row * self.width + column];
            if !quote.is_zero() {
                return Some((quote, quoted));
            }
            row = row.checked_sub(1)?;
        }
    }
}
