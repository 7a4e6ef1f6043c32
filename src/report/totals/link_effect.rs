//! Money is counted once: how links between deals change what a deal adds to totals.

use chrono::NaiveDate;

use super::arithmetic::times;
use super::progress::{Increase, ProgressFigures};
use super::remaining::{Remaining, Valued, sum};
use super::{Addition, Measure, Totals, rated};
use crate::dataset::Links;
use crate::deal::{Deal, Status};
use crate::hash::{HashMap, HashSet};
use crate::money::{Amount, Currency, Decimal, Estimate, Factor, Overflow, Ratio};
use crate::query::{Basis, Converter, RateBasis, Selected};
use crate::report::caveats::Caveat;
use crate::report::{Context, ReportError, Unconverted};

/// How links change what a deal adds to totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkEffect {
    /// Nothing: a later deal replaces it.
    Replaced(Option<(Decimal, Currency)>),
    /// Nothing: it is inside a deal whose amount is in another currency, and nothing compares the two.
    NotComparable,
    /// Only what its members do not cover.
    Rest(Box<Rest>),
}

/// What the members of a deal do not cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rest {
    /// The currency of the figures below: that of the totals if the amounts were converted to it.
    pub currency: Currency,
    /// The amount of the deal without its members, never less than zero. Converted figures are rounded.
    pub estimate: Estimate,
    /// The members.
    pub members: Vec<Member>,
    /// How much of the headline the members count.
    pub covered: Decimal,
    /// By how much the members exceed the deal.
    pub excess: Decimal,
    /// The deal with its members.
    pub whole: Estimate,
    /// What they leave of its places and parts, if it has several of the one or any of the other.
    pub remaining: Option<Remaining>,
}

/// A member of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its index among the linked deals.
    pub index: usize,
    /// Whether it covers more at the rate of its whole than at its own rate. Both are in one currency then, and a remainder
    /// that comes only from the change of the rate is not certain.
    pub covers_more_at_rate_of_whole: bool,
}

impl LinkEffect {
    /// Returns what members leave of the places and parts of the deal, if it has members and is divided.
    pub(super) fn remaining(&self) -> Option<&Remaining> {
        match self {
            Self::Rest(rest) => rest.remaining.as_ref(),
            Self::Replaced(_) | Self::NotComparable => None,
        }
    }
}

impl Rest {
    /// Returns `term` with 0 for each of floor, headline and ceiling of which the members leave nothing.
    pub(super) fn without_excess(&self, term: &Estimate) -> Estimate {
        let keep = |figure: Decimal, rest: Decimal| if rest.is_zero() { Decimal::ZERO } else { figure };
        Estimate {
            floor: keep(term.floor, self.estimate.floor),
            headline: keep(term.headline, self.estimate.headline),
            ceiling: match self.estimate.ceiling {
                Some(ceiling) => Some(keep(term.ceiling.unwrap_or_default(), ceiling)),
                None => term.ceiling,
            },
        }
    }
}

/// The effect of each deal that does not simply count in full, by its id.
#[derive(Debug, Clone, Default)]
pub(crate) struct LinkEffects(HashMap<String, LinkEffect>);

impl<'a> Totals<'a> {
    /// The effect of a deal beside the deals that it is linked to; `None` if it counts in full.
    pub(super) fn effect(&self, deal: &Deal<'_>) -> Option<&'a LinkEffect> {
        let effects: &'a LinkEffects = self.effects;
        if self.options.whole { None } else { effects.of(deal.id.as_str()) }
    }

    /// Subtracts what its members cover from the amount of a deal. The amounts of the members are not rounded, so
    /// that they and the rest add up to the whole.
    pub(super) fn take_rest(&mut self, rest: &Rest, addition: &mut Addition) {
        self.note_rest(Some(rest));
        let links = self.context.links;
        for member in &rest.members {
            let Some(deal) = links.deals().get(member.index) else { continue };
            let current = deal.current_state();
            let Some(amount) = current.amount else { continue };
            let converted =
                self.converter.as_mut().and_then(|converter| converter.convert(deal, &current)?.ok());
            let (estimate, rate) = converted.map_or((amount.estimate(), None), |converted| {
                let (estimate, rate, _) = rated(&converted, amount);
                (estimate, rate)
            });
            let mut taken = negative(&estimate);
            if member.covers_more_at_rate_of_whole {
                let floor = negative(&amount.estimate()).floor;
                let floor = Estimate { floor, headline: Decimal::ZERO, ceiling: Some(Decimal::ZERO) };
                addition.terms.push((floor, addition.rate_of_parts));
                taken.floor = Decimal::ZERO;
            }
            addition.terms.push((taken, rate));
        }
        for (term, _) in &mut addition.terms {
            *term = rest.without_excess(term);
        }
        (addition.currency, addition.rest) = (Some(rest.currency), Some(rest.estimate));
        addition.has_converted_parts =
            rest.remaining.as_ref().is_some_and(|remaining| remaining.is_converted);
    }

    /// Whether links leave a deal out, which is noted.
    pub(super) fn is_replaced_or_not_comparable(&mut self, effect: Option<&LinkEffect>) -> bool {
        match effect {
            Some(LinkEffect::Replaced(amount)) => {
                self.caveats.counted_once(Caveat::ReplacedLeftOut, *amount);
                true
            }
            Some(LinkEffect::NotComparable) => {
                let has_target = self.context.target.is_some();
                let caveat = if has_target { Caveat::NotComparable } else { Caveat::NotComparableMember };
                self.caveats.note(caveat);
                true
            }
            Some(LinkEffect::Rest(_)) | None => false,
        }
    }

    /// Notes how much of a deal its members cover.
    pub(super) fn note_rest(&mut self, rest: Option<&Rest>) {
        let Some(rest) = rest else { return };
        self.caveats.counted_once(Caveat::CoveredByMembers, Some((rest.covered, rest.currency)));
        if !rest.excess.is_zero() {
            let has_own_rates = matches!(self.context.at, RateBasis::Stated | RateBasis::Announced);
            let at_rates = self.context.target.is_some() && has_own_rates;
            let caveat = if at_rates { Caveat::ExceededAtRates } else { Caveat::ExceededByMembers };
            self.caveats.counted_once(caveat, Some((rest.excess, rest.currency)));
        }
    }
}

/// A linked deal.
struct Node {
    /// Whether its status counts.
    counts: bool,
    /// Its amount, converted if there is a rate.
    value: Option<(Estimate, Currency)>,
    /// Its amount as announced.
    own: Option<(Estimate, Currency)>,
    /// The deal that it is included in.
    whole: Option<usize>,
    /// The first deal that counts and replaces it.
    replacement: Option<usize>,
    is_comparable: bool,
}

impl Node {
    /// Whether its money can be compared with that of its members.
    fn is_active(&self) -> bool {
        self.counts && self.replacement.is_none() && self.is_comparable && self.value.is_some()
    }
}

impl LinkEffects {
    /// Resolves the links between all deals whose status `counts`, by what `measure` adds up.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn resolve(
        context: &Context<'_>,
        counts: impl Fn(Status) -> bool,
        measure: Measure,
    ) -> Result<Self, ReportError> {
        let mut nodes = nodes(context, counts, measure)?;
        let mut wholes = wholes(&nodes);
        // A deal that cannot be compared gives its own members to the next deal.
        while leave_out_not_comparable(&mut nodes, &wholes) {
            wholes = self::wholes(&nodes);
        }
        let mut effects = HashMap::default();
        for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.counts) {
            let effect = if node.replacement.is_some() {
                Some(LinkEffect::Replaced(
                    node.value.map(|(estimate, currency)| (estimate.headline, currency)),
                ))
            } else if node.is_comparable {
                None
            } else {
                Some(LinkEffect::NotComparable)
            };
            let id = context.links.deals()[index].id.to_string();
            effects.extend(effect.map(|effect| (id, effect)));
        }
        let mut members: HashMap<usize, Vec<usize>> = HashMap::default();
        for (index, whole) in wholes.iter().enumerate() {
            if let Some(whole) = whole {
                members.entry(*whole).or_default().push(index);
            }
        }
        for (whole, members) in members {
            let deal = &context.links.deals()[whole];
            let mut rest = rest(&nodes, whole, &members).ok_or_else(|| ReportError::overflow(deal))?;
            rest.remaining =
                remaining(context, &nodes, whole, &members).map_err(|_| ReportError::overflow(deal))?;
            effects.insert(deal.id.to_string(), LinkEffect::Rest(Box::new(rest)));
        }
        Ok(Self(effects))
    }

    /// Returns the effect of a deal; `None` if it counts in full.
    pub(crate) fn of(&self, id: &str) -> Option<&LinkEffect> {
        if self.0.is_empty() { None } else { self.0.get(id) }
    }

    /// Returns the ids of the deals that have another effect in `other`.
    pub(in crate::report) fn differing(&self, other: &Self) -> HashSet<String> {
        let ids = self.0.keys().chain(other.0.keys());
        ids.filter(|id| self.0.get(*id) != other.0.get(*id)).cloned().collect()
    }
}

#[cfg(feature = "parquet")]
impl LinkEffects {
    /// Whether a deal is left out.
    pub(in crate::report) fn leaves_out(&self, id: &str) -> bool {
        matches!(self.of(id), Some(LinkEffect::Replaced(_) | LinkEffect::NotComparable))
    }

    /// Returns each effect with the id of its deal.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &LinkEffect)> {
        self.0.iter().map(|(id, effect)| (id.as_str(), effect))
    }
}

fn nodes(
    context: &Context<'_>,
    counts: impl Fn(Status) -> bool,
    measure: Measure,
) -> Result<Vec<Node>, ReportError> {
    let links: &Links = context.links;
    let converter = Converter::new(context.rates, context.at);
    let mut nodes = Vec::with_capacity(links.deals().len());
    for (at, deal) in (0u64..).zip(links.deals()) {
        let selected = Selected { deal, current: deal.current_state() };
        let amount = |amount: Amount| (amount.estimate(), amount.currency);
        let (own, value) = if measure == Measure::Announced {
            let own = selected.current.amount.copied().map(amount);
            // Totals report the missing rates.
            let conversion = context.convert(&selected, &converter, at, &mut Unconverted::default())?;
            (own, conversion.map(|conversion| amount(conversion.amount)).or(own))
        } else {
            let entries = measure.entries(deal);
            let all = progress_in_all(context, &entries, &converter);
            all.map_err(|_| ReportError::overflow(deal))?
        };
        nodes.push(Node {
            counts: counts(selected.current.status),
            value,
            own,
            whole: deal.included_in.as_ref().and_then(|id| links.index(id.as_str())),
            replacement: None,
            is_comparable: true,
        });
    }
    for (index, deal) in links.deals().iter().enumerate() {
        if nodes[index].counts
            && let Some(replaced) = deal.replaces.as_ref().and_then(|id| links.index(id.as_str()))
        {
            nodes[replaced].replacement.get_or_insert(index);
        }
    }
    Ok(nodes)
}

/// An amount with its currency; `None` if there is none.
type InCurrency = Option<(Estimate, Currency)>;

/// Returns what was allocated or spent in all, in its own currency and converted, as totals add it: with each increase at the
/// rate of its day. If a rate is missing, the second is the first.
///
/// # Errors
/// If a figure has too many digits.
fn progress_in_all(
    context: &Context<'_>,
    entries: &[(NaiveDate, &Amount)],
    converter: &Converter<'_>,
) -> Result<(InCurrency, InCurrency), Overflow> {
    let Some((_, latest)) = entries.last() else { return Ok((None, None)) };
    let figures = ProgressFigures { entries, has_own_rates: false };
    let own = figures.increases(|_| true).first().map(|all| (all.estimate, latest.currency));
    let rate = |(day, amount): &(NaiveDate, &Amount)| {
        let value = converter.convert_at(amount, context.target?, *day).ok()?;
        match value.basis {
            Basis::Rate(path) => Some((*day, path.factor().clone())),
            Basis::Own | Basis::Stated { .. } => None,
        }
    };
    let rates = entries.iter().map(rate).collect::<Option<Vec<_>>>();
    let Some((rates, target)) = rates.zip(context.target) else { return Ok((own, own)) };
    let has_own_rates = rates.iter().any(|(_, rate)| *rate != rates[0].1);
    let mut all = Estimate::ZERO;
    for Increase { date, estimate } in (ProgressFigures { entries, has_own_rates }).increases(|_| true) {
        let rate = rates.iter().find(|(day, _)| *day == date).map_or(&rates[0].1, |(_, rate)| rate);
        all = sum(&all, &times(&estimate, rate)?)?;
    }
    Ok((own, Some((all, target))))
}

/// Returns the index of the whole of each deal. Wholes that are not active ([`Node::is_active`]) are skipped: the search goes
/// on at their replacement, else at their own whole.
fn wholes(nodes: &[Node]) -> Vec<Option<usize>> {
    // The nearest active deal from each deal on, itself included; unknown at first.
    let mut nearest: Vec<Option<Option<usize>>> = vec![None; nodes.len()];
    for start in 0..nodes.len() {
        let mut path = Vec::new();
        let mut next = Some(start);
        let found = loop {
            let Some(index) = next else { break None };
            if let Some(known) = nearest[index] {
                break known;
            }
            if nodes[index].is_active() {
                break Some(index);
            }
            path.push(index);
            // Links of both kinds may lead around: then there is no whole.
            nearest[index] = Some(None);
            next = nodes[index].replacement.or(nodes[index].whole);
        };
        for index in path {
            nearest[index] = Some(found);
        }
        if nodes[start].is_active() {
            nearest[start] = Some(Some(start));
        }
    }
    let whole = |node: &Node| node.whole.and_then(|whole| nearest[whole].flatten());
    let mut wholes: Vec<Option<usize>> =
        nodes.iter().map(|node| if node.is_active() { whole(node) } else { None }).collect();
    cut_circles(&mut wholes);
    wholes
}

/// Breaks circles: a deal that replaces its own whole gets no whole.
fn cut_circles(wholes: &mut [Option<usize>]) {
    let mut seen_from = vec![usize::MAX; wholes.len()];
    for start in 0..wholes.len() {
        let mut next = start;
        while seen_from[next] == usize::MAX {
            seen_from[next] = start;
            let Some(whole) = wholes[next] else { break };
            if seen_from[whole] == start {
                wholes[next] = None;
                break;
            }
            next = whole;
        }
    }
}

/// Leaves out members whose currency is not that of their whole, those first whose whole stays. Returns whether there were any.
fn leave_out_not_comparable(nodes: &mut [Node], wholes: &[Option<usize>]) -> bool {
    let currency = |nodes: &[Node], index: usize| nodes[index].value.map(|(_, currency)| currency);
    let differs: Vec<bool> = (0..nodes.len())
        .map(|index| wholes[index].is_some_and(|whole| currency(nodes, whole) != currency(nodes, index)))
        .collect();
    // The members of a deal that is left out are compared with its own whole in the next round.
    for (node, whole) in
        nodes.iter_mut().zip(wholes).enumerate().filter(|(index, _)| differs[*index]).map(|(_, both)| both)
    {
        node.is_comparable = whole.is_some_and(|whole| differs[whole]);
    }
    differs.contains(&true)
}

/// Returns what to add to subtract a member: its negated ceiling as the floor, and its negated floor as the ceiling. For an
/// open ceiling the floor is 0 here; [`Rest::without_excess`] drops the floor of the whole.
fn negative(member: &Estimate) -> Estimate {
    Estimate {
        floor: -member.ceiling.unwrap_or_default(),
        headline: -member.headline,
        ceiling: Some(-member.floor),
    }
}

/// Returns the ceiling of a member at the rate of its whole, if both are in one currency and it is higher than at its own.
fn higher_ceiling(whole: &Node, member: &Node) -> Option<Decimal> {
    let ((whole_value, _), (whole_own, whole_currency)) = (whole.value?, whole.own?);
    let ((value, _), (own, currency)) = (member.value?, member.own?);
    if currency != whole_currency {
        return None;
    }
    let rate = Ratio::from(Factor::quotient(whole_value.headline, whole_own.headline)?);
    rate.apply(own.ceiling?).filter(|ceiling| value.ceiling.is_some_and(|at_own| at_own < *ceiling))
}

/// Returns what `members` do not cover of `whole`. `None` if a figure has too many digits.
fn rest(nodes: &[Node], whole: usize, members: &[usize]) -> Option<Rest> {
    let whole_node = &nodes[whole];
    let (whole, currency) = whole_node.value?;
    // The outer `None`: too many digits. The inner one: a member without this figure, as one with an open ceiling.
    let sum = |figure: &dyn Fn(&Node, &Estimate) -> Option<Decimal>| -> Option<Option<Decimal>> {
        let values =
            members.iter().map(|index| &nodes[*index]).filter_map(|node| Some((node, node.value?.0)));
        let figures: Option<Vec<Decimal>> = values.map(|(node, value)| figure(node, &value)).collect();
        let Some(figures) = figures else { return Some(None) };
        figures.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add).map(Some)
    };
    let minus = |figure: Decimal, covered: Decimal| Some(figure.checked_sub(covered)?.max(Decimal::ZERO));
    let floors = sum(&|_, value| Some(value.floor))?.unwrap_or_default();
    let headlines = sum(&|_, value| Some(value.headline))?.unwrap_or_default();
    let ceilings = sum(&|node, value| higher_ceiling(whole_node, node).or(value.ceiling))?;
    let ceiling = match whole.ceiling {
        Some(ceiling) => Some(minus(ceiling, floors)?),
        None => None,
    };
    let estimate = Estimate {
        // A member with an open ceiling may cover everything.
        floor: ceilings.map_or(Some(Decimal::ZERO), |ceilings| minus(whole.floor, ceilings))?,
        headline: minus(whole.headline, headlines)?,
        ceiling,
    };
    let covered = headlines.min(whole.headline);
    let excess = minus(headlines, whole.headline)?;
    let members = members.iter().map(|index| Member {
        index: *index,
        covers_more_at_rate_of_whole: higher_ceiling(whole_node, &nodes[*index]).is_some(),
    });
    let members = members.collect();
    Some(Rest { currency, estimate, members, covered, excess, whole, remaining: None })
}

/// Returns what `members` leave of the places and parts of `whole`: as announced, if all are in one currency, else converted.
/// What remains of each place is as certain as what was announced for it, and not as the rates of two days.
///
/// # Errors
/// If a figure is too large.
fn remaining(
    context: &Context<'_>,
    nodes: &[Node],
    whole: usize,
    members: &[usize],
) -> Result<Option<Remaining>, Overflow> {
    let currency = |index: usize| nodes[index].own.map(|(_, currency)| currency);
    let is_converted = members.iter().any(|member| currency(*member) != currency(whole));
    let valued = |index: usize| {
        let node = &nodes[index];
        let (amount, _) = if is_converted { node.value } else { node.own }?;
        Some(Valued { deal: &context.links.deals()[index], amount })
    };
    let Some(whole) = valued(whole) else { return Ok(None) };
    let members: Vec<Valued<'_>> = members.iter().filter_map(|index| valued(*index)).collect();
    Remaining::new(whole, &members, is_converted, context.reference)
}
