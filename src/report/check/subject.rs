//! What the rules know of a deal, and how they compare amounts.

use chrono::NaiveDate;

use crate::deal::{CurrentState, Deal};
use crate::money::{Amount, Currency, Decimal};
use crate::query::Converter;
use crate::rates::When;
use crate::report::Context;

/// A deal, and what the rules compare it with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'s> {
    pub(super) deal: &'s Deal<'s>,
    pub(super) current: &'s CurrentState<'s>,
    pub(super) context: &'s Context<'s>,
    pub(super) converter: &'s Converter<'s>,
    pub(super) today: NaiveDate,
}

impl Subject<'_> {
    /// Returns `amount` in `currency` at the rate of `when`; `None` if there is no rate.
    pub(super) fn convert(&self, amount: &Amount, currency: Currency, when: When) -> Option<Amount> {
        self.converter.convert(amount, currency, when).ok()?.amount().ok()
    }
}

/// The largest difference that rounding explains, in thousandths of the figure: 1bn printed for 1.2bn is more.
const MAX_ROUNDING: i64 = 50;

/// Returns how far a printed figure may lie from the one that it rounds: half a unit of its last digit that is not zero, and
/// at most a twentieth of it.
pub(super) fn rounding(figure: Decimal) -> Decimal {
    let figure = figure.normalize();
    let mut mantissa = figure.mantissa();
    let mut half = Decimal::new(5, figure.scale() + 1);
    while mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        half = half.checked_mul(Decimal::TEN).unwrap_or(half);
    }
    figure.checked_mul(Decimal::new(MAX_ROUNDING, 3)).map_or(half, |most| half.min(most)).normalize()
}

/// Returns the distance of two figures.
pub(super) fn distance(a: Decimal, b: Decimal) -> Option<Decimal> {
    Some(a.checked_sub(b)?.abs())
}

/// Returns `part` in percent of `whole`, with three decimals.
pub(super) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let hundredfold = part.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(hundredfold.checked_div(whole)?.round_dp(3).normalize())
}

/// Returns whether two figures differ by at most `thousandths` of the greater one.
pub(super) fn is_near(a: Decimal, b: Decimal, thousandths: i64) -> bool {
    let tolerance = a.max(b).checked_mul(Decimal::new(thousandths, 3));
    distance(a, b).zip(tolerance).is_some_and(|(distance, tolerance)| distance <= tolerance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_explains_half_a_unit_of_the_last_digit() {
        let half = |text: &str| rounding(text.parse().unwrap()).to_string();
        assert_eq!(half("52400000000"), "50000000");
        assert_eq!(half("3090000000"), "5000000");
        assert_eq!(half("0.0137"), "0.00005");
        assert_eq!(half("1.50"), "0.05");
        assert_eq!(half("3000000000"), "150000000");
        assert_eq!(half("0"), "0");
    }

    #[test]
    fn percentages_have_three_decimals() {
        let figure = |text: &str| text.parse::<Decimal>().unwrap();
        // 3,090,000,000 against 3,113,100,000.
        assert_eq!(percent(figure("23100000"), figure("3113100000")), Some(figure("0.742")));
        assert_eq!(percent(Decimal::ONE, Decimal::ZERO), None);
        assert!(is_near(figure("100"), figure("101"), 10));
        assert!(!is_near(figure("100"), figure("102"), 10));
    }
}
