//! Filters: which deals a command is about.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::str::FromStr;

use chrono::Datelike;

use super::value::Converter;
use crate::area::{Area, fold};
use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::deal::{Deal, Kind, Party, Place, Portion, Role, Standing, Status, split};
use crate::invalid::Invalid;
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
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        text.parse().map(Self::Only).map_err(|_| {
            Invalid::word("status", text, Status::ALL.iter().map(|status| status.word()).chain(["all"]))
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
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let amount: Amount = text.parse()?;
        match amount.quantity {
            crate::money::Quantity::Exact(value) => Ok(Self { value, currency: amount.currency }),
            _ => Err(Invalid::new(format!("{text:?} is not one figure"))
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
    pub standing: Standing<'a>,
    /// Whether it was found only by the home country of a principal party.
    pub by_home: bool,
    /// Whether it goes partly to places that were not asked for.
    pub partly_elsewhere: bool,
}

/// The deals that were asked for, and what must be said of the others.
#[derive(Debug, Clone, Default)]
pub struct Found<'a> {
    /// The deals, in the order of the dataset.
    pub deals: Vec<Selected<'a>>,
    /// How many could not be compared with a threshold because their amount is undisclosed.
    pub undisclosed: usize,
    /// How many are in a place that only partly lies in the area asked for, and have no home that decides.
    pub unclear: usize,
    /// How many are dated only to a month or a year that begins before or ends after the dates asked for.
    pub loosely_dated: usize,
    /// Deals that could not be compared because a rate is missing.
    pub missing: Vec<(&'a Deal<'a>, Rc<MissingRate>)>,
}

impl Filter {
    /// Holds what is asked for against itself and against the names of the dataset.
    ///
    /// # Errors
    /// For dates that exclude each other, and for a company, tag or source that nothing in the dataset is called, with
    /// the nearest names.
    pub fn check(&self, dataset: &Dataset) -> Result<(), Invalid> {
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since.first() > until.last()
        {
            return Err(Invalid::new(format!("nothing is since {since} and until {until}"))
                .hint("write the earlier date with --since"));
        }
        for name in &self.companies {
            if !dataset.company_names().any(|known| fold(known) == fold(name)) {
                return Err(Invalid::name(
                    "company",
                    name,
                    dataset.company_names(),
                    "`outlay companies` lists them all",
                ));
            }
        }
        for tag in &self.tags {
            let tags: BTreeSet<&str> =
                dataset.deals.iter().flat_map(|deal| &deal.tags).map(AsRef::as_ref).collect();
            if !tags.iter().any(|known| fold(known) == fold(tag)) {
                return Err(Invalid::name("tag", tag, tags, "`outlay totals --by tag` lists them all"));
            }
        }
        for source in &self.sources {
            let names = || dataset.sources.iter().flat_map(|source| [source.id.as_str(), &source.publisher]);
            if !names().any(|known| fold(known) == fold(source)) {
                return Err(Invalid::name(
                    "source",
                    source,
                    names(),
                    "`outlay totals --by source` lists them all",
                ));
            }
        }
        Ok(())
    }

    /// The deals of `dataset` that this filter selects; thresholds are compared by `converter`.
    pub fn select<'a>(&self, dataset: &'a Dataset, converter: &Converter<'_>) -> Found<'a> {
        let mut found = Found::default();
        for deal in &dataset.deals {
            let standing = deal.standing();
            if !self.facts_match(deal, &standing, dataset) {
                continue;
            }
            let by_home = match area_match(&self.areas, deal, dataset) {
                AreaMatch::No => continue,
                AreaMatch::Unclear => {
                    found.unclear += 1;
                    continue;
                }
                AreaMatch::Home => true,
                AreaMatch::Place => false,
            };
            if self.amount_matches(deal, &standing, converter, &mut found) {
                found.loosely_dated += usize::from(self.is_loosely_dated(deal.announced));
                let partly_elsewhere = self.goes_partly_elsewhere(deal);
                found.deals.push(Selected { deal, standing, by_home, partly_elsewhere });
            }
        }
        found
    }

    /// The parties that the filter is about: those of the companies and in the roles asked for.
    pub fn wants_party(&self, party: &Party, dataset: &Dataset) -> bool {
        let of_company = || {
            dataset.companies.lineage(&party.company).any(|owner| {
                self.companies.iter().any(|name| fold(dataset.companies.canonical(name)) == fold(owner))
            })
        };
        (self.roles.is_empty() || self.roles.contains(&party.role))
            && (self.companies.is_empty() || of_company())
    }

    fn facts_match(&self, deal: &Deal, standing: &Standing<'_>, dataset: &Dataset) -> bool {
        let party_asked = !self.roles.is_empty() || !self.companies.is_empty();
        let cited = deal.citations.iter().filter_map(|citation| dataset.sources.get(&citation.source));
        let source_names = cited.flat_map(|source| [source.id.as_str(), source.publisher.as_str()]);
        self.dates_match(deal.announced)
            && (self.kinds.is_empty() || self.kinds.contains(&deal.kind))
            && (self.statuses.is_empty()
                || self.statuses.iter().any(|wanted| wanted.includes(standing.status)))
            && (self.currencies.is_empty()
                || standing.amount.is_some_and(|amount| self.currencies.contains(&amount.currency)))
            && (!party_asked || deal.parties.iter().any(|party| self.wants_party(party, dataset)))
            && any_is(&self.tags, deal.tags.iter().map(AsRef::as_ref))
            && any_is(&self.sources, source_names)
            && (self.search.is_empty() || self.search.iter().any(|text| mentions(deal, &fold(text))))
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
        let asked = |area: Area| self.areas.iter().any(|asked| asked.contains(area));
        let rest = split(&deal.places).unwrap_or_default().into_iter().any(|slice| match slice.portion {
            Portion::At(area) => !asked(area),
            Portion::Among(areas) => !areas.into_iter().all(asked),
            Portion::Unspecified => !deal.places.is_empty(),
        });
        !self.areas.is_empty() && rest
    }

    fn amount_matches<'a>(
        &self,
        deal: &'a Deal,
        standing: &Standing<'_>,
        converter: &Converter<'_>,
        found: &mut Found<'a>,
    ) -> bool {
        let holds = |thresholds: &[Threshold], holds: fn(Decimal, Decimal) -> bool, found: &mut Found<'a>| {
            let mut any = thresholds.is_empty();
            for threshold in thresholds {
                match converter.value(deal, standing, threshold.currency) {
                    None => {
                        found.undisclosed += 1;
                        return false;
                    }
                    Some(Ok(value)) => {
                        // What is too large for a decimal is larger than any threshold.
                        let headline =
                            value.ratio.apply(value.from.extent().headline).unwrap_or(Decimal::MAX);
                        any |= holds(headline, threshold.value);
                    }
                    Some(Err(missing)) => {
                        found.missing.push((deal, missing));
                        return false;
                    }
                }
            }
            any
        };
        holds(&self.min, |value, least| value >= least, found)
            && holds(&self.max, |value, most| value <= most, found)
    }
}

/// Whether `--region` finds a deal by an area.
pub fn is_found_by(area: Area, deal: &Deal, dataset: &Dataset) -> bool {
    matches!(area_match(&[area], deal, dataset), AreaMatch::Place | AreaMatch::Home)
}

/// Whether a deal goes to one of the areas that are asked for.
///
/// A place that is wider than the area asked for ("Europe" for France) may or may not be meant; there the
/// homes of the principal parties decide, as they do for a deal without any place.
fn area_match(areas: &[Area], deal: &Deal, dataset: &Dataset) -> AreaMatch {
    if areas.is_empty() {
        return AreaMatch::Place;
    }
    let asked = |area: Area| areas.iter().any(|asked| asked.contains(area));
    if deal.places.iter().any(|place| asked(place.area)) {
        return AreaMatch::Place;
    }
    let may_be_meant = |home: &Area| {
        asked(*home) && (deal.places.is_empty() || deal.places.iter().any(|place| place.area.contains(*home)))
    };
    let homes = dataset.homes(deal);
    if homes.iter().any(may_be_meant) {
        return AreaMatch::Home;
    }
    let overlaps = |place: &Place| areas.iter().any(|asked| asked.overlaps(place.area));
    let home_decides = homes.iter().any(|home| deal.places.iter().any(|place| place.area.contains(*home)));
    if !home_decides && deal.places.iter().any(overlaps) { AreaMatch::Unclear } else { AreaMatch::No }
}

enum AreaMatch {
    No,
    Unclear,
    Place,
    Home,
}

/// Whether any of `texts` is one of those wanted, or none is wanted.
fn any_is<'a>(wanted: &[String], mut texts: impl Iterator<Item = &'a str>) -> bool {
    wanted.is_empty() || texts.any(|text| wanted.iter().any(|wanted| fold(wanted) == fold(text)))
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
