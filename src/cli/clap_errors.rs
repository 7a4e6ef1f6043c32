//! Removes suggestions of the command-line parser that do not help.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;

/// Returns the error without tips that do not help: how to pass an unknown flag as a value, which nobody means, and a similar
/// argument that is not similar. clap compares by beginnings and takes `--built-in-rates` for `--in`.
pub(super) fn without_far_tip(mut error: clap::Error) -> clap::Error {
    fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
        match error.get(kind) {
            Some(ContextValue::String(text)) => Some(text.clone()),
            _ => None,
        }
    }
    if text(&error, ContextKind::InvalidArg).is_some_and(|found| found.starts_with("--")) {
        error.remove(ContextKind::Suggested);
    }
    let (Some(found), Some(similar)) =
        (text(&error, ContextKind::InvalidArg), text(&error, ContextKind::SuggestedArg))
    else {
        return error;
    };
    if error.kind() != ErrorKind::UnknownArgument || is_near(&found, &similar) {
        return error;
    }
    error.remove(ContextKind::SuggestedArg);
    // It has the argument that was taken for a similar one.
    let usage = error.remove(ContextKind::Usage);
    if let Some(ContextValue::StyledStr(usage)) = usage {
        error.insert(ContextKind::Usage, ContextValue::StyledStr(plain_usage(&usage.to_string())));
    }
    error
}

/// Whether one argument may be a slip of another: the beginning of it, or different by one character in three.
fn is_near(found: &str, similar: &str) -> bool {
    let (found, similar) = (found.trim_start_matches('-'), similar.trim_start_matches('-'));
    let (shorter, longer) = if found.len() < similar.len() { (found, similar) } else { (similar, found) };
    let edits = (found.chars().count() / 3).max(1);
    (shorter.len() > 2 && longer.starts_with(shorter)) || strsim::osa_distance(found, similar) <= edits
}

/// Returns the usage of the command that the usage `line` is of.
fn plain_usage(line: &str) -> clap::builder::StyledStr {
    let mut program = Cli::command();
    program.build();
    let mut command = program;
    for word in line.split_whitespace() {
        command = command.find_subcommand(word).cloned().unwrap_or(command);
    }
    command.render_usage()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tips_are_near() {
        for (found, similar) in [
            ("--curency", "--currency"),
            ("--colums", "--columns"),
            ("--bye", "--by"),
            ("--comp", "--company"),
        ] {
            assert!(is_near(found, similar), "{found} {similar}");
        }
        for (found, similar) in [("--in", "--built-in-rates"), ("--sample", "--map-file"), ("--at", "--data")]
        {
            assert!(!is_near(found, similar), "{found} {similar}");
        }
    }

    #[test]
    fn a_tip_that_is_left_out_is_not_in_the_usage_either() {
        let unknown = Cli::command().try_get_matches_from(["outlay", "list", "--yes"]).unwrap_err();
        let text = without_far_tip(unknown).render().to_string();
        assert!(text.contains("unexpected argument '--yes'") && !text.contains("tip:"), "{text}");
        let args = ["outlay", "init", "s.json", "--sample"];
        let error = without_far_tip(Cli::command().try_get_matches_from(args).unwrap_err());
        let text = error.render().to_string();
        assert!(text.contains("unexpected argument '--sample'") && !text.contains("--map-file"), "{text}");
        assert!(text.contains("Usage: outlay init [OPTIONS] <FILE>"), "{text}");
    }
}
