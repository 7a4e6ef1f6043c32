//! Exact sums of estimates, in any order and of any number, divided only once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hash;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use super::ratio::{fixed_to_decimal, power_of_ten};
use super::{Estimate, Factor, Ratio};
use crate::hash::HashMap;

/// The decimals kept of each quotient in a sum: 28 significant digits of the result are right for fewer than 10^20
/// quotients.
const QUOTIENT_SCALE: u32 = 60;

/// A figure or a sum has more digits than can be kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the figure has more digits than can be kept exactly")]
pub struct Overflow;

/// An exact sum of decimals, of any size.
///
/// The figures of one dataset have about the same number of decimals, so one integer of 128 bits holds their sum: two
/// thousand million of the largest decimals fit. What does not fit is kept as an integer of any length.
///
/// ```
/// use outlay::money::{Decimal, ExactSum, Ratio};
///
/// let mut sum = ExactSum::default();
/// sum.add(Decimal::MAX);
/// sum.add("0.0000000000000000000000000001".parse()?);
/// sum.add(-Decimal::MAX);
/// assert_eq!(sum.to_ratio(), Ratio::from("0.0000000000000000000000000001".parse::<Decimal>()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ExactSum {
    units: i128,
    scale: u32,
    /// In units of 10^-28.
    rest: Option<Box<BigInt>>,
}

impl ExactSum {
    fn is_zero(&self) -> bool {
        self.units == 0 && self.rest.is_none()
    }

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
        let rescaled = |units: i128, from: u32| units.checked_mul(10i128.checked_pow(common - from)?);
        let sum = rescaled(self.units, self.scale)
            .zip(rescaled(units, scale))
            .and_then(|(own, other)| own.checked_add(other));
        if let Some(sum) = sum {
            (self.units, self.scale) = (sum, common);
            return;
        }
        let rest = BigInt::from(units) * power_of_ten(Decimal::MAX_SCALE - scale).as_ref();
        **self.rest.get_or_insert_default() += rest;
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

    /// Returns the sum as a ratio.
    #[must_use]
    pub fn to_ratio(&self) -> Ratio {
        let (units, scale) = self.to_fixed();
        Ratio::from_fixed(units, scale)
    }

    /// Returns the sum as a decimal. `None` if it does not fit exactly.
    #[must_use]
    pub fn to_decimal(&self) -> Option<Decimal> {
        let sum = Decimal::try_from_i128_with_scale(self.units, self.scale).ok();
        sum.filter(|_| self.rest.is_none())
    }

    /// Returns the sum as a decimal of at most 28 digits. `None` if it may have more.
    fn to_short_decimal(&self) -> Option<Decimal> {
        const LIMIT: u128 = 10u128.pow(28);
        let is_short = self.rest.is_none() && self.units.unsigned_abs() < LIMIT;
        let sum = is_short.then(|| Decimal::try_from_i128_with_scale(self.units, self.scale).ok());
        sum.flatten().map(|sum| sum.normalize())
    }

    /// Returns the sum as units of 10^-scale, and the scale.
    fn to_fixed(&self) -> (BigInt, u32) {
        let units = BigInt::from(self.units);
        match self.rest.as_deref() {
            None => (units, self.scale),
            Some(rest) => {
                let scale = Decimal::MAX_SCALE;
                (units * power_of_ten(scale - self.scale).as_ref() + rest, scale)
            }
        }
    }
}

/// The sums of the estimates that share a factor.
#[derive(Debug, Clone, Default)]
struct Subtotal {
    headline: ExactSum,
    /// `None` if all floors and ceilings equal their headlines, as most do.
    spread: Option<Box<Spread>>,
}

/// The sums of the differences between floors and headlines, and between headlines and ceilings.
#[derive(Debug, Clone, Default)]
struct Spread {
    below: ExactSum,
    above: ExactSum,
}

impl Subtotal {
    /// Whether nothing but zeros was added.
    fn is_zero(&self) -> bool {
        self.headline.is_zero() && self.spread.is_none()
    }

    fn add(&mut self, estimate: &Estimate) {
        self.headline.add(estimate.headline);
        let ceiling = estimate.ceiling.unwrap_or(estimate.headline);
        if estimate.floor != estimate.headline || ceiling != estimate.headline {
            let spread = self.spread.get_or_insert_default();
            spread.below.add(estimate.headline);
            spread.below.add(-estimate.floor);
            spread.above.add(ceiling);
            spread.above.add(-estimate.headline);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.headline.merge(&other.headline);
        if let Some(spread) = &other.spread {
            let own = self.spread.get_or_insert_default();
            own.below.merge(&spread.below);
            own.above.merge(&spread.above);
        }
    }
}

/// The number of subtotals in a page.
const PAGE: usize = 64;

/// Subtotals by the dense index of their factor, in pages: in a small dataset, most indices do not occur.
#[derive(Debug, Clone, Default)]
struct DenseSubtotals {
    pages: Vec<Option<Box<[Subtotal; PAGE]>>>,
    /// Estimates that are not added yet.
    pending: Vec<(u32, Estimate)>,
}

impl DenseSubtotals {
    /// The number of estimates added at once: touching all their subtotals first overlaps the cache misses.
    const BATCH: usize = 32;

    fn add(&mut self, index: u32, estimate: &Estimate) {
        // A pending estimate has its page already: `iter` relies on it.
        self.get_mut(index);
        self.pending.push((index, *estimate));
        if self.pending.len() == Self::BATCH {
            let mut pending = std::mem::take(&mut self.pending);
            let touch = |seen, (index, _): &(u32, _)| seen | self.get_mut(*index).headline.scale;
            std::hint::black_box(pending.iter().fold(0, touch));
            pending.drain(..).for_each(|(index, estimate)| self.get_mut(index).add(&estimate));
            self.pending = pending;
        }
    }

    fn get_mut(&mut self, index: u32) -> &mut Subtotal {
        let (page, offset) = (index as usize / PAGE, index as usize % PAGE);
        if self.pages.len() <= page {
            self.pages.resize_with(page + 1, || None);
        }
        let new_page = || Box::new(std::array::from_fn(|_| Subtotal::default()));
        &mut self.pages[page].get_or_insert_with(new_page)[offset]
    }

    /// Returns every subtotal that is not zero, with its index.
    fn iter(&self) -> impl Iterator<Item = (u32, Cow<'_, Subtotal>)> {
        let mut pending = BTreeMap::<u32, Subtotal>::new();
        for (index, estimate) in &self.pending {
            pending.entry(*index).or_default().add(estimate);
        }
        let pages = self.pages.iter().zip((0u32..).step_by(PAGE));
        let added = pages.flat_map(|(page, first)| page.iter().flat_map(|page| page.iter()).zip(first..));
        added.filter_map(move |(subtotal, index)| match pending.remove(&index) {
            Some(mut sum) => {
                sum.merge(subtotal);
                Some((index, Cow::Owned(sum)))
            }
            None => (!subtotal.is_zero()).then_some((index, Cow::Borrowed(subtotal))),
        })
    }
}

/// The key of a factor. Some keys have a dense index: a small number that no other key has.
pub trait DenseKey: Copy + Eq + Hash {
    /// Returns the dense index of this key, if it has one.
    fn dense_index(self) -> Option<u32>;
    /// Returns the key of a dense index.
    fn from_dense_index(index: u32) -> Self;
}

/// A sum of estimates, each multiplied by a factor with the key `K`.
///
/// Estimates that share a factor are added exactly and multiplied once: the result does not depend on the order of the
/// additions, nor on how they were divided among sums that were merged.
#[derive(Debug, Clone)]
pub struct Sum<K> {
    /// The estimates without a factor.
    plain: Subtotal,
    /// `None` as long as it is empty: most of many sums have no factors, and are smaller without it.
    factored: Option<Box<Factored<K>>>,
    has_plain: bool,
    has_factors: bool,
    is_open: bool,
}

/// Estimates with a factor.
#[derive(Debug, Clone)]
struct Factored<K> {
    by_key: HashMap<K, Subtotal>,
    /// The subtotals whose keys have a dense index, if many of these are expected.
    dense: Option<DenseSubtotals>,
}

impl<K> Default for Factored<K> {
    fn default() -> Self {
        Self { by_key: HashMap::default(), dense: None }
    }
}

impl<K> Default for Sum<K> {
    fn default() -> Self {
        let plain = Subtotal::default();
        Self { plain, factored: None, has_plain: false, has_factors: false, is_open: false }
    }
}

impl<K: DenseKey> Sum<K> {
    /// Returns an empty sum for many estimates, in which most dense indices occur.
    #[must_use]
    pub fn with_dense_keys() -> Self {
        let factored = Factored { dense: Some(DenseSubtotals::default()), ..Factored::default() };
        Self { factored: Some(Box::new(factored)), ..Self::default() }
    }

    /// Adds `estimate` times the factor of `key`, or as it is if there is no key.
    pub fn add(&mut self, estimate: &Estimate, key: Option<K>) {
        self.is_open |= estimate.ceiling.is_none();
        let Some(key) = key else {
            self.has_plain = true;
            self.plain.add(estimate);
            return;
        };
        self.has_factors = true;
        let Factored { by_key, dense } = &mut **self.factored.get_or_insert_default();
        match dense.as_mut().zip(key.dense_index()) {
            Some((dense, index)) => dense.add(index, estimate),
            None => by_key.entry(key).or_default().add(estimate),
        }
    }

    /// Returns every key with its subtotal.
    fn subtotals(&self) -> impl Iterator<Item = (K, Cow<'_, Subtotal>)> {
        let factored = || self.factored.iter();
        let dense = factored().flat_map(|factored| &factored.dense).flat_map(DenseSubtotals::iter);
        let by_key = factored().flat_map(|factored| &factored.by_key);
        let by_key = by_key.map(|(key, subtotal)| (*key, Cow::Borrowed(subtotal)));
        by_key.chain(dense.map(|(index, subtotal)| (K::from_dense_index(index), subtotal)))
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.is_open |= other.is_open;
        self.has_factors |= other.has_factors;
        if other.has_plain {
            self.has_plain = true;
            self.plain.merge(&other.plain);
        }
        for (key, subtotal) in other.subtotals() {
            let Factored { by_key, dense } = &mut **self.factored.get_or_insert_default();
            match dense.as_mut().zip(key.dense_index()) {
                Some((dense, index)) => dense.get_mut(index).merge(&subtotal),
                None => by_key.entry(key).or_default().merge(&subtotal),
            }
        }
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.has_plain && !self.has_factors
    }

    /// Returns the total; `factor` returns the factor of a key. Without factors every digit is kept, otherwise the total
    /// is rounded once to 28 significant digits.
    ///
    /// # Errors
    /// If a figure is too large for a decimal, or would lose a digit without a division.
    pub fn total(&self, factor: impl Fn(K) -> Factor) -> Result<Estimate, Overflow> {
        if let Some(total) = self.short_total() {
            return Ok(total);
        }
        let (mut floor, mut headline, mut ceiling) = (BigInt::ZERO, BigInt::ZERO, BigInt::ZERO);
        let plain = self.has_plain.then_some((Cow::Borrowed(&self.plain), None));
        let multiplied = self.subtotals().map(|(key, subtotal)| (subtotal, Some(factor(key))));
        for (subtotal, factor) in plain.into_iter().chain(multiplied) {
            let apply = |sum: &ExactSum| {
                let (units, scale) = sum.to_fixed();
                match &factor {
                    None => units * power_of_ten(QUOTIENT_SCALE - scale).as_ref(),
                    Some(factor) => factor.apply_fixed(&units, scale, QUOTIENT_SCALE),
                }
            };
            let middle = apply(&subtotal.headline);
            if let Some(spread) = subtotal.spread.as_deref() {
                floor -= apply(&spread.below);
                ceiling += apply(&spread.above);
            }
            floor += &middle;
            ceiling += &middle;
            headline += middle;
        }
        let figure = |units: BigInt| {
            let (rounded, is_exact) = fixed_to_decimal(&units, QUOTIENT_SCALE).ok_or(Overflow)?;
            if self.has_factors || is_exact { Ok(rounded) } else { Err(Overflow) }
        };
        Ok(Estimate {
            floor: figure(floor)?,
            headline: figure(headline)?,
            ceiling: if self.is_open { None } else { Some(figure(ceiling)?) },
        })
    }

    /// Returns the total without integers of any length, if there are no factors and its figures are short enough.
    fn short_total(&self) -> Option<Estimate> {
        if self.has_factors {
            return None;
        }
        let plain = &self.plain;
        let headline = plain.headline.to_short_decimal()?;
        let Some(spread) = plain.spread.as_deref() else {
            return Some(Estimate {
                floor: headline,
                headline,
                ceiling: (!self.is_open).then_some(headline),
            });
        };
        let (mut floor, mut ceiling) = (plain.headline.clone(), plain.headline.clone());
        floor.add_units(spread.below.units.checked_neg()?, spread.below.scale);
        ceiling.add_units(spread.above.units, spread.above.scale);
        if spread.below.rest.is_some() || spread.above.rest.is_some() {
            return None;
        }
        Some(Estimate {
            floor: floor.to_short_decimal()?,
            headline,
            ceiling: if self.is_open { None } else { Some(ceiling.to_short_decimal()?) },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Quantity;

    /// Keys of factors, of which the even ones have a dense index.
    impl DenseKey for i64 {
        fn dense_index(self) -> Option<u32> {
            u32::try_from(self).ok().filter(|number| number % 2 == 0)
        }

        fn from_dense_index(number: u32) -> Self {
            number.into()
        }
    }

    /// Decimals by their mantissa and scale.
    fn decimals() -> impl Strategy<Value = Vec<(u128, u32)>> {
        prop::collection::vec((0..(1u128 << 93), 0..=28u32), 0..40)
    }

    /// Returns a sum in units of 10^-28.
    fn in_smallest_units(sum: &ExactSum) -> BigInt {
        let (units, places) = sum.to_fixed();
        units * power_of_ten(28 - places).as_ref()
    }

    fn decimal((units, scale): &(u128, u32)) -> Decimal {
        Decimal::from_i128_with_scale(i128::try_from(*units).unwrap(), *scale)
    }

    proptest! {
        /// The sum equals that of big integers in units of 10^-28: forward, backward and in two halves.
        #[test]
        fn sums_are_exact_whatever_their_size(figures in decimals(), middle in 0usize..40) {
            let oracle: BigInt = figures.iter().map(|(units, scale)| BigInt::from(*units) * power_of_ten(28 - scale).as_ref()).sum();
            let sum = |figures: &[(u128, u32)]| {
                let mut sum = ExactSum::default();
                for figure in figures {
                    sum.add(decimal(figure));
                }
                sum
            };
            let backward: Vec<(u128, u32)> = figures.iter().rev().copied().collect();
            prop_assert_eq!(in_smallest_units(&sum(&figures)), oracle.clone());
            prop_assert_eq!(in_smallest_units(&sum(&backward)), oracle.clone());
            let (left, right) = figures.split_at(middle.min(figures.len()));
            let mut halves = sum(left);
            halves.merge(&sum(right));
            prop_assert_eq!(in_smallest_units(&halves), oracle);
        }

        /// Totals equal those of integers of 128 bits: forward, backward and in two halves.
        #[test]
        fn totals_are_exact_in_any_order_and_division(
            figures in prop::collection::vec((0u64..10_000_000_000_000, 0u32..4, 1i64..50), 0..120)
        ) {
            // A division by 16 needs four more decimals, so the oracle is an integer in units of 10^-8.
            let estimate = |&(units, scale, _): &(u64, u32, i64)| {
                Quantity::UpTo(Decimal::from_i128_with_scale(i128::from(units), scale)).estimate()
            };
            let factor = |by: i64| Factor::from(Ratio::of(by, 16).unwrap());
            let oracle: i128 = figures.iter().map(|&(units, scale, by)| {
                i128::from(units) * i128::from(by) * 10i128.pow(8 - scale) / 16
            }).sum();
            let (mut forward, mut backward, mut halves) = (Sum::default(), Sum::with_dense_keys(), Sum::with_dense_keys());
            for figure in &figures { forward.add(&estimate(figure), Some(figure.2)); }
            for figure in figures.iter().rev() { backward.add(&estimate(figure), Some(figure.2)); }
            let (left, right) = figures.split_at(figures.len() / 2);
            for half in [left, right] {
                let mut sum = Sum::with_dense_keys();
                for figure in half { sum.add(&estimate(figure), Some(figure.2)); }
                halves.merge(&sum);
            }
            let total = forward.total(factor).unwrap();
            prop_assert_eq!(total, backward.total(factor).unwrap());
            prop_assert_eq!(total, halves.total(factor).unwrap());
            let keys = |sum: &Sum<i64>| -> BTreeMap<i64, usize> {
                let keys = sum.subtotals().filter(|(_, subtotal)| !subtotal.is_zero()).map(|(key, _)| key);
                keys.fold(BTreeMap::new(), |mut counts, key| {
                    *counts.entry(key).or_default() += 1;
                    counts
                })
            };
            prop_assert_eq!(keys(&halves), keys(&forward));
            prop_assert!(keys(&halves).values().all(|count| *count == 1));
            prop_assert_eq!(figures.is_empty(), halves.is_empty());
            prop_assert_eq!(total.headline.mantissa() * 10i128.pow(8 - total.headline.scale()), oracle);
            prop_assert_eq!((total.floor, total.ceiling), (Decimal::ZERO, Some(total.headline)));
        }
    }

    #[test]
    fn a_million_of_the_largest_decimals_are_added_exactly() {
        let mut sum = ExactSum::default();
        for _ in 0..1_000_000 {
            sum.add(Decimal::MAX);
        }
        sum.add(Decimal::new(1, 28));
        let oracle = BigInt::from(Decimal::MAX.mantissa()) * power_of_ten(6 + 28).as_ref() + BigInt::from(1);
        assert_eq!(in_smallest_units(&sum), oracle);
    }

    #[test]
    fn three_thirds_are_one_and_one_open_ceiling_opens_the_sum() {
        let third = |_: i64| Factor::from(Ratio::of(1, 3).unwrap());
        let mut sum = Sum::default();
        for _ in 0..3 {
            sum.add(&Quantity::About(Decimal::TEN).estimate(), Some(4i64));
        }
        assert_eq!(sum.total(third).unwrap().ceiling, Some(Decimal::TEN));
        sum.add(&Quantity::AtLeast(Decimal::TEN).estimate(), None);
        assert_eq!(sum.total(third).unwrap().ceiling, None);
    }

    #[test]
    fn a_total_that_would_lose_a_digit_is_refused() {
        let mut sum = Sum::<i64>::default();
        sum.add(&Quantity::Exact("9999999999999999999999999999".parse().unwrap()).estimate(), None);
        assert!(sum.total(|_| Ratio::one().into()).is_ok());
        sum.add(&Quantity::Exact(Decimal::new(1, 2)).estimate(), None);
        assert_eq!(sum.total(|_| Ratio::one().into()), Err(Overflow));
    }
}
