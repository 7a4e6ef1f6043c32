//! Changes to a dataset, each of which leaves it valid, and its text.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};

use chrono::NaiveDate;

use super::links::{DealLinks, broken_links, problems};
#[cfg(feature = "parquet")]
use super::record::DatasetRecord;
use super::record::DealRecord;
use super::write::{canonical as layout, records};
use super::{Company, Dataset, Form, Source};
#[cfg(feature = "parquet")]
use crate::dataset::ReferenceData;
use crate::dataset::read::parse_url;
use crate::date::PartialDate;
use crate::deal::{Deal, DealData, Progress, Revision, Slug};
use crate::invalid::Problem;
use crate::text::fold;

/// Links that a deal is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewLinks {
    /// The deal whose money includes that of the deal.
    pub included_in: Option<Slug<'static>>,
    /// The deal that it replaces.
    pub replaces: Option<Slug<'static>>,
    /// Whether the other links that the deal has are removed.
    pub removes_others: bool,
}

/// The most links that a message names.
const MAX_NAMED: usize = 5;

/// Returns the text of a dataset in its canonical layout; [`super::read()`] reads it back.
///
/// # Errors
/// If a record cannot be written as JSON.
///
/// # Examples
///
/// ```
/// use outlay::dataset::{self, BUILT_IN, Form};
///
/// let dataset = dataset::read(BUILT_IN, Form::Document)?;
/// let lines = dataset::write(&dataset, Form::Lines)?;
/// assert_eq!(lines.lines().count(), 4);
/// assert_eq!(dataset::read(&lines, Form::Lines)?.deals, dataset.deals);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(dataset: &Dataset, form: Form) -> Result<String, Problem> {
    let mut text = Vec::new();
    write_to(dataset, form, &mut text).map_err(not_json)?;
    String::from_utf8(text).map_err(not_json)
}

/// Writes the same text to an output, without holding all of it.
///
/// # Errors
/// If a record cannot be written as JSON, and that of the output.
pub(crate) fn write_to(dataset: &Dataset, form: Form, output: impl Write + Send) -> io::Result<()> {
    match form {
        Form::Document => records::document(dataset, output),
        Form::Lines => records::lines(dataset, output),
    }
}

/// Returns the companies, sources and rates as a document without deals; [`super::read()`] reads it back.
///
/// # Errors
/// If a record cannot be written as JSON.
#[cfg(feature = "parquet")]
pub(crate) fn reference_text(reference: &ReferenceData) -> Result<String, Problem> {
    let dataset = Dataset { reference: reference.clone(), deals: Vec::new() };
    serde_json::to_string(&DatasetRecord::new(&dataset)).map_err(not_json)
}

fn not_json(error: impl std::fmt::Display) -> Problem {
    Problem::new(format!("the dataset cannot be written as JSON: {error}"))
}

/// Makes an id of a text: its letters and digits without accents, in lower case, with hyphens between the words.
///
/// # Errors
/// If the text has no letter or digit.
pub(crate) fn slug(text: &str) -> Result<Slug<'static>, Problem> {
    let plain = fold(text);
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    id.parse().map_err(|_| {
        Problem::new(format!("no id can be made of {text:?}"))
            .hint("give one by --id, or in a column of its own")
    })
}

/// Returns the first of `base`, `base-2`, `base-3`, … that is not taken.
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
    /// Makes an id for a new deal of its title.
    ///
    /// # Errors
    /// If the title has no letter or digit.
    pub fn new_id(&self, title: &str) -> Result<Slug<'static>, Problem> {
        free_id(slug(title)?.as_str(), |id| self.deal(id.as_str()).is_some())
    }

    /// Adds a deal.
    ///
    /// # Errors
    /// If its facts are inconsistent, or its id is taken.
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
    /// If it is inconsistent with the deal, or no deal has this id.
    pub fn revise(&mut self, id: &Slug, revision: Revision<'static>) -> Result<(), Problem> {
        let deal = self.deal_mut(id)?;
        let mut facts = DealData::clone(deal);
        let place = facts.history.partition_point(|before| before.date <= revision.date);
        facts.history.insert(place, revision);
        *deal = with_entry(facts)?;
        Ok(())
    }

    /// Adds what had been allocated or spent of a deal by a day, in the order of dates.
    ///
    /// # Errors
    /// If the deal has an entry of that day, or no deal has this id.
    pub fn progress(&mut self, id: &Slug, entry: Progress<'static>) -> Result<(), Problem> {
        let deal = self.deal_mut(id)?;
        let mut facts = DealData::clone(deal);
        let place = facts.progress.partition_point(|before| before.date <= entry.date);
        facts.progress.insert(place, entry);
        *deal = with_entry(facts)?;
        Ok(())
    }

    /// Sets links of a deal, recorded on the day `today`. Those that `links` does not name stay, unless it removes them.
    ///
    /// # Errors
    /// If a link leads to the deal itself, or no deal has this id.
    pub fn link(&mut self, id: &Slug, links: &NewLinks, today: NaiveDate) -> Result<(), Problem> {
        let deal = self.deal_mut(id)?;
        let mut facts = DealData::clone(deal);
        if links.removes_others {
            (facts.included_in, facts.included_in_recorded) = (None, None);
            (facts.replaces, facts.replaces_recorded) = (None, None);
        }
        if let Some(whole) = &links.included_in {
            facts.included_in = Some(whole.clone());
        }
        if let Some(replaced) = &links.replaces {
            facts.replaces = Some(replaced.clone());
        }
        record_links(&mut facts, deal, today);
        *deal = valid(facts)?;
        Ok(())
    }

    /// Replaces the deal `id`. Links to it follow a change of its id.
    ///
    /// # Errors
    /// If another deal has the new id, or no deal has `id`.
    pub fn put(&mut self, id: &Slug, deal: Deal<'static>) -> Result<(), Problem> {
        let new_id = deal.id.clone();
        let old_id = id.clone().into_owned();
        if new_id != *id && self.deal(new_id.as_str()).is_some() {
            return Err(Problem::new(format!("a deal {new_id} is there already")));
        }
        *self.deal_mut(id)? = deal;
        if new_id == *id {
            return Ok(());
        }
        for linked in &mut self.deals {
            let mut facts = DealData::clone(linked);
            let links = [&mut facts.included_in, &mut facts.replaces].into_iter().flatten();
            let mut is_changed = false;
            for link in links.filter(|link| **link == old_id) {
                *link = new_id.clone();
                is_changed = true;
            }
            if is_changed {
                *linked = valid(facts)?;
            }
        }
        Ok(())
    }

    /// Removes a deal.
    ///
    /// # Errors
    /// If no deal has this id, or another deal is linked to it.
    pub fn remove(&mut self, id: &Slug) -> Result<(), Problem> {
        self.deal_mut(id)?;
        self.check_unlinked(|deal| deal.id == *id)?;
        self.deals.retain(|deal| deal.id != *id);
        Ok(())
    }

    /// Checks that no other deal is linked to a deal that `is_removed`.
    fn check_unlinked(&self, is_removed: impl Fn(&Deal<'_>) -> bool) -> Result<(), Problem> {
        let removed: HashSet<&Slug> =
            self.deals.iter().filter(|deal| is_removed(deal)).map(|deal| &deal.id).collect();
        let (mut links, mut linked_deal) = (Vec::new(), None);
        for deal in self.deals.iter().filter(|deal| !removed.contains(&deal.id)) {
            let fields = [("is included in", &deal.included_in), ("replaces", &deal.replaces)];
            for (verb, link) in fields {
                let linked = link.as_ref().filter(|id| removed.contains(id));
                if let Some(id) = linked {
                    links.push(format!("{} {verb} {id}", deal.id));
                    linked_deal.get_or_insert(&deal.id);
                }
            }
        }
        let Some(linked_deal) = linked_deal else { return Ok(()) };
        let (named, others) = links.split_at(links.len().min(MAX_NAMED));
        let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
        Err(Problem::new(format!(
            "other deals are linked to what would be removed: {}{more}",
            named.join(", ")
        ))
        .hint(format!("remove such links first: `outlay revise {linked_deal} --unlink`")))
    }

    /// Checks the links between the deals.
    ///
    /// # Errors
    /// The first link to a deal that is not there, or that closes a circle.
    pub fn check_links(&self) -> Result<(), Problem> {
        match self.broken_links().into_iter().next() {
            Some((deal, field, problem)) => {
                let message = format!("deal {deal}, {field}: {}", problem.message);
                Err(Problem { message, ..problem })
            }
            None => Ok(()),
        }
    }

    /// Returns every link to a deal that is not there, or that closes a circle: the id of the deal, the field, and what is
    /// wrong.
    pub(crate) fn broken_links(&self) -> Vec<(String, &'static str, Problem)> {
        let links: Vec<DealLinks> = self.deals.iter().filter_map(|deal| DealLinks::of(deal, 0)).collect();
        if links.is_empty() {
            return Vec::new();
        }
        let ids: Vec<&str> = self.deals.iter().map(|deal| deal.id.as_str()).collect();
        let known: HashSet<&str> = ids.iter().copied().collect();
        let broken = broken_links(&links, |id| known.contains(id));
        let found = broken.iter().zip(problems(&broken, &ids));
        found.map(|(link, problem)| (link.deal.id.clone(), link.field, problem)).collect()
    }

    /// Removes the deals of the import `name`, and returns how many there were.
    ///
    /// # Errors
    /// If no deal came by that import; the problem names the nearest imports. Also if another deal is linked to one of
    /// them.
    pub fn remove_import(&mut self, name: &str) -> Result<usize, Problem> {
        let before = self.deals.len();
        let imports: BTreeSet<String> =
            self.deals.iter().filter_map(|deal| Some(deal.import.as_ref()?.to_string())).collect();
        self.check_unlinked(|deal| deal.import.as_deref() == Some(name))?;
        self.deals.retain(|deal| deal.import.as_deref() != Some(name));
        match before - self.deals.len() {
            0 => {
                let listed = "`outlay show ID` says by which import a deal came";
                Err(Problem::unknown_name("import", name, imports.iter().map(String::as_str), listed))
            }
            count => Ok(count),
        }
    }

    /// Puts the entry of a company in the place of the one with its name, or adds it.
    ///
    /// # Errors
    /// If another company has one of its names, or if its owners lead back to itself.
    pub fn put_company(&mut self, company: Company) -> Result<(), Problem> {
        let name = company.name.clone();
        self.reference.companies.put(company)?;
        self.reference.mention_owners();
        self.reference.companies.check_owners(&name).map_err(|problem| problem.hint("name another owner"))
    }

    /// Adds the companies, sources and rates of another dataset.
    ///
    /// # Errors
    /// If a company or source has a different entry here.
    pub fn adopt(&mut self, other: Self) -> Result<(), Problem> {
        // Checked before anything is added, so that a conflict leaves the companies as they are.
        for company in other.reference.companies.iter() {
            self.reference.companies.check(company)?;
        }
        for source in other.reference.sources.iter() {
            self.reference.sources.insert(source.clone())?;
        }
        for company in other.reference.companies.iter() {
            self.reference.companies.insert(company.clone())?;
        }
        self.reference.add_rates(other.reference.rates).map_err(|mut problems| problems.swap_remove(0))
    }

    /// Returns the deals with these ids, with all companies, sources and rates.
    #[must_use]
    pub fn subset(&self, ids: &[Slug<'static>]) -> Self {
        let deals = self.deals.iter().filter(|deal| ids.contains(&deal.id)).cloned().collect();
        Self { reference: self.reference.clone(), deals }
    }

    /// Returns a deal as JSON in the canonical layout, with the reference data that it uses, for an editor.
    ///
    /// # Errors
    /// If no deal has this id.
    pub fn draft(&self, id: &Slug) -> Result<String, Problem> {
        let deal = self.deal(id.as_str()).ok_or_else(|| self.unknown_deal(id))?;
        let record = DealRecord::standing_alone(deal, &self.reference);
        layout::canonical(&record).map_err(not_json)
    }

    fn deal_mut(&mut self, id: &Slug) -> Result<&mut Deal<'static>, Problem> {
        match self.deals.iter().position(|deal| deal.id == *id) {
            Some(index) => Ok(&mut self.deals[index]),
            None => Err(self.unknown_deal(id)),
        }
    }

    fn unknown_deal(&self, id: &Slug) -> Problem {
        let known = self.deals.iter().map(|deal| deal.id.as_str());
        Problem::unknown_name("deal", id.as_str(), known, "`outlay list --columns id,title` lists them all")
    }

    /// Returns the id of the source with the id or URL `written`. Adds a source of `publisher` for an unknown URL.
    ///
    /// # Errors
    /// If the id is unknown, or a new source has no publisher.
    pub fn source(
        &mut self,
        written: &str,
        publisher: Option<&str>,
        date: Option<PartialDate>,
    ) -> Result<Slug<'static>, Problem> {
        self.source_with_id(written, publisher, date, date)
    }

    /// As [`Self::source`], for a new source of which only the day of a deal is known: its id has that day, and its date of
    /// publication stays open.
    ///
    /// # Errors
    /// As [`Self::source`].
    pub(crate) fn source_of_deal(
        &mut self,
        written: &str,
        publisher: Option<&str>,
        day: PartialDate,
    ) -> Result<Slug<'static>, Problem> {
        self.source_with_id(written, publisher, Some(day), None)
    }

    fn source_with_id(
        &mut self,
        written: &str,
        publisher: Option<&str>,
        id_date: Option<PartialDate>,
        date: Option<PartialDate>,
    ) -> Result<Slug<'static>, Problem> {
        let by_id = written.parse().ok().and_then(|id| self.reference.sources.get(&id));
        if let Some(known) = by_id.or_else(|| self.reference.sources.at_url(written)) {
            return Ok(known.id.clone());
        }
        if !written.contains("://") {
            let ids = self.reference.sources.iter().map(|source| source.id.as_str());
            let listed = "a new source is given by its URL and --publisher";
            return Err(Problem::unknown_name("source", written, ids, listed));
        }
        let url = parse_url(written)?;
        let Some(publisher) = publisher else {
            return Err(Problem::new(format!("the source {written} is new"))
                .hint("name who published it: --publisher NAME"));
        };
        let date_part = id_date.map(|date| format!("-{date}")).unwrap_or_default();
        let base = slug(&format!("{publisher}{date_part}"))?;
        let id = free_id(base.as_str(), |id| self.reference.sources.get(id).is_some())?;
        let source = Source {
            id: id.clone(),
            publisher: publisher.to_owned(),
            title: None,
            author: None,
            date,
            url: Some(url),
        };
        self.reference.sources.insert(source)?;
        Ok(id)
    }
}

/// Marks the links of a changed deal that it did not have `before` as recorded on the day `today`, unless they say
/// otherwise or the deal itself was recorded then.
pub(crate) fn record_links(changed: &mut DealData<'_>, before: &DealData<'_>, today: NaiveDate) {
    let own_day = changed.recorded;
    let mark = |link: &Option<Slug<'_>>, old: &Option<Slug<'_>>, day: &mut Option<NaiveDate>, old_day| {
        if link.is_none() {
            *day = None;
        } else if link != old && *day == old_day {
            *day = Some(today).filter(|_| own_day != Some(today));
        }
    };
    mark(
        &changed.included_in, &before.included_in, &mut changed.included_in_recorded,
        before.included_in_recorded,
    );
    mark(&changed.replaces, &before.replaces, &mut changed.replaces_recorded, before.replaces_recorded);
}

/// Makes a deal of consistent facts.
///
/// # Errors
/// The first inconsistency, with its field.
pub(crate) fn valid(facts: DealData<'static>) -> Result<Deal<'static>, Problem> {
    consistent(facts, |field| field)
}

/// Makes a deal of consistent facts to which an entry of a list was added.
///
/// # Errors
/// The first inconsistency, with its field, without the place of the entry in its list, which nobody gave.
fn with_entry(facts: DealData<'static>) -> Result<Deal<'static>, Problem> {
    consistent(facts, |field| match field.split_once("].") {
        Some((list, of_entry)) if ["history[", "progress["].iter().any(|known| list.starts_with(known)) => {
            of_entry
        }
        _ => field,
    })
}

/// Makes a deal of consistent facts.
///
/// # Errors
/// The first inconsistency, with its field as `shown`.
fn consistent(facts: DealData<'static>, shown: impl FnOnce(&str) -> &str) -> Result<Deal<'static>, Problem> {
    Deal::try_from(facts).map_err(|contradictions| match contradictions.into_iter().next() {
        None => Problem::new("the deal contradicts itself"),
        Some(first) => {
            let message = format!("{}: {}", shown(&first.field), first.problem.message);
            Problem { message, ..first.problem }
        }
    })
}
