//! Finds ids that occur more than once, in 4 bytes a deal.

use std::convert::Infallible;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use crate::hash::HashSet;
use crate::parallel::run_ordered;

/// Number of groups, by the highest 12 bits of a hash.
const GROUPS: usize = 1 << 12;
/// Number of hashes that are added to their groups at a time.
const MAX_PENDING: usize = 1 << 9;
/// Number of groups that a thread takes at a time.
const STEP: usize = 1 << 6;

/// Hashes of 44 bits of the ids that a thread has read: a group for the upper 12 bits holds the lower 32.
pub(super) struct IdHashes {
    groups: Vec<Vec<u32>>,
    /// Hashes that are in no group yet: sorted in together, they wait for memory together.
    pending: Vec<u64>,
}

impl IdHashes {
    /// No hashes.
    pub(super) fn new() -> Self {
        Self { groups: vec![Vec::new(); GROUPS], pending: Vec::with_capacity(MAX_PENDING) }
    }

    /// Adds the hash of `id`.
    pub(super) fn insert(&mut self, id: &str) {
        self.pending.push(hash(id));
        if self.pending.len() == MAX_PENDING {
            self.flush();
        }
    }

    /// Adds the pending hashes to their groups.
    fn flush(&mut self) {
        for hash in self.pending.drain(..) {
            let (group, rest) = split(hash);
            if let Some(group) = self.groups.get_mut(group) {
                group.push(rest);
            }
        }
    }

    /// Whether an id with the hash of `id` was added.
    pub(super) fn contains(&self, id: &str) -> bool {
        let hash = hash(id);
        let (group, rest) = split(hash);
        self.pending.contains(&hash) || self.groups.get(group).is_some_and(|group| group.contains(&rest))
    }

    /// Adds the hashes of another thread.
    pub(super) fn merge(&mut self, mut other: Self) {
        other.flush();
        for (group, more) in self.groups.iter_mut().zip(other.groups) {
            group.extend(more);
        }
    }

    /// Returns the hashes that occur more than once among those of all threads. Different ids may have the same hash.
    pub(super) fn repeated(all: &mut [Self], threads: usize) -> HashSet<u64> {
        all.iter_mut().for_each(Self::flush);
        let in_groups = |hashes: &mut Vec<u32>, step: usize| {
            let mut repeated = Vec::new();
            for group in step * STEP..(step + 1) * STEP {
                hashes.clear();
                hashes.extend(all.iter().filter_map(|one| one.groups.get(group)).flatten());
                hashes.sort_unstable();
                let pairs = hashes.windows(2).filter(|pair| pair[0] == pair[1]);
                repeated.extend(pairs.map(|pair| (group as u64) << 32 | u64::from(pair[0])));
            }
            Ok::<_, Infallible>(repeated)
        };
        let mut repeated = HashSet::default();
        let done = run_ordered(
            GROUPS / STEP,
            threads,
            || Ok(Vec::new()),
            in_groups,
            |_, hashes| {
                repeated.extend(hashes);
                Ok(())
            },
        );
        match done {
            Ok(_) => repeated,
            Err(never) => match never {},
        }
    }
}

/// Returns the hash of an id, of 44 bits.
pub(super) fn hash(id: &str) -> u64 {
    FixedState::default().hash_one(id) >> 20
}

#[expect(clippy::cast_possible_truncation, reason = "the upper and the lower half")]
fn split(hash: u64) -> (usize, u32) {
    ((hash >> 32) as usize, hash as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_repeated_ids_are_found_on_any_thread() {
        let id = |number: usize| format!("deal-{number}");
        let (mut one, mut other) = (IdHashes::new(), IdHashes::new());
        (0..5_000).for_each(|number| one.insert(&id(number)));
        (5_000..10_000).for_each(|number| other.insert(&id(number)));
        assert!(IdHashes::repeated(&mut [one, other], 2).is_empty());
        let (mut one, mut other) = (IdHashes::new(), IdHashes::new());
        (0..5_000).for_each(|number| one.insert(&id(number)));
        (4_998..10_000).for_each(|number| other.insert(&id(number)));
        other.insert(&id(7_000));
        let expected: HashSet<u64> =
            [4_998, 4_999, 7_000].map(|number| hash(&id(number))).into_iter().collect();
        assert_eq!(IdHashes::repeated(&mut [one, other], 2), expected);
    }
}
