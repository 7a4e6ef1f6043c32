//! Reads a deal: from its JSON text by serde into a [`DealRecord`], and from that into a [`Deal`].
//!
//! A question that needs few fields of a deal skips the others: their text is only checked for being JSON.

use chrono::NaiveDate;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::faults::{Checked, RecordFaults, parse_json, read_tolerantly};
use super::projection::{KeySet, Projected};
use crate::area::Area;
use crate::dataset::Sources;
use crate::dataset::fault::Found;
use crate::dataset::record::{
    AmountRecord, CitationRecord, DealRecord, EquivalentRecord, FieldsRecord, Figure, JsonString, List,
    PartRecord, PartyRecord, PeriodRecord, PlaceRecord, ProgressRecord, RevisionRecord,
};
use crate::date::parse_day;
use crate::deal::{
    Citation, Deal, DealBuffer, DealData, Equivalent, FieldSet, Part, Party, Period, Place, Progress,
    Revision, Slug, Text,
};
use crate::invalid::{Problem, nearest};
use crate::json::cursor::Cursor;
use crate::json::de;
use crate::json::locate::{Members, Path};
use crate::money::{Amount, Bound, Quantity};
use crate::text::{fold, quote};

/// Reads deals, with some of their fields.
#[derive(Debug, Clone, Copy)]
pub(in crate::dataset) struct RecordReader<'r> {
    /// The fields that are read. The others are skipped.
    fields: FieldSet,
    skipped: KeySet,
    /// The keys that [`RecordBuffer::has_unexpected_list`] is about.
    unexpected: KeySet,
    /// The sources that may be cited; `None` if they were not loaded, and ids of sources are not checked.
    sources: Option<&'r Sources>,
}

/// The deal that was read last, and an empty record: the next ones are read into them, so that their lists keep their
/// memory.
#[derive(Debug, Default)]
pub(in crate::dataset) struct RecordBuffer<'a> {
    record: DealRecord<'a>,
    deal: DealBuffer<'a>,
    /// Whether a deal embeds one of the lists that [`RecordReader::without_lists`] names.
    pub(in crate::dataset) has_unexpected_list: bool,
}

impl<'r> RecordReader<'r> {
    /// A reader of `fields`. `sources` are those that may be cited; `None` if they were not loaded.
    pub(in crate::dataset) fn new(fields: FieldSet, sources: Option<&'r Sources>) -> Self {
        Self { fields, skipped: KeySet::all_but(fields), unexpected: KeySet::default(), sources }
    }

    /// Returns a reader that reports deals which embed one of `lists`, as they are not known yet.
    pub(in crate::dataset) fn without_lists(self, lists: &[&str]) -> Self {
        Self { unexpected: KeySet::of(lists), ..self }
    }
}

impl RecordReader<'_> {
    /// Reads the deal that `json` is into `buffer`. `None` if it has a fault, which [`Self::read`] reports.
    pub(in crate::dataset) fn read_into<'a, 'b>(
        self,
        json: &'a str,
        buffer: &'b mut RecordBuffer<'a>,
    ) -> Option<&'b mut Deal<'a>> {
        let RecordBuffer { record, deal, has_unexpected_list } = buffer;
        let Ok(keys) = de::from_str_seed(json, Projected { record, skipped: self.skipped }) else {
            *record = DealRecord::default();
            return None;
        };
        *has_unexpected_list |= keys.intersects(self.unexpected);
        let fill = |deal: &mut DealData<'a>| {
            let mut faults = RecordFaults::default();
            self.fill(record, deal, &mut faults);
            if faults.is_empty() { Ok(()) } else { Err(()) }
        };
        deal.write(self.fields, fill).ok().flatten()
    }

    /// Reads the deal that `json` is, with all of its fields.
    ///
    /// # Errors
    /// Every fault, with its offset in `json`.
    pub(in crate::dataset) fn read(self, json: &str) -> Result<Deal<'_>, Vec<Found>> {
        let raw: &RawValue = parse_json(json, 0).map_err(|found| vec![found])?;
        self.read_data(raw).1
    }

    /// Does the same, and also returns the id, which may be known though the deal has faults.
    pub(super) fn read_data(self, raw: &RawValue) -> (Option<Slug<'_>>, Result<Deal<'_>, Vec<Found>>) {
        let json = raw.get();
        let reader = if self.fields.is_all() { self } else { Self::new(FieldSet::ALL, self.sources) };
        let mut faults = RecordFaults::default();
        let mut record = DealRecord::default();
        let skipped = reader.skipped;
        if de::from_str_seed(json, Projected { record: &mut record, skipped }).is_err() {
            record = DealRecord::default();
            read_tolerantly(raw, Projected { record: &mut record, skipped }, &mut faults);
        }
        let mut data = DealData::default();
        reader.fill(&mut record, &mut data, &mut faults);
        let id = (!data.id.as_str().is_empty()).then(|| data.id.clone());
        let faulty = faults.faulty_fields();
        // What is valid of a deal with faults is checked for inconsistencies, too.
        let found = match Deal::try_from(data) {
            Ok(deal) if faults.is_empty() => return (id, Ok(deal)),
            Ok(_) => Vec::new(),
            Err(inconsistencies) => inconsistencies,
        };
        for inconsistency in found.into_iter().filter(|found| !found.is_consequence_of(&faulty)) {
            faults.report_contradiction(inconsistency.field, inconsistency.problem);
        }
        (id, Err(faults.into_found(json, 0, "", written_id(json).as_deref())))
    }

    /// Takes all fields out of a record, which has those that are read, converts them into `deal`, and reports every fault of
    /// their values.
    fn fill<'a>(self, record: &mut DealRecord<'a>, deal: &mut DealData<'a>, faults: &mut RecordFaults) {
        let is_read = |field| self.fields.contains(field);
        let id = faults
            .required(record.id.take(), const { &field("id") })
            .and_then(|id| slug(id, const { &field("id") }, faults));
        set(&mut deal.id, id);
        if is_read(FieldSet::TITLE) {
            let title = faults.required(record.title.take(), const { &field("title") });
            set(&mut deal.title, title.and_then(|title| faults.string(title, const { &field("title") })));
        }
        if is_read(FieldSet::KIND) {
            let kind = faults.required(record.kind.take(), const { &field("kind") });
            set(&mut deal.kind, kind.and_then(|kind| faults.parse(kind, const { &field("kind") })));
        }
        if is_read(FieldSet::ANNOUNCED) {
            let date = faults.required(record.announced.take(), const { &field("announced") });
            set(&mut deal.announced, date.and_then(|date| faults.parse(date, const { &field("announced") })));
        }
        if let Some(status) = record.status.take() {
            set(&mut deal.status, faults.parse(status, const { &field("status") }));
        }
        if let Some(record) = record.amount.take() {
            deal.amount = amount(record, const { &field("amount") }, faults).ok();
        }
        let bound = deal.amount.map(|amount| amount.quantity.bound());
        self.equivalents(&mut record.equivalents, bound, &mut deal.equivalents, &Path::Root, faults);
        if let Some(record) = record.period.take() {
            deal.period = period(record, const { &field("period") }, faults).ok();
        }
        self.fill_lists(record, deal, faults);
        links(record, deal, faults);
        fields(&mut record.fields, const { &field("fields") }, &mut deal.fields, faults);
        if let Some(recorded) = record.recorded.take() {
            deal.recorded = day(recorded, const { &field("recorded") }, faults).ok();
        }
        if let Some(import) = record.import.take() {
            deal.import = faults.string(import, const { &field("import") }).ok();
        }
        if let Some(note) = record.note.take() {
            deal.note = faults.string(note, const { &field("note") }).ok();
        }
    }

    /// Does the same for lists, except that of the equivalents.
    fn fill_lists<'a>(self, record: &mut DealRecord<'a>, deal: &mut DealData<'a>, faults: &mut RecordFaults) {
        let bound = deal.amount.map(|amount| amount.quantity.bound());
        if self.fields.contains(FieldSet::PARTIES) {
            let is_given = std::mem::take(&mut record.parties.is_given);
            let _ = faults.required(is_given.then_some(()), const { &field("parties") });
            list(&mut record.parties, const { &field("parties") }, &mut deal.parties, |record, path| {
                party(record, path, faults)
            });
        }
        list(&mut record.places, const { &field("places") }, &mut deal.places, |record, path| {
            place(record, path, faults)
        });
        list(&mut record.parts, const { &field("parts") }, &mut deal.parts, |record, path| {
            part(record, path, faults)
        });
        list(&mut record.tags, const { &field("tags") }, &mut deal.tags, |tag, path| {
            faults.string(tag, path)
        });
        list(&mut record.citations, const { &field("citations") }, &mut deal.citations, |record, path| {
            self.citation(record, bound, path, faults)
        });
        list(&mut record.history, const { &field("history") }, &mut deal.history, |record, path| {
            self.revision(record, path, faults)
        });
        list(&mut record.progress, const { &field("progress") }, &mut deal.progress, |record, path| {
            self.progress(record, path, faults)
        });
    }

    /// Converts equivalents of an amount with a bound.
    fn equivalents<'a>(
        self,
        records: &mut List<EquivalentRecord<'a>>,
        bound: Option<Bound>,
        equivalents: &mut Vec<Equivalent<'a>>,
        parent: &Path<'_>,
        faults: &mut RecordFaults,
    ) {
        let path = Path::Field(parent, "equivalents");
        list(records, &path, equivalents, |record, path| {
            let EquivalentRecord { bound: own, value, low, high, currency, source } = record;
            let record = AmountRecord { bound: own, value, low, high, currency };
            let amount = amount_of(record, bound, path, faults);
            let source = source.map(|id| self.source(id, &Path::Field(path, "source"), faults)).transpose();
            Ok(Equivalent { amount: amount?, source: source? })
        });
    }

    /// Converts the id of a source, which must be one of the known ones.
    fn source<'a>(self, id: JsonString<'a>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Slug<'a>> {
        let id = slug(id, path, faults)?;
        let Some(sources) = self.sources.filter(|sources| sources.get(&id).is_none()) else { return Ok(id) };
        let known = sources.iter().map(|source| source.id.as_str());
        let hint = match nearest(id.as_str(), known).first() {
            Some(near) => format!("did you mean {near:?}? describe a new source under \"sources\""),
            None => "describe it under \"sources\"".to_owned(),
        };
        let problem = Problem::new(format!("no source has the id {}", quote(id.as_str())));
        Err(faults.report(path, problem.hint(hint)))
    }

    fn citation<'a>(
        self,
        mut record: CitationRecord<'a>,
        bound: Option<Bound>,
        path: &Path<'_>,
        faults: &mut RecordFaults,
    ) -> Checked<Citation<'a>> {
        let at = |key| Path::Field(path, key);
        let source = self.source(record.source, &at("source"), faults);
        let quote = record.quote.map(|quote| faults.string(quote, &at("quote"))).transpose();
        let amount = record.amount.map(|record| amount(record, &at("amount"), faults)).transpose();
        let own = amount.ok().flatten().map(|amount| amount.quantity.bound());
        let mut equivalents = Vec::new();
        self.equivalents(&mut record.equivalents, own.or(bound), &mut equivalents, path, faults);
        Ok(Citation { source: source?, quote: quote?, amount: amount?, equivalents })
    }

    fn revision<'a>(
        self,
        mut record: RevisionRecord<'a>,
        path: &Path<'_>,
        faults: &mut RecordFaults,
    ) -> Checked<Revision<'a>> {
        let at = |key| Path::Field(path, key);
        let date = day(record.date, &at("date"), faults);
        let recorded = record.recorded.map(|recorded| day(recorded, &at("recorded"), faults)).transpose();
        let status = record.status.map(|status| faults.parse(status, &at("status"))).transpose();
        let amount = record.amount.map(|record| amount(record, &at("amount"), faults)).transpose();
        let bound = amount.ok().flatten().map(|amount| amount.quantity.bound());
        let mut equivalents = Vec::new();
        self.equivalents(&mut record.equivalents, bound, &mut equivalents, path, faults);
        let note = record.note.map(|note| faults.string(note, &at("note"))).transpose();
        let citation = record.citation.map(|record| self.citation(record, bound, &at("citation"), faults));
        Ok(Revision {
            date: date?,
            status: status?,
            amount: amount?,
            equivalents,
            note: note?,
            citation: citation.transpose()?,
            recorded: recorded?,
        })
    }

    fn progress<'a>(
        self,
        record: ProgressRecord<'a>,
        path: &Path<'_>,
        faults: &mut RecordFaults,
    ) -> Checked<Progress<'a>> {
        let at = |key| Path::Field(path, key);
        let date = day(record.date, &at("date"), faults);
        let allocated = record.allocated.map(|record| amount(record, &at("allocated"), faults)).transpose();
        let spent = record.spent.map(|record| amount(record, &at("spent"), faults)).transpose();
        let citation = record.citation.map(|record| self.citation(record, None, &at("citation"), faults));
        let recorded = record.recorded.map(|recorded| day(recorded, &at("recorded"), faults)).transpose();
        Ok(Progress {
            date: date?,
            allocated: allocated?,
            spent: spent?,
            citation: citation.transpose()?,
            recorded: recorded?,
        })
    }
}

/// The path of a field of a deal. Where it is a constant, nothing is done for it unless there is a fault.
const fn field(key: &'static str) -> Path<'static> {
    Path::Field(&Path::Root, key)
}

/// Stores a value, unless a fault was reported.
fn set<T>(place: &mut T, value: Checked<T>) {
    if let Ok(value) = value {
        *place = value;
    }
}

/// Takes the records out of a list and converts them; one with a fault is left out.
fn list<R, T>(
    records: &mut List<R>,
    path: &Path<'_>,
    values: &mut Vec<T>,
    mut convert: impl FnMut(R, &Path<'_>) -> Checked<T>,
) {
    // Most lists of a deal are empty.
    if records.items.is_empty() {
        return;
    }
    for (index, record) in records.items.drain(..).enumerate() {
        if let Ok(value) = convert(record, &Path::Item(path, index)) {
            values.push(value);
        }
    }
}

fn day(date: JsonString<'_>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<NaiveDate> {
    let date = faults.string(date, path)?;
    faults.check(parse_day(&date), path)
}

/// Takes the user's own fields out of a record; one with a fault is left out.
fn fields<'a>(
    records: &mut FieldsRecord<'a>,
    path: &Path<'_>,
    fields: &mut Vec<(Text<'a>, Text<'a>)>,
    faults: &mut RecordFaults,
) {
    for (key, text) in records.0.drain(..) {
        let is_trimmed = !key.0.is_empty() && key.0.trim() == key.0;
        let path = Path::Field(path, &key.0);
        if !is_trimmed {
            let problem = Problem::new(format!("{} is not the key of a field", quote(&key.0)));
            faults.report(&path, problem.hint("a key has no white space around it, and is not empty"));
            continue;
        }
        if fields.iter().any(|(known, _)| fold(known) == fold(&key.0)) {
            let problem = Problem::new("this field is given twice");
            faults.report(&path, problem.hint("keys are compared without case and accents"));
            continue;
        }
        if let Ok(text) = faults.string(text, &path) {
            fields.push((key.0.clone(), text));
        }
    }
}

/// Reads the links to other deals.
fn links<'a>(record: &mut DealRecord<'a>, deal: &mut DealData<'a>, faults: &mut RecordFaults) {
    if let Some(id) = record.included_in.take() {
        deal.included_in = slug(id, const { &field("included_in") }, faults).ok();
    }
    if let Some(recorded) = record.included_in_recorded.take() {
        deal.included_in_recorded = day(recorded, const { &field("included_in_recorded") }, faults).ok();
    }
    if let Some(id) = record.replaces.take() {
        deal.replaces = slug(id, const { &field("replaces") }, faults).ok();
    }
    if let Some(recorded) = record.replaces_recorded.take() {
        deal.replaces_recorded = day(recorded, const { &field("replaces_recorded") }, faults).ok();
    }
}

fn slug<'a>(id: JsonString<'a>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Slug<'a>> {
    let id = faults.string(id, path)?;
    faults.check(Slug::new(id), path)
}

fn amount(record: AmountRecord<'_>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Amount> {
    amount_of(record, None, path, faults)
}

/// Converts an amount: `value`, or `low` and `high`. Without a bound it is exact, or has the bound that an equivalent of
/// an amount with the bound `inherited` has.
fn amount_of(
    record: AmountRecord<'_>,
    inherited: Option<Bound>,
    path: &Path<'_>,
    faults: &mut RecordFaults,
) -> Checked<Amount> {
    let at = |key| Path::Field(path, key);
    let bound = record.bound.map(|bound| faults.parse(bound, &at("bound"))).transpose();
    let currency = faults.parse(record.currency, &at("currency"));
    let mut figure = |figure: Option<Figure<'_>>, key| {
        let figure = faults.required(figure, &at(key))?;
        faults.decimal(figure, &at(key))
    };
    let is_range = matches!(bound, Ok(Some(Bound::Range))) || record.low.is_some() || record.high.is_some();
    let quantity = if is_range {
        let (low, high) = (figure(record.low, "low"), figure(record.high, "high"));
        if record.value.is_some() {
            let problem = Problem::new("a range has no single value");
            faults.report(&at("value"), problem.hint("leave out \"value\", or \"low\" and \"high\""));
        }
        match bound? {
            None | Some(Bound::Range) => Quantity::range(low?, high?),
            Some(other) => {
                Err(Problem::new(format!("a low and a high figure are a range, not {:?}", other.as_str()))
                    .hint("leave out \"bound\" or write \"range\""))
            }
        }
    } else {
        let value = figure(record.value, "value");
        let assumed = inherited.map_or(Bound::Exact, Bound::of_equivalent);
        Quantity::single(bound?.unwrap_or(assumed), value?)
    };
    Ok(Amount { quantity: faults.check(quantity, path)?, currency: currency? })
}

fn period<'a>(record: PeriodRecord<'a>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Period<'a>> {
    let at = |key| Path::Field(path, key);
    let label = record.label.map(|label| faults.string(label, &at("label"))).transpose();
    let start = record.start.map(|start| faults.parse(start, &at("start"))).transpose();
    let end = record.end.map(|end| faults.parse(end, &at("end"))).transpose();
    let length = record.length.map(|length| faults.parse(length, &at("length"))).transpose();
    faults.check(Period::new(label?, start?, end?, length?), path)
}

fn party<'a>(record: PartyRecord<'a>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Party<'a>> {
    let company = faults.string(record.company, &Path::Field(path, "company"));
    let role = faults.parse(record.role, &Path::Field(path, "role"));
    Ok(Party { company: company?, role: role? })
}

fn place(record: PlaceRecord<'_>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Place> {
    let at = |key| Path::Field(path, key);
    let area = record.area.map(|area| faults.parse(area, &at("area"))).transpose();
    let name = record.name.map(|name| faults.string(name, &at("name"))).transpose();
    let share = record.share.map(|share| faults.parse(share, &at("share"))).transpose();
    faults.check(Place::new(area?, name?.as_deref(), share?), path)
}

fn part<'a>(mut record: PartRecord<'a>, path: &Path<'_>, faults: &mut RecordFaults) -> Checked<Part<'a>> {
    let at = |key| Path::Field(path, key);
    let title = faults.string(record.title, &at("title"));
    let kind = record.kind.map(|kind| faults.parse(kind, &at("kind"))).transpose();
    let relation = faults.parse(record.relation, &at("relation"));
    let amount = record.amount.map(|record| amount(record, &at("amount"), faults)).transpose();
    let mut parties = Vec::new();
    list(&mut record.parties, &at("parties"), &mut parties, |record, path| party(record, path, faults));
    let note = record.note.map(|note| faults.string(note, &at("note"))).transpose();
    Ok(Part { title: title?, kind: kind?, relation: relation?, amount: amount?, parties, note: note? })
}

/// Reads the array of places with which `json` begins, whatever follows it, and returns their areas. `None` if it has a
/// fault.
pub(in crate::dataset) fn read_areas(json: &str) -> Option<Vec<Option<Area>>> {
    let read = List::<PlaceRecord<'_>>::deserialize(&mut Cursor::new(json, 0));
    let mut records = read.ok().filter(|records| records.is_given)?;
    let mut faults = RecordFaults::default();
    let mut places = Vec::with_capacity(records.items.len());
    list(&mut records, &Path::Root, &mut places, |record, path| place(record, path, &mut faults));
    faults.is_empty().then(|| places.iter().map(Place::area).collect())
}

/// The id of a deal as it is written, even if it is invalid.
pub(super) fn written_id(json: &str) -> Option<String> {
    let members: Members<'_> = serde_json::from_str(json).ok()?;
    let id = members.get("id").map(RawValue::get).filter(|id| *id != "null")?;
    Some(id.trim_matches('"').to_owned())
}
