//! What the notes of a row say of its amounts.

use super::draft::Fault;
use super::row::{RowCells, RowReader};
use super::rule::{Field, Rule};
use super::shared_sign::Open;
use super::statements;
use crate::invalid::Problem;
use crate::money::{Bound, Context, HeaderHints, NoteMeaning, Quantity, note_meaning};
use crate::sheet::Value;
use crate::text::quote;

impl RowReader<'_> {
    /// Returns the bound that a note of the row gives to its amounts, if it says nothing else.
    ///
    /// # Errors
    /// If a note says that they are no whole amounts of deals.
    pub(super) fn bound_of_notes(&self, cells: &RowCells<'_>) -> Result<Option<Bound>, Fault> {
        let mut bound = None;
        for (_, rule) in self.rules(Field::Note) {
            let Some(text) = cells.text(rule) else { continue };
            let meaning =
                note_meaning(&text).or_else(|| statements::is_rate(&text).then_some(NoteMeaning::NoAmount));
            // "Amount in EUR", or "EUR" alone.
            let stated = statements::of_note(&text, meaning.is_some());
            if self.is_contradicted(&stated, cells) {
                let problem = format!("{} may state the unit or the currency of the amount", quote(&text));
                let hint = "write it beside the amount, as in \"EUR 5m\"";
                return Err(cells.fault(rule, Problem::new(problem).hint(hint)));
            }
            match meaning {
                Some(NoteMeaning::Bound(said)) => {
                    bound = Bound::joint(bound, Some(said)).map_err(|problem| cells.fault(rule, problem))?;
                }
                Some(NoteMeaning::Contradiction) => {
                    let problem = format!("{} gives the amount two bounds", quote(&text));
                    let hint = "leave the one that holds";
                    return Err(cells.fault(rule, Problem::new(problem).hint(hint)));
                }
                Some(NoteMeaning::NoAmount) => {
                    let problem =
                        format!("{} says that the figure is not the whole amount of the deal", quote(&text));
                    let hint = "write the amount of the deal, or say more in the note";
                    return Err(cells.fault(rule, Problem::new(problem).hint(hint)));
                }
                None => {
                    let said = self.bound_in_note(&text, cells);
                    bound = Bound::joint(bound, said).map_err(|problem| cells.fault(rule, problem))?;
                }
            }
        }
        Ok(bound)
    }

    /// Returns the bound that a note gives to the figure of its row: "Up to $30M, milestone based" beside 30 million.
    fn bound_in_note(&self, note: &str, cells: &RowCells<'_>) -> Option<Bound> {
        const BOUNDS: [Bound; 3] = [Bound::UpTo, Bound::AtLeast, Bound::About];
        const MAX: usize = 40;
        if !note.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (index, rule) = self.rules(Field::Amount).next()?;
        let context = self.row_context(index, cells).ok()?;
        let value = cells.value(rule)?;
        let own = self.open(index, &value, &context, cells).ok()?.only()?.amount?;
        let Quantity::Exact(figure) = own.quantity else { return None };
        let money = Context { currency: Some(own.currency), ..Context::default() };
        let clauses = note.split([',', ';', '(', ')']).flat_map(|part| part.split(". ")).map(str::trim);
        clauses.filter(|clause| clause.len() <= MAX).find_map(|clause| {
            let read = Open::read(&Value::Text(clause.to_owned()), &money, &[]).ok()?;
            let said = read.only()?.amount.filter(|said| said.currency == own.currency)?;
            let is_so = |bound: &Bound| Quantity::single(*bound, figure).as_ref() == Ok(&said.quantity);
            BOUNDS.into_iter().find(is_so)
        })
    }

    /// Whether one of the amounts of a row is another one by a statement beside it: 5 under "Amount (USD m)" is the same by
    /// "Amount in USD m", and another amount by "in EUR".
    fn is_contradicted(&self, statements: &[HeaderHints], cells: &RowCells<'_>) -> bool {
        let contradicts = |stated: &HeaderHints, (index, rule): (usize, &Rule)| {
            let Some(value) = cells.value(rule) else { return false };
            let Ok(context) = self.row_context(index, cells) else { return false };
            let Ok(read) = self.open(index, &value, &context, cells) else { return false };
            let currency = stated.currency.or(context.money.currency);
            let other = Context { currency, unit: stated.unit.or(context.money.unit), ..context.money };
            let is_other_currency = stated.currency.is_some_and(|stated| {
                let mut currencies = read.currencies();
                currencies.any(|currency| currency != stated)
            });
            stated.is_doubtful()
                || !stated.choices.is_empty()
                || is_other_currency
                || Open::read(&value, &other, &context.choices).as_ref() != Ok(&read)
        };
        statements.iter().any(|stated| self.rules(Field::Amount).any(|amount| contradicts(stated, amount)))
    }
}
