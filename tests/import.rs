//! Imports third-party tables: each row is imported, already present, or rejected with its reason.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::NO_SETTINGS;

struct Dataset(tempfile::TempDir);

impl Dataset {
    fn new() -> Self {
        let dataset = Self(tempfile::tempdir().unwrap());
        assert!(
            Command::new(env!("CARGO_BIN_EXE_outlay"))
                .arg("init")
                .arg(dataset.file("deals.json"))
                .status()
                .unwrap()
                .success()
        );
        dataset
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command
            .envs(NO_SETTINGS)
            .current_dir(self.0.path())
            .args(["--data", "deals.json"])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn list(&self, columns: &str) -> String {
        String::from_utf8(self.run(&["list", "--format", "csv", "--columns", columns]).stdout).unwrap()
    }
}

impl Dataset {
    fn list_where(&self, condition: &str) -> String {
        let arguments = ["list", "--format", "csv", "--columns", "id", "--where", condition];
        String::from_utf8(self.run(&arguments).stdout).unwrap()
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

const MAP: &str = r#"announced=Announced Date:%d/%m/%Y,party=Company:recipient,party=Investors:investor:split=", ",amount=Money Raised,place=Country,source=Source,kind=equity,decimal=."#;

#[test]
fn each_row_of_a_messy_table_is_counted() {
    let dataset = Dataset::new();
    fs::copy(fixture("rounds.csv"), dataset.file("rounds.csv")).unwrap();
    let first = dataset.run(&["import", "rounds.csv", "--map", MAP, "--save-map", "rounds.map"]);
    assert_eq!(first.status.code(), Some(1), "{}", stderr(&first));
    assert!(
        stderr(&first).contains("note: 9 rows: 4 imported, 0 already there, 1 left out, 4 rejected\n"),
        "{}",
        stderr(&first)
    );
    assert_eq!(
        dataset.list("id,announced,bound,headline,currency,parties,places,sources"),
        "id,announced,bound,headline,currency,parties,places,sources\n\
         fabco-2025-02,2025-02-24,exact,1500000000,USD,FabCo:recipient; Fund One:investor; Fund Two:investor,DE,wire-example-2025-02-24\n\
         sunco-2025-02,2025-02-25,exact,2500000000,EUR,SunCo:recipient; Fund One:investor,ES,wire-example-2025-02-25\n\
         quietco-2025-02,2025-02-26,,,,QuietCo:recipient; Fund Three:investor,(Atlantis),\n\
         gridco-2025-02,2025-02-28,exact,1740,USD,GridCo:recipient,US,\n"
    );
    let rejected = fs::read_to_string(dataset.file("rounds.rejected.csv")).unwrap();
    let reasons: Vec<(String, String)> = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(rejected.as_bytes())
        .records()
        .map(|row| row.map(|row| (row[0].to_owned(), row[1].split(" (").next().unwrap().to_owned())).unwrap())
        .collect();
    let expected = [
        ("5", "Money Raised: \"20,00,00,000\" names no currency"),
        ("7", "Announced Date: \"31/02/2025\" is not a date of the format %d/%m/%Y"),
        ("8", "5 cells under 6 columns"),
        ("11", "Money Raised: \"5bn\" names no currency"),
    ];
    let expected = expected.map(|(line, reason)| (line.to_owned(), reason.to_owned()));
    assert_eq!(reasons, expected);
    assert!(stderr(&first).contains("note: 1 blank row skipped\n"), "{}", stderr(&first));
}

#[test]
fn a_second_import_finds_the_rows_present() {
    let dataset = Dataset::new();
    fs::copy(fixture("rounds.xlsx"), dataset.file("rounds.xlsx")).unwrap();
    let proposal = dataset.run(&["import", "rounds.xlsx"]);
    assert!(
        stderr(&proposal).contains("this mapping is a proposal and nothing was written"),
        "{}",
        stderr(&proposal)
    );
    assert_eq!(dataset.list("id"), "id\n");
    let first = dataset.run(&["import", "rounds.xlsx", "--yes"]);
    assert!(
        stderr(&first).contains("note: 4 rows: 3 imported, 0 already there, 1 rejected\n"),
        "{}",
        stderr(&first)
    );
    assert_eq!(
        dataset.list("id,announced,headline,currency,places"),
        "id,announced,headline,currency,places\n\
         fabco-2025-02,2025-02-24,1500000000,USD,DE\n\
         sunco-2025-02,2025-02-25,0.1,EUR,ES\n\
         quietco-2025-02,2025-02,,,US\n"
    );
    let again = dataset.run(&["import", "rounds.xlsx", "--yes"]);
    assert!(
        stderr(&again).contains("note: 4 rows: 0 imported, 3 already there, 1 rejected\n"),
        "{}",
        stderr(&again)
    );
}

#[test]
fn a_dry_run_or_an_invalid_mapping_writes_nothing() {
    let dataset = Dataset::new();
    fs::copy(fixture("rounds.csv"), dataset.file("rounds.csv")).unwrap();
    let before = fs::read(dataset.file("deals.json")).unwrap();
    dataset.run(&["import", "rounds.csv", "--map", MAP, "--dry-run"]);
    for (map, message) in [
        ("amount=Mony Raised", "did you mean \"Money Raised\"?"),
        ("amont=Money Raised", "did you mean \"amount\"?"),
        ("amount", "is not FIELD=COLUMN"),
        ("party=Company:boss", "is not a role"),
        ("decimal=x", "is not a decimal sign"),
        ("currency=USF", "is not a currency"),
    ] {
        let output = dataset.run(&["import", "rounds.csv", "--map", map]);
        assert!(
            output.status.code() == Some(2) && stderr(&output).contains(message),
            "{map}: {}",
            stderr(&output)
        );
    }
    assert_eq!(fs::read(dataset.file("deals.json")).unwrap(), before);
    // A dry run does not write the rejected rows either.
    assert_eq!(fs::read_dir(dataset.0.path()).unwrap().count(), 2);
}

#[test]
fn a_source_is_cited_or_kept_as_a_note_and_a_rejected_row_adds_none() {
    let dataset = Dataset::new();
    let rows = "Date,Company,Amount,URL,Quote\n\
        2025-01-01,A,$1bn,https://wire.example/a b,\n\
        2025-01-02,B,$1bn,https://wire.example/b,q\n\
        2025-01-02,B,$1bn,https://wire.example/again,q\n\
        2025-01-03,C,$1bn,,q\n\
        2025-01-04,D,$1bn,some paper,\n\
        2025-01-05,E,many,https://wire.example/e,\n";
    fs::write(dataset.file("rows.csv"), rows).unwrap();
    let map = "announced=Date,party=Company:recipient,amount=Amount,source=URL,quote=Quote";
    let output = dataset.run(&["import", "rows.csv", "--map", map]);
    let messages = stderr(&output);
    assert!(messages.contains("note: 6 rows: 5 imported, 0 already there, 1 rejected\n"), "{messages}");
    assert!(messages.contains("1 deal may repeat another (b-2025-01-2 in line 4 like line 3)"), "{messages}");
    let written = fs::read_to_string(dataset.file("deals.json")).unwrap();
    for note in ["source: https://wire.example/a b", "quote: q", "source: some paper"] {
        assert!(written.contains(&format!("\"note\": \"{note}\"")), "{written}");
    }
    assert_eq!(written.matches("\"url\": \"https://wire.example/").count(), 2, "{written}");
}

#[test]
fn the_encoding_of_a_text_is_recognised_or_given() {
    let dataset = Dataset::new();
    fs::write(dataset.file("latin.csv"), b"Date,Company,Amount\n2025-02-24,Soci\xe9t\xe9,\xa35m\n").unwrap();
    let wrong = dataset.run(&["import", "latin.csv", "--yes", "--encoding", "utf-8"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("latin.csv is not in UTF-8"), "{}", stderr(&wrong));
    let read = dataset.run(&["import", "latin.csv", "--yes"]);
    assert!(read.status.success(), "{}", stderr(&read));
    assert!(stderr(&read).contains("note: latin.csv is read as windows-1252 (detected"), "{}", stderr(&read));
    assert_eq!(
        dataset.list("parties,headline,currency"),
        "parties,headline,currency\nSociété:recipient,5000000,GBP\n"
    );
}

#[test]
fn the_output_of_list_and_export_can_be_imported() {
    let dataset = Dataset::new();
    let list = |data: &[&str], format: &str| {
        Command::new(env!("CARGO_BIN_EXE_outlay"))
            .envs(NO_SETTINGS)
            .current_dir(dataset.0.path())
            .args(data)
            .args([if format == "csv" { "list" } else { "export" }, "--format", format])
            .output()
            .unwrap()
            .stdout
    };
    for format in ["csv", "jsonl"] {
        let file = format!("list.{format}");
        fs::write(dataset.file(&file), list(&[], format)).unwrap();
        let imported = dataset.run(&["import", &file]);
        assert!(
            imported.status.success() && stderr(&imported).contains("4 rows: 4 imported"),
            "{}",
            stderr(&imported)
        );
        // The imported deals say when and how they came.
        let text = String::from_utf8(list(&["--data", "deals.json"], format)).unwrap();
        let marks = text.split("\"recorded\":\"").nth(1).and_then(|rest| rest.split("\"note\"").next());
        let marks = marks.map(|rest| format!("\"recorded\":\"{rest}"));
        let plain = marks.map_or(text.clone(), |marks| text.replace(&marks, ""));
        assert_eq!(plain.into_bytes(), list(&[], format), "{format}");
        for id in ["coreweave-openai", "alibaba-ai-cloud", "iliad-ai", "microsoft-ai-fy2025"] {
            assert!(dataset.run(&["remove", id, "--yes"]).status.success());
        }
        fs::remove_file(dataset.file("deals.json")).unwrap();
        assert!(
            Command::new(env!("CARGO_BIN_EXE_outlay"))
                .arg("init")
                .arg(dataset.file("deals.json"))
                .status()
                .unwrap()
                .success()
        );
    }
}

/// The editor is a script: it writes a fault first, and mends it when it sees the message.
#[cfg(unix)]
#[test]
fn the_editor_opens_again_on_a_fault() {
    let dataset = Dataset::new();
    fs::write(
        dataset.file("list.jsonl"),
        Command::new(env!("CARGO_BIN_EXE_outlay"))
            .envs(NO_SETTINGS)
            .args(["export", "--format", "jsonl"])
            .output()
            .unwrap()
            .stdout,
    )
    .unwrap();
    dataset.run(&["import", "list.jsonl"]);
    let edit = |script: &str| {
        Command::new(env!("CARGO_BIN_EXE_outlay"))
            .env("VISUAL", format!("sh -c '{script}' edit"))
            .current_dir(dataset.0.path())
            .args(["--data", "deals.json", "edit", "iliad-ai"])
            .output()
            .unwrap()
    };
    let corrected = edit(
        r#"if grep -q "is not a kind" "$1"; then sed -i "s/capx/grant/" "$1"; else sed -i "s/\"capex\"/\"capx\"/" "$1"; fi"#,
    );
    assert!(corrected.status.success(), "{}", stderr(&corrected));
    assert!(dataset.list("id,kind").contains("iliad-ai,grant\n"));
    let unchanged = edit("true");
    assert!(
        unchanged.status.code() == Some(1) && stderr(&unchanged).contains("nothing was changed"),
        "{}",
        stderr(&unchanged)
    );
    // A link leads to a deal that is not in the draft.
    dataset.run(&["revise", "iliad-ai", "--included-in", "microsoft-ai-fy2025"]);
    let linked = edit(r#"sed -i "s/\"grant\"/\"debt\"/" "$1""#);
    assert!(linked.status.success(), "{}", stderr(&linked));
    let lost = edit(r#"sed -i "s/microsoft-ai-fy2025/no-deal/" "$1""#);
    assert!(stderr(&lost).contains("no deal has the id \"no-deal\""), "{}", stderr(&lost));
    let draft = stderr(&lost).split("the draft is kept as ").nth(1).unwrap().trim().to_owned();
    fs::remove_file(draft).unwrap();
    let restored = edit(r#"sed -i "s/\"debt\"/\"grant\"/" "$1""#);
    assert!(restored.status.success(), "{}", stderr(&restored));
    let given_up = edit(r#"sed -i "s/\"grant\"/\"grnt\"/" "$1""#);
    assert!(stderr(&given_up).contains("the draft is kept as "), "{}", stderr(&given_up));
    let draft = stderr(&given_up).split("the draft is kept as ").nth(1).unwrap().trim().to_owned();
    assert!(fs::read_to_string(&draft).unwrap().contains("grnt"));
    fs::remove_file(draft).unwrap();
    assert!(dataset.list("id,kind").contains("iliad-ai,grant\n"));
}

#[test]
fn an_import_is_undone_by_its_name_and_keeps_columns_as_fields() {
    let dataset = Dataset::new();
    fs::write(
        dataset.file("rounds.csv"),
        "Date,Company,Amount,Sector,Lead\n2025-02-24,A,$5m,AI,\n2025-02-25,B,$6m,Energy,X\n",
    )
    .unwrap();
    let map = "announced=Date,party=Company:recipient,amount=Amount,fields=*";
    let output = dataset.run(&["import", "rounds.csv", "--map", map]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(dataset.list_where("Sector=ai"), "id\na-2025-02\n");
    assert_eq!(dataset.list_where("lead!=x"), "id\na-2025-02\n");
    let text = fs::read_to_string(dataset.file("deals.json")).unwrap();
    let import = text.split("\"import\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(import.starts_with("rounds-20"), "{import}");
    let wrong = dataset.run(&["remove", "--import", "rounds", "--yes"]);
    assert!(stderr(&wrong).contains("no import is called \"rounds\""), "{}", stderr(&wrong));
    let removed = dataset.run(&["remove", "--import", import, "--yes"]);
    assert!(stderr(&removed).contains("2 deals of the import"), "{}", stderr(&removed));
    assert_eq!(dataset.list("id"), "id\n");
}

#[test]
fn no_output_replaces_an_input_or_another_output() {
    let dataset = Dataset::new();
    fs::write(dataset.file("rounds.csv"), "Date,Company,Amount\n2025-02-24,A,$5m\nbad,B,$6m\n").unwrap();
    fs::write(dataset.file("rates.csv"), "date,base,quote,rate\n2025-01-01,USD,EUR,0.9\n").unwrap();
    let before = fs::read(dataset.file("rates.csv")).unwrap();
    let refused =
        dataset.run(&["--rates", "rates.csv", "import", "rounds.csv", "--yes", "--rejects", "./rates.csv"]);
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert_eq!(fs::read(dataset.file("rates.csv")).unwrap(), before);
    let merged = dataset.run(&["merge", "deals.json", "deals.json", "-o", "deals.json"]);
    assert!(stderr(&merged).contains("is an input of this command"), "{}", stderr(&merged));
    // The default name of the rejects gives way to a file that the user names.
    let saved = dataset.run(&["import", "rounds.csv", "--yes", "--save-map", "rounds.rejected.csv"]);
    assert!(stderr(&saved).contains("rounds.rejected-2.csv"), "{}", stderr(&saved));
    assert!(fs::read_to_string(dataset.file("rounds.rejected-2.csv")).unwrap().contains("bad"));
}

#[test]
fn imported_lines_and_edited_revisions_are_recorded() {
    let dataset = Dataset::new();
    let line = r#"{"id":"a","title":"A","kind":"equity","announced":"2025-02-24","parties":[{"company":"A","role":"recipient"}]}"#;
    fs::write(dataset.file("more.jsonl"), format!("{line}\n")).unwrap();
    assert!(dataset.run(&["import", "more.jsonl"]).status.success());
    let text = fs::read_to_string(dataset.file("deals.json")).unwrap();
    assert!(text.contains("\"recorded\": \"20") && text.contains("\"import\": \"more-20"), "{text}");
}
