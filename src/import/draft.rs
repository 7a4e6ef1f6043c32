//! What a row says of a deal, before it is one: the fields of its cells, and the faults of those that cannot be read.

use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{Kind, Part, Party, Place, Role, Status};
use crate::invalid::Problem;
use crate::money::Amount;

use super::row_types::TotalLabel;
use super::rule::Field;

/// The fields of a deal that a row has.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    /// The round of funding, or the type of the deal in the words of the sheet.
    pub(super) round: Option<String>,
    pub(super) kind: Option<Kind>,
    pub(super) announced: Option<PartialDate>,
    pub(super) status: Option<Status>,
    /// A text that calls the row a sum, beside a company.
    pub(super) total: Option<(String, TotalLabel)>,
    /// The remark that says the status, and what it says.
    pub(super) status_remark: Option<StatusRemark>,
    pub(super) amount: Option<Amount>,
    pub(super) equivalents: Vec<Amount>,
    pub(super) parties: Vec<Party<'static>>,
    /// What companies give or get of the amount.
    pub(super) parts: Vec<Part<'static>>,
    pub(super) places: Vec<Place>,
    /// The cells of columns of cities.
    pub(super) place_names: Vec<PlaceName>,
    /// The home of the principal parties, if the row has only that.
    pub(super) home: Option<Area>,
    pub(super) links: LinkTexts,
    pub(super) tags: Vec<String>,
    pub(super) fields: Vec<(String, String)>,
    pub(super) notes: Vec<String>,
    pub(super) source: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) quote: Option<String>,
    /// A text that stands where a company should be: `Total`, `Undisclosed`.
    pub(super) nobody: Option<Party<'static>>,
}

impl Draft {
    /// Returns the company that the deal is about: the first recipient, else the first party.
    pub(super) fn subject(&self) -> Option<&str> {
        subject(&self.parties)
    }
}

/// Returns the company that a deal between `parties` is about: the first recipient, else the first party.
pub(super) fn subject<'a>(parties: &'a [Party<'_>]) -> Option<&'a str> {
    let recipient = parties.iter().find(|party| party.role == Role::Recipient);
    recipient.or(parties.first()).map(|party| party.company.as_ref())
}

/// A remark that says the status of its deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatusRemark {
    pub(super) status: Status,
    pub(super) text: String,
    /// The column of the remark.
    pub(super) column: usize,
}

/// A cell of a column of cities or states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlaceName {
    pub(super) text: String,
    /// The index of the rule of its column.
    pub(super) rule: usize,
}

/// The links that a row gives to its deal, as they are written: ids or titles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LinkTexts {
    pub(super) included_in: Option<String>,
    pub(super) replaces: Option<String>,
}

impl LinkTexts {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.included_in.is_none() && self.replaces.is_none()
    }

    /// Returns the fields that are given, with their texts.
    pub(super) fn each(&self) -> impl Iterator<Item = (Field, &str)> {
        let texts = [(Field::IncludedIn, &self.included_in), (Field::Replaces, &self.replaces)];
        texts.into_iter().filter_map(|(field, text)| Some((field, text.as_deref()?)))
    }
}

/// Why a cell, or a row, cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field that the cell is for; `None` for a fault of the row.
    pub(super) field: Option<Field>,
    /// The name of the column.
    pub(crate) column: Option<String>,
    /// The text of the cell.
    pub(crate) text: String,
    /// What is wrong with it.
    pub(crate) problem: Problem,
}

impl Fault {
    /// Whether the cell is a date, or a part of one.
    pub(super) fn is_of_date(&self) -> bool {
        use Field::{Announced, Day, Month, Quarter, Year};
        matches!(self.field, Some(Announced | Year | Quarter | Month | Day))
    }

    /// Whether the cell is a company.
    pub(super) fn is_of_party(&self) -> bool {
        self.field == Some(Field::Party)
    }

    /// Returns a fault of a whole row.
    pub(crate) fn of_row(problem: Problem) -> Self {
        Self { field: None, column: None, text: String::new(), problem }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{column}: {}", self.problem),
            None => write!(f, "{}", self.problem),
        }
    }
}
