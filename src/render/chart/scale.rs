//! Lengths of bars and the steps of an axis. Only here a figure becomes a float: as a ratio, for a length on a screen.

use num_traits::ToPrimitive;

use crate::money::Decimal;

/// Returns which part of `max` a value is, from 0 to 1.
pub(super) fn ratio(value: Decimal, max: Decimal) -> f64 {
    let ratio = value.checked_div(max).and_then(|ratio| ratio.to_f64()).unwrap_or(0.0);
    ratio.clamp(0.0, 1.0)
}

/// Returns `value` as a number of units, of which `max` has `units`, rounded to the nearest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a length on a screen"
)]
pub(super) fn length(value: Decimal, max: Decimal, units: usize) -> usize {
    (ratio(value, max) * units as f64).round() as usize
}

/// Returns the values at the lines of an axis from 0 to at least `max`: 1, 2 or 5 times a power of ten apart, and at most
/// `most` steps. No value but 0 if `max` is 0 or too large for the next step.
pub(super) fn steps(max: Decimal, most: u32) -> Vec<Decimal> {
    let mut values = vec![Decimal::ZERO];
    if max <= Decimal::ZERO {
        return values;
    }
    let mut step = first_step(max);
    let factors = [Decimal::TWO, Decimal::new(25, 1), Decimal::TWO];
    for factor in factors.iter().cycle() {
        let fits = step.checked_mul(most.into()).is_none_or(|end| end >= max);
        if fits {
            break;
        }
        let Some(next) = step.checked_mul(*factor) else { return values };
        step = next.normalize();
    }
    let mut value = Decimal::ZERO;
    while value < max {
        let Some(next) = value.checked_add(step) else { break };
        value = next;
        values.push(value);
    }
    values
}

/// Returns a power of ten that is far below `max`, to begin with.
fn first_step(max: Decimal) -> Decimal {
    let digits = i64::from(max.trunc().mantissa().unsigned_abs().checked_ilog10().unwrap_or(0));
    let zeros = u32::try_from(digits - 2).unwrap_or(0);
    if zeros == 0 { Decimal::new(1, 2) } else { Decimal::from(10_i128.pow(zeros)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_one_two_or_five_times_a_power_of_ten() {
        for (max, shown) in [
            ("0", "0"),
            ("1", "0 0.2 0.4 0.6 0.8 1"),
            ("0.03", "0 0.01 0.02 0.03"),
            ("91.9", "0 20 40 60 80 100"),
            ("100", "0 20 40 60 80 100"),
            ("101", "0 50 100 150"),
            ("147390000000", "0 50000000000 100000000000 150000000000"),
            ("11900000000", "0 5000000000 10000000000 15000000000"),
            ("12345", "0 5000 10000 15000"),
        ] {
            let steps = steps(max.parse().unwrap(), 5);
            let steps: Vec<String> = steps.iter().map(|step| step.normalize().to_string()).collect();
            assert_eq!(steps.join(" "), shown, "{max}");
        }
        assert!(steps(Decimal::MAX, 5).len() <= 6);
    }

    #[test]
    fn lengths_are_rounded_and_stay_within_the_scale() {
        let length = |value: i64, max: i64| length(value.into(), max.into(), 60);
        assert_eq!((length(0, 100), length(1, 100), length(50, 100), length(100, 100)), (0, 1, 30, 60));
        assert_eq!((length(5, 0), length(200, 100), length(-5, 100)), (0, 60, 0));
    }
}
