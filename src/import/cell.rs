//! Reads the cells of a sheet: texts, amounts and dates, each by what the mapping and its column say.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use super::quarters;
use super::rule::DateForm;
use super::stored_numbers;
use crate::date::{DayOrder, PartialDate, check_range, read_date, read_day_number, read_formatted};
use crate::invalid::{Cause, Problem};
use crate::money::{self, Context, Written, to_plain_string};
use crate::sheet::Value;
use crate::text::{is_legal_form, legal_words, quote, trim};

/// The errors that spreadsheets show in cells, as text files repeat them.
const ERRORS: [&str; 11] = [
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#ERROR!",
    "#BEZUG!",
];

/// What `US$` becomes in scans and slips of the shift key. It is the code of a dollar that ISO 4217 withdrew in 2014.
const SLIP: &str = "USS";

/// Returns what a person sees in a cell, as text; `None` if it is empty.
///
/// The `'` that keeps spreadsheets from reading a text as a formula is left out, and so is the `="…"` that keeps them from
/// reading a number.
pub(super) fn text(value: &Value) -> Option<Cow<'_, str>> {
    let text = match value {
        Value::Empty | Value::FormulaWithoutValue => return None,
        Value::Text(text) => {
            let text = trim(text);
            let guarded = text.strip_prefix('\'').filter(|rest| {
                rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
            });
            let as_text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
            Cow::Borrowed(guarded.or(as_text.filter(|inner| !inner.contains('"'))).unwrap_or(text))
        }
        Value::Number(number) => Cow::Owned(to_plain_string(number.decimal)),
        Value::Date(day) => Cow::Owned(PartialDate::Day(*day).to_string()),
        Value::Bool(is_true) => Cow::Borrowed(if *is_true { "TRUE" } else { "FALSE" }),
        Value::Error(error) => Cow::Borrowed(&**error),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Returns the problem of a cell without a value: an error of the spreadsheet, or a formula whose value is not stored.
pub(super) fn error(value: &Value) -> Option<Problem> {
    let error = match value {
        Value::FormulaWithoutValue => {
            return Some(
                Problem::new("the cell holds a formula whose value is not in the file")
                    .hint("open the file in a spreadsheet and save it"),
            );
        }
        Value::Error(error) => error.as_ref(),
        Value::Text(text) => ERRORS.iter().find(|error| error.eq_ignore_ascii_case(trim(text)))?,
        _ => return None,
    };
    Some(
        Problem::new(format!("{} is an error of the spreadsheet", quote(error)))
            .hint("correct the cell in the spreadsheet"),
    )
}

/// Reads an amount: one reading, or one for each currency that shares its sign, and the sign as it is written. An amount of
/// `None` is undisclosed.
///
/// # Errors
/// If the cell holds no amount, or one that can be read in two ways for another reason.
pub(super) fn readings(value: &Value, context: &Context) -> Result<(Vec<Written>, String), Problem> {
    if let Some(problem) = error(value) {
        return Err(problem);
    }
    let read = match value {
        Value::Number(number) => stored_numbers::readings(number, context),
        Value::Date(day) => Err(Problem::new(format!("{day} is a date and not an amount"))),
        other => money::readings(&text(other).unwrap_or_default(), context).and_then(|readings| {
            if readings.sign == SLIP && context.currency.is_none_or(|currency| currency.code() != SLIP) {
                return Err(Problem::new(format!("{} may be a slip for US$", quote(SLIP)))
                    .hint("correct it to US$, or declare the currency of the column: currency=USS"));
            }
            Ok((readings.all, readings.sign.to_owned()))
        }),
    };
    read.map_err(|problem| match (problem.cause, &problem.hint) {
        (Cause::NoCurrency, _) => problem.hint("declare it: currency=USD, or currency=COLUMN"),
        (Cause::DecimalSign, Some(hint)) => {
            let hint = format!("{hint}, or declare the sign of the column: decimal=point or decimal=comma");
            problem.hint(hint)
        }
        _ => problem,
    })
}

/// Returns the day of a stored date, or of a text as a spreadsheet writes one into a CSV: `2025-03-10`.
pub(super) fn iso_day(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        Value::Text(text) if text.len() == 10 && text.as_bytes()[4] == b'-' => text.parse().ok(),
        _ => None,
    }
}

/// Returns the two numbers of two digits around the name of a month, and the sign between them: 24 and 01 of `24-Jul-01`.
pub(super) fn around_named_month(text: &str) -> Option<(&str, &str, char)> {
    let (text, sign) = (text.trim(), text.trim().as_bytes().get(2).copied()?);
    let mut parts = text.split(char::from(sign));
    let [first, month, last] = [parts.next()?, parts.next()?, parts.next()?];
    let is_short = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = month.len() >= 3 && month.bytes().all(|byte| byte.is_ascii_alphabetic());
    (b"-/ .".contains(&sign) && parts.next().is_none() && is_short(first) && is_short(last) && is_name)
        .then_some((first, last, char::from(sign)))
}

/// How the dates of a column are read.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is what the column shows by itself")]
pub(super) struct Dates {
    pub(super) form: Option<DateForm>,
    /// The order that the column shows.
    pub(super) order: Option<DayOrder>,
    /// A text, with its line, that shows that a spreadsheet may have exchanged day and month of the stored dates.
    pub(super) half_converted: Option<String>,
    /// Whether the year of 24.03.14 may stand first.
    pub(super) has_open_years: bool,
    /// Whether 2024.5 is a month.
    pub(super) has_months_behind_points: bool,
    /// Whether the first number of 24-Jul-01 is its year.
    pub(super) has_named_months_behind_years: bool,
    /// Whether the header says that the dates are quarters.
    pub(super) are_quarters: bool,
    /// Whether 2011-12 is the years 2011 and 2012.
    pub(super) are_seasons: bool,
    /// Whether the sheet is of Thailand, where 67 is the year 2567 of the Buddhist calendar.
    pub(super) is_thai: bool,
}

impl Dates {
    /// Reads a date.
    ///
    /// # Errors
    /// If the cell holds no date, or one that can be read in two ways.
    pub(super) fn read(&self, value: &Value, today: NaiveDate) -> Result<PartialDate, Problem> {
        if let Some(problem) = error(value) {
            return Err(problem);
        }
        if let Some(day) =
            iso_day(value).filter(|_| self.half_converted.is_some() || matches!(value, Value::Date(_)))
        {
            if let Some(shown) = &self.half_converted
                && let Some(exchanged) = NaiveDate::from_ymd_opt(day.year(), day.day(), day.month())
                && exchanged != day
            {
                return Err(half_converted(day, exchanged, shown));
            }
            return check_range(&day.to_string(), PartialDate::Day(day), today);
        }
        let text = text(value).unwrap_or_default();
        if self.are_quarters
            && let Some(read) = quarters::read(&text, today)
        {
            return read;
        }
        if self.has_named_months_behind_years && around_named_month(&text).is_some() {
            let message =
                format!("{} may begin with its year, as the dates of the column seem to do", quote(&text));
            return Err(
                Problem::new(message).hint("declare the form: announced=COLUMN:%y-%b-%d or COLUMN:%d-%b-%y")
            );
        }
        if let Some((year, month)) = text.split_once('.')
            && self.has_months_behind_points
            && let ([_, _, _, _], [b'2'..=b'9']) = (year.as_bytes(), month.as_bytes())
        {
            return read_date(&format!("{year}-0{month}"), None, today);
        }
        if self.are_seasons && is_season(&text) && !matches!(self.form, Some(DateForm::Format(_))) {
            let message = format!("{} may be two years, as the dates of the column seem to be", quote(&text));
            let hint = "write one date; if they are months, declare it: announced=COLUMN:%Y-%m";
            return Err(Problem::new(message).hint(hint));
        }
        let read = match &self.form {
            Some(DateForm::Format(format)) => read_formatted(&text, format, today),
            Some(DateForm::DayNumber(epoch)) => {
                read_day_number(&text, *epoch, today).or_else(|problem| match value {
                    Value::Number(_) => Err(problem),
                    _ => read_date(&text, None, today).map_err(|_| problem),
                })
            }
            Some(DateForm::Order(order)) => read_date(&text, Some(*order), today),
            None => self.read_open(&text, today),
        }?;
        let is_open = !matches!(self.form, Some(DateForm::Format(_)));
        let problem = (self.is_thai && is_open).then(|| buddhist_year(&text, read, today)).flatten();
        problem.map_or(Ok(read), Err)
    }
}

impl Dates {
    /// Reads a date of which no form is declared.
    fn read_open(&self, text: &str, today: NaiveDate) -> Result<PartialDate, Problem> {
        let read = read_date(text, self.order, today)?;
        if !self.has_open_years || self.order.is_some() {
            return Ok(read);
        }
        match read_date(text, Some(DayOrder::YearFirst), today) {
            Ok(other) if other != read => {
                let message = format!("{} can be read as {read} or as {other} (year first)", quote(text));
                Err(Problem::new(message)
                    .hint("declare the order: announced=COLUMN:day-first, month-first or year-first"))
            }
            _ => Ok(read),
        }
    }
}

/// Whether a text is a year and the next one: 2011-12.
pub(super) fn is_season(text: &str) -> bool {
    let numbers = text.split_once('-').and_then(|(year, next)| {
        Some((year.parse::<u32>().ok()?, next.parse::<u32>().ok()?, year.len(), next.len()))
    });
    matches!(numbers, Some((year, next, 4, 2)) if (year + 1) % 100 == next)
}

/// Returns the problem of a date with a year of two digits that may be one of the Buddhist calendar: 67 of 2567, which is 2024.
fn buddhist_year(text: &str, read: PartialDate, today: NaiveDate) -> Option<Problem> {
    const YEARS_AHEAD: i32 = 543;
    const YEARS_BACK: i32 = 30;
    let year = read.first().year();
    // 67 is read as 1967.
    let buddhist = 2500 + year.rem_euclid(100);
    let is_short = !text.contains(&year.to_string());
    let other = buddhist - YEARS_AHEAD;
    let is_recent = (today.year() - YEARS_BACK..=today.year() + 1).contains(&other);
    (is_short && year < 2000 && is_recent).then(|| {
        let message = format!(
            "the year of {} may be {year}, or {buddhist} of the Buddhist calendar, which is {other}",
            quote(text)
        );
        Problem::new(message).hint("write the years with four digits")
    })
}

/// Returns the problem of a stored date whose day and month may have been exchanged.
fn half_converted(day: NaiveDate, exchanged: NaiveDate, shown: &str) -> Problem {
    let message = format!(
        "{day} may be {exchanged}: the column has texts such as {shown} that a spreadsheet did not take for dates, so that it \
         may have exchanged day and month of the others"
    );
    Problem::new(message).hint("write the dates of the column as 2025-03-10")
}

/// The parts of a date in columns of their own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DateParts<'a> {
    pub(super) year: Option<&'a str>,
    pub(super) quarter: Option<&'a str>,
    pub(super) month: Option<&'a str>,
    pub(super) day: Option<&'a str>,
}

impl DateParts<'_> {
    /// Returns the date of the parts, as precise as they are; `None` if they are empty.
    ///
    /// # Errors
    /// If a part is missing before a finer one, or the date is not in the calendar.
    pub(super) fn read(self, today: NaiveDate) -> Result<Option<PartialDate>, Problem> {
        let Some(year) = self.year.map(|year| year.strip_suffix(".0").unwrap_or(year)) else {
            let is_empty = self.quarter.is_none() && self.month.is_none() && self.day.is_none();
            return if is_empty { Ok(None) } else { Err(Problem::new("the date has no year")) };
        };
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::new(format!("{} is not a year of four digits", quote(year))));
        }
        let number = |part: &str| part.strip_suffix(".0").unwrap_or(part).parse::<u32>().ok();
        let text = match (self.quarter, self.month, self.day) {
            (None, None, None) => year.to_owned(),
            (Some(quarter), None, None) => match number(quarter) {
                Some(number) => format!("{year}-Q{number}"),
                // "Q1 2025"
                None if quarter.contains(year) => quarter.to_owned(),
                None => format!("{quarter} {year}"),
            },
            (_, None, Some(_)) => return Err(Problem::new("the date has a day and no month")),
            (_, Some(month), None) => match number(month) {
                Some(number) => format!("{year}-{number:02}"),
                None if month.contains(year) => month.to_owned(),
                None => format!("{month} {year}"),
            },
            (_, Some(month), Some(day)) => {
                let day = number(day).ok_or_else(|| Problem::new(format!("{} is not a day", quote(day))))?;
                match number(month) {
                    Some(number) => format!("{year}-{number:02}-{day:02}"),
                    None => format!("{day} {month} {year}"),
                }
            }
        };
        let date = read_date(&text, None, today)?;
        match self.quarter.and_then(number_of_quarter) {
            Some(quarter) if quarter != date.first().month0() / 3 + 1 => {
                let problem = format!("{date} is not in the quarter {quarter} that the row names");
                Err(Problem::new(problem).hint("correct one of the two, or map only one of them"))
            }
            _ => Ok(Some(date)),
        }
    }
}

/// Returns the number of a quarter: `Q3`, `3`, `3T`.
fn number_of_quarter(text: &str) -> Option<u32> {
    let mut digits = text.chars().filter(char::is_ascii_digit);
    let digit = digits.next()?.to_digit(10)?;
    (digits.next().is_none() && (1..=4).contains(&digit)).then_some(digit)
}

/// Returns the values of a list, without the spaces around them.
///
/// A comma is no separator before `Inc.` and the like; after a comma, the last `and` is one. Where commas divide, so do `;`,
/// `|` and line breaks.
pub(super) fn list<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let parts: Vec<&str> = if separator.trim() == "," {
        text.split([';', '|', '\n']).flat_map(comma_list).collect()
    } else {
        text.split(separator).collect()
    };
    let last = parts.len() - 1;
    let parts = parts.into_iter().enumerate().map(|(index, part)| {
        let is_last = index > 0 && index == last && separator.trim().len() == 1;
        if is_last { without_and(part) } else { part.trim() }
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// Returns the last value of a list without the `and` before it.
fn without_and(part: &str) -> &str {
    let part = part.trim();
    ["and ", "& "].iter().find_map(|word| part.strip_prefix(word)).unwrap_or(part).trim()
}

/// Returns the parts of a text between commas, and on both sides of the last `and`.
fn comma_list(text: &str) -> Vec<&str> {
    let mut parts = split_at_commas(text);
    if let [_, .., last] = parts[..]
        && let Some((before, after)) = [" and ", " & ", " und ", " et ", " y "]
            .iter()
            .find_map(|word| last.split_once(word).filter(|(before, _)| !before.trim().is_empty()))
    {
        parts.pop();
        parts.extend([before, after]);
    }
    if let [_, .., last] = &mut parts[..] {
        *last = without_and(last);
    }
    parts
}

/// Endings of company names that follow a comma. Those with a point or a space are in a longer list, too: `BT` is a company.
const LEGAL_FORMS: [&str; 16] = [
    "inc", "inc.", "llc", "l.l.c.", "ltd", "ltd.", "l.p.", "lp", "llp", "corp", "corp.", "co.", "plc",
    "s.a.", "gmbh", "limited",
];

fn split_at_commas(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    // "Birch ($4m, lead)" is one.
    let (mut depth, last_end) = (0_usize, text.rfind([')', ']']).unwrap_or_default());
    for (at, sign) in text.match_indices([',', '(', '[', ')', ']']) {
        match sign {
            "," if depth == 0 || at > last_end => {
                let next = text[at + 1..].split(',').next().unwrap_or_default().trim();
                let is_form = LEGAL_FORMS.iter().any(|form| form.eq_ignore_ascii_case(next))
                    || next.contains(['.', ' ']) && is_legal_form(&legal_words(next));
                if !is_form {
                    parts.push(&text[start..at]);
                    start = at + 1;
                    depth = 0;
                }
            }
            "," => {}
            "(" | "[" => depth += 1,
            _ => depth = depth.saturating_sub(1),
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
    }

    #[test]
    fn lists_are_split_between_names() {
        for (text, separator, parts) in [
            ("A, B and C", ",", vec!["A", "B", "C"]),
            ("A ($5m), B ($4m, lead), C", ",", vec!["A ($5m)", "B ($4m, lead)", "C"]),
            ("A, B, and C", ",", vec!["A", "B", "C"]),
            ("Smith and Wesson", ",", vec!["Smith and Wesson"]),
            ("Alpha, Inc., Beta", ",", vec!["Alpha, Inc.", "Beta"]),
            ("Alpha, S.p.A., Beta", ",", vec!["Alpha, S.p.A.", "Beta"]),
            ("Alpha, BT, Beta", ",", vec!["Alpha", "BT", "Beta"]),
            ("& Other Stories; Zara; and Alder", ";", vec!["& Other Stories", "Zara", "Alder"]),
            ("A, B, and C; D", ",", vec!["A", "B", "C", "D"]),
            ("A; B;", ";", vec!["A", "B"]),
            ("A; B, C and D", ",", vec!["A", "B", "C", "D"]),
            ("A/B / C", " / ", vec!["A/B", "C"]),
        ] {
            assert_eq!(list(text, separator), parts, "{text}");
        }
    }

    #[test]
    fn a_code_that_looks_like_a_slip_is_read_where_it_is_declared() {
        let read = |text: &str, currency: Option<&str>| {
            let currency = currency.map(|code| code.parse().unwrap());
            let read = readings(&Value::Text(text.to_owned()), &Context { currency, ..Context::default() });
            read.map(|(all, _)| all[0].amount.unwrap().to_string()).map_err(|problem| problem.message)
        };
        assert_eq!(read("USS5m", None).unwrap_err(), "\"USS\" may be a slip for US$");
        assert_eq!(read("5m USS", Some("USD")).unwrap_err(), "\"USS\" may be a slip for US$");
        assert_eq!(read("USS 5m", Some("USS")).unwrap(), "USS 5m");
        assert_eq!(read("US$5m", None).unwrap(), "USD 5m");
    }

    #[test]
    fn the_formula_guard_is_removed() {
        let text = |written: &str| text(&Value::Text(written.to_owned())).map(Cow::into_owned);
        assert_eq!(text(" '=cmd() ").unwrap(), "=cmd()");
        assert_eq!(text("'tis").unwrap(), "'tis");
        assert_eq!(text("  "), None);
    }

    #[test]
    fn dates_in_parts_are_as_precise_as_the_parts() {
        let read = |year, quarter, month, day| {
            DateParts { year, quarter, month, day }.read(today()).map(|date| date.unwrap().to_string())
        };
        assert_eq!(read(Some("2024"), None, None, None).unwrap(), "2024");
        assert_eq!(read(Some("2024"), Some("Q3"), None, None).unwrap(), "2024-Q3");
        assert_eq!(read(Some("2024"), Some("3"), None, None).unwrap(), "2024-Q3");
        assert_eq!(read(Some("2024"), None, Some("3"), None).unwrap(), "2024-03");
        assert_eq!(read(Some("2024"), None, Some("März"), Some("5")).unwrap(), "2024-03-05");
        assert!(read(Some("25"), None, Some("3"), None).is_err());
        assert!(read(Some("2024"), None, Some("13"), None).is_err());
        assert!(read(Some("2024"), None, None, Some("5")).is_err());
    }
}
