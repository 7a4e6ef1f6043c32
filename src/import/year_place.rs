//! Where the year stands in dates of three short numbers: `25/03/14` is a day of 2014 or of 2025, and its column shows which.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::cell;
use crate::money::{find_currencies, read_header};
use crate::sheet::{Sheet, Value};
use crate::text::fold;

/// Where the years of two digits of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearPlace {
    First,
    Last,
    /// The column does not show it.
    Open,
}

/// Where the years of a column stand, with the first date that has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) place: YearPlace,
    pub(super) line: usize,
    pub(super) text: String,
}

/// Days that a series of dates may have throughout: the first, the middle and the end of a month.
const USUAL_DAYS: [u32; 6] = [1, 15, 28, 29, 30, 31];

/// The fewest dates whose numbers show by how many they are which of them are days.
const MIN: usize = 3;

/// Returns where the years of two digits stand; `None` if no date of the column has three
/// short numbers.
///
/// No deal was announced later than next year. In a column that shows nothing else, days differ more than years, and between
/// points the year stands last.
pub(super) fn of(sheet: &Sheet, column: usize, today: NaiveDate) -> Option<Finding> {
    find(sheet, column, today, short_numbers)
}

/// Whether the dates of a column with the names of months begin with their years: 24-Jul-01 and 24-Aug-13 do.
pub(super) fn begins_with_year(sheet: &Sheet, column: usize, today: NaiveDate) -> bool {
    find(sheet, column, today, cell::around_named_month).is_some_and(|found| found.place == YearPlace::First)
}

fn find(
    sheet: &Sheet,
    column: usize,
    today: NaiveDate,
    numbers: impl Fn(&str) -> Option<(&str, &str, char)>,
) -> Option<Finding> {
    let mut found: Option<Finding> = None;
    let (mut firsts, mut lasts) = (Numbers::default(), Numbers::default());
    let mut are_pointed = true;
    for row in &sheet.rows {
        let Some(text) = row.cells.get(column).and_then(cell::text) else { continue };
        let Some((first, last, sign)) = numbers(&text) else { continue };
        firsts.add(first);
        lasts.add(last);
        are_pointed &= sign == '.';
        found.get_or_insert_with(|| Finding {
            place: YearPlace::Open,
            line: row.line,
            text: text.clone().into_owned(),
        });
    }
    let latest = u32::try_from((today.year() + 1).rem_euclid(100)).unwrap_or_default();
    let may_be_first = firsts.may_be_years(latest) && lasts.may_be_days();
    let may_be_last = lasts.may_be_years(latest) && firsts.may_be_days();
    let place = match (may_be_first, may_be_last) {
        (true, false) => YearPlace::First,
        (false, true) => YearPlace::Last,
        (true, true) if firsts.differ_more_than(&lasts) => YearPlace::Last,
        (true, true) if lasts.differ_more_than(&firsts) => YearPlace::First,
        (true, true) if are_pointed && firsts.all.len() >= lasts.all.len() => YearPlace::Last,
        _ => YearPlace::Open,
    };
    found.map(|finding| Finding { place, ..finding })
}

/// The numbers in one place of the dates of a column.
#[derive(Debug, Default)]
struct Numbers {
    all: BTreeSet<u32>,
    /// Whether one is written with one digit, which no year is.
    has_one_digit: bool,
}

impl Numbers {
    fn add(&mut self, digits: &str) {
        self.has_one_digit |= digits.len() == 1;
        self.all.extend(digits.parse::<u32>());
    }

    /// Whether all may be years: those to `latest` of this century, or of the last one.
    fn may_be_years(&self, latest: u32) -> bool {
        !self.has_one_digit && self.all.iter().all(|number| *number <= latest || *number > 31)
    }

    fn may_be_days(&self) -> bool {
        self.all.iter().all(|number| (1..=31).contains(number))
    }

    /// Whether these differ so much more than `others` that they are days, and the others are not usual days.
    fn differ_more_than(&self, others: &Self) -> bool {
        self.all.len() >= MIN
            && self.all.len() >= 2 * others.all.len()
            && !others.all.iter().all(|number| USUAL_DAYS.contains(number))
    }
}

/// Whether a text is a date of three numbers of one or two digits whose first or last one may be the year.
pub(super) fn may_be(text: &str) -> bool {
    short_numbers(text.trim()).is_some()
}

/// Whether the texts of a column with a year and two digits are all two years: 2011-12 and 2012-13, or 2011-12 below "Year".
pub(super) fn are_seasons(sheet: &Sheet, column: usize) -> bool {
    let header = fold(&sheet.columns[column].header);
    if header.contains("month") {
        return false;
    }
    let mut different = BTreeSet::new();
    for cell in sheet.rows.iter().filter_map(|row| row.cells.get(column)) {
        let Value::Text(text) = cell else {
            // Days are written in the same order.
            if matches!(cell, Value::Date(_)) {
                return false;
            }
            continue;
        };
        let text = text.trim();
        let begins_with_year = text.len() > 6 && text.as_bytes()[4] == b'-';
        if begins_with_year && !cell::is_season(text) {
            return false;
        }
        if begins_with_year {
            different.insert(text);
        }
    }
    let is_of_years = || header.split(' ').any(|word| word == "year" || word == "years");
    different.len() > 1 || different.len() == 1 && is_of_years()
}

/// Whether a sheet seems to be of Thailand: a header has its currency, or one of the first cells has it or names the country.
pub(super) fn is_thai(sheet: &Sheet) -> bool {
    const FIRST: usize = 200;
    let is_baht = |text: &str| {
        find_currencies(text).is_some_and(|(found, _)| found.iter().any(|currency| currency.code() == "THB"))
    };
    let names = |text: &str| text.contains("ไทย") || fold(text).contains("thailand") || is_baht(text);
    let mut cells = sheet.rows.iter().take(FIRST).flat_map(|row| &row.cells);
    sheet
        .columns
        .iter()
        .any(|column| read_header(&column.header).currency.is_some_and(|own| own.code() == "THB"))
        || cells.any(|cell| matches!(cell, Value::Text(text) if text.len() < 40 && names(text)))
}

/// Returns the first and the last of three numbers of one or two digits, the middle one of which may be a month, and the sign
/// between them.
fn short_numbers(text: &str) -> Option<(&str, &str, char)> {
    let date = text.split_whitespace().next()?;
    let sign = date.chars().find(|c| !c.is_ascii_digit()).filter(|sign| "/-.".contains(*sign))?;
    let mut parts = date.split(sign);
    let [first, middle, last] = [parts.next()?, parts.next()?, parts.next()?];
    let is_short =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = middle.parse::<u32>().is_ok_and(|month| (1..=12).contains(&month));
    let are_three = parts.next().is_none() && [first, middle, last].into_iter().all(is_short);
    (are_three && is_month).then_some((first, last, sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Row, Value};

    fn place(dates: &[&str]) -> Option<YearPlace> {
        let row = |date: &&str| Row {
            line: 2,
            cells: vec![Value::Text((*date).to_owned())],
            is_hidden: false,
            depth: 0,
        };
        let sheet = Sheet { rows: dates.iter().map(row).collect(), ..Sheet::default() };
        of(&sheet, 0, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()).map(|finding| finding.place)
    }

    #[test]
    fn a_column_shows_where_its_short_years_stand() {
        let (first, last, open) = (Some(YearPlace::First), Some(YearPlace::Last), Some(YearPlace::Open));
        for (dates, expected) in [
            (vec!["2024-03-14", "14 March 2024", "1/23/24"], None),
            // Nothing decides.
            (vec!["25/03/14"], open),
            (vec!["25-03-14", "24-03-15"], open),
            // One digit is no year.
            (vec!["25/03/14", "5/03/14"], last),
            (vec!["25/03/14", "25/03/4"], first),
            (vec!["25/03/4", "5/03/14"], open),
            // No deal was announced in 2028 and later.
            (vec!["25/03/14", "28/03/14"], last),
            (vec!["25/03/14", "25/03/28"], first),
            (vec!["25/03/31", "31/03/25"], open),
            (vec!["98/03/14"], first),
            (vec!["14/03/98", "13/05/24"], last),
            // Days differ more than years.
            (vec!["13/05/24", "05/06/24", "22/06/24"], last),
            (vec!["24/05/13", "24/06/05", "24/06/22"], first),
            // The first of each month of several years, or days of 2001.
            (vec!["20/05/01", "21/06/01", "22/06/01"], open),
            // Between points the year stands last, unless the column contradicts.
            (vec!["25.03.14"], last),
            (vec!["24.03.14", "24.03.20"], open),
            (vec!["24.03.14", "24.03.20", "24.04.02"], first),
            (vec!["14.03.24", "20.03.24"], last),
        ] {
            assert_eq!(place(&dates), expected, "{dates:?}");
        }
    }
}
