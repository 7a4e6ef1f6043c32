//! Converts the amounts of many deals to one currency: each rate is looked up once and identified by a small key.

use std::collections::hash_map::Entry;
use std::iter::successors;
use std::sync::Arc;

use chrono::NaiveDate;

use super::convert::{ConversionSource, Converter, Value, conversion_source, ratio_of_range};
use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal};
use crate::hash::HashMap;
use crate::money::{Amount, Currency, Decimal, Factor, Ratio};
use crate::rates::{CrossRate, Mean, MissingRate, Path, Rates, When};

/// The key of a rate to the currency of a [`BulkConverter`], the same on every thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum RateId {
    /// A cross rate of one day by its number in the ECB's table.
    EcbCross(u32),
    /// Any other rate.
    Lookup(Currency, When),
    /// The rate that a stated equivalent implies: its headline over that of the amount.
    Implied {
        /// The headline of the equivalent.
        equivalent: Decimal,
        /// The headline of the amount.
        amount: Decimal,
    },
}

impl RateId {
    /// Returns the key of the rate that `equivalent` implies for a part of `amount`.
    pub(crate) fn implied(equivalent: &Amount, amount: &Amount) -> Self {
        Self::Implied { equivalent: equivalent.estimate().headline, amount: amount.estimate().headline }
    }
}

/// Converts deals to one currency, and records the rates that were used.
#[derive(Debug)]
pub(crate) struct BulkConverter<'a> {
    converter: Converter<'a>,
    target: Currency,
    /// The rates that are not cells.
    rates: HashMap<(Currency, When), Result<Rate, Arc<MissingRate>>>,
    /// Which cells were used, one bit each.
    used_cells: Vec<u64>,
}

/// An exchange rate.
#[derive(Debug, Clone)]
pub(crate) enum Rate {
    /// Through the euro.
    Cross(CrossRate),
    /// By any chain of quotes.
    Path(Arc<Path>),
}

/// The amount of a deal in the target currency: the amount that is multiplied, and the rate.
#[derive(Debug, Clone)]
pub(crate) enum Converted {
    /// The amount as announced, which is in the target currency.
    Own(Amount),
    /// The equivalent that a source states.
    Stated {
        /// The equivalent.
        equivalent: Amount,
        /// Set if the source states one equivalent for a range: both ends are converted at the rate that it implies.
        implied_rate: Option<RateId>,
    },
    /// The amount at a rate.
    AtRate {
        /// The amount as announced.
        amount: Amount,
        /// The rate.
        rate: RateId,
        /// Whether the rate is a mean.
        is_mean: bool,
    },
}

impl<'a> BulkConverter<'a> {
    /// Returns a converter to `target` that has used no rate yet.
    pub(crate) fn new(converter: Converter<'a>, target: Currency) -> Self {
        Self { converter, target, rates: HashMap::default(), used_cells: Vec::new() }
    }

    /// Converts the amount of a deal. `None` if it is undisclosed.
    ///
    /// # Errors
    /// If there is no rate.
    pub(crate) fn convert(
        &mut self,
        deal: &Deal<'_>,
        current: &CurrentState<'_>,
    ) -> Option<Result<Converted, Arc<MissingRate>>> {
        let amount = *current.amount?;
        Some(match conversion_source(&amount, deal, current, self.target, self.converter.at) {
            ConversionSource::Own => Ok(Converted::Own(amount)),
            ConversionSource::Stated(equivalent) => {
                let implied = RateId::implied(&equivalent.amount, &amount);
                let implied_rate = ratio_of_range(&amount, &equivalent.amount).map(|_| implied);
                Ok(Converted::Stated { equivalent: equivalent.amount, implied_rate })
            }
            ConversionSource::Rate(when) => self
                .rate(amount.currency, when)
                .map(|(rate, is_mean)| Converted::AtRate { amount, rate, is_mean }),
        })
    }

    /// Converts an amount of `day`.
    ///
    /// # Errors
    /// If there is no rate.
    pub(crate) fn convert_at(
        &mut self,
        amount: &Amount,
        day: NaiveDate,
    ) -> Result<Converted, Arc<MissingRate>> {
        if amount.currency == self.target {
            return Ok(Converted::Own(*amount));
        }
        let (rate, is_mean) = self.rate(amount.currency, self.converter.at.of(day.into()))?;
        Ok(Converted::AtRate { amount: *amount, rate, is_mean })
    }

    /// Returns an amount of `day` with every step of its conversion.
    pub(crate) fn explain_at(&self, amount: &Amount, day: NaiveDate) -> Option<Value> {
        self.converter.convert_at(amount, self.target, day).ok()
    }

    /// Returns the currency to which amounts are converted.
    pub(crate) fn target(&self) -> Currency {
        self.target
    }

    /// Returns the key of a rate, and whether the rate is a mean.
    fn rate(&mut self, from: Currency, when: When) -> Result<(RateId, bool), Arc<MissingRate>> {
        let rates = self.converter.rates;
        if let When::Day(day) = when
            && let Some(cell) = rates.cell(from, self.target, day)
        {
            self.mark_used(cell);
            return Ok((RateId::EcbCross(cell), false));
        }
        let rate = match self.rates.entry((from, when)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(vacant) => vacant.insert(look_up(rates, from, self.target, when)),
        };
        match rate {
            // Only a month, a quarter or a year has several quotes.
            Ok(rate) => Ok((RateId::Lookup(from, when), matches!(when, When::Span(_)) && rate.is_mean())),
            Err(missing) => Err(missing.clone()),
        }
    }

    fn mark_used(&mut self, cell: u32) {
        let word = cell as usize / 64;
        if self.used_cells.len() <= word {
            self.used_cells.resize(word + 1, 0);
        }
        self.used_cells[word] |= 1 << (cell % 64);
    }

    /// Returns every rate that was used.
    pub(crate) fn rates(&self) -> impl Iterator<Item = Rate> {
        let cells = self.used_cells.iter().zip(0u32..).flat_map(|(word, index)| {
            let without_lowest = |bits: &u64| Some(bits & (bits - 1)).filter(|rest| *rest != 0);
            let sets = successors(Some(*word).filter(|bits| *bits != 0), without_lowest);
            sets.map(move |bits| index * 64 + bits.trailing_zeros())
        });
        let others = self.rates.values().filter_map(|rate| rate.clone().ok());
        others.chain(cells.filter_map(|cell| self.get(RateId::EcbCross(cell))))
    }

    /// Returns the amount of a deal with every step of its conversion.
    pub(crate) fn explain(&self, deal: &Deal<'_>, current: &CurrentState<'_>) -> Option<Value> {
        self.converter.value(deal, current, self.target)?.ok()
    }

    /// Returns the rate of a key.
    pub(crate) fn get(&self, id: RateId) -> Option<Rate> {
        match id {
            RateId::EcbCross(cell) => self.converter.rates.cell_rate(cell, self.target).map(Rate::Cross),
            RateId::Lookup(from, when) => match self.rates.get(&(from, when)) {
                Some(rate) => rate.clone().ok(),
                // Another converter has used it.
                None => look_up(self.converter.rates, from, self.target, when).ok(),
            },
            RateId::Implied { .. } => None,
        }
    }

    /// Returns what an amount is multiplied by at the rate of a key.
    pub(crate) fn factor(&self, id: RateId) -> Option<Factor> {
        match id {
            // Without a quotient the amount is zero, and stays zero.
            RateId::Implied { equivalent, amount } => Factor::quotient(equivalent, amount),
            RateId::EcbCross(_) | RateId::Lookup(..) => self.get(id).map(|rate| rate.factor()),
        }
    }

    /// Returns an approximate rate (relative error below 10^-20), for shares of an amount. `None` for a rate implied by an
    /// equivalent.
    pub(crate) fn estimate(&self, id: RateId) -> Option<Decimal> {
        match id {
            RateId::EcbCross(cell) => self.converter.rates.estimate_cell(cell, self.target),
            RateId::Lookup(..) => Ratio::from(self.get(id)?.factor()).to_decimal(),
            RateId::Implied { .. } => None,
        }
    }

    /// Adds the rates that another converter to the same currency has used.
    pub(crate) fn merge(&mut self, other: &Self) {
        let words = self.used_cells.len().max(other.used_cells.len());
        self.used_cells.resize(words, 0);
        self.used_cells.iter_mut().zip(&other.used_cells).for_each(|(own, other)| *own |= other);
        self.rates.extend(other.rates.iter().map(|(key, rate)| (*key, rate.clone())));
    }
}

/// Looks a rate up: a mean of cross rates, or else any chain of quotes.
fn look_up(rates: &Rates, from: Currency, to: Currency, when: When) -> Result<Rate, Arc<MissingRate>> {
    let mean = match when {
        When::Span(span) => rates.cross_mean(from, to, span).map(Rate::Cross),
        When::Day(_) | When::Latest => None,
    };
    mean.map_or_else(|| rates.path(from, to, when).map(Rate::Path), Ok)
}

impl Rate {
    /// Returns what an amount is multiplied by.
    pub(crate) fn factor(&self) -> Factor {
        match self {
            Self::Cross(cross) => cross.factor.clone(),
            Self::Path(path) => path.factor().clone().into(),
        }
    }

    /// Returns the day of its quotes, or the month, quarter or year of their mean.
    pub(crate) fn date(&self) -> PartialDate {
        match self {
            Self::Cross(cross) => cross.date,
            Self::Path(path) => path.date(),
        }
    }

    /// Returns the quotes that it is the mean of, if it is one: of several means, the one of the fewest quotes.
    pub(crate) fn mean_of(&self) -> Option<Mean> {
        match self {
            Self::Cross(cross) => cross.mean_of,
            Self::Path(path) => path.legs.iter().filter_map(|leg| leg.mean_of).min_by_key(|mean| mean.count),
        }
    }

    /// Whether it is the same on every day, as a peg is.
    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self, Self::Path(path) if path.is_fixed())
    }

    /// Whether one of its quotes is a mean.
    pub(crate) fn is_mean(&self) -> bool {
        self.mean_of().is_some()
    }

    /// Returns the sources of its quotes.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &str> {
        let (cross, legs) = match self {
            Self::Cross(cross) => (Some(&cross.source), [].as_slice()),
            Self::Path(path) => (None, path.legs.as_slice()),
        };
        cross.into_iter().chain(legs.iter().map(|leg| &leg.source)).map(AsRef::as_ref)
    }
}
