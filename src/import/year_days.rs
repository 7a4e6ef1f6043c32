//! Years that a spreadsheet shows as days of 1905: a cell with 2024 and the format of a date is the day number 2024.

use chrono::{Datelike, NaiveDate};

use super::noun;
use super::rule::Field;
use super::vocabulary::Subject;
use crate::date::{DayOrder, PartialDate, read_date};
use crate::sheet::{Sheet, Value, year_of_day};
use crate::text::quote;

/// Writes the years into the columns whose headers say that they hold years, where all cells are the days with the numbers
/// of years: 16 July 1905 becomes 2024.
pub(crate) fn restore_years(sheet: &mut Sheet) {
    for column in 0..sheet.columns.len() {
        let is_of_years = |header: &str| {
            noun::subjects(header).first().is_some_and(|(subject, _)| *subject == Subject::Field(Field::Year))
        };
        if !is_of_years(&sheet.columns[column].header) {
            continue;
        }
        let Some((first, year)) = first_day(sheet, column) else { continue };
        for cell in sheet.rows.iter_mut().filter_map(|row| row.cells.get_mut(column)) {
            if let Some((_, year)) = year_of(cell) {
                *cell = Value::Text(year.to_string());
            }
        }
        sheet.notes.push(format!(
            "{} holds years in cells that are formatted as dates: {first} is day number {year} and read as {year}",
            quote(&sheet.columns[column].name)
        ));
    }
}

/// Returns the first day of a column all of whose cells are days with the numbers of years, and that year.
pub(super) fn first_day(sheet: &Sheet, column: usize) -> Option<(NaiveDate, i64)> {
    let mut first = None;
    for cell in sheet.rows.iter().filter_map(|row| row.cells.get(column)) {
        match year_of(cell) {
            Some(found) => first = first.or(Some(found)),
            // A label of totals has no digits.
            None if matches!(cell, Value::Text(text) if !text.bytes().any(|byte| byte.is_ascii_digit())) => {}
            None if cell.is_blank() => {}
            None => return None,
        }
    }
    first
}

/// Returns the day of a cell that is the number of a year, and that year.
fn year_of(cell: &Value) -> Option<(NaiveDate, i64)> {
    let day = match cell {
        Value::Date(day) => *day,
        Value::Text(text) if text.contains("1905") || text.contains("1909") => {
            let orders = [None, Some(DayOrder::DayFirst), Some(DayOrder::MonthFirst)];
            let days = orders.into_iter().filter_map(|order| {
                // Only the years from 1900 on matter.
                match read_date(text, order, NaiveDate::from_ymd_opt(2000, 1, 1)?) {
                    Ok(PartialDate::Day(day)) => Some(day),
                    _ => None,
                }
            });
            return days.filter(|day| day.year() < 1910).find_map(|day| Some((day, year_of_day(day)?)));
        }
        _ => return None,
    };
    Some((day, year_of_day(day)?))
}

#[cfg(test)]
mod tests {
    use super::super::misread_tests::read_with_years;

    #[test]
    fn years_in_cells_with_the_format_of_dates_are_read() {
        for (header, cells, expected) in [
            ("Year", ["1905-07-16", "1905-07-15"], "Zenko 2024; Rifa 2023"),
            ("Jahr", ["16.07.1905", "15.07.1905"], "Zenko 2024; Rifa 2023"),
            ("Deal year", ["7/16/1905", "6/22/1905"], "Zenko 2024; Rifa 2000"),
            ("Année", ["16/07/1905", ""], "Zenko 2024"),
            ("Año", ["1909-07-17", "1909-07-16"], "Zenko 2024; Rifa 2023"),
        ] {
            let (found, notes) = read_with_years(header, &cells);
            assert_eq!(found, expected, "{header}");
            assert!(notes.iter().any(|note| note.contains("is day number 20")), "{notes:?}");
        }
        for (header, cells) in
            [("Year", ["1905-07-16", "1950-01-01"]), ("Date", ["1905-08-16", "1905-07-15"])]
        {
            assert!(!read_with_years(header, &cells).0.contains("2024"), "{header}");
        }
        let date = read_with_years("Date", &["1905-07-16", "1905-07-15"]).0;
        assert!(date.starts_with("blocked: \"Date\" holds years in cells"), "{date}");
    }
}
