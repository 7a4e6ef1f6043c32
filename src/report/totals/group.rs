//! The groups of totals, and the sum of each.

use std::collections::BTreeMap;

use super::key::Key;
use super::time::Days;
use crate::hash::HashMap;
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

/// The deals of one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub deals: usize,
    pub undisclosed: usize,
    pub sum: Sum<FactorKey>,
    /// What each deal adds, by its position; empty unless the deals are cited.
    pub parts: BTreeMap<u64, Sum<FactorKey>>,
    last_deal: Option<u64>,
}

impl Group {
    /// Counts the deal at position `at`, once.
    pub(super) fn count(&mut self, at: u64, is_undisclosed: bool) {
        if self.last_deal != Some(at) {
            self.last_deal = Some(at);
            self.deals += 1;
            self.undisclosed += usize::from(is_undisclosed);
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
        let mut own = Self { sum: self.parts.remove(&at).unwrap_or_default(), ..Self::default() };
        own.add_all(terms, days);
        self.parts.insert(at, own.sum);
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
        for (at, sum) in &other.parts {
            self.parts.entry(*at).or_default().merge(sum);
        }
    }
}

/// Groups by their keys, the last of which is the currency ([`Key::None`] if all deals are undisclosed).
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// The index of each group in the list, by the numbers of its keys.
    indices: HashMap<Box<[u64]>, usize>,
    pub list: Vec<(Box<[Key]>, Group)>,
    /// Reused for every lookup.
    numbers: Vec<u64>,
}

impl Groups {
    /// The group with these keys, which is created if necessary.
    pub(super) fn get(&mut self, keys: &[Key]) -> &mut Group {
        self.numbers.clear();
        self.numbers.extend(keys.iter().map(|key| key.number()));
        let index = self.indices.get(self.numbers.as_slice()).copied().unwrap_or_else(|| {
            self.indices.insert(self.numbers.as_slice().into(), self.list.len());
            self.list.push((keys.into(), Group::default()));
            self.list.len() - 1
        });
        &mut self.list[index].1
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
