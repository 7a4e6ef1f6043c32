//! Tables for a terminal: aligned columns as wide as the screen, or cards.

use std::borrow::Cow;

use anstyle::Style;
use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, TableStyle, Width};
use unicode_width::UnicodeWidthStr;

use super::escape::{lines, one_line};
use super::fit::{GAP, Need, fit};
use super::{Terminal, for_people, is_number};
use crate::parallel::map_chunks;
use crate::report::{Cell, Column, Document, Layout, Table};

/// One rule under the header and nothing else.
const LOOK: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill(RULE));
const RULE: char = '─';

const PLAIN: Style = Style::new();
const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// No text is squeezed into fewer columns, however narrow the screen.
const LEAST_TEXT: usize = 20;

/// Above this comfy-table is felt: 100,000 rows take it 0.7 s and 240 MB.
const MANY_ROWS: usize = 10_000;

/// Every table under its title and above its caveats, set apart by an empty line.
pub(super) fn render(document: &Document, terminal: &Terminal) -> String {
    let blocks = document.tables.iter().map(|table| block(table, terminal));
    blocks.reduce(|page, block| format!("{page}\n{block}")).unwrap_or_default()
}

fn block(table: &Table, terminal: &Terminal) -> String {
    let mut page = Page { text: String::new(), color: terminal.color };
    if let Some(title) = &table.title {
        page.add(&paragraph(title, terminal), TITLE);
    }
    let mut notes = paragraph(&table.caveats.join("; "), terminal);
    match table.layout {
        Layout::Grid | Layout::Ledger => {
            let grid = Grid::new(table, terminal);
            let widths = fit(&grid.needs(table), terminal.width);
            grid.draw(&widths, &mut page, terminal.threads);
            notes.extend(hidden(table, &widths).iter().flat_map(|note| paragraph(note, terminal)));
        }
        Layout::Card => page.add(&card(table, terminal), PLAIN),
    }
    if !notes.is_empty() {
        // Without a line between them the caveats would read like one more row.
        page.add(&[String::new()], PLAIN);
        page.add(&notes, DIM);
    }
    page.text
}

/// Lines that are styled whole, after their widths were reckoned.
struct Page {
    text: String,
    color: bool,
}

impl Page {
    fn add(&mut self, lines: &[String], style: Style) {
        for line in lines {
            let line = line.trim_end();
            if self.color && style != PLAIN && !line.is_empty() {
                self.text.push_str(&format!("{style}{line}{style:#}"));
            } else {
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }
}

/// The texts of a table, and what is known of its columns.
struct Grid<'t> {
    header: Vec<Cow<'t, str>>,
    rows: Vec<Vec<Cow<'t, str>>>,
    columns: Vec<Measure>,
}

/// What is known of the cells of a column.
#[derive(Clone, Copy, Default)]
struct Measure {
    /// The width of the widest.
    width: usize,
    /// The width of the longest word, where lines may have to be broken.
    word: usize,
    is_number: bool,
}

impl Measure {
    fn add(&mut self, text: &str, has_words: bool) {
        self.width = self.width.max(width(text));
        if has_words {
            self.word = self.word.max(text.split(' ').map(width).max().unwrap_or(0));
        }
    }

    fn merge(&mut self, other: Self) {
        self.width = self.width.max(other.width);
        self.word = self.word.max(other.word);
        self.is_number |= other.is_number;
    }
}

impl<'t> Grid<'t> {
    fn new(table: &'t Table, terminal: &Terminal) -> Self {
        let text = |cell| match for_people(cell, table.layout) {
            Cow::Borrowed(text) => one_line(text),
            Cow::Owned(text) => one_line(&text).into_owned().into(),
        };
        let has_words: Vec<bool> =
            table.columns.iter().map(|column| column.wraps && terminal.width.is_some()).collect();
        let header: Vec<Cow<'t, str>> = table.columns.iter().map(|column| one_line(&column.name)).collect();
        let mut columns = vec![Measure::default(); header.len()];
        for ((measure, name), has_words) in columns.iter_mut().zip(&header).zip(&has_words) {
            measure.add(name, *has_words);
        }
        let parts = map_chunks(&table.rows, terminal.threads, |rows| {
            let mut columns = vec![Measure::default(); has_words.len()];
            let measured = |row: &'t Vec<Cell>| {
                let measured =
                    row.iter().zip(&mut columns).zip(&has_words).map(|((cell, measure), has_words)| {
                        let text = text(cell);
                        measure.add(&text, *has_words);
                        measure.is_number |= is_number(cell);
                        text
                    });
                measured.collect::<Vec<_>>()
            };
            (rows.iter().map(measured).collect::<Vec<_>>(), columns)
        });
        for measure in parts.iter().map(|(_, columns)| columns) {
            columns.iter_mut().zip(measure).for_each(|(own, other)| own.merge(*other));
        }
        Self { header, rows: parts.into_iter().flat_map(|(rows, _)| rows).collect(), columns }
    }

    fn needs(&self, table: &Table) -> Vec<Need> {
        let need = |(column, measure): (&Column, &Measure)| Need {
            rank: column.rank,
            width: measure.width,
            word: column.wraps.then_some(measure.word),
        };
        table.columns.iter().zip(&self.columns).map(need).collect()
    }

    fn draw(&self, widths: &[Option<usize>], page: &mut Page, threads: usize) {
        let shown: Vec<(usize, usize)> =
            widths.iter().enumerate().filter_map(|(index, width)| Some((index, (*width)?))).collect();
        let fits = shown.iter().all(|(index, room)| self.columns[*index].width <= *room);
        if shown.is_empty() {
            return;
        }
        if self.rows.len() > MANY_ROWS && fits {
            self.draw_many(&shown, page, threads);
        } else {
            self.draw_broken(&shown, page);
        }
    }

    /// With texts broken to the widths of their columns.
    fn draw_broken(&self, shown: &[(usize, usize)], page: &mut Page) {
        let pick = |texts: &Vec<Cow<'_, str>>| -> Vec<comfy_table::Cell> {
            shown.iter().map(|(index, _)| texts.get(*index).map_or("", |text| text).into()).collect()
        };
        let mut table = comfy_table::Table::new();
        table.load_style(LOOK).set_header(pick(&self.header)).add_rows(self.rows.iter().map(pick));
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
        page.add(&lines[..header], DIM);
        page.add(&lines[header..], PLAIN);
    }

    /// The same look for texts that all fit.
    fn draw_many(&self, shown: &[(usize, usize)], page: &mut Page, threads: usize) {
        let all: usize = shown.iter().map(|(_, room)| room + GAP).sum();
        let draw = |texts: &Vec<Cow<'_, str>>, page: &mut String| {
            let start = page.len();
            for (position, (index, room)) in shown.iter().enumerate() {
                let text = texts.get(*index).map_or("", |text| text);
                let padding = room.saturating_sub(width(text));
                let (before, after) =
                    if self.columns[*index].is_number { (padding, 0) } else { (0, padding) };
                let gap = if position > 0 { GAP } else { 0 };
                page.extend(std::iter::repeat_n(' ', gap + before));
                page.push_str(text);
                page.extend(std::iter::repeat_n(' ', after));
            }
            page.truncate(start + page[start..].trim_end().len());
        };
        let mut header = String::new();
        draw(&self.header, &mut header);
        page.add(&[header, RULE.to_string().repeat(all - GAP)], DIM);
        let drawn = map_chunks(&self.rows, threads, |rows| {
            let mut text = String::with_capacity(rows.len() * all);
            for row in rows {
                draw(row, &mut text);
                text.push('\n');
            }
            text
        });
        drawn.iter().for_each(|text| page.text.push_str(text));
    }
}

/// How many columns a text takes; each letter of plain ASCII takes one.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

fn hidden(table: &Table, widths: &[Option<usize>]) -> Option<String> {
    let columns = table.columns.iter().zip(widths).filter(|(_, width)| width.is_none());
    let names: Vec<&str> = columns.map(|(column, _)| column.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("hidden: {} (a wider terminal shows them)", names.join(", ")))
}

/// Names at the left; texts at the right, broken with a hanging indent.
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
    let names = rows.iter().map(|[name, _]| name.width()).max().unwrap_or(0);
    let room = terminal.width.map(|terminal| terminal.saturating_sub(names + GAP).max(LEAST_TEXT));
    let mut lines = Vec::new();
    for [name, value] in &rows {
        let mut name = name.as_str();
        for line in value.split('\n').flat_map(|line| broken(line, room)) {
            let padding = " ".repeat(names + GAP - name.width());
            lines.push(format!("{name}{padding}{line}"));
            name = "";
        }
    }
    lines
}

/// A text of its own, broken at the width of the screen; nothing for an empty one.
fn paragraph(text: &str, terminal: &Terminal) -> Vec<String> {
    let line = one_line(text);
    let room = terminal.width.map(|terminal| terminal.max(LEAST_TEXT));
    if line.is_empty() { Vec::new() } else { broken(&line, room) }
}

/// A line broken to a width at its spaces, and within a word that is longer; a URL stays whole, to be clicked or copied.
fn broken(line: &str, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return vec![line.to_owned()] };
    let is_whole = line.contains("://");
    let mut room = width;
    loop {
        let options = textwrap::Options::new(room)
            .break_words(!is_whole)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let lines: Vec<String> = textwrap::wrap(line, options).into_iter().map(Cow::into_owned).collect();
        // textwrap adds up characters; some that belong together (❤ with its variation selector) are wider than that.
        let excess = lines.iter().map(|line| line.width()).max().unwrap_or(0).saturating_sub(width);
        if excess == 0 || is_whole || room <= excess {
            return lines;
        }
        room -= excess;
    }
}

/// Fixes the width of a column and the gap behind it: comfy-table's own arrangement would break numbers.
fn set_width(column: &mut comfy_table::Column, width: usize, gap: usize) {
    let fixed = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
    column.set_padding((0, fixed(gap)));
    column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed(width + gap))));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn terminal(width: Option<usize>) -> Terminal {
        Terminal { width, color: false, is_terminal: width.is_some(), threads: 2 }
    }

    fn shown(table: Table, width: Option<usize>) -> String {
        render(&Document { tables: vec![table], records: None }, &terminal(width))
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
            ],
            caveats: vec!["≤ is a ceiling".into(), "1 deal is undisclosed".into()],
            ..Table::default()
        }
    }

    #[test]
    fn numbers_line_up_at_the_right_with_their_header() {
        let expected = "\
deal              announced   who                      amount  share
────────────────────────────────────────────────────────────────────
alibaba-ai-cloud  2025-02-24  Alibaba               380bn CNY  36.1%
openai-coreweave  2025-03     OpenAI, CoreWeave  ≤ 11.9bn USD  <0.1%
unknown           2025        –                             –   0.0%

≤ is a ceiling; 1 deal is undisclosed
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

≤ is a ceiling; 1 deal is undisclosed
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

≤ is a ceiling; 1 deal is undisclosed
hidden: announced, share (a wider terminal
shows them)
"
        );
    }

    #[test]
    fn a_ledger_shows_every_figure_in_full_and_open_stands_with_the_numbers() {
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
            ],
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
    fn wide_characters_line_up() {
        let table = Table {
            columns: vec![Column::new("who"), Column::new("deals")],
            rows: vec![
                vec![Cell::text("阿里巴巴"), Cell::Count(1)],
                vec![Cell::text("👩‍💻 e\u{301}"), Cell::Count(20)],
                vec![Cell::text("Iliad"), Cell::Count(300)],
            ],
            ..Table::default()
        };
        assert_eq!(
            shown(table, Some(40)),
            "\
who       deals
───────────────
阿里巴巴      1
👩‍💻 e\u{301}         20
Iliad       300
"
        );
    }

    #[test]
    fn hostile_text_stays_in_its_cell() {
        let table = Table {
            title: Some("\u{1b}]0;x\u{7}".into()),
            columns: vec![Column::new("a"), Column::new("b")],
            rows: vec![
                vec![Cell::text("\u{1b}[2J"), Cell::text("one\ntwo\tthree")],
                vec![Cell::text("\u{202e}x"), Cell::text("=cmd()|")],
            ],
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
    fn a_card_hangs_its_texts_beside_their_names() {
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
            ],
            caveats: vec!["≤ is a ceiling".into()],
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
        // Twenty columns are the least for a text.
        assert_eq!(
            shown(
                Table { rows: table.rows[1..2].to_vec(), title: None, caveats: Vec::new(), ..table },
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
    fn an_empty_table_has_its_header_and_tables_stand_apart() {
        let empty = Table { rows: Vec::new(), caveats: vec!["no deal matches".into()], ..deals() };
        let once =
            "deal  announced  who  amount  share\n───────────────────────────────────\n\nno deal matches\n";
        let document = Document { tables: vec![empty.clone(), empty], records: None };
        assert_eq!(render(&document, &terminal(Some(80))), format!("{once}\n{once}"));
    }

    #[test]
    fn colour_only_decorates() {
        let table = Table { title: Some("t".into()), ..deals() };
        let document = Document { tables: vec![table], records: None };
        let plain = render(&document, &terminal(Some(60)));
        let colored = render(&document, &Terminal { color: true, ..terminal(Some(60)) });
        assert!(colored.starts_with("\u{1b}[1mt\u{1b}[0m\n\u{1b}[2mdeal  "), "{colored}");
        assert!(colored.contains("\nalibaba-ai-cloud  2025"));
        let stripped = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m"]
            .iter()
            .fold(colored.clone(), |text, escape| text.replace(escape, ""));
        assert_eq!(stripped, plain);
    }

    #[test]
    fn many_rows_look_like_few() {
        let table = deals();
        let few = Grid::new(&table, &terminal(None));
        let all: Vec<(usize, usize)> = fit(&few.needs(&deals()), None)
            .into_iter()
            .enumerate()
            .map(|(index, width)| (index, width.unwrap()))
            .collect();
        for color in [false, true] {
            let [mut one, mut other] = [0, 1].map(|_| Page { text: String::new(), color });
            few.draw_many(&all, &mut one, 2);
            few.draw_broken(&all, &mut other);
            assert_eq!(one.text, other.text);
        }
        let row = vec![Cell::text("x"), Cell::Count(7)];
        let many = Table {
            columns: vec![Column::new("deal").wraps(), Column::new("deals")],
            rows: vec![row; MANY_ROWS + 1],
            ..Table::default()
        };
        let text = shown(many, None);
        assert!(text.starts_with("deal  deals\n───────────\nx         7\n"));
        assert_eq!(text.lines().count(), MANY_ROWS + 3);
    }

    fn word() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z]{0,12}", "\\PC{0,30}", "[阿里 ]{0,20}", "[👩‍💻️❤ a]{0,20}", any::<String>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn no_line_is_wider_than_the_screen(
            words in prop::collection::vec(prop::collection::vec(word(), 3), 0..6),
            title in word(),
            width in 40usize..120,
            card in any::<bool>(),
        ) {
            let text = |words: &[String]| Cell::text(words.join(" "));
            let rows = words.iter().map(|words| match card {
                true => vec![Cell::text("name"), text(words)],
                false => vec![text(words), text(&words[1..]), Cell::Count(1234)],
            });
            let table = Table {
                title: Some(title.clone()),
                layout: if card { Layout::Card } else { Layout::Grid },
                columns: vec![Column::new("one").wraps(), Column::new("two").wraps(), Column::new("three")],
                rows: rows.collect(),
                caveats: vec![title],
            };
            let text = shown(table, Some(width));
            for line in text.lines() {
                prop_assert!(line.width() <= width, "{} > {width}: {line:?}", line.width());
                prop_assert!(!line.ends_with(' '));
            }
            prop_assert!(!text.contains(|c: char| c != '\n' && c.is_control()));
        }
    }
}
