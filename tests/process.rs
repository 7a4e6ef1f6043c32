//! Behaviour that only a process shows: closed pipes, full devices, replaced files.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::process::{Command, Output, Stdio};

use common::NO_SETTINGS;

fn outlay(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    command.args(arguments).envs(NO_SETTINGS);
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    // Close the pipe before the first byte is written.
    let mut child = outlay(&["regions"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = outlay(&["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).starts_with("error: cannot write the result\ncaused by: "),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_output_file_is_replaced_and_keeps_its_permissions() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.csv");
    fs::write(&file, "old").unwrap();
    #[cfg(unix)]
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
    let output = outlay(&["list", "-o"]).arg(&file).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(fs::read_to_string(&file).unwrap().starts_with("id,title,"));
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions()) & 0o777,
        0o640
    );
    // A command that fails leaves the file unchanged.
    let before = fs::read(&file).unwrap();
    assert_eq!(
        outlay(&["list", "--company", "nobody", "-o"]).arg(&file).output().unwrap().status.code(),
        Some(2)
    );
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_error_names_the_file_that_cannot_be_written() {
    let output = outlay(&["list", "-o", "no/such/folder/deals.csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).starts_with("error: cannot write no/such/folder/deals.csv\ncaused by: "),
        "{}",
        stderr(&output)
    );
}

#[test]
fn the_output_of_export_is_a_dataset_with_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["json", "jsonl"] {
        let file = folder.path().join(format!("again.{format}"));
        let written = outlay(&["export", "--format", format]).output().unwrap().stdout;
        fs::write(&file, &written).unwrap();
        for command in [
            &["list", "--format", "csv", "--in", "USD"][..],
            &["totals", "--in", "EUR", "--by", "country", "--format", "csv"],
            &["show", "iliad-ai"],
        ] {
            let first = outlay(command).output().unwrap();
            let again = outlay(command).arg("--data").arg(&file).output().unwrap();
            let (again, why) = (String::from_utf8_lossy(&again.stdout).into_owned(), stderr(&again));
            assert_eq!(again, String::from_utf8_lossy(&first.stdout), "{format} {command:?}: {why}");
        }
    }
}

/// Runs the program with at most 1 GB of addresses and 10 seconds of a core.
#[cfg(target_os = "linux")]
fn limited(arguments: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 1000000; ulimit -t 10; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_outlay")]);
    command.args(arguments).envs(NO_SETTINGS).output().unwrap()
}

/// Writes a copy of the workbook whose last cell is XFD1048576, with that cell at `reference`.
#[cfg(target_os = "linux")]
fn write_far_cell(reference: &str, path: &std::path::Path) {
    use std::io::{Read, Write};
    let mut workbook =
        zip::ZipArchive::new(fs::File::open("tests/data/xlsx-far-cell.xlsx").unwrap()).unwrap();
    let mut copy = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for index in 0..workbook.len() {
        let mut part = workbook.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        copy.start_file(part.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default()).unwrap();
        copy.write_all(text.replace("XFD1048576", reference).as_bytes()).unwrap();
    }
    copy.finish().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_hostile_sheet_takes_little_memory_and_time() {
    let folder = tempfile::tempdir().unwrap();
    let near = folder.path().join("near-columns.xlsx");
    write_far_cell("CV1048576", &near);
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    for (sheet, code, message) in [
        ("tests/data/xlsx-far-cell.xlsx".to_owned(), 0, "cell XFD1048576 is far away from the table"),
        (text(&near), 0, "cell CV1048576 is far away from the table"),
        ("tests/data/xlsx-bad-ref.xlsx".to_owned(), 2, "is not the reference of a cell"),
        ("tests/data/ods-unclosed-table.ods".to_owned(), 2, "ill-formed document"),
    ] {
        let dataset = text(&folder.path().join(format!("{code}-{message}.json")));
        assert!(limited(&["init", &dataset]).status.success());
        let read = limited(&["--data", &sheet, "totals"]);
        let imported = limited(&["--data", &dataset, "import", &sheet, "--yes"]);
        for output in [read, imported] {
            assert_eq!(output.status.code(), Some(code), "{sheet}: {output:?}");
            assert!(stderr(&output).contains(message), "{sheet}: {}", stderr(&output));
        }
    }
}

#[test]
fn the_faults_of_a_file_of_rates_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rates.csv");
    let lines = "2025-01-01,EUR,USD,x\n".repeat(20_000);
    fs::write(&file, format!("date,base,quote,rate\n{lines}")).unwrap();
    let output = outlay(&["rates", "--rates"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let messages = stderr(&output);
    assert!(messages.lines().count() < 120, "{}", messages.lines().count());
    assert!(messages.contains("rates.csv: and 19950 more\n"), "{messages}");
    assert!(messages.ends_with("rates.csv: 20,000 faults; the file was not used\n"), "{messages}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_change_that_is_made_is_reported_as_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    assert!(outlay(&["init"]).arg(&file).output().unwrap().status.success());
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let add = [
        "add", "--title", "A", "--kind", "capex", "--announced", "2025-01-01", "--party", "X:investor",
        "--yes",
    ];
    let output = outlay(&add).arg("--data").arg(&file).stdout(full).output().unwrap();
    let messages = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{messages}");
    assert!(messages.contains("note: a was added to "), "{messages}");
    assert!(
        messages.contains("note: output: the change was made, but cannot write the result"),
        "{messages}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap().matches("\"id\": \"a\"").count(), 1);
}

#[test]
fn a_writer_says_that_it_waits_for_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    assert!(outlay(&["init"]).arg(&file).output().unwrap().status.success());
    let other = fs::File::open(&file).unwrap();
    other.lock().unwrap();
    let add = [
        "add", "--title", "A", "--kind", "capex", "--announced", "2025-01-01", "--party", "X:investor",
        "--yes",
    ];
    let mut child = outlay(&add).arg("--data").arg(&file).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut reader, &mut line).unwrap();
    assert!(line.contains("another program is changing") && line.contains("30 seconds"), "{line}");
    other.unlock().unwrap();
    assert!(child.wait().unwrap().success());
    assert!(fs::read_to_string(&file).unwrap().contains("\"id\": \"a\""));
}

/// A deal of some kilobytes could else have millions of groups, and take gigabytes.
#[test]
fn a_deal_in_too_many_groups_is_an_error() {
    let totals = |count: usize, by: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.jsonl");
        let list = |write: &dyn Fn(usize) -> String| (0..count).map(write).collect::<Vec<_>>().join(",");
        let parties = list(&|index| format!(r#"{{"company":"C{index}","role":"investor"}}"#));
        let tags = list(&|index| format!(r#""t{index}""#));
        let amount = r#"{"value":"5","currency":"USD"}"#;
        let deal = format!(
            r#"{{"id":"a","title":"A","kind":"capex","announced":"2025","amount":{amount},"parties":[{parties}],"tags":[{tags}]}}"#
        );
        fs::write(&file, deal).unwrap();
        outlay(&["totals", "--by", by, "--format", "csv", "--data"]).arg(&file).output().unwrap()
    };
    let lines = |output: &Output| String::from_utf8_lossy(&output.stdout).lines().count();
    // 320 companies and 320 tags: 102,400 groups.
    let many = totals(320, "company,tag");
    let message =
        "error: deal a is in more than 100000 groups of company and tag at once: group by one of them";
    assert!(stderr(&many).starts_with(message), "{}", stderr(&many));
    assert_eq!(many.status.code(), Some(1));
    assert_eq!(lines(&totals(320, "company,kind")), 321);
    assert_eq!(lines(&totals(30, "company,tag")), 901);
}

/// A stream that is killed half-way leaves no copy behind.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_stream_leaves_no_copy() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut child = outlay(&["--data", "-", "list"])
        .env("TMPDIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // A pipe holds 64 KB: the program has read most of this, which is more than it keeps in memory.
    let deals = b"{\"id\": \"a\"}\n".repeat(300_000);
    child.stdin.as_mut().unwrap().write_all(&deals).unwrap();
    let left = fs::read_dir(folder.path()).unwrap().count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((left, fs::read_dir(folder.path()).unwrap().count()), (0, 0));
}

/// A Parquet file is read from its end, which a stream has not reached yet.
#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_on_standard_input_answers_as_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.parquet");
    assert!(outlay(&["export", "--output"]).arg(&file).status().unwrap().success());
    let totals = |data: &str, input: Stdio| {
        let mut command = outlay(&["totals", "--by", "country", "--format", "csv", "--data", data]);
        command.stdin(input).output().unwrap().stdout
    };
    let of_file = totals(file.to_str().unwrap(), Stdio::null());
    assert!(of_file.starts_with(b"country,"), "{}", String::from_utf8_lossy(&of_file));
    assert_eq!(totals("-", fs::File::open(&file).unwrap().into()), of_file);
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_without_an_end_is_refused() {
    for (arguments, reason) in [
        (&["--data", "/dev/zero", "list"][..], "byte 1 is NUL, so it is no text"),
        (&["--data", "/dev/zero", "revise", "a", "--on", "2025-01-01"], "it has only NUL bytes"),
        (&["--rates", "/dev/zero", "rates"], "it has only NUL bytes"),
        (&["--map-file", "/dev/zero", "--data", "tests/data/rounds.csv", "list"], "it has only NUL bytes"),
    ] {
        let output = limited(arguments);
        let expected = format!("error: cannot read /dev/zero\ncaused by: {reason}\n");
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), expected), "{arguments:?}");
    }
}

/// The stacks that this variable asks for do not fit into memory, so that no thread can be started.
#[cfg(feature = "parquet")]
#[test]
fn without_further_threads_the_answer_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.jsonl");
    let deal = |id: usize| {
        format!(
            r#"{{"id": "d{id}", "title": "A deal", "kind": "capex", "announced": "2025-01-02", "amount": {{"value": "5", "currency": "EUR"}}, "parties": [{{"company": "A", "role": "investor"}}]}}"#
        ) + "\n"
    };
    fs::write(&file, (0..20_000).map(deal).collect::<String>()).unwrap();
    for command in ["totals --in USD --format csv", "list --format parquet", "export --format parquet"] {
        let answer = |stack: &str| {
            let words: Vec<&str> = command.split(' ').chain(["--threads", "4", "--data"]).collect();
            let output = outlay(&words).arg(&file).env("RUST_MIN_STACK", stack).output().unwrap();
            assert!(output.status.success(), "{}", stderr(&output));
            output.stdout
        };
        assert_eq!(answer("1000000000000000"), answer("2000000"), "{command}");
    }
}

#[test]
fn a_closed_pipe_ends_every_format() {
    for format in ["parquet", "json", "csv", "table"] {
        if format == "parquet" && cfg!(not(feature = "parquet")) {
            continue;
        }
        for command in ["list", "totals", "export"] {
            if command == "export" && ["csv", "table"].contains(&format) {
                continue;
            }
            let mut child = outlay(&[command, "--quiet", "--format", format])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            let expected = (Some(0), String::new());
            assert_eq!((output.status.code(), stderr(&output)), expected, "{command} {format}");
        }
    }
}

/// Only root may give a file away, so that this is shown as root only.
#[cfg(unix)]
#[test]
fn a_file_of_another_user_stays_theirs() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    assert!(outlay(&["init", "--from", "built-in"]).arg(&file).output().unwrap().status.success());
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    if chown(&file, Some(12345), Some(54321)).is_err() {
        return;
    }
    let output = outlay(&["remove", "iliad-ai", "--yes", "--data"]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let metadata = fs::metadata(&file).unwrap();
    assert_eq!((metadata.uid(), metadata.gid(), metadata.mode() & 0o777), (12345, 54321, 0o640));
}
