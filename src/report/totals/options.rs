//! The options of totals: groupings, and what they need from the dataset.

use crate::dataset::Projection;
use crate::deal::FieldSet;
use crate::invalid::{Problem, keyword_enum};
use crate::money::Currency;
use crate::query::RateBasis;

keyword_enum! {
    /// A grouping of totals.
    pub(crate) enum GroupBy is "grouping" {
        /// The five regions of UN M49.
        Region = "region",
        /// Countries.
        Country = "country",
        /// Parties.
        Company = "company",
        /// Roles of parties.
        Role = "role",
        /// Kinds.
        Kind = "kind",
        /// Statuses.
        Status = "status",
        /// Currencies as announced.
        Currency = "currency",
        /// Years of announcement, or of spending with `--spread`.
        Year = "year",
        /// Quarters.
        Quarter = "quarter",
        /// Months.
        Month = "month",
        /// Tags.
        Tag = "tag",
        /// Cited sources.
        Source = "source",
    }
}

impl GroupBy {
    pub(super) fn is_place(self) -> bool {
        matches!(self, Self::Region | Self::Country)
    }

    pub(super) fn is_time(self) -> bool {
        matches!(self, Self::Year | Self::Quarter | Self::Month)
    }

    /// Whether every deal is in exactly one group, if amounts are not spread over time.
    fn is_partition(self) -> bool {
        self.is_time() || matches!(self, Self::Kind | Self::Status | Self::Currency)
    }

    /// The fields of a deal that the grouping needs.
    fn fields(self) -> FieldSet {
        match self {
            Self::Region | Self::Country => FieldSet::PLACES | FieldSet::PARTIES,
            Self::Company => FieldSet::PARTIES | FieldSet::PARTS,
            Self::Role => FieldSet::PARTIES,
            Self::Kind => FieldSet::KIND,
            Self::Year | Self::Quarter | Self::Month => FieldSet::ANNOUNCED,
            Self::Tag => FieldSet::TAGS,
            Self::Source => FieldSet::CITATIONS,
            Self::Status | Self::Currency => FieldSet::ID,
        }
    }
}

/// The options of totals.
#[derive(Debug, Clone, Default)]
pub(crate) struct TotalsOptions {
    /// The groupings, crossed with each other; if empty, there is one total.
    pub by: Vec<GroupBy>,
    /// Whether amounts are spread evenly over the days of their periods before grouping by time.
    pub spread: bool,
    /// Whether rumoured and cancelled deals are left out.
    pub commitments_only: bool,
}

impl TotalsOptions {
    /// Checks that amounts are only spread if a grouping is by time.
    ///
    /// # Errors
    /// If no grouping is by time.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.spread && !self.by.iter().any(|by| by.is_time()) {
            return Err(Problem::new("--spread needs a grouping by time")
                .hint("add --by year, --by quarter or --by month"));
        }
        Ok(())
    }

    /// The data that totals need from the dataset.
    pub(crate) fn scope(&self, target: Option<Currency>, at: RateBasis, explain: bool) -> Projection {
        let fields = FieldSet::CURRENT_STATE
            | FieldSet::ANNOUNCED.when(target.is_some())
            | FieldSet::EQUIVALENTS.when(target.is_some() && at == RateBasis::Stated)
            | FieldSet::CITATIONS.when(explain)
            | (FieldSet::PERIOD | FieldSet::ANNOUNCED).when(self.spread);
        let fields = self.by.iter().fold(fields, |fields, by| fields | by.fields());
        let companies = self.by.iter().any(|by| by.is_place() || *by == GroupBy::Company);
        Projection { fields, companies, sources: false, rates: target.is_some() }
    }

    /// Whether every deal is in exactly one group, with its full amount.
    pub(super) fn is_partition(&self) -> bool {
        !self.spread && !self.by.is_empty() && self.by.iter().all(|by| by.is_partition())
    }

    /// Whether totals must see every deal, even those that the filter rejects: they decide the spelling of companies.
    pub(super) fn sees_all(&self) -> bool {
        self.by.contains(&GroupBy::Company)
    }
}
