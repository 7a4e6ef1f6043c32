//! The known exchange rates.

use chrono::NaiveDate;

use super::caveats::LatestDays;
use super::table::{Cell, Column, Table};
use super::{Report, Unconverted};
use crate::date::PartialDate;
use crate::money::Currency;
use crate::rates::{RateTable, Rates, When};
use crate::text::count_of;

/// Every series of rates with one of `currencies` (all of them if empty), with its rate on a date or its last one.
pub(crate) fn rates(rates: &Rates, currencies: &[Currency], on: Option<PartialDate>) -> Report {
    let mut rows = Vec::new();
    let mut stale = 0;
    let all = rates.series(on.map(When::from));
    let is_wanted = |currency: Currency| currencies.contains(&currency);
    // Of currencies that are quoted in each other, other pairs were not asked for.
    let mut paired: Vec<Currency> = Vec::new();
    for series in all.iter().filter(|series| is_wanted(series.base) && is_wanted(series.quote)) {
        paired.extend([series.base, series.quote]);
    }
    let is_shown = |base: Currency, quote: Currency| match (is_wanted(base), is_wanted(quote)) {
        (true, true) => true,
        (true, false) => !paired.contains(&base),
        (false, true) => !paired.contains(&quote),
        (false, false) => currencies.is_empty(),
    };
    for series in all {
        if !is_shown(series.base, series.quote) {
            continue;
        }
        stale += usize::from(series.value.is_none());
        let value = series.value.as_ref();
        rows.push(vec![
            Cell::text(series.base.to_string()),
            Cell::text(series.quote.to_string()),
            Cell::text(series.quote.name()),
            Cell::Date(series.first),
            series.last.map_or(Cell::Missing, |last| Cell::Date(last.into())),
            Cell::Count(series.count as u64),
            // A fixed rate has no day of its own.
            value.filter(|_| series.last.is_some()).map_or(Cell::Missing, |leg| Cell::Date(leg.date)),
            value.and_then(|leg| leg.rate.to_decimal()).map_or(Cell::Missing, Cell::Rate),
            Cell::text(series.source),
        ]);
    }
    let columns = vec![
        Column::new("base"),
        Column::new("quote"),
        Column::new("name").cuts(12).rank(3),
        Column::new("first").rank(1),
        Column::new("last").essential(1),
        Column::new("count").rank(4),
        Column::new("date").rank(2),
        Column::new("rate"),
        Column::new("source").cuts(20),
    ];
    let mut caveats = vec![
        "rates: units of quote for 1 unit of base; other pairs use the shortest chain of rates".to_owned(),
    ];
    caveats.extend(age(rates));
    for currency in currencies.iter().filter(|currency| !rates.has_quotes_of(**currency)) {
        caveats.push(format!("rates: none of {currency} is known; --rates FILE adds some"));
    }
    if stale > 0 {
        caveats.push(format!("rates: {stale} of {} series have none for that date", rows.len()));
    }
    let table = Table { columns, rows: rows.into(), caveats, ..Table::default() };
    Report::new(vec![table], Unconverted::default())
}

/// Where the ECB's table comes from, and how old it is; without a today only its last day.
fn age(rates: &Rates) -> Option<String> {
    let last = rates.ecb_last_day()?;
    let is_built_in = Some(last) == RateTable::built_in().last_day();
    let origin = if is_built_in { "built in" } else { "stored by `outlay rates update`" };
    let age = rates.today().map(|today| today.signed_duration_since(last).num_days());
    let age = age.map_or_else(String::new, |days| {
        format!(", {} old", count_of(days.try_into().unwrap_or_default(), "day", "days"))
    });
    let hint = if rates.stale_since().is_some() { "; `outlay rates update` gets newer ones" } else { "" };
    Some(format!("rates: those of the ECB end on {last} ({origin}{age}){hint}"))
}

/// That the latest rate, which is of `used`, is old; `None` if it is not.
pub(crate) fn stale_note(rates: &Rates, used: NaiveDate) -> Option<String> {
    Some(format!("rates: {}", LatestDays::of(rates)?.text(used)?))
}
