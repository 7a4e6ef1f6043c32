//! The deals that each figure is made of, with their sources and quotes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::row::Row;
use super::{Measure, Totals};
use crate::dataset::Source;
use crate::deal::{Citation, Deal, Slug};
use crate::money::{Currency, Decimal};
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
        Self { id, title, sources }
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
        columns.push(Column::figure("headline"));
        let texts = ["currency", "source", "publisher", "author", "source_title", "date", "url", "quote"];
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
            parts.push((deal, (!sum.is_empty()).then_some(total.headline)));
        }
        parts.sort_by_key(|(_, headline)| Reverse(*headline));
        let rows = parts.into_iter().flat_map(|(deal, headline)| {
            let figure = headline.zip(row.currency);
            self.deal_rows(deal, figure).into_iter().map(|cells| [labels.clone(), cells].concat())
        });
        Ok(rows.collect())
    }

    fn deal_rows(&self, deal: &CitedDeal, figure: Option<(Decimal, Currency)>) -> Vec<Vec<Cell>> {
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
        let mut headline =
            figure.map_or(Cell::Missing, |(headline, currency)| Cell::Figure(headline, currency));
        let currency = figure.map_or(Cell::Missing, |(_, currency)| Cell::text(currency.to_string()));
        let rows = cited.into_iter().map(|(id, quote)| {
            let source = id.and_then(|id| self.context.reference.sources.get(id));
            let text =
                |field: fn(&Source) -> Option<&str>| source.and_then(field).map_or(Cell::Missing, Cell::text);
            vec![
                Cell::text(deal.id.as_str()),
                Cell::text(deal.title.as_str()),
                std::mem::replace(&mut headline, Cell::Missing),
                currency.clone(),
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
}
