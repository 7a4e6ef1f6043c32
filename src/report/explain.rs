//! The steps of each conversion: the amount, the rates, their dates and sources.

use super::table::{Cell, Column, Layout, Table};
use super::{Audience, Context, Conversion};
use crate::deal::Deal;
use crate::query::Basis;

/// A table with one row per step; `None` if `context` has no target currency.
pub(super) fn table<'a>(
    conversions: impl Iterator<Item = (&'a Deal<'a>, &'a Conversion)>,
    context: &Context<'_>,
) -> Option<Table> {
    let target = context.target?;
    let is_sheet = context.audience == Audience::Spreadsheets;
    let repeats = if is_sheet { Repeats::Deal } else { Repeats::Nothing };
    let rows = conversions.flat_map(|(deal, conversion)| rows(deal, conversion, repeats)).collect();
    let columns = vec![
        Column::new("deal").keys(),
        Column::new("amount").rank(2),
        Column::new(format!("in {target}")),
        Column::new("step").essential(1),
        Column::new("rate"),
        Column::new("date").essential(2),
        Column::new("source").wraps().rank(1),
    ];
    let title = Some(if is_sheet { "rates" } else { "Conversions" }.to_owned());
    Some(Table { title, layout: Layout::Ledger, columns, rows, ..Table::default() })
}

/// What every step of a conversion says, and not only the first.
#[derive(Debug, Clone, Copy)]
enum Repeats {
    /// Nothing.
    Nothing,
    /// The deal, so that a sheet can be filtered and sorted.
    Deal,
}

/// The steps of one conversion. Only the first has the amounts.
fn rows(deal: &Deal<'_>, conversion: &Conversion, repeats: Repeats) -> Vec<Vec<Cell>> {
    let Conversion { amount, value } = conversion;
    let steps = match &value.basis {
        Basis::Own => vec![[Cell::text("not converted"), Cell::Missing, Cell::Missing, Cell::Missing]],
        Basis::Stated { .. } => {
            vec![[Cell::text("stated"), Cell::Missing, Cell::Missing, Cell::text(value.source())]]
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
    let id = || Cell::text(deal.id.as_str());
    let mut start = [id(), Cell::Amount(value.own), Cell::Amount(*amount)];
    let row = |step: [Cell; 4]| {
        let mut blank = [const { Cell::Text(String::new()) }; 3];
        if let Repeats::Deal = repeats {
            blank[0] = id();
        }
        std::mem::replace(&mut start, blank).into_iter().chain(step).collect()
    };
    steps.into_iter().map(row).collect()
}
