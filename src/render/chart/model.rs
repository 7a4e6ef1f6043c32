//! The bars of a chart, read from the rows of its table.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::scale::ratio;
use crate::hash::HashMap;
use crate::money::{Currency, Decimal};
use crate::render::for_people;
use crate::report::{Cell, Chart, Layout, Table};
use crate::text::{count_of, format_count};

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

    /// The bars that are drawn, of which there may be `most`: the latest of a chart over time, or the largest. They keep their
    /// order.
    pub(super) fn shown(&self, chart: &Chart, most: usize) -> Vec<&Bar<'c>> {
        let surplus = self.bars.len().saturating_sub(most);
        if chart.is_over_time || surplus == 0 {
            return self.bars.iter().skip(surplus).collect();
        }
        let mut by_size: Vec<(usize, &Bar<'_>)> = self.bars.iter().enumerate().collect();
        by_size.sort_by_key(|(_, bar)| Reverse(bar.headline()));
        by_size.truncate(most);
        by_size.sort_by_key(|(index, _)| *index);
        by_size.into_iter().map(|(_, bar)| bar).collect()
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

/// What stands for a period of whose deals none has a rate.
const NONE_CONVERTED: &str = "no amount converted";

/// One row with its bar.
pub(super) struct Bar<'c> {
    pub row: &'c [Cell],
    pub drawn: Drawn,
    /// The segments of a stacked bar.
    pub segments: Vec<Segment>,
    /// Whether they add up to more than its figure, and are drawn in proportion.
    pub overlaps: bool,
}

impl Bar<'_> {
    /// The headline, if it has a bar.
    fn headline(&self) -> Option<Decimal> {
        match &self.drawn {
            Drawn::Span(span) => Some(span.headline),
            Drawn::Named(_) => None,
        }
    }

    /// Whether its floor, headline and ceiling are the same, or it has none.
    pub(super) fn is_exact(&self) -> bool {
        match &self.drawn {
            Drawn::Span(span) => span.ceiling == Some(span.floor),
            Drawn::Named(_) => true,
        }
    }
}

/// Returns the note on bars whose segments add up to more than their figures. `what` are bars or columns.
pub(super) fn overlap(panels: &[Panel<'_>], what: &str) -> Option<String> {
    let overlapping = panels.iter().flat_map(|panel| &panel.bars).filter(|bar| bar.overlaps).count();
    let segments = match overlapping {
        0 => return None,
        1 => "the segments of 1 overlap".to_owned(),
        _ => format!("the segments of {} overlap", format_count(overlapping as u64)),
    };
    Some(format!("{what}: {segments}, because deals count in several groups, and are drawn in proportion"))
}

/// Makes segments as long as the headline of their bar together, if they are longer. Returns whether they were.
fn fit_into(segments: &mut [Segment], headline: Decimal) -> bool {
    let sum = segments.iter().fold(Decimal::ZERO, |sum, segment| sum.saturating_add(segment.headline));
    // Shares of a deal may have been rounded.
    if sum <= headline || ratio(headline, sum) >= 0.999 {
        return false;
    }
    // It is a length on a screen: nobody sees that it is rounded.
    let scaled = |part: Decimal| {
        let part = part.checked_div(sum)?.checked_mul(headline);
        part.map(|part| part.normalize())
    };
    for segment in segments {
        segment.floor = scaled(segment.floor).unwrap_or(segment.floor);
        segment.headline = scaled(segment.headline).unwrap_or(segment.headline);
    }
    true
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
        let deals = Self::count(row, Some(self.deals));
        if deals == 0 {
            NONE_CONVERTED
        } else if undisclosed == deals {
            "undisclosed"
        } else {
            "no amount"
        }
    }
}

/// What the mark of columns without an amount says.
pub(super) fn no_amount<'p>(panels: impl IntoIterator<Item = &'p Panel<'p>>) -> &'static str {
    let mut bars = panels.into_iter().flat_map(|panel| &panel.bars);
    if bars.any(|bar| bar.drawn == Drawn::Named(NONE_CONVERTED)) {
        "no amount stated or converted"
    } else {
        "no amount stated"
    }
}

/// Whether each deal has a bar.
pub(super) fn is_by_deal(chart: &Chart) -> bool {
    chart.table.columns.first().is_some_and(|column| column.name == "deal")
}

/// Returns how many bars are not drawn, in words: of a chart over time, the earlier ones.
pub(super) fn further(chart: &Chart, count: usize) -> String {
    if chart.is_over_time {
        count_of(count, "earlier period", "earlier periods")
    } else if is_by_deal(chart) {
        count_of(count, "further deal", "further deals")
    } else {
        count_of(count, "further group", "further groups")
    }
}

/// Returns notes on the periods of columns that do not show all of their deals.
pub(super) fn incomplete(chart: &Chart, panels: &[Panel<'_>]) -> Vec<String> {
    const MAX: usize = 6;
    let Some(columns) = Columns::of(&chart.table).filter(|_| chart.is_over_time) else { return Vec::new() };
    let undisclosed = |bar: &Bar<'_>| {
        let count = Columns::count(bar.row, columns.undisclosed);
        (matches!(bar.drawn, Drawn::Span(_)), count)
    };
    let unconverted = |bar: &Bar<'_>| {
        let is_left_out = bar.drawn == Drawn::Named(NOT_CONVERTED);
        (is_left_out, if is_left_out { Columns::count(bar.row, Some(columns.deals)) } else { 0 })
    };
    let note = |about: &str, left_out: &dyn Fn(&Bar<'_>) -> (bool, u64)| {
        // Several currencies have one after another.
        let mut periods: BTreeSet<String> = BTreeSet::new();
        for panel in panels {
            let mut before: HashMap<String, u64> = HashMap::default();
            for bar in &panel.bars {
                let (is_noted, count) = left_out(bar);
                // Running totals have the deals of all earlier periods, too.
                let known = before.insert(columns.currency(bar.row), count).filter(|_| chart.is_running);
                if is_noted && count > known.unwrap_or(0) {
                    periods.insert(label(bar.row, 0));
                }
            }
        }
        let mut names: Vec<&str> = periods.iter().take(MAX).map(String::as_str).collect();
        let more = count_of(periods.len().saturating_sub(MAX), "more", "more");
        if periods.len() > MAX {
            names.push(&more);
        }
        (!periods.is_empty()).then(|| format!("{about}: further deals in {}", names.join(", ")))
    };
    [note("undisclosed", &undisclosed), note(NOT_CONVERTED, &unconverted)].into_iter().flatten().collect()
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
        let mut segments = segments.remove(&(label(row, 0), columns.currency(row))).unwrap_or_default();
        let overlaps = matches!(&drawn, Drawn::Span(span) if fit_into(&mut segments, span.headline));
        let bar = Bar { row, drawn, segments, overlaps };
        if let Drawn::Span(span) = &bar.drawn {
            let end = if series.is_empty() { span.end() } else { span.headline };
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
    fn the_largest_bars_or_the_latest_are_shown_in_their_order() {
        let row: &[Cell] = &[];
        let bar = |headline: Option<i64>| {
            let drawn = headline.map_or(Drawn::Named(NOT_CONVERTED), |headline| {
                let headline = Decimal::from(headline);
                Drawn::Span(Span { floor: headline, headline, ceiling: None })
            });
            Bar { row, drawn, segments: Vec::new(), overlaps: false }
        };
        // A group without a name comes last, whatever its size, and then what is in another currency.
        let panel = panel("USD", [Some(30), Some(20), Some(0), Some(900), None].map(bar).into());
        let shown = |is_over_time: bool, most: usize| {
            let chart = Chart { is_over_time, ..Chart::default() };
            panel.shown(&chart, most).into_iter().map(Bar::headline).collect::<Vec<_>>()
        };
        let figures = |figures: &[Option<i64>]| -> Vec<Option<Decimal>> {
            figures.iter().map(|figure| figure.map(Decimal::from)).collect()
        };
        assert_eq!(shown(false, 5).len(), 5);
        assert_eq!(shown(false, 3), figures(&[Some(30), Some(20), Some(900)]));
        assert_eq!(shown(false, 1), figures(&[Some(900)]));
        assert_eq!(shown(true, 2), figures(&[Some(900), None]));
    }

    #[test]
    fn running_totals_name_the_periods_in_which_deals_were_added() {
        let row = |period: &str, deals: u64, undisclosed: u64, headline: Option<i64>, currency: &str| {
            let code: Currency = currency.parse().unwrap();
            let figure = headline.map_or(Cell::Missing, |headline| Cell::Figure(headline.into(), code));
            let counts = [Cell::text(period), Cell::Count(deals), Cell::Count(undisclosed)];
            let figures = [figure.clone(), figure.clone(), figure];
            counts.into_iter().chain(figures).chain([Cell::text(currency)]).collect::<Vec<_>>()
        };
        let rows = vec![
            row("2021", 1, 1, None, "USD"),
            row("2022", 3, 2, Some(5), "USD"),
            row("2023", 4, 2, Some(7), "USD"),
            row("2024", 5, 3, Some(7), "USD"),
            row("2022", 1, 0, Some(9), "RUB"),
            row("2023", 1, 0, Some(9), "RUB"),
            row("2024", 2, 0, Some(12), "RUB"),
        ];
        let names = ["year", "deals", "undisclosed", "floor", "headline", "ceiling", "currency"];
        let columns = names.map(crate::report::Column::new).to_vec();
        let table = Table { columns, rows: rows.into(), ..Table::default() };
        let target = Some("USD".parse().unwrap());
        let chart = Chart { target, table, is_over_time: true, is_running: true, ..Chart::default() };
        let expected =
            ["undisclosed: further deals in 2022, 2024", "not converted: further deals in 2022, 2024"];
        assert_eq!(incomplete(&chart, &panels(&chart)), expected);
        let chart = Chart { is_running: false, ..chart };
        let expected = [
            "undisclosed: further deals in 2022, 2023, 2024",
            "not converted: further deals in 2022, 2023, 2024",
        ];
        assert_eq!(incomplete(&chart, &panels(&chart)), expected);
    }

    #[test]
    fn segments_of_overlapping_groups_fit_into_their_bar() {
        let fitted = |headline: &str, segments: &[&str]| {
            let segment = |(series, part): (usize, &&str)| {
                let headline: Decimal = part.parse().unwrap();
                Segment { series, floor: headline, headline }
            };
            let mut segments: Vec<Segment> = segments.iter().enumerate().map(segment).collect();
            let overlaps = fit_into(&mut segments, headline.parse().unwrap());
            (
                overlaps,
                segments.iter().map(|segment| segment.headline.to_string()).collect::<Vec<_>>().join(" "),
            )
        };
        assert_eq!(fitted("100", &["60", "40"]), (false, "60 40".to_owned()));
        // Three shares of a third each, rounded up.
        let third = "33.33333333333333333333333334";
        assert!(!fitted("100", &[third, third, third]).0);
        assert_eq!(fitted("100", &["100", "100"]), (true, "50 50".to_owned()));
        assert_eq!(fitted("100", &["100", "60", "40"]), (true, "50 30 20".to_owned()));
        assert_eq!(fitted("0", &["5"]), (true, "0".to_owned()));
    }

    #[test]
    fn a_note_counts_the_bars_with_segments_that_overlap() {
        let bar = |overlaps| Bar { row: &[], drawn: Drawn::Named(""), segments: Vec::new(), overlaps };
        let note = |bars: Vec<Bar<'static>>| overlap(&[panel("EUR", bars)], "bars");
        assert_eq!(note(vec![bar(false)]), None);
        let rest = "overlap, because deals count in several groups, and are drawn in proportion";
        assert_eq!(note(vec![bar(true), bar(false)]).unwrap(), format!("bars: the segments of 1 {rest}"));
        assert_eq!(note(vec![bar(true), bar(true)]).unwrap(), format!("bars: the segments of 2 {rest}"));
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
