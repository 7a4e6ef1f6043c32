//! Amounts of many deals in one currency: each rate is looked up once, and named by a number.

use crate::hash::HashMap;
use std::borrow::Cow;
use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::Datelike;

use super::value::{Converter, Value, Worth, worth};
use crate::date::PartialDate;
use crate::deal::{Deal, Standing};
use crate::money::{Amount, Currency, Ratio};
use crate::rates::{Cross, MissingRate, Path, When};

/// So many rates are looked up one by one before it pays to read the whole table.
const FEW: usize = 64;

/// A rate by its number in an [`Exchange`]; never the greatest one, so that none at all takes no more room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateId(NonZeroU32);

/// The rates that lead to one currency, as far as they were needed.
#[derive(Debug)]
pub struct Exchange<'a> {
    converter: Converter<'a>,
    target: Currency,
    ids: HashMap<(Currency, When), Result<RateId, Arc<MissingRate>>>,
    /// The numbers of the rates of days, found without a hash: by currency, and by day from the first of this era.
    by_day: Vec<(Currency, Vec<Option<RateId>>)>,
    rates: Vec<((Currency, When), Rate)>,
}

/// Days before this one are rarely asked for, and are looked up like months.
const FIRST_DAY: i32 = 718_000;

/// So many days behind it are found without a hash: until the year 2240.
const DAYS: usize = 100_000;

/// A rate of exchange.
#[derive(Debug)]
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
    At {
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
        Self { converter, target, ids: HashMap::default(), by_day: Vec::new(), rates: Vec::new() }
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
            Worth::At(when) => self.rate(own.currency, when).map(|rate| {
                // Only a month or a year has several quotes.
                let is_mean = matches!(when, When::Span(_)) && self.get(rate).is_some_and(Rate::is_mean);
                Converted::At { amount: own, rate, is_mean }
            }),
        })
    }

    fn rate(&mut self, from: Currency, when: When) -> Result<RateId, Arc<MissingRate>> {
        let place = self.place(from, when);
        if let Some(known) =
            place.and_then(|(currency, day)| self.by_day[currency].1.get(day).copied().flatten())
        {
            return Ok(known);
        }
        let way = (from, when);
        if let Some(known) = self.ids.get(&way) {
            return known.clone();
        }
        let is_many = self.rates.len() >= FEW;
        let cross = is_many.then(|| self.converter.book().cross(from, self.target, when)).flatten();
        let cross = cross.map(Rate::Cross);
        let rate = cross.map_or_else(|| self.converter.path(from, self.target, when).map(Rate::Path), Ok);
        let id = rate.map(|rate| self.name(way, rate));
        match (&id, place) {
            (Ok(id), Some((currency, day))) => {
                let days = &mut self.by_day[currency].1;
                if days.len() <= day {
                    days.resize(day + 1, None);
                }
                days[day] = Some(*id);
            }
            _ => {
                self.ids.insert(way, id.clone());
            }
        }
        id
    }

    /// Where the number of a rate stands in the tables of days.
    fn place(&mut self, from: Currency, when: When) -> Option<(usize, usize)> {
        let When::Day(day) = when else { return None };
        let day = usize::try_from(day.num_days_from_ce() - FIRST_DAY).ok().filter(|day| *day < DAYS)?;
        let currency = self.by_day.iter().position(|(known, _)| *known == from).unwrap_or_else(|| {
            self.by_day.push((from, Vec::new()));
            self.by_day.len() - 1
        });
        Some((currency, day))
    }

    fn name(&mut self, way: (Currency, When), rate: Rate) -> RateId {
        self.rates.push((way, rate));
        // Rates differ by day and currency: there cannot be four thousand million of them.
        let number = u32::try_from(self.rates.len()).ok().and_then(NonZeroU32::new);
        RateId(number.unwrap_or(NonZeroU32::MAX))
    }

    /// Where the quotes of cross rates come from.
    pub fn cross_source(&self) -> Option<Cow<'static, str>> {
        self.converter.book().cross_source()
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
        self.rates.get(id.index()).map(|(_, rate)| rate)
    }

    fn known(&mut self, (from, when): (Currency, When)) -> Option<RateId> {
        let by_day =
            self.place(from, when).and_then(|(currency, day)| self.by_day[currency].1.get(day).copied()?);
        by_day.or_else(|| self.ids.get(&(from, when))?.as_ref().ok().copied())
    }

    /// Takes over the rates of another exchange to the same currency, and gives the number here of each there.
    pub fn take_over(&mut self, other: Self) -> Vec<RateId> {
        let mut renamed = Vec::with_capacity(other.rates.len());
        for (way, rate) in other.rates {
            renamed.push(self.known(way).unwrap_or_else(|| {
                let id = self.name(way, rate);
                self.ids.insert(way, Ok(id));
                id
            }));
        }
        renamed
    }
}

impl RateId {
    /// Its place among the numbers of its exchange.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
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
