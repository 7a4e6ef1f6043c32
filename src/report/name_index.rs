//! Numbers for the names of companies, tags and sources, for counting by name.

use indexmap::IndexMap;

use crate::dataset::ReferenceData;
use crate::deal::Deal;
use crate::hash::{HashMap, HashSet, RandomState};
use crate::text::fold;

/// The names seen so far; each has a number.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    /// Numbers by spelling. Most lookups end here, without folding the name.
    by_spelling: HashMap<Box<str>, u32>,
    /// The names by key: the folded name of a company, or the exact name of anything else. Their order is that of the
    /// numbers.
    entries: IndexMap<Box<str>, Entry, RandomState>,
}

#[derive(Debug)]
struct Entry {
    label: Box<str>,
    /// The position of the first deal with the name, which decides the spelling; `None` if the dataset's entry of the
    /// company decides it.
    first: Option<u64>,
}

impl NameIndex {
    /// The number of a name that is compared exactly.
    pub(super) fn of(&mut self, name: &str) -> u32 {
        if let Some(id) = self.by_spelling.get(name) {
            return *id;
        }
        let id = self.insert(name.to_owned(), name, None);
        self.by_spelling.insert(name.into(), id);
        id
    }

    /// The number of a thing by its id, which is shown as `label`.
    pub(super) fn of_labelled(&mut self, id: &str, label: &str) -> u32 {
        self.insert(id.to_owned(), label, None)
    }

    /// The number of a name that is compared without case and accents. The deal at position `at` has it.
    pub(super) fn of_folded(&mut self, name: &str, at: u64) -> u32 {
        let id = if let Some(id) = self.by_spelling.get(name) {
            *id
        } else {
            let id = self.insert(fold(name), name, Some(at));
            self.by_spelling.insert(name.into(), id);
            id
        };
        self.update_spelling(id, name, at);
        id
    }

    /// The number of a company, by any of its names. `at` is the position of the deal that mentions it.
    pub(super) fn of_company(&mut self, name: &str, at: u64, reference: &ReferenceData) -> u32 {
        let id = if let Some(id) = self.by_spelling.get(name) {
            *id
        } else {
            let company = reference.companies.find(name);
            let label = company.map_or(name, |company| &company.name);
            let first = company.is_none().then_some(at);
            let id = self.insert(fold(label), label, first);
            self.by_spelling.insert(name.into(), id);
            id
        };
        self.update_spelling(id, name, at);
        id
    }

    /// Notes the spelling of all companies of a deal.
    pub(super) fn note_parties(&mut self, deal: &Deal<'_>, at: u64, reference: &ReferenceData) {
        for party in deal.all_parties() {
            self.of_company(&party.company, at, reference);
        }
    }

    /// The number of `key`, which is added if necessary.
    fn insert(&mut self, key: String, label: &str, first: Option<u64>) -> u32 {
        let known = self.entries.get_index_of(key.as_str());
        let new = || Entry { label: label.into(), first };
        let index = known.unwrap_or_else(|| self.entries.insert_full(key.into(), new()).0);
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    fn entry(&self, id: u32) -> Option<(&str, &Entry)> {
        self.entries.get_index(id as usize).map(|(key, entry)| (&**key, entry))
    }

    /// Spells a name as in the deal at `at`, if that is before all deals with the name so far.
    fn update_spelling(&mut self, id: u32, label: &str, at: u64) {
        if let Some((_, entry)) = self.entries.get_index_mut(id as usize)
            && entry.first.is_some_and(|first| at < first)
        {
            *entry = Entry { label: label.into(), first: Some(at) };
        }
    }

    /// The spellings that several names share.
    pub(super) fn repeated_labels(&self) -> HashSet<&str> {
        let (mut seen, mut repeated) = (HashSet::default(), HashSet::default());
        for entry in self.entries.values() {
            if !seen.insert(&*entry.label) {
                repeated.insert(&*entry.label);
            }
        }
        repeated
    }

    /// The key of the name with number `id`: an id, or a name without case and accents.
    pub(super) fn key(&self, id: u32) -> &str {
        self.entry(id).map_or("", |(key, _)| key)
    }

    /// The key and the spelling of each name.
    #[cfg(feature = "parquet")]
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(key, entry)| (&**key, &*entry.label))
    }

    /// The companies without an entry in the dataset, as the first deal spells them.
    pub(super) fn unlisted(&self) -> impl Iterator<Item = &str> {
        self.entries.values().filter(|entry| entry.first.is_some()).map(|entry| &*entry.label)
    }

    /// The spelling of the name with number `id`.
    pub(super) fn label(&self, id: u32) -> &str {
        self.entry(id).map_or("", |(_, entry)| &entry.label)
    }

    /// Adds the names of `other`. Returns the new number of each.
    pub(super) fn merge(&mut self, other: Self) -> Vec<u32> {
        let mut ids = Vec::with_capacity(other.entries.len());
        for (key, entry) in other.entries {
            let id = self.insert(key.into(), &entry.label, entry.first);
            if let Some(first) = entry.first {
                self.update_spelling(id, &entry.label, first);
            }
            ids.push(id);
        }
        ids
    }
}
