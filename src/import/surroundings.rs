//! What surrounds the amounts of a column: its header, the texts above and below the table, and a row of units.

use super::amount_words;
use super::asides::Asides;
use super::evidence::{Shown, at, header};
use super::footnotes::{self, Footnotes};
use super::rule::Options;
use super::statements::{UNIT_ROWS, before_exception, clauses, is_about_others, stated};
use super::words;
use crate::hash::HashSet;
use crate::invalid::Problem;
use crate::money::{Currency, HeaderHints, Unit, may_state_unit, read_header};
use crate::sheet::{Row, Sheet, Value};
use crate::text::trim;

/// What the surroundings of a column say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// The hints of the header, with what a text adds to them.
    pub(super) hints: HeaderHints,
    /// The text that adds to them, and what it adds.
    pub(super) note: Option<String>,
}

/// A sheet with the texts that may be about its amounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'s> {
    pub(super) sheet: &'s Sheet,
    pub(super) footnotes: &'s Footnotes,
    pub(super) asides: &'s Asides,
}

/// Returns what the header says about the amounts of a column and, where it leaves currency or unit open, what the texts
/// around the table say. `declared` is the currency of the mapping, and `beside` finds a text beside the amounts that states
/// their unit.
pub(super) fn of<'s>(
    around: &Around<'_>,
    column: usize,
    declared: Option<Currency>,
    beside: impl FnOnce() -> Option<&'s Shown<()>>,
) -> Surroundings {
    let sheet = around.sheet;
    let mut found = Surroundings { hints: header(sheet, column), note: None };
    let statements = statements(around, column);
    let currency = declared.or(found.hints.currency);
    let fits = |said: &HeaderHints| match (said.currency, currency) {
        (Some(said), Some(known)) => said == known,
        _ => true,
    };
    if found.hints.unit.is_none() && found.hints.unit_doubt.is_none() {
        match unit(&statements, fits) {
            Ok(Some(shown)) => {
                found.hints.unit = Some(shown.value);
                found.note = Some(format!("{} by {}", shown.value, at(&shown)));
            }
            Ok(None) => found.hints.unit_doubt = unit_of_absent_figures(sheet, column),
            Err(problem) => found.hints.unit_doubt = Some(problem),
        }
    }
    if found.hints.unit.is_none()
        && found.hints.unit_doubt.is_none()
        && let Some(shown) = beside()
    {
        let doubt = format!("the unit is not clear: {} stands beside the amounts", at(shown));
        found.hints.unit_doubt = Some(Problem::new(doubt).hint("declare it: units=millions or units=ones"));
    }
    if currency.is_none() && found.hints.choices.is_empty() {
        let currencies: Vec<&Shown<HeaderHints>> =
            statements.iter().filter(|shown| shown.value.currency.is_some()).collect();
        if let Some(first) = currencies.first()
            && currencies.iter().all(|shown| shown.value.currency == first.value.currency)
        {
            found.hints.currency = first.value.currency;
            let named = first.value.currency.map_or_else(String::new, |currency| currency.to_string());
            let unit = found.note.take().map(|note| format!("; {note}")).unwrap_or_default();
            found.note = Some(format!("{named} by {}{unit}", at(first)));
        }
    }
    contradict(around, column, declared, &mut found);
    divide_sections(around, column, declared, &mut found);
    found
}

/// Returns the problem of a text that states the unit of figures of which there is no column, and may mean the amounts:
/// "Valuations in USD bn".
fn unit_of_absent_figures(sheet: &Sheet, column: usize) -> Option<Problem> {
    let holds_others = |header: &str| amount_words::no_amount(&words::header_words(header)).is_some();
    let mut others = sheet.columns.iter().enumerate().filter(|(other, _)| *other != column);
    if others.any(|(_, other)| holds_others(&other.header)) {
        return None;
    }
    let states_unit = |clause: &&str| {
        let says_unit = |hints: &HeaderHints| hints.unit.is_some() || hints.unit_doubt.is_some();
        is_about_others(clause) && stated(clause).iter().any(says_unit)
    };
    let text = sheet.texts.iter().find(|text| clauses(&text.text).iter().any(states_unit))?;
    let shown = Shown { value: (), line: text.line, text: text.text.clone() };
    let doubt = format!("the unit is not clear: {} may be about the amounts, too", at(&shown));
    Some(Problem::new(doubt).hint("declare it: units=millions or units=ones"))
}

/// Leaves currency or unit open where a text states another one than the header: "Amounts in thousands" above `Amount (USD m)`.
/// What the header of another column has, is said of that.
fn contradict(around: &Around<'_>, column: usize, declared: Option<Currency>, found: &mut Surroundings) {
    let Around { sheet, footnotes, asides } = around;
    let own = header(sheet, column);
    let is_other = |other: &usize| *other != column && !asides.is_empty(*other);
    let others = (0..sheet.columns.len()).filter(is_other);
    let others: Vec<HeaderHints> = others.map(|other| read_header(&sheet.columns[other].header)).collect();
    let texts = sheet.texts.iter().filter(|text| !is_footnote(sheet, footnotes, text.line, &text.text));
    let texts = texts.map(|text| {
        let shown = Shown { value: (), line: text.line, text: text.text.clone() };
        (at(&shown), text.text.as_str(), false)
    });
    let asides = asides.about_units(column).map(|aside| (aside.at.clone(), aside.text.as_str(), true));
    for (at, text, is_aside) in texts.chain(asides) {
        // What does not hold for all cells may differ from the header; elsewhere it says what most of them are.
        let whole =
            |clause: &&str| !is_about_others(clause) && (is_aside || before_exception(clause) == *clause);
        for said in clauses(text).into_iter().filter(whole).map(before_exception).flat_map(stated) {
            let differs = |said: Option<Currency>| {
                said.is_some_and(|said| declared.or(own.currency).is_some_and(|own| own != said))
            };
            let is_of_other = |is_same: &dyn Fn(&HeaderHints) -> bool| others.iter().any(is_same);
            let is_other_currency = differs(said.currency)
                && declared.is_none()
                && !is_of_other(&|other| other.currency == said.currency);
            // Texts around the table give the unit where the header has none.
            let known = if is_aside { found.hints.unit } else { own.unit };
            let is_other_unit = (said.unit.is_some() && known != said.unit && (is_aside || known.is_some()))
                && !differs(said.currency)
                && !is_of_other(&|other| other.unit == said.unit);
            let may_state_unit = is_aside && known.is_none() && said.unit_doubt.is_some();
            let against =
                if is_aside { "may be about the amounts" } else { "says another one than the header" };
            let declare = |what: &str, readings: Vec<String>, hint_end: &str| {
                let doubt = Problem::new(format!("the {what} is not clear: {at} {against}"));
                Some(doubt.hint(format!("declare it: {}{hint_end}", readings.join(" or "))))
            };
            if is_other_currency {
                let currencies = [own.currency, said.currency].into_iter().flatten();
                let readings = currencies.map(|known| format!("currency={known}")).collect();
                let hint_end = if is_aside { "" } else { ", or delete the text" };
                found.hints.currency_doubt = declare("currency", readings, hint_end);
                found.hints.currency = None;
            }
            if (is_other_unit || may_state_unit) && found.hints.unit_doubt.is_none() {
                let units = known.into_iter().chain(said.unit);
                let mut readings: Vec<String> = units.map(|known| format!("units={known}")).collect();
                if readings.len() < 2 {
                    readings.push("units=ones".to_owned());
                }
                found.hints.unit_doubt = declare("unit", readings, "");
                found.hints.unit = None;
            }
        }
    }
}

/// Leaves currency and unit open where a row between the deals states others than `found`: "From here in USD thousand".
fn divide_sections(around: &Around<'_>, column: usize, declared: Option<Currency>, found: &mut Surroundings) {
    let Around { sheet, footnotes, .. } = *around;
    let header = header(sheet, column);
    let statements = statements(around, column);
    let known = |said: &HeaderHints, line: usize, has_deals_above: bool| {
        // A statement does not apply to deals above it, unless an earlier text says the same.
        let before = |says: &dyn Fn(&HeaderHints) -> bool| {
            says(&header) || statements.iter().any(|shown| shown.line < line && says(&shown.value))
        };
        let is_currency = |hints: &HeaderHints| hints.currency == said.currency;
        let is_unit = |hints: &HeaderHints| hints.unit == said.unit;
        let (has_currency, has_unit) = if has_deals_above {
            (before(&is_currency), before(&is_unit))
        } else {
            (said.currency == found.hints.currency, said.unit == found.hints.unit)
        };
        (said.currency.is_none() || said.currency == declared || has_currency)
            && (said.unit.is_none() || has_unit)
    };
    let last = sheet.rows.iter().rposition(|row| row.lone_text().is_none()).unwrap_or_default();
    let mut has_deals_above = false;
    let mut seen = HashSet::default();
    let is_here = |row: &&Row| sheet.other_table.as_ref().is_none_or(|other| row.line < other.line);
    for row in sheet.rows[..last].iter().take_while(is_here) {
        // A heading has a cell or two: a deal has its date, its company and its amount.
        if row.cells.iter().filter(|cell| !cell.is_blank()).take(3).count() > 2 {
            has_deals_above = true;
            continue;
        }
        let text = row.lone_text().or_else(|| text_without_digits(row.cells.get(column)?));
        let Some(text) = text.filter(|text| seen.insert(*text)) else {
            has_deals_above |= row.lone_text().is_none();
            continue;
        };
        let mut said = stated(text);
        if may_state_unit(text) {
            said.push(read_header(text));
        }
        if is_footnote(sheet, footnotes, row.line, text)
            || said.iter().all(|said| known(said, row.line, has_deals_above))
        {
            continue;
        }
        let shown = Shown { value: (), line: row.line, text: text.to_owned() };
        let between = format!("{} stands between the rows", at(&shown));
        if said.iter().any(|said| said.unit.is_some()) {
            let doubt = Problem::new(format!("the unit is not clear: {between}"));
            found.hints.unit = None;
            found.hints.unit_doubt = Some(doubt.hint("declare it: units=millions or units=ones"));
        }
        if said.iter().any(|said| said.currency.is_some()) && declared.is_none() {
            let doubt = Problem::new(format!("the currency is not clear: {between}"));
            found.hints.currency = None;
            found.hints.currency_doubt = Some(doubt.hint("write it into a column of its own"));
        }
        return;
    }
}

/// Returns the text of a cell without the digits of a figure.
fn text_without_digits(cell: &Value) -> Option<&str> {
    match cell {
        Value::Text(text) if !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => Some(trim(text)),
        _ => None,
    }
}

/// Returns the unit of all statements.
///
/// # Errors
/// If they name several, or if one of another currency names one.
fn unit(
    statements: &[Shown<HeaderHints>],
    fits: impl Fn(&HeaderHints) -> bool,
) -> Result<Option<Shown<Unit>>, Problem> {
    let mut found: Option<Shown<Unit>> = None;
    for shown in statements {
        if let Some(doubt) = &shown.value.unit_doubt {
            let message = format!("the unit is not clear: {}", doubt.message);
            return Err(Problem::new(message).hint("declare it: units=millions or units=ones"));
        }
        let Some(value) = shown.value.unit else { continue };
        let shows = Shown { value, line: shown.line, text: shown.text.clone() };
        let doubt = match &found {
            _ if !fits(&shown.value) => format!("{} is about other amounts", at(&shows)),
            Some(first) if first.value != value => format!("{} and {} name two units", at(first), at(&shows)),
            Some(_) => continue,
            None => {
                found = Some(shows);
                continue;
            }
        };
        return Err(
            Problem::new(format!("the unit is not clear: {doubt}")).hint("declare it: units=millions")
        );
    }
    Ok(found)
}

/// Returns what the texts around the table say, headers without cells, and the cells of the column below the header without
/// digits.
fn statements(around: &Around<'_>, column: usize) -> Vec<Shown<HeaderHints>> {
    let Around { sheet, footnotes, asides } = *around;
    let texts = sheet.texts.iter().filter(|text| !is_footnote(sheet, footnotes, text.line, &text.text));
    let texts = texts.map(|text| (text.line, text.text.as_str()));
    let below = sheet
        .rows
        .iter()
        .take(UNIT_ROWS)
        .filter_map(|row| Some((row.line, text_without_digits(row.cells.get(column)?)?)));
    let headers = asides.headers_about_amounts(sheet).map(|text| (sheet.header_line, text));
    let mut found: Vec<Shown<HeaderHints>> = Vec::new();
    for (line, text) in texts.chain(headers).chain(below) {
        if found.iter().all(|known| known.line != line) {
            let clauses = clauses(text).into_iter().filter(|clause| !is_about_others(clause));
            let values = clauses.flat_map(stated);
            found.extend(values.map(|value| Shown { value, line, text: text.to_owned() }));
        }
    }
    found
}

/// Whether a text speaks of some cells only, which name it by a mark.
fn is_footnote(sheet: &Sheet, footnotes: &Footnotes, line: usize, text: &str) -> bool {
    footnotes::begins(text) && footnotes.is_one(line, sheet)
}

impl Surroundings {
    /// Returns a note on what the texts around the table say about the amounts of the column `name`, unless the mapping says
    /// otherwise.
    pub(super) fn note(&self, name: &str, options: &Options) -> Option<String> {
        let is_used = options.unit.is_none_or(|unit| self.hints.unit == Some(unit))
            && options.currency.is_none_or(|currency| self.hints.currency == Some(currency));
        let note = self.note.as_ref().filter(|_| is_used)?;
        Some(format!("columns: {name}: {note}"))
    }
}
