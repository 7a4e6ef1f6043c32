//! The line under a table: what a reader must know before quoting its figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::PartialDate;
use crate::deal::Status;
use crate::money::{Bound, Currency, Quantity};
use crate::query::{Basis, Converted, Match, Rate, RateBasis, Value};
use crate::text::{count_of, format_count};

/// Counts of what deserves a word, turned into clauses once at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Caveats {
    bounds: BTreeMap<Bound, usize>,
    undisclosed: usize,
    left_out: BTreeMap<Status, usize>,
    own: usize,
    stated: usize,
    converted: usize,
    means: usize,
    sources: BTreeSet<String>,
    date: OneDate,
    included: BTreeMap<Status, usize>,
    unclear: usize,
    partly_elsewhere: usize,
    uncomparable: usize,
    unconverted: usize,
    is_inferred_from_home: usize,
    found_by_home: usize,
    loosely_dated: usize,
    not_compared: usize,
    clauses: Vec<String>,
}

/// The date of all rates that were used, if they have one in common.
#[derive(Debug, Clone, Copy, Default)]
enum OneDate {
    #[default]
    NoneYet,
    One(PartialDate),
    Several,
}

impl OneDate {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NoneYet, date) | (date, Self::NoneYet) => date,
            (Self::One(date), Self::One(other)) if date == other => self,
            _ => Self::Several,
        }
    }
}

/// A number of things, as tables have it.
pub(super) fn number(things: usize) -> String {
    format_count(things as u64)
}

fn add<K: Ord>(counts: &mut BTreeMap<K, usize>, more: BTreeMap<K, usize>) {
    for (key, count) in more {
        *counts.entry(key).or_default() += count;
    }
}

impl Caveats {
    /// What the selection of a deal leaves to be said.
    pub(super) fn found(&mut self, found: &Match) {
        match found {
            Match::Yes(found) => {
                self.found_by_home += usize::from(found.is_inferred_from_home);
                self.partly_elsewhere += usize::from(found.partly_elsewhere);
                self.loosely_dated += usize::from(found.loosely_dated);
            }
            Match::No => {}
            Match::Unclear => self.unclear += 1,
            Match::Undisclosed => self.not_compared += 1,
            Match::Missing(_) => self.uncomparable += 1,
        }
    }

    /// What another thread has counted.
    pub(super) fn merge(&mut self, other: Self) {
        let Self {
            bounds,
            undisclosed,
            left_out,
            own,
            stated,
            converted,
            means,
            sources,
            date,
            included,
            unclear,
            partly_elsewhere,
            uncomparable,
            unconverted,
            is_inferred_from_home,
            found_by_home,
            loosely_dated,
            not_compared,
            clauses,
        } = other;
        add(&mut self.bounds, bounds);
        add(&mut self.left_out, left_out);
        add(&mut self.included, included);
        self.undisclosed += undisclosed;
        self.own += own;
        self.stated += stated;
        self.converted += converted;
        self.means += means;
        self.sources.extend(sources);
        self.date = self.date.and(date);
        self.unclear += unclear;
        self.partly_elsewhere += partly_elsewhere;
        self.uncomparable += uncomparable;
        self.unconverted += unconverted;
        self.is_inferred_from_home += is_inferred_from_home;
        self.found_by_home += found_by_home;
        self.loosely_dated += loosely_dated;
        self.not_compared += not_compared;
        self.clauses.extend(clauses);
    }

    /// A deal whose amount is shown or counted; nothing where it is undisclosed.
    pub(super) fn amount(&mut self, quantity: Option<&Quantity>) {
        match quantity.map(Quantity::bound) {
            Some(Bound::Exact) => {}
            Some(bound) => *self.bounds.entry(bound).or_default() += 1,
            None => self.undisclosed += 1,
        }
    }

    /// A deal that is shown, although totals leave such deals out.
    pub(super) fn included(&mut self, status: Status) {
        if !status.counts() {
            *self.included.entry(status).or_default() += 1;
        }
    }

    /// A deal that is not counted because of its status.
    pub(super) fn left_out(&mut self, status: Status) {
        *self.left_out.entry(status).or_default() += 1;
    }

    /// A deal whose place is only the home of its principals.
    pub(super) fn is_inferred_from_home(&mut self) {
        self.is_inferred_from_home += 1;
    }

    /// A deal that was valued in the target currency.
    pub(super) fn valued(&mut self, value: &Value) {
        match &value.basis {
            Basis::Own => self.own += 1,
            Basis::Stated(_) => self.stated += 1,
            Basis::Rate(path) => {
                let rate = Rate::Path(path.clone());
                self.converted += 1;
                self.means += usize::from(rate.is_mean());
                self.rate(&rate);
            }
        }
    }

    /// A deal that was brought to the target currency by an exchange, whose rates are noted at its end.
    pub(super) fn converted(&mut self, converted: &Converted) {
        match converted {
            Converted::Own(_) => self.own += 1,
            Converted::Stated(_) => self.stated += 1,
            Converted::AtRate { is_mean, .. } => {
                self.converted += 1;
                self.means += usize::from(*is_mean);
            }
        }
    }

    /// A rate that was used.
    pub(super) fn rate(&mut self, rate: &Rate) {
        for source in rate.sources() {
            // Of a peg's rule only who made it.
            let name = source.split(": ").next().unwrap_or_default();
            if !self.sources.contains(name) {
                self.sources.insert(name.to_owned());
            }
        }
        self.date = self.date.and(OneDate::One(rate.date()));
    }

    /// A deal that stays in its own currency.
    pub(super) fn unconverted(&mut self) {
        self.unconverted += 1;
    }

    /// Anything else, as a clause.
    pub(super) fn say(&mut self, clause: impl Into<String>) {
        self.clauses.push(clause.into());
    }

    /// The clauses, in the order of their weight.
    pub(super) fn into_clauses(self, conversion: Option<(Currency, RateBasis)>) -> Vec<String> {
        let mut clauses = Vec::new();
        let meanings = [
            (Bound::UpTo, "ceiling (≤, \"up to\")", "ceilings (≤, \"up to\")"),
            (Bound::AtLeast, "floor (≥, \"at least\"), open above", "floors (≥, \"at least\"), open above"),
            (Bound::About, "approximate figure (~)", "approximate figures (~)"),
            (Bound::Range, "range, counted at its midpoint", "ranges, counted at their midpoints"),
        ];
        for (bound, one, many) in meanings {
            clauses.extend(self.bounds.get(&bound).map(|count| count_of(*count, one, many)));
        }
        if self.undisclosed > 0 {
            clauses.push(count_of(self.undisclosed, "amount undisclosed", "amounts undisclosed"));
        }
        if !self.left_out.is_empty() {
            let parts: Vec<String> =
                self.left_out.iter().map(|(status, count)| format!("{} {status}", number(*count))).collect();
            clauses.push(format!("left out: {} (--status all counts them)", parts.join(", ")));
        }
        if !self.included.is_empty() {
            let parts: Vec<String> =
                self.included.iter().map(|(status, count)| format!("{} {status}", number(*count))).collect();
            clauses.push(format!("{}, which totals leave out", parts.join(", ")));
        }
        if let Some((currency, at)) = conversion {
            clauses.extend(self.conversion(currency, at));
        }
        if self.unconverted > 0 {
            clauses.push(count_of(
                self.unconverted,
                "deal not converted for want of a rate",
                "deals not converted for want of a rate",
            ));
        }
        if self.is_inferred_from_home > 0 {
            clauses.push(count_of(
                self.is_inferred_from_home,
                "deal without a stated place is put at the home of its investor or provider",
                "deals without a stated place are put at the home of their investors or providers",
            ));
        }
        if self.found_by_home > 0 {
            clauses.push(count_of(
                self.found_by_home,
                "deal is found by the home of its investor or provider, for want of a narrower place",
                "deals are found by the home of their investors or providers, for want of a narrower place",
            ));
        }
        if self.partly_elsewhere > 0 {
            clauses.push(count_of(
                self.partly_elsewhere,
                "deal goes partly elsewhere and counts in full",
                "deals go partly elsewhere and count in full",
            ));
        }
        if self.unclear > 0 {
            clauses.push(count_of(
                self.unclear,
                "deal in a wider place may belong here and is left out",
                "deals in wider places may belong here and are left out",
            ));
        }
        if self.uncomparable > 0 {
            clauses.push(count_of(
                self.uncomparable,
                "deal could not be compared for want of a rate and is left out",
                "deals could not be compared for want of a rate and are left out",
            ));
        }
        if self.loosely_dated > 0 {
            clauses.push(count_of(
                self.loosely_dated,
                "deal is dated to a month or year that reaches beyond the dates asked for",
                "deals are dated to a month or year that reaches beyond the dates asked for",
            ));
        }
        if self.not_compared > 0 {
            clauses.push(count_of(
                self.not_compared,
                "undisclosed deal could not be compared and is left out",
                "undisclosed deals could not be compared and are left out",
            ));
        }
        clauses.extend(self.clauses);
        clauses
    }

    fn conversion(&self, currency: Currency, at: RateBasis) -> Option<String> {
        let mut parts = Vec::new();
        if self.stated > 0 {
            parts.push(format!("{} as stated by the source", number(self.stated)));
        }
        if self.converted > 0 {
            let when = match at {
                RateBasis::Stated | RateBasis::Announced => "at the rate of the announcement".to_owned(),
                RateBasis::Latest => "at the latest rate".to_owned(),
                RateBasis::On(date) => format!("at the rate of {date}"),
            };
            let means = match self.means {
                0 => String::new(),
                means if means == self.converted => ", a mean".to_owned(),
                means => format!(", {} of them at a mean", number(means)),
            };
            parts.push(format!("{} converted {when}{means} ({})", number(self.converted), self.origin()));
        }
        if self.own > 0 {
            parts.push(format!("{} in {currency} already", number(self.own)));
        }
        (self.stated + self.converted > 0).then(|| format!("in {currency}: {}", parts.join(", ")))
    }

    /// Where the rates come from, and of which day where it is one; --explain gives each.
    fn origin(&self) -> String {
        let mut parts: Vec<String> = self.sources.iter().take(3).cloned().collect();
        if self.sources.len() > 3 {
            parts.push(format!("and {} more", self.sources.len() - 3));
        }
        if let OneDate::One(date) = self.date {
            parts.push(date.to_string());
        }
        parts.join(", ")
    }
}
