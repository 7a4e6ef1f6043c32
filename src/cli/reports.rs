//! Arguments of the commands that show something.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use super::edits::RunArgs;
use super::filters::{CutoffArgs, FilterArgs, currency};
use super::keywords::{SortArg, WordOrField, words};
#[cfg(feature = "parquet")]
use crate::commands::TablesOptions;
use crate::commands::{Command, Consent, Conversion, View};
use crate::date::PartialDate;
use crate::invalid::{Problem, keyword_enum};
use crate::money::{Amount, Currency};
use crate::query::RateBasis;
#[cfg(feature = "parquet")]
use crate::report::Partitioning;
use crate::report::{CheckOptions, CompanyColumn, ListColumn, ListOptions, RegionColumn, Rule, SortKey};

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Conversion")]
pub(super) struct ConversionArgs {
    #[command(flatten)]
    pub rates: RateArgs,
    /// Show every conversion with its rates, dates and sources
    ///
    /// Also shows the steps of a conversion that needs more than one rate.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Conversion")]
pub(super) struct RateArgs {
    /// Convert amounts to a currency [default: `$OUTLAY_IN`]
    ///
    /// `none` leaves amounts in their own currencies.
    #[arg(long = "in", value_name = "CUR")]
    target: Option<Target>,
    /// Rates to use, or the date of the rates [default: stated]
    ///
    /// A date is a day, or a month, quarter or year, for which the mean rate is used.
    #[arg(long, value_name = "RATES", value_parser = words::<RateBasis>())]
    at: Option<RateBasis>,
    /// What to do if a rate is missing [default: keep]
    #[arg(long, value_name = "HOW", value_parser = words::<Missing>())]
    missing: Option<Missing>,
    /// Whether a flag gives `at`, and no setting.
    #[arg(skip)]
    at_is_given: bool,
}

impl RateArgs {
    /// Fills in what no flag says.
    pub(super) fn fill_in(
        &mut self,
        target: Option<Target>,
        at: Option<RateBasis>,
        missing: Option<Missing>,
    ) {
        self.target = self.target.or(target);
        self.at_is_given = self.at.is_some();
        self.at = self.at.or(at);
        self.missing = self.missing.or(missing);
    }
}

/// The currency to convert to; `None` leaves amounts as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target(pub(super) Option<Currency>);

impl FromStr for Target {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        if text.trim().eq_ignore_ascii_case("none") {
            Ok(Self(None))
        } else {
            currency(text).map(Some).map(Self)
        }
    }
}

keyword_enum! {
    /// What to do if a rate is missing.
    pub(crate) enum Missing is "way to treat a missing rate" {
        /// Leave the amount in its own currency, and exit with code 3.
        Keep = "keep",
        /// Show no result, and exit with code 1.
        Fail = "fail",
    }
}

#[derive(Debug, Default, Args)]
pub(super) struct ProvenanceArgs {
    /// Say where the answer comes from
    ///
    /// outlay's version, the dataset with its digest, the question, the days and the tables of rates. JSON becomes an object
    /// of `provenance` and `rows`; other formats need -o FILE, and FILE.provenance.json is written beside it.
    #[arg(long)]
    provenance: bool,
}

impl ProvenanceArgs {
    /// Whether a provenance is wanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.provenance
    }
}

#[derive(Debug, Default, Args)]
pub(super) struct ListArgs {
    /// Sort by a column; -COLUMN sorts in descending order
    ///
    /// Repeat it to sort by further columns. Amounts are sorted by their headline, in the target currency or within each
    /// currency. Rows without a value come last.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortArg<WordOrField<ListColumn>>>())]
    sort: Vec<SortArg<WordOrField<ListColumn>>>,
    /// Maximum number of deals
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Columns to show, in this order
    ///
    /// Those of the converted amount and its rate need --in.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', value_parser = words::<WordOrField<ListColumn>>())]
    columns: Vec<WordOrField<ListColumn>>,
    #[command(flatten)]
    pub(super) provenance: ProvenanceArgs,
    #[command(flatten)]
    pub conversion: ConversionArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Sort by a column; -COLUMN sorts in descending order
    ///
    /// Repeat it to sort by further columns. Amounts are sorted by their headline, in the target currency or within each
    /// currency. Rows without a value come last.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortArg<WordOrField<ListColumn>>>())]
    sort: Vec<SortArg<WordOrField<ListColumn>>>,
    /// Maximum number of deals
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Write tables for databases into a folder
    ///
    /// Parquet files of deals, parties, places, sources, daily rates and more, and SQL views with totals for `DuckDB`,
    /// `ClickHouse` and Spark. The folder is created, or has an earlier export, which is replaced. See docs/engines.md.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "format", "sort", "limit"])]
    tables: Option<PathBuf>,
    /// Divide the tables of deals into files by year
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "BY", value_parser = words::<PartitionBy>(), requires = "tables")]
    partition: Option<PartitionBy>,
    /// Currency of the totals in the SQL views
    #[cfg(feature = "parquet")]
    #[arg(long = "in", value_name = "CUR", value_parser = currency, requires = "tables")]
    target: Option<Currency>,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[cfg(feature = "parquet")]
keyword_enum! {
    /// What the tables of deals are divided by.
    pub(super) enum PartitionBy is "partition" {
        /// The year of announcement.
        Year = "year",
    }
}

impl From<ExportArgs> for Command {
    fn from(args: ExportArgs) -> Self {
        let (sort, sort_keys) = sort_keys(args.sort);
        let mut view = View::from(args.filter);
        view.filter.field_keys = sort_keys;
        #[cfg(feature = "parquet")]
        if let Some(folder) = args.tables {
            let partitioning =
                args.partition.map_or(Partitioning::None, |PartitionBy::Year| Partitioning::Year);
            return Self::Tables(view, TablesOptions { folder, partitioning, target: args.target });
        }
        let options = ListOptions { sort, limit: args.limit, is_export: true, ..ListOptions::default() };
        Self::Export(view, options)
    }
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Ids of deals, or a part of a title or of the name of a party
    #[arg(required = true, value_name = "DEAL")]
    pub ids: Vec<String>,
    #[command(flatten)]
    pub(super) provenance: ProvenanceArgs,
    #[command(flatten)]
    pub cutoff: CutoffArgs,
    #[command(flatten)]
    pub conversion: ConversionArgs,
}

#[derive(Debug, Args)]
#[command(override_usage = "outlay convert [OPTIONS] <AMOUNT>... <CUR>")]
pub(super) struct ConvertArgs {
    /// An amount and the currency to convert to: 'up to $11.9bn' EUR
    ///
    /// Or in several words: 380bn CNY USD.
    #[arg(required = true)]
    amount: Vec<String>,
    /// The currency to convert to, instead of the last word
    #[arg(long = "in", value_name = "CUR", value_parser = currency)]
    target: Option<Currency>,
    /// Rate of a day, or mean of a period [default: latest]
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, alias = "at", value_name = "DATE", value_parser = rate_day)]
    on: Option<RateBasis>,
    #[command(flatten)]
    pub(super) provenance: ProvenanceArgs,
}

#[derive(Debug, Args)]
pub(super) struct CompaniesArgs {
    /// Only names that contain this text
    #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
    text: String,
    /// Sort by a column; -COLUMN sorts in descending order
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortArg<CompanyColumn>>())]
    sort: Vec<SortArg<CompanyColumn>>,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(super) struct RegionsArgs {
    /// Only names that contain this text
    #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
    text: String,
    /// Sort by a column; -COLUMN sorts in descending order
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortArg<RegionColumn>>())]
    sort: Vec<SortArg<RegionColumn>>,
    #[command(flatten)]
    filter: FilterArgs,
}

impl From<ConvertArgs> for Command {
    fn from(args: ConvertArgs) -> Self {
        let ConvertArgs { mut amount, target, on, .. } = args;
        let target = target.map_or_else(|| last_currency(&mut amount), Ok);
        let on = match on {
            Some(RateBasis::On(date)) => Some(date),
            _ => None,
        };
        Self::Convert(amount, target, on)
    }
}

/// Parses when the rate of `outlay convert` is of: a date or the word "latest".
fn rate_day(text: &str) -> Result<RateBasis, Problem> {
    match text.trim().to_lowercase().as_str() {
        "latest" => Ok(RateBasis::Latest),
        _ => text.parse().map(RateBasis::On),
    }
}

/// Takes the currency to convert to from the end of the words of `outlay convert`.
///
/// # Errors
/// If the last word is none, or is that of the amount.
fn last_currency(words: &mut Vec<String>) -> Result<Currency, Problem> {
    let written: Result<Amount, Problem> = words.join(" ").parse();
    let last = words.pop().unwrap_or_default();
    match written {
        Ok(amount) if words.join(" ").parse::<Amount>().is_err() => {
            let problem = Problem::new(format!("there is no currency to convert {amount} to"));
            Err(problem.hint("write it behind the amount: outlay convert 380bn CNY USD"))
        }
        _ => currency(&last),
    }
}

impl From<CompaniesArgs> for Command {
    fn from(args: CompaniesArgs) -> Self {
        Self::Companies(
            args.filter.into(),
            args.text,
            args.sort.into_iter().map(|SortArg(order)| order).collect(),
        )
    }
}

impl From<RegionsArgs> for Command {
    fn from(args: RegionsArgs) -> Self {
        Self::Regions(
            args.filter.into(),
            args.text,
            args.sort.into_iter().map(|SortArg(order)| order).collect(),
        )
    }
}

#[derive(Debug, Args)]
pub(super) struct ChangesArgs {
    /// First day, or first day of a longer period
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, value_name = "DATE")]
    pub since: PartialDate,
    /// Last day, or last day of a longer period [default: none]
    #[arg(long, value_name = "DATE")]
    pub until: Option<PartialDate>,
    #[command(flatten)]
    pub(super) provenance: ProvenanceArgs,
    #[command(flatten)]
    pub conversion: RateArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Only these findings
    #[arg(long, value_name = "FINDING", value_delimiter = ',', value_parser = words::<Rule>())]
    only: Vec<Rule>,
    /// All but these findings
    #[arg(long, value_name = "FINDING", value_delimiter = ',', value_parser = words::<Rule>())]
    skip: Vec<Rule>,
    /// Exit with 1 on warnings, too
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    pub repair: RepairArgs,
}

#[derive(Debug, Args)]
pub(super) struct RepairArgs {
    /// Repair what has one right result, after showing it
    ///
    /// Damaged texts are restored, revisions and progress put in order, and repeated entries removed.
    #[arg(long)]
    fix: bool,
    /// Show the repairs without making them
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Repair without asking
    #[arg(long, requires = "fix")]
    yes: bool,
}

impl From<CheckArgs> for Command {
    fn from(args: CheckArgs) -> Self {
        let CheckArgs { only, skip, strict, repair: RepairArgs { fix, yes, .. } } = args;
        let options = CheckOptions { only, skip, strict };
        match (fix, yes) {
            (false, _) => Self::Check(options),
            (true, true) => Self::Repair(options, Consent::Given),
            (true, false) => Self::Repair(options, Consent::Ask),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier dataset file
    pub old: PathBuf,
    /// The later dataset file
    pub new: PathBuf,
    #[command(flatten)]
    pub(super) provenance: ProvenanceArgs,
    #[command(flatten)]
    pub conversion: RateArgs,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Folder with texts of sources: ID.txt, ID.md or ID.html
    ///
    /// ID is the id of a source. Without the folder, only figures are compared with their quotes. White space, the form of
    /// quotation marks, dashes and dots, soft hyphens and entities of HTML do not matter; [...] stands for words that the
    /// quote leaves out.
    #[arg(long, value_name = "FOLDER")]
    pub texts: Option<PathBuf>,
    #[command(flatten)]
    pub filter: FilterArgs,
}

impl From<RateArgs> for Conversion {
    fn from(args: RateArgs) -> Self {
        Self {
            target: args.target.and_then(|Target(currency)| currency),
            at: args.at.unwrap_or_default(),
            fail_on_missing: args.missing == Some(Missing::Fail),
            explain: false,
            at_is_given: args.at_is_given,
        }
    }
}

impl From<ConversionArgs> for Conversion {
    fn from(args: ConversionArgs) -> Self {
        Self { explain: args.explain, ..args.rates.into() }
    }
}

/// Returns the words without those that are there again.
pub(super) fn distinct<T: PartialEq>(words: Vec<T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for word in words {
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    distinct
}

/// Returns the words, and the keys of those that are fields.
pub(super) fn split<T>(words: Vec<WordOrField<T>>) -> (Vec<T>, Vec<String>) {
    let (words, keys): (Vec<T>, Vec<Option<String>>) =
        words.into_iter().map(|WordOrField { word, key }| (word, key)).unzip();
    (words, keys.into_iter().flatten().collect())
}

/// Returns the sort keys, and the keys of those that are fields.
fn sort_keys(args: Vec<SortArg<WordOrField<ListColumn>>>) -> (Vec<SortKey>, Vec<String>) {
    let fields = args.iter().filter_map(|SortArg(order)| order.column.key.clone()).collect();
    (args.into_iter().map(SortKey::from).collect(), fields)
}

impl From<ListArgs> for Command {
    fn from(args: ListArgs) -> Self {
        let (columns, field_keys) = split(distinct(args.columns));
        let (sort, sort_keys) = sort_keys(args.sort);
        let conversion = Conversion::from(args.conversion);
        let mut view = View::from(args.filter);
        view.filter.target = conversion.target;
        view.filter.field_keys = field_keys.iter().chain(&sort_keys).cloned().collect();
        let limit = args.limit;
        let options = ListOptions { columns, field_keys, sort, limit, is_export: false };
        Self::List(view, conversion, options)
    }
}
