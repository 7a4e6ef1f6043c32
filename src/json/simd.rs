//! Sixty-four bytes of JSON at once, as bits: which of them are quotation marks, escapes and brackets.
//!
//! The way of simdjson (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019), without unsafe code of our
//! own: the vectors are those of the crate `wide`.

use wide::u8x16;

/// How many bytes are looked at in one go.
const SIZE: usize = 64;

/// Finds the byte after the bracket that closes all that is open, from `start` on, which is outside of any text: with a
/// `depth` of 0 that of the object or list that begins there, with 1 that of the one that `start` is in. Only brackets outside of texts count, and that they match in kind is not looked at.
pub(crate) fn end_of_nested(bytes: &[u8], start: usize, depth: u32) -> Option<usize> {
    let (mut at, mut depth) = (start, depth);
    let mut texts = Texts::default();
    loop {
        let block = block(bytes, at)?;
        let outside = !texts.inside(Bits::of(&block, b'"'), Bits::of(&block, b'\\'));
        // An opening and a closing bracket of each kind differ from a brace in the same bit.
        let folded = block.map(|part| part | u8x16::splat(0x20));
        let (mut opens, mut closes) = (Bits::of(&folded, b'{') & outside, Bits::of(&folded, b'}') & outside);
        if closes.count_ones() < depth {
            depth = depth + opens.count_ones() - closes.count_ones();
            at += SIZE;
            continue;
        }
        while closes != 0 {
            let first = closes.trailing_zeros();
            let before = (1u64 << first) - 1;
            depth += (opens & before).count_ones();
            opens &= !before;
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at + first as usize + 1);
            }
            closes &= closes - 1;
        }
        depth += opens.count_ones();
        at += SIZE;
    }
}

/// Finds the quotation mark that closes a text whose content begins at `start`, and whether there are escapes before it.
pub(crate) fn end_of_text(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    let mut at = start;
    let mut escaped = false;
    loop {
        let (part, length) = part(bytes, at)?;
        let found = (part.simd_eq(u8x16::splat(b'"')) | part.simd_eq(u8x16::splat(b'\\'))).to_bitmask();
        if found == 0 {
            at += length;
            continue;
        }
        at += found.trailing_zeros() as usize;
        if bytes[at] == b'"' {
            return Some((at, escaped));
        }
        escaped = true;
        at += 2;
    }
}

/// The next sixteen bytes, with zeros behind the last, and how many they are; nothing at the end.
fn part(bytes: &[u8], at: usize) -> Option<(u8x16, usize)> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    Some(match rest.first_chunk::<16>() {
        Some(chunk) => (u8x16::new(*chunk), 16),
        None => {
            let mut chunk = [0; 16];
            chunk[..rest.len()].copy_from_slice(rest);
            (u8x16::new(chunk), rest.len())
        }
    })
}

/// The next sixty-four bytes, with zeros behind the last; nothing at the end.
fn block(bytes: &[u8], at: usize) -> Option<[u8x16; 4]> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let mut padded = [0; SIZE];
    let chunk = rest.first_chunk::<SIZE>().unwrap_or_else(|| {
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    });
    let part = |from: usize| {
        let mut part = [0; 16];
        part.copy_from_slice(&chunk[from..from + 16]);
        u8x16::new(part)
    };
    Some([part(0), part(16), part(32), part(48)])
}

/// Bits of a block, the first byte's the lowest.
struct Bits;

impl Bits {
    fn of(block: &[u8x16; 4], byte: u8) -> u64 {
        let wanted = u8x16::splat(byte);
        let bits = |part: usize| u64::from(block[part].simd_eq(wanted).to_bitmask());
        bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
    }
}

/// Where texts are, from block to block.
#[derive(Default)]
struct Texts {
    /// All ones while a text goes on into the next block.
    open: u64,
    /// Whether the first byte of the next block is escaped.
    escape: bool,
}

impl Texts {
    /// The bytes from each opening quotation mark to before its closing one.
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

    /// The bytes that an escape before them takes their meaning from.
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
            // What is escaped does not escape.
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

    /// Any JSON whose texts are full of what could be mistaken for structure.
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

    proptest! {
        #[test]
        fn the_end_is_where_serde_json_finds_it(value in any_json(), pretty in any::<bool>(), behind in "[\"\\]}, ]{0,80}") {
            let list = json!([value]);
            let text = if pretty { serde_json::to_string_pretty(&list) } else { serde_json::to_string(&list) }.unwrap();
            let bytes = format!("{text}{behind}").into_bytes();
            prop_assert_eq!(end_of_nested(&bytes, 0, 0), Some(text.len()));
            prop_assert_eq!(end_of_nested(&bytes, 1, 1), Some(text.len()));
            prop_assert_eq!(end_of_nested(&bytes[..text.len() - 1], 0, 0), None);
        }

        #[test]
        fn a_text_ends_at_its_first_bare_quotation_mark(text in "[a\"\\\\é]{0,70}", behind in "[\"\\\\ ]{0,20}") {
            let json = serde_json::to_string(&text).unwrap();
            let bytes = format!("{json}{behind}").into_bytes();
            prop_assert_eq!(end_of_text(&bytes, 1), Some((json.len() - 1, text.contains(['"', '\\']))));
            prop_assert_eq!(end_of_text(&bytes[..json.len() - 1], 1), None);
        }
    }
}
