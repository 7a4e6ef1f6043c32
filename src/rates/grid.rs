//! A daily table as numbers: for a look-up by day and currency without a search.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::daily::{day_of, is_quote};
use crate::money::{Currency, add, parse_decimal};

/// Every quote of a table, and for each day of the calendar the row that holds on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    /// The column of each currency that has one, by its place among all.
    columns: Vec<Option<usize>>,
    width: usize,
    first: NaiveDate,
    /// The row of the last day that is not after each day, from the first.
    row_of: Vec<u32>,
    /// The day of each row, the oldest first.
    days: Vec<NaiveDate>,
    /// The quotes, row by row; zero where there is none.
    quotes: Vec<Decimal>,
    /// Which of the first columns of each row have a quote, as bits: the same, where it is looked up for every deal.
    quoted: Vec<u64>,
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
                let quote =
                    Some(cell).filter(|cell| is_quote(cell)).and_then(|cell| parse_decimal(cell).ok());
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
        let mut by_place =
            vec![None; columns.iter().map(|(currency, _)| currency.index() + 1).max().unwrap_or(0)];
        for (currency, column) in columns {
            by_place[currency.index()] = Some(column);
        }
        let quoted = quotes.chunks(width.max(1)).map(|row| {
            row.iter()
                .zip(0..64)
                .filter(|(quote, _)| !quote.is_zero())
                .fold(0, |bits, (_, bit)| bits | 1 << bit)
        });
        Self { columns: by_place, width, first, row_of, days, quoted: quoted.collect(), quotes }
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
        self.columns.get(currency.index()).copied().flatten()
    }

    /// The row of a column's quote on a day, which is not more than `limit` days older.
    fn row(&self, column: usize, day: NaiveDate, limit: u32) -> Option<usize> {
        let index = usize::try_from(day.signed_duration_since(self.first).num_days()).ok()?;
        // After the last row it holds as long as its age allows.
        let mut row = *self.row_of.get(index).or(self.row_of.last())? as usize;
        loop {
            if day.signed_duration_since(self.days[row]).num_days() > limit.into() {
                return None;
            }
            if self.has_quote(row, column) {
                return Some(row);
            }
            row = row.checked_sub(1)?;
        }
    }

    fn has_quote(&self, row: usize, column: usize) -> bool {
        match self.quoted.get(row) {
            Some(quoted) if column < 64 => quoted >> column & 1 == 1,
            _ => !self.quotes[row * self.width + column].is_zero(),
        }
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
        let row = self.row(column, day, limit)?;
        Some((self.quotes[row * self.width + column], self.days[row]))
    }

    /// The cell that gives the rate from one currency to another on a day; nothing where their quotes are not of one row.
    /// The euro, which has no quote, has a cell behind those of its row.
    pub(super) fn cell(&self, from: Currency, to: Currency, day: NaiveDate, limit: u32) -> Option<usize> {
        let column = |currency| match currency {
            Currency::EUR => Some(self.width),
            _ => self.column(currency),
        };
        let row = |column: usize| {
            if column == self.width { Some(None) } else { self.row(column, day, limit).map(Some) }
        };
        let from = column(from)?;
        match (row(from)?, row(column(to)?)?) {
            (Some(row), None) | (None, Some(row)) => Some(row),
            (Some(row), Some(other)) => (row == other).then_some(row),
            (None, None) => None,
        }
        .map(|row| row * (self.width + 1) + from)
    }

    /// The rate to a currency from that of a cell: by how much an amount is multiplied and divided, and the day.
    pub(super) fn rate(&self, cell: usize, to: Currency) -> Option<(Decimal, Decimal, NaiveDate)> {
        let (row, from) = (cell / (self.width + 1), cell % (self.width + 1));
        let quote = |column: usize| {
            if column == self.width {
                Some(Decimal::ONE)
            } else {
                self.quotes.get(row * self.width + column).copied()
            }
        };
        let to = if to == Currency::EUR { self.width } else { self.column(to)? };
        Some((quote(to)?, quote(from)?, *self.days.get(row)?))
    }
}
