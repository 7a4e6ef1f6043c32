//! Deals that may be one deal: the same parties, and nearly the same date and amount.

use chrono::Days;

use super::candidates::{Candidate, Candidates, Side};
use super::finding::{Finding, Rule, Severity};
use super::names::{self, Keys};
use super::subject::{Subject, is_near};
use crate::area::Area;
use crate::dataset::Links;
use crate::deal::{Deal, Role};
use crate::money::{Amount, Currency, Decimal, Quantity};
use crate::query::Converter;
use crate::rates::When;
use crate::text::fold;

/// How many days may lie between two announcements of one deal.
const NEAR_DAYS: u64 = 7;

/// How far the amounts of one deal may be apart in one currency, in thousandths.
const NEAR: i64 = 10;

/// The same in two currencies, at the rate of the day: sources convert at rates of their own.
const NEAR_CONVERTED: i64 = 30;

/// Deals by their parties.
#[derive(Debug, Default)]
pub(super) struct Duplicates(Candidates);

impl Duplicates {
    /// Adds a deal at position `at`, whose parties have `keys`.
    pub(super) fn add(&mut self, subject: &Subject<'_>, keys: &[u64], at: u64) {
        let deal = subject.deal;
        if !subject.current.status.counts() {
            return;
        }
        let mut parties: Keys = money_parties(deal, keys).collect();
        parties.sort_unstable();
        parties.dedup();
        // Undisclosed deals are compared by their titles.
        let title = subject.current.amount.is_none().then(|| fold(&deal.title));
        let key = names::hash(&(parties, title));
        self.0.push(Candidate::new(deal, subject.current.amount, key, Side::Any, at), deal.id.as_str());
    }

    /// Adds the deals of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        self.0.merge(other.0);
    }

    /// Returns a finding for each deal that may be an earlier one.
    pub(super) fn findings(mut self, links: &Links, converter: &Converter<'_>) -> Vec<Finding> {
        self.0.sort();
        let mut findings = Vec::new();
        for group in self.0.groups() {
            for (index, deal) in group.iter().enumerate() {
                let earlier = group[..index].iter().rev().find(|earlier| {
                    is_near_date(earlier, deal)
                        && is_same_place(earlier.place, deal.place)
                        && is_near_amount(earlier, deal, NEAR, converter)
                        && !are_linked(links, self.0.id(earlier), self.0.id(deal))
                });
                findings.extend(earlier.map(|earlier| self.finding(earlier, deal)));
            }
        }
        findings
    }

    fn finding(&self, earlier: &Candidate, deal: &Candidate) -> Finding {
        // The finding is about the one that stands later in the file.
        let (known, new) = if earlier.at < deal.at { (earlier, deal) } else { (deal, earlier) };
        let figures = match (known.amount, new.amount) {
            (Some(known), Some(new)) => format!(", {} and {}", written(new), written(known)),
            _ => String::new(),
        };
        let reason = format!(
            "this may be {}: the same parties, dated {} and {}{figures}",
            self.0.id(known),
            new.first,
            known.first
        );
        Finding::new(Rule::LikelyDuplicate, Severity::Warning, (new.at, self.0.id(new)), reason)
    }
}

/// The keys of the parties whose money a deal is about: a second source may leave out partners and backers.
fn money_parties(deal: &Deal<'_>, keys: &[u64]) -> impl Iterator<Item = u64> {
    let carries_money =
        |role: Role| matches!(role, Role::Investor | Role::Provider | Role::Customer | Role::Recipient);
    let has_any = deal.parties.iter().any(|party| carries_money(party.role));
    let parties = deal.parties.iter().zip(keys);
    parties.filter(move |(party, _)| !has_any || carries_money(party.role)).map(|(_, key)| *key)
}

fn is_near_date(earlier: &Candidate, deal: &Candidate) -> bool {
    earlier.last.checked_add_days(Days::new(NEAR_DAYS)).is_none_or(|last| deal.first <= last)
}

/// Whether two deals may go to one place: one contains the other, or is not known.
fn is_same_place(a: Option<Area>, b: Option<Area>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a == b || a.contains(b) || b.contains(a))
}

/// Whether the amounts of two deals are near each other. In one currency, they may differ by `thousandths` of the greater one.
pub(super) fn is_near_amount(
    a: &Candidate,
    b: &Candidate,
    thousandths: i64,
    converter: &Converter<'_>,
) -> bool {
    let (Some(amount), Some((other, currency))) = (a.amount, b.amount) else {
        return a.amount.is_none() && b.amount.is_none();
    };
    if amount.1 == currency {
        return is_near(amount.0, other, thousandths);
    }
    let converted = converter.convert(&exact(amount), currency, When::Day(a.first));
    let converted = converted.ok().and_then(|value| value.apply(amount.0));
    converted.is_some_and(|converted| is_near(converted, other, thousandths.max(NEAR_CONVERTED)))
}

fn exact((figure, currency): (Decimal, Currency)) -> Amount {
    Amount { quantity: Quantity::Exact(figure), currency }
}

/// Returns an amount for a reason.
pub(super) fn written(amount: (Decimal, Currency)) -> String {
    exact(amount).shown_rounded()
}

/// Whether a link between two deals says how they belong together.
pub(super) fn are_linked(links: &Links, a: &str, b: &str) -> bool {
    let find = |id: &str| links.deals().get(links.index(id)?);
    let (Some(a), Some(b)) = (find(a), find(b)) else { return false };
    let leads_to = |from: &Deal<'_>, to: &Deal<'_>| {
        [&from.included_in, &from.replaces].into_iter().flatten().any(|id| *id == to.id)
    };
    let have_one_whole = a.included_in.is_some() && a.included_in == b.included_in;
    leads_to(a, b) || leads_to(b, a) || have_one_whole
}
