//! What a deal allocated or spent between two reports.

use chrono::NaiveDate;

use super::arithmetic::Few;
use crate::money::{Amount, Decimal, Estimate};

/// What is added from one figure to a later one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Increase {
    pub(super) date: NaiveDate,
    pub(super) estimate: Estimate,
}

/// What had been allocated or spent of a deal in all by some days, in the order of days and in one currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProgressFigures<'d> {
    pub(super) entries: &'d [(NaiveDate, &'d Amount)],
    /// Whether each increase is converted at the rate of its own day.
    pub(super) has_own_rates: bool,
}

impl ProgressFigures<'_> {
    /// Returns the increases on the days that `is_selected` accepts. Consecutive ones are merged, unless each is converted
    /// at the rate of its own day.
    pub(super) fn increases(&self, is_selected: impl Fn(NaiveDate) -> bool) -> Few<Increase> {
        // The figure before, and the one over which the last increase is.
        let (mut before, mut base) = (Estimate::ZERO, Estimate::ZERO);
        let mut goes_on = false;
        let mut increases: Few<Increase> = Few::new();
        for ((date, _), estimate) in self.entries.iter().zip(self.known()) {
            let is_in = is_selected(*date);
            if is_in && goes_on && !self.has_own_rates {
                increases.pop();
            } else {
                base = before;
            }
            if is_in {
                increases.push(Increase { date: *date, estimate: over(&estimate, &base) });
            }
            (before, goes_on) = (estimate, is_in);
        }
        increases
    }

    /// Returns the figures in the order of their days, with what they say of each other: what has been spent in all never
    /// becomes less, so that "up to 15" before 12 was at most 12, and "up to 9" after 5 is at least 5.
    pub(super) fn known(&self) -> Few<Estimate> {
        let mut known: Few<Estimate> = self.entries.iter().map(|(_, amount)| amount.estimate()).collect();
        for index in (1..known.len()).rev() {
            let later = known[index];
            let earlier = &mut known[index - 1];
            if later.ceiling.is_some_and(|most| most < earlier.floor) {
                // A later figure that is less corrects the earlier one.
                *earlier = later;
                continue;
            }
            earlier.headline = earlier.headline.min(later.headline).max(earlier.floor);
            earlier.ceiling = earlier.ceiling.into_iter().chain(later.ceiling).min();
        }
        for index in 1..known.len() {
            let least = known[index - 1].floor;
            let later = &mut known[index];
            later.floor = later.floor.max(least);
            later.headline = later.headline.max(least);
        }
        known
    }
}

/// What a figure adds to an earlier one, of which it is not known where in its bounds it was.
fn over(figure: &Estimate, before: &Estimate) -> Estimate {
    let headline = figure.headline - before.headline;
    let floor = before.ceiling.map_or(Decimal::ZERO, |ceiling| figure.floor - ceiling);
    Estimate {
        // What was spent does not become less, unless the figure was corrected.
        floor: floor.max(headline.min(Decimal::ZERO)),
        headline,
        ceiling: figure.ceiling.map(|ceiling| ceiling - before.floor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_spent_earlier_is_no_more_than_what_was_spent_later() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        let day = |year| NaiveDate::from_ymd_opt(year, 5, 1).unwrap();
        let on = |earlier: &str, later: &str, year: i32| {
            let (earlier, later) = (amount(earlier), amount(later));
            let entries = [(day(2023), &earlier), (day(2024), &later)];
            let progress = ProgressFigures { entries: &entries, has_own_rates: false };
            let found = progress.increases(|date| date == day(year));
            let Estimate { floor, headline, ceiling } = found[0].estimate;
            (floor.to_string(), headline.normalize().to_string(), ceiling.map(|ceiling| ceiling.to_string()))
        };
        let expected = |floor: &str, headline: &str, ceiling: &str| {
            (floor.to_owned(), headline.to_owned(), Some(ceiling.to_owned()))
        };
        assert_eq!(on("up to EUR 15", "EUR 12", 2023), expected("0", "12", "12"));
        assert_eq!(on("up to EUR 15", "EUR 12", 2024), expected("0", "0", "12"));
        assert_eq!(on("at least EUR 5", "EUR 12", 2023), expected("5", "5", "12"));
        // What was spent stays spent.
        assert_eq!(on("EUR 5", "up to EUR 9", 2023), expected("5", "5", "5"));
        assert_eq!(on("EUR 5", "up to EUR 9", 2024), expected("0", "4", "4"));
        assert_eq!(on("EUR 5", "EUR 4–8", 2024), expected("0", "1", "3"));
        // The later figure corrects the earlier one.
        assert_eq!(on("EUR 15", "EUR 12", 2023), expected("12", "12", "12"));
        assert_eq!(on("EUR 10", "EUR 3–8", 2023), expected("3", "5.5", "8"));
        assert_eq!(on("EUR 10", "EUR 12", 2024), expected("2", "2", "2"));
    }
}
