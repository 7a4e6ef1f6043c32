//! The amounts in a sentence.

use super::Context;
use super::figure::Reader;
use super::number_words::tokens;
use super::token::Token;
use crate::money::{Amount, Quantity};

/// Returns the amounts that `text` names, in their order: "€3 billion ($3.09 billion)" has two. An amount whose sign
/// several currencies share is returned in each of them. Sides of an equation, such as the rate "$1 = 0.9685 euros", are
/// no amounts.
///
/// ```
/// use outlay::money::amounts_in;
///
/// let amounts = amounts_in("The agreement, valued at up to $11.9 billion, runs to October 2030.");
/// assert_eq!(amounts, ["up to USD 11.9bn".parse()?]);
/// # Ok::<(), outlay::Problem>(())
/// ```
pub fn amounts_in(text: &str) -> Vec<Amount> {
    let text = text.replace(char::is_control, " ");
    let tokens = tokens(&text).unwrap_or_default();
    let reader = Reader { text: &text, tokens: &tokens, context: &Context::default() };
    let is_equals = |at: usize| tokens.get(at).is_some_and(|token: &Token<'_>| token.is_mark(&['=']));
    let mut amounts = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Ok((parsed, end)) = reader.amount(at) else {
            at += 1;
            continue;
        };
        // In a sentence, "from $5m" may say what was before.
        if matches!(parsed.quantity, Quantity::AtLeast(_)) && reader.is_least(at) {
            at += 1;
            continue;
        }
        let is_equation = is_equals(end) || at.checked_sub(1).is_some_and(is_equals);
        if !is_equation {
            amounts.extend(
                parsed
                    .currencies
                    .iter()
                    .map(|currency| Amount { quantity: parsed.quantity, currency: *currency }),
            );
        }
        at = end.max(at + 1);
    }
    amounts
}
