//! What the members of a deal leave of each of its places and parts.
//!
//! A site in France takes its money from what its pledge has for France. Of a member that may take it from several pieces, the
//! headlines of these become less in proportion, and the floor of each by all of it.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::arithmetic::proportional;
use crate::area::Area;
use crate::dataset::ReferenceData;
use crate::deal::{Deal, Party, Portion, Relation, Role, ShareBounds, Slice, split};
use crate::hash::{HashMap, RandomState};
use crate::money::{Decimal, Estimate, Overflow};
use crate::text::fold;

/// What the members of a deal leave of it, in one currency.
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

/// A piece of a member, and the pieces of its whole from which it may be taken.
#[derive(Debug)]
struct Taken {
    /// The positions of the pieces; empty if it may be any.
    from: Vec<usize>,
    /// The piece that counts less in the headline, if it is known.
    likely: Option<usize>,
    amount: Estimate,
}

impl Taken {
    /// Whether it may be taken from the piece at `index`.
    fn may_be_from(&self, index: usize) -> bool {
        self.from.is_empty() || self.from.contains(&index)
    }
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
        let rest = left_of(&whole.amount, members.iter().map(|member| &member.amount))?;
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
                let (from, likely) =
                    if is_stated { origins(&slice.portion, slices) } else { (Vec::new(), None) };
                let from = from.into_iter().map(first).collect::<BTreeSet<_>>().into_iter().collect();
                let likely = likely.map(first);
                taken.push(Taken { from, likely, amount: share_of(&member.amount, &slice.share)? });
            }
        }
        self.left_of_pieces(&pieces, &taken)
    }

    fn by_part(
        &self,
        whole: Valued<'_>,
        members: &[Valued<'_>],
        reference: &ReferenceData,
    ) -> Result<Vec<Option<Estimate>>, Overflow> {
        let companies = &reference.companies;
        // Of a member, those that own its companies, too: the money of a subsidiary is in the part of its parent.
        let names = |parties: &[Party<'_>], with_parents: bool| -> Names {
            let parties = parties.iter().filter(|party| party.role.carries_money());
            let named = parties.flat_map(|party| {
                let parents = companies.lineage(&party.company).skip(1).take_while(move |_| with_parents);
                let own = std::iter::once(companies.canonical(&party.company));
                own.chain(parents).map(|name| (party.role as usize, fold(name))).collect::<Vec<_>>()
            });
            named.collect()
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
            // Converted, or as far as it was spent.
            let own = each(&own.estimate(), converted)?;
            let (_, amount) = groups.entry(names(&part.parties, false)).or_insert((index, Estimate::ZERO));
            *amount = sum(amount, &own)?;
            left[index] = Some(Estimate::ZERO);
        }
        let members: Vec<(Names, Estimate)> =
            members.iter().map(|member| (names(&member.deal.parties, true), member.amount)).collect();
        // The parts of one role divide the deal; it is divided again by those of another one.
        for role in Role::ALL.iter().map(|role| *role as usize) {
            let is_of_role = |names: &Names| names.iter().any(|(own, _)| *own == role);
            let of_role: Vec<_> = groups.iter().filter(|(names, _)| is_of_role(names)).collect();
            let pieces: Vec<(&Names, Estimate)> =
                of_role.iter().map(|(names, (_, amount))| (*names, *amount)).collect();
            let found = self.by_part_of_role(role, &pieces, &whole.amount, &members)?;
            for ((_, (first, _)), piece) in of_role.iter().zip(found) {
                left[*first] = Some(piece);
            }
        }
        Ok(left)
    }

    /// What `members` leave of the parts of one role, by the companies of each.
    fn by_part_of_role(
        &self,
        role: usize,
        parts: &[(&Names, Estimate)],
        whole: &Estimate,
        members: &[(Names, Estimate)],
    ) -> Result<Vec<Estimate>, Overflow> {
        let mut pieces: Vec<Estimate> = parts.iter().map(|(_, amount)| *amount).collect();
        let mut undivided = *whole;
        for piece in &pieces {
            undivided.headline = minus(undivided.headline, piece.headline)?.max(Decimal::ZERO);
        }
        pieces.push(Estimate { floor: Decimal::ZERO, ..undivided });
        let mut by_name: HashMap<&(usize, String), Vec<usize>> = HashMap::default();
        for (at, (names, _)) in parts.iter().enumerate() {
            for name in names.iter().filter(|(own, _)| *own == role) {
                by_name.entry(name).or_default().push(at);
            }
        }
        let parts_of = |names: &Names| -> Vec<usize> {
            let found = names.iter().filter(|(own, _)| *own == role).filter_map(|name| by_name.get(name));
            found.flatten().copied().collect()
        };
        let others = members.iter().filter(|(names, _)| parts_of(names).is_empty());
        let outside = others.map(|(_, amount)| amount.headline).try_fold(Decimal::ZERO, plus)?;
        let taken = members.iter().map(|(names, amount)| {
            let mut from = parts_of(names);
            // All members of other companies together are in what no part has, if there is room.
            if from.is_empty() && undivided.headline >= outside {
                from.push(parts.len());
            }
            from.sort_unstable();
            from.dedup();
            let likely = from.first().copied().filter(|_| from.len() == 1);
            Taken { from, likely, amount: *amount }
        });
        self.left_of_pieces(&pieces, &taken.collect::<Vec<_>>())
    }

    /// What `taken` leaves of each piece, no more than what it leaves of the deal.
    fn left_of_pieces(&self, pieces: &[Estimate], taken: &[Taken]) -> Result<Vec<Estimate>, Overflow> {
        let (headlines, excess) = self.headlines(pieces, taken)?;
        let rest = &self.whole;
        let bounds = |(index, (piece, headline)): (usize, (&Estimate, &Decimal))| {
            let amounts = |is_taken: &dyn Fn(&Taken) -> bool| {
                let taken = taken.iter().filter(|taken| is_taken(taken)).map(|taken| &taken.amount);
                left_of(piece, taken)
            };
            // What is taken from another piece beyond its amount is taken from here, perhaps.
            let floor = minus(amounts(&|taken| taken.may_be_from(index))?.floor, excess)?;
            let ceiling = amounts(&|taken| taken.from == [index])?.ceiling;
            let ceiling = ceiling.into_iter().chain(rest.ceiling).min();
            Ok(Estimate {
                floor: floor.max(Decimal::ZERO).min(rest.floor).min(*headline),
                headline: *headline,
                ceiling: ceiling.map(|ceiling| ceiling.max(*headline)),
            })
        };
        pieces.iter().zip(&headlines).enumerate().map(bounds).collect()
    }

    /// Returns the headline that remains of each piece, and the excess: how much of `taken` no piece has. The headlines add up to
    /// that of the remainder if those of the pieces add up to that of the deal.
    fn headlines(&self, pieces: &[Estimate], taken: &[Taken]) -> Result<(Vec<Decimal>, Decimal), Overflow> {
        let mut left: Vec<Decimal> = pieces.iter().map(|piece| piece.headline).collect();
        let mut excess = Decimal::ZERO;
        // Those whose piece is known first, then those that may be from few pieces, whatever the order of the members is.
        let mut ordered: Vec<&Taken> = taken.iter().collect();
        ordered.sort_by_key(|taken| {
            (taken.likely.is_none(), taken.from.is_empty(), taken.from.len(), &taken.from, taken.likely)
        });
        for taken in ordered {
            let possible: Vec<usize> = (0..left.len()).filter(|index| taken.may_be_from(*index)).collect();
            let mut amount = taken.amount.headline;
            // What the likely piece does not have comes from the others.
            for from in taken.likely.map(|likely| vec![likely]).into_iter().chain([possible]) {
                if amount.is_zero() {
                    break;
                }
                let there = from.iter().try_fold(Decimal::ZERO, |sum, index| plus(sum, left[*index]))?;
                let remains = minus(there, amount)?.max(Decimal::ZERO);
                amount = minus(amount, minus(there, remains)?)?;
                Self::scale(&mut left, &from, there, remains)?;
            }
            excess = plus(excess, amount)?;
        }
        let sum = left.iter().try_fold(Decimal::ZERO, |sum, headline| plus(sum, *headline))?;
        if sum > self.whole.headline {
            let all: Vec<usize> = (0..left.len()).collect();
            Self::scale(&mut left, &all, sum, self.whole.headline)?;
        }
        Ok((left, excess))
    }

    /// Changes the figures at `positions`, which add up to `sum`, in proportion, so that they add up to `target`.
    fn scale(
        figures: &mut [Decimal],
        positions: &[usize],
        sum: Decimal,
        target: Decimal,
    ) -> Result<(), Overflow> {
        let mut difference = target;
        for position in positions {
            figures[*position] =
                if sum.is_zero() { Decimal::ZERO } else { part_of(figures[*position], target, sum)? };
            difference = minus(difference, figures[*position])?;
        }
        // The largest figure takes what rounding leaves.
        let largest = positions.iter().copied().max_by_key(|position| figures[*position]);
        if let Some(largest) = largest.filter(|largest| !figures[*largest].is_zero()) {
            figures[largest] = plus(figures[largest], difference)?;
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

    /// Returns it as decimals of 28 digits: tables have more of them than figures.
    ///
    /// # Errors
    /// Never: it is at most 1.
    #[cfg(feature = "parquet")]
    pub(super) fn bounds(&self) -> Result<ShareBounds, Overflow> {
        let of = |part: Decimal, whole: Decimal| proportional(Decimal::ONE, part, whole);
        let ceilings = self.part.ceiling.zip(self.whole.ceiling);
        Ok(ShareBounds {
            low: of(self.part.floor, self.whole.floor)?,
            headline: of(self.part.headline, self.whole.headline)?,
            high: ceilings.map_or(Ok(Decimal::ONE), |(part, whole)| of(part, whole))?,
        })
    }

    /// Returns this share of `rest`, rounded to ten decimals.
    ///
    /// # Errors
    /// If a figure is too large.
    pub(super) fn of(&self, rest: &Estimate) -> Result<Estimate, Overflow> {
        let ceilings = rest.ceiling.zip(self.part.ceiling).zip(self.whole.ceiling);
        Ok(Estimate {
            floor: part_of(rest.floor, self.part.floor, self.whole.floor)?,
            headline: part_of(rest.headline, self.part.headline, self.whole.headline)?,
            ceiling: ceilings.map(|((rest, part), whole)| part_of(rest, part, whole)).transpose()?,
        })
    }
}

/// Returns `figure` times `part` / `whole`, rounded to ten decimals: figures are added up exactly, which leaves room for
/// amounts of 18 digits.
fn part_of(figure: Decimal, part: Decimal, whole: Decimal) -> Result<Decimal, Overflow> {
    Ok(proportional(figure, part, whole)?.round_dp(DECIMALS).normalize())
}

/// The decimals of figures that are a proportion of others.
pub(super) const DECIMALS: u32 = 10;

/// The share of `amount`.
fn share_of(amount: &Estimate, share: &ShareBounds) -> Result<Estimate, Overflow> {
    let of = |figure: Decimal, share: Decimal| part_of(figure, share, Decimal::ONE);
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

/// The sum of two amounts, rounded to 28 digits.
pub(super) fn sum(a: &Estimate, b: &Estimate) -> Result<Estimate, Overflow> {
    Ok(Estimate {
        floor: plus(a.floor, b.floor)?,
        headline: plus(a.headline, b.headline)?,
        ceiling: a.ceiling.zip(b.ceiling).map(|(a, b)| plus(a, b)).transpose()?,
    })
}

fn plus(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_add(b).ok_or(Overflow)
}

/// The difference of two figures, rounded to 28 digits.
pub(super) fn minus(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_sub(b).ok_or(Overflow)
}

/// Returns the slices from which the money of a place may be taken, none for all of them, and the one from which it is taken in
/// the headline, if that is known.
fn origins(portion: &Portion, slices: &[Slice]) -> (Vec<usize>, Option<usize>) {
    match portion {
        Portion::At(area) => origins_of_area(*area, slices),
        Portion::Among(areas) => {
            let mut all = Vec::new();
            for area in areas {
                let Some(area) = area else { return (Vec::new(), None) };
                let (from, _) = origins_of_area(*area, slices);
                if from.is_empty() {
                    return (from, None);
                }
                all.extend(from);
            }
            all.sort_unstable();
            all.dedup();
            let likely = all.first().copied().filter(|_| all.len() == 1);
            (all, likely)
        }
        Portion::Unspecified => (Vec::new(), None),
    }
}

fn origins_of_area(area: Area, slices: &[Slice]) -> (Vec<usize>, Option<usize>) {
    let areas_of = |slice: &Slice| match &slice.portion {
        Portion::At(area) => vec![Some(*area)],
        Portion::Among(areas) => areas.clone(),
        Portion::Unspecified => Vec::new(),
    };
    let overlaps = |slice: &Slice| {
        let meets = |other: Area| other.contains(area) || area.contains(other);
        areas_of(slice).into_iter().any(|other| other.is_none_or(meets))
    };
    let contains = |slice: &Slice| areas_of(slice).into_iter().flatten().any(|other| other.contains(area));
    let is_same = |slice: &Slice| slice.portion == Portion::At(area);
    let is_contained = slices.iter().any(contains);
    // Where no slice has the area, it is in the place that no source states.
    let is_origin = |slice: &Slice| overlaps(slice) || slice.portion == Portion::Unspecified && !is_contained;
    let from: Vec<usize> = (0..slices.len()).filter(|index| is_origin(&slices[*index])).collect();
    let only = from.first().copied().filter(|_| from.len() == 1);
    let likely = only.or_else(|| slices.iter().position(is_same));
    (from, likely)
}

/// What `taken` leaves of an amount: its floor less their ceilings, and its ceiling less their floors.
fn left_of<'t>(
    amount: &Estimate,
    taken: impl IntoIterator<Item = &'t Estimate>,
) -> Result<Estimate, Overflow> {
    let minus = |a: Decimal, b: Decimal| minus(a, b).map(|rest| rest.max(Decimal::ZERO));
    let mut left = *amount;
    for taken in taken {
        left = Estimate {
            // An open amount may take everything.
            floor: taken.ceiling.map_or(Ok(Decimal::ZERO), |ceiling| minus(left.floor, ceiling))?,
            headline: minus(left.headline, taken.headline)?,
            ceiling: left.ceiling.map(|ceiling| minus(ceiling, taken.floor)).transpose()?,
        };
    }
    Ok(left)
}
