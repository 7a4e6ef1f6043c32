//! Bars of characters on a terminal, beside the figures of their rows.

use unicode_width::UnicodeWidthStr;

use super::columns::{Columns, NO_AMOUNT, has_unknown};
use super::glyphs::{Fill, Glyphs};
use super::model::{
    Bar, Drawn, NOT_CONVERTED, Panel, further, incomplete, is_by_deal, label, no_amount, of_currencies,
    overlap, panels, series,
};
use super::stack;
use crate::money::Decimal;
use crate::render::Terminal;
use crate::render::fit::{ColumnNeeds, Least, fit};
use crate::render::grid::Grid;
use crate::render::style::{PLAIN, StyledText};
use crate::render::text::hidden;
use crate::report::{Cell, Chart, Column, Table};
use crate::text::count_of_deals;

/// The width of the longest bar, in characters: at least, at most, and where there is no terminal.
const MIN_WIDTH: usize = 12;
const MAX_WIDTH: usize = 100;
const PIPE_WIDTH: usize = 40;

/// The least width of a label that is cut, on a terminal that is narrower than `WIDE` and on others.
const MIN_LABEL: usize = 12;
const MIN_WIDE_LABEL: usize = 20;

/// The same of the titles of deals, if the terminal is not narrow.
const MIN_TITLE: usize = 30;
const WIDE: usize = 72;

/// The width of a terminal on which the legend takes one line.
const WIDE_LEGEND: usize = 100;

/// The fewest bars of a panel, however low the terminal is.
const MIN_BARS: usize = 3;

/// What bars are called, and those in the order of time, if they stand upright.
const BARS: &str = "bars";
const COLUMNS: &str = "columns";

/// The position of the column of bars, after the label.
const BAR_COLUMN: usize = 1;

/// What a drawn chart needs below it.
#[derive(Debug, Default)]
pub(in crate::render) struct Notes {
    /// What the characters and letters mean.
    pub legend: Vec<String>,
    /// What the chart does not show.
    pub others: Vec<String>,
    /// How many lines of the notes bars may use, so that all bars fit.
    pub lines_for_bars: usize,
}

/// The most lines of the notes that bars may use, if all bars fit then.
const MAX_LINES_FOR_BARS: usize = 2;

/// The lines of a terminal that a chart shares with its title and notes.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Room {
    /// The lines of the terminal, less those of the title, of an empty line above the notes and of the next prompt.
    pub lines: usize,
    /// The most lines of all notes, unless the chart leaves more.
    pub notes: usize,
    /// The lines of the notes of its table.
    pub caveats: usize,
}

/// Draws the bars of a chart, in some `room` if there is a terminal. Returns the notes on how they are drawn.
pub(in crate::render) fn draw(
    chart: &Chart,
    terminal: &Terminal,
    room: Option<Room>,
    out: &mut StyledText,
) -> Notes {
    let panels = panels(chart);
    let series = series(chart);
    if chart.is_over_time {
        let glyphs = Glyphs::upright(chart.charset);
        let width = terminal.width.unwrap_or(usize::MAX);
        let height = room.map(|room| {
            let legend = legend(&panels, &series, &glyphs, COLUMNS, None);
            // The notes on figures and labels take two lines.
            let lines: usize = legend.iter().map(|note| note.width().div_ceil(width)).sum();
            room.lines.saturating_sub((lines + 2 + room.caveats).min(room.notes))
        });
        if let Some(columns) = columns(chart, &panels, terminal, height) {
            let drawn: String = columns.iter().flatten().map(Columns::drawn).collect();
            let legend = legend(&panels, &series, &glyphs, COLUMNS, Some(&drawn));
            let mut others = draw_columns(&panels, &columns, out);
            others.extend(incomplete(chart, &panels));
            others.extend(overlap(&panels, COLUMNS));
            return Notes { legend, others, lines_for_bars: 0 };
        }
    }
    let most = room.map_or(usize::MAX, |room| most_bars(room, &panels, &series, terminal.width));
    let (mut hidden, mut drawn, mut undrawn) = (Vec::new(), String::new(), 0);
    for panel in &panels {
        draw_heading(panel, &panels, out);
        let shown = panel.shown(chart, most);
        undrawn += panel.bars.len() - shown.len();
        hidden.extend(draw_panel(chart, panel, &shown, terminal, (out, &mut drawn)));
    }
    hidden.dedup();
    let without_bars = panels.iter().map(|panel| panel.left_out).sum();
    let others = left_out(chart, undrawn, without_bars)
        .into_iter()
        .chain(hidden)
        .chain(overlap(&panels, BARS))
        .collect();
    let legend = legend(&panels, &series, &Glyphs::of(chart.charset), BARS, Some(&drawn));
    Notes { legend, others, lines_for_bars: if undrawn == 0 { MAX_LINES_FOR_BARS } else { 0 } }
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
    height: Option<usize>,
) -> Option<Vec<Option<Columns<'p, 'c>>>> {
    let headings: usize = panels.iter().map(heading_lines).sum();
    let without_amounts: usize =
        panels.iter().filter(|panel| panel.max.is_zero()).map(|panel| panel.bars.len()).sum();
    let with_amounts = panels.iter().filter(|panel| !panel.max.is_zero()).count().max(1);
    let height = height.map(|height| height.saturating_sub(headings + without_amounts) / with_amounts);
    let columns = panels.iter().map(|panel| Columns::of(chart, panel, terminal.width, height));
    let columns: Vec<Option<Columns<'_, '_>>> = columns.collect();
    let fits = panels.iter().zip(&columns).all(|(panel, columns)| columns.is_some() || panel.max.is_zero());
    (fits && columns.iter().any(Option::is_some)).then_some(columns)
}

/// Draws the panels as columns; those without amounts name their periods. Returns notes on what is not shown.
fn draw_columns(
    panels: &[Panel<'_>],
    columns: &[Option<Columns<'_, '_>>],
    out: &mut StyledText,
) -> Vec<String> {
    let mut notes = Vec::new();
    for (panel, columns) in panels.iter().zip(columns) {
        draw_heading(panel, panels, out);
        if let Some(columns) = columns {
            notes.extend(columns.draw(out).into_iter().map(|note| (panel, note)));
        } else {
            let named = panel.bars.iter().filter_map(|bar| match bar.drawn {
                Drawn::Named(text) => Some(format!("{}  {text}", label(bar.row, 0))),
                Drawn::Span(_) => None,
            });
            out.add(&named.collect::<Vec<_>>(), PLAIN);
        }
    }
    of_currencies(notes, panels)
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

/// The most bars of each panel that fit on a terminal, with all notes or with as many as there may be. If several panels do
/// not fit, each may fill the terminal: a pager shows them.
fn most_bars(room: Room, panels: &[Panel<'_>], series: &[String], width: Option<usize>) -> usize {
    // A header with its rule, the totals, and a heading with an empty line if there are several panels.
    let per_panel = |panel: &Panel<'_>| 2 + panel.totals.len() + heading_lines(panel);
    let fixed: usize = panels.iter().map(per_panel).sum();
    let notes = (legend_lines(series) + room.caveats).min(room.notes);
    let all: usize = panels.iter().map(|panel| panel.bars.len()).sum();
    let lines = room.lines.saturating_sub(fixed + notes);
    // If all are shown, no line says what is left out; on a wide terminal, the legend takes one line.
    let spare = MAX_LINES_FOR_BARS - usize::from(width.is_none_or(|width| width < WIDE_LEGEND));
    let each = lines / panels.len().max(1);
    match panels.len() {
        _ if all <= lines + spare => usize::MAX,
        2.. if each < MIN_BARS => room.lines.saturating_sub(room.notes).max(MIN_BARS),
        _ => each.max(MIN_BARS),
    }
}

/// The note on bars that are not drawn for want of room, and on groups without bars.
fn left_out(chart: &Chart, undrawn: usize, without_bars: usize) -> Option<String> {
    let rest = undrawn + without_bars;
    let what = further(chart, rest);
    let remedy = if undrawn > 0 { "a higher terminal shows more" } else { "--format csv lists all" };
    (rest > 0).then(|| format!("left out: {what}, which the total counts ({remedy})"))
}

/// What the characters mean, as far as they occur. `what` are bars or columns, and `drawn` has their characters, if
/// they are known.
fn legend(
    panels: &[Panel<'_>],
    series: &[String],
    glyphs: &Glyphs,
    what: &str,
    drawn: Option<&str>,
) -> Vec<String> {
    let is_drawn = |fill: &Fill| drawn.is_none_or(|drawn| fill.is_in(drawn));
    let drawn = drawn.unwrap_or_default();
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
    let unknown = has_unknown.then(|| format!("{NO_AMOUNT} {}", no_amount(panels)));
    let mut parts = vec![format!("{} firm (floor)", glyphs.firm.samples(drawn))];
    if !series.is_empty() {
        let end = match what {
            BARS => ", where a bar ends",
            _ => ", where a column ends",
        };
        parts.push(format!("{} up to the headline{end}", glyphs.headline.samples(drawn)));
        parts.extend(open.chain(unknown));
        notes.push(format!("segments: {}", stack::names(series)));
        notes.push(format!("{what}: {}", parts.join(", ")));
        return notes;
    }
    if is_drawn(&glyphs.headline) && spans().any(|span| span.headline > span.floor) {
        parts.push(format!("{} up to the headline", glyphs.headline.samples(drawn)));
    }
    if is_drawn(&glyphs.ceiling) && spans().any(|span| span.end() > span.headline) {
        parts.push(format!("{} up to the ceiling", glyphs.ceiling.samples(drawn)));
    }
    parts.extend(open.chain(unknown));
    if parts.len() > 1 || glyphs.firm.samples(drawn).len() > glyphs.firm.whole.len_utf8() {
        notes.push(format!("{what}: {}", parts.join(", ")));
    }
    notes
}

/// Draws some bars of a panel with its totals, and adds the characters of the bars to `drawn`. Returns the note on hidden
/// columns.
fn draw_panel(
    chart: &Chart,
    panel: &Panel<'_>,
    bars: &[&Bar<'_>],
    terminal: &Terminal,
    (out, drawn): (&mut StyledText, &mut String),
) -> Option<String> {
    let mut table = figures(chart, panel, bars, least_label(chart, terminal));
    let mut needs = Grid::new(&table, terminal).needs();
    let named = bars.iter().filter_map(|bar| match bar.drawn {
        Drawn::Named(text) => Some(text.len()),
        Drawn::Span(_) => None,
    });
    let least = named.max().unwrap_or(0).max(MIN_WIDTH);
    let width = if terminal.width.is_some() { MAX_WIDTH } else { PIPE_WIDTH };
    if let Some(need) = needs.get_mut(BAR_COLUMN) {
        *need = ColumnNeeds { rank: 0, is_essential: false, width, least: Least::Cut(least) };
    }
    let widths = fit(&needs, terminal.width);
    // The arrow of an open bar stands after the longest one.
    let length = widths.get(BAR_COLUMN).copied().flatten().unwrap_or(least).saturating_sub(1);
    table.rows.change(|rows| {
        for (row, bar) in rows.iter_mut().zip(bars) {
            if let Some(cell) = row.get_mut(BAR_COLUMN) {
                let text = bar_text(chart, bar, panel.max, length);
                if matches!(bar.drawn, Drawn::Span(_)) {
                    drawn.push_str(&text);
                }
                *cell = Cell::Text(text);
            }
        }
    });
    Grid::new(&table, terminal).draw(&widths, out, terminal.threads);
    hidden(&table, &widths)
}

/// The least width of the names of bars while columns can be hidden: on a narrow terminal the figures matter more.
fn least_label(chart: &Chart, terminal: &Terminal) -> usize {
    match terminal.width {
        Some(width) if width < WIDE => MIN_LABEL,
        _ if is_by_deal(chart) => MIN_TITLE,
        _ => MIN_WIDE_LABEL,
    }
}

/// The rows of some bars and the totals of their panel, with an empty column for the bars.
fn figures(chart: &Chart, panel: &Panel<'_>, bars: &[&Bar<'_>], least_label: usize) -> Table {
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
    let deals = columns.iter().position(|column| column.name == "deals");
    let undisclosed = columns.iter().position(|column| column.name == "undisclosed");
    let of_bars = bars.iter().map(|bar| bar.row.to_vec());
    let totals = panel.totals.iter().map(|row| {
        let mut row = row.to_vec();
        if let (true, Some(Cell::Text(label)), Some(Cell::Count(deals))) =
            (is_by_deal(chart), row.first(), deals.and_then(|deals| row.get(deals)))
        {
            row[0] = Cell::Text(format!("{label}, {}", count_of_deals(*deals)));
        }
        row
    });
    let mut table = Table { columns, rows: of_bars.chain(totals).collect(), ..Table::default() };
    let none = |row: &Vec<Cell>| undisclosed.and_then(|index| row.get(index)) == Some(&Cell::Count(0));
    let has_undisclosed = !table.rows.iter().all(none);
    if bars.iter().all(|bar| bar.drawn != Drawn::Named(NOT_CONVERTED)) {
        // The title or the heading names the only currency.
        table.remove_column("currency");
    }
    if is_by_deal(chart) {
        // Each bar is one deal, and names itself if it is undisclosed.
        table.remove_column("deals");
    }
    if is_by_deal(chart) || !has_undisclosed {
        table.remove_column("undisclosed");
    }
    let place = BAR_COLUMN.min(table.columns.len());
    table.columns.insert(place, Column::new("").cuts(MIN_WIDTH));
    table.rows.change(|rows| {
        for row in rows {
            row.insert(BAR_COLUMN.min(row.len()), Cell::Text(String::new()));
        }
    });
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

/// Returns text with the characters that the program itself writes replaced by ASCII. Letters of names stay.
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
        on_terminal(&Document { charts: vec![chart], ..Document::default() }, width, height)
    }

    fn on_terminal(document: &Document, width: usize, height: usize) -> String {
        let terminal = Terminal {
            width: Some(width),
            height: Some(height),
            color: false,
            is_terminal: true,
            wraps: false,
            threads: 1,
        };
        String::from_utf8(render(document, Format::Table, &terminal).unwrap()).unwrap()
    }

    #[test]
    fn bars_and_notes_fit_a_terminal_of_any_height() {
        for height in 16..60 {
            for count in 1..40 {
                let mut rows: Vec<_> = (0..count).map(|_| row("a", 1, ["40", "51.9", "*"])).collect();
                rows.push(row("total", count, ["95.4", "147.3", "*"]));
                let mut chart = chart(rows, 1);
                chart.table.caveats = vec![
                        "amounts: a note that takes two lines of the terminal, as long notes do: this one"
                            .to_owned();
                        6
                    ];
                let lines = shown(chart, 80, height).lines().count();
                assert!(lines < height, "{count} bars take {lines} of {height} lines");
            }
        }
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
Europe, country not s…  ▋→                          1     3bn       3bn     open
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

    #[test]
    fn notes_leave_room_for_the_bars() {
        let rows = (0..40).map(|index| row(&format!("name {index}"), 1, ["1", "1", "1"])).collect();
        let mut many = chart(rows, 0);
        many.table.caveats = (0..12).map(|index| format!("amounts: note {index}")).collect();
        let text = shown(many.clone(), 80, 24);
        let (bars, notes) = text.split_once("\n\n").unwrap();
        assert_eq!(bars.lines().filter(|line| line.starts_with("name ")).count(), 11, "{text}");
        let expected = "\
left out: 29 further groups, which the total counts (a higher terminal shows
  more)
amounts: note 0
amounts: note 1
amounts: note 2
amounts: note 3
amounts: note 4
notes: 7 further notes (a pipe shows all: add | less)
";
        assert_eq!(notes, expected);
        // Where there is room for all bars and notes, all are shown.
        assert!(shown(many.clone(), 100, 60).ends_with("amounts: note 11\n"));
        let document = Document { charts: vec![many], is_quiet: true, ..Document::default() };
        assert!(
            !on_terminal(&document, 80, 24).contains("\n\n"),
            "no legend is needed, and there are no notes"
        );
    }

    #[test]
    fn counts_that_say_nothing_are_left_out() {
        let undisclosed = |row: Vec<Cell>, count: u64| {
            let mut row = row;
            row.insert(2, Cell::Count(count));
            row
        };
        let table_of = |name: &str, counts: [u64; 3]| {
            let rows = [
                row("a", 1, ["1", "1", "1"]),
                row("b", 1, ["1", "1", "1"]),
                row("total", 2, ["2", "2", "2"]),
            ];
            let mut chart =
                chart(rows.into_iter().zip(counts).map(|(row, count)| undisclosed(row, count)).collect(), 1);
            chart.table.columns.insert(2, Column::new("undisclosed"));
            chart.table.columns[0] = Column::new(name);
            shown(chart, 100, 24)
        };
        assert!(!table_of("country", [0, 0, 0]).contains("undisclosed"));
        assert!(table_of("country", [0, 0, 1]).contains("undisclosed"));
        let by_deal = table_of("deal", [0, 0, 1]);
        assert!(!by_deal.contains("undisclosed") && by_deal.contains("total, 2 deals"), "{by_deal}");
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
             ↑
     6bn ┤████████                                               ░░░░░░░░
         │████████                                               ░░░░░░░░
     4bn ┤████████                                               ░░░░░░░░
         │████████              ▒▒▒▒▒▒▒▒                         ░░░░░░░░
     2bn ┤████████              ▒▒▒▒▒▒▒▒                         ▒▒▒▒▒▒▒▒
         │████████   ▇▇▇▇▇▇▇▇   ▒▒▒▒▒▒▒▒                 ?       ████████
       0 └──────────────────────────────────────────────────────────────────
             Q4         –          Q1         Q2         Q3         Q4
          2023                  2024
floor       5.5bn      900m          0         0          –         1bn
headline      6bn      900m        3bn         0          –         2bn
ceiling      open      900m        3bn         0          –         6bn
total  deals 7  floor 7.4bn  headline 11.9bn  ceiling open

columns: █ firm (floor), ▒ up to the headline, ░ up to the ceiling, ↑ open
  above, ? no amount stated
labels: – quarter not stated
amounts: 1 ceiling (≤, \"up to\")
";
        assert_eq!(shown(quarters(), 80, 24), expected);
        let ascii = Chart { charset: Charset::Ascii, ..quarters() };
        let narrow = "\
Announced investments
     6bn
      ^
    |###                 ---
5bn +###                 ---
    |###     3bn         2bn
    |###     ===         ===
    |### ### ===      ?  ###
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
  1 (--format csv lists them)
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
