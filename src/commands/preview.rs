//! Deals of a dataset in memory, as a table or a card, without conversion.

use crate::dataset::{Dataset, Links};
use crate::deal::Slug;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::clock;
use crate::query::{Collect, Match, MatchNotes, RateBasis, Selected};
use crate::rates::Rates;
use crate::report::{self, Audience, Cell, Companies, Context, List, ListOptions, Report};
use crate::text::format_count;

/// Returns the deals of these ids as a table. A note says if there are more, of `count` in all.
///
/// # Errors
/// If there is no such deal.
pub(super) fn table(
    dataset: &Dataset,
    ids: &[Slug<'static>],
    count: usize,
    audience: Audience,
) -> Result<Report, Error> {
    let (rates, links, options) = (Rates::built_in(), dataset.links(), ListOptions::default());
    let mut list = List::new(context(dataset, &rates, &links, audience), &options);
    for (at, id) in (0..).zip(ids) {
        list.visit(&find(dataset, id)?, &Match::Yes(MatchNotes::default()), at)?;
    }
    let mut report = list.report();
    if let Some(table) = report.document.tables.first_mut().filter(|_| ids.len() < count) {
        let [shown, all] = [ids.len(), count].map(|count| format_count(count as u64));
        table.caveats.push(format!("data: {shown} of {all} deals shown"));
    }
    Ok(report)
}

/// Returns the deal of this id as a card.
///
/// # Errors
/// If there is no such deal.
pub(super) fn card(dataset: &Dataset, id: &Slug, audience: Audience) -> Result<Report, Error> {
    let (rates, links) = (Rates::built_in(), dataset.links());
    let title = |id: &str| Some(dataset.deal(id)?.title.to_string());
    Ok(report::show(&[find(dataset, id)?], &title, &context(dataset, &rates, &links, audience))?)
}

/// Returns the deal of this id.
///
/// # Errors
/// If there is no such deal; names those with similar ids.
pub(super) fn find<'a>(dataset: &'a Dataset, id: &Slug) -> Result<Selected<'a>, Error> {
    let deal = dataset.deal(id.as_str()).ok_or_else(|| {
        let known = dataset.deals.iter().map(|deal| deal.id.as_str());
        Error::Usage(Problem::unknown_name(
            "deal",
            id.as_str(),
            known,
            "`outlay list --columns id,title` lists them all",
        ))
    })?;
    Ok(Selected { deal, current: deal.current_state() })
}

/// Returns the entry of a company with its number of deals, as a table.
///
/// # Errors
/// As [`report::Companies`].
pub(super) fn company(dataset: &Dataset, name: &str, audience: Audience) -> Result<Report, Error> {
    let (rates, links) = (Rates::built_in(), dataset.links());
    let mut companies = Companies::new(context(dataset, &rates, &links, audience), name);
    for (at, deal) in (0..).zip(&dataset.deals) {
        let selected = Selected { deal, current: deal.current_state() };
        companies.visit(&selected, &Match::Yes(MatchNotes::default()), at)?;
    }
    let mut report = companies.report(&[]);
    for table in &mut report.document.tables {
        table.rows.change(|rows| rows.retain(|row| row.first() == Some(&Cell::text(name))));
        table.caveats.clear();
    }
    Ok(report)
}

fn context<'a>(dataset: &'a Dataset, rates: &'a Rates, links: &'a Links, audience: Audience) -> Context<'a> {
    Context {
        reference: &dataset.reference,
        links,
        rates,
        at: RateBasis::default(),
        target: None,
        audience,
        explain: false,
        has_deals: true,
        today: clock::today(),
    }
}
