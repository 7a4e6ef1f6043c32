//! Number formats of workbooks (ECMA-376, part 1, section 18.8.31).

use std::borrow::Cow;

use chrono::NaiveDate;
use lcid::LanguageId;
use rust_decimal::Decimal;

use crate::money::{Currency, find_currencies};
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
    /// Whether it shows its text, or nothing, in place of the number: `n.a.` for a zero.
    pub(crate) is_text: bool,
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
    /// Parses the section of the code of a format that `number` takes.
    pub(crate) fn parse(code: &str, number: Decimal) -> Self {
        let mut format = Self::default();
        let mut text = String::new();
        let (mut has_digits, mut has_exponent) = (false, false);
        let tokens = section(code, number);
        format.is_text = shows_no_digit(&tokens, number);
        for token in tokens {
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
        if format.is_text {
            Self::without_digits(number, format.text.as_deref().unwrap_or_default())
        } else {
            format
        }
    }

    /// Returns the format of a number in place of which a cell shows `text`, which has no digit of it. Accountants write a zero
    /// as a dash, beside the currency or alone.
    pub(super) fn without_digits(number: Decimal, text: &str) -> Self {
        let text = text.trim();
        let dashes = ['-', '–', '—', '−'];
        let currency = text.replacen(dashes, "", 1);
        let is_dash =
            text.contains(dashes) && (currency.trim().is_empty() || find_currencies(&currency).is_some());
        let shown = if is_dash && number.is_zero() { currency.trim() } else { text };
        let text = Some(shown.to_owned()).filter(|shown| !shown.is_empty());
        Self { text, is_text: !(is_dash && number.is_zero()), ..Self::default() }
    }
}

/// Whether a section shows no digit of `number`: it has no place for one, or `number` is a zero and all places leave it out.
fn shows_no_digit(section: &[Token], number: Decimal) -> bool {
    let code = || section.iter().filter_map(|token| if let Token::Code(c) = token { Some(*c) } else { None });
    // Letters outside of quotation marks are those of dates, of `General` and of numerals in other scripts.
    let is_of_number = |c: char| c.is_alphabetic() || c == '@';
    let is_place = |c: char| if number.is_zero() { c == '0' } else { "0#?".contains(c) };
    !code().any(|c| is_of_number(c) || is_place(c))
}

/// Returns the section of a format that `number` takes: the first whose condition it meets (`[<100]`). Without conditions they
/// are those of positive numbers, of negative ones and of zeros.
fn section(code: &str, number: Decimal) -> Vec<Token> {
    let mut sections: Vec<Vec<Token>> = vec![Vec::new()];
    for token in all_tokens(code) {
        if matches!(token, Token::Code(';')) {
            sections.push(Vec::new());
        } else if let Some(last) = sections.last_mut() {
            last.push(token);
        }
    }
    let conditions: Vec<Option<bool>> =
        sections.iter().take(2).map(|section| condition(section, number)).collect();
    let is_negative = number.is_sign_negative() && !number.is_zero();
    let chosen = match (conditions.as_slice(), sections.len().min(3)) {
        ([Some(true), ..], _) => 0,
        ([Some(false), None], 3) => 2 - usize::from(is_negative),
        ([_, Some(true)] | [Some(false)] | [Some(false), None], _) => 1,
        ([Some(false), Some(false)], _) => 2,
        ([None, Some(false)], length) if is_negative => length - 1,
        (_, 3) if number.is_zero() => 2,
        (_, 2 | 3) if is_negative => 1,
        _ => 0,
    };
    // Where no section is left, a spreadsheet shows the number as it is.
    let general = || "General".chars().map(Token::Code).collect();
    if chosen < sections.len() { sections.swap_remove(chosen) } else { general() }
}

/// Returns whether `number` meets the condition of a section: `[>=1000]`; `None` if it has none.
fn condition(section: &[Token], number: Decimal) -> Option<bool> {
    const SIGNS: [&str; 6] = ["<=", ">=", "<>", "<", ">", "="];
    section.iter().find_map(|token| {
        let Token::Bracket(content) = token else { return None };
        let (sign, limit) =
            SIGNS.iter().find_map(|sign| Some((*sign, content.trim().strip_prefix(sign)?)))?;
        let limit: Decimal = limit.trim().parse().ok()?;
        Some(match sign {
            "<=" => number <= limit,
            ">=" => number >= limit,
            "<>" => number != limit,
            "<" => number < limit,
            ">" => number > limit,
            _ => number == limit,
        })
    })
}

/// Returns the sign in brackets: `€` of `$€-407`, and the code of the currency if several share the sign and the language says
/// which it is: `CAD` of `$$-1009`, which is English of Canada. For a dollar of any other language, the whole content of the
/// brackets is returned.
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

/// Returns the year that is the number of a day, in either system of dates: 2024 of 16 July 1905, which is how a spreadsheet
/// shows the number 2024 in a cell with the format of a date.
pub(crate) fn year_of_day(day: NaiveDate) -> Option<i64> {
    const EPOCHS: [(i32, u32, u32); 2] = [(1899, 12, 30), (1904, 1, 1)];
    let number = |(year, month, date)| Some((day - NaiveDate::from_ymd_opt(year, month, date)?).num_days());
    EPOCHS.into_iter().filter_map(number).find(|number| (2000..=2036).contains(number))
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
    all_tokens(code).into_iter().take_while(|token| !matches!(token, Token::Code(';'))).collect()
}

/// Splits a format.
fn all_tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
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
    fn days_with_the_numbers_of_years_are_known() {
        let year = |day: &str| year_of_day(day.parse().unwrap());
        assert_eq!(
            [year("1905-06-22"), year("1905-07-16"), year("1905-07-28")],
            [Some(2000), Some(2024), Some(2036)]
        );
        assert_eq!(
            [year("1909-07-17"), year("1905-06-21"), year("1905-07-29"), year("2024-07-16")],
            [Some(2024), None, None, None]
        );
    }

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
                NumberFormat::parse(code, Decimal::ONE),
                NumberFormat { text, hidden_groups, is_percent, ..NumberFormat::default() },
                "{code}"
            );
        }
    }

    #[test]
    fn a_number_takes_the_section_of_its_value() {
        for (number, code, text, hidden_groups, is_text) in [
            ("250", "[<100]0\"m\";0\"k\"", "k", 0, false),
            ("25", "[<100]0\"m\";0\"k\"", "m", 0, false),
            ("250", "[<1]0.00\"bn\";0\"m\"", "m", 0, false),
            ("0.25", "[<1]0.00\"bn\";0\"m\"", "bn", 0, false),
            ("2500000", "[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", "M", 2, false),
            ("2500", "[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", "K", 1, false),
            ("25", "[>=1000000]0.0,,\"M\";[>=1000]0.0,\"K\";0", "", 0, false),
            ("25", "[=0]\"n.a.\";0\"k\"", "k", 0, false),
            ("25", "[Red][>99]0\"m\"", "", 0, false),
            ("0", "#,##0;-#,##0;\"n.a.\"", "n.a.", 0, true),
            ("5", "#,##0;-#,##0;\"n.a.\"", "", 0, false),
            ("-5", "0\"m\";0\"k\"", "k", 0, false),
            ("0", "0\"m\";0\"k\"", "m", 0, false),
            ("0", "#,##0;-#,##0;", "", 0, true),
            ("0", "#,###", "", 0, true),
            ("5", ";;;", "", 0, true),
            ("5", "\"confidential\"", "confidential", 0, true),
            // Zero of accountants.
            ("0", "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "", 0, false),
            ("0", "_-* #,##0 [$€-407]_-;-* #,##0 [$€-407]_-;_-* \"-\" [$€-407]_-", "€", 0, false),
            ("0", "General", "", 0, false),
            ("5", "@", "", 0, false),
        ] {
            let text = Some(text.to_owned()).filter(|text| !text.is_empty());
            assert_eq!(
                NumberFormat::parse(code, number.parse().unwrap()),
                NumberFormat { text, hidden_groups, is_text, ..NumberFormat::default() },
                "{number} {code}"
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
