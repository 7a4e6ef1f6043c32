//! A table as a sheet: its cells, their widths, the filter of its header and its links.

use std::io::{self, Write};

use indexmap::IndexSet;
use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

use super::style::{Look, NumberFormat, Style, Styles};
use super::value::{Value, cut};
use super::{DECLARATION, Losses, MAIN, RELATIONSHIPS};
use crate::money::{Decimal, to_plain_string};
use crate::render::escape::{starts_formula, web_address};
use crate::report::{Cell, Table};

/// The narrowest and the widest column, in characters. Longer texts go on in further lines.
const MIN_WIDTH: usize = 6;
const MAX_WIDTH: usize = 60;

/// The space beside a text, and that of the button of a filter.
const PADDING: usize = 2;
const BUTTON: usize = 3;

/// The characters of a screen, roughly.
const SCREEN: usize = 150;

/// The height of a line in points, and the most lines that a row shows.
const LINE_HEIGHT: usize = 15;
const MAX_LINES: usize = 20;

/// The most links that a sheet can have, and the most characters of the address of one.
const MAX_LINKS: usize = 65_530;
const MAX_ADDRESS: usize = 2079;

/// The addresses of links, each once. The first has the id `rId1`.
pub(super) type LinkTargets = IndexSet<String>;

/// A column of a sheet.
#[derive(Debug, Clone)]
struct SheetColumn {
    /// The position of its cells in a row of the table.
    index: usize,
    /// Whether it has the digits of rounded numbers in the column before it.
    is_exact: bool,
    header: String,
    has_numbers: bool,
    width: usize,
    wraps: bool,
}

/// Writes one sheet.
pub(super) struct SheetWriter<'a> {
    table: &'a Table,
    columns: Vec<SheetColumn>,
    styles: &'a mut Styles,
    losses: &'a mut Losses,
    targets: LinkTargets,
    /// The cells with links, and the position of the address of each.
    links: Vec<(String, usize)>,
}

/// Returns the cells of a table of `width` columns and `rows` rows below its header.
pub(super) fn range(width: usize, rows: usize) -> String {
    format!("$A$1:${}${}", letters(width.saturating_sub(1)), rows + 1)
}

/// Returns the name of a column: `A`, `Z`, `AA`.
fn letters(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(index % 26).unwrap_or_default()));
        if index < 26 {
            return letters.into_iter().rev().collect();
        }
        index = index / 26 - 1;
    }
}

impl<'a> SheetWriter<'a> {
    /// Returns a writer for the sheet of `table`. It looks at each cell, to know the widths of the columns.
    pub(super) fn new(table: &'a Table, styles: &'a mut Styles, losses: &'a mut Losses) -> Self {
        let columns = (0..table.columns.len()).flat_map(|index| columns(table, index)).collect();
        Self { table, columns, styles, losses, targets: LinkTargets::new(), links: Vec::new() }
    }

    /// Returns how many columns the sheet has.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Whether the columns are wider than a screen, and the first of them leaves room for others.
    fn is_wide(&self) -> bool {
        let widths = self.columns.iter().map(|column| column.width);
        widths.clone().sum::<usize>() > SCREEN && widths.take(1).all(|first| first <= SCREEN / 3)
    }

    /// Writes the sheet and returns the addresses of its links.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub(super) fn write(mut self, out: &mut impl Write) -> io::Result<LinkTargets> {
        let head = html! {
            // The header stays where it is, and beside many columns the first one, which says what a row is about.
            sheetViews { sheetView workbookViewId="0" {
                @if self.is_wide() {
                    pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen" {}
                } @else {
                    pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen" {}
                }
            } }
            @if !self.columns.is_empty() {
                cols {
                    @for (index, column) in self.columns.iter().enumerate() {
                        col min=(index + 1) max=(index + 1) width=(column.width) customWidth="1" {}
                    }
                }
            }
        };
        let start = format!("<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\">");
        out.write_all([DECLARATION, &start, &head.0, "<sheetData>"].concat().as_bytes())?;
        out.write_all(self.header().0.as_bytes())?;
        let table = self.table;
        for (index, row) in table.rows.iter().enumerate() {
            out.write_all(self.row(index + 2, row).0.as_bytes())?;
        }
        out.write_all(["</sheetData>", &self.end().0, "</worksheet>"].concat().as_bytes())?;
        Ok(self.targets)
    }

    fn header(&mut self) -> Markup {
        let look = |column: &SheetColumn| if column.has_numbers { Look::NumberHeader } else { Look::Header };
        let columns = self.columns.iter();
        let styles: Vec<usize> =
            columns.map(|column| self.styles.number(Style { look: look(column), ..Style::PLAIN })).collect();
        html! {
            row r="1" {
                @for (index, (column, style)) in self.columns.iter().zip(styles).enumerate() {
                    c r={(letters(index)) "1"} s=(style) t="inlineStr" { (text(&column.header)) }
                }
            }
        }
    }

    fn row(&mut self, number: usize, row: &[Cell]) -> Markup {
        let cells: Vec<Markup> = (0..self.columns.len()).map(|index| self.cell(index, number, row)).collect();
        let lines = self.columns.iter().filter(|column| column.wraps && !column.is_exact);
        let lines = lines.filter_map(|column| Some(wrapped_lines(&Value::new(row.get(column.index)?))));
        // Not every spreadsheet makes a row as high as its texts.
        let height = lines.max().filter(|lines| *lines > 1).map(|lines| lines.min(MAX_LINES) * LINE_HEIGHT);
        let is_custom = height.map(|_| "1");
        html! { row r=(number) ht=[height] customHeight=[is_custom] { @for cell in cells { (cell) } } }
    }

    fn cell(&mut self, index: usize, number: usize, row: &[Cell]) -> Markup {
        let SheetColumn { index: position, is_exact, wraps, .. } = self.columns[index];
        let reference = format!("{}{number}", letters(index));
        let value = row.get(position).map_or(Value::Empty, Value::new);
        let (value, look) = match value {
            Value::Rounded(_, _, digits) if is_exact => (Value::Text(digits), Look::Right),
            _ if is_exact => (Value::Empty, Look::Plain),
            Value::Text(_) => (value, self.look(&reference, row.get(position))),
            Value::Open => (Value::Open, Look::Right),
            Value::Rounded(..) => (value, Look::Rounded),
            value => (value, Look::Plain),
        };
        let mut style = |number: NumberFormat, wraps| self.styles.number(Style { number, look, wraps });
        match value {
            Value::Empty => html! {},
            Value::Open => {
                html! { c r=(reference) s=(style(NumberFormat::None, false)) t="inlineStr" { (text("open")) } }
            }
            Value::Text(words) => {
                let style = style(NumberFormat::None, wraps);
                let short = cut(&words);
                self.losses.cut += usize::from(short.is_some());
                html! { c r=(reference) s=(style) t="inlineStr" { (text(&short.unwrap_or(words))) } }
            }
            Value::Day(day) => html! { c r=(reference) s=(style(NumberFormat::Day, false)) { v { (day) } } },
            Value::Number(value, format) => {
                html! { c r=(reference) s=(style(format, false)) { v { (to_plain_string(value)) } } }
            }
            Value::Rounded(value, format, _) => {
                self.losses.has_rounded = true;
                html! { c r=(reference) s=(style(format, false)) { v { (to_plain_string(value)) } } }
            }
        }
    }

    /// The look of a text as it stands in the data. A web address becomes a link as long as the sheet can have more of
    /// them.
    fn look(&mut self, reference: &str, cell: Option<&Cell>) -> Look {
        let Some(Cell::Text(text) | Cell::List { full: text, .. }) = cell else { return Look::Plain };
        if starts_formula(text) {
            return Look::Literal;
        }
        let address = web_address(text).filter(|address| address.chars().count() <= MAX_ADDRESS);
        match address.filter(|_| self.links.len() < MAX_LINKS) {
            Some(address) => {
                let (target, _) = self.targets.insert_full(address.to_owned());
                self.links.push((reference.to_owned(), target));
                Look::Link
            }
            None => Look::Plain,
        }
    }

    /// What follows the cells: the filter, the links, how the sheet is printed, and that the digits of rounded numbers are
    /// texts on purpose.
    fn end(&self) -> Markup {
        let rows = self.table.rows.len();
        let exact = (0..).zip(&self.columns).filter(|(_, column)| column.is_exact);
        let exact =
            exact.map(|(index, _)| format!("{0}2:{0}{1}", letters(index), rows + 1)).collect::<Vec<_>>();
        html! {
            @if !self.columns.is_empty() { autoFilter ref=(range(self.columns.len(), rows).replace('$', "")) {} }
            @if !self.links.is_empty() {
                hyperlinks {
                    @for (reference, target) in &self.links { hyperlink ref=(reference) r:id={"rId" (target + 1)} {} }
                }
            }
            pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3" {}
            pageSetup paperSize="9" scale="60" pageOrder="overThenDown" orientation="landscape" {}
            headerFooter { oddFooter { "&C&A, &P / &N" } }
            @if !exact.is_empty() {
                ignoredErrors { ignoredError sqref=(exact.join(" ")) numberStoredAsText="1" {} }
            }
        }
    }
}

/// The columns for that of a table at `index`: one, or two where a number is rounded.
fn columns(table: &Table, index: usize) -> Vec<SheetColumn> {
    let header = crate::render::escape::xml_text(&table.columns[index].name);
    let (mut width, mut exact_width) = (0, 0);
    let mut has_numbers = table.columns[index].is_figure;
    for value in table.rows.iter().filter_map(|row| row.get(index)).map(Value::new) {
        width = width.max(value_width(&value));
        has_numbers |= matches!(value, Value::Number(..) | Value::Rounded(..));
        if let Value::Rounded(_, _, digits) = &value {
            exact_width = exact_width.max(digits.len());
        }
    }
    let column = |is_exact: bool, header: String, width: usize| SheetColumn {
        index,
        is_exact,
        has_numbers,
        width: (width.clamp(MIN_WIDTH, MAX_WIDTH) + PADDING).max(header.width() + BUTTON),
        wraps: width > MAX_WIDTH,
        header,
    };
    let digits = (exact_width > 0).then(|| column(true, format!("{header}_exact"), exact_width));
    [Some(column(false, header, width)), digits].into_iter().flatten().collect()
}

/// The lines of a text in the widest column, or a few more.
fn wrapped_lines(value: &Value) -> usize {
    let Value::Text(text) = value else { return 1 };
    // Words are not broken, so that lines are not full.
    let of_line = |line: &str| match line.width() {
        width if width <= MAX_WIDTH + PADDING => 1,
        width => (width * 10 / 9).div_ceil(MAX_WIDTH),
    };
    text.lines().map(of_line).sum()
}

/// The characters of a value on one line.
fn value_width(value: &Value) -> usize {
    match value {
        Value::Empty => 0,
        Value::Text(text) => text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0),
        Value::Open => "open".len(),
        Value::Day(_) => "2025-03-10".len(),
        Value::Number(value, format) | Value::Rounded(value, format, _) => number_width(*value, *format),
    }
}

fn number_width(value: Decimal, format: NumberFormat) -> usize {
    let whole = to_plain_string(value.trunc()).len();
    match format {
        // A spreadsheet shows fewer digits in a narrow column.
        NumberFormat::General => to_plain_string(value).len().min(12),
        NumberFormat::Share => "100.0%".len(),
        NumberFormat::Count | NumberFormat::None | NumberFormat::Day => whole + whole / 3,
        // The decimals with their point, and the code.
        NumberFormat::Money(_) => whole + whole / 3 + 3 + 4,
    }
}

/// The markup of a text.
fn text(text: &str) -> Markup {
    let text = escape_units(text);
    html! { is { t xml:space="preserve" { (text) } } }
}

/// Escapes what spreadsheets would read as the number of a character, such as `_x0041_`.
fn escape_units(text: &str) -> String {
    let is_unit = |rest: &str| {
        let unit = rest.as_bytes();
        unit.len() >= 7 && unit[1] == b'x' && unit[2..6].iter().all(u8::is_ascii_hexdigit) && unit[6] == b'_'
    };
    let mut escaped = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        if c == '_' && is_unit(&text[index..]) {
            escaped.push_str("_x005F");
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (index, name) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(letters(index), name);
        }
        assert_eq!(range(3, 8), "$A$1:$C$9");
        assert_eq!(range(0, 0), "$A$1:$A$1");
    }

    #[test]
    fn texts_that_look_like_numbers_of_characters_stay_texts() {
        assert_eq!(
            escape_units("_x0041_ _x00_ _xzzzz_ a_x000D_"),
            "_x005F_x0041_ _x00_ _xzzzz_ a_x005F_x000D_"
        );
    }
}
