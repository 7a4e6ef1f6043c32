//! Commands that change a dataset file: one after the other, two at once, and killed half-way.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use common::NO_SETTINGS;

/// Returns `outlay --data dataset`, followed by the words of `arguments` as a shell splits them.
fn outlay(dataset: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    command.envs(NO_SETTINGS).arg("--data").arg(dataset).args(shell_words::split(arguments).unwrap());
    command
}

/// Runs a command that must succeed, and returns its standard output.
fn stdout(dataset: &Path, arguments: &str) -> String {
    let output = outlay(dataset, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn init(path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_outlay")).arg("init").arg(path).output().unwrap()
}

fn new_dataset(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    assert!(init(&path).status.success());
    path
}

const ADD_FABCO: &str = "add --title 'FabCo: a plant in Dresden' --kind capex --announced 2025-05-02 \
    --amount '~€4.5bn' --equivalent '$5.1bn' --party FabCo:investor --place 'DE:at least 80%' \
    --source https://wire.example/fabco --publisher 'The Wire' \
    --quote 'about €4.5 billion ($5.1 billion)' --yes";

#[test]
fn a_deal_like_one_that_is_there_is_named_and_a_role_is_inferred() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = new_dataset(folder.path(), "deals.json");
    let add = |rest: &str| {
        let command = format!("add --kind capex --amount €3bn --yes {rest}");
        let output = outlay(&dataset, &command).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    assert!(!add("--title 'FabCo: plant' --announced 2025-05-02 --party FabCo").contains("may be"));
    assert!(fs::read_to_string(&dataset).unwrap().contains(r#"{"company": "FabCo", "role": "investor"}"#));
    // Another company, and another month.
    assert!(!add("--title Other --announced 2025-05-02 --party OtherCo").contains("may be"));
    assert!(!add("--title 'FabCo: more' --announced 2025-08-02 --party FabCo").contains("may be"));
    let message = add("--title 'Plant in Dresden' --announced 2025-05-06 --party 'fabco:investor'");
    assert!(message.contains("plant-in-dresden may be fabco-plant (FabCo: plant)"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_file_of_several_names_is_not_replaced_under_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = new_dataset(folder.path(), "deals.json");
    let other = folder.path().join("other.json");
    fs::hard_link(&dataset, &other).unwrap();
    let output = outlay(&dataset, ADD_FABCO).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("2 names (hard links)"), "{}", stderr(&output));
    assert_eq!(fs::read(&dataset).unwrap(), fs::read(&other).unwrap());
    fs::remove_file(&other).unwrap();
    stdout(&dataset, ADD_FABCO);
}

#[test]
fn a_dataset_is_written_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(["init", "-", "--from", "built-in"])
        .envs(NO_SETTINGS)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("{\n  \"companies\": ["));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_deal_is_added_revised_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["deals.json", "deals.jsonl"] {
        let dataset = new_dataset(folder.path(), name);
        let empty = fs::read_to_string(&dataset).unwrap();
        stdout(&dataset, ADD_FABCO);
        let columns = "id,bound,headline,converted_headline,rate_source";
        assert_eq!(
            stdout(&dataset, &format!("list --in USD --format csv --columns {columns}")),
            format!(
                "{columns}\nfabco-a-plant-in-dresden,about,4500000000,5100000000,stated by the-wire-2025-05-02\n"
            )
        );
        stdout(
            &dataset,
            "revise fabco-a-plant-in-dresden --on 2025-09-24 --amount €5bn --note 'a second line'",
        );
        let totals = |day: &str| stdout(&dataset, &format!("totals --format csv {day}"));
        assert!(totals("").contains("5000000000,5000000000,5000000000,EUR"));
        assert!(totals("--as-of 2025-09-23").contains("4500000000,4500000000,4500000000,EUR"));
        assert!(
            stdout(&dataset, "show fabco-a-plant-in-dresden")
                .contains("history          2025-09-24  5bn EUR; a second line\n")
        );
        stdout(&dataset, "fmt --check");
        stdout(&dataset, "remove fabco-a-plant-in-dresden --yes");
        assert_eq!(stdout(&dataset, "list --format csv --columns id"), "id\n");
        if name == "deals.json" {
            assert_ne!(fs::read_to_string(&dataset).unwrap(), empty, "the source is kept");
        }
    }
}

#[test]
fn links_and_progress_are_set_and_keep_the_dataset_valid() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = new_dataset(folder.path(), "deals.json");
    let fabco = "fabco-a-plant-in-dresden";
    let add = |title: &str, links: &str| {
        format!(
            "add --title {title} --kind capex --announced 2025-06-01 --party FabCo:investor --yes {links}"
        )
    };
    stdout(&dataset, ADD_FABCO);
    stdout(&dataset, &add("Site", &format!("--included-in {fabco}")));
    stdout(&dataset, &add("Larger", &format!("--replaces {fabco}")));
    let links = || stdout(&dataset, "list --format csv --columns id,included_in,replaces");
    assert!(links().ends_with(&format!("\nsite,{fabco},\nlarger,,{fabco}\n")), "{}", links());
    let before = fs::read(&dataset).unwrap();
    for (arguments, expected) in [
        (add("Other", "--included-in fabco-plant"), "no deal has the id \"fabco-plant\""),
        (format!("revise {fabco} --included-in site"), "the links lead back to this deal"),
        (format!("revise {fabco} --replaces {fabco}"), "this is the id of the deal itself"),
        (
            format!("remove {fabco} --yes"),
            "site is included in fabco-a-plant-in-dresden, larger replaces fabco-a-plant-in-dresden",
        ),
        (format!("revise {fabco} --amount €5bn"), "--on <DAY>"),
        (format!("revise {fabco} --unlink --amount €5bn"), "the revision has no day"),
        (format!("progress {fabco} --on 2026-06-30"), "--allocated <AMOUNT>"),
        (
            format!("progress {fabco} --on 2026-06-30 --spent €1bn --quote so"),
            "a quote or a publisher without",
        ),
    ] {
        let output = outlay(&dataset, &arguments).output().unwrap();
        assert!(!output.status.success() && stderr(&output).contains(expected), "{}", stderr(&output));
        assert_eq!(fs::read(&dataset).unwrap(), before, "{arguments}");
    }
    stdout(&dataset, "revise larger --unlink");
    stdout(&dataset, "revise site --included-in larger --on 2026-01-01 --note moved");
    assert!(links().ends_with("\nsite,larger,\nlarger,,\n"), "{}", links());
    stdout(&dataset, &format!("progress {fabco} --on 2026-06-30 --spent €2bn --allocated €3bn"));
    let card = stdout(
        &dataset,
        &format!("progress {fabco} --on 2026-03-31 --spent '~€1bn' --source the-wire-2025-05-02"),
    );
    assert!(card.contains("2026-03-31  ~1bn EUR spent; the-wire-2025-05-02"), "{card}");
    assert!(card.contains("2026-06-30  3bn EUR allocated\n"), "{card}");
    assert!(card.contains("2026-06-30  2bn EUR spent\n"), "{card}");
    // 2 / 4.5 of an approximate amount.
    assert!(card.contains("spent share ~  44.4%"), "{card}");
    let output =
        outlay(&dataset, &format!("progress {fabco} --on 2026-06-30 --spent €9bn")).output().unwrap();
    assert!(stderr(&output).contains("two entries are dated 2026-06-30"), "{}", stderr(&output));
    stdout(&dataset, &format!("remove {fabco} --yes"));
}

#[test]
fn a_later_link_does_not_change_an_old_answer() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("deals.jsonl");
    let deal = |id: &str, value: u32, more: &str| {
        format!(
            r#"{{"id":"{id}","title":"{id}","kind":"capex","announced":"2025-02-01","recorded":"2025-02-02",
"amount":{{"value":"{value}","currency":"USD"}},"parties":[{{"company":"A","role":"investor"}}]{more}}}"#
        )
        .replace('\n', "")
    };
    let deals = [deal("pledge", 10, ""), deal("site", 4, ""), deal("old", 3, ""), deal("new", 5, "")];
    fs::write(&dataset, deals.join("\n")).unwrap();
    let headline = |days: &str| {
        let rows = stdout(&dataset, &format!("totals --format csv --in USD {days}"));
        rows.lines().nth(1).unwrap().split(',').nth(3).unwrap().to_owned()
    };
    let by_then = "--as-of 2025-03-01 --recorded-by 2025-03-02";
    assert_eq!([headline(by_then), headline("")], ["22", "22"]);
    stdout(&dataset, "revise site --included-in pledge");
    stdout(&dataset, "revise new --replaces old");
    // The pledge without its site is 6, the old deal is left out.
    assert_eq!([headline(by_then), headline("")], ["22", "15"]);
    // A link that the dataset had by then stays there when the deal is given another one.
    let linked = fs::read_to_string(&dataset).unwrap();
    let day = linked.split_once(r#""included_in_recorded":""#).unwrap().1.split('"').next().unwrap();
    fs::write(&dataset, linked.replacen(day, "2025-02-02", 1)).unwrap();
    assert_eq!([headline(by_then), headline("")], ["18", "15"]);
    stdout(&dataset, "revise site --replaces old");
    assert_eq!([headline(by_then), headline("")], ["18", "15"]);
    if cfg!(feature = "parquet") {
        let parquet = folder.path().join("deals.parquet");
        stdout(&dataset, &format!("export -o {}", parquet.display()));
        let rows = stdout(&parquet, &format!("totals --format csv --in USD {by_then}"));
        assert!(rows.contains(",18,"), "{rows}");
    }
}

#[test]
fn a_command_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = new_dataset(folder.path(), "deals.json");
    stdout(&dataset, ADD_FABCO);
    let before = fs::read(&dataset).unwrap();
    for (arguments, message) in [
        ("add --title x --yes", "--announced is missing"),
        ("add --title … --kind capex --announced 2025 --party A:investor --yes", "no id can be made"),
        ("add --title x --kind contract --announced 2025 --party A --yes", "may have several roles"),
        ("add --title x --kind capex --announced 2025 --party A --amount bn --yes", "single quotes"),
        (
            "add --title x --kind capex --announced 2025 --party A:investor --amount '$5bn' \
             --equivalent '$4bn' --yes",
            "equivalents[0]",
        ),
        (
            "add --title x --kind capex --announced 2025 --party A:investor \
             --source https://x.example/ --yes",
            "is new",
        ),
        ("revise fabco-a-plant-in-dresden --on 2025-09-24", "changes nothing"),
        (
            "revise fabco-a-plant-in-dresden --on 2025-01-01 --status cancelled",
            "before the deal was announced",
        ),
        ("remove fabco", "no deal is called"),
    ] {
        let output = outlay(&dataset, arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        assert!(stderr(&output).contains(message), "{arguments}: {}", stderr(&output));
        assert_eq!(fs::read(&dataset).unwrap(), before, "{arguments}");
    }
    let output = init(&dataset);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("never overwritten"), "{}", stderr(&output));
    assert_eq!(fs::read(&dataset).unwrap(), before);
}

fn add(number: impl std::fmt::Display) -> String {
    format!("add --title 'Deal {number}' --kind other --announced 2025 --party A:investor --yes")
}

fn count_deals(dataset: &Path) -> usize {
    stdout(dataset, "list --format csv --columns id").lines().count() - 1
}

#[test]
fn two_writers_at_once_lose_no_deal() {
    const EACH: usize = 25;
    let folder = tempfile::tempdir().unwrap();
    let dataset = new_dataset(folder.path(), "deals.json");
    thread::scope(|scope| {
        for writer in 0..2 {
            let dataset = &dataset;
            scope.spawn(move || {
                for number in 0..EACH {
                    stdout(dataset, &add(format!("{writer} {number}")));
                }
            });
        }
    });
    assert_eq!(count_deals(&dataset), 2 * EACH);
}

#[test]
fn a_killed_writer_leaves_the_old_or_the_new_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = new_dataset(folder.path(), "deals.json");
    let mut before = 0;
    for round in 0..40u64 {
        let mut child =
            outlay(&dataset, &add(round)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Spread the moments over the time that a change takes, without a pattern.
        thread::sleep(Duration::from_micros(round * 7919 % 12_000));
        let _ = child.kill();
        child.wait().unwrap();
        let after = count_deals(&dataset);
        assert!(after == before || after == before + 1, "{after} deals after {before}");
        before = after;
    }
}

#[test]
fn datasets_are_merged_or_their_conflicts_reported() {
    let folder = tempfile::tempdir().unwrap();
    let [mine, theirs] = ["mine.json", "theirs.json"].map(|name| new_dataset(folder.path(), name));
    stdout(&mine, ADD_FABCO);
    stdout(&theirs, ADD_FABCO);
    stdout(&theirs, "add --title Another --kind grant --announced 2025-06 --party State:investor --yes");
    let merge =
        || Command::new(env!("CARGO_BIN_EXE_outlay")).arg("merge").args([&mine, &theirs]).output().unwrap();
    let merged = merge();
    assert!(merged.status.success());
    assert_eq!(merged.stdout, fs::read(&theirs).unwrap(), "a deal in both datasets is in the result once");
    stdout(&theirs, "revise fabco-a-plant-in-dresden --on 2026-01-01 --status cancelled");
    let longer = merge();
    assert!(
        longer.status.success() && longer.stdout == fs::read(&theirs).unwrap(),
        "the longer history is taken"
    );
    stdout(&mine, "revise fabco-a-plant-in-dresden --on 2026-02-01 --status signed");
    let conflict = merge();
    assert!(conflict.status.code() == Some(1) && conflict.stdout.is_empty());
    assert!(stderr(&conflict).contains("differ in history"), "{}", stderr(&conflict));
}

#[test]
fn a_preferred_file_does_not_take_away_revisions() {
    let folder = tempfile::tempdir().unwrap();
    let deal = |more: &str| {
        format!(
            r#"{{"deals":[{{"id":"m","title":"M","kind":"capex","announced":"2025-03-01","amount":{{"value":"25","currency":"EUR"}},"parties":[{{"company":"B","role":"investor"}}],{more}}}]}}"#
        )
    };
    let [first, second, merged] = ["a.json", "b.json", "m.json"].map(|name| folder.path().join(name));
    fs::write(&first, deal(r#""note":"mine""#)).unwrap();
    let history =
        r#""note":"theirs","history":[{"date":"2025-06-01","amount":{"value":"40","currency":"EUR"}}]"#;
    fs::write(&second, deal(history)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .arg("merge")
        .args([&first, &second])
        .args(["--prefer", "a", "-o"])
        .arg(&merged)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("deal m: note as in"), "{}", stderr(&output));
    let text = fs::read_to_string(&merged).unwrap();
    assert!(text.contains("mine") && text.contains("40") && !text.contains("theirs"), "{text}");
}

#[test]
fn a_dataset_has_no_name_of_another_form() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.csv", "a.xlsx", "a.parquet"] {
        let output = init(&folder.path().join(name));
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("name it .json or .jsonl"), "{}", stderr(&output));
        assert!(!folder.path().join(name).exists());
    }
}
