//! Settings from the environment and the configuration file.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::NO_SETTINGS;

/// Runs a command with variables; returns the exit code, standard output and standard error.
fn run(variables: &[(&str, &str)], arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    let output = command.args(arguments).envs(NO_SETTINGS).envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// Returns the settings of `outlay config --format tsv`.
fn settings(variables: &[(&str, &str)], flags: &[&str]) -> String {
    let arguments = [&["config"][..], flags].concat();
    let (code, stdout, stderr) = run(variables, &arguments);
    assert_eq!(code, 0, "{stderr}");
    stdout
}

fn config(folder: &Path, text: &str) -> String {
    let path = folder.join("config.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn flags_come_before_variables_and_those_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file =
        config(folder.path(), "in = \"EUR\"\nformat = \"tsv\"\nmax-rate-age = 30\ncolor = \"never\"\n");
    let named = ("OUTLAY_CONFIG", file.as_str());
    let found = settings(&[named], &[]);
    for line in ["in\tEUR\tconfig.toml:1", "format\ttsv\tconfig.toml:2", "max-rate-age\t30\tconfig.toml:3"] {
        assert!(found.contains(line), "{found}");
    }
    let found = settings(&[named, ("OUTLAY_IN", "USD"), ("OUTLAY_DATA", "d.json")], &["--color", "always"]);
    for line in ["in\tUSD\tOUTLAY_IN", "data\td.json\tOUTLAY_DATA", "color\talways\tflag --color"] {
        assert!(found.contains(line), "{found}");
    }
    let found = settings(&[named, ("OUTLAY_FORMAT", "csv")], &["--format", "tsv"]);
    assert!(found.contains("format\ttsv\tflag --format"), "{found}");
}

#[test]
fn settings_hold_in_the_answers() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy("data/deals.json", folder.path().join("deals.json")).unwrap();
    fs::write(folder.path().join("rates.csv"), "date,base,quote,rate\n2025-01-01,USD,EUR,0.5\n").unwrap();
    let file = config(
        folder.path(),
        "data = \"deals.json\"\nin = \"EUR\"\nat = \"2025-01-02\"\nrates = \"rates.csv\"\nformat = \"csv\"\n",
    );
    let named = ("OUTLAY_CONFIG", file.as_str());
    let list = ["list", "--search", "fiscal 2025", "--columns", "id,converted_headline"];
    // 80bn USD at the rate of the file, 0.5.
    let (code, stdout, stderr) = run(&[named], &list);
    assert_eq!(
        (code, stdout.as_str()),
        (0, "id,converted_headline\nmicrosoft-ai-fy2025,40000000000\n"),
        "{stderr}"
    );
    // A flag, the extension of a file and an empty variable for the file come first.
    let (_, stdout, _) =
        run(&[named], &["list", "--in", "none", "--limit", "1", "--columns", "amount", "-f", "table"]);
    assert!(stdout.starts_with("      amount\n"), "{stdout}");
    let json = folder.path().join("out.json");
    let (code, ..) = run(&[named], &["list", "-o", json.to_str().unwrap()]);
    assert!(code == 0 && fs::read_to_string(&json).unwrap().starts_with('['));
    let (_, stdout, _) = run(&[], &list[..3]);
    assert!(stdout.contains("80bn USD"), "{stdout}");
    // A dataset is not written in the format of reports.
    let (code, stdout, _) = run(&[named], &["export", "--search", "fiscal 2025"]);
    assert!(code == 0 && stdout.starts_with("[\n  {\n    \"id\""), "{stdout}");
    // `--explain` is possible if the settings convert.
    let (code, stdout, _) = run(&[("OUTLAY_IN", "EUR")], &["totals", "--explain"]);
    assert!(code == 0 && stdout.contains("Conversions"), "{stdout}");
}

#[test]
fn faults_are_reported_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let file = config(folder.path(), "in = \"EURX\"\nformt = \"csv\"\n");
    let (code, stdout, stderr) = run(&[("OUTLAY_CONFIG", &file)], &["list"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    let expected = [
        format!("error: {file}:1:6: in: \"EURX\" is not a currency"),
        format!("error: {file}:2:1: \"formt\" is not a setting\nhint: did you mean \"format\"?"),
        format!("error: {file}: 2 faults\nhint: correct it, or run with an empty OUTLAY_CONFIG"),
    ];
    for expected in expected {
        assert!(stderr.contains(&expected), "{expected}\n{stderr}");
    }
    let (code, _, stderr) = run(&[("OUTLAY_IN", "xxq")], &["list"]);
    assert!(
        code == 2 && stderr.starts_with("error: OUTLAY_IN: \"xxq\" is not a currency\nhint: "),
        "{stderr}"
    );
    let (code, _, stderr) = run(&[("OUTLAY_CONFIG", "no/such.toml")], &["list"]);
    assert!(code == 1 && stderr.starts_with("error: cannot read no/such.toml"), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn the_file_is_in_the_place_of_the_platform() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command.args(["config", "--format", "csv"]).envs(NO_SETTINGS).env_remove("OUTLAY_CONFIG");
        command.env_remove("XDG_CONFIG_HOME").env("HOME", folder.path()).env(name, folder.path());
        let output = command.output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let place = folder.path().join("outlay");
    let absent = run("XDG_CONFIG_HOME");
    let expected = format!("no configuration file; it would be {}/config.toml", place.display());
    assert!(absent.contains("in,none,default") && absent.contains(&expected), "{absent}");
    fs::create_dir(&place).unwrap();
    config(&place, "in = \"CHF\"");
    assert!(run("XDG_CONFIG_HOME").contains("in,CHF,config.toml:1"));
    let home = folder.path().join(".config");
    fs::create_dir(&home).unwrap();
    fs::rename(&place, home.join("outlay")).unwrap();
    assert!(run("HOME").contains("in,CHF,config.toml:1"));
}
