//! Flags whose values are words: the parser, the completions and the help come from the enum.

use std::ffi::OsStr;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use super::help;
use crate::deal::Status;
use crate::invalid::{Cause, Keywords, Problem};
use crate::query::{RateBasis, StatusWanted};
use crate::report::{ColumnOrder, GroupBy, ListColumn, SortKey, TotalsColumn, TotalsOrder};

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

    /// Reads a word, or the beginning of only one: files hold words in full, but people type.
    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let read = |text: &str| T::from_str(text).or_else(|problem| completed(text).ok_or(problem));
        TypedValueParser::parse_ref(&read, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |(word, about): (&'static str, &'static str)| {
            PossibleValue::new(word).help(about.trim().trim_end_matches('.'))
        };
        Some(Box::new(T::words().into_iter().map(value)))
    }
}

/// Returns the value of the only word that begins with `text`; the `-` of a descending order stays before it.
fn completed<T: Keywords + FromStr>(text: &str) -> Option<T> {
    let start = text.trim().to_lowercase();
    let (sign, start) = start.strip_prefix('-').map_or(("", start.as_str()), |start| ("-", start));
    // `field:KEY` stands for any field, and is no word.
    let is_meant = |word: &&str| word.starts_with(start) && !word.contains(':');
    let mut words = T::words().into_iter().map(|(word, _)| word).filter(is_meant);
    match (words.next(), words.next()) {
        (Some(word), None) if !start.is_empty() => format!("{sign}{word}").parse().ok(),
        _ => None,
    }
}

/// A word, or `field:KEY` for a field of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordOrField<T> {
    /// The word; for a field, the one that stands for any.
    pub word: T,
    /// The key of the field.
    pub key: Option<String>,
}

/// Words of which one stands for any field.
pub(super) trait HasField {
    /// The word that stands for a field.
    const FIELD: Self;
}

impl HasField for GroupBy {
    const FIELD: Self = Self::Field;
}

impl HasField for ListColumn {
    const FIELD: Self = Self::Field;
}

impl<T: Keywords> Keywords for WordOrField<T> {
    fn words() -> Vec<(&'static str, &'static str)> {
        T::words()
    }
}

impl<T: HasField + FromStr<Err = Problem>> FromStr for WordOrField<T> {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let prefix = text.get(.."field:".len()).filter(|prefix| prefix.eq_ignore_ascii_case("field:"));
        if prefix.is_none() {
            let word = text.parse().map_err(|problem| with_field(problem, text))?;
            return Ok(Self { word, key: None });
        }
        let key = text["field:".len()..].trim();
        if key.is_empty() {
            return Err(Problem::new(format!("{text:?} names no field"))
                .hint("write field:sector for the field \"sector\""));
        }
        Ok(Self { word: T::FIELD, key: Some(key.to_owned()) })
    }
}

/// Adds to the problem of a word how a field of this name is written, unless the word is near a known one.
fn with_field(problem: Problem, text: &str) -> Problem {
    match (problem.cause, &problem.hint) {
        (Cause::UnknownWord, Some(allowed)) => {
            let hint = format!("a field of your deals is written field:{}; {allowed}", text.trim());
            problem.hint(hint)
        }
        _ => problem,
    }
}

impl Keywords for StatusWanted {
    fn words() -> Vec<(&'static str, &'static str)> {
        let mut words = Status::words();
        words.push(("all", "Any of these"));
        words
    }
}

/// A column to sort by; in words, `-` before it stands for descending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SortArg<C>(pub ColumnOrder<C>);

impl<C: Keywords> Keywords for SortArg<C> {
    fn words() -> Vec<(&'static str, &'static str)> {
        C::words()
    }
}

impl<C: FromStr<Err = Problem>> FromStr for SortArg<C> {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (column, descending) = text.strip_prefix('-').map_or((text, false), |column| (column, true));
        Ok(Self(ColumnOrder { column: column.parse()?, descending }))
    }
}

impl From<SortArg<WordOrField<ListColumn>>> for SortKey {
    fn from(arg: SortArg<WordOrField<ListColumn>>) -> Self {
        let ColumnOrder { column: WordOrField { word, key }, descending } = arg.0;
        Self { column: word, field: key, descending }
    }
}

impl From<SortArg<WordOrField<TotalsColumn>>> for TotalsOrder {
    fn from(arg: SortArg<WordOrField<TotalsColumn>>) -> Self {
        let ColumnOrder { column: WordOrField { word, key }, descending } = arg.0;
        Self { column: (word, key), descending }
    }
}

impl HasField for TotalsColumn {
    const FIELD: Self = Self::Group(GroupBy::Field);
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
///
/// This builds the arguments of all commands, which takes longer than a short question: only help needs it.
pub(super) fn list_in_long_help(mut command: Command) -> Command {
    command.build();
    let overview = help::overview(&command);
    command
        .override_help(overview)
        .mut_subcommands(|command| help::with_examples_first(command.mut_args(describe)))
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
    fn the_beginning_of_one_word_is_enough() {
        assert_eq!(completed("coun"), Some(GroupBy::Country));
        // "contract" is the only kind that begins so, "c" begins none alone.
        assert_eq!(completed("CON"), Some(crate::deal::Kind::Contract));
        assert_eq!(completed::<crate::deal::Kind>("c"), None);
        assert_eq!(completed::<crate::deal::Kind>(""), None);
        assert_eq!(completed::<WordOrField<ListColumn>>("field:"), None);
        let sorted: SortArg<WordOrField<ListColumn>> = completed("-ann").unwrap();
        assert!(sorted.0.descending && sorted.0.column.word == ListColumn::Announced);
    }

    #[test]
    fn each_listed_word_is_accepted() {
        fn check<T: Keywords + FromStr<Err = Problem>>() {
            for (word, about) in T::words() {
                assert!(T::from_str(word).is_ok(), "{word}");
                assert!(!about.trim().is_empty(), "{word} has no description");
            }
        }
        check::<StatusWanted>();
        check::<SortArg<WordOrField<ListColumn>>>();
        check::<SortArg<WordOrField<TotalsColumn>>>();
        check::<RateBasis>();
        check::<WordOrField<ListColumn>>();
        check::<WordOrField<GroupBy>>();
        check::<crate::render::Format>();
    }
}
