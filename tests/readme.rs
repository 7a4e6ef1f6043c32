//! Checks the examples in the documents that `tests/commands.rs` does not run: scripts, their output and datasets. Also
//! checks that no example is left out and that links between the documents lead somewhere.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use common::NO_SETTINGS;

const README: &str = include_str!("../README.md");
const FORMAT: &str = include_str!("../docs/format.md");
const IMPORT: &str = include_str!("../docs/import.md");
#[cfg(feature = "parquet")]
const ENGINES: &str = include_str!("../docs/engines.md");
const DOUBLE_COUNTING: &str = include_str!("../docs/double-counting.md");
const BENCHMARKS: &str = include_str!("../docs/benchmarks.md");

/// Returns the name and the text of each document in `docs/`.
fn documents() -> Vec<(String, String)> {
    let paths = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).unwrap();
    let paths = paths.map(|entry| entry.unwrap().path());
    let markdown = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let document = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    markdown.map(document).collect()
}

/// Returns the fenced code blocks of one language in a document.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    document.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// Runs a shell script in an empty folder, with outlay on the path, and returns its standard output.
fn run(script: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_outlay")).parent().unwrap();
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(programs.into()).chain(std::env::split_paths(&inherited)))
            .unwrap();
    let mut command = Command::new("sh");
    command.args(["-ec", script]).env("PATH", path).envs(NO_SETTINGS).current_dir(&folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Totals a dataset by country in US dollars and returns the result as CSV.
fn totals_by_country(dataset: &str) -> String {
    let mut outlay = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(["--data", "-", "totals", "--in", "USD", "--by", "country", "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    outlay.stdin.take().unwrap().write_all(dataset.as_bytes()).unwrap();
    let output = outlay.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_spreadsheet_script_prints_the_table_below_it() {
    let total = run(blocks(README, "sh")[1]);
    assert!(total.contains(blocks(README, "text")[0]), "{total}");
    // Spain: USD 1.5bn at the ECB's rate of 2025-06-03, 1.1386, is EUR 1.317bn.
    assert!(total.contains("Spain        1            0  1.32bn    1.32bn   1.32bn  EUR"), "{total}");
    // Germany: up to EUR 800m, and one undisclosed deal.
    assert!(total.contains("Germany      2            1       0      800m     800m  EUR"), "{total}");
}

#[test]
fn the_revision_script_prints_the_table_below_it() {
    // It continues with the dataset of the script before it.
    let script = [blocks(README, "sh")[1], blocks(README, "sh")[2]].concat();
    let changes = run(&script);
    assert!(changes.contains(blocks(README, "text")[1]), "{changes}");
    // As README says, the revision changes nothing before its date.
    let earlier = run(&format!("{script}outlay list --as-of 2025-08-31 --columns id,amount --format csv"));
    assert!(earlier.contains("fabco-a-plant-in-dresden,about EUR 4.5bn\n"), "{earlier}");
}

#[test]
fn the_json_document_is_a_dataset() {
    let documents = blocks(FORMAT, "json");
    assert_eq!(documents.len(), 1);
    // Germany gets at least 80% of the USD 5.1bn that the source states; at most the rest goes elsewhere.
    assert_eq!(
        totals_by_country(documents[0]),
        "country,deals,undisclosed,floor,headline,ceiling,currency,share\n\
         Germany,1,0,4080000000,4080000000,5100000000,USD,0.8\n\
         no place stated,1,0,0,1020000000,1020000000,USD,0.2\n"
    );
}

#[test]
fn the_json_lines_are_a_dataset() {
    let lines = blocks(FORMAT, "jsonl");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].lines().count(), 2);
    let csv = totals_by_country(lines[0]);
    // USD 1.5bn, and up to USD 0.5bn.
    assert!(csv.contains(",2,0,1500000000,2000000000,2000000000,USD,1\n"), "{csv}");
}

#[test]
fn the_amounts_of_the_table_have_its_floors_headlines_and_ceilings() {
    let rows: Vec<Vec<&str>> = FORMAT
        .lines()
        .filter(|line| line.contains("`{\"") && line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let [_, amount, floor, headline, ceiling] = row[..] else { panic!("{row:?}") };
        let amount = amount.trim_matches('`');
        let deal = format!(
            r#"{{"id": "a", "title": "A", "kind": "other", "announced": "2025", "parties": [{{"company": "A", "role": "investor"}}], "amount": {amount}}}"#
        );
        let csv = run(&format!(
            "echo '{deal}' | outlay --data - list --columns floor,headline,ceiling --format csv"
        ));
        let ceiling = if ceiling == "open" { "" } else { ceiling };
        assert_eq!(csv, format!("floor,headline,ceiling\n{floor},{headline},{ceiling}\n"), "{amount}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_filtered_list_is_a_dataset_again() {
    let scripts = blocks(FORMAT, "sh");
    assert_eq!(scripts.len(), 1);
    let totals = run(scripts[0]);
    // Iliad's EUR 3bn, from JSON Lines and from Parquet.
    assert_eq!(totals.matches("    1    3bn       3bn      3bn  EUR\n").count(), 2, "{totals}");
}

#[test]
fn the_imports_print_what_stands_below_them() {
    let (scripts, outputs) = (blocks(IMPORT, "sh"), blocks(IMPORT, "text"));
    assert_eq!(scripts.len(), outputs.len());
    for (script, output) in scripts.into_iter().zip(outputs) {
        let printed = run(script);
        assert!(printed.contains(output), "{script}\n{printed}");
    }
}

/// The scripts of one document go on with the dataset of those before.
#[test]
fn the_steps_to_a_defended_sum_print_what_stands_below_them() {
    let (scripts, outputs) = (blocks(DOUBLE_COUNTING, "sh"), blocks(DOUBLE_COUNTING, "text"));
    assert_eq!(scripts.len(), outputs.len());
    let printed = run(&scripts.concat());
    let mut rest = printed.as_str();
    for output in outputs {
        let at = rest.find(output).unwrap_or_else(|| panic!("{output} is not in {rest}"));
        rest = &rest[at + output.len()..];
    }
    // The pair that was entered twice is the only one that is found.
    assert_eq!(printed.matches(",likely-duplicate,").count(), 1, "{printed}");
}

#[cfg(feature = "parquet")]
#[test]
fn the_tables_of_engines_are_written() {
    let scripts = blocks(ENGINES, "sh");
    assert_eq!(scripts.len(), 1);
    assert_eq!(run(scripts[0]), blocks(ENGINES, "text")[0]);
}

/// Every block is either run by a test in this file or by `tests/commands.rs`, or calls cargo, which runs the tests. The
/// exceptions are named.
#[test]
fn no_example_is_left_out() {
    fn fences(document: &str) -> Vec<&str> {
        document.lines().filter_map(|line| line.strip_prefix("```")).filter(|word| !word.is_empty()).collect()
    }
    let cargo_only = |block: &str| block.lines().all(|line| line.starts_with("cargo "));
    assert!(cargo_only(blocks(README, "sh")[0]));
    assert_eq!((blocks(README, "sh").len(), blocks(README, "text").len()), (3, 2));
    assert!(fences(README).iter().all(|fence| ["sh", "text", "console"].contains(fence)));
    for (name, document) in documents() {
        let known: &[&str] = match name.as_str() {
            "amounts.md" | "charts.md" => &["console"],
            // The script gets rates from the network.
            "rates.md" => &["console", "sh"],
            "format.md" => &["sh", "json", "jsonl"],
            "import.md" => &["sh", "text", "ebnf"],
            "double-counting.md" => &["sh", "text"],
            // `benches/engines/compare.py` runs the engines.
            "engines.md" => &["sh", "text", "python", "sql"],
            // Commands of cargo, and commands with the reader's own files.
            "benchmarks.md" | "check.md" | "report.md" | "workbooks.md" => &["sh"],
            "settings.md" => &["sh", "toml"],
            _ => &[],
        };
        for fence in fences(&document) {
            assert!(known.contains(&fence), "no test runs the {fence} of {name}");
        }
    }
    assert!(blocks(BENCHMARKS, "sh").into_iter().all(cargo_only));
}

#[test]
fn relative_links_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let others = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"].map(str::to_owned);
    for name in documents().into_iter().map(|(name, _)| format!("docs/{name}")).chain(others) {
        let document = fs::read_to_string(root.join(&name)).unwrap();
        let targets = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.starts_with("http")) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = root.join(&name).with_file_name(file);
            let linked = if file.is_empty() { root.join(&name) } else { path };
            assert!(linked.exists(), "{name} links to {target}");
            if !heading.is_empty() {
                let text = fs::read_to_string(&linked).unwrap();
                let anchor =
                    |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
                let has_heading = text.lines().any(|line| line.starts_with('#') && anchor(line) == heading);
                assert!(has_heading, "{name} links to {target}");
            }
        }
    }
}
