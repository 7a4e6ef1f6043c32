//! Finds the list of deals in a file, and the places where it can be cut between two of them, without parsing the deals.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr, memrchr_iter};

use crate::dataset::Form;
use crate::dataset::record::{HEADER, LISTS};
use crate::deal::FieldSet;
use crate::json::cursor::{Cursor, ValueKind};

/// Maximum distance from a deal back to the `},` that ends the previous one, in bytes.
pub(in crate::dataset) const LOOKBEHIND: usize = 64;

/// A field of a document: its key and its JSON text.
pub(in crate::dataset) type NamedField<'a> = (&'a str, &'a str);

/// The beginning of a document.
#[derive(Debug)]
pub(in crate::dataset) struct Head<'a> {
    /// The offset behind the bracket that opens the list of deals.
    pub deals: usize,
    /// The fields before it.
    pub fields: Vec<NamedField<'a>>,
    /// Whether the document is an array of deals.
    pub is_bare: bool,
}

/// Returns the beginning of a document up to its array of deals; `None` if that is not in the text.
pub(in crate::dataset) fn head(text: &str) -> Option<Head<'_>> {
    let mut cursor = Cursor::new(text, 0);
    let mut fields = Vec::new();
    if cursor.peek_kind()? == ValueKind::Array {
        cursor.expect_byte(b'[')?;
        return Some(Head { deals: cursor.at(), fields, is_bare: true });
    }
    let mut deals = None;
    // `None` stops the walk at the deals; it is not an error.
    let walk = cursor.object(|cursor, name| {
        if name == "deals" {
            cursor.expect_byte(b'[')?;
            deals = Some(cursor.at());
            return None;
        }
        field(cursor, name, &mut fields)
    });
    Some(Head { deals: deals.filter(|_| walk.is_none())?, fields, is_bare: false })
}

/// Adds a field of a document other than the deals to `fields`. `None` if it is not known, or is repeated.
fn field<'a>(cursor: &mut Cursor<'a>, name: &'a str, fields: &mut Vec<NamedField<'a>>) -> Option<()> {
    let is_new =
        (LISTS.contains(&name) || HEADER.contains(&name)) && fields.iter().all(|(known, _)| *known != name);
    if !is_new {
        return None;
    }
    if cursor.peek_kind()? == ValueKind::Null {
        (cursor.raw_value()? == "null").then_some(())
    } else {
        fields.push((name, cursor.raw_value()?));
        Some(())
    }
}

/// Returns the fields behind the deals, whose closing bracket is at `end`; `before` are the keys before the deals. `None` on
/// malformed input.
pub(in crate::dataset) fn tail<'a, 'h>(
    text: &'a str,
    end: usize,
    is_bare: bool,
    mut before: impl Iterator<Item = &'h str>,
) -> Option<Vec<NamedField<'a>>> {
    let mut cursor = Cursor::new(text, end);
    let mut fields = Vec::new();
    cursor.expect_byte(b']')?;
    if !is_bare {
        cursor.rest_of_object(|cursor, name| field(cursor, name, &mut fields))?;
    }
    let is_twice = before.any(|known| fields.iter().any(|(name, _)| *name == known));
    (cursor.is_at_end() && !is_twice).then_some(fields)
}

/// Returns the offset of the bracket that closes the list of deals, given the offset of a deal, or of the end of the list.
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

/// Returns the start of the first deal at or after `at`. `None` if the text, a part of a file, has none.
///
/// In JSON Lines it is the start of a line. In a document it is an object after a comma and another object that has the
/// keys `id` and `announced`: only a deal has both. Inside a string quotation marks are escaped, so that it cannot look like
/// a deal.
pub(in crate::dataset) fn boundary(text: &str, at: usize, form: Form) -> Option<usize> {
    let bytes = text.as_bytes();
    match form {
        Form::Lines => {
            let from = at.saturating_sub(1);
            bytes.get(from..).and_then(|rest| memchr(b'\n', rest)).map(|newline| from + newline + 1)
        }
        Form::Document => bytes.get(at..).and_then(|rest| {
            memchr_iter(b'{', rest).map(|brace| at + brace).find(|brace| begins_deal(text, *brace))
        }),
    }
}

/// Returns the records of a chunk that hold the offsets that `next` returns, given the offset to search from. `None` if a
/// record is not plainly a deal.
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
                // No deal precedes the first one of a chunk.
                let start = braces.find(|brace| *brace == 0 || begins_deal(text, *brace))?;
                let mut cursor = Cursor::new(text, start);
                cursor.skip()?;
                if cursor.at() <= at {
                    // The offset is between two deals, or in one that does not look like one.
                    return None;
                }
                // With the comma that follows it.
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

/// Whether the object at `brace` follows another object and is a deal.
fn begins_deal(text: &str, brace: usize) -> bool {
    let bytes = text.as_bytes();
    let mut before =
        bytes[brace.saturating_sub(LOOKBEHIND)..brace].iter().rev().filter(|byte| !is_space(byte));
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

/// Whether the object at `brace` is complete and has the keys `id` and `announced`.
fn is_deal(text: &str, brace: usize) -> bool {
    let (mut has_id, mut has_date) = (false, false);
    let whole = Cursor::new(text, brace).object(|cursor, name| {
        has_id |= name == "id";
        has_date |= name == "announced";
        cursor.skip()
    });
    whole.is_some() && has_id && has_date
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "a predicate of iterators over bytes")]
fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}
