//! What a deal is cut into, and which groups the pieces belong to.

use chrono::{Datelike, NaiveDate};
use smallvec::{SmallVec, smallvec};

use super::{GroupBy, TotalsOptions};
use crate::area::Area;
use crate::date::PartialDate;
use crate::deal::{Kind, Period, Portion, Slice, Status, split};
use crate::money::{Currency, Ratio};
use crate::query::{Matcher, Selected};
use crate::report::caveats::{Caveats, number};
use crate::report::name_index::Names;
use crate::report::{Context, ReportError};

/// One group's value in one grouping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Kind(Kind),
    Status(Status),
    Currency(Currency),
    /// A year or a month, or what is less precise than the grouping.
    Time(PartialDate),
    /// A year and its quarter.
    Quarter(i32, u32),
    /// A country, or one of the regions of M49.
    Place(Area),
    /// A region of which no country is stated, or that lies in no region of M49.
    Wide(Area),
    /// Several places whose shares no source gives.
    Several,
    /// A company, a tag or a source.
    Name(u32),
    /// Nothing of the kind.
    None,
}

/// What a group is called. Groups without a name of their own come after the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub nameless: bool,
    pub text: String,
}

impl Key {
    /// A number that no other key has: as numbers, keys are found quickly.
    pub(super) fn number(self) -> u64 {
        let day = |date: PartialDate| u64::from(date.first().num_days_from_ce().cast_unsigned());
        let (kind, which) = match self {
            Self::Kind(kind) => (1, kind as u64),
            Self::Status(status) => (2, status as u64),
            Self::Currency(currency) => (3, currency.number().into()),
            Self::Time(date @ PartialDate::Day(_)) => (4, day(date)),
            Self::Time(date @ PartialDate::Month(_)) => (5, day(date)),
            Self::Time(date @ PartialDate::Year(_)) => (6, day(date)),
            Self::Quarter(year, quarter) => (7, u64::from(year.cast_unsigned()) << 3 | u64::from(quarter)),
            Self::Place(area) => (8, area.index().into()),
            Self::Wide(area) => (9, area.index().into()),
            Self::Several => (10, 0),
            Self::Name(id) => (11, id.into()),
            Self::None => (12, 0),
        };
        kind << 48 | which
    }

    /// The same key where names have other numbers.
    pub(super) fn renamed(self, names: &[u32]) -> Self {
        match self {
            Self::Name(id) => Self::Name(names.get(id as usize).copied().unwrap_or(id)),
            other => other,
        }
    }

    /// The currency that it is, where it is one.
    pub(super) fn currency(self) -> Option<Currency> {
        match self {
            Self::Currency(currency) => Some(currency),
            _ => None,
        }
    }

    pub(super) fn label(self, by: GroupBy, names: &Names) -> Label {
        let named = |text: String| Label { nameless: false, text };
        let nameless = |text: String| Label { nameless: true, text };
        match self {
            Self::Kind(kind) => named(kind.to_string()),
            Self::Status(status) => named(status.to_string()),
            Self::Currency(currency) => named(currency.to_string()),
            Self::Time(date) => named(date.to_string()),
            Self::Quarter(year, quarter) => named(format!("{year}-Q{quarter}")),
            Self::Place(area) => named(area.name().to_owned()),
            Self::Wide(area) if by == GroupBy::Country => {
                nameless(format!("{}, country not stated", area.name()))
            }
            Self::Wide(area) => nameless(area.name().to_owned()),
            Self::Several => nameless("Several, shares not stated".to_owned()),
            Self::Name(id) => named(names.label(id).to_owned()),
            Self::None => nameless(
                match by {
                    GroupBy::Company => "no company",
                    GroupBy::Tag => "no tag",
                    GroupBy::Source => "no source",
                    GroupBy::Currency => "undisclosed",
                    _ => "Unspecified",
                }
                .to_owned(),
            ),
        }
    }
}

/// The part of a period that a piece covers, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Days {
    part: u32,
    all: u32,
}

impl Days {
    /// The whole of it.
    pub(super) const ALL: Self = Self { part: 1, all: 1 };

    /// The part as a ratio; nothing for all.
    pub(super) fn ratio(self) -> Option<Ratio> {
        if self == Self::ALL { None } else { Ratio::of(self.part.into(), self.all.into()) }
    }
}

/// A piece of a deal that falls into one place and one time.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub slice: Option<Slice>,
    pub time: PartialDate,
    pub days: Days,
}

/// What is to be said of how deals were grouped.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub overlaps: bool,
    pub splits: bool,
    not_spread: usize,
}

impl Notes {
    pub(super) fn merge(&mut self, other: &Self) {
        self.overlaps |= other.overlaps;
        self.splits |= other.splits;
        self.not_spread += other.not_spread;
    }

    pub(super) fn say(&self, caveats: &mut Caveats) {
        if self.overlaps {
            caveats.say("groups overlap: a deal counts in each of its groups, and once in the total");
        }
        if self.splits {
            caveats.say("a deal split between groups counts in each; its headlines add up, floors and ceilings need not");
        }
        if self.not_spread > 0 {
            caveats.say(match self.not_spread {
                1 => "1 deal without dates for its period stays at its announcement".to_owned(),
                many => format!(
                    "{} deals without dates for their periods stay at their announcements",
                    number(many)
                ),
            });
        }
    }
}

/// Most deals are one piece, and each piece in one group.
pub(super) type Few<T> = SmallVec<[T; 1]>;

/// Cuts a deal into its pieces: by place, and by time where it is spread.
pub(super) fn pieces(
    selected: &Selected<'_>,
    context: &Context<'_>,
    options: &TotalsOptions,
    caveats: &mut Caveats,
    notes: &mut Notes,
) -> Result<Few<Piece>, ReportError> {
    let deal = selected.deal;
    let whole = |slice| Piece { slice, time: deal.announced, days: Days::ALL };
    let mut pieces: Few<Piece> = if options.by.iter().any(|by| by.is_place()) {
        let placement = context.reference.placement(deal);
        if placement.is_inferred_from_home {
            caveats.is_inferred_from_home();
        }
        // The shares of a deal were held against each other when it was read.
        let slices = split(&placement.places).map_err(|_| ReportError::overflow(deal))?;
        slices.into_iter().map(|slice| whole(Some(slice))).collect()
    } else {
        smallvec![whole(None)]
    };
    let finest = options.by.iter().filter(|by| by.is_time()).max();
    if let (true, Some(finest)) = (options.spread, finest) {
        match deal.period.as_ref().and_then(Period::days) {
            Some((first, last)) => pieces = spread(&pieces, *finest, first, last),
            None => notes.not_spread += usize::from(selected.current.amount.is_some()),
        }
    }
    Ok(pieces)
}

/// Lays pieces over the years, quarters or months between two days.
fn spread(pieces: &[Piece], finest: GroupBy, first: NaiveDate, last: NaiveDate) -> Few<Piece> {
    // A period lasts a thousand years at the most.
    let count =
        |first: NaiveDate, last: NaiveDate| u32::try_from((last - first).num_days() + 1).unwrap_or(u32::MAX);
    let all = count(first, last);
    let mut spread = Few::new();
    for piece in pieces {
        let mut start = first;
        while start <= last {
            let end = end_of(finest, start).min(last);
            let days = Days { part: count(start, end), all };
            spread.push(Piece { slice: piece.slice.clone(), time: PartialDate::Day(start), days });
            let Some(next) = end.succ_opt() else { break };
            start = next;
        }
    }
    spread
}

/// The last day of the year, quarter or month that a day is in.
fn end_of(by: GroupBy, day: NaiveDate) -> NaiveDate {
    let last_month = match by {
        GroupBy::Year => 12,
        GroupBy::Quarter => day.month0() / 3 * 3 + 3,
        _ => day.month(),
    };
    NaiveDate::from_ymd_opt(day.year(), last_month, 1).map_or(day, |first| PartialDate::Month(first).last())
}

/// The only group that a piece of a deal of some date can belong to in one grouping; nothing where there may be several.
pub(super) fn only_key(by: GroupBy, selected: &Selected<'_>, date: PartialDate) -> Option<Key> {
    Some(match by {
        GroupBy::Kind => Key::Kind(selected.deal.kind),
        GroupBy::Status => Key::Status(selected.current.status),
        GroupBy::Currency => {
            selected.current.amount.map_or(Key::None, |amount| Key::Currency(amount.currency))
        }
        GroupBy::Year | GroupBy::Quarter | GroupBy::Month => time(by, date),
        GroupBy::Country | GroupBy::Region | GroupBy::Company | GroupBy::Tag | GroupBy::Source => {
            return None;
        }
    })
}

/// The groups that a piece of a deal belongs to in one grouping; never none.
pub(super) fn keys(
    by: GroupBy,
    selected: &Selected<'_>,
    piece: &Piece,
    context: &Context<'_>,
    matcher: &Matcher<'_>,
    names: &mut Names,
    at: u64,
) -> Few<Key> {
    let deal = selected.deal;
    let several = |ids: &mut dyn Iterator<Item = u32>| {
        let mut keys = Few::new();
        for key in ids.map(Key::Name) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if keys.is_empty() { smallvec![Key::None] } else { keys }
    };
    match by {
        GroupBy::Country | GroupBy::Region => {
            smallvec![piece.slice.as_ref().map_or(Key::None, |slice| place(by, &slice.portion))]
        }
        GroupBy::Company => {
            // Where a company or a role is asked for, only such parties are groups.
            let parties = deal.parties.iter().filter(|party| matcher.matches_party(party));
            several(&mut parties.map(|party| names.of_company(&party.company, at, context.reference)))
        }
        GroupBy::Tag => several(&mut deal.tags.iter().map(|tag| names.of(tag))),
        GroupBy::Source => {
            several(&mut deal.citations.iter().map(|citation| names.of(citation.source.as_str())))
        }
        GroupBy::Kind
        | GroupBy::Status
        | GroupBy::Currency
        | GroupBy::Year
        | GroupBy::Quarter
        | GroupBy::Month => only_key(by, selected, piece.time).into_iter().collect(),
    }
}

/// A date as a year, quarter or month; one that is less precise than that stays as it is.
fn time(by: GroupBy, date: PartialDate) -> Key {
    let first = date.first();
    match (by, date) {
        (GroupBy::Quarter, PartialDate::Day(_) | PartialDate::Month(_)) => {
            Key::Quarter(first.year(), first.month0() / 3 + 1)
        }
        (GroupBy::Month, PartialDate::Day(_)) => {
            Key::Time(PartialDate::Month(first.with_day(1).unwrap_or(first)))
        }
        (GroupBy::Year, _) => {
            Key::Time(PartialDate::Year(NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(first)))
        }
        (_, date) => Key::Time(date),
    }
}

fn place(by: GroupBy, portion: &Portion) -> Key {
    match (by, portion) {
        (_, Portion::Unspecified) => Key::None,
        (GroupBy::Country, Portion::At(area)) if area.is_country() => Key::Place(*area),
        (GroupBy::Country, Portion::At(area)) => Key::Wide(*area),
        (_, Portion::At(area)) => area.world_region().map_or(Key::Wide(*area), Key::Place),
        (GroupBy::Country, Portion::Among(_)) => Key::Several,
        (_, Portion::Among(areas)) => {
            let mut regions = areas.iter().map(|area| area.world_region());
            match regions.next() {
                Some(Some(region)) if regions.all(|other| other == Some(region)) => Key::Place(region),
                _ => Key::Several,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::invalid::Problem;

    #[test]
    fn no_two_keys_have_one_number() {
        let parse = |text: String| -> Result<PartialDate, Problem> { text.parse() };
        let years = || [1, 1999, 2000, 2024, 2025, 9999];
        let mut keys = vec![Key::Several, Key::None];
        keys.extend(Kind::ALL.iter().map(|kind| Key::Kind(*kind)));
        keys.extend(Status::ALL.iter().map(|status| Key::Status(*status)));
        keys.extend(Currency::all().map(Key::Currency));
        keys.extend(
            years().into_iter().flat_map(|year| (1..=4).map(move |quarter| Key::Quarter(year, quarter))),
        );
        keys.extend((0..500).flat_map(|number| [Key::Name(number), Key::Name(u32::MAX - number)]));
        keys.extend(Area::all().flat_map(|area| [Key::Place(area), Key::Wide(area)]));
        let dates = years().into_iter().flat_map(|year| {
            [
                format!("{year:04}"),
                format!("{year:04}-01"),
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
