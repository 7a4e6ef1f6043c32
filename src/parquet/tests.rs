//! What is written is read back, by the columns and by the records, and what is wrong is told with its place.

use std::io::Write;
use std::path::Path;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::dataset::{Dataset, Form, read};
use crate::deal::{Citation, Deal, DealData, Equivalent, FieldSet, Kind, Period, Place, Status};
use crate::money::Decimal;
use crate::render::parquet::write_table;
use crate::report::{Cell, Column, Table};

fn dataset(document: &Value) -> Dataset {
    read(&document.to_string(), Form::Document).unwrap_or_else(|faults| panic!("{:#?}", faults.told))
}

/// Writes deals, each with a record that tells its row, and gives the file.
fn written(deals: &[Deal<'_>]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = DealWriter::new(file.reopen().unwrap(), "{\"rates\":[]}", false, 2).unwrap();
    for (index, deal) in deals.iter().enumerate() {
        writer.push(&Row { deal, record: &format!("record {index}"), conversion: None }).unwrap();
    }
    writer.finish().unwrap();
    file
}

/// The deals as the columns give them.
fn deals(path: &Path, fields: FieldSet, choice: Choice<'_>) -> Vec<(u64, Deal<'static>)> {
    let file = DealFile::open(path).unwrap();
    let mut deals = Vec::new();
    for group in 0..file.groups() {
        let read = file.read_group(group, fields, choice, |deal, row| {
            deals.push((row, deal.clone().into_owned()));
            Ok::<_, ()>(())
        });
        read.unwrap_or_else(|stop| panic!("{stop:?}"));
    }
    deals
}

fn records(path: &Path, rows: Option<&[u64]>) -> Vec<String> {
    let mut records = Vec::new();
    let read = DealFile::open(path).unwrap().read_records(0, rows, |record, row| {
        records.push(format!("{row}: {record}"));
        Ok::<_, ()>(())
    });
    read.unwrap_or_else(|stop| panic!("{stop:?}"));
    records
}

/// What of a deal the columns hold.
fn in_columns(deal: &Deal<'static>) -> Deal<'static> {
    let current = deal.current_state();
    let source = |equivalent: &Equivalent<'static>| {
        equivalent.source.clone().or(current.source.cloned().map(crate::deal::Slug::into_owned))
    };
    let cited = |citation: &Citation<'static>| Citation {
        source: citation.source.clone(),
        quote: None,
        amount: None,
        equivalents: vec![],
    };
    let changed = deal.history.iter().rev().find(|revision| revision.amount.is_some());
    let equivalents = changed.map_or(&deal.equivalents, |revision| &revision.equivalents);
    let equivalents = equivalents
        .iter()
        .map(|equivalent| Equivalent { source: source(equivalent), amount: equivalent.amount });
    let days = deal.period.as_ref().and_then(Period::days);
    let facts = DealData {
        status: current.status,
        amount: current.amount.copied(),
        equivalents: equivalents.collect(),
        period: days
            .map(|(first, last)| Period::new(None, Some(first.into()), Some(last.into()), None).unwrap()),
        parts: vec![],
        citations: deal.citations.iter().map(cited).collect(),
        history: vec![],
        note: None,
        ..DealData::clone(deal)
    };
    Deal::try_from(facts).unwrap()
}

/// Any deal that is valid, of the pieces that a dataset can have.
fn any_deal() -> impl Strategy<Value = Value> {
    let text = "[a-z\"\\\\ é\u{202e}]{0,8}[a-zé]";
    let amount = |currencies: &'static str| {
        let figure = (0u64..=u64::MAX, 0u32..=9)
            .prop_map(|(units, scale)| Decimal::from_i128_with_scale(units.into(), scale).to_string());
        let bound = prop::sample::select(vec!["exact", "about", "up to", "at least"]);
        let single = (bound, figure, currencies).prop_map(
            |(bound, value, currency)| json!({"bound": bound, "value": value, "currency": currency}),
        );
        let range = (0u64..1 << 60, 1u64..1 << 60, currencies).prop_map(|(low, more, currency)| {
            json!({"low": low.to_string(), "high": (low + more).to_string(), "currency": currency})
        });
        prop_oneof![single, range]
    };
    let date = prop::sample::select(vec!["0001", "2024-12", "2025-03-10", "2000-02-29"]);
    let period = prop::option::of(prop::sample::select(vec![
        json!({"end": "2030-10"}),
        json!({"length": "3 years", "label": "l"}),
        json!({"start": "2024", "end": "2025-06-30", "label": "l"}),
        json!({"start": "2024-02", "length": "18 months"}),
        json!({"start": "9999", "length": "900 years"}),
        json!({"end": "0001", "length": "900 years"}),
    ]));
    let places = prop::sample::select(vec![
        json!([]),
        json!([{"area": "US", "share": "at least 50%"}, {"area": "FR"}]),
        json!([{"area": "EMEA"}]),
        json!([{"area": "Europe", "share": "12.5%"}, {"area": "JP", "share": "10-20%"}]),
    ]);
    let party = (text, prop::sample::select(crate::deal::Role::ALL.to_vec()))
        .prop_map(|(company, role)| json!({"company": company, "role": role}));
    let revision = prop::option::of((
        prop::option::of(amount("GBP")),
        prop::option::of(prop::sample::select(Status::ALL.to_vec())),
    ))
    .prop_map(|revision| match revision {
        None => json!([]),
        Some((amount, status)) => {
            let equivalents = amount.as_ref().map(|_| json!([{"value": "7.5", "currency": "USD"}]));
            json!([{"date": "2026-01-01", "status": status, "amount": amount, "equivalents": equivalents,
                "note": "n", "citation": {"source": "t"}}])
        }
    });
    let sources =
        prop::sample::select(vec![json!([]), json!([{"source": "s", "quote": "q"}, {"source": "t"}])]);
    (
        (text, prop::sample::select(Kind::ALL.to_vec()), date, prop::sample::select(Status::ALL.to_vec())),
        (prop::option::of((amount("USD|CNY|DEM"), prop::option::of(amount("EUR")))), period, places),
        (prop::collection::vec(party, 1..4), prop::collection::vec(text, 0..3), sources, revision),
    )
        .prop_map(
            |((title, kind, announced, status), (amount, period, places), (parties, tags, citations, history))| {
                let (amount, equivalent) = amount.unzip();
                json!({
                    "title": title, "kind": kind, "announced": announced, "status": status, "amount": amount,
                    "equivalents": equivalent.flatten().map(|equivalent| json!([equivalent])), "period": period,
                    "parties": parties, "places": places, "tags": tags, "citations": citations, "history": history,
                    "note": title, "parts": [{"title": title, "relation": "alongside"}],
                })
            },
        )
}

fn with_ids(deals: Vec<Value>) -> Dataset {
    let numbered = deals.into_iter().enumerate().map(|(index, mut deal)| {
        deal["id"] = json!(format!("d{index}"));
        deal
    });
    let sources = json!([{"id": "s", "publisher": "P"}, {"id": "t", "publisher": "P"}]);
    dataset(&json!({"sources": sources, "deals": numbered.collect::<Vec<_>>()}))
}

fn few() -> Vec<Deal<'static>> {
    read(crate::dataset::BUILT_IN, Form::Document).unwrap().deals
}

proptest! {
    #[test]
    fn any_deals_are_read_back_from_the_columns(list in prop::collection::vec(any_deal(), 0..12)) {
        let dataset = with_ids(list);
        let file = written(&dataset.deals);
        let read: Vec<Deal<'static>> = deals(file.path(), COLUMNS, Choice::default()).into_iter().map(|(_, deal)| deal).collect();
        let expected: Vec<Deal<'static>> = dataset.deals.iter().map(in_columns).collect();
        prop_assert_eq!(&read, &expected);
        for (deal, (_, current)) in expected.iter().zip(deals(file.path(), FieldSet::STANDING, Choice::default())) {
            let facts = DealData { id: deal.id.clone(), status: deal.status, amount: deal.amount, ..DealData::default() };
            prop_assert_eq!(DealData::clone(&current), facts);
        }
        for (deal, (_, alone)) in expected.iter().zip(deals(file.path(), FieldSet::EQUIVALENTS, Choice::default())) {
            prop_assert_eq!(&alone.equivalents, &deal.equivalents);
        }
        // What is chosen by a column or two is the same as when all rows are read.
        let all = deals(file.path(), COLUMNS, Choice::default());
        let only = |is_chosen: &dyn Fn(&Deal<'static>) -> bool| -> Vec<(u64, Deal<'static>)> {
            all.iter().filter(|(_, deal)| is_chosen(deal)).cloned().collect()
        };
        for deal in &expected {
            let is_named = |name: &[u8]| name == deal.parties[0].company.as_bytes();
            let names = |other: &Deal<'_>| other.parties.iter().any(|party| is_named(party.company.as_bytes()));
            let goes = |places: &[Place]| {
                places.len() == deal.places.len() && places.iter().zip(&deal.places).all(|(one, other)| one.area == other.area)
            };
            let both = Choice { companies: Some(&is_named), places: Some(&goes) };
            let found = [Choice { places: None, ..both }, Choice { companies: None, ..both }, both]
                .map(|choice| deals(file.path(), COLUMNS, choice));
            prop_assert_eq!(&found[0], &only(&names));
            prop_assert_eq!(&found[1], &only(&|other| goes(&other.places)));
            prop_assert_eq!(&found[2], &only(&|other| names(other) && goes(&other.places)));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(changes in prop::collection::vec((0usize..1 << 20, any::<u8>()), 1..4)) {
        let mut bytes = std::fs::read(written(&few()).path()).unwrap();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let choice = Choice {
            companies: Some(&|name: &[u8]| name.len() > 4),
            places: Some(&|places: &[Place]| places.len() != 1),
        };
        if let Ok(file) = DealFile::open(file.path()) {
            for group in 0..file.groups() {
                let _ = file.read_group(group, COLUMNS, choice, |_, _| Ok::<_, ()>(()));
                let _ = file.read_records(group, Some(&[1, 3]), |_, _| Ok::<_, ()>(()));
            }
        }
    }
}

#[test]
fn records_are_given_whole_or_of_some_rows() {
    // Enough for several pages of records.
    let many: Vec<Deal<'static>> = few().into_iter().cycle().take(3000).collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = DealWriter::new(file.reopen().unwrap(), "{}", false, 2).unwrap();
    for (index, deal) in many.iter().enumerate() {
        let record = format!("{index} {}", "x".repeat(500));
        writer.push(&Row { deal, record: &record, conversion: None }).unwrap();
    }
    writer.finish().unwrap();
    let some = records(file.path(), Some(&[0, 1500, 2999]));
    let starts: Vec<&str> = some.iter().map(|record| record.split(" x").next().unwrap()).collect();
    assert_eq!(starts, ["0: 0", "1500: 1500", "2999: 2999"]);
    assert_eq!(records(file.path(), None).len(), 3000);
    let choice = Choice { companies: Some(&|name: &[u8]| name == b"Iliad"), places: None };
    let found = deals(file.path(), FieldSet::TITLE, choice);
    assert_eq!(found.len(), 750);
    assert!(found.iter().all(|(row, deal)| row % 4 == 2 && deal.id.as_str() == "iliad-ai"));
}

#[test]
fn a_file_says_what_it_is_and_how_much_it_has() {
    let file = DealFile::open(written(&few()).path()).unwrap();
    assert_eq!((file.groups(), file.rows(), file.reference()), (1, 4, "{\"rates\":[]}"));
    let file = DealFile::open(written(&[]).path()).unwrap();
    assert_eq!((file.groups(), file.rows()), (0, 0));
}

#[test]
fn what_is_no_file_of_deals_is_told() {
    let message = |bytes: &[u8]| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let message = DealFile::open(file.path()).unwrap_err().to_string();
        message.split_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(message(b"{}"), "this is not a Parquet file");
    assert!(message(b"PAR1").starts_with("the file is damaged: "));
    let table = write_table(&Table::default(), Vec::new()).unwrap();
    assert_eq!(message(&table), "this Parquet file is not one of outlay's deals");
    let bytes = std::fs::read(written(&few()).path()).unwrap();
    let later = replaced(&bytes, b"deals-1", b"deals-2");
    assert_eq!(message(&later), "this file of deals was written by a later outlay");
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let hits: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
    assert!(!hits.is_empty());
    for at in hits {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

#[test]
fn a_bad_value_is_told_with_its_row_and_column() {
    let bytes = std::fs::read(written(&few()).path()).unwrap();
    for (from, to, message) in [
        ("capex", "capeks".split_at(5).0, "row 2, kind: \"capek\" is not a kind"),
        ("provider", "providor", "row 1, parties.role: \"providor\" is not a role"),
        ("EUR", "EUX", "row 3, currency: \"EUX\" is not a currency"),
        ("iliad-ai", "iliad ai", "row 3, id: \"iliad ai\" is not an id"),
    ] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&replaced(&bytes, from.as_bytes(), to.as_bytes())).unwrap();
        let read = DealFile::open(file.path()).unwrap();
        let Err(Stop::Fault(fault)) = read.read_group(0, COLUMNS, Choice::default(), |_, _| Ok::<_, ()>(()))
        else {
            panic!("{to} was taken");
        };
        assert_eq!(fault.to_string(), format!("{}: {message}", file.path().display()));
    }
}

#[test]
fn a_figure_that_does_not_fit_names_its_deal() {
    let push = |value: &str, converts: bool, rate: &str| {
        let dataset = with_ids(vec![json!({
            "title": "t", "kind": "capex", "announced": "2025",
            "parties": [{"company": "A", "role": "investor"}], "amount": {"value": value, "currency": "USD"},
        })]);
        let deal = &dataset.deals[0];
        let amount = deal.amount.unwrap();
        let rate = Some(rate.parse().unwrap());
        let conversion = Some(Conversion { amount, rate, rate_date: None, source: "" });
        let mut writer = DealWriter::new(Vec::new(), "{}", converts, 1).unwrap();
        writer.push(&Row { deal, record: "{}", conversion }).err().map(|fault| fault.to_string())
    };
    let problem = |value: &str| {
        Some(format!("deal d0: {value} has more digits than its column of a Parquet file holds"))
    };
    assert_eq!(push("9999999999999999999999999999", false, "1"), None);
    assert_eq!(push("0.00000000001", false, "1"), problem("0.00000000001"));
    assert_eq!(push("100000000000000000000", true, "1"), problem("100000000000000000000"));
    assert_eq!(push("1", true, "10000000000"), problem("10000000000"));
    assert_eq!(push("1", true, "0.0000000000000000000000000001"), None);
}

#[test]
fn a_conversion_has_columns_of_its_own() {
    let conversion = |deal: &Deal<'_>| {
        let amount = crate::money::Amount { currency: "GBP".parse().unwrap(), ..deal.amount.unwrap() };
        let rate = Some("0.7922171802336187561000792217".parse().unwrap());
        Conversion { amount, rate, rate_date: Some("2025-03".parse().unwrap()), source: "ECB" }
    };
    let few = few();
    let mut writer = DealWriter::new(Vec::new(), "{}", true, 1).unwrap();
    writer.push(&Row { deal: &few[0], record: "{}", conversion: Some(conversion(&few[0])) }).unwrap();
    writer.push(&Row { deal: &few[1], record: "{}", conversion: None }).unwrap();
    let bytes = bytes::Bytes::from(writer.finish().unwrap());
    let reader = SerializedFileReader::new(bytes).unwrap();
    let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    let converted = |row: &str| row.split_once("converted_floor").unwrap().1.to_owned();
    assert_eq!(
        rows.iter().map(|row| converted(row)).collect::<Vec<_>>(),
        [
            ": 0.000000000000000000, converted_headline: 11900000000.000000000000000000, converted_ceiling: 11900000000.000000000000000000, converted_currency: \"GBP\", rate: 0.7922171802336187561000792217, rate_date: \"2025-03\", rate_source: \"ECB\"}",
            ": null, converted_headline: null, converted_ceiling: null, converted_currency: null, rate: null, rate_date: null, rate_source: null}",
        ]
    );
}

#[test]
fn a_table_has_the_types_of_its_cells() {
    let usd = "USD".parse().unwrap();
    let value = |text: &str| text.parse::<Decimal>().unwrap();
    let day = |text: &str| Cell::Date(text.parse().unwrap());
    let table = Table {
        columns: ["t", "d", "m", "n", "f", "o", "s", "none", "long"].map(Column::new).to_vec(),
        rows: vec![
            vec![
                Cell::text("a"),
                day("2025-03-10"),
                day("2025-03"),
                Cell::Count(3),
                Cell::Figure(value("1.50"), usd),
                Cell::Open,
                Cell::Share(value("0.25")),
                Cell::Missing,
                Cell::Rate(value("0.1234567890123456789012345675")),
            ],
            vec![
                Cell::Missing,
                Cell::Missing,
                day("2025-03-10"),
                Cell::Missing,
                Cell::Figure(value("11900000000"), usd),
                Cell::Open,
                Cell::Missing,
                Cell::Missing,
                Cell::Rate(value("12345678901")),
            ],
        ],
        ..Table::default()
    };
    let bytes = bytes::Bytes::from(write_table(&table, Vec::new()).unwrap());
    let reader = SerializedFileReader::new(bytes).unwrap();
    let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert_eq!(
        rows,
        [
            "{t: \"a\", d: 2025-03-10, m: \"2025-03\", n: 3, f: 1.5, o: null, s: 0.25, none: null, long: 0.123456789012345678901234568}",
            "{t: null, d: null, m: \"2025-03-10\", n: null, f: 11900000000.0, o: null, s: null, none: null, long: 12345678901.000000000000000000000000000}",
        ]
    );
}
