//! A table of texts, cut into chunks of every size: the deals of each are written down by hand.

use std::convert::Infallible;

use super::*;

/// Deals as a file may hold them, without the id: strings with braces, quotation marks, line ends and characters of
/// two to four bytes.
const FIELDS: [&str; 4] = [
    r#""title":"a deal","kind":"capex","announced":"2025","parties":[{"company":"A","role":"investor"}]"#,
    r#""title":"},{\"id\":\"not-a-deal\",\"announced\":\"2025\"}","kind":"capex","announced":"2025-03","parties":[{"company":"é阿🦀é阿🦀","role":"investor"}]"#,
    r#""note":"\\","title":"}\n{\\\"","kind":"equity","announced":"2025-03-10","parties":[{"company":"B","role":"customer"}],"history":[{"date":"2026-01-01","status":"cancelled"}]"#,
    r#""parties":[{"company":"🦀","role":"investor"}],"places":[{"area":"FR"},{"area":"DE"}],"title":"[{]}","kind":"debt","announced":"2025","tags":["},{","\"id\":"]"#,
];

/// One deal of each kind, with the ids `d0` to `d3`.
fn deals() -> Vec<String> {
    let deal = |(index, fields): (usize, &&str)| format!(r#"{{"id":"d{index}",{fields}}}"#);
    FIELDS.iter().enumerate().map(deal).collect()
}

/// The same deals with spaces and line ends between the tokens, indented by two.
fn pretty_deals() -> Vec<String> {
    let pretty = |deal: String| {
        let value: serde_json::Value = serde_json::from_str(&deal).unwrap();
        serde_json::to_string_pretty(&value).unwrap()
    };
    deals().into_iter().map(pretty).collect()
}

/// Keeps the ids of deals, each with the byte at which the deal begins.
#[derive(Default)]
struct IdList(Vec<(u64, String)>);

impl Visitor for IdList {
    type Part = Vec<(u64, String)>;
    type Error = Infallible;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), Infallible> {
        self.0.push((at, deal.id.to_string()));
        Ok(())
    }

    fn take_part(&mut self) -> Self::Part {
        std::mem::take(&mut self.0)
    }

    fn merge(&mut self, _: Self) {}
}

/// The ids of the deals of a file in the order of the file.
fn ids(
    path: &Path,
    form: Form,
    threads: usize,
    chunk_size: u64,
    projection: Projection,
) -> Vec<(u64, String)> {
    let options = ReadOptions { threads, chunk_size, ..ReadOptions::default() };
    let scan = DealScan::of_file(path, form, projection, options).unwrap();
    let mut ids = Vec::new();
    let take = |part| {
        ids.extend::<Vec<_>>(part);
        Ok::<_, Infallible>(())
    };
    scan.collect(projection.fields, &Prefilters::default(), IdList::default, take).unwrap();
    ids
}

/// Reads `text` in chunks of many sizes, on one and several threads, by whole deals and by their ids alone.
fn assert_ids(text: &str, form: Form, expected: &[&str]) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let length = text.len() as u64;
    // The smallest chunks take long on long texts.
    let smallest = if length < 800 { 1 } else { 9 };
    let sizes = [smallest, 13, 29, 64, 101, 173, 256, length.max(2) - 1, length.max(1), length + 1];
    let only_ids = Projection { fields: FieldSet::ID, companies: false, sources: false, rates: false };
    for (chunk_size, threads) in sizes.into_iter().zip([1, 3].into_iter().cycle()) {
        for projection in [Projection::ALL, only_ids] {
            let found = ids(file.path(), form, threads, chunk_size, projection);
            let names: Vec<&str> = found.iter().map(|(_, id)| id.as_str()).collect();
            assert_eq!(names, expected, "{chunk_size} bytes, {threads} threads, {form:?}:\n{text}");
            for (at, id) in &found {
                let deal = text[usize::try_from(*at).unwrap()..].trim_start();
                assert!(deal.starts_with('{') && deal.contains(&format!("\"{id}\"")), "{at}: {deal}");
            }
        }
    }
}

const ALL: [&str; 4] = ["d0", "d1", "d2", "d3"];

#[test]
fn lines_are_cut_at_their_ends() {
    let deals = deals();
    for text in [
        deals.join("\n") + "\n",
        deals.join("\n"),
        deals.join("\r\n") + "\r\n",
        deals.join("\n\n  \n"),
        format!("\n\n{}\n\n\n", deals.join("\n")),
        format!("\u{feff}{}\n", deals.join("\n")),
        format!("\u{feff}\r\n{}", deals.join("\r\n \t\r\n")),
        deals.iter().flat_map(|deal| ["  ", deal, "\t\n"]).collect(),
    ] {
        assert_ids(&text, Form::Lines, &ALL);
    }
    for (text, expected) in [("", [].as_slice()), ("\n \n", &[]), (&deals[1], &["d1"])] {
        assert_ids(text, Form::Lines, expected);
    }
}

#[test]
fn documents_are_cut_between_their_deals() {
    let companies =
        r#""companies": [{"name": "A", "aliases": ["},{\"id\":\"x\""]}, {"name": "B", "parent": "A"}]"#;
    let sources = r#""sources": [{"id": "s", "publisher": "é阿🦀"}, {"id": "d0", "publisher": "[{"}]"#;
    let rates = r#""rates": [{"date": "2025-01-01", "base": "EUR", "quote": "DEM", "rate": "1.95583"}]"#;
    let mut texts = Vec::new();
    for (deals, comma) in
        [(deals(), ","), (deals(), " ,\n"), (pretty_deals(), ","), (pretty_deals(), ",\r\n\t")]
    {
        let list = format!("[{}]", deals.join(comma));
        texts.push(list.clone());
        texts.push(format!("\u{feff} {list} \n"));
        texts.push(format!(r#"{{"deals":{list}}}"#));
        texts.push(format!("{{{companies}, {sources}, \"deals\": {list}, {rates}}}\n"));
        texts.push(format!("{{\"deals\":\n{list},\n{companies},{rates},\n{sources}\n}}"));
        texts.push(format!(
            "\r\n{{ {rates}, \"companies\": null, {sources}, \"deals\" : [\n{}\n] }}",
            deals.join(comma)
        ));
    }
    for text in texts {
        assert_ids(&text, Form::Document, &ALL);
    }
    for text in ["[]", " [ ] ", r#"{"deals":[]}"#, &format!("{{{companies}, \"deals\": [ ], {sources}}}")] {
        assert_ids(text, Form::Document, &[]);
    }
    assert_ids(&format!("{{\"deals\": [{}]}}", deals()[1]), Form::Document, &["d1"]);
}

#[test]
fn invalid_utf_8_is_located_in_a_file_whose_reference_data_has_faults() {
    // The companies have a fault, so that the file is read whole.
    let deals = format!("{},{}", deals()[0], deals()[1]);
    let blank = " ".repeat(2 << 20);
    let (before, behind) =
        (format!("{{\"companies\":[{{}}],\"deals\":[\n{blank}\n"), format!("{blank}{deals}]}}"));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [before.as_bytes(), b"  \xff\n", behind.as_bytes()].concat()).unwrap();
    let projection = Projection { fields: FieldSet::ID, companies: true, sources: false, rates: false };
    let error =
        DealScan::of_file(file.path(), Form::Document, projection, ReadOptions::default()).unwrap_err();
    let ReadError::Encoding(position) = error else { panic!("{error:?}") };
    assert_eq!((position.line, position.column), (3, 3));
}
