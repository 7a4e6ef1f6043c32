//! Rates that are missing, contradict each other or are far from the official ones.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::finding::{Finding, Reporter, Rule, Severity};
use super::subject::{Subject, is_near, percent};
use crate::money::{Currency, Decimal, Ratio};
use crate::rates::{Quote, Rates, When};

/// How far a rate may be from its inverse on the same day, in thousandths: both are rounded.
const OF_INVERSE: i64 = 10;

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
    let known: BTreeMap<(NaiveDate, Currency, Currency), Decimal> =
        quotes.iter().map(|quote| ((quote.date, quote.base, quote.quote), quote.rate)).collect();
    let mut findings = Vec::new();
    for Quote { date, base, quote, rate, .. } in quotes {
        if *date > today {
            let reason = format!("a rate from {base} to {quote} is dated {date}, in the future");
            findings.push(Finding::of_dataset(Rule::FutureDate, Severity::Warning, reason));
        }
        let inverse = known.get(&(*date, *quote, *base));
        if let Some(inverse) = inverse.filter(|_| base < quote)
            && !is_inverse(*rate, *inverse)
        {
            let reason = format!(
                "one {base} is {rate} {quote} and one {quote} is {inverse} {base} on {date}, which is not the inverse"
            );
            findings.push(Finding::of_dataset(Rule::RatesContradict, Severity::Error, reason));
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

fn is_inverse(rate: Decimal, inverse: Decimal) -> bool {
    let product = Ratio::from(rate).times(&Ratio::from(inverse)).to_decimal();
    product.is_some_and(|product| is_near(product, Decimal::ONE, OF_INVERSE))
}
