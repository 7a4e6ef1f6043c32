//! The deals of a page: a table that sorts and searches, the cards, and the timeline.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::tables::{
    clean, clean_lines, currency, day_class, direction, figure_key, has_currencies, is_figure_column, key,
    link, notes, short, text,
};
use crate::render::for_people;
use crate::report::{Card, Cell, Layout, Table, WebPage};

/// The most cards that are open at first.
const MAX_OPEN: usize = 20;

/// The most cards that are laid out before they come into view.
const MAX_LAID_OUT: usize = 50;

/// The columns that a menu filters by.
const MENUS: [&str; 2] = ["kind", "status"];

/// The table, the cards and the timeline.
pub(super) fn section(page: &WebPage) -> Markup {
    let many = (page.cards.len() > MAX_LAID_OUT).then_some("many");
    html! {
        @if !page.deals.rows.is_empty() {
            section id="deals" aria-labelledby="deals-title" {
                h2 id="deals-title" { "Deals" }
                (controls(&page.deals))
                div.scroll tabindex="0" role="region" aria-label="Table of deals" { (deal_table(&page.deals)) }
                @let own = page.deals.caveats.iter().filter(|note| !page.totals.caveats.contains(note));
                (notes(&own.cloned().collect::<Vec<_>>()))
            }
        }
        @if !page.cards.is_empty() {
            section id="details" class=[many] aria-labelledby="details-title" {
                h2 id="details-title" { "Details and sources" }
                @let is_open = page.cards.len() <= MAX_OPEN;
                @for card in &page.cards { (article(card, is_open)) }
            }
        }
        @if !page.timeline.rows.is_empty() {
            section id="timeline" class=[many] aria-labelledby="timeline-title" {
                h2 id="timeline-title" { "Timeline" }
                (timeline(&page.timeline))
            }
        }
    }
}

/// The target of links to a deal.
fn target(id: &str) -> String {
    format!("deal-{id}")
}

/// The position of each column but the id, which the links of the titles have. Figures follow the title, so that a narrow
/// screen shows them.
fn shown_columns(deals: &Table) -> Vec<usize> {
    let mut columns: Vec<usize> = (1..deals.columns.len()).collect();
    columns.sort_by_key(|index| *index > 1 && !is_figure_column(deals, *index));
    columns
}

/// The search, and menus of the values of some columns.
fn controls(deals: &Table) -> Markup {
    let columns = shown_columns(deals);
    let menu = |name: &'static str| {
        let place = columns.iter().position(|index| deals.columns[*index].name == name)?;
        let column = columns[place];
        let values: BTreeSet<String> =
            deals.rows.iter().filter_map(|row| row.get(column)).map(text).collect();
        (values.len() > 1).then_some((name, place, values))
    };
    html! {
        div.controls role="search" {
            label { "Search" input id="search" type="search" autocomplete="off"; }
            @for (name, place, values) in MENUS.iter().copied().filter_map(menu) {
                label {
                    (name)
                    select data-column=(place) {
                        option value="" { "all" }
                        @for value in &values { option value=(value) { (value) } }
                    }
                }
            }
            span #count.dim role="status" {}
            button #more type="button" hidden { "Show all" }
        }
    }
}

/// The statuses that totals leave out, which are named beside the title.
const LEFT_OUT: [&str; 2] = ["rumoured", "cancelled"];

/// The table of deals. Titles lead to the cards.
fn deal_table(deals: &Table) -> Markup {
    let columns = shown_columns(deals);
    let is_figure: Vec<bool> = columns.iter().map(|index| is_figure_column(deals, *index)).collect();
    let has_currencies: Vec<bool> = columns.iter().map(|index| has_currencies(deals, *index)).collect();
    let class = |is_figure: bool| is_figure.then_some("number");
    html! {
        table #deal-table {
            thead {
                tr {
                    @for (index, is_figure) in columns.iter().zip(&is_figure) {
                        th scope="col" class=[class(*is_figure)] data-kind=[class(*is_figure)] {
                            button type="button" { (clean(&deals.columns[*index].name)) }
                        }
                    }
                }
            }
            tbody {
                @for row in &deals.rows {
                    tr {
                        @for (place, cell) in columns.iter().filter_map(|index| row.get(*index)).enumerate() {
                            @if place == 0 {
                                th scope="row" dir="auto" data-key=[key(cell)] {
                                    a href={"#" (target(&row.first().map(text).unwrap_or_default()))} { (short(cell)) }
                                    // A narrow screen shows the title and amounts only.
                                    @if let Some(status) = left_out_status(deals, row) { " " span.status { (status) } }
                                }
                            } @else {
                                @let currency = currency(cell).filter(|_| has_currencies[place]);
                                @let key = if is_figure[place] { Some(figure_key(cell)) } else { key(cell) };
                                td class=[class(is_figure[place]).or(day_class(cell))] dir=[direction(cell)] data-key=[key]
                                    data-currency=[currency] { (short(cell)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The status of a deal that totals leave out because of it.
fn left_out_status(deals: &Table, row: &[Cell]) -> Option<String> {
    let status = row.get(deals.columns.iter().position(|column| column.name == "status")?).map(text)?;
    LEFT_OUT.contains(&status.as_str()).then_some(status)
}

/// All that is known of a deal.
fn article(card: &Card, is_open: bool) -> Markup {
    let names = card.facts.rows.iter().map(|row| row.first().map(raw).unwrap_or_default());
    let names: Vec<String> = names.collect();
    let values = card.facts.rows.iter().filter_map(|row| row.get(1));
    html! {
        article id=(target(&card.id)) {
            details open[is_open] {
                summary { h3 dir="auto" { (clean(&card.title)) } " " span.dim { (clean(&card.id)) } }
                dl {
                    @for (index, (name, value)) in names.iter().zip(values).enumerate() {
                        @let follows_same = index > 0 && names[index - 1] == *name && name != "source";
                        @let text = clean_lines(&for_people(value, Layout::Card));
                        @match name.as_str() {
                            "url" => { dd { (link(&raw(value))) } },
                            "quote" => { dd { blockquote dir="auto" { (text) } } },
                            name => { @if !follows_same { dt { (name) } } dd dir="auto" { (text) } },
                        }
                    }
                }
            }
        }
    }
}

/// The text of a cell as it stands in the dataset.
fn raw(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        cell => text(cell),
    }
}

/// What happened when.
fn timeline(timeline: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Table of events" {
            table {
                thead { tr { @for name in ["date", "deal", "event", "what"] { th scope="col" { (name) } } } }
                tbody {
                    @for row in &timeline.rows {
                        @if let [date, id, title, event, what] = row.as_slice() {
                            tr {
                                th scope="row" class=[day_class(date)] { (text(date)) }
                                td dir="auto" { a href={"#" (target(&text(id)))} { (short(title)) } }
                                td { (text(event)) }
                                td dir=[direction(what)] { (short(what)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
