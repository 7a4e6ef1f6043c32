//! Arguments of the commands that show something.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::NaiveDate;
use clap::Args;

use super::keywords::{WordOrField, words};
use crate::area::Area;
use crate::commands::{Command, Consent, Conversion, RepairMode, View};
use crate::date::PartialDate;
use crate::deal::{Kind, Knowledge, Role};
use crate::invalid::{Problem, keyword_enum};
use crate::money::{Currency, Written, read_currency};
use crate::query::{Choice, Dates, FieldCondition, Filter, RateBasis, StatusWanted, Threshold};
use crate::report::{
    CheckOptions, CiteStyle, Detail, GroupBy, ListColumn, ListOptions, Measure, Rule, SortKey, TotalsOptions,
};
use crate::text::quote;

#[derive(Debug, Default, Args)]
#[command(
    next_help_heading = "Filters (a flag repeated: any value, or none for --not-*; different flags: all)"
)]
pub(super) struct FilterArgs {
    /// Deals of a company, by name or alias
    ///
    /// Deals of its subsidiaries are included.
    #[arg(long, value_name = "NAME")]
    company: Vec<String>,
    /// Leave out deals of a company
    ///
    /// In whatever role it takes part. Deals of its subsidiaries are left out, too.
    #[arg(long, value_name = "NAME")]
    not_company: Vec<String>,
    /// Deals with a company in a role, such as investor
    ///
    /// With --company it is the role of that company, else of any.
    #[arg(long, value_name = "ROLE", value_delimiter = ',', value_parser = words::<Role>())]
    role: Vec<Role>,
    /// Deals in a country or region, by code or name
    ///
    /// A country of ISO 3166, a region of UN M49, or a business region such as EMEA. `outlay regions` lists them.
    #[arg(long, value_name = "PLACE")]
    region: Vec<Areas>,
    /// Leave out deals in a country or region
    ///
    /// Leaves out what --region shows, even deals of which only a part goes there.
    #[arg(long, value_name = "PLACE")]
    not_region: Vec<Areas>,
    /// Deals of a kind, such as contract or equity
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = words::<Kind>())]
    kind: Vec<Kind>,
    /// Leave out deals of a kind
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = words::<Kind>())]
    not_kind: Vec<Kind>,
    /// Deals of a status, such as signed, or of all
    ///
    /// Without it all deals are shown, but totals leave out rumoured and cancelled ones.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = words::<StatusWanted>())]
    status: Vec<StatusWanted>,
    /// Deals whose amount is in a currency
    #[arg(long, value_name = "CUR", value_delimiter = ',', value_parser = currency)]
    currency: Vec<Currency>,
    /// Deals with a tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Leave out deals with a tag
    #[arg(long, value_name = "TAG")]
    not_tag: Vec<String>,
    /// Deals that cite a source, by its id or publisher
    #[arg(long, value_name = "SOURCE")]
    source: Vec<String>,
    /// Deals with a text in a field of your own
    ///
    /// KEY!=TEXT selects all other deals. Repeated conditions must all hold.
    #[arg(long, value_name = "KEY=TEXT")]
    r#where: Vec<FieldCondition>,
    /// Deals announced on a date or later
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, value_name = "DATE")]
    since: Option<PartialDate>,
    /// Deals announced on a date or earlier
    ///
    /// A month, a quarter or a year is included to its end.
    #[arg(long, value_name = "DATE")]
    until: Option<PartialDate>,
    /// Deals announced in a year, or in years: 2024-2026
    #[arg(long, value_name = "YEAR", value_delimiter = ',')]
    year: Vec<Years>,
    /// Deals of at least an amount, such as "3bn EUR"
    ///
    /// Compares headline amounts, converted to the currency of AMOUNT.
    #[arg(long, value_name = "AMOUNT")]
    min: Vec<Threshold>,
    /// Deals of at most an amount
    #[arg(long, value_name = "AMOUNT")]
    max: Vec<Threshold>,
    /// Deals that contain a text
    ///
    /// Searches ids, titles, parties, parts, tags, notes and quotes.
    #[arg(long, value_name = "TEXT")]
    search: Vec<String>,
    #[command(flatten)]
    knowledge: KnowledgeArgs,
}

/// Parses a currency: a code, a sign or a name that only one has.
fn currency(text: &str) -> Result<Currency, Problem> {
    text.parse().or_else(|problem| match read_currency(text)? {
        (currency, None) => Ok(currency),
        // Hundredths are no currency to convert to.
        (_, Some(_)) => Err(problem),
    })
}

#[derive(Debug, Default, Args)]
pub(super) struct KnowledgeArgs {
    /// The dataset as it was known at the end of a day
    ///
    /// Leaves out deals and revisions that are dated later, and uses no later rate. A month, quarter or year stands for its
    /// last day.
    #[arg(long, value_name = "DAY", value_parser = parse_last_day)]
    as_of: Option<NaiveDate>,
    /// Only what was in the dataset at the end of a day
    ///
    /// Leaves out deals and revisions that were recorded later. With --as-of, this gives an old answer again, whatever was
    /// announced or recorded since.
    #[arg(long, value_name = "DAY", value_parser = parse_last_day)]
    recorded_by: Option<NaiveDate>,
}

impl From<KnowledgeArgs> for Knowledge {
    fn from(args: KnowledgeArgs) -> Self {
        let KnowledgeArgs { as_of, recorded_by } = args;
        Self { as_of, recorded_by }
    }
}

/// A country or region, or several with commas between them.
#[derive(Debug, Clone)]
struct Areas(Vec<Area>);

impl FromStr for Areas {
    type Err = Problem;

    /// Reads one name, which may have a comma, else a list.
    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.parse() {
            Ok(area) => Ok(Self(vec![area])),
            Err(_) if text.contains(',') => {
                text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
            }
            Err(problem) => Err(problem),
        }
    }
}

fn areas(lists: Vec<Areas>) -> Vec<Area> {
    lists.into_iter().flat_map(|Areas(areas)| areas).collect()
}

/// A year, or the years from one to another.
#[derive(Debug, Clone)]
struct Years(RangeInclusive<u16>);

impl FromStr for Years {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
        let year = |text: &str| text.trim().parse().ok().filter(|year| (1000..=9999).contains(year));
        match (year(first), year(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Self(first..=last)),
            _ => Err(Problem::new(format!("{} is not a year", quote(text)))
                .hint("write four digits, or a range such as 2024-2026")),
        }
    }
}

/// Parses a day, or a month, quarter or year, which stands for its last day.
fn parse_last_day(text: &str) -> Result<NaiveDate, Problem> {
    text.parse().map(PartialDate::last)
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Conversion")]
pub(super) struct ConversionArgs {
    #[command(flatten)]
    rates: RateArgs,
    /// Show every conversion with its rates, dates and sources
    ///
    /// Also shows the steps of a conversion that needs more than one rate.
    #[arg(long, requires = "target")]
    explain: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Conversion")]
pub(super) struct RateArgs {
    /// Convert amounts to a currency
    #[arg(long = "in", value_name = "CUR", value_parser = currency)]
    target: Option<Currency>,
    /// Rates to use, or the date of the rates
    ///
    /// A date is a day, or a month, quarter or year, for which the mean rate is used.
    #[arg(long, value_name = "RATES", value_parser = words::<RateBasis>(), default_value = "stated")]
    at: RateBasis,
    /// What to do if a rate is missing
    #[arg(long, value_name = "HOW", value_parser = words::<Missing>(), default_value = "keep")]
    missing: Missing,
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

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Sort by a field; -KEY sorts in descending order
    ///
    /// Repeat it to sort by further fields.
    #[arg(long, value_name = "KEY", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortKey>())]
    sort: Vec<SortKey>,
    /// Maximum number of deals
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Columns to show, in this order
    ///
    /// Those of the converted amount and its rate need --in.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', value_parser = words::<WordOrField<ListColumn>>())]
    columns: Vec<WordOrField<ListColumn>>,
    #[command(flatten)]
    conversion: ConversionArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Sort by a field; -KEY sorts in descending order
    ///
    /// Repeat it to sort by further fields.
    #[arg(long, value_name = "KEY", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortKey>())]
    sort: Vec<SortKey>,
    /// Maximum number of deals
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    #[command(flatten)]
    filter: FilterArgs,
}

impl From<ExportArgs> for Command {
    fn from(args: ExportArgs) -> Self {
        let (sort, limit) = (args.sort, args.limit);
        Self::Export(
            args.filter.into(),
            ListOptions { sort, limit, is_export: true, ..ListOptions::default() },
        )
    }
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The ids of the deals, or a part of a title or of the name of a party
    #[arg(required = true, value_name = "DEAL")]
    pub ids: Vec<String>,
    #[command(flatten)]
    pub knowledge: KnowledgeArgs,
    #[command(flatten)]
    pub conversion: ConversionArgs,
}

#[derive(Debug, Args)]
pub(super) struct TotalsArgs {
    /// Group by a property, such as country, company or year
    ///
    /// Repeat it to group by several at once.
    #[arg(long, value_name = "GROUPING", value_delimiter = ',', value_parser = words::<WordOrField<GroupBy>>())]
    by: Vec<WordOrField<GroupBy>>,
    /// Spread each amount evenly over the days of its period
    ///
    /// The amount then counts in each year, quarter or month of the period, and not only in that of the announcement.
    /// --since, --until and --year then select the money of these days, whenever it was announced.
    #[arg(long)]
    spread: bool,
    /// What to add up
    ///
    /// What was allocated or spent of a deal is its latest figure; grouped by time, each increase counts on its day, and is
    /// converted at the rate of that day. --since, --until and --year then select these days.
    #[arg(long, value_parser = words::<Measure>(), default_value = "announced", hide_default_value = true)]
    measure: Measure,
    /// Count each selected deal in full
    ///
    /// Without it, --region and --company count only what of a deal goes there or is the company's, as --by country and
    /// --by company do.
    #[arg(long, conflicts_with = "spread")]
    whole: bool,
    /// Cite the deals of each figure, with their sources
    ///
    /// Under the totals: each deal with what it adds, and the publisher, date, address and quotes of its sources. In formats
    /// for programs these rows stand in place of the totals, and their figures add up to them.
    #[arg(long, value_name = "STYLE", value_parser = words::<CiteStyle>())]
    cite: Option<CiteStyle>,
    /// Show what the headline rests on
    ///
    /// Ceilings, approximate figures, single sources, means and older rates, homes of companies in place of stated places,
    /// and the three largest deals. The rows of each aspect add up to the total. In formats for programs they stand in place
    /// of the totals.
    #[arg(long, conflicts_with = "cite")]
    sensitivity: bool,
    #[command(flatten)]
    conversion: ConversionArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    /// An amount: 'up to $11.9bn', "CNY 380bn", "€60-65bn"
    pub amount: Written,
    /// The currency to convert to
    #[arg(value_name = "CUR", value_parser = currency)]
    pub currency: Currency,
    /// Rate of a day, or mean of a longer period [default: latest]
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, alias = "at", value_name = "DATE")]
    pub on: Option<PartialDate>,
}

#[derive(Debug, Args)]
pub(super) struct RatesArgs {
    /// Only rates of these currencies
    #[arg(value_name = "CUR", value_parser = currency)]
    pub currencies: Vec<Currency>,
    /// Rates of a day, or means of a longer period [default: latest]
    ///
    /// A day, month, quarter or year: 2025-03-10, 2025-03, 2025-Q1 or 2025.
    #[arg(long, value_name = "DATE")]
    pub on: Option<PartialDate>,
}

#[derive(Debug, Args)]
pub(super) struct NamesArgs {
    /// Only names that contain this text
    #[arg(value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub text: String,
    #[command(flatten)]
    pub filter: FilterArgs,
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
    repair: RepairArgs,
}

#[derive(Debug, Args)]
struct RepairArgs {
    /// Repair what has one right result, after showing it
    ///
    /// Damaged texts are restored, revisions and progress put in order, and repeated entries removed.
    #[arg(long)]
    fix: bool,
    /// Show the repairs without making them
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Repair without asking
    #[arg(long, requires = "fix")]
    yes: bool,
}

impl From<CheckArgs> for Command {
    fn from(args: CheckArgs) -> Self {
        let CheckArgs { only, skip, strict, repair: RepairArgs { fix, dry_run, yes } } = args;
        let options = CheckOptions { only, skip, strict };
        match (fix, dry_run) {
            (false, _) => Self::Check(options),
            (true, true) => Self::Repair(options, RepairMode::DryRun),
            (true, false) => {
                let consent = if yes { Consent::Given } else { Consent::Ask };
                Self::Repair(options, RepairMode::Write(consent))
            }
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
        let fail_on_missing = args.missing == Missing::Fail;
        Self { target: args.target, at: args.at, fail_on_missing, explain: false }
    }
}

impl From<ConversionArgs> for Conversion {
    fn from(args: ConversionArgs) -> Self {
        Self { explain: args.explain, ..args.rates.into() }
    }
}

impl From<FilterArgs> for View {
    fn from(args: FilterArgs) -> Self {
        let filter = Filter {
            companies: Choice { any_of: args.company, none_of: args.not_company },
            roles: args.role,
            areas: Choice { any_of: areas(args.region), none_of: areas(args.not_region) },
            kinds: Choice { any_of: args.kind, none_of: args.not_kind },
            statuses: args.status,
            currencies: args.currency,
            tags: Choice { any_of: args.tag, none_of: args.not_tag },
            sources: args.source,
            dates: Dates {
                since: args.since,
                until: args.until,
                years: args.year.into_iter().flat_map(|Years(years)| years).map(i32::from).collect(),
            },
            min: args.min,
            max: args.max,
            search: args.search,
            fields: args.r#where,
            field_keys: Vec::new(),
        };
        Self { filter, knowledge: args.knowledge.into() }
    }
}

/// Returns the words, and the keys of those that are fields.
fn split<T>(words: Vec<WordOrField<T>>) -> (Vec<T>, Vec<String>) {
    let (words, keys): (Vec<T>, Vec<Option<String>>) =
        words.into_iter().map(|WordOrField { word, key }| (word, key)).unzip();
    (words, keys.into_iter().flatten().collect())
}

impl From<ListArgs> for Command {
    fn from(args: ListArgs) -> Self {
        let (columns, field_keys) = split(args.columns);
        let mut view = View::from(args.filter);
        view.filter.field_keys.clone_from(&field_keys);
        let (sort, limit) = (args.sort, args.limit);
        let options = ListOptions { columns, field_keys, sort, limit, is_export: false };
        Self::List(view, args.conversion.into(), options)
    }
}

impl From<TotalsArgs> for Command {
    fn from(args: TotalsArgs) -> Self {
        let mut by = Vec::new();
        for grouping in args.by {
            // A grouping crossed with itself is the same grouping.
            if !by.contains(&grouping) {
                by.push(grouping);
            }
        }
        // `--status` counts the deals of that status, even rumoured and cancelled ones.
        let commitments_only = args.filter.status.is_empty();
        let mut view = View::from(args.filter);
        // The days of an amount that is spread or was spent count, not that of its announcement.
        let measure = args.measure;
        let has_own_days = args.spread || measure != Measure::Announced;
        let dates = if has_own_days { std::mem::take(&mut view.filter.dates) } else { Dates::default() };
        let (by, field_keys) = split(by);
        view.filter.field_keys.clone_from(&field_keys);
        let (spread, whole) = (args.spread, args.whole);
        let detail = match args.cite {
            Some(style) => Detail::Citations(style),
            None if args.sensitivity => Detail::Sensitivity,
            None => Detail::None,
        };
        let options =
            TotalsOptions { by, field_keys, spread, dates, measure, whole, detail, commitments_only };
        Self::Totals(view, args.conversion.into(), options)
    }
}
