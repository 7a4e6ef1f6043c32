//! The numbers and words of a written date.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::names::normalize;
use crate::text::ascii_digit;

/// A number or a word of a date, with what stands between it and the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) joint: Joint,
    pub(super) content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Number(Number),
    /// A word, normalized.
    Word(String),
}

/// A number of at most eight digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u32,
    pub(super) digits: usize,
    /// Whether it is an ordinal number, such as "3rd". It then is a day or a quarter, not a month or a year.
    pub(super) is_ordinal: bool,
}

impl Number {
    /// Whether it may be a day or a month.
    pub(super) fn is_short(self) -> bool {
        self.digits <= 2
    }
}

/// What stands between two items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing, as in `Q3`.
    None,
    Space,
    /// One of `-`, `/`, `.`, `,` and `'`, with or without spaces; `–` is a hyphen or a dash with spaces around it.
    Sign(char),
}

/// Longest written date, in bytes.
pub(super) const MAX_LENGTH: usize = 100;

/// Returns the items of a date; `None` if `text` has characters or signs that no date has.
pub(super) fn items(text: &str) -> Option<Vec<Item>> {
    // Normalization would make a footnote mark a digit: "2025²" is not 20252.
    let is_foreign_digit = |c: char| c.is_numeric() && !c.is_ascii_digit() && !('０'..='９').contains(&c);
    let text: Cow<'_, str> =
        if text.is_ascii() { Cow::Borrowed(text) } else { text.chars().map(ascii_digit).collect() };
    if text.len() > MAX_LENGTH || text.chars().any(is_foreign_digit) {
        return None;
    }
    let text = normalize(&text);
    let mut items: Vec<Item> = Vec::new();
    let mut rest = text.as_str();
    loop {
        let after_marker = rest.strip_prefix(is_marker).filter(|_| ends_in_number(&items));
        let text = after_marker.unwrap_or(rest);
        let start = text.find(|c: char| c.is_ascii_digit() || c.is_alphabetic());
        let (between, after) = text.split_at(start.unwrap_or(text.len()));
        let joint = match between.trim() {
            "" | "." if after_marker.is_some() => Some(Joint::Sign('-')),
            _ => joint(between, items.last()),
        };
        if after.is_empty() {
            return matches!(between.trim(), "" | ".").then_some(items);
        }
        let joint = joint.filter(|joint| !items.is_empty() || matches!(joint, Joint::None | Joint::Space))?;
        let (item, next) = after.split_at(length_of_item(after));
        items.push(Item { joint, content: content(item)? });
        rest = next;
    }
}

fn ends_in_number(items: &[Item]) -> bool {
    items.last().is_some_and(|item| matches!(item.content, Content::Number(_)))
}

/// Whether `c` follows the number of a year, a month or a day in Chinese, Japanese or Korean.
fn is_marker(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '號' | '년' | '월' | '일')
}

/// Returns the length in bytes of the number or word at the start of `text`.
fn length_of_item(text: &str) -> usize {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    let is_inside = |c: char| {
        if is_number {
            c.is_ascii_digit()
        } else {
            c.is_alphabetic() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
        }
    };
    text.find(|c: char| !is_inside(c)).unwrap_or(text.len())
}

fn content(item: &str) -> Option<Content> {
    if !item.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(Content::Word(item.to_owned()));
    }
    let value = item.parse().ok().filter(|_| item.len() <= 8)?;
    Some(Content::Number(Number { value, digits: item.len(), is_ordinal: false }))
}

/// Returns what `between` is; `None` if no date has it.
fn joint(between: &str, before: Option<&Item>) -> Option<Joint> {
    let mut sign = between.trim();
    // The point of an abbreviation: "Mar. 10", "Mar., 2025".
    if before.is_some_and(|item| matches!(item.content, Content::Word(_))) {
        sign = sign.strip_prefix('.').unwrap_or(sign).trim_start();
    }
    // The apostrophe of a year: "May 1, '24".
    if let Some(other) = sign.strip_suffix('\'') {
        return matches!(other.trim_end(), "" | "," | "-").then_some(Joint::Sign('\''));
    }
    let mut chars = sign.chars();
    match (chars.next(), chars.next()) {
        (None, _) if between.is_empty() => Some(Joint::None),
        (None, _) => Some(Joint::Space),
        (Some(sign @ ('/' | '.' | ',')), None) => Some(Joint::Sign(sign)),
        (Some('.'), Some(',')) | (Some('،'), None) => Some(Joint::Sign(',')),
        (Some('-' | '\u{2010}'..='\u{2015}' | '\u{2212}'), None) => {
            Some(Joint::Sign(if between.ends_with(char::is_whitespace) { '–' } else { '-' }))
        }
        _ => None,
    }
}
