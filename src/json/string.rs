//! Strings of JSON.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// A JSON string, borrowed from the text unless it has escapes.
///
/// A `Cow` by itself borrows only as a field of its own, not within an `Option` or a `Vec`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct JsonString<'a>(pub Cow<'a, str>);

impl<'a, T: Into<Cow<'a, str>>> From<T> for JsonString<'a> {
    fn from(string: T) -> Self {
        Self(string.into())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for JsonString<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StringVisitor;
        impl<'de> Visitor<'de> for StringVisitor {
            type Value = JsonString<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: de::Error>(self, string: &'de str) -> Result<JsonString<'de>, E> {
                Ok(JsonString(Cow::Borrowed(string)))
            }

            fn visit_str<E: de::Error>(self, string: &str) -> Result<JsonString<'de>, E> {
                Ok(JsonString(Cow::Owned(string.to_owned())))
            }
        }
        deserializer.deserialize_str(StringVisitor)
    }
}
