//! What a list shows, of which deals first and how many, and what it needs to know for it.

use std::str::FromStr;

use crate::dataset::Projection;
use crate::deal::FieldSet;
use crate::invalid::{Problem, keyword_enum};
use crate::money::Currency;
use crate::report::{Column, Context, ReportError};

keyword_enum! {
    /// A column of the list.
    pub enum ListColumn is "column" {
        /// The deal's id.
        Id = "id",
        /// Its title.
        Title = "title",
        /// Its kind.
        Kind = "kind",
        /// Its status.
        Status = "status",
        /// When it was announced.
        Announced = "announced",
        /// Who takes part.
        Parties = "parties",
        /// Where the money goes.
        Places = "places",
        /// The amount in one cell.
        Amount = "amount",
        /// How sure the figure is.
        Bound = "bound",
        /// The least that it can be.
        Floor = "floor",
        /// The figure of the headline.
        Headline = "headline",
        /// The most that it can be.
        Ceiling = "ceiling",
        /// The amount's currency.
        Currency = "currency",
        /// The converted amount in one cell.
        Converted = "converted",
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
        /// When the money is spent.
        Period = "period",
        /// The free labels.
        Tags = "tags",
        /// The sources cited.
        Sources = "sources",
    }
}

impl ListColumn {
    /// What people see unless they choose.
    const PEOPLE: [Self; 9] = [
        Self::Id,
        Self::Announced,
        Self::Title,
        Self::Kind,
        Self::Status,
        Self::Parties,
        Self::Places,
        Self::Sources,
        Self::Amount,
    ];
    /// What programs get unless they choose.
    const MACHINES: [Self; 12] = [
        Self::Id,
        Self::Title,
        Self::Kind,
        Self::Status,
        Self::Announced,
        Self::Parties,
        Self::Places,
        Self::Bound,
        Self::Floor,
        Self::Headline,
        Self::Ceiling,
        Self::Currency,
    ];
    /// What programs get in addition when amounts are converted.
    pub(super) const CONVERSION: [Self; 7] = [
        Self::ConvertedFloor,
        Self::ConvertedHeadline,
        Self::ConvertedCeiling,
        Self::ConvertedCurrency,
        Self::Rate,
        Self::RateDate,
        Self::RateSource,
    ];

    /// Whether a bound shows in it, and with it what the bound means.
    pub(super) fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Bound | Self::Floor | Self::Headline | Self::Ceiling)
            || self.needs_conversion()
    }

    fn needs_conversion(self) -> bool {
        self == Self::Converted || Self::CONVERSION.contains(&self)
    }

    /// The fields of a deal that it shows. What a deal comes to is known in any case.
    fn fields(self) -> FieldSet {
        match self {
            Self::Title => FieldSet::TITLE,
            Self::Kind => FieldSet::KIND,
            Self::Announced => FieldSet::ANNOUNCED,
            Self::Parties => FieldSet::PARTIES,
            Self::Places => FieldSet::PLACES | FieldSet::PARTIES,
            Self::Period => FieldSet::PERIOD | FieldSet::AS_WRITTEN,
            Self::Tags => FieldSet::TAGS,
            Self::Sources => FieldSet::CITATIONS,
            // The source of a stated figure is that of the first citation where it has none of its own.
            Self::RateSource => FieldSet::CITATIONS,
            _ => FieldSet::ID,
        }
    }

    /// The column as a table has it; one that was chosen is never hidden.
    pub(super) fn column(self, target: Option<Currency>, was_chosen: bool) -> Column {
        let column = Column::new(self.as_str());
        let column = match self {
            Self::Title => column.wraps(),
            Self::Parties => column.wraps().rank(3),
            Self::Places => column.wraps().rank(2),
            Self::Kind => column.rank(5),
            Self::Status => column.rank(4),
            Self::Sources => column.wraps().rank(6),
            Self::Period | Self::Tags | Self::RateSource => column.wraps().rank(1),
            Self::Converted => Column {
                name: target.map_or_else(|| self.as_str().to_owned(), |currency| format!("in {currency}")),
                ..column
            },
            _ => column,
        };
        if was_chosen { column.rank(0) } else { column }
    }
}

keyword_enum! {
    /// What a list can be sorted by.
    pub enum SortField is "sort key" {
        /// By id.
        Id = "id",
        /// By title.
        Title = "title",
        /// By kind.
        Kind = "kind",
        /// By status.
        Status = "status",
        /// By date of announcement.
        Announced = "announced",
        /// By headline, in the target currency or else within each currency; undisclosed ones last.
        Amount = "amount",
    }
}

/// A sort key with its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// What to sort by.
    pub field: SortField,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl FromStr for SortKey {
    type Err = Problem;

    /// Reads `amount`, or `-amount` for the greatest first.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (field, descending) = text.strip_prefix('-').map_or((text, false), |field| (field, true));
        Ok(Self { field: field.parse()?, descending })
    }
}

/// How a list is to look.
#[derive(Debug, Clone, Default)]
pub struct ListOptions {
    /// The columns; those of the format where there are none.
    pub columns: Vec<ListColumn>,
    /// The sort keys, the first one first; the order of the file where there are none.
    pub sort: Vec<SortKey>,
    /// How many deals at the most.
    pub limit: Option<usize>,
}

/// Whom a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person.
    Person,
    /// A program that reads columns.
    Columns,
    /// A program that reads whole records.
    Records,
}

impl ListOptions {
    /// What a list needs to know of a dataset.
    pub fn scope(&self, target: Option<Currency>, explain: bool, reader: Reader) -> Projection {
        let columns = match (self.columns.as_slice(), reader) {
            ([], Reader::Records) => return Projection::ALL,
            ([], Reader::Columns) if target.is_none() => ListColumn::MACHINES.as_slice(),
            ([], Reader::Columns) => {
                &[ListColumn::MACHINES.as_slice(), ListColumn::CONVERSION.as_slice()].concat()
            }
            ([], Reader::Person) => ListColumn::PEOPLE.as_slice(),
            (chosen, _) => chosen,
        };
        let values = FieldSet::CURRENT_STATE | FieldSet::EQUIVALENTS | FieldSet::ANNOUNCED;
        let mut fields =
            FieldSet::CURRENT_STATE | values.when(target.is_some()) | FieldSet::CITATIONS.when(explain);
        for column in columns {
            fields = fields | column.fields();
        }
        for key in &self.sort {
            fields = fields
                | match key.field {
                    SortField::Title => FieldSet::TITLE,
                    SortField::Kind => FieldSet::KIND,
                    SortField::Announced => FieldSet::ANNOUNCED,
                    SortField::Id | SortField::Status | SortField::Amount => FieldSet::ID,
                };
        }
        Projection {
            fields,
            companies: columns.contains(&ListColumn::Places),
            sources: columns.contains(&ListColumn::Sources) || target.is_some(),
            rates: target.is_some(),
        }
    }

    /// Holds the options against the rest of the request.
    ///
    /// # Errors
    /// When a column of the conversion is asked for without a target currency.
    pub fn check(&self, target: Option<Currency>) -> Result<(), ReportError> {
        match self.columns.iter().find(|column| column.needs_conversion() && target.is_none()) {
            Some(column) => Err(ReportError::NeedsTarget { column: column.as_str() }),
            None => Ok(()),
        }
    }
}

pub(super) fn columns(options: &ListOptions, context: &Context<'_>) -> Vec<ListColumn> {
    if !options.columns.is_empty() {
        return options.columns.clone();
    }
    if context.for_people {
        ListColumn::PEOPLE.into_iter().chain(context.target.map(|_| ListColumn::Converted)).collect()
    } else {
        let conversion = if context.target.is_some() { ListColumn::CONVERSION.as_slice() } else { &[] };
        ListColumn::MACHINES.iter().chain(conversion).copied().collect()
    }
}
