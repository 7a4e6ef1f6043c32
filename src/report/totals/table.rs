//! The rows and columns of the table of totals.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::group::Group;
use super::key::Label;
use super::row::{GrandEstimates, Row};
use super::{Arrangement, Detail, GroupBy, Totals, over_time, sort};
use crate::money::{Currency, Estimate};
use crate::report::table::{Cell, Column, Table};
use crate::report::{ReportError, Unconverted};

/// The least width of the names of groups while other columns can be hidden.
const LEAST_NAME: usize = 20;

impl Totals<'_> {
    /// The totals, and what they are made of if that was asked for. Programs get one table: the latter.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn tables(&self) -> Result<Vec<Table>, ReportError> {
        let totals = self.table()?;
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

    pub(super) fn table(&self) -> Result<Table, ReportError> {
        let (context, by) = (self.context, self.options.by.as_slice());
        let totals = self.total_rows()?;
        let grand: GrandEstimates = totals.iter().map(|total| (total.currency, total.estimate)).collect();
        // Without a target currency, the groups by currency are the totals.
        let is_by_currency = *by == [GroupBy::Currency] && context.target.is_none();
        let mut rows: Vec<Vec<Cell>> = if by.is_empty() {
            Vec::new()
        } else {
            let rows = self.group_rows()?.into_iter().map(|row| (row.cells(&grand), row));
            let mut rows: Vec<_> = rows.map(|(cells, row)| (row, cells)).collect();
            sort::sort(&mut rows, self.options, context.target);
            rows.into_iter().map(|(_, cells)| cells).collect()
        };
        let mut total_rows = 0;
        if by.is_empty() || (context.audience.is_people() && rows.len() > 1 && !is_by_currency) {
            rows.extend(totals.iter().map(|total| total.cells(&grand)));
            total_rows = totals.len();
        }
        let caveats = self.caveats.texts(context.conversion());
        let mut table = Table {
            title: self.context.audience.sheet_name("totals"),
            columns: self.columns(),
            rows,
            totals: total_rows,
            caveats,
            ..Table::default()
        };
        if context.audience.is_people() && totals.iter().all(|total| total.group.undisclosed == 0) {
            table.remove_column("undisclosed");
        }
        if context.audience.is_people() && (by.is_empty() || is_by_currency) {
            // Every share is 100%.
            table.remove_column("share");
        }
        Ok(table)
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
        let groupings = groupings.map(|grouping| Column::new(name(grouping)).wraps_at(LEAST_NAME));
        let counts = [Column::new("deals").essential(3), Column::new("undisclosed").rank(2)];
        let figure = Column::figure;
        let figures = [figure("floor").essential(1), figure("headline"), figure("ceiling").essential(2)];
        let rest = [Column::new("currency"), Column::figure("share").rank(1)];
        groupings.chain(counts).chain(figures).chain(rest).collect()
    }

    /// The rows of the groups: by label, or by headline if all are in one currency and not by time.
    pub(super) fn group_rows(&self) -> Result<Vec<Row<'_>>, ReportError> {
        let (by, target) = (self.options.by.as_slice(), self.context.target);
        let field_keys = self.options.key_of_each();
        let mut rows = Vec::with_capacity(self.groups.list.len());
        for (keys, group) in &self.groups.list {
            let Some((currency, keys)) = keys.split_last() else { continue };
            let named = keys.iter().zip(by).zip(&self.grouper.names).zip(&field_keys);
            let labels = named.map(|(((key, by), names), field)| key.label(*by, *field, names));
            let mut row = self.row(labels.collect(), currency.currency(), group)?;
            row.period = keys.first().and_then(|key| key.period());
            rows.push(row);
        }
        rows.sort_by(|a, b| (&a.labels, a.currency).cmp(&(&b.labels, b.currency)));
        if self.options.arrangement != Arrangement::Rows {
            rows.sort_by(|a, b| self.bar_order(a, b));
        } else if let ([by], Some(_)) = (by, target)
            && !by.is_time()
        {
            rows.sort_by_key(|row| {
                let is_nameless = row.labels.iter().any(|label| label.is_nameless);
                (row.currency != target, is_nameless, Reverse(row.estimate.headline))
            });
        }
        Ok(rows)
    }

    /// The order of two bars: those in the target currency first, then by time, or by size with nameless groups last.
    fn bar_order(&self, a: &Row<'_>, b: &Row<'_>) -> Ordering {
        let target = self.context.target;
        let key = |row: &Row<'_>| {
            let is_nameless =
                row.period.is_none() && row.labels.first().is_some_and(|label| label.is_nameless);
            let size = (!row.group.sum.is_empty() && row.period.is_none()).then_some(row.estimate.headline);
            let currency = (row.currency.is_none(), row.currency != target, row.currency);
            (currency, row.period.map(over_time::order), is_nameless, Reverse(size))
        };
        key(a).cmp(&key(b))
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

    fn row<'a>(
        &self,
        labels: Vec<Label>,
        currency: Option<Currency>,
        group: &'a Group,
    ) -> Result<Row<'a>, ReportError> {
        let estimate = group.sum.total(|key| self.factor(key)).map_err(|_| {
            let labels: Vec<&str> = labels.iter().map(|label| label.text.as_str()).collect();
            let what = if labels.is_empty() {
                "the total".to_owned()
            } else {
                format!("the group {}", labels.join(", "))
            };
            ReportError::Overflow { what }
        })?;
        Ok(Row { labels, period: None, currency, group, estimate })
    }
}
