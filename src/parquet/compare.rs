//! Whether the columns of a deal agree with its record.

use super::schema::LeafColumn;
use crate::deal::{CurrentState, Deal, Period, Slug};
use crate::money::Amount;

/// Returns the first column whose value is not that of the record, or `None` if all agree. `record` is the deal as its
/// record has it, `columns` as [`DealReader::read_group`](super::DealReader::read_group) made it of all columns.
pub(crate) fn differing_column(record: &Deal<'_>, columns: &Deal<'_>) -> Option<LeafColumn> {
    use LeafColumn as Leaf;
    let (current, in_columns) = (record.current_state(), columns.current_state());
    let bound = |amount: Option<&Amount>| amount.map(|amount| amount.quantity.bound());
    let currency = |amount: Option<&Amount>| amount.map(|amount| amount.currency);
    let days = |deal: &Deal| deal.period.as_ref().and_then(Period::days);
    let differs = [
        (Leaf::Id, record.id != columns.id),
        (Leaf::Title, record.title != columns.title),
        (Leaf::Kind, record.kind != columns.kind),
        (Leaf::Status, current.status != in_columns.status),
        (Leaf::Announced, record.announced != columns.announced),
        (Leaf::Bound, bound(current.amount) != bound(in_columns.amount)),
        (Leaf::Currency, currency(current.amount) != currency(in_columns.amount)),
        (Leaf::Headline, current.amount != in_columns.amount),
        (Leaf::PartyCompany, !companies(record).eq(companies(columns))),
        (Leaf::PartyRole, record.parties != columns.parties),
        (Leaf::PlaceArea, record.places != columns.places),
        (Leaf::Tag, record.tags != columns.tags),
        (Leaf::Source, !sources(record).eq(sources(columns))),
        (Leaf::PeriodStart, days(record) != days(columns)),
        (Leaf::IncludedIn, record.included_in != columns.included_in),
        (Leaf::Replaces, record.replaces != columns.replaces),
        (Leaf::EquivalentHeadline, !equivalents(&current).eq(equivalents(&in_columns))),
    ];
    differs.into_iter().find(|(_, differs)| *differs).map(|(column, _)| column)
}

fn companies<'d>(deal: &'d Deal<'_>) -> impl Iterator<Item = &'d str> {
    deal.parties.iter().map(|party| &*party.company)
}

fn sources<'d>(deal: &'d Deal<'_>) -> impl Iterator<Item = &'d str> {
    deal.citations.iter().map(|citation| citation.source.as_str())
}

fn equivalents<'s>(current: &CurrentState<'s>) -> impl Iterator<Item = (Amount, Option<&'s str>)> {
    let source = current.source;
    let source_of = move |own: Option<&'s Slug<'s>>| own.or(source).map(Slug::as_str);
    current
        .equivalents
        .iter()
        .map(move |equivalent| (equivalent.amount, source_of(equivalent.source.as_ref())))
}
