//! The model of every output: tables of typed cells, with notes.
//!
//! Cells hold unrounded values. Only the renderers for people round them.

use chrono::NaiveDate;

pub(crate) use super::cell::Cell;
use super::provenance::Provenance;
use super::rows::Rows;
use crate::invalid::keyword_enum;
use crate::money::{Amount, Currency, Decimal, Estimate};

/// Who reads the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// People: tables have compact cells and totals.
    People,
    /// People who see what is published, and not the command line: as above, but notes name no flags.
    Readers,
    /// Programs: full, unrounded figures, each in a column of its own.
    Programs,
    /// People with a spreadsheet: the columns of programs, and further tables as sheets.
    Spreadsheets,
}

impl Audience {
    /// Whether there is room for one table only.
    pub(crate) fn has_one_table(self) -> bool {
        self == Self::Programs
    }

    /// The title of a table that has one as a sheet only.
    pub(super) fn sheet_name(self, name: &str) -> Option<String> {
        (self == Self::Spreadsheets).then(|| name.to_owned())
    }

    /// Whether people read the output.
    pub(crate) fn is_people(self) -> bool {
        matches!(self, Self::People | Self::Readers)
    }
}

/// The output of a command.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    /// The tables, from top to bottom; formats for programs have exactly one, and workbooks a sheet for each.
    pub tables: Vec<Table>,
    /// Charts for people, above the tables.
    pub charts: Vec<Chart>,
    /// A page to publish.
    pub page: Option<Box<WebPage>>,
    /// Changes as a feed to publish.
    pub feed: Option<Box<Feed>>,
    /// Prices for journals of plain-text accounting.
    pub prices: Vec<Price>,
    /// Where the answer comes from, if it was asked for.
    pub provenance: Option<Provenance>,
    /// Whether notes are left out.
    pub is_quiet: bool,
}

impl Document {
    /// Leaves out all notes.
    pub(crate) fn drop_notes(&mut self) {
        self.is_quiet = true;
        let page = self.page.iter_mut().flat_map(|page| {
            let charts = page.charts.iter_mut().map(|chart| &mut chart.table);
            charts.chain([&mut page.totals, &mut page.deals])
        });
        let charts = self.charts.iter_mut().map(|chart| &mut chart.table);
        page.chain(charts).chain(&mut self.tables).for_each(|table| table.caveats.clear());
    }
}

/// The price of a currency in another one on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    /// The day.
    pub day: NaiveDate,
    /// The currency of the one unit.
    pub base: Currency,
    /// The currency in which `rate` is counted.
    pub quote: Currency,
    /// Units of `quote` for one unit of `base`.
    pub rate: Decimal,
}

/// Totals as bars.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chart {
    /// What it shows, such as "Announced investments by country, in USD".
    pub title: String,
    /// The currency that amounts were converted to, if any.
    pub target: Option<Currency>,
    /// The rows, one for each bar, and totals. The columns are those of totals with one grouping.
    pub table: Table,
    /// For stacked bars: the rows of totals with both groupings.
    pub segments: Option<Table>,
    /// Whether the bars are in the order of time.
    pub is_over_time: bool,
    /// Whether each bar has all that was announced before.
    pub is_running: bool,
    /// The characters that it is drawn with on a terminal.
    pub charset: Charset,
    /// Notes for a picture, which stands without its command line: what was selected.
    pub origin: Vec<String>,
}

/// A page to publish. What is empty has no section.
#[derive(Debug, Clone, Default)]
pub(crate) struct WebPage {
    /// Its title.
    pub title: String,
    /// Where the deals come from, what was selected, and when the page was made, as sentences without their points.
    pub origin: Vec<String>,
    /// The currency that amounts were converted to, if any.
    pub target: Option<Currency>,
    /// The totals, with their notes.
    pub totals: Table,
    /// The totals by group.
    pub charts: Vec<Chart>,
    /// The deals, one a row; the first column is the id.
    pub deals: Table,
    /// All that is known of each deal, in the order of `deals`.
    pub cards: Vec<Card>,
    /// What happened when: the columns are date, id, deal, event and what happened.
    pub timeline: Table,
    /// The rates of each conversion.
    pub rates: Option<Table>,
}

impl WebPage {
    /// Whether no deal was selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.totals.rows.is_empty() && self.cards.is_empty()
    }
}

/// All that is known of a deal.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Names and values. `url` is the address of the source before it, and `quote` is quoted from it.
    pub facts: Table,
}

/// Changes as a feed to publish.
#[derive(Debug, Clone, Default)]
pub(crate) struct Feed {
    /// What it is about.
    pub title: String,
    /// An id that stays the same.
    pub urn: String,
    /// The name of the dataset, which stands for the author: nobody else is known.
    pub author: String,
    /// The day of the last change.
    pub updated: Option<NaiveDate>,
    /// The changes.
    pub entries: Vec<FeedEntry>,
    /// What deals that did not change add to the headline at other rates.
    pub other_rates: Vec<(Cell, String)>,
    /// What all of that adds up to in each currency.
    pub net: Table,
}

/// A change in a feed.
#[derive(Debug, Clone)]
pub(crate) struct FeedEntry {
    /// An id that stays the same.
    pub urn: String,
    /// The day on which it entered the dataset, or else happened.
    pub updated: Option<NaiveDate>,
    /// The date of the revision or of the announcement.
    pub date: Cell,
    /// The id of the deal.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: &'static str,
    /// What happened, in a few words.
    pub summary: String,
    /// The same without the progress; empty if there is nothing else.
    pub what: String,
    /// What had been allocated or spent, if that is new.
    pub progress: Option<String>,
    /// The amounts before and after it.
    pub amounts: [Cell; 2],
    /// What it adds to the headline of the total in each currency.
    pub nets: Vec<(Cell, String)>,
    /// The status of a deal that totals leave out because of it.
    pub left_out: Option<&'static str>,
    /// Its source.
    pub source: Option<FeedSource>,
}

/// The source of a change.
#[derive(Debug, Clone)]
pub(crate) struct FeedSource {
    /// Publisher, title and date.
    pub text: String,
    /// The address.
    pub url: Option<String>,
}

/// The characters that a chart is drawn with on a terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Blocks and shades.
    #[default]
    Unicode,
    /// ASCII characters only, except in names.
    Ascii,
}

/// A row for a program: its cells, or the record.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    /// The cells, one for each column.
    Cells(Vec<Cell>),
    /// A JSON object.
    Record(String),
}

/// Some rows of a list.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// The rows, in order.
    pub lines: Vec<Line>,
    /// The first row, if it differs at the start of the list: there it holds the rates of the dataset.
    pub first: Option<Line>,
}

/// Rows under named columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// A heading for people and the name of a sheet; formats for programs omit it.
    pub title: Option<String>,
    /// The layout for people.
    pub layout: Layout,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows; each has one cell for each column.
    pub rows: Rows,
    /// How many of the last rows are totals of the others.
    pub totals: usize,
    /// How many rows are left out after those in each currency, if there are too many for a chart.
    pub left_out: Vec<(Option<Currency>, usize)>,
    /// Notes that a reader must know to quote the figures.
    pub caveats: Vec<String>,
}

/// The layout of a table for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A header and rows, with compact figures (`11.9bn`).
    #[default]
    Grid,
    /// A header and rows, with every figure in full (`11,900,000,000.00`).
    Ledger,
    /// Two columns without a header: a name and a text.
    Card,
    /// The deals of figures with their sources and quotes, ready to paste. The columns before `deal` are groups.
    Citations(CiteStyle),
}

keyword_enum! {
    /// How sources are cited for people.
    pub(crate) enum CiteStyle is "way to cite" {
        /// A list with links, to paste into a document.
        Markdown = "markdown" | "md",
        /// Lines of text.
        Plain = "plain",
        /// An entry for each source.
        Bibtex = "bibtex",
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The header for people and the key for programs.
    pub name: String,
    /// The order in which columns are hidden on a narrow terminal: highest first, 0 never.
    pub rank: u8,
    /// Whether the column is hidden only after texts have become as narrow as they can, and the others are hidden.
    pub is_essential: bool,
    /// What happens to a text that is wider than the column on a terminal.
    pub overflow: Overflow,
    /// Whether its cells are figures, even if none is known.
    pub is_figure: bool,
    /// The note of the table that explains its cells: nobody needs it where the column is hidden.
    pub note: Option<String>,
}

/// What happens to a text that is wider than its column on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overflow {
    /// The column is as wide as its widest text.
    Never,
    /// The text goes on in the next line; the column is at least this wide while others can be hidden.
    Wraps(usize),
    /// The text is cut, so that a row stays on one line, to no less than this width while other columns can be hidden.
    Cuts(usize),
    /// The text is cut to no less than this width until no other column can be hidden or narrower.
    CutsLast(usize),
}

/// The width up to which keys stay whole, on terminals that have room for them and one figure.
const KEY: usize = 40;

impl Column {
    /// A column that is never hidden and never narrower than its texts.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        let (name, overflow) = (name.into(), Overflow::Never);
        Self { name, rank: 0, is_essential: false, overflow, is_figure: false, note: None }
    }

    /// A column of figures.
    pub(crate) fn figure(name: impl Into<String>) -> Self {
        Self { is_figure: true, ..Self::new(name) }
    }

    /// The same column with a rank: it is hidden before columns of lower rank.
    #[must_use]
    pub(crate) fn rank(self, rank: u8) -> Self {
        Self { rank, is_essential: false, ..self }
    }

    /// The same column with a rank among those that are hidden last.
    #[must_use]
    pub(crate) fn essential(self, rank: u8) -> Self {
        Self { rank, is_essential: true, ..self }
    }

    /// The same column with text that may wrap.
    #[must_use]
    pub(crate) fn wraps(self) -> Self {
        self.wraps_at(0)
    }

    /// The same, in a column that is at least this wide while other columns can be hidden.
    #[must_use]
    pub(crate) fn wraps_at(mut self, least: usize) -> Self {
        self.overflow = Overflow::Wraps(least);
        self
    }

    /// The same column with text that may be cut, to no less than `least` while other columns can be hidden.
    #[must_use]
    pub(crate) fn cuts(mut self, least: usize) -> Self {
        self.overflow = Overflow::Cuts(least);
        self
    }

    /// The same column with text that is cut below `least` only when all other columns are at their minimum.
    #[must_use]
    pub(crate) fn cuts_last(mut self, least: usize) -> Self {
        self.overflow = Overflow::CutsLast(least);
        self
    }

    /// The same column with ids, which are cut last: a cut id may be that of something else.
    #[must_use]
    pub(crate) fn keys(self) -> Self {
        self.cuts_last(KEY)
    }
}

impl Table {
    /// Removes the column `name`, if the table has it.
    pub(crate) fn remove_column(&mut self, name: &str) {
        if let Some(index) = self.columns.iter().position(|column| column.name == name) {
            self.columns.remove(index);
            self.rows.change(|rows| {
                for row in rows {
                    row.remove(index);
                }
            });
        }
    }
}

/// The columns of an amount and of what it was converted to: its bound, and the [`figures`] of both.
pub(super) const AMOUNTS: [&str; 9] = [
    "bound", "floor", "headline", "ceiling", "currency", "converted_floor", "converted_headline",
    "converted_ceiling", "converted_currency",
];

/// The floor, headline, ceiling and currency of an amount, as cells.
pub(super) fn figures(amount: &Amount) -> [Cell; 4] {
    let Estimate { floor, headline, ceiling } = amount.estimate();
    let figure = |value| Cell::Figure(value, amount.currency);
    [
        figure(floor),
        figure(headline),
        ceiling.map_or(Cell::Open, figure),
        Cell::text(amount.currency.to_string()),
    ]
}
