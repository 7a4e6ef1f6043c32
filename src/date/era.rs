//! Dates with the years of Japanese eras: `令和6年3月1日`.

use std::borrow::Cow;

use super::partial::PartialDate;
use crate::invalid::Problem;
use crate::text::{ascii_digit, quote};

/// The eras: their names, their letters, the year before their first one, and how many years they have or may have.
const ERAS: [(&str, char, u32, u32); 4] =
    [("令和", 'R', 2018, 99), ("平成", 'H', 1988, 31), ("昭和", 'S', 1925, 64), ("大正", 'T', 1911, 15)];

/// Returns a date with the year of the calendar in place of that of its era: `2024年3月1日` of `令和6年3月1日`. Others stay as they
/// are.
pub(super) fn without_era(text: &str) -> Cow<'_, str> {
    let is_era = |(name, ..): &&(&str, char, u32, u32)| text.trim_start().starts_with(name);
    let Some((name, _, before, length)) = ERAS.iter().find(is_era) else { return Cow::Borrowed(text) };
    let plain: String = text.trim_start()[name.len()..].chars().map(plain_digit).collect();
    let Some((year, rest)) = plain.split_once('年') else { return Cow::Borrowed(text) };
    let year = if year.trim() == "元" { Some(1) } else { year.trim().parse().ok() };
    match year.filter(|year| (1..=*length).contains(year)) {
        Some(year) => Cow::Owned(format!("{}年{}", before + year, rest.trim())),
        None => Cow::Borrowed(text),
    }
}

/// Returns a date with its digits and signs of full width in the usual one: `2024/3/1` of `２０２４／３／１`.
pub(super) fn in_half_width(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '０'..='９' | '／' | '－' | '．');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| match c {
        '／' => '/',
        '－' => '-',
        '．' => '.',
        _ => plain_digit(c),
    };
    Cow::Owned(text.chars().map(plain).collect())
}

/// Returns the digit of a character of full width, of Arabic or of an Indian language.
fn plain_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        _ => ascii_digit(c),
    }
}

/// Returns the problem of a date with the letter of an era, `R6.5.10`, which may be anything elsewhere.
pub(super) fn refused(text: &str) -> Option<Problem> {
    let plain = text.trim();
    let letter = plain.chars().next().filter(char::is_ascii_uppercase)?;
    let (_, _, before, length) = ERAS.iter().find(|(_, known, ..)| *known == letter)?;
    let numbers = plain[1..].split(['.', '/', '-']).map(|part| part.parse().ok().filter(|_| part.len() <= 2));
    let numbers: Vec<u32> = numbers.collect::<Option<_>>()?;
    let [year, month, day] = numbers[..] else { return None };
    let year = Some(before + year).filter(|_| (1..=*length).contains(&year))?;
    let date: PartialDate = format!("{year}-{month:02}-{day:02}").parse().ok()?;
    let message = format!("{} may be {date} by the years of a Japanese era", quote(plain));
    Some(Problem::new(message).hint(format!("if it is, write it as {date}")))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::read_date;

    #[test]
    fn years_of_eras_are_those_of_the_calendar() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let read = |text: &str| read_date(text, None, today).map(|date| date.to_string());
        for (text, date) in [
            ("令和6年3月1日", "2024-03-01"),
            ("令和６年１２月", "2024-12"),
            ("令和元年5月1日", "2019-05-01"),
            ("平成31年4月30日", "2019-04-30"),
            ("平成30年", "2018"),
            ("昭和60年 1月 5日", "1985-01-05"),
            ("２０２４年３月５日", "2024-03-05"),
            ("２０２４／３／７", "2024-03-07"),
        ] {
            assert_eq!(read(text).unwrap(), date, "{text}");
        }
        for text in ["平成32年1月1日", "令和年3月1日", "R6.13.10", "X6.5.10", "R6.5"] {
            assert!(read(text).is_err(), "{text}");
        }
        let problem = read("R6.5.10").unwrap_err();
        assert_eq!(problem.message, "\"R6.5.10\" may be 2024-05-10 by the years of a Japanese era");
        assert_eq!(problem.hint.as_deref(), Some("if it is, write it as 2024-05-10"));
    }
}
