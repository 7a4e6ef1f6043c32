//! A deal or a revision from the command line, made into one of a dataset.

use chrono::NaiveDate;

use super::new_names::NewNames;
use super::new_party::{NewParty, with_roles};
use crate::dataset::{Dataset, NewLinks};
use crate::date::PartialDate;
use crate::deal::{Citation, DealData, Equivalent, Kind, Period, Place, Progress, Revision, Slug, Status};
use crate::invalid::Problem;
use crate::money::Amount;

/// A deal as given on the command line; required fields may be missing yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewDeal {
    /// The id; `None` to make it from the title.
    pub id: Option<Slug<'static>>,
    /// The title.
    pub title: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The date of the announcement.
    pub announced: Option<PartialDate>,
    /// The status; `None` for announced.
    pub status: Option<Status>,
    /// The amount; `None` if it is undisclosed.
    pub amount: Option<Amount>,
    /// The amount in other currencies, as the source prints it.
    pub equivalents: Vec<Amount>,
    /// When the money is spent.
    pub period: Option<Period<'static>>,
    /// The companies, with their roles where those do not follow.
    pub parties: Vec<NewParty>,
    /// Whether their names may be new.
    pub new_names: NewNames,
    /// Where the money goes.
    pub places: Vec<Place>,
    /// Tags.
    pub tags: Vec<String>,
    /// The deals that it is linked to.
    pub links: NewLinks,
    /// A note.
    pub note: Option<String>,
    /// The source.
    pub citation: NewCitation,
}

/// A source as given on the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewCitation {
    /// The id of a known source, or a URL.
    pub source: Option<String>,
    /// The publisher of a new source.
    pub publisher: Option<String>,
    /// A quote from it.
    pub quote: Option<String>,
}

/// A revision as given on the command line, and links, which have no date.
#[derive(Debug, Clone)]
pub(crate) struct NewRevision {
    /// The day from which it holds; `None` if only links are changed.
    pub on: Option<NaiveDate>,
    /// The links that the deal is given.
    pub links: NewLinks,
    /// The new amount.
    pub amount: Option<Amount>,
    /// The new status.
    pub status: Option<Status>,
    /// A note.
    pub note: Option<String>,
    /// The source.
    pub citation: NewCitation,
}

impl NewDeal {
    /// Returns the data of the deal, and adds its source to `dataset`.
    ///
    /// # Errors
    /// If a required field is missing.
    pub(super) fn data(&self, dataset: &mut Dataset, today: NaiveDate) -> Result<DealData<'static>, Problem> {
        let missing = |flag: &str| {
            Problem::new(format!("{flag} is missing")).hint(
                "a deal has a --title, a --kind, a date --announced and at least one --party NAME[:ROLE]",
            )
        };
        let title = self.title.clone().ok_or_else(|| missing("--title"))?;
        let announced = self.announced.ok_or_else(|| missing("--announced"))?;
        let citations = self.citation.register(announced, dataset)?.into_iter().collect();
        let id = self.id.clone().map_or_else(|| dataset.new_id(&title), Ok)?;
        let kind = self.kind.ok_or_else(|| missing("--kind"))?;
        if self.parties.is_empty() {
            return Err(missing("--party"));
        }
        let equivalent = |amount: &Amount| {
            Equivalent { amount: *amount, source: None }.with_bound_of(self.amount.as_ref())
        };
        Ok(DealData {
            id,
            title: title.into(),
            kind,
            announced,
            status: self.status.unwrap_or(Status::Announced),
            amount: self.amount,
            equivalents: self.equivalents.iter().map(equivalent).collect(),
            period: self.period.clone(),
            parties: with_roles(&self.parties, kind)?,
            places: self.places.clone(),
            tags: self.tags.iter().cloned().map(Into::into).collect(),
            citations,
            included_in: self.links.included_in.clone(),
            replaces: self.links.replaces.clone(),
            recorded: Some(today),
            note: self.note.clone().map(Into::into),
            ..DealData::default()
        })
    }
}

impl NewCitation {
    /// Returns the citation, if there is a source, and adds a new source to `dataset`.
    ///
    /// # Errors
    /// For a quote or a publisher without a source, and for a new source without a publisher.
    fn register(
        &self,
        date: PartialDate,
        dataset: &mut Dataset,
    ) -> Result<Option<Citation<'static>>, Problem> {
        let Some(source) = &self.source else {
            if self.quote.is_some() || self.publisher.is_some() {
                return Err(Problem::new("a quote or a publisher without a source")
                    .hint("add --source URL, or the id of a known source"));
            }
            return Ok(None);
        };
        let source = dataset.source(source, self.publisher.as_deref(), Some(date))?;
        let quote = self.quote.clone().map(Into::into);
        Ok(Some(Citation { source, quote, amount: None, equivalents: Vec::new() }))
    }
}

/// What was allocated or spent, as given on the command line.
#[derive(Debug, Clone)]
pub(crate) struct NewProgress {
    /// The day by which it was.
    pub on: NaiveDate,
    /// What was allocated.
    pub allocated: Option<Amount>,
    /// What was spent.
    pub spent: Option<Amount>,
    /// The source.
    pub citation: NewCitation,
}

impl NewProgress {
    /// Returns the entry, and adds its source to `dataset`.
    ///
    /// # Errors
    /// As for the source of a revision.
    pub(super) fn entry(
        &self,
        dataset: &mut Dataset,
        today: NaiveDate,
    ) -> Result<Progress<'static>, Problem> {
        let citation = self.citation.register(self.on.into(), dataset)?;
        let Self { on: date, allocated, spent, .. } = *self;
        Ok(Progress { date, allocated, spent, citation, recorded: Some(today) })
    }
}

impl NewRevision {
    /// Returns the revision, and adds its source to `dataset`. `None` if only links are changed.
    ///
    /// # Errors
    /// If it changes nothing, or has no day.
    pub(super) fn revision(
        &self,
        dataset: &mut Dataset,
        today: NaiveDate,
    ) -> Result<Option<Revision<'static>>, Problem> {
        let is_unchanged = self.amount.is_none() && self.status.is_none() && self.note.is_none();
        let has_source = self.citation.source.is_some();
        let only_links = self.links != NewLinks::default() && self.on.is_none() && !has_source;
        if is_unchanged && only_links {
            return Ok(None);
        }
        if is_unchanged {
            return Err(
                Problem::new("the revision changes nothing").hint("give an --amount, a --status or a --note")
            );
        }
        let date = self.on.ok_or_else(|| {
            Problem::new("the revision has no day").hint("give the day from which it holds: --on DAY")
        })?;
        let citation = self.citation.register(date.into(), dataset)?;
        Ok(Some(Revision {
            date,
            status: self.status,
            amount: self.amount,
            equivalents: Vec::new(),
            note: self.note.clone().map(Into::into),
            citation,
            recorded: Some(today),
        }))
    }
}
