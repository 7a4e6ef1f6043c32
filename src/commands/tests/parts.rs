//! What totals are made of adds up to them: the deals that are cited, and the rows of each aspect of the sensitivity.

use std::fs;

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

use super::agreement::{dataset, figure, rows};
use super::cases;

/// Questions whose totals are asked for in parts.
const QUESTIONS: [&str; 10] = [
    "", "--in USD", "--in EUR --at announced --status all", "--in JPY --at latest --by country", "--by kind",
    "--in USD --by company,year --spread", "--in USD --region FR --by tag",
    "--in EUR --company FabCo --whole", "--in USD --spread --year 2023",
    "--in USD --as-of 2024-03-31 --by currency",
];

/// Checks that the headlines of the rows with the same `keys` add up to those of the totals. Sums of rounded figures are
/// compared at ten decimals, as formats are.
fn check_sums(totals: &[Value], parts: &[Value], keys: &[&str], counts_deals: bool) -> Result<(), String> {
    let places = |headline: Decimal| headline.round_dp(10).normalize();
    for total in totals {
        let own: Vec<&Value> =
            parts.iter().filter(|part| keys.iter().all(|key| part[key] == total[key])).collect();
        let sum: Decimal = own.iter().filter_map(|part| figure(part, "headline")).sum();
        let headline = figure(total, "headline").unwrap_or_default();
        if places(sum) != places(headline) {
            return Err(format!("{sum} of {own:?} instead of {headline} of {total}"));
        }
        let count = |row: &Value| row["deals"].as_str().map_or(0, |count| count.parse::<usize>().unwrap());
        if counts_deals && own.iter().map(|part| count(part)).sum::<usize>() != count(total) {
            return Err(format!("other deals in {own:?} than in {total}"));
        }
    }
    Ok(())
}

/// Checks the parts of the totals that `question` asks for.
fn check_parts(file: &std::path::Path, question: &str) -> Result<(), String> {
    let ask = |more: &[&str]| {
        rows(file, &[question.split_whitespace().collect::<Vec<_>>(), more.to_vec()].concat())
    };
    let Ok(totals) = ask(&[]) else { return Ok(()) };
    let groups: Vec<&str> = match question.split_once("--by ") {
        Some((_, rest)) => rest.split(' ').next().unwrap_or_default().split(',').collect(),
        None => Vec::new(),
    };
    let groups = groups.into_iter().map(|name| if name == "currency" { "announced_currency" } else { name });
    let keys: Vec<&str> = groups.chain(["currency"]).collect();
    check_sums(&totals, &ask(&["--cite", "plain"])?, &keys, false)?;
    let question = question.split("--by ").next().unwrap_or_default();
    if question.contains("--spread") && !question.contains("--year") {
        return Ok(());
    }
    let ask = |more: &[&str]| {
        rows(file, &[question.split_whitespace().collect::<Vec<_>>(), more.to_vec()].concat())
    };
    let (totals, parts) = (ask(&[])?, ask(&["--sensitivity"])?);
    for aspect in ["amount", "sources", "place", "rate", "deal"] {
        let own: Vec<Value> = parts.iter().filter(|part| part["aspect"] == aspect).cloned().collect();
        // Without a target currency no rate counts.
        if aspect != "rate" {
            check_sums(&totals, &own, &["currency"], true).map_err(|error| format!("{aspect}: {error}"))?;
        } else if question.contains("--in") {
            check_sums(&totals, &own, &["currency"], false).map_err(|error| format!("{aspect}: {error}"))?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn the_parts_of_totals_add_up_to_them(dataset in dataset()) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.json");
        fs::write(&file, dataset.to_string()).unwrap();
        for question in QUESTIONS {
            let checked = check_parts(&file, question);
            prop_assert!(checked.is_ok(), "{}: {}\n{}", question, checked.unwrap_err(), dataset);
        }
    }
}
