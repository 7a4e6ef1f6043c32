//! Rows of totals that became deals.

use std::collections::BTreeMap;

use super::finding::{Finding, Reporter, Rule, Severity};
use super::subject::Subject;
use crate::import::is_total;
use crate::money::{Amount, Currency, Decimal, add};
use crate::text::quote;

/// The number of deals above which a sum is no coincidence.
const MIN: usize = 3;

/// A deal that is called a total.
pub(super) fn find(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    let names = deal.parties.iter().map(|party| party.company.as_ref());
    if let Some(name) = std::iter::once(deal.title.as_ref()).chain(names).find(|name| is_total(name)) {
        report.add(Rule::TotalRow, Severity::Warning, format!("{} is the label of a total", quote(name)));
    }
}

/// The sum of each currency, and the largest deal, which alone may be the sum of the others.
#[derive(Debug, Default)]
pub(super) struct Sums(BTreeMap<Currency, Sum>);

#[derive(Debug)]
struct Sum {
    /// `None` if it has too many digits.
    sum: Option<Decimal>,
    deals: usize,
    largest: (Decimal, u64, Box<str>),
}

impl Sums {
    /// Adds a deal at position `at`.
    pub(super) fn add(&mut self, subject: &Subject<'_>, at: u64) {
        let Some(Amount { quantity, currency }) = subject.deal.amount else { return };
        let figure = quantity.estimate().headline;
        let sum = self.0.entry(currency).or_insert_with(|| Sum {
            sum: Some(Decimal::ZERO),
            deals: 0,
            largest: (Decimal::ZERO, at, Box::default()),
        });
        sum.sum = sum.sum.and_then(|sum| add(sum, figure));
        sum.deals += 1;
        if figure > sum.largest.0 {
            sum.largest = (figure, at, subject.deal.id.as_str().into());
        }
    }

    /// Adds the deals of another thread.
    pub(super) fn merge(&mut self, other: Self) {
        for (currency, new) in other.0 {
            let Some(known) = self.0.get_mut(&currency) else {
                self.0.insert(currency, new);
                continue;
            };
            known.sum = known.sum.zip(new.sum).and_then(|(known, new)| add(known, new));
            known.deals += new.deals;
            if (new.largest.0, known.largest.1) > (known.largest.0, new.largest.1) {
                known.largest = new.largest;
            }
        }
    }

    /// Returns the deals that are the sum of all others in their currency.
    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().filter_map(|(currency, Sum { sum, deals, largest: (figure, at, id) })| {
            let is_sum = deals > MIN && !figure.is_zero() && figure.checked_mul(Decimal::TWO) == sum;
            let reason = || format!("it is the sum of the other {} deals in {currency}", deals - 1);
            is_sum.then(|| Finding::new(Rule::TotalRow, Severity::Warning, (at, &id), reason()))
        })
    }
}
