//! Where the deals of a file stand, and where it can be cut between two of them.
//!
//! Everything here is found without reading the deals themselves, so that a file of any size is read in pieces, each by
//! itself and in any order.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr, memrchr_iter};

use crate::dataset::Form;
use crate::dataset::record::LISTS;
use crate::deal::FieldSet;
use crate::json::cursor::{Cursor, ValueKind};

/// How far before a deal the end of the one before it is looked for.
pub(in crate::dataset) const BEFORE: usize = 64;

/// A list of a document, by its name, with its text.
pub(in crate::dataset) type NamedList<'a> = (&'a str, &'a str);

/// The beginning of a document.
#[derive(Debug)]
pub(in crate::dataset) struct Head<'a> {
    /// The byte after the bracket that opens the list of deals.
    pub deals: usize,
    /// What stands before it.
    pub lists: Vec<NamedList<'a>>,
    /// Whether the document is nothing but that list.
    pub is_bare: bool,
}

/// Returns the beginning of a document up to its array of deals; `None` if that is not in the text.
pub(in crate::dataset) fn head(text: &str) -> Option<Head<'_>> {
    let mut cursor = Cursor::new(text, 0);
    let mut lists = Vec::new();
    if cursor.peek_kind()? == ValueKind::Array {
        cursor.expect_byte(b'[')?;
        return Some(Head { deals: cursor.at(), lists, is_bare: true });
    }
    let mut deals = None;
    // Left at the deals: the cursor stops there as if something were wrong.
    let _ = cursor.object(|cursor, name| {
        if name == "deals" {
            cursor.expect_byte(b'[')?;
            deals = Some(cursor.at());
            return None;
        }
        list(cursor, name, &mut lists)
    });
    Some(Head { deals: deals?, lists, is_bare: false })
}

/// Takes a list of a document that is not its deals.
fn list<'a>(cursor: &mut Cursor<'a>, name: &'a str, lists: &mut Vec<NamedList<'a>>) -> Option<()> {
    let is_new = LISTS.contains(&name) && lists.iter().all(|(known, _)| *known != name);
    if !is_new {
        return None;
    }
    match cursor.peek_kind()? {
        ValueKind::Null => (cursor.raw_value()? == "null").then_some(()),
        _ => {
            lists.push((name, cursor.raw_value()?));
            Some(())
        }
    }
}

/// What stands in a document behind the bracket that closes the list of deals, at `end`.
pub(in crate::dataset) fn tail<'a, 'h>(
    text: &'a str,
    end: usize,
    is_bare: bool,
    mut before: impl Iterator<Item = &'h str>,
) -> Option<Vec<NamedList<'a>>> {
    let mut cursor = Cursor::new(text, end);
    let mut lists = Vec::new();
    cursor.expect_byte(b']')?;
    if !is_bare {
        cursor.rest_of_object(|cursor, name| list(cursor, name, &mut lists))?;
    }
    let is_twice = before.any(|known| lists.iter().any(|(name, _)| *name == known));
    (cursor.is_at_end() && !is_twice).then_some(lists)
}

/// The end of a list of deals of which one begins at `at`, or which is empty: the byte of its closing bracket.
pub(in crate::dataset) fn end_of_deals(text: &str, at: usize) -> Option<usize> {
    let mut cursor = Cursor::new(text, at);
    loop {
        if cursor.peek_kind()? == ValueKind::Object {
            cursor.skip()?;
        }
        if cursor.expect_byte(b',').is_none() {
            let mut closing = cursor;
            closing.expect_byte(b']')?;
            return Some(closing.at() - 1);
        }
    }
}

/// Where the first deal begins that does not begin before `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::dataset) enum Boundary {
    /// At that byte.
    At(usize),
    /// Not within these bytes.
    Beyond,
}

/// Finds a boundary in a part of a file.
///
/// In JSON Lines it is the beginning of a line. In a document it is an object that follows another after a comma and has
/// an id and a date of announcement: only a deal has both, and no deal is within another. A quotation mark within a text
/// is escaped, so that what looks like the beginning of an object with a field of a deal is one.
pub(in crate::dataset) fn boundary(text: &str, at: usize, form: Form) -> Boundary {
    let bytes = text.as_bytes();
    let found = match form {
        Form::Lines => {
            let from = at.saturating_sub(1);
            bytes.get(from..).and_then(|rest| memchr(b'\n', rest)).map(|newline| from + newline + 1)
        }
        Form::Document => bytes.get(at..).and_then(|rest| {
            memchr_iter(b'{', rest).map(|brace| at + brace).find(|brace| begins_deal(text, *brace))
        }),
    };
    found.map_or(Boundary::Beyond, Boundary::At)
}

/// The records of a piece in which `next` finds something from a byte on. Nothing where a record that is found is not
/// plainly a deal.
pub(in crate::dataset) fn records(
    text: &str,
    form: Form,
    next: impl Fn(usize) -> Option<usize>,
) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut records = Vec::new();
    let mut behind = 0;
    while let Some(at) = next(behind) {
        let record = match form {
            Form::Lines => {
                let start = memrchr(b'\n', &bytes[behind..at]).map_or(behind, |newline| behind + newline + 1);
                start..memchr(b'\n', &bytes[at..]).map_or(text.len(), |newline| at + newline + 1)
            }
            Form::Document => {
                let mut braces = memrchr_iter(b'{', &bytes[behind..=at]).map(|brace| behind + brace);
                // The first deal of a piece follows nothing.
                let start = braces.find(|brace| *brace == 0 || begins_deal(text, *brace))?;
                let mut cursor = Cursor::new(text, start);
                cursor.skip()?;
                if cursor.at() <= at {
                    // Between two deals, or in one that does not look like one.
                    return None;
                }
                // With the comma behind it, as it stands in a piece.
                let end = cursor.at();
                start..if cursor.expect_byte(b',').is_some() { cursor.at() } else { end }
            }
        };
        behind = record.end;
        records.push(record);
        if behind >= text.len() {
            break;
        }
    }
    Some(records)
}

fn begins_deal(text: &str, brace: usize) -> bool {
    let bytes = text.as_bytes();
    let mut before = bytes[brace.saturating_sub(BEFORE)..brace].iter().rev().filter(|byte| !is_space(byte));
    if before.next() != Some(&b',') || before.next() != Some(&b'}') {
        return false;
    }
    let Some(quote) = bytes[brace + 1..].iter().position(|byte| !is_space(byte)).map(|at| brace + 1 + at)
    else {
        return false;
    };
    if bytes[quote] != b'"' {
        return false;
    }
    let name = text[quote + 1..].split('"').next().unwrap_or_default();
    (name == "id" || FieldSet::from_key(name).is_some()) && is_deal(text, brace)
}

/// Whether an object that is whole has the fields that only a deal has.
fn is_deal(text: &str, brace: usize) -> bool {
    let (mut has_id, mut has_date) = (false, false);
    let whole = Cursor::new(text, brace).object(|cursor, name| {
        has_id |= name == "id";
        has_date |= name == "announced";
        cursor.skip()
    });
    whole.is_some() && has_id && has_date
}

fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
