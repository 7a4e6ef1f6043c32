//! The bars of a chart, read from the rows of its table.

use std::cmp::Reverse;

use crate::money::{Currency, Decimal};
use crate::render::for_people;
use crate::report::{Cell, Chart, Layout, Table};

/// The bars in one currency, which have one scale.
pub(super) struct Panel<'c> {
    /// The currency, if the bars of the chart are in several.
    pub currency: Option<String>,
    pub bars: Vec<Bar<'c>>,
    /// The rows that are totals.
    pub totals: Vec<&'c [Cell]>,
    /// The end of the longest bar.
    pub max: Decimal,
}

impl<'c> Panel<'c> {
    /// The bars that have a place on an axis: all but those of amounts that were not converted.
    pub(super) fn placed(&self) -> impl Iterator<Item = &Bar<'c>> {
        self.bars.iter().filter(|bar| bar.drawn != Drawn::Named(NOT_CONVERTED))
    }

    /// The currency of the first amount that has a place on an axis.
    pub(super) fn unit(&self) -> Option<Currency> {
        self.placed().flat_map(|bar| bar.row).find_map(|cell| match cell {
            Cell::Figure(_, currency) => Some(*currency),
            _ => None,
        })
    }
}

/// The columns of figures.
pub(super) const FIGURES: [&str; 3] = ["floor", "headline", "ceiling"];

/// Returns the figure of a row of a chart in the column `name`, as people read it.
pub(super) fn figure_of(chart: &Chart, row: &[Cell], name: &str) -> Option<String> {
    let index = chart.table.columns.iter().rposition(|column| column.name == name)?;
    row.get(index).map(|cell| for_people(cell, Layout::Grid).into_owned())
}

/// Returns the headline of a row of a chart, as people read it.
pub(super) fn headline(chart: &Chart, row: &[Cell]) -> Option<String> {
    figure_of(chart, row, "headline")
}

/// What stands for an amount without a rate.
pub(super) const NOT_CONVERTED: &str = "not converted";

/// One row with its bar.
pub(super) struct Bar<'c> {
    pub row: &'c [Cell],
    pub drawn: Drawn,
    /// The segments of a stacked bar.
    pub segments: Vec<Segment>,
}

impl Bar<'_> {
    /// Whether its floor, headline and ceiling are the same, or it has none.
    pub(super) fn is_exact(&self) -> bool {
        match &self.drawn {
            Drawn::Span(span) => span.ceiling == Some(span.floor),
            Drawn::Named(_) => true,
        }
    }
}

/// What stands for a row in the chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Drawn {
    /// A bar.
    Span(Span),
    /// Words, where there is no amount to draw: it is not zero.
    Named(&'static str),
}

/// The length of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub floor: Decimal,
    pub headline: Decimal,
    /// `None` if nothing limits it.
    pub ceiling: Option<Decimal>,
}

/// A part of a stacked bar: its headline, of which the floor is firm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// The index of its series.
    pub series: usize,
    pub floor: Decimal,
    pub headline: Decimal,
}

impl Span {
    /// The end of what is drawn.
    pub(super) fn end(&self) -> Decimal {
        self.ceiling.unwrap_or(self.headline).max(self.headline)
    }
}

/// The indices of the columns that a chart reads.
struct Columns {
    deals: usize,
    undisclosed: Option<usize>,
    floor: usize,
    currency: usize,
}

impl Columns {
    fn of(table: &Table) -> Option<Self> {
        let index = |name: &str| table.columns.iter().rposition(|column| column.name == name);
        Some(Self {
            deals: index("deals")?,
            undisclosed: index("undisclosed"),
            floor: index("floor")?,
            currency: index("currency")?,
        })
    }

    fn currency(&self, row: &[Cell]) -> String {
        match row.get(self.currency) {
            Some(Cell::Text(code)) => code.clone(),
            _ => String::new(),
        }
    }

    fn span(&self, row: &[Cell]) -> Option<(Span, Currency)> {
        let [Cell::Figure(floor, currency), Cell::Figure(headline, _), ceiling] =
            row.get(self.floor..self.floor + 3)?
        else {
            return None;
        };
        let ceiling = match ceiling {
            Cell::Figure(ceiling, _) => Some(*ceiling),
            _ => None,
        };
        Some((Span { floor: *floor, headline: *headline, ceiling }, *currency))
    }

    fn count(row: &[Cell], index: Option<usize>) -> u64 {
        match index.and_then(|index| row.get(index)) {
            Some(Cell::Count(count)) => *count,
            _ => 0,
        }
    }

    /// Why a row has no amount.
    fn reason(&self, row: &[Cell]) -> &'static str {
        let undisclosed = Self::count(row, self.undisclosed);
        if undisclosed > 0 && undisclosed == Self::count(row, Some(self.deals)) {
            "undisclosed"
        } else {
            "no amount"
        }
    }
}

/// Returns the names of the series of a stacked chart, those with the most money first.
pub(super) fn series(chart: &Chart) -> Vec<String> {
    let Some((segments, columns)) =
        chart.segments.as_ref().and_then(|table| Some((table, Columns::of(table)?)))
    else {
        return Vec::new();
    };
    let mut sizes: Vec<(String, Decimal)> = Vec::new();
    for row in &segments.rows {
        let Some((Span { headline: size, .. }, currency)) = columns.span(row) else { continue };
        if chart.target.is_some_and(|target| target != currency) {
            continue;
        }
        let name = label(row, 1);
        // The sums only decide the order.
        match sizes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum = sum.saturating_add(size),
            None => sizes.push((name, size)),
        }
    }
    sizes.sort_by_key(|(_, size)| Reverse(*size));
    sizes.into_iter().map(|(name, _)| name).collect()
}

/// Returns the text of a grouping in a row.
pub(super) fn label(row: &[Cell], grouping: usize) -> String {
    match row.get(grouping) {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// Returns the bars by currency. If the amounts were converted, those that were not are named among the bars.
pub(super) fn panels(chart: &Chart) -> Vec<Panel<'_>> {
    let target = chart.target.map(|target| target.to_string());
    let Some(columns) = Columns::of(&chart.table) else { return Vec::new() };
    let series = series(chart);
    let split = chart.table.rows.len().saturating_sub(chart.table.totals);
    let (rows, totals) = chart.table.rows.split_at(split);
    let mut panels: Vec<Panel<'_>> = Vec::new();
    let mut panel_of = |row: &[Cell]| -> Option<usize> {
        let currency = if target.is_some() { None } else { Some(columns.currency(row)) };
        let known = panels.iter().position(|panel| panel.currency == currency);
        known.or_else(|| {
            panels.push(Panel { currency, bars: Vec::new(), totals: Vec::new(), max: Decimal::ZERO });
            Some(panels.len() - 1)
        })
    };
    let places: Vec<(usize, bool, &Vec<Cell>)> = rows
        .iter()
        .map(|row| (row, false))
        .chain(totals.iter().map(|row| (row, true)))
        .filter_map(|(row, is_total)| Some((panel_of(row)?, is_total, row)))
        .collect();
    for (panel, is_total, row) in places {
        let panel = &mut panels[panel];
        // Nothing is added up of what is undisclosed.
        if is_total && panel.currency.as_deref() != Some("") {
            panel.totals.push(row);
        }
        if is_total {
            continue;
        }
        let is_foreign = target.as_ref().is_some_and(|target| columns.currency(row) != *target);
        let drawn = match columns.span(row) {
            Some(_) if is_foreign => Drawn::Named(NOT_CONVERTED),
            Some((span, _)) => Drawn::Span(span),
            None => Drawn::Named(columns.reason(row)),
        };
        let segments = segments(chart, row, &columns, &series);
        let stacked = segments.iter().fold(Decimal::ZERO, |sum, one| sum.saturating_add(one.headline));
        if let Drawn::Span(span) = &drawn {
            let end = if series.is_empty() { span.end() } else { span.headline.max(stacked) };
            panel.max = panel.max.max(end);
        }
        panel.bars.push(Bar { row, drawn, segments });
    }
    panels
}

/// Returns the segments of the bar of `row`, in the order of the series.
fn segments(chart: &Chart, row: &[Cell], columns: &Columns, series: &[String]) -> Vec<Segment> {
    let Some((table, own)) = chart.segments.as_ref().and_then(|table| Some((table, Columns::of(table)?)))
    else {
        return Vec::new();
    };
    let (name, currency) = (label(row, 0), columns.currency(row));
    let of_bar = table.rows.iter().filter(|row| label(row, 0) == name && own.currency(row) == currency);
    let mut segments: Vec<Segment> = of_bar
        .filter_map(|row| {
            let name = label(row, 1);
            let series = series.iter().position(|series| *series == name)?;
            let (Span { floor, headline, .. }, _) = own.span(row)?;
            Some(Segment { series, floor, headline })
        })
        .collect();
    segments.sort_by_key(|segment| segment.series);
    segments
}
