//! One deal of a list: its cells, and its record as JSON.

use chrono::NaiveDate;

use super::options::ListColumn;
use crate::dataset::{DealRecord, Placement};
use crate::deal::{CurrentState, Deal, Party, Place, Slug};
use crate::money::Amount;
use crate::query::{Selected, Value};
use crate::report::table::Cell;
use crate::report::{Audience, Context, Conversion};
use crate::text::fold;

/// A deal with its conversion.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Row<'a> {
    pub deal: &'a Deal<'a>,
    pub current: CurrentState<'a>,
    pub conversion: Option<&'a Conversion>,
}

impl<'a> Row<'a> {
    pub(in crate::report) fn new(selected: &Selected<'a>, conversion: Option<&'a Conversion>) -> Self {
        Self { deal: selected.deal, current: selected.current, conversion }
    }

    /// The value of the row in `column`; in a column of a field, with the key of the field.
    pub(super) fn cell(&self, column: ListColumn, key: Option<&str>, context: &Context<'_>) -> Cell {
        let Self { deal, current: CurrentState { amount, status, .. }, .. } = *self;
        let converted = self.conversion.map(|conversion| &conversion.amount);
        let value = self.conversion.map(|conversion| &conversion.value);
        let currency = |amount: Option<&Amount>| {
            amount.map_or(Cell::Missing, |amount| Cell::text(amount.currency.to_string()))
        };
        match column {
            ListColumn::Id => Cell::text(deal.id.as_str()),
            ListColumn::Title => Cell::text(&*deal.title),
            ListColumn::Spent => reached(deal.spent_at(NaiveDate::MAX)),
            ListColumn::Allocated => reached(deal.allocated_at(NaiveDate::MAX)),
            ListColumn::IncludedIn => link(deal.included_in.as_ref()),
            ListColumn::Replaces => link(deal.replaces.as_ref()),
            ListColumn::Kind => Cell::text(deal.kind.as_str()),
            ListColumn::Status => Cell::text(status.as_str()),
            ListColumn::Announced => Cell::Date(deal.announced),
            ListColumn::Parties => parties_cell(&deal.parties, context.audience),
            ListColumn::Places => places(&context.reference.placement(deal), context.audience),
            ListColumn::Period => {
                deal.period.as_ref().map_or(Cell::Missing, |period| Cell::text(period.to_string()))
            }
            ListColumn::Tags => {
                let tags: Vec<String> = deal.tags.iter().map(ToString::to_string).collect();
                list(&tags, tags.first().map(String::as_str), context.audience)
            }
            ListColumn::Sources => sources(deal, context),
            ListColumn::Amount => {
                amount.map_or_else(|| Cell::text("undisclosed"), |amount| Cell::Amount(*amount))
            }
            ListColumn::Converted => converted.map_or(Cell::Missing, |amount| Cell::Amount(*amount)),
            ListColumn::Bound => Cell::text(amount.map_or("", |amount| amount.quantity.bound().as_str())),
            ListColumn::Floor | ListColumn::Headline | ListColumn::Ceiling => figure(column, amount),
            ListColumn::ConvertedFloor => figure(ListColumn::Floor, converted),
            ListColumn::ConvertedHeadline => figure(ListColumn::Headline, converted),
            ListColumn::ConvertedCeiling => figure(ListColumn::Ceiling, converted),
            ListColumn::Currency => currency(amount),
            ListColumn::ConvertedCurrency => currency(converted),
            ListColumn::Rate => value.and_then(Value::rate).map_or(Cell::Missing, Cell::Rate),
            ListColumn::RateDate => value.and_then(Value::rate_date).map_or(Cell::Missing, Cell::Date),
            ListColumn::Field => {
                let key = fold(key.unwrap_or_default());
                let field = deal.fields.iter().find(|(own, _)| fold(own) == key);
                field.map_or(Cell::Missing, |(_, text)| Cell::text(&**text))
            }
            ListColumn::RateSource => value.map_or(Cell::Missing, |value| Cell::text(value.source())),
        }
    }

    /// What a reader must see of the deal at first sight.
    pub(super) fn marks(&self, context: &Context<'_>) -> Marks {
        let mut replacements = context.links.replacements(self.deal.id.as_str());
        Marks {
            is_future: self.deal.announced.first() > context.today,
            is_member: self.deal.included_in.is_some(),
            is_replaced: replacements.any(|other| other.current_state().status.counts()),
        }
    }

    /// The deal as a JSON object that is a dataset of its own. Only the first record of a list holds the rates of the
    /// dataset. Links to deals that are not written as well are left out.
    pub(super) fn record(
        &self,
        is_first: bool,
        is_written: &dyn Fn(&str) -> bool,
        context: &Context<'_>,
    ) -> String {
        let alone = DealRecord::standing_alone(self.deal, context.reference).with_links_to(is_written);
        let deal = if is_first { alone.with_rates(context.reference) } else { alone };
        // Serialization cannot fail: all keys are strings, and the output is a string.
        serde_json::to_string(&deal).unwrap_or_default()
    }
}

/// What the row of a deal shows at first sight: its links, and whether it is yet to come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// Whether it is dated in the future.
    pub is_future: bool,
    /// Whether its money is inside that of another deal.
    pub is_member: bool,
    /// Whether another deal that counts replaces it.
    pub is_replaced: bool,
}

impl Marks {
    /// The text of a cell after the marks.
    pub(super) fn mark(self, cell: Cell) -> Cell {
        let marks = [(self.is_future, "→ "), (self.is_replaced, "⊘ "), (self.is_member, "↳ ")];
        let marks: String = marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).collect();
        match cell {
            Cell::Text(text) => Cell::Text(marks + &text),
            other => other,
        }
    }
}

/// What was reached by the latest entry of the progress. Later entries than the day asked about are not in the deal.
fn reached(entry: Option<(NaiveDate, &Amount)>) -> Cell {
    entry.map_or(Cell::Missing, |(_, amount)| Cell::Amount(*amount))
}

fn link(id: Option<&Slug<'_>>) -> Cell {
    id.map_or(Cell::Missing, |id| Cell::text(id.as_str()))
}

fn figure(column: ListColumn, amount: Option<&Amount>) -> Cell {
    let Some(amount) = amount else { return Cell::Missing };
    let estimate = amount.estimate();
    match column {
        ListColumn::Floor => Cell::Figure(estimate.floor, amount.currency),
        ListColumn::Headline => Cell::Figure(estimate.headline, amount.currency),
        _ => estimate.ceiling.map_or(Cell::Open, |ceiling| Cell::Figure(ceiling, amount.currency)),
    }
}

/// The separator of a list in one cell. Programs get a semicolon, because names such as "Amazon.com, Inc." have commas.
pub(in crate::report) fn separator(audience: Audience) -> &'static str {
    if audience.is_people() { ", " } else { "; " }
}

/// A cell of several texts. Where there is no room for all, people see `first`, which is the first without its details.
fn list(texts: &[String], first: Option<&str>, audience: Audience) -> Cell {
    if audience.is_people() { Cell::list(texts, first) } else { Cell::text(texts.join(separator(audience))) }
}

pub(in crate::report) fn parties(parties: &[Party], audience: Audience) -> String {
    party_texts(parties, audience).join(separator(audience))
}

fn party_texts(parties: &[Party], audience: Audience) -> Vec<String> {
    let one = |party: &Party| {
        if audience.is_people() { format!("{} ({})", party.company, party.role) } else { party.to_string() }
    };
    parties.iter().map(one).collect()
}

fn parties_cell(parties: &[Party], audience: Audience) -> Cell {
    let first = parties.first().map(|party| &*party.company);
    list(&party_texts(parties, audience), first, audience)
}

/// The places of a deal; home countries of its principals are marked.
fn places(placement: &Placement<'_>, audience: Audience) -> Cell {
    let one = |place: &Place| match (placement.is_inferred_from_home, audience.is_people()) {
        (true, true) => format!("{} (home)", place_for_people(place, audience)),
        (true, false) => format!("home:{place}"),
        (false, true) => place_for_people(place, audience),
        (false, false) => place.to_string(),
    };
    let texts: Vec<String> = placement.places.iter().map(one).collect();
    let first = placement.places.first().and_then(|place| {
        place.area().map(|area| area.to_string()).or_else(|| place.name().map(str::to_owned))
    });
    list(&texts, first.as_deref(), audience)
}

/// A place on one line: `US (Abilene, Texas; at least 50%)`, or its name alone. Readers get the name of the country.
fn place_for_people(place: &Place, audience: Audience) -> String {
    let share = place.share.map(|share| share.to_string());
    let (first, name) = match place.area() {
        Some(area) if audience == Audience::Readers => (area.name().to_owned(), place.name()),
        Some(area) => (area.to_string(), place.name()),
        None => (place.name().unwrap_or_default().to_owned(), None),
    };
    let details: Vec<&str> = name.into_iter().chain(share.as_deref()).collect();
    if details.is_empty() { first } else { format!("{first} ({})", details.join("; ")) }
}

/// The publishers of the cited sources for people, their ids for programs; each once.
fn sources(deal: &Deal, context: &Context<'_>) -> Cell {
    let mut names: Vec<String> = Vec::new();
    for source in deal.citations.iter().filter_map(|citation| context.reference.sources.get(&citation.source))
    {
        let name = if context.audience.is_people() { source.publisher.as_str() } else { source.id.as_str() };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    list(&names, names.first().map(String::as_str), context.audience)
}
