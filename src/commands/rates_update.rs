//! `outlay rates update`: a newer table of the ECB's rates, checked and stored.

use std::time::Duration;

use chrono::{Days, NaiveDate};

use super::Writing;
use super::update::DRY_RUN;
use crate::error::Error;
use crate::invalid::Problem;
use crate::io::clock;
use crate::io::rate_store::{RateStore, read_table};
use crate::rates::{ChangedRate, RateTable, Revision};
use crate::report::{Done, Report};
use crate::text::count_of;

/// How many rates are named of each kind.
const MAX_NAMED: usize = 10;

/// What to update, and how.
#[derive(Debug, Clone)]
pub(crate) struct UpdateRates {
    /// An address or a file.
    pub from: String,
    /// How long fetching may take.
    pub timeout: Duration,
    /// Whether rates of the past that have changed, and doubtful ones, are taken.
    pub accepts_revisions: bool,
    /// Whether the table is stored, or only checked.
    pub writing: Writing,
    /// Where the table is stored; `None` without a home folder.
    pub store: Option<RateStore>,
}

impl UpdateRates {
    /// Where the ECB publishes its history.
    pub(crate) const ECB_HISTORY: &str = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip";
}

/// Reads a table, checks it against the one in use, and stores it.
///
/// # Errors
/// If it cannot be read, lacks rates, is older, or has changed rates that were not accepted. Then nothing is stored.
pub(super) fn update(options: &UpdateRates) -> Result<Report, Error> {
    let store = options.store.as_ref().ok_or_else(|| {
        let problem = Problem::new("there is no home folder in which the rates could be stored");
        Error::RatesUpdate(problem.hint("use the file by --rates FILE"))
    })?;
    let from = options.from.as_str();
    let table = read_table(from, options.timeout)?;
    let built_in = RateTable::built_in();
    // A stored table that is damaged is replaced.
    let known = match store.newer(built_in.last_day()) {
        Ok(stored) => stored.unwrap_or(built_in),
        Err(Error::StoredRates { .. }) => built_in,
        Err(error) => return Err(error),
    };
    let revision = known.revision(&table);
    check(&known, &table, &revision, from, clock::today()).map_err(Error::RatesUpdate)?;
    if !options.accepts_revisions {
        check_values(&revision, from).map_err(Error::RatesUpdate)?;
    }
    let is_same = revision == Revision::default();
    let is_stored = !is_same && options.writing == Writing::Done;
    if is_stored {
        store.write(&table)?;
    }
    let notes = notes(&table, &known, &revision, (from, store, options.writing));
    let done = if is_stored { Done::WroteFile } else { Done::Nothing };
    Ok(Report { notes, done, ..Report::default() })
}

/// Checks that a table has what is known, and no day that is not over.
fn check(
    known: &RateTable,
    table: &RateTable,
    revision: &Revision,
    from: &str,
    today: NaiveDate,
) -> Result<(), Problem> {
    let newest = |table: &RateTable| table.last_day().map(|day| day.to_string()).unwrap_or_default();
    if table.last_day() < known.last_day() {
        let problem = format!("{from} ends on {}, the rates in use on {}", newest(table), newest(known));
        return Err(Problem::new(problem).hint("name a newer table"));
    }
    if let Some((day, quote)) = revision.lost.first() {
        let problem = format!(
            "{from} lacks {} that are in use, the first of {quote} on {day}",
            count_of(revision.lost.len(), "rate", "rates")
        );
        return Err(Problem::new(problem).hint(
            "it may be cut off, or be the table of some days only: name the whole history, eurofxref-hist.zip, or \
             use the file by --rates FILE",
        ));
    }
    // The day begins earlier in the east.
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    if table.last_day() > Some(tomorrow) {
        let problem = format!("{from} has rates of {}, which is in the future", newest(table));
        return Err(Problem::new(problem).hint("check the file and the date of this computer"));
    }
    Ok(())
}

/// Checks that no rate of the past has changed, and that the new ones can be true.
fn check_values(revision: &Revision, from: &str) -> Result<(), Problem> {
    let count = revision.changed.len() + revision.doubtful.len();
    if count == 0 {
        return Ok(());
    }
    let all = revision.changed.iter().chain(&revision.doubtful);
    let mut named: Vec<String> = all
        .take(MAX_NAMED)
        .map(|ChangedRate { day, quote, before, after }| {
            let before = before.map_or_else(|| "none".to_owned(), |before| before.to_string());
            format!("{day} EUR/{quote}: {before}, now {after}")
        })
        .collect();
    if count > MAX_NAMED {
        named.push(format!("and {} more", count - MAX_NAMED));
    }
    let named = named.join("; ");
    let message =
        format!("{from} changes rates that are in use, or has rates far from the day before: {named}");
    Err(Problem::new(message).hint("compare with the ECB's site, then add --accept-revisions"))
}

/// What was found, and what was stored where.
fn notes(
    table: &RateTable,
    known: &RateTable,
    revision: &Revision,
    (from, store, writing): (&str, &RateStore, Writing),
) -> Vec<String> {
    let last = |table: &RateTable| table.last_day().map(|day| day.to_string()).unwrap_or_default();
    if *revision == Revision::default() {
        return vec![format!("rates: nothing new in {from}; the newest are of {}", last(known))];
    }
    let mut notes = vec![format!(
        "rates: {} after {}, the newest of {}, from {from}",
        count_of(revision.new_days.len(), "new day", "new days"),
        last(known),
        last(table)
    )];
    let revised = revision.changed.len() + revision.doubtful.len();
    if revised > 0 {
        notes.push(format!(
            "rates: {} accepted",
            count_of(revised, "changed or doubtful rate", "changed or doubtful rates")
        ));
    }
    notes.push(if writing == Writing::Planned {
        DRY_RUN.to_owned()
    } else {
        format!("stored as {}", store.path().display())
    });
    notes
}
