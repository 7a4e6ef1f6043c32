//! What only a terminal shows: the pager, the width and colours. `script` (util-linux) gives the program a terminal.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use common::NO_SETTINGS;

/// Runs a shell script in a terminal of 80 columns and 20 lines; `None` if `script` is not installed.
fn on_terminal(script: &str) -> Option<String> {
    on_terminal_with("", script)
}

/// The same, with what the user types.
fn on_terminal_with(input: &str, script: &str) -> Option<String> {
    let programs = Path::new(env!("CARGO_BIN_EXE_outlay")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("script");
    command.args(["-qec", &format!("stty rows 20 cols 80; {script}"), "/dev/null"]).envs(NO_SETTINGS);
    for name in ["OUTLAY_PAGER", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "LESS"] {
        command.env_remove(name);
    }
    command.env("PATH", path).env("PAGER", "cat").env("TERM", "xterm").env("SHELL", "/bin/sh");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Some(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap().replace('\r', ""))
}

#[test]
fn a_result_longer_than_the_terminal_is_paged() {
    let Some(paged) = on_terminal("OUTLAY_PAGER='sed s/^/paged:/' outlay regions") else { return };
    assert!(paged.lines().filter(|line| line.starts_with("paged:")).count() > 100, "{paged}");
    for (script, is_paged) in [
        // The variable of outlay comes before that of all programs.
        ("PAGER='sed s/^/paged:/' outlay regions", true),
        ("PAGER='sed s/^/paged:/' OUTLAY_PAGER= outlay regions", false),
        ("PAGER='sed s/^/paged:/' outlay --no-pager regions", false),
        ("PAGER='sed s/^/paged:/' outlay help amounts", true),
        // What fits, what is not for people and what goes elsewhere is not paged.
        ("PAGER='sed s/^/paged:/' outlay list", false),
        ("PAGER='sed s/^/paged:/' outlay regions -f csv", false),
        ("PAGER='sed s/^/paged:/' outlay regions | cat", false),
        ("PAGER='sed s/^/paged:/' TERM=dumb outlay regions", false),
    ] {
        let shown = on_terminal(script).unwrap();
        assert_eq!(shown.contains("paged:"), is_paged, "{script}: {shown}");
        assert!(shown.contains("amount") || shown.contains("Europe"), "{script}: {shown}");
    }
    // The user may leave before the end.
    let left = on_terminal("PAGER='head -n 1' outlay regions && echo left").unwrap();
    assert!(left.contains("left") && !left.contains("error"), "{left}");
    let failed = on_terminal("PAGER=no-such-pager outlay regions").unwrap();
    assert!(
        failed.contains("Europe") && failed.contains("output: the pager \"no-such-pager\" cannot be started"),
        "{failed}"
    );
}

#[test]
fn the_width_is_that_of_the_terminal_or_of_columns() {
    let widest = |script: &str| {
        let shown = on_terminal(script)?;
        let rules = shown.lines().filter(|line| line.contains('─'));
        rules.map(|line| line.chars().filter(|c| *c == '─').count()).max()
    };
    let Some(width) = widest("outlay list") else { return };
    assert!(width <= 80);
    assert!(widest("COLUMNS=60 outlay list").unwrap() <= 60);
    assert!(widest("COLUMNS=200 outlay list").unwrap() > 100);
    assert!(widest("COLUMNS=none outlay list").unwrap() <= 80);
}

#[test]
fn colour_follows_the_conventions() {
    for (script, is_coloured) in [
        ("outlay list", true),
        ("NO_COLOR=1 outlay list", false),
        ("NO_COLOR= outlay list", true),
        ("CLICOLOR=0 outlay list", false),
        ("TERM=dumb outlay list", false),
        ("outlay list | cat", false),
        ("CLICOLOR_FORCE=1 outlay list | cat", true),
        ("FORCE_COLOR=1 outlay list | cat", true),
        ("FORCE_COLOR=0 outlay list | cat", false),
        ("FORCE_COLOR=0 outlay list", false),
        ("FORCE_COLOR=false outlay list | cat", false),
        ("CLICOLOR_FORCE=0 outlay list | cat", false),
        ("NO_COLOR=1 FORCE_COLOR=1 outlay list | cat", false),
        ("NO_COLOR=1 outlay --color always list | cat", true),
    ] {
        let Some(shown) = on_terminal(script) else { return };
        assert_eq!(shown.contains("\u{1b}["), is_coloured, "{script}: {shown}");
    }
}

#[test]
fn merged_datasets_reach_a_terminal_without_control_characters() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    let deal = r#"{"id":"a","title":"A X","kind":"capex","announced":"2025-01-01","parties":[{"company":"X","role":"investor"}]}"#;
    let title = "A \u{9b}31m \u{202e} \u{7f}";
    std::fs::write(&file, deal.replace("A X", title)).unwrap();
    let merge = format!("outlay merge {0} {0}", file.display());
    let Some(shown) = on_terminal(&merge) else { return };
    assert!(shown.contains(r"A \u009b31m \u202e \u007f"), "{shown:?}");
    // A pipe gets the text as it is.
    let piped = on_terminal(&format!("{merge} | od -c")).unwrap();
    assert!(piped.contains("302 233"), "{piped}");
}

#[test]
fn what_stands_before_a_question_fits_the_terminal_and_cannot_steer_it() {
    let sheet =
        r"Date,Company,Amount,\033]0;title\007A column whose name is so long that no line has room for it\n";
    let script = format!(
        "cd $(mktemp -d) && outlay init d.json -q && printf '{sheet}2025-01-01,Zenko,$5m,1\\n' > s.csv && \
         outlay --data d.json import s.csv"
    );
    let Some(shown) = on_terminal_with("q\n", &script) else { return };
    assert!(shown.contains("Column to change") && shown.contains("room for it"), "{shown}");
    assert!(!shown.contains("\u{1b}]0;"), "{shown}");
    let notes = shown.lines().take_while(|line| !line.contains("Column to change"));
    assert!(notes.clone().all(|line| line.chars().count() <= 80), "{shown}");
}
