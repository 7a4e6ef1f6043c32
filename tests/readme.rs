//! What the README shows and `tests/commands.rs` cannot run: its dataset, and that nothing else in it is left untested.

use std::process::Command;

const README: &str = include_str!("../README.md");

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn the_dataset_of_the_readme_is_one() {
    let blocks = blocks("json");
    assert_eq!(blocks.len(), 1);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deals.json");
    std::fs::write(&file, &blocks[0]).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(["totals", "--in", "USD", "--by", "country", "--format", "csv", "--data"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // 80% of the 5.1bn that the source states, and at most the rest.
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "country,deals,undisclosed,floor,headline,ceiling,currency,share\n\
         Germany,1,0,4080000000,4080000000,5100000000,USD,0.8\n\
         Unspecified,1,0,0,1020000000,1020000000,USD,0.2\n"
    );
}

/// What a shell runs: the pipelines are run as they stand, the commands of cargo are those that run this test.
#[test]
fn every_block_is_run() {
    let shell = blocks("sh");
    assert_eq!(shell.len(), 3);
    assert!(shell[0].lines().all(|line| line.starts_with("cargo ")));
    // Iliad's EUR 3bn, as announced.
    assert!(run(&shell[1]).contains("    1    3bn       3bn      3bn  EUR\n"));
    // The revised 5bn at the ECB's rate of 2025-05-02 (1.1343), and SunCo's 1.5bn dollars.
    let total = run(&shell[2]);
    assert!(total.ends_with("in USD: 1 converted at the rate of the announcement (ECB euro reference rates, 2025-05-02), 1 in USD already\n"), "{total}");
    assert!(
        total.contains("2025      3            1  7.17bn    7.17bn   7.17bn  USD       100.0%\n"),
        "{total}"
    );
    // tests/commands.rs runs the consoles, and the test above reads the JSON.
    let mut fences = README.lines().filter(|line| line.starts_with("```") && line.len() > 3);
    assert!(fences.all(|fence| ["```console", "```json", "```sh"].contains(&fence)));
}

/// What a script prints, with outlay on its path, in an empty folder.
fn run(script: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_outlay")).parent().unwrap();
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(programs.into()).chain(std::env::split_paths(&inherited)))
            .unwrap();
    let mut command = Command::new("sh");
    command.args(["-ec", script]).env("PATH", path).env_remove("OUTLAY_DATA").current_dir(&folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
