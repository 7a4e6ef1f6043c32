//! The data of a deal, before it has been checked.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::{Kind, Period, Place, Relation, Role, Slug, Status, Text};
use crate::date::PartialDate;
use crate::invalid::Problem;
use crate::money::{Amount, Quantity};
use crate::text::quote;

/// A company in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party<'a> {
    /// The name of the company; the dataset's `companies` may list it.
    pub company: Text<'a>,
    /// What the company does in the deal.
    pub role: Role,
}

const PARTY_EXAMPLE: &str = "write NAME:ROLE, such as \"CoreWeave:provider\"";

impl FromStr for Party<'static> {
    type Err = Problem;

    /// Reads `CoreWeave:provider`; the role follows the last colon.
    ///
    /// # Errors
    /// If the company or the role is missing or the role is unknown.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (company, role) = text
            .rsplit_once(':')
            .ok_or_else(|| Problem::new(format!("{} names no role", quote(text))).hint(PARTY_EXAMPLE))?;
        let company = company.trim();
        if company.is_empty() {
            return Err(Problem::new(format!("{} names no company", quote(text))).hint(PARTY_EXAMPLE));
        }
        Ok(Self { company: company.to_owned().into(), role: role.parse()? })
    }
}

impl fmt::Display for Party<'_> {
    /// Writes `CoreWeave:provider`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.company, self.role)
    }
}

/// The deal's amount in another currency, as a source prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivalent<'a> {
    /// The amount in the other currency.
    pub amount: Amount,
    /// The source that prints it.
    pub source: Option<Slug<'a>>,
}

impl Equivalent<'_> {
    /// Returns the equivalent with the bound of `amount`, which it is an equivalent of, unless it has one of its own.
    #[must_use]
    pub fn with_bound_of(mut self, amount: Option<&Amount>) -> Self {
        if let (Quantity::Exact(value), Some(amount)) = (self.amount.quantity, amount) {
            let bound = amount.quantity.bound().of_equivalent();
            self.amount.quantity = Quantity::single(bound, value).unwrap_or(self.amount.quantity);
        }
        self
    }
}

/// A named part of a deal. It never changes the total of all deals; totals by company use the amounts of parts within the
/// deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name of the part.
    pub title: Text<'a>,
    /// The kind, if it differs from the deal's.
    pub kind: Option<Kind>,
    /// Whether the deal's amount includes the part's.
    pub relation: Relation,
    /// The amount of the part.
    pub amount: Option<Amount>,
    /// The companies in this part.
    pub parties: Vec<Party<'a>>,
    /// A remark.
    pub note: Option<Text<'a>>,
}

/// A passage of a source that supports the deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The id of the source.
    pub source: Slug<'a>,
    /// The passage, verbatim.
    pub quote: Option<Text<'a>>,
    /// The amount that the source states, if it differs from the deal's.
    pub amount: Option<Amount>,
    /// The equivalents that the source prints for its amount.
    pub equivalents: Vec<Equivalent<'a>>,
}

/// A dated change to a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision<'a> {
    /// The day of the change.
    pub date: NaiveDate,
    /// The new status.
    pub status: Option<Status>,
    /// The new amount.
    pub amount: Option<Amount>,
    /// The equivalents of the new amount.
    pub equivalents: Vec<Equivalent<'a>>,
    /// What happened.
    pub note: Option<Text<'a>>,
    /// The source of the change.
    pub citation: Option<Citation<'a>>,
    /// The day on which the revision entered the dataset; `None` if it was always there.
    pub recorded: Option<NaiveDate>,
}

/// What had been allocated or spent of a deal in all by a day, as a source prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The day.
    pub date: NaiveDate,
    /// What had been allocated by then.
    pub allocated: Option<Amount>,
    /// What had been spent by then.
    pub spent: Option<Amount>,
    /// The source.
    pub citation: Option<Citation<'a>>,
    /// The day on which the entry was added to the dataset; `None` if it was always there.
    pub recorded: Option<NaiveDate>,
}

/// The data of a deal, before its fields are checked against each other. `Deal::try_from` checks them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealData<'a> {
    /// The id, unique in the dataset.
    pub id: Slug<'a>,
    /// A short name for people.
    pub title: Text<'a>,
    /// What the money is committed to.
    pub kind: Kind,
    /// The date of the announcement.
    pub announced: PartialDate,
    /// The status at the announcement.
    pub status: Status,
    /// The announced amount; `None` if undisclosed.
    pub amount: Option<Amount>,
    /// The amount in other currencies, as the sources print it.
    pub equivalents: Vec<Equivalent<'a>>,
    /// When the money is spent.
    pub period: Option<Period<'a>>,
    /// The companies in the deal, at least one.
    pub parties: Vec<Party<'a>>,
    /// Where the money goes, as the sources state it.
    pub places: Vec<Place>,
    /// Named parts.
    pub parts: Vec<Part<'a>>,
    /// Free labels.
    pub tags: Vec<Text<'a>>,
    /// The passages that support the deal.
    pub citations: Vec<Citation<'a>>,
    /// The revisions since the announcement, oldest first.
    pub history: Vec<Revision<'a>>,
    /// What had been allocated or spent of it by some days, oldest first.
    pub progress: Vec<Progress<'a>>,
    /// The id of the deal whose money includes this deal's.
    pub included_in: Option<Slug<'a>>,
    /// The day on which that link entered the dataset; `None` if with the deal.
    pub included_in_recorded: Option<NaiveDate>,
    /// The id of the deal that this announcement supersedes.
    pub replaces: Option<Slug<'a>>,
    /// The day on which that link entered the dataset; `None` if with the deal.
    pub replaces_recorded: Option<NaiveDate>,
    /// The user's own fields, in their order: keys and texts.
    pub fields: Vec<(Text<'a>, Text<'a>)>,
    /// The day on which the deal entered the dataset; `None` if it was always there.
    pub recorded: Option<NaiveDate>,
    /// The name of the import that brought the deal.
    pub import: Option<Text<'a>>,
    /// A remark.
    pub note: Option<Text<'a>>,
}

/// Passes the fields of a deal besides its id to a macro, in the order of the format, each with its flag in
/// [`FieldSet`](super::FieldSet). Whatever is done for each field follows this list.
macro_rules! with_fields {
    ($then:ident) => {
        $then! {
            TITLE title;
            KIND kind;
            ANNOUNCED announced;
            STATUS status;
            AMOUNT amount;
            EQUIVALENTS equivalents;
            PERIOD period;
            PARTIES parties;
            PLACES places;
            PARTS parts;
            TAGS tags;
            CITATIONS citations;
            HISTORY history;
            PROGRESS progress;
            INCLUDED_IN included_in;
            INCLUDED_IN_RECORDED included_in_recorded;
            REPLACES replaces;
            REPLACES_RECORDED replaces_recorded;
            FIELDS fields;
            RECORDED recorded;
            IMPORT import;
            NOTE note;
        }
    };
}

pub(crate) use with_fields;

/// The value of a field.
trait Value {
    /// The value of a field that is not given.
    fn empty() -> Self;

    /// Makes the value empty. A list keeps its memory.
    fn clear(&mut self)
    where
        Self: Sized,
    {
        *self = Self::empty();
    }
}

impl<T> Value for Option<T> {
    fn empty() -> Self {
        None
    }
}

impl<T> Value for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl Value for Slug<'_> {
    fn empty() -> Self {
        Self::default()
    }
}

impl Value for Text<'_> {
    fn empty() -> Self {
        Self::default()
    }
}

impl Value for Kind {
    fn empty() -> Self {
        Self::Other
    }
}

impl Value for Status {
    fn empty() -> Self {
        Self::Announced
    }
}

impl Value for PartialDate {
    fn empty() -> Self {
        Self::Day(NaiveDate::MIN)
    }
}

macro_rules! empty_data {
    ($($flag:ident $field:ident;)+) => {
        impl DealData<'_> {
            /// Makes every field empty, in place: moving whole deals takes longer than parsing them.
            pub(super) fn clear(&mut self) {
                let Self { id, $($field),+ } = self;
                id.clear();
                $(Value::clear($field);)+
            }
        }

        impl Default for DealData<'_> {
            /// Returns empty data, which is not a valid deal.
            fn default() -> Self {
                Self { id: Value::empty(), $($field: Value::empty()),+ }
            }
        }
    };
}

with_fields!(empty_data);
