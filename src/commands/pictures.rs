//! Totals as charts, and pages to publish.

use super::scan::{Interruption, Scan, link_effects, totals};
use super::{ChartOptions, Conversion, PageOptions, Request, View};
use crate::dataset::Projection;
use crate::deal::FieldSet;
use crate::error::Error;
use crate::report::{Audience, Bars, ListOptions, Report, Totals, TotalsOptions, WebPageCollector};

/// Totals as a chart; for programs, its rows.
pub(super) fn chart(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &TotalsOptions,
    drawing: &ChartOptions,
    audience: Audience,
) -> Result<Report, Error> {
    if !audience.is_people() {
        return totals(request, view, conversion, options, audience);
    }
    options.check().map_err(Error::Usage)?;
    let scope = options.scope(&view.filter, conversion.target, conversion.at, conversion.explain);
    let first = Bars::first_grouping(options);
    Scan::open(request, view, *conversion, scope, audience)?.answer(|pass| {
        let effects = link_effects(pass, view, options)?;
        let bars = pass.collect(|| Bars::new(pass.context, options, &first, pass.matcher, &effects))?;
        let mut report = bars.report()?;
        for chart in &mut report.document.charts {
            chart.charset = drawing.charset;
            chart.origin = pass.source_lines(&options.dates);
            drawing.title.iter().for_each(|title| chart.title.clone_from(title));
        }
        pass.finish(report)
    })
}

/// A page to publish. Of a dataset that is not read whole, the sums come first: only if the deals are few enough to be
/// listed are their other fields read.
pub(super) fn page(
    request: &Request,
    view: &View,
    conversion: &Conversion,
    options: &PageOptions,
) -> Result<Report, Error> {
    let list = ListOptions::of_page(conversion.target);
    let scope = |totals: &TotalsOptions| {
        totals.scope(&view.filter, conversion.target, conversion.at, conversion.explain)
    };
    let scope = options.charts.iter().map(scope).fold(scope(&options.totals), Projection::with);
    // The notes of a page always say where sources differ.
    let sources = FieldSet::EQUIVALENTS | FieldSet::CITATIONS | FieldSet::AS_WRITTEN;
    let scope = Projection { fields: scope.fields | sources, ..scope };
    Scan::open(request, view, *conversion, scope, Audience::Readers)?.answer(|pass| {
        let effects = link_effects(pass, view, &options.totals)?;
        let (context, matcher) = (pass.context, pass.matcher);
        let lists_deals = !pass.is_partial();
        let make = || {
            let charts = options.charts.iter();
            let charts = charts.map(|chart| Bars::new(context, chart, chart, matcher, &effects)).collect();
            let totals = Totals::new(context, &options.totals, matcher, &effects);
            WebPageCollector::new(context, totals, charts, lists_deals)
        };
        let page = pass.collect(make)?;
        if !lists_deals && page.has_room_for_deals() {
            return Err(Interruption::FieldsNotRead);
        }
        let mut report = page.report(&list, options.has_default_charts)?;
        if let Some(page) = &mut report.document.page {
            page.title.clone_from(&options.title);
            page.origin = pass.page_origin(&options.totals.dates);
        }
        pass.finish(report)
    })
}
