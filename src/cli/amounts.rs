//! Amounts of flags, of which the shell may have taken a part: in double quotes it replaces the `$1` of `"$10bn"`.

use crate::invalid::Problem;
use crate::money::Amount;
use crate::query::Threshold;
use crate::text::quote;

const HINT: &str =
    "if it was \"$10bn\" in double quotes, the shell replaced the $1: write '$10bn' in single quotes";

/// Parses an amount.
///
/// # Errors
/// If it is none.
pub(super) fn amount(text: &str) -> Result<Amount, Problem> {
    text.parse().map_err(|problem| with_hint(problem, text))
}

/// Parses an amount to compare with, which may lack a currency.
///
/// # Errors
/// If it is none, and for "0bn", which is what the shell leaves of "$10bn": every amount would be larger.
pub(super) fn threshold(text: &str) -> Result<Threshold, Problem> {
    let threshold: Threshold = text.parse().map_err(|problem| with_hint(problem, text))?;
    let is_remainder = threshold.currency.is_none() && threshold.value.is_zero() && is_remainder(text);
    if is_remainder && text.trim() != "0" {
        return Err(Problem::new(format!("{} is nothing", quote(text))).hint(HINT));
    }
    Ok(threshold)
}

fn with_hint(problem: Problem, text: &str) -> Problem {
    if !is_remainder(text) {
        return problem;
    }
    let hint = match &problem.hint {
        // "5m" may also lack only its currency.
        Some(hint) if text.contains(|c: char| c.is_ascii_digit() && c != '0') => format!("{hint}; {HINT}"),
        _ => HINT.to_owned(),
    };
    problem.hint(hint)
}

/// Returns whether `text` may be what the shell left of an amount in dollars: a figure without its first digit, or only a
/// unit.
fn is_remainder(text: &str) -> bool {
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || [',', '.'].contains(&c)).trim_start();
    let is_unit = ["k", "m", "mn", "million", "bn", "billion", "b", "tn", "trillion", "t"]
        .iter()
        .any(|known| unit.eq_ignore_ascii_case(known));
    is_unit || (unit.is_empty() && !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shell_left_of_dollars_is_explained() {
        for text in ["0bn", "1.9bn", "bn", ".5m", "0 billion", "00"] {
            assert!(amount(text).unwrap_err().hint.unwrap().ends_with(HINT), "{text}");
        }
        for text in ["0bn", "bn", "0 billion"] {
            assert_eq!(threshold(text).unwrap_err().hint.as_deref(), Some(HINT), "{text}");
        }
        assert!(threshold("10bn").is_ok() && threshold("0").is_ok() && threshold("0 USD").is_ok());
        assert_ne!(amount("a lot").unwrap_err().hint.as_deref(), Some(HINT));
    }
}
