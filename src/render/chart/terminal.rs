//! Bars of characters on a terminal, beside the figures of their rows.

use unicode_width::UnicodeWidthStr;

use super::columns::{Columns, NO_AMOUNT, has_unknown};
use super::glyphs::Glyphs;
use super::model::{Bar, Drawn, NOT_CONVERTED, Panel, label, panels, series};
use super::stack;
use crate::money::Decimal;
use crate::render::Terminal;
use crate::render::fit::{ColumnNeeds, Least, fit};
use crate::render::grid::Grid;
use crate::render::style::{PLAIN, StyledText};
use crate::render::text::hidden;
use crate::report::{Cell, Chart, Column, Table};
use crate::text::count_of;

/// The width of the longest bar, in characters: at least, at most, and where there is no terminal.
const LEAST_WIDTH: usize = 12;
const MOST_WIDTH: usize = 100;
const PIPE_WIDTH: usize = 40;

/// The least width of a label that is cut, on a terminal that is narrower than `WIDE` and on others.
const LEAST_LABEL: usize = 12;
const LEAST_WIDE_LABEL: usize = 20;
const WIDE: usize = 72;

/// The fewest bars of a panel, however low the terminal is.
const FEWEST_BARS: usize = 3;

/// What bars in the order of time are called, if they stand upright.
const COLUMNS: &str = "columns";

/// The position of the column of bars, after the label.
const BAR_COLUMN: usize = 1;

/// Draws the bars of a chart. Returns the notes on how they are drawn. `other_lines` stand on the terminal besides.
pub(in crate::render) fn draw(
    chart: &Chart,
    terminal: &Terminal,
    other_lines: usize,
    out: &mut StyledText,
) -> Vec<String> {
    let panels = panels(chart);
    let series = series(chart);
    if chart.is_over_time {
        let notes = legend(&panels, &series, &Glyphs::upright(chart.charset), COLUMNS);
        let width = terminal.width.unwrap_or(usize::MAX);
        // The notes on figures and labels.
        let is_vague = |bar: &Bar<'_>| label(bar.row, 0).contains(", ");
        let has_vague = panels.iter().flat_map(|panel| &panel.bars).any(is_vague);
        let note_lines: usize = notes.iter().map(|note| note.width().div_ceil(width)).sum();
        let note_lines = note_lines + 1 + usize::from(has_vague);
        if let Some(columns) = columns(chart, &panels, terminal, other_lines + note_lines) {
            return draw_columns(&panels, &columns, notes, out);
        }
    }
    let most = terminal.height.map(|height| most_bars(height, other_lines, &panels, &series));
    let mut notes = legend(&panels, &series, &Glyphs::of(chart.charset), "bars");
    for panel in &panels {
        draw_heading(panel, &panels, out);
        let shown = shown(chart, panel, most);
        notes.extend(left_out(chart, panel, shown.len()));
        notes.extend(draw_panel(chart, panel, shown, terminal, out));
    }
    notes.dedup();
    notes
}

/// Draws the currency of a panel, with an empty line before it if there are several.
fn draw_heading(panel: &Panel<'_>, panels: &[Panel<'_>], out: &mut StyledText) {
    let heading = panel.currency.as_ref().map(|currency| {
        if currency.is_empty() { "undisclosed".to_owned() } else { format!("in {currency}") }
    });
    if panels.len() > 1 {
        out.text.push('\n');
    }
    out.add(&heading.into_iter().collect::<Vec<_>>(), PLAIN);
}

/// The columns of each panel, if all panels with amounts fit.
fn columns<'p, 'c>(
    chart: &'c Chart,
    panels: &'p [Panel<'c>],
    terminal: &Terminal,
    other_lines: usize,
) -> Option<Vec<Option<Columns<'p, 'c>>>> {
    let headings: usize = panels.iter().map(heading_lines).sum();
    let without_amounts: usize =
        panels.iter().filter(|panel| panel.max.is_zero()).map(|panel| panel.bars.len()).sum();
    let with_amounts = panels.iter().filter(|panel| !panel.max.is_zero()).count().max(1);
    let height = terminal
        .height
        .map(|height| height.saturating_sub(other_lines + headings + without_amounts) / with_amounts);
    let columns = panels.iter().map(|panel| Columns::of(chart, panel, terminal.width, height));
    let columns: Vec<Option<Columns<'_, '_>>> = columns.collect();
    let fits = panels.iter().zip(&columns).all(|(panel, columns)| columns.is_some() || panel.max.is_zero());
    (fits && columns.iter().any(Option::is_some)).then_some(columns)
}

/// Draws the panels as columns; those without amounts name their periods.
fn draw_columns(
    panels: &[Panel<'_>],
    columns: &[Option<Columns<'_, '_>>],
    mut notes: Vec<String>,
    out: &mut StyledText,
) -> Vec<String> {
    for (panel, columns) in panels.iter().zip(columns) {
        draw_heading(panel, panels, out);
        if let Some(columns) = columns {
            notes.extend(columns.draw(out));
        } else {
            let named = panel.bars.iter().filter_map(|bar| match bar.drawn {
                Drawn::Named(text) => Some(format!("{}  {text}", label(bar.row, 0))),
                Drawn::Span(_) => None,
            });
            out.add(&named.collect::<Vec<_>>(), PLAIN);
        }
    }
    notes.dedup();
    notes
}

/// The lines of the heading of a panel.
fn heading_lines(panel: &Panel<'_>) -> usize {
    2 * usize::from(panel.currency.is_some())
}

/// The lines of the notes on how bars are drawn: the legend takes a line, the note on what is left out may take two, and
/// the names of series more.
fn legend_lines(series: &[String]) -> usize {
    3 + series.len() / 2
}

/// The most bars of each panel that fit on a terminal.
fn most_bars(height: usize, other_lines: usize, panels: &[Panel<'_>], series: &[String]) -> usize {
    // A header with its rule, the totals, and a heading with an empty line if there are several panels.
    let per_panel = |panel: &Panel<'_>| 2 + panel.totals.len() + heading_lines(panel);
    let fixed: usize = panels.iter().map(per_panel).sum::<usize>() + other_lines + legend_lines(series);
    (height.saturating_sub(fixed) / panels.len().max(1)).max(FEWEST_BARS)
}

/// The bars of a panel that are drawn: the latest, or the first.
fn shown<'p, 'c>(chart: &Chart, panel: &'p Panel<'c>, most: Option<usize>) -> &'p [Bar<'c>] {
    let count = panel.bars.len().min(most.unwrap_or(usize::MAX));
    if chart.is_over_time { &panel.bars[panel.bars.len() - count..] } else { &panel.bars[..count] }
}

/// The note on bars that are not drawn.
fn left_out(chart: &Chart, panel: &Panel<'_>, shown: usize) -> Option<String> {
    let rest = panel.bars.len() - shown;
    let what = if chart.is_over_time {
        count_of(rest, "earlier period", "earlier periods")
    } else {
        count_of(rest, "further group", "further groups")
    };
    (rest > 0).then(|| format!("left out: {what}, which the total counts (a higher terminal shows more)"))
}

/// What the characters mean, as far as they occur. `what` are bars or columns.
fn legend(panels: &[Panel<'_>], series: &[String], glyphs: &Glyphs, what: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let spans = || {
        panels.iter().flat_map(|panel| &panel.bars).filter_map(|bar| match &bar.drawn {
            Drawn::Span(span) => Some(span),
            Drawn::Named(_) => None,
        })
    };
    let has_open = spans().any(|span| span.ceiling.is_none());
    let open = has_open.then(|| format!("{} open above", glyphs.open)).into_iter();
    let has_unknown = what == COLUMNS && has_unknown(panels);
    let unknown = has_unknown.then(|| format!("{NO_AMOUNT} no amount stated"));
    let mut parts = vec![format!("{} firm (floor)", glyphs.firm)];
    if !series.is_empty() {
        let one = what.trim_end_matches('s');
        parts.push(format!("{} up to the headline, where a {one} ends", glyphs.headline));
        parts.extend(open.chain(unknown));
        notes.push(format!("segments: {}", stack::names(series)));
        notes.push(format!("{what}: {}", parts.join(", ")));
        return notes;
    }
    if spans().any(|span| span.headline > span.floor) {
        parts.push(format!("{} up to the headline", glyphs.headline));
    }
    if spans().any(|span| span.end() > span.headline) {
        parts.push(format!("{} up to the ceiling", glyphs.ceiling));
    }
    parts.extend(open.chain(unknown));
    if parts.len() > 1 {
        notes.push(format!("{what}: {}", parts.join(", ")));
    }
    notes
}

/// Draws some bars of a panel with its totals. Returns the note on hidden columns.
fn draw_panel(
    chart: &Chart,
    panel: &Panel<'_>,
    bars: &[Bar<'_>],
    terminal: &Terminal,
    out: &mut StyledText,
) -> Option<String> {
    let mut table = figures(chart, panel, bars, least_label(terminal));
    let mut needs = Grid::new(&table, terminal).needs();
    let named = bars.iter().filter_map(|bar| match bar.drawn {
        Drawn::Named(text) => Some(text.len()),
        Drawn::Span(_) => None,
    });
    let least = named.max().unwrap_or(0).max(LEAST_WIDTH);
    let width = if terminal.width.is_some() { MOST_WIDTH } else { PIPE_WIDTH };
    if let Some(need) = needs.get_mut(BAR_COLUMN) {
        *need = ColumnNeeds { rank: 0, is_essential: false, width, least: Least::Cut(least) };
    }
    let widths = fit(&needs, terminal.width);
    // The arrow of an open bar stands after the longest one.
    let length = widths.get(BAR_COLUMN).copied().flatten().unwrap_or(least).saturating_sub(1);
    table.rows.change(|rows| {
        for (row, bar) in rows.iter_mut().zip(bars) {
            if let Some(cell) = row.get_mut(BAR_COLUMN) {
                *cell = Cell::Text(bar_text(chart, bar, panel.max, length));
            }
        }
    });
    Grid::new(&table, terminal).draw(&widths, out, terminal.threads);
    hidden(&table, &widths)
}

/// The least width of the names of bars while columns can be hidden: on a narrow terminal the figures matter more.
fn least_label(terminal: &Terminal) -> usize {
    if terminal.width.is_some_and(|width| width < WIDE) { LEAST_LABEL } else { LEAST_WIDE_LABEL }
}

/// The rows of some bars and the totals of their panel, with an empty column for the bars.
fn figures(chart: &Chart, panel: &Panel<'_>, bars: &[Bar<'_>], least_label: usize) -> Table {
    let rank = |name: &str| match name {
        "deals" => 4,
        "undisclosed" => 3,
        "ceiling" => 2,
        "floor" => 1,
        _ => 0,
    };
    let columns = chart.table.columns.iter().map(|column| column.clone().rank(rank(&column.name)));
    let mut columns: Vec<Column> = columns.collect();
    if let Some(label) = columns.first_mut() {
        *label = label.clone().cuts(least_label);
    }
    columns.insert(BAR_COLUMN.min(columns.len()), Column::new("").cuts(LEAST_WIDTH));
    let row = |row: &[Cell]| {
        let mut row = row.to_vec();
        row.insert(BAR_COLUMN.min(row.len()), Cell::Text(String::new()));
        row
    };
    let rows = bars.iter().map(|bar| bar.row).chain(panel.totals.iter().copied()).map(row).collect();
    let mut table = Table { columns, rows, ..Table::default() };
    if bars.iter().all(|bar| bar.drawn != Drawn::Named(NOT_CONVERTED)) {
        // The title or the heading names the only currency.
        table.remove_column("currency");
    }
    table
}

/// The bar of a row, or the words that stand in its place.
fn bar_text(chart: &Chart, bar: &Bar<'_>, max: Decimal, width: usize) -> String {
    let glyphs = Glyphs::of(chart.charset);
    match &bar.drawn {
        Drawn::Named(text) => (*text).to_owned(),
        Drawn::Span(span) if chart.segments.is_some() => {
            let mut text = stack::bar(&bar.segments, &glyphs, max, width);
            text.extend(span.ceiling.is_none().then_some(glyphs.open));
            text
        }
        Drawn::Span(span) => glyphs.bar(span, max, width),
    }
}

/// Returns text with the characters that the program itself writes replaced by ASCII; names keep theirs.
pub(in crate::render) fn in_ascii(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '─' | '–' => ascii.push('-'),
            '│' => ascii.push('|'),
            '┤' | '└' => ascii.push('+'),
            '≤' => ascii.push_str("<="),
            '≥' => ascii.push_str(">="),
            '×' => ascii.push('x'),
            '“' | '”' => ascii.push('"'),
            '…' => ascii.push('>'),
            c => ascii.push(c),
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::render::{Format, render};
    use crate::report::{Charset, Document};

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    /// A row of totals; the figures in billions, an empty one is unknown and `*` open.
    fn row(label: &str, deals: u64, figures: [&str; 3]) -> Vec<Cell> {
        let figure = |text: &str| match text {
            "" => Cell::Missing,
            "*" => Cell::Open,
            text => Cell::Figure(decimal(text) * decimal("1000000000"), Currency::USD),
        };
        let [floor, headline, ceiling] = figures.map(figure);
        vec![Cell::text(label), Cell::Count(deals), floor, headline, ceiling, Cell::text("USD")]
    }

    fn chart(rows: Vec<Vec<Cell>>, totals: usize) -> Chart {
        let columns =
            ["country", "deals", "floor", "headline", "ceiling", "currency"].map(Column::new).to_vec();
        let caveats = vec!["amounts: 1 ceiling (≤, \"up to\")".to_owned()];
        let table = Table { columns, rows: rows.into(), totals, caveats, ..Table::default() };
        Chart {
            title: "Announced investments".into(),
            target: Some(Currency::USD),
            table,
            ..Chart::default()
        }
    }

    fn countries() -> Chart {
        let rows = vec![
            row("China", 1, ["52.4", "52.4", "52.4"]),
            row("United States of America", 2, ["40", "51.9", "91.9"]),
            row("no place stated", 1, ["0", "40", "40"]),
            row("Europe, country not stated", 1, ["3", "3", "*"]),
            row("Iceland", 1, ["", "", ""]),
            row("total", 6, ["95.4", "147.3", "*"]),
        ];
        chart(rows, 1)
    }

    fn shown(chart: Chart, width: usize, height: usize) -> String {
        let terminal = Terminal {
            width: Some(width),
            height: Some(height),
            color: false,
            is_terminal: true,
            wraps: false,
            threads: 1,
        };
        let document = Document { charts: vec![chart], ..Document::default() };
        String::from_utf8(render(&document, Format::Table, &terminal).unwrap()).unwrap()
    }

    #[test]
    fn bars_fit_a_terminal() {
        let expected = "\
Announced investments
country                                         deals   floor  headline  ceiling
────────────────────────────────────────────────────────────────────────────────
China                   ████████████                1  52.4bn    52.4bn   52.4bn
United States of Amer…  █████████▒▒▒░░░░░░░░░       2    40bn    51.9bn   91.9bn
no place stated         ▒▒▒▒▒▒▒▒▒                   1       0      40bn     40bn
Europe, country not s…  █→                          1     3bn       3bn     open
Iceland                 no amount                   1       –         –        –
total                                               6  95.4bn   147.3bn     open

bars: █ firm (floor), ▒ up to the headline, ░ up to the ceiling, → open above
amounts: 1 ceiling (≤, \"up to\")
";
        assert_eq!(shown(countries(), 80, 24), expected);
        let ascii = Chart { charset: Charset::Ascii, ..countries() };
        let narrow = "\
Announced investments
country                        floor  headline
----------------------------------------------
China          #######        52.4bn    52.4bn
United State>  #####==-----     40bn    51.9bn
no place sta>  =====               0      40bn
total                         95.4bn   147.3bn

bars: # firm (floor), = up to the headline, -
  up to the ceiling, > open above
left out: 2 further groups, which the total
  counts (a higher terminal shows more)
hidden: deals, ceiling (a wider terminal shows
  them)
amounts: 1 ceiling (<=, \"up to\")
";
        assert_eq!(shown(ascii, 46, 12), narrow);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_chart_higher() {
        for width in 40..220 {
            let text = shown(countries(), width, 24);
            assert!(
                text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= width),
                "{width}:\n{text}"
            );
        }
        for height in 14..40 {
            let rows = (0..100).map(|day| row(&day.to_string(), 1, ["1", "1", "1"])).collect();
            let over_time = Chart { is_over_time: true, ..chart(rows, 0) };
            let text = shown(over_time, 100, height);
            assert!(text.lines().count() < height, "{height}:\n{text}");
            assert!(text.contains("\n99 ") && !text.contains("\n0 "), "the latest are shown:\n{text}");
        }
    }

    fn quarters() -> Chart {
        let rows = vec![
            row("2023-Q4", 2, ["5.5", "6", "*"]),
            row("2023, quarter not stated", 1, ["0.9", "0.9", "0.9"]),
            row("2024-Q1", 2, ["0", "3", "3"]),
            row("2024-Q2", 0, ["0", "0", "0"]),
            row("2024-Q3", 1, ["", "", ""]),
            row("2024-Q4", 1, ["1", "2", "6"]),
            row("total", 7, ["7.4", "11.9", "*"]),
        ];
        Chart { is_over_time: true, ..chart(rows, 1) }
    }

    #[test]
    fn bars_over_time_stand_upright() {
        let expected = "\
Announced investments
        6bn
        ↑
6bn ┤▒▒▒▒▒▒▒▒                                                    ░░░░░░░░
    │████████                                                    ░░░░░░░░
    │████████                                                    ░░░░░░░░
4bn ┤████████                   3bn                              ░░░░░░░░
    │████████                ▒▒▒▒▒▒▒▒                            ░░░░░░░░
    │████████                ▒▒▒▒▒▒▒▒                            ░░░2bn░░
2bn ┤████████      900m      ▒▒▒▒▒▒▒▒                            ▒▒▒▒▒▒▒▒
    │████████    ▃▃▃▃▃▃▃▃    ▒▒▒▒▒▒▒▒                            ████████
    │████████    ████████    ▒▒▒▒▒▒▒▒                   ?        ████████
  0 └────────────────────────────────────────────────────────────────────────
        Q4          –           Q1          Q2          Q3          Q4
     2023                    2024
total  deals 7  floor 7.4bn  headline 11.9bn  ceiling open

columns: █ firm (floor), ▒ up to the headline, ░ up to the ceiling, ↑ open
  above, ? no amount stated
labels: – quarter not stated
figures: headlines
amounts: 1 ceiling (≤, \"up to\")
";
        assert_eq!(shown(quarters(), 80, 24), expected);
        let ascii = Chart { charset: Charset::Ascii, ..quarters() };
        let narrow = "\
Announced investments
     6bn
      ^
    |===                 ---
5bn +###     3bn         ---
    |###     ===         2bn
    |### ___ ===      ?  ###
  0 +------------------------
     Q4   -  Q1  Q2  Q3  Q4
     2023    2024
total  deals 7  floor 7.4bn
  headline 11.9bn  ceiling open

columns: # firm (floor), = up to
  the headline, - up to the
  ceiling, ^ open above, ? no
  amount stated
labels: - quarter not stated
figures: headlines; no room for
  1 (outlay totals shows them)
amounts: 1 ceiling (<=, \"up to\")
";
        assert_eq!(shown(ascii, 32, 20), narrow);
    }

    #[test]
    fn columns_fit_a_terminal() {
        for width in 30..220 {
            let text = shown(quarters(), width, 24);
            assert!(text.contains('┤') && text.contains("2024"), "{width}:\n{text}");
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
        }
        for height in 20..60 {
            let text = shown(quarters(), 100, height);
            assert!(text.lines().count() < height, "{height}:\n{text}");
        }
        // Too many periods for the width are bars.
        let rows = (1990..2026).map(|year| row(&year.to_string(), 1, ["1", "1", "1"])).collect();
        let years = Chart { is_over_time: true, ..chart(rows, 0) };
        assert!(shown(years.clone(), 42, 40).contains('┤'));
        assert!(!shown(years, 40, 40).contains('┤'));
    }
}
