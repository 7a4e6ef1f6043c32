//! Behaviour that only a process shows: closed pipes, full devices, replaced files.

use std::fs;
use std::process::{Command, Output, Stdio};

fn outlay(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    command.args(arguments).env_remove("OUTLAY_DATA");
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
