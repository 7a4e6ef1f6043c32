//! Tables for a terminal: aligned columns within its width, or cards.

use std::borrow::Cow;

use anstyle::Style;

use super::escape::{lines, one_line};
use super::fit::{GAP, fit};
use super::grid::Grid;
use super::style::{DIM, PLAIN, StyledText};
use super::width::{LongWords, MIN_TEXT_WIDTH, between_words, display_width, wrap};
use super::{Terminal, chart, citations, for_people};
use crate::report::{Cell, Charset, Chart, Document, Layout, Table};
use crate::text::count_of;

const TITLE: Style = Style::new().bold();

/// Which part of the lines of a terminal the notes of a chart may take, if it leaves no more.
const NOTES_SHARE: usize = 3;

/// Renders each table below its title and above its caveats, with an empty line between tables.
pub(super) fn render(document: &Document, terminal: &Terminal) -> String {
    let charts = document.charts.iter().map(|chart| chart_block(chart, document, terminal));
    let blocks = charts.chain(document.tables.iter().map(|table| block(table, document, terminal)));
    blocks.reduce(|text, block| format!("{text}\n{block}")).unwrap_or_default()
}

fn block(table: &Table, document: &Document, terminal: &Terminal) -> String {
    let mut out = StyledText { text: String::new(), color: terminal.color };
    if let Some(title) = &table.title {
        out.add(&paragraph(title, terminal), TITLE);
    }
    let mut caveats: Vec<&String> = table.caveats.iter().collect();
    let mut hidden_note = None;
    match table.layout {
        Layout::Grid | Layout::Ledger => {
            let grid = Grid::new(table, terminal);
            let widths = fit(&grid.needs(), terminal.width);
            if table.layout == Layout::Ledger && widths.contains(&None) {
                out.add(&stacked(table, terminal), PLAIN);
            } else {
                grid.draw(&widths, &mut out, terminal.threads);
                hidden_note = hidden(table, &widths).filter(|_| !document.is_quiet);
                let hidden = table.columns.iter().zip(&widths).filter(|(_, width)| width.is_none());
                let explanations: Vec<&String> =
                    hidden.filter_map(|(column, _)| column.note.as_ref()).collect();
                caveats.retain(|note| !explanations.contains(note));
            }
        }
        Layout::Card => out.add(&card(table, terminal), PLAIN),
        // Lines to paste keep their words whole.
        Layout::Citations(style) => {
            let lines = citations::lines(table, style);
            let lines: Vec<String> =
                lines.iter().flat_map(|line| between_words(line, terminal.width)).collect();
            out.add(&lines, PLAIN);
        }
    }
    let notes = caveats.into_iter().chain(&hidden_note);
    let notes: Vec<String> = notes.flat_map(|note| paragraph(note, terminal)).collect();
    if !notes.is_empty() {
        // Without an empty line the notes would look like a row.
        out.add(&[String::new()], PLAIN);
        out.add(&notes, DIM);
    }
    out.text
}

/// Renders the bars of a chart below its title, and above the notes: what the characters mean, what is not shown, and its
/// caveats. On a terminal the notes leave room for the bars.
fn chart_block(chart: &Chart, document: &Document, terminal: &Terminal) -> String {
    let mut out = StyledText { text: String::new(), color: terminal.color };
    let title = paragraph(&chart.title, terminal);
    let caveats: usize = chart.table.caveats.iter().map(|note| paragraph(note, terminal).len()).sum();
    let room = terminal.height.map(|height| chart::Room {
        // An empty line above the notes, and the line of the next prompt.
        lines: height.saturating_sub(title.len() + 2),
        notes: height / NOTES_SHARE,
        caveats,
    });
    let mut lines = StyledText { text: String::new(), color: terminal.color };
    let chart::Notes { mut legend, others, lines_for_bars } = chart::draw(chart, terminal, room, &mut lines);
    if !document.is_quiet {
        legend.extend(others.into_iter().chain(chart.table.caveats.iter().cloned()));
    }
    let drawn = lines.text.lines().count();
    let notes = match room {
        // What is longer than the screen is shown in a pager, with all notes.
        Some(room) if drawn + room.notes <= room.lines + lines_for_bars => {
            fitting(&legend, room.lines.saturating_sub(drawn), terminal)
        }
        _ => legend.iter().flat_map(|note| paragraph(note, terminal)).collect(),
    };
    out.add(&title, TITLE);
    out.text.push_str(&lines.text);
    if !notes.is_empty() {
        out.add(&[String::new()], PLAIN);
        out.add(&notes, DIM);
    }
    if chart.charset == Charset::Ascii { chart::in_ascii(&out.text) } else { out.text }
}

/// Returns the rows of a ledger that is too wide for the terminal: what its first cell names, and the other cells below it.
/// Further rows of the same name follow.
fn stacked(table: &Table, terminal: &Terminal) -> Vec<String> {
    let mut lines = Vec::new();
    for row in &table.rows {
        let texts: Vec<Cow<'_, str>> = row.iter().map(|cell| for_people(cell, table.layout)).collect();
        let named = table.columns.iter().zip(row.iter().zip(&texts));
        let cells = named.skip(1).filter(|(_, (cell, text))| **cell != Cell::Missing && !text.is_empty());
        let cells: Vec<String> = cells.map(|(column, (_, text))| format!("{} {text}", column.name)).collect();
        lines.extend(texts.first().filter(|name| !name.is_empty()).map(|name| one_line(name).into_owned()));
        lines.extend(between_words(&format!("  {}", one_line(&cells.join(", "))), terminal.width));
    }
    lines
}

/// Returns the lines of the first notes that fit into `room` lines, and a line that counts the others.
fn fitting(notes: &[String], room: usize, terminal: &Terminal) -> Vec<String> {
    let paragraphs: Vec<Vec<String>> = notes.iter().map(|note| paragraph(note, terminal)).collect();
    if paragraphs.iter().map(Vec::len).sum::<usize>() <= room {
        return paragraphs.concat();
    }
    let count = |shown: usize| {
        let others = count_of(notes.len() - shown, "further note", "further notes");
        paragraph(&format!("notes: {others} (a pipe shows all: add | less)"), terminal)
    };
    let lines = |shown: &usize| paragraphs.iter().take(*shown).map(Vec::len).sum::<usize>();
    let shown = (0..notes.len()).rev().find(|shown| lines(shown) + count(*shown).len() <= room).unwrap_or(0);
    paragraphs.into_iter().take(shown).chain([count(shown)]).flatten().collect()
}

/// Returns the note on the columns without a width.
pub(super) fn hidden(table: &Table, widths: &[Option<usize>]) -> Option<String> {
    let columns = table.columns.iter().zip(widths).filter(|(_, width)| width.is_none());
    let names: Vec<&str> = columns.map(|(column, _)| column.name.as_str()).collect();
    let them = if names.len() == 1 { "it" } else { "them" };
    (!names.is_empty()).then(|| format!("hidden: {} (a wider terminal shows {them})", names.join(", ")))
}

/// Renders names on the left and texts on the right, wrapped with a hanging indent.
fn card(table: &Table, terminal: &Terminal) -> Vec<String> {
    let text = |cell: &Cell| lines(&for_people(cell, table.layout)).collect::<Vec<_>>().join("\n");
    let rows: Vec<[String; 2]> = table
        .rows
        .iter()
        .filter_map(|row| row.split_first())
        .map(|(name, values)| {
            let name = if *name == Cell::Missing { String::new() } else { text(name) };
            [name, values.iter().map(text).collect::<Vec<_>>().join(" ")]
        })
        .collect();
    let indent = rows.iter().map(|[name, _]| display_width(name)).max().unwrap_or(0) + GAP;
    let max_width = terminal.width.map(|terminal| terminal.saturating_sub(indent).max(MIN_TEXT_WIDTH));
    let mut lines = Vec::new();
    for [name, value] in &rows {
        let mut name = name.as_str();
        for line in value.split('\n').flat_map(|line| wrapped(line, max_width, "")) {
            let padding = " ".repeat(indent - display_width(name));
            lines.push(format!("{name}{padding}{line}"));
            name = "";
        }
    }
    lines
}

/// Returns a text as one paragraph within the width of the terminal, with its further lines indented; no line for an empty
/// text.
pub(crate) fn paragraph(text: &str, terminal: &Terminal) -> Vec<String> {
    const INDENT: &str = "  ";
    let line = one_line(text);
    if line.is_empty() {
        return Vec::new();
    }
    wrapped(&line, terminal.width.map(|terminal| terminal.max(MIN_TEXT_WIDTH)), INDENT)
}

/// Wraps a line at spaces, and inside words longer than `max_width`; all lines but the first begin with `indent`. A line
/// with a URL keeps its words whole.
fn wrapped(line: &str, max_width: Option<usize>, indent: &str) -> Vec<String> {
    let Some(max_width) = max_width else { return vec![line.to_owned()] };
    let long_words = if line.contains("://") { LongWords::Keep } else { LongWords::Break };
    wrap(line, max_width, indent, long_words).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;
    use crate::report::Column;

    fn terminal(width: Option<usize>) -> Terminal {
        Terminal { width, height: None, color: false, is_terminal: width.is_some(), wraps: false, threads: 2 }
    }

    fn shown(table: Table, width: Option<usize>) -> String {
        render(&Document { tables: vec![table], ..Document::default() }, &terminal(width))
    }

    fn amount(text: &str) -> Cell {
        Cell::Amount(text.parse().unwrap())
    }

    fn deals() -> Table {
        let row = |deal: &str, day: &str, who: &str, amount: Cell, share: &str| {
            let share = Cell::Share(share.parse().unwrap());
            vec![Cell::text(deal), Cell::Date(day.parse().unwrap()), Cell::text(who), amount, share]
        };
        Table {
            columns: vec![
                Column::new("deal"),
                Column::new("announced").rank(1),
                Column::new("who").wraps(),
                Column::new("amount"),
                Column::new("share").rank(2),
            ],
            rows: vec![
                row("alibaba-ai-cloud", "2025-02-24", "Alibaba", amount("CNY 380bn"), "0.361"),
                row("openai-coreweave", "2025-03", "OpenAI, CoreWeave", amount("up to $11.9bn"), "0.0001"),
                row("unknown", "2025", "", Cell::Missing, "0"),
            ]
            .into(),
            caveats: vec!["≤ is a ceiling".into(), "1 deal is undisclosed".into()],
            ..Table::default()
        }
    }

    #[test]
    fn the_note_on_a_hidden_column_is_left_out() {
        let mut table = deals();
        table.columns[1].note = Some("1 deal is undisclosed".to_owned());
        let wide = shown(table.clone(), Some(80));
        assert!(wide.contains("announced") && wide.contains("1 deal is undisclosed"), "{wide}");
        let narrow = shown(table, Some(40));
        assert!(narrow.contains("hidden: announced"), "{narrow}");
        assert!(narrow.contains("≤ is a ceiling") && !narrow.contains("1 deal is undisclosed"), "{narrow}");
    }

    #[test]
    fn numbers_are_aligned_right_with_their_header() {
        let expected = "\
deal              announced   who                      amount  share
────────────────────────────────────────────────────────────────────
alibaba-ai-cloud  2025-02-24  Alibaba               380bn CNY  36.1%
openai-coreweave  2025-03     OpenAI, CoreWeave  ≤ 11.9bn USD  <0.1%
unknown           2025        –                             –   0.0%

≤ is a ceiling
1 deal is undisclosed
";
        assert_eq!(shown(deals(), None), expected);
        assert_eq!(shown(deals(), Some(80)), expected);
        assert_eq!(shown(deals(), Some(68)), expected);
    }

    #[test]
    fn text_is_broken_before_columns_are_hidden_and_those_are_named() {
        // "CoreWeave" and "OpenAI," are shorter than twelve: nine columns are the least.
        assert_eq!(
            shown(deals(), Some(60)),
            "\
deal              announced   who              amount  share
────────────────────────────────────────────────────────────
alibaba-ai-cloud  2025-02-24  Alibaba       380bn CNY  36.1%
openai-coreweave  2025-03     OpenAI,    ≤ 11.9bn USD  <0.1%
                              CoreWeave
unknown           2025        –                     –   0.0%

≤ is a ceiling
1 deal is undisclosed
"
        );
        assert_eq!(
            shown(deals(), Some(42)),
            "\
deal              who               amount
──────────────────────────────────────────
alibaba-ai-cloud  Alibaba        380bn CNY
openai-coreweave  OpenAI,     ≤ 11.9bn USD
                  CoreWeave
unknown           –                      –

≤ is a ceiling
1 deal is undisclosed
hidden: announced, share (a wider terminal
  shows them)
"
        );
    }

    #[test]
    fn a_ledger_shows_figures_in_full_and_aligns_open_with_numbers() {
        let table = Table {
            title: Some("By country".into()),
            layout: Layout::Ledger,
            columns: vec![Column::new("country"), Column::new("headline"), Column::new("ceiling")],
            rows: vec![
                vec![
                    Cell::text("US"),
                    Cell::Figure("52413447725.984".parse().unwrap(), Currency::USD),
                    Cell::Open,
                ],
                vec![Cell::text("JP"), Cell::Figure("5".parse().unwrap(), Currency::USD), Cell::Missing],
            ]
            .into(),
            ..Table::default()
        };
        assert_eq!(
            shown(table, None),
            "\
By country
country           headline  ceiling
───────────────────────────────────
US       52,413,447,725.98     open
JP                    5.00        –
"
        );
    }

    #[test]
    fn wide_characters_are_aligned() {
        let table = Table {
            columns: vec![Column::new("who"), Column::new("deals")],
            rows: vec![
                vec![Cell::text("阿里巴巴"), Cell::Count(1)],
                vec![Cell::text("👩‍💻 e\u{301}"), Cell::Count(20)],
                vec![Cell::text("Iliad"), Cell::Count(300)],
            ]
            .into(),
            ..Table::default()
        };
        assert_eq!(
            shown(table, Some(40)),
            "\
who       deals
───────────────
阿里巴巴      1
👩‍💻 e\u{301}       20
Iliad       300
"
        );
    }

    #[test]
    fn control_characters_are_escaped_in_their_cell() {
        let table = Table {
            title: Some("\u{1b}]0;x\u{7}".into()),
            columns: vec![Column::new("a"), Column::new("b")],
            rows: vec![
                vec![Cell::text("\u{1b}[2J"), Cell::text("one\ntwo\tthree")],
                vec![Cell::text("\u{202e}x"), Cell::text("=cmd()|")],
            ]
            .into(),
            caveats: vec!["\u{9b}\n".into()],
            ..Table::default()
        };
        assert_eq!(
            shown(table, None),
            "\
\\u{1b}]0;x\\u{7}
a          b
────────────────────────
\\u{1b}[2J  one two three
\\u{202e}x  =cmd()|

\\u{9b}
"
        );
    }

    #[test]
    fn a_card_indents_its_texts_next_to_their_names() {
        let table = Table {
            title: Some("openai-coreweave".into()),
            layout: Layout::Card,
            columns: vec![Column::new("field"), Column::new("value")],
            rows: vec![
                vec![Cell::text("amount"), amount("up to $11.9bn")],
                vec![
                    Cell::text("quote"),
                    Cell::text("a contract worth up to $11.9 billion\nover five years"),
                ],
                vec![Cell::Missing, Cell::text("second\u{7} quote")],
                vec![Cell::text("period"), Cell::Missing],
            ]
            .into(),
            caveats: vec!["≤ is a ceiling".into()],
            ..Table::default()
        };
        assert_eq!(
            shown(table.clone(), Some(40)),
            "\
openai-coreweave
amount  ≤ 11,900,000,000.00 USD
quote   a contract worth up to $11.9
        billion
        over five years
        second\\u{7} quote
period  –

≤ is a ceiling
"
        );
        // A text has at least twenty columns.
        assert_eq!(
            shown(
                Table { rows: table.rows[1..2].to_vec().into(), title: None, caveats: Vec::new(), ..table },
                Some(9)
            ),
            "\
quote  a contract worth up
       to $11.9 billion
       over five years
"
        );
    }

    #[test]
    fn an_empty_table_has_a_header_and_tables_are_separated() {
        let empty = Table { rows: Vec::new().into(), caveats: vec!["no deal matches".into()], ..deals() };
        let once =
            "deal  announced  who  amount  share\n───────────────────────────────────\n\nno deal matches\n";
        let document = Document { tables: vec![empty.clone(), empty], ..Document::default() };
        assert_eq!(render(&document, &terminal(Some(80))), format!("{once}\n{once}"));
    }

    #[test]
    fn colour_adds_only_escape_sequences() {
        let table = Table { title: Some("t".into()), ..deals() };
        let document = Document { tables: vec![table], ..Document::default() };
        let plain = render(&document, &terminal(Some(60)));
        let colored = render(&document, &Terminal { color: true, ..terminal(Some(60)) });
        assert!(colored.starts_with("\u{1b}[1mt\u{1b}[0m\n\u{1b}[2mdeal  "), "{colored}");
        assert!(colored.contains("\nalibaba-ai-cloud  2025"));
        let stripped = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m"]
            .iter()
            .fold(colored.clone(), |text, escape| text.replace(escape, ""));
        assert_eq!(stripped, plain);
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z]{0,12}", "\\PC{0,30}", "[阿里 ]{0,20}", "[👩‍💻️❤ a]{0,20}", any::<String>()]
    }

    /// A column of a table that is wider than most terminals.
    #[derive(Debug, Clone)]
    enum WideColumn {
        /// Never broken.
        Numbers(Vec<u64>),
        /// Wrapped. The texts have no digits.
        Texts(Vec<String>),
    }

    fn wide_column(rows: usize) -> impl Strategy<Value = (WideColumn, u8)> {
        let text = "([a-z阿里]{0,14} ){0,4}[a-z]{1,3}";
        let column = prop_oneof![
            prop::collection::vec(any::<u64>().prop_map(|n| n >> (n % 64)), rows)
                .prop_map(WideColumn::Numbers),
            prop::collection::vec(text, rows).prop_map(WideColumn::Texts),
        ];
        (column, 0u8..4)
    }

    fn wide_table() -> impl Strategy<Value = Vec<(WideColumn, u8)>> {
        (1usize..5).prop_flat_map(|rows| prop::collection::vec(wide_column(rows), 1..9))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn a_wide_table_fits_keeps_its_numbers_and_names_hidden_columns(
            columns in wide_table(),
            width in 20usize..=200,
        ) {
            let names: Vec<String> = ('A'..='Z').take(columns.len()).map(|c| format!("Q{c}")).collect();
            let rows = match &columns[0].0 {
                WideColumn::Numbers(numbers) => numbers.len(),
                WideColumn::Texts(texts) => texts.len(),
            };
            // The columns of rank 0 are never hidden: numbers with their commas, and texts of at least eight columns.
            let minimum = |(column, _): &(WideColumn, u8)| match column {
                WideColumn::Numbers(numbers) => numbers.iter().map(|number| number.to_string().len() * 4 / 3 + 1).max().unwrap_or(2),
                WideColumn::Texts(_) => 8,
            };
            let fixed: Vec<usize> = columns.iter().filter(|(_, rank)| *rank == 0).map(minimum).collect();
            prop_assume!(fixed.iter().map(|width| width + GAP).sum::<usize>() <= width + GAP);
            let cell = |row: usize, column: &WideColumn| match column {
                WideColumn::Numbers(numbers) => Cell::Count(numbers[row]),
                WideColumn::Texts(texts) => Cell::text(texts[row].as_str()),
            };
            let column = |((column, rank), name): (&(WideColumn, u8), &String)| match column {
                WideColumn::Numbers(_) => Column::new(name.as_str()).rank(*rank),
                WideColumn::Texts(_) => Column::new(name.as_str()).rank(*rank).wraps(),
            };
            let table = Table {
                columns: columns.iter().zip(&names).map(column).collect(),
                rows: (0..rows).map(|row| columns.iter().map(|(column, _)| cell(row, column)).collect()).collect(),
                ..Table::default()
            };
            let text = shown(table, Some(width));
            for line in text.lines() {
                prop_assert!(display_width(line) <= width, "{} > {width}: {line:?}", display_width(line));
            }
            let (table, note) = text.split_once("hidden: ").unwrap_or((&text, ""));
            let note = note.split(" (").next().unwrap_or_default().replace('\n', " ");
            let note = note.split_once("(a").map_or(note.as_str(), |(names, _)| names).trim();
            let hidden: Vec<&str> = note.split(", ").map(str::trim).filter(|name| !name.is_empty()).collect();
            let header: Vec<&str> = table.lines().next().unwrap_or_default().split_whitespace().collect();
            let mut numbers = Vec::new();
            for ((column, rank), name) in columns.iter().zip(&names) {
                let is_hidden = hidden.contains(&name.as_str());
                prop_assert!(is_hidden != header.contains(&name.as_str()), "{name} is in one of {header:?}, {hidden:?}");
                prop_assert!(!is_hidden || *rank > 0, "{name} of rank 0 is hidden");
                if let (WideColumn::Numbers(counts), false) = (column, is_hidden) {
                    numbers.extend(counts.iter().map(u64::to_string));
                }
            }
            let has_digit = |token: &&str| token.contains(|c: char| c.is_ascii_digit());
            let found = table.split_whitespace().filter(has_digit).map(|number| number.replace(',', ""));
            let mut found: Vec<String> = found.collect();
            found.sort_unstable();
            numbers.sort_unstable();
            prop_assert_eq!(found, numbers);
        }

        #[test]
        fn no_line_is_wider_than_the_terminal(
            words in prop::collection::vec(prop::collection::vec(word(), 3), 0..6),
            title in word(),
            width in 40usize..120,
            card in any::<bool>(),
        ) {
            let text = |words: &[String]| Cell::text(words.join(" "));
            let rows = words.iter().map(|words| if card {
                vec![Cell::text("name"), text(words)]
            } else {
                vec![text(words), text(&words[1..]), Cell::Count(1234)]
            });
            let table = Table {
                title: Some(title.clone()),
                layout: if card { Layout::Card } else { Layout::Grid },
                columns: vec![Column::new("one").wraps(), Column::new("two").wraps(), Column::new("three")],
                rows: rows.collect(),
                caveats: vec![title],
                ..Table::default()
            };
            let text = shown(table, Some(width));
            for line in text.lines() {
                prop_assert!(display_width(line) <= width, "{} > {width}: {line:?}", display_width(line));
                prop_assert!(!line.ends_with(' '));
            }
            prop_assert!(!text.contains(|c: char| c != '\n' && c.is_control()));
        }
    }
}
