//! The bars of a chart, read from the rows of its table.

use indexmap::IndexMap;

use super::scale::ratio;
use crate::hash::HashMap;
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
    /// How many groups have no bar, because there are too many.
    pub left_out: usize,
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

    /// Whether its segments add up to more than its figure. Shares of a deal may have been rounded.
    pub(super) fn is_longer(&self) -> bool {
        let stacked = self.stacked();
        matches!(&self.drawn, Drawn::Span(span) if stacked > span.headline && ratio(span.headline, stacked) < 0.999)
    }

    /// The sum of its segments.
    fn stacked(&self) -> Decimal {
        self.segments.iter().fold(Decimal::ZERO, |sum, segment| sum.saturating_add(segment.headline))
    }
}

/// Returns the note on bars that are longer than their figures. `what` are bars or columns.
pub(super) fn overlap(panels: &[Panel<'_>], what: &str) -> Option<String> {
    let longer = panels.iter().flat_map(|panel| &panel.bars).filter(|bar| bar.is_longer()).count();
    let are_longer = match longer {
        0 => return None,
        1 => "1 is longer than its figure".to_owned(),
        _ => format!("{longer} are longer than their figures"),
    };
    Some(format!("{what}: {are_longer}, because deals count in several groups"))
}

/// Returns notes with the currencies of the panels that they are about, unless they are about all.
pub(super) fn of_currencies(notes: Vec<(&Panel<'_>, String)>, panels: &[Panel<'_>]) -> Vec<String> {
    let mut by_text: Vec<(String, Vec<&str>)> = Vec::new();
    for (panel, note) in notes {
        let currency = panel.currency.as_deref().unwrap_or_default();
        match by_text.iter_mut().find(|(text, _)| *text == note) {
            Some((_, currencies)) => currencies.push(currency),
            None => by_text.push((note, vec![currency])),
        }
    }
    let drawn = panels.iter().filter(|panel| panel.max > Decimal::ZERO).count();
    let named = |(text, currencies): (String, Vec<&str>)| match text.split_once(": ") {
        Some((about, rest)) if currencies.len() < drawn => {
            format!("{about} in {}: {rest}", currencies.join(", "))
        }
        _ => text,
    };
    by_text.into_iter().map(named).collect()
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
    let mut sizes: IndexMap<String, Decimal> = IndexMap::new();
    for row in &segments.rows {
        let Some((Span { headline: size, .. }, currency)) = columns.span(row) else { continue };
        if chart.target.is_some_and(|target| target != currency) {
            continue;
        }
        // The sums only decide the order.
        let sum = sizes.entry(label(row, 1)).or_default();
        *sum = sum.saturating_add(size);
    }
    sizes.sort_by(|_, one, _, other| other.cmp(one));
    sizes.into_keys().collect()
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
    let mut segments = segments(chart, &series);
    let split = chart.table.rows.len().saturating_sub(chart.table.totals);
    let (rows, totals) = chart.table.rows.split_at(split);
    let mut panels: Vec<Panel<'_>> = Vec::new();
    let mut panel_of = |row: &[Cell]| -> Option<usize> {
        let currency = if target.is_some() { None } else { Some(columns.currency(row)) };
        let known = panels.iter().position(|panel| panel.currency == currency);
        known.or_else(|| {
            panels.push(Panel {
                currency,
                bars: Vec::new(),
                totals: Vec::new(),
                max: Decimal::ZERO,
                left_out: 0,
            });
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
        let segments = segments.remove(&(label(row, 0), columns.currency(row))).unwrap_or_default();
        let bar = Bar { row, drawn, segments };
        if let Drawn::Span(span) = &bar.drawn {
            let end = if series.is_empty() { span.end() } else { span.headline.max(bar.stacked()) };
            panel.max = panel.max.max(end);
        }
        panel.bars.push(bar);
    }
    for (currency, count) in &chart.table.left_out {
        let code = currency.map_or_else(String::new, |currency| currency.to_string());
        let of_currency =
            panels.iter_mut().find(|panel| panel.currency.as_ref().is_none_or(|own| *own == code));
        if let Some(panel) = of_currency {
            panel.left_out += count;
        }
    }
    panels
}

/// Returns the segments of each bar, in the order of the series, by its label and currency.
fn segments(chart: &Chart, series: &[String]) -> HashMap<(String, String), Vec<Segment>> {
    let mut by_bar: HashMap<(String, String), Vec<Segment>> = HashMap::default();
    let Some((table, columns)) = chart.segments.as_ref().and_then(|table| Some((table, Columns::of(table)?)))
    else {
        return by_bar;
    };
    let positions: HashMap<&str, usize> =
        series.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
    for row in &table.rows {
        let Some((Span { floor, headline, .. }, _)) = columns.span(row) else { continue };
        let Some(series) = positions.get(label(row, 1).as_str()).copied() else { continue };
        let segments = by_bar.entry((label(row, 0), columns.currency(row))).or_default();
        segments.push(Segment { series, floor, headline });
    }
    for segments in by_bar.values_mut() {
        segments.sort_by_key(|segment| segment.series);
    }
    by_bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(currency: &str, bars: Vec<Bar<'static>>) -> Panel<'static> {
        Panel {
            currency: Some(currency.to_owned()),
            bars,
            totals: Vec::new(),
            max: Decimal::ONE,
            left_out: 0,
        }
    }

    #[test]
    fn bars_of_overlapping_groups_are_longer_than_their_figures() {
        let bar = |segments: &[&str]| {
            let amount = Decimal::ONE_HUNDRED;
            let span = Span { floor: amount, headline: amount, ceiling: Some(amount) };
            let segment = |(series, part): (usize, &&str)| {
                let headline: Decimal = part.parse().unwrap();
                Segment { series, floor: headline, headline }
            };
            let segments = segments.iter().enumerate().map(segment).collect();
            Bar { row: &[], drawn: Drawn::Span(span), segments }
        };
        let note = |bars: Vec<Bar<'static>>| overlap(&[panel("EUR", bars)], "bars");
        // Three shares of a third each, rounded up.
        let third = "33.33333333333333333333333334";
        assert_eq!(note(vec![bar(&["60", "40"]), bar(&[third, third, third]), bar(&[])]), None);
        assert_eq!(
            note(vec![bar(&["100", "100"]), bar(&["100"])]).unwrap(),
            "bars: 1 is longer than its figure, because deals count in several groups"
        );
        assert_eq!(
            note(vec![bar(&["100", "100"]), bar(&["60", "50"])]).unwrap(),
            "bars: 2 are longer than their figures, because deals count in several groups"
        );
    }

    #[test]
    fn notes_name_the_currencies_unless_they_are_about_all() {
        let panels = ["EUR", "USD", "JPY"].map(|currency| panel(currency, Vec::new()));
        let notes =
            |texts: [&str; 3]| of_currencies(panels.iter().zip(texts.map(str::to_owned)).collect(), &panels);
        let [none, some] = ["figures: headlines", "figures: headlines; no room for 3"];
        assert_eq!(notes([none; 3]), [none]);
        assert_eq!(
            notes([none, some, none]),
            ["figures in EUR, JPY: headlines", "figures in USD: headlines; no room for 3"]
        );
    }
}
