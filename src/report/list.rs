//! Deals as a table, a row each.

use std::cmp::Ordering;
use std::str::FromStr;

use super::caveats::Caveats;
use super::table::{Cell, Column, Document, Table};
use super::{Context, Report, ReportError, Unconverted, explain};
use crate::dataset::{DealRecord, Located};
use crate::deal::{Deal, Party, Place};
use crate::invalid::{Invalid, words};
use crate::money::{Amount, Currency, Decimal};
use crate::query::{Found, Selected, Value};

words! {
    /// A column of the list.
    pub enum ListColumn is "column" {
        /// The deal's id.
        Id = "id",
        /// Its title.
        Title = "title",
        /// Its kind.
        Kind = "kind",
        /// Its status.
        Status = "status",
        /// When it was announced.
        Announced = "announced",
        /// Who takes part.
        Parties = "parties",
        /// Where the money goes.
        Places = "places",
        /// The amount in one cell.
        Amount = "amount",
        /// How sure the figure is.
        Bound = "bound",
        /// The least that it can be.
        Floor = "floor",
        /// The figure of the headline.
        Headline = "headline",
        /// The most that it can be.
        Ceiling = "ceiling",
        /// The amount's currency.
        Currency = "currency",
        /// The converted amount in one cell.
        Converted = "converted",
        /// The floor in the target currency.
        ConvertedFloor = "converted_floor",
        /// The headline in the target currency.
        ConvertedHeadline = "converted_headline",
        /// The ceiling in the target currency.
        ConvertedCeiling = "converted_ceiling",
        /// The target currency.
        ConvertedCurrency = "converted_currency",
        /// The rate of exchange.
        Rate = "rate",
        /// The day or month or year of the rate.
        RateDate = "rate_date",
        /// Where the rate or the stated figure comes from.
        RateSource = "rate_source",
        /// When the money is spent.
        Period = "period",
        /// The free labels.
        Tags = "tags",
        /// The sources cited.
        Sources = "sources",
    }
}

impl ListColumn {
    /// What people see unless they choose.
    const PEOPLE: [Self; 9] = [
        Self::Id,
        Self::Announced,
        Self::Title,
        Self::Kind,
        Self::Status,
        Self::Parties,
        Self::Places,
        Self::Sources,
        Self::Amount,
    ];
    /// What programs get unless they choose.
    const MACHINES: [Self; 12] = [
        Self::Id,
        Self::Title,
        Self::Kind,
        Self::Status,
        Self::Announced,
        Self::Parties,
        Self::Places,
        Self::Bound,
        Self::Floor,
        Self::Headline,
        Self::Ceiling,
        Self::Currency,
    ];
    /// What programs get in addition when amounts are converted.
    const CONVERSION: [Self; 7] = [
        Self::ConvertedFloor,
        Self::ConvertedHeadline,
        Self::ConvertedCeiling,
        Self::ConvertedCurrency,
        Self::Rate,
        Self::RateDate,
        Self::RateSource,
    ];

    /// Whether a bound shows in it, and with it what the bound means.
    fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Bound | Self::Floor | Self::Headline | Self::Ceiling)
            || self.needs_conversion()
    }

    fn needs_conversion(self) -> bool {
        self == Self::Converted || Self::CONVERSION.contains(&self)
    }

    /// The column as a table has it; one that was chosen is never hidden.
    fn column(self, target: Option<Currency>, was_chosen: bool) -> Column {
        let column = Column::new(self.word());
        let column = match self {
            Self::Title => column.wraps(),
            Self::Parties => column.wraps().rank(3),
            Self::Places => column.wraps().rank(2),
            Self::Kind => column.rank(5),
            Self::Status => column.rank(4),
            Self::Sources => column.wraps().rank(6),
            Self::Period | Self::Tags | Self::RateSource => column.wraps().rank(1),
            Self::Converted => Column {
                name: target.map_or_else(|| self.word().to_owned(), |currency| format!("in {currency}")),
                ..column
            },
            _ => column,
        };
        if was_chosen { column.rank(0) } else { column }
    }
}

words! {
    /// What a list can be sorted by.
    pub enum SortField is "sort key" {
        /// By id.
        Id = "id",
        /// By title.
        Title = "title",
        /// By kind.
        Kind = "kind",
        /// By status.
        Status = "status",
        /// By date of announcement.
        Announced = "announced",
        /// By headline, in the target currency or else within each currency; undisclosed ones last.
        Amount = "amount",
    }
}

/// A sort key with its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// What to sort by.
    pub field: SortField,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl FromStr for SortKey {
    type Err = Invalid;

    /// Reads `amount`, or `-amount` for the greatest first.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (field, descending) = text.strip_prefix('-').map_or((text, false), |field| (field, true));
        Ok(Self { field: field.parse()?, descending })
    }
}

/// How a list is to look.
#[derive(Debug, Clone, Default)]
pub struct ListOptions {
    /// The columns; those of the format where there are none.
    pub columns: Vec<ListColumn>,
    /// The sort keys, the first one first; the order of the file where there are none.
    pub sort: Vec<SortKey>,
    /// How many deals at the most.
    pub limit: Option<usize>,
}

/// One row before it is laid out.
struct Row<'a> {
    selected: Selected<'a>,
    value: Option<Value>,
    converted: Option<Amount>,
}

/// The deals that were found, as a table and as whole records.
///
/// # Errors
/// When a converted amount is too large, and when a column of the conversion is asked for without a target currency.
pub fn list<'a>(
    found: &Found<'a>,
    context: &Context<'a>,
    options: &ListOptions,
) -> Result<Report, ReportError> {
    let target = context.target;
    if let Some(column) = options.columns.iter().find(|column| column.needs_conversion() && target.is_none())
    {
        return Err(ReportError::NeedsTarget { column: column.word() });
    }
    let mut caveats = Caveats::default();
    caveats.found(found);
    let mut unconverted = Unconverted::from_found(found);
    let mut rows = Vec::with_capacity(found.deals.len());
    for selected in &found.deals {
        rows.push(row(*selected, context, &mut unconverted)?);
    }
    sort(&mut rows, &options.sort, target.is_some());
    let total = rows.len();
    rows.truncate(options.limit.unwrap_or(total));
    let columns = columns(options, context);
    let shows_amounts = columns.iter().any(|column| column.is_amount());
    for row in rows.iter().filter(|_| shows_amounts) {
        caveats.amount(row.selected.standing.amount.map(|amount| &amount.quantity));
        match (&row.value, target, row.selected.standing.amount) {
            (Some(value), ..) => caveats.valued(value),
            (None, Some(_), Some(_)) => caveats.unconverted(),
            _ => {}
        }
    }
    for row in rows.iter().filter(|_| shows_amounts) {
        caveats.included(row.selected.standing.status);
    }
    if rows.len() < total {
        caveats.say(format!("{} of {total} deals shown (--limit)", rows.len()));
    }
    if total == 0 {
        caveats.say(if context.dataset.deals.is_empty() {
            "the dataset has no deals"
        } else {
            "no deal matches"
        });
    }
    let sorts_by_amount = options.sort.iter().any(|key| key.field == SortField::Amount);
    let currencies = rows.iter().filter_map(|row| row.selected.standing.amount.map(|amount| amount.currency));
    if sorts_by_amount && target.is_none() && currencies.collect::<std::collections::BTreeSet<_>>().len() > 1
    {
        caveats.say("amounts are sorted within each currency (--in CUR gives one order)");
    }
    let cells = |row: &Row<'_>| columns.iter().map(|column| cell(*column, row, context)).collect();
    let shows_places = columns.contains(&ListColumn::Places);
    if shows_places
        && context.for_people
        && rows.iter().any(|row| context.dataset.located(row.selected.deal).by_home)
    {
        caveats
            .say("\"home\": the sources name no place, and the investor's or provider's home stands for it");
    }
    let was_chosen = !options.columns.is_empty();
    let shown_target = target.filter(|_| context.for_people);
    let table = Table {
        columns: columns.iter().map(|column| column.column(shown_target, was_chosen)).collect(),
        rows: rows.iter().map(cells).collect(),
        caveats: caveats.into_clauses(target.map(|target| (target, context.converter.at))),
        ..Table::default()
    };
    // Columns that were chosen are wanted as such; otherwise a list is of whole records.
    let records = (options.columns.is_empty() && !context.for_people).then(|| {
        rows.iter()
            .enumerate()
            .map(|(index, row)| record(&row.selected, row.value.as_ref(), row.converted, index == 0, context))
            .collect()
    });
    let mut tables = vec![table];
    if context.explain {
        tables.extend(explain::table(
            rows.iter().filter_map(|row| Some((row.selected.deal, row.value.as_ref()?))),
            target,
        )?);
    }
    Ok(Report { document: Document { tables, records }, unconverted, ..Report::default() })
}

fn row<'a>(
    selected: Selected<'a>,
    context: &Context<'_>,
    unconverted: &mut Unconverted,
) -> Result<Row<'a>, ReportError> {
    let value = context.value(&selected, unconverted);
    let converted =
        value.as_ref().map(Value::amount).transpose().map_err(|_| ReportError::overflow(selected.deal))?;
    Ok(Row { selected, value, converted })
}

fn columns(options: &ListOptions, context: &Context<'_>) -> Vec<ListColumn> {
    if !options.columns.is_empty() {
        return options.columns.clone();
    }
    if context.for_people {
        ListColumn::PEOPLE.into_iter().chain(context.target.map(|_| ListColumn::Converted)).collect()
    } else {
        let conversion = if context.target.is_some() { ListColumn::CONVERSION.as_slice() } else { &[] };
        ListColumn::MACHINES.iter().chain(conversion).copied().collect()
    }
}

fn cell(column: ListColumn, row: &Row<'_>, context: &Context<'_>) -> Cell {
    let deal = row.selected.deal;
    let amount = row.selected.standing.amount;
    match column {
        ListColumn::Id => Cell::text(deal.id.as_str()),
        ListColumn::Title => Cell::text(&*deal.title),
        ListColumn::Kind => Cell::text(deal.kind.word()),
        ListColumn::Status => Cell::text(row.selected.standing.status.word()),
        ListColumn::Announced => Cell::Date(deal.announced),
        ListColumn::Parties => Cell::text(parties(&deal.parties, context.for_people)),
        ListColumn::Places => Cell::text(places(&context.dataset.located(deal), context.for_people)),
        ListColumn::Period => Cell::text(deal.period.as_ref().map(ToString::to_string).unwrap_or_default()),
        ListColumn::Tags => Cell::text(deal.tags.join(separator(context.for_people))),
        ListColumn::Sources => Cell::text(sources(deal, context)),
        ListColumn::Amount => {
            amount.map_or_else(|| Cell::text("undisclosed"), |amount| Cell::Amount(*amount))
        }
        ListColumn::Converted => row.converted.map_or(Cell::Missing, Cell::Amount),
        ListColumn::Bound => Cell::text(amount.map_or("", |amount| amount.quantity.bound().word())),
        ListColumn::Floor | ListColumn::Headline | ListColumn::Ceiling => figure(column, amount),
        ListColumn::ConvertedFloor => figure(ListColumn::Floor, row.converted.as_ref()),
        ListColumn::ConvertedHeadline => figure(ListColumn::Headline, row.converted.as_ref()),
        ListColumn::ConvertedCeiling => figure(ListColumn::Ceiling, row.converted.as_ref()),
        ListColumn::Currency => {
            Cell::text(amount.map_or_else(String::new, |amount| amount.currency.to_string()))
        }
        ListColumn::ConvertedCurrency => {
            Cell::text(row.converted.map_or_else(String::new, |amount| amount.currency.to_string()))
        }
        ListColumn::Rate => row.value.as_ref().and_then(Value::rate).map_or(Cell::Missing, Cell::Rate),
        ListColumn::RateDate => {
            row.value.as_ref().and_then(Value::rate_date).map_or(Cell::Missing, Cell::Date)
        }
        ListColumn::RateSource => Cell::text(row.value.as_ref().map(Value::source).unwrap_or_default()),
    }
}

fn figure(column: ListColumn, amount: Option<&Amount>) -> Cell {
    let Some(amount) = amount else { return Cell::Missing };
    let extent = amount.extent();
    match column {
        ListColumn::Floor => Cell::Figure(extent.floor, amount.currency),
        ListColumn::Headline => Cell::Figure(extent.headline, amount.currency),
        _ => extent.ceiling.map_or(Cell::Open, |ceiling| Cell::Figure(ceiling, amount.currency)),
    }
}

/// People read commas; a machine's list must not be cut by the comma in "Amazon.com, Inc.".
pub(super) fn separator(for_people: bool) -> &'static str {
    if for_people { ", " } else { "; " }
}

pub(super) fn parties(parties: &[Party], for_people: bool) -> String {
    let one = |party: &Party| {
        if for_people { format!("{} ({})", party.company, party.role) } else { party.to_string() }
    };
    parties.iter().map(one).collect::<Vec<_>>().join(separator(for_people))
}

/// The places of a deal; those that are only its principals' homes are marked.
pub(super) fn places(located: &Located<'_>, for_people: bool) -> String {
    let one = |place: &Place| match (located.by_home, for_people, place.share) {
        (true, true, _) => format!("{} (home)", place.area),
        (true, false, _) => format!("home:{}", place.area),
        (false, true, Some(share)) => format!("{} ({share})", place.area),
        (false, _, _) => place.to_string(),
    };
    located.places.iter().map(one).collect::<Vec<_>>().join(separator(for_people))
}

/// Publishers for people, ids for machines; each once.
fn sources(deal: &Deal, context: &Context<'_>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for source in deal.citations.iter().filter_map(|citation| context.dataset.sources.get(&citation.source)) {
        let name = if context.for_people { source.publisher.as_str() } else { source.id.as_str() };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(separator(context.for_people))
}

fn sort(rows: &mut [Row<'_>], keys: &[SortKey], converted: bool) {
    let headline = |row: &Row<'_>| -> Option<(Option<Currency>, Decimal)> {
        if converted {
            row.converted.map(|amount| (None, amount.extent().headline))
        } else {
            row.selected.standing.amount.map(|amount| (Some(amount.currency), amount.extent().headline))
        }
    };
    rows.sort_by(|a, b| {
        let one = |key: &SortKey| {
            let (left, right) = (a.selected.deal, b.selected.deal);
            let order = match key.field {
                SortField::Id => left.id.cmp(&right.id),
                SortField::Title => left.title.cmp(&right.title),
                SortField::Kind => left.kind.word().cmp(right.kind.word()),
                SortField::Status => a.selected.standing.status.cmp(&b.selected.standing.status),
                SortField::Announced => left.announced.cmp(&right.announced),
                SortField::Amount => match (headline(a), headline(b)) {
                    // Currencies keep one order, whichever way their amounts are sorted.
                    (Some(left), Some(right)) if left.0 != right.0 => return left.0.cmp(&right.0),
                    (Some(left), Some(right)) => left.1.cmp(&right.1),
                    // What is not known comes last, whichever way the rest is sorted.
                    (left, right) => return right.is_some().cmp(&left.is_some()),
                },
            };
            if key.descending { order.reverse() } else { order }
        };
        keys.iter().map(one).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

/// A deal as a record of its own, with the columns of the conversion where there is one. The first record brings along
/// the rates of the dataset.
pub(super) fn record(
    selected: &Selected<'_>,
    value: Option<&Value>,
    converted: Option<Amount>,
    is_first: bool,
    context: &Context<'_>,
) -> serde_json::Value {
    let row = Row { selected: *selected, value: value.cloned(), converted };
    let alone = DealRecord::standing_alone(row.selected.deal, context.dataset);
    let alone = if is_first { alone.with_rates(context.dataset) } else { alone };
    let mut record = serde_json::to_value(alone).unwrap_or_default();
    if let (Some(fields), Some(_)) = (record.as_object_mut(), context.target) {
        for column in ListColumn::CONVERSION {
            let cell = cell(column, &row, context);
            fields.insert(column.word().to_owned(), serde_json::to_value(cell).unwrap_or_default());
        }
    }
    record
}
