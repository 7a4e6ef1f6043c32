//! Exact ratios: what an amount is multiplied by in a conversion. The division comes last, with one rounding.

use std::borrow::Cow;
use std::sync::LazyLock;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;

/// The maximum number of significant digits of a rounded quotient; `Decimal` holds 28 of any value.
const DIGITS: u32 = 28;

/// The largest figure that the rounding of quotients may leave where there is nothing.
pub(crate) const RESIDUE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// An exact ratio of whole numbers, not negative, in its lowest terms.
///
/// ```
/// use outlay::money::{Decimal, Ratio};
///
/// let third = Ratio::of(1, 3).expect("the denominator is not zero");
/// assert_eq!(third, Ratio::of(2, 6).expect("the denominator is not zero"));
/// assert_eq!(third.apply(Decimal::from(3)), Some(Decimal::ONE));
/// assert_eq!(third.to_decimal(), Some("0.3333333333333333333333333333".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(BigRational);

/// A ratio that is not reduced to its lowest terms, because that would take longer than the rest of a conversion.
///
/// It can be multiplied only. [`Ratio`] compares: two factors of the same value may have different terms.
#[derive(Debug, Clone)]
pub struct Factor {
    numerator: BigInt,
    denominator: BigInt,
}

impl Ratio {
    /// Returns the ratio 1.
    #[must_use]
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// Returns `numerator` / `denominator`. `None` if the denominator is zero.
    #[must_use]
    pub fn of(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self(BigRational::new(numerator.into(), denominator.into())))
    }

    /// Returns the product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self(&self.0 * &other.0)
    }

    /// Returns the sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    /// Returns the inverse. `None` for zero.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        (!self.0.is_zero()).then(|| Self(self.0.recip()))
    }

    /// Returns `value` times this ratio, rounded once, half to even, to 28 significant digits and at most 28 decimals.
    /// `None` if it is too large for a decimal.
    #[must_use]
    pub fn apply(&self, value: Decimal) -> Option<Decimal> {
        let numerator = self.0.numer() * BigInt::from(value.mantissa());
        quotient_to_decimal(&numerator, &(self.0.denom() * power_of_ten(value.scale()).as_ref()))
    }

    /// Returns this ratio as a decimal, rounded like the result of [`Ratio::apply`].
    #[must_use]
    pub fn to_decimal(&self) -> Option<Decimal> {
        quotient_to_decimal(self.0.numer(), self.0.denom())
    }

    /// Returns `units` / 10^`scale`.
    pub(super) fn from_fixed(units: BigInt, scale: u32) -> Self {
        Self(BigRational::new(units, power_of_ten(scale).into_owned()))
    }
}

impl From<Decimal> for Ratio {
    fn from(value: Decimal) -> Self {
        Self::from_fixed(value.mantissa().into(), value.scale())
    }
}

impl From<Factor> for Ratio {
    fn from(factor: Factor) -> Self {
        Self(BigRational::new(factor.numerator, factor.denominator))
    }
}

impl Factor {
    /// Returns `numerator` / `denominator`. `None` if the denominator is zero.
    #[must_use]
    pub fn quotient(numerator: Decimal, denominator: Decimal) -> Option<Self> {
        let scaled =
            |value: Decimal, scale: u32| BigInt::from(value.mantissa()) * power_of_ten(scale).as_ref();
        (!denominator.is_zero()).then(|| Self {
            numerator: scaled(numerator, denominator.scale()),
            denominator: scaled(denominator, numerator.scale()),
        })
    }

    /// Returns the product.
    #[must_use]
    pub fn times(&self, other: &Ratio) -> Self {
        Self {
            numerator: &self.numerator * other.0.numer(),
            denominator: &self.denominator * other.0.denom(),
        }
    }

    /// Returns this factor as a decimal, rounded like the result of [`Ratio::apply`].
    #[must_use]
    pub fn to_decimal(&self) -> Option<Decimal> {
        match self.denominator.sign() {
            Sign::Minus => quotient_to_decimal(&-&self.numerator, &-&self.denominator),
            _ => quotient_to_decimal(&self.numerator, &self.denominator),
        }
    }

    /// Returns `units` / 10^`scale` times this factor as a number of units of 10^-`target_scale`, rounded half to even.
    /// `target_scale` is not less than `scale`.
    pub(super) fn apply_fixed(&self, units: &BigInt, scale: u32, target_scale: u32) -> BigInt {
        let numerator = &self.numerator * units * power_of_ten(target_scale - scale).as_ref();
        round_quotient(&numerator, &self.denominator)
    }
}

impl From<Ratio> for Factor {
    fn from(ratio: Ratio) -> Self {
        let (numerator, denominator) = ratio.0.into_raw();
        Self { numerator, denominator }
    }
}

/// Returns 10^`exponent`; the first 64 powers are cached.
pub(super) fn power_of_ten(exponent: u32) -> Cow<'static, BigInt> {
    static POWERS: LazyLock<Vec<BigInt>> =
        LazyLock::new(|| (0..64).map(|exponent| BigInt::from(10).pow(exponent)).collect());
    let cached = POWERS.get(exponent as usize).map(Cow::Borrowed);
    cached.unwrap_or_else(|| Cow::Owned(BigInt::from(10).pow(exponent)))
}

/// Returns `units` / 10^`scale` as a decimal, rounded like the result of [`Ratio::apply`], and whether it is exact.
pub(super) fn fixed_to_decimal(units: &BigInt, scale: u32) -> Option<(Decimal, bool)> {
    let rounded = quotient_to_decimal(units, power_of_ten(scale).as_ref())?;
    let same = BigInt::from(rounded.mantissa()) * power_of_ten(scale - rounded.scale()).as_ref();
    Some((rounded, same == *units))
}

/// Returns the quotient rounded once, half to even, to 28 significant digits and at most 28 decimals. The terms need not be
/// the lowest. `None` if it is too large or too small for a decimal.
fn quotient_to_decimal(numerator: &BigInt, denominator: &BigInt) -> Option<Decimal> {
    // More digits than an integer of 128 bits has are too many.
    let whole = (numerator / denominator).abs().to_u128()?;
    let whole_digits = whole.checked_ilog10().map_or(0, |digits| digits + 1);
    let scale = DIGITS.checked_sub(whole_digits)?;
    let units = round_quotient(&(numerator * power_of_ten(scale).as_ref()), denominator);
    if units.is_zero() && !numerator.is_zero() {
        // Too small for 28 decimals; zero would be wrong.
        return None;
    }
    Decimal::try_from_i128_with_scale(units.to_i128()?, scale).ok().map(|decimal| decimal.normalize())
}

/// Returns the quotient rounded to a whole number, half to even.
fn round_quotient(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    let (units, rest) = numerator.div_mod_floor(denominator);
    let twice: BigInt = rest * 2;
    let is_up = twice > *denominator || (twice == *denominator && units.is_odd());
    if is_up { units + 1 } else { units }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::money::parse_decimal;

    fn decimal(text: &str) -> Decimal {
        parse_decimal(text).unwrap()
    }

    #[test]
    fn the_product_is_divided_and_rounded_last() {
        // CNY 380bn at the ECB's rates of 2025-02-24; the digits by `bc`: scale=30; 380000000000*1.0466/7.5879
        let rate = Ratio::from(decimal("1.0466")).times(&Ratio::from(decimal("7.5879")).inverse().unwrap());
        assert_eq!(rate.apply(decimal("380000000000")).unwrap().to_string(), "52413447725.98479157606188801");
        let third = Ratio::of(1, 3).unwrap();
        assert_eq!(third.apply(decimal("3")).unwrap().to_string(), "1");
        assert_eq!(third.to_decimal().unwrap().to_string(), "0.3333333333333333333333333333");
    }

    #[test]
    fn a_result_that_does_not_fit_is_none() {
        let large = decimal("9999999999999999999999999999");
        assert_eq!(Ratio::from(decimal("10")).apply(large), None);
        assert_eq!(Ratio::one().apply(large), Some(large));
        assert!(Ratio::from(decimal("0")).inverse().is_none());
        assert!(Factor::quotient(large, decimal("0.00")).is_none());
    }

    #[test]
    fn a_factor_is_rounded_as_its_ratio() {
        for (above, below) in
            [("2", "3"), ("-2", "3"), ("2", "-3"), ("-2.50", "-7"), ("0", "7"), ("1", "0.00000003")]
        {
            let factor = Factor::quotient(decimal_of(above), decimal_of(below)).unwrap();
            assert_eq!(factor.to_decimal(), Ratio::from(factor.clone()).to_decimal(), "{above} / {below}");
        }
        let most = decimal_of("9999999999999999999999999999");
        assert_eq!(Factor::quotient(most, decimal_of("0.1")).unwrap().to_decimal(), None);
        assert_eq!(
            Factor::quotient(decimal_of("1"), most).unwrap().to_decimal().unwrap().to_string(),
            "0.0000000000000000000000000001"
        );
    }

    fn decimal_of(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn factors_of_different_terms_are_one_ratio() {
        let ratio =
            |above: &str, below: &str| Ratio::from(Factor::quotient(decimal(above), decimal(below)).unwrap());
        let equal = [ratio("0.5", "1.50"), ratio("1", "3"), ratio("2.000", "6"), Ratio::of(1, 3).unwrap()];
        assert_eq!(equal.iter().collect::<HashSet<_>>().len(), 1);
        assert_eq!(ratio("0.5", "1.50").cmp(&ratio("1", "3")), std::cmp::Ordering::Equal);
        let sixth = Factor::from(Ratio::of(1, 3).unwrap()).times(&Ratio::of(1, 2).unwrap());
        assert_eq!(Ratio::from(sixth), Ratio::of(1, 6).unwrap());
    }
}
