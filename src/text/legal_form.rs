//! Legal forms of companies.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{fold, plain_words};

/// Legal forms, as [`legal_words`] gives them: `inc`, `sp z oo`. `data/README.md` has their origin.
static LEGAL_FORMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../data/legal-forms.csv").lines().skip(1).collect());

/// Whether a text that [`legal_words`] has returned is a legal form.
pub(crate) fn is_legal_form(words: &str) -> bool {
    LEGAL_FORMS.contains(words)
}

/// Returns the folded words of a name, without punctuation and with single spaces.
pub(crate) fn legal_words(name: &str) -> String {
    let folded = fold(name).replace('.', "");
    let mut words = String::with_capacity(folded.len());
    for word in plain_words(&folded) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_known_with_and_without_points() {
        for (text, expected) in [("S.p.A.", true), ("Pty. Ltd", true), ("inc", true), ("Alder", false)] {
            assert_eq!(is_legal_form(&legal_words(text)), expected, "{text}");
        }
    }
}
