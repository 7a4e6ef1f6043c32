//! The words, signs and numbers of a header.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::word::{Place, Reading, read};
use crate::money::Currency;
use crate::money::sign::Sign;

/// A word, a sign or a number of a header.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    /// The bracket in which it stands, counted from 1; 0 outside of brackets.
    pub(super) bracket: usize,
    /// Whether its bracket is a square one.
    pub(super) is_square: bool,
    /// What stands between it and the piece before; empty between the humps of `fundingTotalUsd`.
    pub(super) gap: String,
    /// Whether a full stop follows it: `mil.`.
    pub(super) is_dotted: bool,
}

impl Piece {
    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit()) && !is_thousands(&self.text)
    }

    /// Returns the exponent of a number that is a power of ten: 3 of `1,000`, 6 of `10^6` and `1e6`.
    pub(super) fn power(&self) -> Option<i32> {
        let text = self.text.as_str();
        let exponent = text.strip_prefix("10^").or_else(|| text.strip_prefix("1e"));
        if let Some(exponent) = exponent.or_else(|| text.strip_prefix("1E")) {
            return exponent.parse().ok();
        }
        let zeros = text.strip_prefix('1')?.bytes().filter(u8::is_ascii_digit);
        let is_power = text.bytes().skip(1).all(|byte| byte == b'0' || !byte.is_ascii_digit());
        i32::try_from(zeros.count()).ok().filter(|_| is_power)
    }
}

/// Splits a header at spaces, punctuation and the humps of `fundingTotalUsd`.
pub(super) fn pieces(header: &str) -> Vec<Piece> {
    let header = plain(header);
    // Marks over letters are parts of words, as in Thai.
    let is_separator = |c: char| !c.is_alphanumeric() && !is_sign(c) && !is_combining_mark(c);
    let mut pieces = Vec::new();
    let mut rest = &*header;
    let (mut count, mut depth, mut is_square) = (0, 0usize, false);
    let mut gap = String::new();
    while let Some(c) = rest.chars().next() {
        if is_separator(c) {
            match c {
                '(' | '[' | '{' | '（' => (count, depth, is_square) = (count + 1, depth + 1, c == '['),
                ')' | ']' | '}' | '）' => depth = depth.saturating_sub(1),
                _ => {}
            }
            gap.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        // "x1000"
        let is_factor =
            matches!(c, 'x' | 'X' | '×') && rest[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        let end = if is_factor || is_before_number(rest) {
            c.len_utf8()
        } else if c.is_ascii_digit() {
            end_of_number(rest)
        } else {
            rest.find(is_separator).unwrap_or(rest.len())
        };
        let word = &rest[..end];
        let is_dotted = rest[end..].starts_with('.');
        for text in if c.is_ascii_digit() { vec![word.to_owned()] } else { humps(word) } {
            let gap = std::mem::take(&mut gap);
            pieces.push(Piece {
                text,
                bracket: if depth > 0 { count } else { 0 },
                is_square,
                gap,
                is_dotted,
            });
        }
        rest = &rest[end..];
        // "euro's", "000's"
        let plural = rest.strip_prefix(['\'', '’']).and_then(|rest| rest.strip_prefix('s'));
        let has_plural = word.ends_with(char::is_alphabetic) || word == "000";
        let is_plural = |rest: &&str| !rest.starts_with(char::is_alphanumeric) && has_plural;
        rest = plural.filter(is_plural).unwrap_or(rest);
    }
    pieces
}

/// Returns a header with signs for abbreviations and digits for exponents. Most headers have neither.
fn plain(header: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(header);
    if plain.contains("U.S.") {
        plain = Cow::Owned(plain.replace("U.S. $", "US$").replace("U.S.", "US"));
    }
    if !plain.is_ascii() {
        plain = Cow::Owned(with_exponents(&plain.replace("ש\"ח", "₪").replace("ש״ח", "₪")));
    }
    plain
}

/// Whether a text begins with a sign before a number, as in `€1.000`; `$000` stands for thousands.
fn is_before_number(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_sign) && chars.next().is_some_and(|c| ('1'..='9').contains(&c))
}

/// Writes `10⁶` as `10^6`.
fn with_exponents(header: &str) -> String {
    let mut written = String::with_capacity(header.len());
    for c in header.chars() {
        match "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip('0'..='9').find(|(superscript, _)| *superscript == c)
        {
            Some((_, digit)) if written.ends_with("10") => written.extend(['^', digit]),
            _ => written.push(c),
        }
    }
    written
}

/// Returns the length of the number at the beginning of a text: `1,000`, `10^6`, `1e6`, and `000s`, which stands for thousands.
fn end_of_number(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    if matches!(&text[..end], "000") && text[end..].starts_with('s') {
        return end + 1;
    }
    let exponent = text[end..].strip_prefix(['^', 'e', 'E']).map_or(0, digits);
    if exponent > 0 {
        return end + 1 + exponent;
    }
    while let Some(group) = text[end..].strip_prefix([',', '.', '\'', ' ', '\u{a0}'])
        && digits(group) == 3
    {
        end = text.len() - group.len() + 3;
    }
    end
}

pub(super) fn is_sign(c: char) -> bool {
    "$€£¥₩₹₽₺₪₱฿₫₴₦₨￥￡￦＄".contains(c)
}

/// Whether a word is thousands by their zeros.
fn is_thousands(text: &str) -> bool {
    before_thousands(text) == Some("")
}

/// Returns the sign before thousands by their zeros: `USD '000`, `$000s`.
pub(super) fn before_thousands(text: &str) -> Option<&str> {
    let before = text.strip_suffix('s').unwrap_or(text).strip_suffix("000")?;
    let is_said =
        || before.chars().all(is_sign) || Sign::find(before).is_some() || Currency::by_code(before).is_some();
    (before.is_empty() || is_said()).then_some(before)
}

/// Splits `fundingTotalUsd`, `amountUSDm` and `USDAmount`, but not a word that says something as a whole: `USDm`.
fn humps(word: &str) -> Vec<String> {
    let is_said = |word: &str| read(word, Place::Header) != Reading::Unknown;
    let has_no_humps = word.bytes().all(|byte| byte.is_ascii_lowercase());
    if has_no_humps || is_said(word) {
        return vec![word.to_owned()];
    }
    // "$USDmm"
    if let Some((sign, rest)) = word.char_indices().nth(1).map(|(at, _)| word.split_at(at))
        && sign.chars().all(is_sign)
        && rest.starts_with(char::is_alphabetic)
        && is_said(rest)
    {
        return vec![sign.to_owned(), rest.to_owned()];
    }
    let at_humps = split(word, |before, c, _| before.is_lowercase() && c.is_uppercase());
    let after_capitals = |before: char, c: char, next: Option<char>| {
        before.is_uppercase() && c.is_uppercase() && next.is_some_and(char::is_lowercase)
    };
    at_humps
        .into_iter()
        .flat_map(|part| if is_said(&part) { vec![part] } else { split(&part, after_capitals) })
        .collect()
}

/// Splits a word before each character for which `is_start(before, character, next)`.
fn split(word: &str, is_start: impl Fn(char, char, Option<char>) -> bool) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        if before.is_some_and(|before| is_start(before, c, chars.peek().copied())) {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut() {
            last.push(c);
        }
        before = Some(c);
    }
    words
}
