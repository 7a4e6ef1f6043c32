//! The order of rows by their values in some columns.

use std::borrow::Cow;
use std::cmp::Ordering;

use smallvec::SmallVec;

use super::options::{ListColumn, SortKey};
use super::row::Row;
use crate::date::PartialDate;
use crate::deal::Status;
use crate::money::{Amount, Currency, Decimal};
use crate::report::table::{Audience, Cell};
use crate::report::{Context, Conversion};
use crate::text::fold;

/// The value of a row by which it is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SortValue<'a> {
    /// A text, and how it is compared first: without regard to case and accents.
    Text {
        folded: String,
        text: Cow<'a, str>,
    },
    Date(PartialDate),
    Status(Status),
    /// A figure; an open ceiling is `None` and above all others. Those of money are compared within their currency.
    Figure(Option<Currency>, Option<Decimal>),
    /// No value.
    Missing,
}

impl SortValue<'_> {
    /// Returns the same value without borrowed texts.
    pub(super) fn into_owned(self) -> SortValue<'static> {
        match self {
            Self::Text { folded, text } => SortValue::Text { folded, text: Cow::Owned(text.into_owned()) },
            Self::Date(date) => SortValue::Date(date),
            Self::Status(status) => SortValue::Status(status),
            Self::Figure(currency, figure) => SortValue::Figure(currency, figure),
            Self::Missing => SortValue::Missing,
        }
    }
}

/// The values of a row, for each sort key.
pub(super) type SortValues<'a> = SmallVec<[SortValue<'a>; 1]>;

/// Returns the values of a row by which it is sorted. They do not depend on who reads the list.
pub(super) fn values<'a>(row: &Row<'a>, keys: &[SortKey], context: &Context<'_>) -> SortValues<'a> {
    let context = Context { audience: Audience::People, ..*context };
    keys.iter().map(|key| value(row, key, &context)).collect()
}

/// Compares the values of two rows. Rows without a value are last, and currencies in the order of their codes, in
/// ascending as in descending order.
pub(super) fn compare(left: &SortValues<'_>, right: &SortValues<'_>, keys: &[SortKey]) -> Ordering {
    let mut orders = keys.iter().zip(left.iter().zip(right)).map(|(key, (left, right))| {
        let order = match (left, right) {
            (SortValue::Missing, _) | (_, SortValue::Missing) => {
                return (*left == SortValue::Missing).cmp(&(*right == SortValue::Missing));
            }
            (SortValue::Figure(left, _), SortValue::Figure(right, _)) if left != right => {
                return left.cmp(right);
            }
            (SortValue::Figure(_, left), SortValue::Figure(_, right)) => match (left, right) {
                (Some(left), Some(right)) => left.cmp(right),
                (left, right) => left.is_none().cmp(&right.is_none()),
            },
            (
                SortValue::Text { folded: left_folded, text: left },
                SortValue::Text { folded: right_folded, text: right },
            ) => (left_folded, left).cmp(&(right_folded, right)),
            (SortValue::Date(left), SortValue::Date(right)) => left.cmp(right),
            (SortValue::Status(left), SortValue::Status(right)) => left.cmp(right),
            // The values of one column are of one kind.
            _ => Ordering::Equal,
        };
        if key.descending { order.reverse() } else { order }
    });
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn value<'a>(row: &Row<'a>, key: &SortKey, context: &Context<'_>) -> SortValue<'a> {
    let (deal, amount) = (row.deal, row.current.amount);
    let converted = row.conversion.map(|Conversion { amount, .. }| amount);
    match key.column {
        ListColumn::Id => text(deal.id.as_str().into()),
        ListColumn::Title => text((&*deal.title).into()),
        ListColumn::Kind => text(deal.kind.as_str().into()),
        ListColumn::Status => SortValue::Status(row.current.status),
        ListColumn::Announced => SortValue::Date(deal.announced),
        ListColumn::Amount if context.target.is_some() => headline(converted),
        ListColumn::Amount | ListColumn::Headline => headline(amount),
        ListColumn::Ceiling => ceiling(amount),
        ListColumn::ConvertedCeiling => ceiling(converted),
        column => match row.cell(column, key.field.as_deref(), context) {
            Cell::Text(text) | Cell::List { full: text, .. } => self::text(text.into()),
            Cell::Date(date) => SortValue::Date(date),
            Cell::Figure(figure, currency) => SortValue::Figure(Some(currency), Some(figure)),
            Cell::Rate(figure) | Cell::Share(figure) => SortValue::Figure(None, Some(figure)),
            Cell::Count(count) => SortValue::Figure(None, Some(count.into())),
            Cell::Amount(amount) => headline(Some(&amount)),
            Cell::Open | Cell::Missing => SortValue::Missing,
        },
    }
}

fn text(text: Cow<'_, str>) -> SortValue<'_> {
    SortValue::Text { folded: fold(&text), text }
}

fn headline(amount: Option<&Amount>) -> SortValue<'static> {
    amount.map_or(SortValue::Missing, |amount| {
        SortValue::Figure(Some(amount.currency), Some(amount.estimate().headline))
    })
}

fn ceiling(amount: Option<&Amount>) -> SortValue<'static> {
    amount.map_or(SortValue::Missing, |amount| {
        SortValue::Figure(Some(amount.currency), amount.estimate().ceiling)
    })
}
