//! Reads numbers with their grouping and decimal separators.
//!
//! ```ebnf
//! number    = whole, [ ( "." | "," ), digit, { digit } ] ;
//! mixed     = number, [ "¼" | "½" | "¾" ] ;                                      (* the number without separators *)
//! whole     = digit, { digit }
//!           | head, group, 3 * digit, { group, 3 * digit }                        (* 1,250,000 *)
//!           | head, { ",", 2 * digit }, ",", 3 * digit                            (* 20,00,00,000 *)
//!           | head, [ digit ], ",", 4 * digit, ",", 4 * digit, { ",", 4 * digit } (* 12,0000,0000 *) ;
//! head      = digit, [ digit, [ digit ] ] ;                                       (* not beginning with 0 *)
//! group     = "." | "," | "'" | "’" | space ;                                     (* the same one throughout *)
//! ```
//!
//! The decimal separator differs from the grouping separator. A number may fit this grammar in two ways: `1.234` is over
//! a thousand to some and under two to others. The declared [`DecimalSign`] decides, else the number is refused.

use rust_decimal::Decimal;

use super::{DecimalSign, scaled};
use crate::invalid::{Cause, Problem};
use crate::money::{Unit, add, parse_decimal};
use crate::text::quote;

/// The hint for an invalid amount.
pub(super) const EXAMPLES: &str =
    "write for example \"up to USD 11.9bn\", \"€3 billion\", \"$60-65bn\" or \"1250000 EUR\"";

/// A way to read the separators of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    /// The digits with a decimal point and without grouping.
    plain: String,
    /// The decimal sign that the separators imply; `None` if both fit, as in `1250`, `1 250` and `1'250`.
    sign: Option<DecimalSign>,
}

/// Returns the value of `digits`, a number in the amount `text`, with the decimal sign `declared`.
///
/// # Errors
/// If the separators group no number, can be read in two ways, or contradict the declared sign.
pub(super) fn parse_number(
    digits: &str,
    text: &str,
    declared: Option<DecimalSign>,
) -> Result<Decimal, Problem> {
    let mut readings = readings(digits);
    if declared.is_none() {
        readings.extend(one_group_of_four(digits));
    }
    let fitting: Vec<&Reading> =
        readings.iter().filter(|reading| declared.is_none_or(|sign| reading.fits(sign))).collect();
    match (fitting.as_slice(), readings.as_slice(), declared) {
        ([only], _, _) => parse_decimal(&only.plain),
        ([], [other, ..], Some(sign)) => Err(contradiction(digits, text, other, sign)),
        ([], ..) => Err(not_a_number(digits, text)),
        ([first, second, ..], ..) => {
            let [whole, fraction] = if first.plain.contains('.') { [second, first] } else { [first, second] };
            let message = format!("{} in {} can be read in two ways", quote(digits), quote(text));
            let hint =
                format!("write {} for the whole number or {}0 for the fraction", whole.plain, fraction.plain);
            Err(Problem::new(message).hint(hint).cause(Cause::DecimalSign))
        }
    }
}

/// Fractions that follow a whole number, with their hundredths.
pub(super) const FRACTIONS: [(char, i64); 3] = [('¼', 25), ('½', 50), ('¾', 75)];

/// Returns the value of a number that may end with a fraction: `2½`.
///
/// # Errors
/// As [`parse_number`]; if the number before the fraction has separators.
pub(super) fn parse_mixed(
    digits: &str,
    text: &str,
    declared: Option<DecimalSign>,
) -> Result<Decimal, Problem> {
    let fraction =
        FRACTIONS.iter().find_map(|(sign, hundredths)| Some((digits.strip_suffix(*sign)?, *hundredths)));
    match fraction {
        Some((whole, hundredths)) if is_digits(whole) => {
            let sum = add(parse_number(whole, text, declared)?, Decimal::new(hundredths, 2));
            sum.ok_or_else(|| not_a_number(digits, text))
        }
        Some(_) => Err(not_a_number(digits, text)),
        None => parse_number(digits, text, declared),
    }
}

fn not_a_number(digits: &str, text: &str) -> Problem {
    Problem::new(format!("{} in {} is not a number", quote(digits), quote(text))).hint(EXAMPLES)
}

/// Returns the value of a number in scientific notation, `1.2e9`, in the amount `text`.
///
/// # Errors
/// As [`parse_number`]; if the mantissa is grouped, or the exponent is beyond 15, which no amount of money needs.
pub(super) fn parse_scientific(
    digits: &str,
    exponent: &str,
    text: &str,
    declared: Option<DecimalSign>,
) -> Result<Decimal, Problem> {
    let has_one_point = digits.split_once('.').is_some_and(|(_, fraction)| is_digits(fraction));
    // The mantissa is not grouped: its point is decimal, unless a comma is.
    let sign = declared.or(has_one_point.then_some(DecimalSign::Point));
    let invalid = || not_a_number(&format!("{digits}e{exponent}"), text);
    let exponent: i32 = exponent.parse().map_err(|_| invalid())?;
    let is_grouped = digits.contains(['\'', '’', '\u{a0}'])
        || (sign == Some(DecimalSign::Point) && digits.contains(','))
        || (sign == Some(DecimalSign::Comma) && digits.contains('.'));
    if !(-15..=15).contains(&exponent) || is_grouped {
        return Err(invalid());
    }
    scaled(parse_number(digits, text, sign)?, Unit::of_power(exponent), text)
}

fn contradiction(digits: &str, text: &str, other: &Reading, sign: DecimalSign) -> Problem {
    let (name, group) = match sign {
        DecimalSign::Point => ("a point", "a comma"),
        DecimalSign::Comma => ("a comma", "a point"),
    };
    let message =
        format!("{} in {} does not fit the decimal sign, which is {name} here", quote(digits), quote(text));
    Problem::new(message).hint(format!(
        "{group} then groups three digits; with the other decimal sign the number is {}",
        other.plain
    ))
}

/// Returns the decimal sign that the separators of `digits` show; `None` if they fit both signs or neither.
pub(super) fn sign_shown_by(digits: &str) -> Option<DecimalSign> {
    match readings(digits).as_slice() {
        [only] if one_group_of_four(digits).is_none() => only.sign,
        _ => None,
    }
}

impl Reading {
    fn fits(&self, declared: DecimalSign) -> bool {
        self.sign.is_none_or(|sign| sign == declared)
    }
}

/// Returns every way to read `digits`: at most one as a whole number and one with a fraction.
fn readings(digits: &str) -> Vec<Reading> {
    let whole = ungroup(digits).map(|(plain, group)| Reading {
        plain,
        sign: match group {
            Some(',') => Some(DecimalSign::Point),
            Some('.') => Some(DecimalSign::Comma),
            _ => None,
        },
    });
    let decimal = digits.rfind(['.', ',']).and_then(|at| {
        let (head, tail) = (&digits[..at], &digits[at + 1..]);
        let (plain, group) = ungroup(head)?;
        let separator = digits[at..].chars().next();
        let sign = if separator == Some('.') { DecimalSign::Point } else { DecimalSign::Comma };
        (is_digits(tail) && group != separator)
            .then(|| Reading { plain: format!("{plain}.{tail}"), sign: Some(sign) })
    });
    whole.into_iter().chain(decimal).collect()
}

/// Returns the reading of `1,0000` as ten thousand. A declared point does not make it grouping: it may be a slip.
fn one_group_of_four(digits: &str) -> Option<Reading> {
    let (head, group) = digits.split_once(',')?;
    let is_grouping = (1..=4).contains(&head.len()) && is_digits(head) && !head.starts_with('0');
    (is_grouping && group.len() == 4 && is_digits(group))
        .then(|| Reading { plain: format!("{head}{group}"), sign: Some(DecimalSign::Point) })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the digits of a whole number without its grouping separator, and that separator; `None` if its groups are
/// not those of a number.
fn ungroup(whole: &str) -> Option<(String, Option<char>)> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return is_digits(whole).then(|| (whole.to_owned(), None));
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let [head, middle @ .., last] = groups.as_slice() else { return None };
    let all = |length: usize| middle.iter().all(|group| group.len() == length) && !head.starts_with('0');
    let western = (1..=3).contains(&head.len()) && all(3) && last.len() == 3;
    let indian = separator == ',' && (1..=2).contains(&head.len()) && all(2) && last.len() == 3;
    // One group of four is as well a fraction of four digits.
    let east_asian =
        separator == ',' && (1..=4).contains(&head.len()) && all(4) && last.len() == 4 && !middle.is_empty();
    let is_number = groups.iter().all(|group| is_digits(group)) && (western || indian || east_asian);
    is_number.then(|| (groups.concat(), Some(separator)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(digits: &str, sign: Option<DecimalSign>) -> String {
        parse_number(digits, digits, sign)
            .map_or_else(|problem| problem.message, |value| value.normalize().to_string())
    }

    #[test]
    fn the_decimal_sign_decides_and_never_drops_a_separator() {
        let (point, comma) = (Some(DecimalSign::Point), Some(DecimalSign::Comma));
        for (digits, with_point, with_comma) in [
            ("46,140", "46140", "46.14"),
            ("1.234", "1.234", "1234"),
            ("1234", "1234", "1234"),
            ("1'234", "1234", "1234"),
            ("1\u{a0}234", "1234", "1234"),
            ("0.125", "0.125", "does not fit"),
            ("1,5", "does not fit", "1.5"),
            ("10,00", "does not fit", "10"),
            ("1.05", "1.05", "does not fit"),
            ("1,234,567", "1234567", "does not fit"),
            ("1.234.567,891", "does not fit", "1234567.891"),
            ("20,00,00,000", "200000000", "does not fit"),
            ("1,00,000.50", "100000.5", "does not fit"),
            ("12,0000,0000", "1200000000", "does not fit"),
            ("12,0000", "does not fit", "12"),
            ("1,23,4", "not a number", "not a number"),
            ("1.2.3", "not a number", "not a number"),
            ("0,123,456", "not a number", "not a number"),
        ] {
            for (sign, expected) in [(point, with_point), (comma, with_comma)] {
                let found = read(digits, sign);
                assert!(
                    found == expected || found.contains(&format!("{expected} ")) || found.ends_with(expected),
                    "{digits} with {sign:?}: {found}"
                );
            }
        }
    }

    #[test]
    fn a_number_with_one_reading_shows_its_decimal_sign() {
        for (digits, sign) in [
            ("1,234.5", Some(DecimalSign::Point)),
            ("20,00,00,000", Some(DecimalSign::Point)),
            ("1.5", Some(DecimalSign::Point)),
            ("173,9", Some(DecimalSign::Comma)),
            ("1.250.000", Some(DecimalSign::Comma)),
            ("1.234", None),
            ("80,000", None),
            ("1250", None),
            ("1'250", None),
            ("1.2.3", None),
        ] {
            assert_eq!(sign_shown_by(digits), sign, "{digits}");
        }
    }
}
