//! The deals of a row group, made of its columns.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::columns::{Column, Lists, Which};
use super::decimal::decimal;
use super::error::{Fault, Flaw, Stop};
use super::open::Group;
use super::schema::{AMOUNT, AMOUNT_SCALE, AmountLeaves, EPOCH, EQUIVALENT, Leaf, Precision};
use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{
    Citation, Deal, DealBuffer, DealData, Equivalent, FieldSet, Kind, Party, Period, Place, Role, Share,
    Slug, Status,
};
use crate::invalid::Problem;
use crate::money::{Amount, Bound, Currency, Decimal, Quantity};

/// Tells whether something is asked for.
pub type IsAsked<'c, T> = &'c dyn Fn(&T) -> bool;

/// Which deals of a row group are looked at, where that can be told by a column or two.
#[derive(Clone, Copy, Default)]
pub struct Choice<'c> {
    /// Only those of which a party's company is one of these; asked with the bytes of each name.
    pub companies: Option<IsAsked<'c, [u8]>>,
    /// Only those with such places, or with none where that will do.
    pub places: Option<IsAsked<'c, [Place]>>,
}

/// Looks at the deals of a row group; see [`super::DealFile::read_group`]. `at` makes a fault of a flaw.
pub(super) fn read<E>(
    group: &Group<'_>,
    first: u64,
    fields: FieldSet,
    choice: Choice<'_>,
    mut each: impl FnMut(&mut Deal<'_>, u64) -> Result<(), E>,
    at: impl Fn(Flaw) -> Fault,
) -> Result<(), Stop<E>> {
    let mut chosen: Option<Vec<usize>> = None;
    let mut lists = ChosenBy::default();
    if let Some(is_named) = choice.companies {
        let companies = group.lists(Leaf::PartyCompany, None, Ok).map_err(&at)?;
        chosen = Some(with_company(&companies, is_named));
        lists.companies = Some(companies);
    }
    if let Some(is_asked) = choice.places.filter(|_| chosen.as_ref().is_none_or(|rows| !rows.is_empty())) {
        let areas = group.lists(Leaf::PlaceArea, None, word).map_err(&at)?;
        let rows = with_places(&areas, is_asked, group.rows);
        chosen = Some(match chosen {
            Some(chosen) => chosen.into_iter().filter(|row| rows.binary_search(row).is_ok()).collect(),
            None => rows,
        });
        lists.areas = Some(areas);
    }
    if chosen.as_ref().is_some_and(Vec::is_empty) {
        return Ok(());
    }
    let rows = chosen.as_deref();
    let columns = Columns::read(group, &lists, fields, rows).map_err(&at)?;
    let mut slate = DealBuffer::default();
    let mut look = |index: usize, row: usize| {
        let value = |(leaf, problem)| at(Flaw::Value { row: row as u64, leaf, problem });
        let deal = slate.write(fields, |facts| columns.fill(index, facts)).map_err(value)?;
        let deal = deal.ok_or_else(|| {
            value((Leaf::Id, Problem::new("the columns of this deal contradict each other")))
        })?;
        each(deal, first + row as u64).map_err(Stop::Refused)
    };
    match rows {
        Some(rows) => rows.iter().enumerate().try_for_each(|(index, row)| look(index, *row)),
        None => (0..group.rows).try_for_each(|row| look(row, row)),
    }
}

/// The columns that rows were chosen by.
#[derive(Default)]
struct ChosenBy<'g> {
    companies: Option<(Lists, Column<&'g [u8]>)>,
    areas: Option<(Lists, Column<Area>)>,
}

/// The rows of which a party's company is one of those.
fn with_company((lists, companies): &(Lists, Column<&[u8]>), is_named: IsAsked<'_, [u8]>) -> Vec<usize> {
    // Each distinct name is asked for once.
    let hits: Vec<bool> = companies.entries().iter().map(|name| is_named(name)).collect();
    let mut rows: Vec<usize> = companies.places_of(&hits).map(|element| lists.row(element)).collect();
    rows.dedup();
    rows
}

/// The rows whose places are such.
fn with_places(
    (lists, areas): &(Lists, Column<Area>),
    is_asked: IsAsked<'_, [Place]>,
    rows: usize,
) -> Vec<usize> {
    let place = |area: &Area| Place { area: *area, share: None };
    // Most deals have one place, and few distinct ones.
    let hits: Vec<bool> = areas.entries().iter().map(|area| is_asked(&[place(area)])).collect();
    let mut places = Vec::new();
    let is_hit = |row: &usize| {
        let elements = lists.of(*row);
        if elements.len() == 1 {
            return areas.code(elements.start).is_some_and(|code| hits[code]);
        }
        places.clear();
        places.extend(elements.filter_map(|element| areas.get(element)).map(place));
        is_asked(&places)
    };
    (0..rows).filter(is_hit).collect()
}

/// The columns that a question is about.
#[derive(Default)]
struct Columns<'g> {
    ids: Column<&'g [u8]>,
    titles: Option<Column<&'g [u8]>>,
    kinds: Option<Column<Kind>>,
    statuses: Option<Column<Status>>,
    announced: Option<(Column<NaiveDate>, Column<Precision>)>,
    amounts: Option<Amounts>,
    equivalents: Option<(Lists, Amounts, Column<Slug<'g>>)>,
    periods: Option<(Column<NaiveDate>, Column<NaiveDate>)>,
    parties: Option<(Lists, Column<&'g str>, Column<Role>)>,
    places: Option<(Lists, Column<Area>, Column<Share>)>,
    tags: Option<(Lists, Column<&'g str>)>,
    sources: Option<(Lists, Column<Slug<'g>>)>,
}

/// The columns of an amount. One figure gives all of them but for a range, so the others are read only where there is one.
struct Amounts {
    bounds: Column<Bound>,
    headlines: Column<Decimal>,
    ends: Option<(Column<Decimal>, Column<Decimal>)>,
    currencies: Column<Currency>,
}

/// What is wrong with a row, and where.
type Wrong = (Leaf, Problem);

impl<'g> Columns<'g> {
    /// Reads the columns of all rows, or of `rows`.
    fn read(
        group: &'g Group<'_>,
        chosen_by: &ChosenBy<'g>,
        fields: FieldSet,
        rows: Option<&[usize]>,
    ) -> Result<Self, Flaw> {
        let mut columns = Self { ids: group.column(Leaf::Id, rows, Ok)?, ..Self::default() };
        let wants = |field: FieldSet| fields.contains(field);
        if wants(FieldSet::TITLE) {
            columns.titles = Some(group.column(Leaf::Title, rows, Ok)?);
        }
        if wants(FieldSet::KIND) {
            columns.kinds = Some(group.column(Leaf::Kind, rows, word)?);
        }
        if wants(FieldSet::STATUS) {
            columns.statuses = Some(group.column(Leaf::Status, rows, word)?);
        }
        if wants(FieldSet::ANNOUNCED) {
            let days = group.column(Leaf::Announced, rows, day)?;
            columns.announced = Some((days, group.column(Leaf::Precision, rows, word)?));
        }
        // Equivalents are held against the amount that they are of.
        if wants(FieldSet::AMOUNT) || wants(FieldSet::EQUIVALENTS) {
            columns.amounts = Some(Amounts::read(group, rows)?);
        }
        if wants(FieldSet::EQUIVALENTS) {
            let (lists, sources) = group.lists(Leaf::EquivalentSource, rows, slug)?;
            // Few deals have any, and many a row group has none.
            if lists.len() > 0 {
                let amounts = Amounts::of_equivalents(group, &lists, rows)?;
                columns.equivalents = Some((lists, amounts, sources));
            }
        }
        if wants(FieldSet::PERIOD) {
            let starts = group.column(Leaf::PeriodStart, rows, day)?;
            columns.periods = Some((starts, group.column(Leaf::PeriodEnd, rows, day)?));
        }
        if wants(FieldSet::PARTIES) {
            let (lists, companies) = match &chosen_by.companies {
                Some(chosen_by) => of_rows(chosen_by, rows, Leaf::PartyCompany, |name| text(name))?,
                None => group.lists(Leaf::PartyCompany, rows, text)?,
            };
            let roles = group.elements(Leaf::PartyRole, &lists, rows, word)?;
            columns.parties = Some((lists, companies, roles));
        }
        if wants(FieldSet::PLACES) {
            let (lists, areas) = match &chosen_by.areas {
                Some(chosen_by) => of_rows(chosen_by, rows, Leaf::PlaceArea, |area| Ok(*area))?,
                None => group.lists(Leaf::PlaceArea, rows, word)?,
            };
            let shares = group.elements(Leaf::PlaceShare, &lists, rows, word)?;
            columns.places = Some((lists, areas, shares));
        }
        if wants(FieldSet::TAGS) {
            columns.tags = Some(group.lists(Leaf::Tag, rows, text)?);
        }
        if wants(FieldSet::CITATIONS) {
            columns.sources = Some(group.lists(Leaf::Source, rows, slug)?);
        }
        Ok(columns)
    }

    /// Makes the facts of a row.
    fn fill(&self, row: usize, facts: &mut DealData<'g>) -> Result<(), Wrong> {
        let id = there(self.ids.get(row), Leaf::Id)?;
        facts.id = slug(id).map_err(|problem| (Leaf::Id, problem))?;
        if let Some(titles) = &self.titles {
            let title = there(titles.get(row), Leaf::Title)?;
            facts.title = text(title).map_err(|problem| (Leaf::Title, problem))?.into();
        }
        if let Some(kinds) = &self.kinds {
            facts.kind = *there(kinds.get(row), Leaf::Kind)?;
        }
        if let Some(statuses) = &self.statuses {
            facts.status = *there(statuses.get(row), Leaf::Status)?;
        }
        if let Some((days, precisions)) = &self.announced {
            let day = *there(days.get(row), Leaf::Announced)?;
            facts.announced = announced(day, *there(precisions.get(row), Leaf::Precision)?)?;
        }
        if let Some(amounts) = &self.amounts {
            facts.amount = amounts.get(row, Leaf::Bound)?;
        }
        if let Some((lists, amounts, sources)) = &self.equivalents {
            for at in lists.of(row) {
                let amount = amounts.get(at, Leaf::EquivalentBound)?;
                let amount = there(amount, Leaf::EquivalentBound)?;
                facts.equivalents.push(Equivalent { amount, source: sources.get(at).cloned() });
            }
        }
        if let Some((starts, ends)) = &self.periods
            && let (Some(start), Some(end)) = (starts.get(row), ends.get(row))
        {
            let period = Period::new(None, Some((*start).into()), Some((*end).into()), None);
            facts.period = Some(period.map_err(|problem| (Leaf::PeriodEnd, problem))?);
        }
        if let Some((lists, companies, roles)) = &self.parties {
            for at in lists.of(row) {
                let company = (*there(companies.get(at), Leaf::PartyCompany)?).into();
                facts.parties.push(Party { company, role: *there(roles.get(at), Leaf::PartyRole)? });
            }
        }
        if let Some((lists, areas, shares)) = &self.places {
            for at in lists.of(row) {
                let area = *there(areas.get(at), Leaf::PlaceArea)?;
                facts.places.push(Place { area, share: shares.get(at).copied() });
            }
        }
        if let Some((lists, tags)) = &self.tags {
            for at in lists.of(row) {
                facts.tags.push((*there(tags.get(at), Leaf::Tag)?).into());
            }
        }
        if let Some((lists, sources)) = &self.sources {
            for at in lists.of(row) {
                let source = there(sources.get(at), Leaf::Source)?.clone();
                facts.citations.push(Citation { source, quote: None, amount: None, equivalents: Vec::new() });
            }
        }
        Ok(())
    }
}

/// The lists and the elements of some rows of all.
fn of_rows<T, U>(
    (lists, column): &(Lists, Column<T>),
    rows: Option<&[usize]>,
    leaf: Leaf,
    parse: impl Fn(&T) -> Result<U, Problem>,
) -> Result<(Lists, Column<U>), Flaw> {
    let rows = rows.unwrap_or_default();
    let lists = lists.of_rows(rows);
    let column = column.pick(leaf, Which::Elements(&lists, Some(rows)), parse)?;
    Ok((lists, column))
}

impl Amounts {
    /// The amounts of all rows, or of `rows`.
    fn read(group: &Group<'_>, rows: Option<&[usize]>) -> Result<Self, Flaw> {
        let bounds = group.column(Leaf::Bound, rows, word)?;
        let figures = |leaf| group.column(leaf, rows, figure);
        Self::new(bounds, AMOUNT, figures, group.column(AMOUNT.currency, rows, word)?)
    }

    /// The amounts of the equivalents of all rows, or of `rows`.
    fn of_equivalents(group: &Group<'_>, lists: &Lists, rows: Option<&[usize]>) -> Result<Self, Flaw> {
        let bounds = group.elements(Leaf::EquivalentBound, lists, rows, word)?;
        let figures = |leaf| group.elements(leaf, lists, rows, figure);
        Self::new(bounds, EQUIVALENT, figures, group.elements(EQUIVALENT.currency, lists, rows, word)?)
    }

    fn new(
        bounds: Column<Bound>,
        leaves: AmountLeaves,
        figures: impl Fn(Leaf) -> Result<Column<Decimal>, Flaw>,
        currencies: Column<Currency>,
    ) -> Result<Self, Flaw> {
        let ends = if bounds.entries().contains(&Bound::Range) {
            Some((figures(leaves.floor)?, figures(leaves.ceiling)?))
        } else {
            None
        };
        Ok(Self { bounds, headlines: figures(leaves.headline)?, ends, currencies })
    }

    /// The amount of a row or an element; `leaf` is the column that tells when something of it is missing.
    fn get(&self, at: usize, leaf: Leaf) -> Result<Option<Amount>, Wrong> {
        let incomplete = || (leaf, Problem::new("an amount lacks its bound, a figure or its currency"));
        let (bound, currency, value) =
            match (self.bounds.get(at), self.currencies.get(at), self.headlines.get(at)) {
                (Some(bound), Some(currency), Some(value)) => (*bound, *currency, *value),
                (None, None, None) => return Ok(None),
                _ => return Err(incomplete()),
            };
        let quantity = if bound == Bound::Range {
            let ends = self.ends.as_ref().and_then(|(low, high)| Some((*low.get(at)?, *high.get(at)?)));
            let (low, high) = ends.ok_or_else(incomplete)?;
            Quantity::range(low, high)
        } else {
            Quantity::single(bound, value)
        };
        let quantity = quantity.map_err(|problem| (leaf, problem))?;
        Ok(Some(Amount { quantity, currency }))
    }
}

/// A value that every row or element has.
fn there<T>(value: Option<T>, leaf: Leaf) -> Result<T, Wrong> {
    value.ok_or_else(|| (leaf, Problem::new("there is no value")))
}

fn announced(day: NaiveDate, precision: Precision) -> Result<PartialDate, Wrong> {
    // A period may end later, but no announcement has another year than these.
    if !(1..=9999).contains(&day.year()) {
        return Err((Leaf::Announced, Problem::new(format!("{day} is not a date of four digits"))));
    }
    match precision {
        Precision::Day => Ok(PartialDate::Day(day)),
        Precision::Month if day.day() == 1 => Ok(PartialDate::Month(day)),
        Precision::Year if day.ordinal() == 1 => Ok(PartialDate::Year(day)),
        _ => Err((Leaf::Announced, Problem::new(format!("{day} is not the first day of a {precision}")))),
    }
}

/// A text that is not empty.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Problem> {
    let text = utf8(bytes)?;
    if text.trim_ascii().is_empty() {
        return Err(Problem::new("this text is empty"));
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| Problem::new("this is not UTF-8"))
}

/// A text as a domain type, by that type's own parser.
fn word<T: FromStr<Err = Problem>>(bytes: &[u8]) -> Result<T, Problem> {
    text(bytes)?.parse()
}

fn slug(bytes: &[u8]) -> Result<Slug<'_>, Problem> {
    // An id is never empty: no need to look for that first.
    Slug::new(utf8(bytes)?)
}

fn day(bytes: &[u8]) -> Result<NaiveDate, Problem> {
    let days = <[u8; 4]>::try_from(bytes).map(i32::from_le_bytes).ok();
    days.and_then(|days| NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?))
        .ok_or_else(|| Problem::new("this day is not in the calendar"))
}

fn figure(bytes: &[u8]) -> Result<Decimal, Problem> {
    decimal(bytes, AMOUNT_SCALE).ok_or_else(|| {
        Problem::new("this figure is negative or has more digits than can be kept exactly")
            .hint("28 digits are the most")
    })
}
