//! The rates of a pair, day by day, as conversions use them.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{MissingRate, Path, Rates, When};
use crate::money::Currency;

/// Which days a history has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistoryDays {
    /// Those with another quote than the day before.
    #[default]
    Quoted,
    /// Every calendar day that has a rate, often that of an earlier day.
    Calendar,
}

/// The rates of a pair, oldest first.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Days, each with the path that a conversion on that day uses.
    pub days: Vec<(NaiveDate, Arc<Path>)>,
    /// Calendar days on which a conversion has no rate, as whole runs.
    pub gaps: Vec<Gap>,
}

/// A run of calendar days without a rate.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// Why the first day has no rate.
    pub missing: Arc<MissingRate>,
}

impl Rates {
    /// Returns the rates from `from` to `to` of the days from `since` to `until`; without them from the first rate, and to today.
    /// No later day is included, unless a quote is of one. A rate that is the same on every day counts as a quote of the
    /// first day. The history is empty if there is no quote of one of the currencies.
    ///
    /// ```
    /// use outlay::date::parse_day;
    /// use outlay::money::Currency;
    /// use outlay::rates::{HistoryDays, Rates};
    ///
    /// let (since, until) = (Some(parse_day("2025-03-06")?), Some(parse_day("2025-03-09")?));
    /// let rates = Rates::built_in();
    /// let days = |days| {
    ///     let history = rates.history(Currency::EUR, Currency::USD, since, until, days).days;
    ///     history.iter().map(|(day, path)| format!("{day} {}", path.date())).collect::<Vec<_>>()
    /// };
    /// assert_eq!(days(HistoryDays::Quoted), ["2025-03-06 2025-03-06", "2025-03-07 2025-03-07"]);
    /// assert_eq!(days(HistoryDays::Calendar)[2..], ["2025-03-08 2025-03-07", "2025-03-09 2025-03-07"]);
    /// # Ok::<(), outlay::Problem>(())
    /// ```
    pub fn history(
        &self,
        from: Currency,
        to: Currency,
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
        days: HistoryDays,
    ) -> History {
        let mut history = History::default();
        let Some((first, newest)) = self.days_of(from, to) else { return history };
        let end = until.map_or(newest, |until| until.min(newest));
        let start = since.map_or(first, |since| since.max(first));
        let path = |day: NaiveDate| self.path(from, to, When::Day(day));
        let mut before = start.pred_opt().map(path);
        if let (Some(since), Some(Err(missing)), Some(last)) = (since, &before, start.pred_opt())
            && since <= last.min(end)
        {
            history.gaps.push(Gap { first: since, last: last.min(end), missing: Arc::clone(missing) });
        }
        for day in start.iter_days().take_while(|day| *day <= end) {
            let found = path(day);
            match &found {
                Err(missing) => history.add_gap(day, missing),
                Ok(path) => {
                    if since.is_none() && history.days.is_empty() {
                        // Before the first rate there is no gap.
                        history.gaps.clear();
                    }
                    let is_same = matches!(&before, Some(Ok(before)) if before.has_same_quotes(path));
                    let begins = day == start && path.is_fixed();
                    if days == HistoryDays::Calendar || !is_same || begins {
                        history.days.push((day, Arc::clone(path)));
                    }
                }
            }
            before = Some(found);
        }
        history
    }

    /// Returns the first day on which both currencies may have a rate, and the newest day of a history: today, or that of a
    /// later quote. `None` if there is no quote of one of the currencies.
    fn days_of(&self, from: Currency, to: Currency) -> Option<(NaiveDate, NaiveDate)> {
        let series = self.series(None);
        let first = |currency| {
            let of_currency = series.iter().filter(|one| one.base == currency || one.quote == currency);
            of_currency.map(|one| one.first.first()).min()
        };
        let newest = series.iter().filter_map(|one| one.last).chain(self.today).max()?;
        Some((first(from)?.max(first(to)?), newest))
    }
}

impl History {
    /// Adds a day without a rate.
    fn add_gap(&mut self, day: NaiveDate, missing: &Arc<MissingRate>) {
        match self.gaps.last_mut().filter(|gap| gap.last.succ_opt() == Some(day)) {
            Some(gap) => gap.last = day,
            None => self.gaps.push(Gap { first: day, last: day, missing: Arc::clone(missing) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::parse_day;
    use crate::rates::Quote;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    /// The days of a history with the days of their rates, and its gaps.
    fn shown(
        rates: &Rates,
        pair: &str,
        since: Option<&str>,
        until: &str,
        days: HistoryDays,
    ) -> (Vec<String>, Vec<String>) {
        let (from, to) = pair.split_once('/').unwrap();
        let (since, until) = (since.map(day), Some(day(until)));
        let history = rates.history(currency(from), currency(to), since, until, days);
        let rows = history.days.iter().map(|(day, path)| {
            // Each day has exactly the path of a conversion on that day.
            assert_eq!(rates.path(currency(from), currency(to), When::Day(*day)).unwrap(), *path);
            format!("{day} {} {}", path.rate().unwrap(), path.date())
        });
        let gaps = history.gaps.iter().map(|gap| format!("{} to {}", gap.first, gap.last));
        (rows.collect(), gaps.collect())
    }

    #[test]
    fn a_quoted_day_is_one_with_a_new_rate() {
        let rates = Rates::built_in();
        // 2022-12-30 was the last day of the ECB; the fixed rate holds from 2023-01-01 on.
        let (rows, gaps) = shown(&rates, "EUR/HRK", Some("2022-12-28"), "2023-01-31", HistoryDays::Quoted);
        assert_eq!(
            rows,
            [
                "2022-12-28 7.5365 2022-12-28",
                "2022-12-29 7.5365 2022-12-29",
                "2022-12-30 7.5365 2022-12-30",
                "2023-01-01 7.5345 2023-01-01",
            ]
        );
        assert!(gaps.is_empty());
        // A fixed rate stands on the first day, and a Saturday has no quote of its own.
        let (rows, _) = shown(&rates, "EUR/DEM", Some("2025-03-08"), "2025-03-20", HistoryDays::Quoted);
        assert_eq!(rows, ["2025-03-08 1.95583 2025-03-08"]);
        let (rows, _) = shown(&rates, "EUR/AED", Some("2025-03-08"), "2025-03-10", HistoryDays::Quoted);
        assert_eq!(rows, ["2025-03-10 3.98282625 2025-03-10"]);
    }

    #[test]
    fn a_calendar_day_has_the_rate_that_conversion_accepts() {
        let rates = Rates::built_in();
        let (rows, gaps) = shown(&rates, "EUR/RUB", Some("2022-02-28"), "2022-03-31", HistoryDays::Calendar);
        assert_eq!(rows.len(), 9, "{rows:?}");
        assert_eq!(rows[8], "2022-03-08 117.201 2022-03-01");
        assert_eq!(gaps, ["2022-03-09 to 2022-03-31"]);
        let old = rates.with_max_age(10);
        let (rows, gaps) = shown(&old, "EUR/RUB", Some("2022-03-02"), "2022-03-31", HistoryDays::Calendar);
        assert_eq!((rows.len(), gaps), (10, vec!["2022-03-12 to 2022-03-31".to_owned()]));
    }

    #[test]
    fn a_history_begins_with_the_first_rate_and_says_what_is_before_it() {
        let rates = Rates::built_in();
        let (rows, gaps) = shown(&rates, "EUR/CNY", None, "2005-04-04", HistoryDays::Calendar);
        assert_eq!(rows.first().unwrap(), "2005-04-01 10.7255 2005-04-01");
        assert!(gaps.is_empty());
        let (rows, gaps) = shown(&rates, "EUR/CNY", Some("1990-01-01"), "2005-04-04", HistoryDays::Quoted);
        assert_eq!((rows.len(), gaps), (2, vec!["1990-01-01 to 2005-03-31".to_owned()]));
        let (rows, gaps) = shown(&rates, "EUR/CNY", Some("1990-01-01"), "1990-12-31", HistoryDays::Quoted);
        assert_eq!((rows.len(), gaps), (0, vec!["1990-01-01 to 1990-12-31".to_owned()]));
        assert!(shown(&rates, "EUR/XAU", None, "2025-01-01", HistoryDays::Quoted).0.is_empty());
    }

    #[test]
    fn quotes_of_the_user_end_the_series_that_they_precede() {
        let quote =
            Quote::new(day("2025-03-06"), currency("EUR"), currency("USD"), 2.into(), "mine").unwrap();
        let rates = Rates::built_in().with_quotes([quote]).with_today(day("2025-03-20"));
        let (rows, _) = shown(&rates, "EUR/USD", Some("2025-03-05"), "2025-12-31", HistoryDays::Quoted);
        assert_eq!(rows, ["2025-03-05 1.0694 2025-03-05", "2025-03-06 2 2025-03-06"]);
        // The tables end later than today.
        let (rows, _) = shown(&rates, "EUR/USD", Some("2025-03-05"), "2099-12-31", HistoryDays::Calendar);
        assert_eq!(rows.last().unwrap(), "2026-10-30 2 2025-03-06");
    }
}
