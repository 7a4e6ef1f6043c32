//! How wide texts are on a terminal, and texts that are wrapped or cut to a width.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns the number of terminal columns that `text` takes at most.
///
/// Terminals differ: some join the characters of an emoji or of the ligature lam-alef, as Unicode says, and others, such as
/// tmux and xterm, show each. A row that is too wide for either breaks the table.
pub(super) fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width().max(text.chars().map(char_width).sum()) }
}

/// Returns the number of columns that a character takes at most: some terminals show those that others hide.
fn char_width(c: char) -> usize {
    match c {
        // The soft hyphen, signs around Arabic numbers, and fillers of Hangul.
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{1160}' | '\u{ffa0}' => 1,
        '\u{115f}' | '\u{3164}' => 2,
        c => c.width().unwrap_or(0),
    }
}

/// What happens to a word that is wider than a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LongWords {
    /// It is broken.
    Break,
    /// It stays whole, and the line is too wide: an address can then be clicked or copied.
    Keep,
}

/// Wraps a line at spaces; all lines but the first begin with `indent`.
pub(super) fn wrap<'t>(
    line: &'t str,
    max_width: usize,
    indent: &str,
    long_words: LongWords,
) -> Vec<Cow<'t, str>> {
    let mut width = max_width;
    loop {
        let options = textwrap::Options::new(width)
            .break_words(long_words == LongWords::Break)
            .subsequent_indent(indent)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let lines = textwrap::wrap(line, options);
        // textwrap adds up the widths of characters; a sequence of them, such as ❤ with its variation selector, may be wider.
        let widest = lines.iter().map(|line| display_width(line)).max().unwrap_or(0);
        let excess = widest.saturating_sub(max_width);
        if excess == 0 || long_words == LongWords::Keep || width <= excess {
            return lines;
        }
        width -= excess;
    }
}

/// Minimum width of a text, however narrow the terminal is.
pub(super) const MIN_TEXT_WIDTH: usize = 20;

/// Wraps a line at spaces to `max_width`, if there is one. Words stay whole, and the further lines are indented more than the
/// first.
pub(super) fn between_words(line: &str, max_width: Option<usize>) -> Vec<String> {
    let Some(max_width) = max_width.filter(|width| display_width(line) > *width) else {
        return vec![line.to_owned()];
    };
    let rest = line.trim_start_matches(' ');
    // The sign of an item of a list stays before its first word.
    let rest = rest.strip_prefix("- ").unwrap_or(rest);
    let (start, _) = line.split_at(line.len() - rest.len());
    let hanging = if start.ends_with("- ") { start.len() } else { start.len() + 2 };
    let width = max_width.max(MIN_TEXT_WIDTH).saturating_sub(hanging);
    let lines = wrap(rest, width, "", LongWords::Keep);
    let indented = lines.iter().enumerate().map(|(index, line)| match index {
        0 => format!("{start}{line}"),
        _ => format!("{}{line}", " ".repeat(hanging)),
    });
    indented.collect()
}

/// Returns the start of a text with `…` after it, together at most `width` columns wide.
pub(super) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut start = String::new();
    for c in text.chars() {
        start.push(c);
        // The width of a sequence of characters may differ from the sum of theirs.
        if display_width(&start) + 1 > width {
            start.pop();
            break;
        }
    }
    start.truncate(start.trim_end().len());
    start.push('…');
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_before_the_column_ends() {
        assert_eq!(cut("CoreWeave", 9), "CoreWeave");
        assert_eq!(cut("CoreWeave", 8), "CoreWea…");
        assert_eq!(cut("AI compute", 4), "AI…");
        assert_eq!(cut("阿里巴巴", 6), "阿里…");
        assert_eq!(cut("abc", 1), "…");
    }

    #[test]
    fn items_of_a_list_keep_their_signs() {
        let wrapped = between_words("  - [words of a source](<https://s.example/a-long-address>)", Some(24));
        assert_eq!(wrapped, ["  - [words of a", "    source](<https://s.example/a-long-address>)"]);
        assert_eq!(between_words("error: no rate of the day", Some(20)), ["error: no rate of", "  the day"]);
        assert_eq!(between_words("error: no rate of the day", None), ["error: no rate of the day"]);
    }

    #[test]
    fn characters_of_a_sequence_have_their_columns() {
        // As in tmux and xterm: Public Investment Fund, 24 letters and spaces, and two emoji.
        assert_eq!(display_width("صندوق الاستثمارات العامة"), 24);
        assert_eq!(display_width("阿里巴巴 e\u{301} 👩‍💻"), 15);
        // Hidden by some: a soft hyphen.
        assert_eq!(display_width("Halb\u{ad}leiter"), 11);
        // As in terminals that join them: a heart as an emoji.
        assert_eq!(display_width("❤\u{fe0f}"), 2);
    }

    #[test]
    fn words_are_broken_only_if_they_are_wider_than_a_line() {
        assert_eq!(wrap("a semiconductor plant", 14, "", LongWords::Break), ["a", "semiconductor", "plant"]);
        assert_eq!(wrap("a semiconductor", 8, "", LongWords::Break), ["a", "semicond", "uctor"]);
        assert_eq!(
            wrap("see https://x.example/y", 8, "  ", LongWords::Keep),
            ["see", "  https://x.example/y"]
        );
    }
}
