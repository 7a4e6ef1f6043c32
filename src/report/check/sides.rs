//! The same money from two sides: a customer's contract and the provider's investment; a pledge and its sites.

use chrono::Days;

use super::candidates::{Candidate, Candidates, Side};
use super::duplicates::{are_linked, is_near_amount, written};
use super::finding::{Finding, Rule, Severity};
use super::names::Names;
use super::subject::Subject;
use crate::dataset::Links;
use crate::deal::{Kind, Period, Role};
use crate::money::{Amount, Decimal, Quantity};
use crate::query::Converter;
use crate::rates::When;

/// How many days may lie between a contract and the investment that serves it.
const NEAR_DAYS: u64 = 90;

/// How far their amounts may be apart, in thousandths.
const NEAR: i64 = 50;

/// For how many days a pledge without a period may include sites that are announced later.
const PLEDGE_DAYS: u64 = 365;

/// The most deals of one company that are compared with one pledge.
const MAX_COMPARED: usize = 1000;

/// The most sites that a finding names.
const MAX_NAMED: usize = 3;

/// The contracts and investments of each company.
#[derive(Debug, Default)]
pub(super) struct Sides {
    /// Contracts by provider, and capital expenditure by investor.
    contracts: Candidates,
    /// Capital expenditure by the investor's group. The last day is that until which a pledge may include others.
    investments: Candidates,
}

impl Sides {
    /// Adds a deal at position `at`, whose parties have `keys`, if it is one of these.
    pub(super) fn add(&mut self, subject: &Subject<'_>, keys: &[u64], names: &Names, at: u64) {
        let (deal, amount) = (subject.deal, subject.current.amount);
        if !subject.current.status.counts() || amount.is_none() {
            return;
        }
        let has_customer = deal.parties.iter().any(|party| party.role == Role::Customer);
        let (role, side) = match deal.kind {
            Kind::Contract if has_customer => (Role::Provider, Side::Contract),
            Kind::Capex => (Role::Investor, Side::Any),
            _ => return,
        };
        for (party, key) in deal.parties.iter().zip(keys).filter(|(party, _)| party.role == role) {
            let own = Candidate::new(deal, amount, *key, side, at);
            self.contracts.push(own, deal.id.as_str());
            // Of several places it is not known which one a site may be in.
            if side == Side::Any && deal.places.len() < 2 {
                let companies = &subject.context.reference.companies;
                let group = companies.lineage(&party.company).last().unwrap_or(&party.company);
                let is_named = deal.places.iter().any(|place| place.name().is_some());
                let side = if is_named { Side::Site } else { Side::Any };
                let last = deal.period.as_ref().and_then(Period::days).map(|(_, last)| last);
                let later = deal.announced.last().checked_add_days(Days::new(PLEDGE_DAYS));
                let last = last.or(later).unwrap_or(deal.announced.last());
                let key = if group == party.company { *key } else { names.key(group) };
                let of_group = Candidate { key, last, side, ..own };
                self.investments.push(of_group, deal.id.as_str());
            }
        }
    }

    /// Adds the deals of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        self.contracts.merge(other.contracts);
        self.investments.merge(other.investments);
    }

    /// Returns what may be the same money.
    pub(super) fn findings(mut self, links: &Links, converter: &Converter<'_>) -> Vec<Finding> {
        self.contracts.sort();
        self.investments.sort();
        let mut findings = self.two_sides(links, converter);
        findings.extend(self.pledges(links, converter));
        findings
    }

    fn two_sides(&self, links: &Links, converter: &Converter<'_>) -> Vec<Finding> {
        let all = &self.contracts;
        let mut findings = Vec::new();
        for group in all.groups() {
            for (index, deal) in group.iter().enumerate() {
                let is_near = |other: &&Candidate| {
                    let last = deal.last.checked_add_days(Days::new(NEAR_DAYS));
                    last.is_none_or(|last| other.first <= last)
                };
                let later = group[index + 1..].iter().take_while(is_near).take(MAX_COMPARED);
                let other = later.filter(|other| other.side != deal.side).find(|other| {
                    is_near_amount(deal, other, NEAR, converter)
                        && !are_linked(links, all.id(deal), all.id(other))
                });
                findings.extend(other.map(|other| two_sides(all, deal, other)));
            }
        }
        findings
    }

    fn pledges(&self, links: &Links, converter: &Converter<'_>) -> Vec<Finding> {
        let all = &self.investments;
        let mut findings = Vec::new();
        for group in all.groups() {
            for (index, pledge) in group.iter().enumerate() {
                let later = group[index + 1..].iter().take_while(|site| site.first <= pledge.last);
                let sites: Vec<&Candidate> = later
                    .take(MAX_COMPARED)
                    .filter(|site| {
                        is_within(pledge, site)
                            && is_part(pledge, site, converter)
                            && !has_whole(links, all.id(site))
                            && !are_linked(links, all.id(pledge), all.id(site))
                    })
                    .collect();
                findings.extend((!sites.is_empty()).then(|| pledge_beside(all, pledge, &sites)));
            }
        }
        findings
    }
}

fn two_sides(all: &Candidates, deal: &Candidate, other: &Candidate) -> Finding {
    let (contract, investment) = if deal.side == Side::Contract { (deal, other) } else { (other, deal) };
    let figure = |candidate: &Candidate| candidate.amount.map(written).unwrap_or_default();
    let reason = format!(
        "{} of its provider, {} of {}, may be the same money as this contract of {}, {}",
        all.id(investment),
        figure(investment),
        investment.first,
        contract.first,
        figure(contract)
    );
    Finding::new(Rule::TwoSides, Severity::Warning, (contract.at, all.id(contract)), reason)
}

fn pledge_beside(all: &Candidates, pledge: &Candidate, sites: &[&Candidate]) -> Finding {
    let figure = |candidate: &Candidate| candidate.amount.map(written).unwrap_or_default();
    let named: Vec<String> =
        sites.iter().take(MAX_NAMED).map(|site| format!("{} ({})", all.id(site), figure(site))).collect();
    let rest = match sites.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    let reason = format!("this pledge of {} may already include {}{rest}", figure(pledge), named.join(", "));
    Finding::new(Rule::PledgeBesideSites, Severity::Warning, (pledge.at, all.id(pledge)), reason)
}

/// Whether a site lies within the places of a pledge, and is more precise than these.
fn is_within(pledge: &Candidate, site: &Candidate) -> bool {
    let Some(area) = site.place else { return false };
    match pledge.place {
        None => true,
        Some(whole) if whole == area => site.side == Side::Site && pledge.side != Side::Site,
        Some(whole) => whole.contains(area),
    }
}

/// Whether the amount of a site is at most half of the pledge's.
fn is_part(pledge: &Candidate, site: &Candidate, converter: &Converter<'_>) -> bool {
    let (Some((whole, currency)), Some((part, from))) = (pledge.amount, site.amount) else { return false };
    let part = if from == currency {
        Some(part)
    } else {
        let amount = Amount { quantity: Quantity::Exact(part), currency: from };
        converter.convert(&amount, currency, When::Day(site.first)).ok().and_then(|value| value.apply(part))
    };
    part.and_then(|part| part.checked_mul(Decimal::TWO)).is_some_and(|twice| twice <= whole)
}

/// Whether a deal is included in another one or replaces one.
fn has_whole(links: &Links, id: &str) -> bool {
    let deal = links.index(id).and_then(|index| links.deals().get(index));
    deal.is_some_and(|deal| deal.included_in.is_some() || deal.replaces.is_some())
}
