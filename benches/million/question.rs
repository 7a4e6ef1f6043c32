//! What is asked, and what is answered.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::measure::Measured;

/// The most that figures may differ by, relatively, where a program reckons in binary fractions.
const TOLERANCE: f64 = 1e-9;
const LIMIT: usize = 20;

/// A question that every program answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// The greatest deals of a company and what it owns.
    List,
    /// What goes to one country.
    Region,
    /// Totals by year and currency.
    Year,
    /// All in US dollars, each deal at the rates of its own date.
    Converted,
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::List, Self::Region, Self::Year, Self::Converted];

    /// Its name in tables and for the rivals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Region => "region",
            Self::Year => "year",
            Self::Converted => "converted",
        }
    }

    /// How outlay is asked.
    pub fn arguments(self, company: &str) -> Vec<&str> {
        match self {
            Self::List => {
                let rest = ["--sort", "-amount", "--limit", "20", "--columns", "id,announced,amount"];
                ["list", "--company", company].into_iter().chain(rest).collect()
            }
            Self::Region => vec!["totals", "--region", "FR"],
            Self::Year => vec!["totals", "--by", "year,currency"],
            Self::Converted => vec!["totals", "--in", "USD", "--at", "announced"],
        }
    }

    /// How many columns name the group of a row.
    const fn groupings(self) -> usize {
        match self {
            Self::Year => 2,
            Self::List | Self::Region | Self::Converted => 0,
        }
    }
}

/// An answer, whoever gave it.
#[derive(Debug)]
pub enum Answer {
    /// The first deals of a list.
    List {
        /// How many there are in all.
        matching: usize,
        /// Id and date of each.
        deals: Vec<[String; 2]>,
    },
    /// Totals by the name of their group.
    Totals(BTreeMap<String, Group>),
}

/// One row of totals.
#[derive(Debug)]
pub struct Group {
    deals: usize,
    /// Floor, headline and ceiling as they were written; empty where there is none.
    figures: [String; 3],
}

impl Answer {
    /// What outlay wrote as CSV.
    pub fn of_outlay(question: Question, measured: &Measured) -> Self {
        let mut reader = csv::Reader::from_reader(measured.output.as_bytes());
        let records = reader.records().map(|record| record.expect("outlay writes CSV"));
        let rows: Vec<Vec<String>> =
            records.map(|record| record.iter().map(str::to_owned).collect()).collect();
        if question == Question::List {
            let deals: Vec<[String; 2]> = rows.iter().map(|row| [row[0].clone(), row[1].clone()]).collect();
            // "note: 20 of 1278 deals shown (--limit)"; without it, that was all.
            let note = measured.messages.lines().find(|line| line.contains(" deals shown"));
            let shown = note.map(|note| {
                let words: Vec<&str> = note.split(' ').collect();
                let of = words.iter().position(|word| *word == "of").expect("a note of how many there are");
                words[of + 1].replace(',', "").parse().expect("a count")
            });
            return Self::List { matching: shown.unwrap_or(deals.len()), deals };
        }
        let by = question.groupings();
        let group = |row: &Vec<String>| {
            let name = if by == 0 { row[by + 5].clone() } else { row[..by].join(" ") };
            let deals = row[by].parse().expect("a count of deals");
            (name, Group { deals, figures: [2, 3, 4].map(|column| row[by + column].clone()) })
        };
        Self::Totals(rows.iter().map(group).collect())
    }

    /// What a rival wrote, in cells between tabs.
    pub fn of_rival(question: Question, measured: &Measured) -> Self {
        let mut lines = measured.output.lines();
        if question == Question::List {
            let matching = lines.next().and_then(|line| line.parse().ok()).expect("a count comes first");
            let deal = |line: &str| {
                let (id, announced) = line.split_once('\t').expect("an id and a date");
                [id.to_owned(), announced.to_owned()]
            };
            return Self::List { matching, deals: lines.map(deal).collect() };
        }
        let group = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let deals = cells[1].parse().expect("a count of deals");
            (cells[0].to_owned(), Group { deals, figures: [2, 3, 4].map(|cell| cells[cell].to_owned()) })
        };
        Self::Totals(lines.map(group).collect())
    }

    /// Whether two answers are the same; figures to the last digit, or, where they need not be exact, nearly.
    pub fn agrees_with(&self, other: &Self, exactly: bool) -> bool {
        match (self, other) {
            (Self::List { matching, deals }, Self::List { matching: other_matching, deals: other_deals }) => {
                matching == other_matching && deals == other_deals && deals.len() == LIMIT.min(*matching)
            }
            (Self::Totals(groups), Self::Totals(others)) => {
                groups.len() == others.len()
                    && groups.iter().zip(others).all(|((name, group), (other_name, other))| {
                        name == other_name
                            && group.deals == other.deals
                            && group.figures.iter().zip(&other.figures).all(|(a, b)| same(a, b, exactly))
                    })
            }
            _ => false,
        }
    }
}

fn same(a: &str, b: &str, exactly: bool) -> bool {
    if a.is_empty() || b.is_empty() {
        return a == b;
    }
    if exactly {
        let decimal = |text: &str| text.parse::<Decimal>().ok();
        return decimal(a).is_some() && decimal(a) == decimal(b);
    }
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
        _ => false,
    }
}
