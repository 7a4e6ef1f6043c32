//! Deals from the columns of a row group, a batch of rows at a time.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::columns::{Lists, Selection};
use super::decimal::decimal;
use super::error::DealFileError;
use super::open::DealReader;
use super::row_group::RowGroup;
use super::schema::{
    AMOUNT, AMOUNT_SCALE, AmountColumns, EPOCH, EQUIVALENT, EQUIVALENTS, LeafColumn, Precision,
};
use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{
    Citation, Deal, DealBuffer, DealData, Equivalent, FieldSet, Kind, Party, Period, Place, Revision, Role,
    Share, Slug, Status,
};
use crate::invalid::Problem;
use crate::money::{Amount, Bound, Currency, Decimal, Quantity};

/// The number of rows that are in memory at a time.
const BATCH: usize = 1 << 11;

/// A condition on a value.
pub(crate) type Condition<'c, T> = &'c dyn Fn(&T) -> bool;

/// Which deals are read, as far as the columns of companies and places decide it.
#[derive(Clone, Copy, Default)]
pub(crate) struct RowPredicate<'c> {
    /// Whether one of the parties must be a company for whose name, in bytes, this is true.
    pub companies: Option<Condition<'c, [u8]>>,
    /// What must be true of the areas of the places; `None` is a place of which only the name is known.
    pub areas: Option<Condition<'c, [Option<Area>]>>,
}

impl DealReader<'_> {
    /// Passes each deal of a row group that satisfies `predicate` to `visit`, with its row in the file, counted from zero.
    ///
    /// Only the columns that `fields` needs are read; other fields of the deal are empty, as are those that are not within
    /// [`COLUMNS`](super::COLUMNS). With [`FieldSet::AS_WRITTEN`], `visit` is given the record as well, else an empty string.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged, for an invalid value, and the error of `visit`.
    pub(crate) fn read_group<E: From<DealFileError>>(
        &self,
        group: usize,
        fields: FieldSet,
        predicate: RowPredicate<'_>,
        mut visit: impl FnMut(&mut Deal<'_>, &str, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let first = self.file.first_row(group);
        let mut group = RowGroup::new(self.file, &self.handle, group);
        for start in (0..group.rows).step_by(BATCH) {
            let mut selection = Selection::all(start..(start + BATCH).min(group.rows));
            let located = |error: DealFileError| error.in_file(first);
            select(&mut group, &mut selection, predicate).map_err(located)?;
            if selection.rows().is_empty() {
                continue;
            }
            read_columns(&mut group, &selection, fields, predicate).map_err(located)?;
            let is_checked = fields.contains(FieldSet::AS_WRITTEN);
            let batch = Batch::parse(&group, &selection, is_checked).map_err(located)?;
            let mut buffer = DealBuffer::default();
            for (index, row) in selection.rows().iter().enumerate() {
                let row = first + *row as u64;
                let invalid = |(column, problem)| DealFileError::Cell { row, column, problem };
                let deal = buffer.write(fields, |deal| batch.fill(index, deal)).map_err(invalid)?;
                let deal = deal.ok_or_else(|| {
                    let problem = Problem::new("the columns of this deal contradict each other");
                    invalid((LeafColumn::Id, problem))
                })?;
                visit(deal, optional(&batch.records, index).unwrap_or_default(), row)?;
            }
        }
        Ok(())
    }

    /// Passes each record of a row group to `visit`, with its row in the file, counted from zero.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged, and the error of `visit`.
    pub(crate) fn read_records<E: From<DealFileError>>(
        &self,
        group: usize,
        mut visit: impl FnMut(&str, u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let first = self.file.first_row(group);
        let mut group = RowGroup::new(self.file, &self.handle, group);
        for start in (0..group.rows).step_by(BATCH) {
            let selection = Selection::all(start..(start + BATCH).min(group.rows));
            let column = group.read(LeafColumn::Record, &selection)?;
            let records = column.parse(&selection, text).map_err(|error| error.in_file(first))?;
            for (record, row) in records.into_iter().flatten().zip(selection.rows()) {
                visit(record, first + *row as u64)?;
            }
        }
        Ok(())
    }
}

/// Narrows `selection` to the rows that satisfy `predicate`. What was read of its columns is narrowed as well.
fn select(
    group: &mut RowGroup<'_>,
    selection: &mut Selection,
    predicate: RowPredicate<'_>,
) -> Result<(), DealFileError> {
    group.clear();
    if let Some(is_named) = predicate.companies {
        let column = group.read(LeafColumn::PartyCompany, selection)?;
        let (lists, named) = (column.lists(), column.parse(selection, |name| Ok(is_named(name)))?);
        let has_name = |index| lists.elements(index).any(|at| named.get(at) == Some(&Some(true)));
        let is_kept: Vec<bool> = (0..lists.len()).map(has_name).collect();
        column.keep(&is_kept);
        selection.keep(&is_kept);
    }
    if let Some(is_accepted) = predicate.areas {
        let column = group.read(LeafColumn::PlaceArea, selection)?;
        // Most deals have one place, and few distinct ones.
        let alone = |area: &[u8]| {
            let area = word(area)?;
            Ok((area, is_accepted(&[Some(area)])))
        };
        let (lists, areas) = (column.lists(), column.parse(selection, alone)?);
        let satisfies = |index| match areas.get(lists.elements(index)) {
            Some([Some((_, is_accepted))]) => *is_accepted,
            areas => {
                let areas = areas.into_iter().flatten().map(|area| area.map(|(area, _)| area));
                is_accepted(&areas.collect::<Vec<_>>())
            }
        };
        let is_kept: Vec<bool> = (0..lists.len()).map(satisfies).collect();
        column.keep(&is_kept);
        selection.keep(&is_kept);
        if predicate.companies.is_some() {
            group.keep(LeafColumn::PartyCompany, &is_kept);
        }
    }
    Ok(())
}

/// Reads the columns that `fields` needs, except those that `predicate` has read.
fn read_columns(
    group: &mut RowGroup<'_>,
    selection: &Selection,
    fields: FieldSet,
    predicate: RowPredicate<'_>,
) -> Result<(), DealFileError> {
    use LeafColumn as Leaf;
    let is_checked = fields.contains(FieldSet::AS_WRITTEN);
    let is_range = |value: &[u8]| value == Bound::Range.as_str().as_bytes();
    group.read(Leaf::Id, selection)?;
    for leaf in Leaf::ALL.iter().filter(|leaf| fields.intersects(leaf.fields())) {
        let is_needed = match leaf {
            Leaf::PartyCompany => predicate.companies.is_none(),
            Leaf::PlaceArea => predicate.areas.is_none(),
            // The headline gives both ends of every amount that is not a range.
            Leaf::Floor | Leaf::Ceiling => is_checked || group.any_value(Leaf::Bound, is_range),
            Leaf::EquivalentFloor | Leaf::EquivalentCeiling => {
                is_checked || group.any_value(Leaf::EquivalentBound, is_range)
            }
            // Few deals have equivalents.
            Leaf::EquivalentHeadline | Leaf::EquivalentCurrency | Leaf::EquivalentSource => {
                is_checked || group.any_value(Leaf::EquivalentBound, |_| true)
            }
            _ => !leaf.may_be_missing() || group.has_values(*leaf),
        };
        if is_needed {
            group.read(*leaf, selection)?;
        }
    }
    Ok(())
}

/// The values of a batch of rows. Those of a column that was not read are empty.
struct Batch<'g> {
    ids: Vec<Option<Slug<'g>>>,
    titles: Vec<Option<&'g str>>,
    kinds: Vec<Option<Kind>>,
    statuses: Vec<Option<Status>>,
    announced: (Vec<Option<NaiveDate>>, Vec<Option<Precision>>),
    amounts: Amounts<'g>,
    periods: (Vec<Option<NaiveDate>>, Vec<Option<NaiveDate>>),
    equivalents: (Lists, Amounts<'g>, Vec<Option<Slug<'g>>>),
    parties: (Lists, Vec<Option<&'g str>>, Vec<Option<Role>>),
    places: Places<'g>,
    tags: (Lists, Vec<Option<&'g str>>),
    sources: (Lists, Vec<Option<Slug<'g>>>),
    included_in: Vec<Option<Slug<'g>>>,
    replaces: Vec<Option<Slug<'g>>>,
    records: Vec<Option<&'g str>>,
}

/// The places of a batch of rows.
struct Places<'g> {
    lists: Lists,
    areas: Vec<Option<Area>>,
    names: Vec<Option<&'g str>>,
    shares: Vec<Option<Share>>,
}

/// An invalid value and its column.
type CellError = (LeafColumn, Problem);

impl<'g> Batch<'g> {
    /// Parses what was read of the columns of `group`.
    fn parse(group: &'g RowGroup<'_>, rows: &Selection, is_checked: bool) -> Result<Self, DealFileError> {
        use LeafColumn as Leaf;
        let lists = |columns: &[Leaf]| lists(group, rows, columns);
        Ok(Self {
            ids: group.parse(Leaf::Id, rows, slug)?,
            titles: group.parse(Leaf::Title, rows, text)?,
            kinds: group.parse(Leaf::Kind, rows, word)?,
            statuses: group.parse(Leaf::Status, rows, word)?,
            announced: (group.parse(Leaf::Announced, rows, day)?, group.parse(Leaf::Precision, rows, word)?),
            amounts: Amounts::parse(group, rows, Leaf::Bound, AMOUNT, is_checked)?,
            periods: (group.parse(Leaf::PeriodStart, rows, day)?, group.parse(Leaf::PeriodEnd, rows, day)?),
            equivalents: (
                lists(&EQUIVALENTS)?,
                Amounts::parse(group, rows, Leaf::EquivalentBound, EQUIVALENT, is_checked)?,
                group.parse(Leaf::EquivalentSource, rows, slug)?,
            ),
            parties: (
                // Without the roles, only a predicate has read the companies.
                lists(&[Leaf::PartyRole, Leaf::PartyCompany])?,
                group.parse(Leaf::PartyCompany, rows, text)?,
                group.parse(Leaf::PartyRole, rows, word)?,
            ),
            places: Places {
                lists: lists(&[Leaf::PlaceShare, Leaf::PlaceArea, Leaf::PlaceName])?,
                areas: group.parse(Leaf::PlaceArea, rows, word)?,
                names: group.parse(Leaf::PlaceName, rows, text)?,
                shares: group.parse(Leaf::PlaceShare, rows, word)?,
            },
            tags: (lists(&[Leaf::Tag])?, group.parse(Leaf::Tag, rows, text)?),
            sources: (lists(&[Leaf::Source])?, group.parse(Leaf::Source, rows, slug)?),
            included_in: group.parse(Leaf::IncludedIn, rows, slug)?,
            replaces: group.parse(Leaf::Replaces, rows, slug)?,
            records: group.parse(Leaf::Record, rows, text)?,
        })
    }

    /// Writes the deal of the selected row at `index` into `deal`, which is empty.
    fn fill(&self, index: usize, deal: &mut DealData<'g>) -> Result<(), CellError> {
        deal.id = required(&self.ids, index, LeafColumn::Id)?;
        if !self.titles.is_empty() {
            deal.title = required(&self.titles, index, LeafColumn::Title)?.into();
        }
        if !self.kinds.is_empty() {
            deal.kind = required(&self.kinds, index, LeafColumn::Kind)?;
        }
        if !self.statuses.is_empty() {
            deal.status = required(&self.statuses, index, LeafColumn::Status)?;
        }
        let (days, precisions) = &self.announced;
        if !days.is_empty() {
            let day = required(days, index, LeafColumn::Announced)?;
            deal.announced = announced(day, required(precisions, index, LeafColumn::Precision)?)?;
        }
        deal.amount = self.amounts.get(index)?;
        deal.included_in = optional(&self.included_in, index);
        deal.replaces = optional(&self.replaces, index);
        let (starts, ends) = &self.periods;
        if let (Some(Some(start)), Some(Some(end))) = (starts.get(index), ends.get(index)) {
            let period = Period::new(None, Some((*start).into()), Some((*end).into()), None);
            deal.period = Some(period.map_err(|problem| (LeafColumn::PeriodEnd, problem))?);
        }
        self.fill_lists(index, deal)
    }

    fn fill_lists(&self, index: usize, deal: &mut DealData<'g>) -> Result<(), CellError> {
        let (lists, companies, roles) = &self.parties;
        for at in lists.elements(index) {
            let company = required(companies, at, LeafColumn::PartyCompany)?.into();
            deal.parties.push(Party { company, role: required(roles, at, LeafColumn::PartyRole)? });
        }
        let Places { lists, areas, names, shares } = &self.places;
        for at in lists.elements(index) {
            let place = Place::new(optional(areas, at), optional(names, at), optional(shares, at));
            deal.places.push(place.map_err(|problem| (LeafColumn::PlaceArea, problem))?);
        }
        let (lists, tags) = &self.tags;
        for at in lists.elements(index) {
            deal.tags.push(required(tags, at, LeafColumn::Tag)?.into());
        }
        let (lists, sources) = &self.sources;
        for at in lists.elements(index) {
            let source = required(sources, at, LeafColumn::Source)?;
            deal.citations.push(Citation { source, quote: None, amount: None, equivalents: Vec::new() });
        }
        let (lists, amounts, sources) = &self.equivalents;
        for at in lists.elements(index) {
            let amount = amounts.get(at)?;
            let amount = amount.ok_or_else(|| (LeafColumn::EquivalentBound, Problem::new("it is null")))?;
            deal.equivalents.push(Equivalent { amount, source: optional(sources, at) });
        }
        if !deal.citations.is_empty() && deal.equivalents.iter().any(|equivalent| equivalent.source.is_none())
        {
            revise_without_citation(deal);
        }
        Ok(())
    }
}

/// Moves amount and equivalents into a revision without a citation.
///
/// The column of sources names the source of each equivalent, also where that is the deal's first citation. If it is null
/// although the deal has citations, a revision that cites nothing changed the amount. Without a revision the equivalent
/// would be attributed to the first citation.
fn revise_without_citation(deal: &mut DealData<'_>) {
    deal.history.push(Revision {
        date: NaiveDate::MAX,
        status: None,
        amount: deal.amount,
        equivalents: std::mem::take(&mut deal.equivalents),
        note: None,
        citation: None,
        recorded: None,
    });
}

/// The lists of `columns`, which must be of equal lengths in each row; columns that were not read are ignored.
fn lists(group: &RowGroup<'_>, rows: &Selection, columns: &[LeafColumn]) -> Result<Lists, DealFileError> {
    let mut read = columns.iter().map(|column| (column, group.lists(*column)));
    let Some((_, lists)) = read.next().filter(|(_, lists)| lists.len() > 0) else {
        return Ok(Lists::default());
    };
    match read.find(|(_, other)| other.len() > 0 && *other != lists) {
        Some((column, _)) => {
            let problem =
                format!("the lists of column {} have other lengths than those beside it", column.name());
            Err(DealFileError::damaged(problem))
        }
        None if lists.len() != rows.rows().len() => {
            Err(DealFileError::damaged("a column of lists has more or fewer rows than the file"))
        }
        None => Ok(lists),
    }
}

/// The columns of amounts.
struct Amounts<'g> {
    columns: AmountColumns,
    bound: LeafColumn,
    bounds: Vec<Option<Bound>>,
    headlines: Vec<Option<Decimal>>,
    /// Not parsed: those of an amount that is not a range follow from its headline.
    floors: Vec<Option<&'g [u8]>>,
    ceilings: Vec<Option<&'g [u8]>>,
    currencies: Vec<Option<Currency>>,
    /// Whether the figures that follow from others are checked as well.
    is_checked: bool,
}

impl<'g> Amounts<'g> {
    fn parse(
        group: &'g RowGroup<'_>,
        rows: &Selection,
        bound: LeafColumn,
        columns: AmountColumns,
        is_checked: bool,
    ) -> Result<Self, DealFileError> {
        Ok(Self {
            columns,
            is_checked,
            bound,
            bounds: group.parse(bound, rows, word)?,
            headlines: group.parse(columns.headline, rows, figure)?,
            floors: group.parse(columns.floor, rows, Ok)?,
            ceilings: group.parse(columns.ceiling, rows, Ok)?,
            currencies: group.parse(columns.currency, rows, word)?,
        })
    }

    /// The amount of a row or an element, or `None` if all its columns are null or were not read.
    fn get(&self, at: usize) -> Result<Option<Amount>, CellError> {
        let incomplete = || (self.bound, Problem::new("an amount lacks its bound, a figure or its currency"));
        let parse = |figures: &[Option<&[u8]>], column| {
            let parsed = optional(figures, at).map(figure).transpose();
            parsed.map_err(|problem| (column, problem))
        };
        let ends =
            || Ok((parse(&self.floors, self.columns.floor)?, parse(&self.ceilings, self.columns.ceiling)?));
        let amount =
            (optional(&self.bounds, at), optional(&self.currencies, at), optional(&self.headlines, at));
        let (bound, currency, headline) = match amount {
            (Some(bound), Some(currency), Some(headline)) => (bound, currency, headline),
            (None, None, None) => return Ok(None),
            _ => return Err(incomplete()),
        };
        let quantity = if bound == Bound::Range {
            let (floor, ceiling) = ends()?;
            Quantity::range(floor.ok_or_else(incomplete)?, ceiling.ok_or_else(incomplete)?)
        } else {
            Quantity::single(bound, headline)
        };
        let quantity = quantity.map_err(|problem| (self.bound, problem))?;
        if self.is_checked {
            let estimate = quantity.estimate();
            let (floor, ceiling) = ends()?;
            let figures = [
                (self.columns.floor, floor == Some(estimate.floor)),
                (self.columns.headline, headline == estimate.headline),
                (self.columns.ceiling, ceiling == estimate.ceiling),
            ];
            if let Some((column, _)) = figures.into_iter().find(|(_, is_right)| !is_right) {
                return Err((
                    column,
                    Problem::new("this figure contradicts the other columns of the amount"),
                ));
            }
        }
        Ok(Some(Amount { quantity, currency }))
    }
}

/// The value of a column without nulls.
fn required<T: Clone>(values: &[Option<T>], at: usize, column: LeafColumn) -> Result<T, CellError> {
    optional(values, at).ok_or_else(|| (column, Problem::new("it is null")))
}

fn optional<T: Clone>(values: &[Option<T>], at: usize) -> Option<T> {
    values.get(at).cloned().flatten()
}

fn announced(day: NaiveDate, precision: Precision) -> Result<PartialDate, CellError> {
    // The last day of a period may be later, but the year of an announcement has four digits.
    if !(1..=9999).contains(&day.year()) {
        let problem = Problem::new(format!("{day} has no year of four digits"));
        return Err((LeafColumn::Announced, problem));
    }
    match precision {
        Precision::Day => Ok(PartialDate::Day(day)),
        Precision::Month if day.day() == 1 => Ok(PartialDate::Month(day)),
        Precision::Quarter if day.day() == 1 && day.month0().is_multiple_of(3) => {
            Ok(PartialDate::Quarter(day))
        }
        Precision::Year if day.ordinal() == 1 => Ok(PartialDate::Year(day)),
        _ => {
            let problem = Problem::new(format!("{day} is not the first day of a {precision}"));
            Err((LeafColumn::Announced, problem))
        }
    }
}

/// A string that is not blank.
fn text(bytes: &[u8]) -> Result<&str, Problem> {
    let text = utf8(bytes)?;
    if text.trim_ascii().is_empty() {
        return Err(Problem::new("this text is empty"));
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| Problem::new("this is not UTF-8"))
}

/// A value of a domain type, from its written form.
fn word<T: FromStr<Err = Problem>>(bytes: &[u8]) -> Result<T, Problem> {
    text(bytes)?.parse()
}

fn slug(bytes: &[u8]) -> Result<Slug<'_>, Problem> {
    Slug::new(utf8(bytes)?)
}

fn day(bytes: &[u8]) -> Result<NaiveDate, Problem> {
    let days = <[u8; 4]>::try_from(bytes).map(i32::from_ne_bytes).ok();
    days.and_then(|days| NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH)?))
        .ok_or_else(|| Problem::new("this day is not in the calendar"))
}

fn figure(bytes: &[u8]) -> Result<Decimal, Problem> {
    decimal(bytes, AMOUNT_SCALE).ok_or_else(|| {
        Problem::new("this figure is negative or has more digits than can be kept exactly")
            .hint("at most 28 digits can be kept")
    })
}
