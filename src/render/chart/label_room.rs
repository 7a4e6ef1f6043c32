//! Decides which columns have room for a figure above them.

use std::cmp::Reverse;

use crate::money::Decimal;

/// A rectangle, in pixels from the left and from the bottom of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub left: usize,
    pub right: usize,
    pub bottom: usize,
    pub top: usize,
}

impl Area {
    /// Whether two areas have a point in common that is not on their edges.
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.bottom < other.top
            && other.bottom < self.top
    }
}

/// Returns which figures are drawn: the largest first, each unless it meets a larger one or the column of another figure.
/// `wanted` has the size and the place of each figure, and `columns` what their columns take.
pub(super) fn first_placed(wanted: &[Option<(Decimal, Area)>], columns: &[Area]) -> Vec<bool> {
    let mut order: Vec<(usize, Decimal, Area)> = wanted
        .iter()
        .enumerate()
        .filter_map(|(index, figure)| figure.map(|(size, area)| (index, size, area)))
        .collect();
    order.sort_by_key(|(_, size, _)| Reverse(*size));
    let mut placed: Vec<Area> = Vec::new();
    let mut is_placed = vec![false; wanted.len()];
    for (index, _, area) in order {
        let others =
            columns.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, column)| column);
        if !others.chain(&placed).any(|other| area.meets(other)) {
            placed.push(area);
            is_placed[index] = true;
        }
    }
    is_placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: usize, right: usize, bottom: usize, top: usize) -> Area {
        Area { left, right, bottom, top }
    }

    #[test]
    fn no_figure_stands_on_a_column() {
        let columns = [area(0, 20, 0, 10), area(30, 50, 0, 100), area(60, 80, 0, 20)];
        let wanted = [(10, area(0, 35, 10, 28)), (100, area(20, 60, 100, 118)), (20, area(55, 85, 20, 38))];
        let wanted = wanted.map(|(size, area)| Some((Decimal::from(size), area)));
        assert_eq!(first_placed(&wanted, &columns), [false, true, true]);
        // On its own column, a figure stands where much more lies above it.
        assert_eq!(first_placed(&[Some((Decimal::ONE, area(0, 20, 2, 8)))], &columns[..1]), [true]);
    }

    #[test]
    fn the_largest_figure_has_room_first() {
        let columns = [area(0, 20, 0, 10), area(30, 50, 0, 12)];
        let [small, large] = [area(0, 35, 12, 28), area(25, 60, 12, 28)];
        let wanted = [Some((Decimal::from(10), small)), Some((Decimal::from(12), large))];
        assert_eq!(first_placed(&wanted, &columns), [false, true]);
        assert_eq!(first_placed(&[wanted[0], None], &columns), [true, false]);
    }
}
