//! A deal: one announced commitment of money, with who, where, when, how sure and who says so.

mod check;
mod fields;
mod owned;
mod period;
mod place;
mod slug;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::date::PartialDate;
use crate::invalid::{Problem, keyword_enum};
use crate::money::{Amount, Quantity};
use check::contradictions;

pub use check::Inconsistency;
pub use fields::FieldSet;
pub use period::{Length, LengthUnit, Period};
pub use place::{Place, Portion, Share, Slice, split};
pub use slug::Slug;

/// A text of a deal: borrowed from what was read while it is only looked at, owned where it is kept.
pub type Text<'a> = Cow<'a, str>;

keyword_enum! {
    /// What a deal commits money to.
    pub enum Kind is "kind" {
        /// An order for goods or services.
        Contract = "contract",
        /// The investor's own capital expenditure.
        Capex = "capex",
        /// A purchase of shares.
        Equity = "equity",
        /// A loan or a bond.
        Debt = "debt",
        /// A purchase of a company.
        Acquisition = "acquisition",
        /// Money that is not to be paid back.
        Grant = "grant",
        /// Anything else.
        Other = "other",
    }
}

keyword_enum! {
    /// How far a deal has come.
    pub enum Status is "status" {
        /// Reported without a name to it.
        Rumoured = "rumoured" | "rumored",
        /// Said in public by a party.
        Announced = "announced",
        /// Agreed in writing.
        Signed = "signed",
        /// Closed or paid out.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled" | "canceled",
    }
}

impl Status {
    /// Whether totals count such a deal without being asked: what is only rumoured or was called off is no commitment.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Rumoured | Self::Cancelled)
    }
}

keyword_enum! {
    /// What a company is to a deal.
    pub enum Role is "role" {
        /// Gives the money.
        Investor = "investor",
        /// Sells what is bought.
        Provider = "provider",
        /// Buys it.
        Customer = "customer",
        /// Receives the money.
        Recipient = "recipient",
        /// Takes part beside the principals.
        Partner = "partner",
        /// Runs what is built.
        Operator = "operator",
        /// Stands behind a party with money of its own.
        Backer = "backer",
    }
}

keyword_enum! {
    /// How the amount of a part relates to its deal's.
    pub enum Relation is "relation" {
        /// Included in the deal's amount.
        Within = "within",
        /// Beside it, and in no total.
        Alongside = "alongside",
    }
}

/// A company in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party<'a> {
    /// The company's name, as the dataset's `companies` have it or any other.
    pub company: Text<'a>,
    /// What it is to the deal.
    pub role: Role,
}

impl FromStr for Party<'static> {
    type Err = Problem;

    /// Reads `CoreWeave:provider`; the role is what follows the last colon.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (company, role) = text.rsplit_once(':').ok_or_else(|| {
            Problem::new(format!("{text:?} names no role"))
                .hint("write NAME:ROLE, such as \"CoreWeave:provider\"")
        })?;
        let company = company.trim();
        if company.is_empty() {
            return Err(Problem::new(format!("{text:?} names no company"))
                .hint("write NAME:ROLE, such as \"CoreWeave:provider\""));
        }
        Ok(Self { company: company.to_owned().into(), role: role.parse()? })
    }
}

impl fmt::Display for Party<'_> {
    /// `CoreWeave:provider`; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.company, self.role)
    }
}

/// The deal's amount in another currency, as a source prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivalent<'a> {
    /// The amount, with a bound of its own.
    pub amount: Amount,
    /// The source that prints it, where it is named.
    pub source: Option<Slug<'a>>,
}

impl Equivalent<'_> {
    /// The same with the bound of the amount that it is an equivalent of, unless it has one of its own.
    #[must_use]
    pub fn with_bound_of(mut self, amount: Option<&Amount>) -> Self {
        if let (Quantity::Exact(value), Some(amount)) = (self.amount.quantity, amount) {
            let bound = amount.quantity.bound().of_equivalent();
            self.amount.quantity = Quantity::single(bound, value).unwrap_or(self.amount.quantity);
        }
        self
    }
}

/// A named piece of a deal; it never changes a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// What it is.
    pub title: Text<'a>,
    /// Its kind, where it differs from the deal's.
    pub kind: Option<Kind>,
    /// Whether it is included in the deal's amount.
    pub relation: Relation,
    /// How much it is.
    pub amount: Option<Amount>,
    /// Who takes part in it.
    pub parties: Vec<Party<'a>>,
    /// Anything else.
    pub note: Option<Text<'a>>,
}

/// A place in a source that supports the deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The source's id.
    pub source: Slug<'a>,
    /// Its words, letter by letter.
    pub quote: Option<Text<'a>>,
    /// Its own figure, where it differs from the deal's.
    pub amount: Option<Amount>,
    /// Its own equivalents.
    pub equivalents: Vec<Equivalent<'a>>,
}

/// A dated change to a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision<'a> {
    /// The day from which it holds.
    pub date: NaiveDate,
    /// The new status.
    pub status: Option<Status>,
    /// The new amount.
    pub amount: Option<Amount>,
    /// The new amount's equivalents.
    pub equivalents: Vec<Equivalent<'a>>,
    /// What happened.
    pub note: Option<Text<'a>>,
    /// Who says so.
    pub citation: Option<Citation<'a>>,
}

/// The facts of a deal before they were held against each other; [`Deal`] is made from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealData<'a> {
    /// Unique in its dataset.
    pub id: Slug<'a>,
    /// What people call it.
    pub title: Text<'a>,
    /// What the money is for.
    pub kind: Kind,
    /// When it was announced.
    pub announced: PartialDate,
    /// How far it had come then.
    pub status: Status,
    /// How much was announced; undisclosed where there is none.
    pub amount: Option<Amount>,
    /// The amount in other currencies, as the sources print it.
    pub equivalents: Vec<Equivalent<'a>>,
    /// When the money is spent.
    pub period: Option<Period<'a>>,
    /// Who takes part; at least one.
    pub parties: Vec<Party<'a>>,
    /// Where the money goes, as the sources say.
    pub places: Vec<Place>,
    /// Named pieces.
    pub parts: Vec<Part<'a>>,
    /// Free labels.
    pub tags: Vec<Text<'a>>,
    /// Who says so.
    pub citations: Vec<Citation<'a>>,
    /// What changed since, oldest first.
    pub history: Vec<Revision<'a>>,
    /// Anything else.
    pub note: Option<Text<'a>>,
}

impl<'a> DealData<'a> {
    /// Forgets everything and keeps the room of its lists.
    fn clear(&mut self) {
        // In place, field by field: a million deals that are each moved about take longer than to read them.
        let Self {
            id,
            title,
            kind,
            announced,
            status,
            amount,
            equivalents,
            period,
            parties,
            places,
            parts,
            tags,
            citations,
            history,
            note,
        } = self;
        *id = Slug::default();
        *title = Text::default();
        *kind = Kind::Other;
        *announced = PartialDate::Day(NaiveDate::MIN);
        *status = Status::Announced;
        *amount = None;
        equivalents.clear();
        *period = None;
        parties.clear();
        places.clear();
        parts.clear();
        tags.clear();
        citations.clear();
        history.clear();
        *note = None;
    }
}

impl Default for DealData<'_> {
    /// No facts at all; such a deal is none.
    fn default() -> Self {
        Self {
            id: Slug::default(),
            title: Text::default(),
            kind: Kind::Other,
            announced: PartialDate::Day(NaiveDate::MIN),
            status: Status::Announced,
            amount: None,
            equivalents: Vec::new(),
            period: None,
            parties: Vec::new(),
            places: Vec::new(),
            parts: Vec::new(),
            tags: Vec::new(),
            citations: Vec::new(),
            history: Vec::new(),
            note: None,
        }
    }
}

/// A deal whose facts agree with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal<'a>(DealData<'a>);

impl<'a> Deref for Deal<'a> {
    type Target = DealData<'a>;

    fn deref(&self) -> &DealData<'a> {
        &self.0
    }
}

/// Room for one deal after the other, each made where the last one was.
#[derive(Debug)]
pub struct DealBuffer<'a>(Deal<'a>);

impl Default for DealBuffer<'_> {
    fn default() -> Self {
        Self(Deal(DealData::default()))
    }
}

impl<'a> DealBuffer<'a> {
    /// Makes a deal of which only the fields `read` are known; nothing where these contradict each other.
    ///
    /// # Errors
    /// What `fill` gives, which is handed facts that are empty.
    pub fn write<E>(
        &mut self,
        read: FieldSet,
        fill: impl FnOnce(&mut DealData<'a>) -> Result<(), E>,
    ) -> Result<Option<&mut Deal<'a>>, E> {
        let facts = &mut self.0.0;
        facts.clear();
        fill(facts)?;
        Ok(contradictions(facts, read).is_empty().then_some(&mut self.0))
    }
}

impl<'a> TryFrom<DealData<'a>> for Deal<'a> {
    type Error = Vec<Inconsistency>;

    /// Holds the facts against each other and gives every contradiction found.
    fn try_from(facts: DealData<'a>) -> Result<Self, Self::Error> {
        let found = contradictions(&facts, FieldSet::ALL);
        if found.is_empty() { Ok(Self(facts)) } else { Err(found) }
    }
}

/// What a deal comes to: what was announced, with every revision since.
#[derive(Debug, Clone, Copy)]
pub struct CurrentState<'a> {
    /// How far it has come.
    pub status: Status,
    /// How much it is; nothing when undisclosed.
    pub amount: Option<&'a Amount>,
    /// The amount in other currencies, as printed.
    pub equivalents: &'a [Equivalent<'a>],
    /// The source of the amount: that of the first citation, or of the revision that changed it.
    pub source: Option<&'a Slug<'a>>,
}

impl<'a> Deal<'a> {
    /// What the deal comes to with every revision on record.
    pub fn current_state(&self) -> CurrentState<'_> {
        let mut current = CurrentState {
            status: self.status,
            amount: self.amount.as_ref(),
            equivalents: &self.equivalents,
            source: self.citations.first().map(|citation| &citation.source),
        };
        for revision in &self.history {
            current.status = revision.status.unwrap_or(current.status);
            if let Some(amount) = &revision.amount {
                current.amount = Some(amount);
                current.equivalents = &revision.equivalents;
                current.source = revision.citation.as_ref().map(|citation| &citation.source);
            }
        }
        current
    }

    /// Makes it the deal that was known at the end of a day: without later revisions, and none at all before it was
    /// announced, which it tells.
    pub fn truncate_to(&mut self, day: NaiveDate) -> bool {
        // Fewer revisions cannot contradict what more of them did not.
        self.0.history.retain(|revision| revision.date <= day);
        self.announced.first() <= day
    }

    /// Its parties, and then those of its parts.
    pub fn all_parties(&self) -> impl Iterator<Item = &Party<'a>> {
        self.parties.iter().chain(self.parts.iter().flat_map(|part| &part.parties))
    }

    /// The parties whose deal it is: its investors, else its providers. Their home stands for the place
    /// where no source gives one.
    pub fn principals(&self) -> impl Iterator<Item = &Party<'_>> {
        let role = if self.parties.iter().any(|party| party.role == Role::Investor) {
            Role::Investor
        } else {
            Role::Provider
        };
        self.parties.iter().filter(move |party| party.role == role)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A deal with only what is required, to be changed by a test.
    pub(crate) fn facts(id: &str) -> DealData<'static> {
        DealData {
            id: id.parse().unwrap(),
            title: "A deal".into(),
            kind: Kind::Capex,
            announced: "2025-02-24".parse().unwrap(),
            status: Status::Announced,
            amount: None,
            equivalents: vec![],
            period: None,
            parties: vec![Party { company: "Alibaba".into(), role: Role::Investor }],
            places: vec![],
            parts: vec![],
            tags: vec![],
            citations: vec![],
            history: vec![],
            note: None,
        }
    }

    fn fields(facts: DealData) -> Vec<String> {
        Deal::try_from(facts).unwrap_err().into_iter().map(|contradiction| contradiction.field).collect()
    }

    #[test]
    fn contradictions_are_found_all_at_once() {
        let usd = |text: &str| Equivalent { amount: text.parse().unwrap(), source: None };
        let part = Part {
            title: "p".into(),
            kind: None,
            relation: Relation::Within,
            amount: Some("USD 5bn".parse().unwrap()),
            parties: vec![],
            note: None,
        };
        let revision = |date: &str| Revision {
            date: date.parse().unwrap(),
            status: None,
            amount: None,
            equivalents: vec![],
            note: None,
            citation: None,
        };
        let broken = DealData {
            parties: vec![],
            amount: Some("USD 4bn".parse().unwrap()),
            equivalents: vec![usd("USD 4bn"), usd("EUR 3bn"), usd("EUR 3.1bn")],
            parts: vec![part],
            history: vec![revision("2025-03-02"), revision("2025-03-01"), revision("2024-01-01")],
            ..facts("x")
        };
        assert_eq!(
            fields(broken),
            [
                "parties",
                "equivalents[0]",
                "equivalents[2]",
                "parts[0].amount",
                "history[1].date",
                "history[2].date",
                "history[2].date"
            ]
        );
    }

    #[test]
    fn revisions_replace_amount_and_status_from_their_day_on() {
        let mut facts = facts("x");
        facts.amount = Some("CNY 380bn".parse().unwrap());
        facts.history = vec![
            Revision {
                date: "2025-09-24".parse().unwrap(),
                status: None,
                amount: Some("CNY 480bn".parse().unwrap()),
                equivalents: vec![],
                note: None,
                citation: None,
            },
            Revision {
                date: "2026-01-01".parse().unwrap(),
                status: Some(Status::Completed),
                amount: None,
                equivalents: vec![],
                note: None,
                citation: None,
            },
        ];
        let deal = Deal::try_from(facts).unwrap();
        let on = |day: &str| {
            let mut known = deal.clone();
            assert!(known.truncate_to(day.parse().unwrap()));
            format!("{} {}", known.current_state().amount.unwrap(), known.current_state().status)
        };
        assert!(!deal.clone().truncate_to("2025-02-23".parse().unwrap()));
        assert_eq!(on("2025-09-23"), "CNY 380bn announced");
        assert_eq!(on("2025-09-24"), "CNY 480bn announced");
        assert_eq!(on("2026-01-01"), "CNY 480bn completed");
        assert_eq!(deal.current_state().status, Status::Completed);
    }
}
