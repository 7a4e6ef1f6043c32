//! Reads the amounts of a row.

use super::cell;
use super::draft::{Draft, Fault};
use super::footnotes;
use super::row::{Reading, RowCells, RowReader, column_name};
use super::rule::{Field, Origin, Rule};
use super::shared_sign::{self, Open, SharedSigns};
use crate::date::PartialDate;
use crate::invalid::{Cause, Problem};
use crate::money::{
    Amount, Bound, Context, Currency, Decimal, Estimate, Quantity, Unit, Written, find_currencies,
    may_share_sign, multiply, parse_decimal, read_currencies, read_unit, unit_beside,
};
use crate::parallel::{available_threads, map_chunks};
use crate::sheet::{Row, Sheet, Value};
use crate::text::quote;

/// The digits that spreadsheets keep of a number.
const SHEET_DIGITS: u32 = 15;

/// What is known of the amounts of a rule in one row.
pub(super) struct RowContext {
    pub(super) money: Context,
    /// The currencies that share the sign of the header or of the column of currencies; else none.
    pub(super) choices: Vec<Currency>,
    /// Why the unit of the row is not clear, if nothing else gives it.
    unit_doubt: Option<Problem>,
}

/// A cell of an amount.
struct MoneyCell<'m> {
    index: usize,
    rule: &'m Rule,
    read: Result<Open, Problem>,
}

impl<'m> RowReader<'m> {
    /// Returns what the amount of a row of totals may be: in the currency of the rows above if it names none, in full or
    /// in the unit of the column.
    pub(super) fn totals(&self, row: &Row, currency: Option<Currency>) -> Vec<Amount> {
        let cells = RowCells { row, mapping: self.mapping };
        let mut found = Vec::new();
        for (index, rule) in self.rules(Field::Amount) {
            let Some(value) = cells.value(rule) else { continue };
            let money = self.settings[index].money;
            // A unit that the cell shows contradicts full figures, and a number whose format is not read needs them.
            let read = [None, Some(Unit::ONE)].into_iter().find_map(|unit| {
                let context = Context { currency: money.currency.or(currency), unit, ..money };
                Open::read(&value, &context, &[]).ok()?.only()?.amount
            });
            let Some(amount) = read else { continue };
            // Sums may be larger than any amount of the column can be in its unit.
            let factor = money.unit.and_then(|unit| 10u64.checked_pow(unit.power().try_into().ok()?));
            let in_unit = factor.and_then(|factor| {
                let scale = |value: Decimal| multiply(value, factor.into()).ok_or(());
                Some(Amount { quantity: amount.quantity.try_map(scale).ok()?, ..amount })
            });
            found.extend(in_unit.into_iter().chain([amount]));
        }
        found
    }

    /// Returns what is known of the amounts of a rule in this row: its own currency before that of the row.
    pub(super) fn row_context(&self, index: usize, cells: &RowCells<'_>) -> Result<RowContext, Fault> {
        let rule = &self.mapping.rules[index];
        let settings = &self.settings[index];
        let mut context = RowContext {
            money: settings.money,
            choices: settings.choices.clone(),
            unit_doubt: settings.unit_doubt.clone(),
        };
        if rule.options.currency.is_none() {
            for (_, rule) in self.rules(Field::Currency) {
                if let (Origin::Column(_), Some(text)) = (&rule.origin, cells.text(rule)) {
                    let (currencies, unit) =
                        read_currencies(&text).map_err(|problem| cells.fault(rule, problem))?;
                    match currencies[..] {
                        [currency] => {
                            context.money.currency = Some(currency);
                            context.choices.clear();
                        }
                        _ => context.choices = currencies,
                    }
                    context.money.unit =
                        joint_unit(context.money.unit, unit).map_err(|problem| cells.fault(rule, problem))?;
                }
            }
        }
        if let (Some(unit), Some(currency)) = (context.money.unit, context.money.currency)
            && !settings.unit_word.is_empty()
        {
            let header = column_name(rule, self.mapping);
            match unit_beside(&settings.unit_word, unit, &[currency], header) {
                Ok(unit) => context.money.unit = Some(unit),
                Err(doubt) => {
                    let hint = "declare it: units=millions, units=billions or units=trillions";
                    context.money.unit = None;
                    context.unit_doubt = Some(doubt.hint(hint));
                }
            }
        }
        for (_, rule) in self.rules(Field::Units) {
            if !matches!(rule.origin, Origin::Column(_)) {
                continue;
            }
            let Some(text) = cells.text(rule) else {
                let doubt = format!("the column {} is empty", quote(column_name(rule, self.mapping)));
                context.unit_doubt.get_or_insert(
                    Problem::new(doubt).hint("write the unit into it, such as millions or ones"),
                );
                continue;
            };
            let known = context.money.currency.as_slice();
            let unit = read_unit(&text)
                .and_then(|unit| unit_beside(&text, unit, known, &text))
                .map_err(|problem| cells.fault(rule, problem))?;
            context.money.unit =
                joint_unit(context.money.unit, Some(unit)).map_err(|problem| cells.fault(rule, problem))?;
        }
        Ok(context)
    }

    /// Returns the currencies that a column gives to the amounts of this row, unless the mapping gives another one.
    fn row_currencies(&self, index: usize, cells: &RowCells<'_>) -> Option<Vec<Currency>> {
        let rule = &self.mapping.rules[index];
        let is_open = rule.field == Field::Amount && rule.options.currency.is_none();
        let mut columns = self.rules(Field::Currency).filter(|_| is_open);
        columns.find_map(|(_, rule)| match rule.origin {
            Origin::Column(_) => find_currencies(&cells.text(rule)?).map(|(currencies, _)| currencies),
            Origin::Constant(_) => None,
        })
    }

    /// Reads an amount in every way that the text, the column and the row leave open.
    ///
    /// # Errors
    /// If it is in another currency than the column of currencies has; see [`cell::readings`]; and if the amount needs a
    /// unit that the header leaves open.
    pub(super) fn open(
        &self,
        index: usize,
        value: &Value,
        context: &RowContext,
        cells: &RowCells<'_>,
    ) -> Result<Open, Problem> {
        let read = Open::read(value, &context.money, &context.choices).map_err(|problem| {
            let doubt = self.settings[index].currency_doubt.clone();
            doubt.filter(|_| problem.cause == Cause::NoCurrency).unwrap_or(problem)
        })?;
        if let Some(columns) = self.row_currencies(index, cells)
            && let Some(other) = read.currencies().find(|currency| !columns.contains(currency))
        {
            let codes: Vec<&str> = columns.iter().map(Currency::code).collect();
            let problem =
                format!("the amount is in {other}, and the column of currencies has {}", codes.join(" or "));
            return Err(Problem::new(problem).hint("correct one of the two"));
        }
        if let Some(problem) = self.bare_dollar(index, value, &read, context) {
            return Err(problem);
        }
        // An amount with a unit of its own is the same in any other.
        let is_same_in = |unit| {
            let other = Context { unit, ..context.money };
            Open::read(value, &other, &context.choices).as_ref() == Ok(&read)
        };
        if self.settings[index].has_own_units
            && context.money.unit.is_none()
            && is_small(&read)
            && !is_same_in(Some(Unit::MILLIONS))
        {
            let text = cell::text(value).unwrap_or_default();
            let message = format!("{} has no unit, and most amounts of the column have one", quote(&text));
            return Err(Problem::new(message).hint(
                "write the unit beside the amount, as in \"$30m\"; if these are full figures, declare units=ones",
            ));
        }
        match (&context.unit_doubt, context.money.unit, context.money.currency) {
            (Some(doubt), None, _) if !is_same_in(Some(Unit::MILLIONS)) => Err(doubt.clone()),
            (_, Some(unit), Some(currency)) => {
                let other = read.currencies().find(|other| *other != currency);
                match other {
                    Some(other) if !is_same_in(None) => Err(Problem::new(format!(
                        "the amount is in {other}, and the {unit} of the column are of {currency}"
                    ))
                    .hint("write the unit beside the amount: \"$5m\"")),
                    _ => Ok(read),
                }
            }
            _ => Ok(read),
        }
    }

    /// Returns the problem of a `$` alone below a header that names other currencies, `(pesos)`, or those of each country.
    fn bare_dollar(&self, index: usize, value: &Value, read: &Open, context: &RowContext) -> Option<Problem> {
        let is_open =
            self.settings[index].is_local || context.choices.iter().any(|choice| choice.has_symbol("$"));
        if !is_open || context.money.currency.is_some() || context.choices.contains(&Currency::USD) {
            return None;
        }
        let text = cell::text(value)?;
        let mut parts = text.match_indices('$');
        let is_bare = parts.any(|(at, _)| !text[..at].ends_with(char::is_alphabetic));
        if !is_bare || text.contains("USD") || !read.currencies().any(|currency| currency == Currency::USD) {
            return None;
        }
        let message = format!("the currency of {} is not clear by the header", quote(&text));
        let declared: Vec<String> =
            context.choices.iter().map(|choice| format!("currency={choice}")).collect();
        Some(Problem::new(message).hint(if declared.is_empty() {
            "say it in a column of currencies: currency=COLUMN".to_owned()
        } else {
            format!("declare it: {}", declared.join(" or "))
        }))
    }

    /// Reads the cell of one rule in every way that is open; `None` if it is empty.
    ///
    /// # Errors
    /// The fault of the column of currencies or of units.
    pub(super) fn open_cell(
        &self,
        index: usize,
        cells: &RowCells<'_>,
    ) -> Result<Option<Result<Open, Problem>>, Fault> {
        let Some(value) = cells.value(&self.mapping.rules[index]) else { return Ok(None) };
        if let Some(problem) = &self.settings[index].footnote {
            return Ok(Some(Err(problem.clone())));
        }
        let context = self.row_context(index, cells)?;
        Ok(Some(match self.footnotes.written_out(&value) {
            Ok(Some((written, footnote))) => {
                let text = cell::text(&value).unwrap_or_default();
                let refused = |problem| footnotes::refused(&text, &footnote, problem);
                self.open(index, &written, &context, cells).map_err(refused)
            }
            Ok(None) => self.open(index, &value, &context, cells),
            Err(problem) => Err(problem),
        }))
    }

    /// Returns the figures of the row for the same money as the rule at `index`, in currencies that are certain.
    pub(super) fn known_figures(&self, index: usize, cells: &RowCells<'_>) -> Vec<Amount> {
        let rules = self.rules(Field::Amount).chain(self.rules(Field::Equivalent));
        let others = rules.filter(|(other, _)| *other != index);
        others.filter_map(|(other, _)| self.open_cell(other, cells).ok()??.ok()?.only()?.amount).collect()
    }

    /// Returns the reading that the row decides on, else the column.
    ///
    /// # Errors
    /// If neither decides.
    pub(super) fn decide(
        &self,
        index: usize,
        open: Open,
        date: Option<PartialDate>,
        cells: &RowCells<'_>,
    ) -> Result<Written, Problem> {
        let known = self.known_figures(index, cells);
        let value = cells.value(&self.mapping.rules[index]);
        let text = value.as_deref().and_then(cell::text).unwrap_or_default();
        shared_sign::decide(open, &text, &known, date, &self.settings[index].signs, &self.rates)
    }

    /// Reads the amounts: the first column that has one gives the amount, others the equivalents in other currencies.
    pub(super) fn read_money(&self, cells: &RowCells<'_>, reading: &mut Reading) {
        let mut found: Vec<MoneyCell<'m>> = Vec::new();
        for (index, rule) in self.rules(Field::Amount).chain(self.rules(Field::Equivalent)) {
            match self.open_cell(index, cells) {
                Ok(read) => found.extend(read.map(|read| MoneyCell { index, rule, read })),
                Err(fault) if !reading.faults.contains(&fault) => reading.faults.push(fault),
                Err(_) => {}
            }
        }
        let of_row = self.footnotes.of_row(cells.row, &self.columns_with_marks());
        let bound =
            of_row.and_then(|bound| Bound::joint(bound, self.bound_of_notes(cells)?).map_err(Fault::of_row));
        let bound = bound.unwrap_or_else(|fault| {
            reading.faults.push(fault);
            None
        });
        let mut written: Vec<(&Rule, Result<Written, Problem>)> = Vec::new();
        for MoneyCell { index, rule, read } in found {
            let read = read.and_then(|open| match open.only() {
                Some(written) => Ok(written.clone()),
                None => self.decide(index, open, reading.draft.announced, cells),
            });
            let joint = Bound::joint(self.settings[index].bound, bound);
            written.push((rule, read.and_then(|read| Ok(with_bound(read, joint?)))));
        }
        // A zero in one currency beside a figure in another one stands for nothing.
        let amount = |read: &Result<Written, Problem>| read.as_ref().ok().and_then(|written| written.amount);
        let is_zero = |amount: &Amount| amount.quantity == Quantity::Exact(Decimal::ZERO);
        let figures = written.iter().filter_map(|(_, read)| amount(read).filter(|amount| !is_zero(amount)));
        let currencies: Vec<Currency> = figures.map(|amount| amount.currency).collect();
        let is_needless = |amount: Amount| {
            is_zero(&amount) && !currencies.is_empty() && !currencies.contains(&amount.currency)
        };
        written.retain(|(_, read)| !amount(read).is_some_and(is_needless));
        for (rule, read) in written {
            let added = read.and_then(|read| {
                add_amount(rule.field, read, column_name(rule, self.mapping), &mut reading.draft)
            });
            reading.faults.extend(added.err().map(|problem| cells.fault(rule, problem)));
        }
        reading.faults.extend(self.far_equivalent(&reading.draft).map(Fault::of_row));
        if reading.draft.amount.is_none() && self.rules(Field::Amount).next().is_none() {
            match self.own_amount(cells) {
                Ok(amount) => reading.draft.amount = amount,
                Err(fault) => reading.faults.push(fault),
            }
        }
    }

    /// Returns the columns in which the mark of a footnote is about its cell: amounts and dates. In other columns it is about
    /// the row. Empty if the sheet has no footnotes.
    fn columns_with_marks(&self) -> Vec<usize> {
        if self.footnotes.is_empty() {
            return Vec::new();
        }
        let column = |rule: &Rule| match rule.origin {
            Origin::Column(column) if rule.field.is_amount() || rule.field == Field::Announced => {
                Some(column)
            }
            _ => None,
        };
        self.mapping.rules.iter().filter_map(column).collect()
    }

    /// Returns the problem of an equivalent that is many times the amount, or a small part of it.
    fn far_equivalent(&self, draft: &Draft) -> Option<Problem> {
        let (amount, date) = (draft.amount?, draft.announced?);
        let far = draft.equivalents.iter().find(|other| self.rates.are_far_apart(&amount, other, date))?;
        let message = format!("{amount} and {far} cannot be the same money at the rate of {date}");
        Some(
            Problem::new(message)
                .hint("are both in the unit that the headers say? name it: amount=COLUMN:millions"),
        )
    }

    /// Returns what the shared signs of the column of the rule at `index` mean.
    pub(super) fn settle_signs(&self, index: usize, sheet: &Sheet) -> SharedSigns {
        let threads = available_threads();
        let may_share = |rows: &[Row]| rows.iter().any(|row| self.may_share_sign(index, row));
        if !map_chunks(&sheet.rows, threads, may_share).contains(&true) {
            return SharedSigns::default();
        }
        let shows = |row: &Row| {
            let cells = RowCells { row, mapping: self.mapping };
            let open = self.open_cell(index, &cells).ok()??.ok()?;
            let known = if open.only().is_some() { Vec::new() } else { self.known_figures(index, &cells) };
            let value = cells.value(&self.mapping.rules[index])?;
            let at = format!("{} (line {})", quote(&cell::text(&value)?), row.line);
            shared_sign::shows(open, at, &known, self.date(&cells), &self.rates)
        };
        let parts =
            map_chunks(&sheet.rows, threads, |rows| rows.iter().filter_map(shows).collect::<Vec<_>>());
        SharedSigns::of(parts.into_iter().flatten())
    }

    /// Whether the cell of the rule at `index` may have a sign of several currencies; quick, and true too often.
    fn may_share_sign(&self, index: usize, row: &Row) -> bool {
        let rule = &self.mapping.rules[index];
        let Origin::Column(column) = rule.origin else { return false };
        let cells = RowCells { row, mapping: self.mapping };
        match row.cells.get(column) {
            None | Some(Value::Empty) => false,
            Some(Value::Text(text)) if may_share_sign(text) => true,
            Some(Value::Number(number)) if number.format.text.as_deref().is_some_and(may_share_sign) => true,
            Some(_) => self.row_context(index, &cells).is_ok_and(|context| !context.choices.is_empty()),
        }
    }

    /// Returns what the signs that several currencies share mean in each column, and by which cells.
    pub(super) fn sign_notes(&self) -> Vec<String> {
        let signs = self.mapping.rules.iter().zip(self.settings.iter().map(|settings| &settings.signs));
        let note = |rule, note| format!("columns: {}: {note}", column_name(rule, self.mapping));
        signs.flat_map(|(rule, signs)| signs.notes().into_iter().map(move |text| note(rule, text))).collect()
    }

    /// Checks that the exact figure of a row and the one that a spreadsheet keeps to 15 digits are the same: someone may have
    /// changed only one of them.
    fn check_digits(&self, field: Field, cells: &RowCells<'_>) -> Result<(), Fault> {
        let mut figures = self.rules(field).filter_map(|(_, rule)| {
            let decimal = parse_decimal(&cells.text(rule)?).ok()?;
            Some((rule, decimal))
        });
        let (Some((exact_rule, exact)), Some((_, rounded))) = (figures.next(), figures.next()) else {
            return Ok(());
        };
        if exact == rounded || exact.round_sf(SHEET_DIGITS) == Some(rounded) {
            return Ok(());
        }
        let name = column_name(exact_rule, self.mapping);
        let problem = Problem::new(format!("{exact} in {name} is not the same figure as {rounded}"));
        Err(cells.fault(
            exact_rule,
            problem.hint("correct one of the two cells, or clear the one with all digits"),
        ))
    }

    /// Returns the amount of the columns bound, floor, headline and ceiling.
    fn own_amount(&self, cells: &RowCells<'_>) -> Result<Option<Amount>, Fault> {
        const FIGURES: [Field; 3] = [Field::Floor, Field::Headline, Field::Ceiling];
        let find = |field: Field| {
            self.rules(field).find_map(|(_, rule)| cells.text(rule).map(|text| (rule, text.into_owned())))
        };
        FIGURES.into_iter().try_for_each(|field| self.check_digits(field, cells))?;
        let figures = FIGURES.map(find);
        let Some((anchor, _)) = figures.iter().flatten().next() else { return Ok(None) };
        let at = |problem: Problem| cells.fault(anchor, problem);
        let named = [(&figures[0], "floor"), (&figures[1], "headline"), (&figures[2], "ceiling")];
        let [floor, headline, ceiling] = named.map(|(found, name)| {
            let missing =
                || Problem::new(format!("the {name} is missing")).hint("a range needs a floor and a ceiling");
            let (_, text) = found.as_ref().ok_or_else(missing)?;
            parse_decimal(text)
        });
        let bound = find(Field::Bound)
            .map(|(rule, text)| text.parse().map_err(|problem| cells.fault(rule, problem)))
            .transpose()?;
        let given = [&floor, &headline, &ceiling].map(|figure| figure.as_ref().ok().copied());
        let bound = bound.map_or_else(|| bound_of_figures(given).map_err(at), Ok)?;
        let quantity = match bound {
            Bound::Range => Quantity::range(floor.map_err(at)?, ceiling.map_err(at)?),
            bound => Quantity::single(bound, headline.or(ceiling).or(floor).map_err(at)?),
        };
        let quantity = quantity.and_then(|quantity| agreeing(quantity, given));
        let currency = self.rules(Field::Currency).find_map(|(_, rule)| cells.text(rule));
        let currency = currency.ok_or_else(|| {
            at(Problem::new("the amount names no currency")
                .hint("declare it: currency=USD, or currency=COLUMN"))
        })?;
        let currency = Currency::from_token(&currency).map_err(at)?;
        Ok(Some(Amount { quantity: quantity.map_err(at)?, currency }))
    }
}

/// Returns the bound of the floor, the headline and the ceiling of an amount.
///
/// # Errors
/// If they leave open whether the amount is exact.
fn bound_of_figures([floor, headline, ceiling]: [Option<Decimal>; 3]) -> Result<Bound, Problem> {
    let is_headline = |figure: Decimal| headline.is_none_or(|headline| headline == figure);
    match (floor, ceiling) {
        (None, None) => Ok(Bound::Exact),
        (Some(floor), Some(ceiling)) if floor == ceiling => Ok(Bound::Exact),
        (Some(floor), Some(ceiling)) if floor.is_zero() && is_headline(ceiling) => Ok(Bound::UpTo),
        (Some(_), Some(_)) => Ok(Bound::Range),
        (None, Some(_)) if headline.is_none() => Ok(Bound::UpTo),
        (Some(_), None) if headline.is_none() => Ok(Bound::AtLeast),
        _ => Err(Problem::new("the figures leave open whether the amount is exact")
            .hint("map the column that says it (exact, about, up to, at least, range): bound=COLUMN")),
    }
}

/// Checks that the floor, the headline and the ceiling that a row gives are those of its quantity, and returns the quantity.
///
/// # Errors
/// If one of them is another figure.
fn agreeing(quantity: Quantity, given: [Option<Decimal>; 3]) -> Result<Quantity, Problem> {
    let Estimate { floor, headline, ceiling } = quantity.estimate();
    let own = [("floor", Some(floor)), ("headline", Some(headline)), ("ceiling", ceiling)];
    // A workbook keeps 15 digits of a number.
    let digits = |figure: &Option<Decimal>| figure.and_then(|figure| figure.round_sf(SHEET_DIGITS));
    let mut pairs = own.into_iter().zip(given);
    let other = pairs.find(|((_, own), given)| given.is_some() && digits(given) != digits(own));
    match other {
        Some(((name, _), Some(given))) => {
            let problem = format!(
                "the {name} {given} contradicts the other figures and the bound {:?}",
                quantity.bound().as_str()
            );
            Err(Problem::new(problem).hint("correct one of floor, headline, ceiling and bound"))
        }
        _ => Ok(quantity),
    }
}

/// Returns the unit of a column with that of a row: hundredths (`GBX`) of millions, else one of the two.
///
/// # Errors
/// If they contradict each other.
fn joint_unit(column: Option<Unit>, row: Option<Unit>) -> Result<Option<Unit>, Problem> {
    match (column, row) {
        (Some(column), Some(Unit::HUNDREDTHS)) => Ok(Some(column.times(Unit::HUNDREDTHS))),
        (Some(column), Some(row)) if column != row => {
            let problem = format!("the row says {row}, and its column is in {column}");
            Err(Problem::new(problem).hint("correct one of the two, or name only one in the mapping"))
        }
        (column, row) => Ok(row.or(column)),
    }
}

/// Whether an amount is so small that a unit may be missing behind it.
fn is_small(read: &Open) -> bool {
    let amount = read.only().and_then(|written| written.amount);
    amount.is_some_and(|amount| {
        let Estimate { headline, ceiling, .. } = amount.estimate();
        let most = ceiling.unwrap_or(headline);
        !most.is_zero() && most < Decimal::from(1000)
    })
}

/// Returns what a cell says with the bound of its column, where the cell states none.
fn with_bound(written: Written, bound: Option<Bound>) -> Written {
    let Some(bound) = bound else { return written };
    let bounded = |amount: Amount| match amount.quantity {
        Quantity::Exact(value) | Quantity::About(value)
            if amount.quantity.bound() == Bound::Exact || Bound::About.combined(bound) == Some(bound) =>
        {
            Amount { quantity: Quantity::single(bound, value).unwrap_or(amount.quantity), ..amount }
        }
        _ => amount,
    };
    Written { amount: written.amount.map(bounded), equivalent: written.equivalent.map(bounded), ..written }
}

/// Whether an amount is another one in the same currency, rounded to its own digits: 1.2 and 1.234567 million.
fn is_rounded(amount: &Amount, exact: &Amount) -> bool {
    let [figure, other] = [amount, exact].map(|amount| amount.estimate().headline.normalize());
    let digits = figure.mantissa().unsigned_abs().to_string().trim_end_matches('0').len();
    let rounded = u32::try_from(digits).ok().and_then(|digits| other.round_sf(digits));
    amount.currency == exact.currency
        && amount.quantity.bound() == exact.quantity.bound()
        && rounded == Some(figure)
}

/// Adds what a cell says about money. The first amount counts; those in other currencies are its equivalents.
fn add_amount(field: Field, written: Written, column: &str, draft: &mut Draft) -> Result<(), Problem> {
    draft.notes.extend(written.remark);
    let Some(amount) = written.amount else { return Ok(()) };
    match &draft.amount {
        None if field == Field::Amount => draft.amount = Some(amount),
        // An equivalent of an amount that is in its currency already may be rounded.
        Some(first) if field == Field::Equivalent && is_rounded(&amount, first) => {}
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

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::row::RowReader;
    use super::super::shared_sign::{DayRates, decide};
    use super::*;
    use crate::import::shared_sign::SharedSigns;
    use crate::import::{Mapping, SheetEvidence};
    use crate::sheet::Column;

    /// Reads the amounts of a sheet, with "?" for each row that is refused; and the notes on signs.
    fn amounts(header: &[&str], map: &str, rows: &[&[&str]]) -> (String, Vec<String>) {
        let column = |name: &&str| Column { name: (*name).to_owned(), header: (*name).to_owned() };
        let row = |(line, cells): (usize, &&[&str])| Row {
            line,
            cells: cells.iter().map(|cell| Value::Text((*cell).to_owned())).collect(),
            is_hidden: false,
            depth: 0,
        };
        let sheet = Sheet {
            columns: header.iter().map(column).collect(),
            header_line: 1,
            rows: (2..).zip(rows).map(row).collect(),
            ..Sheet::default()
        };
        let sheet = SheetEvidence::new(sheet, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap());
        let mapping = Mapping::new(map, &sheet.columns).unwrap();
        let reader = RowReader::new(&sheet, &mapping);
        let read = |row: &Row| {
            let reading = reader.read(row);
            let amount = reading.draft.amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
            if reading.faults.is_empty() { amount } else { "?".to_owned() }
        };
        (sheet.rows.iter().map(read).collect::<Vec<_>>().join(", "), reader.sign_notes())
    }

    fn column(day: &str, cells: &[&str]) -> String {
        let rows: Vec<[&str; 2]> = cells.iter().map(|cell| [day, cell]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
        amounts(&["Date", "Amount"], "announced=Date,amount=Amount", &rows).0
    }

    /// On 2024-03-11 a dollar was about CNY 7.18, JPY 147, DKK 6.82, SEK 10.24, NOK 10.45, ISK 136.5 and CZK 23.1.
    #[test]
    fn an_equivalent_decides_if_it_fits_one_currency_and_no_other_is_near() {
        for (cells, expected) in [
            (["¥50.0B (≈$7.0B)"].as_slice(), "CNY 50bn"),
            (&["¥50.0B (~$340m)"], "JPY 50bn"),
            // Off by 30 %, and by a unit.
            (&["¥50.0B (≈$9.1B)"], "?"),
            (&["¥50.0B (≈$7.0M)"], "?"),
            (&["up to ¥50bn (about $7bn)"], "up to CNY 50bn"),
            (&["40m kr (€5.36m)"], "DKK 40m"),
            (&["40m kr ($293k)"], "ISK 40m"),
            // The Swedish and the Norwegian krone were nearly the same.
            (&["40m kr ($3.9m)"], "?"),
            (&["40m crowns ($1.73m)"], "CZK 40m"),
            (&["40m crowns ($3.87m)"], "?"),
            // Rates of the rupees of Pakistan or Nepal are not known.
            (&["Rs 500 ($6)"], "?"),
            (&["¥50bn"], "?"),
        ] {
            assert_eq!(column("2024-03-11", cells), expected, "{cells:?}");
        }
        // In 2010 there were no rates of the Icelandic króna.
        assert_eq!(column("2010-03-11", &["40m kr (€5.36m)"]), "?");
        assert_eq!(column("2024-03", &["¥50.0B (≈$7.0B)"]), "CNY 50bn");
        assert_eq!(column("", &["¥50.0B (≈$7.0B)"]), "?");
    }

    #[test]
    fn the_rest_of_the_column_decides_if_it_agrees() {
        for (cells, expected) in [
            (["¥50.0B (≈$7.0B)", "¥3bn", "$5m"].as_slice(), "CNY 50bn, CNY 3bn, USD 5m"),
            (&["¥3bn", "¥50.0B (≈$340m)"], "JPY 3bn, JPY 50bn"),
            (&["¥50.0B (≈$7.0B)", "¥50.0B (≈$340m)", "¥3bn"], "CNY 50bn, JPY 50bn, ?"),
            // An equivalent that contradicts the column.
            (&["¥50.0B (≈$7.0B)", "¥50.0B (≈$340bn)"], "CNY 50bn, ?"),
            (&["¥5亿", "¥3bn"], "CNY 500m, CNY 3bn"),
            (&["Rs 5 crore", "Rs 500,000.50", "$5m"], "INR 50m, INR 500000.5, USD 5m"),
            (&["SEK 5m", "3m kr"], "SEK 5m, SEK 3m"),
            (&["SEK 5m", "3m kr", "$5m"], "SEK 5m, ?, USD 5m"),
            (&["SEK 5m", "NOK 5m", "3m kr"], "SEK 5m, NOK 5m, ?"),
            // Who writes both means two currencies.
            (&["CN¥5bn", "¥3bn"], "CNY 5bn, ?"),
            (&["JPY 5bn", "¥3bn", "undisclosed"], "JPY 5bn, JPY 3bn, -"),
        ] {
            assert_eq!(column("2024-03-11", cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn header_mapping_and_columns_decide() {
        let day = "2024-03-11";
        let read = |header: &[&str], map: &str, rows: &[&[&str]]| {
            let map = format!("announced=Date,{map}");
            amounts(header, &map, rows).0
        };
        let header = ["Date", "Amount (¥bn)", "USD m"];
        let (both, one) = ("amount=Amount (¥bn),amount=USD m:millions", "amount=Amount (¥bn)");
        let rows: [&[&str]; 3] = [&[day, "50", "7000"], &[day, "¥3", ""], &[day, "$3m", ""]];
        assert_eq!(read(&header, both, &rows), "CNY 50bn, CNY 3bn, USD 3m");
        assert_eq!(read(&header, one, &rows[..2]), "?, ?");
        assert_eq!(read(&header, "amount=Amount (¥bn):JPY", &rows[..2]), "JPY 50bn, JPY 3bn");
        let rows: [&[&str]; 2] = [&[day, "50 kr"], &[day, "60"]];
        assert_eq!(read(&["Date", "Amount (SEK m)"], "amount=Amount (SEK m)", &rows), "SEK 50m, SEK 60m");
        let header = ["Date", "Amount", "Currency"];
        let map = "amount=Amount,currency=Currency";
        let rows: [&[&str]; 4] =
            [&[day, "50m", "kr"], &[day, "50m kr", "SEK"], &[day, "$5m", "¥"], &[day, "5m", "EUR"]];
        assert_eq!(read(&header, map, &rows), "?, SEK 50m, ?, EUR 5m");
        let rows: [&[&str]; 2] = [&[day, "¥50bn (≈$7.0B)", "¥"], &[day, "50m", "¥"]];
        assert_eq!(read(&header, map, &rows), "CNY 50bn, CNY 50m");
    }

    #[test]
    fn what_decided_is_noted_and_what_is_open_names_the_readings() {
        let rows: [&[&str]; 2] = [&["2024-03-11", "¥50.0B", "7.0"], &["2024-03-11", "¥3bn", ""]];
        let header = ["Date", "Amount", "USD bn"];
        let (read, notes) = amounts(&header, "announced=Date,amount=Amount,amount=USD bn", &rows);
        assert_eq!(read, "CNY 50bn, CNY 3bn");
        assert_eq!(notes, ["columns: Amount: \"¥\" is CNY by \"¥50.0B\" (line 2) with USD 7bn"]);
        let open = Open::read(&Value::Text("40m kr ($3.9m)".to_owned()), &Context::default(), &[]).unwrap();
        let date = "2024-03-11".parse().ok();
        let problem =
            decide(open, "40m kr ($3.9m)", &[], date, &SharedSigns::default(), &DayRates::default())
                .unwrap_err();
        assert_eq!(
            problem.message,
            "\"40m kr ($3.9m)\" may be DKK 40m or ISK 40m or NOK 40m or SEK 40m; by USD 3.9m beside it, it may be NOK \
             or SEK at the rates of 2024-03-11"
        );
    }
}
