//! What a command line asks, in its own words, for the provenance of the answer.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use crate::report::Question;

/// Flags that say how the answer is computed, shown and where it goes, not what it is.
const PRESENTATION: [&str; 13] = [
    "data", "output", "format", "color", "wrap", "threads", "validate", "explain", "provenance", "quiet",
    "no_pager", "message_format", "help",
];

/// Returns the question of the subcommand that `matches` have; `None` without a subcommand. `program` has the definitions.
pub(super) fn question(matches: &ArgMatches, mut program: Command) -> Option<Question> {
    program.build();
    let (name, given) = matches.subcommand()?;
    let definitions = program.find_subcommand(name)?.get_arguments();
    let is_given = |arg: &&Arg| {
        let id = arg.get_id().as_str();
        !PRESENTATION.contains(&id)
            && given.ids().any(|known| known == id)
            && given.value_source(id) == Some(ValueSource::CommandLine)
    };
    let option = |arg: &Arg| {
        let name = arg.get_long().map_or_else(|| arg.get_id().to_string(), |long| format!("--{long}"));
        if !arg.get_action().takes_values() {
            return (name, Value::Bool(true));
        }
        let texts = given.get_raw(arg.get_id().as_str()).into_iter().flatten();
        (name, texts.map(|text| Value::String(text.to_string_lossy().into_owned())).collect())
    };
    let options: Map<String, Value> = definitions.filter(is_given).map(option).collect();
    Some(Question { command: name.to_owned(), options })
}
