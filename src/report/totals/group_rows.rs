//! The rows of groups in order, before they have figures and cells: there may be a million of them.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::group::{Group, Groups};
use super::key::{Key, Label};
use crate::date::PartialDate;
use crate::hash::{HashMap, HashSet};
use crate::money::Currency;
use crate::report::ReportError;

/// The rows of groups in order.
#[derive(Debug, Default)]
pub(super) struct GroupRows<'t> {
    pub rows: Vec<GroupRow<'t>>,
    /// The distinct labels of each grouping, sorted.
    labels: Vec<Vec<Label>>,
}

/// The row of a group.
#[derive(Debug)]
pub(super) struct GroupRow<'t> {
    /// The positions of its labels among those of each grouping, which have the order of the labels.
    pub ranks: SmallVec<[u32; 4]>,
    keys: &'t [Key],
    group: &'t Group,
}

/// The row of a group, with the labels of all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labelled<'r, 't> {
    row: &'r GroupRow<'t>,
    labels: &'r [Vec<Label>],
    pub group: &'t Group,
}

impl<'t> GroupRows<'t> {
    /// The rows of `groups`, sorted by their labels and currencies. `label` returns the label of a key in the grouping at a
    /// position.
    pub(super) fn new(groups: &'t Groups, label: impl Fn(usize, Key) -> Option<Label>) -> Self {
        let depths = groups.iter().next().map_or(0, |(keys, _)| keys.len().saturating_sub(1));
        let (mut labels, mut ranks) = (Vec::new(), Vec::new());
        for depth in 0..depths {
            let keys: HashSet<Key> = groups.iter().filter_map(|(keys, _)| keys.get(depth).copied()).collect();
            let labelled = keys.into_iter().filter_map(|key| Some((label(depth, key)?, key)));
            let mut labelled: Vec<(Label, Key)> = labelled.collect();
            labelled.sort_by(|(left, _), (right, _)| left.cmp(right));
            let (mut distinct, mut rank_of) = (Vec::<Label>::new(), HashMap::<Key, u32>::default());
            for (label, key) in labelled {
                if distinct.last() != Some(&label) {
                    distinct.push(label);
                }
                rank_of.insert(key, u32::try_from(distinct.len() - 1).unwrap_or(u32::MAX));
            }
            labels.push(distinct);
            ranks.push(rank_of);
        }
        let row = |(keys, group): (&'t [Key], &'t Group)| {
            let ranks =
                keys.iter().zip(&ranks).map(|(key, ranks)| ranks.get(key).copied().unwrap_or_default());
            GroupRow { ranks: ranks.collect(), keys, group }
        };
        let mut rows: Vec<GroupRow<'t>> = groups.iter().map(row).collect();
        rows.sort_by(|a, b| (&a.ranks, a.currency()).cmp(&(&b.ranks, b.currency())));
        Self { rows, labels }
    }

    /// Returns a row with its labels.
    pub(super) fn labelled<'r>(&'r self, row: &'r GroupRow<'t>) -> Labelled<'r, 't> {
        Labelled { row, labels: &self.labels, group: row.group }
    }

    /// Keeps the rows that `is_kept` accepts by their first label and their currency.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&str, Option<Currency>) -> bool) {
        let labels = self.labels.first().map_or(&[][..], Vec::as_slice);
        self.rows.retain(|row| {
            let label = row.ranks.first().and_then(|rank| labels.get(*rank as usize));
            label.is_some_and(|label| is_kept(&label.text, row.currency()))
        });
    }

    /// Keeps the first `most` rows in each currency. Returns how many others there were, for the currencies with others.
    pub(super) fn keep_first(&mut self, most: usize) -> Vec<(Option<Currency>, usize)> {
        let mut counts: BTreeMap<Option<Currency>, usize> = BTreeMap::new();
        self.rows.retain(|row| {
            let count = counts.entry(row.currency()).or_default();
            *count += 1;
            *count <= most
        });
        let others = counts.into_iter().map(|(currency, count)| (currency, count.saturating_sub(most)));
        others.filter(|(_, count)| *count > 0).collect()
    }

    /// Puts the groups without a name after the others of their currency. Rows by time, and those of one currency, which follow
    /// each other, keep their order otherwise.
    pub(super) fn put_nameless_last(&mut self) {
        let Self { rows, labels } = self;
        for rows in rows.chunk_by_mut(|left, right| left.currency() == right.currency()) {
            rows.sort_by_key(|row| Labelled { row, labels, group: row.group }.is_nameless());
        }
    }

    /// Sorts the rows by a key. Rows with equal keys keep their order.
    ///
    /// # Errors
    /// That of `key`.
    pub(super) fn sort_by_key<K: Ord>(
        &mut self,
        key: impl Fn(&Labelled<'_, 't>) -> Result<K, ReportError>,
    ) -> Result<(), ReportError> {
        self.sort_with(key, |_, left, _, right| left.cmp(right))
    }

    /// Sorts the rows by `compare`, with the keys that `key` returns. Rows that are equal keep their order.
    ///
    /// # Errors
    /// That of `key`.
    pub(super) fn sort_with<K>(
        &mut self,
        key: impl Fn(&Labelled<'_, 't>) -> Result<K, ReportError>,
        compare: impl Fn(&GroupRow<'t>, &K, &GroupRow<'t>, &K) -> std::cmp::Ordering,
    ) -> Result<(), ReportError> {
        let mut keyed = Vec::with_capacity(self.rows.len());
        for row in std::mem::take(&mut self.rows) {
            keyed.push((key(&self.labelled(&row))?, row));
        }
        keyed.sort_by(|(left_key, left), (right_key, right)| compare(left, left_key, right, right_key));
        self.rows = keyed.into_iter().map(|(_, row)| row).collect();
        Ok(())
    }
}

impl GroupRow<'_> {
    pub(super) fn currency(&self) -> Option<Currency> {
        self.keys.last().and_then(|key| key.currency())
    }
}

impl<'r> Labelled<'r, '_> {
    /// The labels, one for each grouping.
    pub(super) fn labels(&self) -> impl Iterator<Item = &'r Label> {
        let ranks = self.row.ranks.iter().zip(self.labels);
        ranks.filter_map(|(rank, labels)| labels.get(*rank as usize))
    }

    /// The period of the first grouping, if that is by time.
    pub(super) fn period(&self) -> Option<PartialDate> {
        self.row.keys.first().and_then(|key| key.period())
    }

    pub(super) fn currency(&self) -> Option<Currency> {
        self.row.currency()
    }

    /// Whether its first label, which is no period, is that of groups without a name.
    fn is_nameless(&self) -> bool {
        self.period().is_none() && self.labels().next().is_some_and(|label| label.is_nameless)
    }
}
