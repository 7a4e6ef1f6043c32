//! Splits a text into numbers, words, dashes and other marks.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

use super::number::FRACTIONS;
use super::word::{Place, Reading, read};
use super::words::{self, Meaning, Phrase};
use crate::money::Unit;
use crate::money::sign::Sign;
use crate::text::ascii_digit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits with their separators.
    Number,
    /// Letters and currency signs, with the point of an abbreviation.
    Word,
    /// A hyphen, a dash or a minus.
    Dash,
    /// Any other character.
    Mark(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// The token as it is written.
    pub(super) text: &'a str,
    /// Its first byte in the text.
    pub(super) start: usize,
    /// Of a number, its digits with separators, spaces being `\u{a0}`; of a word, the word for comparison.
    pub(super) key: Cow<'a, str>,
    /// Of a word, the phrases that begin with it, the longest first.
    pub(super) phrases: &'static [Phrase],
    /// Whether it follows the token before without a space.
    pub(super) is_joined: bool,
}

impl Token<'_> {
    /// Returns the byte after the token.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_mark(&self, marks: &[char]) -> bool {
        matches!(self.kind, Kind::Mark(mark) if marks.contains(&mark))
    }
}

/// Splits `text` into tokens; `None` if it has a control character.
pub(super) fn split(text: &str) -> Option<Vec<Token<'_>>> {
    Tokens::of(text).collect()
}

/// Returns the key of the first number of `text`; `None` if it has none, or a control character before it.
pub(super) fn first_number(text: &str) -> Option<Cow<'_, str>> {
    let mut tokens = Tokens::of(text).map_while(|token| token);
    tokens.find(|token| token.kind == Kind::Number).map(|token| token.key)
}

/// The tokens of a text, one after the other; `None` at a control character.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
    is_joined: bool,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, at: 0, is_joined: false }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Option<Token<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text[self.at..].trim_start();
        let start = self.text.len() - rest.len();
        let is_joined = self.is_joined && start == self.at;
        let (kind, length) = match rest.chars().next().map(narrow)? {
            '0'..='9' => (Kind::Number, number_length(rest)),
            c if is_dash(c) => (Kind::Dash, first_length(rest)),
            c if is_letter(c) => (Kind::Word, word_length(rest)),
            c if c.is_control() => return Some(None),
            c => (Kind::Mark(c), first_length(rest)),
        };
        let text = &rest[..length];
        let key = match kind {
            Kind::Number => digits(text),
            Kind::Word => words::key(text),
            Kind::Dash | Kind::Mark(_) => Cow::Borrowed(""),
        };
        let phrases = if kind == Kind::Word { words::phrases(&key) } else { &[] };
        (self.at, self.is_joined) = (start + length, true);
        Some(Some(Token { kind, text, start, key, phrases, is_joined }))
    }
}

/// Returns the meaning of the longest phrase at the beginning of `tokens` that `wants` accepts, and the number of tokens
/// of it.
pub(super) fn phrase(tokens: &[Token<'_>], wants: impl Fn(Meaning) -> bool) -> Option<(Meaning, usize)> {
    let first = tokens.first().filter(|token| token.kind == Kind::Word)?;
    first.phrases.iter().filter(|phrase| wants(phrase.meaning)).find_map(|phrase| {
        let mut at = 1;
        for word in &phrase.words[1..] {
            let is_hyphen = |token: &Token<'_>| token.kind == Kind::Dash && token.is_joined;
            at += usize::from(tokens.get(at).is_some_and(is_hyphen));
            tokens.get(at).filter(|token| token.kind == Kind::Word && token.key == *word)?;
            at += 1;
        }
        Some((phrase.meaning, at))
    })
}

/// Returns the ASCII form of a full-width character, and of a digit or a separator of Arabic and Indian languages.
fn narrow(c: char) -> char {
    match c {
        '٫' => '.',
        '٬' => ',',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '￥' => '¥',
        '￡' => '£',
        '￦' => '₩',
        c => ascii_digit(c),
    }
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether a character is the sign of a currency.
pub(crate) fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¤' | '¥' | '֏' | '؋' | '৳' | '₠'..='\u{20cf}' | '﷼' | '฿' | '៛')
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{5ea}')
}

fn is_letter(c: char) -> bool {
    // Combining marks are letters of the word, as in "क॰".
    c.is_alphabetic() || is_currency_sign(c) || is_combining_mark(c) || c == '\u{970}'
}

/// Returns the length of the number at the beginning of `text`, with groups of three that follow after a space and
/// with an exponent: `1 250 000`, `1.2e9`.
fn number_length(text: &str) -> usize {
    let plain_length = |text: &str| {
        let is_other = |c: char| !narrow(c).is_ascii_digit() && !".,'’".contains(narrow(c));
        text.find(is_other).unwrap_or(text.len())
    };
    let mut end = plain_length(text);
    loop {
        let next = text[end..].trim_start();
        let is_apart = next.len() < text[end..].len();
        let digits = next.bytes().take_while(u8::is_ascii_digit).take(4).count();
        if !is_apart || digits != 3 {
            break;
        }
        end = text.len() - next.len() + plain_length(next);
    }
    // "2½"
    if let Some((fraction, _)) = FRACTIONS.iter().find(|(fraction, _)| text[end..].starts_with(*fraction)) {
        return end + fraction.len_utf8();
    }
    // In "$500, all cash" the comma is none of the number.
    let is_followed = |at: usize| text[at..].starts_with(char::is_whitespace);
    if text[..end].ends_with(',') && is_followed(end) { end - 1 } else { end + exponent_length(&text[end..]) }
}

/// Returns the length of an exponent: `e9`, `E+09`.
fn exponent_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return 0 };
    let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let ends = digits[length..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    if length > 0 && ends { text.len() - digits.len() + length } else { 0 }
}

/// Returns the digits and separators of a number in ASCII, with `\u{a0}` for spaces.
fn digits(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let narrow: String = text.chars().map(narrow).collect();
    narrow.split_whitespace().collect::<Vec<_>>().join("\u{a0}").into()
}

/// Abbreviations whose point may stand before digits: "Rs.500" is no half.
const ABBREVIATIONS: [&str; 10] = ["rs", "re", "c", "ca", "approx", "est", "max", "min", "kr", "fr"];

/// Returns the length of the word at the beginning of `text`: letters with an apostrophe at the end ("d'"), points
/// between them ("p.a.") and the point of an abbreviation.
fn word_length(text: &str) -> usize {
    let run = text.find(|c| !is_letter(narrow(c))).unwrap_or(text.len());
    let (word, rest) = text.split_at(run);
    // "億円以上", but not "契約", which ends with the word for "about".
    let is_unit = |cut: &usize| read(&word[..*cut], Place::After) != Reading::Unknown;
    if let Some(cut) = words::end_phrase(word).filter(is_unit).or_else(|| sign_after_word(word)) {
        return cut;
    }
    let mut after = rest.chars();
    match (after.next(), after.next()) {
        (Some('\'' | '’'), Some(next)) if is_letter(next) => run + first_length(rest),
        // "ש"ח", the shekel
        (Some('"' | '״'), Some(next)) if is_hebrew(next) && word.ends_with(is_hebrew) => {
            let mark = first_length(rest);
            run + mark + word_length(&rest[mark..])
        }
        (Some('.'), Some(next)) if next.is_alphabetic() && !is_currency_sign(next) => {
            run + 1 + word_length(&rest[1..])
        }
        (Some('.'), Some(next)) if next.is_ascii_digit() || next == '.' => {
            let is_known = next != '.' && ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known));
            run + usize::from(is_known)
        }
        (Some('.'), _) => run + 1,
        _ => run,
    }
}

/// Returns where the sign begins that follows a word without a space: "to$5bn". "ca$" stays whole, because it may be
/// the Canadian dollar as well as "circa".
fn sign_after_word(word: &str) -> Option<usize> {
    let cut = word.find(is_currency_sign).filter(|cut| *cut >= 2)?;
    let letters = &word[..cut];
    let is_word = letters.chars().all(|c| c.is_ascii_lowercase()) && letters != "ca";
    (is_word && Unit::find(letters).is_none() && Sign::find(word).is_none() && Sign::find(letters).is_none())
        .then_some(cut)
}
