//! What the cells of an ODS file show: the file has their texts, as their number formats make them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::Event;
use rust_decimal::Decimal;

use super::archive::attribute;
use super::{NumberFormat, Value};

/// How many of the cells and rows that a repeat makes are looked at.
const MAX_REPEATED: usize = 1000;

/// What a sheet shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The texts of cells with numbers and dates, by row from 1 and column from 0.
    pub(super) texts: BTreeMap<(usize, usize), String>,
    /// The rows, from 1, that are hidden.
    pub(super) hidden: BTreeSet<usize>,
    /// The merged cells: first row from 1, first column from 0, last row, last column.
    pub(super) merged: Vec<[usize; 4]>,
}

/// Reads what the sheet `sheet` of a `content.xml` shows.
///
/// # Errors
/// If it is no XML.
pub(super) fn read(content: impl BufRead, sheet: &str) -> Result<Shown, quick_xml::Error> {
    let mut shown = Shown::default();
    let mut reader = Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut place = Place::default();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer)?;
        let is_end = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let repeated = |key: &str| {
                    attribute(&element, key).and_then(|count| count.parse().ok()).unwrap_or(1usize).max(1)
                };
                match element.local_name().as_ref() {
                    "table" => {
                        place = Place {
                            is_inside: attribute(&element, "name").as_deref() == Some(sheet),
                            ..Place::default()
                        };
                    }
                    "table-row" => {
                        place.row += place.rows;
                        place.rows = repeated("number-rows-repeated");
                        (place.column, place.columns) = (0, 0);
                        if place.is_inside
                            && attribute(&element, "visibility").is_some_and(|how| how != "visible")
                        {
                            shown
                                .hidden
                                .extend((0..place.rows.min(MAX_REPEATED)).map(|more| place.row + more + 1));
                        }
                    }
                    "table-cell" | "covered-table-cell" => {
                        place.column += place.columns;
                        place.columns = repeated("number-columns-repeated");
                        let spans = [repeated("number-rows-spanned"), repeated("number-columns-spanned")];
                        if place.is_inside && spans != [1, 1] {
                            shown.merged.push(place.range(spans));
                        }
                        let kind = attribute(&element, "value-type");
                        let has_format =
                            matches!(kind.as_deref(), Some("float" | "percentage" | "currency" | "date"));
                        place.text = (place.is_inside && has_format && !is_end).then(String::new);
                    }
                    "s" => place.text.iter_mut().for_each(|text| text.push(' ')),
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let Some(known) = &mut place.text {
                    known.push_str(&text.xml10_content());
                }
            }
            Event::End(element) if element.local_name().as_ref() == "table-cell" => place.keep(&mut shown),
            Event::Eof => return Ok(shown),
            _ => {}
        }
    }
}

/// Where a cell is, from 0.
#[derive(Debug, Default)]
struct Place {
    is_inside: bool,
    row: usize,
    /// How many rows the current one stands for.
    rows: usize,
    column: usize,
    columns: usize,
    /// The text of the cell so far, if it is a number or a date.
    text: Option<String>,
}

impl Place {
    /// Returns the range of a merged cell that begins here.
    fn range(&self, [rows, columns]: [usize; 2]) -> [usize; 4] {
        let (top, left) = (self.row + 1, self.column);
        [top, left, top.saturating_add(rows - 1), left.saturating_add(columns - 1)]
    }

    fn keep(&mut self, shown: &mut Shown) {
        let Some(text) = self.text.take() else { return };
        for row in 0..self.rows.min(MAX_REPEATED) {
            for column in 0..self.columns.min(MAX_REPEATED) {
                shown.texts.insert((self.row + row + 1, self.column + column), text.clone());
            }
        }
    }
}

/// Returns a value as its cell shows it.
pub(super) fn apply(value: Value, text: &str) -> Value {
    match value {
        Value::Number(mut number) => {
            number.format = format_of(number.decimal, text);
            Value::Number(number)
        }
        Value::Date(day) => date_of(day, text),
        other => other,
    }
}

/// Returns the number format that makes `text` of a number. If none does, all of the text is one that is not understood.
fn format_of(number: Decimal, text: &str) -> NumberFormat {
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        // Zero as "-".
        return NumberFormat::default();
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

/// Whether `digits` are those of a number without its last `groups` of three, whatever the decimal sign.
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
            ("3.14159", "3.1", "", 0, false),
            // Not the number.
            ("5", "7", "7", 0, false),
            ("5", "5 of 7", "5 of 7", 0, false),
        ] {
            let expected = NumberFormat {
                text: Some(text.to_owned()).filter(|text| !text.is_empty()),
                hidden_groups,
                is_percent,
                is_unread: false,
            };
            assert_eq!(format_of(number.parse().unwrap(), shown), expected, "{number} as {shown}");
        }
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
        let texts: Vec<_> = shown.texts.into_iter().collect();
        assert_eq!(texts, [((3, 1), "15 %".to_owned()), ((3, 2), "15 %".to_owned())]);
    }
}
