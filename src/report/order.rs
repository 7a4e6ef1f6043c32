//! The order of rows by the cells of some columns.

use std::cmp::Ordering;

use super::table::Cell;
use crate::text::fold;

/// A column by which rows are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnOrder<C> {
    /// The column.
    pub column: C,
    /// Whether the order is descending. Rows without a value are last in both.
    pub descending: bool,
}

impl<C> ColumnOrder<C> {
    /// Compares two cells of the column.
    pub(super) fn compare(&self, left: &Cell, right: &Cell) -> Ordering {
        let is_missing = |cell: &Cell| matches!(cell, Cell::Missing);
        if is_missing(left) || is_missing(right) {
            return is_missing(left).cmp(&is_missing(right));
        }
        self.directed(ascending(left, right))
    }

    /// Returns `order` in the direction of the column.
    pub(super) fn directed(&self, order: Ordering) -> Ordering {
        if self.descending { order.reverse() } else { order }
    }
}

/// Sorts rows by columns, which `index` numbers, most significant first. Rows that are equal in them keep their order.
pub(super) fn sort_rows<C: Copy>(
    rows: &mut [Vec<Cell>],
    orders: &[ColumnOrder<C>],
    index: impl Fn(C) -> usize,
) {
    rows.sort_by(|left, right| {
        let compare = |order: &ColumnOrder<C>| {
            let cells = left.get(index(order.column)).zip(right.get(index(order.column)));
            cells.map_or(Ordering::Equal, |(left, right)| order.compare(left, right))
        };
        orders.iter().map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

/// Compares two cells with values of one kind. An open ceiling is above all figures.
fn ascending(left: &Cell, right: &Cell) -> Ordering {
    match (left, right) {
        (Cell::Text(left), Cell::Text(right)) => fold(left).cmp(&fold(right)),
        (Cell::Count(left), Cell::Count(right)) => left.cmp(right),
        (Cell::Figure(left, _), Cell::Figure(right, _)) | (Cell::Share(left), Cell::Share(right)) => {
            left.cmp(right)
        }
        (left, right) => matches!(left, Cell::Open).cmp(&matches!(right, Cell::Open)),
    }
}
