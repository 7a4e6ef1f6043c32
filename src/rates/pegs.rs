//! Currencies that are fixed to the US dollar by their authorities and that the ECB does not quote.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{Leg, Reason, Series};
use crate::date::PartialDate;
use crate::invalid::Problem;
use crate::money::{Currency, Ratio, parse_decimal};

/// The pegs of `data/pegs.json`.
#[derive(Debug, Clone)]
pub(super) struct Pegs(Vec<Peg>);

#[derive(Debug, Clone)]
struct Peg {
    currency: Currency,
    /// Units of the currency for one dollar.
    rate: Decimal,
    since: PartialDate,
    source: &'static str,
}

/// A peg as the file has it.
#[derive(Deserialize)]
struct Row<'a> {
    currency: &'a str,
    rate: &'a str,
    since: &'a str,
    source: &'a str,
}

impl TryFrom<Row<'static>> for Peg {
    type Error = Problem;

    fn try_from(row: Row<'static>) -> Result<Self, Problem> {
        Ok(Self {
            currency: row.currency.parse()?,
            rate: parse_decimal(row.rate)?,
            since: row.since.parse()?,
            source: row.source,
        })
    }
}

impl Peg {
    /// Whether it holds at some time of a date.
    fn holds(&self, asked: PartialDate) -> bool {
        self.since.first() <= asked.last()
    }
}

impl Pegs {
    /// A test holds that the file has no fault.
    pub(super) fn built_in() -> Self {
        let rows: Vec<Row<'static>> =
            serde_json::from_str(include_str!("../../data/pegs.json")).unwrap_or_default();
        Self(rows.into_iter().filter_map(|row| Peg::try_from(row).ok()).collect())
    }

    /// Whether [`Pegs::leg`] gives something.
    pub(super) fn has(&self, from: Currency, to: Currency, asked: PartialDate) -> bool {
        self.between(from, to).is_some_and(|peg| peg.holds(asked))
    }

    /// The peg of a pair if it holds at some time of `asked`, which is then its date: it is as good on every day.
    pub(super) fn leg(&self, from: Currency, to: Currency, asked: PartialDate) -> Option<Leg> {
        let peg = self.between(from, to).filter(|peg| peg.holds(asked))?;
        let source = Cow::Borrowed(peg.source);
        Leg::new(Currency::USD, peg.currency, Ratio::from(peg.rate), asked, source, to == Currency::USD)
    }

    /// Why a pair that is pegged has no rate: the peg came later.
    pub(super) fn gap(&self, from: Currency, to: Currency) -> Option<Reason> {
        self.between(from, to).map(|peg| Reason::TooEarly {
            base: Currency::USD,
            quote: peg.currency,
            first: peg.since.first(),
        })
    }

    pub(super) fn links(&self, from: Currency, to: Currency) -> bool {
        self.between(from, to).is_some()
    }

    pub(super) fn neighbours(&self, currency: Currency) -> impl Iterator<Item = Currency> {
        self.0.iter().filter_map(move |peg| match currency {
            Currency::USD => Some(peg.currency),
            _ => (peg.currency == currency).then_some(Currency::USD),
        })
    }

    pub(super) fn series(&self) -> impl Iterator<Item = Series> {
        self.0.iter().map(|peg| Series {
            base: Currency::USD,
            quote: peg.currency,
            first: peg.since,
            last: None,
            count: 1,
            source: peg.source.to_owned(),
            value: None,
        })
    }

    fn between(&self, from: Currency, to: Currency) -> Option<&Peg> {
        let ((Currency::USD, pegged) | (pegged, Currency::USD)) = (from, to) else { return None };
        self.0.iter().find(|peg| peg.currency == pegged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_whole() {
        let text = include_str!("../../data/pegs.json");
        let pegs: Vec<String> = Pegs::built_in()
            .0
            .iter()
            .map(|peg| format!("{} {} {}", peg.currency, peg.rate, peg.since))
            .collect();
        assert_eq!(text.matches("\"currency\"").count(), pegs.len());
        // The rates that the central banks of the five countries publish.
        assert_eq!(
            pegs,
            [
                "AED 3.6725 1997-11",
                "SAR 3.75 1986-06",
                "QAR 3.64 2001-07",
                "BHD 0.376 2001",
                "OMR 0.3845 1986-01"
            ]
        );
    }
}
