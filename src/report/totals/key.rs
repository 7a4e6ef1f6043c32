//! The groups of a deal: one key per group and grouping.

use chrono::Datelike;
use smallvec::{SmallVec, smallvec};

use super::arithmetic::Few;
use super::{GroupBy, TotalsOptions};
use crate::area::Area;
use crate::dataset::ReferenceData;
use crate::date::PartialDate;
use crate::deal::{Deal, Kind, Role, Status};
use crate::hash::HashMap;
use crate::money::Currency;
use crate::query::{Matcher, Selected};
use crate::report::Context;
use crate::report::name_index::NameIndex;
use crate::text::fold;

/// The value of one group in one grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Kind(Kind),
    Status(Status),
    Currency(Currency),
    Role(Role),
    /// A year, a quarter or a month, or a date that is less precise than the grouping.
    Time(PartialDate),
    /// A country or an M49 region.
    Place(Area),
    /// A region without a stated country, or outside the M49 regions.
    Wide(Area),
    /// Several places without stated shares.
    Several,
    /// A company, a tag, a source or a deal.
    Name(u32),
    /// No value in this grouping.
    None,
}

/// The name of a group. Groups without a value come last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub is_nameless: bool,
    pub text: String,
}

impl Key {
    /// A number that identifies the key, for fast lookup.
    pub(super) fn number(self) -> u64 {
        let day = |date: PartialDate| u64::from(date.first().num_days_from_ce().cast_unsigned());
        let (kind, which) = match self {
            Self::Kind(kind) => (1, kind as u64),
            Self::Status(status) => (2, status as u64),
            Self::Currency(currency) => (3, currency.number().into()),
            Self::Time(date @ PartialDate::Day(_)) => (4, day(date)),
            Self::Time(date @ PartialDate::Month(_)) => (5, day(date)),
            Self::Time(date @ PartialDate::Year(_)) => (6, day(date)),
            Self::Time(date @ PartialDate::Quarter(_)) => (7, day(date)),
            Self::Place(area) => (8, area.index().into()),
            Self::Wide(area) => (9, area.index().into()),
            Self::Several => (10, 0),
            Self::Name(id) => (11, id.into()),
            Self::None => (12, 0),
            Self::Role(role) => (13, role as u64),
        };
        kind << 48 | which
    }

    /// The same key after names were renumbered; `ids` has the new number of each.
    pub(super) fn with_ids(self, ids: &[u32]) -> Self {
        match self {
            Self::Name(id) => Self::Name(ids.get(id as usize).copied().unwrap_or(id)),
            other => other,
        }
    }

    /// The year, quarter or month of a grouping by time.
    pub(super) fn period(self) -> Option<PartialDate> {
        match self {
            Self::Time(date) => Some(date),
            _ => None,
        }
    }

    /// The number of a company, a tag, a source or a deal.
    pub(super) fn name(self) -> Option<u32> {
        match self {
            Self::Name(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn currency(self) -> Option<Currency> {
        match self {
            Self::Currency(currency) => Some(currency),
            _ => None,
        }
    }

    /// The name of the group in the grouping `by`; with the key of a grouping by a field.
    pub(super) fn label(self, by: GroupBy, key: Option<&str>, names: &NameIndex) -> Label {
        let named = |text: String| Label { is_nameless: false, text };
        let nameless = |text: String| Label { is_nameless: true, text };
        match self {
            Self::Kind(kind) => named(kind.to_string()),
            Self::Status(status) => named(status.to_string()),
            Self::Currency(currency) => named(currency.to_string()),
            Self::Role(role) => named(role.to_string()),
            Self::Time(date) => match (by, date) {
                (GroupBy::Month, PartialDate::Quarter(_) | PartialDate::Year(_))
                | (GroupBy::Quarter, PartialDate::Year(_)) => nameless(format!("{date}, {by} not stated")),
                _ => named(date.to_string()),
            },
            Self::Place(area) => named(area.name().to_owned()),
            Self::Wide(area) if by == GroupBy::Country => {
                nameless(format!("{}, country not stated", area.name()))
            }
            Self::Wide(area) if area.is_country() => named(area.name().to_owned()),
            Self::Wide(area) => nameless(format!("{}, region not stated", area.name())),
            Self::Several => nameless("several places, split not stated".to_owned()),
            Self::Name(id) => named(names.label(id).to_owned()),
            Self::None => {
                let text = match by {
                    GroupBy::Company => "no company",
                    GroupBy::Role => "no role",
                    GroupBy::Tag => "no tag",
                    GroupBy::Source => "no source",
                    GroupBy::Currency => "undisclosed",
                    GroupBy::Field => return nameless(format!("{} not stated", key.unwrap_or_default())),
                    GroupBy::Region
                    | GroupBy::Country
                    // Every deal has a group in these: the name is not shown.
                    | GroupBy::Kind
                    | GroupBy::Status
                    | GroupBy::Year
                    | GroupBy::Quarter
                    | GroupBy::Month
                    | GroupBy::Deal => "no place stated",
                };
                nameless(text.to_owned())
            }
        }
    }
}

/// The only group of a piece dated `date`; `None` if the grouping can have several groups for one piece.
pub(super) fn only_key(by: GroupBy, selected: &Selected<'_>, date: PartialDate) -> Option<Key> {
    Some(match by {
        GroupBy::Kind => Key::Kind(selected.deal.kind),
        GroupBy::Status => Key::Status(selected.current.status),
        GroupBy::Currency => {
            selected.current.amount.map_or(Key::None, |amount| Key::Currency(amount.currency))
        }
        GroupBy::Year | GroupBy::Quarter | GroupBy::Month => time(by, date),
        GroupBy::Country
        | GroupBy::Region
        | GroupBy::Company
        | GroupBy::Role
        | GroupBy::Tag
        | GroupBy::Deal
        | GroupBy::Source
        | GroupBy::Field => return None,
    })
}

/// Finds the groups of deals, and numbers the names of companies, tags, sources and deals.
#[derive(Debug)]
pub(super) struct Grouper<'a> {
    pub reference: &'a ReferenceData,
    pub matcher: &'a Matcher<'a>,
    /// The names of each grouping.
    pub names: Vec<NameIndex>,
    /// Whether a deal as a group is named by its title, and not by its id.
    shows_titles: bool,
    /// The key of each grouping by a field, without case and accents.
    field_keys: Vec<Option<String>>,
    /// The position of the grouping by company.
    company: Option<usize>,
    /// Each company with its owners, by the number of its name.
    lineages: HashMap<u32, Lineage>,
}

/// The numbers of a company and of its owners.
pub(super) type Lineage = SmallVec<[u32; 4]>;

impl<'a> Grouper<'a> {
    pub(super) fn new(context: &Context<'a>, matcher: &'a Matcher<'a>, options: &TotalsOptions) -> Self {
        let by = &options.by;
        Self {
            reference: context.reference,
            matcher,
            shows_titles: context.audience.is_people(),
            names: by.iter().map(|_| NameIndex::default()).collect(),
            field_keys: options.key_of_each().into_iter().map(|key| key.map(fold)).collect(),
            company: by.iter().position(|by| *by == GroupBy::Company),
            lineages: HashMap::default(),
        }
    }

    /// The groups of the deal at position `at` in the grouping at `depth`, at least one. Must not be
    /// called for a grouping by place, party or time.
    pub(super) fn keys(&mut self, depth: usize, by: GroupBy, selected: &Selected<'_>, at: u64) -> Few<Key> {
        let (deal, names) = (selected.deal, &mut self.names[depth]);
        match by {
            GroupBy::Tag => distinct(deal.tags.iter().map(|tag| Key::Name(names.of_folded(tag, at)))),
            GroupBy::Source => {
                distinct(deal.all_citations().map(|citation| Key::Name(names.of(citation.source.as_str()))))
            }
            GroupBy::Deal => {
                let label = if self.shows_titles { &*deal.title } else { deal.id.as_str() };
                smallvec![Key::Name(names.of_labelled(deal.id.as_str(), label))]
            }
            GroupBy::Field => {
                let key = self.field_keys[depth].as_deref().unwrap_or_default();
                let text = deal.fields.iter().find(|(own, _)| fold(own) == key).map(|(_, text)| text);
                smallvec![text.map_or(Key::None, |text| Key::Name(names.of_folded(text, at)))]
            }
            GroupBy::Kind
            | GroupBy::Status
            | GroupBy::Currency
            | GroupBy::Year
            | GroupBy::Quarter
            | GroupBy::Month
            | GroupBy::Region
            | GroupBy::Country
            | GroupBy::Company
            | GroupBy::Role => only_key(by, selected, selected.deal.announced).into_iter().collect(),
        }
    }

    /// Notes the spelling of the companies of a deal: without an entry, one is spelled as in the first deal that names it.
    pub(super) fn note_parties(&mut self, deal: &Deal<'_>, at: u64) {
        if let Some(company) = self.company {
            self.names[company].note_parties(deal, at, self.reference);
        }
    }

    /// The numbers of a company and of its owners, as far as the filter requests them; none if companies are not grouped.
    /// The deal at position `at` names the company.
    pub(super) fn lineage(&mut self, name: &str, at: u64) -> &[u32] {
        let Some(company) = self.company else { return &[] };
        let (names, reference, matcher) = (&mut self.names[company], self.reference, self.matcher);
        let id = names.of_company(name, at, reference);
        self.lineages.entry(id).or_insert_with(|| {
            let lineage = reference.companies.lineage(name).filter(|name| matcher.matches_company(name));
            // An owner is spelled as in the first deal that names it, and this one does not.
            lineage.map(|name| names.of_company(name, u64::MAX, reference)).collect()
        })
    }

    /// Adds the names of another thread. Returns the new number of each, by grouping.
    pub(super) fn merge(&mut self, other: Self) -> Vec<Vec<u32>> {
        self.names.iter_mut().zip(other.names).map(|(own, other)| own.merge(other)).collect()
    }
}

/// The distinct `keys` in order; [`Key::None`] if there are none.
fn distinct(keys: impl Iterator<Item = Key>) -> Few<Key> {
    let mut distinct = Few::new();
    for key in keys {
        if !distinct.contains(&key) {
            distinct.push(key);
        }
    }
    if distinct.is_empty() { smallvec![Key::None] } else { distinct }
}

/// The year, quarter or month of `date`; a less precise date stays as it is.
pub(super) fn time(by: GroupBy, date: PartialDate) -> Key {
    let of_month = |month0: u32| date.first().with_day(1).and_then(|first| first.with_month0(month0));
    let month0 = date.first().month0();
    let coarser = match (by, date) {
        (GroupBy::Month, PartialDate::Day(_)) => of_month(month0).map(PartialDate::Month),
        (GroupBy::Quarter, PartialDate::Day(_) | PartialDate::Month(_)) => {
            of_month(month0 / 3 * 3).map(PartialDate::Quarter)
        }
        (GroupBy::Year, _) => of_month(0).map(PartialDate::Year),
        _ => None,
    };
    Key::Time(coarser.unwrap_or(date))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::invalid::Problem;

    #[test]
    fn every_key_has_its_own_number() {
        let parse = |text: String| -> Result<PartialDate, Problem> { text.parse() };
        let years = || [1, 1999, 2000, 2024, 2025, 9999];
        let mut keys = vec![Key::Several, Key::None];
        keys.extend(Kind::ALL.iter().map(|kind| Key::Kind(*kind)));
        keys.extend(Status::ALL.iter().map(|status| Key::Status(*status)));
        keys.extend(Currency::all().map(Key::Currency));
        keys.extend(Role::ALL.iter().map(|role| Key::Role(*role)));
        keys.extend((0..500).flat_map(|number| [Key::Name(number), Key::Name(u32::MAX - number)]));
        keys.extend(Area::all().flat_map(|area| [Key::Place(area), Key::Wide(area)]));
        let dates = years().into_iter().flat_map(|year| {
            [
                format!("{year:04}"),
                format!("{year:04}-01"),
                format!("{year:04}-Q1"),
                format!("{year:04}-Q4"),
                format!("{year:04}-01-01"),
                format!("{year:04}-12-31"),
            ]
        });
        keys.extend(dates.map(|date| Key::Time(parse(date).unwrap())));
        let mut numbers = BTreeMap::new();
        for key in keys {
            assert_eq!(numbers.insert(key.number(), key), None, "{key:?}");
        }
    }
}
