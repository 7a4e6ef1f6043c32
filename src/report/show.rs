//! One deal whole, as a card.

use super::explain;
use super::list;
use super::table::{Cell, Column, Document, Layout, Table};
use super::{Context, Report, ReportError, Unconverted};
use crate::dataset::Source;
use crate::deal::{Citation, CurrentState, Deal, Equivalent, Part, Revision};
use crate::money::{Amount, Bound};
use crate::query::{Converter, Selected, Value};

/// Rows of a card: a name and what it stands for.
type Rows = Vec<(&'static str, Cell)>;

/// A card for each deal, and the whole records.
///
/// # Errors
/// When a converted amount is too large.
pub fn show(deals: &[Selected<'_>], context: &Context<'_>) -> Result<Report, ReportError> {
    let converter = Converter::new(context.rates, context.at);
    let mut unconverted = Unconverted::default();
    let mut tables = Vec::new();
    let mut records = Vec::new();
    let mut values = Vec::new();
    for selected in deals {
        let value = context.value(selected, &converter, 0, &mut unconverted);
        let converted = value
            .as_ref()
            .map(Value::amount)
            .transpose()
            .map_err(|_| ReportError::overflow(selected.deal))?;
        let rows = card(selected, value.as_ref(), converted, context);
        tables.push(if context.for_people {
            person_table(selected.deal, rows)
        } else {
            machine_table(selected.deal, rows)
        });
        records.push(list::record(selected, value.as_ref(), converted, records.is_empty(), context));
        values.extend(value.map(|value| (selected.deal, value)));
    }
    if !context.for_people {
        tables = vec![joined(tables)];
    }
    if context.explain {
        tables.extend(explain::table(values.iter().map(|(deal, value)| (*deal, value)), context.target)?);
    }
    Ok(Report { document: Document { tables, records: Some(records) }, unconverted, ..Report::default() })
}

fn person_table(deal: &Deal, rows: Rows) -> Table {
    let mut last = "";
    let rows = rows.into_iter().map(|(name, cell)| {
        // Each source is headed anew, because its quotes follow it.
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

/// Machine formats have one table.
fn joined(tables: Vec<Table>) -> Table {
    let mut tables = tables.into_iter();
    let mut first = tables.next().unwrap_or_default();
    first.rows.extend(tables.flat_map(|table| table.rows));
    first
}

fn card(
    selected: &Selected<'_>,
    value: Option<&Value>,
    converted: Option<Amount>,
    context: &Context<'_>,
) -> Rows {
    let deal = selected.deal;
    let mut rows: Rows = vec![
        ("kind", Cell::text(deal.kind.as_str())),
        ("status", Cell::text(selected.current.status.as_str())),
        ("announced", Cell::Date(deal.announced)),
    ];
    rows.push((
        "amount",
        selected
            .current
            .amount
            .map_or_else(|| Cell::text("undisclosed"), |amount| Cell::text(amount.to_string())),
    ));
    rows.extend(selected.current.amount.and_then(meaning).map(|meaning| ("meaning", Cell::text(meaning))));
    rows.extend(
        selected
            .current
            .equivalents
            .iter()
            .map(|equivalent| ("equivalent", Cell::text(stated(equivalent, &selected.current)))),
    );
    rows.extend(differences(deal, context).into_iter().map(|text| ("sources differ", Cell::text(text))));
    if let (Some(value), Some(converted)) = (value, converted) {
        rows.push(("converted", Cell::Amount(converted)));
        rows.extend(value.rate().map(|rate| ("rate", Cell::Rate(rate))));
        rows.extend(value.rate_date().map(|date| ("rate date", Cell::Date(date))));
        let source = value.source();
        rows.push((
            "rate source",
            Cell::text(if source.is_empty() { "not converted".to_owned() } else { source }),
        ));
    }
    rows.extend(deal.period.as_ref().map(|period| ("period", Cell::text(period.describe()))));
    rows.extend(deal.parties.iter().map(|party| {
        let home = context.reference.companies.find(&party.company).and_then(|company| company.home);
        let parent = context.reference.companies.lineage(&party.company).nth(1);
        let more: Vec<String> = parent
            .map(|parent| format!("owned by {parent}"))
            .into_iter()
            .chain(home.map(|home| home.name().to_owned()))
            .collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        ("parties", Cell::text(format!("{}, {}{more}", party.role, party.company)))
    }));
    rows.extend(place_lines(deal, context).into_iter().map(|line| ("places", Cell::text(line))));
    rows.extend(deal.parts.iter().map(|part| ("parts", Cell::text(part_line(part)))));
    rows.push(("tags", Cell::text(deal.tags.join(", "))));
    rows.push(("note", Cell::text(deal.note.as_deref().unwrap_or_default())));
    rows.extend(deal.history.iter().map(|revision| ("history", Cell::text(revision_line(revision)))));
    rows.extend(source_blocks(deal, context).into_iter().map(|block| ("source", Cell::text(block))));
    rows.retain(|(_, cell)| *cell != Cell::Missing);
    rows
}

/// What a bound means for the figures, where it is not exact.
fn meaning(amount: &Amount) -> Option<&'static str> {
    match amount.quantity.bound() {
        Bound::Exact => None,
        Bound::About => Some("an approximate figure, counted as it stands"),
        Bound::UpTo => Some("a ceiling: nothing of it is certain"),
        Bound::AtLeast => Some("a floor: open above"),
        Bound::Range => Some("a range, counted at its midpoint"),
    }
}

fn stated(equivalent: &Equivalent, current: &CurrentState<'_>) -> String {
    let source = equivalent.source.as_ref().or(current.source);
    source.map_or_else(
        || equivalent.amount.to_string(),
        |source| format!("{}, stated by {source}", equivalent.amount),
    )
}

/// The figures of citations that are not the deal's own.
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
        .map(|place| match (placement.is_inferred_from_home, place.share) {
            (true, _) => format!(
                "{}, as the home of an investor or provider: no source names a place",
                place.area.name()
            ),
            (false, Some(share)) => format!("{}, {share}", place.area.name()),
            (false, None) => place.area.name().to_owned(),
        })
        .collect()
}

fn part_line(part: &Part) -> String {
    let amount = part.amount.map_or_else(|| "undisclosed".to_owned(), |amount| amount.to_string());
    let kind = part.kind.map_or_else(String::new, |kind| format!(", {kind}"));
    let parties = if part.parties.is_empty() {
        String::new()
    } else {
        format!("; {}", list::parties(&part.parties, true))
    };
    let note = part.note.as_deref().map_or_else(String::new, |note| format!("\n{note}"));
    format!("{}: {amount}{kind}, {} the deal{parties}{note}", part.title, part.relation)
}

fn revision_line(revision: &Revision) -> String {
    let mut changes: Vec<String> = Vec::new();
    changes.extend(revision.amount.map(|amount| amount.to_string()));
    changes.extend(revision.status.map(|status| status.to_string()));
    changes.extend(revision.note.as_deref().map(str::to_owned));
    changes.extend(revision.citation.as_ref().map(|citation| match &citation.quote {
        Some(quote) => format!("“{quote}” ({})", citation.source),
        None => citation.source.to_string(),
    }));
    format!("{}  {}", revision.date, changes.join("; "))
}

/// Each source once, with every quote from it.
fn source_blocks(deal: &Deal, context: &Context<'_>) -> Vec<String> {
    let mut blocks: Vec<(&Source, Vec<&Citation>)> = Vec::new();
    let revisions = deal.history.iter().filter_map(|revision| revision.citation.as_ref());
    for citation in deal.citations.iter().chain(revisions) {
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
