//! The cells of tables.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::date::PartialDate;
use crate::money::{Amount, Currency, Decimal, to_plain_string};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Unknown or not applicable: empty for programs, an en dash for people.
    Missing,
    /// A text from the dataset, or a keyword.
    Text(String),
    /// Several texts, for people.
    List {
        /// All of them, with their details.
        full: String,
        /// The first without its details: where there is no room for all, it stands for them.
        first: String,
        /// How many follow the first.
        others: usize,
    },
    /// A day, month, quarter or year.
    Date(PartialDate),
    /// A count.
    Count(u64),
    /// A figure of money; its currency decides the number of decimals for people.
    Figure(Decimal, Currency),
    /// An amount with its bound and currency, for people.
    Amount(Amount),
    /// An unbounded ceiling: "open" for people, empty for programs.
    Open,
    /// A part of a whole between 0 and 1.
    Share(Decimal),
    /// An exchange rate.
    Rate(Decimal),
}

impl Cell {
    /// A text, or [`Cell::Missing`] if it is empty.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Missing } else { Self::Text(text) }
    }

    /// Whether it is a figure of money, an open ceiling or a share.
    pub(crate) fn is_figure(&self) -> bool {
        matches!(self, Self::Figure(..) | Self::Open | Self::Share(_))
    }

    /// Texts for people, of which the first is also known without its details; [`Cell::Missing`] if there are none.
    pub(crate) fn list(texts: &[String], first: Option<&str>) -> Self {
        match (texts, first) {
            ([_, others @ ..], Some(first)) if !others.is_empty() => {
                Self::List { full: texts.join(", "), first: first.to_owned(), others: others.len() }
            }
            _ => Self::text(texts.join(", ")),
        }
    }
}

/// A cell as a JSON value, for `serde_json` only. Figures are numbers with all their digits.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing | Self::Open => serializer.serialize_none(),
            Self::Text(text) | Self::List { full: text, .. } => serializer.serialize_str(text),
            Self::Date(date) => serializer.collect_str(date),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Amount(amount) => serializer.collect_str(amount),
            Self::Figure(value, _) | Self::Share(value) | Self::Rate(value) => {
                let number = RawValue::from_string(to_plain_string(*value)).map_err(S::Error::custom)?;
                number.serialize(serializer)
            }
        }
    }
}
