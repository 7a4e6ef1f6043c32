//! The rules between the fields of a deal.

use super::{DealData, Equivalent, FieldSet, Place, Relation, split};
use crate::invalid::Problem;
use crate::money::Amount;
use crate::text::fold;

/// Two fields that cannot both be right, reported at one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistency {
    /// The path of the field, as in files: `places`, `parts[1].amount`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Inconsistency {
    /// Returns whether this may only be a consequence of faults already reported in the fields `faulty`.
    pub fn is_consequence_of(&self, faulty: &[String]) -> bool {
        let field = self.field.split(['.', '[']).next().unwrap_or_default();
        let others: &[&str] = match field {
            "equivalents" | "citations" | "parts" => &["amount"],
            "history" => &["announced"],
            _ => &[],
        };
        faulty.iter().any(|faulty| faulty == field || others.contains(&faulty.as_str()))
    }
}

/// Returns every inconsistency of `data`, of which only the fields `read` are set.
pub(super) fn inconsistencies(data: &DealData<'_>, read: FieldSet) -> Vec<Inconsistency> {
    let mut report = Report(Vec::new());
    if read.contains(FieldSet::PARTIES) {
        check_parties(data, &mut report);
    }
    check_places(data, &mut report);
    check_equivalents(data.amount.as_ref(), &data.equivalents, || "equivalents".to_owned(), &mut report);
    check_parts(data, &mut report);
    check_citations(data, &mut report);
    check_history(data, &mut report);
    check_progress(data, &mut report);
    check_links(data, &mut report);
    report.0
}

struct Report(Vec<Inconsistency>);

impl Report {
    fn add(&mut self, field: impl Into<String>, problem: Problem) {
        self.0.push(Inconsistency { field: field.into(), problem });
    }
}

fn check_parties(data: &DealData<'_>, report: &mut Report) {
    if data.parties.is_empty() {
        let problem = Problem::new("a deal has at least one party");
        report.add("parties", problem.hint("add {\"company\": …, \"role\": …}"));
    }
}

/// No place is named twice, and the shares come to no more than the whole.
fn check_places(data: &DealData<'_>, report: &mut Report) {
    for (index, place) in data.places.iter().enumerate() {
        let is_same =
            |other: &Place| other.area() == place.area() && other.name().map(fold) == place.name().map(fold);
        if data.places[..index].iter().any(is_same) {
            let mut place = place.clone();
            place.share = None;
            report.add(format!("places[{index}]"), Problem::new(format!("{place} is named twice")));
        }
    }
    let has_shares = data.places.iter().any(|place| place.share.is_some());
    if has_shares && let Err(problem) = split(&data.places) {
        report.add("places", problem);
    }
}

/// Each equivalent is in a currency of its own. `field` makes the path of the list.
fn check_equivalents(
    amount: Option<&Amount>,
    equivalents: &[Equivalent<'_>],
    field: impl Fn() -> String,
    report: &mut Report,
) {
    for (index, equivalent) in equivalents.iter().enumerate() {
        let currency = equivalent.amount.currency;
        let problem = match amount {
            None => Problem::new("there is no amount that this could be an equivalent of"),
            Some(amount) if amount.currency == currency => {
                Problem::new(format!("the amount itself is in {currency}"))
                    .hint("an equivalent is in another currency")
            }
            Some(_) if equivalents[..index].iter().any(|before| before.amount.currency == currency) => {
                Problem::new(format!("there are two equivalents in {currency}"))
                    .hint("a figure of another source belongs to its citation")
            }
            Some(_) => continue,
        };
        report.add(format!("{}[{index}]", field()), problem);
    }
}

/// A part within the deal's amount is not greater than it, as far as both are in one currency.
fn check_parts(data: &DealData<'_>, report: &mut Report) {
    if data.parts.is_empty() {
        return;
    }
    let Some(whole) = data.amount else { return };
    let Some(ceiling) = whole.estimate().ceiling else { return };
    for (index, part) in data.parts.iter().enumerate() {
        if part.relation == Relation::Within
            && let Some(amount) = part.amount
            && amount.currency == whole.currency
            && amount.estimate().floor > ceiling
        {
            let problem = Problem::new(format!("{amount} is more than the deal that it is within"));
            let hint = "a part that the deal's amount does not include is \"alongside\"";
            report.add(format!("parts[{index}].amount"), problem.hint(hint));
        }
    }
}

fn check_citations(data: &DealData<'_>, report: &mut Report) {
    for (index, citation) in data.citations.iter().enumerate() {
        let amount = citation.amount.as_ref().or(data.amount.as_ref());
        check_equivalents(
            amount,
            &citation.equivalents,
            || format!("citations[{index}].equivalents"),
            report,
        );
    }
}

/// An entry says what was allocated or spent, and each follows the one before.
fn check_progress(data: &DealData<'_>, report: &mut Report) {
    for (index, entry) in data.progress.iter().enumerate() {
        if entry.allocated.is_none() && entry.spent.is_none() {
            let problem = Problem::new("this says neither what was allocated nor what was spent");
            report.add(format!("progress[{index}]"), problem.hint("add \"allocated\" or \"spent\""));
        }
        let Some(before) = index.checked_sub(1).and_then(|before| data.progress.get(before)) else {
            continue;
        };
        if entry.date < before.date {
            let problem = Problem::new(format!("{} is before the entry above it", entry.date));
            report.add(format!("progress[{index}].date"), problem.hint("write the oldest entry first"));
        }
        if entry.date == before.date {
            let problem = Problem::new(format!("two entries are dated {}", entry.date));
            report.add(format!("progress[{index}].date"), problem.hint("one entry has all figures of a day"));
        }
    }
}

/// A deal is linked to other deals, and to one of them in one way only.
fn check_links(data: &DealData<'_>, report: &mut Report) {
    for (field, link) in [("included_in", &data.included_in), ("replaces", &data.replaces)] {
        if link.as_ref() == Some(&data.id) {
            let problem = Problem::new("this is the id of the deal itself");
            report.add(field, problem.hint("name another deal, or leave the field out"));
        }
    }
    if data.replaces.is_some() && data.replaces == data.included_in {
        let problem = Problem::new("a deal cannot be inside a deal that it replaces");
        report.add("replaces", problem.hint("leave out \"replaces\" or \"included_in\""));
    }
}

/// Revisions follow the announcement and each other.
fn check_history(data: &DealData<'_>, report: &mut Report) {
    for (index, revision) in data.history.iter().enumerate() {
        check_equivalents(
            revision.amount.as_ref(),
            &revision.equivalents,
            || format!("history[{index}].equivalents"),
            report,
        );
        let date = revision.date;
        if date < data.announced.first() {
            let message = format!("{date} is before the deal was announced ({})", data.announced);
            report.add(format!("history[{index}].date"), Problem::new(message));
        }
        if index > 0 && date < data.history[index - 1].date {
            let problem = Problem::new(format!("{date} is before the revision above it"));
            report.add(format!("history[{index}].date"), problem.hint("write the oldest revision first"));
        }
    }
}
