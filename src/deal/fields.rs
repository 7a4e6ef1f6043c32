//! Which fields of a deal a question is about.

use std::ops::BitOr;

/// A set of a deal's fields. The id is in every set: whatever is said of a deal names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSet(u16);

impl FieldSet {
    /// Only the id.
    pub const ID: Self = Self(0);
    /// What people call it.
    pub const TITLE: Self = Self(1);
    /// What the money is for.
    pub const KIND: Self = Self(1 << 1);
    /// When it was announced.
    pub const ANNOUNCED: Self = Self(1 << 2);
    /// How far it had come then.
    pub const STATUS: Self = Self(1 << 3);
    /// How much was announced.
    pub const AMOUNT: Self = Self(1 << 4);
    /// The amount in other currencies.
    pub const EQUIVALENTS: Self = Self(1 << 5);
    /// When the money is spent.
    pub const PERIOD: Self = Self(1 << 6);
    /// Who takes part.
    pub const PARTIES: Self = Self(1 << 7);
    /// Where the money goes.
    pub const PLACES: Self = Self(1 << 8);
    /// Named pieces.
    pub const PARTS: Self = Self(1 << 9);
    /// Free labels.
    pub const TAGS: Self = Self(1 << 10);
    /// Who says so.
    pub const CITATIONS: Self = Self(1 << 11);
    /// What changed since.
    pub const HISTORY: Self = Self(1 << 12);
    /// Anything else.
    pub const NOTE: Self = Self(1 << 13);
    /// Histories, quotes and labels as they are written, and not only what they come to.
    pub const AS_WRITTEN: Self = Self(1 << 14);
    /// Every field.
    pub const ALL: Self = Self((1 << 15) - 1);
    /// What a deal comes to: its status and amount with every revision.
    pub const STANDING: Self = Self(Self::STATUS.0 | Self::AMOUNT.0 | Self::HISTORY.0);

    /// The field of that name, as files have it.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name.as_bytes() {
            b"title" => Self::TITLE,
            b"kind" => Self::KIND,
            b"announced" => Self::ANNOUNCED,
            b"status" => Self::STATUS,
            b"amount" => Self::AMOUNT,
            b"equivalents" => Self::EQUIVALENTS,
            b"period" => Self::PERIOD,
            b"parties" => Self::PARTIES,
            b"places" => Self::PLACES,
            b"parts" => Self::PARTS,
            b"tags" => Self::TAGS,
            b"citations" => Self::CITATIONS,
            b"history" => Self::HISTORY,
            b"note" => Self::NOTE,
            _ => return None,
        })
    }

    /// Whether all of `other` is in it.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in it and not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether any of `other` is in it.
    pub const fn touches(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What is in either of both.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set, or only the id where `condition` does not hold.
    #[must_use]
    pub fn when(self, condition: bool) -> Self {
        if condition { self } else { Self::ID }
    }
}

impl BitOr for FieldSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}
