//! The shortest chain of currencies from one to another.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::iter::successors;

use crate::money::Currency;

/// A pair of neighbouring currencies in a chain.
pub(super) type Step = (Currency, Currency);

/// Returns the steps of the shortest chain from `from` to `to`, found breadth first. `rank` returns the rank of a
/// possible step. Of chains of equal length, the one whose first differing step has the lower rank wins, then the one
/// whose currency comes first by code.
pub(super) fn shortest_chain(
    from: Currency,
    to: Currency,
    neighbours: impl Fn(Currency) -> Vec<Currency>,
    rank: impl Fn(Currency, Currency) -> Option<usize>,
) -> Option<Vec<Step>> {
    if from == to {
        return Some(Vec::new());
    }
    let mut reached_from = BTreeMap::from([(from, from)]);
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        // Try `to` first: a cross rate is then found without visiting every currency that the euro leads to.
        if rank(at, to).is_some() {
            reached_from.insert(to, at);
            return Some(trace(&reached_from, from, to));
        }
        // Most currencies have quotes in euros only and lead nowhere else.
        let leads_on = |next: &Currency| {
            !reached_from.contains_key(next) && neighbours(*next).iter().any(|beyond| *beyond != at)
        };
        let ahead = neighbours(at).into_iter().filter(leads_on);
        let ahead: BTreeSet<(usize, Currency)> =
            ahead.filter_map(|next| Some((rank(at, next)?, next))).collect();
        for (_, next) in ahead {
            reached_from.insert(next, at);
            queue.push_back(next);
        }
    }
    None
}

/// Returns the steps from `from` to `to`, in order.
fn trace(reached_from: &BTreeMap<Currency, Currency>, from: Currency, to: Currency) -> Vec<Step> {
    let before = |at: &Currency| reached_from.get(at).copied().filter(|_| *at != from);
    let mut steps: Vec<Step> =
        successors(Some(to), before).filter_map(|at| Some((before(&at)?, at))).collect();
    steps.reverse();
    steps
}
