//! Changes as a feed to publish: an entry for each, with an id that stays the same.

use std::cmp::Reverse;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{ByCurrency, Change, Line, State, cells};
use crate::dataset::Source;
use crate::date::PartialDate;
use crate::deal::{Deal, Progress, Revision};
use crate::money::Estimate;
use crate::report::table::{Cell, Column, Feed, FeedEntry, FeedSource, Table};

/// Returns the changes of `lines` as a feed without a name, with what they add up to. Their sources are those of `after`.
pub(super) fn feed(
    lines: &[Line<'_>],
    net: &ByCurrency<Estimate>,
    caveats: &[String],
    after: &State<'_>,
) -> Feed {
    let of_one_change = |(a, _): &Line<'_>, (b, _): &Line<'_>| match (a, b) {
        (Some(a), Some(b)) => std::ptr::eq(*a, *b),
        _ => false,
    };
    let nets = |lines: &[Line<'_>]| -> Vec<(Cell, String)> {
        let nets = lines.iter().filter_map(|(_, net)| *net);
        nets.map(|(currency, net)| (Cell::Figure(net.headline.normalize(), currency), currency.to_string()))
            .collect()
    };
    let entries = lines.chunk_by(of_one_change).filter_map(|lines| {
        let change = lines.first()?.0?;
        let source = change.source.and_then(|source| after.side.context.reference.sources.get(source));
        Some(entry(change, nets(lines), source))
    });
    let unchanged = lines.iter().position(|(change, _)| change.is_none()).unwrap_or(lines.len());
    let other_rates = nets(&lines[unchanged..]);
    let sum = |(currency, net): (&_, &Estimate)| {
        cells(net, *currency).into_iter().chain([Cell::text(currency.to_string())]).collect()
    };
    let columns = ["net floor", "net", "net ceiling", "currency"].map(Column::new).to_vec();
    let net =
        Table { columns, rows: net.iter().map(sum).collect(), caveats: caveats.to_vec(), ..Table::default() };
    Feed { entries: entries.collect(), other_rates, net, ..Feed::default() }
}

/// Returns an entry, with what makes its id in place of the id.
fn entry(change: &Change<'_>, nets: Vec<(Cell, String)>, source: Option<&Source>) -> FeedEntry {
    let deal = change.deal;
    let last = days(change).max();
    let updated = match (last, change.before) {
        (Some(day), _) => Some(day),
        // A deal dated to a month counts from the end of it.
        (None, None) => deal.recorded.or(change.date.map(PartialDate::last)),
        (None, Some(_)) => None,
    };
    let event = change.date.map(|date| date.to_string()).or(last.map(|day| day.to_string()));
    let amount = |deal: Option<&Deal<'_>>| {
        let amount = deal.and_then(|deal| deal.current_state().amount.copied());
        amount.map_or(Cell::Missing, Cell::Amount)
    };
    let status = change.after.or(change.before).unwrap_or(deal).current_state().status;
    FeedEntry {
        urn: format!("{}\n{}", deal.id, event.unwrap_or_else(|| change.words())),
        updated,
        date: change.date.map_or(Cell::Missing, Cell::Date),
        id: deal.id.to_string(),
        title: deal.title.to_string(),
        kind: deal.kind.as_str(),
        summary: change.words(),
        what: change.what.clone(),
        progress: change.progress.clone(),
        amounts: [amount(change.before), amount(change.after)],
        nets,
        left_out: (!status.counts()).then(|| status.as_str()),
        source: source.map(|source| FeedSource { text: text(source), url: source.url.clone() }),
    }
}

/// The days on which the revisions and the progress that were not known before entered the dataset, or, if that is not
/// known, happened.
fn days<'c>(change: &'c Change<'_>) -> impl Iterator<Item = NaiveDate> + 'c {
    let is_new_revision =
        |revision: &&Revision<'_>| change.before.is_none_or(|before| !before.history.contains(revision));
    let is_new_progress =
        |entry: &&Progress<'_>| change.before.is_none_or(|before| !before.progress.contains(entry));
    let revisions = change.deal.history.iter().filter(is_new_revision);
    let progress = change.deal.progress.iter().filter(is_new_progress);
    let revisions = revisions.map(|revision| revision.recorded.unwrap_or(revision.date));
    revisions.chain(progress.map(|entry| entry.recorded.unwrap_or(entry.date)))
}

fn text(source: &Source) -> String {
    let date = source.date.map(|date| date.to_string());
    let parts = [Some(source.publisher.clone()), source.title.clone(), date];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl Feed {
    /// Completes a feed of the changes of `dataset` since a day: ids that depend on the dataset, the deal and the event only,
    /// and the latest entries first. An entry without a day of its own happened with the last of the others.
    pub(crate) fn published_for(&mut self, dataset: &str, since: NaiveDate) {
        let updated = self.entries.iter().filter_map(|entry| entry.updated).max().unwrap_or(since);
        self.updated = Some(updated);
        dataset.clone_into(&mut self.author);
        self.urn = urn(&["feed", dataset]);
        for entry in &mut self.entries {
            entry.updated = entry.updated.or(self.updated);
            entry.urn = urn(&["entry", dataset, &entry.urn]);
        }
        self.entries.sort_by_key(|entry| Reverse(entry.updated));
    }
}

/// Returns a UUID (RFC 9562, version 8) of the texts as a URN.
fn urn(texts: &[&str]) -> String {
    let digest = Sha256::digest(texts.join("\n"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
