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
