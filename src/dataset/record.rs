//! The file's form of a dataset, for writing: the serde mirror of what [`super::read()`] reads. The JSON Schema is
//! made from it, and a test holds both against the reader.

use std::fmt::Display;

use serde::Serialize;

use super::{Company, Dataset, ReferenceData, Source, UNNAMED_SOURCE};
use crate::deal::{
    Citation, Deal, Equivalent, Kind, Part, Party, Period, Place, Relation, Revision, Role, Status,
};
use crate::money::{Amount, Bound, Decimal, Quantity};
use crate::rates::Quote;

#[cfg(test)]
use crate::dataset::write::schema;

/// The key of the exchange rates.
pub const RATES: &str = "rates";

/// The arrays of reference data in a document.
pub const LISTS: [&str; 3] = ["companies", "sources", RATES];

/// Fields that `list --in` adds to a record. They follow from the others, so reading passes over them.
pub const CONVERTED: [&str; 7] = [
    "converted_floor",
    "converted_headline",
    "converted_ceiling",
    "converted_currency",
    "rate",
    "rate_date",
    "rate_source",
];

/// A whole dataset.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct DatasetRecord<'a> {
    /// What is known of the companies; one that is not described here is fine.
    #[cfg_attr(test, schemars(default))]
    companies: Vec<CompanyRecord<'a>>,
    /// What the citations refer to.
    #[cfg_attr(test, schemars(default))]
    sources: Vec<SourceRecord<'a>>,
    deals: Vec<DealRecord<'a>>,
    /// Rates of exchange that come before the built-in ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rates: Vec<RateRecord<'a>>,
}

/// How many units of `quote` one unit of `base` buys.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RateRecord<'a> {
    #[cfg_attr(test, schemars(with = "schema::Day"))]
    date: String,
    #[cfg_attr(test, schemars(with = "schema::CurrencyCode"))]
    base: String,
    #[cfg_attr(test, schemars(with = "schema::CurrencyCode"))]
    quote: String,
    #[cfg_attr(test, schemars(with = "schema::Figure"))]
    rate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

/// A deal; one that stands by itself brings along the companies and sources it refers to.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct DealRecord<'a> {
    /// Unique in its dataset: lower-case letters, digits and hyphens.
    #[cfg_attr(test, schemars(with = "schema::Id"))]
    id: &'a str,
    /// What people call it.
    title: &'a str,
    /// What the money is for.
    kind: Kind,
    /// When it was announced: a day, a month or a year.
    #[cfg_attr(test, schemars(with = "schema::Date"))]
    announced: String,
    /// How far it had come when it was announced; "announced" where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// How much was announced; undisclosed where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<AmountRecord>,
    /// The amount in other currencies, as the sources print it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    equivalents: Vec<EquivalentRecord<'a>>,
    /// When the money is spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<PeriodRecord<'a>>,
    /// Who takes part; at least one.
    parties: Vec<PartyRecord<'a>>,
    /// Where the money goes, as the sources say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<PlaceRecord>,
    /// Named pieces, which never change a total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartRecord<'a>>,
    /// Free labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    /// Who says so; the first one is the source of the headline figure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citations: Vec<CitationRecord<'a>>,
    /// What changed since, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    history: Vec<RevisionRecord<'a>>,
    /// Anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// The companies that this deal refers to, in a deal that stands by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    companies: Vec<CompanyRecord<'a>>,
    /// The sources that this deal refers to, in a deal that stands by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<SourceRecord<'a>>,
    /// Rates of exchange, which the first of several such deals brings along for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rates: Vec<RateRecord<'a>>,
}

/// An amount of money with its bound.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum AmountRecord {
    /// One figure.
    Single {
        /// "exact" where it is left out; in an equivalent, the amount's own bound.
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<Bound>,
        #[cfg_attr(test, schemars(with = "schema::Figure"))]
        value: String,
        #[cfg_attr(test, schemars(with = "schema::CurrencyCode"))]
        currency: String,
    },
    /// Between two figures.
    Range {
        #[serde(skip_serializing_if = "Option::is_none")]
        bound: Option<Bound>,
        #[cfg_attr(test, schemars(with = "schema::Figure"))]
        low: String,
        #[cfg_attr(test, schemars(with = "schema::Figure"))]
        high: String,
        #[cfg_attr(test, schemars(with = "schema::CurrencyCode"))]
        currency: String,
    },
}

/// The deal's amount in another currency, as a source prints it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct EquivalentRecord<'a> {
    #[serde(flatten)]
    amount: AmountRecord,
    /// The id of the source that prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<schema::Id>"))]
    source: Option<&'a str>,
}

/// When the money is spent: a start, an end, or a length such as "3 years".
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct PeriodRecord<'a> {
    /// What the sources call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<schema::Date>"))]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<schema::Date>"))]
    end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<schema::Length>"))]
    length: Option<String>,
}

/// A company in a role.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct PartyRecord<'a> {
    company: &'a str,
    role: Role,
}

/// A country or region that money goes to.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct PlaceRecord {
    /// A code or a name of a country or region, as `outlay regions` lists them.
    area: String,
    /// How much of the deal: "at least 50%", "over half", "0.25".
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<String>,
}

/// A named piece of a deal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct PartRecord<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    relation: Relation,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<AmountRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<PartyRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// A place in a source.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct CitationRecord<'a> {
    /// The source's id.
    #[cfg_attr(test, schemars(with = "schema::Id"))]
    source: &'a str,
    /// Its words, letter by letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    /// Its own figure, where it differs from the deal's.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<AmountRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    equivalents: Vec<EquivalentRecord<'a>>,
}

/// A dated change.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RevisionRecord<'a> {
    #[cfg_attr(test, schemars(with = "schema::Day"))]
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<AmountRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    equivalents: Vec<EquivalentRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<CitationRecord<'a>>,
}

/// A company.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct CompanyRecord<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
    /// The country of its headquarters.
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<&'a str>,
    /// The company that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
}

/// Where something was published.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct SourceRecord<'a> {
    #[cfg_attr(test, schemars(with = "schema::Id"))]
    id: &'a str,
    publisher: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<schema::Date>"))]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl<'a> DatasetRecord<'a> {
    /// A dataset as one document.
    pub fn new(dataset: &'a Dataset) -> Self {
        Self {
            companies: dataset.companies.iter().map(CompanyRecord::new).collect(),
            sources: dataset.sources.iter().map(SourceRecord::new).collect(),
            deals: dataset.deals.iter().map(DealRecord::new).collect(),
            rates: dataset.rates.iter().map(RateRecord::new).collect(),
        }
    }
}

impl<'a> RateRecord<'a> {
    fn new(quote: &'a Quote) -> Self {
        Self {
            date: quote.date.to_string(),
            base: quote.base.to_string(),
            quote: quote.quote.to_string(),
            rate: quote.rate.to_string(),
            source: Some(quote.source.as_str()).filter(|source| *source != UNNAMED_SOURCE),
        }
    }
}

impl<'a> DealRecord<'a> {
    /// A deal of a dataset with everything that it refers to.
    pub fn standing_alone(deal: &'a Deal, reference: &'a ReferenceData) -> Self {
        Self {
            companies: referred_companies(deal, reference).into_iter().map(CompanyRecord::new).collect(),
            sources: referred_sources(deal, reference).into_iter().map(SourceRecord::new).collect(),
            ..Self::new(deal)
        }
    }

    /// The same deal with the rates of its register.
    #[must_use]
    pub fn with_rates(mut self, reference: &'a ReferenceData) -> Self {
        self.rates = reference.rates.iter().map(RateRecord::new).collect();
        self
    }

    /// A deal that leaves what it refers to to its register.
    fn new(deal: &'a Deal) -> Self {
        let bound = deal.amount.map(|amount| amount.quantity.bound());
        Self {
            id: deal.id.as_str(),
            title: &deal.title,
            kind: deal.kind,
            announced: deal.announced.to_string(),
            status: Some(deal.status),
            amount: deal.amount.as_ref().map(|amount| AmountRecord::new(amount, None)),
            equivalents: equivalents(&deal.equivalents, bound),
            period: deal.period.as_ref().map(PeriodRecord::new),
            parties: parties(&deal.parties),
            places: deal.places.iter().map(PlaceRecord::new).collect(),
            parts: deal.parts.iter().map(PartRecord::new).collect(),
            tags: deal.tags.iter().map(AsRef::as_ref).collect(),
            citations: deal.citations.iter().map(|citation| CitationRecord::new(citation, bound)).collect(),
            history: deal.history.iter().map(RevisionRecord::new).collect(),
            note: deal.note.as_deref(),
            companies: Vec::new(),
            sources: Vec::new(),
            rates: Vec::new(),
        }
    }
}

/// Deals that stand by themselves. What no deal refers to goes with the last one, so that nothing is lost.
pub(super) fn lines(dataset: &Dataset) -> Vec<DealRecord<'_>> {
    let referred: Vec<&Company> =
        dataset.deals.iter().flat_map(|deal| referred_companies(deal, dataset)).collect();
    let cited: Vec<&Source> = dataset.deals.iter().flat_map(|deal| referred_sources(deal, dataset)).collect();
    let mut lines: Vec<DealRecord<'_>> =
        dataset.deals.iter().map(|deal| DealRecord::standing_alone(deal, dataset)).collect();
    if let Some(first) = lines.first_mut() {
        first.rates = dataset.rates.iter().map(RateRecord::new).collect();
    }
    if let Some(last) = lines.last_mut() {
        let companies = dataset.companies.iter().filter(|company| !referred.contains(company));
        last.companies.extend(companies.map(CompanyRecord::new));
        let sources = dataset.sources.iter().filter(|source| !cited.contains(source));
        last.sources.extend(sources.map(SourceRecord::new));
    }
    lines
}

/// The described companies among a deal's parties, and those that own them.
fn referred_companies<'a>(deal: &'a Deal, reference: &'a ReferenceData) -> Vec<&'a Company> {
    let parties = deal.parties.iter().chain(deal.parts.iter().flat_map(|part| &part.parties));
    let mut companies: Vec<&Company> = Vec::new();
    for company in parties
        .flat_map(|party| reference.companies.lineage(&party.company))
        .filter_map(|name| reference.companies.find(name))
    {
        if !companies.contains(&company) {
            companies.push(company);
        }
    }
    companies
}

fn referred_sources<'a>(deal: &'a Deal, reference: &'a ReferenceData) -> Vec<&'a Source> {
    let of = |list: &'a [Equivalent]| list.iter().filter_map(|equivalent| equivalent.source.as_ref());
    let cited =
        deal.citations.iter().chain(deal.history.iter().filter_map(|revision| revision.citation.as_ref()));
    let ids = cited
        .flat_map(|citation| std::iter::once(&citation.source).chain(of(&citation.equivalents)))
        .chain(of(&deal.equivalents))
        .chain(deal.history.iter().flat_map(|revision| of(&revision.equivalents)));
    let mut sources: Vec<&Source> = Vec::new();
    for source in ids.filter_map(|id| reference.sources.get(id)) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

impl AmountRecord {
    /// `inherited` is the bound that reading assumes where none is written, for equivalents.
    fn new(amount: &Amount, inherited: Option<Bound>) -> Self {
        let currency = amount.currency.to_string();
        // As many decimals as the file had: they say how precise the source is.
        let figure = |value: Decimal| value.to_string();
        let assumed = inherited.map_or(Bound::Exact, Bound::of_equivalent);
        let bound = Some(amount.quantity.bound()).filter(|bound| *bound != assumed);
        match amount.quantity {
            Quantity::Range { low, high } => {
                Self::Range { bound: None, low: figure(low), high: figure(high), currency }
            }
            Quantity::Exact(value)
            | Quantity::About(value)
            | Quantity::UpTo(value)
            | Quantity::AtLeast(value) => Self::Single { bound, value: figure(value), currency },
        }
    }
}

fn equivalents<'a>(list: &'a [Equivalent<'a>], bound: Option<Bound>) -> Vec<EquivalentRecord<'a>> {
    list.iter()
        .map(|equivalent| EquivalentRecord {
            amount: AmountRecord::new(&equivalent.amount, bound),
            source: equivalent.source.as_ref().map(|source| source.as_str()),
        })
        .collect()
}

fn parties<'a>(list: &'a [Party<'a>]) -> Vec<PartyRecord<'a>> {
    list.iter().map(|party| PartyRecord { company: &party.company, role: party.role }).collect()
}

fn text(value: Option<impl Display>) -> Option<String> {
    value.map(|value| value.to_string())
}

impl<'a> PeriodRecord<'a> {
    fn new(period: &'a Period) -> Self {
        Self {
            label: period.label.as_deref(),
            start: text(period.start),
            end: text(period.end),
            length: text(period.length),
        }
    }
}

impl PlaceRecord {
    fn new(place: &Place) -> Self {
        Self { area: place.area.to_string(), share: text(place.share) }
    }
}

impl<'a> PartRecord<'a> {
    fn new(part: &'a Part) -> Self {
        Self {
            title: &part.title,
            kind: part.kind,
            relation: part.relation,
            amount: part.amount.as_ref().map(|amount| AmountRecord::new(amount, None)),
            parties: parties(&part.parties),
            note: part.note.as_deref(),
        }
    }
}

impl<'a> CitationRecord<'a> {
    fn new(citation: &'a Citation, bound: Option<Bound>) -> Self {
        let bound = citation.amount.map(|amount| amount.quantity.bound()).or(bound);
        Self {
            source: citation.source.as_str(),
            quote: citation.quote.as_deref(),
            amount: citation.amount.as_ref().map(|amount| AmountRecord::new(amount, None)),
            equivalents: equivalents(&citation.equivalents, bound),
        }
    }
}

impl<'a> RevisionRecord<'a> {
    fn new(revision: &'a Revision) -> Self {
        let bound = revision.amount.map(|amount| amount.quantity.bound());
        Self {
            date: revision.date.to_string(),
            status: revision.status,
            amount: revision.amount.as_ref().map(|amount| AmountRecord::new(amount, None)),
            equivalents: equivalents(&revision.equivalents, bound),
            note: revision.note.as_deref(),
            citation: revision.citation.as_ref().map(|citation| CitationRecord::new(citation, bound)),
        }
    }
}

impl<'a> CompanyRecord<'a> {
    fn new(company: &'a Company) -> Self {
        Self {
            name: &company.name,
            aliases: company.aliases.iter().map(String::as_str).collect(),
            home: company.home.map(|home| home.code()),
            parent: company.parent.as_deref(),
        }
    }
}

impl<'a> SourceRecord<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            id: source.id.as_str(),
            publisher: &source.publisher,
            title: source.title.as_deref(),
            author: source.author.as_deref(),
            date: text(source.date),
            url: source.url.as_deref(),
        }
    }
}
