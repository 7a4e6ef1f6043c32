//! A table of daily quotes of the euro in the ECB's own form, looked up where it stands.
//!
//! The table is a text of two megabytes of which a run needs a few lines, so it is never parsed: its rows are
//! bisected by their dates.

use std::borrow::Cow;
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::grid::Grid;
use super::{Leg, Mean, Reason, Series, When};
use crate::date::PartialDate;
use crate::money::{Currency, Ratio, add, parse_decimal};

/// A daily series of quotes, one euro in each of many currencies; read from a file by [`super::read_rates`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyTable {
    /// A line `Date,USD,JPY,…`, then a row for each day, the newest first, without a space or a quotation mark.
    text: Cow<'static, str>,
    source: Cow<'static, str>,
    /// Its numbers, made when many of them are asked for.
    grid: OnceLock<Grid>,
}

/// Where the quotes of a pair stand.
struct Column {
    index: usize,
    quote: Currency,
    /// Whether the euro is what the pair leads to.
    inverted: bool,
}

impl DailyTable {
    pub(super) const fn built_in() -> Self {
        Self {
            text: Cow::Borrowed(include_str!("../../data/eurofxref-hist.csv")),
            source: Cow::Borrowed("ECB euro reference rates"),
            grid: OnceLock::new(),
        }
    }

    /// A table whose text is known to have the form that `text` describes.
    pub(super) fn new(text: String, source: &str) -> Self {
        Self { text: Cow::Owned(text), source: Cow::Owned(source.to_owned()), grid: OnceLock::new() }
    }

    /// Where its quotes come from.
    pub(super) fn source(&self) -> Cow<'static, str> {
        self.source.clone()
    }

    pub(super) fn grid(&self) -> &Grid {
        self.grid.get_or_init(|| {
            let columns = self.columns().filter_map(|(index, code)| Some((code.parse().ok()?, index)));
            Grid::new(columns.collect(), self.rows())
        })
    }

    /// The day of its newest row.
    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        self.rows().lines().next().and_then(day_of)
    }

    /// Whether [`DailyTable::leg`] gives something, at the cost of one look even for a span.
    pub(super) fn has(&self, from: Currency, to: Currency, when: When, limit: u32) -> bool {
        let first = |column: Column| match when {
            When::Span(span) => self.quotes_within(&column, span).next(),
            When::Day(_) | When::Latest => {
                self.quotes_until(&column, self.reference(when)?, limit.into()).next()
            }
        };
        self.column(from, to).and_then(first).is_some()
    }

    /// The quote of a pair, not more than `limit` days old, or the mean of a span.
    pub(super) fn leg(&self, from: Currency, to: Currency, when: When, limit: u32) -> Option<Leg> {
        let column = self.column(from, to)?;
        let (rate, date, mean) = match when {
            When::Span(span) => {
                let (rate, mean) = self.mean(&column, span)?;
                (rate, span, Some(mean))
            }
            When::Day(_) | When::Latest => {
                let reference = self.reference(when)?;
                let (day, rate) = self.quotes_until(&column, reference, limit.into()).next()?;
                (Ratio::from(rate), day.into(), None)
            }
        };
        let leg = Leg::new(Currency::EUR, column.quote, rate, date, self.source.clone(), column.inverted)?;
        Some(leg.mean_of(mean))
    }

    /// Why [`DailyTable::leg`] gave nothing for a pair that the table has.
    pub(super) fn gap(&self, from: Currency, to: Currency, when: When, limit: u32) -> Option<Reason> {
        let column = self.column(from, to)?;
        let (base, quote) = (Currency::EUR, column.quote);
        let reference = self.reference(when)?;
        let has_quote = |row: &&str| quote_in(row, column.index).is_some();
        let first = self.rows().lines().rev().find(has_quote).and_then(day_of)?;
        if reference < first {
            return Some(Reason::TooEarly { base, quote, first });
        }
        let last = self.rows_until(reference).lines().find(has_quote).and_then(day_of)?;
        Some(match when {
            When::Span(span) => Reason::NoneWithin { base, quote, span, last },
            When::Day(_) | When::Latest => {
                Reason::TooOld { base, quote, last, age: days_between(last, reference), limit }
            }
        })
    }

    pub(super) fn links(&self, from: Currency, to: Currency) -> bool {
        self.column(from, to).is_some()
    }

    pub(super) fn neighbours(&self, currency: Currency) -> impl Iterator<Item = Currency> {
        self.columns().filter_map(move |(_, code)| match currency {
            Currency::EUR => code.parse().ok(),
            _ => (code == currency.code()).then_some(Currency::EUR),
        })
    }

    /// Every column that has a quote; this alone reads the whole table.
    pub(super) fn series(&self) -> Vec<Series> {
        let mut found: Vec<Option<(NaiveDate, NaiveDate, usize)>> = Vec::new();
        for row in self.rows().lines() {
            let Some(day) = day_of(row) else { continue };
            for (index, _) in row.split(',').enumerate().skip(1).filter(|(_, cell)| is_quote(cell)) {
                if found.len() <= index {
                    found.resize(index + 1, None);
                }
                found[index] =
                    found[index].map_or(Some((day, day, 1)), |(_, last, n)| Some((day, last, n + 1)));
            }
        }
        self.columns()
            .filter_map(|(index, code)| {
                let (first, last, count) = found.get(index).copied().flatten()?;
                Some(Series {
                    base: Currency::EUR,
                    quote: code.parse().ok()?,
                    first: first.into(),
                    last: Some(last),
                    count,
                    source: self.source.clone().into_owned(),
                    value: None,
                })
            })
            .collect()
    }

    /// The exact mean of a pair's quotes within a span.
    fn mean(&self, column: &Column, span: PartialDate) -> Option<(Ratio, Mean)> {
        let quotes: Vec<(NaiveDate, Decimal)> = self.quotes_within(column, span).collect();
        let (last, first) = (quotes.first()?.0, quotes.last()?.0);
        let rates = || quotes.iter().map(|(_, rate)| *rate);
        // Decimals add much faster; ratios add whatever does not fit into one.
        let sum = match rates().try_fold(Decimal::ZERO, add) {
            Some(sum) => Ratio::from(sum),
            None => rates().map(Ratio::from).reduce(|sum, rate| sum.plus(&rate))?,
        };
        let mean = Mean { count: quotes.len(), first, last, daily: true };
        Some((sum.times(&Ratio::of(1, i64::try_from(quotes.len()).ok()?)?), mean))
    }

    /// The quotes of a pair within a span, the newest first.
    fn quotes_within(
        &self,
        column: &Column,
        span: PartialDate,
    ) -> impl Iterator<Item = (NaiveDate, Decimal)> {
        self.quotes_until(column, span.last(), days_between(span.first(), span.last()))
    }

    /// The quotes of a pair on a day and before it, the newest first, back to a limit of days.
    fn quotes_until(
        &self,
        column: &Column,
        day: NaiveDate,
        limit: i64,
    ) -> impl Iterator<Item = (NaiveDate, Decimal)> {
        let index = column.index;
        self.rows_until(day)
            .lines()
            .map_while(|row| Some((day_of(row)?, row)))
            .take_while(move |(date, _)| days_between(*date, day) <= limit)
            .filter_map(move |(date, row)| Some((date, rate_in(row, index)?)))
    }

    /// The rows from the newest that is not after a day.
    fn rows_until(&self, day: NaiveDate) -> &str {
        let rows = self.rows();
        let key = i64::from(day.year()) * 10_000 + i64::from(day.month() * 100 + day.day());
        // Both ends are always at the beginning of a row, or at the end of the text.
        let (mut low, mut high) = (0, rows.len());
        while low < high {
            let middle = low + (high - low) / 2;
            // The text is ASCII: it can be cut anywhere, and `str` looks for a letter faster than bytes do.
            let (before, after) = rows.split_at_checked(middle).unwrap_or((rows, ""));
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            if date_key(&rows[start..]) > key {
                low = after.find('\n').map_or(rows.len(), |at| middle + at + 1);
            } else {
                high = start;
            }
        }
        rows.get(low..).unwrap_or_default()
    }

    /// The day that a quote's age is counted from.
    fn reference(&self, when: When) -> Option<NaiveDate> {
        match when {
            When::Day(day) => Some(day),
            When::Span(span) => Some(span.first()),
            When::Latest => self.last_day(),
        }
    }

    fn column(&self, from: Currency, to: Currency) -> Option<Column> {
        let (quote, inverted) = match (from, to) {
            (Currency::EUR, quote) => (quote, false),
            (quote, Currency::EUR) => (quote, true),
            _ => return None,
        };
        let (index, _) = self.columns().find(|(_, code)| *code == quote.code())?;
        Some(Column { index, quote, inverted })
    }

    /// Each code of the header with its place in a row.
    fn columns(&self) -> impl Iterator<Item = (usize, &str)> {
        let header = self.text.lines().next().unwrap_or_default();
        // The ECB ends its lines with a comma, which is no column.
        header.split(',').enumerate().skip(1).filter(|(_, code)| !code.is_empty())
    }

    fn rows(&self) -> &str {
        self.text.split_once('\n').map_or("", |(_, rows)| rows)
    }
}

fn days_between(earlier: NaiveDate, later: NaiveDate) -> i64 {
    later.signed_duration_since(earlier).num_days()
}

/// The date at the beginning of a row as a number of eight digits.
fn date_key(row: &str) -> i64 {
    row.bytes()
        .take("YYYY-MM-DD".len())
        .filter(|byte| byte.is_ascii_digit())
        .fold(0, |key, digit| key * 10 + i64::from(digit - b'0'))
}

pub(super) fn day_of(row: &str) -> Option<NaiveDate> {
    let key = u32::try_from(date_key(row)).ok()?;
    NaiveDate::from_ymd_opt(i32::try_from(key / 10_000).ok()?, key / 100 % 100, key % 100)
}

/// Absent values are written `N/A`; a look is cheaper than an error.
pub(super) fn is_quote(cell: &str) -> bool {
    cell.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

fn quote_in(row: &str, index: usize) -> Option<&str> {
    row.split(',').nth(index).filter(|cell| is_quote(cell))
}

fn rate_in(row: &str, index: usize) -> Option<Decimal> {
    quote_in(row, index).and_then(|cell| parse_decimal(cell).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_not_after_a_day_is_found_from_both_sides_of_every_row() {
        let table = DailyTable::built_in();
        let days: Vec<NaiveDate> = table.rows().lines().map(|row| day_of(row).unwrap()).collect();
        assert!(days.is_sorted_by(|a, b| a > b));
        for pair in days.windows(2).step_by(7) {
            let found = |day: NaiveDate| table.rows_until(day).lines().next().and_then(day_of);
            assert_eq!(found(pair[0]), Some(pair[0]));
            assert_eq!(found(pair[0].pred_opt().unwrap()), Some(pair[1]));
        }
        assert_eq!(table.rows_until(NaiveDate::MAX), table.rows());
        assert_eq!(table.rows_until(NaiveDate::MIN), "");
    }

    #[test]
    fn no_row_of_the_ecb_has_a_value_that_is_neither_a_decimal_nor_absent() {
        let table = DailyTable::built_in();
        for row in table.rows().lines() {
            for cell in row.split(',').skip(1).filter(|cell| !cell.is_empty() && *cell != "N/A") {
                assert!(is_quote(cell), "{row}");
            }
        }
        let usd = table.column(Currency::EUR, Currency::USD).unwrap();
        assert!(table.rows().lines().all(|row| rate_in(row, usd.index).is_some()));
    }
}
