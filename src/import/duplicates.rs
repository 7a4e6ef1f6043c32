//! Rows and deals that are there already: identical rows, deals of an earlier import, and deals that may be the same.

use std::hash::{BuildHasher, Hash, Hasher};

use chrono::Datelike;

use super::cell;
use super::draft::subject;
use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::deal::{Deal, DealData, Slug};
use crate::hash::{self, HashMap, HashSet};
use crate::money::Amount;
use crate::sheet::Row;
use crate::text::fold;

/// Finds rows whose cells are the same.
#[derive(Debug, Default)]
pub(super) struct Rows {
    hasher: hash::RandomState,
    /// The first row with each hash of its cells.
    seen: HashMap<u64, usize>,
}

impl Rows {
    /// Returns an earlier row of the same cells as the row at `index`, else remembers this one. The first `skipped` cells
    /// do not count.
    pub(super) fn same<'r>(&mut self, rows: &'r [Row], index: usize, skipped: usize) -> Option<&'r Row> {
        let row = rows.get(index)?;
        let mut hasher = self.hasher.build_hasher();
        for value in row.cells.iter().skip(skipped) {
            cell::text(value).unwrap_or_default().hash(&mut hasher);
        }
        let first = rows.get(*self.seen.entry(hasher.finish()).or_insert(index))?;
        // Two different rows may have one hash. The second is then read, even if it repeats a third.
        (first.line != row.line && has_same_cells(first, row, skipped)).then_some(first)
    }
}

fn has_same_cells(a: &Row, b: &Row, skipped: usize) -> bool {
    let [a, b] = [a, b].map(|row| row.cells.iter().skip(skipped).map(cell::text));
    a.eq(b)
}

/// A deal of the dataset, or of an earlier row.
#[derive(Debug, Clone)]
struct Known {
    announced: PartialDate,
    id: Slug<'static>,
    /// The line of its row; `None` if it was there before the import.
    line: Option<usize>,
}

/// A deal that a new one may repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Twin {
    /// The id of the new deal.
    pub(crate) id: Slug<'static>,
    /// The line of its row.
    pub(crate) line: usize,
    /// The id of the deal that was there.
    pub(crate) known: Slug<'static>,
    /// The line of the row that deal is of; `None` if it was there before the import.
    pub(crate) known_line: Option<usize>,
}

/// Deals by company and amount.
pub(super) struct Deals {
    known: HashMap<(String, Option<Amount>), Vec<Known>>,
    /// Company, date, and amount or title of the deals that were there before the import.
    before: HashSet<Key>,
}

/// How many days may lie between two announcements of one deal.
const NEAR: i64 = 7;

impl Deals {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let mut deals = Self {
            known: HashMap::default(),
            before: dataset.deals.iter().filter_map(|deal| key(deal)).collect(),
        };
        for deal in &dataset.deals {
            deals.insert(deal, None);
        }
        deals
    }

    /// Whether the dataset had a deal of the same company, date and amount before the import.
    pub(super) fn is_present(&self, deal: &DealData<'_>) -> bool {
        !self.before.is_empty() && key(deal).is_some_and(|key| self.before.contains(&key))
    }

    /// Returns a deal of the same company and amount that was announced within 7 days, or in the same month.
    pub(super) fn twin(&self, deal: &Deal<'_>, line: usize) -> Option<Twin> {
        let known = self.known.get(&group(deal)?)?;
        let known = known.iter().find(|known| is_near(known.announced, deal.announced))?;
        Some(Twin { id: deal.id.clone().into_owned(), line, known: known.id.clone(), known_line: known.line })
    }

    pub(super) fn insert(&mut self, deal: &Deal<'_>, line: Option<usize>) {
        if let Some(group) = group(deal) {
            let known = Known { announced: deal.announced, id: deal.id.clone().into_owned(), line };
            self.known.entry(group).or_default().push(known);
        }
    }
}

fn group(deal: &Deal<'_>) -> Option<(String, Option<Amount>)> {
    Some((fold(subject(&deal.parties)?), deal.amount))
}

fn is_near(a: PartialDate, b: PartialDate) -> bool {
    let is_overlapping = a.first() <= b.last() && b.first() <= a.last();
    let month = |date: PartialDate| (date.first().year(), date.first().month());
    is_overlapping || month(a) == month(b) || (a.first() - b.first()).num_days().abs() <= NEAR
}

/// What identifies a deal: its company, its date, and its amount, or its title if the amount is undisclosed.
type Key = (String, PartialDate, String);

fn key(deal: &DealData<'_>) -> Option<Key> {
    let amount = deal.amount.map_or_else(|| fold(&deal.title), |amount| amount.to_string());
    Some((fold(subject(&deal.parties)?), deal.announced, amount))
}
