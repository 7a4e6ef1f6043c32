//! Figures of a deal that cannot all be right: its parts, and what was spent of it.

use super::finding::{Reporter, Rule, Severity};
use super::subject::Subject;
use crate::deal::Relation;
use crate::money::{Amount, Decimal, Quantity};
use crate::rates::When;

/// Parts within a deal that come to more than its ceiling.
pub(super) fn find_parts(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    let amounts: Vec<Amount> = deal
        .parts
        .iter()
        .filter(|part| part.relation == Relation::Within)
        .filter_map(|part| part.amount)
        .collect();
    let (Some(announced), Some(current), false) = (deal.amount, subject.current.amount, amounts.is_empty())
    else {
        return;
    };
    // A raise may include parts that the announcement did not.
    let wholes = [announced, *current];
    if wholes.iter().any(|whole| whole.currency != announced.currency) {
        return;
    }
    let Some(ceilings) =
        wholes.iter().map(|whole| whole.estimate().ceiling).collect::<Option<Vec<Decimal>>>()
    else {
        return;
    };
    let sum = amounts.iter().try_fold(Decimal::ZERO, |sum, part| {
        let part = subject.convert(part, announced.currency, When::from(deal.announced))?;
        sum.checked_add(part.estimate().floor)
    });
    let ceiling = ceilings.into_iter().max().unwrap_or_default();
    if let Some(sum) = sum.filter(|sum| *sum > ceiling) {
        let sum = Amount { quantity: Quantity::Exact(sum), currency: announced.currency }.shown_rounded();
        let whole = if announced.estimate().ceiling == Some(ceiling) { &announced } else { current };
        let reason = format!("the parts within the deal come to {sum}, and the deal to {}", whole.shown());
        report.add(Rule::PartsExceedWhole, Severity::Error, reason);
    }
}

/// More money spent or allocated than the deal has.
pub(super) fn find_spent(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let (deal, Some(whole)) = (subject.deal, subject.current.amount) else { return };
    let Some(ceiling) = whole.estimate().ceiling else { return };
    let latest = [("spent", deal.spent_at(subject.today)), ("allocated", deal.allocated_at(subject.today))];
    for (what, (date, amount)) in latest.into_iter().filter_map(|(what, latest)| Some((what, latest?))) {
        let converted = subject.convert(amount, whole.currency, When::Day(date));
        if converted.is_some_and(|converted| converted.estimate().floor > ceiling) {
            let reason =
                format!("{} {what} by {date}, and the deal comes to {}", amount.shown(), whole.shown());
            report.add(Rule::SpentExceedsAnnounced, Severity::Warning, reason);
        }
    }
}
