//! The one error of everything that is parsed from a text: what was found, what is allowed, and the
//! nearest thing that would have been right.

use std::fmt;
use std::io;

use thiserror::Error;

/// Why a text is not a value of some domain type.
///
/// It knows nothing of where the text stood; a flag, a JSON field and a CSV cell each add that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, with the text that was found, as one clause without a full stop.
    pub message: String,
    /// What to do instead: the allowed words, the nearest one, or an example.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem with nothing to advise.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// The same problem with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A text that is none of a closed list of words: names them all, and the nearest one.
    pub fn unknown_word<'a>(what: &str, found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Self {
        let allowed: Vec<&str> = allowed.into_iter().collect();
        let list = format!("allowed: {}", allowed.join(", "));
        let hint = match nearest(found, allowed).first() {
            Some(near) => format!("did you mean {near:?}? {list}"),
            None => list,
        };
        Self::new(format!("{found:?} is not a {what}")).hint(hint)
    }

    /// A name that is not among the known ones: names the nearest few, or says where they are listed.
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
        Self::new(format!("no {what} is called {found:?}")).hint(hint)
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
pub enum WriteError {
    /// The output cannot be written.
    #[error("cannot write the result")]
    Io(#[from] io::Error),
    /// A value does not fit its column.
    #[error("{at}: {}", problem.message)]
    Value {
        /// The deal by its id, or the column of a table.
        at: String,
        /// What is wrong, and what to do.
        problem: Problem,
    },
    /// This build does not have the format.
    #[error("{}", .0.message)]
    Unsupported(Problem),
}

/// Up to three of `known` that a person may have meant by `found`, the nearest first.
///
/// Near is what begins alike (Jaro-Winkler, as in cargo's strictness: a suggestion that is not close is worse than
/// none), or what a slip or two of the keys make of it.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let found = found.to_lowercase();
    let slips = (found.chars().count() / 3).max(1);
    let mut scored: Vec<(f64, String, &str)> = known
        .into_iter()
        .map(|name| (name.to_lowercase(), name))
        .map(|(lower, name)| (strsim::jaro_winkler(&found, &lower), lower, name))
        .filter(|(alike, lower, _)| {
            *alike > 0.8 || (*alike > 0.5 && strsim::osa_distance(&found, lower) <= slips)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    // One name in two cases is one guess: the first that is known.
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(.., name)| name).collect()
}

/// A type whose values are written as words from a closed list.
pub trait Keywords {
    /// Returns the words, each with the doc comment of its value, which `--help` prints.
    fn words() -> Vec<(&'static str, &'static str)>;
}

/// An enum whose values are written as words, the same in files, flags and output.
///
/// Gives `ALL`, `as_str()`, `Keywords`, `Display` and a `FromStr` whose error lists the words and the nearest one. Help
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
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word by which files, flags and output call it.
            pub const fn as_str(self) -> &'static str {
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
                // Files hold the words as they are written here.
                match text {
                    $($word => return Ok(Self::$variant),)+
                    _ => {}
                }
                match text.trim().to_lowercase().as_str() {
                    $($word $(| $alias)* => Ok(Self::$variant),)+
                    _ => Err($crate::invalid::Problem::unknown_word($what, text, [$($word),+])),
                }
            }
        }
    };
}
pub(crate) use keyword_enum;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first_and_strangers_do_not_come_at_all() {
        assert_eq!(nearest("opnai", ["OpenAI", "Alibaba", "Nvidia"]), ["OpenAI"]);
        assert_eq!(nearest("cvs", ["table", "csv", "json"]), ["csv"]);
        assert_eq!(nearest("opnai", ["OpenAI", "Alibaba", "OPENAI"]), ["OpenAI"]);
        assert!(nearest("zzz", ["OpenAI", "Alibaba"]).is_empty());
    }
}
