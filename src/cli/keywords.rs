//! Flags whose values are words: the parser, the completions and the help come from the enum.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use crate::deal::Status;
use crate::invalid::{Keywords, Problem};
use crate::query::{RateBasis, StatusWanted};
use crate::report::{SortField, SortKey};

/// A parser for a type that is written in words. It reports its own [`Problem`], which names the nearest word.
#[derive(Debug, Clone)]
pub(super) struct Words<T>(PhantomData<T>);

/// Returns the parser for `T`.
pub(super) fn words<T>() -> Words<T> {
    Words(PhantomData)
}

impl<T> TypedValueParser for Words<T>
where
    T: Keywords + FromStr<Err = Problem> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        TypedValueParser::parse_ref(&T::from_str, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |(word, about): (&'static str, &'static str)| {
            PossibleValue::new(word).help(about.trim().trim_end_matches('.'))
        };
        Some(Box::new(T::words().into_iter().map(value)))
    }
}

impl Keywords for StatusWanted {
    fn words() -> Vec<(&'static str, &'static str)> {
        let mut words = Status::words();
        words.push(("all", "Any of these"));
        words
    }
}

impl Keywords for SortKey {
    fn words() -> Vec<(&'static str, &'static str)> {
        SortField::words()
    }
}

impl Keywords for RateBasis {
    fn words() -> Vec<(&'static str, &'static str)> {
        vec![
            ("stated", "The source's own figure, else the same as announced"),
            ("announced", "The rates of the deal's own date"),
            ("latest", "The latest known rates"),
        ]
    }
}

/// Lists the words of each flag in its long help only, so that `-h` has one line for each flag.
pub(super) fn list_in_long_help(command: Command) -> Command {
    command
        .mut_args(describe)
        .mut_subcommands(|command| command.mut_args(describe).after_help(super::help::MORE))
}

fn describe(arg: Arg) -> Arg {
    // A flag without a value has the words of a boolean.
    let values = if arg.get_action().takes_values() { arg.get_possible_values() } else { Vec::new() };
    let Some(width) = values.iter().map(|value| value.get_name().len()).max() else { return arg };
    let mut help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    help.push_str("\n\nValues:");
    for value in &values {
        let about = value.get_help().map(ToString::to_string).unwrap_or_default();
        help.push_str(&format!("\n  {:width$}  {about}", value.get_name()));
    }
    arg.hide_possible_values(true).long_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_listed_word_is_accepted() {
        fn check<T: Keywords + FromStr<Err = Problem>>() {
            for (word, about) in T::words() {
                assert!(T::from_str(word).is_ok(), "{word}");
                assert!(!about.trim().is_empty(), "{word} has no description");
            }
        }
        check::<StatusWanted>();
        check::<SortKey>();
        check::<RateBasis>();
        check::<crate::report::ListColumn>();
        check::<crate::report::GroupBy>();
        check::<crate::render::Format>();
    }
}
