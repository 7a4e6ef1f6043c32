//! JSON read so that every fault can be told at its place: objects as their fields, each still a text of the file.
//!
//! serde_json stops at a record's first fault and counts columns in bytes. Here it only cuts a document into raw
//! values, which are borrowed from the file, so that the address of each tells where it stands.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use crate::dataset::fault::{Found, Position};
use crate::deal::Text as DealText;
use crate::invalid::{Problem, nearest};

/// The document being read, and the faults found so far.
pub(super) struct Reader<'a> {
    document: &'a str,
    deal: Option<String>,
    faults: Vec<Found>,
}

/// The way from the record to a field.
#[derive(Clone, Copy)]
pub(super) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(Self::Root, name) => f.write_str(name),
            Self::Field(parent, name) => write!(f, "{parent}.{name}"),
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a str) -> Self {
        Self { document, deal: None, faults: Vec::new() }
    }

    /// Names the deal that the next faults belong to.
    pub(super) fn enter_deal(&mut self, id: Option<String>) {
        self.deal = id;
    }

    /// Every fault.
    pub(super) fn into_found(self) -> Vec<Found> {
        self.faults
    }

    /// The fields of a record in which a fault was found since there were `before` of them.
    pub(super) fn faulty_fields(&self, before: usize) -> Vec<String> {
        let root = |field: &str| field.split(['.', '[']).next().unwrap_or_default().to_owned();
        self.faults[before..].iter().map(|fault| root(&fault.field)).collect()
    }

    pub(super) fn fault_count(&self) -> usize {
        self.faults.len()
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        Position::of(self.document, offset)
    }

    /// Where a piece of the document begins. A text that is no piece of it counts as the document's beginning.
    pub(super) fn offset(&self, piece: &str) -> usize {
        let offset = (piece.as_ptr() as usize).wrapping_sub(self.document.as_ptr() as usize);
        if offset <= self.document.len() { offset } else { 0 }
    }

    pub(super) fn fault_at(&mut self, offset: usize, field: &str, problem: Problem) {
        self.faults.push(Found { offset, deal: self.deal.clone(), field: field.to_owned(), problem });
    }

    pub(super) fn fault(&mut self, at: &RawValue, path: &Path<'_>, problem: Problem) {
        self.fault_at(self.offset(at.get()), &path.to_string(), problem);
    }

    /// Cuts a piece of the document into a `T` of raw values.
    pub(super) fn cut<T: Deserialize<'a>>(&mut self, piece: &'a str) -> Option<T> {
        match serde_json::from_str(piece) {
            Ok(value) => Some(value),
            Err(error) => {
                let offset = self.offset(piece) + syntax_offset(piece, &error);
                // serde_json's own place is in the message; ours counts characters, from the file's start.
                let message = error.to_string();
                let clause = message.rsplit_once(" at line ").map_or(message.as_str(), |(clause, _)| clause);
                let problem =
                    Problem::new(format!("this is not JSON: {clause}")).hint(syntax_hint(&error, clause));
                self.fault_at(offset, "", problem);
                None
            }
        }
    }

    /// Reads an object; its fields are then taken one by one.
    pub(super) fn object<'p>(&mut self, raw: &'a RawValue, path: &'p Path<'p>) -> Option<Object<'a, 'p>> {
        if !raw.get().starts_with('{') {
            self.fault(raw, path, unexpected(raw, "an object in braces"));
            return None;
        }
        let fields = self.cut::<Fields<'a>>(raw.get())?;
        let mut names = HashSet::new();
        for (name, value) in &fields.0 {
            if !names.insert(name.as_ref()) {
                self.fault(value, &Path::Field(path, name), Problem::new("this field is given twice"));
            }
        }
        Some(Object { at: raw, path, fields, asked: Vec::new(), allowed: Vec::new() })
    }

    /// Reads a list, each of its items by `read`; an item at fault is left out of the result.
    pub(super) fn list<T>(
        &mut self,
        raw: &'a RawValue,
        path: &Path<'_>,
        mut read: impl FnMut(&mut Self, &'a RawValue, &Path<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !raw.get().starts_with('[') {
            self.fault(raw, path, unexpected(raw, "a list in brackets"));
            return None;
        }
        let items: Vec<&'a RawValue> = self.cut(raw.get())?;
        Some(
            items
                .into_iter()
                .enumerate()
                .filter_map(|(index, item)| read(self, item, &Path::Item(path, index)))
                .collect(),
        )
    }

    /// Reads a text that is not empty.
    pub(super) fn text(&mut self, raw: &'a RawValue, path: &Path<'_>) -> Option<Cow<'a, str>> {
        if !raw.get().starts_with('"') {
            self.fault(raw, path, unexpected(raw, "a text in double quotes"));
            return None;
        }
        let text = self.cut::<Text<'a>>(raw.get())?.0;
        if text.trim().is_empty() {
            self.fault(
                raw,
                path,
                Problem::new("this text is empty").hint("write something, or leave out what is not required"),
            );
            return None;
        }
        Some(text)
    }

    /// Reads an owned text that is not empty.
    pub(super) fn string(&mut self, raw: &'a RawValue, path: &Path<'_>) -> Option<String> {
        self.text(raw, path).map(Cow::into_owned)
    }

    /// Reads a text that is not empty, as the facts of a deal hold it.
    pub(super) fn owned(&mut self, raw: &'a RawValue, path: &Path<'_>) -> Option<DealText<'static>> {
        self.string(raw, path).map(Cow::Owned)
    }

    /// Reads a text as a domain type, by that type's own parser.
    pub(super) fn parse<T: FromStr<Err = Problem>>(
        &mut self,
        raw: &'a RawValue,
        path: &Path<'_>,
    ) -> Option<T> {
        let text = self.text(raw, path)?;
        self.accept(text.parse(), raw, path)
    }

    /// Keeps a value, or tells why there is none.
    pub(super) fn accept<T>(
        &mut self,
        result: Result<T, Problem>,
        at: &RawValue,
        path: &Path<'_>,
    ) -> Option<T> {
        result.map_err(|problem| self.fault(at, path, problem)).ok()
    }
}

/// The fields of an object, and which of them were asked for.
pub(super) struct Object<'a, 'p> {
    pub(super) at: &'a RawValue,
    pub(super) path: &'p Path<'p>,
    fields: Fields<'a>,
    asked: Vec<&'static str>,
    allowed: Vec<&'static str>,
}

impl<'a, 'p> Object<'a, 'p> {
    /// The raw value of a field; `null` counts as absent.
    pub(super) fn raw(&mut self, name: &'static str) -> Option<&'a RawValue> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        self.fields.get(name)
    }

    /// A field that may be absent.
    pub(super) fn optional<T>(
        &mut self,
        reader: &mut Reader<'a>,
        name: &'static str,
        read: impl FnOnce(&mut Reader<'a>, &'a RawValue, &Path<'_>) -> Option<T>,
    ) -> Option<T> {
        let raw = self.raw(name)?;
        read(reader, raw, &Path::Field(self.path, name))
    }

    /// A field that must be there.
    pub(super) fn required<T>(
        &mut self,
        reader: &mut Reader<'a>,
        name: &'static str,
        read: impl FnOnce(&mut Reader<'a>, &'a RawValue, &Path<'_>) -> Option<T>,
    ) -> Option<T> {
        match self.raw(name) {
            Some(raw) => read(reader, raw, &Path::Field(self.path, name)),
            None => {
                let missing = Problem::new("this field is missing").hint("it is required here");
                reader.fault(self.at, &Path::Field(self.path, name), missing);
                None
            }
        }
    }

    /// A field that holds a list, which may be absent.
    pub(super) fn list<T>(
        &mut self,
        reader: &mut Reader<'a>,
        name: &'static str,
        read: impl FnMut(&mut Reader<'a>, &'a RawValue, &Path<'_>) -> Option<T>,
    ) -> Vec<T> {
        self.optional(reader, name, |reader, raw, path| reader.list(raw, path, read)).unwrap_or_default()
    }

    /// Whether the object has that field, without asking for it.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.get(name).is_some()
    }

    /// Returns the value of a field that may be there and is not read.
    pub(super) fn ignored(&mut self, name: &'static str) -> Option<&'a RawValue> {
        self.allowed.push(name);
        self.fields.get(name)
    }

    /// The raw value at the end of a path such as `parts[1].amount`, as far as the object goes along with it.
    pub(super) fn part(&self, path: &str) -> Option<&'a RawValue> {
        let mut steps = path.split(['.', '[']).map(|step| step.trim_end_matches(']'));
        let name = steps.next()?;
        let mut at = self.fields.0.iter().find(|(field, _)| field == name)?.1;
        for step in steps {
            let next = match step.parse::<usize>() {
                Ok(index) => serde_json::from_str::<Vec<&'a RawValue>>(at.get())
                    .ok()
                    .and_then(|items| items.get(index).copied()),
                Err(_) => {
                    let fields = serde_json::from_str::<Fields<'a>>(at.get()).ok();
                    fields.and_then(|fields| {
                        fields.0.into_iter().find(|(field, _)| field == step).map(|(_, value)| value)
                    })
                }
            };
            let Some(next) = next else { break };
            at = next;
        }
        Some(at)
    }

    /// Tells every field that nobody asked for.
    pub(super) fn finish(self, reader: &mut Reader<'a>) {
        for (name, value) in &self.fields.0 {
            if self.asked.contains(&name.as_ref()) || self.allowed.contains(&name.as_ref()) {
                continue;
            }
            let fields = format!("fields here: {}", self.asked.join(", "));
            let hint = match nearest(name, self.asked.iter().copied()).first() {
                Some(near) => format!("did you mean {near:?}? {fields}"),
                None => fields,
            };
            reader.fault(
                value,
                &Path::Field(self.path, name),
                Problem::new(format!("{name:?} is not a field")).hint(hint),
            );
        }
    }
}

/// Says what stands where something else is expected.
fn unexpected(raw: &RawValue, expected: &str) -> Problem {
    let text = raw.get();
    let found = match text.as_bytes().first() {
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "a list".to_owned(),
        Some(b'"') => format!("the text {}", shorten(text)),
        _ => shorten(text),
    };
    Problem::new(format!("found {found}")).hint(format!("{expected} is expected here"))
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(40).collect::<String>())
    }
}

/// Returns what to do about a syntax error, given the message of serde_json.
fn syntax_hint(error: &serde_json::Error, message: &str) -> &'static str {
    if error.is_eof() {
        "the text ends inside a value: is the file complete?"
    } else if message.starts_with("trailing characters") {
        "nothing may follow a document; in JSON Lines, every deal has a line of its own"
    } else if message.starts_with("control character") {
        "inside a string, write a line break as \\n and a tab as \\t"
    } else {
        "commas stand between fields and none after the last, and names and texts in double quotes"
    }
}

/// The byte of a syntax error. serde_json counts lines from 1 and columns in bytes, the column being that of the
/// offending byte.
fn syntax_offset(piece: &str, error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return piece.len();
    }
    let line_start: usize =
        piece.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    // Of a control character in a text it gives the place before.
    let before = usize::from(!error.to_string().starts_with("control character"));
    line_start + error.column().saturating_sub(before)
}

/// Every field of an object in order, borrowed.
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// The fields of an object, where the text is one.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The raw value of a field; `null` counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let (_, value) = self.0.iter().find(|(field, _)| field == name)?;
        (value.get() != "null").then_some(*value)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(16);
                while let Some(name) = map.next_key::<Text<'de>>()? {
                    fields.push((name.0, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}

/// A text, borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}
