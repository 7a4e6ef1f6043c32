//! The parts of a bar as SVG, lying or upright, and samples of them.

use maud::{Markup, html};

use super::model::{Bar, Segment, Span};
use super::scale::length;
use super::stack::letter;
use crate::money::Decimal;
use crate::render::escape::xml_text;
use crate::render::for_people;
use crate::report::{Cell, Chart, Layout};

/// The number of series that have a colour and a letter. All others have one colour, and no letter.
pub(super) const NAMED: usize = 6;

/// What stands for any series in a legend.
pub(super) const NO_SERIES: usize = usize::MAX;

/// A part of a bar, from one pixel along it to another.
pub(super) struct Part {
    pub start: usize,
    pub end: usize,
    /// The index of the series, which decides the colour.
    series: usize,
    fill: Fill,
}

/// How a part is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fill {
    /// In the colour of its series.
    Solid,
    /// With this pattern over the colour.
    Pattern(&'static str),
    /// Not at all: a line around it.
    Outline,
    /// Not at all: a broken line around it.
    Broken,
}

/// What is not firm and has fewer pixels has no room for hatching and would look solid: a broken line is drawn around it.
const THIN: usize = 8;

/// A bar as it is drawn.
pub(super) struct Shape {
    /// The parts, in the order in which they are drawn.
    pub parts: Vec<Part>,
    /// The places of letters, and the series that they name.
    pub letters: Vec<(usize, usize, usize)>,
    /// The end of all parts.
    pub end: usize,
}

impl Shape {
    /// Whether a part that is not firm is too short for hatching.
    pub(super) fn has_thin(&self) -> bool {
        self.parts.iter().any(|part| part.fill == Fill::Broken)
    }
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

/// Whether less than a half of an amount is firm.
fn is_mostly_open(floor: Decimal, end: Decimal) -> bool {
    floor.saturating_add(floor) < end
}

/// A bar in one colour: solid to the floor, hatched to the headline, pale to the ceiling.
fn single(span: &Span, max: Decimal, length: usize) -> Shape {
    let [firm, headline, end] =
        [span.floor, span.headline, span.end()].map(|value| pixels(value, max, length));
    // What is too short to show both kinds shows the larger one.
    let firm = if end < THIN && is_mostly_open(span.floor, span.end()) { 0 } else { firm };
    let part = |start, end, fill| Part { start, end, series: 0, fill };
    let mut parts = if end.saturating_sub(firm) < THIN {
        vec![part(0, firm, Fill::Solid), part(firm, end, Fill::Broken)]
    } else {
        vec![
            part(0, end, Fill::Solid),
            part(firm, headline, Fill::Pattern("hatched")),
            part(headline.max(firm), end, Fill::Pattern("pale")),
            part(0, end, Fill::Outline),
        ]
    };
    parts.retain(|part| part.end > part.start);
    Shape { parts, letters: Vec::new(), end }
}

/// A bar of several colours, each solid as far as it is firm and hatched to its headline.
fn stacked_shape(segments: &[Segment], max: Decimal, length: usize) -> Shape {
    let (mut parts, mut letters) = (Vec::new(), Vec::new());
    let (mut sum, mut last) = (Decimal::ZERO, 0);
    for segment in with_others(segments) {
        let to = |part: Decimal| pixels(sum.saturating_add(part), max, length);
        let start = if sum.is_zero() { 0 } else { pixels(sum, max, length) };
        let firm = if segment.floor.is_zero() { start } else { to(segment.floor).max(start) };
        let end = to(segment.headline);
        let is_open = end.saturating_sub(start) < THIN && is_mostly_open(segment.floor, segment.headline);
        let firm = if is_open { start } else { firm };
        let part = |start, end, fill| Part { start, end, series: segment.series, fill };
        if end.saturating_sub(firm) < THIN {
            parts.extend([part(start, firm, Fill::Solid), part(firm, end, Fill::Broken)]);
        } else {
            parts.extend([
                part(start, end, Fill::Solid),
                part(firm, end, Fill::Pattern("hatched")),
                part(start, end, Fill::Outline),
            ]);
        }
        if segment.series < NAMED {
            letters.push((start, end, segment.series));
        }
        sum = sum.saturating_add(segment.headline);
        last = end;
    }
    parts.retain(|part| part.end > part.start);
    Shape { parts, letters, end: last }
}

/// Returns segments with those that have no letter as one, at the end. No floor is above its headline.
fn with_others(segments: &[Segment]) -> Vec<Segment> {
    let mut shown: Vec<Segment> = Vec::new();
    for segment in segments {
        let (series, floor) = (segment.series.min(NAMED), segment.floor.min(segment.headline));
        match shown.last_mut().filter(|last| last.series == series) {
            Some(last) => {
                last.floor = last.floor.saturating_add(floor);
                last.headline = last.headline.saturating_add(segment.headline);
            }
            None => shown.push(Segment { series, floor, ..*segment }),
        }
    }
    shown
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
    if series == NO_SERIES { "ink".to_owned() } else { format!("s{}", series.min(NAMED)) }
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
        Fill::Broken => html! {
            rect class={"outline broken " (class(part.series))} x=(x) y=(y) width=(width) height=(height) {}
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

/// A sample of what is not firm and too short for hatching.
pub(super) fn thin_swatch(series: usize) -> Markup {
    html! { rect class={"outline broken " (class(series))} width="18" height="12" {} }
}

/// Returns a cell as people read it, safe in XML.
pub(super) fn text(cell: &Cell) -> String {
    xml_text(&for_people(cell, Layout::Grid))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fills(shape: &Shape) -> Vec<(usize, usize, Fill)> {
        shape.parts.iter().map(|part| (part.start, part.end, part.fill)).collect()
    }

    #[test]
    fn what_is_too_short_for_hatching_is_hollow() {
        let shape = |floor: i64, headline: i64, ceiling: i64| {
            let [floor, headline, ceiling] = [floor, headline, ceiling].map(Decimal::from);
            single(&Span { floor, headline, ceiling: Some(ceiling) }, Decimal::ONE_HUNDRED, 100)
        };
        assert_eq!(fills(&shape(50, 50, 50)), [(0, 50, Fill::Solid)]);
        assert_eq!(fills(&shape(50, 53, 57)), [(0, 50, Fill::Solid), (50, 57, Fill::Broken)]);
        assert_eq!(fills(&shape(0, 7, 7)), [(0, 7, Fill::Broken)]);
        assert!(!shape(0, 8, 8).has_thin());
        let segment = |series, floor: i64, headline: i64| Segment {
            series,
            floor: floor.into(),
            headline: headline.into(),
        };
        let stacked = stacked_shape(&[segment(0, 20, 20), segment(1, 0, 5)], Decimal::ONE_HUNDRED, 100);
        assert_eq!(fills(&stacked), [(0, 20, Fill::Solid), (20, 25, Fill::Broken)]);
    }

    #[test]
    fn segments_without_a_letter_are_one() {
        let segment = |series| Segment { series, floor: 5.into(), headline: 10.into() };
        let segments: Vec<Segment> = [1, 5, 6, 7, 30].map(segment).to_vec();
        let shape = stacked_shape(&segments, Decimal::ONE_HUNDRED, 1000);
        assert_eq!(shape.letters, [(0, 100, 1), (100, 200, 5)]);
        let others: Vec<_> = shape.parts.iter().filter(|part| part.series == NAMED).collect();
        assert_eq!(others.len(), 3);
        assert_eq!([others[0].start, others[1].start, others[2].end], [200, 350, 500]);
    }
}
