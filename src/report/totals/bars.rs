//! Totals as a chart: one bar for each group, stacked if there are two groupings.

use super::table::{BarNames, Kept};
use super::{Arrangement, Counted, GroupBy, LinkEffects, Totals, TotalsOptions};
use crate::deal::Deal;
use crate::money::Currency;
use crate::query::{Collect, Match, Matcher, Selected};
use crate::report::table::{Cell, Chart, Table};
use crate::report::{Context, Report, ReportError};

/// The most bars in one currency: more than anybody looks at. Totals list all groups.
const MAX_BARS: usize = 1_000;

/// Collects the bars of a chart, and their segments if there are two groupings.
#[derive(Debug)]
pub(crate) struct Bars<'a> {
    bars: Totals<'a>,
    segments: Option<Totals<'a>>,
}

impl<'a> Bars<'a> {
    /// The options of totals with the first grouping only.
    pub(crate) fn first_grouping(options: &TotalsOptions) -> TotalsOptions {
        let mut first = options.clone();
        first.by.truncate(1);
        first.field_keys.truncate(usize::from(first.by == [GroupBy::Field]));
        first
    }

    /// Bars of no deals. `options` has one or two groupings, and `first` the first of them.
    pub(crate) fn new(
        context: Context<'a>,
        options: &'a TotalsOptions,
        first: &'a TotalsOptions,
        matcher: &'a Matcher<'a>,
        effects: &'a LinkEffects,
    ) -> Self {
        let totals = |options| Totals::new(context, options, matcher, effects);
        Self { bars: totals(first), segments: (options.by.len() > 1).then(|| totals(options)) }
    }

    /// Whether each deal has a bar.
    pub(crate) fn is_by_deal(&self) -> bool {
        self.bars.options.by.first() == Some(&GroupBy::Deal)
    }

    /// Adds what totals of the same selection have counted.
    pub(in crate::report) fn add_counted(
        &mut self,
        selected: &Selected<'_>,
        counted: &Counted<'_>,
        at: u64,
    ) -> Result<(), ReportError> {
        self.bars.add_counted(selected, counted, at)?;
        self.segments.iter_mut().try_for_each(|segments| segments.add_counted(selected, counted, at))
    }

    /// Takes the rates of the totals of which it added the deals.
    pub(in crate::report) fn share_rates_of(&mut self, counting: &Totals<'a>) {
        self.bars.share_rates_of(counting);
        if let Some(segments) = &mut self.segments {
            segments.share_rates_of(counting);
        }
    }

    /// The chart, titled by what it shows.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn report(mut self) -> Result<Report, ReportError> {
        if let Some(segments) = &self.segments {
            self.bars.share_rates_of(segments);
        }
        let options = self.segments.as_ref().map_or(self.bars.options, |segments| segments.options);
        let target = self.bars.context.target;
        let title = title(options, target);
        let is_running = options.arrangement == Arrangement::RunningBars;
        let is_over_time = options.by.first().is_some_and(|by| by.is_time());
        // The latest periods are drawn, and the largest of other groups.
        let kept = if is_over_time { Kept::All } else { Kept::First(MAX_BARS) };
        let mut report = self.bars.report_of(kept)?;
        let mut table = report.document.tables.pop().unwrap_or_default();
        // Bars show what a share would say, and the others are beside them.
        table.remove_column("share");
        let bars = bar_names(&table);
        let segments = self.segments.map(|segments| segments.report_of(Kept::Of(&bars))).transpose()?;
        let segments = segments.and_then(|segments| {
            report.unconverted = segments.unconverted;
            segments.document.tables.into_iter().next()
        });
        if let Some(segments) = &segments {
            table.caveats.clone_from(&segments.caveats);
        }
        let segments = segments.map(without_totals);
        report.document.charts =
            vec![Chart { title, target, table, segments, is_over_time, is_running, ..Chart::default() }];
        Ok(report)
    }
}

/// The bars of a table of totals by one grouping.
fn bar_names(table: &Table) -> BarNames {
    let currency = table.columns.iter().rposition(|column| column.name == "currency");
    let text = |row: &[Cell], index: usize| match row.get(index) {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let name = |row: &Vec<Cell>| {
        let currency = currency.and_then(|index| text(row, index).parse().ok());
        (text(row, 0), currency)
    };
    table.rows.iter().map(name).collect()
}

/// The same table without its totals.
fn without_totals(mut table: Table) -> Table {
    table.rows.change(|rows| rows.truncate(rows.len().saturating_sub(table.totals)));
    Table { totals: 0, ..table }
}

/// What a chart shows.
fn title(options: &TotalsOptions, target: Option<Currency>) -> String {
    let measure = options.measure.to_string();
    let mut measure = measure.chars();
    let measure: String =
        measure.next().into_iter().flat_map(char::to_uppercase).chain(measure.as_str().chars()).collect();
    let names = options.by.iter().zip(options.key_of_each());
    let names: Vec<&str> = names.map(|(by, key)| key.unwrap_or_else(|| by.as_str())).collect();
    let cumulative = if options.arrangement == Arrangement::RunningBars { ", cumulative" } else { "" };
    let spread = if options.spread { ", spread over their periods" } else { "" };
    let currency = target.map_or_else(String::new, |currency| format!(", in {currency}"));
    format!("{measure} investments by {}{cumulative}{spread}{currency}", names.join(" and "))
}

impl Collect for Bars<'_> {
    type Part = ();
    type Error = ReportError;

    fn visit(&mut self, selected: &Selected<'_>, found: &Match, at: u64) -> Result<(), ReportError> {
        let Some(segments) = &mut self.segments else { return self.bars.visit(selected, found, at) };
        let counted = segments.count(selected, found, at)?;
        self.bars.skip(selected.deal, at);
        counted.map_or(Ok(()), |counted| self.bars.add_counted(selected, &counted, at))
    }

    fn skip(&mut self, deal: &Deal<'_>, at: u64) {
        self.bars.skip(deal, at);
        self.segments.iter_mut().for_each(|segments| segments.skip(deal, at));
    }

    fn needs_skipped(&self) -> bool {
        self.segments.as_ref().unwrap_or(&self.bars).needs_skipped()
    }

    fn needs_links(&self) -> bool {
        self.bars.needs_links()
    }

    fn take_part(&mut self) {}

    fn merge(&mut self, other: Self) {
        self.bars.merge(other.bars);
        if let (Some(own), Some(other)) = (&mut self.segments, other.segments) {
            own.merge(other);
        }
    }
}
