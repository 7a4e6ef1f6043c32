//! A column of a row group as domain values: each distinct one is made once.

use std::ops::Range;

use super::error::Flaw;
use super::pages::Raw;
use super::schema::{Leaf, Shape};
use crate::invalid::Problem;

/// The code of a value that is not there, or that nobody wants.
pub(super) const NULL: u32 = u32::MAX;

/// The values of a column, one for each row, or for each element of the row's list: of all rows, or of those that were
/// picked.
#[derive(Default)]
pub(super) struct Column<T> {
    entries: Vec<T>,
    codes: Vec<u32>,
}

/// Which elements of a list belong to which row, of all rows or of those that were picked.
#[derive(Default)]
pub(super) struct Lists {
    /// The first element of each row, and behind the last row the number of all of them.
    starts: Vec<u32>,
    /// How many elements all rows have.
    all: usize,
    /// Where the elements of the picked rows are among all; nothing where no rows were picked.
    picked: Option<Vec<usize>>,
}

impl Lists {
    /// The places of the elements of a row, which is counted among those that were picked.
    pub(super) fn of(&self, row: usize) -> Range<usize> {
        let at = |row: usize| self.starts.get(row).map_or(0, |start| *start as usize);
        at(row)..at(row + 1).max(at(row))
    }

    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.starts.last().map_or(0, |end| *end as usize)
    }

    /// Makes the lists of `rows` rows of a column's levels.
    pub(super) fn new(raw: &Raw<'_>, shape: Shape, rows: usize) -> Result<Self, Flaw> {
        let mut starts = Vec::with_capacity(raw.repeated.len().min(rows) + 1);
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
        Ok(Self { starts, all: elements as usize, picked: None })
    }

    /// The lists of some rows of all.
    pub(super) fn of_rows(&self, rows: &[usize]) -> Self {
        let mut starts = vec![0];
        let mut picked = Vec::with_capacity(rows.len());
        for row in rows {
            picked.extend(self.of(*row));
            starts.push(u32::try_from(picked.len()).unwrap_or(u32::MAX));
        }
        Self { starts, all: self.all, picked: Some(picked) }
    }

    /// The places of the picked elements among all; nothing where none were picked out.
    pub(super) fn picked(&self) -> Option<&[usize]> {
        self.picked.as_deref()
    }

    /// The row of an element.
    pub(super) fn row(&self, element: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= element).saturating_sub(1)
    }
}

/// Which values of a column are made, and how many the file must have.
#[derive(Clone, Copy)]
pub(super) enum Which<'e> {
    /// Those of all rows.
    Rows(usize),
    /// Those of some rows of so many.
    Picked(&'e [usize], usize),
    /// Those of the elements of lists, and which rows these are of.
    Elements(&'e Lists, Option<&'e [usize]>),
}

impl Which<'_> {
    fn all(self) -> usize {
        match self {
            Self::Rows(rows) | Self::Picked(_, rows) => rows,
            Self::Elements(lists, _) => lists.all,
        }
    }

    /// Which values are made; nothing for all.
    fn picked(&self) -> Option<&[usize]> {
        match self {
            Self::Rows(_) => None,
            Self::Picked(rows, _) => Some(rows),
            Self::Elements(lists, _) => lists.picked(),
        }
    }

    /// The row of a value that is made.
    fn row(self, at: usize) -> usize {
        match self {
            Self::Rows(_) => at,
            Self::Picked(rows, _) => rows.get(at).copied().unwrap_or(at),
            Self::Elements(lists, rows) => {
                let row = lists.row(at);
                rows.and_then(|rows| rows.get(row).copied()).unwrap_or(row)
            }
        }
    }
}

impl<T> Column<T> {
    /// Makes domain values of a column; `parse` is given each distinct value, or each one where the file lists them all or
    /// where only some are made.
    pub(super) fn new<'p>(
        mut raw: Raw<'p>,
        leaf: Leaf,
        which: Which<'_>,
        mut parse: impl FnMut(&'p [u8]) -> Result<T, Problem>,
    ) -> Result<Self, Flaw> {
        let shape = leaf.shape();
        let values = std::mem::take(&mut raw.entries);
        let codes = if shape.defined > shape.element { spread(raw, shape) } else { raw.codes };
        if codes.len() != which.all() {
            return Err(Flaw::damage(format!(
                "the column {} has not as many values as the file",
                leaf.name()
            )));
        }
        let all = Column { entries: values, codes };
        if which.picked().is_some() {
            return all.pick(leaf, which, |bytes| parse(bytes));
        }
        let mut entries = Vec::with_capacity(all.entries.len());
        for bytes in &all.entries {
            let entry = parse(bytes).map_err(|problem| {
                let code = entries.len();
                let at = all.codes.iter().position(|other| *other as usize == code).unwrap_or(0);
                Flaw::Value { row: which.row(at) as u64, leaf, problem }
            })?;
            entries.push(entry);
        }
        Ok(Self { entries, codes: all.codes })
    }

    /// A column of those values of this one that are picked.
    pub(super) fn pick<U>(
        &self,
        leaf: Leaf,
        which: Which<'_>,
        mut parse: impl FnMut(&T) -> Result<U, Problem>,
    ) -> Result<Column<U>, Flaw> {
        let picked = which.picked().unwrap_or_default();
        let (mut entries, mut codes) = (Vec::with_capacity(picked.len()), Vec::with_capacity(picked.len()));
        for (at, place) in picked.iter().enumerate() {
            let value = self.get(*place);
            codes.push(value.and_then(|_| u32::try_from(entries.len()).ok()).unwrap_or(NULL));
            if let Some(value) = value {
                let entry = parse(value).map_err(|problem| Flaw::Value {
                    row: which.row(at) as u64,
                    leaf,
                    problem,
                })?;
                entries.push(entry);
            }
        }
        Ok(Column { entries, codes })
    }

    /// The places of those values that are marked in `hits`, by which distinct one they are.
    pub(super) fn places_of(&self, hits: &[bool]) -> impl Iterator<Item = usize> {
        let is_hit = |code: &u32| hits.get(*code as usize).copied().unwrap_or(false);
        self.codes.iter().enumerate().filter(move |(_, code)| is_hit(code)).map(|(place, _)| place)
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
