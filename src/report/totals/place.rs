//! The parts of a deal by place: which share of it may stand in each group.

use smallvec::{SmallVec, smallvec};

use super::GroupBy;
use super::arithmetic::Few;
use super::key::Key;
use super::remaining::{Remaining, RestShare, minus, sum};
use crate::area::Area;
use crate::deal::{Place, Portion, ShareBounds, Slice, split};
use crate::money::{Decimal, Estimate, Overflow};

/// The keys of the groupings by place, of which there are two at the most.
pub(super) type PlaceKeys = [Key; 2];

/// The keys of a deal that is not grouped by place.
pub(super) const NO_KEYS: PlaceKeys = [Key::None; 2];

/// The part of a deal in one group of places.
#[derive(Debug, Clone)]
pub(super) struct PlacePart {
    pub keys: PlaceKeys,
    pub share: PlaceShare,
}

/// The share of a deal at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlaceShare {
    /// The share of the deal.
    pub of_deal: ShareBounds,
    /// The share of the remainder, if the deal has members and several places.
    pub of_rest: Option<Box<RestShare>>,
}

impl PlaceShare {
    /// All of a deal.
    pub(super) const WHOLE: Self = Self { of_deal: ShareBounds::WHOLE, of_rest: None };

    /// Returns the share that a table has: of the amount by which the deal counts in totals.
    ///
    /// # Errors
    /// Never: it is at most 1.
    #[cfg(feature = "parquet")]
    pub(super) fn of_what_counts(&self) -> Result<ShareBounds, Overflow> {
        self.of_rest.as_ref().map_or(Ok(self.of_deal), |share| share.bounds())
    }

    /// Whether the deal counts in full at the place.
    pub(super) fn is_whole(&self) -> bool {
        self.of_rest.as_ref().map_or(self.of_deal == ShareBounds::WHOLE, |share| share.is_all())
    }

    /// This share of `whole`: of a deal, or else of what its members leave of it.
    ///
    /// # Errors
    /// If a product has more digits than a decimal holds.
    pub(super) fn of(&self, whole: &Estimate) -> Result<Estimate, Overflow> {
        match &self.of_rest {
            Some(share) => share.of(whole),
            None => self.of_deal.of(whole),
        }
    }
}

/// How a deal is divided by place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Division<'a> {
    /// The groupings by place.
    pub by: &'a [GroupBy],
    /// The areas of the filter; if there are none, every place counts.
    pub areas: &'a [Area],
    /// Whether each place counts in full.
    pub is_whole: bool,
    /// What the members of the deal leave of it.
    pub remaining: Option<&'a Remaining>,
}

/// The share of the whole.
const ONE: Estimate = Estimate { floor: Decimal::ONE, headline: Decimal::ONE, ceiling: Some(Decimal::ONE) };

impl Division<'_> {
    /// Divides a deal that goes to `places`. If these are only `homes` of its parties, nothing is certain.
    ///
    /// # Errors
    /// If the shares have too many digits.
    pub(super) fn parts(&self, places: &[Place], are_homes: bool) -> Result<Few<PlacePart>, Overflow> {
        let mut parts = match places {
            // Fast path: most deals have one place, and no source states its share.
            [place] if place.share.is_none() => {
                if !self.is_inside(place.area()) {
                    return Ok(Few::new());
                }
                smallvec![PlacePart { keys: self.keys(|by| at(by, place.area())), share: PlaceShare::WHOLE }]
            }
            _ => self.merge(&split(places).map_err(|_| Overflow)?)?,
        };
        for part in &mut parts {
            if self.is_whole {
                part.share = PlaceShare::WHOLE;
            } else if are_homes {
                part.share.of_deal.low = Decimal::ZERO;
                part.share.of_rest.iter_mut().for_each(|share| share.without_floor());
            }
        }
        Ok(parts)
    }

    fn is_inside(&self, area: Option<Area>) -> bool {
        let is_inside = |area| self.areas.iter().any(|wanted| wanted.contains(area));
        self.areas.is_empty() || area.is_some_and(is_inside)
    }

    fn keys(&self, key: impl Fn(GroupBy) -> Key) -> PlaceKeys {
        let mut keys = NO_KEYS;
        for (slot, by) in keys.iter_mut().zip(self.by) {
            *slot = key(*by);
        }
        keys
    }

    /// The groups of `slices`: several slices in one group are one part.
    fn merge(&self, slices: &[Slice]) -> Result<Few<PlacePart>, Overflow> {
        let of_deal = |index: usize| {
            let ShareBounds { low, headline, high } = slices[index].share;
            Estimate { floor: low, headline, ceiling: Some(high) }
        };
        let bounds = |share: &Estimate| ShareBounds {
            low: share.floor,
            headline: share.headline,
            high: share.ceiling.unwrap_or(Decimal::ONE),
        };
        let shares = self.groups(slices, &ONE, of_deal)?.into_iter();
        let part =
            |(keys, share)| PlacePart { keys, share: PlaceShare { of_deal: bounds(&share), of_rest: None } };
        let mut parts: Few<PlacePart> = shares.map(part).collect();
        if let Some(remaining) = self.remaining.filter(|remaining| remaining.slices.len() == slices.len()) {
            let left = self.groups(slices, &remaining.whole, |index| remaining.slices[index])?;
            for (part, (_, left)) in parts.iter_mut().zip(left) {
                part.share.of_rest = Some(Box::new(remaining.share(left, &part.share.of_deal)));
            }
        }
        Ok(parts)
    }

    /// The groups of `slices`, each with the bounds of its sum. `figure` has the slices by their positions; they add up to
    /// `whole`.
    fn groups(
        &self,
        slices: &[Slice],
        whole: &Estimate,
        figure: impl Fn(usize) -> Estimate,
    ) -> Result<Few<(PlaceKeys, Estimate)>, Overflow> {
        let mut all = Estimate::ZERO;
        let mut groups: SmallVec<[Group; 4]> = SmallVec::new();
        for (index, slice) in slices.iter().enumerate() {
            let figure = figure(index);
            all = sum(&all, &figure)?;
            let mut put = |keys: PlaceKeys, is_certain: bool| {
                let at = groups.iter().position(|group| group.keys == keys).unwrap_or_else(|| {
                    groups.push(Group::new(keys));
                    groups.len() - 1
                });
                groups[at].add(index, &figure, is_certain)
            };
            match &slice.portion {
                Portion::Unspecified if self.areas.is_empty() => put(NO_KEYS, true)?,
                Portion::At(area) if self.is_inside(Some(*area)) => {
                    put(self.keys(|by| at(by, Some(*area))), true)?;
                }
                Portion::Among(areas) => {
                    let together = self.keys(|by| among(by, areas));
                    let is_certain = !self.is_whole && areas.iter().all(|area| self.is_inside(*area));
                    if is_certain {
                        put(together, true)?;
                    }
                    for area in areas.iter().filter(|area| self.is_inside(**area)) {
                        let keys = self.keys(|by| at(by, *area));
                        if !is_certain || keys != together {
                            put(keys, false)?;
                        }
                    }
                }
                Portion::Unspecified | Portion::At(_) => {}
            }
        }
        groups.iter().map(|group| Ok((group.keys, group.bounds(whole, &all)?))).collect()
    }
}

/// The slices of a deal in one group.
#[derive(Debug)]
struct Group {
    keys: PlaceKeys,
    /// Of the slices that lie in the group.
    certain: Estimate,
    /// Of these and of the slices that may lie in the group.
    possible: Estimate,
    last_slice: Option<usize>,
}

impl Group {
    fn new(keys: PlaceKeys) -> Self {
        Self { keys, certain: Estimate::ZERO, possible: Estimate::ZERO, last_slice: None }
    }

    /// Adds the slice at `index`, once.
    fn add(&mut self, index: usize, figure: &Estimate, is_certain: bool) -> Result<(), Overflow> {
        if self.last_slice == Some(index) {
            return Ok(());
        }
        self.last_slice = Some(index);
        if is_certain {
            self.certain = sum(&self.certain, figure)?;
        }
        self.possible = sum(&self.possible, figure)?;
        Ok(())
    }

    /// The bounds of the group. `all` is the sum of all slices, which add up to `whole`: what must lie elsewhere limits the
    /// ceiling, and what cannot lie elsewhere is certain.
    fn bounds(&self, whole: &Estimate, all: &Estimate) -> Result<Estimate, Overflow> {
        let most_elsewhere =
            all.ceiling.zip(self.certain.ceiling).map(|(all, certain)| minus(all, certain)).transpose()?;
        let least_elsewhere = minus(all.floor, self.possible.floor)?;
        let left = most_elsewhere.map(|elsewhere| minus(whole.floor, elsewhere)).transpose()?;
        let most_here = whole.ceiling.map(|ceiling| minus(ceiling, least_elsewhere)).transpose()?;
        Ok(Estimate {
            floor: left.map_or(self.certain.floor, |left| self.certain.floor.max(left)),
            headline: self.certain.headline,
            ceiling: self.possible.ceiling.into_iter().chain(most_here).min(),
        })
    }
}

/// The group of one area; of a place of which only the name is known, that of the deals without a place.
fn at(by: GroupBy, area: Option<Area>) -> Key {
    let Some(area) = area else { return Key::None };
    match by {
        GroupBy::Country if area.is_country() => Key::Place(area),
        GroupBy::Country => Key::Wide(area),
        _ => area.world_region().map_or(Key::Wide(area), Key::Place),
    }
}

/// The group of several areas whose shares no source states: one that contains them all, or [`Key::Several`].
fn among(by: GroupBy, areas: &[Option<Area>]) -> Key {
    let mut keys = areas.iter().map(|area| at(by, *area));
    match keys.next() {
        Some(first) if keys.all(|key| key == first) => first,
        _ => Key::Several,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::to_plain_string;

    fn parts(by: &[GroupBy], areas: &[&str], places: &[&str], are_homes: bool) -> Vec<String> {
        let areas: Vec<Area> = areas.iter().map(|area| area.parse().unwrap()).collect();
        let places: Vec<Place> = places.iter().map(|place| place.parse().unwrap()).collect();
        let division = Division { by, areas: &areas, is_whole: false, remaining: None };
        let parts = division.parts(&places, are_homes).unwrap();
        let name = |key: Key| match key {
            Key::Place(area) | Key::Wide(area) => area.code().to_owned(),
            Key::Several => "several".to_owned(),
            _ => "none".to_owned(),
        };
        let show = |part: &PlacePart| {
            let keys: Vec<String> = part.keys[..by.len()].iter().map(|key| name(*key)).collect();
            let ShareBounds { low, headline, high } = part.share.of_deal;
            let figures = [low, headline, high].map(to_plain_string);
            format!("{} {}", keys.join("/"), figures.join(" "))
        };
        parts.iter().map(show).collect()
    }

    const COUNTRY: &[GroupBy] = &[GroupBy::Country];
    const REGION: &[GroupBy] = &[GroupBy::Region];

    #[test]
    fn slices_in_one_group_are_merged() {
        let at_least = ["DE:at least 20%", "FR:at least 20%"];
        assert_eq!(
            parts(COUNTRY, &[], &at_least, false),
            ["DE 0.2 0.2 0.8", "FR 0.2 0.2 0.8", "none 0 0.6 0.6"]
        );
        assert_eq!(parts(REGION, &[], &at_least, false), ["150 0.4 0.4 1", "none 0 0.6 0.6"]);
        let rest = ["DE:at least 50%", "Europe"];
        assert_eq!(parts(COUNTRY, &[], &rest, false), ["DE 0.5 0.5 1", "150 0 0.5 0.5"]);
        assert_eq!(parts(REGION, &[], &rest, false), ["150 1 1 1"]);
        // What cannot be elsewhere is here: at most 30% in the United States leaves 70% for France.
        assert_eq!(parts(COUNTRY, &[], &["US:up to 30%", "FR"], false), ["US 0 0.3 0.3", "FR 0.7 0.7 1"]);
    }

    #[test]
    fn several_places_without_a_split_may_each_hold_all() {
        let two = ["DE", "PL"];
        assert_eq!(parts(COUNTRY, &[], &two, false), ["several 1 1 1", "DE 0 0 1", "PL 0 0 1"]);
        assert_eq!(parts(REGION, &[], &two, false), ["150 1 1 1"]);
        let both = [GroupBy::Country, GroupBy::Region];
        assert_eq!(parts(&both, &[], &two, false), ["several/150 1 1 1", "DE/150 0 0 1", "PL/150 0 0 1"]);
        assert_eq!(
            parts(REGION, &[], &["DE", "PL", "US"], false),
            ["several 1 1 1", "150 0 0 1", "019 0 0 1"]
        );
        let shared = ["US:half", "DE", "PL"];
        assert_eq!(
            parts(COUNTRY, &[], &shared, false),
            ["US 0.5 0.5 0.5", "several 0.5 0.5 0.5", "DE 0 0 0.5", "PL 0 0 0.5"]
        );
    }

    #[test]
    fn a_place_of_which_only_the_name_is_known_is_in_no_group() {
        assert_eq!(parts(COUNTRY, &[], &["(A)"], false), ["none 1 1 1"]);
        assert_eq!(
            parts(COUNTRY, &[], &["DE (A)", "(B)"], false),
            ["several 1 1 1", "DE 0 0 1", "none 0 0 1"]
        );
        assert_eq!(parts(COUNTRY, &[], &["DE (A)", "DE (B)"], false), ["DE 1 1 1"]);
        assert_eq!(parts(&[], &["DE"], &["DE (A)", "(B)"], false), [" 0 0 1"]);
        assert!(parts(&[], &["DE"], &["(A)"], false).is_empty());
    }

    #[test]
    fn a_filter_counts_what_its_group_counts() {
        let shares = ["DE:at least 20%", "FR:at least 20%"];
        assert_eq!(parts(&[], &["DE"], &shares, false), [" 0.2 0.2 0.8"]);
        assert_eq!(parts(&[], &["Europe"], &shares, false), [" 0.4 0.4 1"]);
        assert_eq!(parts(&[], &["DE"], &["DE", "US"], false), [" 0 0 1"]);
        assert_eq!(parts(&[], &["DE", "US"], &["DE", "US"], false), [" 1 1 1"]);
        assert_eq!(parts(COUNTRY, &["Europe"], &["DE", "US"], false), ["DE 0 0 1"]);
        assert!(parts(&[], &["FR"], &["Europe"], false).is_empty());
        assert!(parts(&[], &["FR"], &[], false).is_empty());
    }

    #[test]
    fn homes_are_never_certain() {
        assert_eq!(parts(COUNTRY, &[], &["US"], true), ["US 0 1 1"]);
        assert_eq!(parts(COUNTRY, &[], &["US", "FR"], true), ["several 0 1 1", "US 0 0 1", "FR 0 0 1"]);
        assert_eq!(parts(&[], &["FR"], &["US", "FR"], true), [" 0 0 1"]);
    }
}
