//! The rows and columns of the table of totals.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use super::group_rows::{GroupRows, Labelled};
use super::key::{Key, Label};
use super::row::{GrandEstimates, Row};
use super::{Arrangement, Detail, GroupBy, Totals, over_time, sort};
use crate::date::PartialDate;
use crate::hash::HashSet;
use crate::money::{Currency, Estimate, Overflow};
use crate::report::rows::Rows;
use crate::report::table::{Cell, Column, Table};
use crate::report::{ReportError, Unconverted};

/// The least width of the names of groups while other columns can be hidden.
const MIN_NAME: usize = 20;

/// The groups that a table has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kept<'k> {
    All,
    /// The first so many in each currency.
    First(usize),
    /// Those of some bars.
    Of(&'k BarNames),
}

impl Kept<'_> {
    /// Drops the other groups. Returns how many follow the first, for the currencies with others.
    fn keep(self, groups: &mut GroupRows<'_>) -> Vec<(Option<Currency>, usize)> {
        match self {
            Self::All => {}
            Self::First(most) => return groups.keep_first(most),
            Self::Of(bars) => {
                groups.retain(|label, currency| bars.contains(&(label.to_owned(), currency)));
            }
        }
        Vec::new()
    }
}

/// Bars by their label and their currency.
pub(super) type BarNames = HashSet<(String, Option<Currency>)>;

impl Totals<'_> {
    /// The totals, and what they are made of if that was asked for. Programs get one table: the latter.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn tables(&self, kept: Kept<'_>) -> Result<Vec<Table>, ReportError> {
        let totals = self.table(kept)?;
        let mut detail = match self.options.detail {
            Detail::None => return Ok(vec![totals]),
            Detail::Citations(style) => self.citations(style)?,
            Detail::Sensitivity => self.sensitivity_table()?,
        };
        if !self.context.audience.has_one_table() {
            return Ok(vec![totals, detail]);
        }
        // The notes of the totals hold for their parts, too.
        detail.caveats = totals.caveats;
        Ok(vec![detail])
    }

    fn table(&self, kept: Kept<'_>) -> Result<Table, ReportError> {
        let (context, by) = (self.context, self.options.by.as_slice());
        let totals = self.total_rows()?;
        // An amount that was not converted has no share: the total does not count it.
        let is_counted = |row: &&Row<'_>| context.target.is_none() || row.currency == context.target;
        let grand: GrandEstimates =
            totals.iter().filter(is_counted).map(|total| (total.currency, total.estimate)).collect();
        // Without a target currency, the groups by currency are the totals.
        let is_by_currency = *by == [GroupBy::Currency] && context.target.is_none();
        let is_shown = |name: &str| match name {
            _ if !context.audience.is_people() => true,
            "undisclosed" => totals.iter().any(|total| total.group.undisclosed > 0),
            // Every share is 100%.
            "share" => !by.is_empty() && !is_by_currency,
            _ => true,
        };
        let mut columns = self.columns();
        let shown: Vec<bool> = columns.iter().map(|column| is_shown(&column.name)).collect();
        columns.retain(|column| is_shown(&column.name));
        let cells = |row: &Row<'_>| {
            let cells = row.cells(&grand).into_iter().zip(&shown);
            cells.filter_map(|(cell, is_shown)| is_shown.then_some(cell)).collect::<Vec<Cell>>()
        };
        let mut groups = if by.is_empty() { GroupRows::default() } else { self.group_rows()? };
        if !self.options.sort.is_empty() {
            let all_cells = |row: &Labelled<'_, '_>| Ok(self.full_row(row)?.cells(&grand));
            sort::sort(&mut groups, self.options, context.target, all_cells)?;
        }
        let group_count = groups.rows.len();
        let left_out = kept.keep(&mut groups);
        if self.options.arrangement != Arrangement::Rows {
            groups.put_nameless_last();
        }
        let shows_totals =
            by.is_empty() || (context.audience.is_people() && group_count > 1 && !is_by_currency);
        // Where no deal matches, the table is empty like any other.
        let has_deals = totals.iter().any(|total| total.group.deals > 0);
        let total_rows = if shows_totals && has_deals { totals.len() } else { 0 };
        let share = columns.iter().position(|column| column.name == "share");
        let unconverted = self.unconverted_periods(&groups);
        let of_groups = groups.rows.iter().map(|row| {
            let labelled = groups.labelled(row);
            let row = self.full_row(&labelled)?;
            let mut cells = cells(&row);
            if row.group.deals == 0 && labelled.period().is_some_and(|period| unconverted.contains(&period)) {
                cells.iter_mut().filter(|cell| cell.is_figure()).for_each(|cell| *cell = Cell::Missing);
            }
            let is_unconverted = !is_counted(&&row) && row.currency.is_some() && context.audience.is_people();
            if let Some(cell) = share.filter(|_| is_unconverted).and_then(|index| cells.get_mut(index)) {
                *cell = Cell::text("not converted");
            }
            Ok(cells)
        });
        let of_totals = totals.iter().take(total_rows).map(|total| Ok(cells(total)));
        Ok(Table {
            title: self.context.audience.sheet_name("totals"),
            columns,
            rows: Rows::pack(of_groups.chain(of_totals))?,
            totals: total_rows,
            left_out,
            caveats: self.caveats.texts(context.conversion(), context.audience),
            ..Table::default()
        })
    }

    /// The periods of a chart with deals that were not converted: if there are no others, their sum is not zero but unknown.
    fn unconverted_periods(&self, groups: &GroupRows<'_>) -> BTreeSet<PartialDate> {
        let Some(target) = self.context.target.filter(|_| self.options.arrangement != Arrangement::Rows)
        else {
            return BTreeSet::new();
        };
        let rows = groups.rows.iter().map(|row| groups.labelled(row));
        rows.filter(|row| row.currency() != Some(target)).filter_map(|row| row.period()).collect()
    }

    /// The grand total of each currency, and the deals that stay in their own currency.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn by_currency(self) -> Result<(BTreeMap<Currency, Estimate>, Unconverted), ReportError> {
        let totals = self.total_rows()?;
        let of_currency = |row: &Row<'_>| Some((row.currency?, row.estimate));
        let by_currency = totals.iter().filter_map(of_currency).collect();
        drop(totals);
        Ok((by_currency, self.unconverted))
    }

    pub(super) fn columns(&self) -> Vec<Column> {
        let name = |(by, key): (&GroupBy, Option<&str>)| match by {
            // Programs must not get two columns with the name "currency".
            GroupBy::Currency if !self.context.audience.is_people() => "announced_currency".to_owned(),
            GroupBy::Field => format!("field:{}", key.unwrap_or_default()),
            by => by.as_str().to_owned(),
        };
        let groupings = self.options.by.iter().zip(self.options.key_of_each());
        let groupings = groupings.map(|grouping| match (Column::new(name(grouping)), grouping.0) {
            (column, GroupBy::Source | GroupBy::Deal) => column.keys(),
            (column, _) => column.wraps_at(MIN_NAME),
        });
        let counts = [Column::new("deals").essential(3), Column::new("undisclosed").rank(2)];
        let figure = Column::figure;
        let figures = [figure("floor").essential(1), figure("headline"), figure("ceiling").essential(2)];
        let rest = [Column::new("currency"), Column::figure("share").rank(1)];
        groupings.chain(counts).chain(figures).chain(rest).collect()
    }

    /// The rows of the groups: by label, or by headline if all are in one currency and not by time.
    ///
    /// # Errors
    /// If a figure by which they are sorted has too many digits.
    pub(super) fn group_rows(&self) -> Result<GroupRows<'_>, ReportError> {
        let (by, target) = (self.options.by.as_slice(), self.context.target);
        let fields = self.options.key_of_each();
        // Deals are named by their titles, and those that have the same one by their ids, too.
        let names = by.iter().zip(&self.grouper.names);
        let repeated: Vec<HashSet<&str>> = names
            .map(
                |(by, names)| if *by == GroupBy::Deal { names.repeated_labels() } else { HashSet::default() },
            )
            .collect();
        let label = |depth: usize, key: Key| {
            let grouping = by.get(depth).zip(fields.get(depth)).zip(self.grouper.names.get(depth));
            let ((by, field), names) = grouping?;
            let mut label = key.label(*by, *field, names);
            if let Key::Name(id) = key
                && repeated.get(depth).is_some_and(|labels| labels.contains(label.text.as_str()))
            {
                label.text = format!("{} ({})", label.text, names.key(id));
            }
            Some(label)
        };
        let mut groups = GroupRows::new(&self.groups, label);
        let headline = |row: &Labelled<'_, '_>| {
            self.estimate(row.group).map(|estimate| estimate.headline).or_else(|_| {
                // The error names the group.
                self.full_row(row).map(|row| row.estimate.headline)
            })
        };
        if self.options.arrangement != Arrangement::Rows {
            // Those in the target currency first, then by time, or by size.
            groups.sort_by_key(|row| {
                let (period, currency) = (row.period(), row.currency());
                let has_size = !row.group.sum.is_empty() && period.is_none();
                let size = if has_size { Some(headline(row)?) } else { None };
                let currency = (currency.is_none(), currency != target, currency);
                Ok((currency, period.map(over_time::order), Reverse(size)))
            })?;
        } else if let ([by], Some(_)) = (by, target)
            && !by.is_time()
        {
            groups.sort_by_key(|row| {
                let is_nameless = row.labels().any(|label| label.is_nameless);
                Ok((row.currency() != target, is_nameless, Reverse(headline(row)?)))
            })?;
        }
        Ok(groups)
    }

    /// The row of a group, with its figures.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn full_row<'a>(&self, row: &Labelled<'_, 'a>) -> Result<Row<'a>, ReportError> {
        self.row(row.labels().cloned().collect(), row.currency(), row.group)
    }

    /// The rows of the grand totals, that of the target currency first.
    pub(super) fn total_rows(&self) -> Result<Vec<Row<'_>>, ReportError> {
        let target = self.context.target;
        let mut rows = Vec::new();
        for (currency, group) in &self.grand_totals.0 {
            let mut row = self.row(Vec::new(), *currency, group)?;
            row.labels = vec![Label { is_nameless: true, text: String::new() }; self.options.by.len()];
            if let Some(first) = row.labels.first_mut() {
                let is_converted = target.is_none() || *currency == target;
                first.text = String::from(if is_converted { "total" } else { "not converted" });
            }
            rows.push(row);
        }
        rows.sort_by_key(|row| (row.currency != target, row.currency));
        Ok(rows)
    }

    fn estimate(&self, group: &Group) -> Result<Estimate, Overflow> {
        group.sum.total(|key| self.factor(key))
    }

    fn row<'a>(
        &self,
        labels: Vec<Label>,
        currency: Option<Currency>,
        group: &'a Group,
    ) -> Result<Row<'a>, ReportError> {
        let estimate = self.estimate(group).map_err(|_| {
            let labels: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
            let what = if labels.is_empty() {
                "the total".to_owned()
            } else {
                format!("the group {}", labels.join(", "))
            };
            ReportError::Overflow { what }
        })?;
        Ok(Row { labels, currency, group, estimate })
    }
}
