//! What a newer table of rates changes about an older one.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::RateTable;
use crate::money::Currency;

/// A rate of a new day is doubted if it is more than so many times the last one before it, or less than that part of it.
const MAX_CHANGE: Decimal = Decimal::TWO;

/// What a newer table changes about an older one of the same base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// The days that the older table lacks, oldest first.
    pub new_days: Vec<NaiveDate>,
    /// The rates of the older table that the newer one lacks, oldest first.
    pub lost: Vec<(NaiveDate, Currency)>,
    /// The rates that differ, oldest first.
    pub changed: Vec<ChangedRate>,
    /// The rates of new days that are far from the ones before them, oldest first.
    pub doubtful: Vec<ChangedRate>,
}

/// A rate that is another one in a newer table, or on a later day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRate {
    /// The day of the newer rate.
    pub day: NaiveDate,
    /// The currency of the rate.
    pub quote: Currency,
    /// The older rate; `None` if there was none on that day.
    pub before: Option<Decimal>,
    /// The newer rate.
    pub after: Decimal,
}

impl RateTable {
    /// Returns what `newer` changes about this table.
    ///
    /// ```
    /// use outlay::money::Currency;
    /// use outlay::rates::{RateTable, RatesFile, read_rates};
    ///
    /// let table = |text: &str| match read_rates(text, "ECB") {
    ///     Ok(RatesFile::Tables(mut tables)) => tables.remove(0),
    ///     other => panic!("{other:?}"),
    /// };
    /// let old = table("Date,USD,JPY\n2025-03-07,1.0857,160.1\n");
    /// let new = table("Date,USD\n2025-03-10,1.0845\n2025-03-07,1.0858\n");
    /// let revision = old.revision(&new);
    /// assert_eq!(revision.new_days[0].to_string(), "2025-03-10");
    /// assert_eq!(revision.changed[0].after.to_string(), "1.0858");
    /// assert_eq!(revision.lost[0].1.to_string(), "JPY");
    /// assert!(revision.doubtful.is_empty());
    /// ```
    pub fn revision(&self, newer: &Self) -> Revision {
        let mut revision = Revision::default();
        for (row, day) in self.days.iter().enumerate() {
            let newer_row = newer.days.binary_search(day).ok();
            for quote in self.currencies() {
                let before = self.column(*quote).and_then(|column| self.cell(row, column));
                let after =
                    newer_row.and_then(|row| newer.column(*quote).and_then(|column| newer.cell(row, column)));
                match (before, after) {
                    (Some(_), None) => revision.lost.push((*day, *quote)),
                    (before, Some(after)) if before != Some(after) => {
                        revision.changed.push(ChangedRate { day: *day, quote: *quote, before, after });
                    }
                    _ => {}
                }
            }
        }
        for (row, day) in newer.days.iter().enumerate() {
            if self.days.binary_search(day).is_err() {
                revision.new_days.push(*day);
                revision.doubtful.extend(newer.doubtful_rates(row));
            }
        }
        revision
    }

    /// Returns the rates of a row that are far from the last ones before them.
    fn doubtful_rates(&self, row: usize) -> impl Iterator<Item = ChangedRate> {
        self.currencies().iter().enumerate().filter_map(move |(column, quote)| {
            let after = self.cell(row, column)?;
            let before = (0..row).rev().find_map(|row| self.cell(row, column))?;
            let is_near = |small: Decimal, large: Decimal| {
                small.checked_mul(MAX_CHANGE).is_some_and(|limit| large <= limit)
            };
            if is_near(before, after) && is_near(after, before) {
                return None;
            }
            Some(ChangedRate { day: self.days[row], quote: *quote, before: Some(before), after })
        })
    }

    /// Returns the table as the ECB's CSV, newest day first, which [`super::read_rates`] reads as the same table.
    pub fn to_csv(&self) -> String {
        let codes: Vec<String> = self.currencies().iter().map(ToString::to_string).collect();
        let mut csv = format!("Date,{}\n", codes.join(","));
        for row in (0..self.days.len()).rev() {
            csv.push_str(&self.days[row].to_string());
            for column in 0..self.width() {
                csv.push(',');
                match self.cell(row, column) {
                    Some(rate) => csv.push_str(&rate.to_string()),
                    None => csv.push_str("N/A"),
                }
            }
            csv.push('\n');
        }
        csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rates::{RatesFile, read_rates};

    fn table(text: &str) -> RateTable {
        match read_rates(text, "ECB euro reference rates") {
            Ok(RatesFile::Tables(mut tables)) => tables.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_built_in_table_is_the_same_after_it_was_written() {
        let built_in = RateTable::built_in();
        let read = table(&built_in.to_csv());
        assert_eq!(built_in.revision(&read), Revision::default());
        assert_eq!(read.revision(&built_in), Revision::default());
        assert_eq!(read.to_csv(), built_in.to_csv());
    }

    #[test]
    fn what_is_lost_changed_and_doubtful_is_told_apart() {
        let old = table("Date,USD,JPY\n2025-03-10,1.0845,159.5\n2025-03-07,1.0857,N/A\n");
        let new = "Date,USD,JPY,CHF\n2025-03-12,2.18,80,0.96\n2025-03-11,1.0912,161.06,0.9612\n\
                   2025-03-10,1.0845,N/A,0.9535\n2025-03-07,1.0857,160.1,0.9564\n";
        let revision = old.revision(&table(new));
        let days: Vec<String> = revision.new_days.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2025-03-11", "2025-03-12"]);
        let lost: Vec<String> = revision.lost.iter().map(|(day, quote)| format!("{day} {quote}")).collect();
        assert_eq!(lost, ["2025-03-10 JPY"]);
        let text = |rate: &ChangedRate| {
            let before = rate.before.map(|before| before.to_string()).unwrap_or_default();
            format!("{} {} {before} {}", rate.day, rate.quote, rate.after)
        };
        // A rate that was not there before is a change of the past, too.
        assert_eq!(revision.changed.iter().map(text).collect::<Vec<_>>(), ["2025-03-07 JPY  160.1"]);
        // 2.18 is within twice 1.0912; 80 is less than half of 161.06.
        assert_eq!(revision.doubtful.iter().map(text).collect::<Vec<_>>(), ["2025-03-12 JPY 161.06 80"]);
    }
}
