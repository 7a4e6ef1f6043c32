//! Ids of deals and sources.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::invalid::Problem;

/// Lower-case letters, digits and single hyphens between them: safe in a shell, a URL and a file name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug<'a>(Cow<'a, str>);

impl<'a> Slug<'a> {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An id of a text that is kept as it is, borrowed or owned.
    ///
    /// # Errors
    /// When the text is not of that form; the hint makes it so.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Result<Self, Problem> {
        let text = text.into();
        if is_legal(&text) {
            return Ok(Self(text));
        }
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let hint = if words.is_empty() {
            "an id is lower-case letters, digits and hyphens".to_owned()
        } else {
            format!("an id is lower-case letters, digits and hyphens, such as {:?}", words.join("-"))
        };
        Err(Problem::new(format!("{text:?} is not an id")).hint(hint))
    }

    /// The same id with a text of its own.
    pub fn into_owned(self) -> Slug<'static> {
        Slug(Cow::Owned(self.0.into_owned()))
    }
}

/// A hyphen must stand between two letters or digits.
fn is_legal(text: &str) -> bool {
    let mut before = b'-';
    let each = text.bytes().all(|byte| {
        let legal = byte.is_ascii_lowercase() || byte.is_ascii_digit() || (byte == b'-' && before != b'-');
        before = byte;
        legal
    });
    each && before != b'-'
}

impl FromStr for Slug<'static> {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::new(text.to_owned())
    }
}

impl fmt::Display for Slug<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_and_the_hint_shows_how() {
        for id in ["coreweave-openai", "rcr-2025-03-13", "d0000001"] {
            assert_eq!(id.parse::<Slug>().unwrap().as_str(), id);
        }
        for id in ["", "-a", "a-", "a--b", "A", "a b", "é"] {
            assert!(id.parse::<Slug>().is_err(), "{id:?} was taken");
        }
        assert!(
            "CoreWeave / OpenAI".parse::<Slug>().unwrap_err().hint.unwrap().ends_with("\"coreweave-openai\"")
        );
    }
}
