//! Deals that may be about the same money, kept small: a million of them are compared.

use chrono::NaiveDate;

use crate::area::Area;
use crate::deal::{Deal, Place};
use crate::money::{Amount, Currency, Decimal};

/// What is compared of a deal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The hash of the values that two candidates share.
    pub(super) key: u64,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    /// The headline; `None` if the amount is undisclosed.
    pub(super) amount: Option<(Decimal, Currency)>,
    pub(super) place: Option<Area>,
    /// Distinguishes candidates that are compared with each other only.
    pub(super) side: Side,
    pub(super) at: u64,
    /// The range of its id among those of all candidates.
    pub(super) id: (u32, u32),
}

/// What a candidate is to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// One like the others.
    Any,
    /// A customer's contract.
    Contract,
    /// An investment in a place that has a name of its own below its area.
    Site,
}

/// Candidates with their ids.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    list: Vec<Candidate>,
    ids: String,
}

impl Candidate {
    /// Returns what is compared of a deal at position `at`, which has `key` in common with others.
    pub(super) fn new(deal: &Deal<'_>, amount: Option<&Amount>, key: u64, side: Side, at: u64) -> Self {
        Self {
            key,
            first: deal.announced.first(),
            last: deal.announced.last(),
            amount: amount.map(|amount| (amount.estimate().headline, amount.currency)),
            place: deal.places.first().and_then(Place::area),
            side,
            at,
            id: (0, 0),
        }
    }
}

impl Candidates {
    /// Adds a candidate, the deal with this id.
    pub(super) fn push(&mut self, candidate: Candidate, id: &str) {
        // No dataset has ids of 4 GB.
        let start = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push_str(id);
        let end = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.list.push(Candidate { id: (start, end), ..candidate });
    }

    /// Adds the candidates of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        let before = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push_str(&other.ids);
        self.list.extend(other.list.into_iter().map(|mut candidate| {
            candidate.id = (candidate.id.0.saturating_add(before), candidate.id.1.saturating_add(before));
            candidate
        }));
    }

    /// Returns the id of a candidate.
    pub(super) fn id(&self, candidate: &Candidate) -> &str {
        self.ids.get(candidate.id.0 as usize..candidate.id.1 as usize).unwrap_or_default()
    }

    /// Sorts the candidates by key and date.
    pub(super) fn sort(&mut self) {
        self.list.sort_unstable_by_key(|candidate| (candidate.key, candidate.first, candidate.at));
    }

    /// Returns the candidates that have a key in common, if they are sorted, with those of each key by date.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[Candidate]> {
        self.list.chunk_by(|a, b| a.key == b.key).filter(|group| group.len() > 1)
    }
}
