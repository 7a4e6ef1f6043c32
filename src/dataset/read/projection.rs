//! Reads a deal into a [`DealRecord`]: the keys of a deal, of which a question skips most.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::dataset::record::{DealRecord, FieldsRecord, Ignored, LISTS, List};
use crate::deal::{FieldSet, with_fields};

/// Declares the keys of a deal: fields of [`DealRecord`], and those of which nothing is kept.
macro_rules! deal_keys {
    ($($flag:ident $field:ident;)+) => {
        deal_keys! {
            read: id $($field)+ companies sources rates;
            ignored:
                converted_floor converted_headline converted_ceiling converted_currency rate rate_date rate_source;
        }
    };
    (read: $($field:ident)+; ignored: $($ignored:ident)+;) => {
        /// The keys of a deal.
        const KEYS: &[&str] = &[$(stringify!($field),)+ $(stringify!($ignored),)+];

        /// A key of a deal. Its number is its index in [`KEYS`].
        #[expect(non_camel_case_types, reason = "these are the keys as they are written")]
        #[derive(Debug, Clone, Copy)]
        enum Key { $($field,)+ $($ignored,)+ }

        impl Key {
            #[inline]
            fn find(key: &str) -> Option<Self> {
                Some(match key {
                    $(stringify!($field) => Self::$field,)+
                    $(stringify!($ignored) => Self::$ignored,)+
                    _ => return None,
                })
            }

            /// Reads the value of the key into a record.
            #[inline]
            fn read<'de, A: MapAccess<'de>>(
                self,
                record: &mut DealRecord<'de>,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match self {
                    $(Self::$field => record.$field.read(map)?,)+
                    $(Self::$ignored => drop(map.next_value::<Option<Ignored>>()?),)+
                }
                Ok(())
            }
        }
    };
}

with_fields!(deal_keys);

impl<'de> Deserialize<'de> for Key {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field of a deal")
            }

            #[inline]
            fn visit_str<E: Error>(self, key: &str) -> Result<Key, E> {
                Key::find(key).ok_or_else(|| E::custom("unknown field"))
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// A field of a record that can be read. It is empty before.
trait Field<'de> {
    fn read<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error>;
}

impl<'de, T: Deserialize<'de>> Field<'de> for Option<T> {
    #[inline]
    fn read<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        *self = map.next_value()?;
        Ok(())
    }
}

impl<'de, T: Deserialize<'de>> Field<'de> for List<T> {
    #[inline]
    fn read<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(self)
    }
}

impl<'de> Field<'de> for FieldsRecord<'de> {
    fn read<A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        *self = map.next_value()?;
        Ok(())
    }
}

/// Some keys of a deal: a bit for each of [`KEYS`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct KeySet(u64);

impl KeySet {
    /// Returns the keys that `is_in` accepts.
    fn new(is_in: impl Fn(&str) -> bool) -> Self {
        let keys = KEYS.iter().enumerate().filter(|(_, key)| is_in(key));
        Self(keys.fold(0, |keys, (index, _)| keys | 1 << index))
    }

    /// Returns the keys that are skipped if `fields` are read: those of the other fields, and of the lists of companies,
    /// sources and rates.
    pub(super) fn all_but(fields: FieldSet) -> Self {
        Self::new(|key| match FieldSet::from_key(key) {
            Some(field) => !fields.contains(field),
            None => LISTS.contains(&key),
        })
    }

    /// Returns these keys.
    pub(super) fn of(keys: &[&str]) -> Self {
        Self::new(|key| keys.contains(&key))
    }

    /// Whether a key is in both sets.
    pub(super) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Reads a deal into a record, and returns its keys.
pub(super) struct Projected<'r, 'a> {
    pub(super) record: &'r mut DealRecord<'a>,
    pub(super) skipped: KeySet,
}

impl<'de> DeserializeSeed<'de> for Projected<'_, 'de> {
    type Value = KeySet;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<KeySet, D::Error> {
        deserializer.deserialize_struct("DealRecord", KEYS, self)
    }
}

impl<'de> Visitor<'de> for Projected<'_, 'de> {
    type Value = KeySet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a deal")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<KeySet, A::Error> {
        let mut seen = KeySet::default();
        while let Some(key) = map.next_key::<Key>()? {
            let bit = KeySet(1 << key as u32);
            if seen.intersects(bit) {
                return Err(A::Error::custom("repeated field"));
            }
            seen.0 |= bit.0;
            if self.skipped.intersects(bit) {
                map.next_value::<IgnoredAny>()?;
            } else {
                key.read(self.record, &mut map)?;
            }
        }
        Ok(seen)
    }
}
