//! Decides what a sign of several currencies means (`¥`, `kr`, `Rs`): by another figure for the same money in the row, else
//! by the rest of the column. A country decides nothing.
//!
//! A figure in another currency decides if it fits one of the currencies, within 10 % at the rate of the deal's date, and
//! none of the others comes near. A column decides if every cell that shows what the sign means shows the same.

use std::collections::HashMap;
use std::sync::Mutex;

use super::cell;
use crate::date::PartialDate;
use crate::invalid::Problem;
use crate::money::{Amount, Context, Currency, Decimal, Written, multiply};
use crate::rates::Rates;
use crate::sheet::Value;
use crate::text::quote;

/// What an amount says, while its currency may be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    /// One reading, or one for each currency that is possible.
    all: Vec<Written>,
    /// The sign as it is written; empty if the cell has none.
    sign: String,
}

impl Open {
    /// Reads a cell, whose currency is one of `choices` if it names none.
    ///
    /// # Errors
    /// See [`cell::readings`].
    pub(super) fn read(value: &Value, context: &Context, choices: &[Currency]) -> Result<Self, Problem> {
        if choices.is_empty() {
            let (all, sign) = cell::readings(value, context)?;
            return Ok(Self { all, sign });
        }
        // What the cell says by itself comes first: "50 crore" is of Indian rupees under "Rs", too.
        if let Ok((all, sign)) = cell::readings(value, context) {
            return Ok(Self { all, sign });
        }
        let mut open = Self { all: Vec::new(), sign: String::new() };
        for choice in choices {
            let (all, sign) = cell::readings(value, &Context { currency: Some(*choice), ..*context })?;
            for written in all {
                if !open.all.contains(&written) {
                    open.all.push(written);
                }
            }
            open.sign = sign;
        }
        Ok(open)
    }

    /// Returns the only reading.
    pub(super) fn only(&self) -> Option<&Written> {
        if let [only] = self.all.as_slice() { Some(only) } else { None }
    }

    /// Returns the currencies of the readings; none if the amount is undisclosed.
    pub(super) fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.all.iter().filter_map(|written| Some(written.amount?.currency))
    }

    fn of(self, currency: Currency) -> Option<Written> {
        self.all.into_iter().find(|written| written.amount.is_some_and(|amount| amount.currency == currency))
    }

    /// Returns the figures for the same money: those of the row, and the one in the brackets of the cell.
    fn known<'a>(&'a self, row: &'a [Amount]) -> impl Iterator<Item = &'a Amount> + Clone {
        self.all.first().and_then(|written| written.equivalent.as_ref()).into_iter().chain(row)
    }
}

/// What shows the meaning of a sign in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evidence {
    currency: Currency,
    /// The cell with its line, and the figure beside it.
    text: String,
}

/// What one sign means in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SharedSign {
    choices: Vec<Currency>,
    /// The sign as the first cell has it; empty if only the header has it.
    sign: String,
    /// The first cell that shows a meaning, and the first that shows another one.
    evidence: Vec<Evidence>,
}

/// What the shared signs of a column mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SharedSigns(Vec<SharedSign>);

impl SharedSigns {
    fn currency(&self, open: &Open) -> Option<Currency> {
        let sign = self.0.iter().find(|sign| open.currencies().eq(sign.choices.iter().copied()))?;
        if let [only] = sign.evidence.as_slice() { Some(only.currency) } else { None }
    }

    fn at(&mut self, choices: Vec<Currency>, sign: &str) -> &mut SharedSign {
        let index = self.0.iter().position(|known| known.choices == choices);
        let index = index.unwrap_or_else(|| {
            self.0.push(SharedSign { choices, sign: sign.to_owned(), evidence: Vec::new() });
            self.0.len() - 1
        });
        let known = &mut self.0[index];
        if known.sign.is_empty() {
            sign.clone_into(&mut known.sign);
        }
        known
    }

    /// Returns what was decided, and by which cells.
    pub(super) fn notes(&self) -> Vec<String> {
        let note = |sign: &SharedSign| {
            let name = if sign.sign.is_empty() { "the currency".to_owned() } else { quote(&sign.sign) };
            match sign.evidence.as_slice() {
                // The rows are rejected, each with its readings.
                [] => None,
                [only] => Some(format!("{name} is {} by {}", only.currency, only.text)),
                [first, other, ..] => Some(format!(
                    "{name} is {} by {} and {} by {}, so that each row decides for itself",
                    first.currency, first.text, other.currency, other.text
                )),
            }
        };
        self.0.iter().filter_map(note).collect()
    }
}

impl SharedSign {
    fn add(&mut self, evidence: Evidence) {
        if self.evidence.iter().all(|known| known.currency != evidence.currency) {
            self.evidence.push(evidence);
        }
    }
}

/// How far figures for the same money may differ, as a part of the second: rates move within a day, and people round.
const TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

/// A currency is ruled out if its figure differs from the known one by this factor or more.
const REJECT_FACTOR: Decimal = Decimal::from_parts(13, 0, 0, false, 1);

/// From this factor on, figures for the same money are not in the same unit.
const FAR_APART: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// How a reading compares with a figure for the same money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Fits,
    /// It is another figure for certain.
    Differs,
    /// It is near, or there is no rate.
    Unclear,
}

/// Rates of days, which the rows of a sheet share.
#[derive(Debug)]
pub(super) struct DayRates {
    rates: Rates,
    known: Mutex<HashMap<(Currency, Currency, PartialDate), Option<Decimal>>>,
}

impl Default for DayRates {
    fn default() -> Self {
        Self { rates: Rates::built_in(), known: Mutex::default() }
    }
}

impl DayRates {
    fn rate(&self, from: Currency, to: Currency, date: PartialDate) -> Option<Decimal> {
        let find = || self.rates.path(from, to, date.into()).ok()?.rate();
        match self.known.lock() {
            Ok(mut known) => *known.entry((from, to, date)).or_insert_with(find),
            // Another thread has failed, which will end this one, too.
            Err(_) => find(),
        }
    }

    fn compare(&self, amount: &Amount, known: &Amount, date: PartialDate) -> Comparison {
        let is_within = |factor| self.is_within(amount, known, date, factor);
        match (is_within(Decimal::ONE + TOLERANCE), is_within(REJECT_FACTOR)) {
            (Some(true), _) => Comparison::Fits,
            (_, Some(false)) => Comparison::Differs,
            _ => Comparison::Unclear,
        }
    }

    /// Whether two amounts for the same money are so far apart that one of them must be in another unit.
    pub(super) fn are_far_apart(&self, amount: &Amount, known: &Amount, date: PartialDate) -> bool {
        self.is_within(amount, known, date, FAR_APART) == Some(false)
    }

    /// Whether neither of two amounts is more than `factor` times the other; `None` if there is no rate.
    fn is_within(&self, amount: &Amount, known: &Amount, date: PartialDate, factor: Decimal) -> Option<bool> {
        let [figure, other] = [amount, known].map(|amount| amount.estimate().headline);
        let converted = multiply(figure, self.rate(amount.currency, known.currency, date)?.round_dp(12))?;
        if converted.is_zero() || other.is_zero() {
            return None;
        }
        let is_at_most = |a: Decimal, b: Decimal| b.checked_mul(factor).is_none_or(|most| a <= most);
        Some(is_at_most(converted, other) && is_at_most(other, converted))
    }

    /// Returns how a reading compares with all known figures.
    fn compare_all<'a>(
        &self,
        amount: &Amount,
        known: impl Iterator<Item = &'a Amount>,
        date: PartialDate,
    ) -> Comparison {
        let mut all = Comparison::Fits;
        for other in known {
            match self.compare(amount, other, date) {
                Comparison::Differs => return Comparison::Differs,
                Comparison::Unclear => all = Comparison::Unclear,
                Comparison::Fits => {}
            }
        }
        all
    }
}

/// The currencies that are still possible after the other figures of the row.
enum RemainingCurrencies {
    /// All, because the row has no other figure, or no date.
    All,
    /// One fits, and the others differ.
    Only(Currency),
    /// These, of which none fits alone.
    Several(Vec<Currency>),
}

fn remaining(
    open: &Open,
    known: &[Amount],
    date: Option<PartialDate>,
    rates: &DayRates,
) -> RemainingCurrencies {
    let known = open.known(known);
    let Some(date) = date.filter(|_| known.clone().next().is_some()) else { return RemainingCurrencies::All };
    let amounts = open.all.iter().filter_map(|written| written.amount);
    let compared: Vec<(Currency, Comparison)> =
        amounts.map(|amount| (amount.currency, rates.compare_all(&amount, known.clone(), date))).collect();
    let left: Vec<(Currency, Comparison)> =
        compared.into_iter().filter(|(_, comparison)| *comparison != Comparison::Differs).collect();
    match left[..] {
        [(currency, Comparison::Fits)] => RemainingCurrencies::Only(currency),
        _ => RemainingCurrencies::Several(left.into_iter().map(|(currency, _)| currency).collect()),
    }
}

/// Returns what a cell shows about shared signs; `None` if it is undisclosed. `at` names the cell.
pub(super) fn shows(
    open: Open,
    at: String,
    known: &[Amount],
    date: Option<PartialDate>,
    rates: &DayRates,
) -> Option<Shows> {
    if let Some(written) = open.only() {
        let evidence = Evidence { currency: written.amount?.currency, text: at };
        return Some(Shows::Currency { evidence, sign: open.sign });
    }
    let meaning = match remaining(&open, known, date, rates) {
        RemainingCurrencies::Only(currency) => {
            let beside = known.iter().map(|amount| format!(" with {amount}"));
            Some(Evidence { currency, text: at + &beside.collect::<Vec<_>>().concat() })
        }
        RemainingCurrencies::All | RemainingCurrencies::Several(_) => None,
    };
    Some(Shows::Sign { choices: open.currencies().collect(), sign: open.sign, meaning })
}

/// Returns the reading that the row decides on, else the column.
///
/// # Errors
/// If neither decides; with every reading.
pub(super) fn decide(
    open: Open,
    text: &str,
    known: &[Amount],
    date: Option<PartialDate>,
    column: &SharedSigns,
    rates: &DayRates,
) -> Result<Written, Problem> {
    let by_column = column.currency(&open);
    let left = remaining(&open, known, date, rates);
    let decided = match &left {
        RemainingCurrencies::Only(currency) => Some(*currency),
        RemainingCurrencies::All => by_column,
        RemainingCurrencies::Several(left) => by_column.filter(|currency| left.contains(currency)),
    };
    let problem = unclear(&open, text, known, date, &left);
    decided.and_then(|currency| open.of(currency)).ok_or(problem)
}

fn unclear(
    open: &Open,
    text: &str,
    known: &[Amount],
    date: Option<PartialDate>,
    left: &RemainingCurrencies,
) -> Problem {
    let readings = open.all.iter().filter_map(|written| Some(written.amount?.to_string()));
    let readings = readings.collect::<Vec<_>>().join(" or ");
    let others = open.known(known).map(ToString::to_string).collect::<Vec<_>>().join(" and ");
    let beside = match (left, date) {
        (RemainingCurrencies::Several(left), Some(date)) if left.is_empty() => {
            format!("; {others} beside it fits none of them at the rates of {date}")
        }
        (RemainingCurrencies::Several(left), Some(date)) => {
            let codes: Vec<&str> = left.iter().map(Currency::code).collect();
            format!("; by {others} beside it, it may be {} at the rates of {date}", codes.join(" or "))
        }
        (_, None) if !others.is_empty() => format!("; {others} beside it decides only with a date"),
        _ => String::new(),
    };
    Problem::new(format!("{} may be {readings}{beside}", quote(text)))
        .hint("write the code, or declare it for the column: amount=COLUMN:CODE")
}

/// What one cell of a column shows about shared signs.
pub(super) enum Shows {
    /// A sign that may mean several currencies, and what the row shows it to mean.
    Sign { choices: Vec<Currency>, sign: String, meaning: Option<Evidence> },
    /// A currency that is certain, with the cell.
    Currency { evidence: Evidence, sign: String },
}

impl SharedSigns {
    /// Returns what the cells of a column show together.
    pub(super) fn of(cells: impl IntoIterator<Item = Shows>) -> Self {
        let mut signs = Self::default();
        let mut others: Vec<(Evidence, String)> = Vec::new();
        for shown in cells {
            match shown {
                Shows::Sign { choices, sign, meaning } => {
                    let known = signs.at(choices, &sign);
                    if let Some(evidence) = meaning {
                        known.add(evidence);
                    }
                }
                Shows::Currency { evidence, sign } => {
                    let is_new = |(known, other): &(Evidence, String)| {
                        known.currency != evidence.currency || *other != sign
                    };
                    if others.iter().all(is_new) {
                        others.push((evidence, sign));
                    }
                }
            }
        }
        for sign in &mut signs.0 {
            sign.decide_by_others(&others);
        }
        signs
    }
}

impl SharedSign {
    /// Decides by the cells that name a currency: by the same sign where the text says what it means (`Rs 5 crore`), else if
    /// the column has no other currency.
    fn decide_by_others(&mut self, others: &[(Evidence, String)]) {
        for (evidence, sign) in others {
            if self.choices.contains(&evidence.currency) && Currency::sharing(sign) == self.choices {
                self.add(evidence.clone());
            }
        }
        // A column with `CN¥` and `¥` tells the two apart.
        let is_longer = |sign: &str| sign.len() > 2 && sign.ends_with(['¥', '￥']);
        let first = others.first();
        if let Some((evidence, _)) = first.filter(|_| self.evidence.is_empty())
            && self.choices.contains(&evidence.currency)
            && others.iter().all(|(other, sign)| other.currency == evidence.currency && !is_longer(sign))
        {
            let text = format!("{}, as all other amounts of the column", evidence.text);
            self.add(Evidence { text, ..evidence.clone() });
        }
    }
}
