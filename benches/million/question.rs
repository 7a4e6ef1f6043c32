//! The questions, and the answers of all programs in one form.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use clap::ValueEnum;
use rust_decimal::Decimal;

use crate::measure::Measurement;

/// Maximum relative difference of approximate figures.
const TOLERANCE: f64 = 1e-9;
/// Maximum number of deals in a list.
const LIMIT: usize = 20;

/// A question that each program answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Question {
    /// The largest deals of a company and its subsidiaries
    List,
    /// Totals of the deals in one country
    Region,
    /// Totals by year and currency
    Year,
    /// Totals in US dollars, each deal converted at the rate of its own date
    Converted,
    /// Totals with full validation, by outlay only
    Validate,
}

impl Question {
    pub(crate) const ALL: [Self; 5] = [Self::List, Self::Region, Self::Year, Self::Converted, Self::Validate];

    /// The questions that all programs answer.
    pub(crate) const COMPARED: [Self; 4] = [Self::List, Self::Region, Self::Year, Self::Converted];

    /// The name in tables, options and scripts.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Region => "region",
            Self::Year => "year",
            Self::Converted => "converted",
            Self::Validate => "validate",
        }
    }

    /// The arguments for outlay.
    pub(crate) fn arguments(self, company: &str) -> Vec<&str> {
        match self {
            Self::List => {
                let rest = ["--sort", "-amount", "--limit", "20", "--columns", "id,announced,amount"];
                ["list", "--company", company].into_iter().chain(rest).collect()
            }
            Self::Region => vec!["totals", "--region", "FR"],
            Self::Year => vec!["totals", "--by", "year,currency"],
            // Deals of this year have the mean of the days in the built-in table, however old it is.
            Self::Converted => vec!["totals", "--in", "USD", "--at", "announced", "--max-rate-age", "366"],
            Self::Validate => vec!["totals", "--validate"],
        }
    }

    /// Number of columns that name the group of a row.
    const fn groupings(self) -> usize {
        match self {
            Self::Year => 2,
            Self::List | Self::Region | Self::Converted | Self::Validate => 0,
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How exactly two answers must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Precision {
    /// Within [`TOLERANCE`].
    Approximate,
    /// To the last digit.
    Exact,
}

/// The answer of any program.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The first deals of a list.
    List {
        /// Number of deals that match, including those not listed.
        matching: usize,
        /// Id and date of each listed deal.
        deals: Vec<[String; 2]>,
    },
    /// Totals by the name of their group.
    Totals(BTreeMap<String, Group>),
}

/// One row of totals.
#[derive(Debug)]
pub(crate) struct Group {
    deals: usize,
    /// Floor, headline and ceiling as they were written; empty if there is none.
    figures: [String; 3],
}

impl Answer {
    /// Parses the CSV of outlay.
    ///
    /// # Panics
    /// If the output has another form.
    pub(crate) fn from_csv(question: Question, measurement: &Measurement) -> Self {
        let mut reader = csv::Reader::from_reader(measurement.output.as_bytes());
        let records = reader.records().map(|record| record.expect("outlay writes valid CSV"));
        let rows: Vec<Vec<String>> =
            records.map(|record| record.iter().map(str::to_owned).collect()).collect();
        if question == Question::List {
            let deals: Vec<[String; 2]> = rows.iter().map(|row| [row[0].clone(), row[1].clone()]).collect();
            let matching = measurement
                .messages
                .lines()
                .find_map(|line| total_deals(line, deals.len()))
                .unwrap_or(deals.len());
            return Self::List { matching, deals };
        }
        let by = question.groupings();
        let group = |row: &Vec<String>| {
            let name = if by == 0 { row[by + 5].clone() } else { row[..by].join(" ") };
            let deals = row[by].parse().expect("a number of deals");
            (name, Group { deals, figures: [2, 3, 4].map(|column| row[by + column].clone()) })
        };
        Self::Totals(rows.iter().map(group).collect())
    }

    /// Parses the tab-separated cells of another program.
    ///
    /// # Panics
    /// If the output has another form.
    pub(crate) fn from_tsv(question: Question, measurement: &Measurement) -> Self {
        let mut lines = measurement.output.lines();
        if question == Question::List {
            let matching =
                lines.next().and_then(|line| line.parse().ok()).expect("the first line is a number");
            let deal = |line: &str| {
                let (id, announced) = line.split_once('\t').expect("an id and a date");
                [id.to_owned(), announced.to_owned()]
            };
            return Self::List { matching, deals: lines.map(deal).collect() };
        }
        let group = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let deals = cells[1].parse().expect("a number of deals");
            (cells[0].to_owned(), Group { deals, figures: [2, 3, 4].map(|cell| cells[cell].to_owned()) })
        };
        Self::Totals(lines.map(group).collect())
    }

    /// Describes the first difference from the expected answer; `None` if they agree.
    pub(crate) fn difference_from(&self, expected: &Self, precision: Precision) -> Option<String> {
        match (self, expected) {
            (
                Self::List { matching, deals },
                Self::List { matching: expected_matching, deals: expected_deals },
            ) => {
                if matching != expected_matching {
                    return Some(format!("{matching} matching deals instead of {expected_matching}"));
                }
                let is_complete = deals.len() == LIMIT.min(*matching);
                (!is_complete || deals != expected_deals)
                    .then(|| format!("the deals {deals:?} instead of {expected_deals:?}"))
            }
            (Self::Totals(groups), Self::Totals(expected)) => {
                let names: BTreeSet<&String> = groups.keys().chain(expected.keys()).collect();
                names.into_iter().find_map(|name| {
                    let (group, expected) = (groups.get(name), expected.get(name));
                    let agree = group.zip(expected).is_some_and(|(a, b)| a.agrees_with(b, precision));
                    (!agree).then(|| format!("group {name:?} is {group:?} instead of {expected:?}"))
                })
            }
            _ => Some("an answer of another kind".to_owned()),
        }
    }
}

impl Group {
    fn agrees_with(&self, other: &Self, precision: Precision) -> bool {
        self.deals == other.deals
            && self.figures.iter().zip(&other.figures).all(|(a, b)| agree(a, b, precision))
    }
}

/// Returns 1278 for a message like "20 of 1,278 deals shown" if `listed` is 20.
fn total_deals(message: &str, listed: usize) -> Option<usize> {
    let number = |word: &str| word.replace(',', "").parse::<usize>().ok();
    let words: Vec<&str> = message.split_whitespace().collect();
    words.windows(3).find_map(|words| match words {
        [shown, "of", all] if number(shown) == Some(listed) => number(all),
        _ => None,
    })
}

/// Whether two figures agree.
fn agree(a: &str, b: &str, precision: Precision) -> bool {
    if a.is_empty() || b.is_empty() {
        return a == b;
    }
    match precision {
        Precision::Exact => {
            let decimal = |text: &str| text.parse::<Decimal>().ok();
            decimal(a).is_some() && decimal(a) == decimal(b)
        }
        Precision::Approximate => match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
            _ => false,
        },
    }
}
