//! The structure that CONTRIBUTING.md describes: dependencies point downwards, and no files import each other in a
//! circle. The test reads `crate::`, `super::` and `self::` paths as text, outside comments and test modules.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `src/`, lowest layer first. A module may use those of lower layers only.
const LAYERS: [&[&str]; 13] = [
    &["hash", "parallel", "text"],
    &["invalid"],
    &["area", "date", "money"],
    &["deal", "rates"],
    &["json", "parquet", "sheet"],
    &["dataset"],
    &["import", "query"],
    &["message", "report"],
    &["error", "render"],
    &["io"],
    &["commands"],
    &["cli"],
    &["lib", "main"],
];

/// Modules that one of these may not use, although its layer would allow it.
const FORBIDDEN: [(&str, &[&str]); 3] = [
    ("json", &["area", "date", "deal", "money", "rates"]),
    ("render", &["dataset", "import", "query"]),
    ("sheet", &["area", "date", "deal", "rates"]),
];

/// A module, as the names on its path below `crate`.
type Module = Vec<String>;

/// The production code of every module in a folder, without comments.
fn modules(folder: &str) -> BTreeMap<Module, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut modules: BTreeMap<Module, String> = BTreeMap::new();
    let mut tests = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().with_extension("");
        let names = name.iter().map(|name| name.to_string_lossy().into_owned());
        let module: Module = names.filter(|name| name != "mod").collect();
        let text = fs::read_to_string(&file).unwrap();
        tests.extend(test_modules(&text).map(|name| [module.clone(), vec![name]].concat()));
        modules.insert(module, production(&text));
    }
    modules.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    modules
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

const TEST_ONLY: &str = "#[cfg(test)]";

/// The names of the modules that a file declares for tests only.
fn test_modules(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().zip(text.lines().skip(1)).filter(|(line, _)| line.trim() == TEST_ONLY);
    lines.filter_map(|(_, next)| Some(next.split_once("mod ")?.1.strip_suffix(';')?.to_owned()))
}

/// The lines before the first test module in braces, without comments and without what only tests use.
fn production(text: &str) -> String {
    let mut lines = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(|line| line.split("//").next().unwrap_or_default()) {
        if is_test && line.contains("mod ") && line.ends_with('{') {
            break;
        }
        if !is_test {
            lines.push(line);
        }
        is_test = line.trim() == TEST_ONLY;
    }
    lines.join("\n")
}

/// Every path in the text that begins with `crate`, `super` or `self`, with groups in braces taken apart.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in text.match_indices(start) {
            let before = text[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
                branches(&text[at..], &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Reads one path from the beginning of `text` and returns how many bytes it has.
fn branches(text: &str, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let (mut at, depth) = (0, prefix.len());
    loop {
        let rest = &text[at..];
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if rest.starts_with('{') {
            at += 1;
            while !text[at..].starts_with('}') && at < text.len() {
                let skipped = text[at..].find(|c: char| !c.is_whitespace() && c != ',').unwrap_or(0);
                at += skipped;
                if !text[at..].starts_with('}') {
                    at += branches(&text[at..], prefix, found).max(1);
                }
            }
            at += 1;
            break;
        }
        prefix.push(rest[..name].to_owned());
        at += name;
        if !text[at..].starts_with("::") {
            found.push(prefix.clone());
            break;
        }
        at += 2;
    }
    prefix.truncate(depth);
    at
}

/// The path below `crate` of a path as it is written in a module.
fn absolute(path: &[String], module: &[String]) -> Module {
    let mut names = match path[0].as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        _ => module[..module.len().saturating_sub(1)].to_vec(),
    };
    for name in &path[1..] {
        match name.as_str() {
            "super" => drop(names.pop()),
            "self" => {}
            name => names.push(name.to_owned()),
        }
    }
    names
}

/// The module that defines what a path names: the deepest one on it, or the one that a `pub use` leads to.
fn target(path: &[String], modules: &BTreeMap<Module, String>) -> Option<Module> {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let depth = (0..=path.len()).rev().find(|depth| modules.contains_key(&path[..*depth]))?;
        let (module, rest) = path.split_at(depth);
        let Some(item) = rest.first() else { return Some(module.to_vec()) };
        match reexport(module, item, modules) {
            Some(next) if next[..] != path[..] => path = next,
            _ => return Some(module.to_vec()),
        }
    }
    None
}

/// Where a `pub use` of a module leads for a name.
fn reexport(module: &[String], item: &str, modules: &BTreeMap<Module, String>) -> Option<Module> {
    let text = modules.get(module)?;
    for (at, _) in text.match_indices("pub use ").chain(text.match_indices("pub(crate) use ")) {
        let start = at + text[at..].find("use ")? + 4;
        let mut found = Vec::new();
        branches(&text[start..], &mut Vec::new(), &mut found);
        let hit = found.into_iter().find(|path| path.last().is_some_and(|last| last == item));
        if let Some(path) = hit {
            let is_relative = !["crate", "self", "super"].contains(&path[0].as_str());
            let path = if is_relative { [vec!["self".to_owned()], path].concat() } else { path };
            return Some(absolute(&path, module));
        }
    }
    None
}

#[test]
fn dependencies_point_downwards() {
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    let mut wrong = BTreeSet::new();
    for (module, text) in &modules("src") {
        let top = module.first().map_or("lib", String::as_str);
        let own = layer(top).unwrap_or_else(|| panic!("{top} stands in no layer: add it to LAYERS"));
        for path in paths(text).iter().filter(|path| path[0] == "crate" && path.len() > 1) {
            let Some(used) = layer(&path[1]) else { continue };
            let is_forbidden =
                FORBIDDEN.iter().any(|(name, others)| *name == top && others.contains(&path[1].as_str()));
            if path[1] != top && (used >= own || is_forbidden) {
                wrong.insert(format!("{} uses {}", module.join("::"), path[1..].join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies that do not point downwards:\n{}", join(&wrong));
}

#[test]
fn no_files_or_folders_import_each_other_in_a_circle() {
    for folder in ["src", "benches/million"] {
        assert_no_circles(&modules(folder));
    }
}

fn assert_no_circles(modules: &BTreeMap<Module, String>) {
    let (mut files, mut folders) = (Uses::new(), Uses::new());
    let folder = |module: &[String]| {
        let has_files = modules.keys().any(|other| other.len() > module.len() && other.starts_with(module));
        module[..module.len() - usize::from(!has_files && !module.is_empty())].to_vec()
    };
    for (module, text) in modules {
        let targets = paths(text).into_iter().filter_map(|path| target(&absolute(&path, module), modules));
        for target in targets {
            note(&mut files, module, &target);
            note(&mut folders, &folder(module), &folder(&target));
        }
    }
    for (uses, what) in [(files, "files"), (folders, "folders")] {
        let circles = circles(uses);
        assert!(circles.is_empty(), "{what} that import each other in a circle:\n{}", join(&circles));
    }
}

/// Which modules each module uses.
type Uses = BTreeMap<Module, BTreeSet<Module>>;

/// Notes that a module uses another one. A folder's `mod.rs` declares and re-exports what its files define: that is no
/// dependency.
fn note(uses: &mut Uses, module: &[String], target: &[String]) {
    let targets = uses.entry(module.to_vec()).or_default();
    if !module.starts_with(target) && !target.starts_with(module) {
        targets.insert(target.to_vec());
    }
}

/// The modules that stand in a circle, each with those that it uses.
fn circles(mut uses: Uses) -> BTreeSet<String> {
    loop {
        let used: BTreeSet<Module> = uses.values().flatten().cloned().collect();
        let before = uses.len();
        // What uses nothing that is left, or is used by nothing that is left, stands in no circle.
        let left: BTreeSet<Module> = uses.keys().cloned().collect();
        uses.retain(|module, targets| {
            targets.retain(|target| left.contains(target));
            !targets.is_empty() && used.contains(module)
        });
        if uses.len() == before {
            break;
        }
    }
    let line = |(module, targets): (&Module, &BTreeSet<Module>)| {
        let targets: Vec<String> = targets.iter().map(|target| target.join("::")).collect();
        format!("{} uses {}", module.join("::"), targets.join(", "))
    };
    uses.iter().map(line).collect()
}

fn join(lines: &BTreeSet<String>) -> String {
    lines.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}

#[test]
fn paths_are_read_and_circles_found() {
    let text = production(
        "use crate::a::{b, c::{d, self}};\nuse super::e; // use crate::x\n#[cfg(test)]\nmod tests {\nuse crate::y;",
    );
    let found: Vec<String> = paths(&text).into_iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::a::b", "crate::a::c::d", "crate::a::c::self", "super::e"]);
    let names = |path: &str| path.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(absolute(&names("super::e"), &names("a::b")), names("a::e"));
    assert_eq!(absolute(&names("self::e"), &names("a")), names("a::e"));
    let uses = |pairs: &[(&str, &str)]| {
        let mut uses = Uses::new();
        for (from, to) in pairs {
            note(&mut uses, &names(from), &names(to));
        }
        uses
    };
    assert!(circles(uses(&[("a", "b"), ("b", "c"), ("d", "d::e"), ("d::e", "d")])).is_empty());
    let found = circles(uses(&[("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["b uses c", "c uses b"]);
}
