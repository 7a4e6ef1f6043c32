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

/// What a shell runs: the pipeline is run as it stands, the commands of cargo are those that run this test.
#[test]
fn every_block_is_run() {
    let shell = blocks("sh");
    assert_eq!(shell.len(), 2);
    assert!(shell[0].lines().all(|line| line.starts_with("cargo ")));
    let folder = tempfile::tempdir().unwrap();
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_outlay")).parent().unwrap();
    let path =
        std::env::join_paths([programs.into(), std::path::PathBuf::from("/usr/bin"), "/bin".into()]).unwrap();
    let output =
        Command::new("sh").args(["-ec", &shell[1]]).env("PATH", path).current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Iliad's EUR 3bn, as announced.
    assert!(String::from_utf8(output.stdout).unwrap().contains("    1    3bn       3bn      3bn  EUR\n"));
    // tests/commands.rs runs the consoles, and the test above reads the JSON.
    let mut fences = README.lines().filter(|line| line.starts_with("```") && line.len() > 3);
    assert!(fences.all(|fence| ["```console", "```json", "```sh"].contains(&fence)));
}
