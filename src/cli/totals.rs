//! Arguments of the commands that show totals: as a table, as a chart and as a page.

use clap::Args;

use super::filters::FilterArgs;
use super::keywords::{SortArg, WordOrField, words};
use super::reports::{ConversionArgs, ProvenanceArgs, RateArgs, distinct, split};
use crate::commands::{ChartOptions, Command, Conversion, PageOptions, View};
use crate::money::Currency;
use crate::query::Dates;
use crate::report::{
    Arrangement, Charset, CiteStyle, Detail, GroupBy, Measure, TotalsColumn, TotalsOptions, TotalsOrder,
};

#[derive(Debug, Args)]
pub(super) struct TotalsArgs {
    #[command(flatten)]
    grouping: GroupingArgs,
    /// Sort by a column; -COLUMN sorts in descending order
    ///
    /// Repeat it to sort by further columns. Money is sorted within each currency. Rows without a value come last.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', allow_hyphen_values = true)]
    #[arg(value_parser = words::<SortArg<WordOrField<TotalsColumn>>>())]
    sort: Vec<SortArg<WordOrField<TotalsColumn>>>,
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
    pub(super) provenance: ProvenanceArgs,
    #[command(flatten)]
    pub conversion: ConversionArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Debug, Args)]
pub(super) struct ChartArgs {
    #[command(flatten)]
    grouping: GroupingArgs,
    /// Add each period to all earlier ones
    ///
    /// The first grouping must be by year, quarter or month.
    #[arg(long)]
    cumulative: bool,
    /// Draw with ASCII characters only
    ///
    /// Letters of names stay as they are.
    #[arg(long)]
    ascii: bool,
    /// Title [default: what the chart shows]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[command(flatten)]
    pub conversion: RateArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

/// The charts of a page if nobody asks for others.
const DEFAULT_CHARTS: [GroupBy; 5] =
    [GroupBy::Deal, GroupBy::Country, GroupBy::Company, GroupBy::Kind, GroupBy::Quarter];

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Charts, one for each grouping
    ///
    /// Without it: deal, country, company, kind and quarter, those with more than one bar.
    #[arg(long, value_name = "GROUPING", value_delimiter = ',', value_parser = words::<WordOrField<GroupBy>>())]
    by: Vec<WordOrField<GroupBy>>,
    /// Title
    #[arg(long, value_name = "TEXT", default_value = "Announced investments")]
    title: String,
    #[command(flatten)]
    pub conversion: RateArgs,
    #[command(flatten)]
    filter: FilterArgs,
}

// What totals group and add up, as a table or as a chart. A doc comment would replace the help of the commands.
#[derive(Debug, Args)]
struct GroupingArgs {
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
    /// Of the figures for what was allocated or spent, the latest counts; grouped by time, each increase counts on its day,
    /// and is converted at the rate of that day. --since, --until and --year then select these days.
    #[arg(long, value_parser = words::<Measure>(), default_value = "announced", hide_default_value = true)]
    measure: Measure,
    /// Count each selected deal in full
    ///
    /// Without it, --region and --company count only the part of a deal that goes there or belongs to the company, as
    /// --by country and --by company do.
    #[arg(long, conflicts_with = "spread")]
    whole: bool,
}

impl GroupingArgs {
    /// Returns the deals that are selected, and the options of totals.
    fn totals(self, filter: FilterArgs, target: Option<Currency>) -> (View, TotalsOptions) {
        // `--status` counts the deals of that status, even rumoured and cancelled ones.
        let commitments_only = filter.status.is_empty();
        let mut view = View::from(filter);
        view.filter.target = target;
        // The days of an amount that is spread or was spent count, not that of its announcement.
        let Self { by, spread, measure, whole } = self;
        let has_own_days = spread || measure != Measure::Announced;
        let dates = if has_own_days { std::mem::take(&mut view.filter.dates) } else { Dates::default() };
        // A grouping crossed with itself is the same grouping.
        let (by, field_keys) = split(distinct(by));
        view.filter.field_keys.clone_from(&field_keys);
        let options = TotalsOptions {
            by,
            field_keys,
            spread,
            dates,
            measure,
            whole,
            commitments_only,
            ..TotalsOptions::default()
        };
        (view, options)
    }
}

impl From<TotalsArgs> for Command {
    fn from(args: TotalsArgs) -> Self {
        let conversion = Conversion::from(args.conversion);
        let (view, mut options) = args.grouping.totals(args.filter, conversion.target);
        options.sort = args.sort.into_iter().map(TotalsOrder::from).collect();
        options.detail = match args.cite {
            Some(style) => Detail::Citations(style),
            None if args.sensitivity => Detail::Sensitivity,
            None => Detail::None,
        };
        Self::Totals(view, conversion, options)
    }
}

impl From<ReportArgs> for Command {
    fn from(args: ReportArgs) -> Self {
        let conversion = Conversion::from(args.conversion);
        let has_default_charts = args.by.is_empty();
        let by = if has_default_charts {
            DEFAULT_CHARTS.map(|word| WordOrField { word, key: None }).to_vec()
        } else {
            args.by
        };
        let grouping = GroupingArgs { by, spread: false, measure: Measure::Announced, whole: false };
        let (view, options) = grouping.totals(args.filter, conversion.target);
        let mut keys = options.field_keys.iter();
        let chart = |by: &GroupBy| TotalsOptions {
            by: vec![*by],
            field_keys: keys.by_ref().take(usize::from(*by == GroupBy::Field)).cloned().collect(),
            arrangement: Arrangement::Bars,
            ..options.clone()
        };
        let charts = options.by.iter().map(chart).collect();
        let totals = TotalsOptions { by: Vec::new(), field_keys: Vec::new(), ..options.clone() };
        Self::Page(view, conversion, PageOptions { title: args.title, totals, charts, has_default_charts })
    }
}

impl From<ChartArgs> for Command {
    fn from(args: ChartArgs) -> Self {
        let conversion = Conversion::from(args.conversion);
        let (view, mut options) = args.grouping.totals(args.filter, conversion.target);
        if options.by.is_empty() {
            options.by.push(GroupBy::Deal);
        }
        options.arrangement = if args.cumulative { Arrangement::RunningBars } else { Arrangement::Bars };
        let charset = if args.ascii { Charset::Ascii } else { Charset::Unicode };
        let chart = ChartOptions { title: args.title, charset };
        Self::Chart(view, conversion, options, chart)
    }
}
