//! The rows of the table of totals.

use std::collections::BTreeMap;

use super::group::Group;
use super::key::Label;
use crate::money::{Currency, Decimal, Estimate, Factor};
use crate::report::table::Cell;

/// A row before it becomes cells.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub labels: Vec<Label>,
    pub currency: Option<Currency>,
    pub group: &'a Group,
    pub estimate: Estimate,
}

/// The grand total of each currency that has shares.
pub(super) type GrandEstimates = BTreeMap<Option<Currency>, Estimate>;

impl Row<'_> {
    pub(super) fn cells(&self, grand: &GrandEstimates) -> Vec<Cell> {
        let Self { labels, currency, group, estimate, .. } = self;
        let label = |label: &Label| {
            if label.is_nameless { Cell::Text(label.text.clone()) } else { Cell::text(label.text.as_str()) }
        };
        let mut cells: Vec<Cell> = Vec::with_capacity(labels.len() + 7);
        cells.extend(labels.iter().map(label));
        cells.extend([Cell::Count(group.deals.into()), Cell::Count(group.undisclosed.into())]);
        match *currency {
            // If all deals are undisclosed, the figures are unknown and not zero.
            Some(currency) if !group.sum.is_empty() || group.deals == 0 => cells.extend([
                Cell::Figure(estimate.floor, currency),
                Cell::Figure(estimate.headline, currency),
                estimate.ceiling.map_or(Cell::Open, |ceiling| Cell::Figure(ceiling, currency)),
                Cell::text(currency.to_string()),
                share(estimate.headline, grand.get(&Some(currency)).map(|total| total.headline)),
            ]),
            currency => cells.extend([
                Cell::Missing,
                Cell::Missing,
                Cell::Missing,
                Cell::text(currency.map_or_else(String::new, |currency| currency.to_string())),
                Cell::Missing,
            ]),
        }
        cells
    }
}

/// What `part` is of `whole`.
pub(super) fn share(part: Decimal, whole: Option<Decimal>) -> Cell {
    let share = whole.and_then(|whole| Factor::quotient(part, whole)?.to_decimal());
    share.map_or(Cell::Missing, Cell::Share)
}
