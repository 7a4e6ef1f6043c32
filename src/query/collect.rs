//! What a question collects from the deals that its filter selects.

use super::convert::Converter;
use super::filter::Selected;
use super::matcher::{Match, Matcher, SeenNames};
use crate::dataset::Visitor;
use crate::deal::{Cutoff, Deal};

/// An answer that grows with each deal. Each thread has one, and `merge` joins them.
pub(crate) trait Collect: Send + Sized {
    /// What the deals of a chunk add to an output that is written during the scan; `()` if nothing is.
    type Part: Send;
    /// Why there is no answer.
    type Error: Send;

    /// Adds a deal that the filter selects or cannot decide about. `at` grows with the position of the deal in the
    /// dataset.
    ///
    /// # Errors
    /// If there can be no answer.
    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), Self::Error>;

    /// Sees a deal that the filter rejects.
    fn skip(&mut self, _deal: &Deal<'_>, _at: u64) {}

    /// Whether `skip` must see every rejected deal; otherwise some are rejected unread.
    fn needs_skipped(&self) -> bool {
        false
    }

    /// Whether the answer depends on the links between the deals. If there are any, they are read first, and then the
    /// deals again.
    fn needs_links(&self) -> bool {
        false
    }

    /// Takes what was added since the last call. It is called after each chunk, and parts arrive in the order of the
    /// dataset.
    fn take_part(&mut self) -> Self::Part;

    /// Adds the answer of another thread, whose deals stand anywhere between those of this one.
    fn merge(&mut self, other: Self);
}

/// Evaluates a filter on each deal of a scan, and passes the deals on to a collector.
#[derive(Debug)]
pub(crate) struct Filtered<'a, C> {
    matcher: &'a Matcher<'a>,
    converter: Converter<'a>,
    cutoff: Cutoff,
    /// The names of the filter that stand in any deal.
    pub seen: SeenNames,
    /// The collector.
    pub collector: C,
}

impl<'a, C> Filtered<'a, C> {
    /// Passes to `collector` the deals that match, without what `cutoff` leaves out. Thresholds are compared by `converter`.
    pub(crate) fn new(
        matcher: &'a Matcher<'a>,
        converter: Converter<'a>,
        cutoff: Cutoff,
        collector: C,
    ) -> Self {
        Self { matcher, converter, cutoff, seen: SeenNames::default(), collector }
    }
}

impl<C: Collect> Visitor for Filtered<'_, C> {
    type Part = C::Part;
    type Error = C::Error;

    fn visit(&mut self, deal: &mut Deal<'_>, at: u64) -> Result<(), C::Error> {
        // Before deals are left out by date: a company is not unknown because its deal came later.
        self.matcher.record_names(deal, &mut self.seen);
        if !self.cutoff.restrict(deal) {
            return Ok(());
        }
        let current = deal.current_state();
        match self.matcher.evaluate(deal, &current, &self.converter) {
            Match::No => {
                self.collector.skip(deal, at);
                Ok(())
            }
            found => self.collector.visit(&Selected { deal, current }, &found, at),
        }
    }

    fn needs_links(&self) -> bool {
        self.collector.needs_links()
    }

    fn take_part(&mut self) -> C::Part {
        self.collector.take_part()
    }

    fn merge(&mut self, other: Self) {
        self.seen.merge(other.seen);
        self.collector.merge(other.collector);
    }
}
