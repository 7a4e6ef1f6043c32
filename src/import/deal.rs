//! A draft as a deal: its title, its id, its source.

use super::draft::{Draft, Fault, LinkTexts, StatusRemark, subject};
use super::stamp::Stamp;
use crate::area::Area;
use crate::dataset::{Company, Dataset, slug, valid};
use crate::date::PartialDate;
use crate::deal::{Citation, Deal, DealData, Equivalent, Kind, Role, Slug, Status};
use crate::hash::{HashMap, HashSet};
use crate::invalid::Problem;
use crate::money::Amount;
use crate::text::quote;

/// The ids of a dataset, to which new ones are added.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    /// The last number that was appended to each base that was taken.
    numbers: HashMap<String, u32>,
}

impl Ids {
    pub(super) fn of(dataset: &Dataset) -> Self {
        Self {
            taken: dataset.deals.iter().map(|deal| deal.id.to_string()).collect(),
            numbers: HashMap::default(),
        }
    }

    pub(super) fn contains(&self, id: &Slug<'_>) -> bool {
        self.taken.contains(id.as_str())
    }

    /// Returns the first of `base`, `base-2`, `base-3`, … that is free.
    fn free(&mut self, base: &str) -> Result<Slug<'static>, Problem> {
        if !self.taken.contains(base) {
            return base.parse();
        }
        let number = self.numbers.entry(base.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let id = format!("{base}-{number}");
            if !self.taken.contains(&id) {
                return id.parse();
            }
        }
    }
}

/// Returns what a draft lacks to be a deal; a cell that cannot be read, which is one of `found`, is not missing.
pub(super) fn missing(draft: &Draft, found: &[Fault]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if draft.announced.is_none() && !found.iter().any(Fault::is_of_date) {
        let problem = Problem::new("there is no date");
        faults
            .push(Fault::of_row(problem.hint("fill the cell, or map the column of dates: announced=COLUMN")));
    }
    if draft.parties.is_empty() && !found.iter().any(Fault::is_of_party) {
        let problem = match &draft.nobody {
            Some(nobody) => Problem::new(format!("{} is not the name of a company", quote(&nobody.company)))
                .hint("write who it is, or map what the text stands for: party=COLUMN:TEXT=NAME"),
            None => Problem::new("there is no company")
                .hint("fill the cell, or map the column of companies: party=COLUMN:recipient"),
        };
        faults.push(Fault::of_row(problem));
    }
    faults
}

/// The data of a deal, before it has an id.
pub(super) struct Candidate {
    pub(super) data: DealData<'static>,
    id: Option<Slug<'static>>,
    home: Option<Area>,
    source: Option<SourceCells>,
    pub(super) links: LinkTexts,
    /// The remark that says the status.
    pub(super) status_remark: Option<StatusRemark>,
}

impl Candidate {
    /// Returns the candidate of a draft that lacks nothing.
    ///
    /// # Errors
    /// If no id can be made of the text of a column of ids.
    pub(super) fn new(mut draft: Draft) -> Result<Self, Problem> {
        let id = draft.id.as_deref().map(slug).transpose()?;
        let links = std::mem::take(&mut draft.links);
        let status_remark = draft.status_remark.take();
        let (home, source) = (draft.home, SourceCells::of(&mut draft));
        Ok(Self { id, home, source, links, status_remark, data: data(draft)? })
    }

    /// Returns the id that the row gives.
    pub(super) fn id(&self) -> Option<&Slug<'static>> {
        self.id.as_ref()
    }

    /// Makes a deal, and adds its source and the home of its company to the dataset.
    ///
    /// # Errors
    /// If the fields contradict each other. The dataset is then unchanged.
    pub(super) fn admit(
        self,
        ids: &mut Ids,
        stamp: &Stamp,
        dataset: &mut Dataset,
    ) -> Result<Deal<'static>, Problem> {
        let Self { mut data, id, home, source, links: _, status_remark: _ } = self;
        data.recorded = stamp.import.is_some().then_some(stamp.today);
        data.import = stamp.import.clone().map(Into::into);
        let (source, note) = match source.map(|source| source.resolve(dataset)) {
            Some(Ok(source)) => (Some(source), None),
            Some(Err(note)) => (None, Some(note)),
            None => (None, None),
        };
        if let Some(note) = note {
            append(&mut data, &note);
        }
        // Only a row that is accepted changes the dataset, so that a rejected one adds nothing to it.
        let mut data = valid(data)?.into_data();
        data.id = match id {
            Some(id) => id,
            None => ids.free(&base_of_id(subject(&data.parties).unwrap_or_default(), data.announced))?,
        };
        if let Some(source) = source {
            data.citations.push(source.cite(data.announced, dataset)?);
        }
        let deal = valid(data)?;
        if let (Some(home), Some(principal)) = (home, deal.principals().next())
            && dataset.reference.companies.find(&principal.company).is_none()
        {
            dataset.reference.companies.insert(Company {
                name: principal.company.to_string(),
                aliases: Vec::new(),
                home: Some(home),
                parent: None,
            })?;
        }
        ids.taken.insert(deal.id.to_string());
        Ok(deal)
    }
}

fn append(data: &mut DealData<'static>, note: &str) {
    data.note = Some(match data.note.take() {
        Some(before) => format!("{before}; {note}").into(),
        None => note.to_owned().into(),
    });
}

fn data(draft: Draft) -> Result<DealData<'static>, Problem> {
    // The caller has checked both.
    let announced = draft.announced.ok_or_else(|| Problem::new("there is no date"))?;
    let subject = draft.subject().ok_or_else(|| Problem::new("there is no company"))?;
    check_parts(&draft)?;
    let kind = draft.kind.unwrap_or(Kind::Other);
    let title = draft.title.clone().unwrap_or_else(|| title(&draft, subject, kind));
    let equivalent =
        |amount: Amount| Equivalent { amount, source: None }.with_bound_of(draft.amount.as_ref());
    Ok(DealData {
        title: title.into(),
        kind,
        announced,
        status: draft.status.unwrap_or(Status::Announced),
        amount: draft.amount,
        equivalents: draft.equivalents.into_iter().map(equivalent).collect(),
        parties: draft.parties,
        places: draft.places,
        parts: draft.parts,
        tags: draft.tags.into_iter().map(Into::into).collect(),
        fields: draft.fields.into_iter().map(|(key, text)| (key.into(), text.into())).collect(),
        note: (!draft.notes.is_empty()).then(|| draft.notes.join("; ").into()),
        ..DealData::default()
    })
}

/// Refuses a company with more money than the whole deal.
fn check_parts(draft: &Draft) -> Result<(), Problem> {
    let Some(whole) = draft.amount else { return Ok(()) };
    let Some(ceiling) = whole.estimate().ceiling else { return Ok(()) };
    let is_more = |amount: &Amount| amount.currency == whole.currency && amount.estimate().floor > ceiling;
    let found = draft.parts.iter().find_map(|part| Some((part, part.amount.filter(is_more)?)));
    let Some((part, amount)) = found else { return Ok(()) };
    let message = format!("{amount} of {} is more than the {whole} of the deal", quote(&part.title));
    Err(Problem::new(message).hint("correct one of the two"))
}

/// Returns a title that says what is known: `Baseten: Series E, USD 300m`.
fn title(draft: &Draft, subject: &str, kind: Kind) -> String {
    let buyer = draft.parties.iter().find(|party| party.role == Role::Investor && party.company != subject);
    let what = match (&draft.round, kind, buyer) {
        (_, Kind::Acquisition, Some(buyer)) => Some(format!("acquisition by {}", buyer.company)),
        (Some(round), ..) => Some(round.clone()),
        (None, Kind::Other, _) => None,
        (None, kind, _) => Some(kind.to_string()),
    };
    let parts: Vec<String> = what.into_iter().chain(draft.amount.map(|amount| amount.to_string())).collect();
    if parts.is_empty() {
        format!("{subject}: undisclosed")
    } else {
        format!("{subject}: {}", parts.join(", "))
    }
}

/// The longest part of an id that the name of a company makes.
const MAX_NAME: usize = 40;

/// Returns an id of a company and the month of a deal: `baseten-2025-03`.
fn base_of_id(subject: &str, announced: PartialDate) -> String {
    let name = slug(subject).map_or_else(|_| "deal".to_owned(), |name| name.to_string());
    // Ids are ASCII; a cut inside a word is still an id without a hyphen at its end.
    let name = name.get(..MAX_NAME).unwrap_or(&name).trim_end_matches('-');
    let date = match announced {
        PartialDate::Day(day) => PartialDate::Month(day).to_string(),
        other => other.to_string().to_lowercase(),
    };
    format!("{name}-{date}")
}

/// The source that a row names.
struct SourceCells {
    source: Option<String>,
    publisher: Option<String>,
    quote: Option<String>,
}

impl SourceCells {
    fn of(draft: &mut Draft) -> Option<Self> {
        let cells = Self {
            source: draft.source.take(),
            publisher: draft.publisher.take(),
            quote: draft.quote.take(),
        };
        (cells.source.is_some() || cells.publisher.is_some() || cells.quote.is_some()).then_some(cells)
    }

    /// Returns the cells again if they can be cited, else as a note: they name no address, and no source that the dataset
    /// has.
    fn resolve(self, dataset: &Dataset) -> Result<Self, String> {
        let is_citable = self.source.as_ref().is_some_and(|source| {
            let has_scheme = source.starts_with("https://") || source.starts_with("http://");
            let is_address = has_scheme && !source.contains(|c: char| c.is_whitespace() || c.is_control());
            is_address || source.parse().is_ok_and(|id| dataset.reference.sources.get(&id).is_some())
        });
        if is_citable {
            return Ok(self);
        }
        let labels = ["source", "publisher", "quote"];
        let cells = [self.source, self.publisher, self.quote];
        let texts = labels.iter().zip(cells).filter_map(|(label, cell)| Some(format!("{label}: {}", cell?)));
        Err(texts.collect::<Vec<_>>().join("; "))
    }

    fn cite(self, announced: PartialDate, dataset: &mut Dataset) -> Result<Citation<'static>, Problem> {
        let written = self.source.unwrap_or_default();
        let publisher = self.publisher.or_else(|| host(&written));
        let source = dataset.source_of_deal(&written, publisher.as_deref(), announced)?;
        Ok(Citation { source, quote: self.quote.map(Into::into), amount: None, equivalents: Vec::new() })
    }
}

/// Returns the host of a URL, which is the publisher if none is named.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned()).filter(|host| !host.is_empty())
}
