//! Decimals as Parquet stores them: the unscaled value as a big-endian integer of 16 bytes.

use rust_decimal::RoundingStrategy;

use super::schema::WIDTH;
use crate::money::Decimal;

/// A `DECIMAL(38, s)` has fewer than this many units.
const LIMIT: i128 = 10i128.pow(38);

/// Returns `value` in units of 10^-`scale`, or `None` if it has more decimal places or more than 38 digits.
pub(crate) fn units(value: Decimal, scale: u32) -> Option<i128> {
    // Trailing zeros do not count.
    let value = if value.scale() > scale { value.normalize() } else { value };
    let factor = 10i128.checked_pow(scale.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(factor).filter(|units| units.abs() < LIMIT)
}

/// Returns `value` in units of 10^-`scale`, rounded half to even, or `None` if it has more than 38 digits.
pub(crate) fn rounded_units(value: Decimal, scale: u32) -> Option<i128> {
    units(value.round_dp_with_strategy(scale, RoundingStrategy::MidpointNearestEven), scale)
}

/// Returns the decimal that `bytes` store in units of 10^-`scale`, without trailing zeros, or `None` if it is negative or
/// has more digits than [`Decimal`] holds.
pub(crate) fn decimal(bytes: &[u8], scale: u32) -> Option<Decimal> {
    let mut units = u128::try_from(i128::from_be_bytes(<[u8; WIDTH]>::try_from(bytes).ok()?)).ok()?;
    let mut scale = scale;
    // Most figures are whole numbers: one division instead of `scale`.
    let one = 10u128.checked_pow(scale)?;
    let whole = units / one;
    if whole * one == units {
        (units, scale) = (whole, 0);
    }
    while scale > 0 && units.is_multiple_of(10) {
        (units, scale) = (units / 10, scale - 1);
    }
    Decimal::try_from_i128_with_scale(i128::try_from(units).ok()?, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::parse_decimal;

    #[test]
    fn decimals_keep_every_digit_or_are_refused() {
        for text in ["0", "0.0000000001", "1.5", "11900000000", "9999999999999999999999999999"] {
            let value = parse_decimal(text).unwrap();
            assert_eq!(decimal(&units(value, 10).unwrap().to_be_bytes(), 10), Some(value));
        }
        assert_eq!(units(parse_decimal("1.50000000000").unwrap(), 10), Some(15_000_000_000));
        assert_eq!(units(parse_decimal("0.00000000001").unwrap(), 10), None);
        assert_eq!(units(parse_decimal("99999999999").unwrap(), 28), None);
        assert_eq!(rounded_units(parse_decimal("0.25").unwrap(), 1), Some(2));
        assert_eq!(rounded_units(parse_decimal("0.35").unwrap(), 1), Some(4));
        assert_eq!(decimal(&(-1i128).to_be_bytes(), 10), None);
        assert_eq!(decimal(&i128::MAX.to_be_bytes(), 0), None);
    }
}
