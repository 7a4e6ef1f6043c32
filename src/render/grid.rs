//! A table of cells: measured, and drawn in aligned columns.

use std::borrow::Cow;
use std::convert::Infallible;

use smallvec::{SmallVec, smallvec};

use super::escape::one_line;
use super::fit::{ColumnNeeds, GAP, Least};
use super::style::{DIM, StyledText};
use super::width::{LongWords, cut, display_width, wrap};
use super::{Terminal, for_people, is_number};
use crate::parallel::try_for_each;
use crate::report::{Cell, Column, Overflow, RowChunk, Table};

/// The line below the header.
const RULE: &str = "─";

/// A table, and the measures of its columns. The cells are formatted twice, to measure and to draw them: their texts take
/// several times as much memory as the cells.
pub(super) struct Grid<'t> {
    table: &'t Table,
    header: Vec<Cow<'t, str>>,
    columns: Vec<ColumnWidths>,
    /// What happens to long texts, column by column.
    overflows: Vec<Overflow>,
    /// Whether texts wrap and are never cut.
    wraps: bool,
}

/// Measures of the cells of a column.
#[derive(Clone, Copy, Default)]
struct ColumnWidths {
    /// The width of the widest cell.
    cell: usize,
    /// The width of the longest word, if the column may wrap.
    word: usize,
    is_number: bool,
    /// The most characters before the points of rates, and the most from the points on: points stand below each other.
    rates: [usize; 2],
}

impl ColumnWidths {
    fn add(&mut self, text: &str, may_wrap: bool) {
        self.cell = self.cell.max(display_width(text));
        if may_wrap {
            self.word = self.word.max(text.split(' ').map(display_width).max().unwrap_or(0));
        }
    }

    fn add_cell(&mut self, cell: &Cell, text: &str, may_wrap: bool) {
        self.add(text, may_wrap);
        self.is_number |= is_number(cell);
        if matches!(cell, Cell::Rate(_)) {
            let decimals = decimals(text);
            let [before, from] = self.rates;
            self.rates = [before.max(text.len() - decimals), from.max(decimals)];
            self.cell = self.cell.max(self.rates.iter().sum());
        }
    }

    fn merge(&mut self, other: Self) {
        self.word = self.word.max(other.word);
        self.is_number |= other.is_number;
        self.rates = [0, 1].map(|part| self.rates[part].max(other.rates[part]));
        self.cell = self.cell.max(other.cell).max(self.rates.iter().sum());
    }
}

/// Returns the number of characters of a rate from its point on.
fn decimals(rate: &str) -> usize {
    rate.find('.').map_or(0, |point| rate.len() - point)
}

impl<'t> Grid<'t> {
    /// Measures the columns of `table`.
    pub(super) fn new(table: &'t Table, terminal: &Terminal) -> Self {
        let overflow = |column: &Column| match column.overflow {
            _ if terminal.width.is_none() => Overflow::Never,
            Overflow::Cuts(least) if terminal.wraps => Overflow::Wraps(least),
            overflow => overflow,
        };
        let overflows: Vec<Overflow> = table.columns.iter().map(overflow).collect();
        let may_wrap: Vec<bool> =
            overflows.iter().map(|overflow| matches!(overflow, Overflow::Wraps(_))).collect();
        let header: Vec<Cow<'t, str>> = table.columns.iter().map(|column| heading(&column.name)).collect();
        let mut columns = vec![ColumnWidths::default(); header.len()];
        for ((widths, name), may_wrap) in columns.iter_mut().zip(&header).zip(&may_wrap) {
            widths.add(name, *may_wrap);
        }
        let measure = |chunk: &RowChunk<'_>| {
            let mut columns = vec![ColumnWidths::default(); may_wrap.len()];
            for row in chunk.rows() {
                for ((cell, widths), may_wrap) in row.iter().zip(&mut columns).zip(&may_wrap) {
                    widths.add_cell(cell, &text(cell, table), *may_wrap);
                }
            }
            Ok::<_, Infallible>(columns)
        };
        let Ok(()) = try_for_each(&table.rows.chunks(), terminal.threads, measure, |chunk| {
            columns.iter_mut().zip(chunk).for_each(|(all, chunk)| all.merge(chunk));
        });
        Self { table, header, columns, overflows, wraps: terminal.wraps }
    }

    /// Returns the widths that the columns need.
    pub(super) fn needs(&self) -> Vec<ColumnNeeds> {
        let columns = self.table.columns.iter().zip(&self.columns).zip(&self.overflows);
        let needs = columns.map(|((column, widths), overflow)| ColumnNeeds {
            rank: column.rank,
            is_essential: column.is_essential,
            width: widths.cell,
            least: match overflow {
                Overflow::Never => Least::Full,
                Overflow::Wraps(least) => Least::Word(widths.word.max(*least)),
                Overflow::Cuts(least) => Least::Cut(*least),
                Overflow::CutsLast(least) => Least::Last(*least),
            },
        });
        needs.collect()
    }

    /// Draws the columns that have a width.
    pub(super) fn draw(&self, widths: &[Option<usize>], out: &mut StyledText, threads: usize) {
        let shown: Vec<(usize, usize)> =
            widths.iter().enumerate().filter_map(|(index, width)| Some((index, (*width)?))).collect();
        if shown.is_empty() {
            return;
        }
        let line_width = shown.iter().map(|(_, width)| width + GAP).sum::<usize>() - GAP;
        let mut header = String::new();
        self.draw_row(&self.header, None, &shown, &mut header);
        header.push_str(&RULE.repeat(line_width));
        let header: Vec<String> = header.lines().map(str::to_owned).collect();
        out.add(&header, DIM);
        let draw = |chunk: &RowChunk<'_>| {
            let mut text = String::new();
            for cells in chunk.rows() {
                let texts: SmallVec<[Cow<'_, str>; 12]> =
                    cells.iter().zip(&self.columns).map(|(cell, widths)| self.text(cell, widths)).collect();
                self.draw_row(&texts, Some(&cells), &shown, &mut text);
            }
            Ok::<_, Infallible>(text)
        };
        let text = &mut out.text;
        let Ok(()) = try_for_each(&self.table.rows.chunks(), threads, draw, |drawn| text.push_str(&drawn));
    }

    /// Returns the text of a cell. Rates have spaces after them, so that their points stand below each other.
    fn text<'c>(&self, cell: &'c Cell, widths: &ColumnWidths) -> Cow<'c, str> {
        let mut text = text(cell, self.table);
        if matches!(cell, Cell::Rate(_)) {
            let missing = widths.rates[1] - decimals(&text);
            text.to_mut().extend(std::iter::repeat_n(' ', missing));
        }
        text
    }

    /// Adds a row: as many lines as its highest cell has. `cells` are those that the texts are of.
    fn draw_row(
        &self,
        texts: &[Cow<'_, str>],
        cells: Option<&[Cell]>,
        shown: &[(usize, usize)],
        out: &mut String,
    ) {
        let lines = |(index, width): &(usize, usize)| match texts.get(*index) {
            Some(text) => self.lines(text, cells.and_then(|cells| cells.get(*index)), *index, *width),
            None => SmallVec::new(),
        };
        let columns: SmallVec<[Lines<'_>; 12]> = shown.iter().map(lines).collect();
        let height = columns.iter().map(SmallVec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let start = out.len();
            for (position, ((index, width), lines)) in shown.iter().zip(&columns).enumerate() {
                let text = lines.get(line).map_or("", |text| text);
                let padding = width.saturating_sub(display_width(text));
                let (before, after) =
                    if self.columns[*index].is_number { (padding, 0) } else { (0, padding) };
                let gap = if position > 0 { GAP } else { 0 };
                out.extend(std::iter::repeat_n(' ', gap + before));
                out.push_str(text);
                out.extend(std::iter::repeat_n(' ', after));
            }
            out.truncate(start + out[start..].trim_end().len());
            out.push('\n');
        }
    }

    /// Returns the lines of a cell in a column of this width, wrapped or cut if the column allows it.
    fn lines<'a>(&self, text: &'a str, cell: Option<&Cell>, index: usize, width: usize) -> Lines<'a> {
        if display_width(text) <= width {
            return smallvec![Cow::Borrowed(text)];
        }
        match (self.overflows.get(index), cell) {
            (Some(Overflow::CutsLast(_)), _) if self.wraps => {
                wrap(text, width, "", LongWords::Break).into_iter().collect()
            }
            (Some(Overflow::Wraps(_)), _) => wrap(text, width, "", LongWords::Break).into_iter().collect(),
            (Some(Overflow::Cuts(_)), Some(Cell::List { first, others, .. })) => {
                let rest = format!(" +{others}");
                smallvec![Cow::Owned(cut(&one_line(first), width.saturating_sub(rest.len())) + &rest)]
            }
            (Some(Overflow::Cuts(_) | Overflow::CutsLast(_)), _) => smallvec![Cow::Owned(cut(text, width))],
            _ => smallvec![Cow::Borrowed(text)],
        }
    }
}

/// Returns the heading of a column in plain words. The key of a field of the user's own stays as it is.
fn heading(name: &str) -> Cow<'_, str> {
    if name.contains('_') && !name.starts_with("field:") {
        return Cow::Owned(one_line(&name.replace('_', " ")).into_owned());
    }
    one_line(name)
}

/// The lines of a cell.
type Lines<'a> = SmallVec<[Cow<'a, str>; 1]>;

/// Returns the text of a cell of `table` as one line.
fn text<'c>(cell: &'c Cell, table: &Table) -> Cow<'c, str> {
    match for_people(cell, table.layout) {
        Cow::Borrowed(text) => one_line(text),
        Cow::Owned(text) => one_line(&text).into_owned().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit::fit;
    use super::*;

    const TERMINAL: Terminal =
        Terminal { width: None, height: None, color: false, is_terminal: false, wraps: false, threads: 2 };

    #[test]
    fn a_row_of_long_texts_stays_on_one_line() {
        let parties = ["CoreWeave (provider)", "OpenAI (customer)", "Nvidia (backer)"].map(str::to_owned);
        let table = Table {
            columns: vec![Column::new("title").cuts(24), Column::new("parties").cuts(12)],
            rows: vec![
                vec![Cell::text("CoreWeave: AI compute for OpenAI"), Cell::list(&parties, Some("CoreWeave"))],
                vec![Cell::text("Iliad"), Cell::list(&parties[..1], Some("CoreWeave"))],
            ]
            .into(),
            ..Table::default()
        };
        let shown = |width: usize, wraps: bool| {
            let grid = Grid::new(&table, &Terminal { width: Some(width), wraps, ..TERMINAL });
            let mut out = StyledText { text: String::new(), color: false };
            grid.draw(&fit(&grid.needs(), Some(width)), &mut out, 2);
            out.text
        };
        let rule = "─".repeat(50);
        let expected = format!(
            "title                     parties\n{rule}\n\
             CoreWeave: AI compute f…  CoreWeave +2\n\
             Iliad                     CoreWeave (provider)\n"
        );
        assert_eq!(shown(50, false), expected);
        assert!(shown(50, true).lines().count() > 4);
    }

    #[test]
    fn every_row_of_many_is_drawn() {
        let table = Table {
            columns: vec![Column::new("deal").wraps(), Column::new("deals")],
            rows: vec![vec![Cell::text("x"), Cell::Count(7)]; 10_000].into(),
            ..Table::default()
        };
        let grid = Grid::new(&table, &TERMINAL);
        let mut out = StyledText { text: String::new(), color: false };
        grid.draw(&fit(&grid.needs(), None), &mut out, 2);
        assert!(out.text.starts_with("deal  deals\n───────────\nx         7\n"));
        assert_eq!(out.text.lines().count(), 10_002);
    }
}
