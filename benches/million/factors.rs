//! Conversion factors for jq: the value of one unit of each currency in US dollars, on each day and as the mean of each
//! month and year.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Map, Value};

/// Maximum age of a rate, in days.
const MAX_AGE: i64 = 7;

type Rates = BTreeMap<String, f64>;

/// Writes the factors to `output` as a JSON object of objects: by date as in a deal's `announced`, then by currency.
/// `table` is the ECB's CSV file of historical rates.
pub(crate) fn write(table: &Path, output: &Path) -> io::Result<()> {
    let table = fs::read_to_string(table)?;
    let mut lines = table.lines();
    let codes: Vec<&str> = lines.next().unwrap_or_default().split(',').skip(1).collect();
    let mut by_day: BTreeMap<&str, Rates> = BTreeMap::new();
    // Sum and count of the rates of each month and year.
    let mut spans: BTreeMap<&str, BTreeMap<&str, (f64, u32)>> = BTreeMap::new();
    for line in lines {
        let Some((day, cells)) = line.split_once(',').filter(|(day, _)| *day >= "2009-12-01") else {
            continue;
        };
        let rates =
            codes.iter().zip(cells.split(',')).filter_map(|(code, cell)| Some((*code, cell.parse().ok()?)));
        for (code, rate) in rates.chain([("EUR", 1.0)]) {
            by_day.entry(day).or_default().insert(code.to_owned(), rate);
            for span in [&day[..7], &day[..4]] {
                let (sum, count) = spans.entry(span).or_default().entry(code).or_default();
                (*sum, *count) = (*sum + rate, *count + 1);
            }
        }
    }
    let mut factors = Map::new();
    let last = NaiveDate::from_ymd_opt(2026, 10, 30).unwrap_or_default();
    let days = NaiveDate::from_ymd_opt(2010, 1, 1).unwrap_or_default().iter_days();
    for day in days.take_while(|day| *day <= last) {
        let mut rates = Rates::new();
        // Oldest first: a newer rate replaces an older one.
        for back in (0..=MAX_AGE).rev() {
            let earlier = (day - chrono::TimeDelta::days(back)).to_string();
            rates.extend(by_day.get(earlier.as_str()).cloned().unwrap_or_default());
        }
        factors.insert(day.to_string(), in_dollars(&rates));
    }
    for (span, sums) in spans {
        let means = sums.into_iter().map(|(code, (sum, count))| (code.to_owned(), sum / f64::from(count)));
        factors.insert(span.to_owned(), in_dollars(&means.collect()));
    }
    fs::write(output, Value::Object(factors).to_string())
}

/// Converts rates per euro to values in US dollars.
fn in_dollars(rates: &Rates) -> Value {
    let dollar = rates.get("USD").copied().unwrap_or(f64::NAN);
    rates.iter().map(|(code, rate)| (code.clone(), Value::from(dollar / rate))).collect::<Map<_, _>>().into()
}
