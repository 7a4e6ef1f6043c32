//! What a column shows by itself: decimal sign, order of day and month, separator of lists, currency and unit.
//!
//! One cell that can be read in one way only settles the others of its column. Two cells that contradict each other settle
//! nothing.

use chrono::Datelike;

use super::amount_words;
use super::cell;
use super::marks;
use super::profile;
use super::rule::decimal_word;
use super::year_place::{self, Finding, YearPlace};
use crate::date::{DayOrder, order_shown_by, order_with_year_last};
use crate::money::{
    Bound, Currency, DecimalSign, HeaderHints, NoteMeaning, Unit, decimal_sign_of_words,
    decimal_sign_shown_by, names_amounts, note_meaning, read_header, spanish_doubt,
};
use crate::parallel::{available_threads, map_chunks};
use crate::sheet::{Column, Row, Sheet, Value};
use crate::text::{fold, quote};

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
pub(super) enum ColumnEvidence<T> {
    /// No cell shows anything.
    Nothing,
    /// Every cell that shows anything shows the same.
    Settled(Shown<T>),
    /// Two cells contradict each other.
    Contradiction(Shown<T>, Shown<T>),
}

impl<T: Copy> ColumnEvidence<T> {
    /// Returns what is settled.
    pub(super) fn value(&self) -> Option<T> {
        match self {
            Self::Settled(shown) => Some(shown.value),
            Self::Nothing | Self::Contradiction(..) => None,
        }
    }
}

/// Returns the decimal sign of a column.
///
/// A unit in another language contradicts it: "million" goes with a decimal point, "Mrd." with a comma.
pub(super) fn decimal_sign(sheet: &Sheet, column: usize) -> ColumnEvidence<DecimalSign> {
    let found = match (find(sheet, column, decimal_sign_shown_by), sheet.columns.get(column)) {
        (ColumnEvidence::Nothing, Some(Column { header, .. })) if is_east_asian(header) => {
            // These languages have no decimal comma.
            let has_comma = |text: &str| text.contains(',').then_some(DecimalSign::Point);
            find(sheet, column, has_comma)
        }
        (found, _) => found,
    };
    let ColumnEvidence::Settled(shown) = found else { return found };
    if let Some(other) = outnumbering(sheet, column, &shown) {
        return ColumnEvidence::Contradiction(shown, other);
    }
    let contradicts = |text: &str| decimal_sign_of_words(text).filter(|sign| *sign != shown.value);
    match find(sheet, column, contradicts) {
        ColumnEvidence::Settled(other) => ColumnEvidence::Contradiction(shown, other),
        _ => ColumnEvidence::Settled(shown),
    }
}

/// If `shown` alone takes its sign for a decimal sign, and three or more other cells have the sign before three digits,
/// returns the first of these: `shown` is then probably a slip, such as "2,5" among "1,500", "2,300" and "4,100".
fn outnumbering(sheet: &Sheet, column: usize, shown: &Shown<DecimalSign>) -> Option<Shown<DecimalSign>> {
    const FEW: usize = 3;
    let (sign, other) = match shown.value {
        DecimalSign::Point => ('.', DecimalSign::Comma),
        DecimalSign::Comma => (',', DecimalSign::Point),
    };
    let (mut grouped, mut first) = (0, None);
    for row in &sheet.rows {
        let Some(text) = row.cells.get(column).and_then(cell::text) else { continue };
        if row.line == shown.line || !text.contains(['.', ',']) {
            continue;
        }
        if decimal_sign_shown_by(&text).is_some() {
            return None;
        }
        if !text.contains(sign) {
            continue;
        }
        grouped += 1;
        if first.is_none() {
            first = Some(Shown { value: other, line: row.line, text: text.into_owned() });
        }
    }
    first.filter(|_| grouped >= FEW)
}

/// Whether a cell of a column counts milliards, so that a billion beside it may be a million millions.
pub(super) fn counts_milliards(sheet: &Sheet, column: usize) -> bool {
    const MILLIARDS: [&str; 4] = ["milliard", "miliard", "miljard", "mrd"];
    let names_milliards = |row: &Row| match row.cells.get(column) {
        // All of the words have these two letters, and few other cells have both.
        Some(Value::Text(text)) if text.contains(['r', 'R']) && text.contains(['d', 'D']) => {
            let folded = fold(text);
            MILLIARDS.iter().any(|word| folded.contains(word))
        }
        _ => false,
    };
    sheet.rows.iter().any(names_milliards)
}

/// Whether most amounts of a column have a unit of their own: `1.5M`, `750K`.
pub(super) fn has_own_units(sheet: &Sheet, column: usize) -> bool {
    const SAMPLE: usize = 300;
    let step = (sheet.rows.len() / SAMPLE).max(1);
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let has_unit = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        words.any(|word| Unit::find(word).is_some_and(|unit| unit.power() > 0))
    };
    let (mut amounts, mut with_unit) = (0, 0);
    for row in sheet.rows.iter().step_by(step) {
        let Some(text) = row.cells.get(column).and_then(cell::text).filter(|text| has_digit(text)) else {
            continue;
        };
        amounts += 1;
        with_unit += usize::from(has_unit(&text));
    }
    with_unit * 2 > amounts && with_unit > 1
}

/// Returns the order of day and month of a column: by its cells, else by a header such as `Date dd/mm/yyyy`, else by where
/// years of two digits stand, else by the points of its dates or by the decimal commas of amounts.
///
/// `years` finds where years of two digits stand. Under a header in Chinese, Japanese or Korean, dates are year first,
/// unless years of four digits stand last.
pub(super) fn day_order(
    sheet: &Sheet,
    column: usize,
    years: impl FnOnce() -> Option<Finding>,
) -> ColumnEvidence<DayOrder> {
    if let Some(Column { header, .. }) = sheet.columns.get(column)
        && is_east_asian(header)
    {
        let with_century = |text: &str| has_year_of_four_digits(text).then(|| order_shown_by(text)).flatten();
        return match find(sheet, column, with_century) {
            ColumnEvidence::Nothing => ColumnEvidence::Settled(Shown {
                value: DayOrder::YearFirst,
                line: sheet.header_line,
                text: header.clone(),
            }),
            finding => finding,
        };
    }
    // Where the year of 25/03/14 stands, all such dates show together.
    let alone = |text: &str| if year_place::may_be(text) { None } else { order_shown_by(text) };
    match (find(sheet, column, alone), sheet.columns.get(column)) {
        (ColumnEvidence::Nothing, Some(Column { header, .. })) => {
            if let Some(value) = order_of_header(header) {
                let text = header.clone();
                return ColumnEvidence::Settled(Shown { value, line: sheet.header_line, text });
            }
            let years = years();
            let place = years.as_ref().map(|years| years.place);
            match order_of_years(sheet, column, years) {
                ColumnEvidence::Nothing => order_of_signs(sheet, column, place),
                finding => finding,
            }
        }
        (finding, _) => finding,
    }
}

/// Returns the order that follows from where years of two digits stand.
fn order_of_years(sheet: &Sheet, column: usize, years: Option<Finding>) -> ColumnEvidence<DayOrder> {
    match years {
        Some(Finding { place: YearPlace::First, line, text }) => {
            ColumnEvidence::Settled(Shown { value: DayOrder::YearFirst, line, text })
        }
        Some(Finding { place: YearPlace::Last, .. }) => find(sheet, column, order_with_year_last),
        _ => ColumnEvidence::Nothing,
    }
}

/// Returns "day first" if all dates that end with the year have points, or if amounts beside them have decimal commas: no
/// locale of CLDR writes the month first in either case. `place` is where years of two digits stand, if there are any.
fn order_of_signs(sheet: &Sheet, column: usize, place: Option<YearPlace>) -> ColumnEvidence<DayOrder> {
    if !matches!(place, None | Some(YearPlace::Last)) {
        return ColumnEvidence::Nothing;
    }
    match find(sheet, column, sign_before_year) {
        ColumnEvidence::Settled(Shown { value: '.', line, text }) => {
            ColumnEvidence::Settled(Shown { value: DayOrder::DayFirst, line, text })
        }
        ColumnEvidence::Nothing => ColumnEvidence::Nothing,
        _ => order_of_commas(sheet, column),
    }
}

/// Returns "day first" if the amounts of other columns have decimal commas, and none has a decimal point.
fn order_of_commas(sheet: &Sheet, column: usize) -> ColumnEvidence<DayOrder> {
    let others = (0..sheet.columns.len()).filter(|other| *other != column);
    let signs = others.filter_map(|other| match decimal_sign(sheet, other) {
        ColumnEvidence::Settled(shown) if is_figure(&shown.text) => Some(shown),
        _ => None,
    });
    let signs: Vec<Shown<DecimalSign>> = signs.collect();
    match signs.first() {
        Some(Shown { line, text, .. }) if signs.iter().all(|shown| shown.value == DecimalSign::Comma) => {
            ColumnEvidence::Settled(Shown { value: DayOrder::DayFirst, line: *line, text: text.clone() })
        }
        _ => ColumnEvidence::Nothing,
    }
}

/// Whether a text is a number or an amount of money.
fn is_figure(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || ".,".contains(c)) || profile::is_money(text)
}

/// Returns the sign between the numbers of a date that ends with the year: `.` of `03.04.2024`.
fn sign_before_year(text: &str) -> Option<char> {
    let text = text.trim_start();
    // Most dates begin with the year, and have no sign here.
    let sign = text.as_bytes().get(1..3)?.iter().find(|byte| b"/-.".contains(byte)).copied()?;
    let date = text.split_whitespace().next()?;
    let mut parts = date.split(char::from(sign));
    let parts = [parts.next()?, parts.next()?, parts.next()?];
    let has = |part: &str, lengths: [usize; 2]| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (has(parts[0], [1, 2]) && has(parts[1], [1, 2]) && has(parts[2], [2, 4])).then(|| char::from(sign))
}

/// Detects a column that a program converted with day and month exchanged: all stored dates have days up to 12, and each text
/// can be read in one order only. Returns the first such text with its order.
pub(super) fn half_converted(sheet: &Sheet, column: usize) -> Option<Shown<DayOrder>> {
    let mut text = None;
    let mut has_dates = false;
    for row in &sheet.rows {
        let Some(value) = row.cells.get(column) else { continue };
        if let Some(day) = cell::iso_day(value) {
            if day.day() > 12 {
                return None;
            }
            has_dates = true;
        } else if let Value::Text(written) = value
            && written.bytes().filter(u8::is_ascii_digit).count() >= 4
        {
            let value = order_with_year_last(written)?;
            text.get_or_insert_with(|| Shown { value, line: row.line, text: written.trim().to_owned() });
        }
    }
    text.filter(|_| has_dates)
}

/// Whether the numbers of a column with a point behind the year are months: one is 2024.11 or 2024.05, and none is 2024.25.
pub(super) fn has_months_behind_points(sheet: &Sheet, column: usize) -> bool {
    let month = |text: &str| -> Option<u32> {
        let (year, month) = text.split_once('.')?;
        let are_digits =
            year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && month.len() == 2;
        month.parse().ok().filter(|_| are_digits)
    };
    let texts = sheet.rows.iter().filter_map(|row| cell::text(row.cells.get(column)?));
    let mut months = texts.filter_map(|text| month(&text)).peekable();
    months.peek().is_some() && months.all(|month| (1..=12).contains(&month))
}

/// Returns the order of a header that shows the form of its dates, in English, German, French or Spanish letters.
fn order_of_header(header: &str) -> Option<DayOrder> {
    let folded = fold(header);
    let parts: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let is_year_first = |form: &[&str]| {
        matches!(
            form,
            [
                "yy" | "yyyy" | "jj" | "jjjj" | "aa" | "aaaa" | "y",
                "mm" | "mmm" | "m",
                "dd" | "tt" | "jj" | "gg" | "d" | "t" | "j"
            ]
        )
    };
    if parts.windows(3).any(is_year_first) {
        return Some(DayOrder::YearFirst);
    }
    parts.windows(2).find_map(|pair| match pair {
        ["dd" | "tt" | "jj" | "gg" | "d" | "t" | "j", "mm" | "mmm" | "m"] => Some(DayOrder::DayFirst),
        ["mm" | "m", "dd" | "tt" | "jj" | "d"] => Some(DayOrder::MonthFirst),
        _ => None,
    })
}

/// Whether a text has letters of Chinese, Japanese or Korean.
fn is_east_asian(text: &str) -> bool {
    let is_letter =
        |c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    text.chars().any(is_letter)
}

fn has_year_of_four_digits(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4)
}

fn find<T: PartialEq + Send>(
    sheet: &Sheet,
    column: usize,
    show: impl Fn(&str) -> Option<T> + Sync,
) -> ColumnEvidence<T> {
    let parts = map_chunks(&sheet.rows, available_threads(), |rows| find_in(rows, column, &show));
    parts.into_iter().fold(ColumnEvidence::Nothing, |before, found| match (before, found) {
        (ColumnEvidence::Nothing, found) => found,
        (
            ColumnEvidence::Settled(first),
            ColumnEvidence::Settled(other) | ColumnEvidence::Contradiction(other, _),
        ) if first.value != other.value => ColumnEvidence::Contradiction(first, other),
        (ColumnEvidence::Settled(first), ColumnEvidence::Contradiction(_, other)) => {
            ColumnEvidence::Contradiction(first, other)
        }
        (before, _) => before,
    })
}

fn find_in<T: PartialEq>(rows: &[Row], column: usize, show: impl Fn(&str) -> Option<T>) -> ColumnEvidence<T> {
    let mut found: Option<Shown<T>> = None;
    for row in rows {
        let Some(Value::Text(text)) = row.cells.get(column) else { continue };
        // Arabic digits are not ASCII.
        if !text.bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii()) {
            continue;
        }
        let Some(value) = show(text) else { continue };
        let shown = || text.trim().to_owned();
        match found {
            None => found = Some(Shown { value, line: row.line, text: shown() }),
            Some(first) if first.value != value => {
                return ColumnEvidence::Contradiction(first, Shown { value, line: row.line, text: shown() });
            }
            Some(_) => {}
        }
    }
    found.map_or(ColumnEvidence::Nothing, ColumnEvidence::Settled)
}

/// Words of Spanish headers, folded.
const SPANISH: [&str; 22] = [
    "monto", "montos", "importe", "importes", "fecha", "inversion", "inversiones", "inversionista",
    "inversionistas", "inversor", "inversores", "cuantia", "moneda", "compania", "sociedad", "comprador",
    "adquirente", "proveedor", "financiamiento", "financiacion", "anuncio", "anunciado",
];

/// Whether a header of a sheet is Spanish.
pub(super) fn is_spanish(sheet: &Sheet) -> bool {
    let is_word = |word: &str| SPANISH.contains(&fold(word).as_str());
    let mut headers = sheet.columns.iter().map(|column| column.header.as_str());
    headers.any(|header| header.split(|c: char| !c.is_alphabetic()).any(is_word))
}

/// Returns the currency and the unit that a header names.
pub(super) fn header(sheet: &Sheet, column: usize) -> HeaderHints {
    let Some(Column { header, .. }) = sheet.columns.get(column) else { return HeaderHints::default() };
    let mut hints = read_header(header);
    if !["M$", "MU", "M U"].iter().any(|unit| header.contains(unit)) || !is_spanish(sheet) {
        return hints;
    }
    // The `$` alone does not say which currency it is.
    let is_known = hints.currency.is_some_and(|currency| currency != Currency::USD)
        || ["US", "U$S"].iter().any(|dollar| header.contains(dollar));
    if let Some(doubt) = spanish_doubt(header, is_known) {
        let doubt = doubt
            .hint("declare currency and unit: amount=COLUMN:CLP:thousands, or amount=COLUMN:USD:millions");
        if spanish_doubt(header, true).is_some() {
            hints.unit = None;
            hints.unit_doubt = Some(doubt.clone());
        }
        if !is_known {
            hints.currency = None;
            hints.currency_doubt = Some(doubt);
        }
    }
    hints
}

/// Returns the bound that the header of a column gives to its amounts, or else a text about all of them ("Figures are
/// estimates"), with what gives it.
pub(super) fn bound(sheet: &Sheet, column: usize) -> Option<(Bound, String)> {
    let by_header = amount_words::bound(&sheet.columns.get(column)?.header);
    if by_header != Bound::Exact {
        return Some((by_header, format!("{by_header} by the header")));
    }
    let text = sheet.texts.iter().find(|text| are_estimates(&text.text))?;
    let shown = Shown { value: (), line: text.line, text: text.text.clone() };
    Some((Bound::About, format!("{} by {}", Bound::About, at(&shown))))
}

/// Whether a text says that all amounts are estimates: "Figures are estimates", "Estimated amounts".
fn are_estimates(text: &str) -> bool {
    let says_about = || note_meaning(text) == Some(NoteMeaning::Bound(Bound::About));
    names_amounts(text) && marks::split_start(text).is_none() && says_about()
}

/// Separators of lists, the surest first.
const SEPARATORS: [&str; 6] = [";", "|", "\n", " / ", "、", ","];

/// Returns the separator of the lists in a column, and the first cell that has it.
pub(super) fn separator(sheet: &Sheet, column: usize) -> Option<Shown<&'static str>> {
    let found = map_chunks(&sheet.rows, available_threads(), |rows| surest_separator(rows, column));
    let (_, shown) = found.into_iter().flatten().min_by_key(|(rank, _)| *rank)?;
    Some(comma_lists(sheet, column, shown.value).unwrap_or(shown))
}

/// Returns the surest separator of the lists in a column of some rows with its rank, and the first cell that has it.
fn surest_separator(rows: &[Row], column: usize) -> Option<(usize, Shown<&'static str>)> {
    let mut found: Option<(usize, Shown<&'static str>)> = None;
    for row in rows {
        // Only a surer one is still of interest.
        let surer = &SEPARATORS[..found.as_ref().map_or(SEPARATORS.len(), |(rank, _)| *rank)];
        if surer.is_empty() {
            break;
        }
        // Most cells are no lists; `、` is not ASCII.
        let may_be_list = |text: &str| text.bytes().any(|byte| b";|\n/,".contains(&byte) || !byte.is_ascii());
        let Some(cell @ Value::Text(text)) = row.cells.get(column) else { continue };
        let Some(text) = Some(cell).filter(|_| may_be_list(text)).and_then(cell::text) else { continue };
        let divides = |separator: &&str| text.contains(*separator) && cell::list(&text, separator).len() > 1;
        if let Some(rank) = surer.iter().position(divides) {
            let shown = Shown { value: SEPARATORS[rank], line: row.line, text: text.clone().into_owned() };
            found = Some((rank, shown));
        }
    }
    found
}

/// Returns a list that commas divide, if most lists of a column are such, and those that `separator` divides are a few: one `;`
/// among lists with commas is one more list.
fn comma_lists(sheet: &Sheet, column: usize, separator: &str) -> Option<Shown<&'static str>> {
    if separator == "," {
        return None;
    }
    let (mut others, mut lists, mut has_both) = (0, 0, false);
    let mut first = None;
    for row in &sheet.rows {
        let Some(text) = row.cells.get(column).and_then(cell::text) else { continue };
        if text.contains(separator) && cell::list(&text, separator).len() > 1 {
            others += 1;
            has_both |= text.contains(',');
        } else if text.contains(',') && cell::list(&text, ",").len() > 1 {
            lists += 1;
            first.get_or_insert_with(|| Shown { value: ",", line: row.line, text: text.into_owned() });
        }
    }
    // "Doe, Jane; Roe, Richard" has commas inside of names.
    let least = if has_both { others * 5 } else { others * 2 };
    first.filter(|_| lists > least)
}

/// Says which cell shows the decimal sign of a column, or which two contradict each other.
pub(super) fn describe_decimal_sign(finding: &ColumnEvidence<DecimalSign>) -> Option<String> {
    match finding {
        ColumnEvidence::Settled(shown) => {
            Some(format!("decimal {} by {}", decimal_word(shown.value), at(shown)))
        }
        ColumnEvidence::Contradiction(a, b) => Some(format!(
            "the decimal sign is open: {} has a {}, {} a {}",
            at(a),
            decimal_word(a.value),
            at(b),
            decimal_word(b.value)
        )),
        ColumnEvidence::Nothing => None,
    }
}

/// Says which cell shows the order of day and month of a column, or which two contradict each other.
pub(super) fn describe_day_order(finding: &ColumnEvidence<DayOrder>) -> Option<String> {
    match finding {
        ColumnEvidence::Settled(shown) => Some(format!("{} first by {}", shown.value, at(shown))),
        ColumnEvidence::Contradiction(a, b) => Some(format!(
            "the order of day and month is open: {} is {} first, {} is {} first",
            at(a),
            a.value,
            at(b),
            b.value
        )),
        ColumnEvidence::Nothing => None,
    }
}

/// Returns a cell with its line, for people.
pub(super) fn at<T>(shown: &Shown<T>) -> String {
    format!("{} (line {})", quote(&shown.text), shown.line)
}

#[cfg(test)]
mod tests {
    use super::*;
    /// A column of `count` cells that show nothing, but for those of `others`: each the index of its row, and its text.
    fn sheet(count: usize, others: &[(usize, &str)]) -> Sheet {
        let row = |index: usize| {
            let text = others.iter().find(|(at, _)| *at == index).map_or("$5", |(_, text)| *text);
            Row { line: index + 2, cells: vec![Value::Text(text.to_owned())], is_hidden: false, depth: 0 }
        };
        let column = Column { name: "Amount".to_owned(), header: "Amount".to_owned() };
        let rows = (0..count).map(row).collect();
        Sheet { columns: vec![column], header_line: 1, rows, ..Sheet::default() }
    }

    #[test]
    fn the_first_cells_of_a_long_column_decide() {
        let lines = |others: &[(usize, &str)]| match decimal_sign(&sheet(20_000, others), 0) {
            ColumnEvidence::Nothing => vec![],
            ColumnEvidence::Settled(shown) => vec![shown.line],
            ColumnEvidence::Contradiction(first, other) => vec![first.line, other.line],
        };
        let (point, comma) = ("$1,234.5", "$1.234,5");
        assert!(lines(&[]).is_empty());
        assert_eq!(lines(&[(9_000, point), (9_001, point), (19_000, point)]), [9_002]);
        assert_eq!(lines(&[(10, point), (9_000, comma), (19_000, comma)]), [12, 9_002]);
        assert_eq!(lines(&[(10, comma), (9_000, comma), (9_001, point), (19_000, point)]), [12, 9_003]);
        assert_eq!(lines(&[(9_000, comma), (9_001, point), (19_000, point)]), [9_002, 9_003]);
    }

    #[test]
    fn the_surest_separator_of_a_column_divides_its_lists() {
        let found = |others: &[(usize, &str)]| {
            separator(&sheet(50, others), 0).map(|shown| (shown.value, shown.line))
        };
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[(1, "A, B"), (2, "C, D")]), Some((",", 3)));
        assert_eq!(found(&[(1, "A, B"), (2, "C | D"), (3, "E; F"), (4, "G; H")]), Some((";", 5)));
        assert_eq!(found(&[(1, "A, B; C"), (2, "D; E")]), Some((";", 3)));
        let commas = [(1, "A; B"), (2, "C, D"), (3, "E, F"), (4, "G, H, I")];
        assert_eq!(found(&commas), Some((",", 4)));
        assert_eq!(found(&[(1, "Doe, J.; Roe, R."), (2, "C, D"), (3, "E, F"), (4, "G, H")]), Some((";", 3)));
    }

    #[test]
    fn stored_dates_up_to_the_12th_beside_texts_after_it_may_be_exchanged() {
        let day = |day| Value::Date(chrono::NaiveDate::from_ymd_opt(2024, 3, day).unwrap());
        let text = |text: &str| Value::Text(text.to_owned());
        let is_found = |cells: &[Value]| {
            let row = |cell: &Value| Row { line: 2, cells: vec![cell.clone()], is_hidden: false, depth: 0 };
            let sheet = Sheet { rows: cells.iter().map(row).collect(), ..sheet(0, &[]) };
            half_converted(&sheet, 0).map(|shown| shown.value)
        };
        assert_eq!(is_found(&[text("14/03/2024"), day(4)]), Some(DayOrder::DayFirst));
        assert_eq!(is_found(&[text("3/14/2024"), day(4), text("n/a")]), Some(DayOrder::MonthFirst));
        // Dates that cannot be exchanged, and texts that would have been converted.
        assert_eq!(is_found(&[text("14/03/2024"), day(4), day(13)]), None);
        assert_eq!(is_found(&[text("14/03/2024"), text("03/04/2024"), day(4)]), None);
        assert_eq!(is_found(&[text("14/03/2024"), text("March 2024"), day(4)]), None);
        assert_eq!(is_found(&[text("14/03/2024")]), None);
    }
}
