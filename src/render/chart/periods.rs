//! The labels of periods below a time axis: quarters or months in one line, and years in another.

use crate::text::count_of;

/// A label and the index of the column that it belongs to.
pub(super) type Label = (usize, String);

/// The labels that fit below the columns.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Labels {
    /// Quarters or months; none if there is no room for them, or if the columns are years.
    pub parts: Vec<Label>,
    /// Years, each below its first column.
    pub years: Vec<Label>,
    /// Whether the columns are years.
    pub is_by_year: bool,
    /// What labels of parts stand for that are no quarter or month of the axis, such as `– quarter not stated`.
    pub vague: Vec<String>,
}

/// The characters of a year.
const DIGITS: usize = 4;

impl Labels {
    /// Returns how far to the left of its column the first year begins, so that it ends before the next one: its column may
    /// be the last of its year. A column with the gap after it is `slot` wide, and a character `character`.
    pub(super) fn shift_of_first_year(&self, slot: usize, character: usize) -> usize {
        match self.years.as_slice() {
            [(first, _), (next, _), ..] if !self.is_by_year => {
                ((DIGITS + 1) * character).saturating_sub((next - first) * slot)
            }
            _ => 0,
        }
    }
}

/// A period of the axis.
struct Period<'n> {
    year: &'n str,
    /// `Q1` or `01`; a dash where it is not stated.
    part: &'n str,
    /// The number of the part in its year; `None` if the period is less precise than the axis.
    number: Option<usize>,
    /// Why there is no number, such as "quarter not stated".
    missing: &'n str,
}

impl<'n> Period<'n> {
    fn of(name: &'n str) -> Self {
        let (date, missing) = name.split_once(", ").unwrap_or((name, ""));
        let (year, part) = date.split_once('-').unwrap_or((date, ""));
        let number = part.trim_start_matches('Q').parse().ok().filter(|_| missing.is_empty());
        let part = if part.is_empty() && !missing.is_empty() { "–" } else { part };
        Self { year, part, number, missing }
    }
}

/// Returns the labels of periods in the order of time, such as `2024-Q3` and `2024, quarter not stated`. A column with the gap
/// after it is `slot` wide, and a character `character`.
pub(super) fn labels<'n>(names: impl Iterator<Item = &'n str>, slot: usize, character: usize) -> Labels {
    let periods: Vec<Period<'n>> = names.map(Period::of).collect();
    let fits = |columns: usize, characters: usize| columns * slot > characters * character;
    let in_year = match periods.iter().find(|period| period.number.is_some()).map(|period| period.part) {
        None => 1,
        Some(part) if part.starts_with('Q') => 4,
        Some(_) => 12,
    };
    let mut labels = Labels { is_by_year: in_year == 1, ..Labels::default() };
    let every = [1, 2, 3, 6].into_iter().find(|every| in_year % every == 0 && fits(*every, 2));
    if let Some(every) = every.filter(|every| !labels.is_by_year && *every < in_year) {
        for (index, Period { part, number, missing, .. }) in periods.iter().enumerate() {
            let is_labelled = number.map_or(every == 1, |number| (number.max(1) - 1) % every == 0);
            if is_labelled {
                labels.parts.push((index, (*part).to_owned()));
            }
            let vague = format!("{part} {missing}");
            if number.is_none() && is_labelled && !labels.vague.contains(&vague) {
                labels.vague.push(vague);
            }
        }
    }
    labels.years = years(&periods, in_year, fits);
    labels
}

impl Labels {
    /// Returns a note on the columns of a month or a quarter that is not known, if no label says so.
    pub(super) fn unlabelled<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<String> {
        let count = names.filter(|name| name.contains(", ")).count();
        let columns = count_of(count, "column is", "columns are");
        (count > 0 && self.vague.is_empty() && !self.is_by_year)
            .then(|| format!("{columns} of deals dated less precisely, at the end of that time"))
    }
}

/// Returns the labels of the years: all of them, or every second, fifth or tenth.
fn years(periods: &[Period<'_>], in_year: usize, fits: impl Fn(usize, usize) -> bool) -> Vec<Label> {
    let every = [1, 2, 5, 10, 20, 50, 100, 200, 500].into_iter().find(|every| fits(every * in_year, DIGITS));
    let Some(every) = every else { return Vec::new() };
    let mut years: Vec<Label> = Vec::new();
    for (index, period) in periods.iter().enumerate() {
        let is_first = index.checked_sub(1).is_none_or(|before| periods[before].year != period.year);
        let is_round = every == 1 || period.year.parse::<usize>().is_ok_and(|year| year % every == 0);
        if !is_first || !is_round {
            continue;
        }
        years.push((index, period.year.to_owned()));
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(names: &[&str], slot: usize) -> (String, String) {
        let Labels { parts, years, .. } = labels(names.iter().copied(), slot, 1);
        let join = |labels: Vec<Label>| {
            labels.iter().map(|(index, text)| format!("{index}:{text}")).collect::<Vec<_>>().join(" ")
        };
        (join(parts), join(years))
    }

    fn both(parts: &str, years: &str) -> (String, String) {
        (parts.to_owned(), years.to_owned())
    }

    #[test]
    fn labels_are_thinned_out_where_they_do_not_fit() {
        let quarters: Vec<String> =
            (2022..2026).flat_map(|year| (1..=4).map(move |part| format!("{year}-Q{part}"))).collect();
        let quarters: Vec<&str> = quarters[3..].iter().map(String::as_str).collect();
        let all = "0:Q4 1:Q1 2:Q2 3:Q3 4:Q4 5:Q1 6:Q2 7:Q3 8:Q4 9:Q1 10:Q2 11:Q3 12:Q4";
        assert_eq!(shown(&quarters, 5), both(all, "0:2022 1:2023 5:2024 9:2025"));
        assert_eq!(shown(&quarters, 3), both(all, "0:2022 1:2023 5:2024 9:2025"));
        let odd = "1:Q1 3:Q3 5:Q1 7:Q3 9:Q1 11:Q3";
        assert_eq!(shown(&quarters, 2), both(odd, "0:2022 1:2023 5:2024 9:2025"));
        let first_of = |slot| labels(quarters.iter().copied(), slot, 1).shift_of_first_year(slot, 1);
        assert_eq!([5, 4, 3, 2, 1].map(first_of), [0, 1, 2, 3, 0]);
        assert_eq!(shown(&quarters, 1), both("", "0:2022 5:2024"));
        let months: Vec<String> = (1..=12).map(|month| format!("2024-{month:02}")).collect();
        let months: Vec<&str> = months.iter().map(String::as_str).collect();
        assert_eq!(shown(&months, 2).0, "0:01 2:03 4:05 6:07 8:09 10:11");
        assert_eq!(shown(&months, 1), both("0:01 3:04 6:07 9:10", "0:2024"));
        let years: Vec<String> = (1998..2012).map(|year| year.to_string()).collect();
        let years: Vec<&str> = years.iter().map(String::as_str).collect();
        assert_eq!(shown(&years, 3), both("", "0:1998 2:2000 4:2002 6:2004 8:2006 10:2008 12:2010"));
        assert_eq!(shown(&years, 1), both("", "2:2000 7:2005 12:2010"));
    }

    #[test]
    fn a_period_that_is_less_precise_than_the_axis_is_marked() {
        let names = ["2023-Q4", "2023, quarter not stated", "2024-Q1", "2024-Q2", "2024, quarter not stated"];
        let labels = labels(names.into_iter(), 5, 1);
        let parts: Vec<&str> = labels.parts.iter().map(|(_, part)| part.as_str()).collect();
        assert_eq!(parts, ["Q4", "–", "Q1", "Q2", "–"]);
        assert_eq!(labels.vague, ["– quarter not stated"]);
        let names = ["2024-08", "2024-Q3, month not stated"];
        assert_eq!(super::labels(names.into_iter(), 5, 1).vague, ["Q3 month not stated"]);
        let only = super::labels(["2024, month not stated"].into_iter(), 5, 1);
        assert_eq!((only.is_by_year, only.years), (true, vec![(0, "2024".to_owned())]));
    }
}
