//! Deals as cards: everything known about each.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::explain;
use super::list::{self, Row};
use super::table::{Cell, Column, Document, Layout, Table};
use super::{Audience, Context, Conversion, Report, ReportError, Unconverted};
use crate::dataset::Source;
use crate::deal::{Citation, CurrentState, Deal, Equivalent, Part, Party, Period, Progress, Revision, Slug};
use crate::money::{Amount, Bound, Ratio};
use crate::query::{Collect, Converter, Match, Selected};

/// The rows of a card: names and values.
type Rows = Vec<(&'static str, Cell)>;

/// A card for each deal, and its record. `title` returns the titles of deals that they are linked to.
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
    let mut records = Vec::new();
    let mut conversions = Vec::new();
    for selected in deals {
        let conversion = context.convert(selected, &converter, 0, &mut unconverted)?;
        let rows = card(selected, conversion.as_ref(), title, context);
        tables.push(if context.audience.is_people() {
            person_table(selected.deal, rows)
        } else {
            machine_table(selected.deal, rows)
        });
        records.push(Row::new(selected, conversion.as_ref()).record(records.is_empty(), &|_| true, context));
        conversions.extend(conversion.map(|conversion| (selected.deal, conversion)));
    }
    if !context.audience.is_people() {
        tables = vec![joined(tables)];
    }
    if context.explain {
        let conversions = conversions.iter().map(|(deal, conversion)| (*deal, conversion));
        tables.extend(explain::table(conversions, context.target));
    }
    Ok(Report { document: Document { tables, records: Some(records) }, unconverted, ..Report::default() })
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
        let deals = self.ids.iter().filter_map(|id| self.deal(id));
        let selected: Vec<Selected<'_>> =
            deals.map(|deal| Selected { deal, current: deal.current_state() }).collect();
        let title = |id: &str| Some(linked.deal(id)?.title.to_string());
        show(&selected, &title, &self.context)
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

fn person_table(deal: &Deal, rows: Rows) -> Table {
    let mut last = "";
    let rows = rows.into_iter().map(|(name, cell)| {
        // Every source has its name, because it is followed by its quotes.
        let repeats = name == last && name != "source";
        let shown = if repeats { Cell::Missing } else { Cell::text(name) };
        last = name;
        vec![shown, cell]
    });
    Table {
        title: Some(format!("{} ({})", deal.title, deal.id)),
        layout: Layout::Card,
        rows: rows.collect(),
        columns: vec![Column::new("field"), Column::new("value").wraps()],
        caveats: Vec::new(),
    }
}

fn machine_table(deal: &Deal, rows: Rows) -> Table {
    let rows =
        rows.into_iter().map(|(name, cell)| vec![Cell::text(deal.id.as_str()), Cell::text(name), cell]);
    Table {
        columns: ["id", "field", "value"].map(Column::new).to_vec(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// All rows in one table, for programs.
fn joined(tables: Vec<Table>) -> Table {
    let mut tables = tables.into_iter();
    let mut first = tables.next().unwrap_or_default();
    first.rows.extend(tables.flat_map(|table| table.rows));
    first
}

fn card(
    selected: &Selected<'_>,
    conversion: Option<&Conversion>,
    title: &dyn Fn(&str) -> Option<String>,
    context: &Context<'_>,
) -> Rows {
    let Selected { deal, current } = selected;
    let amount = current.amount.map_or_else(|| "undisclosed".to_owned(), ToString::to_string);
    let mut rows: Rows = vec![
        ("kind", Cell::text(deal.kind.as_str())),
        ("status", Cell::text(current.status.as_str())),
        ("announced", announced(deal, context)),
        ("amount", Cell::text(amount)),
    ];
    let lines =
        |name: &'static str, texts: Vec<String>| texts.into_iter().map(move |text| (name, Cell::text(text)));
    rows.extend(lines("meaning", current.amount.and_then(meaning).map(str::to_owned).into_iter().collect()));
    rows.extend(lines(
        "equivalent",
        current.equivalents.iter().map(|equivalent| stated(equivalent, current)).collect(),
    ));
    rows.extend(lines("sources differ", differences(deal, context)));
    rows.extend(conversion.into_iter().flat_map(conversion_rows));
    rows.extend(lines("period", deal.period.as_ref().map(Period::describe).into_iter().collect()));
    rows.extend(lines("parties", deal.parties.iter().map(|party| party_line(party, context)).collect()));
    rows.extend(lines("places", place_lines(deal, context)));
    rows.extend(lines("parts", deal.parts.iter().map(part_line).collect()));
    rows.extend(link_rows(deal, title, context));
    rows.extend(lines("tags", vec![deal.tags.join(", ")]));
    rows.extend(lines("fields", deal.fields.iter().map(|(key, text)| format!("{key}: {text}")).collect()));
    rows.extend(lines("note", deal.note.iter().map(ToString::to_string).collect()));
    rows.extend(lines("progress", deal.progress.iter().map(progress_line).collect()));
    rows.extend(spent_share(deal, current.amount));
    rows.extend(lines("history", deal.history.iter().map(revision_line).collect()));
    rows.extend(lines("source", source_blocks(deal, context)));
    rows.extend(lines("recorded", recorded(deal).into_iter().collect()));
    rows.retain(|(_, cell)| *cell != Cell::Missing);
    rows
}

/// The deals that a deal is linked to, with their titles, and those that are linked to it.
fn link_rows(deal: &Deal, title: &dyn Fn(&str) -> Option<String>, context: &Context<'_>) -> Rows {
    let titled = |id: &Slug<'_>| match title(id.as_str()) {
        Some(title) => format!("{id} ({title})"),
        None => id.to_string(),
    };
    let mut rows: Vec<(&'static str, String)> = Vec::new();
    rows.extend(deal.included_in.as_ref().map(|whole| ("included in", titled(whole))));
    let id = deal.id.as_str();
    rows.extend(context.links.members(id).map(|member| ("includes", linked_line(member))));
    rows.extend(deal.replaces.as_ref().map(|replaced| ("replaces", titled(replaced))));
    rows.extend(context.links.replacements(id).map(|other| ("replaced by", linked_line(other))));
    rows.into_iter().map(|(name, text)| (name, Cell::text(text))).collect()
}

/// A deal that is linked to the deal of a card, with its amount, and its status if totals leave it out.
fn linked_line(deal: &Deal) -> String {
    let CurrentState { amount, status, .. } = deal.current_state();
    let amount = amount.map_or_else(|| "undisclosed".to_owned(), ToString::to_string);
    let status = if status.counts() { String::new() } else { format!(", {status}") };
    format!("{} ({}), {amount}{status}", deal.id, deal.title)
}

/// The converted amount with its rate.
fn conversion_rows(conversion: &Conversion) -> Rows {
    let Conversion { amount, value } = conversion;
    let source = value.source();
    let source = if source.is_empty() { "not converted".to_owned() } else { source };
    let mut rows = vec![("converted", Cell::Amount(*amount))];
    rows.extend(value.rate().map(|rate| ("rate", Cell::Rate(rate))));
    rows.extend(value.rate_date().map(|date| ("rate date", Cell::Date(date))));
    rows.push(("rate source", Cell::text(source)));
    rows
}

/// A party with its role, its owner and its home country.
fn party_line(party: &Party, context: &Context<'_>) -> String {
    let companies = &context.reference.companies;
    let parent = companies.lineage(&party.company).nth(1).map(|parent| format!("owned by {parent}"));
    let home = companies.find(&party.company).and_then(|company| company.home);
    let more: Vec<String> = parent.into_iter().chain(home.map(|home| home.name().to_owned())).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    format!("{}, {}{more}", party.role, party.company)
}

/// The meaning of a bound that is not exact.
fn meaning(amount: &Amount) -> Option<&'static str> {
    match amount.quantity.bound() {
        Bound::Exact => None,
        Bound::About => Some("an approximate figure, counted as stated"),
        Bound::UpTo => Some("a ceiling: the amount may be lower"),
        Bound::AtLeast => Some("a floor: the amount may be higher"),
        Bound::Range => Some("a range, counted at its midpoint"),
    }
}

/// An equivalent with the source that states it.
fn stated(equivalent: &Equivalent, current: &CurrentState<'_>) -> String {
    let source = equivalent.source.as_ref().or(current.source);
    source.map_or_else(
        || equivalent.amount.to_string(),
        |source| format!("{}, stated by {source}", equivalent.amount),
    )
}

/// The figures of citations that differ from those of the deal.
fn differences(deal: &Deal, context: &Context<'_>) -> Vec<String> {
    deal.citations
        .iter()
        .filter_map(|citation| {
            let own = deal.equivalents.iter().map(|equivalent| equivalent.amount);
            let other_amount = citation.amount.filter(|amount| Some(*amount) != deal.amount);
            let other_equivalents = citation
                .equivalents
                .iter()
                .map(|equivalent| equivalent.amount)
                .filter(|amount| !own.clone().any(|own| own == *amount));
            let figures: Vec<String> =
                other_amount.into_iter().chain(other_equivalents).map(|amount| amount.to_string()).collect();
            let publisher = context
                .reference
                .sources
                .get(&citation.source)
                .map_or("", |source| source.publisher.as_str());
            (!figures.is_empty())
                .then(|| format!("{} ({publisher}, {})", figures.join(", "), citation.source))
        })
        .collect()
}

fn place_lines(deal: &Deal, context: &Context<'_>) -> Vec<String> {
    let placement = context.reference.placement(deal);
    placement
        .places
        .iter()
        .map(|place| {
            let line = match (place.area(), place.name()) {
                (Some(area), Some(name)) => format!("{} ({name})", area.name()),
                (Some(area), None) => area.name().to_owned(),
                (None, name) => format!("{}, country not stated", name.unwrap_or_default()),
            };
            match place.share {
                Some(share) => format!("{line}, {share}"),
                None if placement.is_inferred_from_home => {
                    format!("{line}, home country of an investor or provider: no source names a place")
                }
                None => line,
            }
        })
        .collect()
}

/// When a deal entered the dataset, and by which import.
fn recorded(deal: &Deal) -> Option<String> {
    let day = deal.recorded.map(|day| day.to_string());
    let import = deal.import.as_deref().map(|import| format!("by the import {import}"));
    let parts: Vec<String> = day.into_iter().chain(import).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn part_line(part: &Part) -> String {
    let amount = part.amount.map_or_else(|| "undisclosed".to_owned(), |amount| amount.to_string());
    let kind = part.kind.map_or_else(String::new, |kind| format!(", {kind}"));
    let parties = if part.parties.is_empty() {
        String::new()
    } else {
        format!("; {}", list::parties(&part.parties, Audience::People))
    };
    let note = part.note.as_deref().map_or_else(String::new, |note| format!("\n{note}"));
    format!("{}: {amount}{kind}, {} the deal{parties}{note}", part.title, part.relation)
}

fn progress_line(entry: &Progress) -> String {
    let mut figures: Vec<String> = Vec::new();
    figures.extend(entry.allocated.map(|amount| format!("{amount} allocated")));
    figures.extend(entry.spent.map(|amount| format!("{amount} spent")));
    let citation =
        entry.citation.as_ref().map_or_else(String::new, |citation| format!("; {}", cited(citation)));
    format!("{}  {}{citation}", entry.date, figures.join(", "))
}

/// The quote of a citation with its source.
fn cited(citation: &Citation) -> String {
    match &citation.quote {
        Some(quote) => format!("“{quote}” ({})", citation.source),
        None => citation.source.to_string(),
    }
}

/// What was spent as a share of the amount, as far as their bounds say it; nothing for amounts in different currencies.
fn spent_share(deal: &Deal, amount: Option<&Amount>) -> Rows {
    let (Some((_, spent)), Some(amount)) = (deal.spent_at(NaiveDate::MAX), amount) else {
        return Rows::new();
    };
    if spent.currency != amount.currency {
        return Rows::new();
    }
    let (part, whole) = (spent.estimate(), amount.estimate());
    let share = |part, whole| Ratio::from(whole).inverse().and_then(|inverse| inverse.apply(part));
    let low = whole.ceiling.and_then(|ceiling| share(part.floor, ceiling));
    let high = part.ceiling.and_then(|ceiling| share(ceiling, whole.floor));
    let is_about = [spent, amount].iter().any(|amount| amount.quantity.bound() == Bound::About);
    if low == high {
        let name = if is_about { "spent share ~" } else { "spent share" };
        return low.map(|share| (name, Cell::Share(share))).into_iter().collect();
    }
    if is_about {
        // Ends that are only approximate bound nothing.
        return Rows::new();
    }
    let low = low.filter(|low| !low.is_zero()).map(|low| ("spent share ≥", Cell::Share(low)));
    low.into_iter().chain(high.map(|high| ("spent share ≤", Cell::Share(high)))).collect()
}

fn revision_line(revision: &Revision) -> String {
    let mut changes: Vec<String> = Vec::new();
    changes.extend(revision.amount.map(|amount| amount.to_string()));
    changes.extend(revision.status.map(|status| status.to_string()));
    changes.extend(revision.note.as_deref().map(str::to_owned));
    changes.extend(revision.citation.as_ref().map(cited));
    format!("{}  {}", revision.date, changes.join("; "))
}

/// Each source once, with all its quotes.
fn source_blocks(deal: &Deal, context: &Context<'_>) -> Vec<String> {
    let mut blocks: Vec<(&Source, Vec<&Citation>)> = Vec::new();
    let revisions = deal.history.iter().filter_map(|revision| revision.citation.as_ref());
    let progress = deal.progress.iter().filter_map(|entry| entry.citation.as_ref());
    for citation in deal.citations.iter().chain(revisions).chain(progress) {
        let Some(source) = context.reference.sources.get(&citation.source) else { continue };
        match blocks.iter_mut().find(|(known, _)| known.id == source.id) {
            Some((_, citations)) => citations.push(citation),
            None => blocks.push((source, vec![citation])),
        }
    }
    blocks.into_iter().map(|(source, citations)| source_block(source, &citations)).collect()
}

fn source_block(source: &Source, citations: &[&Citation]) -> String {
    let mut head = vec![source.publisher.clone()];
    head.extend(source.title.clone());
    head.extend(source.author.clone());
    head.extend(source.date.map(|date| date.to_string()));
    let mut lines = vec![head.join(", ")];
    lines.extend(source.url.clone());
    lines.extend(
        citations.iter().filter_map(|citation| citation.quote.as_ref()).map(|quote| format!("“{quote}”")),
    );
    lines.join("\n")
}
/// The date of a deal; for people, marked if it is in the future.
fn announced(deal: &Deal<'_>, context: &Context<'_>) -> Cell {
    if context.audience.is_people() && deal.announced.first() > context.today {
        return Cell::Text(format!("{}, in the future", deal.announced));
    }
    Cell::Date(deal.announced)
}
