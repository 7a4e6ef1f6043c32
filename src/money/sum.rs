//! Sums of extents that are exact whatever the order and however many there are, and divided only once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hash;

use num_bigint::BigInt;
use rust_decimal::Decimal;

use super::ratio::power;
use super::{Estimate, Ratio};
use crate::hash::HashMap;

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
    /// Whether nothing was added, or only zeros.
    fn is_empty(&self) -> bool {
        self.headline.is_zero() && self.gaps.is_none()
    }

    fn add(&mut self, extent: &Estimate) {
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

/// Terms by the numbers of their factors, in a table that is too large for a fast cache.
#[derive(Debug, Clone, Default)]
struct ByNumber {
    terms: Vec<Term>,
    /// What is still to be added.
    waiting: Vec<(u32, Estimate)>,
}

impl ByNumber {
    /// So many are added in one go: the memory that they need is then waited for once, and not for each of them.
    const TOGETHER: usize = 32;
    /// So many terms are found by their factors before a table of all numbers is worth its room.
    const WORTH: usize = if cfg!(test) { 3 } else { 1 << 12 };

    fn add(&mut self, number: u32, extent: &Estimate) {
        self.waiting.push((number, *extent));
        if self.waiting.len() < Self::TOGETHER {
            return;
        }
        let places = self.waiting.iter().map(|(number, _)| *number as usize);
        let needed = places.clone().max().map_or(0, |greatest| greatest + 1);
        if self.terms.len() < needed {
            self.terms.resize_with(needed, Term::default);
        }
        // Looked at without using anything of it, so that the processor asks for all of them at once.
        std::hint::black_box(places.fold(0, |seen, place| seen | self.terms[place].headline.scale));
        for (number, extent) in self.waiting.drain(..) {
            self.terms[number as usize].add(&extent);
        }
    }

    /// Every term that is not nothing.
    fn iter(&self) -> impl Iterator<Item = (u32, Cow<'_, Term>)> {
        let mut late: BTreeMap<u32, Term> = BTreeMap::new();
        for (number, extent) in &self.waiting {
            let term = late.entry(*number);
            let so_far = || self.terms.get(*number as usize).cloned().unwrap_or_default();
            term.or_insert_with(so_far).add(extent);
        }
        let numbers: Vec<u32> = late.keys().copied().collect();
        let there = (0..)
            .zip(&self.terms)
            .filter(move |(number, term)| !term.is_empty() && numbers.binary_search(number).is_err());
        let late = late.into_iter().map(|(number, term)| (number, Cow::Owned(term)));
        there.map(|(number, term)| (number, Cow::Borrowed(term))).chain(late)
    }

    fn merge(&mut self, number: u32, term: &Term) {
        let place = number as usize;
        if self.terms.len() <= place {
            self.terms.resize_with(place + 1, Term::default);
        }
        self.terms[place].merge(term);
    }
}

/// The names of factors, of which some are small numbers.
pub trait Numbered: Copy + Eq + Hash {
    /// The number of this name, where it is one.
    fn number(self) -> Option<u32>;
    /// The name of a number.
    fn of_number(number: u32) -> Self;
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
    /// The terms of those factors that have a number, where there are many.
    numbered: Option<ByNumber>,
    /// Whether most numbers may occur.
    is_of_many: bool,
    /// Whether anything is to be multiplied.
    multiplies: bool,
    open: bool,
}

impl<F> Default for Sum<F> {
    fn default() -> Self {
        Self {
            plain: None,
            terms: HashMap::default(),
            numbered: None,
            is_of_many: false,
            multiplies: false,
            open: false,
        }
    }
}

impl<F: Numbered> Sum<F> {
    /// A sum of so many extents that most of the numbers of factors occur.
    pub fn of_many() -> Self {
        Self { is_of_many: true, ..Self::default() }
    }

    /// Adds `extent` times a factor, or as it is where there is none.
    pub fn add(&mut self, extent: &Estimate, factor: Option<F>) {
        self.open |= extent.ceiling.is_none();
        match factor {
            None => self.plain.get_or_insert_default().add(extent),
            Some(factor) => {
                self.multiplies = true;
                match self.numbers().zip(factor.number()) {
                    Some((numbered, number)) => numbered.add(number, extent),
                    None => self.terms.entry(factor).or_default().add(extent),
                }
            }
        }
    }

    /// Where the factors go that have a number, once there are many.
    fn numbers(&mut self) -> Option<&mut ByNumber> {
        if self.is_of_many && self.numbered.is_none() && self.terms.len() >= ByNumber::WORTH {
            let mut numbered = ByNumber::default();
            // Each factor has one term, which is converted once.
            self.terms.retain(|factor, term| match factor.number() {
                Some(number) => {
                    numbered.merge(number, term);
                    false
                }
                None => true,
            });
            self.numbered = Some(numbered);
        }
        self.numbered.as_mut()
    }

    /// Every factor with what is multiplied by it.
    fn terms(&self) -> impl Iterator<Item = (F, Cow<'_, Term>)> {
        let numbered = self.numbered.iter().flat_map(ByNumber::iter);
        let named = self.terms.iter().map(|(factor, term)| (*factor, Cow::Borrowed(term)));
        named.chain(numbered.map(|(number, term)| (F::of_number(number), term)))
    }

    /// Adds another sum, whose factors have other names.
    pub fn merge(&mut self, other: &Self, renamed: impl Fn(F) -> F) {
        self.open |= other.open;
        self.multiplies |= other.multiplies;
        if let Some(plain) = &other.plain {
            self.plain.get_or_insert_default().merge(plain);
        }
        for (factor, term) in other.terms() {
            self.merge_term(renamed(factor), &term);
        }
    }

    /// Gives those factors other names that have no number.
    pub fn rename(&mut self, renamed: impl Fn(F) -> F) {
        for (factor, term) in std::mem::take(&mut self.terms) {
            self.merge_term(renamed(factor), &term);
        }
    }

    fn merge_term(&mut self, factor: F, term: &Term) {
        match self.numbers().zip(factor.number()) {
            Some((numbered, number)) => numbered.merge(number, term),
            None => self.terms.entry(factor).or_default().merge(term),
        }
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.plain.is_none() && !self.multiplies
    }

    /// The total: every digit where nothing is multiplied, else rounded once to 28 significant digits.
    ///
    /// # Errors
    /// When a figure of it is too large for a decimal, or would lose a digit although nothing was divided.
    pub fn total(&self, factor: impl Fn(F) -> Ratio) -> Result<Estimate, Overflow> {
        let (mut floor, mut headline, mut ceiling) = (BigInt::ZERO, BigInt::ZERO, BigInt::ZERO);
        let plain = self.plain.as_ref().map(|term| (Cow::Borrowed(term), None));
        let multiplied = self.terms().map(|(name, term)| (term, Some(factor(name))));
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
        let figure = |units: BigInt| {
            let ratio = Ratio::from_fixed(units, PLACES);
            let rounded = ratio.to_decimal().ok_or(Overflow)?;
            if !self.multiplies && Ratio::from(rounded) != ratio { Err(Overflow) } else { Ok(rounded) }
        };
        Ok(Estimate {
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

    /// Factors named by numbers, the even ones of which are counted as such.
    impl Numbered for i64 {
        fn number(self) -> Option<u32> {
            u32::try_from(self).ok().filter(|number| number % 2 == 0)
        }

        fn of_number(number: u32) -> Self {
            number.into()
        }
    }

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
            figures in prop::collection::vec((0u64..10_000_000_000_000, 0u32..4, 1i64..50), 0..120)
        ) {
            // Denominators of 2^a 5^b divide evenly, so that the oracle can be a whole number of 10^-8.
            let extent = |&(units, scale, _): &(u64, u32, i64)| {
                Quantity::UpTo(Decimal::from_i128_with_scale(i128::from(units), scale)).estimate()
            };
            let ratio = |by: i64| Ratio::of(by, 16).unwrap();
            let oracle: i128 = figures.iter().map(|&(units, scale, by)| {
                i128::from(units) * i128::from(by) * 10i128.pow(8 - scale) / 16
            }).sum();
            let (mut forward, mut backward, mut halves) = (Sum::default(), Sum::of_many(), Sum::of_many());
            for figure in &figures { forward.add(&extent(figure), Some(figure.2)); }
            for figure in figures.iter().rev() { backward.add(&extent(figure), Some(figure.2)); }
            let (left, right) = figures.split_at(figures.len() / 2);
            for half in [left, right] {
                let mut sum = Sum::of_many();
                for figure in half { sum.add(&extent(figure), Some(-figure.2)); }
                halves.merge(&sum, |factor: i64| -factor);
            }
            let total = forward.total(ratio).unwrap();
            prop_assert_eq!(total, backward.total(ratio).unwrap());
            prop_assert_eq!(total, halves.total(ratio).unwrap());
            // With other names for the factors until the end, some of which then have one.
            let mut named = Sum::of_many();
            for figure in &figures { named.add(&extent(figure), Some(-figure.2)); }
            named.rename(|factor| factor.abs());
            named.rename(|factor| factor.abs());
            prop_assert_eq!(total, named.total(ratio).unwrap());
            let count = |sum: &Sum<i64>| sum.terms().filter(|(_, term)| !term.is_empty()).count();
            prop_assert_eq!(count(&named), count(&forward));
            prop_assert_eq!(figures.is_empty(), halves.is_empty());
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
        let third = |_: i64| Ratio::of(1, 3).unwrap();
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
        assert!(sum.total(|_| Ratio::one()).is_ok());
        sum.add(&Quantity::Exact(Decimal::new(1, 2)).estimate(), None);
        assert_eq!(sum.total(|_| Ratio::one()), Err(Overflow));
    }
}
