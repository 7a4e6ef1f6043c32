//! Arguments of the commands about the program itself: help, completions, manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::completion::Shell;
use super::edits::RunArgs;
use super::keywords::{self, words};
use super::topics::Topic;
use super::{Cli, help};
use crate::error::Error;
use crate::invalid::Problem;

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = words::<Shell>())]
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The folder, which is created if it does not exist
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(super) struct HelpArgs {
    /// A command, such as totals or rates update, or a topic: topics, amounts, dates, places, exit-codes
    #[arg(value_name = "COMMAND")]
    pub words: Vec<String>,
}

/// Returns the help of a command or a topic; without `words`, that of the program.
///
/// # Errors
/// If there is no such command or topic.
pub(super) fn help_text(words: &[String]) -> Result<String, Error> {
    let mut command = keywords::list_in_long_help(Cli::command());
    let name = words.join("-");
    if name.is_empty() {
        return Ok(help::overview(&command));
    }
    let found = words.iter().try_fold(&mut command, |command, word| command.find_subcommand_mut(word));
    if let Some(command) = found {
        return Ok(command.render_long_help().to_string());
    }
    if let Ok(topic) = name.parse::<Topic>() {
        return Ok(topic.text().to_owned());
    }
    let known = command.get_subcommands().map(clap::Command::get_name);
    let known = known.chain(Topic::ALL.iter().map(|topic| topic.as_str()));
    Err(Error::Usage(Problem::unknown_name(
        "command or topic", &name, known, "`outlay help` lists the commands",
    )))
}
