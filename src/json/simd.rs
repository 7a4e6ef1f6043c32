//! Finds the ends of JSON strings, arrays and objects, 64 bytes at a time.
//!
//! The method is that of simdjson (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019), with the vectors of
//! the crate `wide` and no unsafe code here.

use wide::u8x16;

/// The bytes that are compared at once.
const BLOCK: usize = 64;

/// Returns the offset behind the bracket that closes the array or object that begins at `start`; `None` if the text ends
/// before. Only the depth of brackets outside of strings counts, not that they match in kind.
pub(crate) fn find_container_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0u32);
    let mut strings = StringMask::default();
    loop {
        let block = Block::at(bytes, at)?;
        let equal = |byte: u8| block.bits(|part| part.simd_eq(u8x16::splat(byte)));
        let outside = !strings.inside(equal(b'"'), equal(b'\\'));
        // Brackets and braces, and a few other bytes, differ from DEL only in these bits.
        let folded = |part: u8x16| (part | u8x16::splat(0b10_0110)).simd_eq(u8x16::splat(0x7f));
        let mut brackets = block.bits(folded) & outside;
        while brackets != 0 {
            let found = at + brackets.trailing_zeros() as usize;
            match bytes.get(found)? {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(found + 1);
                    }
                }
                _ => {}
            }
            brackets &= brackets - 1;
        }
        at += BLOCK;
    }
}

/// The end of a string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StringEnd {
    /// The offset of the closing quotation mark.
    pub(crate) at: usize,
    /// Whether there is a backslash before it.
    pub(crate) has_escapes: bool,
    /// Whether there is a control character before it that is not escaped.
    pub(crate) has_controls: bool,
}

/// Returns the length of a string at the start of `bytes`, if it ends within sixteen bytes and has no escapes and control
/// characters.
#[inline]
pub(crate) fn find_short_string_end(bytes: &[u8]) -> Option<usize> {
    let chunk = bytes.first_chunk::<16>()?;
    let first = stops(u8x16::new(*chunk)).trailing_zeros() as usize;
    (chunk.get(first) == Some(&b'"')).then_some(first)
}

/// The bytes at which a string may end or must be looked at: quotation marks, backslashes and control characters.
#[inline]
fn stops(part: u8x16) -> u32 {
    let controls = part.min(u8x16::splat(0x1f)).simd_eq(part);
    (part.simd_eq(u8x16::splat(b'"')) | part.simd_eq(u8x16::splat(b'\\')) | controls).to_bitmask()
}

/// Returns the end of the string whose content begins at `start`; `None` if the text ends before.
pub(crate) fn find_string_end(bytes: &[u8], start: usize) -> Option<StringEnd> {
    let mut end = StringEnd { at: start, has_escapes: false, has_controls: false };
    loop {
        let (part, length) = part(bytes, end.at)?;
        let found = stops(part);
        if found == 0 {
            end.at += length;
            continue;
        }
        end.at += found.trailing_zeros() as usize;
        match bytes[end.at] {
            b'"' => return Some(end),
            b'\\' => {
                end.has_escapes = true;
                end.at += 2;
            }
            _ => {
                end.has_controls = true;
                end.at += 1;
            }
        }
    }
}

/// Returns the 16 bytes from `at` on, padded with spaces, and how many of them are of the text; `None` at its end.
fn part(bytes: &[u8], at: usize) -> Option<(u8x16, usize)> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    Some(if let Some(chunk) = rest.first_chunk::<16>() {
        (u8x16::new(*chunk), 16)
    } else {
        let mut chunk = [b' '; 16];
        chunk[..rest.len()].copy_from_slice(rest);
        (u8x16::new(chunk), rest.len())
    })
}

/// Bytes of a text that are compared at once.
struct Block([u8x16; 4]);

impl Block {
    /// Returns the 64 bytes from `at` on, padded with zeros; `None` at the end of the text.
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let mut padded = [0; BLOCK];
        let chunk = rest.first_chunk::<BLOCK>().unwrap_or_else(|| {
            padded[..rest.len()].copy_from_slice(rest);
            &padded
        });
        let (parts, _) = chunk.as_chunks::<16>();
        let part = |index: usize| parts.get(index).copied().map_or(u8x16::ZERO, u8x16::new);
        Some(Self([part(0), part(1), part(2), part(3)]))
    }

    /// Returns a bit for each byte that `compare` finds, the first byte's the lowest. `compare` sets all bits of these bytes.
    #[inline]
    fn bits(&self, compare: impl Fn(u8x16) -> u8x16) -> u64 {
        let [a, b, c, d] = self.0;
        let bits = |part: u8x16| u64::from(compare(part).to_bitmask());
        bits(a) | bits(b) << 16 | bits(c) << 32 | bits(d) << 48
    }
}

/// Which bytes are inside of strings, carried from block to block.
#[derive(Default)]
struct StringMask {
    /// All ones if a string continues in the next block.
    open: u64,
    /// Whether the first byte of the next block is escaped.
    escape: bool,
}

impl StringMask {
    /// Returns the bytes from each opening quotation mark to the one before the closing mark.
    #[inline]
    fn inside(&mut self, quotes: u64, escapes: u64) -> u64 {
        let quotes = if escapes == 0 && !self.escape { quotes } else { quotes & !self.escaped(escapes) };
        // Each bit becomes the parity of those up to it.
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.open;
        self.open = if inside >> 63 == 1 { u64::MAX } else { 0 };
        inside
    }

    /// Returns the bytes that follow an escaping backslash.
    fn escaped(&mut self, mut escapes: u64) -> u64 {
        let mut escaped = u64::from(self.escape);
        self.escape = false;
        escapes &= !escaped;
        while escapes != 0 {
            let first = escapes.trailing_zeros();
            if first == 63 {
                self.escape = true;
                break;
            }
            escaped |= 1 << (first + 1);
            // An escaped backslash does not escape.
            escapes &= !(0b11 << first);
        }
        escaped
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// Any JSON whose strings are full of characters that could be mistaken for structure.
    fn any_json() -> impl Strategy<Value = Value> {
        let text = "[a\"\\\\{}\\[\\],:é ]{0,70}";
        let leaf =
            prop_oneof![text.prop_map(Value::from), any::<u32>().prop_map(Value::from), Just(Value::Null)];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::hash_map(text, inner, 0..6).prop_map(|map| json!(map)),
            ]
        })
    }

    #[test]
    fn control_characters_inside_a_string_are_found() {
        for (json, has_controls) in
            [("a\n\"", true), ("a\"\n", false), ("\u{1f}\"", true), ("\u{7f}é \"", false)]
        {
            for padding in 0..20 {
                let json = format!("{}{json}", "x".repeat(padding));
                assert_eq!(
                    find_string_end(json.as_bytes(), 0).unwrap().has_controls,
                    has_controls,
                    "{json:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn the_end_is_where_serde_json_finds_it(value in any_json(), pretty in any::<bool>(), behind in "[\"\\]}, ]{0,80}") {
            let list = json!([value]);
            let text = if pretty { serde_json::to_string_pretty(&list) } else { serde_json::to_string(&list) }.unwrap();
            let bytes = format!("{text}{behind}").into_bytes();
            prop_assert_eq!(find_container_end(&bytes, 0), Some(text.len()));
            prop_assert_eq!(find_container_end(&bytes[..text.len() - 1], 0), None);
        }

        #[test]
        fn a_string_ends_at_its_first_bare_quotation_mark(text in "[a\"\\\\é]{0,70}", behind in "[\"\\\\ ]{0,20}") {
            let json = serde_json::to_string(&text).unwrap();
            let bytes = format!("{json}{behind}").into_bytes();
            let end = StringEnd { at: json.len() - 1, has_escapes: text.contains(['"', '\\']), has_controls: false };
            let is_short = end.at <= 16 && bytes.len() > 16 && !end.has_escapes;
            prop_assert_eq!(find_short_string_end(&bytes[1..]), is_short.then_some(end.at - 1));
            prop_assert_eq!(find_string_end(&bytes, 1), Some(end));
            prop_assert_eq!(find_string_end(&bytes[..json.len() - 1], 1), None);
        }
    }
}
