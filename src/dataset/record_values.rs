//! Values of the file format that serde cannot derive: figures, lists and the user's own fields.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::string::JsonString;

/// A decimal figure: a string of digits, or anything else as the file has it, of which only whole numbers are valid.
///
/// A JSON number is kept as text, because `serde_json` would make a float of a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Figure<'a> {
    /// A string.
    String(JsonString<'a>),
    /// The JSON text of any other value.
    Other(&'a str),
}

impl<'de: 'a, 'a> Deserialize<'de> for Figure<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        let content = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Ok(match content {
            Some(content) if !content.contains('\\') => Self::String(content.into()),
            Some(_) => serde_json::from_str(json).map_or(Self::Other(json), Self::String),
            None => Self::Other(json),
        })
    }
}

impl Serialize for Figure<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::String(digits) => digits.serialize(serializer),
            Self::Other(json) => json.serialize(serializer),
        }
    }
}

/// A string or a number that says nothing new.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IgnoredVisitor;
        impl Visitor<'_> for IgnoredVisitor {
            type Value = Ignored;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a number")
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Ignored, E> {
                Ok(Ignored)
            }

            fn visit_u64<E: de::Error>(self, _: u64) -> Result<Ignored, E> {
                Ok(Ignored)
            }

            fn visit_i64<E: de::Error>(self, _: i64) -> Result<Ignored, E> {
                Ok(Ignored)
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Ignored, E> {
                Ok(Ignored)
            }
        }
        deserializer.deserialize_any(IgnoredVisitor)
    }
}

/// An array. Unless the field is required, absent is as good as empty.
#[derive(Debug, Clone)]
pub(crate) struct List<T> {
    pub items: Vec<T>,
    /// Whether there is an array, even an empty one.
    pub is_given: bool,
}

impl<T> List<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), is_given: false }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), is_given: true }
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut list = Self::default();
        list.deserialize(deserializer)?;
        Ok(list)
    }
}

/// Reads an array into the list, which is empty and may have a capacity.
impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for &mut List<T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(ListVisitor(self))
    }
}

struct ListVisitor<'l, T>(&'l mut List<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.is_given = true;
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            self.0.items.push(item);
        }
        Ok(())
    }
}

/// The user's own fields, in their order. Absent is as good as empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldsRecord<'a>(pub Vec<(JsonString<'a>, JsonString<'a>)>);

impl FieldsRecord<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for FieldsRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, text)| (key, text)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for FieldsRecord<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = FieldsRecord<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(FieldsRecord::default())
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(FieldsRecord::default())
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                deserializer.deserialize_map(self)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Vec<(JsonString<'de>, JsonString<'de>)> = Vec::new();
                while let Some(key) = map.next_key::<JsonString<'de>>()? {
                    if fields.iter().any(|(before, _)| *before == key) {
                        return Err(de::Error::custom("repeated field"));
                    }
                    fields.push((key, map.next_value()?));
                }
                Ok(FieldsRecord(fields))
            }
        }
        deserializer.deserialize_option(FieldsVisitor)
    }
}
