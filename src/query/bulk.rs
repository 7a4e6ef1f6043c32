//! Amounts of many deals in one currency: each rate is looked up once, and named by a number.

use crate::hash::HashMap;
use std::borrow::Cow;
use std::sync::Arc;

use super::convert::{Converter, Value, Worth, worth};
use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal};
use crate::money::{Amount, Currency, Ratio};
use crate::rates::{Cross, MissingRate, Path, When};

/// So many rates are looked up one by one before it pays to read the whole table.
const FEW: usize = 64;

/// A rate by its number in an [`Exchange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateId {
    /// Of a cell of the built-in table: the same number in every exchange to the same currency.
    Cell(u32),
    /// In the order in which the exchange was asked.
    Asked(u32),
}

/// The rates that lead to one currency, as far as they were needed.
#[derive(Debug)]
pub struct Exchange<'a> {
    converter: Converter<'a>,
    target: Currency,
    ids: HashMap<(Currency, When), Result<RateId, Arc<MissingRate>>>,
    asked: Vec<((Currency, When), Rate)>,
    /// Which cells were used, as bits.
    cells: Vec<u64>,
}

/// A rate of exchange.
#[derive(Debug, Clone)]
pub enum Rate {
    /// Through the euro.
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
    RateBasis {
        /// Its own figures.
        amount: Amount,
        /// The rate.
        rate: RateId,
        /// Whether that is a mean.
        is_mean: bool,
    },
}

impl<'a> Exchange<'a> {
    /// An exchange to `target` that has not been asked anything yet.
    pub fn new(converter: Converter<'a>, target: Currency) -> Self {
        Self { converter, target, ids: HashMap::default(), asked: Vec::new(), cells: Vec::new() }
    }

    /// What a deal is worth; nothing when its amount is undisclosed.
    ///
    /// # Errors
    /// When no rate leads to the target.
    pub fn value(
        &mut self,
        deal: &Deal<'_>,
        current: &CurrentState<'_>,
    ) -> Option<Result<Converted, Arc<MissingRate>>> {
        let own = *current.amount?;
        Some(match worth(&own, deal, current, self.target, self.converter.at) {
            Worth::Own => Ok(Converted::Own(own)),
            Worth::Stated(equivalent) => Ok(Converted::Stated(equivalent.amount)),
            Worth::RateBasis(when) => self.rate(own.currency, when).map(|rate| {
                // Only a month or a year has several quotes.
                let is_mean =
                    matches!(when, When::Span(_)) && self.get(rate).is_some_and(|rate| rate.is_mean());
                Converted::RateBasis { amount: own, rate, is_mean }
            }),
        })
    }

    fn rate(&mut self, from: Currency, when: When) -> Result<RateId, Arc<MissingRate>> {
        let is_many = self.asked.len() >= FEW;
        if is_many && let Some(cell) = self.cell(from, when) {
            return Ok(cell);
        }
        let way = (from, when);
        if let Some(known) = self.ids.get(&way) {
            return known.clone();
        }
        let cross = is_many.then(|| self.converter.rates().cross(from, self.target, when)).flatten();
        let cross = cross.map(Rate::Cross);
        let rate = cross.map_or_else(|| self.converter.path(from, self.target, when).map(Rate::Path), Ok);
        let id = rate.map(|rate| self.name(way, rate));
        self.ids.insert(way, id.clone());
        id
    }

    /// The cell of the built-in table that gives a rate, where one does; it is then one that was used.
    fn cell(&mut self, from: Currency, when: When) -> Option<RateId> {
        let When::Day(day) = when else { return None };
        let cell = self.converter.rates().cell(from, self.target, day)?;
        let word = cell as usize / 64;
        if self.cells.len() <= word {
            self.cells.resize(word + 1, 0);
        }
        self.cells[word] |= 1 << (cell % 64);
        Some(RateId::Cell(cell))
    }

    fn name(&mut self, way: (Currency, When), rate: Rate) -> RateId {
        // Rates differ by day and currency: there cannot be four thousand million of them.
        let number = u32::try_from(self.asked.len()).unwrap_or(u32::MAX);
        self.asked.push((way, rate));
        RateId::Asked(number)
    }

    /// Where the quotes of cross rates come from.
    pub fn cross_source(&self) -> Option<Cow<'static, str>> {
        self.converter.rates().cross_source()
    }

    /// Every rate that was used.
    pub fn rates(&self) -> impl Iterator<Item = Rate> {
        let bits = self.cells.iter().zip(0u32..).flat_map(|(word, index)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| index * 64 + bit)
        });
        let asked = self.asked.iter().map(|(_, rate)| rate.clone());
        asked.chain(bits.filter_map(|cell| self.get(RateId::Cell(cell))))
    }

    /// The value of a deal with everything that there is to say of it.
    pub fn explain(&self, deal: &Deal<'_>, current: &CurrentState<'_>) -> Option<Value> {
        self.converter.value(deal, current, self.target)?.ok()
    }

    /// The rate of a number.
    pub fn get(&self, id: RateId) -> Option<Rate> {
        match id {
            RateId::Cell(cell) => self.converter.rates().cross_of(cell, self.target).map(Rate::Cross),
            RateId::Asked(number) => self.asked.get(number as usize).map(|(_, rate)| rate.clone()),
        }
    }

    /// The numbers that rates have once all was asked: where there are many, those that were asked for before that was
    /// known are of cells, too. Each factor then has one number, whatever the order and the threads.
    pub fn settled(&mut self) -> Renamed {
        let is_many = self.asked.len() >= FEW;
        let ways: Vec<(Currency, When)> = self.asked.iter().map(|(way, _)| *way).collect();
        let settled = ways.into_iter().zip(0..).map(|((from, when), number)| {
            let cell = is_many.then(|| self.cell(from, when)).flatten();
            cell.unwrap_or(RateId::Asked(number))
        });
        Renamed(settled.collect())
    }

    /// Takes over the rates of another exchange to the same currency, and gives the numbers here of those that it asked
    /// for.
    pub fn take_over(&mut self, other: Self) -> Renamed {
        let own = self.cells.len().max(other.cells.len());
        self.cells.resize(own, 0);
        self.cells.iter_mut().zip(&other.cells).for_each(|(own, other)| *own |= other);
        let renamed = other.asked.into_iter().map(|(way, rate)| match self.ids.get(&way) {
            Some(Ok(known)) => *known,
            _ => {
                let id = self.name(way, rate);
                self.ids.insert(way, Ok(id));
                id
            }
        });
        Renamed(renamed.collect())
    }
}

/// The numbers that rates have now.
#[derive(Debug, Default)]
pub struct Renamed(Vec<RateId>);

impl Renamed {
    /// The number of a rate.
    pub fn of(&self, rate: RateId) -> RateId {
        match rate {
            RateId::Cell(_) => rate,
            RateId::Asked(number) => self.0.get(number as usize).copied().unwrap_or(rate),
        }
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
            Self::Cross(cross) => cross.date,
            Self::Path(path) => path.date(),
        }
    }

    /// Whether a mean is in it.
    pub fn is_mean(&self) -> bool {
        match self {
            Self::Cross(cross) => cross.date.day().is_none(),
            Self::Path(path) => path.legs.iter().any(|leg| leg.mean_of.is_some()),
        }
    }

    /// Where its quotes come from; what a cross rate is made of comes from `table`.
    pub fn sources<'s>(&'s self, table: &'s Option<Cow<'static, str>>) -> impl Iterator<Item = &'s str> {
        let (cross, legs) = match self {
            Self::Cross(_) => (table.as_deref(), [].as_slice()),
            Self::Path(path) => (None, path.legs.as_slice()),
        };
        cross.into_iter().chain(legs.iter().map(|leg| leg.source.as_ref()))
    }
}
