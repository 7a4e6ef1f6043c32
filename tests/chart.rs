//! The figures of charts are those of totals: every figure in a picture stands in the table of the same question.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::BTreeSet;
use std::process::Command;

use common::NO_SETTINGS;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The standard output of a command line.
fn output(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(arguments)
        .envs(NO_SETTINGS)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(!output.stdout.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The texts of the elements of a picture that have the class `figure`.
fn figures(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let (mut figures, mut is_figure) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let class = start.try_get_attribute("class").unwrap();
                is_figure = class.is_some_and(|class| class.value.starts_with("figure"));
            }
            Event::Text(text) if is_figure => figures.push(text.trim().to_owned()),
            Event::End(_) => is_figure = false,
            Event::Eof => return figures,
            _ => {}
        }
    }
}

#[test]
fn every_figure_of_a_chart_is_one_of_totals() {
    for question in [
        "--in USD --by country",
        "--in USD --by deal",
        "--in EUR --by kind,country",
        "--by company",
        "--data tests/data/chart.jsonl --in EUR --by quarter",
        "--data tests/data/chart.jsonl --by year,kind --status all",
        "--in USD --by quarter --spread",
    ] {
        let question: Vec<&str> = question.split(' ').collect();
        let totals: Vec<&str> = [&["totals"], question.as_slice()].concat();
        let bars: Vec<&str> = [&["chart"], question.as_slice()].concat();
        let first: Vec<String> =
            question.iter().map(|word| word.split(',').next().unwrap().to_owned()).collect();
        let by_first: Vec<&str> = ["totals"].into_iter().chain(first.iter().map(String::as_str)).collect();
        let table = output(&totals) + &output(&by_first);
        let known: BTreeSet<&str> = table.split_whitespace().collect();
        let svg = output(&[bars.as_slice(), &["--format", "svg"]].concat());
        let shown = figures(&svg);
        assert!(shown.len() >= 7, "{question:?}: {shown:?}");
        for figure in &shown {
            // A period in which nothing was announced has no row in totals.
            assert!(
                known.contains(figure.as_str()) || figure == "0",
                "{question:?}: {figure} is not in\n{table}"
            );
        }
        // The terminal has the same figures at its bars; a dash stands for none.
        let bars = output(&bars);
        let is_missing = |figure: &&String| !bars.split_whitespace().any(|word| word == *figure);
        let figures = shown.iter().filter(|figure| *figure != "–");
        let missing: Vec<&String> = figures.filter(is_missing).collect();
        assert!(missing.is_empty(), "{question:?}: {missing:?}");
    }
}

#[test]
fn the_last_running_total_is_the_total() {
    let arguments = ["--data", "tests/data/chart.jsonl", "--in", "EUR", "--max-rate-age", "9999"];
    let by = |command: &'static str, more: &[&'static str]| {
        let arguments = [&[command], arguments.as_slice(), more, &["--format", "csv"]].concat();
        let csv = output(&arguments);
        csv.lines().last().unwrap().split(',').rev().take(5).map(str::to_owned).collect::<Vec<_>>()
    };
    let total = by("totals", &[]);
    for grouping in ["year", "quarter", "month"] {
        assert_eq!(by("chart", &["--cumulative", "--by", grouping]), total, "{grouping}");
        // Up to the end of an earlier year, it is what was known then.
        let then = by("totals", &["--as-of", "2023"]);
        let running = by("chart", &["--cumulative", "--by", grouping, "--as-of", "2023"]);
        assert_eq!(running, then, "{grouping}");
    }
}

#[test]
fn a_chart_has_a_thousand_bars_at_most_and_says_what_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    let deal = |number: u32| {
        let kind = if number.is_multiple_of(2) { "capex" } else { "equity" };
        format!(
            r#"{{"id":"d{number}","title":"Site","kind":"{kind}","announced":"2025","parties":[{{"company":"C{number}","role":"investor"}}],"amount":{{"value":"{number}000000","currency":"EUR"}}}}"#
        )
    };
    std::fs::write(&file, (1..=1200).map(deal).collect::<Vec<_>>().join("\n")).unwrap();
    let file = file.to_str().unwrap();
    for by in ["company", "company,kind", "deal", "deal,kind"] {
        let chart = output(&["--data", file, "chart", "--by", by]);
        // The bars are those of the largest; the total is 1 + 2 + … + 1200 millions. Deals of one title have their ids.
        let (before, after) = if by.starts_with("deal") { ("Site (d", ")") } else { ("C", " ") };
        let line = |number: u32| {
            let start = format!("{before}{number}{after}");
            chart.lines().find(|line| line.starts_with(&start))
        };
        assert!(line(1200).is_some() && line(200).is_none(), "{by}: {chart}");
        assert!(line(201).unwrap().ends_with("201m"), "{by}");
        // A bar of one kind, from the letter on: equity is the smaller half.
        if by.ends_with("kind") {
            assert!(
                line(201).unwrap().contains(" B█") && line(202).unwrap().contains(" A█"),
                "{by}: {chart}"
            );
        }
        assert!(chart.contains("720.6bn"), "{by}");
        let further = if by.starts_with("deal") { "200 further deals" } else { "200 further groups" };
        assert!(
            chart.contains(&format!("left out: {further}, which the total counts (--format csv lists all)")),
            "{by}: {chart}"
        );
        let svg = output(&["--data", file, "chart", "--by", by, "--format", "svg"]);
        let further = further.replace("200", "1175");
        assert!(svg.contains(&format!("left out: {further}, which the total counts")), "{by}");
    }
    let page = output(&["--data", file, "report", "--by", "company", "--format", "html"]);
    assert!(page.contains("left out of the table: 200 further groups, which the total counts"));
}

#[test]
fn the_largest_group_is_drawn_even_if_it_has_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    let deal = |number: u32, fields: &str, value: u32| {
        format!(
            r#"{{"id":"d{number}","title":"Site","kind":"capex","announced":"2025","parties":[{{"company":"C","role":"investor"}}],{fields}"amount":{{"value":"{value}000000","currency":"EUR"}}}}"#
        )
    };
    let named =
        (1..=1200).map(|number| deal(number, &format!(r#""fields":{{"site":"S{number}"}},"#), number));
    let deals: Vec<String> = named.chain([deal(1201, "", 9000)]).collect();
    std::fs::write(&file, deals.join("\n")).unwrap();
    for format in ["table", "svg", "csv"] {
        let chart =
            output(&["--data", file.to_str().unwrap(), "chart", "--by", "field:site", "--format", format]);
        let large = if format == "csv" { "9000000000" } else { "9bn" };
        let place = |text: &str| chart.find(text).unwrap_or_else(|| panic!("{format}: no {text} in {chart}"));
        // Groups without a name come last.
        assert!(place("S1200") < place(large), "{format}: {chart}");
    }
}
