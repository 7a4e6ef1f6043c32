//! Charts as SVG: text stays text, colours follow the reader's theme, and nothing is loaded.
//!
//! Lengths are whole pixels. The colours are those of Okabe and Ito, which people with colour blindness can tell apart;
//! hatching and letters say the same without colour.

use maud::{Markup, PreEscaped, html};

use super::block::{Block, NOTE, Screen, TITLE, paragraph, stacked};
use super::model::{Drawn, Panel, further, incomplete, of_currencies, overlap, panels, series};
use super::panel;
use super::shape::{NAMED, NO_SERIES, arrow, arrow_up, swatch, text, thin_swatch};
use super::stack::letter;
use super::upright::{self, is_upright};
use crate::render::escape::xml_text;
use crate::report::{Cell, Chart, Document};

/// The classes of fills, and of hatching by patterns.
pub(in crate::render) const STYLE: &str = include_str!("chart.css");

/// The space around a picture.
const MARGIN: usize = 24;

/// The most lines of a title and of a note.
const MAX_TITLE_LINES: usize = 3;
const MAX_NOTE_LINES: usize = 6;

/// Returns the first chart of `document` as a picture with its title and notes; empty if it has none.
pub(in crate::render) fn svg(document: &Document) -> String {
    document
        .charts
        .first()
        .map_or_else(String::new, |chart| picture(chart, document.is_quiet).into_string() + "\n")
}

/// Draws a chart as a file of its own, with notes unless it `is_quiet`.
fn picture(chart: &Chart, is_quiet: bool) -> Markup {
    let screen = Screen::Wide;
    let mut blocks = vec![paragraph(&chart.title, &TITLE, screen.width(), MAX_TITLE_LINES)];
    blocks.push(Block::space(8));
    blocks.extend(body(chart, screen));
    blocks.push(Block::space(12));
    let own = if is_quiet { Vec::new() } else { notes(chart) };
    for note in own.iter().chain(&chart.table.caveats).chain(&chart.origin) {
        blocks.push(paragraph(note, &NOTE, screen.width(), MAX_NOTE_LINES));
    }
    let Block { height, markup } = stacked(blocks);
    let (width, height) = (screen.width() + 2 * MARGIN, height + 2 * MARGIN);
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
pub(in crate::render) fn inline(chart: &Chart, screen: Screen) -> Markup {
    let mut blocks = body(chart, screen);
    blocks.extend(notes(chart).iter().map(|note| paragraph(note, &NOTE, screen.width(), MAX_NOTE_LINES)));
    let Block { height, markup } = stacked(blocks);
    html! {
        svg.chart viewBox={"-1 0 " (screen.width() + 2) " " (height)} role="img" aria-label=(xml_text(&chart.title)) {
            @if screen == Screen::Wide { desc { (description(chart)) } }
            (markup)
        }
    }
}

/// Whether a picture shows all figures of its chart.
pub(in crate::render) fn has_all_figures(chart: &Chart, screen: Screen) -> bool {
    panels(chart).iter().all(|panel| {
        let is_whole = screen == Screen::Wide && panel::shown(chart, panel).len() == panel.bars.len();
        if is_upright(chart, panel) { upright::has_all_figures(chart, panel, screen) } else { is_whole }
    })
}

/// The legend and the bars.
fn body(chart: &Chart, screen: Screen) -> Vec<Block> {
    let panels = panels(chart);
    let mut blocks: Vec<Block> = legend(chart, &panels, screen);
    for panel in &panels {
        blocks.push(Block::space(10));
        blocks.push(panel::block(chart, panel, screen));
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
fn legend(chart: &Chart, panels: &[Panel<'_>], screen: Screen) -> Vec<Block> {
    let series = series(chart);
    let is_upright = panels.iter().any(|panel| is_upright(chart, panel));
    let spans = || {
        panels.iter().flat_map(|panel| &panel.bars).filter_map(|bar| match &bar.drawn {
            Drawn::Span(span) => Some(span),
            Drawn::Named(_) => None,
        })
    };
    let is_stacked = !series.is_empty();
    let named = series.iter().take(NAMED).enumerate();
    let mut items: Vec<(Markup, String)> =
        named.map(|(index, name)| (swatch(index, None), format!("{} {name}", letter(index)))).collect();
    match series.get(NAMED..) {
        None | Some([]) => {}
        Some([name]) => items.push((swatch(NAMED, None), name.clone())),
        Some(others) => items.push((swatch(NAMED, None), format!("{} others", others.len()))),
    }
    // Stacked bars have the same hatching in every colour.
    let color = if is_stacked { NO_SERIES } else { 0 };
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
    if panels.iter().any(|panel| panel::has_thin(chart, panel, screen)) {
        fills.push((thin_swatch(color), "not firm, too short for hatching".to_owned()));
    }
    if spans().any(|span| span.ceiling.is_none()) {
        let arrow = if is_upright { arrow_up(9, 12) } else { arrow(2, 6) };
        fills.push((arrow, "open above".to_owned()));
    }
    let lists = [items, if fills.len() > 1 { fills } else { Vec::new() }];
    let width = screen.width();
    lists.into_iter().filter(|list| !list.is_empty()).map(|list| panel::legend_block(&list, width)).collect()
}

/// The notes on what the bars do not show.
fn notes(chart: &Chart) -> Vec<String> {
    let panels = panels(chart);
    let left_out = panels.iter().filter_map(|panel| {
        let rest = panel.bars.len() - panel::shown(chart, panel).len() + panel.left_out;
        let what = further(chart, rest);
        (rest > 0).then(|| (panel, format!("left out: {what}, which the total counts")))
    });
    let mut notes = of_currencies(left_out.collect(), &panels);
    let is_upright = panels.iter().any(|panel| is_upright(chart, panel));
    notes.extend(if is_upright { incomplete(chart, &panels) } else { Vec::new() });
    let what = if is_upright { "columns" } else { "bars" };
    let mut spans = panels.iter().flat_map(|panel| &panel.bars).filter_map(|bar| match &bar.drawn {
        Drawn::Span(span) => Some(span),
        Drawn::Named(_) => None,
    });
    if chart.segments.is_some() && spans.any(|span| span.end() > span.headline) {
        notes.push(format!("{what}: they end at the headline; the ceilings are not drawn"));
    }
    notes.extend(overlap(&panels, what));
    notes
}

/// The figures in words, for those who do not see the picture.
fn description(chart: &Chart) -> String {
    let columns = &chart.table.columns;
    let panels = panels(chart);
    let bars = panels.iter().flat_map(|panel| {
        let bars = panel::shown(chart, panel).into_iter().map(|bar| bar.row);
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
