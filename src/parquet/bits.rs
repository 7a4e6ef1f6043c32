//! The hybrid of run lengths and packed bits in which Parquet writes levels and places in a dictionary.

use super::columns::NULL;

/// Reads `count` numbers of `width` bits, and gives nothing where there are fewer or a width is impossible.
///
/// With `picked`, places in `out` that rise, only the numbers that come to stand there are sure to be read; others may be
/// [`NULL`].
pub(super) fn numbers(
    mut bytes: &[u8],
    width: u32,
    count: usize,
    picked: Option<&[usize]>,
    out: &mut Vec<u32>,
) -> Option<()> {
    if width > 32 {
        return None;
    }
    let mut left = count;
    while left > 0 {
        match run(&mut bytes, width, left)? {
            Run::Same(value, length) => {
                out.resize(out.len() + length, value);
                left -= length;
            }
            Run::Packed(packed, length) => {
                match picked {
                    None => unpack(packed, width, length, out)?,
                    Some(picked) => pick(packed, width, length, picked, out)?,
                }
                left -= length;
            }
        }
    }
    Some(())
}

/// Reads `count` levels of one or two bits.
pub(super) fn levels(mut bytes: &[u8], width: u32, count: usize, out: &mut Vec<u8>) -> Option<()> {
    let mut left = count;
    while left > 0 {
        match run(&mut bytes, width, left)? {
            Run::Same(value, length) => {
                out.resize(out.len() + length, u8::try_from(value).ok()?);
                left -= length;
            }
            Run::Packed(packed, length) if width == 1 => {
                let end = out.len() + length;
                for byte in packed {
                    out.extend_from_slice(&OF_BYTE[usize::from(*byte)]);
                }
                // The last byte may have more than are wanted.
                if out.len() < end {
                    return None;
                }
                out.truncate(end);
                left -= length;
            }
            Run::Packed(packed, length) => {
                let mut wide = Vec::with_capacity(length);
                unpack(packed, width, length, &mut wide)?;
                // A level of two bits is a byte.
                out.extend(wide.into_iter().map(|level| level.to_le_bytes()[0]));
                left -= length;
            }
        }
    }
    Some(())
}

/// The eight bits of each byte, the lowest first.
static OF_BYTE: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            table[byte][bit] = ((byte >> bit) & 1) as u8;
            bit += 1;
        }
        byte += 1;
    }
    table
};

enum Run<'b> {
    Same(u32, usize),
    Packed(&'b [u8], usize),
}

/// Takes the next run, of `most` numbers at the most.
fn run<'b>(bytes: &mut &'b [u8], width: u32, most: usize) -> Option<Run<'b>> {
    let head = varint(bytes)?;
    let length = usize::try_from(head >> 1).ok()?;
    if length == 0 {
        return None;
    }
    if head & 1 == 0 {
        let (value, rest) = bytes.split_at_checked(width.div_ceil(8) as usize)?;
        *bytes = rest;
        let value = value.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
        return Some(Run::Same(value, length.min(most)));
    }
    // Numbers come in groups of eight; the last one may be cut short at the end of a page.
    let size = length.checked_mul(width as usize)?.min(bytes.len());
    let (packed, rest) = bytes.split_at(size);
    *bytes = rest;
    Some(Run::Packed(packed, length.checked_mul(8)?.min(most)))
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Takes `count` numbers of `width` bits apart.
fn unpack(packed: &[u8], width: u32, count: usize, out: &mut Vec<u32>) -> Option<()> {
    let packed = Packed::new(packed, width, count)?;
    let whole = packed.whole.min(count);
    out.extend((0..whole).map(|index| packed.whole_at(index)));
    out.extend((whole..count).map(|index| packed.last_at(index)));
    Some(())
}

/// The same for those alone that come to stand at one of the places that are picked.
fn pick(packed: &[u8], width: u32, count: usize, picked: &[usize], out: &mut Vec<u32>) -> Option<()> {
    let packed = Packed::new(packed, width, count)?;
    let start = out.len();
    out.resize(start + count, NULL);
    let picked = &picked[picked.partition_point(|place| *place < start)..];
    for place in picked.iter().copied().take_while(|place| *place < start + count) {
        let index = place - start;
        out[place] = if index < packed.whole { packed.whole_at(index) } else { packed.last_at(index) };
    }
    Some(())
}

/// Numbers that lie one behind the other without regard to bytes.
struct Packed<'p> {
    bytes: &'p [u8],
    width: usize,
    mask: u64,
    /// How many have eight bytes from their first one on, within which a number of 32 bits at the most lies.
    whole: usize,
}

impl<'p> Packed<'p> {
    fn new(bytes: &'p [u8], width: u32, count: usize) -> Option<Self> {
        if bytes.len() * 8 < count.checked_mul(width as usize)? {
            return None;
        }
        let (mask, width) = ((1u64 << width) - 1, width as usize);
        let whole = (bytes.len().saturating_sub(7) * 8).checked_div(width).unwrap_or(0);
        Some(Self { bytes, width, mask, whole })
    }

    fn take(&self, window: &[u8; 8], bit: usize) -> u32 {
        ((u64::from_le_bytes(*window) >> (bit % 8)) & self.mask) as u32
    }

    fn whole_at(&self, index: usize) -> u32 {
        let bit = index * self.width;
        self.bytes.get(bit / 8..).and_then(<[u8]>::first_chunk).map_or(0, |window| self.take(window, bit))
    }

    fn last_at(&self, index: usize) -> u32 {
        let bit = index * self.width;
        let mut window = [0; 8];
        let rest = self.bytes.get(bit / 8..).unwrap_or_default();
        let length = rest.len().min(8);
        window[..length].copy_from_slice(&rest[..length]);
        self.take(&window, bit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes numbers in packed groups, and those that fill a group alike as runs.
    fn write(numbers: &[u32], width: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        for group in numbers.chunks(8) {
            if group.iter().all(|number| *number == group[0]) {
                bytes.push((group.len() as u8) << 1);
                bytes.extend(&group[0].to_le_bytes()[..width.div_ceil(8) as usize]);
            } else {
                bytes.push(1 << 1 | 1);
                let mut packed = [0u8; 32];
                for (index, number) in group.iter().enumerate() {
                    for bit in 0..width as usize {
                        let at = index * width as usize + bit;
                        packed[at / 8] |= ((number >> bit & 1) as u8) << (at % 8);
                    }
                }
                bytes.extend(&packed[..width as usize]);
            }
        }
        bytes
    }

    proptest! {
        #[test]
        fn numbers_are_read_as_they_were_written(width in 1u32..=32, seeds in prop::collection::vec(any::<u32>(), 0..60)) {
            let mask = u32::try_from((1u64 << width) - 1).unwrap();
            let list: Vec<u32> = seeds.iter().map(|seed| if seed % 3 == 0 { mask } else { seed & mask }).collect();
            let mut read = Vec::new();
            prop_assert_eq!(numbers(&write(&list, width), width, list.len(), None, &mut read), Some(()));
            prop_assert_eq!(&read, &list);
            let picked: Vec<usize> = (0..list.len()).filter(|place| seeds[*place] % 5 < 2).collect();
            read.clear();
            prop_assert_eq!(numbers(&write(&list, width), width, list.len(), Some(&picked), &mut read), Some(()));
            prop_assert_eq!(read.len(), list.len());
            prop_assert!(picked.iter().all(|place| read[*place] == list[*place]));
            if width <= 2 {
                let mut read = Vec::new();
                prop_assert_eq!(levels(&write(&list, width), width, list.len(), &mut read), Some(()));
                prop_assert_eq!(read.into_iter().map(u32::from).collect::<Vec<_>>(), list);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40), width in 0u32..40, count in 0usize..200) {
            let _ = numbers(&bytes, width, count, None, &mut Vec::new());
            let _ = numbers(&bytes, width, count, Some(&[0, count / 2, count]), &mut Vec::new());
            let _ = levels(&bytes, width.min(2), count, &mut Vec::new());
        }
    }
}
