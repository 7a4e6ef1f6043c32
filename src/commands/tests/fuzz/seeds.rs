//! The inputs to begin with: files and lines of the other tests and of `tests/fuzz/`; and every input that failed once.

use std::fs;
use std::path::Path;

/// Returns the seeds of a target.
pub(super) fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    match target {
        "amounts" => {
            seeds.extend(lines("tests/fuzz/amounts.txt"));
            seeds.extend(quoted(&["tests/cmd/written-amounts.trycmd", "tests/cmd/equivalents.trycmd"]));
        }
        "dates" => {
            seeds.extend(lines("tests/fuzz/dates.txt"));
            seeds.extend(lines("tests/data/written-dates.csv"));
        }
        "datasets" => {
            seeds.extend(files("data", &["deals.json"]));
            seeds.extend(files("tests/data", &["json", "jsonl"]));
            seeds.extend(files("tests/fuzz/datasets", &["json", "jsonl"]));
        }
        "filters" => {
            for name in [
                "filters", "totals", "list", "quarters", "links", "progress", "rates", "fields", "changes",
                "show",
            ] {
                seeds.extend(commands(&format!("tests/cmd/{name}.trycmd")));
            }
        }
        "mappings" => {
            seeds.extend(quoted(&["docs/import.md", "tests/cmd/import.trycmd", "tests/cmd/places.trycmd"]));
        }
        "rates" => {
            seeds.extend(files("tests/data", &["journal"]));
            seeds.extend(files("tests/fuzz/rates", &["csv", "journal"]));
        }
        "sheets" => {
            seeds.extend(files("tests/cmd/import.in", &["csv", "tsv"]));
            seeds.extend(files("tests/cmd/places.in", &["csv"]));
            seeds.extend(files("tests/data", &["csv"]).iter().map(|file| head(file)));
        }
        #[cfg(feature = "parquet")]
        "parquet" => {
            seeds.extend(files("tests", &["parquet"]));
            seeds.extend(["umbrella.json", "progress.jsonl", "fields.jsonl"].map(super::targets::as_parquet));
        }
        _ => panic!("no seeds for {target}"),
    }
    assert!(seeds.len() > 1, "no seeds for {target}");
    seeds
}

/// Returns the inputs on which a target failed once.
pub(super) fn regressions(target: &str) -> Vec<Vec<u8>> {
    files(&format!("tests/fuzz/regressions/{target}"), &[])
}

/// Returns the first lines of a file: more of the same rows find nothing new.
fn head(file: &[u8]) -> Vec<u8> {
    file.split_inclusive(|byte| *byte == b'\n').take(20).flatten().copied().collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn lines(path: &str) -> Vec<Vec<u8>> {
    read(path).lines().map(|line| line.as_bytes().to_vec()).collect()
}

/// The texts between single quotation marks.
fn quoted(paths: &[&str]) -> Vec<Vec<u8>> {
    let text: String = paths.iter().map(|path| read(path)).collect();
    let of_line = |line: &str| {
        line.split('\'').skip(1).step_by(2).map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>()
    };
    text.lines().flat_map(of_line).collect()
}

/// The arguments of the command lines in a file of cases.
fn commands(path: &str) -> Vec<Vec<u8>> {
    let text = read(path);
    text.lines()
        .filter_map(|line| line.strip_prefix("$ outlay "))
        .map(|line| line.as_bytes().to_vec())
        .collect()
}

/// The files of a folder and its folders, by name, with one of these endings; with any if there are none.
fn files(folder: &str, endings: &[&str]) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    paths.retain(|path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        endings.is_empty() || endings.iter().any(|ending| name.ends_with(ending))
    });
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn collect(folder: &Path, paths: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
    }
}
