//! The differences between two states of a dataset: added, raised, cut, completed, cancelled.
//!
//! - `state`: the two states, and which of their deals may differ
//! - `feed`: the same as a feed to publish

mod feed;
mod state;

use std::collections::BTreeMap;

use crate::date::PartialDate;
use crate::deal::{CurrentState, Deal, Progress, Slug, Status};
use crate::hash::HashSet;
use crate::money::{Amount, Currency, Decimal, Estimate, RESIDUE, to_plain_string};
use crate::report::table::{Cell, Column, Table};
use crate::report::totals::LinkEffect;
use crate::report::{Audience, Report, ReportError};

use state::ByCurrency;
pub(crate) use state::{Adder, AllFound, DayDifferences, IdFinder, OpenFinder, Side, Sums};

/// The deals of a side that may differ from those of the other one, and the sums of all of its deals.
pub(crate) struct State<'a> {
    /// The side.
    pub side: &'a Side<'a>,
    /// The deals, in the order of the dataset. A deal that is in neither state is the same in both.
    pub deals: Vec<Deal<'static>>,
    /// The sums. If amounts are not converted, those of `deals` are enough: the others add the same to both sides.
    pub sums: Sums,
    /// The currencies in which the total has no ceiling because of any deal. If amounts are converted, `sums` say it.
    pub open: HashSet<Currency>,
}

impl<'a> State<'a> {
    /// Returns a state of some deals. `sums` are those of all deals, if they are needed.
    ///
    /// # Errors
    /// If a figure has too many digits.
    pub(crate) fn new(
        side: &'a Side<'a>,
        deals: Vec<Deal<'static>>,
        sums: Option<Sums>,
    ) -> Result<Self, ReportError> {
        let sums = sums.map_or_else(|| side.sums_of(&deals), Ok)?;
        Ok(Self { side, deals, sums, open: HashSet::default() })
    }

    /// Returns the currencies in which a ceiling is known by the deals of both states.
    pub(crate) fn closed_currencies(&self, other: &Self) -> HashSet<Currency> {
        let all = self.sums.0.keys().chain(other.sums.0.keys());
        let is_open = |sums: &Sums, currency| sums.0.get(currency).is_some_and(|sum| sum.ceiling.is_none());
        all.filter(|currency| !is_open(&self.sums, currency) && !is_open(&other.sums, currency))
            .copied()
            .collect()
    }
}

/// A deal that differs between the two states.
struct Change<'a> {
    deal: &'a Deal<'a>,
    /// The date of the revision or of the announcement; `None` if the deal was removed or edited.
    date: Option<PartialDate>,
    before: Option<&'a Deal<'a>>,
    after: Option<&'a Deal<'a>>,
    /// What happened to its amount, its status and its other fields; empty if there is progress only.
    what: String,
    /// What had been allocated or spent, if that is new.
    progress: Option<String>,
    /// The fields that differ, of a deal that both states have.
    fields: Vec<&'static str>,
    source: Option<&'a Slug<'a>>,
}

impl Change<'_> {
    /// What happened, with the progress.
    fn words(&self) -> String {
        let what = Some(self.what.clone()).filter(|what| !what.is_empty());
        let progress = self.progress.as_ref().map(|progress| format!("progress: {progress}"));
        what.into_iter().chain(progress).collect::<Vec<_>>().join("; ")
    }
}

/// The label of a change of the total that comes from rates alone.
const OTHER: &str = "other rates";

/// The minimum width of titles: on 80 columns, the date, the change and two amounts take the rest.
const MIN_TITLE: usize = 18;

/// The fields that make the amount and the status.
const STATE: [&str; 4] = ["status", "amount", "equivalents", "history"];

/// Every deal that differs between `before` and `after`, and the net change: the totals after minus the totals before, each
/// at the rates of its state.
///
/// # Errors
/// If a figure has too many digits.
pub(crate) fn changes(before: &State<'_>, after: &State<'_>) -> Result<Report, ReportError> {
    let ((old, old_unconverted), (new, unconverted)) = (&before.sums, &after.sums);
    let changes = find_changes(before, after);
    let mut net = nets(old, new)?;
    for (currency, net) in &mut net {
        // Deals that did not change may open both ceilings: nobody knows how much is between them.
        net.ceiling = net.ceiling.filter(|_| !after.open.contains(currency));
    }
    let mut rest = net.clone();
    let mut lines = Vec::new();
    for change in &changes {
        let nets = nets(&before.side.worth(change.before)?, &after.side.worth(change.after)?)?;
        for (currency, net) in &nets {
            let left = rest.entry(*currency).or_insert(Estimate::ZERO);
            *left = difference(left, net)?;
        }
        lines.extend(nets.iter().map(|(currency, net)| (Some(change), Some((*currency, *net)))));
        if nets.is_empty() {
            lines.push((Some(change), None));
        }
    }
    let unseen = rest.into_iter().filter(|(_, net)| !is_negligible(net));
    lines.extend(unseen.map(|(currency, net)| (None, Some((currency, net)))));
    let missing = old_unconverted.clone().merged_by_id(unconverted.clone());
    let is_touched = |currency: &Currency| {
        lines.iter().any(|(_, net)| net.is_some_and(|(touched, _)| touched == *currency))
    };
    let net: ByCurrency<Estimate> = net.into_iter().filter(|(currency, _)| is_touched(currency)).collect();
    let table = table(&lines, &net, after.side.context.audience);
    let feed = feed::feed(&lines, &net, &table.caveats, after);
    let mut report = Report::new(vec![table], missing);
    report.document.feed = Some(Box::new(feed));
    Ok(report)
}

/// A row of the table: a change, or what no change explains, with its net in one currency.
type Line<'a> = (Option<&'a Change<'a>>, Option<(Currency, Estimate)>);

/// The differences between `before` and `after` in each currency.
fn nets(
    before: &ByCurrency<Estimate>,
    after: &ByCurrency<Estimate>,
) -> Result<ByCurrency<Estimate>, ReportError> {
    let currencies = before.keys().chain(after.keys());
    let net = |currency: &Currency| {
        let estimate = |of: &ByCurrency<Estimate>| of.get(currency).copied().unwrap_or(Estimate::ZERO);
        Ok((*currency, difference(&estimate(after), &estimate(before))?))
    };
    currencies.map(net).collect()
}

/// Returns the difference of two totals. A result with more digits than a decimal holds is rounded: quotients already are.
fn difference(after: &Estimate, before: &Estimate) -> Result<Estimate, ReportError> {
    let minus = |a: Decimal, b: Decimal| {
        a.checked_sub(b).ok_or_else(|| ReportError::Overflow { what: "the net change".to_owned() })
    };
    Ok(Estimate {
        floor: minus(after.floor, before.floor)?,
        headline: minus(after.headline, before.headline)?,
        ceiling: after.ceiling.zip(before.ceiling).map(|(a, b)| minus(a, b)).transpose()?,
    })
}

/// Whether nothing is left but the rounding of quotients.
fn is_negligible(net: &Estimate) -> bool {
    [net.floor, net.headline, net.ceiling.unwrap_or_default()].iter().all(|figure| figure.abs() < RESIDUE)
}

/// Whether the three figures are the same.
fn is_one_figure(net: &Estimate) -> bool {
    net.floor == net.headline && net.ceiling == Some(net.headline)
}

fn cells(net: &Estimate, currency: Currency) -> [Cell; 3] {
    let figure = |figure: Decimal| Cell::Figure(figure.normalize(), currency);
    [figure(net.floor), figure(net.headline), net.ceiling.map_or(Cell::Open, figure)]
}

fn table(lines: &[Line<'_>], net: &ByCurrency<Estimate>, audience: Audience) -> Table {
    let mut caveats = vec![if lines.is_empty() {
        "data: no deal changed".to_owned()
    } else {
        "net: the change of the totals (a cancelled deal subtracts its amount)".to_owned()
    }];
    if lines.iter().any(|(change, _)| change.is_none()) {
        caveats.push(format!(
            "rates: \"{OTHER}\" is the change in value of deals that did not change, at the rates of the later state"
        ));
    }
    let mut rows: Vec<Vec<Cell>> = lines.iter().map(|line| row(line, audience)).collect();
    for (currency, net) in net {
        if audience.is_people() {
            let blank = || Cell::Text(String::new());
            let mut total = vec![blank(), Cell::text("total"), blank(), blank(), blank(), blank()];
            total.extend(cells(net, *currency));
            total.extend([Cell::text(currency.to_string()), blank()]);
            rows.push(total);
        } else {
            let plain = to_plain_string;
            let ceiling = net.ceiling.map_or("open".to_owned(), plain);
            let (floor, headline) = (plain(net.floor), plain(net.headline));
            caveats.push(format!(
                "net change in {currency}: floor {floor}, headline {headline}, ceiling {ceiling}"
            ));
        }
    }
    let mut table = Table { columns: columns(audience), rows: rows.into(), caveats, ..Table::default() };
    let is_one_figure = |(_, net): &Line<'_>| net.is_none_or(|(_, net)| is_one_figure(&net));
    if audience.is_people() && lines.iter().all(is_one_figure) {
        table.remove_column("net floor");
        table.remove_column("net ceiling");
    }
    table
}

fn columns(audience: Audience) -> Vec<Column> {
    if audience.is_people() {
        return vec![
            Column::new("date").essential(2),
            Column::new("title").cuts_last(MIN_TITLE),
            Column::new("id").rank(3),
            Column::new("change").wraps(),
            Column::new("before").essential(3),
            Column::new("after").essential(1),
            Column::new("net floor").rank(2),
            Column::new("net"),
            Column::new("net ceiling").rank(2),
            Column::new("currency"),
            Column::new("source").wraps().rank(1),
        ];
    }
    let names = [
        "date", "id", "title", "change", "fields", "before_status", "before_bound", "before_headline",
        "before_currency", "after_status", "after_bound", "after_headline", "after_currency", "net_floor",
        "net_headline", "net_ceiling", "net_currency", "source",
    ];
    names.map(Column::new).to_vec()
}

/// The changes by date; those without a date at the end, in the order of `after` and with removed deals last.
fn find_changes<'a>(before: &'a State<'_>, after: &'a State<'_>) -> Vec<Change<'a>> {
    let by_id = |state: &'a State<'_>| -> BTreeMap<&str, &Deal> {
        state.deals.iter().map(|deal| (deal.id.as_str(), deal)).collect()
    };
    let (old, new) = (by_id(before), by_id(after));
    let present = after.deals.iter().filter_map(|deal| match old.get(deal.id.as_str()) {
        None => Some(Change {
            deal,
            date: Some(deal.announced),
            before: None,
            after: Some(deal),
            what: addition(deal, after.side.effect(deal)),
            progress: reached_by(&deal.progress.iter().collect::<Vec<_>>()),
            fields: Vec::new(),
            source: source(deal),
        }),
        Some(old) => {
            let effects = [before, after].map(|state| state.side.effect(deal));
            match (revision(old, deal), changed_by_links(deal, effects)) {
                (Some(revision), Some(links)) => {
                    let what = [revision.what, links.what];
                    let what =
                        what.into_iter().filter(|what| !what.is_empty()).collect::<Vec<_>>().join("; ");
                    Some(Change { what, ..revision })
                }
                (revision, links) => revision.or(links),
            }
        }
    });
    let removed = before.deals.iter().filter(|deal| !new.contains_key(deal.id.as_str())).map(|deal| Change {
        deal,
        date: None,
        before: Some(deal),
        after: None,
        what: "removed".to_owned(),
        progress: None,
        fields: Vec::new(),
        source: None,
    });
    let mut changes: Vec<Change<'_>> = present.chain(removed).collect();
    changes.sort_by_key(|change| (change.date.is_none(), change.date));
    changes
}

/// What is said of a deal that is new, with why it adds nothing or less than its amount.
fn addition(deal: &Deal<'_>, effect: Option<&LinkEffect>) -> String {
    let status = deal.current_state().status;
    let mut what = "added".to_owned();
    if let Some(revision) = deal.history.iter().rfind(|revision| revision.amount.is_some()) {
        what.push_str(&format!("; amount of {}", revision.date));
    }
    if status != deal.status {
        what.push_str(&format!("; {status}"));
    } else if !status.counts() {
        what.push_str(&format!(", {status}"));
    }
    if let Some(effect) = effect.filter(|_| status.counts()) {
        what.push_str(&format!("; {}", words_of(effect)));
    }
    what
}

/// Returns in words how links change what a deal adds.
fn words_of(effect: &LinkEffect) -> &'static str {
    match effect {
        LinkEffect::Replaced(_) => "replaced by another deal",
        LinkEffect::NotComparable => "inside a deal in another currency",
        LinkEffect::Rest(_) => "other deals inside it",
    }
}

/// Returns a field of a deal in words.
fn field_in_words(field: &str) -> &str {
    match field {
        "included_in" => "the deal that includes it",
        "replaces" => "the deal that it replaces",
        field => field,
    }
}

/// The change of a deal that both states have; `None` if it is equal.
fn revision<'a>(old: &'a Deal, new: &'a Deal) -> Option<Change<'a>> {
    if old == new {
        return None;
    }
    let (before, after) = (old.current_state(), new.current_state());
    let mut what = Vec::new();
    if before.amount != after.amount {
        what.push(amount_change(before.amount, after.amount).to_owned());
    }
    if before.status != after.status {
        what.push(after.status.to_string());
    }
    let fields = old.differences(new);
    // A new amount or status says which of these fields changed.
    let is_explained = !what.is_empty();
    // An entry that was corrected is an edit.
    let is_corrected = old.progress.iter().any(|entry| !new.progress.contains(entry));
    let is_new = |entry: &&Progress<'_>| !is_corrected && !old.progress.contains(entry);
    let progress: Vec<&Progress<'_>> = new.progress.iter().filter(is_new).collect();
    let last_entry = progress.last();
    let is_said =
        |field: &str| is_explained && STATE.contains(&field) || last_entry.is_some() && field == "progress";
    let edited = fields.iter().copied().filter(|field| !is_said(field)).map(field_in_words);
    let edited: Vec<&str> = edited.collect();
    if !edited.is_empty() {
        what.push(format!("edited: {}", edited.join(", ")));
    }
    let revision = new.history.iter().rev().find(|revision| !old.history.contains(revision));
    let citation = match revision {
        Some(revision) => revision.citation.as_ref(),
        None => last_entry.and_then(|entry| entry.citation.as_ref()),
    };
    let date = revision.map(|revision| revision.date).or(last_entry.map(|entry| entry.date));
    // The date of the change is that of the revision.
    let progress = if revision.is_some() { reached_by(&progress) } else { reached(&progress) };
    Some(Change {
        deal: new,
        date: date.map(Into::into),
        before: Some(old),
        after: Some(new),
        what: what.join("; "),
        progress,
        fields,
        source: citation.map(|citation| &citation.source),
    })
}

/// What was allocated and what was spent in all, by the latest of some entries; `None` if there are none.
fn reached(entries: &[&Progress<'_>]) -> Option<String> {
    let allocated = entries.iter().rev().find_map(|entry| entry.allocated);
    let spent = entries.iter().rev().find_map(|entry| entry.spent);
    let figures = [(allocated, "allocated"), (spent, "spent")];
    let figures = figures.map(|(amount, what)| Some(format!("{} {what}", amount?.shown())));
    let figures: Vec<String> = figures.into_iter().flatten().collect();
    (!figures.is_empty()).then(|| figures.join(", "))
}

/// The same with the day of the latest entry.
fn reached_by(entries: &[&Progress<'_>]) -> Option<String> {
    Some(format!("{} by {}", reached(entries)?, entries.last()?.date))
}

/// The change of a deal that counts more or less because of other deals.
fn changed_by_links<'a>(deal: &'a Deal, effects: [Option<&LinkEffect>; 2]) -> Option<Change<'a>> {
    let [before, after] = effects;
    if before == after {
        return None;
    }
    let what = after.map_or("counts in full", words_of);
    let (before, after) = (Some(deal), Some(deal));
    let (what, fields) = (what.to_owned(), Vec::new());
    Some(Change { deal, date: None, before, after, what, progress: None, fields, source: None })
}

fn amount_change(before: Option<&Amount>, after: Option<&Amount>) -> &'static str {
    match (before, after) {
        (None, _) => "disclosed",
        (_, None) => "withdrawn",
        (Some(before), Some(after)) if before.currency == after.currency => {
            match after.estimate().headline.cmp(&before.estimate().headline) {
                std::cmp::Ordering::Greater => "raised",
                std::cmp::Ordering::Less => "cut",
                std::cmp::Ordering::Equal => "bound changed",
            }
        }
        _ => "currency changed",
    }
}

/// The source of the current amount of a deal.
fn source<'a>(deal: &'a Deal<'a>) -> Option<&'a Slug<'a>> {
    deal.current_state().source
}

fn row((change, net): &Line<'_>, audience: Audience) -> Vec<Cell> {
    let date = change.and_then(|change| change.date).map_or(Cell::Missing, Cell::Date);
    let id = change.map_or("", |change| change.deal.id.as_str());
    let what = change.map_or_else(|| OTHER.to_owned(), Change::words);
    let source = change.and_then(|change| change.source).map_or("", Slug::as_str);
    let states = change.map_or([None, None], |change| [change.before, change.after]);
    let states = states.map(|deal| deal.map(Deal::current_state));
    let nothing = || ([const { Cell::Missing }; 3], Cell::text(""));
    let (net, currency) =
        net.map_or_else(nothing, |(currency, net)| (cells(&net, currency), Cell::text(currency.to_string())));
    let title = change.map_or("", |change| &*change.deal.title);
    let mut cells = vec![date];
    if audience.is_people() {
        cells.extend([title, id, &what].map(Cell::text));
        let amount = |state: CurrentState<'_>| state.amount.copied().map(Cell::Amount);
        cells.extend(states.map(|state| state.and_then(amount).unwrap_or(Cell::Missing)));
    } else {
        cells.extend([id, title, &what].map(Cell::text));
        cells.push(Cell::text(change.map_or_else(String::new, |change| change.fields.join("; "))));
        for state in states {
            let amount = state.and_then(|state| state.amount);
            cells.push(Cell::text(state.map(|state| state.status).map_or("", Status::as_str)));
            cells.push(Cell::text(amount.map_or("", |amount| amount.quantity.bound().as_str())));
            let headline = |amount: &Amount| Cell::Figure(amount.estimate().headline, amount.currency);
            cells.push(amount.map_or(Cell::Missing, headline));
            cells.push(Cell::text(amount.map_or_else(String::new, |amount| amount.currency.to_string())));
        }
    }
    cells.extend(net);
    cells.extend([currency, Cell::text(source)]);
    cells
}
