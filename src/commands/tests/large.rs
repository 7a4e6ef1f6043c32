//! Faults and odd spellings of large files, whatever a question needs. "Large" is any size above a limit of zero bytes.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::cli;
use crate::commands::run;
use crate::io::messages::MessageStyle;
use crate::io::reading::Reading;

/// Questions that read all deals, few fields, deals of a company, deals in a country, and every record.
const QUESTIONS: [&str; 6] = [
    "totals --by year,currency", "list --format csv --columns id", "totals --company A",
    "totals --region FR", "companies", "list --format jsonl",
];

/// The output and the messages of a question, without the note on what was not validated.
fn answer(question: &str, file: &Path, reading: Reading) -> (String, String) {
    let words = ["outlay", "--data"].map(OsString::from).into_iter().chain([file.into()]);
    let mut request = cli::parse(words.chain(question.split(' ').map(OsString::from))).unwrap();
    request.reading = reading;
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    if let Err(error) = run(&request, &mut stdout, &mut stderr) {
        MessageStyle::PLAIN.print(&error.messages(), error.exit(), &mut stderr);
    }
    let messages = String::from_utf8(stderr).unwrap();
    let messages: Vec<&str> = messages.lines().filter(|line| !line.contains("larger than 64 MB")).collect();
    (String::from_utf8(stdout).unwrap(), messages.join("\n"))
}

/// The ways to read a file as a large one.
fn large() -> impl Iterator<Item = Reading> {
    let sizes = [1, 50, 171, 400, 1 << 20].into_iter();
    sizes.zip([1, 2].into_iter().cycle()).map(|(chunk_size, threads)| Reading {
        threads: Some(threads),
        full_validation_limit: 0,
        chunk_size,
        ..Reading::default()
    })
}

fn deal(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","title":"t","kind":"capex","announced":"2025","parties":[{{"company":"A","role":"investor"}}],"places":[{{"area":"FR"}}],"amount":{{"value":"5","currency":"EUR"}}}}"#
    )
}

#[test]
fn a_repeated_id_is_reported_with_both_lines() {
    let folder = tempfile::tempdir().unwrap();
    let deals = ["a", "b", "c", "a", "d", "c", "a"].map(deal);
    for (name, text) in
        [("deals.jsonl", deals.join("\n")), ("deals.json", format!("{{\"deals\":[{}]}}", deals.join(",\n")))]
    {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        let expected = [("4", "a", "1"), ("6", "c", "3"), ("7", "a", "1")].map(|(line, id, first)| {
            format!("{}:{line}:7: deal {id}, id: another deal has this id (line {first})", file.display())
        });
        for question in QUESTIONS {
            for reading in large() {
                let (stdout, messages) = answer(question, &file, reading);
                for fault in &expected {
                    assert!(messages.contains(fault.as_str()), "{question} {reading:?}:\n{messages}");
                }
                assert_eq!(messages.matches("another deal").count(), 3, "{messages}");
                assert!(messages.contains("3 faults"), "{messages}");
                assert!(stdout.is_empty() || question.starts_with("list"), "{stdout}");
            }
        }
    }
}

/// Questions whose answers show links, some of deals that the filter rejects.
const LINKED: [&str; 3] = ["list --region FR", "show pledge site", "export --company B --format jsonl"];

/// A deal of another company and another country, with the fields `links`.
fn linked(id: &str, links: &str) -> String {
    deal(id).replace("\"A\"", "\"B\"").replace("FR", "DE").replace("{\"id\"", &format!("{{{links},\"id\""))
}

#[test]
fn broken_links_are_reported_whatever_a_question_reads() {
    let folder = tempfile::tempdir().unwrap();
    let deals = [
        deal("pledge"),
        linked("site", r#""included_in":"pledge""#),
        linked("other-site", r#""included_in":"plegde""#),
        linked("one", r#""replaces":"two""#),
        linked("two", r#""included_in":"one""#),
    ];
    let expected = [
        "3:16: deal other-site, included_in: no deal has the id \"plegde\"\nhint: did you mean \"pledge\"?",
        "5:16: deal two, included_in: the links lead back to this deal: two → one → two\n",
    ];
    for (name, text) in [
        ("deals.jsonl", deals.join("\n")),
        ("deals.json", format!("{{\"deals\":[\n{}]}}", deals.join(",\n"))),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, &text).unwrap();
        let small = answer("totals", &file, Reading::default()).1;
        for question in QUESTIONS {
            for reading in large() {
                let (stdout, messages) = answer(question, &file, reading);
                if name == "deals.jsonl" {
                    for fault in expected {
                        assert!(messages.contains(fault), "{question} {reading:?}:\n{messages}");
                    }
                }
                assert_eq!(messages, small, "{question} {reading:?}");
                assert!(stdout.is_empty() || question.starts_with("list"), "{stdout}");
            }
        }
        fs::write(&file, text.replace("plegde", "pledge").replace("\"two\",\"id\"", "\"pledge\",\"id\""))
            .unwrap();
        for question in QUESTIONS.into_iter().chain(LINKED) {
            let small = answer(question, &file, Reading::default());
            assert!(!small.1.contains("error"), "{}", small.1);
            for reading in large() {
                assert_eq!(answer(question, &file, reading).0, small.0, "{question} {reading:?}");
            }
        }
    }
}

/// A file with columns is made of valid deals; their ids are then changed in place.
#[cfg(feature = "parquet")]
#[test]
fn broken_links_of_columns_are_reported_whatever_a_question_reads() {
    let folder = tempfile::tempdir().unwrap();
    let deals = [deal("pledge"), linked("site", r#""included_in":"pledge""#)].join("\n");
    let (lines, file) = (folder.path().join("deals.jsonl"), folder.path().join("deals.parquet"));
    fs::write(&lines, deals).unwrap();
    answer(&format!("export -o {}", file.display()), &lines, Reading::default());
    let mut bytes = fs::read(&file).unwrap();
    assert!(answer("totals", &file, Reading::default()).1.is_empty());
    // The first one is the id of the deal itself.
    let at = memchr::memmem::find(&bytes, b"pledge").unwrap();
    bytes[at..at + 6].copy_from_slice(b"plegde");
    fs::write(&file, bytes).unwrap();
    let expected =
        "2:1: deal site, included_in: no deal has the id \"pledge\"\nhint: did you mean \"plegde\"?";
    for question in QUESTIONS.into_iter().filter(|question| question.starts_with("totals")) {
        for reading in large() {
            let (_, messages) = answer(question, &file, reading);
            assert!(messages.contains(expected), "{question} {reading:?}:\n{messages}");
        }
    }
}

#[test]
fn escaped_keys_byte_order_marks_and_long_first_lines_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let escaped = deal("a").replace("\"title\"", "\"t\\u0069tle\"").replace("\"id\"", "\"\\u0069d\"");
    let embedded = |deal: String, name: &str| {
        let companies = format!(r#","c\u006fmpanies":[{{"name":"{name}","aliases":["A"]}}]}}"#);
        deal.strip_suffix('}').unwrap().to_owned() + &companies
    };
    let long = deal("a").replace("\"t\"", &format!("\"{}\"", "t".repeat(3 << 19)));
    for first in [deal("a"), escaped.clone(), embedded(escaped, "B"), embedded(deal("a"), "C"), long] {
        for mark in ["", "\u{feff}"] {
            for name in ["deals.jsonl", "deals"] {
                let file = folder.path().join(name);
                fs::write(&file, format!("{mark}{first}\n{}\n", deal("b"))).unwrap();
                for question in ["totals --by year", "list --format csv --columns id,parties"] {
                    let small = answer(question, &file, Reading::default());
                    let start = &first[..first.len().min(80)];
                    assert!(small.0.contains("10") || small.0.contains("\na,"), "{start} {small:?}");
                    assert!(!small.1.contains("error"), "{start} {}", small.1);
                    for reading in large().skip(if first.len() > 1000 { 4 } else { 0 }) {
                        assert_eq!(answer(question, &file, reading), small, "{name} {mark:?} {start}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_first_line_of_a_large_file_has_the_columns_of_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    fs::write(&file, format!("\u{feff}{}\n", deal("a").replace("capex", "capx"))).unwrap();
    let small = answer("totals", &file, Reading::default());
    assert!(small.1.contains("deals.jsonl:1:30: deal a, kind:"), "{}", small.1);
    for reading in large() {
        assert_eq!(answer("totals", &file, Reading { validate: true, ..reading }), small);
    }
}

#[test]
fn a_file_of_several_chunks_is_written_only_if_it_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    let chunks = Reading { threads: Some(2), chunk_size: 100, ..Reading::default() };
    let text = ["a", "b", "c", "d"].map(deal).join("\n");
    for (text, is_valid) in
        [(text.clone(), true), (text.replace("\"d\"", "\"a\""), false), (text + "{", false)]
    {
        fs::write(&file, text).unwrap();
        for question in QUESTIONS {
            let small = answer(question, &file, Reading::default());
            assert_eq!(small.1.contains("error"), !is_valid, "{}", small.1);
            assert_eq!(small.0.is_empty(), !is_valid, "{}", small.0);
            assert_eq!(answer(question, &file, chunks), small, "{question}");
        }
    }
}

#[test]
fn a_page_of_a_large_file_is_that_of_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    let differing = deal("x").replace(
        "{\"id\"",
        r#"{"citations":[{"source":"s","amount":{"value":"6","currency":"EUR"}}],"sources":[{"id":"s","publisher":"P"}],"id""#,
    );
    for count in [3, 10_000] {
        let deals: Vec<String> = (0..count).map(|number| deal(&format!("d{number}"))).collect();
        let file = folder.path().join("deals.jsonl");
        fs::write(&file, format!("{}\n{differing}", deals.join("\n"))).unwrap();
        let large = Reading { full_validation_limit: 0, ..Reading::default() };
        let (page, messages) = answer("report --by country", &file, Reading::default());
        assert!(page.contains("sources: differ on 1 deal"), "{messages}");
        assert_eq!(page.contains("are too many to list"), count == 10_000);
        assert_eq!(answer("report --by country", &file, large), (page, messages));
    }
}

/// `A0` to `A2999` invest 10 in all. Parts name the first thousand, with 0.001 each; any of the others may hold all of it.
#[test]
fn a_deal_of_many_parties_and_parts_has_a_row_for_each_company() {
    const PARTIES: usize = 3000;
    let folder = tempfile::tempdir().unwrap();
    let party = |index: usize| format!(r#"{{"company":"A{index}","role":"investor"}}"#);
    let parties: Vec<String> = (0..PARTIES).map(party).collect();
    let amount = |value: &str| format!(r#""amount":{{"value":"{value}","currency":"EUR"}}"#);
    let part = |index: usize| {
        format!(r#"{{"title":"p","relation":"within",{},"parties":[{}]}}"#, amount("0.001"), party(index))
    };
    let parts: Vec<String> = (0..1000).map(part).collect();
    let (parties, parts) = (parties.join(","), parts.join(","));
    let deal = format!(
        r#"{{"id":"a","title":"t","kind":"equity","announced":"2025","parties":[{parties}],"parts":[{parts}],{}}}"#,
        amount("10")
    );
    let file = folder.path().join("deals.json");
    fs::write(&file, format!("{{\"deals\":[{deal}]}}")).unwrap();
    for reading in large().take(2).chain([Reading::default()]) {
        let (stdout, _) = answer("totals --by company --format csv", &file, reading);
        let rows: Vec<&str> = stdout.lines().collect();
        assert_eq!(rows.len(), 1 + PARTIES);
        assert_eq!(rows[1], "A0,1,0,0.001,0.001,0.001,EUR,0.0001", "{reading:?}");
        assert!(rows.contains(&"A999,1,0,0.001,0.001,0.001,EUR,0.0001"));
        assert!(rows.contains(&"A1000,1,0,0,10,10,EUR,1"));
        let (one, _) = answer("totals --company A7 --format csv", &file, reading);
        assert_eq!(one.lines().nth(1), Some("1,0,0.001,0.001,0.001,EUR,1"));
    }
}
