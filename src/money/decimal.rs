//! Strict parsing of decimals, and arithmetic that never drops a digit.

use rust_decimal::Decimal;

use crate::invalid::Problem;
use crate::text::quote;

/// Parses digits with an optional point, as files hold them: `11900000000`, `0.0137`.
///
/// # Errors
/// If `text` has a sign, an exponent, an underscore, a point without digits on both sides, or more than 28 significant
/// digits. `rust_decimal` accepts or rounds some of these.
///
/// ```
/// use outlay::money::{parse_decimal, to_plain_string};
///
/// assert_eq!(to_plain_string(parse_decimal("0011.90")?), "11.9");
/// assert!(parse_decimal("1e9").is_err());
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn parse_decimal(text: &str) -> Result<Decimal, Problem> {
    if let Some(value) = parse_up_to_18_digits(text) {
        return Ok(value);
    }
    let example = "write plain digits, such as \"11900000000\" or \"0.25\"";
    if text.starts_with('-') {
        return Err(Problem::new(format!("{} is negative", quote(text))).hint("an amount is zero or more"));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(Problem::new(format!("{} is not a decimal number", quote(text))).hint(example));
    }
    let significant =
        whole.trim_start_matches('0').len() + text.split_once('.').map_or(0, |(_, part)| part.len());
    Decimal::from_str_exact(text).ok().filter(|_| significant <= 28).ok_or_else(|| {
        Problem::new(format!("{} has more digits than can be kept exactly", quote(text)))
            .hint("28 digits are the most")
    })
}

/// Fast path for nearly every figure of a file; `None` if `text` is longer or not a decimal.
fn parse_up_to_18_digits(text: &str) -> Option<Decimal> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    let (mut units, mut scale) = (0i64, None);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {
                units = units * 10 + i64::from(byte - b'0');
                scale = scale.map(|scale| scale + 1);
            }
            b'.' if index > 0 && scale.is_none() => scale = Some(0),
            _ => return None,
        }
    }
    (scale != Some(0)).then(|| Decimal::new(units, scale.unwrap_or(0)))
}

/// Returns every digit of `value`, without trailing zeros, an exponent or a negative zero.
#[must_use]
pub fn to_plain_string(value: Decimal) -> String {
    // A zero may have a sign and decimals.
    if value.is_zero() { "0".to_owned() } else { value.normalize().to_string() }
}

/// Returns the exact sum; `None` if it has more digits than a decimal holds.
///
/// `Decimal::checked_add` alone rounds such a sum.
#[must_use]
pub fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    (sum.scale() >= a.normalize().scale().max(b.normalize().scale())).then_some(sum)
}

/// Returns the exact product; `None` if it has more digits than a decimal holds.
#[must_use]
pub fn multiply(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    if a.is_zero() || b.is_zero() {
        return Some(Decimal::ZERO);
    }
    let product = a.checked_mul(b)?;
    (product.scale() == a.scale() + b.scale()).then_some(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_digits_are_read() {
        assert_eq!(parse_decimal("0011.90").unwrap().to_string(), "11.90");
        for text in ["", ".", "5.", ".5", "1e9", "1_000", "+1", "-1", "1 000", "1,000", "0x10", "NaN", "٣"] {
            assert!(parse_decimal(text).is_err(), "{text:?} was accepted");
        }
        assert!(parse_decimal("0.00000000000000000000000000001").is_err(), "1e-29 was rounded");
    }

    #[test]
    fn a_sum_that_would_lose_a_digit_is_refused() {
        let large = parse_decimal("9999999999999999999999999999").unwrap();
        let small = parse_decimal("0.01").unwrap();
        assert_eq!(add(large, small), None);
        assert_eq!(add(large, Decimal::ONE).unwrap().to_string(), "10000000000000000000000000000");
        assert_eq!(multiply(large, small).unwrap().to_string(), "99999999999999999999999999.99");
        assert_eq!(multiply(large, parse_decimal("1.0000001").unwrap()), None);
    }
}
