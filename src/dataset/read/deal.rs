//! A deal read in one go, and only those of its fields that are asked for.
//!
//! This is for records that are as they should be. It takes nothing that [`super::read()`] would refuse and makes the
//! same of it; where anything is unusual it gives up, and that reader takes over. Texts are borrowed from the file.

use std::sync::LazyLock;

use memchr::{memchr, memmem};

use crate::dataset::Sources;
use crate::dataset::record::CONVERTED;
use crate::dataset::record::LISTS;
use crate::date::parse_day;
use crate::deal::{Citation, DealData, Equivalent, FieldSet, Part, Party, Period, Place, Revision, Slug};
use crate::json::cursor::{Cursor, Go, Next};
use crate::json::finder;
use crate::money::{Amount, Bound, Currency, Decimal, Quantity, parse_decimal};

/// What is read of each deal.
#[derive(Clone, Copy)]
pub(in crate::dataset) struct Wanted<'r> {
    pub fields: FieldSet,
    /// The sources that may be cited; where they were not read, citations are taken at their word.
    pub sources: Option<&'r Sources>,
    /// Whether the rest of a deal may be passed over at once when nothing of it is asked for.
    pub may_stop: bool,
}

/// Fields that most deals do not have, each with a finder for its name: worth a look for it in what is left of a deal
/// before going through that.
static RARE: LazyLock<[(FieldSet, memmem::Finder<'static>); 6]> = LazyLock::new(|| {
    [
        (FieldSet::STATUS, "\"status\""),
        (FieldSet::EQUIVALENTS, "\"equivalents\""),
        (FieldSet::PERIOD, "\"period\""),
        (FieldSet::PARTS, "\"parts\""),
        (FieldSet::HISTORY, "\"history\""),
        (FieldSet::NOTE, "\"note\""),
    ]
    .map(|(field, name)| (field, finder::of_name(name)))
});

/// All of them together.
const ALL_RARE: FieldSet = FieldSet::STATUS
    .union(FieldSet::EQUIVALENTS)
    .union(FieldSet::PERIOD)
    .union(FieldSet::PARTS)
    .union(FieldSet::HISTORY)
    .union(FieldSet::NOTE);

/// Whether none of these fields stands in what is left of a deal, not even within another. A name may have a letter
/// written as an escape, so that one with escapes has to be gone through.
fn lacks(rest: &str, fields: FieldSet) -> bool {
    let rest = rest.as_bytes();
    let is_there =
        |(field, name): &(FieldSet, memmem::Finder<'_>)| fields.contains(*field) && name.find(rest).is_some();
    memchr(b'\\', rest).is_none() && !RARE.iter().any(is_there)
}

/// Fields that a deal must have.
const REQUIRED: FieldSet =
    FieldSet::TITLE.union(FieldSet::KIND).union(FieldSet::ANNOUNCED).union(FieldSet::PARTIES);

/// Reads the deal that the cursor stands before into empty `facts`. What was not asked for is left empty.
pub(in crate::dataset) fn deal<'a>(
    cursor: &mut Cursor<'a>,
    wanted: Wanted<'_>,
    facts: &mut DealData<'a>,
) -> Option<()> {
    let (mut has_id, mut met, mut seen, mut beside) = (false, FieldSet::ID, FieldSet::ID, 0u16);
    let mut stopped = false;
    // Where lists stand that rest on the amount, when they come before it.
    let mut put_off: [Option<Cursor<'a>>; 2] = [None, None];
    let mut can_stop = wanted.may_stop;
    cursor.object_until(|cursor, name| {
        let Some(field) = FieldSet::from_key(name) else {
            if name == "id" && !has_id {
                has_id = true;
                facts.id = Slug::new(cursor.text()?).ok()?;
                return Some(Go::On);
            }
            let place = LISTS.iter().chain(&CONVERTED).position(|known| *known == name)?;
            let is_new = beside & (1 << place) == 0;
            beside |= 1 << place;
            if place >= LISTS.len() {
                cursor.scalar()?;
            } else {
                cursor.skip()?;
            }
            return is_new.then_some(Go::On);
        };
        if met.contains(field) {
            return None;
        }
        met |= field;
        if cursor.next()? == Next::Null {
            return cursor.null().map(|()| Go::On);
        }
        seen |= field;
        if !wanted.fields.contains(field) {
            return cursor.skip().map(|()| Go::On);
        }
        let has_amount = seen.contains(FieldSet::AMOUNT);
        match field {
            FieldSet::EQUIVALENTS if !has_amount => {
                put_off[0] = Some(*cursor);
                cursor.skip()?;
            }
            FieldSet::CITATIONS if !has_amount => {
                put_off[1] = Some(*cursor);
                cursor.skip()?;
            }
            _ => value(cursor, field, wanted.sources, facts)?,
        }
        let left = wanted.fields.difference(met);
        if can_stop && has_id && ALL_RARE.contains(left) {
            // Once: what is found in the rest is there to stay.
            can_stop = false;
            let rest = cursor.rest_of_nested()?;
            if lacks(rest, left) {
                stopped = true;
                return Some(Go::ToEnd(rest.len()));
            }
        }
        Some(Go::On)
    })?;
    let [equivalents, citations] = put_off;
    if let Some(mut cursor) = equivalents {
        value(&mut cursor, FieldSet::EQUIVALENTS, wanted.sources, facts)?;
    }
    if let Some(mut cursor) = citations {
        value(&mut cursor, FieldSet::CITATIONS, wanted.sources, facts)?;
    }
    (has_id && (stopped || seen.contains(REQUIRED))).then_some(())
}

/// Reads the value of one field.
fn value<'a>(
    cursor: &mut Cursor<'a>,
    field: FieldSet,
    sources: Option<&Sources>,
    facts: &mut DealData<'a>,
) -> Option<()> {
    let bound = facts.amount.map(|amount| amount.quantity.bound());
    match field {
        FieldSet::TITLE => facts.title = cursor.text()?,
        FieldSet::KIND => facts.kind = word(cursor)?,
        FieldSet::ANNOUNCED => facts.announced = word(cursor)?,
        FieldSet::STATUS => facts.status = word(cursor)?,
        FieldSet::AMOUNT => facts.amount = Some(amount(cursor)?),
        FieldSet::EQUIVALENTS => equivalents(cursor, bound, sources, &mut facts.equivalents)?,
        FieldSet::PERIOD => facts.period = Some(period(cursor)?),
        FieldSet::PARTIES => parties(cursor, &mut facts.parties)?,
        FieldSet::PLACES => cursor.items(&mut facts.places, place)?,
        FieldSet::PARTS => cursor.items(&mut facts.parts, part)?,
        FieldSet::TAGS => cursor.items(&mut facts.tags, Cursor::text)?,
        FieldSet::CITATIONS => {
            cursor.items(&mut facts.citations, |cursor| citation(cursor, bound, sources))?;
        }
        FieldSet::HISTORY => cursor.items(&mut facts.history, |cursor| revision(cursor, sources))?,
        FieldSet::NOTE => facts.note = Some(cursor.text()?),
        _ => return None,
    }
    Some(())
}

/// The place of a field that may be met once; `null` counts as absent.
#[derive(Default)]
enum Slot<T> {
    #[default]
    Unmet,
    Met(Option<T>),
}

impl<T> Slot<T> {
    fn read<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        read: impl FnOnce(&mut Cursor<'a>) -> Option<T>,
    ) -> Option<()> {
        if matches!(self, Self::Met(_)) {
            return None;
        }
        let value = if cursor.next()? == Next::Null {
            cursor.null()?;
            None
        } else {
            Some(read(cursor)?)
        };
        *self = Self::Met(value);
        Some(())
    }

    fn value(self) -> Option<T> {
        match self {
            Self::Unmet => None,
            Self::Met(value) => value,
        }
    }
}

/// Remembers where a value stands, to be read later.
fn later<'a>(cursor: &mut Cursor<'a>) -> Option<Cursor<'a>> {
    let here = *cursor;
    cursor.skip()?;
    Some(here)
}

/// A text as a domain type, by that type's own parser.
fn word<T: std::str::FromStr>(cursor: &mut Cursor<'_>) -> Option<T> {
    cursor.plain()?.parse().ok()
}

fn decimal(cursor: &mut Cursor<'_>) -> Option<Decimal> {
    let digits = match cursor.next()? {
        Next::Text => cursor.plain()?,
        _ => cursor.whole_number()?,
    };
    parse_decimal(digits).ok()
}

/// The fields of an amount, as far as they were met.
#[derive(Default)]
struct Figures {
    bound: Slot<Bound>,
    value: Slot<Decimal>,
    low: Slot<Decimal>,
    high: Slot<Decimal>,
    currency: Slot<Currency>,
}

impl Figures {
    fn take(&mut self, cursor: &mut Cursor<'_>, name: &str) -> Option<()> {
        match name {
            "value" => self.value.read(cursor, decimal),
            "currency" => self.currency.read(cursor, word),
            "bound" => self.bound.read(cursor, word),
            "low" => self.low.read(cursor, decimal),
            "high" => self.high.read(cursor, decimal),
            _ => None,
        }
    }

    fn amount(self, inherited: Option<Bound>) -> Option<Amount> {
        let quantity = match (self.bound.value(), self.value, self.low, self.high) {
            (None | Some(Bound::Range), Slot::Unmet, Slot::Met(Some(low)), Slot::Met(Some(high))) => {
                Quantity::range(low, high)
            }
            (bound, Slot::Met(Some(value)), Slot::Unmet, Slot::Unmet) => {
                let assumed = inherited.map_or(Bound::Exact, Bound::of_equivalent);
                Quantity::single(bound.unwrap_or(assumed), value)
            }
            _ => return None,
        };
        Some(Amount { quantity: quantity.ok()?, currency: self.currency.value()? })
    }
}

fn amount(cursor: &mut Cursor<'_>) -> Option<Amount> {
    let mut figures = Figures::default();
    cursor.object(|cursor, name| figures.take(cursor, name))?;
    figures.amount(None)
}

fn equivalents<'a>(
    cursor: &mut Cursor<'a>,
    bound: Option<Bound>,
    sources: Option<&Sources>,
    list: &mut Vec<Equivalent<'a>>,
) -> Option<()> {
    cursor.list(|cursor| {
        let (mut figures, mut source) = (Figures::default(), Slot::Unmet);
        cursor.object(|cursor, name| match name {
            "source" => source.read(cursor, |cursor| known_source(cursor, sources)),
            _ => figures.take(cursor, name),
        })?;
        list.push(Equivalent { amount: figures.amount(bound)?, source: source.value() });
        Some(())
    })
}

fn known_source<'a>(cursor: &mut Cursor<'a>, sources: Option<&Sources>) -> Option<Slug<'a>> {
    let id = Slug::new(cursor.text()?).ok()?;
    sources.is_none_or(|sources| sources.get(&id).is_some()).then_some(id)
}

fn period<'a>(cursor: &mut Cursor<'a>) -> Option<Period<'a>> {
    let (mut label, mut start, mut end, mut length) = (Slot::Unmet, Slot::Unmet, Slot::Unmet, Slot::Unmet);
    cursor.object(|cursor, name| match name {
        "label" => label.read(cursor, Cursor::text),
        "start" => start.read(cursor, word),
        "end" => end.read(cursor, word),
        "length" => length.read(cursor, word),
        _ => None,
    })?;
    Period::new(label.value(), start.value(), end.value(), length.value()).ok()
}

fn parties<'a>(cursor: &mut Cursor<'a>, list: &mut Vec<Party<'a>>) -> Option<()> {
    cursor.list(|cursor| {
        let (mut company, mut role) = (Slot::Unmet, Slot::Unmet);
        cursor.object(|cursor, name| match name {
            "company" => company.read(cursor, Cursor::text),
            "role" => role.read(cursor, word),
            _ => None,
        })?;
        list.push(Party { company: company.value()?, role: role.value()? });
        Some(())
    })
}

pub(in crate::dataset) fn place(cursor: &mut Cursor<'_>) -> Option<Place> {
    let (mut area, mut share) = (Slot::Unmet, Slot::Unmet);
    cursor.object(|cursor, name| match name {
        "area" => area.read(cursor, word),
        "share" => share.read(cursor, word),
        _ => None,
    })?;
    Some(Place { area: area.value()?, share: share.value() })
}

fn part<'a>(cursor: &mut Cursor<'a>) -> Option<Part<'a>> {
    let (mut title, mut kind, mut relation) = (Slot::Unmet, Slot::Unmet, Slot::Unmet);
    let (mut figure, mut who, mut note) = (Slot::Unmet, Slot::Unmet, Slot::Unmet);
    cursor.object(|cursor, name| match name {
        "title" => title.read(cursor, Cursor::text),
        "kind" => kind.read(cursor, word),
        "relation" => relation.read(cursor, word),
        "amount" => figure.read(cursor, amount),
        "note" => note.read(cursor, Cursor::text),
        "parties" => who.read(cursor, |cursor| {
            let mut list = Vec::new();
            parties(cursor, &mut list)?;
            Some(list)
        }),
        _ => None,
    })?;
    Some(Part {
        title: title.value()?,
        kind: kind.value(),
        relation: relation.value()?,
        amount: figure.value(),
        parties: who.value().unwrap_or_default(),
        note: note.value(),
    })
}

fn citation<'a>(
    cursor: &mut Cursor<'a>,
    bound: Option<Bound>,
    sources: Option<&Sources>,
) -> Option<Citation<'a>> {
    let (mut source, mut quote, mut figure, mut others) =
        (Slot::Unmet, Slot::Unmet, Slot::Unmet, Slot::Unmet);
    cursor.object(|cursor, name| match name {
        "source" => source.read(cursor, |cursor| known_source(cursor, sources)),
        "quote" => quote.read(cursor, Cursor::text),
        "amount" => figure.read(cursor, amount),
        "equivalents" => others.read(cursor, later),
        _ => None,
    })?;
    let amount = figure.value();
    let bound = amount.map(|amount| amount.quantity.bound()).or(bound);
    let mut list = Vec::new();
    if let Some(mut cursor) = others.value() {
        equivalents(&mut cursor, bound, sources, &mut list)?;
    }
    Some(Citation { source: source.value()?, quote: quote.value(), amount, equivalents: list })
}

fn revision<'a>(cursor: &mut Cursor<'a>, sources: Option<&Sources>) -> Option<Revision<'a>> {
    let (mut date, mut status, mut figure) = (Slot::Unmet, Slot::Unmet, Slot::Unmet);
    let (mut note, mut others, mut said) = (Slot::Unmet, Slot::Unmet, Slot::Unmet);
    cursor.object(|cursor, name| match name {
        "date" => date.read(cursor, |cursor| parse_day(cursor.plain()?).ok()),
        "status" => status.read(cursor, word),
        "amount" => figure.read(cursor, amount),
        "note" => note.read(cursor, Cursor::text),
        "equivalents" => others.read(cursor, later),
        "citation" => said.read(cursor, later),
        _ => None,
    })?;
    let amount = figure.value();
    let bound = amount.map(|amount| amount.quantity.bound());
    let mut list = Vec::new();
    if let Some(mut cursor) = others.value() {
        equivalents(&mut cursor, bound, sources, &mut list)?;
    }
    let citation = match said.value() {
        Some(mut cursor) => Some(citation(&mut cursor, bound, sources)?),
        None => None,
    };
    Some(Revision {
        date: date.value()?,
        status: status.value(),
        amount,
        equivalents: list,
        note: note.value(),
        citation,
    })
}
