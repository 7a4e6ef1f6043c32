//! Cells that are merged over several rows of a table.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::{Row, Value};

/// Gives each row of a merged cell what its first row has. Returns the rows of each such cell by its line and its column.
///
/// Only its first column is filled: a text over several columns is a heading. Blank rows below a deal, over which all its
/// cells are merged, are none of `rows`; the cells of the deal are then those of one row.
pub(super) fn fill(
    rows: &mut [Row],
    merged: &[[usize; 4]],
) -> HashMap<(usize, usize), RangeInclusive<usize>> {
    let mut found = HashMap::new();
    let mut ranges: Vec<[usize; 3]> =
        merged.iter().map(|[top, left, bottom, _]| [*left, *top, *bottom]).collect();
    ranges.sort_unstable();
    let mut before = None;
    for [column, top, bottom] in ranges {
        // Ranges do not overlap, and those of a damaged file would make the work grow.
        if before.is_some_and(|(last_column, last)| last_column == column && top <= last) {
            continue;
        }
        before = Some((column, bottom));
        let start = rows.partition_point(|row| row.line < top);
        let end = rows.partition_point(|row| row.line <= bottom);
        let Some([first, others @ ..]) = rows.get_mut(start..end) else { continue };
        let value = first.cells.get(column).filter(|cell| first.line == top && !cell.is_blank());
        let Some(value) = value.cloned().filter(|_| !others.is_empty()) else { continue };
        found.insert((top, column), top..=bottom);
        for row in others {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Value::Empty);
            }
            row.cells[column].clone_from(&value);
            found.insert((row.line, column), top..=bottom);
        }
    }
    found
}
