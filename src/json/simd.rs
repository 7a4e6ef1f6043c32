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

/// Returns the offset of the quotation mark that ends the string whose content begins at `start`; `None` if the text ends
/// before.
pub(crate) fn find_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let (part, length) = part(bytes, at)?;
        let found = quotes_and_escapes(part).to_bitmask();
        if found == 0 {
            at += length;
            continue;
        }
        at += found.trailing_zeros() as usize;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Does the same for a string without escapes and control characters; `None` if it has one.
#[inline]
pub(crate) fn find_plain_string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut rest = bytes.get(start..)?;
    let length = loop {
        let Some((chunk, behind)) = rest.split_first_chunk::<16>() else {
            // The last bytes of the text.
            break rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))?;
        };
        let part = u8x16::new(*chunk);
        let controls = part.min(u8x16::splat(0x1f)).simd_eq(part);
        let found = (quotes_and_escapes(part) | controls).to_bitmask();
        if found != 0 {
            break found.trailing_zeros() as usize;
        }
        rest = behind;
    };
    (*rest.get(length)? == b'"').then_some(bytes.len() - rest.len() + length)
}

#[inline]
fn quotes_and_escapes(part: u8x16) -> u8x16 {
    part.simd_eq(u8x16::splat(b'"')) | part.simd_eq(u8x16::splat(b'\\'))
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
    fn a_plain_string_has_no_escapes_and_control_characters() {
        for (content, is_plain) in [
            ("", true),
            ("aé \u{7f}", true),
            ("a\n", false),
            ("\u{1f}", false),
            ("\0", false),
            ("a\\\\", false),
        ] {
            for padding in 0..20 {
                let padding = "x".repeat(padding);
                for json in [format!("{padding}{content}\""), format!("{padding}{content}\"{padding}\n")] {
                    let end = padding.len() + content.len();
                    let found = find_plain_string_end(json.as_bytes(), 0);
                    assert_eq!(found, is_plain.then_some(end), "{json:?}");
                    assert_eq!(find_plain_string_end(&json.as_bytes()[..end], 0), None, "{json:?}");
                }
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
            prop_assert_eq!(find_string_end(&bytes, 1), Some(json.len() - 1));
            prop_assert_eq!(find_string_end(&bytes[..json.len() - 1], 1), None);
            let plain = (!text.contains(['"', '\\'])).then_some(json.len() - 1);
            prop_assert_eq!(find_plain_string_end(&bytes, 1), plain);
        }
    }
}
