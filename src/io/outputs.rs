//! Keeps outputs from replacing what they are made of.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::invalid::Problem;

/// Checks that no output is an input or another output, under any name of the same file. `outputs` are files with the
/// flags that name them.
///
/// # Errors
/// If one is.
pub(crate) fn check(outputs: &[(&str, &Path)], inputs: &[&Path]) -> Result<(), Error> {
    for (index, (flag, output)) in outputs.iter().enumerate() {
        let problem = if let Some(input) = inputs.iter().find(|input| is_same(input, output)) {
            format!("{} is an input of this command and would be overwritten", input.display())
        } else if let Some((other, _)) = outputs[index + 1..].iter().find(|(_, other)| is_same(other, output))
        {
            format!("{flag} and {other} are the same file, {}", output.display())
        } else {
            continue;
        };
        return Err(Error::Usage(Problem::new(problem).hint(format!("name another file by {flag}"))));
    }
    Ok(())
}

/// Whether two paths are one file. Files that do not exist yet are compared by their folder and name.
pub(crate) fn is_same(a: &Path, b: &Path) -> bool {
    match same_file::is_same_file(a, b) {
        Ok(is_same) => is_same,
        Err(_) => place(a).is_some_and(|place_of_a| Some(place_of_a) == place(b)),
    }
}

fn place(path: &Path) -> Option<(PathBuf, OsString)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // On some systems, names that differ in case only are one.
    Some((folder.canonicalize().ok()?, path.file_name()?.to_ascii_lowercase()))
}
