//! Amounts of many deals in one currency: each rate is looked up once, and named by a number.

use crate::hash::HashMap;
use std::borrow::Cow;
use std::sync::Arc;

use super::value::{Converter, Value, Worth, worth};
use crate::date::PartialDate;
use crate::deal::{Deal, Standing};
use crate::money::{Amount, Currency, Ratio};
use crate::rates::{Cross, MissingRate, Path, When};

/// So many rates are looked up one by one before it pays to read the whole table.
const FEW: usize = 64;

/// A rate by its number in an [`Exchange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateId(u32);

/// The rates that lead to one currency, as far as they were needed.
#[derive(Debug)]
pub struct Exchange<'a> {
    converter: Converter<'a>,
    target: Currency,
    ids: HashMap<(Currency, When), Result<RateId, Arc<MissingRate>>>,
    rates: Vec<((Currency, When), Rate)>,
}

/// A rate of exchange.
#[derive(Debug)]
pub enum Rate {
    /// Through the euro, on a day.
    Cross(Cross),
    /// By any chain of quotes.
    Path(Arc<Path>),
}

/// What a deal is worth in the target currency: the amount it is made from, and what that is multiplied by.
#[derive(Debug, Clone)]
pub enum Converted {
    /// In its own figures.
    Own(Amount),
    /// In the figures that a source prints.
    Stated(Amount),
    /// Its own figures at a rate.
    At(Amount, RateId),
}

impl<'a> Exchange<'a> {
    /// An exchange to `target` that has not been asked anything yet.
    pub fn new(converter: Converter<'a>, target: Currency) -> Self {
        Self { converter, target, ids: HashMap::default(), rates: Vec::new() }
    }

    /// What a deal is worth; nothing when its amount is undisclosed.
    ///
    /// # Errors
    /// When no rate leads to the target.
    pub fn value(
        &mut self,
        deal: &Deal<'_>,
        standing: &Standing<'_>,
    ) -> Option<Result<Converted, Arc<MissingRate>>> {
        let own = *standing.amount?;
        Some(match worth(&own, deal, standing, self.target, self.converter.at) {
            Worth::Own => Ok(Converted::Own(own)),
            Worth::Stated(equivalent) => Ok(Converted::Stated(equivalent.amount)),
            Worth::At(when) => self.rate(own.currency, when).map(|rate| Converted::At(own, rate)),
        })
    }

    fn rate(&mut self, from: Currency, when: When) -> Result<RateId, Arc<MissingRate>> {
        let way = (from, when);
        if let Some(known) = self.ids.get(&way) {
            return known.clone();
        }
        let cross = match when {
            When::Day(day) if self.rates.len() >= FEW => {
                self.converter.book().cross(from, self.target, day).map(Rate::Cross)
            }
            _ => None,
        };
        let rate = cross.map_or_else(|| self.converter.path(from, self.target, when).map(Rate::Path), Ok);
        let id = rate.map(|rate| self.name(way, rate));
        self.ids.insert(way, id.clone());
        id
    }

    fn name(&mut self, way: (Currency, When), rate: Rate) -> RateId {
        // Rates differ by day and currency: there cannot be four thousand million of them.
        let id = RateId(u32::try_from(self.rates.len()).unwrap_or(u32::MAX));
        self.rates.push((way, rate));
        id
    }

    /// Every rate that was used.
    pub fn rates(&self) -> impl Iterator<Item = &Rate> {
        self.rates.iter().map(|(_, rate)| rate)
    }

    /// The value of a deal with everything that there is to say of it.
    pub fn explain(&self, deal: &Deal<'_>, standing: &Standing<'_>) -> Option<Value> {
        self.converter.value(deal, standing, self.target)?.ok()
    }

    /// The rate of a number.
    pub fn get(&self, id: RateId) -> Option<&Rate> {
        self.rates.get(id.0 as usize).map(|(_, rate)| rate)
    }

    /// Takes over the rates of another exchange to the same currency, and gives the number here of each there.
    pub fn take_over(&mut self, other: Self) -> Vec<RateId> {
        let mut renamed = Vec::with_capacity(other.rates.len());
        for (way, rate) in other.rates {
            let known = self.ids.get(&way).and_then(|known| known.as_ref().ok()).copied();
            let id = known.unwrap_or_else(|| self.name(way, rate));
            self.ids.insert(way, Ok(id));
            renamed.push(id);
        }
        renamed
    }
}

impl RateId {
    /// Its place among the numbers of its exchange.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Rate {
    /// What an amount is multiplied by.
    pub fn factor(&self) -> Ratio {
        match self {
            Self::Cross(cross) => Ratio::quotient(cross.multiply, cross.divide),
            Self::Path(path) => path.factor().clone(),
        }
    }

    /// The day of its quotes, or the month or year of their mean.
    pub fn date(&self) -> PartialDate {
        match self {
            Self::Cross(cross) => cross.date.into(),
            Self::Path(path) => path.date(),
        }
    }

    /// Whether a mean is in it.
    pub fn is_mean(&self) -> bool {
        match self {
            Self::Cross(_) => false,
            Self::Path(path) => path.legs.iter().any(|leg| leg.mean_of.is_some()),
        }
    }

    /// Where its quotes come from.
    pub fn sources(&self) -> impl Iterator<Item = &Cow<'static, str>> {
        let (cross, legs) = match self {
            Self::Cross(cross) => (Some(&cross.source), [].as_slice()),
            Self::Path(path) => (None, path.legs.as_slice()),
        };
        cross.into_iter().chain(legs.iter().map(|leg| &leg.source))
    }
}
