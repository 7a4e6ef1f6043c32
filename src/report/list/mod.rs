//! Deals as a table, one per row.
//!
//! - `options`: columns, sort keys and limit, and the fields of a deal that they need
//! - `row`: one deal as cells or as a record
//! - `order`: the order of rows
//! - `last_row`: the last row within the limit, which others must come before

mod last_row;
mod options;
mod order;
mod row;

use std::collections::{BTreeSet, HashSet};

use super::caveats::{Caveat, Caveats};
use super::table::{Cell, Column, Line, Lines, Table};
use super::{Audience, Context, Conversion, Report, ReportError, Unconverted, explain, sheets};
use crate::deal::{Deal, Slug};
use crate::money::Currency;
use crate::query::{Collect, Converter, Match, Selected};
use last_row::LastRow;
use options::columns;
use order::SortValues;

pub(crate) use options::{ListColumn, ListOptions, SortKey};
use row::Row;
pub(super) use row::{parties, separator};

/// A selected deal of the list.
#[derive(Debug)]
struct Entry {
    /// The position of the deal in the dataset.
    at: u64,
    deal: Deal<'static>,
    conversion: Option<Conversion>,
}

impl Entry {
    fn row(&self) -> Row<'_> {
        let selected = Selected { deal: &self.deal, current: self.deal.current_state() };
        Row::new(&selected, self.conversion.as_ref())
    }
}

/// A row with everything known about the deal.
#[cfg(feature = "parquet")]
#[derive(Debug)]
pub(crate) struct FullRow {
    /// The deal.
    pub deal: Deal<'static>,
    /// The deal as a record of JSON Lines.
    pub record: String,
}

/// Collects a list of deals. Each thread fills one, and [`Self::merge`] joins them.
#[derive(Debug)]
pub(crate) struct List<'a> {
    context: Context<'a>,
    options: &'a ListOptions,
    converter: Converter<'a>,
    columns: Vec<ListColumn>,
    entries: Vec<Entry>,
    /// What a deal must come before, if there are a limit and an order.
    bar: Option<LastRow<'a>>,
    /// Finished rows with the positions of their deals, if only their cells are needed.
    cells: Vec<(u64, Vec<Cell>)>,
    /// Whether deals become cells at once: a table for people in the order of the dataset.
    needs_only_cells: bool,
    caveats: Caveats,
    unconverted: Unconverted,
    found: usize,
    shown: usize,
    /// The currencies of the deals shown.
    currencies: BTreeSet<Currency>,
}

impl<'a> List<'a> {
    /// An empty list.
    pub(crate) fn new(context: Context<'a>, options: &'a ListOptions) -> Self {
        let keeps_order = options.sort.is_empty() && options.limit.is_none();
        Self {
            context,
            options,
            converter: Converter::new(context.rates, context.at),
            columns: columns(options, &context),
            entries: Vec::new(),
            bar: (options.limit.is_some() && !options.sort.is_empty())
                .then(|| LastRow::new(context, &options.sort)),
            cells: Vec::new(),
            needs_only_cells: context.audience.is_people() && !context.explain && keeps_order,
            caveats: Caveats::default(),
            unconverted: Unconverted::default(),
            found: 0,
            shown: 0,
            currencies: BTreeSet::new(),
        }
    }

    /// Sorts the rows and removes those beyond the limit, with the rates that only they miss.
    pub(crate) fn sort(&mut self) {
        let keys = &self.options.sort;
        let values: Vec<SortValues<'_>> =
            self.entries.iter().map(|entry| order::values(&entry.row(), keys, &self.context)).collect();
        let mut sorted: Vec<usize> = (0..values.len()).collect();
        sorted.sort_by(|&a, &b| {
            let in_file = || self.entries[a].at.cmp(&self.entries[b].at);
            order::compare(&values[a], &values[b], keys).then_with(in_file)
        });
        sorted.truncate(self.options.limit.unwrap_or(usize::MAX));
        drop(values);
        let mut entries: Vec<Option<Entry>> =
            std::mem::take(&mut self.entries).into_iter().map(Some).collect();
        self.entries = sorted.into_iter().filter_map(|index| entries[index].take()).collect();
        let is_full = self.options.limit.is_some_and(|limit| self.entries.len() >= limit);
        if let (Some(bar), Some(last)) = (self.bar.as_mut().filter(|_| is_full), self.entries.last()) {
            bar.set(&last.row());
        }
        // A rate that is missing matters to rows that are not shown if they are sorted by amount: they might be the first.
        let is_by_amount = self.options.sort.iter().any(|key| key.column.is_amount());
        if self.options.limit.is_some() && !is_by_amount {
            let shown: HashSet<u64> = self.entries.iter().map(|entry| entry.at).collect();
            self.unconverted.retain_kept(|at| shown.contains(&at));
        }
    }

    /// Removes and returns the entries so far, in order.
    fn take_entries(&mut self) -> Vec<Entry> {
        if self.options.sort.is_empty() {
            self.entries.sort_by_key(|entry| entry.at);
        }
        std::mem::take(&mut self.entries)
    }

    /// Removes and returns the rows so far, in order, for a program: as deals if this is an export, else as
    /// rows.
    pub(crate) fn take(&mut self) -> Lines {
        let entries = self.take_entries();
        let context = self.context;
        let is_records = self.options.is_export;
        let mut taken = Lines { lines: Vec::with_capacity(entries.len()), first: None };
        let ids = self.ids_of(&entries);
        let is_written = |id: &str| ids.as_ref().is_none_or(|ids| ids.contains(id));
        for entry in &entries {
            let row = entry.row();
            self.count_shown(&row);
            if is_records {
                self.count_lost_links(&row, &is_written);
            }
            if !is_records {
                taken.lines.push(Line::Cells(self.cells_of(&row)));
                continue;
            }
            if taken.lines.is_empty() && !context.reference.rates.is_empty() {
                taken.first = Some(Line::Record(row.record(true, &is_written, &context)));
            }
            taken.lines.push(Line::Record(row.record(false, &is_written, &context)));
        }
        self.count_lost_members(ids.as_ref());
        taken
    }

    /// Removes and returns the rows so far, in order, each with its record.
    #[cfg(feature = "parquet")]
    pub(crate) fn take_full_rows(&mut self) -> Vec<FullRow> {
        let entries = self.take_entries();
        let context = self.context;
        let mut rows = Vec::with_capacity(entries.len());
        let ids = self.ids_of(&entries);
        let is_written = |id: &str| ids.as_ref().is_none_or(|ids| ids.contains(id));
        for entry in entries {
            let row = entry.row();
            self.count_shown(&row);
            self.count_lost_links(&row, &is_written);
            let record = row.record(false, &is_written, &context);
            rows.push(FullRow { record, deal: entry.deal });
        }
        self.count_lost_members(ids.as_ref());
        rows
    }

    /// Whether all rows must be known before the first is written, because links may lead to deals that are not among
    /// them.
    pub(crate) fn needs_all_ids(&self) -> bool {
        self.options.is_export && !self.context.links.is_empty()
    }

    /// The ids of entries, if they must be known.
    fn ids_of(&self, entries: &[Entry]) -> Option<HashSet<String>> {
        self.needs_all_ids().then(|| entries.iter().map(|entry| entry.deal.id.to_string()).collect())
    }

    /// Counts the links of a row to deals that are not written.
    fn count_lost_links(&mut self, row: &Row<'_>, is_written: &dyn Fn(&str) -> bool) {
        for link in [&row.deal.included_in, &row.deal.replaces].into_iter().flatten() {
            self.caveats.note_if(!is_written(link.as_str()), Caveat::LostLink);
        }
    }

    /// Counts the written deals whose members, or whose later announcements, are not written.
    fn count_lost_members(&mut self, ids: Option<&HashSet<String>>) {
        let Some(ids) = ids else { return };
        let others = self.context.links.deals().iter().filter(|deal| !ids.contains(deal.id.as_str()));
        let wholes: HashSet<&str> = others
            .flat_map(|deal| [&deal.included_in, &deal.replaces].into_iter().flatten())
            .map(Slug::as_str)
            .filter(|id| ids.contains(*id))
            .collect();
        for _ in wholes {
            self.caveats.note(Caveat::LostMembers);
        }
    }

    /// The columns of the list.
    pub(crate) fn head(&self) -> Vec<Column> {
        let was_chosen = !self.options.columns.is_empty();
        let target = self.context.target.filter(|_| self.context.audience.is_people());
        let keys = self.key_of_each();
        let columns = self.columns.iter().zip(keys);
        let head = columns.map(|(column, key)| {
            let mut head = column.column(key, target, was_chosen);
            if *column == ListColumn::Places {
                head.note = Caveat::HomesShown.fact();
            }
            // Where a deal is shown that totals leave out, its status must be seen.
            let is_needed = *column == ListColumn::Status && self.caveats.has_included();
            if is_needed { head.rank(0) } else { head }
        });
        head.collect()
    }

    /// The key of each column of a field, by the position of the column.
    fn key_of_each(&self) -> Vec<Option<&str>> {
        let mut keys = self.options.field_keys.iter().map(String::as_str);
        let key = |column: &ListColumn| if *column == ListColumn::Field { keys.next() } else { None };
        self.columns.iter().map(key).collect()
    }

    fn cells_of(&self, row: &Row<'_>) -> Vec<Cell> {
        let keys = self.key_of_each();
        let mut cells: Vec<Cell> = self
            .columns
            .iter()
            .zip(&keys)
            .map(|(column, key)| row.cell(*column, *key, &self.context))
            .collect();
        if let Some(index) = self.marked_column() {
            let marks = row.marks(&self.context);
            cells[index] = marks.mark(std::mem::replace(&mut cells[index], Cell::Missing));
        }
        cells
    }

    /// The index of the column that marks members, replaced deals and those in the future, for people: the title, else the id.
    fn marked_column(&self) -> Option<usize> {
        let index = |wanted| self.columns.iter().position(|column| *column == wanted);
        let is_people = self.context.audience.is_people();
        is_people.then(|| index(ListColumn::Title).or_else(|| index(ListColumn::Id))).flatten()
    }

    /// The steps of the conversions, if they were requested.
    fn steps(&self) -> Option<Table> {
        let steps = self.entries.iter().filter_map(|entry| Some((&entry.deal, entry.conversion.as_ref()?)));
        explain::table(steps, &self.context).filter(|_| self.context.shows_conversions())
    }

    /// A report of the steps of the conversions, and of the missing rates.
    pub(crate) fn explanation(&self) -> Report {
        Report::new(self.steps().into_iter().collect(), self.unconverted.clone())
    }

    /// The notes of a list whose rows were already taken.
    pub(crate) fn remainder(mut self) -> Report {
        let table = Table { caveats: self.caveats(), ..Table::default() };
        Report::new(vec![table], self.unconverted.sorted())
    }

    fn caveats(&mut self) -> Vec<String> {
        let Self { context, options, caveats, .. } = self;
        caveats.latest(context.latest_days());
        caveats.limit(self.shown, self.found);
        caveats.note_if(self.found == 0, context.empty_caveat());
        let sorts_by_currency = |key: &SortKey| match key.column {
            ListColumn::Amount => context.target.is_none(),
            ListColumn::Floor | ListColumn::Headline | ListColumn::Ceiling => true,
            _ => false,
        };
        let has_several_orders = options.sort.iter().any(sorts_by_currency) && self.currencies.len() > 1;
        let caveat = context.target.map_or(Caveat::SortedByCurrency, |_| Caveat::SortedAsAnnounced);
        caveats.note_if(has_several_orders, caveat);
        caveats.texts(context.conversion(), context.audience)
    }

    /// The list as a table, with what a workbook has besides.
    pub(crate) fn report(mut self) -> Report {
        let mut tables = self.sheets();
        tables.extend(self.steps());
        self.cells.sort_by_key(|(at, _)| *at);
        let mut rows: Vec<Vec<Cell>> =
            std::mem::take(&mut self.cells).into_iter().map(|(_, cells)| cells).collect();
        for entry in std::mem::take(&mut self.entries) {
            let row = entry.row();
            self.count_shown(&row);
            rows.push(self.cells_of(&row));
        }
        let title = self.context.audience.sheet_name("deals");
        let table = Table {
            title,
            columns: self.head(),
            rows: rows.into(),
            caveats: self.caveats(),
            ..Table::default()
        };
        tables.insert(0, table);
        Report::new(tables, self.unconverted.sorted())
    }

    /// What a workbook has of the deals besides their list.
    fn sheets(&self) -> Vec<Table> {
        if self.context.audience != Audience::Spreadsheets {
            return Vec::new();
        }
        let deals: Vec<&Deal<'_>> = self.entries.iter().map(|entry| &entry.deal).collect();
        let mut tables = sheets::of_list(&deals, &self.context);
        if self.options.is_export {
            tables.extend(sheets::of_export(&deals));
        }
        tables
    }

    /// Counts a row that is shown, for the notes.
    fn count_shown(&mut self, row: &Row<'_>) {
        self.shown += 1;
        let amount = row.current.amount;
        self.currencies.extend(amount.map(|amount| amount.currency));
        if self.columns.iter().any(|column| column.is_amount()) {
            self.caveats.amount(amount.map(|amount| &amount.quantity));
            match (row.conversion, self.context.target, amount) {
                (Some(conversion), ..) => self.caveats.valued(&conversion.value),
                (None, Some(_), Some(_)) => self.caveats.note(Caveat::Unconverted),
                _ => {}
            }
            self.caveats.included(row.current.status);
        }
        if self.marked_column().is_some() {
            let marks = row.marks(&self.context);
            self.caveats.note_if(marks.is_member, Caveat::Member);
            self.caveats.note_if(marks.is_replaced, Caveat::Replaced);
            self.caveats.note_if(marks.is_future, Caveat::Future);
        }
        let shows_places = self.context.audience.is_people() && self.columns.contains(&ListColumn::Places);
        if shows_places && !self.caveats.has(Caveat::HomesShown) {
            let placement = self.context.reference.placement(row.deal);
            self.caveats.note_if(placement.is_inferred_from_home, Caveat::HomesShown);
        }
    }
}

impl Collect for List<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        self.caveats.matched(found);
        if !self.unconverted.accepts(selected.deal, found, at) {
            return Ok(());
        }
        self.found += 1;
        if self.bar.as_mut().is_some_and(|bar| bar.excludes_unconverted(selected)) {
            return Ok(());
        }
        let conversion = self.context.convert(selected, &self.converter, at, &mut self.unconverted)?;
        if self.bar.as_ref().is_some_and(|bar| bar.excludes(&Row::new(selected, conversion.as_ref()))) {
            return Ok(());
        }
        if self.needs_only_cells {
            let row = Row::new(selected, conversion.as_ref());
            self.count_shown(&row);
            self.cells.push((at, self.cells_of(&row)));
            return Ok(());
        }
        let limit = self.options.limit.unwrap_or(usize::MAX);
        if self.options.sort.is_empty() && self.entries.len() >= limit {
            // A thread reads the file in order, so that later deals are beyond the limit.
            return Ok(());
        }
        self.entries.push(Entry { at, deal: selected.deal.clone().into_owned(), conversion });
        if self.entries.len() / 2 > limit {
            self.sort();
        }
        Ok(())
    }

    fn needs_links(&self) -> bool {
        self.marked_column().is_some()
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.cells.extend(other.cells);
        self.caveats.merge(other.caveats);
        self.unconverted.merge(other.unconverted);
        self.found += other.found;
        self.shown += other.shown;
        self.currencies.extend(other.currencies);
    }
}
