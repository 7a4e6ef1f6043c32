//! The bars in one currency as SVG: an axis, a line for each row, and the totals; `upright` draws those in the order of
//! time.

use maud::{Markup, html};

use super::block::{Block, SMALL, Screen, TEXT, cut_to, stacked, text_width};
use super::model::{Bar, Drawn, FIGURES, Panel, Span};
use super::scale::{length, steps};
use super::shape::{Shape, arrow, letter_mark, rectangle, shape, text};
use super::upright;
use crate::money::Decimal;
use crate::render::escape::xml_text;
use crate::render::number;
use crate::report::{Cell, Chart, Layout};
use crate::text::{count_of_deals, format_count};

/// The most bars of a panel by size, and over time.
const MAX_BARS: usize = 25;
const MAX_PERIODS: usize = 60;

/// The most pixels of labels, the gap after them, and the least of a column of figures.
const LABEL: usize = 280;
const GAP: usize = 12;
const FIGURE: usize = 82;

/// The least length of the longest bar, and the room for an arrow after it.
const LENGTH: usize = 100;
const ARROW: usize = 28;

/// The height of a line whose bar is beside its label, and of a bar.
const LINE: usize = 28;
const BAR: usize = 18;

/// The most steps of an axis.
const MAX_STEPS: u32 = 5;

/// Where the parts of a line stand.
struct Frame {
    screen: Screen,
    width: usize,
    /// The pixels of labels, and of a column of figures.
    label: usize,
    figure: usize,
    /// The columns of figures.
    names: &'static [&'static str],
    /// Where bars start, and the length of the longest one.
    start: usize,
    length: usize,
    /// The top of a bar in its line, and the height of the line.
    top: usize,
    line: usize,
}

impl Frame {
    /// Returns the frame of the lines of a panel. On a narrow screen, a bar is below its label, and the headline is the only
    /// figure.
    fn of(chart: &Chart, panel: &Panel<'_>, screen: Screen) -> Self {
        let width = screen.width();
        let names: &[&str] = if screen == Screen::Wide { &FIGURES } else { &["headline"] };
        let rows = shown(chart, panel).into_iter().map(|bar| bar.row).chain(panel.totals.iter().copied());
        let cells = rows.flat_map(|row| names.iter().filter_map(|name| cell(chart, row, name)));
        // Totals are bold, which is a tenth wider.
        let widest = cells.map(|cell| text_width(&text(cell), TEXT) * 11 / 10).max().unwrap_or(0);
        let figure = FIGURE.max(widest + GAP);
        if screen == Screen::Narrow {
            let label = width.saturating_sub(figure);
            return Self {
                screen,
                width,
                label,
                figure,
                names,
                start: 0,
                length: width - ARROW,
                top: 26,
                line: 54,
            };
        }
        let room = width.saturating_sub(GAP + ARROW + names.len() * figure);
        let length = room.saturating_sub(LABEL).max(LENGTH);
        let label = room.saturating_sub(length);
        Self { screen, width, label, figure, names, start: label + GAP, length, top: 5, line: LINE }
    }

    /// The right edge of a column of figures.
    fn figure_end(&self, index: usize) -> usize {
        self.width - (self.names.len() - 1 - index) * self.figure
    }

    /// The ticks of the axis with their texts, as many as have room; none if not even two have.
    fn axis(&self, panel: &Panel<'_>) -> Vec<(Decimal, String)> {
        let Some(unit) = panel.unit() else { return Vec::new() };
        let ticks = |most: u32| -> Vec<(Decimal, String)> {
            let values = steps(panel.max, most).into_iter();
            values.map(|value| (value, number::figure(value, unit, Layout::Grid))).collect()
        };
        let fits = |ticks: &Vec<(Decimal, String)>| {
            let widest = ticks.iter().map(|(_, text)| text_width(text, SMALL)).max().unwrap_or(0);
            ticks.len() > 1 && (widest + GAP / 2) * (ticks.len() - 1) <= self.length
        };
        (1..=MAX_STEPS).rev().map(ticks).find(fits).unwrap_or_default()
    }
}

/// Returns the bars of a panel with its axis and totals.
pub(super) fn block(chart: &Chart, panel: &Panel<'_>, screen: Screen) -> Block {
    let frame = Frame::of(chart, panel, screen);
    let heading = panel.currency.as_deref().map(|code| match code {
        "" => "undisclosed".to_owned(),
        code => format!("in {code}"),
    });
    let heading =
        heading.map(|heading| Block { height: 22, markup: html! { text.heading y="14" { (heading) } } });
    let mut blocks: Vec<Block> = heading.into_iter().collect();
    if upright::is_upright(chart, panel) {
        blocks.push(upright::block(chart, panel, screen));
        blocks.push(Block::space(10));
        blocks.extend(totals(chart, panel, &frame));
        return stacked(blocks);
    }
    let shown = shown(chart, panel);
    let axis = frame.axis(panel);
    let max = axis.last().map_or(panel.max, |(max, _)| *max);
    blocks.push(header(chart, &axis, frame.line * shown.len(), &frame));
    blocks.extend(shown.iter().map(|bar| line(chart, bar, max, &frame)));
    if !panel.totals.is_empty() {
        let rule = html! { path.rule d={"M0 4H" (frame.width)} {} };
        blocks.push(Block { height: 6, markup: rule });
    }
    blocks.extend(panel.totals.iter().map(|row| total(chart, row, &frame)));
    stacked(blocks)
}

/// Whether a bar that is drawn has a part that is not firm and too short for hatching.
pub(super) fn has_thin(chart: &Chart, panel: &Panel<'_>, screen: Screen) -> bool {
    let (max, length) = if upright::is_upright(chart, panel) {
        upright::scale(panel)
    } else {
        let frame = Frame::of(chart, panel, screen);
        (frame.axis(panel).last().map_or(panel.max, |(max, _)| *max), frame.length)
    };
    shown(chart, panel).iter().any(|bar| match &bar.drawn {
        Drawn::Span(span) => shape(chart, bar, span, max, length).has_thin(),
        Drawn::Named(_) => false,
    })
}

/// The totals below columns, with the names of their figures.
fn totals(chart: &Chart, panel: &Panel<'_>, frame: &Frame) -> Vec<Block> {
    if panel.totals.is_empty() {
        return Vec::new();
    }
    let names = Block { height: 20, markup: names(frame) };
    std::iter::once(names).chain(panel.totals.iter().map(|row| total(chart, row, frame))).collect()
}

/// The names of the columns of figures.
fn names(frame: &Frame) -> Markup {
    html! {
        @for (index, name) in frame.names.iter().enumerate() {
            text.dim x=(frame.figure_end(index)) y="16" text-anchor="end" { (name) }
        }
    }
}

/// The bars of a panel that are drawn.
pub(super) fn shown<'p, 'c>(chart: &Chart, panel: &'p Panel<'c>) -> Vec<&'p Bar<'c>> {
    let most = match chart.is_over_time {
        _ if upright::is_upright(chart, panel) => usize::MAX,
        true => MAX_PERIODS,
        false => MAX_BARS,
    };
    panel.shown(chart, most)
}

/// The names of the columns, and the axis with lines through the `height` of the bars. On a narrow screen, bars have the
/// width of the figures, and no axis.
fn header(chart: &Chart, axis: &[(Decimal, String)], height: usize, frame: &Frame) -> Block {
    const HEIGHT: usize = 24;
    let max = axis.last().map_or(Decimal::ZERO, |(max, _)| *max);
    let name = chart.table.columns.first().map_or("", |column| column.name.as_str());
    let markup = html! {
        text.dim y="16" { (xml_text(name)) }
        @if frame.screen == Screen::Wide {
            @for (value, tick) in axis {
                @let x = frame.start + length(*value, max, frame.length);
                path.line d={"M" (x) " " (HEIGHT) "v" (height)} {}
                text.dim x=(x) y="16" text-anchor="middle" { (tick) }
            }
        }
        (names(frame))
    };
    Block { height: HEIGHT, markup }
}

/// A label, a bar or the words in its place, and the figures.
fn line(chart: &Chart, bar: &Bar<'_>, max: Decimal, frame: &Frame) -> Block {
    let drawn = match &bar.drawn {
        Drawn::Named(words) => {
            let currency = currency_of(chart, bar.row).map(|code| format!(", in {code}"));
            html! { text.dim x=(frame.start + 6) y=(frame.top + 14) { (words) (currency.unwrap_or_default()) } }
        }
        Drawn::Span(span) => horizontal(&shape(chart, bar, span, max, frame.length), span, frame),
    };
    let markup = html! { (drawn) (figures(chart, bar.row, "row", frame)) };
    Block { height: frame.line, markup }
}

/// A row of totals, with its currency if it is not that of the chart.
fn total(chart: &Chart, row: &[Cell], frame: &Frame) -> Block {
    let currency = currency_of(chart, row).map(|code| format!("in {code}"));
    let markup = html! {
        (figures(chart, row, "total", frame))
        @if let Some(currency) = &currency { text.dim x=(frame.start + 6) y=(frame.top + 14) { (currency) } }
    };
    Block { height: if currency.is_some() { frame.line } else { LINE }, markup }
}

/// A cell of a row in the column `name`.
fn cell<'r>(chart: &Chart, row: &'r [Cell], name: &str) -> Option<&'r Cell> {
    row.get(chart.table.columns.iter().rposition(|column| column.name == name)?)
}

/// The label of a row, and its figures.
fn figures(chart: &Chart, row: &[Cell], class: &str, frame: &Frame) -> Markup {
    let label = row.first().map(text).unwrap_or_default();
    let count = |name: &str| match cell(chart, row, name) {
        Some(Cell::Count(count)) => *count,
        _ => 0,
    };
    let has_amount = cell(chart, row, "headline") != Some(&Cell::Missing);
    let counts = match (count("deals"), count("undisclosed")) {
        // A picture says how many deals it rests on.
        (deals, 0) if class == "total" && deals > 0 => format!(", {}", count_of_deals(deals)),
        (deals, undisclosed) if class == "total" && deals > 0 => {
            format!(", {}, {} undisclosed", count_of_deals(deals), format_count(undisclosed))
        }
        (_, undisclosed) if undisclosed > 0 && has_amount => {
            format!(" (+{} undisclosed)", format_count(undisclosed))
        }
        _ => String::new(),
    };
    // On a narrow screen the label reaches to the figure of its own line.
    let own = frame.names.first().filter(|_| frame.screen == Screen::Narrow);
    let own =
        own.and_then(|name| cell(chart, row, name)).map(|value| text_width(&text(value), TEXT) * 11 / 10);
    let room = own.map_or(frame.label, |figure| frame.width.saturating_sub(figure + GAP));
    let room = room.saturating_sub(text_width(&counts, TEXT));
    html! {
        text class=(class) y="19" {
            title { (label) }
            (cut_to(&label, room, TEXT)) (counts)
        }
        @for (index, name) in frame.names.iter().enumerate() {
            @if let Some(value) = cell(chart, row, name) {
                text class={"figure " (class)} x=(frame.figure_end(index)) y="19" text-anchor="end" { (text(value)) }
            }
        }
    }
}

/// The currency of a row, if it is not that of the chart.
fn currency_of(chart: &Chart, row: &[Cell]) -> Option<String> {
    let code = cell(chart, row, "currency").map(text)?;
    chart.target.is_some_and(|target| target.to_string() != code).then_some(code)
}

/// The bar of a line.
fn horizontal(shape: &Shape, span: &Span, frame: &Frame) -> Markup {
    let Frame { start: from, top, .. } = *frame;
    html! {
        @for part in &shape.parts { (rectangle(part, (from + part.start, top), (part.end - part.start, BAR))) }
        @for (start, end, series) in &shape.letters {
            @if end - start >= 20 { (letter_mark(from + start + 3, top + 2, *series)) }
        }
        @if span.ceiling.is_none() { g transform={"translate(" (from + shape.end) " 0)"} { (arrow(4, top + 9)) } }
    }
}

/// Samples with their meanings, in as many lines as they need.
pub(super) fn legend_block(items: &[(Markup, String)], width: usize) -> Block {
    const HEIGHT: usize = 22;
    const SAMPLE: usize = 26;
    const MAX: usize = 456;
    let (mut x, mut y) = (0, 0);
    let mut placed = Vec::new();
    for (sample, name) in items {
        let name = cut_to(&xml_text(name), width.min(MAX) - SAMPLE, TEXT);
        let needed = SAMPLE + text_width(&name, TEXT) + 16;
        if x > 0 && x + needed > width {
            (x, y) = (0, y + HEIGHT);
        }
        placed.push((x, y, sample, name));
        x += needed;
    }
    let markup = html! {
        @for (x, y, sample, name) in placed {
            g transform={"translate(" (x) " " (y + 4) ")"} {
                (sample)
                text x=(SAMPLE) y="11" { (name) }
            }
        }
    };
    Block { height: y + HEIGHT, markup }
}
