//! Figures from outside the program: those of the article, and conversions at the rates of the ECB.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::BTreeMap;
use std::process::Command;

use common::NO_SETTINGS;

/// Returns the rows of a command's CSV, each as a map from column to cell.
fn rows(arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(arguments)
        .args(["--format", "csv"])
        .envs(NO_SETTINGS)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    csv::Reader::from_reader(output.stdout.as_slice()).deserialize().map(Result::unwrap).collect()
}

/// Returns the cell in `column` of the row that has `key` in the column `by`.
fn cell(rows: &[BTreeMap<String, String>], by: &str, key: &str, column: &str) -> String {
    rows.iter().find(|row| row[by] == key).unwrap_or_else(|| panic!("no {by} {key}"))[column].clone()
}

#[test]
fn each_deal_in_dollars_as_stated_and_at_the_rates_of_the_ecb() {
    let stated = rows(&["list", "--in", "USD"]);
    let announced = rows(&["list", "--in", "USD", "--at", "announced"]);
    // 380bn × 1.0466 ÷ 7.5879 and 3bn × 1.0377, by bc.
    for (id, article, ecb) in [
        ("coreweave-openai", "11900000000", "11900000000"),
        ("alibaba-ai-cloud", "52400000000", "52413447725.98479157606188801"),
        ("iliad-ai", "3090000000", "3113100000"),
        ("microsoft-ai-fy2025", "80000000000", "80000000000"),
    ] {
        assert_eq!(cell(&stated, "id", id, "converted_headline"), article);
        assert_eq!(cell(&announced, "id", id, "converted_headline"), ecb);
    }
    assert_eq!(cell(&announced, "id", "coreweave-openai", "converted_floor"), "0");
}

#[test]
fn totals_as_stated_and_at_the_rates_of_the_ecb() {
    let stated = &rows(&["totals", "--in", "USD"])[0];
    assert_eq!((stated["headline"].as_str(), stated["floor"].as_str()), ("147390000000", "135490000000"));
    let announced = &rows(&["totals", "--in", "USD", "--at", "announced"])[0];
    assert!(announced["headline"].starts_with("147426547725.98"), "{announced:?}");
    assert!(announced["floor"].starts_with("135526547725.98"), "{announced:?}");
}

#[test]
fn shares_bound_the_figures_of_countries() {
    let countries = rows(&["totals", "--in", "USD", "--by", "country"]);
    let figures =
        |name: &str| ["floor", "headline", "ceiling"].map(|column| cell(&countries, "country", name, column));
    // At least half of the 80bn of Microsoft, and the ceiling of 11.9bn of CoreWeave.
    assert_eq!(figures("United States"), ["40000000000", "51900000000", "91900000000"]);
    assert_eq!(figures("no place stated"), ["0", "40000000000", "40000000000"]);
    assert_eq!(figures("China"), ["52400000000"; 3]);
}

#[test]
fn groups_that_do_not_overlap_add_up_to_the_total() {
    for by in ["region", "country", "kind", "status", "currency", "year", "quarter", "month"] {
        let headlines = rows(&["totals", "--in", "USD", "--by", by])
            .into_iter()
            .map(|row| row["headline"].parse::<u64>().unwrap());
        assert_eq!(headlines.sum::<u64>(), 147_390_000_000, "--by {by}");
    }
    let investors = rows(&["totals", "--in", "USD", "--by", "company", "--role", "investor"]);
    // All deals except that of CoreWeave, which has no investor.
    assert_eq!(
        investors.iter().map(|row| row["headline"].parse::<u64>().unwrap()).sum::<u64>(),
        135_490_000_000
    );
}

#[test]
fn an_amount_is_spread_over_the_days_of_its_period() {
    // Fiscal 2025 has 365 days, 92 of them in each of its first two quarters: 80bn × 92 ÷ 365.
    let quarters = rows(&["totals", "--in", "USD", "--by", "quarter", "--spread", "--company", "microsoft"]);
    assert_eq!(cell(&quarters, "quarter", "2024-Q3", "headline"), "20164383561.64383561643835616");
    assert_eq!(cell(&quarters, "quarter", "2025-Q2", "headline"), "19945205479.45205479452054795");
}

#[test]
fn amounts_in_different_currencies_are_not_added() {
    let totals = rows(&["totals"]);
    let sums: Vec<(&str, &str)> =
        totals.iter().map(|row| (row["currency"].as_str(), row["headline"].as_str())).collect();
    assert_eq!(sums, [("CNY", "380000000000"), ("EUR", "3000000000"), ("USD", "91900000000")]);
}

#[test]
fn the_changes_of_february_are_two_new_deals() {
    let changes = rows(&["changes", "--since", "2025-02-01", "--until", "2025-02-28", "--in", "USD"]);
    let net: Vec<(&str, &str)> =
        changes.iter().map(|row| (row["id"].as_str(), row["net_headline"].as_str())).collect();
    assert_eq!(net, [("iliad-ai", "3090000000"), ("alibaba-ai-cloud", "52400000000")]);
    assert_eq!(
        cell(&rows(&["list", "--as-of", "2025-02-01"]), "status", "announced", "id"),
        "microsoft-ai-fy2025"
    );
    assert_eq!(rows(&["list", "--as-of", "2025-02-01"]).len(), 1);
}
