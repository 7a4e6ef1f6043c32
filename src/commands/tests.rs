//! A large file gives the same answers as a small one, for any size of chunks and number of threads.

mod agreement;
mod formats;
#[cfg(unix)]
mod fuzz;
mod large;
mod members;
mod parts;

use std::ffi::OsString;
use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Reading, Request, run};
use crate::cli;
use crate::dataset::tests::any_deal;
use crate::io::messages::MessageStyle;

/// Returns how many cases a property is tried with: `few`, or what `PROPTEST_CASES` says.
fn cases(few: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(few))
}

/// Questions that need different fields, names, rates and orders.
const QUESTIONS: [&str; 49] = [
    "check --format csv",
    "totals",
    "totals --by year,currency",
    "totals --in USD --at announced",
    "totals --in EUR --by company",
    "totals --in USD --by country --by kind --explain",
    "totals --by quarter --spread --status all",
    "totals --by tag --format csv",
    "totals --by source --region europe",
    "totals --company fabco --by company",
    "totals --region FR",
    "totals --region DE --as-of 2025-02-01 --by status",
    "totals --in USD --min 3USD --max 900000000000EUR --at stated",
    "list",
    "list --in USD",
    "list --in USD --sort -amount --limit 1",
    "list --in EUR --at announced --sort amount,-title --limit 1 --format csv",
    "changes --since 2025 --format csv",
    "changes --since 2024-06 --until 2025-02 --in USD --format jsonl",
    "list --company FabCo --sort -amount --limit 2 --columns id,announced,amount,places",
    "list --company ßeta --format csv",
    "list --region FR --sort announced,-id --limit 3",
    "list --search quotation --columns id,title",
    "list --tag robots --role investor",
    "list --as-of 2025-02-01 --in EUR --format jsonl",
    "export --as-of 2025-02-01 --format jsonl",
    "list --company nobody",
    "totals --source Q --by source",
    "list --source s --region FR",
    "list --company FabCo --tag chips",
    "list --region FR --tag robots",
    "list --region FR --company nobody",
    "totals --in USD --by role",
    "totals --company FabCo --by role,kind --format csv",
    "totals --not-kind capex,equity --not-tag robots",
    "list --not-company FabCo --not-region FR --columns id,places",
    "list --company ßeta --not-company no-one --columns id",
    "list --region FR --not-tag chips --columns id",
    "list --region FR --not-company nobody",
    "list --company FabCo --not-company nobody",
    "list --company FabCo --not-tag nothing",
    "companies",
    "regions --year 2025 --format csv",
    "export --status all",
    "convert 5DEM EUR",
    "rates DEM",
    "show d0 d1",
    "totals --by field:sector --in USD",
    "list --where sector!=a --columns id,field:Sector",
];

/// Companies as deals may write them: described ones by any of their names, and strangers.
const NAMES: [&str; 9] = [
    "FabCo", "FABCO  ltd", "Fabco’s Holding", "Béta", "ßeta", "Stranger & Co", "stranger & co", "阿里巴巴",
    "No-one",
];

/// A deal as a file may have it.
fn deals() -> impl Strategy<Value = Vec<Value>> {
    let name = || prop::sample::select(NAMES.to_vec());
    let place = prop::sample::select(vec!["FR", "DE", "Europe", "US", ""]);
    let tag = prop::sample::select(vec!["robots", "Robots", "chips"]);
    let deal = (any_deal(), name(), name(), place, tag, any::<bool>(), 0usize..15);
    let finish = |(mut deal, one, other, place, tag, has_part, turn): (Value, _, _, &str, _, bool, usize)| {
        deal["parties"] =
            json!([{"company": one, "role": "investor"}, {"company": other, "role": "customer"}]);
        if !place.is_empty() {
            deal["places"] = json!([{"area": place}]);
        }
        deal["tags"] = json!([tag]);
        if !has_part {
            deal["parts"] = Value::Null;
            deal["history"] = Value::Null;
        }
        // Any order of fields.
        let mut fields: Vec<(String, Value)> = deal.as_object().unwrap().clone().into_iter().collect();
        let turn = turn % fields.len();
        fields.rotate_left(turn);
        Value::from_iter(fields)
    };
    prop::collection::vec(deal.prop_map(finish), 0..9)
}

fn document(deals: Vec<Value>) -> Value {
    let deals = deals.into_iter().enumerate().map(|(index, mut deal)| {
        deal["id"] = json!(format!("d{index}"));
        deal
    });
    json!({
        "companies": [
            {"name": "FabCo", "aliases": ["Fabco Ltd"], "home": "DE", "parent": "Fabco’s Holding"},
            {"name": "Béta", "home": "FR", "parent": "fabco"},
        ],
        "sources": [{"id": "s", "publisher": "P"}, {"id": "t", "publisher": "Q", "date": "2025"}],
        "rates": [{"date": "2025-01-01", "base": "EUR", "quote": "DEM", "rate": "1.95583"}],
        "deals": deals.collect::<Vec<_>>(),
    })
}

/// The same dataset in one of the ways to write it, with the ending of its file.
fn written(document: &Value, way: usize) -> (String, &'static str) {
    let mut document = document.clone();
    let fields = document.as_object_mut().unwrap();
    match way {
        0 => (document.to_string(), "json"),
        1 => (serde_json::to_string_pretty(&document).unwrap(), "json"),
        2 => {
            // What deals refer to behind them.
            let deals = fields["deals"].clone();
            fields.shift_insert(0, "deals".into(), deals);
            (document.to_string(), "json")
        }
        _ => {
            let deals = fields["deals"].as_array().unwrap().clone();
            let lists = ["companies", "sources", "rates"].map(|name| (name, fields[name].clone()));
            let last = deals.len().saturating_sub(1);
            let mut lines = String::new();
            for (index, mut deal) in deals.into_iter().enumerate() {
                // The first deal brings the rates along, the last one what all refer to.
                for (name, list) in &lists {
                    if index == if *name == "rates" { 0 } else { last } {
                        // Before the deal's own fields, or behind them.
                        let place = if *name == "rates" { 0 } else { deal.as_object().unwrap().len() };
                        deal.as_object_mut().unwrap().shift_insert(place, (*name).into(), list.clone());
                    }
                }
                lines += &format!("{deal}\n");
            }
            if way == 3 { (lines, "jsonl") } else { (ascii(&lines), "jsonl") }
        }
    }
}

/// The same JSON without a letter beyond ASCII.
fn ascii(json: &str) -> String {
    let mut plain = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            plain.push(c);
        } else {
            let mut units = [0; 2];
            plain.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    plain
}

fn request(question: &str, file: &std::path::Path) -> Request {
    let words = ["outlay", "--data"].into_iter().map(OsString::from).chain([file.into()]);
    let question = question.split(' ').map(|word| {
        // A space in an amount would cut it.
        OsString::from(word.replace("USD", " USD").replace("EUR", " EUR").trim())
    });
    cli::parse(words.chain(question)).unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

/// Returns the output of a request, and its messages.
fn answer(mut request: Request, reading: Reading) -> (String, String) {
    request.reading = reading;
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    if let Err(error) = run(&request, &mut stdout, &mut stderr) {
        MessageStyle::PLAIN.print(&error.messages(), error.exit(), &mut stderr);
    }
    let said = String::from_utf8(stderr).unwrap();
    let said = said.lines().filter(|line| !line.contains("larger than 64 MB")).collect::<Vec<_>>().join("\n");
    let mut shown = String::from_utf8(stdout).unwrap();
    // A note names the file, whose ending is another one in each form.
    for ending in [".parquet", ".jsonl", ".json"] {
        shown = shown.replace(&format!("data: deals{ending}"), "data: deals");
    }
    (shown, said)
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn a_large_file_gives_the_answers_of_a_small_one(deals in deals(), way in 0usize..5, piece in 1u64..2000, threads in 1usize..4, validate in any::<bool>()) {
        let (text, ending) = written(&document(deals), way);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("deals.{ending}"));
        fs::write(&file, text).unwrap();
        for question in QUESTIONS {
            let request = request(question, &file);
            let whole = answer(request.clone(), Reading { threads: Some(1), ..Reading::default() });
            let reading = Reading { threads: Some(threads), validate, full_validation_limit: 0, chunk_size: piece, ..Reading::default() };
            prop_assert_eq!(answer(request, reading), whole, "{} {:?}", question, reading);
        }
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn large_files_have_the_differences_of_small_ones(
        deals in deals(),
        ways in [0usize..5, 0usize..5],
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..4), 0..4),
        piece in 1u64..2000,
        validate in any::<bool>(),
    ) {
        let old = document(deals);
        let mut new = old.clone();
        let list = new["deals"].as_array_mut().unwrap();
        for (index, change) in changes {
            if list.is_empty() {
                break;
            }
            let at = index.index(list.len());
            match change {
                0 => drop(list.remove(at)),
                1 => list[at]["note"] = json!("edited"),
                2 => list[at]["id"] = json!(format!("new{at}")),
                _ => list.rotate_left(at),
            }
        }
        let mut ids = std::collections::BTreeSet::new();
        list.retain(|deal| ids.insert(deal["id"].to_string()));
        let folder = tempfile::tempdir().unwrap();
        let files = [("old", &old), ("new", &new)].map(|(name, document)| {
            let (text, ending) = written(document, ways[usize::from(name == "new")]);
            let file = folder.path().join(format!("{name}.{ending}"));
            fs::write(&file, text).unwrap();
            file
        });
        for options in ["--format csv", "--in USD", "--in EUR --at latest --format markdown"] {
            let words = ["outlay", "diff"].map(OsString::from).into_iter();
            let words = words.chain(files.iter().map(|file| file.clone().into_os_string()));
            let words = words.chain(options.split(' ').map(OsString::from));
            let request = cli::parse(words).unwrap();
            let whole = answer(request.clone(), Reading { threads: Some(1), ..Reading::default() });
            let reading = Reading { threads: Some(2), validate, full_validation_limit: 0, chunk_size: piece, ..Reading::default() };
            prop_assert_eq!(answer(request, reading), whole, "{} {:?}", options, reading);
        }
    }
}

/// Filters of which each has a negative form.
const FILTERS: [&str; 12] = [
    "company FabCo", "company ßeta", "company No-one", "company nobody", "region FR", "region DE",
    "region europe", "kind capex", "kind equity,debt", "tag robots", "tag chips", "tag nothing",
];

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn a_filter_and_its_negative_form_select_every_deal_once(
        deals in deals(), way in 0usize..5, chunk in 1u64..2000,
        also in prop::sample::select(vec!["", " --since 2020", " --status announced,signed", " --currency EUR"])
    ) {
        let (text, ending) = written(&document(deals), way);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("deals.{ending}"));
        fs::write(&file, text).unwrap();
        let reading = Reading { threads: Some(2), full_validation_limit: 0, chunk_size: chunk, ..Reading::default() };
        let list = |filter: &str| {
            answer(request(&format!("list{also}{filter} --columns id --sort id --format csv"), &file), reading)
        };
        let ids = |csv: &str| csv.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        for filter in FILTERS {
            let (with, without) = (list(&format!(" --{filter}")), list(&format!(" --not-{filter}")));
            if with.1.contains("error:") || without.1.contains("error:") {
                prop_assert_eq!(with, without, "{}", filter);
                continue;
            }
            let mut both = ids(&with.0);
            both.extend(ids(&without.0));
            both.sort_unstable();
            prop_assert_eq!(both, ids(&list("").0), "{}", filter);
        }
    }
}

#[cfg(feature = "parquet")]
proptest! {
    #![proptest_config(cases(6))]

    #[test]
    fn a_parquet_file_gives_the_answers_of_its_dataset(deals in deals(), validate in any::<bool>(), threads in 1usize..3) {
        let (text, _) = written(&document(deals), 0);
        let folder = tempfile::tempdir().unwrap();
        let (file, columns) = (folder.path().join("deals.json"), folder.path().join("deals.parquet"));
        fs::write(&file, text).unwrap();
        let words = ["outlay", "export", "--data", file.to_str().unwrap(), "-o", columns.to_str().unwrap()];
        let made = answer(cli::parse(words.map(OsString::from)).unwrap(), Reading::default());
        prop_assert!(made.0.is_empty() && !made.1.contains("error"), "{}", made.1);
        // Of a Parquet file, a check names rows instead of lines.
        for question in QUESTIONS.into_iter().filter(|question| !question.starts_with("check")) {
            let reading = Reading { threads: Some(threads), validate, full_validation_limit: 0, ..Reading::default() };
            let of_columns = answer(request(question, &columns), reading);
            prop_assert_eq!(of_columns, answer(request(question, &file), Reading::default()), "{} {:?}", question, reading);
        }
    }
}

/// Deals with names in several cases and accents, a quote of a revision and the same grouping twice, as somebody may ask for
/// them.
#[test]
fn lists_are_sorted_searched_and_given_columns_as_people_expect() {
    let deal = |id: &str, title: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","title":"{title}","kind":"capex","announced":"2025-03-03","parties":[{{"company":"A","role":"investor"}}],"fields":{{"sector":"Chips"}}{more}}}"#
        )
    };
    let history = r#","history":[{"date":"2025-04-04","status":"signed","citation":{"source":"s","quote":"Ink is dry"}}],"sources":[{"id":"s","publisher":"Press"}]"#;
    let deals = [deal("a", "Zeta", ""), deal("b", "alpha", history), deal("c", "Éclair", "")].join("\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    fs::write(&file, deals).unwrap();
    for (question, expected) in [
        ("list --sort title --columns title --format csv", "title\nalpha\nÉclair\nZeta\n"),
        ("list --sort -title --columns title --format csv", "title\nZeta\nÉclair\nalpha\n"),
        ("list --search dry --columns title --format csv", "title\nalpha\n"),
        ("list --source s --columns title --format csv", "title\nalpha\n"),
        (
            "list --columns id,field:sector,field:sector --format csv",
            "id,field:sector\na,Chips\nb,Chips\nc,Chips\n",
        ),
    ] {
        assert_eq!(answer(request(question, &file), Reading::default()).0, expected, "{question}");
    }
}

/// The faults of a file, read as a small one and as a large one that is held to every rule.
#[test]
fn faults_of_a_large_file_have_the_positions_of_a_small_one() {
    let deal = |id: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "title": "é", "kind": "capex", "announced": "2025", "parties": [{{"company": "A", "role": "investor"}}]{more}}}"#
        )
    };
    let lines = [
        deal("a", ""),
        deal("b", r#", "amount": {"value": 1.5, "currency": "EUR"}"#),
        deal("c", r#", "tilte": "t""#),
        deal("d", r#", "citations": [{"source": "nobody"}]"#),
        deal("a", ""),
        deal("e", r#", "places": [{"area": "US"}, {"area": "US"}]"#),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("deals.jsonl", lines.join("\n")),
        ("deals.json", format!("{{\"deals\": [\n{}\n]}}", lines.join(",\n"))),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        let small = answer(request("totals", &file), Reading::default());
        assert_eq!(small.1.matches("error:").count(), 6, "{}", small.1);
        for threads in 1..=2 {
            let reading = Reading {
                threads: Some(threads),
                validate: true,
                full_validation_limit: 0,
                chunk_size: 100,
                ..Reading::default()
            };
            assert_eq!(answer(request("totals", &file), reading), small);
        }
    }
}

#[test]
fn prefilters_do_not_reject_unusual_lines() {
    let deal = |id: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","title":"t","kind":"capex","announced":"2025-03-03","amount":{{"value":"100","currency":"DEM"}},"parties":[{{"company":"A","role":"investor"}}],{more}}}"#
        )
    };
    let rate = |rate: &str| {
        format!(r#""rates":[{{"date":"2025-03-03","base":"DEM","quote":"USD","rate":"{rate}"}}]"#)
    };
    let (us, fr) = (r#""places":[{"area":"US"}]"#, r#""places":[{"area":"FR"}]"#);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    for (text, expected) in [
        // Two lines joined, as by `cat` where a last newline is missing.
        (deal("a", us) + &deal("b", fr), "trailing characters"),
        // One rate may be given several times, but not two.
        ([deal("a", &rate("1.5")), deal("b", &rate("1.5")), deal("c", &rate("1.5"))].join("\n"), "450"),
        ([deal("a", &rate("1.5")), deal("b", &rate("2"))].join("\n"), "one DEM is 1.5 USD and 2 USD"),
    ] {
        fs::write(&file, text).unwrap();
        for question in
            ["totals --region FR --in USD", "totals --in USD", "totals --in USD --by year,currency"]
        {
            let small = answer(request(question, &file), Reading::default());
            assert!(
                small.0.contains(expected) || small.1.contains(expected) || small.0.contains("no deal"),
                "{small:?}"
            );
            for threads in 1..=2 {
                let reading = Reading {
                    threads: Some(threads),
                    full_validation_limit: 0,
                    chunk_size: 300,
                    ..Reading::default()
                };
                assert_eq!(answer(request(question, &file), reading), small, "{question}");
            }
        }
    }
}

/// A text that cannot be cut between deals is read whole, and its faults are reported as usual.
#[test]
fn a_large_file_that_is_not_a_dataset_has_the_faults_of_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    for text in [
        "", "[", "{\"deals\": [", "{\"deals\": {}}", "[{\"id\": \"a\"} x]", "{\"deals\": []} x", "[1]",
        "{\"x\": []}",
    ] {
        fs::write(&file, text).unwrap();
        let small = answer(request("totals", &file), Reading::default());
        let reading =
            Reading { full_validation_limit: 0, chunk_size: 10, validate: true, ..Reading::default() };
        assert_eq!(answer(request("totals", &file), reading), small, "{text:?}");
        assert!(small.1.contains("error:"), "{text:?}: {}", small.1);
    }
}

/// Writes deals from the lines `deals`, each with the line of `records` as its record.
#[cfg(feature = "parquet")]
fn write_parquet(file: &std::path::Path, reference: &str, deals: &[String], records: &[String]) {
    use crate::dataset::{Form, read};
    use crate::parquet::{DealWriter, Row};

    let mut writer = DealWriter::new(fs::File::create(file).unwrap(), reference, 1).unwrap();
    for (deal, record) in deals.iter().zip(records) {
        let dataset = read(deal, Form::Lines).unwrap();
        writer.push(&Row { deal: &dataset.deals[0], record }).unwrap();
    }
    writer.finish().unwrap();
}

#[cfg(feature = "parquet")]
fn parquet_deal(id: &str, rest: &str) -> String {
    format!(
        r#"{{"id":"{id}","title":"t","kind":"capex","announced":"2025","parties":[{{"company":"A","role":"investor"}}]{rest}}}"#
    )
}

#[cfg(feature = "parquet")]
#[test]
fn a_duplicate_id_in_a_parquet_file_is_reported_for_any_size() {
    let deals = ["a", "b", "a"].map(|id| parquet_deal(id, ""));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.parquet");
    write_parquet(&file, r#"{"deals":[]}"#, &deals, &deals);
    let place = format!("{}:3:1: deal a, id: another deal has this id (row 1)", file.display());
    for whole in [u64::MAX, 0] {
        for validate in [false, true] {
            let reading = Reading { full_validation_limit: whole, validate, ..Reading::default() };
            let (_, messages) = answer(request("totals", &file), reading);
            assert!(messages.contains(&place), "{messages}");
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_column_that_differs_from_the_record_is_reported_with_its_row() {
    let with = |rest: &str| parquet_deal("b", rest);
    let amount = |rest: &str| {
        with(&format!(
            r#","amount":{{"value":"5","currency":"USD"}},"equivalents":[{{"value":"4","currency":"EUR"{rest}}}]"#
        ))
    };
    let source = r#","sources":[{"id":"s","publisher":"P"}]"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.parquet");
    for (in_columns, in_record, column) in [
        (with("").replace("\"b\"", "\"c\""), with(""), "id"),
        (with("").replace("\"t\"", "\"u\""), with(""), "title"),
        (with("").replace("capex", "debt"), with(""), "kind"),
        (with(r#","status":"signed""#), with(""), "status"),
        (with("").replace("2025", "2025-01-01"), with(""), "announced"),
        (with("").replace("\"A\"", "\"B\""), with(""), "parties.company"),
        (with("").replace("investor", "provider"), with(""), "parties.role"),
        (with(r#","places":[{"area":"FR"}]"#), with(r#","places":[{"area":"DE"}]"#), "places.area"),
        (with(r#","tags":["x"]"#), with(""), "tags"),
        (with(&format!(r#","citations":[{{"source":"s"}}]{source}"#)), with(""), "sources"),
        (with(r#","period":{"start":"2024","end":"2025"}"#), with(""), "period_start"),
        (amount(""), amount("").replace("\"5\"", "\"6\""), "headline"),
        (amount(""), amount("").replace("USD", "GBP"), "currency"),
        (amount(""), amount("").replace("\"amount\":{", "\"amount\":{\"bound\":\"about\","), "bound"),
        (amount(""), amount("").replace("\"4\"", "\"3\""), "equivalents.headline"),
        (
            amount(r#","source":"s""#).replace("}]}", &format!("}}]{source}}}")),
            amount(""),
            "equivalents.headline",
        ),
    ] {
        let first = parquet_deal("a", "");
        let (deals, records) = ([first.clone(), in_columns], [first, in_record]);
        write_parquet(&file, r#"{"deals":[]}"#, &deals, &records);
        let small = answer(request("totals", &file), Reading::default());
        let place = format!("{}:2:1: deal ", file.display());
        let problem = format!(", {column}: the column differs from the deal's record");
        assert!(small.1.contains(&place) && small.1.contains(&problem), "{column}: {}", small.1);
        let reading = Reading { full_validation_limit: 0, validate: true, ..Reading::default() };
        assert_eq!(answer(request("totals", &file), reading), small, "{column}");
    }
}

/// A revision of the amount that cites nothing must not be attributed to the deal's first citation.
#[cfg(feature = "parquet")]
#[test]
fn a_figure_of_a_revision_without_citation_has_no_source() {
    let deal = parquet_deal(
        "a",
        r#","amount":{"value":"5","currency":"USD"},"citations":[{"source":"s3"}],"history":[{"date":"2025-12-31","amount":{"value":"7","currency":"USD"},"equivalents":[{"value":"6","currency":"EUR"}]}],"sources":[{"id":"s3","publisher":"The Wire"}]"#,
    );
    let folder = tempfile::tempdir().unwrap();
    let (lines, file) = (folder.path().join("deals.jsonl"), folder.path().join("deals.parquet"));
    fs::write(&lines, &deal).unwrap();
    let reference = r#"{"sources":[{"id":"s3","publisher":"The Wire"}],"deals":[]}"#;
    let record = deal.split_once(r#","sources""#).unwrap().0.to_owned() + "}";
    write_parquet(&file, reference, &[deal], &[record]);
    let question = "list --in EUR --explain";
    let expected = answer(request(question, &lines), Reading::default());
    assert!(expected.0.contains("stated") && !expected.0.contains("s3"), "{expected:?}");
    let large = Reading { full_validation_limit: 0, ..Reading::default() };
    assert_eq!(answer(request(question, &file), Reading::default()).0, expected.0);
    assert_eq!(answer(request(question, &file), large).0, expected.0);
}

/// A line of JSON Lines is one object. What follows it, or stands before it, is a fault and no deal is lost.
#[test]
fn a_line_with_more_than_one_object_is_refused() {
    let deal = |id: &str, area: &str| {
        format!(
            r#"{{"id":"{id}","title":"t","kind":"capex","announced":"2025-03-03","amount":{{"value":"100","currency":"USD"}},"parties":[{{"company":"{id}","role":"investor"}}],"places":[{{"area":"{area}"}}]}}"#
        )
    };
    let (first, one, other) = (deal("first", "DE"), deal("one", "US"), deal("other", "FR"));
    let mut lines: Vec<String> = ["", " ", ",", "},", "\r", "\t", "\u{feff}", "]", "x"]
        .map(|between| format!("{one}{between}{other}"))
        .into();
    lines.push(format!("{}{other}", &one[..one.len() - 1]));
    lines.push(format!("{}{other}", &one[..40]));
    lines.push(format!("\u{feff}{one}"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    for line in lines {
        fs::write(&file, format!("{first}\n{line}\n{}\n", deal("last", "DE"))).unwrap();
        let prefix = format!("error: {}:2:", file.display());
        for question in [
            "list --columns id", "list --company one --columns id", "totals", "totals --region US",
            "totals --region FR --in EUR", "totals --by year,currency",
        ] {
            for (whole, piece) in [(u64::MAX, 1 << 20), (0, 1 << 20), (0, 100)] {
                let reading =
                    Reading { full_validation_limit: whole, chunk_size: piece, ..Reading::default() };
                let (output, messages) = answer(request(question, &file), reading);
                assert!(output.is_empty() && messages.starts_with(&prefix), "{question}: {line}\n{messages}");
            }
        }
    }
}

/// The form of a file is seen in its first line, however its keys are written and however long it is.
#[test]
fn the_form_of_a_file_is_found_in_its_first_line() {
    let deal = |key: &str, note: &str| {
        format!(
            r#"{{"id":"a","{key}":"t","kind":"capex","announced":"2025-03-03","parties":[{{"company":"A","role":"investor"}}],"note":"{note}"}}"#
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.txt");
    let long = "n".repeat(3 << 20);
    for text in [
        deal("t\\u0069tle", "n"),
        deal("title", &long),
        format!("\u{feff}{}", deal("t\\u0069tle", "n")),
        format!("\u{feff}{{\"deals\":[{}]}}", deal("t\\u0069tle", "n")),
        format!("{{\"deals\":[{}]}}", deal("title", &long)),
    ] {
        fs::write(&file, &text).unwrap();
        for whole in [u64::MAX, 0] {
            let reading = Reading { full_validation_limit: whole, ..Reading::default() };
            let (output, messages) = answer(request("list --columns id --format csv", &file), reading);
            assert_eq!(output, "id\na\n", "{messages}\n{}", &text[..100]);
        }
    }
}
