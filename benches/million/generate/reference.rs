//! The companies and sources of the generated deals.

use std::fmt::Write as _;

use super::random::Random;
use super::words::{COUNTRIES, ENDS, FOREIGN_STEMS, PROJECTS, PUBLISHERS, SECONDS, STEMS};

const COMPANIES: usize = 60_000;
/// Number of companies with an entry in the dataset's list of companies.
pub(super) const DESCRIBED: usize = 2_000;
pub(super) const SOURCES: usize = 5_000;
/// Flattens the start of the frequency distribution: the frequency of a company is proportional to `1 / (rank +
/// FLATTENING)`.
const FLATTENING: u64 = 450;

/// A company.
pub(super) struct Company {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    /// The country of a described company.
    home: &'static str,
    /// The number of the described company that owns it. Always lower than its own, so that no company owns itself.
    pub(super) parent: Option<usize>,
    /// Its number among the described companies; `None` if it is not described.
    pub(super) number: Option<usize>,
}

/// All companies.
pub(super) struct Companies {
    /// The most frequent first.
    pub(super) all: Vec<Company>,
    /// The running sum of the companies' frequencies.
    cumulative_weights: Vec<u64>,
}

impl Companies {
    pub(super) fn generate() -> Self {
        let all = (0..COMPANIES).map(company).collect();
        let cumulative_weights = (0..COMPANIES as u64)
            .scan(0, |sum, rank| {
                *sum += (1 << 40) / (rank + FLATTENING);
                Some(*sum)
            })
            .collect();
        Self { all, cumulative_weights }
    }

    /// Returns the described company with a number.
    pub(super) fn described(&self, number: usize) -> &Company {
        &self.all[number * 2]
    }

    /// Returns the rank of a random company, by the companies' frequencies.
    pub(super) fn draw(&self, random: &mut Random) -> usize {
        let sum = self.cumulative_weights.last().copied().unwrap_or(1);
        let at = random.below(sum);
        self.cumulative_weights.partition_point(|sum| *sum <= at)
    }
}

/// Generates the company with a rank. Of the most frequent companies, every second one is described.
fn company(rank: usize) -> Company {
    // The step and the number of names are coprime, so that each name is used once.
    let spread = (rank * 7_919 + 13) % COMPANIES;
    let (end, second, stem) = (spread % 10, spread / 10 % 50, spread / 500);
    let foreign = rank % 20 == 7;
    let stem = if foreign { FOREIGN_STEMS[stem / 2] } else { STEMS[stem] };
    // Two STEMS share a foreign stem. One of them gets another word, so that the names differ.
    let half = if foreign && spread / 500 % 2 == 1 { " Nova" } else { "" };
    let gap = if ENDS[end].is_empty() { "" } else { " " };
    let name = format!("{stem}{half} {}{gap}{}", SECONDS[second], ENDS[end]);
    let number = (rank.is_multiple_of(2) && rank / 2 < DESCRIBED).then_some(rank / 2);
    let Some(number) = number else {
        return Company { name, aliases: vec![], home: "", parent: None, number: None };
    };
    let mut aliases = Vec::new();
    if number.is_multiple_of(3) {
        aliases.push(format!("{stem}{} {number}", &SECONDS[second][..2].to_uppercase()));
    }
    if number.is_multiple_of(12) {
        aliases.push(format!("The {name} Corporation"));
    }
    let parent = (number % 5 == 4 && number > 15).then_some(number / 16);
    Company {
        name,
        aliases,
        home: COUNTRIES[(rank * 31 + 7) % COUNTRIES.len()],
        parent,
        number: Some(number),
    }
}

/// Returns the JSON object of a described company.
pub(super) fn describe(company: &Company, companies: &Companies) -> String {
    let mut text = format!("{{\"name\":\"{}\"", company.name);
    if !company.aliases.is_empty() {
        let _ = write!(text, ",\"aliases\":[\"{}\"]", company.aliases.join("\",\""));
    }
    let _ = write!(text, ",\"home\":\"{}\"", company.home);
    if let Some(parent) = company.parent {
        let _ = write!(text, ",\"parent\":\"{}\"", companies.described(parent).name);
    }
    text.push('}');
    text
}

/// Returns the id and the JSON object of the source with a number.
pub(super) fn source(number: usize) -> (String, String) {
    let publisher = PUBLISHERS[number % PUBLISHERS.len()];
    let slug: String = publisher
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' => 'e',
            'ü' => 'u',
            ' ' => '-',
            other => other,
        })
        .collect();
    let id = format!("{slug}-{number:04}");
    let project = PROJECTS[number * 7 % PROJECTS.len()];
    let (year, month, day) = (2010 + number % 16, 1 + number / 16 % 12, 1 + number / 192 % 28);
    let object = format!(
        "{{\"id\":\"{id}\",\"publisher\":\"{publisher}\",\"title\":\"Money for {project}, no. {number}\",\
         \"date\":\"{year}-{month:02}-{day:02}\",\"url\":\"https://news.example/{slug}/{number}\"}}"
    );
    (id, object)
}
