//! What the cells of an ODS file show: the file has their texts, as their number formats make them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::ops::Range;

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use rust_decimal::Decimal;

use super::comments::Comments;
use super::rich_text::{self, FormattedText, Formatting};
use super::{NumberFormat, Value, attribute, year_of_day};
use crate::hash::HashMap;
use crate::money::{Currency, is_currency_sign};

/// The maximum number of repeated cells and rows that are expanded.
const MAX_REPEATED: usize = 1000;

/// What a sheet shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// What cells show whose values do not say it, by row from 1 and column from 0.
    pub(super) cells: BTreeMap<(usize, usize), ShownCell>,
    /// The rows, from 1, that are hidden.
    pub(super) hidden: BTreeSet<usize>,
    /// The ranges of columns, from 0, that are hidden.
    pub(super) hidden_columns: Vec<Range<usize>>,
    /// The comments of cells that are not empty.
    pub(super) comments: Comments,
    /// The merged cells: first row from 1, first column from 0, last row, last column.
    pub(super) merged: Vec<[usize; 4]>,
}

/// What a cell shows: a number or a date as its number format makes it, or a text with raised or struck characters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ShownCell {
    text: String,
    is_struck: bool,
}

impl ShownCell {
    /// Returns a value as its cell shows it.
    pub(super) fn apply(&self, value: Value) -> Value {
        let shown = match value {
            Value::Number(mut number) => {
                number.format = format_of(number.decimal, &self.text);
                Value::Number(number)
            }
            Value::Date(day) => date_of(day, &self.text),
            Value::Text(_) => return Value::Text(self.text.clone()),
            other => other,
        };
        if self.is_struck { rich_text::struck(shown) } else { shown }
    }
}

/// Reads what the sheet `sheet` of a `content.xml` shows.
///
/// # Errors
/// If it is no XML.
pub(super) fn read(content: impl BufRead, sheet: &str) -> Result<Shown, quick_xml::Error> {
    let mut reader = Reader::from_reader(content);
    let mut buffer = Vec::new();
    let (mut shown, mut styles, mut place) = (Shown::default(), Styles::default(), Place::default());
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer)?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "table" => {
                    let is_inside = attribute(&element, "name").as_deref() == Some(sheet);
                    place = Place { is_inside, ..Place::default() };
                }
                "table-column" => place.start_column(&element, &mut shown),
                "table-row" => place.start_row(&element, &mut shown),
                "table-cell" | "covered-table-cell" => {
                    place.start_cell(&element, &mut shown);
                    if place.is_inside && !is_empty && attribute(&element, "value-type").is_some() {
                        place.cell = Some(Cell::new(&element, &styles));
                    }
                }
                _ => {
                    styles.start(&element);
                    if let Some(cell) = &mut place.cell {
                        cell.start(&element, is_empty, &styles);
                    }
                }
            },
            Event::Text(text) => place.cell.iter_mut().for_each(|cell| cell.push(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                place.cell.iter_mut().for_each(|cell| cell.push_reference(&reference));
            }
            Event::End(element) if element.local_name().as_ref() == "table-cell" => place.keep(&mut shown),
            Event::End(element) => {
                place.cell.iter_mut().for_each(|cell| cell.end(element.local_name().as_ref()));
            }
            Event::Eof => return Ok(shown),
            _ => {}
        }
    }
}

/// The styles of a file that raise or strike characters through.
#[derive(Debug, Default)]
struct Styles {
    /// The style that is being read: its family and its name.
    current: (String, String),
    formattings: HashMap<(String, String), Formatting>,
}

impl Styles {
    fn start(&mut self, element: &BytesStart<'_>) {
        let value = |key: &str| attribute(element, key).unwrap_or_default();
        match element.local_name().as_ref() {
            "style" => self.current = (value("family"), value("name")),
            "text-properties" => {
                let position = value("text-position");
                // "super 58%" or "33% 58%": how far above the line, and how large.
                let is_raised = position.starts_with("super")
                    || position
                        .split_once('%')
                        .is_some_and(|(above, _)| above.parse().is_ok_and(|above: f32| above > 0.0));
                let is_struck = ["text-line-through-style", "text-line-through-type"]
                    .iter()
                    .any(|key| !matches!(value(key).as_str(), "" | "none"));
                if is_raised || is_struck {
                    self.formattings.insert(self.current.clone(), Formatting { is_raised, is_struck });
                }
            }
            _ => {}
        }
    }

    /// Returns the formatting of an element that names a style of a family.
    fn of(&self, family: &str, element: &BytesStart<'_>) -> Formatting {
        let Some(name) = attribute(element, "style-name").filter(|_| !self.formattings.is_empty()) else {
            return Formatting::default();
        };
        self.formattings.get(&(family.to_owned(), name)).copied().unwrap_or_default()
    }
}

/// Where a cell is, from 0.
#[derive(Default)]
struct Place {
    is_inside: bool,
    row: usize,
    /// How many rows the current one stands for.
    rows: usize,
    column: usize,
    columns: usize,
    /// How many columns have been declared before the rows.
    declared_columns: usize,
    /// The cell that is being read, if it has a value.
    cell: Option<Cell>,
}

impl Place {
    fn start_column(&mut self, element: &BytesStart<'_>, shown: &mut Shown) {
        let start = self.declared_columns;
        self.declared_columns = start.saturating_add(repeated(element, "number-columns-repeated"));
        if self.is_inside && is_hidden(element) {
            shown.hidden_columns.push(start..self.declared_columns);
        }
    }

    fn start_row(&mut self, element: &BytesStart<'_>, shown: &mut Shown) {
        self.row += self.rows;
        self.rows = repeated(element, "number-rows-repeated");
        (self.column, self.columns) = (0, 0);
        if self.is_inside && is_hidden(element) {
            shown.hidden.extend((0..self.rows.min(MAX_REPEATED)).map(|more| self.row + more + 1));
        }
    }

    fn start_cell(&mut self, element: &BytesStart<'_>, shown: &mut Shown) {
        self.column += self.columns;
        self.columns = repeated(element, "number-columns-repeated");
        let spans = ["number-rows-spanned", "number-columns-spanned"].map(|key| repeated(element, key));
        if self.is_inside && spans != [1, 1] {
            shown.merged.push(self.range(spans));
        }
        self.cell = None;
    }

    /// Returns the range of a merged cell that begins here.
    fn range(&self, [rows, columns]: [usize; 2]) -> [usize; 4] {
        let (top, left) = (self.row + 1, self.column);
        [top, left, top.saturating_add(rows - 1), left.saturating_add(columns - 1)]
    }

    fn keep(&mut self, shown: &mut Shown) {
        let Some(cell) = self.cell.take() else { return };
        let comment = cell.comment.plain().trim();
        if !comment.is_empty() {
            shown.comments.insert((self.row + 1, self.column), comment.to_owned());
        }
        let Some(cell) = cell.shown() else { return };
        for row in 0..self.rows.min(MAX_REPEATED) {
            for column in 0..self.columns.min(MAX_REPEATED) {
                shown.cells.insert((self.row + row + 1, self.column + column), cell.clone());
            }
        }
    }
}

/// Returns the text of an amount with the code of its currency for a sign that another currency has, too: "CAD5.00" for
/// "$5.00".
fn with_currency(text: &str, code: Option<&str>) -> String {
    let other = code.filter(|code| *code != Currency::USD.code() && !text.contains(*code));
    let Some(currency) = other.and_then(|code| code.parse::<Currency>().ok()) else { return text.to_owned() };
    let is_sign = |part: &&str| {
        let is_known = !part.is_empty() && (part.chars().all(is_currency_sign) || currency.has_symbol(part));
        is_known && Currency::from_token(part) != Ok(currency)
    };
    let is_between = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,'()-".contains(c);
    match text.split(is_between).find(is_sign) {
        Some(sign) => text.replacen(sign, currency.code(), 1),
        None => text.to_owned(),
    }
}

/// Whether a row or a column is hidden.
fn is_hidden(element: &BytesStart<'_>) -> bool {
    attribute(element, "visibility").is_some_and(|how| how != "visible")
}

/// Returns how often an element stands, or how many rows or columns it spans.
fn repeated(element: &BytesStart<'_>, key: &str) -> usize {
    attribute(element, key).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}

/// A cell that is being read.
struct Cell {
    /// Whether it has a number or a date, and not a text.
    has_number_format: bool,
    /// The code of its currency.
    currency: Option<String>,
    formatting: Formatting,
    /// The formattings of the spans that are open.
    spans: Vec<Formatting>,
    text: FormattedText,
    is_in_paragraph: bool,
    /// Whether the text is that of a comment on the cell.
    is_comment: bool,
    comment: FormattedText,
}

impl Cell {
    fn new(element: &BytesStart<'_>, styles: &Styles) -> Self {
        let kind = attribute(element, "value-type");
        Self {
            has_number_format: matches!(kind.as_deref(), Some("float" | "percentage" | "currency" | "date")),
            currency: attribute(element, "currency"),
            // A cell that is raised as a whole has no marks.
            formatting: Formatting { is_raised: false, ..styles.of("table-cell", element) },
            spans: Vec::new(),
            text: FormattedText::default(),
            is_in_paragraph: false,
            is_comment: false,
            comment: FormattedText::default(),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool, styles: &Styles) {
        match element.local_name().as_ref() {
            "annotation" => self.is_comment = !is_empty,
            "p" => {
                let text = if self.is_comment { &mut self.comment } else { &mut self.text };
                if !text.is_empty() {
                    text.push("\n", Formatting::default());
                }
                self.is_in_paragraph = !is_empty;
            }
            "span" if !is_empty => self.spans.push(styles.of("text", element)),
            "s" | "tab" | "line-break" => self.push(" "),
            _ => {}
        }
    }

    fn end(&mut self, element: &str) {
        match element {
            "annotation" => self.is_comment = false,
            "p" => self.is_in_paragraph = false,
            "span" => {
                self.spans.pop();
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        match (self.is_in_paragraph, self.is_comment) {
            (true, true) => self.comment.push(text, Formatting::default()),
            (true, false) => self.text.push(text, self.formatting_here()),
            (false, _) => {}
        }
    }

    fn push_reference(&mut self, reference: &BytesRef<'_>) {
        match (self.is_in_paragraph, self.is_comment) {
            (true, true) => self.comment.push_reference(reference, Formatting::default()),
            (true, false) => self.text.push_reference(reference, self.formatting_here()),
            (false, _) => {}
        }
    }

    fn formatting_here(&self) -> Formatting {
        self.spans.iter().fold(self.formatting, |formatting, span| formatting.and(*span))
    }

    /// Returns what is shown, where the value does not say it.
    fn shown(self) -> Option<ShownCell> {
        if self.has_number_format {
            return Some(ShownCell {
                text: with_currency(self.text.plain(), self.currency.as_deref()),
                is_struck: self.formatting.is_struck,
            });
        }
        self.text.shown().map(|text| ShownCell { text, is_struck: false })
    }
}

/// Infers the number format by which `number` is displayed as `text`. If there is none, returns a format whose text is all
/// of `text`.
fn format_of(number: Decimal, text: &str) -> NumberFormat {
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        // Some programs write numbers without their texts.
        let has_text = !text.trim().is_empty();
        return if has_text { NumberFormat::without_digits(number, text) } else { NumberFormat::default() };
    };
    let digits = &text[first..=last];
    let is_plain = digits.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,'’".contains(c));
    let around = format!("{} {}", &text[..first], &text[last + 1..]);
    let around = around.split_whitespace().collect::<Vec<_>>().join(" ");
    let around = around.trim_matches(['(', ')', '-', '−']).trim();
    if around.contains('%') {
        return NumberFormat { is_percent: true, ..NumberFormat::default() };
    }
    let groups = (0..=4).find(|groups| is_plain && shows(number, *groups, digits));
    let around = if groups.is_some() { around } else { text.trim() };
    NumberFormat {
        text: Some(around.to_owned()).filter(|text| !text.is_empty()),
        hidden_groups: groups.unwrap_or_default(),
        ..NumberFormat::default()
    }
}

/// Whether `digits` are `number` ÷ 1000^`groups`, rounded as displayed, with a point or a comma as the decimal sign.
fn shows(number: Decimal, groups: u32, digits: &str) -> bool {
    let scaled = number.abs().checked_div(Decimal::from(1000u64.pow(groups)));
    let plain = |sign: Option<char>| -> Option<Decimal> {
        let kept = digits.chars().filter(|c| c.is_ascii_digit() || Some(*c) == sign);
        kept.map(|c| if Some(c) == sign { '.' } else { c }).collect::<String>().parse().ok()
    };
    let fits = |shown: Decimal| {
        scaled.is_some_and(|scaled| {
            scaled.round_dp_with_strategy(shown.scale(), rust_decimal::RoundingStrategy::MidpointAwayFromZero)
                == shown
        })
    };
    [None, Some('.'), Some(',')].into_iter().any(|sign| plain(sign).is_some_and(fits))
}

/// Returns a day, or the month or the year if the cell shows no more.
fn date_of(day: NaiveDate, text: &str) -> Value {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        _ if year_of_day(day).is_some() => Value::Date(day),
        [year] if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => {
            Value::Text((*year).to_owned())
        }
        [quarter, _] if quarter.starts_with(['Q', 'T']) && quarter.len() == 2 => Value::Text(text.to_owned()),
        [_, _] => Value::Text(day.format("%Y-%m").to_string()),
        _ => Value::Date(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_sign_becomes_the_code_of_the_cell() {
        for (text, code, expected) in [
            ("$5.00", Some("CAD"), "CAD5.00"),
            ("£5", Some("EGP"), "EGP5"),
            ("Rs 5", Some("PKR"), "PKR 5"),
            ("5,00 €", Some("EUR"), "5,00 €"),
            ("$5.00", Some("USD"), "$5.00"),
            ("5.00", Some("CAD"), "5.00"),
            ("$5.00", None, "$5.00"),
        ] {
            assert_eq!(with_currency(text, code), expected, "{text}");
        }
    }

    #[test]
    fn the_format_is_what_the_text_has_beside_the_digits() {
        for (number, shown, text, hidden_groups, is_percent) in [
            ("5", "5", "", 0, false),
            ("1234.5", "1.234,50", "", 0, false),
            ("1234.5", "1,234.50", "", 0, false),
            ("1234567", "1 234 567", "", 0, false),
            ("5", "5.00 €", "€", 0, false),
            ("5.5", "$5.5bn", "$ bn", 0, false),
            ("5500000", "5.5", "", 2, false),
            ("5500000", "$5,5 m", "$ m", 2, false),
            ("500000", "0.5", "", 2, false),
            ("0.15", "15%", "", 0, true),
            ("-5", "(5)", "", 0, false),
            ("0", "-", "", 0, false),
            ("0", "- €", "€", 0, false),
            ("0", "n.a.", "n.a.", 0, false),
            ("3.14159", "3.1", "", 0, false),
            // Not the number.
            ("5", "7", "7", 0, false),
            ("5", "5 of 7", "5 of 7", 0, false),
        ] {
            let expected = NumberFormat {
                text: Some(text.to_owned()).filter(|text| !text.is_empty()),
                hidden_groups,
                is_percent,
                is_text: text == "n.a.",
                is_unread: false,
            };
            assert_eq!(format_of(number.parse().unwrap(), shown), expected, "{number} as {shown}");
        }
    }

    #[test]
    fn raised_and_struck_characters_are_told_from_others() {
        let xml = r#"<x:doc xmlns:x="x" xmlns:style="s" xmlns:fo="f" xmlns:table="t" xmlns:text="p" xmlns:office="o">
            <style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
            <style:style style:name="T2" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>
            <style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
            <style:style style:name="ce2" style:family="table-cell"><style:text-properties style:text-line-through-style="none"/></style:style>
            <table:table table:name="Deals"><table:table-row>
            <table:table-cell office:value-type="string"><text:p>5<text:span text:style-name="T1">2</text:span></text:p></table:table-cell>
            <table:table-cell office:value-type="string"><text:p>5<text:span text:style-name="T2">2</text:span></text:p></table:table-cell>
            <table:table-cell office:value-type="string" table:style-name="ce1"><text:p>A&amp;B&#33;</text:p></table:table-cell>
            <table:table-cell office:value-type="string" table:style-name="ce2"><text:p>$5m</text:p></table:table-cell>
            <table:table-cell office:value-type="float" table:style-name="ce1"><office:annotation><text:p>was 7</text:p></office:annotation><text:p>5.0</text:p></table:table-cell>
            </table:table-row></table:table></x:doc>"#;
        let cells = read(xml.as_bytes(), "Deals").unwrap().cells.into_iter();
        let cells: Vec<_> = cells.map(|((_, column), cell)| (column, cell.text, cell.is_struck)).collect();
        let expected = [(0, "5²", false), (2, "A&B! (struck through)", false), (4, "5.0", true)];
        assert_eq!(cells, expected.map(|(column, text, is_struck)| (column, text.to_owned(), is_struck)));
    }

    #[test]
    fn comments_and_hidden_columns_are_read() {
        let content = r#"<table name="Deals"><table-column number-columns-repeated="2"/><table-column visibility="collapse"/>
            <table-row><table-cell value-type="string"><p>a</p></table-cell><table-cell value-type="float"><annotation>
            <creator>x</creator><p>in EUR</p><p>&amp; more</p></annotation><p>5</p></table-cell></table-row></table>"#;
        let shown = read(content.as_bytes(), "Deals").unwrap();
        assert_eq!(shown.hidden_columns.first(), Some(&(2..3)));
        assert_eq!(shown.comments.len(), 1);
        assert_eq!(shown.comments[&(1, 1)], "in EUR\n& more");
    }

    #[test]
    fn cells_that_span_rows_or_columns_are_merged() {
        let content = r#"<table name="Deals"><table-row><table-cell number-columns-spanned="2"/><covered-table-cell/></table-row>
            <table-row number-rows-repeated="3"/>
            <table-row><table-cell/><table-cell number-rows-spanned="2"/></table-row></table>
            <table name="Other"><table-row><table-cell number-rows-spanned="2"/></table-row></table>"#;
        assert_eq!(read(content.as_bytes(), "Deals").unwrap().merged, [[1, 0, 1, 1], [5, 1, 6, 1]]);
    }

    #[test]
    fn a_date_is_as_precise_as_its_text() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 1).unwrap();
        for (text, expected) in [
            ("2024-03-01", "Date(2024-03-01)"),
            ("1. März 2024", "Date(2024-03-01)"),
            ("01.03.24 10:00", "Date(2024-03-01)"),
            ("Mar-24", "Text(\"2024-03\")"),
            ("März 2024", "Text(\"2024-03\")"),
            ("Q1 2024", "Text(\"Q1 2024\")"),
            ("2024", "Text(\"2024\")"),
        ] {
            assert_eq!(format!("{:?}", date_of(day, text)), expected, "{text}");
        }
    }

    #[test]
    fn repeated_and_hidden_cells_are_placed() {
        let xml = r#"<x:doc xmlns:x="x" xmlns:table="t" xmlns:text="p" xmlns:office="o">
            <table:table table:name="Other"><table:table-row><table:table-cell office:value-type="float"><text:p>9</text:p></table:table-cell></table:table-row></table:table>
            <table:table table:name="Deals">
            <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>
            <table:table-row table:visibility="collapse"><table:table-cell/><table:table-cell office:value-type="percentage" table:number-columns-repeated="2"><text:p>15 %</text:p></table:table-cell></table:table-row>
            </table:table></x:doc>"#;
        let shown = read(xml.as_bytes(), "Deals").unwrap();
        assert_eq!(shown.hidden.into_iter().collect::<Vec<_>>(), [3]);
        let cell = ShownCell { text: "15 %".to_owned(), is_struck: false };
        assert_eq!(shown.cells.into_iter().collect::<Vec<_>>(), [((3, 1), cell.clone()), ((3, 2), cell)]);
    }
}
