//! The rates of a pair, day by day, as conversions use them.

use std::sync::Arc;

use chrono::NaiveDate;

use super::calendar::{Calendar, Quoted};
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
    /// Returns the rates from `from` to `to` of the days from `since` to `until`; without them from the first rate, and to
    /// today. No later day is included, unless a quote is of one. A rate that is the same on every day counts as a quote of
    /// the first day. The history is empty if there is no quote of one of the currencies.
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
        // The day before shows whether the first quote is new. Before the first rate of all, there is none.
        let before_start = since.and(start.pred_opt());
        let range = start.iter_days().take_while(|day| *day <= end);
        let calendar = Calendar::new(self, before_start.into_iter().chain(range).collect());
        let mut before: Option<Arc<Path>> = None;
        calendar.runs(from, to, |run, quotes| {
            let run = &calendar.days()[run];
            let Some(first) = run.first().copied() else { return };
            let path = quotes.and_then(|quotes| self.path_of(quotes, first)).map(Arc::new);
            match path.map_or_else(|| self.path(from, to, When::Day(first)), Ok) {
                Err(missing) => {
                    let since = since.filter(|_| Some(first) == before_start);
                    let (first, last) =
                        (since.unwrap_or(first), run.last().map_or(end, |last| end.min(*last)));
                    if first <= last {
                        history.add_gap(Gap { first, last, missing });
                    }
                    before = None;
                }
                Ok(path) => {
                    let is_same = before.as_ref().is_some_and(|before| before.has_same_quotes(&path));
                    for day in run.iter().copied().filter(|day| *day >= start) {
                        let is_new = day == first && !is_same || day == start && path.is_fixed();
                        if days == HistoryDays::Calendar || is_new {
                            history.days.push((day, path.on(day)));
                        }
                    }
                    before = Some(path);
                }
            }
        });
        if since.is_none() {
            // Before the first rate there is no gap.
            let first = history.days.first().map(|(day, _)| *day);
            history.gaps.retain(|gap| first.is_none_or(|first| gap.first >= first));
        }
        history
    }

    /// Returns the path of some quotes on a day.
    fn path_of(&self, quotes: &[Quoted<'_>], day: NaiveDate) -> Option<Path> {
        let lookup = self.lookup(When::Day(day));
        let leg = |(from, quote): &Quoted<'_>| quote.leg(*from, &lookup, quote.source.to_owned().into());
        Some(Path::new(quotes.iter().map(leg).collect::<Option<_>>()?, lookup.effective_date))
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
    /// Adds days without a rate, to the last ones if they follow them.
    fn add_gap(&mut self, gap: Gap) {
        match self.gaps.last_mut().filter(|known| known.last.succ_opt() == Some(gap.first)) {
            Some(known) => known.last = gap.last,
            None => self.gaps.push(gap),
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
                "2022-12-28 7.5365 2022-12-28", "2022-12-29 7.5365 2022-12-29",
                "2022-12-30 7.5365 2022-12-30", "2023-01-01 7.5345 2023-01-01",
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
