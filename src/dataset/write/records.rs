//! From the domain to the records of the file format.

use std::fmt::Display;
use std::io::{self, Write};

use super::canonical::Document;
use crate::dataset::record::{
    AmountRecord, CitationRecord, CompanyRecord, DealRecord, EquivalentRecord, FieldsRecord, Figure,
    JsonString, List, PartRecord, PartyRecord, PeriodRecord, PlaceRecord, ProgressRecord, RateRecord,
    RevisionRecord, SCHEMA, SourceRecord,
};
use crate::dataset::{Company, Dataset, ReferenceData, Source, UNNAMED_SOURCE};
use crate::deal::{Citation, Deal, Equivalent, Part, Party, Period, Place, Progress, Revision};
use crate::hash::HashSet;
use crate::money::{Amount, Bound, Decimal, Quantity};
use crate::parallel::{available_threads, try_for_each_chunk};
use crate::rates::Quote;

/// A string of what is written by its `Display`.
fn string<'a>(value: impl Display) -> JsonString<'a> {
    value.to_string().into()
}

/// Converts the items of a list.
fn list<'a, T, R>(items: &'a [T], convert: impl Fn(&'a T) -> R) -> List<R> {
    items.iter().map(convert).collect()
}

#[cfg(feature = "parquet")]
impl<'a> crate::dataset::record::DatasetRecord<'a> {
    /// A dataset as one document.
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        let header = &dataset.reference.header;
        Self {
            schema: header.schema.as_deref(),
            version: header.version,
            companies: dataset.reference.companies.iter().map(CompanyRecord::new).collect(),
            sources: dataset.reference.sources.iter().map(SourceRecord::new).collect(),
            deals: dataset.deals.iter().map(DealRecord::new).collect(),
            rates: dataset.reference.rates.iter().map(RateRecord::new).collect(),
        }
    }
}

/// Writes a dataset as one document in the canonical layout.
///
/// # Errors
/// If a record cannot be written as JSON, and that of the output.
pub(in crate::dataset) fn document(dataset: &Dataset, output: impl Write + Send) -> io::Result<()> {
    let reference = &dataset.reference;
    let mut document = Document::new(output);
    if let Some(schema) = &reference.header.schema {
        document.value(SCHEMA, schema)?;
    }
    if let Some(version) = reference.header.version {
        document.value("version", &version)?;
    }
    let companies: Vec<&Company> = reference.companies.iter().collect();
    document.list("companies", &companies, |company| CompanyRecord::new(company))?;
    let sources: Vec<&Source> = reference.sources.iter().collect();
    document.list("sources", &sources, |source| SourceRecord::new(source))?;
    document.list("deals", &dataset.deals, DealRecord::new)?;
    if !reference.rates.is_empty() {
        document.list("rates", &reference.rates, RateRecord::new)?;
    }
    document.finish()
}

impl<'a> RateRecord<'a> {
    fn new(quote: &'a Quote) -> Self {
        let source = Some(quote.source.as_str()).filter(|source| *source != UNNAMED_SOURCE);
        Self {
            date: string(quote.date),
            base: string(quote.base),
            quote: string(quote.quote),
            rate: Figure::String(string(quote.rate)),
            source: source.map(JsonString::from),
        }
    }
}

impl<'a> DealRecord<'a> {
    /// A deal of a dataset with the companies and sources that it refers to.
    pub(crate) fn standing_alone(deal: &'a Deal, reference: &'a ReferenceData) -> Self {
        Self {
            companies: referred_companies(deal, reference).into_iter().map(CompanyRecord::new).collect(),
            sources: referred_sources(deal, reference).into_iter().map(SourceRecord::new).collect(),
            ..Self::new(deal)
        }
    }

    /// The same deal with the rates of its dataset.
    #[must_use]
    pub(crate) fn with_rates(mut self, reference: &'a ReferenceData) -> Self {
        self.rates = reference.rates.iter().map(RateRecord::new).collect();
        self
    }

    /// The same deal without its links to deals for which `is_kept` is false.
    #[must_use]
    pub(crate) fn with_links_to(mut self, is_kept: &dyn Fn(&str) -> bool) -> Self {
        self.included_in = self.included_in.filter(|id| is_kept(&id.0));
        self.replaces = self.replaces.filter(|id| is_kept(&id.0));
        self.included_in_recorded = self.included_in_recorded.filter(|_| self.included_in.is_some());
        self.replaces_recorded = self.replaces_recorded.filter(|_| self.replaces.is_some());
        self
    }

    /// A deal without the companies and sources that it refers to.
    fn new(deal: &'a Deal) -> Self {
        let bound = deal.amount.map(|amount| amount.quantity.bound());
        Self {
            id: Some(deal.id.as_str().into()),
            title: Some(deal.title.as_ref().into()),
            kind: Some(deal.kind.as_str().into()),
            announced: Some(string(deal.announced)),
            status: Some(deal.status.as_str().into()),
            amount: deal.amount.as_ref().map(AmountRecord::new),
            equivalents: equivalents(&deal.equivalents, bound),
            period: deal.period.as_ref().map(PeriodRecord::new),
            parties: list(&deal.parties, PartyRecord::new),
            places: list(&deal.places, PlaceRecord::new),
            parts: list(&deal.parts, PartRecord::new),
            tags: list(&deal.tags, |tag| tag.as_ref().into()),
            citations: list(&deal.citations, |citation| CitationRecord::new(citation, bound)),
            history: list(&deal.history, RevisionRecord::new),
            progress: list(&deal.progress, ProgressRecord::new),
            included_in: deal.included_in.as_ref().map(|id| id.as_str().into()),
            included_in_recorded: deal.included_in_recorded.map(string),
            replaces: deal.replaces.as_ref().map(|id| id.as_str().into()),
            replaces_recorded: deal.replaces_recorded.map(string),
            fields: FieldsRecord(
                deal.fields.iter().map(|(key, text)| (key.as_ref().into(), text.as_ref().into())).collect(),
            ),
            recorded: deal.recorded.map(string),
            import: deal.import.as_deref().map(JsonString::from),
            note: deal.note.as_deref().map(JsonString::from),
            ..Self::default()
        }
    }
}

/// Writes each deal of a dataset as a record that stands by itself, on a line. The first has the rates, and the last has the
/// companies and sources that no deal refers to, so that nothing is lost.
///
/// # Errors
/// If a record cannot be written as JSON, and that of the output.
pub(in crate::dataset) fn lines(dataset: &Dataset, mut output: impl Write + Send) -> io::Result<()> {
    let Dataset { reference, deals } = dataset;
    let is = |deal: &Deal<'_>, other: Option<&Deal<'_>>| other.is_some_and(|other| std::ptr::eq(deal, other));
    let texts = |deals_of_chunk: &[Deal<'static>]| -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        for deal in deals_of_chunk {
            let mut record = DealRecord::standing_alone(deal, reference);
            if is(deal, deals.first()) {
                record = record.with_rates(reference);
            }
            if is(deal, deals.last()) {
                let (companies, sources) = unreferred(dataset);
                record.companies.items.extend(companies.map(CompanyRecord::new));
                record.sources.items.extend(sources.map(SourceRecord::new));
            }
            serde_json::to_writer(&mut text, &record)?;
            text.push(b'\n');
        }
        Ok(text)
    };
    try_for_each_chunk(deals, available_threads(), texts, |_, text| output.write_all(&text?))
}

/// Returns the companies and the sources that no deal refers to.
fn unreferred(dataset: &Dataset) -> (impl Iterator<Item = &Company>, impl Iterator<Item = &Source>) {
    let Dataset { reference, deals } = dataset;
    let (mut companies, mut sources) = (HashSet::default(), HashSet::default());
    for deal in deals {
        companies
            .extend(referred_companies(deal, reference).into_iter().map(|company| company.name.as_str()));
        sources.extend(referred_sources(deal, reference).into_iter().map(|source| source.id.as_str()));
    }
    (
        reference.companies.iter().filter(move |company| !companies.contains(company.name.as_str())),
        reference.sources.iter().filter(move |source| !sources.contains(source.id.as_str())),
    )
}

/// The described companies among a deal's parties, and those that own them.
fn referred_companies<'a>(deal: &'a Deal, reference: &'a ReferenceData) -> Vec<&'a Company> {
    let mut companies: Vec<&Company> = Vec::new();
    for company in deal
        .all_parties()
        .flat_map(|party| reference.companies.lineage(&party.company))
        .filter_map(|name| reference.companies.find(name))
    {
        if !companies.contains(&company) {
            companies.push(company);
        }
    }
    companies
}

/// The sources of a deal's citations and equivalents.
fn referred_sources<'a>(deal: &'a Deal, reference: &'a ReferenceData) -> Vec<&'a Source> {
    let of = |list: &'a [Equivalent]| list.iter().filter_map(|equivalent| equivalent.source.as_ref());
    let ids = deal
        .all_citations()
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

/// The figures of a quantity and its bound, unless reading assumes that bound where none is written.
struct Figures<'a> {
    bound: Option<JsonString<'a>>,
    value: Option<Figure<'a>>,
    low: Option<Figure<'a>>,
    high: Option<Figure<'a>>,
}

impl Figures<'_> {
    fn new(quantity: Quantity, assumed: Bound) -> Self {
        // As many decimals as the file had: they say how precise the source is.
        let figure = |value: Decimal| Some(Figure::String(string(value)));
        let bound = Some(quantity.bound()).filter(|bound| *bound != assumed);
        let bound = bound.map(|bound| bound.as_str().into());
        match quantity {
            Quantity::Range { low, high } => {
                Self { bound: None, value: None, low: figure(low), high: figure(high) }
            }
            Quantity::Exact(value)
            | Quantity::About(value)
            | Quantity::UpTo(value)
            | Quantity::AtLeast(value) => Self { bound, value: figure(value), low: None, high: None },
        }
    }
}

impl AmountRecord<'_> {
    fn new(amount: &Amount) -> Self {
        let Figures { bound, value, low, high } = Figures::new(amount.quantity, Bound::Exact);
        Self { bound, value, low, high, currency: string(amount.currency) }
    }
}

/// Converts equivalents of an amount with a bound.
fn equivalents<'a>(items: &'a [Equivalent<'a>], bound: Option<Bound>) -> List<EquivalentRecord<'a>> {
    let assumed = bound.map_or(Bound::Exact, Bound::of_equivalent);
    list(items, |equivalent| {
        let Figures { bound, value, low, high } = Figures::new(equivalent.amount.quantity, assumed);
        let source = equivalent.source.as_ref().map(|source| source.as_str().into());
        EquivalentRecord { bound, value, low, high, currency: string(equivalent.amount.currency), source }
    })
}

impl<'a> PartyRecord<'a> {
    fn new(party: &'a Party<'a>) -> Self {
        Self { company: party.company.as_ref().into(), role: party.role.as_str().into() }
    }
}

impl<'a> PeriodRecord<'a> {
    fn new(period: &'a Period) -> Self {
        Self {
            label: period.label.as_deref().map(JsonString::from),
            start: period.start.map(string),
            end: period.end.map(string),
            length: period.length.map(string),
        }
    }
}

impl<'a> PlaceRecord<'a> {
    fn new(place: &'a Place) -> Self {
        Self {
            area: place.area().map(string),
            name: place.name().map(JsonString::from),
            share: place.share.map(string),
        }
    }
}

impl<'a> PartRecord<'a> {
    fn new(part: &'a Part) -> Self {
        Self {
            title: part.title.as_ref().into(),
            kind: part.kind.map(|kind| kind.as_str().into()),
            relation: part.relation.as_str().into(),
            amount: part.amount.as_ref().map(AmountRecord::new),
            parties: list(&part.parties, PartyRecord::new),
            note: part.note.as_deref().map(JsonString::from),
        }
    }
}

impl<'a> CitationRecord<'a> {
    fn new(citation: &'a Citation, bound: Option<Bound>) -> Self {
        let bound = citation.amount.map(|amount| amount.quantity.bound()).or(bound);
        Self {
            source: citation.source.as_str().into(),
            quote: citation.quote.as_deref().map(JsonString::from),
            amount: citation.amount.as_ref().map(AmountRecord::new),
            equivalents: equivalents(&citation.equivalents, bound),
        }
    }
}

impl<'a> RevisionRecord<'a> {
    fn new(revision: &'a Revision) -> Self {
        let bound = revision.amount.map(|amount| amount.quantity.bound());
        Self {
            date: string(revision.date),
            status: revision.status.map(|status| status.as_str().into()),
            amount: revision.amount.as_ref().map(AmountRecord::new),
            equivalents: equivalents(&revision.equivalents, bound),
            note: revision.note.as_deref().map(JsonString::from),
            citation: revision.citation.as_ref().map(|citation| CitationRecord::new(citation, bound)),
            recorded: revision.recorded.map(string),
        }
    }
}

impl<'a> ProgressRecord<'a> {
    fn new(progress: &'a Progress) -> Self {
        Self {
            date: string(progress.date),
            allocated: progress.allocated.as_ref().map(AmountRecord::new),
            spent: progress.spent.as_ref().map(AmountRecord::new),
            citation: progress.citation.as_ref().map(|citation| CitationRecord::new(citation, None)),
            recorded: progress.recorded.map(string),
        }
    }
}

impl<'a> CompanyRecord<'a> {
    fn new(company: &'a Company) -> Self {
        Self {
            name: company.name.as_str().into(),
            aliases: list(&company.aliases, |alias| alias.as_str().into()),
            home: company.home.map(|home| home.code().into()),
            parent: company.parent.as_deref().map(JsonString::from),
        }
    }
}

impl<'a> SourceRecord<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            id: source.id.as_str().into(),
            publisher: source.publisher.as_str().into(),
            title: source.title.as_deref().map(JsonString::from),
            author: source.author.as_deref().map(JsonString::from),
            date: source.date.map(string),
            url: source.url.as_deref().map(JsonString::from),
        }
    }
}
