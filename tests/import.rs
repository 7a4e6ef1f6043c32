//! Tables of other people's making: every row is imported, already there, or rejected with its reason.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Book(tempfile::TempDir);

impl Book {
    fn new() -> Self {
        let book = Self(tempfile::tempdir().unwrap());
        assert!(
            Command::new(env!("CARGO_BIN_EXE_outlay"))
                .arg("init")
                .arg(book.file("book.json"))
                .status()
                .unwrap()
                .success()
        );
        book
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command
            .env_remove("OUTLAY_DATA")
            .current_dir(self.0.path())
            .args(["--data", "book.json"])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn list(&self, columns: &str) -> String {
        String::from_utf8(self.run(&["list", "--format", "csv", "--columns", columns]).stdout).unwrap()
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

const MAP: &str = r#"announced=Announced Date:%d/%m/%Y,party=Company:recipient,party=Investors:investor:split=", ",amount=Money Raised,place=Country,source=Source,kind=equity,decimal=."#;

#[test]
fn a_messy_table_loses_no_row() {
    let book = Book::new();
    fs::copy(fixture("rounds.csv"), book.file("rounds.csv")).unwrap();
    let first = book.run(&["import", "rounds.csv", "--map", MAP, "--save-map", "rounds.map"]);
    assert_eq!(first.status.code(), Some(1), "{}", errors(&first));
    assert!(
        errors(&first).contains("note: 10 rows: 3 imported, 1 already there, 6 rejected\n"),
        "{}",
        errors(&first)
    );
    assert_eq!(
        book.list("id,announced,bound,headline,currency,parties,places,sources"),
        "id,announced,bound,headline,currency,parties,places,sources\n\
         fabco-equity,2025-02-24,exact,1500000000,USD,FabCo:recipient; Fund One:investor; Fund Two:investor,DE,wire-example-2025-02-24\n\
         sunco-equity,2025-02-25,exact,2500000000,EUR,SunCo:recipient; Fund One:investor,ES,wire-example-2025-02-25\n\
         gridco-equity,2025-02-28,exact,1740,USD,GridCo:recipient,US,\n"
    );
    let rejected = fs::read_to_string(book.file("rounds.rejected.csv")).unwrap();
    let reasons: Vec<(String, String)> = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(rejected.as_bytes())
        .records()
        .map(|row| row.map(|row| (row[0].to_owned(), row[1].split(" (").next().unwrap().to_owned())).unwrap())
        .collect();
    let expected = [
        ("4", "no country or region is called \"Atlantis\""),
        ("5", "\"20,00,00,000\" names no currency"),
        ("7", "\"31/02/2025\" is not a date of the form %d/%m/%Y"),
        ("8", "5 cells under 6 columns"),
        ("9", "the row is empty"),
        ("11", "\"5bn\" names no currency"),
    ];
    let expected = expected.map(|(line, reason)| (line.to_owned(), reason.to_owned()));
    assert_eq!(reasons, expected);
}

#[test]
fn a_table_is_imported_once() {
    let book = Book::new();
    fs::copy(fixture("rounds.xlsx"), book.file("rounds.xlsx")).unwrap();
    let proposal = book.run(&["import", "rounds.xlsx"]);
    assert!(
        errors(&proposal).contains("this mapping is a proposal and nothing was written"),
        "{}",
        errors(&proposal)
    );
    assert_eq!(book.list("id"), "id\n");
    let first = book.run(&["import", "rounds.xlsx", "--yes"]);
    assert!(
        errors(&first).contains("note: 4 rows: 3 imported, 0 already there, 1 rejected\n"),
        "{}",
        errors(&first)
    );
    assert_eq!(
        book.list("id,announced,headline,currency,places"),
        "id,announced,headline,currency,places\n\
         fabco-other,2025-02-24,1500000000,USD,DE\n\
         sunco-other,2025-02-25,0.1,EUR,ES\n\
         quietco-other,2025-02,,,US\n"
    );
    let again = book.run(&["import", "rounds.xlsx", "--yes"]);
    assert!(
        errors(&again).contains("note: 4 rows: 0 imported, 3 already there, 1 rejected\n"),
        "{}",
        errors(&again)
    );
}

#[test]
fn a_dry_run_writes_nothing_and_a_wrong_mapping_is_told() {
    let book = Book::new();
    fs::copy(fixture("rounds.csv"), book.file("rounds.csv")).unwrap();
    let before = fs::read(book.file("book.json")).unwrap();
    book.run(&["import", "rounds.csv", "--map", MAP, "--dry-run"]);
    for (map, message) in [
        ("amount=Mony Raised", "did you mean \"Money Raised\"?"),
        ("amont=Money Raised", "did you mean \"amount\"?"),
        ("amount", "is not FIELD=COLUMN"),
        ("party=Company:boss", "is not a role"),
        ("decimal=x", "is not a decimal sign"),
        ("currency=USF", "is not a currency"),
    ] {
        let output = book.run(&["import", "rounds.csv", "--map", map]);
        assert!(
            output.status.code() == Some(2) && errors(&output).contains(message),
            "{map}: {}",
            errors(&output)
        );
    }
    assert_eq!(fs::read(book.file("book.json")).unwrap(), before);
    assert_eq!(fs::read_dir(book.0.path()).unwrap().count(), 2);
}

/// One row must not spoil the others, and a row that is not taken leaves nothing behind.
#[test]
fn a_row_that_is_not_taken_leaves_nothing_behind() {
    let book = Book::new();
    let rows = "Date,Company,Amount,URL,Quote\n\
        2025-01-01,A,$1bn,https://wire.example/a b,\n\
        2025-01-02,B,$1bn,https://wire.example/b,q\n\
        2025-01-02,B,$1bn,https://wire.example/again,q\n\
        2025-01-03,C,$1bn,,q\n\
        2025-01-04,D,$1bn,some paper,\n";
    fs::write(book.file("rows.csv"), rows).unwrap();
    let map = "announced=Date,party=Company:recipient,amount=Amount,source=URL,quote=Quote";
    let output = book.run(&["import", "rows.csv", "--map", map]);
    assert!(
        errors(&output).contains("note: 5 rows: 1 imported, 1 already there, 3 rejected\n"),
        "{}",
        errors(&output)
    );
    let rejected = fs::read_to_string(book.file("rows.rejected.csv")).unwrap();
    for reason in ["is not a URL", "a quote or a publisher without a source", "no source is called"] {
        assert!(rejected.contains(reason), "{rejected}");
    }
    let written = fs::read_to_string(book.file("book.json")).unwrap();
    assert_eq!(written.matches("wire.example/").count(), 1, "{written}");
}

#[test]
fn other_encodings_are_named() {
    let book = Book::new();
    fs::write(book.file("latin.csv"), b"Date,Company,Amount\n2025-02-24,Soci\xe9t\xe9,\xa35m\n").unwrap();
    let refused = book.run(&["import", "latin.csv", "--yes"]);
    assert!(
        refused.status.code() == Some(1) && errors(&refused).contains("latin.csv:2:16: invalid UTF-8"),
        "{}",
        errors(&refused)
    );
    let read = book.run(&["import", "latin.csv", "--yes", "--encoding", "windows-1252"]);
    assert!(read.status.success(), "{}", errors(&read));
    assert_eq!(
        book.list("parties,headline,currency"),
        "parties,headline,currency\nSociété:recipient,5000000,GBP\n"
    );
}

#[test]
fn what_list_writes_is_imported_again() {
    let book = Book::new();
    let list = |data: &[&str], format: &str| {
        Command::new(env!("CARGO_BIN_EXE_outlay"))
            .env_remove("OUTLAY_DATA")
            .current_dir(book.0.path())
            .args(data)
            .args(["list", "--format", format])
            .output()
            .unwrap()
            .stdout
    };
    for format in ["csv", "jsonl"] {
        let file = format!("list.{format}");
        fs::write(book.file(&file), list(&[], format)).unwrap();
        let imported = book.run(&["import", &file]);
        assert!(
            imported.status.success() && errors(&imported).contains("4 rows: 4 imported"),
            "{}",
            errors(&imported)
        );
        assert_eq!(list(&["--data", "book.json"], format), list(&[], format), "{format}");
        for id in ["coreweave-openai", "alibaba-ai-cloud", "iliad-ai", "microsoft-ai-fy2025"] {
            assert!(book.run(&["remove", id, "--yes"]).status.success());
        }
        fs::remove_file(book.file("book.json")).unwrap();
        assert!(
            Command::new(env!("CARGO_BIN_EXE_outlay"))
                .arg("init")
                .arg(book.file("book.json"))
                .status()
                .unwrap()
                .success()
        );
    }
}

/// The editor is a script: it corrects the draft at its second look, as a person does who reads the messages.
#[cfg(unix)]
#[test]
fn an_edit_with_a_fault_opens_again() {
    let book = Book::new();
    fs::write(
        book.file("list.jsonl"),
        Command::new(env!("CARGO_BIN_EXE_outlay"))
            .env_remove("OUTLAY_DATA")
            .args(["list", "--format", "jsonl"])
            .output()
            .unwrap()
            .stdout,
    )
    .unwrap();
    book.run(&["import", "list.jsonl"]);
    let edit = |script: &str| {
        Command::new(env!("CARGO_BIN_EXE_outlay"))
            .env("VISUAL", format!("sh -c '{script}' edit"))
            .current_dir(book.0.path())
            .args(["--data", "book.json", "edit", "iliad-ai"])
            .output()
            .unwrap()
    };
    let corrected = edit(
        r#"if grep -q "is not a kind" "$1"; then sed -i "s/capx/grant/" "$1"; else sed -i "s/\"capex\"/\"capx\"/" "$1"; fi"#,
    );
    assert!(corrected.status.success(), "{}", errors(&corrected));
    assert!(book.list("id,kind").contains("iliad-ai,grant\n"));
    let unchanged = edit("true");
    assert!(
        unchanged.status.code() == Some(1) && errors(&unchanged).contains("nothing was changed"),
        "{}",
        errors(&unchanged)
    );
    let given_up = edit(r#"sed -i "s/\"grant\"/\"grnt\"/" "$1""#);
    assert!(errors(&given_up).contains("the draft is kept as "), "{}", errors(&given_up));
    let draft = errors(&given_up).split("the draft is kept as ").nth(1).unwrap().trim().to_owned();
    assert!(fs::read_to_string(&draft).unwrap().contains("grnt"));
    fs::remove_file(draft).unwrap();
    assert!(book.list("id,kind").contains("iliad-ai,grant\n"));
}
