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
    markup: Markup,
}

/// What stands in a quote for words that were left out.
const OMISSION: &str = "[...]";

impl Page {
    /// Returns the page in `text`.
    pub(crate) fn new(text: &str, markup: Markup) -> Self {
        let text = match markup {
            Markup::None => comparable(text),
            Markup::Html => comparable(&decode_html_entities(&without_tags(text))),
            Markup::Markdown => comparable(&without_marks(&without_targets(text))),
        };
        Self { text, markup }
    }

    /// Returns the part of `quote` that does not stand in the page; `None` if all of it does. Parts that `[…]` separates
    /// follow each other.
    pub(crate) fn missing_part(&self, quote: &str) -> Option<String> {
        let quote = if self.markup == Markup::Markdown { without_marks(quote) } else { quote.to_owned() };
        let mut rest = self.text.as_str();
        for part in comparable(&quote).split(OMISSION) {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return Some(self.difference(&quote, part)),
            }
        }
        None
    }

    /// Returns the words of `quote` from the first one that differs from the page, at most eight of them.
    fn difference(&self, quote: &str, part: &str) -> String {
        let ends: Vec<usize> = part.char_indices().map(|(at, _)| at).chain([part.len()]).collect();
        let longest = ends.partition_point(|end| self.text.contains(&part[..*end])).saturating_sub(1);
        let before = comparable(quote).find(part).unwrap_or(0) + ends.get(longest).copied().unwrap_or(0);
        let mut length = 0;
        let words = quote.split_whitespace().skip_while(|word| {
            length += comparable(word).len();
            length <= before
        });
        let words: Vec<&str> = words.take(8).collect();
        words.join(" ")
    }
}

/// Returns a text without white space and invisible characters, with plain quotation marks, hyphens and dots: what is left
/// is the same however a text was typeset.
fn comparable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfc() {
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
    plain
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
    fn the_first_words_that_differ_are_named() {
        let page = Page::new("valued at up to $11.9 billion in all", Markup::None);
        assert_eq!(page.missing_part("valued at up to $12.9 billion").as_deref(), Some("$12.9 billion"));
        assert_eq!(page.missing_part("Valued at up").as_deref(), Some("Valued at up"));
    }
}
