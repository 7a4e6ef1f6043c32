//! The columns, order and limit of a list, and the fields of a deal that they need.

use crate::dataset::Projection;
use crate::deal::FieldSet;
use crate::invalid::keyword_enum;
use crate::money::Currency;
use crate::report::{Audience, Column, Context, ReportError};

keyword_enum! {
    /// A column of a list.
    pub(crate) enum ListColumn is "column" {
        /// The deal's id.
        Id = "id",
        /// Its title.
        Title = "title",
        /// Its kind.
        Kind = "kind",
        /// Its status.
        Status = "status",
        /// The date of announcement.
        Announced = "announced",
        /// The parties with their roles.
        Parties = "parties",
        /// The places where the money goes.
        Places = "places",
        /// The amount in one cell.
        Amount = "amount",
        /// The bound of the amount.
        Bound = "bound",
        /// The minimum of the amount.
        Floor = "floor",
        /// The headline figure.
        Headline = "headline",
        /// The maximum of the amount.
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
        /// The exchange rate.
        Rate = "rate",
        /// The day, month, quarter or year of the rate.
        RateDate = "rate_date",
        /// The source of the rate or of the stated figure.
        RateSource = "rate_source",
        /// The period of the spending.
        Period = "period",
        /// The tags.
        Tags = "tags",
        /// The cited sources.
        Sources = "sources",
        /// What was spent, by the latest entry of the progress.
        Spent = "spent",
        /// What was allocated, by the latest entry of the progress.
        Allocated = "allocated",
        /// The deal whose money includes this deal's.
        IncludedIn = "included_in",
        /// The deal that this one replaces.
        Replaces = "replaces",
        /// A field of your own, such as field:sector.
        Field = "field:KEY",
    }
}

impl ListColumn {
    /// The default columns for people.
    const PEOPLE: [Self; 9] = [
        Self::Title,
        Self::Id,
        Self::Announced,
        Self::Kind,
        Self::Status,
        Self::Parties,
        Self::Places,
        Self::Sources,
        Self::Amount,
    ];
    /// The default columns for programs.
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
    /// The additional columns for programs if amounts are converted.
    const CONVERSION: [Self; 7] = [
        Self::ConvertedFloor,
        Self::ConvertedHeadline,
        Self::ConvertedCeiling,
        Self::ConvertedCurrency,
        Self::Rate,
        Self::RateDate,
        Self::RateSource,
    ];

    /// Whether the column shows a figure, so that a note explains its bound.
    pub(super) fn is_amount(self) -> bool {
        matches!(self, Self::Amount | Self::Bound | Self::Floor | Self::Headline | Self::Ceiling)
            || self.needs_conversion()
    }

    /// Whether the values by which rows are sorted are converted, if there is a target currency.
    pub(super) fn depends_on_conversion(self) -> bool {
        self == Self::Amount || self.needs_conversion()
    }

    fn needs_conversion(self) -> bool {
        self == Self::Converted || Self::CONVERSION.contains(&self)
    }

    /// The fields of a deal that the column needs, in addition to amount and status.
    fn fields(self) -> FieldSet {
        match self {
            Self::Title => FieldSet::TITLE,
            Self::Kind => FieldSet::KIND,
            Self::Announced => FieldSet::ANNOUNCED,
            Self::Parties => FieldSet::PARTIES,
            Self::Places => FieldSet::PLACES | FieldSet::PARTIES,
            Self::Period => FieldSet::PERIOD | FieldSet::AS_WRITTEN,
            Self::Tags => FieldSet::TAGS,
            Self::Spent | Self::Allocated => FieldSet::PROGRESS,
            Self::IncludedIn => FieldSet::INCLUDED_IN,
            Self::Replaces => FieldSet::REPLACES,
            Self::Field => FieldSet::FIELDS,
            // A stated figure without a source of its own has that of the first citation.
            Self::Sources | Self::RateSource => FieldSet::CITATIONS,
            _ => FieldSet::ID,
        }
    }

    /// The column of the table. A chosen column is never hidden.
    pub(super) fn column(self, key: Option<&str>, target: Option<Currency>, was_chosen: bool) -> Column {
        let column = Column::new(self.as_str());
        let column = match self {
            Self::Field => Column::new(format!("field:{}", key.unwrap_or_default())).cuts(12),
            Self::Title => column.cuts(36),
            Self::Announced => column.rank(1),
            Self::Places => column.cuts(12).rank(2),
            Self::Status => column.rank(3),
            Self::Parties => column.cuts(12).rank(4),
            Self::Id => column.keys().rank(5),
            Self::IncludedIn | Self::Replaces => column.keys(),
            Self::Kind => column.rank(6),
            Self::Sources => column.cuts(12).rank(7),
            Self::Floor
            | Self::Headline
            | Self::Ceiling
            | Self::ConvertedFloor
            | Self::ConvertedHeadline
            | Self::ConvertedCeiling
            | Self::Rate => Column::figure(self.as_str()),
            Self::Period | Self::Tags | Self::RateSource => column.cuts(12).rank(1),
            Self::Converted => Column {
                name: target.map_or_else(|| self.as_str().to_owned(), |currency| format!("in {currency}")),
                ..column
            },
            _ => column,
        };
        if was_chosen { column.rank(0) } else { column }
    }
}

/// A column by which a list is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SortKey {
    /// The column.
    pub column: ListColumn,
    /// The key of the field, if it is a column of a field.
    pub field: Option<String>,
    /// Whether the order is descending. Rows without a value are last in both.
    pub descending: bool,
}

/// The options of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct ListOptions {
    /// The columns; if empty, the default columns of the format.
    pub columns: Vec<ListColumn>,
    /// The keys of the columns of fields, in their order.
    pub field_keys: Vec<String>,
    /// The sort keys, most significant first; if empty, the order of the dataset.
    pub sort: Vec<SortKey>,
    /// The maximum number of deals.
    pub limit: Option<usize>,
    /// Whether the deals are written as a dataset again, instead of rows.
    pub is_export: bool,
}

impl ListOptions {
    /// The list of a web page: the id of each deal, and what fits in a row, the latest first.
    pub(crate) fn of_page(target: Option<Currency>) -> Self {
        use ListColumn::{Amount, Announced, Converted, Id, Kind, Parties, Places, Status, Title};
        let mut columns = vec![Id, Title, Announced, Kind, Status, Parties, Places, Amount];
        columns.extend(target.map(|_| Converted));
        let sort = vec![SortKey { column: Announced, field: None, descending: true }];
        Self { columns, sort, ..Self::default() }
    }

    /// The data that the list needs from the dataset.
    pub(crate) fn scope(&self, target: Option<Currency>, explain: bool, audience: Audience) -> Projection {
        if self.is_export || audience == Audience::Spreadsheets {
            return Projection::ALL;
        }
        let columns = match (self.columns.as_slice(), audience) {
            ([], Audience::People | Audience::Readers) => ListColumn::PEOPLE.as_slice(),
            ([], _) if target.is_none() => ListColumn::MACHINES.as_slice(),
            ([], _) => &[ListColumn::MACHINES.as_slice(), ListColumn::CONVERSION.as_slice()].concat(),
            (chosen, _) => chosen,
        };
        let values = FieldSet::CURRENT_STATE | FieldSet::EQUIVALENTS | FieldSet::ANNOUNCED;
        let marks = (FieldSet::LINKS | FieldSet::ANNOUNCED).when(audience.is_people());
        let mut fields = marks
            | FieldSet::CURRENT_STATE
            | values.when(target.is_some())
            | FieldSet::CITATIONS.when(explain);
        for column in columns {
            fields |= column.fields();
        }
        for key in &self.sort {
            fields |= key.column.fields();
        }
        let needs = |wanted| columns.contains(&wanted) || self.sort.iter().any(|key| key.column == wanted);
        Projection {
            fields,
            companies: needs(ListColumn::Places),
            sources: needs(ListColumn::Sources),
            rates: target.is_some(),
        }
    }

    /// Checks that the columns, shown and sorted by, have a target currency if they need one.
    ///
    /// # Errors
    /// If a column of the conversion is requested without a target currency.
    pub(crate) fn check(&self, target: Option<Currency>) -> Result<(), ReportError> {
        let mut columns = self.columns.iter().chain(self.sort.iter().map(|key| &key.column));
        match columns.find(|column| column.needs_conversion() && target.is_none()) {
            Some(column) => Err(ReportError::NeedsTarget { column: column.as_str() }),
            None => Ok(()),
        }
    }
}

/// The columns of a list: the chosen ones, or the default.
pub(super) fn columns(options: &ListOptions, context: &Context<'_>) -> Vec<ListColumn> {
    if !options.columns.is_empty() {
        return options.columns.clone();
    }
    if options.is_export && context.audience == Audience::Spreadsheets {
        let is_own = |column: &&ListColumn| !column.needs_conversion() && **column != ListColumn::Field;
        return ListColumn::ALL.iter().filter(is_own).copied().collect();
    }
    if context.audience.is_people() {
        ListColumn::PEOPLE.into_iter().chain(context.target.map(|_| ListColumn::Converted)).collect()
    } else {
        let conversion = if context.target.is_some() { ListColumn::CONVERSION.as_slice() } else { &[] };
        ListColumn::MACHINES.iter().chain(conversion).copied().collect()
    }
}
