//! What a cell of a sheet holds.

use chrono::NaiveDate;

use super::style::NumberFormat;
use crate::date::PartialDate;
use crate::money::{Decimal, to_plain_string};
use crate::render::escape::{lines, xml_text};
use crate::report::Cell;

/// The digits of a number that every spreadsheet keeps.
const DIGITS: u32 = 15;

/// The most characters of a text, counted as spreadsheets do: in UTF-16.
const MAX_CHARACTERS: usize = 32_767;

/// The day before the first one in the calendar of spreadsheets.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");

/// The first day whose number does not depend on the 29th of February 1900, which spreadsheets take for a day.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 3, 1).expect("a day");

/// The last day that spreadsheets have.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing.
    Empty,
    /// A text, without characters that XML does not have or that change the direction of text.
    Text(String),
    /// The word for a ceiling that nothing limits.
    Open,
    /// The number of a day.
    Day(i64),
    /// A number of at most 15 digits.
    Number(Decimal, NumberFormat),
    /// A number that was rounded to 15 digits, and all of its digits.
    Rounded(Decimal, NumberFormat, String),
}

impl Value {
    /// Returns what `cell` holds.
    pub(super) fn new(cell: &Cell) -> Self {
        match cell {
            Cell::Missing => Self::Empty,
            Cell::Text(text) | Cell::List { full: text, .. } => Self::text(text),
            Cell::Date(date) => Self::date(*date),
            Cell::Count(count) => Self::number((*count).into(), NumberFormat::Count),
            Cell::Figure(value, currency) => Self::number(*value, NumberFormat::Money(*currency)),
            Cell::Amount(amount) => Self::Text(amount.to_string()),
            Cell::Open => Self::Open,
            Cell::Share(share) => Self::number(*share, NumberFormat::Share),
            Cell::Rate(rate) => Self::number(*rate, NumberFormat::General),
        }
    }

    /// A text as it can be shown.
    fn text(text: &str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        Self::Text(lines(text).map(|line| xml_text(&line)).collect::<Vec<_>>().join("\n"))
    }

    /// A day; other dates stay texts, because no day of them is known.
    fn date(date: PartialDate) -> Self {
        match date.day().filter(|day| (FIRST_DAY..=LAST_DAY).contains(day)) {
            Some(day) => Self::Day(day.signed_duration_since(EPOCH).num_days()),
            None => Self::Text(date.to_string()),
        }
    }

    fn number(value: Decimal, format: NumberFormat) -> Self {
        if significant_digits(value) <= DIGITS {
            return Self::Number(value, format);
        }
        let rounded = value.round_sf(DIGITS).unwrap_or(value);
        Self::Rounded(rounded, format, to_plain_string(value))
    }
}

/// The digits of a number from the first to the last that is not zero.
fn significant_digits(value: Decimal) -> u32 {
    let mut digits = value.mantissa().unsigned_abs();
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits.checked_ilog10().map_or(0, |log| log + 1)
}

/// Returns `text` as long as a cell can be, with `…` where it was cut; `None` if all of it fits.
pub(super) fn cut(text: &str) -> Option<String> {
    if text.len() <= MAX_CHARACTERS || text.encode_utf16().count() <= MAX_CHARACTERS {
        return None;
    }
    let mut length = 1;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= MAX_CHARACTERS
    };
    Some(text.chars().take_while(fits).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn only_numbers_of_more_than_15_digits_are_rounded() {
        let value = |text: &str| Value::new(&Cell::Figure(text.parse().unwrap(), Currency::USD));
        let money = NumberFormat::Money(Currency::USD);
        for text in
            ["0", "-3000000000.50", "123456789012345", "0.000000123456789012345", "1000000000000000000000"]
        {
            assert_eq!(value(text), Value::Number(text.parse().unwrap(), money), "{text}");
        }
        for (exact, rounded) in [
            ("1234567890123456", "1234567890123460"),
            ("-0.3333333333333333333333333333", "-0.333333333333333"),
            ("79228162514264337593543950335", "79228162514264300000000000000"),
        ] {
            let expected = Value::Rounded(rounded.parse().unwrap(), money, exact.to_owned());
            assert_eq!(value(exact), expected, "{exact}");
        }
    }

    #[test]
    fn days_are_numbers_and_other_dates_texts() {
        let value = |text: &str| Value::new(&Cell::Date(text.parse().unwrap()));
        // Excel shows 45726 as 2025-03-10 and 61 as 1900-03-01.
        assert_eq!(value("2025-03-10"), Value::Day(45_726));
        assert_eq!(value("1900-03-01"), Value::Day(61));
        for text in ["1900-02-28", "1898-01-01", "2025-03", "2024-Q3", "2025"] {
            assert_eq!(value(text), Value::Text(text.to_owned()));
        }
    }

    #[test]
    fn texts_have_no_characters_that_act_and_fit_a_cell() {
        let shown = Value::new(&Cell::text("a\u{1b}[2J\u{202e}\tb\nc\u{ffff}"));
        assert_eq!(shown, Value::Text("a\\u{1b}[2J\\u{202e} b\nc\\u{ffff}".to_owned()));
        assert_eq!(cut(&"a".repeat(MAX_CHARACTERS)), None);
        assert_eq!(cut(&"ж".repeat(MAX_CHARACTERS)), None);
        let emoji = cut(&"😀".repeat(20_000)).unwrap();
        assert_eq!(emoji.encode_utf16().count(), MAX_CHARACTERS);
        assert!(emoji.ends_with("😀…"));
    }
}
