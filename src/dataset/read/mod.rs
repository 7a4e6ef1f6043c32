//! From the text of a file to a valid dataset, or to every fault in it.
//!
//! - `deal`: from the JSON text of a deal to the deal, with some or all of its fields
//! - `projection`: the keys of a deal, of which a question skips most
//! - `reference`: companies, sources and rates
//! - `faults`: reads a record that failed once more, to report every fault in it

pub(in crate::dataset) mod deal;
mod faults;
mod projection;
mod reference;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use self::deal::{RecordReader, written_id};
use self::faults::{RecordFaults, parse_json, read_tolerantly, syntax_fault};
use self::reference::ReferenceReader;
use crate::dataset::Dataset;
use crate::dataset::fault::{FaultKind, Faults, Found, repeated_id};
use crate::dataset::links::{DealLinks, broken_links, problems};
use crate::dataset::record::{HEADER, LISTS};
use crate::deal::{Deal, FieldSet, Slug};
use crate::hash::HashMap;
use crate::invalid::Problem;
use crate::json::de;
use crate::json::locate::{Members, Position, offset_in, offset_of_path};
use crate::parallel::{available_threads, for_each_chunk};

pub(in crate::dataset) use self::reference::{parse_url, read_reference};

/// The two forms of a dataset file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON document: an object with `deals`, or a list of deals.
    Document,
    /// JSON Lines: one deal a line.
    Lines,
}

impl Form {
    /// Returns the form of a file with the extension `.jsonl` or `.ndjson`.
    pub fn by_name(path: &std::path::Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        matches!(ending.as_str(), "jsonl" | "ndjson").then_some(Self::Lines)
    }

    /// Returns the form of a text, given the text or its beginning: JSON Lines if its first line is a deal, or the
    /// beginning of one.
    pub fn of(text: &str) -> Self {
        let mut lines = text.split_inclusive('\n');
        let line = lines.find(|line| !is_blank_line(line)).unwrap_or_default();
        let mut keys = Vec::new();
        let is_object = Keys(&mut keys).deserialize(&mut serde_json::Deserializer::from_str(line)).is_ok();
        // A line that ends before its object does is the first one of a document.
        let is_deal = (is_object || !line.ends_with('\n'))
            && keys.iter().any(|key| key == "id" || key == "title")
            && keys.iter().all(|key| key != "deals");
        if is_deal { Self::Lines } else { Self::Document }
    }
}

/// Collects the keys of an object, as far as it can be read.
struct Keys<'k>(&'k mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            self.0.push(key);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Whether a line has white space of JSON only (RFC 8259, section 2).
fn is_blank_line(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Reads a whole dataset.
///
/// # Errors
/// Every fault, by position.
///
/// # Examples
///
/// ```
/// use outlay::dataset::{self, Form};
///
/// let line = r#"{"id": "a", "title": "A", "kind": "equty", "announced": "2025", "parties": []}"#;
/// let faults = dataset::read(line, Form::Lines).unwrap_err();
/// assert_eq!(faults.shown[0].field, "kind");
/// assert_eq!(faults.shown[0].to_string(), "1:35: deal a, kind: \"equty\" is not a kind");
/// ```
pub fn read(text: &str, form: Form) -> Result<Dataset, Faults> {
    read_deals(text, form, true)
}

/// Reads some deals of a dataset, whose links may lead to others that are not in `text`.
///
/// # Errors
/// All faults, as [`read`] finds them.
pub(crate) fn read_some(text: &str, form: Form) -> Result<Dataset, Faults> {
    read_deals(text, form, false)
}

fn read_deals(text: &str, form: Form, are_all: bool) -> Result<Dataset, Faults> {
    let mut reader = Reader { text, reference: ReferenceReader::new(text), found: Vec::new() };
    let deals = match form {
        Form::Document => reader.document(),
        Form::Lines => reader.lines(),
    };
    // A deal may refer to what another deal embeds.
    reader.embedded_lists(&deals);
    let records = deals;
    let (deals, links) = reader.deals(&records);
    reader.reference.check_owners();
    if are_all && reader.found.is_empty() && reader.reference.found.is_empty() {
        reader.check_links(&records, &deals, &links);
    }
    let Reader { reference: ReferenceReader { reference, mut found, .. }, found: others, .. } = reader;
    found.extend(others);
    if !found.is_empty() {
        return Err(Faults::new(text, found));
    }
    let mut dataset = Dataset { reference, deals };
    dataset.mention_all();
    Ok(dataset)
}

/// Returns the line of each deal of a valid dataset, in their order.
pub(crate) fn deal_lines(text: &str, form: Form) -> Vec<u64> {
    let mut reader = Reader { text, reference: ReferenceReader::new(text), found: Vec::new() };
    let records = match form {
        Form::Document => reader.document(),
        Form::Lines => reader.lines(),
    };
    let (mut line, mut counted) = (1, 0);
    let lines = records.into_iter().map(|record| {
        let start = offset_in(text, record.get());
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..start]).count() as u64;
        counted = start;
        line
    });
    lines.collect()
}

/// The fields of a document, each a JSON text.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    #[serde(rename = "$schema", borrow)]
    schema: Option<&'a RawValue>,
    version: Option<&'a RawValue>,
    companies: Option<&'a RawValue>,
    sources: Option<&'a RawValue>,
    rates: Option<&'a RawValue>,
    deals: Option<&'a RawValue>,
}

impl<'a> Document<'a> {
    /// The fields other than the deals that are present, each with its key.
    fn fields(&self) -> impl Iterator<Item = (&'static str, &'a RawValue)> + use<'a> {
        let values = [self.schema, self.version, self.companies, self.sources, self.rates];
        HEADER.into_iter().chain(LISTS).zip(values).filter_map(|(key, value)| Some((key, value?)))
    }
}

/// Returns the fields of a document other than the deals, each with its key. `None` if the text is not a document.
#[cfg(feature = "parquet")]
pub(in crate::dataset) fn reference_fields(text: &str) -> Option<impl Iterator<Item = (&'static str, &str)>> {
    let document: Document<'_> = de::from_str(text).ok()?;
    Some(document.fields().map(|(key, list)| (key, list.get())))
}

/// Reads a text whole.
struct Reader<'a> {
    text: &'a str,
    reference: ReferenceReader<'a>,
    found: Vec<Found>,
}

impl<'a> Reader<'a> {
    /// Returns the records of JSON Lines.
    fn lines(&mut self) -> Vec<&'a RawValue> {
        let mut records = Vec::new();
        for line in self.text.split('\n').filter(|line| !is_blank_line(line)) {
            match parse_json(line, offset_in(self.text, line)) {
                Ok(record) => records.push(record),
                Err(fault) => self.found.push(fault),
            }
        }
        records
    }

    /// Reads the lists of a document and returns its deals.
    fn document(&mut self) -> Vec<&'a RawValue> {
        let json: &RawValue = match parse_json(self.text, 0) {
            Ok(json) => json,
            Err(fault) => {
                self.found.push(fault);
                return Vec::new();
            }
        };
        if json.get().starts_with('[') {
            return self.reference.items("deals", json, None);
        }
        let start = offset_in(self.text, json.get());
        let mut faults = RecordFaults::default();
        let document = de::from_str(json.get()).ok();
        let is_object = json.get().starts_with('{');
        let document: Document<'_> = document
            .or_else(|| read_tolerantly(json, std::marker::PhantomData, &mut faults))
            .unwrap_or_default();
        for (key, value) in document.fields() {
            self.reference.field(key, value, None);
        }
        if is_object && document.deals.is_none() {
            let missing = Problem::new("there is no list of deals").hint("a dataset is {\"companies\": […], \"sources\": […], \"deals\": […]}, or JSON Lines with one deal a line");
            faults.report(&crate::json::locate::Path::Root, missing);
        }
        self.found.extend(faults.into_found(json.get(), start, "", None));
        document.deals.map(|deals| self.reference.items("deals", deals, None)).unwrap_or_default()
    }

    /// Reads the companies, sources and rates that deals embed.
    fn embedded_lists(&mut self, deals: &[&'a RawValue]) {
        for_each_chunk(
            deals,
            available_threads(),
            |deals| deals.iter().flat_map(|deal| embedded_lists(deal)).collect::<Vec<_>>(),
            |_, lists| {
                for (deal, key, list) in lists {
                    self.reference.field(key, list, written_id(deal.get()).as_deref());
                }
            },
        );
    }

    /// Reads deals, whose ids must differ, and their links to each other. A deal with faults is left out.
    fn deals(&mut self, records: &[&'a RawValue]) -> (Vec<Deal<'static>>, Vec<DealLinks>) {
        let reader = RecordReader::new(FieldSet::ALL, Some(&self.reference.reference.sources));
        let mut ids = HashMap::default();
        let mut deals = Vec::with_capacity(records.len());
        let mut links = Vec::new();
        let read = |record: &&'a RawValue| {
            let (id, deal) = reader.read_data(record);
            (id, deal.map(Deal::into_owned))
        };
        let mut index = 0;
        let mut add = |record: &'a RawValue, (id, deal): (Option<Slug<'a>>, Result<_, Vec<Found>>)| {
            let json = record.get();
            let start = offset_in(self.text, json);
            if let Some(id) = id
                && let Some(first) = ids.insert(id, start)
            {
                let line = Position::of(self.text, first).line;
                let mut faults = RecordFaults::default();
                faults.report_contradiction("id".to_owned(), repeated_id(&format!("line {line}")));
                self.found.extend(faults.into_found(json, start, "", written_id(json).as_deref()));
            }
            match deal {
                Ok(deal) => {
                    links.extend(DealLinks::of(&deal, index));
                    deals.push(deal);
                }
                Err(found) => self.found.extend(found.into_iter().map(|fault| fault.after(start))),
            }
            index += 1;
        };
        for_each_chunk(
            records,
            available_threads(),
            |chunk| chunk.iter().map(read).collect::<Vec<_>>(),
            |chunk, read| chunk.iter().zip(read).for_each(|(record, read)| add(record, read)),
        );
        (deals, links)
    }

    /// Reports broken links. Called if all deals are valid: a deal with a fault may be the one that a link leads to.
    fn check_links(&mut self, records: &[&RawValue], deals: &[Deal<'static>], links: &[DealLinks]) {
        if links.is_empty() {
            return;
        }
        let ids: Vec<&str> = deals.iter().map(|deal| deal.id.as_str()).collect();
        let known: HashSet<&str> = ids.iter().copied().collect();
        let broken = broken_links(links, |id| known.contains(id));
        for (link, problem) in broken.iter().zip(problems(&broken, &ids)) {
            let index = usize::try_from(link.deal.at).unwrap_or(usize::MAX);
            let json = records.get(index).map_or("", |record| record.get());
            let offset = offset_in(self.text, json) + offset_of_path(json, link.field);
            let deal = Some(link.deal.id.clone());
            self.found.push(Found {
                offset,
                deal,
                field: link.field.to_owned(),
                problem,
                kind: FaultKind::Form,
            });
        }
    }
}

/// Returns the arrays of reference data that a deal embeds, each with the deal and its key.
fn embedded_lists<'a>(deal: &'a RawValue) -> Vec<(&'a RawValue, &'static str, &'a RawValue)> {
    let Ok(members) = serde_json::from_str::<Members<'a>>(deal.get()) else { return Vec::new() };
    let list = |key| Some((deal, key, members.get(key).filter(|list| list.get() != "null")?));
    LISTS.into_iter().filter_map(list).collect()
}

/// Returns the first syntax error in the records `text` of a document, which stand between others unless they are its last.
pub(in crate::dataset) fn syntax_error(text: &str, is_last: bool) -> Found {
    let records = text.trim_ascii_end();
    let records = if is_last { records } else { records.strip_suffix(',').unwrap_or(records) };
    let array = format!("[{records}]");
    match parse_json::<Vec<&RawValue>>(&array, 0) {
        Ok(_) => syntax_fault(0, "expected `,` or `]`"),
        Err(fault) => Found { offset: fault.offset.saturating_sub(1), ..fault },
    }
}
