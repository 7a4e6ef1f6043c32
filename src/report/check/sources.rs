//! Citations: missing ones, and sources that disagree.

use super::finding::{Reporter, Rule, Severity};
use super::subject::{Subject, distance, rounding};
use crate::deal::{Citation, Deal, Equivalent};
use crate::money::Amount;

/// Deals, revisions and progress that cite no source or have no quote.
pub(super) fn find_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    if deal.citations.is_empty() {
        report.add(Rule::NoCitation, Severity::Warning, "the deal cites no source");
    } else if deal.citations.iter().all(|citation| citation.quote.is_none()) {
        report.add(Rule::NoQuote, Severity::Note, "no citation of the deal has a quote");
    }
    for revision in deal.history.iter().filter(|revision| revision.citation.is_none()) {
        if revision.amount.is_some() || revision.status.is_some() {
            let reason = format!("the revision of {} cites no source", revision.date);
            report.add(Rule::NoCitation, Severity::Warning, reason);
        }
    }
    for entry in deal.progress.iter().filter(|entry| entry.citation.is_none()) {
        let reason = format!("the progress of {} cites no source", entry.date);
        report.add(Rule::NoCitation, Severity::Warning, reason);
    }
}

/// Citations, revisions and progress entries that are there more than once.
pub(super) fn find_repeated(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    for (what, count) in [
        ("citation", repeated(&deal.citations)),
        ("revision", repeated(&deal.history)),
        ("progress entry", repeated(&deal.progress)),
    ] {
        if count > 0 {
            report.add(Rule::RepeatedEntry, Severity::Warning, format!("a {what} is there more than once"));
        }
    }
}

/// Returns how many entries stand further up, too.
fn repeated<T: PartialEq>(entries: &[T]) -> usize {
    entries.iter().enumerate().filter(|(index, entry)| entries[..*index].contains(entry)).count()
}

/// Citations whose own figures differ from those of the deal.
pub(super) fn find_different(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    let amount = deal.amount.as_ref();
    for citation in &deal.citations {
        compare(deal, citation, amount, &deal.equivalents, report);
    }
    for revision in &deal.history {
        if let (Some(citation), Some(amount)) = (&revision.citation, &revision.amount) {
            compare(deal, citation, Some(amount), &revision.equivalents, report);
        }
    }
}

/// A figure of a citation that is not the one of the deal.
struct Difference {
    cited: Amount,
    own: Amount,
    severity: Severity,
    /// What explains it.
    explanation: Option<String>,
}

/// Compares the figures of a citation with an amount and its equivalents.
fn compare(
    deal: &Deal<'_>,
    citation: &Citation<'_>,
    amount: Option<&Amount>,
    equivalents: &[Equivalent<'_>],
    report: &mut Reporter<'_>,
) {
    let own = |cited: &Amount| {
        let equivalents = equivalents.iter().map(|equivalent| &equivalent.amount);
        amount.into_iter().chain(equivalents).find(|own| own.currency == cited.currency)
    };
    let cited = citation.equivalents.iter().map(|equivalent| &equivalent.amount);
    let cited: Vec<&Amount> = citation.amount.iter().chain(cited).collect();
    let differences: Vec<Difference> =
        cited.iter().filter_map(|cited| difference(deal, cited, own(cited)?)).collect();
    let Some(severity) = differences.iter().map(|difference| difference.severity).min() else { return };
    let join = |figure: fn(&Difference) -> &Amount| {
        let figures: Vec<String> = differences.iter().map(|difference| figure(difference).shown()).collect();
        figures.join(" and ")
    };
    let explanations: Vec<&str> =
        differences.iter().filter_map(|difference| difference.explanation.as_deref()).collect();
    let explanation = if severity == Severity::Note && !explanations.is_empty() {
        format!(": {}", explanations.join(", "))
    } else {
        String::new()
    };
    let reason = format!(
        "{} says {}, the deal says {}{explanation}",
        citation.source,
        join(|difference| &difference.cited),
        join(|difference| &difference.own)
    );
    report.add(Rule::SourcesDiffer, severity, reason);
}

/// Returns how a cited figure differs from the deal's own; `None` if it does not.
fn difference(deal: &Deal<'_>, cited: &Amount, own: &Amount) -> Option<Difference> {
    if cited.quantity == own.quantity {
        return None;
    }
    let (cited_figure, own_figure) = (cited.estimate().headline, own.estimate().headline);
    let distance = distance(cited_figure, own_figure)?;
    let is_same_bound = cited.quantity.bound() == own.quantity.bound();
    let rounded = rounding(cited_figure).checked_add(rounding(own_figure))?;
    let mut parts = deal.parts.iter().filter(|part| {
        part.amount
            .is_some_and(|amount| amount.currency == own.currency && amount.estimate().headline == distance)
    });
    let explanation = if !is_same_bound {
        None
    } else if distance <= rounded {
        Some("rounding explains it".to_owned())
    } else {
        parts.next().map(|part| format!("the difference is the part \"{}\"", part.title))
    };
    let severity = if explanation.is_some() { Severity::Note } else { Severity::Warning };
    Some(Difference { cited: *cited, own: *own, severity, explanation })
}
