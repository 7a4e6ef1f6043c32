//! Stated equivalents against the rates of the day.

use super::finding::{Reporter, Rule, Severity};
use super::subject::{Subject, distance, percent, rounding};
use crate::date::PartialDate;
use crate::deal::Equivalent;
use crate::money::{Amount, Decimal};
use crate::rates::When;

/// How far an equivalent may be from the official rate of its day, in thousandths, besides the rounding of the printed
/// figure. Within a day the rates of the major currencies move by about half a percent.
const OF_A_DAY: i64 = 5;

/// The same for a deal that is dated to a month, a quarter or a year.
const OF_A_PERIOD: i64 = 100;

/// The least deviation that is reported, in thousandths of a percent.
const MIN: i64 = 10;

/// Equivalents that differ from the rate of their day.
pub(super) fn find(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let deal = subject.deal;
    let mut compare =
        |amount: Option<&Amount>, equivalents: &[Equivalent<'_>], date, of: &dyn Fn() -> String| {
            for equivalent in equivalents {
                if let Some((severity, reason)) =
                    amount.and_then(|amount| deviation(subject, amount, &equivalent.amount, date))
                {
                    report.add(Rule::EquivalentOff, severity, of() + &reason);
                }
            }
        };
    compare(deal.amount.as_ref(), &deal.equivalents, deal.announced, &String::new);
    for citation in &deal.citations {
        let amount = citation.amount.as_ref().or(deal.amount.as_ref());
        compare(amount, &citation.equivalents, deal.announced, &|| format!("{}: ", citation.source));
    }
    for revision in &deal.history {
        let of = || format!("revision of {}: ", revision.date);
        compare(revision.amount.as_ref(), &revision.equivalents, revision.date.into(), &of);
    }
}

/// Returns how far `equivalent` is from `amount` at the rate of `date`, and how grave that is. `None` without a rate, and
/// for less than a hundredth of a percent.
fn deviation(
    subject: &Subject<'_>,
    amount: &Amount,
    equivalent: &Amount,
    date: PartialDate,
) -> Option<(Severity, String)> {
    let official = subject.convert(amount, equivalent.currency, When::from(date))?;
    let (stated, official_figure) = (equivalent.estimate().headline, official.estimate().headline);
    let distance = distance(stated, official_figure)?;
    let deviation = percent(distance, official_figure)?;
    if deviation < Decimal::new(MIN, 3) {
        return None;
    }
    let thousandths = if date.day().is_some() { OF_A_DAY } else { OF_A_PERIOD };
    let tolerance = official_figure.checked_mul(Decimal::new(thousandths, 3))?;
    let rounded = rounding(stated);
    let (severity, why) = if distance <= rounded {
        (Severity::Note, ": rounding explains it")
    } else if distance <= rounded.checked_add(tolerance)? {
        (Severity::Note, ": rounding and the rates within a day explain it")
    } else {
        (Severity::Warning, "")
    };
    let than = if stated < official_figure { "less" } else { "more" };
    let rate = if date.day().is_some() { "the rate" } else { "the mean rate" };
    let official =
        Amount { quantity: official.quantity, currency: equivalent.currency }.shown_with_four_digits();
    let (equivalent, amount) = (equivalent.shown(), amount.shown());
    Some((
        severity,
        format!("{equivalent} is {deviation}% {than} than {amount} at {rate} of {date}, {official}{why}"),
    ))
}
