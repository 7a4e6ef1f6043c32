//! Breaks the headline down by what it rests on: bounds, the number of sources, rates, homes in place of places, and the
//! largest deals. The rows of each aspect add up to the total.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::group::Group;
use super::time::Days;
use super::{Addition, Measure, Terms, Totals};
use crate::date::PartialDate;
use crate::deal::{Citation, Deal};
use crate::invalid::keyword_enum;
use crate::money::{Bound, Currency, Decimal, Estimate, Sum};
use crate::query::{RateBasis, RateId, Selected};
use crate::rates::MAX_AGE;
use crate::report::ReportError;
use crate::report::table::{Cell, Column, Table};
use crate::report::totals::row::{Row, share};

keyword_enum! {
    /// A respect in which deals are told apart.
    enum Aspect is "aspect" {
        /// What the amount is: a figure, a ceiling, …
        Amount = "amount",
        /// How many sources are cited.
        Sources = "sources",
        /// How the amount came into the currency.
        Rate = "rate",
        /// Where the place is from.
        Place = "place",
        /// The deals with the largest headlines.
        Deal = "deal",
    }
}

/// How many deals are shown by name.
const LARGEST: usize = 3;

/// A deal and what it adds to the headline.
#[derive(Debug, Clone)]
struct Large {
    at: u64,
    title: String,
    id: String,
    headline: Decimal,
    terms: Terms,
    days: Days,
}

/// What the total of each currency rests on.
#[derive(Debug, Default)]
pub(super) struct Sensitivity {
    /// The sums of an aspect, by the position and the text of the row.
    sums: BTreeMap<(Option<Currency>, Aspect, u8, &'static str), Group>,
    /// The largest deals of each currency, the largest first.
    largest: BTreeMap<Currency, Vec<Large>>,
}

impl Sensitivity {
    fn keep_largest(&mut self, currency: Currency, deal: Large) {
        let largest = self.largest.entry(currency).or_default();
        largest.push(deal);
        largest.sort_by_key(|deal| (Reverse(deal.headline), deal.at));
        largest.truncate(LARGEST);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (key, group) in &other.sums {
            self.sums.entry(*key).or_default().merge(group);
        }
        for (currency, deals) in other.largest {
            for deal in deals {
                self.keep_largest(currency, deal);
            }
        }
    }
}

impl Totals<'_> {
    /// Notes what the part of a deal that counts in the total rests on.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn note_sensitivity(
        &mut self,
        selected: &Selected<'_>,
        addition: &Addition,
        terms: &Terms,
        days: Days,
    ) -> Result<(), ReportError> {
        let mut aspects = vec![
            (Aspect::Amount, amount_row(addition.bound)),
            (Aspect::Sources, sources_row(selected.deal, self.options.measure)),
            (Aspect::Place, self.place_row(selected.deal)),
        ];
        if self.context.target.is_some() && !terms.is_empty() {
            aspects.push((Aspect::Rate, self.rate_row(selected.deal, addition, terms)));
        }
        let mut own = Group::default();
        own.add_all(terms, days);
        let total =
            own.sum.total(|key| self.factor(key)).map_err(|_| ReportError::overflow(selected.deal))?;
        let Some(sensitivity) = &mut self.sensitivity else { return Ok(()) };
        for (aspect, (position, text)) in aspects {
            let group = sensitivity.sums.entry((addition.currency, aspect, position, text)).or_default();
            group.count(addition.at, terms.is_empty());
            group.add_all(terms, days);
        }
        if let Some(currency) = addition.currency.filter(|_| !terms.is_empty()) {
            let (id, title) = (selected.deal.id.to_string(), selected.deal.title.to_string());
            let (at, headline, terms) = (addition.at, total.headline, terms.clone());
            sensitivity.keep_largest(currency, Large { at, title, id, headline, terms, days });
        }
        Ok(())
    }

    fn place_row(&self, deal: &Deal<'_>) -> (u8, &'static str) {
        if !deal.places.is_empty() {
            (0, "stated by a source")
        } else if self.context.reference.placement(deal).is_inferred_from_home {
            (1, "home of a company")
        } else {
            (2, "not stated")
        }
    }

    /// How the amount of a deal came into the target currency. Of progress figures, the least certain rate counts.
    fn rate_row(&self, deal: &Deal<'_>, addition: &Addition, terms: &Terms) -> (u8, &'static str) {
        if addition.currency != self.context.target {
            return (5, "not converted");
        }
        let is_added = |rate: Option<RateId>| terms.iter().any(|(_, added)| *added == rate);
        let of_progress = addition.progress_rates.iter().filter(|(_, rate)| is_added(*rate));
        let of_progress = of_progress.map(|(day, rate)| self.rate_kind(*rate, *day)).max();
        of_progress.unwrap_or_else(|| {
            let rate = terms.first().and_then(|(_, rate)| *rate).or(addition.rate_of_parts);
            self.rate_kind(rate, deal.announced.first())
        })
    }

    /// What a rate for an amount of `day` is.
    fn rate_kind(&self, rate: Option<RateId>, day: NaiveDate) -> (u8, &'static str) {
        let id = match rate {
            None => return (0, "own currency"),
            Some(RateId::Implied { .. }) => return (1, "stated by a source"),
            Some(id) => id,
        };
        let wanted = match self.context.at {
            RateBasis::Stated | RateBasis::Announced => Some(day),
            RateBasis::On(date) => Some(date.first()),
            RateBasis::Latest => self.context.rates.today(),
        };
        let is_older =
            |date: PartialDate| wanted.is_some_and(|day| (day - date.last()).num_days() > MAX_AGE.into());
        match self.converter.as_ref().and_then(|converter| converter.get(id)) {
            Some(rate) if rate.is_mean() => (3, "mean of a period"),
            Some(rate) if is_older(rate.date()) => (4, "older rate"),
            _ => (2, "rate of the day"),
        }
    }

    /// The rows of all aspects, those of the target currency first.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn sensitivity_table(&self) -> Result<Table, ReportError> {
        let mut rows = Vec::new();
        let Some(sensitivity) = &self.sensitivity else { return Ok(Table::default()) };
        for total in self.total_rows()? {
            for ((currency, aspect, _, text), group) in &sensitivity.sums {
                if *currency == total.currency {
                    rows.push(self.sensitivity_row(&total, *aspect, text, group)?);
                }
            }
            let largest = total.currency.and_then(|currency| sensitivity.largest.get(&currency));
            rows.extend(self.largest_rows(&total, largest.map_or(&[], Vec::as_slice))?);
        }
        let columns = vec![
            Column::new("aspect"),
            Column::new("rests_on").wraps(),
            Column::new("deals").essential(2),
            Column::figure("headline"),
            Column::new("currency"),
            Column::figure("share").essential(1),
        ];
        Ok(Table { title: Some("Sensitivity".to_owned()), columns, rows: rows.into(), ..Table::default() })
    }

    /// The rows of the largest deals, and that of all others.
    fn largest_rows(&self, total: &Row<'_>, largest: &[Large]) -> Result<Vec<Vec<Cell>>, ReportError> {
        let mut rows = Vec::new();
        // Subtracted before anything is divided, so that nothing is rounded twice.
        let mut others = total.group.clone();
        for deal in largest {
            let terms: Terms = deal.terms.iter().map(|(term, rate)| (negative(term), *rate)).collect();
            others.add_all(&terms, deal.days);
            others.deals -= 1;
            let mut own = Group::default();
            own.count(deal.at, false);
            own.add_all(&deal.terms, deal.days);
            let name = if self.context.audience.is_people() { &deal.title } else { &deal.id };
            rows.push(self.sensitivity_row(total, Aspect::Deal, name, &own)?);
        }
        if others.deals > 0 {
            if others.deals == others.undisclosed {
                others.sum = Sum::default();
            }
            rows.push(self.sensitivity_row(total, Aspect::Deal, "all other deals", &others)?);
        }
        Ok(rows)
    }

    fn sensitivity_row(
        &self,
        total: &Row<'_>,
        aspect: Aspect,
        text: &str,
        group: &Group,
    ) -> Result<Vec<Cell>, ReportError> {
        let sum = group.sum.total(|key| self.factor(key));
        let sum = sum.map_err(|_| ReportError::Overflow { what: format!("the row {aspect}, {text}") })?;
        // If all deals are undisclosed, their figure is unknown and not zero.
        let figure = total.currency.filter(|_| !group.sum.is_empty());
        Ok(vec![
            Cell::text(aspect.to_string()),
            Cell::text(text),
            Cell::Count(group.deals.into()),
            figure.map_or(Cell::Missing, |currency| Cell::Figure(sum.headline, currency)),
            total.currency.map_or(Cell::Missing, |currency| Cell::text(currency.to_string())),
            // Amounts that could not be converted have no share of the converted total.
            figure
                .filter(|currency| self.context.target.is_none_or(|target| target == *currency))
                .map_or(Cell::Missing, |_| share(sum.headline, Some(total.estimate.headline))),
        ])
    }
}

/// What takes a term out of a sum. A headline does not need its bounds.
fn negative(term: &Estimate) -> Estimate {
    Estimate { floor: Decimal::ZERO, headline: -term.headline, ceiling: Some(Decimal::ZERO) }
}

fn amount_row(bound: Option<Bound>) -> (u8, &'static str) {
    match bound {
        Some(Bound::Exact) => (0, "exact figures"),
        Some(Bound::About) => (1, "approximate figures"),
        Some(Bound::UpTo) => (2, "ceilings (up to)"),
        Some(Bound::AtLeast) => (3, "floors (at least)"),
        Some(Bound::Range) => (4, "midpoints of ranges"),
        None => (5, "undisclosed"),
    }
}

/// How many sources a deal cites for what is measured.
fn sources_row(deal: &Deal<'_>, measure: Measure) -> (u8, &'static str) {
    let progress = deal.progress.iter().filter_map(|entry| entry.citation.as_ref());
    let revisions = deal.history.iter().filter_map(|revision| revision.citation.as_ref());
    let announced = deal.citations.iter().chain(revisions);
    let id = |citation: &Citation<'_>| citation.source.to_string();
    let mut ids: Vec<String> = match measure {
        Measure::Announced => announced.map(id).collect(),
        Measure::Allocated | Measure::Spent => progress.map(id).collect(),
    };
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => (2, "no source"),
        1 => (1, "one source"),
        _ => (0, "several sources"),
    }
}
