//! Texts from the data that must not command a terminal: shown, never obeyed.

use std::borrow::Cow;

/// Whether a character would act on a terminal instead of being shown: control characters, and what turns
/// the direction of writing or breaks a line without being a newline.
pub(super) fn is_unsafe_on_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text for a terminal, with `\u{1b}` in the place of a character that would act on it.
///
/// Newlines and tabs are such characters too: a message is one line.
pub fn escape_for_terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe_on_terminal) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe_on_terminal(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown.into()
}

/// The lines of a text as [`escape_for_terminal`] shows them, with spaces for tabs.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(|line| {
        if line.contains('\t') {
            escape_for_terminal(&line.replace('\t', " ")).into_owned().into()
        } else {
            escape_for_terminal(line)
        }
    })
}

/// A text on one line: newlines and tabs are spaces, everything else is as [`escape_for_terminal`] shows it.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\t']) {
        lines(text).collect::<Vec<_>>().join(" ").into()
    } else {
        escape_for_terminal(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_is_shown() {
        for (text, shown) in [
            ("Alibaba 阿里巴巴 – «ж» 👩‍💻 e\u{301}", "Alibaba 阿里巴巴 – «ж» 👩‍💻 e\u{301}"),
            ("\u{1b}[2J\u{1b}]0;title\u{7}", "\\u{1b}[2J\\u{1b}]0;title\\u{7}"),
            ("a\u{7f}b\u{9b}31m", "a\\u{7f}b\\u{9b}31m"),
            ("abc\u{202e}fed\u{2066}\u{200f}\u{61c}", "abc\\u{202e}fed\\u{2066}\\u{200f}\\u{61c}"),
            ("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"),
            ("a\u{2028}b", "a\\u{2028}b"),
        ] {
            assert_eq!(escape_for_terminal(text), shown);
        }
        assert!(matches!(escape_for_terminal("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_end_where_the_text_says() {
        assert_eq!(lines("a\tb\r\nc\u{1b}d\n").collect::<Vec<_>>(), ["a b", "c\\u{1b}d"]);
        assert_eq!(one_line("a\tb\r\nc\u{1b}d\n"), "a b c\\u{1b}d");
        assert_eq!(one_line("a\rb"), "a\\u{d}b");
    }
}
