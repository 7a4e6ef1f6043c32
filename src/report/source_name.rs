//! What sources are called, for those who have the dataset and for those who read a page.

use super::{Audience, Context};
use crate::deal::Slug;
use crate::query::{Basis, Value};

/// Returns the id of a source, or for readers, who do not see the dataset, its publisher and date.
pub(super) fn source_name(id: &Slug<'_>, context: &Context<'_>) -> String {
    let known = context.reference.sources.get(id).filter(|_| context.audience == Audience::Readers);
    let Some(source) = known else { return id.to_string() };
    match source.date {
        Some(date) => format!("{}, {date}", source.publisher),
        None => source.publisher.clone(),
    }
}

/// Returns where the rate of a conversion comes from, such as `stated by The Wire, 2025-03-13`; empty if nothing was
/// converted.
pub(super) fn rate_source(value: &Value, context: &Context<'_>) -> String {
    match &value.basis {
        Basis::Stated { source: Some(source), .. } => format!("stated by {}", source_name(source, context)),
        _ => value.source(),
    }
}
