//! What the members of a deal leave of each of its places and parts.
//!
//! A site in France takes its money from what its pledge has for France. What a member does not say where it takes it from
//! may come from any piece: the headlines of all pieces become less in proportion, and the floor of each by all of it.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::arithmetic::proportional;
use crate::area::Area;
use crate::dataset::ReferenceData;
use crate::deal::{Deal, Party, Portion, Relation, ShareBounds, Slice, split};
use crate::hash::{HashMap, RandomState};
use crate::money::{Decimal, Estimate, Overflow, Ratio};
use crate::text::fold;

/// What the members of a deal leave of it, in one currency. All figures are rounded to 28 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remaining {
    /// Whether the currency is that of the totals, and not that of the deal: if a member has another one.
    pub is_converted: bool,
    /// Of the deal.
    pub whole: Estimate,
    /// Of each of its slices by place, in the order of [`split`]. Of several slices in one place the first has all of it.
    pub slices: Vec<Estimate>,
    /// Of each of its parts; `None` for those that are not within it, and for those without an amount in its currency.
    pub parts: Vec<Option<Estimate>>,
}

/// A deal with its amount, as announced or converted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Valued<'d> {
    pub deal: &'d Deal<'d>,
    pub amount: Estimate,
}

/// The companies of a part or of a deal, by role and folded name.
type Names = BTreeSet<(usize, String)>;

/// A piece of a member, and the piece of its whole from which it is taken; `None` if that is not known.
#[derive(Debug)]
struct Taken {
    from: Option<usize>,
    amount: Estimate,
}

impl Remaining {
    /// Returns what `members` leave of `whole`; `None` if it has neither several places nor parts.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn new(
        whole: Valued<'_>,
        members: &[Valued<'_>],
        is_converted: bool,
        reference: &ReferenceData,
    ) -> Result<Option<Self>, Overflow> {
        let placement = reference.placement(whole.deal);
        let slices = split(&placement.places).map_err(|_| Overflow)?;
        let has_parts = whole.deal.parts.iter().any(|part| part.relation == Relation::Within);
        if slices.len() < 2 && !has_parts {
            return Ok(None);
        }
        let takes_all = members.iter().map(|member| Taken { from: None, amount: member.amount });
        let takes_all: Vec<Taken> = takes_all.collect();
        let rest = left_of(&whole.amount, &takes_all)?;
        let parts = vec![None; whole.deal.parts.len()];
        let mut remaining = Self { is_converted, whole: rest, slices: Vec::new(), parts };
        if slices.len() > 1 {
            remaining.slices = remaining.by_place(&slices, whole, members, reference)?;
        }
        if has_parts {
            remaining.parts = remaining.by_part(whole, members, reference)?;
        }
        Ok(Some(remaining))
    }

    fn by_place(
        &self,
        slices: &[Slice],
        whole: Valued<'_>,
        members: &[Valued<'_>],
        reference: &ReferenceData,
    ) -> Result<Vec<Estimate>, Overflow> {
        let first = |index: usize| {
            slices.iter().position(|slice| slice.portion == slices[index].portion).unwrap_or(index)
        };
        let mut pieces = vec![Estimate::ZERO; slices.len()];
        for (index, slice) in slices.iter().enumerate() {
            let (piece, slice) = (&mut pieces[first(index)], share_of(&whole.amount, &slice.share)?);
            *piece = sum(piece, &slice)?;
        }
        let mut taken = Vec::new();
        for member in members {
            let placement = reference.placement(member.deal);
            for slice in split(&placement.places).map_err(|_| Overflow)? {
                // The home of a party is no statement of a source.
                let is_stated = !placement.is_inferred_from_home;
                let from = is_stated.then(|| containing(&slice.portion, slices)).flatten();
                taken.push(Taken { from, amount: share_of(&member.amount, &slice.share)? });
            }
        }
        let left = pieces.iter().enumerate().map(|(index, piece)| {
            // Slices behind the first one of their place have nothing.
            if first(index) == index { self.left_of_piece(piece, index, &taken) } else { Ok(Estimate::ZERO) }
        });
        let mut left: Vec<Estimate> = left.collect::<Result<_, _>>()?;
        let headlines = left.iter().try_fold(Decimal::ZERO, |sum, piece| plus(sum, piece.headline));
        self.scale(&mut left, headlines?)?;
        Ok(left)
    }

    fn by_part(
        &self,
        whole: Valued<'_>,
        members: &[Valued<'_>],
        reference: &ReferenceData,
    ) -> Result<Vec<Option<Estimate>>, Overflow> {
        let names = |parties: &[Party<'_>]| -> Names {
            let name = |party: &Party<'_>| fold(reference.companies.canonical(&party.company));
            parties.iter().map(|party| (party.role as usize, name(party))).collect()
        };
        let mut left = vec![None; whole.deal.parts.len()];
        // Several parts of the same companies are one, the first.
        let mut groups: IndexMap<Names, (usize, Estimate), RandomState> = IndexMap::default();
        let announced = whole.deal.current_state().amount;
        for (index, part) in whole.deal.parts.iter().enumerate() {
            let own = part.amount.filter(|_| part.relation == Relation::Within);
            let Some((own, announced)) = own.zip(announced).filter(|(a, b)| a.currency == b.currency) else {
                continue;
            };
            let converted =
                |figure| proportional(figure, whole.amount.headline, announced.estimate().headline);
            let own = if self.is_converted { each(&own.estimate(), converted)? } else { own.estimate() };
            let (_, amount) = groups.entry(names(&part.parties)).or_insert((index, Estimate::ZERO));
            *amount = sum(amount, &own)?;
            left[index] = Some(Estimate::ZERO);
        }
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::default();
        for (at, group) in groups.keys().enumerate() {
            for (_, name) in group {
                by_name.entry(name).or_default().push(at);
            }
        }
        let members: Vec<(Names, Estimate)> =
            members.iter().map(|member| (names(&member.deal.parties), member.amount)).collect();
        for (at, (own_names, (first, own))) in groups.iter().enumerate() {
            let has_role = |role: usize| own_names.iter().any(|(own, _)| *own == role);
            let divides_the_same = |group: usize| {
                groups
                    .get_index(group)
                    .is_some_and(|(names, _)| names.iter().any(|(role, _)| has_role(*role)))
            };
            // The group from which a member takes its money, of those between which one role is divided: the one that names
            // all of its companies which have this role or are in one of the groups.
            let group_of = |names: &Names| {
                let of_name =
                    |name: &str| by_name.get(name)?.iter().copied().find(|group| divides_the_same(*group));
                let found = names.iter().map(|(role, name)| (has_role(*role), of_name(name)));
                let mut found = found.filter(|(has_role, group)| *has_role || group.is_some());
                let (_, first) = found.next()?;
                first.filter(|first| found.all(|(_, other)| other == Some(*first)))
            };
            let taken =
                members.iter().map(|(names, amount)| Taken { from: group_of(names), amount: *amount });
            let taken: Vec<Taken> = taken.collect();
            let mut piece = [self.left_of_piece(own, at, &taken)?];
            let mut from_groups = taken.iter().filter(|taken| taken.from.is_some());
            let free =
                from_groups.try_fold(whole.amount.headline, |free, taken| minus(free, taken.amount.headline));
            self.scale(&mut piece, free?)?;
            left[*first] = Some(piece[0]);
        }
        Ok(left)
    }

    /// What `taken` leaves of the piece at position `index`, no more than what it leaves of the deal.
    fn left_of_piece(&self, piece: &Estimate, index: usize, taken: &[Taken]) -> Result<Estimate, Overflow> {
        let may_be_from_here = taken.iter().filter(|taken| taken.from.is_none_or(|from| from == index));
        let from_here = taken.iter().filter(|taken| taken.from == Some(index));
        let certain = left_of(piece, from_here)?;
        let rest = &self.whole;
        Ok(Estimate {
            floor: left_of(piece, may_be_from_here)?.floor.min(rest.floor),
            headline: certain.headline,
            ceiling: certain.ceiling.into_iter().chain(rest.ceiling).min(),
        })
    }

    /// Reduces the headlines of `pieces` in proportion, so that `all` becomes what members leave of the deal.
    fn scale(&self, pieces: &mut [Estimate], all: Decimal) -> Result<(), Overflow> {
        let rest = self.whole.headline;
        for piece in pieces {
            if all > rest {
                piece.headline = proportional(piece.headline, rest, all)?;
            }
            piece.floor = piece.floor.min(piece.headline);
            piece.ceiling = piece.ceiling.map(|ceiling| ceiling.max(piece.headline));
        }
        Ok(())
    }

    /// Returns which share `part` is of what remains of the deal. `of_deal` is the share of the deal itself, which decides
    /// where nothing remains: converted at different rates, something may.
    pub(super) fn share(&self, part: Estimate, of_deal: &ShareBounds) -> RestShare {
        let whole = &self.whole;
        let (mut part, mut of) = (part, Estimate { ceiling: whole.ceiling.or(part.ceiling), ..*whole });
        if whole.floor.is_zero() {
            (part.floor, of.floor) = (Decimal::ZERO, Decimal::ONE);
        }
        if whole.headline.is_zero() {
            (part.headline, of.headline) = (of_deal.headline, Decimal::ONE);
        }
        if part.ceiling.is_none() || whole.ceiling.is_none_or(|ceiling| ceiling.is_zero()) {
            let most = if of_deal.high.is_zero() { Decimal::ZERO } else { Decimal::ONE };
            (part.ceiling, of.ceiling) = (Some(most), Some(Decimal::ONE));
        }
        RestShare { part, whole: of }
    }
}

/// A share of what the members of a deal leave of it, as the quotient of two amounts: it may be one third.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RestShare {
    part: Estimate,
    whole: Estimate,
}

impl RestShare {
    /// Whether it is all.
    pub(super) fn is_all(&self) -> bool {
        self.part == self.whole
    }

    /// Makes the floor uncertain.
    pub(super) fn without_floor(&mut self) {
        self.part.floor = Decimal::ZERO;
    }

    /// Returns this share of `rest`, rounded to 28 digits.
    ///
    /// # Errors
    /// If a figure is too large.
    pub(super) fn of(&self, rest: &Estimate) -> Result<Estimate, Overflow> {
        let ceilings = rest.ceiling.zip(self.part.ceiling).zip(self.whole.ceiling);
        Ok(Estimate {
            floor: proportional(rest.floor, self.part.floor, self.whole.floor)?,
            headline: proportional(rest.headline, self.part.headline, self.whole.headline)?,
            ceiling: ceilings.map(|((rest, part), whole)| proportional(rest, part, whole)).transpose()?,
        })
    }
}

/// The share of `amount`, rounded to 28 digits.
fn share_of(amount: &Estimate, share: &ShareBounds) -> Result<Estimate, Overflow> {
    let of = |figure: Decimal, share: Decimal| Ratio::from(share).apply(figure).ok_or(Overflow);
    Ok(Estimate {
        floor: of(amount.floor, share.low)?,
        headline: of(amount.headline, share.headline)?,
        ceiling: amount.ceiling.map(|ceiling| of(ceiling, share.high)).transpose()?,
    })
}

/// Returns each figure of `amount` by `change`.
fn each(
    amount: &Estimate,
    change: impl Fn(Decimal) -> Result<Decimal, Overflow>,
) -> Result<Estimate, Overflow> {
    Ok(Estimate {
        floor: change(amount.floor)?,
        headline: change(amount.headline)?,
        ceiling: amount.ceiling.map(change).transpose()?,
    })
}

fn sum(a: &Estimate, b: &Estimate) -> Result<Estimate, Overflow> {
    Ok(Estimate {
        floor: plus(a.floor, b.floor)?,
        headline: plus(a.headline, b.headline)?,
        ceiling: a.ceiling.zip(b.ceiling).map(|(a, b)| plus(a, b)).transpose()?,
    })
}

fn plus(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_add(b).ok_or(Overflow)
}

fn minus(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_sub(b).ok_or(Overflow)
}

/// The slice that contains all of `portion`; `None` if that is not known.
fn containing(portion: &Portion, slices: &[Slice]) -> Option<usize> {
    match portion {
        Portion::At(area) => containing_area(*area, slices),
        Portion::Among(areas) => {
            let mut of_areas = areas.iter().map(|area| containing_area((*area)?, slices));
            let first = of_areas.next()??;
            of_areas.all(|other| other == Some(first)).then_some(first)
        }
        Portion::Unspecified => None,
    }
}

fn containing_area(area: Area, slices: &[Slice]) -> Option<usize> {
    let areas_of = |slice: &Slice| match &slice.portion {
        Portion::At(area) => vec![*area],
        Portion::Among(areas) => areas.iter().copied().flatten().collect(),
        Portion::Unspecified => Vec::new(),
    };
    let position = |accepts: &dyn Fn(&Slice) -> bool| slices.iter().position(accepts);
    let is_here = |slice: &Slice| areas_of(slice).contains(&area);
    let is_inside = |slice: &Slice| areas_of(slice).iter().any(|wider| wider.contains(area));
    let overlaps = |slice: &Slice| areas_of(slice).iter().any(|narrower| area.contains(*narrower));
    if let Some(here) = position(&is_here) {
        return Some(here);
    }
    if slices.iter().any(overlaps) {
        return None;
    }
    position(&is_inside).or_else(|| position(&|slice| slice.portion == Portion::Unspecified))
}

/// What `taken` leaves of an amount: its floor less their ceilings, and its ceiling less their floors.
fn left_of<'t>(amount: &Estimate, taken: impl IntoIterator<Item = &'t Taken>) -> Result<Estimate, Overflow> {
    let minus = |a: Decimal, b: Decimal| minus(a, b).map(|rest| rest.max(Decimal::ZERO));
    let mut left = *amount;
    for Taken { amount, .. } in taken {
        left = Estimate {
            // An open amount may take everything.
            floor: amount.ceiling.map_or(Ok(Decimal::ZERO), |ceiling| minus(left.floor, ceiling))?,
            headline: minus(left.headline, amount.headline)?,
            ceiling: left.ceiling.map(|ceiling| minus(ceiling, amount.floor)).transpose()?,
        };
    }
    Ok(left)
}
