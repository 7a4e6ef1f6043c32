//! Dates and revisions.

use super::finding::{Reporter, Rule, Severity};
use super::subject::Subject;

/// Revisions that state what held already.
pub(super) fn find_without_change(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    let (mut status, mut amount) = (deal.status, deal.amount);
    for revision in &deal.history {
        let is_new = revision.status.is_some_and(|new| new != status)
            || revision.amount.is_some_and(|new| Some(new) != amount);
        let states_anything = revision.status.is_some() || revision.amount.is_some();
        if !is_new && (states_anything || revision.note.is_none()) {
            let reason = format!("the revision of {} changes nothing", revision.date);
            report.add(Rule::RevisionWithoutChange, Severity::Warning, reason);
        }
        status = revision.status.unwrap_or(status);
        amount = revision.amount.or(amount);
    }
}

/// Dates after today.
pub(super) fn find_future(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let (deal, today) = (subject.deal, subject.today);
    if deal.announced.first() > today {
        let reason = format!("the deal is dated {}, in the future", deal.announced);
        report.add(Rule::FutureDate, Severity::Warning, reason);
    }
    let revisions = deal.history.iter().map(|revision| ("a revision", revision.date));
    let progress = deal.progress.iter().map(|entry| ("progress", entry.date));
    for (what, date) in revisions.chain(progress).filter(|(_, date)| *date > today) {
        report.add(Rule::FutureDate, Severity::Warning, format!("{what} is dated {date}, in the future"));
    }
}

/// A deal that replaces a later one.
pub(super) fn find_replaced_later(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let (deal, links) = (subject.deal, subject.context.links);
    let replaced = deal.replaces.as_ref().and_then(|id| links.deals().get(links.index(id.as_str())?));
    if let Some(replaced) = replaced.filter(|replaced| replaced.announced.first() > deal.announced.last()) {
        let reason = format!(
            "the deal of {} replaces {}, which is dated later: {}",
            deal.announced, replaced.id, replaced.announced
        );
        report.add(Rule::HistoryOutOfOrder, Severity::Error, reason);
    }
}
