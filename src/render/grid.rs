//! A table of cells: measured, and drawn in aligned columns.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use super::escape::one_line;
use super::fit::{ColumnNeeds, GAP, Least};
use super::style::{DIM, StyledText};
use super::width::{LongWords, cut, display_width, wrap};
use super::{Terminal, for_people, is_number};
use crate::parallel::map_chunks;
use crate::report::{Cell, Column, Overflow, Table};

/// The line below the header.
const RULE: &str = "─";

/// The texts of a table, and the measures of its columns.
pub(super) struct Grid<'t> {
    table: &'t Table,
    header: Vec<Cow<'t, str>>,
    rows: Vec<Vec<Cow<'t, str>>>,
    columns: Vec<ColumnWidths>,
    /// What happens to long texts, column by column.
    overflows: Vec<Overflow>,
}

/// Measures of the cells of a column.
#[derive(Clone, Copy, Default)]
struct ColumnWidths {
    /// The width of the widest cell.
    cell: usize,
    /// The width of the longest word, if the column may wrap.
    word: usize,
    is_number: bool,
}

impl ColumnWidths {
    fn add(&mut self, text: &str, may_wrap: bool) {
        self.cell = self.cell.max(display_width(text));
        if may_wrap {
            self.word = self.word.max(text.split(' ').map(display_width).max().unwrap_or(0));
        }
    }

    fn merge(&mut self, other: Self) {
        self.cell = self.cell.max(other.cell);
        self.word = self.word.max(other.word);
        self.is_number |= other.is_number;
    }
}

impl<'t> Grid<'t> {
    /// Formats the cells of `table` and measures its columns.
    pub(super) fn new(table: &'t Table, terminal: &Terminal) -> Self {
        let overflow = |column: &Column| match column.overflow {
            _ if terminal.width.is_none() => Overflow::Never,
            Overflow::Cuts(least) if terminal.wraps => Overflow::Wraps(least),
            overflow => overflow,
        };
        let overflows: Vec<Overflow> = table.columns.iter().map(overflow).collect();
        let may_wrap: Vec<bool> =
            overflows.iter().map(|overflow| matches!(overflow, Overflow::Wraps(_))).collect();
        let header: Vec<Cow<'t, str>> = table.columns.iter().map(|column| one_line(&column.name)).collect();
        let mut columns = vec![ColumnWidths::default(); header.len()];
        for ((widths, name), may_wrap) in columns.iter_mut().zip(&header).zip(&may_wrap) {
            widths.add(name, *may_wrap);
        }
        let chunks = map_chunks(&table.rows, terminal.threads, |rows| {
            let mut columns = vec![ColumnWidths::default(); may_wrap.len()];
            let format = |row: &'t Vec<Cell>| {
                let cells = row.iter().zip(&mut columns).zip(&may_wrap).map(|((cell, widths), may_wrap)| {
                    let text = match for_people(cell, table.layout) {
                        Cow::Borrowed(text) => one_line(text),
                        Cow::Owned(text) => one_line(&text).into_owned().into(),
                    };
                    widths.add(&text, *may_wrap);
                    widths.is_number |= is_number(cell);
                    text
                });
                cells.collect::<Vec<_>>()
            };
            (rows.iter().map(format).collect::<Vec<_>>(), columns)
        });
        for (_, widths) in &chunks {
            columns.iter_mut().zip(widths).for_each(|(all, chunk)| all.merge(*chunk));
        }
        let mut rows: Vec<Vec<Cow<'t, str>>> = chunks.into_iter().flat_map(|(rows, _)| rows).collect();
        for (index, widths) in columns.iter_mut().enumerate() {
            align_points(table, index, &mut rows, widths);
        }
        Self { table, header, rows, columns, overflows }
    }

    /// Returns the widths that the columns need.
    pub(super) fn needs(&self) -> Vec<ColumnNeeds> {
        let columns = self.table.columns.iter().zip(&self.columns).zip(&self.overflows);
        let needs = columns.map(|((column, widths), overflow)| ColumnNeeds {
            rank: column.rank,
            width: widths.cell,
            least: match overflow {
                Overflow::Never => Least::Full,
                Overflow::Wraps(least) => Least::Word(widths.word.max(*least)),
                Overflow::Cuts(least) => Least::Cut(*least),
            },
        });
        needs.collect()
    }
            is_essential: column.is_essential,

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
        let rows: Vec<(&Vec<Cow<'_, str>>, &Vec<Cell>)> = self.rows.iter().zip(&self.table.rows).collect();
        let drawn = map_chunks(&rows, threads, |rows| {
            let mut text = String::with_capacity(rows.len() * line_width);
            for (texts, cells) in rows {
                self.draw_row(texts, Some(cells), &shown, &mut text);
            }
            text
        });
        out.text.extend(drawn);
    }

    /// Adds a row: as many lines as its highest cell has. `cells` are those that the texts are of.
    fn draw_row(
        &self,
        texts: &[Cow<'_, str>],
        cells: Option<&Vec<Cell>>,
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
            (Some(Overflow::Wraps(_)), _) => wrap(text, width, "", LongWords::Break).into_iter().collect(),
            (Some(Overflow::Cuts(_)), Some(Cell::List { first, others, .. })) => {
                let rest = format!(" +{others}");
                smallvec![Cow::Owned(cut(&one_line(first), width.saturating_sub(rest.len())) + &rest)]
            }
            (Some(Overflow::Cuts(_)), _) => smallvec![Cow::Owned(cut(text, width))],
            _ => smallvec![Cow::Borrowed(text)],
        }
    }
}

/// The lines of a cell.
type Lines<'a> = SmallVec<[Cow<'a, str>; 1]>;

/// Puts the points of the rates in the column `index` below each other, by spaces after the shorter ones.
fn align_points(table: &Table, index: usize, rows: &mut [Vec<Cow<'_, str>>], widths: &mut ColumnWidths) {
    let decimals = |text: &str| text.find('.').map_or(0, |point| text.len() - point);
    let is_rate = |row: usize| matches!(table.rows[row].get(index), Some(Cell::Rate(_)));
    let rates = || rows.iter().enumerate().filter(|(row, _)| is_rate(*row)).map(|(_, texts)| &texts[index]);
    let Some(most) = rates().map(|text| decimals(text)).max() else { return };
    if rates().all(|text| decimals(text) == most) {
        return;
    }
    for (_, texts) in rows.iter_mut().enumerate().filter(|(row, _)| is_rate(*row)) {
        let text = texts[index].to_mut();
        text.push_str(&" ".repeat(most - decimals(text)));
        widths.cell = widths.cell.max(text.len());
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
            ],
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
            rows: vec![vec![Cell::text("x"), Cell::Count(7)]; 10_000],
            ..Table::default()
        };
        let grid = Grid::new(&table, &TERMINAL);
        let mut out = StyledText { text: String::new(), color: false };
        grid.draw(&fit(&grid.needs(), None), &mut out, 2);
        assert!(out.text.starts_with("deal  deals\n───────────\nx         7\n"));
        assert_eq!(out.text.lines().count(), 10_002);
    }
}
