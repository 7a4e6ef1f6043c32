//! A page to publish: totals as charts, and the deals with all that is known of them.

use std::collections::HashMap;

use super::show::{Cards, Fact, card};
use super::table::{Card, Cell, Chart, Column, Layout, Table, WebPage};
use super::totals::{Bars, Totals};
use super::{Audience, Context, Conversion, List, ListOptions, Report, ReportError, Unconverted, explain};
use crate::deal::Deal;
use crate::query::{Collect, Converter, Match, MatchNotes, Selected};

/// The most deals that a page lists. Of more, it has only the totals, and charts of groups.
const MAX_DEALS: usize = 10_000;

/// The facts of a card that happened on a day.
const EVENTS: [&str; 3] = ["announced", "progress", "history"];

/// Collects a page. Each thread fills one, and [`Self::merge`] joins them.
#[derive(Debug)]
pub(crate) struct WebPageCollector<'a> {
    context: Context<'a>,
    totals: Totals<'a>,
    charts: Vec<Bars<'a>>,
    /// Whether the deals are listed, if they are few enough.
    lists_deals: bool,
    /// The deals with their positions; empty if they are not listed.
    deals: Vec<(u64, Deal<'static>)>,
    found: usize,
}

impl<'a> WebPageCollector<'a> {
    /// A page of no deals, with these totals and charts. `lists_deals`: whether it lists the deals, of which all fields
    /// must be read.
    pub(crate) fn new(
        context: Context<'a>,
        totals: Totals<'a>,
        charts: Vec<Bars<'a>>,
        lists_deals: bool,
    ) -> Self {
        Self { context, totals, charts, lists_deals, deals: Vec::new(), found: 0 }
    }

    /// Whether the deals are few enough to be listed.
    pub(crate) fn has_room_for_deals(&self) -> bool {
        self.found <= MAX_DEALS
    }

    /// Drops what grows with the number of deals, once there are too many to list: the deals, and charts with a bar for each.
    fn drop_deals_if_too_many(&mut self) {
        if !self.has_room_for_deals() {
            self.deals = Vec::new();
            self.charts.retain(|chart| !chart.is_by_deal());
        }
    }

    /// The page. `options` are those of the list of deals.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn report(
        mut self,
        options: &ListOptions,
        leaves_out_single_bars: bool,
    ) -> Result<Report, ReportError> {
        self.deals.sort_by_key(|(at, _)| *at);
        self.charts.iter_mut().for_each(|chart| chart.share_rates_of(&self.totals));
        let charts = self.charts.into_iter().map(Bars::report);
        let charts = charts.map(|report| Ok(report?.document.charts));
        let charts: Vec<Vec<Chart>> = charts.collect::<Result<_, ReportError>>()?;
        let min_bars = if leaves_out_single_bars { 2 } else { 1 };
        let charts =
            charts.into_iter().flatten().filter(|chart| chart.table.rows.len() >= min_bars).collect();
        let Report { document, unconverted, .. } = self.totals.report()?;
        let totals = document.tables.into_iter().next().unwrap_or_default();
        let mut page = WebPage { totals, charts, target: self.context.target, ..WebPage::default() };
        if self.deals.is_empty() && self.found > 0 {
            let note =
                format!("data: {} deals are too many to list here; a filter selects fewer", self.found);
            page.totals.caveats.push(note);
        }
        let deals = list(&self.deals, &self.context, options)?;
        let converted = converted(&deals, &self.deals, &self.context)?;
        let titles: HashMap<&str, &str> =
            converted.iter().map(|(deal, _)| (deal.id.as_str(), deal.title.as_ref())).collect();
        let title = |id: &str| titles.get(id).map(|title| (*title).to_owned());
        page.cards = cards(&converted, &title, &self.context);
        page.rates = rates(&converted, &self.context);
        page.timeline = timeline(&page.cards);
        page.deals = deals;
        let mut report = Report::new(Vec::new(), unconverted);
        report.document.page = Some(Box::new(page));
        Ok(report)
    }
}

impl Collect for WebPageCollector<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        let counted = self.totals.count(selected, found, at)?;
        for chart in &mut self.charts {
            chart.skip(selected.deal, at);
            if let Some(counted) = &counted {
                chart.add_counted(selected, counted, at)?;
            }
        }
        if matches!(found, Match::Yes(_)) {
            self.found += 1;
            if self.lists_deals && self.has_room_for_deals() {
                self.deals.push((at, selected.deal.clone().into_owned()));
            }
            self.drop_deals_if_too_many();
        }
        Ok(())
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.totals.skip(deal, at);
        self.charts.iter_mut().for_each(|chart| chart.skip(deal, at));
    }

    fn needs_skipped(&self) -> bool {
        self.charts.iter().any(Bars::needs_skipped)
    }

    fn needs_links(&self) -> bool {
        true
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.totals.merge(other.totals);
        self.found += other.found;
        self.deals.extend(other.deals);
        // Where one of the two has dropped charts, so does the other now.
        self.drop_deals_if_too_many();
        let is_kept = |chart: &Bars<'_>| self.has_room_for_deals() || !chart.is_by_deal();
        let others: Vec<Bars<'_>> = other.charts.into_iter().filter(is_kept).collect();
        for (own, other) in self.charts.iter_mut().zip(others) {
            own.merge(other);
        }
    }
}

/// The list of the deals.
fn list(
    deals: &[(u64, Deal<'static>)],
    context: &Context<'_>,
    options: &ListOptions,
) -> Result<Table, ReportError> {
    let mut list = List::new(Context { explain: false, ..*context }, options);
    for (at, deal) in deals {
        let selected = Selected { deal, current: deal.current_state() };
        list.visit(&selected, &Match::Yes(MatchNotes::default()), *at)?;
    }
    list.sort();
    Ok(list.report().document.tables.into_iter().next().unwrap_or_default())
}

/// A deal with its amount in the target currency.
type Converted<'d> = (&'d Deal<'static>, Option<Conversion>);

/// The deals in the rows of `list`, with their conversions.
fn converted<'d>(
    list: &Table,
    deals: &'d [(u64, Deal<'static>)],
    context: &Context<'_>,
) -> Result<Vec<Converted<'d>>, ReportError> {
    let by_id: HashMap<&str, &'d Deal<'static>> =
        deals.iter().map(|(_, deal)| (deal.id.as_str(), deal)).collect();
    let converter = Converter::new(context.rates, context.at);
    let ids = list.rows.iter().filter_map(|row| match row.first() {
        Some(Cell::Text(id)) => by_id.get(id.as_str()).copied(),
        _ => None,
    });
    let convert = |deal: &'d Deal<'static>| {
        let selected = Selected { deal, current: deal.current_state() };
        // Totals report the missing rates.
        Ok((deal, context.convert(&selected, &converter, 0, &mut Unconverted::default())?))
    };
    ids.map(convert).collect()
}

/// A page of the cards of some deals. `linked` has the deals that they are linked to.
///
/// # Errors
/// If a converted amount has too many digits.
pub(crate) fn page_of_cards(
    deals: &Cards<'_>,
    linked: &Cards<'_>,
    context: &Context<'_>,
) -> Result<Report, ReportError> {
    let converter = Converter::new(context.rates, context.at);
    let mut unconverted = Unconverted::default();
    let mut converted: Vec<Converted<'_>> = Vec::new();
    for deal in deals.deals() {
        let selected = Selected { deal, current: deal.current_state() };
        converted.push((deal, context.convert(&selected, &converter, 0, &mut unconverted)?));
    }
    let title = match converted.as_slice() {
        [(deal, _)] => deal.title.to_string(),
        deals => format!("{} deals", deals.len()),
    };
    let cards = cards(&converted, &|id| linked.title(id), context);
    let page = WebPage { title, cards, rates: rates(&converted, context), ..WebPage::default() };
    let mut report = Report::new(Vec::new(), unconverted);
    report.document.page = Some(Box::new(page));
    Ok(report)
}

/// The steps of each conversion; `None` if there are none.
fn rates(deals: &[Converted<'_>], context: &Context<'_>) -> Option<Table> {
    let conversions = deals.iter().filter_map(|(deal, conversion)| Some((*deal, conversion.as_ref()?)));
    explain::table(conversions, context).filter(|rates| !rates.rows.is_empty())
}

/// A card for each deal. `title` returns the titles of deals that they are linked to.
fn cards(
    deals: &[Converted<'_>],
    title: &dyn Fn(&str) -> Option<String>,
    context: &Context<'_>,
) -> Vec<Card> {
    // Facts for readers have the address and the quotes of a source apart.
    let context = Context { audience: Audience::Readers, ..*context };
    let card = |(deal, conversion): &Converted<'_>| {
        let selected = Selected { deal, current: deal.current_state() };
        let facts = card(&selected, conversion.as_ref(), title, &context);
        let rows = facts.into_iter().map(|Fact { name, value, date, .. }| {
            vec![Cell::text(name), value, date.map_or(Cell::Missing, Cell::Date)]
        });
        let columns = ["field", "value", "date"].map(Column::new).to_vec();
        let facts = Table { layout: Layout::Card, columns, rows: rows.collect(), ..Table::default() };
        Card { id: deal.id.to_string(), title: deal.title.to_string(), facts }
    };
    deals.iter().map(card).collect()
}

/// What happened to the deals of `cards`, in the order of time.
fn timeline(cards: &[Card]) -> Table {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for card in cards {
        for fact in &card.facts.rows {
            let [Cell::Text(name), value, date @ Cell::Date(_)] = fact.as_slice() else { continue };
            if EVENTS.contains(&name.as_str()) {
                let what = if name == "announced" { first_amount(&card.facts) } else { undated(value, date) };
                let event = if name == "history" { "revised" } else { name.as_str() };
                let [id, title] = [&card.id, &card.title].map(|text| Cell::text(text.as_str()));
                rows.push(vec![date.clone(), id, title, Cell::text(event), what]);
            }
        }
    }
    let day = |row: &Vec<Cell>| match row.first() {
        Some(Cell::Date(date)) => Some(*date),
        _ => None,
    };
    rows.sort_by_key(day);
    let columns = ["date", "id", "deal", "event", "what"].map(Column::new).to_vec();
    Table { columns, rows: rows.into(), ..Table::default() }
}

/// The text of an event without its date, which stands beside it.
fn undated(value: &Cell, date: &Cell) -> Cell {
    match (value, date) {
        (Cell::Text(text), Cell::Date(date)) => {
            Cell::text(text.strip_prefix(&date.to_string()).unwrap_or(text).trim_start())
        }
        _ => value.clone(),
    }
}

/// The amount that was announced at first.
fn first_amount(facts: &Table) -> Cell {
    let named = |wanted: &str| {
        let mut rows = facts.rows.iter();
        rows.find(|row| matches!(row.first(), Some(Cell::Text(name)) if name == wanted))?.get(1).cloned()
    };
    named("amount at first").or_else(|| named("amount")).unwrap_or(Cell::Missing)
}
