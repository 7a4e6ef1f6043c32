//! Deals: announced commitments of money, with parties, places, dates and sources.
//!
//! - `data.rs`: [`DealData`] and its parts: parties, equivalents, citations, revisions
//! - `keywords.rs`: [`Kind`], [`Status`], [`Role`], [`Relation`]
//! - `check.rs`: the rules between fields that make [`DealData`] a [`Deal`]
//! - `difference.rs`: the fields in which two deals differ
//! - `fields.rs`: [`FieldSet`]
//! - `cutoff.rs`: [`Cutoff`], the days after which nothing counts
//! - `period.rs`: when the money is spent
//! - `place.rs`: where it goes, and how an amount is split between places
//! - `progress.rs`: what had been allocated or spent of it
//! - `slug.rs`: ids
//! - `owned.rs`: deals that outlive the text that they were parsed from
//!
//! # Examples
//!
//! The fields of a deal are checked against each other once, and every inconsistency is reported:
//!
//! ```
//! use outlay::deal::{Deal, DealData};
//!
//! let mut data = DealData {
//!     id: "rcr".parse()?,
//!     title: "RCR supplies cables".into(),
//!     announced: "2025-03".parse()?,
//!     amount: Some("up to $11.9bn".parse()?),
//!     ..DealData::default()
//! };
//! let inconsistencies = Deal::try_from(data.clone()).unwrap_err();
//! assert_eq!(inconsistencies[0].field, "parties");
//!
//! data.parties.push("RCR:provider".parse()?);
//! let deal = Deal::try_from(data).expect("a valid deal");
//! assert_eq!(deal.current_state().amount.unwrap().to_string(), "up to USD 11.9bn");
//! # Ok::<(), outlay::Problem>(())
//! ```

mod check;
mod cutoff;
mod data;
mod difference;
mod fields;
mod keywords;
mod owned;
mod period;
mod place;
mod progress;
mod slug;

use std::borrow::Cow;
use std::ops::Deref;

use chrono::NaiveDate;

use crate::money::Amount;
use check::inconsistencies;

pub(crate) use data::with_fields;

pub use check::Inconsistency;
pub use cutoff::Cutoff;
pub use data::{Citation, DealData, Equivalent, Part, Party, Progress, Revision};
pub use fields::FieldSet;
pub use keywords::{Kind, Relation, Role, Status};
pub use period::{Length, LengthUnit, Period};
pub use place::{Place, Portion, Share, ShareBounds, Slice, split};
pub use slug::Slug;

/// A string of a deal: borrowed from the text that was parsed, or owned.
pub type Text<'a> = Cow<'a, str>;

/// A deal whose fields are consistent with each other. Its fields are those of [`DealData`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal<'a>(DealData<'a>);

impl<'a> Deref for Deal<'a> {
    type Target = DealData<'a>;

    fn deref(&self) -> &DealData<'a> {
        &self.0
    }
}

/// A reusable buffer: each deal is parsed over the previous one.
#[derive(Debug)]
pub struct DealBuffer<'a>(Deal<'a>);

impl Default for DealBuffer<'_> {
    fn default() -> Self {
        Self(Deal(DealData::default()))
    }
}

impl<'a> DealBuffer<'a> {
    /// Clears the buffer, lets `fill` set the fields `read`, and returns the deal; `None` if these are inconsistent.
    ///
    /// # Errors
    /// The error of `fill`.
    pub fn write<E>(
        &mut self,
        read: FieldSet,
        fill: impl FnOnce(&mut DealData<'a>) -> Result<(), E>,
    ) -> Result<Option<&mut Deal<'a>>, E> {
        let data = &mut self.0.0;
        data.clear();
        fill(data)?;
        Ok(inconsistencies(data, read).is_empty().then_some(&mut self.0))
    }
}

impl<'a> TryFrom<DealData<'a>> for Deal<'a> {
    type Error = Vec<Inconsistency>;

    /// Checks the fields against each other.
    ///
    /// # Errors
    /// Every inconsistency.
    fn try_from(data: DealData<'a>) -> Result<Self, Self::Error> {
        let found = inconsistencies(&data, FieldSet::ALL);
        if found.is_empty() { Ok(Self(data)) } else { Err(found) }
    }
}

/// The status and amount of a deal after its revisions.
#[derive(Debug, Clone, Copy)]
pub struct CurrentState<'a> {
    /// The current status.
    pub status: Status,
    /// The current amount; `None` if undisclosed.
    pub amount: Option<&'a Amount>,
    /// The amount in other currencies, as the sources print it.
    pub equivalents: &'a [Equivalent<'a>],
    /// The source of the amount: that of the revision that changed it, else that of the first citation.
    pub source: Option<&'a Slug<'a>>,
}

impl<'a> Deal<'a> {
    /// Returns the data, to change it.
    pub(crate) fn into_data(self) -> DealData<'a> {
        self.0
    }

    /// Returns the citations of the deal, then those of its revisions, then those of its progress.
    pub fn all_citations(&self) -> impl Iterator<Item = &Citation<'a>> {
        let of_revisions = self.history.iter().filter_map(|revision| revision.citation.as_ref());
        let of_progress = self.progress.iter().filter_map(|entry| entry.citation.as_ref());
        self.citations.iter().chain(of_revisions).chain(of_progress)
    }

    /// Returns status and amount after every revision.
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
                // A revision with the same amount confirms it: its equivalents and their source stay.
                let is_confirmed = current.amount == Some(amount) && revision.equivalents.is_empty();
                current.amount = Some(amount);
                if !is_confirmed {
                    current.equivalents = &revision.equivalents;
                    current.source = revision.citation.as_ref().map(|citation| &citation.source);
                }
            }
        }
        current
    }

    /// Whether a source of the current amount states another figure in its currency, or in that of an equivalent.
    pub fn has_differing_sources(&self) -> bool {
        let revision = self.history.iter().rfind(|revision| revision.amount.is_some());
        let (amount, equivalents, citations) = match revision {
            Some(revision) => (&revision.amount, &revision.equivalents, revision.citation.as_slice()),
            None => (&self.amount, &self.equivalents, self.citations.as_slice()),
        };
        let own = || amount.iter().chain(equivalents.iter().map(|equivalent| &equivalent.amount));
        let differs = |cited: &Amount| {
            let own = own().find(|own| own.currency == cited.currency);
            own.is_some_and(|own| own.quantity != cited.quantity)
        };
        citations.iter().any(|citation| {
            let equivalents = citation.equivalents.iter().map(|equivalent| &equivalent.amount);
            citation.amount.iter().chain(equivalents).any(differs)
        })
    }

    /// Removes revisions, progress and links whose day of recording `counts` rejects.
    pub(crate) fn retain_entries(&mut self, counts: impl Fn(Option<NaiveDate>) -> bool) {
        // An entry may be removed from anywhere: each is consistent with the deal by itself.
        self.0.progress.retain(|entry| counts(entry.recorded));
        self.0.history.retain(|revision| counts(revision.recorded));
        if !counts(self.0.included_in_recorded) {
            (self.0.included_in, self.0.included_in_recorded) = (None, None);
        }
        if !counts(self.0.replaces_recorded) {
            (self.0.replaces, self.0.replaces_recorded) = (None, None);
        }
    }

    /// Removes revisions and progress after `day`. Returns [`Self::is_known_on`] of that day.
    pub fn truncate_to(&mut self, day: NaiveDate) -> bool {
        // Removing the last entries keeps the deal consistent.
        self.0.progress.retain(|entry| entry.date <= day);
        self.0.history.retain(|revision| revision.date <= day);
        self.is_known_on(day)
    }

    /// Whether the deal had certainly been announced by the end of `day`: a deal dated to a month, quarter or year at the end
    /// of it, or with its first revision or progress.
    pub fn is_known_on(&self, day: NaiveDate) -> bool {
        // What was spent before a deal was announced does not make it known.
        let is_since = |date: NaiveDate| (self.announced.first()..=day).contains(&date);
        self.announced.last() <= day
            || self.history.iter().any(|revision| is_since(revision.date))
            || self.progress.iter().any(|entry| is_since(entry.date))
    }

    /// Returns the parties of the deal, then those of its parts.
    pub fn all_parties(&self) -> impl Iterator<Item = &Party<'a>> {
        self.parties.iter().chain(self.parts.iter().flat_map(|part| &part.parties))
    }

    /// Returns the investors, or the providers if there are none. Their home is the place of a deal whose sources state
    /// none.
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

    /// Returns the data of a deal with its required fields only.
    pub(crate) fn facts(id: &str) -> DealData<'static> {
        DealData {
            id: id.parse().unwrap(),
            title: "A deal".into(),
            kind: Kind::Capex,
            announced: "2025-02-24".parse().unwrap(),
            parties: vec![Party { company: "Alibaba".into(), role: Role::Investor }],
            ..DealData::default()
        }
    }

    fn fields(facts: DealData) -> Vec<String> {
        Deal::try_from(facts).unwrap_err().into_iter().map(|inconsistency| inconsistency.field).collect()
    }

    #[test]
    fn inconsistencies_are_reported_all_at_once() {
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
            recorded: None,
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
                "parties", "equivalents[0]", "equivalents[2]", "parts[0].amount", "history[1].date",
                "history[2].date", "history[2].date"
            ]
        );
    }

    #[test]
    fn a_revision_with_the_same_amount_keeps_its_equivalents() {
        let equivalents = |amount: &str| {
            let mut facts = facts("x");
            facts.amount = Some("CNY 380bn".parse().unwrap());
            facts.equivalents = vec![Equivalent { amount: "USD 52.4bn".parse().unwrap(), source: None }];
            let confirmed = Revision {
                date: "2025-09-24".parse().unwrap(),
                status: None,
                amount: Some(amount.parse().unwrap()),
                equivalents: vec![],
                note: None,
                citation: None,
                recorded: None,
            };
            facts.history = vec![confirmed];
            Deal::try_from(facts).unwrap().current_state().equivalents.len()
        };
        assert_eq!([equivalents("CNY 380,000,000,000"), equivalents("CNY 480bn")], [1, 0]);
        assert_eq!(equivalents("up to CNY 380bn"), 0);
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
                recorded: None,
            },
            Revision {
                date: "2026-01-01".parse().unwrap(),
                status: Some(Status::Completed),
                amount: None,
                equivalents: vec![],
                note: None,
                citation: None,
                recorded: None,
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

    #[test]
    fn a_long_text_is_cut_in_messages() {
        let long = "A".repeat(1_000_000);
        for problem in [
            long.parse::<Slug<'_>>().unwrap_err(),
            long.parse::<Period<'_>>().unwrap_err(),
            long.parse::<Length>().unwrap_err(),
            long.parse::<Share>().unwrap_err(),
            long.parse::<Place>().unwrap_err(),
            long.parse::<Party<'_>>().unwrap_err(),
            format!("x:{long}").parse::<Party<'_>>().unwrap_err(),
            long.parse::<Amount>().unwrap_err(),
            format!("USD {}", "1".repeat(1_000_000)).parse::<Amount>().unwrap_err(),
            long.parse::<crate::money::Currency>().unwrap_err(),
            long.parse::<crate::date::PartialDate>().unwrap_err(),
        ] {
            assert!(problem.to_string().len() < 400, "{} bytes", problem.to_string().len());
        }
    }
}
