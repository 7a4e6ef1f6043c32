//! Charts as SVG: text stays text, colours follow the reader's theme, and nothing is loaded.
//!
//! Lengths are whole pixels. The colours are those of Okabe and Ito, which people with colour blindness can tell apart;
//! hatching and letters say the same without colour.

use maud::{Markup, PreEscaped, html};

use super::block::{Block, WIDTH, paragraph, stacked};
use super::model::{Drawn, Panel, panels, series};
use super::panel;
use super::shape::{COLORS, arrow, arrow_up, swatch, text};
use super::stack::letter;
use super::upright::is_upright;
use crate::render::escape::xml_text;
use crate::report::{Cell, Chart, Document};
use crate::text::count_of;

/// The classes of fills, and of hatching by patterns.
pub(in crate::render) const STYLE: &str = include_str!("chart.css");

/// The space around a picture.
const MARGIN: usize = 24;

/// The most lines of a title and of a note.
const MOST_TITLE_LINES: usize = 3;
const MOST_NOTE_LINES: usize = 6;

/// Returns the first chart of `document` as a picture with its title and notes; empty if it has none.
pub(in crate::render) fn svg(document: &Document) -> String {
    document
        .charts
        .first()
        .map_or_else(String::new, |chart| picture(chart, document.is_quiet).into_string() + "\n")
}

/// Draws a chart as a file of its own, with notes unless it `is_quiet`.
fn picture(chart: &Chart, is_quiet: bool) -> Markup {
    let mut blocks = vec![paragraph(&chart.title, "title", 26, MOST_TITLE_LINES)];
    blocks.push(Block::space(8));
    blocks.extend(body(chart));
    blocks.push(Block::space(12));
    let panels = if is_quiet { Vec::new() } else { panels(chart) };
    let left_out = panels.iter().filter_map(|panel| left_out(chart, panel)).collect::<Vec<_>>();
    for note in left_out.iter().chain(&chart.table.caveats).chain(&chart.origin) {
        blocks.push(paragraph(note, "dim", 17, MOST_NOTE_LINES));
    }
    let Block { height, markup } = stacked(blocks);
    let (width, height) = (WIDTH + 2 * MARGIN, height + 2 * MARGIN);
    html! {
        svg.chart xmlns="http://www.w3.org/2000/svg" viewBox={"0 0 " (width) " " (height)} width=(width)
            height=(height) role="img" {
            title { (xml_text(&chart.title)) }
            desc { (description(chart)) }
            style { (PreEscaped(STYLE)) }
            rect.back width=(width) height=(height) {}
            (patterns())
            g transform={"translate(" (MARGIN) " " (MARGIN) ")"} { (markup) }
        }
    }
}

/// Draws a chart for a page that has its title, its notes, the style and the patterns.
pub(in crate::render) fn inline(chart: &Chart) -> Markup {
    let mut blocks = body(chart);
    blocks.extend(
        panels(chart)
            .iter()
            .filter_map(|panel| left_out(chart, panel))
            .map(|note| paragraph(&note, "dim", 17, 1)),
    );
    let Block { height, markup } = stacked(blocks);
    html! {
        svg.chart viewBox={"-1 0 " (WIDTH + 2) " " (height)} role="img" aria-label=(xml_text(&chart.title)) {
            desc { (description(chart)) }
            (markup)
        }
    }
}

/// The legend and the bars.
fn body(chart: &Chart) -> Vec<Block> {
    let (panels, series) = (panels(chart), series(chart));
    let is_upright = panels.iter().any(|panel| is_upright(chart, panel));
    let mut blocks: Vec<Block> = legend(&panels, &series, is_upright);
    for panel in &panels {
        blocks.push(Block::space(10));
        blocks.push(panel::block(chart, panel));
    }
    blocks
}

/// The patterns that hatch what is not firm: lines in the colour of the background over that of the bar. The second one
/// covers more of it.
pub(in crate::render) fn patterns() -> Markup {
    html! {
        defs {
            @for (name, line) in [("hatched", 3), ("pale", 5)] {
                pattern id=(name) width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.veil width=(line) height="7" {}
                }
            }
        }
    }
}

/// What the fills mean, as far as they occur.
fn legend(panels: &[Panel<'_>], series: &[String], is_upright: bool) -> Vec<Block> {
    let spans = || {
        panels.iter().flat_map(|panel| &panel.bars).filter_map(|bar| match &bar.drawn {
            Drawn::Span(span) => Some(span),
            Drawn::Named(_) => None,
        })
    };
    let is_stacked = !series.is_empty();
    let mut items: Vec<(Markup, String)> = Vec::new();
    let named = series.iter().take(COLORS - 1).enumerate();
    items.extend(named.map(|(index, name)| (swatch(index, None), format!("{} {name}", letter(index)))));
    if series.len() >= COLORS {
        items.push((swatch(COLORS - 1, None), "others".to_owned()));
    }
    // Stacked bars have the same hatching in every colour.
    let color = if is_stacked { COLORS - 1 } else { 0 };
    let mut fills = vec![(swatch(color, None), "firm (floor)".to_owned())];
    if spans().any(|span| span.headline > span.floor) {
        let until = match (is_stacked, is_upright) {
            (false, _) => "up to the headline",
            (true, false) => "up to the headline, where a bar ends",
            (true, true) => "up to the headline, where a column ends",
        };
        fills.push((swatch(color, Some("hatched")), until.to_owned()));
    }
    if !is_stacked && spans().any(|span| span.end() > span.headline) {
        fills.push((swatch(color, Some("pale")), "up to the ceiling".to_owned()));
    }
    if spans().any(|span| span.ceiling.is_none()) {
        let arrow = if is_upright { arrow_up(9, 12) } else { arrow(2, 6) };
        fills.push((arrow, "open above".to_owned()));
    }
    let lists = [items, if fills.len() > 1 { fills } else { Vec::new() }];
    lists.into_iter().filter(|list| !list.is_empty()).map(|list| panel::legend_block(&list)).collect()
}

/// The note on bars that are not drawn.
fn left_out(chart: &Chart, panel: &Panel<'_>) -> Option<String> {
    let rest = panel.bars.len() - panel::shown(chart, panel).len();
    let what = count_of(rest, "further row", "further rows");
    (rest > 0).then(|| format!("left out: {what}, which the total counts"))
}

/// The figures in words, for those who do not see the picture.
fn description(chart: &Chart) -> String {
    let columns = &chart.table.columns;
    let panels = panels(chart);
    let bars = panels.iter().flat_map(|panel| {
        let bars = panel::shown(chart, panel).iter().map(|bar| bar.row);
        bars.chain(panel.totals.iter().copied())
    });
    let rows = bars.map(|row| {
        let mut cells = row.iter().zip(columns);
        let name = cells.next().map(|(cell, _)| text(cell)).unwrap_or_default();
        let known = cells.filter(|(cell, _)| **cell != Cell::Missing);
        let values: Vec<String> =
            known.map(|(cell, column)| format!("{} {}", column.name, text(cell))).collect();
        format!("{name}: {}.", values.join(", "))
    });
    rows.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::money::{Currency, Decimal};
    use crate::report::{Column, Table};

    /// A chart of one deal with this name.
    fn chart(name: &str, is_over_time: bool) -> Chart {
        let figure = |value: i64| Cell::Figure(Decimal::from(value), Currency::USD);
        let columns = ["deal", "deals", "floor", "headline", "ceiling", "currency"].map(Column::new).to_vec();
        let row = vec![
            Cell::text(name),
            Cell::Count(1),
            figure(1_000_000),
            figure(2_000_000),
            Cell::Open,
            Cell::text("USD"),
        ];
        let table =
            Table { columns, rows: vec![row].into(), caveats: vec![name.to_owned()], ..Table::default() };
        let origin = vec![name.to_owned()];
        let target = Some(Currency::USD);
        Chart { title: name.to_owned(), target, table, origin, is_over_time, ..Chart::default() }
    }

    /// The names of the elements of a well-formed document.
    fn elements(xml: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = true;
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    start.attributes().for_each(|attribute| drop(attribute.unwrap()));
                    names.push(AsRef::<str>::as_ref(&start.name()).to_owned());
                }
                Event::Eof => return names,
                _ => {}
            }
        }
    }

    #[test]
    fn no_text_changes_the_elements_or_leaves_the_picture() {
        for is_over_time in [false, true] {
            let drawn = |name: &str| {
                svg(&Document { charts: vec![chart(name, is_over_time)], ..Document::default() })
            };
            let expected = elements(&drawn("plain"));
            let long = "long ".repeat(2_000);
            for name in [
                "</text><script>alert(1)</script>",
                "\"><a href=\"javascript:alert(1)\">",
                "]]>&lt;&#0;&unknown;",
                "<b>-<i>, </g><script>",
                "\u{0}\u{1b}[2J\u{202e}gnp.exe\u{2066}\u{fffe}\u{ffff}",
                "\n\n\t",
                "\u{202e}",
                "",
                &long,
            ] {
                let xml = drawn(name);
                let is_unsafe = |c: char| {
                    (c.is_control() && c != '\n')
                        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                assert!(!xml.contains(is_unsafe), "{name:?}");
                let names = elements(&xml);
                assert!(names.iter().all(|name| expected.contains(name)), "{name:?}: {names:?}");
                assert!(!xml.contains("<script") && !xml.contains("<a"), "{name:?}");
                assert!(xml.lines().count() < expected.len() * 4, "{name:?}");
            }
            assert!(elements(&drawn(&long)).len() < expected.len() + 30, "long texts are cut");
        }
    }
}
