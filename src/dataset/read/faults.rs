//! Reads a record that failed a second time, to report every fault in it.
//!
//! The same record types are read from a deserializer that reports what is wrong with the structure of a record and goes
//! on: unknown and repeated fields, missing ones, values of another type. In place of a value that cannot be used it
//! gives an empty one, and the faults that would follow from that are not reported.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::value::{CowStrDeserializer, Error as ValueError};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;

use crate::dataset::fault::{FaultKind, Found};
use crate::dataset::record::{CONVERTED, Figure};
use crate::invalid::{Problem, nearest};
use crate::json::locate::{Members, Path, locate_syntax_error, offset_in, offset_of_path};
use crate::json::string::JsonString;
use crate::money::{Decimal, parse_decimal};

/// The faults of one record, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct RecordFaults {
    found: Vec<RecordFault>,
    /// The paths of values in whose place an empty one was given.
    unusable: Vec<String>,
}

#[derive(Debug)]
struct RecordFault {
    path: String,
    /// The offset in the record, if it is not that of the path.
    offset: Option<usize>,
    problem: Problem,
    kind: FaultKind,
}

/// A fault was reported, so that there is no value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported;

/// A value, unless a fault was reported.
pub(super) type Checked<T> = Result<T, Reported>;

impl RecordFaults {
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Reports a fault of the value at `path`, unless it follows from another fault.
    #[cold]
    pub(super) fn report(&mut self, path: &Path<'_>, problem: Problem) -> Reported {
        let path = path.to_string();
        if !self.is_unusable(&path) {
            self.found.push(RecordFault { path, offset: None, problem, kind: FaultKind::Form });
        }
        Reported
    }

    /// Reports that the value at a path, which is written out, contradicts another one.
    pub(super) fn report_contradiction(&mut self, path: String, problem: Problem) {
        self.found.push(RecordFault { path, offset: None, problem, kind: FaultKind::Contradiction });
    }

    /// Reports a fault for which there is no usable value at `path`.
    fn report_unusable(&mut self, path: &Path<'_>, problem: Problem) {
        let path = path.to_string();
        if !self.is_unusable(&path) {
            self.unusable.push(path.clone());
            self.found.push(RecordFault { path, offset: None, problem, kind: FaultKind::Form });
        }
    }

    fn is_unusable(&self, path: &str) -> bool {
        self.unusable.iter().any(|unusable| {
            path.strip_prefix(unusable.as_str())
                .is_some_and(|rest| unusable.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// Returns the fields of the record that have faults.
    pub(super) fn faulty_fields(&self) -> Vec<String> {
        let field = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
        self.found.iter().map(|fault| field(&fault.path)).collect()
    }

    /// Returns the faults of a record `json` that begins at `start`: with their offsets, and their paths after `prefix`.
    pub(super) fn into_found(self, json: &str, start: usize, prefix: &str, deal: Option<&str>) -> Vec<Found> {
        let located = self.found.into_iter().map(|RecordFault { path, offset, problem, kind }| Found {
            offset: start + offset.unwrap_or_else(|| offset_of_path(json, &path)),
            deal: deal.map(str::to_owned),
            field: match (prefix, path.as_str()) {
                (prefix, "") => prefix.to_owned(),
                ("", _) => path,
                (prefix, path) => format!("{prefix}.{path}"),
            },
            problem,
            kind,
        });
        located.collect()
    }

    /// Returns the value, or reports `problem`.
    pub(super) fn check<T>(&mut self, result: Result<T, Problem>, path: &Path<'_>) -> Checked<T> {
        result.map_err(|problem| self.report(path, problem))
    }

    /// Returns a field that must be there.
    pub(super) fn required<T>(&mut self, value: Option<T>, path: &Path<'_>) -> Checked<T> {
        value.ok_or_else(|| self.report(path, missing()))
    }

    /// Returns a string that is not blank.
    #[inline]
    pub(super) fn string<'a>(&mut self, string: JsonString<'a>, path: &Path<'_>) -> Checked<Cow<'a, str>> {
        // A first character that can be seen is enough.
        let is_visible = string.0.as_bytes().first().is_some_and(u8::is_ascii_graphic);
        if is_visible || !string.0.trim().is_empty() { Ok(string.0) } else { Err(self.report_blank(path)) }
    }

    #[cold]
    fn report_blank(&mut self, path: &Path<'_>) -> Reported {
        let problem = Problem::new("this text is empty");
        self.report(path, problem.hint("write something, or leave out what is not required"))
    }

    /// Returns what a string says, read by the parser of its type.
    #[inline]
    pub(super) fn parse<T: std::str::FromStr<Err = Problem>>(
        &mut self,
        string: JsonString<'_>,
        path: &Path<'_>,
    ) -> Checked<T> {
        let string = self.string(string, path)?;
        self.check(string.parse(), path)
    }

    /// Returns a decimal, which is a string of digits or a whole number: a JSON fraction may already have lost digits.
    pub(super) fn decimal(&mut self, figure: Figure<'_>, path: &Path<'_>) -> Checked<Decimal> {
        let json = match figure {
            Figure::String(digits) => {
                let digits = self.string(digits, path)?;
                return self.check(parse_decimal(&digits), path);
            }
            Figure::Other(json) => json,
        };
        if json == "-0" {
            return Ok(Decimal::ZERO);
        }
        let result = if !json.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
            Err(Problem::new(format!("{} is not a decimal number", shorten(json)))
                .hint("write digits in quotes, such as \"11900000000\""))
        } else if json.contains(['.', 'e', 'E']) {
            let plain = Decimal::from_scientific(json).or_else(|_| json.parse());
            let hint = match plain {
                Ok(plain) => format!("quote it in plain digits: \"{}\"", plain.normalize()),
                Err(_) => "quote it in plain digits".to_owned(),
            };
            Err(Problem::new(format!("{json} is a JSON fraction, which programs round")).hint(hint))
        } else {
            parse_decimal(json)
        };
        self.check(result, path)
    }
}

fn missing() -> Problem {
    Problem::new("this field is missing").hint("it is required here")
}

/// Describes a value of another type than `expected`.
pub(super) fn unexpected(json: &str, expected: &str) -> Problem {
    let found = match json.as_bytes().first() {
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "an array".to_owned(),
        Some(b'"') => format!("the string {}", shorten(json)),
        _ => shorten(json),
    };
    Problem::new(format!("found {found}")).hint(format!("{expected} is expected here"))
}

/// Cuts a text after 40 characters.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Describes text that is not JSON, given the message of `serde_json`.
fn not_json(clause: &str) -> Problem {
    Problem::new(format!("this is not JSON: {clause}")).hint(syntax_hint(clause))
}

/// Returns what to do about a syntax error.
fn syntax_hint(clause: &str) -> &'static str {
    if clause.starts_with("EOF") {
        "the text ends inside a value: is the file complete?"
    } else if clause.starts_with("trailing characters") {
        "nothing may follow a document; in JSON Lines, every deal has a line of its own"
    } else if clause.starts_with("control character") {
        "inside a string, write a line break as \\n and a tab as \\t"
    } else {
        "commas stand between fields and none after the last, and names and texts in double quotes"
    }
}

/// Parses `json`, a part of a text that begins at `start` in it.
///
/// # Errors
/// The syntax error, with its offset in the text.
pub(super) fn parse_json<'a, T: Deserialize<'a>>(json: &'a str, start: usize) -> Result<T, Found> {
    serde_json::from_str(json).map_err(|error| {
        let (offset, clause) = locate_syntax_error(json, &error);
        syntax_fault(start + offset, &clause)
    })
}

/// Returns the fault of text that is not JSON.
pub(super) fn syntax_fault(offset: usize, clause: &str) -> Found {
    Found { offset, deal: None, field: String::new(), problem: not_json(clause), kind: FaultKind::Form }
}

/// Reads a record that is JSON, and reports every fault of its structure. `None` if there is no way to go on.
pub(super) fn read_tolerantly<'a, T: DeserializeSeed<'a>>(
    record: &'a RawValue,
    seed: T,
    faults: &mut RecordFaults,
) -> Option<T::Value> {
    let value = Value { record: record.get(), json: Some(record), path: &Path::Root, faults: &mut *faults };
    seed.deserialize(value)
        .map_err(|error| faults.report_unusable(&Path::Root, not_json(&error.to_string())))
        .ok()
}

/// A value of a record.
struct Value<'a, 'n> {
    record: &'a str,
    /// `None` in place of a field that is not there.
    json: Option<&'a RawValue>,
    path: &'n Path<'n>,
    faults: &'n mut RecordFaults,
}

impl<'a> Value<'a, '_> {
    /// Returns the JSON text of a value that begins with `first`, or reports that it does not.
    fn expect(&mut self, first: char, expected: &str) -> Option<&'a str> {
        let problem = match self.json.map(RawValue::get) {
            Some(json) if json.starts_with(first) => return Some(json),
            Some("null") | None => missing(),
            Some(json) => unexpected(json, expected),
        };
        self.faults.report_unusable(self.path, problem);
        None
    }

    /// Parses the JSON text of a value, which may still have a string of half a character.
    fn parse<T: Deserialize<'a>>(&mut self, json: &'a str) -> Option<T> {
        let parsed = parse_json(json, 0);
        parsed.map_err(|found| self.faults.report_unusable(self.path, found.problem)).ok()
    }

    /// Passes the entries of an object to a visitor.
    fn visit_entries<V: Visitor<'a>>(
        self,
        entries: Vec<Entry<'a>>,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let Self { record, path, faults, .. } = self;
        visitor.visit_map(Entries { entries: entries.into_iter(), next: None, record, path, faults })
    }

    /// Returns the value of each of `known`; reports unknown and repeated fields.
    fn fields(&mut self, known: &'static [&'static str]) -> Vec<(&'static str, Option<&'a RawValue>)> {
        let json = self.expect('{', "an object in braces");
        let members = json.and_then(|json| self.parse::<Members<'a>>(json));
        let members = members.map(|members| members.0).unwrap_or_default();
        let mut fields: Vec<(&'static str, Option<&RawValue>)> =
            known.iter().map(|key| (*key, None)).collect();
        for (index, (key, value)) in members.iter().enumerate() {
            let field = fields.iter_mut().find(|(known, _)| known == key);
            let problem = if members[..index].iter().any(|(before, _)| before == key) {
                Some(Problem::new("this field is given twice"))
            } else if field.is_none() {
                Some(unknown_field(key, known))
            } else {
                None
            };
            if let Some(problem) = problem {
                let path = Path::Field(self.path, key).to_string();
                let offset = Some(offset_in(self.record, value.get()));
                self.faults.found.push(RecordFault { path, offset, problem, kind: FaultKind::Form });
            } else if let Some((_, field)) = field {
                *field = Some(*value);
            }
        }
        fields
    }
}

fn unknown_field(key: &str, known: &[&'static str]) -> Problem {
    // Of a deal, those that the program adds are not worth a suggestion.
    let is_deal = CONVERTED.iter().all(|key| known.contains(key));
    let known = known.iter().copied().filter(|key| !(is_deal && CONVERTED.contains(key)));
    let fields = format!("fields here: {}", known.clone().collect::<Vec<_>>().join(", "));
    let hint = match nearest(key, known).first() {
        Some(near) => format!("did you mean {near:?}? {fields}"),
        None => fields,
    };
    Problem::new(format!("{key:?} is not a field")).hint(hint)
}

impl<'de> Deserializer<'de> for Value<'de, '_> {
    type Error = ValueError;

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.json.map(RawValue::get) {
            None | Some("null") => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        let json = self.expect('"', "a string in double quotes");
        match json.and_then(|json| self.parse::<JsonString<'de>>(json)).unwrap_or_default().0 {
            Cow::Borrowed(string) => visitor.visit_borrowed_str(string),
            Cow::Owned(string) => visitor.visit_string(string),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        let json = self.expect('[', "an array in brackets");
        let items = json.and_then(|json| self.parse::<Vec<&RawValue>>(json)).unwrap_or_default();
        let Self { record, path, faults, .. } = self;
        visitor.visit_seq(Items { items: items.into_iter().enumerate(), record, path, faults })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let entries = self.fields(known).into_iter().map(|(key, json)| (Cow::Borrowed(key), json)).collect();
        self.visit_entries(entries, visitor)
    }

    /// Reads an object with keys of the user's own.
    fn deserialize_map<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        let json = self.expect('{', "an object in braces");
        let members = json.and_then(|json| self.parse::<Members<'de>>(json)).map(|members| members.0);
        let mut entries = members.unwrap_or_default();
        let mut keys: Vec<Cow<'_, str>> = Vec::new();
        entries.retain(|(key, value)| {
            let is_first = !keys.contains(key);
            if is_first {
                keys.push(key.clone());
            } else {
                let path = Path::Field(self.path, key).to_string();
                let offset = Some(offset_in(self.record, value.get()));
                let problem = Problem::new("this field is given twice");
                self.faults.found.push(RecordFault { path, offset, problem, kind: FaultKind::Form });
            }
            is_first
        });
        let entries = entries.into_iter().map(|(key, json)| (key, Some(json))).collect();
        self.visit_entries(entries, visitor)
    }

    /// Reads a [`RawValue`], which is a struct of `serde_json`'s own.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let json = match self.json.map(RawValue::get) {
            None | Some("null") => {
                self.faults.report_unusable(self.path, missing());
                "\"\""
            }
            Some(json) => json,
        };
        let mut raw = serde_json::Deserializer::from_str(json);
        raw.deserialize_newtype_struct(name, visitor).map_err(serde::de::Error::custom)
    }

    /// Reads a string or a number.
    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, ValueError> {
        match self.json.map(RawValue::get) {
            Some(json) if json.starts_with('"') => self.deserialize_str(visitor),
            Some(json) if json.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
                let is_valid = self.parse::<serde_json::Number>(json).is_some();
                visitor.visit_u64(is_valid.into())
            }
            json => {
                let problem = json.map_or_else(missing, |json| unexpected(json, "a string or a number"));
                self.faults.report_unusable(self.path, problem);
                visitor.visit_borrowed_str("")
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf unit unit_struct tuple
        tuple_struct enum identifier
    }
}

/// The items of an array.
struct Items<'a, 'n> {
    items: std::iter::Enumerate<std::vec::IntoIter<&'a RawValue>>,
    record: &'a str,
    path: &'n Path<'n>,
    faults: &'n mut RecordFaults,
}

impl<'a> SeqAccess<'a> for Items<'a, '_> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, ValueError> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        let path = &Path::Item(self.path, index);
        // `null` is no item, and not a missing one.
        if item.get() == "null" {
            self.faults.report_unusable(path, unexpected("null", "a value"));
        }
        let value = Value { record: self.record, json: Some(item), path, faults: &mut *self.faults };
        seed.deserialize(value).map(Some)
    }
}

/// A key of an object, and its value if it has one.
type Entry<'a> = (Cow<'a, str>, Option<&'a RawValue>);

/// The entries of an object.
struct Entries<'a, 'n> {
    entries: std::vec::IntoIter<Entry<'a>>,
    next: Option<Entry<'a>>,
    record: &'a str,
    path: &'n Path<'n>,
    faults: &'n mut RecordFaults,
}

impl<'a> MapAccess<'a> for Entries<'a, '_> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, ValueError> {
        self.next = self.entries.next();
        let key = self.next.as_ref().map(|(key, _)| CowStrDeserializer::new(key.clone()));
        key.map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let (key, json) = self.next.take().unwrap_or_default();
        let path = &Path::Field(self.path, &key);
        seed.deserialize(Value { record: self.record, json, path, faults: &mut *self.faults })
    }
}
