//! What a check finds: the names of the findings, the severities that they may have, and what to do about each.

use std::borrow::Cow;

use crate::deal::Deal;
use crate::invalid::keyword_enum;

keyword_enum! {
    /// How grave a finding is.
    pub(crate) enum Severity is "severity" {
        /// The dataset contradicts itself.
        Error = "error",
        /// A figure may be wrong, or money may count twice.
        Warning = "warning",
        /// Something that a reader of the figures should know.
        Note = "note",
    }
}

keyword_enum! {
    /// The name of a finding: the rule that is broken.
    pub(crate) enum Rule is "finding" {
        /// The file cannot be read as a dataset.
        Invalid = "invalid",
        /// Revisions, progress or linked deals are not in the order of their dates.
        HistoryOutOfOrder = "history-out-of-order",
        /// Rates contradict each other, or the official rate.
        RatesContradict = "rates-contradict",
        /// The parts of a deal come to more than the deal.
        PartsExceedWhole = "parts-exceed-whole",
        /// The members of a deal come to more than the deal.
        MembersExceedWhole = "members-exceed-whole",
        /// More was spent or allocated than announced.
        SpentExceedsAnnounced = "spent-exceeds-announced",
        /// Two deals have the same parties, and nearly the same date and amount.
        LikelyDuplicate = "likely-duplicate",
        /// A customer's contract and the provider's investment may be the same money.
        TwoSides = "two-sides",
        /// A pledge and the sites that it may already include are not linked.
        PledgeBesideSites = "pledge-beside-sites",
        /// A row of totals became a deal.
        TotalRow = "total-row",
        /// Sources disagree on the amount or on its bound.
        SourcesDiffer = "sources-differ",
        /// A stated equivalent differs from the rate of the day.
        EquivalentOff = "equivalent-off",
        /// A deal, a revision or a progress entry cites no source.
        NoCitation = "no-citation",
        /// A deal has citations, but no quote.
        NoQuote = "no-quote",
        /// A revision changes nothing.
        RevisionWithoutChange = "revision-without-change",
        /// A citation, revision or progress entry is there more than once.
        RepeatedEntry = "repeated-entry",
        /// A date is in the future.
        FutureDate = "future-date",
        /// No rate leads from the currency of a deal to other currencies.
        RateMissing = "rate-missing",
        /// Names of companies differ by legal form, case or accents only.
        SimilarNames = "similar-names",
        /// A text was damaged by a wrong encoding.
        DamagedText = "damaged-text",
    }
}

impl Rule {
    /// Returns what to do about a finding of this name.
    pub(crate) const fn remedy(self) -> &'static str {
        match self {
            Self::Invalid => "correct the file at that line",
            Self::HistoryOutOfOrder => "correct the dates; if they are right, --fix puts the oldest first",
            Self::RatesContradict => "keep the rate that is right",
            Self::PartsExceedWhole => {
                "correct the amounts, or mark a part that the deal does not include as alongside"
            }
            Self::MembersExceedWhole => "correct the amounts, or remove included_in from a member",
            Self::SpentExceedsAnnounced => "correct the figure, or add the raised amount as a revision",
            Self::LikelyDuplicate => {
                "remove one of the two, or link them by included_in or replaces if both are right"
            }
            Self::TwoSides => "if it is the same money, link the two by included_in",
            Self::PledgeBesideSites => "if the pledge includes the site, add included_in to the site",
            Self::TotalRow => "remove it: it counts the other deals again",
            Self::SourcesDiffer => {
                "decide which source to follow, and keep the other as a citation with its own amount"
            }
            Self::EquivalentOff => {
                "compare with the source; --at announced converts at the official rate instead"
            }
            Self::NoCitation => "add a source",
            Self::NoQuote => "add the sentence of the source that has the figure",
            Self::RevisionWithoutChange => "remove it, or say in a note what it is about",
            Self::RepeatedEntry => "remove one of them; `outlay check --fix` does it",
            Self::FutureDate => "correct the date",
            Self::RateMissing => "give a rate with --rates or in the rates of the dataset",
            Self::SimilarNames => "list the names as aliases of one company, or tell the companies apart",
            Self::DamagedText => {
                "restore the text from the source; `outlay check --fix` restores what it can"
            }
        }
    }
}

/// One thing that may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
    /// The position of the deal in the dataset; `None` if the finding is about no deal.
    pub(crate) at: Option<u64>,
    /// The id of the deal; empty if it is about none.
    pub(crate) deal: Box<str>,
    /// What was found, with its figures.
    pub(crate) reason: Cow<'static, str>,
}

impl Finding {
    /// Returns a finding that is about no deal.
    pub(super) fn of_dataset(rule: Rule, severity: Severity, reason: String) -> Self {
        Self { rule, severity, at: None, deal: Box::default(), reason: reason.into() }
    }

    /// Returns a finding about the deal with the id `deal` at position `at`.
    pub(super) fn new(rule: Rule, severity: Severity, (at, deal): (u64, &str), reason: String) -> Self {
        Self { rule, severity, at: Some(at), deal: deal.into(), reason: reason.into() }
    }
}

/// Collects the findings of one deal.
#[derive(Debug)]
pub(super) struct Reporter<'r> {
    pub(super) findings: &'r mut Vec<Finding>,
    pub(super) deal: &'r Deal<'r>,
    pub(super) at: u64,
}

impl Reporter<'_> {
    /// Adds a finding about the deal.
    pub(super) fn add(&mut self, rule: Rule, severity: Severity, reason: impl Into<Cow<'static, str>>) {
        let (at, deal) = (Some(self.at), self.deal.id.as_str().into());
        self.findings.push(Finding { rule, severity, at, deal, reason: reason.into() });
    }
}
