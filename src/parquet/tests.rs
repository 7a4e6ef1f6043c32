//! Property tests of the writer and the reader, each against the `parquet` crate, and the texts of their errors.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, Encoding};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::column::writer::ColumnWriterImpl;
use ::parquet::data_type::{ByteArrayType, DataType, FixedLenByteArrayType, Int32Type};
use ::parquet::file::properties::{WriterProperties, WriterPropertiesBuilder, WriterVersion};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::record::Field;
use ::parquet::schema::types::ColumnPath;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::schema::{LeafColumn, ValueType};
use super::*;
use crate::area::Area;
use crate::deal::{
    Citation, Deal, DealData, Equivalent, FieldSet, Kind, Part, Party, Period, Place, Relation, Revision,
    Role, Slug, Status,
};
use crate::money::{Amount, Bound, Decimal, Quantity};

/// Writes `deals`, each with a record that names its index.
fn written(deals: &[Deal<'_>]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = DealWriter::new(file.reopen().unwrap(), "{\"rates\":[]}", 2).unwrap();
    for (index, deal) in deals.iter().enumerate() {
        writer.push(&Row { deal, record: &format!("record {index}") }).unwrap();
    }
    writer.finish().unwrap();
    file
}

/// Copies a file of one row group with other writer properties and row groups of `rows` rows, as another program might.
fn rewritten(source: &Path, properties: WriterPropertiesBuilder, rows: usize) -> tempfile::NamedTempFile {
    fn copy<T: DataType>(from: &mut ColumnReaderImpl<T>, to: &mut ColumnWriterImpl<'_, T>, rows: usize) {
        let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
        from.read_records(rows, Some(&mut defined), Some(&mut repeated), &mut values).unwrap();
        let levels = |levels: Vec<i16>| Some(levels).filter(|levels| !levels.is_empty());
        let (defined, repeated) = (levels(defined), levels(repeated));
        to.write_batch(&values, defined.as_deref(), repeated.as_deref()).unwrap();
    }
    let reader = SerializedFileReader::new(File::open(source).unwrap()).unwrap();
    let about = reader.metadata().file_metadata();
    let properties = properties.set_key_value_metadata(about.key_value_metadata().cloned()).build();
    let file = tempfile::NamedTempFile::new().unwrap();
    let schema = about.schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(file.reopen().unwrap(), schema, Arc::new(properties)).unwrap();
    if reader.num_row_groups() > 0 {
        let group = reader.get_row_group(0).unwrap();
        let all = usize::try_from(group.metadata().num_rows()).unwrap();
        let mut columns: Vec<ColumnReader> =
            (0..group.num_columns()).map(|index| group.get_column_reader(index).unwrap()).collect();
        for _ in (0..all).step_by(rows) {
            let mut group = writer.next_row_group().unwrap();
            for column in &mut columns {
                let mut to = group.next_column().unwrap().unwrap();
                match column {
                    ColumnReader::ByteArrayColumnReader(from) => {
                        copy(from, to.typed::<ByteArrayType>(), rows);
                    }
                    ColumnReader::Int32ColumnReader(from) => copy(from, to.typed::<Int32Type>(), rows),
                    ColumnReader::FixedLenByteArrayColumnReader(from) => {
                        copy(from, to.typed::<FixedLenByteArrayType>(), rows);
                    }
                    _ => panic!("a file of deals has no other types"),
                }
                to.close().unwrap();
            }
            group.close().unwrap();
        }
    }
    writer.close().unwrap();
    file
}

/// Files with the same deals in other forms: row groups, pages, encodings and compressions.
fn in_other_forms(file: &Path) -> Vec<tempfile::NamedTempFile> {
    let plain = || WriterProperties::builder().set_dictionary_enabled(false);
    let forms = [
        (plain(), 2),
        (plain().set_compression(Compression::SNAPPY), 100),
        (plain().set_writer_version(WriterVersion::PARQUET_1_0).set_offset_index_disabled(true), 5),
        (WriterProperties::builder().set_dictionary_page_size_limit(8), 100),
        (
            WriterProperties::builder()
                .set_writer_version(WriterVersion::PARQUET_1_0)
                .set_compression(Compression::SNAPPY)
                .set_write_batch_size(1)
                .set_data_page_row_count_limit(2),
            7,
        ),
    ];
    let encoded = |text, day, decimal| {
        let columns = LeafColumn::ALL.iter();
        columns.fold(plain(), |properties, leaf| {
            let encoding = match leaf.value_type() {
                ValueType::Text => text,
                ValueType::Day => day,
                ValueType::Decimal(_) => decimal,
            };
            let path = leaf.as_str().split('.').map(str::to_owned).collect::<Vec<_>>();
            properties.set_column_encoding(ColumnPath::from(path), encoding)
        })
    };
    let encoded = [
        (
            encoded(Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_BINARY_PACKED, Encoding::BYTE_STREAM_SPLIT),
            100,
        ),
        (
            encoded(
                Encoding::DELTA_LENGTH_BYTE_ARRAY,
                Encoding::BYTE_STREAM_SPLIT,
                Encoding::DELTA_BYTE_ARRAY,
            ),
            3,
        ),
    ];
    forms.into_iter().chain(encoded).map(|(properties, rows)| rewritten(file, properties, rows)).collect()
}

/// Returns the rows of a file as the row reader of the `parquet` crate gives them.
fn rows_by_crate(path: &Path) -> Vec<Value> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| object(row.unwrap().get_column_iter())).collect()
}

fn object<'f>(fields: impl Iterator<Item = (&'f String, &'f Field)>) -> Value {
    Value::Object(fields.map(|(name, field)| (name.clone(), value(field))).collect())
}

/// A field as JSON: a date as `2025-03-10`, a decimal as its unscaled integer.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Str(text) => json!(text),
        Field::Date(days) => json!((days_since_epoch(*days)).to_string()),
        Field::Decimal(decimal) => {
            json!(i128::from_be_bytes(decimal.data().try_into().unwrap()).to_string())
        }
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(value).collect()),
        Field::Group(row) => object(row.get_column_iter()),
        other => panic!("a file of deals has no {other:?}"),
    }
}

fn days_since_epoch(days: i32) -> NaiveDate {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let count = Days::new(days.unsigned_abs().into());
    if days < 0 { epoch - count } else { epoch + count }
}

/// What the columns of a deal should hold: the row at `index`, made from the deal field by field.
fn expected_row(index: usize, deal: &Deal<'_>) -> Value {
    let (mut status, mut amount, mut equivalents) = (deal.status, deal.amount, &deal.equivalents);
    let mut source = deal.citations.first().map(|citation| citation.source.as_str());
    for revision in &deal.history {
        status = revision.status.unwrap_or(status);
        if revision.amount.is_some() {
            if amount != revision.amount || !revision.equivalents.is_empty() {
                equivalents = &revision.equivalents;
                source = revision.citation.as_ref().map(|citation| citation.source.as_str());
            }
            amount = revision.amount;
        }
    }
    let announced = deal.announced.to_string();
    let (day, precision) = match announced.len() {
        7 if announced.ends_with("Q1") => (announced.replace("Q1", "01-01"), "quarter"),
        7 if announced.ends_with("Q4") => (announced.replace("Q4", "10-01"), "quarter"),
        10 => (announced, "day"),
        7 => (format!("{announced}-01"), "month"),
        _ => (format!("{announced}-01-01"), "year"),
    };
    let days = deal.period.as_ref().and_then(Period::days);
    let parties = deal.parties.iter();
    let places = deal.places.iter().map(|place| {
        json!({
            "area": place.area().map(|area| area.to_string()), "name": place.name(),
            "share": place.share.map(|share| share.to_string())
        })
    });
    let equivalents = equivalents.iter().map(|equivalent| {
        let mut row = amount_columns(Some(equivalent.amount));
        let own = equivalent.source.as_ref().map(Slug::as_str);
        row["source"] = json!(own.or(source));
        row
    });
    let mut row = amount_columns(amount);
    let rest = json!({
        "id": deal.id.as_str(), "title": deal.title, "kind": deal.kind.as_str(), "status": status.as_str(),
        "announced": day, "announced_precision": precision,
        "parties": parties
            .map(|party| json!({"company": party.company, "role": party.role.as_str()}))
            .collect::<Vec<_>>(),
        "places": places.collect::<Vec<_>>(),
        "tags": deal.tags,
        "sources": deal.citations.iter().map(|citation| citation.source.as_str()).collect::<Vec<_>>(),
        "period_start": days.map(|days| days.0.to_string()),
        "period_end": days.map(|days| days.1.to_string()),
        "equivalents": equivalents.collect::<Vec<_>>(),
        "included_in": deal.included_in.as_ref().map(Slug::as_str),
        "replaces": deal.replaces.as_ref().map(Slug::as_str),
        "record": format!("record {index}"),
    });
    let Value::Object(rest) = rest else { unreachable!() };
    row.as_object_mut().unwrap().extend(rest);
    row
}

/// The columns of an amount by the table of bounds: exact v is v/v/v, up to v is 0/v/v, at least v is v/v/open, and a range
/// is low/midpoint/high.
fn amount_columns(amount: Option<Amount>) -> Value {
    let Some(Amount { quantity, currency }) = amount else {
        return json!({"bound": null, "floor": null, "headline": null, "ceiling": null, "currency": null});
    };
    let (zero, two) = (Decimal::ZERO, Decimal::TWO);
    let (bound, floor, headline, ceiling) = match quantity {
        Quantity::Exact(value) => ("exact", value, value, Some(value)),
        Quantity::About(value) => ("about", value, value, Some(value)),
        Quantity::UpTo(value) => ("up to", zero, value, Some(value)),
        Quantity::AtLeast(value) => ("at least", value, value, None),
        Quantity::Range { low, high } => ("range", low, (low + high) / two, Some(high)),
    };
    let unscaled = |value: Decimal| (value.mantissa() * 10i128.pow(10 - value.scale())).to_string();
    json!({
        "bound": bound, "floor": unscaled(floor), "headline": unscaled(headline),
        "ceiling": ceiling.map(unscaled), "currency": currency.code(),
    })
}

/// The deals of a file, each with its row, as the reader makes them from columns.
fn deals(path: &Path, fields: FieldSet, predicate: RowPredicate<'_>) -> Vec<(u64, Deal<'static>)> {
    let file = DealFile::open(path).unwrap();
    let mut deals = Vec::new();
    for group in 0..file.groups() {
        let read = file.reader().unwrap().read_group(group, fields, predicate, |deal, _, row| {
            deals.push((row, deal.clone().into_owned()));
            Ok::<_, DealFileError>(())
        });
        read.unwrap_or_else(|error| panic!("{error}"));
    }
    deals
}

/// The records of a file, each after its row.
fn records(path: &Path) -> Vec<String> {
    let file = DealFile::open(path).unwrap();
    let mut records = Vec::new();
    for group in 0..file.groups() {
        let read = file.reader().unwrap().read_records(group, |record, row| {
            records.push(format!("{row}: {record}"));
            Ok::<_, DealFileError>(())
        });
        read.unwrap_or_else(|error| panic!("{error}"));
    }
    records
}

/// The part of a deal that the columns hold.
fn in_columns(deal: &Deal<'static>) -> Deal<'static> {
    let current = deal.current_state();
    let source = |equivalent: &Equivalent<'_>| {
        let source = equivalent.source.as_ref().or(current.source);
        source.cloned().map(crate::deal::Slug::into_owned)
    };
    let cited = |citation: &Citation<'static>| Citation {
        source: citation.source.clone(),
        quote: None,
        amount: None,
        equivalents: vec![],
    };
    let equivalents = current
        .equivalents
        .iter()
        .map(|equivalent| Equivalent { source: source(equivalent), amount: equivalent.amount });
    let days = deal.period.as_ref().and_then(Period::days);
    let equivalents: Vec<Equivalent<'static>> = equivalents.collect();
    // Equivalents without a source in a deal with citations belong to a revision that cites nothing.
    let has_no_source =
        !deal.citations.is_empty() && equivalents.iter().any(|equivalent| equivalent.source.is_none());
    let (equivalents, revised) = if has_no_source { (vec![], equivalents) } else { (equivalents, vec![]) };
    let revision = Revision {
        date: NaiveDate::MAX,
        status: None,
        amount: current.amount.copied(),
        equivalents: revised,
        note: None,
        citation: None,
        recorded: None,
    };
    let facts = DealData {
        status: current.status,
        amount: current.amount.copied(),
        equivalents,
        period: days
            .map(|(first, last)| Period::new(None, Some(first.into()), Some(last.into()), None).unwrap()),
        parts: vec![],
        citations: deal.citations.iter().map(cited).collect(),
        history: has_no_source.then_some(revision).into_iter().collect(),
        note: None,
        ..DealData::clone(deal)
    };
    Deal::try_from(facts).unwrap()
}

fn amount(currencies: &'static [&'static str]) -> impl Strategy<Value = Amount> {
    let figure = (any::<u64>(), 0u32..=9)
        .prop_map(|(units, scale)| Decimal::from_i128_with_scale(units.into(), scale));
    let bound = prop::sample::select(vec![Bound::Exact, Bound::About, Bound::UpTo, Bound::AtLeast]);
    let single = (bound, figure).prop_map(|(bound, value)| Quantity::single(bound, value).unwrap());
    let range = (0u64..1 << 60, 1u64..1 << 60)
        .prop_map(|(low, more)| Quantity::range(low.into(), (low + more).into()).unwrap());
    let currency = prop::sample::select(currencies).prop_map(|code| code.parse().unwrap());
    (prop_oneof![single, range], currency).prop_map(|(quantity, currency)| Amount { quantity, currency })
}

fn cited(source: &str, quote: Option<&'static str>) -> Citation<'static> {
    Citation {
        source: source.parse().unwrap(),
        quote: quote.map(Into::into),
        amount: None,
        equivalents: vec![],
    }
}

/// At most one revision: of the amount, the status, both or neither, with a source or without.
fn history() -> impl Strategy<Value = Vec<Revision<'static>>> {
    let revision = (
        prop::option::of(amount(&["GBP"])),
        prop::option::of(prop::sample::select(Status::ALL.to_vec())),
        any::<bool>(),
    );
    prop::option::of(revision).prop_map(|revision| {
        let revision = revision.map(|(amount, status, is_cited)| {
            let stated = Equivalent { amount: "USD 7.5".parse().unwrap(), source: None };
            Revision {
                date: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
                status,
                amount,
                equivalents: amount.map(|_| stated).into_iter().collect(),
                note: Some("n".into()),
                citation: is_cited.then(|| cited("t", None)),
                recorded: None,
            }
        });
        revision.into_iter().collect()
    })
}

/// Any valid deal, but for its id.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn any_deal() -> impl Strategy<Value = DealData<'static>> {
    let text = "[a-z\"\\\\ é\u{202e}]{0,8}[a-zé]";
    let date =
        prop::sample::select(vec!["0001", "2024-12", "2024-Q1", "2025-Q4", "2025-03-10", "2000-02-29"])
            .prop_map(|date| date.parse().unwrap());
    let period = |start: Option<&str>, end: Option<&str>, length: Option<&str>| {
        let date = |date: &str| date.parse().unwrap();
        Period::new(
            Some("l".into()),
            start.map(date),
            end.map(date),
            length.map(|length| length.parse().unwrap()),
        )
        .unwrap()
    };
    let period = prop::option::of(prop::sample::select(vec![
        period(None, Some("2030-10"), None),
        period(None, None, Some("3 years")),
        period(Some("2024"), Some("2025-06-30"), None),
        period(Some("2024-02"), None, Some("18 months")),
        period(Some("9999"), None, Some("900 years")),
        period(None, Some("0001"), Some("900 years")),
    ]));
    let place = |place: &str| place.parse::<Place>().unwrap();
    let places = prop::sample::select(vec![
        vec![],
        vec![place("US (Abilene, Texas):at least 50%"), place("FR")],
        vec![place("EMEA")],
        vec![place("(Navi Mumbai)")],
        vec![place("Europe:12.5%"), place("JP (Aichi):10-20%"), place("(Site 4)")],
    ]);
    let party = (text, prop::sample::select(Role::ALL.to_vec()))
        .prop_map(|(company, role)| Party { company: company.into(), role });
    let citations = prop::sample::select(vec![vec![], vec![cited("s", Some("q")), cited("t", None)]]);
    let link = |id: &'static str| prop::option::of(Just(id.parse::<Slug<'static>>().unwrap()));
    let links = (link("pledge"), link("before"));
    let amounts = prop::option::of((amount(&["USD", "CNY", "DEM"]), prop::option::of(amount(&["EUR"]))));
    (
        (text, prop::sample::select(Kind::ALL.to_vec()), date, prop::sample::select(Status::ALL.to_vec())),
        (amounts, period, places),
        (prop::collection::vec(party, 1..4), prop::collection::vec(text, 0..3), citations, history()),
        links,
    )
        .prop_map(
            |(
                (title, kind, announced, status),
                (amounts, period, places),
                (parties, tags, citations, history),
                (included_in, replaces),
            )| {
                let (amount, equivalent) = amounts.unzip();
                let equivalent = equivalent.flatten().map(|amount| Equivalent { amount, source: None });
                let part = Part {
                    title: "p".into(),
                    kind: None,
                    relation: Relation::Alongside,
                    amount: None,
                    parties: vec![],
                    note: None,
                };
                DealData {
                    title: title.clone().into(),
                    kind,
                    announced,
                    status,
                    amount,
                    equivalents: equivalent.into_iter().collect(),
                    period,
                    parties,
                    places,
                    parts: vec![part],
                    tags: tags.into_iter().map(Into::into).collect(),
                    citations,
                    history,
                    included_in,
                    replaces,
                    note: Some(title.into()),
                    ..DealData::default()
                }
            },
        )
}

fn with_ids(deals: Vec<DealData<'static>>) -> Vec<Deal<'static>> {
    let numbered = deals.into_iter().enumerate().map(|(index, mut deal)| {
        deal.id = format!("d{index}").parse().unwrap();
        Deal::try_from(deal).unwrap()
    });
    numbered.collect()
}

/// Four deals with words, companies and currencies that occur once.
fn few() -> Vec<Deal<'static>> {
    let deal = |id: &str, kind, announced: &str, amount: &str, parties: &[&str], area: Option<&str>| {
        let deal = DealData {
            id: id.parse().unwrap(),
            title: id.to_owned().into(),
            kind,
            announced: announced.parse().unwrap(),
            amount: Some(amount.parse().unwrap()),
            parties: parties.iter().map(|party| party.parse().unwrap()).collect(),
            places: area.map(|area| Place::from(area.parse::<Area>().unwrap())).into_iter().collect(),
            ..DealData::default()
        };
        Deal::try_from(deal).unwrap()
    };
    vec![
        deal(
            "coreweave-openai",
            Kind::Contract,
            "2025-03-10",
            "up to USD 11.9bn",
            &["CoreWeave:provider", "OpenAI:customer"],
            None,
        ),
        deal("alibaba-ai", Kind::Capex, "2025-02-24", "CNY 380bn", &["Alibaba:investor"], Some("CN")),
        deal(
            "iliad-ai",
            Kind::Equity,
            "2025-02",
            "EUR 3bn",
            &["Iliad:investor", "Scaleway:operator"],
            Some("Europe"),
        ),
        deal("microsoft-ai", Kind::Debt, "2025", "~USD 80bn", &["Microsoft:investor"], Some("US")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_crate_reads_every_column_of_what_is_written(list in prop::collection::vec(any_deal(), 0..12)) {
        let list = with_ids(list);
        let expected: Vec<Value> =
            list.iter().enumerate().map(|(index, deal)| expected_row(index, deal)).collect();
        prop_assert_eq!(rows_by_crate(written(&list).path()), expected);
    }

    #[test]
    fn files_in_other_forms_have_the_same_deals(list in prop::collection::vec(any_deal(), 0..12)) {
        let list = with_ids(list);
        let file = written(&list);
        let expected: Vec<(u64, Deal<'static>)> = (0..).zip(list.iter().map(in_columns)).collect();
        let named = list.last().map(|deal| deal.parties[0].company.as_bytes().to_vec()).unwrap_or_default();
        let is_named = |name: &[u8]| name == named;
        let has_name = |deal: &Deal<'_>| deal.parties.iter().any(|party| is_named(party.company.as_bytes()));
        for other in in_other_forms(file.path()) {
            prop_assert_eq!(&deals(other.path(), COLUMNS, RowPredicate::default()), &expected);
            prop_assert_eq!(records(other.path()), records(file.path()));
            let predicate = RowPredicate { companies: Some(&is_named), areas: None };
            let chosen: Vec<_> = expected.iter().filter(|(_, deal)| has_name(deal)).cloned().collect();
            prop_assert_eq!(deals(other.path(), COLUMNS, predicate), chosen);
        }
    }

    #[test]
    fn any_deals_are_read_back_from_the_columns(list in prop::collection::vec(any_deal(), 0..12)) {
        let list = with_ids(list);
        let file = written(&list);
        let all = deals(file.path(), COLUMNS, RowPredicate::default());
        let expected: Vec<Deal<'static>> = list.iter().map(in_columns).collect();
        prop_assert_eq!(all.iter().map(|(_, deal)| deal).collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
        for (deal, (_, current)) in expected.iter().zip(deals(file.path(), FieldSet::CURRENT_STATE, RowPredicate::default())) {
            let facts = DealData { id: deal.id.clone(), status: deal.status, amount: deal.amount, ..DealData::default() };
            prop_assert_eq!(DealData::clone(&current), facts);
        }
        for (deal, (_, alone)) in expected.iter().zip(deals(file.path(), FieldSet::EQUIVALENTS, RowPredicate::default())) {
            prop_assert_eq!(alone.current_state().equivalents, deal.current_state().equivalents);
        }
        // Selecting by one or two columns gives the same deals as selecting after reading all.
        let only = |is_chosen: &dyn Fn(&Deal<'static>) -> bool| -> Vec<(u64, Deal<'static>)> {
            all.iter().filter(|(_, deal)| is_chosen(deal)).cloned().collect()
        };
        for deal in &expected {
            let is_named = |name: &[u8]| name == deal.parties[0].company.as_bytes();
            let names = |other: &Deal<'_>| other.parties.iter().any(|party| is_named(party.company.as_bytes()));
            let areas = |deal: &Deal<'_>| -> Vec<Option<Area>> { deal.places.iter().map(Place::area).collect() };
            let goes = |found: &[Option<Area>]| *found == areas(deal);
            let both = RowPredicate { companies: Some(&is_named), areas: Some(&goes) };
            let found = [RowPredicate { areas: None, ..both }, RowPredicate { companies: None, ..both }, both]
                .map(|predicate| deals(file.path(), COLUMNS, predicate));
            prop_assert_eq!(&found[0], &only(&names));
            prop_assert_eq!(&found[1], &only(&|other| goes(&areas(other))));
            prop_assert_eq!(&found[2], &only(&|other| names(other) && goes(&areas(other))));
        }
    }

    #[test]
    fn damaged_bytes_never_cause_a_panic(changes in prop::collection::vec((0usize..1 << 20, any::<u8>()), 1..4)) {
        let mut bytes = std::fs::read(written(&few()).path()).unwrap();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        let predicate = RowPredicate {
            companies: Some(&|name: &[u8]| name.len() > 4),
            areas: Some(&|areas: &[Option<Area>]| areas.len() != 1),
        };
        if let Ok(file) = DealFile::open(file.path()) {
            let reader = file.reader().unwrap();
            for group in 0..file.groups() {
                let visit = |_: &mut Deal<'_>, _: &str, _| Ok::<_, DealFileError>(());
                let _ = reader.read_group(group, COLUMNS, predicate, visit);
                let _ = reader.read_group(group, FieldSet::ALL, RowPredicate::default(), visit);
                let _ = reader.read_records(group, |_, _| Ok::<_, DealFileError>(()));
            }
        }
    }
}

#[test]
fn a_predicate_selects_rows_and_records_across_batches_and_pages() {
    let many: Vec<Deal<'static>> = few().into_iter().cycle().take(10_000).collect();
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = DealWriter::new(file.reopen().unwrap(), "{}", 2).unwrap();
    for (index, deal) in many.iter().enumerate() {
        let record = format!("{index} {}", "x".repeat(500));
        writer.push(&Row { deal, record: &record }).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(records(file.path()).len(), 10_000);
    let predicate = RowPredicate { companies: Some(&|name: &[u8]| name == b"Iliad"), areas: None };
    let reader = DealFile::open(file.path()).unwrap();
    let mut found = Vec::new();
    let read = reader.reader().unwrap().read_group(0, FieldSet::ALL, predicate, |deal, record, row| {
        let number = record.split(' ').next().unwrap().to_owned();
        found.push((deal.id.to_string(), number, row));
        Ok::<_, DealFileError>(())
    });
    read.unwrap();
    let expected = (2..10_000)
        .step_by(4)
        .map(|row| ("iliad-ai".to_owned(), row.to_string(), u64::try_from(row).unwrap()));
    assert_eq!(found, expected.collect::<Vec<_>>());
}

#[test]
fn a_file_has_groups_rows_and_reference_data() {
    let file = DealFile::open(written(&few()).path()).unwrap();
    assert_eq!((file.groups(), file.rows(), file.reference()), (1, 4, "{\"rates\":[]}"));
    let file = DealFile::open(written(&[]).path()).unwrap();
    assert_eq!((file.groups(), file.rows()), (0, 0));
}

#[test]
fn a_file_of_an_earlier_version_has_no_links() {
    let bytes = std::fs::read(written(&few()).path()).unwrap();
    let bytes = replaced(&replaced(&bytes, b"included_in", b"included_by"), b"replaces", b"replaced");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&bytes).unwrap();
    let read = deals(file.path(), FieldSet::ALL, RowPredicate::default());
    assert_eq!(read.into_iter().map(|(_, deal)| deal).collect::<Vec<_>>(), few());
    assert!(!DealFile::open(file.path()).unwrap().may_have_links());
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let message = |bytes: &[u8]| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        DealFile::open(file.path()).unwrap_err().to_string()
    };
    assert_eq!(message(b"{}"), "this is not a Parquet file");
    assert!(message(b"PAR1").starts_with("the file is damaged: "));
    let bytes = std::fs::read(written(&few()).path()).unwrap();
    let other = replaced(&bytes, b"outlay.form", b"another.one");
    assert_eq!(message(&other), "this Parquet file is not a file of deals");
    let later = replaced(&bytes, b"deals-1", b"deals-2");
    assert_eq!(message(&later), "this file of deals was written by a later version of outlay");
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let hits: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
    assert!(!hits.is_empty());
    for at in hits {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

#[test]
fn an_invalid_value_is_reported_with_its_row_and_column() {
    let bytes = std::fs::read(written(&few()).path()).unwrap();
    for (from, to, message) in [
        ("capex", "capek", "row 2, kind: \"capek\" is not a kind"),
        ("provider", "providor", "row 1, parties.role: \"providor\" is not a role"),
        ("EUR", "EUX", "row 3, currency: \"EUX\" is not a currency"),
        ("iliad-ai", "iliad ai", "row 3, id: \"iliad ai\" is not an id"),
    ] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&replaced(&bytes, from.as_bytes(), to.as_bytes())).unwrap();
        let visit = |_: &mut Deal<'_>, _: &str, _| Ok::<_, DealFileError>(());
        let file = DealFile::open(file.path()).unwrap();
        let read = file.reader().unwrap().read_group(0, COLUMNS, RowPredicate::default(), visit);
        assert_eq!(read.unwrap_err().to_string(), message);
    }
}

#[test]
fn a_figure_that_does_not_fit_names_its_deal() {
    let push = |value: &str| {
        let amount =
            Amount { quantity: Quantity::Exact(value.parse().unwrap()), currency: "USD".parse().unwrap() };
        let deal = DealData { amount: Some(amount), ..DealData::clone(&few()[1]) };
        let deal = Deal::try_from(deal).unwrap();
        let mut writer = DealWriter::new(Vec::new(), "{}", 1).unwrap();
        writer.push(&Row { deal: &deal, record: "{}" }).err().map(|fault| fault.to_string())
    };
    let problem = |value: &str| {
        Some(format!("deal alibaba-ai: {value} has more digits than its column of a Parquet file holds"))
    };
    assert_eq!(push("9999999999999999999999999999"), None);
    assert_eq!(push("0.00000000001"), problem("0.00000000001"));
}
