//! Amounts: bounded quantities of a currency, and what they count for in totals.

use rust_decimal::Decimal;

use super::{Currency, add, multiply};
use crate::invalid::{Problem, keyword_enum};

keyword_enum! {
    /// What a figure says about the true quantity.
    pub enum Bound is "bound" {
        /// The quantity is the figure.
        Exact = "exact",
        /// The quantity is close to the figure; counted like an exact one, and marked.
        About = "about",
        /// The figure is a ceiling; the floor is zero.
        UpTo = "up to",
        /// The figure is a floor; the ceiling is open.
        AtLeast = "at least",
        /// The quantity is between two figures.
        Range = "range",
    }
}

impl Bound {
    /// Returns the bound that two statements about one amount make together: "about" gives way to a floor and a ceiling.
    /// `None` if they contradict each other.
    pub(crate) fn combined(self, other: Self) -> Option<Self> {
        match (self, other) {
            (one, other) if one == other || other == Self::About => Some(one),
            (Self::About, Self::UpTo | Self::AtLeast) => Some(other),
            _ => None,
        }
    }

    /// Returns the bound that two statements about one amount make together, as [`Self::combined`].
    ///
    /// # Errors
    /// If they contradict each other.
    pub(crate) fn joint(one: Option<Self>, other: Option<Self>) -> Result<Option<Self>, Problem> {
        let (Some(one), Some(other)) = (one, other) else { return Ok(one.or(other)) };
        one.combined(other).map(Some).ok_or_else(|| {
            Problem::new(format!("the amount is both {:?} and {:?}", one.as_str(), other.as_str()))
                .hint("correct one of the two texts that say so")
        })
    }

    /// Returns the bound of an equivalent that states none, for an amount of this bound: the same one, but
    /// [`Bound::About`] for a range, whose equivalent is one figure.
    #[must_use]
    pub fn of_equivalent(self) -> Self {
        match self {
            Self::Range => Self::About,
            other => other,
        }
    }
}

/// One or two figures with their bound: an amount of money without its currency, or a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// `v`
    Exact(Decimal),
    /// `~v`
    About(Decimal),
    /// `≤ v`
    UpTo(Decimal),
    /// `≥ v`
    AtLeast(Decimal),
    /// `low–high`. [`Quantity::range`] checks that `low` is below `high`.
    Range {
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
}

/// The least, the announced and the greatest value of a quantity: what it adds to a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The least value.
    pub floor: Decimal,
    /// The value that a headline gives; of a range the midpoint.
    pub headline: Decimal,
    /// The greatest value; `None` if nothing bounds it.
    pub ceiling: Option<Decimal>,
}

impl Estimate {
    /// Exactly zero.
    pub const ZERO: Self =
        Self { floor: Decimal::ZERO, headline: Decimal::ZERO, ceiling: Some(Decimal::ZERO) };
}

impl Quantity {
    /// Returns `value` with a bound other than [`Bound::Range`].
    ///
    /// # Errors
    /// If `bound` is [`Bound::Range`], which takes two figures.
    pub fn single(bound: Bound, value: Decimal) -> Result<Self, Problem> {
        match bound {
            Bound::Exact => Ok(Self::Exact(value)),
            Bound::About => Ok(Self::About(value)),
            Bound::UpTo => Ok(Self::UpTo(value)),
            Bound::AtLeast => Ok(Self::AtLeast(value)),
            Bound::Range => Err(Problem::new("a range needs a low and a high figure")),
        }
    }

    /// Returns the range from `low` to `high`.
    ///
    /// # Errors
    /// If `low` is not below `high`.
    pub fn range(low: Decimal, high: Decimal) -> Result<Self, Problem> {
        if low < high {
            Ok(Self::Range { low, high })
        } else {
            Err(Problem::new(format!("the range {low} to {high} does not rise"))
                .hint("write the lower figure first"))
        }
    }

    /// Returns the bound.
    #[must_use]
    pub const fn bound(&self) -> Bound {
        match self {
            Self::Exact(_) => Bound::Exact,
            Self::About(_) => Bound::About,
            Self::UpTo(_) => Bound::UpTo,
            Self::AtLeast(_) => Bound::AtLeast,
            Self::Range { .. } => Bound::Range,
        }
    }

    /// Returns floor, headline and ceiling: v/v/v for exactly or about v, 0/v/v for up to v, v/v/open for at least v,
    /// and low/midpoint/high for a range.
    ///
    /// ```
    /// use outlay::money::{Bound, Decimal, Quantity};
    ///
    /// let ceiling = Quantity::single(Bound::UpTo, Decimal::TEN)?.estimate();
    /// assert_eq!((ceiling.floor, ceiling.headline), (Decimal::ZERO, Decimal::TEN));
    /// assert_eq!(ceiling.ceiling, Some(Decimal::TEN));
    ///
    /// let floor = Quantity::single(Bound::AtLeast, Decimal::TEN)?.estimate();
    /// assert_eq!((floor.floor, floor.ceiling), (Decimal::TEN, None));
    ///
    /// let range = Quantity::range(Decimal::ONE, Decimal::TEN)?.estimate();
    /// assert_eq!(range.headline, Decimal::new(55, 1));
    /// # Ok::<(), outlay::Problem>(())
    /// ```
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        match *self {
            Self::Exact(value) | Self::About(value) => {
                Estimate { floor: value, headline: value, ceiling: Some(value) }
            }
            Self::UpTo(value) => Estimate { floor: Decimal::ZERO, headline: value, ceiling: Some(value) },
            Self::AtLeast(value) => Estimate { floor: value, headline: value, ceiling: None },
            Self::Range { low, high } => {
                let half = Decimal::new(5, 1);
                // If the midpoint has too many digits, the sum of the rounded halves is the nearest decimal.
                let midpoint =
                    add(low, high).and_then(|sum| multiply(sum, half)).unwrap_or(low * half + high * half);
                Estimate { floor: low, headline: midpoint, ceiling: Some(high) }
            }
        }
    }

    /// Returns the quantity with the same bound and each figure replaced by `change(figure)`.
    ///
    /// # Errors
    /// The first error of `change`.
    pub fn try_map<E>(&self, mut change: impl FnMut(Decimal) -> Result<Decimal, E>) -> Result<Self, E> {
        Ok(match *self {
            Self::Exact(value) => Self::Exact(change(value)?),
            Self::About(value) => Self::About(change(value)?),
            Self::UpTo(value) => Self::UpTo(change(value)?),
            Self::AtLeast(value) => Self::AtLeast(change(value)?),
            Self::Range { low, high } => Self::Range { low: change(low)?, high: change(high)? },
        })
    }
}

/// A bounded quantity of a currency.
///
/// [`FromStr`](std::str::FromStr) reads and [`Display`](std::fmt::Display) writes the form that people use:
///
/// ```
/// use outlay::money::Amount;
///
/// for (text, written) in [
///     ("€3 billion", "EUR 3bn"),
///     ("≥ 1,250,000 EUR", "at least EUR 1.25m"),
///     ("$60-65bn", "USD 60bn–65bn"),
///     ("~RMB380 billion", "about CNY 380bn"),
/// ] {
///     assert_eq!(text.parse::<Amount>()?.to_string(), written);
/// }
/// # Ok::<(), outlay::Problem>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The figure and its bound.
    pub quantity: Quantity,
    /// The currency of the figures.
    pub currency: Currency,
}

impl Amount {
    /// Returns floor, headline and ceiling in the amount's own currency.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        self.quantity.estimate()
    }
}
