//! Comments at the cells of XLSX files, which stand in a part of their own.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::attribute;
use super::header::letters;
use crate::text::{count_of, quote};

/// Comments by the line and the column of their cells; columns from 0.
pub(super) type Comments = HashMap<(usize, usize), String>;

/// The most comments that a note quotes.
const MAX_QUOTED: usize = 5;

/// Reads the comments of a part such as `xl/comments1.xml`.
///
/// # Errors
/// If it is no XML.
pub(super) fn read(part: impl BufRead) -> Result<Comments, quick_xml::Error> {
    let mut reader = Reader::from_reader(part);
    let mut found = Comments::new();
    let (mut place, mut text, mut is_inside) = (None, String::new(), false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "comment" => {
                    place = attribute(&element, "ref").as_deref().and_then(place_of);
                    text.clear();
                }
                "t" => is_inside = true,
                _ => {}
            },
            Event::Text(content) if is_inside => text.push_str(&content.xml10_content()),
            Event::GeneralRef(reference) if is_inside => match reference.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(resolve_predefined_entity(&reference).unwrap_or_default()),
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => is_inside = false,
                "comment" => {
                    let said = without_author(&text);
                    let place = place.take().filter(|_| !said.is_empty());
                    found.extend(place.map(|place| (place, said.to_owned())));
                }
                _ => {}
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// Returns the line, from 1, and the column, from 0, of a reference such as `C2`.
fn place_of(reference: &str) -> Option<(usize, usize)> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase).count();
    let column = reference[..letters].bytes().try_fold(0usize, |column, letter| {
        column.checked_mul(26)?.checked_add(usize::from(letter - b'A') + 1)
    });
    Some((reference[letters..].parse().ok()?, column?.checked_sub(1)?))
}

/// Returns a comment without the name of who wrote it, which programs put on a line before it.
fn without_author(text: &str) -> &str {
    let text = text.trim();
    match text.split_once('\n') {
        Some((author, said)) if author.trim_end().ends_with(':') && !said.trim().is_empty() => said.trim(),
        _ => text,
    }
}

/// Returns the note on comments, which are in no column.
pub(super) fn note(comments: &Comments) -> Option<String> {
    let mut sorted: Vec<(&(usize, usize), &String)> = comments.iter().collect();
    sorted.sort_unstable();
    let quoted = sorted.iter().take(MAX_QUOTED).map(|((line, column), text)| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}{line} {}", letters(*column), quote(&text))
    });
    let more = sorted.len().saturating_sub(MAX_QUOTED);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let have = count_of(sorted.len(), "cell has a comment", "cells have comments");
    (!sorted.is_empty()).then(|| format!("{have}: {}{more}", quoted.collect::<Vec<_>>().join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read_without_their_authors() {
        let comment = |reference: &str, runs: &str| {
            format!("<comment ref=\"{reference}\"><text>{runs}</text></comment>")
        };
        let xml = format!(
            "<comments><authors><author>x</author></authors><commentList>{}{}{}</commentList></comments>",
            comment("C2", "<r><t>Some Name:</t></r><r><t xml:space=\"preserve\">\nin EUR &amp; GBP</t></r>"),
            comment("AA10", "<t>cancelled</t>"),
            comment("B1", "<t> </t>"),
        );
        let found = read(xml.as_bytes()).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[&(2, 2)], "in EUR & GBP");
        assert_eq!(found[&(10, 26)], "cancelled");
        let noted = "2 cells have comments: C2 \"in EUR & GBP\"; AA10 \"cancelled\"";
        assert_eq!(note(&found).as_deref(), Some(noted));
    }
}
