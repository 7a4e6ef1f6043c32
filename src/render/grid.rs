//! A table of cells: measured, and drawn in aligned columns.

use std::borrow::Cow;

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, TableStyle, Width};
use unicode_width::UnicodeWidthStr;

use super::escape::one_line;
use super::fit::{ColumnNeeds, GAP, Least};
use super::style::{DIM, PLAIN, StyledText};
use super::{Terminal, for_people, is_number};
use crate::parallel::map_chunks;
use crate::report::{Cell, Column, Overflow, Table};

/// A line below the header, and no other borders.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill(RULE));
const RULE: char = '─';

/// Above this number of rows comfy-table is too slow: 100,000 rows take it 0.7 s and 240 MB.
const MANY_ROWS: usize = 10_000;

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
            Overflow::Cuts(_) if terminal.wraps => Overflow::Wraps,
            overflow => overflow,
        };
        let overflows: Vec<Overflow> = table.columns.iter().map(overflow).collect();
        let may_wrap: Vec<bool> = overflows.iter().map(|overflow| *overflow == Overflow::Wraps).collect();
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
                Overflow::Wraps => Least::Word(widths.word),
                Overflow::Cuts(least) => Least::Cut(*least),
            },
        });
        needs.collect()
    }

    /// Draws the columns that have a width.
    pub(super) fn draw(&'t self, widths: &[Option<usize>], out: &mut StyledText, threads: usize) {
        let shown: Vec<(usize, usize)> =
            widths.iter().enumerate().filter_map(|(index, width)| Some((index, (*width)?))).collect();
        let fits = shown.iter().all(|(index, width)| self.columns[*index].cell <= *width);
        if shown.is_empty() {
            return;
        }
        if self.rows.len() > MANY_ROWS && fits {
            self.draw_many(&shown, out, threads);
        } else {
            self.draw_wrapped(&shown, out);
        }
    }

    /// The text of a cell, cut to the width of its column if it may be cut.
    fn text(
        &self,
        texts: &'t [Cow<'t, str>],
        cells: Option<&Vec<Cell>>,
        index: usize,
        width: usize,
    ) -> Cow<'t, str> {
        let Some(text) = texts.get(index) else { return Cow::Borrowed("") };
        let is_cut = matches!(self.overflows.get(index), Some(Overflow::Cuts(_)));
        if !is_cut || display_width(text) <= width {
            return Cow::Borrowed(text);
        }
        match cells.and_then(|cells| cells.get(index)) {
            Some(Cell::List { first, others, .. }) => {
                let rest = format!(" +{others}");
                Cow::Owned(cut(&one_line(first), width.saturating_sub(rest.len())) + &rest)
            }
            _ => Cow::Owned(cut(text, width)),
        }
    }

    /// Draws with texts wrapped or cut to the widths of their columns.
    fn draw_wrapped(&'t self, shown: &[(usize, usize)], out: &mut StyledText) {
        let pick = |texts: &'t [Cow<'t, str>], cells: Option<&Vec<Cell>>| -> Vec<comfy_table::Cell> {
            shown.iter().map(|(index, width)| self.text(texts, cells, *index, *width).into()).collect()
        };
        let rows = self.rows.iter().zip(&self.table.rows).map(|(texts, cells)| pick(texts, Some(cells)));
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE).set_header(pick(&self.header, None)).add_rows(rows);
        for (position, (index, width)) in shown.iter().enumerate() {
            let gap = if position + 1 < shown.len() { GAP } else { 0 };
            let Some(column) = table.column_mut(position) else { continue };
            set_width(column, *width, gap);
            if self.columns[*index].is_number {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let lines: Vec<String> = table.lines().collect();
        let header = lines.iter().position(|line| line.starts_with(RULE)).map_or(0, |rule| rule + 1);
        out.add(&lines[..header], DIM);
        out.add(&lines[header..], PLAIN);
    }

    /// Draws the same, faster, if all texts fit.
    fn draw_many(&self, shown: &[(usize, usize)], out: &mut StyledText, threads: usize) {
        let line_width: usize = shown.iter().map(|(_, width)| width + GAP).sum();
        let draw = |texts: &Vec<Cow<'_, str>>, out: &mut String| {
            let start = out.len();
            for (position, (index, width)) in shown.iter().enumerate() {
                let text = texts.get(*index).map_or("", |text| text);
                let padding = width.saturating_sub(display_width(text));
                let (before, after) =
                    if self.columns[*index].is_number { (padding, 0) } else { (0, padding) };
                let gap = if position > 0 { GAP } else { 0 };
                out.extend(std::iter::repeat_n(' ', gap + before));
                out.push_str(text);
                out.extend(std::iter::repeat_n(' ', after));
            }
            out.truncate(start + out[start..].trim_end().len());
        };
        let mut header = String::new();
        draw(&self.header, &mut header);
        out.add(&[header, RULE.to_string().repeat(line_width - GAP)], DIM);
        let drawn = map_chunks(&self.rows, threads, |rows| {
            let mut text = String::with_capacity(rows.len() * line_width);
            for row in rows {
                draw(row, &mut text);
                text.push('\n');
            }
            text
        });
        out.text.extend(drawn);
    }
}

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

/// Returns the start of a text with `…` after it, together at most `width` columns wide.
pub(super) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut start = String::new();
    for c in text.chars() {
        start.push(c);
        // The width of a sequence of characters may differ from the sum of theirs.
        if display_width(&start) + 1 > width {
            start.pop();
            break;
        }
    }
    start.truncate(start.trim_end().len());
    start.push('…');
    start
}

/// Returns the number of terminal columns that `text` takes.
fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Fixes the width of a column and the gap after it; comfy-table's own arrangement would break numbers.
fn set_width(column: &mut comfy_table::Column, width: usize, gap: usize) {
    let fixed = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
    column.set_padding((0, fixed(gap)));
    column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed(width + gap))));
}

#[cfg(test)]
mod tests {
    use super::super::fit::fit;
    use super::*;

    const TERMINAL: Terminal =
        Terminal { width: None, height: None, color: false, is_terminal: false, wraps: false, threads: 2 };

    #[test]
    fn a_text_is_cut_before_the_column_ends() {
        assert_eq!(cut("CoreWeave", 9), "CoreWeave");
        assert_eq!(cut("CoreWeave", 8), "CoreWea…");
        assert_eq!(cut("AI compute", 4), "AI…");
        assert_eq!(cut("阿里巴巴", 6), "阿里…");
        assert_eq!(cut("abc", 1), "…");
    }

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
    fn many_rows_are_drawn_like_few() {
        let row = |name: &str, count| vec![Cell::text(name), Cell::Count(count), Cell::Missing];
        let table = Table {
            columns: vec![Column::new("who").wraps(), Column::new("deals"), Column::new("")],
            rows: vec![row("阿里巴巴", 1), row("CoreWeave, OpenAI", 12_345), row("", 0)],
            ..Table::default()
        };
        let grid = Grid::new(&table, &TERMINAL);
        let widths = fit(&grid.needs(), None);
        let shown: Vec<(usize, usize)> = widths.into_iter().map(Option::unwrap).enumerate().collect();
        for color in [false, true] {
            let [mut many, mut few] = [0, 1].map(|_| StyledText { text: String::new(), color });
            grid.draw_many(&shown, &mut many, 2);
            grid.draw_wrapped(&shown, &mut few);
            assert_eq!(many.text, few.text);
        }
    }

    #[test]
    fn every_row_of_many_is_drawn() {
        let table = Table {
            columns: vec![Column::new("deal").wraps(), Column::new("deals")],
            rows: vec![vec![Cell::text("x"), Cell::Count(7)]; MANY_ROWS + 1],
            ..Table::default()
        };
        let grid = Grid::new(&table, &TERMINAL);
        let mut out = StyledText { text: String::new(), color: false };
        grid.draw(&fit(&grid.needs(), None), &mut out, 2);
        assert!(out.text.starts_with("deal  deals\n───────────\nx         7\n"));
        assert_eq!(out.text.lines().count(), MANY_ROWS + 3);
    }
}
