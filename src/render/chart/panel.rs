//! The bars in one currency as SVG: an axis, a line for each row, and the totals.

use maud::{Markup, html};

use super::block::{Block, WIDTH, columns, stacked};
use super::model::{Bar, Drawn, Panel, Segment, Span};
use super::scale::{length, steps};
use super::stack::letter;
use crate::money::{Currency, Decimal};
use crate::render::escape::xml_text;
use crate::render::grid::cut;
use crate::render::{for_people, number};
use crate::report::{Cell, Chart, Layout};

/// The most bars of a panel by size, and over time.
const MOST_BARS: usize = 25;
const MOST_PERIODS: usize = 60;

/// The number of colours for series. The last one is for all others.
pub(super) const COLORS: usize = 7;

/// The width of labels, of the gap after them, and of a column of figures.
const LABEL: usize = 280;
const GAP: usize = 12;
const FIGURE: usize = 82;

/// The height of a line, and of the bar in it.
const LINE: usize = 28;
const BAR: usize = 18;

/// The most steps of an axis.
const MOST_STEPS: u32 = 5;

/// The columns of figures beside the bars.
const FIGURES: [&str; 3] = ["floor", "headline", "ceiling"];

/// Where bars start, and the length of the longest one, with room for an arrow.
const START: usize = LABEL + GAP;
const LENGTH: usize = WIDTH - START - FIGURES.len() * FIGURE - 28;

/// Returns the bars of a panel with its axis and totals.
pub(super) fn block(chart: &Chart, panel: &Panel<'_>) -> Block {
    let shown = shown(chart, panel);
    let heading = panel.currency.as_deref().map(|code| match code {
        "" => "undisclosed".to_owned(),
        code => format!("in {code}"),
    });
    let axis = steps(panel.max, MOST_STEPS);
    let max = axis.last().copied().unwrap_or_default();
    let height = LINE * shown.len();
    let mut blocks = Vec::new();
    blocks.extend(
        heading.map(|heading| Block { height: 22, markup: html! { text.heading y="14" { (heading) } } }),
    );
    blocks.push(header(chart, panel, &axis, height));
    blocks.extend(shown.iter().map(|bar| line(chart, bar, max)));
    if !panel.totals.is_empty() {
        let rule = html! { path.rule d={"M0 4H" (WIDTH)} {} };
        blocks.push(Block { height: 6, markup: rule });
    }
    blocks.extend(panel.totals.iter().map(|row| total(chart, row)));
    stacked(blocks)
}

/// The bars of a panel that are drawn: the latest, or the first.
pub(super) fn shown<'p, 'c>(chart: &Chart, panel: &'p Panel<'c>) -> &'p [Bar<'c>] {
    if chart.is_over_time {
        &panel.bars[panel.bars.len().saturating_sub(MOST_PERIODS)..]
    } else {
        &panel.bars[..panel.bars.len().min(MOST_BARS)]
    }
}

/// The names of the columns, and the axis with lines through the `height` of the bars.
fn header(chart: &Chart, panel: &Panel<'_>, axis: &[Decimal], height: usize) -> Block {
    const HEIGHT: usize = 24;
    let max = axis.last().copied().unwrap_or_default();
    let unit = panel.bars.iter().flat_map(|bar| bar.row).find_map(|cell| match cell {
        Cell::Figure(_, currency) => Some(*currency),
        _ => None,
    });
    let label = |value: Decimal, unit: Currency| number::figure(value, unit, Layout::Grid);
    let name = chart.table.columns.first().map_or("", |column| column.name.as_str());
    let markup = html! {
        text.dim y="16" { (xml_text(name)) }
        @if let (Some(unit), true) = (unit, axis.len() > 1) {
            @for value in axis {
                @let x = START + length(*value, max, LENGTH);
                path.line d={"M" (x) " " (HEIGHT) "v" (height)} {}
                text.dim x=(x) y="16" text-anchor="middle" { (label(*value, unit)) }
            }
        }
        @for (index, name) in FIGURES.iter().enumerate() {
            text.dim x=(figure_end(index)) y="16" text-anchor="end" { (name) }
        }
    };
    Block { height: HEIGHT, markup }
}

/// A label, a bar or the words in its place, and the figures.
fn line(chart: &Chart, bar: &Bar<'_>, max: Decimal) -> Block {
    let drawn = match &bar.drawn {
        Drawn::Named(words) => {
            let currency = currency_of(chart, bar.row).map(|code| format!(", in {code}"));
            html! { text.dim x=(START + 6) y="19" { (words) (currency.unwrap_or_default()) } }
        }
        Drawn::Span(span) if chart.segments.is_some() => segments(&bar.segments, span, max),
        Drawn::Span(span) => single(span, max),
    };
    let markup = html! { (drawn) (figures(chart, bar.row, "row")) };
    Block { height: LINE, markup }
}

/// A row of totals, with its currency if it is not that of the chart.
fn total(chart: &Chart, row: &[Cell]) -> Block {
    let currency = currency_of(chart, row).map(|code| format!("in {code}"));
    let markup = html! {
        (figures(chart, row, "total"))
        text.dim x=(START + 6) y="19" { (currency.unwrap_or_default()) }
    };
    Block { height: LINE, markup }
}

/// The label of a row, and its figures.
fn figures(chart: &Chart, row: &[Cell], class: &str) -> Markup {
    let label = row.first().map(text).unwrap_or_default();
    let cell = |name: &str| {
        let index = chart.table.columns.iter().rposition(|column| column.name == name)?;
        row.get(index)
    };
    let undisclosed = match cell("undisclosed") {
        Some(Cell::Count(count)) if *count > 0 && cell("headline") != Some(&Cell::Missing) => {
            Some(format!(" (+{count} undisclosed)"))
        }
        _ => None,
    };
    let suffix = undisclosed.unwrap_or_default();
    let width = columns(LABEL, 13).saturating_sub(suffix.len());
    html! {
        text class=(class) y="19" {
            title { (label) }
            (cut(&label, width)) (suffix)
        }
        @for (index, name) in FIGURES.iter().enumerate() {
            @if let Some(value) = cell(name) {
                text class={"figure " (class)} x=(figure_end(index)) y="19" text-anchor="end" { (text(value)) }
            }
        }
    }
}

/// The currency of a row, if it is not that of the chart.
fn currency_of(chart: &Chart, row: &[Cell]) -> Option<String> {
    let index = chart.table.columns.iter().rposition(|column| column.name == "currency")?;
    let code = row.get(index).map(text)?;
    chart.target.is_some_and(|target| target.to_string() != code).then_some(code)
}

/// The right edge of a column of figures.
fn figure_end(index: usize) -> usize {
    WIDTH - (FIGURES.len() - 1 - index) * FIGURE
}

/// The pixels of a value, at least one if it is not zero.
fn pixels(value: Decimal, max: Decimal) -> usize {
    length(value, max, LENGTH).max(usize::from(value > Decimal::ZERO))
}

/// A bar in one colour: solid to the floor, hatched to the headline, pale to the ceiling.
fn single(span: &Span, max: Decimal) -> Markup {
    let [firm, headline, end] = [span.floor, span.headline, span.end()].map(|value| pixels(value, max));
    html! {
        (fill(0, 0, end, None))
        (fill(0, firm, headline, Some("hatched")))
        (fill(0, headline.max(firm), end, Some("pale")))
        @if end > firm { rect.outline.s0 x=(START) y="5" width=(end) height=(BAR) {} }
        @if span.ceiling.is_none() { g transform={"translate(" (START + end) " 0)"} { (arrow(4, 14)) } }
    }
}

/// A bar of several colours, each solid as far as it is firm and hatched to its headline.
fn segments(segments: &[Segment], span: &Span, max: Decimal) -> Markup {
    let mut drawn: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut sum = Decimal::ZERO;
    for segment in segments {
        let end = |part: Decimal| pixels(sum.saturating_add(part), max);
        let start = if sum.is_zero() { 0 } else { pixels(sum, max) };
        let firm = if segment.floor.is_zero() { start } else { end(segment.floor.min(segment.headline)) };
        drawn.push((segment.series, start, firm, end(segment.headline)));
        sum = sum.saturating_add(segment.headline);
    }
    let end = drawn.last().map_or(0, |(.., end)| *end);
    html! {
        @for (series, start, firm, end) in drawn {
            (fill(series, start, end, None))
            (fill(series, firm.max(start), end, Some("hatched")))
            @if end > start { rect class={"outline " (class(series))} x=(START + start) y="5" width=(end - start) height=(BAR) {} }
            @if end - start >= 20 {
                rect.veil x=(START + start + 3) y="7" width="14" height="14" rx="2" {}
                text.letter x=(START + start + 10) y="18" text-anchor="middle" { (letter(series)) }
            }
        }
        @if span.ceiling.is_none() { g transform={"translate(" (START + end) " 0)"} { (arrow(4, 14)) } }
    }
}

/// The class of the colour of a series.
fn class(series: usize) -> String {
    format!("s{}", series.min(COLORS - 1))
}

/// A part of a bar, from one pixel to another: in the colour of a series, or hatched over it.
fn fill(series: usize, start: usize, end: usize, pattern: Option<&str>) -> Markup {
    let width = end.saturating_sub(start);
    html! {
        @if width > 0 {
            @match pattern {
                None => { rect class=(class(series)) x=(START + start) y="5" width=(width) height=(BAR) stroke="none" {} }
                Some(pattern) => { rect x=(START + start) y="5" width=(width) height=(BAR) fill={"url(#" (pattern) ")"} {} }
            }
        }
    }
}

/// An arrow to the right.
pub(super) fn arrow(x: usize, y: usize) -> Markup {
    html! { path.arrow d={"M" (x) " " (y) "h12m-5 -5l5 5l-5 5"} {} }
}

/// A sample of a fill.
pub(super) fn swatch(series: usize, pattern: Option<&str>) -> Markup {
    html! {
        rect class=(class(series)) width="18" height="12" stroke="none" {}
        @if let Some(pattern) = pattern { rect width="18" height="12" fill={"url(#" (pattern) ")"} {} }
        rect class={"outline " (class(series))} width="18" height="12" {}
    }
}

/// Samples with their meanings, in as many lines as they need.
pub(super) fn legend_block(items: &[(Markup, String)]) -> Block {
    const LINE: usize = 22;
    let (mut x, mut y) = (0, 0);
    let mut placed = Vec::new();
    for (sample, name) in items {
        let name = cut(&xml_text(name), columns(WIDTH / 2, 13));
        let width = 26 + unicode_width::UnicodeWidthStr::width(name.as_str()) * 8 + 16;
        if x > 0 && x + width > WIDTH {
            (x, y) = (0, y + LINE);
        }
        placed.push((x, y, sample, name));
        x += width;
    }
    let markup = html! {
        @for (x, y, sample, name) in placed {
            g transform={"translate(" (x) " " (y + 4) ")"} {
                (sample)
                text x="26" y="11" { (name) }
            }
        }
    };
    Block { height: y + LINE, markup }
}

/// Returns a cell as people read it, safe in XML.
pub(super) fn text(cell: &Cell) -> String {
    xml_text(&for_people(cell, Layout::Grid))
}
