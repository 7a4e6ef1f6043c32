//! Number formats of workbooks (ECMA-376, part 1, section 18.8.31).

use std::borrow::Cow;

use chrono::NaiveDate;
use lcid::LanguageId;

use crate::money::Currency;
use crate::text::fold;

/// What a cell shows beside the digits of its number, by its number format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    /// The text around the digits, with signs and codes of currencies: `€` of `[$€-407]0`, `$ bn` of `$0.0"bn"`.
    pub(crate) text: Option<String>,
    /// How many groups of three digits are hidden: 2 of `0.0,,`, which shows millions.
    pub(crate) hidden_groups: u32,
    /// Whether it shows the number times a hundred.
    pub(crate) is_percent: bool,
    /// Whether the format is not read, so that the cell may show more than its digits.
    pub(crate) is_unread: bool,
}

/// How much of a date a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatePrecision {
    Day,
    Month,
    Year,
}

impl NumberFormat {
    /// Parses the code of a format, of which only the section for positive numbers counts.
    pub(crate) fn parse(code: &str) -> Self {
        let mut format = Self::default();
        let mut text = String::new();
        let (mut has_digits, mut has_exponent) = (false, false);
        for token in tokens(code) {
            match token {
                Token::Literal(literal) => {
                    format.is_percent |= literal.contains('%');
                    text.push_str(&literal);
                }
                Token::Bracket(content) => {
                    text.push_str(&sign(&content));
                }
                Token::Code('0' | '#' | '?' | '.') => {
                    // Text before the digits and text behind them are two.
                    text.push_str(if has_digits { "" } else { " " });
                    has_digits = true;
                    format.hidden_groups = 0;
                }
                Token::Code(',') if has_digits => format.hidden_groups += 1,
                Token::Code('%') => format.is_percent = true,
                // Excel shows these without quotation marks, too: `0.0x` is a multiple.
                Token::Code(
                    sign
                    @ ('$' | '€' | '£' | '¥' | '₹' | '₩' | 'x' | 'X' | '×' | '~' | '≈' | '<' | '>' | '±'),
                ) => text.push(sign),
                Token::Code('E') => has_exponent = true,
                Token::Code('+') if !has_exponent => text.push('+'),
                Token::Code(_) => {}
            }
        }
        format.text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        format
    }
}

/// Returns the sign in brackets: `€` of `$€-407`, and the code of the currency if several share the sign and the language says
/// which it is: `CAD` of `$$-1009`, which is English of Canada. Of a dollar of another language, all is returned.
fn sign(bracket: &str) -> Cow<'_, str> {
    let Some(rest) = bracket.strip_prefix('$') else { return Cow::Borrowed("") };
    let (sign, language) = rest.split_once('-').unwrap_or((rest, ""));
    let is_dollar = sign == "$" && !matches!(language, "" | "409");
    if is_dollar || !Currency::sharing(sign).is_empty() {
        let currency = country(language).and_then(Currency::of_country);
        if let Some(currency) = currency.filter(|currency| currency.has_symbol(sign)) {
            return Cow::Owned(currency.code().to_owned());
        }
    }
    Cow::Borrowed(if is_dollar { bracket } else { sign })
}

/// Returns the country of a language, given as its number in hexadecimal digits (`1009`) or its name (`en-CA`).
fn country(language: &str) -> Option<&str> {
    let number = u32::from_str_radix(language, 16).ok();
    // The higher digits say which digits and which calendar are used.
    let known = number.and_then(|number| <&LanguageId>::try_from(number & 0xffff).ok());
    let name = known.map_or(language, |known| known.name);
    let (_, country) = name.rsplit_once('-')?;
    (country.len() == 2).then_some(country)
}

/// Returns how much of a date the format `code` shows.
pub(super) fn date_precision(code: &str) -> DatePrecision {
    let mut letters = String::new();
    for token in tokens(code) {
        if let Token::Code(letter) = token {
            letters.push(letter.to_ascii_lowercase());
        }
    }
    match (letters.contains('d'), letters.contains('m'), letters.contains('y')) {
        (false, true, true) => DatePrecision::Month,
        (false, false, true) => DatePrecision::Year,
        _ => DatePrecision::Day,
    }
}

/// Returns what the format `code` shows of a date, if it has a text that makes it another one: `2025/26`, `FY2025`.
pub(super) fn other_date(code: &str, day: NaiveDate) -> Option<String> {
    const FISCAL: [&str; 3] = ["fy", "gj", "wj"];
    let changes = |literal: &String| {
        literal.bytes().any(|byte| byte.is_ascii_digit()) || FISCAL.contains(&fold(literal).trim())
    };
    let tokens = tokens(code);
    tokens.iter().any(|token| matches!(token, Token::Literal(literal) if changes(literal))).then(|| {
        let mut shown = String::new();
        let mut last = None;
        for token in &tokens {
            let letter = match token {
                Token::Code(letter) => Some(letter.to_ascii_lowercase()),
                _ => None,
            };
            match (token, letter) {
                (Token::Literal(literal), _) => shown.push_str(literal),
                (_, Some(letter)) if letter == last.unwrap_or_default() => {}
                (_, Some('y')) => shown.push_str(&day.format("%Y").to_string()),
                (_, Some('m')) => shown.push_str(&day.format("%m").to_string()),
                (_, Some('d')) => shown.push_str(&day.format("%d").to_string()),
                (_, Some(sign)) => shown.push(sign),
                (_, None) => {}
            }
            last = letter;
        }
        shown
    })
}

enum Token {
    Literal(String),
    /// The content of brackets.
    Bracket(String),
    Code(char),
}

/// Splits the first section of a format.
fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => tokens.push(Token::Literal(chars.by_ref().take_while(|c| *c != '"').collect())),
            '[' => tokens.push(Token::Bracket(chars.by_ref().take_while(|c| *c != ']').collect())),
            '\\' => tokens.extend(chars.next().map(|c| Token::Literal(c.to_string()))),
            // A blank as wide as the next character, or a repeated character, shows no text.
            '_' | '*' => {
                chars.next();
            }
            c => tokens.push(Token::Code(c)),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_text_and_scale() {
        for (code, text, hidden_groups, is_percent) in [
            ("General", "", 0, false),
            ("0.00", "", 0, false),
            ("#,##0", "", 0, false),
            ("[$€-407] #,##0.00", "€", 0, false),
            ("#,##0.00\\ [$€-407]", "€", 0, false),
            ("[$USD] #,##0", "USD", 0, false),
            ("[$$-409]#,##0", "$", 0, false),
            ("[$$-1009]#,##0.00", "CAD", 0, false),
            ("[$$-en-AU]#,##0", "AUD", 0, false),
            ("[$¥-411]#,##0", "JPY", 0, false),
            ("[$kr-414] #,##0", "NOK", 0, false),
            ("[$¥-409]#,##0", "¥", 0, false),
            ("[$-409]0.0", "", 0, false),
            ("\"$\"#,##0_);[Red](\"$\"#,##0)", "$", 0, false),
            ("$#,##0", "$", 0, false),
            ("0.0\"bn\"", "bn", 0, false),
            ("0.0,,\" m\"", "m", 2, false),
            ("$#,##0.0,,\"M\"", "$ M", 2, false),
            ("0%", "", 0, true),
            ("0\" %\"", "%", 0, true),
            ("\"~\"#,##0", "~", 0, false),
            ("\"(\"0\")\"", "( )", 0, false),
            ("_-* #,##0.00\\ _€_-", "", 0, false),
            ("0.0x", "x", 0, false),
            ("~#,##0", "~", 0, false),
            ("+0", "+", 0, false),
            ("0.00E+00", "", 0, false),
            ("0.0\\ \"Mio. €\"", "Mio. €", 0, false),
        ] {
            let text = Some(text.to_owned()).filter(|text| !text.is_empty());
            assert_eq!(
                NumberFormat::parse(code),
                NumberFormat { text, hidden_groups, is_percent, is_unread: false },
                "{code}"
            );
        }
    }

    #[test]
    fn a_format_of_a_date_may_hide_the_day() {
        assert_eq!(date_precision("yyyy-mm-dd"), DatePrecision::Day);
        assert_eq!(date_precision("mmm-yy"), DatePrecision::Month);
        assert_eq!(date_precision("[$-409]mmmm\\ yyyy;@"), DatePrecision::Month);
        assert_eq!(date_precision("yyyy"), DatePrecision::Year);
        assert_eq!(date_precision("General"), DatePrecision::Day);
        assert_eq!(date_precision("\"d\"mm/yyyy"), DatePrecision::Month);
        let day = NaiveDate::from_ymd_opt(2025, 4, 1).unwrap();
        assert_eq!(other_date("yyyy\"/26\"", day).as_deref(), Some("2025/26"));
        assert_eq!(other_date("\"FY\"yyyy", day).as_deref(), Some("FY2025"));
        assert_eq!(other_date("yyyy\"-\"mm", day), None);
        assert_eq!(other_date("d\". \"mmmm yyyy", day), None);
    }
}
