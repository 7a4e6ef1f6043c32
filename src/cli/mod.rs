//! The command line: clap structs and their conversion into a `Request`.
//!
//! - `clap_errors`: leaves out tips of clap that are far-fetched
//! - `subcommand`: the commands, with the arguments of each
//! - `filters`: the arguments that select deals; `amounts`: amounts of flags that the shell may have cut
//! - `reports`: the arguments of the commands that show something
//! - `rates`: the arguments of the command about rates
//! - `totals`: the arguments of totals, charts and pages
//! - `edits`: the arguments of the commands that change a dataset
//! - `question`: what a command line asks, in its own words
//! - `settings`: the environment and the configuration file
//! - `keywords`: flags whose values are words
//! - `global`: the arguments of all commands
//! - `guide`: the arguments of the commands about the program itself
//! - `completion`: scripts of shells, and the names that complete a command line
//! - `manual`: manual pages
//! - `help`: the overview of the commands; examples and exit codes
//! - `topics`: topics of the help

mod amounts;
mod clap_errors;
mod completion;
mod edits;
mod filters;
mod global;
mod guide;
mod help;
mod keywords;
mod manual;
mod question;
mod rates;
mod reports;
mod settings;
mod subcommand;
mod topics;
mod totals;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser};

pub use self::settings::Environment;

use self::completion::Shell;
use self::global::{GlobalArgs, OutputArgs};
use self::settings::Settings;
use self::subcommand::Sub;
use crate::commands::{self, Color, Command, Input, MessageFormat, Output, Reading, Request, SheetOptions};
use crate::error::{Error, Exit};
use crate::invalid::{Problem, nearest};
use crate::io::rates::RateOptions;
use crate::message::Message;
use crate::render::{Format, foreign_lines};
use crate::report::Question;
use crate::sheet::Options;

/// Track announced investments: who announced what, where, how much, who says so
#[derive(Debug, Parser)]
#[command(
    name = "outlay",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_long_help = help::top()
)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Sub>,
    /// What is asked, if the provenance of the answer is wanted.
    #[arg(skip)]
    question: Option<Question>,
}

impl Cli {
    /// Returns the request, with what no flag says from `settings`.
    ///
    /// # Errors
    /// As [`Sub::command`].
    fn request(self, mut settings: Settings) -> Result<Request, Error> {
        let GlobalArgs { data, rates, max_rate_age, built_in_rates, validate, threads, .. } = self.global;
        let OutputArgs { format, output, color, wrap, quiet, no_pager, message_format } = self.global.result;
        let table = Options {
            sheet: self.global.sheet,
            header_row: self.global.header_row,
            encoding: self.global.encoding,
        };
        let sheet = SheetOptions { map: self.global.map, map_file: self.global.map_file, table };
        let output = output.filter(|file| file.as_os_str() != "-");
        let named_data = data.clone();
        settings.data.flag("--data", (!data.is_empty()).then_some(data));
        settings.rates.flag("--rates", (!rates.is_empty()).then_some(rates));
        settings.max_rate_age.flag("--max-rate-age", max_rate_age);
        settings.built_in_rates.flag("--built-in-rates", built_in_rates.then_some(true));
        settings.color.flag("--color", color);
        settings.wrap.flag("--wrap", wrap.then_some(true));
        settings.pager.flag("--no-pager", no_pager.then(String::new));
        let sub = self.command.unwrap_or_else(|| Sub::List(reports::ListArgs::default()));
        // A dataset is JSON unless a flag says otherwise: the format of reports is not that of datasets.
        let default_format = match sub {
            Sub::Export(_) => output.is_none().then_some(Format::Json),
            Sub::Report(_) => Some(Format::Html),
            _ => settings.format.value,
        };
        settings.format.flag("--format", format);
        let writing = sub.writing();
        let mut command = sub.command(&settings)?;
        if let Command::Import(import) = &mut command {
            import.sheet = sheet.clone();
        }
        let pager = settings.pager();
        let input = Input::of_paths(settings.data.value.unwrap_or_default(), &sheet).map_err(Error::Usage)?;
        let output = Output {
            format,
            default_format,
            file: output,
            color: settings.color.value.unwrap_or(Color::Auto),
            wraps: settings.wrap.value.unwrap_or_default(),
            pager,
            quiet,
            messages: message_format,
        };
        Ok(Request {
            input,
            named_data,
            reading: Reading { digests: self.question.is_some(), ..Reading::new(threads, validate) },
            writing,
            question: self.question,
            sheet,
            rates: RateOptions {
                files: settings.rates.value.unwrap_or_default(),
                store: settings.rate_store.filter(|_| settings.built_in_rates.value != Some(true)),
                max_age: settings.max_rate_age.value,
            },
            output,
            command,
        })
    }
}

/// Carries out the command line `args`, of which the first is the name of the program, and returns the exit code.
///
/// Results go to `stdout`, or to a file that `args` name; messages go to `stderr`.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    stdout: &mut (impl Write + Send),
    stderr: &mut impl Write,
) -> Exit {
    if let Some(shell) = environment.completes_for() {
        return complete(shell, args, environment, stdout);
    }
    let args: Vec<OsString> = args.into_iter().collect();
    let line = match command_line(args.iter().cloned()) {
        Ok(line) => line,
        Err(error) => {
            return print_error(&clap_errors::without_far_tip(error), message_format(&args), stdout, stderr);
        }
    };
    let data = line.global.data.clone();
    let advised = |error: &Error| -> Vec<Message> {
        error.messages().into_iter().map(|message| commands::with_data(message, &data)).collect()
    };
    let style = Color::Auto.message_style(line.global.result.message_format);
    let request = Settings::read(environment).and_then(|settings| line.request(settings));
    let request = match request {
        Ok(request) => request,
        Err(error) => {
            style.print(&advised(&error), error.exit(), stderr);
            return error.exit();
        }
    };
    commands::run(&request, stdout, stderr).unwrap_or_else(|error| {
        request.output.message_style().print(&advised(&error), error.exit(), stderr);
        error.exit()
    })
}

/// Completes the command line after `--` in `args`, for the script of a shell, and returns the exit code. Nothing is said
/// if it fails, as the user is typing.
fn complete(
    shell: Shell,
    args: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    stdout: &mut impl Write,
) -> Exit {
    let words = args.into_iter().skip_while(|word| word != "--").skip(1).collect();
    let environment = environment.clone();
    let request = move |data: Vec<PathBuf>| {
        let mut line = command_line(["outlay", "list"].map(OsString::from)).ok()?;
        line.global.data = data;
        line.request(Settings::read(&environment).ok()?).ok()
    };
    match completion::complete(shell, Cli::command(), words, request, stdout) {
        Ok(()) => Exit::Success,
        Err(_) => Exit::Fault,
    }
}

/// Parses a command line, without any environment.
///
/// # Errors
/// If `args` are invalid or ask for help or the version.
#[cfg(test)]
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Request, clap::Error> {
    Ok(command_line(args)?.request(Settings::default()).expect("no setting is wrong"))
}

/// Parses a command line.
///
/// # Errors
/// If `args` are invalid or ask for help or the version. [`print_error`] prints such an error.
fn command_line(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let args: Vec<OsString> = args.into_iter().collect();
    let parsed = Cli::command().try_get_matches_from(&args);
    let parsed = parsed.or_else(|error| match meant_command(&error) {
        Some(command) => {
            let mut args = args.clone();
            args.insert(1, command.into());
            let meant = Cli::command().try_get_matches_from(&args);
            // What is unknown to that command, too, is reported as it was found.
            meant.map_err(|other| if other.kind() == error.kind() { error } else { other })
        }
        None => Err(error),
    });
    let matches = match parsed {
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            keywords::list_in_long_help(Cli::command()).try_get_matches_from(args)?
        }
        parsed => parsed?,
    };
    let mut line = Cli::from_arg_matches(&matches)?;
    if line.command.as_ref().is_some_and(Sub::wants_provenance) {
        line.question = question::question(&matches, Cli::command());
    }
    Ok(line)
}

/// Returns the command that a command line without one means: `list` for its flags, `show` for a name that is not like
/// that of a command.
fn meant_command(error: &clap::Error) -> Option<&'static str> {
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::UnknownArgument, _) => Some("list"),
        (ErrorKind::InvalidSubcommand, Some(clap::error::ContextValue::String(word))) => {
            let commands = Cli::command();
            let names = commands.get_subcommands().map(clap::Command::get_name);
            nearest(word, names).is_empty().then_some("show")
        }
        _ => None,
    }
}

/// Returns the format of messages that a command line asks for, though it may have errors.
fn message_format(args: &[OsString]) -> MessageFormat {
    const FLAG: &str = "--message-format";
    let words: Vec<_> = args.iter().map(|word| word.to_string_lossy()).collect();
    let after_flag = words.windows(2).filter(|pair| pair[0] == FLAG).map(|pair| pair[1].as_ref());
    let in_word = words.iter().filter_map(|word| word.strip_prefix(FLAG)?.strip_prefix('='));
    after_flag.chain(in_word).find_map(|word| word.parse().ok()).unwrap_or(MessageFormat::Text)
}

/// Prints help to `stdout`, or a usage error to `stderr`, and returns the exit code.
fn print_error(
    error: &clap::Error,
    format: MessageFormat,
    stdout: &mut impl Write,
    stderr: &mut impl Write,
) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // A reader that closes the pipe early is no error.
        return match write!(stdout, "{}", error.render()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let error = Error::Output(error);
                Color::Auto.message_style(format).print(&error.messages(), Exit::Fault, stderr);
                Exit::Fault
            }
            _ => Exit::Success,
        };
    }
    let style = Color::Auto.message_style(format);
    let text = error.render().to_string();
    match problem(error) {
        Some((argument, problem)) => {
            let message = Message::error(format!("{argument}: {}", problem.message));
            style.print(&[message.with_hint(problem.hint.clone())], Exit::Usage, stderr);
        }
        None if format == MessageFormat::Json => {
            style.print(&[usage_message(&text)], Exit::Usage, stderr);
        }
        None => {
            // clap quotes the arguments, which may contain control characters. If standard error is closed, nothing can
            // be reported.
            for line in foreign_lines(&text, style.width) {
                let _ = writeln!(stderr, "{line}");
            }
        }
    }
    Exit::Usage
}

/// Returns the message of a text of clap: the error in the first paragraph, and the tip among the others.
fn usage_message(text: &str) -> Message {
    let mut paragraphs = text
        .trim()
        .split("\n\n")
        .map(|paragraph| paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" "));
    let first = paragraphs.next().unwrap_or_default();
    let tip = paragraphs.find_map(|paragraph| Some(paragraph.strip_prefix("tip: ")?.to_owned()));
    Message::error(first.strip_prefix("error: ").unwrap_or(&first)).with_hint(tip)
}

/// Returns the argument that a parser of ours rejected, and why.
fn problem(error: &clap::Error) -> Option<(&str, &Problem)> {
    let problem = std::error::Error::source(error)?.downcast_ref::<Problem>()?;
    let clap::error::ContextValue::String(argument) = error.get(ContextKind::InvalidArg)? else {
        return None;
    };
    Some((argument.split(' ').next()?, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the help text of `command`.
    fn help(command: &str, flag: &str) -> String {
        let args = ["outlay", command, flag].map(OsString::from);
        parse(args).unwrap_err().render().to_string()
    }

    #[test]
    fn clap_accepts_the_definitions() {
        keywords::list_in_long_help(Cli::command()).debug_assert();
    }

    #[test]
    fn short_help_has_one_line_for_each_flag_at_80_columns() {
        let command = keywords::list_in_long_help(Cli::command());
        for mut sub in command.get_subcommands().filter(|sub| sub.get_name() != "help").cloned() {
            let text = sub.clone().term_width(80).render_help().to_string();
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{line}");
                // A wrapped text continues below the texts of its list.
                assert!(!line.starts_with("              "), "{}: {line}\n{text}", sub.get_name());
            }
            assert!(sub.render_long_help().to_string().contains("Examples:"), "{}", sub.get_name());
        }
    }

    #[test]
    fn words_in_help_come_from_the_enum() {
        let (short, long) = (help("list", "-h"), help("list", "--help"));
        for kind in crate::deal::Kind::ALL {
            assert!(!short.contains(&format!("  {kind}  ")));
            assert!(long.contains(&format!("  {kind}  ")), "{kind}\n{long}");
        }
    }
}
