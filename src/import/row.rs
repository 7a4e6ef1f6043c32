//! Reads a row by a mapping: its draft, and every fault of its cells.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::cell::{self, DateParts, Dates};
use super::division::Division;
use super::draft::{Draft, Fault, PlaceName};
use super::footnotes::Footnotes;
use super::mapping::Mapping;
use super::row_types::TotalLabel;
use super::rule::{DateForm, Field, Origin, Rule, decimal_sign};
use super::shared_sign::{DayRates, SharedSigns};
use super::sheet_evidence::SheetEvidence;
use super::states::PlaceCells;
use super::status_words::other_statuses;
use super::syntax::quoted;
use super::{
    amount_words, cell_comments, evidence, included_notes, labels, noun, party_name, place, row_types,
};
use crate::date::PartialDate;
use crate::deal::{Kind, Status};
use crate::hash::HashSet;
use crate::invalid::Problem;
use crate::money::{Bound, Context, Currency, Written};
use crate::sheet::{Row, SheetText, Value};
use crate::text::{fold, quote};

/// Reads the rows of one sheet.
pub(super) struct RowReader<'m> {
    pub(super) mapping: &'m Mapping,
    /// How the cells of each rule are read; in the order of the rules.
    pub(super) settings: Vec<Settings>,
    /// Rates that show which currency a shared sign means.
    pub(super) rates: DayRates,
    pub(super) footnotes: Footnotes,
    /// The header of another table, below which the rows are not of this one.
    other_table: Option<SheetText>,
    /// The rows over which cells are merged, by the line and the column of each.
    pub(super) merged: HashMap<(usize, usize), RangeInclusive<usize>>,
    /// How cells may have been divided by mistake.
    pub(super) division: Division,
    /// The companies whose deals have the money of other rows, as notes say.
    pub(super) wholes: HashSet<String>,
    /// The comments of cells, by the line and the column of each.
    pub(super) comments: HashMap<(usize, usize), String>,
    today: NaiveDate,
}

/// How the cells of one rule are read: by the rule, else by what its column shows.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is what a header says by itself")]
pub(super) struct Settings {
    pub(super) money: Context,
    /// The currencies that share the sign of the header; else none.
    pub(super) choices: Vec<Currency>,
    /// What the shared signs of the column mean.
    pub(super) signs: SharedSigns,
    /// The word for the unit in the header, if the unit is from there.
    pub(super) unit_word: String,
    /// Why the header leaves the unit open, if nothing else gives it.
    pub(super) unit_doubt: Option<Problem>,
    /// Why the currency of the column is not clear.
    pub(super) currency_doubt: Option<Problem>,
    /// Whether the header says that the amounts are in the currency of each country.
    pub(super) is_local: bool,
    /// Whether most cells have a unit of their own, so that one without may lack it.
    pub(super) has_own_units: bool,
    /// What the figures are that state no bound of their own.
    pub(super) bound: Option<Bound>,
    /// Why none of the figures is an amount of a deal, by the footnote of the header.
    pub(super) footnote: Option<Problem>,
    /// Whether a text of the column may call its row a sum.
    pub(super) may_be_total: bool,
    /// Whether the column says by its header what its rows are.
    pub(super) is_type: bool,
    /// Whether the column is kept, and its header is one of places.
    pub(super) is_other_place: bool,
    /// Names of companies with "and" or "&" in them, which lists may end with.
    joined_names: HashSet<String>,
    dates: Dates,
    /// What the codes and names of a column of places are.
    places: PlaceCells,
}

/// What a row says.
pub(super) struct Reading {
    pub(super) draft: Draft,
    pub(super) faults: Vec<Fault>,
}

impl<'m> RowReader<'m> {
    /// Looks down the columns of a sheet for what `mapping` leaves open.
    pub(super) fn new(sheet: &SheetEvidence, mapping: &'m Mapping) -> Self {
        let footnotes = sheet.footnotes().clone();
        let settings = |rule| settings(sheet, mapping, rule);
        let settings = mapping.rules.iter().map(settings).collect();
        let mut reader = Self {
            mapping,
            settings,
            footnotes,
            rates: DayRates::default(),
            other_table: sheet.other_table.clone(),
            merged: sheet.merged.clone(),
            division: Division::of(sheet, mapping),
            wholes: included_notes::companies(sheet, mapping),
            comments: sheet.comments.clone(),
            today: sheet.today,
        };
        for (index, _) in mapping.rules.iter().enumerate().filter(|(_, rule)| rule.field.is_amount()) {
            reader.settings[index].signs = reader.settle_signs(index, sheet);
        }
        reader
    }

    /// Reads a row.
    pub(super) fn read(&self, row: &Row) -> Reading {
        let mut reading = Reading { draft: Draft::default(), faults: Vec::new() };
        if row.cells.len() != self.mapping.width() {
            let problem = format!("{} cells under {} columns", row.cells.len(), self.mapping.width());
            let hint = "quote a cell that has the delimiter in it";
            reading.faults.push(Fault::of_row(Problem::new(problem).hint(hint)));
        }
        if let Some(other) = self.other_table.as_ref().filter(|other| row.line >= other.line) {
            let problem = format!("another table begins in line {}: {}", other.line, quote(&other.text));
            let hint = format!("read it by --header-row {}", other.line);
            reading.faults.push(Fault::of_row(Problem::new(problem).hint(hint)));
            return reading;
        }
        let cells = RowCells { row, mapping: self.mapping };
        // The date decides about shared signs; its faults follow those of the amounts.
        let date = self.read_date(&cells);
        reading.draft.announced = date.as_ref().ok().copied().flatten();
        self.read_money(&cells, &mut reading);
        reading.draft.total = self.formula_of_total(row);
        reading.faults.extend(self.merged_amounts(&cells));
        reading.faults.extend(self.division.fault(row));
        reading.faults.extend(date.err());
        for (index, rule) in self.mapping.rules.iter().enumerate() {
            let Some(text) = cells.text(rule) else { continue };
            self.read_words(index, &text, &cells, &mut reading);
            if rule.field == Field::Kept {
                keep(rule, self.mapping, &text, &mut reading.draft);
            } else if let Err(problem) = self.read_text(index, &text, &mut reading.draft) {
                reading.faults.push(cells.fault(rule, problem));
            }
        }
        self.settle_status(&cells, &mut reading);
        if let Some((_, rule)) = self.rules(Field::PlaceName).next()
            && let Err(problem) = place::add_names(&mut reading.draft, |index| &self.settings[index].places)
        {
            reading.faults.push(cells.fault(rule, problem));
        }
        reading.faults.extend(self.other_places(&cells, &reading.draft));
        reading.faults.extend(self.commented(&cells));
        reading
    }

    /// Returns what the formula of an amount makes of its row, if it adds up cells above it.
    fn formula_of_total(&self, row: &Row) -> Option<(String, TotalLabel)> {
        let is_sum = |(_, rule): (usize, &Rule)| match rule.origin {
            Origin::Column(column) => {
                matches!(row.cells.get(column), Some(Value::Number(number)) if number.is_sum)
            }
            Origin::Constant(_) => false,
        };
        self.rules(Field::Amount)
            .any(is_sum)
            .then(|| ("the sum of rows above".to_owned(), TotalLabel::Formula))
    }

    /// Returns the amount of a cell for evidence: whether the rule at `index` reads it.
    pub(super) fn reads(&self, index: usize, row: &Row) -> Option<Result<(), Problem>> {
        let rule = self.mapping.rules.get(index)?;
        let cells = RowCells { row, mapping: self.mapping };
        let value = cells.value(rule)?;
        Some(match rule.field {
            Field::Amount => match self.open_cell(index, &cells).ok()?? {
                Ok(open) => match open.only() {
                    Some(Written { amount: None, .. }) => return None,
                    Some(_) => Ok(()),
                    None => self.decide(index, open, self.date(&cells), &cells).map(drop),
                },
                Err(problem) => Err(problem),
            },
            Field::Announced => self.settings[index].dates.read(&value, self.today).map(drop),
            _ => return None,
        })
    }

    /// Reads the text of the rule at `index`, which is neither an amount nor a date.
    fn read_text(&self, index: usize, text: &str, draft: &mut Draft) -> Result<(), Problem> {
        let rule = &self.mapping.rules[index];
        match rule.field {
            Field::Place => values(rule, text)
                .into_iter()
                .try_for_each(|value| place::add(value, &self.settings[index].places, draft)),
            Field::PlaceName => {
                let names = values(rule, text).into_iter().filter(|name| !labels::is_no_name(name));
                draft.place_names.extend(names.map(|name| PlaceName { text: name.to_owned(), rule: index }));
                Ok(())
            }
            Field::Party if labels::is_total_of(text) => {
                draft.total.get_or_insert_with(|| (text.to_owned(), TotalLabel::Sure));
                Ok(())
            }
            Field::Party => self
                .names(index, text)
                .into_iter()
                .try_for_each(|value| party_name::add(rule, self.footnotes.without_marks(value), draft)),
            Field::Status => {
                let status: Status = text.parse().map_err(|_| self.unknown_status(rule, text))?;
                match draft.status.replace(status) {
                    Some(other) if other != status => {
                        Err(Problem::new(format!("the deal is {status} here, and {other} in another column"))
                            .hint(
                                "map the column that has its status now, and keep the other one as a field",
                            ))
                    }
                    _ => Ok(()),
                }
            }
            _ => read_text(rule, text, draft),
        }
    }

    /// Returns the names in a cell of companies. "Cedar, Ernst & Young" ends in one name if that stands alone in another cell.
    fn names<'t>(&self, index: usize, text: &'t str) -> Vec<&'t str> {
        let rule = &self.mapping.rules[index];
        let joined = &self.settings[index].joined_names;
        let last =
            text.rsplit_once(',').filter(|(_, last)| !joined.is_empty() && joined.contains(last.trim()));
        match last {
            Some((before, last)) => values(rule, before).into_iter().chain([last.trim()]).collect(),
            None => values(rule, text),
        }
    }

    /// Returns the problem of a status that is not known.
    fn unknown_status(&self, rule: &Rule, text: &str) -> Problem {
        let [column, text_of_map] = [column_name(rule, self.mapping), text].map(quoted);
        let meaning = Status::Announced;
        Problem::new(format!("{} is not known as a status", quote(text))).hint(format!(
            "say what it means: status={column}:{text_of_map}={meaning} (or {})",
            other_statuses(meaning)
        ))
    }

    pub(super) fn rules(&self, field: Field) -> impl Iterator<Item = (usize, &'m Rule)> {
        self.mapping.rules.iter().enumerate().filter(move |(_, rule)| rule.field == field)
    }

    /// Returns the date of a row; `None` if it has none that can be read.
    pub(super) fn date(&self, cells: &RowCells<'_>) -> Option<PartialDate> {
        self.read_date(cells).ok().flatten()
    }

    fn read_date(&self, cells: &RowCells<'_>) -> Result<Option<PartialDate>, Fault> {
        for (index, rule) in self.rules(Field::Announced) {
            let Some(value) = cells.value(rule) else { continue };
            let plain = self.footnotes.date(&value).map_err(|problem| cells.fault(rule, problem))?;
            let read = self.settings[index].dates.read(plain.as_ref().unwrap_or(&value), self.today);
            return read.map(Some).map_err(|problem| cells.fault(rule, problem));
        }
        let find =
            |field: Field| self.rules(field).find_map(|(_, rule)| cells.text(rule).map(|text| (rule, text)));
        let parts = [Field::Year, Field::Quarter, Field::Month, Field::Day].map(find);
        let [year, quarter, month, day] =
            parts.each_ref().map(|part| part.as_ref().map(|(_, text)| text.as_ref()));
        match (DateParts { year, quarter, month, day }.read(self.today), parts.iter().flatten().next()) {
            (Ok(date), _) => Ok(date),
            (Err(problem), Some((rule, _))) => Err(cells.fault(rule, problem)),
            (Err(problem), None) => Err(Fault::of_row(problem)),
        }
    }
}

fn settings(sheet: &SheetEvidence, mapping: &Mapping, rule: &Rule) -> Settings {
    let Origin::Column(column) = rule.origin else { return Settings::default() };
    let is_type = row_types::is_type(&sheet.columns[column].header);
    let may_be_total = row_types::may_be_total(sheet, rule, column);
    let is_other_place = rule.field == Field::Kept && noun::is_of_places(&sheet.columns[column].header);
    let mut settings = Settings { may_be_total, is_type, is_other_place, ..Settings::default() };
    if rule.field.is_amount() {
        let options = &rule.options;
        let own = |field: Field| {
            mapping.rules_of(field).find_map(|rule| match &rule.origin {
                Origin::Constant(text) => Some(text.as_str()),
                Origin::Column(_) => None,
            })
        };
        // A constant of the mapping has been checked when it was read.
        let constant = own(Field::Currency).and_then(|text| text.parse().ok());
        let declared = options.currency.or(constant);
        let hints = sheet.surroundings(column, declared).hints.clone();
        settings.money.currency = declared.or(hints.currency);
        if settings.money.currency.is_none() {
            settings.choices = hints.choices;
        }
        let constant = own(Field::Units).and_then(|text| text.parse().ok());
        let declared_unit = options.unit.or(constant);
        settings.money.unit = declared_unit.or(hints.unit);
        settings.unit_word = if declared_unit.is_none() { hints.unit_word } else { String::new() };
        settings.money.is_spanish = evidence::is_spanish(sheet);
        let constant = own(Field::Decimal).and_then(|text| decimal_sign(text).ok());
        settings.unit_doubt = hints.unit_doubt;
        settings.currency_doubt = hints.currency_doubt;
        settings.is_local = declared.is_none() && amount_words::is_local(&sheet.columns[column].header);
        settings.has_own_units = settings.money.unit.is_none() && evidence::has_own_units(sheet, column);
        let declared = options.decimal.or(constant);
        settings.money.decimal = declared.or_else(|| sheet.decimal_sign(column).value());
        settings.money.is_long_scale = sheet.counts_milliards(column);
        settings.bound = options.bound.or_else(|| Some(evidence::bound(sheet, column)?.0));
        let comment = sheet.comments.get(&(sheet.header_line, column));
        settings.footnote = comment.and_then(|comment| cell_comments::problem(comment, true));
        match sheet.footnotes().of_header(&sheet.columns[column].header) {
            Ok(bound) => match Bound::joint(settings.bound, bound) {
                Ok(joint) => settings.bound = joint,
                Err(problem) => settings.footnote = Some(problem),
            },
            Err(problem) => settings.footnote = Some(problem),
        }
    }
    if rule.field == Field::Party && rule.options.split.is_some() {
        settings.joined_names = joined_names(sheet, column);
    }
    if matches!(rule.field, Field::Place | Field::PlaceName) {
        settings.places = sheet.places(column, rule.field == Field::PlaceName).clone();
    }
    if rule.field == Field::Announced {
        settings.dates = dates(sheet, rule, column);
    }
    settings
}

/// Returns the cells of a column of lists that are one name with "and" or "&" in it.
fn joined_names(sheet: &SheetEvidence, column: usize) -> HashSet<String> {
    let texts = sheet.rows.iter().filter_map(|row| match row.cells.get(column)? {
        Value::Text(text) if text.contains(" & ") || text.contains(" and ") => Some(text.trim()),
        _ => None,
    });
    texts.filter(|text| !text.contains([',', ';', '|', '\n'])).map(str::to_owned).collect()
}

/// Returns how the dates of a column are read.
fn dates(sheet: &SheetEvidence, rule: &Rule, column: usize) -> Dates {
    let form = rule.date_form().cloned();
    let is_format = matches!(form, Some(DateForm::Format(_)));
    let is_open = !matches!(form, Some(DateForm::Format(_) | DateForm::Order(_)));
    let found = sheet.dates(column).clone();
    Dates {
        form,
        order: found.order.filter(|_| is_open),
        has_open_years: is_open && found.has_open_years,
        has_named_months_behind_years: is_open && found.has_named_months_behind_years,
        are_quarters: !is_format && found.are_quarters,
        ..found
    }
}

/// The cells of a row under a mapping.
pub(super) struct RowCells<'a> {
    pub(super) row: &'a Row,
    pub(super) mapping: &'a Mapping,
}

impl<'a> RowCells<'a> {
    /// Returns the text of a rule: the constant, or what the cell stands for; `None` if it is empty.
    pub(super) fn text(&self, rule: &'a Rule) -> Option<Cow<'a, str>> {
        match &rule.origin {
            Origin::Constant(text) => Some(Cow::Borrowed(text)),
            Origin::Column(column) => {
                let text = cell::text(self.row.cells.get(*column)?)?;
                if rule.options.replacements.is_empty() {
                    return Some(text);
                }
                let replaced = rule.options.replace(&text).to_owned();
                (!replaced.trim().is_empty()).then_some(Cow::Owned(replaced))
            }
        }
    }

    /// Returns the cell of a rule, or the text that it stands for; `None` if it is empty.
    pub(super) fn value(&self, rule: &'a Rule) -> Option<Cow<'a, Value>> {
        let text = |text: &str| Cow::Owned(Value::Text(text.to_owned()));
        match &rule.origin {
            Origin::Constant(constant) => Some(text(constant)),
            Origin::Column(column) => {
                let value = self.row.cells.get(*column)?;
                if rule.options.replacements.is_empty() {
                    let is_empty = cell::text(value).is_none() && cell::error(value).is_none();
                    return (!is_empty).then_some(Cow::Borrowed(value));
                }
                let found = cell::text(value)?;
                let replaced = rule.options.replace(&found);
                Some(if replaced == found { Cow::Borrowed(value) } else { text(replaced) })
            }
        }
    }

    pub(super) fn fault(&self, rule: &Rule, problem: Problem) -> Fault {
        let column = match rule.origin {
            Origin::Column(column) => Some(column),
            Origin::Constant(_) => None,
        };
        let text = column.and_then(|column| cell::text(self.row.cells.get(column)?));
        Fault {
            field: Some(rule.field),
            column: column.map(|column| self.mapping.name(column).to_owned()),
            text: text.map(Cow::into_owned).unwrap_or_default(),
            problem,
        }
    }
}

/// Returns the name of the column of a rule.
pub(super) fn column_name<'m>(rule: &Rule, mapping: &'m Mapping) -> &'m str {
    match rule.origin {
        Origin::Column(column) => mapping.name(column),
        Origin::Constant(_) => "the mapping",
    }
}

/// Returns the texts of a cell that may be a list.
fn values<'t>(rule: &Rule, text: &'t str) -> Vec<&'t str> {
    match &rule.options.split {
        Some(separator) => cell::list(text, separator),
        None => vec![text],
    }
}

/// Keeps a text as a field of the user's own. Several columns of one key add up.
fn keep(rule: &Rule, mapping: &Mapping, text: &str, draft: &mut Draft) {
    let key = rule.options.key.as_deref().unwrap_or_else(|| column_name(rule, mapping)).trim();
    match draft.fields.iter_mut().find(|(known, _)| fold(known) == fold(key)) {
        Some((_, before)) => before.extend(["; ", text]),
        None => draft.fields.push((key.to_owned(), text.to_owned())),
    }
}

/// Reads the text of a field that is neither a company, a place, a status, an amount nor a date.
fn read_text(rule: &Rule, text: &str, draft: &mut Draft) -> Result<(), Problem> {
    let own = || Some(text.to_owned());
    match rule.field {
        Field::Id => draft.id = own(),
        Field::Title => draft.title = own(),
        Field::Round => draft.round = own(),
        Field::Kind => draft.kind = Some(text.parse::<Kind>()?),
        Field::IncludedIn => draft.links.included_in = own(),
        Field::Replaces => draft.links.replaces = own(),
        Field::Tag => {
            let tags = values(rule, text);
            draft.tags.reserve_exact(tags.len());
            draft.tags.extend(tags.into_iter().map(str::to_owned));
        }
        Field::Note => draft.notes.push(text.to_owned()),
        Field::Source => draft.source = own(),
        Field::Publisher => draft.publisher = own(),
        Field::Quote => draft.quote = own(),
        Field::Kept
        | Field::Party
        | Field::Status
        | Field::Place
        | Field::PlaceName
        | Field::Announced
        | Field::Year
        | Field::Quarter
        | Field::Month
        | Field::Day
        | Field::Amount
        | Field::Equivalent
        | Field::Currency
        | Field::Units
        | Field::Decimal
        | Field::Bound
        | Field::Floor
        | Field::Headline
        | Field::Ceiling => {}
    }
    Ok(())
}
