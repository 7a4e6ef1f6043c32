//! Ids of deals and sources.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::invalid::Problem;
use crate::text::quote;

/// An id: lower-case ASCII letters and digits with single hyphens between them, safe in a shell, a URL and a file name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug<'a>(Cow<'a, str>);

impl<'a> Slug<'a> {
    /// Returns the id as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `text` as an id, borrowed or owned.
    ///
    /// # Errors
    /// If `text` is not an id; the hint has the nearest one.
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
            format!("an id is lower-case letters, digits and hyphens, such as {}", quote(&words.join("-")))
        };
        Err(Problem::new(format!("{} is not an id", quote(&text))).hint(hint))
    }

    /// Returns the id as an owned string.
    pub fn into_owned(self) -> Slug<'static> {
        Slug(Cow::Owned(self.0.into_owned()))
    }
}

/// Returns whether `text` is an id: each hyphen is between two letters or digits.
fn is_legal(text: &str) -> bool {
    let mut is_after_hyphen = true;
    for byte in text.bytes() {
        let is_hyphen = byte == b'-';
        if is_hyphen && is_after_hyphen || !is_hyphen && !matches!(byte, b'a'..=b'z' | b'0'..=b'9') {
            return false;
        }
        is_after_hyphen = is_hyphen;
    }
    !is_after_hyphen
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
    fn only_ids_are_accepted_and_the_hint_has_one() {
        for id in ["coreweave-openai", "rcr-2025-03-13", "d0000001"] {
            assert_eq!(id.parse::<Slug>().unwrap().as_str(), id);
        }
        for id in ["", "-a", "a-", "a--b", "A", "a b", "é"] {
            assert!(id.parse::<Slug>().is_err(), "{id:?} was accepted");
        }
        assert!(
            "CoreWeave / OpenAI".parse::<Slug>().unwrap_err().hint.unwrap().ends_with("\"coreweave-openai\"")
        );
    }
}
