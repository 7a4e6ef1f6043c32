//! Divides a deal by the groupings and by the filter: `--region FR` counts of each deal what the row France of
//! `--by country` counts.

use chrono::NaiveDate;
use indexmap::IndexMap;
use smallvec::smallvec;

use super::arithmetic::Few;
use super::holding::{Held, Holding, Holdings, PartParties, PartyPositions, parties_within};
use super::key::{Grouper, Key, Lineage};
use super::place::{Division, NO_KEYS, PlacePart, PlaceShare};
use super::remaining::Remaining;
use super::time::{Days, TimePart, at_once, of_days, spread};
use super::{GroupBy, Measure, TotalsOptions};
use crate::deal::{Party, Period, ShareBounds};
use crate::hash::{HashMap, RandomState};
use crate::money::{Amount, Overflow};
use crate::query::{DateMatch, Matcher, Selected};
use crate::report::caveats::{Caveat, Caveats};

/// What decides the key of a grouping.
#[derive(Debug, Clone, Copy)]
pub(super) enum Slot {
    /// The part by place, with the position among the groupings by place.
    Place(usize),
    /// The part by party, with the position among the groupings by party.
    Party(usize),
    /// The part by time.
    Time,
    /// The deal.
    Deal,
}

/// What some parties hold, and their groups.
#[derive(Debug, Clone)]
pub(super) struct PartyPart {
    /// The keys of the groupings by party, of which there are two at the most.
    pub keys: [Key; 2],
    pub held: Held,
}

/// A deal in parts. Each part by place is crossed with each part by party and by time.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    pub places: Few<PlacePart>,
    pub parties: Few<PartyPart>,
    pub times: Few<TimePart>,
    /// The part that the filter selects, which is added to the grand total.
    pub total: SelectedPart,
    /// Whether the places are only the homes of the parties.
    pub are_homes: bool,
    /// Whether the period is not known by its days, though amounts are spread.
    is_not_spread: bool,
}

/// The part of a deal that a filter selects.
#[derive(Debug, Clone)]
pub(super) struct SelectedPart {
    pub share: PlaceShare,
    pub held: Held,
    pub days: Days,
}

/// A deal to cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uncut<'d> {
    pub selected: &'d Selected<'d>,
    /// What was allocated or spent of it, if that is what is added up.
    pub entries: &'d [(NaiveDate, &'d Amount)],
    /// What its members leave of its places and parts, if it has such.
    pub remaining: Option<&'d Remaining>,
    /// The position of the deal.
    pub at: u64,
}

/// Divides deals into the parts that the groups and the filter count.
#[derive(Debug)]
pub(super) struct Cutter<'a> {
    options: &'a TotalsOptions,
    matcher: &'a Matcher<'a>,
    pub slots: Vec<Slot>,
    by_place: Vec<GroupBy>,
    by_party: Vec<GroupBy>,
    pub finest_time: Option<GroupBy>,
    /// Whether the filter may select a part of a deal.
    pub cuts_totals: bool,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(options: &'a TotalsOptions, matcher: &'a Matcher<'a>) -> Self {
        let by = &options.by;
        let of =
            |is: fn(GroupBy) -> bool| -> Vec<GroupBy> { by.iter().copied().filter(|by| is(*by)).collect() };
        let (by_place, by_party) = (of(GroupBy::is_place), of(GroupBy::is_party));
        let position = |list: &[GroupBy], by: &GroupBy| list.iter().position(|other| other == by);
        let slot = |by: &GroupBy| match (position(&by_place, by), position(&by_party, by)) {
            (Some(place), _) => Slot::Place(place),
            (_, Some(party)) => Slot::Party(party),
            _ if by.is_time() => Slot::Time,
            _ => Slot::Deal,
        };
        Self {
            options,
            matcher,
            slots: by.iter().map(slot).collect(),
            finest_time: by.iter().copied().filter(|by| by.is_time()).max(),
            cuts_totals: !matcher.areas().is_empty() || matcher.has_companies() || !options.dates.is_empty(),
            by_place,
            by_party,
        }
    }

    /// Cuts a deal. `None` if it has no part in what the filter selects, which is noted.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn cut(
        &self,
        uncut: &Uncut<'_>,
        grouper: &mut Grouper<'_>,
        caveats: &mut Caveats,
    ) -> Result<Option<Cut>, Overflow> {
        let Uncut { selected, entries, .. } = *uncut;
        let deal = selected.deal;
        let is_measured = self.options.measure != Measure::Announced;
        if is_measured && entries.is_empty() {
            // Others are left out by their status.
            let counts = !self.options.commitments_only || selected.current.status.counts();
            caveats.note_if(counts, Caveat::NoFigure);
            return Ok(None);
        }
        let days = deal.period.as_ref().filter(|_| self.options.spread).and_then(Period::days);
        let (times, found) = match days {
            _ if is_measured => {
                let days = entries.iter().map(|(day, _)| *day);
                (of_days(self.finest_time, days, &self.options.dates), DateMatch::Outside)
            }
            Some((first, last)) => {
                (spread(self.finest_time, first, last, &self.options.dates), DateMatch::Outside)
            }
            None => at_once(deal.announced, &self.options.dates),
        };
        if times.is_empty() {
            caveats.note_if(found == DateMatch::Overlapping, Caveat::PartlyDated);
            return Ok(None);
        }
        let total_days = match days {
            Some((first, last)) if !self.options.dates.is_empty() => {
                spread(None, first, last, &self.options.dates).first().map_or(Days::ALL, |part| part.days)
            }
            _ => Days::ALL,
        };
        let Some((places, share, are_homes)) = self.places(uncut, grouper)? else {
            caveats.note(Caveat::Unclear);
            return Ok(None);
        };
        let held = self.held_in_total(uncut, grouper)?;
        Ok(Some(Cut {
            places,
            parties: self.parties(uncut, grouper, held)?,
            times,
            total: SelectedPart { share, held, days: total_days },
            are_homes,
            is_not_spread: self.options.spread && days.is_none(),
        }))
    }

    /// The parts by place, the share that the filter selects, and whether they are only homes; `None` if no part lies in
    /// the areas of the filter.
    fn places(
        &self,
        uncut: &Uncut<'_>,
        grouper: &Grouper<'_>,
    ) -> Result<Option<(Few<PlacePart>, PlaceShare, bool)>, Overflow> {
        let areas = self.matcher.areas();
        if self.by_place.is_empty() && areas.is_empty() {
            let whole = PlacePart { keys: NO_KEYS, share: PlaceShare::WHOLE };
            return Ok(Some((smallvec![whole], PlaceShare::WHOLE, false)));
        }
        let placement = grouper.reference.placement(uncut.selected.deal);
        let are_homes = placement.is_inferred_from_home;
        let division =
            Division { by: &self.by_place, areas, is_whole: self.options.whole, remaining: uncut.remaining };
        let parts = division.parts(&placement.places, are_homes)?;
        let share = match parts.as_slice() {
            [] => return Ok(None),
            _ if areas.is_empty() => PlaceShare::WHOLE,
            [only] => only.share.clone(),
            _ => match (Division { by: &[], ..division }).parts(&placement.places, are_homes)?.pop() {
                Some(total) => total.share,
                None => return Ok(None),
            },
        };
        Ok(Some((parts, share, are_homes)))
    }

    /// What the companies of the filter hold.
    fn held_in_total(&self, uncut: &Uncut<'_>, grouper: &Grouper<'_>) -> Result<Held, Overflow> {
        if self.options.whole || !self.matcher.has_companies() {
            return Ok(Held::WHOLE);
        }
        let deal = uncut.selected.deal;
        let matches = |party: &Party<'_>| self.matcher.matches_party(party);
        let parties = deal.parties.iter().enumerate();
        let positions: PartyPositions =
            parties.filter(|(_, party)| matches(party)).map(|(index, _)| index).collect();
        let mut in_parts = PartParties::default();
        let ours = parties_within(deal).filter(|(.., party)| matches(party));
        ours.for_each(|(part, at, party)| in_parts.add(part, at, party.role));
        self.holdings(uncut, grouper).of(&positions, &in_parts)
    }

    fn holdings<'d>(&self, uncut: &Uncut<'d>, grouper: &Grouper<'d>) -> Holdings<'d> {
        let Selected { deal, current } = uncut.selected;
        // Parts divide the announced amount, not what was spent.
        let remaining = uncut.remaining.filter(|_| self.options.measure == Measure::Announced);
        let counts_every_role = self.matcher.has_roles() || self.by_party.contains(&GroupBy::Role);
        Holdings::new(deal, current, grouper.reference, counts_every_role, remaining)
    }

    /// The parts by party; `total` is what the companies of the filter hold.
    fn parties(
        &self,
        uncut: &Uncut<'_>,
        grouper: &mut Grouper<'_>,
        total: Held,
    ) -> Result<Few<PartyPart>, Overflow> {
        if self.by_party.is_empty() {
            return Ok(smallvec![PartyPart { keys: NO_KEYS, held: total }]);
        }
        let Uncut { selected: Selected { deal, .. }, at, .. } = *uncut;
        let is_by_company = self.by_party.contains(&GroupBy::Company);
        let mut groups: IndexMap<[Key; 2], PartyPositions, RandomState> = IndexMap::default();
        for (index, party) in deal.parties.iter().enumerate() {
            if !self.matcher.matches_party(party) {
                continue;
            }
            // A filter by role alone selects any company.
            let lineage: Lineage = grouper.lineage(&party.company, at).into();
            let names = lineage.iter().map(|id| Key::Name(*id));
            for name in names.chain((!is_by_company).then_some(Key::None)) {
                let mut keys = NO_KEYS;
                for (slot, by) in keys.iter_mut().zip(&self.by_party) {
                    *slot = if *by == GroupBy::Company { name } else { Key::Role(party.role) };
                }
                groups.entry(keys).or_default().push(index);
            }
        }
        if self.options.whole || (!is_by_company && !self.matcher.has_companies()) {
            return Ok(groups.into_iter().map(|(keys, _)| PartyPart { keys, held: Held::WHOLE }).collect());
        }
        // By the number of the company; under `None` if they are not grouped by company.
        let mut in_parts: HashMap<Option<u32>, PartParties> = HashMap::default();
        for (part, index, party) in parties_within(deal) {
            if !self.matcher.matches_party(party) {
                continue;
            }
            let names = grouper.lineage(&party.company, at).iter().copied().map(Some);
            for name in names.chain((!is_by_company).then_some(None)) {
                in_parts.entry(name).or_default().add(part, index, party.role);
            }
        }
        let holdings = self.holdings(uncut, grouper);
        let held = |(keys, positions): ([Key; 2], PartyPositions)| {
            let name = keys.iter().find_map(|key| key.name());
            let held = match in_parts.get(&name) {
                Some(in_parts) => holdings.of(&positions, in_parts),
                None => holdings.of(&positions, &PartParties::default()),
            };
            Ok(PartyPart { keys, held: held? })
        };
        groups.into_iter().map(held).collect()
    }
}

impl Cut {
    /// Notes what a reader must know about the parts.
    pub(super) fn note(&self, cutter: &Cutter<'_>, caveats: &mut Caveats) {
        let is_whole = cutter.options.whole;
        let has_money = |held: &Held| held.holding != Holding::Nothing;
        let mut helds = self.parties.iter().map(|part| &part.held).chain([&self.total.held]);
        caveats.note_if(self.are_homes && !is_whole, Caveat::PlacedByHome);
        caveats.note_if(self.are_homes && is_whole, Caveat::PlacedByHomeInFull);
        let may_hold_all = |part: &PlacePart| {
            let share = &part.share.of_deal;
            share.headline.is_zero() && !share.high.is_zero()
        };
        caveats.note_if(self.places.iter().any(may_hold_all), Caveat::SeveralPlaces);
        let is_cut_by_place = self.total.share.of_deal != ShareBounds::WHOLE && !self.are_homes;
        caveats.note_if(is_cut_by_place, Caveat::PartHere);
        caveats.note_if(helds.clone().any(|held| held.is_shared), Caveat::Shared);
        caveats.note_if(!helds.all(has_money), Caveat::WithoutMoney);
        let is_part = matches!(self.total.held.holding, Holding::Part(_)) && !self.total.held.is_shared;
        caveats.note_if(is_part, Caveat::PartHeld);
        caveats.note_if(self.parties.len() > 1, Caveat::Overlap);
        let is_split = self.places.len() > 1 || self.times.len() > 1;
        caveats.note_if(is_split && is_whole, Caveat::Overlap);
        caveats.note_if(is_split && !is_whole, Caveat::Split);
        let is_measured = cutter.options.measure != Measure::Announced;
        let is_spread = self.times.len() > 1 || self.times.iter().any(|part| part.days != Days::ALL);
        caveats.note_if(is_spread && !is_measured, Caveat::Spread);
        caveats.note_if(self.is_not_spread, Caveat::NotSpread);
    }
}
