//! Deals as a table, a row each.

mod options;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use super::caveats::{Caveats, number};
use super::table::{Cell, Column, Document, Line, Lines, Table};
use super::{Context, Report, ReportError, Unconverted, explain};
use crate::dataset::{DealRecord, Placement};
use crate::deal::{CurrentState, Deal, Party, Place};
use crate::money::{Amount, Currency, Decimal};
use crate::query::{Converter, Match, Selected, Value};
use options::columns;

pub use options::{ListColumn, ListOptions, Reader, SortField, SortKey};

/// A deal that is kept for the list.
#[derive(Debug)]
struct Kept {
    at: u64,
    deal: Deal<'static>,
    value: Option<Value>,
    converted: Option<Amount>,
}

/// One row before it is laid out.
#[derive(Clone, Copy)]
struct Row<'a> {
    deal: &'a Deal<'a>,
    current: CurrentState<'a>,
    value: Option<&'a Value>,
    converted: Option<Amount>,
}

impl Kept {
    fn row(&self) -> Row<'_> {
        let current = self.deal.current_state();
        Row { deal: &self.deal, current, value: self.value.as_ref(), converted: self.converted }
    }
}

/// A list in the making: deals are added one by one, and what several threads made is put together.
#[derive(Debug)]
pub struct List<'a> {
    context: Context<'a>,
    options: &'a ListOptions,
    converter: Converter<'a>,
    columns: Vec<ListColumn>,
    rows: Vec<Kept>,
    /// The rows of a table for people, with where their deals stand, where nothing else must be known of these.
    cells: Vec<(u64, Vec<Cell>)>,
    is_plain: bool,
    caveats: Caveats,
    unconverted: Unconverted,
    found: usize,
    shown: usize,
    /// The currencies of what is shown.
    currencies: BTreeSet<Currency>,
    /// Whether a home is shown for want of a place.
    has_homes: bool,
}

impl<'a> List<'a> {
    /// A list of no deals yet.
    pub fn new(context: Context<'a>, options: &'a ListOptions) -> Self {
        Self {
            context,
            options,
            converter: Converter::new(context.rates, context.at),
            columns: columns(options, &context),
            rows: Vec::new(),
            cells: Vec::new(),
            is_plain: context.for_people
                && !context.explain
                && options.sort.is_empty()
                && options.limit.is_none(),
            caveats: Caveats::default(),
            unconverted: Unconverted::default(),
            found: 0,
            shown: 0,
            currencies: BTreeSet::new(),
            has_homes: false,
        }
    }

    /// Adds a deal, if it is asked for.
    ///
    /// # Errors
    /// When a converted amount is too large.
    pub fn add(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.caveats.found(found);
        if !self.unconverted.admits(selected.deal, found, at) {
            return Ok(());
        }
        self.found += 1;
        let value = self.context.value(selected, &self.converter, at, &mut self.unconverted);
        let converted = value
            .as_ref()
            .map(Value::amount)
            .transpose()
            .map_err(|_| ReportError::overflow(selected.deal))?;
        if self.is_plain {
            let row =
                Row { deal: selected.deal, current: selected.current, value: value.as_ref(), converted };
            self.shown(&row);
            self.cells.push((at, self.cells_of(&row)));
            return Ok(());
        }
        let limit = self.options.limit.unwrap_or(usize::MAX);
        if self.options.sort.is_empty() && self.rows.len() >= limit {
            // Each thread goes through the file in its order: later ones come after these.
            return Ok(());
        }
        self.rows.push(Kept { at, deal: selected.deal.clone().into_owned(), value, converted });
        if self.rows.len() / 2 > limit.saturating_add(SPARE) {
            self.sort();
        }
        Ok(())
    }

    /// Adds what another thread has added.
    pub fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.cells.extend(other.cells);
        self.caveats.merge(other.caveats);
        self.unconverted.merge(other.unconverted);
        self.found += other.found;
        self.shown += other.shown;
        self.currencies.extend(other.currencies);
        self.has_homes |= other.has_homes;
    }

    /// Brings the rows into their order and leaves out those beyond the limit.
    pub fn sort(&mut self) {
        let (keys, converted) = (&self.options.sort, self.context.target.is_some());
        self.rows.sort_by(|a, b| order(&a.row(), &b.row(), keys, converted).then(a.at.cmp(&b.at)));
        self.rows.truncate(self.options.limit.unwrap_or(usize::MAX));
    }

    /// Takes the rows that are there so far, in their order, for a program: as whole records where it has those and no
    /// columns were chosen.
    pub fn take(&mut self, has_records: bool) -> Lines {
        if self.options.sort.is_empty() {
            self.rows.sort_by_key(|kept| kept.at);
        }
        let kept = std::mem::take(&mut self.rows);
        let context = self.context;
        let is_records = has_records && self.options.columns.is_empty();
        let mut taken = Lines { lines: Vec::with_capacity(kept.len()), first: None };
        for kept in &kept {
            let row = kept.row();
            self.shown(&row);
            if !is_records {
                taken.lines.push(Line::Cells(self.cells_of(&row)));
                continue;
            }
            let record = |is_first| Line::Record(row_record(&row, is_first, &context));
            if taken.lines.is_empty() && !context.reference.rates.is_empty() {
                taken.first = Some(record(true));
            }
            taken.lines.push(record(false));
        }
        taken
    }

    /// Takes the rows that are there so far, in their order, each whole with its record and what it was converted to.
    #[cfg(feature = "parquet")]
    pub fn take_whole(&mut self) -> Vec<Whole> {
        if self.options.sort.is_empty() {
            self.rows.sort_by_key(|kept| kept.at);
        }
        // Figures that were converted have columns of their own.
        let context = Context { target: None, ..self.context };
        let kept = std::mem::take(&mut self.rows);
        let mut all = Vec::with_capacity(kept.len());
        for kept in kept {
            let row = kept.row();
            self.shown(&row);
            let record = row_record(&row, false, &context);
            all.push(Whole { record, conversion: kept.converted.zip(kept.value), deal: kept.deal });
        }
        all
    }

    /// The columns of the list.
    pub fn head(&self) -> Vec<Column> {
        let was_chosen = !self.options.columns.is_empty();
        let target = self.context.target.filter(|_| self.context.for_people);
        self.columns.iter().map(|column| column.column(target, was_chosen)).collect()
    }

    fn cells_of(&self, row: &Row<'_>) -> Vec<Cell> {
        self.columns.iter().map(|column| cell(*column, row, &self.context)).collect()
    }

    /// The conversions laid open, where that is asked for.
    ///
    /// # Errors
    /// When a converted amount is too large.
    pub fn explained(&self) -> Result<Report, ReportError> {
        let mut report = Report::default();
        if self.context.explain {
            let values = self.rows.iter().filter_map(|kept| Some((&kept.deal, kept.value.as_ref()?)));
            report.document.tables.extend(explain::table(values, self.context.target)?);
        }
        report.unconverted = self.unconverted.clone();
        Ok(report)
    }

    /// What is to be said of a list whose rows were taken part by part.
    pub fn rest(self) -> Report {
        let caveats = self.caveats();
        let tables = vec![Table { caveats, ..Table::default() }];
        let unconverted = self.unconverted.run_ordered();
        Report { document: Document { tables, records: None }, unconverted, ..Report::default() }
    }

    fn caveats(&self) -> Vec<String> {
        let Self { context, options, .. } = self;
        let mut caveats = self.caveats.clone();
        if self.shown < self.found {
            caveats.say(format!("{} of {} deals shown (--limit)", number(self.shown), number(self.found)));
        }
        if self.found == 0 {
            caveats.say(context.nothing_found());
        }
        let sorts_by_amount = options.sort.iter().any(|key| key.field == SortField::Amount);
        if sorts_by_amount && context.target.is_none() && self.currencies.len() > 1 {
            caveats.say("amounts are sorted within each currency (--in CUR gives one order)");
        }
        if self.has_homes {
            caveats.say(
                "\"home\": the sources name no place, and the investor's or provider's home stands for it",
            );
        }
        caveats.into_clauses(context.target.map(|target| (target, context.at)))
    }

    /// The list as a table for people.
    ///
    /// # Errors
    /// When a converted amount is too large.
    pub fn report(mut self) -> Result<Report, ReportError> {
        let kept = std::mem::take(&mut self.rows);
        let rows: Vec<Row<'_>> = kept.iter().map(Kept::row).collect();
        let context = self.context;
        for row in &rows {
            self.shown(row);
        }
        let mut cells = std::mem::take(&mut self.cells);
        cells.sort_by_key(|(at, _)| *at);
        let cells = cells.into_iter().map(|(_, cells)| cells);
        let table = Table {
            columns: self.head(),
            rows: cells.chain(rows.iter().map(|row| self.cells_of(row))).collect(),
            caveats: self.caveats(),
            ..Table::default()
        };
        let mut tables = vec![table];
        if context.explain {
            let values = rows.iter().filter_map(|row| Some((row.deal, row.value?)));
            tables.extend(explain::table(values, context.target)?);
        }
        let unconverted = self.unconverted.run_ordered();
        Ok(Report { document: Document { tables, records: None }, unconverted, ..Report::default() })
    }

    /// Notes what is to be said of a row that is shown.
    fn shown(&mut self, row: &Row<'_>) {
        self.shown += 1;
        let amount = row.current.amount;
        self.currencies.extend(amount.map(|amount| amount.currency));
        if self.columns.iter().any(|column| column.is_amount()) {
            self.caveats.amount(amount.map(|amount| &amount.quantity));
            match (row.value, self.context.target, amount) {
                (Some(value), ..) => self.caveats.valued(value),
                (None, Some(_), Some(_)) => self.caveats.unconverted(),
                _ => {}
            }
            self.caveats.included(row.current.status);
        }
        if self.context.for_people && !self.has_homes && self.columns.contains(&ListColumn::Places) {
            self.has_homes = self.context.reference.placement(row.deal).is_inferred_from_home;
        }
    }
}

/// A row with everything that is known of it.
#[cfg(feature = "parquet")]
#[derive(Debug)]
pub struct Whole {
    /// The deal.
    pub deal: Deal<'static>,
    /// The same as a record of JSON Lines.
    pub record: String,
    /// What it was converted to, and how.
    pub conversion: Option<(Amount, Value)>,
}

/// More rows than the limit are sorted out once they are this many more than twice as many.
const SPARE: usize = 1000;

fn cell(column: ListColumn, row: &Row<'_>, context: &Context<'_>) -> Cell {
    let deal = row.deal;
    let amount = row.current.amount;
    match column {
        ListColumn::Id => Cell::text(deal.id.as_str()),
        ListColumn::Title => Cell::text(&*deal.title),
        ListColumn::Kind => Cell::text(deal.kind.as_str()),
        ListColumn::Status => Cell::text(row.current.status.as_str()),
        ListColumn::Announced => Cell::Date(deal.announced),
        ListColumn::Parties => Cell::text(parties(&deal.parties, context.for_people)),
        ListColumn::Places => Cell::text(places(&context.reference.placement(deal), context.for_people)),
        ListColumn::Period => Cell::text(deal.period.as_ref().map(ToString::to_string).unwrap_or_default()),
        ListColumn::Tags => Cell::text(deal.tags.join(separator(context.for_people))),
        ListColumn::Sources => Cell::text(sources(deal, context)),
        ListColumn::Amount => {
            amount.map_or_else(|| Cell::text("undisclosed"), |amount| Cell::Amount(*amount))
        }
        ListColumn::Converted => row.converted.map_or(Cell::Missing, Cell::Amount),
        ListColumn::Bound => Cell::text(amount.map_or("", |amount| amount.quantity.bound().as_str())),
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
        ListColumn::Rate => row.value.and_then(Value::rate).map_or(Cell::Missing, Cell::Rate),
        ListColumn::RateDate => row.value.and_then(Value::rate_date).map_or(Cell::Missing, Cell::Date),
        ListColumn::RateSource => Cell::text(row.value.map(Value::source).unwrap_or_default()),
    }
}

fn figure(column: ListColumn, amount: Option<&Amount>) -> Cell {
    let Some(amount) = amount else { return Cell::Missing };
    let extent = amount.estimate();
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
pub(super) fn places(placement: &Placement<'_>, for_people: bool) -> String {
    let one = |place: &Place| match (placement.is_inferred_from_home, for_people, place.share) {
        (true, true, _) => format!("{} (home)", place.area),
        (true, false, _) => format!("home:{}", place.area),
        (false, true, Some(share)) => format!("{} ({share})", place.area),
        (false, _, _) => place.to_string(),
    };
    placement.places.iter().map(one).collect::<Vec<_>>().join(separator(for_people))
}

/// Publishers for people, ids for machines; each once.
fn sources(deal: &Deal, context: &Context<'_>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for source in deal.citations.iter().filter_map(|citation| context.reference.sources.get(&citation.source))
    {
        let name = if context.for_people { source.publisher.as_str() } else { source.id.as_str() };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(separator(context.for_people))
}

/// The order of two rows by the keys alone.
fn order(a: &Row<'_>, b: &Row<'_>, keys: &[SortKey], converted: bool) -> Ordering {
    let headline = |row: &Row<'_>| -> Option<(Option<Currency>, Decimal)> {
        if converted {
            row.converted.map(|amount| (None, amount.estimate().headline))
        } else {
            row.current.amount.map(|amount| (Some(amount.currency), amount.estimate().headline))
        }
    };
    let one = |key: &SortKey| {
        let (left, right) = (a.deal, b.deal);
        let order = match key.field {
            SortField::Id => left.id.cmp(&right.id),
            SortField::Title => left.title.cmp(&right.title),
            SortField::Kind => left.kind.as_str().cmp(right.kind.as_str()),
            SortField::Status => a.current.status.cmp(&b.current.status),
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
}

/// A deal as a record of its own, with the columns of the conversion where there is one.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    deal: DealRecord<'a>,
    #[serde(flatten)]
    converted: Converted,
}

/// The columns of a conversion, by name.
struct Converted(Vec<(&'static str, Cell)>);

impl Serialize for Converted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, cell)| (name, cell)))
    }
}

/// A deal as a record of its own, as JSON. The first record brings along the rates of the dataset.
pub(super) fn record(
    selected: &Selected<'_>,
    value: Option<&Value>,
    converted: Option<Amount>,
    is_first: bool,
    context: &Context<'_>,
) -> String {
    let row = Row { deal: selected.deal, current: selected.current, value, converted };
    row_record(&row, is_first, context)
}

fn row_record(row: &Row<'_>, is_first: bool, context: &Context<'_>) -> String {
    let alone = DealRecord::standing_alone(row.deal, context.reference);
    let deal = if is_first { alone.with_rates(context.reference) } else { alone };
    let conversion = if context.target.is_some() { ListColumn::CONVERSION.as_slice() } else { &[] };
    let cells = conversion.iter().map(|column| (column.as_str(), cell(*column, row, context)));
    let record = Record { deal, converted: Converted(cells.collect()) };
    // Strings as keys and a string to write to: serde_json has no way to fail.
    serde_json::to_string(&record).unwrap_or_default()
}
