//! Reads a deal into a [`DealRecord`]: the keys of a deal, of which a question skips most.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::dataset::record::{DealRecord, FieldsRecord, Ignored, LISTS, List};
use crate::deal::FieldSet;

/// Declares the keys of a deal: fields of [`DealRecord`], and those of which nothing is kept.
macro_rules! deal_keys {
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

deal_keys! {
    read:
        id title kind announced status amount equivalents period parties places parts tags citations history progress
        included_in replaces fields recorded import note companies sources rates;
    ignored:
        converted_floor converted_headline converted_ceiling converted_currency rate rate_date rate_source;
}

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

/// Which keys of a deal are skipped: the lists of companies, sources and rates in it, and the fields that a question does
/// not need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skipped {
    /// A bit for each of [`KEYS`].
    keys: u64,
}

impl Skipped {
    /// Skips what is not in `fields`.
    pub(super) fn all_but(fields: FieldSet) -> Self {
        let is_skipped = |key: &str| match FieldSet::from_key(key) {
            Some(field) => !fields.contains(field),
            None => LISTS.contains(&key),
        };
        let skipped = KEYS.iter().enumerate().filter(|(_, key)| is_skipped(key));
        Self { keys: skipped.fold(0, |keys, (index, _)| keys | 1 << index) }
    }
}

/// Reads a deal into a record.
pub(super) struct Projected<'r, 'a> {
    pub(super) record: &'r mut DealRecord<'a>,
    pub(super) skipped: Skipped,
}

impl<'de> DeserializeSeed<'de> for Projected<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_struct("DealRecord", KEYS, self)
    }
}

impl<'de> Visitor<'de> for Projected<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a deal")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = 0;
        while let Some(key) = map.next_key::<Key>()? {
            let bit = 1u64 << key as u32;
            if seen & bit != 0 {
                return Err(A::Error::custom("repeated field"));
            }
            seen |= bit;
            if self.skipped.keys & bit != 0 {
                map.next_value::<IgnoredAny>()?;
            } else {
                key.read(self.record, &mut map)?;
            }
        }
        Ok(())
    }
}
