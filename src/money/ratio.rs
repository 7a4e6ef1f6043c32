//! Exact ratios: what an amount is multiplied by when it is converted, divided at the very end.

use std::borrow::Cow;
use std::sync::LazyLock;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

/// The most significant digits that a quotient is given with; `Decimal` holds 28 of any value.
const DIGITS: usize = 28;

/// A positive ratio of whole numbers, never rounded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(BigRational);

impl Ratio {
    /// The ratio that changes nothing.
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// The ratio of two whole numbers; nothing when the second is zero.
    pub fn of(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self(BigRational::new(numerator.into(), denominator.into())))
    }

    /// The product of both.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0)
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    /// The other way round; nothing for zero.
    pub fn inverse(&self) -> Option<Self> {
        (!self.0.is_zero()).then(|| Self(self.0.recip()))
    }

    /// `value` times this ratio, rounded once, half to even, to 28 significant digits (28 decimals at most).
    /// Nothing when it is too large for a decimal.
    pub fn apply(&self, value: Decimal) -> Option<Decimal> {
        self.times(&Self::from(value)).to_decimal()
    }

    /// This ratio as a decimal, rounded as [`Ratio::apply`] rounds.
    pub fn to_decimal(&self) -> Option<Decimal> {
        let whole = self.0.to_integer();
        let whole_digits = if whole.is_zero() { 0 } else { whole.abs().to_string().len() };
        let scale = u32::try_from(DIGITS.checked_sub(whole_digits)?).ok()?;
        let units = self.units(scale);
        if units.is_zero() && !self.0.is_zero() {
            // Too small for 28 decimals; zero would be wrong.
            return None;
        }
        Decimal::try_from_i128_with_scale(units.to_i128()?, scale).ok().map(|decimal| decimal.normalize())
    }

    /// `units` of 10^-`from` times this ratio as a whole number of 10^-`places`, which are not fewer, rounded half to even.
    pub(super) fn apply_fixed(&self, units: &BigInt, from: u32, places: u32) -> BigInt {
        half_even(self.0.numer() * units * power(places - from).as_ref(), self.0.denom())
    }

    /// A quotient of decimals, left as it is: bringing it to its lowest terms takes longer than all that is done with it.
    /// Such a ratio is good for multiplying, and never compared.
    ///
    /// `below` is not zero.
    pub(crate) fn quotient(above: Decimal, below: Decimal) -> Self {
        let scaled = |value: Decimal, by: u32| BigInt::from(value.mantissa()) * power(by).as_ref();
        Self(BigRational::new_raw(scaled(above, below.scale()), scaled(below, above.scale())))
    }

    /// This ratio as a whole number of 10^-`places`, rounded half to even.
    fn units(&self, places: u32) -> BigInt {
        half_even(self.0.numer() * BigInt::from(10).pow(places), self.0.denom())
    }

    /// The ratio `units` / 10^`places`.
    pub(super) fn from_fixed(units: BigInt, places: u32) -> Self {
        Self(BigRational::new(units, BigInt::from(10).pow(places)))
    }
}

/// A power of ten; those that are usual are made once.
pub(super) fn power(exponent: u32) -> Cow<'static, BigInt> {
    static POWERS: LazyLock<Vec<BigInt>> =
        LazyLock::new(|| (0..64).map(|exponent| BigInt::from(10).pow(exponent)).collect());
    let known = POWERS.get(exponent as usize).map(Cow::Borrowed);
    known.unwrap_or_else(|| Cow::Owned(BigInt::from(10).pow(exponent)))
}

/// A quotient rounded to a whole number, half to even.
fn half_even(above: BigInt, below: &BigInt) -> BigInt {
    let (units, rest) = above.div_mod_floor(below);
    let twice: BigInt = rest * 2;
    let is_up = twice > *below || (twice == *below && units.is_odd());
    if is_up { units + 1 } else { units }
}

impl From<Decimal> for Ratio {
    fn from(value: Decimal) -> Self {
        Self(BigRational::new(value.mantissa().into(), BigInt::from(10).pow(value.scale())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::parse_decimal;

    fn decimal(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    #[test]
    fn multiplies_first_and_divides_last() {
        // CNY 380bn at the ECB's rates of 2025-02-24; the digits by `bc`: scale=30; 380000000000*1.0466/7.5879
        let rate = Ratio::from(decimal("1.0466")).times(&Ratio::from(decimal("7.5879")).inverse().unwrap());
        assert_eq!(rate.apply(decimal("380000000000")).unwrap().to_string(), "52413447725.98479157606188801");
        let third = Ratio::of(1, 3).unwrap();
        assert_eq!(third.apply(decimal("3")).unwrap().to_string(), "1");
        assert_eq!(third.to_decimal().unwrap().to_string(), "0.3333333333333333333333333333");
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        let large = decimal("9999999999999999999999999999");
        assert_eq!(Ratio::from(decimal("10")).apply(large), None);
        assert_eq!(Ratio::one().apply(large), Some(large));
        assert!(Ratio::from(decimal("0")).inverse().is_none());
    }
}
