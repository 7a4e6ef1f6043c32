//! A dataset: companies, sources, deals and rates, read from one file.

mod companies;
mod edit;
mod fault;
mod read;
mod record;
mod scan;
#[cfg(test)]
pub(crate) mod tests;
mod write;

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;

use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{Deal, Place, Slug};
use crate::invalid::Problem;
use crate::rates::Quote;

pub use companies::{Companies, Company};
#[cfg(feature = "parquet")]
pub(crate) use edit::reference_text;
pub use edit::write;
pub(crate) use edit::{slug, valid};
pub use fault::{Fault, Faults, Position};
pub use read::{Form, read};
pub(crate) use record::DealRecord;
pub(crate) use scan::prefilter::{Names, Needles};
pub(crate) use scan::{DealScan, Prefilters, Projection, ReadError, ReadOptions, ScanError, Visitor};

/// The source of a dataset's rate that names none.
const UNNAMED_SOURCE: &str = "the dataset's rates";

/// The four deals that outlay starts from.
pub const BUILT_IN: &str = include_str!("../../data/deals.json");

/// Where a figure or a sentence was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What citations call it.
    pub id: Slug<'static>,
    /// Who published it.
    pub publisher: String,
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it appeared.
    pub date: Option<PartialDate>,
    /// Where it can be read.
    pub url: Option<String>,
}

/// What a dataset says beside its deals.
#[derive(Debug, Clone, Default)]
pub struct ReferenceData {
    /// The companies that are described.
    pub companies: Companies,
    /// The sources, in the order of the file.
    pub sources: Sources,
    /// The dataset's own rates of exchange.
    pub rates: Vec<Quote>,
}

/// Everything on record, valid and cross-checked.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// What the deals refer to.
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

/// Where a deal's money goes, and whether a source says so.
#[derive(Debug, Clone)]
pub struct Placement<'a> {
    /// The places.
    pub places: Cow<'a, [Place]>,
    /// Whether they are only the home countries of the principal parties, because no source gives a place.
    pub is_inferred_from_home: bool,
}

impl Dataset {
    /// The deal of that id.
    pub fn deal(&self, id: &str) -> Option<&Deal<'static>> {
        self.deals.iter().find(|deal| deal.id.as_str() == id)
    }

    /// Remembers the companies that deals and owners name without describing them.
    fn mention_all(&mut self) {
        for deal in &self.deals {
            self.reference.mention(deal);
        }
        self.reference.mention_owners();
    }

    /// The dataset as it was known at the end of a day: without later deals and revisions.
    #[must_use]
    pub fn into_state_on(mut self, day: NaiveDate) -> Self {
        self.deals.retain_mut(|deal| deal.truncate_to(day));
        self
    }
}

impl ReferenceData {
    /// Remembers the companies that a deal names without their being described.
    pub fn mention(&mut self, deal: &Deal<'_>) {
        for party in deal.all_parties() {
            self.companies.mention(&party.company);
        }
    }

    /// Remembers the owners that are named without being described.
    pub fn mention_owners(&mut self) {
        let owners: Vec<String> =
            self.companies.iter().filter_map(|company| company.parent.clone()).collect();
        for owner in owners {
            self.companies.mention(&owner);
        }
    }

    /// Where a deal's money goes: the places that its sources give, else the homes of its principal parties.
    pub fn placement<'a>(&self, deal: &'a Deal<'_>) -> Placement<'a> {
        if !deal.places.is_empty() {
            return Placement { places: Cow::Borrowed(&deal.places), is_inferred_from_home: false };
        }
        let homes: Vec<Place> =
            self.homes(deal).into_iter().map(|area| Place { area, share: None }).collect();
        Placement { is_inferred_from_home: !homes.is_empty(), places: Cow::Owned(homes) }
    }

    /// The home countries of a deal's principal parties, each once.
    pub fn homes(&self, deal: &Deal) -> Vec<Area> {
        let mut homes = Vec::new();
        for home in deal.principals().filter_map(|party| self.companies.find(&party.company)?.home) {
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        homes
    }

    /// Every name by which the dataset calls a company: described or only named in a deal.
    pub fn company_names(&self) -> impl Iterator<Item = &str> {
        let described =
            self.companies.iter().flat_map(|company| std::iter::once(&company.name).chain(&company.aliases));
        described.map(String::as_str).chain(self.companies.mentioned())
    }
}

impl Sources {
    /// Adds a source; describing one twice in the same words is no fault.
    ///
    /// # Errors
    /// When its id already stands for another.
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

    /// The source of that id.
    pub fn get(&self, id: &Slug) -> Option<&Source> {
        self.by_id.get(id).and_then(|index| self.list.get(*index))
    }

    /// The first source of that URL.
    pub fn at_url(&self, url: &str) -> Option<&Source> {
        self.by_url.get(url).and_then(|index| self.list.get(*index))
    }

    /// Every source, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.list.iter()
    }
}
