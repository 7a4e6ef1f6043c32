//! The check of a dataset: what may be wrong in it, and what to do about it.
//!
//! - `finding`: the names of the findings, what they mean and what to do; each rule chooses the severity of what it reports
//! - `subject`: a deal as the rules see it; comparisons of figures
//! - `figures`, `sources`, `equivalents`, `history`, `texts`, `rates`, `total_rows`: rules for one deal
//! - `names`, `duplicates`, `sides`, `members`: rules for several deals
//! - `candidates`: deals that are compared with each other
//! - `table`: the findings as rows

mod candidates;
mod duplicates;
mod equivalents;
mod figures;
mod finding;
mod history;
mod members;
mod names;
mod rates;
mod sides;
mod sources;
mod subject;
mod table;
mod texts;
mod total_rows;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Context, ReportError};
use crate::hash::HashMap;
use crate::money::Currency;
use crate::query::{Collect, Converter, Match, RateBasis, Selected};
use duplicates::Duplicates;
use finding::{Finding, Reporter};
use names::Names;
use sides::Sides;
use subject::Subject;
use total_rows::Sums;

pub(crate) use finding::{Rule, Severity};
pub(crate) use names::has_legal_form;
pub(crate) use table::{Findings, repairs, rule_of_repair};

/// The rules for one deal.
const RULES: [fn(&Subject<'_>, &mut Reporter<'_>); 12] = [
    figures::find_parts,
    figures::find_spent,
    history::find_without_change,
    history::find_future,
    history::find_replaced_later,
    sources::find_missing,
    sources::find_repeated,
    sources::find_different,
    equivalents::find,
    texts::find,
    rates::find_missing,
    total_rows::find,
];

/// What a check looks for, and what it takes for a failure.
#[derive(Debug, Clone, Default)]
pub(crate) struct CheckOptions {
    /// The findings to report; all if there are none.
    pub only: Vec<Rule>,
    /// The findings to leave out.
    pub skip: Vec<Rule>,
    /// Whether warnings are failures, too.
    pub strict: bool,
}

impl CheckOptions {
    /// Whether findings of this name are reported.
    pub(crate) fn includes(&self, rule: Rule) -> bool {
        (self.only.is_empty() || self.only.contains(&rule)) && !self.skip.contains(&rule)
    }
}

/// Collects what may be wrong. Each thread fills one, and [`Self::merge`] joins them.
#[derive(Debug)]
pub(crate) struct Check<'a> {
    context: Context<'a>,
    options: &'a CheckOptions,
    today: NaiveDate,
    converter: Converter<'a>,
    findings: Vec<Finding>,
    deals: usize,
    names: Names,
    duplicates: Duplicates,
    sides: Sides,
    sums: Sums,
    currencies: BTreeSet<Currency>,
    /// The positions of the deals that have links or that links lead to.
    linked: HashMap<Box<str>, u64>,
}

impl<'a> Check<'a> {
    /// A check of no deals.
    pub(crate) fn new(context: Context<'a>, options: &'a CheckOptions, today: NaiveDate) -> Self {
        Self {
            context,
            options,
            today,
            converter: Converter::new(context.rates, RateBasis::Announced),
            findings: Vec::new(),
            deals: 0,
            names: Names::default(),
            duplicates: Duplicates::default(),
            sides: Sides::default(),
            sums: Sums::default(),
            currencies: BTreeSet::new(),
            linked: HashMap::default(),
        }
    }

    /// Returns what was found, the gravest first, then in the order of the dataset.
    pub(crate) fn findings(self) -> Findings {
        let Context { reference, links, .. } = self.context;
        let (mut findings, converter) = (self.findings, &self.converter);
        findings.extend(self.duplicates.findings(links, converter));
        findings.extend(self.sides.findings(links, converter));
        findings.extend(members::findings(links, &self.linked, converter));
        findings.extend(self.names.findings(reference));
        findings.extend(self.sums.findings());
        findings.extend(texts::of_reference(reference));
        findings.extend(rates::of_dataset(&reference.rates, self.today));
        if self.currencies.len() < 2 {
            // Nothing has to be converted.
            findings.retain(|finding| finding.rule != Rule::RateMissing);
        }
        findings.retain(|finding| self.options.includes(finding.rule));
        // Several findings of one rule about one deal come from a map, which has no order.
        let key = |finding: &Finding| (finding.severity, finding.at, finding.rule);
        findings.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.reason.cmp(&b.reason)));
        Findings::new(findings, self.deals)
    }
}

impl Collect for Check<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, _: &Match, at: u64) -> Result<(), ReportError> {
        let subject = Subject {
            deal: selected.deal,
            current: &selected.current,
            context: &self.context,
            converter: &self.converter,
            today: self.today,
        };
        let mut report = Reporter { findings: &mut self.findings, deal: selected.deal, at };
        for rule in RULES {
            rule(&subject, &mut report);
        }
        let deal = selected.deal;
        let keys = self.names.add_deal(deal, at, self.context.reference);
        self.duplicates.add(&subject, &keys, at);
        self.sides.add(&subject, &keys, &self.names, at);
        self.sums.add(&subject, at);
        self.currencies.extend(selected.current.amount.map(|amount| amount.currency));
        if self.context.links.index(deal.id.as_str()).is_some() {
            self.linked.insert(deal.id.as_str().into(), at);
        }
        self.deals += 1;
        Ok(())
    }

    fn needs_links(&self) -> bool {
        true
    }

    fn take_part(&mut self) {
        // The paths of a chunk are few; those of all days would fill the memory.
        self.converter.forget_days();
    }

    fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.names.merge(other.names);
        self.duplicates.merge(other.duplicates);
        self.sides.merge(other.sides);
        self.sums.merge(other.sums);
        self.currencies.extend(other.currencies);
        self.linked.extend(other.linked);
        self.deals += other.deals;
    }
}
