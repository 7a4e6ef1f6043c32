//! The error of every parser, the nearest known name to suggest, and enums of keywords.

use std::fmt;
use std::io;

use thiserror::Error;

use crate::text::quote;

/// Why a text is not a value of a domain type.
///
/// Callers add the location of the text: a flag, a JSON field, a CSV cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, quoting the text, as one clause without a full stop.
    pub message: String,
    /// What to write instead: the allowed words, the nearest one, or an example.
    pub hint: Option<String>,
    /// What it is about, if a caller may know better what to do.
    pub cause: Cause,
}

/// What a problem is about, if its caller may know better what to do: a sheet can declare the currency of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cause {
    /// Anything else.
    #[default]
    Other,
    /// An amount names no currency.
    NoCurrency,
    /// Digits may be a whole number or a fraction: `1.234`.
    DecimalSign,
    /// A text does not have the form of a date.
    NoDate,
    /// A word is none of the allowed ones, and near none.
    UnknownWord,
}

impl Problem {
    /// Returns a problem without a hint.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, cause: Cause::Other }
    }

    /// Returns the problem with `hint`.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the problem with `cause`.
    #[must_use]
    pub fn cause(mut self, cause: Cause) -> Self {
        self.cause = cause;
        self
    }

    /// Returns the problem of a text `found` that is none of the words `allowed`; the hint has the nearest, and lists them
    /// all unless they are many.
    pub fn unknown_word<'a>(what: &str, found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Self {
        let allowed: Vec<&str> = allowed.into_iter().collect();
        let problem = Self::new(format!("{} is not a {what}", quote(found)));
        match nearest(found, allowed.iter().copied()).first() {
            Some(near) if allowed.len() > MAX_LISTED => problem.hint(format!("did you mean {near:?}?")),
            Some(near) => problem.hint(format!("did you mean {near:?}? allowed: {}", allowed.join(", "))),
            None => problem.cause(Cause::UnknownWord).hint(format!("allowed: {}", allowed.join(", "))),
        }
    }

    /// Returns the problem of a name `found` that is none of `known`; the hint has the nearest ones and `listed_by`,
    /// which says how to list them all.
    pub fn unknown_name<'a>(
        what: &str,
        found: &str,
        known: impl IntoIterator<Item = &'a str>,
        listed_by: &str,
    ) -> Self {
        let near = nearest(found, known);
        let quoted: Vec<String> = near.iter().map(|name| format!("{name:?}")).collect();
        let hint = if quoted.is_empty() {
            listed_by.to_owned()
        } else {
            format!("did you mean {}? {listed_by}", quoted.join(" or "))
        };
        Self::new(format!("no {what} is called {}", quote(found))).hint(hint)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// Why a result cannot be written.
#[derive(Debug, Error)]
pub(crate) enum WriteError {
    /// The output cannot be written.
    #[error("cannot write the result")]
    Io(#[from] io::Error),
    /// A value does not fit its column.
    #[cfg(feature = "parquet")]
    #[error("{at}: {}", problem.message)]
    Value {
        /// The deal by its id, or the column of a table.
        at: String,
        /// What is wrong, and what to do.
        problem: Problem,
    },
    /// The format cannot hold the result, or this build does not have it.
    #[error("{}", .0.message)]
    Refused(Problem),
}

/// How many allowed words a hint lists that has the nearest one.
const MAX_LISTED: usize = 16;

/// How many faults of a file are kept; the others are counted.
pub(crate) const MAX_FAULTS: usize = 50;

/// The faults of a file, in its order, of which at most 50 are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultList<F> {
    /// The faults that are shown, at most 50.
    pub shown: Vec<F>,
    /// The number of other faults.
    pub omitted: usize,
}

impl<F> Default for FaultList<F> {
    fn default() -> Self {
        Self { shown: Vec::new(), omitted: 0 }
    }
}

impl<F: fmt::Display> fmt::Display for FaultList<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.shown.iter().enumerate() {
            write!(f, "{}{fault}", if index == 0 { "" } else { "\n" })?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\nand {omitted} more"),
        }
    }
}

impl<F: fmt::Debug + fmt::Display> std::error::Error for FaultList<F> {}

/// Longest name that is compared with others, in characters: a bound on the work for one pair.
const MAX_COMPARED: usize = 100;

/// Returns up to three names of `known` that `found` may be a slip of, the nearest first.
///
/// A name is near if it begins with `found`, if it begins alike (by Jaro-Winkler similarity, as in cargo), or if it differs
/// by one edit in three characters. Names of more than 100 characters are never near.
pub(crate) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let Some(found) = comparable(found) else { return Vec::new() };
    let edits = (found.chars().count() / 3).max(1);
    let mut scored: Vec<(f64, String, &str)> = known
        .into_iter()
        .filter_map(|name| Some((comparable(name)?, name)))
        .map(|(lower, name)| (strsim::jaro_winkler(&found, &lower), lower, name))
        .filter(|(alike, lower, _)| {
            let is_beginning = found.len() > 1 && lower.starts_with(&found);
            *alike > 0.8 || is_beginning || (*alike > 0.5 && strsim::osa_distance(&found, lower) <= edits)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    // Suggest a name once if it is known in upper and in lower case.
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(.., name)| name).collect()
}

/// Returns the hint `otherwise`, after the nearest name of `known` if there is one.
pub(crate) fn did_you_mean<'a>(
    found: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(found, known).first() {
        Some(near) => format!("did you mean {near:?}? {otherwise}"),
        None => otherwise.to_owned(),
    }
}

/// Returns `name` in lower case; `None` if it is too long to be compared.
fn comparable(name: &str) -> Option<String> {
    name.chars().nth(MAX_COMPARED).is_none().then(|| name.to_lowercase())
}

/// A type whose values are written as words from a closed list.
pub(crate) trait Keywords {
    /// Returns the words, each with the doc comment of its value, which `--help` prints.
    fn words() -> Vec<(&'static str, &'static str)>;
}

/// Declares an enum whose values are written as words, the same in files, flags and output.
///
/// It has `ALL`, `as_str()`, `Keywords`, `Display` and a `FromStr` whose error lists the words and the nearest one. Help
/// prints the doc comment of each value.
macro_rules! keyword_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident is $what:literal {
        $($(#[doc = $doc:literal])* $variant:ident = $word:literal $(| $alias:literal)*,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[doc = $doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order in which help and messages list them.
            #[allow(dead_code, reason = "not every kind of word is listed")]
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the value of a word, in any case. `None` for other texts, without the work of naming a near word.
            $vis fn of_word(text: &str) -> Option<Self> {
                // Files hold the words as they are written here.
                match text {
                    $($word => return Some(Self::$variant),)+
                    _ => {}
                }
                match text.trim().to_lowercase().as_str() {
                    $($word $(| $alias)* => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// Returns the word for this value in files, flags and output.
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl $crate::invalid::Keywords for $name {
            fn words() -> Vec<(&'static str, &'static str)> {
                vec![$(($word, concat!($($doc),*))),+]
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($word),+] })
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::invalid::Problem;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::of_word(text)
                    .ok_or_else(|| $crate::invalid::Problem::unknown_word($what, text, [$($word),+]))
            }
        }
    };
}
pub(crate) use keyword_enum;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first_and_unlike_names_are_left_out() {
        assert_eq!(nearest("opnai", ["OpenAI", "Alibaba", "Nvidia"]), ["OpenAI"]);
        assert_eq!(nearest("cvs", ["table", "csv", "json"]), ["csv"]);
        assert_eq!(nearest("opnai", ["OpenAI", "Alibaba", "OPENAI"]), ["OpenAI"]);
        assert!(nearest("zzz", ["OpenAI", "Alibaba"]).is_empty());
        assert_eq!(nearest("ai", ["AI infrastructure", "cloud"]), ["AI infrastructure"]);
    }

    #[test]
    fn a_long_name_is_neither_compared_nor_printed_whole() {
        let long = "a".repeat(1_000_000);
        assert_eq!(comparable(&long), None);
        assert_eq!(comparable(&long[..MAX_COMPARED]).unwrap().len(), MAX_COMPARED);
        let known = [long.as_str(), "aaaa"];
        let problem = Problem::unknown_name("company", &long, known, "`outlay companies` lists them all");
        assert_eq!(problem.message, format!("no company is called \"{}\"…", &long[..100]));
        assert_eq!(problem.hint.unwrap(), "`outlay companies` lists them all");
        let problem = Problem::unknown_word("status", &long, ["announced"]);
        assert_eq!(problem.message, format!("\"{}\"… is not a status", &long[..100]));
    }
}
