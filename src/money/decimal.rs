//! Decimals read strictly and added without losing a digit.

use rust_decimal::Decimal;

use crate::invalid::Problem;

/// Parses plain digits with an optional point, as files hold them: `11900000000`, `0.0137`.
///
/// # Errors
/// A sign, an exponent, an underscore, a bare point, and more digits than a decimal of 96 bits holds:
/// rust_decimal would take or round some of these, so the grammar is checked first.
pub fn parse_decimal(text: &str) -> Result<Decimal, Problem> {
    if let Some(value) = parse_up_to_18_digits(text) {
        return Ok(value);
    }
    let example = "write plain digits, such as \"11900000000\" or \"0.25\"";
    if text.starts_with('-') {
        return Err(Problem::new(format!("{text:?} is negative")).hint("an amount is zero or more"));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(Problem::new(format!("{text:?} is not a decimal number")).hint(example));
    }
    let significant =
        whole.trim_start_matches('0').len() + text.split_once('.').map_or(0, |(_, part)| part.len());
    Decimal::from_str_exact(text).ok().filter(|_| significant <= 28).ok_or_else(|| {
        Problem::new(format!("{text:?} has more digits than can be kept exactly"))
            .hint("28 digits are the most")
    })
}

/// Up to 18 digits with an optional point: nearly every figure that a file holds, without a look at the rest.
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

/// Every digit and nothing else, for machines.
pub fn to_plain_string(value: Decimal) -> String {
    // Zero may carry a sign and decimals.
    if value.is_zero() { "0".to_owned() } else { value.normalize().to_string() }
}

/// The exact sum, or nothing when it has more digits than a decimal holds.
///
/// `checked_add` alone would drop digits from the end to make room at the front.
pub fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    (sum.scale() >= a.normalize().scale().max(b.normalize().scale())).then_some(sum)
}

/// The exact product, or nothing when it has more digits than a decimal holds.
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
            assert!(parse_decimal(text).is_err(), "{text:?} was taken");
        }
        assert!(parse_decimal("0.00000000000000000000000000001").is_err(), "1e-29 became something");
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
