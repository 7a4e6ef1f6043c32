//! Deals made up by rule: the same at every run, and each shorter file is the beginning of a longer one.
//!
//! The numbers are chosen so that every part of a deal occurs about as often as in a book kept by hand, and so that
//! a question can be put to a program that knows nothing of companies' homes or of regions: a deal without a place
//! has principals of unknown home, and no place is wider than a country.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{Datelike, Days, NaiveDate};

use crate::words::{
    CLAUSES, COUNTRIES, ENDS, FOREIGN_STEMS, NOTES, PROJECTS, PUBLISHERS, SECONDS, STEMS, TAGS, TOWNS,
};

/// To be raised with every change of what is written, so that files made before are made anew.
const VERSION: u32 = 1;
const COMPANIES: usize = 60_000;
const DESCRIBED: usize = 2_000;
const SOURCES: usize = 5_000;
/// How flat the frequencies of companies begin: the greater, the rarer is the most frequent one.
const FLATTENING: u64 = 450;

/// JSON Lines.
pub const LINES: &str = "jsonl";
/// One JSON document with each deal on a line of its own.
pub const DOCUMENT: &str = "json";
/// The same document without any white space.
pub const MINIFIED: &str = "min.json";

/// The deals of one size in every form.
pub struct Files {
    folder: PathBuf,
    /// How many deals.
    pub count: u32,
}

impl Files {
    /// The files of `count` deals in a folder, made where they are not there yet.
    pub fn ensure(folder: &Path, count: u32) -> io::Result<Self> {
        let files = Self { folder: folder.to_owned(), count };
        let marker = files.path("made");
        if fs::read_to_string(&marker).ok() != Some(files.mark()) {
            fs::create_dir_all(folder)?;
            files.make()?;
            fs::write(&marker, files.mark())?;
        }
        Ok(files)
    }

    /// Where the form of an ending is, or would be.
    pub fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("deals-{}.{ending}", self.count))
    }

    /// What tells that the files are whole and of this version.
    fn mark(&self) -> String {
        let size = |ending: &str| fs::metadata(self.path(ending)).map_or(0, |file| file.len());
        let sizes = [LINES, DOCUMENT, MINIFIED].map(|ending| size(ending).to_string());
        format!("version {VERSION}, bytes {}\n", sizes.join(" "))
    }

    fn make(&self) -> io::Result<()> {
        let create =
            |ending| io::Result::Ok(BufWriter::with_capacity(1 << 20, File::create(self.path(ending))?));
        let world = World::new();
        let mut lines = create(LINES)?;
        let mut maker = Maker::new(&world);
        for index in 0..self.count {
            maker.deal(index);
            // The line that first mentions a company or a source describes it.
            maker.describe_new();
            lines.write_all(maker.deal.as_bytes())?;
            lines.write_all(b"}\n")?;
        }
        lines.flush()?;
        // The documents have at the top what the lines have brought along, in the same order.
        let (companies, sources) = (maker.companies, maker.sources);
        for (ending, newline) in [(DOCUMENT, "\n"), (MINIFIED, "")] {
            let mut file = create(ending)?;
            write!(
                file,
                "{{\"companies\":[{companies}],{newline}\"sources\":[{sources}],{newline}\"deals\":["
            )?;
            let mut maker = Maker::new(&world);
            for index in 0..self.count {
                maker.deal(index);
                write!(file, "{}{newline}{}}}", if index == 0 { "" } else { "," }, maker.deal)?;
            }
            write!(file, "{newline}]}}{newline}")?;
            file.flush()?;
        }
        Ok(())
    }
}

/// A company that the questions ask for: by its own name, an alias and three subsidiaries in about one deal of a
/// thousand.
pub fn asked_company() -> (String, Vec<String>) {
    const ASKED: usize = 60;
    let world = World::new();
    let asked = world.described(ASKED);
    let with_aliases = |company: &Company| {
        std::iter::once(company.name.clone()).chain(company.aliases.iter().cloned()).collect::<Vec<_>>()
    };
    let subsidiaries = world.companies.iter().filter(|company| company.parent == Some(ASKED));
    let names = std::iter::once(asked).chain(subsidiaries).flat_map(with_aliases).collect();
    (asked.name.clone(), names)
}

/// A small generator of numbers that are random enough: splitmix64, by Sebastiano Vigna, in the public domain.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from zero up to, and without, `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// The smaller of two numbers: the first places are the more frequent.
    fn early_index(&mut self, length: usize) -> usize {
        self.index(length).min(self.index(length))
    }

    fn per_mille(&mut self, chance: u64) -> bool {
        self.below(1000) < chance
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.index(list.len())]
    }
}

struct Company {
    name: String,
    aliases: Vec<String>,
    home: &'static str,
    /// The described company that owns it, by its number; always a smaller one, so that no owner owns itself.
    parent: Option<usize>,
    /// Its number among the described companies, if it is one.
    number: Option<usize>,
}

/// What all deals draw from.
struct World {
    /// The most frequent first.
    companies: Vec<Company>,
    /// The running sum of the companies' frequencies.
    weights: Vec<u64>,
}

impl World {
    fn new() -> Self {
        let companies = (0..COMPANIES).map(company).collect();
        let weights = (0..COMPANIES as u64)
            .scan(0, |sum, rank| {
                *sum += (1 << 40) / (rank + FLATTENING);
                Some(*sum)
            })
            .collect();
        Self { companies, weights }
    }

    /// A described company by its number.
    fn described(&self, number: usize) -> &Company {
        &self.companies[number * 2]
    }

    fn draw(&self, random: &mut Random) -> usize {
        let all = self.weights.last().copied().unwrap_or(1);
        let at = random.below(all);
        self.weights.partition_point(|sum| *sum <= at)
    }
}

/// The company of a rank; every other one of the most frequent is described.
fn company(rank: usize) -> Company {
    // A step that has no divisor in common with the number of names reaches every one of them.
    let spread = (rank * 7_919 + 13) % COMPANIES;
    let (end, second, stem) = (spread % 10, spread / 10 % 50, spread / 500);
    let foreign = rank % 20 == 7;
    let stem = if foreign { FOREIGN_STEMS[stem / 2] } else { STEMS[stem] };
    // Two stems in STEMS fall on one foreign stem: the parity tells their names apart.
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

/// A source by its number: its id, and all there is to say of it.
fn source(number: usize) -> (String, String) {
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
    let all = format!(
        "{{\"id\":\"{id}\",\"publisher\":\"{publisher}\",\"title\":\"Money for {project}, no. {number}\",\
         \"date\":\"{year}-{month:02}-{day:02}\",\"url\":\"https://news.example/{slug}/{number}\"}}"
    );
    (id, all)
}

/// A currency: code, share of all deals in per mille, how many units are about 100 USD, and the power of ten that
/// its round figures are greater by.
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

/// A figure in hundredths of a currency, and whether the hundredths are written.
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

/// Makes one deal after the other.
struct Maker<'a> {
    world: &'a World,
    random: Random,
    /// The deal at hand, without its closing brace.
    deal: String,
    /// Which companies and sources have been mentioned, and which only by the deal at hand.
    mentioned: Vec<bool>,
    cited: Vec<bool>,
    new_companies: Vec<usize>,
    new_sources: Vec<usize>,
    /// All that was described so far.
    companies: String,
    sources: String,
}

impl<'a> Maker<'a> {
    fn new(world: &'a World) -> Self {
        Self {
            world,
            random: Random(0x6F75_746C_6179),
            deal: String::with_capacity(4096),
            mentioned: vec![false; DESCRIBED],
            cited: vec![false; SOURCES],
            new_companies: Vec::new(),
            new_sources: Vec::new(),
            companies: String::new(),
            sources: String::new(),
        }
    }

    /// Adds the companies and sources that the deal at hand is the first to mention, behind its last field.
    fn describe_new(&mut self) {
        for (name, all) in [("companies", &mut self.companies), ("sources", &mut self.sources)] {
            let new: Vec<String> = if name == "companies" {
                let described = self.new_companies.drain(..).map(|number| self.world.described(number));
                described.map(|company| describe(company, self.world)).collect()
            } else {
                self.new_sources.drain(..).map(|number| source(number).1).collect()
            };
            if !new.is_empty() {
                let new = new.join(",");
                let _ = write!(self.deal, ",\"{name}\":[{new}]");
                let comma = if all.is_empty() { "" } else { "," };
                let _ = write!(all, "{comma}{new}");
            }
        }
    }

    /// Remembers that a company is mentioned, and the companies that own it.
    fn mention(&mut self, rank: usize) {
        let mut next = self.world.companies[rank].number;
        while let Some(number) = next.filter(|number| !self.mentioned[*number]) {
            self.mentioned[number] = true;
            self.new_companies.push(number);
            next = self.world.described(number).parent;
        }
    }

    /// A source for a citation, by its id.
    fn cite(&mut self) -> String {
        let number = self.random.early_index(SOURCES);
        if !std::mem::replace(&mut self.cited[number], true) {
            self.new_sources.push(number);
        }
        source(number).0
    }

    fn deal(&mut self, index: u32) {
        self.deal.clear();
        self.random = Random(u64::from(index).wrapping_mul(0xD134_2543_DE82_EF95) ^ 0x6F75_746C_6179);
        let has_escapes = self.random.per_mille(5);
        let kind = self.kind();
        let has_place = !self.random.per_mille(40);
        let parties = self.parties(kind, has_place);
        let project = self.random.pick(&PROJECTS);
        let _ = write!(self.deal, "{{\"id\":\"d{index:07}\",\"title\":\"");
        let mut title = format!("{}: {project}", self.world.companies[parties[0].0].name);
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

    /// One to four companies, each once; the first one is a principal.
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
            let rank = self.world.draw(&mut self.random);
            if parties.iter().any(|(taken, _)| *taken == rank) {
                continue;
            }
            let role = match parties.len() {
                0 => principal,
                1 => second,
                _ if self.random.per_mille(400) => principal,
                _ => self.random.pick(&["partner", "backer", "operator"]),
            };
            // A known home would stand for the place that is missing.
            let home_counts = role == principal && !has_place;
            if home_counts && self.world.companies[rank].number.is_some() {
                continue;
            }
            parties.push((rank, role));
        }
        for (rank, _) in &parties {
            self.mention(*rank);
        }
        parties
    }

    /// A company's name as it is written this time: now and then an alias, or in capitals.
    fn spelling(&mut self, rank: usize) -> String {
        let company = &self.world.companies[rank];
        if !company.aliases.is_empty() && self.random.per_mille(150) {
            return company.aliases[self.random.index(company.aliases.len())].clone();
        }
        if self.random.per_mille(5) { company.name.to_ascii_uppercase() } else { company.name.clone() }
    }

    /// Writes the date of a deal and gives a day that it is, or may be.
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

    /// Writes the amount with its equivalents, and gives its figure and currency where it is disclosed.
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
            // As a source prints it: three digits and zeros.
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

    /// Two or three digits and zeros, or now and then every digit down to the hundredths.
    fn figure(&mut self, power: u32) -> Figure {
        let exponent = 5 + self.random.early_index(4) as u32 + power;
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
            // A tenth or more above; a whole number stays one.
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
        let (year, years) = (day.year(), 1 + self.random.below(5) as i32);
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
        let name = &self.world.companies[parties[0].0].name;
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

    /// Writes a text that has nothing to be escaped; where wanted, in ASCII alone.
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

/// A company as the file describes it.
fn describe(company: &Company, world: &World) -> String {
    let mut text = format!("{{\"name\":\"{}\"", company.name);
    if !company.aliases.is_empty() {
        let _ = write!(text, ",\"aliases\":[\"{}\"]", company.aliases.join("\",\""));
    }
    let _ = write!(text, ",\"home\":\"{}\"", company.home);
    if let Some(parent) = company.parent {
        let _ = write!(text, ",\"parent\":\"{}\"", world.described(parent).name);
    }
    text.push('}');
    text
}
