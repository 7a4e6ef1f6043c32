//! Columns of characters on a terminal, for bars in the order of time: an axis with steps, and labels below.

use num_traits::ToPrimitive;
use unicode_width::UnicodeWidthStr;

use super::glyphs::Glyphs;
use super::label_room::{Area, first_placed};
use super::model::{Bar, Drawn, FIGURES, NOT_CONVERTED, Panel, figure_of, headline, label};
use super::periods::{Labels, labels};
use super::scale::{length, steps};
use super::stack;
use crate::money::{Currency, Decimal};
use crate::render::style::{PLAIN, StyledText};
use crate::render::{for_people, number};
use crate::report::{Cell, Chart, Layout};

/// The rows of the longest column: at least, at most, and where there is no terminal.
const MIN_ROWS: usize = 4;

/// The fewest rows of the longest column above a table of figures.
const MIN_ROWS_ABOVE_TABLE: usize = 5;

const MAX_ROWS: usize = 24;
const PIPE_ROWS: usize = 12;

/// The width of a chart where there is no terminal.
const PIPE_WIDTH: usize = 100;

/// The most characters of a column with the gap after it, unless a figure needs more.
const MAX_SLOT: usize = 12;

/// The most steps of the axis, and the fewest rows of a step.
const MAX_STEPS: usize = 5;
const STEP_ROWS: usize = 2;

/// What stands for a period whose deals have no amount.
pub(super) const NO_AMOUNT: char = '?';

/// How the columns of a panel are laid out.
pub(super) struct Columns<'p, 'c> {
    chart: &'c Chart,
    panel: &'p Panel<'c>,
    bars: Vec<&'p Bar<'c>>,
    /// The figure above each column; none if there is a table.
    figures: Vec<String>,
    /// Whether there is room for the figure above each column.
    is_placed: Vec<bool>,
    /// The figures below the labels, a row for each of [`FIGURES`]; empty if they stand above the columns, or nowhere.
    table: Vec<Vec<String>>,
    labels: Labels,
    scale: Scale,
    /// The characters of a column with the gap after it, and without.
    slot: usize,
    width: usize,
    /// The width of the terminal.
    terminal: Option<usize>,
}

/// The rows of the columns, and the ticks of their axis.
struct Scale {
    /// The rows of the longest column.
    rows: usize,
    /// The width of the labels to the left of the axis.
    gutter: usize,
    /// The rows from one tick to the next.
    step_rows: usize,
    /// The value at the top of the rows.
    top: Decimal,
    /// The texts of the ticks, from 0.
    ticks: Vec<String>,
}

impl Scale {
    /// Returns a scale up to `max` of at most `lines` rows. `None` if there is no such scale.
    fn of(max: Decimal, currency: Currency, lines: usize) -> Option<Self> {
        let most_steps = (lines / STEP_ROWS).min(MAX_STEPS);
        let axis = steps(max, u32::try_from(most_steps).ok()?);
        let step = *axis.get(1)?;
        let rows = |step_rows: usize| {
            let rows = max.checked_mul(Decimal::from(step_rows))?.checked_div(step)?.ceil();
            rows.to_usize().filter(|rows| *rows <= lines)
        };
        let (step_rows, rows) =
            (1..=lines).rev().find_map(|step_rows| Some((step_rows, rows(step_rows)?)))?;
        let top = step.checked_mul(Decimal::from(rows))?.checked_div(Decimal::from(step_rows))?;
        let ticks = axis.iter().take(rows / step_rows + 1);
        let ticks: Vec<String> = ticks.map(|value| number::figure(*value, currency, Layout::Grid)).collect();
        let gutter = ticks.iter().map(|tick| tick.width()).max().unwrap_or(0);
        Some(Self { rows, gutter, step_rows, top, ticks })
    }

    /// The text of the tick at the top of a row.
    fn tick(&self, row: usize) -> Option<&str> {
        let is_tick = (row + 1).is_multiple_of(self.step_rows);
        self.ticks.get((row + 1) / self.step_rows).filter(|_| is_tick).map(String::as_str)
    }
}

impl<'p, 'c> Columns<'p, 'c> {
    /// Returns the columns of a panel, in the width of `terminal` and in `height`, with a table of their figures if there is
    /// room for it. `None` if they do not fit, or if there is no amount to draw.
    pub(super) fn of(
        chart: &'c Chart,
        panel: &'p Panel<'c>,
        terminal: Option<usize>,
        height: Option<usize>,
    ) -> Option<Self> {
        let bars: Vec<&Bar<'_>> = panel.placed().collect();
        let table = if bars.iter().all(|bar| bar.is_exact()) { None } else { table(chart, &bars) };
        let with_table = table.and_then(|table| Self::with(chart, panel, (terminal, height), table));
        let has_room = |columns: &Self| height.is_none() || columns.scale.rows >= MIN_ROWS_ABOVE_TABLE;
        with_table.filter(has_room).or_else(|| Self::with(chart, panel, (terminal, height), Vec::new()))
    }

    /// The same with this table, or with figures above the columns if it is empty.
    fn with(
        chart: &'c Chart,
        panel: &'p Panel<'c>,
        (terminal, height): (Option<usize>, Option<usize>),
        table: Vec<Vec<String>>,
    ) -> Option<Self> {
        let bars: Vec<&Bar<'_>> = panel.placed().collect();
        let currency = panel.unit().filter(|_| panel.max > Decimal::ZERO)?;
        let figures = if table.is_empty() { figures(chart, &bars)? } else { vec![String::new(); bars.len()] };
        let widest = |figures: &[String]| figures.iter().map(|figure| figure.width()).max().unwrap_or(0);
        let in_table = table.iter().map(|row| widest(row)).max().unwrap_or(0);
        // Above the axis an arrow and a figure, below it two lines of labels.
        let lines = |others: usize| {
            let others = others + table.len() + panel.totals.len();
            let lines = height.map(|height| height.saturating_sub(others));
            lines.map_or(PIPE_ROWS, |lines| lines.clamp(MIN_ROWS, MAX_ROWS))
        };
        let names = if table.is_empty() { 0 } else { widest(&FIGURES.map(str::to_owned)) };
        let scale = |others: usize| {
            let scale = Scale::of(panel.max, currency, lines(others))?;
            Some(Scale { gutter: scale.gutter.max(names), ..scale })
        };
        let rough = scale(5)?;
        let room = terminal.unwrap_or(PIPE_WIDTH).checked_sub(rough.gutter + AXIS.width())?;
        let wanted = (widest(&figures).max(in_table)) + 1;
        let most = wanted.max(if terminal.is_some() { MAX_SLOT } else { STEP_ROWS + 2 });
        let slot = (room / bars.len()).min(most);
        let fewest = if chart.segments.is_some() { 2 } else { 1 };
        if slot < fewest.max(in_table + usize::from(in_table > 0)) {
            return None;
        }
        let periods: Vec<String> = bars.iter().map(|bar| label(bar.row, 0)).collect();
        let labels = labels(periods.iter().map(String::as_str), slot, 1);
        let is_open = |bar: &&Bar<'_>| matches!(&bar.drawn, Drawn::Span(span) if span.ceiling.is_none());
        let above = usize::from(bars.iter().any(is_open))
            + usize::from(figures.iter().any(|figure| !figure.is_empty()));
        let below = usize::from(!labels.parts.is_empty()) + usize::from(!labels.years.is_empty());
        let scale = scale(above + 1 + below).filter(|scale| scale.gutter <= rough.gutter);
        let scale = scale.unwrap_or(rough);
        let width = slot - (slot / 3).max(usize::from(slot > 1));
        let is_placed = Vec::new();
        let mut columns =
            Self { chart, panel, bars, figures, is_placed, table, labels, scale, slot, width, terminal };
        columns.is_placed = columns.placed();
        Some(columns)
    }

    /// The characters of all columns.
    pub(super) fn drawn(&self) -> String {
        self.bars.iter().map(|bar| self.column(bar)).collect()
    }

    /// Draws the columns above their axis, and the totals. Returns notes on what they do not show.
    pub(super) fn draw(&self, out: &mut StyledText) -> Vec<String> {
        let mut lines = self.plot();
        lines.extend(self.label_lines());
        lines.extend(self.table_lines());
        lines.extend(self.panel.totals.iter().flat_map(|row| self.total(row)));
        out.add(&lines, PLAIN);
        self.notes()
    }

    /// The lines from the figure of the longest column down to the axis.
    fn plot(&self) -> Vec<String> {
        let room = self.slot * self.bars.len();
        let mut canvas = vec![vec![' '; room]; self.scale.rows + 2];
        for (index, (bar, figure)) in self.bars.iter().zip(&self.figures).enumerate() {
            let start = index * self.slot;
            let column = self.column(bar);
            for (row, glyph) in column.chars().enumerate() {
                let is_single = [self.glyphs().open, NO_AMOUNT].contains(&glyph);
                let (start, width) =
                    if is_single { (start + (self.width - 1) / 2, 1) } else { (start, self.width) };
                canvas[row][start..start + width].fill(glyph);
            }
            if self.is_placed[index] {
                let above =
                    &mut canvas[self.figure_row(bar, column.chars().count())][self.figure_start(index)..];
                above.iter_mut().zip(figure.chars()).for_each(|(place, character)| *place = character);
            }
        }
        while canvas.last().is_some_and(|line| line.iter().all(|character| *character == ' ')) {
            canvas.pop();
        }
        let gutter = self.scale.gutter;
        let line = |(row, line): (usize, &Vec<char>)| {
            let axis = match self.scale.tick(row) {
                Some(tick) => format!("{tick:>gutter$}{TICK}"),
                None if row < self.scale.rows => format!("{:gutter$}{AXIS}", ""),
                None => " ".repeat(gutter + AXIS.width()),
            };
            axis + &line.iter().collect::<String>()
        };
        let mut lines: Vec<String> = canvas.iter().enumerate().map(line).rev().collect();
        let zero = self.scale.ticks.first().map_or("", String::as_str);
        lines.push(format!("{zero:>gutter$}{CORNER}{}", "─".repeat(room)));
        lines
    }

    /// The characters of a column, from below.
    fn column(&self, bar: &Bar<'_>) -> String {
        let (glyphs, Scale { rows, top, .. }) = (self.glyphs(), &self.scale);
        match &bar.drawn {
            Drawn::Named(_) => NO_AMOUNT.to_string(),
            Drawn::Span(span) if self.chart.segments.is_some() => {
                let mut column = stack::bar(&bar.segments, &glyphs, *top, *rows);
                column.extend(span.ceiling.is_none().then_some(glyphs.open));
                column
            }
            Drawn::Span(span) => glyphs.bar(span, *top, *rows),
        }
    }

    /// The row of the figure of a column of `height` rows: above it, or on its headline where much more lies above that.
    fn figure_row(&self, bar: &Bar<'_>, height: usize) -> usize {
        match &bar.drawn {
            Drawn::Span(span) if self.chart.segments.is_none() && span.ceiling.is_some() => {
                let headline = length(span.headline, self.scale.top, self.scale.rows);
                // A row of what is above stays.
                if headline + 2 <= height { headline } else { height }
            }
            _ => height,
        }
    }

    fn glyphs(&self) -> Glyphs {
        Glyphs::upright(self.chart.charset)
    }

    /// The first character of the figure of a column.
    fn figure_start(&self, index: usize) -> usize {
        let (room, width) = (self.slot * self.bars.len(), self.figures[index].width());
        let start = (index * self.slot + self.width / 2).saturating_sub(width / 2);
        start.min(room.saturating_sub(width))
    }

    /// Which figures have room above their columns, with a space after each figure and each column.
    fn placed(&self) -> Vec<bool> {
        let room = self.slot * self.bars.len();
        let heights: Vec<usize> = self.bars.iter().map(|bar| self.column(bar).chars().count()).collect();
        let column = |(index, height): (usize, &usize)| {
            let left = index * self.slot;
            Area { left, right: left + self.width + 1, bottom: 0, top: *height }
        };
        let columns: Vec<Area> = heights.iter().enumerate().map(column).collect();
        let figure = |(index, figure): (usize, &String)| {
            let Drawn::Span(span) = &self.bars[index].drawn else { return None };
            let (left, bottom) =
                (self.figure_start(index), self.figure_row(self.bars[index], heights[index]));
            let area = Area { left, right: left + figure.width() + 1, bottom, top: bottom + 1 };
            (!figure.is_empty() && figure.width() <= room).then_some((span.headline, area))
        };
        let figures: Vec<Option<(Decimal, Area)>> = self.figures.iter().enumerate().map(figure).collect();
        first_placed(&figures, &columns)
    }

    /// The labels below the axis: quarters or months, and years.
    fn label_lines(&self) -> Vec<String> {
        let labels = &self.labels;
        let start = self.scale.gutter + AXIS.width();
        let centred = |(index, text): &(usize, String)| {
            (start + index * self.slot + self.width.saturating_sub(text.width()) / 2, text.clone())
        };
        let first = labels.years.first().map(|(index, _)| *index);
        let shift = labels.shift_of_first_year(self.slot, 1);
        let below = |(index, text): &(usize, String)| {
            let shift = if first == Some(*index) { shift } else { 0 };
            ((start + index * self.slot).saturating_sub(shift), text.clone())
        };
        let years: Vec<(usize, String)> = if labels.is_by_year {
            labels.years.iter().map(centred).collect()
        } else {
            labels.years.iter().map(below).collect()
        };
        let lines = [labels.parts.iter().map(centred).collect(), years];
        lines.iter().filter(|line| !line.is_empty()).map(|line| placed(line)).collect()
    }

    /// The table of the figures below the labels; those of a column are aligned at the right, in the middle of its slot.
    fn table_lines(&self) -> Vec<String> {
        let start = self.scale.gutter + AXIS.width();
        let widest = |index: usize| self.table.iter().map(|row| row[index].width()).max().unwrap_or(0);
        let line = |(name, row): (&&str, &Vec<String>)| {
            let figures = row.iter().enumerate().map(|(index, figure)| {
                let widest = widest(index);
                let middle = start + index * self.slot + self.width / 2;
                ((middle + widest).saturating_sub(widest / 2 + figure.width()), figure.clone())
            });
            let name = std::iter::once((0, (*name).to_owned()));
            placed(&name.chain(figures).collect::<Vec<_>>())
        };
        FIGURES.iter().zip(&self.table).map(line).collect()
    }

    /// The figures of a row of totals, in as many lines as they need.
    fn total(&self, row: &[Cell]) -> Vec<String> {
        let mut lines =
            vec![row.first().map(|cell| for_people(cell, Layout::Grid).into_owned()).unwrap_or_default()];
        let columns = self.chart.table.columns.iter().zip(row).skip(1);
        for (column, cell) in columns {
            let is_known = match cell {
                Cell::Missing => false,
                Cell::Count(count) => column.name == "deals" || *count > 0,
                Cell::Text(code) => self.chart.target.is_some_and(|target| target.to_string() != *code),
                _ => true,
            };
            let value = for_people(cell, Layout::Grid);
            let text = if column.name == "currency" {
                value.into_owned()
            } else {
                format!("{} {value}", column.name)
            };
            let Some(last) = lines.last_mut().filter(|_| is_known) else { continue };
            if self.terminal.is_some_and(|terminal| last.width() + 2 + text.width() > terminal) {
                lines.push(format!("  {text}"));
            } else {
                last.push_str("  ");
                last.push_str(&text);
            }
        }
        lines
    }

    /// What the columns and labels do not show.
    fn notes(&self) -> Vec<String> {
        let labels = &self.labels;
        let mut notes = Vec::new();
        if !labels.vague.is_empty() {
            notes.push(format!("labels: {}", labels.vague.join(", ")));
        }
        let names: Vec<String> = self.bars.iter().map(|bar| label(bar.row, 0)).collect();
        let unlabelled = labels.unlabelled(names.iter().map(String::as_str));
        notes.extend(unlabelled.map(|note| format!("labels: {note}")));
        let shown = self.is_placed.iter().filter(|is_placed| **is_placed).count();
        let hidden = self.figures.iter().filter(|figure| !figure.is_empty()).count() - shown;
        match (shown, hidden) {
            (_, 0) if !self.table.is_empty() || self.bars.iter().all(|bar| bar.is_exact()) => {}
            (_, 0) => notes.push("figures: headlines".to_owned()),
            (0, _) => notes.push("figures: no room for them (--format csv lists them)".to_owned()),
            (_, hidden) => {
                notes.push(format!("figures: headlines; no room for {hidden} (--format csv lists them)"));
            }
        }
        notes
    }
}

/// The axis beside a row, at a tick, and at zero.
const AXIS: &str = " │";
const TICK: &str = " ┤";
const CORNER: &str = " └";

/// Whether some column stands for deals without an amount.
pub(super) fn has_unknown(panels: &[Panel<'_>]) -> bool {
    let mut bars = panels.iter().filter(|panel| !panel.max.is_zero()).flat_map(|panel| &panel.bars);
    bars.any(|bar| matches!(bar.drawn, Drawn::Named(text) if text != NOT_CONVERTED))
}

/// Returns the figures of all columns, a row for each of [`FIGURES`].
fn table(chart: &Chart, bars: &[&Bar<'_>]) -> Option<Vec<Vec<String>>> {
    let row = |name: &&str| bars.iter().map(|bar| figure_of(chart, bar.row, name)).collect();
    FIGURES.iter().map(row).collect()
}

/// Returns the figure of each column, empty where nothing was announced. `None` for a table without headlines.
fn figures(chart: &Chart, bars: &[&Bar<'_>]) -> Option<Vec<String>> {
    let figure = |bar: &&Bar<'_>| match &bar.drawn {
        Drawn::Span(span) if span.end() > Decimal::ZERO || span.ceiling.is_none() => headline(chart, bar.row),
        _ => Some(String::new()),
    };
    bars.iter().map(figure).collect()
}

/// Returns a line with texts at their places.
fn placed(texts: &[(usize, String)]) -> String {
    let mut line = String::new();
    for (place, text) in texts {
        let gap = place.saturating_sub(line.width());
        line.push_str(&" ".repeat(gap));
        line.push_str(text);
    }
    line
}
