//! Escapes characters that a terminal would act on, and the markup of Markdown.

use std::borrow::Cow;

/// Returns whether a terminal would act on `c`: control characters, and those that change the direction of text or break
/// lines (Unicode `Bidi_Control`, U+2028 and U+2029).
pub(super) fn is_unsafe_on_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns `text` with escapes such as `\u{1b}` in place of unsafe characters.
///
/// Newlines and tabs are escaped too: a message is one line.
pub(crate) fn escape_for_terminal(text: &str) -> Cow<'_, str> {
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

/// Returns the lines of `text`, escaped by [`escape_for_terminal`] except for tabs, which become spaces.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(|line| {
        if line.contains('\t') {
            escape_for_terminal(&line.replace('\t', " ")).into_owned().into()
        } else {
            escape_for_terminal(line)
        }
    })
}

/// Returns `text` on one line: newlines and tabs become spaces, and the rest is escaped by [`escape_for_terminal`].
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\t']) {
        lines(text).collect::<Vec<_>>().join(" ").into()
    } else {
        escape_for_terminal(text)
    }
}

/// Returns `text` on one line as [`one_line`], and without characters that XML does not have. Markup is not escaped.
pub(super) fn xml_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if matches!(c, '\u{fffe}' | '\u{ffff}') {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Characters with which a spreadsheet formula may begin (OWASP: CSV injection).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Returns whether a spreadsheet would read `text` as a formula if it was typed.
pub(super) fn starts_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

/// Returns `text` if it is the address of a web page that leads where it seems to: one without white space and without
/// characters that [`xml_text`] replaces.
pub(super) fn web_address(text: &str) -> Option<&str> {
    let is_web = ["http://", "https://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let is_plain = || !text.contains(char::is_whitespace) && xml_text(text) == text;
    (is_web && is_plain()).then_some(text)
}

/// Characters that start or end markup inside a line. `$` starts a formula on GitHub.
const MARKUP: &[char] = &['\\', '|', '`', '*', '_', '[', ']', '~', '$'];

/// Returns `text` with all markup of Markdown escaped.
pub(super) fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            c => {
                if MARKUP.contains(&c) {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
        }
    }
    escaped
}

/// Escapes the start of a line of Markdown that is otherwise escaped, if it is the mark of a block.
pub(super) fn escape_start(line: String) -> String {
    let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - marker.len();
    match marker.chars().next() {
        Some('#' | '+' | '-' | '=') if digits == 0 => format!("\\{line}"),
        Some('.' | ')') if digits > 0 => format!("{}\\{marker}", &line[..digits]),
        _ => line,
    }
}

/// Returns a link in Markdown. `words` are escaped already.
pub(super) fn markdown_link(words: &str, url: &str) -> String {
    let url = url.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C");
    format!("[{words}](<{url}>)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_escaped() {
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
    fn newlines_end_lines_and_tabs_become_spaces() {
        assert_eq!(lines("a\tb\r\nc\u{1b}d\n").collect::<Vec<_>>(), ["a b", "c\\u{1b}d"]);
        assert_eq!(one_line("a\tb\r\nc\u{1b}d\n"), "a b c\\u{1b}d");
        assert_eq!(one_line("a\rb"), "a\\u{d}b");
    }
}
