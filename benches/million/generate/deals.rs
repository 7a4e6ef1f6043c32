//! Generates deals as JSON objects.

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};

use super::random::Random;
use super::reference::{Companies, DESCRIBED, SOURCES, describe, source};
use super::words::{CLAUSES, COUNTRIES, NOTES, PROJECTS, TAGS, TOWNS};

/// Currencies: code, share of all deals in per mille, units that are worth about 100 USD, and the power of ten by which
/// round figures exceed those in USD.
const CURRENCIES: [(&str, u64, u64, u32); 15] = [
    ("USD", 450, 100, 0),
    ("EUR", 150, 90, 0),
    ("CNY", 100, 660, 1),
    ("GBP", 60, 78, 0),
    ("JPY", 50, 11_500, 2),
    ("INR", 40, 7_000, 2),
    ("KRW", 30, 115_000, 3),
    ("CHF", 20, 95, 0),
    ("CAD", 20, 130, 0),
    ("AUD", 20, 140, 0),
    ("BRL", 20, 400, 0),
    ("SEK", 15, 900, 1),
    ("SGD", 10, 135, 0),
    ("HKD", 10, 780, 1),
    ("ZAR", 5, 1_400, 1),
];

/// A figure in hundredths of a currency unit. `decimals` tells whether the hundredths are written.
#[derive(Clone, Copy)]
struct Figure {
    hundredths: u64,
    decimals: bool,
}

impl Figure {
    fn write(self, out: &mut String) {
        let (whole, rest) = (self.hundredths / 100, self.hundredths % 100);
        let _ = if self.decimals { write!(out, "{whole}.{rest:02}") } else { write!(out, "{whole}") };
    }
}

/// Generates one deal after the other.
pub(super) struct DealGenerator<'a> {
    all_companies: &'a Companies,
    random: Random,
    /// The current deal as JSON, without its closing brace.
    pub(super) deal: String,
    /// Whether a described company was mentioned, by its number.
    mentioned: Vec<bool>,
    /// Whether a source was cited, by its number.
    cited: Vec<bool>,
    /// Companies and sources that are first mentioned by the current deal.
    new_companies: Vec<usize>,
    new_sources: Vec<usize>,
    /// The JSON objects of all companies and sources described so far, separated by commas.
    pub(super) company_list: String,
    pub(super) source_list: String,
}

impl<'a> DealGenerator<'a> {
    pub(super) fn new(all_companies: &'a Companies) -> Self {
        Self {
            all_companies,
            random: Random(0x6F75_746C_6179),
            deal: String::with_capacity(4096),
            mentioned: vec![false; DESCRIBED],
            cited: vec![false; SOURCES],
            new_companies: Vec::new(),
            new_sources: Vec::new(),
            company_list: String::new(),
            source_list: String::new(),
        }
    }

    /// Appends the companies and sources that no earlier deal mentions to the current deal.
    pub(super) fn describe_new(&mut self) {
        for (name, list) in [("companies", &mut self.company_list), ("sources", &mut self.source_list)] {
            let new: Vec<String> = if name == "companies" {
                let described =
                    self.new_companies.drain(..).map(|number| self.all_companies.described(number));
                described.map(|company| describe(company, self.all_companies)).collect()
            } else {
                self.new_sources.drain(..).map(|number| source(number).1).collect()
            };
            if !new.is_empty() {
                let new = new.join(",");
                let _ = write!(self.deal, ",\"{name}\":[{new}]");
                let comma = if list.is_empty() { "" } else { "," };
                let _ = write!(list, "{comma}{new}");
            }
        }
    }

    /// Records that a company is mentioned, together with its owners.
    fn mention(&mut self, rank: usize) {
        let mut next = self.all_companies.all[rank].number;
        while let Some(number) = next.filter(|number| !self.mentioned[*number]) {
            self.mentioned[number] = true;
            self.new_companies.push(number);
            next = self.all_companies.described(number).parent;
        }
    }

    /// Returns the id of a random source.
    fn cite(&mut self) -> String {
        let number = self.random.early_index(SOURCES);
        if !std::mem::replace(&mut self.cited[number], true) {
            self.new_sources.push(number);
        }
        source(number).0
    }

    /// Generates the deal with an index into `deal`.
    pub(super) fn generate(&mut self, index: u32) {
        self.deal.clear();
        self.random = Random(u64::from(index).wrapping_mul(0xD134_2543_DE82_EF95) ^ 0x6F75_746C_6179);
        let has_escapes = self.random.per_mille(5);
        let kind = self.kind();
        let has_place = !self.random.per_mille(40);
        let parties = self.parties(kind, has_place);
        let project = self.random.pick(&PROJECTS);
        let _ = write!(self.deal, "{{\"id\":\"d{index:07}\",\"title\":\"");
        let mut title = format!("{}: {project}", self.all_companies.all[parties[0].0].name);
        if has_escapes {
            title.push_str(" in ");
            title.push_str(self.random.pick(&TOWNS));
        } else if self.random.per_mille(300) {
            let _ = write!(title, ", phase {}", 1 + self.random.below(4));
        }
        self.text(&title, has_escapes);
        let _ = write!(self.deal, "\",\"kind\":\"{kind}\",\"announced\":\"");
        let day = self.announced();
        self.deal.push('"');
        if let Some(status) = self.status() {
            let _ = write!(self.deal, ",\"status\":\"{status}\"");
        }
        let amount = self.amount();
        self.period(day);
        self.deal.push_str(",\"parties\":[");
        for (position, (rank, role)) in parties.iter().enumerate() {
            self.deal.push_str(if position == 0 { "{\"company\":\"" } else { ",{\"company\":\"" });
            let name = self.spelling(*rank);
            self.text(&name, has_escapes);
            let _ = write!(self.deal, "\",\"role\":\"{role}\"}}");
        }
        self.deal.push(']');
        if has_place {
            self.places();
        }
        self.parts(amount);
        self.tags();
        self.citation(&parties, project, amount);
        self.history(day, amount);
        if self.random.per_mille(80) {
            let note = self.random.pick(&NOTES);
            let _ = write!(self.deal, ",\"note\":\"{note}\"");
        }
    }

    fn kind(&mut self) -> &'static str {
        match self.random.below(100) {
            0..30 => "capex",
            30..55 => "equity",
            55..70 => "contract",
            70..80 => "acquisition",
            80..90 => "debt",
            90..95 => "grant",
            _ => "other",
        }
    }

    /// Returns one to four different companies with their roles. The first one is a principal.
    fn parties(&mut self, kind: &str, has_place: bool) -> Vec<(usize, &'static str)> {
        let count = match self.random.below(100) {
            0..20 => 1,
            20..75 => 2,
            75..92 => 3,
            _ => 4,
        };
        let (principal, second) = match kind {
            "contract" => ("provider", "customer"),
            "capex" => ("investor", "operator"),
            _ => ("investor", "recipient"),
        };
        let mut parties: Vec<(usize, &'static str)> = Vec::with_capacity(count);
        while parties.len() < count {
            let rank = self.all_companies.draw(&mut self.random);
            if parties.iter().any(|(taken, _)| *taken == rank) {
                continue;
            }
            let role = match parties.len() {
                0 => principal,
                1 => second,
                _ if self.random.per_mille(400) => principal,
                _ => self.random.pick(&["partner", "backer", "operator"]),
            };
            // A known home would replace the missing place.
            let home_counts = role == principal && !has_place;
            if home_counts && self.all_companies.all[rank].number.is_some() {
                continue;
            }
            parties.push((rank, role));
        }
        for (rank, _) in &parties {
            self.mention(*rank);
        }
        parties
    }

    /// Returns a spelling of a company's name: sometimes an alias, or in capitals.
    fn spelling(&mut self, rank: usize) -> String {
        let company = &self.all_companies.all[rank];
        if !company.aliases.is_empty() && self.random.per_mille(150) {
            return company.aliases[self.random.index(company.aliases.len())].clone();
        }
        if self.random.per_mille(5) { company.name.to_ascii_uppercase() } else { company.name.clone() }
    }

    /// Writes the date of a deal and returns that day, or a day within the written month or year.
    fn announced(&mut self) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(2010, 1, 1).unwrap_or_default();
        let last = NaiveDate::from_ymd_opt(2026, 10, 30).unwrap_or_default();
        let days = (last - first).num_days().unsigned_abs();
        // Later years have more deals.
        let after = self.random.below(days + 1).max(self.random.below(days + 1));
        let day = first + Days::new(after);
        let _ = match self.random.below(100) {
            0 => write!(self.deal, "{}", day.year()),
            1..4 => write!(self.deal, "{}-{:02}", day.year(), day.month()),
            _ => write!(self.deal, "{day}"),
        };
        day
    }

    fn status(&mut self) -> Option<&'static str> {
        match self.random.below(100) {
            0..2 => Some("rumoured"),
            2..4 => Some("cancelled"),
            4..18 => Some("announced"),
            18..28 => Some("signed"),
            28..40 => Some("completed"),
            _ => None,
        }
    }

    /// Writes the amount with its equivalents. Returns the figure and the index of the currency, or `None` if the amount
    /// is undisclosed.
    fn amount(&mut self) -> Option<(Figure, usize)> {
        if self.random.per_mille(80) {
            return None;
        }
        let at = self.random.below(1000);
        let mut sum = 0;
        let currency = CURRENCIES
            .iter()
            .position(|(_, share, ..)| {
                sum += share;
                at < sum
            })
            .unwrap_or_default();
        let (code, _, units, power) = CURRENCIES[currency];
        let figure = self.figure(power);
        let bound = self.random.below(100);
        self.deal.push_str(",\"amount\":");
        self.quantity(figure, bound, code);
        self.deal.push('}');
        if self.random.per_mille(80) {
            let (other, other_units) = if code == "USD" { ("EUR", CURRENCIES[1].2) } else { ("USD", 100) };
            // Sources print three digits followed by zeros.
            let raw = figure.hundredths / 100 / units * other_units;
            let zeros = 10_u64.pow(raw.checked_ilog10().unwrap_or_default().saturating_sub(2));
            let _ = write!(
                self.deal,
                ",\"equivalents\":[{{\"value\":\"{}\",\"currency\":\"{other}\"",
                raw / zeros * zeros
            );
            if self.random.per_mille(100) {
                let source = self.cite();
                let _ = write!(self.deal, ",\"source\":\"{source}\"");
            }
            self.deal.push_str("}]");
        }
        Some((figure, currency))
    }

    /// Returns a round figure of two or three digits, or sometimes one with all digits down to the hundredths.
    fn figure(&mut self, power: u32) -> Figure {
        let exponent = 5 + u32::try_from(self.random.early_index(4)).expect("below 4") + power;
        let whole = (10 + self.random.below(990)) * 10_u64.pow(exponent);
        if self.random.per_mille(20) {
            let rest = self.random.below(10_u64.pow(exponent) * 100);
            return Figure { hundredths: whole * 100 + rest, decimals: true };
        }
        Figure { hundredths: whole * 100, decimals: false }
    }

    /// Writes an amount without its closing brace.
    fn quantity(&mut self, figure: Figure, bound: u64, code: &str) {
        self.deal.push('{');
        if (8..10).contains(&bound) {
            self.deal.push_str("\"low\":\"");
            figure.write(&mut self.deal);
            self.deal.push_str("\",\"high\":\"");
            let more = 1 + self.random.below(9);
            // At least a tenth higher. An integer stays an integer.
            Figure { hundredths: figure.hundredths + figure.hundredths / 1000 * 100 * more, ..figure }
                .write(&mut self.deal);
        } else {
            self.deal.push_str(match bound {
                0..3 => "\"bound\":\"about\",",
                3..6 => "\"bound\":\"up to\",",
                6..8 => "\"bound\":\"at least\",",
                _ => "",
            });
            self.deal.push_str("\"value\":\"");
            figure.write(&mut self.deal);
        }
        let _ = write!(self.deal, "\",\"currency\":\"{code}\"");
    }

    fn period(&mut self, day: NaiveDate) {
        if !self.random.per_mille(100) {
            return;
        }
        let (year, years) = (day.year(), 1 + i32::try_from(self.random.below(5)).expect("below 5"));
        let plural = if years == 1 { "" } else { "s" };
        let _ = match self.random.below(4) {
            0 => write!(self.deal, ",\"period\":{{\"length\":\"{years} year{plural}\"}}"),
            1 => write!(
                self.deal,
                ",\"period\":{{\"label\":\"fiscal {}\",\"start\":\"{year}-07\",\"end\":\"{}-06\"}}",
                year + 1,
                year + 1
            ),
            2 => write!(
                self.deal,
                ",\"period\":{{\"start\":\"{year}-{:02}\",\"length\":\"{years} year{plural}\"}}",
                day.month()
            ),
            _ => write!(self.deal, ",\"period\":{{\"end\":\"{}\"}}", year + years),
        };
    }

    fn places(&mut self) {
        let first = self.random.early_index(COUNTRIES.len());
        let area = COUNTRIES[first];
        let _ = match self.random.below(100) {
            0..2 => {
                let share =
                    self.random.pick(&["at least 60%", "over half", "up to 40%", "0.25", "about 70%"]);
                write!(self.deal, ",\"places\":[{{\"area\":\"{area}\",\"share\":\"{share}\"}}]")
            }
            2 => {
                let other = COUNTRIES[(first + 1 + self.random.index(9)) % COUNTRIES.len()];
                write!(
                    self.deal,
                    ",\"places\":[{{\"area\":\"{area}\",\"share\":\"at least 60%\"}},{{\"area\":\"{other}\"}}]"
                )
            }
            3..11 => {
                let other = COUNTRIES[(first + 1 + self.random.index(9)) % COUNTRIES.len()];
                write!(self.deal, ",\"places\":[{{\"area\":\"{area}\"}},{{\"area\":\"{other}\"}}]")
            }
            _ => write!(self.deal, ",\"places\":[{{\"area\":\"{area}\"}}]"),
        };
    }

    fn parts(&mut self, amount: Option<(Figure, usize)>) {
        if !self.random.per_mille(20) {
            return;
        }
        let project = self.random.pick(&PROJECTS);
        let relation = if self.random.per_mille(700) { "within" } else { "alongside" };
        let _ =
            write!(self.deal, ",\"parts\":[{{\"title\":\"Money for {project}\",\"relation\":\"{relation}\"");
        if let Some((figure, currency)) = amount {
            let quarter = figure.hundredths / 400;
            let _ = write!(
                self.deal,
                ",\"amount\":{{\"value\":\"{quarter}\",\"currency\":\"{}\"}}",
                CURRENCIES[currency].0
            );
        }
        self.deal.push_str("}]");
    }

    fn tags(&mut self) {
        let (first, count) = (self.random.index(TAGS.len()), 1 + self.random.early_index(3));
        self.deal.push_str(",\"tags\":[");
        for position in 0..count {
            let comma = if position == 0 { "" } else { "," };
            let _ = write!(self.deal, "{comma}\"{}\"", TAGS[(first + position * 7) % TAGS.len()]);
        }
        self.deal.push(']');
    }

    fn citation(&mut self, parties: &[(usize, &str)], project: &str, amount: Option<(Figure, usize)>) {
        let source = self.cite();
        let _ = write!(self.deal, ",\"citations\":[{{\"source\":\"{source}\",\"quote\":\"");
        let start = self.deal.len();
        let wanted = 80 + self.random.index(80);
        let name = &self.all_companies.all[parties[0].0].name;
        let words =
            self.random.pick(&["said it would spend", "plans to invest", "will commit", "has agreed on"]);
        let apostrophe = if self.random.per_mille(50) { "’s board" } else { "" };
        let _ = write!(self.deal, "{name}{apostrophe} {words} ");
        match amount {
            Some((figure, currency)) => {
                let millions = figure.hundredths / 100_000_000;
                let _ = write!(self.deal, "{} {millions} million", CURRENCIES[currency].0);
            }
            None => self.deal.push_str("an undisclosed sum"),
        }
        let _ = write!(self.deal, " on {project}");
        if self.random.per_mille(10) {
            self.deal.push_str(", which it called \\\"a milestone\\\"");
        }
        while self.deal.len() - start < wanted {
            let clause = self.random.pick(&CLAUSES);
            let _ = write!(self.deal, ", {clause}");
        }
        self.deal.push_str(".\"}]");
    }

    fn history(&mut self, day: NaiveDate, amount: Option<(Figure, usize)>) {
        if !self.random.per_mille(30) {
            return;
        }
        let first = day + Days::new(1 + self.random.below(400));
        let note = self.random.pick(&NOTES);
        let _ = write!(self.deal, ",\"history\":[{{\"date\":\"{first}\"");
        match amount {
            Some((_, currency)) if self.random.per_mille(600) => {
                let (code, .., power) = CURRENCIES[currency];
                let figure = self.figure(power);
                let bound = self.random.below(100);
                self.deal.push_str(",\"amount\":");
                self.quantity(figure, bound, code);
                self.deal.push('}');
            }
            _ => {
                let status = self.random.pick(&["completed", "signed", "cancelled", "completed"]);
                let _ = write!(self.deal, ",\"status\":\"{status}\"");
            }
        }
        let _ = write!(self.deal, ",\"note\":\"{note}\"}}");
        if self.random.per_mille(150) {
            let second = first + Days::new(1 + self.random.below(300));
            let _ = write!(self.deal, ",{{\"date\":\"{second}\",\"status\":\"completed\"}}");
        }
        self.deal.push(']');
    }

    /// Writes the content of a JSON string that needs no escapes, or, if `ascii` is set, with all other characters
    /// escaped.
    fn text(&mut self, text: &str, ascii: bool) {
        if !ascii || text.is_ascii() {
            self.deal.push_str(text);
            return;
        }
        for unit in text.encode_utf16() {
            let _ = match u8::try_from(unit) {
                Ok(byte) if byte.is_ascii() => write!(self.deal, "{}", char::from(byte)),
                _ => write!(self.deal, "\\u{unit:04x}"),
            };
        }
    }
}
