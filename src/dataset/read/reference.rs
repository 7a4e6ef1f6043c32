//! Reads what deals refer to: companies, sources and rates.

use std::marker::PhantomData;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::faults::{Checked, RecordFaults, Reported, parse_json, read_tolerantly, unexpected};
use crate::area::Area;
use crate::dataset::companies::circular_owners;
use crate::dataset::fault::{FaultKind, Found};
use crate::dataset::record::{CompanyRecord, HEADER, JsonString, RateRecord, SCHEMA, SourceRecord, VERSION};
use crate::dataset::{Company, ReferenceData, Source, UNNAMED_SOURCE};
use crate::date::parse_day;
use crate::invalid::Problem;
use crate::json::de;
use crate::json::locate::{Path, offset_in};
use crate::rates::{KnownRates, Quote};
use crate::text::quote;

/// Reads lists of companies, sources and rates, and the header of a document, each with its key.
///
/// Returns `None` if there is any fault, which [`read()`](super::read()) reports.
pub(in crate::dataset) fn read_reference<'k, 'l>(
    lists: impl IntoIterator<Item = (&'k str, &'l str)>,
) -> Option<ReferenceData> {
    let mut reader = ReferenceReader::new("");
    for (key, json) in lists {
        reader.field(key, parse_json(json, 0).ok()?, None);
    }
    reader.check_owners();
    reader.found.is_empty().then_some(reader.reference)
}

/// Adds the records of lists to reference data.
pub(super) struct ReferenceReader<'a> {
    text: &'a str,
    pub(super) reference: ReferenceData,
    pub(super) found: Vec<Found>,
    /// The companies that have an owner, with their offsets.
    owned: Vec<(String, usize)>,
    known_rates: KnownRates,
}

impl<'a> ReferenceReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            reference: ReferenceData::default(),
            found: Vec::new(),
            owned: Vec::new(),
            known_rates: KnownRates::default(),
        }
    }

    /// Reads the field `key` of the document: one of its header, or a list. A `deal` may have the same lists.
    pub(super) fn field(&mut self, key: &str, value: &'a RawValue, deal: Option<&str>) {
        if HEADER.contains(&key) {
            self.header(key, value);
        } else {
            self.list(key, value, deal);
        }
    }

    /// Reads a field of the header.
    fn header(&mut self, key: &str, value: &'a RawValue) {
        let json = value.get();
        let header = &mut self.reference.header;
        let read = if key == SCHEMA {
            let address: Result<JsonString<'_>, _> = serde_json::from_str(json);
            let address = address.map_err(|_| unexpected(json, "the address of the JSON Schema"));
            address.map(|address| header.schema = Some(address.0.into_owned()))
        } else {
            read_version(json).map(|version| header.version = Some(version))
        };
        if let Err(problem) = read {
            let offset = offset_in(self.text, json);
            let field = key.to_owned();
            self.found.push(Found { offset, deal: None, field, problem, kind: FaultKind::Form });
        }
    }

    /// Reads the list of `key`, which is `companies`, `sources` or `rates`, of the document or of a `deal`.
    fn list(&mut self, key: &str, list: &'a RawValue, deal: Option<&str>) {
        for (index, record) in self.items(key, list, deal).into_iter().enumerate() {
            let prefix = format!("{key}[{index}]");
            match key {
                "companies" => self.record(record, &prefix, deal, Self::company),
                "sources" => self.record(record, &prefix, deal, Self::source),
                _ => self.record(record, &prefix, deal, Self::rate),
            }
        }
    }

    /// Returns the items of an array, or reports that there is none.
    pub(super) fn items(&mut self, key: &str, list: &'a RawValue, deal: Option<&str>) -> Vec<&'a RawValue> {
        let items = serde_json::from_str(list.get());
        items.unwrap_or_else(|_| {
            self.found.push(Found {
                offset: offset_in(self.text, list.get()),
                deal: deal.map(str::to_owned),
                field: key.to_owned(),
                problem: unexpected(list.get(), "an array in brackets"),
                kind: FaultKind::Form,
            });
            Vec::new()
        })
    }

    /// Reads a record and adds what `convert` makes of it.
    fn record<T: Deserialize<'a>>(
        &mut self,
        json: &'a RawValue,
        prefix: &str,
        deal: Option<&str>,
        convert: fn(&mut Self, T, usize, &mut RecordFaults) -> Checked<()>,
    ) {
        let start = offset_in(self.text, json.get());
        let mut faults = RecordFaults::default();
        let record = de::from_str(json.get()).ok();
        if let Some(record) = record.or_else(|| read_tolerantly(json, PhantomData, &mut faults)) {
            // A reported fault is in `faults`.
            let (Ok(()) | Err(Reported)) = convert(self, record, start, &mut faults);
        }
        self.found.extend(faults.into_found(json.get(), start, prefix, deal));
    }

    fn company(&mut self, record: CompanyRecord<'_>, start: usize, faults: &mut RecordFaults) -> Checked<()> {
        let root = Path::Root;
        let at = |key| Path::Field(&root, key);
        let name = faults.string(record.name, &at("name"));
        let mut aliases = Vec::new();
        for (index, alias) in record.aliases.items.into_iter().enumerate() {
            let alias = faults.string(alias, &Path::Item(&at("aliases"), index));
            aliases.extend(alias.map(String::from));
        }
        let home = record.home.map(|home| {
            let area: Area = faults.parse(home, &at("home"))?;
            faults.check(Company::home(area), &at("home"))
        });
        let parent = record.parent.map(|parent| faults.string(parent, &at("parent")));
        let name = String::from(name?);
        // A company with another fault still takes its name.
        let parent = parent.and_then(Result::ok).map(String::from);
        if parent.is_some() {
            self.owned.push((name.clone(), start));
        }
        let company = Company { name, aliases, home: home.and_then(Result::ok), parent };
        faults.check(self.reference.companies.insert(company), &root)
    }

    fn source(&mut self, record: SourceRecord<'_>, _: usize, faults: &mut RecordFaults) -> Checked<()> {
        let root = Path::Root;
        let at = |key| Path::Field(&root, key);
        let id = faults.parse(record.id, &at("id"));
        let publisher = faults.string(record.publisher, &at("publisher"));
        let title = record.title.map(|title| faults.string(title, &at("title")));
        let author = record.author.map(|author| faults.string(author, &at("author")));
        let date = record.date.map(|date| faults.parse(date, &at("date")));
        let url = record.url.map(|url| {
            let url = faults.string(url, &at("url"))?;
            faults.check(parse_url(&url), &at("url"))
        });
        // A source with another fault still takes its id.
        let source = Source {
            id: id?,
            publisher: publisher?.into(),
            title: title.and_then(Result::ok).map(String::from),
            author: author.and_then(Result::ok).map(String::from),
            date: date.and_then(Result::ok),
            url: url.and_then(Result::ok),
        };
        faults.check(self.reference.sources.insert(source), &root)
    }

    fn rate(&mut self, record: RateRecord<'_>, _: usize, faults: &mut RecordFaults) -> Checked<()> {
        let root = Path::Root;
        let at = |key| Path::Field(&root, key);
        let date = faults.string(record.date, &at("date"));
        let date = date.and_then(|date| faults.check(parse_day(&date), &at("date")));
        let base = faults.parse(record.base, &at("base"));
        let quote = faults.parse(record.quote, &at("quote"));
        let rate = faults.decimal(record.rate, &at("rate"));
        let source = record.source.map(|source| faults.string(source, &at("source")));
        let source = source.and_then(Result::ok).map_or_else(|| UNNAMED_SOURCE.to_owned(), String::from);
        let quote = faults.check(Quote::new(date?, base?, quote?, rate?, source), &root)?;
        match self.known_rates.insert(&quote) {
            Ok(()) => self.reference.rates.push(quote),
            Err(problem) => faults.report_contradiction(String::new(), problem),
        }
        Ok(())
    }

    /// Reports the companies that own themselves, through others or not.
    pub(super) fn check_owners(&mut self) {
        let circular = self.reference.companies.circular();
        for (company, offset) in std::mem::take(&mut self.owned) {
            if circular.contains(company.as_str()) {
                let problem = circular_owners(&company).hint("correct one \"parent\" among them");
                self.found.push(Found {
                    offset,
                    deal: None,
                    field: "companies".to_owned(),
                    problem,
                    kind: FaultKind::Form,
                });
            }
        }
    }
}

/// Reads the version of a document, which is [`VERSION`].
fn read_version(json: &str) -> Result<u64, Problem> {
    let expected = format!("the number {VERSION}");
    let version = serde_json::from_str(json).map_err(|_| unexpected(json, &expected))?;
    match version {
        VERSION => Ok(version),
        0 => Err(Problem::new("there is no version 0").hint(format!("write {VERSION}, or leave it out"))),
        _ => Err(Problem::new(format!(
            "version {version} is newer than the one that this program reads, {VERSION}"
        ))
        .hint("update outlay")),
    }
}

/// Reads a whole web address.
///
/// # Errors
/// For another scheme, and for white space in it.
pub(in crate::dataset) fn parse_url(text: &str) -> Result<String, Problem> {
    let has_scheme = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    if has_scheme && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(format!("{} is not a URL", quote(text))).hint("write the whole address: https://…"))
}
