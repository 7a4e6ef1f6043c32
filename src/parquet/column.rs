//! A column of a row group as domain values: each distinct one is made once.

use super::fault::Flaw;
use super::pages::Raw;
use super::schema::{Leaf, Shape};
use crate::invalid::Invalid;

/// The code of a value that is not there, or that nobody wants.
pub(super) const NULL: u32 = u32::MAX;

/// The values of a column, one for each row, or for each element of the row's list.
#[derive(Default)]
pub(super) struct Column<T> {
    entries: Vec<T>,
    codes: Vec<u32>,
}

/// Which elements of a list belong to which row.
#[derive(Default)]
pub(super) struct Lists {
    /// The first element of each row, and behind the last row the number of all of them.
    starts: Vec<u32>,
}

impl Lists {
    /// The places of the elements of a row.
    pub(super) fn of(&self, row: usize) -> std::ops::Range<usize> {
        let at = |row: usize| self.starts.get(row).map_or(0, |start| *start as usize);
        at(row)..at(row + 1).max(at(row))
    }

    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// Makes the lists of `rows` rows of a column's levels.
    pub(super) fn new(raw: &Raw<'_>, shape: Shape, rows: usize) -> Result<Self, Flaw> {
        let mut starts = Vec::with_capacity(rows + 1);
        let mut elements = 0u32;
        for (repeated, defined) in raw.repeated.iter().zip(&raw.defined) {
            if *repeated == 0 {
                starts.push(elements);
            }
            elements += u32::from(*defined >= shape.element);
        }
        let is_whole = starts.len() == rows && raw.repeated.first().is_none_or(|level| *level == 0);
        if !is_whole || raw.repeated.len() != raw.defined.len() {
            return Err(Flaw::damage("a column of lists has not as many rows as the file"));
        }
        starts.push(elements);
        Ok(Self { starts })
    }

    /// The row of an element.
    fn row(&self, element: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= element).saturating_sub(1)
    }
}

impl<T> Column<T> {
    /// Makes domain values of a column; `parse` is given each distinct value, or each one where the file lists them all.
    ///
    /// `count` is how many there must be: rows, or elements of the lists of a column that has some.
    pub(super) fn new<'p>(
        mut raw: Raw<'p>,
        leaf: Leaf,
        count: usize,
        lists: Option<&Lists>,
        mut parse: impl FnMut(&'p [u8]) -> Result<T, Invalid>,
    ) -> Result<Self, Flaw> {
        let shape = leaf.shape();
        let values = std::mem::take(&mut raw.entries);
        let codes = if shape.defined > shape.element { spread(raw, shape) } else { raw.codes };
        if codes.len() != count {
            return Err(Flaw::damage(format!(
                "the column {} has not as many values as the file",
                leaf.name()
            )));
        }
        let mut entries = Vec::with_capacity(values.len());
        for bytes in values {
            match parse(bytes) {
                Ok(entry) => entries.push(entry),
                Err(problem) => {
                    let code = entries.len();
                    let at = codes.iter().position(|other| *other as usize == code).unwrap_or(0);
                    let row = lists.map_or(at, |lists| lists.row(at)) as u64;
                    return Err(Flaw::Value { row, leaf, problem });
                }
            }
        }
        Ok(Self { entries, codes })
    }

    /// The value of a row or an element, where it is there.
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.entries.get(*self.codes.get(at)? as usize)
    }

    /// Which of the distinct values a row or an element has.
    pub(super) fn code(&self, at: usize) -> Option<usize> {
        self.codes.get(at).map(|code| *code as usize).filter(|code| *code < self.entries.len())
    }

    /// The distinct values.
    pub(super) fn entries(&self) -> &[T] {
        &self.entries
    }
}

/// The codes with those of values that are not there between them.
fn spread(raw: Raw<'_>, shape: Shape) -> Vec<u32> {
    // Most columns of most files have no gaps at all.
    if raw.codes.len() == raw.defined.len() {
        return raw.codes;
    }
    let mut next = 0;
    let mut spread = Vec::with_capacity(raw.defined.len());
    for level in raw.defined.iter().filter(|level| **level >= shape.element) {
        let is_there = *level == shape.defined;
        let code = raw.codes.get(next).copied().unwrap_or(NULL);
        spread.push(if is_there { code } else { NULL });
        next += usize::from(is_there);
    }
    spread
}
