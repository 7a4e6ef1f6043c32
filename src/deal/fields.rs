//! Sets of a deal's fields: what a question needs to have read.

use bitflags::bitflags;

/// Declares every field once, with its bit and its key in files.
macro_rules! fields {
    ($($(#[$($doc:tt)*])* $flag:ident = $bit:literal, $key:literal;)+) => {
        bitflags! {
            /// A set of a deal's fields. The id is always read, whatever the set.
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct FieldSet: u32 {
                $($(#[$($doc)*])* const $flag = 1 << $bit;)+
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
                Some(match key { $($key => Self::$flag,)+ _ => return None })
            }
        }
    };
}

fields! {
    /// See [`DealData::title`](super::DealData::title).
    TITLE = 0, "title";
    /// See [`DealData::kind`](super::DealData::kind).
    KIND = 1, "kind";
    /// See [`DealData::announced`](super::DealData::announced).
    ANNOUNCED = 2, "announced";
    /// See [`DealData::status`](super::DealData::status).
    STATUS = 3, "status";
    /// See [`DealData::amount`](super::DealData::amount).
    AMOUNT = 4, "amount";
    /// See [`DealData::equivalents`](super::DealData::equivalents).
    EQUIVALENTS = 5, "equivalents";
    /// See [`DealData::period`](super::DealData::period).
    PERIOD = 6, "period";
    /// See [`DealData::parties`](super::DealData::parties).
    PARTIES = 7, "parties";
    /// See [`DealData::places`](super::DealData::places).
    PLACES = 8, "places";
    /// See [`DealData::parts`](super::DealData::parts).
    PARTS = 9, "parts";
    /// See [`DealData::tags`](super::DealData::tags).
    TAGS = 10, "tags";
    /// See [`DealData::citations`](super::DealData::citations).
    CITATIONS = 11, "citations";
    /// See [`DealData::history`](super::DealData::history).
    HISTORY = 12, "history";
    /// See [`DealData::note`](super::DealData::note).
    NOTE = 13, "note";
    /// See [`DealData::fields`](super::DealData::fields).
    FIELDS = 14, "fields";
    /// See [`DealData::recorded`](super::DealData::recorded).
    RECORDED = 15, "recorded";
    /// See [`DealData::import`](super::DealData::import).
    IMPORT = 16, "import";
    /// See [`DealData::included_in`](super::DealData::included_in).
    INCLUDED_IN = 17, "included_in";
    /// See [`DealData::replaces`](super::DealData::replaces).
    REPLACES = 18, "replaces";
    /// See [`DealData::progress`](super::DealData::progress).
    PROGRESS = 19, "progress";
    /// See [`DealData::included_in_recorded`](super::DealData::included_in_recorded).
    INCLUDED_IN_RECORDED = 20, "included_in_recorded";
    /// See [`DealData::replaces_recorded`](super::DealData::replaces_recorded).
    REPLACES_RECORDED = 21, "replaces_recorded";
}

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
