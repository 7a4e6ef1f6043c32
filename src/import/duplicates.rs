//! Rows and deals that are there already: identical rows, deals of an earlier import, and deals that may be the same.

use std::hash::{BuildHasher, Hash, Hasher};

use chrono::Datelike;
use smallvec::SmallVec;

use super::cell;
use super::draft::subject;
use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::deal::{Deal, DealData, Slug};
use crate::hash::{self, HashMap, HashSet};
use crate::money::Amount;
use crate::sheet::Row;
use crate::text::fold;

/// Hashes the cells of rows.
#[derive(Debug, Default)]
pub(super) struct RowHasher {
    hasher: hash::RandomState,
    skipped: usize,
}

impl RowHasher {
    /// The first `skipped` cells do not count.
    pub(super) fn new(skipped: usize) -> Self {
        Self { hasher: hash::RandomState::default(), skipped }
    }

    pub(super) fn hash(&self, row: &Row) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for value in row.cells.iter().skip(self.skipped) {
            cell::text(value).unwrap_or_default().hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// Finds rows whose cells are the same.
#[derive(Debug)]
pub(super) struct Rows<'r> {
    rows: &'r [Row],
    skipped: usize,
    /// The number of rows that were looked at.
    count: usize,
    /// The first row with each hash of its cells.
    seen: HashMap<u64, usize>,
}

impl<'r> Rows<'r> {
    /// The first `skipped` cells of `rows` do not count.
    pub(super) fn new(rows: &'r [Row], skipped: usize) -> Self {
        Self { rows, skipped, count: 0, seen: HashMap::default() }
    }

    /// Returns an earlier row of the same cells as the next row, whose cells have this hash, else remembers that row.
    pub(super) fn same(&mut self, row: &Row, hash: u64) -> Option<&'r Row> {
        let first = self.rows.get(*self.seen.entry(hash).or_insert(self.count))?;
        self.count += 1;
        // Two different rows may have one hash. The second is then read, even if it repeats a third.
        (first.line != row.line && has_same_cells(first, row, self.skipped)).then_some(first)
    }
}

fn has_same_cells(a: &Row, b: &Row, skipped: usize) -> bool {
    let [a, b] = [a, b].map(|row| row.cells.iter().skip(skipped).map(cell::text));
    a.eq(b)
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
    hasher: hash::RandomState,
    /// The places in the dataset of the deals with each hash of their company and amount.
    known: HashMap<u64, SmallVec<[usize; 2]>>,
    /// The place of the first new deal.
    first_new: usize,
    /// The lines of the rows of the new deals.
    lines: Vec<usize>,
    /// Company, date, and amount or title of the deals that were there before the import.
    before: HashSet<Key>,
}

/// How many days may lie between two announcements of one deal.
const NEAR: i64 = 7;

impl Deals {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let mut deals = Self {
            hasher: hash::RandomState::default(),
            known: HashMap::default(),
            first_new: dataset.deals.len(),
            lines: Vec::new(),
            before: dataset.deals.iter().filter_map(|deal| key(deal)).collect(),
        };
        for (index, deal) in dataset.deals.iter().enumerate() {
            if let Some(group) = group(deal) {
                deals.at(&group).push(index);
            }
        }
        deals
    }

    fn at(&mut self, group: &Group) -> &mut SmallVec<[usize; 2]> {
        self.known.entry(self.hasher.hash_one(group)).or_default()
    }

    /// Whether the dataset had a deal of the same company, date and amount before the import.
    pub(super) fn is_present(&self, deal: &DealData<'_>) -> bool {
        !self.before.is_empty() && key(deal).is_some_and(|key| self.before.contains(&key))
    }

    /// Adds a deal, the next one after `deals`, that the row of a line gives. Returns an earlier deal of the same company and
    /// amount that was announced within 7 days, or in the same month.
    pub(super) fn insert(&mut self, deal: &Deal<'_>, line: usize, deals: &[Deal<'static>]) -> Option<Twin> {
        self.lines.push(line);
        let group = group(deal)?;
        let is_twin = |other: &Deal<'_>| {
            is_near(other.announced, deal.announced) && self::group(other).as_ref() == Some(&group)
        };
        let known = self.at(&group);
        let twin = known.iter().copied().find(|index| deals.get(*index).is_some_and(is_twin));
        known.push(deals.len());
        let index = twin?;
        let id = deal.id.clone().into_owned();
        let known_line = index.checked_sub(self.first_new).and_then(|new| self.lines.get(new)).copied();
        Some(Twin { id, line, known: deals.get(index)?.id.clone(), known_line })
    }
}

/// Returns another deal of `dataset` that `deal` may repeat: of the same company, by any of its names, and amount, and
/// announced within 7 days, or in the same month.
pub(crate) fn twin<'d>(deal: &Deal<'_>, dataset: &'d Dataset) -> Option<&'d Deal<'static>> {
    let group = |deal: &Deal<'_>| {
        let company = dataset.reference.companies.canonical(subject(&deal.parties)?);
        let amount = deal.current_state().amount.copied();
        // Deals without an amount are compared by their titles.
        Some((fold(company), amount, amount.is_none().then(|| fold(&deal.title))))
    };
    let of_new = group(deal)?;
    dataset.deals.iter().find(|other| {
        other.id != deal.id
            && is_near(other.announced, deal.announced)
            && group(other).as_ref() == Some(&of_new)
    })
}

/// The company that a deal is about, and its amount.
type Group = (String, Option<Amount>);

fn group(deal: &Deal<'_>) -> Option<Group> {
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
