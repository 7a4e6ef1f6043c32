//! Sums of extents that are exact whatever the order and however many there are, and divided only once.

use crate::hash::HashMap;
use std::hash::Hash;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use super::ratio::power;
use super::{Extent, Ratio};

/// Decimals kept of each quotient while quotients are added: 28 significant digits of the result are right as long as
/// there are fewer than 10^20 of them.
const PLACES: u32 = 60;

/// The most decimals that a [`Decimal`] has.
const MOST_PLACES: u32 = Decimal::MAX_SCALE;

/// A figure or a sum has more digits than can be kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

/// An exact sum of decimals, of any size.
///
/// The figures of one book have about the same number of decimals, so that one whole number of 128 bits holds their sum:
/// two thousand million of the largest decimals fit into it. What does not fit is kept as a whole number of any length.
#[derive(Debug, Clone, Default)]
pub struct Exact {
    units: i128,
    scale: u32,
    /// In units of 10^-28.
    rest: Option<Box<BigInt>>,
}

impl Exact {
    /// Adds a figure.
    pub fn add(&mut self, value: Decimal) {
        self.add_units(value.mantissa(), value.scale());
    }

    fn add_units(&mut self, units: i128, scale: u32) {
        if scale == self.scale
            && let Some(sum) = self.units.checked_add(units)
        {
            self.units = sum;
            return;
        }
        let common = scale.max(self.scale);
        let shifted = |units: i128, from: u32| units.checked_mul(10i128.checked_pow(common - from)?);
        let sum = shifted(self.units, self.scale)
            .zip(shifted(units, scale))
            .and_then(|(own, other)| own.checked_add(other));
        if let Some(sum) = sum {
            (self.units, self.scale) = (sum, common);
            return;
        }
        **self.rest.get_or_insert_default() += BigInt::from(units) * power(MOST_PLACES - scale).as_ref();
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        if other.units != 0 {
            self.add_units(other.units, other.scale);
        }
        if let Some(rest) = &other.rest {
            **self.rest.get_or_insert_default() += rest.as_ref();
        }
    }

    /// The sum, in units of 10^-n and with that n.
    fn total(&self) -> (BigInt, u32) {
        let units = BigInt::from(self.units);
        match self.rest.as_deref() {
            None => (units, self.scale),
            Some(rest) => (units * power(MOST_PLACES - self.scale).as_ref() + rest, MOST_PLACES),
        }
    }
}

/// The sums of figures that are multiplied by the same factor.
#[derive(Debug, Clone, Default)]
struct Term {
    headline: Exact,
    /// What is between floors and headlines, and between these and ceilings: nothing for most.
    gaps: Option<Box<Gaps>>,
}

#[derive(Debug, Clone, Default)]
struct Gaps {
    below: Exact,
    above: Exact,
}

impl Term {
    fn add(&mut self, extent: &Extent) {
        self.headline.add(extent.headline);
        let ceiling = extent.ceiling.unwrap_or(extent.headline);
        if extent.floor != extent.headline || ceiling != extent.headline {
            let gaps = self.gaps.get_or_insert_default();
            gaps.below.add(extent.headline);
            gaps.below.add(-extent.floor);
            gaps.above.add(ceiling);
            gaps.above.add(-extent.headline);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.headline.merge(&other.headline);
        if let Some(gaps) = &other.gaps {
            let own = self.gaps.get_or_insert_default();
            own.below.merge(&gaps.below);
            own.above.merge(&gaps.above);
        }
    }
}

/// A sum of extents, each to be multiplied by a factor; `F` names the factor.
///
/// What shares a factor is added as it was announced, exactly, and converted once: the result does not depend on the
/// order of the additions.
#[derive(Debug, Clone)]
pub struct Sum<F> {
    /// What is not to be multiplied.
    plain: Option<Term>,
    terms: HashMap<F, Term>,
    open: bool,
}

impl<F> Default for Sum<F> {
    fn default() -> Self {
        Self { plain: None, terms: HashMap::default(), open: false }
    }
}

impl<F: Eq + Hash + Copy> Sum<F> {
    /// Adds `extent` times a factor, or as it is where there is none.
    pub fn add(&mut self, extent: &Extent, factor: Option<F>) {
        self.open |= extent.ceiling.is_none();
        match factor {
            None => self.plain.get_or_insert_default().add(extent),
            Some(factor) => self.terms.entry(factor).or_default().add(extent),
        }
    }

    /// Adds another sum, whose factors have other names.
    pub fn merge(&mut self, other: &Self, renamed: impl Fn(F) -> F) {
        self.open |= other.open;
        if let Some(plain) = &other.plain {
            self.plain.get_or_insert_default().merge(plain);
        }
        for (factor, term) in &other.terms {
            self.terms.entry(renamed(*factor)).or_default().merge(term);
        }
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.plain.is_none() && self.terms.is_empty()
    }

    /// The total: every digit where nothing is multiplied, else rounded once to 28 significant digits.
    ///
    /// # Errors
    /// When a figure of it is too large for a decimal, or would lose a digit although nothing was divided.
    pub fn total(&self, factor: impl Fn(F) -> Ratio) -> Result<Extent, Overflow> {
        let (mut floor, mut headline, mut ceiling) = (BigInt::ZERO, BigInt::ZERO, BigInt::ZERO);
        let plain = self.plain.as_ref().map(|term| (term, None));
        let multiplied = self.terms.iter().map(|(name, term)| (term, Some(factor(*name))));
        for (term, ratio) in plain.into_iter().chain(multiplied) {
            let apply = |sum: &Exact| {
                let (units, places) = sum.total();
                match &ratio {
                    None => units * power(PLACES - places).as_ref(),
                    Some(ratio) => ratio.apply_fixed(&units, places, PLACES),
                }
            };
            let middle = apply(&term.headline);
            let gap = |sum: fn(&Gaps) -> &Exact| term.gaps.as_deref().map(|gaps| apply(sum(gaps)));
            floor += gap(|gaps| &gaps.below).map_or_else(|| middle.clone(), |gap| &middle - gap);
            ceiling += gap(|gaps| &gaps.above).map_or_else(|| middle.clone(), |gap| &middle + gap);
            headline += middle;
        }
        let is_exact = self.terms.is_empty();
        let figure = |units: BigInt| {
            let ratio = Ratio::from_fixed(units, PLACES);
            let rounded = ratio.to_decimal().ok_or(Overflow)?;
            if is_exact && Ratio::from(rounded) != ratio { Err(Overflow) } else { Ok(rounded) }
        };
        Ok(Extent {
            floor: figure(floor)?,
            headline: figure(headline)?,
            ceiling: if self.open { None } else { Some(figure(ceiling)?) },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Quantity;

    /// Any decimal, as its digits and the number of decimals.
    fn decimals() -> impl Strategy<Value = Vec<(u128, u32)>> {
        prop::collection::vec((0..(1u128 << 93), 0..=28u32), 0..40)
    }

    /// A sum in units of 10^-28.
    fn whole(sum: &Exact) -> BigInt {
        let (units, places) = sum.total();
        units * power(28 - places).as_ref()
    }

    fn decimal((units, scale): &(u128, u32)) -> Decimal {
        Decimal::from_i128_with_scale(i128::try_from(*units).unwrap(), *scale)
    }

    proptest! {
        /// Against whole numbers of any length, in units of 10^-28, in both orders and in two halves.
        #[test]
        fn sums_neither_overflow_nor_round(figures in decimals(), middle in 0usize..40) {
            let oracle: BigInt = figures.iter().map(|(units, scale)| BigInt::from(*units) * power(28 - scale).as_ref()).sum();
            let sum = |figures: &[(u128, u32)]| {
                let mut sum = Exact::default();
                figures.iter().for_each(|figure| sum.add(decimal(figure)));
                sum
            };
            let backward: Vec<(u128, u32)> = figures.iter().rev().copied().collect();
            prop_assert_eq!(whole(&sum(&figures)), oracle.clone());
            prop_assert_eq!(whole(&sum(&backward)), oracle.clone());
            let (left, right) = figures.split_at(middle.min(figures.len()));
            let mut halves = sum(left);
            halves.merge(&sum(right));
            prop_assert_eq!(whole(&halves), oracle);
        }

        /// Against whole-number arithmetic of 128 bits, in both orders.
        #[test]
        fn totals_are_exact_and_do_not_depend_on_the_order(
            figures in prop::collection::vec((0u64..10_000_000_000_000, 0u32..4, 1i64..50), 0..40)
        ) {
            // Denominators of 2^a 5^b divide evenly, so that the oracle can be a whole number of 10^-8.
            let extent = |&(units, scale, _): &(u64, u32, i64)| {
                Quantity::UpTo(Decimal::from_i128_with_scale(i128::from(units), scale)).extent()
            };
            let ratio = |by: i64| Ratio::of(by, 16).unwrap();
            let oracle: i128 = figures.iter().map(|&(units, scale, by)| {
                i128::from(units) * i128::from(by) * 10i128.pow(8 - scale) / 16
            }).sum();
            let (mut forward, mut backward) = (Sum::default(), Sum::default());
            for figure in &figures { forward.add(&extent(figure), Some(figure.2)); }
            for figure in figures.iter().rev() { backward.add(&extent(figure), Some(figure.2)); }
            let total = forward.total(ratio).unwrap();
            prop_assert_eq!(total, backward.total(ratio).unwrap());
            prop_assert_eq!(total.headline.mantissa() * 10i128.pow(8 - total.headline.scale()), oracle);
            prop_assert_eq!((total.floor, total.ceiling), (Decimal::ZERO, Some(total.headline)));
        }
    }

    #[test]
    fn a_million_of_the_largest_decimals_are_added_to_the_last_digit() {
        let mut sum = Exact::default();
        for _ in 0..1_000_000 {
            sum.add(Decimal::MAX);
        }
        sum.add(Decimal::new(1, 28));
        let oracle = BigInt::from(Decimal::MAX.mantissa()) * power(6 + 28).as_ref() + BigInt::from(1);
        assert_eq!(whole(&sum), oracle);
    }

    #[test]
    fn thirds_become_a_whole_and_one_open_ceiling_opens_the_sum() {
        let third = |_: u8| Ratio::of(1, 3).unwrap();
        let mut sum = Sum::default();
        for _ in 0..3 {
            sum.add(&Quantity::About(Decimal::TEN).extent(), Some(3u8));
        }
        assert_eq!(sum.total(third).unwrap().ceiling, Some(Decimal::TEN));
        sum.add(&Quantity::AtLeast(Decimal::TEN).extent(), None);
        assert_eq!(sum.total(third).unwrap().ceiling, None);
    }

    #[test]
    fn a_total_that_would_lose_a_digit_is_refused() {
        let mut sum = Sum::<u8>::default();
        sum.add(&Quantity::Exact("9999999999999999999999999999".parse().unwrap()).extent(), None);
        assert!(sum.total(|_| Ratio::one()).is_ok());
        sum.add(&Quantity::Exact(Decimal::new(1, 2)).extent(), None);
        assert_eq!(sum.total(|_| Ratio::one()), Err(Overflow));
    }
}
