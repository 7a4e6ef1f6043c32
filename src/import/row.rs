//! Reads a row by a mapping: its draft, and every fault of its cells.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::cell::{self, DateParts, Dates};
use super::draft::{Draft, Fault};
use super::mapping::Mapping;
use super::rule::{DateForm, Field, Origin, Rule, decimal_sign};
use super::{evidence, place, words};
use crate::deal::{Kind, Party, Status};
use crate::invalid::Problem;
use crate::money::{
    Amount, Bound, Context, Currency, Decimal, Quantity, Unit, Written, multiply, parse_decimal,
    read_currency,
};
use crate::sheet::{Row, Sheet, Value};
use crate::text::{fold, quote};

/// Reads the rows of one sheet.
pub(super) struct RowReader<'m> {
    mapping: &'m Mapping,
    /// How the cells of each rule are read; in the order of the rules.
    settings: Vec<Settings>,
    today: NaiveDate,
}

/// How the cells of one rule are read: by the rule, else by what its column shows.
#[derive(Debug, Clone, Default)]
struct Settings {
    money: Context,
    /// Why the header leaves the unit open, if nothing else gives it.
    doubt: Option<Problem>,
    dates: Dates,
}

/// What a row says.
pub(super) struct Reading {
    pub(super) draft: Draft,
    pub(super) faults: Vec<Fault>,
}

impl<'m> RowReader<'m> {
    /// Looks down the columns of a sheet for what `mapping` leaves open.
    pub(super) fn new(sheet: &Sheet, mapping: &'m Mapping, today: NaiveDate) -> Self {
        let settings = mapping.rules.iter().map(|rule| settings(sheet, mapping, rule)).collect();
        Self { mapping, settings, today }
    }

    /// Reads a row.
    pub(super) fn read(&self, row: &Row) -> Reading {
        let mut reading = Reading { draft: Draft::default(), faults: Vec::new() };
        if row.cells.len() != self.mapping.width() {
            let problem = format!("{} cells under {} columns", row.cells.len(), self.mapping.width());
            let hint = "quote a cell that has the delimiter in it";
            reading.faults.push(Fault::of_row(Problem::new(problem).hint(hint)));
        }
        let cells = RowCells { row, mapping: self.mapping };
        self.read_money(&cells, &mut reading);
        self.read_date(&cells, &mut reading);
        for rule in &self.mapping.rules {
            let Some(text) = cells.text(rule) else { continue };
            if rule.field == Field::Kept {
                keep(rule, self.mapping, &text, &mut reading.draft);
            } else if let Err(problem) = read_text(rule, &text, &mut reading.draft) {
                reading.faults.push(cells.fault(rule, problem));
            }
        }
        if let Some((_, rule)) = self.rules(Field::PlaceName).next()
            && let Err(problem) = place::add_names(&mut reading.draft)
        {
            reading.faults.push(cells.fault(rule, problem));
        }
        reading
    }

    /// Returns the amount of a cell for evidence: whether the rule at `index` reads it.
    pub(super) fn reads(&self, index: usize, row: &Row) -> Option<Result<(), Problem>> {
        let rule = self.mapping.rules.get(index)?;
        let cells = RowCells { row, mapping: self.mapping };
        let value = cells.value(rule)?;
        Some(match rule.field {
            Field::Amount => {
                let written = self.amount(index, &value, &self.context(index, &cells).ok()?, &cells);
                match written {
                    Ok(Written { amount: None, .. }) => return None,
                    read => read.map(drop),
                }
            }
            Field::Announced => self.settings[index].dates.read(&value, self.today).map(drop),
            _ => return None,
        })
    }

    /// Returns what the amount of a row of totals may be: in the currency of the rows above if it names none, in full or
    /// in the unit of the column.
    pub(super) fn totals(&self, row: &Row, currency: Option<Currency>) -> Vec<Amount> {
        let cells = RowCells { row, mapping: self.mapping };
        let mut found = Vec::new();
        for (index, rule) in self.rules(Field::Amount) {
            let Some(value) = cells.value(rule) else { continue };
            let money = self.settings[index].money;
            let context = Context { currency: money.currency.or(currency), unit: None, ..money };
            let Some(amount) = cell::amount(&value, &context).ok().and_then(|written| written.amount) else {
                continue;
            };
            let factor = money.unit.and_then(|unit| 10u64.checked_pow(unit.power().try_into().ok()?));
            let in_unit = factor.and_then(|factor| {
                let scale = |value: Decimal| multiply(value, factor.into()).ok_or(());
                Some(Amount { quantity: amount.quantity.try_map(scale).ok()?, ..amount })
            });
            found.extend(in_unit.into_iter().chain([amount]));
        }
        found
    }

    fn rules(&self, field: Field) -> impl Iterator<Item = (usize, &'m Rule)> {
        self.mapping.rules.iter().enumerate().filter(move |(_, rule)| rule.field == field)
    }

    /// Returns what is known of the amounts of a rule in this row: its own currency before that of the row.
    fn context(&self, index: usize, cells: &RowCells<'_>) -> Result<Context, Fault> {
        let rule = &self.mapping.rules[index];
        let mut context = self.settings[index].money;
        if rule.options.currency.is_none() {
            for (_, rule) in self.rules(Field::Currency) {
                if let (Origin::Column(_), Some(text)) = (&rule.origin, cells.text(rule)) {
                    let (currency, unit) =
                        read_currency(&text).map_err(|problem| cells.fault(rule, problem))?;
                    context.currency = Some(currency);
                    // "GBX" are hundredths.
                    context.unit = unit.or(context.unit);
                }
            }
        }
        if rule.options.unit.is_none() {
            for (_, rule) in self.rules(Field::Units) {
                if let (Origin::Column(_), Some(text)) = (&rule.origin, cells.text(rule)) {
                    let unit = text.parse::<Unit>().map_err(|problem| cells.fault(rule, problem))?;
                    context.unit = Some(unit);
                }
            }
        }
        Ok(context)
    }

    /// Returns the currency that a column gives to the amounts of this row, unless the mapping gives another one.
    fn row_currency(&self, index: usize, cells: &RowCells<'_>) -> Option<Currency> {
        let rule = &self.mapping.rules[index];
        let is_open = rule.field == Field::Amount && rule.options.currency.is_none();
        let mut columns = self.rules(Field::Currency).filter(|_| is_open);
        columns.find_map(|(_, rule)| match rule.origin {
            Origin::Column(_) => read_currency(&cells.text(rule)?).ok().map(|(currency, _)| currency),
            Origin::Constant(_) => None,
        })
    }

    /// Reads an amount.
    ///
    /// # Errors
    /// If it is in another currency than the column of currencies has; see [`cell::amount`]; and if the amount needs a unit that the header leaves open.
    fn amount(
        &self,
        index: usize,
        value: &Value,
        context: &Context,
        cells: &RowCells<'_>,
    ) -> Result<Written, Problem> {
        let read = cell::amount(value, context)?;
        if let (Some(amount), Some(column)) = (&read.amount, self.row_currency(index, cells))
            && amount.currency != column
        {
            let problem =
                format!("the amount is in {}, and the column of currencies has {column}", amount.currency);
            return Err(Problem::new(problem).hint("correct one of the two"));
        }
        match &self.settings[index].doubt {
            Some(doubt) if context.unit.is_none() => {
                // An amount with a unit of its own is the same in any other.
                let other = Context { unit: Some(Unit::MILLIONS), ..*context };
                if cell::amount(value, &other).as_ref() == Ok(&read) { Ok(read) } else { Err(doubt.clone()) }
            }
            _ => Ok(read),
        }
    }

    /// Reads the amounts: the first column that has one gives the amount, others the equivalents in other currencies.
    fn read_money(&self, cells: &RowCells<'_>, reading: &mut Reading) {
        for (index, rule) in self.rules(Field::Amount).chain(self.rules(Field::Equivalent)) {
            let Some(value) = cells.value(rule) else { continue };
            let context = match self.context(index, cells) {
                Ok(context) => context,
                Err(fault) => {
                    if !reading.faults.contains(&fault) {
                        reading.faults.push(fault);
                    }
                    continue;
                }
            };
            match self.amount(index, &value, &context, cells) {
                Ok(written) => {
                    let column = column_name(rule, self.mapping);
                    if let Err(problem) = add_amount(rule.field, written, column, &mut reading.draft) {
                        reading.faults.push(cells.fault(rule, problem));
                    }
                }
                Err(problem) => reading.faults.push(cells.fault(rule, problem)),
            }
        }
        if reading.draft.amount.is_none() && self.rules(Field::Amount).next().is_none() {
            match self.own_amount(cells) {
                Ok(amount) => reading.draft.amount = amount,
                Err(fault) => reading.faults.push(fault),
            }
        }
    }

    /// Returns the amount of the columns bound, floor, headline and ceiling.
    fn own_amount(&self, cells: &RowCells<'_>) -> Result<Option<Amount>, Fault> {
        let find = |field: Field| {
            self.rules(field).find_map(|(_, rule)| cells.text(rule).map(|text| (rule, text.into_owned())))
        };
        let figures = [Field::Floor, Field::Headline, Field::Ceiling].map(find);
        let Some((anchor, _)) = figures.iter().flatten().next() else { return Ok(None) };
        let at = |problem: Problem| cells.fault(anchor, problem);
        let [floor, headline, ceiling] = figures.each_ref().map(|found| {
            let (_, text) = found.as_ref().ok_or_else(|| Problem::new("a figure is missing"))?;
            parse_decimal(text)
        });
        let bound = find(Field::Bound).map_or(Ok(Bound::Exact), |(rule, text)| {
            text.parse().map_err(|problem| cells.fault(rule, problem))
        })?;
        let quantity = match bound {
            Bound::Range => Quantity::range(floor.map_err(at)?, ceiling.map_err(at)?),
            bound => Quantity::single(bound, headline.map_err(at)?),
        };
        let currency = self.rules(Field::Currency).find_map(|(_, rule)| cells.text(rule));
        let currency = currency.ok_or_else(|| {
            at(Problem::new("the amount names no currency")
                .hint("declare it: currency=USD, or currency=COLUMN"))
        })?;
        let currency = Currency::from_token(&currency).map_err(at)?;
        Ok(Some(Amount { quantity: quantity.map_err(at)?, currency }))
    }

    fn read_date(&self, cells: &RowCells<'_>, reading: &mut Reading) {
        for (index, rule) in self.rules(Field::Announced) {
            let Some(value) = cells.value(rule) else { continue };
            match self.settings[index].dates.read(&value, self.today) {
                Ok(date) => {
                    reading.draft.announced = Some(date);
                    return;
                }
                Err(problem) => {
                    reading.faults.push(cells.fault(rule, problem));
                    return;
                }
            }
        }
        let find =
            |field: Field| self.rules(field).find_map(|(_, rule)| cells.text(rule).map(|text| (rule, text)));
        let parts = [Field::Year, Field::Quarter, Field::Month, Field::Day].map(find);
        let [year, quarter, month, day] =
            parts.each_ref().map(|part| part.as_ref().map(|(_, text)| text.as_ref()));
        match (DateParts { year, quarter, month, day }.read(self.today), parts.iter().flatten().next()) {
            (Ok(date), _) => reading.draft.announced = date,
            (Err(problem), Some((rule, _))) => reading.faults.push(cells.fault(rule, problem)),
            (Err(problem), None) => reading.faults.push(Fault::of_row(problem)),
        }
    }
}

fn settings(sheet: &Sheet, mapping: &Mapping, rule: &Rule) -> Settings {
    let Origin::Column(column) = rule.origin else { return Settings::default() };
    let mut settings = Settings::default();
    if rule.field.is_amount() {
        let hints = evidence::header(sheet, column);
        let options = &rule.options;
        let own = |field: Field| {
            mapping.rules_of(field).find_map(|rule| match &rule.origin {
                Origin::Constant(text) => Some(text.as_str()),
                Origin::Column(_) => None,
            })
        };
        // A constant of the mapping has been checked when it was read.
        let constant = own(Field::Currency).and_then(|text| text.parse().ok());
        settings.money.currency = options.currency.or(constant).or(hints.currency);
        let constant = own(Field::Units).and_then(|text| text.parse().ok());
        settings.money.unit = options.unit.or(constant).or(hints.unit);
        let constant = own(Field::Decimal).and_then(|text| decimal_sign(text).ok());
        settings.doubt = hints.doubt.filter(|doubt| !doubt.message.contains("currenc"));
        let declared = options.decimal.or(constant);
        settings.money.decimal = declared.or_else(|| evidence::decimal_sign(sheet, column).value());
    }
    if rule.field == Field::Announced {
        settings.dates.form = rule.date_form().cloned();
        let is_open = !matches!(settings.dates.form, Some(DateForm::Format(_) | DateForm::Order(_)));
        settings.dates.order = if is_open { evidence::day_order(sheet, column).value() } else { None };
    }
    settings
}

/// The cells of a row under a mapping.
struct RowCells<'a> {
    row: &'a Row,
    mapping: &'a Mapping,
}

impl<'a> RowCells<'a> {
    /// Returns the text of a rule: the constant, or what the cell stands for; `None` if it is empty.
    fn text(&self, rule: &'a Rule) -> Option<Cow<'a, str>> {
        match &rule.origin {
            Origin::Constant(text) => Some(Cow::Borrowed(text)),
            Origin::Column(column) => {
                let text = cell::text(self.row.cells.get(*column)?)?;
                if rule.options.replacements.is_empty() {
                    return Some(text);
                }
                let replaced = rule.options.replace(&text).to_owned();
                (!replaced.is_empty()).then_some(Cow::Owned(replaced))
            }
        }
    }

    /// Returns the cell of a rule, or the text that it stands for; `None` if it is empty.
    fn value(&self, rule: &'a Rule) -> Option<Cow<'a, Value>> {
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

    fn fault(&self, rule: &Rule, problem: Problem) -> Fault {
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

fn column_name<'m>(rule: &Rule, mapping: &'m Mapping) -> &'m str {
    match rule.origin {
        Origin::Column(column) => mapping.name(column),
        Origin::Constant(_) => "the mapping",
    }
}

/// Adds what a cell says about money. The first amount counts; those in other currencies are its equivalents.
fn add_amount(field: Field, written: Written, column: &str, draft: &mut Draft) -> Result<(), Problem> {
    draft.notes.extend(written.remark);
    let Some(amount) = written.amount else { return Ok(()) };
    match &draft.amount {
        None if field == Field::Amount => draft.amount = Some(amount),
        Some(first) if first.currency == amount.currency => {
            if *first != amount {
                let message = format!("{amount} in {column} differs from {first}, which the row gives first");
                return Err(Problem::new(message).hint("map one of the two columns"));
            }
        }
        _ if draft.equivalents.iter().any(|known| known.currency == amount.currency) => {
            if !draft.equivalents.contains(&amount) {
                let message = format!("{amount} in {column} differs from another equivalent of the row");
                return Err(Problem::new(message).hint("map one of the two columns"));
            }
        }
        _ => draft.equivalents.push(amount),
    }
    draft.equivalents.extend(written.equivalent);
    Ok(())
}

/// Keeps a text as a field of the user's own. Several columns of one key add up.
fn keep(rule: &Rule, mapping: &Mapping, text: &str, draft: &mut Draft) {
    let key = rule.options.key.as_deref().unwrap_or_else(|| column_name(rule, mapping)).trim();
    match draft.fields.iter_mut().find(|(known, _)| fold(known) == fold(key)) {
        Some((_, before)) => before.extend(["; ", text]),
        None => draft.fields.push((key.to_owned(), text.to_owned())),
    }
}

/// Reads the text of a field that is neither an amount nor a date.
fn read_text(rule: &Rule, text: &str, draft: &mut Draft) -> Result<(), Problem> {
    let values = || match &rule.options.split {
        Some(separator) => cell::list(text, separator),
        None => vec![text],
    };
    let own = || Some(text.to_owned());
    match rule.field {
        Field::Id => draft.id = own(),
        Field::Title => draft.title = own(),
        Field::Round => draft.round = own(),
        Field::Kind => draft.kind = Some(text.parse::<Kind>()?),
        Field::Status => draft.status = Some(text.parse::<Status>()?),
        Field::Party => {
            for value in values() {
                add_party(rule, value, draft)?;
            }
        }
        Field::Place => {
            for value in values() {
                place::add(value, draft)?;
            }
        }
        Field::PlaceName => {
            let names = values().into_iter().filter(|name| !words::is_no_name(name));
            draft.place_names.extend(names.map(str::to_owned));
        }
        Field::Tag => {
            let tags = values();
            draft.tags.reserve_exact(tags.len());
            draft.tags.extend(tags.into_iter().map(str::to_owned));
        }
        Field::Note => draft.notes.push(text.to_owned()),
        Field::Source => draft.source = own(),
        Field::Publisher => draft.publisher = own(),
        Field::Quote => draft.quote = own(),
        Field::Kept
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

/// Adds a company, unless the text only stands where one should be.
fn add_party(rule: &Rule, text: &str, draft: &mut Draft) -> Result<(), Problem> {
    let name = words::without_others(text);
    if words::is_no_name(name) {
        draft.nobody.get_or_insert_with(|| name.to_owned());
        return Ok(());
    }
    if name.starts_with('#') && cell::error(&Value::Text(name.to_owned())).is_some() {
        return Err(Problem::new(format!("{} is an error of the spreadsheet", quote(name)))
            .hint("correct the cell in the spreadsheet"));
    }
    let named = match rule.options.role {
        Some(given) => Party { company: name.to_owned().into(), role: given },
        None => name.parse()?,
    };
    let is_known = draft.parties.contains(&named);
    draft.parties.extend((!is_known).then_some(named));
    Ok(())
}
