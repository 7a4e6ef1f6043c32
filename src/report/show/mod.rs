//! Deals as cards: everything known about each.
//!
//! - `card`: the facts of one deal, in words and in figures

mod card;

use std::collections::BTreeSet;

use super::table::{Cell, Column, Layout, Table, figures};
use super::{Context, Report, ReportError, Unconverted, explain};
use crate::deal::Deal;
use crate::query::{Collect, Converter, Match, Selected};

pub(super) use card::{Fact, card};

/// A card for each deal; for programs one table of the facts of all. `title` returns the titles of deals that they are
/// linked to.
///
/// # Errors
/// If a converted amount has too many digits.
pub(crate) fn show(
    deals: &[Selected<'_>],
    title: &dyn Fn(&str) -> Option<String>,
    context: &Context<'_>,
) -> Result<Report, ReportError> {
    let converter = Converter::new(context.rates, context.at);
    let mut unconverted = Unconverted::default();
    let mut tables = Vec::new();
    let mut machine_rows = Vec::new();
    let mut conversions = Vec::new();
    for selected in deals {
        let conversion = context.convert(selected, &converter, 0, &mut unconverted)?;
        let facts = card(selected, conversion.as_ref(), title, context);
        if context.audience.is_people() {
            tables.push(person_table(selected.deal, facts));
        } else {
            machine_rows.extend(facts.into_iter().map(|fact| machine_row(selected.deal, fact)));
        }
        conversions.extend(conversion.map(|conversion| (selected.deal, conversion)));
    }
    if !context.audience.is_people() {
        let title = context.audience.sheet_name("facts");
        tables.push(Table {
            title,
            columns: machine_columns(),
            rows: machine_rows.into(),
            ..Table::default()
        });
    }
    if context.shows_conversions() {
        let conversions = conversions.iter().map(|(deal, conversion)| (*deal, conversion));
        tables.extend(explain::table(conversions, context));
    }
    Ok(Report::new(tables, unconverted))
}

/// Collects the deals of some ids for cards.
#[derive(Debug)]
pub(crate) struct Cards<'a> {
    context: Context<'a>,
    ids: &'a [String],
    deals: Vec<Deal<'static>>,
}

impl<'a> Cards<'a> {
    /// Cards of the deals with these ids, in this order.
    pub(crate) fn new(context: Context<'a>, ids: &'a [String]) -> Self {
        Self { context, ids, deals: Vec::new() }
    }

    /// The first id that no deal has.
    pub(crate) fn missing_id(&self) -> Option<&'a str> {
        self.ids.iter().map(String::as_str).find(|id| self.deal(id).is_none())
    }

    /// The ids of the deals that these deals are linked to, each once.
    pub(crate) fn linked_ids(&self) -> Vec<String> {
        let links = self.deals.iter().flat_map(|deal| [&deal.included_in, &deal.replaces]);
        let ids: BTreeSet<String> = links.flatten().map(ToString::to_string).collect();
        ids.into_iter().collect()
    }

    /// The cards as tables. `linked` has the deals that these are linked to.
    ///
    /// # Errors
    /// If a converted amount has too many digits.
    pub(crate) fn report(&self, linked: &Self) -> Result<Report, ReportError> {
        let selected: Vec<Selected<'_>> =
            self.deals().map(|deal| Selected { deal, current: deal.current_state() }).collect();
        show(&selected, &|id| linked.title(id), &self.context)
    }

    /// The deals, in the order of the ids.
    pub(in crate::report) fn deals(&self) -> impl Iterator<Item = &Deal<'static>> {
        self.ids.iter().filter_map(|id| self.deal(id))
    }

    /// The title of a deal.
    pub(in crate::report) fn title(&self, id: &str) -> Option<String> {
        Some(self.deal(id)?.title.to_string())
    }

    fn deal(&self, id: &str) -> Option<&Deal<'static>> {
        self.deals.iter().find(|deal| deal.id.as_str() == id)
    }
}

impl Collect for Cards<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, _: &Match, _: u64) -> Result<(), ReportError> {
        if self.ids.iter().any(|id| id == selected.deal.id.as_str()) {
            self.deals.push(selected.deal.clone().into_owned());
        }
        Ok(())
    }

    fn needs_links(&self) -> bool {
        true
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.deals.extend(other.deals);
    }
}

fn person_table(deal: &Deal, facts: Vec<Fact>) -> Table {
    let mut last = "";
    let rows = facts.into_iter().map(|Fact { name, value, .. }| {
        // Every source has its name, because it is followed by its quotes.
        let repeats = name == last && name != "source";
        let shown = if repeats { Cell::Missing } else { Cell::text(name) };
        last = name;
        vec![shown, value]
    });
    Table {
        title: Some(format!("{} ({})", deal.title, deal.id)),
        layout: Layout::Card,
        rows: rows.collect(),
        columns: vec![Column::new("field"), Column::new("value").wraps()],
        ..Table::default()
    }
}

/// The columns for programs: the fact in words, its date, and its amount in figures.
fn machine_columns() -> Vec<Column> {
    let words = ["id", "field", "value", "date", "bound"].map(Column::new);
    let figures = ["floor", "headline", "ceiling"].map(Column::figure);
    words.into_iter().chain(figures).chain([Column::new("currency")]).collect()
}

fn machine_row(deal: &Deal, Fact { name, value, date, amount }: Fact) -> Vec<Cell> {
    let mut row = vec![Cell::text(deal.id.as_str()), Cell::text(name), value];
    row.push(date.map_or(Cell::Missing, Cell::Date));
    row.push(amount.map_or(Cell::Missing, |amount| Cell::text(amount.quantity.bound().as_str())));
    row.extend(amount.map_or([const { Cell::Missing }; 4], |amount| figures(&amount)));
    row
}
