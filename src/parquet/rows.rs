//! The deals of a row group, made of its columns.

use std::ops::Range;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::column::{Column, Lists};
use super::decimal::decimal;
use super::fault::{Fault, Flaw, Stop};
use super::pages::Wanted;
use super::read::Group;
use super::schema::{AMOUNT, AMOUNT_SCALE, AmountLeaves, EPOCH, EQUIVALENT, Leaf, Precision};
use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{
    Citation, Deal, Equivalent, Facts, Fields, Kind, Party, Period, Place, Role, Share, Slate, Slug, Status,
};
use crate::invalid::Invalid;
use crate::money::{Amount, Bound, Currency, Decimal, Quantity};

/// Looks at the deals of a row group; see [`super::DealFile::read_group`]. `at` makes a fault of a flaw.
pub(super) fn read<E>(
    group: &Group<'_>,
    first: u64,
    fields: Fields,
    names: Option<&dyn Fn(&str) -> bool>,
    mut each: impl FnMut(&mut Deal<'_>, u64) -> Result<(), E>,
    at: impl Fn(Flaw) -> Fault,
) -> Result<(), Stop<E>> {
    let needs_companies = fields.contains(Fields::PARTIES) || names.is_some();
    let companies = needs_companies.then(|| group.lists(Leaf::PartyCompany, text));
    let companies = companies.transpose().map_err(&at)?;
    let chosen = match (names, &companies) {
        (Some(names), Some((lists, companies))) => Some(choose(lists, companies, names, group.rows)),
        _ => None,
    };
    if chosen.as_ref().is_some_and(Vec::is_empty) {
        return Ok(());
    }
    let within = |range: Range<usize>| {
        let rows = chosen.as_deref().unwrap_or_default();
        let next = rows.partition_point(|row| *row < range.start);
        rows.get(next).is_some_and(|row| *row < range.end)
    };
    let wanted: Option<Wanted<'_>> = if chosen.is_some() { Some(&within) } else { None };
    let columns = Columns::read(group, companies, fields, wanted).map_err(&at)?;
    let mut slate = Slate::default();
    let look = |row: usize| {
        let value = |(leaf, problem)| at(Flaw::Value { row: row as u64, leaf, problem });
        let deal = slate.write(fields, |facts| columns.fill(row, facts)).map_err(value)?;
        let deal = deal.ok_or_else(|| {
            value((Leaf::Id, Invalid::new("the columns of this deal contradict each other")))
        })?;
        each(deal, first + row as u64).map_err(Stop::Refused)
    };
    match chosen {
        Some(rows) => rows.into_iter().try_for_each(look),
        None => (0..group.rows).try_for_each(look),
    }
}

/// The rows of which a party's company is one of those.
fn choose(lists: &Lists, companies: &Column<&str>, names: &dyn Fn(&str) -> bool, rows: usize) -> Vec<usize> {
    // Each distinct name is asked for once.
    let hits: Vec<bool> = companies.entries().iter().map(|name| names(name)).collect();
    if !hits.contains(&true) {
        return Vec::new();
    }
    let is_hit = |element: usize| companies.code(element).is_some_and(|code| hits[code]);
    (0..rows).filter(|row| lists.of(*row).any(is_hit)).collect()
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
type Wrong = (Leaf, Invalid);

impl<'g> Columns<'g> {
    fn read(
        group: &'g Group<'_>,
        companies: Option<(Lists, Column<&'g str>)>,
        fields: Fields,
        wanted: Option<Wanted<'_>>,
    ) -> Result<Self, Flaw> {
        let mut columns = Self { ids: group.texts(Leaf::Id, wanted)?, ..Self::default() };
        let wants = |field: Fields| fields.contains(field);
        if wants(Fields::TITLE) {
            columns.titles = Some(group.texts(Leaf::Title, wanted)?);
        }
        if wants(Fields::KIND) {
            columns.kinds = Some(group.column(Leaf::Kind, None, word)?);
        }
        if wants(Fields::STATUS) {
            columns.statuses = Some(group.column(Leaf::Status, None, word)?);
        }
        if wants(Fields::ANNOUNCED) {
            let days = group.column(Leaf::Announced, None, day)?;
            columns.announced = Some((days, group.column(Leaf::Precision, None, word)?));
        }
        // Equivalents are held against the amount that they are of.
        if wants(Fields::AMOUNT) || wants(Fields::EQUIVALENTS) {
            columns.amounts = Some(Amounts::read(group, Leaf::Bound, AMOUNT, None)?);
        }
        if wants(Fields::EQUIVALENTS) {
            let (lists, sources) = group.lists(Leaf::EquivalentSource, slug)?;
            // Few deals have any, and many a row group has none.
            if lists.len() > 0 {
                let amounts = Amounts::read(group, Leaf::EquivalentBound, EQUIVALENT, Some(&lists))?;
                columns.equivalents = Some((lists, amounts, sources));
            }
        }
        if wants(Fields::PERIOD) {
            let starts = group.column(Leaf::PeriodStart, None, day)?;
            columns.periods = Some((starts, group.column(Leaf::PeriodEnd, None, day)?));
        }
        if let Some((lists, companies)) = companies.filter(|_| wants(Fields::PARTIES)) {
            let roles = group.column(Leaf::PartyRole, Some(&lists), word)?;
            columns.parties = Some((lists, companies, roles));
        }
        if wants(Fields::PLACES) {
            let (lists, areas) = group.lists(Leaf::PlaceArea, word)?;
            let shares = group.column(Leaf::PlaceShare, Some(&lists), word)?;
            columns.places = Some((lists, areas, shares));
        }
        if wants(Fields::TAGS) {
            columns.tags = Some(group.lists(Leaf::Tag, text)?);
        }
        if wants(Fields::CITATIONS) {
            columns.sources = Some(group.lists(Leaf::Source, slug)?);
        }
        Ok(columns)
    }

    /// Makes the facts of a row.
    fn fill(&self, row: usize, facts: &mut Facts<'g>) -> Result<(), Wrong> {
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

impl Amounts {
    fn read(
        group: &Group<'_>,
        bound: Leaf,
        leaves: AmountLeaves,
        lists: Option<&Lists>,
    ) -> Result<Self, Flaw> {
        let AmountLeaves { floor, headline, ceiling, currency } = leaves;
        let bounds: Column<Bound> = group.column(bound, lists, word)?;
        let ends = if bounds.entries().contains(&Bound::Range) {
            Some((group.column(floor, lists, figure)?, group.column(ceiling, lists, figure)?))
        } else {
            None
        };
        let headlines = group.column(headline, lists, figure)?;
        Ok(Self { bounds, headlines, ends, currencies: group.column(currency, lists, word)? })
    }

    /// The amount of a row or an element; `leaf` is the column that tells when something of it is missing.
    fn get(&self, at: usize, leaf: Leaf) -> Result<Option<Amount>, Wrong> {
        let incomplete = || (leaf, Invalid::new("an amount lacks its bound, a figure or its currency"));
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
    value.ok_or_else(|| (leaf, Invalid::new("there is no value")))
}

fn announced(day: NaiveDate, precision: Precision) -> Result<PartialDate, Wrong> {
    // A period may end later, but no announcement has another year than these.
    if !(1..=9999).contains(&day.year()) {
        return Err((Leaf::Announced, Invalid::new(format!("{day} is not a date of four digits"))));
    }
    match precision {
        Precision::Day => Ok(PartialDate::Day(day)),
        Precision::Month if day.day() == 1 => Ok(PartialDate::Month(day)),
        Precision::Year if day.ordinal() == 1 => Ok(PartialDate::Year(day)),
        _ => Err((Leaf::Announced, Invalid::new(format!("{day} is not the first day of a {precision}")))),
    }
}

/// A text that is not empty.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|_| Invalid::new("this is not UTF-8"))?;
    if text.trim_ascii().is_empty() {
        return Err(Invalid::new("this text is empty"));
    }
    Ok(text)
}

/// A text as a domain type, by that type's own parser.
fn word<T: FromStr<Err = Invalid>>(bytes: &[u8]) -> Result<T, Invalid> {
    text(bytes)?.parse()
}

fn slug(bytes: &[u8]) -> Result<Slug<'_>, Invalid> {
    Slug::new(text(bytes)?)
}

fn day(bytes: &[u8]) -> Result<NaiveDate, Invalid> {
    let days = <[u8; 4]>::try_from(bytes).map(i32::from_le_bytes).ok();
    days.and_then(|days| NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?))
        .ok_or_else(|| Invalid::new("this day is not in the calendar"))
}

fn figure(bytes: &[u8]) -> Result<Decimal, Invalid> {
    decimal(bytes, AMOUNT_SCALE).ok_or_else(|| {
        Invalid::new("this figure is negative or has more digits than can be kept exactly")
            .hint("28 digits are the most")
    })
}
