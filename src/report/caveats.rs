//! The line under a table: what a reader must know before quoting its figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::date::PartialDate;
use crate::deal::Status;
use crate::money::{Bound, Currency, Quantity};
use crate::query::{At, Basis, Found, Value};

/// Counts of what deserves a word, turned into clauses once at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Caveats {
    bounds: BTreeMap<Bound, usize>,
    undisclosed: usize,
    left_out: BTreeMap<Status, usize>,
    own: usize,
    stated: usize,
    rates: BTreeMap<(String, Option<PartialDate>), usize>,
    unconverted: usize,
    by_home: usize,
    found_by_home: usize,
    loosely_dated: usize,
    not_compared: usize,
    clauses: Vec<String>,
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Caveats {
    /// What a selection leaves to be said.
    pub(super) fn found(&mut self, found: &Found<'_>) {
        self.found_by_home += found
            .deals
            .iter()
            .filter(|selected| selected.by_home && !selected.deal.places.is_empty())
            .count();
        self.loosely_dated += found.loosely_dated;
        self.not_compared += found.undisclosed;
    }

    /// A deal whose amount is shown or counted; nothing where it is undisclosed.
    pub(super) fn amount(&mut self, quantity: Option<&Quantity>) {
        match quantity.map(Quantity::bound) {
            Some(Bound::Exact) => {}
            Some(bound) => *self.bounds.entry(bound).or_default() += 1,
            None => self.undisclosed += 1,
        }
    }

    /// A deal that is not counted because of its status.
    pub(super) fn left_out(&mut self, status: Status) {
        *self.left_out.entry(status).or_default() += 1;
    }

    /// A deal whose place is only the home of its principals.
    pub(super) fn by_home(&mut self) {
        self.by_home += 1;
    }

    /// A deal that was valued in the target currency.
    pub(super) fn valued(&mut self, value: &Value) {
        match &value.basis {
            Basis::Own => self.own += 1,
            Basis::Stated(_) => self.stated += 1,
            Basis::Rate(_) => *self.rates.entry((value.source(), value.rate_date())).or_default() += 1,
        }
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
    pub(super) fn into_clauses(self, conversion: Option<(Currency, At)>) -> Vec<String> {
        let mut clauses = Vec::new();
        let meanings = [
            (Bound::UpTo, "ceiling (≤, \"up to\")", "ceilings (≤, \"up to\")"),
            (Bound::AtLeast, "floor (≥, \"at least\"), open above", "floors (≥, \"at least\"), open above"),
            (Bound::About, "approximate figure (~)", "approximate figures (~)"),
            (Bound::Range, "range, counted at its midpoint", "ranges, counted at their midpoints"),
        ];
        for (bound, one, many) in meanings {
            clauses.extend(self.bounds.get(&bound).map(|count| counted(*count, one, many)));
        }
        if self.undisclosed > 0 {
            clauses.push(counted(self.undisclosed, "amount undisclosed", "amounts undisclosed"));
        }
        if !self.left_out.is_empty() {
            let parts: Vec<String> =
                self.left_out.iter().map(|(status, count)| format!("{count} {status}")).collect();
            clauses.push(format!("left out: {} (--status all counts them)", parts.join(", ")));
        }
        if let Some((currency, at)) = conversion {
            clauses.extend(self.conversion(currency, at));
        }
        if self.unconverted > 0 {
            clauses.push(counted(
                self.unconverted,
                "deal not converted for want of a rate",
                "deals not converted for want of a rate",
            ));
        }
        if self.by_home > 0 {
            clauses.push(counted(
                self.by_home,
                "deal without a stated place is put at the home of its investor or provider",
                "deals without a stated place are put at the home of their investors or providers",
            ));
        }
        if self.found_by_home > 0 {
            clauses.push(counted(
                self.found_by_home,
                "deal with a wider place is found by the home of its investor or provider",
                "deals with a wider place are found by the home of their investors or providers",
            ));
        }
        if self.loosely_dated > 0 {
            clauses.push(counted(
                self.loosely_dated,
                "deal is dated to a month or year that reaches beyond the dates asked for",
                "deals are dated to a month or year that reaches beyond the dates asked for",
            ));
        }
        if self.not_compared > 0 {
            clauses.push(counted(
                self.not_compared,
                "undisclosed deal could not be compared and is left out",
                "undisclosed deals could not be compared and are left out",
            ));
        }
        clauses.extend(self.clauses);
        clauses
    }

    fn conversion(&self, currency: Currency, at: At) -> Option<String> {
        let mut parts = Vec::new();
        if self.stated > 0 {
            parts.push(format!("{} as stated by the source", self.stated));
        }
        let converted: usize = self.rates.values().sum();
        if converted > 0 {
            let when = match at {
                At::Stated | At::Announced => "at the rate of the announcement".to_owned(),
                At::Latest => "at the latest rate".to_owned(),
                At::On(date) => format!("at the rate of {date}"),
            };
            // One source, and one date, are named; the full list is what --explain is for.
            let sources: BTreeSet<&str> = self.rates.keys().map(|(source, _)| source.as_str()).collect();
            let dates: BTreeSet<PartialDate> = self.rates.keys().filter_map(|(_, date)| *date).collect();
            let source = match (sources.first(), dates.first()) {
                (Some(source), Some(date)) if sources.len() == 1 && dates.len() == 1 => {
                    format!(" ({source}, {date})")
                }
                (Some(source), _) if sources.len() == 1 => format!(" ({source})"),
                _ => String::new(),
            };
            parts.push(format!("{converted} converted {when}{source}"));
        }
        if self.own > 0 {
            parts.push(format!("{} in {currency} already", self.own));
        }
        (self.stated + converted > 0).then(|| format!("in {currency}: {}", parts.join(", ")))
    }
}
