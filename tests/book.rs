//! Keeping a book: the commands that change a dataset, one after the other, at once, and cut short.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

fn outlay(book: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    command.env_remove("OUTLAY_DATA").arg("--data").arg(book).args(arguments);
    command
}

/// Runs a command that must end well, and gives what it says.
fn well(book: &Path, arguments: &[&str]) -> String {
    let output = outlay(book, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn new_book(folder: &Path, name: &str) -> std::path::PathBuf {
    let book = folder.join(name);
    let init = Command::new(env!("CARGO_BIN_EXE_outlay")).arg("init").arg(&book).status().unwrap();
    assert!(init.success());
    book
}

const PLANT: [&str; 22] = [
    "add",
    "--title",
    "FabCo: a plant in Dresden",
    "--kind",
    "capex",
    "--announced",
    "2025-05-02",
    "--amount",
    "~€4.5bn",
    "--equivalent",
    "$5.1bn",
    "--party",
    "FabCo:investor",
    "--place",
    "DE:at least 80%",
    "--source",
    "https://wire.example/fabco",
    "--publisher",
    "The Wire",
    "--quote",
    "about €4.5 billion ($5.1 billion)",
    "--yes",
];

#[test]
fn a_deal_is_added_revised_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["book.json", "book.jsonl"] {
        let book = new_book(folder.path(), name);
        let empty = fs::read_to_string(&book).unwrap();
        well(&book, &PLANT);
        let csv = well(
            &book,
            &[
                "list",
                "--in",
                "USD",
                "--format",
                "csv",
                "--columns",
                "id,bound,headline,converted_headline,rate_source",
            ],
        );
        assert_eq!(
            csv,
            "id,bound,headline,converted_headline,rate_source\nfabco-a-plant-in-dresden,about,4500000000,5100000000,stated by the-wire-2025-05-02\n"
        );
        well(
            &book,
            &[
                "revise",
                "fabco-a-plant-in-dresden",
                "--on",
                "2025-09-24",
                "--amount",
                "€5bn",
                "--note",
                "a second line",
            ],
        );
        assert!(well(&book, &["totals", "--format", "csv"]).contains("5000000000,5000000000,5000000000,EUR"));
        assert!(
            well(&book, &["totals", "--format", "csv", "--as-of", "2025-09-23"])
                .contains("4500000000,4500000000,4500000000,EUR")
        );
        assert!(
            well(&book, &["show", "fabco-a-plant-in-dresden"])
                .contains("history    2025-09-24  EUR 5bn; a second line\n")
        );
        // Every command leaves the canonical layout.
        well(&book, &["fmt", "--check"]);
        well(&book, &["remove", "fabco-a-plant-in-dresden", "--yes"]);
        assert_eq!(well(&book, &["list", "--format", "csv", "--columns", "id"]), "id\n");
        if name == "book.json" {
            assert_ne!(fs::read_to_string(&book).unwrap(), empty, "the source stays on record");
        }
    }
}

#[test]
fn what_is_wrong_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let book = new_book(folder.path(), "book.json");
    well(&book, &PLANT);
    let before = fs::read(&book).unwrap();
    let refusals: [(&[&str], i32, &str); 8] = [
        (&["add", "--title", "x", "--yes"], 2, "--announced is missing"),
        (
            &[
                "add",
                "--title",
                "…",
                "--kind",
                "capex",
                "--announced",
                "2025",
                "--party",
                "A:investor",
                "--yes",
            ],
            2,
            "no id can be made",
        ),
        (
            &["add", "--title", "x", "--kind", "capex", "--announced", "2025", "--party", "A", "--yes"],
            2,
            "names no role",
        ),
        (
            &[
                "add",
                "--title",
                "x",
                "--kind",
                "capex",
                "--announced",
                "2025",
                "--party",
                "A:investor",
                "--amount",
                "$5bn",
                "--equivalent",
                "$4bn",
                "--yes",
            ],
            2,
            "equivalents[0]",
        ),
        (
            &[
                "add",
                "--title",
                "x",
                "--kind",
                "capex",
                "--announced",
                "2025",
                "--party",
                "A:investor",
                "--source",
                "https://x.example/",
                "--yes",
            ],
            2,
            "is new",
        ),
        (&["revise", "fabco-a-plant-in-dresden", "--on", "2025-09-24"], 2, "changes nothing"),
        (
            &["revise", "fabco-a-plant-in-dresden", "--on", "2025-01-01", "--status", "cancelled"],
            2,
            "before the deal was announced",
        ),
        (&["remove", "fabco"], 2, "no deal is called"),
    ];
    for (arguments, code, message) in refusals {
        let output = outlay(&book, arguments).output().unwrap();
        assert!(
            output.status.code() == Some(code) && errors(&output).contains(message),
            "{arguments:?}: {}",
            errors(&output)
        );
        assert_eq!(fs::read(&book).unwrap(), before, "{arguments:?}");
    }
    let init = Command::new(env!("CARGO_BIN_EXE_outlay")).arg("init").arg(&book).output().unwrap();
    assert!(init.status.code() == Some(1) && errors(&init).contains("never overwritten"));
    assert_eq!(fs::read(&book).unwrap(), before);
}

#[test]
fn two_writers_lose_nothing() {
    const EACH: usize = 25;
    let folder = tempfile::tempdir().unwrap();
    let book = new_book(folder.path(), "book.json");
    thread::scope(|scope| {
        for writer in 0..2 {
            let book = &book;
            scope.spawn(move || {
                for number in 0..EACH {
                    let title = format!("Deal {writer} {number}");
                    well(
                        book,
                        &[
                            "add",
                            "--title",
                            &title,
                            "--kind",
                            "other",
                            "--announced",
                            "2025",
                            "--party",
                            "A:investor",
                            "--yes",
                        ],
                    );
                }
            });
        }
    });
    assert_eq!(well(&book, &["list", "--format", "csv", "--columns", "id"]).lines().count(), 1 + 2 * EACH);
}

#[test]
fn a_writer_that_is_killed_leaves_the_old_book_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let book = new_book(folder.path(), "book.json");
    let mut known = 0;
    for round in 0..40u64 {
        let title = format!("Deal {round}");
        let mut child = outlay(
            &book,
            &[
                "add",
                "--title",
                &title,
                "--kind",
                "other",
                "--announced",
                "2025",
                "--party",
                "A:investor",
                "--yes",
            ],
        )
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
        // Spread over the time that a change takes, in an order of no pattern.
        thread::sleep(Duration::from_micros(round * 7919 % 12_000));
        let _ = child.kill();
        child.wait().unwrap();
        let deals = well(&book, &["list", "--format", "csv", "--columns", "id"]).lines().count() - 1;
        assert!(deals == known || deals == known + 1, "{deals} deals after {known}");
        known = deals;
    }
}

#[test]
fn datasets_are_joined_or_their_conflicts_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mine, theirs) = (new_book(folder.path(), "mine.json"), new_book(folder.path(), "theirs.json"));
    well(&mine, &PLANT);
    well(&theirs, &PLANT);
    well(
        &theirs,
        &[
            "add",
            "--title",
            "Another",
            "--kind",
            "grant",
            "--announced",
            "2025-06",
            "--party",
            "State:investor",
            "--yes",
        ],
    );
    let merge =
        || Command::new(env!("CARGO_BIN_EXE_outlay")).arg("merge").args([&mine, &theirs]).output().unwrap();
    let joined = merge();
    assert!(joined.status.success());
    assert_eq!(joined.stdout, fs::read(&theirs).unwrap(), "what both have stands there once");
    well(&theirs, &["revise", "fabco-a-plant-in-dresden", "--on", "2026-01-01", "--status", "cancelled"]);
    let conflict = merge();
    assert!(conflict.status.code() == Some(1) && conflict.stdout.is_empty());
    assert!(errors(&conflict).contains("differ in history"), "{}", errors(&conflict));
}
