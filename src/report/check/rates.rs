//! Rates that are missing, contradict each other or are far from the official ones.

use chrono::NaiveDate;

use super::finding::{Finding, Reporter, Rule, Severity};
use super::subject::{Subject, is_near, percent};
use crate::money::Currency;
use crate::rates::{KnownRates, Quote, Rates, When};

/// How far a rate may be from the official one, in thousandths. Rates of banks differ by a few percent.
const OF_OFFICIAL: i64 = 50;

/// An amount that cannot be converted to the euro, through which most other currencies are reached.
pub(super) fn find_missing(subject: &Subject<'_>, report: &mut Reporter<'_>) {
    let (from, announced) = (subject.current.amount.map(|amount| amount.currency), subject.deal.announced);
    // There can be no rate of a day to come.
    let Some(from) = from.filter(|from| *from != Currency::EUR && announced.first() <= subject.today) else {
        return;
    };
    let is_quoted = |day: NaiveDate| subject.context.rates.cell(from, Currency::EUR, day).is_some();
    if !announced.day().is_some_and(is_quoted)
        && let Err(missing) = subject.converter.path(from, Currency::EUR, When::from(announced))
    {
        report.add(Rule::RateMissing, Severity::Warning, missing.to_string());
    }
}

/// Returns the rates of the dataset that contradict others, and those of days to come.
pub(super) fn of_dataset(quotes: &[Quote], today: NaiveDate) -> Vec<Finding> {
    let official = Rates::built_in();
    let mut known = KnownRates::default();
    for quote in quotes {
        // Reading the dataset has refused two rates of one direction.
        let _ = known.insert(quote);
    }
    let mut findings = Vec::new();
    for given in quotes {
        let Quote { date, base, quote, rate, .. } = given;
        if *date > today {
            let reason = format!("a rate from {base} to {quote} is dated {date}, in the future");
            findings.push(Finding::of_dataset(Rule::FutureDate, Severity::Warning, reason));
        }
        if let Err(problem) = known.check_inverse(given)
            && base < quote
        {
            findings.push(Finding::of_dataset(Rule::RatesContradict, Severity::Error, problem.message));
        }
        let path = official.path(*base, *quote, When::Day(*date)).ok();
        if let Some(of_day) =
            path.and_then(|path| path.rate()).filter(|of_day| !is_near(*rate, *of_day, OF_OFFICIAL))
        {
            let distance = percent((*rate - of_day).abs(), of_day).unwrap_or_default();
            let reason = format!(
                "one {base} is {rate} {quote} on {date}, {distance}% from the official rate {}",
                of_day.round_sf(5).unwrap_or(of_day).normalize()
            );
            findings.push(Finding::of_dataset(Rule::RatesContradict, Severity::Warning, reason));
        }
    }
    findings
}
