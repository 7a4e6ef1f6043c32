//! The options of totals: groupings, and what they need from the dataset.

use std::str::FromStr;

use super::Measure;
use crate::dataset::Projection;
use crate::deal::FieldSet;
use crate::invalid::{Keywords, Problem, keyword_enum};
use crate::money::Currency;
use crate::query::{Dates, Filter, RateBasis};
use crate::report::order::ColumnOrder;
use crate::report::table::CiteStyle;

keyword_enum! {
    /// A grouping of totals.
    pub(crate) enum GroupBy is "grouping" {
        /// The five regions of UN M49.
        Region = "region",
        /// Countries.
        Country = "country",
        /// Companies.
        Company = "company",
        /// Roles of parties.
        Role = "role",
        /// Kinds.
        Kind = "kind",
        /// Statuses.
        Status = "status",
        /// Currencies as announced.
        Currency = "currency",
        // From the coarsest period to the finest: `Cutter::new` relies on this order.
        /// Years of announcement, or of spending with `--spread`.
        Year = "year",
        /// Quarters.
        Quarter = "quarter",
        /// Months.
        Month = "month",
        /// Tags.
        Tag = "tag",
        /// Single deals.
        Deal = "deal",
        /// Cited sources.
        Source = "source",
        /// A field of your own, such as field:sector.
        Field = "field:KEY",
    }
}

impl GroupBy {
    pub(super) fn is_place(self) -> bool {
        matches!(self, Self::Region | Self::Country)
    }

    pub(super) fn is_party(self) -> bool {
        matches!(self, Self::Company | Self::Role)
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
            Self::Company | Self::Role => FieldSet::PARTIES | FieldSet::PARTS,
            Self::Kind => FieldSet::KIND,
            Self::Year | Self::Quarter | Self::Month => FieldSet::ANNOUNCED,
            Self::Tag => FieldSet::TAGS,
            Self::Deal => FieldSet::ID | FieldSet::TITLE,
            Self::Source => FieldSet::CITATIONS | FieldSet::HISTORY | FieldSet::PROGRESS,
            Self::Field => FieldSet::FIELDS,
            Self::Status | Self::Currency => FieldSet::ID,
        }
    }
}

/// What is shown besides the figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Nothing.
    #[default]
    None,
    /// The deals of each figure, with their sources.
    Citations(CiteStyle),
    /// What the headline rests on.
    Sensitivity,
}

/// How the groups of totals are arranged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Arrangement {
    /// As rows of a table.
    #[default]
    Rows,
    /// As bars of a chart: by time, with the periods in which nothing was announced, or else by size.
    Bars,
    /// As bars by time, each with all that was announced before.
    RunningBars,
}

keyword_enum! {
    /// A column of totals besides those of the groupings.
    pub(crate) enum FigureColumn is "column" {
        /// The number of deals.
        Deals = "deals",
        /// The number of undisclosed amounts.
        Undisclosed = "undisclosed",
        /// The floor.
        Floor = "floor",
        /// The headline.
        Headline = "headline",
        /// The ceiling.
        Ceiling = "ceiling",
        /// The currency.
        Currency = "currency",
        /// The share of the headline.
        Share = "share",
    }
}

/// A column of totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalsColumn {
    Figure(FigureColumn),
    /// That of a grouping.
    Group(GroupBy),
}

impl FromStr for TotalsColumn {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if let Ok(figure) = text.parse() {
            return Ok(Self::Figure(figure));
        }
        let words = || Self::words().into_iter().map(|(word, _)| word);
        text.parse().map(Self::Group).map_err(|_: Problem| Problem::unknown_word("column", text, words()))
    }
}

impl Keywords for TotalsColumn {
    fn words() -> Vec<(&'static str, &'static str)> {
        // The column of the grouping by currency has the name of that of the figures.
        let groupings = GroupBy::words().into_iter().filter(|(word, _)| *word != "currency");
        FigureColumn::words().into_iter().chain(groupings).collect()
    }
}

/// A column by which totals are sorted, with the key of the field if it is one of a grouping by a field.
pub(crate) type TotalsOrder = ColumnOrder<(TotalsColumn, Option<String>)>;

/// The options of totals.
#[derive(Debug, Clone, Default)]
pub(crate) struct TotalsOptions {
    /// The groupings, crossed with each other; if empty, there is one total.
    pub by: Vec<GroupBy>,
    /// The keys of the groupings by a field, in their order.
    pub field_keys: Vec<String>,
    /// Whether amounts are spread evenly over the days of their periods before grouping by time.
    pub spread: bool,
    /// With `spread` or another measure than the announced amount, the days whose money counts, whenever it was announced.
    pub dates: Dates,
    /// What is added up.
    pub measure: Measure,
    /// Whether each deal counts in full, though only a part of it is asked for.
    pub whole: bool,
    /// What is shown besides the figures.
    pub detail: Detail,
    /// The columns that the groups are sorted by, most significant first; if empty, by size or name.
    pub sort: Vec<TotalsOrder>,
    /// How the groups are arranged.
    pub arrangement: Arrangement,
    /// Whether rumoured and cancelled deals are left out.
    pub commitments_only: bool,
}

impl TotalsOptions {
    /// Checks that the options fit together.
    ///
    /// # Errors
    /// Returns the first problem.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.spread && self.dates.is_empty() && !self.by.iter().any(|by| by.is_time()) {
            return Err(Problem::new("--spread needs a grouping or a filter by time")
                .hint("add --by year, --by quarter or --by month, or a filter such as --year 2024"));
        }
        if self.spread && self.measure != Measure::Announced {
            return Err(Problem::new(format!(
                "--spread lays announced amounts, and not what was {}",
                self.measure
            ))
            .hint("leave out --spread: what was allocated or spent counts on its own days"));
        }
        self.check_arrangement()?;
        for order in &self.sort {
            self.check_order(order)?;
        }
        self.dates.check()
    }

    /// Checks that the column is there.
    fn check_order(&self, TotalsOrder { column: (column, field), .. }: &TotalsOrder) -> Result<(), Problem> {
        let TotalsColumn::Group(by) = column else { return Ok(()) };
        if self.position(*by, field.as_deref()).is_some() {
            return Ok(());
        }
        let name = match field {
            Some(key) => format!("field:{key}"),
            None => by.to_string(),
        };
        Err(Problem::new(format!("--sort {name}: there is no such column"))
            .hint(format!("add --by {name}, or sort by a figure: --sort -headline")))
    }

    /// Returns the position of a grouping.
    pub(super) fn position(&self, by: GroupBy, field: Option<&str>) -> Option<usize> {
        self.by.iter().zip(self.key_of_each()).position(|(known, key)| *known == by && key == field)
    }

    /// Checks that a chart has at most two groupings, and that running totals add up announced amounts over time.
    fn check_arrangement(&self) -> Result<(), Problem> {
        if self.arrangement != Arrangement::Rows && self.by.len() > 2 {
            return Err(Problem::new("a chart has at most two groupings")
                .hint("the bars show the first, and their segments the second: --by year,region"));
        }
        if self.arrangement != Arrangement::RunningBars {
            return Ok(());
        }
        if !self.by.first().is_some_and(|by| by.is_time()) {
            return Err(Problem::new("--cumulative needs a grouping by time")
                .hint("add --by year, --by quarter or --by month"));
        }
        if self.spread || self.measure != Measure::Announced {
            // The bounds of slices and increases do not add up to the bounds of the whole.
            return Err(Problem::new("--cumulative adds up announced amounts only")
                .hint("leave out --spread and --measure, or --cumulative"));
        }
        Ok(())
    }

    /// The data that totals of the deals of `filter` need from the dataset, besides what the filter needs.
    pub(crate) fn scope(
        &self,
        filter: &Filter,
        target: Option<Currency>,
        at: RateBasis,
        explain: bool,
    ) -> Projection {
        let fields = FieldSet::CURRENT_STATE
            | FieldSet::ANNOUNCED
            | FieldSet::EQUIVALENTS.when(target.is_some() && at == RateBasis::Stated)
            | FieldSet::CITATIONS.when(explain)
            | FieldSet::PARTS.when(!filter.companies.any_of.is_empty())
            | FieldSet::PROGRESS.when(self.measure != Measure::Announced)
            | (FieldSet::TITLE | FieldSet::CITATIONS | FieldSet::AS_WRITTEN).when(self.cites())
            | (FieldSet::TITLE
                | FieldSet::CITATIONS
                | FieldSet::PLACES
                | FieldSet::PARTIES
                | FieldSet::ANNOUNCED
                | FieldSet::AS_WRITTEN)
                .when(self.shows_sensitivity())
            | FieldSet::PERIOD.when(self.spread);
        let fields = self.by.iter().fold(fields, |fields, by| fields | by.fields());
        let companies =
            self.shows_sensitivity() || self.by.iter().any(|by| by.is_place() || *by == GroupBy::Company);
        Projection { fields, companies, sources: self.cites(), rates: target.is_some() }
    }

    /// The key of each grouping by a field, by the position of the grouping.
    pub(super) fn key_of_each(&self) -> Vec<Option<&str>> {
        let mut keys = self.field_keys.iter().map(String::as_str);
        self.by.iter().map(|by| if *by == GroupBy::Field { keys.next() } else { None }).collect()
    }

    /// Whether the deals of each figure are cited.
    pub(super) fn cites(&self) -> bool {
        matches!(self.detail, Detail::Citations(_))
    }

    /// Whether to show what the headline rests on.
    pub(super) fn shows_sensitivity(&self) -> bool {
        self.detail == Detail::Sensitivity
    }

    /// Whether every deal is in exactly one group, with its full amount.
    pub(super) fn is_partition(&self) -> bool {
        !self.spread && !self.whole && !self.by.is_empty() && self.by.iter().all(|by| by.is_partition())
    }

    /// Whether totals must see every deal, even those that the filter rejects: they decide the spelling of companies.
    pub(super) fn sees_all(&self) -> bool {
        self.by.contains(&GroupBy::Company)
    }
}
