//! What a column shows by itself: decimal sign, order of day and month, separator of lists, currency and unit.
//!
//! One cell that can be read in one way only settles the others of its column. Two cells that contradict each other settle
//! nothing.

use super::cell;
use super::rule::decimal_word;
use crate::date::{DayOrder, order_shown_by};
use crate::money::{DecimalSign, HeaderHints, decimal_sign_shown_by, read_header};
use crate::sheet::{Sheet, Value};
use crate::text::fold;
use crate::text::quote;

/// Something that a cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown<T> {
    pub(super) value: T,
    /// The line of the cell.
    pub(super) line: usize,
    /// The cell.
    pub(super) text: String,
}

/// What the cells of a column show together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Finding<T> {
    /// No cell shows anything.
    Nothing,
    /// Every cell that shows anything shows the same.
    Settled(Shown<T>),
    /// Two cells contradict each other.
    Contradiction(Shown<T>, Shown<T>),
}

impl<T: Copy> Finding<T> {
    /// Returns what is settled.
    pub(super) fn value(&self) -> Option<T> {
        match self {
            Self::Settled(shown) => Some(shown.value),
            Self::Nothing | Self::Contradiction(..) => None,
        }
    }
}

/// Returns the decimal sign of a column.
pub(super) fn decimal_sign(sheet: &Sheet, column: usize) -> Finding<DecimalSign> {
    find(sheet, column, decimal_sign_shown_by)
}

/// Returns the order of day and month of a column: by its cells, else by a header such as `Date dd/mm/yyyy`.
pub(super) fn day_order(sheet: &Sheet, column: usize) -> Finding<DayOrder> {
    match (find(sheet, column, order_shown_by), sheet.columns.get(column)) {
        (Finding::Nothing, Some(column)) => match order_of_header(&column.header) {
            Some(value) => {
                Finding::Settled(Shown { value, line: sheet.header_line, text: column.header.clone() })
            }
            None => Finding::Nothing,
        },
        (finding, _) => finding,
    }
}

/// Returns the order of a header that shows the form of its dates, in English, German, French or Spanish letters.
fn order_of_header(header: &str) -> Option<DayOrder> {
    let folded = fold(header);
    let parts: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    parts.windows(2).find_map(|pair| match pair {
        ["dd" | "tt" | "jj" | "d" | "t" | "j", "mm" | "mmm" | "m"] => Some(DayOrder::DayFirst),
        ["mm" | "m", "dd" | "tt" | "jj" | "d"] => Some(DayOrder::MonthFirst),
        _ => None,
    })
}

fn find<T: PartialEq>(sheet: &Sheet, column: usize, show: impl Fn(&str) -> Option<T>) -> Finding<T> {
    let mut found: Option<Shown<T>> = None;
    for row in &sheet.rows {
        let Some(Value::Text(text)) = row.cells.get(column) else { continue };
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let Some(value) = show(text) else { continue };
        let shown = || text.trim().to_owned();
        match found {
            None => found = Some(Shown { value, line: row.line, text: shown() }),
            Some(first) if first.value != value => {
                return Finding::Contradiction(first, Shown { value, line: row.line, text: shown() });
            }
            Some(_) => {}
        }
    }
    found.map_or(Finding::Nothing, Finding::Settled)
}

/// Returns the currency and the unit that a header names.
pub(super) fn header(sheet: &Sheet, column: usize) -> HeaderHints {
    sheet.columns.get(column).map(|column| read_header(&column.header)).unwrap_or_default()
}

/// Separators of lists, the surest first.
const SEPARATORS: [&str; 5] = [";", "|", "\n", " / ", ","];

/// Returns the separator of the lists in a column, and a cell that has it.
pub(super) fn separator(sheet: &Sheet, column: usize) -> Option<Shown<&'static str>> {
    SEPARATORS.iter().find_map(|separator| {
        sheet.rows.iter().find_map(|row| {
            let text = cell::text(row.cells.get(column)?)?;
            let is_list = text.contains(separator) && cell::list(&text, separator).len() > 1;
            is_list.then(|| Shown { value: *separator, line: row.line, text: text.into_owned() })
        })
    })
}

/// Returns the decimal sign of a column, and what shows it or leaves it open.
pub(super) fn describe_decimal_sign(sheet: &Sheet, column: usize) -> (Option<DecimalSign>, Option<String>) {
    let finding = decimal_sign(sheet, column);
    let note = match &finding {
        Finding::Settled(shown) => Some(format!("decimal {} by {}", decimal_word(shown.value), at(shown))),
        Finding::Contradiction(a, b) => Some(format!(
            "the decimal sign is open: {} has a {}, {} a {}",
            at(a),
            decimal_word(a.value),
            at(b),
            decimal_word(b.value)
        )),
        Finding::Nothing => None,
    };
    (finding.value(), note)
}

/// Returns the order of day and month of a column, and what shows it or leaves it open.
pub(super) fn describe_day_order(sheet: &Sheet, column: usize) -> (Option<DayOrder>, Option<String>) {
    let finding = day_order(sheet, column);
    let note = match &finding {
        Finding::Settled(shown) => Some(format!("{} first by {}", shown.value, at(shown))),
        Finding::Contradiction(a, b) => Some(format!(
            "the order of day and month is open: {} is {} first, {} is {} first",
            at(a),
            a.value,
            at(b),
            b.value
        )),
        Finding::Nothing => None,
    };
    (finding.value(), note)
}

/// Returns a cell with its line, for people.
pub(super) fn at<T>(shown: &Shown<T>) -> String {
    format!("{} (line {})", quote(&shown.text), shown.line)
}
