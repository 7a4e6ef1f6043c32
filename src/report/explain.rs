//! The steps of each conversion: the amount, the rates, their dates and sources.

use super::source_name::rate_source;
use super::table::{AMOUNTS, Cell, Column, Layout, Table, figures};
use super::{Audience, Context, Conversion};
use crate::deal::Deal;
use crate::money::Amount;
use crate::query::Basis;

/// A table with one row per step; `None` if `context` has no target currency.
pub(super) fn table<'a>(
    conversions: impl Iterator<Item = (&'a Deal<'a>, &'a Conversion)>,
    context: &Context<'_>,
) -> Option<Table> {
    let target = context.target?;
    let form = if context.audience == Audience::Spreadsheets { Form::Sheet } else { Form::People };
    let rows = conversions.flat_map(|(deal, conversion)| rows(deal, conversion, form, context)).collect();
    let amounts = match form {
        Form::People => vec![Column::new("amount").rank(2), Column::new(format!("in {target}"))],
        Form::Sheet => AMOUNTS.map(Column::new).to_vec(),
    };
    let steps = [
        Column::new("step").essential(1),
        Column::new("rate"),
        Column::new("date").essential(2),
        Column::new("source").wraps().rank(1),
    ];
    let columns = std::iter::once(Column::new("deal").keys()).chain(amounts).chain(steps).collect();
    let title = Some(if form == Form::Sheet { "rates" } else { "Conversions" }.to_owned());
    Some(Table { title, layout: Layout::Ledger, columns, rows, ..Table::default() })
}

/// How a conversion is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Each amount in one cell, and the deal in its first row only.
    People,
    /// Numbers, and the deal in each row, so that a sheet can be filtered and sorted.
    Sheet,
}

impl Form {
    /// The cells of an amount and of what it was converted to.
    fn amounts(self, own: &Amount, converted: &Amount) -> Vec<Cell> {
        match self {
            Self::People => vec![Cell::Amount(*own), Cell::Amount(*converted)],
            Self::Sheet => {
                let bound = Cell::text(own.quantity.bound().as_str());
                [bound].into_iter().chain(figures(own)).chain(figures(converted)).collect()
            }
        }
    }
}

/// The steps of one conversion. Only the first has the amounts.
fn rows(deal: &Deal<'_>, conversion: &Conversion, form: Form, context: &Context<'_>) -> Vec<Vec<Cell>> {
    let Conversion { amount, value } = conversion;
    let steps = match &value.basis {
        Basis::Own => vec![[Cell::text("not converted"), Cell::Missing, Cell::Missing, Cell::Missing]],
        Basis::Stated { .. } => {
            vec![[
                Cell::text("stated"),
                Cell::Missing,
                Cell::Missing,
                Cell::text(rate_source(value, context)),
            ]]
        }
        Basis::Rate(path) => {
            let step = path.legs.iter().map(|leg| {
                let sign = if leg.inverted { "÷" } else { "×" };
                let pair = Cell::text(format!("{sign} {}/{}", leg.base, leg.quote));
                let rate = leg.rate.to_decimal().map_or(Cell::Missing, Cell::Rate);
                [pair, rate, Cell::Date(leg.date), Cell::text(leg.full_source())]
            });
            step.collect()
        }
    };
    let first = form.amounts(&value.own, amount);
    let row = |(index, step): (usize, [Cell; 4])| {
        let is_first = index == 0;
        let blank = || Cell::Text(String::new());
        let is_named = is_first || form == Form::Sheet;
        // Readers know deals by their titles.
        let name = if context.audience == Audience::Readers { &*deal.title } else { deal.id.as_str() };
        let deal = if is_named { Cell::text(name) } else { blank() };
        let amounts = if is_first { first.clone() } else { vec![blank(); first.len()] };
        std::iter::once(deal).chain(amounts).chain(step).collect()
    };
    steps.into_iter().enumerate().map(row).collect()
}
