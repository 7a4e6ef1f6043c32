//! The parts of a bar as SVG, lying or upright, and samples of them.

use maud::{Markup, html};

use super::model::{Bar, Segment, Span};
use super::scale::length;
use super::stack::letter;
use crate::money::Decimal;
use crate::render::escape::xml_text;
use crate::render::for_people;
use crate::report::{Cell, Chart, Layout};

/// The number of colours for series. The last one is for all others.
pub(super) const COLORS: usize = 7;

/// A part of a bar, from one pixel along it to another.
pub(super) struct Part {
    pub start: usize,
    pub end: usize,
    /// The index of the series, which decides the colour.
    series: usize,
    fill: Fill,
}

/// How a part is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fill {
    /// In the colour of its series.
    Solid,
    /// With this pattern over the colour.
    Pattern(&'static str),
    /// Not at all: a line around it.
    Outline,
}

/// A bar as it is drawn.
pub(super) struct Shape {
    /// The parts, in the order in which they are drawn.
    pub parts: Vec<Part>,
    /// The places of letters, and the series that they name.
    pub letters: Vec<(usize, usize, usize)>,
    /// The end of all parts.
    pub end: usize,
}

/// Returns the shape of a bar, of which `max` has `length` pixels.
pub(super) fn shape(chart: &Chart, bar: &Bar<'_>, span: &Span, max: Decimal, length: usize) -> Shape {
    if chart.segments.is_some() {
        stacked_shape(&bar.segments, max, length)
    } else {
        single(span, max, length)
    }
}

/// The pixels of a value, at least one if it is not zero.
fn pixels(value: Decimal, max: Decimal, units: usize) -> usize {
    length(value, max, units).max(usize::from(value > Decimal::ZERO))
}

/// A bar in one colour: solid to the floor, hatched to the headline, pale to the ceiling.
fn single(span: &Span, max: Decimal, length: usize) -> Shape {
    let [firm, headline, end] =
        [span.floor, span.headline, span.end()].map(|value| pixels(value, max, length));
    let part = |start, end, fill| Part { start, end, series: 0, fill };
    let mut parts = vec![
        part(0, end, Fill::Solid),
        part(firm, headline, Fill::Pattern("hatched")),
        part(headline.max(firm), end, Fill::Pattern("pale")),
    ];
    parts.extend((end > firm).then(|| part(0, end, Fill::Outline)));
    parts.retain(|part| part.end > part.start);
    Shape { parts, letters: Vec::new(), end }
}

/// A bar of several colours, each solid as far as it is firm and hatched to its headline.
fn stacked_shape(segments: &[Segment], max: Decimal, length: usize) -> Shape {
    let (mut parts, mut letters) = (Vec::new(), Vec::new());
    let (mut sum, mut last) = (Decimal::ZERO, 0);
    for segment in segments {
        let to = |part: Decimal| pixels(sum.saturating_add(part), max, length);
        let start = if sum.is_zero() { 0 } else { pixels(sum, max, length) };
        let firm = if segment.floor.is_zero() { start } else { to(segment.floor.min(segment.headline)) };
        let end = to(segment.headline);
        let part = |start, end, fill| Part { start, end, series: segment.series, fill };
        parts.extend([
            part(start, end, Fill::Solid),
            part(firm.max(start), end, Fill::Pattern("hatched")),
            part(start, end, Fill::Outline),
        ]);
        letters.push((start, end, segment.series));
        sum = sum.saturating_add(segment.headline);
        last = end;
    }
    parts.retain(|part| part.end > part.start);
    Shape { parts, letters, end: last }
}

/// The letter of a series on a light ground, at the upper left corner.
pub(super) fn letter_mark(x: usize, y: usize, series: usize) -> Markup {
    html! {
        rect.veil x=(x) y=(y) width="14" height="14" rx="2" {}
        text.letter x=(x + 7) y=(y + 11) text-anchor="middle" { (letter(series)) }
    }
}

/// The class of the colour of a series.
fn class(series: usize) -> String {
    format!("s{}", series.min(COLORS - 1))
}

/// A part at a place, with its width and height.
pub(super) fn rectangle(part: &Part, (x, y): (usize, usize), (width, height): (usize, usize)) -> Markup {
    match part.fill {
        Fill::Solid => html! {
            rect class=(class(part.series)) x=(x) y=(y) width=(width) height=(height) stroke="none" {}
        },
        Fill::Pattern(name) => html! {
            rect x=(x) y=(y) width=(width) height=(height) fill={"url(#" (name) ")"} {}
        },
        Fill::Outline => html! {
            rect class={"outline " (class(part.series))} x=(x) y=(y) width=(width) height=(height) {}
        },
    }
}

/// An arrow to the right.
pub(super) fn arrow(x: usize, y: usize) -> Markup {
    html! { path.arrow d={"M" (x) " " (y) "h12m-5 -5l5 5l-5 5"} {} }
}

/// An arrow upwards.
pub(super) fn arrow_up(x: usize, y: usize) -> Markup {
    html! { path.arrow d={"M" (x) " " (y) "v-12m-5 5l5 -5l5 5"} {} }
}

/// A sample of a fill.
pub(super) fn swatch(series: usize, pattern: Option<&str>) -> Markup {
    html! {
        rect class=(class(series)) width="18" height="12" stroke="none" {}
        @if let Some(pattern) = pattern { rect width="18" height="12" fill={"url(#" (pattern) ")"} {} }
        rect class={"outline " (class(series))} width="18" height="12" {}
    }
}

/// Returns a cell as people read it, safe in XML.
pub(super) fn text(cell: &Cell) -> String {
    xml_text(&for_people(cell, Layout::Grid))
}
