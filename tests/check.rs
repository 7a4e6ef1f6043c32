//! The check of a dataset: each planted fault is found, and nothing else.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::ffi::OsString;
use std::fs;

use outlay::cli::Environment;
use serde_json::{Value, json};

/// Runs a command on a dataset, and returns the exit code and standard output.
fn run(dataset: &str, arguments: &str) -> (u8, String) {
    let file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    fs::write(file.path(), dataset).unwrap();
    let mut args: Vec<OsString> = vec!["outlay".into(), "--data".into(), file.path().into()];
    args.extend(shell_words::split(arguments).unwrap().into_iter().map(OsString::from));
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let exit = outlay::cli::run(args, &Environment::default(), &mut stdout, &mut stderr);
    (exit as u8, String::from_utf8(stdout).unwrap())
}

/// The findings in a dataset, as severity, name and deal.
fn findings(dataset: &Value) -> Vec<String> {
    let (_, csv) = run(&dataset.to_string(), "check --format csv");
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows = rows.records().map(|row| row.unwrap().iter().take(3).collect::<Vec<_>>().join(" "));
    rows.collect()
}

fn usd(value: u64) -> Value {
    json!({"value": value, "currency": "USD"})
}

fn eur(value: u64) -> Value {
    json!({"value": value, "currency": "EUR"})
}

fn citation() -> Value {
    json!({"source": "wire", "quote": "a quote"})
}

/// Sets fields of a copy of `deal`.
fn with(deal: &Value, fields: Value) -> Value {
    let mut deal = deal.clone();
    let Value::Object(fields) = fields else { panic!("{fields} is no object") };
    deal.as_object_mut().unwrap().extend(fields);
    deal
}

fn deal(id: &str) -> Value {
    json!({
        "id": id, "title": format!("FabCo: {id}"), "kind": "equity", "announced": "2024-05-06", "amount": usd(1_000_000_000),
        "parties": [{"company": "FabCo", "role": "investor"}, {"company": id.to_uppercase(), "role": "recipient"}],
        "places": [{"area": "DE"}], "citations": [citation()],
    })
}

/// Capital expenditure of the same company.
fn capex(id: &str, fields: Value) -> Value {
    let parties = json!([{"company": "FabCo", "role": "investor"}]);
    with(&with(&deal(id), json!({"kind": "capex", "parties": parties})), fields)
}

/// A dataset without faults, and `deals`.
fn dataset(deals: &[Value]) -> Value {
    let clean = [
        deal("one"),
        with(&deal("two"), json!({"amount": eur(3_000_000_000), "equivalents": [usd(3_230_000_000)]})),
    ];
    let deals: Vec<Value> = clean.into_iter().chain(deals.iter().cloned()).collect();
    json!({"sources": [{"id": "wire", "publisher": "The Wire"}], "deals": deals})
}

/// The ECB's rates of 2024-05-06: USD 1.0776, and of 2025-02-07: USD 1.0377.
#[test]
fn a_dataset_without_faults_has_no_warning() {
    // 3bn at 1.0776 are 3.2328bn; rounding explains 3.23bn.
    assert_eq!(findings(&dataset(&[])), ["note equivalent-off two"]);
    assert_eq!(run(&dataset(&[]).to_string(), "check --strict --skip equivalent-off").0, 0);
}

/// Asserts that `deals` add exactly the findings `expected` to those of the dataset without them.
fn assert_adds(deals: &[Value], expected: &[&str]) {
    assert_finds(&dataset(deals), expected);
}

fn assert_finds(dataset: &Value, expected: &[&str]) {
    let mut found = findings(dataset);
    found.retain(|finding| finding != "note equivalent-off two");
    assert_eq!(found, expected, "{dataset:#}");
}

#[test]
fn faults_of_one_deal_are_found() {
    let three = deal("three");
    for (fields, finding) in [
        (json!({"citations": []}), "warning no-citation three"),
        (json!({"citations": [{"source": "wire"}]}), "note no-quote three"),
        (json!({"history": [{"date": "2024-06-01", "amount": usd(2)}]}), "warning no-citation three"),
        (
            json!({"history": [{"date": "2024-06-01", "amount": usd(1_000_000_000), "citation": citation()}]}),
            "warning revision-without-change three",
        ),
        (json!({"announced": "2999-05-06"}), "warning future-date three"),
        (
            json!({"history": [{"date": "2999-06-01", "amount": usd(2), "citation": citation()}]}),
            "warning future-date three",
        ),
        // 1bn at 1.0776 are 0.928bn.
        (json!({"equivalents": [eur(950_000_000)]}), "warning equivalent-off three"),
        (json!({"equivalents": [eur(930_000_000)]}), "note equivalent-off three"),
        (
            json!({"citations": [citation(), with(&citation(), json!({"amount": usd(1_200_000_000)}))]}),
            "warning sources-differ three",
        ),
        (
            json!({"citations": [with(&citation(), json!({"amount": {"bound": "about", "value": 1_000_000_000, "currency": "USD"}}))]}),
            "warning sources-differ three",
        ),
        (
            json!({"parts": [
                {"title": "a", "relation": "within", "amount": usd(600_000_000)},
                {"title": "b", "relation": "within", "amount": usd(500_000_000)},
            ]}),
            "error parts-exceed-whole three",
        ),
        (
            json!({"progress": [{"date": "2025-01-01", "spent": usd(1_100_000_000), "citation": citation()}]}),
            "warning spent-exceeds-announced three",
        ),
        (json!({"title": "FabCoâ€™s plant"}), "warning damaged-text three"),
        (json!({"note": "Soci\u{fffd}t\u{fffd}"}), "warning damaged-text three"),
        (json!({"title": "Total 2024"}), "warning total-row three"),
        (json!({"citations": [citation(), citation()]}), "warning repeated-entry three"),
        (json!({"amount": {"value": 1000, "currency": "RUB"}}), "warning rate-missing three"),
    ] {
        assert_adds(&[with(&three, fields)], &[finding]);
    }
}

#[test]
fn faults_between_deals_are_found() {
    let three = deal("three");
    // The same deal by another source, a few days later, in euros at the rate of the day.
    let twice = with(&three, json!({"id": "again", "announced": "2024-05-09", "amount": eur(930_000_000)}));
    assert_adds(&[three.clone(), twice.clone()], &["warning likely-duplicate again"]);
    assert_adds(&[three.clone(), with(&twice, json!({"replaces": "three"}))], &[]);
    assert_adds(&[three.clone(), with(&twice, json!({"announced": "2024-06-09"}))], &[]);
    assert_adds(&[three.clone(), with(&twice, json!({"places": [{"area": "FR"}]}))], &[]);
    let contract =
        json!([{"company": "FabCo", "role": "provider"}, {"company": "Buyer", "role": "customer"}]);
    let contract = with(&deal("order"), json!({"kind": "contract", "parties": contract}));
    let plant = capex("plant", json!({"amount": usd(1_020_000_000), "announced": "2024-06-01"}));
    assert_adds(&[contract, plant], &["warning two-sides order"]);
    let pledge = capex("pledge", json!({"amount": usd(20_000_000_000), "places": [{"area": "Europe"}]}));
    let site = capex("site", json!({"announced": "2024-09-01"}));
    assert_adds(&[pledge.clone(), site.clone()], &["warning pledge-beside-sites pledge"]);
    let member = with(&site, json!({"included_in": "pledge"}));
    assert_adds(&[pledge.clone(), member.clone()], &[]);
    let small = with(&pledge, json!({"amount": usd(900_000_000)}));
    assert_adds(&[small, member], &["warning members-exceed-whole pledge"]);
    let total = with(&three, json!({"amount": usd(4_100_000_000)}));
    let others = [deal("four"), with(&deal("five"), json!({"amount": usd(2_100_000_000)}))];
    assert_adds(&[&others[..], &[total]].concat(), &["warning total-row three"]);
    let later = with(&three, json!({"id": "later", "announced": "2025-05-09", "amount": usd(1_100_000_000)}));
    let earlier = with(&three, json!({"replaces": "later"}));
    assert_adds(&[earlier, later], &["error history-out-of-order three"]);
}

#[test]
fn names_that_differ_by_their_legal_form_are_found() {
    let parties = |name: &str| json!({"parties": [{"company": name, "role": "investor"}]});
    for (name, finding) in [
        ("FabCo, Inc.", "warning similar-names three"),
        ("FABCO", "note similar-names three"),
        ("Fab-Co", "warning similar-names three"),
    ] {
        let expected: &[&str] = if name == "Fab-Co" { &[] } else { &[finding] };
        assert_adds(&[with(&deal("three"), parties(name))], expected);
    }
}

#[test]
fn faults_of_rates_are_found() {
    let with_rates = |rates: Value| with(&dataset(&[]), json!({"rates": rates}));
    let rate = |base: &str, quote: &str, rate: &str| json!({"date": "2025-02-07", "base": base, "quote": quote, "rate": rate, "source": "mine"});
    assert_finds(&with_rates(json!([rate("EUR", "USD", "1.04"), rate("USD", "EUR", "0.962")])), &[]);
    let contradicting = json!([rate("EUR", "USD", "1.04"), rate("USD", "EUR", "0.98")]);
    assert_finds(&with_rates(contradicting), &["error rates-contradict "]);
    assert_finds(&with_rates(json!([rate("EUR", "USD", "0.96")])), &["warning rates-contradict "]);
    let twice = json!([rate("EUR", "USD", "1.04"), rate("EUR", "USD", "1.05")]);
    assert_finds(&with_rates(twice), &["error rates-contradict "]);
}

#[test]
fn a_file_with_faults_has_them_as_findings() {
    let revision = |date: &str| json!({"date": date, "amount": usd(2), "citation": citation()});
    let history = json!({"history": [revision("2025-06-01"), revision("2025-01-01")]});
    assert_adds(&[with(&deal("three"), history)], &["error history-out-of-order three"]);
    let part = json!({"parts": [{"title": "a", "relation": "within", "amount": usd(6_000_000_000)}]});
    assert_adds(&[with(&deal("three"), part)], &["error parts-exceed-whole three"]);
    assert_adds(&[with(&deal("three"), json!({"kind": "capx"}))], &["error invalid three"]);
}

#[test]
fn the_exit_code_says_how_grave_the_findings_are() {
    let warning = dataset(&[with(&deal("three"), json!({"citations": []}))]).to_string();
    assert_eq!(run(&warning, "check").0, 0);
    assert_eq!(run(&warning, "check --strict").0, 1);
    assert_eq!(run(&warning, "check --strict --skip no-citation").0, 0);
    assert_eq!(run(&warning, "check --strict --only no-quote,equivalent-off").0, 0);
    let error = dataset(&[with(&deal("three"), json!({"kind": "capx"}))]).to_string();
    assert_eq!(run(&error, "check --format json").0, 1);
}

#[test]
fn repairs_leave_only_what_has_no_right_result() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deals.json");
    let damaged = fs::read_to_string("tests/data/repairable.json").unwrap();
    fs::write(&path, &damaged).unwrap();
    let run = |arguments: &str| {
        let mut args: Vec<OsString> = vec!["outlay".into(), "--data".into(), path.clone().into()];
        args.extend(arguments.split(' ').map(OsString::from));
        outlay::cli::run(args, &Environment::default(), &mut Vec::new(), &mut Vec::new()) as u8
    };
    assert_eq!((run("check"), run("check --fix --dry-run")), (1, 0));
    // Without a terminal and without --yes nothing changes.
    assert_eq!((run("check --fix"), fs::read_to_string(&path).unwrap()), (2, damaged));
    assert_eq!((run("check --fix --yes"), run("check --strict"), run("fmt --check")), (0, 0, 0));
    let repaired = fs::read_to_string(&path).unwrap();
    assert!(repaired.contains("FabCo’s plant") && repaired.contains("over\u{a0}half of €4.5 billion"));
    assert_eq!(repaired.matches("\"quote\"").count(), 1);
    assert!(repaired.find("2025-03-01") < repaired.find("2025-09-24"));
}
