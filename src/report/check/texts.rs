//! Texts that a wrong encoding damaged.

use super::finding::{Finding, Reporter, Rule, Severity};
use super::subject::Subject;
use crate::dataset::ReferenceData;
use crate::deal::{Citation, Deal};
use crate::text::{Damage, damage, quote};

/// Damaged texts of a deal.
pub(super) fn find(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    for_each_text(subject.deal, |what, text| {
        if let Some(damage) = damage(text) {
            report.add(Rule::DamagedText, Severity::Warning, reason(what, &damage));
        }
    });
}

/// Calls `visit` with each text of a deal and the name of its field.
fn for_each_text<'d>(deal: &'d Deal<'_>, mut visit: impl FnMut(&'static str, &'d str)) {
    visit("title", &deal.title);
    deal.all_parties().for_each(|party| visit("company", &party.company));
    deal.places.iter().filter_map(|place| place.name()).for_each(|name| visit("place", name));
    for part in &deal.parts {
        visit("title of a part", &part.title);
        part.note.iter().for_each(|note| visit("note of a part", note));
    }
    deal.tags.iter().for_each(|tag| visit("tag", tag));
    for (key, text) in &deal.fields {
        visit("field", key);
        visit("field", text);
    }
    deal.all_citations().filter_map(quote_of).for_each(|quote| visit("quote", quote));
    let notes = deal.history.iter().filter_map(|revision| revision.note.as_deref());
    notes.chain(deal.note.as_deref()).for_each(|note| visit("note", note));
}

fn quote_of<'c>(citation: &'c Citation<'_>) -> Option<&'c str> {
    citation.quote.as_deref()
}

/// Returns the damaged texts of companies and sources.
pub(super) fn of_reference(reference: &ReferenceData) -> impl Iterator<Item = Finding> {
    let companies = reference.companies.iter().flat_map(|company| {
        std::iter::once(&company.name).chain(&company.aliases).map(|name| ("company", name.as_str()))
    });
    let sources = reference.sources.iter().flat_map(|source| {
        let texts = [Some(&source.publisher), source.title.as_ref(), source.author.as_ref()];
        texts.into_iter().flatten().map(|text| ("source", text.as_str()))
    });
    companies.chain(sources).filter_map(|(what, text)| {
        let reason = reason(what, &damage(text)?);
        Some(Finding::of_dataset(Rule::DamagedText, Severity::Warning, reason))
    })
}

fn reason(what: &str, damage: &Damage) -> String {
    let passage = quote(&damage.passage);
    match &damage.restored {
        Some(restored) => {
            format!("{what}: {passage} was damaged by a wrong encoding, and was {}", quote(restored))
        }
        None => format!("{what}: {passage} was damaged by a wrong encoding"),
    }
}
