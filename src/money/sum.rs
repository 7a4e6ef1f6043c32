//! Sums of extents that are exact whatever the order, and divided only once.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use super::{Extent, Ratio, add};

/// Decimals kept of each quotient while quotients are added: 28 significant digits of the result are
/// right as long as there are fewer than 10^20 of them.
const PLACES: u32 = 60;

/// A figure or a sum has more digits than can be kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

/// A sum of extents, each to be multiplied by the ratio it came with.
///
/// What shares a ratio is added as it was announced, in exact decimals, and converted once: the result does not
/// depend on the order of the additions.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    terms: BTreeMap<Ratio, Term>,
    open: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Term {
    floor: Decimal,
    headline: Decimal,
    ceiling: Decimal,
}

impl Sum {
    /// Adds `extent` times `ratio`.
    ///
    /// # Errors
    /// When the exact sum has more digits than a decimal holds; the sum is then as it was.
    pub fn add(&mut self, extent: &Extent, ratio: &Ratio) -> Result<(), Overflow> {
        let old = self.terms.get(ratio).copied().unwrap_or_default();
        let new = Term {
            floor: add(old.floor, extent.floor).ok_or(Overflow)?,
            headline: add(old.headline, extent.headline).ok_or(Overflow)?,
            ceiling: add(old.ceiling, extent.ceiling.unwrap_or_default()).ok_or(Overflow)?,
        };
        self.terms.insert(ratio.clone(), new);
        self.open |= extent.ceiling.is_none();
        Ok(())
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The total: exact where every ratio divides evenly, else to 28 significant digits.
    ///
    /// # Errors
    /// When a figure of it is too large for a decimal.
    pub fn total(&self) -> Result<Extent, Overflow> {
        let sum = |figure: fn(&Term) -> Decimal| {
            let units: BigInt =
                self.terms.iter().map(|(ratio, term)| ratio.apply_fixed(figure(term), PLACES)).sum();
            Ratio::from_fixed(units, PLACES).to_decimal().ok_or(Overflow)
        };
        Ok(Extent {
            floor: sum(|term| term.floor)?,
            headline: sum(|term| term.headline)?,
            ceiling: if self.open { None } else { Some(sum(|term| term.ceiling)?) },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Quantity;

    proptest! {
        /// Against whole-number arithmetic of 128 bits, in both orders.
        #[test]
        fn totals_are_exact_and_do_not_depend_on_the_order(
            figures in prop::collection::vec((0u64..10_000_000_000_000, 0u32..4, 1i64..50), 0..40)
        ) {
            // Denominators of 2^a 5^b divide evenly, so that the oracle can be a whole number of 10^-8.
            let term = |&(units, scale, by): &(u64, u32, i64)| {
                let value = Decimal::from_i128_with_scale(i128::from(units), scale);
                (Quantity::UpTo(value).extent(), Ratio::of(by, 16).unwrap())
            };
            let oracle: i128 = figures.iter().map(|&(units, scale, by)| {
                i128::from(units) * i128::from(by) * 10i128.pow(8 - scale) / 16
            }).sum();
            let mut forward = Sum::default();
            let mut backward = Sum::default();
            for (extent, ratio) in figures.iter().map(term) { forward.add(&extent, &ratio).unwrap(); }
            for (extent, ratio) in figures.iter().rev().map(term) { backward.add(&extent, &ratio).unwrap(); }
            let total = forward.total().unwrap();
            prop_assert_eq!(total, backward.total().unwrap());
            prop_assert_eq!(total.headline, Decimal::from_i128_with_scale(oracle, 8).normalize());
            prop_assert_eq!(total.floor, Decimal::ZERO);
        }
    }

    #[test]
    fn one_open_term_opens_the_ceiling() {
        let mut sum = Sum::default();
        sum.add(&Quantity::Exact(Decimal::TEN).extent(), &Ratio::one()).unwrap();
        assert_eq!(sum.total().unwrap().ceiling, Some(Decimal::TEN));
        sum.add(&Quantity::AtLeast(Decimal::TEN).extent(), &Ratio::one()).unwrap();
        assert_eq!(sum.total().unwrap().ceiling, None);
    }

    #[test]
    fn an_overflow_leaves_the_sum_as_it_was() {
        let mut sum = Sum::default();
        sum.add(&Quantity::Exact(Decimal::MAX).extent(), &Ratio::one()).unwrap();
        assert_eq!(sum.add(&Quantity::Exact(Decimal::ONE).extent(), &Ratio::one()), Err(Overflow));
    }
}
