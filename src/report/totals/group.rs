//! The groups of totals, and the sum of each.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use indexmap::IndexMap;
use indexmap::map::Entry;
use smallvec::SmallVec;

use super::key::Key;
use super::time::Days;
use crate::hash::RandomState;
use crate::money::{Currency, Decimal, DenseKey, Estimate, Sum};
use crate::query::RateId;

/// The key of the factor of an amount in a sum: its rate, and the part of a period that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FactorKey {
    pub rate: Option<RateId>,
    pub days: Days,
}

impl FactorKey {
    /// The key for `rate` and `days`; `None` if the factor is 1.
    pub(super) fn new(rate: Option<RateId>, days: Days) -> Option<Self> {
        (rate.is_some() || days != Days::ALL).then_some(Self { rate, days })
    }
}

impl DenseKey for FactorKey {
    fn dense_index(self) -> Option<u32> {
        match self.rate {
            Some(RateId::EcbCross(cell)) if self.days == Days::ALL => Some(cell),
            _ => None,
        }
    }

    fn from_dense_index(index: u32) -> Self {
        Self { rate: Some(RateId::EcbCross(index)), days: Days::ALL }
    }
}

/// The deals of one row. There may be a million, so it is kept small.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub deals: u32,
    pub undisclosed: u32,
    pub sum: Sum<FactorKey>,
    /// What each deal adds, by its position; `None` unless the deals are cited.
    #[expect(clippy::box_collection, reason = "a pointer is smaller than a map")]
    parts: Option<Box<BTreeMap<u64, Sum<FactorKey>>>>,
    /// One more than the position of the last deal.
    last_deal: Option<NonZeroU64>,
}

impl Group {
    /// Counts the deal at position `at`, once.
    pub(super) fn count(&mut self, at: u64, is_undisclosed: bool) {
        let at = NonZeroU64::MIN.saturating_add(at);
        if self.last_deal != Some(at) {
            self.last_deal = Some(at);
            self.deals += 1;
            self.undisclosed += u32::from(is_undisclosed);
        }
    }

    /// Adds the amount of a piece at `rate`, of which `days` lie in the group.
    ///
    /// No source divides a period into days: of a part, only the headline is proportional. All of the amount, or nothing
    /// of it, may be spent on these days.
    fn add(&mut self, estimate: &Estimate, rate: Option<RateId>, days: Days) {
        let whole = FactorKey::new(rate, Days::ALL);
        if days == Days::ALL {
            self.sum.add(estimate, whole);
            return;
        }
        let (floor, headline) = (Decimal::ZERO, estimate.headline);
        let none = Some(Decimal::ZERO);
        self.sum.add(&Estimate { floor, headline, ceiling: none }, FactorKey::new(rate, days));
        self.sum.add(&Estimate { floor, headline: Decimal::ZERO, ceiling: estimate.ceiling }, whole);
    }

    /// Adds the terms of a sum as those of the deal at position `at`.
    pub(super) fn cite(&mut self, at: u64, terms: &[(Estimate, Option<RateId>)], days: Days) {
        let parts = self.parts.get_or_insert_default();
        let mut own = Self { sum: parts.remove(&at).unwrap_or_default(), ..Self::default() };
        own.add_all(terms, days);
        parts.insert(at, own.sum);
    }

    /// Returns what each deal adds, by its position; nothing unless the deals are cited.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&u64, &Sum<FactorKey>)> {
        self.parts.iter().flat_map(|parts| parts.iter())
    }

    /// Adds the terms of a sum.
    pub(super) fn add_all(&mut self, terms: &[(Estimate, Option<RateId>)], days: Days) {
        for (estimate, rate) in terms {
            self.add(estimate, *rate, days);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.deals += other.deals;
        self.undisclosed += other.undisclosed;
        self.sum.merge(&other.sum);
        for (at, sum) in other.parts() {
            self.parts.get_or_insert_default().entry(*at).or_default().merge(sum);
        }
    }
}

/// The keys of a group.
pub(super) type Keys = SmallVec<[Key; 2]>;

/// Groups by their keys, the last of which is the currency ([`Key::None`] if all deals are undisclosed).
#[derive(Debug, Default)]
pub(super) struct Groups(IndexMap<Keys, Group, RandomState>);

impl Groups {
    /// The group with these keys, which is created if necessary.
    pub(super) fn get(&mut self, keys: &[Key]) -> &mut Group {
        let known = self.0.get_index_of(keys);
        let index = known.unwrap_or_else(|| self.0.insert_full(keys.into(), Group::default()).0);
        &mut self.0[index]
    }

    /// Adds other groups to those with the same keys; `ids` has the new numbers of their names, by grouping.
    pub(super) fn merge(&mut self, other: Self, ids: &[Vec<u32>]) {
        for (mut keys, group) in other.0 {
            keys.iter_mut().zip(ids).for_each(|(key, ids)| *key = key.with_ids(ids));
            match self.0.entry(keys) {
                Entry::Occupied(mut own) => own.get_mut().merge(&group),
                Entry::Vacant(place) => drop(place.insert(group)),
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[Key], &Group)> {
        self.0.iter().map(|(keys, group)| (keys.as_slice(), group))
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = (Keys, Group)> {
        self.0.into_iter()
    }
}

/// All deals by currency. There are few currencies, so that a list is fast enough.
#[derive(Debug, Default)]
pub(super) struct GrandTotals(pub Vec<(Option<Currency>, Group)>);

impl GrandTotals {
    /// The total in `currency`, which is created if necessary.
    pub(super) fn get(&mut self, currency: Option<Currency>) -> &mut Group {
        let index = self.0.iter().position(|(known, _)| *known == currency).unwrap_or_else(|| {
            self.0.push((currency, Group { sum: Sum::with_dense_keys(), ..Group::default() }));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }
}
