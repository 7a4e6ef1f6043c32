//! The bars in the order of time as SVG: columns above an axis with their labels.

use maud::{Markup, html};

use super::block::{Block, NOTE, SMALL, Screen, TEXT, paragraph, stacked, text_width};
use super::label_room::{Area, first_placed};
use super::model::{Bar, Drawn, FIGURES, Panel, Span, figure_of, headline, label, no_amount};
use super::periods::{Labels, labels};
use super::scale::{length, steps};
use super::shape::{Shape, arrow_up, letter_mark, rectangle, shape};
use crate::money::Decimal;
use crate::render::escape::xml_text;
use crate::render::number;
use crate::report::{Chart, Layout};

/// The most columns: each has at least seven pixels on a wide screen.
const MAX_COLUMNS: usize = 120;

/// The height of the longest column, of what is above it, of a line of labels, and of a figure with the space around it.
const PLOT: usize = 240;
const TOP: usize = 40;
const TOP_ABOVE_TABLE: usize = 20;
const LINE: usize = 18;
const FIGURE: usize = 18;

/// The height of a digit of a figure, and of the space below it.
const DIGIT: usize = 11;
const DESCENT: usize = 4;

/// The most pixels of a column with the gap after it, and without.
const MAX_SLOT: usize = 210;
const MAX_WIDTH: usize = 80;

/// The most steps of the axis.
const MAX_STEPS: u32 = 5;

/// Half the width of an arrow, with its line.
const ARROW: usize = 7;

/// The width of the names of the rows of a table.
const NAMES: usize = 72;

/// The pixels of a character of a label, with its part of the gap between labels.
const CHARACTER: usize = 10;

/// Whether the bars of a panel are drawn as columns: if they are in the order of time and not too many.
pub(super) fn is_upright(chart: &Chart, panel: &Panel<'_>) -> bool {
    chart.is_over_time && panel.max > Decimal::ZERO && panel.placed().count() <= MAX_COLUMNS
}

/// Returns the value at the top of the axis of a panel, and its height in pixels.
pub(super) fn scale(panel: &Panel<'_>) -> (Decimal, usize) {
    (steps(panel.max, MAX_STEPS).last().copied().unwrap_or_default(), PLOT)
}

/// Where the columns of a panel stand.
struct Frame {
    /// The left end of the axis, and the end of the picture.
    left: usize,
    right: usize,
    /// The pixels of a column with the gap after it, and without.
    slot: usize,
    width: usize,
    /// The value at the top of the axis.
    max: Decimal,
    /// The bottom of the columns.
    base: usize,
}

impl Frame {
    /// The middle of a column.
    fn middle(&self, index: usize) -> usize {
        self.left + index * self.slot + self.slot / 2
    }

    /// The left edge of a column.
    fn edge(&self, index: usize) -> usize {
        self.middle(index) - self.width / 2
    }
}

/// The columns of a panel as they are drawn.
struct Upright<'p, 'c> {
    chart: &'c Chart,
    panel: &'p Panel<'c>,
    bars: Vec<&'p Bar<'c>>,
    /// The shape of each column; `None` where no amount is stated.
    shapes: Vec<Option<Shape>>,
    /// The texts of the ticks, and their values.
    ticks: Vec<(Decimal, String)>,
    frame: Frame,
    labels: Labels,
    /// The figures below the labels; none if they stand above the columns.
    table: Vec<Vec<String>>,
    /// The figure above each column that has room for it.
    figures: Vec<Option<Figure>>,
}

/// A figure above a column, or on its headline where much more lies above that.
struct Figure {
    text: String,
    size: Decimal,
    /// What its characters take. With the space around them it is higher.
    area: Area,
    is_inside: bool,
}

/// Returns the columns of a panel with their axis and labels.
pub(super) fn block(chart: &Chart, panel: &Panel<'_>, screen: Screen) -> Block {
    let upright = Upright::of(chart, panel, screen);
    let key = paragraph(&upright.key(), &NOTE, screen.width(), 3);
    stacked(vec![key, upright.draw()])
}

/// Whether columns show all figures of a panel.
pub(super) fn has_all_figures(chart: &Chart, panel: &Panel<'_>, screen: Screen) -> bool {
    let upright = Upright::of(chart, panel, screen);
    !upright.table.is_empty() || (upright.hidden() == 0 && upright.bars.iter().all(|bar| bar.is_exact()))
}

impl<'p, 'c> Upright<'p, 'c> {
    fn of(chart: &'c Chart, panel: &'p Panel<'c>, screen: Screen) -> Self {
        let bars: Vec<&Bar<'_>> = panel.placed().collect();
        let axis = steps(panel.max, MAX_STEPS);
        let ticks: Vec<(Decimal, String)> = panel.unit().map_or_else(Vec::new, |currency| {
            axis.iter().map(|value| (*value, number::figure(*value, currency, Layout::Grid))).collect()
        });
        let left = ticks.iter().map(|(_, tick)| text_width(tick, SMALL)).max().unwrap_or(0) + 8;
        let right = screen.width();
        let slot = |left: usize| (right.saturating_sub(left) / bars.len().max(1)).clamp(1, MAX_SLOT);
        let table = table(chart, &bars, slot(left.max(NAMES)));
        let left = if table.is_empty() { left } else { left.max(NAMES) };
        let slot = slot(left);
        let (max, _) = scale(panel);
        let base = PLOT + if table.is_empty() { TOP } else { TOP_ABOVE_TABLE };
        let frame = Frame { left, right, slot, width: (slot * 2 / 3).clamp(1, MAX_WIDTH), max, base };
        let names: Vec<String> = bars.iter().map(|bar| label(bar.row, 0)).collect();
        let labels = labels(names.iter().map(String::as_str), slot, CHARACTER);
        let shape = |bar: &&Bar<'_>| match &bar.drawn {
            Drawn::Span(span) => Some(shape(chart, bar, span, max, PLOT)),
            Drawn::Named(_) => None,
        };
        let shapes = bars.iter().map(shape).collect();
        let mut upright =
            Self { chart, panel, bars, shapes, ticks, frame, labels, table, figures: Vec::new() };
        if upright.table.is_empty() {
            upright.figures = upright.placed_figures();
        }
        upright
    }

    /// What the figures and labels are.
    fn key(&self) -> String {
        let has_unknown = self.bars.iter().any(|bar| matches!(bar.drawn, Drawn::Named(_)));
        let has_figures = self.figures.iter().any(Option::is_some);
        let figures = match self.hidden() {
            0 => has_figures.then(|| "figures: headlines".to_owned()),
            hidden if has_figures => Some(format!("figures: headlines, no room for {hidden}")),
            _ => Some("figures: no room for them".to_owned()),
        };
        let unknown = has_unknown.then(|| format!("? {}", no_amount([self.panel])));
        let texts = figures.into_iter().chain(unknown);
        let names: Vec<String> = self.bars.iter().map(|bar| label(bar.row, 0)).collect();
        let unlabelled = self.labels.unlabelled(names.iter().map(String::as_str));
        let labels = self.labels.vague.iter().map(|vague| xml_text(vague)).chain(unlabelled);
        texts.chain(labels).collect::<Vec<_>>().join("; ")
    }

    /// How many figures have no room.
    fn hidden(&self) -> usize {
        let figures = self.bars.iter().zip(&self.figures);
        figures.filter(|(bar, figure)| has_figure(bar) && figure.is_none()).count()
    }

    /// The figures above the columns: the largest first, each where no column and no other figure stands.
    fn placed_figures(&self) -> Vec<Option<Figure>> {
        let wanted: Vec<Option<Figure>> = (0..self.bars.len()).map(|index| self.figure(index)).collect();
        let areas: Vec<Option<(Decimal, Area)>> =
            wanted.iter().map(|figure| figure.as_ref().map(|figure| (figure.size, figure.area))).collect();
        let columns: Vec<Area> = (0..self.bars.len()).map(|index| self.column_area(index)).collect();
        let is_placed = first_placed(&areas, &columns);
        wanted.into_iter().zip(is_placed).map(|(figure, is_placed)| figure.filter(|_| is_placed)).collect()
    }

    /// The figure of a column, wherever it is drawn; `None` if that is nothing.
    fn figure(&self, index: usize) -> Option<Figure> {
        let (bar, frame) = (self.bars[index], &self.frame);
        let Drawn::Span(span) = &bar.drawn else { return None };
        let text = headline(self.chart, bar.row).filter(|_| has_figure(bar))?;
        let end = self.shapes[index].as_ref()?.end;
        let size = length(span.headline, frame.max, PLOT);
        let is_inside = self.chart.segments.is_none() && span.ceiling.is_some() && size + FIGURE + 4 <= end;
        let width = pixels(&text);
        // It stays beside the axis.
        let left = frame.middle(index).saturating_sub(width / 2);
        let left = left.min(frame.right.saturating_sub(width)).max(frame.left);
        let bottom = if is_inside { size } else { self.column_area(index).top };
        let bottom = bottom + DESCENT;
        let area = Area { left, right: left + width, bottom, top: bottom + DIGIT };
        Some(Figure { text, size: span.headline, area, is_inside })
    }

    /// What a column takes, with its arrow or the `?` in its place.
    fn column_area(&self, index: usize) -> Area {
        let (left, right) = (self.frame.edge(index), self.frame.edge(index) + self.frame.width);
        let middle = self.frame.middle(index);
        let top = match (&self.bars[index].drawn, &self.shapes[index]) {
            (Drawn::Span(Span { ceiling: None, .. }), Some(shape)) => shape.end + 18,
            (_, Some(shape)) => shape.end,
            (_, None) => 18,
        };
        match &self.bars[index].drawn {
            // An arrow may be wider than its column.
            Drawn::Span(Span { ceiling: None, .. }) => {
                let (left, right) = (left.min(middle.saturating_sub(ARROW)), right.max(middle + ARROW));
                Area { left, right, bottom: 0, top }
            }
            _ => Area { left, right, bottom: 0, top },
        }
    }

    /// The columns with their axis, labels and figures.
    fn draw(&self) -> Block {
        let Frame { left, base, max, .. } = self.frame;
        let end = left + self.frame.slot * self.bars.len();
        let lines = usize::from(!self.labels.parts.is_empty()) + usize::from(!self.labels.years.is_empty());
        let markup = html! {
            @for (value, tick) in &self.ticks {
                @let y = base - length(*value, max, PLOT);
                path.line d={"M" (left) " " (y) "H" (end)} {}
                text.dim x=(left - 8) y=(y + 4) text-anchor="end" { (tick) }
            }
            @for index in 0..self.bars.len() { (self.column(index)) }
            @for figure in self.figures.iter().flatten() { (self.drawn_figure(figure)) }
            (axis_labels(&self.labels, &self.frame))
            (table_below(&self.table, base + 8 + lines * LINE, &self.frame))
        };
        Block { height: base + 8 + (lines + self.table.len()) * LINE, markup }
    }

    /// A column.
    fn column(&self, index: usize) -> Markup {
        let (bar, frame) = (self.bars[index], &self.frame);
        let (x, middle, width) = (frame.edge(index), frame.middle(index), frame.width);
        let name = xml_text(&label(bar.row, 0));
        match (&bar.drawn, &self.shapes[index]) {
            (Drawn::Span(span), Some(shape)) => {
                let figure = |name: &&str| Some(format!("{name} {}", figure_of(self.chart, bar.row, name)?));
                let whole = FIGURES.iter().filter_map(figure).collect::<Vec<_>>().join(", ");
                html! {
                    g {
                        title { (name) ": " (whole) }
                        @for part in &shape.parts { (rectangle(part, (x, frame.base - part.end), (width, part.end - part.start))) }
                        @for (start, end, series) in &shape.letters {
                            @if end - start >= 20 && width >= 20 { (letter_mark(x + 3, frame.base - start - 17, *series)) }
                        }
                        @if span.ceiling.is_none() { (arrow_up(middle, frame.base - shape.end - 3)) }
                    }
                }
            }
            (Drawn::Named(words), _) => html! {
                g { title { (name) ": " (words) } text.dim x=(middle) y=(frame.base - 6) text-anchor="middle" { "?" } }
            },
            (Drawn::Span(_), None) => html! {},
        }
    }

    /// A figure in its place, on a ground of its own inside a column.
    fn drawn_figure(&self, figure: &Figure) -> Markup {
        let Figure { text, area, is_inside, .. } = figure;
        let width = area.right - area.left;
        let y = self.frame.base - area.bottom;
        html! {
            @if *is_inside {
                rect.veil x=(area.left) y=(y + DESCENT - FIGURE) width=(width) height=(FIGURE) rx="2" {}
            }
            text class="figure row" x=(area.left + width / 2) y=(y) text-anchor="middle" {
                (text)
            }
        }
    }
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

/// The width of a figure, with a gap.
fn pixels(figure: &str) -> usize {
    text_width(figure, TEXT) + 4
}

/// Quarters or months, and years below them.
fn axis_labels(labels: &Labels, frame: &Frame) -> Markup {
    let first = frame.base + LINE;
    let years = first + if labels.parts.is_empty() { 0 } else { LINE };
    let first_year = labels.years.first().map(|(index, _)| *index);
    let shift = labels.shift_of_first_year(frame.slot, CHARACTER);
    html! {
        @for (index, part) in &labels.parts {
            text.dim x=(frame.middle(*index)) y=(first) text-anchor="middle" { (xml_text(part)) }
        }
        @for (index, year) in &labels.years {
            @if labels.is_by_year {
                text.dim x=(frame.middle(*index)) y=(years) text-anchor="middle" { (xml_text(year)) }
            } @else {
                @let shift = if first_year == Some(*index) { shift } else { 0 };
                text.dim x=(frame.edge(*index).saturating_sub(shift)) y=(years) { (xml_text(year)) }
            }
        }
    }
}
