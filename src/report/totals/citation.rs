//! The deals that each figure is made of, with their sources and quotes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::row::Row;
use super::{LinkEffect, Measure, Totals};
use crate::dataset::Source;
use crate::deal::{Citation, Deal, Slug};
use crate::money::{Bound, Currency, Decimal, Estimate};
use crate::query::Selected;
use crate::report::ReportError;
use crate::report::table::{Cell, CiteStyle, Column, Layout, Table};

/// What is shown of the deals in totals.
pub(super) type CitedDeals = BTreeMap<u64, CitedDeal>;

/// A deal, with what it cites.
#[derive(Debug, Clone)]
pub(super) struct CitedDeal {
    id: String,
    title: String,
    /// The sources, each with its quotes.
    sources: Vec<(Slug<'static>, Vec<String>)>,
    /// The bound of its amount; `None` if that is undisclosed, or not what is measured.
    bound: Option<Bound>,
}

impl CitedDeal {
    /// Returns a deal with its citations. Those of what is measured come first, then those of revisions, the last one of
    /// which may have changed the amount.
    pub(super) fn new(selected: &Selected<'_>, measure: Measure) -> Self {
        let deal: &Deal<'_> = selected.deal;
        let revisions = deal.history.iter().rev().filter(|revision| revision.amount.is_some());
        let revisions = revisions.filter_map(|revision| revision.citation.as_ref());
        let progress = deal.progress.iter().rev().filter(|_| measure != Measure::Announced);
        let progress = progress.filter_map(|entry| entry.citation.as_ref());
        let citations = progress.chain(revisions).chain(&deal.citations);
        let mut sources: Vec<(Slug<'static>, Vec<String>)> = Vec::new();
        for Citation { source, quote, .. } in citations {
            let quotes = quote.iter().map(ToString::to_string);
            match sources.iter_mut().find(|(known, _)| known.as_str() == source.as_str()) {
                Some((_, known)) => known.extend(quotes),
                None => sources.push((source.clone().into_owned(), quotes.collect())),
            }
        }
        let (id, title) = (deal.id.to_string(), deal.title.to_string());
        let amount = selected.current.amount.filter(|_| measure == Measure::Announced);
        Self { id, title, sources, bound: amount.map(|amount| amount.quantity.bound()) }
    }
}

impl Totals<'_> {
    /// The deals of each row as a table: one row for each quote. The figure of a deal stands in its first row, so that the
    /// column adds up to the figures of the totals.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(super) fn citations(&self, style: CiteStyle) -> Result<Table, ReportError> {
        let by = self.options.by.len();
        let mut rows = Vec::new();
        if by == 0 {
            for total in &self.total_rows()? {
                rows.extend(self.cited_rows(total, by)?);
            }
        }
        if by > 0 {
            let groups = self.group_rows()?;
            for row in &groups.rows {
                rows.extend(self.cited_rows(&self.full_row(&groups.labelled(row))?, by)?);
            }
        }
        let mut columns = self.columns();
        columns.truncate(by);
        columns.extend(["deal", "title"].map(|name| Column::new(name).wraps()));
        columns.push(Column::new("bound"));
        columns.extend(["floor", "headline", "ceiling"].map(Column::figure));
        let texts =
            ["currency", "reason", "source", "publisher", "author", "source_title", "date", "url", "quote"];
        columns.extend(texts.map(|name| Column::new(name).wraps()));
        let (title, layout) = (Some("Sources".to_owned()), Layout::Citations(style));
        Ok(Table { title, layout, columns, rows: rows.into(), ..Table::default() })
    }

    /// The rows of the deals of one group, that of the largest headline first.
    fn cited_rows(&self, row: &Row<'_>, by: usize) -> Result<Vec<Vec<Cell>>, ReportError> {
        let labels: Vec<Cell> =
            row.labels.iter().take(by).map(|label| Cell::Text(label.text.clone())).collect();
        let mut parts = Vec::new();
        for (at, sum) in row.group.parts() {
            let Some(deal) = self.cited.get(at) else { continue };
            let total = sum.total(|key| self.factor(key));
            let total = total.map_err(|_| ReportError::Overflow { what: format!("deal {}", deal.id) })?;
            parts.push((deal, (!sum.is_empty()).then_some(total)));
        }
        parts.sort_by_key(|(_, total)| Reverse(total.map(|total| total.headline)));
        let rows = parts.into_iter().flat_map(|(deal, total)| {
            let figure = total.zip(row.currency);
            self.deal_rows(deal, figure).into_iter().map(|cells| [labels.clone(), cells].concat())
        });
        Ok(rows.collect())
    }

    fn deal_rows(&self, deal: &CitedDeal, figure: Option<(Estimate, Currency)>) -> Vec<Vec<Cell>> {
        let mut cited: Vec<(Option<&Slug<'_>>, Option<&String>)> = Vec::new();
        for (source, quotes) in &deal.sources {
            cited.extend(quotes.iter().map(|quote| (Some(source), Some(quote))));
            if quotes.is_empty() {
                cited.push((Some(source), None));
            }
        }
        if cited.is_empty() {
            cited.push((None, None));
        }
        let mut figures = figure.map_or([const { Cell::Missing }; 4], |(estimate, currency)| {
            let Estimate { floor, headline, ceiling } = estimate;
            let figure = |figure: Decimal| Cell::Figure(figure, currency);
            let bound = Cell::text(deal.bound_of(estimate).as_str());
            [bound, figure(floor), figure(headline), ceiling.map_or(Cell::Open, figure)]
        });
        let reason = self.reason(deal, figure.map(|(estimate, _)| estimate));
        let currency = figure.map_or(Cell::Missing, |(_, currency)| Cell::text(currency.to_string()));
        let rows = cited.into_iter().map(|(id, quote)| {
            let source = id.and_then(|id| self.context.reference.sources.get(id));
            let text =
                |field: fn(&Source) -> Option<&str>| source.and_then(field).map_or(Cell::Missing, Cell::text);
            let [bound, floor, headline, ceiling] =
                std::mem::replace(&mut figures, [const { Cell::Missing }; 4]);
            vec![
                Cell::text(deal.id.as_str()),
                Cell::text(deal.title.as_str()),
                bound,
                floor,
                headline,
                ceiling,
                currency.clone(),
                Cell::text(reason),
                id.map_or(Cell::Missing, |id| Cell::text(id.as_str())),
                text(|source| Some(&source.publisher)),
                text(|source| source.author.as_deref()),
                text(|source| source.title.as_deref()),
                source.and_then(|source| source.date).map_or(Cell::Missing, Cell::Date),
                text(|source| source.url.as_deref()),
                quote.map_or(Cell::Missing, |quote| Cell::text(quote.as_str())),
            ]
        });
        rows.collect()
    }

    /// Returns why a deal adds nothing to a row; empty if it adds something, or is undisclosed.
    fn reason(&self, deal: &CitedDeal, estimate: Option<Estimate>) -> &'static str {
        match estimate {
            None if deal.bound.is_some() => "its role adds no amount",
            Some(Estimate { headline, ceiling, .. }) if headline.is_zero() => match self.effects.of(&deal.id)
            {
                Some(LinkEffect::Rest(rest)) if rest.estimate.headline.is_zero() => {
                    "counted with the deals inside it"
                }
                _ if ceiling != Some(Decimal::ZERO) => "how much of it is here is not stated",
                _ => "",
            },
            _ => "",
        }
    }
}

impl CitedDeal {
    /// Returns the bound of the amount that the deal adds to a row.
    fn bound_of(&self, Estimate { floor, headline, ceiling }: Estimate) -> Bound {
        match ceiling {
            Some(ceiling) if floor == headline && ceiling == headline => match self.bound {
                Some(Bound::About) => Bound::About,
                _ => Bound::Exact,
            },
            Some(ceiling) if floor.is_zero() && ceiling == headline => Bound::UpTo,
            None if floor == headline => Bound::AtLeast,
            _ => Bound::Range,
        }
    }
}
