//! Compares [`read()`] with a description of the file format that shares no code with the crate: types of serde's own,
//! with `deny_unknown_fields`, and the rules of RFC 8259 as `serde_json` has them.

use proptest::prelude::*;
use serde_json::json;

use super::deal::{RecordBuffer, RecordReader};
use super::{Form, read};
use crate::dataset::tests::any_deal;
use crate::dataset::{Dataset, Faults};
use crate::deal::FieldSet;

/// The file format, written a second time in the plainest types.
#[allow(dead_code, reason = "of some fields only whether they are there counts")]
mod truth {
    use serde::Deserialize;
    use serde_json::Number;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Document {
        #[serde(rename = "$schema")]
        pub schema: Option<String>,
        pub version: Option<u64>,
        pub companies: Option<Vec<Company>>,
        pub sources: Option<Vec<Source>>,
        pub deals: Vec<Deal>,
        pub rates: Option<Vec<Rate>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Deal {
        pub id: String,
        pub title: String,
        pub kind: String,
        pub announced: String,
        pub status: Option<String>,
        pub amount: Option<Amount>,
        pub equivalents: Option<Vec<Equivalent>>,
        pub period: Option<Period>,
        pub parties: Vec<Party>,
        pub places: Option<Vec<Place>>,
        pub parts: Option<Vec<Part>>,
        pub tags: Option<Vec<String>>,
        pub citations: Option<Vec<Citation>>,
        pub history: Option<Vec<Revision>>,
        pub note: Option<String>,
        fields: Option<std::collections::BTreeMap<String, String>>,
        pub progress: Option<Vec<Progress>>,
        included_in: Option<String>,
        replaces: Option<String>,
        recorded: Option<String>,
        import: Option<String>,
        pub companies: Option<Vec<Company>>,
        pub sources: Option<Vec<Source>>,
        pub rates: Option<Vec<Rate>>,
        converted_floor: Option<Scalar>,
        converted_headline: Option<Scalar>,
        converted_ceiling: Option<Scalar>,
        converted_currency: Option<Scalar>,
        rate: Option<Scalar>,
        rate_date: Option<Scalar>,
        rate_source: Option<Scalar>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    pub(super) enum Scalar {
        Text(String),
        Number(Number),
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Amount {
        pub bound: Option<String>,
        pub value: Option<Scalar>,
        pub low: Option<Scalar>,
        pub high: Option<Scalar>,
        pub currency: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Equivalent {
        bound: Option<String>,
        value: Option<Scalar>,
        low: Option<Scalar>,
        high: Option<Scalar>,
        pub currency: String,
        pub source: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Period {
        pub label: Option<String>,
        pub start: Option<String>,
        pub end: Option<String>,
        pub length: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Party {
        pub company: String,
        pub role: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Place {
        pub area: Option<String>,
        pub name: Option<String>,
        pub share: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Part {
        pub title: String,
        pub kind: Option<String>,
        pub relation: String,
        pub amount: Option<Amount>,
        pub parties: Option<Vec<Party>>,
        pub note: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Citation {
        pub source: String,
        pub quote: Option<String>,
        pub amount: Option<Amount>,
        pub equivalents: Option<Vec<Equivalent>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Revision {
        pub date: String,
        pub status: Option<String>,
        pub amount: Option<Amount>,
        pub equivalents: Option<Vec<Equivalent>>,
        pub note: Option<String>,
        pub citation: Option<Citation>,
        recorded: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Progress {
        pub date: String,
        pub allocated: Option<Amount>,
        pub spent: Option<Amount>,
        pub citation: Option<Citation>,
        recorded: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Company {
        name: String,
        aliases: Option<Vec<String>>,
        home: Option<String>,
        parent: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Source {
        id: String,
        publisher: String,
        title: Option<String>,
        author: Option<String>,
        date: Option<String>,
        url: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Rate {
        date: String,
        base: String,
        quote: String,
        rate: Scalar,
        source: Option<String>,
    }

    /// The deals of a text, if it has the structure of a dataset.
    pub(super) fn read(text: &str, is_lines: bool) -> Result<Vec<Deal>, serde_json::Error> {
        if is_lines {
            let space = [' ', '\t', '\r'];
            let lines = text.split('\n').filter(|line| !line.trim_matches(space).is_empty());
            return lines.map(serde_json::from_str).collect();
        }
        if text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('[') {
            return serde_json::from_str(text);
        }
        serde_json::from_str::<Document>(text).map(|document| document.deals)
    }
}

/// Whether a fault is one of structure: of JSON, of fields, of types.
fn is_structural(problem: &str) -> bool {
    let is_conditional = ["value", "low", "high"];
    problem.starts_with("this is not JSON")
        || problem.ends_with("is not a field")
        || problem == "this field is given twice"
        || (problem == "this field is missing" && !is_conditional.contains(&problem))
        || problem.starts_with("found ")
        || problem == "there is no list of deals"
}

/// The figures of an amount, which only its bound decides about, may lack without a fault of structure.
fn structural(faults: &Faults) -> Vec<String> {
    let is_figure = |field: &str| [".value", ".low", ".high"].iter().any(|figure| field.ends_with(figure));
    let of_structure = faults.shown.iter().filter(|fault| {
        let problem = fault.problem.message.as_str();
        is_structural(problem) && !(problem == "this field is missing" && is_figure(&fault.field))
    });
    of_structure.map(ToString::to_string).collect()
}

fn same_values(ours: &Dataset, theirs: &[truth::Deal]) {
    assert_eq!(ours.deals.len(), theirs.len());
    for (ours, theirs) in ours.deals.iter().zip(theirs) {
        assert_eq!(ours.id.as_str(), theirs.id);
        assert_eq!(ours.title, theirs.title);
        assert_eq!(ours.note.as_deref(), theirs.note.as_deref());
        assert!(ours.kind.as_str().eq_ignore_ascii_case(theirs.kind.trim()));
        assert_eq!(ours.announced.to_string(), theirs.announced);
        let tags = theirs.tags.as_deref().unwrap_or_default();
        assert_eq!(ours.tags, tags);
        assert_eq!(ours.parties.len(), theirs.parties.len());
        for (ours, theirs) in ours.parties.iter().zip(&theirs.parties) {
            assert_eq!(ours.company, theirs.company);
            assert!(ours.role.as_str().eq_ignore_ascii_case(theirs.role.trim()));
        }
        assert_eq!(ours.places.len(), theirs.places.as_ref().map_or(0, Vec::len));
        assert_eq!(ours.parts.len(), theirs.parts.as_ref().map_or(0, Vec::len));
        assert_eq!(ours.equivalents.len(), theirs.equivalents.as_ref().map_or(0, Vec::len));
        for (ours, theirs) in ours.citations.iter().zip(theirs.citations.iter().flatten()) {
            assert_eq!(ours.source.as_str(), theirs.source);
            assert_eq!(ours.quote.as_deref(), theirs.quote.as_deref());
        }
        for (ours, theirs) in ours.history.iter().zip(theirs.history.iter().flatten()) {
            assert_eq!(ours.date.to_string(), theirs.date);
            assert_eq!(ours.note.as_deref(), theirs.note.as_deref());
            assert_eq!(ours.citation.is_some(), theirs.citation.is_some());
        }
        assert_eq!(
            ours.period.as_ref().and_then(|period| period.label.as_deref()),
            theirs.period.as_ref().and_then(|period| period.label.as_deref())
        );
        match (&ours.amount, &theirs.amount) {
            (None, None) => {}
            (Some(ours), Some(theirs)) => same_amount(ours, theirs),
            _ => panic!("one has an amount, the other has none"),
        }
    }
}

fn same_amount(ours: &crate::money::Amount, theirs: &truth::Amount) {
    use crate::money::Quantity;
    assert!(ours.currency.to_string().eq_ignore_ascii_case(theirs.currency.trim()));
    let figures = match ours.quantity {
        Quantity::Range { low, high } => vec![(low, theirs.low.as_ref()), (high, theirs.high.as_ref())],
        Quantity::Exact(value)
        | Quantity::About(value)
        | Quantity::UpTo(value)
        | Quantity::AtLeast(value) => vec![(value, theirs.value.as_ref())],
    };
    for (ours, theirs) in figures {
        match theirs {
            Some(truth::Scalar::Text(text)) => assert_eq!(ours, text.parse().unwrap()),
            // serde_json makes a float of a number that is too large for it, and of -0.
            Some(truth::Scalar::Number(number)) => {
                if let Some(number) = number.as_u64() {
                    assert_eq!(ours, number.into());
                } else {
                    let (ours, theirs) =
                        (ours.to_string().parse::<f64>().unwrap(), number.as_f64().unwrap().abs());
                    assert!((ours - theirs).abs() <= theirs * 1e-15, "{ours} and {theirs}");
                }
            }
            None => panic!("{ours} comes from nowhere"),
        }
    }
}

/// Reads a text both ways.
///
/// # Panics
/// If one accepts a structure that the other refuses, and if they give different values.
fn compare(text: &str, form: Form) {
    let theirs = truth::read(text, form == Form::Lines);
    match (read(text, form), theirs) {
        (Ok(ours), Ok(theirs)) => same_values(&ours, &theirs),
        (Ok(_), Err(error)) => panic!("read accepts what serde refuses: {error}\n{text}"),
        (Err(faults), Ok(_)) => assert_eq!(structural(&faults), Vec::<String>::new(), "{text}"),
        (Err(_), Err(_)) => {}
    }
}

const DEAL: &str = r#"{"id":"a","title":"T","kind":"capex","announced":"2025-01-01","amount":{"value":"5","currency":"USD"},"parties":[{"company":"A","role":"investor"}]}"#;

/// One deal with more fields.
fn with(fields: &str) -> String {
    DEAL.replacen('{', &format!("{{{fields},"), 1)
}

#[test]
fn valid_texts_are_accepted() {
    let other = DEAL.replace(r#""id":"a""#, r#""id":"b""#);
    let valid = [
        DEAL.to_owned(),
        format!("{DEAL}\n{other}\n"),
        format!("{DEAL}\r\n\r\n \t\r\n{other}"),
        DEAL.replace(r#""5""#, "5"),
        DEAL.replace(r#""5""#, "-0"),
        DEAL.replace(r#""5""#, "12345678901234567890123456"),
        DEAL.replace(r#""T""#, r#""\u0054\n\ud83d\ude00 é""#),
        DEAL.replace(r#""title""#, r#""t\u0069tle""#),
        with(r#""note":null,"tags":null,"equivalents":null,"companies":null,"period":null"#),
        with(
            r#""rate":1.5e3,"rate_date":"2025-01-01","converted_floor":"5","converted_ceiling":"","rate_source":null"#,
        ),
    ];
    for text in valid {
        truth::read(&text, true).unwrap_or_else(|error| panic!("{error}: {text}"));
        read(&text, Form::Lines).unwrap_or_else(|faults| panic!("{:?}: {text}", faults.shown));
        compare(&text, Form::Lines);
        let document = format!("[{}]", text.trim().replace("\r\n\r\n \t\r\n", ",").replace('\n', ","));
        read(&document, Form::Document).unwrap_or_else(|faults| panic!("{:?}: {text}", faults.shown));
        compare(&document, Form::Document);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn texts_that_are_no_json_or_have_another_structure_are_refused() {
    let mut texts = vec![
        // Characters that JSON does not allow inside a string.
        DEAL.replace("capex", "capex\n"),
        DEAL.replace("investor", "investor\t"),
        DEAL.replace("USD", "USD\n"),
        DEAL.replace(r#""value""#, "\"bound\":\"exact\n\",\"value\""),
        DEAL.replace(r#""T""#, "\"T\u{1}\""),
        DEAL.replace("2025-01-01", "2025-01-01\r"),
        with("\"status\":\"signed\n\""),
        with("\"note\":\"a\tb\""),
        with("\"rate_source\":\"a\nb\""),
        with("\"places\":[{\"area\":\"US\n\",\"share\":\"50%\"}]"),
        with("\"places\":[{\"area\":\"US\",\"share\":\"50%\t\"}]"),
        with("\"period\":{\"length\":\"3 years\n\"}"),
        DEAL.replace(r#""T""#, r#""\x""#),
        DEAL.replace(r#""T""#, r#""\ud800""#),
        // Numbers.
        DEAL.replace(r#""5""#, "NaN"),
        DEAL.replace(r#""5""#, "Infinity"),
        DEAL.replace(r#""5""#, "+5"),
        DEAL.replace(r#""5""#, "05"),
        DEAL.replace(r#""5""#, "5."),
        DEAL.replace(r#""5""#, ".5"),
        DEAL.replace(r#""5""#, "true"),
        DEAL.replace(r#""5""#, "[5]"),
        DEAL.replace(r#""5""#, r#"{"a":5}"#),
        // Punctuation.
        DEAL.replace(r#"r"}]}"#, r#"r"},]}"#),
        DEAL.replace(r#"r"}]}"#, r#"r",}]}"#),
        DEAL.replace(r#"r"}]}"#, r#"r"}],}"#),
        DEAL.replace(r#"{"company""#, r#"{,"company""#),
        DEAL.replace(r#""id":"a""#, r#""id" "a""#),
        DEAL.replace(r#""id":"a""#, r#"id:"a""#),
        DEAL.replace(r#""id":"a""#, r#"'id':"a""#),
        DEAL.replace(r#""id":"a","#, r#""id":"a";"#),
        DEAL.replace(r#""id":"a","#, r#""id":"a",/* note */"#),
        DEAL.replace(r#""id":"a","#, "\"id\":\"a\",\u{a0}"),
        DEAL[..DEAL.len() - 1].to_owned(),
        format!("{DEAL}}}"),
        // Fields.
        with(r#""id":"b""#),
        with(r#""note":"x","note":"x""#),
        with(r#""note":null,"note":"x""#),
        with(r#""rate":1,"rate":1"#),
        with(r#""companies":[],"companies":[]"#),
        DEAL.replace(r#""role""#, r#""role":"partner","role""#),
        with(r#""Note":"x""#),
        with(r#""unknown":null"#),
        DEAL.replace(r#""role""#, r#""x":1,"role""#),
        DEAL.replace(r#""id":"a","#, ""),
        DEAL.replace(r#""id":"a","#, r#""id":null,"#),
        DEAL.replace(r#"[{"company":"A","role":"investor"}]"#, "null"),
        DEAL.replace(r#"[{"company":"A","role":"investor"}]"#, "[null]"),
        DEAL.replace(r#"[{"company":"A","role":"investor"}]"#, r#"{"company":"A","role":"investor"}"#),
        DEAL.replace(r#""capex""#, "1"),
        DEAL.replace(r#""capex""#, r#"["capex"]"#),
        with(r#""tags":"x""#),
        with(r#""tags":[null]"#),
        with(r#""tags":{}"#),
        with(r#""amount":5"#),
        // Fields that the program writes itself and does not read.
        with(r#""rate":[}}"#),
        with(r#""rate":["#),
        with(r#""rate":[]"#),
        with(r#""rate":{}"#),
        with(r#""rate_date":true"#),
        with(r#""converted_floor":[1]"#),
        with(r#""converted_floor":01"#),
        with(r#""converted_currency":EUR"#),
        with(r#""converted_sum":"5""#),
    ];
    let other = DEAL.replace(r#""id":"a""#, r#""id":"b""#);
    for between in ["", " ", ",", ", ", "\r", "\u{feff}", "\t", "\u{a0}", "\u{b}", "\0", ";"] {
        texts.push(format!("{DEAL}{between}{other}"));
    }
    texts.push(format!("{}{other}", &DEAL[..40]));
    texts.push(format!("{DEAL}\n\u{a0}\n{other}"));
    texts.push(format!("{DEAL}\n\u{feff}{other}"));
    texts.push(format!("{DEAL}\nnull"));
    texts.push(format!("{DEAL}\n5"));
    texts.push(format!("{DEAL}\n[{other}]"));
    for text in texts {
        assert!(truth::read(&text, true).is_err(), "the truth accepts {text}");
        compare(&text, Form::Lines);
        let document = format!("[{}]", text.replace('\n', ","));
        compare(&document, Form::Document);
        compare(&format!("{{\"deals\":{document}}}"), Form::Document);
    }
}

/// serde's derived types take the fields of a struct from an array in their order; the file format does not.
#[test]
fn an_array_in_place_of_an_object_is_refused() {
    for text in [
        DEAL.replace(r#"{"company":"A","role":"investor"}"#, r#"["A","investor"]"#),
        DEAL.replace(r#"{"value":"5","currency":"USD"}"#, r#"[null,"5",null,null,"USD"]"#),
        with(r#""companies":[["A"]]"#),
        r#"["a","T","capex","2025-01-01"]"#.to_owned(),
        r#"[["a","T","capex","2025-01-01"]]"#.to_owned(),
    ] {
        assert!(read(&text, Form::Lines).is_err(), "{text}");
        assert!(read(&format!("[{text}]"), Form::Document).is_err(), "{text}");
    }
}

#[test]
fn documents_of_another_structure_are_refused() {
    let texts = [
        format!("{{\"deals\":[{DEAL}],\"deals\":[]}}"),
        format!("{{\"deals\":[{DEAL}],\"rates\":null,\"rates\":[]}}"),
        format!("{{\"deals\":[{DEAL}],\"x\":1}}"),
        format!("{{\"deals\":{DEAL}}}"),
        "{\"deals\":null}".to_owned(),
        "{}".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("{{\"deals\":[{DEAL}]}}}}"),
        format!("{{\"deals\":[{DEAL},]}}"),
        format!("{{\"deals\":[{DEAL}],}}"),
        format!("[{DEAL},]"),
        format!("[{DEAL}"),
        format!("\u{feff}[{DEAL}]"),
        format!("[{DEAL}][]"),
        format!("{{\"companies\":[{{\"name\":\"A\\\n\"}}],\"deals\":[{DEAL}]}}"),
        format!("{{\"companies\":[{{\"name\":\"A\",\"name\":\"A\"}}],\"deals\":[{DEAL}]}}"),
        format!("{{\"companies\":[{{\"name\":\"A\",\"home\":\"US\n\"}}],\"deals\":[{DEAL}]}}"),
        format!("{{\"sources\":[{{\"id\":\"a\"}}],\"deals\":[{DEAL}]}}"),
        format!("{{\"rates\":[{{\"date\":\"2025-01-01\"}}],\"deals\":[{DEAL}]}}"),
    ];
    for text in texts {
        assert!(truth::read(&text, false).is_err(), "the truth accepts {text}");
        assert!(read(&text, Form::Document).is_err(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn valid_deals_are_accepted_with_their_values(mut deal in any_deal(), pretty in any::<bool>()) {
        deal["sources"] = json!([{"id": "s", "publisher": "P"}]);
        let text = if pretty { serde_json::to_string_pretty(&deal) } else { serde_json::to_string(&deal) }.unwrap();
        let lines = serde_json::to_string(&deal).unwrap();
        prop_assert!(read(&lines, Form::Lines).is_ok());
        compare(&lines, Form::Lines);
        compare(&format!("[{text}]"), Form::Document);
    }

    #[test]
    fn changed_texts_are_accepted_or_refused_alike(
        mut deal in any_deal(), at in 0usize..900, with in "[\\[\\]{}\":,.a0é\u{1}\n\t \\\\-]{0,2}", gone in 0usize..3
    ) {
        deal["sources"] = json!([{"id": "s", "publisher": "P"}]);
        let text = serde_json::to_string(&deal).unwrap();
        let characters: Vec<char> = text.chars().collect();
        let at = at.min(characters.len());
        let behind = &characters[(at + gone).min(characters.len())..];
        let changed: String =
            characters[..at].iter().copied().chain(with.chars()).chain(behind.iter().copied()).collect();
        compare(&changed, Form::Lines);
        compare(&format!("[{changed}]"), Form::Document);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    /// A deal is refused when it is read for a scan exactly if reading it again reports a fault; else both give the same
    /// deal. With fewer fields no more deals are refused.
    #[test]
    fn reading_again_finds_the_faults_of_exactly_the_deals_that_failed(
        deal in any_deal(), at in 0usize..900, with in "[\\[\\]{}\":,.a0é\u{1}\n\t \\\\-]{0,2}", gone in 0usize..3,
        change in prop::sample::select(CHANGES.to_vec()), fields in any::<u32>(),
    ) {
        let text = serde_json::to_string(&deal).unwrap();
        let characters: Vec<char> = text.chars().collect();
        let at = at.min(characters.len());
        let behind = &characters[(at + gone).min(characters.len())..];
        let spliced: String =
            characters[..at].iter().copied().chain(with.chars()).chain(behind.iter().copied()).collect();
        for text in [spliced, text.replacen(change.0, change.1, 1)] {
            let reader = RecordReader::new(FieldSet::ALL, None);
            let mut buffer = RecordBuffer::default();
            let again = reader.read(&text);
            let read = reader.read_into(&text, &mut buffer).map(|deal| deal.clone());
            prop_assert_eq!(again.as_ref().err().is_some_and(Vec::is_empty), false);
            prop_assert_eq!(read.as_ref(), again.as_ref().ok(), "{}", text);
            let fields = FieldSet::from_bits_truncate(fields) | FieldSet::AMOUNT | FieldSet::ANNOUNCED;
            let some = RecordReader::new(fields, None).read_into(&text, &mut buffer).is_some();
            prop_assert!(some || read.is_none(), "{}", text);
            // Nothing of a record is left for the next one.
            let plain = reader.read_into(PLAIN, &mut buffer).map(|deal| deal.clone());
            prop_assert_eq!(plain, reader.read(PLAIN).ok());
        }
    }
}

/// A deal with required fields only.
const PLAIN: &str =
    r#"{"id":"a","title":"A","kind":"debt","announced":"2025","parties":[{"company":"A","role":"backer"}]}"#;

/// Changes of a valid deal that make it invalid, or nearly.
const CHANGES: [(&str, &str); 16] = [
    ("\"id\"", "\"ID\""),
    ("\"id\":\"x\"", "\"id\":null"),
    ("\"kind\":\"", "\"kind\":\"x"),
    ("\"title\":\"", "\"title\":\"\",\"note2\":\""),
    ("\"currency\":\"", "\"currency\":\"X"),
    ("\"value\":\"", "\"low\":\"1\",\"value\":\""),
    ("\"value\":\"1.50\"", "\"value\":1.50"),
    ("\"value\":\"1.50\"", "\"value\":-0"),
    ("\"role\":\"investor\"", "\"role\":[\"investor\"]"),
    ("\"parties\":[{", "\"parties\":[null,{"),
    ("\"tags\":[", "\"tags\":[null,"),
    ("\"places\":", "\"rate\":1e999,\"places\":"),
    ("\"places\":", "\"rate_date\":\"\\ud800\",\"places\":"),
    ("\"citations\":[{", "\"citations\":[{\"source\":\"s\","),
    ("\"date\":\"2026", "\"date\":\"1926"),
    ("{", "{\"announced\":\"2025\","),
];

#[test]
fn a_document_may_name_its_schema_and_version_1() {
    for text in [
        r#"{"$schema": "https://s.example/d.json", "version": 1, "deals": []}"#,
        r#"{"companies": [], "deals": [], "version": 1, "$schema": "https://s.example/d.json"}"#,
    ] {
        let dataset = read(text, Form::Document).unwrap();
        let written = crate::dataset::write(&dataset, Form::Document).unwrap();
        let expected =
            "{\n  \"$schema\": \"https://s.example/d.json\",\n  \"version\": 1,\n  \"companies\": [],";
        assert!(written.starts_with(expected), "{written}");
        assert_eq!(read(&written, Form::Document).unwrap().reference.header, dataset.reference.header);
    }
    for (text, expected) in [
        (
            r#"{"version": 2, "deals": []}"#,
            "version: version 2 is newer than the one that this program reads, 1",
        ),
        (r#"{"version": 0, "deals": []}"#, "version: there is no version 0"),
        (r#"{"version": "1", "deals": []}"#, "version: found the string \"1\""),
        (r#"{"$schema": 1, "deals": []}"#, "$schema: found 1"),
        (r#"{"version": 1, "version": 1, "deals": []}"#, "version: this field is given twice"),
    ] {
        let faults = read(text, Form::Document).unwrap_err().shown;
        let texts: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.field, fault.problem.message)).collect();
        assert_eq!(texts, [expected], "{text}");
    }
}
