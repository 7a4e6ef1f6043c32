//! Where each deal stands in totals by country and by company, for tables from which engines make the same totals.

use super::cut::{Cut, Cutter, Uncut};
use super::holding::Holding;
use super::key::{Grouper, Key};
use super::link_effect::{LinkEffect, LinkEffects, Member};
use super::piece::amount_at;
use super::{GroupBy, TotalsOptions};
use crate::area::Area;
use crate::dataset::Links;
use crate::deal::{Deal, ShareBounds};
use crate::hash::HashMap;
use crate::money::{Estimate, Overflow};
use crate::query::{Matcher, Selected};
use crate::report::caveats::Caveats;
use crate::report::name_index::NameIndex;
use crate::report::{Context, ReportError};

/// The groupings, with the position of that by company.
const BY: [GroupBy; 2] = [GroupBy::Country, GroupBy::Company];
const COMPANY: usize = 1;

/// A deal in totals.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Whether it counts where nothing is converted.
    pub counts: bool,
    /// What it adds then, besides the deals inside it; `None` if it does not count or is undisclosed.
    pub adds: Option<Estimate>,
    /// Whether its places are only the homes of its parties.
    pub are_homes: bool,
    /// The rows of totals by country.
    pub countries: Vec<CountryPart>,
    /// The rows of totals by company.
    pub companies: Vec<CompanyPart>,
}

/// A deal in a row of totals by country.
#[derive(Debug)]
pub(crate) struct CountryPart {
    /// The name of the row.
    pub country: String,
    /// The country or region; `None` for rows of no or of several places.
    pub area: Option<Area>,
    /// The share of the deal, or of what its members leave of it.
    pub share: ShareBounds,
    /// That share of what the deal adds.
    pub adds: Option<Estimate>,
}

/// A deal in a row of totals by company.
#[derive(Debug)]
pub(crate) struct CompanyPart {
    /// The number of the company in [`Standings::companies`].
    pub company: u32,
    /// What the company holds.
    pub held: CompanyHolding,
    /// Whether it shares an amount with others that no source divides.
    pub is_shared: bool,
}

/// What a company holds of a deal.
#[derive(Debug)]
pub(crate) enum CompanyHolding {
    /// All that it adds.
    Whole,
    /// This much of its amount.
    Part(Estimate),
    /// Nothing: no money flows through its roles.
    Nothing,
}

/// Finds where deals stand.
#[derive(Debug)]
pub(crate) struct Standings<'a> {
    cutter: Cutter<'a>,
    grouper: Grouper<'a>,
    effects: &'a LinkEffects,
    converted: &'a LinkEffects,
}

impl<'a> Standings<'a> {
    /// Returns the options of [`Self::new`].
    pub(crate) fn options() -> TotalsOptions {
        TotalsOptions { by: BY.to_vec(), ..TotalsOptions::default() }
    }

    /// Finds where deals stand if nothing is converted. `matcher` selects every deal, `effects` are those of the links in their
    /// own currencies, and `converted` those in one, in which members leave other shares to the places of their whole.
    pub(crate) fn new(
        context: &Context<'a>,
        options: &'a TotalsOptions,
        matcher: &'a Matcher<'a>,
        effects: &'a LinkEffects,
        converted: &'a LinkEffects,
    ) -> Self {
        let (cutter, grouper) = (Cutter::new(options, matcher), Grouper::new(context, matcher, options));
        Self { cutter, grouper, effects, converted }
    }

    /// Returns where the deal at position `at` stands.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn of(&mut self, selected: &Selected<'_>, at: u64) -> Result<Standing, ReportError> {
        self.grouper.note_parties(selected.deal, at);
        self.standing(selected, at).map_err(|_| ReportError::overflow(selected.deal))
    }

    fn standing(&mut self, selected: &Selected<'_>, at: u64) -> Result<Standing, Overflow> {
        let id = selected.deal.id.as_str();
        let [own, converted] =
            [self.effects, self.converted].map(|effects| effects.of(id).and_then(LinkEffect::remaining));
        let mut cut = |remaining| {
            let uncut = Uncut { selected, entries: &[], remaining, at };
            self.cutter.cut(&uncut, &mut self.grouper, &mut Caveats::default())
        };
        let found = cut(own)?;
        let other = if own == converted { None } else { cut(converted)? };
        let shares = other.as_ref().or(found.as_ref()).map_or(&[][..], |cut| &cut.places);
        let shares: Vec<ShareBounds> =
            shares.iter().map(|part| part.share.of_what_counts()).collect::<Result<_, _>>()?;
        self.of_cut(selected, found, shares)
    }

    /// Returns where a deal stands that is divided into `cut`, with the share of each of its places.
    fn of_cut(
        &self,
        selected: &Selected<'_>,
        cut: Option<Cut>,
        shares: Vec<ShareBounds>,
    ) -> Result<Standing, Overflow> {
        let own = selected.current.amount.map(crate::money::Amount::estimate);
        let (is_left_out, adds) = match self.effects.of(selected.deal.id.as_str()) {
            Some(LinkEffect::Replaced(_) | LinkEffect::NotComparable) => (true, None),
            Some(LinkEffect::Rest(rest)) => (false, Some(rest.estimate)),
            None => (false, own),
        };
        let counts = selected.current.status.counts() && !is_left_out;
        let adds = adds.filter(|_| counts);
        // Without a filter, no deal is without parts.
        let (places, parties, are_homes) =
            cut.map(|cut| (cut.places, cut.parties, cut.are_homes)).unwrap_or_default();
        let country = |(part, share): (super::PlacePart, ShareBounds)| {
            let area = match part.keys[0] {
                Key::Place(area) | Key::Wide(area) => Some(area),
                _ => None,
            };
            let country = part.keys[0].label(GroupBy::Country, None, &self.grouper.names[0]).text;
            let adds = adds.map(|adds| part.share.of(&adds)).transpose()?;
            Ok(CountryPart { country, area, share, adds })
        };
        let company = |part: super::PartyPart| {
            let Key::Name(company) = part.keys[0] else { return Ok(None) };
            let held = match (part.held.holding, own) {
                (Holding::Part(held), Some(own)) => {
                    CompanyHolding::Part(amount_at(&own, &held, &ShareBounds::WHOLE)?)
                }
                (Holding::Nothing, _) => CompanyHolding::Nothing,
                _ => CompanyHolding::Whole,
            };
            Ok(Some(CompanyPart { company, held, is_shared: part.held.is_shared }))
        };
        Ok(Standing {
            counts,
            adds,
            are_homes,
            countries: places.into_iter().zip(shares).map(country).collect::<Result<_, Overflow>>()?,
            companies: parties
                .into_iter()
                .map(company)
                .filter_map(Result::transpose)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Returns the number of a company, which the deal at position `at` names.
    pub(crate) fn company(&mut self, name: &str, at: u64) -> u32 {
        self.grouper.names[COMPANY].of_company(name, at, self.grouper.reference)
    }

    /// Returns the companies that were named, and those that own them.
    pub(in crate::report) fn companies(&self) -> &NameIndex {
        &self.grouper.names[COMPANY]
    }

    /// Adds the companies of another thread.
    pub(crate) fn merge(&mut self, other: Self) {
        self.grouper.merge(other.grouper);
    }
}

impl LinkEffects {
    /// Returns the deal that each deal is a member of, by its id.
    pub(crate) fn wholes(&self, links: &Links) -> HashMap<String, String> {
        let id = |member: &Member| links.deals().get(member.index).map(|deal| deal.id.to_string());
        let members = self.all().filter_map(|(whole, effect)| match effect {
            LinkEffect::Rest(rest) => Some((whole, rest)),
            _ => None,
        });
        members
            .flat_map(|(whole, rest)| {
                rest.members.iter().filter_map(id).map(move |member| (member, whole.to_owned()))
            })
            .collect()
    }
}

/// Returns the first deal that counts and replaces a deal.
pub(crate) fn replacement<'l>(links: &'l Links, deal: &Deal<'_>) -> Option<&'l Deal<'static>> {
    links.replacements(deal.id.as_str()).find(|other| other.current_state().status.counts())
}
