//! The further sheets of a workbook: parties, places, citations and so on, a row each. `of_list` makes those of lists and
//! exports, `of_export` those that only exports have.

use super::Context;
use super::table::{Cell, Column, Table, figures};
use crate::area::Area;
use crate::deal::{Citation, Deal, Equivalent, Kind, Part, Party, Place, Progress, Revision, Slug, Status};
use crate::money::Amount;

/// The columns of an amount.
const AMOUNT: [&str; 5] = ["bound", "floor", "headline", "ceiling", "currency"];

/// Returns the tables of a list: the parties of the deals, their places, and their sources with addresses and quotes.
pub(super) fn of_list(deals: &[&Deal<'_>], context: &Context<'_>) -> Vec<Table> {
    let mut tables = vec![parties(deals, context), places(deals, context), sources(deals, context)];
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// Returns the tables that an export has besides: parts, revisions, progress, equivalents, and the user's own fields.
pub(super) fn of_export(deals: &[&Deal<'_>]) -> Vec<Table> {
    let mut tables = vec![parts(deals), history(deals), progress(deals), equivalents(deals), fields(deals)];
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// Returns a table with the id and the title of a deal before each row that `rows` returns for it.
fn table(
    title: &str,
    names: &[&str],
    deals: &[&Deal<'_>],
    rows: impl Fn(&Deal<'_>) -> Vec<Vec<Cell>>,
) -> Table {
    let column = |name: &&str| {
        let is_figure = AMOUNT[1..4].contains(name);
        if is_figure { Column::figure(*name) } else { Column::new(*name) }
    };
    let columns = ["deal", "title"].iter().chain(names).map(column).collect();
    let of_deal = |deal: &&Deal<'_>| {
        let start = [Cell::text(deal.id.as_str()), Cell::text(&*deal.title)];
        rows(deal).into_iter().map(move |row| start.iter().cloned().chain(row).collect()).collect::<Vec<_>>()
    };
    let rows = deals.iter().flat_map(of_deal).collect();
    Table { title: Some(title.to_owned()), columns, rows, ..Table::default() }
}

/// The names of columns of which some make an amount.
fn with_amount<'n>(before: &[&'n str], after: &[&'n str]) -> Vec<&'n str> {
    [before, &AMOUNT, after].concat()
}

/// The cells of the columns [`AMOUNT`].
fn amount_cells(amount: Option<&Amount>) -> Vec<Cell> {
    let Some(amount) = amount else { return vec![Cell::Missing; AMOUNT.len()] };
    [Cell::text(amount.quantity.bound().as_str())].into_iter().chain(figures(amount)).collect()
}

fn optional(text: Option<&str>) -> Cell {
    text.map_or(Cell::Missing, Cell::text)
}

/// The source and the quote of a citation.
fn cited(citation: Option<&Citation<'_>>) -> [Cell; 2] {
    let source = citation.map(|citation| citation.source.as_str());
    [optional(source), optional(citation.and_then(|citation| citation.quote.as_deref()))]
}

fn parties(deals: &[&Deal<'_>], context: &Context<'_>) -> Table {
    let companies = &context.reference.companies;
    table("parties", &["role", "company", "parent", "home"], deals, |deal| {
        let row = |party: &Party<'_>| {
            let home = companies.find(&party.company).and_then(|company| company.home);
            vec![
                Cell::text(party.role.as_str()),
                Cell::text(&*party.company),
                optional(companies.lineage(&party.company).nth(1)),
                optional(home.map(Area::name)),
            ]
        };
        deal.parties.iter().map(row).collect()
    })
}

fn places(deals: &[&Deal<'_>], context: &Context<'_>) -> Table {
    table("places", &["code", "area", "place", "share", "basis"], deals, |deal| {
        let placement = context.reference.placement(deal);
        let basis = if placement.is_inferred_from_home { "home of a party" } else { "stated" };
        let row = |place: &Place| {
            vec![
                place.area().map_or(Cell::Missing, |area| Cell::text(area.to_string())),
                optional(place.area().map(Area::name)),
                optional(place.name()),
                place.share.map_or(Cell::Missing, |share| Cell::text(share.to_string())),
                Cell::text(basis),
            ]
        };
        placement.places.iter().map(row).collect()
    })
}

/// Every citation with its source, of the announcement, of revisions and of progress.
fn sources(deals: &[&Deal<'_>], context: &Context<'_>) -> Table {
    let before = ["for", "source", "publisher", "source_title", "author", "date", "url", "quote"];
    table("sources", &with_amount(&before, &[]), deals, |deal| {
        let announced = deal.citations.iter().map(|citation| ("announcement", citation));
        let history =
            deal.history.iter().filter_map(|revision| Some(("history", revision.citation.as_ref()?)));
        let progress = deal.progress.iter().filter_map(|entry| Some(("progress", entry.citation.as_ref()?)));
        let row = |(subject, citation): (&str, &Citation<'_>)| {
            let source = context.reference.sources.get(&citation.source);
            let mut row = vec![
                Cell::text(subject),
                Cell::text(citation.source.as_str()),
                optional(source.map(|source| source.publisher.as_str())),
                optional(source.and_then(|source| source.title.as_deref())),
                optional(source.and_then(|source| source.author.as_deref())),
                source.and_then(|source| source.date).map_or(Cell::Missing, Cell::Date),
                optional(source.and_then(|source| source.url.as_deref())),
                optional(citation.quote.as_deref()),
            ];
            row.extend(amount_cells(citation.amount.as_ref()));
            row
        };
        announced.chain(history).chain(progress).map(row).collect()
    })
}

fn parts(deals: &[&Deal<'_>]) -> Table {
    let names = with_amount(&["part", "kind", "relation"], &["parties", "note"]);
    table("parts", &names, deals, |deal| {
        let row = |part: &Part<'_>| {
            let parties: Vec<String> = part.parties.iter().map(ToString::to_string).collect();
            let mut row = vec![
                Cell::text(&*part.title),
                optional(part.kind.map(Kind::as_str)),
                Cell::text(part.relation.as_str()),
            ];
            row.extend(amount_cells(part.amount.as_ref()));
            row.extend([Cell::text(parties.join("; ")), optional(part.note.as_deref())]);
            row
        };
        deal.parts.iter().map(row).collect()
    })
}

fn history(deals: &[&Deal<'_>]) -> Table {
    table("history", &with_amount(&["date", "status"], &["note", "source", "quote"]), deals, |deal| {
        let row = |revision: &Revision<'_>| {
            let mut row =
                vec![Cell::Date(revision.date.into()), optional(revision.status.map(Status::as_str))];
            row.extend(amount_cells(revision.amount.as_ref()));
            row.push(optional(revision.note.as_deref()));
            row.extend(cited(revision.citation.as_ref()));
            row
        };
        deal.history.iter().map(row).collect()
    })
}

fn progress(deals: &[&Deal<'_>]) -> Table {
    table("progress", &with_amount(&["date", "what"], &["source", "quote"]), deals, |deal| {
        let rows = |entry: &Progress<'_>| {
            let row = |what: &str, amount: &Amount| {
                let mut row = vec![Cell::Date(entry.date.into()), Cell::text(what)];
                row.extend(amount_cells(Some(amount)));
                row.extend(cited(entry.citation.as_ref()));
                row
            };
            let allocated = entry.allocated.iter().map(|amount| row("allocated", amount));
            allocated.chain(entry.spent.iter().map(|amount| row("spent", amount))).collect::<Vec<_>>()
        };
        deal.progress.iter().flat_map(rows).collect()
    })
}

/// What sources print of the current amount in other currencies.
fn equivalents(deals: &[&Deal<'_>]) -> Table {
    table("equivalents", &with_amount(&[], &["source"]), deals, |deal| {
        let row = |equivalent: &Equivalent<'_>| {
            let mut row = amount_cells(Some(&equivalent.amount));
            row.push(optional(equivalent.source.as_ref().map(Slug::as_str)));
            row
        };
        deal.current_state().equivalents.iter().map(row).collect()
    })
}

fn fields(deals: &[&Deal<'_>]) -> Table {
    table("fields", &["field", "text"], deals, |deal| {
        deal.fields.iter().map(|(key, text)| vec![Cell::text(&**key), Cell::text(&**text)]).collect()
    })
}
