//! Writes amounts: exactly, in the shortest form that [`written`](super::written) reads back, as people type them and as
//! tables show them; and rounded, for notes.

use std::fmt;

use rust_decimal::Decimal;

use super::written::is_short_range;
use super::{Amount, Overflow, Quantity, multiply};
use crate::text::group_digits;

impl fmt::Display for Amount {
    /// Writes the exact form, such as `up to USD 11.9bn`; [`FromStr`](std::str::FromStr) reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency = self.currency;
        match self.quantity {
            Quantity::Exact(value) => write!(f, "{currency} {}", Shortest(value)),
            // "USD 5–8000" might begin at five thousand.
            Quantity::Range { low, high } if is_short_range(low, high) => {
                write!(f, "{currency} {}–{currency} {}", Shortest(low), Shortest(high))
            }
            Quantity::Range { low, high } => match (in_unit(low), in_unit(high)) {
                (Some(low), Some(high)) => write!(f, "{currency} {low}–{high}"),
                (None, Some(high)) if low.is_zero() => write!(f, "{currency} 0–{high}"),
                // A unit of one figure would count for the other: "USD 5–81m" begins at five million.
                _ => write!(f, "{currency} {}", in_full(low, high)),
            },
            Quantity::About(value) | Quantity::UpTo(value) | Quantity::AtLeast(value) => {
                write!(f, "{} {currency} {}", self.quantity.bound(), Shortest(value))
            }
        }
    }
}

impl Amount {
    /// Returns the amount as answers show it, such as `≤ 11.9bn USD`. Unlike tables it rounds nothing;
    /// [`FromStr`](std::str::FromStr) reads it back.
    #[must_use]
    pub fn shown(&self) -> String {
        let currency = self.currency;
        match self.quantity {
            Quantity::Exact(value) => format!("{} {currency}", Shortest(value)),
            Quantity::About(value) => format!("~{} {currency}", Shortest(value)),
            Quantity::UpTo(value) => format!("≤ {} {currency}", Shortest(value)),
            Quantity::AtLeast(value) => format!("≥ {} {currency}", Shortest(value)),
            Quantity::Range { low, high } if is_short_range(low, high) => {
                format!("{} {currency}–{} {currency}", Shortest(low), Shortest(high))
            }
            Quantity::Range { low, high } => match (in_unit(low), in_unit(high)) {
                (Some(low), Some(high)) => format!("{}–{high} {currency}", without_shared_unit(&low, &high)),
                (None, Some(high)) if low.is_zero() => format!("0–{high} {currency}"),
                _ => format!("{} {currency}", in_full(low, high)),
            },
        }
    }
}

impl Amount {
    /// Returns the amount as notes show it: [`Self::shown`] of figures with at most four digits, of which two stand behind the
    /// point: `2.47bn EUR`, `23.26bn EUR`.
    #[must_use]
    pub(crate) fn shown_rounded(&self) -> String {
        let round = |figure: Decimal| {
            let whole = whole_digits(figure);
            let digits = if whole > 6 && whole % 3 == 1 { 3 } else { 4 };
            Ok::<_, Overflow>(rounded(figure, digits))
        };
        let quantity = self.quantity.try_map(round).unwrap_or(self.quantity);
        Self { quantity, ..*self }.shown()
    }

    /// Returns the amount with four digits, of which three may stand behind the point: `3.113bn USD`. It shows how far the
    /// amount is from another one, and is not read back.
    #[must_use]
    pub(crate) fn shown_with_four_digits(&self) -> String {
        let currency = self.currency;
        let figure = |figure: Decimal| {
            let figure = rounded(figure, 4);
            in_unit_with(figure, 3).unwrap_or_else(|| InFull::of(figure).to_string())
        };
        match self.quantity {
            Quantity::Exact(value) => format!("{} {currency}", figure(value)),
            Quantity::About(value) => format!("~{} {currency}", figure(value)),
            Quantity::UpTo(value) => format!("≤ {} {currency}", figure(value)),
            Quantity::AtLeast(value) => format!("≥ {} {currency}", figure(value)),
            Quantity::Range { low, high } => format!("{}–{} {currency}", figure(low), figure(high)),
        }
    }
}

/// Returns how many digits stand before the point.
fn whole_digits(figure: Decimal) -> u32 {
    figure.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
}

/// Returns a figure with `digits` digits. Below a million, where no unit shows that it is rounded, it keeps all digits before
/// the point.
fn rounded(figure: Decimal, digits: u32) -> Decimal {
    let whole = whole_digits(figure);
    let digits = if whole > 6 { digits } else { digits.max(whole) };
    figure.round_sf(digits).unwrap_or(figure).normalize()
}

/// Returns the low figure of a range without its unit if the high one has the same: `30` of `30bn` and `50bn`.
fn without_shared_unit<'l>(low: &'l str, high: &str) -> &'l str {
    let digits = |figure: &str| figure.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (low_digits, high_digits) = (digits(low), digits(high));
    if low[low_digits..] == high[high_digits..] { &low[..low_digits] } else { low }
}

/// Returns a figure in the largest unit that leaves up to two decimals: three would make "1.234bn", which is ambiguous.
fn in_unit(value: Decimal) -> Option<String> {
    in_unit_with(value, 2)
}

/// The same with up to so many `decimals`.
fn in_unit_with(value: Decimal, decimals: u32) -> Option<String> {
    let value = value.normalize();
    [("tn", 12u32), ("bn", 9), ("m", 6)].into_iter().find_map(|(name, power)| {
        let unit = Decimal::from_i128_with_scale(10i128.pow(power), 0);
        // To compare is faster than to divide.
        if value < unit {
            return None;
        }
        let scaled = value.checked_div(unit)?.normalize();
        let is_short = scaled.scale() <= decimals
            && (power == 12 || scaled < Decimal::ONE_THOUSAND)
            && multiply(scaled, unit) == Some(value);
        is_short.then(|| format!("{scaled}{name}"))
    })
}

/// Displays a figure in its shortest exact form.
struct Shortest(Decimal);

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match in_unit(self.0) {
            Some(text) => f.write_str(&text),
            None => InFull::of(self.0).fmt(f),
        }
    }
}

/// Returns both ends of a range with all their digits, which have commas in both or in none: `950000–1200000`.
fn in_full(low: Decimal, high: Decimal) -> String {
    let has_one_comma = |figure: Decimal| (4..=6).contains(&whole_digits(figure));
    let is_plain = has_one_comma(low) || has_one_comma(high);
    let end = |figure: Decimal| InFull { figure, is_grouped: has_two_commas(figure) && !is_plain };
    format!("{}–{}", end(low), end(high))
}

/// Whether commas between thousands are clear: one alone may be a decimal comma.
fn has_two_commas(figure: Decimal) -> bool {
    whole_digits(figure) > 6
}

/// Displays a figure with all its digits.
struct InFull {
    figure: Decimal,
    is_grouped: bool,
}

impl InFull {
    fn of(figure: Decimal) -> Self {
        Self { figure, is_grouped: has_two_commas(figure) }
    }
}

impl fmt::Display for InFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.figure.normalize().to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let grouped = if self.is_grouped { group_digits(whole) } else { whole.to_owned() };
        match (fraction.len(), whole.len()) {
            (0, _) => f.write_str(&grouped),
            // "1.234" is ambiguous: a fourth decimal resolves it.
            (3, 1..=3) if whole != "0" => write!(f, "{grouped}.{fraction}0"),
            _ => write!(f, "{grouped}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn writes_the_shortest_exact_form() {
        for text in [
            "up to USD 11.9bn", "CNY 380bn", "about EUR 1.25tn", "USD 60bn–65bn", "USD 0–5m",
            "USD 5–81,000,000", "USD 5,000,000–5,000,001", "at least JPY 1,250,001", "USD 350000",
            "USD 1.2340", "EUR 52,413,447,725.98", "KWD 0.125", "USD 950000–1200000",
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn answers_show_bound_figure_and_currency() {
        for text in [
            "≤ 11.9bn USD", "380bn CNY", "~1.25tn EUR", "60–65bn USD", "900m–1.2bn USD", "0–5m USD",
            "5–81,000,000 USD", "5 USD–8000 USD", "5,000,000–5,000,001 USD", "≥ 1,250,001 JPY", "350000 USD",
            "1.2340 USD", "52,413,447,725.98 EUR", "0.125 KWD",
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().shown(), text);
        }
    }

    #[test]
    fn notes_show_few_digits() {
        for (text, shown) in [
            ("EUR 2472000000", "2.47bn EUR"),
            ("EUR 23261824761.78", "23.26bn EUR"),
            ("EUR 232618247617", "232.6bn EUR"),
            ("up to USD 5114000000", "≤ 5.11bn USD"),
            ("USD 11bn", "11bn USD"),
            ("USD 1234.5678", "1235 USD"),
            ("USD 123456.78", "123457 USD"),
            ("EUR 2472000", "2.47m EUR"),
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().shown_rounded(), shown);
        }
    }

    #[test]
    fn a_rounded_figure_looks_rounded() {
        for (text, shown) in [
            ("USD 3113100000", "3.113bn USD"),
            ("about USD 5104350000", "~5.104bn USD"),
            ("USD 52413447725.98", "52.41bn USD"),
            ("USD 52000000000", "52bn USD"),
            ("up to USD 510435.55", "≤ 510436 USD"),
            ("USD 3113100000–5104350000", "3.113bn–5.104bn USD"),
            ("USD 0.123456", "0.1235 USD"),
        ] {
            assert_eq!(text.parse::<Amount>().unwrap().shown_with_four_digits(), shown);
        }
    }

    /// A figure of any magnitude, with few digits or many.
    fn figure() -> impl Strategy<Value = Decimal> {
        let digits = prop_oneof![0i64..100, 0i64..100_000_000];
        (digits, 0u32..4, 0u32..7)
            .prop_map(|(digits, scale, power)| Decimal::new(digits, scale) * Decimal::from(10i64.pow(power)))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in 0u64.., scale in 0u32..12, kind in 0..5, code in "USD|CNY|JPY|DEM") {
            let value = Decimal::from_i128_with_scale(i128::from(units), scale);
            let quantity = match kind {
                0 => Quantity::Exact(value),
                1 => Quantity::About(value),
                2 => Quantity::UpTo(value),
                3 => Quantity::AtLeast(value),
                _ => Quantity::range(value, value + Decimal::ONE).unwrap(),
            };
            let written = Amount { quantity, currency: code.parse().unwrap() };
            prop_assert_eq!(written.to_string().parse::<Amount>(), Ok(written));
            prop_assert_eq!(written.shown().parse::<Amount>(), Ok(written));
        }

        #[test]
        fn a_range_is_read_back(low in figure(), high in figure(), code in "USD|JPY|INR") {
            prop_assume!(low < high);
            let written = Amount { quantity: Quantity::range(low, high).unwrap(), currency: code.parse().unwrap() };
            prop_assert_eq!(written.to_string().parse::<Amount>(), Ok(written));
            prop_assert_eq!(written.shown().parse::<Amount>(), Ok(written));
        }
    }
}
