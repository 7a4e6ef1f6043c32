//! Quarters by their numbers, as they stand below headers such as `Quarter`: `2024-1`, `4/2024`.

use chrono::NaiveDate;

use super::rule::Field;
use super::vocabulary::{HEADERS, Subject};
use super::words::header_words;
use crate::date::{PartialDate, read_date};
use crate::invalid::Problem;
use crate::text::quote;

/// Words for quarters that do not alone make a header of dates, folded.
const QUARTERS: [&str; 15] = [
    "q", "qtr", "qtrs", "quarters", "quarterly", "quartale", "trimestres", "trimestral", "trim", "kwartaly",
    "kwartalen", "ceyrek", "kvartali", "四半期", "quarterdate",
];

/// Whether a header says that its dates are quarters, and names no other part of the year.
pub(super) fn are_below(header: &str) -> bool {
    let words = header_words(header);
    let phrases = |field: Field| {
        let of_field = move |subject: &Subject| *subject == Subject::Field(field);
        HEADERS.iter().filter(move |(subject, _)| of_field(subject)).flat_map(|(_, phrases)| *phrases)
    };
    let is = |word: &String, field: Field| phrases(field).any(|phrase| phrase == word);
    // Chinese, Japanese and Korean have no spaces.
    let ends_so = |word: &String| ["季度", "四半期", "분기"].iter().any(|last| word.ends_with(last));
    let is_quarter =
        |word: &String| is(word, Field::Quarter) || QUARTERS.contains(&word.as_str()) || ends_so(word);
    let is_other = |word: &String| is(word, Field::Month) || is(word, Field::Day) || word == "months";
    words.iter().any(is_quarter) && !words.iter().any(is_other)
}

/// Reads a year of four digits and the number of a quarter, in either order; `None` if `text` is something else.
///
/// # Errors
/// If the number is that of no quarter, or has two digits and may as well be that of a month.
pub(super) fn read(text: &str, today: NaiveDate) -> Option<Result<PartialDate, Problem>> {
    let text = text.trim();
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, number) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(end) => {
            let (first, rest) = text.split_at(end);
            let second = rest.trim_start_matches(|c: char| c.is_whitespace() || "-–/.".contains(c));
            if first.len() == 4 { (first, second) } else { (second, first) }
        }
        None => text.split_at_checked(4).filter(|(_, month)| month.len() == 2)?,
    };
    if !are_digits(year) || !are_digits(number) || year.len() != 4 || number.len() > 2 {
        return None;
    }
    let month = format!("{year}-{number:0>2}");
    let value: u32 = number.parse().ok()?;
    let hint = "write quarters as 2024-Q1; months are read by their form: announced=COLUMN:%Y-%m";
    let problem = |message: String| Some(Err(Problem::new(message).hint(hint)));
    match (value, number.len()) {
        (1..=4, 1) => Some(read_date(&format!("{year}-Q{value}"), None, today)),
        (1..=4, _) => {
            problem(format!("{} can be read as {year}-Q{value} or as the month {month}", quote(text)))
        }
        (5..=12, _) => problem(format!("{} is no quarter, and its header says quarter", quote(text))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_quarter_in_many_languages() {
        for header in [
            "Quarter", "Quarter announced", "Quartal", "Trimestre", "Kwartał", "季度", "投资季度", "분기",
            "Year/Quarter",
        ] {
            assert!(are_below(header), "{header}");
        }
        for header in ["Date", "Month", "Month/Quarter", "Headquarters", "Year"] {
            assert!(!are_below(header), "{header}");
        }
    }

    #[test]
    fn a_number_beside_a_year_is_a_quarter_from_1_to_4() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let found = |text: &str| match read(text, today) {
            Some(Ok(date)) => date.to_string(),
            Some(Err(problem)) => problem.message,
            None => "-".to_owned(),
        };
        for text in
            ["2024-4", "4/2024", "2024/4", "4-2024", "4. 2024", "4.2024", "2024.4", "2024 4", "2024 / 4"]
        {
            assert_eq!(found(text), "2024-Q4", "{text}");
        }
        for text in ["2024-5", "12/2024", "202407"] {
            assert_eq!(found(text), format!("\"{text}\" is no quarter, and its header says quarter"));
        }
        for text in ["2024-04", "04/2024", "202404"] {
            let expected = format!("\"{text}\" can be read as 2024-Q4 or as the month 2024-04");
            assert_eq!(found(text), expected);
        }
        for text in
            ["Q4 2024", "2024-Q4", "2024", "2024-04-01", "1/4/2024", "2024/25", "Apr 2024", "45292", "3Q24"]
        {
            assert_eq!(found(text), "-", "{text}");
        }
    }
}
