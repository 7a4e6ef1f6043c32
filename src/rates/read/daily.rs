//! Daily rates that a file lists one by one, gathered into tables.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::invalid::Problem;
use crate::money::{Currency, Decimal};
use crate::rates::RateTable;

/// The rates that were read so far: a table for each base and source.
#[derive(Default)]
pub(super) struct DailyRates(Vec<Daily>);

/// The rates of one base from one source.
struct Daily {
    source: String,
    base: Currency,
    quotes: Vec<Currency>,
    /// The rates of each day, each with its index in `quotes`.
    days: BTreeMap<NaiveDate, Vec<(usize, Decimal)>>,
}

impl DailyRates {
    /// Adds the rate of one unit of `base` in `quote` on `day`.
    ///
    /// # Errors
    /// If the rate is zero, if both currencies are the same, or if the day has another rate.
    pub(super) fn insert(
        &mut self,
        day: NaiveDate,
        (base, quote): (Currency, Currency),
        rate: Decimal,
        source: &str,
    ) -> Result<(), Problem> {
        if rate <= Decimal::ZERO {
            return Err(Problem::new(format!("the rate {rate} is not more than zero"))
                .hint("leave the day out if there is no rate"));
        }
        if base == quote {
            return Err(Problem::new(format!("a rate from {base} to itself"))
                .hint("a rate needs two different currencies"));
        }
        let daily = self.daily(base, source);
        let column = daily.quotes.iter().position(|known| *known == quote).unwrap_or_else(|| {
            daily.quotes.push(quote);
            daily.quotes.len() - 1
        });
        let rates = daily.days.entry(day).or_default();
        match rates.iter().find(|(known, _)| *known == column) {
            None => rates.push((column, rate)),
            Some((_, known)) if *known == rate => {}
            Some((_, known)) => {
                return Err(Problem::new(format!(
                    "one {base} is {known} {quote} and {rate} {quote} on {day}"
                ))
                .hint("keep the rate that is right"));
            }
        }
        Ok(())
    }

    fn daily(&mut self, base: Currency, source: &str) -> &mut Daily {
        let known = self.0.iter().position(|daily| daily.base == base && daily.source == source);
        let index = known.unwrap_or_else(|| {
            let (source, quotes, days) = (source.to_owned(), Vec::new(), BTreeMap::new());
            self.0.push(Daily { source, base, quotes, days });
            self.0.len() - 1
        });
        &mut self.0[index]
    }

    /// Returns the tables, in the order in which they begin.
    pub(super) fn into_tables(self) -> Vec<RateTable> {
        self.0.into_iter().map(Daily::into_table).collect()
    }
}

impl Daily {
    fn into_table(self) -> RateTable {
        let width = self.quotes.len();
        let row = |(day, rates): (NaiveDate, Vec<(usize, Decimal)>)| {
            let mut row = vec![None; width];
            for (column, rate) in rates {
                row[column] = Some(rate);
            }
            (day, row)
        };
        let newest_first = self.days.into_iter().rev().map(row).collect();
        RateTable::from_rows(&self.source, self.base, self.quotes, newest_first)
    }
}
