//! Names of companies that differ by legal form, case or accents only.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash};
use std::sync::LazyLock;

use foldhash::quality::FixedState;
use smallvec::SmallVec;

use super::finding::{Finding, Rule, Severity};
use crate::dataset::ReferenceData;
use crate::deal::Deal;
use crate::hash::{HashMap, HashSet};
use crate::text::{fold, quote};

/// Legal forms, without points: `inc`, `sp z oo`. `data/README.md` has their origin.
static LEGAL_FORMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../../data/legal-forms.csv").lines().skip(1).collect());

/// The most words of a legal form.
const MOST_WORDS: usize = 4;

/// The most names that a finding shows.
const MOST_NAMED: usize = 4;

/// Returns a hash that is the same on every thread.
pub(super) fn hash(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// The hashes of some companies, the same for all names of a company.
pub(super) type Keys = SmallVec<[u64; 8]>;

/// The names of the companies in deals, as they are spelled there.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Box<str>, Mention>);

/// The spellings of one name, each with the position of its first deal, and the company and that deal.
type Spellings = BTreeMap<(Option<u64>, Box<str>), (u64, Box<str>)>;

/// Where a name is first.
#[derive(Debug)]
struct Mention {
    /// The hash of the company.
    key: u64,
    at: u64,
    deal: Box<str>,
}

impl Names {
    /// Adds the names in a deal at position `at`. Returns the keys of its parties, and then of those of its parts.
    pub(super) fn see(&mut self, deal: &Deal<'_>, at: u64, reference: &ReferenceData) -> Keys {
        let mention = |name| Mention {
            key: hash(&fold(reference.companies.canonical(name))),
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
    pub(super) fn merge(&mut self, other: Self) {
        for (name, mention) in other.0 {
            let known =
                self.0.entry(name).or_insert_with(|| Mention { deal: mention.deal.clone(), ..mention });
            if mention.at < known.at {
                *known = mention;
            }
        }
    }

    /// Returns the names that may be those of one company. Names that differ by case or accents only count as one already.
    pub(super) fn findings(self, reference: &ReferenceData) -> Vec<Finding> {
        // The spellings of each name without its legal form, in the order of the dataset.
        let mut groups: HashMap<String, Spellings> = HashMap::default();
        for company in reference.companies.iter() {
            let key = hash(&fold(&company.name));
            for name in std::iter::once(&company.name).chain(&company.aliases) {
                let group = groups.entry(without_legal_form(name)).or_default();
                group.insert((None, name.as_str().into()), (key, Box::default()));
            }
        }
        for (name, mention) in self.0 {
            let is_listed = reference.companies.find(&name).is_some_and(|company| {
                std::iter::once(&company.name).chain(&company.aliases).any(|known| **known == *name)
            });
            if !is_listed {
                let group = groups.entry(without_legal_form(&name)).or_default();
                group.insert((Some(mention.at), name), (mention.key, mention.deal));
            }
        }
        groups.values().filter_map(finding).collect()
    }
}

/// Returns the finding of names that are the same without their legal forms; `None` if one company is known by all of them.
fn finding(group: &Spellings) -> Option<Finding> {
    let companies: HashSet<u64> = group.values().map(|(key, _)| *key).collect();
    let ((at, _), (_, deal)) = group.iter().rfind(|((at, _), _)| at.is_some())?;
    if group.len() < 2 {
        return None;
    }
    let named: Vec<String> = group.keys().take(MOST_NAMED).map(|(_, name)| quote(name)).collect();
    let rest = if group.len() > MOST_NAMED { ", …" } else { "" };
    let named = named.join(", ");
    let (severity, reason) = if companies.len() > 1 {
        (Severity::Warning, format!("{named}{rest} count as {} companies and may be one", companies.len()))
    } else {
        (Severity::Note, format!("{named}{rest} count as one company"))
    };
    Some(Finding::new(Rule::SimilarNames, severity, (at.unwrap_or_default(), deal), reason))
}

/// Returns a folded name without punctuation and without the legal forms at its end.
fn without_legal_form(name: &str) -> String {
    let folded = fold(name).replace('.', "");
    let mut words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let form = |words: &[&str]| {
        let lengths = (1..=MOST_WORDS.min(words.len().saturating_sub(1))).rev();
        lengths
            .into_iter()
            .find(|length| LEGAL_FORMS.contains(words[words.len() - length..].join(" ").as_str()))
    };
    while let Some(length) = form(&words) {
        words.truncate(words.len() - length);
    }
    words.join(" ")
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
