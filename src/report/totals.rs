//! Totals: floor, headline and ceiling of groups of deals.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::caveats::Caveats;
use super::explain;
use super::table::{Cell, Column, Document, Table};
use super::{Context, Report, ReportError, Unconverted};
use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{Deal, Portion, Slice, split};
use crate::invalid::{Invalid, words};
use crate::money::{Currency, Decimal, Extent, Overflow, Ratio, Sum};
use crate::query::{Filter, Found, Selected, Value};

words! {
    /// What totals are grouped by.
    pub enum GroupBy is "grouping" {
        /// The five regions of UN M49.
        Region = "region",
        /// Countries.
        Country = "country",
        /// Parties.
        Company = "company",
        /// Kinds.
        Kind = "kind",
        /// Statuses.
        Status = "status",
        /// Currencies as announced.
        Currency = "currency",
        /// Years of announcement, or of spending with `--spread`.
        Year = "year",
        /// Quarters.
        Quarter = "quarter",
        /// Months.
        Month = "month",
        /// Tags.
        Tag = "tag",
        /// Sources cited.
        Source = "source",
    }
}

impl GroupBy {
    fn is_place(self) -> bool {
        matches!(self, Self::Region | Self::Country)
    }

    fn is_time(self) -> bool {
        matches!(self, Self::Year | Self::Quarter | Self::Month)
    }
}

/// How totals are made.
#[derive(Debug, Clone, Default)]
pub struct TotalsOptions {
    /// The groupings, crossed with each other; one total where there are none.
    pub by: Vec<GroupBy>,
    /// Whether amounts are laid evenly over the days of their periods before they are grouped by time.
    pub spread: bool,
    /// Whether only deals that count as commitments are added: not those rumoured or cancelled.
    pub commitments_only: bool,
}

impl TotalsOptions {
    /// Holds the options against each other.
    ///
    /// # Errors
    /// When amounts are to be spread over time and not grouped by it.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.spread && !self.by.iter().any(|by| by.is_time()) {
            return Err(Invalid::new("--spread lays amounts over time, and nothing is grouped by time")
                .hint("add --by year, --by quarter or --by month"));
        }
        Ok(())
    }
}

/// One group's value in one grouping. Groups without a name of their own come after the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    nameless: bool,
    label: String,
}

impl Key {
    fn named(label: impl Into<String>) -> Self {
        Self { nameless: false, label: label.into() }
    }

    fn nameless(label: impl Into<String>) -> Self {
        Self { nameless: true, label: label.into() }
    }
}

/// A row: the group and the currency that it is counted in, which is open while only undisclosed deals are in it.
type RowKey = (Vec<Key>, Option<Currency>);

/// The deals of a row.
#[derive(Debug, Clone, Default)]
struct Group {
    deals: usize,
    undisclosed: usize,
    sum: Sum,
    last_deal: Option<usize>,
}

impl Group {
    /// Counts a deal once, however many of its pieces are in the group.
    fn count(&mut self, index: usize, disclosed: bool) {
        if self.last_deal != Some(index) {
            self.last_deal = Some(index);
            self.deals += 1;
            self.undisclosed += usize::from(!disclosed);
        }
    }
}

/// A piece of a deal that falls into one group.
struct Piece {
    keys: Vec<Key>,
    slice: Option<Slice>,
    /// The part of the period's days that it covers, where the amount is spread.
    days: Ratio,
}

/// Totals of the deals that were found.
///
/// # Errors
/// When a figure or a sum has more digits than can be kept exactly; the deal or group is named.
pub fn totals<'a>(
    found: &Found<'a>,
    context: &Context<'a>,
    options: &TotalsOptions,
    filter: &Filter,
) -> Result<Report, ReportError> {
    let mut caveats = Caveats::default();
    caveats.found(found);
    let mut unconverted = Unconverted::from_found(found);
    let mut groups: BTreeMap<RowKey, Group> = BTreeMap::new();
    let mut whole: BTreeMap<RowKey, Group> = BTreeMap::new();
    let mut values: Vec<(&Deal, Value)> = Vec::new();
    let mut notes = Notes::default();
    for (index, selected) in found.deals.iter().enumerate() {
        if options.commitments_only && !selected.standing.status.counts() {
            caveats.left_out(selected.standing.status);
            continue;
        }
        caveats.amount(selected.standing.amount.map(|amount| &amount.quantity));
        let value = context.value(selected, &mut unconverted);
        match &value {
            Some(value) => caveats.valued(value),
            None if context.target.is_some() && selected.standing.amount.is_some() => caveats.unconverted(),
            None => {}
        }
        let counted = Counted::new(selected, value.as_ref(), context.target);
        let pieces = pieces(selected, context, options, filter, &mut caveats, &mut notes)?;
        notes.overlaps |= pieces.overlap;
        notes.splits |= pieces.is_cut;
        for piece in &pieces.list {
            let group = groups.entry((piece.keys.clone(), counted.currency)).or_default();
            group.count(index, counted.extent.is_some());
            counted.add(&mut group.sum, piece).map_err(|_| ReportError::overflow(selected.deal))?;
        }
        let all = whole.entry((Vec::new(), counted.currency)).or_default();
        all.count(index, counted.extent.is_some());
        counted
            .add(&mut all.sum, &Piece { keys: vec![], slice: None, days: Ratio::one() })
            .map_err(|_| ReportError::overflow(selected.deal))?;
        values.extend(value.map(|value| (selected.deal, value)));
    }
    if whole.is_empty() {
        whole.insert((Vec::new(), context.target), Group::default());
    }
    notes.say(&mut caveats);
    if found.deals.is_empty() {
        caveats.say(if context.dataset.deals.is_empty() {
            "the dataset has no deals"
        } else {
            "no deal matches"
        });
    }
    let table = table(&groups, &whole, context, options, caveats)?;
    let mut tables = vec![table];
    if context.explain {
        tables.extend(explain::table(values.iter().map(|(deal, value)| (*deal, value)), context.target)?);
    }
    Ok(Report { document: Document { tables, records: None }, unconverted, ..Report::default() })
}

/// What a deal adds to a sum.
struct Counted {
    currency: Option<Currency>,
    extent: Option<Extent>,
    ratio: Ratio,
}

impl Counted {
    fn new(selected: &Selected<'_>, value: Option<&Value>, target: Option<Currency>) -> Self {
        match (value, selected.standing.amount) {
            (Some(value), _) => Self {
                currency: Some(value.currency),
                extent: Some(value.from.extent()),
                ratio: value.ratio.clone(),
            },
            // Not to be converted, or without a rate: counted in its own currency.
            (None, Some(amount)) => {
                Self { currency: Some(amount.currency), extent: Some(amount.extent()), ratio: Ratio::one() }
            }
            (None, None) => Self { currency: target, extent: None, ratio: Ratio::one() },
        }
    }

    fn add(&self, sum: &mut Sum, piece: &Piece) -> Result<(), Overflow> {
        let Some(extent) = &self.extent else { return Ok(()) };
        let extent = piece.slice.as_ref().map_or(Ok(*extent), |slice| slice.of(extent))?;
        sum.add(&extent, &self.ratio.times(&piece.days))
    }
}

/// What is to be said of how deals were grouped.
#[derive(Default)]
struct Notes {
    overlaps: bool,
    splits: bool,
    not_spread: usize,
}

impl Notes {
    fn say(&self, caveats: &mut Caveats) {
        if self.overlaps {
            caveats.say("groups overlap: a deal counts in each of its groups, and once in the total");
        }
        if self.splits {
            caveats.say("a deal split between groups counts in each; its headlines add up, floors and ceilings need not");
        }
        if self.not_spread > 0 {
            caveats.say(match self.not_spread {
                1 => "1 deal without dates for its period stays at its announcement".to_owned(),
                many => format!("{many} deals without dates for their periods stay at their announcements"),
            });
        }
    }
}

struct Pieces {
    list: Vec<Piece>,
    /// Whether the deal is in several groups whole.
    overlap: bool,
    /// Whether it is in several groups in part.
    is_cut: bool,
}

/// Cuts a deal into its pieces: by place, by time where it is spread, and once for each of its names.
fn pieces(
    selected: &Selected<'_>,
    context: &Context<'_>,
    options: &TotalsOptions,
    filter: &Filter,
    caveats: &mut Caveats,
    notes: &mut Notes,
) -> Result<Pieces, ReportError> {
    let deal = selected.deal;
    let slices = if options.by.iter().any(|by| by.is_place()) {
        let located = context.dataset.located(deal);
        if located.by_home {
            caveats.by_home();
        }
        // The shares of a deal were held against each other when it was read.
        split(&located.places).map_err(|_| ReportError::overflow(deal))?.into_iter().map(Some).collect()
    } else {
        vec![None]
    };
    let times = times(selected, options, notes);
    let mut list = Vec::new();
    let mut overlap = false;
    for slice in &slices {
        for (time, days) in &times {
            let mut keys: Vec<Vec<Key>> = vec![Vec::new()];
            for by in &options.by {
                let values = group_keys(*by, selected, context, filter, slice.as_ref(), *time);
                overlap |= values.len() > 1;
                keys = keys
                    .iter()
                    .flat_map(|before| {
                        values.iter().map(move |value| before.iter().chain([value]).cloned().collect())
                    })
                    .collect();
            }
            list.extend(keys.into_iter().map(|keys| Piece {
                keys,
                slice: slice.clone(),
                days: days.clone(),
            }));
        }
    }
    Ok(Pieces { list, overlap, is_cut: slices.len() > 1 || times.len() > 1 })
}

/// The times that a deal falls into, each with its part of the whole.
fn times(selected: &Selected<'_>, options: &TotalsOptions, notes: &mut Notes) -> Vec<(PartialDate, Ratio)> {
    let deal = selected.deal;
    let at_once = || vec![(deal.announced, Ratio::one())];
    let finest = options.by.iter().filter(|by| by.is_time()).max();
    let (true, Some(finest)) = (options.spread, finest) else { return at_once() };
    let Some((first, last)) = deal.period.as_ref().and_then(crate::deal::Period::days) else {
        notes.not_spread += usize::from(selected.standing.amount.is_some());
        return at_once();
    };
    let all = (last - first).num_days() + 1;
    let mut times = Vec::new();
    let mut start = first;
    while start <= last {
        let end = end_of(*finest, start).min(last);
        let days = (end - start).num_days() + 1;
        times.extend(Ratio::of(days, all).map(|part| (PartialDate::Day(start), part)));
        let Some(next) = end.succ_opt() else { break };
        start = next;
    }
    times
}

/// The last day of the year, quarter or month that a day is in.
fn end_of(by: GroupBy, day: NaiveDate) -> NaiveDate {
    let last_month = match by {
        GroupBy::Year => 12,
        GroupBy::Quarter => day.month0() / 3 * 3 + 3,
        _ => day.month(),
    };
    NaiveDate::from_ymd_opt(day.year(), last_month, 1).map_or(day, |first| PartialDate::Month(first).last())
}

/// The groups that a piece of a deal belongs to in one grouping; never none.
fn group_keys(
    by: GroupBy,
    selected: &Selected<'_>,
    context: &Context<'_>,
    filter: &Filter,
    slice: Option<&Slice>,
    time: PartialDate,
) -> Vec<Key> {
    let (deal, dataset) = (selected.deal, context.dataset);
    let several = |mut labels: Vec<String>, none: &str| {
        labels.sort();
        labels.dedup();
        if labels.is_empty() {
            vec![Key::nameless(none)]
        } else {
            labels.into_iter().map(Key::named).collect()
        }
    };
    match by {
        GroupBy::Country | GroupBy::Region => {
            vec![slice.map_or_else(|| Key::nameless("Unspecified"), |slice| place_key(by, &slice.portion))]
        }
        GroupBy::Company => {
            // Where a company or a role is asked for, only such parties are groups.
            let parties = deal.parties.iter().filter(|party| filter.wants_party(party, dataset));
            several(
                parties.map(|party| dataset.companies.canonical(&party.company).to_owned()).collect(),
                "no company",
            )
        }
        GroupBy::Kind => vec![Key::named(deal.kind.word())],
        GroupBy::Status => vec![Key::named(selected.standing.status.word())],
        GroupBy::Currency => {
            vec![selected.standing.amount.map_or_else(
                || Key::nameless("undisclosed"),
                |amount| Key::named(amount.currency.to_string()),
            )]
        }
        GroupBy::Year | GroupBy::Quarter | GroupBy::Month => vec![Key::named(time_label(by, time))],
        GroupBy::Tag => several(deal.tags.iter().map(ToString::to_string).collect(), "no tag"),
        GroupBy::Source => {
            several(deal.citations.iter().map(|citation| citation.source.to_string()).collect(), "no source")
        }
    }
}

/// A date as a year, quarter or month; one that is less precise than that stays as it is.
fn time_label(by: GroupBy, date: PartialDate) -> String {
    let first = date.first();
    match (by, date) {
        (GroupBy::Quarter, PartialDate::Day(_) | PartialDate::Month(_)) => {
            format!("{}-Q{}", first.year(), first.month0() / 3 + 1)
        }
        (GroupBy::Month, PartialDate::Day(_)) => PartialDate::Month(first).to_string(),
        (GroupBy::Year, _) => PartialDate::Year(first).to_string(),
        (_, date) => date.to_string(),
    }
}

fn place_key(by: GroupBy, portion: &Portion) -> Key {
    match (by, portion) {
        (_, Portion::Unspecified) => Key::nameless("Unspecified"),
        (GroupBy::Country, Portion::At(area)) if area.is_country() => Key::named(area.name()),
        (GroupBy::Country, Portion::At(area)) => {
            Key::nameless(format!("{}, country not stated", area.name()))
        }
        (_, Portion::At(area)) => {
            area.world_region().map_or_else(|| Key::nameless(area.name()), |region| Key::named(region.name()))
        }
        (GroupBy::Country, Portion::Among(_)) => Key::nameless("Several, shares not stated"),
        (_, Portion::Among(areas)) => {
            let regions: Vec<Option<Area>> = areas.iter().map(|area| area.world_region()).collect();
            match regions.first() {
                Some(Some(region)) if regions.iter().all(|other| *other == Some(*region)) => {
                    Key::named(region.name())
                }
                _ => Key::nameless("Several, shares not stated"),
            }
        }
    }
}

fn table(
    groups: &BTreeMap<RowKey, Group>,
    whole: &BTreeMap<RowKey, Group>,
    context: &Context<'_>,
    options: &TotalsOptions,
    caveats: Caveats,
) -> Result<Table, ReportError> {
    let mut all: BTreeMap<Option<Currency>, Extent> = BTreeMap::new();
    for ((_, currency), group) in whole {
        all.insert(*currency, total(group, &[])?);
    }
    let mut ordered: Vec<(&RowKey, &Group, Extent)> = Vec::new();
    for (key, group) in groups {
        ordered.push((key, group, total(group, &key.0)?));
    }
    let by_time = options.by.first().is_some_and(|by| by.is_time());
    if context.target.is_some() && !by_time && options.by.len() == 1 {
        // The greatest first; what has no name, or is in another currency, after what has.
        ordered.sort_by_key(|((keys, currency), _, extent)| {
            (
                *currency != context.target,
                keys.iter().any(|key| key.nameless),
                std::cmp::Reverse(extent.headline),
            )
        });
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let grouped = !options.by.is_empty();
    if grouped {
        rows.extend(ordered.iter().map(|((keys, currency), group, extent)| {
            let labels = keys.iter().map(|key| Cell::text(key.label.as_str())).collect();
            row(labels, *currency, group, extent, &all)
        }));
    }
    // Without a target currency, groups by currency are their own totals.
    let is_total = options.by == [GroupBy::Currency] && context.target.is_none();
    if !grouped || (context.for_people && rows.len() > 1 && !is_total) {
        let mut totals: Vec<_> = whole.iter().collect();
        totals.sort_by_key(|((_, currency), _)| *currency != context.target);
        for ((_, currency), group) in totals {
            let mut labels: Vec<Cell> = options.by.iter().map(|_| Cell::Text(String::new())).collect();
            if let Some(first) = labels.first_mut() {
                let is_left_over = context.target.is_some() && *currency != context.target;
                *first = Cell::text(if is_left_over { "not converted" } else { "total" });
            }
            rows.push(row(labels, *currency, group, &all[currency], &all));
        }
    }
    let undisclosed = whole.values().any(|group| group.undisclosed > 0);
    let mut columns: Vec<Column> = options.by.iter().map(|by| Column::new(by.word()).wraps()).collect();
    columns.push(Column::new("deals"));
    columns.push(Column::new("undisclosed").rank(2));
    columns.extend(["floor", "headline", "ceiling", "currency"].map(Column::new));
    columns.push(Column::new("share").rank(1));
    let mut table = Table {
        columns,
        rows,
        caveats: caveats.into_clauses(context.target.map(|target| (target, context.converter.at))),
        ..Table::default()
    };
    if context.for_people && !undisclosed {
        table.remove_column("undisclosed");
    }
    if context.for_people && (!grouped || is_total) {
        // Each row is all there is.
        table.remove_column("share");
    }
    Ok(table)
}

fn total(group: &Group, keys: &[Key]) -> Result<Extent, ReportError> {
    group.sum.total().map_err(|_| {
        let labels: Vec<&str> = keys.iter().map(|key| key.label.as_str()).collect();
        ReportError::Overflow {
            what: if labels.is_empty() {
                "the total".to_owned()
            } else {
                format!("the group {}", labels.join(", "))
            },
        }
    })
}

fn row(
    mut cells: Vec<Cell>,
    currency: Option<Currency>,
    group: &Group,
    extent: &Extent,
    all: &BTreeMap<Option<Currency>, Extent>,
) -> Vec<Cell> {
    cells.extend([Cell::Count(group.deals as u64), Cell::Count(group.undisclosed as u64)]);
    match currency {
        // An undisclosed deal adds nothing, and nothing is not zero.
        Some(currency) if !group.sum.is_empty() || group.deals == 0 => cells.extend([
            Cell::Figure(extent.floor, currency),
            Cell::Figure(extent.headline, currency),
            extent.ceiling.map_or(Cell::Open, |ceiling| Cell::Figure(ceiling, currency)),
            Cell::text(currency.to_string()),
            share(extent.headline, all.get(&Some(currency)).map(|whole| whole.headline)),
        ]),
        currency => cells.extend([
            Cell::Missing,
            Cell::Missing,
            Cell::Missing,
            Cell::text(currency.map_or_else(String::new, |currency| currency.to_string())),
            Cell::Missing,
        ]),
    }
    cells
}

fn share(part: Decimal, whole: Option<Decimal>) -> Cell {
    let share = whole.and_then(|whole| Ratio::from(whole).inverse()?.apply(part));
    share.map_or(Cell::Missing, Cell::Share)
}
