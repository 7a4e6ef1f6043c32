//! What the reader takes, what it refuses, and that what is written is read back.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::area::Area;
use crate::deal::Kind;
use crate::invalid::MAX_FAULTS;

fn built_in() -> Dataset {
    read(BUILT_IN, Form::Document).unwrap_or_else(|faults| panic!("{:#?}", faults.shown))
}

fn faults(text: &str) -> Vec<String> {
    let shown = read(text, Form::of(text)).expect_err(text).shown;
    shown
        .iter()
        .map(|fault| format!("{fault} / {}", fault.problem.hint.as_deref().unwrap_or_default()))
        .collect()
}

#[test]
fn the_built_in_deals_are_those_of_the_article() {
    let dataset = built_in();
    let ids: Vec<&str> = dataset.deals.iter().map(|deal| deal.id.as_str()).collect();
    assert_eq!(ids, ["coreweave-openai", "alibaba-ai-cloud", "iliad-ai", "microsoft-ai-fy2025"]);
    let amounts: Vec<String> = dataset.deals.iter().map(|deal| deal.amount.unwrap().to_string()).collect();
    assert_eq!(amounts, ["up to USD 11.9bn", "CNY 380bn", "EUR 3bn", "USD 80bn"]);
    let placement = dataset.reference.placement(&dataset.deals[0]);
    assert!(placement.is_inferred_from_home && placement.places[0].area() == Area::find("US"));
}

#[test]
fn a_record_that_stands_by_itself_is_a_dataset_again() {
    let dataset = built_in();
    let lines: String = dataset
        .deals
        .iter()
        .map(|deal| {
            serde_json::to_string(&DealRecord::standing_alone(deal, &dataset.reference)).unwrap() + "\n"
        })
        .collect();
    assert_eq!(Form::of(&lines), Form::Lines);
    let again = read(&lines, Form::Lines).unwrap_or_else(|faults| panic!("{:#?}", faults.shown));
    assert_eq!(again.deals, dataset.deals);
    let list = format!("[{}]", lines.trim_end().replace('\n', ","));
    assert_eq!(read(&list, Form::of(&list)).unwrap().deals, dataset.deals);
    for company in again.reference.companies.iter() {
        assert_eq!(dataset.reference.companies.find(&company.name), Some(company));
    }
    assert_eq!(again.reference.sources.iter().count(), dataset.reference.sources.iter().count());
}

#[test]
fn every_fault_of_a_deal_is_reported_at_its_place() {
    let text = r#"{"deals": [
  {"id": "Bad Id", "title": "", "kind": "capx", "announced": "2025-3-5",
   "amount": {"value": 11.9e9, "currency": "USF"}, "tilte": "x",
   "parties": [{"company": "É", "role": "investr"}],
   "places": [{"area": "Frnace"}], "period": {"end": "2024-13"}}
]}"#;
    assert_eq!(
        faults(text),
        [
            "2:10: deal Bad Id, id: \"Bad Id\" is not an id / an id is lower-case letters, digits and hyphens, such as \"bad-id\"",
            "2:29: deal Bad Id, title: this text is empty / write something, or leave out what is not required",
            "2:41: deal Bad Id, kind: \"capx\" is not a kind / did you mean \"capex\"? allowed: contract, capex, equity, debt, acquisition, grant, other",
            "2:62: deal Bad Id, announced: \"2025-3-5\" is not a date / write a day, a month, a quarter or a year: 2025-03-10, 2025-03, 2025-Q1 or 2025",
            "3:24: deal Bad Id, amount.value: 11.9e9 is a JSON fraction, which programs round / quote it in plain digits: \"11900000000\"",
            "3:44: deal Bad Id, amount.currency: \"USF\" is not a currency / did you mean USD or USN or USS?",
            "3:61: deal Bad Id, tilte: \"tilte\" is not a field / did you mean \"title\"? fields here: id, title, kind, announced, status, amount, equivalents, period, parties, places, parts, tags, citations, history, progress, included_in, included_in_recorded, replaces, replaces_recorded, fields, recorded, import, note, companies, sources, rates",
            "4:41: deal Bad Id, parties[0].role: \"investr\" is not a role / did you mean \"investor\"? allowed: investor, provider, customer, recipient, partner, operator, backer",
            "5:24: deal Bad Id, places[0].area: no country or region is called \"Frnace\" / did you mean \"France\"? `outlay regions` lists them all",
            "5:54: deal Bad Id, period.end: \"2024-13\" is not in the calendar / ",
        ]
    );
}

#[test]
fn records_are_checked_against_each_other() {
    let deal = |id: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "title": "t", "kind": "capex", "announced": "2025", "parties": [{{"company": "A", "role": "investor"}}]{more}}}"#
        )
    };
    let text = [
        deal("a", ""),
        deal("a", ""),
        deal("b", r#", "citations": [{"source": "rcr"}]"#),
        deal("c", r#", "places": [{"area": "US", "share": "60%"}, {"area": "FR", "share": "half"}]"#),
        deal("d", r#", "places": [{"area": "US", "name": "A"}, {"share": "half"}]"#),
        deal(
            "e",
            r#", "places": [{"area": "US"}, {"area": "US", "name": "A"}, {"area": "US", "name": "a"}]"#,
        ),
    ]
    .join("\n");
    assert_eq!(
        faults(&text),
        [
            "2:8: deal a, id: another deal has this id (line 1) / an id is unique in its dataset",
            "3:141: deal b, citations[0].source: no source has the id \"rcr\" / describe it under \"sources\"",
            "4:126: deal c, places: the shares add up to 1.1 / the shares of a deal come to 1 (100%) at the most",
            "5:156: deal d, places[1]: this place has neither an area nor a name / give its country or region, its name, or both",
            "6:172: deal e, places[2]: US (a) is named twice / ",
        ]
    );
}

#[test]
fn a_fault_of_one_field_hides_no_other() {
    let text = r#"{"companies": [{"name": "A", "parent": "B"}, {"name": "B", "parent": "A"}], "deals": [
  {"id": "Bad Id", "title": "t", "kind": "capex", "announced": "2025", "parties": [],
   "places": [{"area": "US"},
              {"area": "US", "share": "half"}]},
  {"id": "a", "title": "t", "kind": "capx", "announced": "2025", "parties": [{"company": "A", "role": "investor"}],
   "amount": {"value": "5", "currency": "EUR"},
   "equivalents": [{"value": "6", "currency": "USD"},
                   {"value": "5", "currency": "EUR"}]},
  {"id": "a", "kind": "capex", "announced": "2025", "parties": [{"company": "A", "role": "investor"}],
   "period": {"start": null, "end": "2024"}, "history": [{"date": "2024-01-01", "note": "n"}]}
]}"#;
    let places: Vec<String> = faults(text)
        .into_iter()
        .map(|fault| fault.split(": ").take(2).collect::<Vec<_>>().join(": "))
        .collect();
    assert_eq!(
        places,
        [
            "1:16: companies", "1:46: companies", "2:10: deal Bad Id, id", "2:83: deal Bad Id, parties",
            "4:15: deal Bad Id, places[1]", "5:37: deal a, kind", "8:20: deal a, equivalents[1]",
            "9:3: deal a, title", "9:10: deal a, id", "10:67: deal a, history[0].date",
        ]
    );
}

#[test]
fn a_file_with_a_fault_in_every_line_is_reported_quickly() {
    // Fifty faults are shown; the others must cost no more than reading them.
    let text = "{\"id\": \"A\"}\n".repeat(20_000);
    assert_eq!(read(&text, Form::Lines).unwrap_err().omitted, 5 * 20_000 - MAX_FAULTS);
}

#[test]
fn null_is_as_good_as_absent() {
    let text = r#"[{"id": "a", "title": "t", "kind": "capex", "announced": "2025", "note": null, "parties": [{"company": "A", "role": "investor"}], "period": {"start": null, "end": "2025-06", "length": "2 years"}}]"#;
    assert_eq!(
        read(text, Form::Document).unwrap().deals[0].period.as_ref().unwrap().to_string(),
        "..2025-06: 2 years"
    );
}

#[test]
fn a_text_that_is_no_dataset_is_reported_with_its_form() {
    for (text, message) in [
        ("", "1:1: this is not JSON: EOF while parsing a value"),
        ("{\"deals\": [}", "1:12: this is not JSON: expected value"),
        ("{\"deals\": [\n\n{\"id\": \"é\",}]}", "3:12: this is not JSON: key must be a string"),
        ("{}", "1:1: there is no list of deals"),
        ("5", "1:1: found 5"),
        ("[5]", "1:2: found 5"),
        ("{\"deals\": {}}", "1:11: deals: found an object"),
        ("{\"deals\": [], \"deals\": []}", "1:24: deals: this field is given twice"),
        (
            "{\"deals\": [], \"companies\": [{\"name\": \"A\", \"parent\": \"A\"}]}",
            "1:29: companies: the parents of \"A\" lead back to \"A\"",
        ),
    ] {
        assert!(faults(text)[0].starts_with(message), "{text:?}: {:?}", faults(text));
    }
}

#[test]
fn faults_beyond_the_limit_are_counted() {
    let deals = vec!["{}"; 30].join(",");
    let found = read(&format!("{{\"deals\": [{deals}]}}"), Form::Document).unwrap_err();
    // Each lacks its five required fields.
    assert_eq!((found.shown.len(), found.omitted), (MAX_FAULTS, 100));
}

#[test]
fn an_equivalent_has_the_bound_of_its_amount_unless_it_says_otherwise() {
    let deal = |amount: &str, equivalent: &str| {
        let text = format!(
            r#"[{{"id": "a", "title": "t", "kind": "capex", "announced": "2025", "parties": [{{"company": "A", "role": "investor"}}], "amount": {{"currency": "EUR", {amount}}}, "equivalents": [{{"currency": "USD", {equivalent}}}]}}]"#
        );
        read(&text, Form::Document).unwrap().deals[0].equivalents[0].amount.to_string()
    };
    assert_eq!(deal(r#""bound": "up to", "value": 5"#, r#""value": "6""#), "up to USD 6");
    assert_eq!(deal(r#""low": 5, "high": "6""#, r#""value": 6"#), "about USD 6");
    assert_eq!(deal(r#""value": 5"#, r#""value": 6, "bound": "about""#), "about USD 6");
}

#[test]
fn the_built_in_deals_are_in_the_canonical_layout() {
    assert!(
        write(&built_in(), Form::Document).unwrap() == BUILT_IN,
        "outlay fmt data/deals.json puts it right"
    );
}

#[test]
fn what_is_written_is_read_back_in_both_forms() {
    let dataset = built_in();
    for form in [Form::Document, Form::Lines] {
        let written = write(&dataset, form).unwrap();
        let again = read(&written, form).unwrap();
        assert_eq!(again.deals, dataset.deals);
        assert_eq!(write(&again, form).unwrap(), written);
    }
}

/// Any deal that is valid, of the pieces that a dataset can have.
pub(crate) fn any_deal() -> impl Strategy<Value = serde_json::Value> {
    let text = "[a-z\"\\\\ é\u{202e}]{1,8}[a-z]";
    let amount =
        (0u64.., 0u32..4, prop::sample::select(vec!["exact", "about", "up to", "at least"]), "USD|CNY|DEM")
            .prop_map(|(units, scale, bound, currency)| {
                let value = rust_decimal::Decimal::from_i128_with_scale(i128::from(units), scale).to_string();
                json!({"bound": bound, "value": value, "currency": currency})
            });
    let date = prop::sample::select(vec!["2025", "2025-Q1", "2024-12", "2025-03-10"]);
    let period = prop::option::of(prop::sample::select(vec![
        json!({"end": "2030-10"}),
        json!({"length": "3 years", "label": "l"}),
        json!({"start": "2024", "end": "2025-06-30"}),
    ]));
    let place = prop::option::of(prop::sample::select(vec![
        json!({"area": "US", "share": "at least 50%"}),
        json!({"area": "EMEA"}),
        json!({"area": "Europe", "share": "12.5%"}),
    ]));
    let kind = prop::sample::select(Kind::ALL.to_vec());
    let tags = prop::collection::vec(text, 0..3);
    (text, kind, date, prop::option::of(amount), period, place, tags, prop::option::of(text)).prop_map(|(title, kind, announced, amount, period, place, tags, note)| {
        let equivalents = amount.as_ref().map(|_| json!([{"value": "1.50", "currency": "EUR", "source": "s"}]));
        let mut deal = json!({
            "title": title, "kind": kind, "announced": announced, "amount": amount, "equivalents": equivalents, "period": period,
            "parties": [{"company": title, "role": "investor"}], "places": place.map(|place| json!([place])), "tags": tags, "note": note,
            "parts": [{"title": title, "relation": "alongside", "amount": amount}],
            "citations": [{"source": "s", "quote": title}],
            "history": [{"date": "2026-01-01", "status": "cancelled", "note": title, "citation": {"source": "s"}, "recorded": "2026-02-01"}],
            "fields": {"sector": title, "stage é": "x.[0]"}, "recorded": "2025-12-31", "import": note,
        });
        deal["id"] = json!("x");
        deal
    })
}

#[test]
fn fields_of_the_user_have_keys_and_texts() {
    let deal = |fields: &str| {
        format!(
            r#"{{"id":"a","title":"A","kind":"capex","announced":"2025","parties":[{{"company":"C","role":"investor"}}],"fields":{fields}}}"#
        )
    };
    let dataset = read(&deal(r#"{"stage":"Series \u0041","Sector":"AI"}"#), Form::Lines).unwrap();
    let fields = &dataset.deals[0].fields;
    assert_eq!(fields, &[("stage".into(), "Series A".into()), ("Sector".into(), "AI".into())]);
    assert!(read(&deal("null"), Form::Lines).unwrap().deals[0].fields.is_empty());
    for (fields, fault) in [
        (r#"{"a":"x","a":"y"}"#, "fields.a: this field is given twice"),
        (r#"{"Sector":"x","sector":"y"}"#, "fields.sector: this field is given twice"),
        (r#"{" a":"x"}"#, "fields. a: \" a\" is not the key of a field"),
        (r#"{"a":""}"#, "fields.a: this text is empty"),
        (r#"{"a":1}"#, "fields.a: found 1"),
        (r#"["a"]"#, "fields: found an array"),
    ] {
        let found = faults(&deal(fields));
        assert!(found.len() == 1 && found[0].contains(fault), "{fields}: {found:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_valid_dataset_is_read_back_as_it_was_written(deals in prop::collection::vec(any_deal(), 0..4)) {
        let deals: Vec<serde_json::Value> = deals.into_iter().enumerate().map(|(index, mut deal)| {
            deal["id"] = json!(format!("d{index}"));
            deal
        }).collect();
        let document = json!({
            "companies": [{"name": "A", "aliases": ["AA"], "home": "FR"}],
            "sources": [{"id": "s", "publisher": "P"}],
            "deals": deals,
            "rates": [{"date": "2025-01-01", "base": "EUR", "quote": "RUB", "rate": "100.50"}],
        });
        let dataset = read(&document.to_string(), Form::Document).unwrap_or_else(|faults| panic!("{:#?}", faults.shown));
        for form in [Form::Document, Form::Lines] {
            let written = write(&dataset, form).unwrap();
            let again = read(&written, form).unwrap_or_else(|faults| panic!("{:#?}", faults.shown));
            prop_assert_eq!(&again.deals, &dataset.deals);
            prop_assert_eq!(write(&again, form).unwrap(), written);
            if form == Form::Document || !dataset.deals.is_empty() {
                prop_assert_eq!(&again.reference.rates, &dataset.reference.rates);
                prop_assert_eq!(again.reference.sources.iter().count(), 1);
                prop_assert_eq!(again.reference.companies.find("aa"), dataset.reference.companies.find("A"));
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}", jsonish in "[\\[\\]{}\":,a-z0-9 \n]{0,80}") {
        let _ = read(&text, Form::of(&text));
        let _ = read(&jsonish, Form::of(&jsonish));
        let _ = read(&format!("{{\"deals\": [{{\"id\": {jsonish}}}]}}"), Form::Document);
    }
}

#[test]
fn the_hint_of_a_syntax_error_fits_the_error() {
    for (text, hint) in [
        (r#"{"deals":[]} {}"#, "nothing may follow"),
        (r#"{"deals":["#, "complete"),
        ("{\"deals\":[\"a\nb\"]}", "line break"),
        (r#"{"deals":[1,]}"#, "commas"),
    ] {
        let faults = read(text, Form::Document).unwrap_err();
        let found = faults.shown[0].problem.hint.as_deref().unwrap();
        assert!(found.contains(hint), "{text}: {found}");
    }
}
