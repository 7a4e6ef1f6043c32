//! The bars in the order of time as SVG: columns above an axis with their labels.

use maud::{Markup, html};

use super::block::{Block, WIDTH};
use super::model::{Bar, Drawn, FIGURES, Panel, Span, figure_of, headline, label};
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
const TOP_ABOVE_TABLE: usize = 34;
const LINE: usize = 18;

/// The most pixels of a column with the gap after it, and without.
const MOST_SLOT: usize = 210;
const MOST_WIDTH: usize = 80;

/// The most steps of the axis.
const MOST_STEPS: u32 = 5;

/// The width of the names of the rows of a table.
const NAMES: usize = 72;

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
    /// The bottom of the columns.
    base: usize,
    /// Whether the figures stand in a table below, and not above the columns.
    has_table: bool,
}

impl Frame {
    /// The middle of a column.
    fn middle(&self, index: usize) -> usize {
        self.left + index * self.slot + self.slot / 2
    }
}

/// Returns the columns of a panel with their axis and labels.
pub(super) fn block(chart: &Chart, panel: &Panel<'_>) -> Block {
    let bars: Vec<&Bar<'_>> = panel.placed().collect();
    let axis = steps(panel.max, MOST_STEPS);
    let ticks: Vec<String> = panel.unit().map_or_else(Vec::new, |currency| {
        axis.iter().map(|value| number::figure(*value, currency, Layout::Grid)).collect()
    });
    let left = ticks.iter().map(|tick| tick.chars().count() * CHARACTER / 2).max().unwrap_or(0) + 8;
    let slot = |left: usize| ((WIDTH - left) / bars.len().max(1)).min(MOST_SLOT);
    let table = table(chart, &bars, slot(left.max(NAMES)));
    let left = if table.is_empty() { left } else { left.max(NAMES) };
    let slot = slot(left);
    let max = axis.last().copied().unwrap_or_default();
    let has_table = !table.is_empty();
    let base = PLOT + if has_table { TOP_ABOVE_TABLE } else { TOP };
    let frame = Frame { left, slot, width: (slot * 2 / 3).clamp(1, MOST_WIDTH), max, base, has_table };
    let names: Vec<String> = bars.iter().map(|bar| label(bar.row, 0)).collect();
    let labels = labels(names.iter().map(String::as_str), slot, CHARACTER / 2 + 1);
    let end = left + slot * bars.len();
    let lines = usize::from(!labels.parts.is_empty()) + usize::from(!labels.years.is_empty());
    let markup = html! {
        text.dim y="12" { (key(chart, &bars, &labels, &frame)) }
        @for (value, tick) in axis.iter().zip(&ticks) {
            @let y = base - length(*value, max, PLOT);
            path.line d={"M" (left) " " (y) "H" (end)} {}
            text.dim x=(left - 8) y=(y + 4) text-anchor="end" { (tick) }
        }
        @for (index, bar) in bars.iter().enumerate() { (column(chart, bar, index, &frame)) }
        (axis_labels(&labels, &frame))
        (table_below(&table, base + 8 + lines * LINE, &frame))
    };
    Block { height: base + 8 + (lines + table.len()) * LINE, markup }
}

/// What the figures and labels are.
fn key(chart: &Chart, bars: &[&Bar<'_>], labels: &Labels, frame: &Frame) -> String {
    let has_figures = bars.iter().any(|bar| figure(chart, bar, frame).is_some());
    let has_unknown = bars.iter().any(|bar| matches!(bar.drawn, Drawn::Named(_)));
    let hidden =
        bars.iter().filter(|bar| !frame.has_table && has_figure(bar) && figure(chart, bar, frame).is_none());
    let no_room = match hidden.count() {
        0 => String::new(),
        hidden => format!(", no room for {hidden}"),
    };
    let texts = has_figures.then(|| format!("figures: headlines{no_room}")).into_iter();
    let texts = texts.chain(has_unknown.then(|| "? no amount stated".to_owned()));
    texts.chain(labels.vague.iter().map(|vague| xml_text(vague))).collect::<Vec<_>>().join("; ")
}

/// The figure above a column, if it is not empty and there is room for it.
fn figure(chart: &Chart, bar: &Bar<'_>, frame: &Frame) -> Option<String> {
    headline(chart, bar.row)
        .filter(|figure| has_figure(bar) && !frame.has_table && pixels(figure) <= frame.slot)
}

/// Whether a column has a figure besides nothing.
fn has_figure(bar: &Bar<'_>) -> bool {
    let Drawn::Span(span) = &bar.drawn else { return false };
    !(span.end().is_zero() && span.ceiling.is_some())
}

/// The figures of all columns, a row for each of [`FIGURES`]; empty if there is no room for one, or if they are the same.
fn table(chart: &Chart, bars: &[&Bar<'_>], slot: usize) -> Vec<Vec<String>> {
    let row = |name: &&str| bars.iter().map(|bar| figure_of(chart, bar.row, name)).collect();
    let table: Vec<Vec<String>> = FIGURES.iter().map(row).collect::<Option<_>>().unwrap_or_default();
    let fits = table.iter().flatten().all(|figure| pixels(figure) <= slot);
    if fits && !bars.iter().all(|bar| bar.is_exact()) { table } else { Vec::new() }
}

/// The table from `top` down, with the names of its rows; the figures of a column are aligned at the right, in its middle.
fn table_below(table: &[Vec<String>], top: usize, frame: &Frame) -> Markup {
    let widest = |index: usize| table.iter().map(|row| pixels(&row[index])).max().unwrap_or(0);
    html! {
        @for (line, (name, row)) in FIGURES.iter().zip(table).enumerate() {
            @let y = top + line * LINE + LINE - 4;
            text.dim y=(y) { (name) }
            @for (index, figure) in row.iter().enumerate() {
                text class="figure row" x=(frame.middle(index) + widest(index) / 2) y=(y) text-anchor="end" { (figure) }
            }
        }
    }
}

/// The width of a figure.
fn pixels(figure: &str) -> usize {
    figure.chars().count() * CHARACTER / 2 + 4
}

/// A column with its figure, if there is room for it.
fn column(chart: &Chart, bar: &Bar<'_>, index: usize, frame: &Frame) -> Markup {
    let (middle, width) = (frame.middle(index), frame.width);
    let x = middle - width / 2;
    let figures =
        FIGURES.iter().filter_map(|name| Some(format!("{name} {}", figure_of(chart, bar.row, name)?)));
    let whole = figures.collect::<Vec<_>>().join(", ");
    let name = xml_text(&label(bar.row, 0));
    match &bar.drawn {
        Drawn::Named(words) => html! {
            g { title { (name) ": " (words) } text.dim x=(middle) y=(frame.base - 6) text-anchor="middle" { "?" } }
        },
        Drawn::Span(span) => {
            let shape = shape(chart, bar, span, frame.max, PLOT);
            html! {
                g {
                    title { (name) ": " (whole) }
                    @for part in &shape.parts { (rectangle(part, (x, frame.base - part.end), (width, part.end - part.start))) }
                    @for (start, end, series) in &shape.letters {
                        @if end - start >= 20 && width >= 20 { (letter_mark(x + 3, frame.base - start - 17, *series)) }
                    }
                    @if span.ceiling.is_none() {
                        (arrow_up(middle, frame.base - shape.end - 3))
                    }
                }
                @if let Some(figure) = figure(chart, bar, frame) {
                    (figure_above(chart, span, shape.end, frame, (middle, &figure)))
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
    frame: &Frame,
    (middle, figure): (usize, &str),
) -> Markup {
    const HEIGHT: usize = 18;
    let headline = length(span.headline, frame.max, PLOT);
    let is_inside = chart.segments.is_none() && span.ceiling.is_some() && headline + HEIGHT + 4 <= end;
    let arrow = if span.ceiling.is_none() { 18 } else { 0 };
    let bottom = if is_inside { frame.base - headline } else { frame.base - end - arrow };
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
    let first = frame.base + LINE;
    let years = first + if labels.parts.is_empty() { 0 } else { LINE };
    let first_year = labels.years.first().map(|(index, _)| *index);
    let shift = labels.shift_of_first_year(frame.slot, CHARACTER / 2 + 1);
    html! {
        @for (index, part) in &labels.parts {
            text.dim x=(frame.middle(*index)) y=(first) text-anchor="middle" { (xml_text(part)) }
        }
        @for (index, year) in &labels.years {
            @if labels.is_by_year {
                text.dim x=(frame.middle(*index)) y=(years) text-anchor="middle" { (xml_text(year)) }
            } @else {
                @let shift = if first_year == Some(*index) { shift } else { 0 };
                text.dim x=((frame.middle(*index) - frame.width / 2).saturating_sub(shift)) y=(years) { (xml_text(year)) }
            }
        }
    }
}
