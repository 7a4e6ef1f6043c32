//! Currencies that their authorities peg to the US dollar and that the ECB does not quote: `data/pegs.csv`.

use std::borrow::Cow;

use super::embedded::{PEGS, Peg};
use super::source::{Lookup, QuoteSource};
use super::{Leg, Reason, Series};
use crate::money::{Currency, Ratio};

/// The official pegs to the US dollar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pegs;

impl Peg {
    /// Returns the peg between two currencies, one of which is the dollar.
    fn between(from: Currency, to: Currency) -> Option<&'static Self> {
        let ((Currency::USD, pegged) | (pegged, Currency::USD)) = (from, to) else { return None };
        PEGS.iter().find(|peg| peg.currency == pegged)
    }
}

impl QuoteSource for Pegs {
    /// Returns the peg if it holds on some day of the lookup. Its date is that of the lookup: it is the same on every day.
    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg> {
        let date = lookup.effective_date;
        let peg = Peg::between(from, to).filter(|peg| peg.since.first() <= date.last())?;
        let (rate, source) = (Ratio::from(peg.rate), Cow::Borrowed(peg.source));
        Leg::new(Currency::USD, peg.currency, rate, date, source, to == Currency::USD)
    }

    fn why_missing(&self, from: Currency, to: Currency, _: &Lookup) -> Option<Reason> {
        Peg::between(from, to).map(|peg| Reason::TooEarly {
            base: Currency::USD,
            quote: peg.currency,
            first: peg.since.first(),
        })
    }

    fn neighbours(&self, currency: Currency) -> Vec<Currency> {
        match currency {
            Currency::USD => PEGS.iter().map(|peg| peg.currency).collect(),
            _ => Peg::between(currency, Currency::USD).map(|_| Currency::USD).into_iter().collect(),
        }
    }

    fn series(&self) -> Vec<Series> {
        let series = PEGS.iter().map(|peg| Series {
            base: Currency::USD,
            quote: peg.currency,
            first: peg.since,
            last: None,
            count: 1,
            source: peg.source.to_owned(),
            value: None,
        });
        series.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pegs_are_those_that_the_central_banks_publish() {
        let pegs: Vec<String> =
            PEGS.iter().map(|peg| format!("{} {} {}", peg.currency, peg.rate, peg.since)).collect();
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
        assert!(PEGS.iter().all(|peg| peg.source.contains(&peg.rate.to_string())));
    }
}
