//! A report as one HTML page that loads nothing.
//!
//! - `deals`: the table of deals, the cards and the timeline
//! - `tables`: tables and links
//!
//! All text is escaped by maud. A content security policy allows the page's own style and script by their hashes, and
//! nothing else: no other script runs, and nothing is loaded.

mod deals;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::{self, CHART_STYLE};
use crate::report::{Cell, Chart, Document, Table, WebPage};
use tables::{clean, notes, table, text};

/// The style of the page, before that of its charts.
const STYLE: &str = include_str!("page.css");

/// What sorts, searches and opens.
const SCRIPT: &str = include_str!("page.js");

/// The hashes of the style with that of the charts, and of the script, as content security policies write them. A test
/// says which they are.
const STYLE_HASH: &str = "sha256-AUH6nimRaHTTRKX41Ca9oCXV9BCe+iHS8+oGUYNwQgQ=";
const SCRIPT_HASH: &str = "sha256-/YjhIx4jvt4vwO7Cqdl5S2+Tfs1XH2V9r06hGPNAzCI=";

/// Returns the page of `document`; empty if it has none.
pub(super) fn render(document: &Document) -> String {
    document.page.as_ref().map_or_else(String::new, |page| html_page(page).into_string() + "\n")
}

fn html_page(page: &WebPage) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'"
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={"outlay " (env!("CARGO_PKG_VERSION"))};
                title { (clean(&page.title)) }
                style { (PreEscaped(STYLE)) (PreEscaped(CHART_STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the contents" }
                (header(page))
                main id="main" {
                    @if !page.totals.rows.is_empty() { (headlines(&page.totals)) }
                    (charts(&page.charts))
                    (deals::section(page))
                    (rates(page))
                    (citation(page))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// The title, the origin of the deals and the contents.
fn header(page: &WebPage) -> Markup {
    let sections = [
        ("figures", "Figures", !page.totals.rows.is_empty()),
        ("charts", "Charts", !page.charts.is_empty()),
        ("deals", "Deals", !page.deals.rows.is_empty()),
        ("details", "Details and sources", !page.cards.is_empty()),
        ("timeline", "Timeline", !page.timeline.rows.is_empty()),
        ("rates", "Rates", page.rates.is_some()),
        ("cite", "How to cite", true),
    ];
    html! {
        header {
            h1 { (clean(&page.title)) }
            p.dim { (clean(&page.origin.join("; "))) }
            nav aria-label="Contents" {
                ul {
                    @for (id, name, _) in sections.iter().filter(|(.., is_shown)| *is_shown) {
                        li { a href={"#" (id)} { (name) } }
                    }
                }
            }
        }
    }
}

/// The totals as large figures, with their notes.
fn headlines(totals: &Table) -> Markup {
    let index = |name: &str| totals.columns.iter().position(|column| column.name == name);
    let cell =
        |row: &[Cell], name: &str| index(name).and_then(|index| row.get(index)).map(text).unwrap_or_default();
    html! {
        section id="figures" aria-labelledby="figures-title" {
            h2 id="figures-title" { "Figures" }
            dl.headlines {
                @for row in &totals.rows {
                    @let currency = cell(row, "currency");
                    div {
                        dt { "Headline" @if !currency.is_empty() { ", in " (currency) } }
                        dd {
                            span.figure { (cell(row, "headline")) }
                            br;
                            "firm " span.figure-part { (cell(row, "floor")) }
                            @match cell(row, "ceiling").as_str() {
                                "open" => { ", without a ceiling" }
                                ceiling => { ", at most " span.figure-part { (ceiling) } }
                            }
                            br;
                            (cell(row, "deals")) " deals"
                            @let undisclosed = cell(row, "undisclosed");
                            @if !undisclosed.is_empty() { ", of which " (undisclosed) " undisclosed" }
                        }
                    }
                }
            }
            p.dim { "The headline is what was announced, the floor what is firm, and the ceiling what it may become." }
            (notes(&totals.caveats))
        }
    }
}

/// The charts, each with its figures as a table.
fn charts(charts: &[Chart]) -> Markup {
    html! {
        @if !charts.is_empty() {
            section id="charts" aria-labelledby="charts-title" {
                h2 id="charts-title" { "Charts" }
                svg.chart width="0" height="0" aria-hidden="true" { (chart::patterns()) }
                @for chart in charts {
                    figure {
                        figcaption { (clean(&chart.title)) }
                        div.scroll tabindex="0" role="region" aria-label=(clean(&chart.title)) { (chart::inline(chart)) }
                        details {
                            summary { "Figures as a table" }
                            div.scroll tabindex="0" role="region" aria-label={"Table: " (clean(&chart.title))} {
                                (table(&chart.table))
                            }
                            (notes(&chart.table.caveats))
                        }
                    }
                }
            }
        }
    }
}

/// The rates of each conversion.
fn rates(page: &WebPage) -> Markup {
    html! {
        @if let Some(rates) = &page.rates {
            section id="rates" aria-labelledby="rates-title" {
                h2 id="rates-title" { "Rates" }
                details {
                    summary { "Every conversion with its rates, dates and sources" }
                    div.scroll tabindex="0" role="region" aria-label="Conversions" { (table(rates)) }
                }
            }
        }
    }
}

/// How to cite the page.
fn citation(page: &WebPage) -> Markup {
    html! {
        section id="cite" aria-labelledby="cite-title" {
            h2 id="cite-title" { "How to cite" }
            p { (clean(&page.title)) ". " (clean(&page.origin.join("; "))) "." }
            p.dim { "Cite a single figure with the source and the quote that stand with its deal." }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_has_the_hashes_of_the_style_and_the_script() {
        let hash = |text: String| format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)));
        assert_eq!(STYLE_HASH, hash([STYLE, CHART_STYLE].concat()));
        assert_eq!(SCRIPT_HASH, hash(SCRIPT.to_owned()));
    }

    #[test]
    fn only_web_addresses_become_links() {
        for (address, is_link) in [
            ("https://wire.example/a?b=1&c=2", true),
            ("HTTP://wire.example", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("https:evil", false),
            ("/etc/passwd", false),
            ("https://wire.example/\u{202e}gpj.exe", false),
            ("https://wire.example/a b", false),
            ("https://wire.example/\nb", false),
            ("", false),
        ] {
            assert_eq!(tables::link(address).into_string().starts_with("<a href="), is_link, "{address:?}");
        }
        let link = tables::link("https://wire.example/\"onclick=\"alert(1)").into_string();
        assert!(
            link.starts_with("<a href=\"https://wire.example/&quot;onclick=&quot;alert(1)\" rel="),
            "{link}"
        );
    }
}
