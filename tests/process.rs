//! What only a running process shows: closed pipes, full devices, files in place of files.

use std::fs;
use std::process::{Command, Output, Stdio};

fn outlay(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    command.args(arguments).env_remove("OUTLAY_DATA");
    command
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_closed_pipe_ends_quietly() {
    // The reader is gone before the first byte is written.
    let mut child = outlay(&["regions"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), errors(&output)), (Some(0), String::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = outlay(&["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).starts_with("error: cannot write the result\ncaused by: "),
        "{}",
        errors(&output)
    );
}

#[test]
fn a_file_is_replaced_whole_and_keeps_its_permissions() {
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
    // A request that fails leaves the file as it is.
    let before = fs::read(&file).unwrap();
    assert_eq!(
        outlay(&["list", "--company", "nobody", "-o"]).arg(&file).output().unwrap().status.code(),
        Some(2)
    );
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let output = outlay(&["list", "-o", "no/such/folder/deals.csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        errors(&output).starts_with("error: cannot write no/such/folder/deals.csv\ncaused by: "),
        "{}",
        errors(&output)
    );
}

/// The list of a list is the list again, and so are its totals.
#[test]
fn what_list_writes_is_a_dataset_again() {
    let folder = tempfile::tempdir().unwrap();
    for (format, conversion) in
        [("json", &[][..]), ("jsonl", &[]), ("jsonl", &["--in", "EUR", "--at", "announced"])]
    {
        let file = folder.path().join(format!("again.{format}"));
        let written = outlay(&["list", "--format", format]).args(conversion).output().unwrap().stdout;
        fs::write(&file, &written).unwrap();
        for command in [
            &["list", "--format", "csv", "--in", "USD"][..],
            &["totals", "--in", "EUR", "--by", "country", "--format", "csv"],
            &["show", "iliad-ai"],
        ] {
            let first = outlay(command).output().unwrap();
            let again = outlay(command).arg("--data").arg(&file).output().unwrap();
            let (again, why) = (String::from_utf8_lossy(&again.stdout).into_owned(), errors(&again));
            assert_eq!(again, String::from_utf8_lossy(&first.stdout), "{format} {command:?}: {why}");
        }
    }
}
