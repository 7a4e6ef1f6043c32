//! The facts of a deal held against each other.

use super::{DealData, Equivalent, FieldSet, Relation, split};
use crate::invalid::Problem;
use crate::money::Amount;

/// A contradiction between facts, and the field in which it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconsistency {
    /// The field, as in the file: `places`, `parts[1].amount`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl Inconsistency {
    /// Whether it may be the doing of other faults, in the fields that are named.
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

/// Every contradiction between the facts of which the fields `read` are known.
pub(super) fn contradictions(facts: &DealData, read: FieldSet) -> Vec<Inconsistency> {
    let mut found = Vec::new();
    let mut say = |field: String, problem: Problem| found.push(Inconsistency { field, problem });
    if facts.parties.is_empty() && read.contains(FieldSet::PARTIES) {
        say(
            "parties".into(),
            Problem::new("a deal has at least one party").hint("add {\"company\": …, \"role\": …}"),
        );
    }
    for (index, place) in facts.places.iter().enumerate() {
        if facts.places[..index].iter().any(|before| before.area == place.area) {
            say(format!("places[{index}]"), Problem::new(format!("{} is named twice", place.area)));
        }
    }
    let has_shares = facts.places.iter().any(|place| place.share.is_some());
    if has_shares && let Err(problem) = split(&facts.places) {
        say("places".into(), problem);
    }
    check_equivalents(facts.amount.as_ref(), &facts.equivalents, "equivalents", &mut say);
    let amount = facts.amount.filter(|_| !facts.parts.is_empty());
    let ceiling = amount.and_then(|amount| Some((amount.currency, amount.estimate().ceiling?)));
    for (index, part) in facts.parts.iter().enumerate() {
        if let (Relation::Within, Some(amount), Some((currency, ceiling))) =
            (part.relation, part.amount, ceiling)
            && amount.currency == currency
            && amount.estimate().floor > ceiling
        {
            let problem = format!("{amount} is more than the deal that it is within");
            say(
                format!("parts[{index}].amount"),
                Problem::new(problem).hint("a part beside the deal is \"alongside\""),
            );
        }
    }
    for (index, citation) in facts.citations.iter().enumerate() {
        if citation.equivalents.is_empty() {
            continue;
        }
        let amount = citation.amount.or(facts.amount);
        check_equivalents(
            amount.as_ref(),
            &citation.equivalents,
            &format!("citations[{index}].equivalents"),
            &mut say,
        );
    }
    for (index, revision) in facts.history.iter().enumerate() {
        check_equivalents(
            revision.amount.as_ref(),
            &revision.equivalents,
            &format!("history[{index}].equivalents"),
            &mut say,
        );
        let field = || format!("history[{index}].date");
        if revision.date < facts.announced.first() {
            say(
                field(),
                Problem::new(format!(
                    "{} is before the deal was announced ({})",
                    revision.date, facts.announced
                )),
            );
        }
        if index > 0 && revision.date < facts.history[index - 1].date {
            say(
                field(),
                Problem::new(format!("{} is before the revision above it", revision.date))
                    .hint("write the oldest revision first"),
            );
        }
    }
    found
}

fn check_equivalents(
    amount: Option<&Amount>,
    equivalents: &[Equivalent],
    field: &str,
    say: &mut impl FnMut(String, Problem),
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
        say(format!("{field}[{index}]"), problem);
    }
}
