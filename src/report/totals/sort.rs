//! The order of the rows of totals by columns.

use std::cmp::Ordering;

use super::arithmetic::Few;
use super::group_rows::{GroupRow, GroupRows, Labelled};
use super::options::{FigureColumn, TotalsColumn, TotalsOptions, TotalsOrder};
use crate::money::Currency;
use crate::report::ReportError;
use crate::report::table::Cell;

/// Sorts rows by the columns that `options` name. `cells` returns the cells of a row.
///
/// # Errors
/// That of `cells`.
pub(super) fn sort<'t>(
    rows: &mut GroupRows<'t>,
    options: &TotalsOptions,
    target: Option<Currency>,
    cells: impl Fn(&Labelled<'_, 't>) -> Result<Vec<Cell>, ReportError>,
) -> Result<(), ReportError> {
    let compared = |row: &Labelled<'_, 't>| Ok(compared_cells(&cells(row)?, options));
    rows.sort_with(compared, |left, left_cells, right, right_cells| {
        compare((left, left_cells), (right, right_cells), options, target)
    })
}

/// Compares two rows by the columns that `options` name, each given with its [`compared_cells`]. Money is compared within its
/// currency, that of `target` first.
fn compare(
    (left, left_cells): (&GroupRow<'_>, &Few<Cell>),
    (right, right_cells): (&GroupRow<'_>, &Few<Cell>),
    options: &TotalsOptions,
    target: Option<Currency>,
) -> Ordering {
    let currency = |row: &GroupRow<'_>| (row.currency() != target, row.currency());
    let cells = left_cells.iter().zip(right_cells);
    let compare =
        |(order, (left_cell, right_cell)): (&TotalsOrder, (&Cell, &Cell))| match place(options, order) {
            // Groups without a name are last among the names.
            Place::Label(index) => order.directed(left.ranks.get(index).cmp(&right.ranks.get(index))),
            Place::Figure(column, _) => {
                let is_money =
                    matches!(column, FigureColumn::Floor | FigureColumn::Headline | FigureColumn::Ceiling);
                let of_currency =
                    if is_money { currency(left).cmp(&currency(right)) } else { Ordering::Equal };
                of_currency.then_with(|| order.compare(left_cell, right_cell))
            }
        };
    options.sort.iter().zip(cells).map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The cells of a row that decide its place, one for each column that `options` name.
fn compared_cells(cells: &[Cell], options: &TotalsOptions) -> Few<Cell> {
    let cell = |order| match place(options, order) {
        Place::Label(_) => Cell::Missing,
        Place::Figure(_, index) => cells.get(index).cloned().unwrap_or(Cell::Missing),
    };
    options.sort.iter().map(cell).collect()
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
