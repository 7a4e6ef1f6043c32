//! The columns of a file of deals.

use ::parquet::basic::Type as Physical;
use ::parquet::errors::ParquetError;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::TypePtr;

use crate::invalid::keyword_enum;

/// The key under which a file says what form its columns have.
pub(crate) const FORM_KEY: &str = "outlay.form";
/// The form that is written and read here.
pub(crate) const FORM: &str = "deals-1";
/// The key of what stands beside the deals, as JSON: companies, sources and rates.
pub(crate) const REGISTER_KEY: &str = "outlay.register";

/// The days from the first one of year 1, which chrono counts from, to 1970-01-01, which Parquet counts from.
pub(crate) const EPOCH: i32 = 719_163;

/// The bytes of a decimal: as many as 38 digits take.
pub(crate) const WIDTH: usize = 16;
/// The decimals of amounts.
pub(crate) const AMOUNT_SCALE: u32 = 10;
/// The decimals of converted figures.
pub(crate) const CONVERTED_SCALE: u32 = 18;
/// The decimals of rates.
pub(crate) const RATE_SCALE: u32 = 28;

keyword_enum! {
    /// A column that holds values, by its path.
    pub enum Leaf is "column of a Parquet file" {
        /// The deal's id.
        Id = "id",
        /// What people call it.
        Title = "title",
        /// What the money is for.
        Kind = "kind",
        /// How far it has come, with every revision.
        Status = "status",
        /// The first day that the date of the announcement can mean.
        Announced = "announced",
        /// Whether that date names a day, a month or a year.
        Precision = "announced_precision",
        /// How sure the amount is; this and what follows of it with every revision, and null when undisclosed.
        Bound = "bound",
        /// The least that it can be.
        Floor = "floor",
        /// The figure of the headline.
        Headline = "headline",
        /// The most that it can be; null when open.
        Ceiling = "ceiling",
        /// The amount's currency.
        Currency = "currency",
        /// The companies that take part.
        PartyCompany = "parties.list.element.company",
        /// What each is to the deal.
        PartyRole = "parties.list.element.role",
        /// Where the money goes.
        PlaceArea = "places.list.element.area",
        /// How much of it goes there.
        PlaceShare = "places.list.element.share",
        /// The free labels.
        Tag = "tags.list.element",
        /// The ids of the sources cited.
        Source = "sources.list.element",
        /// The first day of the period.
        PeriodStart = "period_start",
        /// Its last day.
        PeriodEnd = "period_end",
        /// How sure each equivalent of the amount is.
        EquivalentBound = "equivalents.list.element.bound",
        /// The least that it can be.
        EquivalentFloor = "equivalents.list.element.floor",
        /// The figure of its headline.
        EquivalentHeadline = "equivalents.list.element.headline",
        /// The most that it can be; null when open.
        EquivalentCeiling = "equivalents.list.element.ceiling",
        /// Its currency.
        EquivalentCurrency = "equivalents.list.element.currency",
        /// The source that prints it.
        EquivalentSource = "equivalents.list.element.source",
        /// The whole deal, as a record of JSON Lines.
        Record = "record",
        /// The floor in the target currency.
        ConvertedFloor = "converted_floor",
        /// The headline in the target currency.
        ConvertedHeadline = "converted_headline",
        /// The ceiling in the target currency.
        ConvertedCeiling = "converted_ceiling",
        /// The target currency.
        ConvertedCurrency = "converted_currency",
        /// The rate of exchange.
        Rate = "rate",
        /// The day or month or year of the rate.
        RateDate = "rate_date",
        /// Where the rate or the stated figure comes from.
        RateSource = "rate_source",
    }
}

keyword_enum! {
    /// How precise a date is.
    pub(crate) enum Precision is "precision" {
        /// It names a day.
        Day = "day",
        /// It names a month.
        Month = "month",
        /// It names a year.
        Year = "year",
    }
}

/// The columns of an amount beside its bound, which a converted one shares.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AmountLeaves {
    pub floor: Leaf,
    pub headline: Leaf,
    pub ceiling: Leaf,
    pub currency: Leaf,
}

/// The deal's own amount.
pub(crate) const AMOUNT: AmountLeaves = AmountLeaves {
    floor: Leaf::Floor,
    headline: Leaf::Headline,
    ceiling: Leaf::Ceiling,
    currency: Leaf::Currency,
};
/// Its equivalents.
pub(crate) const EQUIVALENT: AmountLeaves = AmountLeaves {
    floor: Leaf::EquivalentFloor,
    headline: Leaf::EquivalentHeadline,
    ceiling: Leaf::EquivalentCeiling,
    currency: Leaf::EquivalentCurrency,
};
/// All columns of an equivalent.
pub(crate) const EQUIVALENTS: [Leaf; 6] = [
    Leaf::EquivalentBound,
    EQUIVALENT.floor,
    EQUIVALENT.headline,
    EQUIVALENT.ceiling,
    EQUIVALENT.currency,
    Leaf::EquivalentSource,
];
/// What it was converted to.
pub(crate) const CONVERTED: AmountLeaves = AmountLeaves {
    floor: Leaf::ConvertedFloor,
    headline: Leaf::ConvertedHeadline,
    ceiling: Leaf::ConvertedCeiling,
    currency: Leaf::ConvertedCurrency,
};

/// What the values of a column mean.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Day,
    /// With so many decimals.
    Decimal(u32),
}

/// What the values of a column are, and how deep they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// How its values are stored.
    pub physical: Physical,
    /// The definition level of a value that is there.
    pub defined: u8,
    /// The definition level of an element of its list, or of its row.
    pub element: u8,
    /// Whether a row has several of them.
    pub repeats: bool,
}

impl Leaf {
    /// The columns that only files with converted amounts have, and that are never read.
    pub(crate) fn is_conversion(self) -> bool {
        self as usize >= Self::ConvertedFloor as usize
    }

    /// The name of the column, as queries write it.
    pub(crate) fn name(self) -> String {
        self.as_str().replace(".list.element", "")
    }

    fn kind(self) -> Kind {
        match self {
            Self::Announced | Self::PeriodStart | Self::PeriodEnd => Kind::Day,
            Self::Floor
            | Self::Headline
            | Self::Ceiling
            | Self::EquivalentFloor
            | Self::EquivalentHeadline
            | Self::EquivalentCeiling => Kind::Decimal(AMOUNT_SCALE),
            Self::ConvertedFloor | Self::ConvertedHeadline | Self::ConvertedCeiling => {
                Kind::Decimal(CONVERTED_SCALE)
            }
            Self::Rate => Kind::Decimal(RATE_SCALE),
            _ => Kind::Text,
        }
    }

    fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Bound
                | Self::Floor
                | Self::Headline
                | Self::Ceiling
                | Self::Currency
                | Self::PlaceShare
                | Self::PeriodStart
                | Self::PeriodEnd
                | Self::EquivalentCeiling
                | Self::EquivalentSource
        ) || self.is_conversion()
    }

    pub(crate) fn shape(self) -> Shape {
        let repeats = self.list().is_some();
        let element = u8::from(repeats);
        let physical = match self.kind() {
            Kind::Text => Physical::BYTE_ARRAY,
            Kind::Day => Physical::INT32,
            Kind::Decimal(_) => Physical::FIXED_LEN_BYTE_ARRAY,
        };
        Shape { physical, defined: element + u8::from(self.is_optional()), element, repeats }
    }

    /// The list that it is in, and where in an element of it.
    fn list(self) -> Option<(&'static str, &'static str)> {
        self.as_str().split_once(".list.")
    }

    /// The column in the language of schemas, under its own name.
    fn field(self) -> String {
        let repetition = if self.is_optional() { "OPTIONAL" } else { "REQUIRED" };
        let (_, name) = self.as_str().rsplit_once('.').unwrap_or(("", self.as_str()));
        match self.kind() {
            Kind::Text => format!("{repetition} BYTE_ARRAY {name} (STRING);"),
            Kind::Day => format!("{repetition} INT32 {name} (DATE);"),
            Kind::Decimal(scale) => {
                format!("{repetition} FIXED_LEN_BYTE_ARRAY({WIDTH}) {name} (DECIMAL(38, {scale}));")
            }
        }
    }
}

/// The columns of a file, in their order; those of a conversion only where amounts were converted.
pub(crate) fn leaves(converts: bool) -> impl Iterator<Item = Leaf> {
    Leaf::ALL.iter().copied().filter(move |leaf| converts || !leaf.is_conversion())
}

/// The schema of a file with [`leaves`].
pub(crate) fn schema(converts: bool) -> Result<TypePtr, ParquetError> {
    let leaves: Vec<Leaf> = leaves(converts).collect();
    let is_same_list = |one: &Leaf, next: &Leaf| match (one.list(), next.list()) {
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

/// Whether a file that begins with these bytes is one of Parquet.
pub fn is_parquet(start: &[u8]) -> bool {
    start.starts_with(b"PAR1")
}
