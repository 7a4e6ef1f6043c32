//! What a deal is worth in a currency, and how that is known.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal, Equivalent, Slug};
use crate::invalid::{Problem, nearest};
use crate::money::{Amount, Currency, Decimal, Overflow, Ratio};
use crate::rates::{Answer, MissingRate, Path, Rates, When};

/// By which rates amounts are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateBasis {
    /// The source's own equivalent where it prints one, else as [`RateBasis::Announced`].
    #[default]
    Stated,
    /// The rates of the deal's own date.
    Announced,
    /// The last rates on record.
    Latest,
    /// The rates of one date, or the mean of a month or a year.
    On(PartialDate),
}

impl FromStr for RateBasis {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        const WORDS: [&str; 3] = ["stated", "announced", "latest"];
        match text.trim().to_lowercase().as_str() {
            "stated" => Ok(Self::Stated),
            "announced" => Ok(Self::Announced),
            "latest" => Ok(Self::Latest),
            _ => text.parse().map(Self::On).map_err(|_| {
                let allowed = "allowed: stated, announced, latest, or a date such as 2025-03-10";
                Problem::new(format!("{text:?} names no rates")).hint(match nearest(text, WORDS).first() {
                    Some(near) => format!("did you mean {near:?}? {allowed}"),
                    None => allowed.to_owned(),
                })
            }),
        }
    }
}

impl fmt::Display for RateBasis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stated => f.write_str("stated"),
            Self::Announced => f.write_str("announced"),
            Self::Latest => f.write_str("latest"),
            Self::On(date) => date.fmt(f),
        }
    }
}

/// Values deals in currencies, by the rates of one book. Each thread has its own, which remembers what it was asked.
#[derive(Debug)]
pub struct Converter<'a> {
    /// The rates on record.
    rates: &'a Rates,
    /// Which of them are used.
    pub at: RateBasis,
    /// Deals of one day share their rates, and a rate that is missing takes the longest.
    paths: RefCell<HashMap<Way, Answer>>,
}

/// From a currency to another, at a time.
type Way = (Currency, Currency, When);

/// What a deal is worth in a currency.
#[derive(Debug, Clone)]
pub struct Value {
    /// The amount as it was announced.
    pub own: Amount,
    /// The amount that the value is made from: the same, or its stated equivalent.
    pub from: Amount,
    /// What that amount is multiplied by.
    pub ratio: Ratio,
    /// The currency of the result.
    pub currency: Currency,
    /// How the result is known.
    pub basis: Basis,
}

/// How a value is known.
#[derive(Debug, Clone)]
pub enum Basis {
    /// The amount is in that currency already.
    Own,
    /// A source prints it.
    Stated(Option<Slug<'static>>),
    /// It was converted.
    Rate(Arc<Path>),
}

impl<'a> Converter<'a> {
    /// A converter by the rates of `book`.
    pub fn new(rates: &'a Rates, at: RateBasis) -> Self {
        Self { rates, at, paths: RefCell::default() }
    }

    /// What a deal comes to in `currency`; nothing when its amount is undisclosed.
    ///
    /// # Errors
    /// When no rate leads there.
    pub fn value(
        &self,
        deal: &Deal,
        current: &CurrentState<'_>,
        currency: Currency,
    ) -> Option<Result<Value, Arc<MissingRate>>> {
        let own = *current.amount?;
        Some(match worth(&own, deal, current, currency, self.at) {
            Worth::Own => Ok(Value { own, from: own, ratio: Ratio::one(), currency, basis: Basis::Own }),
            Worth::Stated(equivalent) => {
                let source = equivalent.source.as_ref().or(current.source);
                let basis = Basis::Stated(source.cloned().map(Slug::into_owned));
                Ok(Value { own, from: equivalent.amount, ratio: Ratio::one(), currency, basis })
            }
            Worth::RateBasis(when) => self.convert(&own, currency, when),
        })
    }

    /// An amount in another currency at the rates of a time.
    ///
    /// # Errors
    /// When no rate leads there.
    pub fn convert(
        &self,
        amount: &Amount,
        currency: Currency,
        when: When,
    ) -> Result<Value, Arc<MissingRate>> {
        let (own, from) = (*amount, *amount);
        if amount.currency == currency {
            return Ok(Value { own, from, ratio: Ratio::one(), currency, basis: Basis::Own });
        }
        let path = self.path(amount.currency, currency, when)?;
        let ratio = path.factor().clone();
        Ok(Value { own, from, ratio, currency, basis: Basis::Rate(path) })
    }

    /// The way from one currency to another.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn path(&self, from: Currency, to: Currency, when: When) -> Answer {
        let way = (from, to, when);
        if let Some(known) = self.paths.borrow().get(&way) {
            return known.clone();
        }
        let found = self.rates.path(from, to, when);
        self.paths.borrow_mut().insert(way, found.clone());
        found
    }

    /// The rates on record.
    pub(super) fn rates(&self) -> &'a Rates {
        self.rates
    }
}

/// How an amount is brought to a currency.
pub(super) enum Worth<'a> {
    /// It is in that currency.
    Own,
    /// A source prints it.
    Stated(&'a Equivalent<'a>),
    /// By the rates of a time.
    RateBasis(When),
}

/// How the amount of a deal is brought to `currency`.
pub(super) fn worth<'a>(
    own: &Amount,
    deal: &Deal<'_>,
    current: &CurrentState<'a>,
    currency: Currency,
    at: RateBasis,
) -> Worth<'a> {
    if own.currency == currency {
        return Worth::Own;
    }
    let stated = |equivalent: &&Equivalent| at == RateBasis::Stated && equivalent.amount.currency == currency;
    if let Some(equivalent) = current.equivalents.iter().find(stated) {
        return Worth::Stated(equivalent);
    }
    Worth::RateBasis(match at {
        RateBasis::Stated | RateBasis::Announced => When::from(deal.announced),
        RateBasis::Latest => When::Latest,
        RateBasis::On(date) => When::from(date),
    })
}

impl Value {
    /// The converted amount, with the bound of what it was made from.
    ///
    /// # Errors
    /// When it is too large for a decimal.
    pub fn amount(&self) -> Result<Amount, Overflow> {
        let quantity = self.from.quantity.try_map(|figure| self.ratio.apply(figure).ok_or(Overflow))?;
        Ok(Amount { quantity, currency: self.currency })
    }

    /// The rate of exchange, where one was used.
    pub fn rate(&self) -> Option<Decimal> {
        match &self.basis {
            Basis::Rate(path) => path.rate(),
            Basis::Own | Basis::Stated(_) => None,
        }
    }

    /// The date of the rate, where one was used.
    pub fn rate_date(&self) -> Option<PartialDate> {
        match &self.basis {
            Basis::Rate(path) => Some(path.date()),
            Basis::Own | Basis::Stated(_) => None,
        }
    }

    /// Where the rate or the figure comes from; empty where nothing was converted.
    pub fn source(&self) -> String {
        match &self.basis {
            Basis::Own => String::new(),
            Basis::Stated(Some(source)) => format!("stated by {source}"),
            Basis::Stated(None) => "stated".to_owned(),
            Basis::Rate(path) => path.source(),
        }
    }
}
