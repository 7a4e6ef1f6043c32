//! The columns of a file of deals.

use ::parquet::basic::Type as Physical;
use ::parquet::errors::ParquetError;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::TypePtr;

use crate::deal::FieldSet;
use crate::invalid::keyword_enum;

/// The metadata key of the version of the columns.
pub(crate) const FORM_KEY: &str = "outlay.form";
/// The version that is written and read here.
pub(crate) const FORM: &str = "deals-1";
/// The metadata key of the reference data: companies, sources and rates as JSON.
pub(crate) const REFERENCE_KEY: &str = "outlay.register";

/// The days from 0001-01-01, where chrono counts from, to 1970-01-01, where Parquet counts from.
pub(crate) const EPOCH: i32 = 719_163;

/// The bytes of a `DECIMAL(38, s)`.
pub(crate) const WIDTH: usize = 16;
/// Decimal places of amounts.
pub(crate) const AMOUNT_SCALE: u32 = 10;

keyword_enum! {
    /// A column that holds values, named by its path.
    pub(crate) enum LeafColumn is "column of a Parquet file" {
        /// The deal's id.
        Id = "id",
        /// The title.
        Title = "title",
        /// The kind.
        Kind = "kind",
        /// The current status, after all revisions.
        Status = "status",
        /// The first day of the date of announcement.
        Announced = "announced",
        /// Whether that date is a day, a month, a quarter or a year.
        Precision = "announced_precision",
        /// The bound of the current amount. All columns of the amount are null when it is undisclosed.
        Bound = "bound",
        /// The floor of the amount.
        Floor = "floor",
        /// The headline figure.
        Headline = "headline",
        /// The ceiling; null if there is none.
        Ceiling = "ceiling",
        /// The amount's currency.
        Currency = "currency",
        /// The companies of the parties.
        PartyCompany = "parties.list.element.company",
        /// Their roles.
        PartyRole = "parties.list.element.role",
        /// The areas of the places; null if only the name is known.
        PlaceArea = "places.list.element.area",
        /// The names of places in the areas. Files of version 0.1 do not have the column.
        PlaceName = "places.list.element.name",
        /// Their shares.
        PlaceShare = "places.list.element.share",
        /// The tags.
        Tag = "tags.list.element",
        /// The ids of the cited sources.
        Source = "sources.list.element",
        /// The first day of the period.
        PeriodStart = "period_start",
        /// Its last day.
        PeriodEnd = "period_end",
        /// The bounds of the current equivalents.
        EquivalentBound = "equivalents.list.element.bound",
        /// Their floors.
        EquivalentFloor = "equivalents.list.element.floor",
        /// Their headline figures.
        EquivalentHeadline = "equivalents.list.element.headline",
        /// Their ceilings; null if there is none.
        EquivalentCeiling = "equivalents.list.element.ceiling",
        /// Their currencies.
        EquivalentCurrency = "equivalents.list.element.currency",
        /// The sources that print them; null if no source does.
        EquivalentSource = "equivalents.list.element.source",
        /// The deal whose money includes this deal's. Files of earlier versions lack this column and the next.
        IncludedIn = "included_in",
        /// The deal that this one replaces.
        Replaces = "replaces",
        /// The whole deal, as a record of JSON Lines.
        Record = "record",
    }
}

keyword_enum! {
    /// The precision of a date.
    pub(crate) enum Precision is "precision" {
        /// A day.
        Day = "day",
        /// A month.
        Month = "month",
        /// A quarter.
        Quarter = "quarter",
        /// A year.
        Year = "year",
    }
}

/// The columns of an amount, except its bound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AmountColumns {
    pub floor: LeafColumn,
    pub headline: LeafColumn,
    pub ceiling: LeafColumn,
    pub currency: LeafColumn,
}

/// The deal's own amount.
pub(crate) const AMOUNT: AmountColumns = AmountColumns {
    floor: LeafColumn::Floor,
    headline: LeafColumn::Headline,
    ceiling: LeafColumn::Ceiling,
    currency: LeafColumn::Currency,
};
/// Its equivalents.
pub(crate) const EQUIVALENT: AmountColumns = AmountColumns {
    floor: LeafColumn::EquivalentFloor,
    headline: LeafColumn::EquivalentHeadline,
    ceiling: LeafColumn::EquivalentCeiling,
    currency: LeafColumn::EquivalentCurrency,
};
/// All columns of an equivalent.
pub(crate) const EQUIVALENTS: [LeafColumn; 6] = [
    LeafColumn::EquivalentBound,
    EQUIVALENT.floor,
    EQUIVALENT.headline,
    EQUIVALENT.ceiling,
    EQUIVALENT.currency,
    LeafColumn::EquivalentSource,
];

/// The type of the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueType {
    /// A string.
    Text,
    /// A day.
    Day,
    /// A decimal with this many decimal places.
    Decimal(u32),
}

impl ValueType {
    pub(crate) fn physical(self) -> Physical {
        match self {
            Self::Text => Physical::BYTE_ARRAY,
            Self::Day => Physical::INT32,
            Self::Decimal(_) => Physical::FIXED_LEN_BYTE_ARRAY,
        }
    }
}

/// The definition and repetition levels of a column (Apache Parquet, "Nested Encoding").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Levels {
    /// The definition level of a value that is not null.
    pub defined: i16,
    /// The definition level of an element of a list, null or not; 0 for a column without lists.
    pub element: i16,
    /// Whether each row has a list of values.
    pub repeats: bool,
}

impl LeafColumn {
    /// Whether files may lack the column. It then has no values.
    pub(crate) fn may_be_missing(self) -> bool {
        matches!(self, Self::PlaceName | Self::IncludedIn | Self::Replaces)
    }

    /// The fields of a deal that need the column, the type of its values, and whether it has nulls.
    const fn properties(self) -> (FieldSet, ValueType, bool) {
        use ValueType::{Day, Decimal, Text};
        // Equivalents are checked against the amount.
        const AMOUNT: FieldSet = FieldSet::AMOUNT.union(FieldSet::EQUIVALENTS);
        match self {
            Self::Id => (FieldSet::ID, Text, false),
            Self::Title => (FieldSet::TITLE, Text, false),
            Self::Kind => (FieldSet::KIND, Text, false),
            Self::Status => (FieldSet::STATUS, Text, false),
            Self::Announced => (FieldSet::ANNOUNCED, Day, false),
            Self::Precision => (FieldSet::ANNOUNCED, Text, false),
            Self::Bound | Self::Currency => (AMOUNT, Text, true),
            Self::Floor | Self::Headline | Self::Ceiling => (AMOUNT, Decimal(AMOUNT_SCALE), true),
            Self::PartyCompany | Self::PartyRole => (FieldSet::PARTIES, Text, false),
            Self::PlaceArea | Self::PlaceName | Self::PlaceShare => (FieldSet::PLACES, Text, true),
            Self::Tag => (FieldSet::TAGS, Text, false),
            Self::Source => (FieldSet::CITATIONS, Text, false),
            Self::PeriodStart | Self::PeriodEnd => (FieldSet::PERIOD, Day, true),
            Self::EquivalentBound | Self::EquivalentCurrency => (FieldSet::EQUIVALENTS, Text, false),
            Self::EquivalentFloor | Self::EquivalentHeadline => {
                (FieldSet::EQUIVALENTS, Decimal(AMOUNT_SCALE), false)
            }
            Self::EquivalentCeiling => (FieldSet::EQUIVALENTS, Decimal(AMOUNT_SCALE), true),
            Self::EquivalentSource => (FieldSet::EQUIVALENTS, Text, true),
            Self::IncludedIn => (FieldSet::INCLUDED_IN, Text, true),
            Self::Replaces => (FieldSet::REPLACES, Text, true),
            Self::Record => (FieldSet::AS_WRITTEN, Text, false),
        }
    }

    pub(crate) fn fields(self) -> FieldSet {
        self.properties().0
    }

    /// Whether the column is written with a dictionary. The values of the others are almost all distinct.
    pub(crate) fn has_dictionary(self) -> bool {
        !matches!(self, Self::Id | Self::Title | Self::Record)
    }

    /// The name of the column as queries write it.
    pub(crate) fn name(self) -> String {
        self.as_str().replace(".list.element", "")
    }

    pub(crate) fn value_type(self) -> ValueType {
        self.properties().1
    }

    fn is_optional(self) -> bool {
        self.properties().2
    }

    pub(crate) fn levels(self) -> Levels {
        let repeats = self.list().is_some();
        let element = i16::from(repeats);
        Levels { defined: element + i16::from(self.is_optional()), element, repeats }
    }

    /// The name of the list that holds the column, and the path of the column in it.
    fn list(self) -> Option<(&'static str, &'static str)> {
        self.as_str().split_once(".list.")
    }

    /// The column as a field of a message type, in Parquet's schema language.
    fn field(self) -> String {
        let repetition = if self.is_optional() { "OPTIONAL" } else { "REQUIRED" };
        let (_, name) = self.as_str().rsplit_once('.').unwrap_or(("", self.as_str()));
        match self.value_type() {
            ValueType::Text => format!("{repetition} BYTE_ARRAY {name} (STRING);"),
            ValueType::Day => format!("{repetition} INT32 {name} (DATE);"),
            ValueType::Decimal(scale) => {
                format!("{repetition} FIXED_LEN_BYTE_ARRAY({WIDTH}) {name} (DECIMAL(38, {scale}));")
            }
        }
    }
}

/// The schema of a file with all columns, in order.
pub(crate) fn schema() -> Result<TypePtr, ParquetError> {
    let leaves: Vec<LeafColumn> = LeafColumn::ALL.to_vec();
    let is_same_list = |one: &LeafColumn, next: &LeafColumn| match (one.list(), next.list()) {
        (Some((one, _)), Some((next, _))) => one == next,
        _ => false,
    };
    let mut message = String::new();
    for group in leaves.chunk_by(is_same_list) {
        let fields: String = group.iter().map(|leaf| leaf.field()).collect();
        message += &match group.first().and_then(|leaf| leaf.list()) {
            None => fields,
            Some((name, place)) => {
                let element = if place == "element" {
                    fields
                } else {
                    format!("REQUIRED group element {{ {fields} }}")
                };
                format!("REQUIRED group {name} (LIST) {{ REPEATED group list {{ {element} }} }}")
            }
        };
    }
    Ok(parse_message_type(&format!("message deals {{ {message} }}"))?.into())
}

/// Whether a file that starts with `start` is a Parquet file.
pub(crate) fn is_parquet(start: &[u8]) -> bool {
    start.starts_with(b"PAR1")
}
