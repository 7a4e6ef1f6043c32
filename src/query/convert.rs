//! Converts the amount of a deal to a currency, and says from what.

use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal, Equivalent, Slug};
use crate::hash::HashMap;
use crate::invalid::{Problem, did_you_mean};
use crate::money::{Amount, Bound, Currency, Decimal, Factor, Overflow, Ratio};
use crate::rates::{MissingRate, Path, PathResult, Rates, When};
use crate::text::quote;

/// The rates by which amounts are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateBasis {
    /// The equivalent that a source states, otherwise as [`RateBasis::Announced`].
    #[default]
    Stated,
    /// The rates of the date on which the deal was announced.
    Announced,
    /// The newest rates.
    Latest,
    /// The rates of one day, or the means of a month, a quarter or a year.
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
                Problem::new(format!("{} names no rates", quote(text)))
                    .hint(did_you_mean(text, WORDS, allowed))
            }),
        }
    }
}

impl RateBasis {
    /// Returns the time of the rate for an amount of `date`.
    pub(super) fn of(self, date: PartialDate) -> When {
        match self {
            Self::Stated | Self::Announced => When::from(date),
            Self::Latest => When::Latest,
            Self::On(date) => When::from(date),
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

/// Converts deals to currencies. Each thread has its own converter, which caches the paths that it has found.
#[derive(Debug)]
pub struct Converter<'a> {
    pub(super) rates: &'a Rates,
    /// Which of the rates are used.
    pub at: RateBasis,
    /// Deals of one day share their paths, and a missing rate takes the longest to find.
    paths: RefCell<HashMap<(Currency, Currency, When), PathResult>>,
}

/// The amount of a deal in a currency.
#[derive(Debug, Clone)]
pub struct Value {
    /// The amount as announced.
    pub own: Amount,
    /// The amount that is multiplied: the announced one, or its stated equivalent.
    pub from: Amount,
    /// The currency of the result.
    pub currency: Currency,
    /// How the result was obtained.
    pub basis: Basis,
}

/// How a value was obtained.
#[derive(Debug, Clone)]
pub enum Basis {
    /// The amount is in that currency.
    Own,
    /// A source states it.
    Stated {
        /// The source, if one is cited.
        source: Option<Slug<'static>>,
        /// Where the source states one figure for a range: what each end of the range is multiplied by.
        ratio: Option<Ratio>,
    },
    /// It was converted by a path of quotes.
    Rate(Arc<Path>),
}

impl<'a> Converter<'a> {
    /// Returns a converter by `rates`.
    pub fn new(rates: &'a Rates, at: RateBasis) -> Self {
        Self { rates, at, paths: RefCell::default() }
    }

    /// Returns the amount of a deal in `currency`. `None` if the amount is undisclosed.
    ///
    /// ```
    /// use outlay::dataset::{self, BUILT_IN, Form};
    /// use outlay::query::{Basis, Converter, RateBasis};
    /// use outlay::rates::Rates;
    ///
    /// let dataset = dataset::read(BUILT_IN, Form::Document)?;
    /// let deal = dataset.deals.iter().find(|deal| deal.id.as_str() == "alibaba-ai-cloud").unwrap();
    /// let rates = Rates::built_in();
    /// let converter = Converter::new(&rates, RateBasis::Stated);
    /// let value = converter.value(deal, &deal.current_state(), "USD".parse()?).unwrap()?;
    /// // The source prints the equivalent itself.
    /// assert!(matches!(value.basis, Basis::Stated { .. }));
    /// assert_eq!(value.amount()?.to_string(), "USD 52.4bn");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there is no path to `currency`.
    pub fn value(
        &self,
        deal: &Deal,
        current: &CurrentState<'_>,
        currency: Currency,
    ) -> Option<Result<Value, Arc<MissingRate>>> {
        let own = *current.amount?;
        Some(match conversion_source(&own, deal, current, currency, self.at) {
            ConversionSource::Own => Ok(Value { own, from: own, currency, basis: Basis::Own }),
            ConversionSource::Stated(equivalent) => {
                let source = equivalent.source.as_ref().or(current.source);
                let source = source.cloned().map(Slug::into_owned);
                let ratio = ratio_of_range(&own, &equivalent.amount);
                let from = if ratio.is_some() { own } else { equivalent.amount };
                Ok(Value { own, from, currency, basis: Basis::Stated { source, ratio } })
            }
            ConversionSource::Rate(when) => self.convert(&own, currency, when),
        })
    }

    /// Converts `amount` to `currency` at the rates of `when`.
    ///
    /// # Errors
    /// If there is no path to `currency`.
    pub fn convert(
        &self,
        amount: &Amount,
        currency: Currency,
        when: When,
    ) -> Result<Value, Arc<MissingRate>> {
        let basis = if amount.currency == currency {
            Basis::Own
        } else {
            Basis::Rate(self.path(amount.currency, currency, when)?)
        };
        Ok(Value { own: *amount, from: *amount, currency, basis })
    }

    /// Converts `amount`, which is of `day`, to `currency`.
    ///
    /// # Errors
    /// If there is no path to `currency`.
    pub(crate) fn convert_at(
        &self,
        amount: &Amount,
        currency: Currency,
        day: NaiveDate,
    ) -> Result<Value, Arc<MissingRate>> {
        self.convert(amount, currency, self.at.of(day.into()))
    }

    /// Returns the path from one currency to another at a time.
    ///
    /// # Errors
    /// If there is none.
    pub fn path(&self, from: Currency, to: Currency, when: When) -> PathResult {
        let mut paths = self.paths.borrow_mut();
        paths.entry((from, to, when)).or_insert_with(|| self.rates.path(from, to, when)).clone()
    }

    /// Forgets the paths of single days, which may be many. Missing rates are fewer, and take longer to find.
    pub(crate) fn forget_days(&mut self) {
        self.paths.get_mut().retain(|(.., when), path| path.is_err() || !matches!(when, When::Day(_)));
    }
}

/// What the amount of a deal in a currency is taken from.
pub(super) enum ConversionSource<'a> {
    /// The amount, which is in that currency.
    Own,
    /// The equivalent that a source states.
    Stated(&'a Equivalent<'a>),
    /// The amount at the rate of a time.
    Rate(When),
}

/// Returns what the amount of a deal in `currency` is taken from.
pub(super) fn conversion_source<'a>(
    own: &Amount,
    deal: &Deal<'_>,
    current: &CurrentState<'a>,
    currency: Currency,
    at: RateBasis,
) -> ConversionSource<'a> {
    if own.currency == currency {
        return ConversionSource::Own;
    }
    let stated = |equivalent: &&Equivalent| at == RateBasis::Stated && equivalent.amount.currency == currency;
    if let Some(equivalent) = current.equivalents.iter().find(stated) {
        return ConversionSource::Stated(equivalent);
    }
    ConversionSource::Rate(at.of(deal.announced))
}

/// Returns what each end of the range `own` is multiplied by if its equivalent is one figure: the figure over the headline
/// of the range. One figure does not make a range certain.
pub(super) fn ratio_of_range(own: &Amount, equivalent: &Amount) -> Option<Ratio> {
    let is_range = |amount: &Amount| amount.quantity.bound() == Bound::Range;
    if !is_range(own) || is_range(equivalent) {
        return None;
    }
    Factor::quotient(equivalent.estimate().headline, own.estimate().headline).map(Ratio::from)
}

impl Value {
    /// Returns the converted amount, with the bound of the amount that was multiplied.
    ///
    /// # Errors
    /// If it is too large for a decimal.
    pub fn amount(&self) -> Result<Amount, Overflow> {
        let quantity = self.from.quantity.try_map(|figure| self.apply(figure).ok_or(Overflow))?;
        Ok(Amount { quantity, currency: self.currency })
    }

    /// Returns `figure` times the factor of the conversion. `None` if it is too large for a decimal.
    pub fn apply(&self, figure: Decimal) -> Option<Decimal> {
        match &self.basis {
            Basis::Rate(path) => path.factor().apply(figure),
            Basis::Stated { ratio: Some(ratio), .. } => ratio.apply(figure),
            Basis::Own | Basis::Stated { .. } => Some(figure.normalize()),
        }
    }

    /// Returns the exchange rate, if one was used.
    pub fn rate(&self) -> Option<Decimal> {
        match &self.basis {
            Basis::Rate(path) => path.rate(),
            Basis::Own | Basis::Stated { .. } => None,
        }
    }

    /// Returns the date of the exchange rate, if one was used.
    pub fn rate_date(&self) -> Option<PartialDate> {
        match &self.basis {
            Basis::Rate(path) => Some(path.date()),
            Basis::Own | Basis::Stated { .. } => None,
        }
    }

    /// Returns the source of the rate or of the stated figure; empty if the amount is in that currency.
    pub fn source(&self) -> String {
        match &self.basis {
            Basis::Own => String::new(),
            Basis::Stated { source: Some(source), .. } => format!("stated by {source}"),
            Basis::Stated { source: None, .. } => "stated".to_owned(),
            Basis::Rate(path) => path.source(),
        }
    }
}
