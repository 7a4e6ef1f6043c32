//! The rows of the totals.

use std::collections::BTreeMap;

use super::group::Label;
use super::{Group, GroupBy, Totals};
use crate::money::{Currency, Decimal, Estimate, Ratio};
use crate::report::ReportError;
use crate::report::table::{Cell, Column, Table};

/// A row in the order of its labels.
type RowKey = (Vec<Label>, Option<Currency>);

impl Totals<'_> {
    pub(super) fn table(&self) -> Result<Table, ReportError> {
        let mut groups: BTreeMap<RowKey, &Group> = BTreeMap::new();
        for (keys, group) in &self.groups.list {
            let Some((currency, keys)) = keys.split_last() else { continue };
            let labels = keys.iter().zip(&self.options.by).map(|(key, by)| key.label(*by, &self.names));
            groups.insert((labels.collect(), currency.currency()), group);
        }
        let whole: BTreeMap<Option<Currency>, &Group> =
            self.whole.iter().map(|(currency, group)| (*currency, group)).collect();
        let (context, options) = (self.context, self.options);
        let mut all: BTreeMap<Option<Currency>, Estimate> = BTreeMap::new();
        for (currency, group) in &whole {
            all.insert(*currency, self.total(group, &[])?);
        }
        let mut ordered: Vec<(&RowKey, &Group, Estimate)> = Vec::new();
        for (key, group) in &groups {
            ordered.push((key, group, self.total(group, &key.0)?));
        }
        let by_time = options.by.first().is_some_and(|by| by.is_time());
        if context.target.is_some() && !by_time && options.by.len() == 1 {
            // The greatest first; what has no name, or is in another currency, after what has.
            ordered.sort_by_key(|((keys, currency), _, extent)| {
                (
                    *currency != context.target,
                    keys.iter().any(|label| label.nameless),
                    std::cmp::Reverse(extent.headline),
                )
            });
        }
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let grouped = !options.by.is_empty();
        if grouped {
            rows.extend(ordered.iter().map(|((keys, currency), group, extent)| {
                let labels = keys.iter().map(|label| Cell::text(label.text.as_str())).collect();
                row(labels, *currency, group, extent, &all)
            }));
        }
        // Without a target currency, groups by currency are their own totals.
        let is_total = options.by == [GroupBy::Currency] && context.target.is_none();
        if !grouped || (context.for_people && rows.len() > 1 && !is_total) {
            let mut totals: Vec<_> = whole.iter().collect();
            totals.sort_by_key(|(currency, _)| **currency != context.target);
            for (currency, group) in totals {
                let mut labels: Vec<Cell> = options.by.iter().map(|_| Cell::Text(String::new())).collect();
                if let Some(first) = labels.first_mut() {
                    let is_left_over = context.target.is_some() && *currency != context.target;
                    *first = Cell::text(if is_left_over { "not converted" } else { "total" });
                }
                rows.push(row(labels, *currency, group, &all[currency], &all));
            }
        }
        let undisclosed = whole.values().any(|group| group.undisclosed > 0);
        // The currency of the figures has a column of that name; a program must not find two.
        let name = |by: &GroupBy| match by {
            GroupBy::Currency if !context.for_people => "announced_currency",
            by => by.as_str(),
        };
        let mut columns: Vec<Column> = options.by.iter().map(|by| Column::new(name(by)).wraps()).collect();
        columns.push(Column::new("deals"));
        columns.push(Column::new("undisclosed").rank(2));
        columns.extend(["floor", "headline", "ceiling", "currency"].map(Column::new));
        columns.push(Column::new("share").rank(1));
        let mut table = Table {
            columns,
            rows,
            caveats: self.caveats.clone().into_clauses(context.target.map(|target| (target, context.at))),
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

    fn total(&self, group: &Group, labels: &[Label]) -> Result<Estimate, ReportError> {
        group.sum.total(|factor| self.factor(factor)).map_err(|_| {
            let labels: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
            ReportError::Overflow {
                what: if labels.is_empty() {
                    "the total".to_owned()
                } else {
                    format!("the group {}", labels.join(", "))
                },
            }
        })
    }
}

fn row(
    mut cells: Vec<Cell>,
    currency: Option<Currency>,
    group: &Group,
    extent: &Estimate,
    all: &BTreeMap<Option<Currency>, Estimate>,
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
