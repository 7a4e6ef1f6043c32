//! Values of the domain in columns.

use chrono::NaiveDate;

use super::columns::{AMOUNT_SCALE, FINE_SCALE};
use crate::deal::{Citation, ShareBounds};
use crate::invalid::{Problem, WriteError};
use crate::money::{Amount, Decimal, Estimate};
use crate::parquet::FlatRows;
use crate::parquet::decimal::{rounded_units, units};

/// Adds bound, floor, headline, ceiling and currency of an amount, which is never rounded.
///
/// # Errors
/// If a figure has more digits than its column.
pub(super) fn put_amount(rows: &mut FlatRows, amount: Option<&Amount>) -> Result<(), Problem> {
    rows.text(amount.map(|amount| amount.quantity.bound().as_str()));
    let exact = |value: Decimal| units(value, AMOUNT_SCALE.into()).ok_or_else(|| too_long(value));
    let Estimate { floor, headline, ceiling } = match amount {
        Some(amount) => amount.estimate(),
        None => Estimate { floor: Decimal::ZERO, headline: Decimal::ZERO, ceiling: None },
    };
    let figure = |value: Option<Decimal>| value.filter(|_| amount.is_some()).map(exact).transpose();
    rows.units(figure(Some(floor))?).units(figure(Some(headline))?).units(figure(ceiling)?);
    rows.text(amount.map(|amount| amount.currency.code()));
    Ok(())
}

/// Adds floor, headline and ceiling, rounded half to even to the decimal places of amounts.
///
/// # Errors
/// If a figure has more digits than its column.
pub(super) fn put_estimate(rows: &mut FlatRows, estimate: Option<&Estimate>) -> Result<(), Problem> {
    let rounded = |value: Decimal| rounded_units(value, AMOUNT_SCALE.into()).ok_or_else(|| too_long(value));
    let figure = |value: Option<Decimal>| value.map(rounded).transpose();
    rows.units(figure(estimate.map(|estimate| estimate.floor))?);
    rows.units(figure(estimate.map(|estimate| estimate.headline))?);
    rows.units(figure(estimate.and_then(|estimate| estimate.ceiling))?);
    Ok(())
}

/// Adds the shares of floor, headline and ceiling.
///
/// # Errors
/// Never: shares are at most 1.
pub(super) fn put_share(rows: &mut FlatRows, share: Option<&ShareBounds>) -> Result<(), Problem> {
    for figure in
        [share.map(|share| share.low), share.map(|share| share.headline), share.map(|share| share.high)]
    {
        rows.units(figure.map(fine_units).transpose()?);
    }
    Ok(())
}

/// Returns a share or a rate in units of its column.
///
/// # Errors
/// If it has more digits before the point than its column.
pub(super) fn fine_units(value: Decimal) -> Result<i128, Problem> {
    rounded_units(value, FINE_SCALE.into()).ok_or_else(|| too_long(value))
}

/// Adds the source and the quote of a citation.
pub(super) fn put_citation(rows: &mut FlatRows, citation: Option<&Citation<'_>>) {
    rows.text(citation.map(|citation| citation.source.as_str()));
    rows.text(citation.and_then(|citation| citation.quote.as_deref()));
}

/// Adds the number of a row among those of its deal, from 1 on.
pub(super) fn put_number(rows: &mut FlatRows, index: usize) -> &mut FlatRows {
    rows.count_of(Some(index + 1))
}

/// Returns the error of a value of `at`.
pub(super) fn at(at: impl Into<String>, problem: Problem) -> WriteError {
    WriteError::Value { at: at.into(), problem }
}

/// Returns a day of a period, if both ends are known.
pub(super) fn day_of(days: Option<(NaiveDate, NaiveDate)>, is_last: bool) -> Option<NaiveDate> {
    days.map(|(first, last)| if is_last { last } else { first })
}

fn too_long(value: Decimal) -> Problem {
    Problem::new(format!("{value} has more digits than its column of a Parquet file holds"))
        .hint("a column has 38 digits: of amounts 10, of shares and rates 20 after the point")
}
