//! Sheets in the manner of real ones are imported with `--yes` alone. The expected figures are those that
//! `tests/data/sheets/generate.py` prints: it adds up the decimals of which it made the cells.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::NO_SETTINGS;

/// What a careful person reads in a sheet.
struct Expected<'a> {
    sheet: &'a str,
    deals: usize,
    undisclosed: usize,
    /// The sums by currency.
    sums: &'a [(&'a str, &'a str)],
    /// The lines of the rows that nobody can read.
    rejected: &'a [&'a str],
}

fn outlay(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    command.envs(NO_SETTINGS).current_dir(folder).args(arguments).output().unwrap()
}

impl Expected<'_> {
    fn check(&self) {
        let folder = tempfile::tempdir().unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sheets").join(self.sheet);
        fs::copy(path, folder.path().join(self.sheet)).unwrap();
        outlay(folder.path(), &["init", "deals.json"]);
        let output = outlay(folder.path(), &["--data", "deals.json", "import", self.sheet, "--yes"]);
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = i32::from(!self.rejected.is_empty());
        assert_eq!(output.status.code(), Some(code), "{messages}");

        let totals =
            outlay(folder.path(), &["--data", "deals.json", "totals", "--by", "currency", "--format", "csv"]);
        // The sheet is a dataset of the same deals.
        let read =
            outlay(folder.path(), &["--data", self.sheet, "totals", "--by", "currency", "--format", "csv"]);
        assert_eq!(read.stdout, totals.stdout, "{}", String::from_utf8_lossy(&read.stderr));
        assert_eq!(read.status.code(), Some(3 * code));
        let mut reader = csv::Reader::from_reader(totals.stdout.as_slice());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let count =
            |column: usize| records.iter().map(|row| row[column].parse::<usize>().unwrap()).sum::<usize>();
        // The deals of each currency, and those without an amount.
        assert_eq!((count(1), count(2)), (self.deals, self.undisclosed), "{messages}");
        let sums: Vec<(&str, &str)> =
            records.iter().filter(|row| !row[4].is_empty()).map(|row| (&row[6], &row[4])).collect();
        assert_eq!(sums, self.sums, "{messages}");

        let rejected = self.sheet.replace(".csv", ".rejected.csv").replace(".xlsx", ".rejected.csv");
        let rejected = fs::read_to_string(folder.path().join(rejected)).unwrap_or_default();
        let mut reader = csv::Reader::from_reader(rejected.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.iter().map(|row| &row[0]).collect::<Vec<_>>(), self.rejected);
        assert!(rows.iter().all(|row| !row[1].is_empty()), "each has its reason");
    }
}

#[test]
fn acquisitions_with_snake_case_headers_and_missing_prices() {
    let expected = Expected {
        sheet: "acquisitions.csv",
        deals: 180,
        undisclosed: 120,
        sums: &[("EUR", "5482000000"), ("GBP", "4621750000"), ("JPY", "2499000000"), ("USD", "15310250000")],
        rejected: &[],
    };
    expected.check();
}

#[test]
fn years_and_months_in_columns_of_their_own_and_amounts_in_millions() {
    let expected = Expected {
        sheet: "years-and-months.csv",
        deals: 120,
        undisclosed: 6,
        sums: &[("USD", "3233655900000")],
        rejected: &[],
    };
    expected.check();
}

#[test]
fn unicorns_whose_valuations_are_no_amounts() {
    let expected = Expected {
        sheet: "unicorns.csv",
        deals: 149,
        undisclosed: 5,
        sums: &[("USD", "65953500000")],
        rejected: &["79"],
    };
    expected.check();
}

#[test]
fn an_indian_list_in_windows_1252() {
    let expected = Expected {
        sheet: "indian-funding.csv",
        deals: 158,
        undisclosed: 7,
        sums: &[("INR", "3110000000"), ("USD", "6462870415")],
        rejected: &["32", "92"],
    };
    expected.check();
}

#[test]
fn a_german_workbook_with_two_sheets_titles_decimal_commas_and_a_total() {
    let expected = Expected {
        sheet: "transaktionen.xlsx",
        deals: 110,
        undisclosed: 8,
        sums: &[("EUR", "2382800400000")],
        rejected: &[],
    };
    expected.check();
}

/// Deals of which a workbook does not keep all digits, and that are linked.
const DEALS: &str = r#"{"id": "pledge", "title": "GridCo: pledge", "kind": "capex", "announced": "2022-03", "amount": {"value": "120", "currency": "EUR"}, "parties": [{"company": "GridCo", "role": "investor"}], "places": [{"area": "Europe"}]}
{"id": "larger", "title": "=GridCo, larger pledge", "kind": "capex", "announced": "2025-02-10", "amount": {"value": "200", "currency": "EUR"}, "parties": [{"company": "GridCo", "role": "investor"}], "places": [{"area": "Europe"}], "tags": ["grid", "power lines"], "replaces": "pledge"}
{"id": "lyon", "title": "GridCo: Lyon", "kind": "capex", "announced": "2025-04-01", "amount": {"value": "6", "currency": "EUR"}, "parties": [{"company": "GridCo", "role": "investor"}], "places": [{"area": "FR", "name": "Lyon"}], "included_in": "larger"}
{"id": "long", "title": "Long", "kind": "debt", "announced": "2025-Q2", "amount": {"bound": "at least", "value": "12345678901234567.89", "currency": "USD"}, "parties": [{"company": "Bank", "role": "investor"}, {"company": "LongCo", "role": "recipient"}], "places": [{"area": "US", "share": "at least 50%"}]}
{"id": "wide", "title": "Wide", "kind": "grant", "announced": "2025", "status": "rumoured", "amount": {"bound": "range", "low": "1000000000000000.5", "high": "2000000000000001", "currency": "USD"}, "parties": [{"company": "Fund", "role": "investor"}], "places": [{"area": "DE"}]}
{"id": "none", "title": "Undisclosed", "kind": "equity", "announced": "2025-01-05", "parties": [{"company": "Fund", "role": "investor"}]}
"#;

#[test]
fn a_workbook_that_outlay_wrote_gives_the_totals_of_its_dataset() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("deals.jsonl"), DEALS).unwrap();
    outlay(folder.path(), &["--data", "deals.jsonl", "export", "-o", "deals.xlsx"]);
    for question in ["--by currency", "--by country", "--by company", "--by kind,quarter", "--by tag"] {
        let totals = |data: &str| {
            let arguments = ["--data", data, "totals", "--status", "all", "--format", "csv"];
            outlay(folder.path(), &arguments.into_iter().chain(question.split(' ')).collect::<Vec<_>>())
        };
        let (dataset, workbook) = (totals("deals.jsonl"), totals("deals.xlsx"));
        assert!(!dataset.stdout.is_empty());
        let messages = String::from_utf8_lossy(&workbook.stderr);
        assert_eq!(
            String::from_utf8_lossy(&workbook.stdout),
            String::from_utf8_lossy(&dataset.stdout),
            "{question}: {messages}"
        );
        assert!(messages.contains("read sheet \"deals\", by its name"), "{messages}");
    }
    // The columns of a list do not say how deals are linked, and a note does.
    outlay(folder.path(), &["--data", "deals.jsonl", "list", "-o", "list.xlsx"]);
    let list = outlay(folder.path(), &["--data", "list.xlsx", "totals"]);
    let messages = String::from_utf8_lossy(&list.stderr) + String::from_utf8_lossy(&list.stdout);
    assert!(messages.contains("each deal counts in full, even if it is part of another"), "{messages}");
}
