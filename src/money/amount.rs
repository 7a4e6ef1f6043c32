//! An amount: a quantity that may be bounded, in a currency.

use rust_decimal::Decimal;

use super::{Currency, add, multiply};
use crate::invalid::{Problem, keyword_enum};

keyword_enum! {
    /// How sure a figure is.
    pub enum Bound is "bound" {
        /// The figure itself.
        Exact = "exact",
        /// The source says "about": counted as it stands, and marked.
        About = "about",
        /// A ceiling: nothing of it is certain.
        UpTo = "up to",
        /// A floor: nothing bounds it above.
        AtLeast = "at least",
        /// Between two figures.
        Range = "range",
    }
}

impl Bound {
    /// The bound of an equivalent that names none: the amount's own, and of one figure for a range that it is about that.
    #[must_use]
    pub fn of_equivalent(self) -> Self {
        match self {
            Self::Range => Self::About,
            other => other,
        }
    }
}

/// A figure with its bound: of money, or of a share of it.
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
    /// `low–high`; made by [`Quantity::range`], which keeps `low` below `high`.
    Range {
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
}

/// What a quantity counts for in a total: what is certain, what is announced, what it may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The least that it can be.
    pub floor: Decimal,
    /// The figure that a headline would give.
    pub headline: Decimal,
    /// The most that it can be; nothing when it is open.
    pub ceiling: Option<Decimal>,
}

impl Quantity {
    /// A quantity of one figure under a bound other than a range.
    ///
    /// # Errors
    /// For [`Bound::Range`], which takes two figures.
    pub fn single(bound: Bound, value: Decimal) -> Result<Self, Problem> {
        match bound {
            Bound::Exact => Ok(Self::Exact(value)),
            Bound::About => Ok(Self::About(value)),
            Bound::UpTo => Ok(Self::UpTo(value)),
            Bound::AtLeast => Ok(Self::AtLeast(value)),
            Bound::Range => Err(Problem::new("a range needs a low and a high figure")),
        }
    }

    /// A quantity between two figures.
    ///
    /// # Errors
    /// When `low` is not below `high`.
    pub fn range(low: Decimal, high: Decimal) -> Result<Self, Problem> {
        if low < high {
            Ok(Self::Range { low, high })
        } else {
            Err(Problem::new(format!("the range {low} to {high} does not rise"))
                .hint("write the lower figure first"))
        }
    }

    /// Its bound.
    pub const fn bound(&self) -> Bound {
        match self {
            Self::Exact(_) => Bound::Exact,
            Self::About(_) => Bound::About,
            Self::UpTo(_) => Bound::UpTo,
            Self::AtLeast(_) => Bound::AtLeast,
            Self::Range { .. } => Bound::Range,
        }
    }

    /// Floor, headline and ceiling (DESIGN: exact v → v/v/v, up to v → 0/v/v, at least v → v/v/open,
    /// range → low/midpoint/high).
    pub fn estimate(&self) -> Estimate {
        match *self {
            Self::Exact(value) | Self::About(value) => {
                Estimate { floor: value, headline: value, ceiling: Some(value) }
            }
            Self::UpTo(value) => Estimate { floor: Decimal::ZERO, headline: value, ceiling: Some(value) },
            Self::AtLeast(value) => Estimate { floor: value, headline: value, ceiling: None },
            Self::Range { low, high } => {
                let half = Decimal::new(5, 1);
                // Where the midpoint has a digit too many, the sum of the rounded halves is the nearest decimal.
                let midpoint =
                    add(low, high).and_then(|sum| multiply(sum, half)).unwrap_or(low * half + high * half);
                Estimate { floor: low, headline: midpoint, ceiling: Some(high) }
            }
        }
    }

    /// The same bound over changed figures.
    ///
    /// # Errors
    /// Whatever `change` gives.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The figure and its bound.
    pub quantity: Quantity,
    /// What it is counted in.
    pub currency: Currency,
}

impl Amount {
    /// Floor, headline and ceiling in its own currency.
    pub fn estimate(&self) -> Estimate {
        self.quantity.estimate()
    }
}
