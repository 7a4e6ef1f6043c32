//! The names that filters accept, with how many deals each finds.

use super::table::{Cell, Column, Document, Table};
use super::{Context, Report, Unconverted};
use crate::area::{Area, fold};
use crate::deal::Deal;
use crate::query::{Filter, Found, Selected, is_found_by};

/// Every company that the dataset describes or names, by name; a deal counts for a company that takes part and for
/// those that own it.
pub fn companies(found: &Found<'_>, context: &Context<'_>, text: &str) -> Report {
    let dataset = context.dataset;
    let mut names: Vec<&str> =
        dataset.company_names().map(|name| dataset.companies.canonical(name)).collect();
    names.sort_by_key(|name| fold(name));
    names.dedup();
    let mut rows = Vec::new();
    for name in names {
        let company = dataset.companies.find(name);
        let aliases = company
            .map(|company| company.aliases.join(super::list::separator(context.for_people)))
            .unwrap_or_default();
        if !fold(name).contains(&fold(text)) && !fold(&aliases).contains(&fold(text)) {
            continue;
        }
        let filter = Filter { companies: vec![name.to_owned()], ..Filter::default() };
        let takes_part = |deal: &Deal| deal.parties.iter().any(|party| filter.wants_party(party, dataset));
        rows.push(vec![
            Cell::text(name),
            Cell::text(aliases),
            Cell::text(company.and_then(|company| company.home).map_or("", |home| home.code())),
            Cell::text(dataset.companies.lineage(name).nth(1).unwrap_or_default()),
            count(found.deals.iter().filter(|selected| takes_part(selected.deal)).count()),
        ]);
    }
    let columns = vec![
        Column::new("company"),
        Column::new("aliases").wraps(),
        Column::new("home"),
        Column::new("parent"),
        Column::new("deals"),
    ];
    report(found, columns, rows, "a deal counts for each company that takes part, and for those that own it")
}

/// Every country and region, those of several countries first, with the deals that `--region` finds by it.
pub fn regions(found: &Found<'_>, context: &Context<'_>, text: &str) -> Report {
    let separator = super::list::separator(context.for_people);
    let mut areas: Vec<Area> = Area::all().collect();
    areas.sort_by_key(|area| (area.is_country(), area.kind(), area.code()));
    let mut rows = Vec::new();
    for area in areas {
        let other_names = area.other_names().collect::<Vec<_>>().join(separator);
        let matches = |name: &str| fold(name).contains(&fold(text));
        if !matches(area.name()) && !matches(&other_names) && !matches(area.code()) {
            continue;
        }
        let is_found = |selected: &&Selected<'_>| is_found_by(area, selected.deal, context.dataset);
        rows.push(vec![
            Cell::text(area.code()),
            Cell::text(area.name()),
            Cell::text(area.kind().word()),
            Cell::text(other_names),
            count(found.deals.iter().filter(is_found).count()),
        ]);
    }
    let columns = vec![
        Column::new("code"),
        Column::new("name").wraps(),
        Column::new("kind"),
        Column::new("other_names").wraps().rank(1),
        Column::new("deals"),
    ];
    report(found, columns, rows, "a deal counts for every area that its places lie in")
}

fn count(count: usize) -> Cell {
    Cell::Count(count as u64)
}

fn report(found: &Found<'_>, columns: Vec<Column>, rows: Vec<Vec<Cell>>, caveat: &str) -> Report {
    let caveats = vec![if rows.is_empty() { "no name matches".to_owned() } else { caveat.to_owned() }];
    let table = Table { columns, rows, caveats, ..Table::default() };
    Report {
        document: Document { tables: vec![table], records: None },
        unconverted: Unconverted::from_found(found),
        ..Report::default()
    }
}
