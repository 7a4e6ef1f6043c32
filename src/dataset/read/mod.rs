//! From the text of a file to a valid dataset, or to every fault in it.

pub(in crate::dataset) mod deal;
mod located;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::dataset::fault::{Faults, Found};
use crate::dataset::record::CONVERTED;
use crate::dataset::record::LISTS;
use crate::dataset::{Company, Dataset, ReferenceData, Source, Sources, UNNAMED_SOURCE};
use crate::date::{PartialDate, parse_day};
use crate::deal::{
    Citation, Deal, DealData, Equivalent, Kind, Part, Party, Period, Place, Relation, Revision, Slug, Status,
};
use crate::invalid::{Problem, nearest};
use crate::money::{Amount, Bound, Currency, Decimal, Quantity, parse_decimal};
use crate::rates::Quote;
use located::{Fields, Object, Path, Reader};

/// The two forms of a dataset file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One JSON document: an object with `deals`, or a list of deals.
    Document,
    /// JSON Lines: one deal a line.
    Lines,
}

impl Form {
    /// The form that a file's name tells, where it does.
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

/// Reads a dataset whole.
///
/// # Errors
/// Every fault found, by position; nothing of a dataset at fault is used.
pub fn read(text: &str, form: Form) -> Result<Dataset, Faults> {
    let mut reading = Reading::new(text, Known::Here);
    match form {
        Form::Document => reading.document(text),
        Form::Lines => {
            let lines = reading.lines(text);
            reading.deals(&lines);
        }
    }
    reading.check_owners();
    reading.dataset.mention_all();
    let Reading { reader, dataset, .. } = reading;
    match reader.into_found() {
        found if found.is_empty() => Ok(dataset),
        found => Err(Faults::new(text, found)),
    }
}

/// Reads deals that stand between others of a dataset whose register is known: lines, or records of one list with commas
/// between them.
///
/// # Errors
/// Every fault found, by its byte in `text`.
pub(in crate::dataset) fn read_piece(
    text: &str,
    form: Form,
    is_last: bool,
    sources: Option<&Sources>,
) -> Result<Vec<(usize, Deal<'static>)>, Vec<Found>> {
    // A list, so that the syntax between the records is held to the same rules.
    let records = text.trim_end();
    let records = if is_last { records } else { records.strip_suffix(',').unwrap_or(records) };
    let list = (form == Form::Document).then(|| format!("[{records}]"));
    let mut reading = Reading::new(list.as_deref().unwrap_or(text), Known::Before(sources));
    let records = match &list {
        Some(list) => reading.reader.cut::<Vec<&RawValue>>(list).unwrap_or_default(),
        None => reading.lines(text),
    };
    reading.deals(&records);
    let shift = usize::from(list.is_some());
    let Reading { reader, dataset, starts, .. } = reading;
    let mut found = reader.into_found();
    if found.is_empty() {
        return Ok(starts.into_iter().map(|start| start - shift).zip(dataset.deals).collect());
    }
    found.iter_mut().for_each(|fault| fault.offset = fault.offset.saturating_sub(shift));
    Err(found)
}

/// Reads lists of companies, sources and rates, each under its name.
///
/// Nothing where anything is wrong with them: [`read()`] tells what.
pub(in crate::dataset) fn read_reference<'l>(
    lists: impl IntoIterator<Item = (&'l str, &'l str)>,
) -> Option<ReferenceData> {
    let mut reference = ReferenceData::default();
    let mut owned = Vec::new();
    for (name, text) in lists {
        let mut reading = Reading::new(text, Known::Here);
        reading.dataset.reference = reference;
        let raw = reading.reader.cut::<&RawValue>(text)?;
        match name {
            "companies" => reading.items(raw, name, Reading::company),
            "sources" => reading.items(raw, name, Reading::source),
            _ => reading.items(raw, name, Reading::rate),
        }
        let Reading { reader, dataset, owned: owners, .. } = reading;
        if !reader.into_found().is_empty() {
            return None;
        }
        owned.extend(owners);
        reference = dataset.reference;
    }
    let sound = {
        let circular = reference.companies.circular();
        owned.iter().all(|(company, _)| !circular.contains(company.as_str()))
    };
    sound.then_some(reference)
}

/// Reads one record of a list and keeps it, or its faults.
type ReadRecord<'a, 'r> = fn(&mut Reading<'a, 'r>, &'a RawValue, &Path<'_>);

/// What deals may refer to.
#[derive(Clone, Copy)]
enum Known<'r> {
    /// What is read with them.
    Here,
    /// Sources that were read before; where they were not, citations are taken at their word.
    Before(Option<&'r Sources>),
}

struct Reading<'a, 'r> {
    reader: Reader<'a>,
    dataset: Dataset,
    known: Known<'r>,
    /// Where each deal begins that was kept.
    starts: Vec<usize>,
    /// The deals read so far, with the byte at which each begins.
    ids: HashMap<String, usize>,
    /// The companies that have an owner, with the byte at which each begins.
    owned: Vec<(String, usize)>,
}

impl<'a, 'r> Reading<'a, 'r> {
    fn new(text: &'a str, known: Known<'r>) -> Self {
        Self {
            reader: Reader::new(text),
            dataset: Dataset::default(),
            known,
            starts: Vec::new(),
            ids: HashMap::new(),
            owned: Vec::new(),
        }
    }

    /// The records of JSON Lines.
    fn lines(&mut self, text: &'a str) -> Vec<&'a RawValue> {
        let lines = text.lines().filter(|line| !is_blank_line(line));
        lines.filter_map(|line| self.reader.cut(line)).collect()
    }

    /// Reads deals, after all that they bring along: one may refer to what another brings.
    fn deals(&mut self, records: &[&'a RawValue]) {
        if matches!(self.known, Known::Here) {
            records.iter().for_each(|raw| self.brought(raw));
        }
        records.iter().for_each(|raw| self.deal(raw, &Path::Root));
    }

    /// Reads what a deal brings along. What else is wrong with it is told when the deal itself is read.
    fn brought(&mut self, raw: &'a RawValue) {
        let lists: [(&'static str, ReadRecord<'a, 'r>); 3] =
            [("companies", Self::company), ("sources", Self::source), ("rates", Self::rate)];
        let Some(fields) = Fields::of(raw.get()) else { return };
        self.reader.enter_deal(fields.get("id").map(written));
        for (name, read) in lists {
            if let Some(raw) = fields.get(name) {
                self.items(raw, name, read);
            }
        }
        self.reader.enter_deal(None);
    }

    fn document(&mut self, text: &'a str) {
        let Some(raw) = self.reader.cut::<&RawValue>(text) else { return };
        if raw.get().starts_with('[') {
            let records = self.records(raw, "deals");
            self.deals(&records);
            return;
        }
        let Some(mut root) = self.reader.object(raw, &Path::Root) else { return };
        // In this order, whatever the file's: deals refer to what stands in the lists before.
        let lists: [(&'static str, Option<ReadRecord<'a, 'r>>); 4] = [
            ("companies", Some(Self::company)),
            ("sources", Some(Self::source)),
            ("rates", Some(Self::rate)),
            ("deals", None),
        ];
        for (name, read) in lists {
            match (root.raw(name), read) {
                (Some(raw), Some(read)) => self.items(raw, name, read),
                (Some(raw), None) => {
                    let records = self.records(raw, name);
                    self.deals(&records);
                }
                (None, None) => {
                    let missing = Problem::new("there is no list of deals").hint("a dataset is {\"companies\": […], \"sources\": […], \"deals\": […]}, or JSON Lines with one deal a line");
                    self.reader.fault(raw, &Path::Root, missing);
                }
                (None, Some(_)) => {}
            }
        }
        root.finish(&mut self.reader);
    }

    /// The items of a list, cut before they are read, so that each can be read with the whole of `self`.
    fn records(&mut self, raw: &'a RawValue, name: &str) -> Vec<&'a RawValue> {
        let path = Path::Field(&Path::Root, name);
        self.reader.list(raw, &path, |_, item, _| Some(item)).unwrap_or_default()
    }

    fn items(&mut self, raw: &'a RawValue, name: &str, read: ReadRecord<'a, 'r>) {
        let root = Path::Field(&Path::Root, name);
        for (index, item) in self.records(raw, name).into_iter().enumerate() {
            read(self, item, &Path::Item(&root, index));
        }
    }

    fn company(&mut self, raw: &'a RawValue, path: &Path<'_>) {
        let reader = &mut self.reader;
        let Some(mut fields) = reader.object(raw, path) else { return };
        let name = fields.required(reader, "name", Reader::string);
        let aliases = fields.list(reader, "aliases", Reader::string);
        let home = fields.optional(reader, "home", |reader, raw, path| {
            let area: crate::area::Area = reader.parse(raw, path)?;
            let country = if area.is_country() {
                Ok(area)
            } else {
                Err(Problem::new(format!("{} is not a country", area.name()))
                    .hint("a company's home is one country"))
            };
            reader.accept(country, raw, path)
        });
        let parent = fields.optional(reader, "parent", Reader::string);
        fields.finish(reader);
        let Some(name) = name else { return };
        if parent.is_some() {
            self.owned.push((name.clone(), self.reader.offset(raw.get())));
        }
        if let Err(problem) = self.dataset.companies.insert(Company { name, aliases, home, parent }) {
            self.reader.fault(raw, path, problem);
        }
    }

    fn source(&mut self, raw: &'a RawValue, path: &Path<'_>) {
        let reader = &mut self.reader;
        let Some(mut fields) = reader.object(raw, path) else { return };
        let id = fields.required(reader, "id", Reader::parse);
        let publisher = fields.required(reader, "publisher", Reader::string);
        let title = fields.optional(reader, "title", Reader::string);
        let author = fields.optional(reader, "author", Reader::string);
        let date = fields.optional(reader, "date", Reader::parse::<PartialDate>);
        let url = fields.optional(reader, "url", url);
        fields.finish(reader);
        if let (Some(id), Some(publisher)) = (id, publisher)
            && let Err(problem) =
                self.dataset.sources.insert(Source { id, publisher, title, author, date, url })
        {
            self.reader.fault(raw, path, problem);
        }
    }

    fn rate(&mut self, raw: &'a RawValue, path: &Path<'_>) {
        let reader = &mut self.reader;
        let Some(mut fields) = reader.object(raw, path) else { return };
        let date = fields.required(reader, "date", |reader, raw, path| {
            let text = reader.text(raw, path)?;
            reader.accept(parse_day(&text), raw, path)
        });
        let base = fields.required(reader, "base", Reader::parse::<Currency>);
        let quote = fields.required(reader, "quote", Reader::parse::<Currency>);
        let rate = fields.required(reader, "rate", decimal);
        let source = fields.optional(reader, "source", Reader::string);
        fields.finish(reader);
        if let (Some(date), Some(base), Some(quote), Some(rate)) = (date, base, quote, rate) {
            let source = source.unwrap_or_else(|| UNNAMED_SOURCE.to_owned());
            let quote = Quote::new(date, base, quote, rate, source);
            self.dataset.rates.extend(self.reader.accept(quote, raw, path));
        }
    }

    fn deal(&mut self, raw: &'a RawValue, path: &Path<'_>) {
        self.reader.enter_deal(None);
        if let Some(fields) = self.reader.object(raw, path) {
            self.deal_fields(raw, fields);
        }
        self.reader.enter_deal(None);
    }

    fn deal_fields(&mut self, raw: &'a RawValue, mut fields: Object<'a, '_>) {
        let reader = &mut self.reader;
        let before = reader.fault_count();
        // The id first, even one at fault: every message after it names the deal.
        reader.enter_deal(fields.raw("id").map(written));
        let id = fields.required(reader, "id", Reader::parse::<Slug<'static>>);
        let title = fields.required(reader, "title", Reader::owned);
        let kind = fields.required(reader, "kind", Reader::parse::<Kind>);
        let announced = fields.required(reader, "announced", Reader::parse::<PartialDate>);
        let status = fields.optional(reader, "status", Reader::parse::<Status>);
        for name in LISTS {
            // What it brings along was read before.
            fields.raw(name);
        }
        let amount = fields.optional(reader, "amount", |reader, raw, path| amount(reader, raw, path, None));
        let bound = amount.map(|amount| amount.quantity.bound());
        let sources = match self.known {
            Known::Here => Some(&self.dataset.reference.sources),
            Known::Before(sources) => sources,
        };
        let source = |reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>| {
            known_source(sources, reader, raw, path)
        };
        let equivalents = fields
            .list(reader, "equivalents", |reader, raw, path| equivalent(reader, raw, path, bound, &source));
        let period = fields.optional(reader, "period", period);
        let parties = fields.required(reader, "parties", |reader, raw, path| reader.list(raw, path, party));
        let places = fields.list(reader, "places", place);
        let parts = fields.list(reader, "parts", part);
        let tags = fields.list(reader, "tags", Reader::owned);
        let citations =
            fields.list(reader, "citations", |reader, raw, path| citation(reader, raw, path, bound, &source));
        let history =
            fields.list(reader, "history", |reader, raw, path| revision(reader, raw, path, &source));
        let note = fields.optional(reader, "note", Reader::owned);
        for name in CONVERTED {
            let raw = fields.ignored(name);
            if let Some(raw) = raw.filter(|raw| raw.get().starts_with(['{', '[', 't', 'f'])) {
                let problem = Problem::new(format!(
                    "{} is neither a number nor a string",
                    crate::text::quote(raw.get())
                ))
                .hint("leave the field out: it follows from the others");
                self.reader.fault(raw, &Path::Field(&Path::Root, name), problem);
            }
        }
        let at = |field: &str| fields.part(field).unwrap_or(raw);
        // In a part of a file that another deal has the same id cannot be seen.
        if let (Some(id), Known::Here) = (&id, self.known)
            && let Some(first) = self.ids.insert(id.to_string(), self.reader.offset(raw.get()))
        {
            let line = self.reader.position(first).line;
            let problem = Problem::new(format!("another deal has this id (line {line})"));
            let problem = problem.hint("an id is unique in its dataset");
            self.reader.fault(at("id"), &Path::Field(&Path::Root, "id"), problem);
        }
        let faulty = self.reader.faulty_fields(before);
        // A deal at fault is not kept, but what is sound of it is still held against itself.
        let facts = DealData {
            id: id.unwrap_or_default(),
            title: title.unwrap_or_default(),
            kind: kind.unwrap_or(Kind::Other),
            announced: announced.unwrap_or(PartialDate::Day(chrono::NaiveDate::MIN)),
            status: status.unwrap_or(Status::Announced),
            amount,
            equivalents,
            period,
            parties: parties.unwrap_or_default(),
            places,
            parts,
            tags,
            citations,
            history,
            note,
        };
        match Deal::try_from(facts) {
            Ok(deal) if faulty.is_empty() => {
                self.starts.push(self.reader.offset(raw.get()));
                self.dataset.deals.push(deal);
            }
            Ok(_) => {}
            Err(contradictions) => {
                for contradiction in
                    contradictions.into_iter().filter(|found| !found.is_consequence_of(&faulty))
                {
                    let offset = self.reader.offset(at(&contradiction.field).get());
                    self.reader.fault_at(offset, &contradiction.field, contradiction.problem);
                }
            }
        }
        fields.finish(&mut self.reader);
    }

    fn check_owners(&mut self) {
        let circular = self.dataset.companies.circular();
        for (company, offset) in std::mem::take(&mut self.owned) {
            if circular.contains(company.as_str()) {
                let name = crate::text::quote(&company);
                let problem = Problem::new(format!("the owners of {name} lead back to itself"));
                self.reader.fault_at(offset, "companies", problem.hint("correct one \"parent\" among them"));
            }
        }
    }
}

/// The text of an id, even of one at fault.
fn written(id: &RawValue) -> String {
    id.get().trim_matches('"').to_owned()
}

fn known_source<'a>(
    sources: Option<&Sources>,
    reader: &mut Reader<'a>,
    raw: &'a RawValue,
    path: &Path<'_>,
) -> Option<Slug<'static>> {
    let id: Slug = reader.parse(raw, path)?;
    let Some(sources) = sources.filter(|sources| sources.get(&id).is_none()) else { return Some(id) };
    let known = sources.iter().map(|source| source.id.as_str());
    let hint = match nearest(id.as_str(), known).first() {
        Some(near) => format!("did you mean {near:?}? describe a new source under \"sources\""),
        None => "describe it under \"sources\"".to_owned(),
    };
    reader.fault(raw, path, Problem::new(format!("no source has the id {:?}", id.as_str())).hint(hint));
    None
}

/// A decimal as a quoted text or a whole JSON number; a JSON fraction may already have lost digits to whoever wrote it.
fn decimal<'a>(reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>) -> Option<Decimal> {
    let text = raw.get();
    let result = if text.starts_with('"') {
        let text = reader.text(raw, path)?;
        parse_decimal(&text)
    } else if text == "-0" {
        Ok(Decimal::ZERO)
    } else if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        if text.contains(['.', 'e', 'E']) {
            Err(Problem::new(format!("{text} is a JSON fraction, which programs round")).hint(
                match plain_digits(text) {
                    Some(plain) => format!("quote it in plain digits: \"{plain}\""),
                    None => "quote it in plain digits".to_owned(),
                },
            ))
        } else {
            parse_decimal(text)
        }
    } else {
        Err(Problem::new(format!("{text} is not a decimal number"))
            .hint("write digits in quotes, such as \"11900000000\""))
    };
    reader.accept(result, raw, path)
}

/// What a JSON number comes to in plain digits.
fn plain_digits(text: &str) -> Option<Decimal> {
    Decimal::from_scientific(text).or_else(|_| Decimal::from_str(text)).ok().map(|value| value.normalize())
}

/// `{"bound": "up to", "value": "11900000000", "currency": "USD"}` or, for a range, `low` and `high`. Where no bound is
/// written it is exact, or `inherited` from the amount that this one is an equivalent of.
fn amount<'a>(
    reader: &mut Reader<'a>,
    raw: &'a RawValue,
    path: &Path<'_>,
    inherited: Option<Bound>,
) -> Option<Amount> {
    let mut fields = reader.object(raw, path)?;
    let amount = amount_fields(reader, &mut fields, inherited);
    fields.finish(reader);
    amount
}

fn amount_fields<'a>(
    reader: &mut Reader<'a>,
    fields: &mut Object<'a, '_>,
    inherited: Option<Bound>,
) -> Option<Amount> {
    let bound = fields.optional(reader, "bound", Reader::parse::<Bound>);
    let currency = fields.required(reader, "currency", Reader::parse::<Currency>);
    let is_range = bound == Some(Bound::Range) || fields.has("low") || fields.has("high");
    let quantity = if is_range {
        let low = fields.required(reader, "low", decimal);
        let high = fields.required(reader, "high", decimal);
        match bound {
            None | Some(Bound::Range) => Quantity::range(low?, high?),
            Some(other) => {
                Err(Problem::new(format!("a low and a high figure are a range, not {:?}", other.as_str()))
                    .hint("leave out \"bound\" or write \"range\""))
            }
        }
    } else {
        let value = fields.required(reader, "value", decimal)?;
        let assumed = inherited.map_or(Bound::Exact, Bound::of_equivalent);
        Quantity::single(bound.unwrap_or(assumed), value)
    };
    let quantity = reader.accept(quantity, fields.at, fields.path)?;
    Some(Amount { quantity, currency: currency? })
}

fn equivalent<'a>(
    reader: &mut Reader<'a>,
    raw: &'a RawValue,
    path: &Path<'_>,
    bound: Option<Bound>,
    source: &impl Fn(&mut Reader<'a>, &'a RawValue, &Path<'_>) -> Option<Slug<'static>>,
) -> Option<Equivalent<'static>> {
    let mut fields = reader.object(raw, path)?;
    let amount = amount_fields(reader, &mut fields, bound);
    let source = fields.optional(reader, "source", source);
    fields.finish(reader);
    Some(Equivalent { amount: amount?, source })
}

fn period<'a>(reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>) -> Option<Period<'static>> {
    let mut fields = reader.object(raw, path)?;
    let label = fields.optional(reader, "label", Reader::owned);
    let start = fields.optional(reader, "start", Reader::parse);
    let end = fields.optional(reader, "end", Reader::parse);
    let length = fields.optional(reader, "length", Reader::parse);
    let faulty = (fields.has("start") && start.is_none())
        || (fields.has("end") && end.is_none())
        || (fields.has("length") && length.is_none());
    fields.finish(reader);
    if faulty { None } else { reader.accept(Period::new(label, start, end, length), raw, path) }
}

fn party<'a>(reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>) -> Option<Party<'static>> {
    let mut fields = reader.object(raw, path)?;
    let company = fields.required(reader, "company", Reader::owned);
    let role = fields.required(reader, "role", Reader::parse);
    fields.finish(reader);
    Some(Party { company: company?, role: role? })
}

fn place<'a>(reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>) -> Option<Place> {
    let mut fields = reader.object(raw, path)?;
    let area = fields.required(reader, "area", Reader::parse);
    let share = fields.optional(reader, "share", Reader::parse);
    fields.finish(reader);
    Some(Place { area: area?, share })
}

fn part<'a>(reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>) -> Option<Part<'static>> {
    let mut fields = reader.object(raw, path)?;
    let title = fields.required(reader, "title", Reader::owned);
    let kind = fields.optional(reader, "kind", Reader::parse);
    let relation = fields.required(reader, "relation", Reader::parse::<Relation>);
    let amount = fields.optional(reader, "amount", |reader, raw, path| amount(reader, raw, path, None));
    let parties = fields.list(reader, "parties", party);
    let note = fields.optional(reader, "note", Reader::owned);
    fields.finish(reader);
    Some(Part { title: title?, kind, relation: relation?, amount, parties, note })
}

fn citation<'a>(
    reader: &mut Reader<'a>,
    raw: &'a RawValue,
    path: &Path<'_>,
    bound: Option<Bound>,
    known: &impl Fn(&mut Reader<'a>, &'a RawValue, &Path<'_>) -> Option<Slug<'static>>,
) -> Option<Citation<'static>> {
    let mut fields = reader.object(raw, path)?;
    let source = fields.required(reader, "source", known);
    let quote = fields.optional(reader, "quote", Reader::owned);
    let amount = fields.optional(reader, "amount", |reader, raw, path| amount(reader, raw, path, None));
    let bound = amount.map(|amount| amount.quantity.bound()).or(bound);
    let equivalents =
        fields.list(reader, "equivalents", |reader, raw, path| equivalent(reader, raw, path, bound, known));
    fields.finish(reader);
    Some(Citation { source: source?, quote, amount, equivalents })
}

fn revision<'a>(
    reader: &mut Reader<'a>,
    raw: &'a RawValue,
    path: &Path<'_>,
    known: &impl Fn(&mut Reader<'a>, &'a RawValue, &Path<'_>) -> Option<Slug<'static>>,
) -> Option<Revision<'static>> {
    let mut fields = reader.object(raw, path)?;
    let date = fields.required(reader, "date", |reader, raw, path| {
        let text = reader.text(raw, path)?;
        reader.accept(parse_day(&text), raw, path)
    });
    let status = fields.optional(reader, "status", Reader::parse);
    let amount = fields.optional(reader, "amount", |reader, raw, path| amount(reader, raw, path, None));
    let bound = amount.map(|amount| amount.quantity.bound());
    let equivalents =
        fields.list(reader, "equivalents", |reader, raw, path| equivalent(reader, raw, path, bound, known));
    let note = fields.optional(reader, "note", Reader::owned);
    let citation =
        fields.optional(reader, "citation", |reader, raw, path| citation(reader, raw, path, bound, known));
    fields.finish(reader);
    Some(Revision { date: date?, status, amount, equivalents, note, citation })
}

fn url<'a>(reader: &mut Reader<'a>, raw: &'a RawValue, path: &Path<'_>) -> Option<String> {
    let text = reader.text(raw, path)?;
    reader.accept(parse_url(&text), raw, path)
}

/// Reads a whole address of the web.
///
/// # Errors
/// For another scheme, and for white space in it.
pub(in crate::dataset) fn parse_url(text: &str) -> Result<String, Problem> {
    let has_scheme = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    if has_scheme && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(format!("{text:?} is not a URL")).hint("write the whole address: https://…"))
}
