//! Tests the first letters of a text against many words, so that most texts need not be folded.

use crate::hash::HashSet;

/// The first three letters of words, folded.
pub(super) struct Starts(HashSet<[u8; 3]>);

impl Starts {
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        Self(words.filter_map(start).collect())
    }

    /// Whether a text may begin with one of the words; true too often. Texts that are short or not ASCII may.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        start(text).is_none_or(|start| !start.is_ascii() || self.0.contains(&start))
    }

    /// Whether a text may have one of the words at the beginning of a word; true too often.
    pub(super) fn may_have(&self, text: &str) -> bool {
        !text.is_ascii()
            || text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| start(word).is_some_and(|start| self.0.contains(&start)))
    }
}

/// Returns the first three bytes of a text in lower case.
fn start(text: &str) -> Option<[u8; 3]> {
    text.trim_start().as_bytes().first_chunk::<3>().map(|start| start.map(|byte| byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_the_words_are_told_quickly() {
        let starts = Starts::of(["cancelled", "in talks"].into_iter());
        assert!(starts.may_begin("Cancelled") && starts.may_begin("Canada") && !starts.may_begin("Led by"));
        assert!(starts.may_begin("中止") && starts.may_begin("ok"));
        assert!(starts.may_have("The deal was cancelled") && !starts.may_have("Led by Alder"));
        assert!(starts.may_have("Gerüchte"));
    }
}
