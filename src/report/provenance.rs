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
    dataset: OneOrSeveral,
    as_of: Option<String>,
    recorded_by: Option<String>,
    /// The day on which the question was asked.
    asked_on: String,
    conversion: Option<ConversionBasis>,
    /// The tables of rates that could be used, each with its last day; fixed rates have none.
    rates: Vec<RateOrigin>,
}

/// A file of a dataset and the digest of its bytes, if it was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct DatasetOrigin {
    /// The name of the file, without its folder, which is no property of the dataset.
    pub(crate) name: String,
    sha256: Option<String>,
}

impl DatasetOrigin {
    /// Returns the origin of what is read from `path`, or from what is called so.
    pub(crate) fn new(path: &str, sha256: Option<String>) -> Self {
        let file = Path::new(path).file_name().map_or(path.into(), |file| file.to_string_lossy());
        Self { name: file.into_owned(), sha256 }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum OneOrSeveral {
    One(DatasetOrigin),
    Several(Vec<DatasetOrigin>),
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
    /// Returns the provenance of the answer to `question` from the dataset in some files, up to `cutoff`.
    pub(crate) fn new(
        question: &Question,
        origins: &[DatasetOrigin],
        cutoff: Cutoff,
        today: NaiveDate,
    ) -> Self {
        Self {
            outlay: env!("CARGO_PKG_VERSION"),
            question: question.clone(),
            dataset: match origins {
                [one] => OneOrSeveral::One(one.clone()),
                several => OneOrSeveral::Several(several.to_vec()),
            },
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
