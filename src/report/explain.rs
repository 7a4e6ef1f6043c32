//! The steps of each conversion: the amount, the rates, their dates and sources.

use super::Conversion;
use super::table::{Cell, Column, Layout, Table};
use crate::deal::Deal;
use crate::money::Currency;
use crate::query::Basis;

/// A table with one row per step; `None` without a target currency.
pub(super) fn table<'a>(
    conversions: impl Iterator<Item = (&'a Deal<'a>, &'a Conversion)>,
    target: Option<Currency>,
) -> Option<Table> {
    let target = target?;
    let rows = conversions.flat_map(|(deal, conversion)| rows(deal, conversion)).collect();
    let columns = vec![
        Column::new("deal").wraps(),
        Column::new("amount").rank(2),
        Column::new(format!("in {target}")),
        Column::new("step"),
        Column::new("rate"),
        Column::new("date"),
        Column::new("source").wraps().rank(1),
    ];
    let title = Some("Conversions".into());
    Some(Table { title, layout: Layout::Ledger, columns, rows, ..Table::default() })
}

/// The steps of one conversion. Only the first names the deal and the amounts.
fn rows(deal: &Deal<'_>, conversion: &Conversion) -> Vec<Vec<Cell>> {
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
    let mut start = [Cell::text(deal.id.as_str()), Cell::Amount(value.own), Cell::Amount(*amount)];
    let row = |step: [Cell; 4]| {
        let blank = [const { Cell::Text(String::new()) }; 3];
        std::mem::replace(&mut start, blank).into_iter().chain(step).collect()
    };
    steps.into_iter().map(row).collect()
}
