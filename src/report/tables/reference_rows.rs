//! The rows of companies, sources and rates.

use chrono::NaiveDate;

use super::columns::{ALIASES, COMPANIES, MEANS, RATES, SOURCES};
use super::values::{at, fine_units};
use crate::area::Area;
use crate::dataset::ReferenceData;
use crate::date::PartialDate;
use crate::hash::HashSet;
use crate::invalid::WriteError;
use crate::money::Currency;
use crate::parquet::{FlatRows, FlatTable};
use crate::rates::{Calendar, DayRates};
use crate::report::name_index::NameIndex;
use crate::text::fold;

/// Returns the tables of companies, of their other names and of sources, each with all of its rows. `named` are the
/// companies that deals name.
pub(super) fn tables(reference: &ReferenceData, named: &NameIndex) -> [(&'static FlatTable, FlatRows); 3] {
    let (companies, aliases) = companies(reference, named);
    [(&COMPANIES, companies), (&ALIASES, aliases), (&SOURCES, sources(reference))]
}

fn companies(reference: &ReferenceData, named: &NameIndex) -> (FlatRows, FlatRows) {
    let (mut rows, mut aliases) = (FlatRows::new(&COMPANIES), FlatRows::new(&ALIASES));
    let mut known: HashSet<String> = HashSet::default();
    for company in reference.companies.iter() {
        let id = fold(&company.name);
        let parent = company.parent.as_deref().map(|parent| fold(reference.companies.canonical(parent)));
        rows.text(Some(&id)).text(Some(&company.name));
        rows.text(company.home.map(Area::code)).text(company.home.map(Area::name));
        rows.text(parent.as_deref()).flag(true);
        for alias in &company.aliases {
            aliases.text(Some(&id)).text(Some(alias));
        }
        known.insert(id);
    }
    let mut others: Vec<(&str, &str)> = named.all().filter(|(key, _)| !known.contains(*key)).collect();
    others.sort_unstable();
    for (key, name) in others {
        rows.text(Some(key)).text(Some(name)).text(None).text(None).text(None).flag(false);
    }
    (rows, aliases)
}

fn sources(reference: &ReferenceData) -> FlatRows {
    let mut rows = FlatRows::new(&SOURCES);
    for source in reference.sources.iter() {
        rows.text(Some(source.id.as_str())).text(Some(&source.publisher));
        rows.text(source.title.as_deref()).text(source.author.as_deref());
        rows.day(source.date.map(PartialDate::first));
        rows.text(source.date.map(|date| date.to_string()).as_deref()).text(source.url.as_deref());
    }
    rows
}

/// Returns the rates from `currency` to `target` of each day of a calendar, of which `texts` are the days.
///
/// # Errors
/// If a rate has too many digits for its column.
pub(super) fn rates(
    calendar: &Calendar<'_>,
    texts: &[String],
    (currency, target): (Currency, Currency),
) -> Result<FlatRows, WriteError> {
    let mut rows = FlatRows::new(&RATES);
    let mut done = Ok(());
    calendar.rates(currency, target, |DayRates { days, rate, inverse, quoted_on, source }| {
        if done.is_err() {
            return;
        }
        let units = fine_units(rate).and_then(|rate| Ok((rate, fine_units(inverse)?)));
        let (rate, inverse) = match units {
            Ok(units) => units,
            Err(problem) => {
                let first = calendar.days()[days.start];
                done = Err(at(place(currency, target, first.into()), problem));
                return;
            }
        };
        let source = Some(&*source).filter(|source| !source.is_empty());
        for (day, text) in calendar.days()[days.clone()].iter().zip(&texts[days]) {
            rows.text(Some(currency.code())).text(Some(target.code()));
            rows.day(Some(*day)).text(Some(text));
            rows.units(Some(rate)).units(Some(inverse));
            rows.day(Some(quoted_on.unwrap_or(*day))).text(source);
        }
    });
    done.map(|()| rows)
}

/// Returns the mean rates from `currency` to `target` of some months, quarters and years.
///
/// # Errors
/// If a rate has too many digits for its column.
pub(super) fn means(
    calendar: &Calendar<'_>,
    spans: &[PartialDate],
    (currency, target): (Currency, Currency),
) -> Result<FlatRows, WriteError> {
    let mut rows = FlatRows::new(&MEANS);
    for span in spans {
        let Some(mean) = calendar.mean(currency, target, *span) else { continue };
        let units = |value| fine_units(value).map_err(|problem| at(place(currency, target, *span), problem));
        let first: NaiveDate = span.first();
        rows.text(Some(currency.code())).text(Some(target.code()));
        rows.day(Some(first)).text(Some(&span.to_string()));
        rows.units(Some(units(mean.rate)?)).units(Some(units(mean.inverse)?));
        rows.text(Some(mean.source.as_str()).filter(|source| !source.is_empty()));
    }
    Ok(rows)
}

fn place(currency: Currency, target: Currency, date: PartialDate) -> String {
    format!("the rate from {currency} to {target} of {date}")
}
