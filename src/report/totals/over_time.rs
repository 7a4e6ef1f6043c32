//! The periods of a chart: also those in which nothing was announced, and running totals.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::group::{Group, Groups};
use super::key::{self, Key};
use super::{Arrangement, GroupBy, TotalsOptions};
use crate::date::PartialDate;
use crate::money::Currency;

/// The most periods of an axis. More would mean that one date is wrong.
const MAX_PERIODS: usize = 2000;

/// The position of a period on an axis. A deal dated to a year counts at its end: the year follows its last quarter.
pub(super) type Order = (NaiveDate, Reverse<NaiveDate>);

/// Returns the position of `period` on an axis.
pub(super) fn order(period: PartialDate) -> Order {
    (period.last(), Reverse(period.first()))
}

/// The groups of one chart line: those that differ in the period only.
struct Line {
    /// The keys after the period.
    keys: Vec<Key>,
    groups: BTreeMap<Order, Group>,
}

/// Returns the groups with the periods between them, if the first grouping is by time: empty groups, or running totals.
pub(super) fn arranged(
    groups: Groups,
    options: &TotalsOptions,
    target: Option<Currency>,
    for_people: bool,
) -> Groups {
    let Some(by) = options.by.first().copied().filter(|by| by.is_time()) else { return groups };
    let mut periods: BTreeMap<Order, PartialDate> = BTreeMap::new();
    let mut lines: BTreeMap<Vec<u64>, Line> = BTreeMap::new();
    for (keys, group) in groups.into_iter() {
        let Some((first, rest)) = keys.split_first() else { continue };
        let Some(period) = first.period() else { continue };
        periods.insert(order(period), period);
        let numbers = rest.iter().map(|key| key.number()).collect();
        let line =
            lines.entry(numbers).or_insert_with(|| Line { keys: rest.to_vec(), groups: BTreeMap::new() });
        line.groups.insert(order(period), group);
    }
    let between = between(by, periods.values().copied());
    periods.extend(between.map(|period| (order(period), period)).collect::<Vec<_>>());
    let mut arranged = Groups::default();
    for Line { keys, groups } in lines.into_values() {
        // Only the axis of the chart has empty periods, and no segment or currency beside it.
        let currency = keys.last().and_then(|key| key.currency());
        let has_axis = options.by.len() == 1 && (target.is_none() || currency == target);
        let mut running = Group::default();
        for (order, period) in &periods {
            let own = groups.get(order);
            let shown = match options.arrangement {
                Arrangement::RunningBars => {
                    if let Some(own) = own {
                        running.merge(own);
                    }
                    // Where no amount is known, a period in which nothing was announced says nothing new.
                    let says_more = currency.is_some() || own.is_some() || !for_people;
                    let is_shown = running.deals > 0 && says_more;
                    is_shown.then(|| running.clone())
                }
                _ => own.cloned().or_else(|| (has_axis && currency.is_some()).then(Group::default)),
            };
            if let Some(shown) = shown {
                let keys: Vec<Key> =
                    std::iter::once(Key::Time(*period)).chain(keys.iter().copied()).collect();
                *arranged.get(&keys) = shown;
            }
        }
    }
    arranged
}

/// Returns the periods of the grouping from the first of `periods` to the last.
fn between(
    by: GroupBy,
    periods: impl Iterator<Item = PartialDate> + Clone,
) -> impl Iterator<Item = PartialDate> {
    let of_day = move |day: NaiveDate| key::time(by, PartialDate::Day(day)).period();
    let whole = periods.filter(move |period| of_day(period.first()) == Some(*period));
    let ends: BTreeSet<PartialDate> = whole.collect();
    let (first, last) = (ends.first().copied(), ends.last().copied());
    let next = move |period: &PartialDate| of_day(period.last().succ_opt()?);
    std::iter::successors(first, next)
        .take_while(move |period| last.is_some_and(|last| *period <= last))
        .take(MAX_PERIODS)
}
