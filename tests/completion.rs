//! Completions in the shells that are installed, and the manual pages.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::NO_SETTINGS;

/// A command that finds outlay on its path.
fn command(program: &str) -> Command {
    let programs = Path::new(env!("CARGO_BIN_EXE_outlay")).parent().unwrap();
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path: OsString =
        std::env::join_paths(std::iter::once(programs.into()).chain(std::env::split_paths(&inherited)))
            .unwrap();
    let mut command = Command::new(program);
    command.envs(NO_SETTINGS).env("PATH", path);
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What completes the words of a command line; `None` if the shell is not installed. The last word is being typed.
fn completions(shell: &str, words: &[&str]) -> Option<Vec<String>> {
    let script = match shell {
        "bash" => {
            "eval \"$(outlay completions bash)\"
             COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
             _clap_complete_outlay outlay \"${@: -1}\"
             printf '%s\\n' \"${COMPREPLY[@]}\""
        }
        // `complete -C` prints what a tab offers, each with a description after a tab.
        "fish" => "outlay completions fish | source; complete -C \"$argv\" | string split -f1 \\t",
        _ => unreachable!(),
    };
    let mut command = command(shell);
    match shell {
        "bash" => command.args(["--norc", "-c", script, "bash"]).args(words),
        _ => command.args(["--no-config", "-c", script]).args(words),
    };
    let output = command.output().ok()?;
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(stdout(&output).lines().map(str::to_owned).collect())
}

#[test]
fn shells_complete_the_names_of_the_dataset_in_use() {
    for shell in ["bash", "fish"] {
        let Some(found) = completions(shell, &["outlay", "list", "--company", "op"]) else { continue };
        assert_eq!(found, ["OpCore", "OpenAI"], "{shell}");
        let data = ["--data", "tests/data/fields.jsonl"];
        for (words, expected) in [
            // Without a command, deals are listed.
            (&["outlay", "--company", "cor"][..], &["CoreWeave"][..]),
            (&["outlay", "tot"], &["totals"]),
            (&["outlay", "list", "--region", "fr"], &["France"]),
            (&["outlay", "totals", "--in", "eu"], &["EUR"]),
            (&["outlay", "totals", "--tag", "cl"], &["cloud"]),
            (&["outlay", "show", "ali"], &["alibaba-ai-cloud"]),
            (&["outlay", "list", "--kind", "capex,eq"], &["capex,equity"]),
            (&["outlay", "list", "--columns", "converted_h"], &["converted_headline"]),
            (&["outlay", "list", "--source", "reut"], &["Reuters", "reuters-2025-02-07"]),
            (&["outlay", data[0], data[1], "list", "--where", "st"], &["stage="]),
            (&["outlay", "list", "--sort", "-am"], &["-amount"]),
            (&["outlay", data[0], data[1], "list", "--sort", "field:st"], &["field:stage"]),
            (&["outlay", "help", "exit"], &["exit-codes"]),
            (&["outlay", "convert", "5", "EUR", "usd"], &["USD"]),
        ] {
            let found = completions(shell, words).unwrap();
            assert_eq!(found, expected, "{shell}: {words:?}");
        }
        if shell == "bash" {
            // As bash breaks `--company=op`.
            let found = completions(shell, &["outlay", "list", "--company", "=", "op"]).unwrap();
            assert_eq!(found, ["OpCore", "OpenAI"]);
        }
        // A dataset that cannot be read offers nothing and says nothing.
        let found =
            completions(shell, &["outlay", "--data", "no-such.json", "list", "--company", "op"]).unwrap();
        assert!(found.iter().all(String::is_empty), "{shell}: {found:?}");
    }
}

#[test]
fn every_shell_has_a_script() {
    for (shell, word) in [
        ("bash", "complete -o filenames"),
        ("zsh", "-M 'm:{[:lower:][:upper:]}"),
        ("fish", "complete --keep-order"),
        ("powershell", "Register-ArgumentCompleter"),
        ("nushell", "export extern outlay"),
    ] {
        let script = stdout(&command("outlay").args(["completions", shell]).output().unwrap());
        assert!(script.contains(word), "{shell}: {script}");
    }
    let output = command("outlay").args(["completions", "fsh"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean \"fish\"?"));
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("pages");
    let output = command("outlay").arg("man").arg(&pages).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty());
    let help = stdout(&command("outlay").arg("--help").output().unwrap());
    let page = |name: &str| fs::read_to_string(pages.join(name)).unwrap();
    assert!(page("outlay.1").contains(".SH SUBCOMMANDS"));
    for command in ["list", "totals", "import", "config", "completions", "man"] {
        assert!(help.contains(command));
        let page = page(&format!("outlay-{command}.1"));
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES", ".SH OPTIONS"] {
            assert!(page.contains(section), "{command}: {section}");
        }
        // Examples come before the long list of options.
        assert!(page.find(".SH EXAMPLES") < page.find(".SH OPTIONS"));
    }
    // Older pages are replaced.
    assert!(command("outlay").arg("man").arg(&pages).output().unwrap().status.success());
    assert!(
        fs::read_dir(&pages).unwrap().all(|entry| !entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with('.'))
    );
}
