//! Names of companies, tags and sources, each by a number while deals are looked at.

use crate::hash::HashMap;

use crate::dataset::ReferenceData;
use crate::deal::Deal;
use crate::text::fold;

/// The names of companies, tags or sources that were met.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// As they are written.
    written: HashMap<String, u32>,
    /// As they compare.
    compared: HashMap<String, u32>,
    list: Vec<Name>,
}

#[derive(Debug)]
struct Name {
    key: String,
    label: String,
    /// The deal that names it first, and so decides how it is written; nothing where the register does.
    first: Option<u64>,
}

impl Names {
    /// The number of a name that is only itself.
    pub(super) fn of(&mut self, name: &str) -> u32 {
        if let Some(known) = self.written.get(name) {
            return *known;
        }
        let id = self.number(name.to_owned(), name, None);
        self.written.insert(name.to_owned(), id);
        id
    }

    /// The number of a company, whichever of its names it is called by.
    pub(super) fn of_company(&mut self, name: &str, at: u64, reference: &ReferenceData) -> u32 {
        let id = match self.written.get(name) {
            Some(known) => *known,
            None => {
                let described = reference.companies.find(name);
                let label = described.map_or(name, |company| &company.name);
                let first = described.is_none().then_some(at);
                let id = self.number(fold(label), label, first);
                self.written.insert(name.to_owned(), id);
                id
            }
        };
        self.earlier(id, name, at);
        id
    }

    /// Remembers how a deal writes the companies that it names.
    pub(super) fn mention(&mut self, deal: &Deal<'_>, at: u64, reference: &ReferenceData) {
        for party in deal.all_parties() {
            self.of_company(&party.company, at, reference);
        }
    }

    fn number(&mut self, key: String, label: &str, first: Option<u64>) -> u32 {
        if let Some(known) = self.compared.get(&key) {
            return *known;
        }
        let id = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.compared.insert(key.clone(), id);
        self.list.push(Name { key, label: label.to_owned(), first });
        id
    }

    fn earlier(&mut self, id: u32, label: &str, at: u64) {
        if let Some(name) = self.list.get_mut(id as usize)
            && name.first.is_some_and(|first| at < first)
        {
            label.clone_into(&mut name.label);
            name.first = Some(at);
        }
    }

    /// The companies that only deals name, as they are written where they are named first.
    pub(super) fn mentioned(&self) -> impl Iterator<Item = &str> {
        self.list.iter().filter(|name| name.first.is_some()).map(|name| name.label.as_str())
    }

    /// The label of a number.
    pub(super) fn label(&self, id: u32) -> &str {
        self.list.get(id as usize).map_or("", |name| &name.label)
    }

    /// Takes over the names of another list, and gives the number here of each there.
    pub(super) fn take_over(&mut self, other: Self) -> Vec<u32> {
        let mut renamed = Vec::with_capacity(other.list.len());
        for name in other.list {
            let id = self.number(name.key, &name.label, name.first);
            if let Some(first) = name.first {
                self.earlier(id, &name.label, first);
            }
            renamed.push(id);
        }
        renamed
    }
}
