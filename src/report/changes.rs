//! The differences between two states of a dataset: added, raised, cut, completed, cancelled.

use std::collections::BTreeMap;

use super::table::{Cell, Column, Table};
use super::{Audience, Context, Report, ReportError, Unconverted};
use crate::dataset::Dataset;
use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal, Status};
use crate::money::{Amount, Currency, Decimal, add, to_plain_string};
use crate::query::{Converter, Selected};

/// A deal that differs between the two states.
struct Change<'a> {
    deal: &'a Deal<'a>,
    /// The date of the revision or of the announcement; `None` if the deal was removed or edited.
    date: Option<PartialDate>,
    before: Option<CurrentState<'a>>,
    after: Option<CurrentState<'a>>,
    what: String,
    source: String,
}

/// Every deal that differs between `before` and `after`, and the net change of the totals.
///
/// # Errors
/// If a figure has too many digits.
pub(crate) fn changes(
    before: &Dataset,
    after: &Dataset,
    context: &Context<'_>,
) -> Result<Report, ReportError> {
    let converter = Converter::new(context.rates, context.at);
    let mut unconverted = Unconverted::default();
    let mut net: BTreeMap<Currency, Decimal> = BTreeMap::new();
    let mut rows = Vec::new();
    let changes = find_changes(before, after);
    for change in &changes {
        let difference = difference(change, context, &converter, &mut unconverted)?;
        if let Some((figure, currency)) = difference {
            let sum = net.entry(currency).or_default();
            *sum = add(*sum, figure).ok_or_else(|| ReportError::overflow(change.deal))?;
        }
        rows.push(row(change, difference, context.audience));
    }
    let note = if changes.is_empty() {
        "nothing changed"
    } else {
        "net: the change of the totals (a cancelled deal subtracts its amount)"
    };
    let mut caveats = vec![note.to_owned()];
    let columns = columns(context.audience);
    for (currency, figure) in net {
        if context.audience.is_people() {
            let mut total: Vec<Cell> = columns.iter().map(|_| Cell::Text(String::new())).collect();
            total[1] = Cell::text("total");
            total[5] = Cell::Figure(figure, currency);
            total[6] = Cell::text(currency.to_string());
            rows.push(total);
        } else {
            caveats.push(format!("net change: {} {currency}", to_plain_string(figure)));
        }
    }
    let table = Table { columns, rows, caveats, ..Table::default() };
    Ok(Report::new(vec![table], unconverted))
}

fn columns(audience: Audience) -> Vec<Column> {
    if audience.is_people() {
        return vec![
            Column::new("date"),
            Column::new("id"),
            Column::new("change").wraps(),
            Column::new("before"),
            Column::new("after"),
            Column::new("net"),
            Column::new("currency").rank(1),
            Column::new("source").wraps().rank(2),
        ];
    }
    let names = [
        "date",
        "id",
        "title",
        "change",
        "before_status",
        "before_bound",
        "before_headline",
        "before_currency",
        "after_status",
        "after_bound",
        "after_headline",
        "after_currency",
        "net",
        "net_currency",
        "source",
    ];
    names.map(Column::new).to_vec()
}

/// The changes in the order of `after`, with removed deals at the end.
fn find_changes<'a>(before: &'a Dataset, after: &'a Dataset) -> Vec<Change<'a>> {
    let by_id = |dataset: &'a Dataset| -> BTreeMap<&str, &Deal> {
        dataset.deals.iter().map(|deal| (deal.id.as_str(), deal)).collect()
    };
    let (old, new) = (by_id(before), by_id(after));
    let present = after.deals.iter().filter_map(|deal| match old.get(deal.id.as_str()) {
        None => Some(Change {
            deal,
            date: Some(deal.announced),
            before: None,
            after: Some(deal.current_state()),
            what: "added".to_owned(),
            source: source(&deal.current_state()),
        }),
        Some(old) => revision(old, deal),
    });
    let removed = before.deals.iter().filter(|deal| !new.contains_key(deal.id.as_str())).map(|deal| Change {
        deal,
        date: None,
        before: Some(deal.current_state()),
        after: None,
        what: "removed".to_owned(),
        source: String::new(),
    });
    present.chain(removed).collect()
}

/// The change of a deal that both states have; `None` if it is equal.
fn revision<'a>(old: &'a Deal, new: &'a Deal) -> Option<Change<'a>> {
    if old == new {
        return None;
    }
    let (before, after) = (old.current_state(), new.current_state());
    let mut what = Vec::new();
    if before.amount != after.amount {
        what.push(amount_change(before.amount, after.amount));
    }
    if before.status != after.status {
        what.push(after.status.as_str());
    }
    if what.is_empty() {
        what.push("edited");
    }
    let revision = new.history.iter().rev().find(|revision| !old.history.contains(revision));
    let citation = revision.and_then(|revision| revision.citation.as_ref());
    Some(Change {
        deal: new,
        date: revision.map(|revision| revision.date.into()),
        before: Some(before),
        after: Some(after),
        what: what.join(", "),
        source: citation.map_or_else(String::new, |citation| citation.source.to_string()),
    })
}

fn amount_change(before: Option<&Amount>, after: Option<&Amount>) -> &'static str {
    match (before, after) {
        (None, _) => "disclosed",
        (_, None) => "withdrawn",
        (Some(before), Some(after)) if before.currency == after.currency => {
            match after.estimate().headline.cmp(&before.estimate().headline) {
                std::cmp::Ordering::Greater => "raised",
                std::cmp::Ordering::Less => "cut",
                std::cmp::Ordering::Equal => "bound changed",
            }
        }
        _ => "changed",
    }
}

fn source(current: &CurrentState<'_>) -> String {
    current.source.map_or_else(String::new, ToString::to_string)
}

/// What the change adds to the totals, with its currency; `None` if the amounts before and after have different
/// currencies.
fn difference(
    change: &Change<'_>,
    context: &Context<'_>,
    converter: &Converter<'_>,
    unconverted: &mut Unconverted,
) -> Result<Option<(Decimal, Currency)>, ReportError> {
    let mut headline =
        |current: Option<CurrentState<'_>>| -> Result<Option<(Decimal, Currency)>, ReportError> {
            let Some(current) = current.filter(|current| current.status.counts()) else { return Ok(None) };
            let selected = Selected { deal: change.deal, current };
            let conversion = context.convert(&selected, converter, 0, unconverted)?;
            let amount = conversion.map(|conversion| conversion.amount).or(current.amount.copied());
            Ok(amount.map(|amount| (amount.estimate().headline, amount.currency)))
        };
    Ok(match (headline(change.before)?, headline(change.after)?) {
        (None, after) => after,
        (Some((before, currency)), None) => Some((-before, currency)),
        (Some((before, old)), Some((after, new))) if old == new => {
            Some((add(after, -before).ok_or_else(|| ReportError::overflow(change.deal))?, new))
        }
        _ => None,
    })
}

fn row(change: &Change<'_>, net: Option<(Decimal, Currency)>, audience: Audience) -> Vec<Cell> {
    let date = change.date.map_or(Cell::Missing, Cell::Date);
    let (net, currency) = net.map_or((Cell::Missing, String::new()), |(net, currency)| {
        (Cell::Figure(net, currency), currency.to_string())
    });
    if audience.is_people() {
        let amount = |current: Option<CurrentState<'_>>| {
            current.and_then(|current| current.amount.copied()).map_or(Cell::Missing, Cell::Amount)
        };
        return vec![
            date,
            Cell::text(change.deal.id.as_str()),
            Cell::text(change.what.as_str()),
            amount(change.before),
            amount(change.after),
            net,
            Cell::text(currency),
            Cell::text(change.source.as_str()),
        ];
    }
    let mut cells = vec![
        date,
        Cell::text(change.deal.id.as_str()),
        Cell::text(&*change.deal.title),
        Cell::text(change.what.as_str()),
    ];
    for current in [change.before, change.after] {
        let amount = current.and_then(|current| current.amount);
        cells.push(Cell::text(current.map(|current| current.status).map_or("", Status::as_str)));
        cells.push(Cell::text(amount.map_or("", |amount| amount.quantity.bound().as_str())));
        cells.push(
            amount.map_or(Cell::Missing, |amount| Cell::Figure(amount.estimate().headline, amount.currency)),
        );
        cells.push(Cell::text(amount.map_or_else(String::new, |amount| amount.currency.to_string())));
    }
    cells.extend([net, Cell::text(currency), Cell::text(change.source.as_str())]);
    cells
}
