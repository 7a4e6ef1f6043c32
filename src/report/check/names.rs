//! Names of companies that differ by legal form, case or accents only.

use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash};

use foldhash::quality::FixedState;
use smallvec::SmallVec;

use super::finding::{Finding, Rule, Severity};
use crate::dataset::{Company, ReferenceData};
use crate::deal::Deal;
use crate::hash::{HashMap, HashSet};
use crate::text::{fold, is_legal_form, legal_words, quote};

/// The most words of a legal form.
const MAX_WORDS: usize = 4;

/// The most names that a finding shows.
const MAX_NAMED: usize = 4;

/// Returns a hash that is the same on every thread.
pub(super) fn hash(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// The hashes of some companies, the same for all names of a company.
pub(super) type Keys = SmallVec<[u64; 8]>;

/// The names of the companies in deals, as they are spelled there.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Box<str>, Mention>);

/// Where a name is first.
#[derive(Debug)]
struct Mention {
    /// The hash of the company.
    key: u64,
    /// The hash of the name without its legal form.
    stem: u64,
    at: u64,
    deal: Box<str>,
}

impl Names {
    /// Adds the names in a deal at position `at`. Returns the keys of its parties, and then of those of its parts.
    pub(super) fn add_deal(&mut self, deal: &Deal<'_>, at: u64, reference: &ReferenceData) -> Keys {
        let mention = |name| Mention {
            key: hash(&fold(reference.companies.canonical(name))),
            stem: hash(&without_legal_form(name)),
            at,
            deal: deal.id.as_str().into(),
        };
        deal.all_parties().map(|party| self.add(&party.company, mention)).collect()
    }

    /// Adds a name and returns its key.
    fn add<'n>(&mut self, name: &'n str, mention: impl FnOnce(&'n str) -> Mention) -> u64 {
        if let Some(known) = self.0.get(name) {
            return known.key;
        }
        let mention = mention(name);
        let key = mention.key;
        self.0.insert(name.into(), mention);
        key
    }

    /// Returns the key of a name.
    pub(super) fn key(&self, name: &str) -> u64 {
        self.0.get(name).map_or_else(|| hash(&fold(name)), |mention| mention.key)
    }

    /// Adds the names of another thread.
    pub(super) fn merge(&mut self, mut other: Self) {
        if self.0.len() < other.0.len() {
            std::mem::swap(self, &mut other);
        }
        for (name, mention) in other.0 {
            match self.0.entry(name) {
                Entry::Vacant(entry) => drop(entry.insert(mention)),
                Entry::Occupied(mut known) if mention.at < known.get().at => drop(known.insert(mention)),
                Entry::Occupied(_) => {}
            }
        }
    }

    /// Returns the names that may be those of one company. Names that differ by case or accents only count as one already.
    pub(super) fn findings(self, reference: &ReferenceData) -> Vec<Finding> {
        let listed = reference.companies.iter().flat_map(names_of);
        let mut stems: Vec<u64> = listed.map(|name| hash(&without_legal_form(name))).collect();
        stems.extend(self.0.values().map(|mention| mention.stem));
        // Most names are the only ones of their kind.
        let repeated = repeated(stems);
        let mut spellings = Vec::new();
        for company in reference.companies.iter() {
            let company_key = hash(&fold(&company.name));
            spellings.extend(names_of(company).map(|name| Spelling {
                stem: without_legal_form(name),
                at: None,
                name: name.as_str().into(),
                company: company_key,
                deal: Box::default(),
            }));
        }
        let is_listed = |name: &str| {
            let company = reference.companies.find(name);
            company.is_some_and(|company| names_of(company).any(|known| known == name))
        };
        let mentions = self.0.into_iter().filter(|(_, mention)| repeated.contains(&mention.stem));
        spellings.extend(mentions.filter(|(name, _)| !is_listed(name)).map(|(name, mention)| Spelling {
            stem: without_legal_form(&name),
            at: Some(mention.at),
            name,
            company: mention.key,
            deal: mention.deal,
        }));
        // Those of one name stand together, in the order of the dataset.
        spellings.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        spellings.dedup_by(|a, b| a.order() == b.order());
        spellings.chunk_by(|a, b| a.stem == b.stem).filter_map(finding).collect()
    }
}

/// The name of a company and its aliases.
fn names_of(company: &Company) -> impl Iterator<Item = &String> {
    std::iter::once(&company.name).chain(&company.aliases)
}

/// Returns the numbers that are there several times.
fn repeated(mut numbers: Vec<u64>) -> HashSet<u64> {
    numbers.sort_unstable();
    numbers.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

/// A way in which a company is written.
#[derive(Debug)]
struct Spelling {
    /// The name without its legal form.
    stem: String,
    /// The position of the first deal with it; `None` in the list of companies.
    at: Option<u64>,
    name: Box<str>,
    /// The hash of the company.
    company: u64,
    /// The first deal with it.
    deal: Box<str>,
}

impl Spelling {
    fn order(&self) -> (&str, Option<u64>, &str) {
        (&self.stem, self.at, &self.name)
    }
}

/// Returns the finding of names that are the same without their legal forms; `None` if one company is known by all of them.
fn finding(group: &[Spelling]) -> Option<Finding> {
    if group.len() < 2 {
        return None;
    }
    let last = group.iter().rfind(|spelling| spelling.at.is_some())?;
    let companies: HashSet<u64> = group.iter().map(|spelling| spelling.company).collect();
    let named: Vec<String> = group.iter().take(MAX_NAMED).map(|spelling| quote(&spelling.name)).collect();
    let rest = if group.len() > MAX_NAMED { ", …" } else { "" };
    let named = named.join(", ");
    let (severity, reason) = if companies.len() > 1 {
        (Severity::Warning, format!("{named}{rest} count as {} companies and may be one", companies.len()))
    } else {
        (Severity::Note, format!("{named}{rest} count as one company"))
    };
    Some(Finding::new(Rule::SimilarNames, severity, (last.at.unwrap_or_default(), &last.deal), reason))
}

/// Returns a folded name without punctuation and without the legal forms at its end.
fn without_legal_form(name: &str) -> String {
    let mut stem = legal_words(name);
    while let Some(end) = start_of_legal_form(&stem) {
        stem.truncate(end);
    }
    stem
}

/// Whether a name of a company ends with a legal form: `Alphabet, Inc.`
pub(crate) fn has_legal_form(name: &str) -> bool {
    start_of_legal_form(&legal_words(name)).is_some()
}

/// Returns where the longest legal form at the end of a name begins, with the space before it.
fn start_of_legal_form(name: &str) -> Option<usize> {
    let spaces: SmallVec<[usize; MAX_WORDS]> =
        name.rmatch_indices(' ').map(|(space, _)| space).take(MAX_WORDS).collect();
    spaces.into_iter().rev().find(|space| is_legal_form(&name[space + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_at_the_end_are_left_out() {
        for (name, short) in [
            ("CoreWeave, Inc.", "coreweave"),
            ("Müller GmbH & Co. KG", "muller"),
            ("Acme Co., Ltd.", "acme"),
            ("Firma Sp. z o.o.", "firma"),
            ("ENEL S.p.A.", "enel"),
            ("Inc.", "inc"),
            ("AB Volvo", "ab volvo"),
            ("Foo-Bar", "foo bar"),
        ] {
            assert_eq!(without_legal_form(name), short, "{name}");
        }
    }
}
