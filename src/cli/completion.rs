//! Completions: the script of each shell, and the names of the dataset in use.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::PossibleValue;
use clap::{Arg, CommandFactory};
use clap_complete::env::{Bash, EnvCompleter, Fish, Powershell, Zsh};
use clap_complete::{ArgValueCompleter, CompletionCandidate};

use super::Cli;
use super::topics::Topic;
use crate::commands::{NameKind, Request, names};
use crate::invalid::{Keywords, keyword_enum};
use crate::io::config_file::expand_home;
use crate::money::Currency;
use crate::report::{GroupBy, ListColumn};

/// The variable by which the script of a shell asks for completions. Its value is the shell.
pub(super) const VARIABLE: &str = "OUTLAY_COMPLETE";

const PROGRAM: &str = "outlay";

keyword_enum! {
    /// A shell that completes command lines.
    pub(crate) enum Shell is "shell" {
        /// Bash.
        Bash = "bash",
        /// Zsh.
        Zsh = "zsh",
        /// Fish.
        Fish = "fish",
        /// PowerShell.
        Pwsh = "powershell" | "pwsh",
        /// Nushell: commands and flags, without the names of datasets.
        Nushell = "nushell" | "nu",
    }
}

impl Shell {
    /// Returns what asks for completions while a command line is typed; `None` if the shell does not.
    fn completer(self) -> Option<&'static dyn EnvCompleter> {
        match self {
            Self::Bash => Some(&Bash),
            Self::Zsh => Some(&Zsh),
            Self::Fish => Some(&Fish),
            Self::Pwsh => Some(&Powershell),
            Self::Nushell => None,
        }
    }
}

/// Returns the script that makes `shell` complete the command lines of `command`.
///
/// # Errors
/// Never for a script in memory.
pub(super) fn script(shell: Shell, command: &mut clap::Command) -> io::Result<Vec<u8>> {
    let mut script = Vec::new();
    let Some(completer) = shell.completer() else {
        clap_complete::generate(clap_complete_nushell::Nushell, command, PROGRAM, &mut script);
        return Ok(script);
    };
    completer.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    let script = String::from_utf8_lossy(&script);
    let script = match shell {
        // Names contain spaces, which only file names are quoted for.
        Shell::Bash => script
            .replace("complete -o nospace", "complete -o filenames -o nospace")
            .replace("    COMPREPLY=( $( \\\n", &format!("{WITHOUT_SIGNS}    COMPREPLY=( $( \\\n")),
        // Names are found in upper and in lower case.
        Shell::Zsh => script.replace(
            "_describe -V 'values' other",
            "_describe -V 'values' other -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}'",
        ),
        _ => script.into_owned(),
    };
    Ok(script.into_bytes())
}

/// Bash breaks `--flag=value` at the sign. Without the sign, the value is completed as that of `--flag value`.
const WITHOUT_SIGNS: &str = r#"    local position kept=()
    for position in "${!words[@]}"; do
        if [[ ${words[position]} == "=" && ${words[position - 1]} == --* && $position -lt $COMP_CWORD ]]; then
            _CLAP_COMPLETE_INDEX=$((_CLAP_COMPLETE_INDEX - 1))
        else
            kept+=("${words[position]}")
        fi
    done
    words=("${kept[@]}")
"#;

/// Writes what completes a command line. `words` are those after `--` that the script of `shell` passes. `request` makes a
/// request about a dataset.
///
/// # Errors
/// If nothing completes it, and if the result cannot be written.
pub(super) fn complete(
    shell: Shell,
    command: clap::Command,
    words: Vec<OsString>,
    request: impl Fn(Vec<PathBuf>) -> Option<Request> + Send + Sync + 'static,
    stdout: &mut impl Write,
) -> io::Result<()> {
    let completer = shell.completer().ok_or(io::ErrorKind::Unsupported)?;
    let data = datasets(&words);
    let dataset_names: DatasetNames = Arc::new(move |kind| {
        // Without a dataset that can be read, there are no names to offer; the command itself reports what is wrong.
        request(data.clone()).and_then(|request| names(&request, kind).ok()).unwrap_or_default()
    });
    let mut command = with_names(command, &dataset_names);
    let mut candidates = Vec::new();
    completer.write_complete(&mut command, words, env::current_dir().ok().as_deref(), &mut candidates)?;
    stdout.write_all(&candidates)?;
    stdout.flush()
}

/// Returns the datasets that a command line names. Shells pass its words as they are typed.
fn datasets(words: &[OsString]) -> Vec<PathBuf> {
    let mut words = words.iter().map(|word| word.to_string_lossy());
    let mut data = Vec::new();
    while let Some(word) = words.next() {
        if word == "--data" {
            data.extend(words.next().map(|path| expand_home(&unquoted(&path))));
        } else if let Some(path) = word.strip_prefix("--data=") {
            data.push(expand_home(&unquoted(path)));
        }
    }
    data
}

/// Returns a word without the quotes and backslashes of a shell.
fn unquoted(word: &str) -> String {
    word.replace(['\\', '"', '\''], "")
}

/// Returns the names of a kind.
type DatasetNames = Arc<dyn Fn(NameKind) -> Vec<String> + Send + Sync>;

/// Adds to each argument what completes its values.
fn with_names(mut command: clap::Command, names: &DatasetNames) -> clap::Command {
    command.build();
    let mut command = command.mut_subcommands(|command| command.mut_args(|arg| with_completer(arg, names)));
    // A command line without a command lists deals.
    let list = command.find_subcommand("list").cloned();
    for arg in list.iter().flat_map(clap::Command::get_arguments) {
        if command.get_arguments().all(|known| known.get_id() != arg.get_id()) {
            command = command.arg(arg.clone());
        }
    }
    command
}

fn with_completer(arg: Arg, names: &DatasetNames) -> Arg {
    let kind = match arg.get_id().as_str() {
        "company" | "not_company" | "parent" | "no_alias" => NameKind::Company,
        "region" | "not_region" | "home" => NameKind::Region,
        "tag" | "not_tag" => NameKind::Tag,
        "source" => NameKind::Source,
        "id" | "ids" | "included_in" | "replaces" => NameKind::Deal,
        "where" => return completed(arg, names, NameKind::Field, |key| format!("{key}="), Vec::new),
        "columns" => return completed(arg, names, NameKind::Field, of_field, words::<ListColumn>),
        "by" => return completed(arg, names, NameKind::Field, of_field, words::<GroupBy>),
        "target" | "currency" | "currencies" | "to" => return arg.add(ArgValueCompleter::new(currencies)),
        // The words of an amount to convert, of which the last may be the target.
        "amount" if arg.is_positional() => return arg.add(ArgValueCompleter::new(currencies)),
        "words" => return arg.add(ArgValueCompleter::new(help_words)),
        "sort" => return sorted(arg, names),
        _ => return arg,
    };
    completed(arg, names, kind, str::to_owned, Vec::new)
}

/// Completes the values of `arg` by `others`, and by the names of a kind as `text` writes them.
fn completed(
    arg: Arg,
    names: &DatasetNames,
    kind: NameKind,
    text: fn(&str) -> String,
    others: fn() -> Vec<CompletionCandidate>,
) -> Arg {
    let names = names.clone();
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let mut candidates = others();
        candidates.extend(names(kind).iter().map(|name| CompletionCandidate::new(text(name))));
        beginning(candidates, typed)
    }))
}

/// Completes the columns of `--sort`, after a hyphen for a descending order.
fn sorted(arg: Arg, names: &DatasetNames) -> Arg {
    let columns = arg.get_possible_values();
    let names = names.clone();
    let has_fields = columns.iter().any(|column| column.get_name() == ListColumn::Title.as_str());
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let sign = if typed.to_string_lossy().starts_with('-') { "-" } else { "" };
        let column = |column: &PossibleValue| {
            CompletionCandidate::new(format!("{sign}{}", column.get_name())).help(column.get_help().cloned())
        };
        let mut candidates: Vec<CompletionCandidate> = columns.iter().map(column).collect();
        if has_fields {
            let fields = names(NameKind::Field);
            candidates.extend(
                fields.iter().map(|key| CompletionCandidate::new(format!("{sign}{}", of_field(key)))),
            );
        }
        beginning(candidates, typed)
    }))
}

/// Completes what `outlay help` explains.
fn help_words(typed: &OsStr) -> Vec<CompletionCandidate> {
    let program = Cli::command();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    let commands = commands.map(|command| {
        CompletionCandidate::new(command.get_name().to_owned()).help(command.get_about().cloned())
    });
    let mut candidates: Vec<CompletionCandidate> = commands.collect();
    candidates.extend(words::<Topic>());
    beginning(candidates, typed)
}

fn of_field(key: &str) -> String {
    format!("field:{key}")
}

fn words<T: Keywords>() -> Vec<CompletionCandidate> {
    let words = T::words().into_iter();
    words.map(|(word, about)| CompletionCandidate::new(word).help(Some(about.trim().into()))).collect()
}

fn currencies(typed: &OsStr) -> Vec<CompletionCandidate> {
    let candidate = |currency: Currency| {
        CompletionCandidate::new(currency.to_string()).help(Some(currency.name().into()))
    };
    beginning(Currency::all().map(candidate).collect(), typed)
}

/// Returns the candidates that begin with what is typed, in upper or lower case.
fn beginning(mut candidates: Vec<CompletionCandidate>, typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = unquoted(&typed.to_string_lossy()).to_lowercase();
    candidates.retain(|candidate| candidate.get_value().to_string_lossy().to_lowercase().starts_with(&typed));
    candidates
}
