//! Sets of a deal's fields: what a question needs to have read.

use bitflags::bitflags;

use super::with_fields;

macro_rules! field_set {
    ($($flag:ident $field:ident;)+) => {
        /// The bit of each field.
        #[expect(non_camel_case_types, reason = "these are the keys as they are written")]
        enum Bit { $($field),+ }

        bitflags! {
            /// A set of a deal's fields. The id is always read, whatever the set.
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct FieldSet: u32 {
                $(
                    #[doc = concat!("See [`DealData::", stringify!($field), "`](super::DealData::", stringify!($field), ").")]
                    const $flag = 1 << Bit::$field as u32;
                )+
                /// Histories, quotes and labels in full, for output that shows them.
                const AS_WRITTEN = 1 << 31;
                /// The fields of [`CurrentState`](super::CurrentState).
                const CURRENT_STATE = Self::STATUS.bits() | Self::AMOUNT.bits() | Self::HISTORY.bits();
                /// The links to other deals.
                const LINKS = Self::INCLUDED_IN.bits() | Self::REPLACES.bits();
                /// When the deal and its links entered the dataset.
                const RECORDED_DAYS = Self::RECORDED.bits()
                    | Self::INCLUDED_IN_RECORDED.bits()
                    | Self::REPLACES_RECORDED.bits();
            }
        }

        impl FieldSet {
            /// Returns the field with the key `key` in files; `None` for `id` and unknown keys.
            pub fn from_key(key: &str) -> Option<Self> {
                Some(match key { $(stringify!($field) => Self::$flag,)+ _ => return None })
            }
        }
    };
}

with_fields!(field_set);

impl FieldSet {
    /// Only the id.
    pub const ID: Self = Self::empty();
    /// Every field.
    pub const ALL: Self = Self::all();

    /// Returns this set if `condition` holds, else only the id.
    #[must_use]
    pub fn when(self, condition: bool) -> Self {
        if condition { self } else { Self::ID }
    }
}
