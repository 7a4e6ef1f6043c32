//! Reads numbers with their grouping and decimal separators.
//!
//! ```ebnf
//! number    = whole, [ ( "." | "," ), digit, { digit } ] ;
//! whole     = digit, { digit }
//!           | head, group, 3 * digit, { group, 3 * digit }                 (* 1,250,000 *)
//!           | head, { ",", 2 * digit }, ",", 3 * digit ;                   (* 20,00,00,000: lakh and crore *)
//! head      = digit, [ digit, [ digit ] ] ;
//! group     = "." | "," | "'" | "’" | space ;                              (* the same one throughout *)
//! ```
//!
//! The decimal separator differs from the grouping separator. One separator before exactly three digits is ambiguous:
//! `1.234` is over a thousand to some and under two to others. It is refused, unless a zero begins the number.

use rust_decimal::Decimal;

use super::parse_decimal;
use crate::invalid::Problem;
use crate::text::quote;

/// The hint for an invalid amount.
pub(super) const EXAMPLES: &str =
    "write for example \"up to USD 11.9bn\", \"€3 billion\", \"$60-65bn\" or \"1250000 EUR\"";

/// Returns the value of `digits`, a number in the amount `text`.
pub(super) fn parse_number(digits: &str, text: &str) -> Result<Decimal, Problem> {
    let invalid =
        || Problem::new(format!("{} in {} is not a number", quote(digits), quote(text))).hint(EXAMPLES);
    let separator = decimal_separator(digits, text)?;
    let (whole, fraction) = match separator {
        Some(separator) => {
            let (whole, fraction) = digits.rsplit_once(separator).ok_or_else(invalid)?;
            (whole, Some(fraction))
        }
        None => (digits, None),
    };
    if fraction.is_some_and(|fraction| !is_digits(fraction)) {
        return Err(invalid());
    }
    let whole = ungroup(whole, separator).ok_or_else(invalid)?;
    match fraction {
        Some(fraction) => parse_decimal(&format!("{whole}.{fraction}")),
        None => parse_decimal(&whole),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the separator before the fraction, which is the last one and differs from those before it.
fn decimal_separator(digits: &str, text: &str) -> Result<Option<char>, Problem> {
    let separators: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    match separators.as_slice() {
        [one @ ('.' | ',')] => {
            let is_ambiguous = digits.split_once(*one).is_some_and(|(head, tail)| {
                (1..=3).contains(&head.len()) && tail.len() == 3 && !head.starts_with('0')
            });
            if !is_ambiguous {
                return Ok(Some(*one));
            }
            let (whole, fraction) = (digits.replace(*one, ""), digits.replace(*one, "."));
            Err(Problem::new(format!("{digits:?} in {} can be read in two ways", quote(text)))
                .hint(format!("write {whole} for the whole number or {fraction}0 for the fraction")))
        }
        [first, .., last @ ('.' | ',')] if first != last => Ok(Some(*last)),
        _ => Ok(None),
    }
}

/// Returns the digits of `whole` without grouping separators; `None` if its groups are not those of a number.
fn ungroup(whole: &str, decimal_separator: Option<char>) -> Option<String> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let [head, middle @ .., last] = groups.as_slice() else { return None };
    let western = (1..=3).contains(&head.len()) && middle.iter().all(|group| group.len() == 3);
    let indian =
        separator == ',' && (1..=2).contains(&head.len()) && middle.iter().all(|group| group.len() == 2);
    let is_number = groups.iter().all(|group| is_digits(group))
        && Some(separator) != decimal_separator
        && last.len() == 3
        && (western || indian);
    is_number.then(|| groups.concat())
}
