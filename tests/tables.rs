//! Reads the tables of `outlay export --tables` back, and adds up what SQL adds up: the sums are those of `outlay totals`.
#![cfg(feature = "parquet")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::NO_SETTINGS;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use rust_decimal::Decimal;

/// The rates are those that were known then: the calendar is short, and the test fast.
const AS_OF: [&str; 2] = ["--as-of", "1999-03-31"];

/// Deals of 1999 with everything that totals divide: links between them, shares of places, parts of companies, bounds.
const DEALS: &str = r#"{
  "companies": [
    {"name": "Grid", "home": "FR"}, {"name": "Lines", "home": "DE", "parent": "Grid", "aliases": ["Lines AG"]}
  ],
  "sources": [{"id": "wire", "publisher": "The Wire", "date": "1999-01", "url": "https://wire.example/1"}],
  "deals": [
    {"id": "pledge", "title": "Pledge", "kind": "capex", "announced": "1999-01-05", "tags": ["grid"],
     "amount": {"value": "100000000.25", "currency": "EUR"}, "fields": {"sector": "power"},
     "parties": [{"company": "Grid", "role": "investor"}, {"company": "Lines AG", "role": "recipient"}],
     "parts": [{"title": "Lines", "relation": "within", "amount": {"value": "70000000", "currency": "EUR"},
       "parties": [{"company": "Lines", "role": "recipient"}]}],
     "places": [{"area": "FR", "share": "at least 60%"}, {"area": "DE"}],
     "citations": [{"source": "wire", "quote": "a pledge", "equivalents": [{"value": "118000000", "currency": "USD"}]}],
     "progress": [{"date": "1999-02-01", "spent": {"value": "5", "currency": "EUR"}}]},
    {"id": "site", "title": "Site", "kind": "capex", "announced": "1999-02-01", "included_in": "pledge",
     "amount": {"low": "30000000", "high": "40000000", "currency": "EUR"},
     "equivalents": [{"value": "40000000", "currency": "USD"}],
     "parties": [{"company": "LINES", "role": "investor"}], "places": [{"area": "DE"}, {"area": "PL"}]},
    {"id": "abroad", "title": "Abroad", "kind": "capex", "announced": "1999-02", "included_in": "pledge",
     "amount": {"value": "20000000", "currency": "USD"}, "parties": [{"company": "nobody", "role": "investor"}]},
    {"id": "old", "title": "Old plan", "kind": "capex", "announced": "1999-01-05",
     "amount": {"value": "5", "currency": "GBP"}, "parties": [{"company": "Other", "role": "investor"}]},
    {"id": "new", "title": "New plan", "kind": "capex", "announced": "1999-03-01", "replaces": "old",
     "amount": {"bound": "at least", "value": "7.5", "currency": "GBP"},
     "parties": [{"company": "Other", "role": "investor"}, {"company": "Grid", "role": "investor"}]},
    {"id": "silent", "title": "Silent", "kind": "debt", "announced": "1999-01-04",
     "parties": [{"company": "OTHER", "role": "investor"}, {"company": "Bank", "role": "partner"}]},
    {"id": "off", "title": "Off", "kind": "debt", "announced": "1998-12-30", "amount": {"value": "9", "currency": "DEM"},
     "parties": [{"company": "Grid", "role": "investor"}],
     "history": [{"date": "1999-01-20", "status": "cancelled"}]}
  ]
}"#;

/// A folder with the deals, and tables of them.
struct Export {
    folder: tempfile::TempDir,
}

impl Export {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("deals.json"), DEALS).unwrap();
        Self { folder }
    }

    fn outlay(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command.args(["--data", "deals.json"]).args(arguments).current_dir(&self.folder).envs(NO_SETTINGS);
        command.output().unwrap()
    }

    /// Writes the tables, and returns the notes.
    fn write(&self, arguments: &[&str]) -> String {
        let output = self.outlay(&[["export", "--tables", "tables"].as_slice(), &AS_OF, arguments].concat());
        let notes = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{notes}");
        assert!(output.stdout.is_empty());
        notes
    }

    fn tables(&self) -> PathBuf {
        self.folder.path().join("tables")
    }

    /// The rows of a table: the text of each cell by its column, without nulls.
    fn rows(&self, table: &str) -> Vec<BTreeMap<String, String>> {
        let path = self.tables().join(table);
        let mut files = Vec::new();
        if path.is_dir() {
            for partition in fs::read_dir(&path).unwrap() {
                files.extend(
                    fs::read_dir(partition.unwrap().path()).unwrap().map(|file| file.unwrap().path()),
                );
            }
        } else {
            files.push(path.with_extension("parquet"));
        }
        files.iter().flat_map(|file| rows(file)).collect()
    }

    /// The groups of `outlay totals`, by name and currency: deals, undisclosed, floor, headline, ceiling.
    fn totals(&self, by: &str) -> BTreeMap<(String, String), [String; 5]> {
        // As text: numbers of JSON would lose digits on the way.
        let output = self.outlay(&[["totals", "--format", "csv", "--by", by].as_slice(), &AS_OF].concat());
        let mut rows = csv::Reader::from_reader(output.stdout.as_slice());
        let group = |row: BTreeMap<String, String>| {
            let text = |name: &str| Some(row[name].clone()).filter(|text| !text.is_empty());
            let text = |name: &str| text(name).unwrap_or("null".to_owned());
            let figures = ["deals", "undisclosed", "floor", "headline", "ceiling"];
            ((text(by), text("currency")), figures.map(text))
        };
        rows.deserialize().map(|row| group(row.unwrap())).collect()
    }
}

fn rows(file: &Path) -> Vec<BTreeMap<String, String>> {
    let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
    let cells = |row: Row| {
        let cells = row.into_columns().into_iter().filter(|(_, cell)| *cell != Field::Null);
        cells.map(|(name, cell)| (name, cell.to_string().trim_matches('"').to_owned())).collect()
    };
    reader.get_row_iter(None).unwrap().map(|row| cells(row.unwrap())).collect()
}

/// The sum of a group.
#[derive(Debug, Default)]
struct Sum {
    deals: usize,
    undisclosed: usize,
    figures: Option<[Decimal; 3]>,
    is_open: bool,
}

impl Sum {
    /// Adds a row of a deal with three figures, as the views do.
    fn add(&mut self, deal: &BTreeMap<String, String>, figures: [Option<&String>; 3]) {
        self.deals += 1;
        self.undisclosed += usize::from(!deal.contains_key("headline"));
        let Some(headline) = figures[1] else { return };
        let value = |text: Option<&String>| text.map_or(Decimal::ZERO, |text| text.parse().unwrap());
        let sum = self.figures.get_or_insert_default();
        for (sum, figure) in sum.iter_mut().zip([figures[0], Some(headline), figures[2]]) {
            *sum += value(figure);
        }
        self.is_open |= figures[2].is_none();
    }

    fn texts(&self) -> [String; 5] {
        let figure = |index: usize| {
            let value = self.figures.map(|figures| figures[index].normalize().to_string());
            value.filter(|_| index < 2 || !self.is_open).unwrap_or("null".to_owned())
        };
        [self.deals.to_string(), self.undisclosed.to_string(), figure(0), figure(1), figure(2)]
    }
}

type Sums = BTreeMap<(String, String), Sum>;

fn texts(sums: &Sums) -> BTreeMap<(String, String), [String; 5]> {
    sums.iter().map(|(group, sum)| (group.clone(), sum.texts())).collect()
}

/// Checks that the tables add up to the totals by country, year and company where nothing is converted.
fn check_sums(export: &Export) {
    let deals = export.rows("deals");
    let counted: BTreeMap<&String, _> = deals
        .iter()
        .filter(|deal| deal["counts_unconverted"] == "true")
        .map(|deal| (&deal["id"], deal))
        .collect();
    let adds = |row: &BTreeMap<String, String>| {
        ["adds_floor", "adds_headline", "adds_ceiling"].map(|name| row.get(name).cloned())
    };
    let currency =
        |deal: &BTreeMap<String, String>| deal.get("currency").cloned().unwrap_or("null".to_owned());
    let mut by_year = Sums::new();
    for deal in counted.values() {
        let group = (deal["announced"][..4].to_owned(), currency(deal));
        by_year.entry(group).or_default().add(deal, adds(deal).each_ref().map(Option::as_ref));
    }
    assert_eq!(texts(&by_year), export.totals("year"));
    let mut by_country = Sums::new();
    for row in export.rows("countries") {
        let Some(deal) = counted.get(&row["deal_id"]) else { continue };
        let group = (row["country"].clone(), currency(deal));
        by_country.entry(group).or_default().add(deal, adds(&row).each_ref().map(Option::as_ref));
    }
    assert_eq!(texts(&by_country), export.totals("country"));
    let companies = export.rows("companies");
    let names: BTreeMap<&String, &String> = companies.iter().map(|row| (&row["id"], &row["name"])).collect();
    let mut by_company = Sums::new();
    for row in export.rows("holdings") {
        let Some(deal) = counted.get(&row["deal_id"]) else { continue };
        let group = (names[&row["company_id"]].clone(), currency(deal));
        let whole = adds(deal);
        let part = ["floor", "headline", "ceiling"].map(|name| row.get(name).cloned());
        let less = |part: &Option<String>, whole: &Option<String>| {
            let value = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Decimal>().unwrap());
            let is_less = value(whole).is_some_and(|whole| value(part).is_none_or(|part| whole < part));
            if is_less { whole.clone() } else { part.clone() }
        };
        let figures = match row["held"].as_str() {
            "whole" => whole,
            "part" => std::array::from_fn(|index| less(&part[index], &whole[index])),
            _ => [None, None, None],
        };
        by_company.entry(group).or_default().add(deal, figures.each_ref().map(Option::as_ref));
    }
    assert_eq!(texts(&by_company), export.totals("company"));
}

#[test]
fn the_tables_add_up_to_the_totals() {
    let export = Export::new();
    let notes = export.write(&["--in", "USD"]);
    assert!(notes.contains("tables: 7 deals in tables; tables/views.sql has the totals"), "{notes}");
    check_sums(&export);
    let id = |row: &BTreeMap<String, String>, column: &str| row.get(column).cloned().unwrap_or_default();
    let deals = export.rows("deals");
    // Sorted by date; of one day in the order of the dataset.
    let order: Vec<&str> = deals.iter().map(|deal| deal["id"].as_str()).collect();
    assert_eq!(order, ["off", "silent", "pledge", "old", "site", "abroad", "new"]);
    let links: Vec<String> = deals
        .iter()
        .map(|deal| {
            format!("{} {} {} {}", deal["id"], deal["counts"], id(deal, "member_of"), id(deal, "replaced_by"))
        })
        .collect();
    let expected = [
        "off false  ", "silent true  ", "pledge true  ", "old false  new", "site true pledge ",
        "abroad true pledge ", "new true  ",
    ];
    assert_eq!(links, expected);
    // Of one currency, the deal in US dollars inside one in euros is left out, and the rest is 100,000,000.25 less the site.
    let pledge = &deals[2];
    let adds = ["adds_floor", "adds_headline", "adds_ceiling"].map(|name| pledge[name].as_str());
    assert_eq!(adds, ["60000000.2500000000", "65000000.2500000000", "70000000.2500000000"]);
    let script = fs::read_to_string(export.tables().join("views.sql")).unwrap();
    assert!(script.contains("SELECT 'USD' AS currency, 'stated' AS rates_of;"), "{script}");
}

#[test]
fn partitions_hold_the_same_deals() {
    let export = Export::new();
    export.write(&[]);
    let whole: BTreeSet<_> = export.rows("countries").into_iter().collect();
    let notes = export.write(&["--partition", "year"]);
    assert!(notes.contains("7 deals"), "{notes}");
    assert!(!export.tables().join("deals.parquet").exists());
    assert!(export.tables().join("deals/year=1998/part-0.parquet").exists());
    assert_eq!(export.rows("countries").into_iter().collect::<BTreeSet<_>>(), whole);
    check_sums(&export);
}

#[test]
fn each_rate_is_that_of_a_conversion_on_its_day() {
    let export = Export::new();
    export.write(&["--in", "USD"]);
    let rates = export.rows("rates");
    let days: BTreeSet<&String> = rates.iter().map(|row| &row["day"]).collect();
    // Every day from the first fixed rate to the end of what is known counts.
    assert_eq!(days.last().unwrap().as_str(), "1999-04-07");
    for (currency, target, day) in [
        ("USD", "EUR", "1999-01-04"),
        ("GBP", "EUR", "1999-02-28"),
        ("AED", "USD", "1998-06-01"),
        ("DEM", "USD", "1999-03-07"),
        ("JPY", "USD", "1999-03-28"),
    ] {
        let is_it = |row: &&BTreeMap<String, String>| {
            row["currency"] == currency && row["target"] == target && row["day"] == day
        };
        let found: Vec<_> = rates.iter().filter(is_it).collect();
        let [row] = found.as_slice() else { panic!("{currency} {target} {day}: {found:?}") };
        let output = export.outlay(&["convert", "1", currency, target, "--on", day, "--format", "csv"]);
        let mut answer = csv::Reader::from_reader(output.stdout.as_slice());
        let answer: BTreeMap<String, String> = answer.deserialize().next().unwrap().unwrap();
        let rate = |text: &str| text.parse::<Decimal>().unwrap().round_dp(20).normalize();
        assert_eq!(rate(&row["rate"]), rate(&answer["rate"]), "{currency} {target} {day}");
        assert_eq!((&row["rate_date"], &row["source"]), (&answer["rate_date"], &answer["rate_source"]));
    }
    // The month of the deal that is dated to one.
    let means = export.rows("means");
    let is_it = |row: &&BTreeMap<String, String>| row["currency"] == "USD" && row["target"] == "EUR";
    let texts: Vec<&str> = means.iter().filter(is_it).map(|row| row["date_text"].as_str()).collect();
    assert_eq!(texts, ["1999-02"]);
}

#[test]
fn a_folder_with_anything_else_is_refused_and_stays_as_it_is() {
    let export = Export::new();
    let refused = |text: &str| {
        let output = export.outlay(&["export", "--tables", "tables"]);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(text), "{message}");
    };
    fs::create_dir(export.tables()).unwrap();
    fs::write(export.tables().join("notes.txt"), "mine").unwrap();
    refused("error: tables is not an export of tables: it has notes.txt");
    fs::remove_file(export.tables().join("notes.txt")).unwrap();
    // A file with the name of a table may be anybody's.
    fs::write(export.tables().join("deals.parquet"), "mine").unwrap();
    refused("error: tables is not an export of tables: its views.sql is not that of an export");
    fs::remove_file(export.tables().join("deals.parquet")).unwrap();
    export.write(&[]);
    let names = || {
        let names = fs::read_dir(export.tables()).unwrap().map(|entry| entry.unwrap().file_name());
        names.collect::<BTreeSet<_>>()
    };
    let before = (names(), fs::read(export.tables().join("deals.parquet")).unwrap());
    // What fails while the tables are written leaves the earlier ones, and nothing else.
    fs::write(export.folder.path().join("deals.json"), "{").unwrap();
    assert_eq!(export.outlay(&["export", "--tables", "tables"]).status.code(), Some(1));
    assert_eq!(before, (names(), fs::read(export.tables().join("deals.parquet")).unwrap()));
    assert_eq!(export.outlay(&["export", "--tables", "other"]).status.code(), Some(1));
    assert!(!export.folder.path().join("other").exists());
}
