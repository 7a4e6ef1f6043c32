//! Members that come to more than the deal that includes them.

use super::finding::{Finding, Rule, Severity};
use crate::dataset::Links;
use crate::deal::Deal;
use crate::hash::HashMap;
use crate::money::{Amount, Decimal, Quantity};
use crate::query::Converter;

/// Returns the wholes that their members exceed. `positions` are those of the linked deals in the dataset, by id.
pub(super) fn findings(
    links: &Links,
    positions: &HashMap<Box<str>, u64>,
    converter: &Converter<'_>,
) -> Vec<Finding> {
    let counts = |deal: &&Deal<'_>| {
        deal.current_state().status.counts() && links.replacements(deal.id.as_str()).next().is_none()
    };
    let finding = |whole: &Deal<'_>| {
        let amount = *whole.current_state().amount?;
        let members: Vec<&Deal<'_>> = links.members(whole.id.as_str()).filter(counts).collect();
        let figures = members.iter().filter_map(|member| {
            let current = member.current_state();
            let value = converter.value(member, &current, amount.currency)?.ok()?;
            value.apply(value.from.estimate().headline)
        });
        let sum = figures.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
        if amount.estimate().ceiling.is_none_or(|ceiling| sum <= ceiling) {
            return None;
        }
        let sum = Amount { quantity: Quantity::Exact(sum), ..amount }.shown_rounded();
        let at = positions.get(whole.id.as_str()).copied()?;
        let reason =
            format!("its {} members come to {sum}, and the deal to {}", members.len(), amount.shown());
        Some(Finding::new(Rule::MembersExceedWhole, Severity::Warning, (at, whole.id.as_str()), reason))
    };
    links.deals().iter().filter_map(finding).collect()
}
