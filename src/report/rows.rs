//! The rows of a table, which may be packed: a table of a million rows then takes some tens of megabytes.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::OnceLock;

use super::cell::Cell;
use crate::money::{Currency, Decimal};

/// The rows of a table. They can be read as a slice; packed rows are unpacked for that once, and [`Self::chunks`] does
/// without.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    packed: Vec<PackedChunk>,
    plain: OnceLock<Vec<Vec<Cell>>>,
}

/// Number of rows in a chunk.
const CHUNK: usize = 1 << 12;

/// Some rows of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RowChunk<'r> {
    /// Rows as they are.
    Plain(&'r [Vec<Cell>]),
    /// Rows to unpack.
    Packed(&'r PackedChunk),
}

impl<'r> RowChunk<'r> {
    /// Returns the rows in order.
    pub(crate) fn rows(self) -> impl Iterator<Item = Cow<'r, [Cell]>> {
        let (plain, packed) = match self {
            Self::Plain(rows) => (Some(rows), None),
            Self::Packed(chunk) => (None, Some(chunk)),
        };
        let plain = plain.into_iter().flatten().map(|row| Cow::Borrowed(row.as_slice()));
        plain.chain(packed.into_iter().flat_map(|chunk| Unpacker::new(chunk).map(Cow::Owned)))
    }
}

impl Rows {
    /// Packs rows as they are made.
    ///
    /// # Errors
    /// The first one of `rows`.
    pub(crate) fn pack<E>(rows: impl Iterator<Item = Result<Vec<Cell>, E>>) -> Result<Self, E> {
        let (mut packed, mut chunk) = (Vec::new(), PackedChunk::default());
        for row in rows {
            if chunk.rows == CHUNK {
                chunk.bytes.shrink_to_fit();
                packed.push(std::mem::take(&mut chunk));
            }
            chunk.push(row?);
        }
        if chunk.rows > 0 {
            packed.push(chunk);
        }
        Ok(Self { packed, plain: OnceLock::new() })
    }

    /// Returns the rows in chunks, in order, of which few are unpacked at a time.
    pub(crate) fn chunks(&self) -> Vec<RowChunk<'_>> {
        match self.plain.get() {
            Some(rows) => rows.chunks(CHUNK).map(RowChunk::Plain).collect(),
            None => self.packed.iter().map(RowChunk::Packed).collect(),
        }
    }

    /// Returns the number of rows.
    pub(crate) fn len(&self) -> usize {
        match self.plain.get() {
            Some(rows) => rows.len(),
            None => self.packed.iter().map(|chunk| chunk.rows).sum(),
        }
    }

    /// Returns whether there are no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes the rows by `change`, unpacked.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Vec<Vec<Cell>>)) {
        let mut rows = self.plain.take().unwrap_or_else(|| unpacked(&self.packed));
        change(&mut rows);
        *self = rows.into();
    }
}

fn unpacked(packed: &[PackedChunk]) -> Vec<Vec<Cell>> {
    packed.iter().flat_map(Unpacker::new).collect()
}

impl Deref for Rows {
    type Target = [Vec<Cell>];

    fn deref(&self) -> &[Vec<Cell>] {
        self.plain.get_or_init(|| unpacked(&self.packed))
    }
}

impl From<Vec<Vec<Cell>>> for Rows {
    fn from(rows: Vec<Vec<Cell>>) -> Self {
        Self { packed: Vec::new(), plain: rows.into() }
    }
}

impl FromIterator<Vec<Cell>> for Rows {
    fn from_iter<T: IntoIterator<Item = Vec<Cell>>>(rows: T) -> Self {
        rows.into_iter().collect::<Vec<_>>().into()
    }
}

impl<'r> IntoIterator for &'r Rows {
    type Item = &'r Vec<Cell>;
    type IntoIter = std::slice::Iter<'r, Vec<Cell>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Rows one after another: the number of cells of each, and each cell as a tag with what follows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct PackedChunk {
    rows: usize,
    bytes: Vec<u8>,
    /// The cells with the tag [`OTHER`].
    others: Vec<Cell>,
}

const MISSING: u8 = 0;
const OPEN: u8 = 1;
const TEXT: u8 = 2;
const COUNT: u8 = 3;
const FIGURE: u8 = 4;
const SHARE: u8 = 5;
const RATE: u8 = 6;
const OTHER: u8 = 7;

impl PackedChunk {
    fn push(&mut self, row: Vec<Cell>) {
        self.rows += 1;
        self.number(row.len() as u64);
        for cell in row {
            match cell {
                Cell::Missing => self.bytes.push(MISSING),
                Cell::Open => self.bytes.push(OPEN),
                Cell::Text(text) => {
                    self.bytes.push(TEXT);
                    self.number(text.len() as u64);
                    self.bytes.extend_from_slice(text.as_bytes());
                }
                Cell::Count(count) => {
                    self.bytes.push(COUNT);
                    self.number(count);
                }
                Cell::Figure(figure, currency) => {
                    self.decimal(FIGURE, figure);
                    self.bytes.extend_from_slice(currency.code().as_bytes());
                }
                Cell::Share(share) => self.decimal(SHARE, share),
                Cell::Rate(rate) => self.decimal(RATE, rate),
                cell @ (Cell::List { .. } | Cell::Date(_) | Cell::Amount(_)) => {
                    self.bytes.push(OTHER);
                    self.others.push(cell);
                }
            }
        }
    }

    /// Adds the length of a number in bytes, and those bytes, the lowest first.
    fn number(&mut self, number: u64) {
        self.significant(&number.to_le_bytes());
    }

    fn significant(&mut self, bytes: &[u8]) {
        let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        // At most 16.
        self.bytes.push(u8::try_from(length).unwrap_or_default());
        self.bytes.extend_from_slice(&bytes[..length]);
    }

    /// Adds the tag, the scale with the sign as its highest bit, and the digits.
    fn decimal(&mut self, tag: u8, decimal: Decimal) {
        // At most 28.
        let scale = u8::try_from(decimal.scale()).unwrap_or_default();
        let sign = if decimal.is_sign_negative() { 1 << 7 } else { 0 };
        self.bytes.extend([tag, scale | sign]);
        self.significant(&decimal.mantissa().unsigned_abs().to_le_bytes());
    }
}

/// Unpacks the rows of a chunk.
struct Unpacker<'c> {
    rows: usize,
    bytes: &'c [u8],
    others: std::slice::Iter<'c, Cell>,
}

impl<'c> Unpacker<'c> {
    fn new(chunk: &'c PackedChunk) -> Self {
        Self { rows: chunk.rows, bytes: &chunk.bytes, others: chunk.others.iter() }
    }

    fn take(&mut self, length: usize) -> &'c [u8] {
        let (taken, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn significant<const N: usize>(&mut self) -> [u8; N] {
        let length = usize::from(self.byte());
        let mut bytes = [0; N];
        bytes[..length].copy_from_slice(self.take(length));
        bytes
    }

    fn number(&mut self) -> usize {
        usize::from_le_bytes(self.significant())
    }

    fn decimal(&mut self) -> Decimal {
        let scale = self.byte();
        let digits: [u8; 12] = self.significant();
        let [low, middle, high] = [0, 4, 8]
            .map(|at| u32::from_le_bytes([digits[at], digits[at + 1], digits[at + 2], digits[at + 3]]));
        Decimal::from_parts(low, middle, high, scale >> 7 != 0, u32::from(scale & 0x7f))
    }

    fn cell(&mut self) -> Cell {
        match self.byte() {
            OPEN => Cell::Open,
            TEXT => {
                let length = self.number();
                // It was a string.
                Cell::Text(String::from_utf8_lossy(self.take(length)).into_owned())
            }
            COUNT => Cell::Count(u64::from_le_bytes(self.significant())),
            FIGURE => {
                let figure = self.decimal();
                let code = self.take(3);
                Cell::Figure(figure, Currency::from_known_code([code[0], code[1], code[2]]))
            }
            SHARE => Cell::Share(self.decimal()),
            RATE => Cell::Rate(self.decimal()),
            OTHER => self.others.next().cloned().unwrap_or(Cell::Missing),
            _ => Cell::Missing,
        }
    }
}

impl Iterator for Unpacker<'_> {
    type Item = Vec<Cell>;

    fn next(&mut self) -> Option<Vec<Cell>> {
        self.rows = self.rows.checked_sub(1)?;
        let width = self.number();
        Some((0..width).map(|_| self.cell()).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn decimals() -> impl Strategy<Value = Decimal> {
        let parts = (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0..=28u32, 0..96u32);
        parts.prop_map(|(low, middle, high, negative, scale, shift)| {
            let full = Decimal::from_parts(low, middle, high, negative, scale);
            Decimal::from_i128_with_scale(full.mantissa() >> shift, scale)
        })
    }

    fn cells() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Missing),
            Just(Cell::Open),
            any::<String>().prop_map(Cell::Text),
            Just(Cell::List { full: "a, b".into(), first: "a".into(), others: 1 }),
            Just(Cell::Date("2025-Q3".parse().unwrap())),
            any::<u64>().prop_map(Cell::Count),
            (decimals(), 0..300usize)
                .prop_map(|(figure, index)| { Cell::Figure(figure, Currency::all().nth(index).unwrap()) }),
            Just(Cell::Amount("at least €3bn".parse().unwrap())),
            decimals().prop_map(Cell::Share),
            decimals().prop_map(Cell::Rate),
        ]
    }

    proptest! {
        #[test]
        fn unpacked_rows_are_those_that_were_packed(
            rows in prop::collection::vec(prop::collection::vec(cells(), 0..6), 0..20),
            repeat in prop_oneof![Just(1usize), Just(CHUNK / 4)],
        ) {
            let rows: Vec<Vec<Cell>> = rows.iter().cycle().take(rows.len() * repeat).cloned().collect();
            let mut packed = Rows::pack(rows.iter().cloned().map(Ok::<_, Infallible>)).unwrap();
            prop_assert_eq!((packed.len(), packed.is_empty()), (rows.len(), rows.is_empty()));
            let in_chunks = |rows: &Rows| -> Vec<Vec<Cell>> {
                let chunks = rows.chunks();
                chunks.into_iter().flat_map(RowChunk::rows).map(Cow::into_owned).collect()
            };
            prop_assert_eq!(&in_chunks(&packed), &rows);
            // Decimals are compared by value; their digits must be the same, too.
            prop_assert_eq!(format!("{:?}", &*packed), format!("{rows:?}"));
            prop_assert_eq!(&in_chunks(&rows.clone().into()), &rows);
            packed.change(|rows| rows.push(vec![Cell::Open]));
            prop_assert_eq!((packed.len(), packed.last().cloned()), (rows.len() + 1, Some(vec![Cell::Open])));
        }
    }
}
