//! Where an answer comes from.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Context;
use crate::deal::Cutoff;
use crate::rates::Rates;

/// What was asked, in the words of the command line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Question {
    /// The command.
    pub command: String,
    /// Its options as given: lists of texts by their flags, or `true`.
    pub options: Map<String, Value>,
}

/// What an answer comes from, to be published with it. Keys without a value are null.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Provenance {
    /// The version of outlay.
    outlay: &'static str,
    #[serde(flatten)]
    question: Question,
    dataset: DatasetDigest,
    as_of: Option<String>,
    recorded_by: Option<String>,
    /// The day on which the question was asked.
    asked_on: String,
    conversion: Option<ConversionBasis>,
    /// The tables of rates that could be used, each with its last day; fixed rates have none.
    rates: Vec<RateOrigin>,
}

/// A dataset and the digest of its bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct DatasetDigest {
    name: String,
    sha256: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ConversionBasis {
    r#in: String,
    at: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RateOrigin {
    source: String,
    last_day: String,
}

impl Provenance {
    /// Returns the provenance of the answer to `question` from a dataset with a digest, up to `cutoff`.
    pub(crate) fn new(
        question: &Question,
        (name, digest): (&str, Option<&str>),
        cutoff: Cutoff,
        today: NaiveDate,
    ) -> Self {
        // The folder is no property of the dataset.
        let file = Path::new(name).file_name().map_or(name.into(), |file| file.to_string_lossy());
        Self {
            outlay: env!("CARGO_PKG_VERSION"),
            question: question.clone(),
            dataset: DatasetDigest { name: file.into_owned(), sha256: digest.map(str::to_owned) },
            as_of: cutoff.as_of.map(|day| day.to_string()),
            recorded_by: cutoff.recorded_by.map(|day| day.to_string()),
            asked_on: today.to_string(),
            conversion: None,
            rates: Vec::new(),
        }
    }

    /// Adds the conversion of a report.
    pub(crate) fn with_conversion(mut self, context: &Context<'_>) -> Self {
        let basis = |(target, at)| ConversionBasis { r#in: format!("{target}"), at: format!("{at}") };
        self.conversion = context.conversion().map(basis);
        self
    }

    /// Adds the tables of rates, in the order of precedence.
    pub(crate) fn with_rates(mut self, rates: &Rates) -> Self {
        for series in rates.series(None) {
            let Some(last) = series.last.map(|day| day.to_string()) else { continue };
            match self.rates.iter_mut().find(|known| known.source == series.source) {
                // ISO dates are in the order of time.
                Some(known) if known.last_day < last => known.last_day = last,
                Some(_) => {}
                None => self.rates.push(RateOrigin { source: series.source, last_day: last }),
            }
        }
        self
    }
}
