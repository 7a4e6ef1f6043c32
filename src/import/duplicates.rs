//! Rows and deals that are there already: identical rows, deals of an earlier import, and deals that may be the same.

use std::hash::{BuildHasher, Hash, Hasher};

use chrono::Datelike;
use smallvec::SmallVec;

use super::cell;
use super::draft::subject;
use crate::dataset::{Companies, Dataset};
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
    /// The line of the row of that deal; `None` if it was there before the import.
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
        let companies = &dataset.reference.companies;
        let mut deals = Self {
            hasher: hash::RandomState::default(),
            known: HashMap::default(),
            first_new: dataset.deals.len(),
            lines: Vec::new(),
            before: dataset.deals.iter().flat_map(|deal| keys(deal, companies)).collect(),
        };
        for (index, deal) in dataset.deals.iter().enumerate() {
            for group in groups(deal, companies) {
                deals.at(&group).push(index);
            }
        }
        deals
    }

    fn at(&mut self, group: &Group) -> &mut SmallVec<[usize; 2]> {
        self.known.entry(self.hasher.hash_one(group)).or_default()
    }

    /// Whether the dataset had a deal of the same company, date and amount before the import, as it was announced or revised.
    pub(super) fn is_present(&self, deal: &DealData<'_>, companies: &Companies) -> bool {
        !self.before.is_empty() && keys(deal, companies).any(|key| self.before.contains(&key))
    }

    /// Adds a deal, the next one of `dataset`, that the row of a line gives. Returns an earlier deal that it may repeat.
    pub(super) fn insert(&mut self, deal: &Deal<'_>, line: usize, dataset: &Dataset) -> Option<Twin> {
        self.lines.push(line);
        let (companies, deals) = (&dataset.reference.companies, &dataset.deals);
        let mut twin = None;
        for group in groups(deal, companies) {
            let is_twin = |other: &Deal<'_>| {
                is_near(deal, other) && groups(other, companies).any(|of_other| of_other == group)
            };
            let known = self.at(&group);
            let found = known.iter().copied().find(|index| deals.get(*index).is_some_and(is_twin));
            known.push(deals.len());
            twin = twin.or(found);
        }
        let index = twin?;
        let id = deal.id.clone().into_owned();
        let known_line = index.checked_sub(self.first_new).and_then(|new| self.lines.get(new)).copied();
        Some(Twin { id, line, known: deals.get(index)?.id.clone(), known_line })
    }
}

/// Returns another deal of `dataset` that `deal` may repeat: of the same company, by any of its names, with an amount that
/// both had at some time, and dated within 7 days, or in the same month.
pub(crate) fn twin<'d>(deal: &Deal<'_>, dataset: &'d Dataset) -> Option<&'d Deal<'static>> {
    let companies = &dataset.reference.companies;
    let of_new: Vec<Group> = groups(deal, companies).collect();
    // Deals without an amount are compared by their titles.
    let is_disclosed = deal.current_state().amount.is_some();
    let has_same_title = |other: &Deal<'_>| is_disclosed || fold(&deal.title) == fold(&other.title);
    dataset.deals.iter().find(|other| {
        other.id != deal.id
            && is_near(deal, other)
            && has_same_title(other)
            && groups(other, companies).any(|group| of_new.contains(&group))
    })
}

/// The company that a deal is about, by the name of its entry.
fn company(deal: &DealData<'_>, companies: &Companies) -> Option<String> {
    Some(fold(companies.canonical(subject(&deal.parties)?)))
}

/// When which amounts of a deal were announced: its own, and those of its revisions.
fn statements(deal: &DealData<'_>) -> impl Iterator<Item = (PartialDate, Option<Amount>)> {
    let revised = deal.history.iter().filter(|revision| revision.amount.is_some());
    let revised = revised.map(|revision| (revision.date.into(), revision.amount));
    std::iter::once((deal.announced, deal.amount)).chain(revised)
}

/// A company and an amount.
type Group = (String, Option<Amount>);

/// Returns the company that a deal is about with each amount that the deal has had.
fn groups(deal: &DealData<'_>, companies: &Companies) -> impl Iterator<Item = Group> {
    let company = company(deal, companies);
    statements(deal).filter_map(move |(_, amount)| Some((company.clone()?, amount)))
}

/// Whether two deals were announced, or revised, within 7 days or in the same month.
fn is_near(a: &DealData<'_>, b: &DealData<'_>) -> bool {
    let are_near = |a: PartialDate, b: PartialDate| {
        let is_overlapping = a.first() <= b.last() && b.first() <= a.last();
        let month = |date: PartialDate| (date.first().year(), date.first().month());
        is_overlapping || month(a) == month(b) || (a.first() - b.first()).num_days().abs() <= NEAR
    };
    statements(a).any(|(a, _)| statements(b).any(|(b, _)| are_near(a, b)))
}

/// What identifies a deal: its company, a date, and an amount of that date or the title if none is disclosed.
type Key = (String, PartialDate, String);

/// Returns the keys of a deal: as it was announced, with each revised amount instead, and as each revision gives it.
fn keys(deal: &DealData<'_>, companies: &Companies) -> impl Iterator<Item = Key> {
    let company = company(deal, companies);
    let dated = statements(deal).flat_map(|(date, amount)| {
        let announced = (date != deal.announced).then_some((deal.announced, amount));
        announced.into_iter().chain([(date, amount)])
    });
    dated.filter_map(move |(date, amount)| {
        let amount = amount.map_or_else(|| fold(&deal.title), |amount| amount.to_string());
        Some((company.clone()?, date, amount))
    })
}
