//! A dataset: companies, sources, deals and rates, read from one file.
//!
//! - `companies`: companies and their names
//! - `edit`: changes to a dataset, and its text
//! - `fault`: faults of a file and their positions
//! - `links`: links between deals
//! - `merge`: joins datasets
//! - `read`: reads a text, and reports every fault
//! - `record`, `record_values`: the records of the file format
//! - `repair`: repairs of a text that have one right result
//! - `scan`: visits the deals of a file of any size
//! - `write`: the canonical layout and JSON Lines

mod companies;
mod edit;
mod fault;
mod links;
mod merge;
mod read;
mod record;
mod record_values;
mod repair;
mod scan;
#[cfg(test)]
pub(crate) mod tests;
mod write;

use std::borrow::Cow;

use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{Deal, Place, Slug};
use crate::hash::HashMap;
use crate::invalid::Problem;
use crate::rates::{KnownRates, Quote};

pub use companies::{Companies, Company};
#[cfg(feature = "parquet")]
pub(crate) use edit::reference_text;
pub use edit::{NewLinks, write};
pub(crate) use edit::{record_links, slug, valid, write_to};
pub use fault::{Fault, FaultKind, Faults, Position};
pub use links::Links;
pub(crate) use merge::merge;
pub use read::{Form, read};
pub(crate) use read::{deal_lines, read_some};
pub(crate) use record::DealRecord;
pub(crate) use repair::{Repair, RepairKind, repair};
pub(crate) use scan::prefilter::{CompanyFinder, FoldedNames};
pub(crate) use scan::{DealScan, Prefilters, Projection, ReadError, ReadOptions, ScanError, Visitor};

/// The source of a rate of a dataset that names none.
const UNNAMED_SOURCE: &str = "the dataset's rates";

/// The four deals that outlay starts from.
pub const BUILT_IN: &str = include_str!("../../data/deals.json");

/// A publication that deals cite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The id that citations refer to.
    pub id: Slug<'static>,
    /// The publisher.
    pub publisher: String,
    /// Its title.
    pub title: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The date of publication.
    pub date: Option<PartialDate>,
    /// The web address.
    pub url: Option<String>,
}

/// The companies, sources and rates of a dataset.
#[derive(Debug, Clone, Default)]
pub struct ReferenceData {
    /// The companies that have an entry, and the names of others that deals mention.
    pub companies: Companies,
    /// The sources, in the order of the file.
    pub sources: Sources,
    /// The dataset's own exchange rates.
    pub rates: Vec<Quote>,
    /// What the document says about itself.
    pub header: Header,
}

/// What a document says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The address of the JSON Schema.
    pub schema: Option<String>,
    /// The version of the form of the document.
    pub version: Option<u64>,
}

/// A valid dataset.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// The companies, sources and rates.
    pub reference: ReferenceData,
    /// The deals, in the order of the file; their ids are unique and their citations name known sources.
    pub deals: Vec<Deal<'static>>,
}

/// The sources of a dataset, found by id.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Source>,
    by_id: HashMap<Slug<'static>, usize>,
    by_url: HashMap<String, usize>,
}

/// Where a deal's money goes.
#[derive(Debug, Clone)]
pub struct Placement<'a> {
    /// The places.
    pub places: Cow<'a, [Place]>,
    /// Whether they are only the home countries of the principal parties, because no source gives a place.
    pub is_inferred_from_home: bool,
}

impl Dataset {
    /// Returns the deal with this id.
    pub fn deal(&self, id: &str) -> Option<&Deal<'static>> {
        self.deals.iter().find(|deal| deal.id.as_str() == id)
    }

    /// Returns the links between the deals.
    pub fn links(&self) -> Links {
        let targets = links::targets(&self.deals);
        let is_linked = |deal: &&Deal<'_>| links::has_links(deal) || targets.contains(deal.id.as_str());
        Links::new(self.deals.iter().filter(is_linked).cloned())
    }

    /// Records the names of companies without an entry that deals and entries mention.
    fn mention_all(&mut self) {
        for deal in &self.deals {
            self.reference.mention(deal);
        }
        self.reference.mention_owners();
    }
}

impl ReferenceData {
    /// Adds the rates of another dataset that this one does not have.
    ///
    /// # Errors
    /// Returns every rate that contradicts one of this dataset.
    pub fn add_rates(&mut self, others: Vec<Quote>) -> Result<(), Vec<Problem>> {
        let mut known = KnownRates::default();
        let mut problems = Vec::new();
        for rate in self.rates.iter().chain(&others) {
            problems.extend(known.insert(rate).err());
        }
        if problems.is_empty() {
            let new: Vec<Quote> = others.into_iter().filter(|rate| !self.rates.contains(rate)).collect();
            self.rates.extend(new);
            Ok(())
        } else {
            Err(problems)
        }
    }

    /// Records the names of companies without an entry that a deal mentions.
    pub fn mention(&mut self, deal: &Deal<'_>) {
        for party in deal.all_parties() {
            self.companies.mention(&party.company);
        }
    }

    /// Records the names of parent companies without an entry.
    pub fn mention_owners(&mut self) {
        let owners: Vec<String> =
            self.companies.iter().filter_map(|company| company.parent.clone()).collect();
        for owner in owners {
            self.companies.mention(&owner);
        }
    }

    /// Returns the places of a deal, or the homes of its principal parties if no source gives a place.
    pub fn placement<'a>(&self, deal: &'a Deal<'_>) -> Placement<'a> {
        if !deal.places.is_empty() {
            return Placement { places: Cow::Borrowed(&deal.places), is_inferred_from_home: false };
        }
        let homes: Vec<Place> = self.homes(deal).into_iter().map(Place::from).collect();
        Placement { is_inferred_from_home: !homes.is_empty(), places: Cow::Owned(homes) }
    }

    /// Returns the home countries of a deal's principal parties, each once.
    pub fn homes(&self, deal: &Deal) -> Vec<Area> {
        let mut homes = Vec::new();
        for home in deal.principals().filter_map(|party| self.companies.find(&party.company)?.home) {
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        homes
    }

    /// Returns every name of a company: names and aliases of entries, and names that only deals mention.
    pub fn company_names(&self) -> impl Iterator<Item = &str> {
        let described =
            self.companies.iter().flat_map(|company| std::iter::once(&company.name).chain(&company.aliases));
        described.map(String::as_str).chain(self.companies.mentioned())
    }
}

impl Sources {
    /// Adds a source. A repeated identical entry is allowed.
    ///
    /// # Errors
    /// If another source has its id.
    pub fn insert(&mut self, source: Source) -> Result<(), Problem> {
        match self.get(&source.id) {
            Some(known) if *known == source => Ok(()),
            Some(_) => {
                let problem =
                    format!("the source {:?} is described twice, in different words", source.id.as_str());
                Err(Problem::new(problem).hint("keep one description, or give the other an id of its own"))
            }
            None => {
                self.by_id.insert(source.id.clone(), self.list.len());
                if let Some(url) = &source.url {
                    self.by_url.entry(url.clone()).or_insert(self.list.len());
                }
                self.list.push(source);
                Ok(())
            }
        }
    }

    /// Returns the source with this id.
    pub fn get(&self, id: &Slug) -> Option<&Source> {
        self.by_id.get(id).and_then(|index| self.list.get(*index))
    }

    /// Returns the first source with this URL.
    pub fn at_url(&self, url: &str) -> Option<&Source> {
        self.by_url.get(url).and_then(|index| self.list.get(*index))
    }

    /// Returns all sources, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.list.iter()
    }
}
