//! The names that `--company` and `--region` accept, with their numbers of deals.

use smallvec::SmallVec;

use super::list::separator;
use super::name_index::NameIndex;
use super::order::{ColumnOrder, sort_rows};
use super::table::{Cell, Column, Table};
use super::{Context, Report, ReportError, Unconverted};
use crate::area::Area;
use crate::dataset::ReferenceData;
use crate::deal::{Deal, FieldSet, Place};
use crate::hash::HashMap;
use crate::invalid::{keyword_enum, nearest};
use crate::query::{Collect, Match, Selected, is_found_by};
use crate::text::{fold, quote};

keyword_enum! {
    /// A column of companies.
    pub(crate) enum CompanyColumn is "column" {
        /// The name.
        Company = "company",
        /// The aliases.
        Aliases = "aliases",
        /// The home country.
        Home = "home",
        /// The company that owns it.
        Parent = "parent",
        /// The number of deals.
        Deals = "deals",
    }
}

keyword_enum! {
    /// A column of countries and regions.
    pub(crate) enum RegionColumn is "column" {
        /// The code.
        Code = "code",
        /// The name.
        Name = "name",
        /// A country or a kind of region.
        Kind = "kind",
        /// Other names.
        OtherNames = "other_names",
        /// The number of deals.
        Deals = "deals",
    }
}

/// Collects the companies of a dataset. A deal counts for each of its parties and for their parent companies.
#[derive(Debug)]
pub(crate) struct Companies<'a> {
    context: Context<'a>,
    text: &'a str,
    names: NameIndex,
    /// The numbers of each company and of its parents, by the number of the company.
    lineages: HashMap<u32, Vec<u32>>,
    deals: HashMap<u32, u64>,
    unconverted: Unconverted,
}

impl<'a> Companies<'a> {
    /// The fields of a deal that are needed.
    pub(crate) const FIELDS: FieldSet = FieldSet::PARTIES.union(FieldSet::PARTS);

    /// The companies of no deals, restricted to names that contain `text`.
    pub(crate) fn new(context: Context<'a>, text: &'a str) -> Self {
        Self {
            context,
            text,
            names: NameIndex::default(),
            lineages: HashMap::default(),
            deals: HashMap::default(),
            unconverted: Unconverted::default(),
        }
    }

    /// The reference data with the names of all companies that deals mention.
    fn reference(&self) -> ReferenceData {
        let mut reference = self.context.reference.clone();
        // The spelling of deals comes before the spelling of parents in entries.
        reference.companies.forget_mentioned();
        for name in self.names.unlisted() {
            reference.companies.mention(name);
        }
        reference.mention_owners();
        reference
    }

    /// The companies as a table, in the order of some columns, else of their names.
    pub(crate) fn report(mut self, orders: &[ColumnOrder<CompanyColumn>]) -> Report {
        let reference = self.reference();
        let mut names: Vec<&str> =
            reference.company_names().map(|name| reference.companies.canonical(name)).collect();
        names.sort_by_key(|name| fold(name));
        names.dedup();
        let mut rows = Vec::new();
        for name in names {
            let company = reference.companies.find(name);
            let aliases = company
                .map_or_else(String::new, |company| company.aliases.join(separator(self.context.audience)));
            if !contain([name, &aliases], self.text) {
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
        sort_rows(&mut rows, orders, |column| column as usize);
        let column = |column: &CompanyColumn| match column {
            CompanyColumn::Company => Column::new("company").cuts(24),
            CompanyColumn::Aliases => Column::new("aliases").cuts(12).rank(2),
            CompanyColumn::Parent => Column::new("parent").cuts(12).rank(1),
            column => Column::new(column.as_str()),
        };
        let columns = CompanyColumn::ALL.iter().map(column).collect();
        let caveat = "groups: a deal counts for each of its parties and for their parent companies";
        let near = || {
            let names: Vec<&str> = reference.company_names().collect();
            nearest(self.text, names).into_iter().map(str::to_owned).collect()
        };
        report(self.unconverted, columns, rows, caveat, &near)
    }
}

impl Collect for Companies<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        let reference = self.context.reference;
        self.skip(selected.deal, at);
        if !self.unconverted.accepts(selected.deal, found, at) {
            return Ok(());
        }
        let mut ids: SmallVec<[u32; 8]> = SmallVec::new();
        for party in &selected.deal.parties {
            let id = self.names.of_company(&party.company, at, reference);
            let names = &mut self.names;
            let lineage = self.lineages.entry(id).or_insert_with(|| {
                // An entry's spelling of its parent comes after that of any deal.
                let parents = reference.companies.lineage(&party.company).skip(1);
                let parents = parents.map(|parent| names.of_company(parent, u64::MAX, reference));
                std::iter::once(id).chain(parents).collect()
            });
            ids.extend(lineage.iter().copied());
        }
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            *self.deals.entry(id).or_default() += 1;
        }
        Ok(())
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.names.note_parties(deal, at, self.context.reference);
    }

    fn needs_skipped(&self) -> bool {
        true
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        let ids = self.names.merge(other.names);
        for (id, count) in other.deals {
            let id = ids.get(id as usize).copied().unwrap_or(id);
            *self.deals.entry(id).or_default() += count;
        }
        self.unconverted.merge(other.unconverted);
    }
}

/// Collects all countries and regions. A deal counts for an area if `--region` finds it by the area.
#[derive(Debug)]
pub(crate) struct Regions<'a> {
    context: Context<'a>,
    text: &'a str,
    /// Deal counts by (places, homes); few distinct pairs occur.
    deals: HashMap<Areas, u64>,
    unconverted: Unconverted,
}

/// The areas of the places of a deal, and the home countries of its principals.
type Areas = (SmallVec<[Option<Area>; 2]>, SmallVec<[Area; 2]>);

impl<'a> Regions<'a> {
    /// The fields of a deal that are needed.
    pub(crate) const FIELDS: FieldSet = FieldSet::PLACES.union(FieldSet::PARTIES);

    /// The regions of no deals, restricted to names that contain `text`.
    pub(crate) fn new(context: Context<'a>, text: &'a str) -> Self {
        Self { context, text, deals: HashMap::default(), unconverted: Unconverted::default() }
    }

    /// The regions as a table, in the order of some columns, else those of several countries first.
    pub(crate) fn report(self, orders: &[ColumnOrder<RegionColumn>]) -> Report {
        let mut areas: Vec<Area> = Area::all().collect();
        areas.sort_by_key(|area| (area.is_country(), area.kind(), area.code()));
        let mut rows = Vec::new();
        for area in areas {
            let other_names = area.other_names().collect::<Vec<_>>().join(separator(self.context.audience));
            if !contain([area.name(), &other_names, area.code()], self.text) {
                continue;
            }
            let found = self.deals.iter().filter(|((places, homes), _)| is_found_by(area, places, homes));
            rows.push(vec![
                Cell::text(area.code()),
                Cell::text(area.name()),
                Cell::text(area.kind().as_str()),
                Cell::text(other_names),
                Cell::Count(found.map(|(_, count)| count).sum()),
            ]);
        }
        sort_rows(&mut rows, orders, |column| column as usize);
        let column = |column: &RegionColumn| match column {
            RegionColumn::Name => Column::new("name").cuts(24),
            RegionColumn::Kind => Column::new("kind").essential(1),
            RegionColumn::OtherNames => Column::new("other_names").cuts(12).rank(1),
            column => Column::new(column.as_str()),
        };
        let columns = RegionColumn::ALL.iter().map(column).collect();
        report(
            self.unconverted,
            columns,
            rows,
            "groups: a deal counts for every area that contains one of its places",
            &|| {
                let near = nearest(self.text, Area::all().map(Area::name));
                near.into_iter().map(str::to_owned).collect()
            },
        )
    }
}

impl Collect for Regions<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        if !self.unconverted.accepts(selected.deal, found, at) {
            return Ok(());
        }
        let places = selected.deal.places.iter().map(Place::area).collect();
        let homes = self.context.reference.homes(selected.deal).into_iter().collect();
        *self.deals.entry((places, homes)).or_default() += 1;
        Ok(())
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        for (areas, count) in other.deals {
            *self.deals.entry(areas).or_default() += count;
        }
        self.unconverted.merge(other.unconverted);
    }
}

/// Whether one of `names` contains `text`, regardless of case and accents.
fn contain<const N: usize>(names: [&str; N], text: &str) -> bool {
    names.iter().any(|name| fold(name).contains(&fold(text)))
}

fn report(
    unconverted: Unconverted,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    caveat: &str,
    near: &dyn Fn() -> Vec<String>,
) -> Report {
    let caveats = vec![if rows.is_empty() {
        let near: Vec<String> = near().into_iter().map(|name| quote(&name)).collect();
        let near =
            if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) };
        format!("data: no name matches{near}")
    } else {
        caveat.to_owned()
    }];
    Report::new(vec![Table { columns, rows: rows.into(), caveats, ..Table::default() }], unconverted.sorted())
}
