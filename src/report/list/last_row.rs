//! The last row within the limit of a sorted list. Deals that would come after it are not copied and not converted exactly.

use std::cmp::Ordering;

use super::options::{ListColumn, SortKey};
use super::order::{self, SortValue, SortValues};
use super::row::Row;
use crate::hash::HashMap;
use crate::money::{Amount, Decimal, Quantity};
use crate::query::{BulkConverter, Converted, Converter, RateId, Selected};
use crate::report::Context;

/// The values of the last row within the limit. A later deal must come before it.
#[derive(Debug)]
pub(super) struct LastRow<'a> {
    context: Context<'a>,
    keys: &'a [SortKey],
    /// `None` as long as there are fewer rows than the limit.
    last: Option<SortValues<'static>>,
    converter: Option<BulkConverter<'a>>,
    /// Rates that are not cells of the ECB's table, about.
    rates: HashMap<RateId, Option<Decimal>>,
}

/// What is known of a converted amount without exact division.
enum Estimated {
    /// There is none.
    Undisclosed,
    /// Its headline is within [`MARGIN`] of this.
    About(Decimal),
}

/// By how much an estimated figure may differ from the exact one, as a part of it: far more than it does.
const MARGIN: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// The least figure above zero that is estimated. Of smaller ones, too many digits would be lost.
const MIN: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

/// The largest figure that is estimated. Larger ones may have too many digits when they are converted exactly, which is an
/// error.
const MAX: Decimal = Decimal::from_parts(u32::MAX, u32::MAX, 0, false, 0);

impl<'a> LastRow<'a> {
    /// Returns the bar of a list sorted by `keys`, which every deal clears.
    pub(super) fn new(context: Context<'a>, keys: &'a [SortKey]) -> Self {
        let converter = Converter::new(context.rates, context.at);
        let converter = context.target.map(|target| BulkConverter::new(converter, target));
        Self { context, keys, last: None, converter, rates: HashMap::default() }
    }

    /// Sets the bar to the last row within the limit.
    pub(super) fn set(&mut self, last: &Row<'_>) {
        let values = order::values(last, self.keys, &self.context);
        self.last = Some(values.into_iter().map(SortValue::into_owned).collect());
    }

    /// Whether a row that stands behind all others in the dataset is not among the first ones.
    pub(super) fn excludes(&self, row: &Row<'_>) -> bool {
        let is_before = |last| order::compare(&order::values(row, self.keys, &self.context), last, self.keys);
        self.last.as_ref().is_some_and(|last| is_before(last) != Ordering::Less)
    }

    /// Whether a deal is certainly not among the first rows, and its conversion would certainly succeed.
    pub(super) fn excludes_unconverted(&mut self, selected: &Selected<'_>) -> bool {
        if self.last.is_none() {
            return false;
        }
        if self.converter.is_none() {
            return self.excludes(&Row::new(selected, None));
        }
        let Some(estimated) = self.estimate(selected) else { return false };
        if self.keys.iter().all(|key| !key.column.depends_on_conversion()) {
            return self.excludes(&Row::new(selected, None));
        }
        let (Some(key), Some([last, ..])) = (self.keys.first(), self.last.as_deref()) else { return false };
        if !matches!(key.column, ListColumn::Amount | ListColumn::Converted) {
            return false;
        }
        match (estimated, last) {
            (Estimated::Undisclosed, last) => *last != SortValue::Missing,
            (Estimated::About(figure), SortValue::Figure(_, Some(last))) => {
                let margin = figure * MARGIN;
                if key.descending { figure + margin < *last } else { figure - margin > *last }
            }
            _ => false,
        }
    }

    /// Estimates the converted amount of a deal. `None` if the rate is missing, or if the exact figures must be known.
    fn estimate(&mut self, selected: &Selected<'_>) -> Option<Estimated> {
        let Some(converted) = self.converter.as_mut()?.convert(selected.deal, &selected.current) else {
            return Some(Estimated::Undisclosed);
        };
        let (amount, rate) = match converted.ok()? {
            Converted::Own(amount) | Converted::Stated { equivalent: amount, implied_rate: None } => {
                (amount, Decimal::ONE)
            }
            Converted::AtRate { amount, rate, .. } => (amount, self.rate(rate)?),
            Converted::Stated { implied_rate: Some(_), .. } => return None,
        };
        estimate(&amount, rate).map(Estimated::About)
    }

    /// Returns a rate, about.
    fn rate(&mut self, id: RateId) -> Option<Decimal> {
        let converter = self.converter.as_ref()?;
        match id {
            RateId::EcbCross(_) => converter.estimate(id),
            _ => *self.rates.entry(id).or_insert_with(|| converter.estimate(id)),
        }
    }
}

/// Returns about the headline of `amount` times `rate`. `None` if one of the figures is very small or very large.
fn estimate(amount: &Amount, rate: Decimal) -> Option<Decimal> {
    let converted = |figure: Decimal| {
        if figure.is_zero() {
            return Some(figure);
        }
        figure.checked_mul(rate).filter(|product| (MIN..=MAX).contains(product))
    };
    let quantity: Quantity = amount.quantity.try_map(|figure| converted(figure).ok_or(())).ok()?;
    Some(Amount { quantity, currency: amount.currency }.estimate().headline)
}
