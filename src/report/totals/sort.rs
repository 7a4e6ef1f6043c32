//! The order of the rows of totals by columns.

use std::cmp::Ordering;

use super::options::{FigureColumn, TotalsColumn, TotalsOptions, TotalsOrder};
use super::row::Row;
use crate::money::Currency;
use crate::report::table::Cell;

/// Sorts rows, given with their cells, by the columns that `options` name. Money is compared within its currency, that of
/// `target` first. Rows that are equal keep their order.
pub(super) fn sort(rows: &mut [(Row<'_>, Vec<Cell>)], options: &TotalsOptions, target: Option<Currency>) {
    if options.sort.is_empty() {
        return;
    }
    let currency = |row: &Row<'_>| (row.currency != target, row.currency);
    rows.sort_by(|(left, left_cells), (right, right_cells)| {
        let compare = |order: &TotalsOrder| match place(options, order) {
            // Groups without a name are last among the names.
            Place::Label(index) => order.directed(left.labels.get(index).cmp(&right.labels.get(index))),
            Place::Figure(column, index) => {
                let is_money =
                    matches!(column, FigureColumn::Floor | FigureColumn::Headline | FigureColumn::Ceiling);
                let of_currency =
                    if is_money { currency(left).cmp(&currency(right)) } else { Ordering::Equal };
                of_currency.then_with(|| {
                    let cells = left_cells.get(index).zip(right_cells.get(index));
                    cells.map_or(Ordering::Equal, |(left, right)| order.compare(left, right))
                })
            }
        };
        options.sort.iter().map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

/// Where the value of a column is.
enum Place {
    Label(usize),
    /// In the cells.
    Figure(FigureColumn, usize),
}

fn place(options: &TotalsOptions, order: &TotalsOrder) -> Place {
    let (column, field) = &order.column;
    match column {
        // [`TotalsOptions::check`] has found the grouping.
        TotalsColumn::Group(by) => {
            Place::Label(options.position(*by, field.as_deref()).unwrap_or(usize::MAX))
        }
        TotalsColumn::Figure(figure) => Place::Figure(*figure, options.by.len() + *figure as usize),
    }
}
