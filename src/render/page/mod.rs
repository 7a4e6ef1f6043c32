//! A report as one HTML page that loads nothing.
//!
//! - `deals`: the table of deals, the cards and the timeline
//! - `tables`: tables and links
//! - `page.css`: the style of the page; that of its charts is `chart/chart.css`
//! - `page.js`: what sorts, searches and opens
//!
//! All text is escaped by maud. A content security policy allows the page's own style and script by their hashes, and
//! nothing else: no other script runs, and nothing is loaded.

mod deals;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::chart::{self, CHART_STYLE, Screen};
use crate::report::{Cell, Chart, Document, Table, WebPage};
use crate::text::{count_of, count_of_deals, format_count};
use tables::{clean, notes, table, text};

/// The style of the page, before that of its charts.
const STYLE: &str = include_str!("page.css");

/// What sorts, searches and opens.
const SCRIPT: &str = include_str!("page.js");

/// The hashes of the style with that of the charts, and of the script, as content security policies write them. A test
/// says which they are.
const STYLE_HASH: &str = "sha256-kn6mJR4qU2t2gtZSvszuQNB7MkBOIsSF3UUgUvX8Py0=";
const SCRIPT_HASH: &str = "sha256-qwvv2CLJPKuzlwrlPdvBpLjCAS8Cbxuv5SI+HzlS0b4=";

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
                    @if !page.totals.rows.is_empty() { (headlines(page)) } @else if page.is_empty() { (nothing(page)) }
                    (charts(&page.charts, &page.totals))
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
        ("figures", "Figures", !page.totals.rows.is_empty() || page.is_empty()),
        ("charts", "Charts", !page.charts.is_empty()),
        ("deals", "Deals", !page.deals.rows.is_empty()),
        ("details", "Details and sources", !page.cards.is_empty()),
        ("timeline", "Timeline", !page.timeline.rows.is_empty()),
        ("rates", "Rates", page.rates.is_some()),
        ("cite", "How to cite", true),
    ];
    html! {
        header {
            h1 dir="auto" { (clean(&page.title)) }
            p.dim { (origin(page)) }
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

/// The sentences on where the deals come from.
fn origin(page: &WebPage) -> String {
    page.origin.iter().map(|sentence| format!("{}.", clean(sentence))).collect::<Vec<_>>().join(" ")
}

/// What stands in place of figures if no deal was selected.
fn nothing(page: &WebPage) -> Markup {
    html! {
        section id="figures" aria-labelledby="figures-title" {
            h2 id="figures-title" { "Figures" }
            @if page.totals.caveats.is_empty() { p { "No deal matches." } }
            (notes(&page.totals.caveats))
        }
    }
}

/// The totals as large figures, with their notes. Deals of which no amount is known have no figure.
fn headlines(page: &WebPage) -> Markup {
    let totals = &page.totals;
    let index = |name: &str| totals.columns.iter().position(|column| column.name == name);
    let cell = |row: &[Cell], name: &str| index(name).and_then(|index| row.get(index)).cloned();
    let deals = |row: &[Cell], name: &str| match cell(row, name) {
        Some(Cell::Count(count)) => count,
        _ => 0,
    };
    let is_known = |row: &&Vec<Cell>| cell(row, "headline").is_some_and(|cell| cell != Cell::Missing);
    let (known, unknown): (Vec<&Vec<Cell>>, Vec<&Vec<Cell>>) = totals.rows.iter().partition(is_known);
    let unknown: u64 = unknown.iter().map(|row| deals(row, "deals")).sum();
    html! {
        section id="figures" aria-labelledby="figures-title" {
            h2 id="figures-title" { "Figures" }
            @if !known.is_empty() {
                dl.headlines { @for row in &known { (headline(page, row, &cell, &deals)) } }
                p.dim { "The headline is what was announced, the floor what is firm, and the ceiling what it may become." }
            } @else if unknown > 0 {
                p { (count_of_deals(unknown)) @if unknown == 1 { " has" } @else { " have" } " no stated amount." }
            }
            (notes(&totals.caveats))
        }
    }
}

/// The figures of a currency.
fn headline(
    page: &WebPage,
    row: &[Cell],
    cell: &dyn Fn(&[Cell], &str) -> Option<Cell>,
    deals: &dyn Fn(&[Cell], &str) -> u64,
) -> Markup {
    let shown = |name: &str| cell(row, name).as_ref().map(text).unwrap_or_default();
    let currency = shown("currency");
    let is_unconverted = page.target.is_some_and(|target| target.to_string() != currency);
    let undisclosed = deals(row, "undisclosed");
    html! {
        div {
            dt { @if is_unconverted { "Not converted, in " } @else { "Headline, in " } (currency) }
            dd {
                span.figure { (shown("headline")) }
                br;
                "firm " span.figure-part { (shown("floor")) }
                @match shown("ceiling").as_str() {
                    "open" => { ", without a ceiling" }
                    ceiling => { ", at most " span.figure-part { (ceiling) } }
                }
                br;
                (count_of_deals(deals(row, "deals")))
                @if undisclosed > 0 { ", of which " (format_count(undisclosed)) " undisclosed" }
            }
        }
    }
}

/// The charts, each with its figures as a table, and the notes that do not stand with the totals or an earlier chart.
fn charts(charts: &[Chart], totals: &Table) -> Markup {
    let mut known: Vec<&String> = totals.caveats.iter().collect();
    let own: Vec<Vec<String>> = charts
        .iter()
        .map(|chart| {
            let own: Vec<&String> = chart.table.caveats.iter().filter(|note| !known.contains(note)).collect();
            known.extend(&own);
            own.into_iter().cloned().chain(rows_left_out(chart)).collect()
        })
        .collect();
    html! {
        @if !charts.is_empty() {
            section id="charts" aria-labelledby="charts-title" {
                svg.chart width="0" height="0" aria-hidden="true" { (chart::patterns()) }
                h2 id="charts-title" { "Charts" }
                @for (chart, own) in charts.iter().zip(&own) {
                    figure {
                        figcaption dir="auto" { (clean(&chart.title)) }
                        div.wide { (chart::inline(chart, Screen::Wide)) }
                        div.narrow { (chart::inline(chart, Screen::Narrow)) }
                        // Paper has the figures of the picture, and the table only if it has more.
                        details class=[chart::has_all_figures(chart, Screen::Wide).then_some("shown")] {
                            summary { "Figures as a table" }
                            div.scroll tabindex="0" role="region" aria-label={"Table: " (clean(&chart.title))} {
                                (table(&chart.table))
                            }
                        }
                        (notes(own))
                    }
                }
            }
        }
    }
}

/// The note on groups that the table of a chart leaves out.
fn rows_left_out(chart: &Chart) -> Option<String> {
    let left_out: usize = chart.table.left_out.iter().map(|(_, count)| count).sum();
    let what = count_of(left_out, "further group", "further groups");
    (left_out > 0).then(|| format!("left out of the table: {what}, which the total counts"))
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
            p { (clean(&page.title)) ". " (origin(page)) }
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
