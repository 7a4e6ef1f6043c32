//! Rates that have been the same since a day: pegs to the US dollar (`data/pegs.csv`), and the rates at which the law
//! replaced a currency (`data/replaced-currencies.csv`).

use std::borrow::Cow;

use chrono::NaiveDate;

use super::embedded::{FixedRate, PEGS, REPLACED};
use super::source::{CurrentQuote, Lookup, QuoteDays, QuoteSource};
use super::{Leg, Reason, Series};
use crate::money::Currency;

/// A list of fixed rates.
#[derive(Debug, Clone, Copy)]
pub(super) struct FixedRates(&'static [FixedRate]);

impl FixedRates {
    /// Currencies that their authorities peg to the US dollar and that the ECB does not quote.
    pub(super) const PEGS: Self = Self(&PEGS);
    /// Currencies that another one has replaced: the euro, at its irrevocable rates, or a redenominated one.
    pub(super) const REPLACED: Self = Self(&REPLACED);

    /// Whether `currency` was replaced on `day` or before.
    pub(super) fn is_replaced(currency: Currency, day: NaiveDate) -> bool {
        REPLACED.iter().any(|fixed| fixed.quote == currency && fixed.since.first() <= day)
    }

    /// Returns the rate between two currencies, whichever way round.
    fn between(self, from: Currency, to: Currency) -> Option<&'static FixedRate> {
        self.0
            .iter()
            .find(|fixed| (fixed.base, fixed.quote) == (from, to) || (fixed.base, fixed.quote) == (to, from))
    }
}

impl FixedRate {
    /// Whether the rate holds on some day of a lookup.
    fn holds_at(&self, lookup: &Lookup) -> bool {
        self.since.first() <= lookup.effective_date.last()
    }

    /// Returns the rate as a quote.
    fn current(&self) -> CurrentQuote<'static> {
        CurrentQuote { base: self.base, quote: self.quote, rate: self.rate, day: None, source: self.source }
    }
}

impl QuoteSource for FixedRates {
    /// Returns the rate if it holds on some day of the lookup. Its date is that of the lookup: it is the same on every day.
    fn rate(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<Leg> {
        let fixed = self.between(from, to).filter(|fixed| fixed.holds_at(lookup))?;
        fixed.current().leg(from, lookup, Cow::Borrowed(fixed.source))
    }

    fn quote(&self, from: Currency, to: Currency, lookup: &Lookup) -> Option<CurrentQuote<'_>> {
        self.between(from, to).filter(|fixed| fixed.holds_at(lookup)).map(FixedRate::current)
    }

    fn quote_days(&self, _: Option<u32>) -> QuoteDays {
        let since: Vec<NaiveDate> = self.0.iter().map(|fixed| fixed.since.first()).collect();
        QuoteDays { quoted: since.clone(), begun_or_ended: since }
    }

    fn why_missing(&self, from: Currency, to: Currency, _: &Lookup) -> Option<Reason> {
        let FixedRate { base, quote, since, .. } = *self.between(from, to)?;
        Some(Reason::TooEarly { base, quote, first: since.first() })
    }

    fn neighbours(&self, currency: Currency) -> Vec<Currency> {
        let other = |fixed: &FixedRate| match currency {
            _ if currency == fixed.base => Some(fixed.quote),
            _ if currency == fixed.quote => Some(fixed.base),
            _ => None,
        };
        self.0.iter().filter_map(other).collect()
    }

    fn series(&self) -> Vec<Series> {
        let series = self.0.iter().map(|fixed| Series {
            base: fixed.base,
            quote: fixed.quote,
            first: fixed.since,
            last: None,
            count: 1,
            source: fixed.source.to_owned(),
            value: None,
        });
        series.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(rates: FixedRates) -> Vec<String> {
        rates.0.iter().map(|fixed| format!("{} {} {}", fixed.quote, fixed.rate, fixed.since)).collect()
    }

    #[test]
    fn the_pegs_are_those_that_the_central_banks_publish() {
        assert_eq!(
            listed(FixedRates::PEGS),
            [
                "AED 3.6725 1997-11", "SAR 3.75 1986-06", "QAR 3.64 2001-07", "BHD 0.376 2001",
                "OMR 0.3845 1986-01"
            ]
        );
    }

    // Article 1 of Regulation (EC) No 2866/98 in its consolidated version of 2026.
    #[test]
    fn the_euro_replaced_twenty_one_currencies_at_the_rates_of_the_regulation() {
        let mut rates: Vec<String> = REPLACED
            .iter()
            .filter(|fixed| fixed.base == Currency::EUR)
            .map(|fixed| format!("{} {}", fixed.quote, fixed.rate))
            .collect();
        rates.sort();
        let regulation = "ATS 13.7603, BEF 40.3399, BGN 1.95583, CYP 0.585274, DEM 1.95583, EEK 15.6466, ESP 166.386, \
                          FIM 5.94573, FRF 6.55957, GRD 340.750, HRK 7.53450, IEP 0.787564, ITL 1936.27, LTL 3.45280, \
                          LUF 40.3399, LVL 0.702804, MTL 0.429300, NLG 2.20371, PTE 200.482, SIT 239.640, SKK 30.1260";
        assert_eq!(rates.join(", "), regulation);
    }

    #[test]
    fn each_source_states_the_rate() {
        for fixed in PEGS.iter().chain(&REPLACED) {
            assert!(fixed.source.contains(&fixed.rate.to_string()), "{}", fixed.source);
        }
    }

    #[test]
    fn a_currency_is_replaced_from_a_day_on() {
        let is_replaced = |day: &str| FixedRates::is_replaced("HRK".parse().unwrap(), day.parse().unwrap());
        assert!(!is_replaced("2022-12-31"));
        assert!(is_replaced("2023-01-01"));
    }
}
