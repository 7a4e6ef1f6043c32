//! The rates of some currencies, day by day.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::table::{Cell, Column, Price, Table};
use super::{Document, Report};
use crate::money::{Currency, Decimal};
use crate::rates::{Gap, History, HistoryDays, Path, Rates};
use crate::text::{count_of, format_count};

/// The most gaps that a note names.
const MAX_GAPS: usize = 3;

/// Which rates a history has.
#[derive(Debug, Clone, Default)]
pub(crate) struct HistoryOptions {
    /// The currencies.
    pub currencies: Vec<Currency>,
    /// The currency in which one unit of each is counted; `None` for units of each for one euro.
    pub to: Option<Currency>,
    /// The first day; `None` for that of the first rate.
    pub since: Option<NaiveDate>,
    /// The last day; `None` for today.
    pub until: Option<NaiveDate>,
    /// Which days there are.
    pub days: HistoryDays,
}

/// What the notes say of the rows.
#[derive(Debug, Default)]
struct Facts {
    /// Rows with a rate of an earlier day.
    carried: usize,
    /// Rows with a rate that no source publishes as it is.
    derived: usize,
    /// The pairs of the quotes that those are worked out from.
    pairs: BTreeSet<String>,
    /// Rows with a rate that has no decimal: too large, or too small.
    unwritten: usize,
    /// The notes on days without a rate.
    gaps: Vec<String>,
}

/// Every rate of the currencies of `options` on each of its days, as a conversion on that day uses it.
pub(crate) fn rate_history(rates: &Rates, options: &HistoryOptions) -> Report {
    let (mut rows, mut prices, mut facts) = (Vec::new(), Vec::new(), Facts::default());
    for currency in &options.currencies {
        let (base, quote) = match options.to {
            Some(to) => (*currency, to),
            None => (Currency::EUR, *currency),
        };
        let history = rates.history(base, quote, options.since, options.until, options.days);
        facts.gaps.extend(gaps(base, quote, &history));
        for (day, path) in &history.days {
            let rate = path.rate().filter(|rate| !rate.is_zero());
            facts.add(*day, path, rate);
            prices.extend(rate.map(|rate| Price { day: *day, base, quote, rate }));
            rows.push(vec![
                Cell::Date((*day).into()),
                Cell::text(base.to_string()),
                Cell::text(quote.to_string()),
                rate.map_or(Cell::Missing, Cell::Rate),
                Cell::Date(path.date()),
                Cell::text(path.source()),
            ]);
        }
    }
    let columns = vec![
        Column::new("date"),
        Column::new("base"),
        Column::new("quote"),
        Column { is_figure: true, ..Column::new("rate") },
        Column::new("rate_date").rank(2),
        Column::new("source").cuts(24).rank(1),
    ];
    let caveats = notes(rates, options, &facts, rows.len());
    let table = Table { columns, rows: rows.into(), caveats, ..Table::default() };
    Report { document: Document { tables: vec![table], prices, ..Document::default() }, ..Report::default() }
}

impl Facts {
    /// Counts a row.
    fn add(&mut self, day: NaiveDate, path: &Arc<Path>, rate: Option<Decimal>) {
        self.carried += usize::from(path.date() != day.into());
        self.unwritten += usize::from(rate.is_none());
        if !path.is_quoted() {
            self.derived += 1;
            self.pairs.extend(path.legs.iter().map(|leg| format!("{}/{}", leg.base, leg.quote)));
        }
    }
}

/// What a reader must know of the rows.
fn notes(rates: &Rates, options: &HistoryOptions, facts: &Facts, rows: usize) -> Vec<String> {
    let mut notes =
        vec!["rates: units of quote for 1 unit of base, as a conversion on the date uses them".to_owned()];
    let of_rows = |count: usize| {
        if count == rows {
            "all are".to_owned()
        } else {
            format!("{} of {} are", format_count(count as u64), format_count(rows as u64))
        }
    };
    if facts.derived > 0 {
        let pairs: Vec<&str> = facts.pairs.iter().map(String::as_str).collect();
        notes.push(format!(
            "rates: {} worked out from {}: exact quotients and products, rounded to 28 digits",
            of_rows(facts.derived),
            pairs.join(", ")
        ));
    }
    if facts.carried > 0 {
        notes.push(format!("rates: {} of an earlier day", of_rows(facts.carried)));
    }
    if facts.unwritten > 0 {
        notes.push(format!("rates: {} too large or too small to be written", of_rows(facts.unwritten)));
    }
    let known = options.currencies.iter().chain(&options.to);
    let unknown = known.filter(|currency| !rates.has_quotes_of(**currency));
    notes.extend(
        unknown.map(|currency| format!("rates: none of {currency} is known; --rates FILE adds some")),
    );
    notes.extend(facts.gaps.iter().cloned());
    if rows == 0 && notes.len() == 1 {
        let is_later = options.since.zip(rates.today()).is_some_and(|(since, today)| since > today);
        let note = if is_later {
            "rates: the period begins after today"
        } else {
            "rates: no new one in that period; --fill shows those that hold on each day"
        };
        notes.push(note.to_owned());
    }
    notes
}

/// The notes on the days of a history that have no rate.
fn gaps(base: Currency, quote: Currency, history: &History) -> Vec<String> {
    let skipped = history.gaps.len().saturating_sub(MAX_GAPS);
    let named = history.gaps.iter().skip(skipped).map(|Gap { first, last, missing }| {
        let days = if first == last { format!("on {first}") } else { format!("on {first} to {last}") };
        let hint = if missing.may_be_newer { "; `outlay rates update` gets newer ones" } else { "" };
        format!("rates: none from {base} to {quote} {days}: {}{hint}", missing.explanation())
    });
    let others = (skipped > 0).then(|| {
        format!("rates: none from {base} to {quote} in {}", count_of(skipped, "earlier gap", "earlier gaps"))
    });
    named.chain(others).collect()
}
