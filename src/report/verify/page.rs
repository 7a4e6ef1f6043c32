//! The text of a page, for comparison with quotes.

use html_escape::decode_html_entities;
use unicode_normalization::UnicodeNormalization;

/// What a file of text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup {
    /// Text alone.
    None,
    /// Tags and entities.
    Html,
    /// Emphasis and links of Markdown.
    Markdown,
}

/// A page without its markup, in a form that quotes are compared in.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    text: String,
    /// Where a number of `text` begins behind a digit or a separator from which white space divided it.
    numbers: Vec<usize>,
    markup: Markup,
}

/// What stands in a quote for words that were left out.
const OMISSION: &str = "[...]";

impl Page {
    /// Returns the page in `text`.
    pub(crate) fn new(text: &str, markup: Markup) -> Self {
        let (text, numbers) = match markup {
            Markup::None => comparable(text),
            Markup::Html => comparable(&decode_html_entities(&without_tags(text))),
            Markup::Markdown => comparable(&without_marks(&without_targets(text))),
        };
        Self { text, numbers, markup }
    }

    /// Returns where a part of a quote stands in the page behind `start`; not within a number: "$1" is none of "$15".
    fn find(&self, part: &str, start: usize) -> Option<usize> {
        let mut found = self.text[start..].match_indices(part).map(|(at, _)| start + at);
        found.find(|at| self.may_end_number(*at) && self.may_end_number(at + part.len()))
    }

    /// Whether no number goes on at a position of the text.
    fn may_end_number(&self, at: usize) -> bool {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let mut before = self.text[..at].chars().rev();
        let mut after = self.text[at..].chars();
        let (last, first) = (before.next(), after.next());
        let is_separator = |c: Option<char>| matches!(c, Some('.' | ','));
        let is_break = |at: usize| self.numbers.contains(&at);
        let is_inside = is_digit(last) && is_digit(first) && !is_break(at);
        let is_before_separator =
            is_digit(last) && is_separator(first) && is_digit(after.next()) && !is_break(at + 1);
        let is_behind_separator =
            is_separator(last) && is_digit(before.next()) && is_digit(first) && !is_break(at);
        !(is_inside || is_before_separator || is_behind_separator)
    }

    /// Returns the part of `quote` that does not stand in the page; `None` if all of it does. Parts that `[…]` separates
    /// follow each other.
    pub(crate) fn missing_part(&self, quote: &str) -> Option<String> {
        let quote = if self.markup == Markup::Markdown { without_marks(quote) } else { quote.to_owned() };
        let mut start = 0;
        let (comparable, _) = comparable(&quote);
        for part in comparable.split(OMISSION).filter(|part| !part.is_empty()) {
            match self.find(part, start) {
                Some(at) => start = at + part.len(),
                None => return Some(self.difference(&quote, part)),
            }
        }
        // "[…]" alone quotes nothing.
        (start == 0).then_some(quote)
    }

    /// Returns the words of `quote` from the first one that differs from the page, at most eight of them.
    fn difference(&self, quote: &str, part: &str) -> String {
        let ends: Vec<usize> = part.char_indices().map(|(at, _)| at).chain([part.len()]).collect();
        let longest = ends.partition_point(|end| self.text.contains(&part[..*end])).saturating_sub(1);
        let before = comparable(quote).0.find(part).unwrap_or(0) + ends.get(longest).copied().unwrap_or(0);
        let mut length = 0;
        let words = quote.split_whitespace().skip_while(|word| {
            length += comparable(word).0.len();
            length <= before
        });
        let words: Vec<&str> = words.take(8).collect();
        // Where only a number goes on in the page, that of the quote comes last.
        if words.is_empty() {
            quote.split_whitespace().last().unwrap_or_default().to_owned()
        } else {
            words.join(" ")
        }
    }
}

/// Returns a text without white space and invisible characters, with plain quotation marks, hyphens and dots: what is left
/// is the same however a text was typeset. Also returns where a number begins behind a digit or a separator
/// and white space.
fn comparable(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::with_capacity(text.len());
    let (mut numbers, mut is_behind_space) = (Vec::new(), false);
    for c in text.nfc() {
        if is_behind_space
            && c.is_ascii_digit()
            && plain.ends_with(|c: char| c.is_ascii_digit() || ".,".contains(c))
        {
            numbers.push(plain.len());
        }
        is_behind_space = c.is_whitespace();
        match c {
            // The C1 controls are those of Windows-1252 that old pages take for Latin-1.
            '…' | '\u{85}' => plain.push_str("..."),
            // Soft hyphens, joiners and marks of direction.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {}
            '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' | 'ʼ' | '‹' | '›' | '\u{91}' | '\u{92}' =>
            {
                plain.push('\'');
            }
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '\u{93}' | '\u{94}' => plain.push('"'),
            '-' | '\u{2010}'..='\u{2015}' | '−' | '\u{96}' | '\u{97}' => {
                // "--" is a dash.
                if !plain.ends_with('-') {
                    plain.push('-');
                }
            }
            c if c.is_whitespace() || c.is_control() => {}
            c => plain.push(c),
        }
    }
    (plain, numbers)
}

/// Elements whose content is no text of the page.
const HIDDEN: [&str; 4] = ["script", "style", "noscript", "template"];

/// Returns HTML without its tags, comments and scripts. Entities stay.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let length = if let Some(comment) = tag.strip_prefix("<!--") {
            comment.find("-->").map_or(tag.len(), |end| end + "<!---->".len())
        } else if is_tag {
            tag_length(tag)
        } else {
            text.push('<');
            1
        };
        rest = &tag[length..];
        if let Some(name) = HIDDEN.iter().find(|name| is_tag_of(tag, name)) {
            rest = after_element(rest, name);
        }
    }
    text + rest
}

/// Returns the length of the tag at the beginning of `html`. A `>` in a quoted attribute does not end it.
fn tag_length(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// Whether `html` begins with the opening tag of an element.
fn is_tag_of(html: &str, name: &str) -> bool {
    let after = html.get(1..=name.len()).filter(|start| start.eq_ignore_ascii_case(name));
    after.is_some() && html[name.len() + 1..].starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/')
}

/// Returns what follows the end tag of an element.
fn after_element<'a>(html: &'a str, name: &str) -> &'a str {
    for (at, _) in html.match_indices("</") {
        let end = &html[at + 1..];
        if is_tag_of(end, name) {
            return &end[tag_length(end)..];
        }
    }
    ""
}

/// Returns Markdown without the targets of its links: `[text](target)` is `[text]`.
fn without_targets(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find("](") {
        text.push_str(&rest[..=at]);
        let target = &rest[at + 1..];
        rest = target.find(')').map_or("", |end| &target[end + 1..]);
    }
    text + rest
}

/// Returns Markdown without the marks of emphasis, code, links and quotes.
fn without_marks(markdown: &str) -> String {
    let omission = markdown.replace("[…]", OMISSION);
    let parts =
        omission.split(OMISSION).map(|part| part.replace(['*', '_', '`', '[', ']', '\\', '>', '#'], ""));
    parts.collect::<Vec<_>>().join(OMISSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str =
        "The agreement, valued at “up to $11.9 billion”, will – so it’s said – enhance AT&T’s power…";

    #[test]
    fn a_quote_stands_in_a_page_however_that_is_typeset() {
        let plain = "The agreement,  valued at\n\"up to $11.9\u{a0}billion\", will -- so it's said -- enhance AT&T's power...";
        let html = "<!DOCTYPE html><p title='a > b'>The agree&shy;ment, <b>valued</b> at &ldquo;up to <i>$11.9&nbsp;billion</i>&#8221;,\
            <script>if (a < b) { \"</p>\" }</script><!-- <p>no</p> --> will &ndash; so it&#146;s said &mdash; enhance AT&amp;T&rsquo;s power&hellip;</p>";
        let markdown = "> The *agreement*, [valued](https://wire.example/a_b) at “up to **$11.9 billion**”, will — so it’s said — enhance AT&T's power...";
        for (text, markup) in [(plain, Markup::None), (html, Markup::Html), (markdown, Markup::Markdown)] {
            assert_eq!(Page::new(text, markup).missing_part(SENTENCE), None, "{markup:?}");
        }
        let cut = "The agreement […] will – so it’s said";
        assert_eq!(Page::new(html, Markup::Html).missing_part(cut), None);
        assert!(Page::new(html, Markup::Html).missing_part("enhance [...] The agreement").is_some());
    }

    #[test]
    fn a_page_of_a_program_and_a_sign_are_no_text_and_no_tag() {
        let page = Page::new("<style>p { }</style>profit < 5 & loss > 3<br>end <script src=x>", Markup::Html);
        assert_eq!(page.missing_part("profit < 5 & loss > 3 end"), None);
        assert!(page.missing_part("p { }").is_some());
    }

    #[test]
    fn a_part_of_a_number_is_not_the_number() {
        let page = Page::new("We raised $15 million in 2025, 3,500 jobs and 12 345 more", Markup::None);
        for (quote, missing) in [
            ("We raised $15 million", None),
            ("We raised $1", Some("$1")),
            ("5 million", Some("million")),
            ("in 2025", None),
            ("in 202", Some("202")),
            ("3,500 jobs", None),
            ("3 jobs", Some("jobs")),
            ("2025, 3", Some("3")),
            ("345 more", None),
            ("[…]", Some("[…]")),
        ] {
            assert_eq!(page.missing_part(quote).as_deref(), missing, "{quote}");
        }
    }

    #[test]
    fn the_first_words_that_differ_are_named() {
        let page = Page::new("valued at up to $11.9 billion in all", Markup::None);
        assert_eq!(page.missing_part("valued at up to $12.9 billion").as_deref(), Some("$12.9 billion"));
        assert_eq!(page.missing_part("Valued at up").as_deref(), Some("Valued at up"));
    }
}
