//! The quotation marks of the mapping language: splitting outside them, taking them off, and putting them on.

use std::borrow::Cow;

/// Splits `text` at each character of `separators` that is outside of quotation marks.
pub(super) fn split<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (at, c) in text.char_indices() {
        if c == '"' {
            is_quoted = !is_quoted;
        } else if !is_quoted && separators.contains(&c) {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Splits `text` at the first `separator` that is outside of quotation marks.
pub(super) fn split_once(text: &str, separator: char) -> Option<(&str, &str)> {
    let first = split(text, &[separator])[0].len();
    (first < text.len()).then(|| (&text[..first], &text[first + separator.len_utf8()..]))
}

/// Returns `text` without white space at its ends, or as it stands between quotation marks; a doubled one is one.
pub(super) fn unquote(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_owned(),
    }
}

/// Whether `text` is between quotation marks.
pub(super) fn is_quoted(text: &str) -> bool {
    let text = text.trim();
    text.len() > 1 && text.starts_with('"') && text.ends_with('"')
}

/// Returns `text` as the language writes it: between quotation marks if it has signs of the language.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    let has_signs = text.contains([',', ':', '=', '"', '\n', '\r', '#']);
    if has_signs || text.trim() != text || text.is_empty() {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signs_in_quotation_marks_do_not_split() {
        assert_eq!(split("a=\"b,c\",d", &[',', '\n']), ["a=\"b,c\"", "d"]);
        assert_eq!(split_once("\"a=b\"=c=d", '='), Some(("\"a=b\"", "c=d")));
        assert_eq!(split_once("ab", '='), None);
        assert_eq!(unquote(" \"a \"\"b\"\" \" "), "a \"b\" ");
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(text in "[ -~\\n]{0,12}") {
            let written = quoted(&text).into_owned();
            prop_assert_eq!(split(&written, &[',', ':', '=', '\n']).len(), 1);
            prop_assert_eq!(unquote(&written), text);
        }
    }
}
