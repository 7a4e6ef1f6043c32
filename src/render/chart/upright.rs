//! The bars in the order of time as SVG: columns above an axis with their labels.

use maud::{Markup, html};

use super::block::{Block, WIDTH};
use super::model::{Bar, Drawn, Panel, Span, headline, label};
use super::periods::{Labels, labels};
use super::scale::{length, steps};
use super::shape::{arrow_up, letter_mark, rectangle, shape};
use crate::money::Decimal;
use crate::render::escape::xml_text;
use crate::render::number;
use crate::report::{Chart, Layout};

/// The most columns: each has at least seven pixels.
const MOST_COLUMNS: usize = 120;

/// The height of the longest column, of what is above it, and of a line of labels.
const PLOT: usize = 240;
const TOP: usize = 54;
const LINE: usize = 18;

/// The most pixels of a column with the gap after it, and without.
const MOST_SLOT: usize = 210;
const MOST_WIDTH: usize = 80;

/// The most steps of the axis.
const MOST_STEPS: u32 = 5;

/// The pixels of a character, in halves, with room to spare.
const CHARACTER: usize = 15;

/// Whether the bars of a panel are drawn as columns: if they are in the order of time and not too many.
pub(super) fn is_upright(chart: &Chart, panel: &Panel<'_>) -> bool {
    chart.is_over_time && panel.max > Decimal::ZERO && panel.placed().count() <= MOST_COLUMNS
}

/// Where the columns of a panel stand.
struct Frame {
    /// The left end of the axis.
    left: usize,
    /// The pixels of a column with the gap after it, and without.
    slot: usize,
    width: usize,
    /// The value at the top of the axis.
    max: Decimal,
}

impl Frame {
    /// The middle of a column.
    fn middle(&self, index: usize) -> usize {
        self.left + index * self.slot + self.slot / 2
    }
}

/// The bottom of the columns.
const BASE: usize = TOP + PLOT;

/// Returns the columns of a panel with their axis and labels.
pub(super) fn block(chart: &Chart, panel: &Panel<'_>) -> Block {
    let bars: Vec<&Bar<'_>> = panel.placed().collect();
    let axis = steps(panel.max, MOST_STEPS);
    let ticks: Vec<String> = panel.unit().map_or_else(Vec::new, |currency| {
        axis.iter().map(|value| number::figure(*value, currency, Layout::Grid)).collect()
    });
    let left = ticks.iter().map(|tick| tick.chars().count() * CHARACTER / 2).max().unwrap_or(0) + 8;
    let slot = ((WIDTH - left) / bars.len().max(1)).min(MOST_SLOT);
    let max = axis.last().copied().unwrap_or_default();
    let frame = Frame { left, slot, width: (slot * 2 / 3).clamp(1, MOST_WIDTH), max };
    let names: Vec<String> = bars.iter().map(|bar| label(bar.row, 0)).collect();
    let labels = labels(names.iter().map(String::as_str), slot, CHARACTER / 2 + 1);
    let end = left + slot * bars.len();
    let markup = html! {
        text.dim y="12" { (key(chart, &bars, &labels, slot)) }
        @for (value, tick) in axis.iter().zip(&ticks) {
            @let y = BASE - length(*value, max, PLOT);
            path.line d={"M" (left) " " (y) "H" (end)} {}
            text.dim x=(left - 8) y=(y + 4) text-anchor="end" { (tick) }
        }
        @for (index, bar) in bars.iter().enumerate() { (column(chart, bar, index, &frame)) }
        (axis_labels(&labels, &frame))
    };
    let lines = usize::from(!labels.parts.is_empty()) + usize::from(!labels.years.is_empty());
    Block { height: BASE + 8 + lines * LINE, markup }
}

/// What the figures and labels are.
fn key(chart: &Chart, bars: &[&Bar<'_>], labels: &Labels, slot: usize) -> String {
    let has_figures = bars.iter().any(|bar| figure(chart, bar, slot).is_some());
    let has_unknown = bars.iter().any(|bar| matches!(bar.drawn, Drawn::Named(_)));
    let texts = has_figures.then(|| "figures: headlines".to_owned()).into_iter();
    let texts = texts.chain(has_unknown.then(|| "? no amount stated".to_owned()));
    texts.chain(labels.vague.iter().map(|vague| xml_text(vague))).collect::<Vec<_>>().join("; ")
}

/// The figure of a column, if it is not empty and there is room for it.
fn figure(chart: &Chart, bar: &Bar<'_>, slot: usize) -> Option<String> {
    let Drawn::Span(span) = &bar.drawn else { return None };
    let is_empty = span.end().is_zero() && span.ceiling.is_some();
    headline(chart, bar.row).filter(|figure| !is_empty && pixels(figure) <= slot)
}

/// The width of a figure.
fn pixels(figure: &str) -> usize {
    figure.chars().count() * CHARACTER / 2 + 4
}

/// A column with its figure, if there is room for it.
fn column(chart: &Chart, bar: &Bar<'_>, index: usize, frame: &Frame) -> Markup {
    let (middle, width) = (frame.middle(index), frame.width);
    let x = middle - width / 2;
    let whole = headline(chart, bar.row).unwrap_or_default();
    let name = xml_text(&label(bar.row, 0));
    match &bar.drawn {
        Drawn::Named(words) => html! {
            g { title { (name) ": " (words) } text.dim x=(middle) y=(BASE - 6) text-anchor="middle" { "?" } }
        },
        Drawn::Span(span) => {
            let shape = shape(chart, bar, span, frame.max, PLOT);
            html! {
                g {
                    title { (name) ": " (whole) }
                    @for part in &shape.parts { (rectangle(part, (x, BASE - part.end), (width, part.end - part.start))) }
                    @for (start, end, series) in &shape.letters {
                        @if end - start >= 20 && width >= 20 { (letter_mark(x + 3, BASE - start - 17, *series)) }
                    }
                    @if span.ceiling.is_none() {
                        (arrow_up(middle, BASE - shape.end - 3))
                    }
                }
                @if let Some(figure) = figure(chart, bar, frame.slot) {
                    (figure_above(chart, span, shape.end, frame.max, (middle, &figure)))
                }
            }
        }
    }
}

/// The figure above a column, or on its headline where much more lies above that.
fn figure_above(
    chart: &Chart,
    span: &Span,
    end: usize,
    max: Decimal,
    (middle, figure): (usize, &str),
) -> Markup {
    const HEIGHT: usize = 18;
    let headline = length(span.headline, max, PLOT);
    let is_inside = chart.segments.is_none() && span.ceiling.is_some() && headline + HEIGHT + 4 <= end;
    let arrow = if span.ceiling.is_none() { 18 } else { 0 };
    let bottom = if is_inside { BASE - headline } else { BASE - end - arrow };
    let width = pixels(figure);
    html! {
        @if is_inside {
            rect.veil x=(middle - width / 2) y=(bottom - HEIGHT) width=(width) height=(HEIGHT) rx="2" {}
        }
        text class="figure row" x=(middle) y=(bottom - 5) text-anchor="middle" { (figure) }
    }
}

/// Quarters or months, and years below them.
fn axis_labels(labels: &Labels, frame: &Frame) -> Markup {
    let first = BASE + LINE;
    let years = first + if labels.parts.is_empty() { 0 } else { LINE };
    html! {
        @for (index, part) in &labels.parts {
            text.dim x=(frame.middle(*index)) y=(first) text-anchor="middle" { (xml_text(part)) }
        }
        @for (index, year) in &labels.years {
            @if labels.is_by_year {
                text.dim x=(frame.middle(*index)) y=(years) text-anchor="middle" { (xml_text(year)) }
            } @else {
                text.dim x=(frame.middle(*index) - frame.width / 2) y=(years) { (xml_text(year)) }
            }
        }
    }
}
