//! The dataset as tables for databases, and the SQL that makes totals of them.
//!
//! The tables have what SQL cannot easily derive: where each deal stands in totals by country and by company, what links
//! leave of it, its current state, and the rate of each currency on each day.
//!
//! - `columns`: the tables and their columns
//! - `deal_rows`: the rows of deals
//! - `reference_rows`: the rows of companies, sources and rates
//! - `values`: values of the domain in columns
//! - `sql`: the tables in each engine, and the views
//! - `views.sql`: the views that make totals of the tables

mod columns;
mod deal_rows;
mod reference_rows;
mod sql;
mod values;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::totals::{LinkEffects, Measure};
use super::{Context, ReportError};
use crate::date::PartialDate;
use crate::deal::Status;
use crate::invalid::WriteError;
use crate::money::Currency;
use crate::parallel::run_ordered;
use crate::parquet::{FlatRows, FlatTable};
use crate::rates::Calendar;

pub(crate) use columns::{DEAL_TABLES, MEANS, RATES};
pub(crate) use deal_rows::{DealTables, LinkColumns, Partitioning};
pub(crate) use sql::{MARK, VIEWS_FILE, all_tables, script_names, scripts, table_path};

/// The currency through which the views convert to one that has no rates of its own in the tables.
const THROUGH: Currency = Currency::EUR;

/// Returns what the links between the deals mean in totals: in their own currencies, and in one currency.
///
/// # Errors
/// If a figure has too many digits.
pub(crate) fn resolve_links(context: &Context<'_>) -> Result<(LinkEffects, LinkColumns), ReportError> {
    let own = Context { target: None, ..*context };
    let one = Context { target: Some(context.target.unwrap_or(THROUGH)), ..*context };
    let converted = LinkEffects::resolve(&one, Status::counts, Measure::Announced)?;
    let wholes = converted.wholes(context.links);
    Ok((LinkEffects::resolve(&own, Status::counts, Measure::Announced)?, LinkColumns { wholes, converted }))
}

/// Returns the tables of companies, of their other names and of sources, each with all of its rows.
pub(crate) fn reference_tables(
    context: &Context<'_>,
    deals: &DealTables<'_>,
) -> [(&'static FlatTable, FlatRows); 3] {
    reference_rows::tables(context.reference, deals.companies())
}

/// Passes the rows of [`RATES`] and [`MEANS`] for each currency to `take`: of every calendar day until today or the end of
/// the known rates, and of the dates of deals.
///
/// # Errors
/// If a rate has too many digits, and that of `take`.
pub(crate) fn rate_rows<E: From<WriteError> + Send>(
    context: &Context<'_>,
    dates: &BTreeSet<PartialDate>,
    threads: usize,
    mut take: impl FnMut(FlatRows, FlatRows) -> Result<(), E> + Send,
) -> Result<(), E> {
    let rates = context.rates;
    let today = rates.today().unwrap_or(context.today);
    let until = rates.last_day_that_counts().map_or(today, |last| last.max(today));
    let days = dates.iter().filter_map(|date| date.day());
    let spans: Vec<PartialDate> = dates.iter().copied().filter(|date| date.day().is_none()).collect();
    let calendar = Calendar::of_all_rates(rates, until, days.collect::<BTreeSet<NaiveDate>>());
    let texts: Vec<String> = calendar.days().iter().map(ToString::to_string).collect();
    let targets: BTreeSet<Currency> = context.target.into_iter().chain([THROUGH]).collect();
    let currencies = rates.currencies();
    let pairs = targets.iter().flat_map(|target| currencies.iter().map(move |currency| (*currency, *target)));
    let pairs: Vec<(Currency, Currency)> = pairs.collect();
    let make = |(): &mut (), index: usize| {
        let rates = reference_rows::rates(&calendar, &texts, pairs[index])?;
        let means = reference_rows::means(&calendar, &spans, pairs[index])?;
        Ok((rates, means))
    };
    run_ordered(pairs.len(), threads, || Ok(()), make, |_, (rates, means)| take(rates, means))?;
    Ok(())
}
