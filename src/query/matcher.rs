//! Evaluates a filter on the deals of one dataset.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::convert::Converter;
use super::dates::DateMatch;
use super::filter::{Choice, Filter, Threshold};
use crate::area::Area;
use crate::dataset::{CompanyFinder, FoldedNames, ReferenceData};
use crate::deal::{CurrentState, Deal, FieldSet, Party, Place};
use crate::invalid::Problem;
use crate::money::{Currency, Decimal, to_plain_string};
use crate::rates::MissingRate;
use crate::text::fold;

/// The result of a filter for one deal.
#[derive(Debug, Clone)]
pub enum Match {
    /// The filter selects the deal.
    Yes(MatchNotes),
    /// The filter rejects the deal.
    No,
    /// The filter rejects the deal, which is dated to a month, a quarter or a year that is only partly in its dates.
    PartlyDated,
    /// Unknown: the deal's place overlaps the areas of the filter, and no home country decides.
    Unclear,
    /// The amount is undisclosed, so that no threshold can be compared.
    Undisclosed,
    /// A rate is missing, so that no threshold can be compared.
    Missing(Arc<MissingRate>),
}

/// What a reader must know about a selected deal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MatchNotes {
    /// Only the home country of a principal party matches.
    pub is_inferred_from_home: bool,
    /// A part of the deal goes, or may go, outside the areas of the filter.
    pub partly_elsewhere: bool,
    /// A place of the deal overlaps an excluded area, and no home country decides.
    pub possibly_excluded: bool,
}

/// A figure with which headlines are compared, in a currency.
type Compared = (Decimal, Currency);

/// A filter with the names of a dataset resolved.
#[derive(Debug)]
pub struct Matcher<'a> {
    filter: &'a Filter,
    reference: &'a ReferenceData,
    /// Every name of the requested companies and of their subsidiaries.
    companies: FoldedNames,
    /// Every name of the excluded companies and of their subsidiaries.
    excluded_companies: FoldedNames,
    tags: FoldedNames,
    excluded_tags: FoldedNames,
    sources: FoldedNames,
    search: Vec<String>,
    min: Vec<Compared>,
    max: Vec<Compared>,
    /// Companies of the filter that `companies` has no entry of: some deal must name each, or the name is unknown.
    names_without_entry: FoldedNames,
}

/// Names of the filter that occur in at least one deal.
#[derive(Debug, Clone, Default)]
pub(crate) struct SeenNames {
    companies: BTreeSet<String>,
    tags: BTreeSet<String>,
    fields: BTreeSet<String>,
}

impl SeenNames {
    /// Adds the names that another thread has seen.
    pub(crate) fn merge(&mut self, other: Self) {
        self.companies.extend(other.companies);
        self.tags.extend(other.tags);
        self.fields.extend(other.fields);
    }
}

impl<'a> Matcher<'a> {
    /// Resolves the names of `filter` in `reference`.
    ///
    /// # Errors
    /// If a requested source is unknown; the problem names the nearest sources. If a threshold has no currency,
    /// or if no amount can meet all thresholds.
    pub fn new(filter: &'a Filter, reference: &'a ReferenceData) -> Result<Self, Problem> {
        for source in &filter.sources {
            let known =
                || reference.sources.iter().flat_map(|source| [source.id.as_str(), &source.publisher]);
            if !known().any(|known| fold(known) == fold(source)) {
                let listed = "`outlay totals --by source` lists them all";
                return Err(Problem::unknown_name("source", source, known(), listed));
            }
        }
        let compared = |thresholds: &[Threshold], flag| -> Result<Vec<Compared>, Problem> {
            let currency = |threshold: &Threshold| {
                threshold.currency.map_or_else(|| filter.threshold_currency(flag), Ok)
            };
            thresholds.iter().map(|threshold| Ok((threshold.value, currency(threshold)?))).collect()
        };
        let (min, max) = (compared(&filter.min, "--min")?, compared(&filter.max, "--max")?);
        check_thresholds(&min, &max)?;
        let listed: BTreeSet<String> = if filter.companies.is_empty() {
            BTreeSet::new()
        } else {
            reference.company_names().map(fold).collect()
        };
        let names_without_entry = filter.companies.iter().filter(|name| !listed.contains(&fold(name)));
        Ok(Self {
            filter,
            reference,
            companies: FoldedNames::new(reference.companies.all_names(&filter.companies.any_of)),
            excluded_companies: FoldedNames::new(reference.companies.all_names(&filter.companies.none_of)),
            tags: FoldedNames::new(&filter.tags.any_of),
            excluded_tags: FoldedNames::new(&filter.tags.none_of),
            sources: FoldedNames::new(&filter.sources),
            search: filter.search.iter().map(|text| fold(text)).collect(),
            min,
            max,
            names_without_entry: FoldedNames::new(names_without_entry),
        })
    }

    /// The fields that [`Self::record_names`] reads, in addition to those of the filter.
    pub(crate) fn fields_of_names(&self) -> FieldSet {
        FieldSet::PARTS.when(!self.names_without_entry.is_empty())
    }

    /// Whether a deal whose places are in these areas may match the areas of the filter.
    pub(crate) fn may_go_to(&self, places: &[Option<Area>]) -> bool {
        let overlaps = |place: &Area| self.filter.areas.any_of.iter().any(|wanted| wanted.overlaps(*place));
        places.is_empty() || places.iter().flatten().any(overlaps)
    }

    /// Whether a deal may be skipped by its places alone.
    pub(crate) fn can_prefilter_by_place(&self) -> bool {
        !self.filter.areas.any_of.is_empty() && !self.must_see_names()
    }

    /// The company names of which a deal must contain one, or else it can be skipped unread.
    pub(crate) fn company_finder(&self) -> Option<CompanyFinder<'_>> {
        // Tags and excluded companies may occur in deals of any company.
        let may_occur_elsewhere = !self.filter.tags.is_empty()
            || self.filter.named_keys().next().is_some()
            || self.filter.companies.none_of.iter().any(|name| self.names_without_entry.contains(name));
        (!self.companies.is_empty() && !may_occur_elsewhere).then(|| CompanyFinder::new(&self.companies))
    }

    /// Whether the filter has names that are only known if a deal mentions them.
    pub(crate) fn must_see_names(&self) -> bool {
        !self.names_without_entry.is_empty()
            || !self.filter.tags.is_empty()
            || self.filter.named_keys().next().is_some()
    }

    /// Adds the names of the filter that occur in `deal` to `seen`, whether or not the filter selects the deal.
    pub(crate) fn record_names(&self, deal: &Deal<'_>, seen: &mut SeenNames) {
        if seen.companies.len() < self.names_without_entry.len() {
            for party in deal.all_parties().filter(|party| self.names_without_entry.contains(&party.company))
            {
                seen.companies.insert(fold(&party.company));
            }
        }
        if seen.tags.len() < self.tags.len() + self.excluded_tags.len() {
            let is_named = |tag: &str| self.tags.contains(tag) || self.excluded_tags.contains(tag);
            seen.tags.extend(deal.tags.iter().filter(|tag| is_named(tag)).map(|tag| fold(tag)));
        }
        if self.filter.named_keys().next().is_some() {
            let is_named = |key: &str| self.filter.named_keys().any(|named| fold(named) == key);
            let keys = deal.fields.iter().map(|(key, _)| fold(key));
            seen.fields.extend(keys.filter(|key| is_named(key)));
        }
    }

    /// The first company, tag or key of a field of the filter that occurs nowhere in the dataset.
    pub(crate) fn unknown_name(&self, seen: &SeenNames) -> Option<UnknownName<'a>> {
        let filter = self.filter;
        let company = filter.companies.iter().find(|name| {
            let name = fold(name);
            self.names_without_entry.contains(&name) && !seen.companies.contains(&name)
        });
        let tag = || filter.tags.iter().find(|tag| !seen.tags.contains(&fold(tag)));
        let key = || filter.named_keys().find(|key| !seen.fields.contains(&fold(key)));
        company
            .map(|name| UnknownName::Company(name))
            .or_else(|| tag().map(|tag| UnknownName::Tag(tag)))
            .or_else(|| key().map(UnknownName::Field))
    }

    /// Whether the filter selects `deal`; `converter` converts amounts for thresholds.
    pub fn evaluate(&self, deal: &Deal<'_>, current: &CurrentState<'_>, converter: &Converter<'_>) -> Match {
        let dated = self.filter.dates.contain(deal.announced);
        if dated == DateMatch::Outside || !self.facts_match(deal, current) {
            return Match::No;
        }
        let Choice { any_of, none_of } = &self.filter.areas;
        let excluded = if none_of.is_empty() { AreaMatch::No } else { self.area_match(none_of, deal) };
        if excluded.is_found() {
            return Match::No;
        }
        let is_inferred_from_home = match self.area_match(any_of, deal) {
            AreaMatch::No => return Match::No,
            AreaMatch::Unclear => return Match::Unclear,
            AreaMatch::Home => true,
            AreaMatch::Place => false,
        };
        match (self.threshold_mismatch(deal, current, converter), dated) {
            (Some(Match::No), _) => Match::No,
            (_, DateMatch::Overlapping) => Match::PartlyDated,
            (Some(mismatch), _) => mismatch,
            (None, _) => Match::Yes(MatchNotes {
                is_inferred_from_home,
                partly_elsewhere: self.filter.goes_partly_elsewhere(deal),
                possibly_excluded: excluded == AreaMatch::Unclear,
            }),
        }
    }

    #[inline]
    fn area_match(&self, areas: &[Area], deal: &Deal<'_>) -> AreaMatch {
        if areas.is_empty() {
            return AreaMatch::Place;
        }
        let places = deal.places.iter().map(Place::area);
        area_match(areas, &places, || self.reference.homes(deal).into())
    }

    /// The areas that the filter requests.
    pub(crate) fn areas(&self) -> &[Area] {
        &self.filter.areas.any_of
    }

    /// Whether the filter requests companies.
    pub(crate) fn has_companies(&self) -> bool {
        !self.companies.is_empty()
    }

    /// Whether the filter requests roles.
    pub(crate) fn has_roles(&self) -> bool {
        !self.filter.roles.is_empty()
    }

    /// Whether `name` is one of a requested company or of its subsidiaries; any name is if no company is requested.
    pub(crate) fn matches_company(&self, name: &str) -> bool {
        self.companies.is_empty() || self.companies.contains(name)
    }

    /// Whether `party` is one of the requested companies, in one of the requested roles.
    pub fn matches_party(&self, party: &Party<'_>) -> bool {
        (self.filter.roles.is_empty() || self.filter.roles.contains(&party.role))
            && self.matches_company(&party.company)
    }

    /// Whether everything matches except for dates, areas and thresholds.
    fn facts_match(&self, deal: &Deal<'_>, current: &CurrentState<'_>) -> bool {
        let filter = self.filter;
        let has_party_filter = !filter.roles.is_empty() || !filter.companies.any_of.is_empty();
        let has_tag = |tags: &FoldedNames| deal.tags.iter().any(|tag| tags.contains(tag));
        let has_excluded_company =
            || deal.parties.iter().any(|party| self.excluded_companies.contains(&party.company));
        let cites = || {
            let cited =
                deal.all_citations().filter_map(|citation| self.reference.sources.get(&citation.source));
            cited
                .flat_map(|source| [source.id.as_str(), source.publisher.as_str()])
                .any(|name| self.sources.contains(name))
        };
        filter.kinds.accepts(|kinds| kinds.contains(&deal.kind))
            && (filter.statuses.is_empty()
                || filter.statuses.iter().any(|wanted| wanted.includes(current.status)))
            && (filter.currencies.is_empty()
                || current.amount.is_some_and(|amount| filter.currencies.contains(&amount.currency)))
            && (!has_party_filter || deal.parties.iter().any(|party| self.matches_party(party)))
            && (self.excluded_companies.is_empty() || !has_excluded_company())
            && (self.tags.is_empty() || has_tag(&self.tags))
            && (self.excluded_tags.is_empty() || !has_tag(&self.excluded_tags))
            && (filter.sources.is_empty() || cites())
            && filter.fields_match(deal)
            && (self.search.is_empty() || self.search.iter().any(|text| mentions(deal, text)))
    }

    /// The reason why the deal does not match the thresholds; `None` if it does.
    fn threshold_mismatch(
        &self,
        deal: &Deal<'_>,
        current: &CurrentState<'_>,
        converter: &Converter<'_>,
    ) -> Option<Match> {
        let mismatch = |thresholds: &[Compared], holds: fn(Decimal, Decimal) -> bool| {
            let mut any = thresholds.is_empty();
            for (threshold, currency) in thresholds {
                match converter.value(deal, current, *currency) {
                    None => return Some(Match::Undisclosed),
                    Some(Ok(value)) => {
                        // A headline that overflows is larger than any threshold.
                        let headline = value.apply(value.from.estimate().headline).unwrap_or(Decimal::MAX);
                        any |= holds(headline, *threshold);
                    }
                    Some(Err(missing)) => return Some(Match::Missing(missing)),
                }
            }
            (!any).then_some(Match::No)
        };
        mismatch(&self.min, |value, least| value >= least)
            .or_else(|| mismatch(&self.max, |value, most| value <= most))
    }
}

/// Checks that thresholds do not exclude each other.
///
/// # Errors
/// If every least amount is above every greatest one, all in one currency.
fn check_thresholds(min: &[Compared], max: &[Compared]) -> Result<(), Problem> {
    let excludes =
        |(least, currency): &Compared| max.iter().all(|(most, other)| currency == other && least > most);
    match (min, max) {
        ([(least, currency), ..], [(most, _), ..]) if min.iter().all(excludes) => {
            let plain = to_plain_string;
            Err(Problem::new(format!(
                "no amount is at least {} {currency} and at most {} {currency}",
                plain(*least),
                plain(*most)
            ))
            .hint("write the smaller amount with --min"))
        }
        _ => Ok(()),
    }
}

/// A name of the filter that occurs nowhere in the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnknownName<'a> {
    /// Of a company.
    Company(&'a str),
    /// A tag.
    Tag(&'a str),
    /// The key of a field of the user's own.
    Field(&'a str),
}

/// The most fields that the message of an unknown one lists.
const MAX_FIELDS: usize = 16;

impl UnknownName<'_> {
    /// The problem to report, with the nearest of the `known` names.
    pub(crate) fn problem<'n>(self, known: impl IntoIterator<Item = &'n str>) -> Problem {
        match self {
            Self::Company(name) => {
                Problem::unknown_name("company", name, known, "`outlay companies` lists them all")
            }
            Self::Field(key) => {
                let known: Vec<&str> = known.into_iter().collect();
                let listed = match known.len() {
                    0 => "no deal here has fields".to_owned(),
                    count if count > MAX_FIELDS => {
                        format!("fields here: {}, …", known[..MAX_FIELDS].join(", "))
                    }
                    _ => format!("fields here: {}", known.join(", ")),
                };
                Problem::unknown_name("field", key, known, &listed)
            }
            Self::Tag(tag) => {
                Problem::unknown_name("tag", tag, known, "`outlay totals --by tag` lists them all")
            }
        }
    }
}

/// Whether `--region area` selects a deal with places in these areas, whose principals have these `homes`.
pub(crate) fn is_found_by(area: Area, places: &[Option<Area>], homes: &[Area]) -> bool {
    area_match(&[area], &places.iter().copied(), || homes.into()).is_found()
}

/// The result of an area filter for one deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AreaMatch {
    No,
    /// A place overlaps the areas without lying in them, and no home decides.
    Unclear,
    /// A place lies in one of the areas.
    Place,
    /// A home country lies in one of the areas, and no place is narrower.
    Home,
}

impl AreaMatch {
    /// Whether `--region` selects the deal.
    fn is_found(self) -> bool {
        matches!(self, Self::Place | Self::Home)
    }
}

/// Whether a deal goes to one of `areas`. `homes` are the home countries of its principal parties.
///
/// Homes decide for a deal without places, and for a place that is wider than the area ("Europe" for France). A place of
/// which only the name is known is in no area.
fn area_match<'h>(
    areas: &[Area],
    places: &(impl Iterator<Item = Option<Area>> + Clone),
    homes: impl FnOnce() -> Cow<'h, [Area]>,
) -> AreaMatch {
    if areas.is_empty() {
        return AreaMatch::Place;
    }
    let is_inside = |area: Area| areas.iter().any(|wanted| wanted.contains(area));
    let has_no_place = places.clone().next().is_none();
    let places = places.clone().flatten();
    if places.clone().any(is_inside) {
        return AreaMatch::Place;
    }
    let overlaps = places.clone().any(|place| areas.iter().any(|wanted| wanted.overlaps(place)));
    if !overlaps && !has_no_place {
        return AreaMatch::No;
    }
    let homes = homes();
    let is_in_a_place = |home: &Area| places.clone().any(|place| place.contains(*home));
    if homes.iter().any(|home| is_inside(*home) && (has_no_place || is_in_a_place(home))) {
        return AreaMatch::Home;
    }
    if overlaps && !homes.iter().any(is_in_a_place) { AreaMatch::Unclear } else { AreaMatch::No }
}

/// Whether a searchable text of `deal` contains `text`, which must be folded.
fn mentions(deal: &Deal, text: &str) -> bool {
    let quotes = deal.all_citations().filter_map(|citation| citation.quote.as_deref());
    let parties = deal.parties.iter().map(|party| &*party.company);
    let parts = deal.parts.iter().flat_map(|part| std::iter::once(&*part.title).chain(part.note.as_deref()));
    let revisions = deal.history.iter().filter_map(|revision| revision.note.as_deref());
    let tags = deal.tags.iter().map(AsRef::as_ref);
    let places = deal.places.iter().filter_map(Place::name);
    [deal.id.as_str(), &*deal.title]
        .into_iter()
        .chain(deal.note.as_deref())
        .chain(quotes)
        .chain(parties)
        .chain(parts)
        .chain(revisions)
        .chain(tags)
        .chain(places)
        .any(|part| fold(part).contains(text))
}
