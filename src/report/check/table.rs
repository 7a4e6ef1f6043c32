//! The findings of a check as rows.

use std::collections::BTreeMap;

use super::finding::{Finding, Rule, Severity};
use crate::dataset::{Fault, FaultKind, Faults, Repair, RepairKind};
use crate::report::table::{Cell, Column, Line, Lines, Table};
use crate::report::{Audience, Report, Unconverted};
use crate::text::count_of;

/// Number of findings that people are shown.
const MAX_SHOWN: usize = 200;

/// Number of notes with one name that people are shown if they did not ask for it.
const MAX_NOTES: usize = 3;

/// What a check found, in the order of its output.
#[derive(Debug)]
pub(crate) struct Findings {
    findings: Vec<Finding>,
    /// The line of each finding, as far as it is known.
    lines: Vec<Option<u64>>,
    deals: usize,
}

/// The least width of fields and reasons while other columns can be hidden: people look up the first and read the second.
const MIN_TEXT: usize = 24;

impl Findings {
    pub(super) fn new(findings: Vec<Finding>, deals: usize) -> Self {
        Self { lines: Vec::new(), findings, deals }
    }

    /// Returns the findings of a file that cannot be read as a dataset: its faults.
    pub(crate) fn of_faults(faults: &Faults) -> Self {
        let finding = |fault: &Fault| {
            let hint = fault.problem.hint.iter().map(|hint| format!(" ({hint})"));
            let field = if fault.field.is_empty() { String::new() } else { format!("{}: ", fault.field) };
            Finding {
                rule: rule_of(fault),
                severity: Severity::Error,
                at: None,
                deal: fault.deal.as_deref().unwrap_or_default().into(),
                reason: format!("{field}{}{}", fault.problem.message, hint.collect::<String>()).into(),
            }
        };
        let lines = faults.shown.iter().map(|fault| u64::try_from(fault.position.line).ok()).collect();
        Self { findings: faults.shown.iter().map(finding).collect(), lines, deals: 0 }
    }

    /// Returns the positions of the deals that findings are about, in their order in the dataset, each once.
    pub(crate) fn positions(&self) -> Vec<u64> {
        let mut positions: Vec<u64> = self.findings.iter().filter_map(|finding| finding.at).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// Sets the lines of the deals at `positions`, which [`Self::positions`] returned.
    pub(crate) fn locate(&mut self, positions: &[u64], lines: &[u64]) {
        let line = |at: u64| lines.get(positions.binary_search(&at).ok()?).copied();
        self.lines = self.findings.iter().map(|finding| line(finding.at?)).collect();
    }

    /// Returns whether there is a finding that is this grave.
    pub(crate) fn has(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity <= severity)
    }

    /// Returns the columns of the rows.
    pub(crate) fn columns() -> Vec<Column> {
        vec![
            Column::new("severity").rank(1),
            Column::new("finding"),
            Column::new("deal").keys(),
            Column::new("line").rank(2),
            Column::new("reason").wraps_at(MIN_TEXT),
            Column::new("remedy").wraps(),
        ]
    }

    /// Returns the rows in chunks.
    pub(crate) fn parts(&self, size: usize) -> impl Iterator<Item = Lines> {
        let starts = (0..self.findings.len()).step_by(size);
        starts.map(move |start| {
            let end = (start + size).min(self.findings.len());
            Lines { lines: (start..end).map(|index| Line::Cells(self.row(index))).collect(), first: None }
        })
    }

    fn row(&self, index: usize) -> Vec<Cell> {
        let Some(finding) = self.findings.get(index) else { return Vec::new() };
        vec![
            Cell::text(finding.severity.as_str()),
            Cell::text(finding.rule.as_str()),
            Cell::text(finding.deal.as_ref()),
            self.lines.get(index).copied().flatten().map_or(Cell::Missing, Cell::Count),
            Cell::text(finding.reason.as_ref()),
            Cell::text(finding.rule.remedy()),
        ]
    }

    /// Returns the findings as a table; for people the first ones, with the remedies in a table of their own. Of notes with
    /// one name they see a few, unless the names `are_selected`.
    pub(crate) fn report(&self, audience: Audience, are_selected: bool) -> Report {
        let is_people = audience.is_people();
        let shown =
            if is_people { self.shown_to_people(are_selected) } else { (0..self.findings.len()).collect() };
        let rows = shown.iter().map(|index| self.row(*index)).collect();
        let caveats = self.summary(shown.len());
        let mut table = Table { columns: Self::columns(), rows, caveats, ..Table::default() };
        let mut tables = Vec::new();
        if is_people {
            table.remove_column("remedy");
            tables.extend((!self.findings.is_empty()).then(|| self.remedies()));
        }
        tables.insert(0, table);
        Report::new(tables, Unconverted::default())
    }

    fn shown_to_people(&self, are_selected: bool) -> Vec<usize> {
        let mut notes: BTreeMap<Rule, usize> = BTreeMap::new();
        let mut is_shown = |finding: &Finding| {
            if are_selected || finding.severity != Severity::Note {
                return true;
            }
            let count = notes.entry(finding.rule).or_default();
            *count += 1;
            *count <= MAX_NOTES
        };
        let shown = self.findings.iter().enumerate().filter(|(_, finding)| is_shown(finding));
        shown.map(|(index, _)| index).take(MAX_SHOWN).collect()
    }

    /// Returns what to do about each name of a finding, and how many have it.
    fn remedies(&self) -> Table {
        let mut counts: BTreeMap<Rule, u64> = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.rule).or_default() += 1;
        }
        let row = |(rule, count): (Rule, u64)| {
            vec![Cell::text(rule.as_str()), Cell::Count(count), Cell::text(rule.remedy())]
        };
        Table {
            title: Some("What to do".to_owned()),
            columns: vec![Column::new("finding"), Column::new("count"), Column::new("remedy").wraps()],
            rows: counts.into_iter().map(row).collect(),
            ..Table::default()
        }
    }

    /// Returns how many findings there are, and of which only `shown` are shown.
    pub(crate) fn summary(&self, shown: usize) -> Vec<String> {
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let counts = [
            (count(Severity::Error), "error", "errors"),
            (count(Severity::Warning), "warning", "warnings"),
            (count(Severity::Note), "note", "notes"),
        ];
        let found: Vec<String> = counts
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many)| count_of(count, one, many))
            .collect();
        let deals = count_of(self.deals, "deal", "deals");
        let mut summary = vec![match found.as_slice() {
            [] => format!("nothing found in {deals}"),
            found if self.deals == 0 => found.join(", "),
            found => format!("{} in {deals}", found.join(", ")),
        }];
        if self.findings.len() > shown {
            let all = count_of(self.findings.len(), "finding", "findings");
            summary
                .push(format!("{shown} of {all} are shown (--format csv writes them all, --only selects)"));
        }
        summary
    }
}

/// Returns the rule that a fault breaks.
fn rule_of(fault: &Fault) -> Rule {
    let list = fault.field.split('[').next().unwrap_or_default();
    let value = fault.field.rsplit('.').next().unwrap_or_default();
    match (fault.kind, list, value) {
        (FaultKind::Contradiction, "history" | "progress", "date") => Rule::HistoryOutOfOrder,
        (FaultKind::Contradiction, "parts", _) => Rule::PartsExceedWhole,
        (FaultKind::Contradiction, "rates", _) => Rule::RatesContradict,
        _ => Rule::Invalid,
    }
}

/// Returns the rule that a repair is about.
pub(crate) fn rule_of_repair(kind: RepairKind) -> Rule {
    match kind {
        RepairKind::Text => Rule::DamagedText,
        RepairKind::Order => Rule::HistoryOutOfOrder,
        RepairKind::Repeated => Rule::RepeatedEntry,
    }
}

/// Returns repairs as a table: what stands in a file, and what will.
pub(crate) fn repairs(repairs: &[Repair]) -> Report {
    let columns = vec![
        Column::new("finding").essential(1),
        Column::new("deal").keys(),
        Column::new("field").cuts(MIN_TEXT),
        Column::new("before").wraps(),
        Column::new("after").wraps(),
    ];
    let row = |repair: &Repair| {
        vec![
            Cell::text(rule_of_repair(repair.kind).as_str()),
            Cell::text(repair.deal.as_str()),
            Cell::text(repair.field.as_str()),
            Cell::text(repair.before.as_str()),
            Cell::text(repair.after.as_str()),
        ]
    };
    let rows = repairs.iter().map(row).collect();
    Report::new(vec![Table { columns, rows, ..Table::default() }], Unconverted::default())
}
