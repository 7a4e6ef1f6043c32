//! Changes to a dataset, each of which leaves it valid.

use super::write::canonical as layout;
use super::{Dataset, Form, Source, record};
#[cfg(feature = "parquet")]
use crate::dataset::ReferenceData;
use crate::dataset::read::parse_url;
use crate::date::PartialDate;
use crate::deal::{Deal, DealData, Revision, Slug};
use crate::invalid::Problem;
use crate::text::fold;

/// The text of a dataset in its canonical layout; [`super::read()`] reads it back.
pub fn write(dataset: &Dataset, form: Form) -> String {
    match form {
        Form::Document => {
            let value = serde_json::to_value(record::DatasetRecord::new(dataset)).unwrap_or_default();
            layout::canonical(&value)
        }
        Form::Lines => record::lines(dataset)
            .iter()
            .map(|record| serde_json::to_string(record).unwrap_or_default() + "\n")
            .collect(),
    }
}

/// What stands beside the deals of a dataset, as a document without any; [`super::read()`] reads it back.
#[cfg(feature = "parquet")]
pub fn reference_text(reference: &ReferenceData) -> String {
    let dataset = Dataset { reference: reference.clone(), deals: Vec::new() };
    serde_json::to_string(&record::DatasetRecord::new(&dataset)).unwrap_or_default()
}

/// An id made of a text: its letters and digits without accents, in lower case, with hyphens between the words.
///
/// # Errors
/// When there is no letter or digit to make it of.
pub fn slug(text: &str) -> Result<Slug<'static>, Problem> {
    let plain = fold(text);
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    id.parse().map_err(|_| {
        Problem::new(format!("no id can be made of {text:?}"))
            .hint("give one by --id, or in a column of its own")
    })
}

/// The first of `base`, `base-2`, `base-3`, … that is free.
fn free_id(base: &str, is_taken: impl Fn(&Slug) -> bool) -> Result<Slug<'static>, Problem> {
    let numbered = (2u32..).map(|number| format!("{base}-{number}"));
    for id in std::iter::once(base.to_owned()).chain(numbered) {
        let id: Slug = id.parse()?;
        if !is_taken(&id) {
            return Ok(id);
        }
    }
    Err(Problem::new(format!("every id that begins with {base:?} is taken")))
}

impl Dataset {
    /// An id for a new deal, made of its title.
    ///
    /// # Errors
    /// When the title has no letter or digit to make it of.
    pub fn new_id(&self, title: &str) -> Result<Slug<'static>, Problem> {
        free_id(slug(title)?.as_str(), |id| self.deal(id.as_str()).is_some())
    }

    /// Adds a deal.
    ///
    /// # Errors
    /// When its facts contradict each other, or its id is taken.
    pub fn add(&mut self, facts: DealData<'static>) -> Result<(), Problem> {
        if self.deal(facts.id.as_str()).is_some() {
            return Err(Problem::new(format!("a deal {} is there already", facts.id))
                .hint("revise it, or give this one another --id"));
        }
        self.deals.push(valid(facts)?);
        Ok(())
    }

    /// Appends a revision to a deal's history, in the order of dates.
    ///
    /// # Errors
    /// When it contradicts the deal.
    pub fn revise(&mut self, id: &Slug, revision: Revision<'static>) -> Result<(), Problem> {
        let deal = self.known(id)?;
        let mut facts = DealData::clone(deal);
        let place = facts.history.partition_point(|before| before.date <= revision.date);
        facts.history.insert(place, revision);
        *deal = valid(facts)?;
        Ok(())
    }

    /// Puts a deal in the place of the one that `id` names.
    ///
    /// # Errors
    /// When its new id is another deal's.
    pub fn put(&mut self, id: &Slug, deal: Deal<'static>) -> Result<(), Problem> {
        if deal.id != *id && self.deal(deal.id.as_str()).is_some() {
            return Err(Problem::new(format!("a deal {} is there already", deal.id)));
        }
        *self.known(id)? = deal;
        Ok(())
    }

    /// Takes a deal out.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn remove(&mut self, id: &Slug) -> Result<(), Problem> {
        self.known(id)?;
        self.deals.retain(|deal| deal.id != *id);
        Ok(())
    }

    /// Takes over what another dataset describes beside its deals.
    ///
    /// # Errors
    /// When a company or source is described otherwise here.
    pub fn adopt(&mut self, other: Self) -> Result<(), Problem> {
        // Looked at before anything is taken over, so that a conflict leaves nothing behind.
        for company in other.companies.iter() {
            self.companies.check(company)?;
        }
        for source in other.sources.iter() {
            self.sources.insert(source.clone())?;
        }
        for company in other.companies.iter() {
            self.companies.insert(company.clone())?;
        }
        for rate in other.reference.rates {
            if !self.rates.contains(&rate) {
                self.rates.push(rate);
            }
        }
        Ok(())
    }

    /// Some of the deals with what they refer to, as a dataset of their own.
    #[must_use]
    pub fn only(&self, ids: &[Slug<'static>]) -> Self {
        let wanted = self.deals.iter().filter(|deal| ids.contains(&deal.id));
        let lines = wanted.map(|deal| {
            serde_json::to_string(&record::DealRecord::standing_alone(deal, self)).unwrap_or_default() + "\n"
        });
        // What stood in a valid dataset is valid by itself.
        super::read(&lines.collect::<String>(), Form::Lines).unwrap_or_default()
    }

    /// A deal as JSON in the canonical layout, with what it refers to, to be edited.
    ///
    /// # Errors
    /// When there is none of that id.
    pub fn draft(&self, id: &Slug) -> Result<String, Problem> {
        let known = || {
            Problem::unknown_name(
                "deal",
                id.as_str(),
                self.deals.iter().map(|deal| deal.id.as_str()),
                "`outlay list` lists them all",
            )
        };
        let deal = self.deal(id.as_str()).ok_or_else(known)?;
        let value = serde_json::to_value(record::DealRecord::standing_alone(deal, self)).unwrap_or_default();
        Ok(layout::canonical(&value))
    }

    fn known(&mut self, id: &Slug) -> Result<&mut Deal<'static>, Problem> {
        let near = Problem::unknown_name(
            "deal",
            id.as_str(),
            self.deals.iter().map(|deal| deal.id.as_str()),
            "`outlay list` lists them all",
        );
        self.deals.iter_mut().find(|deal| deal.id == *id).ok_or(near)
    }

    /// The id of a source that is given by its id or its URL. A URL that no source has makes a new one of `publisher`.
    ///
    /// # Errors
    /// When the id is unknown, or a new source has no publisher.
    pub fn source(
        &mut self,
        written: &str,
        publisher: Option<&str>,
        date: Option<PartialDate>,
    ) -> Result<Slug<'static>, Problem> {
        let by_id = written.parse().ok().and_then(|id| self.sources.get(&id));
        if let Some(known) = by_id.or_else(|| self.sources.at_url(written)) {
            return Ok(known.id.clone());
        }
        if !written.contains("://") {
            let ids = self.sources.iter().map(|source| source.id.as_str());
            let listed = "a new source is given by its URL and --publisher";
            return Err(Problem::unknown_name("source", written, ids, listed));
        }
        let url = parse_url(written)?;
        let Some(publisher) = publisher else {
            return Err(Problem::new(format!("the source {written} is new"))
                .hint("name who published it: --publisher NAME"));
        };
        let date_part = date.map(|date| format!("-{date}")).unwrap_or_default();
        let base = slug(&format!("{publisher}{date_part}"))?;
        let id = free_id(base.as_str(), |id| self.sources.get(id).is_some())?;
        let source = Source {
            id: id.clone(),
            publisher: publisher.to_owned(),
            title: None,
            author: None,
            date,
            url: Some(url),
        };
        self.sources.insert(source)?;
        Ok(id)
    }
}

/// A deal of facts that agree, or the first contradiction between them.
///
/// # Errors
/// For a contradiction, with the field in which it shows.
pub fn valid(facts: DealData<'static>) -> Result<Deal<'static>, Problem> {
    Deal::try_from(facts).map_err(|contradictions| {
        let first = contradictions.into_iter().next();
        first.map_or_else(
            || Problem::new("the deal contradicts itself"),
            |first| Problem {
                message: format!("{}: {}", first.field, first.problem.message),
                hint: first.problem.hint,
            },
        )
    })
}
