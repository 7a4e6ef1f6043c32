//! Figures for people: the only place that rounds the figures of tables and cards. Notes and findings use
//! `Amount::shown_rounded`.

use rust_decimal::RoundingStrategy::MidpointAwayFromZero;

use crate::money::{Amount, Currency, Decimal, Quantity, RESIDUE, multiply, to_plain_string};
use crate::report::Layout;
use crate::text::group_digits;

/// Significant digits of a rate.
const RATE_DIGITS: u32 = 6;

/// The most digits with which central banks publish rates: those stay as they are.
const PUBLISHED_DIGITS: u32 = 7;

/// Units of compact figures and their powers of ten.
const UNITS: [(&str, u32); 3] = [("m", 6), ("bn", 9), ("tn", 12)];

/// Formats a figure: compact in a grid and beside sources, with all decimals of its currency in the other layouts.
pub(super) fn figure(value: Decimal, currency: Currency, layout: Layout) -> String {
    match layout {
        Layout::Grid | Layout::Citations(_) => {
            let (digits, unit) = compact(value, currency);
            digits + unit
        }
        Layout::Ledger | Layout::Card => full(value, currency),
    }
}

/// Formats an amount as bound, figure and currency, so that the digits of a column are aligned.
pub(super) fn amount(amount: &Amount, layout: Layout) -> String {
    let currency = amount.currency;
    let figure = |value| figure(value, currency, layout);
    match amount.quantity {
        Quantity::Exact(value) => format!("{} {currency}", figure(value)),
        Quantity::About(value) => format!("~{} {currency}", figure(value)),
        Quantity::UpTo(value) => format!("≤ {} {currency}", figure(value)),
        Quantity::AtLeast(value) => format!("≥ {} {currency}", figure(value)),
        Quantity::Range { low, high } if layout == Layout::Grid => {
            format!("{} {currency}", compact_range(low, high, currency))
        }
        Quantity::Range { low, high } => format!("{}–{} {currency}", figure(low), figure(high)),
    }
}

/// Formats a share as a percentage. Only zero is 0.0%, and only one is 100.0%.
pub(super) fn share(share: Decimal) -> String {
    let Some(percent) = multiply(round(share, 3), Decimal::ONE_HUNDRED) else {
        return to_plain_string(share);
    };
    if percent.is_zero() && share > Decimal::ZERO {
        "<0.1%".to_owned()
    } else if percent == Decimal::ONE_HUNDRED && share < Decimal::ONE {
        ">99.9%".to_owned()
    } else {
        // `{:.1}` truncates; the share is rounded already.
        format!("{percent:.1}%")
    }
}

/// Formats a rate with six significant digits, or with its integer part if that is longer. A rate of seven digits, such as
/// 20275.17 rupiah, stays as it is.
pub(super) fn rate(rate: Decimal) -> String {
    let rate = rate.normalize();
    let digits = rate.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
    if digits <= PUBLISHED_DIGITS {
        return to_plain_string(rate);
    }
    // Leading zeros after the point are not significant digits: 0.00137928 has a scale of 8 and 6 digits.
    let places = (rate.scale() + RATE_DIGITS).saturating_sub(digits);
    to_plain_string(round(rate, places))
}

fn round(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, MidpointAwayFromZero)
}

/// Formats a figure with commas and the decimals of its currency, or all decimals if those are unknown.
fn full(value: Decimal, currency: Currency) -> String {
    match currency.minor_units() {
        Some(places) => {
            let mut rounded = round(value, places);
            if rounded.is_zero() && value.abs() > RESIDUE {
                // A millionth of a lira is not nothing.
                return value
                    .round_sf(2)
                    .map_or_else(|| to_plain_string(value), |value| to_plain_string(value.normalize()));
            }
            rounded.rescale(places);
            group_digits(&rounded.to_string())
        }
        None => group_digits(&to_plain_string(value)),
    }
}

/// Returns the digits and the unit of a compact figure.
fn compact(value: Decimal, currency: Currency) -> (String, &'static str) {
    let small = round(value, currency.minor_units().unwrap_or(Decimal::MAX_SCALE));
    if small.abs() < Decimal::ONE_THOUSAND * Decimal::ONE_THOUSAND {
        let digits =
            if value.is_integer() { group_digits(&to_plain_string(value)) } else { full(value, currency) };
        return (digits, "");
    }
    for (unit, power) in UNITS {
        let mut scaled = value.normalize();
        // Change the scale, which is exact; a division by 10^9 would round twice. A decimal of at least seven integer digits
        // has room for it.
        if scaled.set_scale(scaled.scale() + power).is_err() {
            break;
        }
        let rounded = round(scaled, 2);
        // Decide by the rounded figure: 999,999,999.99 is 1bn, not 1,000m.
        if rounded.abs() < Decimal::ONE_THOUSAND || unit == "tn" {
            return (group_digits(&to_plain_string(rounded)), unit);
        }
    }
    (full(value, currency), "")
}

/// Formats two compact figures, with their unit once if they share it.
fn compact_range(low: Decimal, high: Decimal, currency: Currency) -> String {
    match (compact(low, currency), compact(high, currency)) {
        // Both round to the same figure.
        (low_shown, high_shown) if low_shown == high_shown => {
            format!("{}–{}", full(low, currency), full(high, currency))
        }
        ((low, unit), (high, high_unit)) if unit == high_unit => format!("{low}–{high}{unit}"),
        // "12.55–1.76bn" might begin at 12.55bn.
        ((low_shown, ""), (high, high_unit)) if !low.is_zero() && low < Decimal::ONE_THOUSAND => {
            format!("{low_shown} {currency}–{high}{high_unit}")
        }
        ((low, low_unit), (high, high_unit)) => format!("{low}{low_unit}–{high}{high_unit}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn compact_figures_have_two_decimals_at_most_unless_nothing_would_be_left() {
        for (value, code, shown) in [
            ("11900000000", "USD", "11.9bn"),
            ("380000000000", "CNY", "380bn"),
            ("147390000000", "USD", "147.39bn"),
            ("10970000000.000", "USD", "10.97bn"),
            ("52413447725.98479157606188801", "USD", "52.41bn"),
            ("999999999.99", "USD", "1bn"),
            ("0.001", "USD", "0.001"),
            ("0.00000123", "TRY", "0.0000012"),
            ("0.0000000000000000000001", "USD", "0.00"),
            ("999000000", "USD", "999m"),
            ("999994999", "USD", "999.99m"),
            ("999995000", "USD", "1bn"),
            ("999999999999.99", "USD", "1tn"),
            ("1000000", "USD", "1m"),
            ("999999.995", "USD", "1m"),
            ("999999.99", "USD", "999,999.99"),
            ("999999.5", "JPY", "1m"),
            ("350000", "USD", "350,000"),
            ("1234.5", "USD", "1,234.50"),
            ("1234.5", "KWD", "1,234.500"),
            ("1234.5", "JPY", "1,235"),
            ("1234.5678", "XAU", "1,234.5678"),
            ("12", "USD", "12"),
            ("12.00", "USD", "12"),
            ("0.004", "USD", "0.004"),
            ("0", "USD", "0"),
            ("1230000000000000", "USD", "1,230tn"),
            ("79228162514264337593543950335", "USD", "79,228,162,514,264,337.59tn"),
            ("-1500000", "USD", "-1.5m"),
            ("-123456", "USD", "-123,456"),
        ] {
            assert_eq!(figure(decimal(value), currency(code), Layout::Grid), shown, "{value} {code}");
        }
    }

    #[test]
    fn halves_round_away_from_zero_and_figures_are_rounded_once() {
        for (value, shown) in [
            ("1005000000", "1.01bn"),
            ("1015000000", "1.02bn"),
            ("1004999999.9999999999999999999", "1bn"),
            ("1014999999.9999999999999999999", "1.01bn"),
        ] {
            assert_eq!(figure(decimal(value), Currency::USD, Layout::Grid), shown, "{value}");
        }
        assert_eq!(figure(decimal("0.125"), Currency::USD, Layout::Ledger), "0.13");
        assert_eq!(figure(decimal("0.135"), Currency::USD, Layout::Ledger), "0.14");
    }

    #[test]
    fn full_figures_have_the_decimals_of_their_currency() {
        for (value, code, shown) in [
            ("52413447725.98479157606188801", "USD", "52,413,447,725.98"),
            ("11900000000", "USD", "11,900,000,000.00"),
            ("1250000.5", "JPY", "1,250,001"),
            ("0.5", "KWD", "0.500"),
            ("1234.56789", "XAU", "1,234.56789"),
            ("999.995", "EUR", "1,000.00"),
            ("79228162514264337593543950335", "USD", "79,228,162,514,264,337,593,543,950,335"),
        ] {
            assert_eq!(figure(decimal(value), currency(code), Layout::Ledger), shown, "{value} {code}");
            assert_eq!(figure(decimal(value), currency(code), Layout::Card), shown, "{value} {code}");
        }
    }

    #[test]
    fn amounts_have_their_bound() {
        let shown = |text: &str, layout| amount(&text.parse().unwrap(), layout);
        for (text, grid) in [
            ("up to USD 11.9bn", "≤ 11.9bn USD"),
            ("at least EUR 3bn", "≥ 3bn EUR"),
            ("about USD 80bn", "~80bn USD"),
            ("USD 80bn", "80bn USD"),
            ("USD 60bn-65bn", "60–65bn USD"),
            ("USD 900m-1.2bn", "900m–1.2bn USD"),
            ("JPY 500-900", "500–900 JPY"),
            ("USD 60001000000-60002000000", "60,001,000,000.00–60,002,000,000.00 USD"),
        ] {
            assert_eq!(shown(text, Layout::Grid), grid, "{text}");
        }
        assert_eq!(shown("up to USD 11.9bn", Layout::Card), "≤ 11,900,000,000.00 USD");
        assert_eq!(shown("JPY 500-900", Layout::Ledger), "500–900 JPY");
    }

    #[test]
    fn only_zero_is_0_percent_and_only_one_is_100_percent() {
        for (value, shown) in [
            ("0.361", "36.1%"),
            ("0.36149", "36.1%"),
            ("0.3615", "36.2%"),
            ("0.5", "50.0%"),
            ("0", "0.0%"),
            ("1", "100.0%"),
            ("0.00049", "<0.1%"),
            ("0.0005", "0.1%"),
            ("0.9994", "99.9%"),
            ("0.9995", ">99.9%"),
            ("1.25", "125.0%"),
        ] {
            assert_eq!(share(decimal(value)), shown, "{value}");
        }
    }

    #[test]
    fn rates_have_six_digits_or_their_integer_part_or_are_as_published() {
        for (value, shown) in [
            ("1.0466", "1.0466"),
            ("1.04660000", "1.0466"),
            ("0.1379278456", "0.137928"),
            ("0.00000137927845", "0.00000137928"),
            ("17356.2049", "17356.2"),
            ("20275.17", "20275.17"),
            ("20275.170", "20275.17"),
            ("0.01018675", "0.01018675"),
            ("0.010186754", "0.0101868"),
            ("12345678.9", "12345679"),
            ("100", "100"),
            ("9.9999999", "10"),
            ("0", "0"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
        ] {
            assert_eq!(rate(decimal(value)), shown, "{value}");
        }
    }

    #[test]
    fn plain_figures_have_every_digit() {
        assert_eq!(to_plain_string(decimal("11900000000.00")), "11900000000");
        assert_eq!(
            to_plain_string(decimal("0.0000000000000000000000000001")),
            "0.0000000000000000000000000001"
        );
        assert_eq!(to_plain_string(-decimal("0.00")), "0");
    }

    proptest! {
        #[test]
        fn no_decimal_panics(mantissa in -(1i128 << 96) + 1..1i128 << 96, scale in 0u32..=28) {
            let value = Decimal::from_i128_with_scale(mantissa, scale);
            for code in ["USD", "JPY", "CLF", "XAU"] {
                let shown = [Layout::Grid, Layout::Ledger].map(|layout| figure(value, currency(code), layout));
                prop_assert!(shown.iter().all(|shown| !shown.contains('e')));
            }
            let _ = (share(value), rate(value));
            prop_assert_eq!(decimal(&to_plain_string(value)), value);
        }

        #[test]
        fn a_compact_figure_is_correctly_rounded(units in 1i128..1 << 90, scale in 0u32..=28) {
            let value = Decimal::from_i128_with_scale(units, scale);
            let (digits, unit) = compact(value, Currency::USD);
            let power = UNITS.iter().find(|(name, _)| *name == unit).map_or(0, |(_, power)| *power);
            let shown = decimal(&digits.replace(',', ""));
            // Compare with half of the last place, in units of 10^-30, so that the test does not round.
            let exact = |value: Decimal| num_bigint::BigInt::from(value.mantissa())
                * num_bigint::BigInt::from(10).pow(30 - value.scale());
            let difference = exact(shown) * num_bigint::BigInt::from(10).pow(power) - exact(value);
            let half = num_bigint::BigInt::from(5) * num_bigint::BigInt::from(10).pow(27 + power);
            prop_assert!(difference.magnitude() <= half.magnitude());
        }
    }
}
