//! Changes as an Atom feed (RFC 4287).

use maud::{Markup, PreEscaped, html};

use super::escape::{web_address, xml_text};
use super::for_people;
use crate::report::{Cell, Document, Feed, FeedEntry, Layout};

const DECLARATION: PreEscaped<&str> = PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");

/// Returns the feed of `document`; empty if it has none.
pub(super) fn render(document: &Document) -> String {
    document.feed.as_ref().map_or_else(String::new, |feed| atom(feed).into_string() + "\n")
}

fn atom(feed: &Feed) -> Markup {
    html! {
        (DECLARATION)
        feed xmlns="http://www.w3.org/2005/Atom" {
            id { (feed.urn) }
            title { (xml_text(&feed.title)) }
            @if let Some(day) = feed.updated { updated { (day) "T00:00:00Z" } }
            // The format asks for an author. The dataset is all that is known.
            author { name { (xml_text(&feed.author)) } }
            generator version=(env!("CARGO_PKG_VERSION")) { "outlay" }
            @for each in &feed.entries { (entry(each)) }
        }
    }
}

fn entry(entry: &FeedEntry) -> Markup {
    let url = entry.source.as_ref().and_then(|source| web_address(source.url.as_deref()?));
    let lines: Vec<String> =
        [Some(sentence(entry)), net_of(entry), source(entry)].into_iter().flatten().collect();
    html! {
        entry {
            id { (entry.urn) }
            title { (xml_text(&entry.title)) ": " (xml_text(&entry.summary)) }
            @if let Some(day) = entry.updated { updated { (day) "T00:00:00Z" } }
            category term=(entry.kind) {}
            @if let Some(url) = url { link rel="related" href=(url) {} }
            content type="text" { (xml_text(&lines.join(" "))) }
        }
    }
}

/// What happened, such as "2024-10-01, raised: 1bn USD → 1.5bn USD." or "2025-06-30, progress: 300m EUR spent (of 5bn EUR)."
pub(super) fn sentence(entry: &FeedEntry) -> String {
    let date = match &entry.date {
        Cell::Missing => String::new(),
        date => format!("{}, ", for_people(date, Layout::Grid)),
    };
    let [before, after] = &entry.amounts;
    let shown = |cell: &Cell| for_people(cell, Layout::Grid).into_owned();
    let amounts = match (before, after) {
        (Cell::Missing, Cell::Missing) => String::new(),
        (Cell::Missing, after) => format!(": {}", shown(after)),
        (before, Cell::Missing) => format!(": {}", shown(before)),
        (before, after) if before == after => format!(": {}", shown(after)),
        (before, after) => format!(": {} → {}", shown(before), shown(after)),
    };
    let what = &entry.what;
    match (&entry.progress, after) {
        (None, _) => format!("{date}{what}{amounts}."),
        (Some(progress), Cell::Missing) if what.is_empty() => format!("{date}progress: {progress}."),
        (Some(progress), after) if what.is_empty() => {
            format!("{date}progress: {progress} (of {}).", shown(after))
        }
        (Some(progress), _) => format!("{date}{what}{amounts}; progress: {progress}."),
    }
}

/// What an entry adds to the totals, or why it adds nothing.
pub(super) fn net_of(entry: &FeedEntry) -> Option<String> {
    net(&entry.nets).or_else(|| Some(format!("Not in the total: {}.", entry.left_out?)))
}

/// What changes add to the totals.
pub(super) fn net(nets: &[(Cell, String)]) -> Option<String> {
    let figure =
        |(figure, currency): &(Cell, String)| format!("{} {currency}", for_people(figure, Layout::Grid));
    let figures: Vec<String> = nets.iter().map(figure).collect();
    (!figures.is_empty()).then(|| format!("Net change of the total: {}.", figures.join(", ")))
}

fn source(entry: &FeedEntry) -> Option<String> {
    Some(format!("Source: {}.", entry.source.as_ref()?.text))
}
