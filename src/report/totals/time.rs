//! The parts of a deal by time: the days of its period in each year, quarter or month.

use chrono::{Datelike, NaiveDate};
use smallvec::smallvec;

use super::GroupBy;
use super::arithmetic::Few;
use crate::date::PartialDate;
use crate::money::Ratio;
use crate::query::{DateMatch, Dates};

/// The days of a period that a part covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Days {
    part: u32,
    all: u32,
}

impl Days {
    /// The whole period.
    pub(super) const ALL: Self = Self { part: 1, all: 1 };

    fn new(part: u32, all: u32) -> Self {
        if part == all { Self::ALL } else { Self { part, all } }
    }

    /// The part as a ratio; `None` for the whole period.
    pub(super) fn ratio(self) -> Option<Ratio> {
        if self == Self::ALL { None } else { Ratio::of(self.part.into(), self.all.into()) }
    }
}

/// The part of a deal in one year, quarter or month.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimePart {
    pub date: PartialDate,
    pub days: Days,
}

/// The number of days from `first` to `last`.
fn count(first: NaiveDate, last: NaiveDate) -> u32 {
    // A period lasts at most a thousand years, so that its days fit.
    u32::try_from((last - first).num_days() + 1).unwrap_or(0)
}

/// The parts of the period from `first` to `last` in each year, quarter or month, or in one if `finest` is `None`. Only
/// days within `dates` count.
pub(super) fn spread(
    finest: Option<GroupBy>,
    first: NaiveDate,
    last: NaiveDate,
    dates: &Dates,
) -> Few<TimePart> {
    let all = count(first, last);
    let mut parts = Few::new();
    let mut start = first;
    while start <= last {
        let end = finest.map_or(last, |finest| end_of(finest, start).min(last));
        let part = dates.days_within(start, end).map(|(start, end)| count(start, end)).sum();
        if part > 0 {
            parts.push(TimePart { date: PartialDate::Day(start), days: Days::new(part, all) });
        }
        let Some(next) = end.succ_opt() else { break };
        start = next;
    }
    parts
}

/// The only part of a deal that is dated `date` and not spread; none if it is not within `dates`.
pub(super) fn at_once(date: PartialDate, dates: &Dates) -> (Few<TimePart>, DateMatch) {
    let found = dates.contain(date);
    let part = TimePart { date, days: Days::ALL };
    (if found == DateMatch::Inside { smallvec![part] } else { Few::new() }, found)
}

/// The parts of a deal with figures of some days, which rise: one for each year, quarter or month that has a day within
/// `dates`, or one of all if `finest` is `None`.
pub(super) fn of_days(
    finest: Option<GroupBy>,
    days: impl Iterator<Item = NaiveDate>,
    dates: &Dates,
) -> Few<TimePart> {
    let mut parts: Few<TimePart> = Few::new();
    for day in days.filter(|day| dates.contain((*day).into()) == DateMatch::Inside) {
        let is_in =
            |part: &TimePart| finest.is_none_or(|finest| is_same_period(finest, day, part.date.first()));
        if !parts.last().is_some_and(is_in) {
            parts.push(TimePart { date: day.into(), days: Days::ALL });
        }
    }
    parts
}

/// Whether two days are in one year, quarter or month.
pub(super) fn is_same_period(by: GroupBy, a: NaiveDate, b: NaiveDate) -> bool {
    end_of(by, a) == end_of(by, b)
}

/// The last day of the year, quarter or month of `day`.
fn end_of(by: GroupBy, day: NaiveDate) -> NaiveDate {
    let last_month = match by {
        GroupBy::Year => 12,
        GroupBy::Quarter => day.month0() / 3 * 3 + 3,
        _ => day.month(),
    };
    NaiveDate::from_ymd_opt(day.year(), last_month, 1).map_or(day, |first| PartialDate::Month(first).last())
}
