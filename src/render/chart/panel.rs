//! The bars in one currency as SVG: an axis, a line for each row, and the totals; `upright` draws those in the order of
//! time.

use maud::{Markup, html};

use super::block::{Block, WIDTH, columns, stacked};
use super::model::{Bar, Drawn, FIGURES, Panel, Span};
use super::scale::{length, steps};
use super::shape::{Shape, arrow, letter_mark, rectangle, shape, text};
use super::upright;
use crate::money::{Currency, Decimal};
use crate::render::escape::xml_text;
use crate::render::number;
use crate::render::width::cut;
use crate::report::{Cell, Chart, Layout};

/// The most bars of a panel by size, and over time.
const MOST_BARS: usize = 25;
const MOST_PERIODS: usize = 60;

/// The width of labels, of the gap after them, and of a column of figures.
const LABEL: usize = 280;
const GAP: usize = 12;
const FIGURE: usize = 82;

/// The height of a line, and of the bar in it.
const LINE: usize = 28;
const BAR: usize = 18;

/// The most steps of an axis.
const MOST_STEPS: u32 = 5;

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
    let heading =
        heading.map(|heading| Block { height: 22, markup: html! { text.heading y="14" { (heading) } } });
    if upright::is_upright(chart, panel) {
        let mut blocks: Vec<Block> = heading.into_iter().collect();
        blocks.push(upright::block(chart, panel));
        blocks.push(Block::space(10));
        return stacked(blocks.into_iter().chain(totals(chart, panel)).collect());
    }
    let axis = steps(panel.max, MOST_STEPS);
    let max = axis.last().copied().unwrap_or_default();
    let height = LINE * shown.len();
    let mut blocks: Vec<Block> = heading.into_iter().collect();
    blocks.push(header(chart, panel, &axis, height));
    blocks.extend(shown.iter().map(|bar| line(chart, bar, max)));
    if !panel.totals.is_empty() {
        let rule = html! { path.rule d={"M0 4H" (WIDTH)} {} };
        blocks.push(Block { height: 6, markup: rule });
    }
    blocks.extend(panel.totals.iter().map(|row| total(chart, row)));
    stacked(blocks)
}

/// The totals below columns, with the names of their figures.
fn totals(chart: &Chart, panel: &Panel<'_>) -> Vec<Block> {
    if panel.totals.is_empty() {
        return Vec::new();
    }
    let names = html! {
        @for (index, name) in FIGURES.iter().enumerate() {
            text.dim x=(figure_end(index)) y="16" text-anchor="end" { (name) }
        }
    };
    let names = Block { height: 20, markup: names };
    std::iter::once(names).chain(panel.totals.iter().map(|row| total(chart, row))).collect()
}

/// The bars of a panel that are drawn: the latest, or the first.
pub(super) fn shown<'p, 'c>(chart: &Chart, panel: &'p Panel<'c>) -> &'p [Bar<'c>] {
    if upright::is_upright(chart, panel) {
        &panel.bars
    } else if chart.is_over_time {
        &panel.bars[panel.bars.len().saturating_sub(MOST_PERIODS)..]
    } else {
        &panel.bars[..panel.bars.len().min(MOST_BARS)]
    }
}

/// The names of the columns, and the axis with lines through the `height` of the bars.
fn header(chart: &Chart, panel: &Panel<'_>, axis: &[Decimal], height: usize) -> Block {
    const HEIGHT: usize = 24;
    let max = axis.last().copied().unwrap_or_default();
    let unit = panel.unit();
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
        Drawn::Span(span) => horizontal(&shape(chart, bar, span, max, LENGTH), span),
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

/// The bar of a line.
fn horizontal(shape: &Shape, span: &Span) -> Markup {
    html! {
        @for part in &shape.parts { (rectangle(part, (START + part.start, 5), (part.end - part.start, BAR))) }
        @for (start, end, series) in &shape.letters {
            @if end - start >= 20 { (letter_mark(START + start + 3, 7, *series)) }
        }
        @if span.ceiling.is_none() { g transform={"translate(" (START + shape.end) " 0)"} { (arrow(4, 14)) } }
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
