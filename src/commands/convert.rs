//! One amount in another currency.

use super::{Request, scan};
use crate::date::PartialDate;
use crate::error::Error;
use crate::invalid::Problem;
use crate::money::{Currency, Written};
use crate::query::{Basis, Converter, RateBasis};
use crate::rates::When;
use crate::report::{self, Audience, Report};

/// Converts the amount that `words` say to `currency`. A last word "to" or "in" belongs to the question: `100 EUR to USD`.
///
/// # Errors
/// If the words are no amount, if there is no currency, or a rate is missing.
pub(super) fn amount(
    request: &Request,
    words: &[String],
    currency: &Result<Currency, Problem>,
    on: Option<PartialDate>,
    audience: Audience,
) -> Result<Report, Error> {
    let currency = currency.clone().map_err(Error::Usage)?;
    if words.is_empty() {
        let problem = Problem::new(format!("there is no amount to convert to {currency}"));
        return Err(Error::Usage(problem.hint("write it before the currency: outlay convert 380bn CNY USD")));
    }
    let words = match words {
        [words @ .., last] if !words.is_empty() && ["to", "in"].contains(&last.as_str()) => words,
        words => words,
    };
    let written: Written = words.join(" ").parse().map_err(Error::Usage)?;
    let amount = written.amount.ok_or_else(|| {
        Error::Usage(Problem::new("the amount is not disclosed").hint("write an amount: \"USD 11.9bn\""))
    })?;
    scan::by_rates(request, |rates| {
        let when = on.map_or(When::Latest, When::from);
        let converted = Converter::new(rates, RateBasis::Latest).convert(&amount, currency, when);
        let converted = converted.map_err(Error::MissingRate)?;
        let used = match &converted.basis {
            Basis::Rate(path) if on.is_none() && !path.is_fixed() => Some(path.date().last()),
            _ => None,
        };
        let report = report::convert(&converted, audience)?;
        // What else the text says is shown, so that nobody takes it for part of the figure.
        let equivalent =
            written.equivalent.map(|equivalent| format!("amounts: the text gives {equivalent}, too"));
        let remark =
            written.remark.as_ref().map(|remark| format!("amounts: {remark:?} is no part of the figure"));
        let stale = used.and_then(|used| report::stale_note(rates, used));
        let notes = equivalent.into_iter().chain(remark).chain(report.notes).chain(stale).collect();
        Ok(Report { notes, ..report })
    })
}
