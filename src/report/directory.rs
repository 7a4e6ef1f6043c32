//! The names that filters accept, with how many deals each finds.

use crate::hash::HashMap;

use smallvec::SmallVec;

use super::name_index::Names;
use super::table::{Cell, Column, Document, Table};
use super::{Context, Report, Unconverted};
use crate::area::Area;
use crate::deal::{Deal, FieldSet};
use crate::query::{Match, Selected, is_found_by};
use crate::text::fold;

/// Every company that the dataset describes or names, by name; a deal counts for a company that takes part and for
/// those that own it.
#[derive(Debug)]
pub struct Companies<'a> {
    context: Context<'a>,
    text: &'a str,
    names: Names,
    /// Of each company the numbers of itself and of those that own it.
    lineages: HashMap<u32, Vec<u32>>,
    deals: HashMap<u32, u64>,
    unconverted: Unconverted,
}

impl<'a> Companies<'a> {
    /// The fields of a deal that it needs.
    pub const FIELDS: FieldSet = FieldSet::PARTIES.union(FieldSet::PARTS);

    /// The companies of no deals yet, as far as their names contain a text.
    pub fn new(context: Context<'a>, text: &'a str) -> Self {
        Self {
            context,
            text,
            names: Names::default(),
            lineages: HashMap::default(),
            deals: HashMap::default(),
            unconverted: Unconverted::default(),
        }
    }

    /// Sees a deal that is not asked for.
    pub fn pass_over(&mut self, deal: &Deal<'_>, at: u64) {
        self.names.mention(deal, at, self.context.reference);
    }

    /// Counts a deal, if it is asked for.
    pub fn add(&mut self, selected: &Selected<'_>, found: &Match, at: u64) {
        let reference = self.context.reference;
        self.pass_over(selected.deal, at);
        if !self.unconverted.admits(selected.deal, found, at) {
            return;
        }
        let mut all: SmallVec<[u32; 8]> = SmallVec::new();
        for party in &selected.deal.parties {
            let id = self.names.of_company(&party.company, at, reference);
            let names = &mut self.names;
            let lineage = self.lineages.entry(id).or_insert_with(|| {
                // How an owner is written is for deals to say.
                let owners = reference.companies.lineage(&party.company).skip(1);
                std::iter::once(id)
                    .chain(owners.map(|owner| names.of_company(owner, u64::MAX, reference)))
                    .collect()
            });
            all.extend(lineage.iter().copied());
        }
        all.sort_unstable();
        all.dedup();
        for id in all {
            *self.deals.entry(id).or_default() += 1;
        }
    }

    /// Adds what another thread has counted.
    pub fn merge(&mut self, other: Self) {
        let names = self.names.take_over(other.names);
        for (id, count) in other.deals {
            let id = names.get(id as usize).copied().unwrap_or(id);
            *self.deals.entry(id).or_default() += count;
        }
        self.unconverted.merge(other.unconverted);
    }

    /// The companies as a table.
    pub fn report(mut self) -> Report {
        let Context { reference, for_people, .. } = self.context;
        let mut reference = reference.clone();
        // How a deal writes a name goes before how an owner is written.
        reference.companies.forget_mentioned();
        for name in self.names.mentioned() {
            reference.companies.mention(name);
        }
        reference.mention_owners();
        let mut names: Vec<&str> =
            reference.company_names().map(|name| reference.companies.canonical(name)).collect();
        names.sort_by_key(|name| fold(name));
        names.dedup();
        let mut rows = Vec::new();
        for name in names {
            let company = reference.companies.find(name);
            let aliases = company
                .map(|company| company.aliases.join(super::list::separator(for_people)))
                .unwrap_or_default();
            if !fold(name).contains(&fold(self.text)) && !fold(&aliases).contains(&fold(self.text)) {
                continue;
            }
            let id = self.names.of_company(name, u64::MAX, &reference);
            rows.push(vec![
                Cell::text(name),
                Cell::text(aliases),
                Cell::text(company.and_then(|company| company.home).map_or("", |home| home.code())),
                Cell::text(reference.companies.lineage(name).nth(1).unwrap_or_default()),
                Cell::Count(self.deals.get(&id).copied().unwrap_or_default()),
            ]);
        }
        let columns = vec![
            Column::new("company"),
            Column::new("aliases").wraps(),
            Column::new("home"),
            Column::new("parent"),
            Column::new("deals"),
        ];
        let caveat = "a deal counts for each company that takes part, and for those that own it";
        report(self.unconverted, columns, rows, caveat)
    }
}

/// Every country and region, those of several countries first, with the deals that `--region` finds by it.
#[derive(Debug)]
pub struct Regions<'a> {
    context: Context<'a>,
    text: &'a str,
    /// How many deals have the same places, or want of places the same homes: most are alike in this.
    alike: HashMap<Whereabouts, u64>,
    unconverted: Unconverted,
}

/// The places of a deal, and the homes of its principals.
type Whereabouts = (SmallVec<[Area; 2]>, SmallVec<[Area; 2]>);

impl<'a> Regions<'a> {
    /// The fields of a deal that it needs.
    pub const FIELDS: FieldSet = FieldSet::PLACES.union(FieldSet::PARTIES);

    /// The regions of no deals yet, as far as their names contain a text.
    pub fn new(context: Context<'a>, text: &'a str) -> Self {
        Self { context, text, alike: HashMap::default(), unconverted: Unconverted::default() }
    }

    /// Counts a deal, if it is asked for.
    pub fn add(&mut self, selected: &Selected<'_>, found: &Match, at: u64) {
        if !self.unconverted.admits(selected.deal, found, at) {
            return;
        }
        let places = selected.deal.places.iter().map(|place| place.area).collect();
        let homes = self.context.reference.homes(selected.deal).into_iter().collect();
        *self.alike.entry((places, homes)).or_default() += 1;
    }

    /// Adds what another thread has counted.
    pub fn merge(&mut self, other: Self) {
        for (whereabouts, count) in other.alike {
            *self.alike.entry(whereabouts).or_default() += count;
        }
        self.unconverted.merge(other.unconverted);
    }

    /// The regions as a table.
    pub fn report(self) -> Report {
        let separator = super::list::separator(self.context.for_people);
        let mut areas: Vec<Area> = Area::all().collect();
        areas.sort_by_key(|area| (area.is_country(), area.kind(), area.code()));
        let mut rows = Vec::new();
        for area in areas {
            let other_names = area.other_names().collect::<Vec<_>>().join(separator);
            let matches = |name: &str| fold(name).contains(&fold(self.text));
            if !matches(area.name()) && !matches(&other_names) && !matches(area.code()) {
                continue;
            }
            let found = self.alike.iter().filter(|((places, homes), _)| is_found_by(area, places, homes));
            rows.push(vec![
                Cell::text(area.code()),
                Cell::text(area.name()),
                Cell::text(area.kind().as_str()),
                Cell::text(other_names),
                Cell::Count(found.map(|(_, count)| count).sum()),
            ]);
        }
        let columns = vec![
            Column::new("code"),
            Column::new("name").wraps(),
            Column::new("kind"),
            Column::new("other_names").wraps().rank(1),
            Column::new("deals"),
        ];
        report(self.unconverted, columns, rows, "a deal counts for every area that its places lie in")
    }
}

fn report(unconverted: Unconverted, columns: Vec<Column>, rows: Vec<Vec<Cell>>, caveat: &str) -> Report {
    let caveats = vec![if rows.is_empty() { "no name matches".to_owned() } else { caveat.to_owned() }];
    let table = Table { columns, rows, caveats, ..Table::default() };
    Report {
        document: Document { tables: vec![table], records: None },
        unconverted: unconverted.run_ordered(),
        ..Report::default()
    }
}
