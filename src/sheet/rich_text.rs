//! Raised and struck characters in the texts of workbooks: a `5` with a raised `2` behind it is not 52.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use super::{Value, attribute};
use crate::hash::{HashMap, HashSet};

/// Texts without formatting, trimmed, with what their cells show.
#[derive(Default)]
pub(super) struct FormattedTexts {
    formatted: HashMap<String, String>,
    plain: HashSet<String>,
}

impl FormattedTexts {
    /// Adds the text of a cell.
    pub(super) fn add(&mut self, text: &FormattedText) {
        let key = text.plain.trim().to_owned();
        match text.shown() {
            Some(shown) => {
                self.formatted.insert(key, shown);
            }
            None => {
                self.plain.insert(key);
            }
        }
    }

    /// Whether no text has formatted characters.
    pub(super) fn is_empty(&self) -> bool {
        self.formatted.is_empty()
    }

    /// Returns what a cell with formatted characters shows. If another cell has the same characters without formatting, both
    /// are named.
    pub(super) fn get(&self, text: &str) -> Option<String> {
        let key = text.trim();
        let shown = self.formatted.get(key)?;
        Some(if self.plain.contains(key) { format!("{shown} or {key}") } else { shown.clone() })
    }
}

/// How characters are formatted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Formatting {
    pub(super) is_raised: bool,
    pub(super) is_struck: bool,
}

impl Formatting {
    /// Returns both formattings together.
    pub(super) fn and(self, other: Self) -> Self {
        Self { is_raised: self.is_raised || other.is_raised, is_struck: self.is_struck || other.is_struck }
    }
}

/// A text that is being read, run by run.
#[derive(Default)]
pub(super) struct FormattedText {
    has_formatting: bool,
    is_struck: bool,
    plain: String,
    shown: String,
}

impl FormattedText {
    /// Returns the text without its formatting.
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// Whether there is no text yet.
    pub(super) fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// Returns what the text shows, trimmed, if some of its characters are formatted: raised digits and signs as such (`5²`),
    /// a raised letter in brackets, and struck characters with a remark.
    pub(super) fn shown(&self) -> Option<String> {
        let end = if self.is_struck { STRUCK } else { "" };
        self.has_formatting.then(|| format!("{}{end}", self.shown.trim()))
    }

    pub(super) fn push(&mut self, content: &str, formatting: Formatting) {
        self.plain.push_str(content);
        let run = content.trim();
        if self.is_struck && !formatting.is_struck && !run.is_empty() {
            self.shown.push_str(STRUCK);
            self.is_struck = false;
        }
        if formatting.is_struck && !run.is_empty() {
            (self.is_struck, self.has_formatting) = (true, true);
        }
        let is_mark = |c: char| c.is_ascii_digit() || "*†‡§,;()[] ".contains(c);
        if !formatting.is_raised || run.is_empty() {
            self.shown.push_str(content);
        } else if run.chars().all(is_mark) {
            self.shown.extend(content.chars().map(raise));
            self.has_formatting = true;
        } else if run.len() == 1 {
            self.shown.push_str(&format!(" [{run}]"));
            self.has_formatting = true;
        } else {
            // "1st" is no footnote.
            self.shown.push_str(content);
        }
    }

    /// Adds a character that is written as `&amp;` or `&#8364;`.
    pub(super) fn push_reference(&mut self, reference: &BytesRef<'_>, formatting: Formatting) {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.push(c.encode_utf8(&mut [0; 4]), formatting),
            _ => self.push(resolve_predefined_entity(reference).unwrap_or_default(), formatting),
        }
    }
}

/// What is written behind struck characters: they are neither an amount nor a date.
pub(crate) const STRUCK: &str = " (struck through)";

/// Returns a cell that is struck through, and says so.
pub(super) fn struck(value: Value) -> Value {
    let text = match value {
        Value::Text(text) => text,
        Value::Number(number) => number.decimal.to_string(),
        Value::Date(day) => day.to_string(),
        value => return value,
    };
    Value::Text(format!("{text}{STRUCK}"))
}

/// Adds the texts of a part of an XLSX file with shared strings or with cells.
///
/// # Errors
/// If it is no XML.
pub(super) fn read(part: impl BufRead, texts: &mut FormattedTexts) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut text = FormattedText::default();
    let (mut formatting, mut is_inside) = (Formatting::default(), false);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer)?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let value = || attribute(&element, "val");
                match element.local_name().as_ref() {
                    "si" | "is" => (text, formatting) = (FormattedText::default(), Formatting::default()),
                    "r" => formatting = Formatting::default(),
                    "t" => is_inside = !is_empty,
                    "vertAlign" => formatting.is_raised = value().as_deref() == Some("superscript"),
                    "strike" => formatting.is_struck = !matches!(value().as_deref(), Some("0" | "false")),
                    _ => {}
                }
            }
            Event::Text(content) if is_inside => text.push(&content.xml10_content(), formatting),
            Event::GeneralRef(reference) if is_inside => text.push_reference(&reference, formatting),
            Event::End(element) => match element.local_name().as_ref() {
                "t" => is_inside = false,
                "si" | "is" => texts.add(&text),
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn raise(c: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    c.to_digit(10).and_then(|digit| RAISED.get(digit as usize)).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatted_characters_are_told_from_others() {
        let run = |text: &str| format!("<r><t>{text}</t></r>");
        let up = |text: &str| format!("<r><rPr><vertAlign val=\"superscript\"/></rPr><t>{text}</t></r>");
        let struck = |text: &str| format!("<r><rPr><strike/></rPr><t>{text}</t></r>");
        let mut texts = FormattedTexts::default();
        let mut expect = |item: String, expected: &[(&str, &str)]| {
            read(format!("<sst><si>{item}</si></sst>").as_bytes(), &mut texts).unwrap();
            for (plain, shown) in expected {
                assert_eq!(texts.get(plain).as_deref(), Some(*shown), "{item}");
            }
        };
        expect(run("5") + &up("2"), &[("52", "5²")]);
        expect(run("A&amp;B ") + &up("1,3"), &[("A&B 1,3", "A&B ¹,³")]);
        expect(run("$5m") + &up("*"), &[("$5m*", "$5m*")]);
        expect(run("7") + &up("a"), &[("7a", "7 [a]")]);
        expect(struck("4") + &run("9"), &[("49", "4 (struck through)9")]);
        expect(run("$7m ") + &struck("$6m"), &[("$7m $6m", "$7m $6m (struck through)")]);
        expect(run("6") + &up("1"), &[("61", "6¹")]);
        expect("<t>61</t>".to_owned(), &[("61", "6¹ or 61"), ("52", "5²")]);
        for plain in [run("1") + &up("st") + &run(" round"), "<t/>".to_owned(), run("plain")] {
            read(format!("<sst><si>{plain}</si></sst>").as_bytes(), &mut texts).unwrap();
        }
        assert_eq!(["1st round", "", "plain"].map(|text| texts.get(text)), [None, None, None]);
    }
}
