//! Filters: which deals a command is about.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use chrono::Datelike;

use super::convert::Converter;
use crate::area::{Area, fold};
use crate::dataset::{Names, Needles, ReferenceData};
use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal, FieldSet, Kind, Party, Place, Portion, Role, Status, split};
use crate::invalid::Problem;
use crate::money::{Amount, Currency, Decimal};
use crate::rates::MissingRate;

/// A status that is asked for, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusWanted {
    /// Deals of any status, rumoured and cancelled ones too.
    All,
    /// Deals of that status.
    Only(Status),
}

impl StatusWanted {
    fn includes(self, status: Status) -> bool {
        match self {
            Self::All => true,
            Self::Only(wanted) => wanted == status,
        }
    }
}

impl FromStr for StatusWanted {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        text.parse().map(Self::Only).map_err(|_| {
            Problem::unknown_word(
                "status",
                text,
                Status::ALL.iter().map(|status| status.as_str()).chain(["all"]),
            )
        })
    }
}

/// What a deal must be to be selected. Several values of one field mean any of them; different fields must all hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Names or aliases of companies; their subsidiaries count.
    pub companies: Vec<String>,
    /// Roles of those companies, or of any.
    pub roles: Vec<Role>,
    /// Countries and regions.
    pub areas: Vec<Area>,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Statuses.
    pub statuses: Vec<StatusWanted>,
    /// Currencies of the amount as announced.
    pub currencies: Vec<Currency>,
    /// Tags.
    pub tags: Vec<String>,
    /// Ids or publishers of cited sources.
    pub sources: Vec<String>,
    /// Announced on that date or later.
    pub since: Option<PartialDate>,
    /// Announced on that date or before.
    pub until: Option<PartialDate>,
    /// Announced in one of these years.
    pub years: Vec<i32>,
    /// At least that much.
    pub min: Vec<Threshold>,
    /// At most that much.
    pub max: Vec<Threshold>,
    /// Texts of which one must stand somewhere in the deal.
    pub search: Vec<String>,
}

/// An exact amount that others are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// The figure.
    pub value: Decimal,
    /// The currency in which amounts are compared with it.
    pub currency: Currency,
}

impl FromStr for Threshold {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let amount: Amount = text.parse()?;
        match amount.quantity {
            crate::money::Quantity::Exact(value) => Ok(Self { value, currency: amount.currency }),
            _ => Err(Problem::new(format!("{text:?} is not one figure"))
                .hint("compare with an exact amount, such as \"3bn EUR\"")),
        }
    }
}

/// A deal that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Selected<'a> {
    /// The deal.
    pub deal: &'a Deal<'a>,
    /// What it comes to, with its revisions.
    pub current: CurrentState<'a>,
}

/// What must be said of how a deal was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MatchNotes {
    /// Only by the home country of a principal party.
    pub is_inferred_from_home: bool,
    /// It goes partly to places that were not asked for.
    pub partly_elsewhere: bool,
    /// It is dated only to a month or a year that reaches beyond the dates asked for.
    pub loosely_dated: bool,
}

/// Whether a deal is one of those that are asked for.
#[derive(Debug, Clone)]
pub enum Match {
    /// It is.
    Yes(MatchNotes),
    /// It is not.
    No,
    /// It is in a place that only partly lies in the area asked for, and has no home that decides.
    Unclear,
    /// It cannot be compared with a threshold because its amount is undisclosed.
    Undisclosed,
    /// It cannot be compared because a rate is missing.
    Missing(Arc<MissingRate>),
}

impl Filter {
    /// Holds what is asked for against itself.
    ///
    /// # Errors
    /// For dates that exclude each other.
    pub fn check(&self) -> Result<(), Problem> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since.first() > until.last()
        {
            return Err(Problem::new(format!("nothing is since {since} and until {until}"))
                .hint("write the earlier date with --since"));
        }
        Ok(())
    }

    /// The fields of a deal that it looks at.
    pub fn fields(&self) -> FieldSet {
        let compares = !self.min.is_empty() || !self.max.is_empty();
        let dates = self.since.is_some() || self.until.is_some() || !self.years.is_empty();
        let searched = FieldSet::TITLE
            | FieldSet::NOTE
            | FieldSet::CITATIONS
            | FieldSet::PARTIES
            | FieldSet::PARTS
            | FieldSet::TAGS;
        FieldSet::KIND.when(!self.kinds.is_empty())
            | (FieldSet::STATUS | FieldSet::HISTORY).when(!self.statuses.is_empty())
            | FieldSet::STANDING.when(!self.currencies.is_empty())
            | (FieldSet::STANDING | FieldSet::EQUIVALENTS | FieldSet::ANNOUNCED).when(compares)
            | FieldSet::ANNOUNCED.when(dates)
            | FieldSet::PARTIES.when(!self.roles.is_empty() || !self.companies.is_empty())
            | (FieldSet::PLACES | FieldSet::PARTIES).when(!self.areas.is_empty())
            | FieldSet::TAGS.when(!self.tags.is_empty())
            | FieldSet::CITATIONS.when(!self.sources.is_empty())
            | (searched | FieldSet::HISTORY | FieldSet::AS_WRITTEN).when(!self.search.is_empty())
    }

    /// Whether it looks at what companies are: their names, owners and homes.
    pub fn needs_companies(&self) -> bool {
        !self.companies.is_empty() || !self.areas.is_empty()
    }

    /// Whether it looks at rates.
    pub fn needs_rates(&self) -> bool {
        !self.min.is_empty() || !self.max.is_empty()
    }

    /// Whether a date may lie in the time that is asked for.
    fn dates_match(&self, announced: PartialDate) -> bool {
        let (first, last) = (announced.first(), announced.last());
        self.since.is_none_or(|since| last >= since.first())
            && self.until.is_none_or(|until| first <= until.last())
            && (self.years.is_empty() || self.years.contains(&first.year()))
    }

    /// Whether the deal's month or year reaches beyond the dates asked for.
    fn is_loosely_dated(&self, announced: PartialDate) -> bool {
        self.since.is_some_and(|since| announced.first() < since.first())
            || self.until.is_some_and(|until| announced.last() > until.last())
    }

    /// Whether a deal that was asked for by area has a part that goes, or may go, to another.
    fn goes_partly_elsewhere(&self, deal: &Deal) -> bool {
        if self.areas.is_empty() {
            return false;
        }
        let asked = |area: Area| self.areas.iter().any(|asked| asked.contains(area));
        split(&deal.places).unwrap_or_default().into_iter().any(|slice| match slice.portion {
            Portion::At(area) => !asked(area),
            Portion::Among(areas) => !areas.into_iter().all(asked),
            Portion::Unspecified => !deal.places.is_empty(),
        })
    }
}

/// A filter with the names of a dataset, made once for all deals.
#[derive(Debug)]
pub struct Matcher<'a> {
    filter: &'a Filter,
    reference: &'a ReferenceData,
    /// Every name of the companies that are asked for and of those they own.
    companies: Names,
    tags: Names,
    sources: Names,
    search: Vec<String>,
    /// Names that the register does not have: a deal must.
    unknown: Names,
}

/// Which of the names that are asked for stand in any deal.
#[derive(Debug, Clone, Default)]
pub struct SeenNames {
    companies: BTreeSet<String>,
    tags: BTreeSet<String>,
}

impl SeenNames {
    /// What either has met.
    pub fn merge(&mut self, other: Self) {
        self.companies.extend(other.companies);
        self.tags.extend(other.tags);
    }
}

impl<'a> Matcher<'a> {
    /// The sieve of a filter.
    ///
    /// # Errors
    /// For a source that nothing in the register is called, with the nearest names.
    pub fn new(filter: &'a Filter, reference: &'a ReferenceData) -> Result<Self, Problem> {
        for source in &filter.sources {
            let names =
                || reference.sources.iter().flat_map(|source| [source.id.as_str(), &source.publisher]);
            if !names().any(|known| fold(known) == fold(source)) {
                let listed = "`outlay totals --by source` lists them all";
                return Err(Problem::name("source", source, names(), listed));
            }
        }
        let described: BTreeSet<String> = match filter.companies.as_slice() {
            [] => BTreeSet::new(),
            _ => reference.company_names().map(fold).collect(),
        };
        let unknown = filter.companies.iter().map(|name| fold(name)).filter(|name| !described.contains(name));
        let unknown = Names::new(unknown);
        Ok(Self {
            filter,
            reference,
            companies: Names::new(reference.companies.all_names(&filter.companies)),
            tags: Names::new(&filter.tags),
            sources: Names::new(&filter.sources),
            search: filter.search.iter().map(|text| fold(text)).collect(),
            unknown,
        })
    }

    /// The fields of a deal in which names stand that must be met in any of them.
    pub fn fields_of_names(&self) -> FieldSet {
        FieldSet::PARTS.when(!self.unknown.is_empty())
    }

    /// Whether a deal that goes to these places, or says nothing of any, may go where is asked for.
    pub fn may_go_to(&self, places: &[Place]) -> bool {
        let is_near = |place: &Place| self.filter.areas.iter().any(|asked| asked.overlaps(place.area));
        places.is_empty() || places.iter().any(is_near)
    }

    /// Whether the places of a deal can tell that nothing else of it matters.
    pub fn can_prefilter_by_place(&self) -> bool {
        !self.filter.areas.is_empty() && !self.must_meet_names()
    }

    /// What a deal must have for anything of it to matter, where that can be seen before it is read.
    pub fn needles(&self) -> Option<Needles<'_>> {
        // A tag may be met in any deal.
        (!self.companies.is_empty() && self.tags.is_empty()).then(|| Needles::new(&self.companies))
    }

    /// Whether there are names of which only the deals can tell whether anything has them.
    pub fn must_meet_names(&self) -> bool {
        !self.unknown.is_empty() || !self.tags.is_empty()
    }

    /// Notes which of the names that are asked for stand in a deal, whether it is asked for or not.
    pub fn record_names(&self, deal: &Deal<'_>, met: &mut SeenNames) {
        if met.companies.len() < self.unknown.len() {
            for party in deal.all_parties().filter(|party| self.unknown.contains(&party.company)) {
                met.companies.insert(fold(&party.company));
            }
        }
        if met.tags.len() < self.tags.len() {
            met.tags.extend(deal.tags.iter().filter(|tag| self.tags.contains(tag)).map(|tag| fold(tag)));
        }
    }

    /// A company or a tag that is asked for and that nothing in the dataset is called.
    pub fn unknown_name(&self, met: &SeenNames) -> Option<UnknownName<'a>> {
        let missed = |names: &'a [String], is_met: &dyn Fn(&str) -> bool| {
            names.iter().find(|name| !is_met(&fold(name))).map(String::as_str)
        };
        let company = |name: &str| met.companies.contains(name) || !self.unknown.contains(name);
        missed(&self.filter.companies, &company)
            .map(UnknownName::Company)
            .or_else(|| missed(&self.filter.tags, &|tag| met.tags.contains(tag)).map(UnknownName::Tag))
    }

    /// Whether a deal is one of those that are asked for; thresholds are compared by `converter`.
    pub fn evaluate(&self, deal: &Deal<'_>, current: &CurrentState<'_>, converter: &Converter<'_>) -> Match {
        if !self.facts_match(deal, current) {
            return Match::No;
        }
        let places = deal.places.iter().map(|place| place.area);
        let homes = || self.reference.homes(deal).into();
        let is_inferred_from_home = match area_match(&self.filter.areas, places, homes) {
            AreaMatch::No => return Match::No,
            AreaMatch::Unclear => return Match::Unclear,
            AreaMatch::Home => true,
            AreaMatch::Place => false,
        };
        self.compare(deal, current, converter).unwrap_or_else(|| {
            Match::Yes(MatchNotes {
                is_inferred_from_home,
                partly_elsewhere: self.filter.goes_partly_elsewhere(deal),
                loosely_dated: self.filter.is_loosely_dated(deal.announced),
            })
        })
    }

    /// Whether the filter is about a party: one of the companies and in one of the roles asked for.
    pub fn wants_party(&self, party: &Party<'_>) -> bool {
        (self.filter.roles.is_empty() || self.filter.roles.contains(&party.role))
            && (self.filter.companies.is_empty() || self.companies.contains(&party.company))
    }

    fn facts_match(&self, deal: &Deal<'_>, current: &CurrentState<'_>) -> bool {
        let filter = self.filter;
        let party_asked = !filter.roles.is_empty() || !filter.companies.is_empty();
        let cites = || {
            let cited =
                deal.citations.iter().filter_map(|citation| self.reference.sources.get(&citation.source));
            cited
                .flat_map(|source| [source.id.as_str(), source.publisher.as_str()])
                .any(|name| self.sources.contains(name))
        };
        filter.dates_match(deal.announced)
            && (filter.kinds.is_empty() || filter.kinds.contains(&deal.kind))
            && (filter.statuses.is_empty()
                || filter.statuses.iter().any(|wanted| wanted.includes(current.status)))
            && (filter.currencies.is_empty()
                || current.amount.is_some_and(|amount| filter.currencies.contains(&amount.currency)))
            && (!party_asked || deal.parties.iter().any(|party| self.wants_party(party)))
            && (filter.tags.is_empty() || deal.tags.iter().any(|tag| self.tags.contains(tag)))
            && (filter.sources.is_empty() || cites())
            && (self.search.is_empty() || self.search.iter().any(|text| mentions(deal, text)))
    }

    /// Why an amount is not within the thresholds; nothing where it is.
    fn compare(
        &self,
        deal: &Deal<'_>,
        current: &CurrentState<'_>,
        converter: &Converter<'_>,
    ) -> Option<Match> {
        let misses = |thresholds: &[Threshold], holds: fn(Decimal, Decimal) -> bool| {
            let mut any = thresholds.is_empty();
            for threshold in thresholds {
                match converter.value(deal, current, threshold.currency) {
                    None => return Some(Match::Undisclosed),
                    Some(Ok(value)) => {
                        // What is too large for a decimal is larger than any threshold.
                        let headline =
                            value.ratio.apply(value.from.extent().headline).unwrap_or(Decimal::MAX);
                        any |= holds(headline, threshold.value);
                    }
                    Some(Err(missing)) => return Some(Match::Missing(missing)),
                }
            }
            (!any).then_some(Match::No)
        };
        misses(&self.filter.min, |value, least| value >= least)
            .or_else(|| misses(&self.filter.max, |value, most| value <= most))
    }
}

/// A name that is asked for and that nothing is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownName<'a> {
    /// Of a company.
    Company(&'a str),
    /// Of a tag.
    Tag(&'a str),
}

impl UnknownName<'_> {
    /// What is said of it, with the nearest of the names that there are.
    pub fn invalid<'n>(self, known: impl IntoIterator<Item = &'n str>) -> Problem {
        match self {
            Self::Company(name) => Problem::name("company", name, known, "`outlay companies` lists them all"),
            Self::Tag(tag) => Problem::name("tag", tag, known, "`outlay totals --by tag` lists them all"),
        }
    }
}

/// Whether `--region` finds by an area what goes to `places` and whose principals have these homes.
pub fn is_found_by(area: Area, places: &[Area], homes: &[Area]) -> bool {
    matches!(area_match(&[area], places.iter().copied(), || homes.into()), AreaMatch::Place | AreaMatch::Home)
}

/// Whether a deal goes to one of the areas that are asked for.
///
/// A place that is wider than the area asked for ("Europe" for France) may or may not be meant; there the
/// homes of the principal parties decide, as they do for a deal without any place.
fn area_match<'h>(
    areas: &[Area],
    places: impl Iterator<Item = Area> + Clone,
    homes: impl FnOnce() -> Cow<'h, [Area]>,
) -> AreaMatch {
    if areas.is_empty() {
        return AreaMatch::Place;
    }
    let asked = |area: Area| areas.iter().any(|asked| asked.contains(area));
    if places.clone().any(asked) {
        return AreaMatch::Place;
    }
    let is_placeless = places.clone().next().is_none();
    let is_near = places.clone().any(|place| areas.iter().any(|asked| asked.overlaps(place)));
    if !is_near && !is_placeless {
        // A home decides only within the places.
        return AreaMatch::No;
    }
    let homes = homes();
    let is_placed = |home: &Area| places.clone().any(|place| place.contains(*home));
    if homes.iter().any(|home| asked(*home) && (is_placeless || is_placed(home))) {
        return AreaMatch::Home;
    }
    if is_near && !homes.iter().any(is_placed) { AreaMatch::Unclear } else { AreaMatch::No }
}

enum AreaMatch {
    No,
    Unclear,
    Place,
    Home,
}

/// Whether a folded text stands somewhere in a deal.
fn mentions(deal: &Deal, text: &str) -> bool {
    let quotes = deal.citations.iter().filter_map(|citation| citation.quote.as_deref());
    let parties = deal.parties.iter().map(|party| &*party.company);
    let parts = deal.parts.iter().flat_map(|part| std::iter::once(&*part.title).chain(part.note.as_deref()));
    let revisions = deal.history.iter().filter_map(|revision| revision.note.as_deref());
    let tags = deal.tags.iter().map(AsRef::as_ref);
    [deal.id.as_str(), &*deal.title]
        .into_iter()
        .chain(deal.note.as_deref())
        .chain(quotes)
        .chain(parties)
        .chain(parts)
        .chain(revisions)
        .chain(tags)
        .any(|part| fold(part).contains(text))
}
