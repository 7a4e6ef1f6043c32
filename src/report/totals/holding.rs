//! How much of a deal is the part of a company.

use smallvec::SmallVec;

use super::arithmetic::plus;
use super::remaining::Remaining;
use crate::dataset::ReferenceData;
use crate::deal::{CurrentState, Deal, Part, Party, Relation, Role};
use crate::hash::HashSet;
use crate::money::{Decimal, Estimate, Overflow, add};
use crate::text::fold;

/// What some parties of a deal hold of its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    /// All of it.
    Whole,
    /// This much, in the currency of the deal.
    Part(Estimate),
    /// Nothing: no money flows through their roles.
    Nothing,
}

/// A holding, and whether others share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub holding: Holding,
    /// Whether the parties share an amount with others, and no source divides it.
    pub is_shared: bool,
}

impl Held {
    /// All of a deal.
    pub(super) const WHOLE: Self = Self { holding: Holding::Whole, is_shared: false };
    /// Nothing of a deal.
    const NOTHING: Self = Self { holding: Holding::Nothing, is_shared: false };
}

/// A number of parties for each role.
type RoleCounts = [usize; Role::ALL.len()];

/// Returns how many parties have each role.
fn count_roles<'p>(parties: impl IntoIterator<Item = &'p Party<'p>>) -> RoleCounts {
    let mut counts = RoleCounts::default();
    parties.into_iter().for_each(|party| counts[party.role as usize] += 1);
    counts
}

/// Computes what given parties of one deal hold of its amount. What does not depend on them is counted once: a deal may have
/// many parties.
#[derive(Debug)]
pub(super) struct Holdings<'a> {
    deal: &'a Deal<'a>,
    current: &'a CurrentState<'a>,
    reference: &'a ReferenceData,
    /// Whether the roles without money count, too: somebody asks for them.
    counts_every_role: bool,
    /// What the members of the deal leave of it and of its parts, if it has any.
    remaining: Option<&'a Remaining>,
    /// The parties of the deal.
    roles: RoleCounts,
    /// The parties of each of its parts; none of those alongside the deal.
    roles_of_parts: Vec<RoleCounts>,
    /// The parties that parts with known amounts name, by role and name.
    named: HashSet<(Role, String)>,
}

/// The parties in one role that a part within the deal names.
#[derive(Debug)]
struct PartParty {
    /// The position of the part.
    part: usize,
    role: Role,
    count: usize,
    /// The position of the last of them.
    last: usize,
}

/// The parties that parts within a deal name.
#[derive(Debug, Default)]
pub(super) struct PartParties(Vec<PartParty>);

impl PartParties {
    /// Adds the party at position `last` of the part at position `part`, once. Positions rise.
    pub(super) fn add(&mut self, part: usize, last: usize, role: Role) {
        let mut of_part = self.0.iter_mut().rev().take_while(|known| known.part == part);
        match of_part.find(|known| known.role == role) {
            Some(known) if known.last == last => {}
            Some(known) => (known.count, known.last) = (known.count + 1, last),
            None => self.0.push(PartParty { part, role, count: 1, last }),
        }
    }
}

/// Returns the parties of the parts within a deal, each with the position of the part and its own in the part.
pub(super) fn parties_within<'d>(deal: &'d Deal<'_>) -> impl Iterator<Item = (usize, usize, &'d Party<'d>)> {
    let parts = deal.parts.iter().enumerate().filter(|(_, part)| part.relation == Relation::Within);
    parts.flat_map(|(index, part)| part.parties.iter().enumerate().map(move |(at, party)| (index, at, party)))
}

impl<'a> Holdings<'a> {
    /// `counts_every_role` says whether the roles without money count, too. `remaining` is held, if the deal has members.
    pub(super) fn new(
        deal: &'a Deal<'a>,
        current: &'a CurrentState<'a>,
        reference: &'a ReferenceData,
        counts_every_role: bool,
        remaining: Option<&'a Remaining>,
    ) -> Self {
        let within = |part: &&Part<'_>| part.relation == Relation::Within;
        let roles_of_part = |part: &Part<'_>| {
            if within(&part) { count_roles(&part.parties) } else { RoleCounts::default() }
        };
        let mut holdings = Self {
            deal,
            current,
            reference,
            counts_every_role,
            remaining,
            roles: count_roles(&deal.parties),
            roles_of_parts: deal.parts.iter().map(roles_of_part).collect(),
            named: HashSet::default(),
        };
        let parts = deal.parts.iter().enumerate().filter(|(_, part)| within(part));
        let known = parts.filter(|(index, _)| holdings.disclosed(*index).is_some());
        holdings.named =
            known.flat_map(|(_, part)| &part.parties).map(|party| holdings.role_and_name(party)).collect();
        holdings
    }

    /// What the parties at `positions` hold together; `in_parts` are those of the parts within the deal.
    ///
    /// # Errors
    /// If a sum has too many digits.
    pub(super) fn of(&self, positions: &[usize], in_parts: &PartParties) -> Result<Held, Overflow> {
        let Some(amount) = self.current.amount else { return Ok(Held::WHOLE) };
        let whole = self.remaining.map_or(amount.estimate(), |remaining| remaining.whole);
        let mut held = Held::NOTHING;
        let own = count_roles(positions.iter().filter_map(|index| self.deal.parties.get(*index)));
        for role in Role::ALL {
            let own = own[*role as usize];
            if own == 0 || !(self.counts_every_role || role.carries_money()) {
                continue;
            }
            let is_alone = own == self.roles[*role as usize];
            let in_role = self.in_role(*role, positions, in_parts, &whole, is_alone)?;
            held = held.joined(in_role, &whole)?;
        }
        Ok(held)
    }

    /// What the parties in one role hold.
    fn in_role(
        &self,
        role: Role,
        positions: &[usize],
        in_parts: &PartParties,
        whole: &Estimate,
        is_alone: bool,
    ) -> Result<Held, Overflow> {
        if self.roles_of_parts.iter().all(|roles| roles[role as usize] == 0) {
            return Ok(if is_alone { Held::WHOLE } else { shared(Decimal::ZERO, whole) });
        }
        let mut sum = Estimate::ZERO;
        let mut is_shared = false;
        for PartParty { part, count, .. } in in_parts.0.iter().filter(|party| party.role == role) {
            let Some(mut estimate) = self.disclosed(*part) else {
                // The amount of this part is unknown: there may be more.
                sum.ceiling = None;
                continue;
            };
            if self.roles_of_parts.get(*part).is_some_and(|roles| roles[role as usize] > *count) {
                is_shared = true;
                estimate.floor = Decimal::ZERO;
            }
            sum = plus(&sum, &estimate)?;
        }
        let sum = at_most(&sum, whole);
        let mut ours = positions.iter().filter_map(|index| self.deal.parties.get(*index));
        // Whether parts with known amounts name all of them.
        if ours.all(|party| party.role != role || self.named.contains(&self.role_and_name(party))) {
            return Ok(Held { holding: Holding::Part(sum), is_shared });
        }
        Ok(if is_alone { Held::WHOLE } else { shared(sum.floor, whole) })
    }

    fn role_and_name(&self, party: &Party<'_>) -> (Role, String) {
        (party.role, fold(self.reference.companies.canonical(&party.company)))
    }

    /// The amount of the part at position `part`, or what members leave of it; `None` if it is undisclosed, or in another
    /// currency than the deal and not comparable.
    fn disclosed(&self, part: usize) -> Option<Estimate> {
        if let Some(remaining) = self.remaining {
            return remaining.parts.get(part).copied().flatten();
        }
        let part = self.deal.parts.get(part)?;
        let amount = part
            .amount
            .filter(|amount| self.current.amount.is_some_and(|whole| whole.currency == amount.currency))?;
        Some(amount.estimate())
    }
}

impl Held {
    /// This and what the same parties hold in another role. It may be the same money: the floor and the headline are the
    /// greater ones, and only the ceilings add up, to `whole` at the most.
    fn joined(self, other: Self, whole: &Estimate) -> Result<Self, Overflow> {
        let holding = match (self.holding, other.holding) {
            (Holding::Nothing, holding) | (holding, Holding::Nothing) => holding,
            (Holding::Whole, _) | (_, Holding::Whole) => Holding::Whole,
            (Holding::Part(a), Holding::Part(b)) => {
                let ceiling = a.ceiling.zip(b.ceiling).map(|(a, b)| add(a, b).ok_or(Overflow)).transpose()?;
                let both =
                    Estimate { floor: a.floor.max(b.floor), headline: a.headline.max(b.headline), ceiling };
                Holding::Part(at_most(&both, whole))
            }
        };
        let is_shared = holding != Holding::Whole && (self.is_shared || other.is_shared);
        Ok(Self { holding, is_shared })
    }
}

/// An amount of which `floor` is certain, and that may be all of `whole`.
fn shared(floor: Decimal, whole: &Estimate) -> Held {
    Held { holding: Holding::Part(Estimate { floor, ..*whole }), is_shared: true }
}

/// `estimate`, but no figure above that of `whole`.
pub(super) fn at_most(estimate: &Estimate, whole: &Estimate) -> Estimate {
    Estimate {
        floor: estimate.floor.min(whole.floor),
        headline: estimate.headline.min(whole.headline),
        ceiling: match (estimate.ceiling, whole.ceiling) {
            (Some(own), Some(whole)) => Some(own.min(whole)),
            (own, whole) => own.or(whole),
        },
    }
}

/// The positions of some parties in a deal.
pub(super) type PartyPositions = SmallVec<[usize; 4]>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deal::DealData;
    use crate::deal::tests::facts;
    use crate::money::to_plain_string;

    fn part(parties: &[&str], amount: &str, relation: Relation) -> Part<'static> {
        Part {
            title: "p".into(),
            kind: None,
            relation,
            amount: (!amount.is_empty()).then(|| amount.parse().unwrap()),
            parties: parties.iter().map(|party| party.parse().unwrap()).collect(),
            note: None,
        }
    }

    /// What the companies `names` hold of a deal.
    fn held(
        amount: &str,
        parties: &[&str],
        parts: Vec<Part<'static>>,
        names: &[&str],
        every_role: bool,
    ) -> String {
        let data = DealData {
            amount: Some(amount.parse().unwrap()),
            parties: parties.iter().map(|party| party.parse().unwrap()).collect(),
            parts,
            ..facts("x")
        };
        let deal = Deal::try_from(data).unwrap();
        let reference = ReferenceData::default();
        let current = deal.current_state();
        let holdings = Holdings::new(&deal, &current, &reference, every_role, None);
        let is_named = |party: &Party<'_>| names.contains(&&*party.company);
        let mut in_parts = PartParties::default();
        let ours = parties_within(&deal).filter(|(.., party)| is_named(party));
        ours.for_each(|(part, at, party)| in_parts.add(part, at, party.role));
        let at = |(index, party)| is_named(party).then_some(index);
        let positions: PartyPositions = deal.parties.iter().enumerate().filter_map(at).collect();
        let Held { holding, is_shared } = holdings.of(&positions, &in_parts).unwrap();
        let text = match holding {
            Holding::Whole => "whole".to_owned(),
            Holding::Nothing => "nothing".to_owned(),
            Holding::Part(Estimate { floor, headline, ceiling }) => {
                let ceiling = ceiling.map_or("open".to_owned(), to_plain_string);
                format!("{} {} {ceiling}", to_plain_string(floor), to_plain_string(headline))
            }
        };
        if is_shared { format!("{text}, shared") } else { text }
    }

    #[test]
    fn a_part_gives_a_company_its_amount() {
        // Iliad's deal of 2025.
        let parties = ["Iliad:investor", "OpCore:recipient", "InfraVia:partner", "Scaleway:operator"];
        let parts = || vec![part(&["OpCore:recipient"], "EUR 2.5", Relation::Within)];
        let of = |names: &[&str]| held("EUR 3", &parties, parts(), names, false);
        assert_eq!(of(&["OpCore"]), "2.5 2.5 2.5");
        assert_eq!(of(&["Iliad"]), "whole");
        assert_eq!(of(&["Iliad", "OpCore", "Scaleway"]), "whole");
        assert_eq!(of(&["Scaleway"]), "nothing");
        assert_eq!(of(&["InfraVia"]), "nothing");
        assert_eq!(held("EUR 3", &parties, parts(), &["InfraVia"], true), "whole");
    }

    #[test]
    fn parties_of_one_role_share_what_no_part_divides() {
        let parties = ["A:investor", "B:investor", "C:recipient"];
        let of = |names: &[&str], parts| held("USD 10", &parties, parts, names, false);
        assert_eq!(of(&["A"], vec![]), "0 10 10, shared");
        assert_eq!(of(&["A", "B"], vec![]), "whole");
        assert_eq!(of(&["C"], vec![]), "whole");
        let within = |names: &[&str], amount| vec![part(names, amount, Relation::Within)];
        assert_eq!(of(&["A"], within(&["A:investor"], "USD 4")), "4 4 4");
        assert_eq!(of(&["B"], within(&["A:investor"], "USD 4")), "0 10 10, shared");
        assert_eq!(of(&["A"], within(&["A:investor", "B:investor"], "USD 4")), "0 4 4, shared");
        assert_eq!(of(&["A"], within(&["A:investor"], "")), "0 10 10, shared");
        assert_eq!(of(&["A"], within(&["A:investor"], "EUR 4")), "0 10 10, shared");
        assert_eq!(of(&["A"], within(&["A:recipient"], "USD 4")), "0 10 10, shared");
        assert_eq!(of(&["A"], vec![part(&["A:investor"], "USD 4", Relation::Alongside)]), "0 10 10, shared");
    }

    #[test]
    fn a_holding_is_never_more_than_the_deal() {
        let within = |amount: &str| part(&["A:investor"], amount, Relation::Within);
        let of = |amount: &str, parts| held(amount, &["A:investor", "B:investor"], parts, &["A"], false);
        assert_eq!(of("USD 10", vec![within("USD 7"), within("USD 6")]), "10 10 10");
        assert_eq!(of("up to USD 10", vec![within("USD 7")]), "0 7 7");
        assert_eq!(of("at least USD 10", vec![within("at least USD 7")]), "7 7 open");
        assert_eq!(of("USD 10", vec![within("at least USD 7"), within("")]), "7 7 10");
    }

    #[test]
    fn one_company_in_two_roles_may_hold_the_same_money_twice() {
        let parts = vec![
            part(&["A:investor"], "USD 4", Relation::Within),
            part(&["A:recipient"], "USD 3", Relation::Within),
        ];
        assert_eq!(held("USD 10", &["A:investor", "A:recipient"], parts, &["A"], false), "4 4 7");
    }
}
