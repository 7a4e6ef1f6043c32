//! Raised characters in the texts of XLSX files: a `5` with a raised `2` behind it is not 52.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::hash::{HashMap, HashSet};

/// Texts without formatting, trimmed, with what their cells show.
pub(super) type RaisedTexts = HashMap<String, String>;

/// Returns the texts of a part with shared strings or with cells that have raised characters, with these as such: `5²`. If
/// another cell has the same characters and none is raised, both are named.
///
/// # Errors
/// If it is no XML.
pub(super) fn read(part: impl BufRead) -> Result<RaisedTexts, quick_xml::Error> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let (mut raised, mut plain) = (RaisedTexts::default(), HashSet::default());
    let mut text = Text::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "si" | "is" => text = Text::default(),
                "r" => text.is_raised = false,
                "t" => text.is_inside = true,
                _ => {}
            },
            Event::Empty(element) if element.local_name().as_ref() == "vertAlign" => {
                text.is_raised = element.attributes().flatten().any(|attribute| {
                    attribute.key.local_name().as_ref() == "val" && attribute.value.as_ref() == "superscript"
                });
            }
            Event::Text(content) if text.is_inside => text.push(&content.xml10_content()),
            Event::GeneralRef(reference) if text.is_inside => text.push_reference(&reference),
            Event::End(element) => match element.local_name().as_ref() {
                "t" => text.is_inside = false,
                "si" | "is" => text.keep(&mut raised, &mut plain),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    for (key, shown) in &mut raised {
        if plain.contains(key) {
            *shown = format!("{shown} or {key}");
        }
    }
    Ok(raised)
}

/// A text that is being read.
#[derive(Default)]
struct Text {
    is_inside: bool,
    is_raised: bool,
    has_raised: bool,
    plain: String,
    shown: String,
}

impl Text {
    fn push(&mut self, content: &str) {
        self.plain.push_str(content);
        let is_mark = |c: char| c.is_ascii_digit() || "*†‡§,;()[] ".contains(c);
        let run = content.trim();
        if !self.is_raised || run.is_empty() {
            self.shown.push_str(content);
        } else if run.chars().all(is_mark) {
            self.shown.extend(content.chars().map(raise));
            self.has_raised = true;
        } else if run.len() == 1 {
            self.shown.push_str(&format!(" [{run}]"));
            self.has_raised = true;
        } else {
            // "1st" is no footnote.
            self.shown.push_str(content);
        }
    }

    fn push_reference(&mut self, name: &str) {
        let known = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];
        if let Some((_, text)) = known.iter().find(|(known, _)| *known == name) {
            self.push(text);
        }
    }

    fn keep(&mut self, raised: &mut RaisedTexts, plain: &mut HashSet<String>) {
        let key = self.plain.trim().to_owned();
        if self.has_raised {
            raised.insert(key, self.shown.trim().to_owned());
        } else {
            plain.insert(key);
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
    fn raised_characters_are_told_from_others() {
        let run = |text: &str| format!("<r><t>{text}</t></r>");
        let up = |text: &str| format!("<r><rPr><vertAlign val=\"superscript\"/></rPr><t>{text}</t></r>");
        let strings = [
            run("5") + &up("2"),
            run("A&amp;B ") + &up("1,3"),
            run("$5m") + &up("*"),
            run("7") + &up("a"),
            run("1") + &up("st") + &run(" round"),
            run("6") + &up("1"),
            "<t>61</t>".to_owned(),
            "<t>plain</t>".to_owned(),
        ];
        let items = strings.map(|item| format!("<si>{item}</si>")).concat();
        let mut found: Vec<(String, String)> =
            read(format!("<sst>{items}</sst>").as_bytes()).unwrap().into_iter().collect();
        found.sort();
        let expected =
            [("$5m*", "$5m*"), ("52", "5²"), ("61", "6¹ or 61"), ("7a", "7 [a]"), ("A&B 1,3", "A&B ¹,³")];
        assert_eq!(found, expected.map(|(plain, shown)| (plain.to_owned(), shown.to_owned())));
    }
}
