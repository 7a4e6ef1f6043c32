//! Companies: their aliases, homes and parents, found by any of their names.

use std::collections::{BTreeMap, BTreeSet};

use crate::area::Area;
use crate::hash::{HashMap, HashSet};
use crate::invalid::Problem;
use crate::text::{fold, quote};

/// A company with an entry in the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The name that outputs use.
    pub name: String,
    /// Other names of the company.
    pub aliases: Vec<String>,
    /// The country of its headquarters.
    pub home: Option<Area>,
    /// The name of the company that owns it.
    pub parent: Option<String>,
}

impl Company {
    /// Returns `area` as the home of a company.
    ///
    /// # Errors
    /// If it is not a country.
    pub fn home(area: Area) -> Result<Area, Problem> {
        if area.is_country() {
            return Ok(area);
        }
        let problem = format!("{} is not a country", area.name());
        Err(Problem::new(problem).hint("a company's home is one country"))
    }
}

/// The companies of a dataset, found by any of their names.
#[derive(Debug, Clone, Default)]
pub struct Companies {
    list: Vec<Company>,
    by_name: HashMap<String, usize>,
    /// The names of companies without an entry, by their folded names.
    mentioned: BTreeMap<String, String>,
}

/// Returns the folded names of a company.
fn names(company: &Company) -> impl Iterator<Item = String> {
    std::iter::once(&company.name).chain(&company.aliases).map(|name| fold(name))
}

/// Returns the problem of a company whose owners lead back to itself.
pub(super) fn circular_owners(company: &str) -> Problem {
    let company = quote(company);
    Problem::new(format!("the parents of {company} lead back to {company}"))
}

impl Companies {
    /// Adds a company. A repeated identical entry is allowed.
    ///
    /// # Errors
    /// If another company has one of its names.
    pub fn insert(&mut self, company: Company) -> Result<(), Problem> {
        self.check(&company)?;
        if self.find(&company.name).is_none() {
            self.by_name.extend(names(&company).map(|name| (name, self.list.len())));
            // Also unfolded, so that most lookups need not fold the name.
            let written = std::iter::once(&company.name).chain(&company.aliases).cloned();
            self.by_name.extend(written.map(|name| (name, self.list.len())));
            self.list.push(company);
        }
        Ok(())
    }

    /// Checks whether a company can be inserted.
    ///
    /// # Errors
    /// If another company has one of its names.
    pub fn check(&self, company: &Company) -> Result<(), Problem> {
        if self.find(&company.name) == Some(company) {
            return Ok(());
        }
        self.check_names(company, None)
    }

    /// Checks that no other company than the one at position `own` has a name of `company`.
    fn check_names(&self, company: &Company, own: Option<usize>) -> Result<(), Problem> {
        let mut taken = names(company).filter_map(|name| Some((*self.by_name.get(&name)?, name)));
        match taken.find(|(at, _)| Some(*at) != own) {
            None => Ok(()),
            Some((at, name)) => Err(Problem::new(format!(
                "the name {} already stands for the company {}",
                quote(&name),
                quote(&self.list[at].name)
            ))
            .hint("a name belongs to one company, which is described once")),
        }
    }

    /// Puts an entry in the place of the one with its name, or after the others.
    ///
    /// # Errors
    /// If another company has one of its names. Nothing is changed then.
    pub fn put(&mut self, company: Company) -> Result<(), Problem> {
        let place = self.by_name.get(&fold(&company.name)).copied();
        self.check_names(&company, place)?;
        let mut list = self.list.clone();
        match place.and_then(|place| list.get_mut(place)) {
            Some(entry) => *entry = company,
            None => list.push(company),
        }
        self.replace_all(list)
    }

    /// Removes the entry of the company with this name.
    pub fn remove(&mut self, name: &str) {
        let others = self.list.iter().filter(|company| company.name != name).cloned().collect();
        // The names of fewer entries do not contradict each other.
        let removed = self.replace_all(others);
        debug_assert_eq!(removed, Ok(()));
    }

    /// Replaces all entries, and keeps the names that deals mention.
    fn replace_all(&mut self, list: Vec<Company>) -> Result<(), Problem> {
        let mut companies = Self::default();
        for company in list {
            companies.insert(company)?;
        }
        for name in std::mem::take(&mut self.mentioned).into_values() {
            companies.mention(&name);
        }
        *self = companies;
        Ok(())
    }

    /// Checks that the owners of a company do not lead back to itself.
    ///
    /// # Errors
    /// If they do.
    pub fn check_owners(&self, company: &str) -> Result<(), Problem> {
        if !self.circular().contains(company) {
            return Ok(());
        }
        Err(circular_owners(company))
    }

    /// Returns all companies, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Company> {
        self.list.iter()
    }

    /// Returns the company with this name or alias.
    pub fn find(&self, name: &str) -> Option<&Company> {
        let index = self.by_name.get(name).or_else(|| self.by_name.get(&fold(name)))?;
        self.list.get(*index)
    }

    /// Returns the name of a company in outputs: that of its entry, else its first spelling.
    pub fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        match self.find(name) {
            Some(company) => &company.name,
            None => self.mentioned.get(&fold(name)).map_or(name, String::as_str),
        }
    }

    /// Returns the name of a company and of its parents, nearest first.
    pub fn lineage<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let mut next = Some(self.canonical(name));
        // Circular parents are a fault of a dataset; the bound makes sure that this ends.
        std::iter::from_fn(move || {
            let name = next?;
            next = self
                .find(name)
                .and_then(|company| company.parent.as_deref())
                .map(|parent| self.canonical(parent));
            Some(name)
        })
        .take(self.list.len() + 1)
    }

    /// Returns the folded names of the companies called by one of `requested`, and of those that they own.
    pub fn all_names(&self, requested: &[String]) -> BTreeSet<String> {
        let mut all: BTreeSet<String> = requested.iter().map(|name| fold(name)).collect();
        if requested.is_empty() {
            return all;
        }
        let mut subsidiaries: HashMap<String, Vec<&Company>> = HashMap::default();
        for company in &self.list {
            if let Some(parent) = &company.parent {
                subsidiaries.entry(fold(self.canonical(parent))).or_default().push(company);
            }
        }
        let mut open: Vec<String> = requested.iter().map(|name| fold(self.canonical(name))).collect();
        let mut visited = HashSet::default();
        while let Some(name) = open.pop() {
            if visited.insert(name.clone()) {
                all.extend(self.find(&name).into_iter().flat_map(names));
                open.extend(subsidiaries.get(&name).into_iter().flatten().map(|company| fold(&company.name)));
                all.insert(name);
            }
        }
        all
    }

    /// Returns the names of the companies whose owners lead back to themselves. The time is linear, however long the
    /// chain of owners.
    pub fn circular(&self) -> HashSet<&str> {
        let index = |name: &str| self.by_name.get(name).or_else(|| self.by_name.get(&fold(name))).copied();
        let parent = |company: &Company| company.parent.as_deref().and_then(index);
        let parents: Vec<Option<usize>> = self.list.iter().map(parent).collect();
        // The walk on which a company was visited; 0 if on none so far.
        let mut walks = vec![0; parents.len()];
        let mut circular = HashSet::default();
        for walk in 1..=parents.len() {
            let mut next = Some(walk - 1);
            while let Some(at) = next.filter(|at| walks[*at] == 0) {
                walks[at] = walk;
                next = parents[at];
            }
            // The walk came back to a company of its own: each from there on is in the circle.
            while let Some(at) = next.filter(|at| walks[*at] == walk) {
                if !circular.insert(self.list[at].name.as_str()) {
                    break;
                }
                next = parents[at];
            }
        }
        circular
    }

    /// Records the first spelling of a company without an entry.
    pub fn mention(&mut self, name: &str) {
        if self.find(name).is_none() {
            self.mentioned.entry(fold(name)).or_insert_with(|| name.to_owned());
        }
    }

    /// Removes the names of companies without an entry.
    pub fn forget_mentioned(&mut self) {
        self.mentioned.clear();
    }

    /// Returns the names of companies without an entry.
    pub fn mentioned(&self) -> impl Iterator<Item = &str> {
        self.mentioned.values().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(name: &str, alias: &str, parent: &str) -> Company {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Company {
            name: name.into(),
            aliases: some(alias).into_iter().collect(),
            home: None,
            parent: some(parent),
        }
    }

    #[test]
    fn any_name_finds_a_company_and_its_owners() {
        let mut companies = Companies::default();
        companies.insert(company("Iliad", "Iliad Group", "")).unwrap();
        companies.insert(company("OpCore", "", "iliad group")).unwrap();
        companies.insert(company("OpCore", "", "iliad group")).unwrap();
        assert_eq!(companies.find("ILIAD  group").unwrap().name, "Iliad");
        assert_eq!(companies.lineage("opcore").collect::<Vec<_>>(), ["OpCore", "Iliad"]);
        assert_eq!(companies.lineage("Nobody").collect::<Vec<_>>(), ["Nobody"]);
        assert!(companies.insert(company("iliad", "", "")).is_err());
        assert!(companies.circular().is_empty());
        companies.insert(company("A", "", "B")).unwrap();
        companies.insert(company("B", "", "A")).unwrap();
        companies.insert(company("Below", "", "a")).unwrap();
        assert_eq!(companies.circular(), ["A", "B"].into_iter().collect());
        let names: BTreeSet<String> = ["a", "b", "below"].map(str::to_owned).into();
        assert_eq!(companies.all_names(&["B".to_owned()]), names);
        companies.mention("FabCo");
        companies.mention("FABCO");
        companies.mention("iliad");
        assert_eq!(companies.mentioned().collect::<Vec<_>>(), ["FabCo"]);
        assert_eq!(companies.canonical("fabco"), "FabCo");
    }

    /// Quadratic time would take minutes.
    #[test]
    fn a_long_chain_of_owners_takes_linear_time() {
        const LENGTH: usize = 30_000;
        let mut companies = Companies::default();
        for number in 0..LENGTH {
            companies.insert(company(&format!("C{number}"), "", &format!("C{}", number + 1))).unwrap();
        }
        assert!(companies.circular().is_empty());
        let asked = [format!("C{LENGTH}")];
        assert_eq!(companies.all_names(&asked).len(), LENGTH + 1);
        companies.insert(company(&format!("C{LENGTH}"), "", "C0")).unwrap();
        assert_eq!(companies.circular().len(), LENGTH + 1);
    }
}
